//! Outcomes as things that happened or had not: entries that speak of one event are one thing with several days.

use jiff::civil::Date;
use unmuted_model::ObservationId;

use crate::timeline::{Outcome, Timeline};

/// One thing that followed, of which one or more entries speak.
pub(super) struct Happening<'a> {
    /// Its kind, under its first name.
    pub kind: String,
    /// What speaks of it.
    entries: Vec<&'a Outcome>,
    /// When.
    pub day: Day,
    /// The newest day as of which any of the entries is known.
    pub known: Date,
}

/// When something happened, as far as the entries say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Day {
    /// On a day from the first to the last; `last` is `None` where one entry says that it happened and another,
    /// known later, that it had not.
    Done { first: Date, last: Option<Date> },
    /// It had not.
    Open,
}

impl Happening<'_> {
    /// Whether an entry of that id speaks of it.
    pub fn speaks_of(&self, id: &ObservationId) -> bool {
        self.entries.iter().any(|e| e.id == *id)
    }
}

/// All of them, in the order of their first entries.
pub(super) fn happenings(timeline: &Timeline, named: impl Fn(&str) -> String) -> Vec<Happening<'_>> {
    let mut groups: Vec<(String, Vec<&Outcome>)> = Vec::new();
    for outcome in &timeline.outcomes {
        let kind = named(&outcome.kind);
        let same = |entries: &[&Outcome]| outcome.event.is_some() && entries.iter().any(|e| e.event == outcome.event);
        match groups.iter_mut().find(|(k, entries)| *k == kind && same(entries)) {
            Some((_, entries)) => entries.push(outcome),
            None => groups.push((kind, vec![outcome])),
        }
    }
    let as_of = timeline.as_of.unwrap_or(Date::MAX);
    groups
        .into_iter()
        .map(|(kind, entries)| Happening {
            kind,
            day: day(&entries, as_of),
            known: entries.iter().map(|e| e.as_of.min(as_of)).max().unwrap_or(as_of),
            entries,
        })
        .collect()
}

fn day(entries: &[&Outcome], as_of: Date) -> Day {
    // A day after the date asked about is no day yet.
    let days = || entries.iter().filter_map(|e| e.when.filter(|d| d.first <= as_of));
    let (Some(first), Some(last)) = (days().map(|d| d.first).min(), days().map(|d| d.last).max()) else {
        return Day::Open;
    };
    let denied = entries.iter().any(|e| match e.when {
        // It had not by a day after the last one that anybody gives.
        None => e.as_of.min(as_of) > last,
        // It happened, if on this day, after the date asked about.
        Some(d) => d.last > as_of,
    });
    Day::Done { first, last: (!denied).then_some(last) }
}

/// The first of those that were done: the earliest day that it can have been, and the latest. `None` where none was.
pub(super) fn first_done<'a, 'b: 'a>(of: impl Iterator<Item = &'a Happening<'b>>) -> Option<(Date, Option<Date>)> {
    of.filter_map(|h| match h.day {
        Day::Done { first, last } => Some((first, last)),
        Day::Open => None,
    })
    .reduce(|(a, b), (c, d)| (a.min(c), [b, d].into_iter().flatten().min()))
}

/// The newest day as of which one is known that had not happened.
pub(super) fn open_as_of<'a, 'b: 'a>(of: impl Iterator<Item = &'a Happening<'b>>) -> Option<Date> {
    of.filter(|h| h.day == Day::Open).map(|h| h.known).max()
}
