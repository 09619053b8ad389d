//! What the method answers: which recordings are placed, how well, why not, and what each answer rests on.

use std::fmt;

use unmuted_model::{IncidentFromRecording, Nanos, RecordingTime};

use super::evidence::Window;
use super::given::{ClaimResult, ClaimedTie, HandResult};

/// Recordings on common clocks.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Alignment {
    /// The version of the method.
    pub method: String,
    /// One entry for each recording, in the order in which they were given.
    pub recordings: Vec<PlacedRecording>,
    /// One entry for each pair that was compared, in order of the two ids.
    pub pairs: Vec<Pair>,
    /// Every three recordings whose three pairs were accepted.
    pub cycles: Vec<Cycle>,
    /// What became of each hand anchor, in the order given.
    pub by_hand: Vec<HandResult>,
    /// What became of each claimed clock, in the order given.
    pub claimed: Vec<ClaimResult>,
    /// What claimed clocks say about groups that share no sound.
    pub claimed_ties: Vec<ClaimedTie>,
}

/// One recording and whether it has a place.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PlacedRecording {
    /// The recording's id.
    pub id: String,
    /// Where it is, or why not.
    pub place: Result<Place, NotPlaced>,
}

/// A recording's place on the clock of its group.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Place {
    /// Which group; groups do not share sound, so their clocks have nothing to do with each other. Group 0 has the
    /// most recordings (ties: the smallest id).
    pub group: usize,
    /// The group's clock from the recording's. Zero of the group's clock is the earliest start of its recordings;
    /// its rate is the reference recording's.
    pub incident_from_recording: IncidentFromRecording,
    /// One standard deviation of the estimator at the pivot, seconds; without the worst case of travel time.
    pub sigma_s: f64,
    /// Half-width of the estimator's 95 % interval at the pivot.
    pub estimator_95: Nanos,
    /// Half-width of the drift's 95 % interval, parts per billion.
    pub drift_95_ppb: i64,
    /// What the place rests on.
    pub grade: Grade,
    /// Recordings that share sound with it, by id.
    pub supported_by: Vec<String>,
    /// How many windows of 2 s agree, over all of its accepted pairs.
    pub windows: usize,
}

/// What a place rests on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Grade {
    /// Its clock is the group's; there is nothing to place.
    Reference,
    /// Whichever single pair is taken away, the others still place it, and all agree.
    ConfirmedByLoop,
    /// It hangs on one pair of recordings that nothing else checks.
    SinglePair,
    /// A person placed it; the sound alone does not.
    ByHand,
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reference => "reference",
            Self::ConfirmedByLoop => "confirmed by loop",
            Self::SinglePair => "single pair",
            Self::ByHand => "by hand",
        })
    }
}

/// Why a recording, or a pair, has no place.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum NotPlaced {
    /// There is no other recording.
    NothingToCompare,
    /// Less sound than one search window needs.
    TooShort {
        /// Sound that there is.
        audible: Nanos,
        /// Sound that is needed.
        needed: Nanos,
    },
    /// No lag at which the two carry the same sound.
    NothingShared,
    /// A lag, but the odds for it are not above what chance gives among so many. Powers of ten.
    TooWeak {
        /// What the best lag has.
        odds: f64,
        /// What is needed.
        needed: f64,
    },
    /// Nearly all of the evidence is one moment; one sound can occur in two incidents. Powers of ten.
    OneMoment {
        /// What the rest has.
        rest: f64,
        /// What is needed.
        needed: f64,
    },
    /// Two lags that cannot both be right have similar odds: a repeated or continuous sound. Powers of ten.
    Ambiguous {
        /// By how much the best is likelier than the next.
        margin: f64,
        /// What is needed.
        needed: f64,
    },
    /// The other recordings agree on another place.
    Contradicted {
        /// How far this lag is from theirs.
        by: Nanos,
    },
}

/// Odds given as a power of ten, in words: `no better than even`, `3,000 to 1`, `more than a million to 1`. Rounded
/// down to one figure, so that what is too little never reads as enough.
pub fn odds_in_words(power: f64) -> String {
    if power < 0.301 {
        return "no better than even".to_owned();
    }
    if power > 6.0 {
        return "more than a million to 1".to_owned();
    }
    let exact = 10f64.powf(power + 1e-9);
    let step = 10f64.powi(power.floor() as i32);
    let rounded = ((exact / step).floor() * step).round() as u64;
    let digits = rounded.to_string();
    let mut out = String::new();
    for (i, d) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(d);
    }
    out + " to 1"
}

impl fmt::Display for NotPlaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingToCompare => f.write_str("there is no other recording to compare with"),
            Self::TooShort { audible, needed } => {
                write!(f, "{:.1} s of sound, {:.1} needed", audible.as_secs_f64(), needed.as_secs_f64())
            }
            Self::NothingShared => f.write_str("no shared sound was found"),
            Self::TooWeak { odds, needed } => write!(
                f,
                "what sound they could share is too weak: {} against chance, {} needed",
                odds_in_words(*odds),
                odds_in_words(*needed)
            ),
            Self::OneMoment { rest, needed } => write!(
                f,
                "nearly all of the shared sound is one moment, which can occur in two incidents: {} without it, {} needed",
                odds_in_words(*rest),
                odds_in_words(*needed)
            ),
            Self::Ambiguous { margin, needed } => write!(
                f,
                "two places fit alike: {} for the better against the next, {} needed",
                odds_in_words(*margin),
                odds_in_words(*needed)
            ),
            Self::Contradicted { by } => {
                write!(f, "the other recordings agree on a place {:.2} s away", by.as_secs_f64())
            }
        }
    }
}

/// Two recordings and what was found between them.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Pair {
    /// The first recording.
    pub a: String,
    /// The second recording.
    pub b: String,
    /// The best lag and what it has, if any was found: the accepted one, else the strongest.
    pub best: Option<super::Candidate>,
    /// By what power of ten the pair's best lag is likelier than its next.
    pub margin: f64,
    /// Accepted, or why not.
    pub verdict: Result<Accepted, NotPlaced>,
    /// The best rival's lag (time on the first recording minus time on the second), if there is one.
    pub rival: Option<Nanos>,
    /// Whether that rival would decide by itself: other stretches of the two recordings fit at another lag. One of them
    /// may have been cut, or have lost time in between.
    pub second_place: bool,
    /// Windows along the best lag that do not agree with it: they heard something else, or nothing in common.
    pub apart: Vec<Window>,
    /// What the solution says about the two, where both are on one clock, accepted pair or not.
    pub between: Option<Between>,
}

/// Two recordings on one clock, against each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Between {
    /// An instant on the first recording, near the middle of what supports the two …
    pub at_a: RecordingTime,
    /// … and the same instant on the second.
    pub at_b: RecordingTime,
    /// Half-width of the estimator's 95 % interval of the difference there.
    pub estimator_95: Nanos,
    /// Half-width of the worst case of travel time.
    pub travel_bound: Nanos,
}

/// What an accepted pair says.
#[derive(Clone, Copy, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Accepted {
    /// The second recording's zero on the first one's clock, by the pair's own windows.
    pub offset: Nanos,
    /// How far the pair's own windows lie from the solution over all pairs, at the pivot.
    pub residual: Nanos,
    /// 99.9 % bound of the pair's own lag at its pivot, from the scatter of its windows.
    pub estimator_bound: Nanos,
    /// Half-width of the 95 % interval of the same.
    pub estimator_95: Nanos,
    /// Bound of what travel time adds.
    pub travel_bound: Nanos,
}

/// Three recordings whose three lags must add up to nothing.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Cycle {
    /// The recordings, by id.
    pub recordings: [String; 3],
    /// What the three lags add up to. Travel time alone can make it as large as three pairs' travel bounds.
    pub closure: Nanos,
    /// Half-width of the 95 % interval that the three pairs' own windows give it.
    pub estimator_95: Nanos,
    /// How much travel time alone can leave.
    pub travel_bound: Nanos,
}

impl Pair {
    /// The windows that agree on the best lag.
    pub fn windows(&self) -> &[Window] {
        self.best.as_ref().map_or(&[], |b| &b.windows)
    }
}
