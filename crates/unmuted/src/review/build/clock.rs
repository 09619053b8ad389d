//! The incident clock in the document: its groups, its span, its tie to wall time, its anchors, its pairs.

use super::Parts;
use super::events::bounds;
use crate::case_files::text;
use crate::review::claimed;
use crate::review::document::{Anchor, Clock, Recording, Wall};

/// The clock.
pub fn clock(parts: &Parts<'_>, recordings: &[Recording]) -> Clock {
    let one = parts.one_clock;
    let main: Vec<&Recording> =
        recordings.iter().filter(|r| r.placement.placed && r.placement.group == Some(one.main_group)).collect();
    Clock {
        main_group: one.main_group,
        groups: one.groups.clone(),
        start_ns: main.iter().map(|r| r.placement.incident(r.start_ns)).min().unwrap_or(0),
        end_ns: main.iter().map(|r| r.placement.incident(r.end_ns)).max().unwrap_or(0),
        scope_ns: parts.scope,
        wall: wall(parts),
        anchors: anchors(parts),
        by_hand: parts.by_hand.iter().map(|t| t.shown.clone()).collect(),
        claimed: {
            let show = claimed::in_zone(&parts.shown.case.incident.zone);
            parts.claimed.iter().map(|t| t.shown(&show, &str::to_owned)).collect()
        },
        claimed_ties: parts.claimed_ties.to_vec(),
        pairs: one.pairs.clone(),
        cycles: one.cycles.clone(),
        widest_ns: main.iter().map(|r| r.placement.estimator_bound_ns + r.placement.travel_bound_ns).max().unwrap_or(0),
    }
}

fn wall(parts: &Parts<'_>) -> Option<Wall> {
    let (shown, zone) = (parts.shown, &parts.shown.case.incident.zone);
    let at = shown.wall_time(unmuted_model::IncidentTime::ZERO)?;
    let shown_at = text::show_wall_time(at, zone);
    let offset = jiff::Timestamp::from_nanosecond(i128::from(at.ns())).ok()?.to_zoned(zone.clone()).offset();
    Some(Wall {
        at_zero: shown_at,
        at_zero_unix_ms: at.ns().div_euclid(1_000_000),
        utc_offset_minutes: offset.seconds() / 60,
        plus_minus_ns: shown.wall.map_or(0, |w| w.wall.width().get() / 2),
    })
}

fn anchors(parts: &Parts<'_>) -> Vec<Anchor> {
    let (shown, zone) = (parts.shown, &parts.shown.case.incident.zone);
    let one = |(i, a): (usize, &crate::case_files::Anchor)| {
        let solved = parts.walls.of_anchor(i);
        Anchor {
            id: a.id.clone(),
            source: a.source.to_string(),
            local_ns: bounds(a.at),
            incident_ns: shown.transform(&a.source).map(|t| bounds(t.interval(a.at))),
            wall: text::show_wall_time(a.wall, zone),
            plus_minus_ns: a.plus_minus.get(),
            residual_ns: solved.and_then(|(s, t)| s.residuals.get(t)).map(|r| r.get()),
            agrees: solved.is_some_and(|(s, t)| s.agrees.get(t) == Some(&true)),
            basis: a.basis.clone(),
            by: a.by.clone(),
        }
    };
    shown.case.anchors.iter().enumerate().map(one).collect()
}
