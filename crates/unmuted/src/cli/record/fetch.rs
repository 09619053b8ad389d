//! `unmuted record fetch`: a list from its publisher.

use std::path::PathBuf;
use std::time::Duration;

use miette::miette;
use unmuted_record::list::{Lookup, import};
use unmuted_record::record::Input;
use unmuted_record::store::{Line, Store, digest};

use super::{More, tell_problems};
use crate::record::{fetch, told};
use crate::{Exit, Terminal};

/// Fetch a list from its publisher into a record; the one command here that uses the network
///
/// One request at a time; what broke off is taken up. The file is kept unaltered by its digest. Where a digest is
/// expected, another is refused.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted record fetch wapo --record RECORD
  unmuted record fetch mpv --url https://… --release 2026-11 --record RECORD")]
pub struct Args {
    /// The list, as `unmuted record lists` has it
    #[arg(value_name = "LIST")]
    list: String,
    /// The record's folder
    #[arg(long, value_name = "RECORD", default_value = ".")]
    record: PathBuf,
    /// The address, where the map names none or another is meant
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The release that it is
    #[arg(long, value_name = "NAME")]
    release: Option<String>,
    /// The digest that the file must have
    #[arg(long, value_name = "SHA256")]
    sha256: Option<String>,
    #[command(flatten)]
    more: More,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let library = args.more.library()?;
    let map = library.get(&args.list).map_err(told)?;
    // The newest release with an address, or the one that is named.
    let of_map = map
        .releases
        .iter()
        .filter(|r| args.release.as_ref().is_none_or(|n| *n == r.id))
        .filter(|r| r.url.is_some())
        .max_by_key(|r| r.date);
    let url = args.url.clone().or_else(|| of_map.and_then(|r| r.url.clone())).ok_or_else(|| {
        let page = map.url.as_deref().unwrap_or("the publisher's page");
        miette!(
            help = format!(
                "save it from {page}, then: unmuted record add {} FILE; or give its address with --url",
                map.id
            ),
            "the map of {} names no address to fetch",
            map.id
        )
    })?;
    terminal.note(&format!("fetching {url}"));
    let fetched = fetch::fetch(&url, &args.record.join("files"), Duration::from_secs(2))?;
    if fetched.taken_up > 0 {
        terminal.note(&format!("taken up after {} bytes", fetched.taken_up));
    }
    let sha256 = digest(&fetched.bytes);
    if let Some(wanted) = &args.sha256
        && !wanted.eq_ignore_ascii_case(&sha256)
    {
        return Err(miette!(
            help = "the publisher may have a new release; look at it before you take it",
            "{url} has the digest {sha256}, and {wanted} was wanted; it was not kept"
        ));
    }
    let imported =
        import(map, &fetched.bytes, args.release.as_deref(), &Lookup::new()).map_err(|e| told(e.of(&url)))?;
    let mut store = Store::open(&args.record).map_err(told)?;
    let name = url.rsplit('/').next().unwrap_or_default().split(['?', '#']).next().unwrap_or_default().to_owned();
    let line = Line {
        list: map.id.clone(),
        release: args.release.clone(),
        sha256: sha256.clone(),
        name: if name.is_empty() { map.id.clone() } else { name },
        read_on: Some(super::super::today()),
        url: Some(url),
        withdrawn: false,
    };
    let new = store.add(&fetched.bytes, line.clone()).map_err(told)?;
    let there = if new { "added" } else { "there already: the publisher has nothing new" };
    terminal.result(&format!("{}/{}: {} rows; {there} as {sha256}", map.id, imported.release, imported.rows.len()));
    let input = Input { map: map.clone(), imported, name: line.name, read_on: None, newest: true };
    Ok(tell_problems(std::slice::from_ref(&input), terminal))
}
