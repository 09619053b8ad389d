//! What a pattern speaks of: which happenings certainly match it, which may, and which marks may be one and the
//! same happening seen twice.

use super::point::{BoundsUsed, Point, from_to};
use super::record::{Record, is_per_recording};
use super::span::{Asked, scope};
use crate::language::ast::{On, Pattern};
use crate::timeline::{Bounds, ClockId, Standing};
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use unmuted_model::Time;

/// A happening that matches a pattern, or may.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// The happening's number.
    pub happening: usize,
    /// It happened, here, and matches, for certain.
    pub sure: bool,
    /// When it starts.
    pub start: Rc<Point>,
    /// When it ends.
    pub end: Rc<Point>,
    /// Why it is not sure.
    pub doubt: Option<Doubt>,
    /// It does not match; kept only while it is worked out which marks are of one happening.
    out: bool,
}

/// Why a happening may not match.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Doubt {
    /// Only unconfirmed material speaks of it.
    Lead,
    /// Marked by one and rejected by another.
    Disputed,
    /// No mark says who did it.
    WhoNotStated,
    /// Its marks give no words, or different ones.
    WordsNotStated,
    /// A mark says muted where the recording has sound.
    HasSound,
    /// Another reviewer names somebody else for what may be the same event.
    WhoDiffers,
}

/// What a pattern speaks of.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// All that may match, in the timeline's order.
    pub all: Vec<Item>,
    /// Which of them stand for themselves: an item that must be one and the same happening as one of the others
    /// here (because somebody reviewed that moment on another recording and marked it there too) is left out.
    pub distinct: Vec<bool>,
    /// On the main group's clock, so that those near a moment are found without looking at all.
    by_time: Option<(ClockId, ByTime)>,
    /// Whether each lies in the scope; worked out once.
    in_scope: OnceCell<InScope>,
}

/// Whether items certainly lie in the scope, and whether they may; and which bounds entered.
#[derive(Debug)]
struct InScope {
    held: Vec<(bool, bool)>,
    used: BoundsUsed,
}

impl Found {
    /// Every item that is sure.
    pub fn sure(&self) -> impl Iterator<Item = &Item> {
        self.all.iter().filter(|i| i.sure)
    }
    /// Every item that may be there, each happening at least once.
    pub fn possible(&self) -> impl Iterator<Item = &Item> {
        self.all.iter().zip(&self.distinct).filter(|(_, d)| **d).map(|(i, _)| i)
    }

    /// Whether each item certainly lies in the scope of its pattern, and whether it may.
    pub fn in_scope(&self, pattern: &Pattern, record: &Record<'_>, used: &BoundsUsed) -> &[(bool, bool)] {
        let known = self.in_scope.get_or_init(|| {
            let (scope, used) = (scope(Some(pattern), record), BoundsUsed::default());
            InScope { held: self.all.iter().map(|i| scope.holds(i, record, &used)).collect(), used }
        });
        used.also(&known.used);
        &known.held
    }

    /// The sure items that certainly lie in the scope, and the possible ones that may.
    pub fn scoped(&self, pattern: &Pattern, record: &Record<'_>, used: &BoundsUsed) -> (Vec<&Item>, Vec<&Item>) {
        let held = self.in_scope(pattern, record, used);
        let each = || self.all.iter().zip(held);
        let sure = each().filter(|(i, h)| i.sure && h.0).map(|(i, _)| i).collect();
        let possible = each().zip(&self.distinct).filter(|((_, h), d)| h.1 && **d).map(|((i, _), _)| i).collect();
        (sure, possible)
    }

    /// The items that may lie in a span, by number and in order, and perhaps some that do not: all, where the span
    /// has no bounds on a common clock.
    pub fn near(&self, asked: &Asked, record: &Record<'_>) -> Vec<usize> {
        let everything = || (0..self.all.len()).collect();
        let Some((clock, by_time)) = &self.by_time else { return everything() };
        let widest = asked.widest(*clock, record);
        if widest.lo == i64::MIN || widest.hi == i64::MAX {
            return everything();
        }
        // Beyond this, any reading tells that it lies outside (see `Limit::to`); a thousandth for clocks' rates.
        let slack = record.clocks.clear.saturating_add(record.clocks.clear / 1_000).saturating_add(1);
        let mut near: Vec<usize> = by_time.near(widest, slack).collect();
        near.sort_unstable();
        near
    }
}

/// The recordings on which a pattern is looked for, by number; `None` where it may be anywhere and one recording
/// that covers a moment is enough.
pub(super) fn places(pattern: &Pattern, record: &Record<'_>) -> Option<Vec<usize>> {
    named(&pattern.on, record)
        .or_else(|| is_per_recording(&pattern.kind).then(|| (0..record.timeline.recordings.len()).collect()))
}

/// The recordings that `on ...` names, by number; `None` where it is not said.
pub(super) fn named(on: &On, record: &Record<'_>) -> Option<Vec<usize>> {
    let recordings = record.timeline.recordings.iter().enumerate();
    let numbers = match on {
        On::Anywhere => return None,
        On::Recording(id) => recordings.filter(|(_, r)| r.id == *id).map(|(i, _)| i).collect(),
        On::Any(which) | On::Every(which) => {
            recordings.filter(|(_, r)| which.has(&r.id, r.is_camera)).map(|(i, _)| i).collect()
        }
        // A recording takes its place wherever there is an `each`; without one the sentence is not read.
        On::That => Vec::new(),
    };
    Some(numbers)
}

/// What a pattern speaks of.
pub(super) fn find(pattern: &Pattern, record: &Record<'_>) -> Rc<Found> {
    record.memory.found(pattern, || look_up(pattern, record))
}

fn look_up(pattern: &Pattern, record: &Record<'_>) -> Found {
    let places = places(pattern, record);
    let here = |m: usize| match &places {
        None => true,
        Some(list) => record.marks.get(m).and_then(|m| m.recording).is_some_and(|r| list.contains(&r)),
    };
    let mut all = Vec::new();
    for &h in record.of_kind(&pattern.kind) {
        let Some(happening) = record.happenings.get(h) else { continue };
        let marks = || happening.marks.iter().copied().filter(|&m| here(m));
        if marks().next().is_none() {
            continue;
        }
        let standings = || marks().filter_map(|m| record.marks.get(m)).map(|m| m.standing);
        let mut doubt = if standings().any(|s| s == Standing::Decisive) {
            None
        } else if marks().filter_map(|m| record.marks.get(m)).any(|m| m.has_sound) {
            Some(Doubt::HasSound)
        } else if standings().any(|s| s == Standing::Disputed) {
            Some(Doubt::Disputed)
        } else {
            Some(Doubt::Lead)
        };
        // Set aside as if nobody had said it; what nobody reviewed stays open all the same.
        if pattern.confirmed && doubt.is_some() {
            continue;
        }
        let whose = whose(pattern, &happening.marks, record);
        if whose.is_none() {
            doubt = doubt.or(Some(Doubt::WhoNotStated));
        }
        let said = said(pattern, &happening.marks, record);
        if said.is_none() {
            doubt = doubt.or(Some(Doubt::WordsNotStated));
        }
        let out = whose == Some(false) || said == Some(false);
        // The moment at which other words were said is of no use.
        let words = if pattern.asks_words() && !out { record.words_in(h) } else { None };
        let (start, end) = match words {
            Some(said) => (Rc::clone(&said), said),
            None if pattern.begins => (Rc::clone(&happening.start), Rc::clone(&happening.start)),
            None => (Rc::clone(&happening.start), Rc::clone(&happening.end)),
        };
        all.push(Item { happening: h, sure: doubt.is_none() && !out, start, end, doubt, out });
    }
    if pattern.by.is_some() {
        for i in whose_differs(&all, record) {
            if let Some(item) = all.get_mut(i) {
                (item.doubt, item.sure, item.out) = (item.doubt.or(Some(Doubt::WhoDiffers)), false, false);
            }
        }
    }
    let distinct = distinct(pattern, &all, record, places.as_deref());
    let distinct: BTreeSet<usize> = distinct.into_iter().filter_map(|i| all.get(i)).map(|i| i.happening).collect();
    all.retain(|item| !item.out);
    let distinct = all.iter().map(|i| distinct.contains(&i.happening)).collect();
    // A handful is looked through faster than it is sorted.
    let main = record.clocks.main_group.map(ClockId::Group).filter(|_| all.len() > 64);
    let by_time = main.map(|clock| (clock, ByTime::new(0..all.len(), &all, clock, record)));
    Found { all, distinct, by_time, in_scope: OnceCell::new() }
}

/// The marks that speak for a happening: decisive ones where there are any.
fn speaking<'r, 'a>(
    marks: &'r [usize],
    record: &'r Record<'a>,
) -> impl Iterator<Item = &'r super::record::Mark<'a>> + Clone + use<'r, 'a> {
    let all = marks.iter().filter_map(|&m| record.marks.get(m));
    let certain = all.clone().any(|m| m.standing == Standing::Decisive);
    all.filter(move |m| !certain || m.standing == Standing::Decisive)
}

fn speaking_for<'r, 'a>(
    item: &Item,
    record: &'r Record<'a>,
) -> impl Iterator<Item = &'r super::record::Mark<'a>> + Clone + use<'r, 'a> {
    let marks = record.happenings.get(item.happening).map(|h| h.marks.as_slice()).unwrap_or_default();
    speaking(marks, record)
}

/// Whether it is the act of the person asked for: yes, no, or not stated.
fn whose(pattern: &Pattern, marks: &[usize], record: &Record<'_>) -> Option<bool> {
    let Some(by) = &pattern.by else { return Some(true) };
    let mut subjects = speaking(marks, record).filter_map(|m| m.subject).map(|s| by.people.contains(s));
    let first = subjects.next()?;
    subjects.all(|s| s == first).then_some(first)
}

/// Whether the words asked for are said in it: yes, no, or not known.
fn said(pattern: &Pattern, marks: &[usize], record: &Record<'_>) -> Option<bool> {
    if !pattern.asks_words() {
        return Some(true);
    }
    let any = |words: &str| pattern.matching.iter().any(|text| text.matches(words));
    let mut heard = speaking(marks, record).filter_map(|m| m.words).map(any);
    let first = heard.next()?;
    heard.all(|h| h == first).then_some(first)
}

fn subjects_differ(m: &super::record::Mark<'_>, n: &super::record::Mark<'_>) -> bool {
    m.subject.is_some() && n.subject.is_some() && m.subject != n.subject
}

/// Whether marks of two happenings name different people, so that taking them for one would be a guess.
fn whose_two(a: &Item, b: &Item, record: &Record<'_>) -> bool {
    speaking_for(a, record).any(|m| speaking_for(b, record).any(|n| subjects_differ(m, n)))
}

/// Those that may be one event with another for which another reviewer names somebody else.
fn whose_differs(all: &[Item], record: &Record<'_>) -> Vec<usize> {
    let mut reviewers = all.iter().flat_map(|item| speaking_for(item, record)).map(|m| m.by);
    let first = reviewers.next();
    if reviewers.all(|by| Some(by) == first) {
        return Vec::new();
    }
    let certain = |i: &Item| record.happenings.get(i.happening).is_some_and(|h| h.certain);
    let clock = record.clocks.main_group.map(ClockId::Group);
    let sorted = clock.map(|c| (c, ByTime::new(0..all.len(), all, c, record)));
    let near = |item: &Item| -> Vec<usize> {
        let at = sorted.as_ref().and_then(|(clock, sorted)| {
            let (start, end) = (item.start.on(*clock, &record.clocks)?, item.end.on(*clock, &record.clocks)?);
            Some(sorted.near(Bounds::new(start.lo, end.hi), record.clocks.clear).collect())
        });
        at.unwrap_or_else(|| (0..all.len()).collect())
    };
    let differs = |(i, item): (usize, &Item)| {
        let other = |j: usize| {
            let Some(other) = all.get(j).filter(|_| j != i) else { return false };
            let another = |m: &super::record::Mark<'_>| {
                speaking_for(other, record).any(|n| m.by != n.by && subjects_differ(m, n))
            };
            certain(other) && !certainly_two(item, other, false, record) && speaking_for(item, record).any(another)
        };
        (certain(item) && near(item).into_iter().any(other)).then_some(i)
    };
    all.iter().enumerate().filter_map(differs).collect()
}

/// Whether two happenings of one kind are certainly not the same.
pub(super) fn certainly_two(a: &Item, b: &Item, per_recording: bool, record: &Record<'_>) -> bool {
    if a.happening == b.happening {
        return false;
    }
    let (Some(x), Some(y)) = (record.happenings.get(a.happening), record.happenings.get(b.happening)) else {
        return false;
    };
    let (x, y) = (speaking(&x.marks, record), speaking(&y.marks, record));
    for m in x {
        for n in y.clone() {
            // The same person marked both on one recording, or gave them different event words.
            let same_person = m.by.is_some() && m.by == n.by;
            let one_source = m.source == n.source;
            let two_words = m.key.is_some() && n.key.is_some() && m.key != n.key;
            if same_person && (one_source || two_words) {
                return true;
            }
            if per_recording && m.recording.is_some() && n.recording.is_some() && m.recording != n.recording {
                return true;
            }
            if per_recording && m.class.is_some() && n.class.is_some() {
                return true;
            }
            // Whoever names two people saw two; two reviewers may differ on whose act one was.
            if same_person && subjects_differ(m, n) {
                return true;
            }
        }
    }
    let unused = BoundsUsed::default();
    from_to(&a.end, &b.start, &record.clocks, &unused).lo > 0
        || from_to(&b.end, &a.start, &record.clocks, &unused).lo > 0
}

/// Leaves out what must be the same happening as another item: whoever reviewed a recording marked there each
/// event that can be heard or seen on it, so an event marked elsewhere, at a moment that this person covers here,
/// is one of the marks here. Each of them is traced to an earlier author only, so none is left out twice round.
/// An author whose coverage is contradicted by a mark that none of theirs can be is not relied on.
fn distinct(pattern: &Pattern, all: &[Item], record: &Record<'_>, places: Option<&[usize]>) -> Vec<usize> {
    let everything = || (0..all.len()).collect();
    if is_per_recording(&pattern.kind) || all.len() < 2 {
        return everything();
    }
    // (recording, person) -> the items that this person marked there.
    let mut authors: Vec<((usize, &str), BTreeSet<usize>)> = Vec::new();
    for (i, item) in all.iter().enumerate() {
        let Some(happening) = record.happenings.get(item.happening) else { continue };
        for mark in happening.marks.iter().filter_map(|&m| record.marks.get(m)) {
            let (Some(recording), Some(by)) = (mark.recording, mark.by) else { continue };
            if places.is_some_and(|p| !p.contains(&recording)) {
                continue;
            }
            match authors.iter_mut().find(|(a, _)| *a == (recording, by)) {
                Some((_, items)) => {
                    items.insert(i);
                }
                None => authors.push(((recording, by), BTreeSet::from([i]))),
            }
        }
    }
    if authors.is_empty() {
        return everything();
    }
    // What each author would leave out, or nothing where the author is contradicted.
    let mut leaves: Vec<(BTreeSet<usize>, BTreeSet<usize>)> = Vec::new();
    let slack = record.clocks.clear;
    for ((recording, by), theirs) in &authors {
        let covered = record.covered(*recording, &pattern.kind, Some(by));
        if covered.is_empty() {
            continue;
        }
        let clock = ClockId::Recording(*recording);
        let sorted = ByTime::new(theirs.iter().copied(), all, clock, record);
        let (mut out, mut contradicted) = (BTreeSet::new(), false);
        for (i, item) in all.iter().enumerate() {
            if theirs.contains(&i) {
                continue;
            }
            let Some(at) = item.start.on(clock, &record.clocks) else { continue };
            let inside =
                covered.spans().iter().any(|s| s.start() <= Time::from_ns(at.lo) && Time::from_ns(at.hi) < s.end());
            if !inside {
                continue;
            }
            let end = item.end.on(clock, &record.clocks).map_or(i64::MAX, |e| e.hi);
            let mut twins = sorted
                .near(Bounds::new(at.lo, end), slack)
                .filter_map(|j| all.get(j))
                .filter(|twin| !certainly_two(item, twin, false, record) && !whose_two(item, twin, record))
                .peekable();
            if twins.peek().is_none() {
                contradicted |= record.happenings.get(item.happening).is_some_and(|h| h.certain);
                continue;
            }
            // What matches must not be left out for what does not.
            if twins.all(|twin| !twin.out) {
                out.insert(i);
            }
        }
        if !contradicted && !out.is_empty() {
            leaves.push((theirs.clone(), out));
        }
    }
    leaves.sort_by_key(|(_, out)| std::cmp::Reverse(out.len()));
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    let mut kept: BTreeSet<usize> = BTreeSet::new();
    for (theirs, out) in leaves {
        kept.extend(&theirs);
        gone.extend(out.difference(&kept));
    }
    (0..all.len()).filter(|i| !gone.contains(i)).collect()
}

/// Items in the order of time on one clock, so that those near a moment are found without looking at all.
#[derive(Debug)]
struct ByTime {
    /// (earliest, item), with the latest end among it and all before.
    sorted: Vec<(i64, usize, i64)>,
    /// Items that have no time there.
    nowhere: Vec<usize>,
}

impl ByTime {
    fn new(items: impl Iterator<Item = usize>, all: &[Item], clock: ClockId, record: &Record<'_>) -> Self {
        let mut sorted = Vec::new();
        let mut nowhere = Vec::new();
        for i in items {
            let Some(item) = all.get(i) else { continue };
            match (item.start.on(clock, &record.clocks), item.end.on(clock, &record.clocks)) {
                (Some(s), Some(e)) => sorted.push((s.lo, i, e.hi)),
                _ => nowhere.push(i),
            }
        }
        sorted.sort_unstable();
        let mut latest = i64::MIN;
        for entry in &mut sorted {
            latest = latest.max(entry.2);
            entry.2 = latest;
        }
        Self { sorted, nowhere }
    }

    /// The items that may touch a stretch, and perhaps some that do not.
    fn near(&self, at: Bounds, slack: i64) -> impl Iterator<Item = usize> + '_ {
        let at = at.widened(slack);
        let upto = self.sorted.partition_point(|(start, ..)| *start <= at.hi);
        let before = self.sorted.get(..upto).unwrap_or_default();
        before
            .iter()
            .rev()
            .take_while(move |(.., latest)| *latest >= at.lo)
            .map(|(_, i, _)| *i)
            .chain(self.nowhere.iter().copied())
    }
}

/// The least number of different happenings among these: as many as are certainly different from one another.
/// A smaller number than the true least is possible (finding the largest such set is hard in general), a larger
/// one is not.
pub(super) fn at_least(items: &[&Item], per_recording: bool, record: &Record<'_>) -> usize {
    // The largest set that one person marked on one recording ...
    let mut sets: Vec<((usize, &str), Vec<&Item>)> = Vec::new();
    for item in items {
        let Some(happening) = record.happenings.get(item.happening) else { continue };
        let mut seen: Vec<(usize, &str)> = Vec::new();
        for mark in speaking(&happening.marks, record) {
            let author = match (mark.recording, mark.by, mark.class) {
                (Some(r), Some(by), _) => (r, by),
                (Some(r), None, Some(_)) => (r, ""),
                _ => continue,
            };
            if seen.contains(&author) {
                continue;
            }
            seen.push(author);
            match sets.iter_mut().find(|(a, _)| *a == author) {
                Some((_, set)) => set.push(item),
                None => sets.push((author, vec![item])),
            }
        }
    }
    let start: Vec<&Item> =
        sets.into_iter().map(|(_, s)| s).reduce(|a, b| if b.len() > a.len() { b } else { a }).unwrap_or_default();
    // ... and whatever is certainly different from all of it; or, from nothing, in the order of time.
    let mut ordered: Vec<&Item> = items.to_vec();
    let clock = record.clocks.main_group.map(ClockId::Group);
    ordered.sort_by_key(|i| clock.and_then(|c| i.end.on(c, &record.clocks)).map_or(i64::MAX, |b| b.hi));
    let grown = grow(start, items, per_recording, record);
    grown.max(grow(Vec::new(), &ordered, per_recording, record))
}

/// Beyond this many, only the last ones are compared with; the result stays a number of certainly different
/// ones because the rest is then not counted.
const COMPARED: usize = 4_000;

fn grow<'i>(start: Vec<&'i Item>, items: &[&'i Item], per_recording: bool, record: &Record<'_>) -> usize {
    let mut members: BTreeSet<usize> = start.iter().map(|i| i.happening).collect();
    let mut set = Apart::default();
    for item in start {
        set.insert(item, record);
    }
    for item in items.iter().take(COMPARED) {
        if !members.contains(&item.happening) && set.all_two(item, per_recording, record) {
            members.insert(item.happening);
            set.insert(item, record);
        }
    }
    members.len()
}

/// Items that are certainly different from one another, in the order of time on the main group's clock; those far
/// from a new one are told from it at once.
#[derive(Default)]
struct Apart<'i> {
    /// (start at the earliest, end at the latest, item), in the order of ends.
    by_end: Vec<(i64, i64, &'i Item)>,
    nowhere: Vec<&'i Item>,
}

impl<'i> Apart<'i> {
    fn insert(&mut self, item: &'i Item, record: &Record<'_>) {
        match on_main(item, record) {
            Some((start, end)) => {
                let at = self.by_end.partition_point(|(_, e, _)| *e <= end);
                self.by_end.insert(at, (start, end, item));
            }
            None => self.nowhere.push(item),
        }
    }

    fn all_two(&self, item: &Item, per_recording: bool, record: &Record<'_>) -> bool {
        let two = |other: &Item| certainly_two(item, other, per_recording, record);
        let Some((start, end)) = on_main(item, record) else {
            return self.by_end.iter().all(|(.., o)| two(o)) && self.nowhere.iter().all(|o| two(o));
        };
        // Beyond this, any one reading tells which came first; a thousandth for clocks' rates.
        let slack = record.clocks.clear.saturating_add(record.clocks.clear / 1_000).saturating_add(1);
        let from = self.by_end.partition_point(|(_, e, _)| *e < start.saturating_sub(slack));
        let near = self.by_end.iter().skip(from).filter(|(s, ..)| *s <= end.saturating_add(slack));
        near.map(|(.., o)| o).all(|o| two(o)) && self.nowhere.iter().all(|o| two(o))
    }
}

/// From its earliest start to its latest end on the main group's clock.
fn on_main(item: &Item, record: &Record<'_>) -> Option<(i64, i64)> {
    let clock = ClockId::Group(record.clocks.main_group?);
    let (start, end) = (item.start.on(clock, &record.clocks)?, item.end.on(clock, &record.clocks)?);
    (start.lo != i64::MIN && end.hi != i64::MAX).then_some((start.lo, end.hi))
}
