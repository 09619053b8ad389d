//! The statement or rule that an exhibit is about; or all whose evidence lies in its stretch.

use miette::miette;

use super::clock::{Clocks, Times, touch};
use super::document::{About, EvidenceOf, Touching};
use super::pick::name_of_person;
use super::wanted::{Span, Wanted};
use crate::report::text::shortened;
use crate::review::document::{Evidence, Finding, Review, Rule, Statement};

/// The one that was named; else those that touch the stretch.
///
/// # Errors
/// None has the id that was named.
pub fn pick(
    span: &Span<'_>,
    wanted: &Wanted,
    review: &Review,
    clocks: &Clocks,
) -> miette::Result<(Option<About>, Vec<Touching>)> {
    let touches = |f: &Finding| f.evidence.iter().chain(&f.leads).any(|e| in_span(e, span));
    let Some(id) = &wanted.finding else {
        let statements = review.statements.iter().filter(|s| touches(&s.finding)).map(of_statement);
        let rules = review.rules.iter().filter(|r| touches(&r.finding)).map(of_rule);
        return Ok((None, statements.chain(rules).collect()));
    };
    if let Some(s) = review.statements.iter().find(|s| s.id == *id) {
        return Ok((Some(statement(s, review, clocks)), Vec::new()));
    }
    if let Some(r) = review.rules.iter().find(|r| r.id == *id) {
        return Ok((Some(rule(r, review, clocks)), Vec::new()));
    }
    let ids = || review.statements.iter().map(|s| s.id.as_str()).chain(review.rules.iter().map(|r| r.id.as_str()));
    let help = match unmuted_model::nearest(id, ids()) {
        Some(near) => format!("did you mean {near:?}?"),
        None => format!("its statements and rules are: {}", ids().collect::<Vec<_>>().join(", ")),
    };
    Err(miette!(help = help, "this case has no statement or rule {id:?}"))
}

fn in_span(e: &Evidence, span: &Span<'_>) -> bool {
    match span {
        Span::Incident(asked) => e.incident_ns.is_some_and(|b| touch(b, *asked)),
        Span::On(r, own) => e.source == r.id && e.local_ns.is_some_and(|b| touch(b, *own)),
    }
}

fn of_statement(s: &Statement) -> Touching {
    Touching {
        is: "statement".into(),
        id: s.id.clone(),
        words: s.quote.clone(),
        by: s.by_name.clone(),
        verdict: s.verdict.clone(),
        verdict_words: verdict(&s.verdict_words, &s.finding),
        answer: shortened(&s.finding.answer).into_owned(),
    }
}

fn of_rule(r: &Rule) -> Touching {
    Touching {
        is: "rule".into(),
        id: r.id.clone(),
        words: r.title.clone(),
        by: r.citation.clone(),
        verdict: r.verdict.clone(),
        verdict_words: verdict(&r.verdict_words, &r.finding),
        answer: shortened(&r.finding.answer).into_owned(),
    }
}

fn verdict(words: &str, f: &Finding) -> String {
    if f.undetermined_by.is_empty() { words.to_owned() } else { format!("{words} by {}", f.undetermined_by) }
}

fn statement(s: &Statement, review: &Review, clocks: &Clocks) -> About {
    let found: Vec<String> = [
        s.setting.clone(),
        s.said.clone(),
        source_name(&s.found_source, review),
        if s.found_page.is_empty() { String::new() } else { format!("page {}", s.found_page) },
    ]
    .into_iter()
    .filter(|t| !t.is_empty())
    .collect();
    let watched = match s.watched_video_first.as_str() {
        "yes" => "Had watched video before saying so.",
        "no" => "Had not watched video before saying so.",
        _ => "Whether video was watched before is not stated.",
    };
    About {
        is: "statement".into(),
        id: s.id.clone(),
        title: s.quote.clone(),
        words: s.quote.clone(),
        source: format!("{}: {}", s.by_name, found.join(", ")),
        sentence: s.sentence.clone(),
        verdict: s.verdict.clone(),
        verdict_words: verdict(&s.verdict_words, &s.finding),
        evidence: evidence(&s.finding, review, clocks),
        finding: s.finding.clone(),
        notes: vec![watched.to_owned()],
        reply: s.reply.clone(),
        others: others(&s.id, &s.finding, review),
    }
}

fn rule(r: &Rule, review: &Review, clocks: &Clocks) -> About {
    let in_force = match (r.in_force_from.as_str(), r.in_force_to.as_str()) {
        ("", "") => "days in force not stated".to_owned(),
        (from, "") => format!("in force since {from}"),
        ("", to) => format!("in force until before {to}"),
        (from, to) => format!("in force from {from} until before {to}"),
    };
    let mut notes: Vec<String> = r
        .exceptions
        .iter()
        .map(|e| match e.claimed_by.as_str() {
            "" => format!("Exception: {}. No one has claimed it.", e.wording),
            by => format!(
                "Exception: {}. Claimed by {}; the claim itself: {}.",
                e.wording,
                name_of_person(by, review),
                e.verdict_words.to_lowercase()
            ),
        })
        .collect();
    notes.extend(r.leaves_open.iter().map(|l| format!("The rule leaves open: {l}")));
    if !r.finding.as_if.is_empty() {
        notes.push(r.finding.as_if.clone());
    }
    About {
        is: "rule".into(),
        id: r.id.clone(),
        title: r.title.clone(),
        words: r.wording.clone(),
        source: format!("{}, {in_force}; binds {}", r.citation, r.binds),
        sentence: r.sentence.clone(),
        verdict: r.verdict.clone(),
        verdict_words: verdict(&r.verdict_words, &r.finding),
        evidence: evidence(&r.finding, review, clocks),
        finding: r.finding.clone(),
        notes,
        reply: String::new(),
        others: others(&r.id, &r.finding, review),
    }
}

/// Statements and rules that rest on any of the same evidence: both sides belong on one page.
fn others(id: &str, finding: &Finding, review: &Review) -> Vec<Touching> {
    let shares = |f: &Finding| f.evidence.iter().any(|e| finding.evidence.iter().any(|own| own.id == e.id));
    let statements = review.statements.iter().filter(|s| s.id != id && shares(&s.finding)).map(of_statement);
    let rules = review.rules.iter().filter(|r| r.id != id && shares(&r.finding)).map(of_rule);
    statements.chain(rules).collect()
}

fn evidence(f: &Finding, review: &Review, clocks: &Clocks) -> Vec<EvidenceOf> {
    let of = |e: &Evidence, lead| {
        let r = review.recordings.iter().find(|r| r.id == e.source);
        let times = match (r, e.local_ns) {
            (Some(r), Some(own)) => clocks.on(r, own),
            _ => e.incident_ns.map_or_else(Times::default, |b| clocks.incident(b)),
        };
        let page = if e.page.is_empty() { String::new() } else { format!(", page {}", e.page) };
        let says = if e.says.is_empty() { String::new() } else { format!(": {}", e.says) };
        EvidenceOf {
            id: e.id.clone(),
            role: format!("{}{says}", e.role),
            source: format!("{}{page}", source_name(&e.source, review)),
            sha256: e.sha256.clone(),
            times,
            how: how(e, review),
            lead,
        }
    };
    f.evidence.iter().map(|e| of(e, false)).chain(f.leads.iter().map(|e| of(e, true))).collect()
}

/// How it was found, and by whom.
fn how(e: &Evidence, review: &Review) -> String {
    if let Some(mark) = review.events.iter().find(|m| m.id == e.id) {
        let day = mark.at.get(..10).unwrap_or(&mark.at);
        let words = if mark.words.is_empty() { String::new() } else { format!("; “{}”", mark.words) };
        return format!("marked by {}, {day}, {}{words}", mark.by, mark.standing);
    }
    if let Some(line) = review.transcript.iter().find(|l| l.id == e.id) {
        let by = if line.by.is_empty() { String::new() } else { format!(" by {}", line.by.join(" and ")) };
        return format!("a line of a transcript, {}{by}", line.standing);
    }
    let silences = review.recordings.iter().flat_map(|r| &r.silences);
    if let Some(s) = silences.into_iter().find(|s| s.id == e.id) {
        return format!("measured ({}): {}", s.method, s.evidence);
    }
    if let Some(l) = review.reviewed.iter().find(|l| l.id == e.id) {
        return format!("reviewed by {} for {}", l.by, l.kinds.join(", "));
    }
    if e.local_ns.is_some() { "measured".into() } else { "a document".into() }
}

/// A source's name by its id, or the id.
pub fn source_name(id: &str, review: &Review) -> String {
    let recording = review.recordings.iter().find(|r| r.id == id).map(|r| r.name.clone());
    let document = || review.documents.iter().find(|d| d.id == id).map(|d| d.name.clone());
    recording.or_else(document).unwrap_or_else(|| id.to_owned())
}
