//! Units of values that sources give, and their exact factors, so that 21 ft and 6.4 m can be compared.

use std::fmt;

/// A unit of measure. Two units are comparable if they measure the same thing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unit {
    /// As it is written: `m`, `ft`.
    pub symbol: &'static str,
    /// What it measures.
    pub measures: Measures,
    /// How many of the base unit's billionths it is: exact by definition (international yard and pound, 1959;
    /// BIPM, The International System of Units, 9th edition).
    factor: i128,
}

/// What a unit measures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Measures {
    /// Lengths; base metre.
    Length,
    /// Masses; base kilogram.
    Mass,
    /// Times; base second.
    Time,
    /// Speeds; base metre per hour, in which all of them are exact.
    Speed,
    /// Angles; base degree.
    Angle,
    /// Shares; base one hundredth.
    Share,
}

impl Measures {
    /// In words: "a length".
    pub fn words(self) -> &'static str {
        match self {
            Self::Length => "a length",
            Self::Mass => "a mass",
            Self::Time => "a time",
            Self::Speed => "a speed",
            Self::Angle => "an angle",
            Self::Share => "a share",
        }
    }
}

/// Symbol, other ways to write it, what it measures, billionths of the base unit.
const UNITS: [(&str, &[&str], Measures, i128); 23] = [
    ("mm", &["millimetre", "millimetres", "millimeter", "millimeters"], Measures::Length, 1_000_000),
    ("cm", &["centimetre", "centimetres", "centimeter", "centimeters"], Measures::Length, 10_000_000),
    ("m", &["metre", "metres", "meter", "meters"], Measures::Length, 1_000_000_000),
    ("km", &["kilometre", "kilometres", "kilometer", "kilometers"], Measures::Length, 1_000_000_000_000),
    ("in", &["inch", "inches"], Measures::Length, 25_400_000),
    ("ft", &["foot", "feet"], Measures::Length, 304_800_000),
    ("yd", &["yard", "yards"], Measures::Length, 914_400_000),
    ("mi", &["mile", "miles"], Measures::Length, 1_609_344_000_000),
    ("g", &["gram", "grams"], Measures::Mass, 1_000_000),
    ("kg", &["kilogram", "kilograms"], Measures::Mass, 1_000_000_000),
    ("lb", &["lbs", "pound", "pounds"], Measures::Mass, 453_592_370),
    ("ms", &["millisecond", "milliseconds"], Measures::Time, 1_000_000),
    ("s", &["sec", "second", "seconds"], Measures::Time, 1_000_000_000),
    ("min", &["minute", "minutes"], Measures::Time, 60_000_000_000),
    ("h", &["hour", "hours"], Measures::Time, 3_600_000_000_000),
    ("days", &["day", "d"], Measures::Time, 86_400_000_000_000),
    ("weeks", &["week"], Measures::Time, 604_800_000_000_000),
    ("m/s", &[], Measures::Speed, 3_600_000_000_000),
    ("km/h", &["kph"], Measures::Speed, 1_000_000_000_000),
    ("mph", &[], Measures::Speed, 1_609_344_000_000),
    ("ft/s", &["fps"], Measures::Speed, 1_097_280_000_000),
    ("deg", &["degree", "degrees"], Measures::Angle, 1_000_000_000),
    ("%", &["percent"], Measures::Share, 1_000_000_000),
];

impl Unit {
    /// The unit that a word names.
    pub fn named(word: &str) -> Option<Self> {
        let found = UNITS.iter().find(|(symbol, others, ..)| *symbol == word || others.contains(&word));
        found.map(|&(symbol, _, measures, factor)| Self { symbol, measures, factor })
    }

    /// Every unit's symbol.
    pub fn symbols() -> impl Iterator<Item = &'static str> {
        UNITS.iter().map(|(symbol, ..)| *symbol)
    }

    /// A value in this unit, in billionths of billionths of the base unit: only to be compared with another of
    /// the same measure.
    pub fn in_base(self, value: super::Decimal) -> i128 {
        // Decimals are at most 10^21 billionths, factors below 10^15: within i128.
        value.billionths() * self.factor
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Decimal;

    #[test]
    fn feet_and_metres_compare_exactly() {
        let (ft, m) = (Unit::named("feet").unwrap(), Unit::named("m").unwrap());
        assert_eq!(ft.measures, m.measures);
        assert_eq!(ft.in_base(Decimal::parse("10").unwrap()), m.in_base(Decimal::parse("3.048").unwrap()));
        assert!(ft.in_base(Decimal::parse("21").unwrap()) > m.in_base(Decimal::parse("6.4").unwrap()));
        assert_eq!(Unit::named("furlong"), None);
    }

    #[test]
    fn no_value_overflows() {
        let largest = Decimal::whole(1_000_000_000_000).unwrap();
        for symbol in Unit::symbols() {
            assert!(Unit::named(symbol).unwrap().in_base(largest) > 0, "{symbol}");
        }
    }
}
