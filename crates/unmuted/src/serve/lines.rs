//! Lines of `marks.jsonl`: added, tried, and told as history.

use axum::Json;
use axum::extract::Query;
use axum::http::StatusCode;
use serde::Deserialize;

use super::api::{Checked, CheckedFinding, History, NewLine, Refused, Role, Written};
use super::case::Case;
use super::refused::{Answered, Refusal};
use super::{blocking, history};
use crate::case_files::marks_jsonl::{self, Draft, NotAdded};
use crate::review::document::{Finding, Review};

/// A line as the file has it.
fn draft(line: NewLine, by: String) -> Draft {
    let text = |t: Option<String>| t.filter(|t| !t.trim().is_empty());
    Draft {
        id: String::new(),
        does: line.does,
        by,
        at: super::now(),
        source: text(line.source),
        kind: text(line.kind),
        time: text(line.time),
        other: text(line.other),
        other_time: text(line.other_time),
        span: line.span,
        plus_minus: text(line.plus_minus),
        event: text(line.event),
        subject: text(line.subject),
        target: text(line.target),
        words: text(line.words),
        sure: line.sure.filter(|s| !s),
        kinds: line.kinds,
        supersedes: text(line.supersedes),
        privileged: line.privileged.filter(|p| *p),
        once: text(line.once),
    }
}

/// Adds a line. It is answered only once the line is on the disk.
pub async fn add(case: Case, Json(line): Json<NewLine>) -> Answered<Json<Written>> {
    case.may(Role::Reviewer)?;
    let by = case.by(line.by.as_deref())?;
    if line.privileged == Some(true) && !case.who.privileged {
        let what = "You do not see what is privileged here, and so cannot write it.";
        return Err(Refusal::new(StatusCode::FORBIDDEN, what, format!("{}.", case.ask)));
    }
    let draft = draft(line, by.clone());
    blocking(move || {
        let files = case.room.files()?;
        // What is told to everybody holds nothing that only some may see.
        let why = match history::is_privileged(&draft, &files) {
            true => "wrote something".to_owned(),
            false => history::in_words(&draft, &files),
        };
        let added = marks_jsonl::add(&files, draft).map_err(|why| Refusal::not_added(marks_jsonl::FILE, &why))?;
        if !added.again {
            case.room.changed(format!("{by} {why}"));
        }
        Ok(Json(Written {
            id: added.id,
            file: marks_jsonl::FILE.to_owned(),
            number: added.number,
            at: added.at,
            line: added.line,
            conflict: added.notes.into_iter().map(|p| p.what).collect::<Vec<_>>().join(" "),
        }))
    })
    .await
}

/// What a line would do, without adding it.
pub async fn check(case: Case, Json(line): Json<NewLine>) -> Answered<Json<Checked>> {
    case.may(Role::Reviewer)?;
    let by = case.by(line.by.as_deref())?;
    let draft = draft(line, by);
    let _turn = case.room.turn().await;
    blocking(move || {
        let files = case.room.files()?;
        let path = files.dir.join(marks_jsonl::FILE);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(e) => return Err(Refusal::not_added(marks_jsonl::FILE, &NotAdded::Failed(e))),
        };
        let typed = serde_json::to_string(&draft).unwrap_or_default();
        let (with, line) = match marks_jsonl::checked(&files, &bytes, draft) {
            Ok(checked) => checked,
            Err(NotAdded::Wrong(p)) => {
                let refused = Some(Refused { what: p.what.clone(), remedy: p.remedy.clone() });
                return Ok(Json(Checked { line: typed, refused, findings: Vec::new() }));
            }
            Err(why) => return Err(Refusal::not_added(marks_jsonl::FILE, &why)),
        };
        let before = case.shown()?;
        let mut options = case.room.options(case.who.privileged);
        options.without_page = true;
        options.as_if_written = Some((marks_jsonl::FILE, with));
        let then = case.room.ask(&options)?.document;
        Ok(Json(Checked { line, refused: None, findings: changed(&before.review, &then) }))
    })
    .await
}

/// Every statement and rule that is not as it was.
fn changed(before: &Review, then: &Review) -> Vec<CheckedFinding> {
    let finding = |is: &str, id: &str, title: &str, verdicts: [&str; 3], finding: &Finding| CheckedFinding {
        id: id.to_owned(),
        is: is.to_owned(),
        title: title.to_owned(),
        before: verdicts[0].to_owned(),
        verdict: verdicts[1].to_owned(),
        verdict_words: verdicts[2].to_owned(),
        finding: finding.clone(),
    };
    let statements = then.statements.iter().filter_map(|s| {
        let old = before.statements.iter().find(|o| o.id == s.id)?;
        let verdicts = [old.verdict.as_str(), &s.verdict, &s.verdict_words];
        (old.finding != s.finding || old.verdict != s.verdict)
            .then(|| finding("statement", &s.id, &s.quote, verdicts, &s.finding))
    });
    let rules = then.rules.iter().filter_map(|r| {
        let old = before.rules.iter().find(|o| o.id == r.id)?;
        let title = if r.title.is_empty() { &r.wording } else { &r.title };
        let verdicts = [old.verdict.as_str(), &r.verdict, &r.verdict_words];
        (old.finding != r.finding || old.verdict != r.verdict)
            .then(|| finding("rule", &r.id, title, verdicts, &r.finding))
    });
    statements.chain(rules).collect()
}

/// Whose lines may be undone, where there are no accounts.
#[derive(Deserialize)]
pub struct By {
    #[serde(default)]
    by: String,
}

/// Every line that was written.
pub async fn all(case: Case, Query(by): Query<By>) -> Answered<Json<History>> {
    let name = if case.who.name.is_empty() { by.by } else { case.who.name.clone() };
    blocking(move || {
        let files = case.room.files()?;
        let may = case.who.role >= Role::Reviewer;
        let history = history::of(&files, case.who.privileged, may.then_some(name.as_str()));
        history.map(Json).map_err(|e| Refusal::not_added(marks_jsonl::FILE, &NotAdded::Failed(e)))
    })
    .await
}
