//! Why a sentence is undetermined, and what an answer has to say beside its verdict. Each is a value, so that a
//! program can count and test them, and a sentence in plain English, so that a person can act on it.

use std::fmt;
use unmuted_model::{ObservationId, PossibleCause, RecordingTime, SilenceClass, SourceId};

/// A stretch of one recording, with its words for a reader.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stretch {
    /// The recording.
    pub recording: SourceId,
    /// Its name.
    pub name: String,
    /// From, on its own clock.
    pub from: RecordingTime,
    /// To, on its own clock.
    pub to: RecordingTime,
    /// "14:03:28.2 to 14:03:41.0", as the program's clock face writes it.
    pub words: String,
}

/// Something that keeps a sentence from being decided, or that its reader must know.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Reason {
    /// Nobody marked such a thing.
    NobodyMarked {
        /// What: "aid begun".
        what: String,
    },
    /// Nobody has reviewed this stretch for it.
    NotReviewed {
        /// What.
        what: String,
        /// Where.
        stretch: Stretch,
    },
    /// The machine has not examined this stretch.
    NotExamined {
        /// Where.
        stretch: Stretch,
    },
    /// The stretch is silent, so it could not have been heard there.
    Silent {
        /// What.
        what: String,
        /// Where.
        stretch: Stretch,
        /// Of which class.
        class: SilenceClass,
        /// Whether somebody reviewed it all the same.
        reviewed: bool,
    },
    /// No recording runs at this time of the span asked.
    NoRecording {
        /// What.
        what: String,
        /// How long, in words.
        length: String,
    },
    /// Silence was found, and nothing says what caused it.
    CauseNotEstablished {
        /// Where.
        stretch: Stretch,
        /// Of which class.
        class: SilenceClass,
        /// What could explain it.
        causes: Vec<PossibleCause>,
    },
    /// The measured range lies on both sides of what was said or required.
    RangeCrosses {
        /// By how much on either side, in words.
        how: String,
    },
    /// The record sets no bound on one or both sides.
    Unbounded {
        /// Which side is open, in words.
        how: String,
    },
    /// Another one may lie where nobody could have observed it.
    MayNotBeTheOne {
        /// "first shot", "last shot".
        what: String,
    },
    /// Two things cannot be put on one clock.
    NotComparable {
        /// The one.
        a: String,
        /// The other.
        b: String,
    },
    /// The sentence measures from something that the record does not contain.
    NothingToMeasureFrom {
        /// What.
        what: String,
    },
    /// Two marks that may be one and the same thing.
    PossiblyTheSame {
        /// What.
        what: String,
        /// The marks.
        marks: Vec<ObservationId>,
    },
    /// One person marked it and another rejected it.
    Disputed {
        /// What.
        what: String,
        /// The marks.
        marks: Vec<ObservationId>,
    },
    /// Only unconfirmed material speaks of it.
    OnlyLeads {
        /// What.
        what: String,
        /// The leads.
        leads: Vec<ObservationId>,
    },
    /// Its place in the span cannot be told.
    AtTheEdge {
        /// What.
        what: String,
        /// The marks.
        marks: Vec<ObservationId>,
    },
    /// The second moment of the span comes before the first.
    EmptySpan,
    /// It does not say whose act it is, or what was said.
    NotStated {
        /// "who fired", "the words".
        what: String,
        /// The marks.
        marks: Vec<ObservationId>,
    },
    /// The answer rests on a copy that was redacted before its release.
    RedactedCopy {
        /// The recording's name.
        name: String,
    },
    /// Marks of one event contradict each other about its time.
    MarksContradict {
        /// The marks.
        marks: Vec<ObservationId>,
    },
    /// More than one was marked, where the sentence speaks of one.
    MoreThanOne {
        /// What.
        what: String,
        /// How many, at least.
        at_least: u32,
    },
    /// There was nothing for which the sentence could fail.
    NothingToTest {
        /// What.
        what: String,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NobodyMarked { what } => write!(f, "Nobody has marked {what}."),
            Self::NotReviewed { what, stretch } => {
                write!(f, "Nobody has reviewed {} for {what}, {}.", stretch.name, stretch.words)
            }
            Self::NotExamined { stretch } => write!(f, "{} was not examined, {}.", stretch.name, stretch.words),
            Self::Silent { what, stretch, class, .. } => {
                write!(
                    f,
                    "{} has no sound ({class}), {}; {what} could not be heard there.",
                    stretch.name, stretch.words
                )
            }
            Self::NoRecording { what, length } => {
                write!(f, "No placed recording runs for {length} of the span asked; {what} there is not recorded.")
            }
            Self::CauseNotEstablished { stretch, class, causes } => {
                write!(f, "Silence found, cause not established: {}, {}, {class}. ", stretch.name, stretch.words)?;
                let causes: Vec<&str> = causes.iter().map(|c| c.words()).collect();
                write!(f, "What could explain it: {}.", causes.join("; "))
            }
            Self::RangeCrosses { how } | Self::Unbounded { how } => write!(f, "{how}"),
            Self::MayNotBeTheOne { what } => {
                write!(f, "Another may be where nobody could have observed it, so the {what} is not certain.")
            }
            Self::NotComparable { a, b } => {
                write!(f, "{a} and {b} are on clocks that nothing connects, so their order and distance are open.")
            }
            Self::NothingToMeasureFrom { what } => {
                write!(f, "The available footage has no {what} for certain, so there is nothing to measure from.")
            }
            Self::PossiblyTheSame { what, marks } => {
                write!(f, "Some marks of {what} may be one and the same: {}.", ids(marks))
            }
            Self::Disputed { what, marks } => {
                write!(f, "Reviewers differ on {what}: one marked and another rejected {}.", ids(marks))
            }
            Self::OnlyLeads { what, leads } => {
                write!(f, "Only unconfirmed material speaks of {what}: {}.", ids(leads))
            }
            Self::AtTheEdge { what, marks } => {
                write!(f, "It cannot be told whether this falls into the span asked ({what}): {}.", ids(marks))
            }
            Self::EmptySpan => write!(f, "The second moment of the span does not come after the first."),
            Self::NotStated { what, marks } => write!(f, "No mark says {what}: {}.", ids(marks)),
            Self::RedactedCopy { name } => {
                write!(f, "{name} is a copy that was redacted before release; such a copy never makes a rule not met.")
            }
            Self::MarksContradict { marks } => {
                write!(f, "Marks of one event give times that exclude each other: {}.", ids(marks))
            }
            Self::MoreThanOne { what, at_least } => {
                write!(f, "At least {at_least} are marked; the sentence is taken to speak of the first {what}.")
            }
            Self::NothingToTest { what } => {
                write!(f, "There is no {what} in the span asked, so nothing was left to test.")
            }
        }
    }
}

/// Up to six ids, and how many more.
pub(super) fn ids(marks: &[ObservationId]) -> String {
    const LISTED: usize = 6;
    let shown: Vec<&str> = marks.iter().take(LISTED).map(ObservationId::as_str).collect();
    match marks.len().saturating_sub(LISTED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
