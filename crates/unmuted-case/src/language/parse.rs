//! From words to a checked sentence. One function for each form, named as the form is in `docs/assertions.md`;
//! a name that the case does not know stops here, so that the evaluator never meets one.
//!
//! Written by hand rather than with a parser library because every failure must name what was wanted at that
//! word in a lawyer's terms.

use super::ast::{
    Assertion, Comparison, Count, Duration, Edge, Length, Moment, MomentOf, On, Pattern, Pick, Presence, Running,
    Sentence, TimeBetween, Window,
};
use super::error::{SentenceError, SentenceErrorKind as E};
use super::matching::TextPattern;
use super::names::Names;
use super::token::{Spanned, Token, tokens};
use std::ops::Range;
use unmuted_model::{Kind, KindMeaning, Nanos, PersonId, Shape, SourceId};

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
    let mut parser = Parser { tokens: &tokens, at: 0, end: text.len(), names, depth: 0, each: None };
    let sentence = parser.sentence()?;
    if let Some(extra) = parser.tokens.get(parser.at) {
        let message = format!("the sentence is complete before {}", said(&extra.token));
        return Err(SentenceError::new(E::Expected, extra.span.clone(), message)
            .help("two sentences are joined by `and` or `or`; a count needs its comparison at the end"));
    }
    Ok(Assertion { text: text.trim().to_owned(), sentence })
}

struct Parser<'a> {
    tokens: &'a [Spanned],
    at: usize,
    end: usize,
    names: &'a Names<'a>,
    depth: usize,
    /// Where this sentence already said `each`; a second one would leave open which runs over which.
    each: Option<Range<usize>>,
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
        if self.take("some") {
            return Ok(Sentence::Some(self.presence()?));
        }
        if self.take("no") {
            return Ok(Sentence::No(self.presence()?));
        }
        if self.take("count") {
            self.need("of", "after `count`")?;
            return self.count();
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
        let wanted =
            "a sentence that begins with `some`, `no`, `count of`, `time from`, `duration of` or `recording on`";
        let begin = ["some", "no", "count", "time", "duration", "recording", "not", "if"];
        let near = self.word().and_then(|w| unmuted_model::nearest(w, begin));
        let help = near.map(|n| format!("did you mean `{n}`?"));
        Err(self.expected(wanted, help.as_deref().or(Some("for example: no silence between first shot and last shot"))))
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
        Ok(Sentence::Count(Count { pattern, window, comparison, number }))
    }

    /// `from A to B <= D`.
    fn time(&mut self) -> Result<Sentence> {
        self.need("from", "after `time`")?;
        let from = self.moment(true)?;
        self.need("to", "and the second moment")?;
        let to = self.moment(true)?;
        let comparison = self.comparison("a length of time", "<= 60 s")?;
        let length = self.length()?;
        Ok(Sentence::Time(TimeBetween { from, to, comparison, length }))
    }

    /// `X [at once] [window] <= D`.
    fn duration(&mut self) -> Result<Sentence> {
        let pattern = self.pattern()?;
        if pattern.matching.is_some() || self.meaning(&pattern.kind).is_some_and(|m| m.shape == Shape::Instant) {
            let message = if pattern.matching.is_some() {
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
            if !matches!(pattern.on, On::Every { .. }) {
                return Err(SentenceError::new(
                    E::Meaning,
                    at.start..self.previous_end(),
                    "`at once` needs several recordings",
                )
                .help("for example: duration of silence on every camera at once"));
            }
        }
        let window = self.window()?;
        let comparison = self.comparison("a length of time", "= 0 s")?;
        let length = self.length()?;
        Ok(Sentence::Duration(Duration { pattern, at_once, window, comparison, length }))
    }

    /// `on PLACE at A`.
    fn running(&mut self) -> Result<Sentence> {
        self.need("on", "after `recording`")?;
        let on = self.place()?;
        self.need("at", "and the moment")?;
        Ok(Sentence::Running(Running { on, at: self.moment(true)? }))
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

    /// `between A and B`, `before A`, `after A`, `while Y`, `within D before A`.
    fn window(&mut self) -> Result<Window> {
        if self.take("between") {
            let from = self.moment(true)?;
            self.need("and", "and the second moment")?;
            let to = self.moment(true)?;
            return Ok(Window::Between(from, to));
        }
        if self.take("before") {
            return Ok(Window::Before(self.moment(true)?));
        }
        if self.take("after") {
            return Ok(Window::After(self.moment(true)?));
        }
        if self.take("while") {
            let during = self.pattern()?;
            self.one_place(&during)?;
            if self.meaning(&during.kind).is_some_and(|m| m.shape == Shape::Instant) {
                let message = format!("`{}` happens at an instant, so nothing is while it", during.kind);
                return Err(SentenceError::new(E::Meaning, during.span, message)
                    .help("use `within 1 s before` or `within 1 s after`, or a kind that lasts"));
            }
            return Ok(Window::While(during));
        }
        if self.take("within") {
            let length = self.length()?;
            if self.take("before") {
                return Ok(Window::WithinBefore(length, self.moment(true)?));
            }
            if self.take("after") {
                return Ok(Window::WithinAfter(length, self.moment(true)?));
            }
            return Err(self.expected("`before` or `after`", Some("for example: within 15 s before first shot")));
        }
        Ok(Window::Scope)
    }

    /// `[first|last|each] X`, `end of first X`, `start of camera-1`, `end of scope`.
    fn moment(&mut self, each_allowed: bool) -> Result<Moment> {
        let start = self.here().start;
        let edge = match self.word() {
            Some("start") => Some(Edge::Start),
            Some("end") => Some(Edge::End),
            _ => None,
        };
        if let Some(edge) = edge {
            self.at += 1;
            self.need("of", "and what it is the end or start of")?;
            if self.take("scope") {
                return Ok(Moment { of: MomentOf::Scope { edge }, span: start..self.previous_end() });
            }
            if let Some(id) = self.known_recording() {
                self.at += 1;
                return Ok(Moment { of: MomentOf::Recording { id, edge }, span: start..self.previous_end() });
            }
        }
        let pick_span = self.here();
        let pick = match self.word() {
            Some("first") => Pick::First,
            Some("last") => Pick::Last,
            Some("each") => Pick::Each,
            _ => Pick::The,
        };
        if pick != Pick::The {
            self.at += 1;
        }
        if pick == Pick::Each {
            if !each_allowed || self.each.is_some() {
                return Err(SentenceError::new(E::Meaning, pick_span, "one sentence can say `each` once")
                    .help("write two sentences joined by `and`"));
            }
            self.each = Some(pick_span);
        }
        let pattern = self.pattern()?;
        self.one_place(&pattern)?;
        if edge.is_some() && self.meaning(&pattern.kind).is_some_and(|m| m.shape == Shape::Instant) {
            let message = format!("`{}` happens at an instant; it has no start and end", pattern.kind);
            return Err(SentenceError::new(E::Meaning, start..pattern.span.end, message)
                .help(format!("write `first {0}` or `last {0}`", pattern.kind)));
        }
        let edge = edge.unwrap_or(Edge::Start);
        Ok(Moment { of: MomentOf::Event { pick, pattern, edge }, span: start..self.previous_end() })
    }

    /// A moment, and what `while` speaks of, is somewhere; `on every camera` would be several.
    fn one_place(&self, pattern: &Pattern) -> Result<()> {
        if matches!(pattern.on, On::Every { .. }) {
            return Err(SentenceError::new(
                E::Meaning,
                pattern.span.clone(),
                "`on every camera` names several moments where one is needed",
            )
            .help("name one recording, or say `on any camera`"));
        }
        Ok(())
    }

    /// `KIND [by PERSON] [on ...] [matching ...]`.
    fn pattern(&mut self) -> Result<Pattern> {
        let start = self.here().start;
        let kind = self.kind()?;
        let mut pattern =
            Pattern { kind, by: None, on: On::Anywhere, matching: None, span: start..self.previous_end() };
        loop {
            let at = self.here();
            let twice = |what: &str| SentenceError::new(E::Meaning, at.clone(), format!("`{what}` is said twice"));
            if self.take("by") {
                if pattern.by.is_some() {
                    return Err(twice("by"));
                }
                self.nobody_does(&pattern.kind, &at)?;
                pattern.by = Some(self.person()?);
            } else if self.take("on") {
                if pattern.on != On::Anywhere {
                    return Err(twice("on"));
                }
                pattern.on = self.place()?;
            } else if self.take("matching") {
                if pattern.matching.is_some() {
                    return Err(twice("matching"));
                }
                if matches!(pattern.kind.as_str(), "silence" | "muted" | "impulse") {
                    let message = format!("`{}` has no words to match", pattern.kind);
                    return Err(SentenceError::new(E::Meaning, at, message).help("words are matched in `speech`"));
                }
                pattern.matching = Some(self.text()?);
            } else {
                break;
            }
        }
        pattern.span.end = self.previous_end();
        Ok(pattern)
    }

    fn nobody_does(&self, kind: &Kind, at: &Range<usize>) -> Result<()> {
        if kind.as_str() != "silence" {
            return Ok(());
        }
        Err(SentenceError::new(E::Meaning, at.clone(), "silence is a state of a recording; nobody does it")
            .help("name the recording: silence on camera-1"))
    }

    fn meaning(&self, kind: &Kind) -> Option<&'a KindMeaning> {
        self.names.vocabulary.meaning(kind)
    }

    fn kind(&mut self) -> Result<Kind> {
        let Some(word) = self.word() else {
            return Err(self.expected("a kind, such as shot or aid.begun", Some(&self.names.kinds_known())));
        };
        if let Some(kind) = self.names.vocabulary.kind(word) {
            self.at += 1;
            return Ok(kind.clone());
        }
        let help = match self.names.vocabulary.nearest(word) {
            Some(near) => format!("did you mean `{near}`?"),
            None => self.names.kinds_known(),
        };
        Err(SentenceError::new(E::UnknownKind, self.here(), format!("this case has no kind `{word}`")).help(help))
    }

    fn person(&mut self) -> Result<PersonId> {
        let word = self.name("a person")?;
        if let Some(id) = self.names.people.iter().find(|p| p.as_str() == word) {
            self.at += 1;
            return Ok((*id).clone());
        }
        let help = match unmuted_model::nearest(word, self.names.people.iter().map(|p| p.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => self.names.people_known(),
        };
        Err(SentenceError::new(E::UnknownPerson, self.here(), format!("this case has no person `{word}`")).help(help))
    }

    fn name(&self, what: &str) -> Result<&'a str> {
        match self.peek() {
            Some(Token::Word(w) | Token::Text(w)) => Ok(w),
            _ => Err(self.expected(what, None)),
        }
    }

    fn known_recording(&self) -> Option<SourceId> {
        let word = self.name("").ok()?;
        self.names.recordings.iter().find(|r| r.as_str() == word).map(|r| (*r).clone())
    }

    fn place(&mut self) -> Result<On> {
        for (quantity, every) in [("any", false), ("every", true), ("each", true)] {
            if !self.take(quantity) {
                continue;
            }
            let cameras_only = match self.word() {
                Some("camera") => true,
                Some("recording") => false,
                _ => return Err(self.expected(&format!("`camera` or `recording` after `{quantity}`"), None)),
            };
            self.at += 1;
            return Ok(if every { On::Every { cameras_only } } else { On::Any { cameras_only } });
        }
        let word = self.name("a recording, `any camera` or `every camera`")?;
        if let Some(id) = self.known_recording() {
            self.at += 1;
            return Ok(On::Recording(id));
        }
        let help = match unmuted_model::nearest(word, self.names.recordings.iter().map(|r| r.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => self.names.recordings_known(),
        };
        let message = format!("this case has no recording `{word}`");
        Err(SentenceError::new(E::UnknownRecording, self.here(), message).help(help))
    }

    fn text(&mut self) -> Result<TextPattern> {
        let span = self.here();
        let (pattern, help) = match self.peek() {
            Some(Token::Text(t)) => (TextPattern::plain(t), "write the words to look for: matching \"drop it\""),
            Some(Token::Pattern { body, flags }) => {
                (TextPattern::regular(body, flags), "for plain words write matching \"text\"")
            }
            _ => return Err(self.expected("\"text\" or /pattern/", Some("for example: matching \"drop it\""))),
        };
        self.at += 1;
        pattern.map_err(|why| {
            SentenceError::new(E::TextPattern, span, format!("this pattern cannot be read: {why}")).help(help)
        })
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
