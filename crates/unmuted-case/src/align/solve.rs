//! From compared pairs to one clock for each group: which pairs stand, where every recording is, how sure that is.

use std::cmp::Reverse;

use unmuted_model::{IncidentFromRecording, IncidentTime, Nanos, RecordingTime};

use super::by_hand::{self, Hand};
use super::claims;
use super::given::Given;
use super::network::{self, Clocks, Edge};
use super::options::AlignOptions;
use super::pair::{Candidate, PairResult};
use super::parameters::{
    ALONE, BOUND_DEVIATIONS, CLEARLY, CONFIRMS, DRIFT_LIMIT_PPB, FLOOR_SECS, INTERVAL_DEVIATIONS, METHOD, PARTS,
    RANGE_CREDIT, SAME_PLACE_SECS, SEARCH_PART, SURE_ODDS,
};
use super::placement::{Alignment, Between, Grade, Place};
use super::pool::{self, Groups, Link};
use super::told;
use super::track::TrackExtent;

/// What an edge rests on.
#[derive(Clone, Copy)]
pub(crate) enum Rests<'a> {
    /// The sound of a pair: which link, and which of its candidates.
    Sound { link: usize, candidate: &'a Candidate },
    /// A place set by hand.
    Hand,
}

/// An edge that stands between two members of a group, as indices into the group.
pub(crate) struct Stands<'a> {
    pub rests: Rests<'a>,
    pub edge: Edge,
}

impl<'a> Stands<'a> {
    /// The link and the candidate, where it is sound.
    pub fn sound(&self) -> Option<(usize, &'a Candidate)> {
        match self.rests {
            Rests::Sound { link, candidate } => Some((link, candidate)),
            Rests::Hand => None,
        }
    }
    /// Odds of its sound, as a power of ten; a person's word outweighs any.
    fn odds(&self) -> f64 {
        self.sound().map_or(f64::INFINITY, |(_, c)| c.odds)
    }
}

/// Two recordings of one group against each other.
pub(crate) type Betweens = Vec<(usize, usize, Between)>;

/// Places recordings by the pairs that were compared and by what is given beside the sound. Pairs that name an unknown
/// recording are left out; a pair that was not compared says nothing.
pub fn solve(tracks: &[TrackExtent], results: &[PairResult], given: &Given, options: &AlignOptions) -> Alignment {
    let links = links(tracks, results);
    let hands = by_hand::usable(&given.by_hand, tracks, options);
    let groups = pool::join(tracks.len(), &links, &hands);

    let mut places: Vec<Option<Place>> = vec![None; tracks.len()];
    let (mut stands, mut betweens) = (Vec::new(), Vec::new());
    let mut parts: Vec<(Vec<usize>, Vec<Stands<'_>>)> = Vec::new();
    for members in members_of(&groups, tracks) {
        let here = standing(&members, &groups, &links, &hands, options);
        parts.extend(connected_parts(&members, here));
    }
    parts.sort_by(|x, y| {
        let first = |m: &[usize]| m.first().map(|&i| tracks[i].id.clone());
        Reverse(x.0.len()).cmp(&Reverse(y.0.len())).then(first(&x.0).cmp(&first(&y.0)))
    });
    for (number, (members, here)) in parts.into_iter().enumerate() {
        place_group(number, &members, &here, tracks, &mut places, &mut betweens);
        stands.extend(here);
    }
    let pairs = told::pairs(&links, &stands, &groups, &places, &betweens);
    let cycles = told::cycles(&links, &stands, &places);
    let by_hand = by_hand::results(&given.by_hand, &hands, tracks, &links, &places, options);
    let recordings = told::recordings(tracks, places, &links, &pairs);
    let (claimed, claimed_ties) = claims::of_placed(&recordings, &given.claimed);
    Alignment { method: METHOD.to_owned(), recordings, pairs, cycles, by_hand, claimed, claimed_ties }
}

/// Which of the pairs a second search could help: those that neither decide by themselves nor lie within one group.
/// Indices into `results`. `solve` may be asked without them, but then it may leave more open.
pub fn worth_a_closer_look(
    tracks: &[TrackExtent],
    results: &[PairResult],
    given: &Given,
    options: &AlignOptions,
) -> Vec<usize> {
    let links = links(tracks, results);
    let hands = by_hand::usable(&given.by_hand, tracks, options);
    let groups = pool::join_by_single_pairs(tracks.len(), &links, &hands);
    let index = |id: &str| tracks.iter().position(|t| t.id == id);
    let apart = |r: &PairResult| match (index(&r.a), index(&r.b)) {
        (Some(a), Some(b)) => groups.group_of[a] != groups.group_of[b],
        _ => false,
    };
    (0..results.len()).filter(|&i| !results[i].closer && !results[i].is_clear() && apart(&results[i])).collect()
}

/// The pairs as links between recordings, in order of their ids.
fn links<'a>(tracks: &[TrackExtent], results: &'a [PairResult]) -> Vec<Link<'a>> {
    let index = |id: &str| tracks.iter().position(|t| t.id == id);
    let link = |result: &'a PairResult| {
        let (a, b) = (index(&result.a)?, index(&result.b)?);
        Some(Link { a, b, result })
    };
    let mut links: Vec<Link<'a>> = results.iter().filter_map(link).filter(|l| l.a != l.b).collect();
    links.sort_by(|x, y| (&x.result.a, &x.result.b).cmp(&(&y.result.a, &y.result.b)));
    links
}

/// Members of every group of two or more, each in order of its ids.
fn members_of(groups: &Groups, tracks: &[TrackExtent]) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = (0..tracks.len())
        .map(|g| (0..tracks.len()).filter(|&i| groups.group_of[i] == g).collect::<Vec<_>>())
        .filter(|members| members.len() > 1)
        .collect();
    for members in &mut out {
        members.sort_by(|x, y| tracks[*x].id.cmp(&tracks[*y].id));
    }
    out
}

/// A group as far as its edges still connect it; a recording on its own is left out.
fn connected_parts<'a>(members: &[usize], stands: Vec<Stands<'a>>) -> Vec<(Vec<usize>, Vec<Stands<'a>>)> {
    let edges: Vec<Edge> = stands.iter().map(|s| s.edge.clone()).collect();
    let mut part_of: Vec<Option<usize>> = vec![None; members.len()];
    let mut parts: Vec<(Vec<usize>, Vec<Stands<'a>>)> = Vec::new();
    for start in 0..members.len() {
        if part_of[start].is_some() {
            continue;
        }
        let mut inside = Vec::new();
        for (i, reached) in network::connected(members.len(), &edges, start).into_iter().enumerate() {
            if reached {
                part_of[i] = Some(parts.len());
                inside.push(members[i]);
            }
        }
        parts.push((inside, Vec::new()));
    }
    for mut s in stands {
        let Some(part) = part_of[s.edge.a] else { continue };
        let (inside, edges) = &mut parts[part];
        let within = |k: usize| inside.iter().position(|m| *m == members[k]).unwrap_or(0);
        (s.edge.a, s.edge.b) = (within(s.edge.a), within(s.edge.b));
        edges.push(s);
    }
    parts.retain(|p| p.0.len() > 1);
    parts
}

/// The edges within a group that stand: places by hand, and pairs whose lag is where the group has them, with evidence
/// of their own. A pair that closes a loop wrongly is dropped unless the group would fall apart; what a person said
/// is not.
fn standing<'a>(
    members: &[usize],
    groups: &Groups,
    links: &[Link<'a>],
    hands: &[Hand<'_>],
    options: &AlignOptions,
) -> Vec<Stands<'a>> {
    let within =
        |a: usize, b: usize| Some((members.iter().position(|m| *m == a)?, members.iter().position(|m| *m == b)?));
    let mut offered: Vec<Stands<'a>> = hands
        .iter()
        .filter_map(|h| {
            let (a, b) = within(h.a, h.b)?;
            Some(Stands { rests: Rests::Hand, edge: h.edge(a, b, options) })
        })
        .collect();
    for (i, link) in links.iter().enumerate() {
        let Some((a, b)) = within(link.a, link.b) else { continue };
        let expected = groups.offsets[link.b] - groups.offsets[link.a];
        let fits = |c: &&Candidate| (pool::plain_offset(c) - expected).abs() <= SAME_PLACE_SECS;
        // Candidates come likeliest first.
        if let Some(candidate) = link.result.candidates.iter().find(fits) {
            let rests = Rests::Sound { link: i, candidate };
            offered.push(Stands { rests, edge: edge(a, b, candidate, options) });
        }
    }
    offered.sort_by(|x, y| y.odds().total_cmp(&x.odds()));
    // Strong enough by itself, or needed to hold the group together.
    let mut part: Vec<usize> = (0..members.len()).collect();
    let mut kept: Vec<Stands<'a>> = Vec::new();
    for s in offered {
        let (pa, pb) = (part[s.edge.a], part[s.edge.b]);
        let confirms = s.sound().is_none_or(|(_, c)| c.odds >= CONFIRMS && !c.windows.is_empty());
        if pa != pb || confirms {
            part.iter_mut().filter(|p| **p == pb).for_each(|p| *p = pa);
            kept.push(s);
        }
    }
    let mut dropped: Vec<(Edge, f64, f64)> = Vec::new();
    loop {
        let edges: Vec<Edge> = kept.iter().map(|s| s.edge.clone()).collect();
        let clocks = network::fit(members.len(), 0, &edges);
        let excess = |e: &Edge| clocks.residual(e).abs() - e.estimator - e.travel;
        let worst = (0..kept.len())
            .filter(|&i| kept[i].sound().is_some() && excess(&edges[i]) > 0.0)
            .filter(|&i| network::connects(members.len(), &edges, i, edges[i].a, edges[i].b))
            .max_by(|x, y| excess(&edges[*x]).total_cmp(&excess(&edges[*y])).then(y.cmp(x)));
        let Some(i) = worst else { break };
        dropped.push((edges[i].clone(), clocks.residual(&edges[i]).abs(), kept[i].odds()));
        kept.remove(i);
    }
    // A lag with evidence that misses by more than travel time allows shows that some microphone was further away
    // than assumed, or that one of two lags is wrong. Whatever alone connects its two ends, checked by no other loop,
    // may be off by as much. Where the lag that was dropped would have decided alone and what stands in its place is
    // hardly likelier, nobody can say which of the two is right: then neither is taken.
    for (gone, by, odds) in dropped {
        let edges: Vec<Edge> = kept.iter().map(|s| s.edge.clone()).collect();
        let alone: Vec<usize> = (0..kept.len())
            .filter(|&i| kept[i].sound().is_some() && !network::connects(members.len(), &edges, i, gone.a, gone.b))
            .collect();
        let weakest = alone.iter().copied().min_by(|x, y| kept[*x].odds().total_cmp(&kept[*y].odds()));
        if let Some(i) = weakest.filter(|i| odds >= ALONE.0 && kept[*i].odds() < odds + CLEARLY) {
            kept.remove(i);
            continue;
        }
        for i in alone {
            kept[i].edge.travel = kept[i].edge.travel.max(by);
        }
    }
    kept.sort_by_key(|s| s.sound().map(|(link, _)| link));
    kept
}

fn edge(a: usize, b: usize, candidate: &Candidate, options: &AlignOptions) -> Edge {
    // Every true lag lies within the way between the microphones on either side of the clocks' offset. So where lags lie
    // on either side of the one taken, the offset is no further from it than that way less what lies beyond it.
    let widest = options.travel_bound().max(candidate.half_range).as_secs_f64();
    let part = if candidate.windows.is_empty() {
        SEARCH_PART
    } else {
        PARTS.iter().find(|p| candidate.at_lag < p.0).map_or(SEARCH_PART, |p| p.1)
    };
    let interval = FLOOR_SECS.hypot(part * options.travel_bound().as_secs_f64().max(0.5 * widest));
    let travel = (widest - RANGE_CREDIT * candidate.inside.as_secs_f64()).max(0.5 * widest);
    let estimator = interval * BOUND_DEVIATIONS / INTERVAL_DEVIATIONS;
    Edge {
        a,
        b,
        pivot_a: candidate.pivot_a.as_secs_f64(),
        pivot_b: candidate.pivot_b.as_secs_f64(),
        drift_ppb: candidate.drift_ppb as f64,
        drift_sigma_ppb: candidate.drift_sigma_ppb.map_or(f64::INFINITY, |s| s as f64),
        sigma: interval / INTERVAL_DEVIATIONS,
        trust: (candidate.odds / SURE_ODDS).clamp(0.05, 1.0),
        interval,
        estimator,
        travel,
    }
}

/// Writes the places of one group's members, and what each two of them are against each other.
fn place_group(
    number: usize,
    members: &[usize],
    stands: &[Stands<'_>],
    tracks: &[TrackExtent],
    places: &mut [Option<Place>],
    betweens: &mut Betweens,
) {
    let n = members.len();
    let edges: Vec<Edge> = stands.iter().map(|s| s.edge.clone()).collect();
    let support =
        |i: usize| -> f64 { stands.iter().filter(|s| s.edge.touches(i)).filter_map(|s| Some(s.sound()?.1.odds)).sum() };
    // Members are in order of their ids, so that the first of equals is taken.
    let reference = (1..n).fold(0, |best, i| if support(i) > support(best) { i } else { best });
    let clocks: Clocks = network::fit(n, reference, &edges);
    let drift_bounds: Vec<f64> =
        clocks.rate_sigmas.iter().map(|s| (BOUND_DEVIATIONS * s).min(DRIFT_LIMIT_PPB as f64)).collect();
    let ways = network::ways(n, reference, &edges, &clocks, &drift_bounds);
    // Nobody's word confirms: only sound tests sound.
    let sounding: Vec<Edge> = stands.iter().filter(|s| s.sound().is_some()).map(|s| s.edge.clone()).collect();
    let confirmed = network::confirmed(n, reference, &sounding);
    let by_sound = network::connected(n, &sounding, reference);

    let mut transforms: Vec<IncidentFromRecording> = (0..n)
        .map(|i| {
            if i == reference {
                return IncidentFromRecording::REFERENCE;
            }
            let way = ways[i].unwrap_or_default();
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
    for a in 0..n {
        let ways = network::ways(n, a, &edges, &clocks, &drift_bounds);
        for b in a + 1..n {
            if let Some(way) = ways[b] {
                let at_b = RecordingTime::from_secs_f64(way.pivot);
                let at_a = transforms[a].local(transforms[b].time(at_b));
                let (estimator_95, travel_bound) =
                    (Nanos::from_secs_f64(way.interval), Nanos::from_secs_f64(way.travel));
                betweens.push((members[a], members[b], Between { at_a, at_b, estimator_95, travel_bound }));
            }
        }
    }
    for (i, (&member, transform)) in members.iter().zip(transforms).enumerate() {
        let mine = || stands.iter().filter(|s| s.edge.touches(i));
        let mut supported_by: Vec<String> =
            mine().map(|s| tracks[members[if s.edge.a == i { s.edge.b } else { s.edge.a }]].id.clone()).collect();
        supported_by.sort_unstable();
        supported_by.dedup();
        let interval = ways[i].map_or(0.0, |w| w.interval);
        places[member] = Some(Place {
            group: number,
            incident_from_recording: transform,
            sigma_s: interval / INTERVAL_DEVIATIONS,
            estimator_95: Nanos::from_secs_f64(interval),
            drift_95_ppb: (INTERVAL_DEVIATIONS * clocks.rate_sigmas[i]).min(DRIFT_LIMIT_PPB as f64).ceil() as i64,
            grade: if i == reference {
                Grade::Reference
            } else if !by_sound[i] {
                Grade::ByHand
            } else if confirmed[i] {
                Grade::ConfirmedByLoop
            } else {
                Grade::SinglePair
            },
            supported_by,
            windows: mine().filter_map(|s| s.sound()).map(|(_, c)| c.windows.len()).sum(),
        });
    }
}
