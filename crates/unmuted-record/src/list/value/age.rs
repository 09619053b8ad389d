//! Ages as publishers write them.

use super::Value;

/// Nobody on a list was older.
const OLDEST: u16 = 120;

/// Reads an age: `23`, `23.0`, `[20,25)`, `20-29`, `20s`, `18 months`.
///
/// # Errors
/// It is none, in words.
pub fn age(text: &str) -> Result<Value, String> {
    let wrong = || format!("{text:?} is no age");
    let low = text.to_lowercase();
    let years = |from: u16, to: u16| {
        if from <= to && to <= OLDEST {
            Ok(Value::Years(from, to))
        } else {
            Err(format!("{text:?} is no age of a person"))
        }
    };
    let whole = |t: &str| -> Option<u16> {
        let t = t.trim();
        let t = t.split_once('.').filter(|(_, f)| f.bytes().all(|b| b.is_ascii_digit())).map_or(t, |(w, _)| w);
        t.parse().ok()
    };
    if let Some(n) = whole(&low) {
        return years(n, n);
    }
    if let Some((from, to)) = low.strip_prefix('[').and_then(|t| t.strip_suffix(')')).and_then(|t| t.split_once(',')) {
        let from = whole(from).ok_or_else(wrong)?;
        let to = if to.trim() == "inf" { OLDEST + 1 } else { whole(to).ok_or_else(wrong)? };
        return years(from, to.saturating_sub(1));
    }
    if let Some((from, to)) = low.split_once(['-', '–'])
        && let (Some(from), Some(to)) = (whole(from), whole(to))
    {
        return years(from, to);
    }
    let decade = low.strip_suffix("'s").or_else(|| low.strip_suffix('s'));
    if let Some(n) =
        decade.and_then(|t| whole(t.trim_start_matches("in ").trim_start_matches("mid-").trim_start_matches("mid ")))
        && n % 10 == 0
    {
        return years(n, n + 9);
    }
    let unit = |names: &[&str]| {
        names.iter().find_map(|n| low.strip_suffix(n)).and_then(|t| whole(t.trim_end_matches([' ', '-'])))
    };
    if let Some(n) = unit(&["months", "month", "months old", "mo.", "mo", "mos"]) {
        return years(n / 12, n / 12);
    }
    if unit(&["weeks", "week", "days", "day", "hours"]).is_some() {
        return years(0, 0);
    }
    if let Some(n) = unit(&["years", "years old", "year", "yrs", "yo"]) {
        return years(n, n);
    }
    Err(wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_and_from_to() {
        for (text, from, to) in [
            ("23", 23, 23),
            ("23.0", 23, 23),
            ("[20,25)", 20, 24),
            ("[85,Inf)", 85, 120),
            ("20-29", 20, 29),
            ("40s", 40, 49),
            ("mid-20s", 20, 29),
            ("18 months", 1, 1),
            ("3 days", 0, 0),
            ("0", 0, 0),
        ] {
            assert_eq!(age(text), Ok(Value::Years(from, to)), "{text}");
        }
        for wrong in ["999", "-3", "[25,20)", "x", "", "23s", "1e3", "70000", "[,)"] {
            assert!(age(wrong).is_err(), "{wrong}: {:?}", age(wrong));
        }
    }
}
