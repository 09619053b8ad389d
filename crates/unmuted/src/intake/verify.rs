//! Everything that was taken in, looked at again: every digest, and the custody chain. Needs no network and
//! believes nothing that was remembered.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;

use crate::case_files::digests::{self, Digested, Digests};
use crate::case_files::{self, Location, ProblemKind, Source, custody_jsonl, evidence_toml};
use crate::terminal::Terminal;

/// What is true of one source's file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// Its digest is the one taken in.
    AsTakenIn,
    /// Its bytes are not those that were taken in.
    Differs,
    /// It is not there, or cannot be read.
    Unreadable,
}

/// One source, checked.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// The source.
    pub source: String,
    /// Its file, as shown.
    pub file: String,
    /// What is true of it.
    pub found: Found,
    /// SHA-256 as taken in.
    pub sha256: String,
    /// SHA-256 now; empty where it cannot be read.
    pub sha256_now: String,
    /// What is wrong, in words, or empty.
    pub words: String,
    /// Whether the custody chain has its intake, with the same digest.
    pub in_custody: bool,
}

/// A case, verified.
#[derive(Clone, Debug, Serialize)]
pub struct Verified {
    /// Always `unmuted-verify`.
    pub format: &'static str,
    /// Of this format.
    pub version: u32,
    /// Every source that is held, in the order of `evidence.toml`.
    pub sources: Vec<Checked>,
    /// What of `evidence.toml` could not be read, so that its files could not be checked.
    pub unread_entries: Vec<String>,
    /// Files in `evidence/` that no source names.
    pub unnamed_files: Vec<String>,
    /// How many lines the custody chain has.
    pub custody_lines: usize,
    /// The first line that does not fit, and why; `null` where the chain holds.
    pub custody_broken: Option<Broken>,
    /// Intakes whose source is in `evidence.toml` no more.
    pub taken_out: Vec<String>,
    /// The digest of the chain's last line, or empty.
    pub custody_head: String,
}

/// Where the chain breaks.
#[derive(Clone, Debug, Serialize)]
pub struct Broken {
    /// The line, from 1.
    pub line: usize,
    /// Why.
    pub why: String,
}

/// Checks everything, on the current thread pool.
///
/// # Errors
/// The folder is no case.
pub fn verify(dir: &Path, now: &str, terminal: &Terminal) -> miette::Result<Verified> {
    let (case, problems) = case_files::read_case(dir).map_err(|p| p.report())?;
    let chain = custody_jsonl::load(dir).unwrap_or_default();
    // What is cited and not held has no bytes to check.
    let held: Vec<(&Source, PathBuf)> = case.sources.iter().filter_map(|s| Some((s, s.location.path(dir)?))).collect();
    let digested: Vec<std::io::Result<Digested>> = held
        .par_iter()
        .map(|(s, path)| {
            let bar = terminal.bar(&s.name, s.size.max(1));
            let done = digests::digest_of(path, &mut |n| bar.set_position(n));
            bar.finish_and_clear();
            done
        })
        .collect();
    let mut remembered = Digests::load(dir);
    let sources = held
        .iter()
        .map(|(s, _)| *s)
        .zip(digested)
        .map(|(s, d)| {
            if let Ok(d) = &d {
                remembered.set(s.id.as_str(), d.checked(now));
            }
            let in_custody = chain.of(s.id.as_str()).is_some_and(|e| e.sha256 == s.sha256);
            checked(s, d, in_custody)
        })
        .collect();
    let _slower = remembered.save(dir);
    let known: BTreeSet<&str> = case.sources.iter().map(|s| s.id.as_str()).collect();
    Ok(Verified {
        format: "unmuted-verify",
        version: 1,
        sources,
        unread_entries: problems
            .iter()
            .filter(|p| p.file == evidence_toml::FILE && p.kind == ProblemKind::Unread)
            .map(ToString::to_string)
            .collect(),
        unnamed_files: unnamed(dir, &case.sources),
        custody_lines: chain.digests.len(),
        custody_broken: chain.broken.as_ref().map(|b| Broken { line: b.line, why: b.why.clone() }),
        taken_out: chain
            .entries
            .iter()
            .filter(|(_, e)| !known.contains(e.source.as_str()))
            .map(|(line, e)| format!("{} (line {line})", e.source))
            .collect(),
        custody_head: chain.head().unwrap_or_default().to_owned(),
    })
}

fn checked(s: &Source, now: std::io::Result<Digested>, in_custody: bool) -> Checked {
    let (found, sha256_now, words) = match now {
        Err(e) => (Found::Unreadable, String::new(), format!("it cannot be read: {e}")),
        Ok(d) if d.sha256 == s.sha256 => (Found::AsTakenIn, d.sha256, String::new()),
        Ok(d) if d.size != s.size => {
            let words = format!("it has {} bytes, and {} were taken in", d.size, s.size);
            (Found::Differs, d.sha256, words)
        }
        Ok(d) => (Found::Differs, d.sha256, "as many bytes as were taken in, but not the same".to_owned()),
    };
    let file = match &s.location {
        Location::Within(file) => file.clone(),
        Location::Elsewhere(_) | Location::NotHeld => s.location.file_name(),
    };
    Checked { source: s.id.to_string(), file, found, sha256: s.sha256.clone(), sha256_now, words, in_custody }
}

/// Files below `evidence/` that no source names: leftovers of an intake that was cut off, or files that were put
/// there without being taken in.
fn unnamed(dir: &Path, sources: &[Source]) -> Vec<String> {
    let named: BTreeSet<String> = sources
        .iter()
        .filter_map(|s| match &s.location {
            Location::Within(file) => Some(file.clone()),
            Location::Elsewhere(_) | Location::NotHeld => None,
        })
        .collect();
    let (mut open, mut found) = (vec!["evidence".to_owned()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(dir.join(&folder)).into_iter().flatten().flatten() {
            let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
            match entry.file_type() {
                Ok(t) if t.is_dir() => open.push(name),
                _ if !named.contains(&name) => found.push(name),
                _ => {}
            }
        }
    }
    found.sort();
    found
}
