//! One file taken in: copied and hashed in one pass, entered in `evidence.toml`, noted in `custody.jsonl`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use miette::miette;

use super::templates::quoted;
use crate::case_files::custody_jsonl::{self, Intake};
use crate::case_files::digests::{self, Digested, Digests};
use crate::case_files::write::{self, Lines};
use crate::case_files::{self, CaseFiles, FileText, Names, evidence_toml};
use crate::os;
use crate::terminal::Terminal;

/// What is known of the files that are taken in.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The source's id, instead of one made of the file's name.
    pub id: Option<String>,
    /// Further keys of the entry: name and TOML value, in the order of `docs/case-format.md`.
    pub keys: Vec<(&'static str, String)>,
    /// Its kind.
    pub kind: String,
    /// Leave the file where it is.
    pub reference: bool,
    /// Who takes it in.
    pub by: String,
    /// When.
    pub at: String,
}

/// What became of one file.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Taken {
    /// The file's name as given.
    pub original_name: String,
    /// The source.
    pub source: String,
    /// Where it is in the case; the last part of its path for one that stays elsewhere.
    pub file: String,
    /// SHA-256.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// It was in the case already; nothing was added.
    pub already_present: bool,
}

/// A case that takes evidence in. Its custody chain is held under a lock until this is dropped.
pub struct Taking<'a> {
    dir: &'a Path,
    custody: Lines,
    head: String,
    terminal: &'a Terminal,
}

impl<'a> Taking<'a> {
    /// Opens the case and waits for its custody chain.
    ///
    /// # Errors
    /// The folder is no case, or the chain cannot be written to or is broken.
    pub fn into(dir: &'a Path, terminal: &'a Terminal) -> miette::Result<Self> {
        case_files::read_case(dir).map_err(|p| p.report())?;
        let custody = Lines::open(&dir.join(custody_jsonl::FILE)).map_err(|e| cannot("open custody.jsonl", &e))?;
        let chain = custody_jsonl::read(custody.bytes());
        if let Some(b) = &chain.broken {
            return Err(miette!(
                help =
                    "run `unmuted verify` to see what differs. Nothing was added: a line behind a break proves nothing",
                "the custody chain breaks at line {} of custody.jsonl: {}",
                b.line,
                b.why
            ));
        }
        let head = chain.head().unwrap_or_default().to_owned();
        Ok(Self { dir, custody, head, terminal })
    }

    /// The chain's head.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// Takes one file in.
    ///
    /// # Errors
    /// It cannot be read or copied, or the case cannot be written to. Nothing is half registered.
    pub fn take(&mut self, from: &Path, wanted: &Wanted) -> miette::Result<Taken> {
        // Read again for each file: ids and digests of what was just added count.
        let (case, _) = case_files::read_case(self.dir).map_err(|p| p.report())?;
        let original_name = from.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let meta = fs::metadata(from).map_err(|e| cannot(&format!("read {original_name}"), &e))?;
        if !meta.is_file() {
            return Err(miette!(help = "name files; for a folder: FOLDER/*", "{original_name} is not a file"));
        }
        self.try_out(&case, wanted, &original_name, meta.len())?;
        let bar = self.terminal.bar(&original_name, meta.len().max(1));
        let placed = if wanted.reference {
            bar.set_message("taking its digest");
            let digested = digests::digest_of(from, &mut |n| bar.set_position(n));
            digested.map(|d| (d, None)).map_err(|e| cannot(&format!("read {original_name}"), &e))
        } else {
            bar.set_message("copying");
            self.copy(from, &original_name, &mut |n| bar.set_position(n)).map(|(d, part)| (d, Some(part)))
        };
        bar.finish_and_clear();
        let (digested, part) = placed?;

        if let Some(there) = case.sources.iter().find(|s| s.sha256 == digested.sha256) {
            drop(part);
            let taken = Taken {
                original_name,
                source: there.id.to_string(),
                file: there.location.file_name(),
                sha256: digested.sha256,
                size: digested.size,
                already_present: true,
            };
            // What a crash can leave: a source without its line of custody.
            if custody_jsonl::read(self.custody.bytes()).of(&taken.source).is_none() {
                self.note(&taken, wanted)?;
            }
            return Ok(taken);
        }

        let id = self.free_id(&case, wanted, &original_name)?;
        let (file, entry_key, in_place) = match part {
            Some(part) => {
                let file = part.into_place(self.dir, &safe_name(&original_name))?;
                let path = self.dir.join(&file);
                (file.clone(), format!("file = {}", quoted(&file)), path)
            }
            None => {
                let full = fs::canonicalize(from).map_err(|e| cannot(&format!("find {original_name}"), &e))?;
                let Some(text) = full.to_str() else {
                    return Err(miette!(
                        help = "rename the folder or the file, or take it in without --reference",
                        "the path of {original_name} is not text, so it cannot stand in evidence.toml"
                    ));
                };
                (original_name.clone(), format!("reference = {}", quoted(text)), full.clone())
            }
        };
        self.enter(&id, &entry_key, &digested, wanted)?;
        let taken = Taken {
            original_name,
            source: id,
            file,
            sha256: digested.sha256.clone(),
            size: digested.size,
            already_present: false,
        };
        self.note(&taken, wanted)?;
        self.remember(&taken, &in_place, &wanted.at);
        Ok(taken)
    }

    /// Copies into `evidence/` under a name that no source can have, and reads the copy back.
    fn copy(&self, from: &Path, name: &str, progress: &mut dyn FnMut(u64)) -> miette::Result<(Digested, Part)> {
        let folder = self.dir.join("evidence");
        let failed = |e: io::Error| cannot(&format!("copy {name} into evidence/"), &e);
        fs::create_dir_all(&folder).map_err(failed)?;
        let mut source = File::open(from).map_err(|e| cannot(&format!("read {name}"), &e))?;
        let original = source.metadata().map_err(failed)?;
        let part = Part(folder.join(format!(".taking-in-{}.part", std::process::id())));
        let mut copy = OpenOptions::new().write(true).create(true).truncate(true).open(&part.0).map_err(failed)?;
        let digested = digests::pass(&mut source, &mut |piece| copy.write_all(piece), progress).map_err(failed)?;
        copy.sync_all().map_err(failed)?;
        os::protect(&copy, &original).map_err(failed)?;
        drop(copy);
        let back = digests::digest_of(&part.0, &mut |_| ()).map_err(failed)?;
        if back.sha256 != digested.sha256 {
            return Err(miette!(
                help = "the disk may be failing: check it, and copy to another",
                "the copy of {name} does not read back as it was written; it was taken away again"
            ));
        }
        Ok((digested, part))
    }

    fn free_id(&self, case: &CaseFiles, wanted: &Wanted, name: &str) -> miette::Result<String> {
        let in_words = |id: &str| case.described.iter().any(|d| d.id.as_str() == id);
        let is_taken = |id: &str| case.sources.iter().any(|s| s.id.as_str() == id) || in_words(id);
        if let Some(id) = &wanted.id {
            if is_taken(id) {
                return Err(miette!(
                    help = "choose another with --as, or leave it out",
                    "evidence.toml has a source {id:?} already"
                ));
            }
            return Ok(id.clone());
        }
        let stem = Path::new(name).file_stem().unwrap_or_default().to_string_lossy();
        let base = super::templates::id_of(&stem);
        let numbered = (2u32..).map(|n| format!("{base}-{n}"));
        Ok(std::iter::once(base.clone()).chain(numbered).find(|id| !is_taken(id)).unwrap_or(base))
    }

    /// Reads the entry as a review will read it, before anything is copied: an id or a recording that cannot be
    /// must not leave a file and a line of custody behind an entry that nobody can read.
    fn try_out(&self, case: &CaseFiles, wanted: &Wanted, name: &str, size: u64) -> miette::Result<()> {
        // An id that is taken may be this very file's, which its digest will tell.
        let id = self.free_id(case, wanted, name).or_else(|_| self.free_id(case, &Wanted::default(), name))?;
        let place = format!("file = {}", quoted(&format!("evidence/{}", safe_name(name))));
        let before = self.evidence_toml()?;
        let with = with_entry(before.clone(), &id, &place, &"0".repeat(64), size, wanted);
        let problems = |text: &str| {
            let mut problems = Vec::new();
            let file = FileText::new(evidence_toml::FILE, text);
            let described = case.described.iter().map(|d| d.id.to_string()).collect();
            evidence_toml::read(&file, &Names::default(), &described, &mut problems);
            problems
        };
        let so_far: Vec<String> = problems(&before).into_iter().map(|p| p.what).collect();
        match problems(&with).into_iter().find(|p| !so_far.contains(&p.what)) {
            Some(p) => Err(miette!(help = p.remedy.clone(), "{name} was not taken in: {}", p.what)),
            None => Ok(()),
        }
    }

    fn evidence_toml(&self) -> miette::Result<String> {
        match fs::read_to_string(self.dir.join(evidence_toml::FILE)) {
            Ok(text) => Ok(text),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(super::templates::EVIDENCE.to_owned()),
            Err(e) => Err(cannot("read evidence.toml", &e)),
        }
    }

    /// Adds the entry at the end of `evidence.toml`; what a person wrote there stays as it is.
    fn enter(&self, id: &str, place: &str, digested: &Digested, wanted: &Wanted) -> miette::Result<()> {
        let text = with_entry(self.evidence_toml()?, id, place, &digested.sha256, digested.size, wanted);
        write::replace(&self.dir.join(evidence_toml::FILE), text.as_bytes())
            .map_err(|e| cannot("write evidence.toml", &e))
    }

    fn note(&mut self, taken: &Taken, wanted: &Wanted) -> miette::Result<()> {
        let intake = Intake {
            at: &wanted.at,
            by: &wanted.by,
            source: &taken.source,
            file: &taken.file,
            sha256: &taken.sha256,
            size: taken.size,
            original_name: &taken.original_name,
        };
        self.head = custody_jsonl::add(&mut self.custody, &intake).map_err(|e| cannot("write custody.jsonl", &e))?;
        Ok(())
    }

    /// So that the next review need not take the digest again.
    fn remember(&self, taken: &Taken, path: &Path, at: &str) {
        let Ok(meta) = fs::metadata(path) else { return };
        let mut digests = Digests::load(self.dir);
        let checked =
            digests::Checked { sha256: taken.sha256.clone(), stamp: os::stamp(&meta), checked_at: at.to_owned() };
        digests.set(&taken.source, checked);
        let _slower = digests.save(self.dir);
    }
}

/// The text of `evidence.toml` with one more entry at its end.
fn with_entry(mut text: String, id: &str, place: &str, sha256: &str, size: u64, wanted: &Wanted) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    let mut entry = vec![format!("id = {}", quoted(id))];
    let (before, after): (Vec<_>, Vec<_>) = wanted.keys.iter().partition(|(key, _)| *key == "name");
    entry.extend(before.iter().map(|(key, value)| format!("{key} = {value}")));
    entry.push(format!("kind = {}", quoted(&wanted.kind)));
    entry.push(place.to_owned());
    entry.push(format!("sha256 = {}", quoted(sha256)));
    entry.push(format!("size = {size}"));
    entry.extend(after.iter().map(|(key, value)| format!("{key} = {value}")));
    text.push_str(&format!("\n[[source]]\n{}\n", entry.join("\n")));
    text
}

/// The file's name as it can stand in a case on any system; `custody.jsonl` keeps the name as received.
fn safe_name(name: &str) -> String {
    name.chars().map(|c| if matches!(c, '\\' | ':') || c.is_control() { '-' } else { c }).collect()
}

/// A copy under way; taken away again unless it is put in its place.
struct Part(PathBuf);

impl Part {
    /// Gives it the file's name, or a numbered one where that is taken; says where it is in the case.
    fn into_place(self, dir: &Path, name: &str) -> miette::Result<String> {
        let (stem, extension) = match name.rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => (stem, format!(".{extension}")),
            _ => (name, String::new()),
        };
        let names = std::iter::once(name.to_owned()).chain((2u32..).map(|n| format!("{stem}-{n}{extension}")));
        for name in names {
            let to = dir.join("evidence").join(&name);
            // A hard link fails where the name is taken, in one step; then the working name goes.
            match fs::hard_link(&self.0, &to) {
                Ok(()) => {
                    let synced = os::sync_folder(&dir.join("evidence"));
                    synced.map_err(|e| cannot("write the folder evidence/", &e))?;
                    return Ok(format!("evidence/{name}"));
                }
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                // A file system without links: look, then rename. The custody lock keeps other intakes out.
                Err(_) if !to.exists() => {
                    fs::rename(&self.0, &to).map_err(|e| cannot(&format!("name the copy {name}"), &e))?;
                    return Ok(format!("evidence/{name}"));
                }
                Err(_) => {}
            }
        }
        Err(miette!("no name is free for {name}"))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let _gone = fs::remove_file(&self.0);
    }
}

fn cannot(what: &str, e: &io::Error) -> miette::Report {
    miette!(help = write::remedy(e), "cannot {what}: {e}")
}
