//! Soundness, by writing out every exact timeline of small records: what is supported is true in all of them,
//! what is contradicted is false in all of them.

use crate::build::{Build, empty, kind, t};
use crate::exact::{Elsewhere, Exact, Worlds, kinds_of};
use std::collections::BTreeMap;
use unmuted_case::language::{Assertion, Evaluator, Names, OwnClock, Sentence, parse};
use unmuted_case::timeline::{Standing, Timeline, When};
use unmuted_model::{Extent, Interval, Nanos, PersonId, SilenceClass, SourceId, Truth};

/// Sentences of every form, over the kinds that the records below have.
pub const SENTENCES: &[&str] = &[
    "count of shot = 0",
    "count of shot = 1",
    "count of shot = 2",
    "count of shot = 3",
    "count of shot <= 1",
    "count of shot < 3",
    "count of shot >= 2",
    "count of shot > 1",
    "count of shot on camera-1 = 1",
    "count of shot on any camera = 2",
    "count of shot on every camera = 1",
    "count of shot by officer-1 = 1",
    "count of shot by officer-1 >= 1",
    "count of shot between first shot and last shot = 0",
    "count of shot between first shot and aid.begun = 1",
    "count of shot before aid.begun <= 1",
    "count of shot after first aid.begun = 0",
    "count of shot while officers.conferring = 1",
    "count of officers.conferring = 1",
    "count of silence on camera-1 = 1",
    "count of muted = 1",
    "time from first shot to last shot <= 2 s",
    "time from first shot to last shot = 0 s",
    "time from last shot to aid.begun <= 2 s",
    "time from last shot to first aid.begun <= 4 s",
    "time from last shot to first aid.begun > 1 s",
    "time from last shot to first aid.begun >= 3 s",
    "time from first shot to first aid.begun < 3 s",
    "time from first shot to last aid.begun <= 3 s",
    "time from last shot to last aid.begun = 2 s",
    "time from first shot on camera-1 to first aid.begun on camera-1 <= 3 s",
    "time from first shot on camera-2 to first aid.begun on camera-2 <= 3 s",
    "time from each shot to first aid.begun <= 4 s",
    "time from last shot to each aid.begun >= 1 s",
    "time from start of scope to first shot >= 1 s",
    "time from end of first officers.conferring to last shot <= 2 s",
    "time from start of camera-1 to first shot <= 3 s",
    "no shot",
    "some shot",
    "some shot by officer-1",
    "no shot by officer-2",
    "no shot before aid.begun",
    "no shot before last aid.begun",
    "no shot after aid.begun",
    "some shot after last aid.begun",
    "no shot between first aid.begun and last aid.begun",
    "some shot between first aid.begun and end of scope",
    "no aid.begun between first shot and last shot",
    "no shot on camera-2 before aid.begun",
    "some shot on every camera",
    "no shot on any camera after first aid.begun",
    "some shot within 2 s before aid.begun",
    "no shot within 1 s after first aid.begun",
    "some aid.begun within 3 s after each shot",
    "some shot before each aid.begun",
    "no shot after each aid.begun",
    "no shot while officers.conferring",
    "some officers.conferring while officers.conferring",
    "no officers.conferring between first shot and aid.begun",
    "some officers.conferring before first shot",
    "no silence",
    "no silence on any camera between first shot and aid.begun",
    "some silence on camera-1 before last shot",
    "no silence on camera-2 after first shot",
    "no muted",
    "no muted on camera-1",
    "some muted on any camera",
    "no muted between first shot and last aid.begun",
    "no muted on any camera while officers.conferring",
    "some muted while officers.conferring",
    "some speech matching \"police\" before first shot",
    "no speech matching \"police\"",
    "some speech matching \"police\" within 2 s before each muted on camera-1",
    "count of speech matching \"police\" >= 1",
    "time from first speech matching \"police\" to first shot <= 3 s",
    "duration of silence on every camera at once between first shot and aid.begun = 0 s",
    "duration of silence on every camera at once <= 1 s",
    "duration of silence on camera-1 >= 1 s",
    "duration of silence on every camera > 0 s",
    "duration of silence on any camera < 4 s",
    "duration of silence before last shot < 2 s",
    "duration of muted on camera-1 <= 2 s",
    "duration of muted while officers.conferring = 0 s",
    "duration of officers.conferring after first shot >= 1 s",
    "duration of officers.conferring <= 3 s",
    "duration of silence within 2 s before each shot <= 1 s",
    "recording on camera-2 at first shot",
    "recording on every camera at last shot",
    "recording on any camera at first aid.begun",
    "recording on camera-2 at each shot",
    "not recording on camera-1 at end of last officers.conferring",
    "every shot is followed by aid.begun within 3 s",
    "every shot is followed by aid.begun",
    "every aid.begun is preceded by shot within 2 s",
    "every aid.begun is preceded by shot",
    "every muted is preceded by speech matching \"police\" on that recording within 2 s",
    "every muted is followed by silence on that recording",
    "every shot is preceded by speech",
    "some shot within 1 s before or 2 s after aid.begun",
    "no shot within 2 s before or 1 s after each officers.conferring",
    "some speech within 1 s before or 1 s after each muted",
    "count of shot within 1 s before or 1 s after first officers.conferring = 1",
    "some shot during officers.conferring",
    "no shot during first officers.conferring",
    "no speech during officers.conferring",
    "some muted during officers.conferring",
    "no officers.conferring during officers.conferring",
    "some shot while last officers.conferring",
    "no silence while first officers.conferring",
    "duration of silence while first officers.conferring <= 1 s",
    "count of shot during officers.conferring <= 1",
    "some speech matching \"police\" during officers.conferring",
    "muted overlaps officers.conferring",
    "some silence overlaps officers.conferring",
    "first silence on camera-1 overlaps first silence on camera-2",
    "last silence overlaps officers.conferring",
    "first officers.conferring overlaps last muted",
    "first shot during officers.conferring",
    "last shot during first officers.conferring",
    "every silence overlaps officers.conferring",
    "every shot during officers.conferring",
    "every officers.conferring overlaps silence on camera-1",
    "first speech during first officers.conferring",
    "count of shot on camera-1 or camera-2 = 1",
    "some shot on camera-1 and camera-2",
    "count of shot by any officer = 1",
    "no shot by officer-1 or officer-2",
    "count of shot by officer-1 or officer-2 >= 1",
    "some speech matching \"police\" or /polic/ before first shot",
    "some shot and not some aid.begun",
    "count of shot = 1 or count of shot = 2",
    "if some shot then some aid.begun after last shot",
];

/// How many exact timelines a record may have before it is left out.
const LIMIT: usize = 3_000;

#[derive(Debug, Default)]
pub struct Tally {
    pub records: u32,
    pub impossible: u32,
    pub too_large: u32,
    pub decided: u32,
    pub open: u32,
    /// Undetermined, although the sentence holds in all (or none) of the timelines that were tried.
    pub open_but_alike: u32,
    /// The same, by sentence; shown with `--nocapture`.
    pub alike: BTreeMap<String, (u32, u32)>,
}

/// Checks every sentence on one record.
pub fn check(timeline: &Timeline, sentences: &[Assertion], tally: &mut Tally) {
    let worlds = Worlds::of(timeline, "police", LIMIT);
    if worlds.too_many {
        tally.too_large += 1;
        return;
    }
    if worlds.marked.is_empty() {
        tally.impossible += 1;
        return;
    }
    tally.records += 1;
    let evaluator = Evaluator::new(timeline, &OwnClock);
    for assertion in sentences {
        let finding = evaluator.evaluate(assertion);
        let kinds = kinds_of(&assertion.sentence);
        let places: Vec<Elsewhere> = if assertion.text.contains(" on ") {
            let each = (0..timeline.recordings.len()).map(Elsewhere::On);
            [Elsewhere::Nowhere, Elsewhere::Everywhere].into_iter().chain(each).collect()
        } else {
            vec![Elsewhere::Nowhere]
        };
        let (mut yes, mut no, mut neither) = (false, false, false);
        worlds.each(&kinds, |world| {
            for &elsewhere in &places {
                let exact = Exact { timeline, world, elsewhere }.holds(&assertion.sentence);
                match exact {
                    Some(true) => yes = true,
                    Some(false) => no = true,
                    None => neither = true,
                }
                let wrong = match finding.truth {
                    Truth::True => exact != Some(true),
                    Truth::False => exact != Some(false),
                    Truth::Unknown => false,
                };
                assert!(
                    !wrong,
                    "{}\n is {:?} ({}), but {exact:?} in {world:#?} {elsewhere:?}\n of {timeline:#?}",
                    assertion.text, finding.truth, finding.answer
                );
            }
            // An open one needs no further look once both are seen.
            finding.truth != Truth::Unknown || !(neither || (yes && no))
        });
        match finding.truth {
            Truth::Unknown => {
                tally.open += 1;
                let alike = u32::from(!neither && yes != no);
                tally.open_but_alike += alike;
                tally.alike.entry(assertion.text.clone()).or_default().1 += alike;
            }
            _ => {
                tally.decided += 1;
                tally.alike.entry(assertion.text.clone()).or_default().0 += 1;
            }
        }
    }
}

pub fn read(sentences: &[&str], timeline: &Timeline) -> Vec<Assertion> {
    let names = Names::of(timeline);
    sentences.iter().map(|s| parse(s, &names).unwrap_or_else(|e| panic!("{s}: {e}"))).collect()
}

/// Two cameras and two things on them, over all small intervals, placements and reviewed spans.
#[test]
fn two_moments_in_all_positions() {
    let base = empty().camera("camera-1", 5.0, 0.0, 0.0).camera("camera-2", 5.0, 1.0, 1.0);
    let sentences = read(SENTENCES, &base);
    let mut tally = Tally::default();
    let reviews: &[&[(&str, f64, f64)]] = &[
        &[],
        &[("camera-1", 0.0, 5.0)],
        &[("camera-2", 0.0, 5.0)],
        &[("camera-1", 0.0, 3.0)],
        &[("camera-1", 0.0, 5.0), ("camera-2", 0.0, 5.0)],
        &[("camera-1", 0.0, 2.0), ("camera-2", 1.0, 5.0)],
    ];
    for (on_a, on_b) in [("camera-1", "camera-1"), ("camera-1", "camera-2"), ("camera-2", "camera-2")] {
        for (a, a_width) in [(1, 0), (2, 2)] {
            for (b, b_width) in [(0, 0), (2, 0), (2, 1), (4, 0)] {
                for second in ["aid.begun", "shot"] {
                    for review in reviews {
                        let mut record = base
                            .clone()
                            .mark("m1", on_a, "shot", f64::from(a), f64::from(a + a_width))
                            .mark("m2", on_b, second, f64::from(b), f64::from(b + b_width));
                        for (on, from, to) in *review {
                            record = record.reviewed(on, *from, *to, &["shot", "aid.begun"]);
                        }
                        // A stated scope for one, the default for the other.
                        if second == "shot" {
                            record = record.scope("camera-1", 0.0, 5.0);
                        }
                        check(&record, &sentences, &mut tally);
                    }
                }
            }
        }
    }
    println!("{tally:#?}");
    assert!(tally.records > 150 && tally.decided > tally.records * 3, "{tally:?}");
}

/// Small records of every sort, from a fixed sequence of numbers.
#[test]
fn small_records_of_every_sort() {
    let count = std::env::var("UNMUTED_GRID_RECORDS").ok().and_then(|n| n.parse().ok()).unwrap_or(150);
    let sentences = read(SENTENCES, &empty().camera("camera-1", 1.0, 0.0, 0.0).camera("camera-2", 1.0, 0.0, 0.0));
    let mut tally = Tally::default();
    for seed in 0..count {
        check(&small(seed), &sentences, &mut tally);
    }
    println!("{tally:#?}");
    assert!(u64::from(tally.records) * 3 > count && tally.decided > tally.records * 3, "{tally:?}");
}

/// Numbers that look random and are the same on every run (Marsaglia's xorshift64).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, n: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        i64::try_from(self.0 >> 11).unwrap() % n
    }
    pub fn chance(&mut self, percent: i64) -> bool {
        self.below(100) < percent
    }
    fn one_of<'s>(&mut self, list: &[&'s str]) -> &'s str {
        list[usize::try_from(self.below(i64::try_from(list.len()).unwrap())).unwrap()]
    }
}

/// A record small enough to be written out.
pub fn small(seed: u64) -> Timeline {
    let mut n = Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    for _ in 0..4 {
        n.below(2);
    }
    let f = |x: i64| x as f64;
    let mut record = empty().camera("camera-1", f(4 + n.below(3)), 0.0, 0.0);
    if n.chance(15) {
        record = record.unplaced("camera-2", 4.0);
    } else {
        record = record.camera("camera-2", f(3 + n.below(3)), f(n.below(4) - 1), f(n.below(2)));
    }
    if n.chance(30) {
        record = record.scope("camera-1", f(n.below(2)), f(3 + n.below(3)));
    }
    if n.chance(15) {
        record = record.recording(|r| r.has_picture = false);
    }
    let marks = n.below(4);
    for m in 0..marks {
        let on = n.one_of(&["camera-1", "camera-1", "camera-2"]);
        let what =
            n.one_of(&["shot", "shot", "shot", "aid.begun", "aid.begun", "speech", "muted", "officers.conferring"]);
        let from = n.below(4);
        let id = format!("m{m}");
        record = record.mark(&id, on, what, f(from), f(from + n.below(3).min(1 + n.below(2))));
        if !matches!(what, "shot" | "aid.begun") {
            let end = from + 1 + n.below(2);
            let at = |a: i64, b: i64| Interval::between(t(f(a)), t(f(b)));
            let extent = Extent::new(at(from, from + n.below(2)), at(end, end + n.below(2)));
            record = record.with(|e| e.when = When::OnRecording { source: SourceId::new(on), extent });
        }
        let (standing, by, key, subject, words) = (n.below(100), n.chance(75), n.chance(20), n.chance(30), n.below(3));
        let second = n.chance(40);
        record = record.with(|e| {
            e.standing = match standing {
                0..75 => Standing::Decisive,
                75..88 => Standing::Lead,
                _ => Standing::Disputed,
            };
            e.by = Some(if by { "reviewer-a" } else { "reviewer-b" }.into());
            e.event = key.then(|| "one".into());
            if what == "shot" && subject {
                e.subject = Some(PersonId::new(if second { "officer-2" } else { "officer-1" }));
            }
            if what == "speech" {
                e.words = [None, Some("police!"), Some("stop")][usize::try_from(words).unwrap()].map(Into::into);
            }
        });
    }
    if n.chance(8) {
        let from = n.below(4);
        record = record.logged("log#1", n.one_of(&["aid.begun", "shot"]), f(from), f(from + 1));
        if n.chance(70) {
            record = record.wall(0.0, f(n.below(2)));
        }
    }
    for on in ["camera-1", "camera-2"] {
        for what in ["shot", "aid.begun", "speech", "muted", "officers.conferring"] {
            // A reviewer who would contradict the marks made elsewhere makes an impossible record; few of those.
            let marked_elsewhere =
                record.events.iter().any(|e| e.kind.as_str() == what && e.when.source().as_str() != on);
            if !n.chance(if marked_elsewhere { 25 } else { 60 }) {
                continue;
            }
            let (from, to) = if n.chance(60) { (0, 9) } else { (n.below(3), 3 + n.below(3)) };
            record = record.reviewed(on, f(from), f(to), &[what]);
            if n.chance(25) {
                record.reviewed.last_mut().unwrap().by = "reviewer-b".into();
            }
        }
        if n.chance(30) {
            let class = [SilenceClass::DigitalSilence, SilenceClass::PreEvent, SilenceClass::LowLevel]
                [usize::try_from(n.below(3)).unwrap()];
            let from = n.below(3);
            record = record.silent(on, class, f(from), f(from + 1 + n.below(2)));
            if n.chance(30) {
                let r = record.recordings.iter_mut().find(|r| r.id.as_str() == on).unwrap();
                let s = &mut r.silences[0];
                let ends = s.extent.end();
                s.extent = Extent::new(
                    s.extent.start(),
                    Interval::between(ends.earliest(), ends.latest() + Nanos::from_secs(1)),
                );
            }
        }
        if n.chance(20) {
            let r = record.recordings.iter_mut().find(|r| r.id.as_str() == on).unwrap();
            r.examined = [unmuted_model::Span::between(t(0.0), t(2.0))].into_iter().collect();
        }
    }
    assert!(record.events.iter().all(|e| e.kind != kind("silence")));
    record
}

#[test]
fn the_other_road_knows_plain_meanings() {
    let record = empty().camera("camera-1", 5.0, 0.0, 0.0).mark("m1", "camera-1", "shot", 1.0, 1.0).mark(
        "m2",
        "camera-1",
        "aid.begun",
        3.0,
        3.0,
    );
    let worlds = Worlds::of(&record, "police", 10);
    assert_eq!(worlds.marked.len(), 2, "one for each answer to who fired");
    for (text, wanted) in [
        ("count of shot = 1", Some(true)),
        ("time from first shot to aid.begun = 2 s", Some(true)),
        ("time from first danger.declared to aid.begun = 2 s", None),
        ("time from first shot to first danger.declared > 1 s", Some(true)),
        ("time from first shot to first danger.declared > 9 s", None),
        ("no shot between first shot and aid.begun", Some(true)),
        ("no shot after last aid.begun", Some(true)),
        ("some aid.begun within 2 s after each shot", Some(true)),
        ("some aid.begun within 1 s after each shot", Some(false)),
    ] {
        let sentence: Sentence = read(&[text], &record).remove(0).sentence;
        let exact = Exact { timeline: &record, world: &worlds.marked[0], elsewhere: Elsewhere::Nowhere };
        assert_eq!(exact.holds(&sentence), wanted, "{text}");
    }
}
