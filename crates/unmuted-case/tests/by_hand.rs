//! Places that a person heard in two recordings: they join, and what contradicts them is told.

#![cfg(test)]

use unmuted_case::align::{
    AlignOptions, Alignment, Candidate, Given, Grade, HandAnchor, Heard, METHOD, PairResult, Place, TrackExtent,
    Window, solve,
};
use unmuted_model::{Nanos, RecordingTime, Span};

fn at(ms: i64) -> RecordingTime {
    RecordingTime::from_ns(ms * 1_000_000)
}

fn extent(id: &str, audible_s: i64) -> TrackExtent {
    TrackExtent {
        id: id.into(),
        span: Span::between(RecordingTime::ZERO, at(120_000)),
        audible: Nanos::from_secs(audible_s),
    }
}

fn anchor(id: &str, a: &str, at_a: i64, b: &str, at_b: i64) -> HandAnchor {
    HandAnchor {
        id: id.into(),
        a: a.into(),
        at_a: at(at_a),
        b: b.into(),
        at_b: at(at_b),
        plus_minus: Nanos::from_millis(50),
    }
}

/// Two recordings whose sound says that `b` starts `lag_ms` after `a`, beyond doubt.
fn sound(a: &str, b: &str, lag_ms: i64) -> PairResult {
    let windows: Vec<Window> =
        (0..20).map(|i| Window { at_a: at(lag_ms + 4_000 * i), at_b: at(4_000 * i), height: 20.0 }).collect();
    let middle = windows[10];
    PairResult {
        method: METHOD.to_owned(),
        a: a.into(),
        b: b.into(),
        candidates: vec![Candidate {
            pivot_a: middle.at_a,
            pivot_b: middle.at_b,
            drift_ppb: 0,
            drift_sigma_ppb: None,
            scatter: Nanos::from_millis(4),
            half_range: Nanos::from_millis(6),
            inside: Nanos::ZERO,
            at_lag: 2,
            odds: 40.0,
            rest: 36.0,
            heard: vec![Heard { at: middle.at_a, half: Nanos::from_secs(2), odds: 40.0 }],
            unheard: 0.0,
            shared: Nanos::from_secs(80),
            windows,
            apart: Vec::new(),
        }],
        closer: false,
    }
}

fn solved(extents: &[TrackExtent], pairs: &[PairResult], anchors: &[HandAnchor]) -> Alignment {
    let given = Given { by_hand: anchors.to_vec(), ..Given::default() };
    solve(extents, pairs, &given, &AlignOptions::default())
}

fn place<'a>(alignment: &'a Alignment, id: &str) -> &'a Place {
    alignment.recordings.iter().find(|r| r.id == id).unwrap().place.as_ref().unwrap()
}

/// Start of a recording on its group's clock, milliseconds.
fn start_ms(alignment: &Alignment, id: &str) -> i64 {
    place(alignment, id).incident_from_recording.time(RecordingTime::ZERO).ns() / 1_000_000
}

#[test]
fn an_anchor_joins_what_shares_no_sound() {
    let done = solved(&[extent("a", 120), extent("b", 120)], &[], &[anchor("m1", "a", 60_000, "b", 20_000)]);
    assert_eq!(start_ms(&done, "b") - start_ms(&done, "a"), 40_000);
    let grades = ["a", "b"].map(|id| place(&done, id).grade);
    assert!(grades.contains(&Grade::ByHand), "{grades:?}");
    let [result] = done.by_hand.as_slice() else { panic!("{:?}", done.by_hand) };
    assert!(result.used && result.agrees && result.sound.is_none(), "{result:?}");
    assert!(result.residual.unwrap().abs() <= Nanos::from_millis(1), "{result:?}");
}

#[test]
fn a_recording_without_sound_is_placed_by_hand_too() {
    let done = solved(&[extent("a", 120), extent("b", 0)], &[], &[anchor("m1", "a", 60_000, "b", 20_000)]);
    assert_eq!(start_ms(&done, "b") - start_ms(&done, "a"), 40_000);
}

#[test]
fn an_anchor_that_the_sound_confirms_agrees() {
    let done = solved(
        &[extent("a", 120), extent("b", 120)],
        &[sound("a", "b", 30_000)],
        &[anchor("m1", "b", 20_010, "a", 50_000)],
    );
    let result = &done.by_hand[0];
    assert!(result.used && result.agrees, "{result:?}");
    assert!(result.sound.unwrap().abs() <= Nanos::from_millis(60), "{result:?}");
}

#[test]
fn an_anchor_that_the_sound_contradicts_is_told_with_the_difference() {
    let done = solved(
        &[extent("a", 120), extent("b", 120)],
        &[sound("a", "b", 30_000)],
        &[anchor("m1", "a", 60_000, "b", 20_000)],
    );
    let result = &done.by_hand[0];
    assert!(!result.agrees, "{result:?}");
    // The sound's lag is 30 s, the anchor's is 40 s.
    assert!((result.sound.unwrap() - Nanos::from_secs(-10)).abs() < Nanos::from_millis(100), "{result:?}");
}

#[test]
fn two_anchors_that_differ_do_not_agree() {
    let anchors = [anchor("m1", "a", 60_000, "b", 20_000), anchor("m2", "a", 60_000, "b", 25_000)];
    let done = solved(&[extent("a", 120), extent("b", 120)], &[], &anchors);
    assert_eq!(done.by_hand.len(), 2);
    assert!(done.by_hand.iter().all(|r| !r.agrees), "{:?}", done.by_hand);
}

#[test]
fn an_anchor_on_an_unknown_recording_is_not_used() {
    let done = solved(&[extent("a", 120), extent("b", 120)], &[], &[anchor("m1", "a", 60_000, "z", 20_000)]);
    assert_eq!((done.by_hand.len(), done.by_hand[0].used, done.by_hand[0].residual), (1, false, None));
}

#[test]
fn the_order_of_anchors_changes_nothing() {
    let mut anchors = vec![
        anchor("m1", "a", 60_000, "b", 20_000),
        anchor("m2", "b", 30_000, "c", 10_000),
        anchor("m3", "a", 70_010, "c", 10_000),
    ];
    let extents = [extent("a", 120), extent("b", 120), extent("c", 120)];
    let forward = solved(&extents, &[], &anchors);
    anchors.reverse();
    let backward = solved(&extents, &[], &anchors);
    assert_eq!(forward.recordings, backward.recordings);
}
