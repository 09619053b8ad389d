//! Sentences about days: what followed, and how long after.

use super::pick::Pick;
use super::value::Comparison;
use jiff::civil::Date;
use std::fmt;
use std::ops::Range;

/// A day that a sentence counts from or to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DayMoment {
    /// Which.
    pub of: DayOf,
    /// Where it stands.
    pub span: Range<usize>,
}

/// What a day is the day of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DayOf {
    /// `incident`.
    Incident,
    /// `2018-04-04`.
    Date(Date),
    /// An outcome: `release of video`, `last settlement`.
    Outcome {
        /// Which of several; [`Pick::The`] is the first.
        pick: Pick,
        /// Its kind, under its first name.
        kind: String,
    },
}

/// How much time passes between two days.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DaysBetween {
    /// From this day ...
    pub from: DayMoment,
    /// ... to this.
    pub to: DayMoment,
    /// Compared how.
    pub comparison: Comparison,
    /// With how many.
    pub length: DayLength,
}

/// A length counted in days.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DayLength {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: DayUnit,
    /// As written, with its unit: `45 days`.
    pub text: String,
}

impl fmt::Display for DayLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What days are counted in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DayUnit {
    /// Calendar days: each day after the first one counts, the first does not.
    Days,
    /// Monday to Friday, without the holidays that the case states.
    BusinessDays,
    /// Seven calendar days.
    Weeks,
    /// To the day of that number so many months later, or the last day of a shorter month.
    Months,
    /// The same for years.
    Years,
}

impl DayUnit {
    /// The unit that a word names.
    pub(in crate::language) fn named(word: &str) -> Option<Self> {
        Some(match word {
            "day" | "days" => Self::Days,
            "week" | "weeks" => Self::Weeks,
            "month" | "months" => Self::Months,
            "year" | "years" => Self::Years,
            _ => return None,
        })
    }
}

/// How many outcomes of a kind there are by the day asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Happened {
    /// The kind of outcome, under its first name.
    pub kind: String,
    /// When.
    pub window: DayWindow,
    /// `some` is at least one, `no` is none.
    pub comparison: Comparison,
    /// How many.
    pub number: u32,
    /// How it was asked for.
    pub asked: HowAsked,
    /// Where the kind stands.
    pub span: Range<usize>,
}

/// Which words asked for a number of outcomes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HowAsked {
    /// `some`.
    Some,
    /// `no`.
    No,
    /// `count of`.
    Count,
}

/// When an outcome is looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DayWindow {
    /// Not said: up to the day as of which the case speaks.
    Always,
    /// `before A`: on an earlier day.
    Before(DayMoment),
    /// `after A`: on a later day, up to the day as of which the case speaks; after the incident, on its day too.
    After(DayMoment),
    /// `between A and B`: after A and before B.
    Between(DayMoment, DayMoment),
    /// `within 30 days after A`: on its day or at most so many later.
    WithinAfter(DayLength, DayMoment),
    /// `within 30 days before A`: on its day or at most so many earlier.
    WithinBefore(DayLength, DayMoment),
}

impl DayWindow {
    /// The days that bound it.
    pub fn moments(&self) -> Vec<&DayMoment> {
        match self {
            Self::Always => Vec::new(),
            Self::Before(m) | Self::After(m) | Self::WithinAfter(_, m) | Self::WithinBefore(_, m) => vec![m],
            Self::Between(a, b) => vec![a, b],
        }
    }
}
