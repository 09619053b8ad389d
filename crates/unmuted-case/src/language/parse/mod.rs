//! From words to a checked sentence. One function for each form, named as the form is in `docs/assertions.md`;
//! a name that the case does not know stops here, so that the evaluator never meets one.
//!
//! Written by hand rather than with a parser library because every failure must name what was wanted at that
//! word in a lawyer's terms.

mod attribute;
mod days;
mod moment;
mod pattern;

use super::ast::{
    Assertion, Comparison, Count, DayOf, DayUnit, DaysBetween, Duration, Every, How, HowAsked, Length, Moment,
    MomentOf, On, Pick, Presence, Relation, Running, Sentence, Target, TimeBetween, Window,
};
use super::error::{SentenceError, SentenceErrorKind as E};
use super::names::Names;
use super::reserved;
use super::token::{Spanned, Token, tokens};
use days::Span;
use std::ops::Range;
use unmuted_model::{Nanos, Shape};

/// The longest sentence that is read. A sentence is written by a person; what is longer is a mistake or an attack.
pub const MAX_SENTENCE_BYTES: usize = 4096;

/// How deep parentheses, `not` and `if` may nest, so that no sentence exhausts the stack.
const MAX_DEPTH: usize = 32;

type Result<T> = std::result::Result<T, SentenceError>;

/// Reads a sentence and checks it against the names that the case knows.
///
/// # Errors
/// The first mistake, with the words to point at.
pub fn parse(text: &str, names: &Names<'_>) -> Result<Assertion> {
    if text.len() > MAX_SENTENCE_BYTES {
        let message = format!("a sentence has at most {MAX_SENTENCE_BYTES} bytes; this has {}", text.len());
        return Err(SentenceError::new(E::TooLong, 0..text.len(), message));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser::new(&tokens, text, names);
    let sentence = parser.sentence()?;
    if let Some(extra) = parser.tokens.get(parser.at) {
        return Err(parser.too_much(extra));
    }
    Ok(Assertion { text: text.trim().to_owned(), sentence })
}

/// Reads a moment by itself, as `at` of an attribute's value writes it: `first shot`.
///
/// # Errors
/// The first mistake, with the words to point at.
pub fn parse_moment(text: &str, names: &Names<'_>) -> Result<Moment> {
    if text.len() > MAX_SENTENCE_BYTES {
        return Err(SentenceError::new(E::TooLong, 0..text.len(), "this is longer than any moment"));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser::new(&tokens, text, names);
    let moment = parser.footage_moment()?;
    if let Some(extra) = parser.tokens.get(parser.at) {
        let message = format!("the moment is complete before {}", said(&extra.token));
        return Err(SentenceError::new(E::Expected, extra.span.clone(), message));
    }
    if let Some(each) = parser.each {
        return Err(
            SentenceError::new(E::Meaning, each, "one moment is meant, not each").help("write `first` or `last`")
        );
    }
    Ok(moment)
}

struct Parser<'a> {
    tokens: &'a [Spanned],
    at: usize,
    end: usize,
    names: &'a Names<'a>,
    depth: usize,
    /// Where this sentence already said `each`; a second one would leave open which runs over which.
    each: Option<Range<usize>>,
    /// Where this sentence said `that recording`, which needs an `each` to speak of.
    that: Option<Range<usize>>,
}

/// What a token is called in a message.
fn said(token: &Token) -> String {
    match token {
        Token::Word(w) => format!("`{w}`"),
        Token::Number { .. } => "a number".to_owned(),
        Token::Text(t) => format!("the text \"{t}\""),
        Token::Pattern { .. } => "a pattern".to_owned(),
        Token::Comparison(c) => format!("`{c}`"),
        Token::Open => "`(`".to_owned(),
        Token::Close => "`)`".to_owned(),
        Token::Other(c) => format!("`{c}`"),
    }
}

impl<'a> Parser<'a> {
    fn new(tokens: &'a [Spanned], text: &str, names: &'a Names<'a>) -> Self {
        Self { tokens, at: 0, end: text.len(), names, depth: 0, each: None, that: None }
    }

    /// Why something stands behind a complete sentence.
    fn too_much(&self, extra: &Spanned) -> SentenceError {
        if let (Some(first), Some(second)) = (self.length_at(self.at.wrapping_sub(2)), self.length_at(self.at)) {
            let end = self.tokens.get(self.at + 1).map_or(extra.span.end, |t| t.span.end);
            let ms = (first + second) / 1_000_000;
            let written = if ms % 1000 == 0 { format!("{} s", ms / 1000) } else { format!("{ms} ms") };
            return SentenceError::new(E::Number, extra.span.start..end, "a length is one number with one unit")
                .help(format!("write {written}"));
        }
        let message = format!("the sentence is complete before {}", said(&extra.token));
        let help = if extra.token == Token::Other(',') {
            "nothing is joined by a comma: write `or` or `and`, as in camera-1 or camera-2"
        } else {
            "two sentences are joined by `and` or `or`; a count needs its comparison at the end"
        };
        SentenceError::new(E::Expected, extra.span.clone(), message).help(help)
    }

    /// A length of time that stands at a token, in nanoseconds.
    fn length_at(&self, at: usize) -> Option<i128> {
        match (&self.tokens.get(at)?.token, &self.tokens.get(at.checked_add(1)?)?.token) {
            (Token::Number { billionths, .. }, Token::Word(unit)) => {
                Some(billionths * i128::from(Length::unit(unit)?) / 1_000_000_000)
            }
            _ => None,
        }
    }

    /// Whether a sentence, or a moment, can begin with the word.
    fn begins(&self, word: &str) -> bool {
        reserved::WORDS.contains(&word)
            || self.is_kind(word)
            || self.names.outcome(word).is_some()
            || self.names.attribute(word).next().is_some()
    }

    /// The token so many places on.
    fn token_after(&self, ahead: usize) -> Option<&'a Token> {
        self.tokens.get(self.at + ahead).map(|t| &t.token)
    }

    fn word_after(&self, ahead: usize) -> Option<&'a str> {
        match self.token_after(ahead) {
            Some(Token::Word(w)) => Some(w),
            _ => None,
        }
    }

    /// The next `n` words with a space between, or one text in quotation marks.
    fn joined(&self, n: usize) -> Option<String> {
        if let (1, Some(Token::Text(text))) = (n, self.peek()) {
            return Some(text.clone());
        }
        let words: Option<Vec<&str>> = (0..n).map(|i| self.word_after(i)).collect();
        Some(words?.join(" "))
    }

    fn previous(&self) -> Range<usize> {
        self.at.checked_sub(1).and_then(|i| self.tokens.get(i)).map_or(0..0, |t| t.span.clone())
    }

    fn name(&self, what: &str) -> Result<&'a str> {
        match self.peek() {
            Some(Token::Word(w) | Token::Text(w)) => Ok(w),
            _ => Err(self.expected(what, None)),
        }
    }

    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at).map(|t| &t.token)
    }

    fn here(&self) -> Range<usize> {
        self.tokens.get(self.at).map_or(self.end..self.end, |t| t.span.clone())
    }

    fn previous_end(&self) -> usize {
        self.at.checked_sub(1).and_then(|i| self.tokens.get(i)).map_or(0, |t| t.span.end)
    }

    fn word(&self) -> Option<&'a str> {
        match self.peek() {
            Some(Token::Word(w)) => Some(w),
            _ => None,
        }
    }

    /// Takes the keyword if it is next.
    fn take(&mut self, keyword: &str) -> bool {
        let found = self.word() == Some(keyword);
        self.at += usize::from(found);
        found
    }

    fn need(&mut self, keyword: &str, after: &str) -> Result<()> {
        if self.take(keyword) { Ok(()) } else { Err(self.expected(&format!("`{keyword}` {after}"), None)) }
    }

    fn expected(&self, what: &str, help: Option<&str>) -> SentenceError {
        let found = self.peek().map_or("the sentence ends".to_owned(), |t| format!("{} stands here", said(t)));
        let e = SentenceError::new(E::Expected, self.here(), format!("expected {what}, but {found}"));
        match help {
            Some(h) => e.help(h),
            None => e,
        }
    }

    /// `A or B`, `A and B`, `if A then B`.
    fn sentence(&mut self) -> Result<Sentence> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(SentenceError::new(E::TooLong, self.here(), "this sentence nests too deeply"));
        }
        let out = if self.take("if") {
            let condition = self.sentence()?;
            self.need("then", "after the condition")?;
            let then = self.sentence()?;
            Ok(Sentence::If(Box::new(condition), Box::new(then)))
        } else {
            let mut any = vec![self.conjunction()?];
            while self.take("or") {
                any.push(self.conjunction()?);
            }
            Ok(one_or(any, Sentence::Any))
        };
        self.depth -= 1;
        out
    }

    fn conjunction(&mut self) -> Result<Sentence> {
        let mut all = vec![self.part()?];
        while self.take("and") {
            all.push(self.part()?);
        }
        Ok(one_or(all, Sentence::All))
    }

    fn part(&mut self) -> Result<Sentence> {
        if self.take("not") {
            self.depth += 1;
            if self.depth > MAX_DEPTH {
                return Err(SentenceError::new(E::TooLong, self.here(), "this sentence nests too deeply"));
            }
            let inner = self.part()?;
            self.depth -= 1;
            return Ok(Sentence::Not(Box::new(inner)));
        }
        if self.peek() == Some(&Token::Open) {
            self.at += 1;
            let inner = self.sentence()?;
            if self.peek() != Some(&Token::Close) {
                return Err(self.expected("`)`", None));
            }
            self.at += 1;
            return Ok(inner);
        }
        self.each = None;
        self.that = None;
        let atom = self.atom()?;
        if let (Some(that), None) = (&self.that, &self.each) {
            return Err(SentenceError::new(E::Meaning, that.clone(), "this speaks of the recording of `each` thing")
                .help("say `each` or `every` in the same sentence: some speech on that camera within 15 s before each muted"));
        }
        Ok(atom)
    }

    /// One sentence about one thing.
    fn atom(&mut self) -> Result<Sentence> {
        if self.take("some") {
            if let Some(outcome) = self.happened(HowAsked::Some)? {
                return Ok(outcome);
            }
            let presence = self.presence()?;
            return self.overlapping(presence);
        }
        if self.take("no") {
            if let Some(outcome) = self.happened(HowAsked::No)? {
                return Ok(outcome);
            }
            return Ok(Sentence::No(self.presence()?));
        }
        if self.take("count") {
            self.need("of", "after `count`")?;
            return match self.happened(HowAsked::Count)? {
                Some(outcome) => Ok(outcome),
                None => self.count(),
            };
        }
        if self.take("time") {
            return self.time();
        }
        if self.take("duration") {
            self.need("of", "after `duration`")?;
            return self.duration();
        }
        if self.take("recording") {
            return self.running();
        }
        if matches!(self.word(), Some("every" | "each")) {
            return self.every();
        }
        if let Some(attribute) = self.attribute()? {
            return Ok(attribute);
        }
        let picked = matches!(self.word(), Some("first" | "last"));
        if picked || self.word().is_some_and(|w| self.is_kind(w)) {
            return self.relation();
        }
        let wanted = "a sentence that begins with `some`, `no`, `count of`, `time from`, `duration of`, `recording on` or `every`";
        let begin = ["some", "no", "count", "time", "duration", "recording", "every", "not", "if"];
        let near = self.word().and_then(|w| {
            let attributes = self.names.attributes();
            unmuted_model::nearest(w, begin.into_iter().chain(attributes)).map(str::to_owned)
        });
        let help = near.map(|n| format!("did you mean `{n}`?"));
        Err(self.expected(wanted, help.as_deref().or(Some("for example: no silence between first shot and last shot"))))
    }

    /// `every X is followed by Y [within D]`, `every X overlaps Y`.
    fn every(&mut self) -> Result<Sentence> {
        let at = self.here();
        self.at += 1;
        self.say_each(at)?;
        let each = self.pattern()?;
        self.one_place(&each)?;
        let is = self.take("is");
        if !is && matches!(self.word(), Some("overlaps" | "during")) {
            return self.related(Target { pick: Pick::Each, pattern: each });
        }
        if is && self.word() == Some("during") {
            return self.related(Target { pick: Pick::Each, pattern: each });
        }
        let followed = match self.word() {
            Some("followed") => true,
            Some("preceded") => false,
            _ => {
                return Err(self.expected(
                    "`is followed by`, `is preceded by`, `overlaps` or `during`",
                    Some("for example: every shot is followed by aid.begun within 60 s"),
                ));
            }
        };
        self.at += 1;
        self.need("by", "and what")?;
        let by = self.pattern()?;
        self.one_place(&by)?;
        let within = if self.take("within") { Some(self.length()?) } else { None };
        Ok(Sentence::Every(Every { each, followed, by, within }))
    }

    /// `first X overlaps first Y`, `X during Y`.
    fn relation(&mut self) -> Result<Sentence> {
        let pick = self.pick();
        let pattern = self.pattern()?;
        self.one_place(&pattern)?;
        self.take("is");
        self.related(Target { pick, pattern })
    }

    /// What follows a thing that lies to another: `overlaps Y`, `during Y`.
    fn related(&mut self, a: Target) -> Result<Sentence> {
        let how = match self.word() {
            Some("overlaps") => How::Overlaps,
            Some("during") => How::During,
            _ => {
                return Err(self.expected(
                    "`overlaps` or `during`",
                    Some("for example: first muted on camera-1 overlaps officers.conferring"),
                ));
            }
        };
        self.at += 1;
        if how == How::Overlaps {
            self.lasts(&a.pattern, |kind| format!("`{kind}` happens at an instant and overlaps nothing"))?;
        }
        let b = self.target(if how == How::Overlaps { "overlapping" } else { "during" })?;
        Ok(Sentence::Relation(Relation { a, how, b }))
    }

    /// `some X overlaps Y`.
    fn overlapping(&mut self, presence: Presence) -> Result<Sentence> {
        if self.word() != Some("overlaps") || presence.window != Window::Scope {
            return Ok(Sentence::Some(presence));
        }
        self.one_place(&presence.pattern)?;
        self.related(Target { pick: Pick::The, pattern: presence.pattern })
    }

    /// `X [window]`.
    fn presence(&mut self) -> Result<Presence> {
        let pattern = self.pattern()?;
        let window = self.window()?;
        Ok(Presence { pattern, window })
    }

    /// `X [window] = N`.
    fn count(&mut self) -> Result<Sentence> {
        let pattern = self.pattern()?;
        let window = self.window()?;
        let comparison = self.comparison("the number counted", "= 20")?;
        let number = self.whole_number()?;
        Ok(Sentence::Count(Count { pattern, window, comparison, number }))
    }

    /// `20`.
    fn whole_number(&mut self) -> Result<u32> {
        let span = self.here();
        let Some(Token::Number { billionths, whole }) = self.peek() else {
            return Err(self.expected("a whole number", Some("for example: count of shot = 20")));
        };
        let number = u32::try_from(billionths / 1_000_000_000).ok().filter(|_| *whole).ok_or_else(|| {
            SentenceError::new(E::Number, span, "things are counted in whole numbers").help("for example: = 20")
        })?;
        self.at += 1;
        if let Some(unit) = self.word().filter(|w| Length::unit(w).is_some()) {
            return Err(SentenceError::new(
                E::Number,
                self.here(),
                format!("a count has no unit, but `{unit}` follows"),
            )
            .help("a length of time is asked for by `time from ... to ...`"));
        }
        Ok(number)
    }

    /// `from A to B <= D`.
    fn time(&mut self) -> Result<Sentence> {
        self.need("from", "after `time`")?;
        let from = self.moment()?;
        self.need("to", "and the second moment")?;
        let to = self.moment()?;
        let comparison = self.comparison("a length of time", "<= 60 s")?;
        let at = self.here().start;
        let days = matches!((&from.of, &to.of), (MomentOf::Day(_), MomentOf::Day(_)));
        if days && matches!(self.peek(), Some(Token::Number { .. })) && !self.unit_after() {
            self.at += 1;
            let units = ["days", "business days", "weeks", "months", "years", "hours", "minutes"];
            let help = match self.word().and_then(|w| unmuted_model::nearest(w, units)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "for example: 45 days, 10 business days, 48 h".to_owned(),
            };
            return Err(self.expected("a unit: days, business days, weeks, months, years, h or min", Some(&help)));
        }
        self.meant_as_observed(&from, &to)?;
        match self.span()? {
            Span::Time(length) => Ok(Sentence::Time(TimeBetween { from, to, comparison, length })),
            Span::Days(length) => match (from.of, to.of) {
                (MomentOf::Day(from), MomentOf::Day(to)) => {
                    Ok(Sentence::Days(DaysBetween { from, to, comparison, length }))
                }
                (MomentOf::Day(_), _) | (_, MomentOf::Day(_)) => {
                    let message = "days are counted between days, and one of these is a moment of the footage";
                    Err(SentenceError::new(E::Meaning, at..self.previous_end(), message)
                        .help("count from `incident`, or write hours: <= 48 h"))
                }
                _ => Err(SentenceError::new(
                    E::Number,
                    at..self.previous_end(),
                    "the time between moments of the footage is not counted in days",
                )
                .help("write ms, s, min or h")),
            },
        }
    }

    /// Whether a unit of time or of days follows the next token.
    fn unit_after(&self) -> bool {
        self.word_after(1).is_some_and(|w| {
            Length::unit(w).is_some()
                || DayUnit::named(w).is_some()
                || (matches!(w, "business" | "working" | "calendar") && self.word_after(2).is_some())
        })
    }

    /// Between a moment of the footage and an outcome: whether that outcome, of which the case has none, was perhaps
    /// meant to be a kind that can be observed. `aid` is one thing in what followed and another on a recording.
    fn meant_as_observed(&self, from: &Moment, to: &Moment) -> Result<()> {
        for (moment, other) in [(from, to), (to, from)] {
            let (MomentOf::Day(day), false) = (&moment.of, matches!(other.of, MomentOf::Day(_))) else { continue };
            let DayOf::Outcome { kind, .. } = &day.of else { continue };
            if self.names.has_outcome(kind) {
                continue;
            }
            let begins = format!("{}.", kind.replace(' ', "."));
            let mut kinds = self.names.vocabulary().kinds().map(|(k, _)| k.as_str());
            if let Some(near) = kinds.find(|k| k.starts_with(&begins)) {
                let message = format!("`{kind}` is a kind of outcome, and the case has no outcome of this kind");
                return Err(SentenceError::new(E::UnknownKind, moment.span.clone(), message)
                    .help(format!("did you mean `{near}`?")));
            }
        }
        Ok(())
    }

    /// `X [at once] [window] <= D`.
    fn duration(&mut self) -> Result<Sentence> {
        let pattern = self.pattern()?;
        if pattern.asks_words() || self.meaning(&pattern.kind).is_some_and(|m| m.shape == Shape::Instant) {
            let message = if pattern.asks_words() {
                "which part of an utterance holds the words is not known, so they have no duration".to_owned()
            } else {
                format!("`{}` happens at an instant and has no duration", pattern.kind)
            };
            return Err(SentenceError::new(E::Meaning, pattern.span, message)
                .help("ask for `count of`, or for the duration of a kind that lasts"));
        }
        let at = self.here();
        let at_once = self.take("at");
        if at_once {
            self.need("once", "after `at`")?;
            if !matches!(pattern.on, On::Every(_)) {
                return Err(SentenceError::new(
                    E::Meaning,
                    at.start..self.previous_end(),
                    "`at once` needs several recordings",
                )
                .help("for example: duration of silence on every camera at once"));
            }
        }
        let window_at = self.here().start;
        let window = self.window()?;
        if matches!(window, Window::During(_)) {
            return Err(SentenceError::new(
                E::Meaning,
                window_at..self.previous_end(),
                "`during` asks for things that lie wholly within another, and a duration is cut to size",
            )
            .help("write `while`"));
        }
        let comparison = self.comparison("a length of time", "= 0 s")?;
        let length = self.length()?;
        Ok(Sentence::Duration(Duration { pattern, at_once, window, comparison, length }))
    }

    /// `on PLACE at A`.
    fn running(&mut self) -> Result<Sentence> {
        self.need("on", "after `recording`")?;
        let on = self.place()?;
        self.need("at", "and the moment")?;
        Ok(Sentence::Running(Running { on, at: self.footage_moment()? }))
    }

    fn comparison(&mut self, with: &str, example: &str) -> Result<Comparison> {
        let Some(Token::Comparison(c)) = self.peek() else {
            return Err(self.expected(
                &format!("`=`, `<=`, `<`, `>=` or `>` and {with}"),
                Some(&format!("for example: {example}")),
            ));
        };
        self.at += 1;
        Ok(*c)
    }

    /// `60 s`.
    fn length(&mut self) -> Result<Length> {
        let start = self.here().start;
        let Some(Token::Number { billionths, .. }) = self.peek() else {
            return Err(self.expected("a length of time", Some("for example: 60 s, 250 ms, 2 min, 1 h")));
        };
        self.at += 1;
        let Some(per_unit) = self.word().and_then(Length::unit) else {
            let near = self.word().and_then(|w| unmuted_model::nearest(w, ["ms", "seconds", "minutes", "hours"]));
            let help = near.map_or("for example: 60 s".to_owned(), |n| format!("did you mean `{n}`?"));
            return Err(self.expected("a unit of time: ms, s, min or h", Some(&help)));
        };
        let unit = self.word().unwrap_or_default();
        self.at += 1;
        let ns = billionths * i128::from(per_unit) / 1_000_000_000;
        let ns = i64::try_from(ns).map_err(|_| {
            SentenceError::new(E::Number, start..self.previous_end(), "this length is beyond the scale of 292 years")
        })?;
        Ok(Length { ns: Nanos::new(ns), text: format!("{} {unit}", decimal(*billionths)) })
    }
}

fn one_or(mut list: Vec<Sentence>, many: impl Fn(Vec<Sentence>) -> Sentence) -> Sentence {
    match list.pop() {
        Some(only) if list.is_empty() => only,
        Some(last) => {
            list.push(last);
            many(list)
        }
        None => many(list),
    }
}

/// Billionths as a decimal number without superfluous digits.
fn decimal(billionths: i128) -> String {
    let whole = billionths / 1_000_000_000;
    let fraction = format!("{:09}", billionths % 1_000_000_000);
    match fraction.trim_end_matches('0') {
        "" => whole.to_string(),
        digits => format!("{whole}.{digits}"),
    }
}
