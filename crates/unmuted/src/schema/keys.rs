//! What schemas are made of: tables with keys, each with what it is and what it is for.

/// A table of a file.
pub struct Table {
    /// Its name among the definitions.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub words: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

/// A key.
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// What its value is.
    pub is: Is,
    /// What it is for, in a sentence.
    pub words: &'static str,
}

/// What a value is.
pub enum Is {
    /// The version of the format.
    Format,
    /// A text.
    Text,
    /// A text that names something and is referred to.
    Id,
    /// `2026-05-14`
    Date,
    /// `2026-05-14T14:02:12.5-07:00`
    WallTime,
    /// `1:24.6`
    RecordingTime,
    /// Two of them.
    Span,
    /// One of them, or two.
    RecordingTimes,
    /// `0.5 s`
    Length,
    /// `-4 s`
    Step,
    /// `US-CA/sacramento/police`
    Code,
    /// 64 hexadecimal digits.
    Sha256,
    /// True or false.
    Flag,
    /// A whole number of 0 or more.
    Whole,
    /// A number.
    Number,
    /// A number or a text.
    NumberOrText,
    /// A number, a text, or true or false.
    Value,
    /// One of a few words.
    Choice(fn() -> Vec<&'static str>),
    /// A list.
    List(&'static Self),
    /// A table.
    Table(&'static Table),
    /// A table whose keys the case chooses.
    Chosen(&'static Self),
    /// Tables.
    Tables(&'static Table),
    /// Tables in which what is required elsewhere is filled in where it is left out.
    TablesFilledIn(&'static Table),
}

/// A key that must be there.
pub const fn required(name: &'static str, is: Is, words: &'static str) -> Key {
    Key { name, required: true, is, words }
}

/// A key that may be there.
pub const fn key(name: &'static str, is: Is, words: &'static str) -> Key {
    Key { name, required: false, is, words }
}

/// The words of a list of choices.
pub fn words<T>(choices: &[(&'static str, T)]) -> Vec<&'static str> {
    choices.iter().map(|(word, _)| *word).collect()
}

/// The first key of every file.
pub const FORMAT: Key = required("format", Is::Format, "The version of the file's format.");
