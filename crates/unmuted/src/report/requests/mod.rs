//! What a case lacks, from its review: as values, and as a draft that a person edits and sends.

mod draft;
mod held;

use unmuted_case::missing::{Request, missing};

use crate::review::document::Review;

pub use draft::{Draft, FILE, Wrote, write};

/// Everything to ask for, by kind. What is privileged is in no review, and so in no request.
pub fn requests(review: &Review) -> Vec<Request> {
    missing(&held::held(review))
}
