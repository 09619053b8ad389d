//! `unmuted verify`: every digest and the custody chain, offline.

use std::path::PathBuf;

use crate::intake::{Found, Verified, verify};
use crate::{Exit, Terminal, report};

/// Check a case: take every file's digest again and walk the custody chain, offline
///
/// Names every file that is not what was taken in, and the first line of custody.jsonl that does not fit. Compare
/// the head that is printed with the one that was given out at the time.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted verify cases/exercise
  unmuted verify cases/exercise --json | jq .custody_head

Exit status:
  0  everything is as it was taken in, and the chain holds
  1  a file or an exhibit differs, the chain breaks, or something in the case is in neither
  2  the command could not be carried out as typed
  3  a file is missing or could not be read, or an entry of evidence.toml could not")]
pub struct Args {
    /// The case folder
    dir: PathBuf,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
    /// How many files to read at once [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let now = super::now();
    let verified = super::threads(args.jobs)?.install(|| verify(&args.dir, &now, terminal))?;
    if args.json {
        terminal.result(report::json(&verified)?.trim_end());
    } else {
        text(&verified, terminal);
    }
    Ok(exit(&verified))
}

fn exit(v: &Verified) -> Exit {
    if !v.unread_entries.is_empty() || v.sources.iter().any(|s| s.found == Found::Unreadable) {
        return Exit::Unread;
    }
    let fine = v.custody_broken.is_none()
        && v.unnamed_files.is_empty()
        && v.taken_out.is_empty()
        && v.exports.iter().all(|e| e.found != "differs")
        && v.sources.iter().all(|s| s.found == Found::AsTakenIn && s.in_custody);
    if fine { Exit::Fine } else { Exit::Found }
}

fn text(v: &Verified, terminal: &Terminal) {
    let mut fine = 0;
    for s in &v.sources {
        match s.found {
            Found::AsTakenIn => fine += 1,
            Found::Differs => terminal.result(&format!(
                "{} ({}) differs from what was taken in: {}\n  taken in {}\n  now      {}",
                s.source, s.file, s.words, s.sha256, s.sha256_now
            )),
            Found::Unreadable => terminal.result(&format!("{} ({}): {}", s.source, s.file, s.words)),
        }
        if !s.in_custody {
            terminal.result(&format!(
                "{} is in evidence.toml, and the custody chain has no intake of it with that digest",
                s.source
            ));
        }
    }
    for what in &v.unread_entries {
        terminal.result(&format!("{what}; its file was not checked"));
    }
    for name in &v.unnamed_files {
        terminal.result(&format!("{name} is named by no source: take it in with `unmuted add`, or take it away"));
    }
    for name in &v.taken_out {
        terminal.result(&format!("{name} was taken in and is in evidence.toml no more"));
    }
    for e in &v.exports {
        let state = match e.found {
            "as_exported" => "as it was taken out".to_owned(),
            "differs" => format!("differs from what was taken out: {}", e.differing.join(", ")),
            _ => "not in this case's report any more, or taken elsewhere".to_owned(),
        };
        terminal.result(&format!("Exhibit {} ({}), taken out by {} at {}: {state}", e.exhibit, e.folder, e.by, e.at));
    }
    match &v.custody_broken {
        Some(b) => terminal.result(&format!("The custody chain breaks at line {} of custody.jsonl: {}", b.line, b.why)),
        None => {
            terminal.result(&format!("The custody chain holds: {} lines, head {}", v.custody_lines, v.custody_head))
        }
    }
    terminal.result(&format!("{fine} of {} files are as they were taken in.", v.sources.len()));
}
