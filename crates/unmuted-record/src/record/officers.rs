//! Officers, from published rows only, each within its own list: by the publisher's number, or else by name and unit.
//! Nobody is linked across cities, and an allegation is never shown as a finding.

use std::collections::{BTreeMap, BTreeSet};

use super::build::Record;
use super::shown::Columns;
use crate::list::ListKind;

/// One officer of one list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Officer {
    pub list: String,
    pub release: String,
    /// Where the list is from.
    pub city: String,
    /// The publisher's number; `None` where it gives none, and name and unit stand for it.
    pub number: Option<String>,
    pub names: BTreeSet<String>,
    pub units: BTreeSet<String>,
    pub ranks: BTreeSet<String>,
    pub shields: BTreeSet<String>,
    pub allegations: usize,
    pub complaints: BTreeSet<String>,
    /// Allegations by what the investigation found; `none_stated` where the row gives no finding.
    pub findings: BTreeMap<String, usize>,
    pub first_filed: Option<String>,
    pub last_filed: Option<String>,
}

/// All officers that rows of allegations, complaints or force name.
pub(crate) fn officers(record: &Record, allowed: &[bool]) -> Vec<Officer> {
    let of = |name| Columns::of(&record.inputs, name);
    let (number, name, unit, rank, shield) =
        (of("officer_id"), of("officer_name"), of("officer_unit"), of("officer_rank"), of("officer_shield"));
    let (complaint, finding, filed) = (of("complaint"), of("finding"), of("filed"));
    let mut all: BTreeMap<(String, String, String), Officer> = BTreeMap::new();
    for (input, file) in record.inputs.iter().zip(0_usize..) {
        let kind = matches!(input.map.kind, ListKind::Allegations | ListKind::Complaints | ListKind::Force);
        if !kind || !allowed.get(file).copied().unwrap_or(true) || !(number.has(file) || name.has(file)) {
            continue;
        }
        for row in 0..input.imported.rows.len() {
            let text =
                |c: &Columns| c.value(&record.inputs, file, row).and_then(|(v, _)| v.text().map(|t| t.into_owned()));
            let (id, who) = (text(&number), text(&name));
            let key = match (&id, &who) {
                (Some(id), _) => format!("number {id}"),
                (None, Some(who)) => format!("name {who} of {}", text(&unit).unwrap_or_default()),
                (None, None) => continue,
            };
            let (list, release) = (input.imported.list.clone(), input.imported.release.clone());
            let officer = all.entry((list.clone(), release.clone(), key)).or_insert_with(|| Officer {
                list,
                release,
                city: input.map.scope.places.join(", "),
                number: id,
                names: BTreeSet::new(),
                units: BTreeSet::new(),
                ranks: BTreeSet::new(),
                shields: BTreeSet::new(),
                allegations: 0,
                complaints: BTreeSet::new(),
                findings: BTreeMap::new(),
                first_filed: None,
                last_filed: None,
            });
            officer.names.extend(who);
            officer.units.extend(text(&unit));
            officer.ranks.extend(text(&rank));
            officer.shields.extend(text(&shield));
            officer.allegations += 1;
            officer.complaints.extend(text(&complaint));
            *officer.findings.entry(text(&finding).unwrap_or_else(|| "none_stated".to_owned())).or_default() += 1;
            if let Some(day) = text(&filed) {
                let first = officer.first_filed.get_or_insert_with(|| day.clone());
                if day < *first {
                    first.clone_from(&day);
                }
                let last = officer.last_filed.get_or_insert_with(|| day.clone());
                if day > *last {
                    *last = day;
                }
            }
        }
    }
    all.into_values().collect()
}
