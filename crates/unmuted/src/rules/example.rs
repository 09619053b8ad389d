//! A rule's examples: each is a small fictional case, made in memory of the same files as any other and read by the
//! same readers, so that what holds in an example holds in a case.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::json;
use toml::{Table, Value};

use super::library::Library;
use super::rule_toml::{Example, LibraryRule};
use crate::case_files::{
    CaseFiles, Files, Problem, attributes_toml, case_toml, evidence_toml, marks_jsonl, outcomes_toml, read_case_with,
    rules_toml, timeline_toml,
};
use crate::review;

/// Who is there in every example.
pub const PEOPLE: [(&str, &str); 6] = [
    ("officer-1", "officer"),
    ("officer-2", "officer"),
    ("subject", "subject"),
    ("witness-1", "witness"),
    ("supervisor", "supervisor"),
    ("dispatcher", "dispatcher"),
];

/// An example that was run.
#[derive(Clone, Debug)]
pub struct Ran {
    /// The verdict that came out; empty where there was none.
    pub verdict: String,
    /// The answer in words.
    pub answer: String,
    /// What was wrong with it.
    pub problems: Vec<Problem>,
}

/// The case that an example describes, with what is wrong in it.
///
/// # Errors
/// It lacks what no case can do without; the reader of the rule has seen that it does not.
pub fn example_case(rule: &LibraryRule, example: &Example) -> Result<(CaseFiles, Vec<Problem>), Box<Problem>> {
    let texts = texts(rule, example);
    // What is not known of the first day says nothing about the sentence, which is what an example tests.
    let begun = LibraryRule { in_force_from: rule.in_force_from.or(Some(Date::MIN)), ..rule.clone() };
    let (case, problems) = read_case_with(Files::Texts(&texts), &Library::of_rule(&begun))?;
    let problems = problems.into_iter().map(|p| placed(rule, example, p)).collect();
    Ok((case, problems))
}

/// Tests an example.
pub fn run_example(rule: &LibraryRule, example: &Example) -> Ran {
    let (case, mut problems) = match example_case(rule, example) {
        Ok(read) => read,
        Err(problem) => {
            let problems = vec![placed(rule, example, *problem)];
            return Ran { verdict: String::new(), answer: String::new(), problems };
        }
    };
    if case.scope_places.wrong.is_some() {
        return Ran { verdict: String::new(), answer: String::new(), problems };
    }
    let (_, mut rules, found) = review::test_in_words(&case);
    problems.extend(found.into_iter().map(|p| placed(rule, example, p)));
    match rules.pop() {
        Some(tested) => Ran { verdict: tested.verdict, answer: tested.finding.answer, problems },
        None => Ran { verdict: String::new(), answer: String::new(), problems },
    }
}

/// A problem of a file that was made of the example stands where the example stands.
fn placed(rule: &LibraryRule, example: &Example, p: Problem) -> Problem {
    if p.file == rule.place.file() {
        return p;
    }
    let what = format!("in the example of {:?}: {}", example.verdict, p.what);
    let mut placed = example.place.unread(what, p.remedy);
    placed.kind = p.kind;
    placed
}

/// The files of the case.
fn texts(rule: &LibraryRule, example: &Example) -> BTreeMap<&'static str, String> {
    let given = &example.table;
    let date = example.date.to_string();
    let mut case = table([
        ("id", "example".into()),
        ("title", format!("An example of {}", rule.id).into()),
        ("date", date.clone().into()),
        ("time_zone", "UTC".into()),
        ("fictional", "An example of a rule. Fictional.".into()),
        ("applies_in", Value::Array(vec![rule.applies_in.clone().into()])),
    ]);
    for key in ["as_of", "holidays", "scope"] {
        case.extend(given.get(key).map(|v| (key.to_owned(), v.clone())));
    }
    let people = PEOPLE.map(|(id, role)| Value::Table(bare([("id", id.into()), ("role", role.into())])));
    case.insert("people".into(), people.to_vec().into());

    let mut recordings = table([]);
    recordings.insert("recording".into(), list(given, "recordings").into());
    let outcomes = list(given, "outcomes").into_iter().enumerate().map(|(i, mut o)| {
        let kind = o.get("kind").cloned().unwrap_or_else(|| "".into());
        fill(&mut o, [("id", format!("outcome-{}", i + 1).into()), ("what", kind)]);
        o
    });
    let outcomes: Vec<Table> = outcomes.collect();
    let attributes = list(given, "attributes").into_iter().map(|mut a| {
        fill(&mut a, [("source", "document-1".into()), ("basis", "document".into())]);
        a
    });
    let attributes: Vec<Table> = attributes.collect();
    let mut used = bare([("rule", rule.id.clone().into())]);
    for key in ["set", "claims"] {
        used.extend(given.get(key).map(|v| (key.to_owned(), v.clone())));
    }
    BTreeMap::from([
        (case_toml::FILE, text(&case)),
        (timeline_toml::FILE, text(&recordings)),
        (evidence_toml::FILE, text(&cited(&recordings, [&outcomes, &attributes]))),
        (marks_jsonl::FILE, marks(given, &date)),
        (rules_toml::FILE, text(&table([("use", vec![used].into())]))),
        (outcomes_toml::FILE, text(&table([("outcome", outcomes.into())]))),
        (attributes_toml::FILE, text(&table([("attribute", attributes.into())]))),
    ])
}

/// Every source that the example names and that is no recording, as one that is cited.
fn cited(recordings: &Table, entries: [&[Table]; 2]) -> Table {
    let id = |t: &Table, key: &str| t.get(key).and_then(Value::as_str).map(str::to_owned);
    let known: BTreeSet<String> = list(recordings, "recording").iter().filter_map(|r| id(r, "id")).collect();
    let all = entries.into_iter().flatten();
    let named: BTreeSet<String> = all.flat_map(|e| [id(e, "source"), id(e, "repeats")]).flatten().collect();
    let sources = named.difference(&known).map(|s| bare([("id", s.clone().into()), ("kind", "publication".into())]));
    table([("source", sources.collect::<Vec<Table>>().into())])
}

/// Marks and reviewed spans as lines, with what every line has filled in.
fn marks(given: &Table, date: &str) -> String {
    let mut lines = String::new();
    let entries = list(given, "marks").into_iter().map(|m| ("mark", m));
    let entries = entries.chain(list(given, "reviewed").into_iter().map(|r| ("reviewed", r)));
    for (i, (does, entry)) in entries.enumerate() {
        let mut line = serde_json::Map::new();
        line.insert("id".into(), json!(format!("m{}", i + 1)));
        line.insert("do".into(), json!(does));
        line.insert("by".into(), json!("reviewer-a"));
        line.insert("at".into(), json!(format!("{date}T12:00:00Z")));
        line.extend(entry.into_iter().map(|(key, value)| (key, as_json(value))));
        lines.push_str(&serde_json::Value::Object(line).to_string());
        lines.push('\n');
    }
    lines
}

fn as_json(value: Value) -> serde_json::Value {
    match value {
        Value::String(s) => json!(s),
        Value::Integer(n) => json!(n),
        Value::Float(n) => json!(n),
        Value::Boolean(b) => json!(b),
        Value::Datetime(d) => json!(d.to_string()),
        Value::Array(a) => a.into_iter().map(as_json).collect(),
        Value::Table(t) => t.into_iter().map(|(k, v)| (k, as_json(v))).collect(),
    }
}

/// The tables under a key.
fn list(of: &Table, key: &str) -> Vec<Table> {
    let tables = of.get(key).and_then(Value::as_array).into_iter().flatten();
    tables.filter_map(Value::as_table).cloned().collect()
}

fn bare<const N: usize>(entries: [(&str, Value); N]) -> Table {
    entries.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()
}

fn table<const N: usize>(entries: [(&str, Value); N]) -> Table {
    let mut table = bare(entries);
    table.insert("format".into(), Value::Integer(1));
    table
}

/// Fills in what is left out.
fn fill<const N: usize>(into: &mut Table, entries: [(&str, Value); N]) {
    for (key, value) in entries {
        into.entry(key).or_insert(value);
    }
}

fn text(table: &Table) -> String {
    // Every table here is made of TOML values, and so can be written as TOML.
    toml::to_string(table).unwrap_or_default()
}
