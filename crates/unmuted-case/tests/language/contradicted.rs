//! What contradicts itself, was lost or cannot be relied on decides nothing: marks against the sound, reviewers
//! against each other, parts of a case that could not be read, what a redacted copy alone shows.

use crate::build::{Build, empty, kind, t};
use unmuted_case::language::Reason;
use unmuted_case::timeline::{Redacted, Reviewed, Timeline, Unread};
use unmuted_model::{ObservationId, PersonId, SilenceClass, SourceId, Span, Truth};

fn one_camera() -> Timeline {
    empty().camera("camera-1", 300.0, 0.0, 0.0)
}

fn by(mut t0: Timeline, reviewer: &str, officer: &str) -> Timeline {
    t0 = t0.with(|e| {
        e.by = Some(reviewer.into());
        e.subject = PersonId::new(officer).into();
    });
    t0.reviewed.push(Reviewed {
        id: ObservationId::new(format!("v-{reviewer}")),
        by: reviewer.into(),
        source: SourceId::new("camera-1"),
        span: Span::between(t(0.0), t(300.0)),
        kinds: vec![kind("shot")],
    });
    t0
}

#[test]
fn two_reviewers_who_differ_on_who_fired_make_no_second_shot() {
    let t = by(one_camera().mark("m1", "camera-1", "shot", 60.0, 60.1), "reviewer-a", "officer-1");
    let t = by(t.mark("m2", "camera-1", "shot", 60.0, 60.1), "reviewer-b", "officer-2");
    for sentence in ["count of shot = 2", "count of shot <= 1", "some shot by officer-1", "no shot by officer-2"] {
        assert_eq!(t.test(sentence).truth, Truth::Unknown, "{sentence}");
    }
    assert_eq!(t.test("count of shot >= 1").truth, Truth::True);
    let differ = t.test("some shot by officer-1").reasons;
    assert!(matches!(&differ[0], Reason::WhoDiffers { marks, .. } if marks.len() == 2), "{differ:?}");
    // One reviewer who names two people saw two.
    let t = by(one_camera().mark("m1", "camera-1", "shot", 60.0, 60.1), "reviewer-a", "officer-1");
    let t = by(t.mark("m2", "camera-1", "shot", 60.0, 60.1), "reviewer-a", "officer-2");
    assert_eq!(t.test("count of shot = 2").truth, Truth::True);
    assert_eq!(t.test("some shot by officer-1").truth, Truth::True);
}

#[test]
fn a_mark_of_muting_where_there_is_sound_decides_nothing() {
    let t = one_camera().lasting("m1", "camera-1", "muted", 120.0, 160.0);
    assert!(matches!(&t.test("no muted on camera-1").reasons[0], Reason::MutedHasSound { .. }));
    assert_eq!(t.test("some muted").truth, Truth::Unknown);
    // With a silent span there, it is what a mark is for; an end set half a second off is no contradiction.
    let t = t.silent("camera-1", SilenceClass::DigitalSilence, 120.5, 160.0);
    assert_eq!(t.test("no muted on camera-1").truth, Truth::False);
    // Ten seconds of sound between two silences are.
    let t = one_camera()
        .lasting("m1", "camera-1", "muted", 120.0, 160.0)
        .silent("camera-1", SilenceClass::DigitalSilence, 120.0, 140.0)
        .silent("camera-1", SilenceClass::DigitalSilence, 150.0, 160.0);
    assert_eq!(t.test("duration of muted >= 39 s").truth, Truth::Unknown);
}

#[test]
fn what_could_not_be_read_decides_nothing_of_its_sort() {
    let t = one_camera()
        .mark("m1", "camera-1", "shot", 60.0, 60.1)
        .reviewed("camera-1", 0.0, 300.0, &["shot"])
        .incident("2026-05-14", "2026-11-01")
        .outcome("release of video", Some("2026-06-01"));
    let lost = |unread: Unread| Timeline { unread, ..t.clone() };
    let marks = lost(Unread { footage: vec!["marks.jsonl:2:1".into()], ..Unread::default() });
    let days = "time from incident to release of video <= 45 days";
    for sentence in ["count of shot = 1", "some shot", "not no shot", "if some shot then count of shot = 1"] {
        assert_eq!(t.test(sentence).truth, Truth::True, "{sentence}");
        let found = marks.test(sentence);
        assert_eq!(found.truth, Truth::Unknown, "{sentence}");
        assert!(found.answer.contains("marks.jsonl:2:1"), "{}", found.answer);
    }
    assert_eq!(marks.test(days).truth, Truth::True);
    let outcomes = lost(Unread { outcomes: vec!["outcomes.toml:7:8".into()], ..Unread::default() });
    assert_eq!(outcomes.test(days).truth, Truth::Unknown);
    assert_eq!(outcomes.test("count of shot = 1").truth, Truth::True);
}

#[test]
fn without_a_redacted_copy_what_other_recordings_show_stays() {
    let whole = one_camera()
        .mark("m1", "camera-1", "shot", 60.0, 60.1)
        .mark("m2", "camera-1", "aid.begun", 160.0, 160.1)
        .reviewed("camera-1", 0.0, 300.0, &["shot", "aid.begun"])
        .camera("camera-2", 200.0, 10.0, 0.05)
        .recording(|r| r.redacted = Redacted::Yes)
        .reviewed("camera-2", 0.0, 200.0, &["shot", "aid.begun"]);
    let rest = whole.without_redacted().unwrap();
    let late = "time from last shot to first aid.begun <= 60 s";
    assert_eq!((whole.test(late).truth, rest.test(late).truth), (Truth::False, Truth::False));
    // Where only the redacted copy was looked through, nothing is absent without it.
    let whole = one_camera().camera("camera-2", 200.0, 10.0, 0.05).recording(|r| r.redacted = Redacted::Yes).reviewed(
        "camera-2",
        0.0,
        200.0,
        &["aid.begun"],
    );
    let some = "some aid.begun between start of camera-2 and end of camera-2";
    let rest = whole.without_redacted().unwrap();
    assert_eq!((whole.test(some).truth, rest.test(some).truth), (Truth::False, Truth::Unknown));
    assert!(one_camera().without_redacted().is_none());
}

#[test]
fn what_came_before_keeps_no_limit() {
    let t = one_camera()
        .mark("m1", "camera-1", "shot", 120.0, 120.1)
        .mark("m2", "camera-1", "aid.begun", 30.0, 30.1)
        .reviewed("camera-1", 0.0, 300.0, &["shot", "aid.begun"]);
    let found = t.test("time from last shot to first aid.begun <= 60 s");
    assert!(matches!(&found.reasons[0], Reason::ComesBefore { .. }), "{found:?}");
    assert_eq!(found.truth, Truth::Unknown);
    assert_eq!(t.test("time from last shot to first aid.begun >= 1 s").truth, Truth::False);
    let t = empty()
        .incident("2026-05-14", "2026-11-01")
        .outcome("request for records", Some("2026-06-01"))
        .outcome("release of records", Some("2026-05-20"));
    let found = t.test("time from request for records to release of records <= 10 business days");
    assert_eq!(found.truth, Truth::Unknown, "{}", found.answer);
}

#[test]
fn what_began_before_does_not_follow() {
    let t = one_camera()
        .mark("m1", "camera-1", "shot", 60.0, 60.1)
        .lasting("m2", "camera-1", "officers.conferring", 50.0, 120.0)
        .reviewed("camera-1", 0.0, 300.0, &["shot", "officers.conferring"]);
    assert_eq!(t.test("every shot is followed by officers.conferring within 10 s").truth, Truth::False);
    assert_eq!(t.test("some officers.conferring within 10 s after first shot").truth, Truth::True);
}

#[test]
fn nothing_is_absent_from_cameras_that_are_not_there_or_share_no_clock() {
    let t = one_camera().recording(|r| r.is_camera = false);
    for sentence in ["no silence on every camera", "count of shot on any camera = 0"] {
        assert_eq!(t.test(sentence).reasons, [Reason::NoSuchRecording], "{sentence}");
    }
    let t = empty().unplaced("phone-1", 60.0).unplaced("phone-2", 60.0).reviewed("phone-1", 0.0, 60.0, &["shot"]);
    assert!(matches!(&t.test("no shot").reasons[0], Reason::NoCommonClock { names } if names.len() == 2));
    assert_eq!(t.test("no shot on phone-1").truth, Truth::True);
    let t = one_camera().reviewed("camera-1", 0.0, 300.0, &["shot"]).unplaced("phone-1", 60.0);
    let found = t.test("no shot");
    assert_eq!(found.truth, Truth::True);
    assert!(found.answer.ends_with("on no common clock with the rest."), "{}", found.answer);
}

#[test]
fn many_cameras_on_one_trigger_leave_no_gap_at_their_start() {
    let many = (1..=9).fold(empty(), |t, n| {
        let id = format!("camera-{n}");
        t.camera(&id, 300.0, 0.0, if n == 1 { 0.0 } else { 0.2 }).reviewed(&id, 0.0, 300.0, &["shot"])
    });
    assert_eq!(many.test("no shot").truth, Truth::True);
}

#[test]
fn one_event_word_on_moments_that_exclude_each_other_gives_no_count() {
    let event = |t: Timeline| t.with(|e| e.event = Some("first".into()));
    let t = event(one_camera().mark("m1", "camera-1", "shot", 60.0, 60.1));
    let t = event(t.mark("m2", "camera-1", "shot", 70.0, 70.1)).reviewed("camera-1", 0.0, 300.0, &["shot"]);
    assert_eq!(t.test("count of shot = 1").truth, Truth::Unknown);
    assert!(matches!(&t.test("count of shot = 2").reasons[0], Reason::MarksContradict { .. }));
    assert_eq!(t.test("count of shot >= 1").truth, Truth::True);
}

#[test]
fn what_lies_outside_a_stated_scope_is_told() {
    let t = one_camera().mark("m1", "camera-1", "shot", 10.0, 10.1).reviewed("camera-1", 0.0, 300.0, &["shot"]);
    let scoped = t.clone().scope("camera-1", 30.0, 270.0);
    for sentence in ["no shot", "count of shot = 0"] {
        let found = scoped.test(sentence);
        assert_eq!(found.truth, Truth::True, "{sentence}");
        assert!(found.answer.ends_with("scope, and not counted: m1."), "{}", found.answer);
    }
    assert_eq!(t.test("no shot").truth, Truth::False);
}
