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

/// An exhibit that was taken out, checked.
#[derive(Clone, Debug, Serialize)]
pub struct Exported {
    /// The exhibit's name.
    pub exhibit: String,
    /// Its folder within the case, or the last part of one that stands elsewhere.
    pub folder: String,
    /// When it was taken out.
    pub at: String,
    /// By whom.
    pub by: String,
    /// SHA-256 of its `SHA256SUMS` as taken out.
    pub sha256: String,
    /// `as_exported`, `differs`, or `not_here`: it stands elsewhere, or is gone, as anything in `report/` may be.
    pub found: &'static str,
    /// Its files that differ or are missing.
    pub differing: Vec<String>,
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
    /// Every exhibit that was taken out, in order.
    pub exports: Vec<Exported>,
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
        exports: chain.exports().map(|(_, e)| exported(dir, e)).collect(),
        taken_out: chain
            .intakes()
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

/// Looks at an exhibit in the case again: its `SHA256SUMS`, and every file that this names.
fn exported(dir: &Path, e: &custody_jsonl::Entry) -> Exported {
    let folder = dir.join(&e.file);
    let sums = if e.file.starts_with("report/") { fs::read(folder.join("SHA256SUMS")).ok() } else { None };
    let mut differing = Vec::new();
    let found = match &sums {
        None => "not_here",
        Some(sums) => {
            if digests::sha256(sums) != e.sha256 {
                differing.push("SHA256SUMS".to_owned());
            }
            for line in String::from_utf8_lossy(sums).lines() {
                let Some((sha256, name)) = line.split_once("  ") else { continue };
                let now = digests::digest_of(&folder.join(name), &mut |_| ());
                if now.ok().is_none_or(|now| now.sha256 != sha256) {
                    differing.push(name.to_owned());
                }
            }
            if differing.is_empty() { "as_exported" } else { "differs" }
        }
    };
    Exported {
        exhibit: e.source.clone(),
        folder: e.file.clone(),
        at: e.at.clone(),
        by: e.by.clone(),
        sha256: e.sha256.clone(),
        found,
        differing,
    }
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
