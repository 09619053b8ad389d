//! From text to words. A word keeps its place, so that every later message can point at it.

use super::error::{SentenceError, SentenceErrorKind};
use std::ops::Range;

/// What a word is.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Token {
    /// A keyword or a name: letters, digits, `.`, `-`, `_`, starting with a letter or a digit.
    Word(String),
    /// A number, as billionths, so that `0.1 s` is exact.
    Number {
        /// The value times 10^9.
        billionths: i128,
        /// Whether it was written without a fraction.
        whole: bool,
    },
    /// `"text"`, in which `\"` is a quotation mark and `\\` a backslash.
    Text(String),
    /// `/pattern/flags`.
    Pattern {
        /// Between the slashes.
        body: String,
        /// The letters after.
        flags: String,
    },
    /// `=`, `<=`, `<`, `>=`, `>`.
    Comparison(super::ast::Comparison),
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// Anything else that stands alone.
    Other(char),
}

/// A word and where it stands.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Spanned {
    pub token: Token,
    pub span: Range<usize>,
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-' | '_')
}

/// The words of a sentence.
pub(super) fn tokens(text: &str) -> Result<Vec<Spanned>, SentenceError> {
    let mut out = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some(&(at, c)) = chars.peek() {
        if c.is_whitespace() {
            chars.next();
            continue;
        }
        if let Some(unit) = slashed_unit(text, at, out.last()) {
            let end = at + unit.len();
            skip_to(&mut chars, end);
            out.push(Spanned { token: Token::Word(unit.to_owned()), span: at..end });
            continue;
        }
        if c == '%' {
            chars.next();
            out.push(Spanned { token: Token::Word("%".into()), span: at..at + 1 });
            continue;
        }
        if c.is_alphanumeric() {
            let mut end = at;
            while let Some(&(i, d)) = chars.peek().filter(|(_, d)| is_word(*d)) {
                end = i + d.len_utf8();
                chars.next();
            }
            // A full stop at the end of the sentence belongs to nobody's name.
            let run = text.get(at..end).unwrap_or_default().trim_end_matches('.');
            word_or_number(run, at, &mut out)?;
            continue;
        }
        chars.next();
        let after = at + c.len_utf8();
        let next_is_equals = matches!(chars.peek(), Some((_, '=')));
        use super::ast::Comparison as C;
        let token = match c {
            '"' | '\u{201c}' => {
                let (body, end) = until(text, after, |d| matches!(d, '"' | '\u{201d}')).ok_or_else(|| {
                    SentenceError::new(
                        SentenceErrorKind::Form,
                        at..text.len(),
                        "this text has no closing quotation mark",
                    )
                    .help("close it with \"")
                })?;
                skip_to(&mut chars, end);
                out.push(Spanned { token: Token::Text(unescaped(&body)), span: at..end });
                continue;
            }
            '/' => {
                let (body, end) = until(text, after, |d| d == '/').ok_or_else(|| {
                    SentenceError::new(SentenceErrorKind::Form, at..text.len(), "this pattern has no closing slash")
                        .help("write /pattern/ or, for plain words, \"text\"")
                })?;
                skip_to(&mut chars, end);
                let mut flags = String::new();
                let mut stop = end;
                while let Some(&(i, d)) = chars.peek().filter(|(_, d)| d.is_alphabetic()) {
                    flags.push(d);
                    stop = i + d.len_utf8();
                    chars.next();
                }
                out.push(Spanned { token: Token::Pattern { body, flags }, span: at..stop });
                continue;
            }
            '<' if next_is_equals => Token::Comparison(C::AtMost),
            '>' if next_is_equals => Token::Comparison(C::AtLeast),
            '\u{2264}' => Token::Comparison(C::AtMost),
            '\u{2265}' => Token::Comparison(C::AtLeast),
            '<' => Token::Comparison(C::LessThan),
            '>' => Token::Comparison(C::MoreThan),
            '=' if matches!(chars.peek(), Some((_, '<' | '>'))) => {
                let turned = if text.get(after..).is_some_and(|rest| rest.starts_with('>')) { ">=" } else { "<=" };
                let message = "a comparison has its `=` behind";
                return Err(SentenceError::new(SentenceErrorKind::Form, at..after + 1, message)
                    .help(format!("write `{turned}`")));
            }
            '=' => Token::Comparison(C::Exactly),
            '(' => Token::Open,
            ')' => Token::Close,
            other => Token::Other(other),
        };
        let two = next_is_equals && matches!(c, '<' | '>' | '=');
        if two {
            chars.next();
        }
        out.push(Spanned { token, span: at..after + usize::from(two) });
    }
    Ok(out)
}

/// A unit of speed after a number, whose slash begins no pattern.
fn slashed_unit(text: &str, at: usize, before: Option<&Spanned>) -> Option<&'static str> {
    if !matches!(before.map(|b| &b.token), Some(Token::Number { .. })) {
        return None;
    }
    let rest = text.get(at..)?;
    let ends = |unit: &str| !rest.get(unit.len()..).is_some_and(|r| r.starts_with(is_word));
    ["m/s", "km/h", "ft/s"].into_iter().find(|unit| rest.starts_with(unit) && ends(unit))
}

fn skip_to(chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>, end: usize) {
    while chars.peek().is_some_and(|(i, _)| *i < end) {
        chars.next();
    }
}

/// The text from byte `from` up to the closing character, in which a backslash keeps the next character, and the
/// byte after it.
fn until(text: &str, from: usize, closes: impl Fn(char) -> bool) -> Option<(String, usize)> {
    let mut escaped = false;
    for (i, c) in text.get(from..)?.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if closes(c) {
            return Some((text.get(from..from + i)?.to_owned(), from + i + c.len_utf8()));
        }
    }
    None
}

/// A text without the backslashes that stand before its quotation marks and before backslashes.
fn unescaped(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut chars = body.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(&next @ ('"' | '\u{201c}' | '\u{201d}' | '\\')) if c == '\\' => {
                out.push(next);
                chars.next();
            }
            _ => out.push(c),
        }
    }
    out
}

fn word_or_number(run: &str, at: usize, out: &mut Vec<Spanned>) -> Result<(), SentenceError> {
    let digits = run.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(run.len());
    let (number, rest) = run.split_at(digits);
    // `60s` is a number and a unit; `911-call` and `2nd.floor` are names.
    let glued_unit = super::ast::Length::unit(rest).is_some() || unmuted_model::Unit::named(rest).is_some();
    if digits == 0 || !(rest.is_empty() || glued_unit) {
        out.push(Spanned { token: Token::Word(run.to_owned()), span: at..at + run.len() });
        return Ok(());
    }
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let wrong = || {
        SentenceError::new(SentenceErrorKind::Number, at..at + number.len(), format!("{number} is not a number"))
            .help("write 60, or 0.5, with at most nine digits after the point")
    };
    if whole.is_empty() || whole.len() > 15 || fraction.len() > 9 || fraction.contains('.') {
        return Err(wrong());
    }
    let digits: String = format!("{whole}{fraction:0<9}");
    let billionths: i128 = digits.parse().map_err(|_| wrong())?;
    let token = Token::Number { billionths, whole: fraction.is_empty() };
    out.push(Spanned { token, span: at..at + number.len() });
    if glued_unit {
        let from = at + number.len();
        out.push(Spanned { token: Token::Word(rest.to_owned()), span: from..from + rest.len() });
    }
    Ok(())
}
