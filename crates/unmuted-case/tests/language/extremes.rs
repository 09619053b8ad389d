//! Records with any numbers in them, as a hostile file may claim: an answer, and never a panic.

use crate::build::{Build, empty};
use crate::grid::{SENTENCES, read};
use proptest::prelude::*;
use unmuted_case::language::{Evaluator, OwnClock};
use unmuted_case::timeline::{Placement, Scope, Timeline, WallAnchor, When};
use unmuted_model::{
    Extent, IncidentFromRecording, IncidentTime, Interval, Nanos, RecordingTime, SilenceClass, SourceId, Span, WallTime,
};

/// Any number, often one at the edge of the scale.
fn any_ns() -> impl Strategy<Value = i64> {
    prop_oneof![Just(i64::MIN), Just(i64::MAX), Just(0), any::<i64>(), -100_000_000_000..100_000_000_000_i64]
}

fn record(n: &[i64]) -> Timeline {
    let mut next = n.iter().copied().cycle();
    let mut one = move || next.next().unwrap();
    let at = RecordingTime::from_ns;
    let mut t = empty();
    for id in ["camera-1", "camera-2"] {
        let incident_from_recording = IncidentFromRecording {
            offset: Nanos::new(one()),
            drift_ppb: one(),
            pivot: at(one()),
            estimator_bound: Nanos::new(one()),
            travel_bound: Nanos::new(one()),
            drift_bound_ppb: one(),
        };
        t = t.camera(id, 1.0, 0.0, 0.0).silent(id, SilenceClass::DigitalSilence, 0.0, 1.0);
        let r = t.recordings.last_mut().unwrap();
        r.placement = Some(Placement { group: 1, incident_from_recording });
        r.extent = Span::between(at(one()), at(one()));
        r.examined = [Span::between(at(one()), at(one()))].into_iter().collect();
        let ends = [Interval::between(at(one()), at(one())), Interval::between(at(one()), at(one()))];
        r.silences[0].extent = Extent::new(ends[0], ends[1]);
        for kind in ["shot", "aid.begun", "speech", "muted", "officers.conferring"] {
            let ends = [Interval::between(at(one()), at(one())), Interval::between(at(one()), at(one()))];
            let extent = if matches!(kind, "shot" | "aid.begun") {
                Extent::instant(ends[0])
            } else {
                Extent::new(ends[0], ends[1])
            };
            let number = t.events.len();
            t = t.mark(&format!("m{number}"), id, kind, 0.0, 0.0).with(|e| {
                e.when = When::OnRecording { source: SourceId::new(id), extent };
                e.words = Some("police".into());
            });
            t = t.reviewed(id, 0.0, 1.0, &[kind]);
            t.reviewed.last_mut().unwrap().span = Span::between(at(one()), at(one()));
        }
    }
    t = t.logged("log#1", "aid.begun", 0.0, 1.0);
    let wall = Interval::between(WallTime::from_ns(one()), WallTime::from_ns(one()));
    t.events.last_mut().unwrap().when = When::OnWall { source: SourceId::new("log"), at: wall };
    if one() % 2 == 0 {
        t.anchors.push(WallAnchor { group: 1, at: IncidentTime::from_ns(one()), wall });
    }
    if one() % 2 == 0 {
        t.scope =
            Some(Scope { from: (SourceId::new("camera-1"), at(one())), to: (SourceId::new("camera-2"), at(one())) });
    }
    t
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn any_numbers_are_answered(n in proptest::collection::vec(any_ns(), 97)) {
        let t = record(&n);
        let evaluator = Evaluator::new(&t, &OwnClock);
        for sentence in read(SENTENCES, &t) {
            prop_assert!(!evaluator.evaluate(&sentence).answer.is_empty(), "{}", sentence.text);
        }
    }
}
