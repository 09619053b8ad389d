//! How files of a case are written, so that neither a crash nor a second writer can leave half of anything:
//! whole files beside the old one and then in its place, lines under a lock and at once.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::os;

/// Replaces a file as a whole: a reader sees the old one or the new one, also after a loss of power.
///
/// # Errors
/// Where the folder cannot be written to, or the disk is full; the old file is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_by(path, bytes, false)
}

/// The same for a file that nobody but its owner may read, at no moment.
///
/// # Errors
/// As [`replace`].
pub fn replace_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_by(path, bytes, true)
}

fn replace_by(path: &Path, bytes: &[u8], private: bool) -> io::Result<()> {
    // A link's target is replaced, not the link.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (beside, mut file) = create_beside(&path, private)?;
    let written = file.write_all(bytes).and_then(|()| {
        if let Some(old) = fs::metadata(&path).ok().filter(|_| !private) {
            file.set_permissions(old.permissions())?;
        }
        file.sync_all()?;
        fs::rename(&beside, &path)
    });
    if written.is_err() {
        let _gone = fs::remove_file(&beside);
    }
    written?;
    path.parent().map_or(Ok(()), os::sync_folder)
}

fn create_beside(path: &Path, private: bool) -> io::Result<(PathBuf, File)> {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let mut tries = 0;
    loop {
        let beside = path.with_file_name(format!(".{name}.{}-{tries}.tmp", std::process::id()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        if private {
            os::private(&mut options);
        }
        match options.open(&beside) {
            Ok(file) => return Ok((beside, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tries < 100 => tries += 1,
            Err(error) => return Err(error),
        }
    }
}

/// A file of lines that is only ever added to, held under a lock that other programs of this kind respect.
/// The lock goes with the value, or with the process.
pub struct Lines {
    file: File,
    bytes: Vec<u8>,
    locked: bool,
}

impl Lines {
    /// Opens or makes the file, waits for the lock, and reads what is there.
    ///
    /// # Errors
    /// Where the file cannot be opened for adding, or read.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        let locked = match file.lock() {
            Ok(()) => true,
            // Some network folders have no locks.
            Err(error) if error.kind() == io::ErrorKind::Unsupported => false,
            Err(error) => return Err(error),
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(Self { file, bytes, locked })
    }

    /// What the file holds.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether the lock is held; `false` on a file system that has none.
    pub fn is_locked(&self) -> bool {
        self.locked
    }

    /// Adds a line, at once and lasting. A last line that has no line break gets one first, so that it stays a line
    /// of its own.
    ///
    /// # Errors
    /// Where the disk is full or fails. A line that was written in part is taken off again.
    pub fn add(&mut self, line: &str) -> io::Result<()> {
        let mut block = Vec::with_capacity(line.len() + 2);
        if self.bytes.last().is_some_and(|b| *b != b'\n') {
            block.push(b'\n');
        }
        block.extend_from_slice(line.as_bytes());
        block.push(b'\n');
        let before = self.file.metadata()?.len();
        if let Err(error) = self.file.write_all(&block).and_then(|()| self.file.sync_all()) {
            let _as_before = self.file.set_len(before);
            return Err(error);
        }
        self.bytes.extend_from_slice(&block);
        Ok(())
    }
}

/// What to say of an error while writing.
pub fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "make room on the disk and try again; evidence too large to copy can stay where it is: add --reference"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "check that you may read the file and write to the case's folder"
        }
        io::ErrorKind::NotFound => "check the path",
        _ => "check the disk and try again",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_line_stays_a_line_of_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.jsonl");
        fs::write(&path, "{\"a\":1}\n{\"b\"").unwrap();
        Lines::open(&path).unwrap().add("{\"c\":3}").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "{\"a\":1}\n{\"b\"\n{\"c\":3}\n");
    }

    #[test]
    fn a_file_is_replaced_as_a_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("evidence.toml");
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
    }
}
