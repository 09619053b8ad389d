//! The picture of loudness: 100 bins a second, and coarser levels, each of four bins of the one before, so that one
//! shot in two hours stays visible at any zoom (its peak does).

use unmuted_model::{Nanos, RecordingTime};

use super::zeros::HALF_STEP;
use crate::heard::{Level, Waveform};

const BINS_PER_SECOND: u32 = 100;
const BIN_NS: i64 = 1_000_000_000 / BINS_PER_SECOND as i64;
/// Coarser levels are made until one has at most so many bins.
const COARSEST: usize = 256;

/// Collects bins in order of time.
pub(super) struct Draw {
    start: RecordingTime,
    bins: Vec<Bin>,
    last: usize,
    sum: f64,
    samples: f64,
}

#[derive(Clone, Copy, Default)]
struct Bin {
    peak: f32,
    mean_square: f32,
}

impl Draw {
    pub(super) fn new(start: RecordingTime) -> Self {
        Self { start, bins: Vec::new(), last: 0, sum: 0.0, samples: 0.0 }
    }

    /// The bin that a time lies in; `None` before the first and beyond the limit.
    pub(super) fn bin(&self, t: RecordingTime) -> Option<usize> {
        let i = usize::try_from((t - self.start).get().div_euclid(BIN_NS)).ok()?;
        (i < crate::limits::WAVEFORM_BINS).then_some(i)
    }

    /// When a bin ends.
    pub(super) fn end_of(&self, bin: usize) -> RecordingTime {
        self.start + Nanos::new((bin as i64 + 1).saturating_mul(BIN_NS))
    }

    /// Adds samples to a bin: the largest magnitude, the sum of all squares, and how many squares. Bins come in order;
    /// an earlier one is ignored.
    pub(super) fn add(&mut self, bin: usize, peak: f32, squares: f64, count: usize) {
        if bin < self.last && !self.bins.is_empty() {
            return;
        }
        if bin > self.last || self.bins.is_empty() {
            self.settle();
            self.bins.resize(bin + 1, Bin::default());
            self.last = bin;
        }
        self.sum += squares;
        self.samples += count as f64;
        if let Some(b) = self.bins.get_mut(bin) {
            b.peak = b.peak.max(peak);
        }
    }

    fn settle(&mut self) {
        if let Some(b) = self.bins.get_mut(self.last)
            && self.samples > 0.0
        {
            b.mean_square = (self.sum / self.samples) as f32;
        }
        (self.sum, self.samples) = (0.0, 0.0);
    }

    /// The levels, the first reaching to `end` at least.
    pub(super) fn finish(mut self, end: RecordingTime) -> Waveform {
        self.settle();
        let wanted = (end - self.start).get().max(0).div_euclid(BIN_NS) + 1;
        let wanted = usize::try_from(wanted).unwrap_or(0).min(crate::limits::WAVEFORM_BINS);
        if self.bins.len() < wanted {
            self.bins.resize(wanted, Bin::default());
        }
        let mut bins = self.bins;
        let mut levels = Vec::new();
        loop {
            levels.push(Level {
                peak: bins.iter().map(|b| on_scale(b.peak)).collect(),
                rms: bins.iter().map(|b| on_scale(b.mean_square.sqrt())).collect(),
            });
            if bins.len() <= COARSEST {
                break;
            }
            bins = bins
                .chunks(4)
                .map(|four| Bin {
                    peak: four.iter().fold(0.0, |m, b| m.max(b.peak)),
                    mean_square: four.iter().map(|b| b.mean_square).sum::<f32>() / four.len() as f32,
                })
                .collect();
        }
        Waveform { bins_per_second: BINS_PER_SECOND, start: self.start, levels }
    }
}

/// A magnitude on the scale of [`Waveform`].
pub(super) fn on_scale(magnitude: f32) -> u8 {
    if magnitude < HALF_STEP {
        return 0;
    }
    let db = 20.0 * magnitude.log10();
    (1.0 + ((db + 96.0) * 254.0 / 96.0).round()).clamp(1.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_has_its_ends() {
        assert_eq!((on_scale(0.0), on_scale(1.0), on_scale(4.0)), (0, 255, 255));
        assert_eq!(on_scale(HALF_STEP), 1);
        assert_eq!(on_scale(10f32.powf(-48.0 / 20.0)), 128);
    }

    #[test]
    fn one_loud_sample_is_seen_at_every_level() {
        let mut d = Draw::new(RecordingTime::ZERO);
        for bin in 0..5_000 {
            d.add(bin, if bin == 3_333 { 1.0 } else { 0.01 }, 0.0, 480);
        }
        let w = d.finish(RecordingTime::from_secs_f64(50.0));
        assert_eq!(w.levels.len(), 4);
        assert!(w.levels.iter().all(|l| l.peak.iter().filter(|&&p| p == 255).count() == 1));
    }
}
