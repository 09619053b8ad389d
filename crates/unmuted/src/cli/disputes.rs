//! `unmuted disputes`: where sources differ.

use std::path::PathBuf;

use crate::report::disputes::{Disputes, render};
use crate::{Exit, Terminal, report, review};

/// Show where sources differ: values of attributes, days of what followed, and places by hand
///
/// Each value with who gives it, where, and what it rests on, in the order of the case's files; none outranks another.
/// Values that can both be true ("at least 7" and 8) are compatible, not disputed. A source that repeats another is no
/// origin of its own, nor is a second source in which the same person says it. A place by hand (one instant in two
/// recordings) is disputed where somebody rejects it, or where another between the same recordings cannot be right if
/// it is. Only the case's files are read: what the sound says against a place is told by the review.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted disputes cases/exercise
  The microphones were up to 60 m apart:
    unmuted disputes cases/exercise --max-distance 60
  unmuted disputes cases/exercise --json | jq '.attributes[] | [.name, .standing, .origins]'

Exit status:
  0  no two values contradict each other, and no place by hand is disputed
  1  at least two do, or a place is
  2  the command could not be carried out as typed
  3  something could not be read; the rest was compared")]
pub struct Args {
    /// The case folder
    #[arg(value_name = "CASE")]
    dir: PathBuf,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    distance: super::distance::Distance,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let files = review::of_files(&args.dir, &review::Options::default())?;
    let exit = super::problems(&files.problems, &args.dir, terminal);
    let disputes = Disputes::of(&files, &args.distance.options());
    if args.json {
        terminal.result(report::json(&disputes)?.trim_end());
    } else {
        terminal.result(render(&disputes, terminal.width()).trim_end());
    }
    Ok(if disputes.any() { exit.and(Exit::Found) } else { exit })
}
