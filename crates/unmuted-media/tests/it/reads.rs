//! What is read of a recording, and that it does not matter how: pictures never, neighbours together, and the same
//! result from a store that gives a few bytes at a time.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use unmuted_media::{ListenOptions, ReadAt, listen, probe};

use crate::material;

/// Gives at most `most` bytes a read, and counts.
struct Counted {
    bytes: Vec<u8>,
    most: usize,
    read: AtomicU64,
}

impl ReadAt for Counted {
    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let n = buf.len().min(self.most);
        let n = self.bytes.read_at(offset, &mut buf[..n])?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

#[test]
fn a_store_that_gives_little_gives_the_same() {
    for truth in material::all() {
        let bytes = material::bytes(&truth.file);
        let (recording, heard) = material::heard(&bytes);
        let slow = Counted { bytes, most: 61, read: AtomicU64::new(0) };
        let again = probe(&slow).unwrap();
        assert_eq!(recording, again, "{}", truth.file);
        let options = ListenOptions::default();
        assert_eq!(heard, listen(&slow, &again, &options, None, &|_, _| {}).unwrap(), "{}", truth.file);
    }
}

#[test]
fn pictures_are_not_read() {
    // Between the packets of sound, pictures of half a megabyte each: a movie made by hand.
    let packets = 40u32;
    let picture = 500_000u32;
    let mut mdat = Vec::new();
    let mut offsets = Vec::new();
    for _ in 0..packets {
        offsets.push(8 + mdat.len() as u32);
        mdat.extend([0x01, 0x18, 0x20, 0x07]); // a packet of silence, as ffmpeg writes it
        mdat.resize(mdat.len() + picture as usize, 0);
    }
    let full = |kind: &[u8], fields: &[u32]| {
        let body: Vec<u8> = [0].iter().chain(fields).flat_map(|n| n.to_be_bytes()).collect();
        atom(kind, &body)
    };
    let mut table = vec![packets];
    table.extend(&offsets);
    let esds = [&[0, 0, 0, 0, 3, 22, 0, 1, 0, 4, 17, 0x40, 0x15][..], &[0; 11], &[5, 2, 0x11, 0x88]].concat();
    let mut entry = vec![0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 16, 0, 0, 0, 0, 0xbb, 0x80, 0, 0];
    entry.extend(atom(b"esds", &esds));
    let stsd = [&[0, 0, 0, 0, 0, 0, 0, 1][..], &atom(b"mp4a", &entry)].concat();
    let stbl = [
        atom(b"stsd", &stsd),
        full(b"stts", &[1, packets, 1024]),
        full(b"stsc", &[1, 1, 1, 1]),
        full(b"stsz", &[4, packets]),
        full(b"stco", &table),
    ]
    .concat();
    let mdia = [
        full(b"mdhd", &[0, 0, 48_000, packets * 1024, 0]),
        full(b"hdlr", &[0, u32::from_be_bytes(*b"soun"), 0, 0, 0, 0]),
        atom(b"minf", &atom(b"stbl", &stbl)),
    ]
    .concat();
    let trak = [full(b"tkhd", &[0, 0, 1]), atom(b"mdia", &mdia)].concat();
    let moov = [full(b"mvhd", &[0, 0, 1000, 1000]), atom(b"trak", &trak)].concat();
    let bytes = [atom(b"mdat", &mdat), atom(b"moov", &moov)].concat();
    let size = bytes.len() as u64;
    let movie = Counted { bytes, most: usize::MAX, read: AtomicU64::new(0) };
    let recording = probe(&movie).unwrap();
    assert!(recording.faults.is_empty(), "{:?}", recording.faults);
    let heard = listen(&movie, &recording, &ListenOptions::default(), None, &|_, _| {}).unwrap();
    assert_eq!(heard.tracks[0].packets, u64::from(packets));
    assert!(heard.silences[0].evidence.whole_recording);
    let read = movie.read.load(Ordering::Relaxed);
    assert!(size > 20_000_000 && read < 40_000, "{read} of {size} bytes read");
}

fn atom(kind: &[u8], body: &[u8]) -> Vec<u8> {
    [&(8 + body.len() as u32).to_be_bytes(), kind, body].concat()
}
