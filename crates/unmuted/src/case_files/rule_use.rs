//! `[[use]]` of `rules.toml`: a rule of the library, with the case's own numbers and what was claimed.

use std::collections::BTreeSet;

use unmuted_model::{Vocabulary, nearest};

use super::names::Names;
use super::parameters::{Filled, Parameter, fill, set};
use super::place_code::covers;
use super::rules_toml::{Rule, RuleException, RuleStatus};
use super::statements_toml::{FOUND_KEYS, Found, Sentence, found, near_miss, sentence};
use super::toml_reader::Table;
use crate::rules::{Library, LibraryRule};

/// Keys of `[[use]]`.
pub const USE_KEYS: &[&str] = &["rule", "set", "claims"];
/// Keys of `[[use.claims]]`.
pub const CLAIM_KEYS: &[&str] = &["exception", "claimed_by", "claim", "asserts"];

/// What `rules.toml` is read against.
pub struct Within<'a> {
    /// The library.
    pub library: &'a Library,
    /// People of the case.
    pub people: &'a Names,
    /// Sources of the case.
    pub sources: &'a Names,
    /// The kinds of the case; those that a rule brings are added.
    pub vocabulary: &'a mut Vocabulary,
    /// Kinds that stand in `case.toml` and could not be read.
    pub kinds_lost: &'a BTreeSet<String>,
    /// Codes of the places whose rules may bind.
    pub applies_in: &'a [String],
}

/// The rules under `[[use]]`, in the order of the file. `own` are the case's own, whose ids are taken.
pub(super) fn entries(top: &mut Table<'_>, within: &mut Within<'_>, own: &[Rule]) -> Vec<Rule> {
    let mut taken: BTreeSet<String> = own.iter().map(|r| r.id.clone()).collect();
    let read = |t: &mut Table<'_>| {
        let rule = used(t, within)?;
        if !taken.insert(rule.id.clone()) {
            let what = format!("there are two rules {:?}", rule.id);
            t.wrong("rule", what, "take one out; only the first was read");
        }
        Some(rule)
    };
    top.entries("use", USE_KEYS, read).0
}

/// A claim to one of the rule's exceptions.
struct Claim {
    exception: String,
    claimed_by: String,
    claim: Found,
    asserts: Option<Sentence>,
}

fn used(t: &mut Table<'_>, within: &mut Within<'_>) -> Option<Rule> {
    let id = t.required("rule")?;
    let Some(from) = within.library.get(&id) else {
        let (what, remedy) = within.library.why_not(&id);
        t.wrong("rule", what, &remedy);
        return None;
    };
    let mut parameters = from.parameters.clone();
    t.table("set", &[], |s| {
        set(s, &mut parameters);
        Some(())
    });
    let known: Vec<&str> = from.exceptions.iter().map(|e| e.name.as_str()).collect();
    let claims = t.all_entries("claims", CLAIM_KEYS, |c| claim(c, within, &known));
    // Also of a use that has a mistake: marks and sentences may name its kinds.
    if let Some((what, remedy)) = bring_kinds(from, within) {
        t.wrong("rule", what, &remedy);
    }
    if t.is_broken() {
        return None;
    }
    let elsewhere = elsewhere(from, within.applies_in);
    if !is_here(from, within.applies_in) {
        let places = within.applies_in.join(", ");
        let what = format!("the rule {id:?} is one of {}, and the case is one of {places}", from.applies_in);
        t.doubt("rule", what, "take the rule out, or add its place to applies_in in case.toml");
    }
    let (asserts, asserts_open) = Filled::parts(from.asserts.clone().map(|s| fill(s, &parameters)));
    Some(Rule {
        id,
        title: from.title.clone(),
        wording: from.wording.clone(),
        citation: from.citation.clone(),
        source: None,
        jurisdiction: from.jurisdiction.clone(),
        binds: from.binds.clone(),
        status: from.status,
        in_force_from: from.in_force_from,
        in_force_to: from.in_force_to,
        in_force_known_to: from.in_force_known_to,
        elsewhere,
        asserts,
        asserts_open,
        exceptions: exceptions(from, &claims, &parameters),
        applies_in: from.applies_in.clone(),
        series: from.series.clone(),
        wording_is: Some(from.wording_is),
        checked: Some(from.checked),
        checked_note: from.checked_note.clone(),
        leaves_open: from.leaves_open.clone(),
        parameters,
        from_library: true,
        in_force_then: None,
        source_words: from.source.clone(),
        outcome_kinds: from.outcome_kinds.clone(),
        place: t.place(),
    })
}

/// Whether a rule may bind in a place of the case. A case that names no place may be in any, and what binds nobody by
/// itself may be set beside any.
fn is_here(rule: &LibraryRule, places: &[String]) -> bool {
    let binds = matches!(rule.status, RuleStatus::Law | RuleStatus::Policy | RuleStatus::Training);
    !binds || places.is_empty() || places.iter().any(|p| covers(&rule.applies_in, p))
}

/// Where a rule is one of another place: that, in a sentence. One of a place within the case's may bind: the case does
/// not say how narrow its own is.
fn elsewhere(rule: &LibraryRule, places: &[String]) -> Option<String> {
    let within = places.iter().any(|p| covers(p, &rule.applies_in));
    (!is_here(rule, places) && !within).then(|| {
        let places = places.join(", ");
        format!("This rule binds in {}; the case's `applies_in` names {places}.", rule.applies_in)
    })
}

fn claim(t: &mut Table<'_>, within: &Within<'_>, known: &[&str]) -> Option<Claim> {
    let exception = t.required("exception")?;
    if !known.contains(&exception.as_str()) {
        let remedy = match (nearest(&exception, known.iter().copied()), known.is_empty()) {
            (Some(near), _) => format!("did you mean {near:?}?"),
            (None, true) => "the rule names none; take the claim out".to_owned(),
            (None, false) => format!("its exceptions are: {}", known.join(", ")),
        };
        t.wrong("exception", format!("the rule names no exception {exception:?}"), &remedy);
    }
    let claimed_by = t.required("claimed_by")?;
    near_miss(t, "claimed_by", &claimed_by, within.people);
    Some(Claim {
        exception,
        claimed_by,
        claim: t.table("claim", FOUND_KEYS, |f| Some(found(f, within.sources))).unwrap_or_default(),
        asserts: sentence(t),
    })
}

/// Every exception, once for each claim to it, and once where nobody claims it.
fn exceptions(from: &LibraryRule, claims: &[Claim], parameters: &[Parameter]) -> Vec<RuleException> {
    let mut all = Vec::new();
    for e in &from.exceptions {
        let mut of_it: Vec<Option<&Claim>> = claims.iter().filter(|c| c.exception == e.name).map(Some).collect();
        if of_it.is_empty() {
            of_it.push(None);
        }
        for claim in of_it {
            let test = claim.and_then(|c| c.asserts.clone()).or_else(|| e.asserts.clone());
            let (asserts, asserts_open) = Filled::parts(test.map(|s| fill(s, parameters)));
            all.push(RuleException {
                name: e.name.clone(),
                wording: e.wording.clone(),
                claimed_by: claim.map(|c| c.claimed_by.clone()),
                claim: claim.map(|c| c.claim.clone()).unwrap_or_default(),
                asserts,
                asserts_open,
            });
        }
    }
    all
}

/// Adds the rule's kinds to the case's. What the case says of a kind stands; where it says that it lasts and the rule
/// that it does not, or the other way round, the rule's sentence would mean something else.
fn bring_kinds(from: &LibraryRule, within: &mut Within<'_>) -> Option<(String, String)> {
    for (kind, meaning) in &from.kinds {
        match within.vocabulary.meaning(kind) {
            Some(own) if own.shape != meaning.shape => {
                let what = format!("the rule {:?} and the case disagree on whether {kind} lasts", from.id);
                let remedy = "rename the case's kind in case.toml, or write the rule as [[rule]] of the case";
                return Some((what, remedy.to_owned()));
            }
            Some(_) => {}
            None if within.kinds_lost.contains(kind.as_str()) => {}
            None => {
                within.vocabulary.declare(kind.clone(), meaning.clone());
            }
        }
    }
    None
}
