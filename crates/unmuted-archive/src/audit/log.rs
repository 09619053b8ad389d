//! A device audit log, read by its mapping: one value for each entry. A row that cannot be read is told of, counted,
//! and costs nothing but itself.

use std::borrow::Cow;
use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord};
use serde::{Deserialize, Serialize};
use unmuted_model::{Interval, RecordingClock, WallClock, nearest};

use super::clock;
use super::error::AuditError;
use super::map::{AuditMap, EventKind, fold};
use super::time;

/// Most rows that are told of one by one; all are counted.
const TOLD: usize = 50;
/// Most rows that are read. A year of a large agency has some millions.
const MAX_ROWS: u64 = 20_000_000;

/// One entry of a log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AuditEvent {
    /// The line of the file on which it begins, from 1.
    pub line: u64,
    /// What it tells of.
    pub kind: EventKind,
    /// The log's own word.
    pub word: String,
    /// The device, as typed.
    pub device: String,
    /// The time as typed.
    pub typed: String,
    /// The instants that it can mean.
    pub at: Interval<WallClock>,
    /// Who wore the device, as typed.
    pub wearer: Option<String>,
    /// How long it lasted, where the log says so; counted from zero.
    pub lasted: Option<Interval<RecordingClock>>,
    /// The recording that it names.
    pub recording: Option<String>,
}

/// A row that could not be read, or only with doubt.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RowProblem {
    /// The line of the file, from 1.
    pub line: u64,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
    /// Whether the row was passed over; otherwise it was read with doubt.
    pub passed_over: bool,
}

/// A word of the log that the mapping does not have.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UnknownWord {
    /// The word.
    pub word: String,
    /// How many rows have it.
    pub rows: u64,
    /// The line of the first, from 1.
    pub line: u64,
    /// The word of the mapping that is nearest, where one is near: perhaps a slip.
    pub nearest: Option<String>,
}

/// What a log tells of one device: its time from the first to the last readable entry, of whatever word.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DeviceCover {
    /// As typed in its first entry.
    pub device: String,
    /// When the first entry is, by time.
    pub first: Interval<WallClock>,
    /// When the last entry is, by time.
    pub last: Interval<WallClock>,
    /// How many entries.
    pub entries: u64,
}

/// A recording that entries of a log name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NamedRecording {
    /// The device, as typed in the first of them.
    pub device: String,
    /// The first entry that says that it begins, by its place in [`AuditLog::events`].
    pub start: Option<usize>,
}

/// A log, read.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AuditLog {
    /// The file's name, as the caller gave it.
    pub name: String,
    /// The entries with known words, by device and time.
    pub events: Vec<AuditEvent>,
    /// Each device, by its name without capitals.
    pub devices: BTreeMap<String, DeviceCover>,
    /// The recordings that entries with known words name, by their names without folders and capitals.
    pub recordings: BTreeMap<String, NamedRecording>,
    /// Rows with something in them.
    pub rows: u64,
    /// Rows that were passed over because they could not be read.
    pub rows_passed_over: u64,
    /// The first of the rows with problems.
    pub problems: Vec<RowProblem>,
    /// How many rows have problems.
    pub problems_in_all: u64,
    /// Words that the mapping does not have, by their first row. Their rows still show that the device was logging.
    pub unknown_words: Vec<UnknownWord>,
}

impl AuditLog {
    /// The entries of one device, by time.
    pub(super) fn of_device(&self, device: &str) -> &[AuditEvent] {
        let key = fold(device);
        let start = self.events.partition_point(|e| fold(&e.device) < key);
        let rest = self.events.get(start..).unwrap_or_default();
        let n = rest.iter().take_while(|e| fold(&e.device) == key).count();
        rest.get(..n).unwrap_or_default()
    }

    /// What the log has about a recording of this path: under its name, or under that without its ending.
    pub(super) fn named(&self, path: &str) -> Option<&NamedRecording> {
        let name = clock::file_name(path);
        let stem = name.rsplit_once('.').map(|(stem, _)| stem).filter(|s| !s.is_empty());
        self.recordings.get(&name).or_else(|| self.recordings.get(stem?))
    }

    fn problem(&mut self, line: u64, passed_over: bool, (what, remedy): (String, impl Into<String>)) {
        self.problems_in_all += 1;
        self.rows_passed_over += u64::from(passed_over);
        if self.problems.len() < TOLD {
            self.problems.push(RowProblem { line, what, remedy: remedy.into(), passed_over });
        }
    }
}

/// Reads a log. `name` is what the file is called in messages and outputs.
///
/// # Errors
/// Where the log has not the columns that the mapping names.
pub fn read_log(name: &str, bytes: &[u8], map: &AuditMap) -> Result<AuditLog, AuditError> {
    let text = decode(bytes);
    let (delimiter, at) = header(name, &text, map)?;
    let mut log = AuditLog { name: name.to_owned(), ..AuditLog::default() };
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let mut words: BTreeMap<String, UnknownWord> = BTreeMap::new();
    let mut row = StringRecord::new();
    loop {
        match reader.read_record(&mut row) {
            Ok(true) => {}
            Ok(false) => break,
            Err(e) => {
                // The text was decoded and rows may differ in length, so this is not expected; it must not loop.
                let line = e.position().map_or(0, csv::Position::line);
                log.problem(line, true, (format!("the log cannot be read from here on: {e}"), "mend the row"));
                break;
            }
        }
        if row.iter().all(|f| f.trim().is_empty()) {
            continue;
        }
        log.rows += 1;
        let line = row.position().map_or(0, csv::Position::line);
        if log.rows > MAX_ROWS {
            let what = format!("the log has more than {MAX_ROWS} rows, and the rest was not read");
            log.problem(line, true, (what, "cut it into parts by time"));
            break;
        }
        read_row(&mut log, &mut words, &row, line, &at, map);
    }
    // Stable, so that entries of one instant stay in the order of the log.
    log.events.sort_by_cached_key(|e| (fold(&e.device), e.at.earliest()));
    for (i, event) in log.events.iter().enumerate() {
        let Some(name) = event.recording.as_deref().map(clock::file_name).filter(|n| !n.is_empty()) else { continue };
        let named =
            log.recordings.entry(name).or_insert_with(|| NamedRecording { device: event.device.clone(), start: None });
        if event.kind == EventKind::RecordingStart {
            named.start.get_or_insert(i);
        }
    }
    log.unknown_words = words.into_values().collect();
    log.unknown_words.sort_by_key(|w| w.line);
    Ok(log)
}

fn read_row(
    log: &mut AuditLog,
    words: &mut BTreeMap<String, UnknownWord>,
    row: &StringRecord,
    line: u64,
    at: &Columns,
    map: &AuditMap,
) {
    let field = |i: usize| row.get(i).unwrap_or("").trim();
    let optional = |i: Option<usize>| i.map(field).filter(|f| !f.is_empty()).map(str::to_owned);
    let typed = match at.date.map(field) {
        Some(date) => format!("{date} {}", field(at.time)).trim().to_owned(),
        None => field(at.time).to_owned(),
    };
    let instant = match time::read(&typed, map) {
        Ok((instant, None)) => instant,
        Ok((instant, Some(doubt))) => {
            log.problem(line, false, doubt);
            instant
        }
        Err(fault) => return log.problem(line, true, fault),
    };
    let device = field(at.device);
    if device.is_empty() {
        return log.problem(line, true, ("the row names no device".to_owned(), "add it in a copy of the log"));
    }
    let cover = log.devices.entry(fold(device)).or_insert_with(|| DeviceCover {
        device: device.to_owned(),
        first: instant,
        last: instant,
        entries: 0,
    });
    cover.entries += 1;
    cover.first = cover.first.min(instant);
    cover.last = cover.last.max(instant);
    let word = field(at.event);
    let Some(&kind) = map.words.get(&fold(word)) else {
        let near = || nearest(&fold(word), map.words.keys().map(String::as_str)).map(str::to_owned);
        let known = words.entry(fold(word)).or_insert_with(|| UnknownWord {
            word: word.to_owned(),
            rows: 0,
            line,
            nearest: near(),
        });
        known.rows += 1;
        return;
    };
    let lasted = match optional(at.duration).map(|t| time::length(&t)) {
        None if kind == EventKind::Mute => {
            let what = "the row says that sound was muted, and not how long".to_owned();
            return log.problem(line, true, (what, "ask for the log with durations"));
        }
        Some(Err(fault)) if kind == EventKind::Mute => return log.problem(line, true, fault),
        // Of other entries the length decides nothing.
        other => other.and_then(Result::ok),
    };
    log.events.push(AuditEvent {
        line,
        kind,
        word: word.to_owned(),
        device: device.to_owned(),
        typed,
        at: instant,
        wearer: optional(at.wearer),
        lasted,
        recording: optional(at.recording),
    });
}

/// Where the columns stand.
struct Columns {
    date: Option<usize>,
    time: usize,
    device: usize,
    event: usize,
    wearer: Option<usize>,
    duration: Option<usize>,
    recording: Option<usize>,
}

/// Finds the delimiter (comma, semicolon or tab) and the columns.
fn header(name: &str, text: &str, map: &AuditMap) -> Result<(u8, Columns), AuditError> {
    let mut missing: Option<(AuditError, usize)> = None;
    for delimiter in [b',', b';', b'\t'] {
        let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
        let Ok(header) = reader.headers() else { continue };
        let names: Vec<&str> = header.iter().map(str::trim).collect();
        let find = |wanted: &str| names.iter().position(|n| fold(n) == fold(wanted));
        let optional = [&map.date, &map.wearer, &map.duration, &map.recording];
        let wanted = [&map.time, &map.device, &map.event].into_iter().chain(optional.into_iter().flatten());
        let absent = wanted.clone().find(|n| find(n).is_none());
        if let (None, Some(time), Some(device), Some(event)) =
            (absent, find(&map.time), find(&map.device), find(&map.event))
        {
            let of = |column: &Option<String>| column.as_deref().and_then(find);
            let (date, wearer) = (of(&map.date), of(&map.wearer));
            let (duration, recording) = (of(&map.duration), of(&map.recording));
            return Ok((delimiter, Columns { date, time, device, event, wearer, duration, recording }));
        }
        // The delimiter that splits the header into most columns is the likeliest.
        if let Some(absent) = absent.filter(|_| missing.as_ref().is_none_or(|(_, n)| names.len() > *n)) {
            let remedy = match nearest(absent, names.iter().copied()) {
                Some(near) => format!("did you mean {near:?}? Mend [columns] in the mapping"),
                None => {
                    let shown: Vec<String> = names.iter().take(20).map(|n| n.chars().take(40).collect()).collect();
                    format!("its columns are: {}; mend [columns] in the mapping", shown.join(", "))
                }
            };
            let what = format!("the log has no column {absent:?}; nothing of it was read");
            missing = Some((AuditError::at(name, text, 0..0, what, remedy), names.len()));
        }
    }
    Err(missing.map_or_else(
        || AuditError::at(name, text, 0..0, "the log has no header", "export it with the names of its columns"),
        |(error, _)| error,
    ))
}

/// The text of a log: UTF-8, or UTF-16 as spreadsheets write it. A byte that is no UTF-8 becomes a mark of
/// replacement, which then shows where it stands.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let wide = |rest: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.chunks_exact(2).map(|c| read([c[0], c[1]])).collect();
        Cow::Owned(String::from_utf16_lossy(&units))
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest),
        _ => String::from_utf8_lossy(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::super::map::{read_map, tests::MAP};
    use super::*;

    fn map() -> AuditMap {
        read_map("map.toml", MAP).unwrap()
    }

    const LOG: &str = "Device,Time,Action,Length,File\n\
        CAM-7,2026-03-18T21:26:14,Record,,v1.mp4\n\
        cam-7,2026-03-18T21:30:00,Mute On,,\n\
        CAM-7,half past nine,Mute Off,,\n\
        CAM-9,2026-03-18T21:00:00,Muted,1:30,\n\
        ,2026-03-18T21:40:00,Mute On,,\n\
        CAM-7,2026-03-18T21:45:00,Mute of,,\n\
        CAM-7,2026-03-18T21:44:00,Tagged,,\n\
        CAM-9,2026-03-18T21:50:00,Muted,,\n";

    #[test]
    fn rows_that_cannot_be_read_cost_only_themselves() {
        let log = read_log("log.csv", LOG.as_bytes(), &map()).unwrap();
        assert_eq!((log.rows, log.rows_passed_over, log.problems_in_all), (8, 3, 3));
        let lines: Vec<_> = log.problems.iter().map(|p| (p.line, p.what.as_str())).collect();
        assert_eq!(lines[0], (4, "the time \"half past nine\" is not of the form 2026-03-18T21:26:14"));
        assert_eq!(lines[1], (6, "the row names no device"));
        assert_eq!(lines[2].0, 9);
        let unknown: Vec<_> = log.unknown_words.iter().map(|w| (w.word.as_str(), w.nearest.as_deref())).collect();
        assert_eq!(unknown, [("Mute of", Some("mute off")), ("Tagged", None)]);
        let kinds: Vec<_> = log.of_device("Cam-7").iter().map(|e| (e.line, e.kind)).collect();
        assert_eq!(kinds, [(2, EventKind::RecordingStart), (3, EventKind::MuteOn)]);
        // Words that are not known show that the device was logging.
        assert_eq!(log.devices["cam-7"].entries, 4);
        assert_eq!(log.devices["cam-7"].last.earliest().ns() / 1_000_000_000 % 3600, 45 * 60);
        assert_eq!(log.of_device("nobody"), []);
    }

    #[test]
    fn delimiters_and_encodings_of_spreadsheets_are_read() {
        let plain = read_log("log.csv", LOG.as_bytes(), &map()).unwrap();
        let tabs = LOG.replace(',', "\t");
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(tabs.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let marked = format!("\u{feff}{}", LOG.replace(',', ";"));
        for bytes in [wide, marked.into_bytes()] {
            assert_eq!(read_log("log.csv", &bytes, &map()).unwrap(), plain);
        }
    }

    #[test]
    fn a_column_that_is_not_there_is_told() {
        let error = read_log("log.csv", LOG.replace("Action", "Actions").as_bytes(), &map()).unwrap_err().to_string();
        assert_eq!(
            error,
            "log.csv:1:1: the log has no column \"Action\"; nothing of it was read; did you mean \"Actions\"? Mend \
             [columns] in the mapping"
        );
        assert!(read_log("log.csv", b"", &map()).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            let _ = read_log("log.csv", &bytes, &map());
            let mut with_header = b"Device,Time,Action,Length,File\n".to_vec();
            with_header.extend(bytes);
            proptest::prop_assert!(read_log("log.csv", &with_header, &map()).is_ok());
        }
    }
}
