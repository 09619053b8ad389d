//! What followed, made ready for questions: entries of one outcome joined, and what is known of a day.

use super::point::Point;
use super::record::Record;
use super::span::When;
use crate::language::ast::{DayMoment, DayOf, Pick};
use crate::language::finding::Evidence;
use crate::timeline::{Bounds, ClockId, Timeline};
use jiff::civil::Date;
use unmuted_model::{Interval, SourceId, WallClock};

/// The file that gives what no source is named for.
const OUTCOMES: &str = "outcomes.toml";

/// One outcome: an entry, or several that carry the same word.
#[derive(Clone, Debug)]
pub(super) struct Followed {
    /// Its kind, under its first name.
    pub kind: String,
    /// The entries, by their place in the timeline.
    pub entries: Vec<usize>,
    /// The earliest day that it can have been, and the latest; no latest where it had not happened.
    pub first: Date,
    pub last: Option<Date>,
    /// The instants that it can have been, where it has happened.
    pub wall: Option<Interval<WallClock>>,
}

impl Followed {
    pub fn happened(&self) -> bool {
        self.last.is_some()
    }
}

/// Every outcome of a timeline, in its order. One that happened after the day to which the timeline speaks had not
/// happened by then.
pub(super) fn all(timeline: &Timeline) -> Vec<Followed> {
    let mut out: Vec<Followed> = Vec::new();
    let mut words: Vec<(usize, &str, &str)> = Vec::new();
    for (i, o) in timeline.outcomes.iter().enumerate() {
        let kind = timeline.outcome_kinds.named(&o.kind).unwrap_or(&o.kind);
        let by_then = |d: &crate::timeline::Dated| timeline.as_of.is_none_or(|as_of| d.first <= as_of);
        let entry = match o.when.filter(by_then) {
            Some(when) => Followed {
                kind: kind.to_owned(),
                entries: vec![i],
                first: when.first,
                last: Some(when.last),
                wall: Some(when.wall),
            },
            None => {
                let known = timeline.as_of.map_or(o.as_of, |as_of| o.as_of.min(as_of));
                // What is known of it when it lies ahead is that it had not happened by then.
                let until = if o.when.is_some() { timeline.as_of.unwrap_or(known) } else { known };
                let first = until.tomorrow().unwrap_or(until);
                Followed { kind: kind.to_owned(), entries: vec![i], first, last: None, wall: None }
            }
        };
        let same = o.event.as_deref().and_then(|word| words.iter().find(|(_, k, w)| *k == kind && *w == word));
        match same.and_then(|(n, ..)| out.get_mut(*n)) {
            // Sources give different days: it was one of them, and nobody knows which.
            Some(known) => {
                known.entries.push(i);
                known.first = known.first.min(entry.first);
                known.last = known.last.zip(entry.last).map(|(a, b)| a.max(b));
                known.wall = known
                    .wall
                    .zip(entry.wall)
                    .map(|(a, b)| Interval::between(a.earliest().min(b.earliest()), a.latest().max(b.latest())));
            }
            None => {
                if let Some(word) = o.event.as_deref() {
                    words.push((out.len(), kind, word));
                }
                out.push(entry);
            }
        }
    }
    out
}

/// What is known of a day.
#[derive(Clone, Debug, Default)]
pub(super) struct DayWhen {
    /// The earliest that it can be.
    pub first: Option<Date>,
    /// The latest; `None` where it has no bound, because it may not have happened yet.
    pub last: Option<Date>,
    /// Whether it certainly is there.
    pub exists: bool,
    /// The outcomes behind it, by their place in the record.
    pub of: Vec<usize>,
    /// No entry speaks of such an outcome at all.
    pub not_entered: bool,
}

/// What is known of the day of a moment.
pub(super) fn day_when(moment: &DayMoment, record: &Record<'_>) -> DayWhen {
    let exactly =
        |first: Date, last: Date| DayWhen { first: Some(first), last: Some(last), exists: true, ..DayWhen::default() };
    match &moment.of {
        DayOf::Incident => record.timeline.day.map(|d| exactly(d.first, d.last)).unwrap_or_default(),
        DayOf::Date(date) => exactly(*date, *date),
        DayOf::Outcome { pick, kind } => outcome(kind, *pick == Pick::Last, record),
    }
}

fn outcome(kind: &str, want_last: bool, record: &Record<'_>) -> DayWhen {
    let of: Vec<usize> = of_kind(kind, record).map(|(i, _)| i).collect();
    let entries: Vec<&Followed> = of_kind(kind, record).map(|(_, f)| f).collect();
    if entries.is_empty() {
        return DayWhen { not_entered: true, ..DayWhen::default() };
    }
    let exists = entries.iter().any(|f| f.happened());
    let firsts = entries.iter().map(|f| f.first);
    if want_last {
        // Another one may follow what is known; so the last has a latest day only if none is open and the entries
        // are as new as the case.
        let open = entries.iter().any(|f| !f.happened()) || !known_to_the_end(kind, record);
        let last = entries.iter().filter_map(|f| f.last).max().filter(|_| !open);
        return DayWhen { first: firsts.max(), last, exists: exists && !open, of, not_entered: false };
    }
    let last = entries.iter().filter_map(|f| f.last).min();
    DayWhen { first: firsts.min(), last, exists, of, not_entered: false }
}

/// The outcomes of a kind.
pub(super) fn of_kind<'r>(kind: &str, record: &'r Record<'_>) -> impl Iterator<Item = (usize, &'r Followed)> {
    let kind = kind.to_owned();
    record.followed.iter().enumerate().filter(move |(_, f)| f.kind == kind)
}

/// The newest day as of which somebody entered an outcome of a kind: up to it no other is assumed.
pub(super) fn entered_until(kind: &str, record: &Record<'_>) -> Option<Date> {
    let timeline = record.timeline;
    let known = of_kind(kind, record).flat_map(|(_, f)| &f.entries).filter_map(|i| timeline.outcomes.get(*i));
    known.map(|o| timeline.as_of.map_or(o.as_of, |as_of| o.as_of.min(as_of))).max()
}

fn known_to_the_end(kind: &str, record: &Record<'_>) -> bool {
    let until = entered_until(kind, record);
    record.timeline.as_of.is_none_or(|as_of| until.is_some_and(|u| u >= as_of))
}

/// A day as a moment of the wall clock, for what is timed in hours.
pub(super) fn on_the_wall(moment: &DayMoment, record: &Record<'_>) -> When {
    let nothing = || When { exists: false, ..When::one_of(true, Vec::new()) };
    let point = |wall: Interval<WallClock>| Point::unmarked(ClockId::Wall, Bounds::of(wall), &record.clocks);
    match &moment.of {
        DayOf::Incident => record.timeline.day.map_or_else(nothing, |d| When::exactly(point(d.wall))),
        // A date by itself has no zone; what is timed in hours is not counted from it.
        DayOf::Date(_) => nothing(),
        DayOf::Outcome { pick, kind } => {
            let last = *pick == Pick::Last;
            let known = outcome(kind, last, record);
            if known.not_entered {
                return nothing();
            }
            if known.exists && of_kind(kind, record).all(|(_, f)| f.happened()) {
                let walls = of_kind(kind, record).filter_map(|(_, f)| f.wall).map(point);
                return When::one_of(!last, walls.collect());
            }
            // Not by the end of some day: it is later than that, if it happens at all.
            let Some(by) = known.first.filter(|_| !known.exists && !last) else { return nothing() };
            let Some(lo) = start_of(by, record) else { return nothing() };
            let later = Point::unmarked(ClockId::Wall, Bounds::new(lo, i64::MAX), &record.clocks);
            When { exists: false, ..When::one_of(true, vec![later]) }
        }
    }
}

/// An instant that is not later than the start of a day. No zone is known here, so the day is reached from the
/// incident's, whose instants are; two hours allow for a zone that changes its clocks between the two.
fn start_of(day: Date, record: &Record<'_>) -> Option<i64> {
    const HOUR: i64 = 3_600_000_000_000;
    let incident = record.timeline.day?;
    let days = crate::timeline::days::calendar(incident.first, day);
    incident.wall.earliest().ns().checked_add(days.checked_mul(24 * HOUR)?)?.checked_sub(2 * HOUR)
}

/// An outcome's entries as evidence.
pub(super) fn evidence(followed: &Followed, record: &Record<'_>) -> Vec<Evidence> {
    let entries = followed.entries.iter().filter_map(|i| record.timeline.outcomes.get(*i));
    entries
        .map(|o| Evidence {
            id: o.id.clone(),
            source: o.source.clone().unwrap_or_else(|| SourceId::new(OUTCOMES)),
            role: o.what.clone(),
            says: match o.when {
                Some(d) if d.first == d.last => d.first.to_string(),
                Some(d) => format!("{} to {}", d.first, d.last),
                None => format!("not by {}", o.as_of),
            },
            page: o.page.clone(),
            on_recording: None,
            on_wall: None,
            in_incident: None,
        })
        .collect()
}
