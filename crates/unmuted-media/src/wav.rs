//! WAV: RIFF, RF64 and BW64 (Microsoft and IBM 1991; EBU Tech 3306; ITU-R BS.2088). Chunks are walked by their headers;
//! what a chunk claims beyond the file is cut off and reported, because a recorder that loses power leaves a header
//! that was never filled in.

use unmuted_model::{Nanos, RecordingTime, Span};

use crate::bytes::{ReadAt, Windowed};
use crate::codec::{Adpcm, Coding, Pcm};
use crate::cursor::Cursor;
use crate::error::Error;
use crate::fault::{FaultKind, Faults, Limit, Location};
use crate::limits;
use crate::pcm_packets::BlockPackets;
use crate::recording::{AudioTrack, Container, Created, CreatedIn, Decoding, Priming, Recording, Zero};
use crate::source::{Opened, PacketSource, Stream};

/// Whether these are the first bytes of a WAV.
pub(crate) fn is_wav(head: &[u8]) -> bool {
    matches!(head.get(..4), Some(b"RIFF" | b"RF64" | b"BW64")) && head.get(8..12) == Some(b"WAVE")
}

/// An opened WAV (or AIFF, which differs only in its index).
pub(crate) struct Blocks<'a> {
    pub(crate) bytes: &'a dyn ReadAt,
    pub(crate) recording: Recording,
    pub(crate) stream: Stream,
    pub(crate) layout: Layout,
}

/// Where the sound lies and how it is cut.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) block: u64,
    pub(crate) block_frames: u64,
    pub(crate) rate_hz: u32,
    /// Samples of each channel, where the index counts them: the last block may hold more.
    pub(crate) frames: Option<u64>,
}

/// Sample frames of PCM that are read at once.
const PCM_TOGETHER: u64 = 8192;

/// What a `fmt ` chunk says.
struct Format {
    coding: Coding,
    name: String,
    channels: u16,
    rate_hz: u32,
    block: u64,
    block_frames: u64,
}

/// Reads the index.
pub(crate) fn open(bytes: &dyn ReadAt) -> Result<Blocks<'_>, Error> {
    let reader = Windowed::new(bytes);
    let mut faults = Faults::default();
    let (mut format, mut data, mut data_64, mut created, mut fact) = (None, None, None, None, None);
    let mut at = 12u64;
    for _ in 0..limits::CHILDREN {
        let mut head = [0u8; 8];
        let n = reader.read(at, &mut head).map_err(|e| Error::io(e, Location::at(at)))?;
        if n < 8 {
            break;
        }
        let [k0, k1, k2, k3, size @ ..] = head;
        let claimed = u64::from(u32::from_le_bytes(size));
        let body = at + 8;
        let present = reader.size().saturating_sub(body);
        let kind = [k0, k1, k2, k3];
        let mut size = claimed;
        if &kind == b"data" {
            // The real size stands in `ds64`; a recorder that streams writes nothing, or all ones.
            size = match claimed {
                0xffff_ffff => data_64.unwrap_or(present),
                0 if data.is_none() => present,
                n => n,
            };
            if data.is_none() {
                data = Some((body, body + size.min(present)));
            }
        }
        if size > present {
            faults.push(FaultKind::Truncated { claimed: size, present }, Location::path(letters(kind), at));
        }
        let small = |most: u64| {
            reader.take(body, body.saturating_add(size), most).map_err(|e| Error::io(e, Location::at(body)))
        };
        match &kind {
            b"fmt " if format.is_none() => format = read_format(&small(limits::CONFIG_BYTES)?),
            b"fact" => fact = Cursor::new(&small(4)?).u32_le().filter(|&n| n > 0).map(u64::from),
            b"ds64" => data_64 = small(64)?.get(8..16).and_then(|b| Cursor::new(b).u64_le()),
            b"bext" => created = small(1024)?.get(320..338).and_then(origination),
            _ => {}
        }
        // Chunks are padded to an even length.
        at = body.saturating_add(size).saturating_add(size & 1);
        if at >= reader.size() {
            break;
        }
    }
    let format = format.ok_or_else(|| Error::missing("the format chunk (fmt)", Location::at(12)))?;
    let (start, end) = data.ok_or_else(|| Error::missing("the sound chunk (data)", Location::at(12)))?;
    if !limits::RATE_HZ.contains(&format.rate_hz) || format.channels > limits::CHANNELS {
        return Err(Error::new(FaultKind::LimitReached { limit: Limit::Signal }, Location::path("fmt", 12)));
    }
    let Format { coding, name, channels, rate_hz, block, block_frames } = format;
    // PCM needs no count, and a wrong one must not cut it.
    let frames = fact.filter(|_| block_frames > 1);
    let layout = Layout { start, end, block, block_frames, rate_hz, frames };
    Ok(Blocks::new(bytes, Container::Wav, coding, name, channels, layout, created, faults))
}

impl<'a> Blocks<'a> {
    /// Puts a recording of blocks together.
    #[allow(clippy::too_many_arguments)] // what two indexes have in common, each of another type
    pub(crate) fn new(
        bytes: &'a dyn ReadAt,
        container: Container,
        coding: Coding,
        codec: String,
        channels: u16,
        layout: Layout,
        created: Option<Created>,
        faults: Faults,
    ) -> Self {
        let blocks = (layout.end - layout.start) / layout.block.max(1);
        let frames = blocks.saturating_mul(layout.block_frames);
        let frames = i64::try_from(layout.frames.map_or(frames, |n| n.min(frames))).unwrap_or(i64::MAX);
        let rate = u64::from(layout.rate_hz);
        let end = RecordingTime::ZERO + Nanos::from_ticks(frames, rate);
        let is_adpcm = matches!(coding, Coding::Adpcm { .. });
        let packet = Nanos::from_ticks(layout.block_frames as i64, rate);
        let track = AudioTrack {
            number: 0,
            id: 0,
            stream: 0,
            codec,
            decoding: if coding == Coding::Foreign { Decoding::Foreign } else { Decoding::Full },
            rate_hz: layout.rate_hz,
            channels,
            start: RecordingTime::ZERO,
            end,
            end_known: true,
            packet: if is_adpcm { packet } else { Nanos::ZERO },
            priming: Priming::None,
            holes: Vec::new(),
        };
        // A block of ADPCM begins anew; what its predictor spreads stays in the block.
        let reach = if is_adpcm { packet } else { Nanos::ZERO };
        let stream = Stream { coding, tick: Nanos::ZERO, reach, edge_tick: Nanos::ZERO };
        let recording = Recording {
            unread_audio: 0,
            container,
            zero: Zero::FirstSound,
            span: Span::between(RecordingTime::ZERO, end),
            video: None,
            audio: vec![track],
            created,
            faults: faults.into_vec(),
        };
        Self { bytes, recording, stream, layout }
    }
}

fn letters(kind: [u8; 4]) -> String {
    kind.iter().map(|&b| if b.is_ascii_graphic() { char::from(b) } else { '.' }).collect()
}

/// The body of a `fmt ` chunk. Format numbers: the WAVE registry (RFC 2361).
fn read_format(body: &[u8]) -> Option<Format> {
    let mut c = Cursor::new(body);
    let mut tag = c.u16_le()?;
    let (channels, rate_hz) = (c.u16_le()?, c.u32_le()?);
    c.skip(4)?;
    let (align, bits) = (c.u16_le()?, c.u16_le()?);
    if tag == 0xfffe {
        // Extensible: the format is the first two bytes of an identifier.
        c.skip(8)?;
        tag = c.u16_le()?;
        c = Cursor::new(body.get(16..)?);
    }
    let per_channel = |bytes: u64| bytes * u64::from(channels.max(1));
    let pcm = |pcm: Pcm| Format {
        name: pcm.name(),
        block: per_channel(pcm.bytes() as u64),
        coding: Coding::Pcm(pcm),
        channels,
        rate_hz,
        block_frames: 1,
    };
    // The width of a sample in the file is the block over the channels; `bits` may be less.
    let bytes = match u64::from(align) / u64::from(channels.max(1)) {
        n @ 1..=8 => n as u8,
        _ => bits.div_ceil(8).clamp(1, 8) as u8,
    };
    let adpcm = |kind: Adpcm, frames: u16, name: &str| Format {
        coding: Coding::Adpcm { kind, frames_per_block: frames },
        name: name.into(),
        channels,
        rate_hz,
        block: u64::from(align.max(1)),
        block_frames: u64::from(frames),
    };
    let foreign = |name: String| Format {
        coding: Coding::Foreign,
        name,
        channels,
        rate_hz,
        block: u64::from(align.max(1)),
        block_frames: 0,
    };
    Some(match (tag, bytes) {
        (1, 1) => pcm(Pcm::Unsigned8),
        (1, 2..=4) => pcm(Pcm::Signed { bytes, big_endian: false }),
        (3, 4) => pcm(Pcm::Float32 { big_endian: false }),
        (3, 8) => pcm(Pcm::Float64 { big_endian: false }),
        (6, _) => pcm(Pcm::ALaw),
        (7, _) => pcm(Pcm::MuLaw),
        (2, _) if matches!(channels, 1 | 2) => {
            let frames = adpcm_frames(&mut c).unwrap_or(0);
            let head = 7 * channels;
            // What fits a block: two samples in its head, and two in each byte after it (RFC 2361; Microsoft).
            let fits = align.checked_sub(head).map_or(0, |n| (n.saturating_mul(2) / channels).saturating_add(2));
            match frames.min(fits) {
                0 => foreign("broken ADPCM".into()),
                n => adpcm(Adpcm::Microsoft, n, "Microsoft ADPCM"),
            }
        }
        (0x11, _) if matches!(channels, 1 | 2) => {
            let frames = adpcm_frames(&mut c).unwrap_or(0);
            let fits =
                align.checked_sub(4 * channels).map_or(0, |n| (n.saturating_mul(2) / channels).saturating_add(1));
            match frames.min(fits) {
                0 => foreign("broken ADPCM".into()),
                n => adpcm(Adpcm::Ima, n, "IMA ADPCM"),
            }
        }
        (0x31, _) => foreign("GSM 6.10".into()),
        (0x55, _) => foreign("MP3 in WAV".into()),
        (n, _) => foreign(format!("WAVE format {n:#06x}")),
    })
}

/// Samples of a block, which stand after the extension's size.
fn adpcm_frames(c: &mut Cursor<'_>) -> Option<u16> {
    c.skip(2)?;
    c.u16_le()
}

/// Origination date and time: `yyyy-mm-dd` and `hh:mm:ss`, in local time of an unnamed place.
fn origination(field: &[u8]) -> Option<Created> {
    let text = std::str::from_utf8(field).ok()?;
    let (date, time) = text.split_at_checked(10)?;
    let digits = |s: &str| s.bytes().any(|b| b.is_ascii_digit());
    let text = format!("{} {}", date.trim_matches(['\0', ' ']), time.trim_matches(['\0', ' ']));
    digits(&text).then_some(Created { claimed_in: CreatedIn::BroadcastWav, unix_secs: None, text: Some(text) })
}

impl Opened for Blocks<'_> {
    fn recording(&self) -> &Recording {
        &self.recording
    }
    fn stream(&self, number: usize) -> Option<&Stream> {
        (number == 0).then_some(&self.stream)
    }
    fn packets<'a>(&'a self, _number: usize) -> Result<Box<dyn PacketSource + 'a>, Error> {
        let Layout { start, end, block, block_frames, rate_hz, frames: _ } = self.layout;
        let until = self.recording.span.end();
        let together = if block_frames == 1 { PCM_TOGETHER } else { 1 };
        Ok(Box::new(BlockPackets {
            bytes: self.bytes,
            at: start,
            end,
            block,
            block_frames,
            together,
            rate_hz,
            frames: 0,
            until,
        }))
    }
    fn block(&self, _number: usize) -> Option<(u64, u64)> {
        Some((self.layout.block, self.layout.block_frames))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_as_large_as_can_be_claimed() {
        for tag in [2u8, 0x11] {
            let body = [tag, 0, 1, 0, 0x40, 0x1f, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 4, 0, 2, 0, 0xff, 0xff];
            let format = read_format(&body).unwrap();
            assert!(matches!(format.coding, Coding::Adpcm { frames_per_block: 0xffff, .. }));
        }
    }
}
