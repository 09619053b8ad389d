//! Answers by hand: lines under `lists/link/hand/`, of the program, of folders that the user names, and of the record
//! itself. They always win.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use miette::miette;
use unmuted_record::record::HandLine;

/// Where answers stand in a folder of lists.
const FOLDER: [&str; 2] = ["link", "hand"];

/// The folder of answers in a folder of lists.
pub fn folder(lists: &Path) -> PathBuf {
    FOLDER.iter().fold(lists.to_owned(), |p, f| p.join(f))
}

/// The folder of lists within a record's folder, into which answers are written.
pub fn own(record: &Path) -> PathBuf {
    record.join("lists")
}

/// All answers of some folders of lists, files in the order of their names.
///
/// # Errors
/// A line cannot be read: an answer that is lost would be a decision undone.
pub fn read(lists: &[PathBuf]) -> miette::Result<Vec<HandLine>> {
    let mut all = Vec::new();
    for lists in lists {
        let folder = folder(lists);
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => continue,
            Err(e) => return Err(miette!("{} cannot be read: {e}", folder.display())),
        };
        let mut files: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
        files.retain(|f| f.extension().is_some_and(|e| e == "jsonl"));
        files.sort();
        for file in files {
            let text = fs::read_to_string(&file).map_err(|e| miette!("{} cannot be read: {e}", file.display()))?;
            all.extend(lines(&file.display().to_string(), &text)?);
        }
    }
    Ok(all)
}

/// The answers of one file.
///
/// # Errors
/// A line that is none.
pub fn lines(name: &str, text: &str) -> miette::Result<Vec<HandLine>> {
    let mut all = Vec::new();
    for (line, number) in text.lines().zip(1_u64..).filter(|(l, _)| !l.trim().is_empty()) {
        let answer: HandLine = serde_json::from_str(line).map_err(|e| {
            miette!(
                help = "mend the line: {\"left\": {\"list\": …, \"release\": …, \"id\": …}, \"right\": {…}, \"same\": true, \"by\": …, \"at\": …}",
                "{name}, line {number}: {e}"
            )
        })?;
        all.push(answer);
    }
    Ok(all)
}

/// Adds an answer to the record's own file.
///
/// # Errors
/// It cannot be written.
pub fn add(record: &Path, answer: &HandLine) -> miette::Result<PathBuf> {
    let folder = folder(&own(record));
    let path = folder.join("answers.jsonl");
    let write = || -> io::Result<()> {
        fs::create_dir_all(&folder)?;
        let mut text = serde_json::to_string(answer).map_err(io::Error::other)?;
        text.push('\n');
        let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
        file.write_all(text.as_bytes())?;
        file.sync_data()
    };
    write().map_err(|e| miette!(help = "is there room, and may it be written to?", "{}: {e}", path.display()))?;
    Ok(path)
}
