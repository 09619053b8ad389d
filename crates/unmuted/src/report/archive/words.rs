//! Numbers as people read them. One place, so that the page, the text and the terminal say the same.

use unmuted_archive::summary::Share;

/// A count with its thousands set apart.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A count with its noun.
pub fn some(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// A share in percent, with two decimals below one percent, so that a small share is not told as none.
pub fn percent(p: f64) -> String {
    format!("{} %", bare_percent(p))
}

fn bare_percent(p: f64) -> String {
    let p = p * 100.0;
    if p == 0.0 || p >= 99.95 {
        format!("{p:.0}")
    } else if p < 1.0 {
        format!("{p:.2}")
    } else {
        format!("{p:.1}")
    }
}

/// `11.7 to 17.2 %`.
pub fn range(bounds: [f64; 2]) -> String {
    format!("{} to {} %", bare_percent(bounds[0]), bare_percent(bounds[1]))
}

/// `87 of 612 (14.2 %, 11.7 to 17.2 %)`.
pub fn share(s: Share) -> String {
    let base = format!("{} of {}", count(s.have), count(s.of));
    match (s.value(), s.wilson()) {
        (Some(p), Some(bounds)) => format!("{base} ({}, {})", percent(p), range(bounds)),
        _ => base,
    }
}

/// A length, as exact as its size makes sense of: `41.6 s`, `12 min 4 s`, `9.4 h`, `9,412 h`.
pub fn length(ns: i128) -> String {
    let tenths = (ns.max(0) + 50_000_000) / 100_000_000;
    let seconds = (tenths + 5) / 10;
    if tenths < 600 {
        format!("{}.{} s", tenths / 10, tenths % 10)
    } else if seconds < 3_600 {
        format!("{} min {} s", seconds / 60, seconds % 60)
    } else {
        hours(ns)
    }
}

/// A length that somebody chose, without a decimal that nobody did: `5 s`, `0.5 s`.
pub fn chosen(ns: i64) -> String {
    let words = length(i128::from(ns));
    words.strip_suffix(".0 s").map_or(words.clone(), |whole| format!("{whole} s"))
}

/// Hours, with one decimal below a thousand.
fn hours(ns: i128) -> String {
    let tenths = u64::try_from((ns.max(0) + 180_000_000_000) / 360_000_000_000).unwrap_or(u64::MAX);
    if tenths >= 10_000 {
        format!("{} h", count((tenths + 5) / 10))
    } else {
        format!("{}.{} h", tenths / 10, tenths % 10)
    }
}

/// A length to the minute for a span in a list: `2 h 14 min`, `58 min 40 s`, `41.6 s`.
pub fn span(ns: i64) -> String {
    if ns < 3_600_000_000_000 {
        return length(i128::from(ns));
    }
    let minutes = (ns + 30_000_000_000) / 60_000_000_000;
    format!("{} h {:02} min", minutes / 60, minutes % 60)
}

/// A time on a recording's own clock: `0:04:12.3`, cut and not rounded, so that it is never past the evidence.
pub fn clock(ns: i64) -> String {
    let tenths = ns.max(0) / 100_000_000;
    let s = tenths / 10;
    format!("{}:{:02}:{:02}.{}", s / 3_600, s / 60 % 60, s % 60, tenths % 10)
}

/// Bytes: `41.6 GB`.
pub fn bytes(n: u64) -> String {
    const UNITS: [&str; 6] = ["B", "kB", "MB", "GB", "TB", "PB"];
    let mut value = n as f64;
    let mut unit = 0;
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1_000.0;
        unit += 1;
    }
    let name = UNITS.get(unit).copied().unwrap_or("B");
    if unit == 0 { format!("{n} B") } else { format!("{value:.1} {name}") }
}

/// Things in a sentence: `a, b and c`.
pub fn list(items: &[&str]) -> String {
    match items {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// An argument as a shell reads it back.
pub fn argument(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+=:@,%".contains(c);
    // A name that begins with a dash would be taken for an option.
    let path = if path.starts_with('-') { format!("./{path}") } else { path.to_owned() };
    if !path.is_empty() && path.chars().all(plain) { path } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_read_them() {
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(999), "999");
        assert_eq!(
            (percent(0.0), percent(0.0042), percent(0.1159), percent(1.0)),
            ("0 %".into(), "0.42 %".into(), "11.6 %".into(), "100 %".into())
        );
        assert_eq!(length(41_649_999_999), "41.6 s");
        assert_eq!(length(59_960_000_000), "1 min 0 s");
        assert_eq!((chosen(5_000_000_000), chosen(500_000_000)), ("5 s".into(), "0.5 s".into()));
        assert_eq!(length(9_412 * 3_600_000_000_000), "9,412 h");
        assert_eq!(span(8_040_000_000_000), "2 h 14 min");
        assert_eq!(clock(252_399_000_000), "0:04:12.3");
        assert_eq!(bytes(999_960), "1.0 MB");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(share(Share { have: 87, of: 612 }), "87 of 612 (14.2 %, 11.7 to 17.2 %)");
    }

    #[test]
    fn arguments_come_back_from_a_shell() {
        assert_eq!(argument("2026/a-1.mp4"), "2026/a-1.mp4");
        assert_eq!(argument("it's here.mp4"), "'it'\\''s here.mp4'");
        assert_eq!(argument("-rf"), "./-rf");
    }
}
