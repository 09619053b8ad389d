//! Recordings described in words, and sources that are cited and not held: reviewed as a user reviews them.

use std::fs;
use std::path::Path;

use super::common::{json, unmuted, write_files};

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
    write_files(dir, &files);
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

/// What went wrong with a case to which these files were added, and the exit status of testing it.
fn told(files: &[(&str, String)]) -> (Option<i32>, String) {
    let dir = tempfile::tempdir().unwrap();
    case(dir.path());
    write_files(dir.path(), files);
    let out = unmuted(&["test", dir.path().to_str().unwrap()]);
    let told = [out.stdout, out.stderr].concat();
    // The terminal breaks long lines.
    let told = String::from_utf8_lossy(&told).replace('\u{2502}', " ");
    (out.status.code(), told.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn a_line_outside_of_its_recording_is_not_lost_silently() {
    let line = |span: &str| {
        let line = MARKS.lines().next().unwrap().replace("\"m1\"", "\"m9\"").replace("[\"1:00\",\"1:00.1\"]", span);
        vec![("marks.jsonl", format!("{MARKS}{line}\n"))]
    };
    let (status, said) = told(&line("[\"15:00\",\"15:00.1\"]"));
    assert_eq!(status, Some(3), "{said}");
    assert!(said.contains("m9: 15:00 to 15:00.1 lies outside of the recording"), "{said}");
    assert!(said.contains("camera-1 runs from 0:00 to 5:00"), "{said}");
    assert_eq!(told(&line("[\"-0:10\",\"-0:09\"]")).0, Some(3));
    assert!(told(&line("[\"4:59\",\"5:03\"]")).1.contains("runs over an end"));
    let (_, said) = told(&line("[\"4:59\",\"5:00.05\"]"));
    assert!(!said.contains("runs over"), "{said}");
    let (status, said) = told(&[("marks.jsonl", MARKS.replace("\"kind\":\"muted\"", "\"kind\":\"silence\""))]);
    assert_eq!(status, Some(3), "{said}");
    assert!(said.contains("a person does not mark it"), "{said}");
}

#[test]
fn no_sentence_is_decided_on_another_scope_than_the_one_that_is_meant() {
    let scope = |from: &str, to: &str| {
        let scope = format!("[scope]\nfrom = {{ source = \"camera-1\", at = \"{from}\" }}\nto = {to}\n\n[[people]]");
        vec![("case.toml", CASE.replacen("[[people]]", &scope, 1))]
    };
    let on = |camera: &str, at: &str| format!("{{ source = \"{camera}\", at = \"{at}\" }}");
    assert_ne!(told(&scope("0:30", &on("camera-1", "3:00"))).0, Some(2));
    for (from, to, why) in [
        ("0:3O", on("camera-1", "3:00"), "\"0:3O\" is not a time on a recording"),
        ("3:00", on("camera-1", "0:30"), "it ends before it starts"),
        ("3:00", on("camera-2", "0:30"), "it ends before it starts"),
        ("0:30", on("camera-1", "9:00"), "the scope is at 9:00 of camera-1, which runs from 0:00 to 5:00"),
        ("0:30", on("camera-3", "3:00"), "has no recording \"camera-3\""),
    ] {
        let (status, said) = told(&scope(from, &to));
        assert_eq!(status, Some(2), "{said}");
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn a_moment_that_cannot_be_read_is_told() {
    let value = "format = 1\n[[attribute]]\nname = \"distance\"\nvalue = 3\nunit = \"feets\"\nat = \"first shott\"\n\
                 source = \"article\"\nbasis = \"press\"\n";
    let (status, said) = told(&[("attributes.toml", value.to_owned())]);
    assert_eq!(status, Some(3), "{said}");
    assert!(said.contains("this case has no kind `shott`"), "{said}");
    assert!(said.contains("the unit \"feets\" is not known"), "{said}");
}

#[test]
fn a_sentence_is_not_asked_beside_some_of_the_case() {
    let dir = tempfile::tempdir().unwrap();
    case(dir.path());
    let out = unmuted(&["test", dir.path().to_str().unwrap(), "no shot", "--only", "s1"]);
    assert_eq!(out.status.code(), Some(2));
}
