//! One table as CSV. What a spreadsheet would compute gets an apostrophe before it.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::super::cell::Cell;
use super::super::tables::Table;
use super::beside;
use crate::list::is_formula;

/// Writes a table and says how many rows it has.
pub(super) fn write(table: &Table<'_>, dir: &Path) -> io::Result<u64> {
    let (part, whole) = beside(dir, &format!("{}.csv", table.name));
    let mut writer = csv::WriterBuilder::new().buffer_capacity(1 << 18).from_writer(File::create(&part)?);
    writer.write_record(table.columns.iter().map(|c| c.name)).map_err(io::Error::from)?;
    let mut n = 0;
    let mut number = String::new();
    (table.each)(&mut |cells| {
        n += 1;
        for cell in cells {
            match cell {
                Cell::Null => writer.write_field("").map_err(io::Error::from)?,
                Cell::Text(t) => writer.write_field(&*tame(t)).map_err(io::Error::from)?,
                Cell::Integer(i) => {
                    number.clear();
                    number.push_str(&i.to_string());
                    writer.write_field(&number).map_err(io::Error::from)?;
                }
                Cell::Real(r) => {
                    number.clear();
                    number.push_str(&r.to_string());
                    writer.write_field(&number).map_err(io::Error::from)?;
                }
            }
        }
        writer.write_record(None::<&[u8]>).map_err(io::Error::from)
    })?;
    writer.flush()?;
    drop(writer);
    fs::rename(part, whole)?;
    Ok(n)
}

/// Text that no spreadsheet computes.
pub(super) fn tame(text: &str) -> Cow<'_, str> {
    if is_formula(text) || is_formula(text.trim_start()) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_tamed_and_nothing_else_is_changed() {
        assert_eq!(tame("=1+1"), "'=1+1");
        assert_eq!(tame(" @SUM(A1)"), "' @SUM(A1)");
        assert_eq!(tame("-121.4"), "-121.4");
        assert_eq!(tame("O'Neil"), "O'Neil");
    }
}
