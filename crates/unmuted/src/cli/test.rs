//! `unmuted test`: verdicts without a page, and sentences that the case does not have.

use std::path::PathBuf;

use miette::{LabeledSpan, MietteDiagnostic, NamedSource, Report};
use serde::Serialize;
use unmuted_case::language::SentenceError;
use unmuted_model::Truth;

use crate::report::verdicts;
use crate::review::document::{Agreement, Finding, Problem, Rule, Statement, Tested};
use crate::review::{self, Asked};
use crate::{Exit, Terminal, report};

/// Test what was said and what was required against the record, or ask one sentence
///
/// Without a sentence: every statement and rule of the case, each with its verdict. With one or more: those alone.
/// A sentence is read back in plain English before its answer. The language is in docs/assertions.md.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted test cases/exercise
  unmuted test cases/exercise 'time from last shot to first aid.begun <= 60 s' --explain
  unmuted test cases/exercise --only aid-60 --explain
  unmuted test cases/exercise --as-if
  unmuted test cases/exercise --by reviewer-a --json | jq '.statements[] | [.id, .verdict]'

Exit status:
  0  tested; nothing contradicted, no rule not met
  1  a statement is contradicted, a rule is not met, or a sentence that was asked does not hold
  2  the command could not be carried out as typed; also for a sentence that cannot be read
  3  something of the case could not be read; the rest was tested")]
pub struct Args {
    /// The case folder
    dir: PathBuf,
    /// Sentences to test instead of those of the case
    #[arg(value_name = "SENTENCE")]
    sentences: Vec<String>,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
    /// Tell everything: the sentence, its reading, evidence with digests, what would change it, leads, bounds
    #[arg(long)]
    explain: bool,
    /// Only the statement or rule of this id; may be said several times
    #[arg(long, value_name = "ID", conflicts_with = "sentences")]
    only: Vec<String>,
    #[command(flatten)]
    how: super::how::How,
    /// How many recordings to work on at once [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Verdicts<'a> {
    /// Always `unmuted-test`.
    format: &'static str,
    version: u32,
    case: &'a str,
    fictional: &'a Option<String>,
    /// Days are counted to this date.
    as_of: &'a str,
    tested: &'a Tested,
    statements: Vec<&'a Statement>,
    rules: Vec<&'a Rule>,
    /// Sentences that were typed.
    asked: Vec<AskedJson<'a>>,
    agreement: &'a [Agreement],
    problems: &'a [Problem],
}

#[derive(Serialize)]
struct AskedJson<'a> {
    sentence: &'a str,
    /// `true`, `false` or `undetermined`; `unread` for a sentence with a mistake.
    truth: &'static str,
    finding: Option<&'a Finding>,
    error: Option<SentenceMistake<'a>>,
}

#[derive(Serialize)]
struct SentenceMistake<'a> {
    /// Bytes of the sentence: from, to.
    span: [usize; 2],
    message: &'a str,
    help: &'a Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let options = review::Options { sentences: args.sentences.clone(), without_page: true, ..args.how.options() };
    let reviewed = super::threads(args.jobs)?.install(|| review::review(&args.dir, &options, terminal))?;
    let document = &reviewed.document;
    known(&args.only, &document.statements, &document.rules)?;
    let wanted = |id: &str| args.sentences.is_empty() && (args.only.is_empty() || args.only.iter().any(|o| o == id));
    let statements: Vec<&Statement> = document.statements.iter().filter(|s| wanted(&s.id)).collect();
    let rules: Vec<&Rule> = document.rules.iter().filter(|r| wanted(&r.id)).collect();
    // A sentence with a mistake is told at once, with the word; the others are answered all the same.
    let mut unread = false;
    for asked in &reviewed.asked {
        if let Err(error) = &asked.outcome {
            unread = true;
            if !args.json {
                terminal.error(&mistake(&asked.sentence, error));
            }
        }
    }
    if args.json {
        let verdicts = Verdicts {
            format: "unmuted-test",
            version: 1,
            case: &document.case.id,
            fictional: &document.case.fictional,
            as_of: &document.case.as_of,
            tested: &document.tested,
            statements: statements.clone(),
            rules: rules.clone(),
            asked: reviewed.asked.iter().map(asked_json).collect(),
            agreement: &document.agreement,
            problems: &document.problems,
        };
        terminal.result(report::json(&verdicts)?.trim_end());
    } else {
        let all = args.sentences.is_empty() && args.only.is_empty();
        terminal.result(&verdicts::render(document, &statements, &rules, &reviewed.asked, args.explain, all));
    }
    if unread {
        return Ok(Exit::Usage);
    }
    let found = statements.iter().any(|s| s.verdict == "contradicted")
        || rules.iter().any(|r| r.verdict == "not_met")
        || reviewed.asked.iter().any(|a| matches!(&a.outcome, Ok((Truth::False, _))));
    let exit = if found { Exit::Found } else { Exit::Fine };
    Ok(if document.totals.unread > 0 { Exit::Unread.and(exit) } else { exit })
}

/// Every id under `--only` must be there.
fn known(only: &[String], statements: &[Statement], rules: &[Rule]) -> miette::Result<()> {
    let ids = || statements.iter().map(|s| s.id.as_str()).chain(rules.iter().map(|r| r.id.as_str()));
    let Some(stranger) = only.iter().find(|o| !ids().any(|id| id == o.as_str())) else { return Ok(()) };
    let help = match unmuted_model::nearest(stranger, ids()) {
        Some(near) => format!("did you mean {near:?}?"),
        None => format!("its statements and rules are: {}", ids().collect::<Vec<_>>().join(", ")),
    };
    Err(miette::miette!(help = help, "this case has no statement or rule {stranger:?}"))
}

fn asked_json(asked: &Asked) -> AskedJson<'_> {
    let (truth, finding, error) = match &asked.outcome {
        Ok((Truth::True, f)) => ("true", Some(f), None),
        Ok((Truth::False, f)) => ("false", Some(f), None),
        Ok((Truth::Unknown, f)) => ("undetermined", Some(f), None),
        Err(e) => (
            "unread",
            None,
            Some(SentenceMistake { span: [e.span.start, e.span.end], message: &e.message, help: &e.help }),
        ),
    };
    AskedJson { sentence: &asked.sentence, truth, finding, error }
}

/// A mistake in a sentence as the terminal shows it: with the words underlined.
fn mistake(sentence: &str, error: &SentenceError) -> Report {
    let mut diagnostic = MietteDiagnostic::new(error.message.clone());
    if let Some(help) = &error.help {
        diagnostic = diagnostic.with_help(help.clone());
    }
    Report::from(diagnostic.with_label(LabeledSpan::underline(error.span.clone())))
        .with_source_code(NamedSource::new("sentence", sentence.to_owned()))
}
