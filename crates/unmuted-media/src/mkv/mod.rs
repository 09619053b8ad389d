//! Matroska and WebM (RFC 9559). There is no index of packets in it, so the headers of all blocks are walked, and
//! nothing else: symphonia's demuxer would read every picture. Times are usually whole milliseconds; where packets have
//! one length, the exact time of the first one of a run is what all their roundings allow together.

mod ebml;
mod lacing;
mod tracks;

use unmuted_model::{Extent, Interval, Nanos, RecordingTime, Span};

use crate::bytes::{Ahead, ReadAt, Windowed};
use crate::codec::Coding;
use crate::contents::StoredPicture;
use crate::error::Error;
use crate::fault::{Fault, FaultKind, Faults, Limit, Location};
use crate::limits;
use crate::recording::{
    AudioTrack, Container, Created, CreatedIn, Hole, HoleKind, Priming, Recording, VideoTrack, Zero,
};
use crate::source::{Before, Opened, Packet, PacketIndex, PacketSource, Stream};

use ebml::Element;
use tracks::{Entry, Sound};

const EBML: u32 = 0x1a45_dfa3;
const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_a966;
const TRACKS: u32 = 0x1654_ae6b;
const CLUSTER: u32 = 0x1f43_b675;
const TIMESTAMP: u32 = 0xe7;
const SIMPLE_BLOCK: u32 = 0xa3;
const BLOCK_GROUP: u32 = 0xa0;
const BLOCK: u32 = 0xa1;
const BLOCK_DURATION: u32 = 0x9b;
const DISCARD_PADDING: u32 = 0x75a2;
const REFERENCE_BLOCK: u32 = 0xfb;

/// Bytes of a block's header and lacing that are looked at.
const BLOCK_HEAD: u64 = 12;
const LACING_BYTES: u64 = 2048;

/// Whether these are the first bytes of such a file.
pub(crate) fn is_mkv(head: &[u8]) -> bool {
    head.starts_with(&EBML.to_be_bytes())
}

/// An opened file.
pub(crate) struct Mkv<'a> {
    bytes: &'a dyn ReadAt,
    recording: Recording,
    sound: Vec<SoundTrack>,
    zero: Nanos,
    pictures: Vec<StoredPicture>,
    /// Bytes that were cut off the front of every picture.
    pictures_stripped: Vec<u8>,
}

/// One sound track with its packets.
struct SoundTrack {
    entry: Entry,
    sound: Sound,
    stream: Stream,
    stream_number: u32,
    packets: Vec<Place>,
    /// Samples that are left out at the end, in time.
    discard: Nanos,
}

/// Where a packet lies and when it is.
#[derive(Clone, Copy, Debug)]
struct Place {
    offset: u64,
    size: u32,
    /// It follows the packet before, whose block it shares.
    follows: bool,
    /// Segment time in nanoseconds.
    time: i64,
}

/// A video track's times.
struct Pictures {
    entry: Entry,
    count: u64,
    first: Option<i64>,
    last: i64,
    last_length: i64,
    /// Each picture, in the order stored, in segment time; only where somebody asked for them.
    list: Option<Vec<StoredPicture>>,
}

/// Reads the headers of everything.
pub(crate) fn open(bytes: &dyn ReadAt) -> Result<Mkv<'_>, Error> {
    read(bytes, false)
}

/// The same, and keeps where each picture lies.
pub(crate) fn open_with_pictures(bytes: &dyn ReadAt) -> Result<Mkv<'_>, Error> {
    read(bytes, true)
}

fn read(bytes: &dyn ReadAt, list: bool) -> Result<Mkv<'_>, Error> {
    let mut walker = Walker {
        reader: Windowed::growing(bytes),
        faults: Faults::default(),
        scale: 1_000_000,
        created: None,
        sound: Vec::new(),
        pictures: None,
        others: 0,
        tracks_seen: false,
        cluster_time: 0,
        unknown_blocks: 0,
        list,
    };
    walker.walk()?;
    if !walker.tracks_seen {
        return Err(Error::missing("the list of tracks", Location::at(0)));
    }
    Ok(walker.finish(bytes))
}

struct Walker<'a> {
    reader: Windowed<'a>,
    faults: Faults,
    /// Nanoseconds of a tick.
    scale: i64,
    created: Option<Created>,
    sound: Vec<SoundTrack>,
    pictures: Option<Pictures>,
    others: u32,
    tracks_seen: bool,
    cluster_time: i64,
    unknown_blocks: u64,
    /// Whether each picture's place is wanted.
    list: bool,
}

impl<'a> Walker<'a> {
    fn element(&self, at: u64) -> Result<Option<Element>, Error> {
        ebml::element(&self.reader, at).map_err(|e| Error::io(e, Location::at(at)))
    }

    fn take(&self, e: &Element, most: u64) -> Result<Vec<u8>, Error> {
        let end = e.end.unwrap_or(u64::MAX);
        self.reader.take(e.body, end, most).map_err(|err| Error::io(err, Location::at(e.start)))
    }

    /// Walks segments and clusters as one flat list of elements: whether a cluster or segment says how long it is or
    /// not, what comes next is an element. Only containers that matter are entered.
    fn walk(&mut self) -> Result<(), Error> {
        let size = self.reader.size();
        let mut at = 0u64;
        for _ in 0..limits::TOP_LEVEL_BOXES {
            if at >= size {
                return Ok(());
            }
            let Some(e) = self.element(at)? else {
                self.faults.bad("an element's header", "cannot be", Location::path("the segment", at));
                return Ok(());
            };
            if let Some(end) = e.end.filter(|&end| end > size)
                && !matches!(e.id, SEGMENT | CLUSTER)
            {
                let kind = FaultKind::Truncated { claimed: end - e.start, present: size - e.start };
                self.faults.push(kind, Location::path("the segment", e.start));
            }
            match e.id {
                // Entered: their children come next.
                SEGMENT => {
                    if let Some(end) = e.end.filter(|&end| end > size) {
                        let kind = FaultKind::Truncated { claimed: end - e.start, present: size - e.start };
                        self.faults.push(kind, Location::path("the segment", e.start));
                    }
                    at = e.body;
                    continue;
                }
                CLUSTER => {
                    self.cluster_time = 0;
                    at = e.body;
                    continue;
                }
                TIMESTAMP => {
                    let ticks = ebml::unsigned(&self.take(&e, 8)?).unwrap_or(0);
                    self.cluster_time = i64::try_from(ticks).unwrap_or(i64::MAX).saturating_mul(self.scale);
                }
                SIMPLE_BLOCK => self.block(&e, None, None, None)?,
                BLOCK_GROUP => self.group(&e)?,
                INFO => {
                    let body = self.take(&e, limits::CONFIG_BYTES)?;
                    self.info(&body);
                }
                TRACKS if !self.tracks_seen => {
                    let body = self.take(&e, limits::CONFIG_BYTES)?;
                    self.tracks(&body, e.start);
                }
                _ => {}
            }
            match e.end {
                Some(end) => at = end,
                // Only segments and clusters may be without a size.
                None => {
                    self.faults.bad("an element's size", "is not known", Location::path("the segment", e.start));
                    return Ok(());
                }
            }
        }
        self.faults.limit(Limit::Boxes, Location::at(at));
        Ok(())
    }

    fn info(&mut self, body: &[u8]) {
        for (id, body) in ebml::children(body) {
            match id {
                0x2a_d7b1 => {
                    if let Some(scale) = ebml::unsigned(body).and_then(|n| i64::try_from(n).ok()).filter(|&n| n > 0) {
                        self.scale = scale;
                    }
                }
                0x4461 => {
                    // Nanoseconds since 2001-01-01T00:00:00Z, which is 978,307,200 s after 1970.
                    self.created = ebml::unsigned(body).map(|ns| Created {
                        claimed_in: CreatedIn::MatroskaDate,
                        unix_secs: Some((ns as i64).div_euclid(1_000_000_000).saturating_add(978_307_200)),
                        text: None,
                    });
                }
                _ => {}
            }
        }
    }

    fn tracks(&mut self, body: &[u8], at: u64) {
        self.tracks_seen = true;
        for (i, (_, body)) in ebml::children(body).filter(|(id, _)| *id == 0xae).enumerate() {
            if i >= limits::TRACKS {
                self.faults.limit(Limit::Tracks, Location::path("the tracks", at));
                break;
            }
            let entry = Entry::read(body);
            match entry.kind {
                1 if self.pictures.is_none() => {
                    self.pictures = Some(Pictures {
                        entry,
                        count: 0,
                        first: None,
                        last: 0,
                        last_length: 0,
                        list: self.list.then(Vec::new),
                    });
                }
                2 if self.sound.len() < limits::AUDIO_TRACKS => {
                    let sound = entry.sound();
                    let rate = u64::from(sound.rate_hz);
                    let stream = Stream {
                        coding: sound.coding.clone(),
                        tick: Nanos::ZERO,
                        reach: Nanos::from_ticks(i64::from(sound.spread), rate),
                        edge_tick: Nanos::ZERO,
                    };
                    self.sound.push(SoundTrack {
                        entry,
                        sound,
                        stream,
                        stream_number: i as u32,
                        packets: Vec::new(),
                        discard: Nanos::ZERO,
                    });
                }
                _ => self.others += 1,
            }
        }
    }

    fn group(&mut self, group: &Element) -> Result<(), Error> {
        let end = group.end.unwrap_or(group.body).min(self.reader.size());
        let (mut at, mut block, mut length, mut discard) = (group.body, None, None, None);
        // A block of a group needs another if it names one.
        let mut key = true;
        for _ in 0..64 {
            if at >= end {
                break;
            }
            let Some(e) = self.element(at)? else { break };
            match e.id {
                BLOCK => block = Some(e),
                REFERENCE_BLOCK => key = false,
                BLOCK_DURATION => length = ebml::unsigned(&self.take(&e, 8)?).and_then(|n| i64::try_from(n).ok()),
                DISCARD_PADDING => {
                    let body = self.take(&e, 8)?;
                    // Signed, of as many bytes as are needed.
                    let bits = 64 - 8 * body.len().min(8) as u32;
                    discard = ebml::unsigned(&body).filter(|_| bits < 64).map(|n| ((n << bits) as i64) >> bits);
                }
                _ => {}
            }
            match e.end {
                Some(end) => at = end,
                None => break,
            }
        }
        match block {
            Some(e) => self.block(&e, length, discard, Some(key)),
            None => Ok(()),
        }
    }

    fn block(
        &mut self,
        e: &Element,
        length: Option<i64>,
        discard: Option<i64>,
        key: Option<bool>,
    ) -> Result<(), Error> {
        let size = self.reader.size();
        let claimed_end = e.end.unwrap_or(e.body);
        let mut head = [0u8; BLOCK_HEAD as usize];
        let n = self.reader.read(e.body, &mut head).map_err(|err| Error::io(err, Location::at(e.body)))?;
        let head = head.get(..n.min(usize::try_from(claimed_end - e.body).unwrap_or(n))).unwrap_or_default();
        let Some((number, len)) = ebml::number(head) else { return Ok(()) };
        let (Some(&[a, b, flags]), data) =
            (head.get(len..len + 3).and_then(|h| h.first_chunk()), e.body + len as u64 + 3)
        else {
            return Ok(());
        };
        let relative = i64::from(i16::from_be_bytes([a, b])).saturating_mul(self.scale);
        let time = self.cluster_time.saturating_add(relative);
        let length = length.map(|n| n.saturating_mul(self.scale));
        if let Some(p) = self.pictures.as_mut().filter(|p| p.entry.number == number) {
            p.count += 1;
            if let Some(list) = p.list.as_mut().filter(|l| l.len() < limits::PACKETS) {
                list.push(StoredPicture {
                    offset: data,
                    size: u32::try_from(claimed_end.saturating_sub(data)).unwrap_or(u32::MAX),
                    decoded: None,
                    shown: RecordingTime::from_ns(time),
                    length: Nanos::new(length.unwrap_or(p.entry.packet_ns)),
                    // A block outside of a group says so itself.
                    key: key.unwrap_or(flags & 0x80 != 0),
                });
            }
            p.first = Some(p.first.map_or(time, |f| f.min(time)));
            if time >= p.last {
                p.last_length = length.unwrap_or(p.entry.packet_ns);
                p.last = time;
            }
            return Ok(());
        }
        let Some(t) = self.sound.iter_mut().find(|t| t.entry.number == number) else {
            self.unknown_blocks += 1;
            return Ok(());
        };
        if let Some(ns) = discard.filter(|&ns| ns > 0) {
            t.discard = Nanos::new(ns);
        }
        let time = time.saturating_sub(t.entry.codec_delay_ns);
        let kind = (flags >> 1) & 3;
        let total = claimed_end.saturating_sub(data);
        let laced = match kind {
            0 => Vec::new(),
            _ => self.reader.take(data, claimed_end, LACING_BYTES).map_err(|err| Error::io(err, Location::at(data)))?,
        };
        let at = Location::path("a cluster", e.start);
        let Some((sizes, used)) = lacing::sizes(kind, &laced, total) else {
            self.faults.bad("a block's lacing", "cannot be", at);
            return Ok(());
        };
        let mut offset = data.saturating_add(used);
        for (i, n) in sizes.into_iter().enumerate() {
            if t.packets.len() >= limits::PACKETS {
                self.faults.limit(Limit::Packets, at);
                return Ok(());
            }
            let end = offset.saturating_add(n);
            if n > limits::PACKET_BYTES {
                self.faults.limit(Limit::PacketBytes, at.clone());
            } else if end > size {
                self.faults.push(FaultKind::PacketsBeyondEnd { packets: 1 }, at.clone());
            } else if n > 0 {
                t.packets.push(Place { offset, size: n as u32, follows: i > 0, time });
            }
            offset = end;
        }
        Ok(())
    }

    fn finish(mut self, bytes: &'a dyn ReadAt) -> Mkv<'a> {
        let tick = Nanos::new(self.scale);
        if self.unknown_blocks > 0 && self.others == 0 {
            let why = "name a track that is not listed";
            self.faults.bad("blocks", why, Location::path("a cluster", 0));
        }
        for t in &mut self.sound {
            t.stream.tick = tick;
            t.stream.edge_tick = tick;
            if t.sound.coding == Coding::Foreign {
                // Of a codec that we do not know: two packets, as with every lossy one that we do.
                t.stream.reach = t.packet() + t.packet();
            }
            if let Some(frames) = t.sound.packet_frames
                && limits::RATE_HZ.contains(&t.sound.rate_hz)
            {
                sharpen(&mut t.packets, i64::from(frames), u64::from(t.sound.rate_hz), self.scale);
            }
        }
        let mut pictures = self.pictures.take().filter(|p| p.count > 0);
        let first_picture = pictures.as_ref().and_then(|p| p.first);
        let first_sound = self.sound.iter().filter_map(|t| t.first_heard()).min();
        let zero = Nanos::new(first_picture.or(first_sound).unwrap_or(0));
        let (mut listed, mut pictures_stripped) = (Vec::new(), Vec::new());
        if let Some(p) = &mut pictures {
            listed = p.list.take().unwrap_or_default();
            for picture in &mut listed {
                picture.shown = picture.shown - zero;
            }
            pictures_stripped = p.entry.stripped.clone();
        }
        let video = pictures.map(|p| {
            // Without a length of the last picture, that of the usual one.
            let usual = p.last.saturating_sub(p.first.unwrap_or(0)) / i64::try_from(p.count.max(2) - 1).unwrap_or(1);
            let last = if p.last_length > 0 { p.last_length } else { usual };
            VideoTrack {
                id: u32::try_from(p.entry.number).unwrap_or(0),
                codec: p.entry.codec(),
                width: p.entry.width,
                height: p.entry.height,
                pictures: Some(p.count),
                start: RecordingTime::ZERO,
                end: RecordingTime::from_ns(p.last.saturating_add(last)) - zero,
            }
        });
        let mut audio = Vec::new();
        for (number, t) in self.sound.iter().enumerate() {
            audio.push(t.describe(number as u32, zero, video.as_ref(), tick, &mut self.faults));
        }
        let heard = || audio.iter().filter(|a| a.start < a.end);
        let start = heard().map(|a| a.start).chain(video.iter().map(|v| v.start)).min();
        let end = heard().map(|a| a.end).chain(video.iter().map(|v| v.end)).max();
        let recording = Recording {
            unread_audio: 0,
            container: Container::Matroska,
            zero: if video.is_some() { Zero::FirstPicture } else { Zero::FirstSound },
            span: Span::between(start.unwrap_or(RecordingTime::ZERO), end.unwrap_or(RecordingTime::ZERO)),
            video,
            audio,
            created: self.created,
            faults: self.faults.into_vec(),
        };
        Mkv { bytes, recording, sound: self.sound, zero, pictures: listed, pictures_stripped }
    }
}

/// Finds the exact time of the first packet of each run of packets without a gap: every packet's time is rounded to a
/// tick, so each says that the run began within half a tick of what its time, less the packets before it, gives. All
/// of them together leave a few microseconds.
fn sharpen(packets: &mut [Place], frames: i64, rate: u64, tick: i64) {
    let length = Nanos::from_ticks(frames, rate).get();
    let mut i = 0;
    while let Some(first) = packets.get(i) {
        let (begin, half) = (first.time, tick / 2);
        let (mut low, mut high) = (begin.saturating_sub(half), begin.saturating_add(half));
        let mut n = 1;
        for p in packets.get(i + 1..).unwrap_or_default() {
            let since = Nanos::from_ticks(frames.saturating_mul(n), rate).get();
            if !p.follows {
                let began = p.time.saturating_sub(since);
                if began.saturating_sub(begin).saturating_abs() > tick.saturating_add(length / 2) {
                    break;
                }
                let both = (low.max(began.saturating_sub(half)), high.min(began.saturating_add(half)));
                if both.0 <= both.1 {
                    (low, high) = both;
                }
            }
            n += 1;
        }
        if let Some(first) = packets.get_mut(i) {
            first.time = low.saturating_add(high.saturating_sub(low) / 2);
        }
        i += n as usize;
    }
}

impl SoundTrack {
    /// How long a usual packet is.
    fn packet(&self) -> Nanos {
        match self.sound.packet_frames {
            Some(frames) => Nanos::from_ticks(i64::from(frames), u64::from(self.sound.rate_hz)),
            None if self.entry.packet_ns > 0 => Nanos::new(self.entry.packet_ns),
            None => Nanos::new(self.usual_step()),
        }
    }

    /// The median step between two blocks: packets of no fixed length are most often of one length all the same.
    fn usual_step(&self) -> i64 {
        let mut steps: Vec<i64> = self
            .packets
            .windows(2)
            .take(1000)
            .map(|w| w[1].time.saturating_sub(w[0].time))
            .filter(|&d| d > 0)
            .collect();
        steps.sort_unstable();
        steps.get(steps.len() / 2).copied().unwrap_or(0)
    }

    /// When the first sample is heard, in segment time: blocks before zero are the codec's delay.
    fn first_heard(&self) -> Option<i64> {
        // The first packet of Vorbis gives no sound.
        let sounding = if self.sound.first_primes { self.packets.get(1) } else { None };
        let first = sounding.or(self.packets.first())?.time;
        Some(if self.entry.codec_delay_ns > 0 { first.max(0) } else { first })
    }

    fn end(&self) -> Option<i64> {
        let mut laced = 0;
        let last = self.packets.iter().rev().find(|p| {
            laced += 1;
            !p.follows
        })?;
        Some(last.time.saturating_add(self.packet().get().saturating_mul(laced)).saturating_sub(self.discard.get()))
    }

    /// From when to when, on the recording's clock, its samples are presented.
    fn presented(&self, zero: Nanos) -> (RecordingTime, RecordingTime) {
        let until =
            self.end().filter(|_| self.discard > Nanos::ZERO).map_or(RecordingTime::MAX, RecordingTime::from_ns);
        let from = if self.entry.codec_delay_ns > 0 { RecordingTime::ZERO - zero } else { RecordingTime::MIN };
        (from, until - zero)
    }

    fn priming(&self, has_video: bool) -> Priming {
        let packet = self.packet().get();
        match (self.sound.primes, self.entry.codec_delay_ns) {
            (_, ns) if ns > 0 => Priming::CodecDelay { skipped: Nanos::new(ns) },
            // The first packet of Vorbis gives no sound, yet it may have been given a length, by which all the rest is
            // late against the picture.
            (false, _) if self.sound.first_primes => match self.packets.get(..2) {
                Some([a, b]) if has_video && b.time > a.time => {
                    Priming::Unknown { late_by_at_most: Nanos::new(b.time.saturating_sub(a.time)) }
                }
                _ => Priming::Codec,
            },
            (false, _) => Priming::None,
            // As in an MP4 without an edit list.
            (true, _) => Priming::Unknown { late_by_at_most: Nanos::new(packet.saturating_mul(7) / 2) },
        }
    }

    fn describe(
        &self,
        number: u32,
        zero: Nanos,
        video: Option<&VideoTrack>,
        tick: Nanos,
        faults: &mut Faults,
    ) -> AudioTrack {
        let on_clock = |ns: i64| RecordingTime::from_ns(ns) - zero;
        let (start, end) = match (self.first_heard(), self.end()) {
            (Some(a), Some(b)) => (on_clock(a), on_clock(b.max(a))),
            _ => (RecordingTime::ZERO, RecordingTime::ZERO),
        };
        let (priming, packet) = (self.priming(video.is_some()), self.packet());
        let late = priming.late_by_at_most();
        let mut holes = Vec::new();
        if let Some(v) = video.filter(|_| start < end)
            && start - v.start > Nanos::from_millis(100)
        {
            let begins = Interval::between(start - tick - late, start + tick);
            let offset_after = self.packets.first().map(|p| p.offset);
            holes.push(Hole {
                kind: HoleKind::LateStart,
                extent: Extent::new(Interval::exactly(v.start), begins),
                offset_after,
            });
        }
        if let Some(v) = video.filter(|_| self.packets.is_empty()) {
            let extent = Extent::exactly(Span::between(v.start, v.end));
            holes.push(Hole { kind: HoleKind::Whole, extent, offset_after: None });
        }
        let mut laced = 0i64;
        for w in self.packets.windows(2) {
            let [a, b] = w else { continue };
            laced = if a.follows { laced + 1 } else { 1 };
            if b.follows {
                continue;
            }
            // `a.time` is that of its block, which all that follow in the block share.
            let a_end = a.time.saturating_add(packet.get().saturating_mul(laced));
            let missing = b.time.saturating_sub(a_end);
            if packet > Nanos::ZERO && missing > (packet.get() / 2).saturating_add(tick.get()) {
                if holes.len() >= limits::SPANS {
                    faults.limit(Limit::Spans, Location::track(number));
                    break;
                }
                let (from, to) = (on_clock(a_end), on_clock(b.time));
                let extent = Extent::new(
                    Interval::between(from - tick - late, from + tick),
                    Interval::between(to - tick - late, to + tick + self.stream.reach),
                );
                holes.push(Hole { kind: HoleKind::Gap, extent, offset_after: Some(b.offset) });
            }
        }
        if let Some(v) = video.filter(|_| start < end)
            && v.end - end > Nanos::from_millis(500)
        {
            let ends = Interval::between(end - self.stream.reach - late - tick, end + tick);
            let extent = Extent::new(ends, Interval::exactly(v.end));
            holes.push(Hole { kind: HoleKind::EarlyEnd, extent, offset_after: None });
        }
        AudioTrack {
            number,
            id: u32::try_from(self.entry.number).unwrap_or(0),
            stream: self.stream_number,
            codec: self.sound.name.clone(),
            decoding: self.sound.decoding,
            rate_hz: self.sound.rate_hz,
            channels: self.sound.channels,
            start,
            end,
            end_known: true,
            packet: if matches!(self.sound.coding, Coding::Pcm(_)) { Nanos::ZERO } else { packet },
            priming,
            holes,
        }
    }
}

impl Opened for Mkv<'_> {
    fn recording(&self) -> &Recording {
        &self.recording
    }
    fn stream(&self, number: usize) -> Option<&Stream> {
        self.sound.get(number).map(|t| &t.stream)
    }
    fn packets<'a>(&'a self, number: usize) -> Result<Box<dyn PacketSource + 'a>, Error> {
        let Some(of) = self.sound.get(number) else {
            return Err(Error::missing("the audio track", Location::track(number as u32)));
        };
        let (from, until) = of.presented(self.zero);
        Ok(Box::new(Packets {
            bytes: self.bytes,
            of,
            zero: self.zero,
            from,
            until,
            next: 0,
            ahead: Ahead::default(),
            short: 0,
        }))
    }
    fn zero(&self) -> Nanos {
        self.zero
    }
    fn pictures(&self) -> Vec<StoredPicture> {
        self.pictures.clone()
    }
    fn pictures_stripped(&self) -> &[u8] {
        &self.pictures_stripped
    }
    fn index<'a>(&'a self, number: usize) -> Option<Box<dyn PacketIndex + 'a>> {
        let of = self.sound.get(number)?;
        let (from, until) = of.presented(self.zero);
        Some(Box::new(Index { of, zero: self.zero, from, until }))
    }
}

/// A sound track's packets by number.
struct Index<'a> {
    of: &'a SoundTrack,
    zero: Nanos,
    from: RecordingTime,
    until: RecordingTime,
}

impl PacketIndex for Index<'_> {
    fn len(&self) -> usize {
        self.of.packets.len()
    }
    fn place(&self, number: usize) -> (u64, u32) {
        self.of.packets.get(number).map_or((0, 0), |p| (p.offset, p.size))
    }
    fn packet(&self, number: usize) -> Option<Packet> {
        let place = self.of.packets.get(number)?;
        // The packets of one block share its time.
        let before = self.of.packets.get(..number)?.iter().rev();
        let laced = if place.follows { 1 + before.take_while(|p| p.follows).count() as i64 } else { 0 };
        let time = place.time.saturating_add(self.of.packet().get().saturating_mul(laced));
        Some(Packet {
            time: Some(RecordingTime::from_ns(time) - self.zero),
            from: self.from,
            until: self.until,
            offset: Some(place.offset),
            before: Before::Dropped,
            primes: number == 0 && self.of.sound.first_primes,
        })
    }
    fn stripped(&self) -> &[u8] {
        &self.of.entry.stripped
    }
}

/// A sound track's packets, one after the other.
struct Packets<'a> {
    bytes: &'a dyn ReadAt,
    of: &'a SoundTrack,
    zero: Nanos,
    from: RecordingTime,
    until: RecordingTime,
    next: usize,
    ahead: Ahead,
    short: u64,
}

impl PacketSource for Packets<'_> {
    fn next(&mut self, data: &mut Vec<u8>) -> Result<Option<Packet>, Error> {
        let Some(place) = self.of.packets.get(self.next) else { return Ok(None) };
        let first = self.next == 0;
        self.next += 1;
        let stripped = &self.of.entry.stripped;
        data.clear();
        data.extend_from_slice(stripped);
        let following = self.of.packets.get(self.next..).unwrap_or_default().iter().map(|p| (p.offset, p.size));
        let body = self
            .ahead
            .fetch(self.bytes, (place.offset, place.size), following)
            .map_err(|e| Error::io(e, Location::at(place.offset)))?;
        if body.len() < place.size as usize {
            self.short += 1;
        }
        data.extend_from_slice(body);
        Ok(Some(Packet {
            time: (!place.follows).then(|| RecordingTime::from_ns(place.time) - self.zero),
            from: self.from,
            until: self.until,
            offset: Some(place.offset),
            before: Before::Dropped,
            primes: first && self.of.sound.first_primes,
        }))
    }

    fn faults(&mut self) -> Vec<Fault> {
        match self.short {
            0 => Vec::new(),
            packets => vec![Fault::new(FaultKind::PacketsBeyondEnd { packets }, Location::default())],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roundings_together_are_sharper_than_one() {
        // AAC at 44,100 Hz from 0.2371 s on, stamped in whole milliseconds.
        let exact = |k: i64| 237_100_000 + Nanos::from_ticks(1024 * k, 44_100).get();
        let mut packets: Vec<Place> = (0..500)
            .map(|k| Place {
                offset: 0,
                size: 1,
                follows: false,
                time: (exact(k) as f64 / 1e6).round() as i64 * 1_000_000,
            })
            .collect();
        sharpen(&mut packets, 1024, 44_100, 1_000_000);
        assert!((packets[0].time - 237_100_000).abs() < 20_000, "{}", packets[0].time);
    }
}
