//! Reading a sound track's packets: only their own bytes, neighbours in one read, pictures never.

use unmuted_model::Nanos;

use super::elst::Presentation;
use super::track::{Entry, SoundMedia};
use crate::bytes::{ReadAt, read_full};
use crate::error::Error;
use crate::fault::{Fault, FaultKind, Faults, Location};
use crate::source::{Before, Packet, PacketSource};

/// One track's packets in order of time.
pub(super) struct Packets<'a> {
    pub(super) bytes: &'a dyn ReadAt,
    pub(super) media: &'a SoundMedia,
    pub(super) presentation: &'a Presentation,
    /// From movie time to the recording's clock.
    pub(super) zero: Nanos,
    next: usize,
    buffer: Vec<u8>,
    buffer_at: u64,
    unread: u64,
    number: u32,
}

/// Packets are read together up to so many bytes.
const TOGETHER: u64 = 256 << 10;
/// Bytes between two packets that are read along rather than skipped: below a page, a second read costs more.
const SMALL_GAP: u64 = 2048;

impl<'a> Packets<'a> {
    pub(super) fn new(
        bytes: &'a dyn ReadAt,
        media: &'a SoundMedia,
        presentation: &'a Presentation,
        zero: Nanos,
        number: u32,
    ) -> Self {
        Self { bytes, media, presentation, zero, next: 0, buffer: Vec::new(), buffer_at: 0, unread: 0, number }
    }

    /// The bytes of a packet out of the buffer, which is filled first if they are not in it.
    fn fetch(&mut self, entry: &Entry) -> Result<&[u8], Error> {
        let (at, size) = (entry.offset, entry.size as usize);
        if self.within(at, size).is_none() {
            let mut end = at + u64::from(entry.size);
            for next in self.media.packets.get(self.next..).unwrap_or_default() {
                let next_end = next.offset.saturating_add(u64::from(next.size));
                let near = next.offset >= end && next.offset - end <= SMALL_GAP;
                if !near || next_end - at > TOGETHER {
                    break;
                }
                end = next_end;
            }
            // At most one packet (limited) or `TOGETHER`.
            self.buffer.resize(usize::try_from(end - at).unwrap_or(0), 0);
            let n = read_full(self.bytes, at, &mut self.buffer).map_err(|e| Error::io(e, Location::at(at)))?;
            self.buffer.truncate(n);
            self.buffer_at = at;
        }
        Ok(self.within(at, size).unwrap_or_default())
    }

    fn within(&self, at: u64, size: usize) -> Option<&[u8]> {
        let from = usize::try_from(at.checked_sub(self.buffer_at)?).ok()?;
        self.buffer.get(from..from.checked_add(size)?)
    }
}

impl PacketSource for Packets<'_> {
    fn next(&mut self, data: &mut Vec<u8>) -> Result<Option<Packet>, Error> {
        loop {
            let Some(&entry) = self.media.packets.get(self.next) else { return Ok(None) };
            self.next += 1;
            let bytes = self.fetch(&entry)?;
            if bytes.is_empty() {
                self.unread += 1;
                continue;
            }
            data.clear();
            data.extend_from_slice(bytes);
            let ticks = self.media.sound_ticks(&entry);
            let placed = self.presentation.place(entry.time, ticks);
            // The last packet may be said to be shorter than what it decodes to: the rest is the encoder's padding.
            let until = match self.media.packets.get(self.next) {
                Some(_) => placed.until,
                None => placed.until.min(self.presentation.end_at(entry.time.saturating_add(ticks))),
            };
            return Ok(Some(Packet {
                time: Some(placed.time - self.zero),
                from: placed.from - self.zero,
                until: until - self.zero,
                offset: Some(entry.offset),
                before: if self.media.is_damaged() || self.unread > 0 { Before::Damaged } else { Before::Dropped },
                primes: false,
            }));
        }
    }

    fn faults(&mut self) -> Vec<Fault> {
        let mut faults = Faults::default();
        if self.unread > 0 {
            faults.push(FaultKind::PacketsBeyondEnd { packets: self.unread }, Location::track(self.number));
        }
        faults.into_vec()
    }
}
