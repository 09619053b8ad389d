//! `list.toml`: how one publisher's list is read. `docs/lists.md` explains every key.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Deserialize;
use unmuted_model::nearest;

use super::attribute::{ATTRIBUTES, ValueKind, attribute};
use crate::Error;

/// The version of the format that this program reads.
pub const FORMAT: u32 = 1;

/// The map of one list.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListMap {
    /// The version of the format: 1.
    pub format: u32,
    /// Short name, as in `--list ID=FILE` and in every table.
    pub id: String,
    /// Other names under which it may be called.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Its name, as people know it.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Where it is published.
    #[serde(default)]
    pub url: Option<String>,
    /// What a row is.
    pub kind: ListKind,
    /// The publisher's terms, in words.
    pub terms: String,
    /// What the terms allow to be handed on.
    pub redistribute: Redistribute,
    /// What is to be known before its rows are counted.
    #[serde(default)]
    pub about: Option<String>,
    /// Which events the list means to hold.
    pub scope: Scope,
    /// How its bytes are read.
    #[serde(default)]
    pub read: Read,
    /// Columns that hold the publisher's id of a row; the first that a file has. None: the row's number.
    #[serde(default)]
    pub id_columns: Vec<String>,
    /// Its files are parts that add up (years, cities), and not releases of which a later one takes the place of the
    /// earlier.
    #[serde(default)]
    pub parts: bool,
    /// Attributes of its own, beyond the common ones.
    #[serde(default)]
    pub attributes: BTreeMap<String, Declared>,
    /// Its releases, oldest first.
    #[serde(default, rename = "release")]
    pub releases: Vec<Release>,
    /// Which column is which attribute.
    #[serde(default, rename = "column")]
    pub columns: Vec<ColumnMap>,
    /// Columns that are never taken over.
    #[serde(default, rename = "leave_out")]
    pub left_out: Vec<LeftOut>,
}

/// What a row of a list is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListKind {
    /// Somebody who was killed: linked with other lists.
    Deaths,
    /// Somebody who was shot or shot at, killed or not: linked with other lists where the person died.
    Shootings,
    /// A claim or suit that was settled or decided.
    Settlements,
    /// A complaint about officers.
    Complaints,
    /// One allegation of a complaint.
    Allegations,
    /// A report of a use of force.
    Force,
    /// Agencies, to which other lists refer by number.
    Agencies,
}

impl ListKind {
    /// Its word in tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Deaths => "deaths",
            Self::Shootings => "shootings",
            Self::Settlements => "settlements",
            Self::Complaints => "complaints",
            Self::Allegations => "allegations",
            Self::Force => "force",
            Self::Agencies => "agencies",
        }
    }

    /// Whether its rows are persons that other lists may speak of too.
    pub fn is_linked(self) -> bool {
        matches!(self, Self::Deaths | Self::Shootings)
    }
}

/// What a list's terms allow to be handed on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Redistribute {
    /// Anybody may hand it on.
    Yes,
    /// Nobody may, or nothing is stated.
    No,
    /// Those may who earn nothing by it.
    NonCommercial,
}

impl Redistribute {
    /// Its word in maps and tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::NonCommercial => "non-commercial",
        }
    }
}

/// Which events a list means to hold: what it leaves out on purpose is not missing from it.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// In words.
    pub words: String,
    /// First and last year; the last may be left out while the list goes on.
    #[serde(default)]
    pub years: Vec<i16>,
    /// The causes that it holds, as words of `cause`; none for all.
    #[serde(default)]
    pub causes: Vec<String>,
    /// Whether it holds what officers did off duty; nothing where it does not say.
    #[serde(default)]
    pub off_duty: Option<bool>,
    /// Whether everybody in it died.
    #[serde(default = "yes")]
    pub fatal_only: bool,
    /// The places that it holds, in words; none for the whole country.
    #[serde(default)]
    pub places: Vec<String>,
}

fn yes() -> bool {
    true
}

/// How bytes are read.
#[derive(Clone, PartialEq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Read {
    /// The encoding, by its name on the web (`utf-8`, `windows-1252`, `macintosh`); UTF-8 where it is not said.
    #[serde(default)]
    pub encoding: Option<String>,
    /// What parts cells; a comma where it is not said.
    #[serde(default)]
    pub separator: Option<char>,
    /// Forms of dates, tried in this order; `ymd`, then `mdy` where it is not said.
    #[serde(default)]
    pub dates: Vec<DateForm>,
    /// Words that say nothing, in any column.
    #[serde(default)]
    pub blank: Vec<String>,
}

/// A form of dates.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
pub enum DateForm {
    /// 2018-03-18, 2018/3/18, with a time behind it or not; also 2018 and 2018-03.
    #[serde(rename = "ymd")]
    Ymd,
    /// 3/18/2018 or 3/18/18.
    #[serde(rename = "mdy")]
    Mdy,
    /// 18/3/2018 or 18.3.18.
    #[serde(rename = "dmy")]
    Dmy,
    /// March 18, 2018, or March 18 2018.
    #[serde(rename = "month d, y")]
    MonthDayYear,
    /// 43177: days as a spreadsheet counts them.
    #[serde(rename = "spreadsheet")]
    Spreadsheet,
}

/// An attribute that a map declares itself.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// What sort of value it has.
    pub kind: ValueKind,
    /// What it means.
    pub about: String,
    /// Whether lists are compared by it.
    #[serde(default)]
    pub compared: bool,
}

/// One release of a list.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Its name, as in `2021-04`.
    pub id: String,
    /// The day as of which it tells what was known.
    pub date: Date,
    /// SHA-256 of files of this release.
    #[serde(default)]
    pub sha256: Vec<String>,
    /// Header cells that tell it from others: a file that has all of them is of this shape.
    #[serde(default)]
    pub known_by: Vec<String>,
    /// Names for the columns of a file without a header, in order; an empty name is a column without one.
    #[serde(default)]
    pub header: Vec<String>,
    /// Where it can be fetched.
    #[serde(default)]
    pub url: Option<String>,
    /// What is to be known of it.
    #[serde(default)]
    pub about: Option<String>,
    /// Its encoding, where it is another than the list's.
    #[serde(default)]
    pub encoding: Option<String>,
    /// It holds part of the list on purpose: what is not in it was not deleted, and it does not take the place of others.
    #[serde(default)]
    pub extract: bool,
    /// Whether its rows are linked; not where a row is several people.
    #[serde(default = "yes")]
    pub linked: bool,
}

/// One column, or several that together say one thing.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMap {
    /// What it says.
    pub attribute: String,
    /// The column's names in the releases; the first that a file has.
    #[serde(default)]
    pub from: Vec<String>,
    /// Columns that are read together, joined by a space: first and last name, month, day and year.
    #[serde(default)]
    pub together: Vec<String>,
    /// Only in these releases.
    #[serde(default)]
    pub releases: Vec<String>,
    /// A file without it is not this list.
    #[serde(default)]
    pub required: bool,
    /// What parts several values in one cell.
    #[serde(default)]
    pub split: Option<String>,
    /// The publisher's words and ours; case and spaces do not matter.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
    /// Beginnings of the publisher's words and ours, in order, where `words` has none.
    #[serde(default)]
    pub begins: Vec<[String; 2]>,
    /// Parts of the publisher's words and ours, in order, where neither of the above has any.
    #[serde(default)]
    pub has: Vec<[String; 2]>,
    /// Our word for every other word.
    #[serde(default)]
    pub otherwise: Option<String>,
    /// Words that say nothing.
    #[serde(default)]
    pub blank: Vec<String>,
    /// The list from which the publisher says that it took the column.
    #[serde(default)]
    pub claims: Option<String>,
    /// The list in whose rows the cell's numbers are looked up.
    #[serde(default)]
    pub lookup: Option<LookupMap>,
    /// The list of whose rows the cell is an id, as the publisher says: an assertion, which is checked.
    #[serde(default)]
    pub refers: Option<String>,
    /// Forms of its dates, where they are others than the list's.
    #[serde(default)]
    pub dates: Vec<DateForm>,
    /// What is to be known of it.
    #[serde(default)]
    pub about: Option<String>,
}

/// Where numbers are looked up.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookupMap {
    /// The list.
    pub list: String,
    /// Its attribute that is meant.
    pub attribute: String,
}

/// Columns that are never taken over, and why.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// The columns.
    pub columns: Vec<String>,
    /// Why.
    pub why: String,
}

impl ListMap {
    /// Reads a map.
    ///
    /// # Errors
    /// It is not TOML, or says something that cannot be meant; with the line.
    pub fn read(name: &str, text: &str) -> Result<Self, Error> {
        let map: Self = toml::from_str(text).map_err(|e| {
            let line = e.span().map(|s| text.get(..s.start).unwrap_or("").matches('\n').count() + 1);
            let place = line.map_or_else(|| name.to_owned(), |l| format!("{name}, line {l}"));
            Error::new(format!("{place}: {}", e.message()), "mend this line; docs/lists.md explains every key")
        })?;
        map.check().map_err(|e| e.of(name))?;
        Ok(map)
    }

    fn check(&self) -> Result<(), Error> {
        if self.format != FORMAT {
            return Err(Error::new(
                format!("format = {}: this program reads {FORMAT}", self.format),
                "use the version of the program for which the map was written",
            ));
        }
        for id in std::iter::once(&self.id).chain(&self.aliases).chain(self.releases.iter().map(|r| &r.id)) {
            let good = !id.is_empty()
                && id.len() <= 60
                && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
                && !id.starts_with(['-', '.']);
            if !good {
                return Err(Error::new(format!("{id:?} cannot be an id"), "use letters, digits, hyphens and dots"));
            }
        }
        let mut releases = BTreeSet::new();
        for r in &self.releases {
            if !releases.insert(r.id.as_str()) {
                return Err(Error::new(format!("there are two releases {:?}", r.id), "give each its own id"));
            }
        }
        if self.columns.is_empty() {
            return Err(Error::new("it maps no column", "add a [[column]] with attribute = \"…\" and from = [\"…\"]"));
        }
        for c in &self.columns {
            self.check_column(c, &releases)?;
        }
        for name in self.encodings() {
            if encoding_rs::Encoding::for_label(name.as_bytes()).is_none() {
                return Err(Error::new(
                    format!("encoding = {name:?} is not known"),
                    "write its name as on the web: utf-8, windows-1252, macintosh",
                ));
            }
        }
        if self.read.separator.is_some_and(|c| !c.is_ascii() || matches!(c, '"' | '\n' | '\r' | '\0')) {
            return Err(Error::new("separator cannot part cells", "write one of , ; | or \\t"));
        }
        Ok(())
    }

    fn check_column(&self, c: &ColumnMap, releases: &BTreeSet<&str>) -> Result<(), Error> {
        if self.kind_of(&c.attribute).is_none() {
            let known = ATTRIBUTES.iter().map(|a| a.name).chain(self.attributes.keys().map(String::as_str));
            let remedy = match nearest(&c.attribute, known) {
                Some(near) => format!("did you mean {near:?}? Another one is declared under [attributes]"),
                None => "docs/lists.md has the attributes; another one is declared under [attributes]".to_owned(),
            };
            return Err(Error::new(format!("there is no attribute {:?}", c.attribute), remedy));
        }
        if c.from.is_empty() == c.together.is_empty() {
            return Err(Error::new(
                format!("the column of {:?} must say where it comes from", c.attribute),
                "give either from = [\"names of one column\"] or together = [\"first\", \"second\"]",
            ));
        }
        if let Some(unknown) = c.releases.iter().find(|r| !releases.contains(r.as_str())) {
            let remedy = nearest(unknown, releases.iter().copied())
                .map_or_else(|| "declare it under [[release]]".to_owned(), |near| format!("did you mean {near:?}?"));
            return Err(Error::new(format!("the column of {:?} names a release {unknown:?}", c.attribute), remedy));
        }
        if c.split.as_ref().is_some_and(String::is_empty) {
            return Err(Error::new(
                format!("split of {:?} is empty", c.attribute),
                "write what parts the values, as in split = \";\"",
            ));
        }
        Ok(())
    }

    fn encodings(&self) -> impl Iterator<Item = &str> {
        self.read.encoding.as_deref().into_iter().chain(self.releases.iter().filter_map(|r| r.encoding.as_deref()))
    }

    /// The kind of an attribute, common or its own.
    pub fn kind_of(&self, name: &str) -> Option<ValueKind> {
        self.attributes.get(name).map(|d| d.kind).or_else(|| attribute(name).map(|a| a.kind))
    }

    /// The release of that name.
    pub fn release(&self, id: &str) -> Option<&Release> {
        self.releases.iter().find(|r| r.id == id)
    }
}
