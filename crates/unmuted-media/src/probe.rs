//! Reading a recording's index, and nothing else of it.

use crate::bytes::ReadAt;
use crate::error::Error;
use crate::recording::Recording;

/// Says what a recording holds, from its index: container, tracks, times, holes and faults. No sound is decoded.
///
/// Times are on the recording's own clock, whose zero is the first presented picture where there is video, else the
/// first presented sound (`Recording::zero` says which).
///
/// # Errors
/// Where nothing can be read: no known container, no index, or the store fails. What is wrong with a part only is in
/// `Recording::faults`.
pub fn probe(bytes: &dyn ReadAt) -> Result<Recording, Error> {
    crate::container::open(bytes).map(|opened| opened.recording().clone())
}
