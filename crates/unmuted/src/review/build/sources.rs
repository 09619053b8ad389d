//! What does not depend on any clock: documents, attributes, outcomes.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Shown;
use crate::case_files::{AttributeValue as Given, Source, ValueAt};
use crate::report::text::clock_time;
use crate::review::document::{Attribute, AttributeValue, Document, Outcome};

/// A source that is not a recording.
pub fn document(source: &Source) -> Document {
    Document {
        id: source.id.to_string(),
        name: source.name.clone(),
        kind: source.kind.key().into(),
        held: source.is_held(),
        publisher: source.publisher.clone(),
        published: source.published.map(|d| d.to_string()).unwrap_or_default(),
        repeats: source.repeats.as_ref().map(ToString::to_string).unwrap_or_default(),
        file: source.location.file_name(),
        sha256: source.sha256.clone(),
        size: source.size,
        received: source.received.words(),
        redacted: source.redacted.key().into(),
        note: source.note.clone(),
    }
}

/// Attributes, disputed ones first, then by name; values in the order of the file. Nothing is decided by rank.
pub fn attributes(shown: &Shown<'_>) -> Vec<Attribute> {
    let mut by_name: BTreeMap<&str, Vec<&Given>> = BTreeMap::new();
    for value in &shown.case.attributes {
        by_name.entry(&value.name).or_default().push(value);
    }
    let mut all: Vec<Attribute> = by_name
        .into_iter()
        .map(|(name, given)| {
            let values: Vec<AttributeValue> = given.into_iter().map(|v| value(shown, v)).collect();
            let first = values.first().map(|v| (v.value.clone(), v.unit.clone()));
            let disputed = values.iter().any(|v| Some((v.value.clone(), v.unit.clone())) != first);
            Attribute { name: name.to_owned(), disputed, origins: 0, values }
        })
        .collect();
    all.sort_by_key(|a| !a.disputed);
    all
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
        at: match &v.at {
            None => String::new(),
            Some(ValueAt::Moment(moment)) => format!("at {}", moment.text),
            Some(ValueAt::On(source, span)) => {
                let [from, to] = [span.start(), span.end()].map(|t| clock_time(t.ns()));
                format!("on {source}, {from} to {to}")
            }
        },
        repeats: v.repeats.as_ref().map(ToString::to_string).unwrap_or_default(),
        note: v.note.clone(),
    }
}

/// What followed: done steps in order of date, then open ones in the order of the file.
pub fn outcomes(shown: &Shown<'_>, as_of: Date) -> Vec<Outcome> {
    let incident = shown.case.incident.date;
    let mut all: Vec<Outcome> = shown
        .case
        .outcomes
        .iter()
        .map(|o| {
            let known = o.as_of.unwrap_or(as_of);
            // A step that had happened by the date asked about; a later one is open at that date.
            let date = o.date.filter(|d| *d <= as_of);
            Outcome {
                id: o.id.clone(),
                kind: o.kind.clone(),
                what: o.what.clone(),
                date: date.map(|d| d.to_string()),
                date_last: None,
                as_of: known.min(as_of).to_string(),
                days: days(incident, date.unwrap_or(as_of)),
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

/// Calendar days from one date to another.
fn days(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    #[test]
    fn days_are_calendar_days_over_months() {
        assert_eq!(super::days(date(2018, 3, 18), date(2019, 3, 2)), 349);
        assert_eq!(super::days(date(2018, 3, 18), date(2018, 3, 18)), 0);
    }
}
