//! Which reader a recording's first bytes ask for.

use crate::bytes::{ReadAt, read_full};
use crate::error::Error;
use crate::fault::{FaultKind, Location};
use crate::source::Opened;

/// Opens a recording with the reader for its container, judged by its first bytes and never by a name.
pub(crate) fn open(bytes: &dyn ReadAt) -> Result<Box<dyn Opened + '_>, Error> {
    read(bytes, false)
}

/// The same, and keeps where each picture lies, which takes a part of the index that nothing else needs.
pub(crate) fn open_with_pictures(bytes: &dyn ReadAt) -> Result<Box<dyn Opened + '_>, Error> {
    read(bytes, true)
}

fn read(bytes: &dyn ReadAt, pictures: bool) -> Result<Box<dyn Opened + '_>, Error> {
    let mut head = [0u8; 16];
    let n = read_full(bytes, 0, &mut head).map_err(|e| Error::io(e, Location::at(0)))?;
    let head = &head[..n];
    if head.is_empty() {
        return Err(Error::new(FaultKind::Empty, Location::at(0)));
    }
    if crate::mp4::is_mp4(head) {
        let open = if pictures { crate::mp4::open_with_pictures } else { crate::mp4::open };
        return Ok(Box::new(open(bytes)?));
    }
    if crate::wav::is_wav(head) {
        return Ok(Box::new(crate::wav::open(bytes)?));
    }
    if crate::aiff::is_aiff(head) {
        return Ok(Box::new(crate::aiff::open(bytes)?));
    }
    if crate::ogg::is_ogg(head) {
        return Ok(Box::new(crate::ogg::open(bytes)?));
    }
    if crate::mkv::is_mkv(head) {
        let open = if pictures { crate::mkv::open_with_pictures } else { crate::mkv::open };
        return Ok(Box::new(open(bytes)?));
    }
    let id3 = crate::mpeg_audio::id3_size(head);
    let mut after = [0u8; 4];
    read_full(bytes, id3, &mut after).map_err(|e| Error::io(e, Location::at(id3)))?;
    if &after == b"fLaC" {
        return Ok(Box::new(crate::flac::open(bytes, id3)?));
    }
    if let Some(stream) = crate::mpeg_audio::open(bytes)? {
        return Ok(Box::new(stream));
    }
    let begins_with = head.iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(" ");
    Err(Error::new(FaultKind::UnknownContainer { begins_with }, Location::at(0)))
}
