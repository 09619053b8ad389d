//! `trex`, track extends (ISO/IEC 14496-12, 8.8.3): what a fragment's packets are unless it says otherwise.

use super::boxes::version_and_flags;
use crate::cursor::Cursor;

/// The defaults of one track's fragments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Trex {
    pub(super) track_id: u32,
    pub(super) duration: u32,
    pub(super) size: u32,
    pub(super) flags: u32,
}

impl Trex {
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let mut c = Cursor::new(body);
        version_and_flags(&mut c)?;
        let track_id = c.u32()?;
        c.skip(4)?;
        Some(Self { track_id, duration: c.u32()?, size: c.u32()?, flags: c.u32().unwrap_or(0) })
    }
}
