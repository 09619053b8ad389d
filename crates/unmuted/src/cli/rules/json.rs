//! A rule as JSON.

use serde::Serialize;
use unmuted_model::{Sense, Shape};

use crate::case_files::{Parameter, Problem};
use crate::rules::LibraryRule;

/// A rule of the library.
#[derive(Serialize)]
pub struct RuleJson<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub wording: &'a str,
    /// `quoted` or `paraphrase`.
    pub wording_is: &'static str,
    pub citation: &'a str,
    /// Where the wording was read.
    pub source: &'a str,
    pub jurisdiction: &'a str,
    /// The code of the place or the agency.
    pub applies_in: &'a str,
    pub binds: &'a str,
    /// `law`, `policy`, `training`, `model` or `recommendation`.
    pub status: &'static str,
    /// `null` where not known.
    pub in_force_from: Option<String>,
    /// First day on which it no longer binds.
    pub in_force_to: Option<String>,
    /// First day on which it is not known whether it still bound.
    pub in_force_known_to: Option<String>,
    pub series: &'a str,
    /// `read`, `partly` or `not verified`.
    pub checked: &'static str,
    pub checked_note: &'a str,
    /// The sentence, with parameters in braces; `null` where none tests it.
    pub asserts: Option<&'a str>,
    pub leaves_open: &'a [String],
    pub parameters: Vec<ParameterJson<'a>>,
    pub kinds: Vec<KindJson<'a>>,
    pub outcome_kinds: &'a [String],
    pub exceptions: Vec<ExceptionJson<'a>>,
    pub examples: Vec<ExampleJson<'a>>,
}

/// A number that the rule does not give.
#[derive(Serialize)]
pub struct ParameterJson<'a> {
    pub name: &'a str,
    pub is: &'static str,
    pub wording: &'a str,
    pub note: &'a str,
    pub default: Option<&'a str>,
    pub published: Vec<PublishedJson<'a>>,
}

/// A figure that somebody published.
#[derive(Serialize)]
pub struct PublishedJson<'a> {
    pub value: &'a str,
    pub who: &'a str,
}

/// A kind that the sentences need.
#[derive(Serialize)]
pub struct KindJson<'a> {
    pub kind: &'a str,
    pub is: &'static str,
    pub sense: &'static str,
    pub words: &'a str,
}

/// An exception that the rule names.
#[derive(Serialize)]
pub struct ExceptionJson<'a> {
    pub name: &'a str,
    pub wording: &'a str,
    pub asserts: Option<&'a str>,
}

/// An example.
#[derive(Serialize)]
pub struct ExampleJson<'a> {
    pub verdict: &'static str,
    pub why: &'a str,
    pub date: String,
}

/// Something wrong in a file.
#[derive(Serialize)]
pub struct ProblemJson<'a> {
    pub file: &'a str,
    pub place: &'a str,
    pub what: &'a str,
    pub remedy: &'a str,
    pub kind: &'static str,
}

/// The rule.
pub fn rule(r: &LibraryRule) -> RuleJson<'_> {
    RuleJson {
        id: &r.id,
        title: &r.title,
        wording: &r.wording,
        wording_is: r.wording_is.key(),
        citation: &r.citation,
        source: &r.source,
        jurisdiction: &r.jurisdiction,
        applies_in: &r.applies_in,
        binds: &r.binds,
        status: r.status.key(),
        in_force_from: r.in_force_from.map(|d| d.to_string()),
        in_force_to: r.in_force_to.map(|d| d.to_string()),
        in_force_known_to: r.in_force_known_to.map(|d| d.to_string()),
        series: &r.series,
        checked: r.checked.key(),
        checked_note: &r.checked_note,
        asserts: r.asserts.as_ref().map(|s| s.text.as_str()),
        leaves_open: &r.leaves_open,
        parameters: r.parameters.iter().map(parameter).collect(),
        kinds: r
            .kinds
            .iter()
            .map(|(kind, m)| KindJson {
                kind: kind.as_str(),
                is: shape(m.shape),
                sense: sense(m.sense),
                words: &m.words,
            })
            .collect(),
        outcome_kinds: &r.outcome_kinds,
        exceptions: r
            .exceptions
            .iter()
            .map(|e| ExceptionJson {
                name: &e.name,
                wording: &e.wording,
                asserts: e.asserts.as_ref().map(|s| s.text.as_str()),
            })
            .collect(),
        examples: r
            .examples
            .iter()
            .map(|e| ExampleJson { verdict: e.verdict, why: &e.why, date: e.date.to_string() })
            .collect(),
    }
}

fn parameter(p: &Parameter) -> ParameterJson<'_> {
    ParameterJson {
        name: &p.name,
        is: p.is.key(),
        wording: &p.wording,
        note: &p.note,
        default: p.value.as_deref(),
        published: p.published.iter().map(|f| PublishedJson { value: &f.value, who: &f.who }).collect(),
    }
}

/// The word in files.
pub fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Instant => "instant",
        Shape::Span => "span",
    }
}

/// The word in files.
pub fn sense(sense: Sense) -> &'static str {
    match sense {
        Sense::Sound => "sound",
        Sense::Picture => "picture",
        Sense::Either => "either",
    }
}

/// The problems.
pub fn problems(problems: &[Problem]) -> Vec<ProblemJson<'_>> {
    problems
        .iter()
        .map(|p| ProblemJson { file: &p.file, place: &p.place, what: &p.what, remedy: &p.remedy, kind: p.kind.key() })
        .collect()
}
