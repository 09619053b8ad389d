//! Track entries (RFC 9559, 5.1.4) and what their codec identifiers mean (RFC 9559's companion, "Matroska Codec").

use super::ebml::{children, float, unsigned};
use crate::codec::{Coding, Pcm};
use crate::decode::asc::AudioSpecificConfig;
use crate::flac;
use crate::limits;
use crate::ogg::vorbis::{self, Ident};
use crate::recording::Decoding;

/// One track, as its entry says.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) number: u64,
    pub(super) kind: u64,
    codec_id: String,
    private: Vec<u8>,
    /// Nanoseconds by which the times of all its blocks are late.
    pub(super) codec_delay_ns: i64,
    /// Nanoseconds of a packet, where they are all alike; zero where the entry does not say.
    pub(super) packet_ns: i64,
    pub(super) width: u32,
    pub(super) height: u32,
    rate: f64,
    channels: u64,
    bits: u64,
    /// Bytes that were cut off the front of every packet (header stripping).
    pub(super) stripped: Vec<u8>,
    /// The packets are compressed or encrypted.
    packed: bool,
}

/// How a sound track is coded.
#[derive(Clone, Debug)]
pub(super) struct Sound {
    pub(super) name: String,
    pub(super) coding: Coding,
    pub(super) decoding: Decoding,
    pub(super) rate_hz: u32,
    pub(super) channels: u16,
    pub(super) packet_frames: Option<u32>,
    pub(super) primes: bool,
    /// The first packet only primes the decoder (Vorbis).
    pub(super) first_primes: bool,
    /// Samples over which a lossy codec spreads a sound.
    pub(super) spread: u32,
}

impl Entry {
    /// Reads the body of a track entry.
    pub(super) fn read(body: &[u8]) -> Self {
        let mut e = Self { channels: 1, rate: 8000.0, ..Self::default() };
        let signed = |body: &[u8]| unsigned(body).and_then(|n| i64::try_from(n).ok()).unwrap_or(0);
        for (id, body) in children(body) {
            match id {
                0xd7 => e.number = unsigned(body).unwrap_or(0),
                0x83 => e.kind = unsigned(body).unwrap_or(0),
                0x86 => e.codec_id = String::from_utf8_lossy(body).trim_end_matches('\0').chars().take(64).collect(),
                0x63a2 => e.private = body.to_vec(),
                0x56aa => e.codec_delay_ns = signed(body),
                0x23_e383 => e.packet_ns = signed(body),
                0xe0 => {
                    for (id, body) in children(body) {
                        let n = unsigned(body).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
                        match id {
                            0xb0 => e.width = n,
                            0xba => e.height = n,
                            _ => {}
                        }
                    }
                }
                0xe1 => {
                    for (id, body) in children(body) {
                        match id {
                            0xb5 => e.rate = float(body).unwrap_or(0.0),
                            0x9f => e.channels = unsigned(body).unwrap_or(0),
                            0x6264 => e.bits = unsigned(body).unwrap_or(0),
                            _ => {}
                        }
                    }
                }
                0x6d80 => e.read_encodings(body),
                _ => {}
            }
        }
        e
    }

    /// Content encodings: header stripping is undone, anything else is beyond us.
    fn read_encodings(&mut self, body: &[u8]) {
        for (_, encoding) in children(body).filter(|(id, _)| *id == 0x6240) {
            let mut algorithm = None;
            for (id, body) in children(encoding) {
                match id {
                    0x5034 => {
                        algorithm = Some(0);
                        for (id, body) in children(body) {
                            match id {
                                0x4254 => algorithm = unsigned(body),
                                0x4255 => self.stripped = body.to_vec(),
                                _ => {}
                            }
                        }
                    }
                    0x5035 => self.packed = true,
                    _ => {}
                }
            }
            if algorithm != Some(3) {
                self.packed = true;
            }
        }
    }

    /// The codec's name without its prefix, as in `MPEG4/ISO/AVC`.
    pub(super) fn codec(&self) -> String {
        self.codec_id.trim_start_matches("V_").trim_start_matches("A_").to_owned()
    }

    /// How to decode it.
    pub(super) fn sound(&self) -> Sound {
        // A cast saturates; what is no rate is refused later.
        let rate_hz = self.rate.round() as u32;
        let channels = u16::try_from(self.channels).unwrap_or(u16::MAX);
        let foreign = |name: &str| Sound {
            name: name.into(),
            coding: Coding::Foreign,
            decoding: Decoding::Foreign,
            rate_hz,
            channels,
            packet_frames: None,
            primes: true,
            first_primes: false,
            spread: 0,
        };
        if self.packed {
            return foreign("compressed or encrypted audio");
        }
        let full =
            |coding: Coding, name: &str| Sound { coding, decoding: Decoding::Full, primes: false, ..foreign(name) };
        let pcm = |pcm: Pcm| full(Coding::Pcm(pcm), &pcm.name());
        let integer = |big_endian: bool| match self.bits {
            8 => pcm(Pcm::Unsigned8),
            16 | 24 | 32 => pcm(Pcm::Signed { bytes: (self.bits / 8) as u8, big_endian }),
            _ => foreign("PCM of an unusual width"),
        };
        match self.codec_id.as_str() {
            "A_AAC" => match AudioSpecificConfig::read(&self.private) {
                Some(asc) if asc.core_is_decodable() => Sound {
                    decoding: if asc.sbr { Decoding::CoreOnly } else { Decoding::Full },
                    rate_hz: asc.core_rate_hz,
                    channels: asc.channels,
                    packet_frames: Some(1024),
                    primes: true,
                    spread: 2048,
                    ..full(Coding::Aac { config: asc.core_alone() }, &asc.name())
                },
                Some(asc) => foreign(&asc.name()),
                None => foreign("AAC without a configuration"),
            },
            "A_MPEG/L3" => {
                let frames = if rate_hz < 32_000 { 576 } else { 1152 };
                let sound = full(Coding::MpegAudio, "MP3");
                Sound { packet_frames: Some(frames), primes: true, spread: 2304, ..sound }
            }
            "A_FLAC" => match self.private.strip_prefix(b"fLaC").and_then(|p| p.get(4..4 + flac::STREAMINFO)) {
                Some(info) => full(Coding::Flac { streaminfo: info.to_vec() }, "FLAC"),
                None => foreign("FLAC without a configuration"),
            },
            "A_ALAC" => full(Coding::Alac { cookie: self.private.clone() }, "ALAC"),
            "A_VORBIS" => match vorbis_headers(&self.private) {
                Some((ident, setup)) if vorbis::tables_are_reasonable(setup) => match Ident::read(ident) {
                    Some(id) => Sound {
                        rate_hz: id.rate_hz,
                        channels: u16::from(id.channels),
                        first_primes: true,
                        spread: id.long,
                        ..full(Coding::Vorbis { headers: [ident, setup].concat() }, "Vorbis")
                    },
                    None => foreign("Vorbis with a broken configuration"),
                },
                _ => foreign("Vorbis with a broken configuration"),
            },
            "A_PCM/INT/LIT" => integer(false),
            "A_PCM/INT/BIG" => integer(true),
            "A_PCM/FLOAT/IEEE" if self.bits == 64 => pcm(Pcm::Float64 { big_endian: false }),
            "A_PCM/FLOAT/IEEE" => pcm(Pcm::Float32 { big_endian: false }),
            "A_OPUS" => foreign("Opus"),
            "A_AC3" => foreign("AC-3"),
            "A_EAC3" => foreign("E-AC-3"),
            "A_DTS" => foreign("DTS"),
            _ => foreign(&self.codec()),
        }
    }
}

/// Identification and setup header out of three that are laced together as Xiph does.
fn vorbis_headers(private: &[u8]) -> Option<(&[u8], &[u8])> {
    let total = private.len() as u64;
    if private.len() as u64 > limits::PACKET_BYTES || *private.first()? != 2 {
        return None;
    }
    let (sizes, at) = super::lacing::sizes(1, private, total)?;
    let [a, b, c] = sizes[..] else { return None };
    let (a, b, c) = (usize::try_from(a).ok()?, usize::try_from(b).ok()?, usize::try_from(c).ok()?);
    let rest = private.get(usize::try_from(at).ok()?..)?;
    Some((rest.get(..a)?, rest.get(a + b..a + b + c)?))
}
