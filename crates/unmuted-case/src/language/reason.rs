//! Why a sentence is undetermined, and what an answer has to say beside its verdict. Each is a value, so that a
//! program can count and test them, and a sentence in plain English, so that a person can act on it.

use super::words::{capital, listed};
use jiff::civil::Date;
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
        /// The first of them with their place and their words, as they are told.
        told: Vec<String>,
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
    /// Something that the answer could depend on could not be read.
    NotRead {
        /// What, each in words: "marks.jsonl:3".
        what: Vec<String>,
    },
    /// A mark says muted where the recording has sound.
    MutedHasSound {
        /// The marks.
        marks: Vec<ObservationId>,
    },
    /// Reviewers name different people for what may be one event.
    WhoDiffers {
        /// What.
        what: String,
        /// The marks.
        marks: Vec<ObservationId>,
    },
    /// The case has no recording of the sort that the sentence names.
    NoSuchRecording,
    /// Several recordings are on no common clock, so no span holds them all.
    NoCommonClock {
        /// Their names.
        names: Vec<String>,
    },
    /// The second moment comes before the first, so a time limit from the one to the other says nothing.
    ComesBefore {
        /// The first moment of the sentence.
        a: String,
        /// The second.
        b: String,
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
    /// No entry of the case speaks of such an outcome.
    NotEntered {
        /// Its kind.
        kind: String,
    },
    /// It had not happened by the day as of which that is known.
    StillOpen {
        /// What.
        what: String,
        /// By then.
        by: Date,
    },
    /// Outcomes of the kind are entered up to a day, and the sentence asks beyond it.
    KnownUntil {
        /// The kind.
        kind: String,
        /// Up to which day.
        until: Date,
    },
    /// Sources give different days.
    DaysDiffer {
        /// Of what.
        what: String,
        /// The first of them.
        first: Date,
        /// The last.
        last: Date,
    },
    /// Business days are counted, and nobody stated which days were holidays.
    HolidaysNotStated,
    /// Sources give values of which some make the sentence true and others false.
    SourcesDiffer {
        /// Of which attribute.
        name: String,
        /// Each, with who gives it.
        values: Vec<String>,
    },
    /// A source gives no exact value, and what it gives leaves the sentence open.
    ValueNotExact {
        /// Of which attribute.
        name: String,
        /// The values.
        values: Vec<ObservationId>,
    },
    /// Only what somebody said, or a paper printed, gives a value.
    OnlySaid {
        /// Of which attribute.
        name: String,
        /// What the values rest on, in words.
        basis: String,
        /// The values.
        values: Vec<ObservationId>,
    },
    /// No source gives a value at the moment asked about.
    NoValueThen {
        /// Of which attribute.
        name: String,
        /// At which moment.
        at: String,
    },
    /// The rule gives no number, and nobody has set one.
    NoNumber {
        /// The rule's own word: "promptly".
        wording: String,
        /// What has to be set.
        parameter: String,
    },
    /// The first day on which the rule was in force is not known.
    FirstDayNotKnown,
    /// Whether the rule was still in force on the day is not known.
    StillInForceNotKnown {
        /// The last day on which it is known to have been.
        last: Date,
        /// The day.
        day: Date,
    },
    /// Where a recording that enters stands on the common clock, and how exactly.
    PlacedTo {
        /// Its name.
        name: String,
        /// Half-width, in words.
        bound: String,
    },
    /// No recording that could have heard it has sound in a stretch.
    SilentThroughout {
        /// What.
        what: String,
        /// When, in words.
        words: String,
        /// The recordings that were reviewed there and have no sound, by name.
        silent: Vec<String>,
        /// Those that run there and that nobody has reviewed, by name.
        unreviewed: Vec<String>,
    },
}

impl Reason {
    /// What would tell whether a rule was in force; `None` for a reason of another sort.
    pub(super) fn force_remedy(&self) -> Option<String> {
        match self {
            Self::FirstDayNotKnown => {
                Some("The rule's document with the day on which it was adopted or came into force.".to_owned())
            }
            Self::StillInForceNotKnown { day, .. } => {
                Some(format!("The rule as it was in force on {day}, from whoever issued it."))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NobodyMarked { what } => write!(f, "Nobody has marked {what}."),
            Self::NotReviewed { what, stretch } => {
                write!(f, "Nobody has reviewed {} for {what}, {}.", stretch.name, stretch.words)
            }
            Self::NotExamined { stretch } => write!(f, "{} was not examined, {}.", stretch.name, stretch.words),
            Self::Silent { what, stretch, class, .. } if !class.is_proven() => {
                write!(
                    f,
                    "{} may have no sound ({class}), {}; whether {what} could be heard there is not known.",
                    stretch.name, stretch.words
                )
            }
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
                write!(
                    f,
                    "{} and {b} are on clocks that nothing connects, so their order and distance are open.",
                    capital(a)
                )
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
            Self::OnlyLeads { what, leads, told } => {
                let more = leads.len().saturating_sub(told.len());
                let more = if more == 0 { String::new() } else { format!("; and {more} more") };
                write!(f, "Only unconfirmed material speaks of {what}: {}{more}.", told.join("; "))
            }
            Self::AtTheEdge { what, marks } => {
                write!(f, "It cannot be told whether this falls into the span asked ({what}): {}.", ids(marks))
            }
            Self::EmptySpan => write!(f, "The second moment of the span does not come after the first."),
            Self::NotStated { what, marks } => write!(f, "No mark says {what}: {}.", ids(marks)),
            Self::RedactedCopy { name } => {
                write!(f, "{name} is a copy that was redacted before release; such a copy never makes a rule not met.")
            }
            Self::NotRead { what } => {
                let shown: Vec<&str> = what.iter().take(3).map(String::as_str).collect();
                let more = what.len().saturating_sub(shown.len());
                let more = if more == 0 { String::new() } else { format!("; and {more} more") };
                write!(
                    f,
                    "Part of the case could not be read, and what it says may decide this: {}{more}.",
                    shown.join("; ")
                )
            }
            Self::MutedHasSound { marks } => {
                write!(f, "Marked as muted where the recording has sound: {}.", ids(marks))
            }
            Self::WhoDiffers { what, marks } => {
                write!(f, "Reviewers name different people for what may be one event ({what}): {}.", ids(marks))
            }
            Self::NoSuchRecording => {
                write!(f, "The case has no recording of the sort that the sentence names, so nothing was examined.")
            }
            Self::NoCommonClock { names } => {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                write!(
                    f,
                    "{} are on no common clock, so no span holds them all; a sentence can name one of them (\u{201c}on ...\u{201d}).",
                    listed(&names, "and")
                )
            }
            Self::ComesBefore { a, b } => {
                write!(f, "{b} comes before {a}, so there is no time from the one to the other to keep within a limit.")
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
            Self::NotEntered { kind } => write!(
                f,
                "No outcome of the kind \u{201c}{kind}\u{201d} is entered in this case; not found in the sources held is not the same as not having happened."
            ),
            Self::StillOpen { what, by } => {
                write!(f, "By {by} it had not happened (\u{201c}{}\u{201d}).", what.trim_end_matches('.'))
            }
            Self::KnownUntil { kind, until } => {
                write!(f, "What is entered of \u{201c}{kind}\u{201d} is known to {until} only.")
            }
            Self::DaysDiffer { what, first, last } => {
                write!(f, "Sources give different days for the {what}: {first} to {last}.")
            }
            Self::HolidaysNotStated => {
                write!(f, "Which days were holidays is not stated, so the number of business days has no lower bound.")
            }
            Self::SourcesDiffer { name, values } => {
                write!(f, "Sources differ on {name}, and the sentence depends on the choice: {}.", values.join("; "))
            }
            Self::ValueNotExact { name, values } => {
                write!(f, "What is given of {name} is not exact enough to decide it: {}.", ids(values))
            }
            Self::OnlySaid { name, basis, values } => {
                write!(f, "Of {name} there is only {basis}, which by itself decides nothing: {}.", ids(values))
            }
            Self::NoValueThen { name, at } => write!(f, "No source gives a value of {name} at {at}."),
            Self::NoNumber { wording, parameter } => write!(
                f,
                "The rule says \u{201c}{wording}\u{201d} and gives no number; nobody has set one ({parameter})."
            ),
            Self::FirstDayNotKnown => f.write_str("From which day this rule was in force is not known."),
            Self::StillInForceNotKnown { last, day } => {
                write!(f, "Whether this rule was still in force on {day} is not known: it is known to {last}.")
            }
            Self::PlacedTo { name, bound } => write!(f, "{name} is placed to \u{b1}{bound}."),
            Self::SilentThroughout { what, words, silent, unreviewed } => {
                let silent: Vec<&str> = silent.iter().map(String::as_str).collect();
                let silent = listed(&silent, "and");
                if unreviewed.is_empty() {
                    return write!(
                        f,
                        "{words} is silent on every recording that could have heard it ({silent}); {what} could not be heard there."
                    );
                }
                let names: Vec<&str> = unreviewed.iter().map(String::as_str).collect();
                write!(f, "{words} is silent on {silent}; nobody has reviewed {} there.", listed(&names, "or"))
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
