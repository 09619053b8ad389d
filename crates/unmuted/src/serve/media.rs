//! What is played, by ranges, and the files that a page links to. Only what the asker's review itself names is given;
//! evidence is opened for reading alone.

use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tower::ServiceExt;
use tower_http::services::ServeFile;

use super::case::Case;
use super::refused::{Answered, Refusal};
use super::room::Shown;
use crate::report::{captions, otio, timeline_csv};

/// A file of the evidence that the page plays.
pub async fn evidence(case: Case, Path((_, file)): Path<(String, String)>, request: Request) -> Answered<Response> {
    let shown = case.shown()?;
    // The router has taken the escapes out of the path; the page's addresses are compared without theirs.
    let wanted = format!("../evidence/{file}");
    send(playable(&shown, &wanted)?, request).await
}

/// A copy for playing, beside the report.
pub async fn copy(case: Case, Path((_, file)): Path<(String, String)>, request: Request) -> Answered<Response> {
    let shown = case.shown()?;
    send(playable(&shown, &format!("media/{file}"))?, request).await
}

fn playable(shown: &Arc<Shown>, wanted: &str) -> Answered<PathBuf> {
    let found = shown.media.iter().find(|(address, _)| unescaped(address) == wanted);
    found.map(|(_, path)| path.clone()).ok_or_else(none)
}

fn none() -> Refusal {
    Refusal::new(
        StatusCode::NOT_FOUND,
        "There is no such file on this page.",
        "Go back to the page, and load it again.",
    )
}

/// A file, or the ranges of it that were asked for (RFC 9110, section 14).
pub async fn send(path: PathBuf, request: Request) -> Answered<Response> {
    let sent = ServeFile::new(path).oneshot(request).await;
    let mut response = sent.map_err(|never| match never {})?.map(Body::new).into_response();
    // A browser may keep what it plays; what it is asked about again is whether the file changed.
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-cache"));
    Ok(response)
}

/// What the report's folder also holds, made from the review as it now is.
pub async fn rendered(case: Case, Path((_, file)): Path<(String, String)>) -> Answered<Response> {
    let shown = case.shown()?;
    let given = |kind: &'static str, body: Vec<u8>| ([(header::CONTENT_TYPE, kind)], body).into_response();
    let failed = |r: miette::Report| Refusal::report(&r);
    let captions_of = |id: &str| shown.review.recordings.iter().find(|r| r.id == id);
    Ok(match file.as_str() {
        "review.json" => given("application/json", shown.json.clone().into_bytes()),
        "timeline.csv" => given("text/csv; charset=utf-8", timeline_csv::render(&shown.review).map_err(failed)?),
        "timeline.otio" => given("application/json", otio::render(&shown.review).map_err(failed)?.into_bytes()),
        other => {
            let id = other.strip_prefix("captions/").and_then(|f| f.strip_suffix(".vtt"));
            let recording = id.and_then(captions_of).ok_or_else(none)?;
            given("text/vtt; charset=utf-8", captions::render(&shown.review, recording).into_bytes())
        }
    })
}

/// A URL's path without its escapes (RFC 3986, section 2.1).
pub fn unescaped(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = (*byte == b'%').then(|| path.get(at + 1..at + 3)).flatten();
        match hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
