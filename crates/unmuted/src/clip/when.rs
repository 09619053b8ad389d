//! A moment as a person types it: on the case's clock, on the wall, or on one recording.

use unmuted_model::{Nanos, RecordingTime};

use super::wanted::on_clock;
use crate::case_files::text::{self, Unreadable};
use crate::review::document::{Recording, Review};

/// A moment, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// On the case's clock, nanoseconds.
    Incident(i64),
    /// On the own clock of a recording that is not on the case's.
    On(String, i64),
}

const REMEDY: &str = "write seconds or minutes and seconds on the case's clock (84.6, 1:24.6, T+1:24.6), a time of day where the case has a wall \
     clock (14:03:58.6), or a time on one recording (camera-1@1:24.6)";

/// Reads `84.6`, `84.6 s`, `1:24.6` and `T+1:24.6` (the case's clock), `14:03:58.6` and RFC 3339 (the wall's, where the
/// case is tied to it; without a tie, three numbers are hours, minutes and seconds on the case's clock), and
/// `camera-1@1:24.6` (that recording's own).
///
/// # Errors
/// None of these forms; a time of day without a wall clock; a recording that is not there.
pub fn read(typed: &str, review: &Review) -> Result<When, Unreadable> {
    let typed = typed.trim();
    if let Some((id, at)) = typed.rsplit_once('@') {
        return on_recording(id.trim(), at, review);
    }
    if let Some(rest) = typed.strip_prefix(['T', 't']) {
        let rest = rest.strip_prefix('+').unwrap_or(rest);
        return clock_time(rest).map(When::Incident).ok_or_else(|| unreadable(typed));
    }
    let zero = review.clock.wall.as_ref().and_then(|w| text::wall_time(&w.at_zero).ok());
    if let Ok(wall) = text::wall_time(typed) {
        let zero = zero.ok_or_else(|| no_wall(typed))?;
        return Ok(When::Incident((wall - zero).get()));
    }
    if typed.split(':').count() == 3
        && !typed.starts_with(['-', '\u{2212}'])
        && let (Some(zero), Some(wall)) = (zero, &review.clock.wall)
    {
        let of_day = clock_time(typed).filter(|ns| *ns < DAY).ok_or_else(|| unreadable(typed))?;
        let offset = i64::from(wall.utc_offset_minutes) * 60_000_000_000;
        let zero_of_day = zero.ns().saturating_add(offset).rem_euclid(DAY);
        return Ok(When::Incident(nearest_day(of_day - zero_of_day, [review.clock.start_ns, review.clock.end_ns])));
    }
    clock_time(typed).map(When::Incident).ok_or_else(|| unreadable(typed))
}

const DAY: i64 = 86_400_000_000_000;

/// Of the days on which such a time of day is, the one whose instant lies nearest to the clock: an incident may run
/// past midnight.
fn nearest_day(incident_ns: i64, [start, end]: [i64; 2]) -> i64 {
    let away = |ns: i64| (start - ns).max(ns - end).max(0);
    [incident_ns, incident_ns - DAY, incident_ns + DAY].into_iter().min_by_key(|ns| away(*ns)).unwrap_or(incident_ns)
}

fn on_recording(id: &str, at: &str, review: &Review) -> Result<When, Unreadable> {
    let found: Option<&Recording> = review.recordings.iter().find(|r| r.id == id);
    let Some(r) = found else {
        let ids = || review.recordings.iter().map(|r| r.id.as_str());
        let remedy = match unmuted_model::nearest(id, ids()) {
            Some(near) => format!("did you mean {near:?}?"),
            None => format!("its recordings are: {}", ids().collect::<Vec<_>>().join(", ")),
        };
        return Err(Unreadable { what: format!("this case has no recording {id:?}"), remedy });
    };
    let local = clock_time(at).ok_or_else(|| unreadable(at))?;
    if local < r.start_ns || r.end_ns < local {
        let show = |ns| text::show_recording_time(RecordingTime::from_ns(ns));
        let remedy = format!("it runs from {} to {}", show(r.start_ns), show(r.end_ns));
        return Err(Unreadable { what: format!("{} lies outside of {id}", show(local)), remedy });
    }
    Ok(if on_clock(r, review) { When::Incident(r.placement.incident(local)) } else { When::On(r.id.clone(), local) })
}

/// Seconds, or a time as recordings have them.
fn clock_time(typed: &str) -> Option<i64> {
    let typed = typed.trim();
    if typed.contains(':') || typed.ends_with('s') {
        return text::recording_time(typed).ok().map(|t| t.ns());
    }
    text::recording_time(&format!("{typed} s")).ok().map(|t| t.since_zero()).map(Nanos::get)
}

fn unreadable(typed: &str) -> Unreadable {
    Unreadable { what: format!("{typed:?} is not a time of this case"), remedy: REMEDY.into() }
}

fn no_wall(typed: &str) -> Unreadable {
    Unreadable {
        what: format!("{typed:?} is a wall time, and nothing ties this case to a wall clock"),
        remedy: "write a time on the case's clock (1:24.6), or add an anchor to case.toml".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_minutes() {
        for (typed, ms) in
            [("84.6", 84_600), ("84.6 s", 84_600), ("1:24.6", 84_600), ("0:01:24.6", 84_600), ("-3.5", -3_500)]
        {
            assert_eq!(clock_time(typed), Some(ms * 1_000_000), "{typed}");
        }
        for bad in ["", "a", "1:61", "1:2:3:4", "1e3", "--3"] {
            assert_eq!(clock_time(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_time_of_day_is_on_the_day_that_is_near() {
        let clock = [0, 600_000_000_000];
        assert_eq!(nearest_day(5, clock), 5);
        // Zero is 23:59:00; 00:01:00 is two minutes later.
        assert_eq!(nearest_day(60_000_000_000 - (DAY - 60_000_000_000), clock), 120_000_000_000);
        assert_eq!(nearest_day(DAY - 1_000_000_000, clock), -1_000_000_000);
    }
}
