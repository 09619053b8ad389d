//! `case.toml`.

use super::keys::Is::{Chosen, Code, Date, Id, Length, List, RecordingTime, RecordingTimes, Tables, Text, WallTime};
use super::keys::{FORMAT, Is, Table, key, required};

/// An end of the scope.
pub const SCOPE_END: Table = Table {
    name: "end of the scope",
    words: "An instant on one recording.",
    keys: &[
        required("source", Text, "The recording."),
        required("at", RecordingTime, "When, on its own clock: \"1:24.6\", \"0:01:24.6\" or \"84.6 s\"."),
    ],
};

/// The scope.
pub const SCOPE: Table = Table {
    name: "scope",
    words: "What a sentence speaks of when it names no other span; by default all that the recordings hold.",
    keys: &[
        key("from", Is::Table(&SCOPE_END), "Where it starts; by default at the first recording's start."),
        key("to", Is::Table(&SCOPE_END), "Where it ends; by default at the last recording's end."),
    ],
};

/// A person.
pub const PERSON: Table = Table {
    name: "person",
    words: "Someone who was there, or who spoke of it.",
    keys: &[
        required("id", Id, "The id that marks and sentences use: officer-1."),
        key("role", Text, "A free word: officer, subject, witness, dispatcher, controller."),
        key("name", Text, "The name shown; a role is enough."),
    ],
};

/// A kind.
pub const KIND: Table = Table {
    name: "kind",
    words: "Something that can be observed.",
    keys: &[
        required("is", Is::Choice(|| vec!["instant", "span"]), "Whether it happens at an instant or lasts."),
        required(
            "sense",
            Is::Choice(|| vec!["sound", "picture", "either"]),
            "What it is perceived by: decides whether silence takes coverage away.",
        ),
        key("words", Text, "Words that read well after \"first\" and \"last\"."),
    ],
};

const ANCHOR: Table = Table {
    name: "anchor",
    words: "A tie between a recording and the wall clock: a clock seen in the picture, a time spoken on the radio.",
    keys: &[
        required("id", Id, "Its id."),
        required("source", Text, "The recording."),
        required("at", RecordingTimes, "When on that recording; or two times, the earlier first."),
        key("wall", WallTime, "The wall time with its offset from UTC: \"2026-05-14T14:02:40-07:00\"."),
        key(
            "log_entry",
            Text,
            "Instead of wall: the line of a dispatch log that is heard there, \"dispatch-log#3\" for its third.",
        ),
        key(
            "plus_minus",
            Length,
            "How well the wall time itself is known: \"1 s\". Must be there with wall; with log_entry it is added to \
             what the log's own times leave open.",
        ),
        key("basis", Text, "What it rests on: \"clock seen in the picture\". Must be there with wall."),
        required("by", Text, "Who says so."),
    ],
};

/// The file.
pub const FILE: Table = Table {
    name: "case",
    words: "What the incident is, who was there, what can be observed, and the ties to the wall clock.",
    keys: &[
        FORMAT,
        required("id", Id, "Letters, digits and hyphens; used in file names."),
        required("title", Text, "The title."),
        key("place", Text, "Where it happened."),
        required("time_zone", Text, "IANA name, such as \"America/Los_Angeles\": wall times are shown in it."),
        required("date", Date, "The day of the incident, in that zone."),
        key("agency", Text, "The agency."),
        key("record", Text, "The incident of a national record that this is, by its id there: \"i90783f9536\"."),
        key("fictional", Text, "Shown at the top of a case that is not real; leave out for a real one."),
        key("summary", Text, "One or two sentences."),
        key("as_of", Date, "Ages and open days are counted to this date; by default the newest date in the case."),
        key(
            "applies_in",
            List(&Code),
            "Codes of the places and agencies whose rules may bind: \"US-CA/sacramento/police\".",
        ),
        key("holidays", List(&Date), "No business days, beside Saturdays and Sundays; [] where there are none."),
        key("scope", Is::Table(&SCOPE), "What a sentence speaks of when it names no other span."),
        key("people", Tables(&PERSON), "Who was there, by role."),
        key(
            "kinds",
            Chosen(&Is::Table(&KIND)),
            "What can be observed here, beside silence, muted, impulse and speech.",
        ),
        key("anchors", Tables(&ANCHOR), "Ties the incident clock to the wall clock."),
    ],
};
