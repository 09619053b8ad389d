//! Digests of evidence, and when each was last taken.
//!
//! `.unmuted/digests.json` remembers for each source the digest, the stamp (size, modification time, inode) of the
//! file it was taken of, and when. A review takes a file with the same stamp for unchanged; `unmuted verify` takes
//! every digest anew. The file is derived: where it is missing or broken, nothing is known, and nothing is lost.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::write;
use crate::os::{self, Stamp};

/// Where it stands in the case folder.
pub const FILE: &str = ".unmuted/digests.json";

/// A digest and the file it was taken of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Checked {
    /// SHA-256, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// What tells that the file has not changed since.
    pub stamp: Stamp,
    /// When it was taken (RFC 3339, UTC).
    pub checked_at: String,
}

/// All digests of a case, by source id.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Digests {
    digests: BTreeMap<String, Checked>,
}

impl Digests {
    /// What is remembered in a case folder.
    pub fn load(case_dir: &Path) -> Self {
        fs::read(case_dir.join(FILE)).ok().and_then(|b| serde_json::from_slice(&b).ok()).unwrap_or_default()
    }

    /// Writes it down, as a whole.
    ///
    /// # Errors
    /// Where the folder cannot be written to.
    pub fn save(&self, case_dir: &Path) -> io::Result<()> {
        let path = case_dir.join(FILE);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        write::replace(&path, &text)
    }

    /// Remembers a digest.
    pub fn set(&mut self, source: &str, checked: Checked) {
        self.digests.insert(source.to_owned(), checked);
    }

    /// The digest that is remembered of a source, whether or not its file has changed since.
    pub fn get(&self, source: &str) -> Option<&Checked> {
        self.digests.get(source)
    }

    /// Forgets a source.
    pub fn forget(&mut self, source: &str) {
        self.digests.remove(source);
    }

    /// The digest that was taken of this very file, by its stamp; `None` where the file has changed or was never
    /// looked at.
    pub fn of_unchanged(&self, source: &str, file: &Metadata) -> Option<&Checked> {
        self.digests.get(source).filter(|c| c.stamp == os::stamp(file))
    }
}

/// What a file's bytes are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Digested {
    /// SHA-256, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// The file's stamp, taken before the first byte was read.
    pub stamp: Stamp,
}

impl Digested {
    /// As it is remembered.
    pub fn checked(&self, at: &str) -> Checked {
        Checked { sha256: self.sha256.clone(), stamp: self.stamp, checked_at: at.to_owned() }
    }
}

/// The digest of a file, read from start to end in pieces. `progress` is told how many bytes have been read.
///
/// # Errors
/// Where the file cannot be read, or changed while it was read.
pub fn digest_of(path: &Path, progress: &mut dyn FnMut(u64)) -> io::Result<Digested> {
    let mut file = File::open(path)?;
    pass(&mut file, &mut |_| Ok(()), progress)
}

/// Reads an open file once, hands every piece to `piece`, and takes the digest.
pub(crate) fn pass(
    file: &mut File,
    piece: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    progress: &mut dyn FnMut(u64),
) -> io::Result<Digested> {
    let before = file.metadata()?;
    if !before.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file"));
    }
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut size = 0u64;
    loop {
        let n = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let bytes = buffer.get(..n).unwrap_or_default();
        digest.update(bytes);
        piece(bytes)?;
        size += n as u64;
        progress(size);
    }
    let stamp = os::stamp(&before);
    if os::stamp(&file.metadata()?) != stamp || size != stamp.size {
        return Err(io::Error::other("the file changed while it was read"));
    }
    Ok(Digested { sha256: hex(&digest.finalize()), size, stamp })
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, b| {
        let _always = write!(text, "{b:02x}");
        text
    })
}

/// SHA-256 of bytes, as hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_kept_as_long_as_the_file_is_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.bin");
        fs::write(&path, b"abc").unwrap();
        let mut told = 0;
        let digested = digest_of(&path, &mut |n| told = n).unwrap();
        // FIPS 180-4, appendix B.1.
        assert_eq!(digested.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!((digested.size, told), (3, 3));
        let mut digests = Digests::default();
        digests.set("a", digested.checked("2026-05-20T10:00:00Z"));
        digests.save(dir.path()).unwrap();
        let read = Digests::load(dir.path());
        assert_eq!(read, digests);
        assert!(read.of_unchanged("a", &fs::metadata(&path).unwrap()).is_some());
        fs::write(&path, b"abcd").unwrap();
        assert!(read.of_unchanged("a", &fs::metadata(&path).unwrap()).is_none());
    }

    #[test]
    fn a_broken_memory_is_no_memory() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join(".unmuted")).unwrap();
        fs::write(dir.path().join(FILE), b"{\"digests\":[").unwrap();
        assert_eq!(Digests::load(dir.path()), Digests::default());
    }
}
