//! The mono signal for alignment: all channels averaged, band-limited, at 8,000 samples a second, sample `k` exactly
//! `k` × 125 µs after the first, whatever the rates, gaps and corrections before it.
//!
//! Each output sample is computed on its own from the samples around its exact time, by a windowed sinc whose phase is
//! picked from 512 (J. O. Smith, "Digital Audio Resampling Home Page"; window: J. F. Kaiser 1974). So a stretch may
//! begin at any nanosecond, and no rounding adds up. Passband to 3.2 kHz, 60 dB down from 4 kHz on. The picked phase is
//! at most 1/1024 of a sample off, 61 ns at 16 kHz.
//!
//! High rates are first lowered to some 16 kHz by a short filter around every second, third ... sample: a filter that
//! is steep at 48 kHz is three times as long, for the same sound.

use unmuted_model::RecordingTime;

use crate::heard::Mono;
use crate::limits::MONO_SAMPLES;

/// Samples a second.
pub(super) const RATE_HZ: u32 = 8_000;
const STEP_NS: i64 = 1_000_000_000 / RATE_HZ as i64;
const PHASES: usize = 512;
/// Middle and width of the transition from pass to stop, in Hz.
const CUTOFF_HZ: f64 = 3_600.0;
const TRANSITION_HZ: f64 = 800.0;
/// Stopband, in decibels.
const STOP_DB: f64 = 60.0;
/// A rate is lowered by a whole number as long as it stays above this, in Hz.
const LOWERED_HZ: u32 = 14_000;
/// Stopband of what lowers it, in decibels: a little more, since both are heard one after the other.
const LOWER_STOP_DB: f64 = 62.0;
/// Samples that are multiplied at once: all filters have a multiple of it.
const LANES: usize = 4;
type Lanes = [f32; LANES];
/// Sums that are worked on side by side, because each addition waits for the one before it.
const TOGETHER: usize = 4;
/// Samples that no later output needs are forgotten when there are so many.
const FORGET: usize = 1 << 14;

/// Makes the signal from stretches of samples in order of time.
pub(super) struct MonoMaker {
    start: Option<RecordingTime>,
    out: Vec<i16>,
    /// Those of the rates that there were so far.
    filters: Vec<Filters>,
    stretch: Option<Stretch>,
    full: bool,
}

struct Stretch {
    t0: RecordingTime,
    rate_hz: u32,
    /// Which filters.
    filters: usize,
    /// Samples as they came, where their rate is lowered.
    came: Kept,
    /// Samples at the lowered rate, or as they came where that is low enough.
    samples: Kept,
    /// How many samples the stretch has had, as they came.
    count: i64,
}

/// Some of a row of numbered samples.
struct Kept {
    samples: Vec<f32>,
    /// The number of the first.
    first: i64,
}

impl Kept {
    /// What is before the first sample is silence: so much of it.
    fn after(zeros: usize) -> Self {
        Self { samples: vec![0.0; zeros], first: -(zeros as i64) }
    }

    /// The number after the last.
    fn end(&self) -> i64 {
        self.first + self.samples.len() as i64
    }

    /// As many samples from number `from` on as there are taps.
    fn get(&self, from: i64, taps: &[Lanes]) -> Option<&[Lanes]> {
        let from = usize::try_from(from - self.first).ok()?;
        Some(self.samples.get(from..from + LANES * taps.len())?.as_chunks::<LANES>().0)
    }

    /// Forgets what is before number `from`, now and then.
    fn forget_before(&mut self, from: i64) {
        let n = usize::try_from(from - self.first).unwrap_or(0).min(self.samples.len());
        if n > FORGET {
            self.samples.drain(..n);
            self.first += n as i64;
        }
    }

    fn add_zeros(&mut self, n: usize) {
        let n = self.samples.len() + n;
        self.samples.resize(n, 0.0);
    }
}

impl MonoMaker {
    pub(super) fn new() -> Self {
        Self { start: None, out: Vec::new(), filters: Vec::new(), stretch: None, full: false }
    }

    /// Begins a stretch whose first sample is at `t0`.
    pub(super) fn begin(&mut self, t0: RecordingTime, rate_hz: u32) {
        let start = *self.start.get_or_insert(t0);
        // The first output sample at or after the stretch's first.
        let k0 = usize::try_from((t0 - start).get().saturating_add(STEP_NS - 1).div_euclid(STEP_NS)).unwrap_or(0);
        self.zeros_to(k0);
        let known = self.filters.iter().position(|f| f.rate_hz == rate_hz);
        let number = known.unwrap_or(self.filters.len());
        if known.is_none() {
            self.filters.push(Filters::new(rate_hz));
        }
        let Some(filters) = self.filters.get(number) else { return };
        let half = filters.kernel.half;
        let (came, samples) = match &filters.lower {
            // So that the lowered samples too begin as far ahead as the kernel reaches.
            Some(lower) => {
                let came = Kept::after(half * lower.by + lower.half);
                (came, Kept { samples: Vec::new(), first: -(half as i64) })
            }
            None => (Kept::after(0), Kept::after(half)),
        };
        self.stretch = Some(Stretch { t0, rate_hz, filters: number, came, samples, count: 0 });
    }

    /// The stretch's next samples.
    pub(super) fn push(&mut self, samples: &[f32]) {
        if self.full {
            return;
        }
        if let Some(s) = &mut self.stretch {
            s.count += samples.len() as i64;
            match self.filters.get(s.filters).and_then(|f| f.lower.as_ref()) {
                Some(lower) => {
                    s.came.samples.extend_from_slice(samples);
                    s.lower(lower);
                }
                None => s.samples.samples.extend_from_slice(samples),
            }
        }
        self.produce(false);
    }

    /// Ends the stretch.
    pub(super) fn end(&mut self) {
        if let Some(s) = &mut self.stretch
            && let Some(filters) = self.filters.get(s.filters)
        {
            let after = filters.kernel.half + 1;
            match &filters.lower {
                Some(lower) => {
                    s.came.add_zeros((after + 1) * lower.by + LANES * lower.taps.len());
                    s.lower(lower);
                }
                None => s.samples.add_zeros(after),
            }
            self.produce(true);
        }
        self.stretch = None;
    }

    /// The signal, and whether it had to be cut at the limit.
    pub(super) fn finish(mut self, track: u32) -> (Option<Mono>, bool) {
        self.end();
        self.out.shrink_to_fit();
        let samples = self.out;
        (self.start.map(|start| Mono { track, rate_hz: RATE_HZ, start, samples }), self.full)
    }

    fn zeros_to(&mut self, k: usize) {
        self.full |= k > MONO_SAMPLES;
        let k = k.min(MONO_SAMPLES);
        if k > self.out.len() {
            self.reserve(k - self.out.len());
            self.out.resize(k, 0);
        }
    }

    /// Grows by an eighth rather than doubling: the signal is the largest thing that is held.
    fn reserve(&mut self, more: usize) {
        if self.out.capacity() - self.out.len() < more {
            self.out.reserve_exact(more.max(self.out.len() / 8).max(1 << 16));
        }
    }

    fn produce(&mut self, last: bool) {
        let (Some(start), Some(mut s)) = (self.start, self.stretch.take()) else { return };
        let Some(Filters { kernel, lower, .. }) = self.filters.get_mut(s.filters) else { return };
        // The exact position of an output sample, in samples at the lowered rate: whole ones and parts, of which one has
        // `unit`. It is divided once and added up from there, exactly.
        let unit = 1_000_000_000 * lower.as_ref().map_or(1, |l| l.by) as i64;
        let split = |parts: i128| (parts.div_euclid(unit.into()) as i64, parts.rem_euclid(unit.into()) as i64);
        let since_t0 = (start - s.t0).get() as i128 + self.out.len() as i128 * i128::from(STEP_NS);
        let (first, step) = (since_t0 * i128::from(s.rate_hz), i128::from(STEP_NS) * i128::from(s.rate_hz.max(1)));
        // How many there are before the stretch's end, as far as there is enough around each.
        let end = i128::from(s.count) * 1_000_000_000;
        let enough = i128::from(s.samples.end() - kernel.half as i64) * i128::from(unit);
        let until = if last { end } else { end.min(enough) };
        let left = usize::try_from((until - first + step - 1).div_euclid(step).max(0)).unwrap_or(usize::MAX);
        self.full |= left > MONO_SAMPLES - self.out.len();
        let left = left.min(MONO_SAMPLES - self.out.len());
        if self.out.capacity() - self.out.len() < left {
            // By an eighth rather than doubling: the signal is the largest thing that is held.
            self.out.reserve_exact(left.max(self.out.len() / 8).max(1 << 16));
        }
        let (mut at, step) = (split(first), split(step));
        if step.1 == 0 {
            // A whole number of samples lies between two outputs: all have the same phase.
            kernel.make(kernel.phase(at.1, unit));
            let row = kernel.row(kernel.phase(at.1, unit));
            let by = usize::try_from(step.0).unwrap_or(0);
            let around = |i: usize| s.samples.get(at.0 + 1 - kernel.half as i64 + (i * by) as i64, row);
            each_by_one(row, left, around, |y| self.out.extend(y.iter().map(|y| on_scale(*y))));
            at.0 += left as i64 * step.0;
        } else {
            kernel.make_all();
            for _ in 0..left {
                let row = kernel.row(kernel.phase(at.1, unit));
                let Some(around) = s.samples.get(at.0 + 1 - kernel.half as i64, row) else { break };
                self.out.push(on_scale(sum_alone(row, around)));
                at = (at.0 + step.0, at.1 + step.1);
                if at.1 >= unit {
                    at = (at.0 + 1, at.1 - unit);
                }
            }
        }
        s.samples.forget_before(at.0 + 1 - kernel.half as i64);
        self.stretch = Some(s);
    }
}

impl Stretch {
    /// Lowers the rate of what has come, as far as there is enough around each sample.
    fn lower(&mut self, lower: &Lower) {
        let from = |n: i64| n * lower.by as i64 - lower.half as i64;
        let first = self.samples.end();
        let left = self.came.end() - from(first) - (LANES * lower.taps.len()) as i64;
        let left = usize::try_from(left.div_euclid(lower.by as i64) + 1).unwrap_or(0);
        let around = |i: usize| self.came.get(from(first + i as i64), &lower.taps);
        each_by_one(&lower.taps, left, around, |y| self.samples.samples.extend_from_slice(y));
        self.came.forget_before(from(self.samples.end()));
    }
}

/// The filters for one input rate.
struct Filters {
    rate_hz: u32,
    lower: Option<Lower>,
    kernel: Kernel,
}

impl Filters {
    fn new(rate_hz: u32) -> Self {
        let by = (rate_hz / LOWERED_HZ).max(1);
        let rate = f64::from(rate_hz) / f64::from(by);
        Self {
            rate_hz,
            lower: (by > 1).then(|| Lower::new(f64::from(rate_hz), by as usize)),
            kernel: Kernel::new(rate),
        }
    }
}

/// What lowers a rate: of every `by` samples one is left, with what the kernel could not tell from its band filtered out.
struct Lower {
    by: usize,
    /// Input samples on either side.
    half: usize,
    /// `2 × half + 1` taps, and zeros.
    taps: Vec<Lanes>,
}

impl Lower {
    fn new(rate: f64, by: usize) -> Self {
        // What lies as far below the lowered rate as the kernel's stopband above zero would be folded onto its band.
        let stop = rate / by as f64 - (CUTOFF_HZ + TRANSITION_HZ / 2.0);
        let (cutoff, transition) = ((stop + CUTOFF_HZ) / 2.0, stop - CUTOFF_HZ);
        let half = half_length(LOWER_STOP_DB, transition / rate);
        let beta = kaiser_beta(LOWER_STOP_DB);
        let tap = |j: usize| {
            let x = j as f64 - half as f64;
            let u = x / half as f64;
            sinc(2.0 * cutoff / rate * x) * bessel_i0(beta * (1.0 - u * u).max(0.0).sqrt())
        };
        let row: Vec<f64> = (0..=2 * half).map(tap).collect();
        let sum: f64 = row.iter().sum();
        let lanes = |part: &[f64]| std::array::from_fn(|l| part.get(l).map_or(0.0, |t| (t / sum) as f32));
        Self { by, half, taps: row.chunks(LANES).map(lanes).collect() }
    }
}

/// The filter to the rate of the signal, at every phase that was needed so far.
struct Kernel {
    /// Samples on either side.
    half: usize,
    /// `PHASES + 1` rows of `2 × half` taps; one that was not needed yet has none.
    rows: Vec<Vec<Lanes>>,
    /// Whether all are there.
    all: bool,
    /// The middle of the transition, as a part of the rate.
    cutoff: f64,
}

impl Kernel {
    fn new(rate: f64) -> Self {
        let transition = TRANSITION_HZ.min(rate * 0.1);
        let half = (half_length(STOP_DB, transition / rate) + 1).next_multiple_of(LANES / 2);
        Self { half, rows: vec![Vec::new(); PHASES + 1], all: false, cutoff: CUTOFF_HZ.min(rate * 0.45) / rate }
    }

    /// The phase of an output `part` / `unit` of a sample after the sample at `half - 1` of those around it.
    fn phase(&self, part: i64, unit: i64) -> usize {
        (part as f64 * (PHASES as f64 / unit as f64) + 0.5) as usize
    }

    /// Makes the taps of a phase, if they are not there.
    fn make(&mut self, phase: usize) {
        let half = self.half as f64;
        let Some(row) = self.rows.get_mut(phase).filter(|r| r.is_empty()) else { return };
        let f = phase as f64 / PHASES as f64;
        let beta = kaiser_beta(STOP_DB);
        let tap = |j: usize| {
            let x = j as f64 - (half - 1.0) - f;
            let u = x / half;
            let window = if u.abs() < 1.0 { bessel_i0(beta * (1.0 - u * u).sqrt()) } else { 0.0 };
            sinc(2.0 * self.cutoff * x) * window
        };
        let taps: Vec<f64> = (0..2 * self.half).map(tap).collect();
        let sum: f64 = taps.iter().sum();
        *row = taps.as_chunks::<LANES>().0.iter().map(|part| part.map(|t| (t / sum) as f32)).collect();
    }

    fn make_all(&mut self) {
        if !self.all {
            (0..=PHASES).for_each(|phase| self.make(phase));
            self.all = true;
        }
    }

    /// The taps of a phase.
    fn row(&self, phase: usize) -> &[Lanes] {
        self.rows.get(phase).map_or(&[], Vec::as_slice)
    }
}

/// Tells `left` sums of products of one row, with what `around` gives for each, as long as it gives anything.
fn each_by_one<'a>(
    row: &[Lanes],
    left: usize,
    around: impl Fn(usize) -> Option<&'a [Lanes]>,
    mut tell: impl FnMut(&[f32]),
) {
    let mut i = 0;
    while i + TOGETHER <= left {
        let (Some(a), Some(b), Some(c), Some(d)) = (around(i), around(i + 1), around(i + 2), around(i + 3)) else {
            return;
        };
        tell(&sums_by_one(row, [a, b, c, d]));
        i += TOGETHER;
    }
    (i..left).map_while(around).for_each(|around| tell(&[sum(row, around)]));
}

/// The sum of products where each output has a row of its own: the four sums side by side are parts of one.
fn sum_alone(row: &[Lanes], around: &[Lanes]) -> f32 {
    #[inline(never)]
    fn lanes(row: &[Lanes], around: &[Lanes], out: &mut [Lanes; TOGETHER]) {
        let mut sums = [[0f32; LANES]; TOGETHER];
        let ((rows, rest), (arounds, around_rest)) = (row.as_chunks::<TOGETHER>(), around.as_chunks::<TOGETHER>());
        for (row, around) in rows.iter().zip(arounds) {
            for k in 0..TOGETHER {
                for l in 0..LANES {
                    sums[k][l] += row[k][l] * around[k][l];
                }
            }
        }
        for (row, around) in rest.iter().zip(around_rest) {
            for l in 0..LANES {
                sums[0][l] += row[l] * around[l];
            }
        }
        *out = sums;
    }
    let mut out = [[0f32; LANES]; TOGETHER];
    lanes(row, around, &mut out);
    let [a, b, c, d] = out.map(added);
    (a + b) + (c + d)
}

/// The sum of products, added up in the order in which four are.
fn sum(row: &[Lanes], around: &[Lanes]) -> f32 {
    let [one, ..] = sums_by_one(row, [around; TOGETHER]);
    one
}

/// Four sums of products with one row. The order of addition is one, however many are asked for.
fn sums_by_one(row: &[Lanes], around: [&[Lanes]; TOGETHER]) -> [f32; TOGETHER] {
    // Apart from what adds up the lanes: together, the compiler no longer sees that four lanes are one register.
    #[inline(never)]
    fn lanes(row: &[Lanes], [w, x, y, z]: [&[Lanes]; TOGETHER], out: &mut [Lanes; TOGETHER]) {
        let mut sums = [[0f32; LANES]; TOGETHER];
        for ((t, (w, x)), (y, z)) in row.iter().zip(w.iter().zip(x)).zip(y.iter().zip(z)) {
            for l in 0..LANES {
                sums[0][l] += t[l] * w[l];
                sums[1][l] += t[l] * x[l];
                sums[2][l] += t[l] * y[l];
                sums[3][l] += t[l] * z[l];
            }
        }
        *out = sums;
    }
    let mut out = [[0f32; LANES]; TOGETHER];
    lanes(row, around, &mut out);
    out.map(added)
}

fn added([a, b, c, d]: Lanes) -> f32 {
    (a + b) + (c + d)
}

/// As 16 bits, rounded. A cast cuts off what is behind the point and stays within bounds.
fn on_scale(y: f32) -> i16 {
    let y = 32_767.0 * y;
    (y + 0.5f32.copysign(y)) as i16
}

/// Samples on either side that a filter of such a transition (as a part of the rate) needs: Kaiser's estimate of its
/// length is (A - 7.95) / (14.36 × Δf / fs).
fn half_length(stop_db: f64, transition: f64) -> usize {
    (((stop_db - 7.95) / (14.36 * transition)) / 2.0).ceil() as usize
}

/// Kaiser's window parameter, for stopbands below -50 dB.
fn kaiser_beta(stop_db: f64) -> f64 {
    0.1102 * (stop_db - 8.7)
}

fn sinc(x: f64) -> f64 {
    if x.abs() < 1e-12 { 1.0 } else { (std::f64::consts::PI * x).sin() / (std::f64::consts::PI * x) }
}

/// The modified Bessel function of order zero, by its power series (Abramowitz and Stegun 9.6.12); enough terms for
/// the window parameters used here.
fn bessel_i0(x: f64) -> f64 {
    let q = x * x / 4.0;
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..50 {
        term *= q / f64::from(k * k);
        sum += term;
        if term < 1e-17 * sum {
            break;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use unmuted_model::Nanos;

    fn tone(rate: u32, hz: f64, secs: f64, t0: f64) -> Vec<f32> {
        (0..(secs * f64::from(rate)) as usize)
            .map(|i| (2.0 * std::f64::consts::PI * hz * (t0 + i as f64 / f64::from(rate))).sin() as f32 * 0.5)
            .collect()
    }

    fn resample(rate: u32, signal: &[f32], t0: RecordingTime) -> Mono {
        let mut m = MonoMaker::new();
        m.begin(t0, rate);
        for packet in signal.chunks(1024) {
            m.push(packet);
        }
        m.finish(0).0.unwrap()
    }

    #[test]
    fn a_tone_keeps_its_phase_at_every_rate() {
        for rate in [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000] {
            let mono = resample(rate, &tone(rate, 1_000.0, 0.5, 0.0), RecordingTime::ZERO);
            assert_eq!(mono.samples.len(), 4_000, "{rate}");
            for (k, &y) in mono.samples.iter().enumerate().take(3_900).skip(100) {
                let want = (2.0 * std::f64::consts::PI * 1_000.0 * k as f64 / 8_000.0).sin() * 0.5 * 32_767.0;
                assert!((f64::from(y) - want).abs() < 32.0, "{rate}: sample {k} is {y}, not {want}");
            }
        }
    }

    #[test]
    fn what_lies_above_the_band_is_gone() {
        let above = |rate, hz| {
            let mono = resample(rate, &tone(rate, hz, 0.5, 0.0), RecordingTime::ZERO);
            mono.samples[100..3_900].iter().map(|x| x.abs()).max().unwrap()
        };
        for rate in [16_000, 32_000, 44_100, 48_000, 96_000] {
            let mut hz = 4_100.0;
            while hz < f64::from(rate) / 2.0 {
                let peak = above(rate, hz);
                assert!(peak <= 17, "{hz} Hz at {rate}: {peak} of 16384"); // 60 dB
                hz += 410.0;
            }
        }
    }

    #[test]
    fn the_band_is_flat_at_every_rate() {
        for rate in [16_000, 22_050, 32_000, 44_100, 48_000, 96_000] {
            for hz in [50.0, 300.0, 2_000.0, 3_200.0] {
                let mono = resample(rate, &tone(rate, hz, 0.5, 0.0), RecordingTime::ZERO);
                let power: f64 = mono.samples[120..3_880].iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() / 3_760.0;
                let gain = (2.0 * power).sqrt() / (0.5 * 32_767.0);
                assert!((gain - 1.0).abs() < 0.003, "{hz} Hz at {rate}: {gain}");
            }
        }
    }

    #[test]
    fn packets_do_not_matter() {
        for rate in [8_000, 16_000, 44_100, 48_000] {
            let signal = tone(rate, 700.0, 0.4, 0.0);
            let whole = resample(rate, &signal, RecordingTime::ZERO);
            for packet in [1, 7, 333, 5_000] {
                let mut m = MonoMaker::new();
                m.begin(RecordingTime::ZERO, rate);
                signal.chunks(packet).for_each(|p| m.push(p));
                assert_eq!(m.finish(0).0.unwrap(), whole, "{packet} at {rate}");
            }
        }
    }

    #[test]
    fn stretches_stay_on_one_grid() {
        // A second stretch that begins off the grid, after a gap.
        let mut m = MonoMaker::new();
        let late = 0.5 + 37e-6;
        m.begin(RecordingTime::ZERO, 48_000);
        m.push(&tone(48_000, 500.0, 0.25, 0.0));
        m.end();
        m.begin(RecordingTime::ZERO + Nanos::from_secs_f64(late), 44_100);
        m.push(&tone(44_100, 500.0, 0.25, late));
        let mono = m.finish(0).0.unwrap();
        assert!(mono.samples[2_000..4_000].iter().all(|&s| s == 0));
        for (k, &y) in mono.samples.iter().enumerate().take(5_900).skip(4_100) {
            let want = (2.0 * std::f64::consts::PI * 500.0 * k as f64 / 8_000.0).sin() * 0.5 * 32_767.0;
            assert!((f64::from(y) - want).abs() < 32.0, "sample {k} is {y}, not {want}");
        }
    }
}
