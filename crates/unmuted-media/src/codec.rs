//! How a track's packets are coded: what a container reader found, and what a decoder must be told.

/// The coding of one track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    /// AAC-LC, or the core of HE-AAC. `config` is an AudioSpecificConfig that describes the core alone.
    Aac { config: Vec<u8> },
    /// ALAC with its magic cookie.
    Alac { cookie: Vec<u8> },
    /// FLAC with its STREAMINFO block, 34 bytes.
    Flac { streaminfo: Vec<u8> },
    /// MPEG-1/2 audio layers I to III; frames describe themselves.
    MpegAudio,
    /// Vorbis with its identification and setup headers, one after the other.
    Vorbis { headers: Vec<u8> },
    /// Samples as they are, channels interleaved.
    Pcm(Pcm),
    /// Blocks of ADPCM.
    Adpcm { kind: Adpcm, frames_per_block: u16 },
    /// Nothing that this crate decodes.
    Foreign,
}

/// How one PCM sample is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pcm {
    /// Signed integers of so many bytes, 1 to 4.
    Signed { bytes: u8, big_endian: bool },
    /// Unsigned integers of one byte, 128 being zero.
    Unsigned8,
    /// IEEE floating point of four bytes.
    Float32 { big_endian: bool },
    /// IEEE floating point of eight bytes.
    Float64 { big_endian: bool },
    /// ITU-T G.711 A-law.
    ALaw,
    /// ITU-T G.711 mu-law.
    MuLaw,
}

impl Pcm {
    /// Bytes of one sample of one channel.
    pub(crate) fn bytes(self) -> usize {
        match self {
            Self::Signed { bytes, .. } => usize::from(bytes),
            Self::Unsigned8 | Self::ALaw | Self::MuLaw => 1,
            Self::Float32 { .. } => 4,
            Self::Float64 { .. } => 8,
        }
    }
    /// The name on a page.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Signed { bytes, .. } => format!("PCM {} bit", u32::from(bytes) * 8),
            Self::Unsigned8 => "PCM 8 bit".into(),
            Self::Float32 { .. } => "PCM 32 bit float".into(),
            Self::Float64 { .. } => "PCM 64 bit float".into(),
            Self::ALaw => "G.711 A-law".into(),
            Self::MuLaw => "G.711 mu-law".into(),
        }
    }
    /// The smallest magnitude that this coding can write, as a part of full scale: what a decoder gives for silence.
    /// A-law has no zero; its smallest values are ±8 of 32,768 (ITU-T G.711, table 1a).
    pub(crate) fn floor(self) -> f32 {
        match self {
            Self::ALaw => 8.0 / 32_768.0,
            _ => 0.0,
        }
    }
}

/// Kinds of ADPCM in a WAV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Adpcm {
    /// Microsoft's.
    Microsoft,
    /// IMA's.
    Ima,
}
