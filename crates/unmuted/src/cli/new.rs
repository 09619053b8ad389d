//! `unmuted new`: a case folder with commented templates.

use std::fs;
use std::path::PathBuf;

use miette::miette;

use crate::case_files::write;
use crate::intake::templates;
use crate::{Exit, Terminal, schema};

/// Make a new case: a folder of plain files with comments
///
/// Nothing is asked. What each key means: docs/case-format.md; editors that use Taplo tell it too, from the schemas
/// that are written beside the files (.schemas, .taplo.toml).
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted new cases/2026-114 --title \"Case 2026-114, Oak Street\" --date 2026-05-14
  unmuted add cases/2026-114 received/*.mp4 --by you --from \"Records unit\"
  unmuted review cases/2026-114 --open")]
pub struct Args {
    /// The folder; made if it is not there, and it must be empty
    dir: PathBuf,
    /// The case's title [default: the folder's name]
    #[arg(long)]
    title: Option<String>,
    /// The day of the incident [default: today, to be corrected in case.toml]
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<jiff::civil::Date>,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let shown = args.dir.display();
    let failed = |e: std::io::Error| miette!(help = write::remedy(&e), "cannot write into {shown}: {e}");
    if args.dir.exists() {
        let mut entries = fs::read_dir(&args.dir).map_err(failed)?;
        if entries.next().is_some() {
            return Err(miette!(
                help = "name a folder that does not exist yet; to take files into a case: unmuted add DIR FILE...",
                "{shown} is not empty"
            ));
        }
    }
    let name = args.dir.file_name().map_or_else(|| "case".into(), |n| n.to_string_lossy().into_owned());
    let title = args.title.clone().unwrap_or_else(|| name.clone());
    let date = args.date.map_or_else(super::today, |d| d.to_string());
    fs::create_dir_all(args.dir.join("evidence")).map_err(failed)?;
    let case = templates::case_toml(&templates::id_of(&name), &title, &date);
    for (file, text) in [
        ("case.toml", case.as_str()),
        ("evidence.toml", templates::EVIDENCE),
        ("statements.toml", templates::STATEMENTS),
        ("rules.toml", templates::RULES),
        ("attributes.toml", templates::ATTRIBUTES),
        ("outcomes.toml", templates::OUTCOMES),
        ("marks.jsonl", ""),
    ] {
        write::replace(&args.dir.join(file), text.as_bytes()).map_err(failed)?;
    }
    schema::write_into(&args.dir).map_err(failed)?;
    terminal.result(&format!(
        "A new case is in {shown}.\n\
         Next:\n  \
         set date and time_zone in {shown}/case.toml{}\n  \
         unmuted add {shown} FILE... --by YOU      take recordings and documents in\n  \
         unmuted review {shown} --open             listen, and see the page",
        if args.date.is_some() { "" } else { " (the date is today's, and surely not right)" }
    ));
    Ok(Exit::Fine)
}
