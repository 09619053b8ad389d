//! `unmuted missing`: what a case lacks, as a draft of requests.

use std::path::PathBuf;

use miette::miette;
use serde::Serialize;

use crate::case_files::write;
use crate::report::requests::{self, Draft};
use crate::{Exit, Terminal, report, review};

/// List what a case lacks, as a draft of requests that a person edits and sends
///
/// Units of the dispatch log and officers without a recording, gaps between one device's files, redacted copies,
/// silence where nothing else recorded, statements without a page, outcomes without a day, steps that no source
/// speaks of, sources that are cited and not held. The case is reviewed for it; what was computed before and has
/// not changed is not computed again. Nothing is sent.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted missing cases/exercise
  unmuted missing cases/exercise --write
  unmuted missing cases/exercise --json | jq '.requests[] | [.kind, .subject]'

With --write the draft is CASE/requests.md. One that a person has edited is never written over: the next is
requests-2.md.

Exit status:
  0    nothing to ask for
  1    something to ask for
  2    the command could not be carried out as typed
  3    something could not be read; the rest was looked at
  130  stopped by you; what was done is kept")]
pub struct Args {
    /// The case folder
    #[arg(value_name = "CASE")]
    dir: PathBuf,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
    /// Write the draft into the case folder
    #[arg(long)]
    write: bool,
    /// How many recordings to work on at once [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
}

/// What is printed with `--json`.
#[derive(Serialize)]
struct Document {
    format: &'static str,
    version: u32,
    case: String,
    as_of: String,
    requests: Vec<Request>,
    /// The draft that was written, or `null`.
    written: Option<String>,
}

/// One request.
#[derive(Serialize)]
struct Request {
    kind: &'static str,
    subject: String,
    what: String,
    why: String,
    cites: Vec<Cite>,
}

/// A place in the case.
#[derive(Serialize)]
struct Cite {
    id: String,
    place: String,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let pool = super::threads(args.jobs)?;
    let options = review::Options { without_page: true, ..review::Options::default() };
    let review = pool.install(|| review::review(&args.dir, &options, terminal))?.document;
    let exit = super::problems(&review.problems, &args.dir, terminal);
    let found = requests::requests(&review);
    let draft = Draft::of(&review, &found);
    let written = if args.write { Some(keep(args, &draft, terminal)?) } else { None };
    let exit = if found.is_empty() { exit } else { exit.and(Exit::Found) };
    if args.json {
        let document = Document {
            format: "unmuted-missing",
            version: 1,
            case: review.case.id.clone(),
            as_of: review.case.as_of.clone(),
            requests: found.into_iter().map(request).collect(),
            written,
        };
        terminal.result(report::json(&document)?.trim_end());
    } else if written.is_none() {
        terminal.result(draft.text().trim_end());
    }
    Ok(exit)
}

fn keep(args: &Args, draft: &Draft, terminal: &Terminal) -> miette::Result<String> {
    let wrote = requests::write(&args.dir, draft)
        .map_err(|e| miette!(help = write::remedy(&e), "cannot write the draft into the case folder: {e}"))?;
    for edited in &wrote.edited {
        terminal.note(&format!("{edited} was edited by a person and is left as it is"));
    }
    let shown = args.dir.join(&wrote.file);
    let text = if wrote.unchanged { "is as it was" } else { "is written; edit it before it is sent" };
    if args.json {
        terminal.note(&format!("{} {text}", shown.display()));
    } else {
        terminal.result(&format!("{} {text}", shown.display()));
    }
    Ok(wrote.file)
}

fn request(r: unmuted_case::missing::Request) -> Request {
    Request {
        kind: r.kind.key(),
        subject: r.subject,
        what: r.what,
        why: r.why,
        cites: r.cites.into_iter().map(|c| Cite { id: c.id, place: c.place }).collect(),
    }
}
