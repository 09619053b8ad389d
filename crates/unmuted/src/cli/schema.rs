//! `unmuted schema`: JSON Schema of the files of a case, for editors.

use std::path::PathBuf;

use miette::miette;

use crate::case_files::write;
use crate::schema::{self, ALL};
use crate::{Exit, Terminal};

/// Print or write JSON Schemas, so that an editor completes the files of a case
///
/// `unmuted new` writes them into a new case. For a case of before, or a folder of rules: --write. Editors that use
/// Taplo (VS Code with Even Better TOML, Neovim, Helix, Zed) then complete keys, tell what each means, and mark what
/// does not fit; `unmuted review` checks more. Without a name and without --write: the names there are.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted schema
  unmuted schema rules | jq '.definitions | keys'
  unmuted schema --write cases/2026-114

Exit status:
  0  printed or written
  2  there is no such schema, or the command could not be carried out as typed")]
pub struct Args {
    /// The file's name without its ending: case, evidence, statements, rules, attributes, outcomes, timeline, rule
    name: Option<String>,
    /// Write all of them into DIR/.schemas, and which is of which file into DIR/.taplo.toml
    #[arg(long, value_name = "DIR", conflicts_with = "name")]
    write: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    if let Some(dir) = &args.write {
        if !dir.is_dir() {
            return Err(miette!(
                help = "name a case's folder, or one of rules",
                "there is no folder {}",
                dir.display()
            ));
        }
        let failed = |e: std::io::Error| miette!(help = write::remedy(&e), "cannot write into {}: {e}", dir.display());
        schema::write_into(dir).map_err(failed)?;
        terminal.note(&format!("{} schemas written; open the folder in an editor", ALL.len()));
        return Ok(Exit::Fine);
    }
    let Some(name) = &args.name else {
        ALL.iter().for_each(|s| terminal.result(&format!("{:<11} {}", s.name, s.files)));
        return Ok(Exit::Fine);
    };
    match ALL.iter().find(|s| s.name == name) {
        Some(schema) => {
            terminal.result(schema.json().trim_end());
            Ok(Exit::Fine)
        }
        None => {
            let names: Vec<&str> = ALL.iter().map(|s| s.name).collect();
            let help = match unmuted_model::nearest(name, names.iter().copied()) {
                Some(near) => format!("did you mean {near}?"),
                None => format!("there are: {}", names.join(", ")),
            };
            Err(miette!(help = help, "there is no schema {name:?}"))
        }
    }
}
