//! Whether a name that one file uses stands in another, and what to say where it does not.

use std::collections::{BTreeMap, BTreeSet};

use unmuted_model::nearest;

/// The names that one file of the case gives.
#[derive(Clone, Default, Debug)]
pub struct Names {
    /// What one of them is called in a message: `source`, `person`.
    what: &'static str,
    /// The file that gives them.
    file: &'static str,
    known: BTreeSet<String>,
    lost: BTreeSet<String>,
    whole_file_lost: bool,
    /// Names that the file gives to something else, and to what.
    others: BTreeMap<String, &'static str>,
}

/// Why a name cannot be used, and what to do.
pub struct Unknown {
    /// What is wrong.
    pub what: String,
    /// What to do next.
    pub remedy: String,
}

impl Names {
    /// The names that `file` gives, those that stand in it but could not be read, and whether the file as a whole
    /// could not be read.
    pub fn new(
        what: &'static str,
        file: &'static str,
        known: impl IntoIterator<Item = String>,
        lost: BTreeSet<String>,
        whole_file_lost: bool,
    ) -> Self {
        Self { what, file, known: known.into_iter().collect(), lost, whole_file_lost, others: BTreeMap::new() }
    }

    /// Names that the file gives to something else: `dispatch-log` is a `dispatch_log`.
    #[must_use]
    pub fn with_others(mut self, others: BTreeMap<String, &'static str>) -> Self {
        self.others = others;
        self
    }

    /// Takes names out, as if the file did not give them.
    pub fn forget(&mut self, names: &BTreeSet<String>) {
        self.known.retain(|n| !names.contains(n));
        self.lost.retain(|n| !names.contains(n));
        self.others.retain(|n, _| !names.contains(n));
    }

    /// Whether the name is known.
    pub fn has(&self, name: &str) -> bool {
        self.known.contains(name)
    }

    /// The known names, in order.
    pub fn known(&self) -> impl Iterator<Item = &str> {
        self.known.iter().map(String::as_str)
    }

    /// The known name that a free text was perhaps meant to be.
    pub fn near_miss(&self, name: &str) -> Option<&str> {
        if self.has(name) || self.lost.contains(name) {
            return None;
        }
        // A free name such as "Officer Diaz" is no mistyped id: only what looks like an id is.
        if !super::toml_reader::is_id(name) {
            return None;
        }
        nearest(name, self.known())
    }

    /// # Errors
    /// The name is not known: mistyped, or its own entry could not be read.
    pub fn check(&self, name: &str) -> Result<(), Unknown> {
        let Self { what, file, .. } = self;
        if self.has(name) {
            return Ok(());
        }
        if let Some(other) = self.others.get(name) {
            return Err(Unknown {
                what: format!("{name:?} is a {other}, not a {what}"),
                remedy: format!("{file} has: {}", self.known().take(12).collect::<Vec<_>>().join(", ")),
            });
        }
        if self.whole_file_lost {
            return Err(Unknown {
                what: format!("the {what} {name:?} is not known, because {file} could not be read"),
                remedy: format!("mend {file} first"),
            });
        }
        if self.lost.contains(name) {
            return Err(Unknown {
                what: format!("the {what} {name:?} stands in {file}, but its entry could not be read"),
                remedy: format!("mend that entry of {file} first"),
            });
        }
        let remedy = match nearest(name, self.known()) {
            Some(near) => format!("did you mean {near:?}?"),
            None if self.known.is_empty() => format!("{file} has no {what} yet; add it there"),
            None => format!("{file} has: {}", self.known().take(12).collect::<Vec<_>>().join(", ")),
        };
        Err(Unknown { what: format!("{file} has no {what} {name:?}"), remedy })
    }
}
