//! `unmuted record review`: doubtful pairs, one after the other; answers are lines and always win.

use std::io::{self, BufRead};
use std::path::PathBuf;

use unmuted_record::record::{Claimed, HandLine, Opened, RowName};

use super::{get, object};
use crate::record::{hand, told};
use crate::report::{self, table};
use crate::{Exit, Terminal};

/// Ask whether two rows are one person, the most doubtful pair first; each answer is a line that always wins
///
/// Answers are added to lists/link/hand/answers.jsonl in the record's folder, with who and when, and count from the next
/// build on. A later answer on the same two rows takes the place of an earlier one; none is deleted.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted record review --by \"A. Reader\" --record RECORD
  unmuted record review --json --record RECORD
  unmuted record review --same wapo/2024-04/3506 mpv/2021-04/M21-03442 --by \"A. Reader\" --why \"same address\" --record RECORD

Exit status:
  0  nothing is left to ask
  1  pairs are left")]
pub struct Args {
    /// The record's folder
    #[arg(long, value_name = "RECORD", default_value = ".")]
    record: PathBuf,
    /// Who answers
    #[arg(long, value_name = "NAME", env = "UNMUTED_BY")]
    by: Option<String>,
    /// Answer without being asked: these two rows are one person
    #[arg(long, num_args = 2, value_name = "ROW", conflicts_with = "apart")]
    same: Vec<String>,
    /// Answer without being asked: these two rows are two persons
    #[arg(long, num_args = 2, value_name = "ROW")]
    apart: Vec<String>,
    /// Why, in your words
    #[arg(long, value_name = "WORDS")]
    why: Option<String>,
    /// Print the queue as JSON and ask nothing
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let record = Opened::open(&args.record).map_err(told)?;
    let answers = hand::read(&[hand::own(&args.record)])?;
    let (rows, same) = match (args.same.as_slice(), args.apart.as_slice()) {
        ([a, b], _) => ([a, b], true),
        (_, [a, b]) => ([a, b], false),
        _ => return queue(args, &record, &answers, terminal),
    };
    let row = |typed: &str| -> miette::Result<RowName> {
        let name = name(typed)?;
        if record.row_claims(&name).map_err(told)?.is_empty() {
            return Err(miette::miette!(help = "links.csv has the rows of this record", "there is no row {typed}"));
        }
        Ok(name)
    };
    let [left, right] = rows;
    let answer = line(args, row(left)?, row(right)?, same)?;
    hand::add(&args.record, &answer)?;
    terminal.result("Noted. It counts from the next build on.");
    Ok(Exit::Fine)
}

fn name(typed: &str) -> miette::Result<RowName> {
    match RowName::parse(typed) {
        Some((list, Some(release), id)) => Ok(RowName { list, release, id }),
        _ => {
            Err(miette::miette!(help = "write LIST/RELEASE/ID, as in mpv/2021-04/M21-03442", "{typed:?} names no row"))
        }
    }
}

fn line(args: &Args, left: RowName, right: RowName, same: bool) -> miette::Result<HandLine> {
    let by = super::super::by(args.by.as_deref())?;
    Ok(HandLine { left, right, same, by, at: super::super::now(), why: args.why.clone() })
}

fn queue(args: &Args, record: &Opened, answers: &[HandLine], terminal: &Terminal) -> miette::Result<Exit> {
    let doubts = record.all("doubts").map_err(told)?;
    let answered = |l: &str, r: &str| {
        answers.iter().any(|a| {
            let (x, y) = (a.left.to_string(), a.right.to_string());
            (x == l && y == r) || (x == r && y == l)
        })
    };
    let open: Vec<_> = doubts.iter().filter(|d| !answered(get(d, "left_row"), get(d, "right_row"))).collect();
    if args.json {
        terminal.result(report::json(&open.iter().map(|d| object(d)).collect::<Vec<_>>())?.trim_end());
        return Ok(if open.is_empty() { Exit::Fine } else { Exit::Found });
    }
    if open.is_empty() {
        terminal.result("Nothing is left to ask.");
        return Ok(Exit::Fine);
    }
    super::super::by(args.by.as_deref())?;
    let mut input = io::stdin().lock();
    let mut left_over = open.len();
    for (d, at) in open.iter().zip(1_usize..) {
        let (l, r) = (get(d, "left_row"), get(d, "right_row"));
        let (left, right) = (name(l)?, name(r)?);
        let (a, b) = (record.row_claims(&left).map_err(told)?, record.row_claims(&right).map_err(told)?);
        let together = if get(d, "together") == "1" { "together" } else { "apart" };
        terminal.result(&format!(
            "\n{at} of {}; as things stand they are {together}\n{}",
            open.len(),
            beside(l, r, &a, &b, terminal.width())
        ));
        loop {
            terminal.result("one person (o), two persons (t), I cannot tell (c), stop (s)?");
            let mut typed = String::new();
            let read = input.read_line(&mut typed).map_err(|e| miette::miette!("the answer cannot be read: {e}"))?;
            if read == 0 {
                return Ok(Exit::Found);
            }
            let same = match typed.trim() {
                "o" | "one" => true,
                "t" | "two" => false,
                "c" | "" => break,
                "s" | "stop" => return Ok(Exit::Found),
                other => {
                    terminal.result(&format!("{other:?} is none of them."));
                    continue;
                }
            };
            hand::add(&args.record, &line(args, left, right, same)?)?;
            left_over -= 1;
            break;
        }
    }
    Ok(if left_over == 0 { Exit::Fine } else { Exit::Found })
}

/// Two rows side by side; only what at least one of them says.
fn beside(left: &str, right: &str, a: &[Claimed], b: &[Claimed], width: usize) -> String {
    let mut rows = vec![vec![String::new(), left.to_owned(), right.to_owned()]];
    for attribute in unmuted_record::list::ATTRIBUTES {
        let said = |claims: &[Claimed]| {
            let found = claims.iter().find(|c| c.attribute == attribute.name);
            found.map(|c| c.raw.trim().chars().take(300).collect::<String>()).unwrap_or_default()
        };
        let (x, y) = (said(a), said(b));
        if !(x.is_empty() && y.is_empty()) {
            rows.push(vec![attribute.name.replace('_', " "), x, y]);
        }
    }
    table::render(&rows, 0, width)
}
