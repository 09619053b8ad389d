//! From what many windows say to a few candidate lines, each with the odds for it.
//!
//! Every window names lags at which it was heard in the other recording, each with its share: how much of all
//! that the window resembles lies there. What two recordings do not share, a window resembles anywhere: its shares
//! then lie at lags that have nothing to do with those of other windows, and the product over the windows of
//! `1 - a + a · (share at this lag / an even share)` has the expectation one. So it is an e-value (Vovk & Wang
//! 2021, Annals of Statistics 49(3); Grünwald, de Heide & Koolen 2024, JRSS B 86(5)): chance exceeds 10^k at one
//! lag at most once in 10^k tries, whatever the sound is like. A siren or a loop resembles itself at many lags,
//! so each of them has only a small share; one loud bang counts no more than one window can.

use super::parameters::{
    BIN_FRAMES, CANDIDATES, DRIFT_LIMIT_PPB, FAR_BINS, HEARD_SHARES, LINE_APART_FRAMES, MOMENT_FRAMES, NEAR_BINS,
    RIVAL_REST, RIVAL_SHARE, SAME_FRAMES, SLOPE_SLACK_BINS, SPEAKS, WIDE_BINS,
};

/// A lag that a window names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share {
    /// Frame of the first recording minus frame of the second.
    pub lag: f64,
    /// How much of all that the window resembles lies here, 0 to 1.
    pub share: f64,
}

/// What one window found in all of the other recording.
#[derive(Clone, Debug)]
pub(crate) struct Looked {
    /// Middle of the window, frames of the first recording.
    pub at: f64,
    /// Half of its length, frames.
    pub half: f64,
    /// The lags at which it could have found something, frames.
    pub lags: (f64, f64),
    /// The lags that it names.
    pub shares: Vec<Share>,
}

/// A lag that changes slowly, and the odds for it.
#[derive(Clone, Debug)]
pub(crate) struct CoarseLine {
    /// Where the lag is meant, frames of the first recording.
    pub pivot: f64,
    /// Frame of the first recording minus frame of the second.
    pub lag: f64,
    /// Change of the lag for each frame.
    pub slope: f64,
    /// Natural logarithm of the odds for it against chance.
    pub odds: f64,
    /// The same without the best moment: what one sound that occurs twice cannot give.
    pub rest: f64,
    /// How many moments speak for it.
    pub moments: usize,
    /// Where the best of them is, frames of the first recording.
    pub best_at: f64,
}

/// One window on a grid of lags.
struct Gridded {
    at: f64,
    first: i64,
    last: i64,
    /// Bin, and what a share there adds to the log odds beyond a window that names nothing, for each of
    /// [`HEARD_SHARES`].
    says: Vec<(i64, [f32; HEARD_SHARES.len()])>,
}

/// What a window adds that names other lags only.
fn missed(heard: f64) -> f32 {
    (1.0 - heard).ln() as f32
}

/// The lines with the best odds, best first, each at another place. `sets` are windows that do not overlap within
/// a set; sets may overlap one another, and the best of them counts, at the price of having chosen.
pub(crate) fn lines(sets: &[Vec<Looked>]) -> Vec<CoarseLine> {
    let all = || sets.iter().flatten();
    let (Some(first_at), Some(last_at)) = (all().map(|l| l.at).reduce(f64::min), all().map(|l| l.at).reduce(f64::max))
    else {
        return Vec::new();
    };
    let pivot = (first_at + last_at) / 2.0;
    let grids: Vec<Vec<Gridded>> = sets.iter().map(|set| set.iter().map(gridded).collect()).collect();
    let limit = DRIFT_LIMIT_PPB as f64 * 1e-9;
    let half_span = (last_at - first_at) / 2.0;
    let slack = SLOPE_SLACK_BINS * BIN_FRAMES;
    let steps = (limit * half_span / slack).ceil() as i64;
    let slopes: Vec<f64> =
        (-steps..=steps).map(|k| if steps == 0 { 0.0 } else { limit * k as f64 / steps as f64 }).collect();
    let reach = (limit * half_span / BIN_FRAMES).ceil() as i64 + 1 + FAR_BINS;
    let low = grids.iter().flatten().map(|g| g.first).min().unwrap_or(0) - reach;
    let high = grids.iter().flatten().map(|g| g.last).max().unwrap_or(0) + reach;
    let Ok(bins) = usize::try_from(high - low + 1) else { return Vec::new() };
    let mut best = vec![(f32::NEG_INFINITY, 0u16); bins];
    let mut sum = vec![0f32; bins + 1];
    let choices = (grids.len() * HEARD_SHARES.len() * slopes.len()) as f64;
    for (k, slope) in slopes.iter().enumerate() {
        for grid in &grids {
            for heard in 0..HEARD_SHARES.len() {
                accumulate(grid, pivot, *slope, heard, low, &mut sum);
                for (b, s) in best.iter_mut().zip(&sum) {
                    if *s > b.0 {
                        *b = (*s, k as u16);
                    }
                }
            }
        }
    }
    let price = choices.ln();
    let mut order: Vec<usize> = (1..bins.saturating_sub(1))
        .filter(|&i| best[i].0 > 0.0 && best[i].0 >= best[i - 1].0 && best[i].0 >= best[i + 1].0)
        .collect();
    order.sort_by(|&x, &y| best[y].0.total_cmp(&best[x].0).then(x.cmp(&y)));
    let mut found: Vec<Line> = Vec::new();
    for i in order {
        if found.len() == CANDIDATES {
            break;
        }
        let lag = (i as i64 + low) as f64 * BIN_FRAMES;
        if found.iter().any(|l| (l.lag - lag).abs() < LINE_APART_FRAMES) {
            continue;
        }
        if f64::from(best[i].0) > price {
            found.push(Line::new(&grids, pivot, lag, slopes[usize::from(best[i].1)]));
        }
    }
    let mut out: Vec<CoarseLine> = found
        .iter()
        .enumerate()
        .map(|(i, line)| line.against(&found, i, sets, price))
        .filter(|l| l.odds > 0.0)
        .collect();
    out.sort_by(|x, y| y.odds.total_cmp(&x.odds).then(x.lag.total_cmp(&y.lag)));
    out
}

/// Adds the log odds of one set's windows on lines of one slope.
fn accumulate(grid: &[Gridded], pivot: f64, slope: f64, heard: usize, low: i64, sum: &mut [f32]) {
    sum.fill(0.0);
    let missed = missed(HEARD_SHARES[heard]);
    // Differences first, for the stretch of lags that each window covers at all.
    for g in grid {
        let shift = (slope * (g.at - pivot) / BIN_FRAMES).round() as i64 + low;
        let (first, last) = ((g.first - shift) as usize, (g.last - shift) as usize);
        sum[first] += missed;
        sum[last + 1] -= missed;
    }
    let mut running = 0f32;
    for s in sum.iter_mut() {
        running += *s;
        *s = running;
    }
    for g in grid {
        let shift = (slope * (g.at - pivot) / BIN_FRAMES).round() as i64 + low;
        for (bin, says) in &g.says {
            sum[(bin - shift) as usize] += says[heard];
        }
    }
}

/// A window's shares on the grid, spread over what travel time and walking make of one lag.
fn gridded(looked: &Looked) -> Gridded {
    let bin = |lag: f64| (lag / BIN_FRAMES).round() as i64;
    let (first, last) = (bin(looked.lags.0), bin(looked.lags.1));
    let even = 1.0 / (last - first + 1) as f64;
    let third = |reach: i64| 1.0 / (3 * (2 * reach + 1)) as f64;
    let (near, wide, far) = (third(NEAR_BINS), third(WIDE_BINS), third(FAR_BINS));
    let mut spread: Vec<(i64, f64)> = Vec::with_capacity(looked.shares.len() * (2 * FAR_BINS as usize + 1));
    for s in &looked.shares {
        let middle = bin(s.lag);
        for away in -FAR_BINS..=FAR_BINS {
            let within = |reach: i64, part: f64| if away.abs() <= reach { part } else { 0.0 };
            let part = far + within(WIDE_BINS, wide) + within(NEAR_BINS, near);
            let to = middle + away;
            if (first..=last).contains(&to) {
                spread.push((to, s.share * part / even));
            }
        }
    }
    spread.sort_unstable_by_key(|s| s.0);
    let mut times: Vec<(i64, f64)> = Vec::with_capacity(spread.len());
    for (bin, t) in spread {
        match times.last_mut() {
            Some(last) if last.0 == bin => last.1 += t,
            _ => times.push((bin, t)),
        }
    }
    let says = |t: f64| HEARD_SHARES.map(|heard| (1.0 - heard + heard * t).ln() as f32 - missed(heard));
    Gridded { at: looked.at, first, last, says: times.into_iter().map(|(bin, t)| (bin, says(t))).collect() }
}

/// A line that was found, with what every window says for it.
struct Line {
    pivot: f64,
    lag: f64,
    slope: f64,
    /// Middle of each window on the first recording, frames, and its log odds; in the set and with the share of
    /// windows that speak best.
    said: Vec<(f64, f64)>,
    /// Their sum.
    total: f64,
}

impl Line {
    fn new(grids: &[Vec<Gridded>], pivot: f64, lag: f64, slope: f64) -> Self {
        let target = (lag / BIN_FRAMES).round() as i64;
        let (mut said, mut total) = (Vec::new(), f64::NEG_INFINITY);
        for grid in grids {
            for (k, heard) in HEARD_SHARES.into_iter().enumerate() {
                let here: Vec<(f64, f64)> = grid
                    .iter()
                    .filter_map(|g| {
                        let at = target + (slope * (g.at - pivot) / BIN_FRAMES).round() as i64;
                        if !(g.first..=g.last).contains(&at) {
                            return None;
                        }
                        let more = g.says.binary_search_by_key(&at, |t| t.0).map_or(0.0, |i| g.says[i].1[k]);
                        Some((g.at, f64::from(missed(heard) + more)))
                    })
                    .collect();
                let sum = here.iter().map(|s| s.1).sum::<f64>();
                if sum > total {
                    (said, total) = (here, sum);
                }
            }
        }
        Self { pivot, lag, slope, said, total }
    }

    fn lag_at(&self, frame: f64) -> f64 {
        self.lag + self.slope * (frame - self.pivot)
    }

    /// What speaks for this line and for none of the others. One instant of a recording is one instant of another
    /// and no second one, so what fits in several places (a loop, an alarm, a broadcast heard twice) speaks for none.
    fn against(&self, all: &[Line], own: usize, sets: &[Vec<Looked>], price: f64) -> CoarseLine {
        let elsewhere = |at: f64, says: f64| {
            let there = at - self.lag_at(at);
            all.iter().enumerate().filter(|(k, _)| *k != own).any(|(_, other)| {
                other.said.iter().any(|(t, s)| {
                    *s >= SPEAKS
                        && other.total - *s - price >= RIVAL_REST
                        && *s >= RIVAL_SHARE * says
                        && ((t - at).abs() < SAME_FRAMES || (t - other.lag_at(*t) - there).abs() < SAME_FRAMES)
                })
            })
        };
        let counted: Vec<(f64, f64)> =
            self.said.iter().copied().filter(|(at, says)| *says < SPEAKS || !elsewhere(*at, *says)).collect();
        let odds = counted.iter().map(|s| s.1).sum::<f64>() - price;
        let best = counted.iter().max_by(|x, y| x.1.total_cmp(&y.1).then(y.0.total_cmp(&x.0))).copied();
        // From edge to edge: one utterance may lie across several windows.
        let length = sets.iter().flatten().map(|l| 2.0 * l.half).fold(0.0, f64::max);
        let separate = length + MOMENT_FRAMES;
        let apart = |s: &&(f64, f64)| best.is_some_and(|b| (s.0 - b.0).abs() >= separate);
        let rest = counted.iter().filter(apart).map(|s| s.1).sum::<f64>();
        let mut moments = 0;
        let mut last = f64::NEG_INFINITY;
        for (at, says) in &counted {
            if *says >= SPEAKS && at - last >= separate {
                moments += 1;
                last = *at;
            }
        }
        // The lag itself, from the shares near the line.
        let (mut weight, mut weighted) = (0.0, 0.0);
        for l in sets.iter().flatten() {
            let here = self.lag_at(l.at);
            for s in l.shares.iter().filter(|s| (s.lag - here).abs() <= (WIDE_BINS as f64) * BIN_FRAMES) {
                weight += s.share;
                weighted += s.share * (s.lag - here);
            }
        }
        let off = if weight > 0.0 { weighted / weight } else { 0.0 };
        let best_at = best.map_or(self.pivot, |b| b.0);
        CoarseLine { pivot: self.pivot, lag: self.lag + off, slope: self.slope, odds, rest, moments, best_at }
    }
}
