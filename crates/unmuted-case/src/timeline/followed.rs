//! What followed, in days: outcomes with the day on which they happened, or the day as of which they had not.

use jiff::civil::Date;
use unmuted_model::{Interval, ObservationId, SourceId, WallClock};

/// A day, or one of several days, on which something happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dated {
    /// The earliest day that it can have been, in the case's zone.
    pub first: Date,
    /// The latest; the same where the day is known.
    pub last: Date,
    /// The instants that it can have been: where no time of day is given, from the first moment of the first day
    /// to the last moment of the last one.
    pub wall: Interval<WallClock>,
}

/// Something that followed the incident, or had not by some day.
///
/// Who enters an outcome of a kind enters each one of that kind that is known as of its date; so up to the newest
/// `as_of` of a kind no other is assumed. Of a kind that nobody entered nothing is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// Its id.
    pub id: ObservationId,
    /// Its kind: `release of video`, `discipline`, one of [`OutcomeKinds`].
    pub kind: String,
    /// In words.
    pub what: String,
    /// When it happened; `None` where it had not by `as_of`.
    pub when: Option<Dated>,
    /// The day as of which this is known.
    pub as_of: Date,
    /// Entries that carry the same word are one outcome of which sources give different days.
    pub event: Option<String>,
    /// The source, where one is named.
    pub source: Option<SourceId>,
    /// The page in it, or empty.
    pub page: String,
}

/// The kinds of steps that the accountability clock counts, in its order, each with other ways to write it.
/// `notification` is of the family; `release of video` is to the public.
pub const STEPS: [(&str, &[&str]); 15] = [
    ("aid", &[]),
    ("notification", &["notification of the family"]),
    ("video to the family", &["family viewing of video"]),
    ("release of video", &["video to the public"]),
    ("release of names", &["names"]),
    ("autopsy", &["autopsy released"]),
    ("investigation closed", &[]),
    ("prosecutor decision", &["charge decision", "charging decision"]),
    ("administrative finding", &[]),
    ("discipline", &[]),
    ("policy change", &[]),
    ("settlement", &[]),
    ("law", &[]),
    ("protest", &[]),
    ("response", &[]),
];

/// Kinds of outcomes that rules count from or to, beside the [`STEPS`].
pub const OTHER_OUTCOMES: [(&str, &[&str]); 4] = [
    ("complaint", &[]),
    ("request for records", &["records request"]),
    ("release of records", &[]),
    ("interviews", &[]),
];

/// The kinds of outcomes that a case knows: the core list, and whatever its outcomes and rules name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OutcomeKinds {
    own: Vec<String>,
}

impl OutcomeKinds {
    /// Adds a kind, unless it is known.
    pub fn declare(&mut self, kind: &str) {
        let kind = normal(kind);
        if !kind.is_empty() && self.named(&kind).is_none() {
            self.own.push(kind);
        }
    }

    /// The kind that these words name, under its first name: case and spacing do not matter.
    pub fn named(&self, words: &str) -> Option<&str> {
        let words = normal(words);
        let core = STEPS.iter().chain(&OTHER_OUTCOMES);
        core.filter(|(name, others)| *name == words || others.contains(&words.as_str()))
            .map(|(name, _)| *name)
            .next()
            .or_else(|| self.own.iter().find(|k| **k == words).map(String::as_str))
    }

    /// Every way to name a kind, the first names before the others.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let core = || STEPS.iter().chain(&OTHER_OUTCOMES);
        core()
            .map(|(name, _)| *name)
            .chain(self.own.iter().map(String::as_str))
            .chain(core().flat_map(|(_, others)| others.iter().copied()))
    }
}

/// Lower case, single spaces.
fn normal(words: &str) -> String {
    words.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_several_names_and_one_first_name() {
        let mut kinds = OutcomeKinds::default();
        assert_eq!(kinds.named("Charge  decision"), Some("prosecutor decision"));
        assert_eq!(kinds.named("retraining"), None);
        kinds.declare("Retraining");
        kinds.declare("video to the public");
        assert_eq!(kinds.named("retraining"), Some("retraining"));
        assert_eq!(kinds.names().filter(|n| *n == "video to the public").count(), 1);
    }
}
