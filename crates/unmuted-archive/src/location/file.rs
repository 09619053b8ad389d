//! A file on a disk as bytes to read: opened read-only, each read counted.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use unmuted_media::ReadAt;

use super::{Cost, Entry, Source};
use crate::os;

/// An open file.
pub(super) struct LocalFile {
    file: File,
    size: u64,
    requests: AtomicU64,
    bytes: AtomicU64,
}

impl LocalFile {
    /// Opens a file for reading only.
    ///
    /// # Errors
    /// Where it is not there, may not be read, or is no file.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
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
        Ok(Self { file, size: meta.len(), requests: AtomicU64::new(0), bytes: AtomicU64::new(0) })
    }
}

impl ReadAt for LocalFile {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        // Counters only add up; nothing is ordered by them.
        self.requests.fetch_add(1, Ordering::Relaxed);
        let n = os::read_at(&self.file, offset, buf)?;
        self.bytes.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

impl Source for LocalFile {
    fn cost(&self) -> Cost {
        Cost { requests: self.requests.load(Ordering::Relaxed), bytes: self.bytes.load(Ordering::Relaxed) }
    }

    fn is_unchanged(&self, entry: &Entry) -> io::Result<bool> {
        let meta = self.file.metadata()?;
        Ok(meta.len() == entry.size && os::stamp(&meta) == entry.stamp)
    }
}
