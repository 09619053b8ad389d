//! `rules.toml`.

use super::keys::Is::{Chosen, Code, Date, Id, List, NumberOrText, Tables, Text};
use super::keys::{FORMAT, Is, Table, key, required, words};
use super::statements::FOUND;
use crate::case_files::{ParameterIs, RuleChecked, RuleStatus, WordingIs};

/// `status`.
pub const STATUS: Is = Is::Choice(|| words(&RuleStatus::CHOICES));
/// `wording_is`.
pub const WORDING_IS: Is = Is::Choice(|| words(&WordingIs::CHOICES));
/// `checked`.
pub const CHECKED: Is = Is::Choice(|| words(&RuleChecked::CHOICES));
/// `is` of a parameter.
pub const PARAMETER_IS: Is = Is::Choice(|| words(&ParameterIs::CHOICES));

/// A published figure.
pub const PUBLISHED: Table = Table {
    name: "published figure",
    words: "A figure that somebody published, shown beside the value chosen.",
    keys: &[required("value", Text, "The value: \"5 min\"."), required("who", Text, "Whose it is, in words.")],
};

const PARAMETER: Table = Table {
    name: "parameter",
    words: "A number that the rule does not give; the sentence has its name in braces.",
    keys: &[
        required("name", Text, "Its name, as sentences write it: {limit}."),
        required("is", PARAMETER_IS, "What its value is: \"3 min\", \"45 days\", a number, or words."),
        key("wording", Text, "The rule's own word for it: \"promptly\"."),
        key("note", Text, "A note."),
        key("value", NumberOrText, "The value; leave it out where nobody has chosen one."),
        key("published", Tables(&PUBLISHED), "Published figures to set beside it."),
    ],
};

const EXCEPTION: Table = Table {
    name: "exception",
    words: "An exception that the rule names.",
    keys: &[
        required("name", Text, "Its name."),
        key("wording", Text, "Its wording."),
        key("claimed_by", Text, "Who claims it; leave out where nobody has."),
        key("claim", Is::Table(&FOUND), "Where the claim stands."),
        key("asserts", Text, "The claim's own test, if it can be tested."),
    ],
};

const RULE: Table = Table {
    name: "rule",
    words: "What a policy or a law required.",
    keys: &[
        required("id", Id, "Its id."),
        key("title", Text, "Its title."),
        required("wording", Text, "Its wording."),
        key("citation", Text, "Its citation."),
        key("source", Text, "A source of evidence.toml, if held."),
        key("jurisdiction", Text, "Where it applies, in words."),
        key("binds", Text, "Whom it binds."),
        required("status", STATUS, "What kind of rule it is; a model or a recommendation binds nobody by itself."),
        key("in_force_from", Date, "The first day on which it binds."),
        key("in_force_to", Date, "The first day on which it no longer binds; leave out if none."),
        key("asserts", Text, "The sentence that tests it; see docs/assertions.md."),
        key("exceptions", Tables(&EXCEPTION), "Exceptions that it names."),
        key("applies_in", Code, "The code of the place or the agency whose rule it is: \"US-CA/sacramento/police\"."),
        key("series", Text, "Versions of one rule share this word."),
        key("wording_is", WORDING_IS, "Whether the wording is the rule's own."),
        key("checked", CHECKED, "Whether wording and dates were read at their source."),
        key("checked_note", Text, "What of it is not verified."),
        key("leaves_open", List(&Text), "What the rule leaves open, each a sentence."),
        key("parameters", Tables(&PARAMETER), "Numbers that it does not give."),
    ],
};

/// A claim to an exception of a rule of the library.
pub const CLAIM: Table = Table {
    name: "claim",
    words: "Somebody's claim to an exception that the rule names.",
    keys: &[
        required("exception", Text, "The exception's name."),
        required("claimed_by", Text, "Who claims it."),
        key("claim", Is::Table(&FOUND), "Where the claim stands."),
        key("asserts", Text, "The claim's own test; by default the library's."),
    ],
};

const USE: Table = Table {
    name: "use",
    words: "A rule of the library: wording, sentence, kinds and dates come with it.",
    keys: &[
        required("rule", Id, "Its id; `unmuted rules list` shows them."),
        key("set", Chosen(&NumberOrText), "Values of its parameters: { limit = \"3 min\" }."),
        key("claims", Tables(&CLAIM), "Claims to its exceptions."),
    ],
};

/// The file.
pub const FILE: Table = Table {
    name: "rules",
    words: "What was required, by law, policy or training.",
    keys: &[
        FORMAT,
        key("rule", Tables(&RULE), "Rules of the case's own."),
        key("use", Tables(&USE), "Rules of the library."),
    ],
};
