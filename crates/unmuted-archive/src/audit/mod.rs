//! Device audit logs: what a device wrote down about being muted, matched with the silence that was measured.
//!
//! Everything here is a function of values: the text of a mapping ([`read_map`]), the bytes of a log ([`read_log`]),
//! and what is known of one recording ([`match_recording`], or [`match_survey`] and [`match_row`], which gather it).
//! No file is opened, and no clock is asked.
//!
//! A match is a statement about two records. It says neither who did what nor why.

mod clock;
mod error;
mod log;
mod map;
mod matching;
mod mutes;
mod of;
mod time;

pub use clock::{ClockFrom, RecordingStart};
pub use error::AuditError;
pub use log::{AuditEvent, AuditLog, DeviceCover, NamedRecording, RowProblem, UnknownWord, read_log};
pub use map::{AuditMap, EventKind, StartMeans, read_map};
pub use matching::{AuditMatch, AuditResult, Match, MatchOptions, NoLog, RecordingFacts, SilentSpan, match_recording};
pub use mutes::{EndedBy, LoggedMute};
pub use of::{match_row, match_survey, started_from_unix};

#[cfg(test)]
mod tests;
