//! Rows made up for tests: a fictional archive.

use unmuted_media::Effort;
use unmuted_model::SilenceClass;

use crate::rows::{FaultRow, LeadIn, RecordingRow, Scanned, SpanRow, Started, StartedFrom, State};

pub const S: i64 = 1_000_000_000;

/// A recording of so many seconds that was read in full, without spans.
pub fn recording(path: &str, seconds: i64) -> Scanned {
    let recording = RecordingRow {
        path: path.to_owned(),
        location: 0,
        size: 1_000_000,
        state: State::Read,
        container: "MP4".to_owned(),
        duration_ns: seconds * S,
        device: None,
        wearer: None,
        unit: None,
        started: None,
        released_copy: None,
        audio_tracks: 1,
        codec: "AAC".to_owned(),
        encoder: "aac 48000 1 a".to_owned(),
        covered_ns: seconds * S,
        examined_ns: seconds * S,
        silent_ns: [0; 7],
        effort: Effort::Quick,
        packets: 100,
        opened: 10,
        decoded: 1,
        requests: 3,
        bytes_read: 1_000,
        guard_struck: false,
        checked: None,
        lead_in_ns: Some(0),
        lead_in_usual_s: None,
        lead_in: None,
    };
    Scanned { recording, spans: Vec::new(), faults: Vec::new() }
}

pub trait Made {
    fn silent(self, class: SilenceClass, from_s: i64, to_s: i64) -> Self;
    fn lead(self, seconds: i64, usual_s: u32, how: LeadIn) -> Self;
    fn of(self, device: &str, wearer: &str, unit: &str) -> Self;
    fn began(self, text: &str) -> Self;
    fn unread(self, blame: &str, what: &str) -> Self;
}

impl Made for Scanned {
    fn silent(mut self, class: SilenceClass, from_s: i64, to_s: i64) -> Self {
        self.recording.silent_ns[class as usize] += (to_s - from_s) * S;
        self.spans.push(SpanRow {
            track: Some(0),
            channel: None,
            class,
            start_ns: from_s * S,
            end_ns: to_s * S,
            start_earliest_ns: from_s * S,
            end_latest_ns: to_s * S,
            method: "spectrum".to_owned(),
            offset: Some(4_096),
            proven_packets: 10,
            packets: 10,
            near_buffer_s: None,
            tone_hz: None,
            click: false,
            begins_with: "01182007".to_owned(),
        });
        self
    }

    fn lead(self, seconds: i64, usual_s: u32, how: LeadIn) -> Self {
        let mut with = if seconds > 0 { self.silent(SilenceClass::PreEvent, 0, seconds) } else { self };
        with.recording.lead_in_ns = Some(seconds * S);
        with.recording.lead_in_usual_s = Some(usual_s);
        with.recording.lead_in = Some(how);
        with
    }

    fn of(mut self, device: &str, wearer: &str, unit: &str) -> Self {
        let some = |t: &str| (!t.is_empty()).then(|| t.to_owned());
        self.recording.device = some(device);
        self.recording.wearer = some(wearer);
        self.recording.unit = some(unit);
        self
    }

    fn began(mut self, text: &str) -> Self {
        self.recording.started = Some(Started { text: text.to_owned(), unix_s: None, from: StartedFrom::Name });
        self
    }

    fn unread(mut self, blame: &str, what: &str) -> Self {
        self.recording.state = State::Unreadable;
        self.recording.duration_ns = 0;
        self.recording.examined_ns = 0;
        self.faults.push(FaultRow {
            blame: blame.to_owned(),
            what: what.to_owned(),
            place: "byte 0".to_owned(),
            offset: Some(0),
        });
        self
    }
}
