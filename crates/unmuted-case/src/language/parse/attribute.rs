//! `NAME = VALUE [at A]`: what sources give.

use super::{Parser, Result};
use crate::language::ast::{Attribute, Comparison, Literal, Sentence};
use crate::language::error::{SentenceError, SentenceErrorKind as E};
use crate::language::token::Token;
use crate::timeline::Value;
use std::collections::BTreeSet;
use std::ops::Range;
use unmuted_model::{Decimal, Unit, nearest};

impl<'a> Parser<'a> {
    /// An attribute's sentence, if one stands here: a name that a comparison follows, or one that the case knows.
    pub(super) fn attribute(&mut self) -> Result<Option<Sentence>> {
        let Some(name) = self.word() else { return Ok(None) };
        let known = self.names.attribute(name).next().is_some();
        let compared = matches!(self.token_after(1), Some(Token::Comparison(_)));
        if !known && (!compared || self.is_kind(name)) {
            return Ok(None);
        }
        let span = self.here();
        if !known {
            let help = match nearest(name, self.names.attributes()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => self.names.attributes_known(),
            };
            let message = format!("no source of this case gives an attribute `{name}`");
            return Err(SentenceError::new(E::UnknownAttribute, span, message).help(help));
        }
        self.at += 1;
        let comparison = self.comparison("a value", "= 8")?;
        let with = self.literal(name, comparison)?;
        let at = if self.take("at") { Some(self.footage_moment()?) } else { None };
        Ok(Some(Sentence::Attribute(Attribute { name: name.to_owned(), comparison, with, at, span })))
    }

    fn literal(&mut self, name: &str, comparison: Comparison) -> Result<Literal> {
        let start = self.here().start;
        let negative = self.peek() == Some(&Token::Other('-'));
        self.at += usize::from(negative);
        let literal = match self.peek() {
            Some(Token::Number { billionths, .. }) => {
                let signed = if negative { -billionths } else { *billionths };
                self.at += 1;
                let number = Decimal::from_billionths(signed).ok_or_else(|| {
                    SentenceError::new(E::Number, start..self.previous_end(), "this number is beyond 10^12")
                })?;
                let unit = self.word().and_then(Unit::named);
                self.at += usize::from(unit.is_some());
                let shown = unit.map_or_else(|| number.to_string(), |u| format!("{number} {u}"));
                Literal::Number { number, unit, text: shown }
            }
            Some(Token::Text(text)) if !negative => {
                self.at += 1;
                Literal::Text(text.clone())
            }
            Some(Token::Word(w)) if !negative && matches!(w.as_str(), "true" | "false") => {
                self.at += 1;
                Literal::Flag(w == "true")
            }
            _ => {
                let help = "for example: = 8, <= 15 ft, = \"officers\", = true";
                return Err(self.expected("a number, a text in quotation marks, `true` or `false`", Some(help)));
            }
        };
        let place = start..self.previous_end();
        self.fits(name, comparison, &literal, place)?;
        Ok(literal)
    }

    /// Values of two sorts, or with and without a unit, cannot be compared with any one value.
    fn of_one_sort(&self, name: &str, place: &Range<usize>) -> Result<()> {
        let sorts: BTreeSet<&str> = self.names.attribute(name).map(|a| sort(&a.value)).collect();
        let units: BTreeSet<&str> = self
            .names
            .attribute(name)
            .filter(|a| matches!(a.value, Value::Number { .. }))
            .map(|a| a.unit.as_str())
            .collect();
        let mixed = if sorts.len() > 1 {
            let sorts: Vec<&str> = sorts.into_iter().collect();
            format!("sources give `{name}` as {}", sorts.join(" and as "))
        } else if let (true, Some(unit)) = (units.contains(""), units.iter().find(|u| !u.is_empty())) {
            format!("sources give `{name}` in {unit} and without a unit")
        } else {
            return Ok(());
        };
        Err(SentenceError::new(E::Meaning, place.clone(), mixed)
            .help("write all values of it in one way in attributes.toml, each with its unit"))
    }

    /// Whether a value can be compared so with what sources give.
    fn fits(&self, name: &str, comparison: Comparison, literal: &Literal, place: Range<usize>) -> Result<()> {
        let wrong =
            |message: String, help: String| Err(SentenceError::new(E::Meaning, place.clone(), message).help(help));
        if comparison != Comparison::Exactly && !matches!(literal, Literal::Number { .. }) {
            return wrong("only numbers are more or less than others".into(), format!("write: {name} = …"));
        }
        self.of_one_sort(name, &place)?;
        let mut words: BTreeSet<&str> = BTreeSet::new();
        for given in self.names.attribute(name) {
            match (&given.value, literal) {
                (Value::Number { .. }, Literal::Number { unit, text, .. }) => {
                    let theirs = Unit::named(&given.unit);
                    let comparable = match (theirs, unit) {
                        (Some(a), Some(b)) => a.measures == b.measures,
                        (None, None) => true,
                        // A unit that nobody knows is compared by its name only, and only without one here.
                        _ => false,
                    };
                    if !comparable {
                        let theirs = if given.unit.is_empty() { "no unit" } else { given.unit.as_str() };
                        let help = match theirs {
                            _ if Unit::named(&given.unit).is_none() => format!("write the number alone: {name} = 8"),
                            unit => format!("write a value with a unit, such as 3 {unit}"),
                        };
                        return wrong(format!("{text} cannot be compared with a value in {theirs}"), help);
                    }
                }
                (Value::Text(known), Literal::Text(_)) => {
                    words.insert(known);
                }
                (Value::Flag(_), Literal::Flag(_)) => {}
                (given, _) => {
                    let write = match given {
                        Value::Number { .. } => "8",
                        Value::Text(_) => "\"…\"",
                        Value::Flag(_) => "true",
                    };
                    return wrong(format!("`{name}` is {}", sort(given)), format!("write: {name} = {write}"));
                }
            }
        }
        if let Literal::Text(text) = literal
            && !words.contains(text.as_str())
            && let Some(near) = resembled(text, &words)
        {
            // Two ways to write one value would be two values, and a slip of the pen a contradiction.
            let message = format!("no source gives `{name}` the value \"{text}\"");
            return Err(SentenceError::new(E::UnknownAttribute, place, message)
                .help(format!("did you mean \"{near}\"? one value is written in one way")));
        }
        Ok(())
    }
}

/// What a value is, in words.
fn sort(value: &Value) -> &'static str {
    match value {
        Value::Number { .. } => "a number",
        Value::Text(_) => "a text",
        Value::Flag(_) => "true or false",
    }
}

/// A value that a text was perhaps meant to be: nearly the same letters, or the same words with more beside them.
fn resembled<'w>(text: &str, values: &BTreeSet<&'w str>) -> Option<&'w str> {
    let words = |t: &str| -> BTreeSet<String> {
        t.split_whitespace().map(str::to_lowercase).filter(|w| !matches!(w.as_str(), "a" | "an" | "the")).collect()
    };
    let ours = words(text);
    let within = |value: &&&str| {
        let theirs = words(value);
        theirs.is_subset(&ours) || ours.is_subset(&theirs)
    };
    nearest(text, values.iter().copied()).or_else(|| values.iter().find(within).copied())
}
