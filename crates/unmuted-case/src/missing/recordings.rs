//! Recordings that what is held points to.

use super::names::names;
use super::{Cite, Held, Ran, Recording, Request, RequestKind};

/// Less than this between two files of one device is how devices part their files, and no gap.
const PARTED_NS: i64 = 1_000_000_000;

/// Units that a log names and no recording does.
pub(super) fn of_units(held: &Held) -> Vec<Request> {
    let mentions = |r: &Recording, unit: &str| {
        [&r.id, &r.name, &r.device, &r.wearer, &r.wearer_name].into_iter().any(|text| names(text, unit))
    };
    let on = if held.day.is_empty() { String::new() } else { format!(" on {}", held.day) };
    let without = held.units.iter().filter(|u| !held.recordings.iter().any(|r| mentions(r, &u.name)));
    without
        .map(|u| Request {
            kind: RequestKind::UnitRecording,
            subject: u.name.clone(),
            what: format!(
                "Every recording of {}{on}; if one of those given is of this unit, which; if none was made, that none \
                 was.",
                u.name
            ),
            why: format!(
                "{} that unit, first at {}, and no recording held names it.",
                if u.entries == 1 {
                    "One entry of the log names".into()
                } else {
                    format!("{} entries of the log name", u.entries)
                },
                u.at
            ),
            cites: vec![Cite::new(&u.first, &u.at)],
        })
        .collect()
}

/// Officers who were there and of whom no recording is.
pub(super) fn of_officers(held: &Held) -> Vec<Request> {
    let without = held
        .officers
        .iter()
        .filter(|o| !held.recordings.iter().any(|r| r.wearer == o.id || (!r.wearer.is_empty() && r.wearer == o.name)));
    without
        .map(|o| Request {
            kind: RequestKind::OfficerRecording,
            subject: o.id.clone(),
            what: format!(
                "Every recording of a camera that {} wore; if none was worn or none was made, that none was.",
                o.name
            ),
            why: format!(
                "{} is listed as an officer who was there, and no recording held names {0} as its wearer.",
                o.name
            ),
            cites: vec![Cite::new(&o.id, "")],
        })
        .collect()
}

/// Gaps between one device's files: on the first clock that all of them are on, since a file that is on none could
/// lie in any gap.
pub(super) fn gaps(held: &Held) -> Vec<Request> {
    let mut devices: Vec<&str> = Vec::new();
    for r in held.recordings.iter().filter(|r| !r.device.is_empty()) {
        if !devices.contains(&r.device.as_str()) {
            devices.push(&r.device);
        }
    }
    devices.into_iter().flat_map(|device| gaps_of(held, device)).collect()
}

fn gaps_of(held: &Held, device: &str) -> Vec<Request> {
    let of: Vec<&Recording> = held.recordings.iter().filter(|r| r.device == device).collect();
    let on = |clock: &str| -> Option<Vec<(&Recording, &Ran)>> {
        of.iter().map(|r| Some((*r, r.ran.iter().find(|ran| ran.clock == clock)?))).collect()
    };
    let clocks = of.first().map(|r| r.ran.as_slice()).unwrap_or_default();
    let Some((clock, mut ran)) = clocks.iter().find_map(|c| Some((&c.clock, on(&c.clock)?))) else {
        return Vec::new();
    };
    ran.sort_by_key(|(_, ran)| (middle(ran.from_ns), middle(ran.to_ns)));
    let mut found = Vec::new();
    let mut last: Option<(&Recording, &Ran)> = None;
    for (next, at) in ran {
        if let Some((before, ended)) = last
            && at.from_ns[0].saturating_sub(ended.to_ns[1]) > PARTED_NS
        {
            found.push(gap(device, clock, (before, ended), (next, at)));
        }
        // One that lies within another does not end later.
        if last.is_none_or(|(_, l)| l.to_ns[1] <= at.to_ns[1]) {
            last = Some((next, at));
        }
    }
    found
}

/// Twice the middle, so that it is whole.
fn middle([a, b]: [i64; 2]) -> i128 {
    i128::from(a) + i128::from(b)
}

fn gap(device: &str, clock: &str, before: (&Recording, &Ran), next: (&Recording, &Ran)) -> Request {
    let (ends, starts) = (&before.1.to_words, &next.1.from_words);
    Request {
        kind: RequestKind::Gap,
        subject: device.to_owned(),
        what: format!(
            "Every recording of {device} between {} ({ends}) and {} ({starts}); if none was made, that none was, and \
             the device's audit log of that time.",
            before.0.name, next.0.name
        ),
        why: format!("These two follow one another among the files of that device that are held, by {clock}."),
        cites: vec![Cite::new(&before.0.id, ends), Cite::new(&next.0.id, starts)],
    }
}
