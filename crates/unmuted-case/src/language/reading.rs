//! A sentence read back in plain English, so that its writer sees how it is understood before it is tested.

use super::ast::{Comparison, Sentence};
use super::words::{capital, described, moment, on, times, window, with_article};
use crate::timeline::Timeline;

/// The sentence in plain English, ending with a full stop.
pub(super) fn read_back(s: &Sentence, timeline: &Timeline) -> String {
    format!("{}.", capital(&clause(s, timeline)))
}

fn clause(s: &Sentence, timeline: &Timeline) -> String {
    match s {
        Sentence::Some(p) => {
            let (what, countable) = with_article(&p.pattern, timeline);
            let what = if countable { format!("at least one {}", described(&p.pattern, timeline)) } else { what };
            format!("there is {what}{}", window(&p.window, timeline))
        }
        Sentence::No(p) => format!("there is no {}{}", described(&p.pattern, timeline), window(&p.window, timeline)),
        Sentence::Count(c) => {
            let how = match c.comparison {
                Comparison::Exactly => "exactly",
                Comparison::AtMost => "at most",
                Comparison::LessThan => "fewer than",
                Comparison::AtLeast => "at least",
                Comparison::MoreThan => "more than",
            };
            let n = match (c.comparison, c.number) {
                (Comparison::Exactly, 0) => {
                    return format!("there is no {}{}", described(&c.pattern, timeline), window(&c.window, timeline));
                }
                (Comparison::LessThan | Comparison::MoreThan, n) => format!("{n} times"),
                (_, 0) => "0 times".to_owned(),
                (_, n) => times(n),
            };
            let (what, _) = with_article(&c.pattern, timeline);
            format!("{what} occurs {how} {n}{}", window(&c.window, timeline))
        }
        Sentence::Time(t) => {
            let length = &t.length;
            let (from, to) = (moment(&t.from, timeline), moment(&t.to, timeline));
            let how = match t.comparison {
                Comparison::Exactly => format!("exactly {length} pass"),
                Comparison::AtMost => format!("no more than {length} pass"),
                Comparison::LessThan => format!("less than {length} pass"),
                Comparison::AtLeast => format!("at least {length} pass"),
                Comparison::MoreThan => format!("more than {length} pass"),
            };
            format!("from {from} to {to}, {how}")
        }
        Sentence::Duration(d) => {
            let at_once = if d.at_once { " at once" } else { "" };
            let how = match d.comparison {
                Comparison::Exactly => "exactly",
                Comparison::AtMost => "no more than",
                Comparison::LessThan => "less than",
                Comparison::AtLeast => "at least",
                Comparison::MoreThan => "more than",
            };
            let what = described(&d.pattern, timeline);
            format!("{what}{at_once} lasts {how} {} in all{}", d.length, window(&d.window, timeline))
        }
        Sentence::Running(r) => {
            format!("there is a recording running{} at {}", on(&r.on, timeline), moment(&r.at, timeline))
        }
        Sentence::Not(inner) => format!("it is not so that {}", clause(inner, timeline)),
        Sentence::All(parts) => joined(parts, "and", timeline),
        Sentence::Any(parts) => joined(parts, "or", timeline),
        Sentence::If(a, b) => format!("if {}, then {}", clause(a, timeline), clause(b, timeline)),
    }
}

fn joined(parts: &[Sentence], word: &str, timeline: &Timeline) -> String {
    let parts: Vec<String> = parts.iter().map(|p| clause(p, timeline)).collect();
    parts.join(&format!(", {word} "))
}
