//! `rules.toml`: what a policy or a law required, with wording, source and the days it was in force.

use jiff::civil::Date;
use unmuted_model::SourceId;

use super::names::Names;
use super::problem::{FileText, Place, Problem};
use super::statements_toml::{FOUND_KEYS, Found, Sentence, found, near_miss, sentence, source};
use super::toml_reader::{self, Table};

/// The file's name.
pub const FILE: &str = "rules.toml";

/// Keys of the file.
pub const KEYS: &[&str] = &["format", "rule"];
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
    const CHOICES: [(&'static str, Self); 5] = [
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
    /// The sentence that tests it, if anyone has written one.
    pub asserts: Option<Sentence>,
    /// Exceptions that it names.
    pub exceptions: Vec<RuleException>,
    /// Where the entry stands.
    pub place: Place,
}

impl Rule {
    /// Whether it was in force on a day.
    pub fn in_force_on(&self, day: Date) -> bool {
        self.in_force_from.is_none_or(|from| from <= day) && self.in_force_to.is_none_or(|to| day < to)
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
    /// The claim's own test, if it can be tested.
    pub asserts: Option<Sentence>,
}

/// Reads the file's text: the rules in the order of the file.
pub fn read(file: &FileText, people: &Names, sources: &Names, problems: &mut Vec<Problem>) -> Vec<Rule> {
    toml_reader::parse(file, KEYS, problems, |top| top.entries("rule", RULE_KEYS, |t| rule(t, people, sources)).0)
        .unwrap_or_default()
}

fn rule(t: &mut Table<'_>, people: &Names, sources: &Names) -> Option<Rule> {
    let id = t.id()?;
    let title = t.text("title").filter(|n| !n.trim().is_empty()).unwrap_or_else(|| id.clone());
    let wording = t.required("wording")?;
    t.required("status")?;
    let status = t.choice("status", &RuleStatus::CHOICES)?;
    let (in_force_from, in_force_to) = (t.date("in_force_from"), t.date("in_force_to"));
    if let (Some(from), Some(to)) = (in_force_from, in_force_to)
        && to <= from
    {
        let what = format!("rule {id:?} ends on {to}, which is not after its start on {from}");
        t.wrong("in_force_to", what, "in_force_to is the first day on which the rule no longer binds");
    }
    let (exceptions, _) = t.entries("exceptions", EXCEPTION_KEYS, |e| exception(e, people, sources));
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
        asserts: sentence(t),
        exceptions,
        place: t.place(),
        id,
    })
}

fn exception(t: &mut Table<'_>, people: &Names, sources: &Names) -> Option<RuleException> {
    let name = t.required("name")?;
    let claimed_by = t.text("claimed_by").filter(|n| !n.trim().is_empty());
    if let Some(by) = &claimed_by {
        near_miss(t, "claimed_by", by, people);
    }
    Some(RuleException {
        name,
        wording: t.text_or_empty("wording"),
        claimed_by,
        claim: t.table("claim", FOUND_KEYS, |f| Some(found(f, sources))).unwrap_or_default(),
        asserts: sentence(t),
    })
}
