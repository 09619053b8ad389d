//! Sentences about days and about what sources give: what decides them, and what leaves them open.

use crate::build::{Build, dated, empty};
use std::collections::BTreeSet;
use unmuted_case::language::{Finding, Names, parse};
use unmuted_case::timeline::{Basis, Timeline, Value};
use unmuted_model::{Decimal, Truth};

fn says(t: &Timeline, sentence: &str, truth: Truth, answer: &str) -> Finding {
    let f = t.test(sentence);
    assert_eq!(f.truth, truth, "{sentence}\n  {:?}: {}\n  {}", f.truth, f.answer, f.reading);
    assert!(f.answer.contains(answer), "wanted: {answer}\n{sentence}\n  {:?}: {}", f.truth, f.answer);
    assert!(f.reading.ends_with('.') && !f.would_change.is_empty(), "{sentence}: {f:#?}");
    f
}

fn case() -> Timeline {
    empty().incident("2018-03-18", "2018-11-01")
}

#[test]
fn days_from_the_incident() {
    let t = case().outcome("release of video", Some("2018-03-21")).outcome("release of video", Some("2018-04-16"));
    let f = says(&t, "time from incident to release of video <= 30 days", Truth::True, "3 days");
    assert_eq!(f.answer, "3 days, from 2018-03-18 to 2018-03-21: 27 days inside the limit.");
    assert_eq!(f.margin.as_deref(), Some("27 days"));
    assert_eq!(f.evidence[0].says, "2018-03-21");
    says(&t, "time from incident to last release of video <= 30 days", Truth::True, "29 days");
    says(&t, "time from incident to last release of video <= 28 days", Truth::False, "1 day past the limit");
    says(&t, "time from incident to last release of video = 29 days", Truth::True, "");
    says(&t, "time from release of video to last release of video >= 26 days", Truth::True, "26 days");
    says(&t, "time from 2018-03-01 to release of video < 3 weeks", Truth::True, "20 days");
    says(&t, "time from incident to last release of video <= 1 month", Truth::True, "29 days");
    says(&t, "count of release of video = 2", Truth::True, "");
    says(&t, "no release of video before 2018-03-21", Truth::True, "");
    says(&t, "no release of video before 2018-03-22", Truth::False, "");
    says(&t, "some release of video within 3 days after incident", Truth::True, "");
    says(&t, "some release of video between incident and 2018-03-21", Truth::False, "");
}

#[test]
fn an_open_step_is_longer_than_its_age_and_nothing_entered_is_not_known() {
    let t = case().outcome("discipline", None);
    // 228 days to 1 November.
    says(&t, "time from incident to discipline <= 228 days", Truth::False, "By 2018-11-01 it had not happened");
    says(&t, "time from incident to discipline <= 229 days", Truth::Unknown, "");
    says(&t, "some discipline", Truth::False, "");
    says(&t, "no discipline within 100 days after incident", Truth::True, "");
    says(&t, "some discipline within 1 year after incident", Truth::Unknown, "By 2018-11-01 it had not happened");
    let f = says(&t, "time from incident to settlement <= 30 days", Truth::Unknown, "No outcome of the kind");
    assert!(f.answer.contains("not found in the sources held is not the same as not having happened"));
    says(&t, "no settlement", Truth::Unknown, "");
    says(&t, "time from discipline to settlement <= 3 days", Truth::Unknown, "");
}

#[test]
fn sources_that_give_different_days_leave_both_possible() {
    let mut t =
        case().outcome("prosecutor decision", Some("2018-04-16")).outcome("prosecutor decision", Some("2018-04-18"));
    for o in &mut t.outcomes {
        o.event = Some("decision".into());
    }
    says(&t, "time from incident to prosecutor decision <= 31 days", Truth::True, "Between 29 and 31 days");
    let f = says(&t, "time from incident to prosecutor decision <= 30 days", Truth::Unknown, "Between 29 and 31 days");
    assert_eq!(f.undetermined_by.as_deref(), Some("1 day"));
    says(&t, "count of prosecutor decision = 1", Truth::True, "");
}

#[test]
fn business_days_need_their_holidays() {
    // 2018-03-18 is a Sunday: 10 weekdays to Friday 30 March.
    let mut t = case().outcome("notification", Some("2018-03-30"));
    says(&t, "time from incident to notification <= 10 business days", Truth::True, "holiday");
    says(&t, "time from incident to notification <= 9 business days", Truth::Unknown, "Which days were holidays");
    says(&t, "some notification within 9 business days after incident", Truth::Unknown, "Which days were holidays");
    t.holidays = Some(BTreeSet::new());
    says(&t, "time from incident to notification <= 9 business days", Truth::False, "1 business day past");
    says(&t, "some notification within 9 business days after incident", Truth::False, "");
    t.holidays = Some(BTreeSet::from(["2018-03-26".parse().unwrap()]));
    says(&t, "time from incident to notification <= 9 business days", Truth::True, "");
    says(&t, "some notification within 9 business days after incident", Truth::True, "");
    says(&t, "some notification within 8 business days after incident", Truth::False, "");
}

#[test]
fn hours_against_whole_days_are_intervals() {
    let t = case().outcome("notification", Some("2018-03-20"));
    // From 24 h to 72 h.
    says(&t, "time from incident to notification <= 72 h", Truth::True, "");
    says(&t, "time from incident to notification <= 48 h", Truth::Unknown, "");
    says(&t, "time from incident to notification <= 23 h", Truth::False, "");
    let open = case().outcome("notification", None);
    says(&open, "time from incident to notification <= 48 h", Truth::False, "");
    says(&case(), "time from incident to notification <= 48 h", Truth::Unknown, "No outcome of the kind");
    // Footage on the wall clock, and a step with its time of day.
    let mut t = case().camera("camera-1", 100.0, 0.0, 0.0).mark("m1", "camera-1", "shot", 10.0, 10.1);
    let day = dated("2018-03-18", "2018-03-18");
    t = t.wall(day.wall.earliest().ns() as f64 / 1e9 + 3600.0, 1.0).reviewed("camera-1", 0.0, 100.0, &["shot"]);
    let mut t = t.outcome("notification", Some("2018-03-18"));
    says(&t, "time from last shot to notification <= 24 h", Truth::True, "");
    says(&t, "time from last shot to notification <= 2 h", Truth::Unknown, "");
    let at = day.wall.earliest() + unmuted_model::Nanos::from_secs(2 * 3600);
    t.outcomes[0].when = Some(unmuted_case::timeline::Dated { wall: unmuted_model::Interval::exactly(at), ..day });
    says(&t, "time from last shot to notification <= 2 h", Truth::True, "");
}

#[test]
fn two_values_stay_two_values() {
    let t = case().number("wounds.entered", 8, "", Basis::Forensic).number("wounds.entered", 7, "", Basis::Forensic);
    let f = says(&t, "wounds.entered = 8", Truth::Unknown, "Sources differ on wounds.entered");
    assert_eq!(f.evidence.len(), 2);
    says(&t, "wounds.entered >= 7", Truth::True, "wounds.entered: 8");
    says(&t, "wounds.entered = 6", Truth::False, "");
    // A third that says "at least 7" fits every sentence that 8 and 7 fit.
    let t = t.number("wounds.entered", 7, "", Basis::Document).value(|v| {
        v.value = Value::Number { least: Decimal::whole(7), most: None, about: false };
    });
    says(&t, "wounds.entered >= 7", Truth::True, "at least 7");
    says(&t, "wounds.entered <= 9", Truth::Unknown, "not exact enough");
    says(&t, "wounds.entered < 7", Truth::False, "");
}

#[test]
fn what_somebody_said_decides_nothing_by_itself() {
    let t = case().number("shots.fired", 20, "", Basis::Statement);
    let f = says(&t, "shots.fired = 20", Truth::Unknown, "there is only a statement");
    assert_eq!(f.leads.len(), 1);
    let t = t.number("shots.fired", 20, "", Basis::Document);
    says(&t, "shots.fired = 20", Truth::True, "");
    // And what a paper printed keeps it open.
    let t = t.number("shots.fired", 19, "", Basis::Press);
    says(&t, "shots.fired = 20", Truth::Unknown, "Sources differ");
    let t = case().number("delay.to_aid", 5, "min", Basis::Document).value(|v| {
        v.value = Value::Number { least: Decimal::whole(5), most: Decimal::whole(5), about: true };
    });
    says(&t, "delay.to_aid <= 60 min", Truth::Unknown, "not exact");
}

#[test]
fn units_are_compared_and_not_their_names() {
    let t = case().number("distance.first_shot", 5, "m", Basis::Measured);
    says(&t, "distance.first_shot <= 17 ft", Truth::True, "5 m");
    says(&t, "distance.first_shot < 16 ft", Truth::False, "");
    says(&t, "distance.first_shot = 500 cm", Truth::True, "");
    let t = case().number("shots.fired", 4, "blanks", Basis::Document);
    says(&t, "shots.fired = 4", Truth::True, "4 blanks");
}

#[test]
fn a_value_is_one_of_its_moment() {
    let t = case()
        .camera("camera-1", 100.0, 0.0, 0.0)
        .mark("m1", "camera-1", "shot", 10.0, 10.1)
        .reviewed("camera-1", 0.0, 100.0, &["shot"])
        .text("subject.facing", "officers", Basis::Document, Some("shot"))
        .text("subject.facing", "house", Basis::Forensic, Some("last shot"));
    // The last shot is the first: both values stand.
    says(&t, "subject.facing = \"officers\" at first shot", Truth::Unknown, "Sources differ");
    // With a second one it is not.
    let t = t.mark("m2", "camera-1", "shot", 20.0, 20.1);
    says(&t, "subject.facing = \"officers\" at first shot", Truth::True, "");
    // A value that no source gives is another value.
    says(&t, "subject.facing = \"street\" at first shot", Truth::False, "officers");
    let mut t = t;
    t.attributes.pop();
    says(&t, "subject.facing = \"officers\" at first shot", Truth::True, "");
    let span = |from: f64, to: f64| unmuted_model::Span::between(crate::build::t(from), crate::build::t(to));
    let on = |span| unmuted_case::timeline::AttributeAt::OnRecording {
        source: unmuted_model::SourceId::new("camera-1"),
        span,
    };
    let t = t.text("subject.facing", "house", Basis::Measured, None).value(|v| v.at = Some(on(span(20.0, 30.0))));
    says(&t, "subject.facing = \"officers\" at first shot", Truth::True, "");
    let t = t.text("subject.facing", "house", Basis::Measured, None).value(|v| v.at = Some(on(span(5.0, 15.0))));
    says(&t, "subject.facing = \"officers\" at first shot", Truth::Unknown, "");
    says(&t, "subject.facing = \"house\"", Truth::Unknown, "");
}

#[test]
fn a_sentence_sets_its_limits() {
    let t = case();
    let limits = |text: &str| parse(text, &Names::of(&t)).unwrap().day_limits();
    let both =
        limits("time from incident to release of video <= 45 days and time from complaint to response < 2 weeks");
    assert_eq!(both.len(), 2);
    assert_eq!((both[0].from.as_deref(), both[0].to.as_str(), both[0].days), (None, "release of video", 45));
    assert_eq!((both[1].from.as_deref(), both[1].days), (Some("complaint"), 13));
    assert!(limits("time from request for records to release of records <= 10 business days")[0].business);
    for none in [
        "time from incident to last release of video <= 45 days",
        "time from incident to release of video >= 45 days",
        "not time from incident to release of video <= 45 days",
        "time from incident to settlement <= 1 year",
        "time from 2018-01-01 to settlement <= 9 days",
    ] {
        assert!(limits(none).is_empty(), "{none}");
    }
}
