//! Testing a sentence against a timeline.
//!
//! Kleene's three values over intervals and coverage: true only if the sentence holds in every exact timeline
//! that the record allows, false only if in none. Every step works on bounds that contain all exact timelines,
//! so an answer may be undetermined where a cleverer method would decide, and is never decided wrongly; the
//! tests `language_grid.rs` and `language_random.rs` enumerate and sample exact timelines to check that.

mod attribute;
mod count;
mod days;
mod duration;
mod explain;
mod followed;
mod found;
mod happened;
mod look;
mod memory;
mod outcome;
mod point;
mod presence;
mod record;
mod relation;
mod running;
mod span;
mod target;
mod time;

use super::ast::{Assertion, Count, MomentOf, On, Pattern, Pick, Presence, Sentence, Window};
use super::finding::{Clockface, Finding};
use super::reading;
use super::reason::{self, Reason};
use crate::timeline::Timeline;
use found::{Item, find, places};
use outcome::Outcome;
use point::BoundsUsed;
use unmuted_model::{SourceId, Truth};

use crate::language::words::described;
use record::Record;

/// A timeline made ready for sentences. Making it once and testing many sentences with it costs less than
/// [`evaluate`] for each.
pub struct Evaluator<'a> {
    record: Record<'a>,
    clockface: &'a dyn Clockface,
}

impl<'a> Evaluator<'a> {
    /// Makes a timeline ready.
    pub fn new(timeline: &'a Timeline, clockface: &'a dyn Clockface) -> Self {
        Self { record: Record::new(timeline), clockface }
    }

    /// Tests one sentence.
    pub fn evaluate(&self, assertion: &Assertion) -> Finding {
        let test = Test { record: &self.record, clockface: self.clockface, used: BoundsUsed::default() };
        let mut outcome = test.sentence(&assertion.sentence);
        let unread = assertion.sentence.unread_of(&self.record.timeline.unread);
        if outcome.truth != Truth::Unknown && !unread.is_empty() {
            outcome.withhold(Reason::NotRead { what: unread.into_iter().map(str::to_owned).collect() }, &test);
        }
        let reading = reading::read_back(&assertion.sentence, self.record.timeline);
        outcome.into_finding(reading, &test)
    }
}

/// Tests one sentence against a timeline.
pub fn evaluate(assertion: &Assertion, timeline: &Timeline, clockface: &dyn Clockface) -> Finding {
    Evaluator::new(timeline, clockface).evaluate(assertion)
}

/// The test of one sentence under way.
struct Test<'t, 'a> {
    record: &'t Record<'a>,
    clockface: &'a dyn Clockface,
    used: BoundsUsed,
}

impl Test<'_, '_> {
    fn sentence(&self, s: &Sentence) -> Outcome {
        match s {
            Sentence::Some(_)
            | Sentence::No(_)
            | Sentence::Count(_)
            | Sentence::Time(_)
            | Sentence::Duration(_)
            | Sentence::Running(_)
            | Sentence::Relation(_) => self.atom(s),
            Sentence::Every(e) => self.atom(&Sentence::Some(e.as_presence())),
            Sentence::Attribute(a) => self.attribute(a),
            Sentence::Days(d) => self.days(d),
            Sentence::Happened(h) => self.happened(h),
            Sentence::Not(inner) => self.sentence(inner).negated(),
            Sentence::All(parts) => Outcome::all(parts.iter().map(|p| self.sentence(p))),
            Sentence::Any(parts) => Outcome::any(parts.iter().map(|p| self.sentence(p))),
            Sentence::If(condition, then) => {
                let condition = self.sentence(condition);
                // Where the condition certainly does not hold, the sentence asks for nothing.
                if condition.truth == Truth::False {
                    return condition.negated();
                }
                let mut then = self.sentence(then);
                if condition.truth == Truth::True {
                    then.rest_also_on(condition);
                    return then;
                }
                Outcome::any([condition.negated(), then])
            }
        }
    }

    /// One sentence about one thing: first `every` camera, then `each` event, then itself.
    fn atom(&self, s: &Sentence) -> Outcome {
        let nowhere = |p: &&Pattern| p.on != On::That && places(p, self.record).is_some_and(|list| list.is_empty());
        if patterns(s).iter().any(nowhere) {
            return Outcome::open(vec![Reason::NoSuchRecording], self);
        }
        if let Some(cameras) = self.every(s) {
            return Outcome::all(cameras.into_iter().map(|id| self.atom(&on_one(s, &id))));
        }
        let mut out = match each(s).cloned() {
            Some(pattern) => self.for_each(s, &pattern),
            None => self.one(s, None),
        };
        self.heed_unplaced(s, &mut out);
        self.heed_outside(s, &mut out);
        out
    }

    /// A sentence about the whole of a scope that the case states says what was marked outside it.
    fn heed_outside(&self, s: &Sentence, out: &mut Outcome) {
        let (Sentence::Some(Presence { pattern, window: Window::Scope })
        | Sentence::No(Presence { pattern, window: Window::Scope })
        | Sentence::Count(Count { pattern, window: Window::Scope, .. })) = s
        else {
            return;
        };
        if out.truth == Truth::Unknown || self.record.timeline.scope.is_none() {
            return;
        }
        let found = find(pattern, self.record);
        let held = found.in_scope(pattern, self.record, &self.used);
        let outside = found.all.iter().zip(held).filter(|(item, held)| item.sure && !held.1);
        let marks: Vec<_> = outside.flat_map(|(item, _)| self.marks_of(item)).map(|m| m.id.clone()).collect();
        if !marks.is_empty() {
            out.answer += &format!(" Outside the case\u{2019}s scope, and not counted: {}.", reason::ids(&marks));
        }
    }

    /// A sentence that names no recording speaks of those that share a clock. Where none do, and there are several,
    /// it is not decided on the first alone; where some do, it says which are left out.
    fn heed_unplaced(&self, s: &Sentence, out: &mut Outcome) {
        let t = self.record.timeline;
        let anywhere = |p: &&Pattern| p.on == On::Anywhere && !record::is_per_recording(&p.kind);
        // What is marked is there, whatever else is.
        let shown = matches!((s, out.truth), (Sentence::Some(_), Truth::True) | (Sentence::No(_), Truth::False));
        if out.truth == Truth::Unknown || shown || t.scope.is_some() || !patterns(s).iter().any(anywhere) {
            return;
        }
        let group = self.record.clocks.main_group;
        let members =
            |&(i, _): &(usize, &crate::timeline::Recording)| group.is_some() && self.record.clocks.group(i) == group;
        let apart = t.recordings.iter().enumerate().filter(|r| !members(r)).map(|(_, r)| r.name.clone());
        let names: Vec<String> = apart.collect();
        if group.is_none() && names.len() > 1 {
            out.withhold(Reason::NoCommonClock { names }, self);
        } else if group.is_some() && !names.is_empty() {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let names = crate::language::words::listed(&names, "and");
            out.answer += &format!(" Not counting {names}, on no common clock with the rest.");
        }
    }

    /// The sentence of one of the things that `each` speaks of, said of every recording on which it is observed
    /// where the sentence says `that recording`.
    fn one_of_each(&self, s: &Sentence, item: &Item) -> Outcome {
        if !s.says_that() {
            return self.one(s, Some(item));
        }
        let recordings: std::collections::BTreeSet<usize> = self.recordings_of(item).into_iter().collect();
        let ids = recordings.iter().filter_map(|r| self.record.timeline.recordings.get(*r)).map(|r| &r.id);
        let parts: Vec<Outcome> = ids.map(|id| self.one(&s.on_that(id), Some(item))).collect();
        if parts.is_empty() {
            let marks = self.marks_of(item).map(|m| m.id.clone()).collect();
            return Outcome::unknown(Reason::NotStated { what: "which recording it is on".to_owned(), marks });
        }
        Outcome::all(parts)
    }

    fn one(&self, s: &Sentence, bound: Option<&Item>) -> Outcome {
        match s {
            Sentence::Some(p) => self.some(p, bound),
            Sentence::No(p) => self.no(p, bound),
            Sentence::Count(c) => self.count(c, bound),
            Sentence::Time(t) => self.time(t, bound),
            Sentence::Duration(d) => self.duration(d, bound),
            Sentence::Running(r) => self.running(r, bound),
            Sentence::Relation(r) => self.relation(r, bound),
            // `atom` is called with those above only; what it would mean for the others is plain all the same.
            other => self.sentence(other),
        }
    }

    /// The recordings that `on every camera` names; `None` where it is not said, or makes no difference: that
    /// there is none on every camera is that there is none on any.
    fn every(&self, s: &Sentence) -> Option<Vec<SourceId>> {
        let pattern = match s {
            Sentence::Some(Presence { pattern, .. }) => pattern,
            Sentence::Count(c) => &c.pattern,
            Sentence::Duration(d) if !d.at_once => &d.pattern,
            _ => return None,
        };
        let On::Every(which) = &pattern.on else { return None };
        let all = self.record.timeline.recordings.iter();
        Some(all.filter(|r| which.has(&r.id, r.is_camera)).map(|r| r.id.clone()).collect())
    }

    /// The sentence for each event of a pattern, marked or not.
    fn for_each(&self, s: &Sentence, pattern: &Pattern) -> Outcome {
        let scope = span::scope(Some(pattern), self.record);
        let found = find(pattern, self.record);
        let gaps = span::gaps(pattern, &scope, self.record);
        let mut sure_ones = 0;
        let mut parts: Vec<Outcome> = Vec::new();
        let held = found.in_scope(pattern, self.record, &self.used);
        let possible =
            found.all.iter().zip(held).zip(&found.distinct).filter(|((_, held), distinct)| held.1 && **distinct);
        for ((item, &(certain, _)), _) in possible {
            let mut one = self.one_of_each(s, item);
            if item.sure && certain {
                sure_ones += 1;
            } else if one.truth == Truth::False {
                // It may not be there, so it cannot make the sentence false.
                one.truth = Truth::Unknown;
                one.reasons.insert(0, self.doubtful(pattern, &[item]));
            }
            parts.push(one);
        }
        let what = described(pattern, self.record.timeline);
        if !gaps.none() {
            let mut open = Outcome::unknown_with(self.gap_reasons(pattern, &gaps, &scope));
            if sure_ones == 0 {
                open.reasons.insert(0, Reason::NobodyMarked { what: what.clone() });
            }
            parts.push(open);
        }
        if parts.is_empty() {
            let mut nothing = self.covered_outcome(pattern, &[scope], Truth::True);
            nothing.reasons.push(Reason::NothingToTest { what: what.clone() });
            nothing.answer = format!("There is no {what} in the available footage, so there was nothing to test.");
            return nothing;
        }
        Outcome::all(parts)
    }
}

/// What a sentence looks for.
fn patterns(s: &Sentence) -> Vec<&Pattern> {
    match s {
        Sentence::Some(p) | Sentence::No(p) => vec![&p.pattern],
        Sentence::Count(c) => vec![&c.pattern],
        Sentence::Duration(d) => vec![&d.pattern],
        Sentence::Relation(r) => vec![&r.a.pattern, &r.b.pattern],
        _ => Vec::new(),
    }
}

/// What a sentence is said of each of.
fn each(s: &Sentence) -> Option<&Pattern> {
    let moments = match s {
        Sentence::Some(p) | Sentence::No(p) => p.window.moments(),
        Sentence::Count(c) => c.window.moments(),
        Sentence::Time(t) => vec![&t.from, &t.to],
        Sentence::Duration(d) => d.window.moments(),
        Sentence::Running(r) => vec![&r.at],
        Sentence::Relation(r) if r.a.pick == Pick::Each => return Some(&r.a.pattern),
        _ => Vec::new(),
    };
    moments.into_iter().find_map(|m| match &m.of {
        MomentOf::Event { pick: Pick::Each, pattern, .. } => Some(pattern),
        _ => None,
    })
}

/// The same sentence about one recording.
fn on_one(s: &Sentence, id: &SourceId) -> Sentence {
    match s {
        Sentence::Some(p) => Sentence::Some(Presence { pattern: p.pattern.on_recording(id), window: p.window.clone() }),
        Sentence::Count(c) => Sentence::Count(super::ast::Count { pattern: c.pattern.on_recording(id), ..c.clone() }),
        Sentence::Duration(d) => {
            Sentence::Duration(super::ast::Duration { pattern: d.pattern.on_recording(id), ..d.clone() })
        }
        other => other.clone(),
    }
}
