//! `stts`, decoding time to sample (ISO/IEC 14496-12, 8.6.1.2): how long each packet lasts. A packet that lasts much
//! longer than its neighbours means that packets are missing after it.

use super::boxes::version_and_flags;
use crate::cursor::Cursor;

/// Runs of packets of one length: how many, and how many ticks each.
pub(super) fn read(body: &[u8]) -> Option<Vec<(u32, u32)>> {
    let mut c = Cursor::new(body);
    version_and_flags(&mut c)?;
    let count = c.u32()? as usize;
    // Never more than the body holds, whatever `count` claims.
    let (runs, _) = c.rest().as_chunks::<8>();
    Some(
        runs.iter()
            .take(count)
            .map(|&[a, b, c, d, e, f, g, h]| (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h])))
            .collect(),
    )
}
