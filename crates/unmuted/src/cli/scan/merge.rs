//! `unmuted scan merge`: the parts of a scan as one.

use std::path::PathBuf;

use crate::report::archive;
use crate::{Exit, Terminal, report};

/// Join the parts of a scan that were made with --shard on several machines
///
/// The result is the same, byte for byte, as that of one scan of the whole archive.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted scan archive --out part-1 --shard 1/2
  unmuted scan archive --out part-2 --shard 2/2
  unmuted scan merge part-1 part-2 --out scan

Exit status:
  0  merged
  2  the parts are not all there, are not of one scan, or the output could not be written
  3  merged; something could not be read when it was scanned")]
pub struct Args {
    /// The folders of all parts
    #[arg(required = true, value_name = "DIR")]
    parts: Vec<PathBuf>,
    /// Where the tables go
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Write over a finished scan of other locations in DIR, which is refused otherwise
    #[arg(long)]
    replace: bool,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let info = unmuted_archive::merge::merge(&args.parts, &args.out, args.replace).map_err(super::wrong)?;
    archive::write(&args.out, archive::Ask::default())?;
    if args.json {
        terminal.result(report::json(&info)?.trim_end());
    } else {
        terminal.result(&super::text::merged(&info, &args.out));
    }
    Ok(super::exit(&info))
}
