//! `tfdt`, the time of a fragment's first packet (ISO/IEC 14496-12, 8.8.12). A time beyond the end of the fragment
//! before means that packets are missing.

use super::boxes::version_and_flags;
use crate::cursor::Cursor;

/// The decoding time of the first packet, in media ticks.
pub(super) fn read(body: &[u8]) -> Option<u64> {
    let mut c = Cursor::new(body);
    match version_and_flags(&mut c)?.0 {
        1 => c.u64(),
        _ => c.u32().map(u64::from),
    }
}
