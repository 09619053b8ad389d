//! `docs/case-format.md` and the code agree: its examples are read without a problem, and every key that the code
//! reads stands in it.

use super::common;
use std::fs;

use unmuted::case_files::{
    attributes_toml, case_toml, evidence_toml, marks_jsonl, outcomes_toml, parameters, read_case, rule_use, rules_toml,
    statements_toml, timeline_toml,
};

fn document() -> String {
    fs::read_to_string(common::repository("docs/case-format.md")).unwrap()
}

/// The fenced blocks under each `## file` heading.
fn blocks(document: &str) -> Vec<(String, String)> {
    let (mut heading, mut block, mut found) = (String::new(), None::<String>, Vec::new());
    for line in document.lines() {
        match (&mut block, line.strip_prefix("```")) {
            (None, Some(_)) => block = Some(String::new()),
            (Some(text), Some(_)) => {
                found.push((heading.clone(), std::mem::take(text)));
                block = None;
            }
            (Some(text), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {
                if let Some(name) = line.strip_prefix("## ") {
                    heading = name.to_owned();
                }
            }
        }
    }
    found
}

#[test]
fn the_examples_are_read() {
    let dir = tempfile::tempdir().unwrap();
    for (heading, text) in blocks(&document()) {
        if heading.ends_with(".toml") || heading.ends_with(".jsonl") {
            fs::write(dir.path().join(&heading), text).unwrap();
        }
    }
    let (case, problems) = read_case(dir.path()).unwrap();
    // The examples name files and sources that are not there; nothing else may be wrong with them.
    let wrong: Vec<_> = problems
        .iter()
        .filter(|p| {
            !p.what.ends_with("is not there")
                && !p.what.starts_with("there is no such file")
                && !p.what.contains("no source")
                && !p.what.contains("no line")
        })
        // The library's rule in the example is the one of rules/README.md, which is not in the library.
        .filter(|p| !p.what.contains("the library has no rule"))
        .filter(|p| {
            !(p.file == "marks.jsonl"
                && (p.what.contains("m0") || p.what.contains("camera-2") || p.what.contains("transcript-1")))
        })
        .filter(|p| !["interviews", "standard", "range-sheet", "press-note"].iter().any(|s| p.what.contains(s)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!((case.sources.len(), case.rules.len(), case.statements.len()), (5, 2, 2));
    assert_eq!((case.attributes.len(), case.outcomes.len(), case.described.len()), (3, 1, 2));
}

#[test]
fn every_key_is_explained() {
    let document = document();
    let keys = [
        case_toml::KEYS,
        case_toml::SCOPE_KEYS,
        case_toml::SCOPE_END_KEYS,
        case_toml::PEOPLE_KEYS,
        case_toml::KIND_KEYS,
        case_toml::ANCHOR_KEYS,
        evidence_toml::KEYS,
        evidence_toml::SOURCE_KEYS,
        evidence_toml::RECEIVED_KEYS,
        evidence_toml::COLUMN_KEYS,
        marks_jsonl::MARK_KEYS,
        marks_jsonl::REVIEWED_KEYS,
        marks_jsonl::DECISION_KEYS,
        statements_toml::KEYS,
        statements_toml::STATEMENT_KEYS,
        statements_toml::FOUND_KEYS,
        rules_toml::KEYS,
        rules_toml::RULE_KEYS,
        rules_toml::EXCEPTION_KEYS,
        rule_use::USE_KEYS,
        rule_use::CLAIM_KEYS,
        parameters::PARAMETER_KEYS,
        parameters::PUBLISHED_KEYS,
        attributes_toml::KEYS,
        attributes_toml::ATTRIBUTE_KEYS,
        outcomes_toml::KEYS,
        outcomes_toml::OUTCOME_KEYS,
        timeline_toml::KEYS,
        timeline_toml::RECORDING_KEYS,
        timeline_toml::SILENT_KEYS,
    ];
    let missing: Vec<&str> = keys
        .into_iter()
        .flatten()
        .copied()
        .filter(|k| {
            let forms = [
                format!("{k} ="),
                format!("`{k}`"),
                format!("[[{k}]]"),
                format!("[{k}]"),
                format!("\"{k}\":"),
                format!(".{k}]]"),
            ];
            !forms.iter().any(|f| document.contains(f.as_str()))
        })
        .collect();
    assert!(missing.is_empty(), "docs/case-format.md does not explain: {missing:?}");
}
