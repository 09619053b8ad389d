//! How far two values are apart.

use rapidfuzz::distance::{jaro_winkler, osa};

/// Whether two words are that alike (Jaro-Winkler).
pub(crate) fn near(x: &str, y: &str, least: f64) -> bool {
    // Half of the letters at most can be matched where one word is so much longer.
    let (s, l) = (x.len().min(y.len()) as f64, x.len().max(y.len()) as f64);
    let best = (2.0 + s / l) / 3.0;
    if best + 0.4 * (1.0 - best) < least {
        return false;
    }
    let args = jaro_winkler::Args::default().score_cutoff(least);
    if x.is_ascii() && y.is_ascii() {
        jaro_winkler::similarity_with_args(x.bytes(), y.bytes(), &args).is_some()
    } else {
        jaro_winkler::similarity_with_args(x.chars(), y.chars(), &args).is_some()
    }
}

/// Whether no more than `most` edits lie between two words.
pub(crate) fn within_edits(x: &str, y: &str, most: usize) -> bool {
    let args = osa::Args::default().score_cutoff(most);
    if x.is_ascii() && y.is_ascii() {
        x.len().abs_diff(y.len()) <= most && osa::distance_with_args(x.bytes(), y.bytes(), &args).is_some()
    } else {
        osa::distance_with_args(x.chars(), y.chars(), &args).is_some()
    }
}

/// Whether no more than `most` edits lie between the digits of two days.
pub(crate) fn days_within_edits(x: i32, y: i32, most: usize) -> bool {
    x == y || osa::distance_with_args(digits(x), digits(y), &osa::Args::default().score_cutoff(most)).is_some()
}

/// Year, month and day of days since 1970-01-01 (Hinnant's civil_from_days).
pub(crate) fn civil(days: i32) -> (i64, u32, u32) {
    let z = i64::from(days) + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month as u32, day as u32)
}

/// The eight digits of a date.
fn digits(days: i32) -> std::array::IntoIter<u8, 8> {
    let (year, month, day) = civil(days);
    let year = year.unsigned_abs() as u32;
    let d = |v: u32| (v % 10) as u8;
    [d(year / 1000), d(year / 100), d(year / 10), d(year), d(month / 10), d(month), d(day / 10), d(day)].into_iter()
}

#[cfg(test)]
mod tests {
    use super::civil;

    #[test]
    fn days_become_dates() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(17_608), (2018, 3, 18));
        assert_eq!(civil(-719_528), (0, 1, 1));
        assert_eq!(civil(11_016), (2000, 2, 29));
    }
}
