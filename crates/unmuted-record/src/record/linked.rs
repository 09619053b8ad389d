//! Files → the rows that are linked → incidents without ids; and what people decided by hand.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::build::Input;
use super::incident::Member;
use crate::Error;
use crate::link::{self, Hand, Linker, Links, Model, Row, Suspicion};
use crate::list::{Imported, fill};

/// A row by the names under which a person can find it again.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct RowName {
    /// The list.
    pub list: String,
    /// The release: ids mean nothing without it.
    pub release: String,
    /// The publisher's id.
    pub id: String,
}

impl RowName {
    /// Reads `list/release/id`, or `list/id` where the list has one release here.
    pub fn parse(text: &str) -> Option<(String, Option<String>, String)> {
        let (list, rest) = text.split_once('/')?;
        let (release, id) = rest.split_once('/').map_or((None, rest), |(r, i)| (Some(r.to_owned()), i));
        (!list.is_empty() && !id.is_empty()).then(|| (list.to_owned(), release, id.to_owned()))
    }
}

impl std::fmt::Display for RowName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/{}", self.list, self.release, self.id)
    }
}

/// One answer of a person, as it stands in a file of answers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HandLine {
    /// One row.
    pub left: RowName,
    /// The other.
    pub right: RowName,
    /// They are the same person in the same event.
    pub same: bool,
    /// Who decided.
    pub by: String,
    /// When, in UTC.
    pub at: String,
    /// Why, in their words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// What linking came to.
pub(crate) struct Linked {
    /// The rows of each incident.
    pub groups: Vec<Vec<Member>>,
    /// Pairs that a person should look at: the two rows, the probability, whether they are together as things stand.
    pub doubts: Vec<(Member, Member, f64, bool)>,
    /// Answers by hand that were not followed, and why.
    pub unheeded: Vec<(HandLine, String)>,
    /// How many pairs were compared.
    pub compared: u64,
    /// Ids that lists assert of one another and that do not fit.
    pub suspects: Vec<Suspected>,
    /// How many such ids there are.
    pub asserted: usize,
}

/// An id that a list asserts of another, and that does not fit.
#[derive(Clone, PartialEq, Debug)]
pub struct Suspected {
    /// The row that asserts.
    pub row: RowName,
    /// The row that it names.
    pub named: RowName,
    /// Another person, or the same id in several rows.
    pub twice: bool,
    /// How likely the two are one person, without the assertion.
    pub probability: f64,
    /// The row that fits better, and how likely that is.
    pub instead: Option<(RowName, f64)>,
}

/// An assertion from outside of the lists: two rows by list and id.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Asserted {
    /// The list of the row that asserts.
    pub list: String,
    /// Its id there.
    pub id: String,
    /// The list of the row that it names.
    pub other_list: String,
    /// Its id there.
    pub other_id: String,
}

/// Where the files' linked rows are in the table.
pub(crate) fn table_of(inputs: &[Input]) -> (link::Table, Vec<usize>) {
    let places: Vec<usize> = (0..inputs.len()).filter(|i| inputs.get(*i).is_some_and(|f| f.imported.linked)).collect();
    let table = fill(places.iter().filter_map(|i| inputs.get(*i)).map(|f| &f.imported));
    (table, places)
}

/// Finds rows by their names.
pub(crate) struct Names<'i> {
    /// By list and release: the file, and its rows by id.
    files: HashMap<(&'i str, &'i str), ById<'i>>,
}

type ById<'i> = (usize, HashMap<&'i str, usize>);

/// What one list asserts of another: the list, the place of its row or else that row's id, the other list, the id there.
type Wanted<'i> = (&'i str, Option<(usize, usize)>, String, &'i str, String);

impl<'i> Names<'i> {
    pub fn new(inputs: &'i [Input]) -> Self {
        let rows = |f: &'i Imported| {
            let mut by_id: HashMap<&str, usize> = HashMap::with_capacity(f.rows.len());
            for (row, at) in f.rows.iter().zip(0_usize..) {
                by_id.entry(&row.id).or_insert(at);
            }
            by_id
        };
        let files = inputs.iter().zip(0_usize..);
        Self {
            files: files.map(|(f, at)| ((&*f.imported.list, &*f.imported.release), (at, rows(&f.imported)))).collect(),
        }
    }

    /// File and row.
    pub fn find(&self, name: &RowName) -> Option<(usize, usize)> {
        let (file, rows) = self.files.get(&(name.list.as_str(), name.release.as_str()))?;
        rows.get(name.id.as_str()).map(|row| (*file, *row))
    }
}

/// The name of a row.
pub(crate) fn name_of(inputs: &[Input], file: usize, row: usize) -> Option<RowName> {
    let f = &inputs.get(file)?.imported;
    let id = f.rows.get(row)?.id.to_string();
    Some(RowName { list: f.list.clone(), release: f.release.clone(), id })
}

/// Links the rows of all files.
pub(crate) fn link(inputs: &[Input], model: &Model, hand: &[HandLine], asserted: &[Asserted]) -> Result<Linked, Error> {
    let (table, places) = table_of(inputs);
    let cannot = |e: crate::link::LinkError| Error::new(e.to_string(), "mend the model, or use the program's own");
    let linker = Linker::new(&table, model).map_err(cannot)?;
    let (hands, mut unheeded) = by_row(inputs, &places, hand);
    let links = linker.link(None, &hands).map_err(cannot)?;
    for c in &links.conflicts {
        let line = hand.iter().find(|h| h.at == c.answer.at && h.by == c.answer.by && h.same == c.answer.same);
        unheeded.extend(line.map(|l| (l.clone(), c.because.clone())));
    }
    let groups = groups(&table, &places, &links);
    let member = |row: Row, probability: f64| Member {
        file: places.get(usize::from(row.list)).copied().unwrap_or(0),
        row: row.row as usize,
        probability,
        duplicate: false,
        by_hand: false,
    };
    let doubts = links
        .review
        .iter()
        .map(|d| (member(d.left, d.probability), member(d.right, d.probability), d.probability, d.together))
        .collect();
    let (pairs, names) = assertions(inputs, &places, asserted);
    let suspects = if pairs.is_empty() { Vec::new() } else { linker.check(&links, &pairs, 0.5).map_err(cannot)? };
    let name = |row: Row| {
        let file = places.get(usize::from(row.list)).copied()?;
        name_of(inputs, file, row.row as usize)
    };
    let suspects = suspects
        .into_iter()
        .filter_map(|s| {
            Some(Suspected {
                row: name(s.left)?,
                named: name(s.right)?,
                twice: s.why == Suspicion::AssertedTwice,
                probability: s.probability,
                instead: s.instead.and_then(|(row, p)| Some((name(row)?, p))),
            })
        })
        .collect();
    Ok(Linked { groups, doubts, unheeded, compared: links.compared, suspects, asserted: names })
}

/// The assertions of the lists themselves and those from outside, as pairs of rows; and how many there are, also of rows
/// that are not here.
fn assertions(inputs: &[Input], places: &[usize], asserted: &[Asserted]) -> (Vec<(Row, Row)>, usize) {
    // By list, the newest file first.
    let mut by_list: HashMap<&str, Vec<ById<'_>>> = HashMap::new();
    let mut wanted: Vec<Wanted<'_>> = Vec::new();
    for (input, file) in inputs.iter().zip(0_usize..).filter(|(i, _)| i.imported.linked) {
        for (row, list, id) in input.imported.references(&input.map) {
            wanted.push((&input.imported.list, Some((file, row)), String::new(), list, id.trim().to_owned()));
        }
    }
    for a in asserted {
        wanted.push((&a.list, None, a.id.clone(), &a.other_list, a.other_id.clone()));
    }
    if wanted.is_empty() {
        return (Vec::new(), 0);
    }
    for (input, file) in inputs.iter().zip(0_usize..).filter(|(i, _)| i.imported.linked) {
        let rows = input.imported.rows.iter().zip(0_usize..).filter(|(r, _)| !r.set_aside);
        by_list.entry(&input.imported.list).or_default().push((file, rows.map(|(r, at)| (&*r.id, at)).collect()));
    }
    let find = |list: &str, id: &str| {
        // A spreadsheet may have written 3506 as 3506.0.
        let bare = id.strip_suffix(".0").unwrap_or(id);
        let files = by_list.get(list)?;
        files.iter().find_map(|(file, rows)| Some((*file, *rows.get(id).or_else(|| rows.get(bare))?)))
    };
    let row = |(file, row): (usize, usize)| -> Option<Row> {
        let list = places.iter().position(|p| *p == file)?;
        Some(Row { list: u16::try_from(list).ok()?, row: u32::try_from(row).ok()? })
    };
    let pairs = wanted.iter().filter_map(|(list, here, id, other, other_id)| {
        let left = here.or_else(|| find(list, id))?;
        Some((row(left)?, row(find(other, other_id)?)?))
    });
    (pairs.collect(), wanted.len())
}

/// Answers by the rows that they speak of; those whose rows are not here are told apart.
pub(crate) fn by_row(inputs: &[Input], places: &[usize], hand: &[HandLine]) -> (Vec<Hand>, Vec<(HandLine, String)>) {
    if hand.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let names = Names::new(inputs);
    let row = |name: &RowName| -> Option<Row> {
        let (file, row) = names.find(name)?;
        let list = places.iter().position(|p| *p == file)?;
        Some(Row { list: u16::try_from(list).ok()?, row: u32::try_from(row).ok()? })
    };
    let mut found = Vec::new();
    let mut lost = Vec::new();
    for h in hand {
        match row(&h.left).zip(row(&h.right)) {
            Some((left, right)) => {
                found.push(Hand { left, right, same: h.same, by: h.by.clone(), at: h.at.clone() });
            }
            None => lost.push((h.clone(), "one of its rows is not in the lists of this record".to_owned())),
        }
    }
    (found, lost)
}

fn groups(table: &link::Table, places: &[usize], links: &Links) -> Vec<Vec<Member>> {
    let by_hand: std::collections::HashSet<Row> =
        links.links.iter().filter(|l| l.by_hand).flat_map(|l| [l.left, l.right]).collect();
    let mut groups: Vec<Vec<Member>> = vec![Vec::new(); links.incidents as usize];
    for (at, row) in table.rows.iter().enumerate() {
        let Some(group) = links.incident.get(at).and_then(|i| groups.get_mut(*i as usize)) else { continue };
        group.push(Member {
            file: places.get(usize::from(row.list)).copied().unwrap_or(0),
            row: row.row as usize,
            probability: links.sure.get(at).copied().unwrap_or(1.0),
            duplicate: links.duplicate.get(at).copied().unwrap_or(false),
            by_hand: by_hand.contains(row),
        });
    }
    for g in &mut groups {
        g.sort_by_key(|m| (m.file, m.row));
    }
    groups
}

/// Why two rows are, or are not, taken for one; and whether they are in one incident.
pub struct Explained {
    /// Field by field.
    pub why: crate::link::Why,
    /// The rows, by their names.
    pub rows: [RowName; 2],
    /// They are in one incident.
    pub together: bool,
}

/// Explains two rows, named as `list/release/id` or, where that is one row only, as `list/id`.
///
/// # Errors
/// A row is not here, or not one that is linked.
pub fn explain(
    inputs: &[Input],
    model: &Model,
    hand: &[HandLine],
    left: &str,
    right: &str,
) -> Result<Explained, Error> {
    let (a, b) = (row_named(inputs, left)?, row_named(inputs, right)?);
    let (table, places) = table_of(inputs);
    let cannot = |e: crate::link::LinkError| Error::new(e.to_string(), "mend the model, or use the program's own");
    let row = |(file, row): (usize, usize), typed: &str| -> Result<Row, Error> {
        let list = places.iter().position(|p| *p == file);
        let found = list.and_then(|l| Some(Row { list: u16::try_from(l).ok()?, row: u32::try_from(row).ok()? }));
        found.filter(|r| table.rows.contains(r)).ok_or_else(|| {
            Error::new(
                format!("{typed} is no row that is linked"),
                "rows of settlements, complaints and the like are not, nor rows that were set aside",
            )
        })
    };
    let (left, right) = (row(a, left)?, row(b, right)?);
    let linker = Linker::new(&table, model).map_err(cannot)?;
    let (hands, _) = by_row(inputs, &places, hand);
    let links = linker.link(None, &hands).map_err(cannot)?;
    let incident = |r: &Row| table.rows.iter().position(|x| x == r).and_then(|at| links.incident.get(at));
    let together = incident(&left).is_some() && incident(&left) == incident(&right);
    let why = linker
        .why(&links.weights, left, right)
        .map_err(cannot)?
        .ok_or_else(|| Error::new("the two rows cannot be compared", "are they in the lists of this record?"))?;
    let name = |(file, row)| {
        name_of(inputs, file, row).ok_or_else(|| Error::new("the row is not here", "build the record again"))
    };
    Ok(Explained { why, rows: [name(a)?, name(b)?], together })
}

/// The file and row of a name.
fn row_named(inputs: &[Input], typed: &str) -> Result<(usize, usize), Error> {
    let Some((list, release, id)) = RowName::parse(typed) else {
        return Err(Error::new(
            format!("{typed:?} names no row"),
            "write LIST/RELEASE/ID, or LIST/ID, as in mpv/2021-04/M21-03442; links.csv has them",
        ));
    };
    let names = Names::new(inputs);
    let fits = |i: &&Input| i.imported.list == list || i.map.aliases.contains(&list);
    let mut found = Vec::new();
    for input in inputs.iter().filter(fits) {
        if release.as_ref().is_some_and(|r| *r != input.imported.release) {
            continue;
        }
        let name =
            RowName { list: input.imported.list.clone(), release: input.imported.release.clone(), id: id.clone() };
        found.extend(names.find(&name));
    }
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            let have: Vec<String> =
                inputs.iter().map(|i| format!("{}/{}", i.imported.list, i.imported.release)).collect();
            Err(Error::new(format!("there is no row {typed}"), format!("the record has: {}", have.join(", "))))
        }
        several => Err(Error::new(
            format!("{typed} is a row of {} releases", several.len()),
            "name the release too: LIST/RELEASE/ID",
        )),
    }
}
