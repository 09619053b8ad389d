//! Text → rows of cells.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord, Terminator};

use super::problem::{Problem, What};
use crate::Error;

/// Cells longer than this are reported.
const LONG_CELL: usize = 20_000;

/// The rows of a file.
pub struct Rows {
    /// The first row.
    pub header: Vec<String>,
    pub rows: Vec<Row>,
    pub problems: Vec<Problem>,
}

/// One row as published.
pub struct Row {
    /// Counted from 1, without the header.
    pub number: u32,
    /// The line on which it begins, from 1.
    pub line: u64,
    pub cells: StringRecord,
}

/// Reads rows. With `header` given, the file has none, and these are its columns.
pub fn rows(text: &str, separator: Option<char>, header: Option<&[String]>) -> Result<Rows, Error> {
    let separator = separator.and_then(|c| u8::try_from(c).ok()).unwrap_or(b',');
    let text = one_ending(text);
    let mut reader = ReaderBuilder::new();
    if text.contains('\n') {
        reader.terminator(Terminator::Any(b'\n'));
    }
    let mut reader = reader.has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut found = header.map(<[String]>::to_vec);
    let mut rows = Vec::new();
    let mut problems = Vec::new();
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            // The text is UTF-8 and rows may have any length, so that nothing is left that could be wrong.
            Err(e) => return Err(Error::new(format!("it cannot be read as CSV: {e}"), "save it as CSV again")),
        }
        if found.is_none() {
            found = Some(record.iter().map(str::to_owned).collect());
            continue;
        }
        let number = u32::try_from(rows.len() + 1)
            .map_err(|_| Error::new("it has more than four thousand million rows", "divide it"))?;
        let line = record.position().map_or(0, csv::Position::line);
        for (cell, column) in record.iter().zip(0_usize..) {
            let at = |what, words| Problem {
                row: Some(number),
                line: Some(line),
                column: found.as_ref().and_then(|f| f.get(column)).cloned(),
                what,
                words,
            };
            if cell.len() > LONG_CELL {
                let lines = cell.matches('\n').count() + 1;
                problems.push(at(
                    What::LongCell,
                    format!(
                        "a cell of {} characters on {lines} line(s); a quotation mark that is not closed makes such",
                        cell.chars().count()
                    ),
                ));
            }
            if is_formula(cell) {
                problems.push(at(
                    What::Formula,
                    format!("begins with {:?}: kept as text", cell.chars().next().unwrap_or(' ')),
                ));
            }
        }
        rows.push(Row { number, line, cells: record.clone() });
    }
    let header = found.unwrap_or_default();
    if header.is_empty() || (rows.is_empty() && header.iter().all(|h| h.trim().is_empty())) {
        return Err(Error::new("it is empty", "was it fetched in full?"));
    }
    Ok(Rows { header, rows, problems })
}

/// The text with one sort of line ending: a carriage return alone ends a row only where most rows end so. In a file
/// of other endings one stands within a cell, and would tear its row in two.
fn one_ending(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    let pairs = text.matches("\r\n").count();
    let (returns, feeds) = (text.matches('\r').count() - pairs, text.matches('\n').count());
    let text = text.replace("\r\n", "\n");
    Cow::Owned(if returns > feeds { text.replace('\r', "\n") } else { text })
}

/// Whether a spreadsheet would compute a cell instead of showing it. Numbers and lone signs are none.
pub fn is_formula(cell: &str) -> bool {
    match cell.as_bytes().first() {
        Some(b'=' | b'@' | b'\t' | b'\r') => cell.len() > 1,
        Some(b'+' | b'-') => cell.len() > 1 && cell.parse::<f64>().is_err() && !cell.starts_with("--"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ragged_rows_and_lines_within_cells_keep_their_places() {
        let r = rows("a,b\n1,\"x\ny\"\n2\n3,4,5\n", None, None).unwrap();
        let lengths: Vec<_> = r.rows.iter().map(|r| (r.number, r.line, r.cells.len())).collect();
        assert_eq!(lengths, [(1, 2, 2), (2, 4, 1), (3, 5, 3)]);
    }

    #[test]
    fn a_carriage_return_alone_ends_a_row_only_where_most_do() {
        let lengths = |t: &str| rows(t, None, None).unwrap().rows.iter().map(|r| r.cells.len()).collect::<Vec<_>>();
        assert_eq!(lengths("a,b\n1,x\ry\n2,z\n"), [2, 2]);
        assert_eq!(lengths("a,b\r\n1,x\r\n"), [2]);
        assert_eq!(lengths("a,b\r1,x\r2,\"y\nz\"\r"), [2, 2]);
    }

    #[test]
    fn a_formula_is_told_from_a_number() {
        assert!(["=1+1", "@SUM(A1)", "+A1", "-A1", "=cmd|' /C calc'!A0"].iter().all(|f| is_formula(f)));
        assert!(!["-121.4", "+3", "-", "", "@", "a=b", "-- none"].iter().any(|f| is_formula(f)));
    }

    #[test]
    fn nothing_is_an_error_and_a_header_alone_is_none() {
        assert!(rows("", None, None).is_err());
        assert_eq!(rows("a,b\n", None, None).unwrap().rows.len(), 0);
    }
}
