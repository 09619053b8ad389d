//! From what a user typed to a location on this machine.

use std::fmt;
use std::path::{Path, PathBuf};

use super::{Folder, List, Location, Which, is_media_name};

/// The location on this machine that `typed` names: a folder, a recording, or a list of recordings. `skip` names
/// folders that are not entered, such as the one that is written to.
///
/// # Errors
/// Where it is not there, or is a list that cannot be read.
pub fn local(typed: &Path, which: Which, skip: &[PathBuf]) -> Result<Box<dyn Location>, LocationError> {
    let wrong = |e: std::io::Error| LocationError {
        what: format!("location {}: {e}", typed.display()),
        remedy:
            "name a folder, a list (a text with a path on each line, or a CSV with a column `path`), or a recording"
                .into(),
    };
    let meta = std::fs::metadata(typed).map_err(wrong)?;
    if meta.is_dir() {
        Ok(Box::new(Folder::open(typed, which, skip).map_err(wrong)?))
    } else if is_media_name(&typed.to_string_lossy()) {
        Ok(Box::new(List::single(typed).map_err(wrong)?))
    } else {
        Ok(Box::new(List::read(typed)?))
    }
}

/// A location that cannot be taken as typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LocationError {
    /// What is wrong, with the location as typed or the list's name.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for LocationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for LocationError {}
