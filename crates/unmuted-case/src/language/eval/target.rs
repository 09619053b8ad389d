//! Something that lasts, at whose time something else is: any of several, or the first or last one.

use super::Test;
use super::found::{Item, find};
use super::point::{BoundsUsed, from_to};
use super::record::Record;
use super::span::{Asked, Gaps, gaps, outermost, scope};
use crate::language::ast::{Edge, How, Pick, Target};
use crate::timeline::shift;
use std::collections::BTreeSet;
use unmuted_model::{Span, SpanSet, Time};

/// What a target can be.
#[derive(Debug)]
pub(super) struct Targets {
    /// Those that it may be, each happening at least once.
    pub possible: Vec<Item>,
    /// Which of them certainly are there.
    sure: Vec<bool>,
    /// Where another one may be that nobody could have observed; for the first or last, one that would be it.
    pub gaps: Gaps,
    /// It is one of the possible ones and not any of them: the first or the last.
    one: bool,
    /// Whether there certainly is one.
    pub exists: bool,
    /// Where it is looked for.
    scope: Asked,
}

impl Test<'_, '_> {
    /// What a target can be, within the scope. The first is the one that starts first, the last the one that
    /// starts last.
    pub(super) fn targets(&self, target: &Target) -> Targets {
        let record = self.record;
        let whole = scope(Some(&target.pattern), record);
        let found = find(&target.pattern, record);
        if matches!(target.pick, Pick::First | Pick::Last) {
            let when = outermost(&target.pattern, Edge::Start, target.pick == Pick::First, record);
            let candidates: BTreeSet<usize> = when.candidates.iter().filter_map(|c| c.who.map(|(h, _)| h)).collect();
            let could_be = |i: &&Item| candidates.contains(&i.happening);
            // Candidates stand for happenings; each of them is possible whether or not it counts for itself.
            let possible: Vec<Item> = found.all.iter().filter(could_be).cloned().collect();
            let sure = possible.iter().map(|i| i.sure && whole.holds(i, record, &self.used).0).collect();
            let gaps = when.gaps.as_deref().cloned().unwrap_or_default();
            return Targets { possible, sure, gaps, one: true, exists: when.exists, scope: whole };
        }
        // A sure one is kept even where it may be the same as another: what lies within it lies within one.
        let (sure, may) = found.scoped(&target.pattern, record, &self.used);
        let known: BTreeSet<usize> = sure.iter().map(|i| i.happening).collect();
        let more = may.into_iter().filter(|i| !known.contains(&i.happening));
        let possible: Vec<Item> = sure.iter().copied().chain(more).cloned().collect();
        let exists = !sure.is_empty();
        let sure = (0..possible.len()).map(|i| i < sure.len()).collect();
        let gaps = gaps(&target.pattern, &whole, record);
        Targets { possible, sure, gaps, one: false, exists, scope: whole }
    }
}

impl Targets {
    /// Whether one that nobody marked may have time in common with something: only where the gaps are, or beyond
    /// the scope, where nothing was asked of anybody.
    pub fn gap_near(&self, item: &Item, record: &Record<'_>) -> bool {
        self.gaps.missing.iter().any(|(clock, set)| {
            let (Some(start), Some(end)) = (item.start.on(*clock, &record.clocks), item.end.on(*clock, &record.clocks))
            else {
                return true;
            };
            let widest = self.scope.widest(*clock, record);
            if start.lo < widest.lo || end.hi > widest.hi {
                return true;
            }
            let at = Span::new(Time::from_ns(start.lo), Time::from_ns(shift(end.hi, 1)));
            at.is_none_or(|at| !set.intersection(&SpanSet::from_iter([at])).is_empty())
        })
    }

    /// Those that it certainly is: of the first or last, the only one that it can be.
    pub fn certain(&self) -> Vec<Item> {
        if self.one && (self.possible.len() != 1 || !self.gaps.none()) {
            return Vec::new();
        }
        self.possible.iter().zip(&self.sure).filter(|(_, sure)| **sure).map(|(i, _)| i.clone()).collect()
    }

    /// Whether something certainly lies so to one that is marked, and whether it may.
    pub fn relation(
        &self,
        item: &Item,
        how: How,
        within: &Asked,
        record: &Record<'_>,
        used: &BoundsUsed,
    ) -> (bool, bool) {
        let (here, perhaps_here) = within.holds(item, record, used);
        if !perhaps_here {
            return (false, false);
        }
        let all: Vec<(bool, bool)> = self.possible.iter().map(|y| lies(item, how, y, record, used)).collect();
        let certain = if self.one {
            self.exists && self.gaps.none() && !all.is_empty() && all.iter().all(|(c, _)| *c)
        } else {
            all.iter().zip(&self.sure).any(|((c, _), sure)| *c && *sure)
        };
        (here && certain, all.iter().any(|(_, p)| *p))
    }
}

/// Whether `x` certainly lies so to `y`, and whether it may.
pub(super) fn lies(x: &Item, how: How, y: &Item, record: &Record<'_>, used: &BoundsUsed) -> (bool, bool) {
    let between = |a: &super::point::Point, b: &super::point::Point| from_to(a, b, &record.clocks, used);
    match how {
        // Each begins before the other ends.
        How::Overlaps => {
            let (a, b) = (between(&x.start, &y.end), between(&y.start, &x.end));
            (a.lo > 0 && b.lo > 0, a.hi > 0 && b.hi > 0)
        }
        // The first begins no earlier and ends no later; the instant at which something ends is not its own.
        How::During => {
            let (a, b, c) = (between(&y.start, &x.start), between(&x.end, &y.end), between(&x.start, &y.end));
            (a.lo >= 0 && b.lo >= 0 && c.lo > 0, a.hi >= 0 && b.hi >= 0 && c.hi > 0)
        }
    }
}
