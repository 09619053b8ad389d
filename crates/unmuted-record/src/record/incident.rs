//! One incident: the rows that speak of it.

/// Rows of several lists that speak of one person in one event.
#[derive(Clone, PartialEq, Debug)]
pub struct Incident {
    /// Its id, which it keeps when the record is built again.
    pub id: String,
    /// Its rows, by file and row.
    pub members: Vec<Member>,
}

/// One row of an incident.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Member {
    /// The file, by its place among the record's files.
    pub file: usize,
    /// The row, by its place in the file.
    pub row: usize,
    /// How likely it belongs here: the surest of its pairs; 1 for a row alone.
    pub probability: f64,
    /// Another row of the same file stands for both.
    pub duplicate: bool,
    /// A person said so.
    pub by_hand: bool,
}
