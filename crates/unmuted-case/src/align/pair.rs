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
    APART_SECS, CLEAR, DEVICE_DRIFT_PPB, ENOUGH, EXAMINED, FINE_BUDGET, FINE_MIN_USABLE, FINE_STEP, FINE_WINDOW, HOP,
    LONG, LONGEST_SECS, METHOD, RATE_HZ, SHORT, SURE_HEIGHT, UNHEARD_PRICE, USUAL_SCATTER_SECS, WAVE_BUDGET,
    WAVE_STEPS,
};
use super::search;
use super::track::Track;
use super::wave::Wave;

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
        self.reaches(CLEAR)
    }
    /// Whether the second search may stop: both searches agree, and more than is needed.
    fn decides(&self) -> bool {
        self.reaches(ENOUGH)
    }
    fn reaches(&self, (odds, margin, rest): (f64, f64, f64)) -> bool {
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
    /// How far the lag taken lies within that range: half of it where it is the middle, nothing at its ends.
    pub inside: Nanos,
    /// At how many moments (7 s or more apart) a window lies within 2 ms of the lag taken.
    pub at_lag: usize,
    /// Odds for it against chance, as a power of ten: 6 is a million to one. An e-value ([`super::odds`]).
    pub odds: f64,
    /// The same without the best moment: evidence that one sound which occurs in two incidents cannot give.
    pub rest: f64,
    /// The windows of the searches that say something for it, in order of time.
    pub heard: Vec<Heard>,
    /// What the windows that heard nothing there take away, as a power of ten.
    pub unheard: f64,
    /// How long both recordings are audible together if this is so.
    pub shared: Nanos,
    /// The windows that agree, in order of time; empty where it was not examined closely.
    pub windows: Vec<Window>,
    /// Windows along it that do not agree: they heard something else, or nothing in common.
    pub apart: Vec<Window>,
}

/// What one window of a search says for a candidate.
#[derive(Clone, Copy, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Heard {
    /// Its middle, on the first recording.
    pub at: RecordingTime,
    /// Half of its length.
    pub half: Nanos,
    /// Odds for the candidate, as a power of ten.
    pub odds: f64,
}

impl Candidate {
    /// At how many moments (no window of one touches one of another, and more than a sentence lies between) something
    /// is heard that multiplies the odds by ten.
    pub fn moments(&self) -> usize {
        let mut count = 0;
        let mut last: Option<Nanos> = None;
        for h in self.heard.iter().filter(|h| h.odds >= 1.0) {
            let begins = h.at - h.half - RecordingTime::ZERO;
            if last.is_none_or(|end| (begins - end).as_secs_f64() >= LONGEST_SECS) {
                count += 1;
            }
            last = last.max(Some(h.at + h.half - RecordingTime::ZERO));
        }
        count
    }
    /// Sets [`Self::rest`] from what was heard.
    fn weigh_rest(&mut self) {
        let heard: Vec<(f64, f64, f64)> =
            self.heard.iter().map(|h| (h.at.as_secs_f64(), h.half.as_secs_f64(), h.odds)).collect();
        self.rest = odds::without_best_moment(&heard, self.unheard, LONGEST_SECS);
    }
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
    let mut wave = Wave::new(a, b);
    let most = (WAVE_BUDGET / wave.price().max(1)).min(wave.waiting());
    // The liveliest windows first; what they and the first search say together may be enough.
    let mut looked = 0;
    for step in WAVE_STEPS {
        wave.look(step.min(most - looked));
        looked = most.min(looked + step);
        result.candidates = together(found(wave.looked()), first.candidates.clone());
        if looked == most || result.decides() {
            break;
        }
    }
    if !result.decides() {
        wave.look(most - looked);
        let mut rises = found(&search::search(a.1, b.1, SHORT));
        // Long and short windows hear the same rises, so the mean of their odds counts, and what the better one heard.
        for old in first.candidates {
            match rises.iter_mut().find(|c| is_near(c, &old)) {
                Some(short) => {
                    let odds = (10f64.powf(short.odds) + 10f64.powf(old.odds)).log10();
                    if old.odds > short.odds {
                        *short = old;
                    }
                    short.odds = odds;
                }
                None => rises.push(old),
            }
        }
        for c in &mut rises {
            c.odds -= 2f64.log10();
        }
        result.candidates = together(found(wave.looked()), rises);
    }
    examine(&mut result.candidates, EXAMINED, a, b);
    result.by_id()
}

/// What two searches found: one hears when energy rises, the other hears phases, and chance in one is not chance in
/// the other. The likeliest first.
fn together(mut waves: Vec<Candidate>, rises: Vec<Candidate>) -> Vec<Candidate> {
    for old in rises {
        match waves.iter_mut().find(|c| is_near(c, &old)) {
            Some(both) => {
                both.odds += old.odds;
                both.heard.extend(&old.heard);
                both.heard.sort_by_key(|h| h.at);
                both.unheard += old.unheard;
                both.weigh_rest();
                if !old.windows.is_empty() {
                    let Candidate { odds, rest, unheard, .. } = *both;
                    let heard = std::mem::take(&mut both.heard);
                    *both = Candidate { odds, rest, heard, unheard, ..old };
                }
            }
            None => waves.push(Candidate { odds: old.odds - UNHEARD_PRICE, ..old }),
        }
    }
    rank(&mut waves);
    waves
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
            for h in &mut c.heard {
                h.at = h.at - lag;
            }
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
    let nanos = |frames: f64| Nanos::from_secs_f64(frames * HOP as f64 / f64::from(RATE_HZ));
    let heard = line.heard.iter().map(|&(at, half, odds)| Heard {
        at: a.1.time_of(at),
        half: nanos(half),
        odds: odds / std::f64::consts::LN_10,
    });
    let mut candidate = Candidate {
        pivot_a: a.1.time_of(line.pivot),
        pivot_b: b.1.time_of(line.pivot - line.lag),
        drift_ppb: (line.slope * 1e9).round() as i64,
        drift_sigma_ppb: None,
        scatter: Nanos::from_secs_f64(USUAL_SCATTER_SECS),
        half_range: Nanos::ZERO,
        inside: Nanos::ZERO,
        at_lag: 0,
        odds: line.odds / std::f64::consts::LN_10,
        rest: 0.0,
        heard: heard.collect(),
        unheard: line.unheard / std::f64::consts::LN_10,
        shared: Nanos::ZERO,
        windows: Vec::new(),
        apart: Vec::new(),
    };
    candidate.weigh_rest();
    candidate
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
        c.fit_to(agreement.windows);
    }
    // Looking closely moves lags: two that turn out to be one place are one. What the second hears clearly belongs to
    // it: sources on either side of two cameras far apart.
    let mut kept: Vec<usize> = Vec::new();
    for i in 0..candidates.len() {
        let same = |k: &&usize| (candidates[**k].lag() - candidates[i].lag()).abs().as_secs_f64() < APART_SECS;
        let Some(k) = kept.iter().find(same).copied() else {
            kept.push(i);
            continue;
        };
        candidates[i].odds = 0.0;
        let mut all = candidates[k].windows.clone();
        let sure = candidates[i].windows.iter().filter(|w| w.height >= SURE_HEIGHT);
        let more: Vec<Window> = sure.filter(|w| all.iter().all(|k| k.is_apart(w))).copied().collect();
        if !all.is_empty() && !more.is_empty() {
            all.extend(&more);
            all.sort_by_key(|w| w.at_a);
            let place = &mut candidates[k];
            place.apart.retain(|w| more.iter().all(|m| m.is_apart(w)));
            place.fit_to(all);
        }
    }
}

impl Candidate {
    /// Takes its lag, drift and range from windows that agree, in order of time; those beyond all that is sure are put
    /// apart.
    fn fit_to(&mut self, agreeing: Vec<Window>) {
        if agreeing.is_empty() {
            return;
        }
        let fitted = fit(&agreeing, DEVICE_DRIFT_PPB * std::f64::consts::SQRT_2);
        self.pivot_a = fitted.pivot_a;
        self.pivot_b = fitted.pivot_b;
        self.drift_ppb = fitted.drift_ppb.round() as i64;
        self.drift_sigma_ppb = fitted.drift_sigma_ppb.is_finite().then_some(fitted.drift_sigma_ppb.round() as i64);
        self.scatter = Nanos::from_secs_f64(fitted.scatter);
        self.half_range = Nanos::from_secs_f64(fitted.half_range);
        self.inside = Nanos::from_secs_f64(fitted.inside);
        self.at_lag = fitted.at_lag;
        // What lies outside of all that is sure is chance.
        let slope = fitted.trusted_slope;
        let level = |w: &Window| w.lag().as_secs_f64() - slope * (w.at_a - fitted.pivot_a).as_secs_f64();
        let (low, high) = fitted.range;
        let (kept, chance): (Vec<Window>, Vec<Window>) =
            agreeing.into_iter().partition(|w| (low..=high).contains(&level(w)));
        self.windows = kept;
        self.apart.extend(chance);
        self.apart.sort_by_key(|w| w.at_a);
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
