//! What is shown first of several values, and which files speak for a list today.

use std::collections::BTreeMap;

use super::build::Input;
use super::incident::Incident;
use crate::list::Value;

/// Columns of an attribute, by file.
pub(crate) struct Columns {
    by_file: Vec<Vec<u16>>,
}

impl Columns {
    pub fn of(inputs: &[Input], attribute: &str) -> Self {
        let columns = |f: &Input| {
            let columns = f.imported.columns.iter().zip(0_u16..);
            columns.filter(|(c, _)| c.map.is_some() && c.attribute == attribute).map(|(_, at)| at).collect()
        };
        Self { by_file: inputs.iter().map(columns).collect() }
    }

    /// Whether a file has it at all.
    pub fn has(&self, file: usize) -> bool {
        self.by_file.get(file).is_some_and(|c| !c.is_empty())
    }

    /// What a row says: the value and its column.
    pub fn value<'i>(&self, inputs: &'i [Input], file: usize, row: usize) -> Option<(&'i Value, u16)> {
        let columns = self.by_file.get(file)?;
        if columns.is_empty() {
            return None;
        }
        // Claims stand in the order of the columns.
        let claims = inputs.get(file)?.imported.claims(row);
        columns.iter().find_map(|column| {
            let at = claims.binary_search_by_key(column, |c| c.column).ok()?;
            claims.get(at).map(|c| (&c.value, *column)).filter(|(v, _)| !matches!(v, Value::Nothing))
        })
    }
}

/// What one list says of an incident today.
#[derive(Clone, Copy)]
pub(crate) struct Said<'i> {
    pub list: &'i str,
    pub file: usize,
    pub row: usize,
    pub column: u16,
    pub value: &'i Value,
    /// The list from which the publisher says that it took it.
    pub claims: Option<&'i str>,
}

/// What each list says of an attribute: its newest files only, one value a list, in the order of the files.
pub(crate) fn said<'i>(inputs: &'i [Input], columns: &Columns, incident: &Incident, allowed: &[bool]) -> Vec<Said<'i>> {
    let mut all: Vec<Said<'i>> = Vec::new();
    for m in &incident.members {
        let Some(input) = inputs.get(m.file) else { continue };
        if !input.newest || !allowed.get(m.file).copied().unwrap_or(true) {
            continue;
        }
        let list = input.imported.list.as_str();
        if all.iter().any(|s| s.list == list) {
            continue;
        }
        if let Some((value, column)) = columns.value(inputs, m.file, m.row) {
            let claims = input.imported.columns.get(usize::from(column)).and_then(|c| c.claims.as_deref());
            all.push(Said { list, file: m.file, row: m.row, column, value, claims });
        }
    }
    all
}

/// The value that is shown first: the one that most lists say; of several, that of the first list. Where no list says
/// anything today, what an earlier release said.
pub(crate) fn shown<'i>(
    inputs: &'i [Input],
    columns: &Columns,
    incident: &Incident,
    allowed: &[bool],
) -> Option<&'i Value> {
    let said = said(inputs, columns, incident, allowed);
    if let Some(first) = said.first()
        && said.iter().all(|s| s.value == first.value)
    {
        return Some(first.value);
    }
    let mut votes: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (s, at) in said.iter().zip(0_usize..) {
        let text = s.value.text().unwrap_or_default().into_owned();
        let vote = votes.entry(text).or_insert((0, at));
        vote.0 += 1;
    }
    // An exact age or day says more than a band or a year.
    let exact =
        |v: &Value| !matches!(v, Value::Years(a, b) if a != b) && !matches!(v, Value::Year(_) | Value::Month(..));
    let best = votes
        .values()
        .max_by_key(|(n, at)| (said.get(*at).is_some_and(|s| exact(s.value)), *n, std::cmp::Reverse(*at)));
    if let Some(value) = best.and_then(|(_, at)| said.get(*at)).map(|s| s.value) {
        return Some(value);
    }
    let earlier = incident.members.iter().rev().filter(|m| allowed.get(m.file).copied().unwrap_or(true));
    earlier.filter_map(|m| columns.value(inputs, m.file, m.row)).map(|(v, _)| v).next()
}
