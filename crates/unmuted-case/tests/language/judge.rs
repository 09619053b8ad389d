//! Verdicts on statements and rules: dates in force, exceptions, copies that were redacted.

use crate::build::{Build, empty};
use jiff::civil::{Date, date};
use unmuted_case::language::{
    Force, Judging, OpenNumber, Reason, RuleException, RuleFinding, judge_rule, judge_statement, without_number,
};
use unmuted_case::timeline::{Redacted, Timeline};
use unmuted_model::{RuleVerdict, SilenceClass, StatementVerdict};

const DAY: Date = date(2018, 3, 18);

fn muted() -> Timeline {
    empty()
        .camera("camera-1", 100.0, 0.0, 0.0)
        .silent("camera-1", SilenceClass::DigitalSilence, 30.0, 50.0)
        .lasting("m1", "camera-1", "muted", 30.0, 50.0)
}

fn rule(t: &Timeline, sentence: &str, force: Force, exceptions: Vec<RuleException>) -> RuleFinding {
    judge_rule(
        t.test(sentence),
        t.without_redacted().map(|u| u.test(sentence)).as_ref(),
        Judging { force, day: DAY, as_if: false },
        t,
        exceptions,
    )
}

fn claimed(finding: Option<unmuted_case::language::Finding>) -> Vec<RuleException> {
    vec![RuleException { name: "tactical talk".into(), claimed_by: Some("officer-2".into()), finding }]
}

#[test]
fn a_statement_without_a_sentence_is_not_testable() {
    assert_eq!(judge_statement(None).verdict, StatementVerdict::NotTestable);
    let f = muted().test("some muted");
    assert_eq!(judge_statement(Some(f)).verdict, StatementVerdict::Supported);
}

#[test]
fn a_rule_binds_on_its_days_only() {
    let t = muted();
    let always = rule(&t, "no muted", Force::default(), Vec::new());
    assert_eq!((always.verdict, always.as_if), (RuleVerdict::NotMet, None));
    let later = Force { from: Some(date(2018, 4, 4)), to: None };
    let later = rule(&t, "no muted", later, Vec::new());
    assert_eq!((later.verdict, later.as_if), (RuleVerdict::NotInForce, None));
    assert_eq!(
        later.not_in_force.as_deref(),
        Some("Does not bind this incident: it binds from 2018-04-04, after 2018-03-18.")
    );
    assert!(later.finding.evidence.is_empty(), "nothing was run");
    // Only where that is asked for, and then under its own label.
    let force = Force { from: Some(date(2018, 4, 4)), to: None };
    let how = Judging { force, day: DAY, as_if: true };
    let run = judge_rule(t.test("no muted"), None, how, &t, Vec::new());
    assert_eq!((run.verdict, run.as_if), (RuleVerdict::NotInForce, Some(RuleVerdict::NotMet)));
    let ended = Force { from: None, to: Some(DAY) };
    let ended = rule(&t, "no muted", ended, Vec::new());
    assert_eq!(
        ended.not_in_force.as_deref(),
        Some("Does not bind this incident: it bound to 2018-03-17, before 2018-03-18.")
    );
    // The first day counts, the day from which it no longer binds does not.
    assert!(Force { from: Some(DAY), to: None }.on(DAY));
    assert!(!Force { from: None, to: Some(DAY) }.on(DAY));
}

#[test]
fn an_exception_counts_only_if_claimed_and_needed() {
    let t = muted();
    let unclaimed = vec![RuleException { name: "tactical talk".into(), claimed_by: None, finding: None }];
    assert_eq!(rule(&t, "no muted", Force::default(), unclaimed).verdict, RuleVerdict::NotMet);
    let judged = rule(&t, "no muted", Force::default(), claimed(Some(t.test("some shot"))));
    assert_eq!(judged.verdict, RuleVerdict::ExceptionClaimed);
    assert_eq!(judged.exceptions[0].verdict, StatementVerdict::Undetermined);
    assert_eq!(rule(&t, "some muted", Force::default(), claimed(None)).verdict, RuleVerdict::Met);
}

#[test]
fn a_redacted_copy_never_makes_a_rule_not_met() {
    let t = muted().recording(|r| r.redacted = Redacted::Yes);
    let judged = rule(&t, "no muted", Force::default(), Vec::new());
    assert_eq!(judged.verdict, RuleVerdict::Undetermined);
    assert!(matches!(&judged.finding.reasons[0], Reason::RedactedCopy { name } if name == "Camera 1"));
    assert!(judged.finding.would_change[0].contains("unredacted original of Camera 1"));
    // Whatever the falsity rests on: a mark, a duration, an absence.
    let t = empty()
        .camera("camera-1", 100.0, 0.0, 0.0)
        .recording(|r| r.redacted = Redacted::Yes)
        .mark("m1", "camera-1", "shot", 10.0, 10.1)
        .mark("m2", "camera-1", "aid.begun", 90.0, 90.1)
        .reviewed("camera-1", 0.0, 100.0, &["shot", "aid.begun", "aid.requested"]);
    for sentence in [
        "time from last shot to first aid.begun <= 60 s",
        "count of shot = 2",
        "some aid.requested",
        "some aid.requested within 10 s after each shot",
        "not count of shot = 1",
        "some shot and some aid.requested",
        "if some shot then count of aid.begun = 2",
    ] {
        let judged = rule(&t, sentence, Force::default(), Vec::new());
        assert_eq!(judged.verdict, RuleVerdict::Undetermined, "{sentence}: {}", judged.finding.answer);
        // A statement is about what was said, and may be contradicted all the same.
        assert_eq!(judge_statement(Some(t.test(sentence))).verdict, StatementVerdict::Contradicted, "{sentence}");
    }
}

#[test]
fn a_rule_without_a_number_decides_nothing_and_shows_what_was_measured() {
    let t = empty()
        .camera("camera-1", 100.0, 0.0, 0.0)
        .mark("m1", "camera-1", "shot", 10.0, 10.1)
        .mark("m2", "camera-1", "aid.begun", 70.0, 72.0)
        .reviewed("camera-1", 0.0, 100.0, &["shot", "aid.begun"]);
    let numbers = [OpenNumber { wording: "promptly".into(), parameter: "limit".into() }];
    let f = without_number(t.test("time from last shot to first aid.begun <= 1 h"), &numbers);
    assert_eq!(f.truth, unmuted_model::Truth::Unknown);
    assert_eq!(
        f.answer,
        "The rule says \u{201c}promptly\u{201d} and gives no number; nobody has set one (limit). Measured: between 59.8 and 62.1 s."
    );
    assert!(f.measured.is_none() && f.margin.is_none() && f.reading.is_empty());
}
