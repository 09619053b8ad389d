//! `outcomes.toml`: what followed, and what has not. A missing outcome has an age.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use unmuted_case::timeline::OutcomeKinds;
use unmuted_model::{Interval, SourceId, WallClock, nearest};

use super::names::Names;
use super::problem::{FileText, Place, Problem};
use super::statements_toml::source;
use super::text;
use super::toml_reader::{self, Table};

/// The file's name.
pub const FILE: &str = "outcomes.toml";

/// Keys of the file.
pub const KEYS: &[&str] = &["format", "outcome"];
/// Keys of `[[outcome]]`.
pub const OUTCOME_KEYS: &[&str] =
    &["id", "kind", "what", "event", "date", "at", "as_of", "limit_days", "limit_source", "source", "page", "note"];

/// Something that followed, or has not.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its id.
    pub id: String,
    /// Its kind, a free word: charge decision, discipline, settlement.
    pub kind: String,
    /// In words.
    pub what: String,
    /// Entries that carry the same word are one outcome of which sources give different days.
    pub event: Option<String>,
    /// The day; `None` while it has not happened.
    pub date: Option<Date>,
    /// The time, where one is given, as exact as it is written; within the day.
    pub at: Option<Interval<WallClock>>,
    /// The date as of which this is known, if given.
    pub as_of: Option<Date>,
    /// The limit in days, where a rule sets one.
    pub limit_days: Option<i64>,
    /// Where the limit comes from, or empty.
    pub limit_source: String,
    /// The source, if one is named.
    pub source: Option<SourceId>,
    /// The page in it, or empty.
    pub page: String,
    /// The note, or empty.
    pub note: String,
    /// Where the entry stands.
    pub place: Place,
}

/// Reads the file's text: the outcomes in the order of the file. `zone` is the case's.
pub fn read(file: &FileText, sources: &Names, zone: &TimeZone, problems: &mut Vec<Problem>) -> Vec<Outcome> {
    toml_reader::parse(file, KEYS, problems, |top| entries(top, "outcome", sources, zone)).unwrap_or_default()
}

/// The outcomes under a key.
pub(crate) fn entries(top: &mut Table<'_>, key: &str, sources: &Names, zone: &TimeZone) -> Vec<Outcome> {
    let (mut read, _) = top.entries(key, OUTCOME_KEYS, |t| outcome(t, sources, zone));
    // One outcome has one kind.
    let mut kinds: BTreeMap<String, String> = BTreeMap::new();
    for o in &mut read {
        let Some(event) = &o.event else { continue };
        let kind = kinds.entry(event.clone()).or_insert_with(|| o.kind.clone());
        if *kind != o.kind {
            top.report(o.place.doubt(
                format!("outcome {:?} is of kind {:?}, and another with the event {event:?} of {kind:?}", o.id, o.kind),
                "give both the same kind, or take event out of one; they are now two outcomes",
            ));
            o.event = None;
        }
    }
    read
}

fn outcome(t: &mut Table<'_>, sources: &Names, zone: &TimeZone) -> Option<Outcome> {
    let id = t.id()?;
    let kind = t.required("kind")?;
    let kinds = OutcomeKinds::default();
    if kinds.named(&kind).is_none()
        && let Some(near) = nearest(&kind.to_lowercase(), kinds.names())
    {
        t.doubt("kind", format!("no sentence knows the kind of outcome {kind:?}"), &format!("did you mean {near:?}?"));
    }
    let what = t.required("what")?;
    let (date, as_of) = (t.date("date"), t.date("as_of"));
    if let (Some(date), Some(as_of)) = (date, as_of)
        && as_of < date
    {
        let what = format!("outcome {id:?} is dated {date}, after {as_of}, as of which it is known");
        t.wrong("as_of", what, "as_of is a day on which somebody knew it, so not before the day itself");
    }
    let at = t.wall_times("at");
    if let Some(at) = at {
        let day = text::date_in(at.earliest(), zone);
        if date != Some(day) {
            let what = match date {
                Some(date) => {
                    format!("outcome {id:?} is dated {date}, and its time is on {day} in the case's time zone")
                }
                None => format!("outcome {id:?} has a time and no date"),
            };
            t.wrong("at", what, &format!("write date = \"{day}\", or correct the time or its offset"));
        }
    }
    let limit_days = t.whole("limit_days").and_then(|d| i64::try_from(d).ok());
    Some(Outcome {
        id,
        kind,
        what,
        event: t.text("event").filter(|e| !e.trim().is_empty()),
        date,
        at,
        as_of,
        limit_days,
        limit_source: t.text_or_empty("limit_source"),
        source: source(t, sources),
        page: t.text_or_empty("page"),
        note: t.text_or_empty("note"),
        place: t.place(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case_files::testing::{self, each_is_one_problem, names};

    const ONE: &str = "[[outcome]]\nid = \"o\"\nkind = \"release of video\"\nwhat = \"w\"\n";

    fn outcomes(entries: &str) -> (Vec<Outcome>, Vec<Problem>) {
        let zone = TimeZone::get("America/Los_Angeles").unwrap();
        let text = format!("format = 1\n{entries}\n");
        testing::read(&text, |file, problems| read(file, &names("source", &["a"]), &zone, problems))
    }

    #[test]
    fn a_time_of_day_stands_beside_the_date() {
        let entry = format!(
            "{ONE}date = \"2026-05-15\"\nat = \"2026-05-15T23:30:00-07:00\"\nevent = \"e\"\nsource = \"a\"\n\
             page = \"2\"\nnote = \"n\""
        );
        let (read, problems) = outcomes(&entry);
        assert_eq!(problems, []);
        let o = &read[0];
        assert_eq!((o.event.as_deref(), o.page.as_str(), o.note.as_str()), (Some("e"), "2", "n"));
        assert!(o.at.is_some());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let with = |keys: &str| format!("{ONE}{keys}");
        let other = ONE.replace("\"o\"", "\"p\"").replace("release of video", "discipline");
        let cases = [
            (with("at = \"2026-05-15T10:00:00-07:00\""), "has a time and no date"),
            (with("date = \"2026-05-15\"\nat = \"2026-05-16T01:00:00-07:00\""), "is on 2026-05-16"),
            (with("date = \"2026-05-15\"\nat = \"10:00\""), "is not a wall time"),
            (with("page = 3"), "should be a text"),
            (ONE.replace("release", "relase"), "kind of outcome \"relase of video\""),
            (with("limit_days = -5"), "is -5, and should be 0 or more"),
            (format!("{ONE}event = \"e\"\n{other}event = \"e\""), "another with the event \"e\""),
        ];
        let cases: Vec<(&str, &str)> = cases.iter().map(|(text, says)| (text.as_str(), *says)).collect();
        each_is_one_problem(&cases, |text| outcomes(text).1);
    }
}
