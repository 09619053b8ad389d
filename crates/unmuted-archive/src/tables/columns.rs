//! Every column of the tables, once: the writers of Parquet and SQLite, and a test of the documentation, go through it.

use std::borrow::Cow;

use unmuted_model::SilenceClass;

use crate::rows::{FaultRow, RecordingRow, SpanRow};

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Integer,
    Real,
    Text,
    Flag,
}

/// One cell.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Cell<'a> {
    Null,
    Integer(i64),
    Real(f64),
    Text(Cow<'a, str>),
    Flag(bool),
}

/// One row of a table, beside the recording that it belongs to.
pub(crate) struct Row<'a, T> {
    /// Its number in its table, from 1.
    pub(crate) id: i64,
    /// The recording's number.
    pub(crate) recording: i64,
    pub(crate) of: &'a RecordingRow,
    pub(crate) row: &'a T,
}

impl<T> Clone for Row<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Row<'_, T> {}

/// One column of a table with rows of `T`.
pub(crate) struct Column<T> {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Whether every row has a value.
    pub(crate) required: bool,
    pub(crate) get: for<'a> fn(Row<'a, T>) -> Cell<'a>,
}

/// Nanoseconds as seconds. Up to 104 days the nearest number has the nanoseconds back when it is rounded to nine digits.
fn seconds(ns: i64) -> Cell<'static> {
    Cell::Real(ns as f64 / 1e9)
}
fn count(n: u64) -> Cell<'static> {
    Cell::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}
fn text(t: &str) -> Cell<'_> {
    Cell::Text(Cow::Borrowed(t))
}
fn maybe<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell<'static>) -> Cell<'static> {
    value.map_or(Cell::Null, cell)
}
fn maybe_text(t: &Option<String>) -> Cell<'_> {
    t.as_deref().map_or(Cell::Null, text)
}
fn silent(row: &RecordingRow, class: SilenceClass) -> Cell<'static> {
    seconds(row.silent_ns.get(class as usize).copied().unwrap_or(0))
}

/// Whether a span says that the recording as a whole has no sound then, and not only one of its tracks or channels.
pub(crate) fn is_whole(of: &RecordingRow, span: &SpanRow) -> bool {
    span.channel.is_none() && (span.track.is_none() || of.audio_tracks == 1)
}

macro_rules! columns {
    ($($name:literal $kind:ident $required:ident $get:expr;)*) => {
        &[$(Column { name: $name, kind: Kind::$kind, required: columns!(@ $required), get: $get },)*]
    };
    (@ always) => { true };
    (@ maybe) => { false };
}

/// The columns of `recordings`.
pub(crate) const RECORDINGS: &[Column<RecordingRow>] = columns! {
    "id" Integer always |r| Cell::Integer(r.id);
    "location" Integer always |r| Cell::Integer(i64::from(r.row.location));
    "path" Text always |r| text(&r.row.path);
    "size" Integer always |r| count(r.row.size);
    "state" Text always |r| text(r.row.state.key());
    "container" Text always |r| text(&r.row.container);
    "duration_s" Real always |r| seconds(r.row.duration_ns);
    "device" Text maybe |r| maybe_text(&r.row.device);
    "wearer" Text maybe |r| maybe_text(&r.row.wearer);
    "unit" Text maybe |r| maybe_text(&r.row.unit);
    "started" Text maybe |r| r.row.started.as_ref().map_or(Cell::Null, |s| text(&s.text));
    "started_unix_s" Integer maybe |r| maybe(r.row.started.as_ref().and_then(|s| s.unix_s), Cell::Integer);
    "started_from" Text maybe |r| r.row.started.as_ref().map_or(Cell::Null, |s| text(s.from.key()));
    "released_copy" Flag maybe |r| maybe(r.row.released_copy, Cell::Flag);
    "audio_tracks" Integer always |r| Cell::Integer(i64::from(r.row.audio_tracks));
    "codec" Text always |r| text(&r.row.codec);
    "encoder" Text always |r| text(&r.row.encoder);
    "covered_s" Real always |r| seconds(r.row.covered_ns);
    "examined_s" Real always |r| seconds(r.row.examined_ns);
    "silent_pre_event_s" Real always |r| silent(r.row, SilenceClass::PreEvent);
    "silent_digital_silence_s" Real always |r| silent(r.row, SilenceClass::DigitalSilence);
    "silent_dropped_s" Real always |r| silent(r.row, SilenceClass::Dropped);
    "silent_track_absent_s" Real always |r| silent(r.row, SilenceClass::TrackAbsent);
    "silent_track_ends_early_s" Real always |r| silent(r.row, SilenceClass::TrackEndsEarly);
    "silent_low_level_s" Real always |r| silent(r.row, SilenceClass::LowLevel);
    "silent_unknown_s" Real always |r| silent(r.row, SilenceClass::Unknown);
    "lead_in_s" Real maybe |r| maybe(r.row.lead_in_ns, seconds);
    "lead_in_usual_s" Integer maybe |r| maybe(r.row.lead_in_usual_s, |s| Cell::Integer(i64::from(s)));
    "lead_in_flag" Text maybe |r| r.row.lead_in.map_or(Cell::Null, |l| text(l.key()));
    "effort" Text always |r| text(r.row.effort.key());
    "checked" Text maybe |r| r.row.checked.map_or(Cell::Null, |c| text(c.key()));
    "guard_struck" Flag always |r| Cell::Flag(r.row.guard_struck);
    "packets" Integer always |r| count(r.row.packets);
    "opened" Integer always |r| count(r.row.opened);
    "decoded" Integer always |r| count(r.row.decoded);
    "requests" Integer always |r| count(r.row.requests);
    "bytes_read" Integer always |r| count(r.row.bytes_read);
};

/// The columns of `spans`.
pub(crate) const SPANS: &[Column<SpanRow>] = columns! {
    "id" Integer always |s| Cell::Integer(s.id);
    "recording" Integer always |s| Cell::Integer(s.recording);
    "location" Integer always |s| Cell::Integer(i64::from(s.of.location));
    "path" Text always |s| text(&s.of.path);
    "track" Integer maybe |s| maybe(s.row.track, |t| Cell::Integer(i64::from(t)));
    "channel" Integer maybe |s| maybe(s.row.channel, |c| Cell::Integer(i64::from(c)));
    "whole" Flag always |s| Cell::Flag(is_whole(s.of, s.row));
    "class" Text always |s| text(s.row.class.key());
    "start_s" Real always |s| seconds(s.row.start_ns);
    "end_s" Real always |s| seconds(s.row.end_ns);
    "length_s" Real always |s| seconds(s.row.end_ns.saturating_sub(s.row.start_ns));
    "start_earliest_s" Real always |s| seconds(s.row.start_earliest_ns);
    "end_latest_s" Real always |s| seconds(s.row.end_latest_ns);
    "lead_in_flag" Text maybe |s| lead_in(s);
    "method" Text always |s| text(&s.row.method);
    "evidence_offset" Integer maybe |s| maybe(s.row.offset, count);
    "proven_packets" Integer always |s| count(s.row.proven_packets);
    "packets" Integer always |s| count(s.row.packets);
    "near_buffer_s" Integer maybe |s| maybe(s.row.near_buffer_s, |b| Cell::Integer(i64::from(b)));
    "tone_hz" Integer maybe |s| maybe(s.row.tone_hz, |t| Cell::Integer(i64::from(t)));
    "click" Flag always |s| Cell::Flag(s.row.click);
    "begins_with" Text always |s| text(&s.row.begins_with);
};

/// The flag of the recording's lead-in, at the span that is its lead-in.
fn lead_in<'a>(s: Row<'a, SpanRow>) -> Cell<'a> {
    let is_it = is_whole(s.of, s.row) && s.of.lead_in_ns.is_some_and(|ns| ns > 0 && ns == s.row.end_ns);
    s.of.lead_in.filter(|_| is_it).map_or(Cell::Null, |l| text(l.key()))
}

/// The columns of `faults`.
pub(crate) const FAULTS: &[Column<FaultRow>] = columns! {
    "id" Integer always |f| Cell::Integer(f.id);
    "recording" Integer always |f| Cell::Integer(f.recording);
    "location" Integer always |f| Cell::Integer(i64::from(f.of.location));
    "path" Text always |f| text(&f.of.path);
    "blame" Text always |f| text(&f.row.blame);
    "what" Text always |f| text(&f.row.what);
    "place" Text always |f| text(&f.row.place);
    "evidence_offset" Integer maybe |f| maybe(f.row.offset, count);
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_explained() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/scan-format.md");
        let text = std::fs::read_to_string(path).unwrap();
        let section = |name: &str| {
            let from = text.find(&format!("\n## `{name}`")).unwrap();
            let rest = &text[from + 1..];
            &rest[..rest.find("\n## ").unwrap_or(rest.len())]
        };
        let check = |table: &str, names: Vec<&str>| {
            let section = section(table);
            for name in names {
                assert!(
                    section.contains(&format!("`{name}`")),
                    "{table}.{name} is not explained in docs/scan-format.md"
                );
            }
        };
        check("recordings", RECORDINGS.iter().map(|c| c.name).collect());
        check("spans", SPANS.iter().map(|c| c.name).collect());
        check("faults", FAULTS.iter().map(|c| c.name).collect());
    }
}
