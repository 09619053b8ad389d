//! Soundness of sentences about days: records of outcomes are drawn, then exact courses of events that they allow, and
//! no decisive answer may say otherwise in any of them. Days here are whole numbers from the incident's.

use crate::build::{Build, dated, empty};
use crate::grid::Numbers;
use jiff::civil::{Date, date};
use std::collections::BTreeSet;
use unmuted_case::language::{
    Comparison, DayMoment, DayOf, DayUnit, DayWindow, DaysBetween, Evaluator, Happened, Names, OwnClock, Pick,
    Sentence, parse,
};
use unmuted_case::timeline::{Dated, Timeline};
use unmuted_model::Truth;

const KINDS: [&str; 2] = ["notification", "settlement"];
/// Later than everything, for what never happens.
const NEVER: i64 = 100_000;
/// The day to which the case speaks.
const AS_OF: i64 = 20;

const SENTENCES: &[&str] = &[
    "time from incident to notification <= 5 days",
    "time from incident to notification < 9 days",
    "time from incident to notification >= 12 days",
    "time from incident to notification > 3 days",
    "time from incident to notification = 7 days",
    "time from incident to last notification <= 10 days",
    "time from incident to last notification >= 10 days",
    "time from notification to settlement <= 6 days",
    "time from notification to last notification <= 4 days",
    "time from settlement to notification > 0 days",
    "time from last settlement to last notification >= 1 days",
    "time from 2018-03-20 to settlement <= 1 week",
    "time from incident to settlement <= 1 month",
    "time from incident to settlement < 1 year",
    "time from incident to notification <= 4 business days",
    "time from incident to notification > 2 business days",
    "time from notification to settlement <= 3 business days",
    "some notification",
    "no settlement",
    "count of notification = 2",
    "count of notification >= 1",
    "count of settlement < 2",
    "some notification before 2018-03-25",
    "no notification before settlement",
    "no settlement after notification",
    "some settlement after incident",
    "no settlement between notification and last notification",
    "some settlement within 5 days after notification",
    "no notification within 3 days before settlement",
    "some notification within 4 business days after incident",
    "no notification within 3 business days after incident",
    "some settlement within 1 month after incident",
    "count of settlement within 10 days after incident <= 1",
];

fn day(n: i64) -> Date {
    date(2018, 3, 18).checked_add(jiff::Span::new().days(n)).unwrap()
}

fn number(d: Date) -> i64 {
    d.duration_since(day(0)).as_hours() / 24
}

/// What is known of one outcome, as whole days; `None` where it had not happened by the second.
struct Known {
    kind: usize,
    when: Option<(i64, i64)>,
    as_of: i64,
}

fn draw(n: &mut Numbers) -> (Timeline, Vec<Known>) {
    let mut t = empty().incident("2018-03-18", &day(AS_OF).to_string());
    if n.chance(60) {
        let closed = (0..AS_OF).filter(|_| n.chance(15)).map(day).collect();
        t.holidays = Some(closed);
    }
    let mut known = Vec::new();
    for (kind, name) in KINDS.iter().enumerate() {
        for i in 0..n.below(4) {
            let from = n.below(18);
            let open = n.chance(25);
            let wide = if n.chance(30) { n.below(5) } else { 0 };
            let as_of = if n.chance(70) { AS_OF } else { (from + wide).max(n.below(AS_OF)) };
            t = t.outcome(name, None);
            let entry = t.outcomes.last_mut().unwrap();
            entry.as_of = day(as_of);
            let last = (from + wide).min(as_of.max(from));
            if !open {
                entry.when = Some(Dated { ..dated(&day(from).to_string(), &day(last).to_string()) });
            }
            if !open && n.chance(20) {
                // The same outcome, on another day in another source.
                entry.event = Some(format!("event-{i}"));
                let mut again = entry.clone();
                let other = n.below(18);
                again.when = Some(dated(&day(other).to_string(), &day(other).to_string()));
                again.as_of = day(as_of.max(other));
                t.outcomes.push(again);
                let when = Some((from.min(other), last.max(other)));
                known.push(Known { kind, when, as_of: as_of.max(other) });
                continue;
            }
            known.push(Known { kind, when: (!open).then_some((from, last)), as_of });
        }
    }
    (t, known)
}

/// One exact course: for each kind the days of what is entered and of what nobody entered, and the holidays.
struct Course {
    entered: [Vec<i64>; 2],
    others: [Vec<i64>; 2],
    holidays: BTreeSet<Date>,
}

fn course(t: &Timeline, known: &[Known], n: &mut Numbers) -> Course {
    let mut out =
        Course { entered: [Vec::new(), Vec::new()], others: [Vec::new(), Vec::new()], holidays: BTreeSet::new() };
    for k in known {
        let at = match k.when {
            Some((a, b)) => a + n.below(b - a + 1),
            None if n.chance(30) => NEVER,
            None => k.as_of + 1 + n.below(30),
        };
        out.entered[k.kind].push(at);
    }
    for (kind, others) in out.others.iter_mut().enumerate() {
        let until = known.iter().filter(|k| k.kind == kind).map(|k| k.as_of).max();
        for _ in 0..n.below(3) {
            others.push(match until {
                Some(until) => until + 1 + n.below(20),
                None => n.below(40) - 3,
            });
        }
    }
    out.holidays = match &t.holidays {
        Some(stated) => stated.clone(),
        None => (0..60).filter(|_| n.chance(25)).map(day).collect(),
    };
    out
}

impl Course {
    fn all(&self, kind: &str) -> Vec<i64> {
        let k = KINDS.iter().position(|n| *n == kind).unwrap();
        self.entered[k].iter().chain(&self.others[k]).copied().collect()
    }

    /// A day; `None` where it is that of nothing.
    fn at(&self, m: &DayMoment) -> Option<i64> {
        match &m.of {
            DayOf::Incident => Some(0),
            DayOf::Date(d) => Some(number(*d)),
            DayOf::Outcome { pick: Pick::Last, kind } => {
                // The last as of the case's day; what is entered and still open is later than all.
                let k = KINDS.iter().position(|n| n == kind).unwrap();
                let by_then = self.others[k].iter().filter(|d| **d <= AS_OF);
                self.entered[k].iter().chain(by_then).copied().max()
            }
            DayOf::Outcome { kind, .. } => Some(self.all(kind).into_iter().min().unwrap_or(NEVER)),
        }
    }

    fn business(&self, from: i64, to: i64) -> i64 {
        let open = |d: &i64| {
            let d = day(*d);
            !matches!(d.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday)
                && !self.holidays.contains(&d)
        };
        let count = |a: i64, b: i64| i64::try_from((a + 1..=b.min(a + 400)).filter(|d| open(d)).count()).unwrap();
        if from <= to { count(from, to) } else { -count(to, from) }
    }

    fn holds(&self, s: &Sentence) -> Option<bool> {
        match s {
            Sentence::Days(d) => self.days(d),
            Sentence::Happened(h) => self.happened(h),
            _ => unreachable!("only sentences about days"),
        }
    }

    fn days(&self, d: &DaysBetween) -> Option<bool> {
        let (from, to) = (self.at(&d.from)?, self.at(&d.to)?);
        // Nothing is counted from what never happens.
        if from == NEVER {
            return None;
        }
        let n = i64::from(d.length.count);
        let over = match d.length.unit {
            DayUnit::Days => to - from - n,
            DayUnit::Weeks => to - from - n * 7,
            DayUnit::BusinessDays => self.business(from, to) - n,
            DayUnit::Months => to - number(day(from).checked_add(jiff::Span::new().months(n)).unwrap()),
            DayUnit::Years => to - number(day(from).checked_add(jiff::Span::new().years(n)).unwrap()),
        };
        Some(d.comparison.holds(over, 0))
    }

    fn happened(&self, h: &Happened) -> Option<bool> {
        let inside = |d: i64| -> Option<bool> {
            let within = |length: &unmuted_case::language::DayLength, from: i64, to: i64| match length.unit {
                DayUnit::BusinessDays => to >= from && self.business(from, to) <= i64::from(length.count),
                DayUnit::Months => {
                    let span = jiff::Span::new().months(i64::from(length.count));
                    to >= from && day(to) <= day(from).checked_add(span).unwrap()
                }
                _ => to >= from && to - from <= i64::from(length.count),
            };
            let after = |m: &DayMoment| {
                let at = self.at(m).filter(|a| *a != NEVER)?;
                Some(if m.of == DayOf::Incident { d >= at } else { d > at })
            };
            Some(match &h.window {
                DayWindow::Always => d <= AS_OF,
                DayWindow::Before(m) => d < self.at(m)?,
                DayWindow::After(m) => after(m)? && d <= AS_OF,
                DayWindow::Between(a, b) => after(a)? && d < self.at(b)?,
                DayWindow::WithinAfter(l, m) => within(l, self.at(m).filter(|a| *a != NEVER)?, d),
                DayWindow::WithinBefore(l, m) => within(l, d, self.at(m).filter(|a| *a != NEVER)?),
            })
        };
        let mut count = 0;
        for d in self.all(&h.kind).into_iter().filter(|d| *d != NEVER) {
            count += i64::from(inside(d)?);
        }
        // A window that starts from nothing has no answer, whatever there is.
        inside(0)?;
        Some(h.comparison.holds(count, i64::from(h.number)))
    }
}

#[test]
fn no_decisive_answer_about_days_is_wrong() {
    let count: u64 = std::env::var("UNMUTED_DAYS_RECORDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_500);
    let (mut decided, mut asked) = (0_u32, 0_u32);
    for seed in 0..count {
        let mut n = Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..4 {
            n.below(2);
        }
        let (t, known) = draw(&mut n);
        let names = Names::of(&t);
        let evaluator = Evaluator::new(&t, &OwnClock);
        let all: Vec<_> = SENTENCES.iter().map(|s| parse(s, &names).unwrap_or_else(|e| panic!("{s}: {e}"))).collect();
        let findings: Vec<_> = all.iter().map(|a| evaluator.evaluate(a)).collect();
        asked += u32::try_from(all.len()).unwrap();
        decided += u32::try_from(findings.iter().filter(|f| f.truth != Truth::Unknown).count()).unwrap();
        for _ in 0..12 {
            let course = course(&t, &known, &mut n);
            for (assertion, finding) in all.iter().zip(&findings) {
                let exact = course.holds(&assertion.sentence);
                let wrong = match finding.truth {
                    Truth::True => exact != Some(true),
                    Truth::False => exact != Some(false),
                    Truth::Unknown => false,
                };
                assert!(
                    !wrong,
                    "record {seed}: {} is {:?} ({}), but {exact:?} with {:?} and {:?}\n of {:#?}\n{:?}",
                    assertion.text,
                    finding.truth,
                    finding.answer,
                    course.entered,
                    course.others,
                    t.outcomes,
                    t.holidays
                );
            }
        }
    }
    println!("{count} records, {asked} answers, {decided} decided");
    assert!(u64::from(decided) > count * 8, "{decided} of {asked}");
    assert!(Comparison::AtMost.holds(0, 0));
}
