//! A sentence after reading: every name is known to the case, every length has a unit, and every word keeps its
//! place in the text.

use super::matching::TextPattern;
use std::fmt;
use std::ops::Range;
use unmuted_model::{Kind, Nanos, PersonId, SourceId};

/// One sentence of the assertion language, read and checked.
#[derive(Clone, PartialEq, Debug)]
pub struct Assertion {
    /// As it was written.
    pub text: String,
    /// What it says.
    pub sentence: Sentence,
}

/// What can be said.
#[derive(Clone, PartialEq, Debug)]
pub enum Sentence {
    /// `some X ...`: at least one X is there.
    Some(Presence),
    /// `no X ...`: none is.
    No(Presence),
    /// `count of X ... = N`.
    Count(Count),
    /// `time from A to B <= D`.
    Time(TimeBetween),
    /// `duration of X ... <= D`.
    Duration(Duration),
    /// `recording on camera-1 at A`.
    Running(Running),
    /// `not ...`.
    Not(Box<Sentence>),
    /// `... and ...`, two or more.
    All(Vec<Sentence>),
    /// `... or ...`, two or more.
    Any(Vec<Sentence>),
    /// `if ... then ...`: not the first, or the second.
    If(Box<Sentence>, Box<Sentence>),
}

/// Whether something is there.
#[derive(Clone, PartialEq, Debug)]
pub struct Presence {
    /// What.
    pub pattern: Pattern,
    /// When.
    pub window: Window,
}

/// How many there are.
#[derive(Clone, PartialEq, Debug)]
pub struct Count {
    /// Of what.
    pub pattern: Pattern,
    /// When.
    pub window: Window,
    /// Compared how.
    pub comparison: Comparison,
    /// With how many.
    pub number: u32,
}

/// How much time passes.
#[derive(Clone, PartialEq, Debug)]
pub struct TimeBetween {
    /// From this moment ...
    pub from: Moment,
    /// ... to this.
    pub to: Moment,
    /// Compared how.
    pub comparison: Comparison,
    /// With what length.
    pub length: Length,
}

/// For how long something lasts, all of it together.
#[derive(Clone, PartialEq, Debug)]
pub struct Duration {
    /// What.
    pub pattern: Pattern,
    /// `at once`: only the time at which it lasts on every recording that `on every ...` names.
    pub at_once: bool,
    /// When.
    pub window: Window,
    /// Compared how.
    pub comparison: Comparison,
    /// With what length.
    pub length: Length,
}

/// Whether recordings run at a moment.
#[derive(Clone, PartialEq, Debug)]
pub struct Running {
    /// Which.
    pub on: On,
    /// When.
    pub at: Moment,
}

/// Things of one kind, perhaps only some of them.
#[derive(Clone, PartialEq, Debug)]
pub struct Pattern {
    /// The kind.
    pub kind: Kind,
    /// `by officer-1`: only that person's acts.
    pub by: Option<PersonId>,
    /// `on camera-1`: only what is observed there.
    pub on: On,
    /// `matching "text"`: only what was said so.
    pub matching: Option<TextPattern>,
    /// Where it stands.
    pub span: Range<usize>,
}

/// Where something is observed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum On {
    /// Not said: anywhere. Whoever reviewed one recording of that moment could have observed it; only silence
    /// and muting, which are states of one recording, are looked for on each.
    Anywhere,
    /// `on camera-1`.
    Recording(SourceId),
    /// `on any camera`, `on any recording`: on one at least.
    Any {
        /// Whether recordings that are not cameras are left out.
        cameras_only: bool,
    },
    /// `on every camera`, `on every recording`: on each of them.
    Every {
        /// Whether recordings that are not cameras are left out.
        cameras_only: bool,
    },
}

/// When something is looked for.
#[derive(Clone, PartialEq, Debug)]
pub enum Window {
    /// Not said: the case's scope.
    Scope,
    /// `between A and B`, the two moments themselves not included.
    Between(Moment, Moment),
    /// `before A`.
    Before(Moment),
    /// `after A`.
    After(Moment),
    /// `while Y`: at the time of some Y.
    While(Pattern),
    /// `within 15 s before A`: from 15 s before A (included) to A (not included).
    WithinBefore(Length, Moment),
    /// `within 15 s after A`: from A (not included) to 15 s after A (included).
    WithinAfter(Length, Moment),
}

impl Window {
    /// The moments that bound it, in the order in which they are written.
    pub fn moments(&self) -> Vec<&Moment> {
        match self {
            Self::Scope | Self::While(_) => Vec::new(),
            Self::Between(a, b) => vec![a, b],
            Self::Before(m) | Self::After(m) | Self::WithinBefore(_, m) | Self::WithinAfter(_, m) => vec![m],
        }
    }
}

/// A moment.
#[derive(Clone, PartialEq, Debug)]
pub struct Moment {
    /// Which.
    pub of: MomentOf,
    /// Where it stands.
    pub span: Range<usize>,
}

/// What a moment is the moment of.
#[derive(Clone, PartialEq, Debug)]
pub enum MomentOf {
    /// Something that happened; of something that lasts, its start, or its end where the sentence says so.
    Event {
        /// Which of several.
        pick: Pick,
        /// Of what.
        pattern: Pattern,
        /// Which end.
        edge: Edge,
    },
    /// `start of camera-1`, `end of camera-1`.
    Recording {
        /// Which recording.
        id: SourceId,
        /// Which end.
        edge: Edge,
    },
    /// `start of scope`, `end of scope`.
    Scope {
        /// Which end.
        edge: Edge,
    },
}

/// Which of several.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pick {
    /// Not said: the first; the answer says so where there is more than one.
    The,
    /// The first.
    First,
    /// The last.
    Last,
    /// Each: the sentence must hold for every one.
    Each,
}

/// One end of something that lasts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edge {
    /// Its start.
    Start,
    /// Its end.
    End,
}

/// How two numbers are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    /// `=`
    Exactly,
    /// `<=`
    AtMost,
    /// `<`
    LessThan,
    /// `>=`
    AtLeast,
    /// `>`
    MoreThan,
}

impl Comparison {
    /// The sign.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Exactly => "=",
            Self::AtMost => "<=",
            Self::LessThan => "<",
            Self::AtLeast => ">=",
            Self::MoreThan => ">",
        }
    }

    /// Whether `value` compares so with `with`.
    pub fn holds(self, value: i64, with: i64) -> bool {
        match self {
            Self::Exactly => value == with,
            Self::AtMost => value <= with,
            Self::LessThan => value < with,
            Self::AtLeast => value >= with,
            Self::MoreThan => value > with,
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sign())
    }
}

/// A length of time as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Length {
    /// Its nanoseconds.
    pub ns: Nanos,
    /// As written, with its unit: `60 s`.
    pub text: String,
}

impl Length {
    /// The nanoseconds in one of a unit.
    pub(super) fn unit(word: &str) -> Option<i64> {
        Some(match word {
            "ms" | "millisecond" | "milliseconds" => 1_000_000,
            "s" | "sec" | "second" | "seconds" => 1_000_000_000,
            "min" | "minute" | "minutes" => 60_000_000_000,
            "h" | "hour" | "hours" => 3_600_000_000_000,
            _ => return None,
        })
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
