//! `some discipline within 365 days after incident`, `no release of video before 2018-04-01`,
//! `count of prosecutor decision >= 3`.

use super::Test;
use super::followed::{DayWhen, Followed, day_when, entered_until, evidence, of_kind};
use super::outcome::Outcome;
use crate::language::ast::{DayLength, DayMoment, DayOf, DayUnit, DayWindow, Happened, HowAsked, Pick};
use crate::language::finding::{Measured, Quantity};
use crate::language::reason::Reason;
use crate::language::words::{capital, day_window};
use crate::timeline::days::{business, calendar};
use jiff::civil::Date;
use unmuted_model::Truth;

/// The days of a window: at its narrowest and at its widest, both ends included. No bound where there is none.
#[derive(Clone, Copy, Debug, Default)]
struct Days {
    from: (Option<Date>, Option<Date>),
    to: (Option<Date>, Option<Date>),
}

impl Test<'_, '_> {
    pub(super) fn happened(&self, h: &Happened) -> Outcome {
        let moments: Vec<DayWhen> = h.window.moments().into_iter().map(|m| day_when(m, self.record)).collect();
        if let Some((moment, when)) = self.missing(h, &moments) {
            let mut reasons = self.why_no_day(moment, when);
            if reasons.is_empty() {
                let what = crate::language::words::day_moment(moment).trim_start_matches("the ").to_owned();
                reasons.push(Reason::NothingToMeasureFrom { what });
            }
            return Outcome::open(reasons, self);
        }
        let days = self.window(&h.window, &moments);
        let mut certain: Vec<&Followed> = Vec::new();
        let mut possible: Vec<&Followed> = Vec::new();
        for (_, f) in of_kind(&h.kind, self.record) {
            let (sure, perhaps) = if self.came_earlier(f, &h.window) { (false, false) } else { days.hold(f) };
            if sure {
                certain.push(f);
            }
            if perhaps {
                possible.push(f);
            }
        }
        // What nobody entered: any number where no outcome of the kind is entered, or after the newest entry.
        let until = entered_until(&h.kind, self.record);
        let end = days.to.1.or(self.record.timeline.as_of);
        let open = until.is_none_or(|u| end.is_none_or(|e| e > u));
        let least = u32::try_from(certain.len()).unwrap_or(u32::MAX);
        let most = (!open).then(|| u32::try_from(possible.len()).unwrap_or(u32::MAX));
        let truth = super::count::compare(h.comparison, h.number, least, most);
        let mut out = Outcome::new(truth, String::new());
        if h.asked == HowAsked::Count {
            out.measured = Some(Measured {
                quantity: Quantity::Count { least, most, claimed: h.number, of: h.kind.clone() },
                comparison: h.comparison,
                claimed_text: h.number.to_string(),
            });
        }
        for f in &possible {
            out.evidence.extend(evidence(f, self.record));
        }
        let window = day_window(&h.window);
        if truth == Truth::Unknown {
            let mut reasons = Vec::new();
            if until.is_none() {
                reasons.push(Reason::NotEntered { kind: h.kind.clone() });
            }
            let unsure = possible.iter().filter(|f| !certain.iter().any(|c| std::ptr::eq(*c, **f)));
            for f in unsure {
                let Some(entry) = f.entries.iter().find_map(|i| self.record.timeline.outcomes.get(*i)) else {
                    continue;
                };
                reasons.push(match f.last {
                    None => Reason::StillOpen { what: entry.what.clone(), by: f.first.yesterday().unwrap_or(f.first) },
                    Some(last) => Reason::DaysDiffer { what: h.kind.clone(), first: f.first, last },
                });
            }
            if let (true, Some(until), true) = (open, until, reasons.is_empty()) {
                reasons.push(Reason::KnownUntil { kind: h.kind.clone(), until });
            }
            let business = matches!(&h.window, DayWindow::WithinAfter(l, _) | DayWindow::WithinBefore(l, _)
                if l.unit == DayUnit::BusinessDays);
            if business && self.record.timeline.holidays.is_none() {
                reasons.push(Reason::HolidaysNotStated);
            }
            out.leave_open(reasons, self);
        } else if certain.is_empty() {
            let until = until.map(|u| format!(", as entered to {u}")).unwrap_or_default();
            out.answer = format!("No {}{window}{until}.", h.kind);
            out.would_change.push("A source that gives one.".to_owned());
        } else {
            let told = certain.iter().filter_map(|f| {
                let entry = f.entries.iter().find_map(|i| self.record.timeline.outcomes.get(*i))?;
                Some(format!("{}, {}", entry.what.trim_end_matches('.'), f.first))
            });
            out.answer = format!("{}: {}.", capital(&h.kind), told.collect::<Vec<_>>().join("; "));
            out.would_change.push("A source that gives another day.".to_owned());
        }
        out
    }

    /// Whether an outcome certainly came before the one that a window follows, on its very day: where both have a time.
    fn came_earlier(&self, f: &Followed, window: &DayWindow) -> bool {
        let (DayWindow::WithinAfter(_, m) | DayWindow::After(m)) = window else { return false };
        let DayOf::Outcome { pick, kind } = &m.of else { return false };
        let walls: Option<Vec<_>> = of_kind(kind, self.record).map(|(_, g)| g.wall).collect();
        let Some(walls) = walls else { return false };
        let since = if *pick == Pick::Last {
            walls.iter().map(|w| w.earliest()).max()
        } else {
            walls.iter().map(|w| w.earliest()).min()
        };
        f.wall.zip(since).is_some_and(|(w, since)| w.latest() < since)
    }

    /// A moment from which the window starts, or to which it goes, and which is not there.
    fn missing<'m>(&self, h: &'m Happened, moments: &'m [DayWhen]) -> Option<(&'m DayMoment, &'m DayWhen)> {
        let all = h.window.moments().into_iter().zip(moments).enumerate();
        let needed = |i: usize, m: &DayMoment| {
            // The first of nothing is later than everything, so a window may go up to it.
            let up_to = matches!((&h.window, i), (DayWindow::Before(_), 0) | (DayWindow::Between(..), 1));
            !up_to || matches!(m.of, DayOf::Outcome { pick: Pick::Last, .. } | DayOf::Incident)
        };
        all.filter(|(i, (m, w))| !w.exists && (needed(*i, m) || w.not_entered)).map(|(_, pair)| pair).next()
    }

    fn window(&self, w: &DayWindow, moments: &[DayWhen]) -> Days {
        let mut days = Days::default();
        let unknown = DayWhen::default();
        let (a, b) = (moments.first().unwrap_or(&unknown), moments.get(1));
        match w {
            // Up to the day to which the case speaks.
            DayWindow::Always => days.to = (self.record.timeline.as_of, self.record.timeline.as_of),
            DayWindow::Before(_) => days.before(a),
            DayWindow::After(m) => {
                days.after(m, a);
                days.to = (self.record.timeline.as_of, self.record.timeline.as_of);
            }
            DayWindow::Between(m, _) => {
                days.after(m, a);
                if let Some(b) = b {
                    days.before(b);
                }
            }
            DayWindow::WithinAfter(length, _) => {
                days.from = (a.last, a.first);
                days.to =
                    (a.first.map(|d| self.reached(d, length, false)), a.last.map(|d| self.reached(d, length, true)));
            }
            DayWindow::WithinBefore(length, _) => {
                days.to = (a.first, a.last);
                days.from = (a.last.map(|d| self.left(d, length, false)), a.first.map(|d| self.left(d, length, true)));
            }
        }
        days
    }

    /// The last day that is within so many days after one; where holidays are not stated, at the least or `most`.
    fn reached(&self, from: Date, length: &DayLength, most: bool) -> Date {
        let holidays = self.record.timeline.holidays.as_ref();
        match length.unit {
            DayUnit::BusinessDays if holidays.is_none() && most => Date::MAX,
            DayUnit::BusinessDays => {
                let n = i64::from(length.count);
                let far = later(from, i64::from(length.count) * 3 + 30 + holidays.map_or(0, |h| h.len() as i64 * 2));
                last_day(from, far, |day| business(from, day, holidays).1 <= n)
            }
            _ => shifted(from, length, 1),
        }
    }

    /// The first day that is within so many days before one.
    fn left(&self, to: Date, length: &DayLength, most: bool) -> Date {
        let holidays = self.record.timeline.holidays.as_ref();
        match length.unit {
            DayUnit::BusinessDays if holidays.is_none() && most => Date::MIN,
            DayUnit::BusinessDays => {
                let n = i64::from(length.count);
                let mut day = to;
                while let Ok(before) = day.yesterday() {
                    if business(before, to, holidays).1 > n {
                        break;
                    }
                    day = before;
                }
                day
            }
            _ => shifted(to, length, -1),
        }
    }
}

impl Days {
    fn before(&mut self, m: &DayWhen) {
        let day_before = |d: Date| d.yesterday().unwrap_or(d);
        self.to = (m.first.map(day_before), m.last.map(day_before));
    }

    fn after(&mut self, moment: &DayMoment, m: &DayWhen) {
        // What followed the incident may have followed on its own day.
        let next = |d: Date| if moment.of == DayOf::Incident { d } else { d.tomorrow().unwrap_or(d) };
        self.from = (m.last.map(next), m.first.map(next));
    }

    /// Whether an outcome certainly lies in the window, and whether it may.
    fn hold(&self, f: &Followed) -> (bool, bool) {
        let last = f.last.unwrap_or(Date::MAX);
        let certain = f.happened() && self.from.0.is_none_or(|d| f.first >= d) && self.to.0.is_none_or(|d| last <= d);
        let possible = self.from.1.is_none_or(|d| last >= d) && self.to.1.is_none_or(|d| f.first <= d);
        // A window with a narrowest form that holds no day holds nothing for certain.
        let some_day = self.from.0.zip(self.to.0).is_none_or(|(a, b)| a <= b);
        (certain && some_day, possible)
    }
}

fn later(day: Date, days: i64) -> Date {
    jiff::Span::new().try_days(days).and_then(|s| day.checked_add(s)).unwrap_or(Date::MAX)
}

fn shifted(day: Date, length: &DayLength, sign: i64) -> Date {
    let n = i64::from(length.count) * sign;
    let span = match length.unit {
        DayUnit::Days | DayUnit::BusinessDays => jiff::Span::new().try_days(n),
        DayUnit::Weeks => jiff::Span::new().try_weeks(n),
        DayUnit::Months => jiff::Span::new().try_months(n),
        DayUnit::Years => jiff::Span::new().try_years(n),
    };
    let beyond = if sign > 0 { Date::MAX } else { Date::MIN };
    span.and_then(|s| day.checked_add(s)).unwrap_or(beyond)
}

/// The last day up to `far` for which something holds that holds up to some day and not after it.
fn last_day(from: Date, far: Date, holds: impl Fn(Date) -> bool) -> Date {
    let (mut low, mut high) = (0, calendar(from, far));
    while low < high {
        let middle = (low + high + 1) / 2;
        if holds(later(from, middle)) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    later(from, low)
}
