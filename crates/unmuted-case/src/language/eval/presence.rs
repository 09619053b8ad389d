//! `some X ...` and `no X ...`.

use super::Test;
use super::found::Item;
use super::look::Looked;
use super::outcome::Outcome;
use super::record::{MUTED, SILENCE};
use crate::language::ast::{MomentOf, Pattern, Presence, Window};
use crate::language::reason::Reason;
use crate::language::words::{capital, described, noun, seconds};
use crate::timeline::ClockId;
use std::collections::BTreeMap;
use unmuted_model::{RecordingClock, Span, SpanSet, Time, Truth};

/// How many things stand as evidence that there is one, and how many leads beside it.
const SHOWN: usize = 50;

/// How many things an answer names before it counts the rest.
const NAMED: usize = 3;

impl Test<'_, '_> {
    pub(super) fn some(&self, p: &Presence, bound: Option<&Item>) -> Outcome {
        self.presence(p, bound)
    }

    pub(super) fn no(&self, p: &Presence, bound: Option<&Item>) -> Outcome {
        self.presence(p, bound).negated()
    }

    /// Whether there is one.
    fn presence(&self, p: &Presence, bound: Option<&Item>) -> Outcome {
        // One is enough for it to hold; of very many, the first stand for all.
        let looked = self.look_for(&p.pattern, &p.window, bound, SHOWN);
        let what = described(&p.pattern, self.record.timeline);
        let truth = match &looked.blocked {
            Some(_) => Truth::Unknown,
            None if !looked.certain.is_empty() => Truth::True,
            None if looked.possible.is_empty() && looked.gaps.none() => Truth::False,
            None => Truth::Unknown,
        };
        let mut out = match truth {
            Truth::True => {
                let mut out = Outcome::new(truth, self.there(&p.pattern, &looked));
                for item in &looked.certain {
                    out.evidence.extend(self.evidence(item, &what));
                    out.rests_on.extend(self.recordings_of(item));
                }
                out.coverage = self.coverage_rows(&p.pattern, &looked.asked);
                let marks: Vec<_> =
                    looked.certain.iter().flat_map(|i| self.marks_of(i)).map(|m| m.id.clone()).collect();
                if p.pattern.kind.as_str() == SILENCE {
                    out.would_change.push("Another file of this recording that has sound there.".to_owned());
                } else {
                    out.would_change.push(format!("Rejection of {}.", crate::language::reason::ids(&marks)));
                }
                out
            }
            Truth::False => {
                let mut out = self.covered_outcome(&p.pattern, &looked.asked, truth);
                out.answer = self.not_there(&p.pattern, &looked, &out);
                out.reasons.extend(looked.nowhere.clone());
                out.would_change.push(format!("A mark of {what} in that span."));
                out
            }
            Truth::Unknown => {
                let reasons = self.open_reasons(&p.pattern, &p.window, &looked);
                let mut out = Outcome::open(reasons, self);
                out.coverage = self.coverage_rows(&p.pattern, &looked.asked);
                out.leads.extend(self.silent_in(&looked.gaps, &looked.asked));
                out
            }
        };
        self.add_context(&mut out, &p.pattern, &looked);
        out
    }

    /// The moments of the window as evidence, and doubtful items as leads.
    pub(super) fn add_context(&self, out: &mut Outcome, pattern: &Pattern, looked: &Looked) {
        for (name, when) in &looked.moments {
            if let Some(item) = when.items.first().filter(|i| i.sure) {
                let role = name.trim_start_matches("the ");
                for e in self.evidence(item, role) {
                    if !out.evidence.iter().any(|known| known.id == e.id) {
                        out.evidence.push(e);
                    }
                }
                out.rests_on.extend(self.recordings_of(item));
            }
        }
        let what = described(pattern, self.record.timeline);
        for item in looked.doubtful.iter().take(SHOWN) {
            for e in self.evidence(item, &what) {
                if !out.leads.iter().chain(&out.evidence).any(|known| known.id == e.id) {
                    out.leads.push(e);
                }
            }
        }
    }

    /// Why looking did not decide.
    pub(super) fn open_reasons(&self, pattern: &Pattern, window: &Window, looked: &Looked) -> Vec<Reason> {
        let mut reasons: Vec<Reason> = looked.blocked.iter().cloned().collect();
        let mut add = |reason: Reason| {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        };
        if !looked.possible.is_empty() {
            let doubtful: Vec<&Item> = looked.possible.iter().collect();
            add(self.doubtful(pattern, &doubtful));
        } else if !looked.gaps.none() && !matches!(pattern.kind.as_str(), SILENCE | MUTED) {
            add(Reason::NobodyMarked { what: described(pattern, self.record.timeline) });
        }
        for asked in &looked.asked {
            for reason in self.gap_reasons(pattern, &looked.gaps, asked) {
                add(reason);
            }
        }
        let patterns = window.moments().into_iter().map(|m| match &m.of {
            MomentOf::Event { pattern, .. } => Some(pattern),
            _ => None,
        });
        for ((name, when), pattern) in looked.moments.iter().zip(patterns) {
            for reason in self.moment_reasons(name, when, pattern) {
                add(reason);
            }
        }
        reasons
    }

    fn there(&self, pattern: &Pattern, looked: &Looked) -> String {
        if matches!(pattern.kind.as_str(), SILENCE | MUTED) {
            return self.lengths(pattern, looked);
        }
        let items = &looked.certain;
        let named: Vec<String> = items.iter().take(NAMED).map(|i| self.told(i)).collect();
        let more = items.len().saturating_sub(NAMED);
        let rest = if more == 0 { String::new() } else { format!("; and {more} more") };
        format!("{}: {}{rest}.", capital(&described(pattern, self.record.timeline)), named.join("; "))
    }

    /// "Digital silence on Camera 1, 41.6 s in that span": a state of a recording is told by its length, as far
    /// as it certainly is in the span asked.
    fn lengths(&self, pattern: &Pattern, looked: &Looked) -> String {
        let mut states: BTreeMap<(usize, String), SpanSet<RecordingClock>> = BTreeMap::new();
        for mark in looked.certain.iter().flat_map(|i| self.marks_of(i)) {
            let Some(recording) = mark.recording else { continue };
            let word = mark.class.map_or_else(|| noun(&pattern.kind, self.record.timeline), |c| c.words().to_owned());
            let inner = Span::new(Time::from_ns(mark.start().hi), Time::from_ns(mark.end().lo));
            let known = states.entry((recording, word)).or_default();
            *known = known.union(&inner.into_iter().collect());
        }
        let told: Vec<String> = states
            .iter()
            .map(|((recording, word), inner)| {
                let name = self.record.timeline.recordings.get(*recording).map_or("", |r| r.name.as_str());
                let narrow =
                    looked.asked.iter().filter_map(|a| a.narrowest(ClockId::Recording(*recording), self.record));
                let within = inner.intersection(&narrow.collect()).total();
                match within.get() {
                    0 => format!("{word} on {name}"),
                    ns => format!("{word} on {name}, {} s in that span", seconds(ns, 1, false)),
                }
            })
            .collect();
        format!("{}.", capital(&told.join("; ")))
    }

    fn not_there(&self, pattern: &Pattern, looked: &Looked, out: &Outcome) -> String {
        if let Some(Reason::NothingToTest { what }) = &looked.nowhere {
            return format!("There is no {what} in the available footage, so there was nothing to test.");
        }
        let what = described(pattern, self.record.timeline);
        let recordings = self.record.timeline.recordings.iter().enumerate();
        let names: Vec<&str> =
            recordings.filter(|(i, _)| out.rests_on.contains(i)).map(|(_, r)| r.name.as_str()).collect();
        let (places, one) = match names.as_slice() {
            [] => ("the available footage".to_owned(), true),
            [one] => ((*one).to_owned(), true),
            [head @ .., last] => (format!("{} and {last}, taken together,", head.join(", ")), false),
        };
        let (was, has) = if one { ("was", "has") } else { ("were", "have") };
        let how = match pattern.kind.as_str() {
            SILENCE => format!("{was} examined throughout that span"),
            MUTED => format!("{has} sound throughout that span"),
            _ => format!("{was} reviewed for it throughout that span"),
        };
        match pattern.kind.as_str() {
            SILENCE | MUTED => format!("No {what} there: {places} {how}."),
            _ => format!("None is marked, and {places} {how}."),
        }
    }
}
