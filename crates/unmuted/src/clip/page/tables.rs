//! The page's tables.

use std::fmt::Write as _;

use super::parts::{clock_heads, clocks, counted, digest, list, plus_minus};
use crate::clip::clock::Times;
use crate::clip::document::{About, CutStream, Exhibit, Taken, Touching};
use crate::clip::draw::e;
use crate::report::text::seconds;

/// Heads with those of the clocks after the first `n`.
fn heads(x: &Exhibit, n: usize, own: &[&'static str]) -> Vec<&'static str> {
    let mut all: Vec<&'static str> = own.to_vec();
    all.splice(n..n, clock_heads(x.wall.is_some()));
    all
}

/// A row with the cells of the clocks after the first `n`.
fn row(x: &Exhibit, n: usize, times: &Times, own: Vec<String>) -> Vec<String> {
    let mut all = own;
    all.splice(n..n, clocks(times, x.wall.is_some()));
    all
}

/// A table: its heads, then rows of cells that are markup.
fn table(out: &mut String, title: &str, heads: &[&str], rows: &[Vec<String>]) {
    if rows.is_empty() {
        return;
    }
    let _ = write!(out, "<h2>{}</h2><table><thead><tr>", e(title));
    for h in heads {
        let short = if clock_heads(true).contains(h) { " class=\"c\"" } else { "" };
        let _ = write!(out, "<th scope=\"col\"{short}>{}</th>", e(h));
    }
    out.push_str("</tr></thead><tbody>");
    for row in rows {
        out.push_str("<tr>");
        for (cell, head) in row.iter().zip(heads) {
            let _ = write!(out, "<td data-name=\"{}\">{cell}</td>", e(head));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
}

/// The media: players on a screen, and on paper where each begins.
pub fn media(out: &mut String, x: &Exhibit) {
    let cuts: Vec<&Taken> = x.recordings.iter().filter(|r| r.cut.is_some()).collect();
    if !cuts.is_empty() {
        out.push_str("<div class=\"players\">");
        for r in &cuts {
            let Some(c) = &r.cut else { continue };
            let (file, note) = match &c.for_playing {
                Some(copy) => (copy.name.as_str(), " A copy made for playing; the cut itself is beside it."),
                None => (c.file.as_str(), ""),
            };
            // Nothing is fetched and no picture is shown before somebody asks for it.
            let tag = if r.shows == "video" { "video" } else { "audio" };
            let _ = write!(
                out,
                "<figure><{tag} controls preload=\"none\" src=\"{0}\" aria-label=\"{1}\"></{tag}><figcaption><a \
                 href=\"{0}\">{1}</a>.{note}</figcaption></figure>",
                e(file),
                e(&r.name)
            );
        }
        out.push_str("</div>\n");
    }
    let rows: Vec<Vec<String>> = x
        .recordings
        .iter()
        .map(|r| match &r.cut {
            None => row(x, 1, &Times::default(), vec![e(&r.name), "no media; see what could not be done".into()]),
            Some(c) => {
                let streams = c.streams.iter().map(|s| e(&bounds(s))).collect::<Vec<_>>().join("<br> ");
                let how = format!("{streams}<br> <span class=\"h\">{}</span>", e(&c.file));
                row(x, 1, &c.begins, vec![e(&r.name), how])
            }
        })
        .collect();
    let heads = heads(x, 1, &["Recording", "True bounds beside what was asked; file"]);
    table(out, "Media, and when a player's 0:00 is", &heads, &rows);
}

/// How far a stream begins before and ends after what was asked.
fn bounds(s: &CutStream) -> String {
    let what = if s.what == "picture" { "Picture".to_owned() } else { format!("Sound {}", s.number) };
    if !s.identical {
        return format!("{what}: not found again in the original.");
    }
    let end = |ns: i64, more: &str, less: &str, with_track: bool| match ns {
        ns if ns.abs() < 500_000 => "as asked".to_owned(),
        ns if ns > 0 => format!("{} {more}", seconds(ns)),
        ns if with_track => format!("{} {less}, as its track does", seconds(-ns)),
        ns => format!("{} {less}", seconds(-ns)),
    };
    let key = if s.what == "picture" && s.starts_earlier_ns > 500_000 { ", at the key picture before" } else { "" };
    format!(
        "{what}: begins {}{key}; ends {}.",
        end(s.starts_earlier_ns, "earlier", "later", s.begins_with_track),
        end(s.ends_later_ns, "later", "earlier", s.ends_with_track)
    )
}

/// The evidence of a finding.
pub fn evidence(out: &mut String, x: &Exhibit, a: &About) {
    let asked = x.asked.times.incident_ns;
    let outside = |t: &Times| match (t.incident_ns, asked) {
        (Some([a, b]), Some([from, to])) if b < from || to < a => {
            "<br> <span class=\"outside\">outside of this stretch</span>"
        }
        _ => "",
    };
    let rows = |leads: bool| -> Vec<Vec<String>> {
        let of = a.evidence.iter().filter(|x| x.lead == leads);
        of.map(|p| {
            let what = format!("{}<br> {}{}", e(&p.role), e(&p.source), outside(&p.times));
            row(x, 2, &p.times, vec![format!("<span class=\"h\">{}</span>", e(&p.id)), what, e(&p.how)])
        })
        .collect()
    };
    let heads = heads(x, 2, &["No.", "What, and where", "How, and by whom"]);
    table(out, "Evidence", &heads, &rows(false));
    table(out, "Leads, which decide nothing", &heads, &rows(true));
}

/// Where each recording could have had it, for a sentence about absence or presence.
pub fn coverage(x: &Exhibit, a: &About) -> Vec<String> {
    let name = |id: &str| x.recordings.iter().find(|r| r.id == id).map_or(id, |r| r.name.as_str()).to_owned();
    let total = |spans: &mut dyn Iterator<Item = [i64; 2]>| spans.map(|b| b[1] - b[0]).sum::<i64>();
    let rows = a.finding.coverage.iter().map(|row| {
        let covered = total(&mut row.covered_ns.iter().copied());
        let silent = total(&mut row.silent.iter().map(|g| g.span_ns));
        let silent = if silent > 0 { format!(", silent for {}", seconds(silent)) } else { String::new() };
        let covered = if covered > 0 { format!("covered for {}", seconds(covered)) } else { "not covered".into() };
        format!("{}: {covered}{silent}.", name(&row.recording))
    });
    rows.collect()
}

/// Statements and rules, each with its verdict.
pub fn touching(out: &mut String, title: &str, all: &[Touching]) {
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|t| {
            let said = if t.is == "statement" {
                format!("<span class=\"said\">“{}”</span><br>{}", e(&t.words), e(&t.by))
            } else {
                format!("{}<br>{}", e(&t.words), e(&t.by))
            };
            vec![
                format!("<b>{}</b>", e(&t.verdict_words)),
                said,
                e(&t.answer),
                format!("<span class=\"h\">{}</span>", e(&t.id)),
            ]
        })
        .collect();
    table(out, title, &["Verdict", "What was said or required", "What the available footage shows", "No."], &rows);
}

/// Lines of transcripts.
pub fn heard(out: &mut String, x: &Exhibit) {
    let rows: Vec<Vec<String>> = x
        .transcript
        .iter()
        .map(|l| {
            let who = if l.speaker.is_empty() { String::new() } else { format!("{}, ", l.speaker) };
            let standing = match l.standing.as_str() {
                "confirmed" => format!("confirmed by {}", l.by.join(" and ")),
                "lead" => "not confirmed".to_owned(),
                other => other.to_owned(),
            };
            let who = format!("{}<br> {}", e(&format!("{who}{}", l.recording_name)), e(&standing));
            row(x, 0, &l.times, vec![who, format!("<span class=\"said\">{}</span>", e(&l.text))])
        })
        .collect();
    table(out, "Heard in this stretch", &heads(x, 0, &["Who, and where it is heard", "Words"]), &rows);
}

/// What people marked.
pub fn marked(out: &mut String, x: &Exhibit) {
    let name = |id: &str| x.recordings.iter().find(|r| r.id == id).map_or(id, |r| r.name.as_str()).to_owned();
    let rows: Vec<Vec<String>> = x
        .events
        .iter()
        .map(|m| {
            let words = if m.words.is_empty() { String::new() } else { format!("<br> {}", e(&m.words)) };
            let own = vec![
                format!("<span class=\"h\">{}</span>", e(&m.id)),
                format!("{}, {}{words}", e(&m.kind_words), e(&name(&m.source))),
                format!("{}, {}<br> {}", e(&m.by), e(m.at.get(..10).unwrap_or(&m.at)), e(&m.standing)),
            ];
            row(x, 2, &m.times, own)
        })
        .collect();
    table(out, "Marked in this stretch", &heads(x, 2, &["No.", "What, and where", "By whom"]), &rows);
    let reviewed: Vec<String> = x
        .reviewed
        .iter()
        .map(|r| {
            let [a, b] = r.times.own.clone().unwrap_or_default();
            format!("{} went through {}, {a} to {b} of it, for {}.", r.by, name(&r.source), r.kinds.join(", "))
        })
        .collect();
    if !reviewed.is_empty() {
        let _ = writeln!(out, "<h2>Reviewed</h2>{}", list(&reviewed));
    }
}

/// Silent spans.
pub fn silences(out: &mut String, x: &Exhibit) {
    let all = x.recordings.iter().flat_map(|r| r.silences.iter().map(move |s| (r, s)));
    let rows: Vec<Vec<String>> = all
        .map(|(r, s)| {
            let length = s.times.own_ns.map(|b| seconds(b[1] - b[0])).unwrap_or_default();
            let cause = if s.cause.is_empty() {
                let causes = s.possible_causes.join("; ");
                if causes.is_empty() { String::new() } else { format!("could be: {causes}") }
            } else {
                s.cause.clone()
            };
            let own = vec![
                format!("{}, {}<br> {}", e(&s.words), e(&length), e(&r.name)),
                format!("{}<br> {}", e(&s.evidence), e(&cause)),
            ];
            row(x, 1, &s.times, own)
        })
        .collect();
    let heads = heads(x, 1, &["What, in full, and where", "What was found, and what could explain it"]);
    table(out, "Without sound", &heads, &rows);
}

/// Entries of logs.
pub fn log(out: &mut String, x: &Exhibit) {
    let rows: Vec<Vec<String>> = x
        .log
        .iter()
        .map(|l| {
            let entry = format!("{}<br> <span class=\"h\">{}</span>", e(&l.text), e(&l.id));
            row(x, 1, &l.times, vec![e(&l.typed), entry])
        })
        .collect();
    let heads = heads(x, 1, &["Time as typed", "Entry"]);
    table(out, "Entries of logs that may lie in this stretch", &heads, &rows);
}

/// Originals and cuts, with their digests in full.
pub fn sources(out: &mut String, x: &Exhibit) {
    let mut rows = Vec::new();
    for r in &x.recordings {
        let at_export = match r.sha256_at_export.as_str() {
            "" => "not read for this exhibit".to_owned(),
            now if now == r.sha256 => "taken again for this exhibit: the same".to_owned(),
            now => format!("taken again for this exhibit: {now}"),
        };
        let device = [r.device.as_str(), r.wearer.as_str()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>();
        rows.push(vec![
            format!("{}<br>{}", e(&r.name), e(&device.join(", "))),
            format!("<span class=\"h\">{}</span><br>{} bytes; {}", digest(&r.sha256), r.size, e(&at_export)),
            format!("{}<br>{}", e(&r.file), e(&r.media_words)),
            format!("{}<br>redacted: {}", e(&r.received), e(&r.redacted)),
        ]);
        if let Some(c) = &r.cut {
            rows.push(vec![
                format!("The cut of {}", e(&r.name)),
                format!("<span class=\"h\">{}</span><br>{} bytes", digest(&c.sha256), c.size),
                format!("{}<br>{}", e(&c.file), e(&c.media_words)),
                e(&c.how_words),
            ]);
            if let Some(copy) = &c.for_playing {
                rows.push(vec![
                    "A copy made for playing".into(),
                    format!("<span class=\"h\">{}</span><br>{} bytes", digest(&copy.sha256), copy.size),
                    e(&copy.name),
                    "converted from the cut; no evidence".into(),
                ]);
            }
        }
    }
    table(out, "Sources and copies", &["What", "SHA-256 of the file", "File", "Received, or made"], &rows);
}

/// The true bounds of each stream, and how they are known.
pub fn streams(out: &mut String, x: &Exhibit) {
    let mut rows = Vec::new();
    for r in &x.recordings {
        for s in r.cut.iter().flat_map(|c| &c.streams) {
            let what = if s.what == "picture" { "picture".to_owned() } else { format!("sound {}", s.number) };
            let numbers = match s.in_original.as_slice() {
                [a, b] => format!(", numbers {a} to {b} of the original"),
                _ => String::new(),
            };
            let proof = if s.identical {
                format!(
                    "{}{numbers}; each the same, byte by byte<br> <span class=\"h\">{}</span>",
                    counted(s.count, &s.counted),
                    digest(&s.sha256_of_digests)
                )
            } else {
                "not found again in the original".into()
            };
            let notes: String = s.notes.iter().map(|n| format!("<br> {}", e(n))).collect();
            let stream = format!("{}, {what}<br> {}", e(&r.name), e(&s.codec));
            rows.push(row(x, 1, &s.times, vec![stream, format!("{proof}{notes}")]));
        }
    }
    let heads = heads(x, 1, &["Stream", "Held against the original"]);
    table(out, "True bounds of the cuts, from the first to the last", &heads, &rows);
    let mut notes = Vec::new();
    for r in &x.recordings {
        let Some(c) = &r.cut else { continue };
        if c.streams.len() > 1 {
            notes.push(format!(
                "{}: picture and sound stand to each other as in the original, within {}.",
                r.name,
                plus_minus(c.offset_between_streams_ns)
            ));
        }
    }
    if let Some(words) = x.recordings.iter().filter_map(|r| r.cut.as_ref()).find_map(|c| c.not_copied.last()) {
        notes.push(words.clone());
    }
    if !notes.is_empty() {
        out.push_str(&list(&notes));
    }
}
