//! `rules.toml`: what a policy or a law required, with wording, source and the days it was in force.

use jiff::civil::Date;
use unmuted_case::language::{Force, InForce};
use unmuted_model::{SourceId, nearest};

use super::names::Names;
use super::parameters::{Declared, Filled, PARAMETER_KEYS, Parameter, fill, parameters, unknown_names};
use super::place_code;
use super::problem::{FileText, Place, Problem};
use super::rule_use::{self, Within};
use super::statements_toml::{FOUND_KEYS, Found, Sentence, found, near_miss, sentence, source};
use super::toml_reader::{self, Table};
use crate::rules::Library;

/// The file's name.
pub const FILE: &str = "rules.toml";

/// Keys of the file.
pub const KEYS: &[&str] = &["format", "rule", "use"];
/// Keys of `[[rule]]`.
pub const RULE_KEYS: &[&str] = &[
    "id",
    "title",
    "wording",
    "citation",
    "source",
    "jurisdiction",
    "binds",
    "status",
    "in_force_from",
    "in_force_to",
    "asserts",
    "exceptions",
    "applies_in",
    "series",
    "wording_is",
    "checked",
    "checked_note",
    "leaves_open",
    "parameters",
];
/// Keys of `[[rule.exceptions]]`.
pub const EXCEPTION_KEYS: &[&str] = &["name", "wording", "claimed_by", "claim", "asserts"];

/// What kind of rule it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RuleStatus {
    /// A law.
    Law,
    /// An agency's own policy.
    Policy,
    /// What training teaches.
    Training,
    /// A model policy that binds nobody by itself.
    Model,
    /// A recommendation.
    Recommendation,
}

impl RuleStatus {
    /// Words and values.
    pub const CHOICES: [(&'static str, Self); 5] = [
        ("law", Self::Law),
        ("policy", Self::Policy),
        ("training", Self::Training),
        ("model", Self::Model),
        ("recommendation", Self::Recommendation),
    ];

    /// The word in files and on pages.
    pub fn key(self) -> &'static str {
        match self {
            Self::Law => "law",
            Self::Policy => "policy",
            Self::Training => "training",
            Self::Model => "model",
            Self::Recommendation => "recommendation",
        }
    }
}

/// What a rule's wording is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WordingIs {
    /// The rule's own words.
    Quoted,
    /// Somebody's summary of them.
    Paraphrase,
}

impl WordingIs {
    /// Words and values.
    pub const CHOICES: [(&'static str, Self); 2] = [("quoted", Self::Quoted), ("paraphrase", Self::Paraphrase)];

    /// The word in files and on pages.
    pub fn key(self) -> &'static str {
        match self {
            Self::Quoted => "quoted",
            Self::Paraphrase => "paraphrase",
        }
    }
}

/// Whether a rule's wording and dates were read at their source.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RuleChecked {
    /// They were.
    Read,
    /// Some were.
    Partly,
    /// They were not.
    NotVerified,
}

impl RuleChecked {
    /// Words and values.
    pub const CHOICES: [(&'static str, Self); 3] =
        [("read", Self::Read), ("partly", Self::Partly), ("not verified", Self::NotVerified)];

    /// The word in files and on pages.
    pub fn key(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Partly => "partly",
            Self::NotVerified => "not verified",
        }
    }
}

/// One rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Its title; the id where none is given.
    pub title: String,
    /// Its wording.
    pub wording: String,
    /// Its citation, or empty.
    pub citation: String,
    /// The source that holds it, if held.
    pub source: Option<SourceId>,
    /// Where it applies, or empty.
    pub jurisdiction: String,
    /// Whom it binds, or empty.
    pub binds: String,
    /// Law, policy, training, model or recommendation.
    pub status: RuleStatus,
    /// First day in force, if known.
    pub in_force_from: Option<Date>,
    /// First day on which it no longer binds, if any.
    pub in_force_to: Option<Date>,
    /// The first day on which it is not known whether it still bound, if any.
    pub in_force_known_to: Option<Date>,
    /// Where it is a rule of another place than the case's: that, in a sentence.
    pub elsewhere: Option<String>,
    /// The sentence that tests it, if anyone has written one and every parameter in it has a value.
    pub asserts: Option<Sentence>,
    /// The sentence as written, where a parameter in it has no value: the rule gives no number, and nobody set one.
    pub asserts_open: Option<Sentence>,
    /// Exceptions that it names.
    pub exceptions: Vec<RuleException>,
    /// The code of the place or the agency whose rule it is, or empty.
    pub applies_in: String,
    /// Versions of one rule share this word; or empty.
    pub series: String,
    /// What the wording is, where that is said.
    pub wording_is: Option<WordingIs>,
    /// Whether wording and dates were read at their source, where that is said.
    pub checked: Option<RuleChecked>,
    /// What of it is not verified, or empty.
    pub checked_note: String,
    /// What the rule leaves open, each a sentence.
    pub leaves_open: Vec<String>,
    /// Numbers that it does not give.
    pub parameters: Vec<Parameter>,
    /// Whether it comes from the library of rules.
    pub from_library: bool,
    /// Where it was not in force on the day: the version of its series that was, if one is known.
    pub in_force_then: Option<RuleVersion>,
    /// Where its wording was read, in words, or empty.
    pub source_words: String,
    /// Kinds of outcomes that its sentence names, beyond those that every case knows.
    pub outcome_kinds: Vec<String>,
    /// Where the entry stands.
    pub place: Place,
}

impl Rule {
    /// The days on which it binds. A case that gives no days to a rule of its own takes it as one that bound; of a rule
    /// of the library without a first day that day is not known.
    pub fn force(&self) -> Force {
        Force {
            from: self.in_force_from,
            to: self.in_force_to,
            known_to: self.in_force_known_to,
            first_day_unknown: self.from_library,
        }
    }

    /// Whether it bound this case on a day, for certain.
    pub fn in_force_on(&self, day: Date) -> bool {
        self.elsewhere.is_none() && self.force().on(day) == InForce::Yes
    }

    fn version(&self) -> RuleVersion {
        RuleVersion {
            id: self.id.clone(),
            title: self.title.clone(),
            citation: self.citation.clone(),
            in_force_from: self.in_force_from,
            in_force_to: self.in_force_to,
        }
    }
}

/// An exception that a rule names.
#[derive(Clone, Debug)]
pub struct RuleException {
    /// Its name.
    pub name: String,
    /// Its wording, or empty.
    pub wording: String,
    /// Who claims it: a person's id or a name; `None` where nobody has.
    pub claimed_by: Option<String>,
    /// Where the claim stands.
    pub claim: Found,
    /// The claim's own test, if it can be tested and every parameter in it has a value.
    pub asserts: Option<Sentence>,
    /// The test as written, where a parameter in it has no value.
    pub asserts_open: Option<Sentence>,
}

/// Another version of a rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleVersion {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its citation, or empty.
    pub citation: String,
    /// First day in force, if known.
    pub in_force_from: Option<Date>,
    /// First day on which it no longer binds, if any.
    pub in_force_to: Option<Date>,
}

/// Reads the file's text: the case's own rules in the order of the file, then those of the library.
pub fn read(file: &FileText, within: &mut Within<'_>, problems: &mut Vec<Problem>) -> Vec<Rule> {
    toml_reader::parse(file, KEYS, problems, |top| {
        let (mut rules, _) = top.entries("rule", RULE_KEYS, |t| rule(t, within.people, within.sources));
        let used = rule_use::entries(top, within, &rules);
        rules.extend(used);
        rules
    })
    .unwrap_or_default()
}

/// For each rule that was not in force on a day, the version of its series that was: one of the case's, or else one of
/// the library's.
pub fn name_versions_in_force(rules: &mut [Rule], library: &Library, day: Date) {
    let then: Vec<Option<RuleVersion>> = rules
        .iter()
        .map(|r| {
            if r.series.is_empty() || !matches!(r.force().on(day), InForce::No(_)) {
                return None;
            }
            let own = rules.iter().find(|o| o.series == r.series && o.in_force_on(day)).map(Rule::version);
            own.or_else(|| library.in_force(&r.series, day))
        })
        .collect();
    for (rule, then) in rules.iter_mut().zip(then) {
        rule.in_force_then = then;
    }
}

fn rule(t: &mut Table<'_>, people: &Names, sources: &Names) -> Option<Rule> {
    let id = t.id()?;
    let title = t.text("title").filter(|n| !n.trim().is_empty()).unwrap_or_else(|| id.clone());
    let wording = t.required("wording")?;
    t.required("status")?;
    let status = t.choice("status", &RuleStatus::CHOICES)?;
    let (in_force_from, in_force_to) = in_force(t, &id);
    let (parameters, names) = parameters(t, PARAMETER_KEYS, "value", "[[rule.parameters]]");
    let mut written: Vec<Sentence> = sentence(t).into_iter().collect();
    let (asserts, asserts_open) = Filled::parts(written.first().cloned().map(|s| filled(t, s, &parameters, &names)));
    let exceptions = t.all_entries("exceptions", EXCEPTION_KEYS, |e| {
        let test = sentence(e);
        written.extend(test.clone());
        exception(e, test, people, sources, &parameters, &names)
    });
    if asserts.is_some() || asserts_open.is_some() {
        unused(t, &parameters, written.iter());
    }
    Some(Rule {
        title,
        wording,
        citation: t.text_or_empty("citation"),
        source: source(t, sources),
        jurisdiction: t.text_or_empty("jurisdiction"),
        binds: t.text_or_empty("binds"),
        status,
        in_force_from,
        in_force_to,
        in_force_known_to: None,
        elsewhere: None,
        asserts,
        asserts_open,
        exceptions,
        applies_in: applies_in(t),
        series: t.text_or_empty("series"),
        wording_is: t.choice("wording_is", &WordingIs::CHOICES),
        checked: t.choice("checked", &RuleChecked::CHOICES),
        checked_note: t.text_or_empty("checked_note"),
        leaves_open: t.texts("leaves_open").unwrap_or_default(),
        parameters,
        from_library: false,
        in_force_then: None,
        source_words: String::new(),
        outcome_kinds: Vec::new(),
        place: t.place(),
        id,
    })
}

/// The first day on which a rule binds, and the first on which it no longer does.
pub(crate) fn in_force(t: &mut Table<'_>, id: &str) -> (Option<Date>, Option<Date>) {
    let (from, to) = (t.date("in_force_from"), t.date("in_force_to"));
    if let (Some(from), Some(to)) = (from, to)
        && to <= from
    {
        let what = format!("rule {id:?} ends on {to}, which is not after its start on {from}");
        t.wrong("in_force_to", what, "in_force_to is the first day on which the rule no longer binds");
    }
    (from, to)
}

/// The code under `applies_in`, or empty.
pub(crate) fn applies_in(t: &mut Table<'_>) -> String {
    match t.text("applies_in").as_deref().map(place_code::code) {
        None => String::new(),
        Some(Ok(code)) => code,
        Some(Err(wrong)) => {
            t.wrong("applies_in", wrong.what, &wrong.remedy);
            String::new()
        }
    }
}

/// The sentence under `asserts` with the parameters' values; a name in braces that no parameter has is a problem.
fn filled(t: &mut Table<'_>, sentence: Sentence, parameters: &[Parameter], names: &Declared) -> Filled {
    checked_names(t, &sentence, names);
    fill(sentence, parameters)
}

/// A parameter that stands in no sentence changes nothing, whatever a case sets.
pub(crate) fn unused<'s>(t: &mut Table<'_>, parameters: &[Parameter], sentences: impl Iterator<Item = &'s Sentence>) {
    let sentences: Vec<&str> = sentences.map(|s| s.text.as_str()).collect();
    for p in parameters.iter().filter(|p| !sentences.iter().any(|s| s.contains(&format!("{{{}}}", p.name)))) {
        let what = format!("the parameter {:?} stands in no sentence of the rule", p.name);
        let remedy = match nearest(&p.name, sentences.iter().flat_map(|s| s.split(['{', '}']).skip(1).step_by(2))) {
            Some(near) => format!("is it the {{{near}}} of a sentence?"),
            None => format!("write {{{}}} where its value belongs, or take it out", p.name),
        };
        t.wrong("parameters", what, &remedy);
    }
}

/// Reports names in braces that no parameter has.
pub(crate) fn checked_names(t: &mut Table<'_>, sentence: &Sentence, declared: &Declared) {
    for name in unknown_names(&sentence.text, &declared.names) {
        let remedy = match nearest(name, declared.names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {{{near}}}?"),
            None => format!("declare it under {}: name = {name:?}", declared.header),
        };
        t.wrong("asserts", format!("the sentence has {{{name}}}, which is no parameter of the rule"), &remedy);
    }
}

fn exception(
    t: &mut Table<'_>,
    test: Option<Sentence>,
    people: &Names,
    sources: &Names,
    parameters: &[Parameter],
    names: &Declared,
) -> Option<RuleException> {
    let name = t.required("name")?;
    let claimed_by = t.text("claimed_by").filter(|n| !n.trim().is_empty());
    if let Some(by) = &claimed_by {
        near_miss(t, "claimed_by", by, people);
    }
    let (asserts, asserts_open) = Filled::parts(test.map(|s| filled(t, s, parameters, names)));
    Some(RuleException {
        name,
        wording: t.text_or_empty("wording"),
        claimed_by,
        claim: t.table("claim", FOUND_KEYS, |f| Some(found(f, sources))).unwrap_or_default(),
        asserts,
        asserts_open,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use unmuted_model::Vocabulary;

    use super::*;
    use crate::case_files::testing::{self, each_is_one_problem, names};

    fn rules(keys: &str) -> (Vec<Rule>, Vec<Problem>) {
        let text = format!("format = 1\n[[rule]]\nid = \"r\"\nwording = \"w\"\nstatus = \"law\"\n{keys}\n");
        let (people, sources) = (names("person", &["officer-1"]), names("source", &["a"]));
        let mut within = Within {
            library: &Library::default(),
            people: &people,
            sources: &sources,
            vocabulary: &mut Vocabulary::default(),
            kinds_lost: &BTreeSet::new(),
            applies_in: &[],
        };
        testing::read(&text, |file, problems| read(file, &mut within, problems))
    }

    const LIMIT: &str = "[[rule.parameters]]\nname = \"limit\"\nis = \"length\"\nwording = \"promptly\"\n";

    #[test]
    fn what_is_known_of_a_rule() {
        let (read, problems) = rules(
            "applies_in = \"US-CA\"\nseries = \"s\"\nwording_is = \"paraphrase\"\nchecked = \"not verified\"\n\
             checked_note = \"c\"\nleaves_open = [\"One.\", \"Two.\"]",
        );
        assert_eq!(problems, []);
        let r = &read[0];
        assert_eq!((r.applies_in.as_str(), r.series.as_str(), r.checked_note.as_str()), ("US-CA", "s", "c"));
        assert_eq!((r.wording_is, r.checked), (Some(WordingIs::Paraphrase), Some(RuleChecked::NotVerified)));
        assert_eq!(r.leaves_open.len(), 2);
    }

    #[test]
    fn a_number_that_the_rule_does_not_give() {
        let asserts = "asserts = \"time from last shot to first aid <= {limit}\"\n";
        let (read, problems) = rules(&format!("{asserts}{LIMIT}value = \"3 min\"\n"));
        assert_eq!(problems, []);
        assert_eq!(read[0].asserts.as_ref().unwrap().text, "time from last shot to first aid <= 3 min");
        let published = "[[rule.parameters.published]]\nvalue = \"5 min\"\nwho = \"somebody\"\n";
        let (read, problems) = rules(&format!("{asserts}{LIMIT}{published}"));
        assert_eq!(problems, []);
        assert!(read[0].asserts.is_none() && read[0].asserts_open.is_some(), "nobody has set one");
        assert_eq!(read[0].parameters[0].published.len(), 1);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let cases = [
            ("applies_in = \"Sacramento\"".to_owned(), "is not the code"),
            ("wording_is = \"summary\"".to_owned(), "none of its words"),
            ("checked = \"yes\"".to_owned(), "none of its words"),
            ("leaves_open = \"One.\"".to_owned(), "should be a list of texts"),
            ("leaves_open = [\"\"]".to_owned(), "should be a text"),
            (format!("asserts = \"x <= {{limit}}\"\n{LIMIT}value = \"soon\""), "is not a length of time"),
            (LIMIT.replace("\"length\"", "\"speed\""), "none of its words"),
            (LIMIT.replace("\"limit\"", "\"The limit\""), "cannot be the name of a parameter"),
            (format!("asserts = \"no shot\"\n{LIMIT}"), "\"limit\" stands in no sentence"),
            ("asserts = \"x <= {limit}\"".to_owned(), "has {limit}"),
            (format!("asserts = \"x <= {{limt}} or x <= {{limit}}\"\n{LIMIT}"), "has {limt}"),
            (format!("{LIMIT}[[rule.parameters.published]]\nvalue = \"5 min\"\n"), "has no who"),
        ];
        let cases: Vec<(&str, &str)> = cases.iter().map(|(text, says)| (text.as_str(), *says)).collect();
        each_is_one_problem(&cases, |text| rules(text).1);
    }

    #[test]
    fn a_rule_is_not_tested_without_one_of_its_exceptions() {
        let (read, problems) = rules("[[rule.exceptions]]\nnam = \"x\"\n");
        assert!(read.is_empty() && !problems.is_empty());
    }
}
