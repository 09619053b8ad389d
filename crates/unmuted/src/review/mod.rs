//! From a case folder to the review document.

pub mod document;
mod placement;
pub mod waveform;
