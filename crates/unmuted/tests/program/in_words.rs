//! Recordings described in words, and sources that are cited and not held: reviewed as a user reviews them.

use std::fs;
use std::path::Path;

use super::common::{json, unmuted};

const CASE: &str = r#"format = 1
id = "words"
title = "A case in words"
date = "2026-05-14"
time_zone = "America/Los_Angeles"
fictional = "Fictional."

[[people]]
id = "officer-1"
role = "officer"

[kinds]
shot = { is = "instant", sense = "sound", words = "shot" }

[[anchors]]
id = "anchor-1"
source = "camera-1"
at = "0:40"
wall = "2026-05-14T14:02:40-07:00"
plus_minus = "1 s"
basis = "clock seen in the picture"
by = "reviewer-a"
"#;
const TIMELINE: &str = r#"format = 1
[[recording]]
id = "camera-1"
length = "5:00"
starts_at = "0 s"
redacted = "no"
silent = [ { class = "digital_silence", from = "1:58", to = "2:40", plus_minus = "0.02 s" } ]
[[recording]]
id = "camera-2"
length = "4:00"
starts_at = "10 s"
plus_minus = "0.05 s"
redacted = "no"
"#;
const MARKS: &str = r#"{"id":"m1","do":"mark","by":"a","at":"2026-05-20T10:00:00Z","source":"camera-1","kind":"shot","span":["1:00","1:00.1"]}
{"id":"m2","do":"reviewed","by":"a","at":"2026-05-20T10:00:00Z","source":"camera-1","span":["0:00","5:00"],"kinds":["shot"]}
{"id":"m3","do":"reviewed","by":"a","at":"2026-05-20T10:00:00Z","source":"camera-2","span":["0:00","4:00"],"kinds":["shot"]}
{"id":"m4","do":"mark","by":"a","at":"2026-05-20T10:00:00Z","source":"camera-1","kind":"muted","span":["1:58","2:40"]}
"#;
const EVIDENCE: &str = r#"format = 1
[[source]]
id = "article"
name = "An article"
kind = "publication"
publisher = "The Daily"
published = "2026-05-16"
"#;
const STATEMENTS: &str = r#"format = 1
[[statement]]
id = "s1"
by = "officer-1"
quote = "One shot was fired."
asserts = "count of shot = 1"
[[statement]]
id = "s2"
by = "officer-1"
quote = "My camera recorded sound throughout."
asserts = "no silence on camera-1"
"#;

fn case(dir: &Path) {
    let files = [
        ("case.toml", CASE),
        ("timeline.toml", TIMELINE),
        ("marks.jsonl", MARKS),
        ("evidence.toml", EVIDENCE),
        ("statements.toml", STATEMENTS),
    ];
    for (name, text) in files {
        fs::write(dir.join(name), text).unwrap();
    }
}

#[test]
fn a_case_in_words_is_reviewed() {
    let dir = tempfile::tempdir().unwrap();
    case(dir.path());
    let path = dir.path().to_str().unwrap();
    let review = json(&unmuted(&["review", path, "--json"]));
    assert_eq!(review["problems"].as_array().unwrap().len(), 0, "{}", review["problems"]);
    assert_eq!(review["totals"]["placed"], 2);
    assert_eq!(review["clock"]["main_group"], 1);
    assert_eq!(review["clock"]["groups"][0]["reference"], "camera-1");
    assert!(review["clock"]["wall"]["at_zero"].as_str().unwrap().starts_with("2026-05-14T14:02:00"));
    let camera = &review["recordings"][0];
    assert_eq!(camera["media_words"], "described in words, no media");
    assert_eq!(camera["media"], serde_json::Value::Null);
    assert_eq!(camera["silences"][0]["id"], "camera-1/silence-1");
    assert_eq!(camera["silences"][0]["cause"], "muted, as marked by a");
    assert!(camera["placement"]["words"].as_str().unwrap().starts_with("as described"));
    let verdicts: Vec<&str> =
        review["statements"].as_array().unwrap().iter().map(|s| s["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["supported", "contradicted"]);
    assert!(dir.path().join("report/index.html").is_file());
    let document = &review["documents"][0];
    assert_eq!((&document["held"], &document["publisher"]), (&false.into(), &"The Daily".into()));
    // Marks are taken, and an id that is taken is refused.
    let added = unmuted(&["mark", path, "add", "camera-2", "shot", "0:50", "0:50.1", "--by", "b"]);
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    fs::write(dir.path().join("camera-1.txt"), "x").unwrap();
    let file = dir.path().join("camera-1.txt");
    let taken = json(&unmuted(&["add", path, file.to_str().unwrap(), "--by", "b", "--json"]));
    assert_eq!(taken["taken"][0]["source"], "camera-1-2");
}

#[test]
fn what_is_cited_and_not_held_is_not_verified_and_no_fault() {
    let dir = tempfile::tempdir().unwrap();
    case(dir.path());
    let verified = unmuted(&["verify", dir.path().to_str().unwrap(), "--json"]);
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stderr));
    assert_eq!(json(&verified)["sources"].as_array().unwrap().len(), 0);
}

#[test]
fn a_real_case_has_no_recordings_in_words() {
    let dir = tempfile::tempdir().unwrap();
    case(dir.path());
    fs::write(dir.path().join("case.toml"), CASE.replace("fictional = \"Fictional.\"\n", "")).unwrap();
    let review = unmuted(&["review", dir.path().to_str().unwrap(), "--json"]);
    assert_eq!(review.status.code(), Some(3));
    let first = &json(&review)["problems"][0];
    assert_eq!(first["file"], "timeline.toml");
}
