//! Times as logs type them. A typed second means that whole second, a typed minute that whole minute; decimals mean
//! the last digit typed.

use jiff::civil::DateTime;
use jiff::fmt::strtime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use unmuted_model::{Interval, Nanos, WallClock, WallTime};

use super::map::AuditMap;

/// What is wrong with a time, and what to do.
pub(super) type Fault = (String, &'static str);

const REMEDY: &str = "check format in the mapping's [time], or mend the time in a copy of the log";

/// The wall times that a typed time can mean, with a doubt that is worth telling.
pub(super) fn read(typed: &str, map: &AuditMap) -> Result<(Interval<WallClock>, Option<Fault>), Fault> {
    if typed.is_empty() {
        return Err(("there is no time".to_owned(), REMEDY));
    }
    let wrong = || {
        let shown: String = typed.chars().take(40).collect();
        match &map.format {
            Some(format) => (format!("the time {shown:?} is not of the form {format:?}"), REMEDY),
            None => (format!("the time {shown:?} is not of the form 2026-03-18T21:26:14"), REMEDY),
        }
    };
    let (civil, instant, seconds) = match &map.format {
        None => {
            // A date and a time, with or without an offset; a space may stand for the T.
            let seconds = typed.matches(':').count() >= 2;
            let instant = typed.parse::<Timestamp>().ok();
            let civil = if instant.is_some() { None } else { Some(typed.parse::<DateTime>().map_err(|_| wrong())?) };
            (civil, instant, seconds)
        }
        Some(format) => {
            let read = strtime::parse(format, typed).map_err(|_| wrong())?;
            let seconds = read.second().is_some() || format.contains("%s");
            let instant = if read.offset().is_some() || format.contains("%s") {
                Some(read.to_timestamp().map_err(|_| wrong())?)
            } else {
                None
            };
            let civil = if instant.is_some() { None } else { Some(read.to_datetime().map_err(|_| wrong())?) };
            (civil, instant, seconds)
        }
    };
    let resolution = if seconds { fraction(typed) } else { Nanos::from_secs(60) };
    let too_far = || ("the date is not in the years 1678 to 2261".to_owned(), REMEDY);
    let wall = |t: Timestamp| i64::try_from(t.as_nanosecond()).map(WallTime::from_ns).map_err(|_| too_far());
    let span = |t: WallTime| Interval::between(t, t + resolution);
    if let Some(instant) = instant {
        return Ok((span(wall(instant)?), None));
    }
    let civil = civil.ok_or_else(wrong)?;
    let zone: &TimeZone = map.zone.as_ref().ok_or((
        format!("the time {typed:?} says no offset, and the mapping names no time zone"),
        "add zone or offset to the mapping's [time]",
    ))?;
    match zone.to_ambiguous_timestamp(civil).offset() {
        AmbiguousOffset::Unambiguous { offset } => {
            Ok((span(wall(offset.to_timestamp(civil).map_err(|_| too_far())?)?), None))
        }
        AmbiguousOffset::Fold { before, after } => {
            let first = wall(before.to_timestamp(civil).map_err(|_| too_far())?)?;
            let second = wall(after.to_timestamp(civil).map_err(|_| too_far())?)?;
            let what = format!("{civil} came twice that day, when clocks were set back; it can mean either");
            Ok((span(first).hull(span(second)), Some((what, "ask for a log whose times say their offset"))))
        }
        AmbiguousOffset::Gap { .. } => Err((
            format!("{civil} did not exist that day, when clocks were set forward"),
            "check zone in the mapping's [time]",
        )),
    }
}

/// How long the last digit typed behind the seconds is; a second where there is none.
fn fraction(typed: &str) -> Nanos {
    let Some((before, rest)) = typed.rsplit_once(['.', ',']) else { return Nanos::from_secs(1) };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    // A point in a date, as in 18.03.2026 21:26, is none of the seconds'.
    if !before.contains(':') || digits == 0 {
        return Nanos::from_secs(1);
    }
    let digits = u32::try_from(digits.min(9)).unwrap_or(9);
    Nanos::new(10_i64.pow(9 - digits))
}

/// A length: seconds (`12`, `12.5`), `1:30` as minutes and seconds, `0:01:30`.
pub(super) fn length(typed: &str) -> Result<Interval<unmuted_model::RecordingClock>, Fault> {
    let wrong = || {
        let shown: String = typed.chars().take(40).collect();
        (format!("the duration {shown:?} cannot be read"), "durations are seconds, or 1:30, or 0:01:30")
    };
    let text = typed.trim().trim_end_matches(['s', 'S']).trim_end();
    let (whole, decimals) = match text.split_once(['.', ',']) {
        Some((whole, decimals)) => (whole, decimals),
        None => (text, ""),
    };
    let parts: Vec<&str> = whole.split(':').collect();
    let digits = |t: &&str| !t.is_empty() && t.len() <= 9 && t.bytes().all(|b| b.is_ascii_digit());
    if parts.len() > 3
        || !parts.iter().all(digits)
        || decimals.len() > 9
        || !decimals.bytes().all(|b| b.is_ascii_digit())
    {
        return Err(wrong());
    }
    let mut seconds = 0_i64;
    for part in &parts {
        seconds = seconds.saturating_mul(60).saturating_add(part.parse::<i64>().map_err(|_| wrong())?);
    }
    let nanos: i64 = format!("{decimals:0<9}").parse().map_err(|_| wrong())?;
    let from = SignedDuration::new(seconds, i32::try_from(nanos).map_err(|_| wrong())?);
    let from = i64::try_from(from.as_nanos()).map_err(|_| wrong())?;
    let resolution = 10_i64.pow(9 - u32::try_from(decimals.len()).unwrap_or(9));
    let at = unmuted_model::RecordingTime::from_ns;
    // Whether the device rounds or cuts off is not known.
    Ok(Interval::between(at(from.saturating_sub(resolution).max(0)), at(from.saturating_add(resolution))))
}

#[cfg(test)]
mod tests {
    use super::super::map::{read_map, tests::MAP};
    use super::*;

    fn map(time: &str) -> AuditMap {
        read_map("m", &MAP.replace("zone = \"UTC\"", time)).unwrap()
    }

    fn secs(typed: &str, time: &str) -> Result<(f64, f64), String> {
        let (i, doubt) = read(typed, &map(time)).map_err(|e| e.0)?;
        assert_eq!(doubt.is_some(), i.width() > Nanos::from_secs(60));
        Ok((i.earliest().as_secs_f64(), i.width().as_secs_f64()))
    }

    #[test]
    fn times_are_as_wide_as_they_are_typed() {
        assert_eq!(secs("1970-01-01T00:01:40", "zone = \"UTC\""), Ok((100.0, 1.0)));
        assert_eq!(secs("1970-01-01 00:01:40.25", "zone = \"UTC\""), Ok((100.25, 0.01)));
        assert_eq!(secs("1970-01-01 00:01", "zone = \"UTC\""), Ok((60.0, 60.0)));
        assert_eq!(secs("1970-01-01T01:01:40+01:00", ""), Ok((100.0, 1.0)));
        assert_eq!(
            secs("1/1/1970 1:01:40 AM", "format = \"%m/%d/%Y %I:%M:%S %p\"\noffset = \"+01:00\""),
            Ok((100.0, 1.0))
        );
        assert_eq!(secs("01.01.1970 00:01", "format = \"%d.%m.%Y %H:%M\"\nzone = \"UTC\""), Ok((60.0, 60.0)));
        assert_eq!(secs("100", "format = \"%s\""), Ok((100.0, 1.0)));
    }

    #[test]
    fn times_that_mean_nothing_are_told() {
        for (typed, time, what) in [
            ("", "zone = \"UTC\"", "no time"),
            ("noon", "zone = \"UTC\"", "not of the form"),
            ("1970-01-01T00:01:40", "", "says no offset"),
            ("2026-03-08T02:30:00", "zone = \"America/Los_Angeles\"", "did not exist"),
        ] {
            let error = secs(typed, time).unwrap_err();
            assert!(error.contains(what), "{error}");
        }
        // An hour that came twice is both.
        assert_eq!(secs("2026-11-01T01:30:00", "zone = \"America/Los_Angeles\"").unwrap().1, 3601.0);
    }

    #[test]
    fn lengths_are_read() {
        let of = |t| length(t).map(|i| (i.earliest().as_secs_f64(), i.latest().as_secs_f64()));
        assert_eq!(of("12"), Ok((11.0, 13.0)));
        assert_eq!(of("1:30"), Ok((89.0, 91.0)));
        assert_eq!(of("0:01:30.5 s"), Ok((90.4, 90.6)));
        assert!(["", "x", "-3", "1:2:3:4", "1.x"].iter().all(|t| length(t).is_err()));
    }
}
