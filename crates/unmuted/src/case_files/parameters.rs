//! Numbers that a rule does not give and its user sets: "promptly" is no number. A sentence has them as `{limit}`.

use toml::de::DeValue;
use unmuted_model::{Decimal, Unit, nearest};

use super::statements_toml::Sentence;
use super::text;
use super::toml_reader::Table;

/// Keys of `[[rule.parameters]]` in a case.
pub const PARAMETER_KEYS: &[&str] = &["name", "is", "wording", "note", "value", "published"];
/// Keys of `[[parameters]]` in a rule of the library.
pub const LIBRARY_PARAMETER_KEYS: &[&str] = &["name", "is", "wording", "note", "default", "published"];
/// Keys of `[[rule.parameters.published]]`.
pub const PUBLISHED_KEYS: &[&str] = &["value", "who"];

/// What a parameter's value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParameterIs {
    /// A length of time: `3 min`.
    Length,
    /// Days: `45 days`, `10 business days`.
    Days,
    /// A number, with a unit or without: `12`, `21 ft`.
    Number,
    /// Words, which stand in the sentence as they are.
    Words,
}

impl ParameterIs {
    /// Words and values.
    pub const CHOICES: [(&'static str, Self); 4] =
        [("length", Self::Length), ("days", Self::Days), ("number", Self::Number), ("words", Self::Words)];

    /// The word in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Days => "days",
            Self::Number => "number",
            Self::Words => "words",
        }
    }

    /// Some value of this sort, to measure with what nobody has set; `None` for words, which measure nothing.
    pub fn example(self) -> Option<&'static str> {
        match self {
            Self::Length => Some("1 h"),
            Self::Days => Some("30 days"),
            Self::Number => Some("1"),
            Self::Words => None,
        }
    }

    /// Why a value is not one of these, with what to write; `None` where it is.
    pub fn refuses(self, value: &str) -> Option<&'static str> {
        let typed = value.trim();
        let (number, unit) = typed.split_once(' ').map_or((typed, ""), |(n, u)| (n, u.trim()));
        match self {
            Self::Length if text::length(typed).is_ok() => None,
            Self::Length => Some("write a length of time: \"3 min\""),
            Self::Days => {
                let whole = !number.is_empty() && number.len() <= 6 && number.bytes().all(|b| b.is_ascii_digit());
                let days = matches!(unit, "day" | "days" | "business day" | "business days");
                if whole && days { None } else { Some("write days: \"45 days\" or \"10 business days\"") }
            }
            Self::Number => {
                let unit = unit.is_empty() || Unit::named(unit).is_some();
                if Decimal::parse(number).is_some() && unit {
                    None
                } else {
                    Some("write a number: \"12\", or \"21 ft\"")
                }
            }
            Self::Words => {
                let fit = !typed.is_empty() && typed.len() <= 500 && !typed.contains(['"', '{', '}', '\n', '\\']);
                if fit { None } else { Some("write words without quotation marks, braces or backslashes in them") }
            }
        }
    }
}

/// A number that a rule does not give.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name, as sentences write it in braces.
    pub name: String,
    /// What its value is.
    pub is: ParameterIs,
    /// The rule's own word for it, or empty: "promptly".
    pub wording: String,
    /// A note, or empty.
    pub note: String,
    /// The value; `None` where nobody has set one.
    pub value: Option<String>,
    /// Whether the value is the library's default and not the case's own.
    pub is_default: bool,
    /// Published figures to set beside it.
    pub published: Vec<Published>,
}

/// A figure that somebody published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Published {
    /// The value.
    pub value: String,
    /// Whose it is, in words.
    pub who: String,
}

/// The names of all parameters of a rule, also of those that could not be read, and where they are declared.
pub struct Declared {
    /// The names.
    pub names: Vec<String>,
    /// The header of their tables.
    pub header: &'static str,
}

/// Reads all of a rule.
pub fn parameters(
    t: &mut Table<'_>,
    keys: &'static [&'static str],
    value_key: &'static str,
    header: &'static str,
) -> (Vec<Parameter>, Declared) {
    let mut names = Vec::new();
    let read = t.all_entries("parameters", keys, |p| {
        names.extend(p.value("name").and_then(|v| v.as_str()).map(str::to_owned));
        parameter(p, value_key)
    });
    (read, Declared { names, header })
}

/// Reads one; its value stands under `value` in a case, under `default` in the library.
fn parameter(t: &mut Table<'_>, value_key: &'static str) -> Option<Parameter> {
    let name = t.required("name")?;
    if !is_name(&name) {
        let what = format!("{name:?} cannot be the name of a parameter");
        t.wrong("name", what, "use lower-case letters, digits, - and _, beginning with a letter");
    }
    t.required("is")?;
    let is = t.choice("is", &ParameterIs::CHOICES)?;
    let value = value_text(t, value_key);
    if let Some(remedy) = value.as_deref().and_then(|v| is.refuses(v)) {
        let what = format!("{value_key} of the parameter {name:?} is not {}", described(is));
        t.wrong(value_key, what, remedy);
    }
    let published = t.all_entries("published", PUBLISHED_KEYS, |p| {
        Some(Published { value: p.required("value")?, who: p.required("who")? })
    });
    Some(Parameter {
        is,
        wording: t.text_or_empty("wording"),
        note: t.text_or_empty("note"),
        is_default: value_key == "default" && value.is_some(),
        value,
        published,
        name,
    })
}

/// What a value should be, in words.
pub fn described(is: ParameterIs) -> &'static str {
    match is {
        ParameterIs::Length => "a length of time",
        ParameterIs::Days => "a number of days",
        ParameterIs::Number => "a number",
        ParameterIs::Words => "words that a sentence can hold",
    }
}

/// A value under a key: a text, or a number without quotation marks.
fn value_text(t: &mut Table<'_>, key: &str) -> Option<String> {
    match t.value(key)? {
        DeValue::Integer(n) if n.radix() == 10 => Some(n.as_str().to_owned()),
        DeValue::Float(n) => Some(n.as_str().to_owned()),
        _ => t.text(key).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()),
    }
}

/// The values that a case sets in a table of its own keys: `set = { limit = "3 min" }`. Each must be one of the
/// rule's parameters, and what that parameter is.
pub fn set(t: &mut Table<'_>, parameters: &mut [Parameter]) {
    for key in t.chosen_keys() {
        let value = t.chosen_text(&key);
        let Some(parameter) = parameters.iter_mut().find(|p| p.name == key) else {
            let known: Vec<&str> = parameters.iter().map(|p| p.name.as_str()).collect();
            let remedy = match (nearest(&key, known.iter().copied()), known.is_empty()) {
                (Some(near), _) => format!("did you mean {near:?}?"),
                (None, true) => "the rule has no parameters; take it out".to_owned(),
                (None, false) => format!("its parameters are: {}", known.join(", ")),
            };
            t.wrong(&key, format!("the rule has no parameter {key:?}"), &remedy);
            continue;
        };
        let Some(value) = value else { continue };
        if let Some(remedy) = parameter.is.refuses(&value) {
            let what = format!("the parameter {key:?} is {value:?}, which is not {}", described(parameter.is));
            t.wrong(&key, what, remedy);
            continue;
        }
        (parameter.value, parameter.is_default) = (Some(value), false);
    }
}

/// A sentence with the values in the places of their names.
#[derive(Clone, Debug)]
pub enum Filled {
    /// Every parameter in it has a value.
    Whole(Sentence),
    /// One or more have none; the sentence is as written.
    Open(Sentence),
}

impl Filled {
    /// The sentence to test, and the one that is still open, of which one is there.
    pub fn parts(filled: Option<Self>) -> (Option<Sentence>, Option<Sentence>) {
        match filled {
            Some(Self::Whole(s)) => (Some(s), None),
            Some(Self::Open(s)) => (None, Some(s)),
            None => (None, None),
        }
    }
}

/// Puts the values in.
pub fn fill(sentence: Sentence, parameters: &[Parameter]) -> Filled {
    let mut text = sentence.text.clone();
    for p in parameters {
        let name = format!("{{{}}}", p.name);
        if !sentence.text.contains(&name) {
            continue;
        }
        match &p.value {
            Some(value) => text = text.replace(&name, value),
            None => return Filled::Open(sentence),
        }
    }
    Filled::Whole(Sentence { text, place: sentence.place })
}

/// Names in braces in a sentence that no parameter has, so that a mistyped one is a problem and not a strange
/// sentence. A regular expression's own braces hold numbers, or follow `\p`.
pub fn unknown_names<'s>(sentence: &'s str, names: &[String]) -> Vec<&'s str> {
    let mut unknown = Vec::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        rest = after;
        let Some((name, _)) = after.split_once('}') else { break };
        let class = before.ends_with("\\p") || before.ends_with("\\P");
        if is_name(name) && !class && names.iter().all(|n| n != name) {
            unknown.push(name);
        }
    }
    unknown
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case_files::FileText;

    #[test]
    fn values_are_what_they_are_said_to_be() {
        use ParameterIs::{Days, Length, Number, Words};
        for (is, good) in [
            (Length, "3 min"),
            (Length, "0.5 s"),
            (Days, "45 days"),
            (Days, "1 day"),
            (Days, "10 business days"),
            (Number, "12"),
            (Number, "21 ft"),
            (Words, "aid.begun or aid.requested"),
        ] {
            assert_eq!(is.refuses(good), None, "{good}");
        }
        for (is, bad) in [
            (Length, "promptly"),
            (Length, "3"),
            (Days, "45"),
            (Days, "3 min"),
            (Days, "-1 days"),
            (Number, "a few"),
            (Number, "3 parsecs"),
            (Words, "x\" or no shot"),
            (Words, ""),
        ] {
            assert!(is.refuses(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn a_sentence_is_open_until_each_of_its_parameters_has_a_value() {
        let sentence = |text: &str| Sentence { text: text.to_owned(), place: FileText::new("x", text).whole() };
        let limit = |value: Option<&str>| Parameter {
            name: "limit".into(),
            is: ParameterIs::Length,
            wording: "promptly".into(),
            note: String::new(),
            value: value.map(str::to_owned),
            is_default: false,
            published: Vec::new(),
        };
        let text = "time from last shot to first aid.begun <= {limit}";
        assert!(matches!(fill(sentence(text), &[limit(None)]), Filled::Open(_)));
        let Filled::Whole(whole) = fill(sentence(text), &[limit(Some("3 min"))]) else { panic!("it is open") };
        assert_eq!(whole.text, "time from last shot to first aid.begun <= 3 min");
        assert!(matches!(fill(sentence("no shot"), &[limit(None)]), Filled::Whole(_)));
        assert_eq!(unknown_names("x <= {limt} and y <= {limit}", &["limit".to_owned()]), ["limt"]);
        assert!(unknown_names(r"some speech matching /\p{alpha}a{2}/", &[]).is_empty());
    }
}
