//! What a person reads after a scan: `index.html` and `summary.md`, the same in both, and `summary.json` for programs.
//! Everything comes from the tables of the scan, and comes back when it is deleted.

mod content;
mod draw;
pub mod events;
mod html;
mod md;
pub mod places;
mod sections;
#[cfg(test)]
mod tests;
pub mod words;

use std::path::Path;

use miette::miette;
use serde::Serialize;
use unmuted_archive::summary::{ByWearer, Events, Summary, SummaryOptions, Summing};
use unmuted_archive::tables::{self, ReadError, ScanInfo, Tables};

use super::files::{Writing, json};
use crate::device_log::{DeviceLog, Matches};

/// What a user says about a summary beside what is counted.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// A heading instead of the count of recordings.
    pub title: Option<String>,
    /// What marks the whole, as that it is fiction.
    pub note: Option<String>,
    /// The date as of which this holds, instead of the scan's.
    pub as_of: Option<String>,
}

/// What is summed up, and how it is called.
#[derive(Default)]
pub struct Ask {
    /// A device's log to match with.
    pub log: Option<DeviceLog>,
    /// How to sum up.
    pub options: SummaryOptions,
    /// What the user says.
    pub named: Named,
}

/// `summary.json`.
#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: u32,
    as_of: Option<&'a str>,
    program: &'a str,
    summary: &'a Summary,
}

/// Writes the summary of the scan in `dir` beside its tables.
///
/// # Errors
/// Where the tables cannot be read, a file cannot be written, or a table of wearers is asked for that must not be made.
pub fn write(dir: &Path, ask: Ask) -> miette::Result<Summary> {
    let tables = open(dir)?;
    let mut summing = Summing::new(ask.options);
    let mut matches = Matches::default();
    let mut failed = None;
    tables
        .for_each(&mut |scanned| {
            let Some(log) = &ask.log else {
                summing.add(&scanned, &[]);
                return true;
            };
            let (found, said) = log.of_row(&scanned);
            summing.add(&scanned, &said);
            failed = matches.add(log, &scanned.recording.path, &found).err();
            failed.is_none()
        })
        .map_err(unreadable)?;
    if let Some(e) = failed {
        return Err(e);
    }
    let summary = summing.finish();
    let files = render(&summary, tables.scan(), &ask.named)?;
    let writing = Writing::into(dir)?;
    for (name, text) in &files {
        writing.put(name, text.as_bytes())?;
    }
    if ask.log.is_some() {
        writing.put(Matches::FILE, &matches.bytes()?)?;
    }
    Ok(summary)
}

/// Opens the tables of a scan.
///
/// # Errors
/// Where there are none.
pub fn open(dir: &Path) -> miette::Result<Tables> {
    tables::read(dir).map_err(unreadable)
}

/// What could not be read of a scan's tables, with the remedy.
pub fn unreadable(e: ReadError) -> miette::Report {
    miette!(help = e.remedy, "{}", e.what)
}

/// Events as the command line names them: `start`, or files. The second value is how many rows of them could not be read.
///
/// # Errors
/// Where a file cannot be read at all.
pub fn named_events(named: &[String], terminal: &crate::Terminal) -> miette::Result<(Vec<Events>, u64)> {
    let mut all = Vec::new();
    let mut unread = 0;
    for name in named {
        if name == "start" {
            all.push(Events::start());
        } else {
            let (events, bad) = events::read(Path::new(name), terminal)?;
            all.push(events);
            unread += bad;
        }
    }
    Ok((all, unread))
}

/// The files of a summary, by name.
///
/// # Errors
/// Where a table of wearers was asked for and must not be made.
pub fn render(summary: &Summary, scan: &ScanInfo, named: &Named) -> miette::Result<Vec<(&'static str, String)>> {
    if let ByWearer::Refused { released, unknown } = summary.wearers {
        return Err(miette!(
            help = "give the scan the agency's list with a column that says of every recording whether it is a copy made for \
                    release; where it is, ask for the original. The summary without this table is made by the same command \
                    without --by-wearer",
            "no table by wearer: {} made for release, and {} may be. Silence in such a copy cannot be told from a redaction, \
             and a list would lay it to a person",
            words::some(released, "recording is a copy", "recordings are copies"),
            words::count(unknown)
        ));
    }
    let head = sections::head(summary, scan, named);
    let sections = sections::sections(summary, scan);
    let document = Document {
        format: "unmuted-archive-summary",
        version: 1,
        as_of: named.as_of.as_deref().or(scan.as_of.as_deref()),
        program: &scan.program,
        summary,
    };
    Ok(vec![
        ("summary.json", json(&document)?),
        ("summary.md", md::text(&head, &sections)),
        ("index.html", html::page(&head, &sections)),
    ])
}
