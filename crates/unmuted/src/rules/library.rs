//! All rules that are known: those that come with the program, and those of folders that the user names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jiff::civil::Date;
use miette::miette;
use unmuted_case::language::InForce;
use unmuted_model::nearest;

use super::rule_toml::{self, LibraryRule};
use crate::case_files::{FileText, Problem, RuleVersion};
use crate::imports;

/// Where rules are, in messages and in the repository.
pub const FOLDER: &str = "rules";

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/rules.rs"));
}

/// Rules by their ids.
#[derive(Default, Debug)]
pub struct Library {
    rules: BTreeMap<String, LibraryRule>,
    /// Names of files that could not be read, without their ending: the ids that they should have.
    lost: BTreeSet<String>,
    problems: Vec<Problem>,
}

impl Library {
    /// The rules that come with the program.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Library> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let mut library = Self::default();
            for (name, text) in embedded::RULES {
                library.add(&FileText::new(&format!("{FOLDER}/{name}"), text));
            }
            library
        })
    }

    /// The rules that come with the program, and those of some folders and files. A rule there takes the place of the
    /// program's rule of the same id.
    ///
    /// # Errors
    /// A folder cannot be read. A file that cannot be read is a problem in the library.
    pub fn with(paths: &[PathBuf]) -> miette::Result<Self> {
        let mut library = Self::default();
        for (name, text) in embedded::RULES {
            library.add(&FileText::new(&format!("{FOLDER}/{name}"), text));
        }
        library.add_paths(paths)?;
        Ok(library)
    }

    /// The rules of some folders and files alone.
    ///
    /// # Errors
    /// As [`with`](Self::with).
    pub fn of(paths: &[PathBuf]) -> miette::Result<Self> {
        let mut library = Self::default();
        library.add_paths(paths)?;
        Ok(library)
    }

    /// One rule alone.
    pub fn of_rule(rule: &LibraryRule) -> Self {
        Self { rules: BTreeMap::from([(rule.id.clone(), rule.clone())]), ..Self::default() }
    }

    fn add_paths(&mut self, paths: &[PathBuf]) -> miette::Result<()> {
        let cannot =
            |e: io::Error| miette!(help = "check the path, and that it may be read", "the rules cannot be read: {e}");
        for path in paths {
            let mut files = if path.is_dir() { toml_files(path).map_err(cannot)? } else { vec![path.clone()] };
            files.sort();
            for file in files {
                let name = shown(&file);
                match fs::read(&file).map(|bytes| imports::decode(&name, &bytes)) {
                    Ok(Ok(text)) => self.add(&text),
                    Ok(Err(problem)) => self.lose(&name, vec![*problem]),
                    Err(e) => {
                        let what = format!("it could not be read: {e}");
                        self.lose(
                            &name,
                            vec![Problem::of_file(&name, what, "check the path, and that it may be read")],
                        );
                    }
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, file: &FileText) {
        let mut problems = Vec::new();
        match rule_toml::read(file, &mut problems) {
            Some(rule) => {
                self.problems.append(&mut problems);
                self.rules.insert(rule.id.clone(), rule);
            }
            None => self.lose(file.name(), problems),
        }
    }

    fn lose(&mut self, name: &str, mut problems: Vec<Problem>) {
        self.problems.append(&mut problems);
        self.lost.insert(stem(name).to_owned());
    }

    /// The rule of an id.
    pub fn get(&self, id: &str) -> Option<&LibraryRule> {
        self.rules.get(id)
    }

    /// All rules, in order of id.
    pub fn rules(&self) -> impl Iterator<Item = &LibraryRule> {
        self.rules.values()
    }

    /// What could not be read, or does not fit.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Why there is no rule of an id, and what to do.
    pub fn why_not(&self, id: &str) -> (String, String) {
        if self.lost.contains(id) {
            let remedy = format!("run `unmuted rules check` on {FOLDER}/{id}.toml, and mend it");
            return (format!("the rule {id:?} is in the library, but could not be read"), remedy);
        }
        let remedy = match nearest(id, self.rules.keys().map(String::as_str)) {
            Some(near) => format!("did you mean {near:?}?"),
            None => "`unmuted rules list` shows all of them; a folder of your own is named with --rules DIR".to_owned(),
        };
        (format!("the library has no rule {id:?}"), remedy)
    }

    /// The version of a series that was in force on a day; else one of which that is not known and not excluded.
    pub fn in_force(&self, series: &str, day: Date) -> Option<RuleVersion> {
        let of_series = || self.rules().filter(|r| !series.is_empty() && r.series == series);
        let certain = of_series().find(|r| r.force().on(day) == InForce::Yes);
        let possible = || of_series().find(|r| matches!(r.force().on(day), InForce::NotKnown(_)));
        certain.or_else(possible).map(LibraryRule::version)
    }
}

/// A file's path as it was given; of an absolute one only its folder and its name, which say nothing of the machine.
fn shown(file: &Path) -> String {
    let parts: Vec<_> = file.components().map(|c| c.as_os_str().to_string_lossy()).collect();
    let parts = if file.is_absolute() { &parts[parts.len().saturating_sub(2)..] } else { &parts[..] };
    parts.join("/").trim_start_matches("./").to_owned()
}

fn toml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "toml")
            && !path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'))
        {
            files.push(path);
        }
    }
    Ok(files)
}

/// A file's name without folder and ending.
pub fn stem(name: &str) -> &str {
    let name = name.rsplit('/').next().unwrap_or(name);
    name.strip_suffix(".toml").unwrap_or(name)
}
