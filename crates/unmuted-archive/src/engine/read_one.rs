//! Reading one file: whatever goes wrong with it becomes its row.

use std::io;

use unmuted_media::{Effort, ReadAt, SurveyOptions};

use super::{Options, head_of};
use crate::journal::{Pass, Record};
use crate::location::{Cost, Entry, Listed, Location, Which, is_media_name};
use crate::one::{fault_row, scan_any, unreadable};
use crate::rows::{FaultRow, Scanned, State};
use unmuted_media::guarded;

/// How one recording is scanned: `None` where the bytes are no recording and nobody expected one.
pub type ScanOne<'a> = dyn Fn(&dyn ReadAt, u32, &str, &SurveyOptions, Which) -> Option<Scanned> + Sync + 'a;

/// One file to be read.
pub(super) struct Job {
    pub(super) slot: usize,
    pub(super) location: u32,
    pub(super) listed: Listed,
    pub(super) pass: Pass,
}

/// Scanning by [`survey`](unmuted_media::survey).
pub(super) fn by_survey(
    bytes: &dyn ReadAt,
    location: u32,
    path: &str,
    options: &SurveyOptions,
    which: Which,
) -> Option<Scanned> {
    match scan_any(bytes, location, path, options) {
        Ok(found) => Some(found),
        // Only what its name calls a recording owes one.
        Err(_) if which == Which::All && !is_media_name(path) => None,
        Err(fault) => Some(unreadable(fault_row(&fault), bytes.size(), location, path)),
    }
}

/// Reads one file.
pub(super) fn read(
    one: &super::ScanOne<'_>,
    locations: &[Box<dyn Location>],
    names: &[String],
    options: &Options,
    job: Job,
) -> (usize, Record, Cost) {
    let name = names.get(job.location as usize).map_or("", String::as_str);
    let mut head = head_of(job.location, name, &job.listed, job.pass);
    let (found, cost) = match (&job.listed, locations.get(job.location as usize)) {
        (Listed::File(entry), Some(location)) => file(one, location.as_ref(), &job, entry, options),
        (Listed::Unreadable { path, error }, _) => {
            (Some(unreadable(io_fault(error), 0, job.location, path)), Cost::default())
        }
        (Listed::File(entry), None) => (
            Some(unreadable(io_fault(&io::ErrorKind::NotFound.into()), entry.size, job.location, &entry.path)),
            Cost::default(),
        ),
    };
    if let Some(found) = &found {
        head.again |= found.recording.state == State::Changed || found.faults.iter().any(|f| f.blame == INPUT_OUTPUT);
    }
    (job.slot, Record { head, found }, cost)
}

const INPUT_OUTPUT: &str = "input_output";

fn file(
    one: &super::ScanOne<'_>,
    location: &dyn Location,
    job: &Job,
    entry: &Entry,
    options: &Options,
) -> (Option<Scanned>, Cost) {
    let path = entry.path.as_str();
    let source = match location.open(entry) {
        Ok(source) => source,
        Err(e) => return (Some(unreadable(io_fault(&e), entry.size, job.location, path)), Cost::default()),
    };
    let mut survey = options.survey;
    if job.pass == Pass::Full {
        survey.effort = Effort::Thorough;
    }
    let scanned = guarded(|| one(&*source, job.location, path, &survey, options.which));
    let mut found = scanned.unwrap_or_else(|_| {
        let fault = FaultRow {
            blame: "unsupported".into(),
            what: "the reader for this kind of file failed in a way that it should not have".into(),
            place: String::new(),
            offset: None,
        };
        Some(unreadable(fault, source.size(), job.location, path))
    });
    let cost = source.cost();
    match source.is_unchanged(entry) {
        Ok(true) => {}
        Ok(false) => {
            let row = found.get_or_insert_with(|| {
                let fault = FaultRow {
                    blame: "note".into(),
                    what: "it fits no container".into(),
                    place: String::new(),
                    offset: None,
                };
                unreadable(fault, source.size(), job.location, path)
            });
            row.recording.state = State::Changed;
            row.faults.push(FaultRow {
                blame: INPUT_OUTPUT.into(),
                what: "it changed while it was read; the next run reads it again".into(),
                place: String::new(),
                offset: None,
            });
        }
        Err(e) => {
            if let Some(row) = &mut found {
                row.faults.push(io_fault(&e));
            }
        }
    }
    if let Some(row) = &mut found {
        row.recording.requests = cost.requests;
        row.recording.bytes_read = cost.bytes;
    }
    (found, cost)
}

/// A fault of the store, in the system's words, which name no path.
fn io_fault(error: &io::Error) -> FaultRow {
    let what = match error.kind() {
        io::ErrorKind::NotFound => "it is not there any more, or leads nowhere".to_owned(),
        io::ErrorKind::PermissionDenied => "it may not be read: permission denied".to_owned(),
        _ => format!("it cannot be read: {error}"),
    };
    FaultRow { blame: INPUT_OUTPUT.into(), what, place: String::new(), offset: None }
}
