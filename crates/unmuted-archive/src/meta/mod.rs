//! What names and lists tell about a recording: device, wearer, unit, when it began, whether it is a released copy.
//! None of it is evidence of a time; each beginning says who claims it.

mod list;
mod pattern;
mod time;

use std::fmt;

use jiff::tz::TimeZone;

pub use list::{AgencyList, Columns};
pub use pattern::NamePattern;
pub use time::Claimed;

use crate::rows::{RecordingRow, Started, StartedFrom};

/// What tells about recordings besides their own bytes. Applied when tables are written, so that changing it reads no
/// recording again.
#[derive(Default)]
pub struct Metadata {
    /// What the files' names say.
    pub pattern: Option<NamePattern>,
    /// The agency's own list.
    pub list: Option<AgencyList>,
    /// The zone of times that are claimed without an offset.
    pub zone: Option<TimeZone>,
}

/// What of [`Metadata`] spoke about a recording.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Applied {
    /// Its name fits the pattern.
    pub named: bool,
    /// It is in the list.
    pub listed: bool,
}

impl Metadata {
    /// Fills in what names and the list say. The list is believed before the name, and the name before the container.
    pub(crate) fn apply(&self, row: &mut RecordingRow) -> Applied {
        let mut applied = Applied::default();
        if let Some(said) = self.pattern.as_ref().and_then(|p| p.said(&row.path)) {
            applied.named = true;
            self.take(row, said, StartedFrom::Name);
        }
        if let Some(said) = self.list.as_ref().and_then(|l| l.of(&row.path)) {
            applied.listed = true;
            self.take(row, said.clone(), StartedFrom::List);
        }
        // A container may claim a time without saying in which zone.
        if let Some(Started { text, unix_s: unix_s @ None, .. }) = &mut row.started {
            *unix_s = Claimed::read(text).and_then(|c| c.unix_s(self.zone.as_ref()));
        }
        applied
    }

    fn take(&self, row: &mut RecordingRow, said: Said, from: StartedFrom) {
        row.device = said.device.or_else(|| row.device.take());
        row.wearer = said.wearer.or_else(|| row.wearer.take());
        row.unit = said.unit.or_else(|| row.unit.take());
        row.released_copy = said.released_copy.or(row.released_copy);
        if let Some(claimed) = said.started {
            let unix_s = claimed.unix_s(self.zone.as_ref());
            row.started = Some(Started { text: claimed.to_string(), unix_s, from });
        }
    }
}

/// What one name or one line of a list says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Said {
    pub(crate) device: Option<String>,
    pub(crate) wearer: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) started: Option<Claimed>,
    pub(crate) released_copy: Option<bool>,
}

/// A pattern, a list or a mapping that cannot be used as given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MetaError {
    /// What is wrong, with the file's name and the place; may have several lines, with a mark under the wrong place.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for MetaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for MetaError {}
