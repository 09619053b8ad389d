//! The report folder: renderings of the review document and nothing else. Beside it, what other commands print of a
//! case's files.
//!
//! `index.html` opens from a memory stick with no network and no server. Browsers forbid module scripts, `fetch`
//! and the decoding of media data there, so data are values in classic scripts. Everything here can be deleted
//! and comes back; every file is written whole or not at all.

pub(crate) mod align;
pub mod archive;
pub(crate) mod captions;
pub mod clock;
pub mod disputes;
mod files;
pub(crate) mod otio;
mod page;
pub mod requests;
pub mod table;
pub mod text;
pub(crate) mod timeline_csv;
pub mod verdicts;

use std::path::Path;

use crate::review::document::Review;
use crate::review::waveform::WaveformFile;

pub use files::{Writing, json};
#[cfg(feature = "serve")]
pub(crate) use page::{SCRIPT, STYLE, assignment, live_shell};

/// Writes the report folder of a review into `dir`, which is made if it is not there.
///
/// # Errors
/// Where a file cannot be written: the error names it and says what to do next.
pub fn write(dir: &Path, review: &Review, waveforms: &[WaveformFile]) -> miette::Result<()> {
    let writing = Writing::into(dir)?;
    writing.put("review.json", files::json(review)?.as_bytes())?;
    writing.put("timeline.csv", &timeline_csv::render(review)?)?;
    writing.put("timeline.otio", otio::render(review)?.as_bytes())?;
    for recording in &review.recordings {
        writing.put(&format!("captions/{}.vtt", recording.id), captions::render(review, recording).as_bytes())?;
    }
    page::write(&writing, review, waveforms)
}
