//! The coarse search: where in all of one recording could 20 s of the other have been heard?
//!
//! Many windows that each look everywhere, rather than one correlation of the whole: a wrong peak of one window
//! is then outvoted, and the windows that agree say how sure we are (`docs/method-clock.md`, "Why windows").
//! Fast correlation by overlapping blocks (overlap-save: Oppenheim & Schafer, *Discrete-Time Signal Processing*).

use std::ops::Range;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use super::features::Features;
use super::odds::{Looked, Share};
use super::parameters::{
    BANDS, SEARCH_BUDGET, SEARCH_FFT, SHARE_CAP_Z, SHARE_GROWTH, SHARE_MIN_Z, SHARES_PER_WINDOW, Windows,
};

impl Windows {
    /// A window may hang over either end of the other recording by this much: half of it.
    const fn overhang(&self) -> usize {
        self.frames / 2
    }
    /// Correlation values that one block yields.
    const fn block_step(&self) -> usize {
        SEARCH_FFT - self.frames
    }
    /// How many positions a window can have in `b`, with overhang on both sides.
    fn positions(&self, b: &Features) -> usize {
        b.frames() + 2 * self.overhang() - self.frames + 1
    }
}
/// Bins of the spectra that are used: up to 25 Hz. Frames of 32 ms hold nothing faster.
const BINS: usize = SEARCH_FFT / 4;

/// What every segment of `a` names in all of `b`, in sets of segments that do not overlap.
pub(crate) fn search(a: &Features, b: &Features, windows: Windows) -> Vec<Vec<Looked>> {
    let (a_frames, b_frames) = (a.frames(), b.frames());
    if a_frames < windows.min_usable || b_frames < windows.min_usable {
        return Vec::new();
    }
    let mut planner = RealFftPlanner::<f32>::new();
    let mut engine = Engine::new(&mut planner, windows);
    let blocks = engine.blocks(b);
    let norms = window_norms(b, windows);
    let mut window = vec![Complex::default(); BANDS * BINS];
    let mut correlation = vec![0f32; norms.len()];
    let deaf = deaf(b, windows.frames, windows.min_usable as f64 / windows.frames as f64);
    // One window in a segment overlaps the next segment's by half: two sets. Several lie within their segment.
    let sets = if windows.phases == 1 { 2 } else { 1 };
    let mut out = vec![Vec::new(); sets];
    let room = if windows.phases == 1 { 0 } else { windows.step - windows.frames };
    // In long recordings every so many windows, spread evenly.
    let count = a_frames.div_ceil(windows.step) * windows.phases;
    let every = (count * engine.block_count(b)).div_ceil(SEARCH_BUDGET).max(1);
    let last = a_frames.saturating_sub(windows.frames / 2);
    for (i, segment) in (0..=last).step_by(windows.step * every).enumerate() {
        let (mut named, mut lags) = (Vec::new(), None);
        for phase in 0..windows.phases {
            let from = segment + if phase == 0 { 0 } else { room * phase / (windows.phases - 1) };
            let to = (from + windows.frames).min(a_frames);
            let usable = a.usable().get(from..to).map_or(0, |u| u.iter().filter(|u| **u).count());
            if usable < windows.min_usable {
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
            let lag = |position: f64| from as f64 - (position - windows.overhang() as f64);
            let part = 1.0 / windows.phases as f64;
            named.extend(shares(&correlation, windows, lag).into_iter().map(|s| Share { share: s.share * part, ..s }));
            lags = Some((lag(correlation.len() as f64 - 1.0), lag(0.0)));
        }
        if let (Some(lags), false) = (lags, named.is_empty()) {
            let middle = segment as f64 + (room + windows.frames) as f64 / 2.0;
            // Where all windows of the segment are: one of them at least may hear something elsewhere.
            let deaf = deaf
                .iter()
                .map(|r| ((segment + room) as f64 - r.end as f64, segment as f64 - r.start as f64))
                .filter(|(low, high)| high > low)
                .collect();
            out[i % sets].push(Looked {
                at: middle,
                half: (room + windows.frames) as f64 / 2.0,
                lags,
                deaf,
                shares: named,
            });
        }
    }
    out
}

/// Transforms and their buffers.
struct Engine {
    windows: Windows,
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    real: Vec<f32>,
    spectrum: Vec<Complex<f32>>,
    product: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

impl Engine {
    fn new(planner: &mut RealFftPlanner<f32>, windows: Windows) -> Self {
        let forward = planner.plan_fft_forward(SEARCH_FFT);
        let inverse = planner.plan_fft_inverse(SEARCH_FFT);
        let scratch = vec![Complex::default(); forward.get_scratch_len().max(inverse.get_scratch_len())];
        Self {
            windows,
            forward,
            inverse,
            real: vec![0.0; SEARCH_FFT],
            spectrum: vec![Complex::default(); SEARCH_FFT / 2 + 1],
            product: vec![Complex::default(); SEARCH_FFT / 2 + 1],
            scratch,
        }
    }

    /// Spectrum of `values`, of which the first is put at `lead`; zeros around them.
    fn spectrum(&mut self, values: &[i8], lead: usize, out: &mut [Complex<f32>]) {
        self.real.fill(0.0);
        for (x, &v) in self.real[lead..].iter_mut().zip(values) {
            *x = f32::from(v);
        }
        // Fails only on wrong buffer lengths, and the plan's own lengths were used.
        let _ = self.forward.process_with_scratch(&mut self.real, &mut self.spectrum, &mut self.scratch);
        out.copy_from_slice(&self.spectrum[..BINS]);
    }

    /// How many blocks cover `b`.
    fn block_count(&self, b: &Features) -> usize {
        self.windows.positions(b).div_ceil(self.windows.block_step())
    }

    /// Spectra of overlapping blocks of `b`, block after block, band after band.
    fn blocks(&mut self, b: &Features) -> Vec<Complex<f32>> {
        let (step, overhang) = (self.windows.block_step(), self.windows.overhang());
        let count = self.block_count(b);
        let mut out = vec![Complex::default(); count * BANDS * BINS];
        for (i, spectra) in out.chunks_exact_mut(BANDS * BINS).enumerate() {
            // Block `i` starts at this frame of `b`, with the overhang in zeros before it.
            let start = i * step;
            let (lead, from) = (overhang.saturating_sub(start), start.saturating_sub(overhang));
            for (band, spectrum) in spectra.chunks_exact_mut(BINS).enumerate() {
                self.spectrum(b.band(band).get(from..).unwrap_or(&[]), lead, spectrum);
            }
        }
        out
    }

    /// Correlation of one window with all of the other recording, summed over the bands.
    fn correlate(&mut self, window: &[Complex<f32>], blocks: &[Complex<f32>], out: &mut [f32]) {
        for (spectra, out) in blocks.chunks_exact(BANDS * BINS).zip(out.chunks_mut(self.windows.block_step())) {
            self.product.fill(Complex::default());
            for (w, s) in window.chunks_exact(BINS).zip(spectra.chunks_exact(BINS)) {
                for ((p, w), s) in self.product.iter_mut().zip(w).zip(s) {
                    // conj(w) · s, written out so that it vectorises.
                    p.re += w.re * s.re + w.im * s.im;
                    p.im += w.re * s.im - w.im * s.re;
                }
            }
            // A real signal has no imaginary part at zero; rounding leaves some.
            if let Some(first) = self.product.first_mut() {
                first.im = 0.0;
            }
            let _ = self.inverse.process_with_scratch(&mut self.product, &mut self.real, &mut self.scratch);
            out.copy_from_slice(&self.real[..out.len()]);
        }
    }
}

/// Positions of a window of so many frames in a recording, frames, at which less than `least` of it is audible, where
/// it lies within the recording.
pub(crate) fn deaf(features: &Features, window: usize, least: f64) -> Vec<Range<i64>> {
    let mut audible = vec![0usize];
    for u in features.usable() {
        audible.push(audible[audible.len() - 1] + usize::from(*u));
    }
    let mut out: Vec<Range<i64>> = Vec::new();
    for position in 0..(features.frames() + 1).saturating_sub(window) {
        let here = audible[position + window] - audible[position];
        if here as f64 >= least * window as f64 {
            continue;
        }
        let position = position as i64;
        match out.last_mut() {
            Some(last) if last.end == position => last.end += 1,
            _ => out.push(position..position + 1),
        }
    }
    out
}

/// For every position, one over the root of the energy under the window; so that a loud minute of the other
/// recording does not attract every window. Where there is hardly any sound, the divisor stops falling: a tenth
/// of a window resembles everything.
fn window_norms(b: &Features, windows: Windows) -> Vec<f32> {
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
    let full = sums[frames] / usable as f64 * windows.frames as f64;
    (0..windows.positions(b))
        .map(|p| {
            let overhang = windows.overhang();
            let (from, to) = (p.saturating_sub(overhang).min(frames), (p + windows.frames - overhang).min(frames));
            let under = sums[to] - sums[from];
            if under <= 0.0 { 0.0 } else { (1.0 / under.max(full * 0.4).sqrt()) as f32 }
        })
        .collect()
}

/// How much a height counts for, as a natural logarithm; `growth` is [`SHARE_GROWTH`] or its like.
pub(crate) fn log_weight(z: f32, growth: f32) -> f32 {
    if z <= SHARE_CAP_Z { growth * z * z } else { growth * SHARE_CAP_Z * SHARE_CAP_Z + 4.0 * (z / SHARE_CAP_Z).ln() }
}

/// The lags that one window names, with their shares of all that it resembles.
fn shares(correlation: &[f32], windows: Windows, lag: impl Fn(f64) -> f64) -> Vec<Share> {
    let heard: Vec<f32> = correlation.iter().copied().filter(|c| *c != 0.0).collect();
    if heard.len() < windows.frames / 2 {
        return Vec::new();
    }
    let n = heard.len() as f64;
    let mean = heard.iter().map(|c| f64::from(*c)).sum::<f64>() / n;
    let variance = heard.iter().map(|c| (f64::from(*c) - mean).powi(2)).sum::<f64>() / n;
    if variance <= 0.0 {
        return Vec::new();
    }
    let (mean, deviation) = (mean as f32, variance.sqrt() as f32);
    let weight = |i: usize| {
        let z = (correlation[i] - mean) / deviation;
        if z < 2.0 { 1.0 } else { f64::from(log_weight(z, SHARE_GROWTH)).exp() }
    };
    let total: f64 = (0..correlation.len()).map(weight).sum();
    let mut tops: Vec<(usize, f64)> = (1..correlation.len().saturating_sub(1))
        .filter(|&i| correlation[i] >= correlation[i - 1] && correlation[i] > correlation[i + 1])
        .filter(|&i| (correlation[i] - mean) / deviation >= SHARE_MIN_Z)
        .map(|i| (i, (weight(i - 1) + weight(i) + weight(i + 1)) / total))
        .collect();
    tops.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
    tops.truncate(SHARES_PER_WINDOW);
    tops.into_iter()
        .map(|(i, share)| {
            let between = vertex(correlation[i - 1], correlation[i], correlation[i + 1]);
            Share { lag: lag(i as f64 + between), share }
        })
        .collect()
}

/// Where between its neighbours a parabola through three values has its top, in steps from the middle one.
pub(crate) fn vertex(left: f32, middle: f32, right: f32) -> f64 {
    let bend = f64::from(left) - 2.0 * f64::from(middle) + f64::from(right);
    if bend < 0.0 { (0.5 * (f64::from(left) - f64::from(right)) / bend).clamp(-0.5, 0.5) } else { 0.0 }
}
