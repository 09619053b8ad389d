//! The review document, put together from what was read, heard, solved and tested. Nothing is decided here.

pub mod accountability;
mod agreement;
mod clock;
pub mod events;
mod finding;
pub mod findings;
mod missing;
pub mod recordings;
mod rules;
mod shown;
pub mod sources;

use std::collections::BTreeMap;

use unmuted_case::timeline::Timeline;
use unmuted_model::{Sense, Shape, SourceId};

use super::clock::OneClock;
use super::document::{
    self, Case, KindWords, MadeBy, Person, Problem, Recording, Review, Rule, Statement, Tested, Totals,
};
use super::listen::Listened;
use super::playable::Playable;
use super::wall::Walls;
use super::{by_hand, claimed, described, device_log, in_case, methods, problems};
use crate::case_files::{Described, Source, Standing};

pub use shown::Shown;

/// What the document is put together from.
pub struct Parts<'a> {
    pub shown: &'a Shown<'a>,
    pub timeline: &'a Timeline,
    pub one_clock: &'a OneClock,
    /// Each group's tie to wall time.
    pub walls: &'a Walls,
    /// Hand anchors and what became of them.
    pub by_hand: &'a [by_hand::Tested],
    /// Claimed clocks and what became of them.
    pub claimed: &'a [claimed::Tested],
    /// What claims say of clocks that share nothing else.
    pub claimed_ties: &'a [document::ClaimedTie],
    pub recordings: &'a [&'a Source],
    /// For each recording, in the same order.
    pub listened: &'a [Listened],
    pub playable: BTreeMap<&'a str, Playable>,
    pub documents: &'a [&'a Source],
    pub statements: Vec<Statement>,
    pub rules: Vec<Rule>,
    pub scope: document::Bounds,
    pub problems: Vec<Problem>,
    pub privileged: u32,
    pub ffmpeg: bool,
    pub tested: Tested,
}

/// Puts the document together.
pub fn document(parts: Parts<'_>) -> Review {
    let shown = parts.shown;
    let recordings = recordings_in_order(&parts);
    let totals = totals(&parts, &recordings);
    let mut review = Review {
        format: "unmuted-review".into(),
        version: document::VERSION,
        made_by: MadeBy {
            program: "unmuted".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            methods: methods::all(parts.ffmpeg, !shown.compared.is_empty()),
        },
        case: case(shown),
        clock: clock::clock(&parts, &recordings),
        recordings,
        documents: parts.documents.iter().map(|s| sources::document(shown.case, s)).collect(),
        events: events::events(shown),
        reviewed: events::reviewed(shown),
        log: events::log(shown),
        transcript: events::transcript(shown),
        statements: parts.statements,
        rules: parts.rules,
        attributes: sources::attributes(shown, parts.timeline),
        outcomes: sources::outcomes(shown.case, shown.case.as_of),
        accountability: accountability::shown(&accountability::of(shown.case, parts.timeline)),
        agreement: agreement::shown(shown, parts.timeline),
        tested: parts.tested,
        problems: parts.problems,
        totals,
        missing: Vec::new(),
    };
    // What is not here shows only in the whole.
    review.missing = missing::of(&review);
    review
}

/// What sentences speak of when they name no other span, on the incident clock, best values.
pub fn scope(timeline: &Timeline, shown: &Shown<'_>, one_clock: &OneClock) -> document::Bounds {
    let end = |(source, at): &(unmuted_model::SourceId, unmuted_model::RecordingTime)| {
        shown.transform(source).map(|t| t.time(*at).ns())
    };
    let whole = one_clock.whole(timeline);
    match &timeline.scope {
        Some(scope) => [end(&scope.from).unwrap_or(whole[0]), end(&scope.to).unwrap_or(whole[1])],
        None => whole,
    }
}

fn case(shown: &Shown<'_>) -> Case {
    let (case, incident) = (shown.case, &shown.case.incident);
    Case {
        id: incident.id.clone(),
        title: incident.title.clone(),
        place: incident.place.clone(),
        time_zone: incident.zone_name.clone(),
        date: incident.date.to_string(),
        agency: incident.agency.clone(),
        fictional: incident.fictional.clone(),
        summary: incident.summary.clone(),
        as_of: case.as_of.to_string(),
        as_of_given: case.as_of_given,
        people: case
            .people
            .iter()
            .map(|p| Person { id: p.id.to_string(), role: p.role.clone(), name: p.name.clone() })
            .collect(),
        kinds: case
            .vocabulary
            .kinds()
            .map(|(kind, m)| KindWords {
                kind: kind.to_string(),
                words: m.words.clone(),
                is: match m.shape {
                    Shape::Instant => "instant".into(),
                    Shape::Span => "span".into(),
                },
                sense: match m.sense {
                    Sense::Sound => "sound".into(),
                    Sense::Picture => "picture".into(),
                    Sense::Either => "either".into(),
                },
            })
            .collect(),
        reviewers: case.marks.reviewers().into_iter().map(|r| r.to_owned()).collect(),
    }
}

/// By start on the clock; those that are not on it after them, in the order of `evidence.toml` and `timeline.toml`.
fn recordings_in_order(parts: &Parts<'_>) -> Vec<Recording> {
    let mut all: Vec<Recording> = parts
        .recordings
        .iter()
        .zip(parts.listened)
        .map(|(source, listened)| recording(parts, source, listened))
        .chain(parts.shown.case.described.iter().map(|d| in_words(parts, d)))
        .collect();
    let main = Some(parts.one_clock.main_group);
    all.sort_by_key(|r| {
        let on = r.placement.placed && r.placement.group == main;
        (!on, if on { r.placement.incident(r.start_ns) } else { 0 })
    });
    all
}

fn recording(parts: &Parts<'_>, source: &Source, listened: &Listened) -> Recording {
    let id = source.id.as_str();
    let found = listened.outcome.as_ref().ok();
    let (index, heard) = (found.map(|f| &f.recording), found.map(|f| &f.heard));
    let playable = parts.playable.get(id).cloned().unwrap_or_default();
    let mut silences = heard.map(|h| recordings::silences(id, h)).unwrap_or_default();
    for silence in &mut silences {
        silence.cause = cause(parts.shown, &source.id, silence);
    }
    let not_examined = match (&listened.outcome, index, heard) {
        (Err(why), ..) => why.what.clone(),
        (Ok(_), Some(index), Some(heard)) => recordings::not_examined(index, heard),
        (Ok(_), ..) => String::new(),
    };
    let mut shown = Recording {
        id: id.to_owned(),
        name: source.name.clone(),
        file: in_case(source).map_or_else(|| source.location.file_name(), str::to_owned),
        media: playable.media,
        media_is_proxy: playable.is_proxy,
        shows: if index.is_some_and(|i| i.video.is_some()) { "video".into() } else { "audio".into() },
        device: source.device.clone(),
        wearer: source.wearer.clone(),
        received: source.received.words(),
        redacted: source.redacted.key().into(),
        sha256: source.sha256.clone(),
        size: source.size,
        media_words: index.map(recordings::media_words).unwrap_or_default(),
        start_ns: index.map_or(0, |i| i.span.start().ns()),
        end_ns: index.map_or(0, |i| i.span.end().ns()),
        placement: parts.one_clock.placement(id),
        silences,
        device_logs: Vec::new(),
        audible_ns: heard.map(|h| recordings::pairs(&h.audible)).unwrap_or_default(),
        audible_total_ns: heard.map_or(0, |h| h.audible.total().get()),
        examined: not_examined.is_empty(),
        not_examined,
        faults: found.map(|f| problems::faults(f).map(ToString::to_string).collect()).unwrap_or_default(),
        claims: index.map(|i| recordings::claims(i, &parts.shown.case.incident.zone)).unwrap_or_default(),
    };
    device_log::beside(parts.shown.compared, &source.id, &mut shown);
    shown
}

fn in_words(parts: &Parts<'_>, d: &Described) -> Recording {
    let mut shown = described::shown(d, parts.one_clock.placement(d.id.as_str()));
    for silence in &mut shown.silences {
        silence.cause = cause(parts.shown, &d.id, silence);
    }
    shown
}

/// A cause that somebody established: a person's mark of `muted` that meets the span. Only confirmed marks count.
fn cause(shown: &Shown<'_>, recording: &SourceId, silence: &document::Silence) -> String {
    let meets = |m: &&crate::case_files::Mark| {
        let outer = m.extent.outer();
        m.kind.as_str() == "muted"
            && m.source == *recording
            && m.decided.standing == Standing::Confirmed
            && outer.start().ns() < silence.end_ns[0]
            && silence.start_ns[1] < outer.end().ns()
    };
    let marks: Vec<&crate::case_files::Mark> = shown.case.marks.marks.iter().filter(meets).collect();
    match marks.as_slice() {
        [] => String::new(),
        [first, ..] => {
            let words = if first.words.is_empty() { String::new() } else { format!(": {}", first.words) };
            format!("muted, as marked by {}{words}", first.decided.confirmed_by.join(" and "))
        }
    }
}

fn totals(parts: &Parts<'_>, recordings: &[Recording]) -> Totals {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let statements = |key: &str| count(parts.statements.iter().filter(|s| s.verdict == key).count());
    let rules = |key: &str| count(parts.rules.iter().filter(|r| r.verdict == key).count());
    let main = Some(parts.one_clock.main_group);
    Totals {
        recordings: count(recordings.len()),
        placed: count(recordings.iter().filter(|r| r.placement.placed && r.placement.group == main).count()),
        silences: count(recordings.iter().map(|r| r.silences.len()).sum()),
        statements: ["supported", "contradicted", "undetermined", "not_testable"].map(statements),
        rules: ["met", "not_met", "undetermined", "not_in_force", "exception_claimed"].map(rules),
        unread: count(parts.problems.iter().filter(|p| p.kind == "unread").count()),
        privileged_left_out: parts.privileged,
    }
}
