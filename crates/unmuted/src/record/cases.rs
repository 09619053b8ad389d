//! Case folders as the record sees them: who, when, which agency, which incident they name, and what followed.

use std::path::Path;

use unmuted_record::record::{CaseOf, Outcome, outcome_of_case};

use crate::review;

/// Roles of people who were killed or shot, as cases call them.
const SUBJECT: [&str; 5] = ["subject", "deceased", "victim", "decedent", "killed"];

/// Reads one case folder.
///
/// # Errors
/// It is no case.
pub fn read(dir: &Path) -> miette::Result<CaseOf> {
    let files = review::of_files(dir, &review::Options::default())?;
    let incident = &files.incident;
    let names = files
        .people
        .iter()
        .filter(|p| SUBJECT.iter().any(|s| p.role.to_lowercase().contains(s)))
        .map(|p| p.name.clone())
        .collect();
    let outcomes: Vec<Outcome> = files
        .outcomes
        .iter()
        .filter_map(|o| {
            let date = o.date.map(|d| d.to_string());
            let as_of = o.as_of.map(|d| d.to_string()).or_else(|| date.clone());
            outcome_of_case(&incident.id, &o.kind, &o.what, date, as_of)
        })
        .collect();
    Ok(CaseOf {
        id: incident.id.clone(),
        title: incident.title.clone(),
        record: incident.record.clone(),
        names,
        agency: incident.agency.clone(),
        date: Some(incident.date.to_string()),
        outcomes,
        incident: None,
        how: String::new(),
    })
}
