//! The second search, for pairs that the first leaves open: where in all of one recording do 4 s of the other occur
//! as a waveform?
//!
//! Under wind and handling noise the rises of the spectrum drown, but the phases of a voice or a siren below 2 kHz
//! still agree. This search is dearer, so the liveliest windows look first, and the others only while the pair stays
//! open ([`super::pair::look_closer`]). Odds of this kind may be looked at after every window (they are e-values:
//! Grünwald, de Heide & Koolen 2024, on optional continuation).

use std::ops::Range;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use super::features::Features;
use super::odds::{Looked, Share};
use super::parameters::{
    BANDS, FRAME, HOP, RATE_HZ, SHARE_MIN_Z, SHARES_PER_WINDOW, WAVE_FFT, WAVE_HIGH_HZ, WAVE_LOW_HZ, WAVE_MIN_USABLE,
    WAVE_PEAK, WAVE_RATE_HZ, WAVE_SETS, WAVE_SHARE_GROWTH, WAVE_WINDOW,
};
use super::search::{deaf, log_weight, vertex};
use super::track::Track;

/// New lags that one block of the second recording yields, samples.
const BLOCK_STEP: usize = WAVE_FFT - WAVE_WINDOW;
/// Samples in one frame of features.
const FRAME_STEP: usize = HOP * WAVE_RATE_HZ as usize / RATE_HZ as usize;
/// Frames of features in one window.
const WINDOW_FRAMES: usize = WAVE_WINDOW / FRAME_STEP;
/// A peak this high is worth remembering, where [`SHARE_MIN_Z`] would be for one of few lags.
const KEPT_Z: f32 = SHARE_MIN_Z + 1.0;
/// Lags below this weigh one each.
const WEIGHED_Z: f32 = 2.5;

/// The windows of one recording, the liveliest first, looked for in another in as many steps as one likes.
pub(crate) struct Wave<'t> {
    a: &'t [i8],
    b: &'t [i8],
    /// Set and start of windows not yet looked for, those to be looked for first last.
    waiting: Vec<(usize, usize)>,
    /// Energy of all of `b` before each frame.
    energy: Vec<f64>,
    /// Energy under a window where `b` is as loud as it usually is.
    usual: f64,
    /// Positions of a window in `b`, samples, at which hardly anything of `b` is audible.
    deaf: Vec<Range<i64>>,
    engine: Engine,
    looked: Vec<Vec<Looked>>,
}

/// What one window has found so far.
#[derive(Clone, Default)]
struct Found {
    /// Sum of what all lags weigh beyond one each.
    total: f64,
    /// Position in `b`, samples, and weight.
    peaks: Vec<(f64, f64)>,
}

impl<'t> Wave<'t> {
    pub fn new(a: (&'t Track, &Features), b: (&'t Track, &Features)) -> Self {
        let (white_a, white_b) = (a.0.white(a.1).samples(), b.0.white(b.1).samples());
        let mut energy = vec![0f64];
        let mut sum = 0.0;
        for part in white_b.chunks(FRAME_STEP) {
            sum += part.iter().map(|s| f64::from(i32::from(*s).pow(2))).sum::<f64>();
            energy.push(sum);
        }
        let audible = b.1.usable().iter().filter(|u| **u).count().max(1);
        let usual = sum / audible as f64 * WINDOW_FRAMES as f64;
        let mut waiting: Vec<(usize, usize)> = (0..WAVE_SETS)
            .flat_map(|set| {
                lively(a.1, white_a.len(), WAVE_WINDOW * set / WAVE_SETS).into_iter().map(move |s| (set, s))
            })
            .collect();
        waiting.reverse();
        let deaf = deaf(b.1, WINDOW_FRAMES, WAVE_MIN_USABLE)
            .into_iter()
            .map(|r| (r.start * FRAME_STEP as i64)..(r.end * FRAME_STEP as i64))
            .collect();
        Self {
            a: white_a,
            b: white_b,
            waiting,
            energy,
            usual,
            deaf,
            engine: Engine::new(),
            looked: vec![Vec::new(); WAVE_SETS],
        }
    }

    /// How many correlations looking for one window takes.
    pub fn price(&self) -> usize {
        (self.b.len() + WAVE_WINDOW).div_ceil(BLOCK_STEP)
    }
    /// How many windows have not been looked for.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// What was found so far, in sets of windows that do not overlap.
    pub fn looked(&self) -> &[Vec<Looked>] {
        let begun = self.looked.iter().take_while(|set| !set.is_empty()).count();
        &self.looked[..begun]
    }

    /// Looks for up to `count` more windows.
    pub fn look(&mut self, count: usize) {
        let starts = self.waiting.split_off(self.waiting.len().saturating_sub(count));
        let windows: Vec<Vec<Complex<f32>>> =
            starts.iter().map(|&(_, from)| self.engine.spectrum(&self.a[from..from + WAVE_WINDOW], 0)).collect();
        let mut found = vec![Found::default(); starts.len()];
        for block in 0..self.price() {
            // First sample of `b` in this block; negative where zeros stand before it.
            let origin = (block * BLOCK_STEP) as i64 - WAVE_WINDOW as i64 / 2;
            let (lead, from) = if origin < 0 { (origin.unsigned_abs() as usize, 0) } else { (0, origin as usize) };
            let samples = self.b.get(from..).unwrap_or(&[]);
            if samples.is_empty() {
                break;
            }
            if samples.iter().take(WAVE_FFT - lead).all(|s| *s == 0) {
                continue;
            }
            let spectrum = self.engine.spectrum(samples, lead);
            let levels = self.levels(origin);
            for (window, found) in windows.iter().zip(&mut found) {
                self.engine.look(window, &spectrum, &levels, origin as f64, found);
            }
        }
        // A position beyond the ends cannot be looked at: half of the window hangs over, at most.
        let overhang = WAVE_WINDOW as f64 / 2.0;
        let (lowest, highest) = (-overhang, self.b.len() as f64 - overhang);
        let silent: i64 = self.deaf.iter().map(|r| r.end - r.start).sum();
        let positions = self.b.len() as f64 - silent as f64;
        for (&(set, from), mut found) in starts.iter().zip(found) {
            let lag = |position: f64| (from as f64 - position) / FRAME_STEP as f64;
            found.trim();
            // Positions at which nothing was audible weigh nothing; the others at least one each.
            let total = found.total + positions;
            self.looked[set].push(Looked {
                // Middle of the window as the middle of a frame of features.
                at: ((from + WAVE_WINDOW / 2) as f64 - FRAME as f64 / HOP as f64 * FRAME_STEP as f64 / 2.0)
                    / FRAME_STEP as f64,
                half: WINDOW_FRAMES as f64 / 2.0,
                lags: (lag(highest), lag(lowest)),
                deaf: self.deaf.iter().map(|r| (lag(r.end as f64), lag(r.start as f64))).collect(),
                shares: found.peaks.iter().map(|&(p, w)| Share { lag: lag(p), share: w / total }).collect(),
            });
        }
    }

    /// By what the heights in a block are to be divided, for each step of [`WAVE_PEAK`] lags: so that a loud minute
    /// of `b` does not attract every window. Where there is hardly any sound, the divisor stops falling.
    fn levels(&self, origin: i64) -> Vec<f32> {
        let under = |position: i64| {
            let frame = |p: i64| ((p.max(0) as usize + FRAME_STEP / 2) / FRAME_STEP).min(self.energy.len() - 1);
            self.energy[frame(position + WAVE_WINDOW as i64)] - self.energy[frame(position)]
        };
        let frames = |p: i64| ((p.max(0) as usize) / FRAME_STEP).min(self.energy.len() - 1);
        let block = self.energy[frames(origin + WAVE_FFT as i64)] - self.energy[frames(origin)];
        // What a block's own root mean square stands for: its energy spread evenly.
        let even = block * WAVE_WINDOW as f64 / WAVE_FFT as f64;
        (0..BLOCK_STEP)
            .step_by(WAVE_PEAK)
            .map(|i| (under(origin + i as i64).max(self.usual * LEAST_ENERGY) / even.max(1.0)).sqrt() as f32)
            .collect()
    }
}

/// Below this part of the usual energy under a window, the divisor does not fall.
const LEAST_ENERGY: f64 = 0.4;

/// Starts of windows that do not overlap, samples, from `first` on, the liveliest first.
fn lively(features: &Features, samples: usize, first: usize) -> Vec<usize> {
    let mut scored: Vec<(f64, usize)> = Vec::new();
    for from in (first..(samples + 1).saturating_sub(WAVE_WINDOW)).step_by(WAVE_WINDOW) {
        let frame = from / FRAME_STEP;
        let range = frame..(frame + WINDOW_FRAMES).min(features.frames());
        let usable = features.usable().get(range.clone()).map_or(0, |u| u.iter().filter(|u| **u).count());
        if (usable as f64) < WAVE_MIN_USABLE * WINDOW_FRAMES as f64 {
            continue;
        }
        let energy: f64 = (0..BANDS)
            .filter_map(|band| features.band(band).get(range.clone()))
            .map(|values| values.iter().map(|&v| f64::from(v) * f64::from(v)).sum::<f64>())
            .sum();
        scored.push((energy, from));
    }
    scored.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    scored.into_iter().map(|s| s.1).collect()
}

/// Transforms and their buffers.
struct Engine {
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    real: Vec<f32>,
    spectrum: Vec<Complex<f32>>,
    product: Vec<Complex<f32>>,
    correlation: Vec<f32>,
    scratch: Vec<Complex<f32>>,
    bins: Range<usize>,
}

impl Engine {
    fn new() -> Self {
        let mut planner = RealFftPlanner::<f32>::new();
        let forward = planner.plan_fft_forward(WAVE_FFT);
        let inverse = planner.plan_fft_inverse(WAVE_FFT);
        let scratch = vec![Complex::default(); forward.get_scratch_len().max(inverse.get_scratch_len())];
        let bin_hz = f64::from(WAVE_RATE_HZ) / WAVE_FFT as f64;
        Self {
            real: vec![0.0; WAVE_FFT],
            spectrum: forward.make_output_vec(),
            product: inverse.make_input_vec(),
            correlation: inverse.make_output_vec(),
            bins: (WAVE_LOW_HZ / bin_hz).ceil() as usize..(WAVE_HIGH_HZ / bin_hz).floor() as usize,
            forward,
            inverse,
            scratch,
        }
    }

    /// Spectrum of `samples` after `lead` zeros within the band.
    fn spectrum(&mut self, samples: &[i8], lead: usize) -> Vec<Complex<f32>> {
        self.real.fill(0.0);
        for (x, &s) in self.real[lead..].iter_mut().zip(samples) {
            *x = f32::from(s);
        }
        // Fails only on wrong buffer lengths, and the plan's own lengths were used.
        let _ = self.forward.process_with_scratch(&mut self.real, &mut self.spectrum, &mut self.scratch);
        self.spectrum[self.bins.clone()].to_vec()
    }

    /// Where in the block the window occurs: adds the weights of all lags beyond one each, and the peaks among them.
    fn look(
        &mut self,
        window: &[Complex<f32>],
        block: &[Complex<f32>],
        levels: &[f32],
        origin: f64,
        found: &mut Found,
    ) {
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
        let rms = (2.0 * power).sqrt();
        let c = &self.correlation[..BLOCK_STEP];
        // In steps of a peak's width: most of them hold nothing but noise, and are passed by.
        for ((step, values), level) in c.chunks(WAVE_PEAK).enumerate().zip(levels) {
            let unit = 1.0 / (rms * level);
            let highest = values.iter().fold(0f32, |m, v| if *v > m { *v } else { m }) * unit;
            if highest < WEIGHED_Z {
                continue;
            }
            let weight = |v: &f32| f64::from(log_weight((v * unit).max(0.0), WAVE_SHARE_GROWTH)).exp();
            found.total += values.iter().filter(|v| **v * unit >= WEIGHED_Z).map(|v| weight(v) - 1.0).sum::<f64>();
            if highest < KEPT_Z {
                continue;
            }
            let from = step * WAVE_PEAK;
            let best = (from..from + values.len()).fold(from, |best, i| if c[i] > c[best] { i } else { best });
            if best > 0 && best + 1 < c.len() && c[best] >= c[best - 1] && c[best] >= c[best + 1] {
                let mass: f64 = c[best.saturating_sub(2)..(best + 3).min(c.len())].iter().map(weight).sum();
                found.keep(origin + best as f64 + vertex(c[best - 1], c[best], c[best + 1]), mass);
            }
        }
    }
}

impl Found {
    /// Keeps a peak, and forgets small ones from time to time.
    fn keep(&mut self, position: f64, weight: f64) {
        self.peaks.push((position, weight));
        if self.peaks.len() >= 16 * SHARES_PER_WINDOW {
            self.trim();
        }
    }
    /// Forgets all but the highest peaks.
    fn trim(&mut self) {
        self.peaks.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.total_cmp(&y.0)));
        self.peaks.truncate(SHARES_PER_WINDOW);
    }
}
