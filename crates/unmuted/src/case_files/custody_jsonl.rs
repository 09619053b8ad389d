//! `custody.jsonl`: every intake and every export, each line with the digest of the line before, so that no line can be changed or
//! taken out without breaking the chain. The last line itself, and lines after it that were cut off, are protected
//! only by the head's digest that was given to somebody else.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::digests::sha256;
use super::write::Lines;

/// The file's name.
pub const FILE: &str = "custody.jsonl";

/// Keys of a line.
pub const KEYS: &[&str] =
    &["n", "at", "by", "action", "source", "file", "sha256", "size", "original_name", "program", "previous"];

/// What is written of an intake.
const ADD: &str = "add";
/// What is written of an exhibit that was taken out.
const EXPORT: &str = "export";

/// What the first line carries in place of the digest of a line before.
pub const FIRST: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// 1, 2, 3 …
    pub n: u64,
    /// When (RFC 3339, UTC).
    pub at: String,
    /// Who.
    pub by: String,
    /// What was done: `add`, or `export` of an exhibit.
    pub action: String,
    /// The source; of an export the exhibit's name.
    pub source: String,
    /// Its file, or the exhibit's folder: the path within the case, or for a file that stands elsewhere its last part.
    pub file: String,
    /// The file's digest; of an exhibit that of its `SHA256SUMS`.
    pub sha256: String,
    /// The file's bytes; of an exhibit those of all its files.
    pub size: u64,
    /// The file's name as received; of an exhibit the folder's name.
    pub original_name: String,
    /// Name and version of the program.
    pub program: String,
    /// The digest of the line before, without its line break.
    pub previous: String,
}

/// Where a chain breaks, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Break {
    /// The line, counted from 1.
    pub line: usize,
    /// What does not fit.
    pub why: String,
}

/// The chain as read.
#[derive(Clone, Default, Debug)]
pub struct Custody {
    /// Every line that could be read, in order, with its line number.
    pub entries: Vec<(usize, Entry)>,
    /// The first place where the chain does not hold.
    pub broken: Option<Break>,
    /// The digest of each line, in order.
    pub digests: Vec<String>,
    /// Whether the last line ends with a line break.
    pub complete: bool,
}

impl Custody {
    /// The head of the chain: the digest of its last line; `None` for an empty one.
    pub fn head(&self) -> Option<&str> {
        self.digests.last().map(String::as_str)
    }

    /// The entry that took a source in.
    pub fn of(&self, source: &str) -> Option<&Entry> {
        self.intakes().map(|(_, e)| e).find(|e| e.source == source)
    }

    /// The lines of what was taken in.
    pub fn intakes(&self) -> impl Iterator<Item = &(usize, Entry)> {
        self.entries.iter().filter(|(_, e)| e.action != EXPORT)
    }

    /// The lines of what was taken out.
    pub fn exports(&self) -> impl Iterator<Item = &(usize, Entry)> {
        self.entries.iter().filter(|(_, e)| e.action == EXPORT)
    }
}

/// Reads a chain and checks it. Everything is read, also behind a break.
pub fn read(bytes: &[u8]) -> Custody {
    let mut custody = Custody { complete: bytes.last().is_none_or(|b| *b == b'\n'), ..Custody::default() };
    let mut previous = FIRST.to_owned();
    for (index, raw) in bytes.split_inclusive(|b| *b == b'\n').enumerate() {
        let number = index + 1;
        let line = raw.strip_suffix(b"\n").unwrap_or(raw);
        let why = match serde_json::from_slice::<Entry>(line) {
            Err(error) => Some(format!("line {number} cannot be read: {error}")),
            Ok(entry) => {
                let why = check(&entry, number, &previous);
                custody.entries.push((number, entry));
                why
            }
        };
        if custody.broken.is_none() {
            custody.broken = why.map(|why| Break { line: number, why });
        }
        previous = sha256(line);
        custody.digests.push(previous.clone());
    }
    if !custody.complete && custody.broken.is_none() {
        let line = custody.digests.len();
        custody.broken = Some(Break { line, why: format!("line {line} has no line break: writing it was cut short") });
    }
    custody
}

fn check(entry: &Entry, number: usize, previous: &str) -> Option<String> {
    if u64::try_from(number).ok() != Some(entry.n) {
        return Some(format!("line {number} has the number {}: a line was taken out, added or moved", entry.n));
    }
    if entry.previous != previous {
        return Some(if number == 1 {
            "line 1 carries the digest of a line before it: lines were taken out".to_owned()
        } else {
            format!(
                "line {number} does not carry the digest of line {}: one of the two was changed after it was written",
                number - 1
            )
        });
    }
    if ![ADD, EXPORT].contains(&entry.action.as_str()) {
        return Some(format!("line {number} has the action {:?}, which this program does not know", entry.action));
    }
    None
}

/// Reads a case's chain; an empty one where there is no file.
///
/// # Errors
/// Where the file cannot be read.
pub fn load(case_dir: &Path) -> io::Result<Custody> {
    Ok(super::read::read_bytes(&case_dir.join(FILE))?.map(|b| read(&b)).unwrap_or_default())
}

/// What a new line says; number and previous digest come from the chain.
pub struct Intake<'a> {
    /// When (RFC 3339, UTC).
    pub at: &'a str,
    /// Who.
    pub by: &'a str,
    /// The source's id.
    pub source: &'a str,
    /// See [`Entry::file`].
    pub file: &'a str,
    /// The file's digest.
    pub sha256: &'a str,
    /// The file's bytes.
    pub size: u64,
    /// The file's name as received.
    pub original_name: &'a str,
}

/// Adds a line to a chain that is held under its lock, and gives the new head.
///
/// # Errors
/// Where the line cannot be written; the chain is then as it was.
pub fn add(lines: &mut Lines, intake: &Intake<'_>) -> io::Result<String> {
    append(lines, ADD, intake)
}

/// What a line about an exhibit says.
pub struct Export<'a> {
    /// When (RFC 3339, UTC).
    pub at: &'a str,
    /// Who.
    pub by: &'a str,
    /// The exhibit's name.
    pub exhibit: &'a str,
    /// Its folder within the case, or for one that stands elsewhere its last part.
    pub folder: &'a str,
    /// The digest of its `SHA256SUMS`.
    pub sha256: &'a str,
    /// The bytes of all its files.
    pub size: u64,
}

/// Adds a line about an exhibit that was taken out, and gives the new head.
///
/// # Errors
/// As [`add`].
pub fn add_export(lines: &mut Lines, export: &Export<'_>) -> io::Result<String> {
    let as_intake = Intake {
        at: export.at,
        by: export.by,
        source: export.exhibit,
        file: export.folder,
        sha256: export.sha256,
        size: export.size,
        original_name: export.exhibit,
    };
    append(lines, EXPORT, &as_intake)
}

fn append(lines: &mut Lines, action: &str, intake: &Intake<'_>) -> io::Result<String> {
    let so_far = read(lines.bytes());
    let entry = Entry {
        n: so_far.digests.len() as u64 + 1,
        at: intake.at.to_owned(),
        by: intake.by.to_owned(),
        action: action.to_owned(),
        source: intake.source.to_owned(),
        file: intake.file.to_owned(),
        sha256: intake.sha256.to_owned(),
        size: intake.size,
        original_name: intake.original_name.to_owned(),
        program: concat!("unmuted ", env!("CARGO_PKG_VERSION")).to_owned(),
        previous: so_far.head().unwrap_or(FIRST).to_owned(),
    };
    let line = serde_json::to_string(&entry)?;
    lines.add(&line)?;
    Ok(sha256(line.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn chain(n: usize) -> String {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(FILE);
        let mut lines = Lines::open(&path).unwrap();
        for k in 1..=n {
            let source = format!("camera-{k}");
            let intake = Intake {
                at: "2026-05-19T16:00:07Z",
                by: "reviewer-a",
                source: &source,
                file: "evidence/a.mp4",
                sha256: FIRST,
                size: 7,
                original_name: "a.mp4",
            };
            let head = add(&mut lines, &intake).unwrap();
            assert_eq!(read(lines.bytes()).head(), Some(head.as_str()));
        }
        fs::read_to_string(path).unwrap()
    }

    #[test]
    fn a_chain_holds() {
        let read = read(chain(3).as_bytes());
        assert_eq!(read.broken, None);
        assert_eq!(read.entries.len(), 3);
        assert_eq!(read.entries[2].1.previous, read.digests[1]);
    }

    #[test]
    fn an_export_is_a_line_and_no_intake() {
        let dir = tempfile::tempdir().unwrap();
        let mut lines = Lines::open(&dir.path().join(FILE)).unwrap();
        let export = Export {
            at: "2026-05-19T16:00:07Z",
            by: "reviewer-a",
            exhibit: "84.6-91.2",
            folder: "report/exhibits/84.6-91.2",
            sha256: FIRST,
            size: 7,
        };
        let head = add_export(&mut lines, &export).unwrap();
        let chain = read(lines.bytes());
        assert_eq!((chain.broken.clone(), chain.head()), (None, Some(head.as_str())));
        assert_eq!((chain.intakes().count(), chain.exports().count()), (0, 1));
        assert_eq!(chain.of("84.6-91.2"), None);
        let other = fs::read_to_string(dir.path().join(FILE)).unwrap().replace("export", "expert");
        assert!(read(other.as_bytes()).broken.unwrap().why.contains("does not know"));
    }

    #[test]
    fn any_change_but_one_to_the_last_line_breaks_it() {
        let whole = chain(4);
        let lines: Vec<&str> = whole.lines().collect();
        let changed = whole.replacen("\"camera-2\"", "\"camera-9\"", 1);
        assert_eq!(read(changed.as_bytes()).broken.unwrap().line, 3);
        let without = [lines[0], lines[2], lines[3], ""].join("\n");
        assert_eq!(read(without.as_bytes()).broken.unwrap().line, 2);
        let without_first = [lines[1], lines[2], ""].join("\n");
        assert_eq!(read(without_first.as_bytes()).broken.unwrap().line, 1);
        let cut = &whole[..whole.len() - 30];
        assert_eq!(read(cut.as_bytes()).broken.unwrap().line, 4);
        let unbroken = &whole[..whole.len() - 1];
        assert_eq!(read(unbroken.as_bytes()).broken.unwrap().line, 4);
        let crlf = whole.replace('\n', "\r\n");
        assert_eq!(read(crlf.as_bytes()).broken.unwrap().line, 2, "bytes are what counts");
        assert!(read(b"\n\xFF\n").broken.is_some());
        assert!(read(b"").broken.is_none());
    }
}
