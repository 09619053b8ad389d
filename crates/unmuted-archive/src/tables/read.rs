//! Reading the tables of a scan back, one recording at a time.

use std::fmt;
use std::path::Path;

use super::ScanInfo;
use crate::rows::Scanned;

/// The tables of one scan, opened for reading.
pub struct Tables {
    scan: ScanInfo,
}

/// Opens the tables that a scan wrote into `dir`.
///
/// # Errors
/// Where there are none, or they are of another version of the format.
pub fn read(_dir: &Path) -> Result<Tables, ReadError> {
    Err(ReadError { what: String::new(), remedy: String::new() })
}

impl Tables {
    /// What was scanned, and how.
    pub fn scan(&self) -> &ScanInfo {
        &self.scan
    }

    /// Hands every recording with its spans and faults to `take`, in order of location and path, one at a time:
    /// memory does not grow with the archive. Ends early where `take` says `false`. May be called again.
    ///
    /// # Errors
    /// Where the tables cannot be read.
    pub fn for_each(&self, _take: &mut dyn FnMut(Scanned) -> bool) -> Result<(), ReadError> {
        Ok(())
    }
}

/// Tables that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadError {
    /// What is wrong, with the file's name.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for ReadError {}
