//! `duration of X ... <= D`: how long something lasts, all of it together, within a window.
//!
//! The least is the time at which it certainly lasts, within the window at its narrowest; the most is the time at
//! which it may last, within the window at its widest. Both are worked out on every clock, because each clock
//! shows its own recording exactly; every result holds, so the largest least and the smallest most are taken.

use super::Test;
use super::found::{Found, Item, find};
use super::look::Looked;
use super::outcome::Outcome;
use super::record::SILENCE;
use super::span::gaps;
use super::time::{compare, crossing, decided, margin, told};
use crate::language::ast::{Duration, Pattern};
use crate::language::finding::{Measured, Quantity};
use crate::language::reason::Reason;
use crate::language::words::described;
use crate::timeline::{Bounds, ClockId, FrameClock};
use std::rc::Rc;
use unmuted_model::{Nanos, Span, SpanSet, Time, Truth};

/// What lasts in one place: what was found there, and where it may last unseen.
struct Part {
    found: Rc<Found>,
    missing: Vec<(ClockId, SpanSet<FrameClock>)>,
}

impl Test<'_, '_> {
    pub(super) fn duration(&self, d: &Duration, bound: Option<&Item>) -> Outcome {
        // At once: what lasts on each recording by itself, and the time that they share.
        let parts: Vec<Pattern> = if d.at_once {
            let ids = super::found::named(&d.pattern.on, self.record).unwrap_or_default();
            let ids = ids.into_iter().filter_map(|n| self.record.timeline.recordings.get(n)).map(|r| r.id.clone());
            ids.map(|id| d.pattern.on_recording(&id)).collect()
        } else {
            vec![d.pattern.clone()]
        };
        if parts.is_empty() {
            return Outcome::unknown(Reason::NothingToMeasureFrom { what: "such recording".to_owned() });
        }
        let looked = self.look(&d.pattern, &d.window, bound);
        let length = self.lasting(&parts, &looked);
        let claimed = d.length.ns.get();
        let truth = match &looked.blocked {
            Some(_) => Truth::Unknown,
            None => compare(d.comparison, claimed, length),
        };
        self.used.rate.set(true);
        let mut out = Outcome::new(truth, String::new());
        out.measured = Some(Measured {
            quantity: Quantity::Duration {
                least: Some(Nanos::new(length.lo)),
                most: (length.hi != i64::MAX).then(|| Nanos::new(length.hi)),
                claimed: d.length.ns,
            },
            comparison: d.comparison,
            claimed_text: d.length.text.clone(),
        });
        out.coverage = self.coverage_rows(&d.pattern, &looked.asked);
        let what = described(&d.pattern, self.record.timeline);
        for item in &looked.certain {
            out.evidence.extend(self.evidence(item, &what));
            out.rests_on.extend(self.recordings_of(item));
        }
        let told = told(length, d.comparison, claimed);
        if truth == Truth::Unknown {
            let mut reasons: Vec<Reason> = looked.blocked.iter().cloned().collect();
            if reasons.is_empty() {
                reasons.push(Reason::RangeCrosses { how: told });
            }
            for reason in self.open_reasons(&d.pattern, &d.window, &looked) {
                if !reasons.contains(&reason) && !matches!(reason, Reason::AtTheEdge { .. }) {
                    reasons.push(reason);
                }
            }
            out.leave_open(reasons, self);
            out.undetermined_by = crossing(length, claimed);
        } else {
            out.margin = margin(length, claimed);
            out.answer = decided(told, length, d.comparison, claimed);
            let absent = self.covered_outcome(&d.pattern, &looked.asked, truth);
            out.rests_on.extend(absent.rests_on);
            if d.pattern.kind.as_str() != SILENCE {
                out.would_change.push("A further mark, or the rejection of one.".to_owned());
            }
        }
        self.add_context(&mut out, &d.pattern, &looked);
        out
    }

    /// How long it lasts on all of these at once.
    fn lasting(&self, parts: &[Pattern], looked: &Looked) -> Bounds {
        let count = self.record.timeline.recordings.len();
        let group = self.record.clocks.main_group.map(ClockId::Group);
        let parts: Vec<Part> = parts
            .iter()
            .map(|p| Part {
                found: find(p, self.record),
                missing: looked.outer.iter().flat_map(|a| gaps(p, a, self.record).missing).collect(),
            })
            .collect();
        let mut out = Bounds::new(0, i64::MAX);
        for clock in (0..count).map(ClockId::Recording).chain(group) {
            let here = self.lasting_on(clock, &parts, looked);
            out = Bounds::new(out.lo.max(here.lo), out.hi.min(here.hi));
        }
        out
    }

    fn lasting_on(&self, clock: ClockId, parts: &[Part], looked: &Looked) -> Bounds {
        let frame = |lo: i64, hi: i64| Span::<FrameClock>::new(Time::from_ns(lo), Time::from_ns(hi));
        let mut narrow = SpanSet::empty();
        let mut wide = SpanSet::empty();
        for asked in &looked.outer {
            let w = asked.widest(clock, self.record);
            wide = wide.union(&frame(w.lo, w.hi).into_iter().collect());
        }
        for asked in &looked.inner {
            let n = asked.narrowest(clock, self.record).and_then(|s| frame(s.start().ns(), s.end().ns()));
            narrow = narrow.union(&n.into_iter().collect());
        }
        let (mut least, mut most) = (narrow, wide.clone());
        for part in parts {
            let on = |item: &Item| {
                Some((item.start.on(clock, &self.record.clocks)?, item.end.on(clock, &self.record.clocks)?))
            };
            let certain: SpanSet<FrameClock> =
                part.found.sure().filter_map(on).filter_map(|(start, end)| frame(start.hi, end.lo)).collect();
            let mut possible: SpanSet<FrameClock> = SpanSet::empty();
            for item in part.found.possible() {
                possible = match on(item).and_then(|(start, end)| frame(start.lo, end.hi)) {
                    Some(span) => possible.union(&SpanSet::from_iter([span])),
                    // It may be at any time.
                    None => wide.clone(),
                };
            }
            for (from, set) in &part.missing {
                for s in set.spans() {
                    let there = self.record.clocks.carry(Bounds::new(s.start().ns(), s.end().ns()), *from, clock);
                    possible = match there.and_then(|b| frame(b.lo, b.hi)) {
                        Some(span) => possible.union(&SpanSet::from_iter([span])),
                        None => wide.clone(),
                    };
                }
            }
            least = least.intersection(&certain);
            most = most.intersection(&possible);
        }
        // Time on a clock with no bound, or beyond the scale, is no bound.
        let open = most.spans().iter().any(|s| s.start() == Time::MIN || s.end() == Time::MAX);
        let most = if open { i64::MAX } else { most.total().get() };
        Bounds::new(least.total().get(), most)
            .with_rate_slack()
            .intersection(Bounds::new(0, i64::MAX))
            .unwrap_or(Bounds::new(0, i64::MAX))
    }
}
