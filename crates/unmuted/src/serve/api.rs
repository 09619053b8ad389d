//! What the served page and the server say to each other, as JSON. The page's TypeScript types are made from these
//! structures by this crate's tests, as those of the review are.
//!
//! Addresses, all below `/cases/{case}/`:
//!
//! | | what | who |
//! |---|---|---|
//! | `GET report/` | the page, as in the report's folder | reader |
//! | `GET report/data/live.js` | `window.UNMUTED_LIVE`, a [`Live`] | reader |
//! | `GET report/data/review.json` | the review as it now is; header `x-unmuted-version` | reader |
//! | `GET events` | server-sent events: `review`, `working`, `here` with a [`Changed`], a [`Working`], `[Here]` | reader |
//! | `POST here` | [`Here`] without a name: where somebody is | reader |
//! | `GET history?by=NAME` | [`History`]; without accounts, `by` says whose lines can be undone | reader |
//! | `POST lines` | a [`NewLine`] that is added to `marks.jsonl`; answers a [`Written`] | reviewer |
//! | `POST check` | a [`NewLine`] that is not added; answers a [`Checked`] | reviewer |
//! | `POST ask` | [`Ask`]; answers an [`Answer`] | reader |
//! | `POST statements` | a [`NewStatement`]; answers a [`Written`] | reviewer |
//! | `POST clip` | a [`Clip`]; answers a [`Clipped`] | reader |
//!
//! and `POST /sign-in/again` with [`SignIn`]. Every `POST` carries the header `x-unmuted: 1`, which a page
//! of another site cannot send. What is refused is a [`Refused`] with a status of 400 and more.

use serde::{Deserialize, Serialize};

#[cfg(test)]
use ts_rs::TS;

use crate::review::document::Finding;

macro_rules! spoken {
    ($($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident : $ty:ty,)* })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[cfg_attr(test, derive(TS), ts(export, export_to = "../../../web/src/generated/live/"))]
        pub struct $name { $($(#[$field_meta])* pub $field: $ty,)* }
    )+};
}

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS), ts(export, export_to = "../../../web/src/generated/live/"))]
pub enum Role {
    /// Play, read, print, take an exhibit.
    Reader,
    /// Also mark, confirm, say what was reviewed, correct words, anchor, write statements.
    Reviewer,
    /// Also settle what others left open, and take evidence in.
    Owner,
}

spoken! {
    /// What the page knows of the server when it opens.
    pub struct Live {
        /// The case's name in addresses.
        pub case: String,
        /// Who is here; empty where there are no accounts and nobody has said a name yet.
        pub name: String,
        /// What they may do.
        pub role: Role,
        /// Whether there are accounts, so that a name is who signed in, and no field.
        pub accounts: bool,
        /// Who may do more, in words: "ask its owner, drill-office"; empty for an owner.
        pub ask: String,
        /// The version of the review that the page was given.
        #[cfg_attr(test, ts(type = "number"))]
        pub version: u64,
        /// Whether privileged sources and marks were left out of what this person sees.
        pub left_out: bool,
    }

    /// A new line of `marks.jsonl`. Keys and times are as in the file (`docs/case-format.md`); which keys belong to
    /// which `do` is said there. `id`, `at` and, with accounts, `by` are the server's.
    pub struct NewLine {
        /// `mark`, `reviewed`, `anchor`, `confirm`, `reject`, `undo`.
        #[serde(rename = "do")]
        pub does: String,
        /// Who, where there are no accounts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub by: Option<String>,
        /// The recording.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub source: Option<String>,
        /// A kind of the case.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub kind: Option<String>,
        /// An anchor's time on `source`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub time: Option<String>,
        /// An anchor's other recording.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub other: Option<String>,
        /// An anchor's time on it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub other_time: Option<String>,
        /// Two times on the recording's own clock.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub span: Option<[String; 2]>,
        /// A length.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub plus_minus: Option<String>,
        /// The word that ties marks of one event together.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub event: Option<String>,
        /// Whose act it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub subject: Option<String>,
        /// What is confirmed, rejected or undone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub target: Option<String>,
        /// Words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub words: Option<String>,
        /// `false`: a lead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub sure: Option<bool>,
        /// What a span was reviewed for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub kinds: Option<Vec<String>>,
        /// The earlier line of one's own that this one replaces.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub supersedes: Option<String>,
        /// `true`: attorney work product, which only those who may see it can write.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub privileged: Option<bool>,
        /// A word that the page made up for this line: asked twice with the same, it is written once, so that an
        /// answer that was lost on its way can be asked for again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub once: Option<String>,
    }

    /// A line that is on the disk.
    pub struct Written {
        /// Its id.
        pub id: String,
        /// Its file in the case.
        pub file: String,
        /// Its number in the file, from 1; of a statement the line on which it begins.
        #[cfg_attr(test, ts(type = "number"))]
        pub number: u64,
        /// When (RFC 3339).
        pub at: String,
        /// What was added, as it stands in the file.
        pub line: String,
        /// What somebody else changed meanwhile, so that both stand until someone chooses; empty else.
        pub conflict: String,
    }

    /// What a line would do.
    pub struct Checked {
        /// As it would stand in the file, with the id that is free now.
        pub line: String,
        /// Why it could not be added; `null` where it could.
        pub refused: Option<Refused>,
        /// Every statement and rule that it would change, as it would then be.
        pub findings: Vec<CheckedFinding>,
    }

    /// A statement or rule, tested as if something were so.
    pub struct CheckedFinding {
        /// Its id.
        pub id: String,
        /// `statement` or `rule`.
        pub is: String,
        /// A rule's title, or a statement's quote.
        pub title: String,
        /// Its verdict before.
        pub before: String,
        /// Its verdict then.
        pub verdict: String,
        /// In words.
        pub verdict_words: String,
        /// The whole finding then.
        pub finding: Finding,
    }

    /// A sentence that is being written.
    pub struct Ask {
        /// As typed so far.
        pub sentence: String,
        /// Where the cursor stands, in UTF-16 units; at its end where it is not said.
        #[serde(default)]
        #[cfg_attr(test, ts(type = "number | null"))]
        pub cursor: Option<u32>,
    }

    /// What a sentence means and gives, or where it cannot be read.
    pub struct Answer {
        /// Where it reads.
        pub reads: Option<Reads>,
        /// Where it does not.
        pub error: Option<WordError>,
        /// What could stand at the cursor, best first.
        pub completions: Vec<Completion>,
    }

    /// A sentence that reads.
    pub struct Reads {
        /// In plain English.
        pub reading: String,
        /// Of a statement with this sentence.
        pub verdict: String,
        /// In words.
        pub verdict_words: String,
        /// The whole finding.
        pub finding: Finding,
    }

    /// A word that cannot be read.
    pub struct WordError {
        /// Where it begins, in UTF-16 units.
        #[cfg_attr(test, ts(type = "number"))]
        pub from: u32,
        /// Where it ends; the same at the sentence's end.
        #[cfg_attr(test, ts(type = "number"))]
        pub to: u32,
        /// What was expected, what was found.
        pub message: String,
        /// What to do next, or empty.
        pub help: String,
    }

    /// A word that could stand at the cursor.
    pub struct Completion {
        /// The word.
        pub word: String,
        /// What it is.
        pub what: String,
        /// How many there are in the case: "2 marks", "no mark yet"; empty for words of the language.
        pub how_many: String,
        /// Which part of the sentence it replaces, in UTF-16 units.
        #[cfg_attr(test, ts(type = "number"))]
        pub from: u32,
        /// To there.
        #[cfg_attr(test, ts(type = "number"))]
        pub to: u32,
    }

    /// A statement to add to `statements.toml`.
    pub struct NewStatement {
        /// Who writes it down, where there are no accounts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub written_by: Option<String>,
        /// Who said it: a person's id, or a name.
        pub by: String,
        /// Their words.
        pub quote: String,
        /// The day, or empty.
        pub said: String,
        /// Where: "interview"; or empty.
        pub setting: String,
        /// `yes`, `no`, or empty where it is not known.
        pub watched_video_first: String,
        /// The source in which it is found, or empty.
        pub found_source: String,
        /// Its page, or empty.
        pub found_page: String,
        /// The sentence, or empty.
        pub sentence: String,
        /// `belief`, `intent`, or another of the choices; empty for what could be tested.
        pub not_testable: String,
        /// As in [`NewLine::once`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub once: Option<String>,
    }

    /// A stretch to take out as an exhibit.
    pub struct Clip {
        /// Who takes it, where there are no accounts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        pub by: Option<String>,
        /// Incident time in seconds.
        pub from_s: f64,
        /// Incident time in seconds.
        pub to_s: f64,
        /// Of these recordings; empty for all that have any of it.
        pub recordings: Vec<String>,
        /// The statement or rule that it is about, or empty.
        #[serde(default)]
        pub finding: String,
    }

    /// An exhibit that was made.
    pub struct Clipped {
        /// Its page, from the case's page.
        pub address: String,
        /// Its folder in the case.
        pub folder: String,
        /// How many privileged marks and notes were left out.
        #[cfg_attr(test, ts(type = "number"))]
        pub left_out: u64,
        /// What could not be cut, and why.
        pub problems: Vec<Refused>,
    }

    /// All lines of `marks.jsonl`, in their order.
    pub struct History {
        /// The lines.
        pub lines: Vec<HistoryLine>,
        /// Lines that change one line in two ways: neither is in force until someone chooses.
        pub conflicts: Vec<Contested>,
    }

    /// One line of `marks.jsonl`.
    pub struct HistoryLine {
        /// Its number in the file, from 1.
        #[cfg_attr(test, ts(type = "number"))]
        pub number: u64,
        /// Its id, or empty where it cannot be read.
        pub id: String,
        /// What it does: `mark`, `reviewed`, `anchor`, `confirm`, `reject`, `undo`; empty where it cannot be read.
        #[serde(rename = "do")]
        pub does: String,
        /// Who.
        pub by: String,
        /// When.
        pub at: String,
        /// The line that it is about or replaces, or empty.
        pub about: String,
        /// The line with which this history of one thing began: the first of what it supersedes, confirms or undoes.
        pub root: String,
        /// What it says, in words.
        pub words: String,
        /// `in_force`, `superseded`, `undone`, `contested`, `rejected`, `lead`, `disputed`, `unread`.
        pub standing: String,
        /// Whether the one who asks may undo it.
        pub can_undo: bool,
        /// As it stands in the file.
        pub raw: String,
    }

    /// Two or more lines that change one line.
    pub struct Contested {
        /// The line that they change; it stands until someone chooses.
        pub target: String,
        /// Those that change it, in the order of the file.
        pub lines: Vec<String>,
    }

    /// A new review.
    pub struct Changed {
        /// Its version.
        #[cfg_attr(test, ts(type = "number"))]
        pub version: u64,
        /// Why, in words: "reviewer-b marked a shot on Camera 2".
        pub why: String,
        /// When the change was written (RFC 3339).
        pub at: String,
    }

    /// The review is being computed again.
    pub struct Working {
        /// Why, in words.
        pub why: String,
        /// When the change was written (RFC 3339).
        pub at: String,
    }

    /// Somebody who has the page open.
    pub struct Here {
        /// Who; the server's where there are accounts.
        #[serde(default)]
        pub name: String,
        /// The moment that they look at, in seconds of incident time.
        pub at_s: f64,
    }

    /// A name and a password.
    pub struct SignIn {
        /// The account.
        pub name: String,
        /// Its password.
        pub password: String,
    }

    /// Why something was not done, and what to do next.
    pub struct Refused {
        /// What is wrong.
        pub what: String,
        /// What to do next, or empty.
        pub remedy: String,
    }
}
