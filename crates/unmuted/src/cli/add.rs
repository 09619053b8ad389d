//! `unmuted add`: evidence taken in.

use std::path::{Path, PathBuf};

use miette::miette;

use crate::case_files::evidence_toml::SourceKind;
use crate::intake::templates::quoted;
use crate::intake::{Taken, Taking, Wanted};
use crate::{Exit, Terminal, report};

/// Take evidence into a case: copy, SHA-256, entry in evidence.toml, line in custody.jsonl
///
/// The original is only read. A file that is already there, under whatever name, is not added again. Afterwards
/// the custody chain's head digest is printed: give it to the other side, and nobody can change the list later
/// without it showing.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted add my-case camera.mp4 --as camera-1 --wearer officer-1 --by you
  unmuted add my-case *.mp4 --by you --from \"Records unit\" --received 2026-05-18
  unmuted add my-case /media/drive/*.mp4 --reference --by you     (too large to copy)
  unmuted add my-case camera-1.vtt --of camera-1 --by you
  unmuted add my-case cad.csv --kind dispatch_log --by you \\
      --columns time=Time,unit=Unit,text=Entry --precision minute

Exit status:
  0  everything is in the case
  2  nothing could be done
  3  some file could not be taken in; the others were")]
pub struct Args {
    /// The case folder
    dir: PathBuf,
    /// The files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The source's id, as marks and sentences will use it [default: made of the file's name]
    #[arg(long = "as", value_name = "ID")]
    id: Option<String>,
    /// The name shown [default: the id]
    #[arg(long)]
    name: Option<String>,
    /// recording, dispatch_log, transcript, audit_log or document [default: by the file's ending]
    #[arg(long, value_parser = SourceKind::HELD_WORDS)]
    kind: Option<String>,
    /// The device that recorded it
    #[arg(long)]
    device: Option<String>,
    /// Who wore it: a person's id
    #[arg(long)]
    wearer: Option<String>,
    /// For a transcript: the recording that it transcribes
    #[arg(long, value_name = "RECORDING")]
    of: Option<String>,
    /// For a dispatch log: which of its columns is which
    #[arg(long, value_name = "time=A,unit=B,text=C")]
    columns: Option<String>,
    /// For a dispatch log: how exact its times are
    #[arg(long, value_parser = ["second", "minute"])]
    precision: Option<String>,
    /// For a dispatch log: how far its clock may be off, such as "2 s"
    #[arg(long, value_name = "LENGTH")]
    plus_minus: Option<String>,
    /// From whom it was received
    #[arg(long, value_name = "WHOM")]
    from: Option<String>,
    /// When it was received
    #[arg(long, value_name = "YYYY-MM-DD")]
    received: Option<jiff::civil::Date>,
    /// How it was received
    #[arg(long)]
    how: Option<String>,
    /// Whether it was redacted before it was received
    #[arg(long, value_parser = ["yes", "no"])]
    redacted: Option<String>,
    /// Attorney work product: stays out of everything that is sealed or published
    #[arg(long)]
    privileged: bool,
    /// A note
    #[arg(long)]
    note: Option<String>,
    /// Leave the files where they are instead of copying them
    #[arg(long)]
    reference: bool,
    /// Who takes it in [default: UNMUTED_BY in the environment]
    #[arg(long, env = "UNMUTED_BY", value_name = "WHO")]
    by: Option<String>,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

/// What is printed with `--json`.
#[derive(serde::Serialize)]
struct Document {
    format: &'static str,
    version: u32,
    taken: Vec<Taken>,
    errors: Vec<String>,
    custody_head: String,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let by = super::by(args.by.as_deref())?;
    if args.id.is_some() && args.files.len() > 1 {
        return Err(miette!(help = "add them one by one, or leave --as out", "one id cannot name several files"));
    }
    let at = super::now();
    let mut taking = Taking::into(&args.dir, terminal)?;
    let mut document = Document {
        format: "unmuted-add",
        version: 1,
        taken: Vec::new(),
        errors: Vec::new(),
        custody_head: String::new(),
    };
    for file in &args.files {
        let taken = wanted(args, file, &by, &at).and_then(|w| taking.take(file, &w));
        match taken {
            Ok(taken) => document.taken.push(taken),
            Err(report) => {
                terminal.error(&report);
                document.errors.push(report.to_string());
            }
        }
    }
    document.custody_head = taking.head().to_owned();
    drop(taking);
    if args.json {
        terminal.result(report::json(&document)?.trim_end());
    } else {
        text(&document, terminal);
    }
    // What was entered is read as a review will read it, so that a slip is told now.
    let (_, problems) = crate::case_files::read_case(&args.dir).map_err(|p| p.report())?;
    for p in problems.iter().filter(|p| p.file == "evidence.toml") {
        terminal.warn(&format!("{}, {}: {}", p.file, p.place, p.what), &p.remedy);
    }
    Ok(match (document.errors.is_empty(), document.taken.is_empty()) {
        (true, _) => Exit::Fine,
        (false, true) => Exit::Usage,
        (false, false) => Exit::Unread,
    })
}

fn text(document: &Document, terminal: &Terminal) {
    for t in &document.taken {
        if t.already_present {
            terminal.result(&format!("{}: already in the case as {}; nothing added", t.original_name, t.source));
        } else {
            terminal.result(&format!("{}: {}\n  {} bytes, SHA-256 {}", t.source, t.file, t.size, t.sha256));
        }
    }
    if !document.custody_head.is_empty() {
        terminal.result(&format!(
            "Custody chain's head: {}\nGive it to the other side: it fixes everything taken in so far.",
            document.custody_head
        ));
    }
}

fn wanted(args: &Args, file: &Path, by: &str, at: &str) -> miette::Result<Wanted> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let kind = args.kind.clone().unwrap_or_else(|| kind_of(file).to_owned());
    let mut keys: Vec<(&'static str, String)> = Vec::new();
    let mut text = |key, value: &Option<String>| keys.extend(value.as_ref().map(|v| (key, quoted(v))));
    text("name", &args.name);
    text("device", &args.device);
    text("wearer", &args.wearer);
    match kind.as_str() {
        "transcript" if args.of.is_none() => {
            return Err(miette!(
                help = "say which recording it transcribes with --of camera-1, or take it in with --kind document",
                "{name} looks like a transcript"
            ));
        }
        "transcript" => text("of", &args.of),
        "dispatch_log" => {
            let Some(columns) = &args.columns else {
                return Err(miette!(
                    help = "name its columns: --columns time=Time,unit=Unit,text=Entry (unit may be left out)",
                    "{name} is a dispatch log, and which column is which is not known"
                ));
            };
            text("precision", &args.precision);
            text("plus_minus", &args.plus_minus);
            keys.push(("columns", columns_toml(columns)?));
        }
        _ => {}
    }
    let received: Vec<String> = [
        args.from.as_ref().map(|v| format!("from = {}", quoted(v))),
        args.received.map(|d| format!("at = {}", quoted(&d.to_string()))),
        args.how.as_ref().map(|v| format!("how = {}", quoted(v))),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !received.is_empty() {
        keys.push(("received", format!("{{ {} }}", received.join(", "))));
    }
    keys.extend(args.redacted.as_ref().map(|v| ("redacted", quoted(v))));
    if args.privileged {
        keys.push(("privileged", "true".into()));
    }
    keys.extend(args.note.as_ref().map(|v| ("note", quoted(v))));
    Ok(Wanted { id: args.id.clone(), keys, kind, reference: args.reference, by: by.to_owned(), at: at.to_owned() })
}

/// `time=Time,unit=Unit,text=Entry` as a TOML table.
fn columns_toml(columns: &str) -> miette::Result<String> {
    let mut parts = Vec::new();
    for part in columns.split(',') {
        match part.split_once('=').map(|(k, v)| (k.trim(), v.trim())) {
            Some((key @ ("date" | "time" | "unit" | "text"), value)) if !value.is_empty() => {
                parts.push(format!("{key} = {}", quoted(value)));
            }
            _ => {
                return Err(miette!(
                    help = "write --columns time=Time,unit=Unit,text=Entry; date=Date where the date stands apart",
                    "{part:?} does not say which column is which"
                ));
            }
        }
    }
    Ok(format!("{{ {} }}", parts.join(", ")))
}

/// What a file most likely is.
fn kind_of(file: &Path) -> &'static str {
    let extension = file.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    match extension.as_str() {
        "mp4" | "m4v" | "mov" | "m4a" | "mkv" | "webm" | "wav" | "aif" | "aiff" | "mp3" | "flac" | "ogg" | "oga"
        | "opus" | "avi" | "wmv" | "asf" | "3gp" | "ts" | "mts" | "av3" => "recording",
        "vtt" | "srt" => "transcript",
        _ => "document",
    }
}
