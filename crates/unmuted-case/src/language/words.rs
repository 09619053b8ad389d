//! How things are called in answers, and how numbers are written so that rounding never moves them across the
//! value they are compared with.

use super::ast::{Edge, Moment, MomentOf, On, Pattern, Pick, Window};
use crate::timeline::Timeline;
use unmuted_model::{Kind, SourceId};

/// The kind without its article: "shot", "aid begun".
pub(super) fn noun(kind: &Kind, timeline: &Timeline) -> String {
    let words = timeline.vocabulary.meaning(kind).map_or(kind.as_str(), |m| m.words.as_str());
    let bare = words.strip_prefix("a ").or_else(|| words.strip_prefix("an ")).unwrap_or(words);
    bare.to_owned()
}

/// "shot by Officer 1 on Camera 2".
pub(super) fn described(pattern: &Pattern, timeline: &Timeline) -> String {
    let mut out = noun(&pattern.kind, timeline);
    if let Some(text) = &pattern.matching {
        out += &format!(" matching {}", text.written());
    }
    if let Some(by) = &pattern.by {
        let name = timeline.people.iter().find(|p| p.id == *by).map_or(by.as_str(), |p| p.name.as_str());
        out += &format!(" by {name}");
    }
    out + &on(&pattern.on, timeline)
}

/// " on Camera 1", " on any camera", or nothing.
pub(super) fn on(on: &On, timeline: &Timeline) -> String {
    match on {
        On::Anywhere => String::new(),
        On::Recording(id) => format!(" on {}", recording(id, timeline)),
        On::Any { cameras_only } => format!(" on any {}", thing(*cameras_only)),
        On::Every { cameras_only } => format!(" on every {}", thing(*cameras_only)),
    }
}

/// "a shot by Officer 1", "speech on Camera 2"; and whether it is one thing rather than a mass.
pub(super) fn with_article(pattern: &Pattern, timeline: &Timeline) -> (String, bool) {
    let words = timeline.vocabulary.meaning(&pattern.kind).map_or("", |m| m.words.as_str());
    let described = described(pattern, timeline);
    match words.split_once(' ') {
        Some((article @ ("a" | "an"), _)) => (format!("{article} {described}"), true),
        _ => (described, false),
    }
}

fn thing(camera: bool) -> &'static str {
    if camera { "camera" } else { "recording" }
}

/// A recording's name.
pub(super) fn recording(id: &SourceId, timeline: &Timeline) -> String {
    timeline.recordings.iter().find(|r| r.id == *id).map_or_else(|| id.to_string(), |r| r.name.clone())
}

/// "the last shot", "the end of the first muting".
pub(super) fn moment(m: &Moment, timeline: &Timeline) -> String {
    match &m.of {
        MomentOf::Event { pick, pattern, edge } => {
            let which = match pick {
                Pick::The | Pick::First => "the first",
                Pick::Last => "the last",
                Pick::Each => "each",
            };
            let end = if *edge == Edge::End { "the end of " } else { "" };
            format!("{end}{which} {}", described(pattern, timeline))
        }
        MomentOf::Recording { id, edge } => format!("the {} of {}", edge_word(*edge), recording(id, timeline)),
        MomentOf::Scope { edge } => format!("the {} of the time in question", edge_word(*edge)),
    }
}

fn edge_word(edge: Edge) -> &'static str {
    if edge == Edge::End { "end" } else { "start" }
}

/// " between the first shot and the first aid begun", or nothing for the scope.
pub(super) fn window(w: &Window, timeline: &Timeline) -> String {
    match w {
        Window::Scope => String::new(),
        Window::Between(a, b) => format!(" between {} and {}", moment(a, timeline), moment(b, timeline)),
        Window::Before(a) => format!(" before {}", moment(a, timeline)),
        Window::After(a) => format!(" after {}", moment(a, timeline)),
        Window::While(p) => format!(" while {}", described(p, timeline)),
        Window::WithinBefore(d, a) => format!(" in the {d} before {}", moment(a, timeline)),
        Window::WithinAfter(d, a) => format!(" in the {d} after {}", moment(a, timeline)),
    }
}

/// With a capital letter.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().collect::<String>() + chars.as_str())
}

/// "once", "twice", "3 times".
pub(super) fn times(n: u32) -> String {
    match n {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

/// How many digits after the point show a length in seconds so that, rounded outwards, it stays on its side of
/// the value that it is compared with; one where that is enough.
pub(super) fn digits(lengths: &[i64], compared_with: i64) -> usize {
    let near = lengths
        .iter()
        .filter(|l| **l != i64::MIN && **l != i64::MAX)
        .map(|l| l.abs_diff(compared_with))
        .filter(|d| *d > 0)
        .min()
        .unwrap_or(u64::MAX);
    match near {
        100_000_000.. => 1,
        1_000_000.. => 3,
        1_000.. => 6,
        _ => 9,
    }
}

/// Seconds, rounded down (`up` false) or up, to `digits` after the point.
pub(super) fn seconds(ns: i64, digits: usize, up: bool) -> String {
    let digits = digits.min(9);
    let unit = 10_i128.pow(u32::try_from(9 - digits).unwrap_or(0));
    let n = i128::from(ns);
    let units = if up { -((-n).div_euclid(unit)) } else { n.div_euclid(unit) };
    let scale = 10_i128.pow(u32::try_from(digits).unwrap_or(0));
    let (whole, fraction) = (units.abs() / scale, units.abs() % scale);
    let sign = if units < 0 { "-" } else { "" };
    if digits == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction:0digits$}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_goes_outwards() {
        assert_eq!(seconds(58_349_000_000, 1, false), "58.3");
        assert_eq!(seconds(58_301_000_000, 1, true), "58.4");
        assert_eq!(seconds(-1_250_000_000, 1, false), "-1.3");
        assert_eq!(seconds(-1_250_000_000, 1, true), "-1.2");
        assert_eq!(seconds(-40_000_000, 1, true), "0.0");
        assert_eq!(digits(&[59_960_000_000, 61_000_000_000], 60_000_000_000), 3);
    }
}
