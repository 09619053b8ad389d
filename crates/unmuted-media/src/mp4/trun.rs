//! `trun`, a run of packets in a fragment (ISO/IEC 14496-12, 8.8.8).

use super::boxes::version_and_flags;
use crate::cursor::Cursor;

/// One packet of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RunPacket {
    pub(super) duration: u32,
    pub(super) size: u32,
    /// From decoding to showing, in media ticks.
    pub(super) composition: i32,
}

/// A run's head: how many packets it claims, and where the first one lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Trun<'a> {
    flags: u32,
    pub(super) count: u32,
    pub(super) data_offset: Option<i32>,
    rest: &'a [u8],
    duration: u32,
    size: u32,
}

impl<'a> Trun<'a> {
    /// Reads a run's head; `duration` and `size` are what its packets have unless they say otherwise.
    pub(super) fn read(body: &'a [u8], duration: u32, size: u32) -> Option<Self> {
        let mut c = Cursor::new(body);
        let (_, flags) = version_and_flags(&mut c)?;
        let count = c.u32()?;
        let data_offset = if flags & 0x001 != 0 { Some(c.i32()?) } else { None };
        if flags & 0x004 != 0 {
            c.skip(4)?;
        }
        Some(Self { flags, count, data_offset, rest: c.rest(), duration, size })
    }
    /// Duration and size of all its packets, where none has fields of its own: then the count may claim anything,
    /// and nobody should count along.
    pub(super) fn uniform(&self) -> Option<(u32, u32)> {
        (self.flags & 0xf00 == 0).then_some((self.duration, self.size))
    }
    /// Its packets: as many as are claimed and, where they have fields of their own, really there.
    pub(super) fn packets(&self) -> impl Iterator<Item = RunPacket> + use<'a> {
        let Self { flags, count, rest, duration, size, .. } = *self;
        let mut c = Cursor::new(rest);
        (0..count).map_while(move |_| {
            let duration = if flags & 0x100 != 0 { c.u32()? } else { duration };
            let size = if flags & 0x200 != 0 { c.u32()? } else { size };
            if flags & 0x400 != 0 {
                c.skip(4)?;
            }
            let composition = if flags & 0x800 != 0 { c.i32()? } else { 0 };
            Some(RunPacket { duration, size, composition })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_billion_claimed_packets_without_fields_are_an_iterator_and_no_memory() {
        let body = [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff];
        let run = Trun::read(&body, 1024, 4).unwrap();
        assert_eq!(run.packets().next(), Some(RunPacket { duration: 1024, size: 4, composition: 0 }));
        let with_sizes = [0, 0, 2, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 9];
        assert_eq!(Trun::read(&with_sizes, 1, 4).unwrap().packets().map(|p| p.size).collect::<Vec<_>>(), [9]);
    }
}
