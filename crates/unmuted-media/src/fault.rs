//! What went wrong with a part of a recording while the rest could still be read. Sorted by whose fault it is,
//! because a reader in court needs exactly this difference: broken file, or not yet understood by us.

use std::borrow::Cow;
use std::fmt;

use unmuted_model::{Nanos, RecordingTime};

/// Whose fault it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Blame {
    /// The file does not keep its format's rules: broken, cut short, or made wrongly.
    Malformed,
    /// The file may be right, and this program cannot read that part of it.
    Unsupported,
    /// The file asks for more than [`limits`](crate::limits) allow.
    LimitReached,
    /// The bytes could not be read.
    InputOutput,
    /// Nothing is wrong; a reader should know it all the same.
    Note,
}

impl Blame {
    /// The name in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Unsupported => "unsupported",
            Self::LimitReached => "limit_reached",
            Self::InputOutput => "input_output",
            Self::Note => "note",
        }
    }
}

/// Which of [`limits`](crate::limits) was reached.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Limit {
    /// Bytes of one table.
    TableBytes,
    /// Packets of one track.
    Packets,
    /// Bytes of one packet.
    PacketBytes,
    /// Boxes, elements or chunks.
    Boxes,
    /// Tracks.
    Tracks,
    /// Edits in an edit list.
    Edits,
    /// Channels of one track, or its sample rate.
    Signal,
    /// Spans that are kept for one track.
    Spans,
    /// Length of the mono signal.
    MonoSamples,
    /// Length of the waveform.
    WaveformBins,
    /// Memory that a decoder's tables would take.
    DecoderTables,
}

/// Where in a recording something is. Every part that is known is given.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Location {
    /// The path of boxes, elements or chunks that leads there, as in `moov/trak/mdia`.
    pub path: Option<Cow<'static, str>>,
    /// Bytes from the start of the recording.
    pub offset: Option<u64>,
    /// The audio track's number, as in [`AudioTrack::number`](crate::AudioTrack::number).
    pub track: Option<u32>,
    /// Time on the recording's clock.
    pub time: Option<RecordingTime>,
}

impl Location {
    /// At a byte.
    pub(crate) fn at(offset: u64) -> Self {
        Self { offset: Some(offset), ..Self::default() }
    }
    /// In a box, element or chunk.
    pub(crate) fn path(path: impl Into<Cow<'static, str>>, offset: u64) -> Self {
        Self { path: Some(path.into()), offset: Some(offset), ..Self::default() }
    }
    /// In a track.
    pub(crate) fn track(number: u32) -> Self {
        Self { track: Some(number), ..Self::default() }
    }
    /// The same place, at a time.
    pub(crate) fn with_time(self, time: RecordingTime) -> Self {
        Self { time: Some(time), ..self }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        if let Some(path) = &self.path {
            write!(f, "in {path}")?;
            between = ", ";
        }
        if let Some(track) = self.track {
            write!(f, "{between}audio track {track}")?;
            between = ", ";
        }
        if let Some(offset) = self.offset {
            write!(f, "{between}at byte {offset}")?;
            between = ", ";
        }
        if let Some(time) = self.time {
            write!(f, "{between}at {:.3} s", time.as_secs_f64())?;
        }
        Ok(())
    }
}

/// What is wrong.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum FaultKind {
    /// The bytes fit no container that this program reads.
    UnknownContainer {
        /// The first bytes, as hexadecimal digits.
        begins_with: String,
    },
    /// There are no bytes.
    Empty,
    /// Something claims more bytes than there are: the file was cut short, or the claim is wrong.
    Truncated {
        /// Bytes that were claimed.
        claimed: u64,
        /// Bytes that are there.
        present: u64,
    },
    /// Something that the format requires is not there.
    Missing {
        /// What.
        what: Cow<'static, str>,
    },
    /// A field has a value that the format does not allow.
    BadField {
        /// Which field.
        field: Cow<'static, str>,
        /// Why it cannot be right.
        why: Cow<'static, str>,
    },
    /// Packets that the index lists lie where the file has no bytes. They were not examined.
    PacketsBeyondEnd {
        /// How many.
        packets: u64,
    },
    /// Packets that the decoder refused. They were not examined.
    PacketsUndecodable {
        /// How many.
        packets: u64,
        /// What the decoder said of the first.
        first: String,
    },
    /// Timestamps went back; what would overlap was left out.
    TimestampsBackwards {
        /// How often.
        times: u64,
    },
    /// Pages or blocks whose checksum is wrong.
    Checksum {
        /// How many.
        blocks: u64,
    },
    /// Bytes between packets that belong to nothing.
    Junk {
        /// How many.
        bytes: u64,
    },
    /// A decoder or demuxer failed in a way that it should not have; what it had given before stands.
    DecoderFailed,
    /// A codec that this program does not decode: without a foreign decoder the track is not examined.
    CodecNotDecoded {
        /// Its name.
        codec: String,
    },
    /// A feature of the format that this program does not read.
    Feature {
        /// Which.
        what: Cow<'static, str>,
    },
    /// More was asked for than is allowed. What lies beyond was not examined.
    LimitReached {
        /// Which limit.
        limit: Limit,
    },
    /// Bytes could not be read.
    InputOutput {
        /// What the system said.
        message: String,
    },
    /// A foreign decoder failed.
    ForeignDecoder {
        /// Its name.
        name: String,
        /// What it said.
        message: String,
    },
    /// The codec's core was decoded, not its extension (HE-AAC without spectral band replication): silence is
    /// found all the same; sound above the core's band is not heard.
    CoreOnly {
        /// Its name.
        codec: String,
    },
    /// The file does not say how many samples the encoder put in front. Every time of this track may be late by
    /// up to this much, and the bounds of its spans say so.
    PrimingUnknown {
        /// At most so late.
        late_by_at_most: Nanos,
    },
    /// One channel of several is silent throughout.
    ChannelSilent {
        /// Which, from zero.
        channel: u16,
    },
    /// Further faults were counted and not kept.
    More {
        /// How many.
        faults: u64,
    },
}

impl FaultKind {
    /// Whose fault it is.
    pub fn blame(&self) -> Blame {
        use FaultKind as K;
        match self {
            K::UnknownContainer { .. } | K::CodecNotDecoded { .. } | K::Feature { .. } => Blame::Unsupported,
            K::LimitReached { .. } => Blame::LimitReached,
            K::InputOutput { .. } | K::ForeignDecoder { .. } => Blame::InputOutput,
            K::CoreOnly { .. } | K::PrimingUnknown { .. } | K::ChannelSilent { .. } => Blame::Note,
            K::Empty
            | K::Truncated { .. }
            | K::Missing { .. }
            | K::BadField { .. }
            | K::PacketsBeyondEnd { .. }
            | K::PacketsUndecodable { .. }
            | K::TimestampsBackwards { .. }
            | K::Checksum { .. }
            | K::Junk { .. }
            | K::DecoderFailed
            | K::More { .. } => Blame::Malformed,
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use FaultKind as K;
        match self {
            K::UnknownContainer { begins_with } => {
                write!(f, "not a container that unmuted reads (it begins with {begins_with})")
            }
            K::Empty => f.write_str("the file is empty"),
            K::Truncated { claimed, present } => {
                write!(f, "cut short: {claimed} bytes are claimed, {present} are there")
            }
            K::Missing { what } => write!(f, "{what} is missing"),
            K::BadField { field, why } => write!(f, "{field} {why}"),
            K::PacketsBeyondEnd { packets } => {
                write!(f, "{packets} audio packets lie beyond the end of the file and were not examined")
            }
            K::PacketsUndecodable { packets, first } => {
                write!(f, "{packets} audio packets could not be decoded and were not examined (first: {first})")
            }
            K::TimestampsBackwards { times } => write!(f, "timestamps go back {times} times"),
            K::Checksum { blocks } => write!(f, "{blocks} blocks have a wrong checksum"),
            K::Junk { bytes } => write!(f, "{bytes} bytes belong to nothing"),
            K::DecoderFailed => f.write_str("the decoder failed; what it had decoded before stands"),
            K::CodecNotDecoded { codec } => write!(f, "audio in {codec} is not decoded without ffmpeg"),
            K::Feature { what } => write!(f, "{what} is not read"),
            K::LimitReached { limit } => {
                let what = match limit {
                    Limit::TableBytes => "bytes of one table",
                    Limit::Packets => "packets of one track",
                    Limit::PacketBytes => "bytes of one packet",
                    Limit::Boxes => "parts of one container",
                    Limit::Tracks => "tracks",
                    Limit::Edits => "edits",
                    Limit::Signal => "channels or samples a second",
                    Limit::Spans => "spans of one track",
                    Limit::MonoSamples => "samples for alignment",
                    Limit::WaveformBins => "points of the waveform",
                    Limit::DecoderTables => "tables of the decoder",
                };
                write!(f, "limit reached: {what}; what lies beyond was not examined")
            }
            K::InputOutput { message } => write!(f, "reading failed: {message}"),
            K::ForeignDecoder { name, message } => write!(f, "{name} failed: {message}"),
            K::CoreOnly { codec } => write!(f, "{codec}: only the core of the codec was decoded"),
            K::PrimingUnknown { late_by_at_most } => write!(
                f,
                "the file does not say where its sound begins; times may be up to {:.0} ms late",
                late_by_at_most.as_secs_f64() * 1e3
            ),
            K::ChannelSilent { channel } => write!(f, "channel {channel} is silent throughout"),
            K::More { faults } => write!(f, "{faults} further faults"),
        }
    }
}

/// Something wrong with a part of a recording, and where. What else could be read was read.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where.
    pub at: Location,
}

impl Fault {
    pub(crate) fn new(kind: FaultKind, at: Location) -> Self {
        Self { kind, at }
    }
    pub(crate) fn io(error: &std::io::Error, at: Location) -> Self {
        Self::new(FaultKind::InputOutput { message: error.to_string() }, at)
    }
    /// Whose fault it is.
    pub fn blame(&self) -> Blame {
        self.kind.blame()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        if self.at != Location::default() { write!(f, " ({})", self.at) } else { Ok(()) }
    }
}

/// Collects faults, keeps the first [`limits::FAULTS`](crate::limits::FAULTS) and counts the rest, so that a file
/// that is wrong in a million places does not fill the memory.
#[derive(Default)]
pub(crate) struct Faults {
    kept: Vec<Fault>,
    more: u64,
}

impl Faults {
    pub(crate) fn push(&mut self, kind: FaultKind, at: Location) {
        let fault = Fault::new(kind, at);
        if self.kept.contains(&fault) {
            return;
        }
        if self.kept.len() < crate::limits::FAULTS {
            self.kept.push(fault);
        } else {
            self.more += 1;
        }
    }
    pub(crate) fn bad(&mut self, field: &'static str, why: &'static str, at: Location) {
        self.push(FaultKind::BadField { field: field.into(), why: why.into() }, at);
    }
    pub(crate) fn limit(&mut self, limit: Limit, at: Location) {
        self.push(FaultKind::LimitReached { limit }, at);
    }
    pub(crate) fn extend(&mut self, faults: impl IntoIterator<Item = Fault>) {
        for f in faults {
            self.push(f.kind, f.at);
        }
    }
    pub(crate) fn into_vec(mut self) -> Vec<Fault> {
        if self.more > 0 {
            self.kept.push(Fault::new(FaultKind::More { faults: self.more }, Location::default()));
        }
        self.kept
    }
}
