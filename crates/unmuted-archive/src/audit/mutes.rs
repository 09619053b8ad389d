//! When a device was muted, by its log: from entries to stretches of wall time.

use serde::{Deserialize, Serialize};
use unmuted_model::{Extent, Interval, WallClock, WallTime};

use super::log::AuditEvent;
use super::map::EventKind;

/// What ends a logged mute.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    /// The log says that sound is recorded again.
    MuteOff,
    /// The entry says how long it was.
    Duration,
    /// The log says that the recording ended, and no end of the mute before.
    RecordingStop,
    /// The log says that the device was switched off, and no end of the mute before.
    PowerOff,
    /// The log says nothing; it is taken to last to the recording's end.
    Recording,
}

impl EndedBy {
    /// Whether the log itself says that and when the mute ended.
    pub fn is_logged(self) -> bool {
        matches!(self, Self::MuteOff | Self::Duration)
    }
}

/// A stretch in which a device was muted, by its log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LoggedMute {
    /// When, by the log's own times. Without tolerance.
    pub extent: Extent<WallClock>,
    /// What ends it.
    pub ended_by: EndedBy,
    /// Whether the log has its beginning. Where it has only an end, it began at some time since the entry before.
    pub has_beginning: bool,
    /// The lines of the log that say so.
    pub lines: Vec<u64>,
    /// The recording that its entries name.
    pub recording: Option<String>,
}

/// The mutes of one device, from its entries by time. `end` stands for the end where the log says none.
pub(super) fn mutes<'a>(events: impl Iterator<Item = &'a AuditEvent>, end: WallTime) -> Vec<LoggedMute> {
    let mut out = Vec::new();
    let mut open: Option<&AuditEvent> = None;
    // The last entry after which the device was surely not muted for all that the log says, or the log's first.
    let mut since: Option<Interval<WallClock>> = None;
    let close = |on: &AuditEvent, at: Interval<WallClock>, by: EndedBy, line: Option<u64>| LoggedMute {
        // An entry of the same second ends it no earlier than it began.
        extent: Extent::new(on.at, at),
        ended_by: by,
        has_beginning: true,
        lines: std::iter::once(on.line).chain(line).collect(),
        recording: on.recording.clone(),
    };
    for e in events {
        since.get_or_insert(e.at);
        match e.kind {
            // A second entry in a row changes nothing.
            EventKind::MuteOn => {
                open.get_or_insert(e);
            }
            EventKind::Mute => {
                if let Some(lasted) = e.lasted {
                    let end = Interval::between(
                        e.at.earliest() + lasted.earliest().since_zero(),
                        e.at.latest() + lasted.latest().since_zero(),
                    );
                    out.push(close(e, end, EndedBy::Duration, None));
                }
            }
            EventKind::MuteOff => {
                out.push(match open.take() {
                    Some(on) => close(on, e.at, EndedBy::MuteOff, Some(e.line)),
                    None => LoggedMute {
                        extent: Extent::new(since.unwrap_or(e.at).hull(e.at), e.at),
                        ended_by: EndedBy::MuteOff,
                        has_beginning: false,
                        lines: vec![e.line],
                        recording: e.recording.clone(),
                    },
                });
                since = Some(e.at);
            }
            EventKind::RecordingStop | EventKind::PowerOff => {
                let by = if e.kind == EventKind::PowerOff { EndedBy::PowerOff } else { EndedBy::RecordingStop };
                out.extend(open.take().map(|on| close(on, e.at, by, Some(e.line))));
                since = Some(e.at);
            }
            EventKind::RecordingStart | EventKind::PowerOn => since = Some(e.at),
            EventKind::Other => {}
        }
    }
    if let Some(on) = open {
        let end = Interval::exactly(end.max(on.at.latest()));
        out.push(close(on, end, EndedBy::Recording, None));
    }
    out
}
