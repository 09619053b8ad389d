//! The whole road on the case that ships, against its known truth: `cases/exercise/truth.toml` for what was
//! measured, `expected.toml` for every verdict. And what must hold of every review: the same bytes for any number
//! of threads, evidence untouched, nothing computed twice.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;

use super::common::{self, Case, case_copy, files_and_times, json, unmuted};
use serde_json::Value;

/// What the exercise's files promise: both ends of every silent span within 50 ms.
const SPAN_TOLERANCE_S: f64 = 0.050;
/// Recordings within 20 ms of the truth, relative to each other.
const CLOCK_TOLERANCE_S: f64 = 0.020;

fn review(case: &Path, more: &[&str]) -> Output {
    let mut args = vec!["review", case.to_str().unwrap()];
    args.extend(more);
    unmuted(&args)
}

fn truth(case: &Case) -> toml::Table {
    std::fs::read_to_string(case.path().join("truth.toml")).unwrap().parse().unwrap()
}

fn array<'a>(table: &'a toml::Table, key: &str) -> &'a [toml::Value] {
    table.get(key).and_then(toml::Value::as_array).map_or(&[], Vec::as_slice)
}

fn number(value: &toml::Value, key: &str) -> f64 {
    let v = &value[key];
    v.as_float().or_else(|| v.as_integer().map(|i| i as f64)).unwrap()
}

fn seconds(value: &Value) -> f64 {
    value.as_i64().unwrap() as f64 / 1e9
}

#[test]
fn silences_clock_and_verdicts_are_as_they_truly_were() {
    let case = case_copy("exercise");
    let out = common::unmuted_without_ffmpeg(&["review", case.path().to_str().unwrap(), "--json"]);
    assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stderr));
    let review = json(&out);
    // One camera's file is dated a minute late, as such clocks are; nothing else about the case is a problem.
    let problems = review["problems"].as_array().unwrap();
    let [problem] = problems.as_slice() else { panic!("{problems:#?}") };
    let what = problem["what"].as_str().unwrap();
    assert_eq!((&problem["kind"], &problem["file"]), (&"doubt".into(), &"evidence/camera-3.mp4".into()));
    assert!(what.starts_with("claimed clock of camera-3 (file, creation time): 62 s later than"), "{what}");
    assert!(what.ends_with("no time in this review rests on it"), "{what}");
    for r in review["recordings"].as_array().unwrap() {
        assert!(
            r["media"].as_str().is_some_and(|m| m.starts_with("../evidence/")),
            "the page plays the evidence itself: {}",
            r["id"]
        );
    }
    let recordings: BTreeMap<&str, &Value> =
        review["recordings"].as_array().unwrap().iter().map(|r| (r["id"].as_str().unwrap(), r)).collect();
    let truth = truth(&case);

    // Every true silent span, and no other.
    for t in array(&truth, "recording") {
        let id = t["id"].as_str().unwrap();
        let found = recordings[id]["silences"].as_array().unwrap();
        let spans = t.get("silence").and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
        assert_eq!(found.len(), spans.len(), "{id}: {found:#?}");
        for (f, s) in found.iter().zip(spans) {
            assert_eq!(f["class"].as_str(), s["class"].as_str(), "{id}");
            for (ends, key, inner) in [(&f["start_ns"], "from_s", 1), (&f["end_ns"], "to_s", 0)] {
                let truly = number(s, key);
                let error = seconds(&ends[inner]) - truly;
                assert!(error.abs() <= SPAN_TOLERANCE_S, "{id}: {key} is {error:+.3} s off");
                let (earliest, latest) = (seconds(&ends[0]), seconds(&ends[1]));
                assert!(
                    earliest - 0.001 <= truly && truly <= latest + 0.001,
                    "{id}: {truly} outside {earliest}..{latest}"
                );
            }
        }
    }

    // The clock: each pair of recordings, at the middle of their common time.
    let starts: Vec<(&str, f64, f64, f64)> = array(&truth, "recording")
        .iter()
        .map(|t| (t["id"].as_str().unwrap(), number(t, "start_world_s"), number(t, "ppm"), number(t, "duration_s")))
        .collect();
    let solved = |id: &str, world: f64, start: f64, ppm: f64| {
        let p = &recordings[id]["placement"];
        assert_eq!(p["placed"], true, "{id}: {}", p["words"]);
        let local = (world - start) / (1.0 + ppm * 1e-6);
        seconds(&p["offset_ns"]) + local * (1.0 + p["drift_ppb"].as_f64().unwrap() * 1e-9)
    };
    for (i, a) in starts.iter().enumerate() {
        for b in &starts[i + 1..] {
            let middle = (a.1.max(b.1) + (a.1 + a.3).min(b.1 + b.3)) / 2.0;
            let error = solved(a.0, middle, a.1, a.2) - solved(b.0, middle, b.1, b.2);
            assert!(error.abs() <= CLOCK_TOLERANCE_S, "{} and {}: {:+.1} ms off", a.0, b.0, error * 1e3);
        }
    }

    // Every verdict.
    let expected: toml::Table = std::fs::read_to_string(case.path().join("expected.toml")).unwrap().parse().unwrap();
    for (kind, list) in [("statement", "statements"), ("rule", "rules")] {
        let got: BTreeMap<&str, &Value> =
            review[list].as_array().unwrap().iter().map(|f| (f["id"].as_str().unwrap(), f)).collect();
        assert_eq!(got.len(), array(&expected, kind).len());
        for e in array(&expected, kind) {
            let id = e["id"].as_str().unwrap();
            let verdict = got[id]["verdict"].as_str();
            let finding = &got[id]["finding"];
            assert_eq!(verdict, e["verdict"].as_str(), "{id}: {} {:#}", e["why"], finding);
        }
    }
}

#[test]
fn one_thread_and_two_write_the_same_bytes() {
    let (one, two) = (case_copy("exercise"), case_copy("exercise"));
    review(one.path(), &["--jobs", "1"]);
    review(two.path(), &["--jobs", "2"]);
    let [one, two] = [one, two].map(|c| common::bytes_below(&c.path().join("report")));
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(bytes == &two[name], "{name} differs between one thread and two");
    }
    let all = one.values().flatten().copied().collect::<Vec<u8>>();
    let text = String::from_utf8_lossy(&all);
    for private in [std::env::temp_dir().to_str().unwrap(), env!("CARGO_MANIFEST_DIR")] {
        assert!(!text.contains(private), "the report names a path of this machine: {private}");
    }
}

#[test]
fn a_second_review_changes_nothing_and_evidence_is_never_written_to() {
    let case = case_copy("exercise");
    let evidence = files_and_times(&case.path().join("evidence"));
    let custody = std::fs::read(case.path().join("custody.jsonl")).unwrap();
    review(case.path(), &[]);
    let first = files_and_times(&case.path().join("report"));
    let heard = files_and_times(&case.path().join(".unmuted/heard"));
    review(case.path(), &[]);
    assert_eq!(first, files_and_times(&case.path().join("report")), "unchanged files are not written again");
    assert_eq!(heard, files_and_times(&case.path().join(".unmuted/heard")), "nothing was listened to again");
    assert_eq!(evidence, files_and_times(&case.path().join("evidence")));
    assert_eq!(custody, std::fs::read(case.path().join("custody.jsonl")).unwrap(), "a review is not an act of custody");
    // What is derived can be deleted and comes back.
    let bytes = common::bytes_below(&case.path().join("report"));
    for derived in ["report", ".unmuted"] {
        std::fs::remove_dir_all(case.path().join(derived)).unwrap();
    }
    review(case.path(), &[]);
    assert!(bytes == common::bytes_below(&case.path().join("report")));
}

#[test]
fn a_broken_recording_is_a_finding_and_the_rest_is_reviewed() {
    let case = case_copy("exercise");
    let path = case.path().join("evidence/camera-2.mp4");
    let mut bytes = std::fs::read(&path).unwrap();
    // Its index is at the end: cut off, nothing can be read.
    bytes.truncate(bytes.len() / 2);
    std::fs::write(&path, bytes).unwrap();
    let out = review(case.path(), &["--json"]);
    assert_eq!(out.status.code(), Some(3), "{}", String::from_utf8_lossy(&out.stderr));
    let review = json(&out);
    let problems = review["problems"].as_array().unwrap();
    let of = |p: &&Value| p["file"].as_str().is_some_and(|f| f.contains("camera-2.mp4"));
    let unread = problems.iter().filter(of).find(|p| p["kind"] == "unread").expect("the broken file is named");
    assert!(!unread["remedy"].as_str().unwrap().is_empty());
    assert!(
        problems.iter().any(|p| p["what"].as_str().unwrap().contains("digest")),
        "and that it is not what was taken in: {problems:#?}"
    );
    assert_eq!(review["totals"]["placed"], 3);
    let aid = review["statements"].as_array().unwrap().iter().find(|s| s["id"] == "st-1").unwrap();
    assert_eq!(aid["verdict"], "supported", "what rests on other recordings stands");
}
