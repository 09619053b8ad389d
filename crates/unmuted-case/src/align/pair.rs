//! Two recordings: the candidate lags between them, each with its evidence.
//!
//! Nothing is accepted here. What stands for a pair is decided with all pairs in view ([`super::solve`]), because
//! a third recording can refute what two agree on.

use unmuted_model::{Nanos, RecordingTime};

use super::evidence::{Window, agree, fit};
use super::features::Features;
use super::fine::Fine;
use super::odds::{self, CoarseLine, Looked};
use super::parameters::{
    APART_SECS, CLEAR, DEVICE_DRIFT_PPB, EXAMINED, FINE_BUDGET, FINE_MIN_USABLE, FINE_STEP, FINE_WINDOW, HOP, LONG,
    METHOD, RATE_HZ, SHORT, UNHEARD_PRICE, USUAL_SCATTER_SECS,
};
use super::track::Track;
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
    /// Whether the second search was made too ([`look_closer`]).
    pub closer: bool,
}

impl PairResult {
    /// Whether it was made by this version of the method; a cache that says no is out of date.
    pub fn is_current(&self) -> bool {
        self.method == METHOD
    }
    /// Whether it decides by itself and clearly, so that no second search could add anything.
    pub fn is_clear(&self) -> bool {
        let (odds, margin, rest) = CLEAR;
        let rival = self.candidates.get(1).map_or(0.0, |c| c.odds);
        self.candidates.first().is_some_and(|c| c.odds >= odds && c.odds - rival >= margin && c.rest >= rest)
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
    /// At how many moments (7 s or more apart) a window lies within 2 ms of the lag taken.
    pub at_lag: usize,
    /// Odds for it against chance, as a power of ten: 6 is a million to one. An e-value ([`super::odds`]).
    pub odds: f64,
    /// The same without the best moment: evidence that one sound which occurs in two incidents cannot give.
    pub rest: f64,
    /// How many moments (6 s or more apart) speak for it.
    pub moments: usize,
    /// Where on the first recording the best of them is.
    pub best_at: RecordingTime,
    /// How long both recordings are audible together if this is so.
    pub shared: Nanos,
    /// The windows that agree, in order of time; empty where it was not examined closely.
    pub windows: Vec<Window>,
    /// Windows along it that do not agree: they heard something else, or nothing in common.
    pub apart: Vec<Window>,
}

impl Candidate {
    /// Time on the first recording minus time on the second, at the pivot.
    pub fn lag(&self) -> Nanos {
        Nanos::new(self.pivot_a.ns().saturating_sub(self.pivot_b.ns()))
    }
}

/// Compares two recordings, each with its [`features`](super::features). On the caller's thread.
pub fn align_pair(one: (&Track, &Features), other: (&Track, &Features)) -> PairResult {
    let (a, b) = by_content(one, other);
    let lines = odds::lines(&search::search(a.1, b.1, LONG));
    let candidates = lines.iter().map(|line| coarse(line, a, b)).collect();
    let mut result = PairResult {
        method: METHOD.to_owned(),
        a: a.0.id().to_owned(),
        b: b.0.id().to_owned(),
        candidates,
        closer: false,
    };
    let looked_at = if result.is_clear() { 1 } else { EXAMINED };
    examine(&mut result.candidates, looked_at, a, b);
    result.by_id()
}

/// Makes the second search for a pair that the first left open. On the caller's thread; several times as dear.
pub fn look_closer(one: (&Track, &Features), other: (&Track, &Features), first: &PairResult) -> PairResult {
    let (a, b) = by_content(one, other);
    let mut result = first.clone();
    if result.a != a.0.id() {
        result = result.turned();
    }
    let first = result.clone();
    result.closer = true;
    let found =
        |sets: &[Vec<Looked>]| -> Vec<Candidate> { odds::lines(sets).iter().map(|line| coarse(line, a, b)).collect() };
    let mut waves = found(&[wave::search(a, b)]);
    let mut rises = found(&search::search(a.1, b.1, SHORT));
    // Long and short windows hear the same rises, so the better of the two counts.
    for old in &first.candidates {
        match rises.iter_mut().find(|c| is_near(c, old)) {
            Some(short) => {
                let (odds, rest, moments) =
                    (short.odds.max(old.odds), short.rest.max(old.rest), short.moments.max(old.moments));
                if !old.windows.is_empty() || old.odds > short.odds {
                    *short = old.clone();
                }
                *short = Candidate { odds, rest, moments, ..short.clone() };
            }
            None => rises.push(old.clone()),
        }
    }
    for old in &rises {
        match waves.iter_mut().find(|c| is_near(c, old)) {
            // One hears when energy rises, the other hears phases: chance in one is not chance in the other.
            Some(both) => {
                both.odds += old.odds;
                both.rest += old.rest.max(0.0);
                both.moments = both.moments.max(old.moments);
                if !old.windows.is_empty() {
                    let Candidate { odds, rest, moments, .. } = *both;
                    *both = Candidate { odds, rest, moments, ..old.clone() };
                }
            }
            None => waves.push(Candidate { odds: old.odds - UNHEARD_PRICE, ..old.clone() }),
        }
    }
    for c in &mut waves {
        // The price of having had three tries.
        c.odds -= 3f64.log10();
    }
    rank(&mut waves);
    examine(&mut waves, EXAMINED, a, b);
    result.candidates = waves;
    result.by_id()
}

/// Lags of the two searches closer together than this are one place, seconds.
const SAME_LINE_SECS: f64 = 0.1;

fn is_near(one: &Candidate, other: &Candidate) -> bool {
    (one.lag() - other.lag()).abs().as_secs_f64() <= SAME_LINE_SECS
}

/// The recording whose windows are looked for in the other comes first: the shorter one, or of equal ones that with
/// the smaller checksum. So the same two recordings give the same result under any names.
fn by_content<'t>(
    one: (&'t Track, &'t Features),
    other: (&'t Track, &'t Features),
) -> ((&'t Track, &'t Features), (&'t Track, &'t Features)) {
    // FNV-1a over the samples, where the lengths do not tell; no more is asked of it than to tell two recordings apart.
    let checksum = |t: &Track| {
        t.samples().iter().fold(0xcbf2_9ce4_8422_2325_u64, |h, s| {
            (h ^ u64::from(s.unsigned_abs()) ^ (u64::from(*s < 0) << 20)).wrapping_mul(0x0100_0000_01b3)
        })
    };
    let (x, y) = (one.0, other.0);
    let order = (x.samples().len().cmp(&y.samples().len()))
        .then_with(|| checksum(x).cmp(&checksum(y)))
        .then_with(|| x.id().cmp(y.id()));
    if order.is_le() { (one, other) } else { (other, one) }
}

impl PairResult {
    /// With the recording whose id sorts first as the first one.
    fn by_id(self) -> Self {
        if self.a <= self.b { self } else { self.turned() }
    }
    /// With the two recordings exchanged.
    fn turned(mut self) -> Self {
        std::mem::swap(&mut self.a, &mut self.b);
        for c in &mut self.candidates {
            let lag = c.lag();
            std::mem::swap(&mut c.pivot_a, &mut c.pivot_b);
            c.drift_ppb = -c.drift_ppb;
            c.best_at = c.best_at - lag;
            for w in c.windows.iter_mut().chain(&mut c.apart) {
                std::mem::swap(&mut w.at_a, &mut w.at_b);
            }
        }
        self
    }
}

fn rank(candidates: &mut [Candidate]) {
    candidates.sort_by(|x, y| y.odds.total_cmp(&x.odds).then(x.lag().cmp(&y.lag())));
}

/// A line as a candidate, not yet examined.
fn coarse(line: &CoarseLine, a: (&Track, &Features), b: (&Track, &Features)) -> Candidate {
    Candidate {
        pivot_a: a.1.time_of(line.pivot),
        pivot_b: b.1.time_of(line.pivot - line.lag),
        drift_ppb: (line.slope * 1e9).round() as i64,
        drift_sigma_ppb: None,
        scatter: Nanos::from_secs_f64(USUAL_SCATTER_SECS),
        half_range: Nanos::ZERO,
        at_lag: 0,
        odds: line.odds / std::f64::consts::LN_10,
        rest: line.rest / std::f64::consts::LN_10,
        moments: line.moments,
        best_at: a.1.time_of(line.best_at),
        shared: Nanos::ZERO,
        windows: Vec::new(),
        apart: Vec::new(),
    }
}

/// Looks closely at the first `count` candidates that have not been looked at.
fn examine(candidates: &mut [Candidate], count: usize, a: (&Track, &Features), b: (&Track, &Features)) {
    let mut fine = Fine::new();
    for c in candidates.iter_mut().take(count).filter(|c| c.windows.is_empty()) {
        let slope = c.drift_ppb as f64 * 1e-9;
        let (windows, shared) = fine_windows(&mut fine, c, a, b);
        c.shared = shared;
        let agreement = agree(windows, c.pivot_a.as_secs_f64(), slope);
        c.apart = agreement.apart;
        if agreement.windows.is_empty() {
            continue;
        }
        let fitted = fit(&agreement.windows, DEVICE_DRIFT_PPB * std::f64::consts::SQRT_2);
        c.pivot_a = fitted.pivot_a;
        c.pivot_b = fitted.pivot_b;
        c.drift_ppb = fitted.drift_ppb.round() as i64;
        c.drift_sigma_ppb = fitted.drift_sigma_ppb.is_finite().then_some(fitted.drift_sigma_ppb.round() as i64);
        c.scatter = Nanos::from_secs_f64(fitted.scatter);
        c.half_range = Nanos::from_secs_f64(fitted.half_range);
        c.at_lag = fitted.at_lag;
        // What lies outside of all that is sure is chance.
        let slope = fitted.trusted_slope;
        let level = |w: &Window| w.lag().as_secs_f64() - slope * (w.at_a - c.pivot_a).as_secs_f64();
        let (low, high) = fitted.range;
        let (kept, chance) = agreement.windows.iter().partition(|w| (low..=high).contains(&level(w)));
        c.windows = kept;
        c.apart.extend::<Vec<Window>>(chance);
        c.apart.sort_by_key(|w| w.at_a);
    }
    // Looking closely moves lags: two that turn out to be one place are one.
    let mut kept: Vec<Nanos> = Vec::new();
    for c in candidates.iter_mut() {
        if kept.iter().any(|k| (*k - c.lag()).abs().as_secs_f64() < APART_SECS) {
            c.odds = 0.0;
        } else {
            kept.push(c.lag());
        }
    }
}

/// All fine windows along a line, and how long both recordings are audible together.
fn fine_windows(
    fine: &mut Fine,
    line: &Candidate,
    a: (&Track, &Features),
    b: (&Track, &Features),
) -> (Vec<Window>, Nanos) {
    let ((track_a, features_a), (track_b, features_b)) = (a, b);
    let frames = FINE_WINDOW / HOP;
    let time = |track: &Track, sample: f64| track.start() + Nanos::from_secs_f64(sample / f64::from(RATE_HZ));
    let mut out = Vec::new();
    let mut shared = 0.0;
    let last = track_a.samples().len() as i64 - FINE_WINDOW as i64;
    let sample = |track: &Track, at: RecordingTime| (at - track.start()).as_secs_f64() * f64::from(RATE_HZ);
    let (pivot_a, pivot_b) = (sample(track_a, line.pivot_a), sample(track_b, line.pivot_b));
    let slope = line.drift_ppb as f64 * 1e-9;
    let lag_at = |middle: f64| (pivot_a - pivot_b + slope * (middle - pivot_a)).round() as i64;
    // Where one hears the other at all; in long recordings every so many windows, spread evenly.
    let overlap = (0..=last)
        .step_by(FINE_STEP)
        .filter(|&from| {
            let there = from - lag_at(from as f64);
            there >= 0 && there + FINE_WINDOW as i64 <= track_b.samples().len() as i64
        })
        .count();
    let step = FINE_STEP * overlap.div_ceil(FINE_BUDGET).max(1);
    for from in (0..=last).step_by(step) {
        let middle = from as f64 + FINE_WINDOW as f64 / 2.0;
        let lag = lag_at(middle);
        let usable = features_a.usable_share(from, frames).min(features_b.usable_share(from - lag, frames));
        shared += usable * step as f64;
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
