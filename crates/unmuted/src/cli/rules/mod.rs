//! `unmuted rules`: the library of rules. Each of its commands is a file here.

mod applicable;
mod check;
mod json;
mod list;
mod show;

use std::path::PathBuf;

use crate::case_files::{Problem, ProblemKind};
use crate::rules::Library;
use crate::{Exit, Terminal};

/// What policies and laws require: list the library, show a rule, find those that may bind, check new ones
///
/// A case takes a rule in with [[use]] in its rules.toml. Each rule says where its wording was read and what of it
/// is not verified. This is not legal advice.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    List(list::Args),
    Show(show::Args),
    Applicable(applicable::Args),
    Check(check::Args),
}

/// Where rules come from, beside the program.
#[derive(clap::Args)]
pub struct More {
    /// Add the rules of this folder; one there takes the place of the program's of the same id; may be said several times
    #[arg(long = "rules", value_name = "DIR")]
    pub rules: Vec<PathBuf>,
}

impl More {
    /// The program's rules and these.
    pub fn library(&self) -> miette::Result<Library> {
        Library::with(&self.rules)
    }
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    match &args.what {
        What::List(args) => list::run(args, terminal),
        What::Show(args) => show::run(args, terminal),
        What::Applicable(args) => applicable::run(args, terminal),
        What::Check(args) => check::run(args, terminal),
    }
}

/// Tells what is wrong in rules, and with which status to end for it.
fn tell(problems: &[Problem], terminal: &Terminal) -> Exit {
    for problem in problems {
        terminal.error(&problem.report());
    }
    if problems.iter().any(|p| p.kind == ProblemKind::Unread) { Exit::Unread } else { Exit::Fine }
}
