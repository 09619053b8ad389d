//! Shares by device, unit, encoder and hour of day, in bounded memory; and the one table that names wearers, with its
//! conditions.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::rows::RecordingRow;
use unmuted_model::Share;

/// So many names are told apart; those that come later are counted together.
const MOST_NAMES: usize = 20_000;

/// Whose recordings a group holds.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
enum Wearers {
    #[default]
    NoneNamed,
    One(String),
    Several,
}

#[derive(Clone, Default, Debug)]
struct Group {
    share: Share,
    wearers: Wearers,
    duration_ns: i128,
    unexamined_ns: i128,
}

impl Group {
    fn add(&mut self, r: &RecordingRow, has: bool) {
        self.share.add(has);
        self.duration_ns += i128::from(r.duration_ns);
        self.unexamined_ns += i128::from(super::unexamined_ns(r));
        if let Some(wearer) = &r.wearer {
            self.wearers = match std::mem::take(&mut self.wearers) {
                Wearers::NoneNamed => Wearers::One(wearer.clone()),
                Wearers::One(w) if w == *wearer => Wearers::One(w),
                _ => Wearers::Several,
            };
        }
    }
}

/// A row of a distribution.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Row {
    /// The device, the unit, the encoder, as the tables name it.
    pub name: String,
    /// How many recordings have it, of how many that were read.
    pub share: Share,
    /// The part of their time in which silence would not have been found, from 0 to 1.
    pub unexamined: f64,
}

/// Shares by a name.
#[derive(Clone, PartialEq, Default, Debug, Serialize)]
pub struct ByName {
    /// In the order of names.
    pub rows: Vec<Row>,
    /// Recordings that name none.
    pub unnamed: Share,
    /// Names of which all recordings that say so are one person's: they are counted together, since a row of its own
    /// would be a row about that person.
    pub of_one_wearer: u64,
    /// What those have together.
    pub of_one_wearer_share: Share,
    /// Recordings of names beyond the most that are told apart.
    pub beyond: Share,
}

/// Counts shares by a name.
#[derive(Clone, Default, Debug)]
pub struct Groups {
    groups: BTreeMap<String, Group>,
    unnamed: Share,
    beyond: Share,
}

impl Groups {
    /// Counts a recording under its name.
    pub fn add(&mut self, name: Option<&str>, r: &RecordingRow, has: bool) {
        match name.map(str::trim).filter(|n| !n.is_empty()) {
            None => self.unnamed.add(has),
            Some(name) if self.groups.len() < MOST_NAMES || self.groups.contains_key(name) => {
                self.groups.entry(name.to_owned()).or_default().add(r, has);
            }
            Some(_) => self.beyond.add(has),
        }
    }

    /// The names of which all recordings that say so are one wearer's.
    pub fn of_one_wearer(&self) -> BTreeSet<String> {
        let one = |g: &Group| matches!(g.wearers, Wearers::One(_));
        self.groups.iter().filter(|(_, g)| one(g)).map(|(name, _)| name.clone()).collect()
    }

    /// The rows. Where `apart` is false, names with one wearer only are counted together.
    pub fn finish(self, apart: bool) -> ByName {
        let mut by = ByName { unnamed: self.unnamed, beyond: self.beyond, ..ByName::default() };
        for (name, g) in self.groups {
            if !apart && matches!(g.wearers, Wearers::One(_)) {
                by.of_one_wearer += 1;
                by.of_one_wearer_share.join(g.share);
            } else {
                by.rows.push(Row { name, share: g.share, unexamined: part(g.unexamined_ns, g.duration_ns) });
            }
        }
        by
    }
}

fn part(ns: i128, of: i128) -> f64 {
    if of > 0 { ns as f64 / of as f64 } else { 0.0 }
}

/// A row about one wearer: never without number, assignment and what was not examined.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct WearerRow {
    /// The wearer, as the tables name them.
    pub wearer: String,
    /// The units that the wearer's recordings name, in the order of names.
    pub units: Vec<String>,
    /// How many recordings have it, of how many.
    pub share: Share,
    /// The part of their time in which silence would not have been found, from 0 to 1.
    pub unexamined: f64,
}

/// A table of wearers, or why there is none.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ByWearer {
    /// Nobody asked for it.
    NotAsked,
    /// Asked for, and refused.
    Refused {
        /// Recordings that are copies made for release.
        released: u64,
        /// Recordings of which nothing says whether they are.
        unknown: u64,
    },
    /// In the order of names, which is no order of merit.
    Table {
        /// The rows.
        rows: Vec<WearerRow>,
        /// Wearers who are left out, since no recording names their unit.
        without_unit: u64,
        /// Recordings that name no wearer.
        unnamed: u64,
    },
}

#[derive(Clone, Default, Debug)]
struct Wearer {
    units: BTreeSet<String>,
    group: Group,
}

/// Counts for a table of wearers.
#[derive(Clone, Default, Debug)]
pub struct WearerCount {
    wearers: BTreeMap<String, Wearer>,
    unnamed: u64,
}

impl WearerCount {
    /// Counts a recording.
    pub fn add(&mut self, r: &RecordingRow, has: bool) {
        let Some(name) = &r.wearer else {
            self.unnamed += 1;
            return;
        };
        let wearer = self.wearers.entry(name.clone()).or_default();
        wearer.units.extend(r.unit.clone());
        wearer.group.add(r, has);
    }

    /// The table; refused where any recording is a copy made for release, or may be one.
    pub fn finish(self, released: u64, unknown: u64) -> ByWearer {
        if released + unknown > 0 {
            return ByWearer::Refused { released, unknown };
        }
        let without_unit = self.wearers.values().filter(|w| w.units.is_empty()).count() as u64;
        let rows = self
            .wearers
            .into_iter()
            .filter(|(_, w)| !w.units.is_empty())
            .map(|(wearer, w)| WearerRow {
                wearer,
                units: w.units.into_iter().collect(),
                share: w.group.share,
                unexamined: part(w.group.unexamined_ns, w.group.duration_ns),
            })
            .collect();
        ByWearer::Table { rows, without_unit, unnamed: self.unnamed }
    }
}

/// Shares by the hour of day at which recordings began, by their own clock.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
pub struct ByHour {
    /// Of clocks on the spot, as claimed.
    pub local: [Share; 24],
    /// Of claims in UTC, whose place in the day is not known.
    pub utc: [Share; 24],
    /// Recordings that claim no time, or one that cannot be read.
    pub unknown: Share,
}

impl ByHour {
    /// Counts a recording.
    pub fn add(&mut self, r: &RecordingRow, has: bool) {
        let claimed = r.started.as_ref().and_then(|s| super::moment::Moment::parse(&s.text).map(|m| (m, s)));
        let slot = claimed.and_then(|(moment, s)| {
            // An offset of zero that is written `Z` is what containers claim everywhere in the world.
            let hours = if s.text.trim_end().ends_with('Z') { &mut self.utc } else { &mut self.local };
            hours.get_mut(moment.hour())
        });
        slot.unwrap_or(&mut self.unknown).add(has);
    }
}
