//! Values that sources give: how many wounds, which way somebody faced. Two values stay two values.

use unmuted_model::{Decimal, ObservationId, RecordingClock, SourceId, Span};

/// One source's value of one attribute.
#[derive(Clone, PartialEq, Debug)]
pub struct AttributeValue {
    /// Its id: `attribute-3`, counted in the order of the file.
    pub id: ObservationId,
    /// The attribute: `wounds.entered`.
    pub name: String,
    /// What the source gives.
    pub value: Value,
    /// The unit of a number as written, or empty.
    pub unit: String,
    /// What it rests on.
    pub basis: Basis,
    /// When it is a value of; `None` for one that is given without a time.
    pub at: Option<AttributeAt>,
    /// The source.
    pub source: SourceId,
    /// The page in it, or empty.
    pub page: String,
    /// Who gives it: a person's id or a name, or empty.
    pub by: String,
    /// The source whose value this one repeats, where that is known: two such are one origin.
    pub repeats: Option<SourceId>,
    /// A note, or empty.
    pub note: String,
}

/// A value as a source gives it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// A number, or what the source says of it.
    Number {
        /// The least that the source allows; `None` for "at most".
        least: Option<Decimal>,
        /// The most; `None` for "at least".
        most: Option<Decimal>,
        /// The source says "about": the bounds are then no bounds.
        about: bool,
    },
    /// Words. Two that differ are two values: a case writes one value in one way.
    Text(String),
    /// True or false.
    Flag(bool),
}

/// When a value is the value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AttributeAt {
    /// At a moment, in the words of the assertion language: `first shot`.
    Moment(String),
    /// Throughout a span of a recording.
    OnRecording {
        /// The recording.
        source: SourceId,
        /// On its own clock.
        span: Span<RecordingClock>,
    },
}

/// What a value rests on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Basis {
    /// Measured.
    Measured,
    /// A forensic finding.
    Forensic,
    /// A document.
    Document,
    /// A statement.
    Statement,
    /// A press report.
    Press,
}

impl Basis {
    /// Each with its word.
    pub const WORDS: [(&'static str, Self); 5] = [
        ("measured", Self::Measured),
        ("forensic", Self::Forensic),
        ("document", Self::Document),
        ("statement", Self::Statement),
        ("press", Self::Press),
    ];

    /// Its word, in files and on pages.
    pub fn key(self) -> &'static str {
        Self::WORDS.iter().find(|(_, basis)| *basis == self).map_or("", |(word, _)| word)
    }

    /// Whether it can decide a sentence. What somebody said, or a paper printed, is a lead: it never decides alone,
    /// and where it differs from another value it keeps the sentence open.
    pub fn is_decisive(self) -> bool {
        matches!(self, Self::Measured | Self::Forensic | Self::Document)
    }

    /// In words, for reasons: "a statement".
    pub fn words(self) -> &'static str {
        match self {
            Self::Measured => "a measurement",
            Self::Forensic => "a forensic finding",
            Self::Document => "a document",
            Self::Statement => "a statement",
            Self::Press => "a press report",
        }
    }
}
