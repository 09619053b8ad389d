//! `unmuted listen`: when single recordings are silent, without a case.

use std::path::{Path, PathBuf};

use miette::miette;
use rayon::prelude::*;
use unmuted_media::{Effort, ReadAt, SurveyOptions, survey};
use unmuted_model::Nanos;

use crate::listening::document::{End, Line};
use crate::listening::{self, Counted};
use crate::recording_file::RecordingFile;
use crate::{Exit, Terminal};

/// Say when recordings are silent, from their indexes and as few of their bytes as the question needs
///
/// Pictures are never read. Of AAC sound the packets' sizes say where to look, the first bytes of packets show that
/// nothing is coded in them, and a few packets at each end are decoded. Each span lies inside the true silence; its
/// bounds say by how much it may be longer. A class is a fact about the file; causes are listed, never chosen.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted listen camera-1.mp4
  unmuted listen *.mp4 --json | jq -c 'select(.type == \"span\" and .class != \"pre_event\")'
  unmuted listen camera-1.mp4 --thorough    # open every packet: no encoder can hide a silence
  unmuted listen camera-1.mp4 --level       # decode everything: steady low levels, single channels

Exit status:
  0    nothing found beyond lead-ins
  1    at least one silent span that is no lead-in
  2    the command could not be carried out as typed
  3    at least one recording could not be read; the others were")]
pub struct Args {
    /// The recordings
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
        byte_budget: None,
    };
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
    let mut exit = Exit::Fine;
    for files in args.files.chunks(TOGETHER) {
        let found: Vec<Vec<Line>> = match &pool {
            Some(pool) => pool.install(|| files.par_iter().map(|f| one(f, &options, terminal)).collect()),
            None => files.iter().map(|f| one(f, &options, terminal)).collect(),
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

fn one(path: &Path, options: &SurveyOptions, terminal: &Terminal) -> Vec<Line> {
    let name = path.display().to_string();
    let file = match RecordingFile::open(path, false) {
        Ok(file) => file,
        Err(e) => return vec![listening::not_opened(&name, &e)],
    };
    let bytes = Counted::of(&file);
    let bar = terminal.bar(&path.file_name().unwrap_or_default().to_string_lossy(), 100);
    let progress = |done: Nanos, total: Nanos| {
        bar.set_length(total.get().max(1).unsigned_abs());
        bar.set_position(done.get().max(0).unsigned_abs());
    };
    let decoder = crate::ffmpeg::Late::new(path);
    let found = survey(&bytes, options, Some(&decoder), &progress);
    bar.finish_and_clear();
    match found {
        Ok(found) => listening::lines(&name, bytes.size(), &found, bytes.told()),
        Err(e) => vec![listening::unreadable(&name, e)],
    }
}
