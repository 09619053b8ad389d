//! `stsd`, the sample description (ISO/IEC 14496-12, 8.5.2 and 12.2.3; QuickTime File Format, "Sound sample
//! descriptions"): a track's codec.

use super::boxes::letters;
use super::esds::Esds;
use crate::codec::{Coding, Pcm};
use crate::cursor::Cursor;
use crate::decode::asc::AudioSpecificConfig;
use crate::recording::Decoding;

/// What a sound track's first sample description says.
#[derive(Clone, Debug)]
pub(super) struct Sound {
    pub(super) name: String,
    pub(super) coding: Coding,
    pub(super) decoding: Decoding,
    pub(super) rate_hz: u32,
    pub(super) channels: u16,
    /// Samples that a packet decodes to, where that is fixed.
    pub(super) packet_frames: Option<u32>,
    /// Whether the codec puts priming samples in front.
    pub(super) primes: bool,
    /// Over how many of its packets a lossy codec spreads a sound (the length of its window); zero if lossless.
    pub(super) spread_packets: u32,
    /// How many descriptions there are; packets of any but the first are decoded with the first.
    pub(super) descriptions: u32,
}

/// What a video track's first sample description says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) codec: String,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Letters, and the body after the six reserved bytes and the data reference that begin every description.
fn first_entry(body: &[u8]) -> Option<(u32, [u8; 4], &[u8])> {
    let mut c = Cursor::new(body);
    c.skip(4)?;
    let count = c.u32()?;
    let size = c.u32()? as usize;
    let kind = c.array()?;
    let entry = c.take(size.checked_sub(8)?.min(c.rest().len()))?;
    Some((count, kind, entry.get(8..)?))
}

impl Picture {
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let (_, kind, entry) = first_entry(body)?;
        let mut c = Cursor::new(entry);
        c.skip(16)?;
        Some(Self { codec: letters(kind), width: u32::from(c.u16()?), height: u32::from(c.u16()?) })
    }
}

impl Sound {
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let (descriptions, kind, entry) = first_entry(body)?;
        let mut c = Cursor::new(entry);
        let version = c.u16()?;
        c.skip(6)?;
        let mut channels = c.u16()?;
        let mut bits = u32::from(c.u16()?);
        c.skip(4)?;
        let mut rate_hz = c.u32()? >> 16;
        let mut lpcm_flags = None;
        match version {
            // QuickTime adds four fields to version 1; ISO (12.2.3.2) does not. What follows is a box or it is not.
            1 if !begins_a_box(c.rest()) => c.skip(16)?,
            2 => {
                c.skip(4)?;
                let rate = f64::from_bits(c.u64()?);
                // A cast saturates, and not-a-number gives zero, which is then refused as a rate.
                rate_hz = rate as u32;
                channels = u16::try_from(c.u32()?).unwrap_or(u16::MAX);
                c.skip(4)?;
                bits = c.u32()?;
                lpcm_flags = Some(c.u32()?);
                c.skip(8)?;
            }
            _ => {}
        }
        let children = Children::read(c.rest(), 0);
        let plain = |coding: Coding, name: &str| Self {
            name: name.into(),
            decoding: if coding == Coding::Foreign { Decoding::Foreign } else { Decoding::Full },
            coding,
            rate_hz,
            channels,
            packet_frames: None,
            primes: false,
            spread_packets: 0,
            descriptions,
        };
        let foreign = |name: &str| Self { primes: true, spread_packets: 2, ..plain(Coding::Foreign, name) };
        let pcm = |pcm: Pcm| plain(Coding::Pcm(pcm), &pcm.name());
        let big_endian = !children.little_endian;
        let whole = |bytes: u8, big_endian: bool| pcm(Pcm::Signed { bytes, big_endian });
        let of_bits = |big_endian: bool| match bits {
            1..=8 => whole(1, big_endian),
            24 => whole(3, big_endian),
            32 => whole(4, big_endian),
            _ => whole(2, big_endian),
        };
        let mpeg_audio = || Self {
            packet_frames: Some(if rate_hz < 32_000 { 576 } else { 1152 }),
            primes: true,
            spread_packets: 2,
            ..plain(Coding::MpegAudio, "MP3")
        };
        Some(match &kind {
            b"mp4a" => match &children.esds {
                Some(Esds { object_type: 0x40 | 0x66..=0x68, config }) => aac(config, &foreign("AAC")),
                Some(Esds { object_type: 0x69 | 0x6b, .. }) => mpeg_audio(),
                Some(Esds { object_type: 0xa5, .. }) => foreign("AC-3"),
                Some(Esds { object_type: 0xa6, .. }) => foreign("E-AC-3"),
                Some(Esds { object_type: 0xa9..=0xac, .. }) => foreign("DTS"),
                Some(Esds { object_type: 0xe1, .. }) => foreign("QCELP"),
                Some(Esds { object_type, .. }) => foreign(&format!("MPEG-4 object {object_type:#04x}")),
                None => foreign("AAC without a configuration"),
            },
            b".mp3" | b"ms\0\x55" => mpeg_audio(),
            b"alac" => match children.alac {
                Some(cookie) => plain(Coding::Alac { cookie }, "ALAC"),
                None => foreign("ALAC without a configuration"),
            },
            b"fLaC" => match children.flac {
                Some(streaminfo) => plain(Coding::Flac { streaminfo }, "FLAC"),
                None => foreign("FLAC without a configuration"),
            },
            b"sowt" => of_bits(false),
            b"twos" => of_bits(true),
            b"raw " => pcm(Pcm::Unsigned8),
            b"in24" => whole(3, big_endian),
            b"in32" => whole(4, big_endian),
            b"fl32" => pcm(Pcm::Float32 { big_endian }),
            b"fl64" => pcm(Pcm::Float64 { big_endian }),
            b"ulaw" => pcm(Pcm::MuLaw),
            b"alaw" => pcm(Pcm::ALaw),
            b"lpcm" => match (lpcm_flags, bits) {
                // QuickTime File Format, "LPCM flags": 1 float, 2 big endian, 4 signed.
                (Some(f), 32) if f & 1 != 0 => pcm(Pcm::Float32 { big_endian: f & 2 != 0 }),
                (Some(f), 64) if f & 1 != 0 => pcm(Pcm::Float64 { big_endian: f & 2 != 0 }),
                (Some(f), 8 | 16 | 24 | 32) if f & 5 == 4 => of_bits(f & 2 != 0),
                _ => foreign("LPCM of an unusual kind"),
            },
            b"ipcm" => match children.pcm {
                // ISO/IEC 23003-5, 5.1: flag 1 is little endian; then the sample size in bits.
                Some((flags, bits @ (8 | 16 | 24 | 32))) => whole(bits / 8, flags & 1 == 0),
                _ => foreign("PCM without a configuration"),
            },
            b"fpcm" => match children.pcm {
                Some((flags, 32)) => pcm(Pcm::Float32 { big_endian: flags & 1 == 0 }),
                Some((flags, 64)) => pcm(Pcm::Float64 { big_endian: flags & 1 == 0 }),
                _ => foreign("PCM without a configuration"),
            },
            b"Opus" => foreign("Opus"),
            b"ac-3" => foreign("AC-3"),
            b"ec-3" => foreign("E-AC-3"),
            b"samr" => foreign("AMR"),
            b"sawb" => foreign("AMR-WB"),
            b"ima4" => foreign("IMA ADPCM in QuickTime"),
            b"enca" => foreign("encrypted audio"),
            _ => foreign(letters(kind).trim()),
        })
    }
}

fn aac(config: &[u8], otherwise: &Sound) -> Sound {
    let Some(asc) = AudioSpecificConfig::read(config) else {
        return Sound { name: "AAC with a broken configuration".into(), ..otherwise.clone() };
    };
    if !asc.core_is_decodable() {
        return Sound { name: asc.name(), packet_frames: Some(asc.core_frames), ..otherwise.clone() };
    }
    // Implicit signalling: the description promises twice the rate that the configuration has.
    let implicit = !asc.sbr && otherwise.rate_hz == asc.core_rate_hz.saturating_mul(2);
    Sound {
        name: if implicit { "HE-AAC".into() } else { asc.name() },
        decoding: if asc.sbr || implicit { Decoding::CoreOnly } else { Decoding::Full },
        rate_hz: asc.core_rate_hz,
        channels: asc.channels,
        packet_frames: Some(1024),
        primes: true,
        spread_packets: 2,
        coding: Coding::Aac { config: asc.core_alone() },
        descriptions: otherwise.descriptions,
    }
}

fn begins_a_box(data: &[u8]) -> bool {
    let mut c = Cursor::new(data);
    let size = c.u32().unwrap_or(0) as usize;
    let kind: [u8; 4] = c.array().unwrap_or_default();
    data.is_empty() || ((8..=data.len()).contains(&size) && kind.iter().all(|b| b.is_ascii_graphic() || *b == b' '))
}

/// The boxes inside a sound description that matter.
#[derive(Default)]
struct Children {
    esds: Option<Esds>,
    alac: Option<Vec<u8>>,
    flac: Option<Vec<u8>>,
    pcm: Option<(u8, u8)>,
    little_endian: bool,
}

impl Children {
    fn read(data: &[u8], depth: u8) -> Self {
        let mut out = Self::default();
        let mut c = Cursor::new(data);
        while let Some((size, kind)) = c.u32().zip(c.array::<4>()) {
            let Some(body) = (size as usize).checked_sub(8).and_then(|n| c.take(n.min(c.rest().len()))) else { break };
            match &kind {
                b"esds" => out.esds = Esds::read(body),
                b"alac" => out.alac = body.get(4..).map(<[u8]>::to_vec),
                // Version and flags, a metadata block's header, and then the 34 bytes of STREAMINFO.
                b"dfLa" => out.flac = body.get(8..42).map(<[u8]>::to_vec),
                b"pcmC" => out.pcm = body.get(4..6).map(|b| (b[0], b[1])),
                b"enda" => out.little_endian = body.get(..2) == Some(&[0, 1]),
                // QuickTime puts the others one level down.
                b"wave" if depth == 0 => {
                    let inner = Self::read(body, 1);
                    out.esds = out.esds.or(inner.esds);
                    out.alac = out.alac.or(inner.alac);
                    out.little_endian |= inner.little_endian;
                }
                _ => {}
            }
        }
        out
    }
}
