//! Case folders as the record sees them: who, when, which agency, which incident they name, and what followed.

use std::fs;
use std::path::Path;

use miette::miette;
use unmuted_record::record::{CaseOf, Outcome, outcome_of_case};

use crate::case_files;
use crate::review;

/// Roles of people who were killed or shot, as cases call them.
const SUBJECT: [&str; 5] = ["subject", "deceased", "victim", "decedent", "killed"];

/// Reads one case folder.
///
/// # Errors
/// It is no case.
pub fn read(dir: &Path) -> miette::Result<CaseOf> {
    let case = review::of_files(dir, &review::Options::default())?.case;
    let subject = |role: &str| SUBJECT.iter().any(|s| role.to_lowercase().contains(s));
    let names = case.people.iter().filter(|p| subject(&p.role)).map(|p| p.name.clone()).collect();
    let outcomes: Vec<Outcome> = case
        .outcomes
        .iter()
        .filter_map(|o| {
            let date = o.date.map(|d| d.to_string());
            let as_of = o.as_of.or(Some(case.as_of)).map(|d| d.to_string());
            outcome_of_case(&case.incident.id, &o.kind, &o.what, date, as_of)
        })
        .collect();
    Ok(CaseOf {
        id: case.incident.id.clone(),
        title: case.incident.title.clone(),
        record: case.incident.record.clone(),
        names,
        agency: case.incident.agency.clone(),
        date: Some(case.incident.date.to_string()),
        outcomes,
        incident: None,
        how: String::new(),
    })
}

/// The case folders of a folder, in order of name; the folder itself where it is one.
///
/// # Errors
/// It cannot be read, or holds none.
pub fn folders(dir: &Path) -> miette::Result<Vec<std::path::PathBuf>> {
    let is_case = |d: &Path| d.join(case_files::case_toml::FILE).is_file();
    if is_case(dir) {
        return Ok(vec![dir.to_owned()]);
    }
    let entries =
        fs::read_dir(dir).map_err(|e| miette!(help = "check the path", "{} cannot be read: {e}", dir.display()))?;
    let mut found: Vec<_> = entries.filter_map(|e| e.ok().map(|e| e.path())).filter(|d| is_case(d)).collect();
    found.sort();
    if found.is_empty() {
        return Err(miette!(
            help = "give a case folder, or a folder that holds some",
            "{}: no case in it",
            dir.display()
        ));
    }
    Ok(found)
}

/// Writes the incident's id into a case: one line, before the first table of `case.toml`.
///
/// # Errors
/// The case names an incident already, or cannot be written.
pub fn point(dir: &Path, incident: &str) -> miette::Result<()> {
    let path = dir.join(case_files::case_toml::FILE);
    let text = fs::read_to_string(&path).map_err(|e| miette!("{} cannot be read: {e}", path.display()))?;
    let (mut head, mut tail) = (String::new(), String::new());
    for line in text.split_inclusive('\n') {
        if tail.is_empty() && !line.trim_start().starts_with('[') {
            if line.trim_start().starts_with("record") && line.contains('=') {
                return Err(miette!(help = "change that line by hand", "{} names an incident already", path.display()));
            }
            head.push_str(line);
        } else {
            tail.push_str(line);
        }
    }
    // Words above the first table belong to it.
    let kept = head.trim_end_matches('\n').len();
    let gap = head.split_off(kept);
    let text = format!("{head}\nrecord = \"{incident}\"\n{}{tail}", gap.strip_prefix('\n').unwrap_or(&gap));
    let beside = dir.join(".case.toml.part");
    fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, &path))
        .map_err(|e| miette!(help = "may it be written to?", "{} cannot be written: {e}", path.display()))
}
