//! `statements.toml`: who said what, when, and where it stands. Every statement of every side.

use jiff::civil::Date;
use unmuted_model::SourceId;

use super::evidence_toml::Stated;
use super::names::Names;
use super::problem::{FileText, Place, Problem};
use super::toml_reader::{self, Table};

/// The file's name.
pub const FILE: &str = "statements.toml";

/// Keys of the file.
pub const KEYS: &[&str] = &["format", "statement"];
/// Keys of `[[statement]]`.
pub const STATEMENT_KEYS: &[&str] = &[
    "id",
    "by",
    "quote",
    "said",
    "found",
    "where",
    "watched_video_first",
    "asserts",
    "not_testable",
    "reply",
    "entered",
];
/// Keys of `entered`.
pub const ENTERED_KEYS: &[&str] = &["by", "at"];
/// Keys of `found`, and of an exception's `claim`.
pub const FOUND_KEYS: &[&str] = &["source", "page"];

/// A sentence of the assertion language as written, with its place, so that a fault in it can be pointed at.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// The sentence.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// Where something stands: a source and a page, either of which may be missing.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Found {
    /// The source, if it is held.
    pub source: Option<SourceId>,
    /// The page, or another place in it, or empty.
    pub page: String,
}

/// Whether a statement can be tested.
#[derive(Clone, Debug)]
pub enum Testable {
    /// By this sentence.
    By(Sentence),
    /// Not by any recording: it is about intent, belief, credibility or reasonableness.
    Never {
        /// Which of these.
        about: NotTestable,
    },
    /// It asserts nothing that anyone has put into a sentence yet.
    NoSentence,
}

/// What no recording measures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotTestable {
    /// What somebody meant to do.
    Intent,
    /// What somebody believed or perceived.
    Belief,
    /// Whether somebody is to be believed.
    Credibility,
    /// Whether an act was reasonable.
    Reasonableness,
}

impl NotTestable {
    /// Words and values.
    pub const CHOICES: [(&'static str, Self); 4] = [
        ("intent", Self::Intent),
        ("belief", Self::Belief),
        ("credibility", Self::Credibility),
        ("reasonableness", Self::Reasonableness),
    ];

    /// The word in files and on pages.
    pub fn key(self) -> &'static str {
        match self {
            Self::Intent => "intent",
            Self::Belief => "belief",
            Self::Credibility => "credibility",
            Self::Reasonableness => "reasonableness",
        }
    }
}

/// One statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its id.
    pub id: String,
    /// Who said it: a person's id or a name.
    pub by: String,
    /// The words.
    pub quote: String,
    /// The day, if known.
    pub said: Option<Date>,
    /// Where it stands.
    pub found: Found,
    /// In what setting, or empty.
    pub setting: String,
    /// Whether the speaker had watched video first.
    pub watched_video_first: Stated,
    /// How it is tested.
    pub testable: Testable,
    /// A reply to the page, or the refusal of one, or empty.
    pub reply: String,
    /// Who wrote it down, if that is said.
    pub entered: Option<Entered>,
    /// Where the entry stands.
    pub place: Place,
}

/// Who wrote something down, and when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entered {
    /// Who.
    pub by: String,
    /// When, as typed (RFC 3339).
    pub at: String,
}

/// Reads the file's text: the statements in the order of the file.
pub fn read(file: &FileText, people: &Names, sources: &Names, problems: &mut Vec<Problem>) -> Vec<Statement> {
    toml_reader::parse(file, KEYS, problems, |top| {
        top.entries("statement", STATEMENT_KEYS, |t| statement(t, people, sources)).0
    })
    .unwrap_or_default()
}

fn statement(t: &mut Table<'_>, people: &Names, sources: &Names) -> Option<Statement> {
    let id = t.id()?;
    let by = t.required("by")?;
    near_miss(t, "by", &by, people);
    let quote = t.required("quote")?;
    let said = t.date("said");
    let found = t.table("found", FOUND_KEYS, |f| Some(found(f, sources))).unwrap_or_default();
    let not_testable = t.choice("not_testable", &NotTestable::CHOICES);
    let testable = match (sentence(t), not_testable) {
        (Some(_), Some(_)) => {
            let what = format!("statement {id:?} has both asserts and not_testable");
            t.wrong("not_testable", what, "take one of them out: what is testable is its own statement");
            return None;
        }
        (Some(sentence), None) => Testable::By(sentence),
        (None, Some(about)) => Testable::Never { about },
        (None, None) => Testable::NoSentence,
    };
    Some(Statement {
        id,
        by,
        quote,
        said,
        found,
        setting: t.text_or_empty("where"),
        watched_video_first: t.choice("watched_video_first", &Stated::CHOICES).unwrap_or_default(),
        testable,
        reply: t.text_or_empty("reply"),
        entered: t.table("entered", ENTERED_KEYS, |e| {
            let (by, at) = (e.required("by")?, e.required("at")?);
            e.wall_time("at")?;
            Some(Entered { by, at })
        }),
        place: t.place(),
    })
}

/// The sentence under `asserts`, if there is one.
pub(crate) fn sentence(t: &mut Table<'_>) -> Option<Sentence> {
    sentence_under(t, "asserts")
}

/// Words of the assertion language under a key, if there are any.
pub(crate) fn sentence_under(t: &mut Table<'_>, key: &str) -> Option<Sentence> {
    let text = t.text(key).filter(|s| !s.trim().is_empty())?;
    Some(Sentence { text, place: t.place_of(key) })
}

/// A source and a page. A source that is not in the case is a doubt: what was said stays in the record.
pub(crate) fn found(t: &mut Table<'_>, sources: &Names) -> Found {
    Found { source: source(t, sources), page: t.text_or_empty("page") }
}

/// The source named under `source`, which should be in the case.
pub(crate) fn source(t: &mut Table<'_>, sources: &Names) -> Option<SourceId> {
    source_under(t, "source", sources)
}

/// The source named under a key, which should be in the case.
pub(crate) fn source_under(t: &mut Table<'_>, key: &str, sources: &Names) -> Option<SourceId> {
    let source = t.text(key).filter(|s| !s.trim().is_empty())?;
    if let Err(unknown) = sources.check(&source) {
        t.doubt(key, unknown.what, &unknown.remedy);
    }
    Some(SourceId::new(source))
}

/// A free name that looks like a mistyped id is a doubt.
pub(crate) fn near_miss(t: &mut Table<'_>, key: &str, name: &str, people: &Names) {
    if let Some(near) = people.near_miss(name) {
        t.doubt(key, format!("{name:?} is nobody of case.toml"), &format!("did you mean {near:?}?"));
    }
}
