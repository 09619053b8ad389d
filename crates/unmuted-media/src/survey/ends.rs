//! The ends of a silent run, to the sample: a few packets on either side are decoded, and the run of decoded zeros
//! is followed to where something sounds.

use unmuted_model::{Nanos, RecordingTime};

use super::opener::Opener;
use super::runs::Run;
use crate::decode::Decoder;
use crate::listen::ear::ZeroRun;
use crate::listen::zeros::{self, Zeros};
use crate::source::PacketIndex;

/// How many packets are decoded beyond the ends of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    /// Before the run, after those that warm the decoder up: more where the sound itself is of interest.
    pub(super) before: usize,
    /// After the run: at least one.
    pub(super) after: usize,
    /// Packets that a decoder needs before what it gives is right: one with an overlapping transform, else none.
    pub(super) warm_up: usize,
}

/// Samples beside a silence, loudest channel, in order of time. Empty where there are none.
#[derive(Default)]
pub(super) struct Beside {
    pub(super) rate_hz: u32,
    pub(super) samples: Vec<f32>,
}

/// So many samples at either end of a window may hold sound that leaves no trace in the spectrum, because the window
/// rises so slowly. `bench/listen/cuts.py` measures how many, on cuts through sound of -75 to -8 dBFS: at most 194 at 425
/// edges by ffmpeg's encoder (`docs/method-silence.md`). The rest is room for encoders that it leaves out: of voaacenc 303
/// were seen before there was the script.
pub(super) const SLOPE: i64 = 320;
/// The same where the window's first or last 448 samples are zero and it then rises over 128: at most 448 at 1,325 edges.
pub(super) const LATE_OPENING: i64 = 704;

/// A silent run with its ends.
pub(super) struct Ended {
    pub(super) run: Run,
    pub(super) zeros: ZeroRun,
    /// Whether both ends come from decoded samples.
    pub(super) decoded: bool,
    pub(super) before: Beside,
    pub(super) after: Beside,
}

/// Decodes the ends of runs in one track.
pub(super) struct Ends<'a> {
    pub(super) index: &'a dyn PacketIndex,
    pub(super) decoder: Option<Decoder>,
    pub(super) around: Around,
    /// Samples a second, as the container says.
    pub(super) rate_hz: u32,
    /// The usual packet's length.
    pub(super) packet: Nanos,
    /// Below this a sample is zero.
    pub(super) threshold: f32,
    /// How many packets were decoded.
    pub(super) decoded: u64,
    pub(super) data: Vec<u8>,
}

/// Samples of neighbouring packets on the recording's clock.
struct Stretch {
    start: RecordingTime,
    rate_hz: u32,
    samples: Vec<f32>,
    /// It reaches the last packet before the end of the track, or before a gap.
    to_edge: bool,
    /// It begins with the track, or after a gap.
    from_edge: bool,
}

impl Stretch {
    fn time(&self, sample: usize) -> RecordingTime {
        self.start + Nanos::from_ticks(sample as i64, u64::from(self.rate_hz.max(1)))
    }
}

impl Ends<'_> {
    fn time(&self, number: usize) -> Option<RecordingTime> {
        self.index.packet(number)?.time
    }

    fn samples(&self, n: i64) -> Nanos {
        Nanos::from_ticks(n, u64::from(self.rate_hz.max(1)))
    }

    /// Whether something is missing between a packet and the one before it.
    pub(super) fn gap_before(&self, number: usize) -> bool {
        let Some(before) = number.checked_sub(1) else { return true };
        match (self.time(before), self.time(number)) {
            (Some(a), Some(b)) => {
                let step = b - a;
                step > self.packet + Nanos::new(self.packet.get() / 2) || step < Nanos::new(self.packet.get() / 2)
            }
            _ => true,
        }
    }

    /// Whether the packets from one to another last as long as so many packets do: then nothing is missing between.
    pub(super) fn is_even(&self, first: usize, last: usize) -> bool {
        match (self.time(first), self.time(last)) {
            (Some(a), Some(b)) => {
                let expected = self.packet.get().saturating_mul((last - first) as i64);
                ((b - a).get() - expected).abs() < self.packet.get() / 2
            }
            _ => false,
        }
    }

    /// The run with its ends. Without a decoder, or where decoding fails, they are known to a packet, inwards.
    pub(super) fn of(&mut self, opener: &mut Opener<'_>, run: Run) -> Option<Ended> {
        let first = self.index.packet(run.first)?;
        let last = self.index.packet(run.last)?;
        let (begins, ends) = (first.time?, last.time?);
        let from = (0..self.around.before + self.around.warm_up)
            .fold(run.first, |at, _| if self.gap_before(at) { at } else { at - 1 });
        let to = (0..self.around.after)
            .fold(run.last, |at, _| if at + 1 >= self.index.len() || self.gap_before(at + 1) { at } else { at + 1 });
        let head = self.stretch(opener, from, run.first, self.around.warm_up);
        // What comes before the last silent packet is silent: that is what a decoder begins with.
        let tail = self.stretch(opener, run.last, to, 0);
        let start = head.as_ref().and_then(|s| self.last_sound(s));
        let end = tail.as_ref().and_then(|s| self.first_sound(s));
        let decoded = start.is_some() && end.is_some();
        // Known to a packet: with an overlapping transform the first packet still has the end of the sound before it.
        let overlap = if self.around.warm_up > 0 && !self.gap_before(run.first) { self.packet } else { Nanos::ZERO };
        let at_first = run.first == 0 || self.gap_before(run.first);
        let at_last = run.last + 1 >= self.index.len() || self.gap_before(run.last + 1);
        let (start, from_edge) = start.unwrap_or((begins + overlap, at_first));
        let (end, to_edge) = end.unwrap_or((ends + self.packet, at_last));
        // A decoder spreads the sound's last packet over the silence that follows, but what was coded says more: where a
        // packet's spectrum is zero, nothing sounds in its window.
        let (mut start, mut end) = (start, end);
        if let Some(w) = opener.windows(run.first).filter(|_| !from_edge) {
            start = start.min(begins + self.samples(if w.opens_late { LATE_OPENING } else { SLOPE }));
        }
        if let Some(w) = opener.windows(run.last).filter(|_| !to_edge) {
            let window = self.packet + self.packet;
            end = end.max(ends + window - self.samples(if w.closes_early { LATE_OPENING } else { SLOPE }));
        }
        // What is not presented is not heard, and what is not heard is not silent.
        let (start, end) = (start.max(first.from), end.min(last.until));
        if start >= end {
            return None;
        }
        let rate = u64::from(head.as_ref().map_or(self.rate_hz, |h| h.rate_hz));
        let samples = (i128::from((end - start).get()) * i128::from(rate) + 500_000_000) / 1_000_000_000;
        let zeros = ZeroRun {
            start,
            end,
            samples: u64::try_from(samples).unwrap_or(0),
            offset: first.offset,
            from_edge: from_edge || start == first.from,
            to_edge: to_edge || end == last.until,
        };
        let before = head.map_or_else(Beside::default, |s| {
            let n = samples_until(&s, start);
            Beside { rate_hz: s.rate_hz, samples: s.samples.get(..n).unwrap_or_default().to_vec() }
        });
        let after = tail.map_or_else(Beside::default, |s| {
            let n = samples_until(&s, end);
            Beside { rate_hz: s.rate_hz, samples: s.samples.get(n..).unwrap_or_default().to_vec() }
        });
        Some(Ended { run, zeros, decoded, before, after })
    }

    /// The channels that are silent in a packet, from the lowest bit on, as decoded.
    pub(super) fn silent_channels(&mut self, opener: &mut Opener<'_>, number: usize) -> u32 {
        let threshold = self.threshold;
        let Some(decoder) = self.decoder.as_mut() else { return 0 };
        if self.around.warm_up > 0 {
            decoder.forget();
        }
        for n in number.saturating_sub(self.around.warm_up)..=number {
            if !opener.whole(n, &mut self.data) || decoder.decode(&self.data).is_err() {
                return 0;
            }
            self.decoded += 1;
        }
        let silent = |plane: &Vec<f32>| !plane.is_empty() && plane.iter().all(|s| s.abs() < threshold);
        decoder.planes().iter().take(32).enumerate().filter(|(_, p)| silent(p)).fold(0, |all, (c, _)| all | (1 << c))
    }

    /// All zeros of one channel in a run of packets and two on either side, every packet decoded.
    pub(super) fn zeros_of(&mut self, opener: &mut Opener<'_>, run: Run, channel: usize, least: Nanos) -> Vec<ZeroRun> {
        let from = (0..2 + self.around.warm_up).fold(run.first, |at, _| if self.gap_before(at) { at } else { at - 1 });
        let to = (run.last + 2).min(self.index.len().saturating_sub(1));
        let mut out = Vec::new();
        let mut zeros = Zeros::new(0.0);
        let mut magnitudes = Vec::new();
        // Where the samples that are counted begin, and from which packet on they are right.
        let (mut start, mut rate, mut right_from) = (None, u64::from(self.rate_hz.max(1)), from);
        for number in from..=to {
            let gap = self.gap_before(number);
            let Some(packet) = self.index.packet(number) else { break };
            if gap || number == from {
                end_of(&mut zeros, start.take(), rate, gap, &mut out);
                right_from = if gap { number } else { number + self.around.warm_up };
            }
            let Some(decoder) = self.decoder.as_mut() else { break };
            if (gap || number == from) && self.around.warm_up > 0 {
                decoder.forget();
            }
            if !opener.whole(number, &mut self.data) || decoder.decode(&self.data).is_err() {
                end_of(&mut zeros, start.take(), rate, true, &mut out);
                right_from = number + 1 + self.around.warm_up;
                continue;
            }
            self.decoded += 1;
            if number < right_from {
                continue;
            }
            rate = u64::from(decoder.rate_hz().max(1));
            let Some(plane) = decoder.planes().get(channel) else { break };
            let begins = *start.get_or_insert((packet.time.unwrap_or(RecordingTime::ZERO), gap));
            magnitudes.clear();
            magnitudes.extend(plane.iter().map(|s| s.abs()));
            zeros.push(&magnitudes, packet.offset, |r| out.extend(on_clock(r, begins, rate, false)));
        }
        let to_edge = to + 1 >= self.index.len() || self.gap_before(to + 1);
        end_of(&mut zeros, start, rate, to_edge, &mut out);
        let (presented_from, presented_until) = match (self.index.packet(run.first), self.index.packet(run.last)) {
            (Some(a), Some(b)) => (a.from, b.until),
            _ => return Vec::new(),
        };
        for r in &mut out {
            (r.start, r.end) = (r.start.max(presented_from), r.end.min(presented_until));
            r.from_edge |= r.start == presented_from;
            r.to_edge |= r.end == presented_until;
        }
        out.retain(|r| r.end - r.start >= least);
        out
    }

    /// The zeros with which the sound begins that follows a stretch without packets: `number` is the first packet after
    /// it. They are too short to be a packet, and belong to the stretch.
    pub(super) fn after_hole(&mut self, opener: &mut Opener<'_>, number: usize) -> Option<ZeroRun> {
        let to = (number + 2).min(self.index.len().checked_sub(1)?);
        opener.will_open(number..=to, true);
        let s = self.stretch(opener, number, to, 0)?;
        let from = self.index.packet(number)?.from.max(s.start);
        let (end, _) = self.first_sound(&s)?;
        self.short_run(number, from, end, s.rate_hz, (true, false))
    }

    /// The zeros with which the sound ends that a stretch without packets follows: `number` is the last packet.
    pub(super) fn before_hole(&mut self, opener: &mut Opener<'_>, number: usize) -> Option<ZeroRun> {
        let from = (0..1 + self.around.warm_up).fold(number, |at, _| if self.gap_before(at) { at } else { at - 1 });
        opener.will_open(from..=number, true);
        let s = self.stretch(opener, from, number, self.around.warm_up)?;
        let until = self.index.packet(number)?.until.min(s.time(s.samples.len()));
        let (start, _) = self.last_sound(&s)?;
        self.short_run(number, start, until, s.rate_hz, (false, true))
    }

    fn short_run(
        &self,
        number: usize,
        start: RecordingTime,
        end: RecordingTime,
        rate_hz: u32,
        (from_edge, to_edge): (bool, bool),
    ) -> Option<ZeroRun> {
        let samples = i128::from((end - start).get()) * i128::from(rate_hz) / 1_000_000_000;
        let offset = self.index.packet(number)?.offset;
        // Between packets a few samples are zero anywhere; before the first one there is nothing to be between.
        let least = if number == 0 { 1 } else { u64::from(rate_hz) / 1000 };
        let samples = u64::try_from(samples).ok().filter(|&n| n >= least)?;
        Some(ZeroRun { start, end, samples, offset, from_edge, to_edge })
    }

    /// Decodes neighbouring packets; the first ones only warm the decoder up, unless nothing comes before them.
    fn stretch(&mut self, opener: &mut Opener<'_>, from: usize, to: usize, warm_up: usize) -> Option<Stretch> {
        let from_edge = self.gap_before(from);
        let decoder = self.decoder.as_mut()?;
        let warm_up = if from_edge { 0 } else { warm_up };
        let mut out =
            Stretch { start: RecordingTime::ZERO, rate_hz: 0, samples: Vec::new(), to_edge: false, from_edge };
        if warm_up == 0 && self.around.warm_up > 0 {
            decoder.forget();
        }
        for number in from..=to {
            if !opener.whole(number, &mut self.data) {
                return None;
            }
            let frames = decoder.decode(&self.data).ok()?;
            self.decoded += 1;
            if number < from + warm_up {
                continue;
            }
            let packet = self.index.packet(number)?;
            if out.samples.is_empty() {
                (out.start, out.rate_hz) = (packet.time?, decoder.rate_hz());
            }
            if packet.primes {
                continue;
            }
            let before = out.samples.len();
            out.samples.resize(before + frames, 0.0);
            let slots = out.samples.get_mut(before..).unwrap_or_default();
            for plane in decoder.planes() {
                for (slot, s) in slots.iter_mut().zip(plane) {
                    *slot = if s.abs() > slot.abs() { *s } else { *slot };
                }
            }
        }
        out.to_edge = to + 1 >= self.index.len() || self.gap_before(to + 1);
        Some(out)
    }

    /// The time after the last sample that sounds; the first time of all where none does.
    fn last_sound(&self, s: &Stretch) -> Option<(RecordingTime, bool)> {
        let sounds = s.samples.iter().rposition(|x| x.abs() >= self.threshold);
        match sounds {
            Some(at) => Some((s.time(at + 1), false)),
            None => Some((s.start, s.from_edge)),
        }
    }

    /// The time of the first sample that sounds. `None` where the run's own samples sound, which is a contradiction
    /// that decides nothing.
    fn first_sound(&self, s: &Stretch) -> Option<(RecordingTime, bool)> {
        match s.samples.iter().position(|x| x.abs() >= self.threshold) {
            Some(0) => None,
            Some(at) => Some((s.time(at), false)),
            None => Some((s.time(s.samples.len()), s.to_edge)),
        }
    }
}

/// A run of samples that are counted from a time on.
fn on_clock(r: zeros::Run, (start, after_gap): (RecordingTime, bool), rate: u64, to_edge: bool) -> Option<ZeroRun> {
    let time = |sample: i64| start + Nanos::from_ticks(sample, rate);
    let samples = u64::try_from(r.end - r.start).ok().filter(|&n| n > 0)?;
    let from_edge = after_gap && r.start == 0;
    Some(ZeroRun { start: time(r.start), end: time(r.end), samples, offset: r.offset, from_edge, to_edge })
}

/// Ends the samples that were counted.
fn end_of(zeros: &mut Zeros, start: Option<(RecordingTime, bool)>, rate: u64, to_edge: bool, out: &mut Vec<ZeroRun>) {
    if let (Some(r), Some(start)) = (zeros.end(), start) {
        out.extend(on_clock(r, start, rate, to_edge));
    }
}

fn samples_until(s: &Stretch, t: RecordingTime) -> usize {
    let n = i128::from((t - s.start).get()) * i128::from(s.rate_hz) + 500_000_000;
    usize::try_from(n / 1_000_000_000).unwrap_or(0).min(s.samples.len())
}
