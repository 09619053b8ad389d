//! The case as the values that sentences are tested against.

use unmuted_case::timeline::{
    Event, Person, Placement, Recording, Redacted, Reviewed, Scope, Silence, Standing, Timeline, WallAnchor, When,
};
use unmuted_model::{Extent, Interval, Kind, Nanos, ObservationId, RecordingTime, SourceId};

use super::build::recordings::silence_id;
use super::listen::Found;
use super::wall::Solved;
use crate::case_files::{CaseFiles, Source, Standing as Stands, Stated};

/// How far the two ends of a transcript's line may be off, where a person has confirmed its words: transcripts
/// are timed by the sentence, not by the word.
pub const TRANSCRIPT_BOUND: Nanos = Nanos::from_millis(500);

/// A recording of the case that could be read.
pub struct OnClock<'a> {
    /// Its entry.
    pub source: &'a Source,
    /// What it holds and what is heard.
    pub found: &'a Found,
    /// Where it is on the clock.
    pub placement: Option<Placement>,
}

/// Puts the timeline together.
pub fn build(case: &CaseFiles, recordings: &[OnClock<'_>], main_group: u32, wall: Option<&Solved>) -> Timeline {
    Timeline {
        vocabulary: case.vocabulary.clone(),
        people: case
            .people
            .iter()
            .map(|p| Person { id: p.id.clone(), role: p.role.clone(), name: p.name.clone() })
            .collect(),
        recordings: recordings.iter().map(recording).collect(),
        events: marks(case).chain(lines(case)).collect(),
        reviewed: case
            .marks
            .reviewed
            .iter()
            .filter(|r| !r.superseded)
            .map(|r| Reviewed {
                id: r.id.clone(),
                by: r.by.clone(),
                source: r.source.clone(),
                span: r.span,
                kinds: r.kinds.clone(),
            })
            .collect(),
        scope: scope(case, recordings, main_group),
        anchors: wall.map(|w| WallAnchor { group: main_group, at: w.at, wall: w.wall }).into_iter().collect(),
        ..Timeline::default()
    }
}

fn recording(on: &OnClock<'_>) -> Recording {
    let (index, heard) = (&on.found.recording, &on.found.heard);
    Recording {
        id: on.source.id.clone(),
        name: on.source.name.clone(),
        is_camera: index.video.is_some(),
        has_picture: index.video.is_some(),
        placement: on.placement,
        extent: index.span,
        examined: heard.examined.clone(),
        silences: heard
            .silences
            .iter()
            .enumerate()
            .map(|(i, s)| Silence {
                id: ObservationId::new(silence_id(on.source.id.as_str(), i)),
                class: s.class,
                extent: s.extent,
            })
            .collect(),
        redacted: match on.source.redacted {
            Stated::Yes => Redacted::Yes,
            Stated::No => Redacted::No,
            Stated::NotStated => Redacted::NotStated,
        },
    }
}

/// What a standing decides; `None` for what counts no longer.
fn standing(stands: Stands) -> Option<Standing> {
    match stands {
        Stands::Confirmed => Some(Standing::Decisive),
        Stands::Lead => Some(Standing::Lead),
        Stands::Disputed => Some(Standing::Disputed),
        Stands::Rejected | Stands::Superseded => None,
    }
}

fn marks(case: &CaseFiles) -> impl Iterator<Item = Event> + '_ {
    case.marks.marks.iter().filter_map(|m| {
        Some(Event {
            id: m.id.clone(),
            kind: m.kind.clone(),
            when: When::OnRecording { source: m.source.clone(), extent: m.extent },
            standing: standing(m.decided.standing)?,
            event: m.event.clone(),
            subject: m.subject.clone(),
            words: Some(m.decided.words.clone().unwrap_or_else(|| m.words.clone())).filter(|w| !w.is_empty()),
            by: Some(m.by.clone()),
        })
    })
}

/// Lines of transcripts, as speech.
fn lines(case: &CaseFiles) -> impl Iterator<Item = Event> + '_ {
    let speech = Kind::new("speech");
    case.transcripts.iter().flat_map(move |t| {
        let speech = speech.clone();
        t.cues.iter().filter_map(move |cue| {
            let id = t.line_id(cue);
            let decided = case.marks.line(&id);
            let end = |at: RecordingTime| Interval::exactly(at).widened(TRANSCRIPT_BOUND);
            Some(Event {
                id,
                kind: speech.clone()?,
                when: When::OnRecording {
                    source: t.of.clone(),
                    extent: Extent::new(end(cue.span.start()), end(cue.span.end())),
                },
                standing: standing(decided.standing)?,
                event: None,
                subject: None,
                words: Some(decided.words.unwrap_or_else(|| cue.text.clone())),
                by: None,
            })
        })
    })
}

/// The case's scope; a missing end is that of the main group's recordings.
fn scope(case: &CaseFiles, recordings: &[OnClock<'_>], main_group: u32) -> Option<Scope> {
    if case.scope.from.is_none() && case.scope.to.is_none() {
        return None;
    }
    let main = || {
        recordings.iter().filter_map(|r| {
            let placement = r.placement.filter(|p| p.group == main_group)?;
            Some((r.source.id.clone(), r.found.recording.span, placement.incident_from_recording))
        })
    };
    let first = || main().map(|(id, span, t)| (t.time(span.start()), (id, span.start()))).min().map(|(_, end)| end);
    let last = || main().map(|(id, span, t)| (t.time(span.end()), (id, span.end()))).max().map(|(_, end)| end);
    let given = |end: &crate::case_files::ScopeEnd| -> (SourceId, RecordingTime) { (end.source.clone(), end.at) };
    Some(Scope {
        from: case.scope.from.as_ref().map(given).or_else(first)?,
        to: case.scope.to.as_ref().map(given).or_else(last)?,
    })
}
