//! `unmuted record why`: why two rows are taken for one person, or are not.

use std::path::PathBuf;

use serde_json::json;
use unmuted_record::record::{Explained, explain};
use unmuted_record::store::Store;

use super::{More, model};
use crate::record::told;
use crate::report::{self, table};
use crate::{Exit, Terminal};

/// Show why two rows are taken for one person, or are not: field by field, with the weight of each
///
/// Weights are in bits: each bit doubles the odds. They are estimated from all rows of the record, so that a rare name in
/// common weighs more than a frequent one.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted record why wapo/3506 mpv/2021-04/M21-03442 --record RECORD

Exit status:
  0  the two are in one incident
  1  they are not")]
pub struct Args {
    /// A row: LIST/RELEASE/ID, or LIST/ID
    #[arg(value_name = "ROW")]
    left: String,
    /// The other
    #[arg(value_name = "ROW")]
    right: String,
    /// The record's folder
    #[arg(long, value_name = "RECORD", default_value = ".")]
    record: PathBuf,
    /// A model of your own by which rows are compared
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    #[command(flatten)]
    more: More,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let library = args.more.library()?;
    let store = Store::open(&args.record).map_err(told)?;
    let inputs = store.inputs(&library, |_| true).map_err(told)?;
    let record = unmuted_record::record::Record::unlinked(inputs);
    let hands = args.more.hands(&args.record)?;
    let e = explain(&record.inputs, &model(args.model.as_deref())?, &hands, &args.left, &args.right).map_err(told)?;
    if args.json {
        let [left, right] = &e.rows;
        let all = json!({
            "left": left.to_string(), "right": right.to_string(), "together": e.together, "probability": e.why.probability,
            "bits": e.why.bits, "prior_bits": e.why.prior_bits, "fields": e.why.fields, "certain": e.why.certain,
        });
        terminal.result(report::json(&all)?.trim_end());
    } else {
        terminal.result(text(&e, terminal.width()).trim_end());
    }
    Ok(if e.together { Exit::Fine } else { Exit::Found })
}

fn text(e: &Explained, width: usize) -> String {
    let [left, right] = &e.rows;
    let mut rows = vec![["", "left", "right", "", "bits"].map(str::to_owned).to_vec()];
    rows.push(vec![
        "before".into(),
        String::new(),
        String::new(),
        "any two rows of these lists".into(),
        format!("{:+.1}", e.why.prior_bits),
    ]);
    for f in &e.why.fields {
        rows.push(vec![f.name.clone(), f.left.clone(), f.right.clone(), f.level.clone(), format!("{:+.1}", f.bits)]);
        for note in &f.notes {
            rows.push(vec![String::new(), String::new(), String::new(), note.clone(), String::new()]);
        }
    }
    rows.push(vec!["all".into(), String::new(), String::new(), String::new(), format!("{:+.1}", e.why.bits)]);
    let certain = e.why.certain.as_ref().map_or_else(String::new, |(words, joins)| {
        format!("\nThe model is certain that they are {}: {words}.", if *joins { "one" } else { "two" })
    });
    format!(
        "left {left}\nright {right}\nThey are {}; the probability of the pair by itself is {:.4}.{certain}\n\n{}",
        if e.together { "in one incident" } else { "in two incidents" },
        e.why.probability,
        table::render(&rows, 0, width)
    )
}
