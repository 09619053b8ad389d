//! Schemas and readers agree: on keys, on the documented examples, on the exercise and on the library of rules.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::keys::Table;
use super::*;
use crate::case_files::{
    attributes_toml, case_toml, evidence_toml, marks_jsonl, outcomes_toml, parameters, rule_use, rules_toml,
    statements_toml, timeline_toml,
};
use crate::rules::rule_toml;

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Each table in a schema with the keys of its definition.
fn keys(schema: &str, path: &[&str]) -> BTreeSet<String> {
    let document: Value = serde_json::from_str(&named(schema).json()).unwrap();
    let mut at = &document;
    for step in path {
        at = &resolve(&document, at)["properties"][*step];
        at = resolve(&document, at);
        for inner in ["items", "additionalProperties"] {
            if at[inner].is_object() {
                at = resolve(&document, &at[inner]);
            }
        }
    }
    resolve(&document, at)["properties"].as_object().unwrap().keys().cloned().collect()
}

fn named(name: &str) -> &'static Schema {
    ALL.iter().find(|s| s.name == name).unwrap()
}

fn resolve<'v>(document: &'v Value, mut at: &'v Value) -> &'v Value {
    loop {
        if let Some(reference) = at["$ref"].as_str() {
            at = &document["definitions"][reference.strip_prefix("#/definitions/").unwrap()];
        } else if let Some(only) = at["allOf"].get(0) {
            at = only;
        } else {
            return at;
        }
    }
}

#[test]
fn schemas_have_the_readers_keys() {
    let decisions: Vec<&str> = marks_jsonl::MARK_KEYS.iter().chain(marks_jsonl::DECISION_KEYS).copied().collect();
    let tables: Vec<(&str, &[&str], &[&str])> = vec![
        ("case", &[], case_toml::KEYS),
        ("case", &["scope"], case_toml::SCOPE_KEYS),
        ("case", &["scope", "from"], case_toml::SCOPE_END_KEYS),
        ("case", &["people"], case_toml::PEOPLE_KEYS),
        ("case", &["kinds"], case_toml::KIND_KEYS),
        ("case", &["anchors"], case_toml::ANCHOR_KEYS),
        ("evidence", &[], evidence_toml::KEYS),
        ("evidence", &["source"], evidence_toml::SOURCE_KEYS),
        ("evidence", &["source", "received"], evidence_toml::RECEIVED_KEYS),
        ("evidence", &["source", "columns"], evidence_toml::COLUMN_KEYS),
        ("statements", &[], statements_toml::KEYS),
        ("statements", &["statement"], statements_toml::STATEMENT_KEYS),
        ("statements", &["statement", "found"], statements_toml::FOUND_KEYS),
        ("rules", &[], rules_toml::KEYS),
        ("rules", &["rule"], rules_toml::RULE_KEYS),
        ("rules", &["rule", "exceptions"], rules_toml::EXCEPTION_KEYS),
        ("rules", &["rule", "parameters"], parameters::PARAMETER_KEYS),
        ("rules", &["rule", "parameters", "published"], parameters::PUBLISHED_KEYS),
        ("rules", &["use"], rule_use::USE_KEYS),
        ("rules", &["use", "claims"], rule_use::CLAIM_KEYS),
        ("attributes", &[], attributes_toml::KEYS),
        ("attributes", &["attribute"], attributes_toml::ATTRIBUTE_KEYS),
        ("outcomes", &[], outcomes_toml::KEYS),
        ("outcomes", &["outcome"], outcomes_toml::OUTCOME_KEYS),
        ("timeline", &[], timeline_toml::KEYS),
        ("timeline", &["recording"], timeline_toml::RECORDING_KEYS),
        ("timeline", &["recording", "silent"], timeline_toml::SILENT_KEYS),
        ("rule", &[], rule_toml::KEYS),
        ("rule", &["parameters"], parameters::LIBRARY_PARAMETER_KEYS),
        ("rule", &["exceptions"], rule_toml::EXCEPTION_KEYS),
        ("rule", &["example"], rule_toml::EXAMPLE_KEYS),
        ("rule", &["example", "marks"], &decisions),
        ("rule", &["example", "reviewed"], marks_jsonl::REVIEWED_KEYS),
    ];
    for (schema, path, of_reader) in tables {
        let of_reader: BTreeSet<String> = of_reader.iter().map(|k| (*k).to_owned()).collect();
        assert_eq!(keys(schema, path), of_reader, "{schema}, {path:?}");
    }
}

#[test]
fn what_is_required_is_required_by_the_reader() {
    // Each required key of the top tables, taken out of the documented example, is missed by the reader too.
    let text = block("case.toml");
    for key in case::FILE.keys.iter().filter(|k| k.required) {
        let without: String =
            text.lines().filter(|l| !l.starts_with(&format!("{} =", key.name))).map(|l| format!("{l}\n")).collect();
        let file = crate::case_files::FileText::new("case.toml", &without);
        assert!(case_toml::read(&file, &mut Vec::new()).is_err(), "{}", key.name);
    }
}

#[test]
fn every_key_says_what_it_is_for() {
    fn words(t: &Table) {
        assert!(t.words.ends_with('.'), "{}", t.name);
        for k in t.keys {
            assert!(
                k.words.ends_with('.') && k.words.starts_with(|c: char| !c.is_lowercase() || k.name == "sure"),
                "{}",
                k.name
            );
            if let keys::Is::Table(t) | keys::Is::Tables(t) | keys::Is::TablesFilledIn(t) = &k.is {
                words(t);
            }
        }
    }
    ALL.iter().for_each(|s| words(s.table));
}

/// The TOML block under `## file` of the documentation.
fn block(file: &str) -> String {
    let document = fs::read_to_string(repository("docs/case-format.md")).unwrap();
    let (_, section) = document.split_once(&format!("\n## {file}\n")).unwrap();
    let (_, after) = section.split_once("```toml\n").unwrap();
    after.split_once("```").unwrap().0.to_owned()
}

#[test]
fn documented_and_real_files_are_valid() {
    let mut files: Vec<(&str, String, String)> = Vec::new();
    for name in ["case", "evidence", "statements", "rules", "attributes", "outcomes", "timeline"] {
        let file = format!("{name}.toml");
        files.push((name, format!("docs/case-format.md, {file}"), block(&file)));
        for case in fs::read_dir(repository("cases")).unwrap().map(|e| e.unwrap().path()) {
            if let Ok(text) = fs::read_to_string(case.join(&file)) {
                files.push((name, case.join(&file).display().to_string(), text));
            }
        }
    }
    for rule in fs::read_dir(repository("rules")).unwrap().map(|e| e.unwrap().path()) {
        if rule.extension().is_some_and(|e| e == "toml") {
            files.push(("rule", rule.display().to_string(), fs::read_to_string(&rule).unwrap()));
        }
    }
    files.push(("rule", "rules/README.md".into(), crate::rules::documented().to_owned()));
    for (schema, file, text) in files {
        let wrong = validate(named(schema), &text);
        assert!(wrong.is_empty(), "{file}: {wrong:#?}");
    }
}

#[test]
fn what_is_wrong_is_found() {
    let publication = "format = 1\n[[source]]\nid = \"p\"\nkind = \"publication\"\n";
    for (schema, text, says) in [
        ("case", "format = 2\n", "/format"),
        ("case", "format = 1\nid = \"x\"\ntitle = \"t\"\ntime_zone = \"UTC\"\n", "date"),
        ("case", "format = 1\nid = \"x\"\ntitle = \"t\"\ntime_zone = \"UTC\"\ndate = \"in May\"\n", "/date"),
        ("evidence", &publication.replace("publication", "publicaton"), "/source/0/kind"),
        ("evidence", &format!("{publication}privileged = \"yes\"\n"), "/source/0/privileged"),
        ("evidence", &format!("{publication}publsher = \"x\"\n"), "publsher"),
        ("timeline", "format = 1\n[[recording]]\nid = \"a\"\nlength = \"5 minutes\"\n", "/recording/0/length"),
        (
            "attributes",
            "format = 1\n[[attribute]]\nname = \"a\"\nsource = \"s\"\nbasis = \"press\"\nspan = [\"1:20\"]\n",
            "/attribute/0/span",
        ),
    ] {
        let wrong = validate(named(schema), text);
        assert!(wrong.iter().any(|w| w.contains(says)), "{says}: {wrong:?}");
    }
}

/// Says what of a TOML text a schema refuses: as much of JSON Schema as the schemas use.
fn validate(schema: &Schema, text: &str) -> Vec<String> {
    let document: Value = serde_json::from_str(&schema.json()).unwrap();
    let value = as_json(toml::Value::Table(toml::from_str(text).unwrap()));
    let mut wrong = Vec::new();
    check(&document, &document, &value, "", &mut wrong);
    wrong
}

fn as_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(s) => json!(s),
        toml::Value::Integer(n) => json!(n),
        toml::Value::Float(n) => json!(n),
        toml::Value::Boolean(b) => json!(b),
        toml::Value::Datetime(d) => json!(d.to_string()),
        toml::Value::Array(a) => a.into_iter().map(as_json).collect(),
        toml::Value::Table(t) => t.into_iter().map(|(k, v)| (k, as_json(v))).collect(),
    }
}

fn check(document: &Value, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    for (keyword, rule) in schema.as_object().unwrap() {
        let list = || rule.as_array().unwrap();
        match keyword.as_str() {
            "$schema" | "title" | "description" | "definitions" => {}
            "$ref" => {
                let name = rule.as_str().unwrap().strip_prefix("#/definitions/").unwrap();
                check(document, &document["definitions"][name], value, at, wrong);
            }
            "allOf" => list().iter().for_each(|s| check(document, s, value, at, wrong)),
            "properties" | "additionalProperties" => {
                for (key, value) in value.as_object().into_iter().flatten() {
                    let own = schema["properties"].get(key);
                    let at = format!("{at}/{key}");
                    match (keyword.as_str(), own, rule) {
                        ("properties", Some(own), _) => check(document, own, value, &at, wrong),
                        ("additionalProperties", None, Value::Bool(false)) => wrong.push(format!("{at}: no such key")),
                        ("additionalProperties", None, inner) => check(document, inner, value, &at, wrong),
                        _ => {}
                    }
                }
            }
            "items" => {
                for (i, value) in value.as_array().into_iter().flatten().enumerate() {
                    check(document, rule, value, &format!("{at}/{i}"), wrong);
                }
            }
            "required" => {
                let has = |key: &&Value| value.get(key.as_str().unwrap()).is_some();
                wrong.extend(list().iter().filter(|k| !has(k)).map(|k| format!("{at}: lacks {k}")));
            }
            _ => {
                if !holds(document, keyword, rule, value) {
                    wrong.push(format!("{at}: {value} against {keyword} {rule}"));
                }
            }
        }
    }
}

/// Whether a value keeps a rule that speaks of it alone. A rule that is about another type holds.
fn holds(document: &Value, keyword: &str, rule: &Value, value: &Value) -> bool {
    match keyword {
        "type" => {
            let is = |t: &str| match t {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "boolean" => value.is_boolean(),
                "integer" => value.is_i64(),
                "number" => value.is_number(),
                other => panic!("{other}"),
            };
            match rule {
                Value::Array(types) => types.iter().any(|t| is(t.as_str().unwrap())),
                one => is(one.as_str().unwrap()),
            }
        }
        "enum" => rule.as_array().unwrap().contains(value),
        "pattern" => value.as_str().is_none_or(|t| regex::Regex::new(rule.as_str().unwrap()).unwrap().is_match(t)),
        "minimum" => value.as_i64().is_none_or(|n| n >= rule.as_i64().unwrap()),
        "minItems" => value.as_array().is_none_or(|a| a.len() as u64 >= rule.as_u64().unwrap()),
        "maxItems" => value.as_array().is_none_or(|a| a.len() as u64 <= rule.as_u64().unwrap()),
        "anyOf" => rule.as_array().unwrap().iter().any(|s| {
            let mut wrong = Vec::new();
            check(document, s, value, "", &mut wrong);
            wrong.is_empty()
        }),
        other => panic!("the schemas use {other}, which is not checked here"),
    }
}

/// The committed schemas are those of this build; where they were not, they are now.
#[test]
fn committed_schemas_are_current() {
    let mut old = Vec::new();
    let mut current = |path: String, text: String| {
        let file = repository(&path);
        if fs::read_to_string(&file).unwrap_or_default() != text {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, text).unwrap();
            old.push(path);
        }
    };
    for schema in &ALL {
        current(format!("schemas/{}.json", schema.name), schema.json());
    }
    current(ASSOCIATIONS.to_owned(), associations("schemas"));
    assert!(old.is_empty(), "these were not current, and are now; commit them: {old:?}");
}

#[test]
fn a_folder_gets_all_of_them() {
    let dir = tempfile::tempdir().unwrap();
    write_into(dir.path()).unwrap();
    write_into(dir.path()).unwrap();
    assert_eq!(fs::read_dir(dir.path().join(FOLDER)).unwrap().count(), ALL.len());
    let associations: toml::Table =
        toml::from_str(&fs::read_to_string(dir.path().join(ASSOCIATIONS)).unwrap()).unwrap();
    for rule in associations["rule"].as_array().unwrap() {
        let path = rule["schema"]["path"].as_str().unwrap();
        assert!(dir.path().join(path).is_file(), "{path}");
    }
}
