//! `[confirmed] KIND [by ...] [on ...] [matching ...]`, in any order.

use super::{Parser, Result};
use crate::language::ast::{By, On, Pattern, Which};
use crate::language::error::{SentenceError, SentenceErrorKind as E};
use crate::language::matching::TextPattern;
use crate::language::token::Token;
use std::collections::BTreeSet;
use std::ops::Range;
use unmuted_model::{Kind, KindMeaning, PersonId, SourceId, nearest};

/// How many words a role can have: "safety controller".
const ROLE_WORDS: usize = 4;

impl<'a> Parser<'a> {
    pub(super) fn pattern(&mut self) -> Result<Pattern> {
        let start = self.here();
        let confirmed = self.word() == Some("confirmed") && self.word_after(1).is_some_and(|w| self.is_kind(w));
        self.at += usize::from(confirmed);
        let kind = self.kind()?;
        if confirmed && kind.as_str() == "silence" {
            return Err(SentenceError::new(E::Meaning, start, "silence is measured; nobody confirms it")
                .help("leave out `confirmed`"));
        }
        let start = start.start;
        let mut pattern = Pattern {
            kind,
            confirmed,
            by: None,
            on: On::Anywhere,
            matching: Vec::new(),
            begins: false,
            span: start..self.previous_end(),
        };
        loop {
            let at = self.here();
            let twice = |what: &str| SentenceError::new(E::Meaning, at.clone(), format!("`{what}` is said twice"));
            if self.take("by") {
                if pattern.by.is_some() {
                    return Err(twice("by"));
                }
                self.nobody_does(&pattern.kind, &at)?;
                pattern.by = Some(self.whose()?);
            } else if self.word() == Some("on") {
                if pattern.on != On::Anywhere {
                    return Err(twice("on"));
                }
                self.at += 1;
                pattern.on = self.place()?;
            } else if self.take("matching") {
                if pattern.asks_words() {
                    return Err(twice("matching"));
                }
                if matches!(pattern.kind.as_str(), "silence" | "muted" | "impulse") {
                    let message = format!("`{}` has no words to match", pattern.kind);
                    return Err(SentenceError::new(E::Meaning, at, message).help("words are matched in `speech`"));
                }
                pattern.matching.push(self.text()?);
                while self.word() == Some("or")
                    && matches!(self.token_after(1), Some(Token::Text(_) | Token::Pattern { .. }))
                {
                    self.at += 1;
                    pattern.matching.push(self.text()?);
                }
            } else {
                break;
            }
        }
        pattern.span.end = self.previous_end();
        Ok(pattern)
    }

    /// A moment, and what a window speaks of, is somewhere; `on every camera` would be several.
    pub(super) fn one_place(&self, pattern: &Pattern) -> Result<()> {
        if matches!(pattern.on, On::Every(_)) {
            return Err(SentenceError::new(
                E::Meaning,
                pattern.span.clone(),
                "`on every camera` names several moments where one is needed",
            )
            .help("name one recording, or say `on any camera`"));
        }
        Ok(())
    }

    fn nobody_does(&self, kind: &Kind, at: &Range<usize>) -> Result<()> {
        if kind.as_str() != "silence" {
            return Ok(());
        }
        Err(SentenceError::new(E::Meaning, at.clone(), "silence is a state of a recording; nobody does it")
            .help("name the recording: silence on camera-1"))
    }

    pub(super) fn meaning(&self, kind: &Kind) -> Option<&'a KindMeaning> {
        self.names.vocabulary().meaning(kind)
    }

    pub(super) fn is_kind(&self, word: &str) -> bool {
        self.names.vocabulary().kind(word).is_some()
    }

    fn kind(&mut self) -> Result<Kind> {
        let Some(word) = self.word() else {
            return Err(self.expected("a kind, such as shot or aid.begun", Some(&self.names.kinds_known())));
        };
        if let Some(kind) = self.names.vocabulary().kind(word) {
            self.at += 1;
            return Ok(kind.clone());
        }
        let (span, help) = match (self.names.vocabulary().nearest(word), self.near_outcome()) {
            (Some(near), _) => (self.here(), format!("did you mean `{near}`?")),
            (None, Some((span, near))) => (span, format!("did you mean `{near}`?")),
            (None, None) => (self.here(), self.names.kinds_known()),
        };
        Err(SentenceError::new(E::UnknownKind, span, format!("this case has no kind `{word}`")).help(help))
    }

    /// `officer-1`, `officer-1 or officer-2`, `any officer`.
    fn whose(&mut self) -> Result<By> {
        if self.take("any") {
            return self.role();
        }
        let mut people = BTreeSet::from([self.person()?]);
        while self.word() == Some("or") && self.word_after(1).is_some_and(|w| self.is_person(w)) {
            self.at += 1;
            people.insert(self.person()?);
        }
        Ok(By { people, role: None })
    }

    /// A role, of one word or of several.
    fn role(&mut self) -> Result<By> {
        let found = (1..=ROLE_WORDS).rev().find_map(|n| {
            let role = self.joined(n)?;
            let people = self.names.of_role(&role);
            (!people.is_empty()).then_some((n, role, people))
        });
        if let Some((n, role, people)) = found {
            self.at += n;
            return Ok(By { people, role: Some(role) });
        }
        let Some(word) = self.joined(1) else {
            return Err(self.expected("a role after `any`", Some(&self.names.roles_known())));
        };
        let help = match nearest(&word, self.names.roles()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => self.names.roles_known(),
        };
        let message = format!("nobody in this case has the role `{word}`");
        Err(SentenceError::new(E::UnknownPerson, self.here(), message).help(help))
    }

    fn is_person(&self, word: &str) -> bool {
        self.names.people().iter().any(|p| p.id.as_str() == word)
    }

    fn person(&mut self) -> Result<PersonId> {
        let word = self.name("a person")?;
        self.known_as_number(word)?;
        if let Some(person) = self.names.people().iter().find(|p| p.id.as_str() == word) {
            self.at += 1;
            return Ok(person.id.clone());
        }
        if !self.names.of_role(word).is_empty() {
            let message = format!("`{word}` is a role, and `by` asks for a person");
            return Err(SentenceError::new(E::UnknownPerson, self.here(), message)
                .help(format!("write `by any {word}`, or name a person")));
        }
        let help = match nearest(word, self.names.people().iter().map(|p| p.id.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => self.names.people_known(),
        };
        Err(SentenceError::new(E::UnknownPerson, self.here(), format!("this case has no person `{word}`")).help(help))
    }

    /// "Officer 1" where `officer-1` is meant: a name that is shown, and not an id.
    fn known_as_number(&self, word: &str) -> Result<()> {
        let Some(number) =
            self.tokens.get(self.at + 1).filter(|t| matches!(t.token, Token::Number { whole: true, .. }))
        else {
            return Ok(());
        };
        let Some(Token::Number { billionths, .. }) = self.token_after(1) else { return Ok(()) };
        let written = format!("{word} {}", billionths / 1_000_000_000);
        let ids = self.names.people().iter().map(|p| p.id.as_str());
        match nearest(&written.to_lowercase().replace(' ', "-"), ids) {
            Some(near) => {
                let message = format!("this case has no person `{written}`");
                let span = self.here().start..number.span.end;
                Err(SentenceError::new(E::UnknownPerson, span, message).help(format!("did you mean `{near}`?")))
            }
            None => Ok(()),
        }
    }

    /// A word behind `or` or `and` that begins no sentence, and was perhaps meant to be a further recording.
    fn mistyped_further(&self) -> Result<()> {
        let Some(word) = self.word_after(1).filter(|w| !self.begins(w)) else { return Ok(()) };
        if matches!(self.token_after(2), Some(Token::Comparison(_))) {
            return Ok(());
        }
        let (Some(near), Some(token)) =
            (nearest(word, self.names.recordings().map(SourceId::as_str)), self.tokens.get(self.at + 1))
        else {
            return Ok(());
        };
        let message = format!("this case has no recording `{word}`");
        Err(SentenceError::new(E::UnknownRecording, token.span.clone(), message)
            .help(format!("did you mean `{near}`?")))
    }

    pub(super) fn known_recording(&self, ahead: usize) -> Option<SourceId> {
        let (Token::Word(word) | Token::Text(word)) = self.token_after(ahead)? else { return None };
        self.names.recordings().find(|r| r.as_str() == word).cloned()
    }

    /// `camera-1`, `camera-1 or camera-2`, `camera-1 and camera-2`, `any camera`, `every recording`, `that camera`.
    pub(super) fn place(&mut self) -> Result<On> {
        let start = self.here().start;
        if self.take("that") {
            self.camera_or_recording("that")?;
            self.that = Some(start..self.previous_end());
            return Ok(On::That);
        }
        for (quantity, every) in [("any", false), ("every", true), ("each", true)] {
            if !self.take(quantity) {
                continue;
            }
            let which = if self.camera_or_recording(quantity)? { Which::Cameras } else { Which::Recordings };
            return Ok(if every { On::Every(which) } else { On::Any(which) });
        }
        let word = self.name("a recording, `any camera` or `every camera`")?;
        let Some(id) = self.known_recording(0) else {
            let help = match nearest(word, self.names.recordings().map(SourceId::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => self.names.recordings_known(),
            };
            let message = format!("this case has no recording `{word}`");
            return Err(SentenceError::new(E::UnknownRecording, self.here(), message).help(help));
        };
        self.at += 1;
        let mut these = vec![id];
        let Some(joint @ ("or" | "and")) = self.word() else { return self.only(these) };
        while self.word() == Some(joint) {
            let Some(id) = self.known_recording(1) else {
                self.mistyped_further()?;
                break;
            };
            self.at += 2;
            these.push(id);
        }
        if these.len() < 2 {
            return self.only(these);
        }
        Ok(if joint == "or" { On::Any(Which::These(these)) } else { On::Every(Which::These(these)) })
    }

    fn only(&self, mut these: Vec<SourceId>) -> Result<On> {
        these.pop().map(On::Recording).ok_or_else(|| self.expected("a recording", None))
    }

    /// Takes `camera` (true) or `recording` (false).
    pub(super) fn camera_or_recording(&mut self, after: &str) -> Result<bool> {
        let camera = match self.word() {
            Some("camera") => true,
            Some("recording") => false,
            _ => return Err(self.expected(&format!("`camera` or `recording` after `{after}`"), None)),
        };
        self.at += 1;
        Ok(camera)
    }

    fn text(&mut self) -> Result<TextPattern> {
        let span = self.here();
        let (pattern, help) = match self.peek() {
            Some(Token::Text(t)) => (TextPattern::plain(t), "write the words to look for: matching \"drop it\""),
            Some(Token::Pattern { body, flags }) => {
                (TextPattern::regular(body, flags), "for plain words write matching \"text\"")
            }
            _ => {
                let help = match self.word() {
                    Some(word) => {
                        format!("put words in quotation marks: matching \"{word}\"; a parameter too: \"{{words}}\"")
                    }
                    None => "for example: matching \"drop it\"".to_owned(),
                };
                return Err(self.expected("\"text\" or /pattern/", Some(&help)));
            }
        };
        self.at += 1;
        pattern.map_err(|why| {
            SentenceError::new(E::TextPattern, span, format!("this pattern cannot be read: {why}")).help(help)
        })
    }
}
