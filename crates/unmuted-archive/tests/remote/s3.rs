use unmuted_archive::location::Which;
use unmuted_archive::remote::{RemoteErrorKind, RemoteLocation, open_url};
use unmuted_archive::{Entry, Listed, Location, Stamp};
use unmuted_media::ReadAt;

use super::s3_server::S3;
use super::{bytes, read};

fn list(place: &RemoteLocation) -> std::io::Result<Vec<Entry>> {
    let mut out = Vec::new();
    place.list(&mut |found| {
        let Listed::File(entry) = found else { panic!("{found:?}") };
        out.push(entry);
        true
    })?;
    Ok(out)
}

#[test]
fn an_object_is_read_with_few_requests() {
    let server = S3::start();
    let content = bytes(3_000_000);
    server.put("2026/unit 4/a%20b.mp4", &content);
    let file = open_url("s3://city/2026/unit 4/a%20b.mp4", &server.options()).unwrap();
    assert_eq!(file.size(), 3_000_000);
    file.will_need(&[(1_000_000, 200_000), (1_250_000, 5_000), (2_900_000, 100_000)]);
    for (offset, n) in [(0, 60_000), (1_000_000, 200_000), (1_250_000, 5_000), (2_900_000, 100_000)] {
        assert!(read(&file, offset, n).unwrap() == content[offset as usize..][..n]);
    }
    assert_eq!((server.requests(), file.cost().requests), (3, 3));
    assert_eq!(file.cost().bytes, 65_536 + 255_000 + 100_000);
}

#[test]
fn a_listed_object_costs_nothing_until_it_is_read() {
    let server = S3::start();
    for key in ["2026/b/two.mp4", "2026/a.mp4", "2026/a/one.mp4", "2026/notes.txt", "2025/old.mp4", "2026-x.mp4"] {
        server.put(key, &bytes(100_000));
    }
    let place = RemoteLocation::open("s3://city/2026/", Which::ByName, &server.options()).unwrap();
    assert_eq!((place.kind(), place.name().as_str()), ("s3", "city/2026"));
    let entries = list(&place).unwrap();
    let paths: Vec<_> = entries.iter().map(|e| e.path.as_str()).collect();
    assert_eq!(paths, ["a.mp4", "a/one.mp4", "b/two.mp4"]);
    assert_eq!((server.requests(), place.listing_cost().requests), (1, 1));
    let source = place.open(&entries[1]).unwrap();
    assert_eq!((source.size(), server.requests()), (100_000, 1));
    assert!(read(&*source, 0, 100_000).unwrap() == bytes(100_000));
    assert_eq!((server.requests(), source.cost().requests), (2, 1));
    assert!(source.is_unchanged(&entries[1]).unwrap());
    // Without a slash it is the same place; a name that only begins so is not in it.
    let place = RemoteLocation::open("s3://city/2026", Which::All, &server.options()).unwrap();
    assert_eq!(list(&place).unwrap().len(), 4);
    // All of the bucket.
    let place = RemoteLocation::open("s3://city", Which::ByName, &server.options()).unwrap();
    assert_eq!(list(&place).unwrap().len(), 5);
}

#[test]
fn an_address_may_name_one_object() {
    let server = S3::start();
    server.put("2026/a.mp4", &bytes(1000));
    let place = RemoteLocation::open("s3://city/2026/a.mp4", Which::ByName, &server.options()).unwrap();
    let entries = list(&place).unwrap();
    assert_eq!((entries.len(), entries[0].path.as_str(), entries[0].size), (1, "a.mp4", 1000));
    // Opened twice: what listing read serves the first.
    for _ in 0..2 {
        let source = place.open(&entries[0]).unwrap();
        assert!(read(&*source, 0, 1000).unwrap() == bytes(1000));
        assert!(source.is_unchanged(&entries[0]).unwrap());
    }
}

#[test]
fn listing_goes_on_over_pages() {
    let server = S3::start();
    let keys: Vec<String> = (0..2300).map(|i| format!("a/{i:05}.mp4")).collect();
    for key in &keys {
        server.put(key, b"x");
    }
    let place = RemoteLocation::open("s3://city", Which::ByName, &server.options()).unwrap();
    let found: Vec<_> = list(&place).unwrap().into_iter().map(|e| e.path).collect();
    assert_eq!(found, keys);
    assert_eq!(place.listing_cost().requests, 3);
    // Who has had enough is not given more pages.
    let mut n = 0;
    let place = RemoteLocation::open("s3://city", Which::ByName, &server.options()).unwrap();
    place
        .list(&mut |_| {
            n += 1;
            n < 10
        })
        .unwrap();
    assert_eq!((n, place.listing_cost().requests), (10, 1));
}

#[test]
fn an_object_that_changed_since_it_was_listed_is_told_of() {
    let server = S3::start();
    server.put("a.mp4", &bytes(300_000));
    let place = RemoteLocation::open("s3://city", Which::ByName, &server.options()).unwrap();
    let entry = list(&place).unwrap().remove(0);
    let source = place.open(&entry).unwrap();
    read(&*source, 0, 10).unwrap();
    let mut other = bytes(300_000);
    other[7] ^= 1;
    server.put("a.mp4", &other);
    let told = matches!(entry.stamp, Stamp::Tag(_));
    let result = read(&*source, 200_000, 10);
    assert!(!told || result.is_err(), "{result:?}");
    // The server may have only times to tell them apart by, in whole seconds.
    if let Err(error) = result {
        assert!(error.to_string().contains("changed while it was read"), "{error}");
        assert!(!source.is_unchanged(&entry).unwrap());
    }
    // A file opened by its address knows the tag of its first answer.
    let file = open_url("s3://city/a.mp4", &server.options()).unwrap();
    server.put("a.mp4", &bytes(300_000));
    let error = read(&file, 200_000, 10).unwrap_err();
    assert!(error.to_string().starts_with("city/a.mp4: the object changed"), "{error}");
}

#[test]
fn refusals_say_what_and_what_to_do() {
    let server = S3::start();
    server.put("a.mp4", b"x");
    let error = open_url("s3://city/b.mp4", &server.options()).unwrap_err();
    assert_eq!(error.kind(), RemoteErrorKind::NotFound);
    assert!(error.to_string().starts_with("city/b.mp4: there is no such object"), "{error}");
    let error = open_url("s3://city/a.mp4", &server.options_with("wrong")).unwrap_err();
    assert_eq!(error.kind(), RemoteErrorKind::Refused, "{error}");
    assert!(error.to_string().contains("SignatureDoesNotMatch"), "{error}");
    assert!(!error.to_string().contains("127.0.0.1"), "{error}");
    let place = RemoteLocation::open("s3://town", Which::ByName, &server.options()).unwrap();
    let error = list(&place).unwrap_err();
    assert!(error.to_string().starts_with("town: there is no such object (NoSuchBucket)"), "{error}");
    let error = open_url("s3://city/", &server.options()).unwrap_err();
    assert!(error.to_string().contains("names a folder"), "{error}");
}

/// Ten seconds of noise at 8 kHz with two silent seconds in it.
fn wav() -> Vec<u8> {
    let mut samples = bytes(160_000);
    samples[64_000..96_000].fill(0);
    let mut out = Vec::new();
    out.extend(b"RIFF");
    out.extend((36 + samples.len() as u32).to_le_bytes());
    out.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    out.extend(8000u32.to_le_bytes());
    out.extend(16_000u32.to_le_bytes());
    out.extend(b"\x02\0\x10\0data");
    out.extend((samples.len() as u32).to_le_bytes());
    out.extend(samples);
    out
}

#[test]
fn a_recording_in_a_store_gives_the_rows_of_the_same_file_at_hand() {
    let server = S3::start();
    let file = wav();
    server.put("unit 4/a.wav", &file);
    let place = RemoteLocation::open("s3://city", Which::ByName, &server.options()).unwrap();
    let entry = list(&place).unwrap().remove(0);
    let source = place.open(&entry).unwrap();
    let options = unmuted_media::SurveyOptions::default();
    let there = unmuted_archive::scan_one(&*source, 0, &entry.path, &options);
    let here = unmuted_archive::scan_one(&file, 0, &entry.path, &options);
    assert_eq!(there, here);
    assert_eq!(there.spans.len(), 1, "{there:?}");
    assert!(source.is_unchanged(&entry).unwrap());
    assert_eq!(source.cost().requests + place.listing_cost().requests, server.requests());
    // The whole of this file is 160 KB: its first 64 KiB, and steps that grow.
    assert!(source.cost().requests <= 4, "{:?}", source.cost());
}

/// Recordings whose index lies behind media that no request may bring along: the small ones of the project with two
/// megabytes of nothing between their media and their index, which is how a real one looks from afar.
#[test]
fn a_silence_costs_two_requests_and_an_index_four() {
    let server = S3::start();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../unmuted-media/tests/material/");
    for name in ["moov_last.mp4", "interleaved.mp4", "fdk_cbr.m4a", "dropped.mp4", "no_audio.mp4"] {
        let small = std::fs::read(format!("{folder}{name}")).unwrap();
        // Top-level boxes until the index: a box of free space goes before it, and offsets stay as they are.
        let mut at = 0;
        while &small[at + 4..at + 8] != b"moov" {
            at += u32::from_be_bytes(small[at..at + 4].try_into().unwrap()) as usize;
        }
        let free = 2_000_000u32;
        let mut far = small[..at].to_vec();
        far.extend(free.to_be_bytes());
        far.extend(b"free");
        far.resize(far.len() + free as usize - 8, 0);
        far.extend(&small[at..]);
        server.put(name, &far);
        let before = server.requests();
        let file = open_url(&format!("s3://city/{name}"), &server.options()).unwrap();
        let scanned = unmuted_archive::scan_one(&file, 0, name, &unmuted_media::SurveyOptions::default());
        let spans = scanned.spans.len() as u64;
        assert!(spans > 0, "{name}");
        let cost = file.cost();
        println!("{name}: {spans} spans, {} requests, {} bytes", cost.requests, cost.bytes);
        assert!(cost.requests <= 4 + 2 * spans && cost.bytes < 3_000_000, "{name}: {cost:?}");
        assert_eq!(cost.requests, server.requests() - before, "{name}");
    }
}
