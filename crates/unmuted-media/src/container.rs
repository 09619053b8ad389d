//! Which reader a recording's first bytes ask for.

use crate::bytes::{ReadAt, read_full};
use crate::error::Error;
use crate::fault::{FaultKind, Location};
use crate::source::Opened;

/// Opens a recording with the reader for its container, judged by its first bytes and never by a name.
pub(crate) fn open(bytes: &dyn ReadAt) -> Result<Box<dyn Opened + '_>, Error> {
    let mut head = [0u8; 16];
    let n = read_full(bytes, 0, &mut head).map_err(|e| Error::io(e, Location::at(0)))?;
    let head = &head[..n];
    if head.is_empty() {
        return Err(Error::new(FaultKind::Empty, Location::at(0)));
    }
    if crate::mp4::is_mp4(head) {
        return Ok(Box::new(crate::mp4::open(bytes)?));
    }
    if crate::wav::is_wav(head) {
        return Ok(Box::new(crate::wav::open(bytes)?));
    }
    let begins_with = head.iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(" ");
    Err(Error::new(FaultKind::UnknownContainer { begins_with }, Location::at(0)))
}
