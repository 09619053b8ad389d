//! What is wrong with a row, a column or a file, by its place. The rest goes on.

/// What sort of thing is wrong.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum What {
    /// A row with another number of cells than the header; kept as it is, and not read further.
    Ragged,
    /// A cell that cannot be what its column holds; kept as it is, without a value of ours.
    Unreadable,
    /// A word that the map's vocabulary does not have; kept as it is, with the word itself as value.
    UnknownWord,
    /// A date that cannot be: beyond the release, or before anything was listed.
    ImpossibleDate,
    /// An id that another row of the file has too.
    DuplicateId,
    /// Bytes that are not in the file's encoding.
    Encoding,
    /// A NUL byte, shown as ␀.
    Nul,
    /// A cell that is longer than any should be.
    LongCell,
    /// A cell that a spreadsheet would take for a formula.
    Formula,
    /// A column that the map names and the file has not.
    MissingColumn,
    /// A column of which most cells cannot be what the map says.
    MovedColumn,
    /// A number of another list that is in none of its rows.
    Lookup,
}

impl What {
    /// Its word in tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Ragged => "ragged_row",
            Self::Unreadable => "unreadable_cell",
            Self::UnknownWord => "unknown_word",
            Self::ImpossibleDate => "impossible_date",
            Self::DuplicateId => "duplicate_id",
            Self::Encoding => "encoding",
            Self::Nul => "nul_byte",
            Self::LongCell => "long_cell",
            Self::Formula => "formula",
            Self::MissingColumn => "missing_column",
            Self::MovedColumn => "moved_column",
            Self::Lookup => "unknown_number",
        }
    }

    /// Whether it says that something could not be read, rather than that somebody should look.
    pub fn is_unread(self) -> bool {
        matches!(
            self,
            Self::Ragged
                | Self::Unreadable
                | Self::ImpossibleDate
                | Self::Encoding
                | Self::MissingColumn
                | Self::MovedColumn
        )
    }
}

/// One problem of one file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Problem {
    /// The row, counted from 1 without the header; `None` for the file or a column as a whole.
    pub row: Option<u32>,
    /// The line of the file on which the row begins, from 1.
    pub line: Option<u64>,
    /// The publisher's name of the column, where it is about one.
    pub column: Option<String>,
    /// What sort of thing is wrong.
    pub what: What,
    /// In words, with what was found.
    pub words: String,
}
