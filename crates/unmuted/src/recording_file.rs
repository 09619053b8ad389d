//! A recording on disk as bytes to read: opened read-only, and its digest taken from the same reads.
//!
//! Listening reads sound-only files from start to end, and of a video only its index and its sound. The digest
//! needs every byte once. So that no file is read twice in full, whatever is read in order on the way is hashed
//! on the way, and only the rest is read for the digest alone.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};
use unmuted_media::ReadAt;

use crate::case_files::digests::hex;
use crate::os::{self, Stamp};

/// Bytes read at a time for the digest.
const BLOCK: usize = 1 << 20;

/// An open recording.
pub struct RecordingFile {
    file: File,
    stamp: Stamp,
    hashing: Option<Mutex<Hashing>>,
}

/// The digest of the file's first `done` bytes.
struct Hashing {
    done: u64,
    state: Sha256,
}

impl RecordingFile {
    /// Opens a file for reading only. With `hash`, its digest is taken on the way.
    ///
    /// # Errors
    /// Where it is not there, may not be read, or is no file (a folder, a pipe, a device).
    pub fn open(path: &Path, hash: bool) -> io::Result<Self> {
        let no_file = || io::Error::new(io::ErrorKind::InvalidInput, "it is not a file");
        // Before it is opened: to open a pipe waits until somebody writes into it.
        if !std::fs::metadata(path)?.is_file() {
            return Err(no_file());
        }
        let file = File::open(path)?;
        let meta = file.metadata()?;
        if !meta.is_file() {
            return Err(no_file());
        }
        let hashing = hash.then(|| Mutex::new(Hashing { done: 0, state: Sha256::new() }));
        Ok(Self { file, stamp: os::stamp(&meta), hashing })
    }

    /// What tells that the file is unchanged.
    pub fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// Reads what has not been read in order yet and gives the whole file's SHA-256 in lower-case hexadecimal;
    /// `None` if it was not opened for hashing. `progress` is told the bytes done.
    ///
    /// # Errors
    /// Where the file cannot be read, or became shorter or longer while it was read.
    pub fn digest(&self, progress: &dyn Fn(u64)) -> io::Result<Option<String>> {
        let Some(hashing) = &self.hashing else { return Ok(None) };
        let mut hashing = hashing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut block = vec![0; BLOCK];
        loop {
            let n = os::read_at(&self.file, hashing.done, &mut block)?;
            if n == 0 {
                break;
            }
            hashing.state.update(block.get(..n).unwrap_or_default());
            hashing.done += n as u64;
            progress(hashing.done);
        }
        if os::stamp(&self.file.metadata()?) != self.stamp || hashing.done != self.stamp.size {
            return Err(io::Error::other("it changed while it was read"));
        }
        Ok(Some(hex(&hashing.state.clone().finalize())))
    }
}

impl ReadAt for RecordingFile {
    fn size(&self) -> u64 {
        self.stamp.size
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let n = os::read_at(&self.file, offset, buf)?;
        if let Some(hashing) = &self.hashing {
            let mut hashing = hashing.lock().unwrap_or_else(PoisonError::into_inner);
            let known = hashing.done.checked_sub(offset).and_then(|d| usize::try_from(d).ok());
            if let Some(new) = known.and_then(|k| buf.get(k..n)).filter(|new| !new.is_empty()) {
                hashing.state.update(new);
                hashing.done += new.len() as u64;
            }
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn the_digest_does_not_depend_on_how_it_was_read() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let bytes: Vec<u8> = (0..3_000_000u32).map(|i| (i * 7 % 251) as u8).collect();
        file.write_all(&bytes).unwrap();
        let whole = hex(&Sha256::digest(&bytes));
        for reads in [vec![], vec![(0, 100), (50, 100), (2_000_000, 10), (120, 4096)], vec![(5, 10)]] {
            let open = RecordingFile::open(file.path(), true).unwrap();
            for (offset, n) in reads {
                open.read_at(offset, &mut vec![0; n]).unwrap();
            }
            assert_eq!(open.digest(&|_| ()).unwrap().as_deref(), Some(whole.as_str()));
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_pipe_is_no_file_and_nobody_waits_for_it() {
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("pipe.mp4");
        if !std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|s| s.success()) {
            println!("skipped: needs mkfifo");
            return;
        }
        for path in [pipe.as_path(), dir.path()] {
            let error = RecordingFile::open(path, false).err().unwrap();
            assert_eq!(error.to_string(), "it is not a file");
        }
    }

    #[test]
    fn a_file_that_grows_is_an_error() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"before").unwrap();
        let open = RecordingFile::open(file.path(), true).unwrap();
        file.write_all(b"after").unwrap();
        assert!(open.digest(&|_| ()).is_err());
    }
}
