//! `unmuted listen`: when single recordings are silent, without a case.

use std::path::{Path, PathBuf};

use miette::miette;
use rayon::prelude::*;
use unmuted_archive::audit::started_from_unix;
use unmuted_media::{Effort, ReadAt, Survey, SurveyOptions, survey};
use unmuted_model::Nanos;

use crate::device_log::{DeviceLog, LogArgs};
use crate::listening::document::{End, Line};
use crate::listening::{self, Counted};
use crate::recording_file::RecordingFile;
use crate::{Exit, Terminal, remote};

/// Say when recordings are silent, from their indexes and as few of their bytes as the question needs
///
/// Pictures are never read. Of AAC sound the packets' sizes say where to look, the first bytes of packets show that
/// nothing is coded in them, and a few packets at each end are decoded. Each span lies inside the silence as it was
/// coded; its bounds say by how much it may be longer. A class is a fact about the file; causes are listed, never chosen.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted listen camera-1.mp4
  unmuted listen *.mp4 --json | jq -c 'select(.type == \"span\" and .class != \"pre_event\")'
  unmuted listen camera-1.mp4 --thorough    # open every packet: no encoder can hide a silence
  unmuted listen camera-1.mp4 --level       # decode everything: steady low levels, single channels
  unmuted listen s3://evidence/2026/camera-1.mp4
  unmuted listen camera-1.mp4 --audit-log devices.csv --audit-map map.toml --device K2-0417

Exit status:
  0    nothing found beyond lead-ins
  1    at least one silent span that is no lead-in
  2    the command could not be carried out as typed
  3    at least one recording could not be read; the others were")]
pub struct Args {
    /// The recordings: files, or addresses (https://…, s3://bucket/key)
    #[arg(required = true, num_args = 1.., value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print JSON, one object a line
    #[arg(long)]
    json: bool,
    /// Open every packet, not only those that sizes suggest
    #[arg(long)]
    thorough: bool,
    /// Decode all sound: find steady low levels as well, and silence of single channels
    #[arg(long)]
    level: bool,
    /// The shortest silence that is told, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "0.05")]
    least: f64,
    /// How many recordings to work on at once [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    #[command(flatten)]
    log: LogArgs,
    /// The device that made the recordings, as the log calls it [default: what the log says of their names]
    #[arg(long, value_name = "ID", requires = "audit_log")]
    device: Option<String>,
    /// When the recording began by the device's clock, as in 2026-03-18T21:26:14-07:00 [default: what the log or the
    /// container says]
    #[arg(long, value_name = "TIME", requires = "audit_log", value_parser = moment)]
    started: Option<jiff::Timestamp>,
}

fn moment(typed: &str) -> Result<jiff::Timestamp, String> {
    typed.trim().parse().map_err(|_| "a moment with its offset, as in 2026-03-18T21:26:14-07:00".to_owned())
}

/// A device's log and what is said of the recordings besides.
struct Logged<'a> {
    log: &'a DeviceLog,
    device: Option<&'a str>,
    started: Option<jiff::Timestamp>,
}

/// Files that are worked on before their results are printed.
const TOGETHER: usize = 64;

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    if !(0.0..=86_400.0).contains(&args.least) {
        return Err(miette!(
            help = "give seconds, as in --least 1",
            "--least {} is no length of a silence",
            args.least
        ));
    }
    let options = SurveyOptions {
        effort: match (args.level, args.thorough) {
            (true, _) => Effort::Decode,
            (_, true) => Effort::Thorough,
            _ => Effort::Quick,
        },
        least_silence: Nanos::from_secs_f64(args.least),
        level: args.level,
    };
    let log = args.log.read(terminal)?;
    let logged = log.as_ref().map(|log| Logged { log, device: args.device.as_deref(), started: args.started });
    let logged = logged.as_ref();
    let pool = if args.files.len() > 1 { Some(super::threads(args.jobs)?) } else { None };
    let mut end = End {
        files: args.files.len() as u64,
        unreadable: 0,
        spans: 0,
        faults: 0,
        requests: 0,
        bytes_read: 0,
        version: env!("CARGO_PKG_VERSION"),
    };
    let mut exit = if log.as_ref().is_some_and(|l| l.unread > 0) { Exit::Unread } else { Exit::Fine };
    for files in args.files.chunks(TOGETHER) {
        let found: Vec<Vec<Line>> = match &pool {
            Some(pool) => pool.install(|| files.par_iter().map(|f| one(f, &options, logged, terminal)).collect()),
            None => files.iter().map(|f| one(f, &options, logged, terminal)).collect(),
        };
        for lines in found {
            exit = exit.and(count(&lines, &mut end));
            if args.json {
                for line in &lines {
                    terminal.result(&json(line)?);
                }
            } else {
                terminal.result(&listening::text(&lines));
            }
        }
    }
    if args.json {
        terminal.result(&json(&Line::End(end))?);
    }
    Ok(exit)
}

fn json(line: &Line) -> miette::Result<String> {
    serde_json::to_string(line).map_err(|e| miette!("a result cannot be written as JSON: {e}"))
}

fn count(lines: &[Line], end: &mut End) -> Exit {
    let mut exit = Exit::Fine;
    for line in lines {
        match line {
            Line::Recording(r) => {
                end.requests += r.requests;
                end.bytes_read += r.bytes_read;
                if r.tracks.iter().any(|t| t.how == "not_examined") {
                    exit = exit.and(Exit::Unread);
                }
            }
            Line::Span(s) => {
                end.spans += 1;
                if s.class != "pre_event" {
                    exit = exit.and(Exit::Found);
                }
            }
            Line::Fault(f) => {
                end.faults += 1;
                end.unreadable += u64::from(f.unreadable);
                if f.unreadable || f.blame == "input_output" {
                    exit = exit.and(Exit::Unread);
                }
            }
            Line::End(_) => {}
        }
    }
    exit
}

fn one(path: &Path, options: &SurveyOptions, logged: Option<&Logged<'_>>, terminal: &Terminal) -> Vec<Line> {
    let name = path.display().to_string();
    let bar = terminal.bar(&path.file_name().unwrap_or_default().to_string_lossy(), 100);
    let progress = |done: Nanos, total: Nanos| {
        bar.set_length(total.get().max(1).unsigned_abs());
        bar.set_position(done.get().max(0).unsigned_abs());
    };
    let lines = if path.to_str().is_some_and(unmuted_archive::remote::is_url) {
        match remote::open(&name) {
            Ok(far) => {
                let found = survey(&*far, options, None, &progress);
                told(&name, far.size(), found, far.told(), logged)
            }
            Err((what, remedy)) => vec![listening::not_reached(&name, what, remedy)],
        }
    } else {
        match RecordingFile::open(path, false) {
            Ok(file) => {
                let bytes = Counted::of(&file);
                let decoder = crate::ffmpeg::Late::new(path);
                let found = survey(&bytes, options, Some(&decoder), &progress);
                told(&name, bytes.size(), found, bytes.told(), logged)
            }
            Err(e) => vec![listening::not_opened(&name, &e)],
        }
    };
    bar.finish_and_clear();
    lines
}

fn told(
    name: &str,
    size: u64,
    found: Result<Survey, unmuted_media::Error>,
    cost: (u64, u64),
    logged: Option<&Logged<'_>>,
) -> Vec<Line> {
    match found {
        Ok(found) => {
            let audit = logged.map(|l| {
                let claimed = found.recording.created.as_ref().and_then(|c| c.unix_secs);
                let started = l.started.map(jiff::Timestamp::as_second).or(claimed).map(started_from_unix);
                listening::Audit::new(l.log, l.log.of_survey(&found, name, l.device, started))
            });
            listening::lines(name, size, &found, cost, audit.as_ref())
        }
        Err(e) => vec![listening::unreadable(name, e)],
    }
}
