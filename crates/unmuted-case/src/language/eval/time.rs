//! `time from A to B <= D`.

use super::Test;
use super::followed::day_when;
use super::found::Item;
use super::outcome::{Outcome, said};
use super::point::Point;
use super::span::{When, resolve, scope_ends};

use crate::language::ast::{Comparison, DayMoment, DayOf, Moment, MomentOf, Pattern, Pick, TimeBetween};
use crate::language::finding::{Measured, Quantity};
use crate::language::reason::Reason;
use crate::language::words::{HOUR, SECOND, amount, capital, described, digits, moment};
use crate::timeline::Bounds;
use unmuted_model::{Nanos, Truth};

impl Test<'_, '_> {
    pub(super) fn time(&self, t: &TimeBetween, bound: Option<&Item>) -> Outcome {
        let from = resolve(&t.from, bound, self.record);
        let mut to = resolve(&t.to, bound, self.record);
        // The first of nothing is later than anything in the scope, so the time to it is longer than to the
        // scope's end; the last of nothing is no moment at all.
        let after_all = !to.exists && is_first(&t.to);
        let of_footage = !matches!(t.to.of, MomentOf::Day(_));
        if after_all
            && of_footage
            && let (_, Some(end)) = scope_ends(None, self.record)
        {
            to.candidates.extend(end.candidates.iter().flat_map(|c| {
                c.own()
                    .iter()
                    .map(|&(clock, at)| Point::unmarked(clock, Bounds::new(at.lo, i64::MAX), &self.record.clocks))
            }));
        }
        let meaningful = from.exists && (to.exists || after_all) && !to.candidates.is_empty();
        let length = if meaningful { from.to_when(&to, self.record, &self.used) } else { Bounds::UNKNOWN };
        let claimed = t.length.ns.get();
        // What came before is not within a time limit after; it has no time that keeps one.
        let before = length.hi < 0 && matches!(t.comparison, Comparison::AtMost | Comparison::LessThan);
        let truth = if meaningful && !before { compare(t.comparison, claimed, length) } else { Truth::Unknown };
        let mut out = Outcome::new(truth, String::new());
        let known = |x: i64| (x != i64::MIN && x != i64::MAX).then(|| Nanos::new(x));
        out.measured = Some(Measured {
            quantity: Quantity::Duration { least: known(length.lo), most: known(length.hi), claimed: t.length.ns },
            comparison: t.comparison,
            claimed_text: t.length.text.clone(),
        });
        let marked = from
            .as_marked()
            .zip(to.as_marked())
            .filter(|_| from.exists && to.exists)
            .map(|(a, b)| a.to_when(&b, self.record, &self.used))
            .filter(|m| *m != length);
        let told = match marked {
            Some(marked) => format!(
                "As marked: {} With one that nobody marked: {}",
                lower(&told(marked, t.comparison, claimed)),
                lower(&told(length, t.comparison, claimed))
            ),
            None => told(length, t.comparison, claimed),
        };
        for (m, when) in [(&t.from, &from), (&t.to, &to)] {
            self.add_moment(&mut out, m, when);
        }
        match truth {
            Truth::Unknown => self.undetermined(&mut out, t, &from, &to, length, &told),
            _ => {
                out.answer = decided(told, length, t.comparison, claimed);
                out.margin = margin(length, claimed);
                if let Some(m) = &out.margin {
                    out.would_change.push(format!("Marks more than {m} away from where they are set."));
                }
            }
        }
        for (m, when) in [(&t.from, &from), (&t.to, &to)] {
            if let MomentOf::Event { pick: Pick::The, pattern, .. } = &m.of {
                let sure: Vec<&Item> = when.items.iter().filter(|i| i.sure).collect();
                let n = super::found::at_least(&sure, super::record::is_per_recording(&pattern.kind), self.record);
                if n > 1 {
                    let what = described(pattern, self.record.timeline);
                    out.reasons.push(Reason::MoreThanOne { what, at_least: u32::try_from(n).unwrap_or(u32::MAX) });
                }
            }
        }
        out
    }

    fn add_moment(&self, out: &mut Outcome, m: &Moment, when: &When) {
        let name = moment(m, self.record.timeline);
        let role = name.trim_start_matches("the ");
        if let Some(item) = when.items.first().filter(|i| i.sure) {
            out.evidence.extend(self.evidence(item, role));
            out.rests_on.extend(self.recordings_of(item));
        }
        // What could come before (after) it and is not certain.
        for item in when.items.iter().filter(|i| !i.sure) {
            out.leads.extend(self.evidence(item, role));
        }
        if let MomentOf::Day(day) = &m.of {
            self.add_day(out, &day_when(day, self.record));
        }
        if let MomentOf::Event { pattern, .. } = &m.of {
            let scope = super::span::scope(Some(pattern), self.record);
            let rows = self.coverage_rows(pattern, &[scope]);
            // That the first is the first rests on where an earlier one would have been noticed.
            if out.truth != Truth::Unknown {
                let covered = rows.iter().filter(|row| !row.covered.is_empty()).map(|row| &row.recording);
                let numbers: Vec<usize> = covered.filter_map(|id| self.record.clocks.recording(id)).collect();
                if when.gaps.is_none() {
                    out.rests_on.extend(numbers);
                }
            }
        }
    }

    /// How exactly the recordings are placed on which two moments were seen or heard; each once.
    fn placed_to(&self, moments: [&When; 2]) -> Vec<Reason> {
        let mut out = Vec::new();
        let items = moments.into_iter().filter_map(|w| w.items.first());
        for mark in items.flat_map(|i| self.marks_of(i)) {
            let Some(number) = mark.recording else { continue };
            let (Some(t), Some(r)) =
                (self.record.clocks.transform(number), self.record.timeline.recordings.get(number))
            else {
                continue;
            };
            let bound = t.bound_at(unmuted_model::RecordingTime::from_ns(mark.start().lo)).abs().get();
            if bound == 0 {
                continue;
            }
            let digits = if bound >= SECOND / 10 { 1 } else { 3 };
            let reason =
                Reason::PlacedTo { name: r.name.clone(), bound: format!("{} s", amount(bound, SECOND, digits, true)) };
            if !out.contains(&reason) {
                out.push(reason);
            }
        }
        out
    }

    fn undetermined(&self, out: &mut Outcome, t: &TimeBetween, from: &When, to: &When, length: Bounds, told: &str) {
        let mut reasons: Vec<Reason> = Vec::new();
        let pattern = |m: &Moment| match &m.of {
            MomentOf::Event { pattern, .. } => Some(pattern.clone()),
            _ => None,
        };
        for (m, when) in [(&t.from, from), (&t.to, to)] {
            let p: Option<Pattern> = pattern(m);
            for reason in self.moment_reasons(&moment(m, self.record.timeline), when, p.as_ref()) {
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
        }
        for day in [&t.from, &t.to].into_iter().filter_map(|m| match &m.of {
            MomentOf::Day(day) => Some(day),
            _ => None,
        }) {
            reasons.extend(self.why_no_day(day, &day_when(day, self.record)));
        }
        let before = from.exists && length.hi < 0;
        let bounded = length.lo != i64::MIN && length.hi != i64::MAX && !before;
        if before {
            reasons.insert(
                0,
                Reason::ComesBefore {
                    a: moment(&t.from, self.record.timeline),
                    b: capital(&moment(&t.to, self.record.timeline)),
                },
            );
        } else if !from.exists && !matches!(t.from.of, MomentOf::Day(_)) {
            let what = moment(&t.from, self.record.timeline).trim_start_matches("the ").to_owned();
            reasons.insert(0, Reason::NothingToMeasureFrom { what });
        } else if bounded {
            reasons.insert(0, Reason::RangeCrosses { how: told.to_owned() });
        } else if length == Bounds::UNKNOWN && to.exists && reasons.is_empty() {
            reasons.push(Reason::NotComparable {
                a: moment(&t.from, self.record.timeline),
                b: moment(&t.to, self.record.timeline),
            });
        } else if length != Bounds::UNKNOWN && (length.lo >= 0 || length.hi != i64::MAX || reasons.is_empty()) {
            // That it is more than some time the other way round tells nobody anything.
            reasons.insert(0, Reason::Unbounded { how: told.to_owned() });
        }
        if bounded && self.used.placement.get() {
            reasons.extend(self.placed_to([from, to]));
        }
        out.answer = said(&reasons);
        out.would_change = self.remedies(&reasons);
        if bounded {
            out.undetermined_by = crossing(length, t.length.ns.get());
            for m in [&t.from, &t.to] {
                if let MomentOf::Day(_) = &m.of {
                    out.would_change.push(format!("The time of day of {}.", moment(m, self.record.timeline)));
                }
            }
            for (m, when) in [(&t.from, from), (&t.to, to)] {
                if let Some(item) = when.items.first() {
                    let name = moment(m, self.record.timeline);
                    out.would_change.push(format!("A closer view of {name} than {}.", self.told(item)));
                }
            }
        }
        out.reasons = reasons;
    }
}

fn is_first(m: &Moment) -> bool {
    match &m.of {
        MomentOf::Event { pick, .. } => matches!(pick, Pick::First | Pick::The),
        MomentOf::Day(DayMoment { of: DayOf::Outcome { pick, .. }, .. }) => *pick != Pick::Last,
        _ => false,
    }
}

/// Whether a length compares so in every timeline (true), in none (false), or in some.
pub(super) fn compare(c: Comparison, claimed: i64, length: Bounds) -> Truth {
    let (lo, hi) = (length.lo, length.hi);
    let (all, none) = match c {
        Comparison::Exactly => (lo == claimed && hi == claimed, claimed < lo || claimed > hi),
        Comparison::AtMost => (hi <= claimed, lo > claimed),
        Comparison::LessThan => (hi < claimed, lo >= claimed),
        Comparison::AtLeast => (lo >= claimed, hi < claimed),
        Comparison::MoreThan => (lo > claimed, hi <= claimed),
    };
    // A bound at the edge of the scale is no bound.
    match (all, none) {
        (true, _) => Truth::True,
        (_, true) => Truth::False,
        _ => Truth::Unknown,
    }
}

/// How far the nearest bound lies from the value claimed.
pub(super) fn margin(length: Bounds, claimed: i64) -> Option<String> {
    let gap = if length.hi != i64::MAX && length.hi <= claimed {
        claimed.saturating_sub(length.hi)
    } else if length.lo != i64::MIN && length.lo >= claimed {
        length.lo.saturating_sub(claimed)
    } else {
        return None;
    };
    Some(gap_in_words(gap, claimed, false))
}

/// By how much it is undetermined: how far the nearer bound lies beyond the value claimed.
pub(super) fn crossing(length: Bounds, claimed: i64) -> Option<String> {
    let below = (length.lo != i64::MIN && length.lo < claimed).then(|| claimed.saturating_sub(length.lo));
    let above = (length.hi != i64::MAX && length.hi > claimed).then(|| length.hi.saturating_sub(claimed));
    below.into_iter().chain(above).min().map(|gap| gap_in_words(gap, claimed, true))
}

fn gap_in_words(gap: i64, claimed: i64, up: bool) -> String {
    let (per, unit) = shown_in(claimed);
    let digits = if gap >= per / 10 { 1 } else { 3 };
    format!("{} {unit}", amount(gap, per, digits, up))
}

/// The unit in which a length is told: hours where hours were asked for.
fn shown_in(claimed: i64) -> (i64, &'static str) {
    if claimed >= 2 * HOUR { (HOUR, "h") } else { (SECOND, "s") }
}

/// "Between 58.3 and 60.9 s: from 1.7 s inside the limit to 0.9 s past it."
pub(super) fn told(length: Bounds, c: Comparison, claimed: i64) -> String {
    let (per, unit) = shown_in(claimed);
    let d = if per == SECOND { digits(&[length.lo, length.hi], claimed) } else { 1 };
    let lo = || amount(length.lo, per, d, false);
    let hi = || amount(length.hi, per, d, true);
    let range = match (length.lo == i64::MIN, length.hi == i64::MAX) {
        (true, true) => return "The available footage sets no bound on it.".to_owned(),
        (true, false) => format!("At most {} {unit}", hi()),
        (false, true) => format!("At least {} {unit}", lo()),
        (false, false) if lo() == hi() => format!("{} {unit}", lo()),
        (false, false) => format!("Between {} and {} {unit}", lo(), hi()),
    };
    let crosses = length.lo < claimed && claimed < length.hi && length.lo != i64::MIN && length.hi != i64::MAX;
    if !crosses {
        return format!("{range}.");
    }
    let (under, over) = (
        amount(claimed.saturating_sub(length.lo), per, d, true),
        amount(length.hi.saturating_sub(claimed), per, d, true),
    );
    match c {
        Comparison::AtMost | Comparison::LessThan => {
            format!("{range}: from {under} {unit} inside the limit to {over} {unit} past it.")
        }
        Comparison::AtLeast | Comparison::MoreThan | Comparison::Exactly => {
            format!("{range}: from {under} {unit} under {0} to {over} {unit} over.", shown(claimed))
        }
    }
}

/// "Between 68.3 and 71.4 s: at least 8.3 s past the limit."
pub(super) fn decided(told: String, length: Bounds, c: Comparison, claimed: i64) -> String {
    let Some(margin) = margin(length, claimed).filter(|_| length.lo != claimed && length.hi != claimed) else {
        return told;
    };
    let below = length.hi != i64::MAX && length.hi <= claimed;
    let side = match (c, below) {
        (Comparison::AtMost | Comparison::LessThan, true) => "inside the limit".to_owned(),
        (Comparison::AtMost | Comparison::LessThan, false) => "past the limit".to_owned(),
        (_, true) => format!("less than {}", shown(claimed)),
        (_, false) => format!("more than {}", shown(claimed)),
    };
    // Where it is told in two sentences, this is a third.
    if told.contains(". ") {
        return format!("{told} That is at least {margin} {side}.");
    }
    format!("{}: at least {margin} {side}.", told.trim_end_matches('.'))
}

/// Without a capital letter.
fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().collect::<String>() + chars.as_str())
}

/// "60 s", "2.5 h".
fn shown(ns: i64) -> String {
    let (per, unit) = shown_in(ns);
    let text = amount(ns, per, 9, false);
    format!("{} {unit}", text.trim_end_matches('0').trim_end_matches('.'))
}
