//! A recording's sound with time and frequency made even: what the search for waveforms compares.
//!
//! A vowel is loud and steady, so a plain correlation is a matter of one vowel: any other of the same pitch resembles
//! it at every period. What tells two places apart are the weak and brief parts. So every half second and every
//! frequency in it is made nearly as loud as every other, as one does with seismic noise for the same reason (Bensen
//! et al. 2007, Geophysical Journal International 169(3), on temporal normalisation and spectral whitening).

use std::f64::consts::PI;

use realfft::RealFftPlanner;
use realfft::num_complex::Complex;

use super::features::{Features, byte};
use super::parameters::{
    HOP, RATE_HZ, WAVE_HIGH_HZ, WAVE_LOW_HZ, WAVE_RATE_HZ, WHITE_DEVIATION, WHITE_FRAME, WHITE_POWER,
};

/// One recording's evened sound at [`WAVE_RATE_HZ`]; silent spans and their edges are zeros.
#[derive(Debug)]
pub(crate) struct White {
    samples: Vec<i8>,
}

/// Samples in a frame of the result.
const OUT: usize = WHITE_FRAME * WAVE_RATE_HZ as usize / RATE_HZ as usize;

impl White {
    /// From a recording's samples at [`RATE_HZ`] and its features, which say where it is silent.
    pub fn of(samples: &[i16], features: &Features) -> Self {
        let mut planner = RealFftPlanner::<f32>::new();
        let forward = planner.plan_fft_forward(WHITE_FRAME);
        let inverse = planner.plan_fft_inverse(OUT);
        let mut real = forward.make_input_vec();
        let mut spectrum = forward.make_output_vec();
        let mut narrow = inverse.make_input_vec();
        let mut evened = inverse.make_output_vec();
        let scratch = forward.get_scratch_len().max(inverse.get_scratch_len());
        let mut scratch = vec![Complex::default(); scratch];
        // Two halves of this window add up to one.
        let taper: Vec<f32> =
            (0..WHITE_FRAME).map(|i| (0.5 - 0.5 * (2.0 * PI * i as f64 / WHITE_FRAME as f64).cos()) as f32).collect();
        let bin_hz = f64::from(RATE_HZ) / WHITE_FRAME as f64;
        let bins = (WAVE_LOW_HZ / bin_hz).ceil() as usize..(WAVE_HIGH_HZ / bin_hz).floor() as usize;
        let length = samples.len() * OUT / WHITE_FRAME;
        // Half a frame of zeros before the first sample, so that it lies in two frames as all others do.
        let mut out = vec![0f32; length + 2 * OUT];
        for (k, into) in (0..=samples.len()).step_by(WHITE_FRAME / 2).zip((0..).step_by(OUT / 2)) {
            let (lead, from) = if k == 0 { (WHITE_FRAME / 2, 0) } else { (0, k - WHITE_FRAME / 2) };
            real.fill(0.0);
            for ((x, &s), w) in real[lead..].iter_mut().zip(&samples[from..]).zip(&taper[lead..]) {
                *x = f32::from(s) * w;
            }
            // Fails only on wrong buffer lengths, and the plans' own lengths were used.
            let _ = forward.process_with_scratch(&mut real, &mut spectrum, &mut scratch);
            narrow.fill(Complex::default());
            for (n, c) in narrow[bins.clone()].iter_mut().zip(&spectrum[bins.clone()]) {
                let power = c.norm_sqr();
                if power > 0.0 {
                    *n = c * power.powf(-0.5 * WHITE_POWER);
                }
            }
            let _ = inverse.process_with_scratch(&mut narrow, &mut evened, &mut scratch);
            for (o, e) in out[into..].iter_mut().zip(&evened) {
                *o += e;
            }
        }
        let (mut power, mut used) = (0f64, 0usize);
        // In place: two hours are 115 MB.
        out.drain(..OUT / 2);
        out.truncate(length);
        let mut own = out;
        let hop = HOP * OUT / WHITE_FRAME;
        for (i, part) in own.chunks_mut(hop).enumerate() {
            // The last frames of features end before the last sample.
            if features.usable().get(i.min(features.frames().saturating_sub(1))).copied().unwrap_or(false) {
                power += part.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>();
                used += part.len();
            } else {
                part.fill(0.0);
            }
        }
        let deviation = (power / used.max(1) as f64).sqrt() as f32;
        let unit = if deviation > 0.0 { WHITE_DEVIATION / deviation } else { 0.0 };
        Self { samples: own.iter().map(|v| byte(v * unit)).collect() }
    }
    /// The samples.
    pub fn samples(&self) -> &[i8] {
        &self.samples
    }
}
