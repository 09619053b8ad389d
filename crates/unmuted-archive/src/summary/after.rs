//! When silences begin, counted from an event, against an even spread over each recording.

use serde::Serialize;
use unmuted_model::SilenceClass;

use super::event::Events;
use super::is_of_the_whole;
use super::lead_in::{AT_START_NS, lead_in_ns};
use super::spread::EvenSpread;
use crate::rows::{Scanned, State};
use unmuted_model::{Share, poisson_band};

const SECOND: i64 = 1_000_000_000;
/// The window after the event whose recordings are counted: two minutes.
pub const WINDOW_NS: i64 = 120 * SECOND;
/// Starts are counted in steps of half a minute,
pub const STEP_NS: i64 = 30 * SECOND;
/// from so long before the event
const BEFORE_NS: i64 = 240 * SECOND;
/// to so long after it.
const AFTER_NS: i64 = 720 * SECOND;
/// A silence counts from this length on: one second, as short as a switch is pressed.
pub const LEAST_NS: i64 = SECOND;

/// One step of half a minute.
#[derive(Clone, Copy, PartialEq, Default, Debug, Serialize)]
pub struct Step {
    /// Where it begins, from the event, in nanoseconds.
    pub from_ns: i64,
    /// How many silences begin in it.
    pub starts: u64,
    /// How many would by an even spread over each recording.
    pub expected: f64,
    /// The middle 95 % of that, as a Poisson distribution.
    pub band: [u64; 2],
    /// How many recordings run throughout it.
    pub running: u64,
}

/// What begins after the events.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct After {
    /// What the events are called.
    pub name: String,
    /// Whether the event is the start of each recording.
    pub is_start: bool,
    /// Events in the list, and how many of them fell into a recording that was read.
    pub events: u64,
    /// See `events`.
    pub events_joined: u64,
    /// Recordings in which a silence begins within two minutes of the first event in them, of all that have one.
    pub share: Share,
    /// How many of them would by an even spread over each recording: the mean,
    pub expected: f64,
    /// and the middle 95 %.
    pub band: [u64; 2],
    /// The same by half minutes.
    pub steps: Vec<Step>,
}

/// Counts what begins after events.
#[derive(Clone, Debug)]
pub struct AfterCount {
    events: Events,
    share: Share,
    spread: EvenSpread,
    steps: Vec<Step>,
}

impl AfterCount {
    /// Nothing counted yet.
    pub fn new(events: Events) -> Self {
        let first = if events.is_start() { 0 } else { -BEFORE_NS };
        let steps = (0..).map(|i| first + i * STEP_NS).take_while(|from| *from < AFTER_NS);
        let steps = steps.map(|from_ns| Step { from_ns, ..Step::default() }).collect();
        Self { events, share: Share::default(), spread: EvenSpread::default(), steps }
    }

    /// Counts a recording; of several events in it the first.
    pub fn add(&mut self, scanned: &Scanned) {
        let r = &scanned.recording;
        if r.state != State::Read {
            return;
        }
        let lead_in = lead_in_ns(r);
        let Some(at) = self.events.of(r, lead_in).first().map(|j| j.at_ns) else { return };
        // Where a silence can begin: after the lead-in, and not at the recording's first instant.
        let room = Stretch { from: lead_in, to: r.duration_ns };
        let begins: Vec<i64> = scanned
            .spans
            .iter()
            .filter(|s| {
                s.class == SilenceClass::DigitalSilence
                    && s.start_ns > AT_START_NS.max(lead_in)
                    && s.end_ns - s.start_ns >= LEAST_NS
                    && is_of_the_whole(r, s)
            })
            .map(|s| s.start_ns)
            .collect();
        let window = Stretch { from: at, to: at + WINDOW_NS };
        self.share.add(begins.iter().any(|b| window.has(*b)));
        let none_there = (1.0 - room.part(window)).powi(i32::try_from(begins.len()).unwrap_or(i32::MAX));
        self.spread.add(1.0 - none_there);
        for step in &mut self.steps {
            let here = Stretch { from: at + step.from_ns, to: at + step.from_ns + STEP_NS };
            step.starts += begins.iter().filter(|b| here.has(**b)).count() as u64;
            step.expected += begins.len() as f64 * room.part(here);
            step.running += u64::from(here.from >= 0 && here.to <= r.duration_ns);
        }
    }

    /// What was counted.
    pub fn finish(mut self) -> After {
        for step in &mut self.steps {
            step.band = poisson_band(step.expected);
        }
        let (events, events_joined) = self.events.joined();
        After {
            name: self.events.name().to_owned(),
            is_start: self.events.is_start(),
            events,
            events_joined,
            share: self.share,
            expected: self.spread.mean(),
            band: self.spread.band(),
            steps: self.steps,
        }
    }
}

/// From here to there, in nanoseconds.
#[derive(Clone, Copy)]
struct Stretch {
    from: i64,
    to: i64,
}

impl Stretch {
    fn has(self, t: i64) -> bool {
        (self.from..self.to).contains(&t)
    }

    /// The part of this one that another covers, from 0 to 1.
    fn part(self, other: Self) -> f64 {
        let len = (self.to - self.from).max(0);
        let shared = (self.to.min(other.to) - self.from.max(other.from)).max(0);
        if len == 0 { 0.0 } else { shared as f64 / len as f64 }
    }
}
