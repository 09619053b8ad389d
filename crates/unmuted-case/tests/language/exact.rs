//! Exact timelines, and what sentences mean in them.
//!
//! The evaluator works on bounds. Here is the other road to the same answer: every exact timeline that a record
//! allows is written out, and a sentence is true or false in it by plain arithmetic on whole numbers. Nothing
//! here is shared with the evaluator but the sentence as read. Times are nanoseconds of one true clock.

use std::collections::BTreeSet;
use unmuted_case::language::{
    Comparison, Edge, How, Length, Moment, MomentOf, On, Pattern, Pick, Sentence, Target, Which, Window,
};
use unmuted_case::timeline::{Reviewed, Standing, Timeline, When};
use unmuted_model::{Interval, RecordingClock, Sense, Shape, Span, SpanSet, Time};

/// The step of the grid, one second: large enough that the clock-rate bound on it is nothing.
const UNIT: i64 = 1_000_000_000;
/// How far outside the recordings unmarked events are tried, and unplaced clocks shifted.
const AROUND: i64 = 3 * UNIT;
/// For `step_by`.
const STEP: usize = 1_000_000_000;

/// Something that happens in an exact timeline.
#[derive(Clone, Debug)]
pub struct Happens {
    pub kind: String,
    pub start: i64,
    pub end: i64,
    /// The moment in it at which its words were said.
    pub said_at: i64,
    /// The recordings on which somebody marked it.
    pub marked_on: BTreeSet<usize>,
    pub subject: Option<String>,
    /// Whether its words match, where that is asked.
    pub matches: bool,
}

/// A recording's own clock, exactly.
#[derive(Clone, Copy, Debug)]
pub struct OwnTime {
    /// True time of its zero.
    pub zero: i64,
    /// How much faster than the true clock it runs, in parts per billion.
    pub fast_ppb: i64,
}

impl OwnTime {
    pub fn local(self, true_time: i64) -> i64 {
        let since = i128::from(true_time - self.zero);
        i64::try_from(since + since * i128::from(self.fast_ppb) / 1_000_000_000).unwrap()
    }
    pub fn true_time(self, local: i64) -> i64 {
        self.zero
            + i64::try_from(i128::from(local) * 1_000_000_000 / i128::from(1_000_000_000 + self.fast_ppb)).unwrap()
    }
}

/// An exact timeline.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Each recording's clock.
    pub clocks: Vec<OwnTime>,
    pub events: Vec<Happens>,
}

/// A mark as a choice of exact times.
#[derive(Clone, Debug)]
struct Mark {
    kind: String,
    recording: Option<usize>,
    start: (i64, i64),
    end: (i64, i64),
    instant: bool,
    must: bool,
    source: String,
    by: Option<String>,
    key: Option<String>,
    subject: Option<String>,
    /// Whether its words match; `None` where it has none.
    matches: Option<bool>,
    machine: bool,
}

/// What makes two happenings in one world one: see [`Worlds`].
const PER_RECORDING: [&str; 2] = ["silence", "muted"];

fn units<C: unmuted_model::Clock>(i: Interval<C>) -> (i64, i64) {
    assert!(i.earliest().ns() % UNIT == 0 && i.latest().ns() % UNIT == 0, "the grid is whole");
    (i.earliest().ns(), i.latest().ns())
}

/// All exact timelines of a record, as far as marks go; events that nobody marked are added for each sentence.
pub struct Worlds<'t> {
    timeline: &'t Timeline,
    pub marked: Vec<World>,
    /// More were allowed than are tried.
    pub too_many: bool,
}

impl<'t> Worlds<'t> {
    /// Writes them out, clock first. `word` is what `matching` will ask for.
    pub fn of(timeline: &'t Timeline, word: &str, limit: usize) -> Self {
        let mut out = Self { timeline, marked: Vec::new(), too_many: false };
        let marks = out.marks(word);
        let mut clocks: Vec<Vec<OwnTime>> = vec![Vec::new()];
        let mut shifts = vec![0];
        if !timeline.anchors.is_empty() {
            let (lo, hi) = units(timeline.anchors[0].wall);
            shifts = (lo..=hi).step_by(STEP).collect();
        }
        for r in &timeline.recordings {
            let choices: Vec<i64> = match r.placement {
                Some(p) => {
                    let t = p.incident_from_recording;
                    let (c, e) = (t.offset.get(), t.estimator_bound.get());
                    (c - e..=c + e).step_by(STEP).collect()
                }
                None => (-AROUND..=AROUND).step_by(STEP).collect(),
            };
            clocks = clocks
                .iter()
                .flat_map(|known| {
                    choices.iter().map(|c| [known.as_slice(), &[OwnTime { zero: *c, fast_ppb: 0 }]].concat())
                })
                .collect();
        }
        for clocks in &clocks {
            for wall in &shifts {
                let world = World { clocks: clocks.clone(), events: Vec::new() };
                out.draw(&marks, *wall, &world, &mut Vec::new(), limit);
                if out.too_many {
                    return out;
                }
            }
        }
        out
    }

    fn marks(&self, word: &str) -> Vec<Mark> {
        let mut out = Vec::new();
        for e in &self.timeline.events {
            let shape = self.timeline.vocabulary.meaning(&e.kind).unwrap().shape;
            let (source, recording, start, end) = match &e.when {
                When::OnRecording { source, extent } => (
                    source,
                    self.timeline.recordings.iter().position(|r| r.id == *source),
                    units(extent.start()),
                    units(extent.end()),
                ),
                When::OnWall { source, at } => (source, None, units(*at), units(*at)),
            };
            out.push(Mark {
                kind: e.kind.to_string(),
                recording,
                start,
                end,
                instant: shape == Shape::Instant || recording.is_none(),
                must: e.standing == Standing::Decisive,
                source: source.to_string(),
                by: e.by.clone(),
                key: e.event.clone(),
                subject: e.subject.as_ref().map(ToString::to_string),
                matches: e.words.as_ref().map(|w| w.contains(word)),
                machine: false,
            });
        }
        for (i, r) in self.timeline.recordings.iter().enumerate() {
            for s in &r.silences {
                out.push(Mark {
                    kind: "silence".into(),
                    recording: Some(i),
                    start: units(s.extent.start()),
                    end: units(s.extent.end()),
                    instant: false,
                    must: s.class.is_proven(),
                    source: r.id.to_string(),
                    by: None,
                    key: None,
                    subject: None,
                    matches: None,
                    machine: true,
                });
            }
        }
        out
    }

    /// Draws the next mark's exact times, and the happening that it is of.
    fn draw(&mut self, marks: &[Mark], wall: i64, world: &World, of: &mut Vec<Vec<usize>>, limit: usize) {
        // A mark that is not real stands as a group of its own, so that every mark is counted.
        let next: usize = of.iter().map(Vec::len).sum();
        let Some(mark) = marks.get(next) else {
            if self.allowed(world, marks, of) {
                self.attributes(world, marks, of, limit);
            }
            return;
        };
        if self.marked.len() > limit {
            self.too_many = true;
            return;
        }
        if !mark.must {
            of.push(vec![usize::MAX]);
            self.draw(marks, wall, world, of, limit);
            of.pop();
        }
        let zero = mark.recording.map_or(-wall, |r| world.clocks[r].zero);
        for s in (mark.start.0..=mark.start.1).step_by(STEP) {
            let ends = if mark.instant { s..=s } else { mark.end.0.max(s + UNIT)..=mark.end.1 };
            for e in ends.step_by(STEP) {
                let (s, e) = (s + zero, e + zero);
                // A new happening ...
                let forced =
                    of.iter().position(|group| group.iter().any(|&m| m != usize::MAX && same_word(&marks[m], mark)));
                if forced.is_none() {
                    let mut w = world.clone();
                    w.events.push(Happens {
                        kind: mark.kind.clone(),
                        start: s,
                        end: e,
                        said_at: s,
                        marked_on: mark.recording.into_iter().collect(),
                        subject: mark.subject.clone(),
                        matches: false,
                    });
                    of.push(vec![next]);
                    self.draw(marks, wall, &w, of, limit);
                    of.pop();
                }
                // ... or one that is there already.
                let mut number = 0;
                for g in 0..of.len() {
                    if of[g] == [usize::MAX] {
                        continue;
                    }
                    let event = number;
                    number += 1;
                    if forced.is_some_and(|f| f != g) {
                        continue;
                    }
                    let there = &world.events[event];
                    let fits = there.kind == mark.kind && there.start == s && there.end == e;
                    if fits && of[g].iter().all(|&m| may_be_one(&marks[m], mark)) {
                        let mut w = world.clone();
                        w.events[event].marked_on.extend(mark.recording);
                        w.events[event].subject = there.subject.clone().or(mark.subject.clone());
                        of[g].push(next);
                        self.draw(marks, wall, &w, of, limit);
                        of[g].pop();
                    }
                }
            }
        }
    }

    /// Whoever reviewed a moment marked everything there; and a muting starts and ends with the silence that it
    /// explains.
    fn allowed(&self, world: &World, marks: &[Mark], of: &[Vec<usize>]) -> bool {
        let groups: Vec<&Vec<usize>> = of.iter().filter(|g| **g != [usize::MAX]).collect();
        let meet = |a: (i64, i64), b: (i64, i64)| a.0 <= b.1 && b.0 <= a.1;
        let tied = world.events.iter().zip(&groups).filter(|(e, _)| e.kind == "muted").all(|(event, group)| {
            let decisive = || group.iter().map(|&m| &marks[m]).filter(|m| m.must);
            // What one event word ties together is one muting, wherever its other marks were put.
            let word = |m: &Mark| marks.iter().filter(|n| n.must && same_word(m, n)).cloned().collect::<Vec<_>>();
            let all: Vec<Mark> = decisive().flat_map(|m| [vec![m.clone()], word(m)].concat()).collect();
            let Some(place) = all.first().and_then(|m| m.recording) else { return true };
            let ends = |start: bool| {
                let end = |m: &Mark| if start { m.start } else { m.end };
                let silences: Vec<(&Happens, &Mark)> = world
                    .events
                    .iter()
                    .zip(&groups)
                    .filter(|(e, _)| e.kind == "silence" && e.marked_on.contains(&place))
                    .map(|(e, g)| (e, &marks[g[0]]))
                    .filter(|(_, s)| s.must)
                    .collect();
                let fit: Vec<&Happens> = silences
                    .iter()
                    .filter(|(_, s)| all.iter().all(|m| meet(end(m), end(s))))
                    .map(|(e, _)| *e)
                    .collect();
                match fit.as_slice() {
                    [only] if start => only.start == event.start,
                    [only] => only.end == event.end,
                    _ => true,
                }
            };
            ends(true) && ends(false)
        });
        if !tied {
            return false;
        }
        world.events.iter().zip(groups).all(|(event, group)| {
            if PER_RECORDING.contains(&event.kind.as_str()) {
                return true;
            }
            self.timeline.reviewed.iter().all(|v| {
                let Some(r) = self.timeline.recordings.iter().position(|r| r.id == v.source) else { return true };
                if !v.kinds.iter().any(|k| k.as_str() == event.kind) {
                    return true;
                }
                let seen = observable(self.timeline, r, &event.kind, &SpanSet::from_iter([v.span]));
                !meets(&seen, event, world.clocks[r])
                    || group.iter().any(|&m| marks[m].recording == Some(r) && marks[m].by.as_deref() == Some(&v.by))
            })
        })
    }

    /// Whose act, and what words: as the marks say, and anything where they do not.
    fn attributes(&mut self, world: &World, marks: &[Mark], of: &[Vec<usize>], limit: usize) {
        let groups: Vec<&Vec<usize>> = of.iter().filter(|g| **g != [usize::MAX]).collect();
        let mut worlds = vec![world.clone()];
        for (i, group) in groups.iter().enumerate() {
            // Words that one person confirmed were said, whatever another noted of the same moment; only marks
            // tied together by an event word are different accounts of one utterance.
            let account = |m: usize| {
                let tied = group.iter().filter(|&&n| n == m || same_word(&marks[m], &marks[n]));
                let said: BTreeSet<bool> = tied.filter_map(|&n| marks[n].matches).collect();
                if said.len() == 1 { said.first().copied() } else { None }
            };
            let accounts: Vec<Option<bool>> = group.iter().map(|&m| account(m)).collect();
            let matches: Vec<bool> = if accounts.contains(&Some(true)) {
                vec![true]
            } else if accounts.contains(&None) {
                vec![false, true]
            } else {
                vec![false]
            };
            let event = &world.events[i];
            let subjects: Vec<Option<String>> = match &event.subject {
                Some(s) => vec![Some(s.clone())],
                None => vec![None, Some("officer-1".into())],
            };
            let has_words = event.kind == "speech";
            worlds = worlds
                .into_iter()
                .flat_map(|w| {
                    let mut out = Vec::new();
                    for &m in &matches {
                        for s in &subjects {
                            for at in (event.start..event.end.max(event.start + 1)).step_by(STEP) {
                                // Only speech is asked for words, only shots for who.
                                if (!has_words && (m || at > event.start)) || (event.kind != "shot" && s.is_some()) {
                                    continue;
                                }
                                let mut w = w.clone();
                                w.events[i].matches = m;
                                w.events[i].subject = s.clone();
                                w.events[i].said_at = at;
                                out.push(w);
                            }
                        }
                    }
                    out
                })
                .collect();
            if worlds.len() > limit {
                self.too_many = true;
                return;
            }
        }
        self.marked.extend(worlds);
    }

    /// Every exact timeline for a sentence that speaks of these kinds, given to `see`.
    pub fn each(&self, kinds: &BTreeSet<String>, mut see: impl FnMut(&World) -> bool) -> bool {
        for w in &self.marked {
            let mut worlds = vec![w.clone()];
            for kind in kinds {
                let extra = self.unmarked(kind, &w.clocks);
                worlds = worlds
                    .into_iter()
                    .flat_map(|w| {
                        let with = extra.iter().map(|e| {
                            let mut w = w.clone();
                            w.events.push(e.clone());
                            w
                        });
                        let with: Vec<World> = with.collect();
                        std::iter::once(w.clone()).chain(with).collect::<Vec<_>>()
                    })
                    .collect();
            }
            if !worlds.iter().all(&mut see) {
                return false;
            }
        }
        true
    }

    /// One event of a kind that nobody marked, wherever nobody could have observed it.
    fn unmarked(&self, kind: &str, clocks: &[OwnTime]) -> Vec<Happens> {
        let lengths = self.timeline.recordings.iter().map(|r| r.extent.end().ns());
        let last = lengths.zip(clocks).map(|(l, c)| l + c.zero).max().unwrap_or(0) + AROUND;
        let first = clocks.iter().map(|c| c.zero).min().unwrap_or(0) - AROUND;
        let shape = self.timeline.vocabulary.meaning(&crate::build::kind(kind)).unwrap().shape;
        let mut out = Vec::new();
        let per_recording = PER_RECORDING.contains(&kind);
        let places: Vec<Option<usize>> = if per_recording { (0..clocks.len()).map(Some).collect() } else { vec![None] };
        for place in places {
            for s in (first..=last).step_by(STEP) {
                let ends = if shape == Shape::Instant { s..=s } else { s + UNIT..=(s + 3 * UNIT).min(last) };
                for e in ends.step_by(STEP) {
                    let event = Happens {
                        kind: kind.into(),
                        start: s,
                        end: e,
                        said_at: s + (e - s) / 2,
                        marked_on: place.into_iter().collect(),
                        subject: Some("officer-1".into()),
                        matches: true,
                    };
                    let free = match place {
                        // A state of a recording lies on it, where the method did not look or could not tell.
                        Some(r) => {
                            let length = self.timeline.recordings[r].extent.end().ns();
                            s >= clocks[r].zero
                                && e <= clocks[r].zero + length
                                && !meets(&known_state(self.timeline, r, kind), &event, clocks[r])
                        }
                        None => self.timeline.reviewed.iter().all(|v| {
                            let r = self.timeline.recordings.iter().position(|r| r.id == v.source).unwrap();
                            let asked = v.kinds.iter().any(|k| k.as_str() == kind);
                            let seen = observable(self.timeline, r, kind, &SpanSet::from_iter([v.span]));
                            !asked || !meets(&seen, &event, clocks[r])
                        }),
                    };
                    if free {
                        out.push(event);
                    }
                }
            }
        }
        out
    }
}

fn same_word(a: &Mark, b: &Mark) -> bool {
    let place = !PER_RECORDING.contains(&a.kind.as_str()) || a.recording == b.recording;
    a.kind == b.kind && a.key.is_some() && a.key == b.key && place
}

fn may_be_one(a: &Mark, b: &Mark) -> bool {
    if same_word(a, b) {
        return a.subject.is_none() || b.subject.is_none() || a.subject == b.subject;
    }
    let one_author = a.by.is_some() && a.by == b.by;
    let two_words = a.key.is_some() && b.key.is_some() && a.key != b.key;
    let states = PER_RECORDING.contains(&a.kind.as_str()) && (a.recording != b.recording || (a.machine && b.machine));
    let subjects = a.subject.is_some() && b.subject.is_some() && a.subject != b.subject;
    !(one_author && (a.source == b.source || two_words) || states || subjects)
}

/// Whether any of an event lies in a set of a recording's own time.
fn meets(set: &SpanSet<RecordingClock>, event: &Happens, clock: OwnTime) -> bool {
    let at = |t: i64| Time::<RecordingClock>::from_ns(clock.local(t));
    if event.start == event.end {
        return set.contains(at(event.start));
    }
    !set.intersection(&SpanSet::from_iter([Span::between(at(event.start), at(event.end))])).is_empty()
}

fn soundless(timeline: &Timeline, r: usize) -> SpanSet<RecordingClock> {
    timeline.recordings[r].silences.iter().map(|s| s.extent.outer()).collect()
}

/// Where, of what somebody went through, a kind could be observed.
fn observable(
    timeline: &Timeline,
    r: usize,
    kind: &str,
    reviewed: &SpanSet<RecordingClock>,
) -> SpanSet<RecordingClock> {
    let recording = &timeline.recordings[r];
    let within = reviewed.intersection(&SpanSet::from_iter([recording.extent]));
    match timeline.vocabulary.meaning(&crate::build::kind(kind)).unwrap().sense {
        Sense::Sound => within.minus(&soundless(timeline, r)),
        Sense::Picture | Sense::Either if recording.has_picture => within,
        Sense::Picture => SpanSet::empty(),
        Sense::Either => within.minus(&soundless(timeline, r)),
    }
}

/// Where the state of a recording is known: examined for silence; with sound, or marked already, for muting.
fn known_state(timeline: &Timeline, r: usize, kind: &str) -> SpanSet<RecordingClock> {
    let recording = &timeline.recordings[r];
    if kind == "silence" {
        return recording.examined.clone();
    }
    let mut known = recording.examined.clone();
    for v in timeline.reviewed.iter().filter(|v| v.source == recording.id) {
        if v.kinds.iter().any(|k| k.as_str() == "muted") {
            known = known.union(&SpanSet::from_iter([v.span]));
        }
    }
    let marked = timeline.events.iter().filter(|e| e.kind.as_str() == "muted" && e.standing == Standing::Decisive);
    let marked = marked.filter_map(|e| match &e.when {
        When::OnRecording { source, extent } if *source == recording.id => Some(extent.outer()),
        _ => None,
    });
    known.minus(&soundless(timeline, r)).union(&marked.collect())
}

/// The kinds that a sentence speaks of, and whether it says where.
pub fn kinds_of(s: &Sentence) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut pattern = |p: &Pattern| {
        out.insert(p.kind.to_string());
    };
    fn moment(m: &Moment, pattern: &mut impl FnMut(&Pattern)) {
        if let MomentOf::Event { pattern: p, .. } = &m.of {
            pattern(p);
        }
    }
    fn window(w: &Window, pattern: &mut impl FnMut(&Pattern)) {
        match w {
            Window::While(t) | Window::During(t) => pattern(&t.pattern),
            _ => w.moments().into_iter().for_each(|m| moment(m, pattern)),
        }
    }
    fn walk(s: &Sentence, pattern: &mut impl FnMut(&Pattern)) {
        match s {
            Sentence::Some(p) | Sentence::No(p) => {
                pattern(&p.pattern);
                window(&p.window, pattern);
            }
            Sentence::Count(c) => {
                pattern(&c.pattern);
                window(&c.window, pattern);
            }
            Sentence::Time(t) => {
                moment(&t.from, pattern);
                moment(&t.to, pattern);
            }
            Sentence::Duration(d) => {
                pattern(&d.pattern);
                window(&d.window, pattern);
            }
            Sentence::Running(r) => moment(&r.at, pattern),
            Sentence::Every(e) => {
                pattern(&e.each);
                pattern(&e.by);
            }
            Sentence::Relation(r) => {
                pattern(&r.a.pattern);
                pattern(&r.b.pattern);
            }
            Sentence::Attribute(_) | Sentence::Days(_) | Sentence::Happened(_) => {
                unreachable!("not about what recordings show")
            }
            Sentence::Not(s) => walk(s, pattern),
            Sentence::All(all) | Sentence::Any(all) => all.iter().for_each(|s| walk(s, pattern)),
            Sentence::If(a, b) => {
                walk(a, pattern);
                walk(b, pattern);
            }
        }
    }
    walk(s, &mut pattern);
    out
}

/// Plain meaning in one exact timeline.
pub struct Exact<'w> {
    pub timeline: &'w Timeline,
    pub world: &'w World,
    /// On which recordings, besides those where it is marked, an event can be heard or seen: none, all that run
    /// at that time and that nobody reviewed then, or only one of them.
    pub elsewhere: Elsewhere,
}

#[derive(Clone, Copy, Debug)]
pub enum Elsewhere {
    Nowhere,
    Everywhere,
    On(usize),
}

/// A span asked: (bound, whether it is included), open where `None`.
#[derive(Clone, Copy, Debug, Default)]
struct Asked {
    from: Option<(i64, bool)>,
    to: Option<(i64, bool)>,
    /// The scope, unless the window reaches beyond it.
    scope: Option<(i64, i64)>,
    /// All of it lies from here to there.
    within: Option<(i64, i64)>,
}

impl Exact<'_> {
    /// Whether a sentence holds; `None` where it speaks of a moment that is not there.
    pub fn holds(&self, s: &Sentence) -> Option<bool> {
        match s {
            Sentence::Not(s) => self.holds(s).map(|b| !b),
            Sentence::All(all) => {
                let all: Vec<_> = all.iter().map(|s| self.holds(s)).collect();
                if all.contains(&Some(false)) {
                    Some(false)
                } else {
                    all.into_iter().collect::<Option<Vec<_>>>().map(|_| true)
                }
            }
            Sentence::Any(any) => {
                let any: Vec<_> = any.iter().map(|s| self.holds(s)).collect();
                if any.contains(&Some(true)) {
                    Some(true)
                } else {
                    any.into_iter().collect::<Option<Vec<_>>>().map(|_| false)
                }
            }
            Sentence::If(a, b) => match self.holds(a) {
                Some(false) => Some(true),
                Some(true) => self.holds(b),
                None => {
                    if self.holds(b) == Some(true) {
                        Some(true)
                    } else {
                        None
                    }
                }
            },
            _ => self.atom(s),
        }
    }

    fn atom(&self, s: &Sentence) -> Option<bool> {
        let cameras = |p: &Pattern| -> Option<Vec<usize>> {
            let On::Every(which) = &p.on else { return None };
            let all = self.timeline.recordings.iter().enumerate();
            Some(all.filter(|(_, r)| is_one(which, r)).map(|(i, _)| i).collect())
        };
        let on =
            |p: &Pattern, r: usize| Pattern { on: On::Recording(self.timeline.recordings[r].id.clone()), ..p.clone() };
        match s {
            Sentence::Every(e) => all_of(self.in_scope(&e.each).map(|x| {
                // Said of each recording on which it is marked, where the sentence says `that recording`.
                let places: Vec<Pattern> = match &e.by.on {
                    On::That => x.marked_on.iter().map(|&r| on(&e.by, r)).collect(),
                    _ => vec![e.by.clone()],
                };
                let at = if e.each.asks_words() { x.said_at } else { x.start };
                all_of(places.iter().map(|by| Some(self.near(at, by, e.followed, e.within.as_ref()))))
            })),
            Sentence::Relation(r) => {
                let b = self.targets(&r.b);
                let words = r.a.pattern.asks_words();
                let lies = |x: &Happens| {
                    let (start, end) = if words { (x.said_at, x.said_at) } else { (x.start, x.end) };
                    b.iter().any(|&(s, t)| match r.how {
                        How::Overlaps => start < t && s < end,
                        How::During => s <= start && end <= t && start < t,
                    })
                };
                match r.a.pick {
                    Pick::The => {
                        let scope = self.scope(Some(&r.a.pattern));
                        let here = |x: &&Happens| lies_in(x, &r.a.pattern, Asked { scope, ..Asked::default() });
                        Some(self.matching(&r.a.pattern).filter(here).any(lies))
                    }
                    Pick::Each => all_of(self.in_scope(&r.a.pattern).map(|x| Some(lies(x)))),
                    pick => self.outermost(&r.a.pattern, pick).map(lies),
                }
            }
            Sentence::Some(p) => match cameras(&p.pattern) {
                Some(all) => all_of(
                    all.iter().map(|&r| self.each(&p.window, &[], |e| self.some(&on(&p.pattern, r), &p.window, e))),
                ),
                None => self.each(&p.window, &[], |e| self.some(&p.pattern, &p.window, e)),
            },
            Sentence::No(p) => self.each(&p.window, &[], |e| self.some(&p.pattern, &p.window, e).map(|b| !b)),
            Sentence::Count(c) => {
                let one = |pattern: &Pattern| {
                    self.each(&c.window, &[], |e| {
                        let n = self.inside(pattern, &c.window, e)?;
                        Some(c.comparison.holds(i64::try_from(n).unwrap(), i64::from(c.number)))
                    })
                };
                match cameras(&c.pattern) {
                    Some(all) => all_of(all.iter().map(|&r| one(&on(&c.pattern, r)))),
                    None => one(&c.pattern),
                }
            }
            Sentence::Time(t) => self.each(&Window::Scope, &[&t.from, &t.to], |e| {
                let from = self.moment(&t.from, e)?;
                match self.moment(&t.to, e) {
                    Some(to) => Some(t.comparison.holds(to - from, t.length.ns.get())),
                    // The first of nothing is after everything in the scope, nobody knows how long.
                    None if is_first(&t.to) => {
                        let at_least = self.scope(None)?.1 - from;
                        let length = t.length.ns.get();
                        match t.comparison {
                            Comparison::AtLeast | Comparison::MoreThan if t.comparison.holds(at_least, length) => {
                                Some(true)
                            }
                            Comparison::AtMost | Comparison::Exactly if at_least > length => Some(false),
                            Comparison::LessThan if at_least >= length => Some(false),
                            _ => None,
                        }
                    }
                    None => None,
                }
            }),
            Sentence::Duration(d) => {
                let one = |patterns: &[Pattern]| {
                    self.each(&d.window, &[], |e| {
                        Some(d.comparison.holds(self.lasting(patterns, &d.window, e)?, d.length.ns.get()))
                    })
                };
                match cameras(&d.pattern) {
                    Some(all) if d.at_once => one(&all.iter().map(|&r| on(&d.pattern, r)).collect::<Vec<_>>()),
                    Some(all) => all_of(all.iter().map(|&r| one(&[on(&d.pattern, r)]))),
                    None => one(std::slice::from_ref(&d.pattern)),
                }
            }
            Sentence::Running(r) => self.each(&Window::Scope, &[&r.at], |e| {
                let t = self.moment(&r.at, e)?;
                let runs = |i: usize| {
                    let extent = self.timeline.recordings[i].extent;
                    extent.contains(Time::from_ns(self.world.clocks[i].local(t)))
                };
                let mut all = (0..self.timeline.recordings.len()).filter(|&i| match &r.on {
                    On::Recording(id) => self.timeline.recordings[i].id == *id,
                    On::Any(which) | On::Every(which) => is_one(which, &self.timeline.recordings[i]),
                    On::That | On::Anywhere => unreachable!("a place is always said"),
                });
                Some(if matches!(r.on, On::Any(_)) { all.any(runs) } else { all.all(runs) })
            }),
            _ => self.holds(s),
        }
    }

    /// The first or the last to start.
    fn outermost(&self, p: &Pattern, pick: Pick) -> Option<&Happens> {
        let at = |e: &&Happens| if p.asks_words() { e.said_at } else { e.start };
        if pick == Pick::Last {
            self.in_scope_all(p).into_iter().max_by_key(at)
        } else {
            self.in_scope_all(p).into_iter().min_by_key(at)
        }
    }

    fn in_scope_all(&self, p: &Pattern) -> Vec<&Happens> {
        let scope = self.scope(Some(p));
        let here = |e: &&Happens| scope.is_some_and(|s| lies_in(e, p, Asked { scope: Some(s), ..Asked::default() }));
        self.world.events.iter().filter(|e| self.is(e, p)).filter(here).collect()
    }

    /// The spans of what a window or a relation names.
    fn targets(&self, t: &Target) -> Vec<(i64, i64)> {
        let span = |e: &Happens| if t.pattern.asks_words() { (e.said_at, e.said_at) } else { (e.start, e.end) };
        match t.pick {
            Pick::First | Pick::Last => self.outermost(&t.pattern, t.pick).map(span).into_iter().collect(),
            _ => self.in_scope(&t.pattern).map(span).collect(),
        }
    }

    /// Whether one of a pattern comes after (before) something, in time.
    fn near(&self, x: i64, by: &Pattern, followed: bool, within: Option<&Length>) -> bool {
        let scope = self.scope(Some(by));
        let asked = match (followed, within) {
            (true, Some(d)) => Asked { from: Some((x, false)), to: Some((x + d.ns.get(), true)), ..Asked::default() },
            (false, Some(d)) => Asked { from: Some((x - d.ns.get(), true)), to: Some((x, false)), ..Asked::default() },
            (true, None) => Asked { from: Some((x, false)), scope, ..Asked::default() },
            (false, None) => Asked { to: Some((x, false)), scope, ..Asked::default() },
        };
        // What began before does not follow.
        let begins = |y: &Happens| Happens { end: y.start, ..y.clone() };
        self.matching(by).any(|y| if followed { lies_in(&begins(y), by, asked) } else { lies_in(y, by, asked) })
    }

    /// How long all of these last at once in a window.
    fn lasting(&self, patterns: &[Pattern], w: &Window, bound: Option<&Happens>) -> Option<i64> {
        let spans =
            |p: &Pattern| self.matching(p).map(|e| Span::between(at(e.start), at(e.end))).collect::<SpanSet<_>>();
        let at_once = patterns.iter().map(spans).reduce(|a, b| a.intersection(&b))?;
        let mut window = SpanSet::empty();
        for asked in self.asked(&patterns[0], w, bound)? {
            let (mut from, mut to) = asked.scope.unwrap_or((i64::MIN / 2, i64::MAX / 2));
            from = asked.from.map_or(from, |(t, _)| t.max(from));
            to = asked.to.map_or(to, |(t, _)| t.min(to));
            window = window.union(&Span::new(at(from), at(to)).into_iter().collect());
        }
        Some(at_once.intersection(&window).total().get())
    }

    fn some(&self, p: &Pattern, w: &Window, e: Option<&Happens>) -> Option<bool> {
        self.inside(p, w, e).map(|n| n > 0)
    }

    /// For each event that `each` speaks of, or once.
    fn each(&self, w: &Window, more: &[&Moment], one: impl Fn(Option<&Happens>) -> Option<bool>) -> Option<bool> {
        let moments = w.moments().into_iter().chain(more.iter().copied());
        let each = moments.into_iter().find_map(|m| match &m.of {
            MomentOf::Event { pick: Pick::Each, pattern, .. } => Some(pattern),
            _ => None,
        });
        let Some(pattern) = each else { return one(None) };
        all_of(self.in_scope(pattern).map(|e| one(Some(e))))
    }

    fn matching<'e>(&'e self, p: &'e Pattern) -> impl Iterator<Item = &'e Happens> {
        self.world.events.iter().filter(move |e| self.is(e, p))
    }

    fn is(&self, e: &Happens, p: &Pattern) -> bool {
        e.kind == p.kind.as_str()
            && (p.matching.is_empty() || e.matches)
            && p.by.as_ref().is_none_or(|by| by.people.iter().any(|p| e.subject.as_deref() == Some(p.as_str())))
            && match &p.on {
                On::Anywhere => true,
                On::Recording(id) => self.is_on(e, p, |r| self.timeline.recordings[r].id == *id),
                On::Any(which) | On::Every(which) => self.is_on(e, p, |r| is_one(which, &self.timeline.recordings[r])),
                On::That => unreachable!("a recording stands in its place"),
            }
    }

    fn is_on(&self, e: &Happens, p: &Pattern, which: impl Fn(usize) -> bool) -> bool {
        // Words are on a recording if it runs when they are said, and not only at another moment of the utterance.
        let said = Happens { start: e.said_at, end: e.said_at, ..e.clone() };
        let part = if p.asks_words() { &said } else { e };
        (0..self.timeline.recordings.len()).filter(|&r| which(r)).any(|r| {
            if e.marked_on.contains(&r) {
                return true;
            }
            let chosen = match self.elsewhere {
                Elsewhere::Nowhere => false,
                Elsewhere::Everywhere => true,
                Elsewhere::On(only) => only == r,
            };
            let runs = SpanSet::from_iter([self.timeline.recordings[r].extent]);
            chosen
                && !PER_RECORDING.contains(&e.kind.as_str())
                && meets(&runs, part, self.world.clocks[r])
                && !self.seen(e, r, |_| true)
        })
    }

    /// Whether a person who reviewed a recording could hear or see an event on it.
    pub fn seen_by(&self, e: &Happens, r: usize, by: &str) -> bool {
        self.seen(e, r, |v| v.by == by)
    }

    fn seen(&self, e: &Happens, r: usize, who: impl Fn(&Reviewed) -> bool) -> bool {
        let id = &self.timeline.recordings[r].id;
        let asked = |v: &&Reviewed| v.source == *id && v.kinds.iter().any(|k| k.as_str() == e.kind) && who(v);
        self.timeline.reviewed.iter().filter(asked).any(|v| {
            meets(&observable(self.timeline, r, &e.kind, &SpanSet::from_iter([v.span])), e, self.world.clocks[r])
        })
    }

    fn scope(&self, p: Option<&Pattern>) -> Option<(i64, i64)> {
        let own = |r: usize| {
            let extent = self.timeline.recordings[r].extent;
            let clock = self.world.clocks[r];
            (clock.true_time(extent.start().ns()), clock.true_time(extent.end().ns()))
        };
        if let Some(s) = &self.timeline.scope {
            let at = |(id, t): &(unmuted_model::SourceId, unmuted_model::RecordingTime)| {
                let r = self.timeline.recordings.iter().position(|r| r.id == *id)?;
                Some(self.world.clocks[r].true_time(t.ns()))
            };
            return Some((at(&s.from)?, at(&s.to)?));
        }
        let placed: Vec<usize> =
            (0..self.timeline.recordings.len()).filter(|&r| self.timeline.recordings[r].placement.is_some()).collect();
        if let Some(On::Recording(id)) = p.map(|p| &p.on) {
            let r = self.timeline.recordings.iter().position(|r| r.id == *id)?;
            if !placed.contains(&r) {
                return Some(own(r));
            }
        }
        if placed.is_empty() {
            return Some(own(0));
        }
        Some((placed.iter().map(|&r| own(r).0).min()?, placed.iter().map(|&r| own(r).1).max()?))
    }

    fn in_scope<'e>(&'e self, p: &'e Pattern) -> impl Iterator<Item = &'e Happens> {
        let scope = self.scope(Some(p));
        self.matching(p)
            .filter(move |e| scope.is_some_and(|s| lies_in(e, p, Asked { scope: Some(s), ..Asked::default() })))
    }

    fn moment(&self, m: &Moment, bound: Option<&Happens>) -> Option<i64> {
        match &m.of {
            MomentOf::Scope { edge } => {
                let s = self.scope(None)?;
                Some(if *edge == Edge::Start { s.0 } else { s.1 })
            }
            MomentOf::Recording { id, edge } => {
                let r = self.timeline.recordings.iter().position(|r| r.id == *id)?;
                let extent = self.timeline.recordings[r].extent;
                let t = if *edge == Edge::Start { extent.start() } else { extent.end() };
                Some(self.world.clocks[r].true_time(t.ns()))
            }
            MomentOf::That { .. } | MomentOf::Day(_) => unreachable!("not in these sentences"),
            MomentOf::Event { pick, pattern, edge } => {
                let at = |e: &Happens| match edge {
                    _ if pattern.asks_words() => e.said_at,
                    Edge::Start => e.start,
                    Edge::End => e.end,
                };
                match pick {
                    Pick::Each => bound.map(at),
                    Pick::Last => self.in_scope(pattern).map(at).max(),
                    Pick::First | Pick::The => self.in_scope(pattern).map(at).min(),
                }
            }
        }
    }

    /// How many of a pattern lie in a window.
    fn inside(&self, p: &Pattern, w: &Window, bound: Option<&Happens>) -> Option<usize> {
        let asked = self.asked(p, w, bound)?;
        Some(self.matching(p).filter(|e| asked.iter().any(|&a| lies_in(e, p, a))).count())
    }

    /// The spans of a window.
    fn asked(&self, p: &Pattern, w: &Window, bound: Option<&Happens>) -> Option<Vec<Asked>> {
        let scope = self.scope(Some(p));
        let up_to = |m: &Moment| match self.moment(m, bound) {
            None if is_first(m) => self.scope(None).map(|s| s.1),
            other => other,
        };
        let asked = match w {
            Window::Scope => Asked { scope, ..Asked::default() },
            Window::Between(a, b) => {
                Asked { from: Some((self.moment(a, bound)?, false)), to: Some((up_to(b)?, false)), scope, within: None }
            }
            Window::Before(m) => Asked { to: Some((up_to(m)?, false)), scope, ..Asked::default() },
            Window::After(m) => Asked { from: Some((self.moment(m, bound)?, false)), scope, ..Asked::default() },
            Window::WithinBefore(d, m) => {
                let t = self.moment(m, bound)?;
                Asked { from: Some((t - d.ns.get(), true)), to: Some((t, false)), ..Asked::default() }
            }
            Window::WithinAfter(d, m) => {
                let t = self.moment(m, bound)?;
                Asked { from: Some((t, false)), to: Some((t + d.ns.get(), true)), ..Asked::default() }
            }
            Window::While(target) | Window::During(target) => {
                let spans = self.targets(target).into_iter();
                let during = matches!(w, Window::During(_));
                let asked = spans.map(|(s, t)| {
                    let (from, to) = (Some((s, false)), Some((t, false)));
                    if during {
                        Asked { within: Some((s, t)), scope, ..Asked::default() }
                    } else {
                        Asked { from, to, scope, ..Asked::default() }
                    }
                });
                return Some(asked.collect());
            }
            Window::WithinAround { before, after, of, end } => {
                let (of, end) = (self.moment(of, bound)?, self.moment(end, bound)?);
                let near = |from, to| Asked { from: Some(from), to: Some(to), ..Asked::default() };
                return Some(vec![
                    near((of - before.ns.get(), true), (of, false)),
                    near((end, false), (end + after.ns.get(), true)),
                ]);
            }
        };
        Some(vec![asked])
    }
}

fn is_one(which: &Which, r: &unmuted_case::timeline::Recording) -> bool {
    match which {
        Which::Cameras => r.is_camera,
        Which::Recordings => true,
        Which::These(list) => list.contains(&r.id),
    }
}

/// The true clock, as one on which sets of spans can be counted.
fn at(t: i64) -> unmuted_model::IncidentTime {
    unmuted_model::IncidentTime::from_ns(t)
}

fn is_first(m: &Moment) -> bool {
    matches!(m.of, MomentOf::Event { pick: Pick::First | Pick::The, .. })
}

fn lies_in(e: &Happens, p: &Pattern, asked: Asked) -> bool {
    let (start, end) = if p.asks_words() { (e.said_at, e.said_at) } else { (e.start, e.end) };
    let instant = start == end;
    let after = |(t, included): (i64, bool)| end > t || (included && instant && end == t);
    let before = |(t, included): (i64, bool)| start < t || (included && instant && start == t);
    asked.within.is_none_or(|(s, t)| s <= start && end <= t && start < t)
        && asked.from.is_none_or(after)
        && asked.to.is_none_or(before)
        && asked.scope.is_none_or(|(from, to)| after((from, true)) && before((to, false)))
}

fn all_of(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let parts: Vec<Option<bool>> = parts.collect();
    if parts.contains(&Some(false)) {
        return Some(false);
    }
    parts.into_iter().collect::<Option<Vec<bool>>>().map(|_| true)
}
