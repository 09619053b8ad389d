//! Reading a sound track's packets: only their own bytes, neighbours in one read, pictures never.

use unmuted_model::Nanos;

use super::elst::Presentation;
use super::track::{Entry, SoundMedia};
use crate::bytes::{Ahead, ReadAt};
use crate::error::Error;
use crate::fault::{Fault, FaultKind, Faults, Location};
use crate::source::{Before, Packet, PacketIndex, PacketSource};

/// One track's packets in order of time.
pub(super) struct Packets<'a> {
    pub(super) bytes: &'a dyn ReadAt,
    pub(super) media: &'a SoundMedia,
    pub(super) presentation: &'a Presentation,
    /// From movie time to the recording's clock.
    pub(super) zero: Nanos,
    next: usize,
    ahead: Ahead,
    unread: u64,
    number: u32,
}

impl<'a> Packets<'a> {
    pub(super) fn new(
        bytes: &'a dyn ReadAt,
        media: &'a SoundMedia,
        presentation: &'a Presentation,
        zero: Nanos,
        number: u32,
    ) -> Self {
        Self { bytes, media, presentation, zero, next: 0, ahead: Ahead::default(), unread: 0, number }
    }
}

/// Where a packet is on the recording's clock.
fn place(media: &SoundMedia, presentation: &Presentation, zero: Nanos, entry: &Entry, last: bool) -> Packet {
    let ticks = media.sound_ticks(entry);
    let placed = presentation.place(entry.time, ticks);
    // The last packet may be said to be shorter than what it decodes to: the rest is the encoder's padding.
    let until =
        if last { placed.until.min(presentation.end_at(entry.time.saturating_add(ticks))) } else { placed.until };
    Packet {
        time: Some(placed.time - zero),
        from: placed.from - zero,
        until: until - zero,
        offset: Some(entry.offset),
        before: if media.is_damaged() { Before::Damaged } else { Before::Dropped },
        primes: false,
    }
}

/// One track's packets by number.
pub(super) struct Index<'a> {
    pub(super) media: &'a SoundMedia,
    pub(super) presentation: &'a Presentation,
    /// From movie time to the recording's clock.
    pub(super) zero: Nanos,
}

impl PacketIndex for Index<'_> {
    fn len(&self) -> usize {
        self.media.packets.len()
    }
    fn place(&self, number: usize) -> (u64, u32) {
        self.media.packets.get(number).map_or((0, 0), |e| (e.offset, e.size))
    }
    fn packet(&self, number: usize) -> Option<Packet> {
        let entry = self.media.packets.get(number)?;
        Some(place(self.media, self.presentation, self.zero, entry, number + 1 == self.media.packets.len()))
    }
    fn is_damaged(&self) -> bool {
        self.media.is_damaged()
    }
}

impl PacketSource for Packets<'_> {
    fn next(&mut self, data: &mut Vec<u8>) -> Result<Option<Packet>, Error> {
        loop {
            let Some(&entry) = self.media.packets.get(self.next) else { return Ok(None) };
            self.next += 1;
            let following = self.media.packets.get(self.next..).unwrap_or_default();
            let following = following.iter().map(|e| (e.offset, e.size));
            let bytes = self
                .ahead
                .fetch(self.bytes, (entry.offset, entry.size), following)
                .map_err(|e| Error::io(e, Location::at(entry.offset)))?;
            if bytes.is_empty() {
                self.unread += 1;
                continue;
            }
            data.clear();
            data.extend_from_slice(bytes);
            let last = self.next >= self.media.packets.len();
            let packet = place(self.media, self.presentation, self.zero, &entry, last);
            let damaged = self.media.is_damaged() || self.unread > 0;
            return Ok(Some(Packet { before: if damaged { Before::Damaged } else { Before::Dropped }, ..packet }));
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
