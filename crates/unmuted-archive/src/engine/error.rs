//! What ends a scan as a whole. What is wrong with one recording never does: it is a row.

use std::fmt;
use std::io;

/// Whose matter it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// The scan was asked for in a way that cannot be carried out.
    Usage,
    /// A location cannot be listed.
    Location,
    /// The output cannot be written.
    Output,
}

/// What ended a scan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScanError {
    /// What is wrong, with the place.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
    /// Whose matter it is.
    pub kind: ErrorKind,
}

impl ScanError {
    pub(crate) fn usage(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { what: what.into(), remedy: remedy.into(), kind: ErrorKind::Usage }
    }

    /// A file of the output folder cannot be written or read back.
    pub(crate) fn output(file: &str, error: &io::Error) -> Self {
        Self {
            what: format!("output file {file}: {error}"),
            remedy: "is there room on the disk, and may you write there? What was found so far is kept: \
                     the same command goes on from there"
                .into(),
            kind: ErrorKind::Output,
        }
    }
}

impl fmt::Display for ScanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for ScanError {}
