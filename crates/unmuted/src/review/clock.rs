//! All recordings on one clock: the sound kept by listening is handed to the alignment, and its result is put into
//! the document's words. What was compared before is not compared again: pairs are kept by the digests of both.

use std::collections::BTreeMap;

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use unmuted_case::align::{
    self, AlignOptions, Alignment, Candidate, ClaimPlace, Features, Given, Grade, HandResult, METHOD, NotPlaced,
    PairResult, Place, Track, TrackExtent, Window, align_pair, features,
};
use unmuted_case::timeline::{self, Timeline};
use unmuted_model::{IncidentFromRecording, Nanos, Span, SpanSet};

use super::cache::Cache;
use super::document::{Between, Bounds, Cycle, Group, Pair, PairWindow, Placement};
use super::listen::{self, Found};
use crate::case_files::digests::hex;
use crate::report::text::seconds;
use crate::terminal::Terminal;

/// A recording that was listened to.
pub struct Heard<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it holds.
    pub found: &'a Found,
    /// Its digest, or another name for its bytes.
    pub digest: &'a str,
}

/// Where every recording is.
#[derive(Default)]
pub struct OneClock {
    /// The group with the most recordings, or the one recording there is.
    pub main_group: u32,
    /// All groups.
    pub groups: Vec<Group>,
    /// All pairs compared.
    pub pairs: Vec<Pair>,
    /// All loops.
    pub cycles: Vec<Cycle>,
    /// What became of the hand anchors that the clock was solved with.
    pub by_hand: Vec<HandResult>,
    placed: BTreeMap<String, (timeline::Placement, Placement)>,
    unplaced: BTreeMap<String, String>,
    sigmas: BTreeMap<String, f64>,
}

impl OneClock {
    /// A recording's place for the timeline.
    pub fn timeline_placement(&self, id: &str) -> Option<timeline::Placement> {
        self.placed.get(id).map(|(p, _)| *p)
    }

    /// A recording's place for the document.
    pub fn placement(&self, id: &str) -> Placement {
        if let Some((_, shown)) = self.placed.get(id) {
            return shown.clone();
        }
        let words = self.unplaced.get(id).cloned().unwrap_or_else(|| "it could not be heard".into());
        Placement {
            placed: false,
            group: None,
            words,
            grade: "not_placed".into(),
            offset_ns: 0,
            drift_ppb: 0,
            drift_bound_ppb: 0,
            pivot_ns: 0,
            drift_95_ppb: 0,
            estimator_95_ns: 0,
            estimator_bound_ns: 0,
            travel_bound_ns: 0,
            supported_by: Vec::new(),
        }
    }

    /// A recording's place as far as claimed clocks need it; groups by their numbers in the document.
    pub fn claim_place(&self, id: &str) -> ClaimPlace {
        match self.placed.get(id) {
            Some((p, _)) => ClaimPlace {
                id: id.to_owned(),
                group: usize::try_from(p.group).ok(),
                incident_from_recording: p.incident_from_recording,
            },
            None => ClaimPlace::alone(id),
        }
    }

    /// A number that no group has.
    pub fn next_group(&self) -> u32 {
        self.groups.iter().map(|g| g.number).max().unwrap_or(0).max(self.main_group).saturating_add(1)
    }

    /// Standard deviation of a placement in seconds.
    pub fn sigma(&self, id: &str) -> Option<f64> {
        self.sigmas.get(id).copied()
    }

    /// From the start of the main group's first recording to the end of its last.
    pub fn whole(&self, timeline: &Timeline) -> Bounds {
        let main = timeline.recordings.iter().filter_map(|r| {
            let p = r.placement.filter(|p| p.group == self.main_group)?;
            let t = p.incident_from_recording;
            Some([t.time(r.extent.start()).ns(), t.time(r.extent.end()).ns()])
        });
        main.reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])]).unwrap_or([0, 0])
    }

    /// Puts a recording where words say it is, give or take. The reference is the one whose clock is the group's.
    pub fn place_as_described(&mut self, id: &str, group: u32, t: IncidentFromRecording, is_reference: bool) {
        let start = format!("as described: starts at {:.3} s", t.offset.as_secs_f64());
        if is_reference {
            self.enter(id, group, t, "reference", Vec::new(), format!("{start}; its clock is the incident's"));
        } else {
            let words = format!("{start} ±{}", seconds(t.estimator_bound.get()));
            self.enter(id, group, t, "as_described", Vec::new(), words);
        }
    }

    /// Leaves a recording without a place, and says why.
    pub fn leave_out(&mut self, id: &str, why: &str) {
        self.unplaced.insert(id.to_owned(), why.to_owned());
    }

    fn place(&mut self, id: &str, group: u32, place: &Place, words: String) {
        let grade = match place.grade {
            Grade::Reference => "reference",
            Grade::ConfirmedByLoop => "confirmed_by_loop",
            Grade::SinglePair => "single_pair",
            Grade::ByHand => "by_hand",
        };
        self.enter(id, group, place.incident_from_recording, grade, place.supported_by.clone(), words);
        if let Some((_, shown)) = self.placed.get_mut(id) {
            shown.estimator_95_ns = place.estimator_95.get();
            shown.drift_95_ppb = place.drift_95_ppb;
        }
        self.sigmas.insert(id.to_owned(), place.sigma_s);
    }

    fn enter(
        &mut self,
        id: &str,
        group: u32,
        t: IncidentFromRecording,
        grade: &str,
        supported_by: Vec<String>,
        words: String,
    ) {
        let shown = Placement {
            placed: true,
            group: Some(group),
            words,
            grade: grade.into(),
            offset_ns: t.offset.get(),
            drift_ppb: t.drift_ppb,
            drift_bound_ppb: t.drift_bound_ppb,
            pivot_ns: t.pivot.ns(),
            // Where only a bound was stated, no narrower interval is known.
            drift_95_ppb: t.drift_bound_ppb,
            estimator_95_ns: t.estimator_bound.get(),
            estimator_bound_ns: t.estimator_bound.get(),
            travel_bound_ns: t.travel_bound.get(),
            supported_by,
        };
        self.placed.insert(id.to_owned(), (timeline::Placement { group, incident_from_recording: t }, shown));
        let at = match self.groups.iter().position(|g| g.number == group) {
            Some(at) => at,
            None => {
                self.groups.push(Group { number: group, reference: String::new(), recordings: Vec::new() });
                self.groups.len() - 1
            }
        };
        if let Some(g) = self.groups.get_mut(at) {
            g.recordings.push(id.to_owned());
            if grade == "reference" {
                g.reference = id.to_owned();
            }
        }
    }
}

/// Solves the clock, on the current thread pool.
pub fn solve(
    heard: &[Heard<'_>],
    given: &Given,
    options: &AlignOptions,
    cache: &Cache,
    terminal: &Terminal,
) -> OneClock {
    if let [only] = heard {
        return alone(only);
    }
    // A recording without sound can still be placed by hand: what is heard in one may be seen in the other.
    let by_hand = |id: &str| given.by_hand.iter().any(|h| h.a == id || h.b == id);
    let silent = |h: &Heard<'_>| h.found.heard.audible.is_empty();
    let solved: Vec<&Heard<'_>> = heard.iter().filter(|h| !silent(h) || by_hand(h.id)).collect();
    let alignment = kept_alignment(&solved, given, options, cache, terminal);
    let mut one = shown(&alignment);
    for h in heard.iter().filter(|h| silent(h) && !one.placed.contains_key(h.id)) {
        one.unplaced.insert(h.id.to_owned(), "it has no sound that could be compared".into());
    }
    one
}

/// One recording is its own clock.
fn alone(only: &Heard<'_>) -> OneClock {
    let span = only.found.recording.span;
    let place = Place {
        group: 0,
        incident_from_recording: IncidentFromRecording {
            offset: -span.start().since_zero(),
            ..IncidentFromRecording::REFERENCE
        },
        sigma_s: 0.0,
        estimator_95: Nanos::ZERO,
        drift_95_ppb: 0,
        grade: Grade::Reference,
        supported_by: Vec::new(),
        windows: 0,
    };
    let mut one = OneClock { main_group: 1, ..OneClock::default() };
    one.place(only.id, 1, &place, "the only recording: its clock is the incident's".into());
    one
}

/// The alignment of these recordings, from the cache where nothing has changed.
fn kept_alignment(
    heard: &[&Heard<'_>],
    given: &Given,
    options: &AlignOptions,
    cache: &Cache,
    terminal: &Terminal,
) -> Alignment {
    let mut name = Sha256::new();
    // Whatever was given may decide: it is part of what the clock is computed from.
    name.update(format!("{METHOD} {options:?} {given:?}"));
    for h in heard {
        name.update(format!("\n{} {}", h.id, h.digest));
    }
    let name = format!("clock/{}", hex(&name.finalize()));
    if let Some(kept) = cache.get::<Alignment>(&name) {
        return kept;
    }
    let alignment = compare(heard, given, options, cache, terminal);
    let _slower = cache.put(&name, &alignment);
    alignment
}

fn compare(
    heard: &[&Heard<'_>],
    given: &Given,
    options: &AlignOptions,
    cache: &Cache,
    terminal: &Terminal,
) -> Alignment {
    let bar = terminal.bar("one clock", heard.len() as u64);
    bar.set_message("what each recording sounds like");
    let sounding = heard.par_iter().filter(|h| !h.found.heard.audible.is_empty());
    let tracks: Vec<Track> = sounding.filter_map(|h| track(h, cache)).collect();
    let digest = |id: &str| heard.iter().find(|h| h.id == id).map_or_else(String::new, |h| h.digest.to_owned());
    let sketches: Vec<Features> = tracks
        .par_iter()
        .map(|t| {
            let sketch = features(t);
            bar.inc(1);
            sketch
        })
        .collect();

    let mut ends: Vec<(usize, usize)> = Vec::new();
    for a in 0..tracks.len() {
        for b in 0..tracks.len() {
            // Each pair once, the smaller id first, as results are kept.
            if let (Some(x), Some(y)) = (tracks.get(a), tracks.get(b))
                && x.id() < y.id()
            {
                ends.push((a, b));
            }
        }
    }
    bar.set_length(ends.len() as u64);
    bar.set_position(0);
    bar.set_message("comparing pairs");
    let ends_of = |(a, b): (usize, usize)| {
        let (x, y) = ((tracks.get(a)?, sketches.get(a)?), (tracks.get(b)?, sketches.get(b)?));
        Some((x, y, format!("pair/{}-{}", digest(x.0.id()), digest(y.0.id()))))
    };
    let named =
        |x: &Track, y: &Track, result: PairResult| PairResult { a: x.id().to_owned(), b: y.id().to_owned(), ..result };
    let mut pairs: Vec<PairResult> = ends
        .par_iter()
        .filter_map(|&pair| {
            let (x, y, name) = ends_of(pair)?;
            let kept = cache.get::<PairResult>(&name).filter(PairResult::is_current);
            let result = kept.unwrap_or_else(|| align_pair(x, y));
            let _slower = cache.put(&name, &result);
            bar.inc(1);
            Some(named(x.0, y.0, result))
        })
        .collect();
    let track_of = |h: &Heard<'_>| tracks.iter().find(|t| t.id() == h.id).map(Track::extent);
    let without =
        |h: &Heard<'_>| TrackExtent { id: h.id.to_owned(), span: h.found.recording.span, audible: Nanos::ZERO };
    let extents: Vec<_> = heard.iter().map(|h| track_of(h).unwrap_or_else(|| without(h))).collect();
    // What is still open between groups is looked at again, more closely.
    let closer = align::worth_a_closer_look(&extents, &pairs, given, options);
    bar.set_length(closer.len() as u64);
    bar.set_position(0);
    bar.set_message("looking closer where it is open");
    let again: Vec<(usize, PairResult)> = closer
        .into_par_iter()
        .filter_map(|i| {
            let first = pairs.get(i)?;
            let at = |id: &str| tracks.iter().position(|t| t.id() == id);
            let (x, y, name) = ends_of((at(&first.a)?, at(&first.b)?))?;
            let result = align::look_closer(x, y, first);
            let _slower = cache.put(&name, &result);
            bar.inc(1);
            Some((i, named(x.0, y.0, result)))
        })
        .collect();
    for (i, result) in again {
        if let Some(pair) = pairs.get_mut(i) {
            *pair = result;
        }
    }
    bar.finish_and_clear();
    align::solve(&extents, &pairs, given, options)
}

/// A recording's sound for the alignment; where it is silent is left out.
fn track(h: &Heard<'_>, cache: &Cache) -> Option<Track> {
    let mono = listen::mono(cache, h.digest)?;
    let length = Nanos::from_ticks(i64::try_from(mono.samples.len()).ok()?, u64::from(mono.rate_hz));
    let whole = Span::between(mono.start, mono.start + length);
    let silent = SpanSet::from_iter([whole]).minus(&h.found.heard.audible);
    Track::new(h.id, mono.rate_hz, mono.start, mono.samples, silent).ok()
}

/// The alignment in the document's words. Groups are numbered from 1, the one with the most recordings first.
fn shown(alignment: &Alignment) -> OneClock {
    let mut one = OneClock { main_group: 1, ..OneClock::default() };
    for r in &alignment.recordings {
        match &r.place {
            Ok(place) => {
                let group = u32::try_from(place.group).unwrap_or(u32::MAX).saturating_add(1);
                one.place(&r.id, group, place, words(place));
            }
            Err(why) => {
                one.unplaced.insert(r.id.clone(), why.to_string());
            }
        }
    }
    one.groups.sort_by_key(|g| g.number);
    let transform = |id: &str| one.placed.get(id).map(|(p, _)| (p.group, p.incident_from_recording));
    one.pairs = alignment
        .pairs
        .iter()
        .map(|p| {
            let loops = alignment.cycles.iter().filter(|c| c.recordings.contains(&p.a) && c.recordings.contains(&p.b));
            let loops = u32::try_from(loops.count()).unwrap_or(u32::MAX);
            let (a, b) = (transform(&p.a), transform(&p.b));
            let solved = a.zip(b).filter(|((ga, _), (gb, _))| ga == gb).map(|((_, a), (_, b))| (a, b));
            pair(p, solved, loops)
        })
        .collect();
    one.by_hand.clone_from(&alignment.by_hand);
    one.cycles = alignment
        .cycles
        .iter()
        .map(|c| Cycle {
            recordings: c.recordings.to_vec(),
            residual_ns: c.closure.get(),
            estimator_95_ns: c.estimator_95.get(),
            travel_bound_ns: c.travel_bound.get(),
        })
        .collect();
    one
}

/// `starts at 0.000 s; reference …`, or `starts at 6.461 s ±0.05 s, drift +18 ±6 ppm, confirmed by a loop with dispatch, camera-1`.
fn words(place: &Place) -> String {
    let t = place.incident_from_recording;
    if place.grade == Grade::Reference {
        return format!("starts at {:.3} s; reference: its clock is the incident's", t.offset.as_secs_f64());
    }
    let bound = seconds((t.estimator_bound + t.travel_bound).get());
    let drift = if t.drift_ppb == 0 && t.drift_bound_ppb == 0 {
        String::new()
    } else {
        format!(", drift {:+.0} ±{:.0} ppm", t.drift_ppb as f64 / 1e3, t.drift_bound_ppb as f64 / 1e3)
    };
    let support = match place.grade {
        Grade::Reference => String::new(),
        Grade::ByHand => format!(", by hand ({})", place.supported_by.join(", ")),
        Grade::ConfirmedByLoop => format!(", confirmed by {} recordings", place.supported_by.len()),
        Grade::SinglePair => {
            format!(", by one pair alone ({}), which no loop tests", place.supported_by.join(", "))
        }
    };
    format!("starts at {:.3} s ±{bound}{drift}{support}", t.offset.as_secs_f64())
}

/// A pair in the document's words; `solved` are the ways of both to their common clock, where they have one.
fn pair(p: &align::Pair, solved: Option<(IncidentFromRecording, IncidentFromRecording)>, loops: u32) -> Pair {
    let windows = u32::try_from(p.windows().len()).unwrap_or(u32::MAX);
    let words = match &p.verdict {
        Ok(accepted) => {
            let other = p.rival.filter(|_| p.second_place).map(|rival| (rival - accepted.offset).abs());
            let told = other.map(|by| {
                format!(
                    "; other stretches fit {} away: one of the two may have been cut, or have lost time in between",
                    seconds(by.get())
                )
            });
            format!("{windows} windows of 2 s agree{}", told.unwrap_or_default())
        }
        Err(NotPlaced::NothingShared) => "no shared sound was found".into(),
        Err(why) => format!("not used: {why}"),
    };
    Pair {
        a: p.a.clone(),
        b: p.b.clone(),
        accepted: p.verdict.is_ok(),
        words,
        offset_ns: p
            .verdict
            .as_ref()
            .ok()
            .map(|a| a.offset.get())
            .or_else(|| p.best.as_ref().map(|b| (b.pivot_a.since_zero() - b.pivot_b.since_zero()).get())),
        windows,
        scatter_ns: p.best.as_ref().map(|b| b.scatter.get()),
        odds_log10: p.best.as_ref().map(|b| (b.odds * 10.0).round() / 10.0),
        rest_log10: p.best.as_ref().map(|b| (b.rest * 10.0).round() / 10.0),
        // A pair without a rival has no margin that could be written as a number.
        margin: p.best.as_ref().map(|_| (p.margin * 10.0).round() / 10.0).filter(|m| m.is_finite()),
        second_place: p.second_place,
        shared_s: p.best.as_ref().map(|b| b.shared.as_secs_f64()),
        rival_offset_ns: p.rival.map(|r| r.get()),
        residual_ns: p.verdict.as_ref().ok().map(|a| a.residual.get()),
        estimator_95_ns: p.verdict.as_ref().ok().map(|a| a.estimator_95.get()),
        travel_bound_ns: p.verdict.as_ref().ok().map(|a| a.travel_bound.get()),
        loops,
        looked_at: looked_at(p, solved),
        between: p.between.map(|b| Between {
            at_a_ns: b.at_a.ns(),
            at_b_ns: b.at_b.ns(),
            estimator_95_ns: b.estimator_95.get(),
            travel_bound_ns: b.travel_bound.get(),
        }),
    }
}

/// The windows that agree and those that do not, in order of time on the first recording.
fn looked_at(p: &align::Pair, solved: Option<(IncidentFromRecording, IncidentFromRecording)>) -> Vec<PairWindow> {
    let Some(best) = &p.best else { return Vec::new() };
    let shown = |w: &Window, used: bool| PairWindow {
        at_a_ns: w.at_a.ns(),
        at_b_ns: w.at_b.ns(),
        off_ns: off(w, best, solved).get(),
        height: w.height,
        used,
    };
    let agree = p.windows().iter().map(|w| shown(w, p.verdict.is_ok()));
    let mut all: Vec<PairWindow> = agree.chain(p.apart.iter().map(|w| shown(w, false))).collect();
    all.sort_by_key(|w| (w.at_a_ns, w.at_b_ns));
    all
}

/// How much later than solved the second recording hears a window. Where the two are on no common clock, the pair's own
/// line stands in for it.
fn off(w: &Window, best: &Candidate, solved: Option<(IncidentFromRecording, IncidentFromRecording)>) -> Nanos {
    match solved {
        Some((a, b)) => b.time(w.at_b) - a.time(w.at_a),
        None => best.lag() + (w.at_a - best.pivot_a).scale_ppb(best.drift_ppb) - w.lag(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unmuted_model::RecordingTime;

    const MS: i64 = 1_000_000;

    fn window(a_ms: i64, b_ms: i64) -> Window {
        let t = |ms: i64| RecordingTime::from_ns(ms * MS);
        Window { at_a: t(a_ms), at_b: t(b_ms), height: 9.0 }
    }

    fn found(accepted: bool) -> align::Pair {
        let windows = vec![window(30_000, 20_000), window(10_000, 20)];
        let best = Candidate {
            pivot_a: RecordingTime::from_ns(20_000 * MS),
            pivot_b: RecordingTime::from_ns(10_000 * MS),
            drift_ppb: 0,
            drift_sigma_ppb: None,
            scatter: Nanos::from_millis(10),
            half_range: Nanos::from_millis(10),
            inside: Nanos::ZERO,
            at_lag: 2,
            odds: 12.0,
            rest: 3.0,
            heard: Vec::new(),
            unheard: 0.0,
            shared: Nanos::from_secs(40),
            windows,
            apart: Vec::new(),
        };
        let verdict = if accepted {
            Ok(align::Accepted {
                offset: best.lag(),
                residual: Nanos::ZERO,
                estimator_bound: Nanos::from_millis(9),
                estimator_95: Nanos::from_millis(5),
                travel_bound: Nanos::from_millis(44),
            })
        } else {
            Err(NotPlaced::NothingShared)
        };
        align::Pair {
            a: "a".into(),
            b: "b".into(),
            best: Some(best),
            margin: 4.04,
            verdict,
            second_place: false,
            rival: Some(Nanos::from_secs(77)),
            apart: vec![window(20_000, 10_050)],
            between: None,
        }
    }

    #[test]
    fn windows_are_shown_in_order_with_how_much_later_the_second_hears_them() {
        let b = IncidentFromRecording { offset: Nanos::from_secs(10), ..IncidentFromRecording::REFERENCE };
        let shown = pair(&found(true), Some((IncidentFromRecording::REFERENCE, b)), 2);
        let windows: Vec<_> = shown.looked_at.iter().map(|w| (w.at_a_ns / MS, w.off_ns / MS, w.used)).collect();
        assert_eq!(windows, [(10_000, 20, true), (20_000, 50, false), (30_000, 0, true)]);
        assert_eq!((shown.windows, shown.loops, shown.shared_s), (2, 2, Some(40.0)));
        assert_eq!((shown.rival_offset_ns, shown.margin), (Some(77_000 * MS), Some(4.0)));
    }

    #[test]
    fn of_two_on_no_common_clock_the_pairs_own_line_is_the_measure_and_nothing_is_used() {
        let shown = pair(&found(false), None, 0);
        let windows: Vec<_> = shown.looked_at.iter().map(|w| (w.off_ns / MS, w.used)).collect();
        assert_eq!(windows, [(20, false), (50, false), (0, false)]);
        assert!(!shown.accepted);
    }
}
