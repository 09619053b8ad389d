//! Pairs that are too weak one by one: what they are worth together.

#![cfg(test)]

use unmuted_case::align::{
    AlignOptions, Alignment, Candidate, Given, Heard, METHOD, PairResult, TrackExtent, Window, solve,
};
use unmuted_model::{Nanos, RecordingTime, Span};

fn at(ms: i64) -> RecordingTime {
    RecordingTime::from_ns(ms * 1_000_000)
}

fn extents() -> Vec<TrackExtent> {
    let span = Span::between(RecordingTime::ZERO, at(120_000));
    ["a", "b", "c"].map(|id| TrackExtent { id: id.into(), span, audible: span.len() }).to_vec()
}

/// Two recordings of which `b` starts `lag_ms` after `a`: one moment of so large odds (a power of ten) at a minute, and
/// one half a minute later.
fn heard(a: &str, b: &str, lag_ms: i64, first: f64, second: f64) -> PairResult {
    let window = |ms: i64| Window { at_a: at(ms), at_b: at(ms - lag_ms), height: 20.0 };
    let windows = vec![window(60_000), window(90_000)];
    let says = |ms: i64, odds: f64| Heard { at: at(ms), half: Nanos::from_secs(2), odds };
    PairResult {
        method: METHOD.to_owned(),
        a: a.into(),
        b: b.into(),
        candidates: vec![Candidate {
            pivot_a: windows[0].at_a,
            pivot_b: windows[0].at_b,
            drift_ppb: 0,
            drift_sigma_ppb: None,
            scatter: Nanos::from_millis(4),
            half_range: Nanos::ZERO,
            inside: Nanos::ZERO,
            at_lag: 2,
            odds: first + second,
            rest: second,
            heard: vec![says(60_000, first), says(90_000, second)],
            unheard: 0.0,
            shared: Nanos::from_secs(80),
            windows,
            apart: Vec::new(),
        }],
        closer: true,
    }
}

fn placed(pairs: &[PairResult]) -> Vec<String> {
    let done: Alignment = solve(&extents(), pairs, &Given::default(), &AlignOptions::default());
    done.recordings.into_iter().filter(|r| r.place.is_ok()).map(|r| r.id).collect()
}

#[test]
fn three_weak_pairs_that_close_a_loop_are_placed() {
    let pairs =
        [heard("a", "b", 10_000, 2.5, 1.9), heard("a", "c", 25_000, 2.5, 1.9), heard("b", "c", 15_000, 2.5, 1.9)];
    assert_eq!(placed(&pairs), ["a", "b", "c"]);
    assert!(placed(&pairs[..2]).is_empty(), "two of them close nothing");
}

#[test]
fn three_weak_pairs_that_close_no_loop_are_not() {
    let pairs =
        [heard("a", "b", 10_000, 2.5, 1.9), heard("a", "c", 25_000, 2.5, 1.9), heard("b", "c", 18_000, 2.5, 1.9)];
    assert!(placed(&pairs).is_empty());
}

#[test]
fn a_loop_of_one_sentence_is_not() {
    // All three hear one strong sentence, and next to nothing else.
    let pairs =
        [heard("a", "b", 10_000, 5.5, 0.3), heard("a", "c", 25_000, 5.5, 0.3), heard("b", "c", 15_000, 5.5, 0.3)];
    assert!(placed(&pairs).is_empty());
}

#[test]
fn what_one_pair_decides_a_weaker_one_that_agrees_does_not_undo() {
    // Together two pairs need more than one alone; the first has what one needs.
    let pairs =
        [heard("a", "b", 10_000, 12.0, 6.0), heard("a", "c", 25_000, 5.0, 1.5), heard("b", "c", 15_000, 3.0, 0.2)];
    assert_eq!(placed(&pairs), ["a", "b", "c"]);
}
