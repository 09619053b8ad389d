//! `outcomes.toml`.

use super::keys::Is::{Date, Id, Tables, Text, WallTime, Whole};
use super::keys::{FORMAT, Table, key, required};

/// An outcome.
pub const OUTCOME: Table = Table {
    name: "outcome",
    words: "Something that followed, or has not.",
    keys: &[
        required("id", Id, "Its id."),
        required(
            "kind",
            Text,
            "Its kind: release of video, prosecutor decision, discipline, settlement, or a word of the case's own.",
        ),
        required("what", Text, "What happened, in words."),
        key("event", Text, "Entries that carry the same word are one outcome, with the days that sources give."),
        key("date", Date, "The day; leave out while it has not happened."),
        key("at", WallTime, "The time of day, where one is known, as exact as it is written."),
        key("as_of", Date, "The day as of which this is known."),
        key("limit_days", Whole, "The limit in days, where a rule sets one."),
        key("limit_source", Text, "Where the limit comes from."),
        key("source", Text, "The source."),
        key("page", Text, "The page in it."),
        key("note", Text, "A note."),
    ],
};

/// The file.
pub const FILE: Table = Table {
    name: "outcomes",
    words: "What followed, and what has not. Who enters an outcome of a kind enters each one of that kind that is known.",
    keys: &[FORMAT, key("outcome", Tables(&OUTCOME), "The outcomes.")],
};
