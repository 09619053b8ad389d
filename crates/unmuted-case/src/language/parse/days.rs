//! Days, and what followed: `incident`, outcome kinds, dates, and lengths that are counted in days.

use super::{Parser, Result};
use crate::language::ast::{
    Comparison, DayLength, DayMoment, DayOf, DayUnit, DayWindow, Happened, HowAsked, Length, Pick, Sentence,
};
use crate::language::error::{SentenceError, SentenceErrorKind as E};
use crate::language::token::Token;
use jiff::civil::Date;
use std::ops::Range;
use unmuted_model::nearest;

/// How many words the name of an outcome kind can have.
const OUTCOME_WORDS: usize = 8;

/// The longest length in days: a century.
const MOST_DAYS: u32 = 36_525;

/// A length as it is written: of time, or of days.
pub(super) enum Span {
    Time(Length),
    Days(DayLength),
}

impl<'a> Parser<'a> {
    /// An outcome kind that stands here, under its first name, and how many words it has. What is also a kind of
    /// observation is that.
    pub(super) fn outcome_here(&self) -> Option<(usize, &'a str)> {
        let found = |n: usize| self.names.outcome(&self.joined(n)?).map(|kind| (n, kind));
        let (n, kind) = (1..=OUTCOME_WORDS).rev().find_map(found)?;
        let taken = n == 1 && self.word().is_some_and(|w| self.is_kind(w));
        (!taken).then_some((n, kind))
    }

    /// The outcome kind that is nearest to the words here, and their place.
    pub(super) fn near_outcome(&self) -> Option<(Range<usize>, &'a str)> {
        self.names.outcomes().filter(|name| name.contains(' ')).find_map(|name| {
            let n = name.split(' ').count();
            let written = self.joined(n)?;
            let end = self.tokens.get(self.at + n - 1)?.span.end;
            nearest(&written, [name]).map(|near| (self.here().start..end, near))
        })
    }

    /// A day, if one stands here: `incident`, `2018-04-04`, `[first|last] release of video`.
    pub(super) fn day_moment(&mut self) -> Result<Option<DayMoment>> {
        let start = self.here().start;
        if self.word() == Some("incident") && !self.is_kind("incident") {
            self.at += 1;
            return Ok(Some(DayMoment { of: DayOf::Incident, span: start..self.previous_end() }));
        }
        if let Some(written) = self.word().filter(|w| looks_like_a_date(w)) {
            let date: Date = written.parse().map_err(|_| {
                SentenceError::new(E::Number, self.here(), format!("the calendar has no day {written}"))
                    .help("write year, month and day: 2018-04-04")
            })?;
            self.at += 1;
            return Ok(Some(DayMoment { of: DayOf::Date(date), span: start..self.previous_end() }));
        }
        let before = self.at;
        let pick_span = self.here();
        let pick = self.pick();
        let Some((n, kind)) = self.outcome_here() else {
            self.at = before;
            return Ok(None);
        };
        if pick == Pick::Each {
            let message = format!("of `{kind}` the first or the last can be meant, and not each");
            return Err(SentenceError::new(E::Meaning, pick_span, message).help("write `first` or `last`"));
        }
        self.at += n;
        let of = DayOf::Outcome { pick, kind: kind.to_owned() };
        Ok(Some(DayMoment { of, span: start..self.previous_end() }))
    }

    /// A day that must stand here.
    fn day(&mut self) -> Result<DayMoment> {
        if let Some(day) = self.day_moment()? {
            return Ok(day);
        }
        let help = match self.near_outcome() {
            Some((_, near)) => format!("did you mean `{near}`?"),
            None => "for example: incident, release of video, 2018-04-04".to_owned(),
        };
        Err(self.expected("a day: `incident`, an outcome or a date", Some(&help)))
    }

    /// `some KIND WINDOW`, `no KIND WINDOW`, `count of KIND WINDOW = N`, of outcomes.
    pub(super) fn happened(&mut self, asked: HowAsked) -> Result<Option<Sentence>> {
        let start = self.here().start;
        let Some((n, kind)) = self.outcome_here() else { return Ok(None) };
        self.at += n;
        let span = start..self.previous_end();
        let window = self.day_window()?;
        let (comparison, number) = match asked {
            HowAsked::Some => (Comparison::AtLeast, 1),
            HowAsked::No => (Comparison::Exactly, 0),
            HowAsked::Count => (self.comparison("the number counted", "= 20")?, self.whole_number()?),
        };
        Ok(Some(Sentence::Happened(Happened { kind: kind.to_owned(), window, comparison, number, asked, span })))
    }

    fn day_window(&mut self) -> Result<DayWindow> {
        if self.take("between") {
            let from = self.day()?;
            self.need("and", "and the second day")?;
            return Ok(DayWindow::Between(from, self.day()?));
        }
        if self.take("before") {
            return Ok(DayWindow::Before(self.day()?));
        }
        if self.take("after") {
            return Ok(DayWindow::After(self.day()?));
        }
        if self.take("within") {
            let at = self.here().start;
            let length = match self.span()? {
                Span::Days(length) => length,
                Span::Time(_) => {
                    return Err(SentenceError::new(
                        E::Number,
                        at..self.previous_end(),
                        "outcomes are looked for within days, not within hours",
                    )
                    .help("write days, business days, weeks, months or years"));
                }
            };
            if self.take("after") {
                return Ok(DayWindow::WithinAfter(length, self.day()?));
            }
            if self.take("before") {
                return Ok(DayWindow::WithinBefore(length, self.day()?));
            }
            return Err(self.expected("`before` or `after`", Some("for example: within 30 days after incident")));
        }
        Ok(DayWindow::Always)
    }

    /// `60 s`, `45 days`, `10 business days`.
    pub(super) fn span(&mut self) -> Result<Span> {
        let start = self.here().start;
        let Some(Token::Number { billionths, whole }) = self.peek() else {
            return Err(self.expected("a length of time", Some("for example: 60 s, 250 ms, 2 min, 1 h, 45 days")));
        };
        let unit_at = self.at + 1;
        let word = |i: usize| match self.tokens.get(i).map(|t| &t.token) {
            Some(Token::Word(w)) => Some(w.as_str()),
            _ => None,
        };
        let (unit, words) = match (word(unit_at), word(unit_at + 1)) {
            (Some("business" | "working"), Some("day" | "days")) => (DayUnit::BusinessDays, 2),
            (Some("calendar"), Some("day" | "days")) => (DayUnit::Days, 2),
            (Some(one), _) => match DayUnit::named(one) {
                Some(unit) => (unit, 1),
                None => return self.length().map(Span::Time),
            },
            (None, _) => return self.length().map(Span::Time),
        };
        let count = u32::try_from(billionths / 1_000_000_000).ok().filter(|n| *whole && *n <= MOST_DAYS);
        self.at = unit_at + words;
        let count = count.ok_or_else(|| {
            let message = format!("days are counted in whole numbers up to {MOST_DAYS}");
            SentenceError::new(E::Number, start..self.previous_end(), message).help("for example: 45 days")
        })?;
        let text: Vec<&str> = (unit_at..self.at).filter_map(word).collect();
        Ok(Span::Days(DayLength { count, unit, text: format!("{count} {}", text.join(" ")) }))
    }
}

fn looks_like_a_date(word: &str) -> bool {
    word.len() == 10
        && word.bytes().enumerate().all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() })
}
