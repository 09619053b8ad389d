//! Sentences about values that sources give.

use super::moment::Moment;
use super::value::Comparison;
use std::ops::Range;
use unmuted_model::{Decimal, Unit};

/// Whether an attribute has a value.
#[derive(Clone, PartialEq, Debug)]
pub struct Attribute {
    /// The attribute's name.
    pub name: String,
    /// Compared how; words and yes or no only by `=`.
    pub comparison: Comparison,
    /// With what.
    pub with: Literal,
    /// When; `None` where the sentence does not say.
    pub at: Option<Moment>,
    /// Where the name stands.
    pub span: Range<usize>,
}

/// A value as a sentence writes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Literal {
    /// A number, with its unit where it has one.
    Number {
        /// The number.
        number: Decimal,
        /// Its unit.
        unit: Option<Unit>,
        /// As written.
        text: String,
    },
    /// Words.
    Text(String),
    /// `true` or `false`.
    Flag(bool),
}
