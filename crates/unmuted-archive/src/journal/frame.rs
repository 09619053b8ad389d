//! Frames: how records stand one behind another in a file, so that a torn end is seen and cut.
//!
//! A frame is its length (4 bytes, little-endian), a checksum of what follows (8 bytes), and as many bytes.

use std::fs::File;
use std::io;

use crate::os;

/// Bytes before a frame's body.
pub(crate) const HEAD: usize = 12;
/// No record is longer: [`limits::SPANS`](unmuted_media::limits::SPANS) spans on 16 tracks stay below it.
const LONGEST: usize = 1 << 30;

/// A body as a frame. `None` where it is too long for one.
pub(crate) fn put(out: &mut Vec<u8>, body: &[u8]) -> Option<()> {
    let length = u32::try_from(body.len()).ok().filter(|l| *l as usize <= LONGEST)?;
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&checksum(body).to_le_bytes());
    out.extend_from_slice(body);
    Some(())
}

/// FNV-1a over eight bytes at a time (Fowler, Noll, Vo; RFC 9923): finds a torn or damaged frame, protects from nothing.
pub fn checksum(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64 ^ bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word.iter_mut().zip(chunk).for_each(|(w, c)| *w = *c);
        hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash
}

/// Bytes read at a time: records are mostly asked for in the order in which they lie.
const WINDOW: usize = 256 << 10;

/// Reads frames of a file by their offsets.
pub(crate) struct Frames<'a> {
    file: &'a File,
    window: Vec<u8>,
    at: u64,
}

impl<'a> Frames<'a> {
    pub(crate) fn new(file: &'a File) -> Self {
        Self { file, window: Vec::new(), at: 0 }
    }

    /// The body of the frame at `offset`, and where the next begins; `None` where no whole frame is there.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(crate) fn get(&mut self, offset: u64) -> io::Result<Option<(&[u8], u64)>> {
        let Some(head) = self.bytes(offset, HEAD)?.and_then(|b| b.first_chunk::<HEAD>()) else { return Ok(None) };
        let [l0, l1, l2, l3, sum @ ..] = *head;
        let length = u32::from_le_bytes([l0, l1, l2, l3]) as usize;
        if length > LONGEST {
            return Ok(None);
        }
        let body = self.bytes(offset + HEAD as u64, length)?;
        Ok(body.filter(|b| checksum(b) == u64::from_le_bytes(sum)).map(|b| (b, offset + (HEAD + length) as u64)))
    }

    /// `length` bytes from `offset` on, or `None` where there are fewer.
    fn bytes(&mut self, offset: u64, length: usize) -> io::Result<Option<&[u8]>> {
        let within = offset.checked_sub(self.at).and_then(|d| usize::try_from(d).ok());
        let from = match within.filter(|f| f.checked_add(length).is_some_and(|end| end <= self.window.len())) {
            Some(from) => from,
            None => {
                let there = self.file.metadata()?.len().saturating_sub(offset);
                if (length as u64) > there {
                    return Ok(None);
                }
                let wanted = length.max(WINDOW).min(usize::try_from(there).unwrap_or(usize::MAX));
                self.window.resize(wanted, 0);
                let mut done = 0;
                while done < wanted {
                    match os::read_at(self.file, offset + done as u64, &mut self.window[done..]) {
                        Ok(0) => break,
                        Ok(n) => done += n,
                        Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                        Err(e) => {
                            self.window.clear();
                            return Err(e);
                        }
                    }
                }
                self.window.truncate(done);
                self.at = offset;
                0
            }
        };
        Ok(self.window.get(from..from + length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_torn_or_damaged_frame_is_none() {
        let mut bytes = Vec::new();
        put(&mut bytes, b"first").unwrap();
        put(&mut bytes, &[7; 400_000]).unwrap();
        let whole = bytes.len();
        let open = |bytes: &[u8]| {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(bytes).unwrap();
            file
        };
        let file = open(&bytes);
        let mut frames = Frames::new(&file);
        let (body, next) = frames.get(0).unwrap().unwrap();
        assert_eq!((body, next), (&b"first"[..], 17));
        assert_eq!(frames.get(17).unwrap().unwrap(), (&[7; 400_000][..], whole as u64));
        assert!(frames.get(whole as u64).unwrap().is_none());
        for cut in [0, 3, 11, 16] {
            assert!(Frames::new(&open(&bytes[..cut])).get(0).unwrap().is_none(), "{cut}");
        }
        bytes[14] ^= 1;
        assert!(Frames::new(&open(&bytes)).get(0).unwrap().is_none());
    }
}
