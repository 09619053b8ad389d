//! Listening to one track: from its packets to a [`HeardTrack`].

use std::io::Read;

use unmuted_model::{Extent, Interval, Nanos, RecordingClock, RecordingTime, SilenceClass, Span, SpanSet};

use super::ListenOptions;
use super::classify::{Found, Missing, classify, core_only};
use super::ear::{Ear, ZeroRun};
use super::level::Plateau;
use super::place::{Placer, Step};
use crate::bytes::ReadAt;
use crate::codec::Coding;
use crate::decode::{Decoder, Refused};
use crate::fault::{Fault, FaultKind, Faults, Limit, Location};
use crate::foreign::{ForeignDecoder, ForeignPcm};
use crate::heard::{Evidence, Examined, HeardTrack, Method, Mono, Silence};
use crate::limits;
use crate::recording::{AudioTrack, Decoding, HoleKind, Recording};
use crate::source::{Before, Opened, Stream};
use crate::survey::opener::Opener;
use crate::survey::shown;

/// One track to listen to.
pub(crate) struct Job<'a> {
    pub(crate) bytes: &'a dyn ReadAt,
    pub(crate) opened: &'a dyn Opened,
    pub(crate) recording: &'a Recording,
    pub(crate) track: &'a AudioTrack,
    pub(crate) options: &'a ListenOptions,
    pub(crate) with_mono: bool,
    /// Whether to listen to each channel alone as well, and for steady low levels.
    pub(crate) closely: bool,
}

/// What listening found besides a track's own silences.
#[derive(Default)]
pub(crate) struct More {
    pub(crate) mono: Option<Mono>,
    /// The silences of single channels.
    pub(crate) channels: Vec<(u16, Vec<Silence>)>,
}

/// Opus gives a decaying remainder after a sound is cut off: up to 290 ms at 32 kbit/s were measured
/// (`docs/method-silence.md`).
const OPUS_TAIL: Nanos = Nanos::from_millis(500);
/// How often a decoder that failed is made anew before its track is given up.
const RETRIES: u32 = 100;

impl Job<'_> {
    fn at(&self) -> Location {
        Location::track(self.track.number)
    }

    fn at_packet(&self, offset: Option<u64>) -> Location {
        Location { offset, ..self.at() }
    }

    fn ear(&self, stream: Option<&Stream>) -> Ear {
        let floor = match stream.map(|s| &s.coding) {
            Some(Coding::Pcm(pcm)) => pcm.floor(),
            // Opus gives silence back with a step of ±1 in one of twelve samples (measured at 8 kbit/s).
            Some(Coding::Foreign) if self.track.codec == "Opus" => 1.0 / 32_768.0,
            _ => 0.0,
        };
        let ear = Ear::new(self.options.least_silence, floor, self.recording.span.start())
            .with_mono(self.with_mono)
            .with_waveform(self.options.waveform);
        if self.closely { ear.closely() } else { ear }
    }

    /// Listens by the way that the track's codec needs.
    pub(crate) fn listen(
        &self,
        foreign: Option<&dyn ForeignDecoder>,
        faults: &mut Faults,
        progress: &dyn Fn(Nanos),
    ) -> (HeardTrack, Option<Mono>) {
        let (heard, more) = self.listen_closely(foreign, faults, progress);
        (heard, more.mono)
    }

    /// The same, with what else was found.
    pub(crate) fn listen_closely(
        &self,
        foreign: Option<&dyn ForeignDecoder>,
        faults: &mut Faults,
        progress: &dyn Fn(Nanos),
    ) -> (HeardTrack, More) {
        let stream = self.opened.stream(self.track.number as usize);
        if self.track.holes.iter().any(|h| h.kind == HoleKind::Whole) {
            return self.report(stream, Examined::Decoded, self.ear(stream), Vec::new(), 0, faults);
        }
        if let Some(stream) = stream
            && stream.coding != Coding::Foreign
        {
            match Decoder::new(&stream.coding, self.track.rate_hz, self.track.channels) {
                Ok(decoder) => return self.decode(stream, decoder, faults, progress),
                Err(first) => faults.push(FaultKind::PacketsUndecodable { packets: 0, first }, self.at()),
            }
        }
        if let Some(foreign) = foreign {
            match foreign.pcm(self.track) {
                Ok(pcm) => return self.take_foreign(stream, foreign.name(), pcm, faults, progress),
                Err(e) => {
                    let kind = FaultKind::ForeignDecoder { name: foreign.name(), message: e.to_string() };
                    faults.push(kind, self.at());
                }
            }
        }
        let codec = self.track.codec.clone();
        faults.push(FaultKind::CodecNotDecoded { codec: codec.clone() }, self.at());
        self.report(stream, Examined::Not { codec }, self.ear(stream), Vec::new(), 0, faults)
    }

    fn decode(
        &self,
        stream: &Stream,
        mut decoder: Decoder,
        faults: &mut Faults,
        progress: &dyn Fn(Nanos),
    ) -> (HeardTrack, More) {
        let mut ear = self.ear(Some(stream));
        let mut source = match self.opened.packets(self.track.number as usize) {
            Ok(source) => source,
            Err(e) => {
                faults.extend([e.into_fault()]);
                let codec = self.track.codec.clone();
                return self.report(Some(stream), Examined::Not { codec }, ear, Vec::new(), 0, faults);
            }
        };
        let mut placer = Placer::new(stream.tick, self.track.packet, decoder.rate_hz());
        let mut missing = Vec::new();
        let mut data = Vec::new();
        let (mut packets, mut refused, mut back, mut retries) = (0u64, 0u64, 0u64, 0u32);
        let mut first_refusal: Option<(String, Location)> = None;
        // Nothing before this may be heard again: times only go forward in what is told.
        let mut told_until = RecordingTime::MIN;
        loop {
            let packet = match source.next(&mut data) {
                Ok(Some(packet)) => packet,
                Ok(None) => break,
                Err(e) => {
                    faults.extend([e.into_fault()]);
                    break;
                }
            };
            let frames = match decoder.decode(&data) {
                Ok(frames) => frames,
                Err(why) => {
                    refused += 1;
                    ear.end();
                    placer.lost(packet.time, self.track.packet);
                    let text = match &why {
                        Refused::Packet(text) => text.clone(),
                        Refused::Decoder => "the decoder failed".into(),
                    };
                    first_refusal.get_or_insert_with(|| {
                        let at = self.at_packet(packet.offset);
                        (text, packet.time.map_or(at.clone(), |t| at.with_time(t)))
                    });
                    if why == Refused::Decoder {
                        retries += 1;
                        let again = Decoder::new(&stream.coding, self.track.rate_hz, self.track.channels);
                        match again {
                            Ok(new) if retries <= RETRIES => decoder = new,
                            _ => {
                                faults.push(FaultKind::DecoderFailed, self.at_packet(packet.offset));
                                break;
                            }
                        }
                    }
                    continue;
                }
            };
            packets += 1;
            if packet.primes {
                continue;
            }
            let rate = decoder.rate_hz();
            if !limits::RATE_HZ.contains(&rate) {
                faults.limit(Limit::Signal, self.at_packet(packet.offset));
                break;
            }
            let before = placer.expected();
            let step = placer.step(&packet, frames, rate);
            let start = match step {
                Step::Follow => before.unwrap_or(RecordingTime::ZERO),
                Step::Correct { at } => {
                    ear.end();
                    if let Some(b) = before {
                        // The container's times and the count disagree: neither is exact.
                        ear.doubt(placer.tolerance());
                        if b < at && at - b < Nanos::from_secs(1) {
                            ear.cover(b, at);
                        }
                    }
                    at
                }
                Step::Gap { from, at, why } => {
                    ear.end();
                    // A gap that the presentation leaves out is no gap.
                    let (from, to) = (from.max(packet.from).max(told_until), at.min(packet.until));
                    if from < to {
                        if missing.len() < limits::SPANS {
                            missing.push(Missing { from, to, offset: packet.offset, why });
                        } else {
                            faults.limit(Limit::Spans, self.at());
                        }
                    }
                    at
                }
                Step::Back { at } => {
                    ear.end();
                    back += 1;
                    at
                }
            };
            let from = samples_before(start, packet.from.max(told_until), rate).min(frames);
            let to = samples_before(start, packet.until, rate).min(frames);
            if from >= to {
                continue;
            }
            let first = start + Nanos::from_ticks(from as i64, u64::from(rate));
            if from > 0 || !ear.is_open() {
                ear.begin(first, rate);
            }
            ear.push(decoder.planes(), from, to, packet.offset);
            if to < frames {
                ear.end();
            }
            told_until = start + Nanos::from_ticks(to as i64, u64::from(rate));
            if packets % 256 == 0 {
                progress(first - self.track.start);
            }
        }
        // What an edit list leaves out between two edits no packet tells of.
        for hole in self.track.holes.iter().filter(|h| h.kind == HoleKind::Gap && h.offset_after.is_none()) {
            let (from, to) = (hole.extent.start().latest(), hole.extent.end().earliest());
            let known = missing.iter().any(|m: &Missing| m.from < to && from < m.to);
            if from < to && !known {
                missing.push(Missing { from, to, offset: None, why: Before::Dropped });
            }
        }
        missing.sort_by_key(|m| (m.from, m.to));
        faults.extend(source.faults().into_iter().map(|f| self.on_this_track(f)));
        if let Some((first, at)) = first_refusal {
            faults.push(FaultKind::PacketsUndecodable { packets: refused, first }, at);
        }
        if back > 0 {
            faults.push(FaultKind::TimestampsBackwards { times: back }, self.at());
        }
        let how = match self.track.decoding {
            Decoding::CoreOnly => {
                faults.push(FaultKind::CoreOnly { codec: self.track.codec.clone() }, self.at());
                Examined::CoreOnly
            }
            _ => Examined::Decoded,
        };
        self.report(Some(stream), how, ear, missing, packets, faults)
    }

    fn on_this_track(&self, fault: Fault) -> Fault {
        let at = Location { track: Some(self.track.number), ..fault.at };
        Fault::new(fault.kind, at)
    }

    fn take_foreign(
        &self,
        stream: Option<&Stream>,
        name: String,
        mut pcm: ForeignPcm,
        faults: &mut Faults,
        progress: &dyn Fn(Nanos),
    ) -> (HeardTrack, More) {
        let mut ear = self.ear(stream);
        let channels = usize::from(pcm.channels.clamp(1, limits::CHANNELS));
        if !limits::RATE_HZ.contains(&pcm.rate_hz) {
            faults.limit(Limit::Signal, self.at());
            let codec = self.track.codec.clone();
            return self.report(stream, Examined::Not { codec }, ear, Vec::new(), 0, faults);
        }
        let coding = Coding::Pcm(crate::codec::Pcm::Signed { bytes: 2, big_endian: false });
        let Ok(mut decoder) = Decoder::new(&coding, pcm.rate_hz, channels as u16) else {
            let codec = self.track.codec.clone();
            return self.report(stream, Examined::Not { codec }, ear, Vec::new(), 0, faults);
        };
        let frame = 2 * channels;
        let mut buffer = vec![0u8; 16_384 * frame];
        let (mut held, mut samples) = (0usize, 0u64);
        ear.begin(self.track.start, pcm.rate_hz);
        loop {
            let room = buffer.get_mut(held..).unwrap_or_default();
            match pcm.samples.read(room) {
                Ok(0) => break,
                Ok(n) => held = (held + n).min(buffer.len()),
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(e) => {
                    let kind = FaultKind::ForeignDecoder { name: name.clone(), message: e.to_string() };
                    faults.push(kind, self.at());
                    break;
                }
            }
            let whole = held - held % frame;
            if let Ok(frames) = decoder.decode(buffer.get(..whole).unwrap_or_default()) {
                ear.push(decoder.planes(), 0, frames, None);
                samples += frames as u64;
            }
            buffer.copy_within(whole..held, 0);
            held -= whole;
            if let Some(now) = ear.now() {
                progress(now - self.track.start);
            }
        }
        ear.end();
        let gaps = self.track.holes.iter().filter(|h| h.kind == HoleKind::Gap).map(|h| Missing {
            from: h.extent.start().latest(),
            to: h.extent.end().earliest() + self.track.priming.late_by_at_most(),
            offset: h.offset_after,
            why: Before::Dropped,
        });
        let missing = gaps.filter(|m| m.from < m.to).collect();
        // How a pipe cuts the sound is chance; the sound is not.
        let packets = samples.div_ceil(1024);
        self.report(stream, Examined::Foreign { by: name }, ear, missing, packets, faults)
    }

    fn report(
        &self,
        stream: Option<&Stream>,
        how: Examined,
        ear: Ear,
        missing: Vec<Missing>,
        packets: u64,
        faults: &mut Faults,
    ) -> (HeardTrack, More) {
        let mut told = ear.tell(self.track.number, self.recording.span.end());
        if told.runs_dropped {
            faults.limit(Limit::Spans, self.at());
        }
        if told.mono_cut {
            faults.limit(Limit::MonoSamples, self.at());
        }
        let late = self.track.priming.late_by_at_most();
        let heard_something = !told.covered.is_empty();
        if late > Nanos::ZERO && heard_something {
            faults.push(FaultKind::PrimingUnknown { late_by_at_most: late }, self.at());
        }
        if told.channels.iter().any(|c| !c.silent) {
            for (channel, _) in told.channels.iter().enumerate().filter(|(_, c)| c.silent) {
                faults.push(FaultKind::ChannelSilent { channel: channel as u16 }, self.at());
            }
        }
        let covered: SpanSet<_> = std::mem::take(&mut told.covered).into_iter().collect();
        // Where nothing was decoded, the gaps are known from the container's index.
        let missing = if how == (Examined::Not { codec: self.track.codec.clone() }) {
            self.track
                .holes
                .iter()
                .filter(|h| h.kind == HoleKind::Gap)
                .filter_map(|h| h.extent.inner().map(|s| (s, h.offset_after)))
                .map(|(s, offset)| Missing { from: s.start(), to: s.end(), offset, why: Before::Dropped })
                .collect()
        } else {
            missing
        };
        let mut runs = match &how {
            Examined::Foreign { .. } => without(&told.runs, &missing),
            _ => std::mem::take(&mut told.runs),
        };
        let start = covered.spans().first().map_or(self.track.start, |s| s.start());
        let end = covered.spans().last().map_or(self.track.end, |s| s.end());
        // What is coded shows more than what is decoded: where the index tells one packet from another, they are opened.
        let own = matches!(how, Examined::Decoded | Examined::CoreOnly);
        let index = self.opened.index(self.track.number as usize).filter(|_| own);
        let coding = stream.map(|s| &s.coding).filter(|c| matches!(c, Coding::Aac { .. }));
        let mut opener = index.as_deref().zip(coding).and_then(|(index, coding)| {
            Opener::new(self.bytes, index, coding, self.track.rate_hz, self.track.channels)
        });
        if let Some(opener) = &mut opener {
            opener.windows_count = self.track.decoding == Decoding::Full;
        }
        let shown = match (&mut opener, index.as_deref()) {
            (Some(opener), Some(index)) => shown::by_spectra(opener, index, self.track, &mut runs),
            _ => Vec::new(),
        };
        let found = Found {
            recording: self.recording,
            track: self.track,
            reach: stream.map_or(Nanos::ZERO, |s| s.reach),
            tail: if self.track.codec == "Opus" { OPUS_TAIL } else { Nanos::ZERO },
            edge_tick: stream.map_or(Nanos::ZERO, |s| s.edge_tick.max(s.tick))
                + told.doubt
                + own_core(self.track, &how),
            runs: &runs,
            missing: &missing,
            least: self.options.least_silence,
        };
        let mut silences = classify(&found);
        if let (Some(opener), Some(index)) = (&mut opener, index.as_deref()) {
            shown::attach(&mut silences, &shown, opener, index);
        }
        let channels = std::mem::take(&mut told.each)
            .iter()
            .enumerate()
            .map(|(channel, runs)| (channel as u16, classify(&Found { runs, missing: &[], ..found })))
            .collect();
        if !told.plateaus.is_empty() {
            silences.extend(told.plateaus.iter().map(|p| low_level(p, self.recording.span)));
            silences.sort_by_key(|s| s.extent.start().latest());
        }
        let proven: SpanSet<_> = missing
            .iter()
            .filter(|m| m.why == Before::Dropped)
            .map(|m| Span::between(m.from, m.to))
            .chain(self.track.holes.iter().filter_map(|h| match h.kind {
                HoleKind::LateStart => Span::new(h.extent.start().latest(), self.track.start),
                HoleKind::EarlyEnd => Span::new(self.track.end, h.extent.end().latest()),
                HoleKind::Whole => h.extent.inner(),
                HoleKind::Gap => None,
            }))
            .collect();
        let silent: SpanSet<_> = silences.iter().map(|s| s.extent.outer()).collect();
        let heard = HeardTrack {
            number: self.track.number,
            how,
            start,
            end,
            silences,
            audible: covered.minus(&silent),
            examined: covered.union(&proven),
            packets,
            channels: told.channels,
            waveform: told.waveform,
        };
        (heard, More { mono: told.mono, channels })
    }
}

/// A steady low level as a span: no silence that is proven, and a lead for a person.
fn low_level(p: &Plateau, span: Span<RecordingClock>) -> Silence {
    let class = SilenceClass::LowLevel;
    let wider = |t: RecordingTime| t.max(span.start()).min(span.end().max(p.end));
    let extent = Extent::new(
        Interval::between(wider(p.start - p.wider_by), p.start),
        Interval::between(p.end, wider(p.end + p.wider_by)),
    );
    let evidence = Evidence {
        level_tenths_db: Some((p.level_db * 10.0).round() as i32),
        causes: class.possible_causes().into(),
        ..Evidence::default()
    };
    Silence { extent, class, method: Method::LowPlateau, evidence }
}

/// The doubt about ends where only the core was decoded here.
fn own_core(track: &AudioTrack, how: &Examined) -> Nanos {
    if *how == Examined::CoreOnly { core_only(track) } else { Nanos::ZERO }
}

/// Runs of zeros without those that a foreign decoder put where packets are missing.
fn without(runs: &[ZeroRun], missing: &[Missing]) -> Vec<ZeroRun> {
    let filled: SpanSet<_> = missing.iter().map(|m| Span::between(m.from, m.to)).collect();
    let left = |run: &ZeroRun| {
        let run = *run;
        let spans = filled.missing(Span::between(run.start, run.end));
        let length = (run.end - run.start).get().max(1);
        spans
            .spans()
            .iter()
            .map(move |s| ZeroRun {
                start: s.start(),
                end: s.end(),
                samples: (u128::from(run.samples) * s.len().get().unsigned_abs() as u128
                    / length.unsigned_abs() as u128) as u64,
                offset: run.offset,
                from_edge: run.from_edge || s.start() > run.start,
                to_edge: run.to_edge || s.end() < run.end,
            })
            .collect::<Vec<_>>()
    };
    runs.iter().flat_map(left).collect()
}

/// How many samples of a stretch that begins at `start` come before `t`.
fn samples_before(start: RecordingTime, t: RecordingTime, rate_hz: u32) -> usize {
    if t <= start {
        return 0;
    }
    if t == RecordingTime::MAX {
        return usize::MAX;
    }
    // The first sample at or after `t`; half a nanosecond of rounding must not cost a sample.
    let exact = (i128::from((t - start).get()) * i128::from(rate_hz) - i128::from(rate_hz)).max(0);
    usize::try_from((exact + 999_999_999) / 1_000_000_000).unwrap_or(usize::MAX)
}
