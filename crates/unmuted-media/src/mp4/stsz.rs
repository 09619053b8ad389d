//! `stsz` and `stz2`, sample sizes (ISO/IEC 14496-12, 8.7.3).

use super::boxes::version_and_flags;
use crate::cursor::Cursor;

/// The sizes of a track's packets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sizes {
    /// All of them have one size, and the box claims so many.
    Constant { size: u32, count: u32 },
    /// Each has its own.
    Each(Vec<u32>),
}

impl Sizes {
    /// The body of an `stsz`.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let mut c = Cursor::new(body);
        version_and_flags(&mut c)?;
        let (size, count) = (c.u32()?, c.u32()?);
        if size != 0 {
            return Some(Self::Constant { size, count });
        }
        let (sizes, _) = c.rest().as_chunks::<4>();
        Some(Self::Each(sizes.iter().take(count as usize).map(|&s| u32::from_be_bytes(s)).collect()))
    }
    /// The body of an `stz2`.
    pub(super) fn read_compact(body: &[u8]) -> Option<Self> {
        let mut c = Cursor::new(body);
        version_and_flags(&mut c)?;
        let (field, count) = (c.u32()? & 0xff, c.u32()? as usize);
        let rest = c.rest();
        let sizes = match field {
            4 => rest.iter().flat_map(|&b| [u32::from(b >> 4), u32::from(b & 15)]).take(count).collect(),
            8 => rest.iter().map(|&b| u32::from(b)).take(count).collect(),
            16 => rest.as_chunks::<2>().0.iter().map(|&b| u32::from(u16::from_be_bytes(b))).take(count).collect(),
            _ => return None,
        };
        Some(Self::Each(sizes))
    }
    /// How many packets.
    pub(super) fn count(&self) -> u64 {
        match self {
            Self::Constant { count, .. } => u64::from(*count),
            Self::Each(sizes) => sizes.len() as u64,
        }
    }
    /// The size of packet `i`.
    pub(super) fn get(&self, i: u64) -> Option<u32> {
        match self {
            Self::Constant { size, count } => (i < u64::from(*count)).then_some(*size),
            Self::Each(sizes) => sizes.get(usize::try_from(i).ok()?).copied(),
        }
    }
}
