//! What a cell says, in our words. The publisher's own stand beside them.

mod age;
mod date;
mod name;
mod number;
mod place;
mod text;

use std::borrow::Cow;

use jiff::civil::Date;

pub use age::age;
pub use date::{date, day_number, day_of};
pub use name::is_unnamed;
pub use number::{flag, money, number};
pub use place::state;
pub use text::{normal, tidy};

/// What a cell says.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Nothing: an empty cell, or a word that says so ("Unknown", "NA").
    Nothing,
    /// Words, tidied but in the publisher's case; several values are joined by `; `.
    Text(Box<str>),
    /// Words of a vocabulary; several are joined by `;` in the order of the alphabet.
    Words(Box<str>),
    /// A day, in days since 1970-01-01.
    Day(i32),
    /// A month of which the day is not said: year and month.
    Month(i16, i8),
    /// A year of which no more is said.
    Year(i16),
    /// Whole years, from and to, both included.
    Years(u16, u16),
    /// A number; dollars where it is money.
    Number(f64),
    /// Yes or no.
    Flag(bool),
}

impl Value {
    /// As it stands in tables; `None` for nothing.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Nothing => return None,
            Self::Text(t) | Self::Words(t) => Cow::Borrowed(t),
            Self::Day(days) => {
                day_of(*days).map_or_else(|| Cow::Owned(days.to_string()), |d| Cow::Owned(d.to_string()))
            }
            Self::Month(y, m) => Cow::Owned(format!("{y:04}-{m:02}")),
            Self::Year(y) => Cow::Owned(format!("{y:04}")),
            Self::Years(a, b) if a == b => Cow::Owned(a.to_string()),
            Self::Years(a, b) => Cow::Owned(format!("{a}..{b}")),
            Self::Number(n) => Cow::Owned(n.to_string()),
            Self::Flag(f) => Cow::Borrowed(if *f { "yes" } else { "no" }),
        })
    }

    /// The day, where it is one.
    pub fn day(&self) -> Option<Date> {
        match self {
            Self::Day(d) => day_of(*d),
            _ => None,
        }
    }

    /// The year, where it has one.
    pub fn year(&self) -> Option<i16> {
        match self {
            Self::Day(d) => day_of(*d).map(Date::year),
            Self::Month(y, _) | Self::Year(y) => Some(*y),
            _ => None,
        }
    }
}
