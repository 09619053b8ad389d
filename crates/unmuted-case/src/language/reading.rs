//! A sentence read back in plain English, so that its writer sees how it is understood before it is tested.

use super::ast::{Attribute, Comparison, DaysBetween, Happened, How, HowAsked, Literal, Pick, Relation, Sentence};
use super::words::{capital, day_moment, day_window, described, moment, on, target, times, window, with_article};
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
            let (from, to) = (moment(&t.from, timeline), moment(&t.to, timeline));
            format!("from {from} to {to}, {} {} pass", extent(t.comparison), t.length)
        }
        Sentence::Duration(d) => {
            let at_once = if d.at_once { " at once" } else { "" };
            let what = described(&d.pattern, timeline);
            let how = extent(d.comparison);
            format!("{what}{at_once} lasts {how} {} in all{}", d.length, window(&d.window, timeline))
        }
        Sentence::Running(r) => {
            format!("there is a recording running{} at {}", on(&r.on, timeline), moment(&r.at, timeline))
        }
        Sentence::Every(e) => {
            let (by, _) = with_article(&e.by, timeline);
            let order = if e.followed { "followed" } else { "preceded" };
            let within = e.within.as_ref().map(|d| format!(" within {d}")).unwrap_or_default();
            format!("every {} is {order} by {by}{within}", described(&e.each, timeline))
        }
        Sentence::Relation(r) => relation(r, timeline),
        Sentence::Attribute(a) => attribute(a, timeline),
        Sentence::Days(d) => days(d),
        Sentence::Happened(h) => happened(h),
        Sentence::Not(inner) => format!("it is not so that {}", clause(inner, timeline)),
        Sentence::All(parts) => joined(parts, "and", timeline),
        Sentence::Any(parts) => joined(parts, "or", timeline),
        Sentence::If(a, b) => format!("if {}, then {}", clause(a, timeline), clause(b, timeline)),
    }
}

/// "no more than", of a length of time.
fn extent(c: Comparison) -> &'static str {
    match c {
        Comparison::Exactly => "exactly",
        Comparison::AtMost => "no more than",
        Comparison::LessThan => "less than",
        Comparison::AtLeast => "at least",
        Comparison::MoreThan => "more than",
    }
}

fn relation(r: &Relation, timeline: &Timeline) -> String {
    let a = match r.a.pick {
        Pick::The => {
            let (what, countable) = with_article(&r.a.pattern, timeline);
            if countable { format!("at least one {}", described(&r.a.pattern, timeline)) } else { what }
        }
        _ => target(&r.a, timeline),
    };
    let b = if r.b.pick == Pick::The { with_article(&r.b.pattern, timeline).0 } else { target(&r.b, timeline) };
    match r.how {
        How::Overlaps => format!("{a} and {b} have time in common"),
        How::During => format!("{a} is wholly within the time of {b}"),
    }
}

fn attribute(a: &Attribute, timeline: &Timeline) -> String {
    let with = match &a.with {
        Literal::Number { text, .. } => text.clone(),
        Literal::Text(text) => format!("\u{201c}{text}\u{201d}"),
        Literal::Flag(flag) => if *flag { "so" } else { "not so" }.to_owned(),
    };
    let how = match (a.comparison, &a.with) {
        (Comparison::Exactly, _) => "",
        (c, _) => match c {
            Comparison::AtMost => "at most ",
            Comparison::LessThan => "less than ",
            Comparison::AtLeast => "at least ",
            Comparison::MoreThan => "more than ",
            Comparison::Exactly => "",
        },
    };
    let at = a.at.as_ref().map(|m| format!(" at {}", moment(m, timeline))).unwrap_or_default();
    format!("{} is {how}{with}{at}", a.name)
}

fn days(d: &DaysBetween) -> String {
    let (from, to) = (day_moment(&d.from), day_moment(&d.to));
    format!("from {from} to {to}, {} {} pass", extent(d.comparison), d.length)
}

fn happened(h: &Happened) -> String {
    let window = day_window(&h.window);
    match h.asked {
        HowAsked::Some => format!("there is at least one {}{window}", h.kind),
        HowAsked::No => format!("there is no {}{window}", h.kind),
        HowAsked::Count => {
            let how = match h.comparison {
                Comparison::Exactly => "exactly",
                Comparison::AtMost => "at most",
                Comparison::LessThan => "fewer than",
                Comparison::AtLeast => "at least",
                Comparison::MoreThan => "more than",
            };
            format!(
                "{} occurs {how} {}{window}",
                h.kind,
                if h.number == 0 { "0 times".into() } else { times(h.number) }
            )
        }
    }
}

fn joined(parts: &[Sentence], word: &str, timeline: &Timeline) -> String {
    let parts: Vec<String> = parts.iter().map(|p| clause(p, timeline)).collect();
    parts.join(&format!(", {word} "))
}
