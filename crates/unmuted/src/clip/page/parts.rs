//! Small parts of the page.

use std::fmt::Write as _;

use crate::clip::clock::{Times, of_day};
use crate::clip::draw::e;

/// A list of sentences.
pub fn list(items: &[String]) -> String {
    let mut out = String::from("<ul class=\"b\">");
    for i in items {
        let _ = write!(out, "<li>{}</li>", e(i));
    }
    out + "</ul>"
}

/// One paragraph.
pub fn paragraph(text: &str) -> String {
    format!("<p class=\"note\">{}</p>", e(text))
}

/// A digest in groups of four, so that two can be compared by eye.
pub fn digest(hex: &str) -> String {
    let groups: Vec<String> = hex.as_bytes().chunks(4).map(|c| String::from_utf8_lossy(c).into_owned()).collect();
    e(&groups.join(" "))
}

/// The two ends on the clock that a reader knows best: the wall's, the case's, the recording's own.
pub fn best(times: &Times) -> [String; 2] {
    if let Some(wall) = &times.wall {
        return [0, 1].map(|i| wall.get(i).map(|w| of_day(w)).unwrap_or_default());
    }
    times.incident.clone().or_else(|| times.own.clone()).unwrap_or_default()
}

/// A stretch on every clock, as a cell of a table.
pub fn clocks(times: &Times) -> String {
    let mut out = String::new();
    let mut line = |class: &str, [a, b]: [&str; 2], words: &str| {
        let both = if a == b { e(a) } else { format!("{} to {}", e(a), e(b)) };
        let _ = write!(out, "<span class=\"{class}\">{both}{words}</span>");
    };
    if let Some([a, b]) = &times.own {
        line("own", [a, b], " own clock");
    }
    if let Some([a, b]) = &times.incident {
        let bound = times.plus_minus_ns.filter(|b| *b > 0).map(|b| format!(" ±{}", plus_minus(b))).unwrap_or_default();
        line("case", [a, b], &format!(" case's clock{bound}"));
    }
    if let Some([a, b]) = &times.wall {
        let [a, b] = [of_day(a), of_day(b)];
        line("wall", [&a, &b], " wall");
    }
    out
}

/// A half-width in seconds, rounded up to milliseconds: a bound that is said must hold.
pub fn plus_minus(ns: i64) -> String {
    let ms = (ns.unsigned_abs() + 999_999) / 1_000_000;
    format!("{}.{:03} s", ms / 1000, ms % 1000)
}

/// `1 picture`, `80 pictures`: the word is given in the plural.
pub fn counted(n: u64, many: &str) -> String {
    let word = if n == 1 { many.trim_end_matches('s') } else { many };
    format!("{n} {word}")
}
