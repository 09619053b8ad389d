//! What a candidate lag has to show: the fine windows that agree on it, and the line through them.

use unmuted_model::{Nanos, RecordingTime};

use super::parameters::{
    AGREE_SECS, CROWD_ANYWHERE, CROWD_CAP_Z, CROWD_INSIDE, CROWD_LINE_SHARE, CROWD_PLATEAU, CROWD_SECS, CROWD_SHARE,
    DRIFT_LIMIT_PPB, FINE_BASE_Z, FINE_CAP_Z, FINE_MIN_Z, FINE_WINDOW, MOMENT_SECS, ONE_LAG_SECS, PAIRED_HEIGHT,
    RATE_HZ, ROOM_SECS, SLOPE_STEP, SURE_HEIGHT, USUAL_SCATTER_SECS, USUAL_SCATTER_WINDOWS, WANDER_FLOOR_SECS,
    WANDER_SCATTERS,
};
use super::theil_sen;

/// Places tried as the centre of agreement; the highest windows, so more would not win.
const CENTRES: usize = 40;
/// Below this many moments no slope is fitted.
const SLOPE_MIN_MOMENTS: usize = 5;
/// Below this much time between first and last window no slope is fitted, seconds: five minutes' drift of
/// 50 ppm is 15 ms, no more than three steps aside.
const SLOPE_MIN_SECS: f64 = 300.0;

/// One window of 2 s in which both recordings carry the same waveform.
#[derive(Clone, Copy, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Window {
    /// Its middle on the first recording.
    pub at_a: RecordingTime,
    /// Its middle on the second recording.
    pub at_b: RecordingTime,
    /// Height of the correlation's peak in standard deviations of what chance gives.
    pub height: f64,
}

impl Window {
    /// Time on the first recording minus time on the second, at this window.
    pub fn lag(&self) -> Nanos {
        Nanos::new(self.at_a.ns().saturating_sub(self.at_b.ns()))
    }
    fn lag_secs(&self) -> f64 {
        self.lag().as_secs_f64()
    }
    /// Whether the two share no sound in either recording; windows that overlap would count one sound twice.
    pub(crate) fn is_apart(&self, other: &Self) -> bool {
        let length = Nanos::from_ticks(FINE_WINDOW as i64, u64::from(RATE_HZ));
        (self.at_a - other.at_a).abs() >= length && (self.at_b - other.at_b).abs() >= length
    }
    fn worth(&self) -> f64 {
        self.height.min(FINE_CAP_Z) - FINE_BASE_Z
    }
}

/// The windows that agree on one lag, and those that do not.
pub(crate) struct Agreement {
    pub windows: Vec<Window>,
    pub apart: Vec<Window>,
}

/// Chooses among all fine windows of one candidate those that agree. `slope` is the candidate's own change of lag
/// for each second, `pivot` the time on the first recording at which it is zero.
pub(crate) fn agree(all: Vec<Window>, pivot: f64, slope: f64) -> Agreement {
    let mut windows: Vec<Window> = all.iter().filter(|w| w.height >= f64::from(FINE_MIN_Z)).copied().collect();
    windows.sort_by(|x, y| y.height.total_cmp(&x.height).then(x.at_a.cmp(&y.at_a)));
    let level = |w: &Window| w.lag_secs() - slope * (w.at_a.as_secs_f64() - pivot);
    let mut best: (Vec<Window>, f64) = (Vec::new(), 0.0);
    for centre in windows.iter().take(CENTRES).map(level) {
        let mut kept: Vec<Window> = Vec::new();
        for w in &windows {
            if (level(w) - centre).abs() <= AGREE_SECS && kept.iter().all(|k| k.is_apart(w)) {
                kept.push(*w);
            }
        }
        let strength = kept.iter().map(Window::worth).sum();
        if strength > best.1 {
            best = (kept, strength);
        }
    }
    let mut kept = best.0;
    let mut others: Vec<Window> = Vec::new();
    for w in all {
        if kept.iter().chain(&others).all(|k| k.is_apart(&w)) {
            others.push(w);
        }
    }
    kept.sort_by_key(|w| w.at_a);
    others.sort_by_key(|w| w.at_a);
    Agreement { windows: kept, apart: others }
}

/// A line through the lags of windows that agree.
pub(crate) struct Line {
    /// Time on the first recording at which the lag is meant.
    pub pivot_a: RecordingTime,
    /// The same instant on the second recording.
    pub pivot_b: RecordingTime,
    /// How much the first clock gains on the second, parts per billion, as the windows alone have it.
    pub drift_ppb: f64,
    /// Standard deviation of that; [`f64::INFINITY`] where the windows say nothing about it.
    pub drift_sigma_ppb: f64,
    /// Robust standard deviation of one window around the line, seconds.
    pub scatter: f64,
    /// Half of the range of the lags, seconds: no less than half of the difference in travel time.
    pub half_range: f64,
    /// How far the lag taken lies within that range, seconds: half of it where it is the middle, nothing at its ends.
    pub inside: f64,
    /// At how many moments a window lies at the lag taken.
    pub at_lag: usize,
    /// From the earliest to the latest lag that is sure, seconds, at the pivot.
    pub range: (f64, f64),
    /// Change of the lag for each second as far as the prior lets it count.
    pub trusted_slope: f64,
}

/// How many of the windows lie apart in time.
pub(crate) fn moments(windows: &[Window]) -> usize {
    let mut count = 0;
    let mut last: Option<RecordingTime> = None;
    for w in windows {
        if last.is_none_or(|l| (w.at_a - l).as_secs_f64() >= MOMENT_SECS) {
            count += 1;
            last = Some(w.at_a);
        }
    }
    count
}

/// Fits lag and slope. `prior_ppb` is how far two clocks usually differ (one standard deviation).
pub(crate) fn fit(windows: &[Window], prior_ppb: f64) -> Line {
    let limit = DRIFT_LIMIT_PPB as f64;
    let points: Vec<(f64, f64)> = windows.iter().map(|w| (w.at_a.as_secs_f64(), w.lag_secs())).collect();
    let weighted: Vec<(f64, f64)> = windows.iter().map(|w| (w.at_a.as_secs_f64(), w.worth())).collect();
    let pivot = theil_sen::weighted_median(&weighted);
    let first = points.first().map_or(0.0, |p| p.0);
    let span = points.last().map_or(0.0, |p| p.0) - first;
    let (mut drift_ppb, mut drift_sigma_ppb) = (0.0, f64::INFINITY);
    if span >= SLOPE_MIN_SECS && moments(windows) >= SLOPE_MIN_MOMENTS {
        // Spread of the times as a standard deviation; for evenly spread ones span/√12.
        let mean = points.iter().map(|p| p.0).sum::<f64>() / points.len() as f64;
        let spread = (points.iter().map(|p| (p.0 - mean).powi(2)).sum::<f64>() / points.len() as f64).sqrt();
        let crowded: Vec<(f64, f64, f64)> =
            windows.iter().map(|w| (w.at_a.as_secs_f64() - pivot, w.lag_secs(), crowd_worth(w.height))).collect();
        let (slope, chance) = match crowd_slope(&crowded, limit * 1e-9) {
            Some(found) => found,
            None => {
                let slope = theil_sen::slope(&points).clamp(-limit * 1e-9, limit * 1e-9);
                let around: Vec<f64> = points.iter().map(|(t, lag)| lag - slope * (t - pivot)).collect();
                (slope, WANDER_SCATTERS * theil_sen::robust_deviation(&around) / spread)
            }
        };
        drift_ppb = slope * 1e9;
        drift_sigma_ppb = chance.hypot(WANDER_FLOOR_SECS / spread) * 1e9;
    }
    // The slope as far as the prior lets it count.
    let trusted = drift_ppb * prior_ppb.powi(2) / (prior_ppb.powi(2) + drift_sigma_ppb.powi(2));
    let trusted = if trusted.is_finite() { trusted * 1e-9 } else { 0.0 };
    let around: Vec<(f64, f64)> =
        windows.iter().map(|w| (w.lag_secs() - trusted * (w.at_a.as_secs_f64() - pivot), w.height)).collect();
    let middle = middle(&around);
    let plain: Vec<f64> = around.iter().map(|v| v.0).collect();
    let n = plain.len() as f64;
    let own = theil_sen::robust_deviation(&plain);
    let scatter =
        ((n * own.powi(2) + USUAL_SCATTER_WINDOWS * USUAL_SCATTER_SECS.powi(2)) / (n + USUAL_SCATTER_WINDOWS)).sqrt();
    let pivot_a = RecordingTime::from_secs_f64(pivot);
    let at_lag: Vec<Window> = windows
        .iter()
        .zip(&around)
        .filter(|(_, lag)| (lag.0 - middle.lag).abs() <= CROWD_SECS / 2.0)
        .map(|(w, _)| *w)
        .collect();
    Line {
        pivot_a,
        pivot_b: pivot_a - Nanos::from_secs_f64(middle.lag),
        drift_ppb,
        drift_sigma_ppb,
        scatter,
        half_range: middle.half_range,
        inside: middle.inside,
        at_lag: moments(&at_lag),
        range: middle.range,
        trusted_slope: trusted,
    }
}

/// What a window counts for in a crowd.
fn crowd_worth(height: f64) -> f64 {
    height.min(CROWD_CAP_Z) - FINE_BASE_Z
}

/// The stretch of [`CROWD_SECS`] with the most worth among `sorted` (lag, worth): its indices and that worth.
fn crowd_of(sorted: &[(f64, f64)]) -> (std::ops::Range<usize>, f64) {
    let (mut crowd, mut most, mut first, mut here) = (0..0, 0.0, 0, 0.0);
    for (last, s) in sorted.iter().enumerate() {
        here += s.1;
        while s.0 - sorted[first].0 > CROWD_SECS {
            here -= sorted[first].1;
            first += 1;
        }
        if here > most {
            (crowd, most) = (first..last + 1, here);
        }
    }
    (crowd, most)
}

/// The change of lag for each second along which most windows (time, lag, worth) crowd, and one standard deviation.
/// Whoever walks crowds along no line for long; what both hear from close by, as their radios, does. `None` where no
/// line has a crowd worth the name.
fn crowd_slope(windows: &[(f64, f64, f64)], limit: f64) -> Option<(f64, f64)> {
    let total: f64 = windows.iter().map(|w| w.2).sum();
    let steps = (limit / SLOPE_STEP).round() as i64;
    let crowd_at = |slope: f64| {
        let mut levels: Vec<(f64, f64)> = windows.iter().map(|(t, lag, worth)| (lag - slope * t, *worth)).collect();
        levels.sort_by(|x, y| x.0.total_cmp(&y.0));
        crowd_of(&levels).1
    };
    let crowds: Vec<(f64, f64)> =
        (-steps..=steps).map(|k| k as f64 * SLOPE_STEP).map(|slope| (slope, crowd_at(slope))).collect();
    let most = crowds.iter().fold(0.0, |m, c| f64::max(m, c.1));
    if most < CROWD_LINE_SHARE * total {
        return None;
    }
    let top = crowds.iter().filter(|c| c.1 >= CROWD_PLATEAU * most).map(|c| c.0);
    let (low, high) = top.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), s| (l.min(s), h.max(s)));
    Some(((low + high) / 2.0, ((high - low) / 4.0).max(SLOPE_STEP / 2.0)))
}

/// Where among the lags of many windows the two clocks meet.
struct Middle {
    lag: f64,
    half_range: f64,
    inside: f64,
    range: (f64, f64),
}

/// The place of `lags` (seconds, height), in order of neither.
///
/// The wearer of one camera is heard there first and on the other later by the whole way between them; with the
/// other's wearer it is the other way round. So the clocks agree half-way between the earliest and the latest lag,
/// not where most windows are: that only tells who talked more (Hon et al. 2015, EUSIPCO, take the middle of the
/// extremes for the same reason). A crowd of high windows at one lag is better still: something that both hear from
/// close by, as the radio that each wears.
fn middle(lags: &[(f64, f64)]) -> Middle {
    let mut sorted = lags.to_vec();
    sorted.sort_by(|x, y| x.0.total_cmp(&y.0));
    let worths: Vec<(f64, f64)> = sorted.iter().map(|s| (s.0, crowd_worth(s.1))).collect();
    let total: f64 = worths.iter().map(|w| w.1).sum();
    let (crowd, most) = crowd_of(&worths);
    let crowd_lag = theil_sen::weighted_median(&worths[crowd]);
    let share = if total > 0.0 { most / total } else { 0.0 };
    // An end of the range counts when it stands out, or when a second window is near it: chance lies anywhere.
    let is_sure = |i: usize| {
        let (lag, height) = sorted[i];
        let near = |k: usize| sorted.get(k).is_some_and(|s| (s.0 - lag).abs() <= CROWD_SECS && s.1 >= PAIRED_HEIGHT);
        height >= SURE_HEIGHT || (height >= PAIRED_HEIGHT && (near(i + 1) || (i > 0 && near(i - 1))))
    };
    let sure: Vec<f64> = (0..sorted.len()).filter(|&i| is_sure(i)).map(|i| sorted[i].0).collect();
    let (Some(low), Some(high)) = (sure.first().copied(), sure.last().copied()) else {
        let range = (crowd_lag - CROWD_SECS, crowd_lag + CROWD_SECS);
        return Middle { lag: crowd_lag, half_range: 0.0, inside: 0.0, range };
    };
    let (middle, half_range) = ((low + high) / 2.0, (high - low) / 2.0);
    let inside = (crowd_lag - middle).abs() <= CROWD_INSIDE * half_range;
    let takes_crowd = half_range <= ONE_LAG_SECS
        || share >= CROWD_ANYWHERE
        || (share >= CROWD_SHARE && (inside || half_range <= ROOM_SECS));
    let lag = if takes_crowd { crowd_lag } else { middle };
    let range = (low.min(crowd_lag) - CROWD_SECS, high.max(crowd_lag) + CROWD_SECS);
    Middle { lag, half_range, inside: (lag - low).min(high - lag).max(0.0), range }
}
