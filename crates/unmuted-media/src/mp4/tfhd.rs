//! `tfhd`, the track fragment header (ISO/IEC 14496-12, 8.8.7): whose packets a fragment holds, and from where in the
//! file they are counted.

use super::boxes::version_and_flags;
use super::trex::Trex;
use crate::cursor::Cursor;

/// One track's part of a fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tfhd {
    pub(super) track_id: u32,
    /// Where data offsets count from, if it says so itself.
    pub(super) base: Option<u64>,
    /// Data offsets count from the `moof`.
    pub(super) base_is_moof: bool,
    pub(super) duration: Option<u32>,
    pub(super) size: Option<u32>,
}

impl Tfhd {
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let mut c = Cursor::new(body);
        let (_, flags) = version_and_flags(&mut c)?;
        let track_id = c.u32()?;
        let base = if flags & 0x01 != 0 { Some(c.u64()?) } else { None };
        if flags & 0x02 != 0 {
            c.skip(4)?;
        }
        let duration = if flags & 0x08 != 0 { Some(c.u32()?) } else { None };
        let size = if flags & 0x10 != 0 { Some(c.u32()?) } else { None };
        Some(Self { track_id, base, base_is_moof: flags & 0x02_0000 != 0, duration, size })
    }
    /// Duration and size of a packet that does not say its own.
    pub(super) fn defaults(&self, trex: Option<&Trex>) -> (u32, u32) {
        let trex = trex.copied().unwrap_or_default();
        (self.duration.unwrap_or(trex.duration), self.size.unwrap_or(trex.size))
    }
}
