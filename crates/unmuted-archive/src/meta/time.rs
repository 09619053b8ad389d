//! When a recording began, as something claims: with an offset, or without.

use std::fmt;

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

/// A claimed time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Claimed {
    /// As a clock on the wall showed it.
    pub civil: DateTime,
    /// The offset from UTC, where one is claimed.
    pub offset: Option<Offset>,
}

impl Claimed {
    /// Reads `2026-03-18T21:26:14`, with a blank instead of `T`, without seconds, and with `Z` or an offset or without.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        // An offset stands behind the time; the date's own hyphens are before it.
        let time_at = text.find(['T', 't', ' '])?;
        let behind = text.get(time_at + 1..)?;
        let zone_at = behind.find(['Z', 'z', '+', '-']).map(|i| time_at + 1 + i);
        let (civil, offset) = match zone_at {
            None => (text, None),
            Some(at) => (text.get(..at)?, Some(offset(text.get(at..)?)?)),
        };
        let civil: DateTime = civil.trim().parse().ok()?;
        Some(Self { civil, offset })
    }

    /// Seconds since 1970-01-01T00:00:00Z: by its own offset, or else in `zone`. `None` without either, and where the
    /// zone has that time twice or not at all (clocks were changed).
    pub(crate) fn unix_s(&self, zone: Option<&TimeZone>) -> Option<i64> {
        let timestamp = match (self.offset, zone) {
            (Some(offset), _) => offset.to_timestamp(self.civil).ok()?,
            (None, Some(zone)) => zone.to_ambiguous_timestamp(self.civil).unambiguous().ok()?,
            (None, None) => return None,
        };
        Some(timestamp.as_second())
    }
}

/// `Z`, `+02`, `+0200`, `+02:00`.
pub(super) fn offset(text: &str) -> Option<Offset> {
    if text.eq_ignore_ascii_case("z") {
        return Some(Offset::UTC);
    }
    let (sign, digits) = match text.as_bytes().first()? {
        b'+' => (1, text.get(1..)?),
        b'-' => (-1, text.get(1..)?),
        _ => return None,
    };
    let digits: String = digits.chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        2 => (digits.parse::<i32>().ok()?, 0),
        4 => (digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse::<i32>().ok()?),
        _ => return None,
    };
    if hours > 25 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

impl fmt::Display for Claimed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (d, t) = (self.civil.date(), self.civil.time());
        let (year, month, day) = (d.year(), d.month(), d.day());
        write!(f, "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}", t.hour(), t.minute(), t.second())?;
        match self.offset {
            None => Ok(()),
            Some(offset) if offset == Offset::UTC => f.write_str("Z"),
            Some(offset) => {
                let minutes = offset.seconds() / 60;
                let sign = if minutes < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_with_and_without_offset() {
        let of = |t: &str| Claimed::read(t).map(|c| (c.to_string(), c.unix_s(None)));
        assert_eq!(of("2018-03-18T21:26:14Z"), Some(("2018-03-18T21:26:14Z".into(), Some(1_521_408_374))));
        assert_eq!(of("2018-03-18 14:26:14-0700"), Some(("2018-03-18T14:26:14-07:00".into(), Some(1_521_408_374))));
        assert_eq!(of("2018-03-18 14:26"), Some(("2018-03-18T14:26:00".into(), None)));
        for wrong in ["", "2018-03-18", "2018-13-18T00:00:00", "18.03.2018 14:26", "2018-03-18T14:26+7", "T", "x T+"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_time_that_a_zone_has_twice_or_never_has_no_seconds() {
        let zone = TimeZone::get("America/Los_Angeles").unwrap();
        let of = |t: &str| Claimed::read(t).unwrap().unix_s(Some(&zone));
        assert_eq!(of("2018-03-18T14:26:14"), Some(1_521_408_374));
        assert_eq!(of("2018-11-04T01:30:00"), None);
        assert_eq!(of("2018-03-11T02:30:00"), None);
        assert_eq!(of("2018-11-04T01:30:00-07:00"), Some(1_541_320_200));
    }
}
