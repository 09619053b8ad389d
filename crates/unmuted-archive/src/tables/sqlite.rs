//! The tables as one SQLite file, with indexes and views. It is what people open, and what is read back.

use std::path::Path;

use rusqlite::types::{Null, ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, Statement, ToSql};

use unmuted_model::SilenceClass;

use super::columns::{Cell, Column, FAULTS, Kind, RECORDINGS, Row, SPANS};
use super::info::ScanInfo;
use crate::rows::{FaultRow, RecordingRow, SpanRow};

/// The number that SQLite keeps for the application that made a file: `unmu`.
pub(super) const APPLICATION: i32 = 0x756e_6d75;

/// The file's fixed parts, after the rows: indexes are faster made at the end.
const INDEXES: &str = "
CREATE UNIQUE INDEX recordings_by_path ON recordings(location, path);
CREATE INDEX recordings_by_device ON recordings(device, started_unix_s);
CREATE INDEX recordings_by_unit ON recordings(unit);
CREATE INDEX recordings_by_start ON recordings(started_unix_s);
CREATE INDEX recordings_by_encoder ON recordings(encoder);
CREATE INDEX recordings_by_state ON recordings(state);
CREATE INDEX spans_by_recording ON spans(recording, start_s);
CREATE INDEX spans_by_class ON spans(class, length_s);
CREATE INDEX faults_by_recording ON faults(recording);
CREATE INDEX faults_by_blame ON faults(blame);
";

const VIEWS: &str = "
CREATE VIEW silences AS
  SELECT s.id, s.recording, s.path, c.words AS class_in_words, s.class, s.start_s, s.end_s, s.length_s,
    s.start_earliest_s, s.end_latest_s, r.started, r.started_unix_s + s.start_s AS start_unix_s, r.device, r.unit,
    r.released_copy, s.lead_in_flag, s.near_buffer_s, s.tone_hz, s.click, s.method, s.evidence_offset, c.could_be
  FROM spans s JOIN recordings r ON r.id = s.recording JOIN classes c ON c.class = s.class
  WHERE s.whole;
CREATE VIEW lead_ins AS
  SELECT id, path, device, encoder, started, lead_in_s, lead_in_usual_s, lead_in_flag
  FROM recordings WHERE lead_in_flag <> 'usual';
CREATE VIEW not_read AS
  SELECT r.id, r.location, r.path, r.state, r.size, f.blame, f.what, f.place
  FROM recordings r LEFT JOIN faults f ON f.recording = r.id WHERE r.state <> 'read';
CREATE VIEW not_examined AS
  SELECT id, location, path, duration_s, examined_s, duration_s - examined_s AS not_examined_s, codec
  FROM recordings WHERE state = 'read' AND examined_s < duration_s;
CREATE VIEW encoders AS
  SELECT encoder, codec, count(*) AS recordings, sum(duration_s) AS duration_s, sum(checked IS NOT NULL) AS checked,
    sum(checked = 'differed') AS differed, sum(guard_struck) AS guard_struck
  FROM recordings WHERE state = 'read' AND audio_tracks > 0 GROUP BY encoder, codec;
";

/// Makes an empty file with the tables.
pub(super) fn create(path: &Path) -> rusqlite::Result<Connection> {
    let db = Connection::open(path)?;
    // Written beside the old one and renamed when it is whole: a torn file is never seen, so no journal is needed.
    db.execute_batch(&format!(
        "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
         PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -8192; PRAGMA temp_store = FILE;
         PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {};
         BEGIN;
         CREATE TABLE scan (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
         CREATE TABLE classes (class TEXT PRIMARY KEY, words TEXT NOT NULL, could_be TEXT NOT NULL) WITHOUT ROWID;
         {} {} {}",
        ScanInfo::VERSION,
        table("recordings", RECORDINGS, ""),
        table("spans", SPANS, "REFERENCES recordings(id)"),
        table("faults", FAULTS, "REFERENCES recordings(id)"),
    ))?;
    let mut insert = db.prepare("INSERT INTO classes VALUES (?1, ?2, ?3)")?;
    for class in SilenceClass::ALL {
        let causes: Vec<&str> = class.possible_causes().iter().map(|c| c.words()).collect();
        insert.execute([class.key(), class.words(), &causes.join("; ")])?;
    }
    drop(insert);
    Ok(db)
}

/// The statement that makes a table. `to` is what the column `recording` points at.
fn table<T>(name: &str, columns: &[Column<T>], to: &str) -> String {
    let columns: Vec<String> = columns
        .iter()
        .map(|c| {
            let kind = match c.kind {
                Kind::Integer | Kind::Flag => "INTEGER",
                Kind::Real => "REAL",
                Kind::Text => "TEXT",
            };
            let more = match c.name {
                "id" => " PRIMARY KEY".to_owned(),
                "recording" => format!(" NOT NULL {to}"),
                _ if c.required => " NOT NULL".to_owned(),
                _ => String::new(),
            };
            format!("{} {kind}{more}", c.name)
        })
        .collect();
    format!("CREATE TABLE {name} ({});", columns.join(", "))
}

/// The statements that add rows.
pub(super) struct Inserts<'a> {
    recordings: Statement<'a>,
    spans: Statement<'a>,
    faults: Statement<'a>,
}

impl<'a> Inserts<'a> {
    pub(super) fn of(db: &'a Connection) -> rusqlite::Result<Self> {
        let insert = |name: &str, n: usize| {
            let marks = vec!["?"; n].join(", ");
            db.prepare(&format!("INSERT INTO {name} VALUES ({marks})"))
        };
        Ok(Self {
            recordings: insert("recordings", RECORDINGS.len())?,
            spans: insert("spans", SPANS.len())?,
            faults: insert("faults", FAULTS.len())?,
        })
    }

    pub(super) fn recording(&mut self, row: Row<'_, RecordingRow>) -> rusqlite::Result<()> {
        add(&mut self.recordings, RECORDINGS, row)
    }
    pub(super) fn span(&mut self, row: Row<'_, SpanRow>) -> rusqlite::Result<()> {
        add(&mut self.spans, SPANS, row)
    }
    pub(super) fn fault(&mut self, row: Row<'_, FaultRow>) -> rusqlite::Result<()> {
        add(&mut self.faults, FAULTS, row)
    }
}

fn add<T>(insert: &mut Statement<'_>, columns: &[Column<T>], row: Row<'_, T>) -> rusqlite::Result<()> {
    for (i, column) in columns.iter().enumerate() {
        insert.raw_bind_parameter(i + 1, (column.get)(row))?;
    }
    insert.raw_execute().map(drop)
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => Null.into(),
            Self::Integer(i) => ToSqlOutput::Owned(Value::Integer(*i)),
            Self::Real(r) => ToSqlOutput::Owned(Value::Real(*r)),
            Self::Text(t) => ToSqlOutput::Borrowed(ValueRef::Text(t.as_bytes())),
            Self::Flag(f) => ToSqlOutput::Owned(Value::Integer(i64::from(*f))),
        })
    }
}

/// Adds what was scanned and how, indexes and views, and closes the file.
pub(super) fn finish(db: Connection, info_json: &str) -> rusqlite::Result<()> {
    db.execute("INSERT INTO scan VALUES ('info', ?1)", [info_json])?;
    db.execute_batch(INDEXES)?;
    db.execute_batch(VIEWS)?;
    db.execute_batch("COMMIT")?;
    db.close().map_err(|(_, e)| e)
}
