//! `unmuted record lists`: which lists are known, and which a record has.

use std::path::PathBuf;

use serde_json::json;
use unmuted_record::store::Store;

use super::More;
use crate::record::told;
use crate::report::{self, table};
use crate::{Exit, Terminal};

/// Show which lists are known, with their scope and terms; or which files a record has
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted record lists
  unmuted record lists RECORD
  unmuted record lists RECORD --withdraw mpv=a432d0b3")]
pub struct Args {
    /// The record's folder
    #[arg(value_name = "RECORD")]
    dir: Option<PathBuf>,
    #[command(flatten)]
    more: More,
    /// Use this file no more, named by its list and the beginning of its digest; the file stays
    #[arg(long, value_name = "LIST=SHA256", requires = "dir")]
    withdraw: Option<String>,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    match &args.dir {
        None => known(args, terminal),
        Some(dir) => {
            let mut store = Store::open(dir).map_err(told)?;
            if let Some(named) = &args.withdraw {
                let (list, sha256) = named.split_once('=').unwrap_or((named, ""));
                if sha256.len() < 4 {
                    return Err(miette::miette!(
                        help = "write LIST=SHA256 with at least four digits",
                        "{named:?} names no file"
                    ));
                }
                store.withdraw(list, sha256).map_err(told)?;
            }
            held(&store, args, terminal)
        }
    }
}

fn known(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let library = args.more.library()?;
    if args.json {
        let all: Vec<_> = library
            .maps()
            .map(|m| {
                json!({
                    "id": m.id, "title": m.title, "publisher": m.publisher, "kind": m.kind.key(), "url": m.url,
                    "terms": m.terms, "redistribute": m.redistribute.key(), "scope": m.scope.words, "years": m.scope.years,
                    "releases": m.releases.iter().map(|r| &r.id).collect::<Vec<_>>(),
                    "can_be_fetched": m.releases.iter().any(|r| r.url.is_some()), "about": m.about,
                })
            })
            .collect();
        terminal.result(report::json(&all)?.trim_end());
        return Ok(Exit::Fine);
    }
    let mut rows = vec![
        ["list", "what a row is", "what it means to hold", "hand on?", "releases known"].map(str::to_owned).to_vec(),
    ];
    for m in library.maps() {
        let releases: Vec<&str> = m.releases.iter().map(|r| r.id.as_str()).collect();
        rows.push(vec![
            m.id.clone(),
            m.kind.key().to_owned(),
            m.scope.words.clone(),
            format!("{} ({})", m.redistribute.key(), m.terms),
            releases.join(", "),
        ]);
    }
    terminal.result(table::render(&rows, 0, terminal.width()).trim_end());
    Ok(Exit::Fine)
}

fn held(store: &Store, args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let lines = store.lines();
    if args.json {
        terminal.result(report::json(&lines)?.trim_end());
        return Ok(Exit::Fine);
    }
    if lines.is_empty() {
        terminal.result("No list yet. Add one: unmuted record add LIST FILE --record RECORD");
        return Ok(Exit::Fine);
    }
    let mut rows = vec![["list", "release", "file", "sha256", "read in"].map(str::to_owned).to_vec()];
    for l in lines {
        rows.push(vec![
            l.list.clone(),
            l.release.clone().unwrap_or_else(|| "by its digest".to_owned()),
            l.name.clone(),
            l.sha256.get(..12).unwrap_or(&l.sha256).to_owned(),
            l.read_on.clone().unwrap_or_default(),
        ]);
    }
    terminal.result(table::render(&rows, 0, terminal.width()).trim_end());
    Ok(Exit::Fine)
}
