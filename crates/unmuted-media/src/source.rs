//! What every container reader gives to the listener: one track's packets in order, each with its time.

use unmuted_model::{Nanos, RecordingTime};

use crate::codec::Coding;
use crate::contents::StoredPicture;
use crate::error::Error;
use crate::fault::Fault;

/// When a packet's first decoded sample is, and which of its samples are presented.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packet {
    /// When the first sample that the decoder makes of it is, as the container says; `None` where the container
    /// stamps no time on it, and it follows the packet before.
    pub(crate) time: Option<RecordingTime>,
    /// Samples before this time are not presented.
    pub(crate) from: RecordingTime,
    /// Samples from this time on are not presented.
    pub(crate) until: RecordingTime,
    /// Where it lies in the file, where the reader knows.
    pub(crate) offset: Option<u64>,
    /// What a gap before this packet is evidence of.
    pub(crate) before: Before,
    /// It only primes the decoder: what it decodes to is no sound and takes no time.
    pub(crate) primes: bool,
}

/// What lies between a packet and the one before it, where their times do not meet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Before {
    /// The container has no packets there: they were dropped.
    Dropped,
    /// The file is damaged there: what was there is not known.
    Damaged,
}

/// One track's packets, in order.
pub(crate) trait PacketSource {
    /// Puts the next packet's bytes into `data`; `None` at the end.
    ///
    /// # Errors
    /// A fault after which no packet can come.
    fn next(&mut self, data: &mut Vec<u8>) -> Result<Option<Packet>, Error>;
    /// What went wrong on the way.
    fn faults(&mut self) -> Vec<Fault>;
}

/// One track's packets, each by its number: what a container's index gives without reading any of them.
pub(crate) trait PacketIndex {
    /// How many there are.
    fn len(&self) -> usize;
    /// Where a packet lies (offset and size), without what the container took away from its beginning. An empty one
    /// for a number that there is not.
    fn place(&self, number: usize) -> (u64, u32);
    /// Its time and what of it is presented. `time` is always there.
    fn packet(&self, number: usize) -> Option<Packet>;
    /// Bytes that the container took away from the beginning of every packet.
    fn stripped(&self) -> &[u8] {
        &[]
    }
    /// Whether the index lists packets that are not in the file, so that a gap may be damage.
    fn is_damaged(&self) -> bool {
        false
    }
}

/// What the listener must know of a track besides what [`AudioTrack`](crate::AudioTrack) says.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    pub(crate) coding: Coding,
    /// How exact the container's times are: half of this is lost by rounding.
    pub(crate) tick: Nanos,
    /// How far a lossy codec spreads sound over the silence beside it, at most.
    pub(crate) reach: Nanos,
    /// How exact the times are at which the container starts and ends the presentation (edit lists count coarsely).
    pub(crate) edge_tick: Nanos,
}

/// An opened container.
pub(crate) trait Opened {
    /// What it holds.
    fn recording(&self) -> &crate::recording::Recording;
    /// How to decode a track, by its number among the audio tracks.
    fn stream(&self, number: usize) -> Option<&Stream>;
    /// A track's packets.
    ///
    /// # Errors
    /// Where the container cannot be read again.
    fn packets<'a>(&'a self, number: usize) -> Result<Box<dyn PacketSource + 'a>, Error>;
    /// What the container's own times show at the recording's zero.
    fn zero(&self) -> Nanos {
        Nanos::ZERO
    }
    /// Every picture in the order stored, where the container was opened for them.
    fn pictures(&self) -> Vec<StoredPicture> {
        Vec::new()
    }
    /// Bytes that the container took away from the beginning of every picture.
    fn pictures_stripped(&self) -> &[u8] {
        &[]
    }
    /// Of a track whose bytes are plain samples, or blocks of one size: bytes of a sample frame or block, and its frames.
    fn block(&self, number: usize) -> Option<(u64, u64)> {
        let channels = self.recording().audio.get(number)?.channels.max(1);
        match &self.stream(number)?.coding {
            Coding::Pcm(pcm) => Some((pcm.bytes() as u64 * u64::from(channels), 1)),
            _ => None,
        }
    }
    /// A track's packets by number, where the container has an index of them.
    fn index<'a>(&'a self, _number: usize) -> Option<Box<dyn PacketIndex + 'a>> {
        None
    }
}
