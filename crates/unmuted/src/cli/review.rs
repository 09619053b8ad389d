//! `unmuted review`: the main road.

use std::path::PathBuf;

use miette::{IntoDiagnostic, WrapErr};

use crate::{Exit, Terminal, report, review};

/// Review one incident: listen to every recording, put all on one clock, test what was said and required
///
/// Writes report/index.html, a page that opens without a network, and beside it review.json, timeline.csv,
/// captions for each recording, and timeline.otio for editing programs. Evidence is only read. What was computed
/// before and has not changed is not computed again.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted review cases/exercise
  unmuted review cases/exercise --open
  unmuted review cases/exercise --json | jq '.statements[] | [.id, .verdict]'
  unmuted review cases/exercise --as-of 2026-12-31
  The microphones were up to 60 m apart:
    unmuted review cases/exercise --max-distance 60

Exit status:
  0    reviewed, nothing found
  1    something found: silence beyond a lead-in, a statement contradicted, a rule not met,
       or something that does not fit
  2    the review could not be made
  3    something could not be read; the rest was reviewed
  130  stopped by you; what was done is kept")]
pub struct Args {
    /// The case folder
    dir: PathBuf,
    /// Print review.json instead of text
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    how: super::how::How,
    /// How many recordings to work on at once [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Open the page when it is written
    #[arg(long)]
    open: bool,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let pool = super::threads(args.jobs)?;
    let options = args.how.options();
    let reviewed = pool.install(|| review::review(&args.dir, &options, terminal))?;
    let report_dir = args.dir.join("report");
    report::write(&report_dir, &reviewed.document, &reviewed.waveforms)?;
    if args.json {
        terminal.result(report::json(&reviewed.document)?.trim_end());
    } else {
        terminal.result(&report::text::render(&reviewed.document));
        terminal.result("");
        for line in &reviewed.checked {
            terminal.result(line);
        }
        terminal.result(&format!("Page: {}", report_dir.join("index.html").display()));
    }
    if args.open {
        crate::os::open(&report_dir.join("index.html"))
            .into_diagnostic()
            .wrap_err("the page is written, but no program could be started to open it")?;
    }
    Ok(exit(&reviewed.document))
}

/// What a script should know of a review.
fn exit(review: &review::document::Review) -> Exit {
    let t = &review.totals;
    let [_, contradicted, _, _] = t.statements;
    let [_, not_met, _, _, _] = t.rules;
    let silent = review.recordings.iter().flat_map(|r| &r.silences).any(|s| s.class != "pre_event");
    let doubt = review.problems.iter().any(|p| p.kind != "unread");
    let found = if silent || contradicted > 0 || not_met > 0 || doubt { Exit::Found } else { Exit::Fine };
    if t.unread > 0 { Exit::Unread.and(found) } else { found }
}
