//! The limits in days that a sentence sets: what the accountability clock counts a step against.

use super::ast::{Assertion, Comparison, DayOf, DayUnit, Pick, Sentence};

/// A limit that a sentence sets on the first outcome of a kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DayLimit {
    /// The kind of outcome from which the days count; `None` for the incident.
    pub from: Option<String>,
    /// The kind of outcome that must have happened by then.
    pub to: String,
    /// At most so many days.
    pub days: i64,
    /// Whether only business days count.
    pub business: bool,
}

impl Assertion {
    /// The limits in days that this sentence sets if it is required: `time from incident to release of video <= 45
    /// days`, by itself or joined by `and`. What stands behind `or`, `if` or `not` is no limit by itself; months and
    /// years are no number of days.
    pub fn day_limits(&self) -> Vec<DayLimit> {
        let mut out = Vec::new();
        collect(&self.sentence, &mut out);
        out
    }
}

fn collect(s: &Sentence, out: &mut Vec<DayLimit>) {
    match s {
        Sentence::All(parts) => parts.iter().for_each(|p| collect(p, out)),
        Sentence::Days(d) => {
            let n = i64::from(d.length.count);
            let (n, business) = match d.length.unit {
                DayUnit::Days => (n, false),
                DayUnit::Weeks => (n * 7, false),
                DayUnit::BusinessDays => (n, true),
                DayUnit::Months | DayUnit::Years => return,
            };
            let days = match d.comparison {
                Comparison::AtMost => n,
                Comparison::LessThan => n - 1,
                Comparison::Exactly | Comparison::AtLeast | Comparison::MoreThan => return,
            };
            let from = match &d.from.of {
                DayOf::Incident => None,
                DayOf::Outcome { pick: Pick::The | Pick::First, kind } => Some(kind.clone()),
                _ => return,
            };
            if let DayOf::Outcome { pick: Pick::The | Pick::First, kind } = &d.to.of {
                out.push(DayLimit { from, to: kind.clone(), days, business });
            }
        }
        _ => {}
    }
}
