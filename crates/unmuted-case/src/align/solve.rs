//! From compared pairs to one clock for each group: which pairs stand, where every recording is, how sure that is.

use std::cmp::Reverse;

use unmuted_model::{IncidentFromRecording, IncidentTime, Nanos, RecordingTime};

use super::given::Given;
use super::network::{self, Clocks, Edge};
use super::options::AlignOptions;
use super::pair::{Candidate, PairResult};
use super::parameters::{
    ALONE, BOUND_DEVIATIONS, CONFIRMS, DRIFT_LIMIT_PPB, FLOOR_SECS, FRAME, HOP, LONG, METHOD, RATE_HZ, SAME_PLACE_SECS,
};
use super::placement::{Accepted, Alignment, Cycle, Grade, NotPlaced, Pair, Place, PlacedRecording};
use super::pool::{self, Groups, Link};
use super::track::TrackExtent;

/// Standard error of a median against that of a mean, for normally scattered values: √(π/2).
const MEDIAN_PENALTY: f64 = 1.2533;

/// An accepted pair: which link, which of its candidates, and both as an edge between recordings.
struct Stands<'a> {
    link: usize,
    candidate: &'a Candidate,
    edge: Edge,
}

/// Places recordings by the pairs that were compared. Pairs that name an unknown recording are left out; a pair
/// that was not compared says nothing.
pub fn solve(tracks: &[TrackExtent], results: &[PairResult], given: &Given, options: &AlignOptions) -> Alignment {
    let index = |id: &str| tracks.iter().position(|t| t.id == id);
    let mut links: Vec<Link<'_>> = results
        .iter()
        .filter_map(|result| Some(Link { a: index(&result.a)?, b: index(&result.b)?, result }))
        .filter(|l| l.a != l.b)
        .collect();
    links.sort_by(|x, y| (&x.result.a, &x.result.b).cmp(&(&y.result.a, &y.result.b)));
    let groups = pool::join(tracks.len(), &links);

    let mut places: Vec<Option<Place>> = vec![None; tracks.len()];
    let mut stands: Vec<Stands<'_>> = Vec::new();
    for (number, members) in ordered_groups(&groups, tracks).iter().enumerate() {
        let here = standing(members, &groups, &links, options);
        place_group(number, members, &here, tracks, &mut places, &links);
        stands.extend(here);
    }
    let pairs = pairs(&links, &stands, &groups, &places);
    let cycles = cycles(&links, &stands, &places);
    let recordings = recordings(tracks, places, &links, &pairs);
    let (claimed, claimed_ties) = super::claims::of_placed(&recordings, &given.claimed);
    Alignment { method: METHOD.to_owned(), recordings, pairs, cycles, by_hand: Vec::new(), claimed, claimed_ties }
}

/// Members of every group of two or more: the largest first, then by id.
fn ordered_groups(groups: &Groups, tracks: &[TrackExtent]) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = (0..tracks.len())
        .map(|g| (0..tracks.len()).filter(|&i| groups.group_of[i] == g).collect::<Vec<_>>())
        .filter(|members| members.len() > 1)
        .collect();
    for members in &mut out {
        members.sort_by(|x, y| tracks[*x].id.cmp(&tracks[*y].id));
    }
    out.sort_by(|x, y| {
        let first = |m: &[usize]| m.first().map(|&i| tracks[i].id.clone());
        Reverse(x.len()).cmp(&Reverse(y.len())).then(first(x).cmp(&first(y)))
    });
    out
}

/// The pairs within a group that stand: their lag is where the group has them, with evidence of their own. An
/// edge that closes a loop wrongly is dropped unless the group would fall apart.
fn standing<'a>(members: &[usize], groups: &Groups, links: &[Link<'a>], options: &AlignOptions) -> Vec<Stands<'a>> {
    let mut offered: Vec<Stands<'a>> = Vec::new();
    for (i, link) in links.iter().enumerate() {
        let (Some(a), Some(b)) = (members.iter().position(|m| *m == link.a), members.iter().position(|m| *m == link.b))
        else {
            continue;
        };
        let expected = groups.offsets[link.b] - groups.offsets[link.a];
        let fits = |c: &&Candidate| (pool::plain_offset(c) - expected).abs() <= SAME_PLACE_SECS;
        // Candidates come strongest first.
        if let Some(candidate) = link.result.candidates.iter().find(fits) {
            offered.push(Stands { link: i, candidate, edge: edge(a, b, candidate, options) });
        }
    }
    offered.sort_by(|x, y| y.candidate.odds.total_cmp(&x.candidate.odds).then(x.link.cmp(&y.link)));
    // Strong enough by itself, or needed to hold the group together.
    let mut part: Vec<usize> = (0..members.len()).collect();
    let mut kept: Vec<Stands<'a>> = Vec::new();
    for s in offered {
        let (pa, pb) = (part[s.edge.a], part[s.edge.b]);
        let confirms = s.candidate.odds >= CONFIRMS && !s.candidate.windows.is_empty();
        if pa != pb || confirms {
            part.iter_mut().filter(|p| **p == pb).for_each(|p| *p = pa);
            kept.push(s);
        }
    }
    let mut dropped: Vec<(Edge, f64)> = Vec::new();
    loop {
        let edges: Vec<Edge> = kept.iter().map(|s| s.edge.clone()).collect();
        let clocks = network::fit(members.len(), 0, &edges);
        let excess = |e: &Edge| clocks.residual(e).abs() - e.estimator - e.travel;
        let worst = (0..kept.len())
            .filter(|&i| excess(&edges[i]) > 0.0 && network::connects(members.len(), &edges, i, edges[i].a, edges[i].b))
            .max_by(|x, y| excess(&edges[*x]).total_cmp(&excess(&edges[*y])).then(y.cmp(x)));
        let Some(i) = worst else { break };
        dropped.push((edges[i].clone(), clocks.residual(&edges[i]).abs()));
        kept.remove(i);
    }
    // A lag with evidence that misses by more than travel time allows shows that some microphone was further away
    // than assumed. Whatever alone connects its two ends, checked by no other loop, may be off by as much.
    let edges: Vec<Edge> = kept.iter().map(|s| s.edge.clone()).collect();
    for (gone, by) in dropped {
        for (i, s) in kept.iter_mut().enumerate() {
            if !network::connects(members.len(), &edges, i, gone.a, gone.b) {
                s.edge.travel = s.edge.travel.max(by);
            }
        }
    }
    kept.sort_by_key(|s| s.link);
    kept
}

fn edge(a: usize, b: usize, candidate: &Candidate, options: &AlignOptions) -> Edge {
    let n = candidate.moments.max(1) as f64;
    let deviation = MEDIAN_PENALTY * candidate.scatter.as_secs_f64() / n.sqrt();
    let travel = options.travel_bound().max(candidate.half_range).as_secs_f64();
    let estimator = BOUND_DEVIATIONS * deviation + FLOOR_SECS;
    Edge {
        a,
        b,
        pivot_a: candidate.pivot_a.as_secs_f64(),
        pivot_b: candidate.pivot_b.as_secs_f64(),
        drift_ppb: candidate.drift_ppb as f64,
        drift_sigma_ppb: candidate.drift_sigma_ppb.map_or(f64::INFINITY, |s| s as f64),
        strength: candidate.odds.max(1.0),
        sigma: (estimator / BOUND_DEVIATIONS).hypot(travel / BOUND_DEVIATIONS),
        estimator,
        travel,
    }
}

/// Writes the places of one group's members.
fn place_group(
    number: usize,
    members: &[usize],
    stands: &[Stands<'_>],
    tracks: &[TrackExtent],
    places: &mut [Option<Place>],
    links: &[Link<'_>],
) {
    let n = members.len();
    let edges: Vec<Edge> = stands.iter().map(|s| s.edge.clone()).collect();
    let support = |i: usize| -> f64 { stands.iter().filter(|s| s.edge.touches(i)).map(|s| s.candidate.odds).sum() };
    // Members are in order of their ids, so that the first of equals is taken.
    let reference = (1..n).fold(0, |best, i| if support(i) > support(best) { i } else { best });
    let clocks: Clocks = network::fit(n, reference, &edges);
    let drift_bounds: Vec<f64> =
        clocks.rate_sigmas.iter().map(|s| (BOUND_DEVIATIONS * s).min(DRIFT_LIMIT_PPB as f64)).collect();
    let ways = network::ways(n, reference, &edges, &clocks, &drift_bounds);
    let confirmed = network::confirmed(n, reference, &edges);

    let mut transforms: Vec<IncidentFromRecording> = (0..n)
        .map(|i| {
            if i == reference {
                return IncidentFromRecording::REFERENCE;
            }
            let way = ways[i].unwrap_or(network::Way { pivot: 0.0, estimator: 0.0, travel: 0.0 });
            IncidentFromRecording {
                offset: Nanos::from_secs_f64(clocks.offsets[i]),
                drift_ppb: clocks.rates[i].round() as i64,
                pivot: RecordingTime::from_secs_f64(way.pivot),
                estimator_bound: Nanos::from_secs_f64(way.estimator),
                travel_bound: Nanos::from_secs_f64(way.travel),
                drift_bound_ppb: drift_bounds[i].ceil() as i64,
            }
        })
        .collect();
    // The earliest start of the group becomes its zero.
    let starts = transforms.iter().zip(members).map(|(t, &m)| t.time(tracks[m].span.start()));
    let zero = starts.min().unwrap_or(IncidentTime::ZERO).since_zero();
    for t in &mut transforms {
        t.offset = t.offset - zero;
    }
    for (i, (&member, transform)) in members.iter().zip(transforms).enumerate() {
        let mine = || stands.iter().filter(|s| s.edge.touches(i));
        let mut supported_by: Vec<String> = mine()
            .map(|s| {
                let link = &links[s.link];
                tracks[if link.a == member { link.b } else { link.a }].id.clone()
            })
            .collect();
        supported_by.sort_unstable();
        let (e, t) = (transform.estimator_bound.as_secs_f64(), transform.travel_bound.as_secs_f64());
        places[member] = Some(Place {
            group: number,
            incident_from_recording: transform,
            sigma_s: e.hypot(t) / BOUND_DEVIATIONS,
            estimator_95: Nanos::from_secs_f64(e * 1.96 / BOUND_DEVIATIONS),
            drift_95_ppb: (transform.drift_bound_ppb as f64 * 1.96 / BOUND_DEVIATIONS) as i64,
            grade: if i == reference {
                Grade::Reference
            } else if confirmed[i] {
                Grade::ConfirmedByLoop
            } else {
                Grade::SinglePair
            },
            supported_by,
            windows: mine().map(|s| s.candidate.windows.len()).sum(),
        });
    }
}

/// What became of every pair.
fn pairs(links: &[Link<'_>], stands: &[Stands<'_>], groups: &Groups, places: &[Option<Place>]) -> Vec<Pair> {
    links
        .iter()
        .enumerate()
        .map(|(i, link)| {
            let candidates = &link.result.candidates;
            let margin = margin(candidates);
            let accepted = stands.iter().find(|s| s.link == i);
            let verdict = match (accepted, &places[link.a], &places[link.b]) {
                (Some(s), Some(a), Some(b)) => Ok(Accepted {
                    offset: s.candidate.lag(),
                    residual: b.incident_from_recording.time(s.candidate.pivot_b)
                        - a.incident_from_recording.time(s.candidate.pivot_a),
                    estimator_bound: Nanos::from_secs_f64(s.edge.estimator),
                    estimator_95: Nanos::from_secs_f64(s.edge.estimator * 1.96 / BOUND_DEVIATIONS),
                    travel_bound: Nanos::from_secs_f64(s.edge.travel),
                }),
                _ => Err(refusal(link, links, groups, margin)),
            };
            Pair {
                a: link.result.a.clone(),
                b: link.result.b.clone(),
                best: accepted.map(|s| s.candidate).or(candidates.first()).cloned(),
                margin,
                verdict,
                rival: None,
                apart: Vec::new(),
                between: None,
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
    NotPlaced::Ambiguous { margin: pooled, needed: super::parameters::TOGETHER.1 }
}

/// Every recording's place, or what kept its strongest pair from placing it.
fn recordings(
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
fn cycles(links: &[Link<'_>], stands: &[Stands<'_>], places: &[Option<Place>]) -> Vec<Cycle> {
    // By how much each pair's own lag misses the solution; around a triangle the solution itself adds up to nothing.
    let missed: Vec<(&str, &str, Nanos)> = stands
        .iter()
        .filter_map(|s| {
            let link = &links[s.link];
            let (a, b) = (places[link.a].as_ref()?, places[link.b].as_ref()?);
            let by = b.incident_from_recording.time(s.candidate.pivot_b)
                - a.incident_from_recording.time(s.candidate.pivot_a);
            Some((link.result.a.as_str(), link.result.b.as_str(), by))
        })
        .collect();
    let mut out = Vec::new();
    for (a, b, ab) in &missed {
        for (_, c, bc) in missed.iter().filter(|(from, ..)| from == b) {
            if let Some((.., ac)) = missed.iter().find(|(from, to, _)| from == a && to == c) {
                out.push(Cycle {
                    recordings: [(*a).to_owned(), (*b).to_owned(), (*c).to_owned()],
                    closure: *ab + *bc - *ac,
                    estimator_95: Nanos::ZERO,
                    travel_bound: Nanos::ZERO,
                });
            }
        }
    }
    out.sort_by(|x, y| x.recordings.cmp(&y.recordings));
    out
}
