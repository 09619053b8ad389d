//! One track of a movie, put together from its boxes: which packets there are, where and when; which stretches have
//! none; when the presentation begins and ends.

use std::collections::BTreeMap;

use unmuted_model::RecordingTime;

use super::ctts;
use super::elst::Presentation;
use super::jitter;
use super::stsd::{Picture, Sound};
use super::stsz::Sizes;
use super::trun::Trun;
use crate::codec::Coding;
use crate::fault::{FaultKind, Faults, Limit, Location};
use crate::limits;

/// One track.
pub(super) struct Track {
    pub(super) id: u32,
    /// Its place among the movie's tracks.
    pub(super) stream: u32,
    /// Ticks a second.
    pub(super) timescale: u32,
    pub(super) presentation: Presentation,
    /// Whether its edit list, and not a default, says what is presented.
    pub(super) has_edits: bool,
    /// Whether an `iTunSMPB` comment says so.
    pub(super) has_tag: bool,
    pub(super) media: Media,
}

/// What a track holds.
pub(super) enum Media {
    Sound(Box<SoundMedia>),
    Picture(PictureMedia),
}

/// A sound track's packets.
pub(super) struct SoundMedia {
    pub(super) sound: Sound,
    pub(super) packets: Vec<Entry>,
    /// Ticks of a usual packet, once known.
    pub(super) usual: i64,
    /// The same, not rounded to whole ticks, where the codec says.
    step: f64,
    /// By how many ticks the packets' times jittered, at most, before they were put on an even line.
    pub(super) jitter: i64,
    /// Where the next fragment's packets follow on, in ticks.
    next_time: i64,
    durations: BTreeMap<u32, u64>,
    /// Packets that lie beyond the end of the file, and the end of the last of them in ticks.
    beyond: u64,
    beyond_until: i64,
    /// Packets that were left out for another reason.
    left_out: u64,
}

/// One packet (or, for PCM, one run of samples) of a sound track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) offset: u64,
    /// When, in media ticks.
    pub(super) time: i64,
    pub(super) size: u32,
    /// How long, in media ticks, as the table says; a gap after the packet may be part of it.
    pub(super) ticks: u32,
}

/// When a video track's pictures are shown, in media ticks.
pub(super) struct PictureMedia {
    pub(super) picture: Picture,
    pub(super) count: u64,
    /// The first picture's time of showing.
    pub(super) first: Option<i64>,
    /// The end of the last one.
    pub(super) last: i64,
    next_time: i64,
    /// Each picture, in the order in which they are decoded; only where somebody asked for them.
    pub(super) list: Option<Vec<PictureEntry>>,
}

/// One picture of a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PictureEntry {
    pub(super) offset: u64,
    pub(super) size: u32,
    /// When it is decoded, in media ticks.
    pub(super) decoded: i64,
    /// When it is shown, in media ticks.
    pub(super) shown: i64,
    pub(super) ticks: u32,
    pub(super) key: bool,
}

/// The tables of a track that is not fragmented.
#[derive(Default)]
pub(super) struct Tables {
    pub(super) stts: Vec<(u32, u32)>,
    pub(super) stsc: Vec<(u32, u32)>,
    pub(super) sizes: Option<Sizes>,
    pub(super) chunks: Vec<u64>,
    pub(super) ctts: Vec<i32>,
    /// Numbers, from one, of the pictures that need no other; where there is no table, all of them.
    pub(super) stss: Option<Vec<u32>>,
}

/// How many of a video track's first composition offsets are looked at: no codec reorders over more pictures.
pub(super) const REORDERED: usize = 64;
/// Sample frames of PCM that are read as one packet.
const PCM_PACKET: u64 = 8192;

impl PictureMedia {
    pub(super) fn new(picture: Picture, tables: &Tables, list: bool) -> Self {
        let mut count = 0u64;
        let mut time = 0i64;
        let mut first: Option<i64> = None;
        for &(n, ticks) in &tables.stts {
            for i in 0..u64::from(n).min((REORDERED as u64).saturating_sub(count)) {
                let dts = time.saturating_add((i as i64).saturating_mul(i64::from(ticks)));
                let offset = tables.ctts.get((count + i) as usize).copied().unwrap_or(0);
                let shown = dts.saturating_add(i64::from(offset));
                first = Some(first.map_or(shown, |f| f.min(shown)));
            }
            count = count.saturating_add(u64::from(n));
            time = time.saturating_add(i64::from(n).saturating_mul(i64::from(ticks)));
        }
        let last = time.saturating_add(first.unwrap_or(0));
        Self { picture, count, first, last, next_time: time, list: list.then(|| listed(tables)) }
    }

    /// Adds a fragment's run, whose data begins at `begins`, and says how many bytes it has.
    fn add_run(&mut self, run: &Trun<'_>, begins: u64, time: Option<i64>) -> u64 {
        let mut at = time.unwrap_or(self.next_time);
        let mut bytes = 0u64;
        if let Some(list) = &mut self.list {
            let (mut offset, mut decoded) = (begins, at);
            for p in run.packets().take(limits::PACKETS.saturating_sub(list.len())) {
                let shown = decoded.saturating_add(i64::from(p.composition));
                list.push(PictureEntry { offset, size: p.size, decoded, shown, ticks: p.duration, key: p.key });
                offset = offset.saturating_add(u64::from(p.size));
                decoded = decoded.saturating_add(i64::from(p.duration));
            }
        }
        if let Some((duration, size)) = run.uniform() {
            self.first = Some(self.first.map_or(at, |f| f.min(at)));
            at = at.saturating_add(i64::from(duration).saturating_mul(i64::from(run.count)));
            self.last = self.last.max(at);
            bytes = u64::from(size).saturating_mul(u64::from(run.count));
        } else {
            for (i, packet) in run.packets().enumerate() {
                let shown = at.saturating_add(i64::from(packet.composition));
                if self.count.saturating_add(i as u64) < REORDERED as u64 {
                    self.first = Some(self.first.map_or(shown, |f| f.min(shown)));
                }
                at = at.saturating_add(i64::from(packet.duration));
                self.last = self.last.max(shown.saturating_add(i64::from(packet.duration)));
                bytes = bytes.saturating_add(u64::from(packet.size));
            }
        }
        self.count = self.count.saturating_add(u64::from(run.count));
        self.next_time = at;
        bytes
    }
}

/// Every picture that the tables of a track describe, in the order in which they are decoded.
fn listed(tables: &Tables) -> Vec<PictureEntry> {
    let Some(sizes) = &tables.sizes else { return Vec::new() };
    let mut stsc = tables.stsc.iter().copied().peekable();
    let mut durations = tables.stts.iter().copied().filter(|r| r.0 > 0);
    let (mut run_left, mut ticks) = durations.next().unwrap_or((0, 0));
    let mut keys = tables.stss.as_deref().map(|numbers| numbers.iter().copied().peekable());
    let (mut list, mut time, mut per_chunk) = (Vec::new(), 0i64, 0u64);
    for (chunk, &chunk_offset) in tables.chunks.iter().enumerate() {
        while let Some((_, n)) = stsc.next_if(|&(first, _)| u64::from(first) <= chunk as u64 + 1) {
            per_chunk = u64::from(n);
        }
        let mut offset = chunk_offset;
        for _ in 0..per_chunk {
            let index = list.len();
            let Some(size) = sizes.get(index as u64).filter(|_| index < limits::PACKETS) else { return list };
            if run_left == 0 {
                // More pictures than durations: the last length goes on.
                (run_left, ticks) = durations.next().unwrap_or((u32::MAX, ticks));
            }
            run_left -= 1;
            let number = index as u64 + 1;
            let key = keys.as_mut().is_none_or(|keys| {
                while keys.next_if(|&k| u64::from(k) < number).is_some() {}
                keys.peek().is_some_and(|&k| u64::from(k) == number)
            });
            let composition = tables.ctts.get(index).copied().unwrap_or(0);
            let shown = time.saturating_add(i64::from(composition));
            list.push(PictureEntry { offset, size, decoded: time, shown, ticks, key });
            time = time.saturating_add(i64::from(ticks));
            offset = offset.saturating_add(u64::from(size));
        }
    }
    list
}

impl SoundMedia {
    pub(super) fn new(sound: Sound, tables: &Tables, file_size: u64, at: &Location, faults: &mut Faults) -> Self {
        let mut media = Self {
            sound,
            packets: Vec::new(),
            usual: 0,
            step: 0.0,
            jitter: 0,
            next_time: 0,
            durations: BTreeMap::new(),
            beyond: 0,
            beyond_until: i64::MIN,
            left_out: 0,
        };
        media.read_tables(tables, file_size, at, faults);
        media
    }

    /// Bytes of one sample frame, where the coding is PCM.
    fn pcm_frame(&self) -> Option<u64> {
        match &self.sound.coding {
            Coding::Pcm(pcm) => Some(pcm.bytes() as u64 * u64::from(self.sound.channels.max(1))),
            _ => None,
        }
    }

    fn read_tables(&mut self, tables: &Tables, file_size: u64, at: &Location, faults: &mut Faults) {
        let Some(sizes) = &tables.sizes else { return };
        // Never more than what the file could hold, whatever the table claims.
        let room = usize::try_from(sizes.count().min(file_size)).unwrap_or(0);
        self.packets.reserve(room.min(tables.chunks.len().saturating_mul(64)).min(limits::PACKETS));
        let frame = self.pcm_frame();
        let mut durations = tables.stts.iter().copied().filter(|r| r.0 > 0);
        let (mut run_left, mut ticks) = durations.next().unwrap_or((0, 0));
        let mut index = 0u64;
        let mut time = 0i64;
        let mut stsc = tables.stsc.iter().copied().peekable();
        let mut per_chunk = 0u64;
        // How many packets of the same length were counted and are not in `durations` yet: nearly all have one length.
        let mut same = (0u32, 0u64);
        'chunks: for (chunk, &chunk_offset) in tables.chunks.iter().enumerate() {
            while let Some(&(first, n)) = stsc.peek()
                && u64::from(first) <= chunk as u64 + 1
            {
                per_chunk = u64::from(n);
                stsc.next();
            }
            let mut offset = chunk_offset;
            let mut left = per_chunk;
            while left > 0 {
                if run_left == 0 {
                    (run_left, ticks) = match durations.next() {
                        Some(run) => run,
                        // More packets than durations: the last length goes on.
                        None => (u32::MAX, ticks),
                    };
                }
                let n = match frame {
                    Some(_) => left.min(PCM_PACKET).min(u64::from(run_left)),
                    None => 1,
                };
                // PCM of any version: some writers put 1 into the size table and mean one sample frame.
                let size = match frame {
                    Some(frame) if index < sizes.count() => frame.saturating_mul(n.min(sizes.count() - index)),
                    _ => match sizes.get(index) {
                        Some(size) => u64::from(size),
                        None => break 'chunks,
                    },
                };
                if !self.add(offset, size, time, u64::from(ticks).saturating_mul(n), file_size, at, faults) {
                    break 'chunks;
                }
                if ticks != same.0 && same.1 > 0 {
                    *self.durations.entry(same.0).or_default() += std::mem::take(&mut same.1);
                }
                same = (ticks, same.1 + n);
                time = time.saturating_add(i64::from(ticks).saturating_mul(n as i64));
                offset = offset.saturating_add(size);
                index += n;
                left -= n;
                run_left -= n as u32;
            }
        }
        if same.1 > 0 {
            *self.durations.entry(same.0).or_default() += same.1;
        }
        self.next_time = time;
        if self.durations.len() > limits::CHILDREN {
            // Every packet has its own length: timestamps of a wall clock. The most usual one is still found.
            faults.bad("packet durations", "are nearly all different", at.clone());
        }
    }

    /// Adds one packet; false where no more can be added.
    #[allow(clippy::too_many_arguments)] // one packet's fields, each of another type, from two callers
    fn add(
        &mut self,
        offset: u64,
        size: u64,
        time: i64,
        ticks: u64,
        file_size: u64,
        at: &Location,
        faults: &mut Faults,
    ) -> bool {
        if self.packets.len() >= limits::PACKETS {
            faults.limit(Limit::Packets, at.clone());
            return false;
        }
        // Four billion packets that cannot be may be claimed in eight bytes, so both counts have an end.
        if size == 0 {
            // A packet without bytes is no packet; its time is a gap.
            self.left_out += 1;
            return self.left_out < limits::PACKETS as u64;
        }
        if size > limits::PACKET_BYTES {
            faults.limit(Limit::PacketBytes, at.clone());
            self.left_out += 1;
            return self.left_out < limits::PACKETS as u64;
        }
        if offset.checked_add(size).is_none_or(|end| end > file_size) {
            self.beyond += 1;
            self.beyond_until = time.saturating_add_unsigned(ticks);
            return self.beyond < limits::PACKETS as u64;
        }
        let ticks = u32::try_from(ticks).unwrap_or(u32::MAX);
        self.packets.push(Entry { offset, time, size: size as u32, ticks });
        true
    }

    fn add_run(
        &mut self,
        run: &Trun<'_>,
        begins: u64,
        time: Option<i64>,
        file_size: u64,
        at: &Location,
        faults: &mut Faults,
    ) -> u64 {
        let mut time = time.unwrap_or(self.next_time);
        let mut offset = begins;
        let frame = self.pcm_frame();
        for packet in run.packets() {
            let added =
                self.add(offset, u64::from(packet.size), time, u64::from(packet.duration), file_size, at, faults);
            if !added {
                break;
            }
            let frames = frame.map_or(1, |f| (u64::from(packet.size) / f).max(1));
            *self.durations.entry(packet.duration / u32::try_from(frames).unwrap_or(u32::MAX)).or_default() += frames;
            time = time.saturating_add(i64::from(packet.duration));
            offset = offset.saturating_add(u64::from(packet.size));
        }
        self.next_time = time;
        offset
    }

    /// Settles what is usual, once all packets are known.
    pub(super) fn finish(&mut self, fragmented: bool, timescale: u32, at: &Location, faults: &mut Faults) {
        self.packets.sort_by_key(|p| p.time);
        self.usual = self.durations.iter().max_by_key(|(ticks, n)| (**n, **ticks)).map_or(0, |(t, _)| i64::from(*t));
        // Where times jitter, the most usual step may be anything; the codec says how long its packets are.
        self.step = self.usual as f64;
        if let Some(coded) = self.coded_ticks(timescale)
            && self.mean_step().is_some_and(|mean| (mean - coded).abs() <= coded / 10.0)
        {
            if (self.step - coded).abs() > coded / 20.0 {
                self.usual = coded.round() as i64;
            }
            self.step = coded;
        }
        // A few packets of another length are gaps or an end, and no jitter.
        let all: u64 = self.durations.values().sum();
        let even = all - self.durations.values().max().copied().unwrap_or(0) <= 8 + all / 1000;
        self.durations = BTreeMap::new();
        if fragmented && self.pcm_frame().is_none() {
            self.settle_first();
        }
        if !even && self.pcm_frame().is_none() {
            let least = self.gap_ticks(timescale);
            self.jitter = jitter::settle(&mut self.packets, self.usual, self.step, least);
        }
        if self.beyond > 0 {
            faults.push(FaultKind::PacketsBeyondEnd { packets: self.beyond }, at.clone());
        }
    }

    /// How many ticks a packet lasts by its codec, where that is fixed.
    fn coded_ticks(&self, timescale: u32) -> Option<f64> {
        let (frames, rate) = (f64::from(self.sound.packet_frames?), f64::from(self.sound.rate_hz));
        (rate > 0.0).then(|| frames * f64::from(timescale) / rate).filter(|&t| t >= 1.0)
    }

    /// The mean step from one packet to the next.
    fn mean_step(&self) -> Option<f64> {
        let (first, last) = (self.packets.first()?.time, self.packets.last()?.time);
        let steps = self.packets.len().checked_sub(1).filter(|&n| n > 0)?;
        Some(last.saturating_sub(first) as f64 / steps as f64)
    }

    /// A first packet that lasts much too long says in a roundabout way that the track starts late: ffmpeg does so in
    /// fragments without an edit list, where pictures are shown later than they are decoded. The packet belongs
    /// right before the second one, and nothing is missing between them.
    fn settle_first(&mut self) {
        let usual = self.usual;
        if let [first, second, ..] = self.packets.as_mut_slice()
            && usual > 0
            && 2 * i64::from(first.ticks) > 3 * usual
            && first.time.saturating_add(i64::from(first.ticks)) == second.time
        {
            first.time = second.time.saturating_sub(usual);
            first.ticks = usual as u32;
        }
    }

    /// Whether packets that the index lists are not in the file.
    pub(super) fn is_damaged(&self) -> bool {
        self.beyond > 0
    }

    /// Whether the index lists no packet, not even one that is not there.
    pub(super) fn has_no_packets(&self) -> bool {
        self.packets.is_empty() && self.beyond == 0 && self.left_out == 0
    }

    /// How many ticks of sound a packet holds; a gap after it does not count.
    pub(super) fn sound_ticks(&self, entry: &Entry) -> i64 {
        let ticks = i64::from(entry.ticks);
        match self.pcm_frame() {
            Some(frame) => ((u64::from(entry.size) / frame.max(1)) as i64).saturating_mul(self.usual),
            None if 2 * ticks > 3 * self.usual => self.usual,
            None => ticks,
        }
    }

    /// How many ticks must be missing for a gap: half a usual packet, or 10 ms of PCM, whose packets are samples.
    fn gap_ticks(&self, timescale: u32) -> i64 {
        if self.pcm_frame().is_some() { i64::from(timescale / 100).max(1) } else { (self.usual / 2).max(1) }
    }

    /// The stretches of media time between packets that have none, and the packet after each.
    pub(super) fn gaps(&self, timescale: u32) -> impl Iterator<Item = (i64, i64, &Entry)> {
        // Times that jittered leave a step of that length open.
        let least = self.gap_ticks(timescale).max(self.jitter);
        let is_gap = move |i: usize, end: i64| {
            self.pcm_frame().is_some() || jitter::is_gap(&self.packets, i, end, self.step, least)
        };
        self.packets.windows(2).enumerate().filter_map(move |(i, pair)| {
            let [a, b] = pair else { return None };
            let end = a.time.saturating_add(self.sound_ticks(a));
            (b.time.saturating_sub(end) > least && is_gap(i, end)).then_some((end, b.time, b))
        })
    }
}

impl Track {
    /// Adds a fragment's run and says where its data ends.
    pub(super) fn add_run(
        &mut self,
        run: &Trun<'_>,
        begins: u64,
        time: Option<i64>,
        file_size: u64,
        faults: &mut Faults,
    ) -> u64 {
        match &mut self.media {
            Media::Sound(sound) => {
                let at = Location::path("moof/traf/trun", begins);
                sound.add_run(run, begins, time, file_size, &at, faults)
            }
            Media::Picture(picture) => begins.saturating_add(picture.add_run(run, begins, time)),
        }
    }

    /// From when to when it is presented, in movie time; `None` where it presents nothing.
    pub(super) fn presented(&self) -> Option<(RecordingTime, RecordingTime)> {
        let (first, last) = match &self.media {
            Media::Sound(s) => {
                let last = s.packets.last()?;
                let end = last.time.saturating_add(s.sound_ticks(last));
                (s.packets.first()?.time, end.max(s.beyond_until))
            }
            Media::Picture(p) => (p.first?, p.last),
        };
        let begin = self.presentation.place(first, 0);
        let start = begin.time.max(begin.from);
        let end = self.presentation.end_at(last);
        (start < end).then_some((start, end))
    }
}

/// Reads a `ctts` no further than needed.
pub(super) fn first_offsets(body: &[u8], most: usize) -> Vec<i32> {
    ctts::first(body, most).unwrap_or_default()
}
