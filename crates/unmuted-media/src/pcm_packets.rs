//! Packets of codings whose bytes lie in one stretch: PCM, and ADPCM in blocks of one size. WAV and AIFF use it.

use unmuted_model::{Nanos, RecordingTime};

use crate::bytes::{ReadAt, read_full};
use crate::error::Error;
use crate::fault::{Fault, Location};
use crate::source::{Before, Packet, PacketSource};

/// Reads a stretch of blocks of one size.
pub(crate) struct BlockPackets<'a> {
    pub(crate) bytes: &'a dyn ReadAt,
    /// Where the next block lies.
    pub(crate) at: u64,
    /// Where the stretch ends.
    pub(crate) end: u64,
    /// Bytes of a block, and the samples of each channel that it decodes to.
    pub(crate) block: u64,
    pub(crate) block_frames: u64,
    /// Blocks that are read at once.
    pub(crate) together: u64,
    /// Samples a second.
    pub(crate) rate_hz: u32,
    /// Samples from this time on are padding.
    pub(crate) until: RecordingTime,
    /// Samples before the next block.
    pub(crate) frames: u64,
}

impl PacketSource for BlockPackets<'_> {
    fn next(&mut self, data: &mut Vec<u8>) -> Result<Option<Packet>, Error> {
        let blocks = (self.end.saturating_sub(self.at) / self.block.max(1)).min(self.together.max(1));
        if blocks == 0 {
            return Ok(None);
        }
        let wanted = usize::try_from(blocks * self.block).unwrap_or(0);
        data.resize(wanted, 0);
        let n = read_full(self.bytes, self.at, data).map_err(|e| Error::io(e, Location::at(self.at)))?;
        data.truncate(n);
        if n == 0 {
            return Ok(None);
        }
        let frames = i64::try_from(self.frames).unwrap_or(i64::MAX);
        let packet = Packet {
            time: Some(RecordingTime::ZERO + Nanos::from_ticks(frames, u64::from(self.rate_hz))),
            from: RecordingTime::MIN,
            until: self.until,
            offset: Some(self.at),
            before: Before::Damaged,
            primes: false,
        };
        self.at += n as u64;
        self.frames += n as u64 / self.block.max(1) * self.block_frames;
        Ok(Some(packet))
    }
    fn faults(&mut self) -> Vec<Fault> {
        Vec::new()
    }
}
