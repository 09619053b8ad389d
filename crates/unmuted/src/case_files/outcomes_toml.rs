//! `outcomes.toml`: what followed, and what has not. A missing outcome has an age.

use jiff::civil::Date;
use unmuted_model::SourceId;

use super::names::Names;
use super::problem::{FileText, Place, Problem};
use super::statements_toml::source;
use super::toml_reader::{self, Table};

/// The file's name.
pub const FILE: &str = "outcomes.toml";

/// Keys of the file.
pub const KEYS: &[&str] = &["format", "outcome"];
/// Keys of `[[outcome]]`.
pub const OUTCOME_KEYS: &[&str] = &["id", "kind", "what", "date", "as_of", "limit_days", "limit_source", "source"];

/// Something that followed, or has not.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its id.
    pub id: String,
    /// Its kind, a free word: charge decision, discipline, settlement.
    pub kind: String,
    /// In words.
    pub what: String,
    /// The day; `None` while it has not happened.
    pub date: Option<Date>,
    /// The date as of which this is known, if given.
    pub as_of: Option<Date>,
    /// The limit in days, where a rule sets one.
    pub limit_days: Option<i64>,
    /// Where the limit comes from, or empty.
    pub limit_source: String,
    /// The source, if held.
    pub source: Option<SourceId>,
    /// Where the entry stands.
    pub place: Place,
}

/// Reads the file's text: the outcomes in the order of the file.
pub fn read(file: &FileText, sources: &Names, problems: &mut Vec<Problem>) -> Vec<Outcome> {
    toml_reader::parse(file, KEYS, problems, |top| top.entries("outcome", OUTCOME_KEYS, |t| outcome(t, sources)).0)
        .unwrap_or_default()
}

fn outcome(t: &mut Table<'_>, sources: &Names) -> Option<Outcome> {
    let id = t.id()?;
    let kind = t.required("kind")?;
    let what = t.required("what")?;
    let (date, as_of) = (t.date("date"), t.date("as_of"));
    if let (Some(date), Some(as_of)) = (date, as_of)
        && as_of < date
    {
        let what = format!("outcome {id:?} is dated {date}, after {as_of}, as of which it is known");
        t.wrong("as_of", what, "as_of is a day on which somebody knew it, so not before the day itself");
    }
    let limit_days = t.whole("limit_days").and_then(|d| i64::try_from(d).ok());
    Some(Outcome {
        id,
        kind,
        what,
        date,
        as_of,
        limit_days,
        limit_source: t.text_or_empty("limit_source"),
        source: source(t, sources),
        place: t.place(),
    })
}
