//! How things are called in answers, and how numbers are written so that rounding never moves them across the
//! value they are compared with.

use super::ast::{By, DayMoment, DayOf, DayWindow, Edge, Moment, MomentOf, On, Pattern, Pick, Target, Which, Window};
use crate::timeline::Timeline;
use unmuted_model::{Kind, SourceId};

/// The kind without its article: "shot", "aid begun".
pub(super) fn noun(kind: &Kind, timeline: &Timeline) -> String {
    let words = timeline.vocabulary.meaning(kind).map_or(kind.as_str(), |m| m.words.as_str());
    let bare = ["a ", "an ", "the "].iter().find_map(|article| words.strip_prefix(article)).unwrap_or(words);
    bare.to_owned()
}

/// "shot by Officer 1 on Camera 2".
pub(super) fn described(pattern: &Pattern, timeline: &Timeline) -> String {
    let mut out = noun(&pattern.kind, timeline);
    if pattern.confirmed {
        out = format!("confirmed {out}");
    }
    if pattern.asks_words() {
        let words: Vec<&str> = pattern.matching.iter().map(|m| m.written()).collect();
        out += &format!(" matching {}", listed(&words, "or"));
    }
    if let Some(by) = &pattern.by {
        out += &format!(" by {}", whose(by, timeline));
    }
    out + &on(&pattern.on, timeline)
}

/// "any officer", "Officer 1 or Officer 2".
fn whose(by: &By, timeline: &Timeline) -> String {
    if let Some(role) = &by.role {
        return format!("any {role}");
    }
    let name = |id: &unmuted_model::PersonId| {
        timeline.people.iter().find(|p| p.id == *id).map_or_else(|| id.to_string(), |p| p.name.clone())
    };
    let names: Vec<String> = by.people.iter().map(name).collect();
    listed(&names.iter().map(String::as_str).collect::<Vec<_>>(), "or")
}

/// "a", "a or b", "a, b or c".
pub(super) fn listed(names: &[&str], joint: &str) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [head @ .., last] => format!("{} {joint} {last}", head.join(", ")),
    }
}

/// " on Camera 1", " on any camera", or nothing.
pub(super) fn on(on: &On, timeline: &Timeline) -> String {
    match on {
        On::Anywhere => String::new(),
        On::Recording(id) => format!(" on {}", recording(id, timeline)),
        On::That => " on that recording".to_owned(),
        On::Any(which) => match which {
            Which::These(list) => format!(" on {}", named(list, "or", timeline)),
            which => format!(" on any {}", thing(which)),
        },
        On::Every(which) => match which {
            Which::These(list) => format!(" on each of {}", named(list, "and", timeline)),
            which => format!(" on every {}", thing(which)),
        },
    }
}

fn named(list: &[SourceId], joint: &str, timeline: &Timeline) -> String {
    let names: Vec<String> = list.iter().map(|id| recording(id, timeline)).collect();
    listed(&names.iter().map(String::as_str).collect::<Vec<_>>(), joint)
}

/// "a shot by Officer 1", "speech on Camera 2"; and whether it is one thing rather than a mass.
pub(super) fn with_article(pattern: &Pattern, timeline: &Timeline) -> (String, bool) {
    let words = timeline.vocabulary.meaning(&pattern.kind).map_or("", |m| m.words.as_str());
    let described = described(pattern, timeline);
    match words.split_once(' ') {
        Some((article @ ("a" | "an"), _)) => {
            let article = if pattern.confirmed { "a" } else { article };
            (format!("{article} {described}"), true)
        }
        _ => (described, false),
    }
}

fn thing(which: &Which) -> &'static str {
    if *which == Which::Cameras { "camera" } else { "recording" }
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
        MomentOf::That { edge } => format!("the {} of that recording", edge_word(*edge)),
        MomentOf::Scope { edge } => format!("the {} of the time in question", edge_word(*edge)),
        MomentOf::Day(day) => day_moment(day),
    }
}

/// "the incident", "the first release of video", "2018-04-04".
pub(super) fn day_moment(day: &DayMoment) -> String {
    match &day.of {
        DayOf::Incident => "the incident".to_owned(),
        DayOf::Date(date) => date.to_string(),
        DayOf::Outcome { pick, kind } => match pick {
            Pick::Last => format!("the last {kind}"),
            Pick::First => format!("the first {kind}"),
            _ => format!("the {kind}"),
        },
    }
}

/// " within 30 days after the incident", or nothing.
pub(super) fn day_window(w: &DayWindow) -> String {
    match w {
        DayWindow::Always => String::new(),
        DayWindow::Before(m) => format!(" before {}", day_moment(m)),
        DayWindow::After(m) => format!(" after {}", day_moment(m)),
        DayWindow::Between(a, b) => format!(" between {} and {}", day_moment(a), day_moment(b)),
        DayWindow::WithinAfter(d, m) => format!(" within {d} after {}", day_moment(m)),
        DayWindow::WithinBefore(d, m) => format!(" within {d} before {}", day_moment(m)),
    }
}

/// "officers conferring", "the first officers conferring".
pub(super) fn target(t: &Target, timeline: &Timeline) -> String {
    let what = described(&t.pattern, timeline);
    match t.pick {
        Pick::First => format!("the first {what}"),
        Pick::Last => format!("the last {what}"),
        Pick::The => what,
        Pick::Each => format!("every {what}"),
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
        Window::While(t) => format!(" while {}", target(t, timeline)),
        Window::During(t) => format!(" wholly during {}", target(t, timeline)),
        Window::WithinBefore(d, a) => format!(" in the {d} before {}", moment(a, timeline)),
        Window::WithinAfter(d, a) => format!(" in the {d} after {}", moment(a, timeline)),
        Window::WithinAround { before, after, of, .. } => {
            format!(" in the {before} before {} or the {after} after its end", moment(of, timeline))
        }
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
    amount(ns, SECOND, digits, up)
}

/// One second, and one hour, in nanoseconds.
pub(super) const SECOND: i64 = 1_000_000_000;
pub(super) const HOUR: i64 = 3_600 * SECOND;

/// A length in units of `per` nanoseconds, rounded down (`up` false) or up, to `digits` after the point.
pub(super) fn amount(ns: i64, per: i64, digits: usize, up: bool) -> String {
    let digits = digits.min(9);
    let scale = 10_i128.pow(u32::try_from(digits).unwrap_or(0));
    let (n, unit) = (i128::from(ns) * scale, i128::from(per));
    let units = if up { -((-n).div_euclid(unit)) } else { n.div_euclid(unit) };
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
        assert_eq!(amount(90 * 60 * SECOND + 1, HOUR, 1, true), "1.6");
        assert_eq!(amount(90 * 60 * SECOND + 1, HOUR, 1, false), "1.5");
        assert_eq!(digits(&[59_960_000_000, 61_000_000_000], 60_000_000_000), 3);
    }
}
