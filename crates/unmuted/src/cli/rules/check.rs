//! `unmuted rules check`: reads rules and runs their examples.

use std::path::PathBuf;

use serde::Serialize;

use super::{json, tell};
use crate::case_files::Problem;
use crate::rules::{Library, Ran, run_example};
use crate::{Exit, Terminal, report};

/// Read rules and run their examples: each must give the verdict that it says
///
/// Without a path: the rules that come with the program. A rule with a sentence needs at least three examples: one in
/// which it is met, one in which it is not, and one that cannot be decided.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted rules check
  unmuted rules check my-rules/us-tx-austin-pd-aid.toml
  unmuted rules check my-rules --json | jq '.rules[].examples[] | select(.as_said | not)'

Exit status:
  0  every example gives the verdict that it says
  1  one does not, or a rule lacks an example
  2  the command could not be carried out as typed
  3  a rule or an example could not be read; the others were run")]
pub struct Args {
    /// Rules, or folders of them
    #[arg(value_name = "FILE|DIR")]
    paths: Vec<PathBuf>,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: u32,
    rules: Vec<CheckedRule<'a>>,
    problems: Vec<json::ProblemJson<'a>>,
}

#[derive(Serialize)]
struct CheckedRule<'a> {
    id: &'a str,
    examples: Vec<CheckedExample<'a>>,
    /// Verdicts that it needs an example of and has none.
    lacks: Vec<&'static str>,
}

#[derive(Serialize)]
struct CheckedExample<'a> {
    /// The verdict that it says.
    verdict: &'static str,
    /// The verdict that came out; empty where there was none.
    came_out: String,
    as_said: bool,
    why: &'a str,
    /// The answer in words.
    answer: String,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let named = if args.paths.is_empty() { None } else { Some(Library::of(&args.paths)?) };
    let library = named.as_ref().unwrap_or_else(|| Library::embedded());
    let mut problems: Vec<Problem> = library.problems().to_vec();
    let mut rules = Vec::new();
    for rule in library.rules() {
        let mut examples = Vec::new();
        for example in &rule.examples {
            let Ran { verdict, answer, problems: found } = run_example(rule, example);
            problems.extend(found);
            examples.push(CheckedExample {
                verdict: example.verdict,
                as_said: verdict == example.verdict,
                came_out: verdict,
                why: &example.why,
                answer,
            });
        }
        rules.push(CheckedRule { id: &rule.id, examples, lacks: rule.lacks() });
    }
    let fine = rules.iter().all(|r| r.lacks.is_empty() && r.examples.iter().all(|e| e.as_said));
    let found = if fine { Exit::Fine } else { Exit::Found };
    if args.json {
        let problems = json::problems(&problems);
        let document = Document { format: "unmuted-rules-check", version: 1, rules, problems };
        terminal.result(report::json(&document)?.trim_end());
    } else {
        rules.iter().for_each(|r| text(r, terminal));
        let examples: usize = rules.iter().map(|r| r.examples.len()).sum();
        let as_said = rules.iter().flat_map(|r| &r.examples).filter(|e| e.as_said).count();
        terminal.result(&format!(
            "{} rules; {as_said} of {examples} examples give the verdict that they say.",
            rules.len()
        ));
    }
    Ok(tell(&problems, terminal).and(found))
}

fn text(r: &CheckedRule<'_>, terminal: &Terminal) {
    let words = |verdict: &str| verdict.replace('_', " ");
    for e in r.examples.iter().filter(|e| !e.as_said) {
        let came_out = if e.came_out.is_empty() { "no verdict".to_owned() } else { words(&e.came_out) };
        terminal.result(&format!(
            "{}: the example says {}, and {came_out} came out\n  why: {}\n  answer: {}",
            r.id,
            words(e.verdict),
            e.why,
            e.answer
        ));
    }
    for verdict in &r.lacks {
        terminal.result(&format!("{} has no example that is {}", r.id, words(verdict)));
    }
}
