//! Why a request was not done: a status, what is wrong, what to do next.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::api::Refused;
use crate::case_files::marks_jsonl::NotAdded;
use crate::case_files::write;

/// A refusal on its way out.
#[derive(Debug)]
pub struct Refusal {
    /// Its status.
    pub status: StatusCode,
    /// Its words.
    pub words: Refused,
}

/// What a handler gives.
pub type Answered<T> = Result<T, Refusal>;

impl Refusal {
    /// A refusal with these words.
    pub fn new(status: StatusCode, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { status, words: Refused { what: what.into(), remedy: remedy.into() } }
    }

    /// Something that the program could not do.
    pub fn failed(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, what, remedy)
    }

    /// What the asker's role may not do.
    pub fn role(ask: &str) -> Self {
        let remedy = if ask.is_empty() { String::new() } else { format!("{ask}.") };
        Self::new(StatusCode::FORBIDDEN, "Your role may not do this.", remedy)
    }

    /// Why a line was not added to a file.
    pub fn not_added(file: &str, why: &NotAdded) -> Self {
        match why {
            NotAdded::Wrong(p) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, p.what.clone(), p.remedy.clone()),
            NotAdded::Failed(e) => Self::failed(format!("{file} cannot be written: {e}"), write::remedy(e)),
        }
    }

    /// A report of the program, without its decoration.
    pub fn report(report: &miette::Report) -> Self {
        let help = report.help().map(|h| h.to_string()).unwrap_or_default();
        Self::failed(report.to_string(), help)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(self.words)).into_response()
    }
}
