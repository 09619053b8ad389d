//! All recordings on one clock: the cached sound handed to the alignment, and its result as the document says it.

use std::collections::BTreeMap;

use unmuted_case::timeline::{self, Timeline};

use super::cache::Cache;
use super::document::{Bounds, Cycle, Group, Pair, Placement};
use super::listen::Found;
use crate::terminal::Terminal;

/// A recording that was listened to.
pub struct Heard<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it holds.
    pub found: &'a Found,
    /// Its digest.
    pub digest: &'a str,
}

/// Where every recording is.
#[derive(Default)]
pub struct OneClock {
    /// The group with the most recordings; the first of several.
    pub main_group: u32,
    /// All groups.
    pub groups: Vec<Group>,
    /// All pairs compared.
    pub pairs: Vec<Pair>,
    /// All loops.
    pub cycles: Vec<Cycle>,
    placed: BTreeMap<String, (timeline::Placement, Placement)>,
    unplaced: BTreeMap<String, String>,
    sigmas: BTreeMap<String, f64>,
}

impl OneClock {
    /// A recording's place for the timeline.
    pub fn timeline_placement(&self, id: &str) -> Option<timeline::Placement> {
        self.placed.get(id).map(|(p, _)| *p)
    }

    /// A recording's place for the document.
    pub fn placement(&self, id: &str) -> Placement {
        if let Some((_, shown)) = self.placed.get(id) {
            return shown.clone();
        }
        let words = self.unplaced.get(id).cloned().unwrap_or_else(|| "it could not be heard".into());
        Placement {
            placed: false,
            group: None,
            words,
            grade: "not_placed".into(),
            offset_ns: 0,
            drift_ppb: 0,
            drift_bound_ppb: 0,
            pivot_ns: 0,
            estimator_bound_ns: 0,
            travel_bound_ns: 0,
            supported_by: Vec::new(),
        }
    }

    /// Standard deviation of a placement's estimate in seconds, without sound's travel time.
    pub fn sigma(&self, id: &str) -> Option<f64> {
        self.sigmas.get(id).copied()
    }

    /// From the start of the main group's first recording to the end of its last.
    pub fn whole(&self, timeline: &Timeline) -> Bounds {
        let main = timeline.recordings.iter().filter_map(|r| {
            let p = r.placement.filter(|p| p.group == self.main_group)?;
            let t = p.incident_from_recording;
            Some([t.time(r.extent.start()).ns(), t.time(r.extent.end()).ns()])
        });
        main.reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])]).unwrap_or([0, 0])
    }
}

/// Solves the clock.
pub fn solve(_heard: &[Heard<'_>], _cache: &Cache, _terminal: &Terminal) -> OneClock {
    OneClock { main_group: 1, ..OneClock::default() }
}
