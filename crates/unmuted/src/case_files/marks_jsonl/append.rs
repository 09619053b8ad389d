//! Adds one line to a case's `marks.jsonl`: checked as a review would read it, under a lock, at once and lasting.

use std::collections::BTreeMap;
use std::io;

use serde::{Deserialize, Serialize};
use unmuted_model::{ObservationId, RecordingClock, SourceId, Span};

use super::{FILE, Marks, Standing};
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

/// How long recordings are, of those whose length is known: a line outside of one would count for nothing.
pub type Lengths = BTreeMap<SourceId, Span<RecordingClock>>;

/// Adds a line. What was wrong with others before is nobody's concern now.
///
/// # Errors
/// [`NotAdded`]; the file is then as it was.
pub fn add(case: &CaseFiles, draft: Draft, lengths: &Lengths) -> Result<Added, NotAdded> {
    let mut lines = Lines::open(&case.dir.join(FILE)).map_err(NotAdded::Failed)?;
    if let Some(there) = sent_before(lines.bytes(), &draft) {
        return there;
    }
    let Prepared { id, at, number, line, notes, .. } = prepare(case, lines.bytes(), draft, lengths)?;
    lines.add(&line).map_err(NotAdded::Failed)?;
    Ok(Added { id, at, number, line, again: false, notes })
}

/// What the file's bytes would be, to whoever the case was read for, with a line that is not added; and that line.
///
/// # Errors
/// [`NotAdded::Wrong`], where it would not be taken.
pub fn checked(case: &CaseFiles, bytes: &[u8], draft: Draft, lengths: &Lengths) -> Result<(Vec<u8>, String), NotAdded> {
    let prepared = prepare(case, bytes, draft, lengths)?;
    Ok((prepared.with, prepared.line))
}

struct Prepared {
    id: String,
    at: String,
    number: u64,
    line: String,
    notes: Vec<Problem>,
    with: Vec<u8>,
}

/// Gives a line its id, and reads the file as a review would read it with the line. Only what is wrong with the line
/// itself keeps it out, and what its writer may not see is to it as if it were not there.
fn prepare(case: &CaseFiles, bytes: &[u8], mut draft: Draft, lengths: &Lengths) -> Result<Prepared, NotAdded> {
    let context = case.marks_context();
    draft.id = free_id(bytes);
    let id = draft.id.clone();
    let line = serde_json::to_string(&draft).map_err(|e| NotAdded::Failed(e.into()))?;
    let with = with(&case.marks_seen(bytes), &line);
    let number = with.iter().filter(|b| **b == b'\n').count() as u64;
    let mut problems = Vec::new();
    let mut then = super::read(&with, &context, &mut problems);
    let met = then.contested.iter().any(|c| c.lines.iter().any(|l| l.as_str() == id));
    then.keep_recorded_anchors(|id| lengths.get(id).copied(), &mut problems);
    then.keep_recorded(|id| lengths.get(id).copied(), &mut problems);
    let own = format!("{number}:");
    let new: Vec<Problem> = problems.into_iter().filter(|p| p.place.starts_with(&own)).collect();
    // A change that meets another's is kept: neither wins until someone chooses.
    let (wrong, notes): (Vec<Problem>, Vec<Problem>) = new.into_iter().partition(|_| !met);
    let wrong = wrong.into_iter().next().or_else(|| decides_nothing(&draft, &then));
    match wrong {
        Some(problem) => Err(NotAdded::Wrong(Box::new(problem))),
        None => Ok(Prepared { id, at: draft.at, number, line, notes, with }),
    }
}

/// Why a line that reads would still say nothing: it is about one that counts no longer, or leaves a public mark to
/// those who do not see what replaced it.
fn decides_nothing(draft: &Draft, marks: &Marks) -> Option<Problem> {
    let wrong = |what: String, remedy: &str| Some(Problem::of_file(FILE, what, remedy));
    let about = ObservationId::new(draft.target.as_deref().unwrap_or_default());
    if matches!(draft.does.as_str(), "confirm" | "reject") {
        let mark = marks.marks.iter().find(|m| m.id == about).map(|m| m.decided.standing);
        let anchor = marks.anchors.iter().find(|a| a.id == about).map(|a| a.decided.standing);
        let gone = matches!(mark.or(anchor), Some(Standing::Superseded)) || marks.undone.contains(&about);
        if gone {
            let what = format!("{:?} counts no longer: it was replaced or taken back", about.as_str());
            return wrong(what, "decide about the line that replaced it");
        }
    }
    let old = draft.supersedes.as_deref().filter(|_| draft.privileged == Some(true))?;
    let public = marks.marks.iter().any(|m| m.id.as_str() == old && !m.privileged)
        || marks.anchors.iter().any(|a| a.id.as_str() == old && !a.privileged)
        || marks.reviewed.iter().any(|r| r.id.as_str() == old && !r.privileged);
    if public {
        let what = format!("{old:?} is not privileged, and would go on counting for all who do not see this line");
        return wrong(what, "undo that line, and write this one without replacing it");
    }
    None
}

/// The next number that nobody has used, also in a line that cannot be read; under the lock, so that two people cannot
/// get the same.
fn free_id(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let used = |id: &String| text.contains(&format!("\"{id}\""));
    let free = (text.lines().count() + 1..).map(|n| format!("m{n}")).find(|id| !used(id));
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

/// The line that the same writer sent before under the same word; an error where it said something else.
fn sent_before(bytes: &[u8], draft: &Draft) -> Option<Result<Added, NotAdded>> {
    let once = draft.once.as_deref().filter(|o| !o.is_empty())?;
    bytes.split(|b| *b == b'\n').zip(1..).find_map(|(raw, number)| {
        let there: Draft = serde_json::from_slice(raw).ok()?;
        if there.once.as_deref() != Some(once) || there.by != draft.by {
            return None;
        }
        let same = Draft { id: there.id.clone(), at: there.at.clone(), ..draft.clone() } == there;
        Some(if same {
            let line = String::from_utf8_lossy(raw).into_owned();
            Ok(Added { id: there.id, at: there.at, number, line, again: true, notes: Vec::new() })
        } else {
            let what = format!("the word {once:?} was used for another line, {:?}", there.id);
            Err(NotAdded::Wrong(Box::new(Problem::of_file(FILE, what, "send this line with a word of its own"))))
        })
    })
}
