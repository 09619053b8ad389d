//! Exact decimal numbers, for values that sources give: 0.1 is one tenth and not a float near it.

use std::fmt;

/// A decimal number, exact to nine places, as billionths. At most 10^12 in size, so that multiplying two of them
/// (a value and a unit's factor) never overflows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Decimal(i128);

/// Billionths in one.
const ONE: i128 = 1_000_000_000;

/// The largest size.
const LARGEST: i128 = ONE * 1_000_000_000_000;

impl Decimal {
    /// A whole number; `None` beyond 10^12.
    pub fn whole(n: i64) -> Option<Self> {
        Self::from_billionths(i128::from(n) * ONE)
    }

    /// From billionths; `None` beyond 10^12.
    pub fn from_billionths(n: i128) -> Option<Self> {
        (n.abs() <= LARGEST).then_some(Self(n))
    }

    /// Its billionths.
    pub fn billionths(self) -> i128 {
        self.0
    }

    /// Reads `12`, `-0.5`, `1_000`, `1.5e3` (the ways in which TOML writes a number); `None` for another form, for
    /// more than nine places, and beyond 10^12.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|c| *c != '_').collect();
        let (negative, body) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(&text)),
        };
        let (mantissa, exponent) = match body.split_once(['e', 'E']) {
            Some((m, e)) => (m, e.parse::<i32>().ok()?),
            None => (body, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() || whole.len() + fraction.len() > 30 || exponent.abs() > 30 {
            return None;
        }
        let digits: i128 = format!("{whole}{fraction}").parse().ok().filter(|n| *n >= 0)?;
        // The value is digits * 10^shift billionths.
        let shift = 9 + exponent - i32::try_from(fraction.len()).ok()?;
        let power = 10_i128.checked_pow(shift.unsigned_abs())?;
        let n = if shift >= 0 {
            digits.checked_mul(power)?
        } else if digits % power == 0 {
            digits / power
        } else {
            return None;
        };
        Self::from_billionths(if negative { -n } else { n })
    }

    /// Its value as a float, for drawing only.
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// The sum; `None` beyond 10^12.
    pub fn plus(self, other: Self) -> Option<Self> {
        Self::from_billionths(self.0 + other.0)
    }

    /// The difference; `None` beyond 10^12.
    pub fn minus(self, other: Self) -> Option<Self> {
        Self::from_billionths(self.0 - other.0)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let n = self.0.abs();
        let fraction = format!("{:09}", n % ONE);
        match fraction.trim_end_matches('0') {
            "" => write!(f, "{sign}{}", n / ONE),
            digits => write!(f, "{sign}{}.{digits}", n / ONE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_as_toml_writes_them() {
        for (text, shown) in
            [("12", "12"), ("-0.5", "-0.5"), ("1_000", "1000"), ("1.5e3", "1500"), ("25e-1", "2.5"), ("+7", "7")]
        {
            assert_eq!(Decimal::parse(text).unwrap().to_string(), shown, "{text}");
        }
        for bad in ["", ".5", "1.0000000001", "1e40", "nan", "inf", "0x1f", "1e13", "--1"] {
            assert_eq!(Decimal::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_the_same(n in -1_000_000_000_000_000_000_i64..1_000_000_000_000_000_000) {
            let d = Decimal::from_billionths(i128::from(n)).unwrap();
            prop_assert_eq!(Decimal::parse(&d.to_string()), Some(d));
        }
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,40}") {
            let _ = Decimal::parse(&text);
        }
    }
}
