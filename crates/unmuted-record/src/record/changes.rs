//! What changed from one release of a list to the next, deleted rows included; and what changed in the record since it
//! was built before.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::build::Record;
use super::ids::Before;
use super::linked::name_of;
use super::shown::Columns;

/// One change between two releases of one list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The list.
    pub list: String,
    /// The earlier release.
    pub from: String,
    /// The later one.
    pub to: String,
    /// The incident, by its place in the record.
    pub incident: usize,
    /// `added`, `deleted` or `changed`.
    pub what: &'static str,
    /// What was changed.
    pub attribute: String,
    /// The publisher's words in the earlier release.
    pub before: String,
    /// And in the later one.
    pub after: String,
    /// The row's id in the earlier release.
    pub id_before: String,
    /// And in the later one.
    pub id_after: String,
}

/// All changes between consecutive releases, in the order of list, release, incident and attribute.
pub(crate) fn changes(record: &Record, allowed: &[bool]) -> Vec<Change> {
    let mut all: Vec<Change> =
        pairs(record, allowed).into_par_iter().flat_map_iter(|(a, b)| between(record, a, b)).collect();
    all.sort_by(|x, y| {
        let key = |c: &Change| {
            (c.list.clone(), c.from.clone(), c.to.clone(), c.incident, c.attribute.clone(), c.id_before.clone())
        };
        key(x).cmp(&key(y))
    });
    all
}

/// Files that are consecutive releases of one list, the earlier first.
fn pairs(record: &Record, allowed: &[bool]) -> Vec<(usize, usize)> {
    let mut by_list: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (f, at) in record.inputs.iter().zip(0_usize..) {
        if f.imported.linked && !f.imported.part && allowed.get(at).copied().unwrap_or(true) {
            by_list.entry(&f.imported.list).or_default().push(at);
        }
    }
    let mut pairs = Vec::new();
    for files in by_list.values_mut() {
        files.sort_by_key(|at| record.inputs.get(*at).map(|f| (f.imported.as_of, f.imported.release.clone())));
        pairs.extend(files.windows(2).filter_map(|w| Some((*w.first()?, *w.get(1)?))));
    }
    pairs
}

fn between(record: &Record, a: usize, b: usize) -> Vec<Change> {
    let (Some(old), Some(new)) = (record.inputs.get(a), record.inputs.get(b)) else { return Vec::new() };
    let names: BTreeSet<&str> =
        old.imported.columns.iter().filter(|c| c.map.is_some()).map(|c| c.attribute.as_str()).collect();
    let both: Vec<(&str, Columns)> = new
        .imported
        .columns
        .iter()
        .filter(|c| c.map.is_some() && names.contains(c.attribute.as_str()))
        .map(|c| c.attribute.as_str())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|n| (n, Columns::of(&record.inputs, n)))
        .collect();
    let id = |file: usize, row: Option<usize>| {
        row.and_then(|row| name_of(&record.inputs, file, row)).map(|n| n.id).unwrap_or_default()
    };
    let mut found = Vec::new();
    for (incident, at) in record.incidents.iter().zip(0_usize..) {
        let of = |file: usize| incident.members.iter().find(|m| m.file == file && !m.duplicate).map(|m| m.row);
        let (before, after) = (of(a), of(b));
        let change = |what: &'static str, attribute: &str, x: String, y: String| Change {
            list: old.imported.list.clone(),
            from: old.imported.release.clone(),
            to: new.imported.release.clone(),
            incident: at,
            what,
            attribute: attribute.to_owned(),
            before: x,
            after: y,
            id_before: id(a, before),
            id_after: id(b, after),
        };
        match (before, after) {
            (None, None) => {}
            (Some(_), None) => found.push(change("deleted", "", String::new(), String::new())),
            (None, Some(_)) => found.push(change("added", "", String::new(), String::new())),
            (Some(x), Some(y)) => {
                for (name, columns) in &both {
                    let was = columns.value(&record.inputs, a, x);
                    let is = columns.value(&record.inputs, b, y);
                    if was.map(|w| w.0) == is.map(|i| i.0) {
                        continue;
                    }
                    let raw = |file, row, said: Option<(_, u16)>| {
                        said.map(|(_, c)| record.raw(file, row, c)).unwrap_or_default()
                    };
                    found.push(change("changed", name, raw(a, x, was), raw(b, y, is)));
                }
            }
        }
    }
    found
}

/// What became of the record that was built before in the same folder.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Since {
    /// Incidents that were not there.
    pub new: Vec<String>,
    /// Incidents that are not there any more.
    pub gone: Vec<String>,
    /// Incidents that rows have joined, left, or both: the id, how many joined, how many left.
    pub changed: Vec<(String, usize, usize)>,
}

impl Since {
    /// Compares the record with the one of before; `None` without one.
    pub(crate) fn of(record: &Record, before: &Before) -> Option<Self> {
        if before.rows.is_empty() {
            return None;
        }
        let mut was: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (row, incident) in &before.rows {
            was.entry(incident).or_default().insert(row.to_string());
        }
        let mut since = Self::default();
        let mut still: BTreeSet<&str> = BTreeSet::new();
        for incident in &record.incidents {
            let rows: BTreeSet<String> = incident
                .members
                .iter()
                .filter_map(|m| name_of(&record.inputs, m.file, m.row))
                .map(|n| n.to_string())
                .collect();
            match was.get(incident.id.as_str()) {
                None => since.new.push(incident.id.clone()),
                Some(old) => {
                    still.insert(&incident.id);
                    let (joined, left) = (rows.difference(old).count(), old.difference(&rows).count());
                    if joined + left > 0 {
                        since.changed.push((incident.id.clone(), joined, left));
                    }
                }
            }
        }
        since.gone = was.keys().filter(|id| !still.contains(*id)).map(|id| (*id).to_owned()).collect();
        Some(since)
    }
}
