//! A step and its limits in words.

use std::fmt;

use super::{Counted, Days, Kept, KeptWhy, LimitState, Start, State, Step};

impl fmt::Display for Step {
    /// `done after 3 days`, `open for 190 days`, `not recorded in the sources held`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.state, self.days, self.open_days) {
            (State::NotRecorded, ..) => f.write_str("not recorded in the sources held"),
            (State::Open, _, Some(days)) if days >= 0 => write!(f, "open for {}", Amount(days)),
            (State::Open, _, Some(_)) => f.write_str("open, as of a day before the incident"),
            (State::Open, ..) => f.write_str("open"),
            (State::Done, None, _) => f.write_str("done"),
            (State::Done, Some(days), _) => write!(f, "done {days}"),
        }?;
        match self.more_open {
            0 => Ok(()),
            more => write!(f, "; {more} more of this kind open"),
        }
    }
}

impl fmt::Display for Days {
    /// `after 3 days`, `after 3 to 5 days`, `on the day itself`, `2 days before`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (0, Some(0)) => f.write_str("on the day itself"),
            (least, Some(most)) if least == most && least > 0 => write!(f, "after {}", Amount(least)),
            (least, Some(most)) if least == most => write!(f, "{} before", Amount(-least)),
            (least, Some(most)) => write!(f, "after {least} to {}", Amount(most)),
            (least, None) => write!(f, "after {} or more by one source, not done by another", Amount(least)),
        }
    }
}

impl fmt::Display for LimitState {
    /// `limit 45 days: within`, `limit 10 business days from complaint: 3 days past it`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = &self.limit;
        match limit.counted {
            Counted::Calendar => write!(f, "limit {}", Amount(limit.days))?,
            Counted::Business if limit.days == 1 => f.write_str("limit 1 business day")?,
            Counted::Business => write!(f, "limit {} business days", limit.days)?,
        }
        if let Start::Kind(kind) = &limit.from {
            write!(f, " from {kind}")?;
        }
        match (self.kept, self.why, self.counted.0) {
            (Kept::Within, ..) => f.write_str(": within it"),
            (Kept::Past, _, Some(least)) => {
                let at_least = if self.counted.1 == Some(least) { "" } else { "at least " };
                write!(f, ": {at_least}{} past it", Amount(least.saturating_sub(limit.days)))
            }
            (Kept::Past, ..) => f.write_str(": past it"),
            (Kept::Open, Some(why), _) => write!(f, ": {why}"),
            (Kept::Open, None, _) => f.write_str(": cannot be told"),
        }
    }
}

impl fmt::Display for KeptWhy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotYetPast => "not past yet",
            Self::SourcesDiffer => "cannot be told, sources differ on the day",
            Self::HolidaysNotStated => "cannot be told, the case states no holidays",
            Self::NoIncidentDay => "cannot be told, the day of the incident is not known",
            Self::StartNotRecorded => "cannot be told, no source speaks of what it is counted from",
            Self::StartOpen => "not begun, what it is counted from had not happened",
            Self::StepNotRecorded => "cannot be told, no source speaks of the step",
            Self::OnlyBefore => "cannot be told, the step is only recorded from before",
        })
    }
}

/// `1 day`, `3 days`.
struct Amount(i64);

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, if self.0 == 1 { "day" } else { "days" })
    }
}
