use proptest::prelude::*;
use unmuted_archive::Location;
use unmuted_archive::location::Which;
use unmuted_archive::remote::{RemoteErrorKind, RemoteFile, RemoteLocation, RemoteOptions, open_url};
use unmuted_media::ReadAt;

use super::http_server::{Plan, Server};
use super::{bytes, options, read};

fn open(server: &Server) -> RemoteFile {
    open_url(&server.url("unit 4/body.mp4?signature=s3cret"), &options()).unwrap()
}

/// The error as the reader sees it, which must not show what no output may have.
fn message(server: &Server, error: &dyn std::fmt::Display) -> String {
    let text = error.to_string();
    let host = server.address.trim_start_matches("http://");
    assert!(!text.contains(host) && !text.contains("127.0.0.1") && !text.contains("s3cret"), "{text}");
    assert!(text.starts_with("unit 4/body.mp4: "), "{text}");
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    /// Whatever is announced and read in whatever order, the bytes are the file's, and every request is counted.
    #[test]
    fn bytes_are_the_files(
        steps in proptest::collection::vec((0u64..520_000, 1usize..90_000, 0u8..4), 1..14),
        small in any::<bool>(),
    ) {
        let content = bytes(500_000);
        let server = Server::start(Plan::of(content.clone()));
        let mut with = options();
        if small {
            with = RemoteOptions { first: 100, block: 1000, align: 64, request_cost: 300, hold: 40_000, ..with };
        }
        let file = open_url(&server.url("x.mp4"), &with).unwrap();
        prop_assert_eq!(file.size(), 500_000);
        for (offset, n, announce) in &steps {
            if *announce == 0 {
                let ahead: Vec<_> = steps.iter().map(|(o, n, _)| (*o, *n as u64)).collect();
                file.will_need(&ahead);
            }
            let from = (*offset as usize).min(content.len());
            let want = &content[from..(from + n).min(content.len())];
            prop_assert!(read(&file, *offset, *n).unwrap() == want);
        }
        prop_assert_eq!(file.cost().requests as usize, server.requests());
    }
}

#[test]
fn the_first_request_brings_the_size_and_the_first_bytes() {
    let content = bytes(3_000_000);
    let server = Server::start(Plan::of(content.clone()));
    let file = open(&server);
    assert_eq!((file.size(), server.requests()), (3_000_000, 1));
    assert!(read(&file, 0, 64 << 10).unwrap() == content[..64 << 10]);
    assert_eq!(*server.asked.lock().unwrap(), [(0, 64 << 10)]);
    assert_eq!(file.cost().bytes, 64 << 10);
    // A miss brings its neighbourhood; looking a little back and a little on costs nothing.
    read(&file, 1_000_000, 8).unwrap();
    read(&file, 1_000_000 - 500, 8).unwrap();
    read(&file, 1_050_000, 8).unwrap();
    assert_eq!(server.requests(), 2);
}

#[test]
fn announced_ranges_are_fetched_together_and_kept() {
    let content = bytes(4_000_000);
    let server = Server::start(Plan::of(content.clone()));
    let file = open(&server);
    // Near each other, near each other, far away, and one that is held already.
    file.will_need(&[(1_000_000, 300_000), (1_400_000, 10), (3_000_000, 50_000), (3_050_000, 9), (10, 90)]);
    assert_eq!(server.requests(), 3);
    let mut asked = server.asked.lock().unwrap().clone();
    asked.sort_unstable();
    assert_eq!(asked, [(0, 65_536), (1_000_000, 1_400_010), (3_000_000, 3_050_009)]);
    for (offset, n) in [(3_000_000, 50_009), (1_400_000, 10), (1_000_000, 300_000), (0, 100)] {
        assert!(read(&file, offset, n).unwrap() == content[offset as usize..][..n]);
    }
    assert_eq!((server.requests(), file.cost().requests), (3, 3));
    assert_eq!(file.cost().bytes, 65_536 + 400_010 + 50_009);
}

#[test]
fn what_is_announced_beyond_the_room_comes_when_it_is_read() {
    let content = bytes(4_000_000);
    let server = Server::start(Plan::of(content.clone()));
    let with = RemoteOptions { hold: 1_000_000, ..options() };
    let file = open_url(&server.url("x.mp4"), &with).unwrap();
    file.will_need(&[(0, 4_000_000)]);
    assert!(file.cost().bytes <= 1_100_000);
    assert!(read(&file, 0, 4_000_000).unwrap() == content);
    // Nothing twice, in requests of half the room.
    assert_eq!(file.cost().bytes, 4_000_000);
    assert!(server.requests() <= 9, "{}", server.requests());
}

#[test]
fn going_through_a_file_takes_ever_longer_steps() {
    let content = bytes(6_000_000);
    let server = Server::start(Plan::of(content.clone()));
    let file = open(&server);
    let all: Vec<u8> = (0..6_000_000u64).step_by(10_000).flat_map(|at| read(&file, at, 10_000).unwrap()).collect();
    assert!(all == content);
    assert!(server.requests() <= 8, "{}", server.requests());
}

#[test]
fn an_object_that_changes_is_told_of() {
    for conditions in [true, false] {
        let server = Server::start(Plan { conditions, ..Plan::of(bytes(1_000_000)) });
        let file = open(&server);
        server.plan.lock().unwrap().tag = Some("\"two\"".into());
        let error = read(&file, 500_000, 10).unwrap_err();
        assert!(message(&server, &error).contains("changed while it was read"), "{error}");
        // Also what was read before is of no use any more.
        assert!(read(&file, 0, 10).is_err());
    }
    // Without a tag, a new size tells.
    let server = Server::start(Plan { tag: None, ..Plan::of(bytes(1_000_000)) });
    let file = open(&server);
    server.plan.lock().unwrap().bytes.push(0);
    assert!(message(&server, &read(&file, 500_000, 10).unwrap_err()).contains("changed"));
    let file = open(&server);
    server.plan.lock().unwrap().bytes.truncate(1000);
    assert!(message(&server, &read(&file, 500_000, 10).unwrap_err()).contains("changed"));
}

#[test]
fn refusals_say_what_and_what_to_do() {
    for (status, kind, words) in [
        (404, RemoteErrorKind::NotFound, "no such object"),
        (403, RemoteErrorKind::Refused, "refuses access"),
        (401, RemoteErrorKind::Refused, "refuses access"),
        (503, RemoteErrorKind::Server, "status 503"),
    ] {
        let server = Server::start(Plan { status: Some(status), ..Plan::of(Vec::new()) });
        let error = open_url(&server.url("unit%204/body.mp4?signature=s3cret"), &options()).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(message(&server, &error).contains(words), "{error}");
        assert!(!error.remedy().is_empty());
        // What may pass is tried again, once here.
        assert_eq!(server.requests(), if status == 503 { 2 } else { 1 });
    }
    let error = open_url("http://127.0.0.1:1/unit%204/body.mp4", &options()).unwrap_err();
    assert_eq!(error.kind(), RemoteErrorKind::Unreachable, "{error}");
    assert!(!error.to_string().contains("127.0.0.1"));
}

#[test]
fn a_server_without_ranges_is_refused_before_it_sends_the_file() {
    let server = Server::start(Plan { whole: true, ..Plan::of(bytes(30_000_000)) });
    let error = open_url(&server.url("unit 4/body.mp4"), &options()).unwrap_err();
    assert_eq!(error.kind(), RemoteErrorKind::NoRanges);
    assert!(message(&server, &error).contains("whole files"), "{error}");
    assert_eq!(server.requests(), 1);
}

#[test]
fn an_answer_that_breaks_off_is_taken_up_and_counted() {
    for tag in [Some("\"one\"".to_owned()), None] {
        let content = bytes(1_000_000);
        let server = Server::start(Plan { tag, ..Plan::of(content.clone()) });
        let file = open(&server);
        server.plan.lock().unwrap().cuts = 1;
        assert!(read(&file, 400_000, 60_000).unwrap() == content[400_000..460_000]);
        assert_eq!((server.requests(), file.cost().requests), (3, 3));
        // Only the rest was asked for again.
        let asked = server.asked.lock().unwrap().clone();
        assert!(asked[2].0 > asked[1].0 && asked[2].1 == asked[1].1, "{asked:?}");
        server.plan.lock().unwrap().cuts = 1000;
        let error = read(&file, 800_000, 10).unwrap_err();
        assert!(message(&server, &error).contains("broke off"), "{error}");
    }
}

#[test]
fn an_empty_file_is_empty_and_a_short_one_short() {
    let server = Server::start(Plan::of(Vec::new()));
    let file = open(&server);
    assert_eq!((file.size(), file.read_at(0, &mut [0; 4]).unwrap()), (0, 0));
    let server = Server::start(Plan::of(vec![7; 10]));
    let file = open(&server);
    assert_eq!((file.size(), read(&file, 3, 100).unwrap().len(), server.requests()), (10, 7, 1));
}

#[test]
fn threads_may_share_a_file() {
    let content = bytes(1_000_000);
    let server = Server::start(Plan::of(content.clone()));
    let file = open(&server);
    std::thread::scope(|scope| {
        for start in [0, 1] {
            let (file, content) = (&file, &content);
            scope.spawn(move || {
                for at in (start * 20_000..1_000_000).step_by(40_000) {
                    assert!(read(file, at as u64, 20_000).unwrap() == content[at..at + 20_000]);
                }
            });
        }
    });
    assert_eq!(file.cost().requests as usize, server.requests());
    assert_eq!(file.cost().bytes, 1_000_000);
}

#[test]
fn a_file_behind_http_is_a_location_of_one() {
    let content = bytes(200_000);
    let server = Server::start(Plan::of(content.clone()));
    let place = RemoteLocation::open(&server.url("a/b.mp4?s=1"), Which::ByName, &options()).unwrap();
    assert_eq!((place.kind(), place.name().as_str()), ("http", "a/b.mp4"));
    let mut found = Vec::new();
    place
        .list(&mut |l| {
            found.push(l);
            true
        })
        .unwrap();
    let unmuted_archive::Listed::File(entry) = &found[0] else { panic!() };
    assert_eq!((found.len(), entry.path.as_str(), entry.size), (1, "b.mp4", 200_000));
    let source = place.open(entry).unwrap();
    assert!(read(&*source, 0, 200_000).unwrap() == content);
    assert!(source.is_unchanged(entry).unwrap());
    assert_eq!(source.cost().requests as usize, server.requests());
    assert!(RemoteLocation::open(&server.url("a/"), Which::ByName, &options()).is_err());
}

#[test]
fn a_file_on_this_machine_has_an_address_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("body 1.mp4");
    let content = bytes(300_000);
    std::fs::write(&path, &content).unwrap();
    let url = format!("file://{}", path.to_str().unwrap().replace(' ', "%20"));
    let file = open_url(&url, &options()).unwrap();
    assert!(read(&file, 100_000, 150_000).unwrap() == content[100_000..250_000]);
    assert_eq!((file.size(), file.cost().requests), (300_000, 2));
    let error = open_url(&format!("{url}x"), &options()).unwrap_err();
    assert_eq!(error.to_string().split(';').next(), Some("body 1.mp4x: there is no such object"));
}
