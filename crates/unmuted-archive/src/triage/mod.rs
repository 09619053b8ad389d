//! What to watch first: places in recordings, in a plain order, as many as fit into the hours that there are.
//!
//! The order is a rule and not a score: kinds in the order of [`Kind::ALL`], in each the longest first, then by
//! location, path and time. From the top, a place is taken if it still fits; what it shares with places of the same
//! recording that were taken before is watched once and counted once.

mod kind;
mod place;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;

pub use kind::Kind;
pub use place::Place;

use crate::rows::Scanned;
use crate::summary::top::Top;
use crate::summary::{Events, InLog};

const SECOND: i64 = 1_000_000_000;
/// A silence is around an event if it begins no later than so much after it,
pub const AFTER_EVENT_NS: i64 = 120 * SECOND;
/// and ends no earlier than so much before it.
pub const BEFORE_EVENT_NS: i64 = 30 * SECOND;

/// How to choose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TriageOptions {
    /// The time that there is for watching, in nanoseconds; `None` for all places.
    pub budget_ns: Option<i64>,
    /// Watch so much before and after: 15 s unless told.
    pub margin_ns: i64,
    /// Watch no more than so much of one place: 5 minutes unless told.
    pub most_ns: i64,
    /// A silence is listed from this length on: 1 s unless told. Gaps, early ends and absent tracks are listed at any
    /// length.
    pub least_ns: i64,
    /// So many places are kept, the first by the order: a bound on memory.
    pub keep: usize,
}

impl Default for TriageOptions {
    fn default() -> Self {
        Self { budget_ns: None, margin_ns: 15 * SECOND, most_ns: 300 * SECOND, least_ns: SECOND, keep: 200_000 }
    }
}

/// A place that is to be watched.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Chosen {
    /// The place.
    pub place: Place,
    /// What it adds to the time of watching, in nanoseconds: less than its length where it overlaps one before.
    pub adds_ns: i64,
    /// The time of watching so far, this place included.
    pub so_far_ns: i64,
}

/// How many places of a kind there are, and how many were chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct KindCount {
    /// Which kind.
    pub kind: Kind,
    /// Places of which it is the first reason.
    pub places: u64,
    /// How many of them were chosen.
    pub chosen: u64,
}

/// What to watch.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Plan {
    /// Places in order.
    pub chosen: Vec<Chosen>,
    /// The time of watching them, in nanoseconds.
    pub watched_ns: i64,
    /// Recordings that they are in.
    pub recordings: u64,
    /// Places by kind, also those that are left.
    pub kinds: Vec<KindCount>,
    /// Places beyond the most that are kept, which were counted and not looked at for fitting.
    pub not_kept: u64,
    /// Recordings that were seen,
    pub found: u64,
    /// of which so many have no place at all.
    pub without_place: u64,
    /// The time of all recordings that were read, in nanoseconds.
    pub duration_ns: i128,
    /// Events in the lists, and how many fell into a recording.
    pub events: u64,
    /// See `events`.
    pub events_joined: u64,
}

/// Finds places as rows pass.
pub struct Finding {
    options: TriageOptions,
    events: Vec<Events>,
    top: Top<Place>,
    counts: BTreeMap<Kind, u64>,
    found: u64,
    without_place: u64,
    duration_ns: i128,
}

impl Finding {
    /// Nothing found yet.
    pub fn new(options: TriageOptions, events: Vec<Events>) -> Self {
        Self {
            options,
            events,
            top: Top::of(options.keep),
            counts: BTreeMap::new(),
            found: 0,
            without_place: 0,
            duration_ns: 0,
        }
    }

    /// Looks at a recording. `in_log` as in [`Summing::add`](crate::summary::Summing::add).
    pub fn add(&mut self, scanned: &Scanned, in_log: &[Option<InLog>]) {
        let places = place::places(scanned, in_log, &self.options, &mut self.events);
        self.found += 1;
        self.without_place += u64::from(places.is_empty());
        self.duration_ns += i128::from(scanned.recording.duration_ns);
        for place in places {
            *self.counts.entry(place.kind).or_default() += 1;
            self.top.add(place);
        }
    }

    /// The plan.
    pub fn finish(self) -> Plan {
        let not_kept = self.top.left_out();
        let budget = self.options.budget_ns.unwrap_or(i64::MAX);
        let mut watched: BTreeMap<(u32, String), Watched> = BTreeMap::new();
        let mut chosen: Vec<Chosen> = Vec::new();
        let mut so_far_ns = 0_i64;
        for place in self.top.into_sorted() {
            let key = (place.location, place.path.clone());
            let before = watched.get(&key);
            let adds_ns = before.map_or(place.to_ns - place.from_ns, |w| w.adds(place.from_ns, place.to_ns));
            if so_far_ns.saturating_add(adds_ns) <= budget {
                so_far_ns += adds_ns;
                watched.entry(key).or_default().watch(place.from_ns, place.to_ns);
                chosen.push(Chosen { place, adds_ns, so_far_ns });
            }
        }
        let of = |kind| chosen.iter().filter(|c| c.place.kind == kind).count() as u64;
        let kinds = Kind::ALL
            .into_iter()
            .filter_map(|kind| self.counts.get(&kind).map(|&places| KindCount { kind, places, chosen: of(kind) }))
            .collect();
        let (events, events_joined) =
            self.events.iter().map(Events::joined).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        Plan {
            watched_ns: so_far_ns,
            recordings: watched.len() as u64,
            chosen,
            kinds,
            not_kept,
            found: self.found,
            without_place: self.without_place,
            duration_ns: self.duration_ns,
            events,
            events_joined,
        }
    }
}

/// What of one recording is watched: stretches that neither touch nor overlap, in order of time.
#[derive(Default)]
struct Watched {
    stretches: Vec<(i64, i64)>,
}

impl Watched {
    /// How much of a stretch is not watched yet.
    fn adds(&self, from: i64, to: i64) -> i64 {
        let shared: i64 = self.stretches.iter().map(|(a, b)| (to.min(*b) - from.max(*a)).max(0)).sum();
        to - from - shared
    }

    fn watch(&mut self, mut from: i64, mut to: i64) {
        self.stretches.retain(|&(a, b)| {
            let apart = b < from || a > to;
            if !apart {
                from = from.min(a);
                to = to.max(b);
            }
            apart
        });
        let at = self.stretches.partition_point(|&(a, _)| a < from);
        self.stretches.insert(at, (from, to));
    }
}
