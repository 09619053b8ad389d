//! A folder, walked to its leaves in order of path. Only the folders on the way down are held, never all files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::file::LocalFile;
use super::{Entry, Listed, Location, Source, Which};
use crate::os;

/// Folders within folders beyond this are not entered: no archive has them, and a walk must end.
const DEEPEST: usize = 128;

/// A folder of recordings.
pub struct Folder {
    root: PathBuf,
    which: Which,
    /// Folders that are not entered: where the scan itself writes.
    skip: Vec<PathBuf>,
}

impl Folder {
    /// The folder at `root`. `skip` names folders that are not entered, such as the one that is written to.
    ///
    /// # Errors
    /// Where it is not there or is no folder.
    pub fn open(root: &Path, which: Which, skip: &[PathBuf]) -> io::Result<Self> {
        let root = fs::canonicalize(root)?;
        if !root.is_dir() {
            return Err(io::Error::new(io::ErrorKind::NotADirectory, "it is not a folder"));
        }
        let skip = skip.iter().filter_map(|s| fs::canonicalize(s).ok()).filter(|s| *s != root).collect();
        Ok(Self { root, which, skip })
    }

    /// Walks below `folder`, whose path within the location is `prefix` (empty, or ending with `/`). `false` where
    /// `take` had enough.
    fn walk(
        &self,
        folder: &Path,
        prefix: &str,
        native: bool,
        depth: usize,
        take: &mut dyn FnMut(Found<'_>) -> bool,
    ) -> io::Result<bool> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            // Told by the folder itself on most systems, without another call for each file.
            let kind = entry.file_type()?;
            let raw = entry.file_name();
            let mut name = os::name(&raw);
            let odd = raw.to_str().is_none();
            if kind.is_dir() {
                if name == ".unmuted" {
                    continue;
                }
                // As it will stand in the path, so that folders and files sort as whole paths do.
                name.push('/');
            } else if !(kind.is_file() || kind.is_symlink()) || !self.which.fits(&name) {
                continue;
            }
            names.push((name, odd.then_some(raw), kind.is_symlink()));
        }
        names.sort_unstable();
        if names.windows(2).any(|w| matches!(w, [(a, ..), (b, ..)] if a == b)) {
            tell_apart(&mut names);
        }
        for (name, raw, link) in names {
            let path = format!("{prefix}{name}");
            let at = match &raw {
                Some(raw) => folder.join(raw),
                None => folder.join(name.trim_end_matches('/')),
            };
            let native = native || raw.is_some();
            if name.ends_with('/') {
                if self.skip.contains(&at) {
                    continue;
                }
                let below = if depth < DEEPEST {
                    self.walk(&at, &path, native, depth + 1, take)
                } else {
                    Err(io::Error::other("folders lie too deep within each other here; it was not entered"))
                };
                match below {
                    Ok(true) => {}
                    Ok(false) => return Ok(false),
                    Err(error) => {
                        if !take(Found::Unreadable(path, error)) {
                            return Ok(false);
                        }
                    }
                }
            } else if !take(Found::File { path, at: &at, native, link }) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// A name that is no text may be written like another that is: both are kept, the later ones with `\` at their end.
fn tell_apart(names: &mut [(String, Option<std::ffi::OsString>, bool)]) {
    let mut last = String::new();
    let mut again = 0;
    for (name, ..) in names.iter_mut() {
        again = if *name == last { again + 1 } else { 0 };
        name.clone_into(&mut last);
        let end = name.trim_end_matches('/').len();
        name.insert_str(end, &"\\".repeat(again));
    }
    names.sort_unstable();
}

/// What the walk meets.
enum Found<'a> {
    File { path: String, at: &'a Path, native: bool, link: bool },
    Unreadable(String, io::Error),
}

impl Location for Folder {
    fn name(&self) -> String {
        self.root.file_name().map(os::name).unwrap_or_default()
    }

    fn kind(&self) -> &'static str {
        "folder"
    }

    fn identity(&self) -> String {
        format!("folder {:?}", self.root)
    }

    fn roots(&self) -> Vec<PathBuf> {
        vec![self.root.clone()]
    }

    fn holds(&self, file: &Path) -> bool {
        let Ok(below) = file.strip_prefix(&self.root) else { return false };
        let mut folders = below.ancestors().skip(1);
        let deep = below.components().count() > DEEPEST + 1;
        let entered =
            |f: &Path| f.file_name().is_none_or(|n| n != ".unmuted") && !self.skip.contains(&self.root.join(f));
        below.file_name().is_some_and(|n| self.which.fits(&os::name(n))) && !deep && folders.all(entered)
    }

    fn list(&self, take: &mut dyn FnMut(Listed) -> bool) -> io::Result<()> {
        self.walk(&self.root, "", false, 0, &mut |found| match found {
            Found::Unreadable(path, error) => take(Listed::Unreadable { path, error }),
            Found::File { path, at, native, link } => {
                // Links to files are followed; links to folders are not, so no walk can go in circles.
                let meta = match fs::metadata(at) {
                    Ok(meta) => meta,
                    Err(error) => return take(Listed::Unreadable { path, error }),
                };
                if !meta.is_file() {
                    return true;
                }
                let native = native.then(|| at.to_owned());
                let leads_to = if link { fs::canonicalize(at).ok() } else { None };
                take(Listed::File(Entry { path, size: meta.len(), stamp: os::stamp(&meta), native, leads_to }))
            }
        })
        .map(|_| ())
    }

    fn count(&self) -> Option<u64> {
        let mut files = 0;
        self.walk(&self.root, "", false, 0, &mut |_| {
            files += 1;
            true
        })
        .ok()?;
        Some(files)
    }

    fn open<'a>(&'a self, entry: &Entry) -> io::Result<Box<dyn Source + 'a>> {
        let path = entry.native.clone().unwrap_or_else(|| self.root.join(&entry.path));
        Ok(Box::new(LocalFile::open(&path)?))
    }
}
