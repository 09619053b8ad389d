//! The names that a sentence may use, so that a mistyped one is an error here and never a sentence about nothing.

use crate::timeline::Timeline;
use unmuted_model::{PersonId, SourceId, Vocabulary};

/// The names that one case knows.
#[derive(Clone, Debug)]
pub struct Names<'a> {
    /// Kinds.
    pub vocabulary: &'a Vocabulary,
    /// People.
    pub people: Vec<&'a PersonId>,
    /// Recordings.
    pub recordings: Vec<&'a SourceId>,
}

/// How many names a message lists before it stops.
const LISTED: usize = 8;

impl<'a> Names<'a> {
    /// The names of a timeline.
    pub fn of(timeline: &'a Timeline) -> Self {
        Self {
            vocabulary: &timeline.vocabulary,
            people: timeline.people.iter().map(|p| &p.id).collect(),
            recordings: timeline.recordings.iter().map(|r| &r.id).collect(),
        }
    }

    pub(super) fn kinds_known(&self) -> String {
        listed("its kinds are", self.vocabulary.kinds().map(|(k, _)| k.as_str()))
    }
    pub(super) fn people_known(&self) -> String {
        listed("its people are", self.people.iter().map(|p| p.as_str()))
    }
    pub(super) fn recordings_known(&self) -> String {
        listed("its recordings are", self.recordings.iter().map(|r| r.as_str()))
    }
}

fn listed<'b>(lead: &str, names: impl Iterator<Item = &'b str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        return format!("{lead} none so far");
    }
    let shown = names.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(LISTED);
    if more == 0 { format!("{lead} {shown}") } else { format!("{lead} {shown} and {more} more") }
}
