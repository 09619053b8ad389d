//! What a page sends: JSON, refused in words of the server's own where it is something else, and in sizes that a line
//! of a case can have.

use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use super::refused::{Answered, Refusal};

/// The most characters of a text that somebody writes.
const MOST_CHARACTERS: usize = 10_000;

/// A body as JSON.
pub struct Said<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Said<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let Json(said) = Json::<T>::from_request(request, state).await.map_err(|wrong| {
            let what = format!("This request cannot be read: {}.", wrong.body_text().trim_end_matches('.'));
            Refusal::new(wrong.status(), what, "Load the page again: it may be of another version than the server.")
        })?;
        Ok(Self(said))
    }
}

/// Refuses a text that is longer than anybody types.
pub fn short(text: &str) -> Answered<()> {
    if text.chars().count() <= MOST_CHARACTERS {
        return Ok(());
    }
    let what = format!("A text here has at most {MOST_CHARACTERS} characters.");
    Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, what, "Put longer texts among the evidence, and cite them."))
}
