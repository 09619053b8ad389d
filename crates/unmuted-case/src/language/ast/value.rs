//! Comparisons, and lengths of time.

use std::fmt;
use unmuted_model::Nanos;

/// How two numbers are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    /// `=`
    Exactly,
    /// `<=`
    AtMost,
    /// `<`
    LessThan,
    /// `>=`
    AtLeast,
    /// `>`
    MoreThan,
}

impl Comparison {
    /// The sign.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Exactly => "=",
            Self::AtMost => "<=",
            Self::LessThan => "<",
            Self::AtLeast => ">=",
            Self::MoreThan => ">",
        }
    }

    /// Whether `value` compares so with `with`.
    pub fn holds(self, value: i64, with: i64) -> bool {
        match self {
            Self::Exactly => value == with,
            Self::AtMost => value <= with,
            Self::LessThan => value < with,
            Self::AtLeast => value >= with,
            Self::MoreThan => value > with,
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sign())
    }
}

/// A length of time as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Length {
    /// Its nanoseconds.
    pub ns: Nanos,
    /// As written, with its unit: `60 s`.
    pub text: String,
}

impl Length {
    /// The nanoseconds in one of a unit.
    pub(in crate::language) fn unit(word: &str) -> Option<i64> {
        Some(match word {
            "ms" | "millisecond" | "milliseconds" => 1_000_000,
            "s" | "sec" | "second" | "seconds" => 1_000_000_000,
            "min" | "minute" | "minutes" => 60_000_000_000,
            "h" | "hour" | "hours" => 3_600_000_000_000,
            _ => return None,
        })
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
