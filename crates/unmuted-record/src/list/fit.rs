//! Which column of a file is which of the map, and what is missing.

use unmuted_model::nearest;

use super::attribute::ValueKind;
use super::map::{ListMap, Release};
use super::problem::{Problem, What};
use crate::Error;

/// A column of the map, found in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fitted {
    /// What it says.
    pub attribute: String,
    /// What sort of value that is.
    pub kind: ValueKind,
    /// Its place among the map's columns; `None` for a column that the map does not name.
    pub map: Option<usize>,
    /// The file's columns of it, from 0.
    pub cells: Vec<usize>,
    /// The publisher's name of it.
    pub name: String,
    /// The list from which the publisher says that it took it.
    pub claims: Option<String>,
}

/// How a file is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fit {
    /// Columns of the map in the map's order, then the others in the file's.
    pub columns: Vec<Fitted>,
    /// The file's column of ids.
    pub id: Option<usize>,
    /// What is missing.
    pub problems: Vec<Problem>,
}

/// The release whose shape a header has: all of its `known_by`, and of several the one that names most.
pub fn by_shape<'a>(map: &'a ListMap, header: &[String]) -> Option<&'a Release> {
    let has = |name: &String| header.iter().any(|h| same(h, name));
    let fitting = map.releases.iter().filter(|r| !r.known_by.is_empty() && r.known_by.iter().all(has));
    fitting.max_by_key(|r| r.known_by.len())
}

/// Finds the map's columns in a header.
///
/// # Errors
/// One that the map requires is not there; with the nearest name.
pub fn fit(map: &ListMap, header: &[String], release: Option<&Release>) -> Result<Fit, Error> {
    let place = |name: &str| header.iter().position(|h| same(h, name));
    let mut taken = vec![false; header.len()];
    let mut columns = Vec::new();
    let mut missing = Vec::new();
    for (column, index) in map.columns.iter().zip(0_usize..) {
        if !column.releases.is_empty() && release.is_none_or(|r| !column.releases.contains(&r.id)) {
            continue;
        }
        let cells: Option<Vec<usize>> = if column.together.is_empty() {
            column.from.iter().find_map(|name| place(name)).map(|at| vec![at])
        } else {
            column.together.iter().map(|name| place(name)).collect()
        };
        let Some(cells) = cells else {
            missing.push(column);
            continue;
        };
        let mut names = Vec::new();
        for at in &cells {
            if let Some(t) = taken.get_mut(*at) {
                *t = true;
            }
            names.extend(header.get(*at).map(|h| h.trim()));
        }
        columns.push(Fitted {
            attribute: column.attribute.clone(),
            kind: map.kind_of(&column.attribute).unwrap_or(ValueKind::Note),
            map: Some(index),
            cells,
            name: names.join(" + "),
            claims: column.claims.clone(),
        });
    }
    let id = map.id_columns.iter().find_map(|name| place(name));
    let left = |at: usize| {
        let name = header.get(at).map(String::as_str).unwrap_or_default();
        map.left_out.iter().any(|l| l.columns.iter().any(|c| same(c, name)))
    };
    let free: Vec<usize> = (0..header.len())
        .filter(|at| !taken.get(*at).copied().unwrap_or(true) && id != Some(*at) && !left(*at))
        .collect();
    let free_names = || free.iter().filter_map(|at| header.get(*at)).map(|h| h.trim()).filter(|h| !h.is_empty());
    let mut problems = Vec::new();
    for column in missing {
        // Another column may say the same in this release.
        if columns.iter().any(|c: &Fitted| c.attribute == column.attribute) {
            continue;
        }
        let wanted = if column.together.is_empty() { &column.from } else { &column.together };
        let near = wanted.iter().find_map(|w| nearest_header(w, free_names()));
        let words = format!(
            "no column for {}: wanted {}{}",
            column.attribute,
            wanted.iter().map(|w| format!("{w:?}")).collect::<Vec<_>>().join(if column.together.is_empty() {
                " or "
            } else {
                " and "
            }),
            near.map(|n| format!("; the nearest is {n:?}")).unwrap_or_default()
        );
        if column.required {
            let first: Vec<_> = header.iter().map(|h| h.trim()).take(8).collect();
            let remedy = match near {
                Some(n) => format!(
                    "if the column was renamed, add {n:?} to its names in a list.toml of your own (--lists FOLDER)"
                ),
                None => format!(
                    "is it this list? The file begins with {first:?}. Without a header, name the release: --release with one of {}",
                    headless(map)
                ),
            };
            return Err(Error::new(words, remedy));
        }
        // A column that never was in this release is not news; one with a near name may have been renamed.
        if near.is_some() {
            problems.push(Problem { row: None, line: None, column: None, what: What::MissingColumn, words });
        }
    }
    if columns.is_empty() {
        return Err(Error::new(
            "it has none of the list's columns",
            format!("is it this list? Without a header, name the release: {}", headless(map)),
        ));
    }
    for at in free {
        let name = header.get(at).map(|h| h.trim().to_owned()).unwrap_or_default();
        let name = if name.is_empty() { format!("column {}", at + 1) } else { name };
        columns.push(Fitted {
            attribute: name.clone(),
            kind: ValueKind::Note,
            map: None,
            cells: vec![at],
            name,
            claims: None,
        });
    }
    Ok(Fit { columns, id, problems })
}

fn headless(map: &ListMap) -> String {
    let names: Vec<_> = map.releases.iter().filter(|r| !r.header.is_empty()).map(|r| r.id.as_str()).collect();
    if names.is_empty() { "none has no header".to_owned() } else { names.join(", ") }
}

/// Whether two names of columns are one, but for case and spaces.
pub fn same(a: &str, b: &str) -> bool {
    let words =
        |t: &'_ str| t.trim_start_matches('\u{feff}').split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    a == b || words(a) == words(b)
}

/// The nearest header: by edits, or one that begins or ends as the wanted name does.
fn nearest_header<'a>(wanted: &str, free: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let low = wanted.to_lowercase();
    let by_edits = nearest(&low, free.clone()).or_else(|| {
        let lower: Vec<(String, &str)> = free.clone().map(|f| (f.to_lowercase(), f)).collect();
        let near = nearest(&low, lower.iter().map(|(l, _)| l.as_str()))?;
        lower.iter().find(|(l, _)| l == near).map(|(_, f)| *f)
    });
    // "Body Camera" became "Body Camera (Source: WaPo)".
    let longer =
        |a: &str, b: &str| a.strip_prefix(b).is_some_and(|rest| b.len() > 3 && rest.starts_with([' ', '/', '(', ',']));
    by_edits.or_else(|| {
        free.clone().find(|f| {
            let f = f.to_lowercase();
            longer(&f, &low) || longer(&low, &f)
        })
    })
}
