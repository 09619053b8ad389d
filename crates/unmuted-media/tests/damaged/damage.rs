//! The damage that is done, and what must come of it.

use std::time::{Duration, Instant};

use unmuted_media::{Effort, ListenOptions, SurveyOptions, listen, probe, survey};

use crate::{material, most_memory, sounds};

#[test]
fn every_file_gives_a_result_or_an_error_within_256_megabytes() {
    damage_is_a_finding();
    claims_of_four_billion_cost_nothing();
}

/// The same bytes for the same seed, on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        // SplitMix64 (Steele, Lea and Flood 2014).
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % below as u64) as usize
    }
}

#[derive(Default)]
struct Tally {
    files: usize,
    read: usize,
    with_faults: usize,
    refused: usize,
    slowest: Duration,
}

impl Tally {
    fn try_one(&mut self, name: &str, bytes: &[u8]) {
        let since = Instant::now();
        self.files += 1;
        match probe(&bytes) {
            Ok(recording) => {
                let heard = listen(&bytes, &recording, &ListenOptions::default(), None, &|_, _| {}).unwrap();
                self.read += 1;
                if !recording.faults.is_empty() || !heard.faults.is_empty() {
                    self.with_faults += 1;
                }
                for fault in recording.faults.iter().chain(&heard.faults) {
                    assert!(!fault.to_string().is_empty());
                }
                for effort in [Effort::Quick, Effort::Thorough] {
                    let options = SurveyOptions { effort, ..SurveyOptions::default() };
                    let found = survey(&bytes, &options, None, &|_, _| {}).unwrap();
                    for s in found.tracks.iter().flat_map(|t| &t.spans) {
                        let certain = s.silence.certain();
                        assert!(s.silence.extent.start().earliest() <= certain.start(), "{name}");
                        assert!(certain.end() <= s.silence.extent.end().latest(), "{name}");
                    }
                }
                for t in &heard.tracks {
                    assert!(t.silences.windows(2).all(|w| w[0].extent.start() <= w[1].extent.start()), "{name}");
                }
            }
            Err(e) => {
                self.refused += 1;
                assert!(!e.to_string().is_empty());
            }
        }
        let took = since.elapsed();
        assert!(took < Duration::from_secs(60), "{name} took {took:?}");
        self.slowest = self.slowest.max(took);
        assert!(most_memory() < 256 << 20, "{name}: {} MB", most_memory() >> 20);
    }
}

fn damage_is_a_finding() {
    let mut tally = Tally::default();
    let mut sources: Vec<(String, Vec<u8>)> =
        material::all().into_iter().map(|t| (t.file.clone(), material::bytes(&t.file))).collect();
    let sound: Vec<u8> = sounds::samples(8_000, 2_000, 5_000).iter().flat_map(|s| s.to_le_bytes()).collect();
    sources.push(("made.wav".into(), sounds::wav(1, 1, 8_000, 16, &sound)));
    for (i, (name, good)) in sources.iter().enumerate() {
        let mut dice = Dice(i as u64);
        // Cut short at many lengths: in headers, in the index, in the sound.
        for k in 0..8 {
            let at = if k < 3 { dice.roll(200.min(good.len())) } else { dice.roll(good.len()) };
            tally.try_one(&format!("{name} cut at {at}"), &good[..at]);
        }
        // Bytes that were changed: a few anywhere, and one among the first, where sizes stand.
        for k in 0..8 {
            let mut bad = good.clone();
            for _ in 0..=k {
                let at = dice.roll(if k % 2 == 0 { bad.len() } else { 400.min(bad.len()) });
                bad[at] ^= 1 << dice.roll(8);
            }
            tally.try_one(&format!("{name} with {} flips, {k}", k + 1), &bad);
        }
        // Fields that claim as much as they can, anywhere in the first and the last kilobytes (indexes).
        for k in 0..8 {
            let mut bad = good.clone();
            let near = 2_048.min(bad.len() - 8);
            let at = if k % 2 == 0 { dice.roll(near) } else { bad.len() - 8 - dice.roll(near) };
            let n = [4, 8][k % 2];
            bad[at..at + n].fill([0xff, 0x7f][k / 4]);
            tally.try_one(&format!("{name} with huge claims at {at}"), &bad);
        }
        // A hole of zeros, and a piece that stands twice.
        let (at, n) = (dice.roll(good.len()), 1 + dice.roll(good.len() / 4));
        let mut holed = good.clone();
        holed[at..(at + n).min(good.len())].fill(0);
        tally.try_one(&format!("{name} with zeros at {at}"), &holed);
        let end = (at + n).min(good.len());
        let twice = [&good[..end], &good[at..]].concat();
        tally.try_one(&format!("{name} with {at}..{end} twice"), &twice);
    }
    println!(
        "{} damaged files: {} read ({} with faults), {} refused; slowest {:?}; most memory {} MB",
        tally.files,
        tally.read,
        tally.with_faults,
        tally.refused,
        tally.slowest,
        most_memory() >> 20
    );
    assert!(tally.files >= 300);
}

/// The box of four letters, somewhere in a file, and the offset of its body.
fn body_of(bytes: &[u8], kind: &[u8], nth: usize) -> usize {
    bytes.windows(4).enumerate().filter(|(_, w)| *w == kind).nth(nth).unwrap().0 + 4
}

fn claims_of_four_billion_cost_nothing() {
    let mut tally = Tally::default();
    let movie = material::bytes("moov_first.mp4");
    let set = |kind: &[u8], nth: usize, at: usize, value: u32| {
        let mut bad = movie.clone();
        let body = body_of(&bad, kind, nth) + at;
        bad[body..body + 4].copy_from_slice(&value.to_be_bytes());
        bad
    };
    for nth in 0..2 {
        // Counts and sizes of every table, of both tracks.
        for (kind, at) in [
            (b"stsz", 4),
            (b"stsz", 8),
            (b"stts", 4),
            (b"stts", 8),
            (b"stts", 12),
            (b"stsc", 4),
            (b"stsc", 12),
            (b"stco", 4),
        ] {
            for value in [1, 0x7fff_ffff, 0xffff_ffff] {
                tally.try_one(
                    &format!("{} {nth} at {at} = {value:#x}", String::from_utf8_lossy(kind)),
                    &set(kind, nth, at, value),
                );
            }
        }
        for (kind, at) in [(b"mdhd", 12), (b"elst", 4), (b"elst", 8), (b"elst", 12)] {
            for value in [0, 1, 0x7fff_ffff, 0xffff_ffff] {
                tally.try_one(
                    &format!("{} {nth} at {at} = {value:#x}", String::from_utf8_lossy(kind)),
                    &set(kind, nth, at, value),
                );
            }
        }
    }
    // One size for four billion packets, all of them inside the file.
    let mut bad = set(b"stsz", 1, 4, 4);
    let body = body_of(&bad, b"stsz", 1);
    bad[body + 8..body + 12].fill(0xff);
    let body = body_of(&bad, b"stsc", 1);
    bad[body + 12..body + 16].fill(0xff);
    tally.try_one("four billion packets of four bytes", &bad);
    // A fragment that claims four billion packets without a size.
    let fragments = material::bytes("fragmented.mp4");
    for nth in 0..4 {
        let mut bad = fragments.clone();
        let body = body_of(&bad, b"trun", nth);
        bad[body..body + 8].copy_from_slice(&[0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff]);
        tally.try_one(&format!("a run {nth} of four billion packets"), &bad);
    }
    println!(
        "{} files that claim too much: most memory {} MB, slowest {:?}",
        tally.files,
        most_memory() >> 20,
        tally.slowest
    );
}
