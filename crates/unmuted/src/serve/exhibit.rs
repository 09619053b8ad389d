//! Exhibits taken from the page.

use std::path::{Component, Path as FilePath};

use axum::Json;
use axum::extract::{Path, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::api::{Clip, Clipped, Refused};
use super::case::Case;
use super::refused::{Answered, Refusal};
use crate::clip::{self, Wanted};
use crate::review::document::Problem;

/// An exhibit is one page without any script; its style stands in it, so that it is whole wherever it goes.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The longest time on a clock that is taken, in seconds: ten days.
const MOST_S: f64 = 864_000.0;

/// Makes an exhibit. What is privileged is in none, whoever takes it.
pub async fn make(case: Case, Json(clip): Json<Clip>) -> Answered<Json<Clipped>> {
    let by = case.by(clip.by.as_deref())?;
    let ns = |s: f64| {
        let in_range = s.is_finite() && s.abs() <= MOST_S;
        #[allow(clippy::cast_possible_truncation, reason = "ten days of nanoseconds fit")]
        in_range.then(|| (s * 1e9).round() as i64).ok_or_else(|| {
            Refusal::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "That is no time on this clock.",
                "Give seconds of incident time.",
            )
        })
    };
    let wanted = Wanted {
        from_ns: ns(clip.from_s)?,
        to_ns: ns(clip.to_s)?,
        on: None,
        recordings: clip.recordings,
        finding: Some(clip.finding).filter(|f| !f.is_empty()),
        by,
        at: super::now(),
        out: None,
    };
    let _turn = case.room.turn().await;
    super::blocking(move || {
        let reviewed = case.room.ask(&case.room.options(false))?;
        let made = clip::make(&case.room.dir, &wanted, &reviewed, &case.room.terminal).map_err(|r| {
            // What was asked for does not fit; what fails on the disk is told the same way.
            Refusal { status: StatusCode::UNPROCESSABLE_ENTITY, ..Refusal::report(&r) }
        })?;
        let problem = |p: Problem| Refused { what: p.what, remedy: p.remedy };
        Ok(Json(Clipped {
            address: format!("exhibits/{}/index.html", made.folder.rsplit('/').next().unwrap_or_default()),
            folder: made.folder,
            left_out: u64::from(made.left_out.total),
            problems: made.problems.into_iter().map(problem).collect(),
        }))
    })
    .await
}

/// A file of an exhibit.
pub async fn file(case: Case, Path((_, file)): Path<(String, String)>, request: Request) -> Answered<Response> {
    let none = || Refusal::new(StatusCode::NOT_FOUND, "There is no such file in an exhibit.", "");
    let plain = FilePath::new(&file).components().all(|c| matches!(c, Component::Normal(_)));
    let folder = case.room.dir.join("report").join("exhibits");
    let path = folder.join(if file.ends_with('/') { format!("{file}index.html") } else { file });
    if !plain || !path.is_file() {
        return Err(none());
    }
    let mut response = super::media::send(path, request).await?;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(response)
}
