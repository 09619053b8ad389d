//! Conditions on two rows, as a model writes them: `city same and state same`, `date within 7 days`, `not city unknown`.
//!
//! A condition is true, false, or undecided because a value is missing (Kleene's three values).

use super::error::LinkError;
use super::table::FieldKind;

/// What a term asks of two values.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Test {
    /// Equal values; of names, the same set of tokens.
    Same,
    /// One of the two rows, or both, say nothing. Never undecided.
    Unknown,
    /// Not further apart: days, kilometres, or units of a number.
    Within(f64),
    /// The intervals have a value in common.
    Overlaps,
    /// Jaro-Winkler similarity of at least this.
    Near(f64),
    /// At most so many edits (optimal string alignment); of days, of the eight digits of the date.
    Edits(usize),
    /// The first so many letters are the same.
    Starts(usize),
    /// At least so many tokens are the same.
    Shares(u8),
    /// At least so many tokens are the same or alike (nickname, initial, spelling).
    Likes(u8),
    /// Each token of the shorter side, and no fewer than so many, is the same as one of the longer.
    Holds(u8),
    /// Each token of the shorter side, and no fewer than so many, is the same as, or like, one of the longer.
    Covers(u8),
}

/// What the pseudo-column `list` is called.
pub(crate) const LIST: &str = "list";

/// One question about one column (or, crosswise, two).
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Term {
    /// The column asked.
    pub column: String,
    /// The other column, where one row's value is held against another column of the other row.
    pub other: Option<String>,
    /// What is asked.
    pub test: Test,
    /// `not` stands before it.
    pub negated: bool,
    /// Where it stands in the model, in bytes.
    pub offset: usize,
}

/// Terms joined by `and`, and these by `or`.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Condition(pub Vec<Vec<Term>>);

const FORMS: &str = "write for example: city same, city same county, city unknown, date within 7 days, point within 5 km, \
    age within 2, age overlaps, city near 0.9, email edits 1, name shares 2, name likes 2, name holds 2, name covers 2, \
    word starts 3, list same; with not before it, and, or between";

impl Condition {
    /// Reads `words`, which stand at `offset` of the model's `text`.
    pub fn parse(text: &str, words: &str, offset: usize) -> Result<Self, LinkError> {
        // Where a word stands is exact for texts without escapes, which is all that a condition needs.
        let inner = text.get(offset..).and_then(|rest| rest.find(words)).map_or(offset, |at| offset + at);
        let mut tokens: Vec<(usize, &str)> = Vec::new();
        for word in words.split_whitespace() {
            let at = word.as_ptr() as usize - words.as_ptr() as usize;
            tokens.push((inner + at, word));
        }
        if tokens.is_empty() {
            return Err(LinkError::at(text, offset, "a condition is empty", FORMS));
        }
        let mut any = vec![Vec::new()];
        for alternative in tokens.split(|(_, w)| *w == "or") {
            for term in alternative.split(|(_, w)| *w == "and") {
                let term = Term::parse(text, term, inner)?;
                if let Some(last) = any.last_mut() {
                    last.push(term);
                }
            }
            any.push(Vec::new());
        }
        any.pop();
        Ok(Self(any))
    }

    /// Columns that it speaks of.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().flat_map(|t| std::iter::once(t.column.as_str()).chain(t.other.as_deref()))
    }
}

impl Term {
    fn parse(text: &str, tokens: &[(usize, &str)], start: usize) -> Result<Self, LinkError> {
        let offset = tokens.first().map_or(start, |t| t.0);
        let (negated, tokens) = match tokens {
            [(_, "not"), rest @ ..] => (true, rest),
            all => (false, all),
        };
        let [(_, column), (at, verb), rest @ ..] = tokens else {
            return Err(LinkError::at(text, offset, "a column and what is asked of it were expected here", FORMS));
        };
        let number = |what: &str| -> Result<f64, LinkError> {
            let (at, word) = rest.first().copied().unwrap_or((*at, ""));
            word.parse::<f64>().ok().filter(|v| v.is_finite() && *v >= 0.0).ok_or_else(|| {
                LinkError::at(text, at, format!("{verb} needs {what}, not {word:?}"), "write a number after it")
            })
        };
        let count = |least: f64| -> Result<u8, LinkError> {
            let value = number("a whole number")?;
            if value.fract() != 0.0 || !(least..=32.0).contains(&value) {
                let at = rest.first().map_or(*at, |t| t.0);
                let what = format!("{verb} needs a whole number from {least} to 32, not {value}");
                return Err(LinkError::at(text, at, what, "write a small whole number"));
            }
            // Checked just above.
            Ok(value as u8)
        };
        let (test, used) = match *verb {
            "same" => (Test::Same, 0),
            "unknown" => (Test::Unknown, 0),
            "overlaps" => (Test::Overlaps, 0),
            "within" => (Test::Within(number("a distance")?), 1),
            "near" => {
                let value = number("a similarity")?;
                if !(0.5..=1.0).contains(&value) {
                    let what = format!("near needs a similarity from 0.5 to 1, not {value}");
                    return Err(LinkError::at(text, *at, what, "write for example near 0.9"));
                }
                (Test::Near(value), 1)
            }
            "edits" => (Test::Edits(usize::from(count(0.0)?)), 1),
            "starts" => (Test::Starts(usize::from(count(1.0)?)), 1),
            "shares" => (Test::Shares(count(1.0)?), 1),
            "likes" => (Test::Likes(count(1.0)?), 1),
            "holds" => (Test::Holds(count(1.0)?), 1),
            "covers" => (Test::Covers(count(1.0)?), 1),
            word => return Err(LinkError::at(text, *at, format!("{word:?} is no question that can be asked"), FORMS)),
        };
        let mut rest = rest.get(used..).unwrap_or_default();
        let mut other = None;
        match (test, rest) {
            (Test::Within(_), [(at, unit), after @ ..]) => {
                if !matches!(*unit, "d" | "day" | "days" | "km" | "years") {
                    return Err(LinkError::at(text, *at, format!("{unit:?} is no unit"), "write days, km, or nothing"));
                }
                rest = after;
            }
            (Test::Same | Test::Near(_), [(_, column), after @ ..]) => {
                other = Some((*column).to_owned());
                rest = after;
            }
            _ => {}
        }
        if let [(at, word), ..] = rest {
            return Err(LinkError::at(text, *at, format!("{word:?} was not expected here"), "join terms by and, or"));
        }
        Ok(Self { column: (*column).to_owned(), other, test, negated, offset })
    }

    /// Whether the question makes sense for a column of that kind.
    pub fn fits(&self, kind: FieldKind) -> bool {
        use FieldKind::{Category, Date, Interval, Name, Point, Text};
        match self.test {
            Test::Same => !matches!(kind, Point),
            Test::Unknown => true,
            Test::Within(_) => matches!(kind, Date | Interval | Point),
            Test::Overlaps => matches!(kind, Interval),
            Test::Near(_) | Test::Starts(_) => matches!(kind, Text | Category),
            Test::Edits(_) => matches!(kind, Text | Category | Date),
            Test::Shares(_) | Test::Likes(_) | Test::Holds(_) | Test::Covers(_) => matches!(kind, Name),
        }
    }
}
