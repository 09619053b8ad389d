//! What the solution tells about pairs, recordings and loops.

use unmuted_model::Nanos;

use super::network::Edge;
use super::pair::Candidate;
use super::parameters::{ALONE, APART_SECS, FRAME, HOP, LONG, RATE_HZ, TOGETHER};
use super::placement::{Accepted, Between, Cycle, NotPlaced, Pair, Place, PlacedRecording};
use super::pool::{self, Groups, Link};
use super::solve::{Betweens, Stands};
use super::track::TrackExtent;

/// What became of every pair.
pub(crate) fn pairs(
    links: &[Link<'_>],
    stands: &[Stands<'_>],
    groups: &Groups,
    places: &[Option<Place>],
    betweens: &Betweens,
) -> Vec<Pair> {
    links
        .iter()
        .enumerate()
        .map(|(i, link)| {
            let candidates = &link.result.candidates;
            let margin = margin(candidates);
            let accepted = stands
                .iter()
                .find_map(|s| s.sound().filter(|(l, _)| *l == i).map(|(_, candidate)| (candidate, &s.edge)));
            let verdict = match (accepted, &places[link.a], &places[link.b]) {
                (Some((candidate, edge)), Some(a), Some(b)) => Ok(Accepted {
                    offset: candidate.lag(),
                    residual: b.incident_from_recording.time(candidate.pivot_b)
                        - a.incident_from_recording.time(candidate.pivot_a),
                    estimator_bound: Nanos::from_secs_f64(edge.estimator),
                    estimator_95: Nanos::from_secs_f64(edge.interval),
                    travel_bound: Nanos::from_secs_f64(edge.travel),
                }),
                _ => Err(refusal(link, links, groups, margin)),
            };
            let best = accepted.map(|(candidate, _)| candidate).or(candidates.first());
            let rival =
                candidates.iter().find(|c| best.is_some_and(|b| (b.lag() - c.lag()).abs().as_secs_f64() > APART_SECS));
            let turned = |x: &Between| Between { at_a: x.at_b, at_b: x.at_a, ..*x };
            let between = betweens.iter().find_map(|(a, b, between)| match (*a, *b) {
                ends if ends == (link.a, link.b) => Some(*between),
                ends if ends == (link.b, link.a) => Some(turned(between)),
                _ => None,
            });
            Pair {
                a: link.result.a.clone(),
                b: link.result.b.clone(),
                best: best.cloned(),
                margin,
                verdict,
                rival: rival.map(Candidate::lag),
                second_place: rival.is_some_and(|r| r.odds >= ALONE.0 && r.rest >= ALONE.2),
                apart: best.map_or_else(Vec::new, |b| b.apart.clone()),
                between,
            }
        })
        .collect()
}

fn margin(candidates: &[Candidate]) -> f64 {
    let odds = |i: usize| candidates.get(i).map_or(0.0, |c| c.odds);
    odds(0) - odds(1)
}

/// Why a pair was not accepted.
fn refusal(link: &Link<'_>, links: &[Link<'_>], groups: &Groups, margin: f64) -> NotPlaced {
    let Some(best) = link.result.candidates.first() else { return NotPlaced::NothingShared };
    let (odds, clear, rest) = ALONE;
    if best.odds < odds {
        return NotPlaced::TooWeak { odds: best.odds, needed: odds };
    }
    if margin < clear {
        return NotPlaced::Ambiguous { margin, needed: clear };
    }
    if best.rest < rest {
        return NotPlaced::OneMoment { rest: best.rest, needed: rest };
    }
    if groups.group_of[link.a] == groups.group_of[link.b] {
        let expected = groups.offsets[link.b] - groups.offsets[link.a];
        return NotPlaced::Contradicted { by: Nanos::from_secs_f64((pool::plain_offset(best) - expected).abs()) };
    }
    // Clear by itself, and yet not joined: with the neighbours' evidence another place is as likely.
    let pooled = pool::margin(groups, links, groups.group_of[link.a], groups.group_of[link.b]);
    NotPlaced::Ambiguous { margin: pooled, needed: TOGETHER.1 }
}

/// Every recording's place, or what kept its strongest pair from placing it.
pub(crate) fn recordings(
    tracks: &[TrackExtent],
    places: Vec<Option<Place>>,
    links: &[Link<'_>],
    pairs: &[Pair],
) -> Vec<PlacedRecording> {
    let needed = Nanos::from_ticks((LONG.min_usable * HOP + FRAME) as i64, u64::from(RATE_HZ));
    tracks
        .iter()
        .zip(places)
        .enumerate()
        .map(|(i, (track, place))| {
            let why_not = || {
                if tracks.len() < 2 {
                    return NotPlaced::NothingToCompare;
                }
                if track.audible < needed {
                    return NotPlaced::TooShort { audible: track.audible, needed };
                }
                let mine = links.iter().zip(pairs).filter(|(l, _)| l.a == i || l.b == i).map(|(_, p)| p);
                let strength = |p: &Pair| p.best.as_ref().map_or(0.0, |b| b.odds);
                mine.max_by(|x, y| strength(x).total_cmp(&strength(y)).then((&y.a, &y.b).cmp(&(&x.a, &x.b))))
                    .and_then(|p| p.verdict.as_ref().err().cloned())
                    .unwrap_or(NotPlaced::NothingShared)
            };
            PlacedRecording { id: track.id.clone(), place: place.ok_or_else(why_not) }
        })
        .collect()
}

/// What the lags of every accepted triangle add up to.
pub(crate) fn cycles(links: &[Link<'_>], stands: &[Stands<'_>], places: &[Option<Place>]) -> Vec<Cycle> {
    // By how much each pair's own lag misses the solution; around a triangle the solution itself adds up to nothing.
    let missed: Vec<(&str, &str, Nanos, &Edge)> = stands
        .iter()
        .filter_map(|s| {
            let (link, candidate) = s.sound()?;
            let link = &links[link];
            let (a, b) = (places[link.a].as_ref()?, places[link.b].as_ref()?);
            let by =
                b.incident_from_recording.time(candidate.pivot_b) - a.incident_from_recording.time(candidate.pivot_a);
            Some((link.result.a.as_str(), link.result.b.as_str(), by, &s.edge))
        })
        .collect();
    let mut out = Vec::new();
    for (a, b, ab, e1) in &missed {
        for (_, c, bc, e2) in missed.iter().filter(|m| m.0 == *b) {
            if let Some((.., ac, e3)) = missed.iter().find(|m| m.0 == *a && m.1 == *c) {
                out.push(Cycle {
                    recordings: [(*a).to_owned(), (*b).to_owned(), (*c).to_owned()],
                    closure: *ab + *bc - *ac,
                    estimator_95: Nanos::from_secs_f64(e1.interval.hypot(e2.interval).hypot(e3.interval)),
                    travel_bound: Nanos::from_secs_f64(e1.travel + e2.travel + e3.travel),
                });
            }
        }
    }
    out.sort_by(|x, y| x.recordings.cmp(&y.recordings));
    out
}
