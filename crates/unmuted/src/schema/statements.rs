//! `statements.toml`.

use super::evidence::STATED;
use super::keys::Is::{Date, Id, Tables, Text, WallTime};
use super::keys::{FORMAT, Is, Table, key, required, words};
use crate::case_files::NotTestable;

/// Where something stands.
pub const FOUND: Table = Table {
    name: "found",
    words: "Where it stands.",
    keys: &[key("source", Text, "The source, if it is held."), key("page", Text, "The page, or another place in it.")],
};

/// Who wrote an entry down.
const ENTERED: Table = Table {
    name: "entered",
    words: "Who wrote it down, and when.",
    keys: &[required("by", Text, "Who."), required("at", WallTime, "When.")],
};

const STATEMENT: Table = Table {
    name: "statement",
    words: "Something that somebody said.",
    keys: &[
        required("id", Id, "Its id."),
        required("by", Text, "Who said it: a person of case.toml, or any name."),
        required("quote", Text, "The words, exactly."),
        key("said", Date, "The day."),
        key("found", Is::Table(&FOUND), "Where it stands."),
        key("where", Text, "In what setting: interview."),
        key("watched_video_first", STATED, "Whether the speaker had watched video first."),
        key("asserts", Text, "The sentence that tests it; see docs/assertions.md."),
        key(
            "not_testable",
            Is::Choice(|| words(&NotTestable::CHOICES)),
            "In place of asserts: what it is about, which no recording measures.",
        ),
        key("reply", Text, "A reply to this page, or the refusal of one."),
        key("entered", Is::Table(&ENTERED), "Who wrote it down, and when."),
    ],
};

/// The file.
pub const FILE: Table = Table {
    name: "statements",
    words: "What was said, by everyone who said something.",
    keys: &[FORMAT, key("statement", Tables(&STATEMENT), "The statements.")],
};
