//! `unmuted record changes`: what a later release of a list changed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use unmuted_record::record::Opened;

use super::{get, object};
use crate::record::told;
use crate::report::{self, table};
use crate::{Exit, Terminal};

/// Show what a later release of a list changed: rows added and deleted, values changed
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted record changes --record RECORD
  unmuted record changes --list mpv --deleted --record RECORD
  unmuted record changes --incident i90783f9536 --record RECORD

Exit status:
  0  none
  1  there are some")]
pub struct Args {
    /// The record's folder
    #[arg(long, value_name = "RECORD", default_value = ".")]
    record: PathBuf,
    /// Of this list alone
    #[arg(long, value_name = "LIST")]
    list: Option<String>,
    /// Of this incident alone
    #[arg(long, value_name = "ID")]
    incident: Option<String>,
    /// Only rows that a later release has no more
    #[arg(long)]
    deleted: bool,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let record = Opened::open(&args.record).map_err(told)?;
    let all = match &args.incident {
        Some(id) => record.of_incident("changes", id),
        None => record.all("changes"),
    }
    .map_err(told)?;
    let wanted: Vec<_> = all
        .iter()
        .filter(|c| args.list.as_ref().is_none_or(|l| get(c, "list") == l))
        .filter(|c| !args.deleted || get(c, "what") == "deleted")
        .collect();
    let exit = if wanted.is_empty() { Exit::Fine } else { Exit::Found };
    if args.json {
        terminal.result(report::json(&wanted.iter().map(|c| object(c)).collect::<Vec<_>>())?.trim_end());
        return Ok(exit);
    }
    if wanted.is_empty() {
        terminal.result("No list of this record has two releases that differ in that.");
        return Ok(exit);
    }
    if args.incident.is_some() || args.deleted {
        let names =
            ["list", "from_release", "to_release", "incident", "what", "attribute", "before", "after", "id_before"];
        let mut rows = vec![names.iter().map(|n| n.replace('_', " ")).collect::<Vec<_>>()];
        rows.extend(wanted.iter().map(|c| names.iter().map(|n| get(c, n).to_owned()).collect::<Vec<_>>()));
        terminal.result(table::render(&rows, 0, terminal.width()).trim_end());
        return Ok(exit);
    }
    let mut by: BTreeMap<(&str, &str, &str), BTreeMap<String, usize>> = BTreeMap::new();
    for c in &wanted {
        let what = match get(c, "what") {
            "changed" => format!("{} changed", get(c, "attribute").replace('_', " ")),
            what => format!("rows {what}"),
        };
        *by.entry((get(c, "list"), get(c, "from_release"), get(c, "to_release")))
            .or_default()
            .entry(what)
            .or_default() += 1;
    }
    let mut rows = vec![["list", "from", "to", "what", "times"].map(str::to_owned).to_vec()];
    for ((list, from, to), counts) in by {
        for (what, n) in counts {
            rows.push(vec![list.to_owned(), from.to_owned(), to.to_owned(), what, n.to_string()]);
        }
    }
    terminal.result(table::render(&rows, 0, terminal.width()).trim_end());
    Ok(exit)
}
