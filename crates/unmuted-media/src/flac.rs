//! Native FLAC (RFC 9639). Its metadata is walked here, by the blocks' headers; frames are found by symphonia's parser,
//! which checks their checksums, behind a stream that holds the STREAMINFO block and the frames and nothing else: so no
//! picture or comment of any claimed size is ever loaded.

use std::io::{self, Read, Seek, SeekFrom};

use symphonia::core::formats::{FormatOptions, FormatReader};
use symphonia::core::io::{MediaSource, MediaSourceStream, MediaSourceStreamOptions};
use symphonia::default::formats::FlacReader;
use unmuted_model::{Nanos, RecordingTime, Span};

use crate::bytes::{ReadAt, Windowed, read_full};
use crate::codec::Coding;
use crate::error::Error;
use crate::fault::{Fault, FaultKind, Faults, Limit, Location};
use crate::guard::guarded;
use crate::limits;
use crate::recording::{AudioTrack, Container, Decoding, Priming, Recording, Zero};
use crate::source::{Before, Opened, Packet, PacketSource, Stream};

/// Bytes of a STREAMINFO block (8.2).
pub(crate) const STREAMINFO: usize = 34;

/// What a STREAMINFO block says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Info {
    pub(crate) rate_hz: u32,
    pub(crate) channels: u16,
    /// Samples of each channel; zero where the encoder did not know.
    pub(crate) samples: u64,
    /// The largest frame in samples.
    pub(crate) largest: u16,
}

impl Info {
    pub(crate) fn read(block: &[u8]) -> Option<Self> {
        let largest = u16::from_be_bytes(block.get(2..4)?.try_into().ok()?);
        let packed = u64::from_be_bytes(block.get(10..18)?.try_into().ok()?);
        Some(Self {
            rate_hz: (packed >> 44) as u32,
            channels: ((packed >> 41) & 7) as u16 + 1,
            samples: packed & 0xf_ffff_ffff,
            largest,
        })
    }
}

/// An opened file.
pub(crate) struct Flac<'a> {
    bytes: &'a dyn ReadAt,
    recording: Recording,
    stream: Stream,
    info: Info,
    streaminfo: Vec<u8>,
    frames_at: u64,
}

/// Reads the metadata of a file whose `fLaC` stands at `start`.
pub(crate) fn open(bytes: &dyn ReadAt, start: u64) -> Result<Flac<'_>, Error> {
    let reader = Windowed::new(bytes);
    let mut faults = Faults::default();
    let mut streaminfo: Option<Vec<u8>> = None;
    let mut at = start + 4;
    for _ in 0..limits::CHILDREN {
        let mut head = [0u8; 4];
        let n = reader.read(at, &mut head).map_err(|e| Error::io(e, Location::at(at)))?;
        if n < 4 {
            break;
        }
        let [kind, size @ ..] = head;
        let size = u64::from(u32::from_be_bytes([0, size[0], size[1], size[2]]));
        let present = reader.size().saturating_sub(at + 4);
        if size > present {
            faults.push(FaultKind::Truncated { claimed: size, present }, Location::path("a metadata block", at));
        }
        if kind & 0x7f == 0 && streaminfo.is_none() {
            let body = reader.take(at + 4, at + 4 + size, STREAMINFO as u64);
            streaminfo = Some(body.map_err(|e| Error::io(e, Location::at(at)))?);
        }
        at += 4 + size;
        if kind & 0x80 != 0 {
            break;
        }
    }
    let streaminfo = streaminfo.filter(|b| b.len() == STREAMINFO);
    let info = streaminfo.as_deref().and_then(Info::read).filter(|i| limits::RATE_HZ.contains(&i.rate_hz));
    let (Some(streaminfo), Some(info)) = (streaminfo, info) else {
        return Err(Error::missing("the STREAMINFO block", Location::at(start)));
    };
    let samples = i64::try_from(info.samples).unwrap_or(i64::MAX);
    // Where the encoder did not know its length, 16 bits at half their size is a fair guess until we have listened.
    let guess = (reader.size().saturating_sub(at) / u64::from(info.channels)) as i64;
    let rate = u64::from(info.rate_hz);
    let end = RecordingTime::ZERO + Nanos::from_ticks(if samples > 0 { samples } else { guess }, rate);
    let track = AudioTrack {
        number: 0,
        id: 0,
        stream: 0,
        codec: "FLAC".into(),
        decoding: Decoding::Full,
        rate_hz: info.rate_hz,
        channels: info.channels,
        start: RecordingTime::ZERO,
        end,
        end_known: samples > 0,
        packet: Nanos::from_ticks(i64::from(info.largest), rate),
        priming: Priming::None,
        holes: Vec::new(),
    };
    let recording = Recording {
        unread_audio: 0,
        container: Container::Flac,
        zero: Zero::FirstSound,
        span: Span::between(RecordingTime::ZERO, end),
        video: None,
        audio: vec![track],
        created: None,
        faults: faults.into_vec(),
    };
    let coding = Coding::Flac { streaminfo: streaminfo.clone() };
    let stream = Stream { coding, tick: Nanos::ZERO, reach: Nanos::ZERO, edge_tick: Nanos::ZERO };
    Ok(Flac { bytes, recording, stream, info, streaminfo, frames_at: at })
}

impl Opened for Flac<'_> {
    fn recording(&self) -> &Recording {
        &self.recording
    }
    fn stream(&self, number: usize) -> Option<&Stream> {
        (number == 0).then_some(&self.stream)
    }
    fn packets<'a>(&'a self, _number: usize) -> Result<Box<dyn PacketSource + 'a>, Error> {
        let mut head = b"fLaC\x80\0\0\x22".to_vec();
        head.extend_from_slice(&self.streaminfo);
        let source = Spliced { head, bytes: self.bytes, from: self.frames_at, at: 0 };
        let stream = MediaSourceStream::new(Box::new(source), MediaSourceStreamOptions::default());
        let made = guarded(|| FlacReader::try_new(stream, FormatOptions::default()));
        let (reader, fault) = match made {
            Ok(Ok(reader)) => (Some(reader), None),
            // A file that ends with its metadata has no sound, and is not broken for that.
            Ok(Err(_)) if self.frames_at >= self.bytes.size() => (None, None),
            Ok(Err(e)) => (None, Some(FaultKind::BadField { field: "the sound".into(), why: e.to_string().into() })),
            Err(_) => (None, Some(FaultKind::DecoderFailed)),
        };
        let mut faults = Faults::default();
        if let Some(kind) = fault {
            faults.push(kind, Location::at(self.frames_at));
        }
        Ok(Box::new(Frames { of: self, reader, faults }))
    }
}

/// The frames that symphonia's parser finds.
struct Frames<'a> {
    of: &'a Flac<'a>,
    reader: Option<FlacReader<'a>>,
    faults: Faults,
}

impl PacketSource for Frames<'_> {
    fn next(&mut self, data: &mut Vec<u8>) -> Result<Option<Packet>, Error> {
        let Some(reader) = &mut self.reader else { return Ok(None) };
        match guarded(|| reader.next_packet()) {
            Ok(Ok(Some(packet))) => {
                if packet.data.len() as u64 > limits::PACKET_BYTES {
                    self.faults.limit(Limit::PacketBytes, Location::track(0));
                    return Ok(None);
                }
                data.clear();
                data.extend_from_slice(&packet.data);
                let rate = u64::from(self.of.info.rate_hz);
                Ok(Some(Packet {
                    time: Some(RecordingTime::ZERO + Nanos::from_ticks(packet.pts.get(), rate)),
                    from: RecordingTime::ZERO,
                    until: RecordingTime::MAX,
                    // The parser does not say where a frame lies.
                    offset: None,
                    // An encoder leaves no gaps; a frame that is missing was damaged.
                    before: Before::Damaged,
                    primes: false,
                }))
            }
            Ok(Ok(None)) => Ok(None),
            Ok(Err(symphonia::core::errors::Error::IoError(e))) => {
                if e.kind() != io::ErrorKind::UnexpectedEof {
                    self.faults.push(FaultKind::InputOutput { message: e.to_string() }, Location::track(0));
                }
                Ok(None)
            }
            Ok(Err(e)) => {
                let kind = FaultKind::BadField { field: "a frame".into(), why: e.to_string().into() };
                self.faults.push(kind, Location::track(0));
                Ok(None)
            }
            Err(_) => {
                self.reader = None;
                self.faults.push(FaultKind::DecoderFailed, Location::track(0));
                Ok(None)
            }
        }
    }

    fn faults(&mut self) -> Vec<Fault> {
        std::mem::take(&mut self.faults).into_vec()
    }
}

/// Some bytes of our own, and then the recording from some place on.
struct Spliced<'a> {
    head: Vec<u8>,
    bytes: &'a dyn ReadAt,
    from: u64,
    at: u64,
}

impl Read for Spliced<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let head = self.head.len() as u64;
        let n = match usize::try_from(self.at).ok().and_then(|at| self.head.get(at..)).filter(|h| !h.is_empty()) {
            Some(rest) => {
                let n = rest.len().min(buf.len());
                if let (Some(to), Some(from)) = (buf.get_mut(..n), rest.get(..n)) {
                    to.copy_from_slice(from);
                }
                n
            }
            None => read_full(self.bytes, self.from.saturating_add(self.at - head), buf)?,
        };
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for Spliced<'_> {
    fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl MediaSource for Spliced<'_> {
    fn is_seekable(&self) -> bool {
        false
    }
    fn byte_len(&self) -> Option<u64> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streaminfo_is_packed() {
        let mut block = [0u8; STREAMINFO];
        block[2..4].copy_from_slice(&4096u16.to_be_bytes());
        block[10..18].copy_from_slice(&((48_000u64 << 44) | (1 << 41) | (15 << 36) | 96_000).to_be_bytes());
        assert_eq!(Info::read(&block), Some(Info { rate_hz: 48_000, channels: 2, samples: 96_000, largest: 4096 }));
        assert_eq!(Info::read(&block[..12]), None);
    }
}
