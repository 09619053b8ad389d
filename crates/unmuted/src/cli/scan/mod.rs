//! `unmuted scan`: every recording of an archive, as tables.

mod merge;
mod progress;
mod text;

use std::path::{Path, PathBuf};
use std::str::FromStr;

use jiff::tz::TimeZone;
use miette::miette;
use serde::Serialize;
use unmuted_archive::location::{self, Which};
use unmuted_archive::meta::{AgencyList, MetaError, Metadata, NamePattern};
use unmuted_archive::remote;
use unmuted_archive::summary::SummaryOptions;
use unmuted_archive::tables::{ScanInfo, Shard};
use unmuted_archive::{Location, Options, Outcome, SEED, ScanError};
use unmuted_media::{Effort, SurveyOptions};
use unmuted_model::Nanos;

use crate::device_log::LogArgs;
use crate::names::shown;
use crate::report::archive::{self, Ask};
use crate::{Exit, Terminal, report};

/// Measure silence in all recordings of an archive, from their indexes, and write tables
///
/// A LOCATION is a folder, a list (a text file with a path on each line, or a CSV with a column `path`), one recording,
/// or a part of an object store (s3://bucket/prefix). Recordings are only read. DIR gets scan.sqlite,
/// recordings.parquet, spans.parquet, faults.parquet and scan.json (docs/scan-format.md explains every column), and for
/// a person index.html and summary.md. A scan that was stopped goes on where it was, and a second one
/// reads only what is new or has changed. To name a location that is called `merge`, write ./merge.
#[derive(clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\
Examples:
  unmuted scan /media/archive --out scan
  unmuted scan videos dashcams list.csv --out scan --jobs 4
  unmuted scan archive --out scan --name-pattern '{device}_{wearer}_{date:YYYYMMDD}_{time:HHMMSS}' \\
      --time-zone America/Los_Angeles
  unmuted scan archive --out scan --list-csv evidence.csv --columns columns.toml
  unmuted scan archive --out part-1 --shard 1/2      (and 2/2 on another machine, then)
  unmuted scan merge part-1 part-2 --out scan
  unmuted scan s3://evidence/2026 --out scan         (keys from AWS_ACCESS_KEY_ID and its kin)
  unmuted scan archive --out scan --audit-log devices.csv --audit-map map.toml
  sqlite3 scan/scan.sqlite 'SELECT path, start_s, length_s FROM silences ORDER BY length_s DESC LIMIT 20'

Columns of --list-csv: usual headers are recognised. Otherwise columns.toml names them:
  path = \"Video file\"
  device = \"Camera serial\"
  started = \"Record start\"
  started_format = \"%m/%d/%Y %H:%M:%S\"
  (also: wearer, unit, released_copy)

Exit status:
  0    scanned; silence is in the tables
  2    the scan could not be carried out as typed, or its output could not be written
  3    something could not be read; the rest was scanned
  130  stopped by you; the same command goes on from there"
)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    scan: ScanArgs,
}

#[derive(clap::Subcommand)]
enum Command {
    Merge(merge::Args),
}

#[derive(clap::Args)]
struct ScanArgs {
    /// Folders, lists, recordings or addresses in an object store
    #[arg(required = true, value_name = "LOCATION")]
    locations: Vec<PathBuf>,
    /// Where the tables go
    #[arg(long, required = true, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write over a finished scan of other locations in DIR, which is refused otherwise
    #[arg(long)]
    replace: bool,
    /// Read the beginning of every packet, not only where sizes suggest silence
    #[arg(long)]
    thorough: bool,
    /// Look for steady low levels as well, which decodes all sound
    #[arg(long)]
    level: bool,
    /// The shortest silence that is told, in seconds [default: 0.05]
    #[arg(long, value_name = "SECONDS")]
    least: Option<Seconds>,
    /// Look at files of any name, and take those that are recordings by their first bytes
    #[arg(long)]
    all: bool,
    /// What file names say: {device}, {wearer}, {unit}, {date:YYYYMMDD}, {time:HHMMSS}, {zone}, {*} for anything;
    /// or /a regular expression/ with groups of these names
    #[arg(long, value_name = "PATTERN")]
    name_pattern: Option<String>,
    /// The agency's own list of its recordings
    #[arg(long, value_name = "FILE")]
    list_csv: Option<PathBuf>,
    /// Which column of that list is what
    #[arg(long, value_name = "TOML", requires = "list_csv")]
    columns: Option<PathBuf>,
    /// The zone of times that are written without one, as in America/Los_Angeles
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// Scan one of several parts, by a hash of the path; `unmuted scan merge` joins them
    #[arg(long, value_name = "I/N")]
    shard: Option<ShardArg>,
    /// Read all recordings of this encoder in full; may be said several times. The fingerprint is what the column
    /// `encoder` of the table of recordings has, or what `unmuted scan merge` names where it asks for this
    #[arg(long, value_name = "FINGERPRINT")]
    distrust: Vec<String>,
    /// Seed of the sample of quick results that is checked in full
    #[arg(long, value_name = "NUMBER", default_value_t = SEED)]
    seed: u64,
    /// Count ages to this date [default: the newest that a recording claims]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<jiff::civil::Date>,
    /// How many recordings to read at once [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    summary: ScanSummary,
}

/// What the summary takes besides what it shares with the scan; `unmuted summary` has more.
#[derive(clap::Args)]
struct ScanSummary {
    /// Count beginnings of silence from these events: a CSV file, or start; may be said several times
    #[arg(long, value_name = "FILE.csv")]
    event: Vec<String>,
    #[command(flatten)]
    log: LogArgs,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    match &args.command {
        Some(Command::Merge(merge)) => merge::run(merge, terminal),
        None => scan(&args.scan, terminal),
    }
}

fn scan(args: &ScanArgs, terminal: &Terminal) -> miette::Result<Exit> {
    let Some(out) = args.out.as_deref() else {
        return Err(miette!(help = "say where the tables go: --out DIR", "no output folder is named"));
    };
    let which = if args.all { Which::All } else { Which::ByName };
    let options = options(args, which)?;
    if let Some(list) = &options.metadata.list {
        for problem in list.problems().iter().take(SHOWN) {
            terminal.warn(&shown(&format!("list {}, {problem}", list.name())), "");
        }
        if let Some(more) = list.problems().len().checked_sub(SHOWN).filter(|n| *n > 0) {
            let name = shown(list.name()).into_owned();
            terminal.warn(&format!("list {name}: {more} more lines cannot be used as they are"), "");
        }
    }
    // A location is checked before anything is written.
    let skip = [out.to_owned()];
    let locations: Vec<Box<dyn Location>> =
        args.locations.iter().map(|typed| open(typed, which, &skip)).collect::<miette::Result<_>>()?;
    // And so is what the summary needs.
    let (events, unread) = archive::named_events(&args.summary.event, terminal)?;
    let log = args.summary.log.read(terminal)?;
    let unread = unread + log.as_ref().map_or(0, |l| l.unread);
    let progress = progress::Progress::new(terminal);
    let done = unmuted_archive::scan(&locations, out, &options, &progress).map_err(wrong);
    progress.finish();
    let outcome = done?;
    let summing = SummaryOptions { events, ..SummaryOptions::default() };
    archive::write(out, Ask { log, options: summing, named: archive::Named::default() })?;
    if args.json {
        terminal.result(report::json(&Document::of(&outcome))?.trim_end());
    } else {
        terminal.result(&text::scanned(&outcome, &options.metadata, out));
    }
    let exit = exit(&outcome.info);
    Ok(if unread > 0 { exit.and(Exit::Unread) } else { exit })
}

/// A folder, a list or a recording on this machine, or an object store.
fn open(typed: &Path, which: Which, skip: &[PathBuf]) -> miette::Result<Box<dyn Location>> {
    let Some(url) = typed.to_str().filter(|t| remote::is_url(t)) else {
        return location::local(typed, which, skip).map_err(|e| miette!(help = e.remedy, "{}", shown(&e.what)));
    };
    crate::remote::location(url, which)
}

/// How many problems of one kind are shown one by one.
const SHOWN: usize = 10;

fn options(args: &ScanArgs, which: Which) -> miette::Result<Options> {
    let meta = |e: MetaError| miette!(help = e.remedy, "{}", e.what);
    let pattern = args.name_pattern.as_deref().map(NamePattern::read).transpose().map_err(meta)?;
    let list = args.list_csv.as_deref().map(|file| AgencyList::read(file, args.columns.as_deref()));
    let list = list.transpose().map_err(meta)?;
    let zone = args.time_zone.as_deref().map(|name| {
        TimeZone::get(name).map_err(|_| {
            miette!(
                help = "name it as the IANA time zone database does, as in America/Los_Angeles or Europe/Berlin",
                "there is no time zone {name}"
            )
        })
    });
    let survey = SurveyOptions {
        effort: if args.thorough { Effort::Thorough } else { Effort::Quick },
        level: args.level,
        ..SurveyOptions::default()
    };
    let survey = SurveyOptions { least_silence: args.least.map_or(survey.least_silence, |s| s.0), ..survey };
    Ok(Options {
        survey,
        which,
        program: program(),
        build: crate::review::build_of_program(),
        jobs: args.jobs.map_or(0, usize::from),
        shard: args.shard.map(|s| s.0),
        seed: args.seed,
        distrust: args.distrust.clone(),
        replace: args.replace,
        metadata: Metadata { pattern, list, zone: zone.transpose()? },
        as_of: args.as_of,
    })
}

fn program() -> String {
    format!("unmuted {}", env!("CARGO_PKG_VERSION"))
}

fn wrong(e: ScanError) -> miette::Report {
    miette!(help = e.remedy, "{}", shown(&e.what))
}

/// Whatever could not be read is told by the exit status.
fn exit(info: &ScanInfo) -> Exit {
    if info.counts.unreadable + info.counts.changed > 0 { Exit::Unread } else { Exit::Fine }
}

/// What is printed with `--json`.
#[derive(Serialize)]
struct Document<'a> {
    /// As in `scan.json`.
    scan: &'a ScanInfo,
    /// Files that were new or had changed, and that this run read.
    read_now: u64,
    /// Files that this run read in full to check quick results.
    read_in_full_now: u64,
    /// Links to files that count by another path.
    links_passed_over: u64,
    /// Files that are no recordings.
    passed_over: u64,
    /// Recordings whose names fit the pattern.
    named: u64,
    /// Recordings that the agency's list has.
    listed: u64,
    /// Lines of that list that no recording met.
    listed_without_recording: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    line: u64,
    path: &'a str,
}

impl<'a> Document<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        let line = |(line, path): &'a (u64, String)| Line { line: *line, path };
        Self {
            scan: &outcome.info,
            read_now: outcome.read,
            read_in_full_now: outcome.read_in_full,
            links_passed_over: outcome.links.number,
            passed_over: outcome.passed_over,
            named: outcome.named,
            listed: outcome.listed,
            listed_without_recording: outcome.without_recording.iter().map(line).collect(),
        }
    }
}

/// `i/n`, from 1.
#[derive(Clone, Copy)]
struct ShardArg(Shard);

impl FromStr for ShardArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/').and_then(|(i, n)| Some((i.trim().parse().ok()?, n.trim().parse().ok()?)));
        match parts {
            Some((number, of)) if number >= 1 && number <= of => Ok(Self(Shard { number, of })),
            _ => Err("write which part of how many, as in 1/4 for the first of four".into()),
        }
    }
}

/// Seconds, as in 0.25.
#[derive(Clone, Copy)]
struct Seconds(Nanos);

impl FromStr for Seconds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse::<f64>() {
            Ok(s) if (0.001..=86_400.0).contains(&s) => Ok(Self(Nanos::new((s * 1e9).round() as i64))),
            _ => Err("write seconds from 0.001 to 86400, as in 0.25".into()),
        }
    }
}

/// A file of the output folder, as a user finds it.
fn in_dir(dir: &Path, name: &str) -> String {
    shown(&dir.join(name).display().to_string()).into_owned()
}
