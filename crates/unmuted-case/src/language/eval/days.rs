//! `time from incident to release of video <= 45 days`.

use super::Test;
use super::followed::{DayWhen, day_when, evidence};
use super::outcome::Outcome;
use super::time::compare;
use crate::language::ast::{Comparison, DayMoment, DayOf, DayUnit, DaysBetween, Pick};
use crate::language::finding::{Measured, Quantity};
use crate::language::reason::Reason;
use crate::language::words::{capital, day_moment};
use crate::timeline::Bounds;
use crate::timeline::days::{business, calendar};
use jiff::Span;
use jiff::civil::Date;
use unmuted_model::Truth;

/// What is known of the days between two days, as they are compared.
struct Between {
    /// Their number.
    days: Bounds,
    /// How many more there are than the sentence names: zero is exactly so many.
    over: Bounds,
}

impl Test<'_, '_> {
    pub(super) fn days(&self, d: &DaysBetween) -> Outcome {
        let (from, to) = (day_when(&d.from, self.record), day_when(&d.to, self.record));
        // The first of what has not happened is later than the day as of which that is known.
        let after_all = !to.exists && !to.not_entered && !is_last(&d.to);
        let meaningful = from.exists && (to.exists || after_all) && to.first.is_some();
        let same = d.from.of == d.to.of;
        let between = match (meaningful, same) {
            (false, _) => Between { days: Bounds::UNKNOWN, over: Bounds::UNKNOWN },
            (true, true) => {
                let over = -i64::from(d.length.count);
                Between { days: Bounds::new(0, 0), over: Bounds::new(over, over) }
            }
            (true, false) => self.between(&from, &to, d),
        };
        // What came before is not within so many days after.
        // (Business days may be none in a stretch of weekends and unlisted holidays, so dates tell which came first.)
        let earlier = to.last.zip(from.first).is_some_and(|(to, from)| to < from);
        let before = meaningful && earlier && matches!(d.comparison, Comparison::AtMost | Comparison::LessThan);
        let truth = if before { Truth::Unknown } else { compare(d.comparison, 0, between.over) };
        let mut out = Outcome::new(truth, String::new());
        let known = |x: i64| (x != i64::MIN && x != i64::MAX).then_some(x);
        let claimed = self.claimed(&from, d);
        out.measured = Some(Measured {
            quantity: Quantity::Days {
                least: known(between.days.lo),
                most: known(between.days.hi),
                claimed,
                business: d.length.unit == DayUnit::BusinessDays,
            },
            comparison: d.comparison,
            claimed_text: d.length.text.clone(),
        });
        for when in [&from, &to] {
            self.add_day(&mut out, when);
        }
        let told = self.told_days(d, &from, &to, &between);
        match truth {
            Truth::Unknown => {
                let mut reasons = self.day_reasons(d, &from, &to, &between, &told);
                if before {
                    let (a, b) = (day_moment(&d.from), capital(&day_moment(&d.to)));
                    reasons = vec![Reason::ComesBefore { a, b }];
                }
                out.leave_open(reasons, self);
                out.undetermined_by = crossing(between.over).filter(|_| !before).map(|n| counted(n, d.length.unit));
            }
            _ => {
                out.answer = told;
                if !to.exists
                    && let Some(open) = self.open(&to)
                {
                    out.answer += &format!(" {open}");
                }
                if self.business_without_holidays(d) {
                    out.answer += " Counted Monday to Friday; any holiday makes it fewer.";
                }
                out.margin = margin(between.over).map(|n| counted(n, d.length.unit));
                out.would_change.push("A source that gives another day.".to_owned());
            }
        }
        out
    }

    fn between(&self, from: &DayWhen, to: &DayWhen, d: &DaysBetween) -> Between {
        let (Some(from_first), Some(from_last), Some(to_first)) = (from.first, from.last, to.first) else {
            return Between { days: Bounds::UNKNOWN, over: Bounds::UNKNOWN };
        };
        let n = i64::from(d.length.count);
        let bounds = |count: &dyn Fn(Date, Date) -> (i64, i64)| {
            let least = count(from_last, to_first).0;
            let most = to.last.map_or(i64::MAX, |last| count(from_first, last).1);
            Bounds::new(least, most)
        };
        match d.length.unit {
            DayUnit::Days | DayUnit::Weeks => {
                let days = bounds(&|a, b| (calendar(a, b), calendar(a, b)));
                let n = if d.length.unit == DayUnit::Weeks { n * 7 } else { n };
                Between { days, over: days.shifted(-n) }
            }
            DayUnit::BusinessDays => {
                let holidays = self.record.timeline.holidays.as_ref();
                let days = bounds(&|a, b| {
                    let (least, most) = business(a, b, holidays);
                    // No number of days forward is less than none.
                    (least.unwrap_or(if a <= b { 0 } else { i64::MIN }), most)
                });
                Between { days, over: days.shifted(-n) }
            }
            DayUnit::Months | DayUnit::Years => {
                let days = bounds(&|a, b| (calendar(a, b), calendar(a, b)));
                let over = bounds(&|a, b| {
                    let over = calendar(later(a, d), b);
                    (over, over)
                });
                Between { days, over }
            }
        }
    }

    /// How many days the sentence names; months and years from the first day that they can be counted from.
    fn claimed(&self, from: &DayWhen, d: &DaysBetween) -> i64 {
        let n = i64::from(d.length.count);
        match (d.length.unit, from.first) {
            (DayUnit::Weeks, _) => n * 7,
            (DayUnit::Months | DayUnit::Years, Some(day)) => calendar(day, later(day, d)),
            (DayUnit::Months, None) => n * 30,
            (DayUnit::Years, None) => n * 365,
            _ => n,
        }
    }

    pub(super) fn add_day(&self, out: &mut Outcome, when: &DayWhen) {
        for followed in when.of.iter().filter_map(|i| self.record.followed.get(*i)) {
            for e in evidence(followed, self.record) {
                if !out.evidence.contains(&e) {
                    out.evidence.push(e);
                }
            }
        }
    }

    /// "29 days, from 2018-03-18 to 2018-04-16: 1 day inside the limit."
    fn told_days(&self, d: &DaysBetween, from: &DayWhen, to: &DayWhen, between: &Between) -> String {
        let unit = if d.length.unit == DayUnit::BusinessDays { DayUnit::BusinessDays } else { DayUnit::Days };
        let range = match (between.days.lo, between.days.hi) {
            (i64::MIN, i64::MAX) => return "The sources set no bound on it.".to_owned(),
            (i64::MIN, hi) => format!("At most {}", counted(hi, unit)),
            (lo, i64::MAX) => format!("At least {}", counted(lo, unit)),
            (lo, hi) if lo == hi => capital(&counted(lo, unit)),
            (lo, hi) => format!("Between {lo} and {}", counted(hi, unit)),
        };
        let day = |w: &DayWhen| match (w.first, w.last) {
            (Some(a), Some(b)) if a == b => Some(a.to_string()),
            (Some(a), Some(b)) => Some(format!("{a} to {b}")),
            _ => None,
        };
        let days = match (day(from), day(to)) {
            (Some(a), Some(b)) => format!(", from {a} to {b}"),
            _ => String::new(),
        };
        let by = match (between.over.lo, between.over.hi) {
            (lo, hi) if lo == hi && lo == 0 => format!(": exactly {}", d.length),
            (_, hi) if hi <= 0 && hi != i64::MIN => format!(": at least {} {}", counted(-hi, unit), side(d, true)),
            (lo, _) if lo >= 0 => format!(": at least {} {}", counted(lo, unit), side(d, false)),
            (lo, hi) if lo != i64::MIN && hi != i64::MAX => {
                format!(": from {} {} to {} {}", counted(-lo, unit), side(d, true), counted(hi, unit), side(d, false))
            }
            _ => String::new(),
        };
        // A margin that is exact is not "at least" anything.
        let by = if between.over.lo == between.over.hi { by.replace("at least ", "") } else { by };
        format!("{range}{days}{by}.")
    }

    fn open(&self, to: &DayWhen) -> Option<String> {
        let followed = to.of.iter().filter_map(|i| self.record.followed.get(*i)).find(|f| !f.happened())?;
        let entry = followed.entries.iter().find_map(|i| self.record.timeline.outcomes.get(*i))?;
        let by = followed.first.yesterday().unwrap_or(followed.first);
        Some(format!("By {by} it had not happened (\u{201c}{}\u{201d}).", entry.what.trim_end_matches('.')))
    }

    fn business_without_holidays(&self, d: &DaysBetween) -> bool {
        d.length.unit == DayUnit::BusinessDays && self.record.timeline.holidays.is_none()
    }

    fn day_reasons(&self, d: &DaysBetween, from: &DayWhen, to: &DayWhen, between: &Between, told: &str) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if between.over.lo != i64::MIN && between.over.hi != i64::MAX {
            reasons.push(Reason::RangeCrosses { how: told.to_owned() });
        }
        for (moment, when) in [(&d.from, from), (&d.to, to)] {
            reasons.extend(self.why_no_day(moment, when));
        }
        if reasons.is_empty() && between.days != Bounds::UNKNOWN {
            reasons.push(Reason::Unbounded { how: told.to_owned() });
        }
        if self.business_without_holidays(d) {
            reasons.push(Reason::HolidaysNotStated);
        }
        reasons
    }

    /// Why a day is not known.
    pub(super) fn why_no_day(&self, moment: &DayMoment, when: &DayWhen) -> Vec<Reason> {
        let mut reasons = Vec::new();
        match &moment.of {
            DayOf::Incident if !when.exists => {
                reasons.push(Reason::NothingToMeasureFrom { what: "day of the incident".to_owned() });
            }
            DayOf::Outcome { kind, .. } if when.not_entered => {
                reasons.push(Reason::NotEntered { kind: kind.clone() });
            }
            DayOf::Outcome { .. } => {
                for f in when.of.iter().filter_map(|i| self.record.followed.get(*i)) {
                    let Some(entry) = f.entries.iter().find_map(|i| self.record.timeline.outcomes.get(*i)) else {
                        continue;
                    };
                    match f.last {
                        None => {
                            let by = f.first.yesterday().unwrap_or(f.first);
                            reasons.push(Reason::StillOpen { what: entry.what.clone(), by });
                        }
                        Some(last) if last != f.first => reasons.push(Reason::DaysDiffer {
                            what: day_moment(moment).trim_start_matches("the ").to_owned(),
                            first: f.first,
                            last,
                        }),
                        Some(_) => {}
                    }
                }
                if is_last(moment) && !when.exists && reasons.is_empty() {
                    let what = day_moment(moment).trim_start_matches("the ").to_owned();
                    reasons.push(Reason::MayNotBeTheOne { what });
                }
            }
            _ => {}
        }
        reasons
    }
}

fn is_last(moment: &DayMoment) -> bool {
    matches!(moment.of, DayOf::Outcome { pick: Pick::Last, .. })
}

/// The day so many months or years later; the calendar's last day beyond its end.
fn later(day: Date, d: &DaysBetween) -> Date {
    let n = i64::from(d.length.count);
    let span = match d.length.unit {
        DayUnit::Years => Span::new().try_years(n),
        DayUnit::Months => Span::new().try_months(n),
        DayUnit::Weeks => Span::new().try_weeks(n),
        DayUnit::Days | DayUnit::BusinessDays => Span::new().try_days(n),
    };
    span.and_then(|s| day.checked_add(s)).unwrap_or(Date::MAX)
}

/// "1 day", "30 business days".
pub(super) fn counted(n: i64, unit: DayUnit) -> String {
    let word = match (unit, n) {
        (DayUnit::BusinessDays, 1 | -1) => "business day",
        (DayUnit::BusinessDays, _) => "business days",
        (_, 1 | -1) => "day",
        _ => "days",
    };
    format!("{n} {word}")
}

fn side(d: &DaysBetween, below: bool) -> String {
    match (d.comparison, below) {
        (Comparison::AtMost | Comparison::LessThan, true) => "inside the limit".to_owned(),
        (Comparison::AtMost | Comparison::LessThan, false) => "past the limit".to_owned(),
        (_, true) => format!("less than {}", d.length),
        (_, false) => format!("more than {}", d.length),
    }
}

fn margin(over: Bounds) -> Option<i64> {
    if over.hi != i64::MAX && over.hi <= 0 {
        Some(-over.hi)
    } else if over.lo != i64::MIN && over.lo >= 0 {
        Some(over.lo)
    } else {
        None
    }
}

/// By how much the nearer bound lies on the other side.
fn crossing(over: Bounds) -> Option<i64> {
    let below = (over.lo != i64::MIN && over.lo < 0).then(|| -over.lo);
    let above = (over.hi != i64::MAX && over.hi > 0).then_some(over.hi);
    below.into_iter().chain(above).min()
}
