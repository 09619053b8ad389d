//! `unmuted align`: recordings on one clock, without a case.

mod typed;

use std::path::PathBuf;

use jiff::tz::TimeZone;
use unmuted_case::align::{self, Given};
use unmuted_model::{Nanos, WallTime};

use crate::report::align::{
    Between, ClaimedClock, ClaimedTie, Cycle, Document, FORMULA, HandAnchor, Pair, Recording, VERSION, Wall, Window, s,
};
use crate::review::{self, by_hand, claimed, clock};
use crate::{Exit, Terminal, report};
use typed::{Anchor, Tie};

/// Put recordings on one clock from the sound they share, without a case
///
/// Recordings that share no audible time form separate groups, and one that cannot be placed is not placed: the
/// reason is printed. Nothing is written. In the result, incident seconds = t0_s + local seconds x (1 + drift_ppm x
/// 1e-6); local seconds count from the first presented picture, or from the first sound where there is no picture.
///
/// Two things can be given beside the sound. `--tie` says where one sound is heard in two recordings: it places, and
/// what the sound says against it is shown. `--anchor` says what time it was: it gives wall time and places nothing,
/// and so do the times that files claim; what disagrees is shown.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted align camera-1.mp4 camera-2.mp4 dispatch.wav
  unmuted align *.mp4 --json | jq '.recordings[] | [.file, .placed, .t0_s]'
  The microphones were up to 60 m apart:
    unmuted align *.mp4 --max-distance 60
  A clock in the picture, 41.2 s into the first recording, known to 2 s:
    unmuted align *.mp4 --anchor camera-1.mp4@0:41.2=2026-05-14T14:02:40-07:00±2s
  One door, heard in two recordings:
    unmuted align *.mp4 --tie camera-1.mp4@0:41.2=camera-2.mp4@0:12.9

docs/align-format.md names every key of the JSON.

Exit status:
  0    every recording is placed in one group, and nothing disagrees
  1    at least one is not placed, there is more than one group, or something given or claimed disagrees
  2    the command could not be carried out as typed
  3    at least one could not be read; the others were compared")]
pub struct Args {
    /// The recordings, two or more
    #[arg(required = true, num_args = 2..)]
    files: Vec<PathBuf>,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    distance: super::distance::Distance,
    /// The wall time that the start of FILE had, or FILE@LOCAL for a time on it, as 0:41.2; ±2s behind it for how
    /// exactly (or +-2s), else as exactly as it was typed. Can be given several times
    #[arg(long = "anchor", value_name = "FILE=TIME")]
    anchors: Vec<String>,
    /// Where one sound is heard in two recordings; ±0.1s behind it for how exactly [default: ±0.05s]. Can be given
    /// several times
    #[arg(long = "tie", value_name = "FILE@LOCAL=FILE@LOCAL")]
    ties: Vec<String>,
    /// How many recordings to work on at once [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let names = typed::names(&args.files);
    let files = typed::Files { paths: &args.files, names: &names };
    let anchors = args.anchors.iter().map(|a| files.anchor(a)).collect::<miette::Result<Vec<_>>>()?;
    let ties = args.ties.iter().map(|t| files.tie(t)).collect::<miette::Result<Vec<_>>>()?;
    let pool = super::threads(args.jobs)?;
    let document = pool.install(|| document(args, &names, &anchors, &ties, terminal))?;
    if args.json {
        terminal.result(report::json(&document)?.trim_end());
    } else {
        terminal.result(&document.text());
    }
    let unread = document.recordings.iter().any(|r| !r.error.is_empty());
    let found = if document.has_findings() { Exit::Found } else { Exit::Fine };
    Ok(found.and(if unread { Exit::Unread } else { Exit::Fine }))
}

fn document(
    args: &Args,
    names: &[String],
    anchors: &[Anchor],
    ties: &[Tie],
    terminal: &Terminal,
) -> miette::Result<Document> {
    // Nothing is kept; sound is handed from listening to comparing. No digest is needed here; a name for it is.
    let cache = review::Kept::none();
    let digests: Vec<String> = (1..=names.len()).map(|i| format!("{i:04}")).collect();
    let wanted: Vec<review::ToListenTo> = names
        .iter()
        .zip(&args.files)
        .zip(&digests)
        .map(|((id, path), digest)| review::ToListenTo {
            id: id.clone(),
            name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            path: path.clone(),
            digest: Some(digest.clone()),
        })
        .collect();
    let listened = review::listen_to_all(&wanted, &cache, review::Foreign::WhenNeeded, false, terminal);
    let heard: Vec<clock::Heard<'_>> = names
        .iter()
        .zip(&listened)
        .zip(&digests)
        .filter_map(|((id, l), digest)| Some(clock::Heard { id, found: l.outcome.as_ref().ok()?, digest }))
        .collect();
    typed::within(&heard, anchors, ties)?;

    let zone = anchors.first().map_or(TimeZone::UTC, |a| a.zone.clone());
    let options = args.distance.options();
    let by_anchor = anchors.iter().enumerate().map(|(i, a)| a.claim(i + 1));
    let claims: Vec<claimed::Claim> =
        by_anchor.chain(heard.iter().filter_map(|h| claimed::of_file(h.id, h.found, &zone))).collect();
    let given_by_hand: Vec<by_hand::Given> = ties.iter().enumerate().map(|(i, t)| t.given(i + 1)).collect();
    let given = Given {
        by_hand: by_hand::for_the_clock(&given_by_hand),
        claimed: claims.iter().map(|c| c.clock.clone()).collect(),
    };
    let one = clock::solve(&heard, &given, &options, &cache, terminal);

    let places: Vec<align::ClaimPlace> = heard.iter().map(|h| one.claim_place(h.id)).collect();
    let (tested, claimed_ties) = claimed::test(&places, claims, &str::to_owned);
    let show = claimed::in_zone(&zone);
    let wall = walls(&places, &tested, &show);
    let why_not = |id: &str| (!heard.iter().any(|h| h.id == id)).then(|| "it could not be heard".to_owned());
    let by_hand = by_hand::test(&given_by_hand, &one.by_hand, options.travel_bound(), &str::to_owned, &why_not);
    let recordings = names
        .iter()
        .zip(&listened)
        .map(|(id, l)| {
            let error = l.outcome.as_ref().err().map(|why| why.what.clone()).unwrap_or_default();
            let found = l.outcome.as_ref().ok();
            let claims = found.map(|f| review::claims_in_words(&f.recording, &zone)).unwrap_or_default();
            recording(id, &one, claims, error)
        })
        .collect();
    Ok(Document {
        format: "unmuted-align",
        version: VERSION,
        method: align::METHOD,
        max_distance_m: options.max_distance_m,
        formula: FORMULA,
        recordings,
        pairs: one.pairs.iter().map(pair).collect(),
        cycles: one.cycles.iter().map(cycle).collect(),
        claimed_clocks: tested.iter().map(|t| claimed_clock(t, &show)).collect(),
        claimed_ties: claimed_ties
            .into_iter()
            .map(|t| ClaimedTie {
                a: t.a,
                b: t.b,
                shift_s: s(t.shift_ns),
                plus_minus_s: s(t.plus_minus_ns),
                by: t.by,
                words: t.words,
            })
            .collect(),
        hand_anchors: by_hand.iter().map(hand_anchor).collect(),
        wall: (!wall.is_empty()).then_some(wall),
    })
}

fn recording(id: &str, one: &clock::OneClock, claims: Vec<String>, error: String) -> Recording {
    let p = one.placement(id);
    let on = p.placed.then_some(());
    let s_on = |ns: i64| on.map(|()| s(ns));
    let ppm = |ppb: i64| ppb as f64 / 1e3;
    // The interval grows away from the pivot; what is given is the recording's zero.
    let grown = Nanos::new(p.pivot_ns).abs().scale_ppb(p.drift_95_ppb).get();
    let half = p.estimator_95_ns.saturating_add(grown);
    Recording {
        file: id.to_owned(),
        placed: p.placed,
        group: p.group,
        t0_s: s_on(p.offset_ns),
        t0_interval_s: on.map(|()| [s(p.offset_ns.saturating_sub(half)), s(p.offset_ns.saturating_add(half))]),
        drift_ppm: on.map(|()| ppm(p.drift_ppb)),
        drift_interval_ppm: on.map(|()| [ppm(p.drift_ppb - p.drift_95_ppb), ppm(p.drift_ppb + p.drift_95_ppb)]),
        sigma_s: one.sigma(id).filter(|_| p.placed).map(|x| (x * 1e9).round() / 1e9),
        pivot_s: s_on(p.pivot_ns),
        estimator_95_s: s_on(p.estimator_95_ns),
        estimator_bound_s: s_on(p.estimator_bound_ns),
        travel_bound_s: s_on(p.travel_bound_ns),
        grade: p.grade,
        words: if error.is_empty() { p.words } else { String::new() },
        supported_by: p.supported_by,
        claims,
        error,
    }
}

fn pair(p: &review::document::Pair) -> Pair {
    let windows = p.looked_at.iter().map(|w| Window {
        at_a_s: s(w.at_a_ns),
        at_b_s: s(w.at_b_ns),
        off_s: s(w.off_ns),
        height: (w.height * 1000.0).round() / 1000.0,
        used: w.used,
    });
    Pair {
        a: p.a.clone(),
        b: p.b.clone(),
        accepted: p.accepted,
        words: p.words.clone(),
        offset_s: p.offset_ns.map(s),
        windows: windows.collect(),
        windows_agree: p.windows,
        scatter_s: p.scatter_ns.map(s),
        odds_log10: p.odds_log10,
        rest_log10: p.rest_log10,
        margin: p.margin,
        second_place: p.second_place,
        rival_offset_s: p.rival_offset_ns.map(s),
        residual_s: p.residual_ns.map(s),
        estimator_95_s: p.estimator_95_ns.map(s),
        travel_bound_s: p.travel_bound_ns.map(s),
        loops: p.loops,
        shared_s: p.shared_s,
        between: p.between.as_ref().map(|b| Between {
            at_a_s: s(b.at_a_ns),
            at_b_s: s(b.at_b_ns),
            estimator_95_s: s(b.estimator_95_ns),
            travel_bound_s: s(b.travel_bound_ns),
        }),
    }
}

fn cycle(c: &review::document::Cycle) -> Cycle {
    Cycle {
        recordings: c.recordings.clone(),
        residual_s: s(c.residual_ns),
        estimator_95_s: s(c.estimator_95_ns),
        travel_bound_s: s(c.travel_bound_ns),
        closes: c.residual_ns.abs() <= c.estimator_95_ns.saturating_add(c.travel_bound_ns),
    }
}

fn claimed_clock(t: &claimed::Tested, show: &dyn Fn(WallTime) -> String) -> ClaimedClock {
    let c = t.shown(show, &str::to_owned);
    ClaimedClock {
        id: c.id,
        file: c.source,
        what: c.what,
        local_s: s(c.local_ns),
        wall: c.wall,
        plus_minus_s: s(c.plus_minus_ns),
        group: c.group,
        off_s: c.off_ns.map(s),
        off_bound_s: s(c.off_bound_ns),
        agrees: c.agrees,
        words: c.words,
    }
}

fn hand_anchor(t: &by_hand::Tested) -> HandAnchor {
    let h = &t.shown;
    HandAnchor {
        id: h.id.clone(),
        a: h.a.clone(),
        at_a_s: s(h.at_a_ns),
        b: h.b.clone(),
        at_b_s: s(h.at_b_ns),
        plus_minus_s: s(h.plus_minus_ns),
        used: h.used,
        residual_s: h.residual_ns.map(s),
        sound_s: h.sound_ns.map(s),
        agrees: h.agrees,
        words: h.verdict.clone(),
    }
}

/// Wall time at the zero of each clock, where its anchors agree. What files claim takes no part.
fn walls(places: &[align::ClaimPlace], tested: &[claimed::Tested], show: &dyn Fn(WallTime) -> String) -> Vec<Wall> {
    let mut clocks: Vec<Vec<&align::ClaimPlace>> = Vec::new();
    for place in places {
        match clocks.iter_mut().find(|c| c.iter().any(|p| p.group.is_some() && p.group == place.group)) {
            Some(clock) => clock.push(place),
            None => clocks.push(vec![place]),
        }
    }
    clocks.sort_by_key(|c| c.first().and_then(|p| p.group).unwrap_or(usize::MAX));
    let mut out = Vec::new();
    for clock in clocks {
        let on = |t: &&claimed::Tested| {
            t.claim.is_anchor.then(|| clock.iter().find(|p| p.id == t.claim.clock.recording)).flatten()
        };
        let here: Vec<(&claimed::Tested, &&align::ClaimPlace)> =
            tested.iter().filter_map(|t| Some((t, on(&t)?))).collect();
        let ties: Vec<align::WallTie> =
            here.iter().map(|(t, place)| align::WallTie::of(&t.claim.clock, place)).collect();
        let Some(solved) = align::solve_wall(&ties).filter(|s| s.decided) else { continue };
        let agreeing = here.iter().zip(&solved.agrees).filter(|(_, agrees)| **agrees);
        let at_zero = solved.at_zero();
        out.push(Wall {
            group: clock.first().and_then(|p| p.group).and_then(|g| u32::try_from(g).ok()),
            recordings: clock.iter().map(|p| p.id.clone()).collect(),
            at_zero: text_of(at_zero.middle(), show),
            plus_minus_s: s(at_zero.width().get() / 2 + at_zero.width().get() % 2),
            by: agreeing.map(|((t, _), _)| t.claim.clock.id.clone()).collect(),
        });
    }
    out
}

/// A wall time to a millisecond: no clock that a person reads is better.
fn text_of(at: WallTime, show: &dyn Fn(WallTime) -> String) -> String {
    let ms = 1_000_000;
    show(WallTime::from_ns((at.ns() + ms / 2).div_euclid(ms) * ms))
}
