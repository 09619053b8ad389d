//! The exhibit's page: one file for print, with no script and nothing from anywhere but the files beside it. A rendering
//! of `exhibit.json`.

mod parts;
mod tables;

use std::fmt::Write as _;

use super::document::{About, Exhibit, Taken};
use super::draw::{self, e, number_line, timeline};
use crate::review::Reviewed;
use parts::{digest, list, paragraph};

const STYLE: &str = include_str!("style.css");

/// The whole page. `json_sha256` is the digest of `exhibit.json`, which has that of every file beside it.
pub fn render(x: &Exhibit, json_sha256: &str, reviewed: &Reviewed) -> String {
    let title = title(x);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<meta \
         http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
         media-src 'self' file:; base-uri 'none'; form-action 'none'\">\n<title>Exhibit {} · {} · unmuted</title>\n<link \
         rel=\"icon\" href=\"data:,\">\n<style>\n{STYLE}{}</style>\n</head>\n<body>\n<main class=\"sheet\">\n",
        e(&x.name),
        e(&x.case.title),
        on_each_page(x, json_sha256)
    );
    let where_and_when = [x.case.title.as_str(), x.case.place.as_str(), x.case.date.as_str()];
    let where_and_when: Vec<&str> = where_and_when.into_iter().filter(|t| !t.is_empty()).collect();
    let _ = writeln!(
        out,
        "<header class=\"runh\"><b>Exhibit {}</b><span>{}</span></header>",
        e(&x.name),
        e(&where_and_when.join(", "))
    );
    if let Some(notice) = &x.case.fictional {
        let _ = writeln!(out, "<p class=\"fic\"><b>{}</b></p>", e(notice));
    }
    head(&mut out, x, &title);
    picture(&mut out, x, reviewed);
    tables::media(&mut out, x);
    if let Some(about) = &x.finding {
        tables::evidence(&mut out, x, about);
        why(&mut out, x, about);
    } else {
        tables::touching(&mut out, "Statements and rules whose evidence lies in this stretch", &x.touching);
    }
    tables::heard(&mut out, x);
    tables::marked(&mut out, x);
    tables::silences(&mut out, x);
    tables::log(&mut out, x);
    if let Some(about) = &x.finding {
        sentence(&mut out, about);
    }
    tables::sources(&mut out, x);
    tables::streams(&mut out, x);
    methods(&mut out, x);
    both_sides(&mut out, x);
    left_out(&mut out, x);
    certify(&mut out, x, json_sha256);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// What stands on each sheet of paper, where a browser can.
fn on_each_page(x: &Exhibit, json_sha256: &str) -> String {
    format!(
        "@page{{margin:20mm 16mm 20mm;@top-left{{content:{};font:650 8.5pt sans-serif}}@top-right{{content:{};font:8.5pt \
         sans-serif}}@bottom-left{{content:{};font:7pt monospace}}@bottom-right{{content:\"page \" counter(page) \" of \" \
         counter(pages);font:8.5pt sans-serif}}}}\n",
        css(&format!("Exhibit {}", x.name)),
        css(&format!("{}, {}", x.case.title, x.case.date)),
        css(&format!("SHA-256 of exhibit.json {json_sha256}")),
    )
}

/// A text as a value of a style sheet: everything but plain letters and digits is written by its number. Spaces too: one
/// behind a number would be taken for its end.
fn css(text: &str) -> String {
    let shown = crate::names::shown(text);
    let written = shown.chars().fold(String::from("\""), |mut out, c| {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else {
            let _ = write!(out, "\\{:06x}", c as u32);
        }
        out
    });
    written + "\""
}

/// What the exhibit is about: the finding's title, or the stretch.
fn title(x: &Exhibit) -> String {
    match &x.finding {
        Some(a) if a.is == "statement" => format!("“{}”", a.title),
        Some(a) => a.title.clone(),
        None => {
            let [a, b] = parts::best(&x.asked.times);
            format!("{a} to {b}")
        }
    }
}

fn head(out: &mut String, x: &Exhibit, title: &str) {
    let is_quote = x.finding.as_ref().is_some_and(|a| a.is == "statement");
    let _ = writeln!(out, "<h1{}>{}</h1>", if is_quote { " class=\"said\"" } else { "" }, e(title));
    if let Some(a) = &x.finding {
        if !is_quote {
            // A wording that quotes marks it itself.
            let quoted = if a.words.contains('“') { a.words.clone() } else { format!("“{}”", a.words) };
            let _ = writeln!(out, "<p class=\"wording said\">{}</p>", e(&quoted));
        }
        let notes = a.notes.join(" ");
        let _ = writeln!(out, "<p class=\"by\">{}. {}</p>", e(&a.source), e(&notes));
        let line = a.finding.number_line.as_ref().map(|l| number_line::svg(l, a.is == "rule"));
        let _ = writeln!(
            out,
            "<div class=\"ans{}\"><div><b>{}</b><p>{}</p></div>{}</div>",
            if line.is_some() { "" } else { " alone" },
            e(&a.verdict_words),
            e(&a.finding.answer),
            line.map(|l| format!("<div>{l}</div>")).unwrap_or_default()
        );
    }
    let t = &x.asked.times;
    let own = |words: &str, times: &Option<[String; 2]>| {
        times.as_ref().map(|[a, b]| format!("{words} {a} to {b}")).into_iter().collect::<Vec<_>>()
    };
    let whose = x.asked.on.as_deref().and_then(|id| x.recordings.iter().find(|r| r.id == id)).map(|r| r.name.as_str());
    let mut said = Vec::new();
    if let Some(name) = whose {
        said.extend(own(&format!("on {name}'s own clock"), &t.own));
    }
    said.extend(own("on the case's clock", &t.incident));
    if let Some([a, b]) = &t.wall {
        let [a, b] = [a, b].map(|w| super::clock::of_day(w));
        said.push(format!("{a} to {b} by the wall's clock ({})", x.case.time_zone));
    }
    let _ = writeln!(out, "<p class=\"note\">The stretch: {}.</p>", e(&said.join("; ")));
    let copies: Vec<&str> = x.recordings.iter().filter(|r| r.redacted == "yes").map(|r| r.name.as_str()).collect();
    if !copies.is_empty() {
        let (is, copy) = if copies.len() == 1 { ("is", "a redacted copy") } else { ("are", "redacted copies") };
        let words = format!(
            "{} {is} {copy}: what it shows may have been taken out before it was released.",
            copies.join(" and ")
        );
        let _ = writeln!(out, "<p class=\"note\"><b>{}</b></p>", e(&words));
    }
}

fn picture(out: &mut String, x: &Exhibit, reviewed: &Reviewed) {
    // In a drawing of its own: those of a drawing that is not shown on this width are not found.
    let _ = write!(out, "<svg class=\"defs\" aria-hidden=\"true\">{}</svg>", draw::DEFS);
    out.push_str("<section class=\"pic\"><h2>The stretch on one clock</h2>\n");
    out.push_str(&timeline::svg(x, &reviewed.waveforms, 696.0, "tl wide"));
    out.push_str(&timeline::svg(x, &reviewed.waveforms, 356.0, "tl narrow"));
    let mut classes: Vec<(&str, &str)> = Vec::new();
    for s in x.recordings.iter().flat_map(|r| &r.silences) {
        if !classes.iter().any(|(c, _)| *c == s.class) {
            classes.push((&s.class, &s.words));
        }
    }
    if !classes.is_empty() {
        out.push_str("<p class=\"cap legend\">");
        for (class, words) in classes {
            let fill =
                if matches!(class, "low_level" | "unknown") { "#fff".into() } else { format!("url(#p-{class})") };
            let _ = write!(
                out,
                "<span><svg class=\"sw\" viewBox=\"0 0 26 13\" aria-hidden=\"true\"><rect width=\"26\" height=\"13\" \
                 fill=\"{fill}\" stroke=\"#000\"/></svg>{}</span>",
                e(words)
            );
        }
        out.push_str("</p>");
    }
    let wall = if x.wall.is_some() && x.asked.on.is_none() {
        "Times are by the wall's clock; its own doubt cancels in a difference."
    } else if x.asked.on.is_some() {
        "Times are on the recording's own clock."
    } else {
        "Times are on the case's clock."
    };
    let _ = writeln!(
        out,
        "<p class=\"cap\">The width of a mark is the time in which it can have happened; dashed: nobody else has confirmed it, \
         or it is disputed. {wall}</p></section>"
    );
}

fn why(out: &mut String, x: &Exhibit, a: &About) {
    let reasons: Vec<String> =
        a.finding.reasons.iter().filter(|r| !a.finding.answer.contains(r.as_str())).cloned().collect();
    let mut margin = Vec::new();
    if !a.finding.margin.is_empty() {
        let bound = if a.finding.bound.is_empty() { String::new() } else { format!(" ({})", a.finding.bound) };
        margin.push(format!("Margin: {}{bound}.", a.finding.margin));
    }
    let head = if a.verdict == "undetermined" { "Why it cannot be decided" } else { "Why" };
    let coverage = tables::coverage(x, a);
    if reasons.is_empty() && margin.is_empty() && coverage.is_empty() && a.finding.would_change.is_empty() {
        return;
    }
    out.push_str("<div class=\"two\"><div>");
    let all: Vec<String> = reasons.into_iter().chain(margin).chain(coverage).collect();
    if !all.is_empty() {
        let _ = write!(out, "<h2>{head}</h2>{}", list(&all));
    }
    out.push_str("</div><div>");
    if !a.finding.would_change.is_empty() {
        let _ = write!(out, "<h2>What would change this</h2>{}", list(&a.finding.would_change));
    }
    out.push_str("</div></div>\n");
}

fn sentence(out: &mut String, a: &About) {
    if a.sentence.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "<h2>The sentence that was tested</h2><p class=\"code\">{}</p>{}",
        e(&a.sentence),
        paragraph(&format!(
            "Read back: {} It is decided only if it comes out the same for every time that the evidence allows.",
            a.finding.reading
        ))
    );
}

/// Where a recording is on the case's clock, and how exactly in this stretch.
fn placed_words(r: &Taken) -> String {
    let bound = r.asked.plus_minus_ns.filter(|b| *b > 0);
    let bound = bound.map(|b| format!("; in this stretch it may be off by {} either way", parts::plus_minus(b)));
    format!("{}: {}{}.", r.name, r.placement, bound.unwrap_or_default())
}

fn methods(out: &mut String, x: &Exhibit) {
    let placed: Vec<String> = x.recordings.iter().map(placed_words).chain(x.wall_words.iter().cloned()).collect();
    let _ = writeln!(
        out,
        "<div class=\"two\"><div><h2>How the times were found</h2>{}</div><div><h2>What was not examined</h2>{}</div></div>",
        list(&placed),
        list(&x.not_examined)
    );
    let known: Vec<String> = x
        .made_by
        .methods
        .iter()
        .map(|m| {
            let parameters = if m.parameters.is_empty() { String::new() } else { format!(" ({})", m.parameters) };
            format!("{} {}{parameters}: {}", m.name, m.version, m.error)
        })
        .collect();
    let lines: String = x.recompute.iter().map(|l| format!("<span>{}</span>", e(l))).collect();
    let _ = writeln!(
        out,
        "<h2>Methods, and their known error</h2>{}\n<h2>Recompute it</h2><p class=\"code\">{lines}</p><p class=\"note\">CASE is \
         the case's folder. The last line is for this exhibit's own folder. But for who took it out and \
         when, the same program makes the same bytes.</p>",
        list(&known)
    );
}

fn both_sides(out: &mut String, x: &Exhibit) {
    let Some(a) = &x.finding else { return };
    out.push_str("<h2>Both sides</h2>");
    let reply = match a.reply.as_str() {
        "" => "The case names no reply to this finding, and does not say that one was asked for.".to_owned(),
        reply => format!("Reply: {reply}"),
    };
    out.push_str(&paragraph(&reply));
    tables::touching(out, "What else was said or required about the same evidence", &a.others);
}

fn left_out(out: &mut String, x: &Exhibit) {
    let _ = write!(out, "<h2>What was left out</h2>{}", paragraph(&x.privacy.words));
    if !x.problems.is_empty() {
        let problems: Vec<String> = x
            .problems
            .iter()
            .map(|p| {
                let remedy = if p.remedy.is_empty() { String::new() } else { format!(" What to do: {}.", p.remedy) };
                format!("{}: {}.{remedy}", p.file, p.what)
            })
            .collect();
        let _ = write!(out, "<h2>What could not be done, or does not fit</h2>{}", list(&problems));
    }
    out.push('\n');
}

fn certify(out: &mut String, x: &Exhibit, json_sha256: &str) {
    let _ = writeln!(
        out,
        "<section class=\"certify\"><h2>Certification</h2><p>This page leaves room for the person who certifies the process and \
         the copy. It is not a certification until it is signed, and counsel should fit the wording to the court.</p><p \
         style=\"margin-top:8px\">I ran the process described above on copies whose digests match those listed, and this exhibit \
         is its unaltered result.</p><div class=\"sign\"><div>Name and position</div><div>Signature</div><div>Place and \
         date</div><div>Second reviewer</div></div><footer class=\"foot\">Exhibit {}, taken out by {} at {} with \
         unmuted {}. SHA-256 of exhibit.json, which has the digest of every file beside it: <span \
         class=\"h\">{}</span></footer></section>",
        e(&x.name),
        e(&x.by),
        e(&x.at),
        e(&x.made_by.version),
        digest(json_sha256)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_title_ends_a_style_sheet() {
        assert_eq!(
            css("a</style>\"\\\n"),
            "\"a\\00003c\\00002fstyle\\00003e\\000022\\00005c\\00005cu\\00007ba\\00007d\""
        );
    }
}
