//! Cells and columns of the tables that are written.

use std::borrow::Cow;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A whole number.
    Integer,
    /// A number.
    Real,
    /// Words.
    Text,
}

/// One cell.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell<'a> {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// Words.
    Text(Cow<'a, str>),
}

/// One column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it means.
    pub about: &'static str,
}

impl<'a> Cell<'a> {
    /// Words.
    pub fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
    /// Words, or nothing.
    pub fn maybe(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, Self::text)
    }
    /// Words made here.
    pub fn owned(text: impl Into<String>) -> Self {
        Self::Text(Cow::Owned(text.into()))
    }
    /// A count.
    pub fn count(n: usize) -> Self {
        Self::Integer(i64::try_from(n).unwrap_or(i64::MAX))
    }
    /// Yes (1) or no (0).
    pub fn flag(yes: bool) -> Self {
        Self::Integer(i64::from(yes))
    }
}
