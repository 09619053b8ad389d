//! `ctts`, composition offsets (ISO/IEC 14496-12, 8.6.1.3): pictures are not shown in the order in which they are
//! decoded. Only the first few matter here: they say when the first picture is shown.

use super::boxes::version_and_flags;
use crate::cursor::Cursor;

/// The offsets of the first packets, in ticks, at most `most` of them. Read as signed whatever the version says:
/// writers put negative offsets into version 0 as well, and no real offset reaches half the range.
pub(super) fn first(body: &[u8], most: usize) -> Option<Vec<i32>> {
    let mut c = Cursor::new(body);
    version_and_flags(&mut c)?;
    let count = c.u32()?;
    let mut out = Vec::new();
    for _ in 0..count {
        let Some((run, offset)) = c.u32().zip(c.i32()) else { break };
        for _ in 0..(run as usize).min(most - out.len()) {
            out.push(offset);
        }
        if out.len() == most {
            break;
        }
    }
    Some(out)
}
