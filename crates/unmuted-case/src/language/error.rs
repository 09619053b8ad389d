//! What is wrong with a sentence, and where: the words to point at, what was wanted there, and the nearest name.

use std::fmt;
use std::ops::Range;

/// A sentence that cannot be tested as it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SentenceError {
    /// What sort of mistake.
    pub kind: SentenceErrorKind,
    /// The bytes of the sentence to point at; within it, on character borders, and empty only at its end.
    pub span: Range<usize>,
    /// One sentence: what was wanted, what was found.
    pub message: String,
    /// What to do next.
    pub help: Option<String>,
}

/// Sorts of mistakes in a sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SentenceErrorKind {
    /// Longer than [`super::MAX_SENTENCE_BYTES`], or nested deeper than it is read.
    TooLong,
    /// A character or a form that the language does not have.
    Form,
    /// Another word was expected here.
    Expected,
    /// A kind that the case does not know.
    UnknownKind,
    /// A person that the case does not know.
    UnknownPerson,
    /// A recording that the case does not have.
    UnknownRecording,
    /// An attribute that no source gives, or a value of one that none does.
    UnknownAttribute,
    /// A number that cannot be read, or is of the wrong sort.
    Number,
    /// A text pattern that cannot be read.
    TextPattern,
    /// The words fit the grammar and mean nothing: a moment asked to last, a shot asked for its words.
    Meaning,
}

impl SentenceError {
    pub(crate) fn new(kind: SentenceErrorKind, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { kind, span, message: message.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for SentenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(help) = &self.help {
            write!(f, " ({help})")?;
        }
        Ok(())
    }
}

impl std::error::Error for SentenceError {}
