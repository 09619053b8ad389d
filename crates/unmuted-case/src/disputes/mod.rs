//! Where sources give values of one attribute: which are the same, which can both be true, and which cannot, and how
//! many independent origins each has.
//!
//! Nothing is decided here. No value outranks another: they stay in the order of the file, whatever they rest on.

mod origin;
#[cfg(test)]
mod tests;
mod value;

use std::collections::BTreeMap;

use unmuted_model::{ObservationId, SourceId};

use crate::timeline::AttributeValue;
use origin::Origins;
pub use value::{Relation, relation};

/// One attribute with all its values.
#[derive(Clone, PartialEq, Debug)]
pub struct Attribute<'a> {
    /// Its name.
    pub name: &'a str,
    /// How the values stand to each other.
    pub standing: Standing,
    /// How many independent origins there are in all.
    pub origins: usize,
    /// The values, each once, in the order of the file.
    pub values: Vec<Same<'a>>,
}

/// One value of one moment, and everybody who gives it.
#[derive(Clone, PartialEq, Debug)]
pub struct Same<'a> {
    /// Everybody who gives it, in the order of the file.
    pub given: Vec<&'a AttributeValue>,
    /// How many independent origins it has.
    pub origins: usize,
    /// The values that cannot be true if this one is: their first ids, in the order of the file.
    pub against: Vec<&'a ObservationId>,
}

/// How the values of an attribute stand to each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// No two values are of one moment.
    Single,
    /// Values of one moment are the same.
    Same,
    /// Values differ, and all of them can be true: "at least 7" and 8.
    Compatible,
    /// At least two cannot both be true.
    Disputed,
}

impl Standing {
    /// The word in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Same => "same",
            Self::Compatible => "compatible",
            Self::Disputed => "disputed",
        }
    }
}

/// All attributes, in the order in which the file names them first. `repeats` tells which source as a whole repeats
/// another; a value's own [`AttributeValue::repeats`] goes before it.
pub fn attributes<'a>(values: &'a [AttributeValue], repeats: &BTreeMap<SourceId, SourceId>) -> Vec<Attribute<'a>> {
    let mut by_name: Vec<(&str, Vec<&AttributeValue>)> = Vec::new();
    let mut at: BTreeMap<&str, usize> = BTreeMap::new();
    for value in values {
        let i = *at.entry(value.name.as_str()).or_insert(by_name.len());
        match by_name.get_mut(i) {
            Some((_, given)) => given.push(value),
            None => by_name.push((&value.name, vec![value])),
        }
    }
    by_name.into_iter().map(|(name, given)| attribute(name, given, repeats)).collect()
}

fn attribute<'a>(
    name: &'a str,
    given: Vec<&'a AttributeValue>,
    repeats: &BTreeMap<SourceId, SourceId>,
) -> Attribute<'a> {
    let origins = Origins::of(&given, repeats);
    let mut groups: Vec<Vec<&AttributeValue>> = Vec::new();
    for value in &given {
        let same = |group: &Vec<&AttributeValue>| group.first().is_some_and(|f| relation(f, value) == Relation::Same);
        match groups.iter_mut().find(|g| same(g)) {
            Some(group) => group.push(value),
            None => groups.push(vec![value]),
        }
    }
    let firsts: Vec<&AttributeValue> = groups.iter().filter_map(|g| g.first().copied()).collect();
    let among = |wanted: Relation| {
        firsts.iter().enumerate().any(|(i, a)| firsts.iter().skip(i + 1).any(|b| relation(a, b) == wanted))
    };
    let standing = if among(Relation::Differs) {
        Standing::Disputed
    } else if among(Relation::Compatible) {
        Standing::Compatible
    } else if groups.iter().any(|g| g.len() > 1) {
        Standing::Same
    } else {
        Standing::Single
    };
    let values = groups
        .iter()
        .zip(&firsts)
        .map(|(group, first)| Same {
            origins: origins.count(group),
            against: firsts.iter().filter(|f| relation(first, f) == Relation::Differs).map(|f| &f.id).collect(),
            given: group.clone(),
        })
        .collect();
    Attribute { name, standing, origins: origins.count(&given), values }
}
