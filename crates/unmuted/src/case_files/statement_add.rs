//! Adds one statement to a case's `statements.toml`: checked as a review would read it, the file replaced as a whole.

use std::fs::{self, File, OpenOptions};
use std::io;

use serde::Serialize;

use super::marks_jsonl::NotAdded;
use super::problem::{FileText, Problem};
use super::statements_toml::{FILE, read};
use super::{CaseFiles, write};
use crate::imports;

/// What the file begins with where there is none yet.
const HEAD: &str = "# What was said, by everyone who said something about this incident.\nformat = 1\n";

/// A statement that is about to be added; keys as in the file. What is empty is left out.
#[derive(Clone, Serialize, Default, Debug)]
pub struct StatementDraft {
    /// Filled in when it is added.
    pub id: String,
    /// Who said it.
    pub by: String,
    /// Their words.
    pub quote: String,
    /// The day.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub said: String,
    /// Where it stands.
    #[serde(skip_serializing_if = "FoundDraft::is_empty")]
    pub found: FoundDraft,
    /// In what setting.
    #[serde(rename = "where", skip_serializing_if = "String::is_empty")]
    pub setting: String,
    /// `yes`, `no`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub watched_video_first: String,
    /// The sentence.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub asserts: String,
    /// What it is about instead.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub not_testable: String,
    /// Who wrote it down.
    pub entered: EnteredDraft,
}

/// Where a statement stands.
#[derive(Clone, Serialize, Default, Debug)]
pub struct FoundDraft {
    /// The source.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Its page.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page: String,
}

impl FoundDraft {
    fn is_empty(&self) -> bool {
        self.source.is_empty() && self.page.is_empty()
    }
}

/// Who wrote a statement down.
#[derive(Clone, Serialize, Default, Debug)]
pub struct EnteredDraft {
    /// Who.
    pub by: String,
    /// When (RFC 3339).
    pub at: String,
}

#[derive(Serialize)]
struct OneStatement<'a> {
    statement: [&'a StatementDraft; 1],
}

/// A statement that is on the disk.
#[derive(Clone, Debug)]
pub struct StatementAdded {
    /// Its id.
    pub id: String,
    /// The line on which its entry begins, from 1.
    pub number: u64,
    /// The entry as it stands in the file.
    pub text: String,
}

/// Adds a statement.
///
/// # Errors
/// [`NotAdded`]; the file is then as it was.
pub fn add_statement(case: &CaseFiles, mut draft: StatementDraft) -> Result<StatementAdded, NotAdded> {
    let _lock = lock(case).map_err(NotAdded::Failed)?;
    let path = case.dir.join(FILE);
    let before = match fs::read(&path) {
        Ok(bytes) => imports::decode(FILE, &bytes).map_err(NotAdded::Wrong)?.text().to_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => HEAD.to_owned(),
        Err(error) => return Err(NotAdded::Failed(error)),
    };
    let (names, mut known) = (case.statement_names(), Vec::new());
    let there = read(&FileText::new(FILE, &before), names.0, names.1, &mut known);
    if known.iter().any(|p| p.kind == super::ProblemKind::Unread) {
        let what = "statements.toml cannot be read as it is, so that nothing can be added to it";
        return Err(NotAdded::Wrong(Box::new(Problem::of_file(
            FILE,
            what,
            "mend the file first: `unmuted test` names the place",
        ))));
    }
    draft.id = (there.len() + 1..)
        .map(|n| format!("st-{n}"))
        .find(|id| !there.iter().any(|s| s.id == *id))
        .unwrap_or_default();
    let entry = toml::to_string(&OneStatement { statement: [&draft] })
        .map_err(|e| NotAdded::Failed(io::Error::other(e.to_string())))?;
    let gap = if before.ends_with('\n') { "\n" } else { "\n\n" };
    let after = format!("{before}{gap}{entry}");
    let mut problems = Vec::new();
    read(&FileText::new(FILE, &after), names.0, names.1, &mut problems);
    if let Some(problem) = problems.into_iter().find(|p| !known.iter().any(|k| k.what == p.what)) {
        return Err(NotAdded::Wrong(Box::new(problem)));
    }
    write::replace(&path, after.as_bytes()).map_err(NotAdded::Failed)?;
    let number = format!("{before}{gap}").matches('\n').count() as u64 + 1;
    Ok(StatementAdded { id: draft.id, number, text: entry })
}

/// Held while a file of the case is read, changed and replaced, so that two who add at once both do. It goes with the
/// value. A file system without locks has none; what is replaced is still replaced as a whole.
fn lock(case: &CaseFiles) -> io::Result<File> {
    let folder = case.dir.join(".unmuted");
    fs::create_dir_all(&folder)?;
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join("lock"))?;
    match file.lock() {
        Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(error),
        _ => Ok(file),
    }
}
