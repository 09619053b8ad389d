//! `unmuted clock`: what followed one incident or several, in days.

use std::path::PathBuf;

use miette::miette;

use crate::report::clock::{Case, Clock, render};
use crate::{Exit, Terminal, report, review};

/// Count what followed, in days: of one case, or of several side by side
///
/// Each kind of step is done, open, or not recorded. "Not recorded" says that no source of the case speaks of it, not
/// that it did not happen. Limits come from rules that were in force and from outcomes.toml. Only the case's files
/// are read, no recording is opened. docs/accountability.md tells what is counted and how.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted clock cases/exercise
  unmuted clock cases/exercise --as-of 2026-12-31
  unmuted clock cases/*
  unmuted clock cases/* --json | jq '.cases[] | [.id, (.steps[] | select(.state == \"open\") | .kind)]'

Exit status:
  0  counted, and no limit is past
  1  a limit is past
  2  the command could not be carried out as typed
  3  something could not be read; the rest was counted")]
pub struct Args {
    /// The case folders
    #[arg(required = true, value_name = "CASE")]
    cases: Vec<PathBuf>,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
    /// Count ages and open days to this date [default: as_of in case.toml, else the newest date in the case]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<jiff::civil::Date>,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let options = review::Options { as_of: args.as_of, without_page: true, ..review::Options::default() };
    let mut clock = Clock::default();
    let mut exit = Exit::Fine;
    for dir in &args.cases {
        match review::of_files(dir, &options) {
            Ok(files) => {
                exit = exit.and(super::problems(&files.problems, dir, terminal));
                clock.cases.push(Case::of(&files));
            }
            // One of several that is no case does not keep the others from being counted.
            Err(report) if args.cases.len() > 1 => {
                terminal.error(&report.wrap_err(format!("{} is left out", dir.display())));
                exit = exit.and(Exit::Unread);
            }
            Err(report) => return Err(report),
        }
    }
    if clock.cases.is_empty() {
        return Err(miette!(
            help = "name case folders; a new one is made with: unmuted new DIR",
            "no case could be read"
        ));
    }
    if args.json {
        terminal.result(report::json(&clock)?.trim_end());
    } else {
        terminal.result(render(&clock, terminal.width()).trim_end());
    }
    Ok(if clock.is_past() { exit.and(Exit::Found) } else { exit })
}
