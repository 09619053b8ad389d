//! A timeline made ready for questions: marks joined into happenings, and, for each kind and recording, where it
//! could have been observed.

use super::followed::Followed;
use super::memory::Memory;
use super::point::{Part, Point};
use crate::language::ast::{Edge, Moment};
use crate::language::{Names, parse_moment};
use crate::timeline::{AttributeAt, Bounds, ClockId, Clocks, Standing, Timeline, When};
use smallvec::{SmallVec, smallvec};
use std::collections::BTreeMap;
use std::rc::Rc;
use unmuted_model::{
    Extent, Kind, KindMeaning, Nanos, ObservationId, PersonId, RecordingClock, Sense, Shape, SilenceClass, SourceId,
    Span, SpanSet,
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
    /// It says muted where the recording has sound, so it decides nothing.
    pub has_sound: bool,
}

/// How much sound there may be within a span that a person marked as muted: marks are set by hand, at the ends of
/// what is heard to be silent. With more than this the mark and the measurement contradict each other.
const SOUND_IN_MUTED: Nanos = Nanos::from_millis(1_000);

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
    pub marks: SmallVec<[usize; 2]>,
    /// Whether a mark of it is decisive: then it happened.
    pub certain: bool,
    /// When it starts.
    pub start: Rc<Point>,
    /// When it ends; the same moment where it has no length.
    pub end: Rc<Point>,
    /// Marks that give times on one recording which exclude each other.
    pub contradictory: bool,
    /// Of a muting: the silent span with which it starts, and the one with which it ends.
    pub silence: Ties,
}

/// One end of a measured silent span: the recording's number, and the span's place among its silences.
pub(super) type SilenceEnd = (usize, usize);

/// A muting is the cause of a silent span, so the two start and end together: where a mark's end and a measured
/// end can be the same moment, they are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ties {
    pub start: Option<SilenceEnd>,
    pub end: Option<SilenceEnd>,
}

/// A timeline made ready for questions.
#[derive(Debug)]
pub(super) struct Record<'a> {
    pub timeline: &'a Timeline,
    pub clocks: Clocks<'a>,
    pub marks: Vec<Mark<'a>>,
    pub happenings: Vec<Happening>,
    /// What followed.
    pub followed: Vec<Followed>,
    /// For each attribute's value that is given at a moment: which.
    pub attribute_moments: Vec<Option<Moment>>,
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
        let numbers: BTreeMap<&str, usize> =
            timeline.recordings.iter().enumerate().rev().map(|(i, r)| (r.id.as_str(), i)).collect();
        let mut marks: Vec<(&'a str, Mark<'a>)> = Vec::with_capacity(timeline.events.len());
        for e in &timeline.events {
            let (source, recording, when) = match &e.when {
                When::OnRecording { source, extent } => {
                    (source, numbers.get(source.as_str()).copied(), MarkedAt::Recording(*extent))
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
                has_sound: false,
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
                    has_sound: false,
                };
                marks.push((SILENCE, mark));
            }
        }
        for (_, mark) in marks.iter_mut().filter(|(kind, m)| *kind == MUTED && m.standing == Standing::Decisive) {
            if has_sound(mark, timeline) {
                mark.standing = Standing::Disputed;
                mark.has_sound = true;
            }
        }
        // Joined by kind and event word; a state of a recording only with others of that recording.
        let mut joined: BTreeMap<(&str, &str, Option<usize>), usize> = BTreeMap::new();
        let mut groups: Vec<(&'a str, SmallVec<[usize; 2]>)> = Vec::new();
        for (i, (kind, mark)) in marks.iter().enumerate() {
            let place = matches!(*kind, SILENCE | MUTED).then_some(mark.recording).flatten();
            let known = mark.key.and_then(|key| joined.get(&(*kind, key, place)).copied());
            match known.and_then(|g| groups.get_mut(g)) {
                Some((_, group)) => group.push(i),
                None => {
                    if let Some(key) = mark.key {
                        joined.insert((kind, key, place), groups.len());
                    }
                    groups.push((kind, smallvec![i]));
                }
            }
        }
        let marks: Vec<Mark<'a>> = marks.into_iter().map(|(_, m)| m).collect();
        let shapes: BTreeMap<&str, Shape> = timeline.vocabulary.kinds().map(|(k, m)| (k.as_str(), m.shape)).collect();
        let mut by_kind: BTreeMap<&'a str, Vec<usize>> = BTreeMap::new();
        let mut happenings = Vec::with_capacity(groups.len());
        for (h, (kind, group)) in groups.into_iter().enumerate() {
            by_kind.entry(kind).or_default().push(h);
            let shape = shapes.get(kind).copied();
            let ties = if kind == MUTED { ties(&group, &marks, timeline) } else { Ties::default() };
            happenings.push(happening(h, group, &marks, shape, ties, &clocks, timeline));
        }
        let names = Names::of(timeline);
        let attribute_moments = timeline.attributes.iter().map(|a| match &a.at {
            // One that cannot be read is at no moment that a sentence could name; the program has said so.
            Some(AttributeAt::Moment(text)) => parse_moment(text, &names).ok(),
            _ => None,
        });
        Self {
            timeline,
            clocks,
            marks,
            happenings,
            followed: super::followed::all(timeline),
            attribute_moments: attribute_moments.collect(),
            memory: Memory::default(),
            by_kind,
        }
    }

    /// The happenings of a kind, by their number, in the timeline's order.
    pub fn of_kind(&self, kind: &Kind) -> &[usize] {
        self.by_kind.get(kind.as_str()).map_or(&[], Vec::as_slice)
    }

    /// The moment at which words in a happening were said: anywhere in it. Worked out where words are asked for.
    pub fn words_in(&self, number: usize) -> Option<Rc<Point>> {
        let h = self.happenings.get(number)?;
        let mine = || h.marks.iter().filter_map(|&m| self.marks.get(m));
        let speaking: Vec<&Mark<'_>> = mine().filter(|m| !h.certain || m.standing == Standing::Decisive).collect();
        let observed = speaking.iter().filter_map(|m| Some((m.clock()?, Bounds::new(m.start().lo, m.end().hi))));
        let observed: Observed = observed.collect();
        let observed = if h.certain { observed } else { any_of(observed, &self.clocks) };
        Some(Rc::new(Point::new(Some((number, Part::Words)), observed, &self.clocks)))
    }

    pub fn meaning(&self, kind: &Kind) -> Option<&KindMeaning> {
        self.timeline.vocabulary.meaning(kind)
    }

    /// Where a recording has no sound, whatever the class, at the widest.
    pub fn soundless(&self, recording: usize) -> SpanSet<RecordingClock> {
        self.soundless_beside(recording, &Beside::default())
    }

    /// The same for a span that goes up to the start, or from the end, of some silent spans: up to the start of
    /// one there is sound, wherever exactly that is.
    fn soundless_beside(&self, recording: usize, beside: &Beside) -> SpanSet<RecordingClock> {
        let Some(r) = self.timeline.recordings.get(recording) else { return SpanSet::empty() };
        let spans = r.silences.iter().enumerate().filter_map(|(i, s)| {
            let (outer, inner) = (s.extent.outer(), (s.extent.start().latest(), s.extent.end().earliest()));
            let start = if beside.before.contains(&(recording, i)) { inner.0 } else { outer.start() };
            let end = if beside.after.contains(&(recording, i)) { inner.1 } else { outer.end() };
            Span::new(start, end)
        });
        spans.collect()
    }

    /// Where a kind could have been observed on a recording: what a person (one person, if named) reviewed for
    /// it, without what could not be heard; for silence, what the method examined; for muting, what the method
    /// or a person found to have sound.
    pub fn covered(&self, recording: usize, kind: &Kind, by: Option<&str>) -> SpanSet<RecordingClock> {
        self.covered_beside(recording, kind, by, &Beside::default())
    }

    /// The same for a span that goes up to the start, or from the end, of some silent spans.
    pub fn covered_beside(
        &self,
        recording: usize,
        kind: &Kind,
        by: Option<&str>,
        beside: &Beside,
    ) -> SpanSet<RecordingClock> {
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
                Some(Sense::Sound | Sense::Either) => reviewed.minus(&self.soundless_beside(recording, beside)),
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

/// The silent spans that a span asked about goes up to, or begins after.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// It ends no later than these begin.
    pub before: Vec<SilenceEnd>,
    /// It begins no earlier than these end.
    pub after: Vec<SilenceEnd>,
}

/// Whether a recording has sound, as measured, in what a mark certainly says was muted.
fn has_sound(mark: &Mark<'_>, timeline: &Timeline) -> bool {
    let (Some(r), MarkedAt::Recording(extent)) = (mark.recording.and_then(|r| timeline.recordings.get(r)), mark.when)
    else {
        return false;
    };
    let Some(certain) = Span::new(extent.start().latest(), extent.end().earliest()) else { return false };
    let silent: SpanSet<RecordingClock> = r.silences.iter().map(|s| s.extent.outer()).collect();
    r.examined.intersection(&SpanSet::from_iter([certain])).minus(&silent).total() > SOUND_IN_MUTED
}

/// The silent spans with which a muting starts and ends: the only proven one on its recording whose start (end)
/// can be that of every decisive mark.
fn ties(group: &[usize], marks: &[Mark<'_>], timeline: &Timeline) -> Ties {
    let decisive = || group.iter().filter_map(|&m| marks.get(m)).filter(|m| m.standing == Standing::Decisive);
    let Some(recording) = decisive().find_map(|m| m.recording) else { return Ties::default() };
    let Some(r) = timeline.recordings.get(recording) else { return Ties::default() };
    let only = |end: fn(&Mark<'_>) -> Bounds, of: fn(Extent<RecordingClock>) -> Bounds| {
        let mut fit =
            r.silences.iter().enumerate().filter(|(_, s)| {
                s.class.is_proven() && decisive().all(|m| end(m).intersection(of(s.extent)).is_some())
            });
        let first = fit.next()?;
        fit.next().is_none().then_some((recording, first.0))
    };
    Ties { start: only(|m| m.start(), |e| Bounds::of(e.start())), end: only(|m| m.end(), |e| Bounds::of(e.end())) }
}

fn happening(
    number: usize,
    marks: SmallVec<[usize; 2]>,
    all: &[Mark<'_>],
    shape: Option<Shape>,
    silence: Ties,
    clocks: &Clocks<'_>,
    timeline: &Timeline,
) -> Happening {
    type Marks<'m, 'a> = SmallVec<[&'m Mark<'a>; 2]>;
    let mine: Marks<'_, '_> = marks.iter().filter_map(|&m| all.get(m)).collect();
    let decisive: Marks<'_, '_> = mine.iter().copied().filter(|m| m.standing == Standing::Decisive).collect();
    let certain = !decisive.is_empty();
    // A doubtful mark beside a certain one says nothing about when it was.
    let speaking = if certain { decisive } else { mine };
    let measured = |tie: Option<SilenceEnd>, of: fn(Extent<RecordingClock>) -> Bounds| {
        let (r, i) = tie?;
        let span = timeline.recordings.get(r)?.silences.get(i)?;
        Some((ClockId::Recording(r), of(span.extent)))
    };
    let point = |part: Part, at: fn(&Mark<'_>) -> Bounds| {
        let observed = speaking.iter().filter_map(|m| Some((m.clock()?, at(m))));
        let observed = observed.chain(match part {
            Part::Edge(Edge::Start) => measured(silence.start, |e| Bounds::of(e.start())),
            Part::Edge(Edge::End) => measured(silence.end, |e| Bounds::of(e.end())),
            Part::Words => None,
        });
        let observed: Observed = observed.collect();
        let observed = if certain { observed } else { any_of(observed, clocks) };
        Point::new(Some((number, part)), observed, clocks)
    };
    let start = Rc::new(point(Part::Edge(Edge::Start), |m| m.start()));
    let end = match shape {
        Some(Shape::Instant) => Rc::clone(&start),
        _ => Rc::new(point(Part::Edge(Edge::End), |m| m.end())),
    };
    // On one clock, or on the clock that all placed recordings share.
    let common = |m: &Mark<'_>, at: Bounds| {
        let group = ClockId::Group(clocks.main_group?);
        clocks.carry(at, m.clock()?, group)
    };
    let apart = |a: &Mark<'_>, b: &Mark<'_>, at: fn(&Mark<'_>) -> Bounds| match (a.clock(), b.clock()) {
        (Some(x), Some(y)) if x == y => at(a).intersection(at(b)).is_none(),
        _ => common(a, at(a)).zip(common(b, at(b))).is_some_and(|(a, b)| a.intersection(b).is_none()),
    };
    let excluded = |at: fn(&Mark<'_>) -> Bounds| {
        speaking.iter().enumerate().any(|(i, a)| speaking.iter().skip(i + 1).any(|b| apart(a, b, at)))
    };
    let contradictory = certain && speaking.len() > 1 && (excluded(|m| m.start()) || excluded(|m| m.end()));
    Happening { marks, certain, start, end, contradictory, silence }
}

/// Where something was observed, on which clocks; mostly on one.
type Observed = SmallVec<[(ClockId, Bounds); 2]>;

/// Where something is if at least one of several doubtful observations is right, and nobody knows which: on one
/// clock, anywhere that one of them says; nowhere in particular if no clock has them all.
fn any_of(observed: Observed, clocks: &Clocks<'_>) -> Observed {
    let &[(first, _), _, ..] = observed.as_slice() else { return observed };
    let common = match first {
        _ if observed.iter().all(|(c, _)| *c == first) => Some(first),
        ClockId::Recording(r) => clocks.group(r).map(ClockId::Group),
        other => Some(other),
    };
    let Some(common) = common else { return Observed::new() };
    let carried: Option<Vec<Bounds>> = observed.iter().map(|&(c, at)| clocks.carry(at, c, common)).collect();
    match carried.and_then(|all| all.into_iter().reduce(Bounds::hull)) {
        Some(hull) => smallvec![(common, hull)],
        None => Observed::new(),
    }
}
