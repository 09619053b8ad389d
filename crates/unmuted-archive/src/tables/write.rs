//! Writing the tables: row by row into files beside the old ones, which they replace when all are whole.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::columns::{FAULTS, RECORDINGS, Row, SPANS};
use super::info::{NotDecoded, ScanInfo};
use super::parquet::Table;
use super::sqlite::{self, Inserts};
use super::{FAULTS_FILE, INFO_FILE, RECORDINGS_FILE, SPANS_FILE, SQLITE_FILE};
use crate::engine::ScanError;
use crate::os;
use crate::rows::{FaultRow, RecordingRow, Scanned, SpanRow, State};
use crate::tables::Counts;

/// Rows that are handed to SQLite together; a statement is prepared once for so many recordings.
const BATCH: usize = 128;

/// Tables that are being written.
pub(crate) struct Writer {
    dir: PathBuf,
    db: Connection,
    recordings: Table<RecordingRow>,
    spans: Table<SpanRow>,
    faults: Table<FaultRow>,
    waiting: Vec<Scanned>,
    counts: Counts,
    by_location: Vec<u64>,
    newest: Option<String>,
    not_decoded: BTreeMap<String, NotDecoded>,
}

/// The name under which a file is written before it takes its place.
fn part(name: &str) -> String {
    format!("{name}.part")
}

impl Writer {
    /// Begins new tables in `dir`; the old ones stay until [`finish`](Self::finish).
    pub(crate) fn begin(dir: &Path) -> Result<Self, ScanError> {
        // What an interrupted run left.
        for name in [RECORDINGS_FILE, SPANS_FILE, FAULTS_FILE, SQLITE_FILE, INFO_FILE] {
            match fs::remove_file(dir.join(part(name))) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(ScanError::output(name, &e)),
                _ => {}
            }
        }
        let at = |name: &str| dir.join(part(name));
        let db = sqlite::create(&at(SQLITE_FILE)).map_err(|e| sql(&e))?;
        Ok(Self {
            dir: dir.to_owned(),
            db,
            recordings: Table::begin(&at(RECORDINGS_FILE), RECORDINGS).map_err(|e| columnar(RECORDINGS_FILE, e))?,
            spans: Table::begin(&at(SPANS_FILE), SPANS).map_err(|e| columnar(SPANS_FILE, e))?,
            faults: Table::begin(&at(FAULTS_FILE), FAULTS).map_err(|e| columnar(FAULTS_FILE, e))?,
            waiting: Vec::new(),
            counts: Counts::default(),
            by_location: Vec::new(),
            newest: None,
            not_decoded: BTreeMap::new(),
        })
    }

    /// Adds a recording with its spans and faults.
    pub(crate) fn add(&mut self, scanned: Scanned) -> Result<(), ScanError> {
        self.waiting.push(scanned);
        if self.waiting.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), ScanError> {
        let waiting = std::mem::take(&mut self.waiting);
        let mut inserts = Inserts::of(&self.db).map_err(|e| sql(&e))?;
        for scanned in &waiting {
            let row = &scanned.recording;
            let counts = &mut self.counts;
            counts.recordings += 1;
            match row.state {
                State::Read => counts.read += 1,
                State::Unreadable => counts.unreadable += 1,
                State::Changed => counts.changed += 1,
            }
            counts.size = counts.size.saturating_add(row.size);
            counts.duration_ns = counts.duration_ns.saturating_add(row.duration_ns);
            counts.examined_ns = counts.examined_ns.saturating_add(row.examined_ns);
            counts.covered_ns = counts.covered_ns.saturating_add(row.covered_ns);
            counts.requests = counts.requests.saturating_add(row.requests);
            counts.bytes_read = counts.bytes_read.saturating_add(row.bytes_read);
            for (sum, ns) in std::iter::zip(&mut counts.silent_ns, row.silent_ns) {
                *sum = sum.saturating_add(ns);
            }
            let location = row.location as usize;
            if self.by_location.len() <= location {
                self.by_location.resize(location + 1, 0);
            }
            if let Some(n) = self.by_location.get_mut(location) {
                *n += 1;
            }
            // Only where a date leads; a container may claim anything in its own words.
            let day =
                row.started.as_ref().and_then(|s| s.text.get(..10)).filter(|d| d.parse::<jiff::civil::Date>().is_ok());
            if let Some(day) = day.filter(|d| self.newest.as_deref().is_none_or(|n| n < *d)) {
                self.newest = Some(day.to_owned());
            }

            if let Some(codec) = not_decoded(scanned) {
                let known = self.not_decoded.len() < MOST_CODECS || self.not_decoded.contains_key(&codec);
                let codec = if known { codec } else { "other codecs".to_owned() };
                let new = || NotDecoded { codec: codec.clone(), recordings: 0, duration_ns: 0 };
                let of = self.not_decoded.entry(codec.clone()).or_insert_with(new);
                of.recordings += 1;
                of.duration_ns = of.duration_ns.saturating_add(row.duration_ns);
            }

            let id = counts.recordings as i64;
            let recording = Row { id, recording: id, of: row, row };
            inserts.recording(recording).map_err(|e| sql(&e))?;
            self.recordings.add(recording).map_err(|e| columnar(RECORDINGS_FILE, e))?;
            for span in &scanned.spans {
                counts.spans += 1;
                let span = Row { id: counts.spans as i64, recording: id, of: row, row: span };
                inserts.span(span).map_err(|e| sql(&e))?;
                self.spans.add(span).map_err(|e| columnar(SPANS_FILE, e))?;
            }
            for fault in &scanned.faults {
                counts.faults += 1;
                let fault = Row { id: counts.faults as i64, recording: id, of: row, row: fault };
                inserts.fault(fault).map_err(|e| sql(&e))?;
                self.faults.add(fault).map_err(|e| columnar(FAULTS_FILE, e))?;
            }
        }
        Ok(())
    }

    /// Writes what is left, and lets the new tables take the place of the old ones. `info` is completed with what was
    /// counted.
    pub(crate) fn finish(mut self, mut info: ScanInfo) -> Result<ScanInfo, ScanError> {
        self.flush()?;
        info.counts = self.counts;
        info.not_decoded = self.not_decoded.into_values().collect();
        info.as_of = info.options.as_of.clone().or(self.newest);
        for (location, n) in std::iter::zip(&mut info.locations, &self.by_location) {
            location.recordings = *n;
        }
        let mut json =
            serde_json::to_string_pretty(&info).map_err(|e| ScanError::output(INFO_FILE, &io::Error::other(e)))?;
        sqlite::finish(self.db, &json).map_err(|e| sql(&e))?;
        let synced = File::open(self.dir.join(part(SQLITE_FILE))).and_then(|f| f.sync_all());
        synced.map_err(|e| ScanError::output(SQLITE_FILE, &e))?;
        self.recordings.finish().map_err(|e| columnar(RECORDINGS_FILE, e))?;
        self.spans.finish().map_err(|e| columnar(SPANS_FILE, e))?;
        self.faults.finish().map_err(|e| columnar(FAULTS_FILE, e))?;
        json.push('\n');
        let written = File::create(self.dir.join(part(INFO_FILE))).and_then(|mut f| {
            f.write_all(json.as_bytes())?;
            f.sync_all()
        });
        written.map_err(|e| ScanError::output(INFO_FILE, &e))?;
        for name in [RECORDINGS_FILE, SPANS_FILE, FAULTS_FILE, SQLITE_FILE, INFO_FILE] {
            let renamed = fs::rename(self.dir.join(part(name)), self.dir.join(name));
            renamed.map_err(|e| ScanError::output(name, &e))?;
        }
        os::sync_folder(&self.dir).map_err(|e| ScanError::output(INFO_FILE, &e))?;
        Ok(info)
    }
}

/// What the sound of a recording is in that is not decoded; `None` where all is. Its faults tell.
fn not_decoded(scanned: &Scanned) -> Option<String> {
    let codec = |f: &FaultRow| {
        let words = f.what.strip_prefix("audio in ")?.strip_suffix(" is not decoded without ffmpeg")?;
        (f.blame == "unsupported").then(|| words.to_owned())
    };
    let mut codecs: Vec<String> = scanned.faults.iter().filter_map(codec).collect();
    codecs.sort_unstable();
    codecs.dedup();
    (scanned.recording.state == State::Read && !codecs.is_empty()).then(|| codecs.join("+"))
}

/// So many codecs are told apart; names of codecs come from the files, which may claim any number of them.
const MOST_CODECS: usize = 100;

fn sql(error: &rusqlite::Error) -> ScanError {
    ScanError::output(SQLITE_FILE, &io::Error::other(error.to_string()))
}

fn columnar(name: &str, error: ::parquet::errors::ParquetError) -> ScanError {
    ScanError::output(name, &io::Error::other(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_without_a_decoder_is_known_by_its_fault() {
        use unmuted_media::{Fault, FaultKind};
        let fault = |codec: &str| {
            let kind = FaultKind::CodecNotDecoded { codec: codec.into() };
            crate::one::fault_row(&Fault { kind, at: unmuted_media::Location::default() })
        };
        let mut row = crate::one::unreadable(fault("Opus"), 7, 0, "a.mp4");
        assert_eq!(not_decoded(&row), None, "it was not read at all");
        row.recording.state = State::Read;
        assert_eq!(not_decoded(&row).as_deref(), Some("Opus"));
        row.faults.extend([fault("AC-3"), fault("Opus")]);
        assert_eq!(not_decoded(&row).as_deref(), Some("AC-3+Opus"));
        row.faults.clear();
        assert_eq!(not_decoded(&row), None);
    }
}
