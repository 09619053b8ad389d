//! `unmuted record export`: what of a record may be handed on.

use std::path::PathBuf;

use unmuted_record::record::{self, Allowed, Opened};
use unmuted_record::store::Store;

use super::{More, model};
use crate::record::told;
use crate::{Exit, Terminal};

/// Write what of a record may be handed on: no value of a list whose terms do not allow it
///
/// Links stand for all lists: ids are no list's values, and whoever has the lists can build the record again from them.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted record export OUT --record RECORD
  unmuted record export OUT --non-commercial --record RECORD")]
pub struct Args {
    /// The folder to write into
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// The record's folder
    #[arg(long, value_name = "RECORD", default_value = ".")]
    record: PathBuf,
    /// Also lists that may be handed on by whoever earns nothing by it
    #[arg(long)]
    non_commercial: bool,
    /// A model of your own by which rows are compared
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    #[command(flatten)]
    more: More,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let library = args.more.library()?;
    let store = Store::open(&args.record).map_err(told)?;
    let inputs = store.inputs(&library, |_| true).map_err(told)?;
    if inputs.is_empty() {
        return Err(miette::miette!(help = "build the record first", "{} has no list", args.record.display()));
    }
    if args.out == args.record {
        return Err(miette::miette!(
            help = "name another folder",
            "an export would take the place of the record itself"
        ));
    }
    let hands = args.more.hands(&args.record)?;
    let before = Opened::before(&args.record);
    let record =
        record::build(inputs, &model(args.model.as_deref())?, &hands, &[], &before, Vec::new()).map_err(told)?;
    let allowed = Allowed::to_hand_on(&record, args.non_commercial);
    record::write(&record, &allowed, &args.out).map_err(told)?;
    let mut kept: Vec<String> = Vec::new();
    let mut left: Vec<String> = Vec::new();
    for (input, at) in record.inputs.iter().zip(0..) {
        let name = format!("{}/{}", input.imported.list, input.imported.release);
        if allowed.is(at) {
            kept.push(format!("{name} ({})", input.map.terms));
        } else {
            left.push(name);
        }
    }
    let none = |v: Vec<String>| if v.is_empty() { "none".to_owned() } else { v.join(", ") };
    terminal.result(&format!(
        "{} incidents, with their links. Values of: {}.\nLeft out, with nothing but ids: {}.",
        record.incidents.len(),
        none(kept),
        none(left)
    ));
    Ok(Exit::Fine)
}
