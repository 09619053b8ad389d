//! The sums over a few made-up recordings, by hand.

use unmuted_model::SilenceClass as C;

use super::testing::{Made, S, recording};
use super::*;
use crate::rows::LeadIn;

fn sum(options: SummaryOptions, rows: &[Scanned]) -> Summary {
    let mut summing = Summing::new(options);
    rows.iter().for_each(|r| summing.add(r, &[]));
    summing.finish()
}

#[test]
fn time_adds_up() {
    let mut partly = recording("c", 100);
    partly.recording.examined_ns = 60 * S;
    let rows = [
        recording("a", 100).silent(C::PreEvent, 0, 30).silent(C::DigitalSilence, 50, 60),
        recording("b", 50).silent(C::TrackAbsent, 0, 50),
        partly.silent(C::LowLevel, 0, 20),
        recording("d", 0).unread("malformed", "the file is empty"),
    ];
    let s = sum(SummaryOptions::default(), &rows);
    assert_eq!((s.found, s.read, s.unexamined), (4, 3, 1));
    assert_eq!(s.duration_ns, 250 * i128::from(S));
    assert_eq!(s.unexamined_ns, 40 * i128::from(S));
    let silent: i128 = s.classes.iter().map(|c| c.ns).sum();
    assert_eq!(silent, 110 * i128::from(S));
    assert_eq!(s.sound_ns + s.unexamined_ns + silent, s.duration_ns);
    assert_eq!(s.all, Share { have: 1, of: 3 });
    assert_eq!(s.reasons.len(), 1);
    assert_eq!(s.longest.iter().map(|l| l.path.as_str()).collect::<Vec<_>>(), ["c", "a"], "b has no track");
}

#[test]
fn a_row_about_one_person_is_not_shown_as_a_device() {
    let rows = [
        recording("1", 100).of("cam-1", "officer-1", "north").silent(C::DigitalSilence, 50, 60),
        recording("2", 100).of("cam-2", "officer-1", "north"),
        recording("3", 100).of("cam-2", "officer-2", "north"),
        recording("4", 100).of("cam-3", "", "south"),
        recording("5", 100),
    ];
    let s = sum(SummaryOptions::default(), &rows);
    let names: Vec<&str> = s.devices.rows.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(names, ["cam-2", "cam-3"]);
    assert_eq!((s.devices.of_one_wearer, s.devices.of_one_wearer_share), (1, Share { have: 1, of: 1 }));
    assert_eq!(s.devices.unnamed, Share { have: 0, of: 1 });
    assert_eq!(s.units.rows.len(), 2);
    assert_eq!(s.wearers, ByWearer::NotAsked);
}

#[test]
fn wearers_are_refused_on_copies_that_may_be_released() {
    let options = || SummaryOptions { by_wearer: true, ..SummaryOptions::default() };
    let with = |copy| {
        let mut r = recording("1", 100).of("cam-1", "officer-1", "north");
        r.recording.released_copy = copy;
        r
    };
    assert_eq!(sum(options(), &[with(None)]).wearers, ByWearer::Refused { released: 0, unknown: 1 });
    assert_eq!(
        sum(options(), &[with(Some(true)), with(Some(false))]).wearers,
        ByWearer::Refused { released: 1, unknown: 0 }
    );
    let mut without_unit = with(Some(false));
    without_unit.recording.unit = None;
    without_unit.recording.wearer = Some("officer-2".into());
    let mut second = with(Some(false));
    second.recording.wearer = Some("officer-0".into());
    let ByWearer::Table { rows, without_unit, unnamed } =
        sum(options(), &[with(Some(false)), without_unit, second]).wearers
    else {
        panic!("a table")
    };
    assert_eq!(rows.iter().map(|r| r.wearer.as_str()).collect::<Vec<_>>(), ["officer-0", "officer-1"]);
    assert_eq!((without_unit, unnamed), (1, 0));
}

#[test]
fn hours_of_utc_stand_apart() {
    let rows = [
        recording("1", 100).began("2026-03-18T21:26:14"),
        recording("2", 100).began("2026-03-18T21:26:14Z").silent(C::DigitalSilence, 10, 20),
        recording("3", 100).began("last week"),
    ];
    let s = sum(SummaryOptions::default(), &rows);
    assert_eq!(s.hours.local[21], Share { have: 0, of: 1 });
    assert_eq!(s.hours.utc[21], Share { have: 1, of: 1 });
    assert_eq!(s.hours.unknown.of, 1);
    assert_eq!(s.days, Some(["2026-03-18".to_owned(), "2026-03-18".to_owned()]));
}

#[test]
fn usual_lead_ins_and_longer_ones() {
    let rows = [
        recording("a", 600).of("cam", "", "").lead(30, 30, LeadIn::Usual),
        recording("b", 600).of("cam", "", "").lead(75, 30, LeadIn::Longer),
        recording("c", 600).of("cam", "", "").lead(0, 30, LeadIn::Missing),
        recording("d", 600).lead(90, 30, LeadIn::Longer),
        recording("e", 600).of("cam", "", ""),
    ];
    let s = sum(SummaryOptions::default(), &rows);
    let row = &s.lead_ins[0];
    assert_eq!((row.name.as_str(), row.usual_s, row.of, row.usual, row.longer, row.missing), ("cam", 30, 3, 1, 1, 1));
    assert!(s.lead_ins[1].is_encoder);
    assert_eq!(s.longer.iter().map(|l| l.path.as_str()).collect::<Vec<_>>(), ["d", "b"]);
}

#[test]
fn beginnings_after_events() {
    let event = |row, path: &str, at_s: i64| Event {
        row,
        words: String::new(),
        on: On::Recording { path: path.into(), at_ns: at_s * S },
    };
    let device = Event {
        row: 3,
        words: String::new(),
        on: On::Device { device: "cam".into(), at: Moment::parse("2026-03-18T21:00:50").unwrap() },
    };
    let events = Events::listed("dispatch", vec![event(1, "a", 100), event(2, "gone", 1), device]);
    let rows = [
        recording("a", 1_000).silent(C::DigitalSilence, 150, 160).silent(C::DigitalSilence, 800, 900),
        recording("b", 600).of("cam", "", "").began("2026-03-18T21:00:00"),
        recording("c", 600).of("cam", "", "").began("2026-03-18T21:00:00Z"),
    ];
    let s = sum(SummaryOptions { events: vec![events], ..SummaryOptions::default() }, &rows);
    let after = &s.after[0];
    assert_eq!((after.events, after.events_joined), (3, 2), "a clock without a zone is not compared with UTC");
    assert_eq!(after.share, Share { have: 1, of: 2 });
    // Two beginnings in 1000 s: each falls into 120 s with 0.12.
    assert!((after.expected - (1.0 - 0.88_f64.powi(2))).abs() < 1e-12);
    let at = after.steps.iter().find(|s| s.from_ns == 30 * S).unwrap();
    assert_eq!((at.starts, at.running), (1, 2));
    assert!((at.expected - 0.06).abs() < 1e-12);
}

#[test]
fn channels_and_logs_are_counted_apart() {
    let mut r = recording("a", 100).silent(C::DigitalSilence, 10, 20).silent(C::DigitalSilence, 30, 40);
    r.spans[1].channel = Some(0);
    let mut summing = Summing::new(SummaryOptions::default());
    summing.add(&r, &[Some(InLog::Logged)]);
    let s = summing.finish();
    let digital = s.classes[C::DigitalSilence as usize];
    assert_eq!((digital.spans, digital.logged, digital.not_logged), (1, 1, 0));
    assert_eq!((s.part_spans, s.log_covers), (1, 1));
}
