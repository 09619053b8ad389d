//! `hdlr`, the handler (ISO/IEC 14496-12, 8.4.3): what kind of track it is.

use super::boxes::version_and_flags;
use crate::cursor::Cursor;

/// Four letters: `soun` for sound, `vide` for video.
pub(super) fn handler(body: &[u8]) -> Option<[u8; 4]> {
    let mut c = Cursor::new(body);
    version_and_flags(&mut c)?;
    c.skip(4)?;
    c.array()
}
