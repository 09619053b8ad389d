//! `attributes.toml`.

use super::keys::Is::{Flag, Number, Span, Tables, Text, Value};
use super::keys::{FORMAT, Is, Table, key, required, words};
use crate::case_files::Basis;

/// A value.
pub const ATTRIBUTE: Table = Table {
    name: "attribute",
    words: "One source's value of something. Two sources that give different values stay two values.",
    keys: &[
        required("name", Text, "What it is the value of: wounds.entered."),
        key("value", Value, "A number, a text, or true or false."),
        key("at_least", Number, "In place of value: not less than this."),
        key("at_most", Number, "In place of value: not more than this."),
        key("about", Flag, "The source says \"about\": the number decides nothing."),
        key("plus_minus", Number, "How far the number may be off, in the same unit."),
        key("unit", Text, "The unit: ft, m, kg, days."),
        key("at", Text, "The moment at which it is the value, in the words of the assertion language: first shot."),
        key("on", Text, "In place of at, with span: the recording on which it is the value."),
        key("span", Span, "With on: the span of that recording."),
        required("source", Text, "The source. No value is without one."),
        key("page", Text, "The page in it."),
        key("by", Text, "Who gives it."),
        required(
            "basis",
            Is::Choice(|| words(&Basis::WORDS)),
            "What it rests on; a statement or the press decides nothing alone.",
        ),
        key("repeats", Text, "The source whose value it repeats: the two are one origin."),
        key("note", Text, "A note."),
    ],
};

/// The file.
pub const FILE: Table = Table {
    name: "attributes",
    words: "Values with their sources.",
    keys: &[FORMAT, key("attribute", Tables(&ATTRIBUTE), "The values.")],
};
