//! What people marked, reviewed, typed and transcribed, on the recording's clock and on the incident's.

use unmuted_model::{Extent, Interval, ObservationId, WallClock};

use super::Shown;
use super::recordings::pair;
use crate::case_files::{Mark, ReviewedSpan};
use crate::review::document::{Bounds, Event, LogEntry, Reviewed, TranscriptLine};

/// An uncertain instant as a pair.
pub fn bounds<C: unmuted_model::Clock>(i: Interval<C>) -> Bounds {
    [i.earliest().ns(), i.latest().ns()]
}

/// Marks, in order of incident time; those not on the main clock after them.
pub fn events(shown: &Shown<'_>) -> Vec<Event> {
    let mut all: Vec<Event> = shown.case.marks.marks.iter().map(|m| event(shown, m)).collect();
    all.sort_by(|a, b| (a.start_ns.is_none(), a.start_ns, &a.id).cmp(&(b.start_ns.is_none(), b.start_ns, &b.id)));
    all
}

fn event(shown: &Shown<'_>, m: &Mark) -> Event {
    let on = shown.transform(&m.source).map(|t| t.extent(m.extent));
    let words = m.decided.words.clone().unwrap_or_else(|| m.words.clone());
    Event {
        id: m.id.to_string(),
        kind: m.kind.to_string(),
        kind_words: shown.kind_words(&m.kind),
        source: m.source.to_string(),
        standing: m.decided.standing.key().into(),
        by: m.by.clone(),
        at: m.at_typed.clone(),
        subject: m.subject.as_ref().map(ToString::to_string).unwrap_or_default(),
        words,
        event: m.event.clone().unwrap_or_default(),
        local_start_ns: bounds(m.extent.start()),
        local_end_ns: bounds(m.extent.end()),
        start_ns: on.map(|e: Extent<_>| bounds(e.start())),
        end_ns: on.map(|e| bounds(e.end())),
    }
}

/// Reviewed spans that count, in the order said.
pub fn reviewed(shown: &Shown<'_>) -> Vec<Reviewed> {
    let counting = shown.case.marks.reviewed.iter().filter(|r| !r.superseded);
    counting
        .map(|r: &ReviewedSpan| Reviewed {
            id: r.id.to_string(),
            by: r.by.clone(),
            source: r.source.to_string(),
            local_ns: pair(r.span),
            incident_ns: shown.transform(&r.source).map(|t| [t.time(r.span.start()).ns(), t.time(r.span.end()).ns()]),
            kinds: r.kinds.iter().map(ToString::to_string).collect(),
        })
        .collect()
}

/// Typed entries of all logs, in order of time.
pub fn log(shown: &Shown<'_>) -> Vec<LogEntry> {
    let mut all: Vec<(Interval<WallClock>, LogEntry)> = Vec::new();
    for log in &shown.case.logs {
        for e in &log.entries {
            let entry = LogEntry {
                id: log.line_id(e).to_string(),
                source: log.source.to_string(),
                typed: e.typed.clone(),
                unit: e.unit.clone(),
                text: e.text.clone(),
                incident_ns: shown.incident_of_wall(e.wall).map(bounds),
            };
            all.push((e.wall, entry));
        }
    }
    // Entries of one minute stay in the order of their log.
    all.sort_by_key(|(wall, _)| *wall);
    all.into_iter().map(|(_, e)| e).collect()
}

/// Lines of all transcripts, in order of incident time.
pub fn transcript(shown: &Shown<'_>) -> Vec<TranscriptLine> {
    let mut all = Vec::new();
    for t in &shown.case.transcripts {
        for cue in &t.cues {
            let id: ObservationId = t.line_id(cue);
            let decided = shown.case.marks.line(&id);
            let mut by = decided.confirmed_by.clone();
            by.extend(decided.rejected_by.iter().cloned());
            all.push(TranscriptLine {
                id: id.to_string(),
                source: t.source.to_string(),
                recording: t.of.to_string(),
                speaker: cue.speaker.clone(),
                original: decided
                    .words
                    .as_ref()
                    .filter(|w| **w != cue.text)
                    .map(|_| cue.text.clone())
                    .unwrap_or_default(),
                text: decided.words.clone().unwrap_or_else(|| cue.text.clone()),
                standing: decided.standing.key().into(),
                by,
                local_ns: pair(cue.span),
                incident_ns: shown
                    .transform(&t.of)
                    .map(|tr| [tr.time(cue.span.start()).ns(), tr.time(cue.span.end()).ns()]),
            });
        }
    }
    all.sort_by(|a, b| {
        (a.incident_ns.is_none(), a.incident_ns, &a.id).cmp(&(b.incident_ns.is_none(), b.incident_ns, &b.id))
    });
    all
}
