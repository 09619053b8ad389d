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
    /// Peaks, on the scale already, and mean squares: apart, because they may be millions.
    peaks: Vec<u8>,
    mean_squares: Vec<f32>,
    last: usize,
    peak: f32,
    sum: f64,
    samples: f64,
}

impl Draw {
    pub(super) fn new(start: RecordingTime) -> Self {
        Self { start, peaks: Vec::new(), mean_squares: Vec::new(), last: 0, peak: 0.0, sum: 0.0, samples: 0.0 }
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
        if bin < self.last && !self.peaks.is_empty() {
            return;
        }
        if bin > self.last || self.peaks.is_empty() {
            self.settle();
            self.grow(bin + 1);
            self.last = bin;
        }
        self.sum += squares;
        self.samples += count as f64;
        self.peak = self.peak.max(peak);
    }

    /// Grows by an eighth at least rather than doubling.
    fn grow(&mut self, bins: usize) {
        let more = bins.saturating_sub(self.peaks.len());
        if self.peaks.capacity() < bins {
            let room = more.max(bins / 8).max(4096);
            self.peaks.reserve_exact(room);
            self.mean_squares.reserve_exact(room);
        }
        if more > 0 {
            self.peaks.resize(bins, 0);
            self.mean_squares.resize(bins, 0.0);
        }
    }

    fn settle(&mut self) {
        if let (Some(p), Some(m)) = (self.peaks.get_mut(self.last), self.mean_squares.get_mut(self.last))
            && self.samples > 0.0
        {
            *p = on_scale(self.peak);
            *m = (self.sum / self.samples) as f32;
        }
        (self.peak, self.sum, self.samples) = (0.0, 0.0, 0.0);
    }

    /// The levels, the first reaching to `end` at least.
    pub(super) fn finish(mut self, end: RecordingTime) -> Waveform {
        self.settle();
        let wanted = (end - self.start).get().max(0).div_euclid(BIN_NS) + 1;
        self.grow(usize::try_from(wanted).unwrap_or(0).min(crate::limits::WAVEFORM_BINS));
        let (mut peaks, mut squares) = (self.peaks, self.mean_squares);
        let mut levels = Vec::new();
        loop {
            let rms = squares.iter().map(|m| on_scale(m.sqrt())).collect();
            let coarser = (peaks.len() > COARSEST).then(|| {
                // The scale goes up with the magnitude, so the largest value is that of the largest sample.
                let peaks = peaks.chunks(4).map(|four| four.iter().copied().max().unwrap_or(0)).collect();
                let squares = squares.chunks(4).map(|four| four.iter().sum::<f32>() / four.len() as f32).collect();
                (peaks, squares)
            });
            levels.push(Level { peak: peaks, rms });
            match coarser {
                Some(next) => (peaks, squares) = next,
                None => break,
            }
        }
        Waveform { bins_per_second: BINS_PER_SECOND, start: self.start, levels }
    }
}

impl Waveform {
    /// What was not drawn.
    pub(super) fn none(start: RecordingTime) -> Self {
        Self { bins_per_second: BINS_PER_SECOND, start, levels: Vec::new() }
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
