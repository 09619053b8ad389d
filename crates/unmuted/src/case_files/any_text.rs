//! Any text is read or refused, by every reader of a file that a person writes: no panic, and each problem can be said.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use proptest::prelude::*;
use unmuted_model::Vocabulary;

use super::rule_use::Within;
use super::testing::names;
use super::*;
use crate::rules::{Library, rule_toml, run_example};

/// What stands behind a key: right and wrong, short and extreme.
const VALUES: &[&str] = &[
    "1",
    "-1",
    "0x1f",
    "9223372036854775807",
    "1e300",
    "nan",
    "true",
    "\"\"",
    "\"x\"",
    "\"camera-1\"",
    "\"officer-1\"",
    "\"5:00\"",
    "\"0 s\"",
    "\"-4 s\"",
    "\"999999999 days\"",
    "\"2026-05-14\"",
    "2026-05-14",
    "\"9999-12-31\"",
    "\"2026-05-14T14:02:40-07:00\"",
    "\"US-CA/sacramento\"",
    "\"publication\"",
    "\"law\"",
    "\"length\"",
    "\"document\"",
    "\"digital_silence\"",
    "\"no shot {limit}\"",
    "[]",
    "[\"1:00\", \"2:00\"]",
    "[[\"4:00\", \"5:00\"]]",
    "{}",
    "{ limit = \"3 min\" }",
    "{ source = \"camera-1\", at = \"0:10\" }",
    "[{ class = \"dropped\", from = \"1:00\", to = \"2:00\", plus_minus = \"1 h\" }]",
    "[{ id = \"camera-1\", length = \"5:00\", starts_at = \"0 s\" }]",
    "[{ source = \"camera-1\", kind = \"speech\", span = [\"1:00\", \"2:00\"] }]",
];

/// Some of these keys, each once, with any values.
fn lines(keys: Vec<&'static str>) -> impl Strategy<Value = String> {
    let line = (prop::sample::select(keys), prop::sample::select(VALUES));
    prop::collection::vec(line, 0..8).prop_map(|mut lines| {
        let mut seen = BTreeSet::new();
        lines.retain(|(key, _)| seen.insert(*key));
        lines.iter().map(|(key, value)| format!("{key} = {value}\n")).collect()
    })
}

/// Tables with keys that the readers know, in TOML.
fn shaped(headers: &'static [&'static str], keys: Vec<&'static str>) -> impl Strategy<Value = String> {
    let table = (prop::sample::select(headers), lines(keys));
    prop::collection::vec(table, 0..4).prop_map(|tables| {
        let tables: String = tables.into_iter().map(|(header, lines)| format!("{header}\n{lines}")).collect();
        format!("format = 1\n{tables}")
    })
}

fn any_file() -> impl Strategy<Value = String> {
    let keys: Vec<&str> = [
        case_toml::KEYS,
        case_toml::ANCHOR_KEYS,
        evidence_toml::SOURCE_KEYS,
        statements_toml::STATEMENT_KEYS,
        rules_toml::RULE_KEYS,
        rule_use::USE_KEYS,
        parameters::PARAMETER_KEYS,
        attributes_toml::ATTRIBUTE_KEYS,
        outcomes_toml::OUTCOME_KEYS,
        timeline_toml::RECORDING_KEYS,
        rule_toml::EXAMPLE_KEYS,
    ]
    .concat()
    .into_iter()
    .filter(|k| *k != "format")
    .collect();
    let headers: &[&str] = &[
        "",
        "[[source]]",
        "[[statement]]",
        "[[rule]]",
        "[[rule.parameters]]",
        "[[rule.exceptions]]",
        "[[use]]",
        "[[use.claims]]",
        "[[attribute]]",
        "[[outcome]]",
        "[[recording]]",
        "[[people]]",
        "[kinds]",
        "[[example]]",
    ];
    prop_oneof![any::<String>(), "format = 1\n(.|\n){0,200}", shaped(headers, keys)]
}

proptest! {
    #[test]
    fn every_reader_of_a_case(text in any_file()) {
        let (people, sources) = (names("person", &["officer-1"]), names("source", &["camera-1"]));
        let (file, mut problems) = (FileText::new("x.toml", &text), Vec::new());
        let none = BTreeSet::new();
        if let Ok(case) = case_toml::read(&file, &mut problems) {
            let _ = case.placed(&sources, &[], &BTreeSet::new(), &mut problems);
        }
        evidence_toml::read(&file, &people, &none, &mut problems);
        statements_toml::read(&file, &people, &sources, &mut problems);
        attributes_toml::read(&file, &sources, &sources, &mut problems);
        outcomes_toml::read(&file, &sources, &TimeZone::UTC, &mut problems);
        timeline_toml::read(&file, &people, true, &mut problems);
        let mut within = Within {
            library: Library::embedded(),
            people: &people,
            sources: &sources,
            vocabulary: &mut Vocabulary::default(),
            kinds_lost: &none,
            applies_in: &["US-CA".to_owned()],
        };
        rules_toml::read(&file, &mut within, &mut problems);
        for p in problems {
            prop_assert!(!p.what.is_empty());
            let _ = format!("{:?}", p.report());
        }
    }

    #[test]
    fn a_rule_and_its_examples(example in lines(rule_toml::EXAMPLE_KEYS[3..].to_vec()), more in any_file()) {
        // A whole rule, with one more example that may hold anything.
        let head = "[[example]]\nverdict = \"met\"\nwhy = \"w\"\ndate = \"2026-05-14\"";
        for text in [more, format!("{}\n{head}\n{example}", crate::rules::documented())] {
            let (file, mut problems) = (FileText::new("rules/xa-millbrook-aid-2022.toml", &text), Vec::new());
            if let Some(rule) = rule_toml::read(&file, &mut problems) {
                for e in &rule.examples {
                    problems.extend(run_example(&rule, e).problems);
                }
            }
            for p in problems {
                let _ = format!("{:?}", p.report());
            }
        }
    }
}
