//! `rules/<id>.toml`: one rule of the library, with its examples. The format is documented in `rules/README.md`; a
//! test holds the two together.

use jiff::civil::Date;
use unmuted_case::language::Force;
use unmuted_model::{Kind, KindMeaning, Vocabulary};

use super::library::stem;
use crate::case_files::parameters::{Declared, LIBRARY_PARAMETER_KEYS, parameters};
use crate::case_files::rules_toml::{applies_in, checked_names, in_force, unused};
use crate::case_files::statements_toml::sentence;
use crate::case_files::toml_reader::{self, Table, date_of};
use crate::case_files::{
    FileText, Parameter, Place, Problem, RuleChecked, RuleStatus, RuleVersion, Sentence, WordingIs, case_toml,
};

/// Keys of the file.
pub const KEYS: &[&str] = &[
    "format",
    "id",
    "title",
    "wording",
    "wording_is",
    "citation",
    "source",
    "jurisdiction",
    "applies_in",
    "binds",
    "status",
    "in_force_from",
    "in_force_to",
    "in_force_known_to",
    "series",
    "checked",
    "checked_note",
    "asserts",
    "leaves_open",
    "parameters",
    "kinds",
    "outcome_kinds",
    "exceptions",
    "example",
];
/// Keys of `[[exceptions]]`.
pub const EXCEPTION_KEYS: &[&str] = &["name", "wording", "asserts"];
/// Keys of `[[example]]`. What they hold is written as in the files of a case.
pub const EXAMPLE_KEYS: &[&str] = &[
    "verdict",
    "why",
    "date",
    "as_of",
    "holidays",
    "scope",
    "recordings",
    "marks",
    "reviewed",
    "outcomes",
    "attributes",
    "set",
    "claims",
];

/// A rule as the library has it, before a case sets its parameters.
#[derive(Clone, Debug)]
pub struct LibraryRule {
    /// Its id, which is its file's name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its wording.
    pub wording: String,
    /// What the wording is.
    pub wording_is: WordingIs,
    /// Its citation.
    pub citation: String,
    /// Where the wording was read, in words.
    pub source: String,
    /// Where it applies, in words.
    pub jurisdiction: String,
    /// The code of the place or the agency whose rule it is.
    pub applies_in: String,
    /// Whom it binds.
    pub binds: String,
    /// Law, policy, training, model or recommendation.
    pub status: RuleStatus,
    /// First day in force, if known.
    pub in_force_from: Option<Date>,
    /// First day on which it no longer binds, if any.
    pub in_force_to: Option<Date>,
    /// The first day on which it is not known whether it still bound, if any.
    pub in_force_known_to: Option<Date>,
    /// Versions of one rule share this word; or empty.
    pub series: String,
    /// Whether wording and dates were read at their source.
    pub checked: RuleChecked,
    /// What of it is not verified, or empty.
    pub checked_note: String,
    /// The sentence that tests it; `None` where no sentence can.
    pub asserts: Option<Sentence>,
    /// What it leaves open, each a sentence.
    pub leaves_open: Vec<String>,
    /// Numbers that it does not give.
    pub parameters: Vec<Parameter>,
    /// Kinds that its sentences need, beyond those that every case knows.
    pub kinds: Vec<(Kind, KindMeaning)>,
    /// Kinds of outcomes that its sentences need, beyond those that every case knows.
    pub outcome_kinds: Vec<String>,
    /// Exceptions that it names.
    pub exceptions: Vec<LibraryException>,
    /// Small cases with the verdict that it must give.
    pub examples: Vec<Example>,
    /// The file.
    pub place: Place,
}

/// An exception that a rule names.
#[derive(Clone, Debug)]
pub struct LibraryException {
    /// Its name.
    pub name: String,
    /// Its wording.
    pub wording: String,
    /// The test of somebody's claim to it, if it can be tested.
    pub asserts: Option<Sentence>,
}

/// A small case, with the verdict that the rule must give.
#[derive(Clone, Debug)]
pub struct Example {
    /// The verdict's name: `met`.
    pub verdict: &'static str,
    /// Why, in one sentence.
    pub why: String,
    /// The day of the incident.
    pub date: Date,
    /// What it holds, as written.
    pub table: toml::Table,
    /// Where it stands.
    pub place: Place,
}

/// Names of the verdicts that an example can have.
pub const VERDICTS: [&str; 5] = ["met", "not_met", "undetermined", "exception_claimed", "not_in_force"];

impl LibraryRule {
    /// The days on which it binds.
    pub fn force(&self) -> Force {
        Force {
            from: self.in_force_from,
            to: self.in_force_to,
            known_to: self.in_force_known_to,
            first_day_unknown: true,
        }
    }

    /// The days in force, in words: `from 2018-04-04`.
    pub fn days(&self) -> String {
        days(self.in_force_from, self.in_force_to, self.in_force_known_to)
    }

    /// Verdicts that no example has, of the three that every rule with a sentence needs.
    pub fn lacks(&self) -> Vec<&'static str> {
        let has = |verdict: &str| self.examples.iter().any(|e| e.verdict == verdict);
        let needed = ["met", "not_met", "undetermined"].into_iter();
        needed.filter(|v| self.asserts.is_some() && !has(v)).collect()
    }

    /// It as one of several versions.
    pub fn version(&self) -> RuleVersion {
        RuleVersion {
            id: self.id.clone(),
            title: self.title.clone(),
            citation: self.citation.clone(),
            in_force_from: self.in_force_from,
            in_force_to: self.in_force_to,
        }
    }
}

/// Days in force, in words; the last day is one on which the rule still bound.
pub fn days(from: Option<Date>, to: Option<Date>, known_to: Option<Date>) -> String {
    let last = |to: Option<Date>| to.map(|to| to.yesterday().unwrap_or(to));
    let days = match (from, last(to)) {
        (Some(from), Some(last)) => format!("{from} to {last}"),
        (Some(from), None) => format!("from {from}"),
        (None, Some(last)) => format!("to {last}"),
        (None, None) => "days not known".to_owned(),
    };
    match last(known_to) {
        Some(last) => format!("{days}, known to {last}"),
        None => days,
    }
}

/// Reads the file's text; `None`, with a problem, where anything in it is wrong: half a rule is another rule.
pub fn read(file: &FileText, problems: &mut Vec<Problem>) -> Option<LibraryRule> {
    // What examples hold is read when they are run; here it is kept as written.
    let raw = || toml::from_str::<toml::Table>(file.text()).ok();
    toml_reader::parse(file, KEYS, problems, |top| rule(top, file, raw))?
}

fn rule(top: &mut Table<'_>, file: &FileText, raw: impl FnOnce() -> Option<toml::Table>) -> Option<LibraryRule> {
    let id = top.id()?;
    if stem(file.name()) != id {
        let what = format!("the rule {id:?} stands in a file of another name");
        top.wrong("id", what, "name the file as its rule, with .toml behind");
    }
    let required = ["title", "wording", "citation", "source", "jurisdiction", "binds"].map(|key| top.required(key));
    for key in ["status", "wording_is", "checked", "applies_in"] {
        top.required(key);
    }
    let status = top.choice("status", &RuleStatus::CHOICES);
    let wording_is = top.choice("wording_is", &WordingIs::CHOICES);
    let checked = top.choice("checked", &RuleChecked::CHOICES);
    let checked_note = top.text_or_empty("checked_note");
    if checked.is_some_and(|c| c != RuleChecked::Read) && checked_note.trim().is_empty() {
        let what = "the rule does not say what of it is not verified".to_owned();
        top.wrong("checked", what, "add a line: checked_note = \"…\"");
    }
    let (in_force_from, in_force_to) = in_force(top, &id);
    let in_force_known_to = known_to(top, in_force_from, in_force_to);
    let (parameters, names) = parameters(top, LIBRARY_PARAMETER_KEYS, "default", "[[parameters]]");
    let asserts = filled_later(top, &names);
    let exceptions = top.all_entries("exceptions", EXCEPTION_KEYS, |e| {
        Some(LibraryException {
            name: e.required("name")?,
            wording: e.required("wording")?,
            asserts: filled_later(e, &names),
        })
    });
    unused(top, &parameters, asserts.iter().chain(exceptions.iter().filter_map(|e| e.asserts.as_ref())));
    let (vocabulary, lost) = case_toml::vocabulary(top);
    let core = Vocabulary::default();
    let kinds = vocabulary.kinds().filter(|(k, _)| core.meaning(k).is_none());
    let kinds: Vec<_> = kinds.map(|(k, m)| (k.clone(), m.clone())).collect();
    let raw = raw().unwrap_or_default();
    let raw = raw.get("example").and_then(toml::Value::as_array).map_or(&[] as &[_], Vec::as_slice);
    let mut number = 0;
    let examples = top.all_entries("example", EXAMPLE_KEYS, |e| {
        number += 1;
        example(e, raw.get(number - 1).and_then(toml::Value::as_table))
    });
    let outcome_kinds = top.texts("outcome_kinds").unwrap_or_default();
    let leaves_open = top.texts("leaves_open").unwrap_or_default();
    let applies_in = applies_in(top);
    if top.is_broken() || !lost.is_empty() {
        return None;
    }
    let [title, wording, citation, source, jurisdiction, binds] = required;
    Some(LibraryRule {
        title: title?,
        wording: wording?,
        wording_is: wording_is?,
        citation: citation?,
        source: source?,
        jurisdiction: jurisdiction?,
        applies_in,
        binds: binds?,
        status: status?,
        in_force_from,
        in_force_to,
        in_force_known_to,
        series: top.text_or_empty("series"),
        checked: checked?,
        checked_note,
        asserts,
        leaves_open,
        parameters,
        kinds,
        outcome_kinds,
        exceptions,
        examples,
        place: file.whole(),
        id,
    })
}

/// The first day on which it is not known whether the rule still bound: one of the days on which it may have.
fn known_to(t: &mut Table<'_>, from: Option<Date>, to: Option<Date>) -> Option<Date> {
    let known_to = t.date("in_force_known_to")?;
    if from.is_some_and(|from| known_to <= from) || to.is_some_and(|to| known_to >= to) {
        let what = format!("in_force_known_to is {known_to}, which is not between the rule's days in force");
        t.wrong("in_force_known_to", what, "it is the first day on which nobody knows whether the rule still bound");
    }
    Some(known_to)
}

/// The sentence under `asserts`, whose names in braces wait for a case's values.
fn filled_later(t: &mut Table<'_>, names: &Declared) -> Option<Sentence> {
    let sentence = sentence(t)?;
    checked_names(t, &sentence, names);
    Some(sentence)
}

fn example(t: &mut Table<'_>, raw: Option<&toml::Table>) -> Option<Example> {
    t.required("verdict")?;
    let verdict = t.choice("verdict", &VERDICTS.map(|v| (v, v)))?;
    let why = t.required("why")?;
    t.required("date")?;
    let date = t.date("date")?;
    t.date("as_of");
    t.list("holidays", "dates", date_of);
    for key in ["recordings", "marks", "reviewed", "outcomes", "attributes", "claims"] {
        let tables = |v: &toml::Value| v.as_array().is_some_and(|a| a.iter().all(toml::Value::is_table));
        if raw.and_then(|r| r.get(key)).is_some_and(|v| !tables(v)) {
            t.wrong(key, format!("{key} of an example is not a list of tables"), &format!("write {key} = [ {{ … }} ]"));
        }
    }
    Some(Example { verdict, why, date, table: raw.cloned().unwrap_or_default(), place: t.place() })
}
