//! `tfhd`, the track fragment header (ISO/IEC 14496-12, 8.8.7): whose packets a fragment holds, and from where in the
//! file they are counted.

use super::boxes::version_and_flags;
use super::trex::Trex;
use crate::cursor::Cursor;

/// What a fragment's packets are unless they say otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Defaults {
    pub(super) duration: u32,
    pub(super) size: u32,
    pub(super) flags: u32,
}

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
    /// Of its packets (8.8.3.1): whether another is needed to decode one.
    pub(super) flags: Option<u32>,
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
        let packet_flags = if flags & 0x20 != 0 { c.u32() } else { None };
        Some(Self { track_id, base, base_is_moof: flags & 0x02_0000 != 0, duration, size, flags: packet_flags })
    }
    /// What a packet is that does not say it itself.
    pub(super) fn defaults(&self, trex: Option<&Trex>) -> Defaults {
        let trex = trex.copied().unwrap_or_default();
        Defaults {
            duration: self.duration.unwrap_or(trex.duration),
            size: self.size.unwrap_or(trex.size),
            flags: self.flags.unwrap_or(trex.flags),
        }
    }
}
