//! From a case folder to the review document.

mod cache;
pub mod document;
mod listen;
mod placement;
mod playable;
pub mod waveform;
