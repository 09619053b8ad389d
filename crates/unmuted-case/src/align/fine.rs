//! The fine correlation: given a lag to 10 ms, what is it to a tenth of a millisecond, and is it real?
//!
//! Generalised cross-correlation (Knapp & Carter 1976, IEEE TASSP 24(4)) with the phase transform half applied: a
//! frequency counts by the root of its magnitude. With the full transform every frequency counts alike, also those
//! in which there is nothing but wind; with none, a loud voice outweighs everything (the "PHAT-beta" of Donohue,
//! Hannemann & Dietz 2007, Signal Processing 87(7), who found 0.5 to 0.7 best). It uses the phases, which the
//! coarse search threw away, so its agreement is evidence of its own: at a wrong lag its peaks are small and lie
//! anywhere in the range.

use std::f64::consts::PI;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use super::parameters::{FINE_HIGH_HZ, FINE_LOW_HZ, FINE_REACH, FINE_WINDOW, RATE_HZ};
use super::search::vertex;

/// The highest of some 16,000 independent normal values, in standard deviations (expected: 4.0; 1 in 10 is above
/// 4.4; Gumbel's limit).
const NOISE_MAXIMUM: f32 = 4.3;

/// A spectral value with the root of its magnitude.
pub(crate) fn whitened(c: Complex<f32>) -> Complex<f32> {
    let root = c.norm_sqr().sqrt().sqrt();
    if root > 0.0 { c / root } else { Complex::default() }
}

/// The peak of one fine window.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct FinePeak {
    /// How much later the first recording's window hears it than the second's, samples.
    pub lag: f64,
    /// Height in standard deviations of this window's correlation.
    pub z: f32,
}

/// Transforms and buffers of the fine correlation, reused from window to window.
pub(crate) struct Fine {
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    taper: Vec<f32>,
    real: Vec<f32>,
    first: Vec<Complex<f32>>,
    second: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

impl Fine {
    pub fn new() -> Self {
        let mut planner = RealFftPlanner::<f32>::new();
        let forward = planner.plan_fft_forward(FINE_WINDOW);
        let inverse = planner.plan_fft_inverse(FINE_WINDOW);
        let scratch = vec![Complex::default(); forward.get_scratch_len().max(inverse.get_scratch_len())];
        let taper =
            (0..FINE_WINDOW).map(|i| (0.5 - 0.5 * (2.0 * PI * i as f64 / FINE_WINDOW as f64).cos()) as f32).collect();
        let bins = FINE_WINDOW / 2 + 1;
        Self {
            forward,
            inverse,
            taper,
            real: vec![0.0; FINE_WINDOW],
            first: vec![Complex::default(); bins],
            second: vec![Complex::default(); bins],
            scratch,
        }
    }

    /// Compares [`FINE_WINDOW`] samples of `a` from `a_from` with as many of `b` from `b_from`; `None` where
    /// either reaches over its end.
    pub fn peak(&mut self, a: &[i16], a_from: i64, b: &[i16], b_from: i64) -> Option<FinePeak> {
        let a = part(a, a_from)?;
        let b = part(b, b_from)?;
        self.spectrum(a, true);
        self.spectrum(b, false);
        let bin_hz = f64::from(RATE_HZ) / FINE_WINDOW as f64;
        let (low, high) = ((FINE_LOW_HZ / bin_hz).ceil() as usize, (FINE_HIGH_HZ / bin_hz).floor() as usize);
        let mut power = 0f32;
        for (bin, (x, y)) in self.first.iter_mut().zip(&self.second).enumerate() {
            if (low..=high).contains(&bin) {
                *x = whitened(*x * y.conj());
                power += x.norm_sqr();
            } else {
                *x = Complex::default();
            }
        }
        if power <= 0.0 {
            return None;
        }
        let _ = self.inverse.process_with_scratch(&mut self.first, &mut self.real, &mut self.scratch);
        let n = self.real.len();
        let at = |lag: i64| self.real[if lag < 0 { n - lag.unsigned_abs() as usize } else { lag as usize }];
        let reach = FINE_REACH as i64;
        let best = (-reach..=reach).fold(0, |best, lag| if at(lag) > at(best) { lag } else { best });
        // Parseval: every bin that is used counts twice, for itself and its mirror image.
        let rms = (2.0 * power).sqrt();
        let unit = noise_unit(&self.real, best.rem_euclid(n as i64) as usize, 2 * FINE_REACH, rms);
        let lag = best as f64 + vertex(at(best - 1), at(best), at(best + 1));
        Some(FinePeak { lag, z: at(best) / unit })
    }

    fn spectrum(&mut self, samples: &[i16], first: bool) {
        for ((x, &s), &w) in self.real.iter_mut().zip(samples).zip(&self.taper) {
            *x = f32::from(s) * w;
        }
        let out = if first { &mut self.first } else { &mut self.second };
        // Fails only on wrong buffer lengths, and the plan's own lengths were used.
        let _ = self.forward.process_with_scratch(&mut self.real, out, &mut self.scratch);
    }
}

/// What a correlation reaches by chance, as one standard deviation, judged from all of it that is further than
/// `near` from the peak at `best` (around the ends: a correlation by Fourier transform is circular).
///
/// In noise the root mean square is the measure. A tone or a siren, though, resembles itself at many lags: then
/// the highest of the other peaks is, divided by what the highest of that many noise values would be.
pub(crate) fn noise_unit(correlation: &[f32], best: usize, near: usize, rms: f32) -> f32 {
    let n = correlation.len();
    let highest = |part: Option<&[f32]>| highest(part.unwrap_or(&[]));
    let (before, after) = (best.saturating_sub(near), best + near + 1);
    // Where the neighbourhood reaches over an end, it takes as much away at the other.
    let first = after.saturating_sub(n);
    let last = n - near.saturating_sub(best);
    let other = highest(correlation.get(first..before)).max(highest(correlation.get(after..last)));
    rms.max(other / NOISE_MAXIMUM)
}

/// The highest value, or zero; in eight lanes, so that it vectorises.
pub(crate) fn highest(values: &[f32]) -> f32 {
    let mut lanes = [0f32; 8];
    let mut eights = values.chunks_exact(8);
    for eight in &mut eights {
        for (lane, v) in lanes.iter_mut().zip(eight) {
            *lane = if *v > *lane { *v } else { *lane };
        }
    }
    lanes.iter().chain(eights.remainder()).fold(0f32, |m, v| m.max(*v))
}

fn part(samples: &[i16], from: i64) -> Option<&[i16]> {
    let from = usize::try_from(from).ok()?;
    samples.get(from..from.checked_add(FINE_WINDOW)?)
}
