//! The rows of the tables: one for a recording, one for a silent span, one for a fault. Times are whole nanoseconds;
//! the writers turn them into seconds.

use serde::{Deserialize, Serialize};
use unmuted_media::Effort;
use unmuted_model::SilenceClass;

/// Everything that scanning one recording gives.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Scanned {
    /// The recording.
    pub recording: RecordingRow,
    /// Its silent spans, by track, channel and time.
    pub spans: Vec<SpanRow>,
    /// What was wrong with it.
    pub faults: Vec<FaultRow>,
}

/// Whether a recording could be read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It was read, perhaps with faults.
    Read,
    /// Nothing of it could be read; the fault says why.
    Unreadable,
    /// It changed while it was read, and is read again by the next run.
    Changed,
}

impl State {
    /// The name in tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Unreadable => "unreadable",
            Self::Changed => "changed",
        }
    }
}

/// When a recording began, as something claims.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Started {
    /// As claimed, in the form `2026-03-18T21:26:14`, with an offset or `Z` where one is claimed.
    pub text: String,
    /// Seconds since 1970-01-01T00:00:00Z, where the claim has an offset or the user named a time zone.
    pub unix_s: Option<i64>,
    /// Who claims it.
    pub from: StartedFrom,
}

/// Where the claim about a recording's beginning comes from; a later one in this list is believed before an earlier.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartedFrom {
    /// The container's creation time.
    Container,
    /// The file's name, by a pattern that the user gave.
    Name,
    /// The agency's own list.
    List,
}

impl StartedFrom {
    /// The name in tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Container => "container",
            Self::Name => "name",
            Self::List => "list",
        }
    }
}

/// One recording.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RecordingRow {
    /// Its path within the location, with `/` between the parts; never absolute.
    pub path: String,
    /// Which location, by the order in which they were named, from zero.
    pub location: u32,
    /// Bytes.
    pub size: u64,
    /// Whether it could be read.
    pub state: State,
    /// How it is packed, as in `MP4`; empty where it could not be read.
    pub container: String,
    /// From the first picture or sound to the last.
    pub duration_ns: i64,
    /// The device, as metadata, name or list say.
    pub device: Option<String>,
    /// Its wearer, likewise.
    pub wearer: Option<String>,
    /// The unit or assignment, likewise.
    pub unit: Option<String>,
    /// When it began, as claimed.
    pub started: Option<Started>,
    /// Whether the list says that it is a copy made for release.
    pub released_copy: Option<bool>,
    /// Audio tracks.
    pub audio_tracks: u32,
    /// Codecs of the audio tracks, joined by `+`.
    pub codec: String,
    /// The encoder's fingerprint, of the first audio track.
    pub encoder: String,
    /// The part of the duration in which at least one track may have sound: all but what is silent on every track.
    pub covered_ns: i64,
    /// The part of the duration in which silence would have been found.
    pub examined_ns: i64,
    /// Silent time of the recording as a whole, by class, in the order of [`SilenceClass::ALL`].
    pub silent_ns: [i64; 7],
    /// How much was looked at.
    pub effort: Effort,
    /// Packets that the indexes list, whose first bytes were read, and that were decoded.
    pub packets: u64,
    /// See `packets`.
    pub opened: u64,
    /// See `packets`.
    pub decoded: u64,
    /// Reads of the store, and bytes that they gave.
    pub requests: u64,
    /// See `requests`.
    pub bytes_read: u64,
    /// Whether packets outside all candidates were silent, so that all packets were read.
    pub guard_struck: bool,
    /// Whether the quick result was compared with a reading of all packets, and how that ended; `None` where the file
    /// was not chosen for it.
    pub checked: Option<Checked>,
    /// How long the recording is silent from its first instant on; zero where it is not. `None` where there is no
    /// audio track or nothing could be read.
    pub lead_in_ns: Option<i64>,
    /// The usual silent lead-in of the device's (or else the encoder's) recordings in this archive, whole seconds;
    /// `None` where the archive shows none.
    pub lead_in_usual_s: Option<u32>,
    /// How this recording's lead-in compares with the usual one; `None` where that cannot be said.
    pub lead_in: Option<LeadIn>,
}

/// How the check of a quick result ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Checked {
    /// Reading all packets gave the same spans.
    Agreed,
    /// It gave others; the row has what reading all packets gave.
    Differed,
}

impl Checked {
    /// The name in tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Differed => "differed",
        }
    }
}

/// How a silent lead-in compares with what is usual for its device.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeadIn {
    /// Within 2 s of the usual.
    Usual,
    /// More than 2 s longer.
    Longer,
    /// More than 2 s shorter, but there.
    Shorter,
    /// There is none, where one is usual.
    Missing,
}

impl LeadIn {
    /// The name in tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Longer => "longer",
            Self::Shorter => "shorter",
            Self::Missing => "missing",
        }
    }
}

/// One silent span.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SpanRow {
    /// The audio track; `None` for the recording as a whole (all tracks silent).
    pub track: Option<u32>,
    /// The only silent channel of that track; `None` for all.
    pub channel: Option<u16>,
    /// Which class.
    pub class: SilenceClass,
    /// The inner span: certainly silent from here
    pub start_ns: i64,
    /// to here.
    pub end_ns: i64,
    /// The silence begins no earlier than this, and no later than `start_ns`.
    pub start_earliest_ns: i64,
    /// It ends no later than this, and no earlier than `end_ns`.
    pub end_latest_ns: i64,
    /// How it was found, as in `Method::key`.
    pub method: String,
    /// Where in the file its evidence begins.
    pub offset: Option<u64>,
    /// Packets that were shown to be silent, of how many.
    pub proven_packets: u64,
    /// See `proven_packets`.
    pub packets: u64,
    /// The usual length of a pre-event buffer that it is near, in seconds.
    pub near_buffer_s: Option<u32>,
    /// A tone just before it or just after it, in hertz.
    pub tone_hz: Option<u32>,
    /// Whether a click stands at either end.
    pub click: bool,
    /// The first packet's first bytes, as hexadecimal digits.
    pub begins_with: String,
}

/// One fault of a recording.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct FaultRow {
    /// Whose fault it is: `malformed`, `unsupported`, `limit_reached`, `input_output`, `note`.
    pub blame: String,
    /// What is wrong.
    pub what: String,
    /// Where.
    pub place: String,
    /// Bytes from the file's beginning.
    pub offset: Option<u64>,
}
