//! `tkhd`, the track header (ISO/IEC 14496-12, 8.3.2): a track's number.

use super::boxes::version_and_flags;
use crate::cursor::Cursor;

/// The track's number.
pub(super) fn track_id(body: &[u8]) -> Option<u32> {
    let mut c = Cursor::new(body);
    let times = if version_and_flags(&mut c)?.0 == 1 { 16 } else { 8 };
    c.skip(times)?;
    c.u32()
}
