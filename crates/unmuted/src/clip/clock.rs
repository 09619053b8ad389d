//! Each time on every clock that there is: the recording's own, the case's, and the wall's where it is tied.

use jiff::tz::TimeZone;
use serde::Serialize;
use unmuted_model::{Nanos, WallTime};

use super::wanted::on_clock;
use crate::case_files::text;
use crate::review::document::{Bounds, Recording, Review};

/// A stretch on all clocks. Texts are for reading, numbers for computing; all in nanoseconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Times {
    /// On the recording's own clock: from, to.
    pub own_ns: Option<Bounds>,
    /// The same as text: `1:24.600`.
    pub own: Option<[String; 2]>,
    /// On the case's clock, best values.
    pub incident_ns: Option<Bounds>,
    /// The same as text.
    pub incident: Option<[String; 2]>,
    /// By how much the placement on the case's clock may be off, either way.
    pub plus_minus_ns: Option<i64>,
    /// Wall time, RFC 3339 with the zone's offset, where the case is tied to it.
    pub wall: Option<[String; 2]>,
}

/// The clocks of a case.
pub struct Clocks {
    /// Wall time at incident zero, and the offset from UTC there.
    wall: Option<(WallTime, i32, i64)>,
    main: u32,
}

impl Clocks {
    /// Of a review.
    pub fn of(review: &Review) -> Self {
        let wall = review
            .clock
            .wall
            .as_ref()
            .and_then(|w| Some((text::wall_time(&w.at_zero).ok()?, w.utc_offset_minutes, w.plus_minus_ns)));
        Self { wall, main: review.clock.main_group }
    }

    /// A stretch of one recording's own clock.
    pub fn on(&self, r: &Recording, own: Bounds) -> Times {
        let placed = r.placement.placed && r.placement.group == Some(self.main);
        let incident = placed.then(|| own.map(|ns| r.placement.incident(ns)));
        let bound = placed.then(|| own.map(|ns| r.placement.bound(ns)).into_iter().max().unwrap_or(0));
        Times { own_ns: Some(own), own: Some(own.map(time)), plus_minus_ns: bound, ..self.incident_alone(incident) }
    }

    /// A stretch of the case's clock.
    pub fn incident(&self, incident: Bounds) -> Times {
        self.incident_alone(Some(incident))
    }

    fn incident_alone(&self, incident: Option<Bounds>) -> Times {
        Times {
            incident_ns: incident,
            incident: incident.map(|b| b.map(time)),
            wall: incident.and_then(|b| {
                let [a, b] = b.map(|ns| self.wall(ns));
                Some([a?, b?])
            }),
            ..Times::default()
        }
    }

    /// Wall time in full, `2026-05-14T14:03:58.6-07:00`.
    pub fn wall(&self, incident_ns: i64) -> Option<String> {
        let (zero, minutes, _) = self.wall?;
        let zone = TimeZone::fixed(jiff::tz::Offset::from_seconds(minutes.saturating_mul(60)).ok()?);
        let at = zero + Nanos::new(incident_ns);
        Some(text::show_wall_time(WallTime::from_ns(millis(at.ns())), &zone))
    }

    /// What is to be said of the clocks.
    pub fn words(&self, review: &Review) -> Vec<String> {
        let mut words = Vec::new();
        match self.wall {
            Some((_, _, bound)) => words.push(format!(
                "Wall time is claimed: it rests on {} that people read, each with its bound, and may be off by {} either way. \
                 In a difference of two times it cancels.",
                match review.clock.anchors.iter().filter(|a| a.agrees).count() {
                    1 => "one place".to_owned(),
                    n => format!("{n} places"),
                },
                crate::report::text::seconds(bound)
            )),
            None => words.push("Nothing ties this case to a wall clock, so no time of day is given.".into()),
        }
        words
    }
}

/// The time of day in a wall time as [`Clocks::wall`] writes it: `14:03:58.600`.
pub fn of_day(wall: &str) -> String {
    let clock = wall.split('T').nth(1).unwrap_or(wall);
    let clock = clock.split(['Z', '+', '-']).next().unwrap_or(clock);
    match clock.split_once('.') {
        Some((whole, part)) => format!("{whole}.{part:0<3}"),
        None => format!("{clock}.000"),
    }
}

/// Rounded to whole milliseconds, as all texts of an exhibit are.
fn millis(ns: i64) -> i64 {
    ns.saturating_add(500_000).div_euclid(1_000_000).saturating_mul(1_000_000)
}

/// A time on a clock that starts at zero: `1:24.600`, `1:02:03.000`, `−0:00.021`.
pub fn time(ns: i64) -> String {
    let ms = millis(ns) / 1_000_000;
    let sign = if ms < 0 { "−" } else { "" };
    let ms = ms.unsigned_abs();
    let (h, m, s, ms) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
    if h > 0 { format!("{sign}{h}:{m:02}:{s:02}.{ms:03}") } else { format!("{sign}{m}:{s:02}.{ms:03}") }
}

/// The stretch of a recording's own clock that an incident stretch is, cut to what the recording has; `None` where it
/// has nothing of it, or is not on the clock.
pub fn own_part(r: &Recording, incident: Bounds, review: &Review) -> Option<Bounds> {
    if !on_clock(r, review) {
        return None;
    }
    let own = incident.map(|ns| r.placement.own(ns));
    part(own, [r.start_ns, r.end_ns])
}

/// What two stretches share; `None` where that is nothing.
pub fn part([a, b]: Bounds, [c, d]: Bounds) -> Option<Bounds> {
    let both = [a.max(c), b.min(d)];
    (both[0] < both[1]).then_some(both)
}

/// Whether two stretches touch, an instant included.
pub fn touch([a, b]: Bounds, [c, d]: Bounds) -> bool {
    a <= d && c <= b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        assert_eq!(time(84_600_000_000), "1:24.600");
        assert_eq!(time(-21_333_333), "−0:00.021");
        assert_eq!(time(3_723_000_499_999), "1:02:03.000");
        assert_eq!(of_day("2026-05-14T14:03:58.6-07:00"), "14:03:58.600");
        assert_eq!(of_day("2026-05-14T14:03:58Z"), "14:03:58.000");
    }
}
