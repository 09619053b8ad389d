//! `marks.jsonl`: what people saw or heard, which spans they reviewed, where one sound is heard in two recordings, and
//! what they confirmed or rejected.
//!
//! The file is only ever added to. What stands is worked out here, from all lines together:
//!
//! - Each person has one position on each target: the author of a sure mark asserts it; a `confirm` asserts;
//!   a `reject` denies; a person's later line on the same target replaces their earlier one.
//! - Only assertions: confirmed. Only denials: rejected. Both: disputed. Neither: a lead.
//! - Two people who confirm one line with different words dispute it: merging never decides silently.
//! - A line that `supersedes` an earlier one of the same person takes it out of the count, with everything that
//!   was confirmed or rejected about it; what others said of the old line was not said of the new one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use unmuted_model::{
    Extent, Interval, Kind, Nanos, ObservationId, PersonId, RecordingClock, RecordingTime, Shape, SourceId, Span,
    Vocabulary, WallTime, nearest,
};

use super::names::Names;
use super::problem::{FileText, Place, Problem};
use super::read::DeviceLog;
use super::text::{self, Unreadable};
use super::toml_reader::{ID_REMEDY, is_id, unknown_key_remedy};

/// The file's name.
pub const FILE: &str = "marks.jsonl";

/// Keys of a `mark` line.
pub const MARK_KEYS: &[&str] = &[
    "id",
    "do",
    "by",
    "at",
    "source",
    "kind",
    "span",
    "plus_minus",
    "event",
    "subject",
    "words",
    "sure",
    "supersedes",
];
/// Keys of a `reviewed` line.
pub const REVIEWED_KEYS: &[&str] = &["id", "do", "by", "at", "source", "span", "kinds", "supersedes"];
/// Keys of an `anchor` line.
pub const ANCHOR_KEYS: &[&str] =
    &["id", "do", "by", "at", "source", "time", "other", "other_time", "plus_minus", "words", "supersedes"];
/// Keys of a `confirm` or a `reject` line.
pub const DECISION_KEYS: &[&str] = &["id", "do", "by", "at", "target", "words"];
/// What a line can do.
pub const DO_WORDS: [&str; 5] = ["mark", "reviewed", "anchor", "confirm", "reject"];

/// How far each end of a marked span may be off where the line does not say.
pub const DEFAULT_PLUS_MINUS: Nanos = Nanos::from_millis(100);

/// How exactly a person names one sound in two recordings, where the line does not say.
pub const DEFAULT_ANCHOR_PLUS_MINUS: Nanos = Nanos::from_millis(50);

/// The least exact anchor that is taken; a vaguer one places nothing that a reader could use.
const MOST_ANCHOR_PLUS_MINUS: Nanos = Nanos::from_secs(60);

/// How far a line may run over an end of its recording, because times were rounded.
const ROUNDING: Nanos = Nanos::from_millis(100);

/// The longest line that is read; a longer one is a problem. A mark is a few hundred bytes.
const MAX_LINE: usize = 1 << 20;

/// What people make of something.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Standing {
    /// At least one person asserts it and nobody denies it.
    Confirmed,
    /// Nobody sure has asserted it; it decides nothing.
    Lead,
    /// Asserted by one and denied by another, or confirmed with different words.
    Disputed,
    /// Denied, and asserted by nobody.
    Rejected,
    /// A later line of the same person replaces it.
    Superseded,
}

impl Standing {
    /// The word in `review.json`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Lead => "lead",
            Self::Disputed => "disputed",
            Self::Rejected => "rejected",
            Self::Superseded => "superseded",
        }
    }
}

/// What people decided about one target.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decided {
    /// What follows.
    pub standing: Standing,
    /// Who asserts it, in order of name: the author of a sure mark, and those who confirmed.
    pub confirmed_by: Vec<String>,
    /// Who denies it, in order of name.
    pub rejected_by: Vec<String>,
    /// The corrected words, where those who confirmed gave some and all the same.
    pub words: Option<String>,
    /// The reasons of those who reject, as `name: words`.
    pub reasons: Vec<String>,
}

impl Decided {
    /// Nobody has decided anything: a lead.
    pub fn nobody() -> Self {
        Self {
            standing: Standing::Lead,
            confirmed_by: Vec::new(),
            rejected_by: Vec::new(),
            words: None,
            reasons: Vec::new(),
        }
    }
}

/// Something that a person marked on a recording.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Its id.
    pub id: ObservationId,
    /// Who marked it.
    pub by: String,
    /// When they did.
    pub at: WallTime,
    /// When, as typed (RFC 3339).
    pub at_typed: String,
    /// The recording.
    pub source: SourceId,
    /// Its kind, one of the case's vocabulary.
    pub kind: Kind,
    /// Where on the recording: an uncertain instant, or a stretch with uncertain ends.
    pub extent: Extent<RecordingClock>,
    /// The word that ties marks of one event together.
    pub event: Option<String>,
    /// Whose act it is.
    pub subject: Option<PersonId>,
    /// Words, or empty.
    pub words: String,
    /// `false`: the person was not sure.
    pub sure: bool,
    /// The earlier line that it replaces.
    pub supersedes: Option<ObservationId>,
    /// What people make of it now.
    pub decided: Decided,
    /// The line.
    pub place: Place,
}

/// A span that somebody looked or listened through.
#[derive(Clone, Debug)]
pub struct ReviewedSpan {
    /// The line's id.
    pub id: ObservationId,
    /// Who.
    pub by: String,
    /// When they said so.
    pub at: WallTime,
    /// When, as typed.
    pub at_typed: String,
    /// The recording.
    pub source: SourceId,
    /// Which span of it.
    pub span: Span<RecordingClock>,
    /// For what.
    pub kinds: Vec<Kind>,
    /// The earlier line that it replaces.
    pub supersedes: Option<ObservationId>,
    /// A later line of the same person replaces it: it counts no longer.
    pub superseded: bool,
    /// The line.
    pub place: Place,
}

/// One instant that a person heard, or saw, in two recordings.
#[derive(Clone, Debug)]
pub struct HandAnchor {
    /// Its id.
    pub id: ObservationId,
    /// Who says so.
    pub by: String,
    /// When they said so.
    pub at: WallTime,
    /// When, as typed.
    pub at_typed: String,
    /// One recording.
    pub source: SourceId,
    /// When on its own clock.
    pub time: RecordingTime,
    /// The other recording.
    pub other: SourceId,
    /// When on its own clock.
    pub other_time: RecordingTime,
    /// How exactly: a bound of the difference between the two times.
    pub plus_minus: Nanos,
    /// What is heard, or empty.
    pub words: String,
    /// The earlier line that it replaces.
    pub supersedes: Option<ObservationId>,
    /// What people make of it now.
    pub decided: Decided,
    /// The line.
    pub place: Place,
}

/// A confirmation or a rejection as written.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The line's id.
    pub id: ObservationId,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: WallTime,
    /// When, as typed.
    pub at_typed: String,
    /// What it is about.
    pub target: ObservationId,
    /// `true` for a confirmation.
    pub confirms: bool,
    /// Corrected words or a reason, or empty.
    pub words: String,
    /// The line.
    pub place: Place,
}

/// All that `marks.jsonl` says, with what stands worked out.
#[derive(Clone, Default, Debug)]
pub struct Marks {
    /// Marks, in the order of the file, superseded and rejected ones too.
    pub marks: Vec<Mark>,
    /// Reviewed spans, in the order of the file.
    pub reviewed: Vec<ReviewedSpan>,
    /// Hand anchors, in the order of the file, superseded and rejected ones too.
    pub anchors: Vec<HandAnchor>,
    /// Confirmations and rejections, in the order of the file.
    pub decisions: Vec<Decision>,
    /// What was decided about lines of transcripts and logs.
    lines: BTreeMap<ObservationId, Decided>,
    /// Ids of all lines, also of those that could not be read where their id could.
    pub ids: BTreeSet<String>,
}

impl Marks {
    /// What people decided about a line of a transcript or a log (`transcript-1#4`).
    pub fn line(&self, id: &ObservationId) -> Decided {
        self.lines.get(id).cloned().unwrap_or_else(Decided::nobody)
    }

    /// Changes what was decided about each line of a transcript or a log.
    pub(super) fn change_lines(&mut self, change: impl Fn(&Decided) -> Decided) {
        for decided in self.lines.values_mut() {
            *decided = change(decided);
        }
    }

    /// Leaves out marks and reviewed spans that lie outside of their recording, of those whose length is known: what
    /// happened is not where the line says. What only runs over an end is in doubt.
    pub fn keep_recorded(
        &mut self,
        length: impl Fn(&SourceId) -> Option<Span<RecordingClock>>,
        problems: &mut Vec<Problem>,
    ) {
        let counts = |s: Standing| !matches!(s, Standing::Superseded | Standing::Rejected);
        self.marks.retain(|m| {
            let Some(whole) = length(&m.source).filter(|_| counts(m.decided.standing)) else { return true };
            let (start, end) = (m.extent.start(), m.extent.end());
            let (from, to) =
                if start == end { (start.earliest(), start.latest()) } else { (start.middle(), end.middle()) };
            within_recording(&m.id, &m.source, &m.place, (from, to), whole, problems)
        });
        self.reviewed.retain(|r| {
            let Some(whole) = length(&r.source).filter(|_| !r.superseded) else { return true };
            within_recording(&r.id, &r.source, &r.place, (r.span.start(), r.span.end()), whole, problems)
        });
    }

    /// The same for hand anchors, which are needed before the clock is.
    pub fn keep_recorded_anchors(
        &mut self,
        length: impl Fn(&SourceId) -> Option<Span<RecordingClock>>,
        problems: &mut Vec<Problem>,
    ) {
        let counts = |s: Standing| !matches!(s, Standing::Superseded | Standing::Rejected);
        self.anchors.retain(|a| {
            let mut here = |source: &SourceId, at: RecordingTime| {
                let Some(whole) = length(source).filter(|_| counts(a.decided.standing)) else { return true };
                within_recording(&a.id, source, &a.place, (at, at), whole, problems)
            };
            // Both are looked at, so that both are told.
            let (one, other) = (here(&a.source, a.time), here(&a.other, a.other_time));
            one && other
        });
    }

    /// Names of those who marked, reviewed, anchored or decided, in order.
    pub fn reviewers(&self) -> BTreeSet<String> {
        let marks = self.marks.iter().map(|m| &m.by);
        let reviewed = self.reviewed.iter().map(|r| &r.by);
        let anchors = self.anchors.iter().map(|a| &a.by);
        marks.chain(reviewed).chain(anchors).chain(self.decisions.iter().map(|d| &d.by)).cloned().collect()
    }
}

/// What a line is checked against.
pub struct Context<'a> {
    /// Kinds of the case.
    pub vocabulary: &'a Vocabulary,
    /// Kinds that stand in `case.toml` and could not be read.
    pub kinds_lost: &'a BTreeSet<String>,
    /// Recordings.
    pub recordings: &'a Names,
    /// People.
    pub people: &'a Names,
    /// Ids of the lines of transcripts and logs that were read.
    pub lines: &'a BTreeSet<String>,
    /// Transcripts and logs that could not be read, so that their lines are not known.
    pub lines_lost: &'a BTreeSet<String>,
    /// Device audit logs that were read.
    pub device_logs: &'a [DeviceLog],
}

impl Context<'_> {
    /// Whether it is a line of a transcript or a log, or what a device's log says of a recording being muted:
    /// `camera-1/audit-log#12-13`.
    fn has_line(&self, target: &str) -> bool {
        self.lines.contains(target) || self.has_muting(target).unwrap_or(false)
    }

    fn has_muting(&self, target: &str) -> Option<bool> {
        let (recording, rest) = target.split_once('/')?;
        let (log, lines) = rest.split_once('#')?;
        let log = &self.device_logs.iter().find(|l| l.source.as_str() == log)?.log;
        let is_entry = |line: &str| line.parse().is_ok_and(|n: u64| log.events.iter().any(|e| e.line == n));
        Some(self.recordings.has(recording) && lines.split('-').all(is_entry))
    }
}

/// One line, read and checked against the case, but not yet against other lines.
#[derive(Clone, Debug)]
pub enum Line {
    /// A mark.
    Mark(Mark),
    /// A reviewed span.
    Reviewed(ReviewedSpan),
    /// A hand anchor.
    Anchor(HandAnchor),
    /// A confirmation or a rejection.
    Decision(Decision),
}

/// Reads the file's bytes. Each line that is wrong is a problem; the others count.
pub fn read(bytes: &[u8], context: &Context<'_>, problems: &mut Vec<Problem>) -> Marks {
    let text = String::from_utf8_lossy(bytes);
    let file = FileText::new(FILE, &text);
    let mut marks = Marks::default();
    let mut lost = BTreeSet::new();
    let mut start = 0;
    for raw in text.split_inclusive('\n') {
        let span = start..start + raw.trim_end_matches(['\n', '\r']).len();
        start += raw.len();
        let body = text.get(span.clone()).unwrap_or("");
        let place = file.at(span);
        if body.trim().is_empty() {
            continue;
        }
        if !raw.ends_with('\n') {
            problems.push(place.doubt(
                "the last line has no line break: writing it may have been cut short",
                "check the line and end it with a line break",
            ));
        }
        match line(body, &place, context) {
            Ok(line) => take(&mut marks, line, problems),
            Err((id, problem)) => {
                lost.extend(id);
                problems.push(*problem);
            }
        }
    }
    marks.ids.extend(lost.iter().cloned());
    supersede(&mut marks, &lost, problems);
    decide(&mut marks, context, &lost, problems);
    marks
}

/// Whether a line speaks of a time that its recording has; else it is a problem.
fn within_recording(
    id: &ObservationId,
    source: &SourceId,
    place: &Place,
    (from, to): (RecordingTime, RecordingTime),
    whole: Span<RecordingClock>,
    problems: &mut Vec<Problem>,
) -> bool {
    let (first, last) = (whole.start() - ROUNDING, whole.end() + ROUNDING);
    if first <= from && to <= last {
        return true;
    }
    let show = text::show_recording_time;
    let runs = format!("{source} runs from {} to {}", show(whole.start()), show(whole.end()));
    let times = if from == to { show(from) } else { format!("{} to {}", show(from), show(to)) };
    let outside = to < first || last < from;
    if outside {
        problems.push(place.unread(
            format!("{id}: {times} lies outside of the recording, so the line counts for nothing: {runs}"),
            "add a line with the right times that supersedes this one",
        ));
    } else {
        problems.push(place.doubt(
            format!("{id}: {times} runs over an end of the recording: {runs}"),
            "check the times, and add a line that supersedes this one",
        ));
    }
    !outside
}

/// Adds a line, if its id is new.
fn take(marks: &mut Marks, line: Line, problems: &mut Vec<Problem>) {
    let (id, place) = match &line {
        Line::Mark(m) => (&m.id, &m.place),
        Line::Reviewed(r) => (&r.id, &r.place),
        Line::Anchor(a) => (&a.id, &a.place),
        Line::Decision(d) => (&d.id, &d.place),
    };
    if !marks.ids.insert(id.to_string()) {
        problems.push(place.unread(
            format!("an earlier line has the id {:?} too", id.as_str()),
            "give this line its own id; it was not read",
        ));
        return;
    }
    match line {
        Line::Mark(m) => marks.marks.push(m),
        Line::Reviewed(r) => marks.reviewed.push(r),
        Line::Anchor(a) => marks.anchors.push(a),
        Line::Decision(d) => marks.decisions.push(d),
    }
}

/// Applies `supersedes`.
fn supersede(marks: &mut Marks, lost: &BTreeSet<String>, problems: &mut Vec<Problem>) {
    // Where each line stands in the file, by whom, and what it replaces.
    let mut lines: BTreeMap<ObservationId, (String, String)> = BTreeMap::new();
    for m in &marks.marks {
        lines.insert(m.id.clone(), (m.place.line_column(), m.by.clone()));
    }
    for r in &marks.reviewed {
        lines.insert(r.id.clone(), (r.place.line_column(), r.by.clone()));
    }
    for a in &marks.anchors {
        lines.insert(a.id.clone(), (a.place.line_column(), a.by.clone()));
    }
    let order = |place: &str| place.split(':').next().and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
    let mut replaced: BTreeMap<ObservationId, ObservationId> = BTreeMap::new();
    let marked = marks.marks.iter().map(|m| (&m.id, &m.by, &m.supersedes, &m.place));
    let reviewed = marks.reviewed.iter().map(|r| (&r.id, &r.by, &r.supersedes, &r.place));
    let anchored = marks.anchors.iter().map(|a| (&a.id, &a.by, &a.supersedes, &a.place));
    for (id, by, old, place) in marked.chain(reviewed).chain(anchored) {
        let Some(old) = old else { continue };
        let (what, remedy) = match lines.get(old) {
            None if lost.contains(old.as_str()) => {
                // The line that it replaces could not be read, and so does not count anyway.
                continue;
            }
            None => {
                let near = nearest(old.as_str(), lines.keys().map(ObservationId::as_str));
                let remedy = near.map_or_else(
                    || "name a mark, a reviewed line or an anchor above it".to_owned(),
                    |n| format!("did you mean {n:?}?"),
                );
                (
                    format!("it supersedes {:?}, and there is no such mark, reviewed line or anchor", old.as_str()),
                    remedy,
                )
            }
            Some((other, _)) if order(other) >= order(&place.line_column()) => (
                format!("it supersedes {:?}, which does not stand before it", old.as_str()),
                "only an earlier line can be superseded".to_owned(),
            ),
            Some((_, author)) if author != by => (
                format!("{by} supersedes {:?}, which is a line of {author}", old.as_str()),
                "reject it instead: a person supersedes only their own lines".to_owned(),
            ),
            Some(_) => match replaced.get(old) {
                Some(first) => (
                    format!("it supersedes {:?}, which {:?} supersedes already", old.as_str(), first.as_str()),
                    format!("supersede {:?} instead, or this line counts beside it", first.as_str()),
                ),
                None => {
                    replaced.insert(old.clone(), id.clone());
                    continue;
                }
            },
        };
        problems.push(place.doubt(what, remedy));
    }
    for m in &mut marks.marks {
        if replaced.contains_key(&m.id) {
            m.decided.standing = Standing::Superseded;
        }
    }
    for r in &mut marks.reviewed {
        r.superseded = replaced.contains_key(&r.id);
    }
    for a in &mut marks.anchors {
        if replaced.contains_key(&a.id) {
            a.decided.standing = Standing::Superseded;
        }
    }
}

/// Works out what stands.
fn decide(marks: &mut Marks, context: &Context<'_>, lost: &BTreeSet<String>, problems: &mut Vec<Problem>) {
    let of_marks = marks.marks.iter().map(|m| m.id.as_str());
    let known: BTreeSet<&str> = of_marks.chain(marks.anchors.iter().map(|a| a.id.as_str())).collect();
    // Per target, per person, the latest decision.
    let mut latest: BTreeMap<&ObservationId, BTreeMap<&str, &Decision>> = BTreeMap::new();
    for d in &marks.decisions {
        let target = d.target.as_str();
        if known.contains(target) || context.has_line(target) {
            latest.entry(&d.target).or_default().insert(&d.by, d);
            continue;
        }
        if marks.ids.contains(target) && !lost.contains(target) {
            let what = format!("it is about {target:?}, which is a reviewed line or a decision, and no mark");
            let remedy =
                "name a mark, an anchor or a line of a transcript; a reviewed line is superseded by its own author";
            problems.push(d.place.unread(what, remedy));
            continue;
        }
        problems.push(unknown_target(d, &known, context, lost));
    }
    let nobody = BTreeMap::new();
    let of = |id: &ObservationId, author: Option<&str>, before: Standing| {
        if before == Standing::Superseded {
            return Decided { standing: Standing::Superseded, ..Decided::nobody() };
        }
        positions(author, latest.get(id).unwrap_or(&nobody))
    };
    let decided: Vec<_> =
        marks.marks.iter().map(|m| of(&m.id, m.sure.then_some(m.by.as_str()), m.decided.standing)).collect();
    let of_anchors: Vec<_> = marks.anchors.iter().map(|a| of(&a.id, Some(a.by.as_str()), a.decided.standing)).collect();
    let lines = latest
        .iter()
        .filter(|(target, _)| !known.contains(target.as_str()))
        .map(|(target, by)| ((*target).clone(), positions(None, by)))
        .collect();
    for (mark, decided) in marks.marks.iter_mut().zip(decided) {
        mark.decided = decided;
    }
    for (anchor, decided) in marks.anchors.iter_mut().zip(of_anchors) {
        anchor.decided = decided;
    }
    marks.lines = lines;
}

fn positions(author: Option<&str>, by: &BTreeMap<&str, &Decision>) -> Decided {
    let mut confirmed: BTreeSet<&str> = by.iter().filter(|(_, d)| d.confirms).map(|(who, _)| *who).collect();
    let rejected: BTreeSet<&str> = by.iter().filter(|(_, d)| !d.confirms).map(|(who, _)| *who).collect();
    confirmed.extend(author.filter(|a| !rejected.contains(a)));
    let words: BTreeSet<&str> =
        by.values().filter(|d| d.confirms).map(|d| d.words.trim()).filter(|w| !w.is_empty()).collect();
    let standing = match (confirmed.is_empty(), rejected.is_empty()) {
        (true, true) => Standing::Lead,
        (true, false) => Standing::Rejected,
        (false, true) if words.len() > 1 => Standing::Disputed,
        (false, true) => Standing::Confirmed,
        (false, false) => Standing::Disputed,
    };
    let own = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
    let reasons = by
        .values()
        .filter(|d| !d.confirms && !d.words.trim().is_empty())
        .map(|d| format!("{}: {}", d.by, d.words.trim()))
        .collect();
    Decided {
        standing,
        confirmed_by: own(confirmed),
        rejected_by: own(rejected),
        words: if words.len() == 1 { words.first().map(|w| (*w).to_owned()) } else { None },
        reasons,
    }
}

fn unknown_target(d: &Decision, marks: &BTreeSet<&str>, context: &Context<'_>, lost: &BTreeSet<String>) -> Problem {
    let target = d.target.as_str();
    if lost.contains(target) {
        return d
            .place
            .unread(format!("it is about the line {target:?}, which could not be read"), "mend that line first");
    }
    if let Some((source, _)) = target.split_once('#') {
        // Of a device's log the recording stands in front.
        let source = source.rsplit('/').next().unwrap_or(source);
        if context.lines_lost.contains(source) {
            return d.place.unread(
                format!("it is about {target:?}, and the lines of {source:?} could not be read"),
                "mend that source first",
            );
        }
        let count = context.lines.iter().filter(|l| l.split_once('#').is_some_and(|(s, _)| s == source)).count();
        if count > 0 {
            return d.place.unread(
                format!("it is about {target:?}, and {source:?} has the lines 1 to {count}"),
                "name one of these",
            );
        }
    }
    let near = nearest(target, marks.iter().copied().chain(context.lines.iter().map(String::as_str)));
    let remedy = near.map_or_else(
        || "name a mark, an anchor, or a line of a transcript or a log such as transcript-1#4".to_owned(),
        |n| format!("did you mean {n:?}?"),
    );
    d.place.unread(format!("it is about {target:?}, and there is no such mark or line"), remedy)
}

/// Reads one line and checks it against the case. On a problem also its id, where that could be read.
///
/// # Errors
/// Not a JSON object, an unknown or missing key, or a value that does not fit the case.
pub fn line(body: &str, place: &Place, context: &Context<'_>) -> Result<Line, (Option<String>, Box<Problem>)> {
    let fail = |id: Option<String>, what: String, remedy: String| (id, Box::new(place.unread(what, remedy)));
    if body.len() > MAX_LINE {
        return Err(fail(None, format!("the line is longer than {MAX_LINE} bytes"), "break it up".to_owned()));
    }
    let pairs: Pairs = serde_json::from_str(body).map_err(|e| {
        let place = place.part(body, e.column().saturating_sub(1)..e.column());
        (
            None,
            Box::new(place.unread(format!("this is not a JSON object on one line: {e}"), "mend this line".to_owned())),
        )
    })?;
    let mut keys = Keys { values: BTreeMap::new() };
    for (key, value) in pairs.0 {
        if keys.values.insert(key.clone(), value).is_some() {
            return Err(fail(None, format!("the key {key:?} stands twice"), "keep one of them".to_owned()));
        }
    }
    let id = keys.values.get("id").and_then(Value::as_str).map(str::to_owned);
    read_line(&keys, place, context)
        .map_err(|e| fail(id.clone(), id.map_or_else(|| e.what.clone(), |id| format!("{id}: {}", e.what)), e.remedy))
}

fn wrong(what: impl Into<String>, remedy: impl Into<String>) -> Unreadable {
    Unreadable { what: what.into(), remedy: remedy.into() }
}

fn read_line(keys: &Keys, place: &Place, context: &Context<'_>) -> Result<Line, Unreadable> {
    let does = keys.required("do")?;
    let known = match does.as_str() {
        "mark" => MARK_KEYS,
        "reviewed" => REVIEWED_KEYS,
        "anchor" => ANCHOR_KEYS,
        "confirm" | "reject" => DECISION_KEYS,
        other => {
            let remedy = match nearest(other, DO_WORDS) {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!("write one of: {}", DO_WORDS.join(", ")),
            };
            return Err(wrong(format!("a line cannot do {other:?}"), remedy));
        }
    };
    if let Some(key) = keys.values.keys().find(|k| !known.contains(&k.as_str())) {
        let article = if does == "anchor" { "an" } else { "a" };
        return Err(wrong(format!("{article} {does} line has no key {key:?}"), unknown_key_remedy(key, known)));
    }
    let id = keys.required("id")?;
    if !is_id(&id) {
        return Err(wrong(format!("{id:?} cannot be an id"), ID_REMEDY));
    }
    let id = ObservationId::new(id);
    let by = keys.required("by")?;
    let at_typed = keys.required("at")?;
    let at = text::wall_time(&at_typed)?;
    let place = place.clone();
    match does.as_str() {
        "mark" => {
            let source = recording(keys, "source", context)?;
            let kind = kind(&keys.required("kind")?, context)?;
            if kind.as_str() == "silence" {
                return Err(wrong(
                    "silence is measured from the sound; a person does not mark it",
                    "take the line out; `muted` is the kind for a person's finding that a microphone was switched off",
                ));
            }
            let extent = extent(keys, &kind, context)?;
            let subject = keys.text("subject")?.filter(|s| !s.is_empty());
            if let Some(subject) = &subject {
                context.people.check(subject).map_err(|u| wrong(u.what, u.remedy))?;
            }
            Ok(Line::Mark(Mark {
                id,
                by,
                at,
                at_typed,
                source,
                kind,
                extent,
                event: keys.text("event")?.filter(|e| !e.trim().is_empty()),
                subject: subject.map(PersonId::new),
                words: keys.text("words")?.unwrap_or_default(),
                sure: keys.flag("sure")?.unwrap_or(true),
                supersedes: keys.text("supersedes")?.map(ObservationId::new),
                decided: Decided::nobody(),
                place,
            }))
        }
        "reviewed" => {
            let source = recording(keys, "source", context)?;
            let (from, to) = keys.span()?;
            let span = Span::new(from, to).filter(|s| !s.is_empty());
            let span =
                span.ok_or_else(|| wrong("the reviewed span holds no time", "write its start before its end"))?;
            let kinds = keys.texts("kinds")?;
            if kinds.is_empty() {
                return Err(wrong("the line does not say for what the span was reviewed", "add kinds: [\"…\"]"));
            }
            let kinds = kinds.iter().map(|k| self::kind(k, context)).collect::<Result<Vec<_>, _>>()?;
            Ok(Line::Reviewed(ReviewedSpan {
                id,
                by,
                at,
                at_typed,
                source,
                span,
                kinds,
                supersedes: keys.text("supersedes")?.map(ObservationId::new),
                superseded: false,
                place,
            }))
        }
        "anchor" => {
            let (source, other) = (recording(keys, "source", context)?, recording(keys, "other", context)?);
            if source == other {
                return Err(wrong(
                    format!("source and other are both {:?}", source.as_str()),
                    "name two recordings: an anchor says where one sound is heard in each",
                ));
            }
            let typed = |key: &str| keys.required(key).and_then(|t| text::recording_time(&t));
            let plus_minus = keys.text("plus_minus")?.map(|t| text::length(&t)).transpose()?;
            if plus_minus.is_some_and(|p| p > MOST_ANCHOR_PLUS_MINUS) {
                return Err(wrong(
                    "plus_minus is more than 60 s, which places nothing",
                    "look for a sharper sound, such as a door or a shot; for a clock seen in the picture write \
                     [[anchors]] in case.toml",
                ));
            }
            Ok(Line::Anchor(HandAnchor {
                id,
                by,
                at,
                at_typed,
                source,
                time: typed("time")?,
                other,
                other_time: typed("other_time")?,
                plus_minus: plus_minus.unwrap_or(DEFAULT_ANCHOR_PLUS_MINUS),
                words: keys.text("words")?.unwrap_or_default(),
                supersedes: keys.text("supersedes")?.map(ObservationId::new),
                decided: Decided::nobody(),
                place,
            }))
        }
        _ => Ok(Line::Decision(Decision {
            id,
            by,
            at,
            at_typed,
            target: ObservationId::new(keys.required("target")?),
            confirms: does == "confirm",
            words: keys.text("words")?.unwrap_or_default(),
            place,
        })),
    }
}

fn recording(keys: &Keys, key: &str, context: &Context<'_>) -> Result<SourceId, Unreadable> {
    let source = keys.required(key)?;
    context.recordings.check(&source).map_err(|u| wrong(u.what, u.remedy))?;
    Ok(SourceId::new(source))
}

/// The kind of that name, if the case has it.
pub fn kind(name: &str, context: &Context<'_>) -> Result<Kind, Unreadable> {
    if let Some(kind) = context.vocabulary.kind(name) {
        return Ok(kind.clone());
    }
    if context.kinds_lost.contains(name) {
        return Err(wrong(
            format!("the kind {name:?} stands in case.toml, but its entry could not be read"),
            "mend that entry of case.toml first",
        ));
    }
    let remedy = match context.vocabulary.nearest(name) {
        Some(near) => format!("did you mean {near:?}?"),
        None => {
            let known: Vec<_> = context.vocabulary.kinds().map(|(k, _)| k.as_str()).collect();
            format!("declare it under [kinds] in case.toml; known kinds are: {}", known.join(", "))
        }
    };
    Err(wrong(format!("the case has no kind {name:?}"), remedy))
}

fn extent(keys: &Keys, kind: &Kind, context: &Context<'_>) -> Result<Extent<RecordingClock>, Unreadable> {
    let (a, b) = keys.span()?;
    let plus_minus = keys.text("plus_minus")?.map(|t| text::length(&t)).transpose()?;
    match context.vocabulary.meaning(kind).map(|m| m.shape) {
        Some(Shape::Span) => {
            if a == b {
                return Err(wrong(format!("{kind} lasts, and this span holds no time"), "write its start and its end"));
            }
            let doubt = plus_minus.unwrap_or(DEFAULT_PLUS_MINUS);
            let around = |t| Interval::exactly(t).widened(doubt);
            Ok(Extent::new(around(a), around(b)))
        }
        _ => {
            if plus_minus.is_some() {
                return Err(wrong(
                    format!("{kind} happens at an instant, which has no plus_minus"),
                    "widen span instead: it is the interval that the instant lies in",
                ));
            }
            Ok(Extent::instant(Interval::between(a, b)))
        }
    }
}

/// The values of a line, typed as they are asked for.
struct Keys {
    values: BTreeMap<String, Value>,
}

impl Keys {
    fn text(&self, key: &str) -> Result<Option<String>, Unreadable> {
        match self.values.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(s)) => Ok(Some(s.clone())),
            Some(_) => Err(wrong(format!("{key} is not a text"), "put it in quotation marks")),
        }
    }
    fn required(&self, key: &str) -> Result<String, Unreadable> {
        let text = self.text(key)?.filter(|t| !t.trim().is_empty());
        text.ok_or_else(|| wrong(format!("the line has no {key}"), format!("add \"{key}\": \"…\"")))
    }
    fn flag(&self, key: &str) -> Result<Option<bool>, Unreadable> {
        match self.values.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(b)) => Ok(Some(*b)),
            Some(_) => {
                Err(wrong(format!("{key} is not true or false"), "write true or false, without quotation marks"))
            }
        }
    }
    fn texts(&self, key: &str) -> Result<Vec<String>, Unreadable> {
        let wrong = || wrong(format!("{key} is not a list of texts"), format!("write \"{key}\": [\"…\", \"…\"]"));
        match self.values.get(key) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(list)) => list.iter().map(|v| v.as_str().map(str::to_owned).ok_or_else(wrong)).collect(),
            Some(_) => Err(wrong()),
        }
    }
    fn span(&self) -> Result<(unmuted_model::RecordingTime, unmuted_model::RecordingTime), Unreadable> {
        let texts = self.texts("span")?;
        let [a, b] = texts.as_slice() else {
            return Err(wrong("the line has no span of two times", "write \"span\": [\"1:24.6\", \"1:24.7\"]"));
        };
        let (a, b) = (text::recording_time(a)?, text::recording_time(b)?);
        if b < a {
            return Err(wrong("the span ends before it starts", "write the earlier time first"));
        }
        Ok((a, b))
    }
}

/// The members of a JSON object in their order, doubled keys included.
struct Pairs(Vec<(String, Value)>);

impl<'de> serde::Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Pairs;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object, { … }")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case_files::testing::names;

    fn read_lines(lines: &[&str]) -> (Marks, Vec<Problem>) {
        let (vocabulary, none) = (Vocabulary::default(), BTreeSet::new());
        let (recordings, people) = (names("source", &["camera-1", "camera-2"]), names("person", &[]));
        let context = Context {
            vocabulary: &vocabulary,
            kinds_lost: &none,
            recordings: &recordings,
            people: &people,
            lines: &none,
            lines_lost: &none,
            device_logs: &[],
        };
        let mut problems = Vec::new();
        let marks = read(format!("{}\n", lines.join("\n")).as_bytes(), &context, &mut problems);
        (marks, problems)
    }

    fn anchor(id: &str, by: &str, more: &str) -> String {
        format!(
            r#"{{"id":"{id}","do":"anchor","by":"{by}","at":"2026-05-20T10:00:00Z","source":"camera-1","time":"1:24.6","other":"camera-2","other_time":"1:18.1"{more}}}"#
        )
    }

    fn decision(id: &str, does: &str, by: &str, target: &str) -> String {
        format!(r#"{{"id":"{id}","do":"{does}","by":"{by}","at":"2026-05-20T11:00:00Z","target":"{target}"}}"#)
    }

    fn standings(marks: &Marks) -> Vec<Standing> {
        marks.anchors.iter().map(|a| a.decided.standing).collect()
    }

    #[test]
    fn an_anchor_is_read_with_its_defaults() {
        let (marks, problems) = read_lines(&[&anchor("m1", "a", ""), &anchor("m2", "b", r#","plus_minus":"0.2 s""#)]);
        assert_eq!(problems, []);
        let bounds: Vec<_> = marks.anchors.iter().map(|a| a.plus_minus).collect();
        assert_eq!(bounds, [DEFAULT_ANCHOR_PLUS_MINUS, Nanos::from_millis(200)]);
        assert_eq!(standings(&marks), [Standing::Confirmed; 2], "two people's anchors are both kept");
        assert_eq!(marks.reviewers(), BTreeSet::from(["a".to_owned(), "b".to_owned()]));
    }

    #[test]
    fn others_dispute_an_anchor_and_its_author_replaces_it() {
        let lines = [
            anchor("m1", "a", ""),
            decision("m2", "reject", "b", "m1"),
            anchor("m3", "b", ""),
            anchor("m4", "b", r#","supersedes":"m3""#),
            anchor("m5", "c", ""),
            decision("m6", "reject", "c", "m5"),
        ];
        let (marks, problems) = read_lines(&lines.each_ref().map(String::as_str));
        assert_eq!(problems, []);
        let wanted = [Standing::Disputed, Standing::Superseded, Standing::Confirmed, Standing::Rejected];
        assert_eq!(standings(&marks), wanted);
        assert_eq!(marks.anchors[0].decided.rejected_by, ["b"]);
    }

    #[test]
    fn nobody_replaces_what_another_said() {
        let (marks, problems) = read_lines(&[&anchor("m1", "a", ""), &anchor("m2", "b", r#","supersedes":"m1""#)]);
        assert!(problems[0].what.contains("which is a line of a"), "{problems:?}");
        assert_eq!(standings(&marks), [Standing::Confirmed; 2]);
    }

    #[test]
    fn what_is_wrong_with_an_anchor_is_named_with_its_line() {
        let changed = |from: &str, to: &str| anchor("m1", "a", "").replace(from, to);
        for (line, part) in [
            (changed("camera-2", "camera-1"), "source and other are both"),
            (changed("camera-2", "camera-9"), "camera-9"),
            (changed("1:18.1", "1:78"), "60 or more"),
            (changed(r#","time":"1:24.6""#, ""), "the line has no time"),
            (anchor("m1", "a", r#","kind":"shot""#), "an anchor line has no key"),
            (anchor("m1", "a", r#","plus_minus":"2 min""#), "more than 60 s"),
        ] {
            let (marks, problems) = read_lines(&[&line]);
            let [problem] = problems.as_slice() else { panic!("{line}: {problems:?}") };
            assert!(problem.what.contains(part) && problem.place == "1:1" && !problem.remedy.is_empty(), "{problem:?}");
            assert!(marks.anchors.is_empty());
        }
    }

    #[test]
    fn a_time_that_the_recording_does_not_have_counts_for_nothing() {
        let (mut marks, _) = read_lines(&[&anchor("m1", "a", "")]);
        let mut problems = Vec::new();
        let minute = Span::between(RecordingTime::ZERO, RecordingTime::from_ns(60_000_000_000));
        marks.keep_recorded_anchors(|id| (id.as_str() == "camera-2").then_some(minute), &mut problems);
        assert!(marks.anchors.is_empty() && problems[0].what.contains("m1: 1:18.1 lies outside"), "{problems:?}");
    }

    #[test]
    fn only_some_peoples_anchors_count_where_only_theirs_are_asked_for() {
        let (mut marks, _) =
            read_lines(&[&anchor("m1", "a", ""), &anchor("m2", "b", ""), &decision("m3", "reject", "a", "m2")]);
        marks.keep_only_by(&BTreeSet::from(["a".to_owned()]));
        assert_eq!(standings(&marks), [Standing::Confirmed, Standing::Rejected]);
    }
}
