//! `unmuted summary`: the summary of a scan, written again.

use std::path::PathBuf;

use unmuted_archive::summary::SummaryOptions;

use crate::device_log::LogArgs;
use crate::report::archive::{self, Ask, Named};
use crate::{Exit, Terminal};

/// Write the summary of a scan again, counted from events or with another least length
///
/// A scan writes its summary itself; this needs only its tables and reads no recording.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted summary scan
  unmuted summary scan --event dispatch.csv --event start
  unmuted summary scan --least 30
  unmuted summary scan --audit-log devices.csv --audit-map map.toml

A file of events has a header with time, and recording or device, and may have event:
  recording,time,event            device,time,event
  2026/a.mp4,0:04:12,arrival      cam-7,2026-03-18T21:26:14-07:00,arrival

Exit status:
  0    written, and no recording has digital silence of that length
  1    written, and at least one has
  2    the command could not be carried out as typed
  3    written; some recordings, or some rows of events, could not be read
  130  stopped by you; what was there before is kept")]
pub struct Args {
    /// The folder that a scan wrote
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    #[command(flatten)]
    how: How,
}

/// How a summary is made; a scan has the same options.
#[derive(clap::Args, Clone, Debug)]
pub struct How {
    /// Count beginnings of silence from these events: a CSV file, or start for the start of each recording; may be
    /// said several times
    #[arg(long, value_name = "FILE.csv")]
    event: Vec<String>,
    /// A recording counts in the shares from so many seconds of digital silence in all
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = seconds)]
    least: i64,
    /// Add a table by wearer, in the order of names; refused unless every recording is known to be no copy for release
    #[arg(long)]
    by_wearer: bool,
    /// The heading of the page
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// A line that marks the page, as that it is fiction
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// The date as of which it holds [default: the scan's]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<jiff::civil::Date>,
    #[command(flatten)]
    log: LogArgs,
}

impl How {
    /// What is asked of the report. The second value is how many rows of events and of the log could not be read.
    ///
    /// # Errors
    /// Where a file of events cannot be read at all.
    pub fn ask(&self, terminal: &Terminal) -> miette::Result<(Ask, u64)> {
        let (events, unread) = archive::named_events(&self.event, terminal)?;
        let options =
            SummaryOptions { least_ns: self.least, by_wearer: self.by_wearer, events, ..SummaryOptions::default() };
        let named =
            Named { title: self.title.clone(), note: self.note.clone(), as_of: self.as_of.map(|d| d.to_string()) };
        let log = self.log.read(terminal)?;
        let unread = unread + log.as_ref().map_or(0, |l| l.unread);
        Ok((Ask { log, options, named }, unread))
    }
}

/// Seconds, with decimals or without, as nanoseconds.
pub fn seconds(typed: &str) -> Result<i64, String> {
    let value: f64 = typed.trim().parse().map_err(|_| "a number of seconds".to_owned())?;
    if !(0.0..=1e7).contains(&value) {
        return Err("seconds from 0 to 10,000,000".to_owned());
    }
    Ok((value * 1e9).round() as i64)
}

/// Runs the command.
pub fn run(args: Args, terminal: &Terminal) -> miette::Result<Exit> {
    let (ask, unread) = args.how.ask(terminal)?;
    let summary = archive::write(&args.dir, ask)?;
    terminal.note("wrote index.html, summary.md and summary.json");
    let found = if summary.all.have > 0 { Exit::Found } else { Exit::Fine };
    Ok(if unread > 0 || summary.read < summary.found { found.and(Exit::Unread) } else { found })
}
