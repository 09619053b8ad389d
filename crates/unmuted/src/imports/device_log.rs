//! Device audit logs, as `unmuted-archive` reads them: what is wrong with the mapping, the log and its rows becomes
//! problems of the case, each with its file, place and remedy.
//!
//! Each names the source, so that nothing of a privileged one is told.

use unmuted_archive::audit::{AuditError, AuditLog, AuditMap, read_log, read_map};

use super::cue::plural;
use crate::case_files::{FileText, Location, Problem, ProblemKind, Source};

/// So many rows and words of one log are told one by one; all are counted.
const TOLD: usize = 10;

/// The mapping, if it can be used. `file` is the decoded text.
pub fn map(source: &Source, file: &FileText, problems: &mut Vec<Problem>) -> Option<AuditMap> {
    match read_map(file.name(), file.text()) {
        Ok(map) => Some(map),
        Err(error) => {
            problems.push(of_error(source, &error, "the mapping of"));
            None
        }
    }
}

/// No mapping is named.
pub fn without_map(source: &Source) -> Problem {
    Problem::of_file(
        &shown(source),
        format!("nothing says how the audit log {:?} is to be read, so nothing of it was", source.id.as_str()),
        "add map = \"audit-map.toml\" to its entry in evidence.toml, and that file (docs/audit-logs.md)",
    )
}

/// The mapping that is named is not there.
pub fn map_not_there(source: &Source, name: &str) -> Problem {
    let what = format!("there is no such file; it is the mapping of the audit log {:?}", source.id.as_str());
    Problem::of_file(name, what, "write it (docs/audit-logs.md), or correct map in evidence.toml")
}

/// The log, if it has the columns that its mapping names. Rows that cannot be read and words that the mapping does not
/// have are told.
pub fn read(source: &Source, file: &FileText, map: &AuditMap, problems: &mut Vec<Problem>) -> Option<AuditLog> {
    let log = match read_log(file.name(), file.text().as_bytes(), map) {
        Ok(log) => log,
        Err(error) => {
            problems.push(of_error(source, &error, "in"));
            return None;
        }
    };
    rows(source, &log, problems);
    words(source, &log, problems);
    Some(log)
}

fn rows(source: &Source, log: &AuditLog, problems: &mut Vec<Problem>) {
    let kind = |passed_over| if passed_over { ProblemKind::Unread } else { ProblemKind::Doubt };
    for row in log.problems.iter().take(TOLD) {
        let what = format!("audit log {:?}: {}", source.id.as_str(), row.what);
        problems.push(at(&log.name, format!("line {}", row.line), kind(row.passed_over), what, &row.remedy));
    }
    let told = log.problems.iter().take(TOLD);
    let more = log.problems_in_all.saturating_sub(told.len() as u64);
    if more > 0 {
        let passed_over = log.rows_passed_over.saturating_sub(told.filter(|r| r.passed_over).count() as u64);
        let what = format!(
            "audit log {:?}: {} more like these, of which {passed_over} could not be read",
            source.id.as_str(),
            plural(usize::try_from(more).unwrap_or(usize::MAX), "row", "rows"),
        );
        problems.push(at(&log.name, String::new(), kind(passed_over > 0), what, "mend those shown first"));
    }
}

fn words(source: &Source, log: &AuditLog, problems: &mut Vec<Problem>) {
    for word in log.unknown_words.iter().take(TOLD) {
        let rows = plural(usize::try_from(word.rows).unwrap_or(usize::MAX), "row has", "rows have");
        let shown: String = word.word.chars().take(40).collect();
        let what = format!("audit log {:?}: {rows} the word {shown:?}, which its mapping does not", source.id.as_str());
        let remedy = match &word.nearest {
            Some(near) => format!("did you mean {near:?}? Add the word to [events] of the mapping, as what it means"),
            None => "add it to [events] of the mapping: as what it means, or under other".to_owned(),
        };
        problems.push(at(&log.name, format!("line {}", word.line), ProblemKind::Doubt, what, &remedy));
    }
    let more = log.unknown_words.len().saturating_sub(TOLD);
    if more > 0 {
        let what = format!("audit log {:?}: {} more", source.id.as_str(), plural(more, "such word", "such words"));
        problems.push(at(&log.name, String::new(), ProblemKind::Doubt, what, "add them to [events] of the mapping"));
    }
}

/// A mapping or a log that cannot be read at all.
fn of_error(source: &Source, error: &AuditError, whose: &str) -> Problem {
    let what = format!("{whose} the audit log {:?}, nothing of which was read: {}", source.id.as_str(), error.what);
    at(&error.file, format!("{}:{}", error.line, error.column), ProblemKind::Unread, what, &error.remedy)
}

fn at(file: &str, place: String, kind: ProblemKind, what: String, remedy: &str) -> Problem {
    let mut problem = Problem::of_file(file, what, remedy);
    (problem.place, problem.kind) = (place, kind);
    problem
}

/// The log's file as problems name it.
fn shown(source: &Source) -> String {
    match &source.location {
        Location::Within(file) => file.clone(),
        other => other.file_name(),
    }
}
