//! What a recording holds, as its container says: the result of [`probe`](crate::probe), plain data that can be
//! kept and compared. Nothing here was decoded.

use std::fmt;

use unmuted_model::{Extent, Nanos, RecordingClock, RecordingTime, Span};

use crate::fault::Fault;

/// One recording, as its container describes it, on its own clock.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Recording {
    /// How it is packed.
    pub container: Container,
    /// Which instant is zero on its clock.
    pub zero: Zero,
    /// From the first presented picture or sound to the last, over all tracks.
    pub span: Span<RecordingClock>,
    /// The first video track, if there is one.
    pub video: Option<VideoTrack>,
    /// Its audio tracks, in the container's order.
    pub audio: Vec<AudioTrack>,
    /// When the container claims to have been made. A claim and never evidence of a time: device clocks are wrong
    /// by hours, and exports rewrite it.
    pub created: Option<Created>,
    /// Audio tracks that the container has and of which nothing could be read: they are not among `audio`, and are
    /// neither absent nor silent.
    pub unread_audio: u32,
    /// What is wrong with the container.
    pub faults: Vec<Fault>,
}

/// How a recording is packed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Container {
    /// ISO base media: MP4, M4A, MOV, 3GP (ISO/IEC 14496-12), with one index.
    Mp4,
    /// The same, with an index for each fragment.
    FragmentedMp4,
    /// Matroska or WebM (RFC 9559).
    Matroska,
    /// RIFF WAVE, RF64 or BW64 (EBU Tech 3306, ITU-R BS.2088).
    Wav,
    /// AIFF or AIFF-C.
    Aiff,
    /// A bare MPEG audio stream (ISO/IEC 11172-3), as in `.mp3`.
    MpegAudio,
    /// Native FLAC (RFC 9639).
    Flac,
    /// Ogg (RFC 3533).
    Ogg,
}

impl fmt::Display for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mp4 => "MP4",
            Self::FragmentedMp4 => "fragmented MP4",
            Self::Matroska => "Matroska",
            Self::Wav => "WAV",
            Self::Aiff => "AIFF",
            Self::MpegAudio => "MP3",
            Self::Flac => "FLAC",
            Self::Ogg => "Ogg",
        })
    }
}

/// Which instant is zero on the recording's clock.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Zero {
    /// The first presented picture.
    FirstPicture,
    /// The first presented sound, because there is no picture.
    FirstSound,
}

/// When the container claims to have been made.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Created {
    /// Where it says so.
    pub claimed_in: CreatedIn,
    /// Seconds since 1970-01-01T00:00:00Z, where the field is a number. Many devices write local time there.
    pub unix_secs: Option<i64>,
    /// The field's own words, where it is text.
    pub text: Option<String>,
}

/// The field that carries a claim about when a recording was made.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum CreatedIn {
    /// `creation_time` of the movie header (ISO/IEC 14496-12, 8.2.2).
    MovieHeader,
    /// `DateUTC` of a Matroska segment.
    MatroskaDate,
    /// Origination date and time of a broadcast WAV (EBU Tech 3285).
    BroadcastWav,
}

/// A video track. It is never decoded; it gives the recording its zero and its length.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct VideoTrack {
    /// The container's number for it.
    pub id: u32,
    /// The container's name of its codec, as in `avc1`.
    pub codec: String,
    /// Pixels across, as coded.
    pub width: u32,
    /// Pixels down, as coded.
    pub height: u32,
    /// How many pictures, where the index says.
    pub pictures: Option<u64>,
    /// When the first picture is shown.
    pub start: RecordingTime,
    /// When the last one is taken away.
    pub end: RecordingTime,
}

/// An audio track as the container describes it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AudioTrack {
    /// Its number among the audio tracks, from zero.
    pub number: u32,
    /// The container's number for it.
    pub id: u32,
    /// Its place among all tracks of the container, from zero: what `ffmpeg` calls `0:N`.
    pub stream: u32,
    /// Its codec's name, as in `AAC-LC`.
    pub codec: String,
    /// How its sound is reached.
    pub decoding: Decoding,
    /// Samples a second, of what is decoded.
    pub rate_hz: u32,
    /// Channels; zero where the container does not say.
    pub channels: u16,
    /// When the first sample is heard.
    pub start: RecordingTime,
    /// When the last one ends.
    pub end: RecordingTime,
    /// Whether the container says where it ends; where it does not, `end` is an estimate from the size, and
    /// [`HeardTrack`](crate::HeardTrack) has the truth.
    pub end_known: bool,
    /// The length of a usual packet; zero where there are none (PCM).
    pub packet: Nanos,
    /// What the container says about samples that the encoder put in front.
    pub priming: Priming,
    /// Stretches without packets, from the index alone.
    pub holes: Vec<Hole>,
}

/// How a track's sound is reached.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Decoding {
    /// Decoded here, in full.
    Full,
    /// Decoded here without the codec's extension (HE-AAC: core only).
    CoreOnly,
    /// Needs a [`ForeignDecoder`](crate::ForeignDecoder).
    Foreign,
}

/// What is known about samples that an encoder puts in front of the sound and that must not be counted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Priming {
    /// The codec has none (PCM, FLAC, ALAC).
    None,
    /// An edit list leaves them out (ISO/IEC 14496-12, 8.6.6).
    EditList {
        /// So much.
        skipped: Nanos,
    },
    /// An `iTunSMPB` tag counts them.
    ITunSmpb {
        /// So much.
        skipped: Nanos,
    },
    /// A LAME or Lavc tag counts them, with the 529 samples of the decoder added.
    LameTag {
        /// So much.
        skipped: Nanos,
    },
    /// The container's codec delay (Matroska).
    CodecDelay {
        /// So much.
        skipped: Nanos,
    },
    /// The codec's own rules leave them out (Vorbis: the first packet only primes).
    Codec,
    /// Nothing says. All times of the track may be late by up to this much.
    Unknown {
        /// At most so late.
        late_by_at_most: Nanos,
    },
}

impl Priming {
    /// How much later than the truth the track's times may be.
    pub fn late_by_at_most(self) -> Nanos {
        match self {
            Self::Unknown { late_by_at_most } => late_by_at_most,
            _ => Nanos::ZERO,
        }
    }
}

/// A stretch without audio packets.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Hole {
    /// Which kind.
    pub kind: HoleKind,
    /// When.
    pub extent: Extent<RecordingClock>,
    /// Where in the file the first packet after it begins.
    pub offset_after: Option<u64>,
}

/// Kinds of stretches without audio packets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum HoleKind {
    /// The track starts more than 0.1 s after the picture.
    LateStart,
    /// A step between two packets of more than 1.5 usual packets.
    Gap,
    /// The track ends more than 0.5 s before the picture.
    EarlyEnd,
    /// The track has no packet at all.
    Whole,
}
