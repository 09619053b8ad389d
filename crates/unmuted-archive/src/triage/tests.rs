//! The order, and what fits.

use unmuted_model::SilenceClass as C;

use super::*;
use crate::rows::LeadIn;
use crate::summary::testing::{Made, S, recording};
use crate::summary::{Event, On};

fn plan_with(options: TriageOptions, events: Vec<Events>, rows: &[Scanned]) -> Plan {
    let mut finding = Finding::new(options, events);
    rows.iter().for_each(|r| finding.add(r, &[]));
    finding.finish()
}

fn plan(options: TriageOptions, rows: &[Scanned]) -> Plan {
    plan_with(options, Vec::new(), rows)
}

fn told(plan: &Plan) -> Vec<(&str, Kind)> {
    plan.chosen.iter().map(|c| (c.place.path.as_str(), c.place.kind)).collect()
}

/// Ordinary recordings, with the usual lead-in.
fn usual() -> Vec<Scanned> {
    (0..40).map(|i| recording(&format!("usual/{i:02}"), 900).lead(30, 30, LeadIn::Usual)).collect()
}

#[test]
fn kinds_in_their_order_then_length() {
    let mut rows = usual();
    let lead = |r: Scanned| r.lead(30, 30, LeadIn::Usual);
    let mut tone = lead(recording("tone", 900)).silent(C::DigitalSilence, 100, 110);
    tone.spans[1].tone_hz = Some(1_000);
    let mut part = lead(recording("part", 900)).silent(C::DigitalSilence, 100, 200);
    part.spans[1].channel = Some(1);
    let mut absent = recording("absent", 900).silent(C::TrackAbsent, 0, 900);
    absent.recording.audio_tracks = 0;
    absent.spans[0].track = None;
    rows.extend([
        recording("unread", 0).unread("malformed", "the index is missing"),
        part,
        lead(recording("short", 900)).silent(C::DigitalSilence, 100, 103),
        lead(recording("long", 900)).silent(C::DigitalSilence, 100, 200),
        tone,
        absent,
        lead(recording("early", 900)).silent(C::TrackEndsEarly, 800, 900),
        lead(recording("gap", 900)).silent(C::Dropped, 100, 101),
        recording("longer", 900).lead(50, 30, LeadIn::Longer),
        recording("missing", 900).lead(0, 30, LeadIn::Missing),
        lead(recording("marked", 900)).silent(C::DigitalSilence, 400, 402),
    ]);
    let events = Events::listed(
        "marks",
        vec![Event { row: 1, words: "shots".into(), on: On::Recording { path: "marked".into(), at_ns: 350 * S } }],
    );
    let plan = plan_with(TriageOptions::default(), vec![events], &rows);
    assert_eq!(
        told(&plan),
        [
            ("marked", Kind::AroundEvent),
            ("missing", Kind::MissingLeadIn),
            ("longer", Kind::LongerLeadIn),
            ("gap", Kind::Gap),
            ("early", Kind::EarlyEnd),
            ("absent", Kind::NoTrack),
            ("tone", Kind::EdgeSound),
            ("long", Kind::MidSilence),
            ("short", Kind::MidSilence),
            ("part", Kind::PartSilent),
            ("unread", Kind::Unexamined),
        ]
    );
    let marked = &plan.chosen[0].place;
    assert_eq!(marked.event.as_deref(), Some("shots"));
    assert_eq!(marked.also, [Kind::MidSilence]);
    assert_eq!((marked.from_ns, marked.to_ns), (385 * S, 417 * S));
    let longer = &plan.chosen[2].place;
    assert_eq!((longer.start_ns, longer.end_ns), (30 * S, 50 * S), "what is beyond the usual");
    let absent = &plan.chosen[5].place;
    assert!(absent.cut && absent.to_ns == 300 * S);
    assert_eq!(plan.without_place, 40);
    assert!(Kind::ALL.windows(2).all(|k| k[0] < k[1]));
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let mut rows = usual();
    rows.extend((0..20).map(|i| recording(&format!("r{i:02}"), 900).silent(C::DigitalSilence, 100, 110)));
    let forwards = plan(TriageOptions::default(), &rows);
    rows.reverse();
    let backwards = plan(TriageOptions::default(), &rows);
    assert_eq!(forwards, backwards);
    let paths: Vec<&str> =
        forwards.chosen.iter().map(|c| c.place.path.as_str()).filter(|p| p.starts_with('r')).collect();
    assert!(paths.is_sorted(), "ties in the order of paths");
}

#[test]
fn what_overlaps_is_watched_once_and_what_does_not_fit_is_passed_over() {
    let rows = [
        recording("a", 900).silent(C::DigitalSilence, 100, 160).silent(C::DigitalSilence, 180, 220),
        recording("b", 900).silent(C::DigitalSilence, 100, 150),
        recording("c", 900).silent(C::DigitalSilence, 100, 102),
    ];
    // a: 85..175, then 165..235 adds 60 s; b: 80 s does not fit any more; c: 32 s does.
    let options = TriageOptions { budget_ns: Some(185 * S), ..TriageOptions::default() };
    let found = plan(options, &rows);
    let adds: Vec<(&str, i64)> = found.chosen.iter().map(|c| (c.place.path.as_str(), c.adds_ns / S)).collect();
    assert_eq!(adds, [("a", 90), ("b", 80)], "b is longer than the second of a");
    let options = TriageOptions { budget_ns: Some(200 * S), ..TriageOptions::default() };
    let found = plan(options, &rows);
    assert_eq!(found.watched_ns, 170 * S);
    let options = TriageOptions { budget_ns: Some(160 * S), ..TriageOptions::default() };
    let found = plan(options, &rows);
    let adds: Vec<(&str, i64)> = found.chosen.iter().map(|c| (c.place.path.as_str(), c.adds_ns / S)).collect();
    assert_eq!(adds, [("a", 90), ("a", 60)]);
    let all = plan(TriageOptions::default(), &rows);
    assert_eq!(all.watched_ns, (150 + 80 + 32) * S);
    assert_eq!(all.chosen.last().unwrap().so_far_ns, all.watched_ns);
}

#[test]
fn memory_is_bounded_and_what_was_dropped_is_counted() {
    let rows: Vec<Scanned> =
        (0..50).map(|i| recording(&format!("r{i:02}"), 900).silent(C::DigitalSilence, 100, 110 + i)).collect();
    let found = plan(TriageOptions { keep: 10, ..TriageOptions::default() }, &rows);
    assert_eq!(found.chosen.len(), 10);
    assert_eq!(found.not_kept, 40);
    assert_eq!(found.kinds, [KindCount { kind: Kind::MidSilence, places: 50, chosen: 10 }]);
    assert_eq!(found.chosen[0].place.path, "r49", "the longest");
}

#[test]
fn logs_come_before_what_the_container_shows() {
    let rows =
        [recording("a", 900).silent(C::Dropped, 10, 60), recording("b", 900).silent(C::DigitalSilence, 100, 110)];
    let mut finding = Finding::new(TriageOptions::default(), Vec::new());
    finding.add(&rows[0], &[Some(InLog::Logged)]);
    finding.add(&rows[1], &[Some(InLog::NotLogged)]);
    assert_eq!(told(&finding.finish()), [("b", Kind::Unlogged), ("a", Kind::Gap)]);
}
