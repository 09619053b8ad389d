//! One incident as plain values: what was observed on which recording, who reviewed what, and what is known
//! about the clocks. Sentences of [`crate::language`] are tested against it.
//!
//! The main type is [`Timeline`]. The program builds it from a case's files and from what was measured; nothing
//! here opens a file. Nothing is derived here either: events keep the recording and the clock on which they were
//! marked, and incident time is worked out by whoever asks (see [`clocks`](self)).

mod attributes;
mod clocks;
pub mod days;
mod followed;
mod weaker;

pub use attributes::{AttributeAt, AttributeValue, Basis, Value};
pub use followed::{Dated, OTHER_OUTCOMES, Outcome, OutcomeKinds, STEPS};
pub use weaker::Unread;

pub(crate) use clocks::{Bounds, ClockId, Clocks, FrameClock, clock_rate_slack, shift};

use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use unmuted_model::{
    Extent, IncidentFromRecording, IncidentTime, Interval, Kind, ObservationId, PersonId, RecordingClock,
    RecordingTime, SilenceClass, SourceId, Span, SpanSet, Vocabulary, WallClock,
};

/// Everything that a sentence can be tested against.
///
/// Lists may come in any order; where an answer lists things it keeps the order given here, so build it in a
/// fixed order. References to recordings that are not listed are ignored (an event on such a recording is one at
/// an unknown time).
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// What can be observed in this case.
    pub vocabulary: Vocabulary,
    /// People, by role.
    pub people: Vec<Person>,
    /// The recordings.
    pub recordings: Vec<Recording>,
    /// What was marked, confirmed, or suggested by unconfirmed material. Without `silence`: that comes from
    /// [`Recording::silences`].
    pub events: Vec<Event>,
    /// What people looked and listened for, and where.
    pub reviewed: Vec<Reviewed>,
    /// What a sentence speaks of when it names no other span; by default from the start of the main group's
    /// first recording to the end of its last one.
    pub scope: Option<Scope>,
    /// How each group's incident clock maps to the wall clock, where an anchor says so; at most one for a group.
    pub anchors: Vec<WallAnchor>,
    /// The day of the incident; `None` where it is not known, and days are then not counted from it.
    pub day: Option<Dated>,
    /// The day to which ages are counted.
    pub as_of: Option<Date>,
    /// What followed, and what had not.
    pub outcomes: Vec<Outcome>,
    /// The kinds of outcomes that sentences may name.
    pub outcome_kinds: OutcomeKinds,
    /// Days that are no business days beside Saturdays and Sundays; `None` where nobody stated them, and the number
    /// of business days between two dates then has no lower bound.
    pub holidays: Option<BTreeSet<Date>>,
    /// Values that sources give.
    pub attributes: Vec<AttributeValue>,
    /// Documents that were redacted before they were released, with their names. Recordings say it of themselves.
    pub redacted_documents: BTreeMap<SourceId, String>,
    /// What could not be read.
    pub unread: Unread,
}

/// Somebody who took part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// The id that sentences use: `officer-1`.
    pub id: PersonId,
    /// The role: `officer`, `subject`, `witness`.
    pub role: String,
    /// The name shown.
    pub name: String,
}

/// One recording and what is known about it without a person's judgement.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The id that sentences use: `camera-1`.
    pub id: SourceId,
    /// The name shown.
    pub name: String,
    /// Whether `any camera` and `every camera` speak of it: body, dashboard, phone or fixed cameras, and not a
    /// dispatch channel.
    pub is_camera: bool,
    /// Whether there is a picture, so that what is seen could have been observed.
    pub has_picture: bool,
    /// Where it stands on the incident clock; `None` where it could not be placed.
    pub placement: Option<Placement>,
    /// From its first to its last instant, on its own clock.
    pub extent: Span<RecordingClock>,
    /// Where the silence method examined it. What lies outside is neither audible nor silent but not known.
    pub examined: SpanSet<RecordingClock>,
    /// The silent spans found, with their class.
    pub silences: Vec<Silence>,
    /// Whether the copy was redacted before it was released.
    pub redacted: Redacted,
}

/// A recording's place on the clock of its group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Placement {
    /// Recordings of one group share sound and therefore a clock; times of different groups cannot be compared
    /// unless both are anchored to the wall clock.
    pub group: u32,
    /// The transform, with its bounds.
    pub incident_from_recording: IncidentFromRecording,
}

/// A span without sound, as measured.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Silence {
    /// The observation.
    pub id: ObservationId,
    /// The class.
    pub class: SilenceClass,
    /// Where, on the recording's own clock.
    pub extent: Extent<RecordingClock>,
}

/// Whether a copy was redacted before release.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Redacted {
    /// Said not to be.
    No,
    /// Said to be. Such a copy never makes a rule not met.
    Yes,
    /// Nobody said.
    #[default]
    NotStated,
}

/// Something that happened, or may have: one mark, one confirmed or unconfirmed line of a transcript or log.
#[derive(Clone, Debug)]
pub struct Event {
    /// The observation: a mark's id, or `transcript-1#4`.
    pub id: ObservationId,
    /// What kind. A kind that the vocabulary lacks is never asked for.
    pub kind: Kind,
    /// Where and when.
    pub when: When,
    /// What it can decide.
    pub standing: Standing,
    /// Marks of one kind that carry the same word are one event.
    pub event: Option<String>,
    /// Whose act it is.
    pub subject: Option<PersonId>,
    /// What was said, or a note.
    pub words: Option<String>,
    /// The reviewer who marked it; `None` for a line of a log or transcript.
    pub by: Option<String>,
}

/// When something happened, on the clock on which it was observed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum When {
    /// On a recording, on its own clock.
    OnRecording {
        /// The recording.
        source: SourceId,
        /// Where on it; for an instant both ends are the interval in which it lies.
        extent: Extent<RecordingClock>,
    },
    /// In a document that gives a time of day.
    OnWall {
        /// The document.
        source: SourceId,
        /// The time of day, with the document's precision and its clock's error.
        at: Interval<WallClock>,
    },
}

impl When {
    /// The source that tells it.
    pub fn source(&self) -> &SourceId {
        match self {
            Self::OnRecording { source, .. } | Self::OnWall { source, .. } => source,
        }
    }
}

/// What an observation can decide.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Standing {
    /// A person marked or confirmed it. It happened.
    Decisive,
    /// Unconfirmed: a transcript's or log's line, a detector's hit, a mark of somebody who is not sure.
    /// It may have happened; it never decides.
    Lead,
    /// One person marked it and another rejected it. It may have happened and may not.
    Disputed,
}

/// A span that a person went through, looking and listening for some kinds. Whoever says so marks, on that
/// recording, each event of these kinds that can be heard or seen there; so absence counts within it.
#[derive(Clone, Debug)]
pub struct Reviewed {
    /// The line that says so.
    pub id: ObservationId,
    /// Who.
    pub by: String,
    /// The recording.
    pub source: SourceId,
    /// Where on it.
    pub span: Span<RecordingClock>,
    /// For what.
    pub kinds: Vec<Kind>,
}

/// What a sentence speaks of when it names no other span. The start is included, the end is not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scope {
    /// The start: a recording, and an instant on it.
    pub from: (SourceId, RecordingTime),
    /// The end: a recording, and an instant on it.
    pub to: (SourceId, RecordingTime),
}

/// The wall clock, reached from a group's incident clock. Away from `at` the interval grows by the clock-rate
/// bound ([`CLOCK_RATE_BOUND_PPM`]).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WallAnchor {
    /// The group.
    pub group: u32,
    /// At this incident time ...
    pub at: IncidentTime,
    /// ... the wall clock showed a time in this interval.
    pub wall: Interval<WallClock>,
}

/// How far any recording's clock may run too fast or too slow, in parts per million. No camera's clock is
/// assumed better: crystal oscillators of consumer devices are specified to ±20 to ±100 ppm over their
/// temperature range, so a duration of 60 s read off one recording is known to ±6 ms.
pub const CLOCK_RATE_BOUND_PPM: i64 = 100;
