//! Adds one line to a case's `marks.jsonl`: checked as a review would read it, under a lock, at once and lasting.

use std::io;

use serde::{Deserialize, Serialize};

use super::{FILE, Marks};
use crate::case_files::write::Lines;
use crate::case_files::{CaseFiles, Problem};

/// A line that is about to be added, its keys in the order in which the documentation lists them.
#[derive(Clone, Serialize, Deserialize, Default, Debug, PartialEq)]
pub struct Draft {
    /// Filled in when it is added.
    #[serde(default)]
    pub id: String,
    /// What it does: one of [`DO_WORDS`](super::DO_WORDS).
    #[serde(rename = "do")]
    pub does: String,
    /// Who.
    #[serde(default)]
    pub by: String,
    /// When (RFC 3339).
    #[serde(default)]
    pub at: String,
    /// The recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// An anchor's time on the recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// An anchor's other recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    /// An anchor's time on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_time: Option<String>,
    /// Two times on the recording's own clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<[String; 2]>,
    /// A length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plus_minus: Option<String>,
    /// The word that ties marks of one event together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Whose act it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What is confirmed, rejected or taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// `false`: a lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sure: Option<bool>,
    /// What a span was reviewed for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<String>>,
    /// The earlier line that it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<String>,
    /// Attorney work product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privileged: Option<bool>,
    /// By which a line that was sent twice is recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub once: Option<String>,
}

/// A line that is on the disk.
#[derive(Clone, Debug)]
pub struct Added {
    /// Its id.
    pub id: String,
    /// When, as it stands in the line.
    pub at: String,
    /// Its number in the file, from 1.
    pub number: u64,
    /// The line, without its line break.
    pub line: String,
    /// It was there already: the same writer had sent it before.
    pub again: bool,
    /// What follows for other lines and its writer should know, such as that two lines now change one.
    pub notes: Vec<Problem>,
}

/// Why a line was not added.
#[derive(Debug)]
pub enum NotAdded {
    /// It does not fit the case.
    Wrong(Box<Problem>),
    /// The file cannot be read or written.
    Failed(io::Error),
}

/// Adds a line. `problems` that were there before are nobody's concern now.
///
/// # Errors
/// [`NotAdded`]; the file is then as it was.
pub fn add(case: &CaseFiles, draft: Draft) -> Result<Added, NotAdded> {
    let mut lines = Lines::open(&case.dir.join(FILE)).map_err(NotAdded::Failed)?;
    if let Some(there) = sent_before(lines.bytes(), &draft) {
        return Ok(there);
    }
    let Prepared { id, at, number, line, notes } = prepare(case, lines.bytes(), draft)?;
    lines.add(&line).map_err(NotAdded::Failed)?;
    Ok(Added { id, at, number, line, again: false, notes })
}

/// What the file's bytes would be with a line that is not added, and that line; the first problem where it would not
/// be taken.
///
/// # Errors
/// [`NotAdded::Wrong`].
pub fn checked(case: &CaseFiles, bytes: &[u8], draft: Draft) -> Result<(Vec<u8>, String), NotAdded> {
    let prepared = prepare(case, bytes, draft)?;
    Ok((with(bytes, &prepared.line), prepared.line))
}

struct Prepared {
    id: String,
    at: String,
    number: u64,
    line: String,
    notes: Vec<Problem>,
}

/// Gives a line its id, and reads the file as a review would read it with the line.
fn prepare(case: &CaseFiles, bytes: &[u8], mut draft: Draft) -> Result<Prepared, NotAdded> {
    let context = case.marks_context();
    let mut before = Vec::new();
    let marks = super::read(bytes, &context, &mut before);
    draft.id = free_id(&marks);
    let line = serde_json::to_string(&draft).map_err(|e| NotAdded::Failed(e.into()))?;
    let with = with(bytes, &line);
    let mut after = Vec::new();
    let then = super::read(&with, &context, &mut after);
    let new: Vec<Problem> = after.into_iter().filter(|p| !before.iter().any(|b| b.what == p.what)).collect();
    // A change that meets another's is kept: neither wins until someone chooses.
    let met = then.contested.iter().any(|c| c.lines.iter().any(|l| l.as_str() == draft.id));
    let (wrong, notes): (Vec<Problem>, Vec<Problem>) = new.into_iter().partition(|_| !met);
    if let Some(problem) = wrong.into_iter().next() {
        return Err(NotAdded::Wrong(Box::new(problem)));
    }
    let number = with.iter().filter(|b| **b == b'\n').count() as u64;
    Ok(Prepared { id: draft.id, at: draft.at, number, line, notes })
}

/// The next number that nobody has used; under the lock, so that two people cannot get the same.
fn free_id(marks: &Marks) -> String {
    let free = (marks.ids.len() + 1..).map(|n| format!("m{n}")).find(|id| !marks.ids.contains(id));
    free.unwrap_or_default()
}

fn with(bytes: &[u8], line: &str) -> Vec<u8> {
    let mut with = bytes.to_vec();
    if with.last().is_some_and(|b| *b != b'\n') {
        with.push(b'\n');
    }
    with.extend_from_slice(line.as_bytes());
    with.push(b'\n');
    with
}

/// The line that the same writer sent before under the same word.
fn sent_before(bytes: &[u8], draft: &Draft) -> Option<Added> {
    let once = draft.once.as_deref().filter(|o| !o.is_empty())?;
    bytes.split(|b| *b == b'\n').zip(1..).find_map(|(raw, number)| {
        let there: Draft = serde_json::from_slice(raw).ok()?;
        (there.once.as_deref() == Some(once) && there.by == draft.by).then(|| Added {
            id: there.id,
            at: there.at,
            number,
            line: String::from_utf8_lossy(raw).into_owned(),
            again: true,
            notes: Vec::new(),
        })
    })
}
