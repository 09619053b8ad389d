//! The same incident with less known of it: without what redacted copies show, and with what could not be read.

use super::{Redacted, Standing, Timeline};
use std::collections::BTreeSet;
use unmuted_model::{SilenceClass, SourceId, SpanSet};

/// What of a case's files could not be read. What was lost could say anything of its sort, so a sentence that asks
/// about that sort is not decided until the files are mended.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Unread {
    /// Recordings, marks, the scope: each in words, "marks.jsonl, line 3".
    pub footage: Vec<String>,
    /// Values that sources give.
    pub attributes: Vec<String>,
    /// What followed, and the days that are no business days.
    pub outcomes: Vec<String>,
}

impl Unread {
    /// Whether all was read.
    pub fn is_empty(&self) -> bool {
        self.footage.is_empty() && self.attributes.is_empty() && self.outcomes.is_empty()
    }
}

impl Timeline {
    /// The same record as if nobody could rely on a redacted copy: what it shows may be so and may not, nothing is
    /// absent because it is absent there, and values read off it or out of it are not given. `None` where nothing is
    /// redacted.
    ///
    /// Every exact timeline that the whole record allows, this one allows too; so what is false here is false
    /// without any redacted copy.
    pub fn without_redacted(&self) -> Option<Self> {
        let hidden: BTreeSet<SourceId> = self.redacted().map(|(id, _)| id.clone()).collect();
        if hidden.is_empty() {
            return None;
        }
        let mut out = self.clone();
        for r in out.recordings.iter_mut().filter(|r| hidden.contains(&r.id)) {
            r.examined = SpanSet::empty();
            r.silences.iter_mut().for_each(|s| s.class = SilenceClass::Unknown);
        }
        out.reviewed.retain(|v| !hidden.contains(&v.source));
        for e in out.events.iter_mut().filter(|e| hidden.contains(e.when.source())) {
            if e.standing == Standing::Decisive {
                e.standing = Standing::Lead;
            }
        }
        out.attributes.retain(|v| {
            let on = match &v.at {
                Some(super::AttributeAt::OnRecording { source, .. }) => Some(source),
                _ => None,
            };
            !hidden.contains(&v.source) && on.is_none_or(|s| !hidden.contains(s))
        });
        Some(out)
    }

    /// Every copy that was redacted before its release, recordings first, with its name.
    pub fn redacted(&self) -> impl Iterator<Item = (&SourceId, &str)> {
        let recordings = self.recordings.iter().filter(|r| r.redacted == Redacted::Yes);
        let documents = self.redacted_documents.iter().map(|(id, name)| (id, name.as_str()));
        recordings.map(|r| (&r.id, r.name.as_str())).chain(documents)
    }
}
