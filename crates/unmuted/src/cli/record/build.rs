//! `unmuted record build`: the record is made.

use std::path::PathBuf;

use unmuted_record::record::{self, Allowed, Opened};
use unmuted_record::store::Store;

use super::{More, Named, keep, model, named, tell_problems};
use crate::record::{cases, told};
use crate::report::{self, table};
use crate::{Exit, Terminal};

/// Link the rows of all lists of a record, and write what they say: SQLite, CSV, Parquet
///
/// Every value stays, with the list, release and column that gives it and the publisher's own word beside ours. Ids of
/// incidents stay when the record is built again, and what changed since is told. The same lists give the same bytes.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted record build RECORD --list wapo=wapo.csv --list mpv=mpv.csv
  unmuted record build RECORD --case cases/stephon-clark

Exit status:
  0  built
  2  it could not be: a file as a whole is not its list
  3  built; something in a list could not be read")]
pub struct Args {
    /// The record's folder
    #[arg(value_name = "RECORD")]
    dir: PathBuf,
    /// Add this file of a list first: LIST=FILE, or LIST@RELEASE=FILE; may be said several times
    #[arg(long = "list", value_name = "LIST=FILE", value_parser = named)]
    list: Vec<Named>,
    /// Use the files named here alone, not those that were added before
    #[arg(long, requires = "list")]
    only: bool,
    /// A case folder, or a folder of them, that speaks of incidents; may be said several times
    #[arg(long = "case", value_name = "CASE")]
    case: Vec<PathBuf>,
    /// Check ids that somebody says are the same row, from a CSV file with the columns list, id, other_list, other_id
    #[arg(long, value_name = "FILE")]
    asserted: Option<PathBuf>,
    /// A model of your own by which rows are compared
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    #[command(flatten)]
    more: More,
    /// Threads; as many as processors where it is not said
    #[arg(long, value_name = "N")]
    jobs: Option<u16>,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    super::super::threads(args.jobs)?.install(|| build(args, terminal))
}

fn build(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let library = args.more.library()?;
    let model = model(args.model.as_deref())?;
    let mut store = Store::open(&args.dir).map_err(told)?;
    let mut these = Vec::new();
    for named in &args.list {
        these.push(keep(&mut store, &library, named, None, None)?.0);
    }
    let here = |l: &unmuted_record::store::Line| these.iter().any(|t| t.sha256 == l.sha256 && t.list == l.list);
    let inputs = store.inputs(&library, |l| !args.only || here(l)).map_err(told)?;
    if inputs.is_empty() {
        return Err(miette::miette!(
            help = "add one: unmuted record build RECORD --list LIST=FILE; unmuted record lists says which are known",
            "{} has no list",
            args.dir.display()
        ));
    }
    let exit = tell_problems(&inputs, terminal);
    let mut of_cases = Vec::new();
    for folder in &args.case {
        for case in cases::folders(folder)? {
            of_cases.push(cases::read(&case)?);
        }
    }
    let hands = args.more.hands(&args.dir)?;
    let asserted = match &args.asserted {
        None => Vec::new(),
        Some(path) => asserted_in(path)?,
    };
    let before = Opened::before(&args.dir);
    let record = record::build(inputs, &model, &hands, &asserted, &before, of_cases).map_err(told)?;
    for (answer, why) in &record.unheeded {
        let words = if answer.same { "one" } else { "two" };
        terminal.warn(
            &format!(
                "an answer by {} was not followed, that {} and {} are {words}: {why}",
                answer.by, answer.left, answer.right
            ),
            "look at both rows: unmuted record why ROW ROW",
        );
    }
    for case in record.cases.iter().filter(|c| c.incident.is_none()) {
        terminal.warn(&format!("case {}: {}", case.id, case.how), "name its incident in case.toml: record = \"…\"");
    }
    let written = record::write(&record, &Allowed::all(&record), &args.dir).map_err(told)?;
    let summary = Summary::of(&record, &written.tables);
    if args.json {
        terminal.result(report::json(&summary)?.trim_end());
    } else {
        terminal.result(summary.text(terminal.width()).trim_end());
    }
    Ok(exit)
}

fn asserted_in(path: &std::path::Path) -> miette::Result<Vec<record::Asserted>> {
    let wrong = |e: csv::Error| {
        miette::miette!(
            help = "its columns are list, id, other_list, other_id",
            "{} cannot be read: {e}",
            path.display()
        )
    };
    csv::Reader::from_path(path).map_err(wrong)?.deserialize().collect::<Result<_, _>>().map_err(wrong)
}

/// What a build came to.
#[derive(serde::Serialize)]
struct Summary {
    lists: Vec<ListSummary>,
    incidents: usize,
    pairs_compared: u64,
    doubts: usize,
    in_conflict: usize,
    asserted_ids: usize,
    suspect_ids: usize,
    cases: Vec<serde_json::Value>,
    since: Option<SinceSummary>,
    tables: Vec<(String, u64)>,
}

#[derive(serde::Serialize)]
struct ListSummary {
    list: String,
    release: String,
    as_of: Option<String>,
    rows: usize,
    set_aside: usize,
    problems: usize,
    linked: bool,
}

#[derive(serde::Serialize)]
struct SinceSummary {
    new: usize,
    gone: usize,
    changed: usize,
}

impl Summary {
    fn of(record: &record::Record, tables: &[(String, u64)]) -> Self {
        let lists = record
            .inputs
            .iter()
            .map(|i| ListSummary {
                list: i.imported.list.clone(),
                release: i.imported.release.clone(),
                as_of: i.imported.as_of.map(|d| d.to_string()),
                rows: i.imported.rows.len(),
                set_aside: i.imported.rows.iter().filter(|r| r.set_aside).count(),
                problems: i.imported.problems.len(),
                linked: i.imported.linked,
            })
            .collect();
        let mut conflicting: Vec<usize> =
            record::conflicts(record, Allowed::all(record).files()).iter().map(|c| c.incident).collect();
        conflicting.dedup();
        Self {
            lists,
            incidents: record.incidents.len(),
            pairs_compared: record.compared,
            doubts: record.doubts.len(),
            in_conflict: conflicting.len(),
            asserted_ids: record.asserted,
            suspect_ids: record.suspects.len(),
            cases: record
                .cases
                .iter()
                .map(|c| {
                    let incident = c.incident.and_then(|i| record.incidents.get(i)).map(|i| i.id.clone());
                    serde_json::json!({ "case": c.id, "incident": incident, "how": c.how })
                })
                .collect(),
            since: record.since.as_ref().map(|s| SinceSummary {
                new: s.new.len(),
                gone: s.gone.len(),
                changed: s.changed.len(),
            }),
            tables: tables.to_vec(),
        }
    }

    fn text(&self, width: usize) -> String {
        let mut rows =
            vec![["list", "release", "as of", "rows", "kept, not read", "problems"].map(str::to_owned).to_vec()];
        for l in &self.lists {
            rows.push(vec![
                l.list.clone(),
                l.release.clone(),
                l.as_of.clone().unwrap_or_else(|| "not said".to_owned()),
                l.rows.to_string(),
                l.set_aside.to_string(),
                l.problems.to_string(),
            ]);
        }
        let mut out = table::render(&rows, 0, width);
        out.push_str(&format!(
            "\n{} incidents; of {} of them lists say different things. {} pairs of rows were compared, {} are doubtful.\n",
            self.incidents, self.in_conflict, self.pairs_compared, self.doubts
        ));
        if self.asserted_ids > 0 {
            out.push_str(&format!(
                "{} of {} ids that lists assert of one another do not fit; suspects.csv has them.\n",
                self.suspect_ids, self.asserted_ids
            ));
        }
        if let Some(s) = &self.since {
            out.push_str(&format!(
                "Since the last build: {} incidents are new, {} are gone, of {} rows joined or left.\n",
                s.new, s.gone, s.changed
            ));
        }
        for c in &self.cases {
            if let Some(incident) = c.get("incident").and_then(|i| i.as_str()) {
                out.push_str(&format!(
                    "Case {} is incident {incident} ({}).\n",
                    c.get("case").and_then(|i| i.as_str()).unwrap_or(""),
                    c.get("how").and_then(|i| i.as_str()).unwrap_or("")
                ));
            }
        }
        out.push_str("Written: record.sqlite (opens in Datasette), and each table as CSV and Parquet.\n");
        out
    }
}
