//! `stsc`, sample to chunk (ISO/IEC 14496-12, 8.7.4): how many packets lie together.

use super::boxes::version_and_flags;
use crate::cursor::Cursor;

/// Runs of chunks: the first chunk's number (from one) and the packets in each chunk from there on.
pub(super) fn read(body: &[u8]) -> Option<Vec<(u32, u32)>> {
    let mut c = Cursor::new(body);
    version_and_flags(&mut c)?;
    let count = c.u32()? as usize;
    let (runs, _) = c.rest().as_chunks::<12>();
    Some(
        runs.iter()
            .take(count)
            .map(|&[a, b, c, d, e, f, g, h, ..]| (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h])))
            .collect(),
    )
}
