//! The second search, for pairs that the first leaves open: where in all of one recording do 4 s of the other
//! occur as a waveform?
//!
//! Under wind and handling noise the rises of the spectrum drown, but the phases of a voice or a siren below
//! 2 kHz still agree. This search is ten times as dear, so it looks with the liveliest windows only, and only
//! where it is needed. Phase transform as in the fine correlation (Knapp & Carter 1976).

use std::f64::consts::PI;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use super::features::Features;
use super::fine::{highest, noise_unit};
use super::parameters::{
    BANDS, FINE_MIN_USABLE, FRAME, HOP, PEAKS_PER_WINDOW, RATE_HZ, WAVE_BUDGET, WAVE_FFT, WAVE_HIGH_HZ, WAVE_LOW_HZ,
    WAVE_MIN_Z, WAVE_WINDOW,
};
use super::search::{Peak, vertex};
use super::track::Track;

/// New lags that one block of the second recording yields, samples.
const BLOCK_STEP: usize = WAVE_FFT - WAVE_WINDOW;
/// The correlation is computed at half the sampling rate: the band ends below 2 kHz.
const LAGS: usize = WAVE_FFT / 2;
/// Peaks of one window are at least this far apart, in lags of 0.25 ms: 0.5 s.
const APART: usize = 2_000;

/// The best peaks of the liveliest windows of `a` in all of `b`, window after window in time.
pub(crate) fn search(a: (&Track, &Features), b: (&Track, &Features)) -> Vec<Peak> {
    let ((track_a, features_a), (track_b, _)) = (a, b);
    // Blocks start before the first sample of `b`, so that a window may hang over its start.
    let blocks = (track_b.samples().len() + WAVE_WINDOW).div_ceil(BLOCK_STEP);
    let starts = lively_windows(features_a, track_a.samples().len(), (WAVE_BUDGET / blocks.max(1)).max(1));
    let mut engine = Engine::new();
    let windows: Vec<Vec<Complex<f32>>> =
        starts.iter().map(|&from| engine.phases(&track_a.samples()[from..from + WAVE_WINDOW], 0, true)).collect();
    let mut found: Vec<Vec<(i64, f64, f32)>> = vec![Vec::new(); starts.len()];
    for block in 0..blocks {
        // First sample of `b` in this block; negative where zeros stand before it.
        let origin = (block * BLOCK_STEP) as i64 - WAVE_WINDOW as i64 / 2;
        let (lead, from) = if origin < 0 { (origin.unsigned_abs() as usize, 0) } else { (0, origin as usize) };
        let samples = track_b.samples().get(from..).unwrap_or(&[]);
        if samples.is_empty() {
            break;
        }
        let spectrum = engine.phases(samples, lead, false);
        for (window, found) in windows.iter().zip(&mut found) {
            for (position, z) in engine.peaks(window, &spectrum) {
                found.push((origin, position, z));
            }
        }
    }
    let frame = |sample: f64| (sample - FRAME as f64 / 2.0) / HOP as f64;
    let mut peaks = Vec::new();
    for (&from, found) in starts.iter().zip(&mut found) {
        found.sort_by(|x, y| y.2.total_cmp(&x.2).then((x.0, x.1 as i64).cmp(&(y.0, y.1 as i64))));
        let mut kept: Vec<f64> = Vec::new();
        for &(origin, position, z) in found.iter() {
            let lag = from as f64 - (origin as f64 + 2.0 * position);
            if kept.len() < PEAKS_PER_WINDOW && kept.iter().all(|k| (k - lag).abs() >= 2.0 * APART as f64) {
                kept.push(lag);
                peaks.push(Peak { at: frame((from + WAVE_WINDOW / 2) as f64), lag: lag / HOP as f64, z });
            }
        }
    }
    peaks
}

/// Starts of up to `count` windows that do not overlap, the liveliest first chosen; in order of time.
fn lively_windows(features: &Features, samples: usize, count: usize) -> Vec<usize> {
    let frames = WAVE_WINDOW / HOP;
    let mut scored: Vec<(f64, usize)> = Vec::new();
    for from in (0..samples.saturating_sub(WAVE_WINDOW)).step_by(WAVE_WINDOW / 2) {
        let first = from / HOP;
        let range = first..(first + frames).min(features.frames());
        let usable = features.usable().get(range.clone()).map_or(0, |u| u.iter().filter(|u| **u).count());
        if (usable as f64) < FINE_MIN_USABLE * frames as f64 {
            continue;
        }
        let energy: f64 = (0..BANDS)
            .filter_map(|band| features.band(band).get(range.clone()))
            .map(|values| values.iter().map(|&v| f64::from(v) * f64::from(v)).sum::<f64>())
            .sum();
        scored.push((energy, from));
    }
    scored.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    let mut chosen: Vec<usize> = Vec::new();
    for (_, from) in scored {
        if chosen.len() < count && chosen.iter().all(|c| c.abs_diff(from) >= WAVE_WINDOW) {
            chosen.push(from);
        }
    }
    chosen.sort_unstable();
    chosen
}

/// Transforms and their buffers.
struct Engine {
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    taper: Vec<f32>,
    real: Vec<f32>,
    spectrum: Vec<Complex<f32>>,
    product: Vec<Complex<f32>>,
    correlation: Vec<f32>,
    scratch: Vec<Complex<f32>>,
    bins: std::ops::Range<usize>,
}

impl Engine {
    fn new() -> Self {
        let mut planner = RealFftPlanner::<f32>::new();
        let forward = planner.plan_fft_forward(WAVE_FFT);
        let inverse = planner.plan_fft_inverse(LAGS);
        let scratch = vec![Complex::default(); forward.get_scratch_len().max(inverse.get_scratch_len())];
        let bin_hz = f64::from(RATE_HZ) / WAVE_FFT as f64;
        Self {
            taper: (0..WAVE_WINDOW)
                .map(|i| (0.5 - 0.5 * (2.0 * PI * i as f64 / WAVE_WINDOW as f64).cos()) as f32)
                .collect(),
            real: vec![0.0; WAVE_FFT],
            spectrum: forward.make_output_vec(),
            product: vec![Complex::default(); LAGS / 2 + 1],
            correlation: vec![0.0; LAGS],
            bins: (WAVE_LOW_HZ / bin_hz).ceil() as usize..(WAVE_HIGH_HZ / bin_hz).floor() as usize,
            forward,
            inverse,
            scratch,
        }
    }

    /// Spectrum of `samples` after `lead` zeros within the band, each bin reduced to its phase.
    fn phases(&mut self, samples: &[i16], lead: usize, tapered: bool) -> Vec<Complex<f32>> {
        self.real.fill(0.0);
        for (i, (x, &s)) in self.real[lead..].iter_mut().zip(samples).enumerate() {
            *x = if tapered { f32::from(s) * self.taper[i] } else { f32::from(s) };
        }
        // Fails only on wrong buffer lengths, and the plan's own lengths were used.
        let _ = self.forward.process_with_scratch(&mut self.real, &mut self.spectrum, &mut self.scratch);
        self.spectrum[self.bins.clone()]
            .iter()
            .map(|c| {
                let size = c.norm_sqr().sqrt();
                if size > 0.0 { c / size } else { Complex::default() }
            })
            .collect()
    }

    /// Where in the block the window occurs: positions in steps of 0.25 ms, with heights.
    fn peaks(&mut self, window: &[Complex<f32>], block: &[Complex<f32>]) -> Vec<(f64, f32)> {
        self.product.fill(Complex::default());
        for ((p, w), s) in self.product[self.bins.clone()].iter_mut().zip(window).zip(block) {
            *p = w.conj() * s;
        }
        let _ = self.inverse.process_with_scratch(&mut self.product, &mut self.correlation, &mut self.scratch);
        let c = &self.correlation;
        let valid = BLOCK_STEP / 2;
        let mut out = Vec::new();
        // Parseval: every bin that is used has size one, and counts twice, for itself and its mirror image.
        let rms = (2.0 * self.bins.len() as f32).sqrt();
        let threshold = WAVE_MIN_Z * rms;
        let mut from = 1;
        // The highest of each half second is enough: peaks closer together are one place.
        while from + 1 < valid {
            let to = (from + APART).min(valid - 1);
            if highest(&c[from..to]) >= threshold {
                let best = (from..to).fold(from, |best, i| if c[i] > c[best] { i } else { best });
                let unit = noise_unit(c, best, APART, rms);
                let z = c[best] / unit;
                if z >= WAVE_MIN_Z {
                    out.push((best as f64 + vertex(c[best - 1], c[best], c[best + 1]), z));
                }
            }
            from = to;
        }
        out
    }
}
