//! `stss`, sync samples (ISO/IEC 14496-12, 8.6.2): which pictures can be decoded without another.

use super::boxes::version_and_flags;
use crate::cursor::Cursor;

/// Their numbers, from one, in rising order.
pub(super) fn read(body: &[u8]) -> Option<Vec<u32>> {
    let mut c = Cursor::new(body);
    version_and_flags(&mut c)?;
    let count = c.u32()? as usize;
    let (numbers, _) = c.rest().as_chunks::<4>();
    Some(numbers.iter().take(count).map(|&n| u32::from_be_bytes(n)).collect())
}
