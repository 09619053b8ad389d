//! Settlements that may be about an incident: leads for a person, never links.

use std::collections::HashMap;

use super::build::Record;
use super::shown::{Columns, shown};
use crate::link::normal;
use crate::list::{ListKind, Value};

/// A settlement whose names hold those of somebody killed in the same city.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Lead {
    /// The incident, by its place in the record.
    pub incident: usize,
    /// The settlement's file and row.
    pub file: usize,
    pub row: usize,
    /// Whether the settlement also names the day of the incident.
    pub same_day: bool,
}

/// An incident by its place, the tokens of the person's name, and the day.
type Person = (usize, Vec<Box<str>>, Option<i32>);

/// Leads, in the order of incidents: all names of the person killed stand among those of the plaintiff or the matter, in
/// the same city and state, and the case was not closed before the death.
pub(crate) fn leads(record: &Record, allowed: &[bool]) -> Vec<Lead> {
    let of = |name| Columns::of(&record.inputs, name);
    let (name, date, city, state) = (of("name"), of("date"), of("city"), of("state"));
    let (plaintiff, matter, closed, day) = (of("plaintiff"), of("matter"), of("closed"), of("incident_date"));
    let text = |c: &Columns, f, r| c.value(&record.inputs, f, r).and_then(|(v, _)| v.text().map(|t| t.into_owned()));
    let files: Vec<usize> = (0..record.inputs.len())
        .filter(|f| record.inputs.get(*f).is_some_and(|i| i.map.kind == ListKind::Settlements))
        .filter(|f| allowed.get(*f).copied().unwrap_or(true))
        .collect();
    if files.is_empty() {
        return Vec::new();
    }
    let mut by_place: HashMap<(String, Box<str>), Vec<Person>> = HashMap::new();
    for (incident, at) in record.incidents.iter().zip(0_usize..) {
        let get = |c: &Columns| shown(&record.inputs, c, incident, allowed);
        let words = |c: &Columns| get(c).and_then(Value::text);
        let Some((place, who)) = words(&city).and_then(|c| normal::town(&c)).zip(words(&name)) else { continue };
        let tokens = normal::name(&who);
        if tokens.len() < 2 {
            continue;
        }
        let died = match get(&date) {
            Some(Value::Day(d)) => Some(*d),
            _ => None,
        };
        let state = words(&state).unwrap_or_default().into_owned();
        by_place.entry((state, place)).or_default().push((at, tokens, died));
    }
    let mut leads = Vec::new();
    for file in files {
        let rows = record.inputs.get(file).map_or(0, |i| i.imported.rows.len());
        for row in 0..rows {
            let place = text(&city, file, row).and_then(|c| normal::town(&c));
            let Some(place) = place else { continue };
            let Some(people) = by_place.get(&(text(&state, file, row).unwrap_or_default(), place)) else { continue };
            let words = format!(
                "{} {}",
                text(&plaintiff, file, row).unwrap_or_default(),
                text(&matter, file, row).unwrap_or_default()
            );
            let named = normal::name(&words);
            let on = |c: &Columns| match c.value(&record.inputs, file, row) {
                Some((Value::Day(d), _)) => Some(*d),
                _ => None,
            };
            let (closed, day) = (on(&closed), on(&day));
            for (incident, tokens, died) in people {
                let all = tokens.iter().all(|t| named.contains(t));
                let after = closed.zip(*died).is_none_or(|(c, d)| c >= d);
                // Another event of somebody with these names.
                let other_day = day.zip(*died).is_some_and(|(a, b)| (a - b).abs() > 31);
                if all && after && !other_day {
                    let same_day = day.is_some() && day == *died;
                    leads.push(Lead { incident: *incident, file, row, same_day });
                }
            }
        }
    }
    leads.sort_by_key(|l| (l.incident, l.file, l.row));
    leads
}
