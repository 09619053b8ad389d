//! Claimed moments: a date and a time of day as typed, with an offset from UTC where one is claimed.

/// A moment as claimed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Moment {
    /// Seconds from 1970-01-01T00:00:00 to it, both as a clock on the spot shows them.
    pub civil_s: i64,
    /// That clock's offset from UTC in seconds, where one is claimed.
    pub offset_s: Option<i64>,
}

impl Moment {
    /// Reads `2026-03-18T21:26:14`, with a blank instead of `T`, with or without seconds and their decimals (which are
    /// dropped), with `Z` or an offset as in `+02:00` or without. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (date, time) = text.split_once(['T', ' '])?;
        let mut parts = date.split('-');
        let year: i64 = number(parts.next()?, 4)?;
        let month: i64 = number(parts.next()?, 2)?;
        let day: i64 = number(parts.next()?, 2)?;
        if parts.next().is_some() || !(1..=12).contains(&month) || day < 1 || day > days_of(year, month) {
            return None;
        }
        let (clock, offset_s) = match time.strip_suffix('Z') {
            Some(clock) => (clock, Some(0)),
            None => match time.rfind(['+', '-']) {
                Some(at) => (time.get(..at)?, Some(offset(time.get(at..)?)?)),
                None => (time, None),
            },
        };
        let mut parts = clock.trim().split(':');
        let hour: i64 = number(parts.next()?, 2)?;
        let minute: i64 = number(parts.next()?, 2)?;
        let second: i64 = parts.next().map_or(Some(0), |s| {
            let (whole, decimals) = s.split_once('.').unwrap_or((s, "0"));
            decimals.bytes().all(|b| b.is_ascii_digit()).then(|| number(whole, 2)).flatten()
        })?;
        if parts.next().is_some() || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let civil_s = days_from_1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
        Some(Self { civil_s, offset_s })
    }

    /// The hour of day on that clock.
    pub fn hour(self) -> usize {
        usize::try_from(self.civil_s.rem_euclid(86_400) / 3_600).unwrap_or(0)
    }

    /// Seconds from 1970-01-01T00:00:00Z, where an offset is claimed.
    pub fn unix_s(self) -> Option<i64> {
        self.offset_s.map(|offset| self.civil_s - offset)
    }
}

fn number(text: &str, digits: usize) -> Option<i64> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn offset(text: &str) -> Option<i64> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text.get(1..)?.chars().filter(|c| *c != ':').collect();
    let (hours, minutes) = match digits.len() {
        2 => (number(&digits, 2)?, 0),
        4 => (number(digits.get(..2)?, 2)?, number(digits.get(2..)?, 2)?),
        _ => return None,
    };
    (hours <= 18 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the Gregorian calendar, with years that begin in March.
fn days_from_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_that_are_read() {
        let at = |t: &str| Moment::parse(t).unwrap_or_else(|| panic!("{t}"));
        assert_eq!(at("2026-03-18T21:26:14").civil_s, 1_773_869_174);
        assert_eq!(at("2026-03-18 21:26").civil_s, 1_773_869_160);
        assert_eq!(at("2026-03-18T21:26:14.5-07:00").unix_s(), Some(1_773_894_374));
        assert_eq!(at("2026-03-18T21:26:14Z").offset_s, Some(0));
        assert_eq!(at("2026-03-18T21:26:14+0530").offset_s, Some(19_800));
        assert_eq!(at("1969-12-31T23:00:00").hour(), 23);
        assert_eq!(at("2024-02-29T00:00:00").civil_s, 1_709_164_800);
    }

    #[test]
    fn forms_that_are_not() {
        for text in [
            "",
            "2026-03-18",
            "2026-02-29T00:00:00",
            "2026-3-18T00:00:00",
            "2026-03-18T24:00:00",
            "18.3.2026 21:26",
            "2026-03-18T21:26:14+",
            "2026-03-18T21:26:14+99:00",
            "2026-03-18T21",
            "2026-03-18T21:26:1x",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }
}
