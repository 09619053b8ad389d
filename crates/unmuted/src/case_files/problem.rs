//! What a reader reports when something in a case file is wrong: which file, where in it, what, and what to do next.
//!
//! A reader never stops at the first problem. It leaves out the entry that is wrong, reports it and goes on; the
//! caller shows all problems together and lets the exit status remember them.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use miette::{LabeledSpan, NamedSource};

/// One file of the case as it was read, so that a problem can point into it.
#[derive(Clone)]
pub struct FileText {
    name: Arc<str>,
    text: Arc<str>,
}

impl FileText {
    /// A file by its name within the case (forward slashes) and its text.
    pub fn new(name: &str, text: &str) -> Self {
        Self { name: name.into(), text: text.into() }
    }
    /// Its name within the case.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }
    /// The place of these bytes in it.
    pub fn at(&self, span: Range<usize>) -> Place {
        Place { file: self.clone(), span: Some(span) }
    }
    /// The file as a whole.
    pub fn whole(&self) -> Place {
        Place { file: self.clone(), span: None }
    }
}

impl fmt::Debug for FileText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.name, self.text.len())
    }
}

/// A place in a case file.
#[derive(Clone, Debug)]
pub struct Place {
    file: FileText,
    span: Option<Range<usize>>,
}

impl Place {
    /// The file's name within the case.
    pub fn file(&self) -> &str {
        self.file.name()
    }

    /// The line, counted from 1; 0 for a whole file.
    pub fn line(&self) -> usize {
        self.span
            .as_ref()
            .map_or(0, |span| self.file.text.get(..span.start).unwrap_or_default().matches('\n').count() + 1)
    }

    /// The lines of the entry that begins here, from its own to the one before the next entry's head (`[[...]]`), or to
    /// the end of the file.
    pub fn entry_lines(&self) -> Range<usize> {
        let start = self.line();
        let next = self.file.text.lines().zip(1_usize..).skip(start).find(|(l, _)| l.trim_start().starts_with("[["));
        start..next.map_or(usize::MAX, |(_, n)| n)
    }

    /// `line:column`, both counted from 1 and columns in characters; empty for a whole file.
    pub fn line_column(&self) -> String {
        let Some(span) = &self.span else { return String::new() };
        let before = self.file.text.get(..span.start).unwrap_or(&self.file.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        format!("{line}:{column}")
    }

    /// A part of the text that stands here: `part` is a byte range of `text`, the value as read.
    /// Where the value is not written in the file as it reads (escapes), the place of the whole value.
    #[must_use]
    pub fn part(&self, text: &str, part: Range<usize>) -> Self {
        let within = self.span.clone().and_then(|span| {
            let written = self.file.text.get(span.clone())?;
            let start = span.start + written.find(text)?;
            Some(start + part.start.min(text.len())..start + part.end.min(text.len()))
        });
        Self { file: self.file.clone(), span: within.or_else(|| self.span.clone()) }
    }

    /// A problem here: something that could not be read and was left out.
    pub fn unread(&self, what: impl Into<String>, remedy: impl Into<String>) -> Problem {
        Problem::new(self, ProblemKind::Unread, what.into(), remedy.into())
    }

    /// A problem here: something that was read, but does not fit.
    pub fn doubt(&self, what: impl Into<String>, remedy: impl Into<String>) -> Problem {
        Problem::new(self, ProblemKind::Doubt, what.into(), remedy.into())
    }
}

/// Whether anything was lost.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ProblemKind {
    /// Something could not be read and was left out.
    Unread,
    /// It was read, but it does not fit.
    Doubt,
}

impl ProblemKind {
    /// The name in `review.json` and other output.
    pub fn key(self) -> &'static str {
        match self {
            Self::Unread => "unread",
            Self::Doubt => "doubt",
        }
    }
}

/// One thing that is wrong in one file of the case.
#[derive(Clone)]
pub struct Problem {
    /// The file's name within the case, with forward slashes.
    pub file: String,
    /// `line:column`, or another place in words, or empty.
    pub place: String,
    /// What is wrong, a sentence without a full stop.
    pub what: String,
    /// What to do next.
    pub remedy: String,
    /// Whether anything was lost.
    pub kind: ProblemKind,
    shown: Option<(FileText, Range<usize>)>,
}

/// Equal where a reader of the problem would see no difference.
impl PartialEq for Problem {
    fn eq(&self, other: &Self) -> bool {
        (&self.file, &self.place, &self.what, &self.remedy, self.kind)
            == (&other.file, &other.place, &other.what, &other.remedy, other.kind)
    }
}

impl Problem {
    fn new(place: &Place, kind: ProblemKind, what: String, remedy: String) -> Self {
        let shown = place.span.clone().map(|span| (place.file.clone(), span));
        Self { file: place.file().to_owned(), place: place.line_column(), what, remedy, kind, shown }
    }

    /// A problem of a file that has no text to point into: it is missing, or its bytes are not text.
    pub fn of_file(file: &str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            place: String::new(),
            what: what.into(),
            remedy: remedy.into(),
            kind: ProblemKind::Unread,
            shown: None,
        }
    }

    /// Its file and the place in it: `marks.jsonl:2:1`.
    pub fn at(&self) -> String {
        if self.place.is_empty() { self.file.clone() } else { format!("{}:{}", self.file, self.place) }
    }

    /// The problem as the terminal shows it: with the line it points at, where there is one.
    pub fn report(&self) -> miette::Report {
        let mut diagnostic = miette::MietteDiagnostic::new(self.to_string());
        if !self.remedy.is_empty() {
            diagnostic = diagnostic.with_help(self.remedy.clone());
        }
        let Some((file, span)) = &self.shown else { return diagnostic.into() };
        let label = LabeledSpan::underline(span.clone());
        miette::Report::from(diagnostic.with_label(label))
            .with_source_code(NamedSource::new(file.name(), file.text().to_owned()))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at(), self.what)
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} ({}; {})", self.kind.key(), self.remedy)
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters_from_one() {
        let file = FileText::new("case.toml", "é = 1\nab = \"count of shot\"\n");
        assert_eq!(file.at(0..1).line_column(), "1:1");
        let value = file.at(12..27);
        assert_eq!(value.line_column(), "2:6");
        assert_eq!(value.part("count of shot", 9..13).line_column(), "2:16");
        assert_eq!(file.whole().line_column(), "");
    }

    #[test]
    fn a_place_beyond_the_end_is_the_end() {
        assert_eq!(FileText::new("x", "ab\n").at(90..91).line_column(), "2:1");
    }
}
