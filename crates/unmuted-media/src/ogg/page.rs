//! Ogg pages (RFC 3533, section 6), and packets out of them.

use std::collections::VecDeque;

use crate::bytes::{ReadAt, read_full};
use crate::cursor::Cursor;
use crate::error::Error;
use crate::fault::Location;
use crate::limits;

/// The largest page: a header of 27 bytes, 255 sizes, 255 segments of 255 bytes.
pub(super) const LARGEST: usize = 27 + 255 + 255 * 255;

/// One page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) offset: u64,
    pub(super) continued: bool,
    pub(super) first: bool,
    pub(super) last: bool,
    /// The position that its last finished packet ends at, in the codec's own units; `None` where none ends.
    pub(super) granule: Option<i64>,
    pub(super) serial: u32,
    pub(super) sequence: u32,
    /// The sizes of its packets' parts; a part of a packet that goes on has `true`.
    segments: Vec<u8>,
    body: Vec<u8>,
}

impl Page {
    /// Reads the page at the start of a slice. `None` where there is none; `Err` where its checksum is wrong.
    pub(super) fn read(data: &[u8], offset: u64) -> Option<Result<(Self, usize), ()>> {
        let mut c = Cursor::new(data);
        if c.array()? != *b"OggS" || c.u8()? != 0 {
            return None;
        }
        let flags = c.u8()?;
        let granule = c.i64_le()?;
        let (serial, sequence, checksum) = (c.u32_le()?, c.u32_le()?, c.u32_le()?);
        let count = c.u8()?;
        let segments = c.take(usize::from(count))?.to_vec();
        let body = c.take(segments.iter().map(|&s| usize::from(s)).sum())?.to_vec();
        let size = c.position();
        if crc(data.get(..size)?) != checksum {
            return Some(Err(()));
        }
        let page = Self {
            offset,
            continued: flags & 1 != 0,
            first: flags & 2 != 0,
            last: flags & 4 != 0,
            granule: (granule != -1).then_some(granule),
            serial,
            sequence,
            segments,
            body,
        };
        Some(Ok((page, size)))
    }

    /// Its packets' parts: the bytes, and whether the packet ends with them.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&[u8], bool)> {
        let mut rest = &self.body[..];
        let mut sizes = self.segments.iter().peekable();
        std::iter::from_fn(move || {
            sizes.peek()?;
            let (mut n, mut ends) = (0usize, false);
            for &size in sizes.by_ref() {
                n += usize::from(size);
                if size < 255 {
                    ends = true;
                    break;
                }
            }
            let (part, tail) = rest.split_at_checked(n)?;
            rest = tail;
            Some((part, ends))
        })
    }
}

/// The checksum of a page with its own field taken as zero: polynomial 0x04c11db7, nothing inverted (RFC 3533, 6).
fn crc(page: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0u32; 256];
        let mut i = 0;
        while i < 256 {
            let mut r = (i as u32) << 24;
            let mut k = 0;
            while k < 8 {
                r = if r & 0x8000_0000 != 0 { (r << 1) ^ 0x04c1_1db7 } else { r << 1 };
                k += 1;
            }
            table[i] = r;
            i += 1;
        }
        table
    };
    page.iter().enumerate().fold(0, |r, (i, &b)| {
        let b = if (22..26).contains(&i) { 0 } else { b };
        (r << 8) ^ TABLE[usize::from((r >> 24) as u8 ^ b)]
    })
}

/// The pages of a recording, one after the other.
pub(super) struct Pages<'a> {
    bytes: &'a dyn ReadAt,
    at: u64,
    buffer: Vec<u8>,
    buffer_at: u64,
    /// Pages whose checksum was wrong, and where the first lies.
    pub(super) wrong: u64,
    pub(super) first_wrong: Option<u64>,
    /// Bytes that belonged to no page.
    pub(super) junk: u64,
}

const TOGETHER: usize = 2 * LARGEST;

impl<'a> Pages<'a> {
    pub(super) fn new(bytes: &'a dyn ReadAt, at: u64) -> Self {
        Self { bytes, at, buffer: Vec::new(), buffer_at: 0, wrong: 0, first_wrong: None, junk: 0 }
    }

    fn fill(&mut self) -> Result<&[u8], Error> {
        let from = self.at.checked_sub(self.buffer_at).and_then(|d| usize::try_from(d).ok());
        let have = from.map_or(0, |f| self.buffer.len().saturating_sub(f));
        let to_end = self.bytes.size().saturating_sub(self.at);
        if (have as u64) < (LARGEST as u64).min(to_end) || have == 0 {
            // What is held already is kept, and only what follows is read.
            self.buffer.drain(..self.buffer.len() - have);
            self.buffer.resize(TOGETHER, 0);
            let after = self.at + have as u64;
            let room = self.buffer.get_mut(have..).unwrap_or_default();
            let n = read_full(self.bytes, after, room).map_err(|e| Error::io(e, Location::at(after)))?;
            self.buffer.truncate(have + n);
            self.buffer_at = self.at;
            return Ok(&self.buffer);
        }
        Ok(self.buffer.get(from.unwrap_or(0)..).unwrap_or_default())
    }

    /// The next page that is whole.
    pub(super) fn next(&mut self) -> Result<Option<Page>, Error> {
        loop {
            let at = self.at;
            let data = self.fill()?;
            if data.len() < 27 {
                return Ok(None);
            }
            match Page::read(data, at) {
                Some(Ok((page, size))) => {
                    self.at += size as u64;
                    return Ok(Some(page));
                }
                outcome => {
                    // Not here: the next place that looks like one.
                    let skip = data.windows(4).skip(1).position(|w| w == b"OggS").map_or(data.len() - 3, |p| p + 1);
                    if outcome.is_some() {
                        self.wrong += 1;
                        self.first_wrong.get_or_insert(at);
                    }
                    self.junk += skip as u64;
                    self.at += skip as u64;
                }
            }
        }
    }
}

/// Puts the packets of one stream together.
#[derive(Default)]
pub(super) struct Packets {
    partial: Vec<u8>,
    sequence: Option<u32>,
    /// Pages that are missing.
    pub(super) lost: u64,
    /// Packets that were larger than is allowed.
    pub(super) too_large: u64,
}

impl Packets {
    /// Takes a page of the stream; its finished packets go to `out`. Says whether something was lost before it.
    pub(super) fn take(&mut self, page: &Page, out: &mut VecDeque<Vec<u8>>) -> bool {
        let lost = self.sequence.is_some_and(|s| page.sequence != s.wrapping_add(1));
        self.sequence = Some(page.sequence);
        if lost {
            self.lost += 1;
        }
        if lost || !page.continued {
            self.partial.clear();
        }
        // The rest of a packet whose beginning is not there is nothing.
        let mut orphan = page.continued && self.partial.is_empty();
        for (part, ends) in page.parts() {
            if self.partial.len() + part.len() > limits::PACKET_BYTES as usize {
                self.too_large += 1;
                self.partial.clear();
                orphan = true;
            }
            if !orphan {
                self.partial.extend_from_slice(part);
            }
            if ends {
                let packet = std::mem::take(&mut self.partial);
                if !orphan {
                    out.push_back(packet);
                }
                orphan = false;
            }
        }
        lost
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A page with one packet for each slice.
    pub(crate) fn page(serial: u32, sequence: u32, granule: i64, flags: u8, packets: &[&[u8]]) -> Vec<u8> {
        let mut sizes = Vec::new();
        for p in packets {
            sizes.extend(std::iter::repeat_n(255u8, p.len() / 255));
            sizes.push((p.len() % 255) as u8);
        }
        let mut out = b"OggS\0".to_vec();
        out.push(flags);
        out.extend(granule.to_le_bytes());
        out.extend(serial.to_le_bytes());
        out.extend(sequence.to_le_bytes());
        out.extend([0; 4]);
        out.push(sizes.len() as u8);
        out.extend(sizes);
        out.extend(packets.concat());
        let sum = crc(&out);
        out[22..26].copy_from_slice(&sum.to_le_bytes());
        out
    }

    #[test]
    fn pages_are_found_behind_junk_and_wrong_ones_are_counted() {
        let mut data = page(1, 0, 0, 2, &[b"head"]);
        data.extend(b"junk OggS more");
        let mut bad = page(1, 1, 5, 0, &[b"sound"]);
        let n = bad.len();
        bad[n - 1] ^= 1;
        data.extend(bad);
        data.extend(page(1, 2, 9, 4, &[&[7; 600], b"end"]));
        let mut pages = Pages::new(&data, 0);
        let (mut packets, mut out) = (Packets::default(), VecDeque::new());
        let mut lost = Vec::new();
        while let Some(p) = pages.next().unwrap() {
            lost.push(packets.take(&p, &mut out));
        }
        assert_eq!(lost, [false, true]);
        assert_eq!(out.iter().map(Vec::len).collect::<Vec<_>>(), [4, 600, 3]);
        assert_eq!(pages.wrong, 1);
    }
}
