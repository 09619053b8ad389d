//! The page: one file, no script, no address outside of itself. Light and dark by the system; black on white on paper.

use std::fmt::Write as _;

use super::content::{Cell, Column, Part, Section, Table};
use super::draw;
use super::sections::Head;

const TOKENS: &str = include_str!("../../../../../web/src/style/tokens.css");
const STYLE: &str = include_str!("page.css");

/// The whole page.
pub fn page(head: &Head, sections: &[Section]) -> String {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\" data-theme=\"auto\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<meta \
         http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri \
         'none'; form-action 'none'\">\n<title>{} · unmuted</title>\n<link rel=\"icon\" \
         href=\"data:,\">\n<style>\n{TOKENS}{STYLE}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">To the \
         summary</a>\n<div class=\"page\">\n<header>\n<div class=\"top\"><b>unmuted</b><span>Summary of a scan</span><nav \
         aria-label=\"Page\">",
        escape(&head.title)
    );
    for s in sections {
        let _written = write!(out, "<a href=\"#{}\">{}</a>", s.id, escape(s.nav));
    }
    out.push_str("</nav></div>\n");
    if let Some(note) = &head.note {
        let _written = writeln!(out, "<p class=\"fiction\"><b>{}</b></p>", escape(note));
    }
    let _written =
        write!(out, "<div class=\"head\"><div><h1>{}</h1><p>{}</p></div><dl>", escape(&head.title), escape(&head.lead));
    for (name, value) in &head.facts {
        let _written = write!(out, "<dt>{}</dt><dd>{}</dd>", escape(name), escape(value));
    }
    out.push_str("</dl></div>\n</header>\n<main id=\"main\">\n");
    for s in sections {
        section(&mut out, s);
    }
    let _written = write!(
        out,
        "</main>\n<footer><p class=\"fine\">{}</p></footer>\n</div>\n</body>\n</html>\n",
        escape(&head.foot)
    );
    out
}

fn section(out: &mut String, s: &Section) {
    let _written = write!(out, "<section class=\"paper\" id=\"{}\"><header><h2>{}</h2>", s.id, escape(&s.title));
    for p in &s.lead {
        let _written = write!(out, "<p>{}</p>", escape(p));
    }
    out.push_str("</header>\n");
    for part in &s.parts {
        match part {
            Part::Heading(words, below) => {
                let _written = write!(out, "<h3>{}</h3>", escape(words));
                if !below.is_empty() {
                    let _written = write!(out, "<p class=\"fine\">{}</p>", escape(below));
                }
            }
            Part::Text(words) => {
                let _written = write!(out, "<p class=\"sub\">{}</p>", escape(words));
            }
            Part::List(items) => {
                out.push_str("<ul class=\"not\">");
                for i in items {
                    let _written = write!(out, "<li>{}</li>", escape(i));
                }
                out.push_str("</ul>");
            }
            Part::Table(t) => table(out, t),
            Part::Drawing { markup, name, table: t } => {
                let _written =
                    write!(out, "<div class=\"draw\">{markup}</div><details><summary>{}</summary>", escape(name));
                table(out, t);
                out.push_str("</details>");
            }
        }
        out.push('\n');
    }
    out.push_str("</section>\n");
}

fn table(out: &mut String, t: &Table) {
    let _written = write!(out, "<div class=\"scroll\"><table class=\"tab {}\"><thead><tr>", t.style);
    for (name, kind) in &t.columns {
        let _written = match kind {
            Column::Text => write!(out, "<th scope=\"col\">{}</th>", escape(name)),
            Column::Number => write!(out, "<th scope=\"col\" class=\"n\">{}</th>", escape(name)),
            Column::Bar => write!(
                out,
                "<th scope=\"col\" class=\"b\"><span class=\"vh\">{}</span>{}</th>",
                escape(name),
                draw::axis(t.scale, t.line)
            ),
        };
    }
    out.push_str("</tr></thead><tbody>");
    for row in &t.rows {
        out.push_str("<tr>");
        for (cell, (name, kind)) in row.iter().zip(&t.columns) {
            let class = match kind {
                Column::Text => "",
                Column::Number => " class=\"n\"",
                Column::Bar => " class=\"b\"",
            };
            let _written = write!(out, "<td{class} data-name=\"{}\">{}</td>", escape(name), markup(cell, t));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>");
}

fn markup(cell: &Cell, t: &Table) -> String {
    match cell {
        Cell::Text(words) => escape(words),
        Cell::Code(words) => format!("<code>{}</code>", escape(words)),
        Cell::Evidence { path, command } => {
            format!("<code class=\"path\">{}</code><code class=\"do\">{}</code>", escape(path), escape(command))
        }
        Cell::Class(class) => format!("<span class=\"cl\">{} {}</span>", draw::swatch(*class), class.words()),
        Cell::Bar(share) => draw::bar(*share, t.scale, t.line),
    }
}

/// Text as markup.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
