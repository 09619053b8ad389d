//! The coarse search: where in all of one recording could 20 s of the other have been heard?
//!
//! Many windows that each look everywhere, rather than one correlation of the whole: a wrong peak of one window
//! is then outvoted, and the windows that agree say how sure we are (`docs/method-clock.md`, "Why windows").
//! Fast correlation by overlapping blocks (overlap-save: Oppenheim & Schafer, *Discrete-Time Signal Processing*).

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use super::features::Features;
use super::parameters::{
    BANDS, PEAK_APART_FRAMES, PEAK_MIN_Z, PEAKS_PER_WINDOW, SEARCH_FFT, WINDOW_FRAMES, WINDOW_MIN_USABLE,
    WINDOW_STEP_FRAMES,
};

/// A window may hang over either end of the other recording by this much: half of it.
const OVERHANG: usize = WINDOW_FRAMES / 2;
/// Correlation values that one block yields.
const BLOCK_STEP: usize = SEARCH_FFT - WINDOW_FRAMES;
const BINS: usize = SEARCH_FFT / 2 + 1;

/// One place at which a window of the first recording resembles the second.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peak {
    /// Middle of the window, frames of the first recording.
    pub at: f64,
    /// Frame of the first recording minus frame of the second at which the same is heard.
    pub lag: f64,
    /// Height in standard deviations of this window's own correlation.
    pub z: f32,
}

/// The best peaks of every window of `a` in all of `b`, window after window.
pub(crate) fn search(a: &Features, b: &Features) -> Vec<Peak> {
    let (a_frames, b_frames) = (a.frames(), b.frames());
    if a_frames < WINDOW_MIN_USABLE || b_frames < WINDOW_MIN_USABLE {
        return Vec::new();
    }
    let mut planner = RealFftPlanner::<f32>::new();
    let mut engine = Engine::new(&mut planner);
    let blocks = engine.blocks(b);
    let norms = window_norms(b);
    let mut window = vec![Complex::default(); BANDS * BINS];
    let mut correlation = vec![0f32; norms.len()];
    let mut peaks = Vec::new();
    let last = a_frames.saturating_sub(WINDOW_FRAMES / 2);
    for from in (0..=last).step_by(WINDOW_STEP_FRAMES) {
        let to = (from + WINDOW_FRAMES).min(a_frames);
        if a.usable()[from..to].iter().filter(|u| **u).count() < WINDOW_MIN_USABLE {
            continue;
        }
        for band in 0..BANDS {
            let values = &a.band(band)[from..to];
            engine.spectrum(values, 0, &mut window[band * BINS..(band + 1) * BINS]);
        }
        engine.correlate(&window, &blocks, &mut correlation);
        for (c, norm) in correlation.iter_mut().zip(&norms) {
            *c *= norm;
        }
        let at = (from + to) as f64 / 2.0;
        best_peaks(
            &correlation,
            |position| Peak { at, lag: from as f64 - (position - OVERHANG as f64), z: 0.0 },
            &mut peaks,
        );
    }
    peaks
}

/// Transforms and their buffers.
struct Engine {
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    real: Vec<f32>,
    product: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

impl Engine {
    fn new(planner: &mut RealFftPlanner<f32>) -> Self {
        let forward = planner.plan_fft_forward(SEARCH_FFT);
        let inverse = planner.plan_fft_inverse(SEARCH_FFT);
        let scratch = vec![Complex::default(); forward.get_scratch_len().max(inverse.get_scratch_len())];
        Self { forward, inverse, real: vec![0.0; SEARCH_FFT], product: vec![Complex::default(); BINS], scratch }
    }

    /// Spectrum of `values`, of which the first is put at `lead`; zeros around them.
    fn spectrum(&mut self, values: &[i8], lead: usize, out: &mut [Complex<f32>]) {
        self.real.fill(0.0);
        for (x, &v) in self.real[lead..].iter_mut().zip(values) {
            *x = f32::from(v);
        }
        // Fails only on wrong buffer lengths, and the plan's own lengths were used.
        let _ = self.forward.process_with_scratch(&mut self.real, out, &mut self.scratch);
    }

    /// Spectra of overlapping blocks of `b`, block after block, band after band.
    fn blocks(&mut self, b: &Features) -> Vec<Complex<f32>> {
        let positions = positions(b);
        let count = positions.div_ceil(BLOCK_STEP);
        let mut out = vec![Complex::default(); count * BANDS * BINS];
        for (i, spectra) in out.chunks_exact_mut(BANDS * BINS).enumerate() {
            // Block `i` starts at this frame of `b` with `OVERHANG` zeros before it.
            let start = i * BLOCK_STEP;
            let (lead, from) = (OVERHANG.saturating_sub(start), start.saturating_sub(OVERHANG));
            for (band, spectrum) in spectra.chunks_exact_mut(BINS).enumerate() {
                self.spectrum(b.band(band).get(from..).unwrap_or(&[]), lead, spectrum);
            }
        }
        out
    }

    /// Correlation of one window with all of the other recording, summed over the bands.
    fn correlate(&mut self, window: &[Complex<f32>], blocks: &[Complex<f32>], out: &mut [f32]) {
        for (spectra, out) in blocks.chunks_exact(BANDS * BINS).zip(out.chunks_mut(BLOCK_STEP)) {
            self.product.fill(Complex::default());
            for (w, s) in window.chunks_exact(BINS).zip(spectra.chunks_exact(BINS)) {
                for ((p, w), s) in self.product.iter_mut().zip(w).zip(s) {
                    // conj(w) · s, written out so that it vectorises.
                    p.re += w.re * s.re + w.im * s.im;
                    p.im += w.re * s.im - w.im * s.re;
                }
            }
            // A real signal has no imaginary part at zero and at half the sampling rate; rounding leaves some.
            if let Some(first) = self.product.first_mut() {
                first.im = 0.0;
            }
            if let Some(last) = self.product.last_mut() {
                last.im = 0.0;
            }
            let _ = self.inverse.process_with_scratch(&mut self.product, &mut self.real, &mut self.scratch);
            out.copy_from_slice(&self.real[..out.len()]);
        }
    }
}

/// How many positions a window can have in `b`, with overhang on both sides.
fn positions(b: &Features) -> usize {
    b.frames() + 2 * OVERHANG - WINDOW_FRAMES + 1
}

/// For every position, one over the root of the energy under the window; so that a loud minute of the other
/// recording does not attract every window. Where there is hardly any sound, the divisor stops falling: a tenth
/// of a window resembles everything.
fn window_norms(b: &Features) -> Vec<f32> {
    let frames = b.frames();
    let mut energy = vec![0f64; frames];
    for band in 0..BANDS {
        for (e, &v) in energy.iter_mut().zip(b.band(band)) {
            *e += f64::from(v) * f64::from(v);
        }
    }
    let mut sums = vec![0f64; frames + 1];
    for i in 0..frames {
        sums[i + 1] = sums[i] + energy[i];
    }
    let usable = b.usable().iter().filter(|u| **u).count().max(1);
    let full = sums[frames] / usable as f64 * WINDOW_FRAMES as f64;
    (0..positions(b))
        .map(|p| {
            let (from, to) = (p.saturating_sub(OVERHANG).min(frames), (p + WINDOW_FRAMES - OVERHANG).min(frames));
            let under = sums[to] - sums[from];
            if under <= 0.0 { 0.0 } else { (1.0 / under.max(full * 0.4).sqrt()) as f32 }
        })
        .collect()
}

/// Appends the highest peaks of one window's correlation.
fn best_peaks(correlation: &[f32], peak_at: impl Fn(f64) -> Peak, out: &mut Vec<Peak>) {
    let heard: Vec<f32> = correlation.iter().copied().filter(|c| *c != 0.0).collect();
    if heard.len() < WINDOW_FRAMES / 2 {
        return;
    }
    let n = heard.len() as f64;
    let mean = heard.iter().map(|c| f64::from(*c)).sum::<f64>() / n;
    let variance = heard.iter().map(|c| (f64::from(*c) - mean).powi(2)).sum::<f64>() / n;
    if variance <= 0.0 {
        return;
    }
    let (mean, deviation) = (mean as f32, variance.sqrt() as f32);
    let z = |i: usize| (correlation[i] - mean) / deviation;
    let mut tops: Vec<(usize, f32)> = (1..correlation.len().saturating_sub(1))
        .filter(|&i| correlation[i] >= correlation[i - 1] && correlation[i] > correlation[i + 1])
        .map(|i| (i, z(i)))
        .filter(|(_, z)| *z >= PEAK_MIN_Z)
        .collect();
    tops.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
    let mut kept: Vec<usize> = Vec::new();
    for (i, z) in tops {
        if kept.len() == PEAKS_PER_WINDOW {
            break;
        }
        if kept.iter().all(|k| k.abs_diff(i) >= PEAK_APART_FRAMES) {
            kept.push(i);
            let (left, middle, right) = (correlation[i - 1], correlation[i], correlation[i + 1]);
            out.push(Peak { z, ..peak_at(i as f64 + vertex(left, middle, right)) });
        }
    }
}

/// Where between its neighbours a parabola through three values has its top, in steps from the middle one.
pub(crate) fn vertex(left: f32, middle: f32, right: f32) -> f64 {
    let bend = f64::from(left) - 2.0 * f64::from(middle) + f64::from(right);
    if bend < 0.0 { (0.5 * (f64::from(left) - f64::from(right)) / bend).clamp(-0.5, 0.5) } else { 0.0 }
}
