//! Where recordings are. A [`Location`] is anything that can be listed and opened: a folder, a list, an object store.
//! The engine knows only this trait, so that a new kind of store is a new file here and nothing else.

mod file;
mod folder;
mod list;
mod local;
mod once;
mod which;

use std::io;
use std::path::{Path, PathBuf};

pub use folder::Folder;
pub use list::List;
pub use local::{LocationError, local};
pub(crate) use once::{Once, overlapping};
pub use which::{Which, is_media_name};

use serde::{Deserialize, Serialize};
use unmuted_media::ReadAt;

/// One file of a location, as listing it tells.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Entry {
    /// Within the location, with `/` between the parts; never absolute. It goes into the rows.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// What changes when the file does.
    pub stamp: Stamp,
    /// How the system names it, where `path` cannot say so: a file name that is not Unicode. `path` has `\xNN` for
    /// each byte that is none.
    pub native: Option<PathBuf>,
    /// Where the file really lies, if it is reached through a link. `None` where it is not, or where nobody can say.
    pub leads_to: Option<PathBuf>,
}

/// What, together with the size, tells that a file has not changed since it was read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Stamp {
    /// Nanoseconds since 1970-01-01T00:00:00Z at which the file was last written to.
    Modified(i64),
    /// A store's own tag for this version of an object (an entity tag).
    Tag(String),
    /// Nothing tells. The file is read again by each run.
    Unknown,
}

/// What listing a location gives, one at a time.
#[derive(Debug)]
pub enum Listed {
    /// A file that may hold a recording.
    File(Entry),
    /// Something that cannot be looked at: a file that is gone or forbidden, a folder that cannot be read (its `path`
    /// then ends with `/`). It becomes a row with a fault, and listing goes on.
    Unreadable {
        /// As [`Entry::path`].
        path: String,
        /// Why.
        error: io::Error,
    },
}

impl Listed {
    /// Its path within the location.
    pub fn path(&self) -> &str {
        match self {
            Self::File(entry) => &entry.path,
            Self::Unreadable { path, .. } => path,
        }
    }
}

/// Where recordings are.
pub trait Location: Send + Sync {
    /// A short name for outputs: a folder's own name, a bucket with its prefix. Never an absolute path, never a host.
    fn name(&self) -> String;
    /// What kind it is, for outputs: `folder`, `list`, `s3`, `http`.
    fn kind(&self) -> &'static str;
    /// Hands every file to `take`, **in ascending order of the bytes of its path**, each path once; ends early where
    /// `take` says `false`. Called on one thread while recordings are opened on others, so it need not know all files
    /// before it hands over the first.
    ///
    /// # Errors
    /// Where the location cannot be listed at all (it is not there, access is refused). The engine gives up then: to
    /// take an archive that cannot be reached for an empty one would drop all its rows.
    fn list(&self, take: &mut dyn FnMut(Listed) -> bool) -> io::Result<()>;
    /// How many files [`list`](Self::list) will give, where that is cheap to count; only for showing progress.
    fn count(&self) -> Option<u64> {
        None
    }
    /// Opens one file for reading.
    ///
    /// # Errors
    /// Where it is gone or may not be read: a row with a fault.
    fn open<'a>(&'a self, entry: &Entry) -> io::Result<Box<dyn Source + 'a>>;
    /// What tells this location from others of its name and kind, wherever it is named from: a folder's place on this
    /// machine. It goes into no output, only its digest is kept.
    fn identity(&self) -> String {
        format!("{} {}", self.kind(), self.name())
    }
    /// Where on this machine it lies, links resolved: a folder, or each file of a list. Empty for stores.
    fn roots(&self) -> Vec<PathBuf> {
        Vec::new()
    }
    /// Whether [`list`](Self::list) gives the file at this place by a path without links.
    fn holds(&self, _file: &Path) -> bool {
        false
    }
    /// How many files are best open at once, where that has nothing to do with this machine's processors: a store
    /// that answers slowly and many at a time. `None` for one for each processor.
    fn at_once(&self) -> Option<usize> {
        None
    }
}

/// One opened file: its bytes, what reading them cost, and whether they are still the same.
///
/// [`ReadAt::size`] is the size at the time of opening, or as listed.
pub trait Source: ReadAt {
    /// What was read so far.
    fn cost(&self) -> Cost;
    /// Whether the file is still what `entry` says, as far as can be told cheaply. Asked once, after the last read; a
    /// file that was written to meanwhile gets the state `changed` and is read again by the next run.
    ///
    /// # Errors
    /// Where it cannot be told.
    fn is_unchanged(&self, entry: &Entry) -> io::Result<bool>;
}

/// What reading a recording cost.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Cost {
    /// Reads of the store.
    pub requests: u64,
    /// Bytes that they gave.
    pub bytes: u64,
}

impl std::ops::Add for Cost {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { requests: self.requests.saturating_add(other.requests), bytes: self.bytes.saturating_add(other.bytes) }
    }
}

impl std::ops::AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
