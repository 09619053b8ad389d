//! `A overlaps B`, `A during B`.

use super::Test;
use super::found::Item;
use super::outcome::{Outcome, said};
use super::span::{Asked, Gaps, Limit, When, gaps};
use super::target::Targets;
use crate::language::ast::{How, Pick, Presence, Relation, Sentence, Window};
use crate::language::reason::Reason;
use crate::language::words::{capital, described, target};
use unmuted_model::Truth;

impl Test<'_, '_> {
    pub(super) fn relation(&self, r: &Relation, bound: Option<&Item>) -> Outcome {
        if r.a.pick == Pick::The {
            let window = match r.how {
                How::Overlaps => Window::While(r.b.clone()),
                How::During => Window::During(r.b.clone()),
            };
            return self.sentence(&Sentence::Some(Presence { pattern: r.a.pattern.clone(), window }));
        }
        let b = self.targets(&r.b);
        if let Some(item) = bound {
            return self.related(r, item, &b);
        }
        // The first or last one: whichever it is, and however it lies.
        let a = self.targets(&r.a);
        let name = target(&r.a, self.record.timeline);
        if !a.exists {
            let what = name.trim_start_matches("the ").to_owned();
            return Outcome::open(vec![Reason::NothingToMeasureFrom { what }], self);
        }
        let parts: Vec<Outcome> = a.possible.iter().map(|item| self.related(r, item, &b)).collect();
        let truths: Vec<Truth> = parts.iter().map(|p| p.truth).collect();
        let all = |t: Truth| !truths.is_empty() && a.gaps.none() && truths.iter().all(|x| *x == t);
        if all(Truth::True) {
            return Outcome::all(parts);
        }
        if all(Truth::False) {
            return Outcome::any(parts);
        }
        let mut reasons = Vec::new();
        if a.possible.len() != 1 || !a.gaps.none() {
            reasons.push(Reason::MayNotBeTheOne { what: name.trim_start_matches("the ").to_owned() });
        }
        if !a.gaps.none() {
            let scope = super::span::scope(Some(&r.a.pattern), self.record);
            reasons.extend(self.gap_reasons(&r.a.pattern, &a.gaps, &scope));
        }
        for part in &parts {
            for reason in &part.reasons {
                if !reasons.contains(reason) {
                    reasons.push(reason.clone());
                }
            }
        }
        let mut out = Outcome::unknown_with(reasons);
        for part in parts {
            out.rest_also_on(part);
        }
        out.answer = said(&out.reasons);
        out.would_change = self.remedies(&out.reasons);
        out
    }

    /// Whether one thing lies so to what the sentence names.
    fn related(&self, r: &Relation, item: &Item, b: &Targets) -> Outcome {
        let everywhere = Asked::default();
        let (certain, mut perhaps) = b.relation(item, r.how, &everywhere, self.record, &self.used);
        // One that nobody marked matters only where it would have time in common with this.
        let limit = |p: &super::point::Point| Limit::new(When::exactly(p.clone()), 0, true, self.record);
        let around = Asked { from: vec![limit(&item.start)], to: vec![limit(&item.end)] };
        let near =
            if b.gap_near(item, self.record) { gaps(&r.b.pattern, &around, self.record) } else { Gaps::default() };
        perhaps |= !near.none();
        let (what, name) = (described(&r.a.pattern, self.record.timeline), target(&r.b, self.record.timeline));
        let truth = match (certain, perhaps) {
            (true, _) => Truth::True,
            (_, false) => Truth::False,
            _ => Truth::Unknown,
        };
        let mut out = Outcome::new(truth, String::new());
        out.evidence = self.evidence(item, &what);
        out.rests_on.extend(self.recordings_of(item));
        for y in &b.possible {
            let evidence = self.evidence(y, name.trim_start_matches("the "));
            if y.sure {
                out.evidence.extend(evidence.into_iter().filter(|e| !out.evidence.contains(e)).collect::<Vec<_>>());
                out.rests_on.extend(self.recordings_of(y));
            } else {
                out.leads.extend(evidence);
            }
        }
        let at = self.told(item);
        out.answer = match (truth, r.how) {
            (Truth::True, How::Overlaps) => format!("{} ({at}) and {name} have time in common.", capital(&what)),
            (Truth::True, How::During) => format!("{} ({at}) is wholly within the time of {name}.", capital(&what)),
            (Truth::False, How::Overlaps) => format!("{} ({at}) and {name} have no time in common.", capital(&what)),
            (Truth::False, How::During) => {
                format!("{} ({at}) is not wholly within the time of any {}.", capital(&what), bare(&name))
            }
            (Truth::Unknown, _) => {
                let mut reasons = Vec::new();
                if b.possible.is_empty() {
                    reasons.push(Reason::NobodyMarked { what: name.clone() });
                } else {
                    let items: Vec<&Item> = std::iter::once(item).chain(&b.possible).collect();
                    let unsure: Vec<&Item> = b.possible.iter().filter(|i| !i.sure).collect();
                    reasons.push(if unsure.is_empty() {
                        let marks = items.iter().flat_map(|i| self.marks_of(i)).map(|m| m.id.clone()).collect();
                        Reason::AtTheEdge { what: what.clone(), marks }
                    } else {
                        self.doubtful(&r.b.pattern, &unsure)
                    });
                }
                reasons.extend(self.gap_reasons(&r.b.pattern, &near, &around));
                out.would_change = self.remedies(&reasons);
                out.reasons = reasons;
                said(&out.reasons)
            }
        };
        if truth == Truth::False {
            // That nothing is there rests on who would have noticed it.
            let absent = self.covered_outcome(&r.b.pattern, &[around], truth);
            out.coverage = absent.coverage.clone();
            out.rest_also_on(absent);
        }
        out
    }
}

fn bare(name: &str) -> &str {
    name.trim_start_matches("the first ").trim_start_matches("the last ")
}
