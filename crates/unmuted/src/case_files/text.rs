//! How times, dates and lengths are written in case files and on the command line: `"1:24.6"`, `"84.6 s"`,
//! `"0.5 s"`, `"2026-05-14"`, `"2026-05-14T14:02:12.5-07:00"`. All arithmetic is on whole nanoseconds, so that what
//! is read and written again is the same time.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use unmuted_model::{Interval, Nanos, RecordingTime, WallClock, WallTime};

const SECOND: i64 = 1_000_000_000;

/// Why a text is not what it should be: a sentence, and what to write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unreadable {
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub remedy: String,
}

fn unreadable(what: String, remedy: &str) -> Unreadable {
    Unreadable { what, remedy: remedy.to_owned() }
}

/// A time on a recording: `"1:24.6"` (minutes and seconds), `"0:01:24.6"` (with hours) or `"84.6 s"`, each with a
/// minus sign in front for a time before the recording's zero.
///
/// # Errors
/// Another form, more than nine decimals, a minute or second of 60 or more behind a larger unit, or a time
/// beyond what nanoseconds in 64 bits can hold.
pub fn recording_time(text: &str) -> Result<RecordingTime, Unreadable> {
    const REMEDY: &str = "write minutes and seconds, \"1:24.6\", or hours too, \"0:01:24.6\", or seconds, \"84.6 s\"";
    let wrong = || unreadable(format!("{text:?} is not a time on a recording"), REMEDY);
    let typed = text.trim();
    let (negative, body) = match typed.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, typed),
    };
    let ns = if let Some(seconds) = body.strip_suffix('s') {
        decimal(seconds.trim_end(), SECOND).ok_or_else(wrong)?
    } else {
        let mut parts = body.rsplit(':');
        let seconds = parts.next().and_then(|s| decimal(s, SECOND)).ok_or_else(wrong)?;
        let minutes = parts.next().and_then(whole).ok_or_else(wrong)?;
        let hours = parts.next().map(|h| whole(h).ok_or_else(wrong)).transpose()?;
        if parts.next().is_some() {
            return Err(wrong());
        }
        if seconds >= 60 * SECOND || (hours.is_some() && minutes >= 60) {
            return Err(unreadable(format!("{text:?} has a minute or a second of 60 or more"), REMEDY));
        }
        let whole_minutes = hours.unwrap_or(0).checked_mul(60).and_then(|m| m.checked_add(minutes));
        whole_minutes
            .and_then(|m| m.checked_mul(60 * SECOND))
            .and_then(|ns| ns.checked_add(seconds))
            .ok_or_else(|| unreadable(format!("{text:?} is longer than any recording"), REMEDY))?
    };
    Ok(RecordingTime::from_ns(if negative { -ns } else { ns }))
}

/// Writes a time on a recording so that [`recording_time`] reads the same: `1:24.6`, `1:02:03.25`, `0:05`.
pub fn show_recording_time(time: RecordingTime) -> String {
    let ns = time.ns().unsigned_abs();
    let sign = if time.ns() < 0 { "-" } else { "" };
    let (seconds, fraction) = (ns / SECOND.unsigned_abs(), ns % SECOND.unsigned_abs());
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = match format!("{fraction:09}").trim_end_matches('0') {
        "" => String::new(),
        digits => format!(".{digits}"),
    };
    if hours > 0 {
        format!("{sign}{hours}:{minutes:02}:{seconds:02}{fraction}")
    } else {
        format!("{sign}{minutes}:{seconds:02}{fraction}")
    }
}

/// A length: a number and a unit, `"0.5 s"`, `"250 ms"`, `"2 min"`, `"1 h"`, `"45 days"`. A day is 24 hours.
///
/// # Errors
/// Another form, another unit, more decimals than nanoseconds, or a length beyond 292 years.
pub fn length(text: &str) -> Result<Nanos, Unreadable> {
    const REMEDY: &str = "write a number and a unit: \"0.5 s\", \"250 ms\", \"2 min\", \"1 h\" or \"45 days\"";
    let typed = text.trim();
    if typed.starts_with(['-', '\u{2212}']) {
        return Err(unreadable(format!("{text:?} has a minus sign, and a length has none"), REMEDY));
    }
    let split = typed.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(typed.len());
    let (number, unit) = typed.split_at_checked(split).unwrap_or((typed, ""));
    let per = match unit.trim_start() {
        "ms" => SECOND / 1000,
        "s" => SECOND,
        "min" => 60 * SECOND,
        "h" => 3600 * SECOND,
        "day" | "days" => 86_400 * SECOND,
        "" => return Err(unreadable(format!("{text:?} has no unit"), REMEDY)),
        other => return Err(unreadable(format!("{text:?} has the unit {other:?}, which is not known"), REMEDY)),
    };
    decimal(number, per).map(Nanos::new).ok_or_else(|| unreadable(format!("{text:?} is not a length"), REMEDY))
}

/// A step on a clock: a length with or without a minus sign in front, `"-4 s"`, or a time as [`recording_time`] reads
/// it.
///
/// # Errors
/// Neither of the two forms.
pub fn step(text: &str) -> Result<Nanos, Unreadable> {
    if text.contains(':') {
        return recording_time(text).map(RecordingTime::since_zero);
    }
    match text.trim().strip_prefix(['-', '\u{2212}']) {
        Some(rest) => length(rest).map(|l| -l),
        None => length(text),
    }
}

/// Writes a length so that [`length`] reads the same, in seconds: `0.5 s`.
pub fn show_length(length: Nanos) -> String {
    let ns = length.abs().get().unsigned_abs();
    let (seconds, fraction) = (ns / SECOND.unsigned_abs(), ns % SECOND.unsigned_abs());
    match format!("{fraction:09}").trim_end_matches('0') {
        "" => format!("{seconds} s"),
        digits => format!("{seconds}.{digits} s"),
    }
}

/// A date, `"2026-05-14"`.
///
/// # Errors
/// Another form, or a day that the calendar does not have.
pub fn date(text: &str) -> Result<Date, Unreadable> {
    let wrong =
        || unreadable(format!("{text:?} is not a date"), "write year, month and day with hyphens: \"2026-05-14\"");
    let typed = text.trim();
    let form = typed.len() == 10
        && typed.bytes().enumerate().all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    if !form {
        return Err(wrong());
    }
    typed.parse().map_err(|_| wrong())
}

/// A wall time with its offset from UTC, `"2026-05-14T14:02:12.5-07:00"` (RFC 3339).
///
/// # Errors
/// Another form, no offset, or a time outside the years 1678 to 2261, which nanoseconds in 64 bits can hold.
pub fn wall_time(text: &str) -> Result<WallTime, Unreadable> {
    const REMEDY: &str = "write date, time and offset from UTC: \"2026-05-14T14:02:12.5-07:00\", or Z for UTC itself";
    let timestamp: jiff::Timestamp =
        text.trim().parse().map_err(|_| unreadable(format!("{text:?} is not a wall time"), REMEDY))?;
    i64::try_from(timestamp.as_nanosecond())
        .map(WallTime::from_ns)
        .map_err(|_| unreadable(format!("{text:?} is not in the years 1678 to 2261"), REMEDY))
}

/// The wall times that a typed one can mean: that whole minute where no second is typed, else that whole second or
/// decimal of one.
///
/// # Errors
/// As [`wall_time`].
pub fn wall_times(text: &str) -> Result<Interval<WallClock>, Unreadable> {
    let start = wall_time(text)?;
    let clock = text.trim().split(['T', 't', ' ']).nth(1).unwrap_or("");
    let clock = clock.split(['Z', 'z', '+', '-', '[']).next().unwrap_or("");
    let mut parts = clock.split(':');
    let resolution = match (parts.next(), parts.next(), parts.next()) {
        (_, _, Some(seconds)) => {
            let decimals = seconds.split_once(['.', ',']).map_or(0, |(_, d)| d.len().min(9));
            10i64.pow(9 - u32::try_from(decimals).unwrap_or(9))
        }
        (_, Some(_), None) => 60 * SECOND,
        _ => 3600 * SECOND,
    };
    Ok(Interval::between(start, start + Nanos::new(resolution - 1)))
}

/// From a day's first instant in a zone to its last; `None` outside the years that nanoseconds in 64 bits can hold.
pub fn day_in(day: Date, zone: &TimeZone) -> Option<Interval<WallClock>> {
    let start = |d: Date| {
        let zoned = d.to_zoned(zone.clone()).ok()?;
        i64::try_from(zoned.timestamp().as_nanosecond()).ok().map(WallTime::from_ns)
    };
    Some(Interval::between(start(day)?, start(day.tomorrow().ok()?)? - Nanos::new(1)))
}

/// Writes a wall time in a zone, with the offset that the zone had then: `2026-05-14T14:02:12.5-07:00`.
pub fn show_wall_time(time: WallTime, zone: &TimeZone) -> String {
    let timestamp = timestamp(time);
    let offset = zone.to_offset(timestamp);
    timestamp.display_with_offset(offset).to_string()
}

/// The day on which a wall time falls in a zone.
pub fn date_in(time: WallTime, zone: &TimeZone) -> Date {
    timestamp(time).to_zoned(zone.clone()).date()
}

fn timestamp(time: WallTime) -> jiff::Timestamp {
    // Every i64 of nanoseconds lies within what jiff can hold (years -9999 to 9999).
    jiff::Timestamp::from_nanosecond(i128::from(time.ns())).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}

/// Digits only.
fn whole(text: &str) -> Option<i64> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// `text` times `per`, exactly, or `None` where it is not digits with at most one point, not whole
/// nanoseconds, or too large.
fn decimal(text: &str, per: i64) -> Option<i64> {
    let (int, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let int = whole(int)?;
    if fraction.is_empty() || fraction.len() > 9 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let scale = 10i128.pow(u32::try_from(fraction.len()).ok()?);
    let part = i128::from(fraction.parse::<i64>().ok()?) * i128::from(per);
    if part % scale != 0 {
        return None;
    }
    i64::try_from(i128::from(int) * i128::from(per) + part / scale).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ms(text: &str) -> i64 {
        let ns = recording_time(text).unwrap().ns();
        assert_eq!(ns % 1_000_000, 0, "{text}");
        ns / 1_000_000
    }

    #[test]
    fn times_on_a_recording() {
        assert_eq!(ms("1:24.6"), 84_600);
        assert_eq!(ms("0:01:24.6"), 84_600);
        assert_eq!(ms("84.6 s"), 84_600);
        assert_eq!(ms("84.6s"), 84_600);
        assert_eq!(ms("0:05"), 5_000);
        assert_eq!(ms("125:00"), 7_500_000);
        assert_eq!(ms("-0:00.5"), -500);
        for bad in ["", "84.6", "1:60", "1:61:00", "1:2:3:4", "1:-2", "1:24,6", "a", "1:", ":1", "1:24.", "s", "1e3 s"]
        {
            assert!(recording_time(bad).is_err(), "{bad:?}");
        }
        for huge in ["99999999999999999999 s", "9999999999:00", "9223372036854775807:00:00"] {
            assert!(recording_time(huge).is_err(), "{huge:?}");
        }
    }

    #[test]
    fn lengths() {
        assert_eq!(length("0.5 s").unwrap(), Nanos::from_millis(500));
        assert_eq!(length("250 ms").unwrap(), Nanos::from_millis(250));
        assert_eq!(length("2 min").unwrap(), Nanos::from_secs(120));
        assert_eq!(length("1h").unwrap(), Nanos::from_secs(3600));
        assert_eq!(length("45 days").unwrap(), Nanos::from_secs(45 * 86_400));
        assert!(length("5").unwrap_err().what.contains("no unit"));
        for bad in ["", "s", "5 parsecs", "-1 s", "1..2 s", "0.0000000001 s", "99999999999 days"] {
            assert!(length(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn dates_and_wall_times() {
        assert!(date("2026-02-29").is_err());
        assert!(date("2026-5-1").is_err());
        assert!(date("20260514").is_err());
        assert_eq!(date("2026-05-14").unwrap().to_string(), "2026-05-14");
        let zone = TimeZone::fixed(jiff::tz::offset(-7));
        let t = wall_time("2026-05-14T14:02:12.5-07:00").unwrap();
        assert_eq!(show_wall_time(t, &zone), "2026-05-14T14:02:12.5-07:00");
        assert_eq!(date_in(wall_time("2026-05-15T02:00:00Z").unwrap(), &zone).to_string(), "2026-05-14");
        assert!(wall_time("2026-05-14T14:02:12").is_err(), "no offset");
        assert!(wall_time("9026-05-14T14:02:12Z").is_err());
    }

    #[test]
    fn a_typed_wall_time_is_as_wide_as_its_last_digit() {
        let width = |t: &str| wall_times(t).unwrap().width() + Nanos::new(1);
        assert_eq!(width("2026-05-15T10:00:00-07:00"), Nanos::from_secs(1));
        assert_eq!(width("2026-05-15T10:00-07:00"), Nanos::from_secs(60));
        assert_eq!(width("2026-05-15T10:00:00.5Z"), Nanos::from_millis(100));
    }

    #[test]
    fn a_day_is_as_long_as_its_zone_makes_it() {
        let zone = TimeZone::get("America/Los_Angeles").unwrap();
        let hours = |d: &str| (day_in(date(d).unwrap(), &zone).unwrap().width() + Nanos::new(1)).get() / SECOND / 3600;
        assert_eq!([hours("2026-05-14"), hours("2026-03-08"), hours("2026-11-01")], [24, 23, 25]);
        assert_eq!(day_in(date("9999-12-31").unwrap(), &zone), None);
    }

    #[test]
    fn steps_go_both_ways() {
        assert_eq!(step("-4 s").unwrap(), Nanos::from_secs(-4));
        assert_eq!(step("0 s").unwrap(), Nanos::ZERO);
        assert_eq!(step("-0:30").unwrap(), Nanos::from_secs(-30));
        assert!(step("--4 s").is_err() && step("4").is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_reads_the_same(ns in any::<i64>()) {
            prop_assume!(ns != i64::MIN);
            let time = RecordingTime::from_ns(ns);
            prop_assert_eq!(recording_time(&show_recording_time(time)).unwrap(), time);
            let amount = Nanos::new(ns).abs();
            prop_assert_eq!(length(&show_length(amount)).unwrap(), amount);
            let wall = WallTime::from_ns(ns);
            prop_assert_eq!(wall_time(&show_wall_time(wall, &TimeZone::UTC)).unwrap(), wall);
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>(), shaped in "[-0-9:. smhdayin]{0,24}") {
            for t in [&text, &shaped] {
                let _ = recording_time(t);
                let _ = length(t);
                let _ = step(t);
                let _ = wall_times(t);
                let _ = date(t);
                let _ = wall_time(t);
            }
        }
    }
}
