//! Two roads to one answer: movies are written here, packet by packet, in every layout, and the reader must find each
//! packet where it was put and when; and bytes that are no movie must never be more than a fault.

use proptest::collection::vec;
use proptest::prelude::*;

use super::track::{Entry, Media};
use super::{Movie, open};

/// A packet to write: its size, how long it lasts, and whether a gap of so many ticks follows.
#[derive(Clone, Copy, Debug)]
struct Sample {
    size: u32,
    ticks: u32,
}

fn samples() -> impl Strategy<Value = Vec<Sample>> {
    let one = (1u32..2000, prop_oneof![9 => Just(1024u32), 1 => 1u32..9_000]);
    vec(one.prop_map(|(size, ticks)| Sample { size, ticks }), 1..60)
}

fn atom(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(8 + body.len() as u32).to_be_bytes()[..], kind, body].concat()
}

/// A full box of numbers of four bytes.
fn full(kind: &[u8; 4], flags: u32, numbers: impl IntoIterator<Item = u32>) -> Vec<u8> {
    let body: Vec<u8> = std::iter::once(flags).chain(numbers).flat_map(u32::to_be_bytes).collect();
    atom(kind, &body)
}

fn stsd() -> Vec<u8> {
    let esds = [&[0, 0, 0, 0, 3, 22, 0, 1, 0, 4, 17, 0x40, 0x15][..], &[0; 11], &[5, 2, 0x11, 0x88]].concat();
    let fields = [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 16, 0, 0, 0, 0, 0xbb, 0x80, 0, 0];
    let entry = atom(b"mp4a", &[&fields[..], &atom(b"esds", &esds)].concat());
    atom(b"stsd", &[&[0, 0, 0, 0, 0, 0, 0, 1][..], &entry].concat())
}

fn moov(stbl: &[u8], edit: Option<(u32, u32)>, extra: &[u8]) -> Vec<u8> {
    let mdia = [
        full(b"mdhd", 0, [0, 0, 48_000, 0, 0]),
        full(b"hdlr", 0, [0, u32::from_be_bytes(*b"soun"), 0, 0, 0, 0]),
        atom(b"minf", &atom(b"stbl", stbl)),
    ];
    let edts = edit.map(|(ticks, media)| atom(b"edts", &full(b"elst", 0, [1, ticks, media, 0x0001_0000])));
    let trak = [full(b"tkhd", 0, [0, 0, 7]), edts.unwrap_or_default(), atom(b"mdia", &mdia.concat())].concat();
    atom(b"moov", &[full(b"mvhd", 0, [0, 0, 1000, 0]), atom(b"trak", &trak), extra.to_vec()].concat())
}

/// A movie whose index stands behind its media, in chunks of the given lengths with other bytes between them; also where
/// each packet was put.
fn with_tables(samples: &[Sample], chunks: &[usize], between: usize, wide: bool, equal: bool) -> (Vec<u8>, Vec<u64>) {
    let mut media: Vec<u8> = Vec::new();
    let (mut places, mut offsets, mut lengths) = (Vec::new(), Vec::new(), Vec::new());
    let mut rest = samples;
    let mut chunks = chunks.iter().cycle();
    while !rest.is_empty() {
        let n = chunks.next().copied().unwrap_or(1).clamp(1, rest.len());
        let (chunk, tail) = rest.split_at(n);
        media.resize(media.len() + between, 0xee);
        offsets.push(8 + media.len() as u64);
        lengths.push(n as u32);
        for s in chunk {
            places.push(8 + media.len() as u64);
            media.resize(media.len() + s.size as usize, 0x11);
        }
        rest = tail;
    }
    // Runs of equal lengths are written as one, as every writer does.
    let mut stsc: Vec<[u32; 3]> = Vec::new();
    for (i, &n) in lengths.iter().enumerate() {
        if stsc.last().is_none_or(|l| l[1] != n) {
            stsc.push([i as u32 + 1, n, 1]);
        }
    }
    let mut stts: Vec<[u32; 2]> = Vec::new();
    for s in samples {
        match stts.last_mut() {
            Some(last) if last[1] == s.ticks => last[0] += 1,
            _ => stts.push([1, s.ticks]),
        }
    }
    let count = samples.len() as u32;
    let sizes: Vec<u32> = match equal {
        true => vec![samples[0].size, count],
        false => [0, count].into_iter().chain(samples.iter().map(|s| s.size)).collect(),
    };
    let chunk_table = match wide {
        true => {
            let body: Vec<u8> = offsets.iter().flat_map(|o| o.to_be_bytes()).collect();
            atom(b"co64", &[&[0; 4][..], &(offsets.len() as u32).to_be_bytes(), &body].concat())
        }
        false => full(b"stco", 0, std::iter::once(offsets.len() as u32).chain(offsets.iter().map(|&o| o as u32))),
    };
    let stbl = [
        stsd(),
        full(b"stts", 0, std::iter::once(stts.len() as u32).chain(stts.concat())),
        full(b"stsc", 0, std::iter::once(stsc.len() as u32).chain(stsc.concat())),
        full(b"stsz", 0, sizes),
        chunk_table,
    ];
    ([atom(b"mdat", &media), moov(&stbl.concat(), None, &[])].concat(), places)
}

/// The same packets in fragments, with as many fields left to their defaults as the flags say.
fn in_fragments(samples: &[Sample], each: usize, base_is_moof: bool, with_times: bool) -> (Vec<u8>, Vec<u64>) {
    let empty = [stsd(), full(b"stts", 0, [0]), full(b"stsc", 0, [0]), full(b"stsz", 0, [0, 0]), full(b"stco", 0, [0])];
    let mvex = atom(b"mvex", &full(b"trex", 0, [7, 1, 0, 0, 0]));
    let mut out = moov(&empty.concat(), None, &mvex);
    let mut places = Vec::new();
    let mut time = 0u32;
    for chunk in samples.chunks(each.max(1)) {
        let make = |data_offset: u32| {
            let fields = chunk.iter().flat_map(|s| [s.ticks, s.size]);
            let trun = full(b"trun", 0x301, [chunk.len() as u32, data_offset].into_iter().chain(fields));
            let tfhd = full(b"tfhd", if base_is_moof { 0x02_0000 } else { 0 }, [7]);
            let tfdt = if with_times { full(b"tfdt", 0, [time]) } else { Vec::new() };
            atom(b"moof", &[full(b"mfhd", 0, [1]), atom(b"traf", &[tfhd, tfdt, trun].concat())].concat())
        };
        let length = make(0).len() as u32;
        let moof_at = out.len() as u64;
        out.extend(make(length + 8));
        let mut at = moof_at + u64::from(length) + 8;
        let mut media = Vec::new();
        for s in chunk {
            places.push(at);
            at += u64::from(s.size);
            media.resize(media.len() + s.size as usize, 0x11);
            time += s.ticks;
        }
        out.extend(atom(b"mdat", &media));
    }
    (out, places)
}

fn found(movie: &Movie<'_>) -> Vec<Entry> {
    match &movie.tracks[0].media {
        Media::Sound(s) => s.packets.clone(),
        Media::Picture(_) => panic!("a picture"),
    }
}

fn times(samples: &[Sample]) -> Vec<i64> {
    let all = samples.iter().scan(0i64, |t, s| {
        let now = *t;
        *t += i64::from(s.ticks);
        Some(now)
    });
    all.collect()
}

proptest! {
    #[test]
    fn tables_lead_to_every_packet(
        samples in samples(),
        chunks in vec(1usize..9, 1..5),
        between in 0usize..50,
        wide: bool,
    ) {
        let (bytes, places) = with_tables(&samples, &chunks, between, wide, false);
        let movie = open(&bytes).unwrap();
        prop_assert!(movie.recording.faults.is_empty(), "{:?}", movie.recording.faults);
        let got: Vec<_> = found(&movie).iter().map(|e| (e.offset, e.time, e.size)).collect();
        let want: Vec<_> =
            places.iter().zip(times(&samples)).zip(&samples).map(|((&o, t), s)| (o, t, s.size)).collect();
        prop_assert_eq!(got, want);
    }

    #[test]
    fn one_size_for_all_is_the_same(n in 1usize..200, size in 1u32..500, chunks in vec(1usize..9, 1..5)) {
        let samples = vec![Sample { size, ticks: 1024 }; n];
        let (a, _) = with_tables(&samples, &chunks, 3, false, false);
        let (b, _) = with_tables(&samples, &chunks, 3, false, true);
        prop_assert_eq!(found(&open(&a).unwrap()), found(&open(&b).unwrap()));
    }

    #[test]
    fn fragments_lead_to_every_packet(
        samples in samples(),
        each in 1usize..9,
        with_times: bool,
    ) {
        let (bytes, places) = in_fragments(&samples, each, true, with_times);
        let movie = open(&bytes).unwrap();
        prop_assert!(movie.recording.faults.is_empty(), "{:?}", movie.recording.faults);
        let got: Vec<_> = found(&movie).iter().map(|e| e.offset).collect();
        prop_assert_eq!(got, places);
        // The first packet may have been moved to the second (see `settle_first`); the others stand.
        let got: Vec<_> = found(&movie).iter().map(|e| e.time).skip(1).collect();
        prop_assert_eq!(&got[..], &times(&samples)[1..]);
    }

    #[test]
    fn a_base_that_is_not_named_is_the_fragment(samples in samples()) {
        // Of one track, both ways of counting agree.
        let (a, _) = in_fragments(&samples, 5, true, true);
        let (b, _) = in_fragments(&samples, 5, false, true);
        prop_assert_eq!(found(&open(&a).unwrap()), found(&open(&b).unwrap()));
    }

    #[test]
    fn damage_is_never_more_than_a_fault(
        samples in samples(),
        fragmented: bool,
        flips in vec((any::<prop::sample::Index>(), any::<u8>()), 0..20),
        cut in any::<prop::sample::Index>(),
    ) {
        let (mut bytes, _) = match fragmented {
            true => in_fragments(&samples, 7, true, true),
            false => with_tables(&samples, &[3], 2, false, false),
        };
        for (at, value) in flips {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        if let Ok(movie) = open(&bytes) {
            for packet in movie.tracks.iter().filter_map(|t| match &t.media {
                Media::Sound(s) => Some(&s.packets),
                Media::Picture(_) => None,
            }).flatten() {
                prop_assert!(packet.offset + u64::from(packet.size) <= bytes.len() as u64);
            }
        }
    }

    #[test]
    fn boxes_of_anything(kinds in vec((0usize..14, vec(any::<u8>(), 0..60)), 0..30)) {
        let names: [&[u8; 4]; 14] = [b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"stts", b"stsz", b"stco", b"edts", b"elst", b"moof", b"traf", b"trun"];
        // Containers take in what comes after them, so that the soup has depth.
        let soup = kinds.iter().rev().fold(Vec::new(), |inside, (k, body)| match k {
            0..=4 | 9 | 11 | 12 => atom(names[*k], &[body.as_slice(), &inside].concat()),
            _ => [atom(names[*k], body), inside].concat(),
        });
        let bytes = [atom(b"ftyp", b"isom\0\0\0\0"), atom(b"moov", &[full(b"mvhd", 0, [0, 0, 1000, 0]), soup.clone()].concat()), soup].concat();
        let _any = open(&bytes).map(|m| m.recording.faults.len());
    }
}

#[test]
fn an_edit_list_moves_and_cuts() {
    let samples = vec![Sample { size: 10, ticks: 1024 }; 100];
    let (bytes, _) = with_tables(&samples, &[4], 0, false, false);
    // The same movie, with an edit that leaves out the first packet and ends after one second.
    let edit = atom(b"edts", &full(b"elst", 0, [1, 1000, 1024, 0x0001_0000]));
    let at = bytes.windows(4).position(|w| w == b"mdia").unwrap() - 4;
    let mut edited = [&bytes[..at], &edit, &bytes[at..]].concat();
    for kind in [b"moov", b"trak"] {
        let at = edited.windows(4).position(|w| w == kind).unwrap() - 4;
        let size = u32::from_be_bytes(edited[at..at + 4].try_into().unwrap()) + edit.len() as u32;
        edited[at..at + 4].copy_from_slice(&size.to_be_bytes());
    }
    let movie = open(&edited).unwrap();
    let track = &movie.recording.audio[0];
    assert_eq!((track.start.ns(), track.end.ns()), (0, 1_000_000_000));
    assert!(matches!(track.priming, crate::Priming::EditList { skipped } if skipped.get() == 21_333_333));
}
