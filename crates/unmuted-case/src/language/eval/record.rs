//! A timeline made ready for questions: marks joined into happenings, and, for each kind and recording, where it
//! could have been observed.

use super::memory::Memory;
use super::point::{Part, Point};
use crate::language::ast::Edge;
use crate::timeline::{Bounds, ClockId, Clocks, Standing, Timeline, When};
use std::collections::BTreeMap;
use unmuted_model::{
    Extent, Kind, KindMeaning, ObservationId, PersonId, RecordingClock, Sense, Shape, SilenceClass, SourceId, SpanSet,
};

/// One observation, whether marked, confirmed, suggested or measured.
#[derive(Debug)]
pub(super) struct Mark<'a> {
    pub id: &'a ObservationId,
    pub source: &'a SourceId,
    /// The recording it stands on, by its place in the timeline.
    pub recording: Option<usize>,
    pub when: MarkedAt,
    pub standing: Standing,
    pub subject: Option<&'a PersonId>,
    pub words: Option<&'a str>,
    pub by: Option<&'a str>,
    pub key: Option<&'a str>,
    /// The class of a measured silence.
    pub class: Option<SilenceClass>,
}

/// Where a mark lies on its own clock.
#[derive(Clone, Copy, Debug)]
pub(super) enum MarkedAt {
    Recording(Extent<RecordingClock>),
    Wall(unmuted_model::Interval<unmuted_model::WallClock>),
}

impl Mark<'_> {
    fn clock(&self) -> Option<ClockId> {
        match self.when {
            MarkedAt::Recording(_) => self.recording.map(ClockId::Recording),
            MarkedAt::Wall(_) => Some(ClockId::Wall),
        }
    }
    pub fn start(&self) -> Bounds {
        match self.when {
            MarkedAt::Recording(e) => Bounds::of(e.start()),
            MarkedAt::Wall(at) => Bounds::of(at),
        }
    }
    pub fn end(&self) -> Bounds {
        match self.when {
            MarkedAt::Recording(e) => Bounds::of(e.end()),
            MarkedAt::Wall(at) => Bounds::of(at),
        }
    }
}

/// Something that happened, or may have, as far as the marks are tied together: one mark, or several that carry
/// the same event word.
#[derive(Debug)]
pub(super) struct Happening {
    /// Its marks, by their number.
    pub marks: Vec<usize>,
    /// Whether a mark of it is decisive: then it happened.
    pub certain: bool,
    /// When it starts.
    pub start: Point,
    /// When it ends; the same moment where it has no length.
    pub end: Point,
    /// The moment at which words in it were said: anywhere in it.
    pub words: Point,
    /// Marks that give times on one recording which exclude each other.
    pub contradictory: bool,
}

/// A timeline made ready for questions.
#[derive(Debug)]
pub(super) struct Record<'a> {
    pub timeline: &'a Timeline,
    pub clocks: Clocks<'a>,
    pub marks: Vec<Mark<'a>>,
    pub happenings: Vec<Happening>,
    pub memory: Memory,
    by_kind: BTreeMap<&'a str, Vec<usize>>,
}

/// Kinds that are states of one recording: what one recording shows says nothing about another.
pub(super) fn is_per_recording(kind: &Kind) -> bool {
    matches!(kind.as_str(), SILENCE | MUTED)
}

pub(super) const SILENCE: &str = "silence";
pub(super) const MUTED: &str = "muted";

impl<'a> Record<'a> {
    pub fn new(timeline: &'a Timeline) -> Self {
        let clocks = Clocks::new(timeline);
        let mut marks: Vec<(&'a str, Mark<'a>)> = Vec::new();
        for e in &timeline.events {
            let (source, recording, when) = match &e.when {
                When::OnRecording { source, extent } => {
                    (source, clocks.recording(source), MarkedAt::Recording(*extent))
                }
                When::OnWall { source, at } => (source, None, MarkedAt::Wall(*at)),
            };
            let mark = Mark {
                id: &e.id,
                source,
                recording,
                when,
                standing: e.standing,
                subject: e.subject.as_ref(),
                words: e.words.as_deref(),
                by: e.by.as_deref(),
                key: e.event.as_deref(),
                class: None,
            };
            marks.push((e.kind.as_str(), mark));
        }
        for (number, r) in timeline.recordings.iter().enumerate() {
            for s in &r.silences {
                let mark = Mark {
                    id: &s.id,
                    source: &r.id,
                    recording: Some(number),
                    when: MarkedAt::Recording(s.extent),
                    standing: if s.class.is_proven() { Standing::Decisive } else { Standing::Lead },
                    subject: None,
                    words: None,
                    by: None,
                    key: None,
                    class: Some(s.class),
                };
                marks.push((SILENCE, mark));
            }
        }
        // Joined by kind and event word; a state of a recording only with others of that recording.
        let mut joined: BTreeMap<(&str, &str, Option<usize>), usize> = BTreeMap::new();
        let mut groups: Vec<(&'a str, Vec<usize>)> = Vec::new();
        for (i, (kind, mark)) in marks.iter().enumerate() {
            let place = matches!(*kind, SILENCE | MUTED).then_some(mark.recording).flatten();
            let known = mark.key.and_then(|key| joined.get(&(*kind, key, place)).copied());
            match known.and_then(|g| groups.get_mut(g)) {
                Some((_, group)) => group.push(i),
                None => {
                    if let Some(key) = mark.key {
                        joined.insert((kind, key, place), groups.len());
                    }
                    groups.push((kind, vec![i]));
                }
            }
        }
        let marks: Vec<Mark<'a>> = marks.into_iter().map(|(_, m)| m).collect();
        let mut by_kind: BTreeMap<&'a str, Vec<usize>> = BTreeMap::new();
        let mut happenings = Vec::with_capacity(groups.len());
        for (h, (kind, group)) in groups.into_iter().enumerate() {
            by_kind.entry(kind).or_default().push(h);
            let shape = Kind::new(kind).and_then(|k| timeline.vocabulary.meaning(&k)).map(|m| m.shape);
            happenings.push(happening(h, group, &marks, shape, &clocks));
        }
        Self { timeline, clocks, marks, happenings, memory: Memory::default(), by_kind }
    }

    /// The happenings of a kind, by their number, in the timeline's order.
    pub fn of_kind(&self, kind: &Kind) -> &[usize] {
        self.by_kind.get(kind.as_str()).map_or(&[], Vec::as_slice)
    }

    pub fn meaning(&self, kind: &Kind) -> Option<&KindMeaning> {
        self.timeline.vocabulary.meaning(kind)
    }

    /// Where a recording has no sound, whatever the class, at the widest.
    pub fn soundless(&self, recording: usize) -> SpanSet<RecordingClock> {
        self.timeline
            .recordings
            .get(recording)
            .map(|r| r.silences.iter().map(|s| s.extent.outer()).collect())
            .unwrap_or_default()
    }

    /// Where a kind could have been observed on a recording: what a person (one person, if named) reviewed for
    /// it, without what could not be heard; for silence, what the method examined; for muting, what the method
    /// or a person found to have sound.
    pub fn covered(&self, recording: usize, kind: &Kind, by: Option<&str>) -> SpanSet<RecordingClock> {
        let Some(r) = self.timeline.recordings.get(recording) else { return SpanSet::empty() };
        let within = SpanSet::from_iter([r.extent]);
        let reviewed: SpanSet<RecordingClock> = self.reviewed(recording, kind, by);
        let seen = match kind.as_str() {
            SILENCE => r.examined.clone(),
            // A silent span that a person marked as muted is accounted for, the doubt about its ends included: no
            // second muting is looked for within the first.
            MUTED if by.is_none() => {
                r.examined.union(&reviewed).minus(&self.soundless(recording)).union(&self.marked_muted(recording))
            }
            _ => match self.meaning(kind).map(|m| m.sense) {
                Some(Sense::Picture) if r.has_picture => reviewed,
                Some(Sense::Either) if r.has_picture => reviewed,
                Some(Sense::Picture) | None => SpanSet::empty(),
                Some(Sense::Sound | Sense::Either) => reviewed.minus(&self.soundless(recording)),
            },
        };
        seen.intersection(&within)
    }

    fn marked_muted(&self, recording: usize) -> SpanSet<RecordingClock> {
        let marks = self.by_kind.get(MUTED).into_iter().flatten().filter_map(|&h| self.happenings.get(h));
        marks
            .flat_map(|h| &h.marks)
            .filter_map(|&m| self.marks.get(m))
            .filter(|m| m.standing == Standing::Decisive && m.recording == Some(recording))
            .filter_map(|m| match m.when {
                MarkedAt::Recording(e) => Some(e.outer()),
                MarkedAt::Wall(_) => None,
            })
            .collect()
    }

    /// What was reviewed for a kind, audible or not.
    pub fn reviewed(&self, recording: usize, kind: &Kind, by: Option<&str>) -> SpanSet<RecordingClock> {
        let Some(r) = self.timeline.recordings.get(recording) else { return SpanSet::empty() };
        self.timeline
            .reviewed
            .iter()
            .filter(|v| v.source == r.id && v.kinds.contains(kind) && by.is_none_or(|b| v.by == b))
            .map(|v| v.span)
            .collect()
    }
}

fn happening(
    number: usize,
    marks: Vec<usize>,
    all: &[Mark<'_>],
    shape: Option<Shape>,
    clocks: &Clocks<'_>,
) -> Happening {
    let mine: Vec<&Mark<'_>> = marks.iter().filter_map(|&m| all.get(m)).collect();
    let decisive: Vec<&Mark<'_>> = mine.iter().copied().filter(|m| m.standing == Standing::Decisive).collect();
    let certain = !decisive.is_empty();
    // A doubtful mark beside a certain one says nothing about when it was.
    let speaking = if certain { decisive } else { mine };
    let point = |part: Part, at: fn(&Mark<'_>) -> Bounds| {
        let observed = speaking.iter().filter_map(|m| Some((m.clock()?, at(m))));
        let observed = if certain { observed.collect() } else { any_of(observed.collect(), clocks) };
        Point::new(Some((number, part)), observed, clocks)
    };
    let start = point(Part::Edge(Edge::Start), |m| m.start());
    let end = match shape {
        Some(Shape::Instant) => start.clone(),
        _ => point(Part::Edge(Edge::End), |m| m.end()),
    };
    let words = point(Part::Words, |m| Bounds::new(m.start().lo, m.end().hi));
    let excluded = |at: fn(&Mark<'_>) -> Bounds| {
        speaking.iter().any(|a| {
            speaking
                .iter()
                .any(|b| a.clock().is_some() && a.clock() == b.clock() && at(a).intersection(at(b)).is_none())
        })
    };
    let contradictory = certain && speaking.len() > 1 && (excluded(|m| m.start()) || excluded(|m| m.end()));
    Happening { marks, certain, start, end, words, contradictory }
}

/// Where something is if at least one of several doubtful observations is right, and nobody knows which: on one
/// clock, anywhere that one of them says; nowhere in particular if no clock has them all.
fn any_of(observed: Vec<(ClockId, Bounds)>, clocks: &Clocks<'_>) -> Vec<(ClockId, Bounds)> {
    let Some(&(first, _)) = observed.first() else { return observed };
    let common = match first {
        _ if observed.iter().all(|(c, _)| *c == first) => Some(first),
        ClockId::Recording(r) => clocks.group(r).map(ClockId::Group),
        other => Some(other),
    };
    let Some(common) = common else { return Vec::new() };
    let carried: Option<Vec<Bounds>> = observed.iter().map(|&(c, at)| clocks.carry(at, c, common)).collect();
    match carried.and_then(|all| all.into_iter().reduce(Bounds::hull)) {
        Some(hull) => vec![(common, hull)],
        None => Vec::new(),
    }
}
