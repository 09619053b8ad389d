//! Whether two values of an attribute contradict each other. A band of ages that holds the exact one does not.

use crate::link::normal;
use crate::list::{Value, ValueKind};

/// Whether two lists say different things.
pub fn different(attribute: &str, kind: ValueKind, a: &Value, b: &Value) -> bool {
    if a == b {
        return false;
    }
    match (a, b) {
        (Value::Nothing, _) | (_, Value::Nothing) => false,
        (Value::Years(a0, a1), Value::Years(b0, b1)) => a1 < b0 || b1 < a0,
        (Value::Day(_) | Value::Month(..) | Value::Year(_), Value::Day(_) | Value::Month(..) | Value::Year(_)) => {
            let (Some(x), Some(y)) = (a.text(), b.text()) else { return false };
            !(x.starts_with(&*y) || y.starts_with(&*x))
        }
        _ => {
            let (Some(x), Some(y)) = (a.text(), b.text()) else { return false };
            match (attribute, kind) {
                ("name" | "plaintiff", _) | (_, ValueKind::Name) => apart(&normal::name(&x), &normal::name(&y)),
                ("agency", _) => {
                    let (x, y) = (normal::agency(&x), normal::agency(&y));
                    !x.is_empty() && !y.is_empty() && !x.iter().any(|t| y.contains(t))
                }
                ("city", _) => normal::town(&x) != normal::town(&y),
                ("county", _) => normal::county(&x) != normal::county(&y),
                ("race" | "race_imputed", _) => words_apart(&wider(&x), &wider(&y)),
                (_, ValueKind::Words) => words_apart(&x, &y),
                _ => normal::words(&x) != normal::words(&y),
            }
        }
    }
}

/// Neither holds all tokens of the other.
fn apart(x: &[Box<str>], y: &[Box<str>]) -> bool {
    let within = |a: &[Box<str>], b: &[Box<str>]| a.iter().all(|t| b.contains(t));
    !(x.is_empty() || y.is_empty() || within(x, y) || within(y, x))
}

/// Neither holds all words of the other: "gunshot" and "gunshot;taser" do not contradict.
fn words_apart(x: &str, y: &str) -> bool {
    let within = |a: &str, b: &str| a.split(';').all(|w| b.split(';').any(|v| v == w));
    !(within(x, y) || within(y, x))
}

/// Lists that part Asian from Pacific Islander do not contradict those that do not.
fn wider(race: &str) -> String {
    race.replace("asian-or-pacific-islander", "asian").replace("pacific-islander", "asian")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(t: &str) -> Value {
        Value::Text(t.into())
    }
    fn words(t: &str) -> Value {
        Value::Words(t.into())
    }

    #[test]
    fn bands_parts_and_spellings_do_not_contradict() {
        for (attribute, kind, a, b) in [
            ("age", ValueKind::Age, Value::Years(23, 23), Value::Years(20, 24)),
            ("date", ValueKind::Date, Value::Day(17_608), Value::Year(2018)),
            ("name", ValueKind::Name, text("Stephon Clark"), text("Stephon Alonzo Clark")),
            ("name", ValueKind::Name, text("Harless Scott"), text("Scott Harless")),
            ("agency", ValueKind::Text, text("Sacramento Police Department"), text("Sacramento PD; FBI")),
            ("city", ValueKind::Text, text("St. Louis"), text("Saint Louis")),
            ("race", ValueKind::Words, words("asian-or-pacific-islander"), words("pacific-islander")),
            ("cause", ValueKind::Words, words("gunshot"), words("gunshot;taser")),
            ("age", ValueKind::Age, Value::Nothing, Value::Years(1, 1)),
        ] {
            assert!(!different(attribute, kind, &a, &b), "{attribute}: {a:?} {b:?}");
            assert!(!different(attribute, kind, &b, &a), "{attribute}: {b:?} {a:?}");
        }
    }

    #[test]
    fn what_contradicts_does() {
        for (attribute, kind, a, b) in [
            ("age", ValueKind::Age, Value::Years(25, 25), Value::Years(20, 24)),
            ("date", ValueKind::Date, Value::Day(17_608), Value::Day(17_609)),
            ("name", ValueKind::Name, text("David Savela"), text("Shannon Savela")),
            ("body_camera", ValueKind::Word, words("yes"), words("no")),
            ("race", ValueKind::Words, words("black"), words("white")),
            ("city", ValueKind::Text, text("Reno"), text("Sparks")),
        ] {
            assert!(different(attribute, kind, &a, &b), "{attribute}: {a:?} {b:?}");
        }
    }
}
