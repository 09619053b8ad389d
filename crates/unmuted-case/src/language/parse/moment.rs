//! Moments, and the windows that they bound.

use super::{Parser, Result};
use crate::language::ast::{Edge, Moment, MomentOf, Pattern, Pick, Target, Window};
use crate::language::error::{SentenceError, SentenceErrorKind as E};
use crate::language::token::Token;
use unmuted_model::Shape;

impl Parser<'_> {
    /// `between A and B`, `before A`, `after A`, `while Y`, `during Y`, `within D before A`,
    /// `within D before or D after A`.
    pub(super) fn window(&mut self) -> Result<Window> {
        if self.take("between") {
            let from = self.footage_moment()?;
            self.need("and", "and the second moment")?;
            let to = self.footage_moment()?;
            return Ok(Window::Between(from, to));
        }
        if self.take("before") {
            return Ok(Window::Before(self.footage_moment()?));
        }
        if self.take("after") {
            return Ok(Window::After(self.footage_moment()?));
        }
        if self.take("while") {
            return Ok(Window::While(self.target("while")?));
        }
        if self.take("during") {
            return Ok(Window::During(self.target("during")?));
        }
        if self.take("within") {
            let length = self.length()?;
            if self.take("before") {
                if self.take("or") {
                    return self.around(length);
                }
                return Ok(Window::WithinBefore(length, self.footage_moment()?));
            }
            if self.take("after") {
                return Ok(Window::WithinAfter(length, self.footage_moment()?));
            }
            return Err(self.expected("`before` or `after`", Some("for example: within 15 s before first shot")));
        }
        Ok(Window::Scope)
    }

    /// `within 15 s before or` `[within] 10 s after A`.
    fn around(&mut self, before: crate::language::ast::Length) -> Result<Window> {
        self.take("within");
        let after = self.length()?;
        self.need("after", "and what it is before and after of")?;
        let of = self.footage_moment()?;
        let mut end = of.clone();
        if let MomentOf::Event { edge, .. } = &mut end.of {
            if *edge == Edge::End {
                return Err(SentenceError::new(
                    E::Meaning,
                    of.span,
                    "before its start or after its end is meant already, so `end of` has no place here",
                )
                .help("leave out `end of`"));
            }
            *edge = Edge::End;
        }
        Ok(Window::WithinAround { before, after, of, end })
    }

    /// What lasts, at whose time something is: `Y`, `first Y`, `last Y`.
    pub(super) fn target(&mut self, word: &str) -> Result<Target> {
        let pick = self.pick();
        if pick == Pick::Each {
            return Err(SentenceError::new(
                E::Meaning,
                self.previous(),
                format!("`{word}` speaks of some one of them"),
            )
            .help(format!("leave out `each`, or write: every … is preceded by …, not {word} each")));
        }
        let pattern = self.pattern()?;
        self.one_place(&pattern)?;
        self.lasts(&pattern, |kind| format!("`{kind}` happens at an instant, so nothing is {word} it"))?;
        Ok(Target { pick, pattern })
    }

    pub(super) fn lasts(&self, pattern: &Pattern, message: impl Fn(&str) -> String) -> Result<()> {
        if self.meaning(&pattern.kind).is_some_and(|m| m.shape == Shape::Instant) {
            return Err(SentenceError::new(E::Meaning, pattern.span.clone(), message(pattern.kind.as_str()))
                .help("use `within 1 s before` or `within 1 s after`, or a kind that lasts"));
        }
        Ok(())
    }

    /// `first`, `last`, `each`, or nothing.
    pub(super) fn pick(&mut self) -> Pick {
        let pick = match self.word() {
            Some("first") => Pick::First,
            Some("last") => Pick::Last,
            Some("each") => Pick::Each,
            _ => return Pick::The,
        };
        self.at += 1;
        pick
    }

    /// A moment of the footage: not a day.
    pub(super) fn footage_moment(&mut self) -> Result<Moment> {
        let moment = self.moment()?;
        if matches!(moment.of, MomentOf::Day(_)) {
            return Err(SentenceError::new(
                E::Meaning,
                moment.span,
                "what is observed on a recording is not looked for between days",
            )
            .help("name a moment of the footage: first shot, end of scope"));
        }
        Ok(moment)
    }

    /// `[first|last|each] X`, `end of first X`, `start of camera-1`, `end of scope`, `incident`, an outcome, a date.
    pub(super) fn moment(&mut self) -> Result<Moment> {
        let start = self.here().start;
        if let Some(day) = self.day_moment()? {
            let span = day.span.clone();
            return Ok(Moment { of: MomentOf::Day(day), span });
        }
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
            if self.word() == Some("that") {
                let at = self.here().start;
                self.at += 1;
                self.camera_or_recording("that")?;
                self.that = Some(at..self.previous_end());
                return Ok(Moment { of: MomentOf::That { edge }, span: start..self.previous_end() });
            }
            if let Some(id) = self.known_recording(0) {
                self.at += 1;
                return Ok(Moment { of: MomentOf::Recording { id, edge }, span: start..self.previous_end() });
            }
        }
        if let (Some(Token::Number { .. }), Some(Token::Other(':'))) = (self.peek(), self.token_after(1)) {
            let digits = matches!(self.token_after(2), Some(Token::Number { .. }));
            self.at += if digits { 3 } else { 2 };
            let message = "a time on a recording is no moment that a sentence can name";
            return Err(SentenceError::new(E::Meaning, start..self.previous_end(), message).help(
                "name what happens then: first shot, start of camera-1; or bound all sentences by [scope] in case.toml",
            ));
        }
        let pick_span = self.here();
        let pick = self.pick();
        if pick == Pick::Each {
            self.say_each(pick_span)?;
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

    /// Remembers that this sentence says `each`; it can say so once.
    pub(super) fn say_each(&mut self, span: std::ops::Range<usize>) -> Result<()> {
        if self.each.is_some() {
            return Err(SentenceError::new(E::Meaning, span, "one sentence can say `each` once")
                .help("write two sentences joined by `and`"));
        }
        self.each = Some(span);
        Ok(())
    }
}
