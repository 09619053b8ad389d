//! What was found so far, one record behind another in one file that is only added to. It is what makes a scan
//! resumable: whatever was written whole stays, a torn end is cut by the next start, and a record that does not fit
//! its file any more is passed over.

pub(crate) mod frame;

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::engine::ScanError;
use crate::location::{Entry, Stamp};
use crate::os;
use crate::rows::Scanned;
use frame::Frames;

/// How much was looked at for a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Pass {
    /// As the user asked.
    First,
    /// All packets, to check the first or to replace it.
    Full,
}

/// One file, read once.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Which file.
    pub head: Head,
    /// What was found; `None` where it is no recording.
    pub found: Option<Scanned>,
}

/// Which file a record is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Head {
    pub location: u32,
    /// The location's name: under its number there may have been another.
    pub name: String,
    pub path: String,
    /// As bytes: a path that is no text has no other form in which it can be written down.
    pub native: Option<OsString>,
    pub size: u64,
    pub stamp: Stamp,
    pub pass: Pass,
    /// Read it again next time: it changed meanwhile, or could not be read.
    pub again: bool,
}

impl Head {
    pub(crate) fn entry(&self) -> Entry {
        Entry {
            path: self.path.clone(),
            size: self.size,
            stamp: self.stamp.clone(),
            native: self.native.clone().map(PathBuf::from),
            leads_to: None,
        }
    }
}

/// Where the records of one file lie; zero for none, since no record can lie there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Places {
    pub first: u64,
    pub full: u64,
}

/// Which version of a file, in 16 bytes: a hash of all that [`Entry`] and the location's number say.
pub(crate) type Key = [u8; 16];

/// The key of a file's version.
pub(crate) fn key(location: u32, name: &str, path: &str, size: u64, stamp: &Stamp) -> Key {
    use sha2::{Digest, Sha256};
    let mut sha = Sha256::new();
    sha.update(location.to_le_bytes());
    sha.update((name.len() as u64).to_le_bytes());
    sha.update(name.as_bytes());
    sha.update(size.to_le_bytes());
    match stamp {
        Stamp::Modified(ns) => {
            sha.update([1]);
            sha.update(ns.to_le_bytes());
        }
        Stamp::Tag(tag) => {
            sha.update([2]);
            sha.update((tag.len() as u64).to_le_bytes());
            sha.update(tag.as_bytes());
        }
        Stamp::Unknown => sha.update([3]),
    }
    sha.update(path.as_bytes());
    let digest = sha.finalize();
    let mut key = [0; 16];
    key.iter_mut().zip(digest.iter()).for_each(|(k, d)| *k = *d);
    key
}

/// The journal of one output folder, locked against a second program.
pub(crate) struct Journal {
    file: File,
    path: PathBuf,
    /// What is not written yet.
    pending: Vec<u8>,
    /// Where the next record goes.
    end: u64,
    flushed: Instant,
    synced: Instant,
}

/// The name of the journal in the output folder.
pub(crate) const NAME: &str = "scan.journal";
/// The format of records; another one is read again.
const FORMAT: &str = "unmuted scan journal 1";
/// How long written records may be held back, and how long until they are safe from a loss of power.
const FLUSH: Duration = Duration::from_millis(200);
const SYNC: Duration = Duration::from_secs(1);
/// Bytes held back at most.
const PENDING: usize = 1 << 20;

/// A record that the index found reusable.
pub(crate) type Index = HashMap<Key, Places>;

impl Journal {
    /// Opens the journal of `dir`, or starts one, and finds what is in it. Records that were made with other options
    /// (`made_with`) are dropped: they would not be what a new scan gives.
    ///
    /// # Errors
    /// Where the folder cannot be written to, or another scan is at work in it.
    pub(crate) fn open(dir: &Path, made_with: &str) -> Result<(Self, Index), ScanError> {
        let path = dir.join(NAME);
        let output = |e: io::Error| ScanError::output(NAME, &e);
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(output)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(ScanError {
                    what: "another scan is writing into this folder".into(),
                    remedy: "wait until it is done, or name another folder with --out".into(),
                    kind: crate::engine::ErrorKind::Usage,
                });
            }
            // Where a file system knows no locks, two scans at once are the user's care.
            Err(TryLockError::Error(_)) => {}
        }
        let head = postcard::to_stdvec(&(FORMAT, made_with)).map_err(|e| output(io::Error::other(e)))?;
        let mut index = Index::new();
        let mut end = 0;
        {
            let mut frames = Frames::new(&file);
            let ours = frames.get(0).map_err(output)?.filter(|(body, _)| *body == head).map(|(_, next)| next);
            if let Some(mut at) = ours {
                while let Some((body, next)) = frames.get(at).map_err(output)? {
                    let Ok((head, _)) = postcard::take_from_bytes::<Head>(body) else { break };
                    let places =
                        index.entry(key(head.location, &head.name, &head.path, head.size, &head.stamp)).or_default();
                    let reusable = if head.again || head.stamp == Stamp::Unknown { 0 } else { at };
                    match head.pass {
                        Pass::First => places.first = reusable,
                        Pass::Full => places.full = reusable,
                    }
                    at = next;
                }
                end = at;
            }
        }
        let mut journal =
            Self { file, path, pending: Vec::new(), end, flushed: Instant::now(), synced: Instant::now() };
        // A torn end goes; so does everything where the options are others.
        journal.file.set_len(end).map_err(output)?;
        journal.file.seek(SeekFrom::Start(end)).map_err(output)?;
        if end == 0 {
            journal.put(&head)?;
            journal.flush()?;
        }
        Ok((journal, index))
    }

    fn put(&mut self, body: &[u8]) -> Result<u64, ScanError> {
        let at = self.end;
        let before = self.pending.len();
        frame::put(&mut self.pending, body)
            .ok_or_else(|| ScanError::output(NAME, &io::Error::other("a record is too long")))?;
        self.end += (self.pending.len() - before) as u64;
        Ok(at)
    }

    /// Adds a record and says where it lies.
    ///
    /// # Errors
    /// Where it cannot be written; what was written before stays.
    pub(crate) fn add(&mut self, record: &Record) -> Result<u64, ScanError> {
        let body = postcard::to_stdvec(record).map_err(|e| ScanError::output(NAME, &io::Error::other(e)))?;
        let at = self.put(&body)?;
        if self.pending.len() >= PENDING || self.flushed.elapsed() >= FLUSH {
            self.flush()?;
        }
        Ok(at)
    }

    /// Writes what is held back.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(crate) fn flush(&mut self) -> Result<(), ScanError> {
        self.flushed = Instant::now();
        if self.pending.is_empty() {
            return Ok(());
        }
        let from = self.end - self.pending.len() as u64;
        if let Err(e) = self.file.write_all(&self.pending) {
            // Half a record would be cut by the next start; cutting it now leaves the file as good as it was.
            let _next_start = self.file.set_len(from);
            self.pending.clear();
            return Err(ScanError::output(NAME, &e));
        }
        self.pending.clear();
        if self.synced.elapsed() >= SYNC {
            self.sync()?;
        }
        Ok(())
    }

    /// Makes what is written last.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub(crate) fn sync(&mut self) -> Result<(), ScanError> {
        self.file.sync_data().map_err(|e| ScanError::output(NAME, &e))?;
        self.synced = Instant::now();
        Ok(())
    }

    /// Reads records back. Whatever was added must be flushed before.
    pub(crate) fn records(&self) -> Records<'_> {
        Records { frames: Frames::new(&self.file) }
    }

    /// The journal once more, to read from while records are added.
    ///
    /// # Errors
    /// Where the system has no more files to open.
    pub(crate) fn reader(&self) -> Result<File, ScanError> {
        self.file.try_clone().map_err(|e| ScanError::output(NAME, &e))
    }

    /// How many bytes the journal has.
    pub(crate) fn len(&self) -> u64 {
        self.end
    }

    /// Writes the journal anew with nothing but the records at `live`, where most of it is of files that are gone or
    /// have changed. A crash leaves the old one or the new one.
    ///
    /// # Errors
    /// Where it cannot be written; the old one stays.
    pub(crate) fn compact(self, live: &[u64]) -> Result<(), ScanError> {
        let output = |e: io::Error| ScanError::output(NAME, &e);
        let new = self.path.with_extension("journal.part");
        let mut out = io::BufWriter::with_capacity(PENDING, File::create(&new).map_err(output)?);
        let mut frames = Frames::new(&self.file);
        let mut frame = Vec::new();
        for at in std::iter::once(&0).chain(live) {
            let Some((body, _)) = frames.get(*at).map_err(output)? else {
                return Err(output(io::Error::other("it was changed by another program")));
            };
            frame.clear();
            frame::put(&mut frame, body).ok_or_else(|| output(io::Error::other("a record is too long")))?;
            out.write_all(&frame).map_err(output)?;
        }
        let file = out.into_inner().map_err(|e| output(e.into_error()))?;
        file.sync_all().map_err(output)?;
        fs::rename(&new, &self.path).map_err(output)?;
        self.path.parent().map_or(Ok(()), os::sync_folder).map_err(output)
    }
}

/// Reads records of a journal.
pub(crate) struct Records<'a> {
    frames: Frames<'a>,
}

impl<'a> Records<'a> {
    pub(crate) fn of(file: &'a File) -> Self {
        Self { frames: Frames::new(file) }
    }

    /// How many bytes the record at `at` takes.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub(crate) fn length(&mut self, at: u64) -> Result<u64, ScanError> {
        let body = self.frames.get(at).map_err(|e| ScanError::output(NAME, &e))?;
        body.map(|(_, next)| next - at).ok_or_else(meddled)
    }

    /// The record at `at`.
    ///
    /// # Errors
    /// Where it is not there: somebody else wrote into the journal.
    pub(crate) fn get(&mut self, at: u64) -> Result<Record, ScanError> {
        let body = self.frames.get(at).map_err(|e| ScanError::output(NAME, &e))?;
        body.and_then(|(body, _)| postcard::from_bytes(body).ok()).ok_or_else(meddled)
    }
}

fn meddled() -> ScanError {
    ScanError::output(NAME, &io::Error::other("it was changed by another program meanwhile"))
}
