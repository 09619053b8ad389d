//! What ends a whole reading: what was wanted, what was found, what to do next.

use std::fmt;

/// A file or a map that cannot be used as a whole. What is wrong with one row never is one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error {
    /// What was wanted and what was found, with the place.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl Error {
    /// An error with its remedy.
    pub fn new(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { what: what.into(), remedy: remedy.into() }
    }

    /// The same, said of a file or a list.
    #[must_use]
    pub fn of(self, name: &str) -> Self {
        Self { what: format!("{name}: {}", self.what), remedy: self.remedy }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.what, self.remedy)
    }
}

impl std::error::Error for Error {}
