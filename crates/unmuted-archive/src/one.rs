//! Scanning one recording: a plain function of a reader.

use unmuted_media::{Created, Effort, Fault, FaultKind, ReadAt, Silence, Survey, SurveyOptions, survey};
use unmuted_model::{Nanos, SpanSet};

use crate::meta::Claimed;
use crate::rows::{FaultRow, RecordingRow, Scanned, SpanRow, Started, StartedFrom, State};

/// Scans one recording. `path` and `location` only go into the row. What could not be read is a row as well.
///
/// Device, wearer, unit and beginning are left open: they come from names and lists, which this function does not know;
/// of the container's own claim, the creation time is in `recording.started`. `requests` and `bytes_read` are for the
/// caller to fill in, whose reader counts them.
pub fn scan_one(bytes: &dyn ReadAt, location: u32, path: &str, options: &SurveyOptions) -> Scanned {
    scan_any(bytes, location, path, options)
        .unwrap_or_else(|fault| unreadable(fault_row(&fault), bytes.size(), location, path))
}

/// Scans what may be no recording at all.
///
/// # Errors
/// The fault that says so, where the bytes fit no container.
pub(crate) fn scan_any(
    bytes: &dyn ReadAt,
    location: u32,
    path: &str,
    options: &SurveyOptions,
) -> Result<Scanned, Fault> {
    match survey(bytes, options, None, &|_, _| {}) {
        Ok(found) => Ok(rows(&found, bytes.size(), location, path)),
        Err(e) => {
            let fault = e.into_fault();
            match fault.kind {
                FaultKind::UnknownContainer { .. } | FaultKind::Empty => Err(fault),
                _ => Ok(unreadable(fault_row(&fault), bytes.size(), location, path)),
            }
        }
    }
}

/// The row of a file of which nothing could be read.
pub(crate) fn unreadable(fault: FaultRow, size: u64, location: u32, path: &str) -> Scanned {
    let recording = RecordingRow {
        path: path.to_owned(),
        location,
        size,
        state: State::Unreadable,
        container: String::new(),
        duration_ns: 0,
        device: None,
        wearer: None,
        unit: None,
        started: None,
        released_copy: None,
        audio_tracks: 0,
        codec: String::new(),
        encoder: String::new(),
        covered_ns: 0,
        examined_ns: 0,
        silent_ns: [0; 7],
        effort: Effort::Quick,
        packets: 0,
        opened: 0,
        decoded: 0,
        requests: 0,
        bytes_read: 0,
        guard_struck: false,
        checked: None,
        lead_in_ns: None,
        lead_in_usual_s: None,
        lead_in: None,
    };
    Scanned { recording, spans: Vec::new(), faults: vec![fault] }
}

fn rows(found: &Survey, size: u64, location: u32, path: &str) -> Scanned {
    let span = found.recording.span;
    let mut silent_ns = [0; 7];
    for s in &found.silences {
        if let (Some(slot), Some(inner)) = (silent_ns.get_mut(s.class as usize), s.extent.inner()) {
            *slot += inner.len().get();
        }
    }
    let silent: SpanSet<_> =
        found.silences.iter().filter(|s| s.class.is_proven()).filter_map(|s| s.extent.inner()).collect();
    let examined = found.examined().total();
    let sum = |f: fn(&unmuted_media::SurveyedTrack) -> u64| found.tracks.iter().map(f).sum::<u64>();
    let recording = RecordingRow {
        path: path.to_owned(),
        location,
        size,
        state: State::Read,
        container: found.recording.container.to_string(),
        duration_ns: span.len().get(),
        device: None,
        wearer: None,
        unit: None,
        started: found.recording.created.as_ref().and_then(claimed),
        released_copy: None,
        audio_tracks: found.recording.audio.len() as u32,
        codec: found.recording.audio.iter().map(|t| t.codec.as_str()).collect::<Vec<_>>().join("+"),
        encoder: found.tracks.first().map_or(String::new(), |t| t.encoder.fingerprint.clone()),
        covered_ns: (span.len() - silent.total()).max(Nanos::ZERO).get(),
        examined_ns: examined.get(),
        silent_ns,
        effort: found.tracks.iter().map(|t| t.effort).max().unwrap_or(Effort::Quick),
        packets: sum(|t| t.packets),
        opened: sum(|t| t.opened),
        decoded: sum(|t| t.decoded),
        requests: 0,
        bytes_read: 0,
        guard_struck: found.tracks.iter().any(|t| t.probes_silent > 0),
        checked: None,
        lead_in_ns: None,
        lead_in_usual_s: None,
        lead_in: None,
    };
    let mut spans: Vec<SpanRow> = Vec::new();
    for t in &found.tracks {
        spans.extend(t.spans.iter().map(|s| span_row(Some(t.number), s.channel, &s.silence)));
    }
    // The recording as a whole, where that says more than its one track does.
    if found.tracks.len() != 1 {
        spans.extend(found.silences.iter().map(|s| span_row(None, None, s)));
    }
    let faults = found.recording.faults.iter().chain(&found.faults).map(fault_row).collect();
    Scanned { recording, spans, faults }
}

fn span_row(track: Option<u32>, channel: Option<u16>, s: &Silence) -> SpanRow {
    let inner = s.certain();
    let e = &s.evidence;
    SpanRow {
        track,
        channel,
        class: s.class,
        start_ns: inner.start().ns(),
        end_ns: inner.end().ns(),
        start_earliest_ns: s.extent.start().earliest().ns(),
        end_latest_ns: s.extent.end().latest().ns(),
        method: s.method.key().to_owned(),
        offset: e.offset,
        proven_packets: e.proven_packets,
        packets: e.packets,
        near_buffer_s: e.near_buffer_secs,
        tone_hz: e.tone_before_hz.or(e.tone_after_hz),
        click: e.click_before || e.click_after,
        begins_with: e
            .first_bytes
            .first()
            .map_or(String::new(), |p| p.begins_with.iter().map(|b| format!("{b:02x}")).collect()),
    }
}

/// The container's own claim about when the recording began.
fn claimed(created: &Created) -> Option<Started> {
    let (text, unix_s) = match (&created.text, created.unix_secs) {
        (_, Some(s)) => (jiff::Timestamp::from_second(s).ok()?.to_string(), Some(s)),
        (Some(text), None) => (Claimed::read(text).map_or_else(|| text.clone(), |c| c.to_string()), None),
        (None, None) => return None,
    };
    Some(Started { text, unix_s, from: StartedFrom::Container })
}

pub(crate) fn fault_row(fault: &Fault) -> FaultRow {
    FaultRow {
        blame: fault.blame().key().into(),
        what: fault.kind.to_string(),
        place: fault.at.to_string(),
        offset: fault.at.offset,
    }
}
