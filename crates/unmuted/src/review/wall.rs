//! Where the clock of each group meets wall time, from what people anchored.
//!
//! Only anchors of `case.toml` take part. Clocks that files claim are tested against them ([`super::claimed`]) and
//! never tie anything.

use std::collections::BTreeMap;

use unmuted_case::align;
use unmuted_case::timeline::{Recording, WallAnchor};
use unmuted_model::{IncidentFromRecording, SourceId};

use crate::case_files::CaseFiles;

pub use unmuted_case::align::{SolvedWall as Solved, WallTie as Tie};

/// The tie of every group that has anchors.
#[derive(Default)]
pub struct Walls {
    groups: BTreeMap<u32, Group>,
}

/// One group's.
struct Group {
    /// Which anchors of the case it has, in the order of the tie's.
    anchors: Vec<usize>,
    solved: Solved,
}

impl Walls {
    /// Solves each group's tie from the case's anchors. A recording on no clock but its own is a group here, if the
    /// timeline says so.
    pub fn of(case: &CaseFiles, recordings: &[Recording]) -> Self {
        let mut ties: BTreeMap<u32, Vec<(usize, Tie)>> = BTreeMap::new();
        for (i, anchor) in case.anchors.iter().enumerate() {
            let recording = recordings.iter().find(|r| r.id == anchor.source);
            let Some(placement) = recording.and_then(|r| r.placement) else { continue };
            let incident = placement.incident_from_recording.interval(anchor.at);
            ties.entry(placement.group).or_default().push((i, Tie { incident, wall: anchor.wall_interval() }));
        }
        let solved = |ties: Vec<(usize, Tie)>| {
            let (anchors, ties): (Vec<usize>, Vec<Tie>) = ties.into_iter().unzip();
            Some(Group { anchors, solved: align::solve_wall(&ties)? })
        };
        Self { groups: ties.into_iter().filter_map(|(group, ties)| Some((group, solved(ties)?))).collect() }
    }

    /// A group's tie.
    pub fn group(&self, group: u32) -> Option<&Solved> {
        self.groups.get(&group).map(|g| &g.solved)
    }

    /// The tie that one of the case's anchors is part of, and its place there.
    pub fn of_anchor(&self, anchor: usize) -> Option<(&Solved, usize)> {
        self.groups.values().find_map(|g| {
            let at = g.anchors.iter().position(|i| *i == anchor)?;
            Some((&g.solved, at))
        })
    }

    /// For the timeline.
    pub fn anchors(&self) -> Vec<WallAnchor> {
        let all = self.groups.iter();
        all.map(|(group, g)| WallAnchor { group: *group, at: g.solved.at, wall: g.solved.wall }).collect()
    }
}

/// A recording that is on no clock but its own and has an anchor: a group by itself, so that wall time leads there.
pub fn place_alone(case: &CaseFiles, recordings: &mut [Recording], mut next_group: u32) {
    for r in recordings.iter_mut().filter(|r| r.placement.is_none()) {
        let anchored = |id: &SourceId| case.anchors.iter().any(|a| a.source == *id);
        if anchored(&r.id) {
            r.placement = Some(unmuted_case::timeline::Placement {
                group: next_group,
                incident_from_recording: IncidentFromRecording::REFERENCE,
            });
            next_group = next_group.saturating_add(1);
        }
    }
}
