//! `unmuted completions` and `unmuted manual`: made from the same definitions as the help.

use std::path::PathBuf;

use clap::CommandFactory;
use miette::{IntoDiagnostic, WrapErr};

use crate::{Exit, Terminal};

/// Print completions for a shell
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted completions bash > ~/.local/share/bash-completion/completions/unmuted
  unmuted completions zsh > ~/.zfunc/_unmuted
  unmuted completions fish > ~/.config/fish/completions/unmuted.fish")]
pub struct Args {
    /// The shell
    shell: clap_complete::Shell,
}

/// Runs `unmuted completions`.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut super::Typed::command(), "unmuted", &mut out);
    terminal.result(String::from_utf8_lossy(&out).trim_end());
    Ok(Exit::Fine)
}

/// Write manual pages, one for each command
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  unmuted manual ~/.local/share/man/man1 && man unmuted-review")]
pub struct ManualArgs {
    /// The folder to write them into; made if it is not there
    dir: PathBuf,
}

/// Runs `unmuted manual`.
pub fn manual(args: &ManualArgs, terminal: &Terminal) -> miette::Result<Exit> {
    std::fs::create_dir_all(&args.dir)
        .and_then(|()| clap_mangen::generate_to(super::Typed::command(), &args.dir))
        .into_diagnostic()
        .wrap_err("cannot write the manual pages; may you write in that folder?")?;
    terminal.note("manual pages written");
    Ok(Exit::Fine)
}
