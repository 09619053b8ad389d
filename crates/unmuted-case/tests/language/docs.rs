//! The examples of `docs/assertions.md`: each is read, checked and tested on a record that knows its names.

use crate::build::{Build, empty};
use unmuted_case::language::{Names, OwnClock, evaluate, parse};
use unmuted_case::timeline::{Basis, Timeline};

const DOCUMENT: &str = include_str!("../../../../docs/assertions.md");

fn sample() -> Timeline {
    empty()
        .camera("camera-1", 180.0, 0.0, 0.0)
        .camera("camera-2", 180.0, 4.0, 0.1)
        .unplaced("dispatch", 200.0)
        .incident("2018-03-18", "2018-11-01")
        .outcome("release of video", Some("2018-04-16"))
        .outcome("discipline", None)
        .number("wounds.entered", 8, "", Basis::Forensic)
        .number("distance.first_shot", 5, "m", Basis::Measured)
        .text("subject.facing", "officers", Basis::Document, Some("first shot"))
}

fn examples() -> Vec<&'static str> {
    let mut out = Vec::new();
    for block in DOCUMENT.split("```assertion\n").skip(1) {
        out.extend(block.split("```").next().unwrap().lines().filter(|l| !l.trim().is_empty()));
    }
    out
}

#[test]
fn every_example_is_read_and_answered() {
    let timeline = sample();
    let examples = examples();
    assert!(examples.len() >= 15, "only {} examples found", examples.len());
    for text in examples {
        let assertion = parse(text, &Names::of(&timeline)).unwrap_or_else(|e| panic!("{text}: {e}"));
        let finding = evaluate(&assertion, &timeline, &OwnClock);
        assert!(finding.reading.ends_with('.'), "{text}: {}", finding.reading);
        assert!(!finding.answer.is_empty(), "{text}");
    }
}

#[test]
fn two_pages() {
    let words = DOCUMENT.split_whitespace().count();
    assert!(words < 1_800, "two pages, not {words} words");
}

/// What the language was designed to say, word for word.
#[test]
fn what_it_was_designed_to_say_can_be_said() {
    let timeline = sample().number("wounds.from_behind", 6, "", Basis::Forensic);
    for text in [
        "count of shot = 20",
        "count of shot by officer-1 = 10",
        "time from last shot to first aid.begun <= 60 s",
        "time from last shot to first aid.requested <= 60 s",
        "no silence on any camera between first shot and aid.begun",
        "no muted on camera-1 while officers.conferring",
        "some speech matching /\\bpolice\\b/i before first shot",
        "some speech on camera-2 matching \"reason\" within 15 s before each muted on camera-2",
        "duration of silence on every camera at once between last shot and aid.begun = 0 s",
        "recording on every camera at first shot",
        "time from incident to release of video <= 45 days",
        "wounds.entered = 8",
        "wounds.from_behind >= 6",
        "subject.facing = \"officers\" at first shot",
    ] {
        let assertion = parse(text, &Names::of(&timeline)).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert!(!evaluate(&assertion, &timeline, &OwnClock).answer.is_empty());
    }
}
