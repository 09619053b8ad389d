//! Exhibits taken from the page.

use std::path::{Component, Path as FilePath};

use axum::Json;
use axum::extract::{Path, Request};
use axum::http::StatusCode;
use axum::response::Response;

use super::api::{Clip, Clipped};
use super::case::Case;
use super::refused::{Answered, Refusal};

/// Makes an exhibit.
pub async fn make(case: Case, Json(_clip): Json<Clip>) -> Answered<Json<Clipped>> {
    let _room = case.room;
    Err(Refusal::new(StatusCode::NOT_IMPLEMENTED, "Exhibits cannot be taken yet.", ""))
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
    super::media::send(path, request).await
}
