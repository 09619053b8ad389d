//! `.unmuted/`: what was computed, kept by the digest of what it was computed from. Disposable: a part that is
//! missing, damaged, or of another build of the program is computed again, and nothing is ever read from here
//! that the sources and the program do not determine.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use unmuted_archive::checksum;
use unmuted_media::Mono;

/// The derived folder of one case.
pub struct Cache {
    dir: Option<PathBuf>,
    build: String,
    /// Sound on its way from listening to the clock, where there is no folder to put it.
    held: Mutex<BTreeMap<String, Mono>>,
}

impl Cache {
    /// The cache in `case`. A folder that cannot be written only makes the next review slower.
    pub fn of(case: &Path) -> Self {
        Self { dir: Some(case.join(".unmuted")), build: build(), held: Mutex::default() }
    }

    /// A cache that keeps nothing but sound, and that in memory until it is taken.
    pub fn none() -> Self {
        Self { dir: None, build: String::new(), held: Mutex::default() }
    }

    /// Whether sound goes to a folder; else it is to be held.
    pub fn has_folder(&self) -> bool {
        self.dir.is_some()
    }

    /// Holds a recording's sound.
    pub fn hold(&self, digest: &str, mono: Mono) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).insert(digest.to_owned(), mono);
    }

    /// The sound that is held, which is then held no more.
    pub fn take(&self, digest: &str) -> Option<Mono> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).remove(digest)
    }

    /// What was kept under `name`, a path such as `heard/<digest>`.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let bytes = fs::read(self.dir.as_ref()?.join(name)).ok()?;
        let (build, rest): (String, &[u8]) = postcard::take_from_bytes(&bytes).ok()?;
        if build != self.build {
            return None;
        }
        let (sum, rest): (u64, &[u8]) = postcard::take_from_bytes(rest).ok()?;
        if sum != checksum(rest) {
            return None;
        }
        postcard::from_bytes(rest).ok()
    }

    /// Keeps a value under `name`.
    ///
    /// # Errors
    /// Where the folder cannot be written; the value is as good as before.
    pub fn put<T: Serialize>(&self, name: &str, value: &T) -> io::Result<()> {
        let Some(dir) = &self.dir else { return Ok(()) };
        let path = dir.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let body = postcard::to_stdvec(value).map_err(io::Error::other)?;
        let head = (&self.build, checksum(&body));
        let mut bytes = postcard::to_stdvec(&head).map_err(io::Error::other)?;
        bytes.extend_from_slice(&body);
        crate::case_files::write::replace(&path, &bytes)
    }
}

/// What tells one build of the program from another: results of one must not be taken for another's. The
/// version is not enough while the program is being worked on, so the program file's own stamp is added.
pub fn build() -> String {
    let stamp = std::env::current_exe().and_then(fs::metadata).map(|m| crate::os::stamp(&m)).ok();
    let stamp = stamp.map_or_else(String::new, |s| format!("{}-{}", s.size, s.modified_ns));
    format!("unmuted {} {stamp}", env!("CARGO_PKG_VERSION"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_part_is_not_there() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::of(dir.path());
        cache.put("heard/abc", &vec![1u32, 2, 3]).unwrap();
        assert_eq!(cache.get::<Vec<u32>>("heard/abc"), Some(vec![1, 2, 3]));
        let path = dir.path().join(".unmuted/heard/abc");
        let mut bytes = fs::read(&path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(&path, bytes).unwrap();
        assert_eq!(cache.get::<Vec<u32>>("heard/abc"), None);
        assert_eq!(cache.get::<Vec<u32>>("heard/none"), None);
    }
}
