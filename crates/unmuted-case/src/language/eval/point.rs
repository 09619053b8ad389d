//! Moments, and what is known about the time between two of them.
//!
//! A moment keeps every clock on which it was observed, because the time between two moments is best read off a
//! recording that has both: that recording's placement does not enter then, whatever it is.

use crate::language::ast::Edge;
use crate::timeline::{Bounds, ClockId, Clocks};
use smallvec::{Array, SmallVec};
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
    own: SmallVec<[(ClockId, Bounds); 1]>,
    /// Carried to group and wall clocks.
    common: SmallVec<[(ClockId, Bounds); 2]>,
}

impl Point {
    /// A moment that was observed on these clocks. Two observations on one clock are both right; where they
    /// exclude each other, one is wrong and nobody knows which, so either may be.
    pub fn new(
        who: Option<(usize, Part)>,
        observed: impl IntoIterator<Item = (ClockId, Bounds)>,
        clocks: &Clocks<'_>,
    ) -> Self {
        let mut own = SmallVec::new();
        for (clock, at) in observed {
            put(&mut own, clock, at);
        }
        let mut common = SmallVec::new();
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

    /// Where it is on group and wall clocks.
    pub fn common(&self) -> &[(ClockId, Bounds)] {
        &self.common
    }

    /// Where it can lie on a clock; `None` where no way leads there.
    pub fn on(&self, clock: ClockId, clocks: &Clocks<'_>) -> Option<Bounds> {
        if let Some((_, at)) = self.own.iter().find(|(c, _)| *c == clock) {
            return Some(*at);
        }
        if let Some((_, at)) = self.common.iter().find(|(c, _)| *c == clock) {
            return Some(*at);
        }
        // Its own clocks' ways all lead through the group, where they are joined already.
        if let ClockId::Recording(r) = clock
            && let Some(group) = clocks.group(r)
            && let Some((from, at)) = self.common.iter().find(|(c, _)| *c == ClockId::Group(group))
        {
            return clocks.carry(*at, *from, clock);
        }
        let mut known: SmallVec<[(ClockId, Bounds); 1]> = SmallVec::new();
        for &(from, at) in &self.own {
            if let Some(there) = clocks.carry(at, from, clock) {
                put(&mut known, clock, there);
            }
        }
        known.first().map(|(_, at)| *at)
    }
}

fn put<A: Array<Item = (ClockId, Bounds)>>(list: &mut SmallVec<A>, clock: ClockId, at: Bounds) {
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

impl BoundsUsed {
    /// What entered there entered here too.
    pub fn also(&self, other: &Self) {
        self.rate.set(self.rate.get() | other.rate.get());
        self.placement.set(self.placement.get() | other.placement.get());
        self.wall.set(self.wall.get() | other.wall.get());
    }
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
    // Directly read ones first, then the narrowest, then in order.
    let better = |x: &Reading, y: &Reading| (!x.direct(), x.length.width()) < (!y.direct(), y.length.width());
    let Some(best) = readings(a, b, clocks).reduce(|x, y| if better(&y, &x) { y } else { x }) else {
        return order_within(a, b, Bounds::UNKNOWN);
    };
    note(used, best.clock);
    let mut length = best.length;
    for other in readings(a, b, clocks).filter(|r| r.clock != best.clock) {
        let its = other.length.widened(best.travel.saturating_add(other.travel).saturating_mul(2));
        let narrower = length.intersection(its).unwrap_or_else(|| length.hull(its));
        if narrower != length {
            note(used, other.clock);
            length = narrower;
        }
    }
    order_within(a, b, length)
}

/// A length read off one clock.
struct Reading {
    length: Bounds,
    /// How far sound's travel to the recording can differ from that to the incident's clock.
    travel: i64,
    clock: ClockId,
}

impl Reading {
    fn direct(&self) -> bool {
        matches!(self.clock, ClockId::Recording(_))
    }
}

/// The time from `a` to `b` on each clock that has both.
fn readings<'p>(a: &'p Point, b: &'p Point, clocks: &'p Clocks<'_>) -> impl Iterator<Item = Reading> + 'p {
    // A time of day that a document gives is on the wall clock in both lists.
    let own = |list: &'p [(ClockId, Bounds)]| list.iter().filter(|(c, _)| matches!(c, ClockId::Recording(_)));
    let pairs = own(&a.own)
        .flat_map(move |(clock, x)| own(&b.own).filter(move |(c, _)| c == clock).map(move |(_, y)| (*clock, *x, *y)))
        .chain(a.common.iter().flat_map(move |(clock, x)| {
            b.common.iter().filter(move |(c, _)| c == clock).map(move |(_, y)| (*clock, *x, *y))
        }));
    pairs.map(|(clock, x, y)| {
        let travel = match clock {
            ClockId::Recording(r) => clocks.transform(r).map_or(0, |t| t.travel_bound.abs().get()),
            ClockId::Group(_) | ClockId::Wall => 0,
        };
        let length = Bounds::difference(y, x);
        Reading { length: if clock == ClockId::Wall { length } else { length.with_rate_slack() }, travel, clock }
    })
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
