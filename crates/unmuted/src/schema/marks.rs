//! Lines of `marks.jsonl` as the examples of rules write them.

use super::keys::Is::{Flag, Id, Length, List, Span, Text, WallTime};
use super::keys::{Is, Table, key, required};
use crate::case_files::marks_jsonl::DO_WORDS;

// An example describes its recordings in words, where their places stand: nothing is anchored by hand.
const DO: Is = Is::Choice(|| DO_WORDS.into_iter().filter(|w| !matches!(*w, "anchor" | "undo")).collect());

/// A mark; or a confirmation or rejection of one, which has a target instead of a span.
pub const MARK: Table = Table {
    name: "mark",
    words: "What somebody saw or heard.",
    keys: &[
        required("id", Id, "Its id; filled in where it is left out."),
        required("do", DO, "What the line does; mark where it is left out."),
        required("by", Text, "Who; reviewer-a where it is left out."),
        required("at", WallTime, "When the line was written; filled in."),
        required("source", Text, "The recording."),
        required("kind", Text, "The kind."),
        required("span", Span, "For an instant: the interval it lies in. For a span: its start and its end."),
        key("plus_minus", Length, "For a span: how far each end may be off; 0.1 s by default."),
        key("event", Text, "Marks on several recordings that carry the same word are one event."),
        key("subject", Text, "The person whose act it is."),
        key("words", Text, "What was said or seen."),
        key("sure", Flag, "false: a lead, which decides nothing."),
        key("supersedes", Text, "An earlier line of the same person."),
        key("privileged", Flag, "Whether it is attorney work product, which stays out of reports."),
        key("once", Text, "By which a line that was sent twice is recognised."),
        key("target", Text, "For confirm and reject: the mark that it is about."),
    ],
};

/// A reviewed span.
pub const REVIEWED: Table = Table {
    name: "reviewed span",
    words: "A span that somebody went through, looking and listening for some kinds.",
    keys: &[
        required("id", Id, "Its id; filled in where it is left out."),
        required("do", DO, "What the line does; reviewed where it is left out."),
        required("by", Text, "Who; reviewer-a where it is left out."),
        required("at", WallTime, "When the line was written; filled in."),
        required("source", Text, "The recording."),
        required("span", Span, "Its start and its end."),
        required("kinds", List(&Text), "For what; absence counts only for these."),
        key("supersedes", Text, "An earlier line of the same person."),
        key("privileged", Flag, "Whether it is attorney work product, which stays out of reports."),
        key("once", Text, "By which a line that was sent twice is recognised."),
    ],
};
