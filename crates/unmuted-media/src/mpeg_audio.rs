//! A bare MPEG audio stream (ISO/IEC 11172-3 and 13818-3, layer III), as in `.mp3`. Frames are found by their headers;
//! a first frame that is a tag says how many samples the encoder put in front and behind (the "Xing" and "LAME"
//! tags: G. Bouvigne, "MP3 Info Tag revision 1").
//!
//! Frames are walked here, and not by symphonia's demuxer, because that does not say where a frame lies, nor that bytes
//! were skipped: and bytes that are skipped move every later time.

use unmuted_model::{Nanos, RecordingTime, Span};

use crate::bytes::{ReadAt, Windowed, read_full};
use crate::codec::Coding;
use crate::cursor::Cursor;
use crate::error::Error;
use crate::fault::{Fault, FaultKind, Faults, Location};
use crate::recording::{AudioTrack, Container, Decoding, Priming, Recording, Zero};
use crate::source::{Before, Opened, Packet, PacketSource, Stream};

/// How far behind an ID3 tag the first frame may lie. Without a tag it must be the first thing there is: further in,
/// chance finds frames in anything, and films hold real ones.
const SEARCH: u64 = 64 << 10;
/// Samples by which a decoder is late (528 of the filter bank and one), which a LAME tag does not count.
const DECODER_DELAY: u32 = 529;

/// A frame's header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    version_1: bool,
    pub(crate) layer: u8,
    rate_hz: u32,
    channels: u16,
    /// Bytes, the header included.
    size: u32,
    frames: u32,
    bits_per_second: u32,
}

impl Header {
    /// Reads four bytes (11172-3, 2.4.1.3 and 2.4.2.3; the tables of bit rates are those of 2.4.2.3 and 13818-3).
    pub(crate) fn read(bytes: [u8; 4]) -> Option<Self> {
        const V1: [[u16; 14]; 3] = [
            [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
            [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
            [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        ];
        const V2: [[u16; 14]; 2] = [
            [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
            [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
        ];
        let word = u32::from_be_bytes(bytes);
        if word >> 21 != 0x7ff {
            return None;
        }
        let (version_1, halvings) = match (word >> 19) & 3 {
            0 => (false, 2),
            2 => (false, 1),
            3 => (true, 0),
            _ => return None,
        };
        let layer = match (word >> 17) & 3 {
            1 => 3,
            2 => 2,
            3 => 1,
            _ => return None,
        };
        // Zero is "free format" and 15 is forbidden: neither says how long the frame is.
        let i = ((word >> 12) & 15).checked_sub(1)? as usize;
        let kilobits = match (version_1, layer) {
            (true, layer) => V1.get(layer - 1)?.get(i)?,
            (false, 1) => V2[0].get(i)?,
            (false, _) => V2[1].get(i)?,
        };
        let bits_per_second = u32::from(*kilobits) * 1000;
        let rate_hz = [44_100u32, 48_000, 32_000].get(((word >> 10) & 3) as usize)? >> halvings;
        let padding = (word >> 9) & 1;
        let frames = match (layer, version_1) {
            (1, _) => 384,
            (3, false) => 576,
            _ => 1152,
        };
        let size = match layer {
            1 => (12 * bits_per_second / rate_hz + padding) * 4,
            _ => frames / 8 * bits_per_second / rate_hz + padding,
        };
        let channels = if (word >> 6) & 3 == 3 { 1 } else { 2 };
        Some(Self { version_1, layer: layer as u8, rate_hz, channels, size, frames, bits_per_second })
    }

    /// Whether two headers can belong to one stream.
    fn is_like(&self, other: &Self) -> bool {
        (self.version_1, self.layer, self.rate_hz) == (other.version_1, other.layer, other.rate_hz)
    }

    /// Bytes between a frame's header and its first sample data, where a tag stands.
    fn side_info(&self) -> usize {
        match (self.version_1, self.channels) {
            (true, 1) => 17,
            (true, _) => 32,
            (false, 1) => 9,
            (false, _) => 17,
        }
    }
}

/// What a tag in the first frame says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tag {
    frames: Option<u32>,
    /// Samples in front (without the decoder's own) and behind.
    trim: Option<(u32, u32)>,
}

impl Tag {
    fn read(frame: &[u8], header: &Header) -> Option<Self> {
        if frame.get(36..40) == Some(b"VBRI") {
            return Some(Self::default());
        }
        let mut c = Cursor::new(frame.get(4 + header.side_info()..)?);
        if !matches!(&c.array::<4>()?, b"Xing" | b"Info") {
            return None;
        }
        let mut tag = Self::default();
        let flags = c.u32()?;
        if flags & 1 != 0 {
            tag.frames = Some(c.u32()?);
        }
        c.skip(if flags & 2 != 0 { 4 } else { 0 })?;
        c.skip(if flags & 4 != 0 { 100 } else { 0 })?;
        c.skip(if flags & 8 != 0 { 4 } else { 0 })?;
        // Nine letters of the encoder's name, twelve bytes of other things, and twice twelve bits.
        if let (Some(name), Some(_), Some([a, b, c])) = (c.take(9), c.skip(12), c.array::<3>())
            && matches!(name.get(..4), Some(b"LAME" | b"Lavf" | b"Lavc"))
        {
            let both = u32::from_be_bytes([0, a, b, c]);
            tag.trim = Some((both >> 12, both & 0xfff));
        }
        Some(tag)
    }
}

/// Bytes of an ID3v2 tag at the start of a recording (ID3v2.4.0, 3.1), or zero.
pub(crate) fn id3_size(head: &[u8]) -> u64 {
    match head {
        [b'I', b'D', b'3', _, _, flags, a, b, c, d, ..] => {
            let size = [a, b, c, d].iter().fold(0u64, |n, &&x| (n << 7) | u64::from(x & 0x7f));
            size + 10 + if flags & 0x10 != 0 { 10 } else { 0 }
        }
        _ => 0,
    }
}

/// An opened stream.
pub(crate) struct Stream3<'a> {
    bytes: &'a dyn ReadAt,
    recording: Recording,
    stream: Stream,
    header: Header,
    /// Where the first frame of sound lies, and where the stream ends.
    start: u64,
    end: u64,
    /// Samples that are left out in front, and samples that are presented.
    skipped: u32,
    presented: Option<u64>,
}

/// Opens a stream if there is one: a frame that is followed by another of its kind.
pub(crate) fn open(bytes: &dyn ReadAt) -> Result<Option<Stream3<'_>>, Error> {
    let reader = Windowed::new(bytes);
    let io = |e, at| Error::io(e, Location::at(at));
    let mut head = [0u8; 10];
    let n = reader.read(0, &mut head).map_err(|e| io(e, 0))?;
    let after_id3 = id3_size(&head[..n]);
    let mut faults = Faults::default();
    let mut at = after_id3;
    let header = loop {
        if at > after_id3 + if after_id3 > 0 { SEARCH } else { 0 } {
            return Ok(None);
        }
        match frame_at(&reader, at).map_err(|e| io(e, at))? {
            Frame::Of(h) if h.layer == 3 => {
                let next = at + u64::from(h.size);
                match frame_at(&reader, next).map_err(|e| io(e, next))? {
                    Frame::Of(next) if h.is_like(&next) => break h,
                    // One frame alone is a stream only where nothing else is.
                    Frame::End if at == after_id3 => break h,
                    _ => at += 1,
                }
            }
            Frame::End => return Ok(None),
            _ => at += 1,
        }
    };
    if at > after_id3 {
        faults.push(FaultKind::Junk { bytes: at - after_id3 }, Location::at(after_id3));
    }
    // An ID3v1 tag is the last 128 bytes.
    let size = reader.size();
    let mut last = [0u8; 3];
    let at_last = size.saturating_sub(128);
    reader.read(at_last, &mut last).map_err(|e| io(e, at_last))?;
    let end = if &last == b"TAG" && at_last > at { at_last } else { size };
    let first = reader.take(at, at + u64::from(header.size), u64::from(header.size)).map_err(|e| io(e, at))?;
    let tag = Tag::read(&first, &header);
    let start = if tag.is_some() { at + u64::from(header.size) } else { at };
    let rate = u64::from(header.rate_hz);
    let packet = Nanos::from_ticks(i64::from(header.frames), rate);
    let trim = tag.and_then(|t| t.trim);
    let skipped = trim.map_or(0, |(front, _)| front + DECODER_DELAY);
    let behind = trim.map_or(0, |(_, behind)| behind.saturating_sub(DECODER_DELAY));
    let presented = tag
        .and_then(|t| t.frames)
        .map(|n| (u64::from(n) * u64::from(header.frames)).saturating_sub(u64::from(skipped) + u64::from(behind)));
    let priming = match trim {
        Some(_) => Priming::LameTag { skipped: Nanos::from_ticks(i64::from(skipped), rate) },
        // Encoders put up to 1,160 samples in front (Fraunhofer's), decoders add 529; two frames hold both.
        None => Priming::Unknown { late_by_at_most: packet + packet },
    };
    let samples = presented.unwrap_or_else(|| {
        (u128::from(end - start) * 8 * u128::from(header.rate_hz) / u128::from(header.bits_per_second)) as u64
    });
    let track_end = RecordingTime::ZERO + Nanos::from_ticks(i64::try_from(samples).unwrap_or(i64::MAX), rate);
    let track = AudioTrack {
        number: 0,
        id: 0,
        stream: 0,
        codec: "MP3".into(),
        decoding: Decoding::Full,
        rate_hz: header.rate_hz,
        channels: header.channels,
        start: RecordingTime::ZERO,
        end: track_end,
        end_known: presented.is_some(),
        packet,
        priming,
        holes: Vec::new(),
    };
    let recording = Recording {
        unread_audio: 0,
        container: Container::MpegAudio,
        zero: Zero::FirstSound,
        span: Span::between(RecordingTime::ZERO, track_end),
        video: None,
        audio: vec![track],
        created: None,
        faults: faults.into_vec(),
    };
    let stream =
        Stream { coding: Coding::MpegAudio, tick: Nanos::ZERO, reach: packet + packet, edge_tick: Nanos::ZERO };
    Ok(Some(Stream3 { bytes, recording, stream, header, start, end, skipped, presented }))
}

enum Frame {
    Of(Header),
    No,
    End,
}

fn frame_at(reader: &Windowed<'_>, at: u64) -> std::io::Result<Frame> {
    let mut head = [0u8; 4];
    Ok(match reader.read(at, &mut head)? {
        4 => Header::read(head).map_or(Frame::No, Frame::Of),
        _ => Frame::End,
    })
}

impl Opened for Stream3<'_> {
    fn recording(&self) -> &Recording {
        &self.recording
    }
    fn stream(&self, number: usize) -> Option<&Stream> {
        (number == 0).then_some(&self.stream)
    }
    fn packets<'a>(&'a self, _number: usize) -> Result<Box<dyn PacketSource + 'a>, Error> {
        Ok(Box::new(Frames {
            of: self,
            at: self.start,
            samples: 0,
            buffer: Vec::new(),
            buffer_at: 0,
            junk: 0,
            first_junk: None,
        }))
    }
}

/// The frames of a stream, one after the other.
struct Frames<'a> {
    of: &'a Stream3<'a>,
    at: u64,
    /// Samples before the next frame, those in front included.
    samples: u64,
    buffer: Vec<u8>,
    buffer_at: u64,
    junk: u64,
    first_junk: Option<u64>,
}

/// Bytes that are read at once.
const TOGETHER: usize = 64 << 10;

impl Frames<'_> {
    /// The `n` bytes at `at`, or as many as there are before the end.
    fn window(&mut self, at: u64, n: usize) -> Result<&[u8], Error> {
        let from = at.checked_sub(self.buffer_at).and_then(|d| usize::try_from(d).ok());
        let from = match from.filter(|f| f.saturating_add(n) <= self.buffer.len()) {
            Some(from) => from,
            None => {
                let left = usize::try_from(self.of.end.saturating_sub(at)).unwrap_or(usize::MAX);
                self.buffer.resize(TOGETHER.max(n).min(left), 0);
                let got = read_full(self.of.bytes, at, &mut self.buffer).map_err(|e| Error::io(e, Location::at(at)))?;
                self.buffer.truncate(got);
                self.buffer_at = at;
                0
            }
        };
        let to = from.saturating_add(n).min(self.buffer.len());
        Ok(self.buffer.get(from..to).unwrap_or_default())
    }

    fn header(&mut self, at: u64) -> Result<Option<Header>, Error> {
        let like = self.of.header;
        let head: Option<[u8; 4]> = self.window(at, 4)?.try_into().ok();
        Ok(head.and_then(Header::read).filter(|h| h.is_like(&like)))
    }
}

impl PacketSource for Frames<'_> {
    fn next(&mut self, data: &mut Vec<u8>) -> Result<Option<Packet>, Error> {
        let mut in_step = true;
        loop {
            if self.at + 4 > self.of.end {
                return Ok(None);
            }
            // Out of step, chance gives a header in one of some thousand places: the next one must fit as well.
            if let Some(h) = self.header(self.at)? {
                let next = self.at + u64::from(h.size);
                if in_step || next + 4 > self.of.end || self.header(next)?.is_some() {
                    let at = self.at;
                    let bytes = self.window(at, h.size as usize)?;
                    if bytes.len() < h.size as usize {
                        return Ok(None);
                    }
                    data.clear();
                    data.extend_from_slice(bytes);
                    let samples = i64::try_from(self.samples).unwrap_or(i64::MAX) - i64::from(self.of.skipped);
                    let rate = u64::from(self.of.header.rate_hz);
                    let until = self.of.presented.map_or(RecordingTime::MAX, |n| {
                        RecordingTime::ZERO + Nanos::from_ticks(i64::try_from(n).unwrap_or(i64::MAX), rate)
                    });
                    self.at = next;
                    self.samples += u64::from(h.frames);
                    return Ok(Some(Packet {
                        time: Some(RecordingTime::ZERO + Nanos::from_ticks(samples, rate)),
                        from: RecordingTime::ZERO,
                        until,
                        offset: Some(at),
                        before: Before::Damaged,
                        primes: false,
                    }));
                }
            }
            in_step = false;
            self.junk += 1;
            self.first_junk.get_or_insert(self.at);
            self.at += 1;
        }
    }

    fn faults(&mut self) -> Vec<Fault> {
        match self.first_junk {
            Some(at) => vec![Fault::new(FaultKind::Junk { bytes: self.junk }, Location::at(at))],
            None => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_say_how_long_a_frame_is() {
        let h = Header::read([0xff, 0xfb, 0x90, 0x00]).unwrap();
        assert_eq!((h.layer, h.rate_hz, h.size, h.frames, h.channels), (3, 44_100, 417, 1152, 2));
        let low = Header::read([0xff, 0xf3, 0x48, 0xc0]).unwrap();
        assert_eq!((low.rate_hz, low.size, low.frames, low.channels), (16_000, 144, 576, 1));
        assert_eq!(Header::read([0xff, 0xfb, 0x00, 0x00]), None); // free format
        assert_eq!(Header::read([0xff, 0xfb, 0xf0, 0x00]), None); // forbidden
    }

    #[test]
    fn an_id3_tag_counts_in_sevens() {
        assert_eq!(id3_size(b"ID3\x04\0\0\0\0\x02\x01"), 267);
        assert_eq!(id3_size(b"RIFF......"), 0);
    }
}
