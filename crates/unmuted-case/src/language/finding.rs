//! What testing a sentence gives: the truth value and everything that a page needs to let somebody check it.

use super::ast::Comparison;
use super::reason::Reason;
use super::words::seconds;
use unmuted_model::{
    Decimal, Extent, IncidentClock, Interval, Nanos, ObservationId, RecordingClock, RecordingTime, SilenceClass,
    SourceId, SpanSet, Truth, WallClock, WallTime,
};

/// The result of testing one sentence.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// True only if the sentence holds in every exact timeline that the record allows, false only if in none.
    pub truth: Truth,
    /// The sentence read back in plain English.
    pub reading: String,
    /// The answer in one or a few short sentences.
    pub answer: String,
    /// The number behind it, for a sentence about a number.
    pub measured: Option<Measured>,
    /// How far the record is from changing the verdict, in words, where that is a number.
    pub margin: Option<String>,
    /// By how much it is undetermined, in words: so much narrower, on one side, and it would be decided.
    pub undetermined_by: Option<String>,
    /// Which bounds entered, in words.
    pub bound: String,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// What would change it, each a sentence.
    pub would_change: Vec<String>,
    /// Unconfirmed or disputed material that points somewhere and decides nothing.
    pub leads: Vec<Evidence>,
    /// Why, most important first; what is missing where it is undetermined.
    pub reasons: Vec<Reason>,
    /// For each recording that could have shown it: where it could have been observed, over the span asked.
    pub coverage: Vec<Coverage>,
    /// The recordings that a negative answer rests on: those of the evidence, and those whose reviewed or
    /// examined spans stand for an absence.
    pub rests_on: Vec<SourceId>,
}

impl Finding {
    /// What is said where nothing was tested.
    pub fn untested(reading: String, answer: String) -> Self {
        Self {
            truth: Truth::Unknown,
            reading,
            answer,
            measured: None,
            margin: None,
            undetermined_by: None,
            bound: String::new(),
            evidence: Vec::new(),
            would_change: Vec::new(),
            leads: Vec::new(),
            reasons: Vec::new(),
            coverage: Vec::new(),
            rests_on: Vec::new(),
        }
    }
}

/// A quantity that the record bounds, and what was said or required of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Measured {
    /// What was measured.
    pub quantity: Quantity,
    /// Compared how.
    pub comparison: Comparison,
    /// The words of the value claimed, as written: `60 s`, `20`.
    pub claimed_text: String,
}

/// The least and the most that the record allows; `None` where it sets no bound.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Quantity {
    /// A length of time in nanoseconds; negative where the second moment comes before the first.
    Duration {
        /// The least.
        least: Option<Nanos>,
        /// The most.
        most: Option<Nanos>,
        /// What was said or required.
        claimed: Nanos,
    },
    /// A number of things.
    Count {
        /// The least.
        least: u32,
        /// The most.
        most: Option<u32>,
        /// What was said or required.
        claimed: u32,
        /// What is counted: "shot".
        of: String,
    },
    /// Days from one day to another.
    Days {
        /// The least.
        least: Option<i64>,
        /// The most.
        most: Option<i64>,
        /// What was said or required; months and years as the days that they are from the day counted from.
        claimed: i64,
        /// Whether only business days are counted.
        business: bool,
    },
    /// What sources give for an attribute.
    Value {
        /// The least that one of them gives.
        least: Option<Decimal>,
        /// The most.
        most: Option<Decimal>,
        /// What was said or required.
        claimed: Decimal,
        /// Its unit, or the attribute's name.
        unit: String,
    },
}

impl Quantity {
    /// What it is that was done to know it: "Counted", or "Measured".
    pub(super) fn known_by(&self) -> &'static str {
        if matches!(self, Self::Count { .. }) { "Counted" } else { "Measured" }
    }

    /// The range in words, without what it is compared with: "between 68.3 and 71.4 s"; `None` where it is not
    /// bounded on either side.
    pub fn range_words(&self) -> Option<String> {
        let (least, most, unit) = match self {
            Self::Duration { least, most, .. } => {
                (least.map(|n| seconds(n.get(), 1, false)), most.map(|n| seconds(n.get(), 1, true)), " s".to_owned())
            }
            Self::Count { least, most, of, .. } => {
                let one = *least == 1 && *most == Some(1);
                let unit = if one { format!(" {of}") } else { format!(" ({of})") };
                (Some(least.to_string()), most.map(|n| n.to_string()), unit)
            }
            Self::Days { least, most, business, .. } => {
                let unit = if *business { " business days" } else { " days" };
                (least.map(|n| n.to_string()), most.map(|n| n.to_string()), unit.to_owned())
            }
            Self::Value { least, most, unit, .. } => {
                (least.map(|n| n.to_string()), most.map(|n| n.to_string()), format!(" {unit}"))
            }
        };
        match (least, most) {
            (None, None) => None,
            (Some(a), Some(b)) if a == b => Some(format!("{a}{unit}")),
            (Some(a), Some(b)) => Some(format!("between {a} and {b}{unit}")),
            (Some(a), None) => Some(format!("at least {a}{unit}")),
            (None, Some(b)) => Some(format!("at most {b}{unit}")),
        }
    }
}

/// Something that a finding rests on or points to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    /// The observation.
    pub id: ObservationId,
    /// Its source.
    pub source: SourceId,
    /// What it is here: "last shot", "digital silence".
    pub role: String,
    /// What a document says, as it is shown: a day, a value; or empty.
    pub says: String,
    /// The page of a document, or empty.
    pub page: String,
    /// When, on its own recording; `None` for a document.
    pub on_recording: Option<Extent<RecordingClock>>,
    /// The time of day that a document gives; `None` for a recording.
    pub on_wall: Option<Interval<WallClock>>,
    /// When on the incident clock of its group, where the recording is placed.
    pub in_incident: Option<Extent<IncidentClock>>,
}

/// Where one recording could have shown what was asked, over the span asked; all on its own clock.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Coverage {
    /// The recording.
    pub recording: SourceId,
    /// The span asked at its widest, within the recording.
    pub asked: SpanSet<RecordingClock>,
    /// Where it could have been observed, for certain.
    pub covered: SpanSet<RecordingClock>,
    /// Silent spans that meet the span asked.
    pub silent: Vec<(SilenceClass, Extent<RecordingClock>)>,
}

/// How times of day are written in answers. The program knows the time zone and the anchor, so it gives this.
pub trait Clockface {
    /// An instant on a recording: `14:03:28.2`, or `T+1:24.6` where there is no wall time.
    fn recording(&self, source: &SourceId, at: RecordingTime) -> String;
    /// A wall time.
    fn wall(&self, at: WallTime) -> String;
}

/// Names the recording and its own time, `camera-1 1:24.6`; for tests and for programs without a time zone.
#[derive(Clone, Copy, Debug, Default)]
pub struct OwnClock;

impl Clockface for OwnClock {
    fn recording(&self, source: &SourceId, at: RecordingTime) -> String {
        format!("{source} {}", minutes(at.ns()))
    }
    fn wall(&self, at: WallTime) -> String {
        format!("wall time {}", minutes(at.ns()))
    }
}

/// `1:24.6`, to the nearest tenth of a second.
fn minutes(ns: i64) -> String {
    let tenths = (i128::from(ns).abs() + 50_000_000) / 100_000_000;
    let sign = if ns < 0 && tenths > 0 { "-" } else { "" };
    let (m, s, t) = (tenths / 600, tenths / 10 % 60, tenths % 10);
    format!("{sign}{m}:{s:02}.{t}")
}
