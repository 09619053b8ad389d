//! Soundness at full resolution: an exact timeline is drawn first, clock first, then a record that allows it, and
//! no decisive answer may say otherwise. Clocks run at their own rates, marks are intervals, some things are
//! seen by nobody.

use crate::build::{Build, empty, kind};
use crate::exact::{Elsewhere, Exact, Happens, OwnTime, World};
use crate::grid::{Numbers, SENTENCES, read};
use unmuted_case::language::{Evaluator, Names, OwnClock, parse};
use unmuted_case::timeline::{CLOCK_RATE_BOUND_PPM, Placement, Standing, Timeline, When};
use unmuted_model::{
    Extent, IncidentFromRecording, Interval, Nanos, RecordingTime, SilenceClass, SourceId, Span, Truth,
};

const SECOND: i64 = 1_000_000_000;
const CAMERAS: [&str; 3] = ["camera-1", "camera-2", "camera-3"];

struct Drawn {
    world: World,
    record: Timeline,
}

impl Numbers {
    /// From `-by` to `by`.
    fn around(&mut self, by: i64) -> i64 {
        if by == 0 { 0 } else { self.below(2 * by + 1) - by }
    }
}

fn at(ns: i64) -> RecordingTime {
    RecordingTime::from_ns(ns)
}

/// A true timeline, and a record that somebody could have made of it.
fn draw(seed: u64) -> Drawn {
    let mut n = Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    for _ in 0..4 {
        n.below(2);
    }
    let mut world = World::default();
    let mut record = empty();
    let rate = CLOCK_RATE_BOUND_PPM * 1_000;
    let cameras = usize::try_from(2 + n.below(2)).unwrap();
    // The clocks. The incident's clock is that of camera 1, which runs at its own rate like the others.
    for (i, id) in CAMERAS.iter().take(cameras).enumerate() {
        let own = OwnTime { zero: if i == 0 { 0 } else { n.around(20 * SECOND) }, fast_ppb: n.around(rate) };
        world.clocks.push(own);
        let length = 60 * SECOND + n.below(60 * SECOND);
        record = record.unplaced(id, length as f64 / 1e9);
        let reference = world.clocks[0];
        if i == 0 {
            let placement = Placement { group: 1, incident_from_recording: IncidentFromRecording::REFERENCE };
            record = record.recording(|r| r.placement = Some(placement));
        } else if !n.chance(10) {
            // incident = offset + local * (1 + drift), exactly; and then what an estimate makes of it.
            let drift = (1e9 + reference.fast_ppb as f64) / (1e9 + own.fast_ppb as f64) - 1.0;
            let offset = reference.local(own.zero);
            let (bound, drift_bound) =
                ([0, 5_000_000, 400_000_000][usize::try_from(n.below(3)).unwrap()], n.below(20_000));
            let pivot = n.below(length);
            let drift_error = n.around(drift_bound * 9 / 10);
            let offset_error = n.around(bound * 9 / 10);
            let drift_ppb = (drift * 1e9).round() as i64 + drift_error;
            // The error is least at the pivot and grows with the drift's.
            let turned = i64::try_from(i128::from(pivot) * i128::from(drift_error) / 1_000_000_000).unwrap();
            let incident_from_recording = IncidentFromRecording {
                offset: Nanos::new(offset + offset_error - turned),
                drift_ppb,
                pivot: at(pivot),
                estimator_bound: Nanos::new(bound + 1_000),
                travel_bound: Nanos::new(1_000),
                drift_bound_ppb: drift_bound + 2,
            };
            record = record.recording(|r| r.placement = Some(Placement { group: 1, incident_from_recording }));
        }
    }
    // What happened, and what each recording shows of it.
    for _ in 0..n.below(7) {
        let what = ["shot", "shot", "shot", "aid.begun", "speech", "officers.conferring", "muted"]
            [usize::try_from(n.below(7)).unwrap()];
        let start = n.below(80 * SECOND) - 5 * SECOND;
        let lasts = !matches!(what, "shot" | "aid.begun");
        let length = if lasts { SECOND / 2 + n.below(15 * SECOND) } else { 0 };
        let end = start + length;
        let place = usize::try_from(n.below(i64::try_from(cameras).unwrap())).unwrap();
        let shows = |r: usize| {
            let (from, to) = (world.clocks[r].local(start), world.clocks[r].local(end));
            let extent = record.recordings[r].extent;
            to >= extent.start().ns() && from < extent.end().ns()
        };
        // A recording is muted or it is not: two mutings of one recording do not overlap.
        let again = |e: &Happens| e.kind == "muted" && e.marked_on.contains(&place) && e.start <= end && start <= e.end;
        let within = |r: usize| {
            let extent = record.recordings[r].extent;
            let (from, to) = (world.clocks[r].local(start), world.clocks[r].local(end));
            extent.start().ns() <= from && to <= extent.end().ns()
        };
        if what == "muted" && (!within(place) || world.events.iter().any(again)) {
            continue;
        }
        let marked_on = if what == "muted" { [place].into() } else { (0..cameras).filter(|&r| shows(r)).collect() };
        world.events.push(Happens {
            kind: what.into(),
            start,
            end,
            said_at: start + n.below(length.max(1)),
            marked_on,
            subject: (what == "shot").then(|| if n.chance(50) { "officer-1".into() } else { "officer-2".into() }),
            matches: what == "speech" && n.chance(60),
        });
    }
    // Silence: some of it found, and where muting was, always; it is the mark that says what caused it.
    for (r, id) in CAMERAS.iter().enumerate().take(cameras) {
        let extent = record.recordings[r].extent;
        let mut silent: Vec<(i64, i64)> = Vec::new();
        for e in world.events.iter().filter(|e| e.kind == "muted" && e.marked_on.contains(&r)) {
            silent.push((world.clocks[r].local(e.start), world.clocks[r].local(e.end)));
        }
        if n.chance(30) {
            let from = n.below(50 * SECOND);
            silent.push((from, from + SECOND + n.below(20 * SECOND)));
        }
        silent.sort_unstable();
        let mut joined: Vec<(i64, i64)> = Vec::new();
        for (from, to) in silent {
            let (from, to) = (from.max(extent.start().ns()), to.min(extent.end().ns()));
            match joined.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ if from < to => joined.push((from, to)),
                _ => {}
            }
        }
        for (from, to) in joined {
            record = record.silent(id, SilenceClass::DigitalSilence, 0.0, 1.0);
            let (a, b) = (n.below(SECOND / 10), n.below(SECOND / 10));
            let ends = Extent::new(Interval::between(at(from - a), at(from)), Interval::between(at(to), at(to + b)));
            record.recordings[r].silences.last_mut().unwrap().extent = ends;
            let clock = world.clocks[r];
            let (start, end) = (clock.true_time(from), clock.true_time(to));
            world.events.push(Happens {
                kind: "silence".into(),
                start,
                end,
                said_at: start,
                marked_on: [r].into(),
                subject: None,
                matches: false,
            });
        }
    }
    // Who looked where; whoever did marked everything there that could be heard or seen.
    for id in CAMERAS.iter().take(cameras) {
        for what in ["shot", "aid.begun", "speech", "officers.conferring"] {
            if !n.chance(60) {
                continue;
            }
            let (from, to) = if n.chance(60) {
                (0, 120 * SECOND)
            } else {
                (n.below(40 * SECOND), 40 * SECOND + n.below(80 * SECOND))
            };
            record = record.reviewed(id, 0.0, 1.0, &[what]);
            let last = record.reviewed.last_mut().unwrap();
            last.span = Span::between(at(from), at(to));
            if n.chance(30) {
                last.by = "reviewer-b".into();
            }
        }
    }
    // The marks: wherever somebody reviewed, and here and there besides.
    let mut number = 0;
    for (i, e) in world.events.clone().iter().enumerate() {
        if e.kind == "silence" {
            continue;
        }
        let key = n.chance(30).then(|| format!("event-{i}"));
        for &r in &e.marked_on {
            for by in ["reviewer-a", "reviewer-b"] {
                let exact = Exact { timeline: &record, world: &world, elsewhere: Elsewhere::Nowhere };
                let must = e.kind != "muted" && exact.seen_by(e, r, by);
                let likely = if e.kind == "muted" && by == "reviewer-a" { 65 } else { 12 };
                if !must && !n.chance(likely) {
                    continue;
                }
                number += 1;
                let around = |n: &mut Numbers, true_time: i64| {
                    let local = world.clocks[r].local(true_time);
                    Interval::between(at(local - 5 - n.below(SECOND / 5)), at(local + 5 + n.below(SECOND / 5)))
                };
                let start = around(&mut n, e.start);
                let extent =
                    if e.start == e.end { Extent::instant(start) } else { Extent::new(start, around(&mut n, e.end)) };
                let (unsure, names, words) = (!must && n.chance(25), n.chance(60), n.chance(85));
                record = record.mark(&format!("m{number}"), CAMERAS[r], &e.kind, 0.0, 0.0).with(|m| {
                    m.when = When::OnRecording { source: SourceId::new(CAMERAS[r]), extent };
                    m.by = Some(by.into());
                    m.event.clone_from(&key);
                    m.standing = if unsure { Standing::Lead } else { Standing::Decisive };
                    m.subject = e.subject.as_deref().filter(|_| names).map(unmuted_model::PersonId::new);
                    let said = if e.matches { "this is the police" } else { "stop there" };
                    m.words = (words && e.kind == "speech").then(|| said.into());
                });
            }
        }
    }
    // Leads that are wrong.
    if n.chance(20) {
        let from = n.below(60 * SECOND);
        record = record.mark("wrong", "camera-1", "shot", 0.0, 0.0).with(|m| {
            let extent = Extent::instant(Interval::between(at(from), at(from + SECOND)));
            m.when = When::OnRecording { source: SourceId::new("camera-1"), extent };
            m.standing = if from % 2 == 0 { Standing::Lead } else { Standing::Disputed };
            m.by = Some("reviewer-c".into());
        });
    }
    if n.chance(40) {
        record = record.scope("camera-1", (n.below(20)) as f64, (40 + n.below(30)) as f64);
    }
    assert!(record.vocabulary.meaning(&kind("shot")).is_some());
    Drawn { world, record }
}

/// Lengths that a sentence can be about, near those that occur and far from them.
fn sentences(n: &mut Numbers) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (from, to) in [
        ("first shot", "last shot"),
        ("last shot", "first aid.begun"),
        ("first shot", "first aid.begun"),
        ("last shot on camera-2", "last aid.begun on camera-2"),
        ("end of first muted", "last shot"),
        ("start of scope", "first speech"),
    ] {
        let comparison = ["<=", "<", ">", ">=", "="][usize::try_from(n.below(5)).unwrap()];
        out.push(format!("time from {from} to {to} {comparison} {} ms", n.below(60_000)));
    }
    out.push(format!("no shot within {} ms before aid.begun", n.below(30_000)));
    out.push(format!("some aid.begun within {} ms after each shot", n.below(30_000)));
    out.push(format!("some speech matching \"police\" within {} ms before first shot", n.below(30_000)));
    out
}

#[test]
fn no_decisive_answer_is_wrong() {
    let count: u64 = std::env::var("UNMUTED_RANDOM_RECORDS").ok().and_then(|n| n.parse().ok()).unwrap_or(300);
    let (mut decided, mut asked) = (0_u32, 0_u32);
    for seed in 0..count {
        let Drawn { world, record } = draw(seed);
        let evaluator = Evaluator::new(&record, &OwnClock);
        let mut numbers = Numbers(seed + 77);
        let mut all = read(SENTENCES, &record);
        let names = Names::of(&record);
        all.extend(sentences(&mut numbers).iter().map(|s| parse(s, &names).unwrap_or_else(|e| panic!("{s}: {e}"))));
        for assertion in &all {
            let finding = evaluator.evaluate(assertion);
            let exact =
                Exact { timeline: &record, world: &world, elsewhere: Elsewhere::Nowhere }.holds(&assertion.sentence);
            asked += 1;
            decided += u32::from(finding.truth != Truth::Unknown);
            let wrong = match finding.truth {
                Truth::True => exact != Some(true),
                Truth::False => exact != Some(false),
                Truth::Unknown => false,
            };
            assert!(
                !wrong,
                "record {seed}: {}\n is {:?} ({}), but {exact:?} in {world:#?}\n of {:#?}\n{:#?}\n{:#?} {:#?}",
                assertion.text,
                finding.truth,
                finding.answer,
                record.recordings,
                record.events,
                record.reviewed,
                record.scope
            );
        }
    }
    println!("{count} records, {asked} answers, {decided} decided");
    assert!(u64::from(decided) > count * 10, "{decided} of {asked}");
}
