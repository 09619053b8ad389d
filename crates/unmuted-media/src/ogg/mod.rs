//! Ogg (RFC 3533) with Vorbis or FLAC in it. Pages are read here, because their positions are the only times that there
//! are: where a position does not follow from the packets before it, packets are missing.

mod page;
pub(crate) mod vorbis;

use std::collections::VecDeque;

use unmuted_model::{Nanos, RecordingTime, Span};

use crate::bytes::ReadAt;
use crate::codec::Coding;
use crate::error::Error;
use crate::fault::{Fault, FaultKind, Faults, Limit, Location};
use crate::flac;
use crate::limits;
use crate::recording::{AudioTrack, Container, Decoding, Priming, Recording, Zero};
use crate::source::{Before, Opened, Packet, PacketSource, Stream};

use page::{LARGEST, Packets, Page, Pages};
use vorbis::{Ident, Windows};

/// Whether these are the first bytes of an Ogg file.
pub(crate) fn is_ogg(head: &[u8]) -> bool {
    head.starts_with(b"OggS")
}

/// An opened file.
pub(crate) struct Ogg<'a> {
    bytes: &'a dyn ReadAt,
    recording: Recording,
    streams: Vec<Logical>,
}

/// One stream of sound.
struct Logical {
    serial: u32,
    kind: Kind,
    /// Packets at the beginning that are no sound.
    headers: usize,
    /// The position of the first sample that is heard.
    first: i64,
    stream: Stream,
}

enum Kind {
    Vorbis(Windows),
    /// Frames say themselves how many samples they have; they are counted by the listener.
    Flac,
    Foreign,
}

/// A stream while its headers come in.
struct Opening {
    serial: u32,
    packets: Packets,
    headers: Vec<Vec<u8>>,
    wanted: usize,
    /// The first page with sound, and the packets that end in it.
    sound: Option<(i64, Vec<Vec<u8>>)>,
}

/// Pages that are looked at for headers and the first sound; comments may hold pictures of megabytes.
const HEADER_PAGES: usize = 2_000;

/// Reads the headers, the first page of sound, and the last.
pub(crate) fn open(bytes: &dyn ReadAt) -> Result<Ogg<'_>, Error> {
    let mut faults = Faults::default();
    let mut opening: Vec<Opening> = Vec::new();
    let mut others = 0u32;
    let mut pages = Pages::new(bytes, 0);
    let mut header_bytes = 0u64;
    for _ in 0..HEADER_PAGES {
        let Some(page) = pages.next()? else { break };
        if page.first {
            if opening.iter().any(|o| o.sound.is_some()) {
                break;
            }
            match wanted_headers(&page) {
                Some(wanted) if opening.len() < limits::AUDIO_TRACKS => opening.push(Opening {
                    serial: page.serial,
                    packets: Packets::default(),
                    headers: Vec::new(),
                    wanted,
                    sound: None,
                }),
                Some(_) => faults.limit(Limit::Tracks, Location::at(page.offset)),
                None => others += 1,
            }
        }
        let Some(o) = opening.iter_mut().find(|o| o.serial == page.serial && o.sound.is_none()) else { continue };
        let mut out = VecDeque::new();
        o.packets.take(&page, &mut out);
        header_bytes += out.iter().map(|p| p.len() as u64).sum::<u64>();
        if header_bytes > 4 * limits::PACKET_BYTES {
            faults.limit(Limit::TableBytes, Location::at(page.offset));
            break;
        }
        while o.headers.len() < o.wanted
            && let Some(packet) = out.pop_front()
        {
            o.headers.push(packet);
        }
        if let Some(granule) = page.granule.filter(|_| o.headers.len() == o.wanted && !out.is_empty()) {
            o.sound = Some((granule, out.into()));
        }
        if opening.iter().all(|o| o.sound.is_some()) {
            break;
        }
    }
    if others > 0 {
        faults.push(FaultKind::Feature { what: "a stream of pictures or text in Ogg".into() }, Location::at(0));
    }
    if opening.is_empty() {
        return Err(Error::new(FaultKind::Feature { what: "Ogg without a stream of sound".into() }, Location::at(0)));
    }
    let last = last_positions(bytes)?;
    let (mut audio, mut streams) = (Vec::new(), Vec::new());
    for (number, o) in opening.into_iter().enumerate() {
        let last = last.iter().rev().find(|(serial, _)| *serial == o.serial).map(|(_, granule)| *granule);
        let (track, logical) = finish(o, number as u32, last, &mut faults);
        audio.push(track);
        streams.push(logical);
    }
    let end = audio.iter().map(|a| a.end).max().unwrap_or(RecordingTime::ZERO);
    let recording = Recording {
        unread_audio: 0,
        container: Container::Ogg,
        zero: Zero::FirstSound,
        span: Span::between(RecordingTime::ZERO, end.max(RecordingTime::ZERO)),
        video: None,
        audio,
        created: None,
        faults: faults.into_vec(),
    };
    Ok(Ogg { bytes, recording, streams })
}

/// How many packets come before the sound, by the first packet of a stream of sound.
fn wanted_headers(first: &Page) -> Option<usize> {
    let (packet, _) = first.parts().next()?;
    if packet.starts_with(b"\x01vorbis") {
        Some(3)
    } else if packet.starts_with(b"\x7fFLAC") {
        // The number of further headers, or zero where it is not known (RFC 9639, 10.1).
        let more = u16::from_be_bytes(packet.get(7..9)?.try_into().ok()?);
        Some(1 + usize::from(more.clamp(1, 100)))
    } else if packet.starts_with(b"OpusHead") || packet.starts_with(b"Speex   ") {
        Some(2)
    } else {
        None
    }
}

/// The positions on the last pages: a look at the end of the file.
fn last_positions(bytes: &dyn ReadAt) -> Result<Vec<(u32, i64)>, Error> {
    let mut pages = Pages::new(bytes, bytes.size().saturating_sub(2 * LARGEST as u64));
    let mut found = Vec::new();
    while let Some(page) = pages.next()? {
        found.extend(page.granule.map(|g| (page.serial, g)));
    }
    Ok(found)
}

fn finish(o: Opening, number: u32, last: Option<i64>, faults: &mut Faults) -> (AudioTrack, Logical) {
    let ident = o.headers.first().map(Vec::as_slice).unwrap_or_default();
    let mut first = 0;
    let mut priming = Priming::None;
    let mut packet = Nanos::ZERO;
    let mut reach = Nanos::ZERO;
    let (coding, kind, name, rate_hz, channels);
    if let (Some(id), Some(setup)) = (Ident::read(ident), o.headers.get(2)) {
        (name, rate_hz, channels) = ("Vorbis", id.rate_hz, u16::from(id.channels));
        priming = Priming::Codec;
        match Windows::read(id, setup) {
            Some(mut windows) if vorbis::tables_are_reasonable(setup) && limits::RATE_HZ.contains(&rate_hz) => {
                // A window of the long kind is as far as a sound can be spread; a usual packet is half of it.
                reach = Nanos::from_ticks(i64::from(id.long), u64::from(rate_hz));
                packet = Nanos::from_ticks(i64::from(id.long / 2), u64::from(rate_hz));
                if let Some((granule, packets)) = &o.sound {
                    let samples: i64 = packets.iter().map(|p| i64::from(windows.samples(p))).sum();
                    // What ends after its own position began before zero, and that part is not heard (A.2).
                    first = granule.saturating_sub(samples).max(0);
                }
                windows.forget();
                coding = Coding::Vorbis { headers: [ident, setup.as_slice()].concat() };
                kind = Kind::Vorbis(windows);
            }
            windows => {
                if windows.is_some() {
                    faults.limit(Limit::DecoderTables, Location::track(number));
                } else {
                    faults.bad("the Vorbis setup header", "has no modes at its end", Location::track(number));
                }
                (coding, kind) = (Coding::Foreign, Kind::Foreign);
            }
        }
    } else if let Some(info) = ident.get(17..17 + flac::STREAMINFO).filter(|_| ident.starts_with(b"\x7fFLAC"))
        && let Some(i) = flac::Info::read(info)
    {
        (name, rate_hz, channels) = ("FLAC", i.rate_hz, i.channels);
        packet = Nanos::from_ticks(i64::from(i.largest), u64::from(rate_hz));
        (coding, kind) = (Coding::Flac { streaminfo: info.to_vec() }, Kind::Flac);
    } else {
        // Opus always counts 48,000 a second (RFC 7845, 4).
        name = if ident.starts_with(b"OpusHead") { "Opus" } else { "Speex or broken Vorbis" };
        rate_hz = 48_000;
        channels = ident.get(9).filter(|_| name == "Opus").map_or(0, |&c| u16::from(c));
        priming = Priming::Codec;
        // The longest packet that there is (RFC 6716, 3.2.5): further than that no sound is spread.
        reach = Nanos::from_millis(120);
        if name == "Opus" {
            first = ident.get(10..12).and_then(|b| b.try_into().ok()).map_or(0, |b| i64::from(u16::from_le_bytes(b)));
        }
        (coding, kind) = (Coding::Foreign, Kind::Foreign);
    }
    let samples = last.unwrap_or(first).saturating_sub(first).max(0);
    let track = AudioTrack {
        number,
        id: o.serial,
        stream: number,
        codec: name.into(),
        decoding: if coding == Coding::Foreign { Decoding::Foreign } else { Decoding::Full },
        rate_hz,
        channels,
        start: RecordingTime::ZERO,
        end: RecordingTime::ZERO + Nanos::from_ticks(samples, u64::from(rate_hz)),
        end_known: last.is_some(),
        packet,
        priming,
        holes: Vec::new(),
    };
    let stream = Stream { coding, tick: Nanos::ZERO, reach, edge_tick: Nanos::ZERO };
    (track, Logical { serial: o.serial, kind, headers: o.wanted, first, stream })
}

impl Opened for Ogg<'_> {
    fn recording(&self) -> &Recording {
        &self.recording
    }
    fn stream(&self, number: usize) -> Option<&Stream> {
        self.streams.get(number).map(|s| &s.stream)
    }
    fn packets<'a>(&'a self, number: usize) -> Result<Box<dyn PacketSource + 'a>, Error> {
        let (Some(of), Some(track)) = (self.streams.get(number), self.recording.audio.get(number)) else {
            return Err(Error::missing("the audio track", Location::track(number as u32)));
        };
        let windows = match &of.kind {
            Kind::Vorbis(windows) => Some(windows.clone()),
            Kind::Flac | Kind::Foreign => None,
        };
        Ok(Box::new(Sound {
            of,
            rate_hz: u64::from(track.rate_hz),
            windows,
            pages: Pages::new(self.bytes, 0),
            packets: Packets::default(),
            headers_left: of.headers,
            ready: VecDeque::new(),
            end: None,
            chained: false,
            fresh: true,
        }))
    }
}

/// The packets of one stream, with the times that its pages' positions give.
struct Sound<'a> {
    of: &'a Logical,
    rate_hz: u64,
    windows: Option<Windows>,
    pages: Pages<'a>,
    packets: Packets,
    headers_left: usize,
    ready: VecDeque<(Packet, Vec<u8>)>,
    /// The position at which the page before ended.
    end: Option<i64>,
    chained: bool,
    /// The next packet is the first, or the first after something was lost.
    fresh: bool,
}

impl Sound<'_> {
    fn time(&self, position: i64) -> RecordingTime {
        RecordingTime::ZERO + Nanos::from_ticks(position.saturating_sub(self.of.first), self.rate_hz)
    }

    fn take(&mut self, page: &Page) {
        let mut out = VecDeque::new();
        let lost = self.packets.take(page, &mut out);
        while self.headers_left > 0 && out.pop_front().is_some() {
            self.headers_left -= 1;
        }
        // Some writers end a stream with a packet of no bytes.
        out.retain(|p| !p.is_empty());
        if out.is_empty() {
            return;
        }
        if lost {
            self.fresh = true;
            self.end = None;
            if let Some(w) = &mut self.windows {
                w.forget();
            }
        }
        let before = if lost { Before::Damaged } else { Before::Dropped };
        let Some(windows) = &mut self.windows else {
            for data in out {
                let packet = self.packet(None, RecordingTime::MAX, page.offset, before, false);
                self.ready.push_back((packet, data));
            }
            return;
        };
        let lengths: Vec<i64> = out.iter().map(|p| i64::from(windows.samples(p))).collect();
        let samples: i64 = lengths.iter().sum();
        // The last page's position may come before the end of its packets: the rest is padding (A.2). Any other page's
        // position is where its packets end, and its first packet begins so much before.
        let (mut position, until) = match (page.granule, self.end) {
            (Some(g), Some(end)) if page.last && g < end.saturating_add(samples) => (end, self.time(g)),
            // The only page: the same, from zero on.
            (Some(g), None) if page.last && !lost && g < samples => (0, self.time(g)),
            (Some(g), _) => (g.saturating_sub(samples), RecordingTime::MAX),
            (None, end) => (end.unwrap_or(self.of.first), RecordingTime::MAX),
        };
        for (data, n) in out.into_iter().zip(lengths) {
            let primes = std::mem::take(&mut self.fresh);
            let packet = self.packet(Some(self.time(position)), until, page.offset, before, primes);
            self.ready.push_back((packet, data));
            position = position.saturating_add(n);
        }
        self.end = Some(page.granule.unwrap_or(position));
    }

    fn packet(
        &self,
        time: Option<RecordingTime>,
        until: RecordingTime,
        offset: u64,
        before: Before,
        primes: bool,
    ) -> Packet {
        Packet { time, from: RecordingTime::ZERO, until, offset: Some(offset), before, primes }
    }
}

impl PacketSource for Sound<'_> {
    fn next(&mut self, data: &mut Vec<u8>) -> Result<Option<Packet>, Error> {
        loop {
            if let Some((packet, bytes)) = self.ready.pop_front() {
                *data = bytes;
                return Ok(Some(packet));
            }
            let Some(page) = self.pages.next()? else { return Ok(None) };
            if page.serial == self.of.serial {
                self.take(&page);
            } else if page.first && self.headers_left == 0 && self.end.is_some() {
                // Another recording begins behind this one.
                self.chained = true;
                return Ok(None);
            }
        }
    }

    fn faults(&mut self) -> Vec<Fault> {
        let mut faults = Faults::default();
        let at = |offset: Option<u64>| offset.map_or(Location::default(), Location::at);
        if self.pages.wrong > 0 {
            faults.push(FaultKind::Checksum { blocks: self.pages.wrong }, at(self.pages.first_wrong));
        }
        if self.pages.junk > 0 && self.pages.wrong == 0 {
            faults.push(FaultKind::Junk { bytes: self.pages.junk }, Location::default());
        }
        if self.packets.too_large > 0 {
            faults.limit(Limit::PacketBytes, Location::default());
        }
        if self.chained {
            let what = "a second recording chained behind the first".into();
            faults.push(FaultKind::Feature { what }, Location::default());
        }
        faults.into_vec()
    }
}
