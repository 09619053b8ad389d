//! `rules/<id>.toml`: a rule of the library.

use super::attributes::ATTRIBUTE;
use super::case::{KIND, SCOPE};
use super::keys::Is::{Chosen, Code, Date, Id, List, NumberOrText, Tables, TablesFilledIn, Text};
use super::keys::{FORMAT, Is, Table, key, required};
use super::marks::{MARK, REVIEWED};
use super::outcomes::OUTCOME;
use super::rules::{CHECKED, CLAIM, PARAMETER_IS, PUBLISHED, STATUS, WORDING_IS};
use super::timeline::RECORDING;
use crate::rules::rule_toml::VERDICTS;

const PARAMETER: Table = Table {
    name: "parameter",
    words: "A number that the rule does not give; the sentence has its name in braces.",
    keys: &[
        required("name", Text, "Its name, as sentences write it: {limit}."),
        required("is", PARAMETER_IS, "What its value is: \"3 min\", \"45 days\", a number, or words."),
        key("wording", Text, "The rule's own word for it: \"promptly\"."),
        key("note", Text, "A note."),
        key("default", NumberOrText, "Only where a published standard stands behind it; shown as the library's."),
        key("published", Tables(&PUBLISHED), "Published figures to set beside the user's choice."),
    ],
};

const EXCEPTION: Table = Table {
    name: "exception",
    words: "An exception that the rule names.",
    keys: &[
        required("name", Text, "Its name."),
        required("wording", Text, "Its wording."),
        key("asserts", Text, "The test of somebody's claim to it; leave out where nothing can test it."),
    ],
};

const EXAMPLE: Table = Table {
    name: "example",
    words: "A small fictional case and the verdict that the rule must give.",
    keys: &[
        required("verdict", Is::Choice(|| VERDICTS.to_vec()), "The verdict."),
        required("why", Text, "Why, in one sentence."),
        required("date", Date, "The day of the incident."),
        key("as_of", Date, "Ages are counted to this day; by default the newest date in the example."),
        key("holidays", List(&Date), "No business days, beside Saturdays and Sundays."),
        key("scope", Is::Table(&SCOPE), "What the sentence speaks of when it names no other span."),
        key("recordings", Tables(&RECORDING), "Recordings, as in timeline.toml."),
        key("marks", TablesFilledIn(&MARK), "What was seen or heard, as in marks.jsonl."),
        key("reviewed", TablesFilledIn(&REVIEWED), "What was reviewed for what, as in marks.jsonl."),
        key("outcomes", TablesFilledIn(&OUTCOME), "What followed, as in outcomes.toml."),
        key("attributes", TablesFilledIn(&ATTRIBUTE), "Values, as in attributes.toml."),
        key("set", Chosen(&NumberOrText), "Values of the rule's parameters."),
        key("claims", Tables(&CLAIM), "Claims to its exceptions."),
    ],
};

/// The file.
pub const FILE: Table = Table {
    name: "rule",
    words: "A policy or a law in checkable form.",
    keys: &[
        FORMAT,
        required("id", Id, "Its id, which is the file's name."),
        required("title", Text, "Its title."),
        required("wording", Text, "Its wording, short."),
        required("wording_is", WORDING_IS, "Whether the wording is the rule's own."),
        required("citation", Text, "Its citation."),
        required("source", Text, "Where the wording was read, in words."),
        required("jurisdiction", Text, "Where it applies, in words."),
        required("applies_in", Code, "The code of the place or the agency: \"US-CA/sacramento/police\"."),
        required("binds", Text, "Whom it binds, in words."),
        required("status", STATUS, "What kind of rule it is; a model or a recommendation binds nobody by itself."),
        key("in_force_from", Date, "The first day on which it binds; leave out if not known."),
        key("in_force_to", Date, "The first day on which it no longer binds; leave out if none."),
        key(
            "in_force_known_to",
            Date,
            "The first day on which it is not known whether it still bound: it was revised.",
        ),
        key("series", Text, "Versions of one rule share this word."),
        required("checked", CHECKED, "Whether wording and dates were read at their source."),
        key("checked_note", Text, "What of it is not verified."),
        key("asserts", Text, "The sentence that tests it; leave out where none can. See docs/assertions.md."),
        key("leaves_open", List(&Text), "What the rule leaves open, each a sentence."),
        key("parameters", Tables(&PARAMETER), "Numbers that it does not give."),
        key("kinds", Chosen(&Is::Table(&KIND)), "Kinds that its sentences need, as in case.toml."),
        key(
            "outcome_kinds",
            List(&Text),
            "Kinds of outcomes that its sentences need, beyond those that every case knows.",
        ),
        key("exceptions", Tables(&EXCEPTION), "Exceptions that it names."),
        key("example", Tables(&EXAMPLE), "At least three: met, not met, undetermined."),
    ],
};
