//! What of a recording's sound is compared: how fast its spectrum rises, a hundred times a second.
//!
//! Two microphones hear one event at different levels, through different gain controls and codecs, with different
//! echoes. What survives all that is *when energy rises in which band* (spectral flux: Bello et al. 2005, "A
//! tutorial on onset detection in music signals", IEEE TSAP 13(5)). The values are kept as signed bytes: eight
//! bits lose nothing that a correlation over 20 s could see, and half an hour then fits into 6 MB.

use std::f64::consts::PI;

use realfft::RealFftPlanner;
use unmuted_model::{Nanos, RecordingTime};

use super::parameters::{
    BAND_HIGH_HZ, BAND_LOW_HZ, BANDS, FLOOR_FRAMES, FLOOR_SHARE, FRAME, HOP, LOCAL_MEAN_FRAMES, METHOD, RATE_HZ,
    SILENCE_EDGE_FRAMES,
};
use super::track::Track;

/// A value of one standard deviation is stored as this; four deviations are the most that is kept, so that one
/// bang does not outweigh a sentence.
const ONE_DEVIATION: f32 = 31.0;

/// What of one recording's sound is compared. Computed once for a recording; may be cached by its digest.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Features {
    method: String,
    start: RecordingTime,
    usable: Vec<bool>,
    /// Band after band, each as long as `usable`.
    values: Vec<i8>,
}

impl Features {
    /// Whether they were made by this version of the method; a cache that says no is out of date.
    pub fn is_current(&self) -> bool {
        self.method == METHOD && self.values.len() == self.usable.len() * BANDS
    }
    /// How many frames of 10 ms there are.
    pub fn frames(&self) -> usize {
        self.usable.len()
    }
    /// The instant at the middle of frame `i`.
    pub fn time_of(&self, frame: f64) -> RecordingTime {
        self.start + Nanos::from_secs_f64((frame * HOP as f64 + FRAME as f64 / 2.0) / f64::from(RATE_HZ))
    }
    /// For each frame, whether it lies away from silence.
    pub(crate) fn usable(&self) -> &[bool] {
        &self.usable
    }
    /// Which share of `frames` frames from sample `from` on lies away from silence; what is outside does not.
    pub(crate) fn usable_share(&self, from: i64, frames: usize) -> f64 {
        let Ok(from) = usize::try_from(from) else { return 0.0 };
        let first = from / HOP;
        let part = self.usable.get(first..(first + frames).min(self.frames())).unwrap_or(&[]);
        part.iter().filter(|u| **u).count() as f64 / frames as f64
    }
    /// The values of one band, one for each frame.
    pub(crate) fn band(&self, band: usize) -> &[i8] {
        let n = self.frames();
        self.values.get(band * n..(band + 1) * n).unwrap_or(&[])
    }
}

/// Computes what of `track` is compared. One pass, on the caller's thread.
pub fn features(track: &Track) -> Features {
    let samples = track.samples();
    let frames = if samples.len() < FRAME { 0 } else { (samples.len() - FRAME) / HOP + 1 };
    let mut levels = log_levels(samples, frames);
    let usable = usable_frames(track, frames);
    let mut values = vec![0i8; frames * BANDS];
    if frames > 0 {
        let mut rise = vec![0f32; frames];
        let mut sums = vec![0f64; frames + 1];
        above_floor(&mut levels, frames);
        for (band, out) in values.chunks_exact_mut(frames).enumerate() {
            rises(&levels, band, &usable, &mut rise);
            standardise(&rise, &usable, &mut sums, out);
        }
    }
    Features { method: METHOD.to_owned(), start: track.start(), usable, values }
}

/// Logarithmic band energies, frame after frame.
fn log_levels(samples: &[i16], frames: usize) -> Vec<f32> {
    let fft = RealFftPlanner::<f32>::new().plan_fft_forward(FRAME);
    let mut input = fft.make_input_vec();
    let mut spectrum = fft.make_output_vec();
    let mut scratch = fft.make_scratch_vec();
    let window: Vec<f32> =
        (0..FRAME).map(|i| (0.5 - 0.5 * (2.0 * PI * i as f64 / FRAME as f64).cos()) as f32).collect();
    // The energy that rounding to whole sample values alone leaves in a bin: below it there is nothing to compare.
    let floor: f32 = window.iter().map(|w| w * w).sum();
    let bank = mel_bank();
    let mut power = vec![0f32; FRAME / 2 + 1];
    let mut out = Vec::with_capacity(frames * BANDS);
    for frame in 0..frames {
        let from = frame * HOP;
        for ((x, &s), &w) in input.iter_mut().zip(&samples[from..from + FRAME]).zip(&window) {
            *x = f32::from(s) * w;
        }
        // Fails only on wrong buffer lengths, and the plan made these buffers.
        let _ = fft.process_with_scratch(&mut input, &mut spectrum, &mut scratch);
        for (p, c) in power.iter_mut().zip(&spectrum) {
            *p = c.norm_sqr();
        }
        out.extend(bank.iter().map(|(first, weights)| {
            let energy: f32 = power[*first..].iter().zip(weights).map(|(p, w)| p * w).sum();
            (energy + floor).ln()
        }));
    }
    out
}

/// Replaces each band's level by ln(energy / usual energy + [`FLOOR_SHARE`]), the usual being the geometric mean
/// of the neighbourhood. So what a band does below its own noise hardly moves the value, whatever that noise is
/// (the idea of per-channel energy normalisation: Wang et al. 2017, ICASSP).
fn above_floor(levels: &mut [f32], frames: usize) {
    let mut sums = vec![0f64; frames + 1];
    for band in 0..BANDS {
        for i in 0..frames {
            sums[i + 1] = sums[i] + f64::from(levels[i * BANDS + band]);
        }
        for i in 0..frames {
            let (from, to) = (i.saturating_sub(FLOOR_FRAMES), (i + FLOOR_FRAMES + 1).min(frames));
            let usual = ((sums[to] - sums[from]) / (to - from) as f64) as f32;
            let level = &mut levels[i * BANDS + band];
            *level = ((*level - usual).exp() + FLOOR_SHARE).ln();
        }
    }
}

/// Triangular bands, equally spaced on the mel scale (2595 log10(1 + f/700), O'Shaughnessy 1987), each with the
/// first bin that it touches and its weights from there.
fn mel_bank() -> Vec<(usize, Vec<f32>)> {
    let mel = |hz: f64| 2595.0 * (1.0 + hz / 700.0).log10();
    let hz = |mel: f64| 700.0 * (10f64.powf(mel / 2595.0) - 1.0);
    let (low, high) = (mel(BAND_LOW_HZ), mel(BAND_HIGH_HZ));
    let edge = |k: usize| hz(low + (high - low) * k as f64 / (BANDS + 1) as f64);
    let bin_hz = f64::from(RATE_HZ) / FRAME as f64;
    (0..BANDS)
        .map(|b| {
            let (left, centre, right) = (edge(b), edge(b + 1), edge(b + 2));
            // The narrowest bands are narrower than two bins: none may fall between bins.
            let half = (right - left).max(2.0 * bin_hz) / 2.0;
            let (left, right) = (left.min(centre - half), right.max(centre + half));
            let weight = |bin: usize| {
                let f = bin as f64 * bin_hz;
                let w = if f < centre { (f - left) / (centre - left) } else { (right - f) / (right - centre) };
                w.max(0.0) as f32
            };
            let first = (left / bin_hz).ceil().max(0.0) as usize;
            let last = ((right / bin_hz).floor() as usize).min(FRAME / 2);
            (first, (first..=last).map(weight).collect())
        })
        .collect()
}

/// Which frames lie away from silence, with a margin.
fn usable_frames(track: &Track, frames: usize) -> Vec<bool> {
    let mut usable = vec![true; frames];
    for span in track.silent().spans() {
        let frame_of = |t: RecordingTime| (t - track.start()).as_secs_f64() * f64::from(RATE_HZ) / HOP as f64;
        let reach = (FRAME / HOP + 1 + SILENCE_EDGE_FRAMES) as f64;
        // Casts of floats saturate: a span outside the recording touches nothing.
        let from = (frame_of(span.start()) - reach).max(0.0) as usize;
        let to = ((frame_of(span.end()) + SILENCE_EDGE_FRAMES as f64).max(0.0).ceil() as usize).min(frames);
        if let Some(part) = usable.get_mut(from..to) {
            part.fill(false);
        }
    }
    usable
}

/// How much one band rises around each frame, over 20 ms; falls count as nothing.
fn rises(levels: &[f32], band: usize, usable: &[bool], out: &mut [f32]) {
    let frames = out.len();
    let level = |i: usize| levels[i * BANDS + band];
    for i in 0..frames {
        let (before, after) = (i.saturating_sub(1), (i + 1).min(frames - 1));
        out[i] = if usable[i] { (level(after) - level(before)).max(0.0) } else { 0.0 };
    }
}

/// Removes the mean of the neighbourhood, divides by the band's deviation, and rounds to a byte.
fn standardise(rise: &[f32], usable: &[bool], sums: &mut [f64], out: &mut [i8]) {
    let frames = rise.len();
    for i in 0..frames {
        sums[i + 1] = sums[i] + f64::from(rise[i]);
    }
    let mut count = vec![0u32; frames + 1];
    for i in 0..frames {
        count[i + 1] = count[i] + u32::from(usable[i]);
    }
    let centred = |i: usize| {
        let (from, to) = (i.saturating_sub(LOCAL_MEAN_FRAMES), (i + LOCAL_MEAN_FRAMES + 1).min(frames));
        let n = (count[to] - count[from]).max(1);
        rise[i] - ((sums[to] - sums[from]) / f64::from(n)) as f32
    };
    let used = f64::from(count[frames]).max(1.0);
    let power: f64 = (0..frames).filter(|&i| usable[i]).map(|i| f64::from(centred(i)).powi(2)).sum();
    let deviation = (power / used).sqrt() as f32;
    for i in 0..frames {
        out[i] = if usable[i] && deviation > 0.0 {
            // ±127 are four deviations.
            byte(centred(i) / deviation * ONE_DEVIATION)
        } else {
            0
        };
    }
}

/// The nearest whole number that a signed byte holds, halves away from zero; `f32::round` is a call where this is not.
pub(crate) fn byte(value: f32) -> i8 {
    (value + 0.5f32.copysign(value)) as i8
}
