//! The exhibit's folder: made beside its place, sealed with its digests, and put there as a whole, so that a crash or a
//! full disk leaves no half exhibit, and one that is there is never written over.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use miette::miette;

use super::document::FileOf;
use super::wanted::Wanted;
use crate::case_files::custody_jsonl::{self, Export};
use crate::case_files::digests::{digest_of, sha256};
use crate::case_files::write::{self, Lines};
use crate::os;

/// Where exhibits stand in a case.
const EXHIBITS: &str = "report/exhibits";
/// The file that has the digest of every other.
pub const SUMS: &str = "SHA256SUMS";

/// A folder under way; taken away again unless it is put in its place.
pub struct Beside {
    path: PathBuf,
    parent: PathBuf,
    name: String,
    /// Whether the caller chose the place: then nothing is numbered.
    chosen: bool,
}

/// What is in it is written and has its digests.
pub struct Sealed {
    beside: Beside,
    files: Vec<String>,
    sums: Vec<u8>,
    size: u64,
}

/// An exhibit in its place.
pub struct Placed {
    /// Its folder, as it is told.
    pub folder: String,
    /// SHA-256 of its `SHA256SUMS`.
    pub digest: String,
    /// The head of the custody chain.
    pub custody_head: String,
    /// Its files.
    pub files: Vec<String>,
}

impl Beside {
    /// Makes the working folder. `out` is the folder that the exhibit is to be, which must not be there yet.
    ///
    /// # Errors
    /// Where it cannot be made, or `out` is there already.
    pub fn start(case_dir: &Path, out: Option<&Path>, name: &str) -> miette::Result<Self> {
        let (parent, name, chosen) = match out {
            None => (case_dir.join(EXHIBITS), name.to_owned(), false),
            Some(out) => {
                let shown = out.display();
                if fs::symlink_metadata(out).is_ok() {
                    return Err(miette!(
                        help = "an exhibit is never written over: choose a folder that is not there yet",
                        "{shown} is there already"
                    ));
                }
                let name = out.file_name().map(|n| n.to_string_lossy().into_owned()).ok_or_else(|| {
                    miette!(help = "write the name that the exhibit's folder is to have", "{shown} names no folder")
                })?;
                let parent = out.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
                (parent.to_owned(), name, true)
            }
        };
        fs::create_dir_all(&parent).map_err(|e| cannot("make the folder for exhibits", &e))?;
        for n in 0..1000u32 {
            let path = parent.join(format!(".{name}.{}-{n}.part", std::process::id()));
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Self { path, parent, name, chosen }),
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(cannot("make the exhibit's folder", &e)),
            }
        }
        Err(miette!(help = "take away old folders whose names end with .part", "no name is free beside the exhibit"))
    }

    /// The working folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes one file, lasting.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn put(&self, name: &str, bytes: &[u8]) -> miette::Result<()> {
        let path = self.path.join(name);
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| {
            let mut file = File::create_new(&path)?;
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.map_err(|e| cannot(&format!("write {name} of the exhibit"), &e))
    }

    /// The files that are there, with their digests.
    ///
    /// # Errors
    /// Where one cannot be read.
    pub fn digests(&self) -> miette::Result<Vec<FileOf>> {
        let files = self.names().into_iter().map(|name| {
            let digested = digest_of(&self.path.join(&name), &mut |_| ());
            let digested = digested.map_err(|e| cannot(&format!("read {name} of the exhibit"), &e))?;
            Ok(FileOf { name, size: digested.size, sha256: digested.sha256 })
        });
        files.collect()
    }

    fn names(&self) -> Vec<String> {
        let (mut open, mut names) = (vec![String::new()], Vec::new());
        while let Some(below) = open.pop() {
            for entry in fs::read_dir(self.path.join(&below)).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                let name = if below.is_empty() { name } else { format!("{below}/{name}") };
                if entry.path().is_dir() { open.push(name) } else { names.push(name) }
            }
        }
        names.sort();
        names
    }

    /// Writes `SHA256SUMS`, in the form that `sha256sum --check` reads.
    ///
    /// # Errors
    /// Where a file cannot be read or written.
    pub fn seal(self) -> miette::Result<Sealed> {
        let files = self.digests()?;
        let sums: String = files.iter().map(|f| format!("{}  {}\n", f.sha256, f.name)).collect();
        self.put(SUMS, sums.as_bytes())?;
        let size = files.iter().map(|f| f.size).sum::<u64>() + sums.len() as u64;
        let mut names: Vec<String> = files.into_iter().map(|f| f.name).collect();
        names.push(SUMS.to_owned());
        for folder in ["media", ""] {
            let synced = os::sync_folder(&self.path.join(folder));
            synced
                .or_else(|e| if e.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(e) })
                .map_err(|e| cannot("write the exhibit's folder", &e))?;
        }
        Ok(Sealed { beside: self, files: names, sums: sums.into_bytes(), size })
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.path);
    }
}

impl Sealed {
    /// Gives the folder its name, the next free one where it is taken, and adds the line of custody. Both under the lock
    /// of the custody chain, so that two exports cannot meet.
    ///
    /// # Errors
    /// Where either cannot be; the exhibit is then not there.
    pub fn into_place(self, case_dir: &Path, wanted: &Wanted) -> miette::Result<Placed> {
        let failed = |e: io::Error| cannot("write custody.jsonl", &e);
        let mut custody = Lines::open(&case_dir.join(custody_jsonl::FILE)).map_err(failed)?;
        let to = self.free_place()?;
        fs::rename(&self.beside.path, &to).map_err(|e| cannot("put the exhibit in its place", &e))?;
        os::sync_folder(&self.beside.parent).map_err(|e| cannot("put the exhibit in its place", &e))?;
        let name = to.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let digest = sha256(&self.sums);
        // A folder that stands elsewhere is told by its name alone: no path of this machine gets into a case.
        let in_case = if self.beside.chosen { name.clone() } else { format!("{EXHIBITS}/{name}") };
        let export = Export {
            at: &wanted.at,
            by: &wanted.by,
            exhibit: &name,
            folder: &in_case,
            sha256: &digest,
            size: self.size,
        };
        match custody_jsonl::add_export(&mut custody, &export) {
            Ok(custody_head) => {
                let folder = if self.beside.chosen { to.display().to_string() } else { in_case };
                Ok(Placed { folder, digest, custody_head, files: self.files.clone() })
            }
            Err(e) => {
                // Without its line it was not exported.
                let _gone = fs::remove_dir_all(&to);
                Err(failed(e))
            }
        }
    }

    fn free_place(&self) -> miette::Result<PathBuf> {
        let (parent, name) = (&self.beside.parent, &self.beside.name);
        let is_free = |p: &PathBuf| fs::symlink_metadata(p).is_err();
        if self.beside.chosen {
            let to = parent.join(name);
            return if is_free(&to) { Ok(to) } else { Err(miette!("{} has come to be there meanwhile", to.display())) };
        }
        let numbered = (2u32..10_000).map(|n| parent.join(format!("{name}-{n}")));
        std::iter::once(parent.join(name)).chain(numbered).find(is_free).ok_or_else(|| {
            miette!(help = "take older exhibits of this stretch elsewhere", "no name is free for the exhibit {name}")
        })
    }
}

fn cannot(what: &str, e: &io::Error) -> miette::Report {
    let help = match e.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "make room on the disk and try again; nothing of the exhibit was kept"
        }
        _ => write::remedy(e),
    };
    miette!(help = help, "cannot {what}: {e}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> Wanted {
        Wanted { by: "reviewer-a".into(), at: "2026-05-19T16:00:07Z".into(), ..Wanted::default() }
    }

    #[test]
    fn it_comes_as_a_whole_and_never_over_another() {
        let case = tempfile::tempdir().unwrap();
        let make = |text: &str| {
            let beside = Beside::start(case.path(), None, "1-2").unwrap();
            beside.put("media/a.txt", text.as_bytes()).unwrap();
            beside.seal().unwrap().into_place(case.path(), &wanted()).unwrap()
        };
        let (one, two) = (make("one"), make("two"));
        assert_eq!([&one.folder, &two.folder], ["report/exhibits/1-2", "report/exhibits/1-2-2"]);
        assert_eq!(one.files, ["media/a.txt", SUMS]);
        assert_eq!(fs::read_to_string(case.path().join("report/exhibits/1-2/media/a.txt")).unwrap(), "one");
        let chain = custody_jsonl::load(case.path()).unwrap();
        assert_eq!((chain.broken.clone(), chain.entries.len()), (None, 2));
        assert_eq!(chain.head(), Some(two.custody_head.as_str()));
        drop(Beside::start(case.path(), None, "3-4").unwrap());
        assert_eq!(fs::read_dir(case.path().join(EXHIBITS)).unwrap().count(), 2, "what is not finished is gone");
    }

    #[test]
    fn a_folder_that_is_there_is_refused() {
        let case = tempfile::tempdir().unwrap();
        let error = Beside::start(case.path(), Some(case.path()), "1-2").err().unwrap();
        assert!(error.to_string().contains("is there already"));
    }
}
