//! What followed, in days, by kind of step: done, open, or not recorded; and whether limits in days were kept.
//!
//! "Not recorded" says that no source of the case speaks of a step. It never says that the step did not happen, and
//! so it is never past a limit. Days are ranges: sources may give different days, and a day may not be known.
//! Everything is as of a date that is an input: what happened later had not happened then.

mod happened;
mod limit;
#[cfg(test)]
mod tests;
mod words;

use jiff::civil::Date;
use unmuted_model::ObservationId;

use crate::timeline::days::calendar;
use crate::timeline::{STEPS, Timeline};
use happened::{Day, Happening, happenings};
pub use limit::{Counted, Kept, KeptWhy, Limit, LimitOn, LimitState, Start};

/// One kind of step after an incident.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Its kind, under its first name.
    pub kind: String,
    /// Whether it was done.
    pub state: State,
    /// The outcomes of that kind, in the order given.
    pub outcomes: Vec<ObservationId>,
    /// Days from the incident to the first one that was done; `None` where none was, or the day of the incident is
    /// not known.
    pub days: Option<Days>,
    /// Days that it has been open, at least, up to `as_of`; only where none was done.
    pub open_days: Option<i64>,
    /// How many further ones of the kind are open, where one was done.
    pub more_open: usize,
    /// The day as of which this is known.
    pub as_of: Option<Date>,
    /// How it stands to each limit, in the order of the limits given.
    pub limits: Vec<LimitState>,
}

/// Whether a kind of step was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// At least one source says that it was.
    Done,
    /// It is listed, and had not happened by the day as of which that is known.
    Open,
    /// No source of the case speaks of it.
    NotRecorded,
}

impl State {
    /// The word in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Open => "open",
            Self::NotRecorded => "not_recorded",
        }
    }
}

/// A range of days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Days {
    /// The least that the sources allow.
    pub least: i64,
    /// The most; `None` where one source says that it was done and another that it was not.
    pub most: Option<i64>,
}

/// Every kind of step: those that follow any such incident, in their order, then the case's own kinds in the order
/// of its outcomes, then kinds that only a limit names.
pub fn steps(timeline: &Timeline, limits: &[Limit]) -> Vec<Step> {
    let named = |kind: &str| timeline.outcome_kinds.named(kind).unwrap_or(kind).to_owned();
    let all = happenings(timeline, named);
    let mut kinds: Vec<String> = STEPS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let own = all.iter().map(|h| h.kind.clone());
    let limited = limits.iter().filter_map(|l| match &l.on {
        LimitOn::Kind(kind) => Some(named(kind)),
        LimitOn::Outcome(_) => None,
    });
    for kind in own.chain(limited) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let one = |kind: String| step(timeline, &all, limits, kind, &named);
    kinds.into_iter().map(one).collect()
}

fn step(
    timeline: &Timeline,
    all: &[Happening<'_>],
    limits: &[Limit],
    kind: String,
    named: &impl Fn(&str) -> String,
) -> Step {
    let of: Vec<&Happening<'_>> = all.iter().filter(|h| h.kind == kind).collect();
    let done = happened::first_done(of.iter().copied());
    let open = happened::open_as_of(of.iter().copied());
    let state = match (done, open) {
        (Some(_), _) => State::Done,
        (None, Some(_)) => State::Open,
        (None, None) => State::NotRecorded,
    };
    let days = done.zip(timeline.day).map(|((first, last), from)| Days {
        least: calendar(from.last, first),
        most: last.map(|last| calendar(from.first, last)),
    });
    let limits = limits.iter().filter(|l| match &l.on {
        LimitOn::Kind(on) => named(on) == kind,
        LimitOn::Outcome(id) => of.iter().any(|h| h.speaks_of(id)),
    });
    Step {
        state,
        outcomes: timeline.outcomes.iter().filter(|o| named(&o.kind) == kind).map(|o| o.id.clone()).collect(),
        days,
        open_days: open
            .filter(|_| state == State::Open)
            .zip(timeline.day)
            .map(|(known, from)| calendar(from.last, known)),
        more_open: if state == State::Done { of.iter().filter(|h| matches!(h.day, Day::Open)).count() } else { 0 },
        as_of: of.iter().map(|h| h.known).max().or(timeline.as_of),
        limits: limits.map(|l| limit::state(timeline, all, &of, l, named)).collect(),
        kind,
    }
}
