//! `wounds.entered = 8`, `subject.facing = "officers" at first shot`.

use super::Test;
use super::outcome::Outcome;
use super::point::Point;
use super::span::{When, resolve};
use crate::language::ast::{Attribute, Comparison, Literal, Moment, MomentOf, Pick};
use crate::language::finding::{Evidence, Measured, Quantity};
use crate::language::reason::Reason;
use crate::language::words::moment;
use crate::timeline::{AttributeAt, AttributeValue, Bounds, ClockId, Value};
use std::ops::Range;
use unmuted_model::{Decimal, ObservationId, Truth, Unit};

/// A value and what it says of the sentence.
struct Given<'a> {
    value: &'a AttributeValue,
    /// Whether it certainly is a value of the moment asked about.
    applies: bool,
    /// What the sentence is if this is the value.
    truth: Truth,
}

impl Test<'_, '_> {
    pub(super) fn attribute(&self, a: &Attribute) -> Outcome {
        let asked_at = a.at.as_ref().map(|m| (plain(m), resolve(m, None, self.record)));
        let values = self.record.timeline.attributes.iter().zip(&self.record.attribute_moments);
        let given: Vec<Given<'_>> = values
            .filter(|(v, _)| v.name == a.name)
            .filter_map(|(value, at)| {
                let (applies, may) = self.applies(value, at.as_ref(), asked_at.as_ref());
                may.then(|| Given { value, applies, truth: holds(value, a.comparison, &a.with) })
            })
            .collect();
        let all = |t: Truth| given.iter().all(|g| g.truth == t);
        let decisive = |t: Truth| given.iter().any(|g| g.applies && g.truth == t && g.value.basis.is_decisive());
        let truth = match () {
            () if all(Truth::True) && decisive(Truth::True) => Truth::True,
            () if all(Truth::False) && decisive(Truth::False) => Truth::False,
            () => Truth::Unknown,
        };
        let mut out = Outcome::new(truth, String::new());
        out.measured = measured(a, &given);
        for g in &given {
            let evidence = evidence(g.value);
            if g.applies && (g.value.basis.is_decisive() || truth != Truth::Unknown) || given.len() > 1 {
                out.evidence.push(evidence);
            } else {
                out.leads.push(evidence);
            }
        }
        if truth != Truth::Unknown {
            let told: Vec<String> = given.iter().map(|g| told(g.value)).collect();
            out.answer = format!("{}: {}.", a.name, told.join("; "));
            out.would_change.push("A source that gives another value.".to_owned());
            return out;
        }
        let reasons = self.attribute_reasons(a, &given);
        out.leave_open(reasons, self);
        out
    }

    /// Whether a value certainly is one of the moment asked about, and whether it may be.
    fn applies(&self, v: &AttributeValue, at: Option<&Moment>, asked: Option<&(Moment, When)>) -> (bool, bool) {
        let Some((moment, when)) = asked else { return (true, true) };
        match &v.at {
            Some(AttributeAt::Moment(_)) => {
                // The same words name the same moment, wherever it is; other words may, unless time lies between.
                let Some(at) = at else { return (false, true) };
                if plain(at) == *moment {
                    return (true, true);
                }
                let theirs = resolve(at, None, self.record);
                if !theirs.exists || !when.exists {
                    return (false, true);
                }
                let apart = theirs.to_when(when, self.record, &self.used);
                (apart.lo == 0 && apart.hi == 0, apart.lo <= 0 && apart.hi >= 0)
            }
            Some(AttributeAt::OnRecording { source, span }) => {
                let Some(r) = self.record.clocks.recording(source) else { return (false, true) };
                let end = |t: unmuted_model::RecordingTime| {
                    let at = Bounds::new(t.ns(), t.ns());
                    When::exactly(Point::unmarked(ClockId::Recording(r), at, &self.record.clocks))
                };
                if when.candidates.is_empty() {
                    return (false, true);
                }
                let since = end(span.start()).to_when(when, self.record, &self.used);
                let until = when.to_when(&end(span.end()), self.record, &self.used);
                (when.exists && since.lo >= 0 && until.lo >= 0, since.hi >= 0 && until.hi >= 0)
            }
            // Nobody says when: it may be.
            None => (false, true),
        }
    }

    fn attribute_reasons(&self, a: &Attribute, given: &[Given<'_>]) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let ids = |of: &dyn Fn(&Given<'_>) -> bool| -> Vec<ObservationId> {
            given.iter().filter(|g| of(g)).map(|g| g.value.id.clone()).collect()
        };
        let name = a.name.clone();
        if given.is_empty() {
            let at = a.at.as_ref().map(|m| moment(m, self.record.timeline)).unwrap_or_default();
            reasons.push(Reason::NoValueThen { name, at });
            return reasons;
        }
        let differ = given.iter().any(|g| g.truth == Truth::True) && given.iter().any(|g| g.truth == Truth::False);
        if differ {
            let values = given.iter().map(|g| told(g.value)).collect();
            reasons.push(Reason::SourcesDiffer { name: name.clone(), values });
        }
        let about = ids(&|g| g.truth == Truth::Unknown);
        if !about.is_empty() {
            reasons.push(Reason::ValueNotExact { name: name.clone(), values: about });
        }
        if a.at.is_some() && given.iter().any(|g| !g.applies) {
            reasons.push(Reason::NotStated {
                what: format!("of which moment {name} is given"),
                marks: ids(&|g| !g.applies),
            });
        }
        if !given.iter().any(|g| g.value.basis.is_decisive()) {
            let basis: std::collections::BTreeSet<&str> = given.iter().map(|g| g.value.basis.words()).collect();
            let basis = basis.into_iter().collect::<Vec<_>>().join(" or ");
            reasons.push(Reason::OnlySaid { name, basis, values: ids(&|_| true) });
        }
        reasons
    }
}

/// What the sentence is if a value is the value.
fn holds(v: &AttributeValue, c: Comparison, with: &Literal) -> Truth {
    let decided = |b: bool| if b { Truth::True } else { Truth::False };
    match (&v.value, with) {
        (Value::Number { about: true, .. }, _) => Truth::Unknown,
        (Value::Number { least, most, .. }, Literal::Number { number, unit, .. }) => {
            let scaled = |d: Decimal, unit: Option<Unit>| unit.map_or(d.billionths(), |u| u.in_base(d));
            let theirs = Unit::named(&v.unit);
            let unit = unit.and(theirs).and(*unit);
            let theirs = theirs.filter(|_| unit.is_some());
            let claimed = scaled(*number, unit);
            let lo = least.map(|d| scaled(d, theirs));
            let hi = most.map(|d| scaled(d, theirs));
            // Whether it compares so for every number that the source allows, and whether for none.
            let below = |strict: bool| hi.is_some_and(|h| if strict { h < claimed } else { h <= claimed });
            let above = |strict: bool| lo.is_some_and(|l| if strict { l > claimed } else { l >= claimed });
            let (all, none) = match c {
                Comparison::Exactly => (lo == Some(claimed) && hi == Some(claimed), below(true) || above(true)),
                Comparison::AtMost => (below(false), above(true)),
                Comparison::LessThan => (below(true), above(false)),
                Comparison::AtLeast => (above(false), below(true)),
                Comparison::MoreThan => (above(true), below(false)),
            };
            match (all, none) {
                (true, _) => Truth::True,
                (_, true) => Truth::False,
                _ => Truth::Unknown,
            }
        }
        (Value::Text(theirs), Literal::Text(ours)) => decided(theirs == ours),
        (Value::Flag(theirs), Literal::Flag(ours)) => decided(theirs == ours),
        // The sentence was read against the values' sorts.
        _ => Truth::Unknown,
    }
}

/// A number line, where all values are numbers in the unit of the sentence.
fn measured(a: &Attribute, given: &[Given<'_>]) -> Option<Measured> {
    let Literal::Number { number, unit, text } = &a.with else { return None };
    let mut range: Option<(Option<Decimal>, Option<Decimal>)> = None;
    for g in given {
        let Value::Number { least, most, about: false } = &g.value.value else { return None };
        if Unit::named(&g.value.unit) != *unit {
            return None;
        }
        range = Some(match range {
            None => (*least, *most),
            Some((lo, hi)) => (lo.zip(*least).map(|(a, b)| a.min(b)), hi.zip(*most).map(|(a, b)| a.max(b))),
        });
    }
    let (least, most) = range?;
    let unit = unit.map_or_else(|| a.name.clone(), |u| u.symbol.to_owned());
    Some(Measured {
        quantity: Quantity::Value { least, most, claimed: *number, unit },
        comparison: a.comparison,
        claimed_text: text.clone(),
    })
}

/// "8 (omalu, ap-2018-03-30)".
fn told(v: &AttributeValue) -> String {
    let by = if v.by.is_empty() { String::new() } else { format!("{}, ", v.by) };
    format!("{} ({by}{})", shown(v), v.source)
}

/// A value as it is shown: "8", "at least 7", "about 5 min", "5 to 8 min", "the officers".
fn shown(v: &AttributeValue) -> String {
    let unit = if v.unit.is_empty() { String::new() } else { format!(" {}", v.unit) };
    match &v.value {
        Value::Number { least, most, about } => {
            let number = match (least, most) {
                (Some(a), Some(b)) if a == b => a.to_string(),
                (Some(a), Some(b)) => format!("{a} to {b}"),
                (Some(a), None) => format!("at least {a}"),
                (None, Some(b)) => format!("at most {b}"),
                (None, None) => "a number".to_owned(),
            };
            format!("{}{number}{unit}", if *about { "about " } else { "" })
        }
        Value::Text(text) => format!("\u{201c}{text}\u{201d}"),
        Value::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
    }
}

fn evidence(v: &AttributeValue) -> Evidence {
    Evidence {
        id: v.id.clone(),
        source: v.source.clone(),
        role: v.name.clone(),
        says: shown(v),
        page: v.page.clone(),
        on_recording: None,
        on_wall: None,
        in_incident: None,
    }
}

/// A moment without its place in a text; and the one that is meant by the kind alone is the first.
fn plain(m: &Moment) -> Moment {
    const NOWHERE: Range<usize> = 0..0;
    let of = match &m.of {
        MomentOf::Event { pick, pattern, edge } => {
            let pick = if *pick == Pick::The { Pick::First } else { *pick };
            let mut pattern = pattern.clone();
            pattern.span = NOWHERE;
            MomentOf::Event { pick, pattern, edge: *edge }
        }
        other => other.clone(),
    };
    Moment { of, span: NOWHERE }
}
