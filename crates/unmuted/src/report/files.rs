//! Writing a folder so that a crash or a full disk leaves each file either as it was or as it should be.

use std::fs;
use std::path::{Path, PathBuf};

use miette::miette;
use serde::Serialize;

use crate::case_files::write;

/// A folder that is being written.
pub struct Writing {
    dir: PathBuf,
}

impl Writing {
    /// Starts writing into `dir`, which is made if it is not there.
    ///
    /// # Errors
    /// Where the folder cannot be made.
    pub fn into(dir: &Path) -> miette::Result<Self> {
        make(dir)?;
        Ok(Self { dir: dir.to_owned() })
    }

    /// Writes one file whole: to a temporary file beside it, which then takes its place. A file that already
    /// holds the same bytes is left alone, so that its modification time tells when it last changed.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn put(&self, name: &str, bytes: &[u8]) -> miette::Result<()> {
        let path = self.dir.join(name);
        if let Some(parent) = path.parent() {
            make(parent)?;
        }
        if fs::read(&path).is_ok_and(|old| old == bytes) {
            return Ok(());
        }
        write::replace(&path, bytes).map_err(|e| {
            miette!(
                help = "is there room on the disk, and may you write there? What was written before is unharmed",
                "cannot write report file {name}: {e}"
            )
        })
    }
}

fn make(dir: &Path) -> miette::Result<()> {
    fs::create_dir_all(dir).map_err(|e| {
        let name = dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
        miette!(help = "may you write in the case folder?", "cannot make the folder {name}: {e}")
    })
}

/// JSON as it stands in files: indented, keys in the order of the document, a line break at the end.
///
/// # Errors
/// Never for our own documents.
pub fn json(value: &impl Serialize) -> miette::Result<String> {
    let mut text = serde_json::to_string_pretty(value).map_err(|e| miette!("cannot write JSON: {e}"))?;
    text.push('\n');
    Ok(text)
}
