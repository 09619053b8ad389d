//! `attributes.toml`: values with their sources. Two sources that give different values stay two values.

use std::fmt;

use toml::de::DeValue;
use unmuted_model::SourceId;

use super::names::Names;
use super::problem::{FileText, Place, Problem};
use super::statements_toml::source;
use super::toml_reader::{self, Table};

/// The file's name.
pub const FILE: &str = "attributes.toml";

/// Keys of the file.
pub const KEYS: &[&str] = &["format", "attribute"];
/// Keys of `[[attribute]]`.
pub const ATTRIBUTE_KEYS: &[&str] = &["name", "value", "unit", "source", "page", "by", "basis", "note"];

/// A value as given.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// A whole number.
    Whole(i64),
    /// Another number.
    Number(f64),
    /// A text.
    Text(String),
    /// True or false.
    Flag(bool),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(n) => n.fmt(f),
            Self::Number(n) => n.fmt(f),
            Self::Text(t) => t.fmt(f),
            Self::Flag(b) => b.fmt(f),
        }
    }
}

/// What a value rests on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Basis {
    /// Measured.
    Measured,
    /// A forensic finding.
    Forensic,
    /// A document.
    Document,
    /// A statement.
    Statement,
    /// A press report.
    Press,
}

impl Basis {
    const CHOICES: [(&'static str, Self); 5] = [
        ("measured", Self::Measured),
        ("forensic", Self::Forensic),
        ("document", Self::Document),
        ("statement", Self::Statement),
        ("press", Self::Press),
    ];

    /// The word in files and on pages.
    pub fn key(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Forensic => "forensic",
            Self::Document => "document",
            Self::Statement => "statement",
            Self::Press => "press",
        }
    }
}

/// One source's value of one attribute.
#[derive(Clone, Debug)]
pub struct AttributeValue {
    /// The attribute's name: `wounds.entered`.
    pub name: String,
    /// The value.
    pub value: Value,
    /// Its unit, or empty.
    pub unit: String,
    /// The source. No value is without one.
    pub source: SourceId,
    /// The page, or empty.
    pub page: String,
    /// Who gives it, or empty.
    pub by: String,
    /// What it rests on.
    pub basis: Basis,
    /// The note, or empty.
    pub note: String,
    /// Where the entry stands.
    pub place: Place,
}

/// Reads the file's text: every value, in the order of the file.
pub fn read(file: &FileText, sources: &Names, problems: &mut Vec<Problem>) -> Vec<AttributeValue> {
    toml_reader::parse(file, KEYS, problems, |top| {
        top.entries("attribute", ATTRIBUTE_KEYS, |t| attribute(t, sources)).0
    })
    .unwrap_or_default()
}

fn attribute(t: &mut Table<'_>, sources: &Names) -> Option<AttributeValue> {
    let name = t.required("name")?;
    let value = value(t)?;
    t.required("source")?;
    let source = source(t, sources)?;
    t.required("basis")?;
    let basis = t.choice("basis", &Basis::CHOICES)?;
    Some(AttributeValue {
        name,
        value,
        unit: t.text_or_empty("unit"),
        source,
        page: t.text_or_empty("page"),
        by: t.text_or_empty("by"),
        basis,
        note: t.text_or_empty("note"),
        place: t.place(),
    })
}

fn value(t: &mut Table<'_>) -> Option<Value> {
    let read = match t.value("value") {
        Some(DeValue::Integer(n)) => i64::from_str_radix(n.as_str(), n.radix()).ok().map(Value::Whole),
        Some(DeValue::Float(n)) => n.as_str().parse::<f64>().ok().filter(|n| n.is_finite()).map(Value::Number),
        Some(DeValue::Boolean(b)) => Some(Value::Flag(*b)),
        Some(DeValue::String(s)) if !s.trim().is_empty() => Some(Value::Text(s.to_string())),
        _ => None,
    };
    if read.is_none() {
        let what = "the attribute has no value, or one that cannot be read".to_owned();
        t.wrong("value", what, "add a line: value = 3, or a text in quotation marks, or true or false");
    }
    read
}
