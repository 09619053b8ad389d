//! What does not depend on any clock: documents, attributes, outcomes.

use std::collections::BTreeMap;

use jiff::civil::Date;
use unmuted_case::disputes::{self, Standing};
use unmuted_case::timeline::Timeline;
use unmuted_case::timeline::days::calendar;
use unmuted_model::SourceId;

use super::Shown;
use crate::case_files::{self, AttributeValue as Given, CaseFiles, Source, ValueAt};
use crate::report::text::clock_time;
use crate::review::document::{Attribute, AttributeValue, Document, Outcome};

/// A source that is not a recording.
pub fn document(case: &CaseFiles, source: &Source) -> Document {
    Document {
        id: source.id.to_string(),
        name: source.name.clone(),
        kind: source.kind.key().into(),
        held: source.is_held(),
        publisher: source.publisher.clone(),
        published: source.published.map(|d| d.to_string()).unwrap_or_default(),
        repeats: shown_source(case, source.repeats.as_ref()),
        file: source.location.file_name(),
        sha256: source.sha256.clone(),
        size: source.size,
        received: source.received.words(),
        redacted: source.redacted.key().into(),
        note: source.note.clone(),
    }
}

/// A source's id; empty where none is named, or one that is left out because it is privileged.
fn shown_source(case: &CaseFiles, id: Option<&SourceId>) -> String {
    id.filter(|id| case.source(id).is_some()).map(ToString::to_string).unwrap_or_default()
}

/// Attributes, disputed ones first, then by name; values in the order of the file. Nothing is decided by rank.
pub fn attributes(shown: &Shown<'_>, timeline: &Timeline) -> Vec<Attribute> {
    let repeats = repeats(shown.case);
    let mut all: Vec<Attribute> = disputes::attributes(&timeline.attributes, &repeats)
        .into_iter()
        .map(|a| Attribute {
            name: a.name.to_owned(),
            disputed: a.standing == Standing::Disputed,
            origins: u32::try_from(a.origins).unwrap_or(u32::MAX),
            values: shown.case.attributes.iter().filter(|v| v.name == a.name).map(|v| value(shown, v)).collect(),
        })
        .collect();
    all.sort_by(|a, b| (!a.disputed, &a.name).cmp(&(!b.disputed, &b.name)));
    all
}

/// Which source as a whole repeats another.
pub fn repeats(case: &CaseFiles) -> BTreeMap<SourceId, SourceId> {
    case.sources.iter().filter_map(|s| Some((s.id.clone(), s.repeats.clone()?))).collect()
}

fn value(shown: &Shown<'_>, v: &Given) -> AttributeValue {
    AttributeValue {
        id: v.id.clone(),
        value: v.value.to_string(),
        unit: v.unit.clone(),
        source: v.source.to_string(),
        page: v.page.clone(),
        by: shown.case.name_of(&v.by).to_owned(),
        basis: v.basis.key().into(),
        at: at_words(v),
        repeats: shown_source(shown.case, v.repeats.as_ref()),
        note: v.note.clone(),
    }
}

/// When a value is the value, in words; empty where that is not told.
pub fn at_words(v: &Given) -> String {
    match &v.at {
        None => String::new(),
        Some(ValueAt::Moment(moment)) => format!("at {}", moment.text),
        Some(ValueAt::On(source, span)) => {
            let [from, to] = [span.start(), span.end()].map(|t| clock_time(t.ns()));
            format!("on {source}, {from} to {to}")
        }
    }
}

/// What followed: done steps in order of date, then open ones in the order of the file.
pub fn outcomes(case: &CaseFiles, as_of: Date) -> Vec<Outcome> {
    let incident = case.incident.date;
    let mut all: Vec<Outcome> = case
        .outcomes
        .iter()
        .map(|o| {
            let known = o.as_of.unwrap_or(as_of).min(as_of);
            // A step that had happened by the date asked about; a later one is open at that date.
            let by_then = |d: &Date| *d <= as_of;
            let date = o.date.filter(by_then);
            let same =
                |other: &&case_files::Outcome| o.event.is_some() && other.event == o.event && other.kind == o.kind;
            let last = case.outcomes.iter().filter(same).filter_map(|o| o.date.filter(by_then)).max();
            Outcome {
                id: o.id.clone(),
                kind: o.kind.clone(),
                what: o.what.clone(),
                date: date.map(|d| d.to_string()),
                date_last: last.filter(|last| date.is_some_and(|d| d < *last)).map(|d| d.to_string()),
                as_of: known.to_string(),
                days: calendar(incident, date.unwrap_or(known)),
                limit_days: o.limit_days,
                limit_source: o.limit_source.clone(),
                source: o.source.as_ref().map(ToString::to_string).unwrap_or_default(),
                page: o.page.clone(),
                note: o.note.clone(),
            }
        })
        .collect();
    all.sort_by(|a, b| (a.date.is_none(), &a.date).cmp(&(b.date.is_none(), &b.date)));
    all
}
