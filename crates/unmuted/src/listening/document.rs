//! What `unmuted listen --json` prints: one object a line, told apart by `type`. Times are seconds on the recording's own
//! clock, whose zero the recording's object names.

use serde::Serialize;

/// One line.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Line {
    /// One recording that was read; its spans and faults follow.
    Recording(Box<Recording>),
    /// One silent span of one track.
    Span(Box<Span>),
    /// Something that is wrong with a recording, or a recording that could not be read.
    Fault(Fault),
    /// The last line.
    End(End),
}

/// One recording.
#[derive(Serialize)]
pub struct Recording {
    /// As typed.
    pub file: String,
    /// Bytes.
    pub size: u64,
    /// How it is packed.
    pub container: String,
    /// Which instant is zero on its clock: `first_picture` or `first_sound`.
    pub zero: &'static str,
    /// From the first picture or sound.
    pub start_s: f64,
    /// To the last.
    pub end_s: f64,
    /// How long that is.
    pub duration_s: f64,
    /// When the container claims to have been made, as it says. A claim.
    pub created: Option<String>,
    /// The video track.
    pub video: Option<Video>,
    /// The audio tracks.
    pub tracks: Vec<Track>,
    /// Part of the duration that is not silent on every track, 0 to 1. What was not examined counts as not silent.
    pub covered_share: f64,
    /// Seconds that are silent on every track.
    pub silent_s: f64,
    /// When it is silent on every track: where there is more than one track, this is less than their spans.
    pub silent: Vec<[f64; 2]>,
    /// Part of the duration in which silence would have been found on every track, 0 to 1.
    pub examined_share: f64,
    /// When it would not have been found.
    pub not_examined: Vec<[f64; 2]>,
    /// What this survey did not look at, in words.
    pub not_looked_at: Vec<String>,
    /// What comparing it with the device's log shows; `null` without a log.
    pub log: Option<Log>,
    /// Reads of the file, or requests to the store.
    pub requests: u64,
    /// Bytes that they gave.
    pub bytes_read: u64,
}

/// A recording compared with its device's log.
#[derive(Serialize)]
pub struct Log {
    /// The log's name and digest.
    pub log: String,
    /// SHA-256 of the log.
    pub log_sha256: String,
    /// The device, as the log writes it.
    pub device: Option<String>,
    /// What says where the recording lies on the device's clock: `log`, `claim` or `nothing`.
    pub clock: &'static str,
    /// Whether the log's entry about the beginning and the recording's own claim differ by more than the tolerance.
    pub clock_differs_from_claim: bool,
    /// The tolerance, seconds.
    pub tolerance_s: f64,
    /// The results, by time.
    pub results: Vec<LogResult>,
}

/// One result.
#[derive(Clone, Serialize)]
pub struct LogResult {
    /// `logged_and_silent`, `logged_not_silent`, `silent_not_logged`, `not_examined`, `no_log`.
    pub result: &'static str,
    /// The same in words.
    pub words: &'static str,
    /// Whether it holds whatever the doubt about clocks and ends; otherwise it is possible.
    pub certain: bool,
    /// Where it begins, at least and at most.
    pub start_bounds_s: [f64; 2],
    /// Where it ends, at least and at most.
    pub end_bounds_s: [f64; 2],
    /// The lines of the log that it rests on.
    pub lines: Vec<u64>,
}

/// A video track, which is never read.
#[derive(Serialize)]
pub struct Video {
    /// Its codec.
    pub codec: String,
    /// First picture.
    pub start_s: f64,
    /// End of the last one.
    pub end_s: f64,
}

/// An audio track.
#[derive(Serialize)]
pub struct Track {
    /// Its number, from zero.
    pub track: u32,
    /// Its codec.
    pub codec: String,
    /// Samples a second.
    pub rate_hz: u32,
    /// Channels.
    pub channels: u16,
    /// First sample.
    pub start_s: f64,
    /// End of the last one.
    pub end_s: f64,
    /// At most so many seconds later than the truth may its times be, because the file does not say where sound begins.
    pub late_by_at_most_s: f64,
    /// How it was judged: `decoded`, `core_only`, `foreign`, `not_examined`.
    pub how: &'static str,
    /// The foreign decoder, or the codec that nothing here decodes.
    pub by: String,
    /// `quick`, `thorough` or `decode`.
    pub effort: &'static str,
    /// Packets in the index; judged by their size; opened; decoded.
    pub packets: u64,
    /// See `packets`.
    pub sized: u64,
    /// See `packets`.
    pub opened: u64,
    /// See `packets`.
    pub decoded: u64,
    /// Packets opened outside everything that sizes suggest, and how many were silent.
    pub probes: u64,
    /// See `probes`. More than none, and all packets were opened.
    pub probes_silent: u64,
    /// What tells the encoder from others.
    pub encoder: String,
    /// The name that it wrote into the file.
    pub encoder_name: Option<String>,
}

/// A silent span.
#[derive(Serialize)]
pub struct Span {
    /// As typed.
    pub file: String,
    /// The audio track; `null` where the recording has none.
    pub track: Option<u32>,
    /// The only silent channel, from zero; `null` where all of the track's channels are silent.
    pub channel: Option<u16>,
    /// The class: a fact about the file.
    pub class: &'static str,
    /// The same in words.
    pub words: &'static str,
    /// Certainly silent from here
    pub start_s: f64,
    /// to here. The same instant where no part is certain: the bounds say where it lies.
    pub end_s: f64,
    /// The true start lies within.
    pub start_bounds_s: [f64; 2],
    /// The true end lies within.
    pub end_bounds_s: [f64; 2],
    /// How it was found.
    pub method: &'static str,
    /// The version of the rules by which spans are found.
    pub method_version: u32,
    /// What shows it.
    pub evidence: Evidence,
    /// What comparing it with the device's log shows.
    pub log: Vec<LogResult>,
    /// On what evidence it is said to be a muting: `device_log`, or `null` where there is none.
    pub muted_by: Option<&'static str>,
    /// What could explain it: never complete, never ranked.
    pub could_be: Vec<&'static str>,
}

/// What shows that a span is silent.
#[derive(Serialize)]
pub struct Evidence {
    /// Samples of each channel that were decoded or lie between decoded ends, none of which sounds.
    pub zero_samples: u64,
    /// Seconds without packets.
    pub missing_s: f64,
    /// Packets in the span.
    pub packets: u64,
    /// Packets whose spectrum was shown to be zero.
    pub proven_packets: u64,
    /// Where in the file the evidence begins.
    pub offset: Option<u64>,
    /// The first bytes of some packets.
    pub first_bytes: Vec<PacketBytes>,
    /// The usual length of a pre-event buffer that it is near, in seconds.
    pub near_buffer_s: Option<u32>,
    /// Whether it is all of the recording.
    pub whole_recording: bool,
    /// The mean level of a steady low level, in dBFS.
    pub level_dbfs: Option<f64>,
    /// A steady tone just before it, in hertz.
    pub tone_before_hz: Option<u32>,
    /// Just after it.
    pub tone_after_hz: Option<u32>,
    /// A click just before it.
    pub click_before: bool,
    /// Just after it.
    pub click_after: bool,
}

/// The first bytes of a packet.
#[derive(Serialize)]
pub struct PacketBytes {
    /// Its number in the track, from zero.
    pub packet: u64,
    /// Where it lies.
    pub offset: u64,
    /// Its size.
    pub size: u32,
    /// Hexadecimal digits.
    pub begins_with: String,
}

/// Something wrong.
#[derive(Serialize)]
pub struct Fault {
    /// As typed.
    pub file: String,
    /// `malformed`, `unsupported`, `limit_reached`, `input_output`, `note`.
    pub blame: &'static str,
    /// What.
    pub what: String,
    /// Where.
    pub place: String,
    /// Bytes from the beginning.
    pub offset: Option<u64>,
    /// The audio track.
    pub track: Option<u32>,
    /// What to do; empty for a note.
    pub remedy: String,
    /// Whether nothing of the file could be read.
    pub unreadable: bool,
}

/// The last line.
#[derive(Serialize)]
pub struct End {
    /// Files asked for.
    pub files: u64,
    /// Files of which nothing could be read.
    pub unreadable: u64,
    /// Spans.
    pub spans: u64,
    /// Faults.
    pub faults: u64,
    /// Reads or requests.
    pub requests: u64,
    /// Bytes that they gave.
    pub bytes_read: u64,
    /// The program's version.
    pub version: &'static str,
}
