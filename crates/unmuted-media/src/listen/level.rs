//! Steady low levels between two abrupt steps: attenuated sound, a microphone under a hand, or a quiet room whose noise a
//! device's gate lets through. Nothing of it is zero, and nothing in the file says which it is; the two steps are what
//! makes it worth a person's ear.
//!
//! Measured on floors of -70 dBFS (`facts` of the project's first measurements, reproduced in `docs/method-silence.md`):
//! 20 ms levels differ by 0.2 to 0.4 dB over a second, live sound's by 0.6 to 16 dB.

use std::collections::VecDeque;

use unmuted_model::{Nanos, RecordingTime};

/// A level is taken over so much...
const BIN_MS: i64 = 20;
/// ... and is steady over at least so many of them: one second.
const STEADY: usize = 50;
/// The mean must lie below this, in dBFS.
const LOW_DB: f32 = -60.0;
/// The standard deviation of levels must lie below this, in dB, or what white noise at the sample rate gives, if more.
const STEADY_DB: f32 = 0.5;
/// The step at either end, in dB...
const STEP_DB: f32 = 8.0;
/// ... within so many bins: 60 ms, of which a lossy codec's window takes up to 43.
const STEP_BINS: usize = 3;
/// Bins that are kept of one stretch: 30 hours.
const MOST_BINS: usize = 5_400_000;

/// A steady low level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Plateau {
    /// From the first whole bin
    pub(crate) start: RecordingTime,
    /// to the last.
    pub(crate) end: RecordingTime,
    /// It may begin so much sooner and end so much later.
    pub(crate) wider_by: Nanos,
    /// Its mean level in dBFS.
    pub(crate) level_db: f32,
}

/// Follows the level of one track.
#[derive(Default)]
pub(crate) struct Levels {
    start: RecordingTime,
    rate_hz: u32,
    /// Samples of a bin.
    bin: usize,
    sum: f64,
    count: usize,
    /// Levels in dBFS; not a number where a bin is digital silence.
    bins: Vec<f32>,
    found: Vec<Plateau>,
}

impl Levels {
    /// Begins a stretch.
    pub(crate) fn begin(&mut self, start: RecordingTime, rate_hz: u32) {
        self.start = start;
        self.rate_hz = rate_hz;
        self.bin = ((i64::from(rate_hz) * BIN_MS / 1000).max(1)) as usize;
        (self.sum, self.count) = (0.0, 0);
        self.bins.clear();
    }

    /// The next samples of each channel; the level is that of all together.
    pub(crate) fn push(&mut self, planes: &[&[f32]]) {
        let n = planes.first().map_or(0, |p| p.len());
        let mut at = 0;
        while at < n && self.bins.len() < MOST_BINS {
            let take = (self.bin - self.count).min(n - at);
            for plane in planes {
                let part = plane.get(at..at + take).unwrap_or_default();
                self.sum += f64::from(part.iter().map(|s| s * s).sum::<f32>());
            }
            self.count += take;
            at += take;
            if self.count == self.bin {
                let mean = self.sum / (self.bin * planes.len()) as f64;
                let half_step = f64::from(super::zeros::HALF_STEP);
                let db = if mean < half_step * half_step / 64.0 { f32::NAN } else { (10.0 * mean.log10()) as f32 };
                self.bins.push(db);
                (self.sum, self.count) = (0.0, 0);
            }
        }
    }

    /// Ends the stretch.
    pub(crate) fn end(&mut self) {
        let bins = std::mem::take(&mut self.bins);
        // The level of white noise over n samples varies by 10/ln 10 * sqrt(2/n) dB.
        let noise = 4.343 * (2.0 / self.bin.max(1) as f32).sqrt();
        let most = STEADY_DB.max(1.6 * noise);
        let time = |bin: usize| self.start + Nanos::from_ticks((bin * self.bin) as i64, u64::from(self.rate_hz.max(1)));
        let mut found = Vec::new();
        for (from, to, level_db) in plateaus(&bins, most) {
            let wider_by = Nanos::from_ticks((STEP_BINS * self.bin) as i64, u64::from(self.rate_hz.max(1)));
            found.push(Plateau { start: time(from), end: time(to), wider_by, level_db });
        }
        let room = crate::limits::SPANS.saturating_sub(self.found.len());
        self.found.extend(found.into_iter().take(room));
    }

    /// All that were found.
    pub(crate) fn plateaus(self) -> Vec<Plateau> {
        self.found
    }
}

/// The plateaus among levels: first bin, the bin after the last, mean level.
fn plateaus(bins: &[f32], most: f32) -> Vec<(usize, usize, f32)> {
    let mut out = Vec::new();
    let mut window: VecDeque<f32> = VecDeque::with_capacity(STEADY);
    let (mut sum, mut squares) = (0f64, 0f64);
    // Where the open steady stretch begins.
    let mut open: Option<usize> = None;
    for i in 0..=bins.len() {
        let db = bins.get(i).copied().unwrap_or(f32::NAN);
        let steady = if db.is_finite() {
            if window.len() == STEADY
                && let Some(old) = window.pop_front()
            {
                sum -= f64::from(old);
                squares -= f64::from(old) * f64::from(old);
            }
            window.push_back(db);
            sum += f64::from(db);
            squares += f64::from(db) * f64::from(db);
            let n = window.len() as f64;
            let mean = sum / n;
            let deviation = (squares / n - mean * mean).max(0.0).sqrt();
            window.len() == STEADY && mean < f64::from(LOW_DB) && deviation < f64::from(most)
        } else {
            window.clear();
            (sum, squares) = (0.0, 0.0);
            false
        };
        match (steady, open) {
            (true, None) => open = Some(i + 1 - STEADY),
            (false, Some(from)) => {
                open = None;
                out.extend(between_steps(bins, from, i));
            }
            _ => {}
        }
    }
    out
}

/// A steady stretch, where it lies between two steps.
fn between_steps(bins: &[f32], from: usize, to: usize) -> Option<(usize, usize, f32)> {
    let inside = bins.get(from..to)?;
    let level = inside.iter().sum::<f32>() / inside.len() as f32;
    // The last windows may hold the first bins of what comes after, and the first ones what came before.
    let near = |db: &f32| (db - level).abs() < 2.0;
    let first = from + inside.iter().position(near)?;
    let last = from + inside.iter().rposition(near)?;
    let loud = |range: std::ops::Range<usize>| {
        bins.get(range).is_some_and(|b| b.iter().any(|db| db.is_finite() && *db > level + STEP_DB))
    };
    let before = first.checked_sub(STEP_BINS).is_some_and(|f| loud(f..first));
    let after = loud(last + 1..(last + 1 + STEP_BINS).min(bins.len()));
    (before && after).then_some((first, last + 1, level))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise of these levels, each for so many seconds.
    fn heard(rate: u32, parts: &[(f32, f32)]) -> Vec<Plateau> {
        let mut state = 7u32;
        let mut noise = || {
            // The sum of four even ones is near enough to normal.
            (0..4)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 8) as f32 / 8_388_608.0 - 1.0
                })
                .sum::<f32>()
                * (3f32 / 4.0).sqrt()
        };
        let mut levels = Levels::default();
        levels.begin(RecordingTime::ZERO, rate);
        for &(db, secs) in parts {
            let gain = 10f32.powf(db / 20.0);
            let samples: Vec<f32> = (0..(secs * rate as f32) as usize).map(|_| gain * noise()).collect();
            for part in samples.chunks(1024) {
                levels.push(&[part]);
            }
        }
        levels.end();
        levels.plateaus()
    }

    #[test]
    fn a_floor_between_two_steps_is_found() {
        for rate in [8_000, 16_000, 48_000] {
            let found = heard(rate, &[(-40.0, 3.0), (-70.0, 5.0), (-35.0, 2.0), (-72.0, 0.6), (-30.0, 1.0)]);
            let [p] = &found[..] else { panic!("{rate}: {found:?}") };
            assert!((p.start.as_secs_f64() - 3.0).abs() < 0.041 && (p.end.as_secs_f64() - 8.0).abs() < 0.041, "{p:?}");
            assert!((p.level_db + 70.0).abs() < 0.3, "{p:?}");
        }
    }

    #[test]
    fn a_quiet_room_without_steps_is_not() {
        // Down and up again in steps of 3 dB a second; and a floor that ends with the recording.
        let slow: Vec<(f32, f32)> = (0..24).map(|i| (-40.0 - 3.0 * (12 - (i - 12i32).abs()) as f32, 1.0)).collect();
        assert_eq!(heard(48_000, &slow), []);
        assert_eq!(heard(48_000, &[(-40.0, 3.0), (-70.0, 5.0)]), []);
    }
}
