//! `unmuted disputes`: where sources differ.

use std::path::PathBuf;

use crate::report::disputes::{Disputes, render};
use crate::{Exit, Terminal, report, review};

/// Show where sources differ: values of attributes, and days of what followed
///
/// Each value with who gives it, where, and what it rests on, in the order of the case's files; none outranks another.
/// Values that can both be true ("at least 7" and 8) are compatible, not disputed. A source that repeats another is no
/// origin of its own, nor is a second source in which the same person says it. Only the case's files are read.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted disputes cases/exercise
  unmuted disputes cases/exercise --json | jq '.attributes[] | [.name, .standing, .origins]'

Exit status:
  0  no two values contradict each other
  1  at least two do
  2  the command could not be carried out as typed
  3  something could not be read; the rest was compared")]
pub struct Args {
    /// The case folder
    #[arg(value_name = "CASE")]
    dir: PathBuf,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let files = review::of_files(&args.dir, &review::Options::default())?;
    let exit = super::problems(&files.problems, &args.dir, terminal);
    let disputes = Disputes::of(&files);
    if args.json {
        terminal.result(report::json(&disputes)?.trim_end());
    } else {
        terminal.result(render(&disputes, terminal.width()).trim_end());
    }
    Ok(if disputes.any() { exit.and(Exit::Found) } else { exit })
}
