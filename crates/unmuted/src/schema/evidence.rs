//! `evidence.toml`.

use super::keys::Is::{Date, Flag, Id, Length, Sha256, Tables, Text, Whole};
use super::keys::{FORMAT, Is, Table, key, required, words};
use crate::case_files::evidence_toml::{SourceKind, Stated};

/// `redacted`.
pub const STATED: Is = Is::Choice(|| words(&Stated::CHOICES));

const RECEIVED: Table = Table {
    name: "received",
    words: "From whom, when and how.",
    keys: &[
        key("from", Text, "From whom."),
        key("at", Date, "The day."),
        key("how", Text, "How: \"on a memory stick\"."),
    ],
};

const COLUMNS: Table = Table {
    name: "columns",
    words: "The log's own names of its columns.",
    keys: &[
        key("date", Text, "The column with the date, where it stands apart from the time."),
        required("time", Text, "The column with the time."),
        key("unit", Text, "The column with the unit."),
        required("text", Text, "The column with the entry."),
    ],
};

const SOURCE: Table = Table {
    name: "source",
    words: "Anything that tells something: a recording, a log, a document, a publication.",
    keys: &[
        required("id", Id, "The id that everything else uses."),
        key("name", Text, "The name shown."),
        required(
            "kind",
            Is::Choice(|| SourceKind::WORDS.to_vec()),
            "What it is. A publication is cited and not held: no file, sha256 or size.",
        ),
        key("file", Text, "In the case folder, with forward slashes: \"evidence/camera-1.mp4\"."),
        key("reference", Text, "In place of file: where a file stands that is too large to copy."),
        key("sha256", Sha256, "The digest as taken in. `unmuted add` writes it."),
        key("size", Whole, "Bytes."),
        key("device", Text, "The device."),
        key("wearer", Text, "Who wore it: a person's id."),
        key("received", Is::Table(&RECEIVED), "From whom, when and how."),
        key("redacted", STATED, "Whether the copy was redacted before it was received."),
        key("privileged", Flag, "Attorney work product: stays out of everything sealed or published."),
        key("publisher", Text, "Who published it."),
        key("published", Date, "The day it was published."),
        key("repeats", Text, "The source that this one as a whole repeats: the two are one origin."),
        key("note", Text, "A note."),
        key("columns", Is::Table(&COLUMNS), "For a dispatch log: its own column names."),
        key("precision", Is::Choice(|| vec!["second", "minute"]), "For a dispatch log: how exact its times are."),
        key("plus_minus", Length, "For a dispatch log: how far its clock may be off, on top of that."),
        key("dates", Is::Choice(|| vec!["month first", "day first"]), "For a dispatch log whose dates have slashes."),
        key("of", Text, "For a transcript: the recording it transcribes."),
        key("map", Text, "For an audit log: the file of the case that says how its columns and words are read."),
        key(
            "tolerance_s",
            Is::Number,
            "For an audit log: how many seconds its times and a recording's may differ, either way. 2 unless told.",
        ),
    ],
};

/// The file.
pub const FILE: Table = Table {
    name: "evidence",
    words: "One entry for each source. `unmuted add` writes entries; a person completes them.",
    keys: &[FORMAT, key("source", Tables(&SOURCE), "The sources.")],
};
