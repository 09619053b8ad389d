//! Reading the tables of a scan back, one recording at a time, from the SQLite file.

use std::fmt;
use std::path::Path;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Connection, OpenFlags, Row, Rows};
use unmuted_media::Effort;
use unmuted_model::SilenceClass;

use super::sqlite::APPLICATION;
use super::{SQLITE_FILE, ScanInfo};
use crate::rows::{Checked, FaultRow, LeadIn, RecordingRow, Scanned, SpanRow, Started, StartedFrom, State};

/// The tables of one scan, opened for reading.
pub struct Tables {
    scan: ScanInfo,
    db: Connection,
}

/// Opens the tables that a scan wrote into `dir`.
///
/// # Errors
/// Where there are none, or they are of another version of the format.
pub fn read(dir: &Path) -> Result<Tables, ReadError> {
    let path = dir.join(SQLITE_FILE);
    let wrong =
        |what: &str, remedy: &str| ReadError { what: format!("{}: {what}", dir.display()), remedy: remedy.to_owned() };
    if !path.is_file() {
        return Err(wrong(
            &format!("it holds no tables of a scan: there is no {SQLITE_FILE}"),
            "make them with: unmuted scan LOCATION... --out DIR",
        ));
    }
    let again = "scan again with this version; what was read is kept";
    let broken = |e: rusqlite::Error| wrong(&format!("{SQLITE_FILE} cannot be read: {e}"), again);
    let db = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(broken)?;
    let number = |name: &str| db.pragma_query_value(None, name, |r| r.get::<_, i64>(0)).map_err(broken);
    if number("application_id")? != i64::from(APPLICATION) {
        return Err(wrong(&format!("{SQLITE_FILE} is not by this program"), again));
    }
    let version = number("user_version")?;
    if version != i64::from(ScanInfo::VERSION) {
        let what = format!("{SQLITE_FILE} has format {version}, and this program reads {}", ScanInfo::VERSION);
        return Err(wrong(&what, again));
    }
    let info: String = db.query_row("SELECT value FROM scan WHERE key = 'info'", [], |r| r.get(0)).map_err(broken)?;
    let scan = serde_json::from_str(&info).map_err(|e| wrong(&format!("{SQLITE_FILE} cannot be read: {e}"), again))?;
    Ok(Tables { scan, db })
}

impl Tables {
    /// What was scanned, and how.
    pub fn scan(&self) -> &ScanInfo {
        &self.scan
    }

    /// Hands every recording with its spans and faults to `take`, in order of location and path, one at a time:
    /// memory does not grow with the archive. Ends early where `take` says `false`. May be called again.
    ///
    /// # Errors
    /// Where the tables cannot be read.
    pub fn for_each(&self, take: &mut dyn FnMut(Scanned) -> bool) -> Result<(), ReadError> {
        self.each(take).map_err(|e| ReadError {
            what: format!("{SQLITE_FILE} cannot be read: {e}"),
            remedy: "scan again; what was read is kept".into(),
        })
    }

    fn each(&self, take: &mut dyn FnMut(Scanned) -> bool) -> rusqlite::Result<()> {
        let mut recordings = self.db.prepare("SELECT * FROM recordings ORDER BY id")?;
        let mut spans = self.db.prepare("SELECT * FROM spans ORDER BY id")?;
        let mut faults = self.db.prepare("SELECT * FROM faults ORDER BY id")?;
        // Spans and faults were numbered in the order of the recordings, so all three are read side by side.
        let mut spans = Beside::begin(spans.query([])?, span)?;
        let mut faults = Beside::begin(faults.query([])?, fault)?;
        let mut rows = recordings.query([])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get("id")?;
            let scanned = Scanned { recording: recording(row)?, spans: spans.of(id)?, faults: faults.of(id)? };
            if !take(scanned) {
                break;
            }
        }
        Ok(())
    }
}

/// Rows of a table that belong to recordings, in the same order as these.
struct Beside<'a, T> {
    rows: Rows<'a>,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
    next: Option<(i64, T)>,
}

impl<'a, T> Beside<'a, T> {
    fn begin(rows: Rows<'a>, read: fn(&Row<'_>) -> rusqlite::Result<T>) -> rusqlite::Result<Self> {
        let mut it = Self { rows, read, next: None };
        it.advance()?;
        Ok(it)
    }

    fn advance(&mut self) -> rusqlite::Result<()> {
        self.next = match self.rows.next()? {
            None => None,
            Some(row) => Some((row.get("recording")?, (self.read)(row)?)),
        };
        Ok(())
    }

    fn of(&mut self, recording: i64) -> rusqlite::Result<Vec<T>> {
        let mut all = Vec::new();
        while let Some((_, it)) = self.next.take_if(|(r, _)| *r == recording) {
            all.push(it);
            self.advance()?;
        }
        Ok(all)
    }
}

/// Whole nanoseconds out of seconds.
struct Nanoseconds(i64);

impl FromSql for Nanoseconds {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        // As many as fit: a claimed duration may be any.
        Ok(Self((value.as_f64()? * 1e9).round() as i64))
    }
}

/// A count; never negative.
struct Count(u64);

impl FromSql for Count {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let n = value.as_i64()?;
        u64::try_from(n).map(Self).map_err(|_| FromSqlError::OutOfRange(n))
    }
}

/// One of several words.
fn word<T: Copy>(row: &Row<'_>, column: &str, all: &[T], name: fn(T) -> &'static str) -> rusqlite::Result<Option<T>> {
    let Some(text) = row.get::<_, Option<String>>(column)? else { return Ok(None) };
    let found = all.iter().copied().find(|t| name(*t) == text);
    found.map(Some).ok_or_else(|| rusqlite::Error::InvalidColumnName(format!("{column} = {text}")))
}

fn needed<T>(value: Option<T>, column: &str) -> rusqlite::Result<T> {
    value.ok_or_else(|| rusqlite::Error::InvalidColumnName(format!("{column} = NULL")))
}

const EFFORTS: [Effort; 3] = [Effort::Quick, Effort::Thorough, Effort::Decode];

fn recording(row: &Row<'_>) -> rusqlite::Result<RecordingRow> {
    let ns = |column: &str| row.get::<_, Nanoseconds>(column).map(|n| n.0);
    let count = |column: &str| row.get::<_, Count>(column).map(|n| n.0);
    let mut silent_ns = [0; 7];
    for (sum, class) in std::iter::zip(&mut silent_ns, SilenceClass::ALL) {
        *sum = ns(&format!("silent_{}_s", class.key()))?;
    }
    let from = [StartedFrom::Container, StartedFrom::Name, StartedFrom::List];
    let started = match row.get::<_, Option<String>>("started")? {
        None => None,
        Some(text) => Some(Started {
            text,
            unix_s: row.get("started_unix_s")?,
            from: needed(word(row, "started_from", &from, StartedFrom::key)?, "started_from")?,
        }),
    };
    let states = [State::Read, State::Unreadable, State::Changed];
    let lead_ins = [LeadIn::Usual, LeadIn::Longer, LeadIn::Shorter, LeadIn::Missing];
    Ok(RecordingRow {
        path: row.get("path")?,
        location: row.get("location")?,
        size: count("size")?,
        state: needed(word(row, "state", &states, State::key)?, "state")?,
        container: row.get("container")?,
        duration_ns: ns("duration_s")?,
        device: row.get("device")?,
        wearer: row.get("wearer")?,
        unit: row.get("unit")?,
        started,
        released_copy: row.get("released_copy")?,
        audio_tracks: row.get("audio_tracks")?,
        codec: row.get("codec")?,
        encoder: row.get("encoder")?,
        covered_ns: ns("covered_s")?,
        examined_ns: ns("examined_s")?,
        silent_ns,
        effort: needed(word(row, "effort", &EFFORTS, Effort::key)?, "effort")?,
        packets: count("packets")?,
        opened: count("opened")?,
        decoded: count("decoded")?,
        requests: count("requests")?,
        bytes_read: count("bytes_read")?,
        guard_struck: row.get("guard_struck")?,
        checked: word(row, "checked", &[Checked::Agreed, Checked::Differed], Checked::key)?,
        lead_in_ns: row.get::<_, Option<Nanoseconds>>("lead_in_s")?.map(|n| n.0),
        lead_in_usual_s: row.get("lead_in_usual_s")?,
        lead_in: word(row, "lead_in_flag", &lead_ins, LeadIn::key)?,
    })
}

fn span(row: &Row<'_>) -> rusqlite::Result<SpanRow> {
    let ns = |column: &str| row.get::<_, Nanoseconds>(column).map(|n| n.0);
    let count = |column: &str| row.get::<_, Count>(column).map(|n| n.0);
    Ok(SpanRow {
        track: row.get("track")?,
        channel: row.get("channel")?,
        class: needed(word(row, "class", &SilenceClass::ALL, SilenceClass::key)?, "class")?,
        start_ns: ns("start_s")?,
        end_ns: ns("end_s")?,
        start_earliest_ns: ns("start_earliest_s")?,
        end_latest_ns: ns("end_latest_s")?,
        method: row.get("method")?,
        offset: row.get::<_, Option<Count>>("evidence_offset")?.map(|n| n.0),
        proven_packets: count("proven_packets")?,
        packets: count("packets")?,
        near_buffer_s: row.get("near_buffer_s")?,
        tone_hz: row.get("tone_hz")?,
        click: row.get("click")?,
        begins_with: row.get("begins_with")?,
    })
}

fn fault(row: &Row<'_>) -> rusqlite::Result<FaultRow> {
    Ok(FaultRow {
        blame: row.get("blame")?,
        what: row.get("what")?,
        place: row.get("place")?,
        offset: row.get::<_, Option<Count>>("evidence_offset")?.map(|n| n.0),
    })
}

/// Tables that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadError {
    /// What is wrong, with the file's name.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for ReadError {}
