//! All tables in one SQLite file, with indexes for what people ask, and descriptions that Datasette shows.

use std::fs;
use std::path::Path;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql};

use super::super::cell::{Cell, Kind};
use super::super::tables::Table;
use super::{SQLITE_FILE, beside};

/// Marks the file as ours: "unmR".
pub(crate) const APPLICATION: i32 = 0x756e_6d52;
/// The version of the tables.
pub(crate) const VERSION: i32 = 1;

/// What people ask for, by table and column.
const INDEXES: &[(&str, &[&str])] = &[
    ("claims", &["incident"]),
    ("links", &["incident", "id"]),
    ("conflicts", &["incident", "attribute"]),
    ("outcomes", &["incident"]),
    ("changes", &["incident"]),
    ("allegations", &["officer_id"]),
];

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(i) => ValueRef::Integer(*i),
            Self::Real(r) => ValueRef::Real(*r),
            Self::Text(t) => ValueRef::Text(t.as_bytes()),
        }))
    }
}

pub(super) fn write(tables: &[Table<'_>], dir: &Path) -> rusqlite::Result<()> {
    let (part, whole) = beside(dir, SQLITE_FILE);
    let _ = fs::remove_file(&part);
    let mut db = Connection::open(&part)?;
    // The file is not the record until it is moved to its place, so that nothing has to survive a crash before that.
    db.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -16000;")?;
    db.pragma_update(None, "application_id", APPLICATION)?;
    db.pragma_update(None, "user_version", VERSION)?;
    let all = db.transaction()?;
    all.execute_batch("CREATE TABLE about (table_name TEXT NOT NULL, column_name TEXT, about TEXT NOT NULL)")?;
    for table in tables {
        let columns: Vec<String> = table.columns.iter().map(|c| format!("{} {}", c.name, sql(c.kind))).collect();
        all.execute_batch(&format!("CREATE TABLE {} ({})", table.name, columns.join(", ")))?;
        {
            let mut about = all.prepare("INSERT INTO about VALUES (?, ?, ?)")?;
            about.execute((table.name, rusqlite::types::Null, table.about))?;
            for c in &table.columns {
                about.execute((table.name, c.name, c.about))?;
            }
            let places = vec!["?"; table.columns.len()].join(", ");
            let mut insert = all.prepare(&format!("INSERT INTO {} VALUES ({places})", table.name))?;
            let mut failed = None;
            let _ = (table.each)(&mut |cells| {
                for (cell, at) in cells.iter().zip(1_usize..) {
                    if let Err(e) = insert.raw_bind_parameter(at, cell) {
                        failed = Some(e);
                        return Err(std::io::Error::other("stop"));
                    }
                }
                if let Err(e) = insert.raw_execute() {
                    failed = Some(e);
                    return Err(std::io::Error::other("stop"));
                }
                Ok(())
            });
            if let Some(e) = failed {
                return Err(e);
            }
        }
        for (_, columns) in INDEXES.iter().filter(|(t, _)| *t == table.name) {
            for c in *columns {
                all.execute_batch(&format!("CREATE INDEX {}_{c} ON {} ({c})", table.name, table.name))?;
            }
        }
    }
    all.commit()?;
    drop(db);
    fs::rename(&part, &whole).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}

fn sql(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer => "INTEGER",
        Kind::Real => "REAL",
        Kind::Text => "TEXT",
    }
}
