use proptest::prelude::*;
use unmuted_model::{Extent, Interval, KindMeaning, ObservationId, RecordingTime, Sense};

use super::*;
use crate::timeline::{Event, Reviewed};

fn t(secs: f64) -> RecordingTime {
    RecordingTime::from_secs_f64(secs)
}

fn kind(name: &str) -> Kind {
    Kind::new(name).unwrap()
}

fn case() -> Timeline {
    let mut case = Timeline::default();
    for (name, shape) in [("shot", Shape::Instant), ("conferring", Shape::Span)] {
        case.vocabulary.declare(kind(name), KindMeaning { shape, sense: Sense::Either, words: name.into() });
    }
    case
}

trait Build: Sized {
    fn event(self, by: &str, on: &str, kind: &str, extent: Extent<RecordingClock>) -> Self;
    fn shot(self, by: &str, from: f64, to: f64) -> Self {
        self.event(by, "camera-1", "shot", Extent::instant(Interval::between(t(from), t(to))))
    }
    fn conferring(self, by: &str, from: f64, to: f64) -> Self {
        let end = |s| Interval::exactly(t(s)).widened(Nanos::from_millis(100));
        self.event(by, "camera-1", "conferring", Extent::new(end(from), end(to)))
    }
    fn reviewed_on(self, by: &str, on: &str, from: f64, to: f64, kinds: &[&str]) -> Self;
    fn reviewed(self, by: &str, from: f64, to: f64) -> Self {
        self.reviewed_on(by, "camera-1", from, to, &["shot", "conferring"])
    }
    fn of(&self, kind: &str) -> Agreement;
}

impl Build for Timeline {
    fn event(mut self, by: &str, on: &str, name: &str, extent: Extent<RecordingClock>) -> Self {
        self.events.push(Event {
            id: ObservationId::new(format!("m{}", self.events.len() + 1)),
            kind: kind(name),
            when: When::OnRecording { source: SourceId::new(on), extent },
            standing: Standing::Decisive,
            event: None,
            subject: None,
            words: None,
            by: Some(by.into()),
        });
        self
    }
    fn reviewed_on(mut self, by: &str, on: &str, from: f64, to: f64, kinds: &[&str]) -> Self {
        self.reviewed.push(Reviewed {
            id: ObservationId::new(format!("r{}", self.reviewed.len() + 1)),
            by: by.into(),
            source: SourceId::new(on),
            span: Span::between(t(from), t(to)),
            kinds: kinds.iter().map(|k| kind(k)).collect(),
        });
        self
    }
    fn of(&self, name: &str) -> Agreement {
        let all = agreement(self);
        let mut rows = all.iter().filter(|r| r.kind == kind(name));
        let row = rows.next().cloned().unwrap_or_else(|| panic!("no row for {name}: {all:?}"));
        assert!(rows.next().is_none(), "{all:?}");
        row
    }
}

/// Two people over the same minute.
fn two() -> Timeline {
    case().reviewed("b", 0.0, 60.0).reviewed("a", 0.0, 60.0)
}

#[test]
fn nobody_agrees_alone_and_not_over_different_stretches() {
    assert_eq!(agreement(&case().reviewed("a", 0.0, 60.0)), []);
    assert_eq!(agreement(&case().reviewed("a", 0.0, 30.0).reviewed("b", 30.0, 60.0)), []);
    let other_kinds = case().reviewed_on("a", "camera-1", 0.0, 60.0, &["shot"]);
    assert_eq!(agreement(&other_kinds.reviewed_on("b", "camera-1", 0.0, 60.0, &["conferring"])), []);
    let other_cameras = case().reviewed_on("a", "camera-1", 0.0, 60.0, &["shot"]);
    assert_eq!(agreement(&other_cameras.reviewed_on("b", "camera-2", 0.0, 60.0, &["shot"])), []);
}

#[test]
fn marks_of_one_instant_are_paired_and_the_rest_is_each_ones_own() {
    let row = two()
        .shot("a", 10.0, 10.1)
        .shot("a", 20.0, 20.1)
        .shot("a", 30.0, 30.1)
        .shot("b", 10.05, 10.2)
        .shot("b", 30.5, 30.6)
        .of("shot");
    assert_eq!(row.people, ["a", "b"]);
    assert_eq!((row.both, row.only), (2, [1, 0]));
    assert_eq!(row.positive, Some(0.8));
    assert_eq!(row.kappa, None, "an instant has no length to agree about");
    assert_eq!(row.reviewed, Nanos::from_secs(60));
    assert_eq!(row.to_string(), "both have 2, a alone 1, b alone 0; positive agreement 0.80");
}

#[test]
fn half_a_second_between_two_intervals_is_allowed_and_no_more() {
    assert_eq!(two().shot("a", 10.0, 10.1).shot("b", 10.6, 10.7).of("shot").both, 1);
    assert_eq!(two().shot("a", 10.0, 10.1).shot("b", 10.601, 10.7).of("shot").both, 0);
    assert_eq!(two().shot("a", 10.6, 10.7).shot("b", 10.0, 10.1).of("shot").both, 1);
}

#[test]
fn each_mark_is_paired_once() {
    let row = two().shot("a", 10.0, 10.1).shot("b", 9.9, 10.0).shot("b", 10.2, 10.3).of("shot");
    assert_eq!((row.both, row.only), (1, [0, 1]));
}

#[test]
fn as_many_are_paired_as_can_be() {
    // The nearest of `b` to the first of `a` is its second; pairing those two would leave one over on each side.
    let row = two().shot("a", 10.0, 10.0).shot("a", 10.7, 10.7).shot("b", 9.6, 9.6).shot("b", 10.3, 10.3).of("shot");
    assert_eq!((row.both, row.only), (2, [0, 0]));
}

#[test]
fn nothing_marked_is_no_figure() {
    let row = two().of("shot");
    assert_eq!((row.both, row.only, row.positive), (0, [0, 0], None));
    assert_eq!(row.to_string(), "neither a nor b marked any");
    assert_eq!(two().of("conferring").kappa, None);
}

#[test]
fn only_marks_of_the_time_that_both_reviewed_count() {
    let row = case()
        .reviewed("a", 0.0, 30.0)
        .reviewed("b", 20.0, 40.0)
        .reviewed("b", 45.0, 60.0)
        .shot("a", 5.0, 5.1)
        .shot("a", 25.0, 25.1)
        .shot("b", 25.0, 25.1)
        .shot("b", 50.0, 50.1)
        .of("shot");
    assert_eq!((row.both, row.only, row.reviewed), (1, [0, 0], Nanos::from_secs(10)));
}

#[test]
fn an_unsure_mark_is_none_and_a_rejected_one_is() {
    let mut case = two().shot("a", 10.0, 10.1).shot("b", 10.0, 10.1);
    case.events[0].standing = Standing::Lead;
    assert_eq!(case.of("shot").only, [0, 1]);
    case.events[0].standing = Standing::Disputed;
    assert_eq!(case.of("shot").both, 1);
    case.events[0].by = None;
    assert_eq!(case.of("shot").only, [0, 1], "a line of a transcript is nobody's mark");
}

#[test]
fn spans_are_paired_where_they_overlap_and_kappa_is_over_time() {
    // Both over 10 s, `a` 20 s, `b` 15 s, of 60 s: agreed (60 - 20 - 15 + 2 * 10) / 60 = 3/4,
    // by chance 1/3 * 1/4 + 2/3 * 3/4 = 7/12, so (3/4 - 7/12) / (5/12) = 2/5.
    let row = two().conferring("a", 10.0, 30.0).conferring("b", 20.0, 35.0).of("conferring");
    assert_eq!((row.both, row.only, row.positive), (1, [0, 0], Some(1.0)));
    assert_eq!(row.kappa, Some(0.4));
    assert_eq!(row.to_string(), "both have 1, a alone 0, b alone 0; positive agreement 1.00, kappa over time 0.40");
    // Spans that only touch are two things.
    let row = two().conferring("a", 10.0, 30.0).conferring("b", 30.0, 40.0).of("conferring");
    assert_eq!((row.both, row.only), (0, [1, 1]));
    assert!(row.kappa.unwrap() < 0.0);
}

#[test]
fn kappa_is_none_where_chance_explains_everything_and_one_where_all_agrees() {
    let both = two().conferring("a", 0.0, 60.0).conferring("b", 0.0, 60.0).of("conferring");
    assert_eq!((both.both, both.kappa), (1, None));
    let one = two().conferring("a", 10.0, 20.0).conferring("b", 10.0, 20.0).of("conferring");
    assert_eq!(one.kappa, Some(1.0));
    let alone = two().conferring("a", 10.0, 20.0).of("conferring");
    assert_eq!((alone.positive, alone.kappa), (Some(0.0), Some(0.0)));
}

#[test]
fn a_span_of_no_length_can_be_paired_and_takes_no_time() {
    let row = two().conferring("a", 10.0, 20.0).conferring("b", 15.0, 15.0).of("conferring");
    assert_eq!((row.both, row.kappa), (1, Some(0.0)));
}

#[test]
fn rows_come_by_kind_recording_and_name_whatever_the_order_of_the_marks() {
    let rows = |case: Timeline| -> Vec<String> {
        agreement(&case).iter().map(|r| format!("{} {} {}-{}", r.kind, r.recording, r.people[0], r.people[1])).collect()
    };
    let mut case = case();
    for (by, on) in [("c", "camera-9"), ("b", "camera-1"), ("a", "camera-9"), ("a", "camera-1"), ("b", "camera-9")] {
        case = case.reviewed_on(by, on, 0.0, 60.0, &["shot", "conferring"]);
    }
    let forward = rows(case.clone());
    assert_eq!(
        forward,
        [
            "conferring camera-1 a-b",
            "conferring camera-9 a-b",
            "conferring camera-9 a-c",
            "conferring camera-9 b-c",
            "shot camera-1 a-b",
            "shot camera-9 a-b",
            "shot camera-9 a-c",
            "shot camera-9 b-c",
        ]
    );
    case.reviewed.reverse();
    assert_eq!(rows(case), forward);
}

fn place((from, length): (i64, i64)) -> Place {
    Place { from: RecordingTime::from_ns(from), to: RecordingTime::from_ns(from + length) }
}

/// The longest common subsequence by the plain table.
fn by_table(a: &[Place], b: &[Place], meets: impl Fn(Place, Place) -> bool) -> usize {
    let ordered = |places: &[Place]| {
        let mut all = places.to_vec();
        all.sort_by_key(|p| (p.from.ns() + p.to.ns(), p.from));
        all
    };
    let (a, b) = (ordered(a), ordered(b));
    let mut best = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..a.len() {
        for j in 0..b.len() {
            best[i + 1][j + 1] = best[i][j + 1].max(best[i + 1][j]).max(best[i][j] + usize::from(meets(a[i], b[j])));
        }
    }
    best[a.len()][b.len()]
}

proptest! {
    #[test]
    fn the_most_pairs_are_found(
        a in proptest::collection::vec((0i64..60, 0i64..15), 0..12),
        b in proptest::collection::vec((0i64..60, 0i64..15), 0..12),
        gap in 0i64..6,
    ) {
        let (a, b): (Vec<_>, Vec<_>) = (a.into_iter().map(place).collect(), b.into_iter().map(place).collect());
        // Two intervals meet if some instants of theirs are at most `gap` apart; two spans, if they share a part.
        let meets = |x: Place, y: Place| {
            if gap == 0 && x.from < x.to && y.from < y.to {
                return x.from.max(y.from) < x.to.min(y.to);
            }
            (x.from.ns()..=x.to.ns()).any(|p| (y.from.ns()..=y.to.ns()).any(|q| (p - q).abs() <= gap))
        };
        let found = matching::most(&a, &b, Nanos::new(gap));
        prop_assert_eq!(found, by_table(&a, &b, meets));
        prop_assert_eq!(found, matching::most(&b, &a, Nanos::new(gap)));
    }

    /// Kappa agrees with asking each second on its own.
    #[test]
    fn kappa_counts_as_one_does_second_by_second(
        a in proptest::collection::vec((0i64..40, 1i64..15), 0..4),
        b in proptest::collection::vec((0i64..40, 1i64..15), 0..4),
        common in proptest::collection::vec((0i64..40, 1i64..25), 1..3),
    ) {
        let set = |raw: &[(i64, i64)]| -> SpanSet<RecordingClock> {
            raw.iter().map(|p| place(*p)).map(|p| Span::between(p.from, p.to)).collect()
        };
        let (a, b, common) = (set(&a), set(&b), set(&common));
        let mut table = [[0.0f64; 2]; 2];
        for at in (0..80).map(RecordingTime::from_ns).filter(|at| common.contains(*at)) {
            table[usize::from(a.contains(at))][usize::from(b.contains(at))] += 1.0;
        }
        let n: f64 = table.iter().flatten().sum();
        let observed = (table[0][0] + table[1][1]) / n;
        let row = |i: usize| (table[i][0] + table[i][1]) / n;
        let column = |j: usize| (table[0][j] + table[1][j]) / n;
        let chance = row(0) * column(0) + row(1) * column(1);
        match kappa::over_time(&a, &b, &common) {
            None => prop_assert!(chance > 1.0 - 1e-9),
            Some(kappa) => prop_assert!((kappa - (observed - chance) / (1.0 - chance)).abs() < 1e-9),
        }
    }

    /// No number in a record makes it panic.
    #[test]
    fn any_times_are_counted(
        times in proptest::collection::vec((any::<i64>(), any::<i64>(), 0usize..2), 0..8),
        spans in proptest::collection::vec((any::<i64>(), any::<i64>(), 0usize..2), 2..5),
        lasts in any::<bool>(),
    ) {
        let names = ["a", "b"];
        let name = if lasts { "conferring" } else { "shot" };
        let mut timeline = case();
        for (from, to, by) in spans {
            timeline = timeline.reviewed(names[by], 0.0, 0.0);
            let last = timeline.reviewed.last_mut().unwrap();
            last.span = Span::between(RecordingTime::from_ns(from), RecordingTime::from_ns(to));
        }
        for (from, to, by) in times {
            let at = |ns| Interval::exactly(RecordingTime::from_ns(ns));
            let extent = if lasts {
                Extent::new(at(from), at(to))
            } else {
                Extent::instant(Interval::between(RecordingTime::from_ns(from), RecordingTime::from_ns(to)))
            };
            timeline = timeline.event(names[by], "camera-1", name, extent);
        }
        for row in agreement(&timeline) {
            prop_assert!(row.positive.is_none_or(|p| (0.0..=1.0).contains(&p)));
            prop_assert!(row.kappa.is_none_or(|k| (-1.0..=1.0).contains(&k)));
        }
    }
}
