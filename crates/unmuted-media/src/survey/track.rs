//! Surveying one track by its index.

use unmuted_model::{Nanos, Span, SpanSet};

use super::channels::{self, Alone};
use super::ends::{Around, Ended, Ends};
use super::opener::{Opener, Verdict};
use super::runs::{self, Density, Run};
use super::shown::{self, Shown};
use super::sizes::{self, Suggested};
use super::{Effort, Encoder, SurveyOptions, SurveyedTrack, encoder, tone, with_channels};
use crate::bytes::ReadAt;
use crate::codec::Coding;
use crate::decode::Decoder;
use crate::fault::{FaultKind, Faults, Limit, Location};
use crate::heard::Examined;
use crate::limits;
use crate::listen::classify::{Found, Missing, classify, core_only};
use crate::listen::ear::ZeroRun;
use crate::listen::zeros::HALF_STEP;
use crate::recording::{AudioTrack, Decoding, HoleKind, Recording};
use crate::source::{Before, Opened, PacketIndex, Stream};

/// Probes outside all candidates: so many an hour, and at least so many a recording.
const PROBES_AN_HOUR: f64 = 64.0;
const LEAST_PROBES: usize = 4;
/// Where requests are dear: with more flat candidates than this, live sound is flat too, and sizes say nothing.
const MOST_FLAT: usize = 32;
/// Bytes that are read of flat packets there, in all.
const FLAT_BYTES: u64 = 600_000;
/// So many packets of a syntax that is not judged may an encoder begin with.
const MOST_UNKNOWN: u64 = 8;
/// How much sound beside a silence is decoded, to hear whether a tone or a click stands there.
const BESIDE: Nanos = Nanos::from_millis(200);
/// In tracks of several channels, how far apart packets are decoded to hear each channel alone.
const CHANNELS_EVERY: Nanos = Nanos::from_secs(10);
/// The same when looking thoroughly.
const CHANNELS_EVERY_THOROUGH: Nanos = Nanos::from_millis(500);

/// One track to survey.
pub(super) struct Job<'a> {
    pub(super) bytes: &'a dyn ReadAt,
    pub(super) opened: &'a dyn Opened,
    pub(super) recording: &'a Recording,
    pub(super) track: &'a AudioTrack,
    pub(super) options: &'a SurveyOptions,
}

/// What was looked at.
#[derive(Default)]
struct Looked {
    effort: Option<Effort>,
    sized: u64,
    probes: u64,
    probes_silent: u64,
    /// Candidates that were not opened densely enough to be told apart.
    open: Vec<Run>,
}

impl Job<'_> {
    fn at(&self) -> Location {
        Location::track(self.track.number)
    }

    /// Surveys by the index; `None` where the track's coding or container needs every sample.
    pub(super) fn by_index(&self, faults: &mut Faults, progress: &dyn Fn(Nanos)) -> Option<SurveyedTrack> {
        let number = self.track.number as usize;
        let stream = self.opened.stream(number)?;
        let index = self.opened.index(number)?;
        let index = &*index;
        let lossless = match stream.coding {
            Coding::Aac { .. } => false,
            // Whole packets of a lossless coding say nothing of a silence that is shorter: thoroughly means all of it.
            Coding::Alac { .. } | Coding::Flac { .. } if self.options.effort == Effort::Quick => true,
            _ => return None,
        };
        if index.len() == 0 || self.track.packet <= Nanos::ZERO {
            return None;
        }
        let mut opener = Opener::new(self.bytes, index, &stream.coding, self.track.rate_hz, self.track.channels)?;
        opener.windows_count = self.track.decoding == Decoding::Full;
        let dear = self.bytes.request_cost() > 0;
        let mut looked = Looked::default();
        let found = match self.options.effort {
            Effort::Quick => self.quick(index, &mut opener, dear, &mut looked, progress),
            _ => None,
        };
        let found = match found {
            Some(runs) => runs,
            None => self.thorough(index, &mut opener, &mut looked, progress),
        };
        if opener.unknown > MOST_UNKNOWN.max(opener.opened / 100) {
            // A syntax that is not judged here: every sample it is.
            return None;
        }
        let decoder = Decoder::new(&stream.coding, self.track.rate_hz, self.track.channels);
        if let Err(first) = &decoder {
            faults.push(FaultKind::PacketsUndecodable { packets: 0, first: first.clone() }, self.at());
        }
        let beside = if dear { 0 } else { self.packets_in(BESIDE) };
        let warm_up = usize::from(!lossless);
        let mut ends = Ends {
            index,
            decoder: decoder.ok(),
            around: Around { before: beside.max(usize::from(lossless)), after: beside.max(1), warm_up },
            rate_hz: self.track.rate_hz,
            packet: self.track.packet,
            threshold: HALF_STEP,
            decoded: 0,
            data: Vec::new(),
        };
        let mut ended: Vec<Ended> = Vec::new();
        for run in split_at_gaps(&ends, found) {
            if ended.len() >= limits::SPANS {
                faults.limit(Limit::Spans, self.at());
                break;
            }
            ended.extend(ends.of(&mut opener, run));
        }
        let mut short = Vec::new();
        for number in self.after_holes(&ends) {
            short.extend(ends.after_hole(&mut opener, number));
            short.extend(number.checked_sub(1).and_then(|before| ends.before_hole(&mut opener, before)));
        }
        if self.track.holes.iter().any(|h| h.kind == HoleKind::EarlyEnd) {
            short.extend(ends.before_hole(&mut opener, index.len() - 1));
        }
        let channels = if self.track.channels > 1 && !dear {
            let apart = match self.options.effort {
                Effort::Quick => CHANNELS_EVERY,
                _ => CHANNELS_EVERY_THOROUGH,
            };
            channels::alone(
                &mut ends,
                &mut opener,
                self.track.channels,
                self.packets_in(apart),
                self.options.least_silence,
            )
        } else {
            Vec::new()
        };
        let decoded = ends.decoded;
        Some(self.report(stream, index, &mut opener, &ended, short, &channels, looked, decoded, faults))
    }

    /// The packets that come first after a stretch without any: the track's own first one where it starts late.
    fn after_holes(&self, ends: &Ends<'_>) -> Vec<usize> {
        let index = ends.index;
        let count = index.len();
        let mut out = Vec::new();
        for hole in self.track.holes.iter().filter(|h| matches!(h.kind, HoleKind::Gap | HoleKind::LateStart)) {
            let at = hole.extent.end().latest();
            // Packets are in order of time.
            let (mut low, mut high) = (0, count);
            while low < high {
                let middle = low + (high - low) / 2;
                let before = index.packet(middle).and_then(|p| p.time).is_some_and(|t| t + self.track.packet <= at);
                if before { low = middle + 1 } else { high = middle }
            }
            // The first packet whose sound reaches beyond the hole, or one of its neighbours.
            let first = (low.saturating_sub(3)..(low + 2).min(count)).find(|&i| {
                index.packet(i).and_then(|p| p.time) >= Some(hole.extent.end().earliest()) && ends.gap_before(i)
            });
            out.extend(first);
            if hole.kind == HoleKind::LateStart {
                out.push(0);
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// How many packets a stretch of time takes.
    fn packets_in(&self, time: Nanos) -> usize {
        let packet = self.track.packet.get().max(1);
        usize::try_from((time.get() + packet - 1) / packet).unwrap_or(1).max(1)
    }

    /// By sizes, proofs and probes; `None` where these show that every packet has to be opened.
    fn quick(
        &self,
        index: &dyn PacketIndex,
        opener: &mut Opener<'_>,
        dear: bool,
        looked: &mut Looked,
        progress: &dyn Fn(Nanos),
    ) -> Option<Vec<Run>> {
        let count = index.len();
        let flat = self.packets_in(Nanos::from_millis(sizes::FLAT_FOR_MS));
        let suggested = sizes::suggest(count, |i| index.place(i).1, flat);
        looked.sized = count as u64;
        if dear {
            looked.effort = Some(Effort::Quick);
            return Some(self.sparingly(index, opener, suggested, looked));
        }
        let Suggested::Candidates(candidates) = suggested else { return None };
        let second = self.packets_in(Nanos::from_secs(1));
        let density = Density { tiny: second, flat: (second / 5).max(1) };
        // First at a distance, to learn what flat sizes are worth with this encoder; then as densely as that asks for.
        for candidate in candidates.iter().filter(|c| !c.tiny) {
            for i in (candidate.first..=candidate.last).step_by(density.flat) {
                opener.verdict(i);
            }
        }
        let live_is_flat = runs::live_is_flat(opener, &candidates);
        let mut found = Vec::new();
        for candidate in candidates {
            if !opener.by_spectrum() && !candidate.tiny {
                // A lossless coding has no reason for packets of one size: nothing is padded.
                continue;
            }
            let size = |i| index.place(i).1;
            found.extend(runs::within(opener, candidate, count, density, live_is_flat, size));
            if let Some(at) = index.packet(candidate.last).and_then(|p| p.time) {
                progress(at - self.track.start);
            }
        }
        let found = runs::joined(found);
        self.probe(index, opener, &found, looked);
        if looked.probes_silent > 0 {
            return None;
        }
        looked.effort = Some(Effort::Quick);
        Some(found)
    }

    /// By sizes and a proof at both ends, for a store where each request is dear: two requests for each run of tiny
    /// packets, one for one of flat packets that lie close together, none elsewhere. What cannot be told that way is left
    /// open and counted as not examined.
    fn sparingly(
        &self,
        index: &dyn PacketIndex,
        opener: &mut Opener<'_>,
        suggested: Suggested,
        looked: &mut Looked,
    ) -> Vec<Run> {
        let count = index.len();
        let candidates = match suggested {
            Suggested::Candidates(c) if c.iter().filter(|c| !c.tiny).count() <= MOST_FLAT => c,
            _ => {
                looked.open.push(Run { first: 0, last: count - 1 });
                return Vec::new();
            }
        };
        let least = self.packets_in(self.options.least_silence.max(Nanos::from_millis(100))).saturating_sub(2).max(1);
        let mut room = FLAT_BYTES;
        let mut found = Vec::new();
        for c in candidates {
            if c.last - c.first + 1 < least {
                continue;
            }
            if !c.tiny {
                // Flat packets prove nothing by their ends: all of them, or none.
                let (from, (last, size)) = (index.place(c.first).0, index.place(c.last));
                let bytes = last.saturating_add(u64::from(size)).saturating_sub(from);
                if last < from || bytes > room {
                    looked.open.push(Run { first: c.first, last: c.last });
                    continue;
                }
                room -= bytes;
                self.bytes.will_need(&[(from, bytes)]);
                found.extend(runs::runs_of(opener, c.first, c.last, c.last + 1));
                continue;
            }
            // What was bridged may sound.
            for run in tiny_runs(index, c.first, c.last).filter(|r| r.last - r.first + 1 >= least) {
                let head = run.first.saturating_sub(1)..=run.first;
                let tail = run.last..=(run.last + 1).min(count - 1);
                opener.will_open(head.chain(tail), true);
                if opener.verdict(run.first) == Verdict::Silent && opener.verdict(run.last) == Verdict::Silent {
                    found.push(run);
                } else {
                    looked.open.push(run);
                }
            }
        }
        found
    }

    /// Opens packets all over the track that nothing suggests to be silent. If one of them is, sizes cannot be trusted
    /// with this encoder.
    fn probe(&self, index: &dyn PacketIndex, opener: &mut Opener<'_>, found: &[Run], looked: &mut Looked) {
        let count = index.len();
        let hours = (self.track.end - self.track.start).as_secs_f64() / 3600.0;
        let wanted = ((PROBES_AN_HOUR * hours).ceil() as usize).max(LEAST_PROBES).min(count);
        // One in each of so many equal parts, at a place that depends on the file alone.
        let mut state = self.bytes.size() ^ (count as u64).rotate_left(32);
        for part in 0..wanted {
            let (from, to) = (part * count / wanted, (part + 1) * count / wanted);
            state = splitmix(state);
            let at = from + usize::try_from(state % (to - from).max(1) as u64).unwrap_or(0);
            let in_run = found.partition_point(|r| r.last < at);
            if found.get(in_run).is_some_and(|r| r.first <= at) {
                continue;
            }
            looked.probes += 1;
            if opener.verdict(at) == Verdict::Silent {
                looked.probes_silent += 1;
            }
        }
    }

    /// Every packet.
    fn thorough(
        &self,
        index: &dyn PacketIndex,
        opener: &mut Opener<'_>,
        looked: &mut Looked,
        progress: &dyn Fn(Nanos),
    ) -> Vec<Run> {
        looked.effort = Some(Effort::Thorough);
        let packet = self.track.packet.get();
        opener.all(&|done| progress(Nanos::new(packet.saturating_mul(done as i64))));
        runs::runs_of(opener, 0, index.len() - 1, index.len())
    }

    #[allow(clippy::too_many_arguments)] // each of another type, from one caller
    fn report(
        &self,
        stream: &Stream,
        index: &dyn PacketIndex,
        opener: &mut Opener<'_>,
        ended: &[Ended],
        short: Vec<ZeroRun>,
        channels: &[Alone],
        looked: Looked,
        decoded: u64,
        faults: &mut Faults,
    ) -> SurveyedTrack {
        let late = self.track.priming.late_by_at_most();
        if late > Nanos::ZERO {
            faults.push(FaultKind::PrimingUnknown { late_by_at_most: late }, self.at());
        }
        if opener.unread > 0 {
            faults.push(FaultKind::PacketsBeyondEnd { packets: opener.unread }, self.at());
        }
        let why = if index.is_damaged() || opener.unread > 0 { Before::Damaged } else { Before::Dropped };
        let missing: Vec<Missing> = self
            .track
            .holes
            .iter()
            .filter(|h| h.kind == HoleKind::Gap)
            .map(|h| (h.extent.start().latest(), h.extent.end().earliest() + late, h.offset_after))
            .filter(|(from, to, _)| from < to)
            .map(|(from, to, offset)| Missing { from, to, offset, why })
            .collect();
        let mut runs: Vec<ZeroRun> = ended.iter().map(|e| e.zeros).chain(short).collect();
        runs.sort_by_key(|r| (r.start, r.end));
        let runs = met(runs.into_iter());
        let found = Found {
            recording: self.recording,
            track: self.track,
            reach: stream.reach,
            tail: stream.reach,
            edge_tick: stream.edge_tick.max(stream.tick) + core_only(self.track),
            runs: &runs,
            missing: &missing,
            least: self.options.least_silence,
        };
        let of_channels = channels
            .iter()
            .map(|alone| {
                let mut silences = classify(&Found { runs: &alone.zeros, missing: &[], ..found });
                for silence in &mut silences {
                    let length = silence.extent.inner().map_or(Nanos::ZERO, |s| s.len());
                    silence.evidence.packets = (length.get() / self.track.packet.get().max(1)).unsigned_abs();
                    silence.evidence.proven_packets = silence.evidence.packets;
                }
                (alone.channel, silences)
            })
            .collect();
        let mut silences = classify(&found);
        let shown: Vec<Shown> =
            ended.iter().map(|e| Shown { run: e.run, zeros: e.zeros, decoded: e.decoded }).collect();
        shown::attach(&mut silences, &shown, opener, index);
        for silence in &mut silences {
            let certain = silence.certain();
            let of = || ended.iter().filter(|e| e.zeros.start < certain.end() && certain.start() < e.zeros.end);
            let (Some(first), Some(last)) = (of().next(), of().next_back()) else { continue };
            let e = &mut silence.evidence;
            e.tone_before_hz = tone::tone(&first.before);
            e.tone_after_hz = tone::tone(&last.after);
            e.click_before = tone::click(&first.before, true);
            e.click_after = tone::click(&last.after, false);
        }
        let how = match self.track.decoding {
            Decoding::CoreOnly => {
                faults.push(FaultKind::CoreOnly { codec: self.track.codec.clone() }, self.at());
                Examined::CoreOnly
            }
            _ => Examined::Decoded,
        };
        let open: SpanSet<_> = self.not_examined(index, opener, &looked).into_iter().collect();
        let track = Span::between(self.track.start, self.track.end);
        let mut examined = [track].into_iter().collect::<SpanSet<_>>().minus(&open);
        let holes: SpanSet<_> = self.track.holes.iter().filter_map(|h| h.extent.inner()).collect();
        examined = examined.union(&holes);
        SurveyedTrack {
            number: self.track.number,
            how,
            effort: looked.effort.unwrap_or(Effort::Thorough),
            spans: with_channels(silences, of_channels),
            examined,
            encoder: Encoder {
                fingerprint: encoder::fingerprint(self.recording, self.track),
                name: if self.bytes.request_cost() > 0 { None } else { encoder::name(opener) },
            },
            packets: index.len() as u64,
            sized: looked.sized,
            opened: opener.opened,
            decoded,
            probes: looked.probes,
            probes_silent: looked.probes_silent,
        }
    }

    /// When nothing can be said: packets that could not be read or judged, and candidates that were left open.
    fn not_examined(
        &self,
        index: &dyn PacketIndex,
        opener: &Opener<'_>,
        looked: &Looked,
    ) -> Vec<Span<unmuted_model::RecordingClock>> {
        let span = |first: usize, last: usize| {
            let from = index.packet(first)?.time?;
            let to = index.packet(last)?.time? + self.track.packet;
            Span::new(from.max(self.track.start), to.min(self.track.end))
        };
        let mut out: Vec<_> = looked.open.iter().filter_map(|r| span(r.first, r.last)).collect();
        if opener.unread > 0 || opener.unknown > 0 {
            let lost =
                (0..index.len()).filter(|&i| matches!(opener.known(i), Some(Verdict::Unread | Verdict::Unknown)));
            out.extend(lost.filter_map(|i| span(i, i)));
        }
        if index.is_damaged() {
            // Packets that the index lists and the file has not: after the last one that is there.
            let end = index.packet(index.len().saturating_sub(1)).and_then(|p| p.time).map(|t| t + self.track.packet);
            out.extend(Span::new(end.unwrap_or(self.track.start).max(self.track.start), self.track.end));
        }
        out
    }
}

/// The runs of tiny packets without those that a candidate bridges.
fn tiny_runs(index: &dyn PacketIndex, first: usize, last: usize) -> impl Iterator<Item = Run> {
    let mut at = first;
    std::iter::from_fn(move || {
        while at <= last && index.place(at).1 > sizes::TINY {
            at += 1;
        }
        let begin = at;
        while at <= last && index.place(at).1 <= sizes::TINY {
            at += 1;
        }
        (begin < at).then(|| Run { first: begin, last: at - 1 })
    })
}

/// Runs that end where packets are missing.
fn split_at_gaps(ends: &Ends<'_>, runs: Vec<Run>) -> Vec<Run> {
    let mut out = Vec::with_capacity(runs.len());
    for run in runs {
        let mut first = run.first;
        // Long runs are the rule, gaps the exception: a run that lasts as long as it has packets has none.
        if !ends.is_even(run.first, run.last) {
            for i in run.first + 1..=run.last {
                if ends.gap_before(i) {
                    out.push(Run { first, last: i - 1 });
                    first = i;
                }
            }
        }
        out.push(Run { first, last: run.last });
    }
    out
}

/// Runs of zeros that meet are one.
fn met(runs: impl Iterator<Item = ZeroRun>) -> Vec<ZeroRun> {
    let mut out: Vec<ZeroRun> = Vec::new();
    for run in runs {
        match out.last_mut() {
            Some(last) if run.start <= last.end => {
                if run.end > last.end {
                    let added = (run.end - last.end).as_secs_f64() / (run.end - run.start).as_secs_f64().max(1e-9);
                    last.samples += (run.samples as f64 * added).round() as u64;
                    (last.end, last.to_edge) = (run.end, run.to_edge);
                }
            }
            _ => out.push(run),
        }
    }
    out
}

/// The next number of a sequence that looks random and is the same everywhere (splitmix64, Steele and others 2014).
fn splitmix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
