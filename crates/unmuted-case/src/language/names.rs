//! The names that a sentence may use, so that a mistyped one is an error here and never a sentence about nothing.

use crate::timeline::{AttributeValue, Person, Timeline};
use std::collections::BTreeSet;
use unmuted_model::{PersonId, SourceId, Vocabulary};

/// The names that one case knows.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    timeline: &'a Timeline,
}

/// How many names a message lists before it stops.
const LISTED: usize = 8;

impl<'a> Names<'a> {
    /// The names of a timeline.
    pub fn of(timeline: &'a Timeline) -> Self {
        Self { timeline }
    }

    pub(super) fn vocabulary(&self) -> &'a Vocabulary {
        &self.timeline.vocabulary
    }

    pub(super) fn recordings(&self) -> impl Iterator<Item = &'a SourceId> {
        self.timeline.recordings.iter().map(|r| &r.id)
    }

    pub(super) fn people(&self) -> &'a [Person] {
        &self.timeline.people
    }

    /// The people of a role, capitals or not.
    pub(super) fn of_role(&self, role: &str) -> BTreeSet<PersonId> {
        let is = |p: &&Person| p.role.eq_ignore_ascii_case(role);
        self.timeline.people.iter().filter(is).map(|p| p.id.clone()).collect()
    }

    pub(super) fn roles(&self) -> BTreeSet<&'a str> {
        self.timeline.people.iter().map(|p| p.role.as_str()).filter(|r| !r.is_empty()).collect()
    }

    /// The outcome kind that the words name, under its first name.
    pub(super) fn outcome(&self, words: &str) -> Option<&'a str> {
        self.timeline.outcome_kinds.named(words)
    }

    /// Whether the case holds an outcome of this kind.
    pub(super) fn has_outcome(&self, kind: &str) -> bool {
        self.timeline.outcomes.iter().any(|o| o.kind == kind)
    }

    pub(super) fn outcomes(&self) -> impl Iterator<Item = &'a str> {
        self.timeline.outcome_kinds.names()
    }

    /// What sources say of an attribute.
    pub(super) fn attribute(&self, name: &str) -> impl Iterator<Item = &'a AttributeValue> {
        let name = name.to_owned();
        self.timeline.attributes.iter().filter(move |a| a.name == name)
    }

    pub(super) fn attributes(&self) -> BTreeSet<&'a str> {
        self.timeline.attributes.iter().map(|a| a.name.as_str()).collect()
    }

    pub(super) fn kinds_known(&self) -> String {
        listed("its kinds are", self.vocabulary().kinds().map(|(k, _)| k.as_str()))
    }
    pub(super) fn people_known(&self) -> String {
        listed("its people are", self.people().iter().map(|p| p.id.as_str()))
    }
    pub(super) fn roles_known(&self) -> String {
        listed("its roles are", self.roles().into_iter())
    }
    pub(super) fn recordings_known(&self) -> String {
        listed("its recordings are", self.recordings().map(SourceId::as_str))
    }
    pub(super) fn attributes_known(&self) -> String {
        listed("its attributes are", self.attributes().into_iter())
    }
}

pub(super) fn listed<'b>(lead: &str, names: impl Iterator<Item = &'b str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        return format!("{lead} none so far");
    }
    // "and 1 more" is no shorter than the one.
    let most = if names.len() == LISTED + 1 { names.len() } else { LISTED };
    let shown = names.iter().take(most).copied().collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(most);
    if more == 0 { format!("{lead} {shown}") } else { format!("{lead} {shown} and {more} more") }
}
