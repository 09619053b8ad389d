//! A list of files as a location: a text file with a path on each line, or a CSV with a column `path`.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::file::LocalFile;
use super::{Entry, Listed, Location, LocationError, Source};
use crate::os;

/// A list is held in memory as a whole; beyond this it is no list of files but something else.
const LARGEST: u64 = 512 << 20;

/// A list of recordings.
pub struct List {
    name: String,
    kind: &'static str,
    /// Where the paths count from.
    root: PathBuf,
    /// By path, so that they come in order and each once.
    files: BTreeMap<String, Option<PathBuf>>,
}

impl List {
    /// Reads a list. Paths that are not absolute count from the list's own folder.
    ///
    /// # Errors
    /// Where it cannot be read, names no file, or has no column `path`.
    pub fn read(file: &Path) -> Result<Self, LocationError> {
        let name = file.file_name().map(os::name).unwrap_or_default();
        let wrong = |place: String, what: String, remedy: &str| LocationError {
            what: format!("list {name}{place}: {what}"),
            remedy: remedy.to_owned(),
        };
        let unread =
            |e: io::Error| wrong(String::new(), format!("it cannot be read: {e}"), "name a list that is there");
        let size = fs::metadata(file).map_err(unread)?.len();
        if size > LARGEST {
            let remedy = "name a list, which is a text with a path on each line, a folder, or a recording";
            return Err(wrong(String::new(), format!("{size} bytes are too many for a list"), remedy));
        }
        let bytes = fs::read(file).map_err(unread)?;
        let text = std::str::from_utf8(&bytes).map_err(|e| {
            let line = bytes.iter().take(e.valid_up_to()).filter(|b| **b == b'\n').count() + 1;
            wrong(format!(", line {line}"), "it is not UTF-8 text".into(), "save the list as UTF-8 text")
        })?;
        let text = text.trim_start_matches('\u{feff}');
        let ending = file.extension().map(|e| e.to_ascii_lowercase());
        let separator = match ending.as_ref().and_then(|e| e.to_str()) {
            Some("csv") => Some(b','),
            Some("tsv") => Some(b'\t'),
            _ => None,
        };
        let paths = match separator {
            None => text
                .lines()
                .map(str::trim)
                .filter(|l| !l.is_empty() && !l.starts_with('#'))
                .map(str::to_owned)
                .collect(),
            Some(separator) => column(text, separator).map_err(|(place, what)| {
                wrong(place, what, "give the list a header with a column `path`, and a path in each row")
            })?,
        };
        if paths.is_empty() {
            return Err(wrong(String::new(), "it names no file".into(), "write a path on each line"));
        }
        let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = fs::canonicalize(folder).map_err(unread)?;
        Ok(Self::of(name, "list", &folder, &paths))
    }

    /// One recording as a location of its own.
    ///
    /// # Errors
    /// Where its folder is not there.
    pub fn single(file: &Path) -> io::Result<Self> {
        let name = file.file_name().map(PathBuf::from).unwrap_or_default();
        let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let root = fs::canonicalize(folder)?;
        let text = os::name(name.as_os_str());
        let native = name.to_str().is_none().then(|| root.join(&name));
        Ok(Self { name: text.clone(), kind: "file", root, files: BTreeMap::from([(text, native)]) })
    }

    /// The rows' paths are relative: to the list's folder where all files are below it, else to the deepest folder
    /// that holds all of them.
    fn of(name: String, kind: &'static str, folder: &Path, paths: &[String]) -> Self {
        let whole: Vec<PathBuf> = paths.iter().map(|p| plain(&folder.join(p))).collect();
        let root = if whole.iter().all(|p| p.starts_with(folder)) {
            folder.to_owned()
        } else {
            let mut parents = whole.iter().filter_map(|p| p.parent());
            let first = parents.next().unwrap_or(folder).to_owned();
            parents.fold(first, |root, p| {
                root.components().zip(p.components()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
            })
        };
        let files = whole
            .iter()
            .map(|p| {
                let below = p.strip_prefix(&root).unwrap_or(p);
                let parts: Vec<String> = below.components().map(|c| os::name(c.as_os_str())).collect();
                (parts.join("/"), None)
            })
            .collect();
        Self { name, kind, root, files }
    }

    fn at(&self, path: &str, native: Option<&PathBuf>) -> PathBuf {
        native.cloned().unwrap_or_else(|| self.root.join(path))
    }
}

/// A path without `.` and `..`, by its words alone: what a list says, not where links lead.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

/// The column `path` of a CSV; an error has a place and says what is wrong.
fn column(text: &str, separator: u8) -> Result<Vec<String>, (String, String)> {
    let mut rows = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let header = rows.headers().map_err(|e| (", line 1".to_owned(), e.to_string()))?.clone();
    let wanted = |h: &str| h.trim().eq_ignore_ascii_case("path");
    let Some(at) = header.iter().position(wanted) else {
        let has = header.iter().collect::<Vec<_>>().join(", ");
        return Err((", line 1".into(), format!("it has no column `path`; its columns are: {has}")));
    };
    let mut paths = Vec::new();
    for row in rows.records() {
        let row = row.map_err(|e| {
            let line = e.position().map_or(0, csv::Position::line);
            (format!(", line {line}"), e.to_string())
        })?;
        let line = row.position().map_or(0, csv::Position::line);
        match row.get(at).map(str::trim) {
            Some(path) if !path.is_empty() => paths.push(path.to_owned()),
            _ => return Err((format!(", line {line}"), "it has no path".into())),
        }
    }
    Ok(paths)
}

impl Location for List {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn kind(&self) -> &'static str {
        self.kind
    }

    fn list(&self, take: &mut dyn FnMut(Listed) -> bool) -> io::Result<()> {
        for (path, native) in &self.files {
            let path = path.clone();
            let listed = match fs::metadata(self.at(&path, native.as_ref())) {
                Ok(meta) if meta.is_file() => {
                    let native = native.clone();
                    Listed::File(Entry { path, size: meta.len(), stamp: os::stamp(&meta), native })
                }
                Ok(_) => {
                    let error = io::Error::new(io::ErrorKind::InvalidInput, "the list names it, and it is not a file");
                    Listed::Unreadable { path, error }
                }
                Err(error) => Listed::Unreadable { path, error },
            };
            if !take(listed) {
                break;
            }
        }
        Ok(())
    }

    fn count(&self) -> Option<u64> {
        Some(self.files.len() as u64)
    }

    fn open<'a>(&'a self, entry: &Entry) -> io::Result<Box<dyn Source + 'a>> {
        Ok(Box::new(LocalFile::open(&self.at(&entry.path, entry.native.as_ref()))?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(list: &List) -> Vec<String> {
        list.files.keys().cloned().collect()
    }

    #[test]
    fn paths_are_told_from_the_lists_folder_or_from_the_deepest_common_one() {
        let list = |paths: &[&str]| {
            let paths: Vec<String> = paths.iter().map(|p| (*p).to_owned()).collect();
            List::of("l".into(), "list", Path::new("/data/lists"), &paths)
        };
        assert_eq!(paths(&list(&["b.mp4", "./a/x.mp4", "b.mp4"])), ["a/x.mp4", "b.mp4"]);
        assert_eq!(paths(&list(&["../v/b.mp4", "/data/v/w/a.mp4"])), ["b.mp4", "w/a.mp4"]);
        assert_eq!(paths(&list(&["/other/a.mp4"])), ["a.mp4"]);
    }

    #[test]
    fn a_csv_needs_a_column_path() {
        assert_eq!(column("id,Path\n1,a.mp4\n2,\"b,c.mp4\"\n", b',').unwrap(), ["a.mp4", "b,c.mp4"]);
        let (place, what) = column("id,file\n1,a\n", b',').unwrap_err();
        assert_eq!((place.as_str(), what.as_str()), (", line 1", "it has no column `path`; its columns are: id, file"));
        let (place, _) = column("id,path\n1,a\n2,\n", b',').unwrap_err();
        assert_eq!(place, ", line 3");
    }
}
