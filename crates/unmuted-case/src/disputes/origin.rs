//! How many independent origins values have: a source that repeats another adds none, nor does a second source in
//! which the same person says it.

use std::collections::{BTreeMap, BTreeSet};

use unmuted_model::{ObservationId, SourceId};

use super::value::{Relation, relation};
use crate::timeline::AttributeValue;

/// What a value goes back to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Origin {
    /// Who gives it.
    Person(String),
    /// The source, where it does not say who.
    Source(SourceId),
}

/// The origin of each value of one attribute.
pub(super) struct Origins<'a>(BTreeMap<&'a ObservationId, Origin>);

impl<'a> Origins<'a> {
    /// Of all values of one attribute.
    pub fn of(given: &[&'a AttributeValue], repeats: &BTreeMap<SourceId, SourceId>) -> Self {
        Self(given.iter().map(|v| (&v.id, origin(v, given, repeats))).collect())
    }

    /// How many different origins some of them have.
    pub fn count(&self, values: &[&AttributeValue]) -> usize {
        values.iter().filter_map(|v| self.0.get(&v.id)).collect::<BTreeSet<_>>().len()
    }
}

fn origin(value: &AttributeValue, given: &[&AttributeValue], repeats: &BTreeMap<SourceId, SourceId>) -> Origin {
    let mut at = value;
    let mut path = vec![&value.source];
    // From repetition to repetition. What is repeated is the same value there, or, if it is repeated wrongly, another.
    while let Some(source) = path.last().copied() {
        let own = (at.source == *source).then_some(at);
        let Some(next) = own.and_then(|v| v.repeats.as_ref()).or_else(|| repeats.get(source)) else {
            return match own.map(|v| v.by.trim()).filter(|by| !by.is_empty()) {
                Some(by) => Origin::Person(by.to_owned()),
                None => Origin::Source(source.clone()),
            };
        };
        if let Some(ring) = path.iter().position(|s| *s == next).and_then(|i| path.get(i..)) {
            // Sources that repeat each other in a ring are one origin, whichever of them is asked.
            let first = ring.iter().copied().min().unwrap_or(next);
            return Origin::Source(first.clone());
        }
        let there = || given.iter().copied().filter(|v| v.source == *next);
        at = there().find(|v| relation(v, value) == Relation::Same).or_else(|| there().next()).unwrap_or(at);
        path.push(next);
    }
    Origin::Source(value.source.clone())
}
