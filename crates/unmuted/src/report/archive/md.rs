//! The same as text (Markdown), for mail, for a diff, and for readers without a browser.

use std::fmt::Write as _;

use super::content::{Cell, Column, Part, Section, Table};
use super::sections::Head;
use crate::names::shown;

/// The whole text.
pub fn text(head: &Head, sections: &[Section]) -> String {
    let mut out = format!("# {}\n\n", plain(&head.title));
    if let Some(note) = &head.note {
        let _written = write!(out, "**{}**\n\n", plain(note));
    }
    let _written = write!(out, "{}\n\n", plain(&head.lead));
    for (name, value) in &head.facts {
        let _written = writeln!(out, "- {}: {}", plain(name), plain(value));
    }
    for s in sections {
        let _written = write!(out, "\n## {}\n", plain(&s.title));
        for p in &s.lead {
            let _written = write!(out, "\n{}\n", plain(p));
        }
        for part in &s.parts {
            out.push('\n');
            match part {
                Part::Heading(words, below) => {
                    let _written = writeln!(out, "### {}", plain(words));
                    if !below.is_empty() {
                        let _written = write!(out, "\n{}\n", plain(below));
                    }
                }
                Part::Text(words) => {
                    let _written = writeln!(out, "{}", plain(words));
                }
                Part::List(items) => {
                    for i in items {
                        let _written = writeln!(out, "- {}", plain(i));
                    }
                }
                Part::Table(t) | Part::Drawing { table: t, .. } => table(&mut out, t),
            }
        }
    }
    let _written = write!(out, "\n{}\n", plain(&head.foot));
    out
}

fn table(out: &mut String, t: &Table) {
    let kept: Vec<usize> =
        (0..t.columns.len()).filter(|i| t.columns.get(*i).is_some_and(|c| c.1 != Column::Bar)).collect();
    let mut names = String::from("|");
    let mut rule = String::from("|");
    for (name, kind) in kept.iter().filter_map(|i| t.columns.get(*i)) {
        let _written = write!(names, " {} |", plain(name));
        rule.push_str(if *kind == Column::Number { "---:|" } else { "---|" });
    }
    let _written = writeln!(out, "{names}\n{rule}");
    for row in &t.rows {
        out.push('|');
        for cell in kept.iter().filter_map(|i| row.get(*i)) {
            let _written = write!(out, " {} |", words(cell));
        }
        out.push('\n');
    }
}

fn words(cell: &Cell) -> String {
    match cell {
        Cell::Text(words) => plain(words),
        Cell::Code(words) => code(words),
        Cell::Evidence { path, command } => format!("{}; {}", code(path), code(command)),
        Cell::Class(class) => class.words().to_owned(),
        Cell::Bar(_) => String::new(),
    }
}

/// What could be taken for Markdown is escaped; line ends become blanks.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.replace(['\n', '\r'], " ").chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push_str(&shown(c.encode_utf8(&mut [0; 4]))),
        }
    }
    out
}

/// In a fence longer than any run of backticks inside; a bar would end the cell.
fn code(text: &str) -> String {
    let text = shown(&text.replace(['\n', '\r'], " ")).replace('|', "\\|");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest > 0 { format!("{fence} {text} {fence}") } else { format!("{fence}{text}{fence}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_become_markup() {
        assert_eq!(plain("a|b*c_\n<x>"), "a\\|b\\*c\\_ \\<x\\>");
        assert_eq!(code("a`b|c"), "`` a`b\\|c ``");
        assert_eq!(code("a\u{202e}b"), "`a\\u{202e}b`");
    }
}
