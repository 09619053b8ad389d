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

/// The heads of the columns that [`clocks`] fills.
pub fn clock_heads(has_wall: bool) -> Vec<&'static str> {
    let mut heads = vec!["Own clock", "Case's clock"];
    if has_wall {
        heads.push("Wall");
    }
    heads
}

/// A stretch on every clock, a cell for each: an end under the other.
pub fn clocks(times: &Times, has_wall: bool) -> Vec<String> {
    let cell = |ends: Option<[String; 2]>| match ends {
        None => String::new(),
        Some([a, b]) if a == b => format!("<span class=\"c\">{}</span>", e(&a)),
        Some([a, b]) => format!("<span class=\"c\">{}</span><br> <span class=\"c\">to {}</span>", e(&a), e(&b)),
    };
    let wall = times.wall.as_ref().map(|w| [0, 1].map(|i| w.get(i).map(|t| of_day(t)).unwrap_or_default()));
    let mut cells = vec![cell(times.own.clone()), cell(times.incident.clone())];
    if has_wall {
        cells.push(cell(wall));
    }
    cells
}

/// A half-width in seconds, rounded up to milliseconds: a bound that is said must hold.
pub fn plus_minus(ns: i64) -> String {
    let ms = ns.unsigned_abs().div_ceil(1_000_000);
    format!("{}.{:03} s", ms / 1000, ms % 1000)
}

/// `1 picture`, `80 pictures`: the word is given in the plural.
pub fn counted(n: u64, many: &str) -> String {
    let word = if n == 1 { many.trim_end_matches('s') } else { many };
    format!("{n} {word}")
}
