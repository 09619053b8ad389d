//! `unmuted align`: recordings on one clock, without a case.

use std::path::PathBuf;

use miette::miette;
use serde::Serialize;

use crate::report::text::seconds;
use crate::review::{self, clock};
use crate::{Exit, Terminal, report};

/// Put recordings on one clock from the sound they share, without a case
///
/// Recordings that share no audible time form separate groups, and one that cannot be placed is not placed: the
/// reason is printed. Nothing is written. In the result, incident seconds = t0_s + local seconds x (1 + drift_ppm x
/// 1e-6); local seconds count from the first presented picture, or from the first sound where there is no picture.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted align camera-1.mp4 camera-2.mp4 dispatch.wav
  unmuted align *.mp4 --json | jq '.recordings[] | [.file, .placed, .t0_s]'

Exit status:
  0    every recording is placed in one group
  1    at least one is not placed, or there is more than one group
  2    the command could not be carried out as typed
  3    at least one could not be read; the others were compared")]
pub struct Args {
    /// The recordings, two or more
    #[arg(required = true, num_args = 1..)]
    files: Vec<PathBuf>,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
    /// How many recordings to work on at once [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
}

/// What is printed with `--json`.
#[derive(Serialize)]
struct Document {
    format: &'static str,
    version: u32,
    method: &'static str,
    recordings: Vec<Recording>,
    pairs: Vec<review::document::Pair>,
    cycles: Vec<review::document::Cycle>,
}

/// One recording.
#[derive(Serialize)]
struct Recording {
    /// As typed.
    file: String,
    placed: bool,
    /// Its group, from 1; each group has its own clock. `null` where not placed.
    group: Option<u32>,
    /// Start of its own clock on its group's clock, seconds.
    t0_s: Option<f64>,
    drift_ppm: Option<f64>,
    /// Half-width of the drift's bound.
    drift_bound_ppm: Option<f64>,
    /// One standard deviation that corresponds to the whole bound at its best place: estimator and sound's travel time.
    sigma_s: Option<f64>,
    /// Half-width of the estimator's 99.9 % bound.
    estimator_bound_s: Option<f64>,
    /// Worst case of sound's travel time, on top.
    travel_bound_s: Option<f64>,
    grade: String,
    /// How it is placed, or why not.
    words: String,
    supported_by: Vec<String>,
    /// Why it could not be read; empty where it could.
    error: String,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let pool = super::threads(args.jobs)?;
    let (document, exit) = pool.install(|| align(args, terminal))?;
    if args.json {
        terminal.result(report::json(&document)?.trim_end());
    } else {
        text(&document, terminal);
    }
    Ok(exit)
}

fn align(args: &Args, terminal: &Terminal) -> miette::Result<(Document, Exit)> {
    // Sound is handed from listening to comparing through a folder that is gone afterwards.
    let kept = tempfile::tempdir()
        .map_err(|e| miette!(help = "set TMPDIR to a folder with room", "no temporary folder can be made: {e}"))?;
    let cache = review::Kept::of(kept.path());
    let ffmpeg = crate::ffmpeg::Ffmpeg::find();
    // Two of one name are told apart by their place on the command line.
    let ids: Vec<String> = args.files.iter().enumerate().map(|(i, _)| format!("{:04}", i + 1)).collect();
    let wanted: Vec<review::ToListenTo> = ids
        .iter()
        .zip(&args.files)
        .map(|(id, path)| review::ToListenTo {
            id: id.clone(),
            name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            path: path.clone(),
            // No digest is needed here; a name for the cache is.
            digest: Some(id.clone()),
        })
        .collect();
    let listened = review::listen_to_all(&wanted, &cache, ffmpeg.as_ref(), terminal);
    let heard: Vec<clock::Heard<'_>> = ids
        .iter()
        .zip(&listened)
        .filter_map(|(id, l)| Some(clock::Heard { id, found: l.outcome.as_ref().ok()?, digest: id }))
        .collect();
    let options = unmuted_case::align::AlignOptions::default();
    let one = clock::solve(&heard, &options, &cache, terminal);
    let name = |id: &String| {
        let i = ids.iter().position(|x| x == id);
        i.and_then(|i| args.files.get(i)).map_or_else(|| id.clone(), |p| p.display().to_string())
    };
    let mut exit = Exit::Fine;
    let mut recordings = Vec::new();
    for ((id, path), l) in ids.iter().zip(&args.files).zip(&listened) {
        let p = one.placement(id);
        let on = p.placed.then_some(());
        let error = l.outcome.as_ref().err().map(|why| why.what.clone()).unwrap_or_default();
        if !error.is_empty() {
            exit = exit.and(Exit::Unread);
        } else if !p.placed || p.group != Some(one.main_group) {
            exit = exit.and(Exit::Found);
        }
        let s = |ns: i64| on.map(|()| ns as f64 / 1e9);
        let ppm = |ppb: i64| on.map(|()| ppb as f64 / 1e3);
        recordings.push(Recording {
            file: path.display().to_string(),
            placed: p.placed,
            group: p.group,
            t0_s: s(p.offset_ns),
            drift_ppm: ppm(p.drift_ppb),
            drift_bound_ppm: ppm(p.drift_bound_ppb),
            sigma_s: one.sigma(id).filter(|_| p.placed),
            estimator_bound_s: s(p.estimator_bound_ns),
            travel_bound_s: s(p.travel_bound_ns),
            grade: p.grade,
            words: if error.is_empty() { p.words } else { String::new() },
            supported_by: p.supported_by.iter().map(name).collect(),
            error,
        });
    }
    let mut pairs = one.pairs.clone();
    for pair in &mut pairs {
        (pair.a, pair.b) = (name(&pair.a), name(&pair.b));
    }
    let mut cycles = one.cycles.clone();
    for cycle in &mut cycles {
        cycle.recordings = cycle.recordings.iter().map(name).collect();
    }
    let method = unmuted_case::align::METHOD;
    Ok((Document { format: "unmuted-align", version: 1, method, recordings, pairs, cycles }, exit))
}

fn text(document: &Document, terminal: &Terminal) {
    for r in &document.recordings {
        let line = match (&r.error, r.group) {
            (error, ..) if !error.is_empty() => format!("could not be read: {error}"),
            (_, Some(group)) => format!("group {group}, {}", r.words),
            _ => format!("not placed: {}", r.words),
        };
        terminal.result(&format!("{}\n  {line}", r.file));
    }
    for p in &document.pairs {
        let scatter = p.scatter_ns.map(|s| format!(", scatter {}", seconds(s))).unwrap_or_default();
        terminal.result(&format!("{} and {}: {}{scatter}", p.a, p.b, p.words));
    }
}
