//! The review as text on a terminal: what was found, in the order in which a reader needs it, and where the page is.

use std::borrow::Cow;
use std::fmt::Write;

use crate::review::document::{Bounds, Finding, Recording, Review};

/// The review as text, without colour and without a line break at the end.
pub fn render(review: &Review) -> String {
    let mut out = String::new();
    let _ = head(&mut out, review);
    let _ = given(&mut out, review);
    let _ = silences(&mut out, review);
    let _ = device_logs(&mut out, review);
    let _ = verdicts(&mut out, review);
    let _ = disputes(&mut out, review);
    let _ = outcomes(&mut out, review);
    let _ = steps(&mut out, review);
    let _ = agreement(&mut out, review);
    let _ = problems(&mut out, review);
    out.truncate(out.trim_end().len());
    out
}

fn head(out: &mut String, review: &Review) -> std::fmt::Result {
    let (case, clock) = (&review.case, &review.clock);
    writeln!(out, "{}", case.title)?;
    if let Some(fictional) = &case.fictional {
        writeln!(out, "{fictional}")?;
    }
    let place = if case.place.is_empty() { String::new() } else { format!("{}, ", case.place) };
    writeln!(out, "{place}{}. As of {}.\n", case.date, case.as_of)?;
    let t = &review.totals;
    write!(out, "{} on one clock", count(t.placed, "recording", "recordings"))?;
    if t.placed > 1 {
        write!(out, ", widest placement ±{}", seconds(clock.widest_ns))?;
    }
    if let Some(wall) = &clock.wall {
        write!(out, "; wall time ±{}", seconds(wall.plus_minus_ns))?;
    }
    writeln!(out, ".")?;
    for r in &review.recordings {
        let not = if r.placement.placed { "" } else { "not on the clock: " };
        writeln!(out, "  {:<14} {not}{}", r.id, r.placement.words)?;
    }
    Ok(())
}

/// What does not come from the sound: places given by hand, and what clocks claim of recordings that share no sound. A
/// claimed clock that disagrees is among the problems.
fn given(out: &mut String, review: &Review) -> std::fmt::Result {
    let clock = &review.clock;
    if !clock.by_hand.is_empty() {
        writeln!(out, "\nPlaces given by hand, on each recording's own clock")?;
    }
    for h in &clock.by_hand {
        let words = if h.words.is_empty() { String::new() } else { format!(": {}", h.words) };
        let (at_a, at_b) = (clock_time(h.at_a_ns), clock_time(h.at_b_ns));
        let bound = seconds(h.plus_minus_ns);
        writeln!(out, "  {:<14} {at_a} of {} is {at_b} of {}, ±{bound}, by {}{words}", h.id, h.a, h.b, h.by)?;
        writeln!(out, "{:17}{}", "", h.verdict)?;
    }
    if !clock.claimed_ties.is_empty() {
        writeln!(out, "\nRecordings that share no sound, by what their clocks claim")?;
    }
    clock.claimed_ties.iter().try_for_each(|t| writeln!(out, "  {}", t.words))
}

fn silences(out: &mut String, review: &Review) -> std::fmt::Result {
    writeln!(out, "\nSilence, on each recording's own clock")?;
    if review.totals.silences == 0 {
        writeln!(out, "  none found in what was examined")?;
    }
    for r in &review.recordings {
        for s in &r.silences {
            let cause = if s.cause.is_empty() { String::new() } else { format!("; {}", s.cause) };
            writeln!(
                out,
                "  {:<14} {} to {}  {}, {}{cause}",
                r.id,
                clock_time(s.start_ns[1]),
                clock_time(s.end_ns[0]),
                s.words,
                seconds(s.end_ns[0] - s.start_ns[1]),
            )?;
        }
        not_examined(out, r)?;
    }
    Ok(())
}

/// Silence beside what devices wrote down: two records, compared.
fn device_logs(out: &mut String, review: &Review) -> std::fmt::Result {
    let compared = || review.recordings.iter().flat_map(|r| r.device_logs.iter().map(move |log| (r, log)));
    if compared().next().is_some() {
        writeln!(out, "\nSilence and the device's log, on each recording's own clock")?;
    }
    for (r, log) in compared() {
        writeln!(out, "  {:<14} {}", r.id, log.words)?;
        // Where nothing could be compared, the words above have said why.
        for x in log.results.iter().filter(|_| log.compared) {
            let certain = if x.certain { "certain" } else { "possible" };
            let lines = if x.lines.is_empty() {
                String::new()
            } else {
                format!("; {}: {}", x.lines_words, x.entries.join("; "))
            };
            let part = between(part(x.start_ns, x.end_ns));
            writeln!(out, "{:17}{part}  {}, {certain}{lines}", "", x.words)?;
            if !x.note.is_empty() {
                writeln!(out, "{:21}{}", "", x.note)?;
            }
        }
    }
    Ok(())
}

/// Of a part whose ends are bounds what it certainly holds; where that is nothing, all that it may hold.
fn part(start: Bounds, end: Bounds) -> Bounds {
    if start[1] < end[0] { [start[1], end[0]] } else { [start[0], end[1]] }
}

/// `line 12`, `lines 12-13`, `lines 12 and 40`.
pub fn lines_in_words(lines: &[u64]) -> String {
    match lines {
        [] => String::new(),
        [one] => format!("line {one}"),
        [first, second] if first.checked_add(1) == Some(*second) => format!("lines {first}-{second}"),
        [rest @ .., last] => {
            let rest: Vec<String> = rest.iter().map(u64::to_string).collect();
            format!("lines {} and {last}", rest.join(", "))
        }
    }
}

fn not_examined(out: &mut String, r: &Recording) -> std::fmt::Result {
    if r.examined { Ok(()) } else { writeln!(out, "  {:<14} not examined: {}", r.id, r.not_examined) }
}

fn verdicts(out: &mut String, review: &Review) -> std::fmt::Result {
    if !review.statements.is_empty() {
        writeln!(out, "\nStatements, in the order spoken")?;
    }
    for s in &review.statements {
        writeln!(out, "  {:<18} {}: “{}”", s.verdict_words, s.by_name, s.quote)?;
        finding(out, &s.finding)?;
    }
    if !review.rules.is_empty() {
        writeln!(out, "\nRules")?;
    }
    for r in &review.rules {
        writeln!(out, "  {:<18} {} ({})", r.verdict_words, r.title, r.citation)?;
        if !r.finding.as_if.is_empty() && r.finding.as_if != r.finding.answer {
            writeln!(out, "{:21}{}", "", r.finding.as_if)?;
        }
        finding(out, &r.finding)?;
    }
    Ok(())
}

fn finding(out: &mut String, f: &Finding) -> std::fmt::Result {
    if !f.answer.is_empty() {
        writeln!(out, "{:21}{}", "", shortened(&f.answer))?;
    }
    let mut further = f.reasons.iter().filter(|r| !f.answer.contains(r.as_str()));
    further.by_ref().take(SHOWN).try_for_each(|r| writeln!(out, "{:21}{r}", ""))?;
    match further.count() {
        0 => Ok(()),
        more => writeln!(out, "{:21}And {more} more.", ""),
    }
}

fn disputes(out: &mut String, review: &Review) -> std::fmt::Result {
    let disputed: Vec<_> = review.attributes.iter().filter(|a| a.disputed).collect();
    if !disputed.is_empty() {
        writeln!(out, "\nWhere sources differ")?;
    }
    for a in disputed {
        let values: Vec<String> = a.values.iter().map(|v| format!("{} ({})", v.value, v.source)).collect();
        let origins = count(a.origins, "independent origin", "independent origins");
        writeln!(out, "  {:<18} {}; {origins}", a.name, values.join(", "))?;
    }
    Ok(())
}

fn outcomes(out: &mut String, review: &Review) -> std::fmt::Result {
    if !review.outcomes.is_empty() {
        writeln!(out, "\nWhat followed, in days")?;
    }
    for o in &review.outcomes {
        let days = count_days(o.days);
        let age = if o.date.is_some() { format!("after {days}") } else { format!("open for {days}") };
        let last = o.date_last.as_ref().map(|d| format!(" (another source: {d})")).unwrap_or_default();
        let limit = match o.limit_days {
            Some(limit) if o.days > limit && o.date.is_some() => {
                format!(" (limit: {limit}; {} past it, {})", count_days(o.days - limit), o.limit_source)
            }
            Some(limit) if o.days > limit => format!(" (limit: {limit}; overdue under {})", o.limit_source),
            Some(limit) => format!(" (limit: {limit})"),
            None => String::new(),
        };
        writeln!(out, "  {age:<18} {}{last}{limit}", o.what)?;
    }
    Ok(())
}

/// What the outcomes one by one do not tell: limits that rules set, and kinds of which no source speaks. A case without
/// outcomes has nothing to set them beside.
fn steps(out: &mut String, review: &Review) -> std::fmt::Result {
    let of_outcome = |rule: &str| review.outcomes.iter().any(|o| o.id == rule);
    let limited: Vec<_> =
        review.accountability.iter().filter(|s| s.limit.as_ref().is_some_and(|l| !of_outcome(&l.rule))).collect();
    let not_recorded: Vec<&str> =
        review.accountability.iter().filter(|s| s.state == "not_recorded").map(|s| s.kind.as_str()).collect();
    if review.outcomes.is_empty() || (limited.is_empty() && not_recorded.is_empty()) {
        return Ok(());
    }
    writeln!(out, "\nWhat followed, by kind of step")?;
    for s in limited {
        let Some(limit) = &s.limit else { continue };
        let days = if limit.counted_in == "business" { "business days" } else { "days" };
        let state = if limit.state == "open" { "cannot be told yet" } else { limit.state.as_str() };
        writeln!(out, "  {:<18} {} (limit: {} {days}, {}; {state})", s.kind, s.words, limit.days, limit.citation)?;
    }
    if !not_recorded.is_empty() {
        writeln!(out, "  no source speaks of: {}", not_recorded.join(", "))?;
    }
    Ok(())
}

fn agreement(out: &mut String, review: &Review) -> std::fmt::Result {
    if !review.agreement.is_empty() {
        writeln!(out, "\nWhere two people reviewed the same")?;
    }
    for a in &review.agreement {
        writeln!(out, "  {:<18} {}: {}", a.recording, a.kind, a.words)?;
    }
    Ok(())
}

/// What could not be read or does not fit, each with its remedy.
pub(super) fn problems(out: &mut String, review: &Review) -> std::fmt::Result {
    if !review.problems.is_empty() {
        writeln!(out, "\nWhat could not be read, or does not fit")?;
    }
    for p in &review.problems {
        let place = if p.place.is_empty() { String::new() } else { format!(", {}", p.place) };
        writeln!(out, "  {}{place}: {}", p.file, p.what)?;
        if !p.remedy.is_empty() {
            writeln!(out, "    help: {}", p.remedy)?;
        }
    }
    Ok(())
}

fn count_days(days: i64) -> String {
    count(u32::try_from(days.max(0)).unwrap_or(u32::MAX), "day", "days")
}

/// So many sentences of a long answer are shown.
const SHOWN: usize = 3;
/// An answer of more sentences than this is a long one.
const LONG: usize = 12;

/// An answer as it is shown without everything: of one that says something of each of many things, its first
/// sentences and how many follow.
pub fn shortened(answer: &str) -> Cow<'_, str> {
    let bytes = answer.as_bytes();
    let begins = |i: &usize| bytes.get(i + 2).is_some_and(|b| b.is_ascii_uppercase() || !b.is_ascii());
    let ends: Vec<usize> = answer.match_indices(". ").map(|(i, _)| i).filter(begins).collect();
    let sentences = ends.len() + 1;
    match ends.get(SHOWN - 1).and_then(|end| answer.get(..=*end)) {
        Some(first) if sentences > LONG => {
            format!("{first} And {} more; `unmuted test --explain` has them.", sentences - SHOWN).into()
        }
        _ => answer.into(),
    }
}

/// `1 recording`, `4 recordings`.
pub fn count(n: u32, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// A length in words: more decimals where it is short.
pub fn seconds(ns: i64) -> String {
    let s = ns as f64 / 1e9;
    if s.abs() < 1.0 { format!("{s:.3} s") } else { format!("{s:.1} s") }
}

/// A time on a clock: `1:24.60`, `1:02:03.00`.
pub fn clock_time(ns: i64) -> String {
    let sign = if ns < 0 { "−" } else { "" };
    let cs = (ns.unsigned_abs() + 5_000_000) / 10_000_000;
    let (h, m, s, c) = (cs / 360_000, cs / 6_000 % 60, cs / 100 % 60, cs % 100);
    if h > 0 { format!("{sign}{h}:{m:02}:{s:02}.{c:02}") } else { format!("{sign}{m}:{s:02}.{c:02}") }
}

/// Two clock times in words.
pub fn between(bounds: Bounds) -> String {
    format!("{} to {}", clock_time(bounds[0]), clock_time(bounds[1]))
}

#[cfg(test)]
mod tests {
    use super::{lines_in_words, shortened};

    #[test]
    fn lines_read_well() {
        let words = [&[][..], &[12], &[12, 13], &[12, 40], &[1, 2, 7]].map(lines_in_words);
        assert_eq!(words, ["", "line 12", "lines 12-13", "lines 12 and 40", "lines 1, 2 and 7"]);
    }

    #[test]
    fn of_a_long_answer_the_first_sentences_are_shown_and_the_rest_is_counted() {
        let of = |n: usize| (0..n).map(|i| format!("Shot: T+0:{i:02}.1, Camera 1.")).collect::<Vec<_>>().join(" ");
        assert_eq!(shortened(&of(12)), of(12));
        assert_eq!(shortened(&of(900)), format!("{} And 897 more; `unmuted test --explain` has them.", of(3)));
        assert_eq!(shortened(""), "");
    }
}
