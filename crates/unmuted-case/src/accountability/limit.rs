//! Limits in days, and whether a step was within them.

use std::collections::BTreeSet;

use jiff::civil::Date;
use unmuted_model::ObservationId;

use super::happened::{self, Day, Happening};
use crate::timeline::Timeline;
use crate::timeline::days::{business, calendar};

/// A limit that a rule or a source sets on a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limit {
    /// At most so many days.
    pub days: i64,
    /// Which days count.
    pub counted: Counted,
    /// The rule's id, or the id of the outcome that carries the limit.
    pub rule: String,
    /// Its citation.
    pub citation: String,
    /// What must happen in time.
    pub on: LimitOn,
    /// From when the days are counted.
    pub from: Start,
}

/// Which days count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counted {
    /// Every day.
    Calendar,
    /// Mondays to Fridays that are no holidays.
    Business,
}

impl Counted {
    /// The word in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Business => "business",
        }
    }
}

/// What a limit is set on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LimitOn {
    /// The first outcome of a kind.
    Kind(String),
    /// One outcome.
    Outcome(ObservationId),
}

/// From when a limit's days are counted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Start {
    /// From the day of the incident.
    Incident,
    /// From the first outcome of a kind.
    Kind(String),
}

/// How a step stands to one limit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LimitState {
    /// The limit.
    pub limit: Limit,
    /// Whether it was kept.
    pub kept: Kept,
    /// Why that cannot be told, where it cannot.
    pub why: Option<KeptWhy>,
    /// The days counted, the least and the most, from the limit's start to the step; of an open step to the day after
    /// the one as of which it is known to be open, without a most. `None` where there is nothing to count, or no bound.
    pub counted: (Option<i64>, Option<i64>),
}

/// Whether a limit was kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kept {
    /// On every day that the sources allow.
    Within,
    /// On no day that the sources allow; an open step had not happened by the limit's last day.
    Past,
    /// That cannot be told, or not yet.
    Open,
}

impl Kept {
    /// The word in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Within => "within",
            Self::Past => "past",
            Self::Open => "open",
        }
    }
}

/// Why it cannot be told whether a limit was kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeptWhy {
    /// The step is open, and the limit has not passed.
    NotYetPast,
    /// The days that the sources allow lie on both sides of the limit.
    SourcesDiffer,
    /// Business days, and the case states no holidays.
    HolidaysNotStated,
    /// The day of the incident is not known.
    NoIncidentDay,
    /// No source speaks of what the days are counted from.
    StartNotRecorded,
    /// What the days are counted from had not happened.
    StartOpen,
    /// No source speaks of the step.
    StepNotRecorded,
    /// The step is only recorded from before the day from which the days are counted.
    OnlyBefore,
}

/// How the step, of whose kind `of` are, stands to a limit on it.
pub(super) fn state(
    timeline: &Timeline,
    all: &[Happening<'_>],
    of: &[&Happening<'_>],
    limit: &Limit,
    named: &impl Fn(&str) -> String,
) -> LimitState {
    let (kept, why, counted) = match start(timeline, all, limit, named) {
        Ok(from) => judged(timeline, of, limit, from),
        Err(why) => (Kept::Open, Some(why), (None, None)),
    };
    LimitState { limit: limit.clone(), kept, why, counted }
}

/// The earliest and the latest day from which the days are counted.
fn start(
    timeline: &Timeline,
    all: &[Happening<'_>],
    limit: &Limit,
    named: &impl Fn(&str) -> String,
) -> Result<(Date, Option<Date>), KeptWhy> {
    match &limit.from {
        Start::Incident => timeline.day.map(|d| (d.first, Some(d.last))).ok_or(KeptWhy::NoIncidentDay),
        Start::Kind(kind) => {
            let kind = named(kind);
            let of = || all.iter().filter(|h| h.kind == kind);
            happened::first_done(of()).ok_or(match of().next() {
                Some(_) => KeptWhy::StartOpen,
                None => KeptWhy::StartNotRecorded,
            })
        }
    }
}

type Judged = (Kept, Option<KeptWhy>, (Option<i64>, Option<i64>));

fn judged(timeline: &Timeline, of: &[&Happening<'_>], limit: &Limit, from: (Date, Option<Date>)) -> Judged {
    let on: Vec<&Happening<'_>> = match &limit.on {
        LimitOn::Kind(_) => of.to_vec(),
        LimitOn::Outcome(id) => of.iter().copied().filter(|h| h.speaks_of(id)).collect(),
    };
    // What was over before the days begin is not what the limit speaks of.
    let before = |h: &&&Happening<'_>| matches!(h.day, Day::Done { last: Some(last), .. } if last < from.0);
    let left = || on.iter().filter(|h| !before(h)).copied();
    let holidays = timeline.holidays.as_ref();
    if let Some((first, last)) = happened::first_done(left()) {
        let counted = count(limit.counted, from, (first, last), holidays);
        let (kept, why) = match counted {
            (_, Some(most)) if most <= limit.days => (Kept::Within, None),
            (Some(least), _) if least > limit.days => (Kept::Past, None),
            (None, _) if limit.counted == Counted::Business && holidays.is_none() => {
                (Kept::Open, Some(KeptWhy::HolidaysNotStated))
            }
            _ => (Kept::Open, Some(KeptWhy::SourcesDiffer)),
        };
        return (kept, why, counted);
    }
    let Some(known) = happened::open_as_of(left()) else {
        let why = if on.is_empty() { KeptWhy::StepNotRecorded } else { KeptWhy::OnlyBefore };
        return (Kept::Open, Some(why), (None, None));
    };
    // What had not happened by a day happens on the next one at the earliest, and so the sentence of a rule counts it.
    let next = known.tomorrow().unwrap_or(known);
    let counted @ (least, _) = count(limit.counted, from, (next, None), holidays);
    let most = count(limit.counted, from, (next, Some(next)), holidays).1;
    let (kept, why) = match (least, most) {
        (Some(least), _) if least > limit.days => (Kept::Past, None),
        (_, Some(most)) if most <= limit.days => (Kept::Open, Some(KeptWhy::NotYetPast)),
        (None, _) if limit.counted == Counted::Business && holidays.is_none() => {
            (Kept::Open, Some(KeptWhy::HolidaysNotStated))
        }
        _ => (Kept::Open, Some(KeptWhy::SourcesDiffer)),
    };
    (kept, why, counted)
}

/// The days between two days that are ranges: the least and the most.
fn count(
    counted: Counted,
    from: (Date, Option<Date>),
    to: (Date, Option<Date>),
    holidays: Option<&BTreeSet<Date>>,
) -> (Option<i64>, Option<i64>) {
    match counted {
        Counted::Calendar => (from.1.map(|latest| calendar(latest, to.0)), to.1.map(|last| calendar(from.0, last))),
        Counted::Business => (
            from.1.and_then(|latest| business(latest, to.0, holidays).0),
            to.1.map(|last| business(from.0, last, holidays).1),
        ),
    }
}
