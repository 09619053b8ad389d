//! Every case in `cases/` that tells its expected verdicts and needs no media: the forty fictional timelines, whose
//! verdicts were written by hand before there was anything to run them with, and the real case of sourced claims.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::common::{json, repository, unmuted};
use serde_json::Value;

fn fiction() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(repository("cases/fiction"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.is_dir())
        .collect();
    all.sort();
    all
}

fn tested(case: &Path, more: &[&str]) -> Value {
    let mut args = vec!["test", case.to_str().unwrap(), "--json"];
    args.extend(more);
    json(&unmuted(&args))
}

/// Each verdict that is not the expected one, in words.
fn differences(case: &Path) -> Vec<String> {
    let expected: toml::Table = std::fs::read_to_string(case.join("expected.toml")).unwrap().parse().unwrap();
    let got = tested(case, &[]);
    let mut wrong = Vec::new();
    for (kind, list) in [("statement", "statements"), ("rule", "rules")] {
        let by_id: BTreeMap<&str, &Value> =
            got[list].as_array().unwrap().iter().map(|f| (f["id"].as_str().unwrap(), f)).collect();
        let wanted = expected.get(kind).and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
        if by_id.len() != wanted.len() {
            wrong.push(format!("{}: {} of {} {list}", case.display(), by_id.len(), wanted.len()));
        }
        for e in wanted {
            let id = e["id"].as_str().unwrap();
            let Some(found) = by_id.get(id) else {
                wrong.push(format!("{}: no {kind} {id}", case.display()));
                continue;
            };
            if found["verdict"].as_str() != e["verdict"].as_str() {
                wrong.push(format!(
                    "{}, {id}: {} and not {} ({})\n  {}\n  {}",
                    case.file_name().unwrap().to_string_lossy(),
                    found["verdict"],
                    e["verdict"],
                    e["why"],
                    found["sentence"],
                    found["finding"]["answer"]
                ));
            }
            let claims = found["exceptions"].as_array().into_iter().flatten();
            let claim = claims.filter(|x| x["claimed_by"] != "").map(|x| x["verdict"].as_str().unwrap()).next();
            if let Some(wanted) = e.get("claim").and_then(toml::Value::as_str)
                && claim != Some(wanted)
            {
                wrong.push(format!("{}, {id}: the claim is {claim:?} and not {wanted}", case.display()));
            }
        }
    }
    wrong
}

#[test]
fn forty_timelines_come_out_as_a_person_reasoned() {
    let cases = fiction();
    assert_eq!(cases.len(), 40);
    let wrong: Vec<String> = cases.iter().flat_map(|c| differences(c)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A case in words is fictional and says so; nothing in it cannot be read, but for the two that mistype on purpose.
#[test]
fn every_timeline_says_that_it_is_fiction() {
    for case in fiction() {
        let got = tested(&case, &[]);
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        assert!(got["fictional"].as_str().is_some_and(|f| f.contains("ictional")), "{name}");
        let problems = got["problems"].as_array().unwrap().len();
        let mistyped = if name.starts_with("18-") { 2 } else { 3 * usize::from(name.starts_with("38-")) };
        assert_eq!(problems, mistyped, "{name}: {:#}", got["problems"]);
    }
}

/// What is shown never accuses, in any verdict of any of these cases.
#[test]
fn no_verdict_accuses() {
    for case in fiction().into_iter().chain([repository("cases/stephon-clark")]) {
        let got = tested(&case, &["--as-if"]);
        for f in got["statements"].as_array().unwrap().iter().chain(got["rules"].as_array().unwrap()) {
            let finding = &f["finding"];
            let own = [
                &finding["answer"],
                &finding["reading"],
                &finding["reasons"],
                &finding["would_change"],
                &finding["as_if"],
            ];
            let text = own.iter().map(|v| v.to_string().to_lowercase()).collect::<String>();
            for word in [" lie ", " lied", " liar", "cover-up", "tamper", "failed to", "admit", "prove", "guilt"] {
                assert!(!text.contains(word), "{}, {}: {word} in {text}", case.display(), f["id"]);
            }
        }
    }
}

#[test]
fn the_clark_case_comes_out_as_its_sources_allow() {
    let wrong = differences(&repository("cases/stephon-clark"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let got = tested(&repository("cases/stephon-clark"), &[]);
    assert_eq!(got["problems"], Value::Array(Vec::new()));
    assert_eq!(got["fictional"], Value::Null);
}
