//! What is read after a scan: the summary and what to watch first, over the tables of a real scan of the exercise.

use std::fs;
use std::path::Path;

use unmuted_archive::location::{Which, local};
use unmuted_archive::meta::Metadata;
use unmuted_archive::{Options, SEED, scan};

use crate::common::{json, repository, unmuted};

/// Scans the exercise's recordings into a folder of its own.
fn scanned() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let evidence = repository("cases/exercise/evidence");
    let options = Options {
        survey: unmuted_media::SurveyOptions::default(),
        which: Which::default(),
        program: "unmuted test".into(),
        build: "test".into(),
        jobs: 1,
        shard: None,
        seed: SEED,
        distrust: Vec::new(),
        replace: false,
        metadata: Metadata::default(),
        as_of: None,
    };
    scan(&[local(&evidence, Which::default(), &[]).unwrap()], dir.path(), &options, &()).unwrap();
    dir
}

fn text(dir: &Path, name: &str) -> String {
    fs::read_to_string(dir.join(name)).unwrap()
}

#[test]
fn a_scan_has_a_summary_and_places_to_watch() {
    let scan = scanned();
    let dir = scan.path();
    let typed = dir.to_str().unwrap();

    let out = unmuted(&["summary", typed, "--event", "start", "--title", "The exercise"]);
    assert!(matches!(out.status.code(), Some(0 | 1 | 3)), "{}", String::from_utf8_lossy(&out.stderr));
    let names = ["index.html", "summary.md", "summary.json"];
    let first = names.map(|n| text(dir, n));
    assert!(first[1].starts_with("# The exercise"), "{:.200}", first[1]);
    assert!(first[1].contains("camera-1.mp4"), "{}", first[1]);
    for written in &first {
        assert!(!written.contains(typed), "no path of this machine");
        assert!(!written.contains(env!("CARGO_MANIFEST_DIR")), "no path of this machine");
    }
    unmuted(&["summary", typed, "--event", "start", "--title", "The exercise"]);
    assert_eq!(first, names.map(|n| text(dir, n)), "the same again");

    let refused = unmuted(&["summary", typed, "--by-wearer"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("no table by wearer"));
    assert_eq!(first[0], text(dir, "index.html"), "what was there is kept");

    let events = dir.join("marks.csv");
    fs::write(&events, "recording,time,event\ncamera-1.mp4,1,shots\ncamera-1.mp4,never,x\n").unwrap();
    let csv = dir.join("watch.csv");
    let out = unmuted(&[
        "triage",
        typed,
        "--hours",
        "0.5",
        "--events",
        events.to_str().unwrap(),
        "--out",
        csv.to_str().unwrap(),
        "--json",
    ]);
    assert_eq!(out.status.code(), Some(3), "one row of events cannot be read");
    assert!(String::from_utf8_lossy(&out.stderr).contains("marks.csv, row 2"));
    let found = json(&out);
    let places = found["places"].as_array().unwrap();
    assert!(!places.is_empty());
    assert!(found["watched_s"].as_f64().unwrap() <= 1_800.0);
    assert_eq!(fs::read_to_string(&csv).unwrap().lines().count(), places.len() + 1);
    let printed = String::from_utf8(unmuted(&["triage", typed]).stdout).unwrap();
    assert!(printed.contains("a rule and not a score"), "{printed}");
}

#[test]
fn a_folder_without_tables_says_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    for command in ["summary", "triage"] {
        let out = unmuted(&[command, dir.path().to_str().unwrap()]);
        assert_eq!(out.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&out.stderr).contains("unmuted scan"), "the remedy");
    }
}
