//! What can be wrong before anything is linked: a model that says nothing sensible, or a table it does not fit.

use std::fmt;

/// A model, or a table given to it, that cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LinkError {
    /// What was wanted and what was found.
    pub what: String,
    /// Line and column in the model, counted from 1; none where the table is at fault.
    pub place: Option<(usize, usize)>,
    /// What to do next.
    pub remedy: String,
}

impl LinkError {
    /// About the byte at `offset` of the model's `text`.
    pub(crate) fn at(text: &str, offset: usize, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self { what: what.into(), place: Some((line, column)), remedy: remedy.into() }
    }

    /// About the table.
    pub(crate) fn table(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { what: what.into(), place: None, remedy: remedy.into() }
    }
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.place {
            write!(f, "model, line {line}, column {column}: ")?;
        }
        write!(f, "{}; {}", self.what, self.remedy)
    }
}

impl std::error::Error for LinkError {}
