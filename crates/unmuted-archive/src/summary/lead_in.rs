//! Silent lead-ins: how long they usually are, by device, and which are longer. What is usual, and how a recording
//! compares with it, stands in its row.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::top::Top;
use crate::rows::{LeadIn, RecordingRow};

/// So many devices are told apart; recordings of those that come later are counted together.
const MOST_NAMES: usize = 20_000;

/// What begins so early counts as from the first instant, as in the lead-ins of the rows: 0.1 s.
pub const AT_START_NS: i64 = 100_000_000;

/// How the lead-ins of one device's recordings compare with its usual one.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct LeadInRow {
    /// The device; the encoder, for recordings that name none.
    pub name: String,
    /// Whether `name` is an encoder.
    pub is_encoder: bool,
    /// What is usual, in whole seconds.
    pub usual_s: u32,
    /// Recordings whose lead-in could be compared,
    pub of: u64,
    /// of which so many are about as usual,
    pub usual: u64,
    /// longer,
    pub longer: u64,
    /// shorter,
    pub shorter: u64,
    /// or have none.
    pub missing: u64,
}

/// A lead-in that is longer than usual.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct LongLeadIn {
    /// So that the longest is least.
    #[serde(skip)]
    order: Reverse<i64>,
    /// Which location.
    pub location: u32,
    /// The recording.
    pub path: String,
    /// Its length in nanoseconds.
    pub ns: i64,
    /// What is usual there, in whole seconds.
    pub usual_s: u32,
    /// Its device.
    pub device: Option<String>,
}

/// Lead-ins of all recordings.
#[derive(Clone, Debug)]
pub struct LeadIns {
    rows: BTreeMap<(bool, String, u32), LeadInRow>,
    longer: Top<LongLeadIn>,
}

impl LeadIns {
    /// Nothing counted yet; of longer ones at most so many are listed.
    pub fn listing(most: usize) -> Self {
        Self { rows: BTreeMap::new(), longer: Top::of(most) }
    }

    /// Counts one recording.
    pub fn add(&mut self, r: &RecordingRow) {
        let (Some(how), Some(usual_s)) = (r.lead_in, r.lead_in_usual_s) else { return };
        let (is_encoder, name) = match &r.device {
            Some(device) => (false, device.clone()),
            None => (true, r.encoder.clone()),
        };
        let mut key = (is_encoder, name, usual_s);
        if self.rows.len() >= MOST_NAMES && !self.rows.contains_key(&key) {
            key = (is_encoder, "others".to_owned(), usual_s);
        }
        let fresh = || LeadInRow { name: key.1.clone(), is_encoder, usual_s, ..LeadInRow::default() };
        let row = self.rows.entry(key.clone()).or_insert_with(fresh);
        row.of += 1;
        match how {
            LeadIn::Usual => row.usual += 1,
            LeadIn::Longer => row.longer += 1,
            LeadIn::Shorter => row.shorter += 1,
            LeadIn::Missing => row.missing += 1,
        }
        if let (LeadIn::Longer, Some(ns)) = (how, r.lead_in_ns) {
            self.longer.add(LongLeadIn {
                order: Reverse(ns),
                location: r.location,
                path: r.path.clone(),
                ns,
                usual_s,
                device: r.device.clone(),
            });
        }
    }

    /// By device, then by encoder, in the order of names; and the longest of those that are longer than usual. Devices
    /// in `of_one_wearer` are counted together, since a row of its own would be a row about a person.
    pub fn finish(self, of_one_wearer: &BTreeSet<String>) -> (Vec<LeadInRow>, Vec<LongLeadIn>) {
        let mut rows = Vec::new();
        let mut together: BTreeMap<u32, LeadInRow> = BTreeMap::new();
        for row in self.rows.into_values() {
            if row.is_encoder || !of_one_wearer.contains(&row.name) {
                rows.push(row);
                continue;
            }
            let all = together.entry(row.usual_s).or_insert_with(|| LeadInRow {
                name: "devices with one wearer each, together".to_owned(),
                usual_s: row.usual_s,
                ..LeadInRow::default()
            });
            all.of += row.of;
            all.usual += row.usual;
            all.longer += row.longer;
            all.shorter += row.shorter;
            all.missing += row.missing;
        }
        rows.extend(together.into_values());
        (rows, self.longer.into_sorted())
    }
}

/// Where a recording's silent lead-in ends, in nanoseconds; zero where it has none.
pub fn lead_in_ns(r: &RecordingRow) -> i64 {
    r.lead_in_ns.unwrap_or(0)
}
