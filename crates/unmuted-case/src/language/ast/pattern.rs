//! What a sentence looks for: things of one kind, by whom, where, and in what words.

use crate::language::matching::TextPattern;
use std::collections::BTreeSet;
use std::ops::Range;
use unmuted_model::{Kind, PersonId, SourceId};

/// Things of one kind, perhaps only some of them.
#[derive(Clone, PartialEq, Debug)]
pub struct Pattern {
    /// The kind.
    pub kind: Kind,
    /// `confirmed`: unconfirmed and disputed material is set aside.
    pub confirmed: bool,
    /// `by officer-1`: only that person's acts.
    pub by: Option<By>,
    /// `on camera-1`: only what is observed there.
    pub on: On,
    /// `matching "text"`: only what was said so; any of several. Empty: not asked.
    pub matching: Vec<TextPattern>,
    /// Only where it begins: what lasts is taken at its start. No word of a sentence; what follows something is
    /// looked for so, since what began before it does not follow it.
    pub begins: bool,
    /// Where it stands.
    pub span: Range<usize>,
}

impl Pattern {
    /// Whether words are asked for.
    pub fn asks_words(&self) -> bool {
        !self.matching.is_empty()
    }

    /// The same, looked for on one recording.
    pub fn on_recording(&self, id: &SourceId) -> Self {
        Self { on: On::Recording(id.clone()), ..self.clone() }
    }
}

/// Whose acts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct By {
    /// Any of these people.
    pub people: BTreeSet<PersonId>,
    /// The role that named them, as written: `by any officer`.
    pub role: Option<String>,
}

/// Where something is observed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum On {
    /// Not said: anywhere. Whoever reviewed one recording of that moment could have observed it; only silence
    /// and muting, which are states of one recording, are looked for on each.
    Anywhere,
    /// `on camera-1`.
    Recording(SourceId),
    /// `on that recording`: the one on which the thing that `each` speaks of is observed.
    That,
    /// `on any camera`, `on camera-1 or camera-2`: on one of them at least.
    Any(Which),
    /// `on every camera`, `on camera-1 and camera-2`: on each of them.
    Every(Which),
}

/// Which recordings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Which {
    /// Every one that shows pictures.
    Cameras,
    /// Every one.
    Recordings,
    /// These.
    These(Vec<SourceId>),
}

impl Which {
    /// Whether a recording is one of them.
    pub fn has(&self, id: &SourceId, is_camera: bool) -> bool {
        match self {
            Self::Cameras => is_camera,
            Self::Recordings => true,
            Self::These(list) => list.contains(id),
        }
    }
}
