//! What a recording's tracks hold, packet by packet, as it is stored: so that a copy of a stretch can be held against
//! its original, byte by byte. Nothing is decoded here.

use unmuted_model::{Nanos, RecordingTime};

use crate::bytes::{ReadAt, read_full};
use crate::error::Error;
use crate::fault::Location;
use crate::limits;
use crate::recording::Recording;
use crate::source::Opened;

/// One picture as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredPicture {
    /// Where its bytes begin in the file.
    pub offset: u64,
    /// How many they are.
    pub size: u32,
    /// When it is decoded, on the recording's clock, where the container says.
    pub decoded: Option<RecordingTime>,
    /// When it is shown, on the recording's clock.
    pub shown: RecordingTime,
    /// For how long, as the container says; zero where it does not.
    pub length: Nanos,
    /// Whether it can be decoded without another.
    pub key: bool,
}

/// One packet of sound as it is stored: of plain samples, a run of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredSound {
    /// Its number in the track, from zero.
    pub number: u64,
    /// When its first sample is, on the recording's clock; `None` where the container stamps no time on it and it
    /// follows the packet before.
    pub time: Option<RecordingTime>,
}

/// An opened recording whose packets can be read as they are stored.
pub struct Contents<'a> {
    bytes: &'a dyn ReadAt,
    opened: Box<dyn Opened + 'a>,
}

impl<'a> Contents<'a> {
    /// Reads the index, the places of the pictures included.
    ///
    /// # Errors
    /// As [`probe`](crate::probe).
    pub fn open(bytes: &'a dyn ReadAt) -> Result<Self, Error> {
        Ok(Self { bytes, opened: crate::container::open_with_pictures(bytes)? })
    }

    /// What the container describes.
    pub fn recording(&self) -> &Recording {
        self.opened.recording()
    }

    /// What the container's own times show at the recording's zero.
    pub fn zero(&self) -> Nanos {
        self.opened.zero()
    }

    /// Every picture of the first video track, in the order in which they are decoded; empty where there is none, or
    /// where the container's index of them cannot be read.
    pub fn pictures(&self) -> Vec<StoredPicture> {
        self.opened.pictures()
    }

    /// A picture's bytes, into `data`.
    ///
    /// # Errors
    /// Where the file cannot be read there.
    pub fn picture(&self, picture: &StoredPicture, data: &mut Vec<u8>) -> Result<(), Error> {
        data.clear();
        data.extend_from_slice(self.opened.pictures_stripped());
        let kept = data.len();
        // What an index claims beyond the file, or beyond any picture, is not believed.
        let there = self.bytes.size().saturating_sub(picture.offset).min(limits::TABLE_BYTES);
        let size = usize::try_from(u64::from(picture.size).min(there)).unwrap_or(0);
        data.resize(kept + size, 0);
        let at = |e| Error::io(e, Location::at(picture.offset));
        let n = read_full(self.bytes, picture.offset, data.get_mut(kept..).unwrap_or_default()).map_err(at)?;
        data.truncate(kept + n);
        Ok(())
    }

    /// Of a track of plain samples or of blocks of one size: bytes of a sample frame or block, and the frames in it.
    pub fn block(&self, number: usize) -> Option<(u64, u64)> {
        self.opened.block(number)
    }

    /// Gives each packet of one audio track between two times, in order, until `each` says `false`. Packets without a
    /// time of their own come with those before them; where a container has no index, all before are read on the way.
    ///
    /// # Errors
    /// Where the track is not there, or the file cannot be read.
    pub fn sound(
        &self,
        number: usize,
        [from, to]: [RecordingTime; 2],
        each: &mut dyn FnMut(StoredSound, &[u8]) -> bool,
    ) -> Result<(), Error> {
        let mut data = Vec::new();
        if let Some(index) = self.opened.index(number) {
            for i in 0..index.len() {
                let Some(packet) = index.packet(i) else { continue };
                if packet.time.is_some_and(|t| t < from) {
                    continue;
                }
                if packet.time.is_some_and(|t| t >= to) {
                    break;
                }
                let (offset, size) = index.place(i);
                data.clear();
                data.extend_from_slice(index.stripped());
                let kept = data.len();
                data.resize(kept + size as usize, 0);
                let at = |e| Error::io(e, Location::at(offset));
                let n = read_full(self.bytes, offset, data.get_mut(kept..).unwrap_or_default()).map_err(at)?;
                data.truncate(kept + n);
                if !each(StoredSound { number: i as u64, time: packet.time }, &data) {
                    break;
                }
            }
            return Ok(());
        }
        let mut packets = self.opened.packets(number)?;
        let (mut within, mut number) = (false, 0u64);
        while let Some(packet) = packets.next(&mut data)? {
            if let Some(t) = packet.time {
                if t >= to {
                    break;
                }
                within = t >= from;
            }
            if within && !each(StoredSound { number, time: packet.time }, &data) {
                break;
            }
            number += 1;
        }
        Ok(())
    }
}
