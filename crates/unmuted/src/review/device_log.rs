//! Device audit logs against what was heard: each recording with a device is compared with each log of the case, and
//! what is certain becomes evidence that sound was muted.
//!
//! A log is evidence of a cause where it says that the device was muted, the recording is silent then, and nothing
//! that is known speaks against it. Whatever else the two records show stays a fact beside the silent span.

use unmuted_archive::audit::{
    AuditEvent, AuditLog, AuditMatch, AuditResult, ClockFrom, EndedBy, LoggedMute, Match, MatchOptions, NoLog,
    RecordingFacts, SilentSpan, match_recording, started_from_unix,
};
use unmuted_case::timeline::{Event, Standing, When};
use unmuted_model::{
    Extent, Interval, Kind, Nanos, ObservationId, RecordingClock, SilenceClass, SourceId, Span, SpanSet,
};

use super::build::events::bounds;
use super::build::recordings::silence_id;
use super::document::{self, DeviceLogResult};
use super::listen::Found;
use crate::case_files::{DeviceLog, Marks, Source, Standing as Stands, Stated};
use crate::report::text::{lines_in_words, seconds};

/// So much sound within what a log says was muted is more than the doubt about ends: the log and the recording
/// contradict each other. The same as for a person's mark.
const SOUND_IN_MUTED: Nanos = Nanos::from_secs(1);

/// A recording, compared with one log.
pub struct Compared {
    /// The recording.
    pub recording: SourceId,
    /// The log.
    pub log: SourceId,
    /// For the document.
    pub shown: document::DeviceLog,
    /// What it says of muting, in order of time.
    pub mutings: Vec<Muting>,
    /// For each silent span, the results that touch it.
    touching: Vec<Vec<String>>,
    /// Whether nothing but the time that the recording claims says where it lies on the device's clock.
    pub rests_on_claim: bool,
}

/// A muting that a log tells of, where the recording is silent.
pub struct Muting {
    /// Its id: `camera-1/audit-log#12-13`, by the lines of the log.
    pub id: ObservationId,
    /// Decisive where it is evidence, or where somebody confirmed it; disputed where somebody rejected it; else a lead.
    pub standing: Standing,
    /// Who confirmed it, where the log alone is no evidence.
    confirmed_by: Vec<String>,
    /// When it was muted and silent, on the recording's own clock.
    pub extent: Extent<RecordingClock>,
    /// The silent spans that it explains, counted from zero in time order.
    spans: Vec<usize>,
    /// The lines in words: `lines 12-13`.
    pub lines: String,
    /// What stands in them.
    pub entries: String,
}

/// Compares every recording that was heard with every log. A recording without a device is compared with the logs that
/// name its file.
pub fn compare(logs: &[DeviceLog], heard: &[(&Source, &Found, &str)], marks: &Marks) -> Vec<Compared> {
    let pairs = heard.iter().flat_map(|(source, found, _)| logs.iter().map(move |log| (*source, *found, log)));
    pairs.filter_map(|(source, found, log)| Comparison::of(source, found, log)).map(|c| c.done(marks)).collect()
}

/// Adds what the logs say of muting to the events that sentences are tested against. Being muted is a state: what a
/// person marked, or another log says, of the same time on the same recording is one muting with it.
pub fn add_to(events: &mut Vec<Event>, compared: &[Compared]) {
    let Some(muted) = Kind::new("muted") else { return };
    for (c, m) in compared.iter().flat_map(|c| c.mutings.iter().map(move |m| (c, m))) {
        let when = When::OnRecording { source: c.recording.clone(), extent: m.extent };
        let same: Vec<usize> =
            (0..events.len()).filter(|i| events.get(*i).is_some_and(|e| is_one(e, &muted, m, &c.recording))).collect();
        // Marks that carry one word are one event; of several events it could be any.
        let word = match same.as_slice() {
            [one] => events.get_mut(*one).map(|e| e.event.get_or_insert_with(|| m.id.to_string()).clone()),
            _ => None,
        };
        events.push(Event {
            id: m.id.clone(),
            kind: muted.clone(),
            when,
            standing: m.standing,
            event: word,
            subject: None,
            words: None,
            by: None,
        });
    }
}

/// Whether a decisive event of muting and what a log says can only be one muting, and agree about its ends. What is only
/// a lead says nothing of ends.
fn is_one(e: &Event, muted: &Kind, m: &Muting, recording: &SourceId) -> bool {
    let When::OnRecording { source, extent } = &e.when else { return false };
    if e.kind != *muted || source != recording || e.standing != Standing::Decisive {
        return false;
    }
    let (own, other) = (m.extent, *extent);
    if m.standing != Standing::Decisive {
        let (own, other) = (own.outer(), other.outer());
        return other.start() <= own.start() && own.end() <= other.end();
    }
    let common = own.inner().zip(other.inner()).and_then(|(a, b)| a.intersection(b));
    let ends = own.start().intersection(other.start()).is_some() && own.end().intersection(other.end()).is_some();
    ends && common.is_some_and(|c| c.len() > Nanos::ZERO)
}

/// Puts what the logs show beside a recording's silent spans, and where a log is evidence of their cause, says so.
pub fn beside(compared: &[Compared], recording: &SourceId, shown: &mut document::Recording) {
    for c in compared.iter().filter(|c| c.recording == *recording) {
        shown.device_logs.push(c.shown.clone());
        for (i, silence) in shown.silences.iter_mut().enumerate() {
            silence.device_log.extend(c.touching.get(i).into_iter().flatten().cloned());
            let evidence = |m: &&Muting| m.standing == Standing::Decisive && m.spans.contains(&i);
            for m in c.mutings.iter().filter(evidence) {
                if !silence.cause.is_empty() {
                    silence.cause.push_str("; ");
                }
                let by = match m.confirmed_by.as_slice() {
                    [] => String::new(),
                    names => format!(" and {} confirmed", names.join(" and ")),
                };
                silence.cause.push_str(&format!("muted, as the device's log says{by} ({}, {})", c.log, m.lines));
            }
        }
    }
}

/// One recording and one log while they are compared.
struct Comparison<'a> {
    source: &'a Source,
    found: &'a Found,
    log: &'a DeviceLog,
    matched: AuditMatch,
    /// The entries of the device.
    entries: &'a [AuditEvent],
}

impl<'a> Comparison<'a> {
    fn of(source: &'a Source, found: &'a Found, log: &'a DeviceLog) -> Option<Self> {
        let (index, heard) = (&found.recording, &found.heard);
        let device = Some(source.device.trim()).filter(|d| !d.is_empty());
        let name = source.location.file_name();
        let facts = RecordingFacts {
            name: &name,
            device,
            started: index.created.as_ref().and_then(|c| c.unix_secs).map(started_from_unix),
            span: index.span,
            spans: heard.silences.iter().map(|s| SilentSpan { class: s.class, extent: s.extent }).collect(),
            examined: heard.examined.clone(),
        };
        let options = MatchOptions { tolerance: log.tolerance, ..MatchOptions::default() };
        let matched = match_recording(&log.log, &log.map, &facts, &options);
        if device.is_none() && matched.device.is_none() {
            return None;
        }
        let entries = matched.device.as_deref().map(|d| of_device(&log.log, d)).unwrap_or_default();
        Some(Self { source, found, log, matched, entries })
    }

    fn done(self, marks: &Marks) -> Compared {
        let (recording, log) = (self.source.id.clone(), self.log.source.clone());
        let mutings: Vec<(usize, Muting)> =
            (0..self.matched.mutes.len()).filter_map(|i| Some((i, self.muting(i, marks)?))).collect();
        let of = |m: &Match| {
            let both = m.result == AuditResult::LoggedAndSilent;
            let mine = |(i, muting): &&(usize, Muting)| {
                m.mute == Some(*i) && m.span.is_some_and(|j| muting.spans.contains(&j))
            };
            mutings.iter().find(mine).map(|(_, muting)| muting).filter(|_| both)
        };
        let results: Vec<DeviceLogResult> =
            self.matched.matches.iter().enumerate().map(|(n, m)| self.result(n, m, of(m))).collect();
        let touching = (0..self.found.heard.silences.len()).map(|j| self.touching(j, &results)).collect();
        let shown = document::DeviceLog {
            source: log.to_string(),
            sha256: self.log.sha256.clone(),
            device: self.matched.device.clone().unwrap_or_default(),
            compared: self.matched.device.is_some() && self.matched.clock != ClockFrom::Nothing,
            words: self.words(),
            tolerance_ns: self.matched.tolerance.get(),
            results,
        };
        let mutings = mutings.into_iter().map(|(_, m)| m).collect();
        let rests_on_claim = self.matched.clock == ClockFrom::Claim;
        Compared { recording, log, shown, mutings, touching, rests_on_claim }
    }

    /// What says where the recording lies on the device's clock, or why nothing could be compared.
    fn words(&self) -> String {
        let log = &self.log.source;
        let Some(device) = &self.matched.device else {
            return format!("{log} has no entry of the device {:?}", self.source.device.trim());
        };
        let tolerance = seconds(self.matched.tolerance.get());
        match self.matched.clock {
            ClockFrom::Log { line, differs_from_claim } => {
                let differs = if differs_from_claim {
                    "; the recording claims to have begun at another time, so one of the two is off"
                } else {
                    ""
                };
                format!("{device} in {log}, whose line {line} says when this recording began; ±{tolerance}{differs}")
            }
            ClockFrom::Claim => format!(
                "{device} in {log}, which does not say when this recording began; placed by the time that the recording \
                 itself claims, read as UTC, which its device or a conversion wrote; ±{tolerance}"
            ),
            ClockFrom::Nothing => {
                format!("{device} in {log}; nothing says when the recording began, so the two cannot be compared")
            }
        }
    }

    fn result(&self, n: usize, m: &Match, muting: Option<&Muting>) -> DeviceLogResult {
        DeviceLogResult {
            id: self.result_id(n),
            result: m.result.key().into(),
            words: m.result.words().into(),
            certain: m.certain && !(m.result == AuditResult::SilentNotLogged && self.log_may_lack().is_some()),
            start_ns: bounds(m.part.start()),
            end_ns: bounds(m.part.end()),
            silence: m.span.map(|j| silence_id(self.source.id.as_str(), j)).unwrap_or_default(),
            lines: m.lines.clone(),
            lines_words: lines_in_words(&m.lines),
            entries: m.lines.iter().filter_map(|line| self.entry(*line)).collect(),
            is_evidence: muting.is_some_and(|m| m.standing == Standing::Decisive),
            note: self.note(m, muting),
        }
    }

    fn result_id(&self, n: usize) -> String {
        format!("{}/{}/{}", self.source.id, self.log.source, n + 1)
    }

    /// An entry as typed: `Mute On, 2026-03-18T21:26:14`.
    fn entry(&self, line: u64) -> Option<String> {
        let event = self.entries.iter().find(|e| e.line == line)?;
        Some(format!("{}, {}", event.word, event.typed))
    }

    /// Results of a span, and those whose part may meet it.
    fn touching(&self, j: usize, results: &[DeviceLogResult]) -> Vec<String> {
        let Some(span) = self.found.heard.silences.get(j).map(|s| s.extent.outer()) else { return Vec::new() };
        let meets = |m: &Match| {
            let common = m.part.outer().intersection(span);
            m.span == Some(j) || (m.span.is_none() && common.is_some_and(|c| c.len() > Nanos::ZERO))
        };
        let each = self.matched.matches.iter().zip(results);
        each.filter(|(m, _)| meets(m)).map(|(_, r)| r.id.clone()).collect()
    }

    /// One muting for each mute of the log, over all that is certainly silent in it; where nothing is, over what may be.
    fn muting(&self, i: usize, marks: &Marks) -> Option<Muting> {
        let mute = self.matched.mutes.get(i)?;
        // What was taken out of a copy may be what is silent in it.
        if self.source.redacted == Stated::Yes {
            return None;
        }
        let both =
            |m: &&Match| m.mute == Some(i) && m.result == AuditResult::LoggedAndSilent && self.can_be_explained(m);
        let certain: Vec<&Match> = self.matched.matches.iter().filter(both).filter(|m| m.certain).collect();
        let (parts, evidence) = match certain.is_empty() {
            false => (certain, self.against(mute, i).is_empty()),
            true => (self.matched.matches.iter().filter(both).collect(), false),
        };
        let first = parts.iter().min_by_key(|m| m.part.outer().start())?;
        let last = parts.iter().max_by_key(|m| m.part.outer().end())?;
        let entries: Vec<String> = mute.lines.iter().filter_map(|line| self.entry(*line)).collect();
        let numbers: Vec<String> = mute.lines.iter().map(u64::to_string).collect();
        let id = ObservationId::new(format!("{}/{}#{}", self.source.id, self.log.source, numbers.join("-")));
        let decided = marks.line(&id);
        let standing = match (evidence, decided.standing) {
            (true, Stands::Lead | Stands::Confirmed) | (false, Stands::Confirmed) => Standing::Decisive,
            // The log says so, and a person says not.
            (true, _) | (false, Stands::Disputed) => Standing::Disputed,
            (false, Stands::Lead) => Standing::Lead,
            (false, Stands::Rejected | Stands::Superseded | Stands::Contested) => return None,
        };
        Some(Muting {
            id,
            standing,
            confirmed_by: if evidence { Vec::new() } else { decided.confirmed_by },
            extent: Extent::new(first.part.start(), last.part.end()),
            spans: parts.iter().filter_map(|m| m.span).collect(),
            lines: lines_in_words(&mute.lines),
            entries: entries.join("; "),
        })
    }

    /// Whether a muting could be what made the span silent. A silent lead-in and an absent track have reasons of their own.
    fn can_be_explained(&self, m: &Match) -> bool {
        let class = m.span.and_then(|j| self.found.heard.silences.get(j)).map(|s| s.class);
        !matches!(class, None | Some(SilenceClass::PreEvent | SilenceClass::TrackAbsent))
    }

    /// What speaks against a mute of the log although the recording is certainly silent in it; empty where it is evidence.
    fn against(&self, mute: &LoggedMute, i: usize) -> Vec<String> {
        let mut all = Vec::new();
        if !self.log.as_received {
            all.push("the log's bytes are not those that were taken in".to_owned());
        }
        if self.log.redacted == Stated::Yes {
            all.push("this copy of the log is marked redacted".to_owned());
        }
        if mute.ended_by == EndedBy::Recording {
            all.push("the log does not say when the mute ended".to_owned());
        }
        let sound = self.sound(i);
        if sound > SOUND_IN_MUTED {
            let sound = seconds(sound.get());
            all.push(format!("within the same logged mute the recording has {sound} of sound, so the two disagree"));
        }
        if self.rows_lost_in(mute) {
            all.push("rows of the log that could not be read may belong between these lines".to_owned());
        }
        all.extend(self.unknown_words().map(|words| format!("{words}, and one of them may end a mute")));
        all
    }

    /// How much sound there is in what certainly was muted by the log, or between its silent parts.
    fn sound(&self, i: usize) -> Nanos {
        let of = |result: AuditResult| {
            self.matched.matches.iter().filter(move |m| m.mute == Some(i) && m.certain && m.result == result)
        };
        let sounding: SpanSet<RecordingClock> =
            of(AuditResult::LoggedNotSilent).filter_map(|m| m.part.inner()).collect();
        let parts = || of(AuditResult::LoggedAndSilent).map(|m| m.part);
        let from = parts().map(Extent::start).map(Interval::latest).min();
        let to = parts().map(Extent::end).map(Interval::earliest).max();
        let between: SpanSet<RecordingClock> =
            from.zip(to).and_then(|(from, to)| Span::new(from, to)).into_iter().collect();
        let silent: SpanSet<RecordingClock> = self.found.heard.silences.iter().map(|s| s.extent.outer()).collect();
        sounding.union(&between.intersection(&self.found.heard.examined).minus(&silent)).total()
    }

    /// Whether a row that could not be read may stand between a mute's entries. By their lines, where the device's
    /// entries stand in the log in order of time; else any such row may.
    fn rows_lost_in(&self, mute: &LoggedMute) -> bool {
        let log = &self.log.log;
        if log.rows_passed_over == 0 {
            return false;
        }
        let listed = log.problems.iter().filter(|p| p.passed_over).count() as u64;
        let lines: Vec<u64> = self.entries.iter().map(|e| e.line).collect();
        let in_order = lines.is_sorted() || lines.iter().rev().is_sorted();
        let (Some(first), Some(last)) = (mute.lines.iter().min(), mute.lines.iter().max()) else { return true };
        let between = |line: u64| *first <= line && line <= *last;
        listed < log.rows_passed_over || !in_order || log.problems.iter().any(|p| p.passed_over && between(p.line))
    }

    fn unknown_words(&self) -> Option<String> {
        let words = &self.log.log.unknown_words;
        let first = words.first()?;
        let more = if words.len() > 1 { format!(" and {} more", words.len() - 1) } else { String::new() };
        let shown: String = first.word.chars().take(40).collect();
        Some(format!("the log has words that its mapping does not have ({shown:?}{more})"))
    }

    /// Why the log may lack an entry of a mute.
    fn log_may_lack(&self) -> Option<String> {
        if self.log.redacted == Stated::Yes {
            return Some("this copy of the log is marked redacted, and may lack the entry".to_owned());
        }
        if self.log.log.rows_passed_over > 0 {
            return Some("rows of the log could not be read, and one of them may be the entry".to_owned());
        }
        self.unknown_words().map(|words| format!("{words}, and one of them may mean muting"))
    }

    /// What limits a result, in words.
    fn note(&self, m: &Match, muting: Option<&Muting>) -> String {
        let redacted = self.source.redacted == Stated::Yes && m.span.is_some() && m.result != AuditResult::NoLog;
        let redacted = redacted.then(|| {
            "the recording's copy is marked redacted, and the silence may be the redaction: it is not called muted"
                .to_owned()
        });
        let tolerance = seconds(self.matched.tolerance.get());
        let mute = m.mute.and_then(|i| Some((i, self.matched.mutes.get(i)?)));
        let ended = mute.and_then(|(_, m)| ended_words(m.ended_by));
        let own = match m.result {
            AuditResult::LoggedAndSilent if muting.is_some_and(|m| m.standing == Standing::Decisive) => {
                let names = muting.map(|m| m.confirmed_by.join(" and ")).filter(|names| !names.is_empty());
                names.map(|names| format!("confirmed by {names}"))
            }
            AuditResult::LoggedAndSilent if muting.is_some_and(|m| m.standing == Standing::Disputed) => {
                Some("it is not called muted: somebody rejected it".to_owned())
            }
            AuditResult::LoggedAndSilent if redacted.is_some() => None,
            AuditResult::LoggedAndSilent if !self.can_be_explained(m) => {
                Some("a span of this class has reasons of its own, so it is not called muted".to_owned())
            }
            AuditResult::LoggedAndSilent if m.certain => {
                mute.map(|(i, m)| format!("it is not called muted: {}", self.against(m, i).join("; ")))
            }
            AuditResult::LoggedAndSilent => {
                Some(format!("possible: within ±{tolerance} the two may or may not meet; it is not called muted"))
            }
            AuditResult::LoggedNotSilent => Some("the log's clock or its word may mean something else".to_owned()),
            AuditResult::SilentNotLogged => Some(self.log_may_lack().unwrap_or_else(|| {
                "the log goes on through it and has no mute then; a microphone, an encoder or a log can fail".to_owned()
            })),
            AuditResult::NotExamined => Some("nothing is said of the sound there".to_owned()),
            AuditResult::NoLog => m.no_log.map(|why| no_log_words(why).to_owned()),
        };
        let ended = ended.filter(|_| !matches!(m.result, AuditResult::NoLog)).map(str::to_owned);
        [redacted, own, ended].into_iter().flatten().collect::<Vec<_>>().join("; ")
    }
}

/// The entries of a device: they stand together, by time. Devices are told apart as the log's reader does it, without
/// capitals and with single spaces.
fn of_device<'a>(log: &'a AuditLog, device: &str) -> &'a [AuditEvent] {
    let folded = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let key = folded(device);
    let start = log.events.partition_point(|e| folded(&e.device) < key);
    let end = log.events.partition_point(|e| folded(&e.device) <= key);
    log.events.get(start..end).unwrap_or_default()
}

/// What stands for the end of a mute that the log does not end.
fn ended_words(by: EndedBy) -> Option<&'static str> {
    match by {
        EndedBy::MuteOff | EndedBy::Duration => None,
        EndedBy::RecordingStop => Some("taken to end where the log says that the recording ended"),
        EndedBy::PowerOff => Some("taken to end where the log says that the device was switched off"),
        EndedBy::Recording => Some("taken to last to the recording's end"),
    }
}

fn no_log_words(why: NoLog) -> &'static str {
    match why {
        NoLog::DeviceUnknown => "nothing says which device made the recording",
        NoLog::DeviceNotInLog => "the log has no entry of the device",
        NoLog::OutsideLog => "before the device's first entry in the log or after its last, or it may be",
        NoLog::NoClock => "nothing says when the recording began",
    }
}
