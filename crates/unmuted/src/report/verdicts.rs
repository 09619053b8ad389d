//! Verdicts as text: one by one, in words that can be read aloud; with `explain`, everything that they rest on.

use std::fmt::Write;

use unmuted_model::{StatementVerdict, Truth};

use super::text::{clock_time, count, shortened};
use crate::review::Asked;
use crate::review::document::{Evidence, Exception, Finding, Review, Rule, Statement};

/// The verdicts as text, without colour and without a line break at the end. `all`: these are all of the case.
pub fn render(
    review: &Review,
    statements: &[&Statement],
    rules: &[&Rule],
    asked: &[Asked],
    explain: bool,
    all: bool,
) -> String {
    let mut out = String::new();
    let _ = head(&mut out, review);
    for s in statements {
        let _ = statement(&mut out, review, s, explain);
    }
    for r in rules {
        let _ = rule(&mut out, review, r, explain);
    }
    for a in asked {
        let _ = sentence(&mut out, review, a, explain);
    }
    if all {
        let _ = agreement(&mut out, review);
        let _ = totals(&mut out, review);
    }
    let _ = problems(&mut out, review, !asked.is_empty());
    out.truncate(out.trim_end().len());
    out
}

fn head(out: &mut String, review: &Review) -> std::fmt::Result {
    writeln!(out, "{}", review.case.title)?;
    if let Some(fictional) = &review.case.fictional {
        writeln!(out, "{fictional}")?;
    }
    writeln!(out, "As of {}.", review.case.as_of)?;
    let tested = &review.tested;
    if tested.as_if {
        writeln!(
            out,
            "Rules that were not in force on the day were run as if they had been; each such result says so."
        )?;
    }
    if !tested.by.is_empty() {
        writeln!(out, "Only what {} marked and reviewed was used.", tested.by.join(" and "))?;
    }
    if tested.confirmed_only {
        writeln!(out, "Unconfirmed and disputed material was set aside, as if nobody had said it.")?;
    }
    writeln!(out)
}

fn statement(out: &mut String, review: &Review, s: &Statement, explain: bool) -> std::fmt::Result {
    writeln!(out, "{}  [{}]", verdict_line(&s.verdict_words, &s.finding), s.id)?;
    let said = if s.said.is_empty() { String::new() } else { format!(", {}", s.said) };
    let video = match s.watched_video_first.as_str() {
        "yes" => ", had watched video first",
        "no" => ", had not watched video first",
        _ => "",
    };
    writeln!(out, "  {}{said}{video}: “{}”", s.by_name, s.quote)?;
    finding(out, review, &s.sentence, &s.finding, explain)?;
    if explain {
        let found = [s.found_source.as_str(), s.found_page.as_str()];
        let found: Vec<&str> = found.into_iter().filter(|t| !t.is_empty()).collect();
        if !found.is_empty() {
            writeln!(out, "  stands in: {}", found.join(", page "))?;
        }
        if !s.reply.is_empty() {
            writeln!(out, "  reply: {}", s.reply)?;
        }
    }
    writeln!(out)
}

fn rule(out: &mut String, review: &Review, r: &Rule, explain: bool) -> std::fmt::Result {
    writeln!(out, "{}  [{}]", verdict_line(&r.verdict_words, &r.finding), r.id)?;
    let citation = if r.citation.is_empty() { String::new() } else { format!(" ({})", r.citation) };
    writeln!(out, "  {}{citation}", r.title)?;
    if !r.as_if_words.is_empty() {
        writeln!(out, "  AS IF IN FORCE: {}. {}", r.as_if_words, r.finding.as_if)?;
    }
    finding(out, review, &r.sentence, &r.finding, explain)?;
    for e in r.exceptions.iter().filter(|e| explain || !e.claimed_by.is_empty()) {
        exception(out, e)?;
    }
    if explain {
        rule_in_full(out, r)?;
    }
    writeln!(out)
}

fn rule_in_full(out: &mut String, r: &Rule) -> std::fmt::Result {
    let marked = r.wording.contains('“');
    let wording = if r.wording_is == "quoted" && !marked { format!("“{}”", r.wording) } else { r.wording.clone() };
    writeln!(out, "  wording: {wording}")?;
    let to = if r.in_force_to.is_empty() { String::new() } else { format!(" to before {}", r.in_force_to) };
    let days = match (r.in_force_from.as_str(), to.as_str()) {
        ("", "") => "days in force not stated".to_owned(),
        ("", to) => format!("in force{}, first day not stated", to.replace(" to before", " before")),
        (from, to) => format!("in force from {from}{to}"),
    };
    writeln!(out, "  {}, {}; {days}; binds {}", r.status, r.jurisdiction, r.binds)?;
    if let Some(then) = &r.in_force_then {
        writeln!(out, "  in force on the day: {} ({})", then.title, then.id)?;
    }
    for p in &r.parameters {
        let value = match (p.value.as_str(), p.is_default) {
            ("", _) => "not set".to_owned(),
            (v, true) => format!("{v} (the library's default)"),
            (v, false) => format!("{v} (set by this case)"),
        };
        writeln!(out, "  “{}”, {}: {value}", p.wording, p.name)?;
        for published in &p.published {
            writeln!(out, "    published beside it: {}, {}", published.value, published.who)?;
        }
    }
    for open in &r.leaves_open {
        writeln!(out, "  leaves open: {open}")?;
    }
    if !r.checked_note.is_empty() {
        let checked = if r.checked.is_empty() { String::new() } else { format!("{}. ", r.checked) };
        writeln!(out, "  Checked: {checked}{}", r.checked_note)?;
    }
    Ok(())
}

fn exception(out: &mut String, e: &Exception) -> std::fmt::Result {
    if e.claimed_by.is_empty() {
        return writeln!(out, "  exception that nobody has claimed: {}", e.name);
    }
    writeln!(
        out,
        "  exception claimed by {}: {}; the claim itself: {}",
        e.claimed_by,
        e.name,
        e.verdict_words.to_lowercase()
    )?;
    match &e.finding {
        Some(f) if !f.answer.is_empty() => writeln!(out, "    {}", f.answer),
        _ => Ok(()),
    }
}

fn sentence(out: &mut String, review: &Review, asked: &Asked, explain: bool) -> std::fmt::Result {
    let Ok((truth, f)) = &asked.outcome else { return Ok(()) };
    let words = match truth {
        Truth::True => "Holds",
        Truth::False => "Does not hold",
        Truth::Unknown => StatementVerdict::Undetermined.words(),
    };
    writeln!(out, "{}", verdict_line(words, f))?;
    finding(out, review, &asked.sentence, f, explain)?;
    writeln!(out)
}

/// "Undetermined by 0.4 s".
fn verdict_line(words: &str, f: &Finding) -> String {
    if f.undetermined_by.is_empty() { words.to_owned() } else { format!("{words} by {}", f.undetermined_by) }
}

fn finding(out: &mut String, review: &Review, sentence: &str, f: &Finding, explain: bool) -> std::fmt::Result {
    if explain && !sentence.is_empty() {
        writeln!(out, "  sentence: {sentence}")?;
    }
    if !f.reading.is_empty() {
        writeln!(out, "  read as: {}", f.reading)?;
    }
    if !f.answer.is_empty() {
        let answer = if explain { f.answer.as_str().into() } else { shortened(&f.answer) };
        writeln!(out, "  {answer}")?;
    }
    if !explain {
        return Ok(());
    }
    for reason in f.reasons.iter().filter(|r| !f.answer.contains(r.as_str())) {
        writeln!(out, "  {reason}")?;
    }
    // None is no margin: a number that has to be exactly so and is.
    if !f.margin.is_empty() && !f.margin.starts_with("0 ") && !f.margin.starts_with("0.000 ") {
        writeln!(out, "  margin: {}", f.margin)?;
    }
    if !f.bound.is_empty() {
        writeln!(out, "  bounds: {}", f.bound)?;
    }
    for e in &f.evidence {
        writeln!(out, "  evidence: {}", evidence(review, e))?;
    }
    for e in &f.leads {
        writeln!(out, "  lead, which decides nothing: {}", evidence(review, e))?;
    }
    for w in &f.would_change {
        writeln!(out, "  would change it: {w}")?;
    }
    Ok(())
}

fn evidence(review: &Review, e: &Evidence) -> String {
    let mut out = format!("{}, {}", e.id, e.role);
    if !e.says.is_empty() {
        let _ = write!(out, ": {}", e.says);
    }
    let _ = write!(out, "; {}", name_of(review, &e.source));
    if !e.page.is_empty() {
        let _ = write!(out, ", page {}", e.page);
    }
    if let Some([from, to]) = e.local_ns {
        let _ = write!(out, " {} to {}", clock_time(from), clock_time(to));
    }
    if !e.sha256.is_empty() {
        let _ = write!(out, "; sha256 {}", e.sha256);
    }
    out
}

fn name_of<'a>(review: &'a Review, source: &'a str) -> &'a str {
    let recording = review.recordings.iter().find(|r| r.id == source).map(|r| r.name.as_str());
    let document = || review.documents.iter().find(|d| d.id == source).map(|d| d.name.as_str());
    recording.or_else(document).unwrap_or(source)
}

fn agreement(out: &mut String, review: &Review) -> std::fmt::Result {
    if !review.agreement.is_empty() {
        writeln!(out, "Reviewers who went through the same span alone")?;
    }
    for a in &review.agreement {
        writeln!(out, "  {} on {}: {}", a.kind, name_of(review, &a.recording), a.words)?;
    }
    if review.agreement.is_empty() { Ok(()) } else { writeln!(out) }
}

fn totals(out: &mut String, review: &Review) -> std::fmt::Result {
    let [supported, contradicted, open, never] = review.totals.statements;
    let [met, not_met, undetermined, not_in_force, claimed] = review.totals.rules;
    let statements = supported + contradicted + open + never;
    let rules = met + not_met + undetermined + not_in_force + claimed;
    if statements > 0 {
        writeln!(
            out,
            "{}: {supported} supported, {contradicted} contradicted, {open} undetermined, {never} not testable.",
            count(statements, "statement", "statements")
        )?;
    }
    if rules > 0 {
        writeln!(
            out,
            "{}: {met} met, {not_met} not met, {undetermined} undetermined, {not_in_force} not in force, {claimed} exception claimed.",
            count(rules, "rule", "rules")
        )?;
    }
    let unread = |file: &str| review.problems.iter().any(|p| p.kind == "unread" && p.file == file);
    for file in ["statements.toml", "rules.toml"] {
        let none = if file == "rules.toml" { rules == 0 } else { statements == 0 };
        if none && unread(file) {
            let what = file.trim_end_matches("s.toml");
            writeln!(out, "No {what} could be read: what is wrong in {file} is told below.")?;
        }
    }
    if statements + rules == 0 && !unread("statements.toml") && !unread("rules.toml") {
        writeln!(
            out,
            "No statements and no rules yet. Add them to statements.toml and rules.toml, or ask a sentence."
        )?;
    }
    Ok(())
}

/// Problems of the case; beside a sentence that was asked, only their number.
fn problems(out: &mut String, review: &Review, short: bool) -> std::fmt::Result {
    let n = u32::try_from(review.problems.len()).unwrap_or(u32::MAX);
    if n == 0 {
        return Ok(());
    }
    if short {
        let entries = count(n, "entry", "entries");
        let (fit, them) = if n == 1 { ("does not fit", "it") } else { ("do not fit", "them") };
        return writeln!(
            out,
            "{entries} of this case could not be read or {fit}: `unmuted test` without a sentence names {them}."
        );
    }
    super::text::problems(out, review)
}
