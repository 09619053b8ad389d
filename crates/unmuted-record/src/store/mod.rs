//! The folder of a record: lists as published by their digest, and which file is which list.
//!
//! ```text
//! DIR/lists.jsonl        a line for each file: list, release, digest, name, when it was read in; only ever added to
//! DIR/files/<sha256>     the file, unaltered
//! DIR/record.sqlite …    written by a build; can be deleted and comes back
//! ```

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Error;
use crate::list::{Library, ListKind, Lookup, import};
use crate::record::Input;

/// The name of the file of lines.
const LINES: &str = "lists.jsonl";
/// The name of the folder of files.
const FILES: &str = "files";

/// One file of a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Line {
    /// The list.
    pub list: String,
    /// Its release, where somebody named it; otherwise the map knows it by its digest or shape.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// The digest, in hexadecimal digits.
    pub sha256: String,
    /// The file's name, without its folder.
    pub name: String,
    /// The day on which it was read in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_on: Option<String>,
    /// Where it was fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// It is not used any more; the line before it stays.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

/// The folder of a record.
#[derive(Clone, Debug)]
pub struct Store {
    dir: PathBuf,
    lines: Vec<Line>,
}

/// The digest of a file, in hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

impl Store {
    /// Opens a folder, which need not be there yet.
    ///
    /// # Errors
    /// Its lines cannot be read.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        let path = dir.join(LINES);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
            Err(e) => return Err(Error::new(format!("{LINES} cannot be read: {e}"), "check that it may be read")),
        };
        let mut lines = Vec::new();
        for (line, number) in text.lines().zip(1_u64..).filter(|(l, _)| !l.trim().is_empty()) {
            let line: Line = serde_json::from_str(line).map_err(|e| {
                Error::new(
                    format!("{LINES}, line {number}: {e}"),
                    "mend the line, or take it out and add the list again; the files stay",
                )
            })?;
            lines.push(line);
        }
        Ok(Self { dir: dir.to_owned(), lines })
    }

    /// The files in use, each once: the last line of a digest and list counts.
    pub fn lines(&self) -> Vec<&Line> {
        let last =
            |l: &Line, at: usize| !self.lines.iter().skip(at + 1).any(|o| o.sha256 == l.sha256 && o.list == l.list);
        self.lines.iter().enumerate().filter(|(at, l)| last(l, *at) && !l.withdrawn).map(|(_, l)| l).collect()
    }

    /// Keeps a file and notes what it is. Says whether that is new.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn add(&mut self, bytes: &[u8], line: Line) -> Result<bool, Error> {
        let cannot = |e: io::Error| {
            Error::new(format!("the file cannot be kept: {e}"), "is there room, and may the folder be written to?")
        };
        let folder = self.dir.join(FILES);
        fs::create_dir_all(&folder).map_err(cannot)?;
        let path = folder.join(&line.sha256);
        if !path.exists() {
            let part = folder.join(format!(".{}.part", line.sha256));
            fs::write(&part, bytes).map_err(cannot)?;
            fs::rename(&part, &path).map_err(cannot)?;
        }
        let same = |l: &&Line| l.sha256 == line.sha256 && l.list == line.list && l.release == line.release;
        if self.lines().iter().any(same) {
            return Ok(false);
        }
        self.note(line).map_err(cannot)?;
        Ok(true)
    }

    /// Says that a file is not used any more. It stays.
    ///
    /// # Errors
    /// The line cannot be written, or there is no such file.
    pub fn withdraw(&mut self, list: &str, sha256: &str) -> Result<(), Error> {
        let Some(line) = self.lines().into_iter().find(|l| l.list == list && l.sha256.starts_with(sha256)).cloned()
        else {
            return Err(Error::new(
                format!("no file {sha256} of {list} is in use"),
                "unmuted record lists says which are",
            ));
        };
        self.note(Line { withdrawn: true, ..line })
            .map_err(|e| Error::new(format!("{LINES} cannot be written: {e}"), "may the folder be written to?"))
    }

    fn note(&mut self, line: Line) -> io::Result<()> {
        let mut file = OpenOptions::new().create(true).append(true).open(self.dir.join(LINES))?;
        let mut text = serde_json::to_string(&line).map_err(io::Error::other)?;
        text.push('\n');
        file.write_all(text.as_bytes())?;
        self.lines.push(line);
        Ok(())
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// It is not there, or not what it was.
    pub fn bytes(&self, line: &Line) -> Result<Vec<u8>, Error> {
        let bytes = fs::read(self.dir.join(FILES).join(&line.sha256)).map_err(|e| {
            Error::new(
                format!("{} ({}) cannot be read from {FILES}: {e}", line.name, line.list),
                format!("add it again: unmuted record add {} FILE", line.list),
            )
        })?;
        if digest(&bytes) != line.sha256 {
            return Err(Error::new(
                format!("{} ({}) is not what it was: its digest differs", line.name, line.list),
                format!("take {FILES}/{} away and add the file again", line.sha256),
            ));
        }
        Ok(bytes)
    }

    /// Reads the files in use, or of them those that `wanted` says; those to which others refer first.
    ///
    /// # Errors
    /// A file as a whole cannot be read. A row never is a reason.
    pub fn inputs(&self, library: &Library, wanted: impl Fn(&Line) -> bool + Sync) -> Result<Vec<Input>, Error> {
        let lines: Vec<&Line> = self.lines().into_iter().filter(|l| wanted(l)).collect();
        let read = |line: &Line, lookup: &Lookup| -> Result<Input, Error> {
            let map = library.get(&line.list)?;
            let bytes = self.bytes(line)?;
            let imported = import(map, &bytes, line.release.as_deref(), lookup)
                .map_err(|e| e.of(&format!("{} ({})", line.name, line.list)))?;
            Ok(Input {
                map: map.clone(),
                imported,
                name: line.name.clone(),
                read_on: line.read_on.clone(),
                newest: false,
            })
        };
        let referred = |l: &&Line| library.get(&l.list).is_ok_and(|m| m.kind == ListKind::Agencies);
        let none = Lookup::new();
        let first: Vec<Input> =
            lines.iter().copied().filter(referred).map(|l| read(l, &none)).collect::<Result<_, _>>()?;
        let lookup = lookup_of(&first, library);
        let rest: Vec<Input> =
            lines.par_iter().filter(|l| !referred(l)).map(|l| read(l, &lookup)).collect::<Result<_, _>>()?;
        Ok(first.into_iter().chain(rest).collect())
    }
}

/// What lists can look up in others: the newest file of each counts.
fn lookup_of(inputs: &[Input], library: &Library) -> Lookup {
    let mut lookup = Lookup::new();
    let wanted = library.maps().flat_map(|m| m.columns.iter().filter_map(|c| c.lookup.as_ref()));
    for want in wanted {
        let newest = inputs.iter().filter(|i| i.imported.list == want.list).max_by_key(|i| i.imported.as_of);
        if let Some(input) = newest {
            lookup
                .entry((want.list.clone(), want.attribute.clone()))
                .or_insert_with(|| input.imported.lookup(&want.attribute));
        }
    }
    lookup
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(list: &str, bytes: &[u8]) -> Line {
        Line {
            list: list.into(),
            release: None,
            sha256: digest(bytes),
            name: "a.csv".into(),
            read_on: None,
            url: None,
            withdrawn: false,
        }
    }

    #[test]
    fn a_file_is_kept_once_and_unaltered() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path()).unwrap();
        assert!(store.add(b"a\r\n1\r\n", line("x", b"a\r\n1\r\n")).unwrap());
        assert!(!store.add(b"a\r\n1\r\n", line("x", b"a\r\n1\r\n")).unwrap());
        let again = Store::open(dir.path()).unwrap();
        assert_eq!(again.lines().len(), 1);
        assert_eq!(again.bytes(again.lines()[0]).unwrap(), b"a\r\n1\r\n");
        fs::write(dir.path().join(FILES).join(digest(b"a\r\n1\r\n")), b"other").unwrap();
        assert!(again.bytes(again.lines()[0]).is_err_and(|e| e.what.contains("digest differs")));
    }

    #[test]
    fn withdrawing_is_a_further_line() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path()).unwrap();
        store.add(b"1", line("x", b"1")).unwrap();
        store.withdraw("x", &digest(b"1")).unwrap();
        assert!(store.lines().is_empty());
        assert!(store.add(b"1", line("x", b"1")).unwrap());
        assert_eq!(Store::open(dir.path()).unwrap().lines().len(), 1);
        assert!(store.withdraw("y", "00").is_err());
    }
}
