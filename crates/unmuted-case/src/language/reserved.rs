//! Words that are the language's own, so that a case cannot use them as names.

use super::token::{Token, tokens};

/// Words with which the language says something itself. A kind or an attribute of that name could not be spoken of.
pub(super) const WORDS: &[&str] = &[
    "after",
    "and",
    "any",
    "at",
    "before",
    "between",
    "by",
    "confirmed",
    "count",
    "duration",
    "during",
    "each",
    "end",
    "every",
    "false",
    "first",
    "from",
    "if",
    "incident",
    "is",
    "last",
    "matching",
    "no",
    "not",
    "of",
    "on",
    "once",
    "or",
    "overlaps",
    "recording",
    "scope",
    "some",
    "start",
    "that",
    "then",
    "time",
    "to",
    "true",
    "while",
    "within",
];

/// Whether no kind and no attribute can have this name, because the word is one of the language's own.
pub fn is_own_word(word: &str) -> bool {
    WORDS.contains(&word)
}

/// Whether no recording and no person can have this name: `on every camera`, `by any officer`.
pub fn is_quantity(word: &str) -> bool {
    matches!(word, "any" | "each" | "every" | "that")
}

/// Whether a sentence can ask for an attribute of this name: one word, which is none of the language's own.
pub fn can_name_attribute(name: &str) -> bool {
    let read = tokens(name).unwrap_or_default();
    matches!(read.as_slice(), [one] if one.token == Token::Word(name.to_owned())) && !is_own_word(name)
}
