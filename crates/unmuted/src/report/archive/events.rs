//! Events that a user names, from a CSV file: a recording and a time in it, or a device and a moment.
//!
//! Columns are known by their header: `recording` (or `path`, `file`), `device`, `time` (or `at`), and `event` (or
//! `kind`, `words`) for what it is. A row with a recording has its time in seconds or as `0:04:12.5` from the
//! recording's beginning; a row with a device has a moment as in `2026-03-18T21:26:14-07:00`.

use std::path::Path;

use csv::ReaderBuilder;
use miette::miette;
use unmuted_archive::summary::{Event, Events, Moment, On};

use crate::Terminal;

/// Most rows that are read.
const MAX_ROWS: u64 = 1_000_000;
/// Most problems that are told one by one.
const MAX_TOLD: usize = 20;

/// Reads a file of events. Rows that cannot be read are told, and the rest goes on; the second value is how many those
/// are.
///
/// # Errors
/// Where the file cannot be opened, or lacks a column that it needs.
pub fn read(path: &Path, terminal: &Terminal) -> miette::Result<(Events, u64)> {
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let text = std::fs::read(path).map_err(|e| {
        miette!(help = "is the file there, and may you read it?", "cannot read the events in {name}: {e}")
    })?;
    let (events, problems) = parse(&name, &text)?;
    for p in problems.iter().take(MAX_TOLD) {
        terminal.warn(&p.0, &p.1);
    }
    if let Some(more) = problems.len().checked_sub(MAX_TOLD).filter(|n| *n > 0) {
        terminal.warn(&format!("{name}: {more} more rows cannot be read"), "mend those shown first");
    }
    Ok((Events::listed(&name, events), problems.len() as u64))
}

type Problem = (String, String);

fn parse(name: &str, text: &[u8]) -> miette::Result<(Vec<Event>, Vec<Problem>)> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let first = text.split(|b| *b == b'\n').next().unwrap_or_default();
    let seen = |b| first.iter().filter(|c| **c == b).count();
    let delimiter = if seen(b';') > seen(b',') { b';' } else { b',' };
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text);
    let header: Vec<String> = reader
        .byte_headers()
        .map_err(|e| miette!("{name}: the header cannot be read: {e}"))?
        .iter()
        .map(|h| String::from_utf8_lossy(h).trim().to_lowercase())
        .collect();
    let column = |names: &[&str]| header.iter().position(|h| names.contains(&h.as_str()));
    let recording = column(&["recording", "path", "file"]);
    let device = column(&["device"]);
    let time = column(&["time", "at"]);
    let words = column(&["event", "kind", "words"]);
    let Some(time) = time.filter(|_| recording.is_some() || device.is_some()) else {
        return Err(miette!(
            help = "the header needs time, and recording or device; event is what it is, as in: recording,time,event",
            "{name}: the header has no column of times, or none that says where they belong: {}",
            header.join(", ")
        ));
    };
    let mut events = Vec::new();
    let mut problems = Vec::new();
    let mut record = csv::ByteRecord::new();
    let mut row = 0;
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => row += 1,
            Err(e) => {
                problems.push((format!("{name}, row {}: {e}", row + 1), "mend the row".to_owned()));
                break;
            }
        }
        if row > MAX_ROWS {
            problems.push((format!("{name}: more than {MAX_ROWS} rows"), "split the file".to_owned()));
            break;
        }
        let field =
            |i: Option<usize>| String::from_utf8_lossy(i.and_then(|i| record.get(i)).unwrap_or(b"")).trim().to_owned();
        let (path, on_device, typed) = (field(recording), field(device), field(Some(time)));
        if path.is_empty() && on_device.is_empty() && typed.is_empty() {
            continue;
        }
        let on = if !path.is_empty() {
            in_recording(&typed)
                .map(|at_ns| On::Recording { path, at_ns })
                .ok_or("write seconds, or hours:minutes:seconds, from the recording's beginning")
        } else if !on_device.is_empty() {
            Moment::parse(&typed)
                .map(|at| On::Device { device: on_device, at })
                .ok_or("write the moment as in 2026-03-18T21:26:14, with an offset if one is known")
        } else {
            Err("name the recording or the device that it belongs to")
        };
        match on {
            Ok(on) => events.push(Event { row, words: field(words), on }),
            Err(remedy) => {
                problems.push((format!("{name}, row {row}: \"{typed}\" is no time of an event"), remedy.to_owned()));
            }
        }
    }
    Ok((events, problems))
}

/// `252.3`, `4:12.3`, `0:04:12.3` as nanoseconds.
fn in_recording(typed: &str) -> Option<i64> {
    let mut seconds: i64 = 0;
    let mut parts = typed.split(':').peekable();
    let mut how_many = 0;
    while let Some(part) = parts.next() {
        how_many += 1;
        let last = parts.peek().is_none();
        let (whole, decimals) = if last { part.split_once('.').unwrap_or((part, "")) } else { (part, "") };
        if whole.is_empty() || whole.len() > 9 || !whole.bytes().chain(decimals.bytes()).all(|b| b.is_ascii_digit()) {
            return None;
        }
        let value: i64 = whole.parse().ok()?;
        if how_many > 3 || (how_many > 1 && value > 59) {
            return None;
        }
        seconds = seconds.checked_mul(60)?.checked_add(value)?;
        if last {
            let nanos: i64 = format!("{decimals:0<9}").get(..9)?.parse().ok()?;
            return seconds.checked_mul(1_000_000_000)?.checked_add(nanos);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_within_a_recording() {
        assert_eq!(in_recording("252.3"), Some(252_300_000_000));
        assert_eq!(in_recording("4:12.3"), Some(252_300_000_000));
        assert_eq!(in_recording("0:04:12"), Some(252_000_000_000));
        for bad in ["", "-1", "4:61", "1:2:3:4", "1.5:00", "soon", "99999999999"] {
            assert_eq!(in_recording(bad), None, "{bad}");
        }
    }

    #[test]
    fn rows_of_both_kinds_and_rows_that_are_not() {
        let text = b"\xef\xbb\xbfrecording;device;time;event\na.mp4;;1:00;shots\n;cam-1;2026-03-18T21:26:14;arrival\n;;;\n;cam-1;9 pm;x\n;;12;y\n";
        let (events, problems) = parse("events.csv", text).unwrap();
        assert_eq!(events.len(), 2);
        assert_eq!(events[0].words, "shots");
        assert_eq!(problems.len(), 2);
        assert!(problems[0].0.starts_with("events.csv, row 4"), "{}", problems[0].0);
        assert!(parse("e.csv", b"when,what\n1,2\n").is_err());
    }
}
