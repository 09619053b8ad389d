//! Incidents of one event: people killed at once, by what the lists themselves say in the same words.

use std::collections::HashMap;

use super::build::Record;
use super::shown::Columns;
use crate::list::Value;

/// Of each incident, the event that it shares with others: the least id among them. `None` for somebody alone.
///
/// Two incidents are of one event where rows of one day have the same narrative, the same link, or the same street in
/// the same town. That is said of rows of any list, and one such pair is enough.
pub(crate) fn events(record: &Record, allowed: &[bool]) -> Vec<Option<String>> {
    let of = |name| Columns::of(&record.inputs, name);
    let (date, city, state) = (of("date"), of("city"), of("state"));
    let says = [("narrative", of("narrative")), ("link", of("link")), ("street", of("street"))];
    let mut first: HashMap<(i32, &str, String), usize> = HashMap::new();
    let mut up: Vec<usize> = (0..record.incidents.len()).collect();
    fn root(up: &mut [usize], mut at: usize) -> usize {
        while let Some(&next) = up.get(at) {
            if next == at {
                break;
            }
            at = next;
        }
        at
    }
    for (at, incident) in record.incidents.iter().enumerate() {
        for m in incident.members.iter().filter(|m| allowed.get(m.file).copied().unwrap_or(true)) {
            let text = |c: &Columns| c.value(&record.inputs, m.file, m.row).and_then(|(v, _)| v.text());
            let Some((Value::Day(day), _)) = date.value(&record.inputs, m.file, m.row) else { continue };
            for (name, columns) in &says {
                let Some(words) = text(columns) else { continue };
                let key = match *name {
                    // A road alone is no place.
                    "street" if words.len() < 6 || !words.contains(|c: char| c.is_ascii_digit()) => continue,
                    "street" => {
                        format!("{words}|{}|{}", text(&city).unwrap_or_default(), text(&state).unwrap_or_default())
                    }
                    _ if words.len() < 25 => continue,
                    _ => words.into_owned(),
                };
                let other = *first.entry((*day, name, key)).or_insert(at);
                let (a, b) = (root(&mut up, at), root(&mut up, other));
                if a != b
                    && let Some(u) = up.get_mut(a.max(b))
                {
                    *u = a.min(b);
                }
            }
        }
    }
    let roots: Vec<usize> = (0..up.len()).map(|i| root(&mut up, i)).collect();
    let mut sizes: HashMap<usize, usize> = HashMap::new();
    for r in &roots {
        *sizes.entry(*r).or_default() += 1;
    }
    roots
        .iter()
        .map(|r| {
            // Incidents are in the order of their ids, so that the root is the least.
            sizes.get(r).filter(|n| **n > 1).and_then(|_| record.incidents.get(*r)).map(|i| i.id.clone())
        })
        .collect()
}
