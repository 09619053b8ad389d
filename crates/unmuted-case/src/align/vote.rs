//! From the peaks of many windows to a few candidate lines.
//!
//! If two recordings share sound, windows far apart in time name the same lag, but for the drift of two clocks
//! and for people who walk. Peaks that arise by chance name lags all over the recording.

use super::parameters::{CANDIDATES, DRIFT_LIMIT_PPB, LINE_APART_FRAMES, LINE_TOLERANCE_FRAMES};
use super::search::Peak;
use super::theil_sen;

/// What a peak's height is worth in the vote.
#[derive(Clone, Copy)]
pub(crate) struct Worth {
    /// A peak of this height is worth nothing.
    pub base: f32,
    /// Beyond this height a peak does not count for more: one window must not carry a vote.
    pub cap: f32,
}

impl Worth {
    /// For peaks of spectral rises.
    pub const RISES: Self = Self { base: 3.0, cap: 12.0 };
    /// For peaks of waveforms.
    pub const WAVES: Self = Self { base: 5.0, cap: 14.0 };

    fn of(self, peak: &Peak) -> f64 {
        f64::from(peak.z.min(self.cap) - self.base)
    }
}

/// Below this many windows a slope is not fitted to the coarse lags.
const SLOPE_MIN_WINDOWS: usize = 6;

/// A lag that changes slowly, and the windows that name it.
#[derive(Clone, Debug)]
pub(crate) struct CoarseLine {
    /// Where the lag is meant, frames of the first recording.
    pub pivot: f64,
    /// Frame of the first recording minus frame of the second.
    pub lag: f64,
    /// Change of the lag for each frame.
    pub slope: f64,
    /// Sum of what its windows are worth.
    pub score: f64,
}

impl CoarseLine {
    /// The lag at a frame of the first recording.
    pub fn lag_at(&self, frame: f64) -> f64 {
        self.lag + self.slope * (frame - self.pivot)
    }
}

/// The lines with the most support, best first, each at another place.
pub(crate) fn vote(peaks: &[Peak], worth: Worth) -> Vec<CoarseLine> {
    let mut anchors: Vec<(f64, usize)> = (0..peaks.len()).map(|i| (score(&supporters(peaks, i), worth), i)).collect();
    anchors.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    let mut lines: Vec<CoarseLine> = Vec::new();
    for (score, i) in anchors {
        if lines.len() == CANDIDATES {
            break;
        }
        let anchor = peaks[i];
        if lines.iter().any(|l| (l.lag_at(anchor.at) - anchor.lag).abs() < LINE_APART_FRAMES) {
            continue;
        }
        lines.push(line(&supporters(peaks, i), score, worth));
    }
    lines
}

fn score(supporters: &[Peak], worth: Worth) -> f64 {
    supporters.iter().map(|p| worth.of(p)).sum()
}

/// For each window, its highest peak near the line through peak `i`.
fn supporters(peaks: &[Peak], i: usize) -> Vec<Peak> {
    let anchor = peaks[i];
    let slope_limit = DRIFT_LIMIT_PPB as f64 * 1e-9;
    let mut out: Vec<Peak> = Vec::new();
    for peak in peaks {
        let tolerance = LINE_TOLERANCE_FRAMES + slope_limit * (peak.at - anchor.at).abs();
        if (peak.lag - anchor.lag).abs() > tolerance {
            continue;
        }
        match out.last_mut() {
            // Peaks of one window stand next to each other, the highest first.
            Some(last) if last.at == peak.at => {}
            _ => out.push(*peak),
        }
    }
    out
}

fn line(peaks: &[Peak], score: f64, worth: Worth) -> CoarseLine {
    let total: f64 = peaks.iter().map(|p| worth.of(p)).sum();
    let pivot = peaks.iter().map(|p| p.at * worth.of(p)).sum::<f64>() / total.max(f64::MIN_POSITIVE);
    let limit = DRIFT_LIMIT_PPB as f64 * 1e-9;
    let points: Vec<(f64, f64)> = peaks.iter().map(|p| (p.at, p.lag)).collect();
    let slope = if peaks.len() >= SLOPE_MIN_WINDOWS { theil_sen::slope(&points).clamp(-limit, limit) } else { 0.0 };
    let mut lags: Vec<f64> = points.iter().map(|(at, lag)| lag - slope * (at - pivot)).collect();
    CoarseLine { pivot, lag: theil_sen::median(&mut lags), slope, score }
}
