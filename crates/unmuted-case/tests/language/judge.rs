//! Verdicts on statements and rules: dates in force, exceptions, copies that were redacted.

use crate::build::{Build, empty};
use jiff::civil::{Date, date};
use unmuted_case::language::{
    Force, InForce, Judging, OpenNumber, Reason, RuleException, RuleFinding, judge_rule, judge_statement,
    without_number,
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
        Judging { force, elsewhere: None, day: DAY, as_if: false },
        t,
        exceptions,
    )
}

fn from(day: Date) -> Force {
    Force { from: Some(day), ..Force::default() }
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
    let later = from(date(2018, 4, 4));
    let later = rule(&t, "no muted", later, Vec::new());
    assert_eq!((later.verdict, later.as_if), (RuleVerdict::NotInForce, None));
    assert_eq!(
        later.not_in_force.as_deref(),
        Some("Does not bind this incident: it binds from 2018-04-04, after 2018-03-18.")
    );
    assert!(later.finding.evidence.is_empty(), "nothing was run");
    // Only where that is asked for, and then under its own label.
    let force = from(date(2018, 4, 4));
    let how = Judging { force, elsewhere: None, day: DAY, as_if: true };
    let run = judge_rule(t.test("no muted"), None, how, &t, Vec::new());
    assert_eq!((run.verdict, run.as_if), (RuleVerdict::NotInForce, Some(RuleVerdict::NotMet)));
    let ended = Force { to: Some(DAY), ..Force::default() };
    let ended = rule(&t, "no muted", ended, Vec::new());
    assert_eq!(
        ended.not_in_force.as_deref(),
        Some("Does not bind this incident: it bound to 2018-03-17, before 2018-03-18.")
    );
    // The first day counts, the day from which it no longer binds does not.
    assert_eq!(from(DAY).on(DAY), InForce::Yes);
    assert!(matches!(Force { to: Some(DAY), ..Force::default() }.on(DAY), InForce::No(_)));
}

#[test]
fn a_rule_of_which_nobody_knows_whether_it_was_in_force_decides_nothing() {
    let t = muted();
    let unknown = Force { first_day_unknown: true, ..Force::default() };
    let judged = rule(&t, "no muted", unknown, Vec::new());
    assert_eq!((judged.verdict, judged.as_if), (RuleVerdict::Undetermined, None));
    assert_eq!(judged.finding.answer, "From which day this rule was in force is not known.");
    assert_eq!(judged.finding.reasons, [Reason::FirstDayNotKnown]);
    assert_eq!(judged.finding.would_change.len(), 1);
    // Known to a day, and not beyond; its last day stands all the same.
    let known = Force { known_to: Some(DAY), ..from(date(2016, 1, 1)) };
    let judged = rule(&t, "no muted", known, Vec::new());
    assert_eq!(judged.verdict, RuleVerdict::Undetermined);
    assert_eq!(
        judged.finding.answer,
        "Whether this rule was still in force on 2018-03-18 is not known: it is known to 2018-03-17."
    );
    assert_eq!(known.on(date(2018, 3, 17)), InForce::Yes);
    assert!(matches!(Force { to: Some(DAY), ..unknown }.on(DAY), InForce::No(_)));
    // As if it had been in force: under that label.
    let how = Judging { force: unknown, elsewhere: None, day: DAY, as_if: true };
    let run = judge_rule(t.test("no muted"), None, how, &t, Vec::new());
    assert_eq!((run.verdict, run.as_if), (RuleVerdict::Undetermined, Some(RuleVerdict::NotMet)));
    assert!(run.not_in_force.is_some());
}

#[test]
fn a_rule_of_another_place_binds_on_no_day() {
    let t = muted();
    let how = |as_if| Judging { force: Force::default(), elsewhere: Some("Elsewhere.".into()), day: DAY, as_if };
    let judged = judge_rule(t.test("no muted"), None, how(false), &t, Vec::new());
    assert_eq!((judged.verdict, judged.finding.answer.as_str()), (RuleVerdict::NotInForce, "Elsewhere."));
    let run = judge_rule(t.test("no muted"), None, how(true), &t, Vec::new());
    assert_eq!((run.verdict, run.as_if), (RuleVerdict::NotInForce, Some(RuleVerdict::NotMet)));
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
    let f2 = without_number(t.test("count of shot = 2"), &numbers);
    assert!(f2.answer.ends_with(" Counted: 1 shot."), "{}", f2.answer);
    assert!(f.measured.is_none() && f.margin.is_none() && f.reading.is_empty());
}
