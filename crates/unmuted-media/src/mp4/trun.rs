//! `trun`, a run of packets in a fragment (ISO/IEC 14496-12, 8.8.8).

use super::boxes::version_and_flags;
use super::tfhd::Defaults;
use crate::cursor::Cursor;

/// `sample_is_non_sync_sample` among a packet's flags (8.8.3.1).
const NOT_KEY: u32 = 0x0001_0000;

/// One packet of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RunPacket {
    pub(super) duration: u32,
    pub(super) size: u32,
    /// From decoding to showing, in media ticks.
    pub(super) composition: i32,
    /// Whether it can be decoded without another (8.8.3.1: `sample_is_non_sync_sample` is not set).
    pub(super) key: bool,
}

/// A run's head: how many packets it claims, and where the first one lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Trun<'a> {
    flags: u32,
    pub(super) count: u32,
    pub(super) data_offset: Option<i32>,
    rest: &'a [u8],
    first_flags: Option<u32>,
    of: Defaults,
}

impl<'a> Trun<'a> {
    /// Reads a run's head; `of` is what its packets are unless they say otherwise.
    pub(super) fn read(body: &'a [u8], of: Defaults) -> Option<Self> {
        let mut c = Cursor::new(body);
        let (_, flags) = version_and_flags(&mut c)?;
        let count = c.u32()?;
        let data_offset = if flags & 0x001 != 0 { Some(c.i32()?) } else { None };
        let first_flags = if flags & 0x004 != 0 { Some(c.u32()?) } else { None };
        Some(Self { flags, count, data_offset, rest: c.rest(), first_flags, of })
    }
    /// Duration and size of all its packets, where none has fields of its own: then the count may claim anything,
    /// and nobody should count along.
    pub(super) fn uniform(&self) -> Option<(u32, u32)> {
        (self.flags & 0xf00 == 0).then_some((self.of.duration, self.of.size))
    }
    /// Its packets: as many as are claimed and, where they have fields of their own, really there.
    pub(super) fn packets(&self) -> impl Iterator<Item = RunPacket> + use<'a> {
        let Self { flags, count, rest, first_flags, of, .. } = *self;
        let mut c = Cursor::new(rest);
        (0..count).map_while(move |i| {
            let duration = if flags & 0x100 != 0 { c.u32()? } else { of.duration };
            let size = if flags & 0x200 != 0 { c.u32()? } else { of.size };
            let own = if flags & 0x400 != 0 { Some(c.u32()?) } else { None };
            let packet_flags = own.or(first_flags.filter(|_| i == 0)).unwrap_or(of.flags);
            let composition = if flags & 0x800 != 0 { c.i32()? } else { 0 };
            Some(RunPacket { duration, size, composition, key: packet_flags & NOT_KEY == 0 })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_billion_claimed_packets_without_fields_are_an_iterator_and_no_memory() {
        let body = [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff];
        let of = Defaults { duration: 1024, size: 4, flags: 0 };
        let run = Trun::read(&body, of).unwrap();
        assert_eq!(run.packets().next(), Some(RunPacket { duration: 1024, size: 4, composition: 0, key: true }));
        let with_sizes = [0, 0, 2, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 9];
        assert_eq!(Trun::read(&with_sizes, of).unwrap().packets().map(|p| p.size).collect::<Vec<_>>(), [9]);
    }
}
