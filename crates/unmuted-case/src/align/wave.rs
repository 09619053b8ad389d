//! The second search, for pairs that the first leaves open: where in all of one recording do 2 s of the other
//! occur as a waveform?
//!
//! Under wind and handling noise the rises of the spectrum drown, but the phases of a voice or a siren below
//! 2 kHz still agree. This search is ten times as dear, so it looks with the liveliest windows only, and only
//! where it is needed. Partly whitened as in the fine correlation ([`super::fine`]).

use std::f64::consts::PI;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use super::features::Features;
use super::fine::whitened;
use super::odds::{Looked, Share};
use super::parameters::{
    BANDS, FRAME, HOP, RATE_HZ, SHARE_MIN_Z, SHARES_PER_WINDOW, WAVE_BUDGET, WAVE_FFT, WAVE_HIGH_HZ, WAVE_LOW_HZ,
    WAVE_PEAK, WAVE_WINDOW,
};
use super::search::{log_weight, vertex};
use super::track::Track;

/// New lags that one block of the second recording yields, samples.
const BLOCK_STEP: usize = WAVE_FFT - WAVE_WINDOW;
/// The correlation is computed at half the sampling rate: the band ends below 2 kHz.
const LAGS: usize = WAVE_FFT / 2;

/// What one window has found so far.
#[derive(Clone, Default)]
struct Found {
    /// Sum of the weights of all lags.
    total: f64,
    /// Position in `b`, samples, and weight.
    peaks: Vec<(f64, f64)>,
}

/// What the liveliest windows of `a` name in all of `b`, in order of time.
pub(crate) fn search(a: (&Track, &Features), b: (&Track, &Features)) -> Vec<Looked> {
    let ((track_a, features_a), (track_b, _)) = (a, b);
    // Blocks start before the first sample of `b`, so that a window may hang over its start.
    let blocks = (track_b.samples().len() + WAVE_WINDOW).div_ceil(BLOCK_STEP);
    let segments =
        lively_segments(features_a, track_a.samples().len(), (WAVE_BUDGET / (blocks * WAVE_PHASES).max(1)).max(1));
    // Several windows in each, so that one of them lies well on what is said there.
    let starts: Vec<usize> = segments.iter().flat_map(|s| (0..WAVE_PHASES).map(move |k| s + k * PHASE_STEP)).collect();
    let mut engine = Engine::new();
    let windows: Vec<Vec<Complex<f32>>> =
        starts.iter().map(|&from| engine.spectrum(&track_a.samples()[from..from + WAVE_WINDOW], 0, true)).collect();
    let mut found = vec![Found::default(); starts.len()];
    for block in 0..blocks {
        // First sample of `b` in this block; negative where zeros stand before it.
        let origin = (block * BLOCK_STEP) as i64 - WAVE_WINDOW as i64 / 2;
        let (lead, from) = if origin < 0 { (origin.unsigned_abs() as usize, 0) } else { (0, origin as usize) };
        let samples = track_b.samples().get(from..).unwrap_or(&[]);
        if samples.is_empty() {
            break;
        }
        let heard = samples.iter().take(WAVE_FFT - lead).any(|s| *s != 0);
        if !heard {
            continue;
        }
        let spectrum = engine.spectrum(samples, lead, false);
        for (window, found) in windows.iter().zip(&mut found) {
            engine.look(window, &spectrum, origin as f64, found);
        }
    }
    let frame = |sample: f64| (sample - FRAME as f64 / 2.0) / HOP as f64;
    let overhang = WAVE_WINDOW as f64 / 2.0;
    let (lowest, highest) = (-overhang, track_b.samples().len() as f64 - overhang);
    segments
        .iter()
        .zip(found.chunks_mut(WAVE_PHASES))
        .map(|(&from, found)| {
            let lag = |start: usize, position: f64| (start as f64 - position) / HOP as f64;
            let mut shares = Vec::new();
            for (k, found) in found.iter_mut().enumerate().filter(|(_, f)| f.total > 0.0) {
                found.peaks.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.total_cmp(&y.0)));
                found.peaks.truncate(SHARES_PER_WINDOW);
                // The mean over the windows of a segment: they overlap, so they are one witness.
                let part = found.total * WAVE_PHASES as f64;
                let start = from + k * PHASE_STEP;
                shares.extend(found.peaks.iter().map(|&(p, w)| Share { lag: lag(start, p), share: w / part }));
            }
            Looked {
                at: frame((from + WAVE_SEGMENT / 2) as f64),
                half: (WAVE_SEGMENT / 2) as f64 / HOP as f64,
                lags: (lag(from, highest), lag(from, lowest)),
                shares,
            }
        })
        .collect()
}

/// Samples in one segment; its windows lie within it.
const WAVE_SEGMENT: usize = 2 * WAVE_WINDOW;
/// Windows in one segment.
const WAVE_PHASES: usize = 5;
/// Samples between them: 0.512 s.
const PHASE_STEP: usize = (WAVE_SEGMENT - WAVE_WINDOW) / (WAVE_PHASES - 1);

/// Starts of up to `count` segments that do not overlap, the liveliest first chosen; in order of time.
fn lively_segments(features: &Features, samples: usize, count: usize) -> Vec<usize> {
    let frames = WAVE_SEGMENT / HOP;
    let mut scored: Vec<(f64, usize)> = Vec::new();
    for from in (0..(samples + 1).saturating_sub(WAVE_SEGMENT)).step_by(WAVE_SEGMENT) {
        let first = from / HOP;
        let range = first..(first + frames).min(features.frames());
        let usable = features.usable().get(range.clone()).map_or(0, |u| u.iter().filter(|u| **u).count());
        if (usable as f64) < SEGMENT_MIN_USABLE * frames as f64 {
            continue;
        }
        let energy: f64 = (0..BANDS)
            .filter_map(|band| features.band(band).get(range.clone()))
            .map(|values| values.iter().map(|&v| f64::from(v) * f64::from(v)).sum::<f64>())
            .sum();
        scored.push((energy, from));
    }
    scored.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    scored.truncate(count);
    let mut chosen: Vec<usize> = scored.into_iter().map(|s| s.1).collect();
    chosen.sort_unstable();
    chosen
}

/// A segment is looked at when at least this share of it lies away from silence.
const SEGMENT_MIN_USABLE: f64 = 0.5;

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

    /// Spectrum of `samples` after `lead` zeros within the band, partly whitened.
    fn spectrum(&mut self, samples: &[i16], lead: usize, tapered: bool) -> Vec<Complex<f32>> {
        self.real.fill(0.0);
        for (i, (x, &s)) in self.real[lead..].iter_mut().zip(samples).enumerate() {
            *x = if tapered { f32::from(s) * self.taper[i] } else { f32::from(s) };
        }
        // Fails only on wrong buffer lengths, and the plan's own lengths were used.
        let _ = self.forward.process_with_scratch(&mut self.real, &mut self.spectrum, &mut self.scratch);
        self.spectrum[self.bins.clone()].iter().map(|c| whitened(*c)).collect()
    }

    /// Where in the block the window occurs: adds the weights of all lags and the peaks among them.
    fn look(&mut self, window: &[Complex<f32>], block: &[Complex<f32>], origin: f64, found: &mut Found) {
        self.product.fill(Complex::default());
        let mut power = 0f32;
        for ((p, w), s) in self.product[self.bins.clone()].iter_mut().zip(window).zip(block) {
            *p = w.conj() * s;
            power += p.norm_sqr();
        }
        if power <= 0.0 {
            return;
        }
        let _ = self.inverse.process_with_scratch(&mut self.product, &mut self.correlation, &mut self.scratch);
        // Parseval: every bin counts twice, for itself and its mirror image.
        let unit = 1.0 / (2.0 * power).sqrt();
        let c = &self.correlation;
        let valid = BLOCK_STEP / 2;
        found.total += valid as f64;
        // In steps of a peak's width: most of them hold nothing but noise, and are passed by.
        let mut from = 1;
        while from + 1 < valid {
            let to = (from + WAVE_PEAK).min(valid - 1);
            let highest = c[from..to].iter().fold(0f32, |m, v| m.max(*v)) * unit;
            if highest >= 2.5 {
                let weight = |i: usize| f64::from(log_weight((c[i] * unit).max(0.0))).exp();
                found.total += (from..to).filter(|&i| c[i] * unit >= 2.5).map(weight).sum::<f64>();
                if highest >= SHARE_MIN_Z + 1.0 {
                    let best = (from..to).fold(from, |best, i| if c[i] > c[best] { i } else { best });
                    if c[best] >= c[best - 1] && c[best] >= c[best + 1] {
                        let mass: f64 = (best.saturating_sub(2)..(best + 3).min(valid)).map(weight).sum();
                        let position = best as f64 + vertex(c[best - 1], c[best], c[best + 1]);
                        found.keep(origin + 2.0 * position, mass);
                    }
                }
            }
            from = to;
        }
    }
}

impl Found {
    /// Keeps a peak, and forgets small ones from time to time.
    fn keep(&mut self, position: f64, weight: f64) {
        self.peaks.push((position, weight));
        if self.peaks.len() >= 16 * SHARES_PER_WINDOW {
            self.peaks.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.total_cmp(&y.0)));
            self.peaks.truncate(SHARES_PER_WINDOW);
        }
    }
}
