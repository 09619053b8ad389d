//! Where lists say different things, and how many of them can be independent.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::build::Record;
use super::different::different;
use super::shown::{Columns, Said, said};
use crate::list::{ATTRIBUTES, Attribute};

/// One value of an attribute that is in conflict.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// The incident, by its place in the record.
    pub incident: usize,
    /// What is in conflict.
    pub attribute: &'static str,
    /// One of the values.
    pub value: String,
    /// The lists that say it today, with the publisher's words where these are others.
    pub lists: Vec<(String, String)>,
    /// How many independent origins it can have at most: a column that says that it came from another list is none.
    pub origins_at_most: usize,
    /// A list says that it took this from another list, which says something else.
    pub drift: bool,
}

/// The attributes by which lists are compared.
pub(crate) fn compared() -> impl Iterator<Item = &'static Attribute> {
    ATTRIBUTES.iter().filter(|a| a.compared)
}

/// All conflicts between the newest releases of different lists, in the order of incident, attribute and value.
pub fn conflicts(record: &Record, allowed: &[bool]) -> Vec<Conflict> {
    let attributes: Vec<(&'static Attribute, Columns)> =
        compared().map(|a| (a, Columns::of(&record.inputs, a.name))).collect();
    let all: Vec<Vec<Conflict>> = record
        .incidents
        .par_iter()
        .enumerate()
        .map(|(at, incident)| {
            let mut found = Vec::new();
            if incident.members.len() < 2 {
                return found;
            }
            for (attribute, columns) in &attributes {
                let said = said(&record.inputs, columns, incident, allowed);
                found.extend(of(at, attribute, &said, record));
            }
            found
        })
        .collect();
    all.into_iter().flatten().collect()
}

fn of(incident: usize, attribute: &'static Attribute, said: &[Said<'_>], record: &Record) -> Vec<Conflict> {
    let differ = |a: &Said<'_>, b: &Said<'_>| different(attribute.name, attribute.kind, a.value, b.value);
    if !said.iter().enumerate().any(|(i, a)| said.iter().skip(i + 1).any(|b| differ(a, b))) {
        return Vec::new();
    }
    let mut values: Vec<String> = said.iter().filter_map(|s| s.value.text().map(|t| t.into_owned())).collect();
    values.sort();
    values.dedup();
    values
        .into_iter()
        .map(|value| {
            let those: Vec<&Said<'_>> = said.iter().filter(|s| s.value.text().is_some_and(|t| *t == value)).collect();
            let origins: BTreeSet<&str> = those.iter().map(|s| s.claims.unwrap_or(s.list)).collect();
            let drift = those.iter().any(|s| {
                let origin = s.claims.and_then(|c| said.iter().find(|o| o.list == c));
                origin.is_some_and(|o| differ(s, o))
            });
            let lists = those.iter().map(|s| (s.list.to_owned(), record.raw(s.file, s.row, s.column))).collect();
            Conflict { incident, attribute: attribute.name, value, lists, origins_at_most: origins.len(), drift }
        })
        .collect()
}
