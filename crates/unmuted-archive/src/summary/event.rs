//! Events that a user names, joined to recordings.

use std::collections::BTreeMap;

use super::moment::Moment;
use crate::rows::{RecordingRow, Started};

/// One event of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// Where it stands in the list, from 1, the header not counted.
    pub row: u64,
    /// What it is, in the list's words; may be empty.
    pub words: String,
    /// Where it was.
    pub on: On,
}

/// What an event is tied to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum On {
    /// A recording, by its path as in the tables, at a time on its own clock.
    Recording {
        /// The path.
        path: String,
        /// Nanoseconds from the recording's beginning.
        at_ns: i64,
    },
    /// A device, at a moment; it falls into a recording of that device by the device's own clock.
    Device {
        /// The device, as in the tables.
        device: String,
        /// The moment.
        at: Moment,
    },
}

/// Where an event lies in one recording.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Joined {
    /// Nanoseconds from the recording's beginning.
    pub at_ns: i64,
    /// Which event: an index for [`Events::words`].
    pub event: usize,
}

/// Events, ready to be joined to one recording after the other.
#[derive(Clone, Debug)]
pub struct Events {
    name: String,
    /// The start of every recording is the event.
    start: bool,
    events: Vec<Event>,
    by_path: BTreeMap<String, Vec<usize>>,
    by_device: BTreeMap<String, Vec<usize>>,
    joined: Vec<bool>,
}

impl Events {
    /// The start of each recording, its lead-in left aside.
    pub fn start() -> Self {
        Self {
            name: "the start of the recording, after its lead-in".into(),
            start: true,
            events: Vec::new(),
            by_path: BTreeMap::new(),
            by_device: BTreeMap::new(),
            joined: Vec::new(),
        }
    }

    /// Events of a list.
    pub fn listed(name: &str, events: Vec<Event>) -> Self {
        let mut all = Self { name: name.to_owned(), start: false, joined: vec![false; events.len()], ..Self::start() };
        for (i, e) in events.iter().enumerate() {
            match &e.on {
                On::Recording { path, .. } => all.by_path.entry(path.clone()).or_default().push(i),
                On::Device { device, .. } => all.by_device.entry(device.clone()).or_default().push(i),
            }
        }
        all.events = events;
        all
    }

    /// What the events are called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the event is the start of each recording.
    pub fn is_start(&self) -> bool {
        self.start
    }

    /// An event's words.
    pub fn words(&self, event: usize) -> &str {
        self.events.get(event).map_or("", |e| &e.words)
    }

    /// Where events lie in a recording, in order of time. An event that is tied to a device joins where the moment lies
    /// within the recording by the two clocks as they stand: where they differ, events at the edges are not joined, and
    /// are counted as such. `lead_in_ns` is where its lead-in ends.
    pub fn of(&mut self, r: &RecordingRow, lead_in_ns: i64) -> Vec<Joined> {
        if self.start {
            return vec![Joined { at_ns: lead_in_ns, event: 0 }];
        }
        let mut found = Vec::new();
        for &i in self.by_path.get(&r.path).into_iter().flatten() {
            if let Some(Event { on: On::Recording { at_ns, .. }, .. }) = self.events.get(i)
                && (0..=r.duration_ns).contains(at_ns)
            {
                found.push(Joined { at_ns: *at_ns, event: i });
            }
        }
        if let (Some(device), Some(started)) = (&r.device, &r.started) {
            let ends_s = r.duration_ns / 1_000_000_000;
            for &i in self.by_device.get(device).into_iter().flatten() {
                if let Some(Event { on: On::Device { at, .. }, .. }) = self.events.get(i)
                    && let Some(after_s) = seconds_after(*at, started)
                    && (0..=ends_s).contains(&after_s)
                {
                    found.push(Joined { at_ns: after_s * 1_000_000_000, event: i });
                }
            }
        }
        for j in &found {
            if let Some(joined) = self.joined.get_mut(j.event) {
                *joined = true;
            }
        }
        found.sort_unstable();
        found
    }

    /// How many events there are, and how many of them fell into a recording that was seen.
    pub fn joined(&self) -> (u64, u64) {
        (self.joined.len() as u64, self.joined.iter().filter(|j| **j).count() as u64)
    }
}

/// Seconds from a recording's beginning to a moment; `None` where only one of the two says where it stands to UTC, since
/// nothing then tells how far they are apart.
fn seconds_after(at: Moment, started: &Started) -> Option<i64> {
    let claimed = Moment::parse(&started.text)?;
    match (at.unix_s(), started.unix_s.or(claimed.unix_s())) {
        (Some(at), Some(began)) => at.checked_sub(began),
        (None, None) => at.civil_s.checked_sub(claimed.civil_s),
        _ => None,
    }
}
