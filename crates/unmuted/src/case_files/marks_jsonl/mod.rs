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
//! - Two lines that supersede one line are contested: neither is in force, and the old line stands, until one of the
//!   two is undone.
//! - An `undo` takes one earlier line of the same person out, as if it had not been written; what that line had
//!   superseded or decided is again as it was before. An undo can be undone.

mod append;
mod line;
mod standing;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use unmuted_model::{
    Extent, Kind, Nanos, ObservationId, PersonId, RecordingClock, RecordingTime, SourceId, Span, Vocabulary, WallTime,
};

use super::names::Names;
use super::problem::{FileText, Place, Problem};
use super::read::DeviceLog;
use super::text;

pub use append::{Added, Draft, NotAdded, add, checked};
pub use line::{kind, line};

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
    "privileged",
    "once",
];
/// Keys of a `reviewed` line.
pub const REVIEWED_KEYS: &[&str] =
    &["id", "do", "by", "at", "source", "span", "kinds", "supersedes", "privileged", "once"];
/// Keys of an `anchor` line.
pub const ANCHOR_KEYS: &[&str] = &[
    "id",
    "do",
    "by",
    "at",
    "source",
    "time",
    "other",
    "other_time",
    "plus_minus",
    "words",
    "supersedes",
    "privileged",
    "once",
];
/// Keys of a `confirm`, a `reject` or an `undo` line.
pub const DECISION_KEYS: &[&str] = &["id", "do", "by", "at", "target", "words", "once"];
/// What a line can do.
pub const DO_WORDS: [&str; 6] = ["mark", "reviewed", "anchor", "confirm", "reject", "undo"];

/// How far each end of a marked span may be off where the line does not say.
pub const DEFAULT_PLUS_MINUS: Nanos = Nanos::from_millis(100);

/// How exactly a person names one sound in two recordings, where the line does not say.
pub const DEFAULT_ANCHOR_PLUS_MINUS: Nanos = Nanos::from_millis(50);

/// How far a line may run over an end of its recording, because times were rounded.
const ROUNDING: Nanos = Nanos::from_millis(100);

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
    /// It replaces a line that another one replaces too: in force only when one of the two is undone.
    Contested,
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
            Self::Contested => "contested",
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

impl Standing {
    /// Whether the line counts for anything: somebody stands behind it, or may yet.
    pub fn counts(self) -> bool {
        !matches!(self, Self::Superseded | Self::Rejected | Self::Contested)
    }
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
    /// Attorney work product: it stays out of everything that leaves the folder.
    pub privileged: bool,
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
    /// A later line of the same person replaces it, or it is contested: it does not count.
    pub superseded: bool,
    /// Attorney work product: it stays out of everything that leaves the folder.
    pub privileged: bool,
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
    /// Attorney work product: it stays out of everything that leaves the folder.
    pub privileged: bool,
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

/// A line that its writer took back.
#[derive(Clone, Debug)]
pub struct Undo {
    /// The line's id.
    pub id: ObservationId,
    /// Who took it back.
    pub by: String,
    /// When.
    pub at: WallTime,
    /// What was taken back.
    pub target: ObservationId,
    /// The line.
    pub place: Place,
}

/// Lines that change one line in different ways.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contested {
    /// The line that they change; it stands until someone chooses.
    pub target: ObservationId,
    /// Those that change it, in the order of the file.
    pub lines: Vec<ObservationId>,
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
    /// What was taken back, in the order of the file.
    pub undos: Vec<Undo>,
    /// Ids of the lines that count no longer because their writer took them back.
    pub undone: BTreeSet<ObservationId>,
    /// Lines that are changed in more than one way.
    pub contested: Vec<Contested>,
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
        self.marks.retain(|m| {
            let Some(whole) = length(&m.source).filter(|_| m.decided.standing.counts()) else { return true };
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
        self.anchors.retain(|a| {
            let mut here = |source: &SourceId, at: RecordingTime| {
                let Some(whole) = length(source).filter(|_| a.decided.standing.counts()) else { return true };
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
        let decided = self.decisions.iter().map(|d| &d.by);
        marks.chain(reviewed).chain(anchors).chain(decided).cloned().collect()
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
    /// A line taken back.
    Undo(Undo),
}

impl Line {
    /// Its id, who wrote it, and where it stands.
    pub fn head(&self) -> (&ObservationId, &str, &Place) {
        match self {
            Self::Mark(m) => (&m.id, &m.by, &m.place),
            Self::Reviewed(r) => (&r.id, &r.by, &r.place),
            Self::Anchor(a) => (&a.id, &a.by, &a.place),
            Self::Decision(d) => (&d.id, &d.by, &d.place),
            Self::Undo(u) => (&u.id, &u.by, &u.place),
        }
    }
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
    standing::undo(&mut marks, &lost, problems);
    standing::supersede(&mut marks, &lost, problems);
    standing::decide(&mut marks, context, &lost, problems);
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
    let (id, _, place) = line.head();
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
        Line::Undo(u) => marks.undos.push(u),
    }
}
