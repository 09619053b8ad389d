//! `unmuted clip`: a stretch of a case taken out as an exhibit.

use std::path::PathBuf;

use miette::miette;
use serde::Serialize;

use crate::clip::when::{self, When};
use crate::clip::{self, LeftOut, Wanted};
use crate::review::document::{Problem, Review};
use crate::{Exit, Terminal, report, review};

/// Take a stretch out of a case as an exhibit: playable media, a page for print, digests
///
/// Media is cut from the originals as it is stored, whole pictures and packets, and held against them packet by packet;
/// where it truly begins and ends is stated. The page says what was found, when on every clock, on what evidence, and
/// what was not examined. What is privileged is left out and counted. Each exhibit is a line of custody.jsonl.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  On the case's clock, in seconds or in minutes and seconds:
    unmuted clip my-case --from 84.6 --to 1:31 --by you
  By the wall's clock, where the case is tied to it:
    unmuted clip my-case --from 14:03:58.6 --to 14:04:12 --by you
  By times on one recording; what it hears, and all others at that time:
    unmuted clip my-case --from camera-1@1:24.6 --to camera-1@1:40 --by you
  About one statement or rule, of two recordings alone:
    unmuted clip my-case --from 1:20 --to 2:40 --finding aid-60 --recording camera-1 --recording camera-3 --by you
  A recording that is not on the case's clock, by itself:
    unmuted clip my-case --from camera-4@0:10 --to camera-4@0:25 --by you

The exhibit is CASE/report/exhibits/FROM-TO; one that is there is never written over. Its media needs ffmpeg (a WAV
does not); without it the exhibit has everything else.

Exit status:
  0    made, whole
  1    made, and something does not fit: it is named
  2    the exhibit could not be made
  3    made, and some media could not be cut: it is named
  130  stopped by you; nothing of the exhibit is kept")]
pub struct Args {
    /// The case folder
    #[arg(value_name = "CASE")]
    dir: PathBuf,
    /// Where it begins: 84.6, 1:24.6, 14:03:58.6, camera-1@1:24.6
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    from: String,
    /// Where it ends
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    to: String,
    /// Only this recording; may be said several times [default: all that have any of the stretch]
    #[arg(long, value_name = "ID")]
    recording: Vec<String>,
    /// The statement or rule that it is about [default: all whose evidence lies in the stretch are listed]
    #[arg(long, value_name = "ID")]
    finding: Option<String>,
    /// The folder to make, which must not be there yet [default: CASE/report/exhibits/FROM-TO]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Who takes it out [default: UNMUTED_BY in the environment]
    #[arg(long, env = "UNMUTED_BY", value_name = "NAME")]
    by: Option<String>,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
    /// How many recordings to work on at once [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Printed<'a> {
    /// Always `unmuted-clip`.
    format: &'static str,
    version: u32,
    /// The exhibit's folder: within the case, or as it was typed.
    folder: &'a str,
    name: &'a str,
    /// SHA-256 of its `SHA256SUMS`.
    sha256: &'a str,
    custody_head: &'a str,
    left_out: &'a LeftOut,
    files: &'a [String],
    problems: &'a [Problem],
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let by = super::by(args.by.as_deref())?;
    let pool = super::threads(args.jobs)?;
    let reviewed = pool.install(|| review::review(&args.dir, &review::Options::default(), terminal))?;
    let wanted = wanted(args, by, &reviewed.document)?;
    let made = pool.install(|| clip::make(&args.dir, &wanted, &reviewed, terminal))?;
    for p in &made.problems {
        terminal.warn(&format!("{}: {}", p.file, p.what), &p.remedy);
    }
    if args.json {
        let printed = Printed {
            format: "unmuted-clip",
            version: 1,
            folder: &made.folder,
            name: &made.name,
            sha256: &made.digest,
            custody_head: &made.custody_head,
            left_out: &made.left_out,
            files: &made.files,
            problems: &made.problems,
        };
        terminal.result(report::json(&printed)?.trim_end());
    } else {
        let shown = if args.out.is_some() { PathBuf::from(&made.folder) } else { args.dir.join(&made.folder) };
        terminal.result(&format!("Exhibit: {}", shown.join("index.html").display()));
        terminal.result(&made.left_out.words());
        terminal.result(&format!("SHA-256 of its SHA256SUMS: {}", made.digest));
        terminal.result(&format!("Custody head: {}", made.custody_head));
    }
    let unread = made.problems.iter().any(|p| p.kind == "unread");
    let found = if made.problems.is_empty() { Exit::Fine } else { Exit::Found };
    Ok(if unread { Exit::Unread } else { found })
}

/// Reads the two times and puts together what is wanted.
fn wanted(args: &Args, by: String, review: &Review) -> miette::Result<Wanted> {
    let read = |name: &str, typed: &str| {
        when::read(typed, review).map_err(|u| miette!(help = u.remedy, "--{name}: {}", u.what))
    };
    let (from, to) = (read("from", &args.from)?, read("to", &args.to)?);
    let (on, from_ns, to_ns) = match (from, to) {
        (When::Incident(a), When::Incident(b)) => (None, a, b),
        (When::On(one, a), When::On(other, b)) if one == other => (Some(one), a, b),
        (When::On(one, _), When::On(other, _)) => {
            return Err(miette!(
                help = "ask for each of them by itself",
                "{one} and {other} are not on one clock, so no stretch runs from one to the other"
            ));
        }
        (When::On(one, _), _) | (_, When::On(one, _)) => {
            return Err(miette!(
                help = format!("write both times on it: --from {one}@… --to {one}@…"),
                "{one} is not on the case's clock, so one time on it and one on another clock make no stretch"
            ));
        }
    };
    Ok(Wanted {
        from_ns,
        to_ns,
        on,
        recordings: args.recording.clone(),
        finding: args.finding.clone(),
        by,
        at: super::now(),
        out: args.out.clone(),
    })
}
