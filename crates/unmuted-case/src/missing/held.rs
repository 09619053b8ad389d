//! What a case holds, as plain values.

/// What a case holds, as far as it shows what it lacks. Lists keep the order of the case's files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Held {
    /// The day of the incident in words, or empty.
    pub day: String,
    /// Units that logs name, each once.
    pub units: Vec<Unit>,
    /// Officers who were there.
    pub officers: Vec<Officer>,
    /// The recordings.
    pub recordings: Vec<Recording>,
    /// Everything of which a copy is held.
    pub sources: Vec<Source>,
    /// Silent spans at moments that a sentence asks about and that no other recording covers.
    pub unheard: Vec<Unheard>,
    /// What was said.
    pub statements: Vec<Statement>,
    /// What had not happened.
    pub outcomes: Vec<Outcome>,
    /// Kinds of steps of which no source speaks.
    pub steps: Vec<String>,
    /// Sources of which no copy is held.
    pub cited: Vec<Cited>,
    /// Attributes that only statements or press reports give.
    pub attributes: Vec<Attribute>,
}

/// A unit that a log names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unit {
    /// As typed.
    pub name: String,
    /// How many entries name it.
    pub entries: usize,
    /// The first of them: `dispatch-log#5`.
    pub first: String,
    /// Its time as typed.
    pub at: String,
}

/// An officer who was there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Officer {
    /// The id that sources use.
    pub id: String,
    /// The name shown.
    pub name: String,
}

/// A recording.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recording {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The device, or empty.
    pub device: String,
    /// Who wore it: an officer's id or another word; or empty.
    pub wearer: String,
    /// The wearer's name, or empty.
    pub wearer_name: String,
    /// When it ran, on each clock that is known.
    pub ran: Vec<Ran>,
}

/// When a recording ran, on one clock.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ran {
    /// The clock in words: "the common clock". Two times are compared only on one clock.
    pub clock: String,
    /// The earliest and the latest that it can have started, in nanoseconds on that clock.
    pub from_ns: [i64; 2],
    /// The same of its end.
    pub to_ns: [i64; 2],
    /// The start in words: `starts 10:41:00`.
    pub from_words: String,
    /// The end in words: `ends 10:44:30`.
    pub to_words: String,
}

/// A source of which a copy is held.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is a recording.
    pub is_recording: bool,
    /// The device, or empty.
    pub device: String,
    /// The wearer, or empty.
    pub wearer: String,
    /// Whether the copy was redacted.
    pub redacted: Redaction,
}

/// Whether a copy was redacted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Redaction {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Nobody said.
    NotStated,
}

/// A silent span that a sentence asks about and no other recording covers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unheard {
    /// The statements and rules that ask about it: their ids, and their sentences in words.
    pub asked_by: Vec<(String, String)>,
    /// The recording.
    pub recording: String,
    /// Its name.
    pub name: String,
    /// Its device, or empty.
    pub device: String,
    /// Whether an audit log of the device that goes on through it is held.
    pub log_held: bool,
    /// The silence's class in words.
    pub class: String,
    /// From, on the recording's own clock, in words.
    pub from: String,
    /// To.
    pub to: String,
}

/// Something that was said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// Its id.
    pub id: String,
    /// Who said it.
    pub by: String,
    /// The words.
    pub quote: String,
    /// The source in which it stands, or empty.
    pub source: String,
    /// Whether a page can be asked for: a document of which a copy is held.
    pub source_has_pages: bool,
    /// The page, or empty.
    pub page: String,
}

/// Something that had not happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// In words.
    pub what: String,
    /// The day as of which it had not.
    pub as_of: String,
    /// The source, or empty.
    pub source: String,
    /// The page in it, or empty.
    pub page: String,
}

/// A source that is cited and not held.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cited {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who published it, or empty.
    pub publisher: String,
    /// The day, or empty.
    pub published: String,
    /// Ids of the entries that rest on it.
    pub cited_by: Vec<String>,
}

/// An attribute that only statements or press reports give.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its values in words.
    pub values: Vec<String>,
    /// Their sources with pages.
    pub sources: Vec<(String, String)>,
}
