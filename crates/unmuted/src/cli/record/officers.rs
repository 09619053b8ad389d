//! `unmuted record officers`: what published rows say of an officer, within one city.

use std::path::PathBuf;

use serde_json::json;
use unmuted_record::record::Opened;

use super::{get, object};
use crate::record::told;
use crate::report::{self, table};
use crate::{Exit, Terminal};

/// Show what published rows say of an officer: complaints, uses of force, findings, each with its source
///
/// Within one city's list only: two officers of one name in two cities are two. An allegation is not a finding, and what
/// an investigation found stands beside it. Officers who share a name are listed apart.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted record officers \"Jonathan Ruiz\" --city \"New York\" --record RECORD
  unmuted record officers 10004 --rows --record RECORD

Exit status:
  0  found
  1  nobody of that name in the rows held")]
pub struct Args {
    /// A name, or the publisher's number
    #[arg(value_name = "NAME|NUMBER")]
    wanted: String,
    /// Only in this city
    #[arg(long, value_name = "CITY")]
    city: Option<String>,
    /// Only of this command or unit
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// Show each row
    #[arg(long)]
    rows: bool,
    /// The record's folder
    #[arg(long, value_name = "RECORD", default_value = ".")]
    record: PathBuf,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let record = Opened::open(&args.record).map_err(told)?;
    let found = record.officers(&args.wanted, args.city.as_deref(), args.unit.as_deref()).map_err(told)?;
    let exit = if found.is_empty() { Exit::Found } else { Exit::Fine };
    if args.json {
        let all: Vec<_> = found
            .iter()
            .map(|o| json!({ "officer": object(&o.columns), "allegations": o.allegations.iter().map(|a| object(a)).collect::<Vec<_>>() }))
            .collect();
        terminal.result(report::json(&all)?.trim_end());
        return Ok(exit);
    }
    if found.is_empty() {
        terminal.result("Nobody of that name in the rows held. That says nothing of what other lists have.");
        return Ok(exit);
    }
    let mut out = String::new();
    for o in &found {
        let c = |n| get(&o.columns, n);
        out.push_str(&format!(
            "{}, {} ({} {}, number {})\n",
            c("names").replace(" | ", ", also "),
            c("city"),
            c("list"),
            c("release"),
            if c("officer_id").is_empty() { "not given" } else { c("officer_id") }
        ));
        out.push_str(&format!("  units in these rows: {}\n", c("units").replace(" | ", ", ")));
        out.push_str(&format!(
            "  {} allegations in {} complaints, filed {} to {}. Found: {} substantiated, {} unsubstantiated, {} exonerated, {} otherwise, {} without a stated finding.\n",
            c("allegations"), c("complaints"), c("first_filed"), c("last_filed"), c("substantiated"), c("unsubstantiated"),
            c("exonerated"), c("other_findings"), c("no_finding_stated")
        ));
        if args.rows {
            let names = ["filed", "complaint", "allegation_type", "allegation", "finding", "officer_unit", "row"];
            let mut rows = vec![
                ["filed", "complaint", "kind", "allegation", "what was found", "unit then", "row"]
                    .map(str::to_owned)
                    .to_vec(),
            ];
            rows.extend(o.allegations.iter().map(|a| names.iter().map(|n| get(a, n).to_owned()).collect::<Vec<_>>()));
            out.push_str(&table::render(&rows, 2, terminal.width()));
        }
        out.push('\n');
    }
    for list in record.all("lists").map_err(told)? {
        if found.iter().any(|o| get(&o.columns, "list") == get(&list, "list")) && !get(&list, "about").is_empty() {
            out.push_str(&format!("{} {}: {}\n", get(&list, "list"), get(&list, "release"), get(&list, "about")));
        }
    }
    terminal.result(out.trim_end());
    Ok(exit)
}
