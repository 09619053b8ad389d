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
    BIN_FRAMES, CANDIDATES, DRIFT_LIMIT_PPB, FAR_BINS, HEARD_SHARES, HINTS, HOP, LINE_APART_FRAMES, LONGEST_SECS,
    NEAR_BINS, RATE_HZ, RIVAL_LESS, RIVAL_REST, SAME_FRAMES, SLOPE_SLACK_BINS, WIDE_BINS,
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
    /// Lags among them at which the other recording is silent: there it says nothing, neither for nor against.
    pub deaf: Vec<(f64, f64)>,
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
    /// The windows that say something for it: middle and half length, frames of the first recording, and log odds.
    pub heard: Vec<(f64, f64, f64)>,
    /// Log odds of all the others together; what was paid for having chosen is in neither.
    pub unheard: f64,
}

/// What is left of the odds without the best moment, whichever it is: a sound of up to `longest`, wherever it lies on
/// the windows. One sound that occurs in two incidents cannot give it. `heard` are middles, half lengths and odds, in
/// order of time; no unit of odds is assumed.
pub(crate) fn without_best_moment(heard: &[(f64, f64, f64)], unheard: f64, longest: f64) -> f64 {
    let all: f64 = heard.iter().map(|h| h.2).sum();
    // The sound begins just before the end of one of the windows, and may touch all that begin before it ends.
    let touched =
        |from: f64| heard.iter().filter(|h| h.0 + h.1 >= from && h.0 - h.1 < from + longest).map(|h| h.2).sum::<f64>();
    let most = heard.iter().map(|h| touched(h.0 + h.1)).fold(0.0, f64::max);
    all - most + unheard
}

/// One window on a grid of lags.
struct Gridded {
    at: f64,
    first: i64,
    last: i64,
    /// From which bin to before which it says nothing.
    deaf: Vec<(i64, i64)>,
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
    let reach = (limit * half_span / BIN_FRAMES).ceil() as i64 + 1 + FAR_BINS.0;
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
    let speaks: Vec<Vec<(f64, f64)>> = found.iter().map(|line| line.speaks(price)).collect();
    let mut out: Vec<CoarseLine> = found
        .iter()
        .enumerate()
        .map(|(i, line)| line.against(&found, &speaks, i, sets, price))
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
        for (from, to) in &g.deaf {
            sum[(from - shift) as usize] -= missed;
            sum[(to - shift) as usize] += missed;
        }
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
    let deaf: Vec<(i64, i64)> = looked
        .deaf
        .iter()
        .map(|d| (bin(d.0).clamp(first, last + 1), bin(d.1).clamp(first, last + 1)))
        .filter(|d| d.1 > d.0)
        .collect();
    let audible = last - first + 1 - deaf.iter().map(|d| d.1 - d.0).sum::<i64>();
    let even = 1.0 / audible.max(1) as f64;
    let part = |(reach, part): (i64, f64)| part / (2 * reach + 1) as f64;
    let (near, wide, far) = (part(NEAR_BINS), part(WIDE_BINS), part(FAR_BINS));
    let mut spread: Vec<(i64, f64)> = Vec::with_capacity(looked.shares.len() * (2 * FAR_BINS.0 as usize + 1));
    for s in &looked.shares {
        let middle = bin(s.lag);
        for away in -FAR_BINS.0..=FAR_BINS.0 {
            let within = |reach: i64, part: f64| if away.abs() <= reach { part } else { 0.0 };
            let part = far + within(WIDE_BINS.0, wide) + within(NEAR_BINS.0, near);
            let to = middle + away;
            if (first..=last).contains(&to) && !is_within(&deaf, to) {
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
    Gridded { at: looked.at, first, last, deaf, says: times.into_iter().map(|(bin, t)| (bin, says(t))).collect() }
}

/// Whether a bin lies in one of these stretches, each from a bin to before another.
fn is_within(stretches: &[(i64, i64)], bin: i64) -> bool {
    stretches.iter().any(|s| (s.0..s.1).contains(&bin))
}

/// A line that was found, with what every window says for it.
struct Line {
    pivot: f64,
    lag: f64,
    slope: f64,
    /// Middle of each window on the first recording, frames, and its log odds; for each set and each of
    /// [`HEARD_SHARES`].
    said: Vec<Vec<(f64, f64)>>,
}

impl Line {
    fn new(grids: &[Vec<Gridded>], pivot: f64, lag: f64, slope: f64) -> Self {
        let target = (lag / BIN_FRAMES).round() as i64;
        let mut said = Vec::new();
        for grid in grids {
            for (k, heard) in HEARD_SHARES.into_iter().enumerate() {
                let here: Vec<(f64, f64)> = grid
                    .iter()
                    .filter_map(|g| {
                        let at = target + (slope * (g.at - pivot) / BIN_FRAMES).round() as i64;
                        if !(g.first..=g.last).contains(&at) || is_within(&g.deaf, at) {
                            return None;
                        }
                        let more = g.says.binary_search_by_key(&at, |t| t.0).map_or(0.0, |i| g.says[i].1[k]);
                        Some((g.at, f64::from(missed(heard) + more)))
                    })
                    .collect();
                said.push(here);
            }
        }
        Self { pivot, lag, slope, said }
    }

    /// The windows of all sets that speak for it, in order of time, where it is a place also without them.
    fn speaks(&self, price: f64) -> Vec<(f64, f64)> {
        let mut out: Vec<(f64, f64)> = Vec::new();
        for set in &self.said {
            let sum: f64 = set.iter().map(|s| s.1).sum();
            out.extend(set.iter().filter(|(_, s)| *s >= HINTS && sum - s - price >= RIVAL_REST));
        }
        out.sort_by(|x, y| x.0.total_cmp(&y.0));
        out
    }

    fn lag_at(&self, frame: f64) -> f64 {
        self.lag + self.slope * (frame - self.pivot)
    }

    /// What speaks for this line and for none of the others. One instant of a recording is one instant of another
    /// and no second one, so what fits in several places (a loop, an alarm, a broadcast heard twice) speaks for none.
    fn against(
        &self,
        all: &[Line],
        speaks: &[Vec<(f64, f64)>],
        own: usize,
        sets: &[Vec<Looked>],
        price: f64,
    ) -> CoarseLine {
        let elsewhere = |at: f64, says: f64| {
            // Times at which the same sound would speak for another line: this one, and that at which the other line
            // has what is heard here (clocks' rates move it by less than the tolerance).
            let again = |other: &Line| [at, at - self.lag_at(at) + other.lag_at(at)];
            all.iter().zip(speaks).enumerate().filter(|(k, _)| *k != own).any(|(_, (other, speaks))| {
                again(other).into_iter().any(|time| {
                    let from = speaks.partition_point(|s| s.0 <= time - SAME_FRAMES);
                    speaks[from..]
                        .iter()
                        .take_while(|s| s.0 < time + SAME_FRAMES)
                        .any(|(_, s)| *s >= (says - RIVAL_LESS).max(says / 2.0))
                })
            })
        };
        // The mean of several e-values is one; sets that agree cost less than the choice among sets that do not.
        let mut sets_counted: Vec<(f64, Vec<(f64, f64)>)> = self
            .said
            .iter()
            .map(|said| {
                let counted: Vec<(f64, f64)> =
                    said.iter().copied().filter(|(at, says)| *says < HINTS || !elsewhere(*at, *says)).collect();
                (counted.iter().map(|c| c.1).sum(), counted)
            })
            .collect();
        sets_counted.sort_by(|x, y| y.0.total_cmp(&x.0));
        let most = sets_counted.first().map_or(0.0, |s| s.0);
        let odds = most + sets_counted.iter().map(|s| (s.0 - most).exp()).sum::<f64>().ln() - price;
        let half = |at: f64| sets.iter().flatten().find(|l| l.at == at).map_or(0.0, |l| l.half);
        let count = sets_counted.len() as f64;
        let profiles = sets_counted.into_iter().map(|(_, counted)| {
            let (heard, others): (Vec<_>, Vec<_>) = counted.into_iter().partition(|s| s.1 > 0.0);
            let mut heard: Vec<(f64, f64, f64)> = heard.into_iter().map(|(at, says)| (at, half(at), says)).collect();
            heard.sort_by(|x, y| x.0.total_cmp(&y.0));
            (heard, others.iter().map(|s| s.1).sum::<f64>())
        });
        // What the best set heard; or what another did, at the price of the choice, where more of that is left without
        // its best moment.
        let longest = LONGEST_SECS * f64::from(RATE_HZ) / HOP as f64;
        let (mut heard, mut unheard, mut left) = (Vec::new(), 0.0, f64::NEG_INFINITY);
        for (k, (its, others)) in profiles.enumerate() {
            let others = if k == 0 { others } else { others - count.ln() };
            let without = without_best_moment(&its, others, longest);
            if without > left {
                (heard, unheard, left) = (its, others, without);
            }
        }
        // The lag itself, from the shares near the line.
        let (mut weight, mut weighted) = (0.0, 0.0);
        for l in sets.iter().flatten() {
            let here = self.lag_at(l.at);
            for s in l.shares.iter().filter(|s| (s.lag - here).abs() <= (WIDE_BINS.0 as f64) * BIN_FRAMES) {
                weight += s.share;
                weighted += s.share * (s.lag - here);
            }
        }
        let off = if weight > 0.0 { weighted / weight } else { 0.0 };
        CoarseLine { pivot: self.pivot, lag: self.lag + off, slope: self.slope, odds, heard, unheard }
    }
}

#[cfg(test)]
mod tests {
    use super::without_best_moment;

    #[test]
    fn one_sentence_wherever_it_lies_is_one_moment() {
        // A sentence of 6 s on four windows of 4 s, and nothing else.
        let sentence = [(2.0, 2.0, 1.0), (6.0, 2.0, 3.0), (7.4, 2.0, 3.0), (10.0, 2.0, 1.0)];
        assert!((without_best_moment(&sentence, -0.5, 8.0) + 0.5).abs() < 1e-9);
        // A second one half a minute later is what is left.
        let mut two = sentence.to_vec();
        two.push((40.0, 2.0, 2.5));
        assert!((without_best_moment(&two, -0.5, 8.0) - 2.0).abs() < 1e-9);
        assert!(without_best_moment(&[], 0.0, 8.0).abs() < 1e-9);
    }

    #[test]
    fn the_better_moment_is_taken_away() {
        let heard = [(2.0, 2.0, 2.0), (30.0, 2.0, 5.0), (60.0, 2.0, 1.0)];
        assert!((without_best_moment(&heard, 0.0, 8.0) - 3.0).abs() < 1e-9);
    }
}
