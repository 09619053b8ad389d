//! All tables in one SQLite file, with indexes for what people ask. Values stand by number, and a view has them in words.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, Transaction};

use super::super::cell::{Cell, Kind};
use super::super::tables::Table;
use super::{SQLITE_FILE, beside};

/// Marks the file as ours: "unmR".
pub(crate) const APPLICATION: i32 = 0x756e_6d52;
/// The version of the tables.
pub(crate) const VERSION: i32 = 1;

/// What people ask for, by table and column.
const INDEXES: &[(&str, &[&str])] = &[
    ("links", &["incident", "id"]),
    ("conflicts", &["incident", "attribute"]),
    ("outcomes", &["incident"]),
    ("changes", &["incident"]),
    ("allegations", &["officer_id"]),
];

/// The table that is a view over numbers: a value is named by its row and its column.
const CLAIMS: &str = "claims";

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
    db.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -8000;",
    )?;
    db.pragma_update(None, "application_id", APPLICATION)?;
    db.pragma_update(None, "user_version", VERSION)?;
    let all = db.transaction()?;
    all.execute_batch("CREATE TABLE about (table_name TEXT NOT NULL, column_name TEXT, about TEXT NOT NULL)")?;
    for table in tables {
        {
            let mut about = all.prepare("INSERT INTO about VALUES (?, ?, ?)")?;
            about.execute((table.name, rusqlite::types::Null, table.about))?;
            for c in &table.columns {
                about.execute((table.name, c.name, c.about))?;
            }
        }
        if table.name == CLAIMS { claims(table, &all)? } else { plain(table, &all)? }
    }
    all.commit()?;
    drop(db);
    fs::rename(&part, &whole).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}

fn plain(table: &Table<'_>, all: &Transaction<'_>) -> rusqlite::Result<()> {
    let columns: Vec<String> = table.columns.iter().map(|c| format!("{} {}", c.name, sql(c.kind))).collect();
    all.execute_batch(&format!("CREATE TABLE {} ({})", table.name, columns.join(", ")))?;
    {
        let places = vec!["?"; table.columns.len()].join(", ");
        let mut insert = all.prepare(&format!("INSERT INTO {} VALUES ({places})", table.name))?;
        rows(table, |cells| {
            for (cell, at) in cells.iter().zip(1_usize..) {
                insert.raw_bind_parameter(at, cell)?;
            }
            insert.raw_execute()?;
            Ok(())
        })?;
    }
    for (_, columns) in INDEXES.iter().filter(|(t, _)| *t == table.name) {
        for c in *columns {
            all.execute_batch(&format!("CREATE INDEX {}_{c} ON {} ({c})", table.name, table.name))?;
        }
    }
    Ok(())
}

/// Values take a third of the room where their row and their column are numbers.
fn claims(table: &Table<'_>, all: &Transaction<'_>) -> rusqlite::Result<()> {
    all.execute_batch(
        "CREATE TABLE claim_rows (id INTEGER PRIMARY KEY, incident TEXT, list TEXT, release TEXT, row INTEGER, read_on TEXT);
         CREATE TABLE claim_columns (id INTEGER PRIMARY KEY, attribute TEXT, column_name TEXT, claims TEXT);
         CREATE TABLE claim_values (of_row INTEGER, of_column INTEGER, raw TEXT, value TEXT, PRIMARY KEY (of_row, of_column)) WITHOUT ROWID;
         CREATE VIEW claims AS SELECT r.incident, r.list, r.release, r.row, c.attribute, c.column_name, v.raw, v.value, c.claims, r.read_on
           FROM claim_rows r JOIN claim_values v ON v.of_row = r.id JOIN claim_columns c ON c.id = v.of_column;",
    )?;
    {
        let mut row = all.prepare("INSERT INTO claim_rows VALUES (?, ?, ?, ?, ?, ?)")?;
        let mut column = all.prepare("INSERT INTO claim_columns VALUES (?, ?, ?, ?)")?;
        let mut value = all.prepare("INSERT INTO claim_values VALUES (?, ?, ?, ?)")?;
        let mut here: (i64, String, String, i64) = (0, String::new(), String::new(), 0);
        // A column is named by its file, and stands once.
        let mut columns: HashMap<String, i64> = HashMap::new();
        let mut key = String::new();
        rows(table, |cells| {
            let [incident, list, release, number, attribute, name, raw, said, claims, read_on] = cells else {
                return Ok(());
            };
            let text = |c: &Cell<'_>| match c {
                Cell::Text(t) => t.to_string(),
                _ => String::new(),
            };
            let Cell::Integer(n) = number else { return Ok(()) };
            let same = here.3 == *n
                && matches!(list, Cell::Text(t) if **t == *here.1)
                && matches!(release, Cell::Text(t) if **t == *here.2);
            if !same {
                here = (here.0 + 1, text(list), text(release), *n);
                for (cell, at) in [incident, list, release, number, read_on].into_iter().zip(2_usize..) {
                    row.raw_bind_parameter(at, cell)?;
                }
                row.raw_bind_parameter(1, here.0)?;
                row.raw_execute()?;
            }
            key.clear();
            for cell in [list, release, attribute, name] {
                if let Cell::Text(t) = cell {
                    key.push_str(t);
                }
                key.push('\u{1f}');
            }
            let id = match columns.get(&key) {
                Some(id) => *id,
                None => {
                    let id = columns.len() as i64 + 1;
                    columns.insert(key.clone(), id);
                    column.raw_bind_parameter(1, id)?;
                    for (cell, at) in [attribute, name, claims].into_iter().zip(2_usize..) {
                        column.raw_bind_parameter(at, cell)?;
                    }
                    column.raw_execute()?;
                    id
                }
            };
            value.raw_bind_parameter(1, here.0)?;
            value.raw_bind_parameter(2, id)?;
            value.raw_bind_parameter(3, raw)?;
            value.raw_bind_parameter(4, said)?;
            value.raw_execute()?;
            Ok(())
        })?;
    }
    all.execute_batch("CREATE INDEX claim_rows_incident ON claim_rows (incident)")
}

/// Hands the rows of a table to a taker that can fail as SQLite does.
fn rows(table: &Table<'_>, mut take: impl FnMut(&[Cell<'_>]) -> rusqlite::Result<()>) -> rusqlite::Result<()> {
    let mut failed = None;
    let _ = (table.each)(&mut |cells| {
        take(cells).map_err(|e| {
            failed = Some(e);
            std::io::Error::other("stop")
        })
    });
    failed.map_or(Ok(()), Err)
}

fn sql(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer => "INTEGER",
        Kind::Real => "REAL",
        Kind::Text => "TEXT",
    }
}
