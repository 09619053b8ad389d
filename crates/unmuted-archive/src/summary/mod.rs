//! What an archive's rows say together: numbers, each with its base, in one pass and bounded memory. No words for
//! people and no drawing; those are the program's.

mod after;
mod event;
mod groups;
mod lead_in;
mod moment;
mod spread;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
pub(crate) mod top;
mod unread;

use std::cmp::Reverse;

use serde::Serialize;
use unmuted_media::Effort;
use unmuted_model::SilenceClass;

pub use after::{After, LEAST_NS as LEAST_START_NS, STEP_NS, Step, WINDOW_NS};
pub use event::{Event, Events, Joined, On};
pub use groups::{ByHour, ByName, ByWearer, Row, WearerRow};
pub use lead_in::{AT_START_NS, LeadInRow, LeadIns, LongLeadIn, lead_in_ns};
pub use moment::Moment;
pub use unmuted_model::{Share, poisson_band};
pub use unread::Reason;

use crate::rows::{RecordingRow, Scanned, SpanRow, State};
use after::AfterCount;
use groups::{Groups, WearerCount};
use top::Top;
use unread::Unread;

/// What a matched device log says of a silent span. Nothing where no log covers it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InLog {
    /// The log has an entry that explains it.
    Logged,
    /// A log covers this time, and has no such entry.
    NotLogged,
}

/// How to sum up.
#[derive(Clone, Debug)]
pub struct SummaryOptions {
    /// A recording counts in the shares from so much digital silence in all, in nanoseconds: 5 s unless told.
    pub least_ns: i64,
    /// How many of the longest spans, and of the longer lead-ins, are listed.
    pub longest: usize,
    /// Whether a table of wearers is asked for.
    pub by_wearer: bool,
    /// Events from which beginnings are counted.
    pub events: Vec<Events>,
}

impl Default for SummaryOptions {
    fn default() -> Self {
        Self { least_ns: 5_000_000_000, longest: 50, by_wearer: false, events: Vec::new() }
    }
}

/// One class of silence over all recordings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct ClassTotal {
    /// Which.
    pub class: SilenceClass,
    /// Silent time, in nanoseconds.
    pub ns: i128,
    /// Recordings that have such a span.
    pub recordings: u64,
    /// Spans.
    pub spans: u64,
    /// Spans whose cause a matched device log gives.
    pub logged: u64,
    /// Spans that a device log covers without an entry for them.
    pub not_logged: u64,
}

/// A long silent span, with what is needed to look at it.
#[derive(Clone, Debug, Serialize)]
pub struct LongSpan {
    /// Which location.
    pub location: u32,
    /// The recording.
    pub path: String,
    /// Its device.
    pub device: Option<String>,
    /// Whether it is a copy made for release.
    pub released_copy: Option<bool>,
    /// The span.
    pub span: SpanRow,
    /// What a log says of it.
    pub in_log: Option<InLog>,
}

impl LongSpan {
    fn key(&self) -> (Reverse<i64>, u32, &str, i64, usize) {
        let length = self.span.end_ns - self.span.start_ns;
        (Reverse(length), self.location, &self.path, self.span.start_ns, self.span.class as usize)
    }
}

impl PartialEq for LongSpan {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for LongSpan {}

impl PartialOrd for LongSpan {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for LongSpan {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// How much was looked at, and how that was checked.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Looked {
    /// Packets that the indexes list,
    pub packets: u64,
    /// whose first bytes were read,
    pub opened: u64,
    /// and that were decoded.
    pub decoded: u64,
    /// Bytes that were read, where the scan counted them.
    pub bytes_read: u64,
    /// Recordings of which every packet was judged by its bytes, for whatever reason.
    pub in_full: u64,
    /// Recordings in which probes found silent packets outside all candidates: there the sizes were not enough, and all
    /// packets were read.
    pub struck: u64,
}

/// What an archive's rows say together.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Summary {
    /// A recording counts in the shares from so much digital silence in all, in nanoseconds.
    pub least_ns: i64,
    /// Files found,
    pub found: u64,
    /// of which were read.
    pub read: u64,
    /// Locations.
    pub locations: u32,
    /// Bytes of all files.
    pub bytes: u64,
    /// Time from the first picture or sound to the last, of all recordings that were read, in nanoseconds.
    pub duration_ns: i128,
    /// Of it, without a silence of any class, where one would have been found.
    pub sound_ns: i128,
    /// Of it, not silent as far as is known, and not examined.
    pub unexamined_ns: i128,
    /// Recordings of which a part was not examined.
    pub unexamined: u64,
    /// Each class.
    pub classes: Vec<ClassTotal>,
    /// Spans in which one track or one channel of several is silent, and the others are not known to be.
    pub part_spans: u64,
    /// Recordings that were read with faults.
    pub faulty: u64,
    /// The first and the last day on which a recording claims to begin.
    pub days: Option<[String; 2]>,
    /// Copies made for release,
    pub released: u64,
    /// recordings that are said not to be,
    pub not_released: u64,
    /// and recordings of which nothing says whether they are.
    pub release_unknown: u64,
    /// Recordings that name a device, a wearer, a unit.
    pub with_device: u64,
    /// See `with_device`.
    pub with_wearer: u64,
    /// See `with_device`.
    pub with_unit: u64,
    /// Spans that a device log covers, with or without an entry; 0 where none was matched.
    pub log_covers: u64,
    /// Recordings with digital silence, of all that were read.
    pub all: Share,
    /// The same by device,
    pub devices: ByName,
    /// by unit,
    pub units: ByName,
    /// by encoder,
    pub encoders: ByName,
    /// by hour of day,
    pub hours: ByHour,
    /// and by wearer, if that was asked for and may be.
    pub wearers: ByWearer,
    /// Beginnings counted from events.
    pub after: Vec<After>,
    /// Longest spans inside a recording: without lead-ins, and without recordings that have no audio track.
    pub longest: Vec<LongSpan>,
    /// Spans that are not among them.
    pub longest_left_out: u64,
    /// Lead-ins by device,
    pub lead_ins: Vec<LeadInRow>,
    /// and those that are longer than usual, the longest first.
    pub longer: Vec<LongLeadIn>,
    /// Files that could not be read, by reason.
    pub reasons: Vec<Reason>,
    /// How much was looked at.
    pub looked: Looked,
}

/// Sums up rows as they pass.
pub struct Summing {
    by_wearer: bool,
    sum: Summary,
    days: Option<[String; 2]>,
    devices: Groups,
    units: Groups,
    encoders: Groups,
    wearers: WearerCount,
    after: Vec<AfterCount>,
    longest: Top<LongSpan>,
    lead_ins: LeadIns,
    unread: Unread,
}

impl Summing {
    /// Nothing summed up yet.
    pub fn new(options: SummaryOptions) -> Self {
        let class = |class| ClassTotal { class, ns: 0, recordings: 0, spans: 0, logged: 0, not_logged: 0 };
        let sum = Summary {
            least_ns: options.least_ns,
            found: 0,
            read: 0,
            locations: 0,
            bytes: 0,
            duration_ns: 0,
            sound_ns: 0,
            unexamined_ns: 0,
            unexamined: 0,
            classes: SilenceClass::ALL.into_iter().map(class).collect(),
            part_spans: 0,
            faulty: 0,
            days: None,
            released: 0,
            not_released: 0,
            release_unknown: 0,
            with_device: 0,
            with_wearer: 0,
            with_unit: 0,
            log_covers: 0,
            all: Share::default(),
            devices: ByName::default(),
            units: ByName::default(),
            encoders: ByName::default(),
            hours: ByHour::default(),
            wearers: ByWearer::NotAsked,
            after: Vec::new(),
            longest: Vec::new(),
            longest_left_out: 0,
            lead_ins: Vec::new(),
            longer: Vec::new(),
            reasons: Vec::new(),
            looked: Looked::default(),
        };
        Self {
            by_wearer: options.by_wearer,
            sum,
            days: None,
            devices: Groups::default(),
            units: Groups::default(),
            encoders: Groups::default(),
            wearers: WearerCount::default(),
            after: options.events.into_iter().map(AfterCount::new).collect(),
            longest: Top::of(options.longest),
            lead_ins: LeadIns::listing(options.longest),
            unread: Unread::default(),
        }
    }

    /// Adds a recording. `in_log` has what a log says of each of its spans, in their order; it may be shorter, or empty
    /// where no log was matched.
    pub fn add(&mut self, scanned: &Scanned, in_log: &[Option<InLog>]) {
        let r = &scanned.recording;
        let s = &mut self.sum;
        s.found += 1;
        s.locations = s.locations.max(r.location + 1);
        s.bytes += r.size;
        s.looked.bytes_read += r.bytes_read;
        if r.state != State::Read {
            self.unread.add(scanned);
            return;
        }
        s.read += 1;
        s.faulty += u64::from(scanned.faults.iter().any(|f| f.blame != "note"));
        match r.released_copy {
            Some(true) => s.released += 1,
            Some(false) => s.not_released += 1,
            None => s.release_unknown += 1,
        }
        s.with_device += u64::from(r.device.is_some());
        s.with_wearer += u64::from(r.wearer.is_some());
        s.with_unit += u64::from(r.unit.is_some());
        let silent: i64 = r.silent_ns.iter().sum();
        let unexamined = unexamined_ns(r);
        s.duration_ns += i128::from(r.duration_ns);
        s.unexamined_ns += i128::from(unexamined);
        s.unexamined += u64::from(unexamined > 0);
        s.sound_ns += i128::from((r.duration_ns - silent - unexamined).max(0));
        s.looked.packets += r.packets;
        s.looked.opened += r.opened;
        s.looked.decoded += r.decoded;
        s.looked.in_full += u64::from(r.effort > Effort::Quick);
        s.looked.struck += u64::from(r.guard_struck);
        for (total, ns) in s.classes.iter_mut().zip(r.silent_ns) {
            total.ns += i128::from(ns);
        }
        self.spans(scanned, in_log);
        let digital = r.silent_ns.get(SilenceClass::DigitalSilence as usize).copied().unwrap_or(0);
        let has = digital >= self.sum.least_ns;
        self.sum.all.add(has);
        self.sum.hours.add(r, has);
        self.devices.add(r.device.as_deref(), r, has);
        self.units.add(r.unit.as_deref(), r, has);
        self.encoders.add(Some(&encoder_name(r)), r, has);
        if self.by_wearer {
            self.wearers.add(r, has);
        }
        self.lead_ins.add(r);
        for after in &mut self.after {
            after.add(scanned);
        }
        self.day(r);
    }

    fn spans(&mut self, scanned: &Scanned, in_log: &[Option<InLog>]) {
        let r = &scanned.recording;
        let mut seen = [false; 7];
        for (i, span) in scanned.spans.iter().enumerate() {
            if !is_of_the_whole(r, span) {
                self.sum.part_spans += 1;
                continue;
            }
            let said = in_log.get(i).copied().flatten();
            self.sum.log_covers += u64::from(said.is_some());
            if let Some(total) = self.sum.classes.get_mut(span.class as usize) {
                total.spans += 1;
                total.logged += u64::from(said == Some(InLog::Logged));
                total.not_logged += u64::from(said == Some(InLog::NotLogged));
                if let Some(seen) = seen.get_mut(span.class as usize) {
                    total.recordings += u64::from(!*seen);
                    *seen = true;
                }
            }
            // A recording without a track is silent throughout, and would fill the list.
            if !matches!(span.class, SilenceClass::PreEvent | SilenceClass::TrackAbsent) {
                self.longest.add(LongSpan {
                    location: r.location,
                    path: r.path.clone(),
                    device: r.device.clone(),
                    released_copy: r.released_copy,
                    span: span.clone(),
                    in_log: said,
                });
            }
        }
    }

    fn day(&mut self, r: &RecordingRow) {
        let Some(started) = r.started.as_ref().filter(|s| Moment::parse(&s.text).is_some()) else { return };
        let Some(day) = started.text.trim().get(..10) else { return };
        match &mut self.days {
            None => self.days = Some([day.to_owned(), day.to_owned()]),
            Some([first, last]) => {
                if day < first.as_str() {
                    day.clone_into(first);
                }
                if day > last.as_str() {
                    day.clone_into(last);
                }
            }
        }
    }

    /// The sum.
    pub fn finish(self) -> Summary {
        let mut s = self.sum;
        s.days = self.days;
        (s.lead_ins, s.longer) = self.lead_ins.finish(&self.devices.of_one_wearer());
        s.devices = self.devices.finish(false);
        s.units = self.units.finish(false);
        s.encoders = self.encoders.finish(true);
        if self.by_wearer {
            s.wearers = self.wearers.finish(s.released, s.release_unknown);
        }
        s.after = self.after.into_iter().map(AfterCount::finish).collect();
        s.longest_left_out = self.longest.left_out();
        s.longest = self.longest.into_sorted();
        s.reasons = self.unread.finish();
        s
    }
}

/// What a recording's sound was packed by, as far as its bytes tell: the fingerprint, else the codec.
fn encoder_name(r: &RecordingRow) -> String {
    match (r.codec.is_empty(), r.encoder.is_empty()) {
        (true, _) => "no audio track".to_owned(),
        (false, true) => r.codec.clone(),
        (false, false) => r.encoder.clone(),
    }
}

/// Whether a span is one of the recording as a whole: all of its tracks and channels are silent.
pub fn is_of_the_whole(r: &RecordingRow, span: &SpanRow) -> bool {
    match span.track {
        None => span.channel.is_none(),
        Some(_) => span.channel.is_none() && r.audio_tracks == 1,
    }
}

/// The part of a recording that is not silent as far as is known, and was not examined, in nanoseconds.
pub fn unexamined_ns(r: &RecordingRow) -> i64 {
    let silent: i64 = r.silent_ns.iter().sum();
    (r.duration_ns - r.examined_ns).min(r.duration_ns - silent).max(0)
}
