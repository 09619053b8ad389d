//! `attributes.toml`: values with their sources. Two sources that give different values stay two values.

use std::fmt;

use toml::de::DeValue;
use unmuted_case::language::{can_name_attribute, is_own_word};
pub use unmuted_case::timeline::Basis;
use unmuted_model::{Decimal, RecordingClock, SourceId, Span, Unit, nearest};

use super::names::Names;
use super::problem::{FileText, Place, Problem};
use super::statements_toml::{Sentence, sentence_under, source, source_under};
use super::toml_reader::{self, Table, decimal_of, kind_of};

/// The file's name.
pub const FILE: &str = "attributes.toml";

/// Keys of the file.
pub const KEYS: &[&str] = &["format", "attribute"];
/// Keys of `[[attribute]]`.
pub const ATTRIBUTE_KEYS: &[&str] = &[
    "name",
    "value",
    "at_least",
    "at_most",
    "about",
    "plus_minus",
    "unit",
    "at",
    "on",
    "span",
    "source",
    "page",
    "by",
    "basis",
    "repeats",
    "note",
];

/// A value as given. Numbers are exactly what is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// A number.
    Number {
        /// The number.
        value: Decimal,
        /// How far it may be off, on either side; zero where the source does not say.
        plus_minus: Decimal,
        /// The source says "about".
        about: bool,
    },
    /// A bound, or two. At least one is there.
    Range {
        /// Not less than this.
        at_least: Option<Decimal>,
        /// Not more than this.
        at_most: Option<Decimal>,
        /// The source says "about".
        about: bool,
    },
    /// A text.
    Text(String),
    /// True or false.
    Flag(bool),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if matches!(self, Self::Number { about: true, .. } | Self::Range { about: true, .. }) {
            f.write_str("about ")?;
        }
        match self {
            Self::Number { value, plus_minus, .. } if plus_minus.billionths() == 0 => value.fmt(f),
            Self::Number { value, plus_minus, .. } => write!(f, "{value} ±{plus_minus}"),
            Self::Range { at_least: Some(least), at_most: Some(most), .. } => write!(f, "{least} to {most}"),
            Self::Range { at_least: Some(least), .. } => write!(f, "at least {least}"),
            Self::Range { at_most: Some(most), .. } => write!(f, "at most {most}"),
            Self::Range { .. } => Ok(()),
            Self::Text(t) => t.fmt(f),
            Self::Flag(b) => b.fmt(f),
        }
    }
}

/// When a value is the value.
#[derive(Clone, Debug)]
pub enum ValueAt {
    /// At a moment, in the words of the assertion language: `first shot`.
    Moment(Sentence),
    /// Throughout a span of a recording, on its own clock.
    On(SourceId, Span<RecordingClock>),
}

/// One source's value of one attribute.
#[derive(Clone, Debug)]
pub struct AttributeValue {
    /// Its id: `attribute-3`, counted in the order of the file, entries that could not be read among them.
    pub id: String,
    /// The attribute's name: `wounds.entered`.
    pub name: String,
    /// The value.
    pub value: Value,
    /// Its unit, or empty.
    pub unit: String,
    /// When it is the value; `None` where no time is given.
    pub at: Option<ValueAt>,
    /// The source. No value is without one.
    pub source: SourceId,
    /// The page, or empty.
    pub page: String,
    /// Who gives it, or empty.
    pub by: String,
    /// What it rests on.
    pub basis: Basis,
    /// The source whose value this one repeats, where that is known.
    pub repeats: Option<SourceId>,
    /// The note, or empty.
    pub note: String,
    /// Where the entry stands.
    pub place: Place,
}

/// Reads the file's text: every value, in the order of the file.
pub fn read(file: &FileText, sources: &Names, recordings: &Names, problems: &mut Vec<Problem>) -> Vec<AttributeValue> {
    toml_reader::parse(file, KEYS, problems, |top| entries(top, "attribute", sources, recordings)).unwrap_or_default()
}

/// The values under a key.
pub(crate) fn entries(top: &mut Table<'_>, key: &str, sources: &Names, recordings: &Names) -> Vec<AttributeValue> {
    let mut number = 0;
    let read = |t: &mut Table<'_>| {
        number += 1;
        attribute(t, number, sources, recordings)
    };
    top.entries(key, ATTRIBUTE_KEYS, read).0
}

fn attribute(t: &mut Table<'_>, number: usize, sources: &Names, recordings: &Names) -> Option<AttributeValue> {
    let name = t.required("name")?;
    if !can_name_attribute(&name) {
        let what = format!("no sentence can ask for an attribute of the name {name:?}");
        let remedy = if is_own_word(&name) {
            "it is one of the language's own words; choose another name".to_owned()
        } else {
            format!(
                "write one word, of letters, digits, . - and _: {:?}",
                name.trim().replace(char::is_whitespace, ".")
            )
        };
        t.wrong("name", what, &remedy);
    }
    let value = value(t)?;
    t.required("source")?;
    let source = source(t, sources)?;
    t.required("basis")?;
    let basis = t.choice("basis", &Basis::WORDS)?;
    Some(AttributeValue {
        id: format!("attribute-{number}"),
        name,
        value,
        unit: unit(t),
        at: at(t, recordings),
        source,
        page: t.text_or_empty("page"),
        by: t.text_or_empty("by"),
        basis,
        repeats: source_under(t, "repeats", sources),
        note: t.text_or_empty("note"),
        place: t.place(),
    })
}

/// Units as they are written out, to tell what a mistyped one was meant to be.
const LONG_UNITS: &[&str] = &[
    "feet", "foot", "metres", "meters", "metre", "meter", "inches", "yards", "miles", "seconds", "minutes", "hours",
    "degrees", "percent",
];

/// The unit: any word, but one that is nearly a known one is in doubt.
fn unit(t: &mut Table<'_>) -> String {
    let unit = t.text_or_empty("unit");
    if unit.chars().count() > 2
        && Unit::named(&unit).is_none()
        && let Some(near) = nearest(&unit, LONG_UNITS.iter().copied().filter(|w| Unit::named(w).is_some()))
    {
        t.doubt(
            "unit",
            format!("the unit {unit:?} is not known, so nothing is converted to it"),
            &format!("did you mean {near:?}?"),
        );
    }
    unit
}

fn value(t: &mut Table<'_>) -> Option<Value> {
    let about = t.boolean("about");
    let (at_least, at_most, plus_minus) = (t.decimal("at_least"), t.decimal("at_most"), t.decimal("plus_minus"));
    if t.is_broken() {
        return None;
    }
    if at_least.is_some() || at_most.is_some() {
        let bound = if at_least.is_some() { "at_least" } else { "at_most" };
        if t.value("value").is_some() {
            let what = "the attribute has a value and a bound".to_owned();
            t.wrong(bound, what, "keep value, or at_least and at_most in its place");
            return None;
        }
        if plus_minus.is_some() {
            t.wrong("plus_minus", "a bound has no plus_minus".to_owned(), "widen the bound instead");
            return None;
        }
        if let (Some(least), Some(most)) = (at_least, at_most)
            && most < least
        {
            t.wrong("at_most", format!("{most} is less than {least}"), "write the smaller number under at_least");
            return None;
        }
        return Some(Value::Range { at_least, at_most, about: about.unwrap_or(false) });
    }
    let given = t.value("value");
    let read = match given {
        Some(DeValue::Boolean(b)) => Some(Value::Flag(*b)),
        Some(DeValue::String(s)) if !s.trim().is_empty() => Some(Value::Text(s.to_string())),
        Some(number) => decimal_of(number).map(|value| Value::Number {
            value,
            plus_minus: plus_minus.unwrap_or_default(),
            about: about.unwrap_or(false),
        }),
        None => None,
    };
    match &read {
        None => {
            let what = match given {
                None => "the attribute has no value".to_owned(),
                Some(DeValue::String(_)) => "the value is a text without a word in it".to_owned(),
                Some(DeValue::Float(n)) => format!("the value {} is no number that can be kept exactly", n.as_str()),
                Some(DeValue::Integer(n)) => format!("the value {} is beyond 10^12", n.as_str()),
                Some(other) => format!("the value is {}", kind_of(other)),
            };
            let remedy = "write value = 3, with at most twelve digits before the point and nine behind it; or a text in \
                          quotation marks; or true or false; or at_least = 3 where the source gives a bound";
            t.wrong("value", what, remedy);
        }
        Some(Value::Number { plus_minus, .. }) if plus_minus.billionths() < 0 => {
            t.wrong("plus_minus", format!("plus_minus is {plus_minus}"), "write how far it may be off, without a sign");
        }
        Some(Value::Text(_) | Value::Flag(_)) => {
            for key in ["about", "plus_minus"] {
                if t.value(key).is_some() {
                    t.wrong(key, format!("{key} is only for numbers"), "take it out, and say it in note");
                }
            }
        }
        Some(_) => {}
    }
    read
}

fn at(t: &mut Table<'_>, recordings: &Names) -> Option<ValueAt> {
    let moment = sentence_under(t, "at");
    let on = t.text("on");
    let span = t.recording_span("span");
    match (moment, on, span) {
        (moment, None, None) => moment.map(ValueAt::Moment),
        (None, Some(on), Some(span)) => match recordings.check(&on) {
            Ok(()) => Some(ValueAt::On(SourceId::new(on), span)),
            Err(unknown) => {
                t.wrong("on", unknown.what, &unknown.remedy);
                None
            }
        },
        (Some(_), ..) => {
            let what = "a value is given at a moment or on a recording, not both".to_owned();
            t.wrong("at", what, "keep at, or on and span");
            None
        }
        (None, on, _) => {
            if !t.is_broken() {
                let (key, other) = if on.is_some() { ("on", "span") } else { ("span", "on") };
                let what = format!("the attribute has {key} and no {other}");
                t.wrong(key, what, "write both: on = \"camera-1\", span = [\"1:20\", \"1:30\"]");
            }
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case_files::testing::{self, each_is_one_problem, names};

    fn attributes(entry: &str) -> (Vec<AttributeValue>, Vec<Problem>) {
        let text = format!("format = 1\n[[attribute]]\nname = \"n\"\nsource = \"a\"\nbasis = \"document\"\n{entry}\n");
        let (sources, recordings) = (names("source", &["a", "b", "camera-1"]), names("recording", &["camera-1"]));
        testing::read(&text, |file, problems| read(file, &sources, &recordings, problems))
    }

    #[test]
    fn values_in_every_form() {
        for (entry, shown) in [
            ("value = 3", "3"),
            ("value = 0.1", "0.1"),
            ("value = 0x1f", "31"),
            ("value = 8\nplus_minus = 1", "8 ±1"),
            ("value = 8\nabout = true", "about 8"),
            ("at_least = 7", "at least 7"),
            ("at_most = 9\nabout = true", "about at most 9"),
            ("at_least = 7\nat_most = 9", "7 to 9"),
            ("value = \"a torch\"", "a torch"),
            ("value = false", "false"),
        ] {
            let (read, problems) = attributes(entry);
            assert_eq!(problems, [], "{entry}");
            assert_eq!(read[0].value.to_string(), shown);
            assert_eq!(read[0].id, "attribute-1");
        }
    }

    #[test]
    fn times_and_repeats() {
        let (read, problems) = attributes("value = 3\nat = \"first shot\"\nrepeats = \"b\"");
        assert_eq!(problems, []);
        assert!(matches!(&read[0].at, Some(ValueAt::Moment(m)) if m.text == "first shot"));
        assert_eq!(read[0].repeats.as_ref().unwrap().as_str(), "b");
        let (read, _) = attributes("value = 3\non = \"camera-1\"\nspan = [\"1:20\", \"1:30\"]");
        assert!(matches!(&read[0].at, Some(ValueAt::On(_, span)) if span.len().as_secs_f64() == 10.0));
    }

    #[test]
    fn what_is_wrong_is_named() {
        each_is_one_problem(
            &[
                ("", "has no value"),
                ("value = nan", "value nan is no number"),
                ("value = 0.0123456789", "0.0123456789 is no number"),
                ("value = [8]", "the value is a list"),
                ("value = 99999999999999", "is beyond 10^12"),
                ("value = 3\nat_least = 2", "a value and a bound"),
                ("at_least = \"7\"", "should be a number"),
                ("at_least = 9\nat_most = 7", "7 is less than 9"),
                ("at_most = 9\nplus_minus = 1", "a bound has no plus_minus"),
                ("value = 3\nplus_minus = -1", "plus_minus is -1"),
                ("value = 3\nabout = \"yes\"", "about of"),
                ("value = \"x\"\nabout = true", "about is only for numbers"),
                ("value = true\nplus_minus = 1", "plus_minus is only for numbers"),
                ("value = 3\non = \"camera-1\"", "on and no span"),
                ("value = 3\nspan = [\"1:20\", \"1:30\"]", "span and no on"),
                ("value = 3\non = \"camera-2\"\nspan = [\"1:20\", \"1:30\"]", "no recording \"camera-2\""),
                ("value = 3\non = \"camera-1\"\nspan = [\"1:30\", \"1:20\"]", "holds no time"),
                ("value = 3\non = \"camera-1\"\nspan = [\"1:30\"]", "is not two times"),
                ("value = 3\nat = \"first shot\"\non = \"camera-1\"\nspan = [\"1:20\", \"1:30\"]", "not both"),
                ("value = 3\nrepeats = \"c\"", "no source \"c\""),
            ],
            |text| attributes(text).1,
        );
    }
}
