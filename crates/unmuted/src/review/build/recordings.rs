//! Recordings as the document shows them: what each holds, what is heard and what is not.

use unmuted_media::{AudioTrack, Container, Evidence, Examined, Heard, Recording as Index};
use unmuted_model::{Nanos, RecordingClock, SilenceClass, Span, SpanSet};

use crate::report::text::{clock_time, seconds};
use crate::review::claimed;
use crate::review::document::{Bounds, Silence};
use crate::review::waveform::{WaveformFile, WaveformLevel};

/// Container, picture and sound in words: `MP4, avc1 1280x720, AAC-LC 48 kHz mono`.
pub fn media_words(index: &Index) -> String {
    let mut words = vec![index.container.to_string()];
    if let Some(v) = &index.video {
        words.push(format!("{} {}×{}", codec_name(&v.codec), v.width, v.height));
    }
    words.extend(index.audio.iter().map(track_words));
    if index.audio.is_empty() {
        words.push("no audio track".into());
    }
    words.join(", ")
}

fn track_words(track: &AudioTrack) -> String {
    let channels = match track.channels {
        1 => "mono".to_owned(),
        2 => "stereo".to_owned(),
        n => format!("{n} channels"),
    };
    format!("{} {} kHz {channels}", track.codec, f64::from(track.rate_hz) / 1000.0)
}

/// The usual name of a codec that containers know by a code.
fn codec_name(code: &str) -> &str {
    match code {
        "avc1" | "avc3" => "H.264",
        "hvc1" | "hev1" => "H.265",
        "av01" | "V_AV1" => "AV1",
        "vp08" | "V_VP8" => "VP8",
        "vp09" | "V_VP9" => "VP9",
        other => other,
    }
}

/// Silent spans of the recording as a whole, numbered in time order: `camera-1/silence-1`.
pub fn silences(id: &str, heard: &Heard) -> Vec<Silence> {
    heard
        .silences
        .iter()
        .enumerate()
        .map(|(i, s)| Silence {
            id: silence_id(id, i),
            class: s.class.key().into(),
            words: s.class.words().into(),
            start_ns: [s.extent.start().earliest().ns(), s.extent.start().latest().ns()],
            end_ns: [s.extent.end().earliest().ns(), s.extent.end().latest().ns()],
            method: s.method.key().into(),
            evidence: evidence_words(s.class, &s.evidence),
            possible_causes: s.evidence.causes.iter().map(|c| c.words().to_owned()).collect(),
            cause: String::new(),
            device_log: Vec::new(),
        })
        .collect()
}

/// The id of a recording's silent span; `i` counts from zero in time order.
pub fn silence_id(recording: &str, i: usize) -> String {
    format!("{recording}/silence-{}", i + 1)
}

fn evidence_words(class: SilenceClass, e: &Evidence) -> String {
    let mut words = Vec::new();
    if e.zero_samples > 0 && e.rate_hz > 0 {
        words.push(format!("{} samples in a row at zero, at {} Hz", e.zero_samples, e.rate_hz));
    }
    if e.missing > Nanos::ZERO {
        words.push(format!("no packets for {}", seconds(e.missing.get())));
    }
    if let Some(near) = e.near_buffer_secs {
        words.push(format!("near the usual pre-event buffer of {near} s"));
    }
    if e.whole_recording {
        words.push("from the recording's first instant to its last".into());
    }
    if let Some(offset) = e.offset {
        words.push(format!("from byte {offset}"));
    }
    if words.is_empty() { class.words().to_owned() } else { words.join("; ") }
}

/// What was not examined and why, or empty.
pub fn not_examined(index: &Index, heard: &Heard) -> String {
    let mut words: Vec<String> = heard
        .tracks
        .iter()
        .filter_map(|t| match &t.how {
            Examined::Not { codec } => Some(format!("audio track {} ({codec}) was not decoded", t.number + 1)),
            Examined::CoreOnly => Some(format!("of audio track {} only the codec's core was decoded", t.number + 1)),
            Examined::Decoded | Examined::Foreign { .. } => None,
        })
        .collect();
    let missing = heard.examined.missing(index.span);
    // Less than a packet at an edge is the decoder's business.
    let missing: Vec<String> = missing
        .spans()
        .iter()
        .filter(|s| s.len() > Nanos::from_millis(100))
        .map(|s| format!("{} to {}", clock_time(s.start().ns()), clock_time(s.end().ns())))
        .collect();
    if !missing.is_empty() {
        words.push(format!("not examined: {}", missing.join(", ")));
    }
    words.join("; ")
}

/// Clock times that the container claims, in words; a time without an offset is one of the case's zone.
pub fn claims(index: &Index, zone: &jiff::tz::TimeZone) -> Vec<String> {
    let Some(c) = &index.created else {
        // An MP4 always has the field; zero stands for a time that was never set.
        return match index.container {
            Container::Mp4 | Container::FragmentedMp4 => {
                vec!["the movie header's creation time was never set (zero): no time is claimed".into()]
            }
            _ => Vec::new(),
        };
    };
    let field = claimed::field(c);
    if let claimed::Written::NeverSet(words) = claimed::written(c, zone) {
        return vec![format!("{field} says {words}")];
    }
    let time = match (&c.text, c.unix_secs.map(jiff::Timestamp::from_second)) {
        (Some(text), _) => text.clone(),
        (None, Some(Ok(t))) => format!("{t}, if it is written in UTC"),
        (None, _) => return Vec::new(),
    };
    vec![format!("{field} says {time}; device clocks may be wrong by hours")]
}

/// The waveform of the track that is heard: the first that is not wholly silent, else the first.
pub fn waveform(id: &str, heard: &Heard) -> Option<WaveformFile> {
    use base64::Engine;
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let sounding = heard.tracks.iter().find(|t| !t.audible.is_empty());
    let w = &sounding.or(heard.tracks.first())?.waveform;
    Some(WaveformFile {
        recording: id.to_owned(),
        bins_per_second: w.bins_per_second,
        start_ns: w.start.ns(),
        levels: w.levels.iter().map(|l| WaveformLevel { peak: encode(&l.peak), rms: encode(&l.rms) }).collect(),
    })
}

/// Spans as pairs.
pub fn pairs(set: &SpanSet<RecordingClock>) -> Vec<Bounds> {
    set.spans().iter().copied().map(pair).collect()
}

/// A span as a pair.
pub fn pair(span: Span<RecordingClock>) -> Bounds {
    [span.start().ns(), span.end().ns()]
}
