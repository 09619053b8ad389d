//! Silent lead-ins: how long they usually are, by device, and which are longer.

use std::collections::BTreeMap;

use serde::Serialize;
use unmuted_model::SilenceClass;

use super::is_of_the_whole;
use super::top::Top;
use crate::rows::{RecordingRow, Scanned, State};

/// A device has a usual lead-in from so many recordings on.
const LEAST_RECORDINGS: u64 = 20;
/// And where so large a part of them has one, in hundredths.
const LEAST_PERCENT: u64 = 80;
/// A lead-in is longer than usual from so much on, in nanoseconds: more than frames and priming can explain.
pub const LONGER_BY_NS: i64 = 1_000_000_000;
/// Lengths are counted in steps of a tenth of a second.
const STEP_NS: i64 = 100_000_000;
/// So many of the longest are kept of each device.
const LONGEST_KEPT: usize = 5;
/// So many devices are told apart; those that come later are judged by their encoder alone.
const MOST_GROUPS: usize = 100_000;

/// What is usual for one device, or for one encoder.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Usual {
    /// The middle length of those that have one, to a tenth of a second, in nanoseconds.
    pub ns: i64,
    /// How many recordings have one,
    pub with: u64,
    /// of how many.
    pub of: u64,
    /// How many have one that is longer by more than [`LONGER_BY_NS`].
    pub longer: u64,
}

/// A lead-in that is longer than usual.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct LongLeadIn {
    /// Its length, negated, so that the longest is least.
    #[serde(skip)]
    order: std::cmp::Reverse<i64>,
    /// Which location.
    pub location: u32,
    /// The recording.
    pub path: String,
    /// Its length in nanoseconds.
    pub ns: i64,
    /// What is usual there, in nanoseconds.
    pub usual_ns: i64,
    /// Its device.
    pub device: Option<String>,
}

#[derive(Clone, Debug)]
struct Lengths {
    of: u64,
    with: u64,
    steps: BTreeMap<i64, u64>,
    longest: Top<LongLeadIn>,
}

impl Default for Lengths {
    fn default() -> Self {
        Self { of: 0, with: 0, steps: BTreeMap::new(), longest: Top::of(LONGEST_KEPT) }
    }
}

impl Lengths {
    fn add(&mut self, r: &RecordingRow, ns: i64) {
        self.of += 1;
        if ns > 0 {
            self.with += 1;
            // To the nearest step, so that 29.98 s and 30.02 s are one length.
            *self.steps.entry((ns + STEP_NS / 2) / STEP_NS).or_default() += 1;
            self.longest.add(LongLeadIn {
                order: std::cmp::Reverse(ns),
                location: r.location,
                path: r.path.clone(),
                ns,
                usual_ns: 0,
                device: r.device.clone(),
            });
        }
    }

    fn usual(&self) -> Option<Usual> {
        if self.of < LEAST_RECORDINGS || self.with * 100 < self.of * LEAST_PERCENT {
            return None;
        }
        let mut passed = 0;
        let ns = self.steps.iter().find_map(|(step, n)| {
            passed += n;
            (passed * 2 >= self.with).then_some(step * STEP_NS)
        })?;
        let longer = self.steps.iter().filter(|(step, _)| **step * STEP_NS > ns + LONGER_BY_NS).map(|(_, n)| n).sum();
        Some(Usual { ns, with: self.with, of: self.of, longer })
    }
}

/// Lead-ins of all recordings, by device and by encoder.
#[derive(Clone, Default, Debug)]
pub struct LeadIns {
    by_device: BTreeMap<String, Lengths>,
    by_encoder: BTreeMap<String, Lengths>,
}

impl LeadIns {
    /// Counts one recording. What has no audio track, or was not read, has no lead-in to speak of.
    pub fn add(&mut self, scanned: &Scanned) {
        let r = &scanned.recording;
        if r.state != State::Read || r.audio_tracks == 0 {
            return;
        }
        let ns = lead_in_ns(scanned);
        for (groups, name) in [(&mut self.by_device, r.device.as_ref()), (&mut self.by_encoder, Some(&r.encoder))] {
            if let Some(name) = name.filter(|n| !n.is_empty())
                && (groups.len() < MOST_GROUPS || groups.contains_key(name))
            {
                groups.entry(name.clone()).or_default().add(r, ns);
            }
        }
    }

    /// What is usual for a recording: of its device, or, where too few recordings of that device are there to tell, of
    /// the encoder that it shares with others.
    pub fn usual_of(&self, r: &RecordingRow) -> Option<Usual> {
        let device = r.device.as_ref().and_then(|d| self.by_device.get(d));
        match device {
            Some(lengths) if lengths.of >= LEAST_RECORDINGS => lengths.usual(),
            _ => self.by_encoder.get(&r.encoder).and_then(Lengths::usual),
        }
    }

    /// What is usual by device, in the order of names.
    pub fn devices(&self) -> impl Iterator<Item = (&str, Usual)> {
        self.by_device.iter().filter_map(|(name, lengths)| Some((name.as_str(), lengths.usual()?)))
    }

    /// What is usual by encoder, in the order of names: for archives whose devices are not known.
    pub fn encoders(&self) -> impl Iterator<Item = (&str, Usual)> {
        self.by_encoder.iter().filter_map(|(name, lengths)| Some((name.as_str(), lengths.usual()?)))
    }

    /// Lead-ins that are longer than their device's usual one, the longest first, at most `most` and at most five of a
    /// device.
    pub fn longer(&self, most: usize) -> Vec<LongLeadIn> {
        let mut top = Top::of(most);
        let devices = self.by_device.values().map(|l| (l, true));
        let encoders = self.by_encoder.values().map(|l| (l, false));
        for (lengths, is_device) in devices.chain(encoders) {
            let Some(usual) = lengths.usual() else { continue };
            for long in lengths.longest.clone().into_sorted() {
                // By its encoder only where its device has no say.
                let by_device = long.device.as_ref().and_then(|d| self.by_device.get(d));
                if long.ns > usual.ns + LONGER_BY_NS
                    && is_device == by_device.is_some_and(|l| l.of >= LEAST_RECORDINGS)
                {
                    top.add(LongLeadIn { usual_ns: usual.ns, ..long });
                }
            }
        }
        top.into_sorted()
    }
}

/// Where a recording's silent lead-in ends, in nanoseconds; zero where it has none.
pub fn lead_in_ns(scanned: &Scanned) -> i64 {
    scanned
        .spans
        .iter()
        .filter(|s| s.class == SilenceClass::PreEvent && is_of_the_whole(&scanned.recording, s))
        .map(|s| s.end_ns)
        .max()
        .unwrap_or(0)
}
