//! The span of time that a sentence asks about, between moments that are themselves uncertain; and what of it
//! nobody could have observed.

use super::found::{Item, find, places};
use super::point::{BoundsUsed, Part, Point, from_to};
use super::record::{Beside, Record, SilenceEnd};
use crate::language::ast::{Edge, Moment, MomentOf, Pattern, Pick};
use crate::timeline::{Bounds, ClockId, FrameClock, clock_rate_slack, shift};
use std::rc::Rc;
use unmuted_model::{RecordingClock, RecordingTime, Span, SpanSet, Time};

/// A moment as far as the record fixes it: the earliest (or latest) of some moments.
#[derive(Clone, Debug)]
pub(super) struct When {
    /// It is the earliest of them; else the latest.
    pub earliest: bool,
    /// Moments that certainly are among them, so that the earliest is none of them or before them.
    pub sure: Vec<Point>,
    /// Moments one of which it is.
    pub candidates: Vec<Point>,
    /// Whether there certainly is such a moment.
    pub exists: bool,
    /// The items behind it, for evidence; the first is the one most likely meant.
    pub items: Rc<Vec<Item>>,
    /// Stretches in which another one may lie that nobody could have observed.
    pub gaps: Option<Rc<Gaps>>,
}

impl When {
    pub fn exactly(point: Point) -> Self {
        Self::one_of(true, vec![point])
    }

    /// The earliest or latest of moments that all are there.
    pub fn one_of(earliest: bool, points: Vec<Point>) -> Self {
        Self { earliest, sure: points.clone(), candidates: points, exists: true, items: Rc::default(), gaps: None }
    }

    /// Only what is marked: as if nobody could have missed one. `None` where nothing is.
    pub fn as_marked(&self) -> Option<Self> {
        let mut out = self.clone();
        if self.gaps.is_some() || !self.exists {
            out.candidates.retain(|c| c.who.is_some());
        }
        (!out.candidates.is_empty()).then_some(out)
    }

    /// Leaves out what cannot matter: of the sure moments on each clock all but the outermost, and candidates
    /// that certainly come after (before) one that is sure.
    fn pruned(mut self, record: &Record<'_>) -> Self {
        let mut outermost: Vec<(ClockId, i64, usize)> = Vec::new();
        for (i, p) in self.sure.iter().enumerate() {
            for &(clock, at) in p.own() {
                let value = if self.earliest { at.hi } else { at.lo };
                match outermost.iter_mut().find(|(c, ..)| *c == clock) {
                    Some((_, best, which)) => {
                        if (self.earliest && value < *best) || (!self.earliest && value > *best) {
                            (*best, *which) = (value, i);
                        }
                    }
                    None => outermost.push((clock, value, i)),
                }
            }
        }
        let keep: Vec<usize> = outermost.into_iter().map(|(.., i)| i).collect();
        let mut i = 0;
        self.sure.retain(|_| {
            i += 1;
            keep.contains(&(i - 1))
        });
        let unused = BoundsUsed::default();
        let (sure, earliest) = (&self.sure, self.earliest);
        self.candidates.retain(|c| {
            !sure.iter().any(|s| {
                let (a, b) = if earliest { (s, c) } else { (c, s) };
                from_to(a, b, &record.clocks, &unused).lo > 0
            })
        });
        self
    }

    /// Where on a clock it can lie; `None` where nothing leads there.
    pub fn on(&self, clock: ClockId, record: &Record<'_>) -> Option<Bounds> {
        let all: Option<Vec<Bounds>> = self.candidates.iter().map(|c| c.on(clock, &record.clocks)).collect();
        let mut out = all?.into_iter().reduce(|a, b| {
            // The earliest of several is not after any of them, but any of them may be the only one.
            Bounds::new(a.lo.min(b.lo), a.hi.max(b.hi))
        })?;
        for s in self.sure.iter().filter_map(|s| s.on(clock, &record.clocks)) {
            if self.earliest {
                out.hi = out.hi.min(s.hi.max(out.lo));
            } else {
                out.lo = out.lo.max(s.lo.min(out.hi));
            }
        }
        Some(out)
    }

    /// The true time from this moment to `x`.
    pub fn to(&self, x: &Point, record: &Record<'_>, used: &BoundsUsed) -> Bounds {
        let mut out = self
            .candidates
            .iter()
            .map(|c| from_to(c, x, &record.clocks, used))
            .reduce(Bounds::hull)
            .unwrap_or(Bounds::UNKNOWN);
        for s in &self.sure {
            let d = from_to(s, x, &record.clocks, used);
            if self.earliest {
                out.lo = out.lo.max(d.lo.min(out.hi));
            } else {
                out.hi = out.hi.min(d.hi.max(out.lo));
            }
        }
        out
    }

    /// The true time from this moment to another such.
    pub fn to_when(&self, other: &Self, record: &Record<'_>, used: &BoundsUsed) -> Bounds {
        // The other is one of its candidates: the time to it is within the hull of the times to each ...
        let mut out =
            other.candidates.iter().map(|b| self.to(b, record, used)).reduce(Bounds::hull).unwrap_or(Bounds::UNKNOWN);
        // ... and it is not after (before) any that is sure.
        for s in &other.sure {
            let d = self.to(s, record, used);
            if other.earliest {
                out.hi = out.hi.min(d.hi.max(out.lo));
            } else {
                out.lo = out.lo.max(d.lo.min(out.hi));
            }
        }
        out
    }
}

/// One end of a span asked about.
#[derive(Clone, Debug)]
pub(super) struct Limit {
    pub when: When,
    /// How much later than that moment.
    pub later: i64,
    /// Whether the instant itself belongs to the span.
    pub included: bool,
    /// About where it is on group clocks, to tell at once what is far from it.
    about: Vec<(ClockId, Bounds)>,
}

impl Limit {
    pub fn new(when: When, later: i64, included: bool, record: &Record<'_>) -> Self {
        let group = record.clocks.main_group.map(ClockId::Group);
        let about = group.and_then(|g| Some((g, when.on(g, record)?.shifted(later)))).into_iter().collect();
        Self { when, later, included, about }
    }

    /// The limit at each of the moments that it can be.
    fn one_by_one(&self) -> Vec<Self> {
        let at = |p: &Point| Self {
            when: When { gaps: None, ..When::exactly(p.clone()) },
            about: Vec::new(),
            ..self.clone()
        };
        self.when.candidates.iter().map(at).collect()
    }

    /// The true time from this limit to a moment; where it is clearly before or after, only as far as that.
    fn to(&self, x: &Point, record: &Record<'_>, used: &BoundsUsed) -> Bounds {
        for (clock, at) in &self.about {
            let Some(there) = x.common().iter().find(|(c, _)| c == clock) else { continue };
            let since = Bounds::difference(there.1, *at).with_rate_slack();
            let slack = record.clocks.clear.saturating_add(clock_rate_slack(self.later));
            if shift(since.lo, -slack) > 0 || shift(since.hi, slack) < 0 {
                if !x.own().iter().any(|(c, _)| self.when.sure.iter().any(|s| s.own().iter().any(|(d, _)| c == d))) {
                    used.placement.set(true);
                }
                return since;
            }
        }
        self.when.to(x, record, used).shifted(self.later.saturating_neg())
    }
}

/// A span asked about: everything after all of `from` and before all of `to`.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub from: Vec<Limit>,
    pub to: Vec<Limit>,
}

impl Asked {
    /// Whether something certainly lies in it, and whether it may. What lasts lies in it where any part does.
    pub fn holds(&self, item: &Item, record: &Record<'_>, used: &BoundsUsed) -> (bool, bool) {
        let (mut certain, mut possible) = (true, true);
        // What lasts and only touches the span with its end has no part in it.
        let instant = item.start.who == item.end.who;
        let mut take = |since: Bounds, included: bool| {
            let included = included && instant;
            certain &= since.lo > 0 || (included && since.lo == 0);
            possible &= since.hi > 0 || (included && since.hi == 0);
        };
        for limit in &self.from {
            take(limit.to(&item.end, record, used), limit.included);
        }
        for limit in &self.to {
            let d = limit.to(&item.start, record, used);
            take(Bounds::new(negated(d.hi), negated(d.lo)), limit.included);
        }
        (certain, possible)
    }

    /// The span at its widest on a clock, its end not included, with no bound where nothing leads there.
    pub fn widest(&self, clock: ClockId, record: &Record<'_>) -> Bounds {
        let slack = |later: i64| clock_rate_slack(later);
        let lo =
            self.from.iter().filter_map(|l| Some(shift(shift(l.when.on(clock, record)?.lo, l.later), -slack(l.later))));
        let hi = self.to.iter().filter_map(|l| {
            let end = shift(shift(l.when.on(clock, record)?.hi, l.later), slack(l.later));
            Some(shift(end, i64::from(l.included)))
        });
        Bounds::new(lo.max().unwrap_or(i64::MIN), hi.min().unwrap_or(i64::MAX))
    }

    /// What certainly is in the span, on a recording's clock; `None` where that is nothing.
    pub fn narrowest(&self, clock: ClockId, record: &Record<'_>) -> Option<Span<RecordingClock>> {
        let mut lo = i64::MIN;
        for l in &self.from {
            lo = lo.max(shift(shift(l.when.on(clock, record)?.hi, l.later), clock_rate_slack(l.later)));
        }
        let mut hi = i64::MAX;
        for l in &self.to {
            hi = hi.min(shift(shift(l.when.on(clock, record)?.lo, l.later), -clock_rate_slack(l.later)));
        }
        Span::new(RecordingTime::from_ns(lo), RecordingTime::from_ns(hi)).filter(|s| !s.is_empty())
    }

    /// The same span with its limits at one of the moments that each can be: in every combination where these are few,
    /// and else its start at each of them and, apart from that, its end. Each list holds all that the span can be.
    fn one_by_one(&self) -> Vec<Vec<Self>> {
        const MOST: usize = 16;
        const MOST_OF_ONE: usize = 64;
        let number = |limits: &[Limit]| limits.iter().map(|l| l.when.candidates.len().max(1)).product::<usize>();
        let all_there = self.from.iter().chain(&self.to).all(|l| l.when.exists);
        let (from, to) = (number(&self.from), number(&self.to));
        if !all_there || (from < 2 && to < 2) {
            return Vec::new();
        }
        let choices = |limits: &[Limit]| {
            limits.iter().fold(vec![Vec::new()], |known: Vec<Vec<Limit>>, limit| {
                let each = limit.one_by_one();
                known
                    .iter()
                    .flat_map(|k| each.iter().map(|l| [k.as_slice(), std::slice::from_ref(l)].concat()))
                    .collect()
            })
        };
        let all = |from: &[Vec<Limit>], to: &[Vec<Limit>]| -> Vec<Self> {
            from.iter().flat_map(|f| to.iter().map(|t| Self { from: f.clone(), to: t.clone() })).collect()
        };
        if from.saturating_mul(to) <= MOST {
            return vec![all(&choices(&self.from), &choices(&self.to))];
        }
        let mut out = Vec::new();
        if (2..=MOST_OF_ONE).contains(&from) {
            out.push(all(&choices(&self.from), std::slice::from_ref(&self.to)));
        }
        if (2..=MOST_OF_ONE).contains(&to) {
            out.push(all(std::slice::from_ref(&self.from), &choices(&self.to)));
        }
        out
    }

    /// The silent spans up to whose start it goes at most, and after whose end it begins at the earliest: those
    /// that a muting explains which bounds it.
    pub fn beside(&self, record: &Record<'_>) -> Beside {
        let ends = |limits: &[Limit], edge: Edge, outermost_first: bool| -> Vec<SilenceEnd> {
            let sure =
                limits.iter().filter(|l| if outermost_first { l.later <= 0 } else { l.later >= 0 }).flat_map(|l| {
                    // The first of several is not after any that is sure; the only candidate is it.
                    let all = l.when.earliest == outermost_first || l.when.candidates.len() == 1;
                    l.when.sure.iter().filter(move |_| all && l.when.exists)
                });
            let tied = sure.filter_map(|p| match p.who {
                Some((h, Part::Edge(e))) if e == edge => {
                    let ties = record.happenings.get(h)?.silence;
                    if edge == Edge::Start { ties.start } else { ties.end }
                }
                _ => None,
            });
            tied.collect()
        };
        Beside { before: ends(&self.to, Edge::Start, true), after: ends(&self.from, Edge::End, false) }
    }

    /// Whether it certainly is a stretch of time: its end comes after its start in every timeline (true), in
    /// none (false), or in some.
    pub fn is_a_stretch(&self, record: &Record<'_>, used: &BoundsUsed) -> Option<bool> {
        let mut all = Some(true);
        for from in &self.from {
            for to in &self.to {
                let length = from.when.to_when(&to.when, record, used).shifted(to.later.saturating_sub(from.later));
                if length.hi <= 0 {
                    return Some(false);
                }
                if length.lo <= 0 {
                    all = None;
                }
            }
        }
        all
    }
}

fn negated(x: i64) -> i64 {
    match x {
        i64::MIN => i64::MAX,
        i64::MAX => i64::MIN,
        x => -x,
    }
}

/// What of a span nobody could have observed.
#[derive(Clone, Debug, Default)]
pub(super) struct Gaps {
    /// On each clock on which something is missing: the clock, and the stretches.
    pub missing: Vec<(ClockId, SpanSet<FrameClock>)>,
}

impl Gaps {
    pub fn none(&self) -> bool {
        self.missing.is_empty()
    }
    pub fn join(mut self, other: Self) -> Self {
        for (clock, set) in other.missing {
            match self.missing.iter_mut().find(|(c, _)| *c == clock) {
                Some((_, known)) => *known = known.union(&set),
                None => self.missing.push((clock, set)),
            }
        }
        self
    }
}

/// What of the span asked, at its widest, nobody could have observed for a pattern.
pub(super) fn gaps(pattern: &Pattern, asked: &Asked, record: &Record<'_>) -> Gaps {
    match places(pattern, record) {
        None => {
            let whole = gaps_anywhere(pattern, asked, record);
            if whole.none() { whole } else { narrowed(whole, pattern, asked, record) }
        }
        Some(recordings) => gaps_on_each(pattern, &recordings, asked, record),
    }
}

/// The span begins at one of the moments that its limit can be, and ends at one: with each of them in turn it is
/// known better than with all at once. So a scope that begins with whichever recording starts first has no gap at
/// its start if each of them was reviewed from its own start, however well they are placed.
fn narrowed(whole: Gaps, pattern: &Pattern, asked: &Asked, record: &Record<'_>) -> Gaps {
    asked.one_by_one().into_iter().fold(whole, |whole, variants| {
        let parts: Vec<Gaps> = variants.iter().map(|a| gaps_anywhere(pattern, a, record)).collect();
        let missing = whole.missing.into_iter().filter_map(|(clock, set)| {
            let parts = parts.iter().flat_map(|g| &g.missing).map(|(from, set)| carried(set, *from, clock, record));
            let left = match parts.collect::<Option<Vec<_>>>() {
                Some(parts) => set.intersection(&parts.into_iter().fold(SpanSet::empty(), |a, b| a.union(&b))),
                None => set,
            };
            (!left.is_empty()).then_some((clock, left))
        });
        Gaps { missing: missing.collect() }
    })
}

/// Each recording must cover its part of the span; where it does not run, nothing is on it.
fn gaps_on_each(pattern: &Pattern, recordings: &[usize], asked: &Asked, record: &Record<'_>) -> Gaps {
    let mut out = Gaps::default();
    let beside = asked.beside(record);
    for &r in recordings {
        let missing = asked_on(r, asked, record).minus(&record.covered_beside(r, &pattern.kind, None, &beside));
        if !missing.is_empty() {
            out.missing.push((ClockId::Recording(r), as_frame(&missing)));
        }
    }
    out
}

/// The part of a recording that may lie in the span asked.
pub(super) fn asked_on(recording: usize, asked: &Asked, record: &Record<'_>) -> SpanSet<RecordingClock> {
    let Some(r) = record.timeline.recordings.get(recording) else { return SpanSet::empty() };
    let widest = asked.widest(ClockId::Recording(recording), record);
    match Span::new(RecordingTime::from_ns(widest.lo), RecordingTime::from_ns(widest.hi)) {
        Some(span) => SpanSet::from_iter([span]).intersection(&SpanSet::from_iter([r.extent])),
        None => SpanSet::empty(),
    }
}

/// At each moment one recording must cover it. Worked out on every clock in turn, because a span and a coverage
/// that belong to one recording fit exactly on that recording's clock and only roughly on any other; each result
/// holds, so the smallest is taken.
fn gaps_anywhere(pattern: &Pattern, asked: &Asked, record: &Record<'_>) -> Gaps {
    let count = record.timeline.recordings.len();
    let beside = asked.beside(record);
    let covered: Vec<SpanSet<RecordingClock>> =
        (0..count).map(|r| record.covered_beside(r, &pattern.kind, None, &beside)).collect();
    let mut groups: Vec<u32> = (0..count).filter_map(|r| record.clocks.group(r)).collect();
    groups.sort_unstable();
    groups.dedup();
    let clocks = (0..count).map(ClockId::Recording).chain(groups.into_iter().map(ClockId::Group));
    let mut on_each: Vec<(ClockId, SpanSet<FrameClock>)> = Vec::new();
    for clock in clocks {
        let widest = asked.widest(clock, record);
        let Some(span) = Span::new(Time::from_ns(widest.lo), Time::from_ns(widest.hi)) else {
            return Gaps::default();
        };
        let mut missing = SpanSet::from_iter([span]);
        for (r, set) in covered.iter().enumerate() {
            if missing.is_empty() {
                return Gaps::default();
            }
            if set.is_empty() {
                continue;
            }
            let there =
                if clock == ClockId::Recording(r) { as_frame(set) } else { record.clocks.carry_inner(set, r, clock) };
            missing = missing.minus(&there);
        }
        if missing.is_empty() {
            return Gaps::default();
        }
        on_each.push((clock, missing));
    }
    let Some(best) = (0..on_each.len()).min_by_key(|&i| on_each.get(i).map(|(_, m)| m.total())) else {
        // No clock at all: nothing is known of any moment.
        let always = Span::between(Time::MIN, Time::MAX);
        return Gaps { missing: vec![(ClockId::Wall, SpanSet::from_iter([always]))] };
    };
    // What is missing is so on every clock; what another clock leaves nothing of is not missing.
    let (clock, mut missing) = on_each.swap_remove(best);
    for (from, set) in &on_each {
        if let Some(there) = carried(set, *from, clock, record) {
            missing = missing.intersection(&there);
        }
    }
    if missing.is_empty() { Gaps::default() } else { Gaps { missing: vec![(clock, missing)] } }
}

/// Where on a clock the times of a set can lie; `None` where no way leads there for one of them.
fn carried(set: &SpanSet<FrameClock>, from: ClockId, to: ClockId, record: &Record<'_>) -> Option<SpanSet<FrameClock>> {
    let spans: Option<Vec<Option<Span<FrameClock>>>> = set
        .spans()
        .iter()
        .map(|s| {
            let there = record.clocks.carry(Bounds::new(s.start().ns(), s.end().ns()), from, to)?;
            // The end does not belong to it, but an instant just before it may be carried onto the very end.
            Some(Span::new(Time::from_ns(there.lo), Time::from_ns(shift(there.hi, 1))))
        })
        .collect();
    Some(spans?.into_iter().flatten().collect())
}

pub(super) fn as_frame(set: &SpanSet<RecordingClock>) -> SpanSet<FrameClock> {
    set.spans().iter().map(|s| Span::between(Time::from_ns(s.start().ns()), Time::from_ns(s.end().ns()))).collect()
}

/// The case's scope, as the span that every sentence speaks of; for a sentence about one recording that the
/// case's own scope cannot reach, and where none is stated, that recording.
pub(super) fn scope(pattern: Option<&Pattern>, record: &Record<'_>) -> Asked {
    let (from, to) = scope_ends(pattern, record);
    Asked {
        from: from.map(|when| Limit::new(when, 0, true, record)).into_iter().collect(),
        to: to.map(|when| Limit::new(when, 0, false, record)).into_iter().collect(),
    }
}

pub(super) fn scope_ends(pattern: Option<&Pattern>, record: &Record<'_>) -> (Option<When>, Option<When>) {
    let at = |recording: usize, t: RecordingTime| {
        Point::unmarked(ClockId::Recording(recording), Bounds::new(t.ns(), t.ns()), &record.clocks)
    };
    if let Some(s) = &record.timeline.scope {
        let end = |(source, t): &(unmuted_model::SourceId, RecordingTime)| {
            Some(When::exactly(at(record.clocks.recording(source)?, *t)))
        };
        return (end(&s.from), end(&s.to));
    }
    let recordings = || record.timeline.recordings.iter().enumerate();
    let named = pattern.and_then(|p| match &p.on {
        crate::language::ast::On::Recording(id) => record.clocks.recording(id),
        _ => None,
    });
    let members: Vec<usize> = match (named, record.clocks.main_group) {
        (Some(r), group) if group.is_none() || record.clocks.group(r) != group => vec![r],
        (_, Some(group)) => recordings().map(|(i, _)| i).filter(|&i| record.clocks.group(i) == Some(group)).collect(),
        (_, None) => recordings().map(|(i, _)| i).take(1).collect(),
    };
    let ends = |earliest: bool| {
        let points: Vec<Point> = members
            .iter()
            .filter_map(|&i| {
                let extent = record.timeline.recordings.get(i)?.extent;
                Some(at(i, if earliest { extent.start() } else { extent.end() }))
            })
            .collect();
        (!points.is_empty()).then(|| When::one_of(earliest, points).pruned(record))
    };
    (ends(true), ends(false))
}

/// What the moment of a sentence is in the record. `bound` stands in for the event that `each` is at.
pub(super) fn resolve(moment: &Moment, bound: Option<&Item>, record: &Record<'_>) -> When {
    let edge_of = |item: &Item, edge: Edge| Point::clone(if edge == Edge::End { &item.end } else { &item.start });
    match &moment.of {
        MomentOf::Scope { edge } => {
            let (from, to) = scope_ends(None, record);
            let end = if *edge == Edge::Start { from } else { to };
            end.unwrap_or(When { exists: false, ..When::one_of(true, Vec::new()) })
        }
        MomentOf::Recording { id, edge } => {
            let point = record.clocks.recording(id).and_then(|r| {
                let extent = record.timeline.recordings.get(r)?.extent;
                let t = if *edge == Edge::Start { extent.start() } else { extent.end() };
                Some(Point::unmarked(ClockId::Recording(r), Bounds::new(t.ns(), t.ns()), &record.clocks))
            });
            match point {
                Some(p) => When::exactly(p),
                None => When { exists: false, ..When::one_of(true, Vec::new()) },
            }
        }
        // A recording takes its place wherever there is an `each`.
        MomentOf::That { .. } => When { exists: false, ..When::one_of(true, Vec::new()) },
        MomentOf::Day(day) => super::followed::on_the_wall(day, record),
        MomentOf::Event { pick: Pick::Each, edge, .. } => match bound {
            Some(item) => When { items: Rc::new(vec![item.clone()]), ..When::exactly(edge_of(item, *edge)) },
            None => When { exists: false, ..When::one_of(true, Vec::new()) },
        },
        MomentOf::Event { pick, pattern, edge } => {
            let earliest = *pick != Pick::Last;
            let work = || outermost(pattern, *edge, earliest, record);
            When::clone(&record.memory.moment(pattern, *edge, earliest, work))
        }
    }
}

/// The first or last of a pattern within the scope. The end of the first is the earliest end; the two differ
/// only where one of several overlapping ones ends before another.
pub(super) fn outermost(pattern: &Pattern, edge: Edge, earliest: bool, record: &Record<'_>) -> When {
    let asked = scope(Some(pattern), record);
    let unused = BoundsUsed::default();
    let found = find(pattern, record);
    let point = |item: &Item| Point::clone(if edge == Edge::End { &item.end } else { &item.start });
    let (sure_items, possible) = found.scoped(pattern, record, &unused);
    let sure: Vec<Point> = sure_items.iter().map(|i| point(i)).collect();
    let mut candidates: Vec<Point> = possible.iter().map(|i| point(i)).collect();
    let gaps = gaps(pattern, &asked, record);
    for (clock, set) in &gaps.missing {
        for s in set.spans() {
            let mut at = Bounds::new(s.start().ns(), s.end().ns());
            // What lasts may begin before the scope, or end after it, where nothing was asked about coverage.
            if is_lasting(pattern, record) {
                let widest = asked.widest(*clock, record);
                if edge == Edge::Start && at.lo <= widest.lo {
                    at.lo = i64::MIN;
                }
                if edge == Edge::End && at.hi >= widest.hi {
                    at.hi = i64::MAX;
                }
            }
            candidates.push(Point::unmarked(*clock, at, &record.clocks));
        }
    }
    let exists = !sure.is_empty();
    let items = Rc::new(ordered(&sure_items, &possible, earliest, record));
    let when = When { earliest, sure, candidates, exists, items, gaps: None }.pruned(record);
    // Only gaps in which one could come before (after) the one that is known matter to a reader.
    let gaps = when.candidates.iter().any(|c| c.who.is_none()).then(|| Rc::new(gaps));
    When { gaps, ..when }
}

fn is_lasting(pattern: &Pattern, record: &Record<'_>) -> bool {
    !pattern.asks_words() && record.meaning(&pattern.kind).is_some_and(|m| m.shape == unmuted_model::Shape::Span)
}

/// The items behind a first or last one, the likeliest first: sure ones in the order of their time.
fn ordered(sure: &[&Item], possible: &[&Item], earliest: bool, record: &Record<'_>) -> Vec<Item> {
    let clock = record.clocks.main_group.map(ClockId::Group);
    let key = |item: &&Item| {
        let at = clock
            .and_then(|c| item.start.on(c, &record.clocks))
            .or_else(|| item.start.own().first().map(|(_, at)| *at))
            .unwrap_or(Bounds::UNKNOWN);
        if earliest { (at.lo, at.hi) } else { (negated(at.hi), negated(at.lo)) }
    };
    let mut sure: Vec<&Item> = sure.to_vec();
    sure.sort_by_key(key);
    let mut rest: Vec<&Item> = possible.iter().copied().filter(|i| !i.sure).collect();
    rest.sort_by_key(key);
    sure.into_iter().chain(rest).cloned().collect()
}
