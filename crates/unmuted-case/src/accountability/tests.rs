use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use unmuted_model::{Interval, ObservationId, WallTime};

use super::*;
use crate::timeline::{Dated, Outcome, OutcomeKinds};

fn days(first: Date, last: Date) -> Dated {
    // What follows is counted in days alone.
    Dated { first, last, wall: Interval::between(WallTime::MIN, WallTime::MAX) }
}

/// 18 March 2018, looked at from 1 November 2018.
fn case() -> Timeline {
    Timeline {
        day: Some(days(date(2018, 3, 18), date(2018, 3, 18))),
        as_of: Some(date(2018, 11, 1)),
        ..Timeline::default()
    }
}

trait Build: Sized {
    fn done(self, kind: &str, on: Date) -> Self;
    fn open(self, kind: &str, as_of: Date) -> Self;
    fn with(self, change: impl FnOnce(&mut Outcome)) -> Self;
    fn event(self, word: &str) -> Self {
        self.with(|o| o.event = Some(word.to_owned()))
    }
    fn step(&self, kind: &str, limits: &[Limit]) -> Step;
    fn kept(&self, kind: &str, limit: Limit) -> (Kept, Option<KeptWhy>, String);
}

impl Build for Timeline {
    fn done(mut self, kind: &str, on: Date) -> Self {
        self = self.open(kind, date(2018, 11, 1));
        self.with(|o| o.when = Some(days(on, on)))
    }
    fn open(mut self, kind: &str, as_of: Date) -> Self {
        let id = ObservationId::new(format!("o{}", self.outcomes.len() + 1));
        self.outcome_kinds.declare(kind);
        self.outcomes.push(Outcome {
            id,
            kind: kind.into(),
            what: String::new(),
            when: None,
            as_of,
            event: None,
            source: None,
            page: String::new(),
        });
        self
    }
    fn with(mut self, change: impl FnOnce(&mut Outcome)) -> Self {
        change(self.outcomes.last_mut().unwrap());
        self
    }
    fn step(&self, kind: &str, limits: &[Limit]) -> Step {
        let all = steps(self, limits);
        all.into_iter().find(|s| s.kind == kind).unwrap_or_else(|| panic!("no step {kind}"))
    }
    fn kept(&self, kind: &str, limit: Limit) -> (Kept, Option<KeptWhy>, String) {
        let step = self.step(kind, &[limit]);
        let [state] = step.limits.as_slice() else { panic!("{:?}", step.limits) };
        (state.kept, state.why, state.to_string())
    }
}

fn limit(on: &str, days: i64) -> Limit {
    Limit {
        days,
        counted: Counted::Calendar,
        rule: "rule-1".into(),
        citation: "§ 1".into(),
        on: LimitOn::Kind(on.into()),
        from: Start::Incident,
    }
}

fn business(on: &str, days: i64) -> Limit {
    Limit { counted: Counted::Business, ..limit(on, days) }
}

fn from(kind: &str, limit: Limit) -> Limit {
    Limit { from: Start::Kind(kind.into()), ..limit }
}

#[test]
fn every_kind_of_step_is_there_in_its_order_then_the_cases_own() {
    let case = case()
        .done("training", date(2018, 4, 1))
        .done("discipline", date(2018, 5, 1))
        .done("interviews", date(2018, 3, 19));
    let kinds: Vec<String> = steps(&case, &[limit("release of records", 10)]).into_iter().map(|s| s.kind).collect();
    let (core, rest) = kinds.split_at(STEPS.len());
    assert!(core.iter().zip(STEPS).all(|(k, (name, _))| k == name));
    assert_eq!(rest, ["training", "interviews", "release of records"]);
}

#[test]
fn what_no_source_speaks_of_is_not_recorded_and_past_no_limit() {
    let step = case().step("notification", &[limit("notification", 1)]);
    assert_eq!((step.state, step.days, step.open_days), (State::NotRecorded, None, None));
    assert_eq!(step.to_string(), "not recorded in the sources held");
    assert_eq!(step.as_of, Some(date(2018, 11, 1)));
    let state = &step.limits[0];
    assert_eq!((state.kept, state.why), (Kept::Open, Some(KeptWhy::StepNotRecorded)));
    assert_eq!(state.to_string(), "limit 1 day: cannot be told, no source speaks of the step");
}

#[test]
fn a_done_step_has_days_and_an_open_one_an_age() {
    let case = case().done("release of video", date(2018, 3, 21)).open("discipline", date(2018, 10, 18));
    let video = case.step("release of video", &[]);
    assert_eq!(video.days, Some(Days { least: 3, most: Some(3) }));
    assert_eq!(video.to_string(), "done after 3 days");
    let discipline = case.step("discipline", &[]);
    assert_eq!((discipline.state, discipline.open_days), (State::Open, Some(214)));
    assert_eq!(discipline.to_string(), "open for 214 days");
    assert_eq!(discipline.as_of, Some(date(2018, 10, 18)), "no more is known than by then");
}

#[test]
fn a_kind_is_known_under_all_of_its_names() {
    let case = case().done("Charge  decision", date(2018, 3, 21));
    assert_eq!(case.step("prosecutor decision", &[]).state, State::Done);
    assert_eq!(case.kept("prosecutor decision", limit("charging decision", 3)).0, Kept::Within);
}

#[test]
fn what_happened_after_the_date_asked_about_was_open_then() {
    let mut case = case().done("settlement", date(2018, 10, 1));
    case.as_of = Some(date(2018, 9, 30));
    let step = case.step("settlement", &[limit("settlement", 365)]);
    assert_eq!((step.state, step.open_days, step.as_of), (State::Open, Some(196), Some(date(2018, 9, 30))));
    assert_eq!(step.limits[0].why, Some(KeptWhy::NotYetPast));
    case.as_of = Some(date(2018, 10, 1));
    assert_eq!(case.step("settlement", &[]).state, State::Done);
}

#[test]
fn entries_of_one_event_are_one_outcome_with_several_days() {
    let case = case()
        .done("prosecutor decision", date(2018, 5, 4))
        .event("no-charges")
        .done("prosecutor decision", date(2018, 5, 5))
        .event("no-charges")
        .done("prosecutor decision", date(2018, 6, 1));
    let step = case.step("prosecutor decision", &[]);
    assert_eq!(step.days, Some(Days { least: 47, most: Some(48) }));
    assert_eq!(step.to_string(), "done after 47 to 48 days");
    assert_eq!(step.outcomes.len(), 3);
    for (days, kept) in [(46, Kept::Past), (47, Kept::Open), (48, Kept::Within)] {
        assert_eq!(case.kept("prosecutor decision", limit("prosecutor decision", days)).0, kept, "{days}");
    }
    let (_, why, words) = case.kept("prosecutor decision", limit("prosecutor decision", 47));
    assert_eq!(why, Some(KeptWhy::SourcesDiffer));
    assert_eq!(words, "limit 47 days: cannot be told, sources differ on the day");
}

#[test]
fn one_word_on_two_kinds_is_two_events() {
    let case = case()
        .done("release of video", date(2018, 3, 21))
        .event("first")
        .done("release of names", date(2018, 3, 24))
        .event("first");
    assert_eq!(case.step("release of video", &[]).days, Some(Days { least: 3, most: Some(3) }));
    assert_eq!(case.step("release of names", &[]).days, Some(Days { least: 6, most: Some(6) }));
}

#[test]
fn of_several_the_first_counts() {
    let case = case().done("release of video", date(2018, 4, 16)).done("release of video", date(2018, 3, 21));
    assert_eq!(case.step("release of video", &[]).days, Some(Days { least: 3, most: Some(3) }));
    // One may be the first, and another certainly was not later than its own last day.
    let case = case
        .done("release of video", date(2018, 3, 20))
        .with(|o| o.when = Some(days(date(2018, 3, 20), date(2018, 9, 1))));
    assert_eq!(case.step("release of video", &[]).days, Some(Days { least: 2, most: Some(3) }));
}

#[test]
fn others_that_are_open_are_said_beside_one_that_is_done() {
    let case = case().done("discipline", date(2018, 4, 18)).open("discipline", date(2018, 11, 1));
    let step = case.step("discipline", &[]);
    assert_eq!((step.state, step.open_days, step.more_open), (State::Done, None, 1));
    assert_eq!(step.to_string(), "done after 31 days; 1 more of this kind open");
}

#[test]
fn a_source_that_says_it_had_not_happened_keeps_the_days_open() {
    let done = case().done("discipline", date(2018, 4, 18)).event("d");
    let earlier = done.clone().open("discipline", date(2018, 4, 1)).event("d");
    assert_eq!(earlier.step("discipline", &[]).days, Some(Days { least: 31, most: Some(31) }), "both can be true");
    let later = done.open("discipline", date(2018, 10, 1)).event("d");
    let step = later.step("discipline", &[limit("discipline", 40), limit("discipline", 30)]);
    assert_eq!(step.days, Some(Days { least: 31, most: None }));
    assert_eq!(step.to_string(), "done after 31 days or more by one source, not done by another");
    assert_eq!(step.limits[0].kept, Kept::Open);
    assert_eq!(step.limits[1].kept, Kept::Past, "however it was, it was not within 30 days");
}

#[test]
fn of_a_step_that_one_source_puts_after_the_date_asked_about_only_the_least_is_known() {
    let mut case = case().done("aid", date(2018, 3, 20)).event("a").done("aid", date(2018, 3, 30)).event("a");
    case.as_of = Some(date(2018, 3, 25));
    let step = case.step("aid", &[]);
    assert_eq!((step.state, step.days), (State::Done, Some(Days { least: 2, most: None })));
}

#[test]
fn an_open_step_is_past_its_limit_where_it_had_not_happened_by_the_last_day() {
    for (limit_days, kept) in [(213, Kept::Past), (214, Kept::Past), (215, Kept::Open)] {
        let case = case().open("discipline", date(2018, 10, 18));
        assert_eq!(case.kept("discipline", limit("discipline", limit_days)).0, kept, "{limit_days}");
    }
    let case = case().open("discipline", date(2018, 10, 18));
    assert_eq!(case.kept("discipline", limit("discipline", 200)).2, "limit 200 days: at least 15 days past it");
    assert_eq!(case.kept("discipline", limit("discipline", 300)).2, "limit 300 days: not past yet");
}

#[test]
fn the_day_of_the_incident_may_be_one_of_several_or_unknown() {
    let mut case = case().done("aid", date(2018, 3, 20)).open("law", date(2018, 3, 28));
    case.day = Some(days(date(2018, 3, 17), date(2018, 3, 18)));
    assert_eq!(case.step("aid", &[]).to_string(), "done after 2 to 3 days");
    assert_eq!(case.step("law", &[]).open_days, Some(10), "at least");
    assert_eq!(case.kept("aid", limit("aid", 2)).1, Some(KeptWhy::SourcesDiffer));
    assert_eq!(case.kept("law", limit("law", 11)).1, Some(KeptWhy::SourcesDiffer));
    case.day = None;
    let step = case.step("aid", &[limit("aid", 2)]);
    assert_eq!((step.days, step.to_string()), (None, "done".into()));
    assert_eq!(step.limits[0].why, Some(KeptWhy::NoIncidentDay));
    assert_eq!(case.step("law", &[]).to_string(), "open");
}

#[test]
fn days_can_be_counted_from_another_step() {
    let case = case().done("request for records", date(2018, 5, 1)).done("release of records", date(2018, 5, 12));
    let limit = from("records request", limit("release of records", 10));
    assert_eq!(case.kept("release of records", limit.clone()).2, "limit 10 days from records request: 1 day past it");
    assert_eq!(case.kept("release of records", Limit { days: 11, ..limit }).0, Kept::Within);
}

#[test]
fn a_limit_whose_start_is_not_known_is_open() {
    let limit = from("complaint", limit("response", 60));
    let without = case().done("response", date(2018, 5, 1));
    assert_eq!(without.kept("response", limit.clone()).1, Some(KeptWhy::StartNotRecorded));
    let not_yet = without.open("complaint", date(2018, 11, 1));
    assert_eq!(not_yet.kept("response", limit).1, Some(KeptWhy::StartOpen));
}

#[test]
fn what_was_done_before_the_days_begin_is_not_what_a_limit_speaks_of() {
    let limit = from("request for records", limit("release of records", 10));
    let before = case().done("request for records", date(2018, 5, 1)).done("release of records", date(2018, 4, 1));
    assert_eq!(before.kept("release of records", limit.clone()).1, Some(KeptWhy::OnlyBefore));
    let then = before.done("release of records", date(2018, 5, 30));
    assert_eq!(then.kept("release of records", limit).0, Kept::Past);
}

#[test]
fn a_step_from_before_the_incident_says_so() {
    assert_eq!(case().done("law", date(2018, 3, 16)).step("law", &[]).to_string(), "done 2 days before");
    assert_eq!(case().done("law", date(2018, 3, 18)).step("law", &[]).to_string(), "done on the day itself");
    let open = case().open("law", date(2018, 3, 16)).step("law", &[]);
    assert_eq!(open.to_string(), "open, as of a day before the incident");
}

#[test]
fn business_days_without_stated_holidays_can_be_within_and_never_past() {
    // 2018-05-18 is a Friday; Memorial Day was 2018-05-28.
    let mut case = case().done("request for records", date(2018, 5, 18)).done("release of records", date(2018, 6, 4));
    let limit = |days| from("request for records", business("release of records", days));
    assert_eq!(case.kept("release of records", limit(11)).0, Kept::Within);
    assert_eq!(case.kept("release of records", limit(10)).1, Some(KeptWhy::HolidaysNotStated));
    case.holidays = Some(BTreeSet::from([date(2018, 5, 28)]));
    assert_eq!(case.kept("release of records", limit(10)).0, Kept::Within);
    assert_eq!(
        case.kept("release of records", limit(9)).2,
        "limit 9 business days from request for records: 1 day past it"
    );
    // And for one that is open.
    let mut open =
        Timeline { outcomes: case.outcomes[..1].to_vec(), ..case }.open("release of records", date(2018, 6, 4));
    assert_eq!(open.kept("release of records", limit(11)).1, Some(KeptWhy::NotYetPast));
    assert_eq!(open.kept("release of records", limit(10)).0, Kept::Past);
    open.holidays = None;
    assert_eq!(open.kept("release of records", limit(12)).1, Some(KeptWhy::NotYetPast));
    assert_eq!(open.kept("release of records", limit(9)).1, Some(KeptWhy::HolidaysNotStated));
}

#[test]
fn a_limit_on_one_outcome_leaves_the_others_of_its_kind_alone() {
    let case = case().done("release of video", date(2018, 3, 21)).done("release of video", date(2018, 5, 16));
    let on = |id: &str| Limit { on: LimitOn::Outcome(ObservationId::new(id)), ..limit("", 45) };
    let step = case.step("release of video", &[on("o1"), on("o2"), on("o9")]);
    let kept: Vec<Kept> = step.limits.iter().map(|l| l.kept).collect();
    assert_eq!(kept, [Kept::Within, Kept::Past]);
}

proptest! {
    /// Whatever days the sources leave open: a limit that was kept was kept on each of them, and one that is past was
    /// kept on none.
    #[test]
    fn within_and_past_hold_on_every_day_that_is_left_open(
        day in 0i32..3, spread in 0i32..3, first in 0i32..20, length in 0i32..5, limit_days in 0i64..25,
        holidays in proptest::option::of(proptest::collection::btree_set(0i32..25, 0..4)),
        in_business in any::<bool>(),
    ) {
        let at = |n: i32| date(2018, 3, 18).checked_add(jiff::Span::new().days(n)).unwrap();
        let holidays: Option<BTreeSet<Date>> = holidays.map(|h| h.into_iter().map(at).collect());
        let timeline = Timeline {
            day: Some(days(at(day), at(day + spread))),
            holidays: holidays.clone(),
            ..case()
        }
        .done("law", at(first))
        .with(|o| o.when = Some(days(at(first), at(first + length))));
        let asked = if in_business { business("law", limit_days) } else { limit("law", limit_days) };
        let (kept, why, _) = timeline.kept("law", asked);
        prop_assert_eq!(kept == Kept::Open, why.is_some());
        if why == Some(KeptWhy::OnlyBefore) {
            prop_assert!(first + length < day);
            return Ok(());
        }
        // Where nobody stated holidays there may have been none, or any.
        let none = BTreeSet::new();
        let possible: Vec<BTreeSet<Date>> = match holidays {
            Some(h) => vec![h],
            None => vec![none, (0..30).map(at).collect()],
        };
        for from in day..=day + spread {
            for to in first..=first + length {
                for closed in &possible {
                    let n = if in_business {
                        crate::timeline::days::business(at(from), at(to), Some(closed)).1
                    } else {
                        calendar(at(from), at(to))
                    };
                    match kept {
                        Kept::Within => prop_assert!(n <= limit_days),
                        Kept::Past => prop_assert!(n > limit_days),
                        Kept::Open => {}
                    }
                }
            }
        }
    }
}

#[test]
fn kinds_are_declared_once() {
    let mut kinds = OutcomeKinds::default();
    kinds.declare("retraining");
    let case = Timeline { outcome_kinds: kinds, ..case() }
        .done("Retraining", date(2018, 4, 1))
        .done("retraining", date(2018, 5, 1));
    assert_eq!(steps(&case, &[]).iter().filter(|s| s.kind == "retraining").count(), 1);
}
