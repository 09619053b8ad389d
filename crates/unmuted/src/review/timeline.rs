//! The case as the values that sentences are tested against.

use std::collections::BTreeMap;

use jiff::civil::Date;
use unmuted_case::timeline::{
    AttributeAt, AttributeValue, Dated, Event, Outcome, OutcomeKinds, Person, Placement, Recording, Redacted, Reviewed,
    Scope, Silence, Standing, Timeline, Unread, Value, When,
};
use unmuted_model::{Extent, IncidentFromRecording, Interval, Kind, Nanos, ObservationId, RecordingTime, SourceId};

use super::build::recordings::silence_id;
use super::listen::Found;
use super::wall::Walls;
use crate::case_files::{
    self, CaseFiles, Outcome as Given, ProblemKind, Source, Standing as Stands, Stated, ValueAt, attributes_toml,
    case_toml, evidence_toml, marks_jsonl, outcomes_toml, text, timeline_toml,
};

/// How far the two ends of a transcript's line may be off, where a person has confirmed its words: transcripts
/// are timed by the sentence, not by the word.
pub const TRANSCRIPT_BOUND: Nanos = Nanos::from_millis(500);

/// Puts the timeline together.
pub fn build(case: &CaseFiles, recordings: Vec<Recording>, main_group: u32, walls: &Walls) -> Timeline {
    let outcome_kinds = outcome_kinds(case);
    Timeline {
        vocabulary: case.vocabulary.clone(),
        people: case
            .people
            .iter()
            .map(|p| Person { id: p.id.clone(), role: p.role.clone(), name: p.name.clone() })
            .collect(),
        scope: scope(case, &recordings, main_group),
        recordings,
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
        anchors: walls.anchors(),
        day: whole_day(case.incident.date, case),
        as_of: Some(case.as_of),
        outcomes: case.outcomes.iter().map(|o| outcome(o, case, &outcome_kinds)).collect(),
        outcome_kinds,
        holidays: case.incident.holidays.clone(),
        attributes: case.attributes.iter().map(attribute).collect(),
        redacted_documents: redacted_documents(case),
        unread: Unread::default(),
    }
}

/// Documents that were redacted before they were received, with their names.
fn redacted_documents(case: &CaseFiles) -> BTreeMap<SourceId, String> {
    let documents = case.sources.iter().filter(|s| !s.is_recording() && s.redacted == Stated::Yes);
    documents.map(|s| (s.id.clone(), s.name.clone())).collect()
}

/// What of the case's files could not be read, by what sentences ask of it. Files that hold sentences are no part of
/// it: what was lost there is not tested.
pub fn unread(problems: &[case_files::Problem]) -> Unread {
    let mut out = Unread::default();
    for p in problems.iter().filter(|p| p.kind == ProblemKind::Unread) {
        let told = p.at();
        match p.file.as_str() {
            marks_jsonl::FILE | timeline_toml::FILE | evidence_toml::FILE => out.footage.push(told),
            attributes_toml::FILE => out.attributes.push(told),
            outcomes_toml::FILE => out.outcomes.push(told),
            // People, kinds, the scope, anchors, holidays.
            case_toml::FILE => {
                out.footage.push(told.clone());
                out.outcomes.push(told);
            }
            _ => {}
        }
    }
    out
}

/// A recording that could be heard.
pub fn recording(source: &Source, found: &Found, placement: Option<Placement>) -> Recording {
    let (index, heard) = (&found.recording, &found.heard);
    Recording {
        id: source.id.clone(),
        name: source.name.clone(),
        is_camera: index.video.is_some(),
        has_picture: index.video.is_some(),
        placement,
        extent: index.span,
        examined: heard.examined.clone(),
        silences: heard
            .silences
            .iter()
            .enumerate()
            .map(|(i, s)| Silence {
                id: ObservationId::new(silence_id(source.id.as_str(), i)),
                class: s.class,
                extent: s.extent,
            })
            .collect(),
        redacted: redacted(source.redacted),
    }
}

/// What was stated of a copy.
pub fn redacted(stated: Stated) -> Redacted {
    match stated {
        Stated::Yes => Redacted::Yes,
        Stated::No => Redacted::No,
        Stated::NotStated => Redacted::NotStated,
    }
}

/// The way to the incident clock, for the recordings of the main group.
pub fn transforms(recordings: &[Recording], main_group: u32) -> BTreeMap<SourceId, IncidentFromRecording> {
    let on = |r: &Recording| r.placement.filter(|p| p.group == main_group);
    recordings.iter().filter_map(|r| Some((r.id.clone(), on(r)?.incident_from_recording))).collect()
}

/// What a standing decides; `None` for what counts no longer.
fn standing(stands: Stands) -> Option<Standing> {
    match stands {
        Stands::Confirmed => Some(Standing::Decisive),
        Stands::Lead => Some(Standing::Lead),
        Stands::Disputed => Some(Standing::Disputed),
        Stands::Rejected | Stands::Superseded | Stands::Contested => None,
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
fn scope(case: &CaseFiles, recordings: &[Recording], main_group: u32) -> Option<Scope> {
    if case.scope.from.is_none() && case.scope.to.is_none() {
        return None;
    }
    let main = || {
        recordings.iter().filter_map(|r| {
            let placement = r.placement.filter(|p| p.group == main_group)?;
            Some((r.id.clone(), r.extent, placement.incident_from_recording))
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

/// Every kind that the case's outcomes and rules name, beside those that all cases know.
fn outcome_kinds(case: &CaseFiles) -> OutcomeKinds {
    let mut kinds = OutcomeKinds::default();
    let of_rules = case.rules.iter().flat_map(|r| &r.outcome_kinds);
    case.outcomes.iter().map(|o| &o.kind).chain(of_rules).for_each(|kind| kinds.declare(kind));
    kinds
}

/// A day in the case's zone; `None` where it is so far off that its instants cannot be written.
fn whole_day(day: Date, case: &CaseFiles) -> Option<Dated> {
    Some(Dated { first: day, last: day, wall: text::day_in(day, &case.incident.zone)? })
}

/// An outcome as known on the day to which ages are counted: what happened later is open.
fn outcome(o: &Given, case: &CaseFiles, kinds: &OutcomeKinds) -> Outcome {
    let when = o.date.filter(|d| *d <= case.as_of).and_then(|day| {
        let whole = whole_day(day, case)?;
        Some(Dated { wall: o.at.unwrap_or(whole.wall), ..whole })
    });
    Outcome {
        id: ObservationId::new(o.id.clone()),
        kind: kinds.named(&o.kind).unwrap_or(&o.kind).to_owned(),
        what: o.what.clone(),
        when,
        as_of: o.as_of.unwrap_or(case.as_of).min(case.as_of),
        event: o.event.clone(),
        source: o.source.clone(),
        page: o.page.clone(),
    }
}

fn attribute(v: &case_files::AttributeValue) -> AttributeValue {
    AttributeValue {
        id: ObservationId::new(v.id.clone()),
        name: v.name.clone(),
        value: match &v.value {
            case_files::Value::Number { value, plus_minus, about } => {
                Value::Number { least: value.minus(*plus_minus), most: value.plus(*plus_minus), about: *about }
            }
            case_files::Value::Range { at_least, at_most, about } => {
                Value::Number { least: *at_least, most: *at_most, about: *about }
            }
            case_files::Value::Text(text) => Value::Text(text.clone()),
            case_files::Value::Flag(flag) => Value::Flag(*flag),
        },
        unit: v.unit.clone(),
        basis: v.basis,
        at: v.at.as_ref().map(|at| match at {
            ValueAt::Moment(moment) => AttributeAt::Moment(moment.text.clone()),
            ValueAt::On(source, span) => AttributeAt::OnRecording { source: source.clone(), span: *span },
        }),
        source: v.source.clone(),
        page: v.page.clone(),
        by: v.by.clone(),
        repeats: v.repeats.clone(),
        note: v.note.clone(),
    }
}
