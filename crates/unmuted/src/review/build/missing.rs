//! What the case lacks, as the document lists it: the requests of `unmuted missing`.

use crate::report::requests;
use crate::review::document::{MissingCite, MissingItem, Review};

/// Everything to ask for, from all else that the document says.
pub fn of(review: &Review) -> Vec<MissingItem> {
    let shown = requests::requests(review).into_iter().map(|r| MissingItem {
        kind: r.kind.key().to_owned(),
        kind_words: r.kind.heading().to_owned(),
        subject: r.subject,
        what: r.what,
        why: r.why,
        cites: r.cites.into_iter().map(|c| MissingCite { id: c.id, place: c.place }).collect(),
    });
    shown.collect()
}
