//! What is linked: rows with fields, by columns.

use serde::{Deserialize, Serialize};

/// Which row of which list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Row {
    /// The list, by its place among the lists.
    pub list: u16,
    /// The row, by its place in the list.
    pub row: u32,
}

/// What sort of value a field has, and so how it can be compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FieldKind {
    /// A person's name: tokens without an order ("Harless Scott" is "Scott Harless").
    Name,
    /// A day.
    Date,
    /// Words that can be misspelt: a city, an agency, a street.
    Text,
    /// One of few values: a state, a race, a gender.
    Category,
    /// A number that may be known only as an interval: an age of 23, an age from 20 to under 25.
    Interval,
    /// A place on the earth.
    Point,
}

/// The values of one field, one for each row; `None` where the list says nothing.
#[derive(Clone, PartialEq, Debug)]
pub enum Column {
    /// Lower-case tokens without accents and punctuation; nothing for somebody whose name is not known.
    Name(Vec<Vec<Box<str>>>),
    /// Days since 1970-01-01.
    Date(Vec<Option<i32>>),
    /// Normalised text.
    Text(Vec<Option<Box<str>>>),
    /// Normalised words.
    Category(Vec<Option<Box<str>>>),
    /// From and to, both included.
    Interval(Vec<Option<(f32, f32)>>),
    /// Latitude and longitude in degrees (WGS 84).
    Point(Vec<Option<(f64, f64)>>),
}

/// Rows of several lists, ready to be linked. All columns have as many values as there are rows.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Table {
    /// Names of the lists.
    pub lists: Vec<String>,
    /// Of each row, where it comes from.
    pub rows: Vec<Row>,
    /// Names of the fields, and their values.
    pub fields: Vec<(String, Column)>,
}

impl Column {
    /// How many values it has.
    pub fn len(&self) -> usize {
        match self {
            Self::Name(v) => v.len(),
            Self::Date(v) => v.len(),
            Self::Text(v) | Self::Category(v) => v.len(),
            Self::Interval(v) => v.len(),
            Self::Point(v) => v.len(),
        }
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its kind.
    pub fn kind(&self) -> FieldKind {
        match self {
            Self::Name(_) => FieldKind::Name,
            Self::Date(_) => FieldKind::Date,
            Self::Text(_) => FieldKind::Text,
            Self::Category(_) => FieldKind::Category,
            Self::Interval(_) => FieldKind::Interval,
            Self::Point(_) => FieldKind::Point,
        }
    }
}

impl Table {
    /// The column of that name.
    pub fn field(&self, name: &str) -> Option<&Column> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, c)| c)
    }
}
