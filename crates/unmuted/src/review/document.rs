//! `review.json`: the one document that everything shown is drawn from.
//!
//! The page, the terminal's text, `timeline.csv`, the captions and the editing timeline are renderings of this
//! document and know nothing else. It is a file format, and so a twin of the inner types, not the types.
//! `version` rises when a key changes its meaning or goes; new keys may come without.
//! Every time is a whole number of nanoseconds on the clock that its key's comment names; wall times are text
//! (RFC 3339 with offset), because they do not fit a JavaScript number.
//! Nothing here depends on the machine, the day, or the number of threads.
//!
//! The page's TypeScript types in `web/src/generated/` are made from these structures by this crate's tests.

use serde::{Deserialize, Serialize};

#[cfg(test)]
use ts_rs::TS;

/// The version of the document's format.
pub const VERSION: u32 = 1;

macro_rules! document {
    ($($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident : $ty:ty,)* })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(test, derive(TS), ts(export, export_to = "../../../web/src/generated/"))]
        pub struct $name { $($(#[$field_meta])* pub $field: $ty,)* }
    )+};
}

/// An instant known to lie between two, in nanoseconds: `[earliest, latest]`.
pub type Bounds = [i64; 2];

document! {
    /// One incident, reviewed.
    pub struct Review {
        /// Always `unmuted-review`.
        pub format: String,
        /// See [`VERSION`].
        #[cfg_attr(test, ts(type = "number"))]
        pub version: u32,
        /// What made this document.
        pub made_by: MadeBy,
        /// What the incident is.
        pub case: Case,
        /// The common clock.
        pub clock: Clock,
        /// Every recording, on the clock or not, in the order of their starts; those not on the clock last.
        pub recordings: Vec<Recording>,
        /// Every other source.
        pub documents: Vec<Document>,
        /// What people marked, in order of time.
        pub events: Vec<Event>,
        /// What people say they reviewed.
        pub reviewed: Vec<Reviewed>,
        /// Typed entries of dispatch logs.
        pub log: Vec<LogEntry>,
        /// Lines of transcripts, in order of time.
        pub transcript: Vec<TranscriptLine>,
        /// What was said, in the order spoken.
        pub statements: Vec<Statement>,
        /// What was required.
        pub rules: Vec<Rule>,
        /// Attributes on which sources differ, or that are given by one.
        pub attributes: Vec<Attribute>,
        /// What followed.
        pub outcomes: Vec<Outcome>,
        /// Each kind of step after such an incident: done, open, or not recorded, in the clock's order.
        pub accountability: Vec<Step>,
        /// How far two reviewers who marked alone agree, by kind and recording.
        pub agreement: Vec<Agreement>,
        /// How statements and rules were tested.
        pub tested: Tested,
        /// What could not be read or does not fit, each with its remedy.
        pub problems: Vec<Problem>,
        /// Counts for a reader in a hurry.
        pub totals: Totals,
    }

    /// How statements and rules were tested, where that was not the default.
    pub struct Tested {
        /// Whether rules that were not in force were run as if they had been; their results are labelled so.
        pub as_if: bool,
        /// Only the marks and reviewed spans of these people were used; empty where everybody's were.
        pub by: Vec<String>,
        /// Whether unconfirmed and disputed material was set aside.
        pub confirmed_only: bool,
    }

    /// The program and its methods.
    pub struct MadeBy {
        /// Always `unmuted`.
        pub program: String,
        /// The program's version.
        pub version: String,
        /// Each method that contributed.
        pub methods: Vec<Method>,
    }

    /// One method, with its parameters and what is known of its errors.
    pub struct Method {
        /// A short name, as observations refer to it.
        pub name: String,
        /// Rises when results can change.
        #[cfg_attr(test, ts(type = "number"))]
        pub version: u32,
        /// Parameters in words.
        pub parameters: String,
        /// Measured error with its material, or that it has not been validated.
        pub error: String,
    }

    /// What `case.toml` says.
    pub struct Case {
        /// The case's id.
        pub id: String,
        /// Its title.
        pub title: String,
        /// Where it happened.
        pub place: String,
        /// IANA name of the zone that wall times are shown in.
        pub time_zone: String,
        /// The day it happened, `YYYY-MM-DD`.
        pub date: String,
        /// The agency.
        pub agency: String,
        /// The notice of a fictional case; `null` for a real one.
        pub fictional: Option<String>,
        /// One or two sentences.
        pub summary: String,
        /// Ages are counted to this date.
        pub as_of: String,
        /// Whether `as_of` was given (by the case or on the command line) or is the newest date in the case.
        pub as_of_given: bool,
        /// Who was there.
        pub people: Vec<Person>,
        /// What can be observed.
        pub kinds: Vec<KindWords>,
        /// Names of those who marked or reviewed.
        pub reviewers: Vec<String>,
    }

    /// One person, by role.
    pub struct Person {
        /// The id that marks and sentences use.
        pub id: String,
        /// The role.
        pub role: String,
        /// The name shown.
        pub name: String,
    }

    /// One kind of observation.
    pub struct KindWords {
        /// Its name.
        pub kind: String,
        /// Its words.
        pub words: String,
        /// `instant` or `span`.
        pub is: String,
        /// `sound`, `picture` or `either`.
        pub sense: String,
    }

    /// The incident clock and its ties.
    pub struct Clock {
        /// The group that the page shows on one clock; groups are numbered from 1.
        #[cfg_attr(test, ts(type = "number"))]
        pub main_group: u32,
        /// Each group of recordings that share sound.
        pub groups: Vec<Group>,
        /// Incident time at which the first recording starts.
        #[cfg_attr(test, ts(type = "number"))]
        pub start_ns: i64,
        /// Incident time at which the last recording ends.
        #[cfg_attr(test, ts(type = "number"))]
        pub end_ns: i64,
        /// What a sentence speaks of when it names no other span, incident time.
        #[cfg_attr(test, ts(type = "[number, number]"))]
        pub scope_ns: Bounds,
        /// The tie to wall time, where there are anchors that agree.
        pub wall: Option<Wall>,
        /// Each anchor.
        pub anchors: Vec<Anchor>,
        /// Each place that a person heard in two recordings.
        pub by_hand: Vec<HandAnchor>,
        /// Each clock that a recording or a log claims, tested against the solved one.
        pub claimed: Vec<ClaimedClock>,
        /// What claimed clocks say about recordings that share no sound.
        pub claimed_ties: Vec<ClaimedTie>,
        /// Each pair of recordings that was compared.
        pub pairs: Vec<Pair>,
        /// Each loop of pairs, with what is left over when it is walked round.
        pub cycles: Vec<Cycle>,
        /// The widest placement in the main group, as half-width.
        #[cfg_attr(test, ts(type = "number"))]
        pub widest_ns: i64,
    }

    /// Recordings on one clock.
    pub struct Group {
        /// From 1.
        #[cfg_attr(test, ts(type = "number"))]
        pub number: u32,
        /// Whose clock it is.
        pub reference: String,
        /// Its recordings.
        pub recordings: Vec<String>,
    }

    /// Where incident time meets wall time.
    pub struct Wall {
        /// Wall time at incident time zero, best value; RFC 3339 with the zone's offset.
        pub at_zero: String,
        /// The same instant as milliseconds since 1970-01-01T00:00Z, for the page's arithmetic.
        #[cfg_attr(test, ts(type = "number"))]
        pub at_zero_unix_ms: i64,
        /// Minutes that local time is ahead of UTC there and then.
        #[cfg_attr(test, ts(type = "number"))]
        pub utc_offset_minutes: i32,
        /// Half-width of what the anchors leave open.
        #[cfg_attr(test, ts(type = "number"))]
        pub plus_minus_ns: i64,
    }

    /// One tie, as somebody gave it.
    pub struct Anchor {
        /// Its id.
        pub id: String,
        /// The recording it was read from.
        pub source: String,
        /// Where on that recording, its own clock.
        #[cfg_attr(test, ts(type = "[number, number]"))]
        pub local_ns: Bounds,
        /// Where on the incident clock.
        #[cfg_attr(test, ts(type = "[number, number] | null"))]
        pub incident_ns: Option<Bounds>,
        /// The wall time claimed.
        pub wall: String,
        /// How far that may be off, as given.
        #[cfg_attr(test, ts(type = "number"))]
        pub plus_minus_ns: i64,
        /// Claimed minus solved; `null` where there is no wall tie.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub residual_ns: Option<i64>,
        /// Whether it agrees with the others within its bounds.
        pub agrees: bool,
        /// What it rests on.
        pub basis: String,
        /// Who gave it.
        pub by: String,
    }

    /// Two recordings, compared by their sound.
    pub struct Pair {
        /// One recording.
        pub a: String,
        /// The other.
        pub b: String,
        /// Whether the pair supports the clock.
        pub accepted: bool,
        /// In words: how many windows agree, or why not.
        pub words: String,
        /// Start of `b` on `a`'s clock, best value; `null` where nothing was found.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub offset_ns: Option<i64>,
        /// How many windows agree.
        #[cfg_attr(test, ts(type = "number"))]
        pub windows: u32,
        /// Scatter of the windows that agree.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub scatter_ns: Option<i64>,
        /// Odds for the offset against chance, as a power of ten; `null` where nothing was found.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub odds_log10: Option<f64>,
        /// The same without the best moment: what one sound that occurs in two incidents cannot give.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub rest_log10: Option<f64>,
        /// By what power of ten it is likelier than the next best offset.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub margin: Option<f64>,
        /// Whether other stretches of the two fit at the rival's offset, clearly enough to decide by themselves: one of
        /// the two may have been cut, or have lost time in between.
        pub second_place: bool,
        /// Seconds of sound that both could have heard, at that offset.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub shared_s: Option<f64>,
        /// The best rival's offset; `null` where there is none.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub rival_offset_ns: Option<i64>,
        /// How far the pair's own windows lie from the one clock that fits all pairs; `null` unless accepted.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub residual_ns: Option<i64>,
        /// Half-width of the estimator's 95 % interval of the pair's own offset; `null` unless accepted.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub estimator_95_ns: Option<i64>,
        /// Worst case of sound's travel time between the two; `null` unless accepted.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub travel_bound_ns: Option<i64>,
        /// In how many loops of three it is tested.
        #[cfg_attr(test, ts(type = "number"))]
        pub loops: u32,
        /// The windows that agree, and those along the same offset that do not, in order of time.
        pub looked_at: Vec<PairWindow>,
        /// What the one clock says about the two, accepted pair or not; `null` where they are not on one clock.
        pub between: Option<Between>,
    }

    /// Two recordings of one clock against each other.
    pub struct Between {
        /// An instant on the first recording's own clock ...
        #[cfg_attr(test, ts(type = "number"))]
        pub at_a_ns: i64,
        /// ... and the same instant on the second's.
        #[cfg_attr(test, ts(type = "number"))]
        pub at_b_ns: i64,
        /// Half-width of the estimator's 95 % interval there.
        #[cfg_attr(test, ts(type = "number"))]
        pub estimator_95_ns: i64,
        /// Worst case of sound's travel time, on top.
        #[cfg_attr(test, ts(type = "number"))]
        pub travel_bound_ns: i64,
    }

    /// One window of about 2 s in which the same sound was looked for in both.
    pub struct PairWindow {
        /// Its middle on the first recording's own clock.
        #[cfg_attr(test, ts(type = "number"))]
        pub at_a_ns: i64,
        /// Its middle on the second's, as heard.
        #[cfg_attr(test, ts(type = "number"))]
        pub at_b_ns: i64,
        /// How far its lag lies from the solved clock's: positive where the second recording hears it later than solved.
        #[cfg_attr(test, ts(type = "number"))]
        pub off_ns: i64,
        /// Height of its peak, in standard deviations of chance.
        pub height: f64,
        /// Whether it agrees and is used.
        pub used: bool,
    }

    /// One place that a person heard in two recordings.
    pub struct HandAnchor {
        /// Its id.
        pub id: String,
        /// One recording.
        pub a: String,
        /// When, on its own clock.
        #[cfg_attr(test, ts(type = "number"))]
        pub at_a_ns: i64,
        /// The other.
        pub b: String,
        /// When, on its own clock.
        #[cfg_attr(test, ts(type = "number"))]
        pub at_b_ns: i64,
        /// How exactly.
        #[cfg_attr(test, ts(type = "number"))]
        pub plus_minus_ns: i64,
        /// What is heard.
        pub words: String,
        /// Who says so.
        pub by: String,
        /// When it was said, RFC 3339.
        pub at: String,
        /// Whether it is part of the clock.
        pub used: bool,
        /// On the solved clock, its instant on `b` minus its instant on `a`; `null` where they share no clock.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub residual_ns: Option<i64>,
        /// What the sound of the pair says minus what the anchor says; `null` where the sound decides nothing.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub sound_ns: Option<i64>,
        /// Whether everything that speaks about it agrees.
        pub agrees: bool,
        /// In words.
        pub verdict: String,
    }

    /// A clock that something claims, tested.
    pub struct ClaimedClock {
        /// Its id.
        pub id: String,
        /// The recording.
        pub source: String,
        /// What claims it: "file, creation time", "clock seen in the picture", "dispatch entry".
        pub what: String,
        /// Where on the recording, own clock.
        #[cfg_attr(test, ts(type = "number"))]
        pub local_ns: i64,
        /// The wall time claimed.
        pub wall: String,
        /// How exactly it is written or read.
        #[cfg_attr(test, ts(type = "number"))]
        pub plus_minus_ns: i64,
        /// The recording's group, where placed.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub group: Option<u32>,
        /// Claimed minus what the others of its group say; `null` where nothing else speaks.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub off_ns: Option<i64>,
        /// How uncertain that is.
        #[cfg_attr(test, ts(type = "number"))]
        pub off_bound_ns: i64,
        /// Whether it agrees; `null` where that cannot be said.
        #[cfg_attr(test, ts(type = "boolean | null"))]
        pub agrees: Option<bool>,
        /// In words, with ordinary causes where it disagrees.
        pub words: String,
    }

    /// What claimed clocks say about recordings that share no sound.
    pub struct ClaimedTie {
        /// Recordings on one side.
        pub a: Vec<String>,
        /// Recordings on the other.
        pub b: Vec<String>,
        /// Zero of the second side's clock on the first side's.
        #[cfg_attr(test, ts(type = "number"))]
        pub shift_ns: i64,
        /// How exactly, if the claims are right.
        #[cfg_attr(test, ts(type = "number"))]
        pub plus_minus_ns: i64,
        /// The claims it rests on.
        pub by: Vec<String>,
        /// In words.
        pub words: String,
    }

    /// A loop of pairs.
    pub struct Cycle {
        /// Its recordings, in the order walked.
        pub recordings: Vec<String>,
        /// What is left over.
        #[cfg_attr(test, ts(type = "number"))]
        pub residual_ns: i64,
        /// Half-width of the 95 % interval that the three pairs' own windows give it.
        #[cfg_attr(test, ts(type = "number"))]
        pub estimator_95_ns: i64,
        /// How much sound's travel time alone can leave.
        #[cfg_attr(test, ts(type = "number"))]
        pub travel_bound_ns: i64,
    }

    /// One recording.
    pub struct Recording {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// The file's name within the case (for one kept elsewhere, the last part of its path).
        pub file: String,
        /// What the page plays, relative to the report's folder; `null` where nothing can be played.
        pub media: Option<String>,
        /// Whether `media` is a proxy made for playing, and not the evidence.
        pub media_is_proxy: bool,
        /// `video` or `audio`.
        pub shows: String,
        /// The device, as given.
        pub device: String,
        /// Who wore it, a person's id, or empty.
        pub wearer: String,
        /// Who it was received from, when and how, in words.
        pub received: String,
        /// `yes`, `no` or `not stated`.
        pub redacted: String,
        /// SHA-256 of the file as taken in; empty where the file is missing.
        pub sha256: String,
        /// Bytes.
        #[cfg_attr(test, ts(type = "number"))]
        pub size: u64,
        /// Container and codecs in words: "MP4, H.264 1280x720, AAC-LC 48 kHz mono".
        pub media_words: String,
        /// Start on its own clock (0 where there is picture; may be less where sound begins first).
        #[cfg_attr(test, ts(type = "number"))]
        pub start_ns: i64,
        /// End on its own clock.
        #[cfg_attr(test, ts(type = "number"))]
        pub end_ns: i64,
        /// Where it is on the clock.
        pub placement: Placement,
        /// Silent spans, in order.
        pub silences: Vec<Silence>,
        /// What comparing it with each device audit log shows.
        pub device_logs: Vec<DeviceLog>,
        /// Spans in which sound could be heard, own clock.
        #[cfg_attr(test, ts(type = "Array<[number, number]>"))]
        pub audible_ns: Vec<Bounds>,
        /// All audible time together.
        #[cfg_attr(test, ts(type = "number"))]
        pub audible_total_ns: i64,
        /// Whether its sound was examined to the end; if not, `not_examined` says what was not and why.
        pub examined: bool,
        /// What was not examined, in words.
        pub not_examined: String,
        /// Faults of the file.
        pub faults: Vec<String>,
        /// Clock times that the container claims.
        pub claims: Vec<String>,
    }

    /// Where a recording is on the clock, or why it is not.
    pub struct Placement {
        /// Whether it is on a clock that it shares with another, or is the only recording.
        pub placed: bool,
        /// Its group, where placed.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub group: Option<u32>,
        /// In words: "reference", "+8.000 s ±0.02, drift +11 ppm"; where not placed, why: "12 s of shared sound, 15 needed".
        pub words: String,
        /// A short word for how well supported it is.
        pub grade: String,
        /// Incident time at the recording's zero.
        #[cfg_attr(test, ts(type = "number"))]
        pub offset_ns: i64,
        /// Incident seconds = offset + local x (1 + drift_ppb / 1e9).
        #[cfg_attr(test, ts(type = "number"))]
        pub drift_ppb: i64,
        /// Half-width of the drift's bound.
        #[cfg_attr(test, ts(type = "number"))]
        pub drift_bound_ppb: i64,
        /// Own time at which the placement is known best.
        #[cfg_attr(test, ts(type = "number"))]
        pub pivot_ns: i64,
        /// Half-width of the drift's 95 % interval.
        #[cfg_attr(test, ts(type = "number"))]
        pub drift_95_ppb: i64,
        /// Half-width of the estimator's 95 % interval at `pivot_ns`.
        #[cfg_attr(test, ts(type = "number"))]
        pub estimator_95_ns: i64,
        /// Estimator's 99.9 % half-width, on which verdicts rest.
        #[cfg_attr(test, ts(type = "number"))]
        pub estimator_bound_ns: i64,
        /// Worst case of sound's travel time.
        #[cfg_attr(test, ts(type = "number"))]
        pub travel_bound_ns: i64,
        /// Recordings whose shared sound supports it.
        pub supported_by: Vec<String>,
    }

    /// A silent span.
    pub struct Silence {
        /// Its id: `camera-1/silence-2`.
        pub id: String,
        /// The class's name.
        pub class: String,
        /// The class in words.
        pub words: String,
        /// Start, own clock.
        #[cfg_attr(test, ts(type = "[number, number]"))]
        pub start_ns: Bounds,
        /// End, own clock.
        #[cfg_attr(test, ts(type = "[number, number]"))]
        pub end_ns: Bounds,
        /// How it was found.
        pub method: String,
        /// What was found, in words.
        pub evidence: String,
        /// What could explain it; none is said to have happened.
        pub possible_causes: Vec<String>,
        /// Where a named person or a log established a cause: in words, with who. Else empty.
        pub cause: String,
        /// Which results of comparing the recording with audit logs touch it: their ids.
        pub device_log: Vec<String>,
    }

    /// A recording compared with one device audit log: what each says, never an act.
    pub struct DeviceLog {
        /// The log: its source's id.
        pub source: String,
        /// SHA-256 of the log as taken in.
        pub sha256: String,
        /// The device, as the log writes it; empty where the log has no entry of it.
        pub device: String,
        /// Whether the two could be compared.
        pub compared: bool,
        /// What says where the recording lies on the device's clock, in words; or why the two cannot be compared.
        pub words: String,
        /// How far the log's times and the recording's may differ, either way.
        #[cfg_attr(test, ts(type = "number"))]
        pub tolerance_ns: i64,
        /// Each result, in order of time.
        pub results: Vec<DeviceLogResult>,
    }

    /// One result of such a comparison.
    pub struct DeviceLogResult {
        /// Its id: `camera-1/audit-log/2`.
        pub id: String,
        /// `logged_and_silent`, `logged_not_silent`, `silent_not_logged`, `not_examined` or `no_log`.
        pub result: String,
        /// The result in words.
        pub words: String,
        /// Whether it holds whatever the doubt about the two clocks and about the ends; otherwise it is possible.
        pub certain: bool,
        /// Start of the part that it speaks of, the recording's own clock.
        #[cfg_attr(test, ts(type = "[number, number]"))]
        pub start_ns: Bounds,
        /// Its end, the recording's own clock.
        #[cfg_attr(test, ts(type = "[number, number]"))]
        pub end_ns: Bounds,
        /// The silent span that it speaks of, or empty.
        pub silence: String,
        /// The lines of the log that it rests on, from 1.
        #[cfg_attr(test, ts(type = "Array<number>"))]
        pub lines: Vec<u64>,
        /// The same in words: `lines 12-13`; or empty.
        pub lines_words: String,
        /// What stands in them, as typed: word and time.
        pub entries: Vec<String>,
        /// Whether it is evidence that sound was muted, and so counts as such in sentences.
        pub is_evidence: bool,
        /// What limits it, in words; or empty.
        pub note: String,
    }

    /// A source that is not a recording.
    pub struct Document {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// Its kind.
        pub kind: String,
        /// Whether the case holds a copy; a publication that is cited has no file and no digest.
        pub held: bool,
        /// Who published it, or empty.
        pub publisher: String,
        /// The day of publication, or empty.
        pub published: String,
        /// The source whose text it repeats, or empty.
        pub repeats: String,
        /// The file's name.
        pub file: String,
        /// SHA-256 as taken in.
        pub sha256: String,
        /// Bytes.
        #[cfg_attr(test, ts(type = "number"))]
        pub size: u64,
        /// Who it was received from, when and how.
        pub received: String,
        /// `yes`, `no` or `not stated`.
        pub redacted: String,
        /// The note.
        pub note: String,
    }

    /// Something that a person marked.
    pub struct Event {
        /// The mark's id.
        pub id: String,
        /// Its kind.
        pub kind: String,
        /// The kind in words.
        pub kind_words: String,
        /// The recording it was marked on.
        pub source: String,
        /// `confirmed`, `lead`, `disputed`, `rejected` or `superseded`.
        pub standing: String,
        /// Who marked it.
        pub by: String,
        /// When, RFC 3339.
        pub at: String,
        /// Whose act it is, a person's id, or empty.
        pub subject: String,
        /// Words.
        pub words: String,
        /// The word that ties marks of one event together, or empty.
        pub event: String,
        /// Start on its recording.
        #[cfg_attr(test, ts(type = "[number, number]"))]
        pub local_start_ns: Bounds,
        /// End on its recording.
        #[cfg_attr(test, ts(type = "[number, number]"))]
        pub local_end_ns: Bounds,
        /// Start on the incident clock, with the placement's bound; `null` where not on the main clock.
        #[cfg_attr(test, ts(type = "[number, number] | null"))]
        pub start_ns: Option<Bounds>,
        /// End on the incident clock.
        #[cfg_attr(test, ts(type = "[number, number] | null"))]
        pub end_ns: Option<Bounds>,
    }

    /// A span that somebody reviewed.
    pub struct Reviewed {
        /// The line's id.
        pub id: String,
        /// Who.
        pub by: String,
        /// The recording.
        pub source: String,
        /// Own clock.
        #[cfg_attr(test, ts(type = "[number, number]"))]
        pub local_ns: Bounds,
        /// Incident clock, best values.
        #[cfg_attr(test, ts(type = "[number, number] | null"))]
        pub incident_ns: Option<Bounds>,
        /// For what.
        pub kinds: Vec<String>,
    }

    /// A typed entry of a log.
    pub struct LogEntry {
        /// Its id: `dispatch-log#3`.
        pub id: String,
        /// The log.
        pub source: String,
        /// The time as typed.
        pub typed: String,
        /// The unit as typed.
        pub unit: String,
        /// The entry as typed.
        pub text: String,
        /// Incident clock, as wide as the log's precision and the wall tie leave it.
        #[cfg_attr(test, ts(type = "[number, number] | null"))]
        pub incident_ns: Option<Bounds>,
    }

    /// A line of a transcript.
    pub struct TranscriptLine {
        /// Its id: `transcript-1#4`.
        pub id: String,
        /// The transcript.
        pub source: String,
        /// The recording.
        pub recording: String,
        /// Who speaks, as the transcript says, or empty.
        pub speaker: String,
        /// What is said; the corrected words where somebody corrected them.
        pub text: String,
        /// The transcript's own words where they were corrected, else empty.
        pub original: String,
        /// `confirmed`, `lead` (nobody has confirmed it), `disputed` or `rejected`.
        pub standing: String,
        /// Who confirmed or rejected it.
        pub by: Vec<String>,
        /// On the recording.
        #[cfg_attr(test, ts(type = "[number, number]"))]
        pub local_ns: Bounds,
        /// On the incident clock, best values.
        #[cfg_attr(test, ts(type = "[number, number] | null"))]
        pub incident_ns: Option<Bounds>,
    }

    /// A statement and its test.
    pub struct Statement {
        /// Its id.
        pub id: String,
        /// Who said it: a person's id or a name.
        pub by: String,
        /// The name shown.
        pub by_name: String,
        /// The words.
        pub quote: String,
        /// The day, `YYYY-MM-DD`.
        pub said: String,
        /// In what setting.
        pub setting: String,
        /// Where it stands: source id.
        pub found_source: String,
        /// Where it stands: page.
        pub found_page: String,
        /// `yes`, `no` or `not stated`.
        pub watched_video_first: String,
        /// The sentence tested, or empty.
        pub sentence: String,
        /// `supported`, `contradicted`, `undetermined`, `not_testable`.
        pub verdict: String,
        /// The verdict in words.
        pub verdict_words: String,
        /// The test.
        pub finding: Finding,
        /// A reply, or the refusal of one.
        pub reply: String,
    }

    /// A rule and its test.
    pub struct Rule {
        /// Its id.
        pub id: String,
        /// Its title.
        pub title: String,
        /// Its wording.
        pub wording: String,
        /// Its citation.
        pub citation: String,
        /// Where it applies.
        pub jurisdiction: String,
        /// Whom it binds.
        pub binds: String,
        /// `law`, `policy`, `training`, `model` or `recommendation`.
        pub status: String,
        /// In force from, or empty.
        pub in_force_from: String,
        /// First day it no longer binds, or empty.
        pub in_force_to: String,
        /// The source that holds it, or empty.
        pub source: String,
        /// Versions of one rule share this word; or empty.
        pub series: String,
        /// `quoted` or `paraphrase`: what `wording` is; or empty.
        pub wording_is: String,
        /// `read`, `partly` or `not verified`: whether wording and dates were read at their source; or empty.
        pub checked: String,
        /// What of it is not verified, in words.
        pub checked_note: String,
        /// What the rule leaves open, each a sentence.
        pub leaves_open: Vec<String>,
        /// Numbers that the rule does not give and its user sets.
        pub parameters: Vec<Parameter>,
        /// Whether it comes from the program's library of rules.
        pub from_library: bool,
        /// Where this version was not in force on the day: the version of its series that was, if one is known.
        pub in_force_then: Option<RuleVersion>,
        /// The verdict as if it had been in force; empty where it was, and where that was not asked for.
        pub as_if_verdict: String,
        /// The same in words.
        pub as_if_words: String,
        /// The sentence tested.
        pub sentence: String,
        /// `met`, `not_met`, `undetermined`, `not_in_force`, `exception_claimed`.
        pub verdict: String,
        /// The verdict in words.
        pub verdict_words: String,
        /// The test; for a rule not in force, run as if it had been, and labelled so.
        pub finding: Finding,
        /// Exceptions that the rule names.
        pub exceptions: Vec<Exception>,
    }

    /// A number that a rule does not give.
    pub struct Parameter {
        /// Its name in the sentence.
        pub name: String,
        /// The rule's own word for it: "promptly".
        pub wording: String,
        /// What the case sets; empty where nobody has.
        pub value: String,
        /// Whether the value is the library's default and not the case's own.
        pub is_default: bool,
        /// A note.
        pub note: String,
        /// Published figures to set beside it.
        pub published: Vec<Published>,
    }

    /// A published figure.
    pub struct Published {
        /// The value.
        pub value: String,
        /// Whose it is.
        pub who: String,
    }

    /// Another version of a rule.
    pub struct RuleVersion {
        /// Its id.
        pub id: String,
        /// Its title.
        pub title: String,
        /// Its citation.
        pub citation: String,
        /// In force from, or empty.
        pub in_force_from: String,
        /// First day it no longer binds, or empty.
        pub in_force_to: String,
    }

    /// An exception of a rule.
    pub struct Exception {
        /// Its name.
        pub name: String,
        /// Its wording.
        pub wording: String,
        /// Who claims it, or empty.
        pub claimed_by: String,
        /// The verdict on the claim itself, or empty.
        pub verdict: String,
        /// In words.
        pub verdict_words: String,
        /// The claim's test, where it can be tested.
        pub finding: Option<Finding>,
    }

    /// What a test found.
    pub struct Finding {
        /// The sentence read back in plain English.
        pub reading: String,
        /// The answer in words.
        pub answer: String,
        /// Why, where undetermined; each a sentence.
        pub reasons: Vec<String>,
        /// What would change it.
        pub would_change: Vec<String>,
        /// The margin in words, or empty.
        pub margin: String,
        /// By how much it is undetermined, in words: "0.4 s"; or empty.
        pub undetermined_by: String,
        /// Which bound entered: "worst case", "99.9 %".
        pub bound: String,
        /// A number line, for a sentence about a number.
        pub number_line: Option<NumberLine>,
        /// Where it could have been heard or seen, for a sentence about absence or presence.
        pub coverage: Vec<CoverageRow>,
        /// The span that `coverage` speaks of, incident clock.
        #[cfg_attr(test, ts(type = "[number, number] | null"))]
        pub asked_ns: Option<Bounds>,
        /// Evidence, each a link that plays.
        pub evidence: Vec<Evidence>,
        /// Unconfirmed material that points somewhere and decides nothing.
        pub leads: Vec<Evidence>,
        /// Set where the rule was not in force: why, and, where it was run as if it had been, what that gave.
        pub as_if: String,
    }

    /// What was measured against what was said or required.
    pub struct NumberLine {
        /// `s`, `days`, or the thing counted.
        pub unit: String,
        /// `<=`, `<`, `=`, `>`, `>=`.
        pub comparison: String,
        /// What was said or required.
        #[cfg_attr(test, ts(type = "number"))]
        pub claimed: f64,
        /// The least that the record allows; `null` where unbounded.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub measured_low: Option<f64>,
        /// The most that the record allows; `null` where unbounded.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub measured_high: Option<f64>,
    }

    /// Coverage of one recording over the span asked about.
    pub struct CoverageRow {
        /// The recording.
        pub recording: String,
        /// Covered, incident clock.
        #[cfg_attr(test, ts(type = "Array<[number, number]>"))]
        pub covered_ns: Vec<Bounds>,
        /// Silent, incident clock, with class.
        pub silent: Vec<CoverageGap>,
    }

    /// A silent span in a coverage row.
    pub struct CoverageGap {
        /// The class's name.
        pub class: String,
        /// Incident clock.
        #[cfg_attr(test, ts(type = "[number, number]"))]
        pub span_ns: Bounds,
    }

    /// Something that a verdict rests on.
    pub struct Evidence {
        /// The observation's id.
        pub id: String,
        /// Its source.
        pub source: String,
        /// SHA-256 of the source as taken in; empty where it is not held.
        pub sha256: String,
        /// The page of a document, or empty.
        pub page: String,
        /// What it is here: "last shot", "digital silence".
        pub role: String,
        /// What a document says: the day, or the value, as it is shown; or empty.
        pub says: String,
        /// On its recording; `null` for a document.
        #[cfg_attr(test, ts(type = "[number, number] | null"))]
        pub local_ns: Option<Bounds>,
        /// On the incident clock, where the page goes.
        #[cfg_attr(test, ts(type = "[number, number] | null"))]
        pub incident_ns: Option<Bounds>,
    }

    /// An attribute with all its values.
    pub struct Attribute {
        /// Its name.
        pub name: String,
        /// Whether the values differ.
        pub disputed: bool,
        /// How many independent origins the values have: one that repeats another is none.
        #[cfg_attr(test, ts(type = "number"))]
        pub origins: u32,
        /// Each value.
        pub values: Vec<AttributeValue>,
    }

    /// One source's value.
    pub struct AttributeValue {
        /// Its id: `attribute-3`.
        pub id: String,
        /// The value as text.
        pub value: String,
        /// The unit, or empty.
        pub unit: String,
        /// The source.
        pub source: String,
        /// Its page, or empty.
        pub page: String,
        /// Who gives it, or empty.
        pub by: String,
        /// `measured`, `forensic`, `document`, `statement`, `press`.
        pub basis: String,
        /// When it is the value: a moment or a span in words; or empty.
        pub at: String,
        /// The source whose value it repeats, or empty.
        pub repeats: String,
        /// The note.
        pub note: String,
    }

    /// Something that followed, or has not.
    pub struct Outcome {
        /// Its id.
        pub id: String,
        /// Its kind.
        pub kind: String,
        /// In words.
        pub what: String,
        /// The day, or `null` while open.
        pub date: Option<String>,
        /// The last of the days that sources give, where they differ.
        pub date_last: Option<String>,
        /// The date as of which this is known.
        pub as_of: String,
        /// Days from the incident to `date`, or to `as_of` while open.
        #[cfg_attr(test, ts(type = "number"))]
        pub days: i64,
        /// The limit in days, where a rule sets one.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub limit_days: Option<i64>,
        /// Where the limit comes from.
        pub limit_source: String,
        /// The source.
        pub source: String,
        /// The page in it, or empty.
        pub page: String,
        /// The note, or empty.
        pub note: String,
    }

    /// One kind of step after such an incident.
    pub struct Step {
        /// Its kind: `release of video`.
        pub kind: String,
        /// `done`, `open` or `not_recorded`: no source that the case names speaks of it.
        pub state: String,
        /// In words: "done after 3 days", "open for 190 days", "not recorded in the sources held".
        pub words: String,
        /// The outcomes of that kind.
        pub outcomes: Vec<String>,
        /// Days to the first one that was done: the least that its sources allow.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub days_low: Option<i64>,
        /// The most.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub days_high: Option<i64>,
        /// Days that it has been open, as of `as_of`.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub open_days: Option<i64>,
        /// The day as of which this is known.
        pub as_of: String,
        /// The limit, where a rule that was in force sets one.
        pub limit: Option<Limit>,
    }

    /// A limit in days and the rule that sets it.
    pub struct Limit {
        /// Days.
        #[cfg_attr(test, ts(type = "number"))]
        pub days: i64,
        /// `calendar` or `business`.
        pub counted_in: String,
        /// The rule's id, or the outcome's that carries the limit.
        pub rule: String,
        /// Its citation.
        pub citation: String,
        /// `within`, `past` or `open`: whether the step was within it; `open` where that cannot be told yet.
        pub state: String,
    }

    /// How far two reviewers agree about one kind on one recording.
    pub struct Agreement {
        /// The kind.
        pub kind: String,
        /// The kind in words.
        pub kind_words: String,
        /// The recording.
        pub recording: String,
        /// One reviewer.
        pub a: String,
        /// The other.
        pub b: String,
        /// Seconds that both reviewed for it.
        pub reviewed_s: f64,
        /// Marks of either that the other has too.
        #[cfg_attr(test, ts(type = "number"))]
        pub both: u32,
        /// Marks of `a` alone.
        #[cfg_attr(test, ts(type = "number"))]
        pub only_a: u32,
        /// Marks of `b` alone.
        #[cfg_attr(test, ts(type = "number"))]
        pub only_b: u32,
        /// Positive agreement, 2 x both / (all marks of a + all marks of b); `null` where nobody marked anything.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub positive: Option<f64>,
        /// For kinds that last: Cohen's kappa over the time that both reviewed; else `null`.
        #[cfg_attr(test, ts(type = "number | null"))]
        pub kappa: Option<f64>,
        /// In words.
        pub words: String,
    }

    /// Something that could not be read or does not fit.
    pub struct Problem {
        /// The file's name within the case.
        pub file: String,
        /// Where in it: a line, a key, a box, a byte; or empty.
        pub place: String,
        /// What is wrong.
        pub what: String,
        /// What to do next.
        pub remedy: String,
        /// `unread` (something could not be read) or `doubt` (read, but it does not fit).
        pub kind: String,
    }

    /// Counts.
    pub struct Totals {
        /// Recordings in the case.
        #[cfg_attr(test, ts(type = "number"))]
        pub recordings: u32,
        /// Recordings on the main clock.
        #[cfg_attr(test, ts(type = "number"))]
        pub placed: u32,
        /// Silent spans found.
        #[cfg_attr(test, ts(type = "number"))]
        pub silences: u32,
        /// Statements by verdict: supported, contradicted, undetermined, not testable.
        #[cfg_attr(test, ts(type = "[number, number, number, number]"))]
        pub statements: [u32; 4],
        /// Rules by verdict: met, not met, undetermined, not in force, exception claimed.
        #[cfg_attr(test, ts(type = "[number, number, number, number, number]"))]
        pub rules: [u32; 5],
        /// Problems of kind `unread`.
        #[cfg_attr(test, ts(type = "number"))]
        pub unread: u32,
        /// Privileged sources and what was marked on them, left out of this document.
        #[cfg_attr(test, ts(type = "number"))]
        pub privileged_left_out: u32,
    }
}
