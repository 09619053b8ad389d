//! `unmuted mark`: what people saw and heard, which spans they reviewed, and where one sound is heard in two recordings.
//! Lines are only ever added.

use std::path::PathBuf;

use clap::Subcommand;
use miette::miette;
use serde::Serialize;

use crate::case_files::marks_jsonl::{self, Draft, NotAdded};
use crate::case_files::write;
use crate::case_files::{self, CaseFiles, HandAnchor, Standing, text};
use crate::report::text::clock_time;
use crate::{Exit, Terminal, report};

/// Say what you saw or heard, confirm or reject what is there, say which span you reviewed
///
/// Each call adds one line to marks.jsonl, checked against the case first and written at once; no line is ever
/// changed. Times are on the recording's own clock: 1:24.6, 0:01:24.6 or "84.6 s".
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  An instant, as the interval it lies in:
    unmuted mark my-case add camera-1 shot 1:24.60 1:24.66 --by you
  A span, by its start and its end:
    unmuted mark my-case add camera-1 officers.conferring 1:58 2:40 --by you
  unmuted mark my-case reviewed camera-1 0:31 3:04 --kinds shot,speech --by you
  One sound, heard in two recordings, puts them on one clock:
    unmuted mark my-case anchor camera-1@1:24.60 camera-2@1:18.14 --words \"a car door\" --by you
  unmuted mark my-case confirm transcript-1#4 --by you
  unmuted mark my-case reject m1 --words \"an echo from the wall\" --by you
  unmuted mark my-case undo m7 --by you
  unmuted mark my-case list

Absence counts only where somebody reviewed: say so with `reviewed`.")]
pub struct Args {
    /// The case folder
    dir: PathBuf,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Mark something that happened, on one recording
    Add(Add),
    /// Say that you went through a span, looking and listening for some kinds
    Reviewed(Reviewed),
    /// Say where one sound is heard in two recordings, so that both are on one clock
    Anchor(Anchor),
    /// Confirm a mark, an anchor, or a line of a transcript or log (`transcript-1#4`: its fourth)
    Confirm(Decide),
    /// Reject a mark, an anchor or a line; what one person marks and another rejects is disputed
    Reject(Decide),
    /// Take back an earlier line of yours, as if it had not been written; the line stays in the file
    Undo(Undo),
    /// Show all marks and anchors, and what stands
    List(List),
}

#[derive(clap::Args)]
struct Add {
    /// The recording
    source: String,
    /// What it is: a kind of the case
    kind: String,
    /// For an instant: the last picture or sound without it; for a span: its start
    from: String,
    /// For an instant: the first picture or sound with it; for a span: its end
    to: String,
    /// What was said or seen
    #[arg(long)]
    words: Option<String>,
    /// Marks on several recordings with the same word are one event
    #[arg(long)]
    event: Option<String>,
    /// Whose act it is: a person's id
    #[arg(long)]
    subject: Option<String>,
    /// For a span: how far each end may be off [default: "0.1 s"]
    #[arg(long, value_name = "LENGTH")]
    plus_minus: Option<String>,
    /// You are not sure: a lead, which decides nothing
    #[arg(long)]
    unsure: bool,
    /// An earlier line of yours that this one replaces
    #[arg(long, value_name = "ID")]
    supersedes: Option<String>,
    /// Attorney work product: it stays out of reports and exhibits, which say how many were left out
    #[arg(long)]
    privileged: bool,
    /// Who marks [default: UNMUTED_BY in the environment]
    #[arg(long, env = "UNMUTED_BY", value_name = "WHO")]
    by: Option<String>,
}

#[derive(clap::Args)]
struct Reviewed {
    /// The recording
    source: String,
    /// Start of the span
    from: String,
    /// End of the span
    to: String,
    /// What you looked and listened for
    #[arg(long, required = true, value_delimiter = ',', value_name = "KIND,KIND")]
    kinds: Vec<String>,
    /// An earlier line of yours that this one replaces
    #[arg(long, value_name = "ID")]
    supersedes: Option<String>,
    /// Who reviewed [default: UNMUTED_BY in the environment]
    #[arg(long, env = "UNMUTED_BY", value_name = "WHO")]
    by: Option<String>,
}

#[derive(clap::Args)]
struct Anchor {
    /// One recording, and when the sound is heard there, on its own clock
    #[arg(value_name = "SOURCE@TIME")]
    one: String,
    /// The other recording, and when the same sound is heard there
    #[arg(value_name = "OTHER@TIME")]
    other: String,
    /// How exactly the two times are the same instant [default: "0.05 s"]
    #[arg(long, value_name = "LENGTH")]
    plus_minus: Option<String>,
    /// What is heard: a shot, a car door, a word
    #[arg(long)]
    words: Option<String>,
    /// An earlier line of yours that this one replaces
    #[arg(long, value_name = "ID")]
    supersedes: Option<String>,
    /// Who heard it [default: UNMUTED_BY in the environment]
    #[arg(long, env = "UNMUTED_BY", value_name = "WHO")]
    by: Option<String>,
}

#[derive(clap::Args)]
struct Decide {
    /// The mark, anchor or line
    target: String,
    /// The corrected words, or why it is rejected
    #[arg(long)]
    words: Option<String>,
    /// Who decides [default: UNMUTED_BY in the environment]
    #[arg(long, env = "UNMUTED_BY", value_name = "WHO")]
    by: Option<String>,
}

#[derive(clap::Args)]
struct Undo {
    /// The line: its id
    target: String,
    /// Why
    #[arg(long)]
    words: Option<String>,
    /// Who takes it back [default: UNMUTED_BY in the environment]
    #[arg(long, env = "UNMUTED_BY", value_name = "WHO")]
    by: Option<String>,
}

#[derive(clap::Args)]
struct List {
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let (case, _) = case_files::read_case(&args.dir).map_err(|p| p.report())?;
    let base = |does: &str, by: &Option<String>| -> miette::Result<Draft> {
        Ok(Draft { does: does.into(), by: super::by(by.as_deref())?, at: super::now(), ..Draft::default() })
    };
    let line = match &args.what {
        What::List(list) => return show(&case, list.json, terminal),
        What::Add(a) => Draft {
            source: Some(a.source.clone()),
            kind: Some(a.kind.clone()),
            span: Some([a.from.clone(), a.to.clone()]),
            plus_minus: a.plus_minus.clone(),
            event: a.event.clone(),
            subject: a.subject.clone(),
            words: a.words.clone(),
            sure: a.unsure.then_some(false),
            supersedes: a.supersedes.clone(),
            privileged: a.privileged.then_some(true),
            ..base("mark", &a.by)?
        },
        What::Reviewed(r) => Draft {
            source: Some(r.source.clone()),
            span: Some([r.from.clone(), r.to.clone()]),
            kinds: Some(r.kinds.clone()),
            supersedes: r.supersedes.clone(),
            ..base("reviewed", &r.by)?
        },
        What::Anchor(a) => {
            let ((source, time), (other, other_time)) = (place(&a.one)?, place(&a.other)?);
            Draft {
                source: Some(source),
                time: Some(time),
                other: Some(other),
                other_time: Some(other_time),
                plus_minus: a.plus_minus.clone(),
                words: a.words.clone(),
                supersedes: a.supersedes.clone(),
                ..base("anchor", &a.by)?
            }
        }
        What::Confirm(d) => Draft { target: Some(d.target.clone()), words: d.words.clone(), ..base("confirm", &d.by)? },
        What::Undo(u) => Draft { target: Some(u.target.clone()), words: u.words.clone(), ..base("undo", &u.by)? },
        What::Reject(d) => Draft { target: Some(d.target.clone()), words: d.words.clone(), ..base("reject", &d.by)? },
    };
    append(&case, line, terminal)
}

/// `camera-1@1:24.6`: a recording and a time on it.
fn place(typed: &str) -> miette::Result<(String, String)> {
    match typed.rsplit_once('@') {
        Some((source, time)) if !source.is_empty() && !time.is_empty() => Ok((source.to_owned(), time.to_owned())),
        _ => Err(miette!(
            help = "write the recording, @, and when the sound is heard there: camera-1@1:24.6",
            "{typed:?} does not say where on a recording"
        )),
    }
}

/// Checks the line as a review would read it, and adds it.
fn append(case: &CaseFiles, line: Draft, terminal: &Terminal) -> miette::Result<Exit> {
    let added = marks_jsonl::add(case, line).map_err(|why| match why {
        NotAdded::Wrong(problem) => {
            miette!(help = problem.remedy.clone(), "this cannot be added: {}", problem.what)
        }
        NotAdded::Failed(e) => miette!(help = write::remedy(&e), "cannot write marks.jsonl: {e}"),
    })?;
    for note in &added.notes {
        terminal.warn(&note.what, &note.remedy);
    }
    terminal.result(&added.line);
    Ok(Exit::Fine)
}

/// One hand anchor as listed, beside marks.
#[derive(Serialize)]
struct ListedAnchor {
    id: String,
    #[serde(rename = "do")]
    does: &'static str,
    source: String,
    time: String,
    other: String,
    other_time: String,
    plus_minus: String,
    standing: &'static str,
    by: String,
    words: String,
    confirmed_by: Vec<String>,
    rejected_by: Vec<String>,
}

impl ListedAnchor {
    fn of(a: &HandAnchor) -> Self {
        Self {
            id: a.id.to_string(),
            does: "anchor",
            source: a.source.to_string(),
            time: text::show_recording_time(a.time),
            other: a.other.to_string(),
            other_time: text::show_recording_time(a.other_time),
            plus_minus: text::show_length(a.plus_minus),
            standing: a.decided.standing.key(),
            by: a.by.clone(),
            words: a.words.clone(),
            confirmed_by: a.decided.confirmed_by.clone(),
            rejected_by: a.decided.rejected_by.clone(),
        }
    }

    fn text(&self) -> String {
        let standing =
            if self.standing == Standing::Confirmed.key() { String::new() } else { format!(", {}", self.standing) };
        let words = if self.words.is_empty() { String::new() } else { format!(": {}", self.words) };
        format!(
            "{:<5} {} of {} is {} of {}, ±{}  by {}{standing}{words}",
            self.id, self.time, self.source, self.other_time, self.other, self.plus_minus, self.by
        )
    }
}

/// What is listed: marks first, then hand anchors.
#[derive(Serialize)]
#[serde(untagged)]
enum Any<'a> {
    Mark(&'a Listed),
    Anchor(&'a ListedAnchor),
}

/// One mark as listed.
#[derive(Serialize)]
struct Listed {
    id: String,
    source: String,
    kind: String,
    standing: &'static str,
    by: String,
    span: [String; 2],
    event: Option<String>,
    words: String,
    confirmed_by: Vec<String>,
    rejected_by: Vec<String>,
}

fn show(case: &CaseFiles, json: bool, terminal: &Terminal) -> miette::Result<Exit> {
    let listed: Vec<Listed> = case
        .marks
        .marks
        .iter()
        .map(|m| {
            let outer = m.extent.outer();
            Listed {
                id: m.id.to_string(),
                source: m.source.to_string(),
                kind: m.kind.to_string(),
                standing: m.decided.standing.key(),
                by: m.by.clone(),
                span: [outer.start(), outer.end()].map(text::show_recording_time),
                event: m.event.clone(),
                words: m.words.clone(),
                confirmed_by: m.decided.confirmed_by.clone(),
                rejected_by: m.decided.rejected_by.clone(),
            }
        })
        .collect();
    let anchors: Vec<ListedAnchor> = case.marks.anchors.iter().map(ListedAnchor::of).collect();
    if json {
        let all: Vec<Any<'_>> = listed.iter().map(Any::Mark).chain(anchors.iter().map(Any::Anchor)).collect();
        terminal.result(report::json(&all)?.trim_end());
        return Ok(Exit::Fine);
    }
    for (m, given) in listed.iter().zip(&case.marks.marks) {
        let outer = given.extent.outer();
        let standing =
            if given.decided.standing == Standing::Confirmed { String::new() } else { format!(", {}", m.standing) };
        let words = if m.words.is_empty() { String::new() } else { format!(": {}", m.words) };
        terminal.result(&format!(
            "{:<5} {} {} to {}  {} by {}{standing}{words}",
            m.id,
            m.source,
            clock_time(outer.start().ns()),
            clock_time(outer.end().ns()),
            m.kind,
            m.by
        ));
    }
    for anchor in &anchors {
        terminal.result(&anchor.text());
    }
    for r in case.marks.reviewed.iter().filter(|r| !r.superseded) {
        let kinds: Vec<String> = r.kinds.iter().map(ToString::to_string).collect();
        terminal.result(&format!(
            "{:<5} {} {} to {}  reviewed by {} for {}",
            r.id.as_str(),
            r.source,
            clock_time(r.span.start().ns()),
            clock_time(r.span.end().ns()),
            r.by,
            kinds.join(", ")
        ));
    }
    if listed.is_empty() && anchors.is_empty() && case.marks.reviewed.is_empty() {
        terminal.result("No marks yet. Add one: unmuted mark DIR add SOURCE KIND FROM TO --by YOU");
    }
    Ok(Exit::Fine)
}
