//! `stco` and `co64`, chunk offsets (ISO/IEC 14496-12, 8.7.5): where in the file each chunk begins.

use super::boxes::version_and_flags;
use crate::cursor::Cursor;

/// The offsets of an `stco`.
pub(super) fn read_32(body: &[u8]) -> Option<Vec<u64>> {
    let mut c = Cursor::new(body);
    version_and_flags(&mut c)?;
    let count = c.u32()? as usize;
    let (offsets, _) = c.rest().as_chunks::<4>();
    Some(offsets.iter().take(count).map(|&o| u64::from(u32::from_be_bytes(o))).collect())
}

/// The offsets of a `co64`.
pub(super) fn read_64(body: &[u8]) -> Option<Vec<u64>> {
    let mut c = Cursor::new(body);
    version_and_flags(&mut c)?;
    let count = c.u32()? as usize;
    let (offsets, _) = c.rest().as_chunks::<8>();
    Some(offsets.iter().take(count).map(|&o| u64::from_be_bytes(o)).collect())
}
