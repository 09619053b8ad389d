//! Two recordings: the candidate lags between them, each with its evidence.
//!
//! Nothing is accepted here. What stands for a pair is decided with all pairs in view ([`super::solve`]), because
//! a third recording can refute what two agree on.

use unmuted_model::{Nanos, RecordingTime};

use super::evidence::{self, Window, agree, fit};
use super::features::Features;
use super::fine::Fine;
use super::parameters::{
    APART_SECS, CLEAR, DEVICE_DRIFT_PPB, FINE_MIN_USABLE, FINE_STEP, FINE_WINDOW, FRAME, HOP, KEPT, METHOD, RATE_HZ,
    RIVAL_FLOOR,
};
use super::track::Track;
use super::vote::{CoarseLine, Worth, vote};
use super::{search, wave};

/// What comparing two recordings found. Depends on nothing but their sound and silent spans, so that it may be
/// cached by their digests.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PairResult {
    /// The version of the method that made it.
    pub method: String,
    /// The first recording; its id sorts before the other's.
    pub a: String,
    /// The second recording.
    pub b: String,
    /// Ways in which the two could belong together, the best supported first.
    pub candidates: Vec<Candidate>,
}

impl PairResult {
    /// Whether it was made by this version of the method; a cache that says no is out of date.
    pub fn is_current(&self) -> bool {
        self.method == METHOD
    }
}

/// One way in which two recordings could belong together.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Candidate {
    /// An instant on the first recording …
    pub pivot_a: RecordingTime,
    /// … and the instant on the second at which the same is heard.
    pub pivot_b: RecordingTime,
    /// How much the lag grows with time, parts per billion, as the windows alone have it; zero where they are too
    /// few or too close together to say.
    pub drift_ppb: i64,
    /// One standard deviation of that, parts per billion; `None` where the windows say nothing about drift.
    pub drift_sigma_ppb: Option<i64>,
    /// Scatter of one window's lag around the line (robust standard deviation).
    pub scatter: Nanos,
    /// Half of the range of the windows' lags.
    pub half_range: Nanos,
    /// Evidence in all: what the agreeing windows and the coarse vote are worth. No unit; compared with rivals.
    pub strength: f64,
    /// How many of the agreeing windows lie apart in time (4 s or more); windows that fit elsewhere too not counted.
    pub moments: usize,
    /// What the windows are worth without the best moment: evidence that one chance sound cannot give.
    pub without_best: f64,
    /// How long both recordings are audible together if this is so.
    pub shared: Nanos,
    /// The windows that agree, in order of time.
    pub windows: Vec<Window>,
}

impl Candidate {
    /// Time on the first recording minus time on the second, at the pivot.
    pub fn lag(&self) -> Nanos {
        Nanos::new(self.pivot_a.ns().saturating_sub(self.pivot_b.ns()))
    }
}

/// Compares two recordings, each with its [`features`](super::features). On the caller's thread.
pub fn align_pair(one: (&Track, &Features), other: (&Track, &Features)) -> PairResult {
    // The same pair gives the same result in either order.
    let (a, b) = if one.0.id() <= other.0.id() { (one, other) } else { (other, one) };
    let mut fine = Fine::new();
    let mut candidates = Vec::new();
    for line in vote(&search::search(a.1, b.1), Worth::RISES) {
        let credit = line.score;
        add(&mut candidates, examine(&mut fine, &line, credit, a, b));
    }
    rank(&mut candidates);
    if !is_clear(&candidates) {
        for line in vote(&wave::search(a, b), Worth::WAVES) {
            // The waveform's peaks are counted once, by the fine windows.
            add(&mut candidates, examine(&mut fine, &line, 0.0, a, b));
        }
        rank(&mut candidates);
    }
    count_specific_only(&mut candidates);
    candidates.truncate(KEPT);
    PairResult { method: METHOD.to_owned(), a: a.0.id().to_owned(), b: b.0.id().to_owned(), candidates }
}

fn rank(candidates: &mut [Candidate]) {
    candidates.sort_by(|x, y| y.strength.total_cmp(&x.strength).then(x.lag().cmp(&y.lag())));
}

/// Takes back what windows are worth that fit in several of the candidates.
fn count_specific_only(candidates: &mut [Candidate]) {
    let all: Vec<Vec<Window>> = candidates.iter().map(|c| c.windows.clone()).collect();
    for (i, candidate) in candidates.iter_mut().enumerate() {
        let others: Vec<&[Window]> =
            all.iter().enumerate().filter(|(k, _)| *k != i).map(|(_, windows)| windows.as_slice()).collect();
        let specific = evidence::specific(&candidate.windows, &others);
        candidate.strength -= evidence::strength(&candidate.windows) - evidence::strength(&specific);
        candidate.moments = evidence::moments(&specific);
        candidate.without_best = evidence::without_best(&specific);
    }
    rank(candidates);
}

fn is_clear(ranked: &[Candidate]) -> bool {
    let rival = ranked.get(1).map_or(0.0, |c| c.strength).max(RIVAL_FLOOR);
    ranked.first().is_some_and(|c| c.strength >= CLEAR.0 && c.strength >= CLEAR.1 * rival && c.moments >= CLEAR.2)
}

/// Adds a candidate, or keeps the better of two that are the same place.
fn add(candidates: &mut Vec<Candidate>, new: Option<Candidate>) {
    let Some(new) = new else { return };
    let near = |c: &&mut Candidate| (c.lag() - new.lag()).abs().as_secs_f64() < APART_SECS;
    match candidates.iter_mut().find(near) {
        Some(old) if old.strength >= new.strength => {}
        Some(old) => *old = new,
        None => candidates.push(new),
    }
}

/// Looks closely along one coarse line. `None` where no window speaks for it.
fn examine(
    fine: &mut Fine,
    line: &CoarseLine,
    credit: f64,
    a: (&Track, &Features),
    b: (&Track, &Features),
) -> Option<Candidate> {
    let (windows, shared) = fine_windows(fine, line, a, b);
    // Frames a frame are seconds a second.
    let agreement = agree(windows, a.1.time_of(line.pivot).as_secs_f64(), line.slope);
    if agreement.windows.is_empty() {
        return None;
    }
    let fitted = fit(&agreement.windows, DEVICE_DRIFT_PPB * std::f64::consts::SQRT_2);
    Some(Candidate {
        pivot_a: fitted.pivot_a,
        pivot_b: fitted.pivot_b,
        drift_ppb: fitted.drift_ppb.round() as i64,
        drift_sigma_ppb: fitted.drift_sigma_ppb.is_finite().then_some(fitted.drift_sigma_ppb.round() as i64),
        scatter: Nanos::from_secs_f64(fitted.scatter),
        half_range: Nanos::from_secs_f64(fitted.half_range),
        strength: agreement.strength + credit,
        moments: evidence::moments(&agreement.windows),
        without_best: evidence::without_best(&agreement.windows),
        shared,
        windows: agreement.windows,
    })
}

/// All fine windows along a line, and how long both recordings are audible together.
fn fine_windows(
    fine: &mut Fine,
    line: &CoarseLine,
    a: (&Track, &Features),
    b: (&Track, &Features),
) -> (Vec<Window>, Nanos) {
    let ((track_a, features_a), (track_b, features_b)) = (a, b);
    let frames = FINE_WINDOW / HOP;
    let time = |track: &Track, sample: f64| track.start() + Nanos::from_secs_f64(sample / f64::from(RATE_HZ));
    let mut out = Vec::new();
    let mut shared = 0.0;
    let last = track_a.samples().len() as i64 - FINE_WINDOW as i64;
    for from in (0..=last).step_by(FINE_STEP) {
        let middle = from as f64 + FINE_WINDOW as f64 / 2.0;
        let lag = (line.lag_at((middle - FRAME as f64 / 2.0) / HOP as f64) * HOP as f64).round() as i64;
        let usable = features_a.usable_share(from, frames).min(features_b.usable_share(from - lag, frames));
        shared += usable * FINE_STEP as f64;
        if usable < FINE_MIN_USABLE {
            continue;
        }
        if let Some(peak) = fine.peak(track_a.samples(), from, track_b.samples(), from - lag) {
            out.push(Window {
                at_a: time(track_a, middle + peak.lag / 2.0),
                at_b: time(track_b, middle - lag as f64 - peak.lag / 2.0),
                height: f64::from(peak.z),
            });
        }
    }
    (out, Nanos::from_secs_f64(shared / f64::from(RATE_HZ)))
}
