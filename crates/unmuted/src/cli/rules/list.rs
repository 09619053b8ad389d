//! `unmuted rules list`.

use serde::Serialize;

use super::{More, json, tell};
use crate::{Exit, Terminal, report};

/// List every rule of the library
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted rules list
  unmuted rules list --rules my-rules
  unmuted rules list --json | jq -r '.rules[] | select(.status == \"law\") | .id'

Exit status:
  0  listed
  2  the command could not be carried out as typed
  3  a rule could not be read; the others are listed")]
pub struct Args {
    #[command(flatten)]
    more: More,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Listed<'a> {
    format: &'static str,
    version: u32,
    /// In order of id.
    rules: Vec<json::RuleJson<'a>>,
    problems: Vec<json::ProblemJson<'a>>,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let library = args.more.library()?;
    if args.json {
        let rules = library.rules().map(json::rule).collect();
        let problems = json::problems(library.problems());
        let listed = Listed { format: "unmuted-rules", version: 1, rules, problems };
        terminal.result(report::json(&listed)?.trim_end());
        return Ok(tell(library.problems(), terminal));
    }
    let width = library.rules().map(|r| r.id.chars().count()).max().unwrap_or(0);
    for r in library.rules() {
        terminal.result(&format!(
            "{:<width$}  {:<14} {:<24} {:<12} {}",
            r.id,
            r.status.key(),
            r.days(),
            r.checked.key(),
            r.jurisdiction
        ));
    }
    match library.rules().count() {
        0 => terminal.result("The library has no rules. Add a folder of your own: unmuted rules list --rules DIR"),
        n => terminal.note(&format!(
            "{n} rules: id, status, days in force, whether wording and days were read at their source, where.\n\
             One of them: unmuted rules show ID. Those of a case's place: unmuted rules applicable CASE"
        )),
    }
    Ok(tell(library.problems(), terminal))
}
