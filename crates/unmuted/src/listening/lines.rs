//! From a survey to lines.

use unmuted_archive::audit::{AuditMatch, AuditResult, ClockFrom};
use unmuted_media::{Blame, Effort, Error, Examined, Method, Survey, SurveyedTrack, TrackSilence, Zero};
use unmuted_model::{Extent, RecordingClock, SpanSet};

use super::document::{Evidence, Fault, Line, Log, LogResult, PacketBytes, Recording, Span, Track, Video};
use crate::device_log::DeviceLog;

/// What comparing a recording with its device's log shows.
pub struct Audit<'a> {
    log: &'a DeviceLog,
    found: AuditMatch,
}

impl<'a> Audit<'a> {
    /// Of one recording.
    pub fn new(log: &'a DeviceLog, found: AuditMatch) -> Self {
        Self { log, found }
    }

    fn document(&self) -> Log {
        let (clock, clock_differs_from_claim) = match self.found.clock {
            ClockFrom::Log { differs_from_claim, .. } => ("log", differs_from_claim),
            ClockFrom::Claim => ("claim", false),
            ClockFrom::Nothing => ("nothing", false),
        };
        Log {
            log: self.log.name.clone(),
            log_sha256: self.log.sha256.clone(),
            device: self.found.device.clone(),
            clock,
            clock_differs_from_claim,
            tolerance_s: self.found.tolerance.as_secs_f64(),
            results: self.found.matches.iter().map(result).collect(),
        }
    }

    /// The results that rest on silence within a span.
    fn of(&self, extent: Extent<RecordingClock>) -> Vec<LogResult> {
        let outer = extent.outer();
        let touches = |m: &&unmuted_archive::audit::Match| {
            m.span.is_some() && m.part.outer().intersection(outer).is_some_and(|s| !s.is_empty())
        };
        self.found.matches.iter().filter(touches).map(result).collect()
    }
}

fn result(m: &unmuted_archive::audit::Match) -> LogResult {
    let (start, end) = (m.part.start(), m.part.end());
    LogResult {
        result: m.result.key(),
        words: m.result.words(),
        certain: m.certain,
        start_bounds_s: [start.earliest().as_secs_f64(), start.latest().as_secs_f64()],
        end_bounds_s: [end.earliest().as_secs_f64(), end.latest().as_secs_f64()],
        lines: m.lines.clone(),
    }
}

/// The lines of one recording: itself, its spans, its faults.
pub fn lines(
    file: &str,
    size: u64,
    found: &Survey,
    (requests, bytes_read): (u64, u64),
    audit: Option<&Audit<'_>>,
) -> Vec<Line> {
    let r = &found.recording;
    let span = r.span;
    let seconds = span.len().as_secs_f64();
    let silent: SpanSet<RecordingClock> =
        found.silences.iter().filter(|s| s.class.is_proven()).filter_map(|s| s.extent.inner()).collect();
    let share = |s: f64| if seconds > 0.0 { (s / seconds).clamp(0.0, 1.0) } else { 1.0 };
    let open = found.examined().missing(span);
    let pairs = |set: &SpanSet<RecordingClock>| {
        set.spans().iter().map(|s| [s.start().as_secs_f64(), s.end().as_secs_f64()]).collect()
    };
    let recording = Recording {
        file: file.to_owned(),
        size,
        container: r.container.to_string(),
        zero: match r.zero {
            Zero::FirstPicture => "first_picture",
            Zero::FirstSound => "first_sound",
        },
        start_s: span.start().as_secs_f64(),
        end_s: span.end().as_secs_f64(),
        duration_s: seconds,
        created: r.created.as_ref().and_then(|c| {
            c.text.clone().or_else(|| jiff::Timestamp::from_second(c.unix_secs?).ok().map(|t| t.to_string()))
        }),
        video: r.video.as_ref().map(|v| Video {
            codec: v.codec.clone(),
            start_s: v.start.as_secs_f64(),
            end_s: v.end.as_secs_f64(),
        }),
        tracks: found.tracks.iter().filter_map(|t| track(found, t)).collect(),
        covered_share: share(seconds - silent.total().as_secs_f64()),
        silent_s: silent.total().as_secs_f64(),
        silent: pairs(&silent),
        examined_share: share(seconds - open.total().as_secs_f64()),
        not_examined: pairs(&open),
        not_looked_at: not_looked_at(found),
        log: audit.map(Audit::document),
        requests,
        bytes_read,
    };
    let mut out = vec![Line::Recording(Box::new(recording))];
    for t in &found.tracks {
        out.extend(t.spans.iter().map(|s| span_line(file, Some(t.number), s, audit)));
    }
    if found.tracks.is_empty() {
        let whole = |s: &unmuted_media::Silence| TrackSilence { channel: None, silence: s.clone() };
        out.extend(found.silences.iter().map(|s| span_line(file, None, &whole(s), audit)));
    }
    out.extend(r.faults.iter().chain(&found.faults).map(|f| fault(file, f, false)));
    out
}

/// The line of a recording of which nothing could be read.
pub fn unreadable(file: &str, e: Error) -> Line {
    fault(file, &e.into_fault(), true)
}

/// The line of a recording behind a network that could not be reached.
pub fn not_reached(file: &str, what: String, remedy: String) -> Line {
    let (place, offset, track) = (String::new(), None, None);
    Line::Fault(Fault {
        file: file.to_owned(),
        blame: "input_output",
        what,
        place,
        offset,
        track,
        remedy,
        unreadable: true,
    })
}

/// The line of a file that could not be opened.
pub fn not_opened(file: &str, e: &std::io::Error) -> Line {
    let remedy = match e.kind() {
        std::io::ErrorKind::NotFound => "check the name",
        std::io::ErrorKind::PermissionDenied => "give yourself the right to read it; nothing is ever written to it",
        _ => "name a file, not a folder; `unmuted scan` reads folders",
    };
    Line::Fault(Fault {
        file: file.to_owned(),
        blame: "input_output",
        what: format!("cannot be opened: {e}"),
        place: String::new(),
        offset: None,
        track: None,
        remedy: remedy.into(),
        unreadable: true,
    })
}

fn track(found: &Survey, t: &SurveyedTrack) -> Option<Track> {
    let audio = found.recording.audio.iter().find(|a| a.number == t.number)?;
    let (how, by) = match &t.how {
        Examined::Decoded => ("decoded", String::new()),
        Examined::CoreOnly => ("core_only", String::new()),
        Examined::Foreign { by } => ("foreign", by.clone()),
        Examined::Not { codec } => ("not_examined", codec.clone()),
    };
    Some(Track {
        track: t.number,
        codec: audio.codec.clone(),
        rate_hz: audio.rate_hz,
        channels: audio.channels,
        start_s: audio.start.as_secs_f64(),
        end_s: audio.end.as_secs_f64(),
        late_by_at_most_s: audio.priming.late_by_at_most().as_secs_f64(),
        how,
        by,
        effort: t.effort.key(),
        packets: t.packets,
        sized: t.sized,
        opened: t.opened,
        decoded: t.decoded,
        probes: t.probes,
        probes_silent: t.probes_silent,
        encoder: t.encoder.fingerprint.clone(),
        encoder_name: t.encoder.name.clone(),
    })
}

/// What was not looked at, in words.
pub(super) fn not_looked_at(found: &Survey) -> Vec<String> {
    let mut out = Vec::new();
    for t in &found.tracks {
        let Some(audio) = found.recording.audio.iter().find(|a| a.number == t.number) else { continue };
        let n = t.number;
        if let Examined::Not { codec } = &t.how {
            out.push(format!("track {n}: its sound ({codec}); only what the container proves is told"));
            continue;
        }
        if t.effort == Effort::Quick && t.probes > 0 {
            out.push(format!(
                "track {n}: of {} packets all were judged by their size and {} were opened; a silence that leaves \
                 packets as large as sound would be seen only by {} probes, and --thorough opens every packet",
                t.packets, t.opened, t.probes
            ));
        } else if t.effort == Effort::Quick {
            // Where requests are dear nothing is opened but the ends.
            out.push(format!(
                "track {n}: of {} packets all were judged by their size and {} were opened, at the ends of what sizes \
                 suggest; between them, packets of at most 32 bytes are taken to be silent; --thorough opens every packet",
                t.packets, t.opened
            ));
        }
        if t.effort < Effort::Decode && audio.channels > 1 {
            let apart = if t.effort == Effort::Quick { "10 s" } else { "0.5 s" };
            out.push(format!(
                "track {n}: silence of one channel alone that is shorter than {apart}; --level decodes everything"
            ));
        }
        if t.how == Examined::CoreOnly {
            out.push(format!("track {n}: sound above the band of the codec's core"));
        }
        if t.effort < Effort::Decode {
            out.push(format!("track {n}: steady low levels, which need --level"));
        }
    }
    out
}

fn span_line(file: &str, track: Option<u32>, s: &TrackSilence, audit: Option<&Audit<'_>>) -> Line {
    let TrackSilence { channel, silence } = s;
    let (extent, e): (Extent<_>, _) = (silence.extent, &silence.evidence);
    let (start, end) = (extent.start(), extent.end());
    let certain = silence.certain();
    // A log speaks of the recording, not of one channel of it.
    let log = audit.filter(|_| channel.is_none()).map_or_else(Vec::new, |a| a.of(extent));
    let muted = log.iter().any(|l| l.certain && l.result == AuditResult::LoggedAndSilent.key());
    Line::Span(Box::new(Span {
        file: file.to_owned(),
        track,
        channel: *channel,
        class: silence.class.key(),
        words: silence.class.words(),
        start_s: certain.start().as_secs_f64(),
        end_s: certain.end().as_secs_f64(),
        start_bounds_s: [start.earliest().as_secs_f64(), start.latest().as_secs_f64()],
        end_bounds_s: [end.earliest().as_secs_f64(), end.latest().as_secs_f64()],
        method: silence.method.key(),
        method_version: Method::VERSION,
        evidence: Evidence {
            zero_samples: e.zero_samples,
            missing_s: e.missing.as_secs_f64(),
            packets: e.packets,
            proven_packets: e.proven_packets,
            offset: e.offset,
            first_bytes: e
                .first_bytes
                .iter()
                .map(|p| PacketBytes {
                    packet: p.number,
                    offset: p.offset,
                    size: p.size,
                    begins_with: p.begins_with.iter().map(|b| format!("{b:02x}")).collect(),
                })
                .collect(),
            near_buffer_s: e.near_buffer_secs,
            whole_recording: e.whole_recording,
            level_dbfs: e.level_tenths_db.map(|l| f64::from(l) / 10.0),
            tone_before_hz: e.tone_before_hz,
            tone_after_hz: e.tone_after_hz,
            click_before: e.click_before,
            click_after: e.click_after,
        },
        log,
        muted_by: muted.then_some("device_log"),
        could_be: e.causes.iter().map(|c| c.words()).collect(),
    }))
}

fn fault(file: &str, f: &unmuted_media::Fault, unreadable: bool) -> Line {
    let blame = f.blame();
    let remedy = match blame {
        Blame::Note => "",
        Blame::Malformed => "ask for the file again, as the device wrote it, and compare digests",
        Blame::Unsupported => "install ffmpeg, or convert a copy to MP4 (AAC) or WAV and say how it was made",
        Blame::LimitReached => "the file claims more than any recording holds; ask for it again",
        Blame::InputOutput => "check the disk and the right to read it, and try again",
    };
    Line::Fault(Fault {
        file: file.to_owned(),
        blame: blame.key(),
        what: f.kind.to_string(),
        place: f.at.to_string(),
        offset: f.at.offset,
        track: f.at.track,
        remedy: remedy.into(),
        unreadable,
    })
}
