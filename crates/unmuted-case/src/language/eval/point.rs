//! Moments, and what is known about the time between two of them.
//!
//! A moment keeps every clock on which it was observed, because the time between two moments is best read off a
//! recording that has both: that recording's placement does not enter then, whatever it is.

use crate::language::ast::Edge;
use crate::timeline::{Bounds, ClockId, Clocks};
use std::cell::Cell;

/// Which moment of which happening; the same identity means the very same moment, however badly it is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    Edge(Edge),
    /// The moment within an utterance at which the words in question were said.
    Words,
}

/// An instant, on every clock on which it was observed.
#[derive(Clone, Debug)]
pub(super) struct Point {
    /// Whose moment it is: a happening's number and which of its moments; `None` for one that nobody marked.
    pub who: Option<(usize, Part)>,
    /// On the clocks on which it was observed; at most once on each.
    own: Vec<(ClockId, Bounds)>,
    /// Carried to group and wall clocks.
    common: Vec<(ClockId, Bounds)>,
}

impl Point {
    /// A moment that was observed on these clocks. Two observations on one clock are both right; where they
    /// exclude each other, one is wrong and nobody knows which, so either may be.
    pub fn new(
        who: Option<(usize, Part)>,
        observed: impl IntoIterator<Item = (ClockId, Bounds)>,
        clocks: &Clocks<'_>,
    ) -> Self {
        let mut own: Vec<(ClockId, Bounds)> = Vec::with_capacity(1);
        for (clock, at) in observed {
            put(&mut own, clock, at);
        }
        let mut common = Vec::new();
        for &(clock, at) in &own {
            let group = match clock {
                ClockId::Recording(r) => clocks.group(r).map(ClockId::Group),
                ClockId::Group(_) => Some(clock),
                ClockId::Wall => None,
            };
            for to in group.into_iter().chain([ClockId::Wall]) {
                if let Some(there) = clocks.carry(at, clock, to) {
                    put(&mut common, to, there);
                }
            }
        }
        Self { who, own, common }
    }

    /// A moment that nobody marked, somewhere in a stretch of one clock.
    pub fn unmarked(clock: ClockId, at: Bounds, clocks: &Clocks<'_>) -> Self {
        Self::new(None, [(clock, at)], clocks)
    }

    /// The clocks on which it was observed.
    pub fn own(&self) -> &[(ClockId, Bounds)] {
        &self.own
    }

    /// Where it can lie on a clock; `None` where no way leads there.
    pub fn on(&self, clock: ClockId, clocks: &Clocks<'_>) -> Option<Bounds> {
        if let Some((_, at)) = self.own.iter().find(|(c, _)| *c == clock) {
            return Some(*at);
        }
        if let Some((_, at)) = self.common.iter().find(|(c, _)| *c == clock) {
            return Some(*at);
        }
        let mut known: Vec<(ClockId, Bounds)> = Vec::new();
        for &(from, at) in &self.own {
            if let Some(there) = clocks.carry(at, from, clock) {
                put(&mut known, clock, there);
            }
        }
        known.first().map(|(_, at)| *at)
    }
}

fn put(list: &mut Vec<(ClockId, Bounds)>, clock: ClockId, at: Bounds) {
    match list.iter_mut().find(|(c, _)| *c == clock) {
        Some((_, old)) => *old = old.intersection(at).unwrap_or_else(|| old.hull(at)),
        None => list.push((clock, at)),
    }
}

/// Which bounds entered what was worked out; so that they can be printed.
#[derive(Debug, Default)]
pub(super) struct BoundsUsed {
    /// Times of different recordings were compared.
    pub placement: Cell<bool>,
    /// A time of day was compared with a recording's.
    pub wall: Cell<bool>,
    /// A length was read off a clock.
    pub rate: Cell<bool>,
}

/// The true time from `a` to `b`, in nanoseconds: certainly within the result.
///
/// Read off each clock that has both; each result holds, so what they share holds. On which clock a moment is
/// told matters a little, because sound takes 2.9 ms a metre: the time between two moments is that between their
/// arrivals at the recording that bounds it best, and what others say of it is widened by what travel allows
/// (twice the sum of both recordings' travel bounds; Maher's case of two shots 293 to 374 ms apart, depending on
/// the microphone, is why).
pub(super) fn from_to(a: &Point, b: &Point, clocks: &Clocks<'_>, used: &BoundsUsed) -> Bounds {
    if a.who.is_some() && a.who == b.who {
        return Bounds::new(0, 0);
    }
    // (length, the travel bound of the recording it was read off, whether it was read off one clock directly)
    let mut read: Vec<(Bounds, i64, ClockId)> = Vec::new();
    for (clock, x) in &a.own {
        if let Some((_, y)) = b.own.iter().find(|(c, _)| c == clock) {
            let travel = match clock {
                ClockId::Recording(r) => clocks.transform(*r).map_or(0, |t| t.travel_bound.abs().get()),
                _ => 0,
            };
            let length = Bounds::difference(*y, *x);
            let length = if *clock == ClockId::Wall { length } else { length.with_rate_slack() };
            read.push((length, travel, *clock));
        }
    }
    for (clock, x) in &a.common {
        if let Some((_, y)) = b.common.iter().find(|(c, _)| c == clock) {
            let length = Bounds::difference(*y, *x);
            let length = if *clock == ClockId::Wall { length } else { length.with_rate_slack() };
            read.push((length, 0, *clock));
        }
    }
    // Directly read ones first, then the narrowest; the sort is stable, so equal ones keep their order.
    read.sort_by_key(|(l, _, c)| (!matches!(c, ClockId::Recording(_)), l.width()));
    let Some((&(mut best, travel, clock), others)) = read.split_first() else {
        return order_within(a, b, Bounds::UNKNOWN);
    };
    note(used, clock);
    for &(length, its_travel, its_clock) in others {
        let length = length.widened(travel.saturating_add(its_travel).saturating_mul(2));
        let narrower = best.intersection(length).unwrap_or_else(|| best.hull(length));
        if narrower != best {
            note(used, its_clock);
            best = narrower;
        }
    }
    order_within(a, b, best)
}

fn note(used: &BoundsUsed, clock: ClockId) {
    match clock {
        ClockId::Recording(_) => used.rate.set(true),
        ClockId::Group(_) => {
            used.rate.set(true);
            used.placement.set(true);
        }
        ClockId::Wall => used.wall.set(true),
    }
}

/// Nothing ends before it starts.
fn order_within(a: &Point, b: &Point, length: Bounds) -> Bounds {
    let (Some((h, x)), Some((k, y))) = (a.who, b.who) else { return length };
    if h != k {
        return length;
    }
    match (x, y) {
        (Part::Edge(Edge::Start), _) | (_, Part::Edge(Edge::End)) => Bounds::new(length.lo.max(0), length.hi.max(0)),
        (Part::Edge(Edge::End), _) | (_, Part::Edge(Edge::Start)) => Bounds::new(length.lo.min(0), length.hi.min(0)),
        (Part::Words, Part::Words) => length,
    }
}
