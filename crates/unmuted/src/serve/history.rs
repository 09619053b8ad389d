//! All lines of `marks.jsonl` as they were written, each with what became of it.

use std::collections::BTreeMap;
use std::io;

use unmuted_model::{ObservationId, SourceId};

use super::api::{Contested, History, HistoryLine};
use crate::case_files::CaseFiles;
use crate::case_files::marks_jsonl::{self, Draft, Marks};

/// What a line says, in words that follow a name: "marked a shot on Camera 1, 1:24.60 to 1:24.66".
pub fn in_words(line: &Draft, files: &CaseFiles) -> String {
    let name = |id: &Option<String>| {
        let id = id.as_deref().unwrap_or_default();
        files.source(&SourceId::new(id)).map_or(id.to_owned(), |s| s.name.clone())
    };
    let kind = line.kind.as_deref().unwrap_or_default();
    let kind = files.vocabulary.kind(kind).and_then(|k| files.vocabulary.meaning(k)).map_or(kind, |m| m.words.as_str());
    let span = line.span.as_ref().map(|[a, b]| format!(", {a} to {b}")).unwrap_or_default();
    let words = line.words.as_deref().map(|w| format!(": “{w}”")).unwrap_or_default();
    let target = line.target.as_deref().unwrap_or_default();
    let lead = if line.sure == Some(false) { ", not sure" } else { "" };
    match line.does.as_str() {
        "mark" => {
            let verb = if line.supersedes.is_some() { "changed a mark to" } else { "marked" };
            format!("{verb} {kind} on {}{span}{lead}{words}", name(&line.source))
        }
        "reviewed" => {
            let kinds = line.kinds.clone().unwrap_or_default().join(", ");
            format!("reviewed {}{span} for {kinds}", name(&line.source))
        }
        "anchor" => {
            let (t, o) = (line.time.as_deref().unwrap_or_default(), line.other_time.as_deref().unwrap_or_default());
            format!("anchored {t} of {} at {o} of {}{words}", name(&line.source), name(&line.other))
        }
        "confirm" => format!("confirmed {target}{words}"),
        "reject" => format!("rejected {target}{words}"),
        "undo" => format!("took back {target}{words}"),
        _ => String::new(),
    }
}

/// Whether a line is privileged, or speaks of a source that is.
pub fn is_privileged(line: &Draft, files: &CaseFiles) -> bool {
    let of_source = |id: &str| files.source(&SourceId::new(id)).is_some_and(|s| s.privileged);
    let on = [&line.source, &line.other].into_iter().flatten().any(|id| of_source(id));
    let about = line.target.as_deref().or(line.supersedes.as_deref()).unwrap_or_default();
    let in_text = about.split_once('#').is_some_and(|(id, _)| of_source(id));
    let of_mark = || {
        let marks = &files.marks;
        marks.marks.iter().any(|m| m.id.as_str() == about && m.privileged)
            || marks.anchors.iter().any(|a| a.id.as_str() == about && a.privileged)
            || marks.reviewed.iter().any(|r| r.id.as_str() == about && r.privileged)
    };
    line.privileged == Some(true) || on || in_text || of_mark()
}

/// The history that somebody may see: `privileged` lines only for those who may; `undo` is whose lines may be undone.
///
/// # Errors
/// Where the file cannot be read.
pub fn of(files: &CaseFiles, privileged: bool, undo: Option<&str>) -> io::Result<History> {
    let bytes = match std::fs::read(files.dir.join(marks_jsonl::FILE)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    let mut problems = Vec::new();
    let marks = marks_jsonl::read(&bytes, &files.marks_context(), &mut problems);
    let text = String::from_utf8_lossy(&bytes);
    let mut about: BTreeMap<String, String> = BTreeMap::new();
    let mut hidden: std::collections::BTreeSet<String> = Default::default();
    let mut lines = Vec::new();
    for (raw, number) in text.lines().zip(1..) {
        if raw.trim().is_empty() {
            continue;
        }
        let Ok(line) = serde_json::from_str::<Draft>(raw) else {
            lines.push(unread(number, raw));
            continue;
        };
        let of = line.supersedes.clone().or_else(|| line.target.clone()).unwrap_or_default();
        // What hangs on a line that is left out is left out with it, also where that line counts no longer.
        if !privileged && (is_privileged(&line, files) || hidden.contains(&of)) {
            hidden.insert(line.id);
            continue;
        }
        let root = about.get(&of).cloned().unwrap_or_else(|| if of.is_empty() { line.id.clone() } else { of.clone() });
        about.insert(line.id.clone(), root.clone());
        let standing = standing(&line, &marks);
        lines.push(HistoryLine {
            number,
            words: in_words(&line, files),
            about: of,
            root,
            can_undo: undo.is_some_and(|by| by == line.by) && !matches!(standing, "undone" | "unread"),
            standing: standing.to_owned(),
            id: line.id,
            does: line.does,
            by: line.by,
            at: line.at,
            raw: raw.to_owned(),
        });
    }
    let conflicts = marks
        .contested
        .iter()
        .filter(|c| !hidden.contains(c.target.as_str()))
        .map(|c| Contested { target: c.target.to_string(), lines: c.lines.iter().map(ToString::to_string).collect() })
        .collect();
    Ok(History { lines, conflicts })
}

fn unread(number: u64, raw: &str) -> HistoryLine {
    HistoryLine {
        number,
        id: String::new(),
        does: String::new(),
        by: String::new(),
        at: String::new(),
        about: String::new(),
        root: String::new(),
        words: "This line cannot be read.".to_owned(),
        standing: "unread".to_owned(),
        can_undo: false,
        raw: raw.to_owned(),
    }
}

fn standing(line: &Draft, marks: &Marks) -> &'static str {
    let id = ObservationId::new(line.id.as_str());
    if marks.undone.contains(&id) {
        return "undone";
    }
    let in_force = |key: &'static str| if key == "confirmed" { "in_force" } else { key };
    if let Some(m) = marks.marks.iter().find(|m| m.id == id) {
        return in_force(m.decided.standing.key());
    }
    if let Some(a) = marks.anchors.iter().find(|a| a.id == id) {
        return in_force(a.decided.standing.key());
    }
    if let Some(r) = marks.reviewed.iter().find(|r| r.id == id) {
        let contested = marks.contested.iter().any(|c| c.lines.contains(&id));
        return match (r.superseded, contested) {
            (_, true) => "contested",
            (true, false) => "superseded",
            (false, false) => "in_force",
        };
    }
    if let Some(d) = marks.decisions.iter().find(|d| d.id == id) {
        // A person's later word on the same target replaces the earlier one.
        let last = marks.decisions.iter().rfind(|o| o.target == d.target && o.by == d.by);
        return if last.is_some_and(|l| l.id == id) { "in_force" } else { "superseded" };
    }
    if marks.undos.iter().any(|u| u.id == id) { "in_force" } else { "unread" }
}
