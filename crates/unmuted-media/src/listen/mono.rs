//! The mono signal for alignment: all channels averaged, band-limited, at 8,000 samples a second, sample `k` exactly
//! `k` × 125 µs after the first, whatever the rates, gaps and corrections before it.
//!
//! Each output sample is computed on its own from the samples around its exact time, by a windowed sinc whose phase is
//! picked from 512 (J. O. Smith, "Digital Audio Resampling Home Page"; window: J. F. Kaiser 1974). So a stretch may
//! begin at any nanosecond, and no rounding adds up. Passband to 3.2 kHz, 60 dB down from 4 kHz on. The picked phase is
//! at most 1/1024 of an input sample off, 20 ns at 48 kHz.

use std::collections::HashMap;
use std::rc::Rc;

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

/// Makes the signal from stretches of samples in order of time.
pub(super) struct MonoMaker {
    start: Option<RecordingTime>,
    out: Vec<i16>,
    kernels: HashMap<u32, Rc<Kernel>>,
    stretch: Option<Stretch>,
    full: bool,
}

struct Stretch {
    t0: RecordingTime,
    rate_hz: u32,
    kernel: Rc<Kernel>,
    /// Samples, the first of which has the number `first`.
    samples: Vec<f32>,
    first: i64,
    /// How many samples the stretch has had.
    count: i64,
}

impl MonoMaker {
    pub(super) fn new() -> Self {
        Self { start: None, out: Vec::new(), kernels: HashMap::new(), stretch: None, full: false }
    }

    /// Begins a stretch whose first sample is at `t0`.
    pub(super) fn begin(&mut self, t0: RecordingTime, rate_hz: u32) {
        let start = *self.start.get_or_insert(t0);
        // The first output sample at or after the stretch's first.
        let k0 = usize::try_from((t0 - start).get().saturating_add(STEP_NS - 1).div_euclid(STEP_NS)).unwrap_or(0);
        self.zeros_to(k0);
        let kernel = self.kernels.entry(rate_hz).or_insert_with(|| Rc::new(Kernel::new(rate_hz))).clone();
        let half = kernel.half;
        self.stretch = Some(Stretch { t0, rate_hz, kernel, samples: vec![0.0; half], first: -(half as i64), count: 0 });
    }

    /// The stretch's next samples.
    pub(super) fn push(&mut self, samples: &[f32]) {
        if self.full {
            return;
        }
        if let Some(s) = &mut self.stretch {
            s.samples.extend_from_slice(samples);
            s.count += samples.len() as i64;
        }
        self.produce(false);
    }

    /// Ends the stretch.
    pub(super) fn end(&mut self) {
        if let Some(s) = &mut self.stretch {
            let padded = s.samples.len() + s.kernel.half + 1;
            s.samples.resize(padded, 0.0);
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
        self.reserve((s.samples.len() as u64 * u64::from(RATE_HZ) / u64::from(s.rate_hz.max(1))) as usize + 2);
        loop {
            if self.out.len() >= MONO_SAMPLES {
                self.full = true;
                break;
            }
            // The exact position of this output sample, in input samples: whole and billionths.
            let since_t0 = (start - s.t0).get() as i128 + self.out.len() as i128 * i128::from(STEP_NS);
            let position = since_t0 * i128::from(s.rate_hz);
            let whole = position.div_euclid(1_000_000_000) as i64;
            let part = position.rem_euclid(1_000_000_000) as i64;
            let ended = if last { whole >= s.count } else { whole + s.kernel.half as i64 >= s.count };
            if ended {
                break;
            }
            let Ok(from) = usize::try_from(whole + 1 - s.kernel.half as i64 - s.first) else { break };
            let Some(around) = s.samples.get(from..from + 2 * s.kernel.half) else { break };
            let y = s.kernel.apply(part, around);
            self.out.push((y * 32_767.0).round().clamp(-32_768.0, 32_767.0) as i16);
        }
        // Forget what no later output needs.
        let keep_from = {
            let since_t0 = (start - s.t0).get() as i128 + self.out.len() as i128 * i128::from(STEP_NS);
            let whole = (since_t0 * i128::from(s.rate_hz)).div_euclid(1_000_000_000) as i64;
            usize::try_from(whole + 1 - s.kernel.half as i64 - s.first).unwrap_or(0).min(s.samples.len())
        };
        if keep_from > 1 << 14 {
            s.samples.drain(..keep_from);
            s.first += keep_from as i64;
        }
        self.stretch = Some(s);
    }
}

/// The filter for one input rate, at every phase.
struct Kernel {
    /// Input samples on either side.
    half: usize,
    /// `PHASES + 1` rows of `2 × half` taps.
    taps: Vec<f32>,
}

impl Kernel {
    fn new(rate_hz: u32) -> Self {
        let rate = f64::from(rate_hz);
        // Kaiser's estimate of the length: (A - 7.95) / (14.36 × Δf / fs), and his window parameter for A > 50.
        let transition = TRANSITION_HZ.min(rate * 0.1);
        let cutoff = CUTOFF_HZ.min(rate * 0.45);
        let half = (((STOP_DB - 7.95) / (14.36 * transition / rate)) / 2.0).ceil() as usize + 1;
        let beta = 0.1102 * (STOP_DB - 8.7);
        let mut taps = Vec::with_capacity((PHASES + 1) * 2 * half);
        for phase in 0..=PHASES {
            let f = phase as f64 / PHASES as f64;
            let row: Vec<f64> = (0..2 * half)
                .map(|j| {
                    let x = j as f64 - (half as f64 - 1.0) - f;
                    let u = x / half as f64;
                    let window = if u.abs() < 1.0 { bessel_i0(beta * (1.0 - u * u).sqrt()) } else { 0.0 };
                    sinc(2.0 * cutoff / rate * x) * window
                })
                .collect();
            let sum: f64 = row.iter().sum();
            taps.extend(row.iter().map(|t| (t / sum) as f32));
        }
        Self { half, taps }
    }

    /// The output at `part` billionths of a sample after the sample at `half - 1` of `around`.
    fn apply(&self, part: i64, around: &[f32]) -> f32 {
        let phase = ((part * PHASES as i64 + 500_000_000) / 1_000_000_000) as usize;
        let row = self.taps.get(phase * 2 * self.half..(phase + 1) * 2 * self.half).unwrap_or_default();
        // Eight sums side by side let the compiler use vector registers, and fix the order of addition.
        let mut sums = [0f32; 8];
        let (a, a_rest) = row.as_chunks::<8>();
        let (b, b_rest) = around.as_chunks::<8>();
        for (a, b) in a.iter().zip(b) {
            for i in 0..8 {
                sums[i] += a[i] * b[i];
            }
        }
        let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
        sums.iter().sum::<f32>() + rest
    }
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
        let mono = resample(48_000, &tone(48_000, 5_000.0, 0.5, 0.0), RecordingTime::ZERO);
        let peak = mono.samples[100..3_900].iter().map(|x| x.abs()).max().unwrap();
        assert!(peak <= 17, "{peak} of 16384"); // 60 dB
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
