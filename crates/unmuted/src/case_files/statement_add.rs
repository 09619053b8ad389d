//! Adds one statement to a case's `statements.toml`: checked as a review would read it, the file replaced as a whole.

use std::fs::{self, File, OpenOptions};
use std::io;

use super::marks_jsonl::NotAdded;
use super::problem::{FileText, Problem};
use super::statements_toml::{FILE, Statement, read};
use super::{CaseFiles, write};

/// What the file begins with where there is none yet.
const HEAD: &str = "# What was said, by everyone who said something about this incident.\nformat = 1\n";

/// A statement that is about to be added; keys as in the file. What is empty is left out.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub struct StatementDraft {
    /// Who said it.
    pub by: String,
    /// Their words.
    pub quote: String,
    /// The day.
    pub said: String,
    /// The source in which it stands.
    pub found_source: String,
    /// Its page there.
    pub found_page: String,
    /// In what setting.
    pub setting: String,
    /// `yes`, `no`.
    pub watched_video_first: String,
    /// The sentence.
    pub asserts: String,
    /// What it is about instead.
    pub not_testable: String,
    /// Who wrote it down.
    pub entered_by: String,
    /// When (RFC 3339).
    pub entered_at: String,
    /// By which an entry that was sent twice is recognised, or empty.
    pub once: String,
}

impl StatementDraft {
    /// As the file has it, every text on one line, so that no words can look like an entry of their own.
    fn entry(&self, id: &str) -> String {
        let mut out = String::from("[[statement]]\n");
        let mut put = |key: &str, value: String| {
            if value != "\"\"" && value != "{}" {
                out.push_str(&format!("{key} = {value}\n"));
            }
        };
        put("id", basic(id));
        put("by", basic(&self.by));
        put("quote", basic(&self.quote));
        put("said", basic(&self.said));
        put("found", inline(&[("source", &self.found_source), ("page", &self.found_page)]));
        put("where", basic(&self.setting));
        put("watched_video_first", basic(&self.watched_video_first));
        put("asserts", basic(&self.asserts));
        put("not_testable", basic(&self.not_testable));
        put("entered", inline(&[("by", &self.entered_by), ("at", &self.entered_at), ("once", &self.once)]));
        out
    }
}

/// A TOML basic string (TOML 1.0, section String): JSON's escapes are all TOML's, and DEL needs one too.
fn basic(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default().replace('\u{7f}', "\\u007f")
}

/// A TOML inline table of those that are not empty.
fn inline(keys: &[(&str, &String)]) -> String {
    let filled = keys.iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| format!("{k} = {}", basic(v)));
    let filled = filled.collect::<Vec<_>>().join(", ");
    if filled.is_empty() { "{}".to_owned() } else { format!("{{ {filled} }}") }
}

/// A statement that is on the disk.
#[derive(Clone, Debug)]
pub struct StatementAdded {
    /// Its id.
    pub id: String,
    /// When it was written down (RFC 3339).
    pub at: String,
    /// The line on which its entry begins, from 1.
    pub number: u64,
    /// The entry as it stands in the file; empty for one that was there already.
    pub text: String,
    /// It was there already: the same writer had sent it before.
    pub again: bool,
}

/// Adds a statement. What stands in the file stays as it is, byte for byte.
///
/// # Errors
/// [`NotAdded`]; the file is then as it was.
pub fn add_statement(case: &CaseFiles, draft: &StatementDraft) -> Result<StatementAdded, NotAdded> {
    let _lock = lock(case).map_err(NotAdded::Failed)?;
    let wrong = |what: String, remedy: &str| NotAdded::Wrong(Box::new(Problem::of_file(FILE, what, remedy)));
    let path = case.dir.join(FILE);
    let before = match fs::read(&path) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| {
            let what = "the file is not UTF-8, so that nothing can be added to it as it is".to_owned();
            wrong(what, "save it as UTF-8 in an editor first")
        })?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => HEAD.to_owned(),
        Err(error) => return Err(NotAdded::Failed(error)),
    };
    let (names, mut known) = (case.statement_names(), Vec::new());
    // A mark of the encoding at its beginning is no part of the text.
    let text = |whole: &str| FileText::new(FILE, whole.strip_prefix('\u{feff}').unwrap_or(whole));
    let there = read(&text(&before), names.0, names.1, &mut known);
    if known.iter().any(|p| p.kind == super::ProblemKind::Unread) {
        let what = "the file cannot be read as it is, so that nothing can be added to it".to_owned();
        return Err(wrong(what, "mend it first: `unmuted test` names the place"));
    }
    let same = |s: &&Statement| {
        let entered = s.entered.as_ref();
        !draft.once.is_empty() && entered.is_some_and(|e| e.once == draft.once && e.by == draft.entered_by)
    };
    if let Some(s) = there.iter().find(same) {
        if s.quote != draft.quote || s.by != draft.by {
            let what = format!("the word {:?} was used for another statement, {:?}", draft.once, s.id);
            return Err(wrong(what, "send this one with a word of its own"));
        }
        let at = s.entered.as_ref().map(|e| e.at.clone()).unwrap_or_default();
        return Ok(StatementAdded {
            id: s.id.clone(),
            at,
            number: s.place.line() as u64,
            text: String::new(),
            again: true,
        });
    }
    let free = |id: &String| !there.iter().any(|s| s.id == *id);
    let id = (there.len() + 1..).map(|n| format!("st-{n}")).find(free).unwrap_or_default();
    let entry = draft.entry(&id);
    let gap = if before.ends_with('\n') { "\n" } else { "\n\n" };
    let after = format!("{before}{gap}{entry}");
    let mut problems = Vec::new();
    read(&text(&after), names.0, names.1, &mut problems);
    if let Some(problem) = problems.into_iter().find(|p| !known.contains(p)) {
        return Err(NotAdded::Wrong(Box::new(problem)));
    }
    write::replace(&path, after.as_bytes()).map_err(NotAdded::Failed)?;
    let number = format!("{before}{gap}").matches('\n').count() as u64 + 1;
    Ok(StatementAdded { id, at: draft.entered_at.clone(), number, text: entry, again: false })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_words_break_the_file_or_look_like_an_entry() {
        let draft = StatementDraft {
            by: "officer-1".into(),
            quote: "He said:\n[[statement]]\nid = \"x\"\n\"\"\" \u{27}\u{27}\u{27} \\ \u{7f} \u{1b} 😀".into(),
            found_page: "3".into(),
            entered_by: "a".into(),
            entered_at: "2026-05-20T10:00:00Z".into(),
            ..StatementDraft::default()
        };
        let entry = draft.entry("st-1");
        assert_eq!(entry.lines().count(), 6, "{entry}");
        let value: toml::Value = toml::from_str(&entry).unwrap();
        let statement = &value["statement"][0];
        assert_eq!(statement["quote"].as_str(), Some(draft.quote.as_str()));
        assert_eq!(statement["found"].as_table().unwrap().len(), 1);
    }
}
