//! The result of a part of a sentence, and how parts make a whole.

use super::Test;
use crate::language::finding::{Coverage, Evidence, Finding, Measured};
use crate::language::reason::Reason;
use std::collections::BTreeSet;
use std::ops::Not;
use unmuted_model::{ObservationId, Truth};

/// What testing one part gave.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub truth: Truth,
    pub answer: String,
    pub measured: Option<Measured>,
    pub margin: Option<String>,
    pub undetermined_by: Option<String>,
    pub evidence: Vec<Evidence>,
    pub would_change: Vec<String>,
    pub leads: Vec<Evidence>,
    pub reasons: Vec<Reason>,
    pub coverage: Vec<Coverage>,
    /// The recordings, by number, that it rests on.
    pub rests_on: BTreeSet<usize>,
}

impl Outcome {
    pub fn new(truth: Truth, answer: String) -> Self {
        Self {
            truth,
            answer,
            measured: None,
            margin: None,
            undetermined_by: None,
            evidence: Vec::new(),
            would_change: Vec::new(),
            leads: Vec::new(),
            reasons: Vec::new(),
            coverage: Vec::new(),
            rests_on: BTreeSet::new(),
        }
    }

    pub fn unknown(reason: Reason) -> Self {
        Self::unknown_with(vec![reason])
    }

    pub fn unknown_with(reasons: Vec<Reason>) -> Self {
        let answer = said(&reasons);
        Self { reasons, ..Self::new(Truth::Unknown, answer) }
    }

    /// Not decided, for these reasons and with what would close them.
    pub fn leave_open(&mut self, reasons: Vec<Reason>, test: &Test<'_, '_>) {
        self.answer = said(&reasons);
        self.would_change = test.remedies(&reasons);
        self.reasons = reasons;
    }

    /// The same, of something of which nothing else is known.
    pub fn open(reasons: Vec<Reason>, test: &Test<'_, '_>) -> Self {
        let mut out = Self::new(Truth::Unknown, String::new());
        out.leave_open(reasons, test);
        out
    }

    /// Decides nothing after all, for a reason; what was found stays told.
    pub fn withhold(&mut self, reason: Reason, test: &Test<'_, '_>) {
        self.truth = Truth::Unknown;
        self.margin = None;
        let remedies = test.remedies(std::slice::from_ref(&reason));
        self.would_change.splice(0..0, remedies);
        self.answer = format!("{reason} From what was read: {}", self.answer);
        self.reasons.insert(0, reason);
    }

    pub fn negated(mut self) -> Self {
        self.truth = self.truth.not();
        self
    }

    /// It holds or fails only because something else holds.
    pub fn rest_also_on(&mut self, other: Self) {
        extend_new(&mut self.evidence, other.evidence);
        self.rests_on.extend(other.rests_on);
    }

    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::joined(parts.into_iter().collect(), Truth::True, Truth::and)
    }

    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::joined(parts.into_iter().collect(), Truth::False, Truth::or)
    }

    fn joined(mut parts: Vec<Self>, nothing: Truth, join: fn(Truth, Truth) -> Truth) -> Self {
        if parts.len() == 1
            && let Some(only) = parts.pop()
        {
            return only;
        }
        let truth = parts.iter().map(|p| p.truth).fold(nothing, join);
        // Only the parts that made it so are told: of "all", the ones that fail; of "any", the ones that hold.
        let mut out = Self::new(truth, String::new());
        let mut told: Vec<String> = Vec::new();
        let mut seen: [BTreeSet<(ObservationId, String)>; 2] = Default::default();
        for part in parts {
            if part.truth != truth {
                continue;
            }
            if !told.contains(&part.answer) {
                told.push(part.answer.clone());
            }
            // A number line shows one measurement; the first of several stands for none of them.
            out.measured = if told.len() == 1 { part.measured } else { None };
            out.margin = if told.len() == 1 { part.margin } else { None };
            out.undetermined_by = if told.len() == 1 { part.undetermined_by } else { None };
            let [evidence, leads] = &mut seen;
            out.evidence.extend(part.evidence.into_iter().filter(|e| evidence.insert((e.id.clone(), e.role.clone()))));
            out.leads.extend(part.leads.into_iter().filter(|e| leads.insert((e.id.clone(), e.role.clone()))));
            extend_new(&mut out.would_change, part.would_change);
            extend_new(&mut out.reasons, part.reasons);
            for row in part.coverage {
                join_row(&mut out.coverage, row);
            }
            out.rests_on.extend(part.rests_on);
        }
        out.answer = told.join(" ");
        out
    }

    pub fn into_finding(self, reading: String, test: &Test<'_, '_>) -> Finding {
        let ids = test.record.timeline.recordings.iter().map(|r| r.id.clone());
        let rests_on = ids.enumerate().filter(|(i, _)| self.rests_on.contains(i)).map(|(_, id)| id).collect();
        Finding {
            truth: self.truth,
            reading,
            answer: self.answer,
            measured: self.measured,
            margin: self.margin,
            undetermined_by: self.undetermined_by,
            bound: bound(test),
            evidence: self.evidence,
            would_change: self.would_change,
            leads: self.leads,
            reasons: self.reasons,
            coverage: self.coverage,
            rests_on,
        }
    }
}

/// Reasons as sentences, at most three; the list itself is complete.
pub(super) fn said(reasons: &[Reason]) -> String {
    reasons.iter().take(3).map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn extend_new<T: PartialEq>(list: &mut Vec<T>, more: Vec<T>) {
    for item in more {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}

fn join_row(rows: &mut Vec<Coverage>, row: Coverage) {
    match rows.iter_mut().find(|r| r.recording == row.recording) {
        Some(known) => {
            known.asked = known.asked.union(&row.asked);
            known.covered = known.covered.union(&row.covered);
            extend_new(&mut known.silent, row.silent);
        }
        None => rows.push(row),
    }
}

/// Which bounds entered, in words.
fn bound(test: &Test<'_, '_>) -> String {
    let mut parts = vec!["worst case"];
    if test.used.rate.get() {
        parts.push("clock rates to ±100 ppm");
    }
    if test.used.placement.get() {
        parts.push("placement to its 99.9 % bound and sound's travel");
    }
    if test.used.wall.get() {
        parts.push("wall time to its anchor's bound");
    }
    parts.join("; ")
}
