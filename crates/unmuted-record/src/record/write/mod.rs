//! The record as files: SQLite for people, Parquet for programs, CSV for everybody.

mod csv;
mod parquet;
mod sqlite;

use std::io;
use std::path::Path;

use super::build::Record;
use super::tables::Allowed;
use crate::Error;

pub(crate) use sqlite::{APPLICATION, VERSION};

/// The name of the SQLite file.
pub(crate) const SQLITE_FILE: &str = "record.sqlite";

/// What was written.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Written {
    /// Tables with their rows.
    pub tables: Vec<(String, u64)>,
}

/// Writes all tables into a folder: `record.sqlite`, and each as CSV and as Parquet. The same record gives the same bytes.
///
/// # Errors
/// Where they cannot be written.
pub fn write(record: &Record, allowed: &Allowed, dir: &Path) -> Result<Written, Error> {
    let cannot = |what: &str, e: &dyn std::fmt::Display| {
        Error::new(
            format!("{what} cannot be written into {}: {e}", dir.display()),
            "is there room, and may it be written to?",
        )
    };
    std::fs::create_dir_all(dir).map_err(|e| cannot("the folder", &e))?;
    let tables = record.tables(allowed);
    let (sqlite, (csv, parquet)) = rayon::join(
        || sqlite::write(&tables, dir),
        || {
            rayon::join(
                || {
                    tables
                        .iter()
                        .map(|t| csv::write(t, dir).map(|n| (t.name.to_owned(), n)))
                        .collect::<io::Result<Vec<_>>>()
                },
                || tables.iter().try_for_each(|t| parquet::write(t, dir)),
            )
        },
    );
    sqlite.map_err(|e| cannot(SQLITE_FILE, &e))?;
    parquet.map_err(|e| cannot("a Parquet file", &e))?;
    let tables = csv.map_err(|e| cannot("a CSV file", &e))?;
    Ok(Written { tables })
}

/// Opens a file to be written whole: beside its place, and moved there when it is complete.
fn beside(dir: &Path, name: &str) -> (std::path::PathBuf, std::path::PathBuf) {
    (dir.join(format!(".{name}.part")), dir.join(name))
}
