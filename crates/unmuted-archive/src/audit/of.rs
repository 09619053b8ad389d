//! Gathering what matching needs of a recording, from a survey or from the rows of a scan.

use unmuted_media::Survey;
use unmuted_model::{Extent, Interval, Nanos, RecordingTime, Span, SpanSet, WallClock, WallTime};

use super::log::AuditLog;
use super::map::AuditMap;
use super::matching::{AuditMatch, MatchOptions, RecordingFacts, SilentSpan, match_recording};
use crate::{RecordingRow, SpanRow};

/// A beginning that is claimed to the second: somewhere in that second.
pub fn started_from_unix(seconds: i64) -> Interval<WallClock> {
    let start = WallTime::ZERO + Nanos::from_secs(seconds);
    Interval::between(start, start + Nanos::from_secs(1))
}

/// Matches a surveyed recording. `name` is the file's, `device` and `started` are what the user or the container says.
pub fn match_survey(
    log: &AuditLog,
    map: &AuditMap,
    survey: &Survey,
    name: &str,
    device: Option<&str>,
    started: Option<Interval<WallClock>>,
    options: &MatchOptions,
) -> AuditMatch {
    let facts = RecordingFacts {
        name,
        device,
        started,
        span: survey.recording.span,
        spans: survey.silences.iter().map(|s| SilentSpan { class: s.class, extent: s.extent }).collect(),
        examined: survey.examined(),
    };
    match_recording(log, map, &facts, options)
}

/// Matches a scanned recording, of which the tables have the rows. They do not say which time was examined: where it
/// was not all, nothing is called logged and not silent.
pub fn match_row(
    log: &AuditLog,
    map: &AuditMap,
    recording: &RecordingRow,
    spans: &[SpanRow],
    options: &MatchOptions,
) -> AuditMatch {
    let whole = Span::between(RecordingTime::ZERO, RecordingTime::from_ns(recording.duration_ns));
    let all_examined = recording.examined_ns >= recording.duration_ns;
    // The rows without a track are the recording's; with one track, its rows are.
    let of_recording = |s: &&SpanRow| s.channel.is_none() && (s.track.is_none() || recording.audio_tracks == 1);
    let at = RecordingTime::from_ns;
    let silent = spans.iter().filter(of_recording).map(|s| SilentSpan {
        class: s.class,
        extent: Extent::new(
            Interval::between(at(s.start_earliest_ns), at(s.start_ns)),
            Interval::between(at(s.end_ns), at(s.end_latest_ns)),
        ),
    });
    let facts = RecordingFacts {
        name: &recording.path,
        device: recording.device.as_deref(),
        started: recording.started.as_ref().and_then(|s| s.unix_s).map(started_from_unix),
        span: whole,
        spans: silent.collect(),
        examined: all_examined.then_some(whole).into_iter().collect::<SpanSet<_>>(),
    };
    match_recording(log, map, &facts, options)
}
