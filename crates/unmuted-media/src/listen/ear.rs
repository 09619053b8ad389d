//! One track's samples, on the recording's clock, given to everyone who wants to hear them: the search for zeros, the
//! drawing, the mono signal, and the account of what was examined.

use unmuted_model::{Nanos, RecordingClock, RecordingTime, Span};

use super::level::{Levels, Plateau};
use super::mono::MonoMaker;
use super::waveform::{Draw, on_scale};
use super::zeros::{Run, Zeros};
use crate::heard::{Channel, Mono, Waveform};

/// A run of zeros on the recording's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ZeroRun {
    pub(crate) start: RecordingTime,
    pub(crate) end: RecordingTime,
    pub(crate) samples: u64,
    /// Where the packet lies that holds the first zero.
    pub(crate) offset: Option<u64>,
    /// It begins with its stretch of samples: what was before is not known from the samples.
    pub(crate) from_edge: bool,
    /// It ends with its stretch of samples.
    pub(crate) to_edge: bool,
}

/// Hears one track.
pub(super) struct Ear {
    least: Nanos,
    /// Runs of fewer samples are certainly shorter than that: to know it costs no division.
    few: i64,
    zeros: Zeros,
    start: RecordingTime,
    draw: Option<Draw>,
    mono: Option<MonoMaker>,
    peaks: Vec<f32>,
    stretch: Option<(RecordingTime, u32, i64)>,
    runs: Vec<ZeroRun>,
    runs_dropped: bool,
    covered: Vec<Span<RecordingClock>>,
    doubt: Nanos,
    magnitudes: Vec<f32>,
    mixed: Vec<f32>,
    /// Each channel's own zeros, where they are asked for and there is more than one.
    each: Option<Vec<(Zeros, Vec<ZeroRun>)>>,
    levels: Option<Levels>,
}

/// What was heard.
pub(super) struct Told {
    pub(super) runs: Vec<ZeroRun>,
    /// Whether there were more runs than are kept.
    pub(super) runs_dropped: bool,
    pub(super) covered: Vec<Span<RecordingClock>>,
    /// By how much the times may be off, besides what the container's own counting leaves open.
    pub(super) doubt: Nanos,
    pub(super) channels: Vec<Channel>,
    pub(super) waveform: Waveform,
    pub(super) mono: Option<Mono>,
    pub(super) mono_cut: bool,
    /// The zeros of each channel alone; empty where they were not asked for.
    pub(super) each: Vec<Vec<ZeroRun>>,
    /// Steady low levels, where they were asked for.
    pub(super) plateaus: Vec<Plateau>,
}

impl Ear {
    /// `least` is the shortest run that is kept, except at the edges of stretches, where any is.
    pub(super) fn new(least: Nanos, floor: f32, start: RecordingTime) -> Self {
        Self {
            least,
            few: 0,
            zeros: Zeros::new(floor),
            start,
            draw: None,
            mono: None,
            peaks: Vec::new(),
            stretch: None,
            runs: Vec::new(),
            runs_dropped: false,
            covered: Vec::new(),
            doubt: Nanos::ZERO,
            magnitudes: Vec::new(),
            mixed: Vec::new(),
            each: None,
            levels: None,
        }
    }

    /// Makes the mono signal as well.
    pub(super) fn with_mono(mut self, wanted: bool) -> Self {
        self.mono = wanted.then(MonoMaker::new);
        self
    }

    /// Draws as well.
    pub(super) fn with_waveform(mut self, wanted: bool) -> Self {
        self.draw = wanted.then(|| Draw::new(self.start));
        self
    }

    /// Listens to each channel alone as well, and for steady low levels.
    pub(super) fn closely(mut self) -> Self {
        self.each = Some(Vec::new());
        self.levels = Some(Levels::default());
        self
    }

    /// Begins a stretch of samples that follow each other.
    pub(super) fn begin(&mut self, t0: RecordingTime, rate_hz: u32) {
        self.end();
        self.stretch = Some((t0, rate_hz, 0));
        // One less: times are rounded to nanoseconds.
        self.few = (i128::from(self.least.get()) * i128::from(rate_hz) / 1_000_000_000) as i64 - 1;
        if let Some(mono) = &mut self.mono {
            mono.begin(t0, rate_hz);
        }
        if let Some(levels) = &mut self.levels {
            levels.begin(t0, rate_hz);
        }
    }

    /// Whether a stretch is open.
    pub(super) fn is_open(&self) -> bool {
        self.stretch.is_some()
    }

    /// When the next sample of the open stretch is.
    pub(super) fn now(&self) -> Option<RecordingTime> {
        self.stretch.map(|(t0, rate, n)| t0 + Nanos::from_ticks(n, u64::from(rate)))
    }

    /// The stretch's next samples: `planes[channel][from..to]`, from a packet at `offset`.
    pub(super) fn push(&mut self, planes: &[Vec<f32>], from: usize, to: usize, offset: Option<u64>) {
        let Some((t0, rate, before)) = self.stretch else { return };
        let n = to.saturating_sub(from);
        let planes: Vec<&[f32]> = planes.iter().filter_map(|p| p.get(from..to)).collect();
        if n == 0 || planes.is_empty() {
            return;
        }
        self.mix(&planes, n);
        if let Some(draw) = &mut self.draw {
            draw_bins(draw, &self.magnitudes, &planes, t0, rate, before);
        }
        let time = |sample: i64| t0 + Nanos::from_ticks(sample, u64::from(rate));
        let (least, few, runs, dropped) = (self.least, self.few, &mut self.runs, &mut self.runs_dropped);
        self.zeros.push(&self.magnitudes, offset, |r: Run| {
            let from_edge = r.start == 0;
            if !from_edge && r.end - r.start < few {
                return;
            }
            let (start, end) = (time(r.start), time(r.end));
            if from_edge || end - start >= least {
                let samples = (r.end - r.start).unsigned_abs();
                let run = ZeroRun { start, end, samples, offset: r.offset, from_edge, to_edge: false };
                keep(runs, run, dropped);
            }
        });
        if let Some(mono) = &mut self.mono {
            // One channel is its own mean.
            mono.push(if let [plane] = planes[..] { plane } else { &self.mixed });
        }
        if let Some(levels) = &mut self.levels {
            levels.push(&planes);
        }
        if let Some(each) = &mut self.each
            && planes.len() > 1
        {
            let threshold = self.zeros.threshold();
            // Channels that come in later would count their samples from there.
            if before == 0 {
                each.resize_with(each.len().max(planes.len()), || (Zeros::new(threshold / 1.001), Vec::new()));
            }
            for ((zeros, runs), plane) in each.iter_mut().zip(&planes) {
                self.magnitudes.clear();
                self.magnitudes.extend(plane.iter().map(|s| s.abs()));
                zeros.push(&self.magnitudes, offset, |r: Run| {
                    if r.end - r.start < few {
                        return;
                    }
                    let (start, end) = (time(r.start), time(r.end));
                    if end - start >= least {
                        let samples = (r.end - r.start).unsigned_abs();
                        let from_edge = r.start == 0;
                        let run = ZeroRun { start, end, samples, offset: r.offset, from_edge, to_edge: false };
                        keep(runs, run, &mut self.runs_dropped);
                    }
                });
            }
        }
        self.stretch = Some((t0, rate, before + n as i64));
    }

    /// The largest magnitude of all channels at each sample, each channel's own, and the mean of all.
    fn mix(&mut self, planes: &[&[f32]], n: usize) {
        if self.peaks.len() < planes.len() {
            self.peaks.resize(planes.len(), 0.0);
        }
        for (plane, peak) in planes.iter().zip(&mut self.peaks) {
            *peak = peak.max(largest(plane));
        }
        self.magnitudes.clear();
        if let [plane] = planes {
            self.magnitudes.extend(plane.iter().map(|s| s.abs()));
            return;
        }
        self.magnitudes.resize(n, 0.0);
        self.mixed.clear();
        self.mixed.resize(n, 0.0);
        let share = 1.0 / planes.len() as f32;
        for plane in planes {
            for ((m, x), &s) in self.magnitudes.iter_mut().zip(&mut self.mixed).zip(*plane) {
                *m = larger(*m, s.abs());
                *x += s * share;
            }
        }
    }

    /// Ends the stretch.
    pub(super) fn end(&mut self) {
        let Some((t0, rate, n)) = self.stretch.take() else { return };
        let time = |sample: i64| t0 + Nanos::from_ticks(sample, u64::from(rate));
        if let Some(r) = self.zeros.end() {
            let samples = (r.end - r.start).unsigned_abs();
            let (start, end, offset) = (time(r.start), time(r.end), r.offset);
            let run = ZeroRun { start, end, samples, offset, from_edge: r.start == 0, to_edge: true };
            keep(&mut self.runs, run, &mut self.runs_dropped);
        }
        for (zeros, runs) in self.each.iter_mut().flatten() {
            if let Some(r) = zeros.end() {
                let (start, end, offset) = (time(r.start), time(r.end), r.offset);
                let samples = (r.end - r.start).unsigned_abs();
                let run = ZeroRun { start, end, samples, offset, from_edge: r.start == 0, to_edge: true };
                keep(runs, run, &mut self.runs_dropped);
            }
        }
        if let Some(levels) = &mut self.levels {
            levels.end();
        }
        if n > 0 {
            self.cover(t0, time(n));
        }
        if let Some(mono) = &mut self.mono {
            mono.end();
        }
    }

    /// The times that are told may be off by so much.
    pub(super) fn doubt(&mut self, by: Nanos) {
        self.doubt = self.doubt.max(by);
    }

    /// Accounts for a time as examined.
    pub(super) fn cover(&mut self, from: RecordingTime, to: RecordingTime) {
        if let Some(last) = self.covered.last_mut()
            && from <= last.end()
            && from >= last.start()
        {
            *last = Span::between(last.start(), last.end().max(to));
        } else if self.covered.len() < crate::limits::SPANS {
            self.covered.extend(Span::new(from, to));
        } else {
            self.runs_dropped = true;
        }
    }

    /// What was heard in all; the waveform reaches to `end`.
    pub(super) fn tell(mut self, number: u32, end: RecordingTime) -> Told {
        self.end();
        let threshold = self.zeros.threshold();
        let channels = self.peaks.iter().map(|&p| Channel { peak: on_scale(p), silent: p < threshold }).collect();
        let (mono, mono_cut) = self.mono.map_or((None, false), |m| m.finish(number));
        Told {
            runs: self.runs,
            runs_dropped: self.runs_dropped,
            covered: self.covered,
            doubt: self.doubt,
            channels,
            waveform: match self.draw {
                Some(draw) => draw.finish(end),
                None => Waveform::none(self.start),
            },
            mono,
            mono_cut,
            each: self.each.unwrap_or_default().into_iter().map(|(_, runs)| runs).collect(),
            plateaus: self.levels.map_or_else(Vec::new, Levels::plateaus),
        }
    }
}

/// The larger one; what is no number is none. In this form the compiler has one instruction for several of them.
fn larger(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}

/// The largest magnitude.
fn largest(plane: &[f32]) -> f32 {
    let mut tops = [0f32; 8];
    let (eights, rest) = plane.as_chunks::<8>();
    for eight in eights {
        for (top, s) in tops.iter_mut().zip(eight) {
            *top = larger(*top, s.abs());
        }
    }
    tops.into_iter().chain(rest.iter().map(|s| s.abs())).fold(0.0, larger)
}

fn draw_bins(draw: &mut Draw, magnitudes: &[f32], planes: &[&[f32]], t0: RecordingTime, rate: u32, before: i64) {
    let n = magnitudes.len();
    let mut i = 0;
    while i < n {
        let t = t0 + Nanos::from_ticks(before + i as i64, u64::from(rate));
        let Some(bin) = draw.bin(t) else { break };
        // The first sample of the next bin: the number of samples in the rest of this one, rounded up.
        let left = (draw.end_of(bin) - t).get().max(1);
        let count = (i128::from(left) * i128::from(rate)).div_euclid(1_000_000_000) as usize + 1;
        let to = (i + count).min(n);
        let peak = largest(magnitudes.get(i..to).unwrap_or_default());
        let squares: f32 = planes.iter().filter_map(|p| p.get(i..to)).flatten().map(|x| x * x).sum();
        draw.add(bin, peak, f64::from(squares), (to - i) * planes.len());
        i = to;
    }
}

fn keep(runs: &mut Vec<ZeroRun>, run: ZeroRun, dropped: &mut bool) {
    if runs.len() < crate::limits::SPANS { runs.push(run) } else { *dropped = true }
}
