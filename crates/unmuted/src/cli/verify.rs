//! `unmuted verify`.

use crate::{Exit, Terminal};

/// verify
#[derive(clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_args: &Args, _terminal: &Terminal) -> miette::Result<Exit> {
    Ok(Exit::Fine)
}
