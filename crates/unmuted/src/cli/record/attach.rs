//! `unmuted record attach`: a case folder and an incident point at each other.

use std::path::PathBuf;

use miette::miette;
use unmuted_record::record::Opened;

use crate::record::{cases, told};
use crate::{Exit, Terminal};

/// Find the incident of a case folder, and write its id into the case
///
/// By what is given with --incident, or by the name of who was killed and the day. Without --write it is only said. The
/// record points back when it is built with --case.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted record attach cases/stephon-clark --record RECORD
  unmuted record attach cases/stephon-clark --write --record RECORD

Exit status:
  0  one was found
  1  none, or several")]
pub struct Args {
    /// The case folder
    #[arg(value_name = "CASE")]
    case: PathBuf,
    /// The record's folder
    #[arg(long, value_name = "RECORD", default_value = ".")]
    record: PathBuf,
    /// The incident
    #[arg(long, value_name = "ID")]
    incident: Option<String>,
    /// Write the line into case.toml
    #[arg(long)]
    write: bool,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let record = Opened::open(&args.record).map_err(told)?;
    let case = cases::read(&args.case)?;
    let mut found = Vec::new();
    match &args.incident {
        Some(id) => {
            found.extend(record.find(id).map_err(told)?);
            if found.is_empty() {
                return Err(miette!(help = "look for it: unmuted record show NAME", "the record has no incident {id}"));
            }
        }
        None => {
            for name in &case.names {
                found.extend(record.find(name).map_err(told)?);
            }
            let day = |f: &unmuted_record::record::Found| super::get(&f.columns, "date").to_owned();
            found.retain(|f| case.date.as_deref() == Some(&*day(f)));
        }
    }
    found.dedup_by(|a, b| a.id == b.id);
    let [one] = found.as_slice() else {
        let words =
            if found.is_empty() { "no incident has".to_owned() } else { format!("{} incidents have", found.len()) };
        terminal.result(&format!("Of that day {words} a name of case {}. Name it with --incident.", case.id));
        return Ok(Exit::Found);
    };
    let c = |n| super::get(&one.columns, n);
    let who = if c("name").is_empty() { "name not known" } else { c("name") };
    if args.write && case.record.as_deref() != Some(&one.id) {
        cases::point(&args.case, &one.id)?;
        terminal.result(&format!(
            "Case {} is incident {} ({who}, {}, {}); written.",
            case.id,
            one.id,
            c("date"),
            c("city")
        ));
    } else {
        terminal.result(&format!("Case {} is incident {} ({who}, {}, {}).", case.id, one.id, c("date"), c("city")));
    }
    Ok(Exit::Fine)
}
