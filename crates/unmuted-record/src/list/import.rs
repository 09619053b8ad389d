//! A file of a list → its rows and what they say.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use csv::StringRecord;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::attribute::ValueKind;
use super::fit::{self, Fitted};
use super::map::{ColumnMap, DateForm, ListMap, Release};
use super::problem::{Problem, What};
use super::rows::{self, Row};
use super::text;
use super::value::{self, Value};
use crate::Error;

/// The first year of any list; a date before it was mistyped.
const FIRST_YEAR: i16 = 1950;
/// Rows looked at before a column is said to hold something else.
const ENOUGH_ROWS: usize = 20;

/// A file of a list, read.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The list's id.
    pub list: String,
    /// Its release.
    pub release: String,
    /// The day as of which the release tells what was known, where that is said.
    pub as_of: Option<Date>,
    /// Whether its rows are persons that other lists may speak of too.
    pub linked: bool,
    /// It is a part of the list, and takes the place of no other file.
    pub part: bool,
    /// Whether everybody in the list died.
    pub fatal_only: bool,
    /// SHA-256 of the file as published, in hexadecimal digits.
    pub sha256: String,
    /// The file's columns.
    pub header: Vec<String>,
    /// What is read of them.
    pub columns: Vec<Fitted>,
    /// The rows, in the file's order.
    pub rows: Vec<ListRow>,
    /// What is wrong, by its place.
    pub problems: Vec<Problem>,
    claims: Vec<Claim>,
    starts: Vec<usize>,
}

/// One row as published.
#[derive(Clone, Debug)]
pub struct ListRow {
    /// Counted from 1, without the header.
    pub number: u32,
    /// The line of the file on which it begins, from 1.
    pub line: u64,
    /// Its id as the publisher gives it; `row-` and its number where there is none.
    pub id: Box<str>,
    /// Its cells.
    pub cells: StringRecord,
    /// It has another number of cells than the header, so that nobody can say which is which: kept, not read.
    pub set_aside: bool,
}

/// What one cell, or several together, say.
#[derive(Clone, PartialEq, Debug)]
pub struct Claim {
    /// The column, by its place in [`Imported::columns`].
    pub column: u16,
    /// In our words.
    pub value: Value,
}

/// Values of other lists by their ids: `(list, attribute)` → id → value.
pub type Lookup = BTreeMap<(String, String), HashMap<Box<str>, Box<str>>>;

impl Imported {
    /// What the row at that place says, in the order of the columns. Empty cells say nothing and are left out.
    pub fn claims(&self, row: usize) -> &[Claim] {
        let from = self.starts.get(row).copied().unwrap_or(0);
        let to = self.starts.get(row + 1).copied().unwrap_or(from);
        self.claims.get(from..to).unwrap_or_default()
    }

    /// What the row says of an attribute: the first column that says something.
    pub fn value(&self, row: usize, attribute: &str) -> Option<&Value> {
        let of = |c: &&Claim| self.columns.get(usize::from(c.column)).is_some_and(|f| f.attribute == attribute);
        self.claims(row).iter().filter(of).map(|c| &c.value).find(|v| !matches!(v, Value::Nothing))
    }

    /// The publisher's own words in a column.
    pub fn raw(&self, row: usize, column: u16) -> Cow<'_, str> {
        let Some((column, row)) = self.columns.get(usize::from(column)).zip(self.rows.get(row)) else {
            return Cow::Borrowed("");
        };
        raw(column, &row.cells)
    }

    /// The ids that rows assert of other lists: the row's place, the list, the id.
    pub fn references<'i>(&'i self, map: &'i ListMap) -> impl Iterator<Item = (usize, &'i str, Cow<'i, str>)> {
        let columns = self.columns.iter().zip(0_u16..).filter_map(|(c, at)| {
            let list = map.columns.get(c.map?)?.refers.as_deref()?;
            Some((at, list))
        });
        columns.flat_map(move |(column, list)| {
            let said =
                move |row: &usize| self.claims(*row).iter().any(|c| c.column == column && c.value != Value::Nothing);
            (0..self.rows.len()).filter(said).map(move |row| (row, list, self.raw(row, column)))
        })
    }

    /// How many claims there are.
    pub fn claim_count(&self) -> usize {
        self.claims.len()
    }

    /// What other lists can look up in this one.
    pub fn lookup(&self, attribute: &str) -> HashMap<Box<str>, Box<str>> {
        let rows = self.rows.iter().zip(0_usize..);
        rows.filter_map(|(row, at)| {
            let value = self.value(at, attribute)?.text()?;
            Some((row.id.clone(), value.into()))
        })
        .collect()
    }
}

fn raw<'c>(column: &Fitted, cells: &'c StringRecord) -> Cow<'c, str> {
    match column.cells.as_slice() {
        [one] => Cow::Borrowed(cells.get(*one).unwrap_or("")),
        several => {
            let parts: Vec<&str> =
                several.iter().filter_map(|at| cells.get(*at)).map(str::trim).filter(|t| !t.is_empty()).collect();
            Cow::Owned(parts.join(" "))
        }
    }
}

/// Reads a file of a list. Which release it is: the one named; or the one that knows its digest; or the one whose shape
/// it has; or one that nobody described, called by its digest.
///
/// # Errors
/// The file as a whole is not what the map describes. A row never is one.
pub fn import(map: &ListMap, bytes: &[u8], release: Option<&str>, lookup: &Lookup) -> Result<Imported, Error> {
    let sha256: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
    let by_digest = map.releases.iter().find(|r| r.sha256.iter().any(|s| s.eq_ignore_ascii_case(&sha256)));
    let named = release.and_then(|id| map.release(id));
    let known = named.or(if release.is_none() { by_digest } else { None });
    let encoding = known.and_then(|r| r.encoding.as_deref()).or(map.read.encoding.as_deref());
    let text = text::text(bytes, encoding)?;
    let headless = known.map(|r| r.header.as_slice()).filter(|h| !h.is_empty());
    let rows = rows::rows(&text.text, map.read.separator, headless)?;
    let shape = known.or_else(|| fit::by_shape(map, &rows.header));
    let fit = fit::fit(map, &rows.header, shape)?;
    // A shape alone does not say which release it is: later ones have it too.
    let id = match (release, known) {
        (Some(typed), _) => typed.to_owned(),
        (None, Some(known)) => known.id.clone(),
        (None, None) => format!("sha256-{}", sha256.get(..8).unwrap_or_default()),
    };
    let mut problems = text.problems;
    problems.extend(rows.problems);
    problems.extend(fit.problems);
    let width = rows.header.len();
    let mut imported = Imported {
        list: map.id.clone(),
        release: id,
        as_of: known.map(|r| r.date),
        linked: map.kind.is_linked() && shape.is_none_or(|r| r.linked),
        part: map.parts || shape.is_some_and(|r| r.extract),
        fatal_only: map.scope.fatal_only,
        sha256,
        header: rows.header,
        columns: fit.columns,
        rows: Vec::with_capacity(rows.rows.len()),
        problems: Vec::new(),
        claims: Vec::new(),
        starts: Vec::with_capacity(rows.rows.len() + 1),
    };
    let mut readers: Vec<Reader<'_>> =
        imported.columns.iter().map(|f| Reader::new(map, f, imported.as_of, lookup)).collect();
    for row in rows.rows {
        imported.starts.push(imported.claims.len());
        let set_aside = row.cells.len() != width;
        if set_aside {
            let words = format!("{} cells, and the header has {width}; kept as it is", row.cells.len());
            problems.push(at(&row, None, What::Ragged, words));
        } else {
            for (reader, column) in readers.iter_mut().zip(0_u16..) {
                let Some(fitted) = imported.columns.get(usize::from(column)) else { continue };
                let cell = raw(fitted, &row.cells);
                if cell.trim().is_empty() {
                    continue;
                }
                let value = reader.read(&cell, &row, &fitted.name, &mut problems);
                imported.claims.push(Claim { column, value });
            }
        }
        let id = fit.id.and_then(|at| row.cells.get(at)).map(str::trim).filter(|id| !id.is_empty());
        let id = id.map_or_else(|| format!("row-{}", row.number).into_boxed_str(), Into::into);
        imported.rows.push(ListRow { number: row.number, line: row.line, id, cells: row.cells, set_aside });
    }
    imported.starts.push(imported.claims.len());
    for (reader, column) in readers.iter().zip(&imported.columns) {
        problems.extend(reader.moved(&column.name));
    }
    if fit.id.is_some() {
        duplicates(&imported.rows, &mut problems);
    }
    locate(&imported.rows, &mut problems);
    problems.sort();
    imported.problems = problems;
    Ok(imported)
}

fn at(row: &Row, column: Option<&str>, what: What, words: String) -> Problem {
    Problem { row: Some(row.number), line: Some(row.line), column: column.map(str::to_owned), what, words }
}

/// Gives problems that know only a line the row that it is in.
fn locate(rows: &[ListRow], problems: &mut [Problem]) {
    for p in problems.iter_mut().filter(|p| p.row.is_none()) {
        let Some(line) = p.line else { continue };
        let after = rows.partition_point(|r| r.line <= line);
        p.row = after.checked_sub(1).and_then(|i| rows.get(i)).map(|r| r.number);
    }
}

fn duplicates(rows: &[ListRow], problems: &mut Vec<Problem>) {
    let mut first: HashMap<&str, u32> = HashMap::with_capacity(rows.len());
    for row in rows.iter().filter(|r| !r.set_aside) {
        if let Some(other) = first.get(&*row.id) {
            let words = format!("the id {:?} is that of row {other} too", row.id);
            let (number, line) = (Some(row.number), Some(row.line));
            problems.push(Problem { row: number, line, column: None, what: What::DuplicateId, words });
        } else {
            first.insert(&row.id, row.number);
        }
    }
}

/// Reads the cells of one column.
struct Reader<'m> {
    map: Option<&'m ColumnMap>,
    kind: ValueKind,
    dates: &'m [DateForm],
    blank: Vec<String>,
    words: HashMap<String, &'m str>,
    has_vocabulary: bool,
    lookup: Option<Option<&'m HashMap<Box<str>, Box<str>>>>,
    last_year: i16,
    read: usize,
    unread: usize,
    /// Cells with few words repeat: what was read once is not read again.
    seen: HashMap<Box<str>, Value>,
}

/// Words that say nothing in any list.
const BLANK: &[&str] = &["na", "n/a", "null", "#n/a", "nan", "-", "--"];

impl<'m> Reader<'m> {
    fn new(map: &'m ListMap, fitted: &Fitted, as_of: Option<Date>, lookup: &'m Lookup) -> Self {
        let column = fitted.map.and_then(|at| map.columns.get(at));
        let low = |t: &String| value::tidy(t).to_lowercase();
        let blank = map.read.blank.iter().chain(column.into_iter().flat_map(|c| &c.blank)).map(low).collect();
        let words = column.into_iter().flat_map(|c| &c.words).map(|(k, v)| (low(k), v.as_str())).collect();
        let dates = column.map(|c| c.dates.as_slice()).filter(|d| !d.is_empty()).unwrap_or(&map.read.dates);
        Self {
            map: column,
            kind: fitted.kind,
            dates,
            blank,
            words,
            has_vocabulary: column.is_some_and(|c| !c.words.is_empty() || !c.begins.is_empty() || !c.has.is_empty()),
            lookup: column.and_then(|c| c.lookup.as_ref()).map(|l| lookup.get(&(l.list.clone(), l.attribute.clone()))),
            last_year: as_of.map_or(2099, |d| d.year().saturating_add(1)),
            read: 0,
            unread: 0,
            seen: HashMap::new(),
        }
    }

    fn read(&mut self, cell: &str, row: &Row, column: &str, problems: &mut Vec<Problem>) -> Value {
        self.read += 1;
        if self.kind == ValueKind::Note {
            let tidy = value::tidy(cell);
            return if self.is_blank(&tidy) { Value::Nothing } else { Value::Text(tidy.into()) };
        }
        if let Some(value) = self.seen.get(cell) {
            return value.clone();
        }
        let mut found: Vec<(What, String)> = Vec::new();
        let value = self.parse(cell, &mut found);
        if found.is_empty() {
            if self.seen.len() < 4096 && cell.len() < 64 {
                self.seen.insert(cell.into(), value.clone());
            }
            return value;
        }
        for (what, words) in found {
            self.unread += usize::from(matches!(what, What::Unreadable | What::ImpossibleDate));
            problems.push(at(row, Some(column), what, words));
        }
        value
    }

    fn parse(&self, cell: &str, found: &mut Vec<(What, String)>) -> Value {
        let tidy = value::tidy(cell);
        if self.is_blank(&tidy) {
            return Value::Nothing;
        }
        let mut unreadable = |what: What, words: String| {
            found.push((what, words));
            Value::Nothing
        };
        let known = if self.has_vocabulary { self.word(&tidy) } else { None };
        if known == Some("") {
            return Value::Nothing;
        }
        match self.kind {
            ValueKind::Note => Value::Text(tidy.into()),
            ValueKind::Name => {
                if value::is_unnamed(&tidy) {
                    Value::Nothing
                } else {
                    Value::Text(tidy.into())
                }
            }
            ValueKind::Text => self.texts(&tidy, found),
            ValueKind::Word | ValueKind::Words => self.vocabulary(&tidy, found),
            ValueKind::State => {
                value::state(known.unwrap_or(&tidy)).unwrap_or_else(|e| unreadable(What::Unreadable, e))
            }
            ValueKind::Age => value::age(known.unwrap_or(&tidy)).unwrap_or_else(|e| unreadable(What::Unreadable, e)),
            ValueKind::Number => {
                value::number(known.unwrap_or(&tidy)).unwrap_or_else(|e| unreadable(What::Unreadable, e))
            }
            ValueKind::Money => {
                value::money(known.unwrap_or(&tidy)).unwrap_or_else(|e| unreadable(What::Unreadable, e))
            }
            ValueKind::Flag => value::flag(known.unwrap_or(&tidy)).unwrap_or_else(|e| unreadable(What::Unreadable, e)),
            ValueKind::Date => match value::date(&tidy, self.dates) {
                Err(e) => unreadable(What::Unreadable, e),
                Ok(value) => {
                    let year = value.year().unwrap_or(0);
                    if year < FIRST_YEAR || year > self.last_year {
                        let words = format!("{tidy:?} is not between {FIRST_YEAR} and {}", self.last_year);
                        return unreadable(What::ImpossibleDate, words);
                    }
                    value
                }
            },
        }
    }

    fn is_blank(&self, tidy: &str) -> bool {
        if tidy.is_empty() {
            return true;
        }
        // Nothing that says nothing is long.
        if tidy.len() > 64 {
            return false;
        }
        let low = tidy.to_lowercase();
        BLANK.contains(&low.as_str()) || self.blank.contains(&low)
    }

    /// Our word for the publisher's.
    fn word(&self, tidy: &str) -> Option<&'m str> {
        let low = tidy.to_lowercase();
        if let Some(word) = self.words.get(&low) {
            return Some(word);
        }
        let map = self.map?;
        let begins = || map.begins.iter().find(|[from, _]| low.starts_with(&from.to_lowercase()));
        let has = || map.has.iter().find(|[from, _]| low.contains(&from.to_lowercase()));
        begins().or_else(has).map(|[_, to]| to.as_str())
    }

    fn parts<'t>(&self, tidy: &'t str) -> impl Iterator<Item = &'t str> {
        let split = self.map.and_then(|m| m.split.as_deref());
        let parts: Vec<&str> = match split {
            Some(split) => tidy.split(split).map(str::trim).filter(|p| !p.is_empty()).collect(),
            None => vec![tidy],
        };
        parts.into_iter()
    }

    fn texts(&self, tidy: &str, found: &mut Vec<(What, String)>) -> Value {
        let mut texts: Vec<Cow<'_, str>> = Vec::new();
        for part in self.parts(tidy).filter(|p| !self.is_blank(p)) {
            match self.lookup {
                None => texts.push(Cow::Borrowed(self.word(part).unwrap_or(part))),
                // The other list was not given: the number stands as it is, and says nothing by itself.
                Some(None) => {}
                Some(Some(rows)) => match rows.get(part) {
                    Some(name) => texts.push(Cow::Borrowed(name)),
                    None => found.push((What::Lookup, format!("{part:?} is the id of no row of that list"))),
                },
            }
        }
        texts.dedup();
        if texts.is_empty() { Value::Nothing } else { Value::Text(texts.join("; ").into()) }
    }

    fn vocabulary(&self, tidy: &str, found: &mut Vec<(What, String)>) -> Value {
        // The whole cell first: a word of the vocabulary may hold what parts others.
        if let Some(word) = self.words.get(&tidy.to_lowercase()) {
            return if word.is_empty() { Value::Nothing } else { Value::Words((*word).into()) };
        }
        let mut words: Vec<String> = Vec::new();
        for part in self.parts(tidy).filter(|p| !self.is_blank(p)) {
            let word = match self.word(part) {
                Some(word) => word.to_owned(),
                None => match self.map.and_then(|m| m.otherwise.as_deref()) {
                    Some(word) => word.to_owned(),
                    None => {
                        if self.has_vocabulary {
                            found.push((What::UnknownWord, format!("{part:?} is not in the vocabulary")));
                        }
                        value::normal(part).replace(' ', "-")
                    }
                },
            };
            words.extend(word.split(';').filter(|w| !w.is_empty()).map(str::to_owned));
        }
        words.sort();
        words.dedup();
        if words.is_empty() { Value::Nothing } else { Value::Words(words.join(";").into()) }
    }

    /// Whether the column seems to hold something else.
    fn moved(&self, column: &str) -> Option<Problem> {
        (self.read >= ENOUGH_ROWS && self.unread * 2 > self.read).then(|| Problem {
            row: None,
            line: None,
            column: Some(column.to_owned()),
            what: What::MovedColumn,
            words: format!(
                "{} of {} cells cannot be read as what the map says; was the column moved or renamed?",
                self.unread, self.read
            ),
        })
    }
}

impl Release {
    /// Whether its files have no header.
    pub fn is_headless(&self) -> bool {
        !self.header.is_empty()
    }
}
