//! `unmuted record add`: a list as its publisher gives it comes into a record.

use std::path::PathBuf;

use unmuted_record::store::Store;

use super::{More, Named, keep, tell_problems};
use crate::record::told;
use crate::{Exit, Terminal};

/// Add a file of a list to a record; it is kept unaltered, by its digest
///
/// The file is read once, and what is wrong in it is told by row. Nothing is linked before the next build.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted record add mpv mpv-2021-04.csv --record RECORD
  unmuted record add settlements chicago_il.csv --release chicago_il --record RECORD

Exit status:
  0  added, or there already
  2  the file as a whole is not this list
  3  added; something in it could not be read")]
pub struct Args {
    /// The list, as `unmuted record lists` has it
    #[arg(value_name = "LIST")]
    list: String,
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The record's folder
    #[arg(long, value_name = "RECORD", default_value = ".")]
    record: PathBuf,
    /// The release that it is, where the map does not know it by its digest
    #[arg(long, value_name = "NAME")]
    release: Option<String>,
    /// The day on which it was read in, as in 2026-11-29; today where it is not said
    #[arg(long, value_name = "DATE")]
    read_on: Option<jiff::civil::Date>,
    #[command(flatten)]
    more: More,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let library = args.more.library()?;
    let named = Named { list: args.list.clone(), release: args.release.clone(), file: args.file.clone() };
    // A file that is no such list is refused before it is kept.
    let map = library.get(&named.list).map_err(told)?;
    let bytes = std::fs::read(&named.file).map_err(|e| {
        miette::miette!(
            help = "check the path, and that it may be read",
            "{} cannot be read: {e}",
            named.file.display()
        )
    })?;
    let imported =
        unmuted_record::list::import(map, &bytes, args.release.as_deref(), &unmuted_record::list::Lookup::new())
            .map_err(|e| told(e.of(&named.file.display().to_string())))?;
    let read_on = args.read_on.map_or_else(super::super::today, |d| d.to_string());
    let mut store = Store::open(&args.record).map_err(told)?;
    let (line, new) = keep(&mut store, &library, &named, Some(&read_on), None)?;
    let rows = imported.rows.len();
    let aside = imported.rows.iter().filter(|r| r.set_aside).count();
    let aside = if aside > 0 { format!(", {aside} of them kept and not read") } else { String::new() };
    let there = if new { "added" } else { "there already" };
    terminal.result(&format!("{}/{}: {rows} rows{aside}; {there} as {}", line.list, imported.release, line.sha256));
    let input =
        unmuted_record::record::Input { map: map.clone(), imported, name: line.name, read_on: None, newest: true };
    Ok(tell_problems(std::slice::from_ref(&input), terminal))
}
