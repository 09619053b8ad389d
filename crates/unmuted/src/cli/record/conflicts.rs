//! `unmuted record conflicts`: where lists say different things, and how far they depend on one another.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::json;
use unmuted_record::record::Opened;

use super::{get, object};
use crate::record::told;
use crate::report::{self, table};
use crate::{Exit, Terminal};

/// Show where lists say different things: counts by attribute, each conflict, or how often two lists say exactly the same
///
/// Exact agreement is no support: lists that copy one another agree more often than lists that look for themselves.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted record conflicts --record RECORD
  unmuted record conflicts --attribute body_camera --record RECORD
  unmuted record conflicts --agreement date --record RECORD
  unmuted record conflicts --drift --record RECORD

Exit status:
  0  none
  1  there are some")]
pub struct Args {
    /// The record's folder
    #[arg(long, value_name = "RECORD", default_value = ".")]
    record: PathBuf,
    /// List the conflicts of this attribute
    #[arg(long, value_name = "NAME")]
    attribute: Option<String>,
    /// List those where a list says that it took a value from another list, which says something else
    #[arg(long)]
    drift: bool,
    /// Show how often each two lists say exactly the same of this attribute
    #[arg(long, value_name = "NAME", conflicts_with_all = ["attribute", "drift"])]
    agreement: Option<String>,
    /// Agreement of incidents of this year alone
    #[arg(long, value_name = "YEAR", requires = "agreement")]
    year: Option<i16>,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let record = Opened::open(&args.record).map_err(told)?;
    if let Some(attribute) = &args.agreement {
        return agreement(&record, attribute, args, terminal);
    }
    let all = record.all("conflicts").map_err(told)?;
    let wanted = |c: &&Vec<(String, Option<String>)>| {
        args.attribute.as_ref().is_none_or(|a| get(c, "attribute") == a) && (!args.drift || get(c, "drift") == "1")
    };
    let exit = if all.iter().any(|c| wanted(&c)) { Exit::Found } else { Exit::Fine };
    if args.json {
        let rows: Vec<_> = all.iter().filter(wanted).map(|c| object(c)).collect();
        terminal.result(report::json(&rows)?.trim_end());
        return Ok(exit);
    }
    if args.attribute.is_none() && !args.drift {
        counts(&record, &all, terminal)?;
        return Ok(exit);
    }
    let mut rows = vec![["incident", "attribute", "value", "said by", "in their words"].map(str::to_owned).to_vec()];
    for c in all.iter().filter(wanted) {
        rows.push(["incident", "attribute", "value", "lists", "words"].iter().map(|n| get(c, n).to_owned()).collect());
    }
    if rows.len() == 1 {
        terminal.result("No list held contradicts another in that.");
    } else {
        terminal.result(table::render(&rows, 0, terminal.width()).trim_end());
    }
    Ok(exit)
}

fn counts(record: &Opened, all: &[Vec<(String, Option<String>)>], terminal: &Terminal) -> miette::Result<()> {
    let several =
        record.all("incidents").map_err(told)?.iter().filter(|i| get(i, "lists").parse().unwrap_or(0) > 1).count();
    let mut by: BTreeMap<&str, (std::collections::BTreeSet<&str>, usize)> = BTreeMap::new();
    for c in all {
        let e = by.entry(get(c, "attribute")).or_default();
        e.0.insert(get(c, "incident"));
        e.1 += usize::from(get(c, "drift") == "1");
    }
    if by.is_empty() {
        terminal.result(&format!("Of {several} incidents that several lists have, none is in conflict."));
        return Ok(());
    }
    let mut rows =
        vec![["attribute", "incidents in conflict", "a named source says otherwise"].map(str::to_owned).to_vec()];
    for (attribute, (incidents, drift)) in by {
        rows.push(vec![attribute.replace('_', " "), format!("{} of {several}", incidents.len()), drift.to_string()]);
    }
    terminal.result(&format!(
        "Incidents of which lists say different things today, of {several} that several lists have.\n\n{}",
        table::render(&rows, 0, terminal.width()).trim_end()
    ));
    Ok(())
}

fn agreement(record: &Opened, attribute: &str, args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let all = record.all("agreement").map_err(told)?;
    let year = args.year.map(|y| y.to_string()).unwrap_or_default();
    let these: Vec<_> = all.iter().filter(|a| get(a, "attribute") == attribute && get(a, "year") == year).collect();
    if these.is_empty() {
        let mut names: Vec<&str> = all.iter().map(|a| get(a, "attribute")).collect();
        names.sort_unstable();
        names.dedup();
        return Err(miette::miette!(
            help = format!("write one of: {}", names.join(", ")),
            "no two lists of this record both say something of {attribute:?}{}",
            if year.is_empty() { String::new() } else { format!(" in {year}") }
        ));
    }
    if args.json {
        terminal.result(report::json(&json!(these.iter().map(|a| object(a)).collect::<Vec<_>>()))?.trim_end());
        return Ok(Exit::Fine);
    }
    let mut rows =
        vec![["lists", "exactly the same", "share", "by chance", "where a third differs"].map(str::to_owned).to_vec()];
    for a in these {
        let share =
            |n: &str| get(a, n).parse::<f64>().map_or_else(|_| "–".to_owned(), |p| format!("{:.1} %", p * 100.0));
        rows.push(vec![
            format!("{}, {}", get(a, "left_list"), get(a, "right_list")),
            format!("{} of {}", get(a, "same"), get(a, "both")),
            share("share"),
            share("by_chance"),
            format!("{} of {}", get(a, "same_against_third"), get(a, "third_differs")),
        ]);
    }
    terminal.result(&format!(
        "{}: how often two lists say exactly the same. Two that agree where a third differs may have one origin.\n\n{}",
        attribute.replace('_', " "),
        table::render(&rows, 0, terminal.width()).trim_end()
    ));
    Ok(Exit::Fine)
}
