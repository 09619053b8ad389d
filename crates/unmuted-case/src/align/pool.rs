//! Which pairs to believe: evidence is pooled between groups of recordings, and the clearest case is joined first.
//!
//! At first every recording is a group of its own, and a case is one pair. Once two are joined, a third is
//! compared with both: their candidates for its place are added up, so that weak pairs that agree are strong
//! together, and a false one that contradicts them becomes their rival instead of closing a wrong loop. A case
//! is decided by how much stronger its best place is than its next.

use super::by_hand::Hand;
use super::pair::{Candidate, Heard, PairResult};
use super::parameters::{ALONE, APART_SECS, LONGEST_SECS, SAME_PLACE_SECS, TOGETHER, TRIANGLE};

/// A pair as indices into the list of recordings.
pub(crate) struct Link<'a> {
    pub a: usize,
    pub b: usize,
    pub result: &'a PairResult,
}

/// The pair's best candidate, where its sound alone decides.
pub(crate) fn decides_alone<'a>(link: &Link<'a>) -> Option<&'a Candidate> {
    let (odds, margin, rest) = ALONE;
    let best = link.result.candidates.first()?;
    let rival = link.result.candidates.get(1).map_or(0.0, |c| c.odds);
    (best.odds >= odds && best.odds - rival >= margin && best.rest >= rest).then_some(best)
}

/// Groups of recordings; offsets are seconds, each recording's zero on its group's clock, without drift.
pub(crate) struct Groups {
    pub group_of: Vec<usize>,
    pub offsets: Vec<f64>,
}

/// A link, the shift that its candidate asks for, the candidate, and its odds.
type Voted<'a> = (usize, f64, &'a Candidate, f64);

/// One possible place of one group on the clock of another; odds as powers of ten.
struct Case {
    odds: f64,
    rival: f64,
    rest: f64,
    pairs: usize,
    /// Whether one of its pairs decides by itself.
    alone: bool,
    shift: f64,
}

impl Case {
    fn margin(&self) -> f64 {
        self.odds - self.rival
    }
    /// Whether one of its pairs decides, and the others do not contradict it.
    fn is_decided_by_one(&self) -> bool {
        self.alone && self.margin() >= ALONE.1
    }
    fn is_decided(&self) -> bool {
        let (odds, margin, rest) = TOGETHER;
        let together = self.pairs > 1 && self.odds >= odds && self.margin() >= margin && self.rest >= rest;
        together || self.is_decided_by_one()
    }
}

/// Joins recordings into groups: first those that a person joined, then as long as a case is decided, then three by
/// three as long as a loop is.
pub(crate) fn join(recordings: usize, links: &[Link<'_>], by_hand: &[Hand<'_>]) -> Groups {
    let mut groups = join_by_hand(recordings, links, by_hand);
    groups.join_as_long_as(links, Case::is_decided);
    while let Some(both) = clearest_triangle(&cases(&groups, links)) {
        for Join { onto, from, shift } in both {
            groups.merge(onto, from, shift);
        }
        groups.join_as_long_as(links, Case::is_decided);
    }
    groups
}

/// Joins only what single pairs decide: where several weak pairs have to do it together, a second search tells more.
pub(crate) fn join_by_single_pairs(recordings: usize, links: &[Link<'_>], by_hand: &[Hand<'_>]) -> Groups {
    let mut groups = join_by_hand(recordings, links, by_hand);
    groups.join_as_long_as(links, Case::is_decided_by_one);
    groups
}

/// Joins what a person joined.
fn join_by_hand(recordings: usize, links: &[Link<'_>], by_hand: &[Hand<'_>]) -> Groups {
    let mut groups = Groups { group_of: (0..recordings).collect(), offsets: vec![0.0; recordings] };
    for hand in by_hand {
        let (p, q) = (groups.group_of[hand.a], groups.group_of[hand.b]);
        if p != q {
            // What a person says is a place give or take; sound that decides within it says where.
            let link = links.iter().find(|l| (l.a, l.b) == (hand.a, hand.b) || (l.a, l.b) == (hand.b, hand.a));
            let heard = link.and_then(|l| {
                let lag = plain_offset(decides_alone(l)?);
                Some(if l.a == hand.a { lag } else { -lag })
            });
            let within = |lag: &f64| (lag - hand.lag()).abs() <= hand.anchor.plus_minus.as_secs_f64();
            let lag = heard.filter(within).unwrap_or_else(|| hand.lag());
            let shift = groups.offsets[hand.a] + lag - groups.offsets[hand.b];
            groups.merge(p, q, shift);
        }
    }
    groups
}

/// The best place of each two groups on each other's clock, in order of the groups, the smaller number first.
fn cases(groups: &Groups, links: &[Link<'_>]) -> Vec<(usize, usize, Case)> {
    let mut between: Vec<(usize, usize)> = links
        .iter()
        .map(|l| (groups.group_of[l.a], groups.group_of[l.b]))
        .filter(|(p, q)| p != q)
        .map(|(p, q)| (p.min(q), p.max(q)))
        .collect();
    between.sort_unstable();
    between.dedup();
    between.into_iter().filter_map(|(p, q)| Some((p, q, case(groups, links, p, q)?))).collect()
}

/// Group `from` comes onto the clock of group `onto`, shifted by so many seconds.
#[derive(Clone, Copy)]
struct Join {
    onto: usize,
    from: usize,
    shift: f64,
}

/// Three groups whose three best places close a loop, each too weak by itself: how the second and the third come onto
/// the clock of the first. Chance would have to hit two lags at once, so the odds of all three must reach twice what
/// one needs; that the third fits as well is only asked, not counted.
fn clearest_triangle(cases: &[(usize, usize, Case)]) -> Option<[Join; 2]> {
    let (odds, margin, rest) = TRIANGLE;
    let mut best: Option<(f64, [Join; 2])> = None;
    for (p, q, pq) in cases {
        for (_, r, pr) in cases.iter().filter(|c| c.0 == *p && c.1 > *q) {
            let Some((_, _, qr)) = cases.iter().find(|c| (c.0, c.1) == (*q, *r)) else { continue };
            let three = [pq, pr, qr];
            let sum = |of: fn(&Case) -> f64| three.iter().map(|c| of(c)).sum::<f64>();
            let closes = (pq.shift + qr.shift - pr.shift).abs() <= SAME_PLACE_SECS;
            let total = sum(|c| c.odds);
            let reaches = total >= odds && sum(Case::margin) >= margin && sum(|c| c.rest) >= rest;
            if closes && reaches && best.is_none_or(|b| total > b.0) {
                let onto = |from: usize, shift: f64| Join { onto: *p, from, shift };
                best = Some((total, [onto(*q, pq.shift), onto(*r, pr.shift)]));
            }
        }
    }
    best.map(|b| b.1)
}

impl Groups {
    /// Joins groups as long as a case is decided, the clearest first.
    fn join_as_long_as(&mut self, links: &[Link<'_>], is_decided: fn(&Case) -> bool) {
        while let Some((p, q, shift)) = cases(self, links)
            .iter()
            .filter(|(_, _, case)| is_decided(case))
            .max_by(|x, y| x.2.odds.total_cmp(&y.2.odds).then((y.0, y.1).cmp(&(x.0, x.1))))
            .map(|(p, q, case)| (*p, *q, case.shift))
        {
            self.merge(p, q, shift);
        }
    }
    /// Puts group `q` on the clock of group `p`, of which the number stays.
    fn merge(&mut self, p: usize, q: usize, shift: f64) {
        for (group, offset) in self.group_of.iter_mut().zip(&mut self.offsets) {
            if *group == q {
                *group = p;
                *offset += shift;
            }
        }
    }
}

/// Where `candidate` puts the zero of the link's second recording on the first one's clock, seconds, as if
/// neither clock drifted.
pub(crate) fn plain_offset(candidate: &Candidate) -> f64 {
    candidate.lag().as_secs_f64()
}

/// By what power of ten the best place of one group on the clock of another is likelier than its next.
pub(crate) fn margin(groups: &Groups, links: &[Link<'_>], p: usize, q: usize) -> f64 {
    case(groups, links, p.min(q), p.max(q)).map_or(0.0, |case| case.margin())
}

/// The best place of group `q` on the clock of group `p`, with its rival.
fn case(groups: &Groups, links: &[Link<'_>], p: usize, q: usize) -> Option<Case> {
    // (shift of q that the candidate asks for, which link, the candidate, its odds)
    let mut votes: Vec<(f64, usize, &Candidate, f64)> = Vec::new();
    for (i, link) in links.iter().enumerate() {
        let (ga, gb) = (groups.group_of[link.a], groups.group_of[link.b]);
        let forward = if (ga, gb) == (p, q) {
            true
        } else if (ga, gb) == (q, p) {
            false
        } else {
            continue;
        };
        let apart = groups.offsets[link.a] - groups.offsets[link.b];
        for candidate in &link.result.candidates {
            let shift = apart + plain_offset(candidate);
            votes.push((if forward { shift } else { -shift }, i, candidate, candidate.odds));
        }
    }
    let pooled = |anchor: f64| {
        // The best candidate of each link near the anchor; links come in order.
        let mut chosen: Vec<Voted<'_>> = Vec::new();
        for &(shift, link, candidate, odds) in votes.iter().filter(|v| (v.0 - anchor).abs() <= SAME_PLACE_SECS) {
            match chosen.last_mut() {
                Some(last) if last.0 == link => {
                    if odds > last.3 {
                        *last = (link, shift, candidate, odds);
                    }
                }
                _ => chosen.push((link, shift, candidate, odds)),
            }
        }
        chosen
    };
    let total = |chosen: &[Voted<'_>]| chosen.iter().map(|c| c.3).sum::<f64>();
    let mut places: Vec<(f64, f64)> = votes.iter().map(|v| (total(&pooled(v.0)), v.0)).collect();
    places.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.total_cmp(&y.1)));
    let &(odds, anchor) = places.first()?;
    let rival = places.iter().find(|place| (place.1 - anchor).abs() > APART_SECS).map_or(0.0, |place| place.0);
    let chosen = pooled(anchor);
    let weighted: Vec<(f64, f64)> = chosen.iter().map(|c| (c.1, c.3.max(0.1))).collect();
    Some(Case {
        odds,
        rival,
        rest: rest(groups, links, &chosen, q),
        pairs: chosen.len(),
        alone: chosen.iter().any(|c| decides_alone(&links[c.0]).is_some_and(|best| std::ptr::eq(best, c.2))),
        shift: super::theil_sen::weighted_median(&weighted),
    })
}

/// What is left of a case without the moment that costs it most. Several recordings of one group hear the same sound
/// (or are copies of each other), so what is left is that of the best pair, and not their sum.
fn rest(groups: &Groups, links: &[Link<'_>], chosen: &[Voted<'_>], q: usize) -> f64 {
    // Begin, end and odds of what each pair heard, on the clock of group `q`.
    let heard: Vec<Vec<(f64, f64, f64)>> = chosen
        .iter()
        .map(|(link, _, c, _)| {
            let link = &links[*link];
            let (offset, lag) = if groups.group_of[link.b] == q {
                (groups.offsets[link.b], c.lag().as_secs_f64())
            } else {
                (groups.offsets[link.a], 0.0)
            };
            let on_clock = |h: &Heard| {
                let (at, half) = (h.at.as_secs_f64() - lag + offset, h.half.as_secs_f64());
                (at - half, at + half, h.odds)
            };
            c.heard.iter().map(on_clock).collect()
        })
        .collect();
    let without = |from: f64| {
        let left = |(c, heard): (&Voted<'_>, &Vec<(f64, f64, f64)>)| {
            let all: f64 = heard.iter().map(|h| h.2).sum();
            let touched = |h: &&(f64, f64, f64)| h.1 >= from && h.0 < from + LONGEST_SECS;
            all - heard.iter().filter(touched).map(|h| h.2).sum::<f64>() + c.2.unheard
        };
        chosen.iter().zip(&heard).map(left).fold(f64::NEG_INFINITY, f64::max)
    };
    heard.iter().flatten().map(|h| without(h.1)).fold(f64::INFINITY, f64::min)
}
