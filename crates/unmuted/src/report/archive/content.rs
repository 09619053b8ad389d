//! The parts that a summary is made of, before they are a page or a text.

use unmuted_archive::summary::Share;
use unmuted_model::SilenceClass;

/// A section of the summary.
pub struct Section {
    /// Its anchor on the page.
    pub id: &'static str,
    /// Its words in the navigation.
    pub nav: &'static str,
    /// Its heading.
    pub title: String,
    /// What stands below the heading.
    pub lead: Vec<String>,
    /// What follows.
    pub parts: Vec<Part>,
}

/// Part of a section.
pub enum Part {
    /// A smaller heading, and a line below it.
    Heading(String, String),
    /// A paragraph.
    Text(String),
    /// A list of sentences.
    List(Vec<String>),
    /// A table.
    Table(Table),
    /// A drawing in markup, with a table of the same values: open beside it in a text, folded away on the page.
    Drawing {
        /// Markup.
        markup: String,
        /// What the folded table is called.
        name: String,
        /// The same values.
        table: Table,
    },
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Words.
    Text,
    /// A number: set to the right.
    Number,
    /// A bar, which only the page has.
    Bar,
}

/// A table.
pub struct Table {
    /// How the page sets it.
    pub style: &'static str,
    /// Its columns.
    pub columns: Vec<(String, Column)>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
    /// The scale of its bars, from 0 to this,
    pub scale: f64,
    /// and the share of all recordings, which is a line through them.
    pub line: Option<f64>,
}

impl Table {
    /// A table without bars.
    pub fn new(style: &'static str, columns: &[(&str, Column)]) -> Self {
        let columns = columns.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect();
        Self { style, columns, rows: Vec::new(), scale: 1.0, line: None }
    }
}

/// A cell.
pub enum Cell {
    /// Words, or a number.
    Text(String),
    /// A path, a time, a command.
    Code(String),
    /// A path with a command below it.
    Evidence {
        /// The path.
        path: String,
        /// The command.
        command: String,
    },
    /// A class, with its pattern on the page.
    Class(SilenceClass),
    /// A bar over the interval of a share; hollow where few are behind it.
    Bar(Share),
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}
