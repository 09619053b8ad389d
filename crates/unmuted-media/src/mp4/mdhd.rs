//! `mdhd`, the media header (ISO/IEC 14496-12, 8.4.2): a track's timescale.

use super::boxes::version_and_flags;
use crate::cursor::Cursor;

/// Ticks a second of a track's own times.
pub(super) fn timescale(body: &[u8]) -> Option<u32> {
    let mut c = Cursor::new(body);
    let times = if version_and_flags(&mut c)?.0 == 1 { 16 } else { 8 };
    c.skip(times)?;
    c.u32()
}
