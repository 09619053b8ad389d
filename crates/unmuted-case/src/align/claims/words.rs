//! Ordinary causes of a clock that disagrees. They are listed, and none is said to have happened.

use unmuted_model::{Nanos, WallTime};

const SECOND: i64 = 1_000_000_000;
const HOUR: i64 = 3600 * SECOND;
const DAY: i64 = 24 * HOUR;

/// Days on which clocks that nobody set begin, days since 1970-01-01: the Macintosh and MP4 epoch 1904-01-01, the
/// Unix epoch, the FAT file system's 1980-01-01, GPS's 1980-01-06, and the first day of 2000, where many
/// real-time clocks start.
const NEVER_SET: [i64; 5] = [-24_107, 0, 3_652, 3_657, 10_957];

/// No zone is further from another (UTC−12 to UTC+14), hours.
const MOST_HOURS: i64 = 26;

/// What ordinarily makes a claimed time off by this much, as one clause. `length` is the recording's, where the claim
/// is the file's own creation time; `bound` is how uncertain `off` is.
pub fn cause(wall: WallTime, off: Nanos, bound: Nanos, length: Option<Nanos>) -> &'static str {
    let (off, bound) = (off.get(), bound.abs().get());
    if is_never_set(wall) {
        return "a clock that was never set shows such a date";
    }
    // A file that is written at its end says so within seconds.
    let near = bound.saturating_add(5 * SECOND);
    if length.is_some_and(|l| l.get() > 2 * near && off.saturating_sub(l.get()).abs() <= near) {
        return "by about the recording's own length: it may have been written at the end rather than at the start";
    }
    if halves_of_hours(off, bound) {
        return "by whole or half hours: another time zone or daylight saving would explain it";
    }
    "such a clock may be set by hand, or never synchronised"
}

/// Whether a wall time lies on a day on which clocks that nobody set begin. The day before counts too: a zone's offset
/// may have been taken off.
fn is_never_set(wall: WallTime) -> bool {
    let day = wall.ns().div_euclid(DAY);
    NEVER_SET.iter().any(|first| day == *first || day == *first - 1)
}

fn halves_of_hours(off: i64, bound: i64) -> bool {
    let half = HOUR / 2;
    // Where the bound is wide, everything is near some half hour.
    if bound > half / 6 {
        return false;
    }
    let nearest = (off.saturating_add(half / 2)).div_euclid(half);
    nearest != 0 && nearest.abs() <= 2 * MOST_HOURS && off.saturating_sub(nearest * half).abs() <= bound
}

/// A difference between two clocks in words, without its sign: `0.42 s`, `41 s`, `1 h 0 min 2 s`, `3 days 4 h 0 min`.
pub fn difference(off: Nanos) -> String {
    let ns = off.abs().get();
    if ns < 10 * SECOND {
        return format!("{:.2} s", ns as f64 / 1e9);
    }
    let s = ns.saturating_add(SECOND / 2) / SECOND;
    if s < 100 {
        return format!("{s} s");
    }
    let (days, h, m, s) = (s / 86_400, s / 3600 % 24, s / 60 % 60, s % 60);
    match days {
        0 if h == 0 => format!("{m} min {s} s"),
        0 => format!("{h} h {m} min {s} s"),
        1 => format!("1 day {h} h {m} min"),
        _ => format!("{days} days {h} h {m} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(off_s: f64, bound_s: f64, length_s: Option<f64>) -> &'static str {
        let s = Nanos::from_secs_f64;
        cause(WallTime::from_ns(1_780_000_000 * SECOND), s(off_s), s(bound_s), length_s.map(s))
    }

    #[test]
    fn each_ordinary_cause_is_named() {
        assert!(of(3601.0, 3.0, None).contains("time zone"));
        assert!(of(-5.5 * 3600.0, 3.0, None).contains("time zone"));
        assert!(of(7.0 * 3600.0 + 2.0, 3.0, Some(540.0)).contains("time zone"));
        assert!(of(542.0, 3.0, Some(540.0)).contains("at the end rather than at the start"));
        assert!(of(-542.0, 3.0, Some(540.0)).contains("by hand"));
        assert!(of(47.0, 3.0, Some(540.0)).contains("by hand"));
        assert!(of(3700.0, 3.0, None).contains("by hand"));
        assert!(of(40.0 * 3600.0, 3.0, None).contains("by hand"), "no two zones are 40 hours apart");
        assert!(of(1810.0, 900.0, None).contains("by hand"), "too uncertain to be called a half hour");
    }

    #[test]
    fn clocks_that_were_never_set_are_known_by_their_day() {
        let day = |text_day: i64| cause(WallTime::from_ns(text_day * DAY + HOUR), Nanos::new(DAY), Nanos::ZERO, None);
        // 2000-01-01 and 1980-01-06, counted from 1970-01-01.
        assert!(day(10_957).contains("never set") && day(3_657).contains("never set") && day(0).contains("never set"));
        assert!(!day(10_959).contains("never set") && !day(20_000).contains("never set"));
    }

    #[test]
    fn differences_read_well() {
        let words = [0.424, 41.2, 125.0, 3602.0, 90_060.0, 200_000.0].map(|s| difference(Nanos::from_secs_f64(-s)));
        assert_eq!(words, ["0.42 s", "41 s", "2 min 5 s", "1 h 0 min 2 s", "1 day 1 h 1 min", "2 days 7 h 33 min"]);
    }
}
