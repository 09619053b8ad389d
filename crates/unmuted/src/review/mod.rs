//! From a case folder to the review document.

pub mod document;
pub mod waveform;
