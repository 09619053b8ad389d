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
    /// Where the list itself lies.
    at: PathBuf,
    /// Where the paths count from.
    root: PathBuf,
    /// Where the paths of all others count from.
    rest: Option<PathBuf>,
    /// By path, so that they come in order and each once.
    files: BTreeMap<String, Named>,
}

/// One file of a list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Named {
    /// Its place, where that is not its path below the root.
    native: Option<PathBuf>,
    /// Whether the list has it by a path that is not absolute.
    relative: bool,
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
        let (rest, files) = split(&folder, &paths).map_err(|what| {
            let remedy = "put the list into the folder that holds the recordings, or write a list for each such folder \
                          and name them all";
            wrong(String::new(), what, remedy)
        })?;
        let at = fs::canonicalize(file).map_err(unread)?;
        Ok(Self { name, kind: "list", at, root: folder, rest, files })
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
        let files = BTreeMap::from([(text.clone(), Named { native, relative: false })]);
        Ok(Self { name: text, kind: "file", at: root.join(name), root, rest: None, files })
    }

    fn at(&self, path: &str, native: Option<&PathBuf>) -> PathBuf {
        native.cloned().unwrap_or_else(|| self.root.join(path))
    }
}

/// How many folders must lie between the top of a disk and the files of a list for their paths to be told from there.
/// With fewer, what would be told is about where they lie on this machine.
const BELOW_TOP: usize = 2;

/// The files of a list in `folder`, and where the paths of those count from that are not below it. The rows' paths are relative: to the list's folder where a file lies
/// below it, else to the deepest folder that holds all others. An error says what is wrong.
fn split(folder: &Path, paths: &[String]) -> Result<(Option<PathBuf>, BTreeMap<String, Named>), String> {
    let whole: Vec<(PathBuf, bool)> =
        paths.iter().map(|p| (plain(&folder.join(p)), !Path::new(p).is_absolute())).collect();
    let mut common: Option<PathBuf> = None;
    for parent in whole.iter().filter(|(p, _)| !p.starts_with(folder)).filter_map(|(p, _)| p.parent()) {
        common = Some(match common {
            None => parent.to_owned(),
            Some(c) => c.components().zip(parent.components()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect(),
        });
    }
    if let Some(common) = &common
        && common.components().filter(|c| matches!(c, Component::Normal(_))).count() < BELOW_TOP
    {
        return Err(
            "what it names outside of its own folder lies far apart, or at the top of a disk, so that no path \
                    could be told without telling where it lies on this machine"
                .into(),
        );
    }
    let mut files: BTreeMap<String, Named> = BTreeMap::new();
    for (file, relative) in whole {
        let (path, native) = match (file.strip_prefix(folder), &common) {
            (Ok(below), _) => (parts(below), None),
            (Err(_), Some(common)) => (parts(file.strip_prefix(common).unwrap_or(&file)), Some(file)),
            (Err(_), None) => continue,
        };
        let named = Named { native, relative };
        match files.get(&path) {
            Some(before) if before.native != named.native => {
                return Err(format!("two of its files would both be told as {path}"));
            }
            _ => files.insert(path, named),
        };
    }
    Ok((common, files))
}

/// A path within a location.
fn parts(path: &Path) -> String {
    let parts: Vec<String> = path.components().map(|c| os::name(c.as_os_str())).collect();
    parts.join("/")
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

    fn identity(&self) -> String {
        format!("{} {:?}", self.kind, self.at)
    }

    fn roots(&self) -> Vec<PathBuf> {
        let files = self.files.iter().filter_map(|(path, n)| fs::canonicalize(self.at(path, n.native.as_ref())).ok());
        let mut roots: Vec<PathBuf> = files.collect();
        roots.sort_unstable();
        roots.dedup();
        roots
    }

    fn holds(&self, file: &Path) -> bool {
        [Some(&self.root), self.rest.as_ref()].into_iter().flatten().any(|root| {
            let path = file.strip_prefix(root).map(parts);
            let named = path.ok().and_then(|path| self.files.get_key_value(&path));
            named.is_some_and(|(path, n)| self.at(path, n.native.as_ref()) == file)
        })
    }

    fn list(&self, take: &mut dyn FnMut(Listed) -> bool) -> io::Result<()> {
        for (path, named) in &self.files {
            let path = path.clone();
            let at = self.at(&path, named.native.as_ref());
            let invalid = |what: &str| io::Error::new(io::ErrorKind::InvalidInput, what);
            let listed = match fs::metadata(&at) {
                Ok(meta) if meta.is_file() => {
                    let native = named.native.clone();
                    let leads_to = fs::canonicalize(&at).ok().filter(|real| *real != at);
                    Listed::File(Entry { path, size: meta.len(), stamp: os::stamp(&meta), native, leads_to })
                }
                Ok(_) => Listed::Unreadable { path, error: invalid("the list names it, and it is not a file") },
                Err(e) if e.kind() == io::ErrorKind::NotFound && named.relative => {
                    let what = "the list names it, and it is not there: a path in a list that is not absolute counts \
                                from the list's own folder";
                    Listed::Unreadable { path, error: invalid(what) }
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

    fn paths(folder: &str, paths: &[&str]) -> Result<Vec<String>, String> {
        let paths: Vec<String> = paths.iter().map(|p| (*p).to_owned()).collect();
        split(Path::new(folder), &paths).map(|(_, files)| files.into_keys().collect())
    }

    #[test]
    fn paths_are_told_from_the_lists_folder_or_from_the_deepest_common_one_of_the_rest() {
        let near = |list: &[&str]| paths("/data/lists", list).unwrap();
        assert_eq!(near(&["b.mp4", "./a/x.mp4", "b.mp4"]), ["a/x.mp4", "b.mp4"]);
        assert_eq!(near(&["../v/b.mp4", "/data/v/w/a.mp4"]), ["b.mp4", "w/a.mp4"]);
        assert_eq!(near(&["own.mp4", "/data/v/w/a.mp4", "/data/v/u/b.mp4"]), ["own.mp4", "u/b.mp4", "w/a.mp4"]);
        assert_eq!(near(&["/far/away/a.mp4"]), ["a.mp4"]);
    }

    #[test]
    fn no_path_is_an_absolute_one_without_its_beginning() {
        for list in
            [&["/one/v/a.mp4", "/two/v/b.mp4"][..], &["/one/v/a.mp4", "/one/w/b.mp4"], &["/a.mp4"], &["/x/a.mp4"]]
        {
            let wrong = paths("/data/lists", list).unwrap_err();
            assert!(wrong.contains("far apart"), "{wrong}");
        }
        let wrong = paths("/data/lists", &["a.mp4", "/far/away/a.mp4"]).unwrap_err();
        assert_eq!(wrong, "two of its files would both be told as a.mp4");
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
