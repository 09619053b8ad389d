//! `unmuted triage`: what to watch first.

use std::path::PathBuf;

use miette::miette;
use serde::Serialize;
use unmuted_archive::triage::{Finding, KindCount, Plan, TriageOptions};

use super::summary::seconds;
use crate::case_files::write;
use crate::device_log::LogArgs;
use crate::report::archive::{self, places};
use crate::{Exit, Terminal, report};

/// List what to watch first of a scanned archive, with the reason for each place
///
/// Places in an order that is a rule and not a score: silence around a marked event; silence without an entry in the
/// device log; no silent lead-in where the device usually keeps one, or one that is longer; gaps; audio that ends early;
/// no audio track; silence with a tone or a click at an edge; silence in mid recording; one channel of several silent; what
/// was not examined. In each kind the longest first, then by name. From the top a place is taken if it still fits into the
/// hours; what overlaps is counted once.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted triage scan --hours 3
  unmuted triage scan --hours 3 --events marks.csv --out watch.csv
  unmuted triage scan --hours 3 --audit-log devices.csv --audit-map map.toml
  unmuted triage scan --hours 1 --json | jq -r '.places[] | [.recording, .from, .reason] | @tsv'

A file of events is as for unmuted summary.

Exit status:
  0    no place to watch
  1    places to watch
  2    the command could not be carried out as typed
  3    some rows of events or of the log could not be read; the rest was used
  130  stopped by you")]
pub struct Args {
    /// The folder that a scan wrote
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// How many hours there are for watching [default: as many as all places take]
    #[arg(long, value_name = "H", value_parser = hours)]
    hours: Option<i64>,
    /// Events around which silence comes first: a CSV file; may be said several times
    #[arg(long, value_name = "FILE.csv")]
    events: Vec<String>,
    /// Watch so many seconds before and after a place
    #[arg(long, value_name = "SECONDS", default_value = "15", value_parser = seconds)]
    margin: i64,
    /// Watch no more than so many seconds of one place
    #[arg(long, value_name = "SECONDS", default_value = "300", value_parser = seconds)]
    most: i64,
    /// List silences from so many seconds on; gaps, early ends and absent tracks are listed at any length
    #[arg(long, value_name = "SECONDS", default_value = "1", value_parser = seconds)]
    least: i64,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
    /// Write the places as CSV
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
    #[command(flatten)]
    log: LogArgs,
}

/// What is printed with `--json`.
#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: u32,
    as_of: Option<&'a str>,
    /// What the plan is, how its order is made, and what it leaves out.
    told: Vec<String>,
    watched_s: f64,
    kinds: &'a [KindCount],
    not_kept: u64,
    recordings: u64,
    without_place: u64,
    places: &'a [places::Row],
}

fn hours(typed: &str) -> Result<i64, String> {
    let value: f64 = typed.trim().parse().map_err(|_| "a number of hours".to_owned())?;
    if !(value > 0.0 && value <= 1e6) {
        return Err("hours above 0, to 1,000,000".to_owned());
    }
    Ok((value * 3.6e12).round() as i64)
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let options = TriageOptions {
        budget_ns: args.hours,
        margin_ns: args.margin,
        most_ns: args.most,
        least_ns: args.least,
        ..TriageOptions::default()
    };
    if options.most_ns == 0 {
        return Err(miette!(help = "say --most 60, or more", "of no place could anything be watched"));
    }
    let (events, unread) = archive::named_events(&args.events, terminal)?;
    let log = args.log.read(terminal)?;
    let unread = unread + log.as_ref().map_or(0, |l| l.unread);
    let tables = archive::open(&args.dir)?;
    let mut finding = Finding::new(options, events);
    tables
        .for_each(&mut |scanned| {
            match &log {
                None => finding.add(&scanned, &[]),
                Some(log) => finding.add(&scanned, &log.of_row(&scanned).1),
            }
            true
        })
        .map_err(archive::unreadable)?;
    let plan: Plan = finding.finish();
    let rows = places::rows(&plan, tables.scan());
    if let Some(path) = &args.out {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        write::replace(path, &places::csv(&rows)?).map_err(|e| {
            miette!(help = "is there room on the disk, and may you write there?", "cannot write {name}: {e}")
        })?;
        terminal.note(&format!("wrote {name}"));
    }
    if args.json {
        let document = Document {
            format: "unmuted-triage",
            version: 1,
            as_of: tables.scan().as_of.as_deref(),
            told: places::told(&plan, &options),
            watched_s: (plan.watched_ns / 1_000_000) as f64 / 1_000.0,
            kinds: &plan.kinds,
            not_kept: plan.not_kept,
            recordings: plan.found,
            without_place: plan.without_place,
            places: &rows,
        };
        terminal.result(report::json(&document)?.trim_end());
    } else {
        let text = places::text(&plan, &rows, tables.scan(), &options, terminal.width());
        terminal.result(text.trim_end());
    }
    let exit = if rows.is_empty() { Exit::Fine } else { Exit::Found };
    Ok(if unread > 0 { exit.and(Exit::Unread) } else { exit })
}
