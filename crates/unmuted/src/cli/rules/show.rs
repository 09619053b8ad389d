//! `unmuted rules show`: everything that the library says of one rule.

use miette::miette;
use serde::Serialize;

use super::{More, json};
use crate::rules::LibraryRule;
use crate::{Exit, Terminal, report};

/// Show one rule: wording, where it was read, its sentence, what it leaves open, its examples
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted rules show us-ca-sacramento-pd-mute-2018
  unmuted rules show my-rule --rules my-rules
  unmuted rules show us-ca-sb16-records-2022 --json | jq -r .asserts

Exit status:
  0  shown
  2  there is no such rule, or the command could not be carried out as typed")]
pub struct Args {
    /// The rule's id
    id: String,
    #[command(flatten)]
    more: More,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Shown<'a> {
    format: &'static str,
    version: u32,
    #[serde(flatten)]
    rule: json::RuleJson<'a>,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let library = args.more.library()?;
    let Some(rule) = library.get(&args.id) else {
        let (what, remedy) = library.why_not(&args.id);
        return Err(miette!(help = remedy, "{what}"));
    };
    if args.json {
        let shown = Shown { format: "unmuted-rule", version: 1, rule: json::rule(rule) };
        terminal.result(report::json(&shown)?.trim_end());
    } else {
        terminal.result(text(rule).trim_end());
    }
    Ok(Exit::Fine)
}

fn text(r: &LibraryRule) -> String {
    let mut lines = vec![r.title.clone(), format!("{} ({}, {})", r.id, r.status.key(), r.days()), String::new()];
    lines.push(r.wording.clone());
    lines.push(String::new());
    let mut fact = |name: &str, value: &str| {
        if !value.is_empty() {
            lines.push(format!("{name:<11} {value}"));
        }
    };
    fact("Wording", r.wording_is.key());
    fact("Citation", &r.citation);
    fact("Read in", &r.source);
    fact("Checked", r.checked.key());
    fact("", &r.checked_note);
    fact("Where", &format!("{} ({})", r.jurisdiction, r.applies_in));
    fact("Binds", &r.binds);
    fact("Series", &r.series);
    match &r.asserts {
        Some(sentence) => fact("Tested by", &sentence.text),
        None => fact("Tested by", "no sentence: the record cannot be tested against it"),
    }
    let mut section = |name: &str, entries: Vec<String>| {
        if !entries.is_empty() {
            lines.push(format!("\n{name}"));
            lines.extend(entries.into_iter().map(|e| format!("  {e}")));
        }
    };
    section("It leaves open", r.leaves_open.clone());
    section("It gives no number; its user sets one", r.parameters.iter().flat_map(parameter).collect());
    section(
        "Kinds that it needs, for marks and reviewed spans",
        r.kinds
            .iter()
            .map(|(kind, m)| format!("{kind}: {}; {}, {}", m.words, json::shape(m.shape), json::sense(m.sense)))
            .collect(),
    );
    section(
        "Exceptions",
        r.exceptions
            .iter()
            .map(|e| match &e.asserts {
                Some(s) => format!("{}: {}\n    a claim to it is tested by: {}", e.name, e.wording, s.text),
                None => format!("{}: {}\n    a claim to it cannot be tested", e.name, e.wording),
            })
            .collect(),
    );
    section(
        "Examples, all invented",
        r.examples.iter().map(|e| format!("{}: {}", e.verdict.replace('_', " "), e.why)).collect(),
    );
    lines.push(format!("\nIn a case's rules.toml:\n\n[[use]]\nrule = \"{}\"", r.id));
    if !r.parameters.is_empty() {
        let set: Vec<String> = r.parameters.iter().map(|p| format!("{} = \"…\"", p.name)).collect();
        lines.push(format!("set = {{ {} }}", set.join(", ")));
    }
    lines.join("\n")
}

fn parameter(p: &crate::case_files::Parameter) -> Vec<String> {
    let default = p.value.as_ref().map(|v| format!("; {v} where the case sets none")).unwrap_or_default();
    let note = if p.note.is_empty() { String::new() } else { format!(" {}", p.note) };
    let mut lines = vec![format!("{{{}}}, {}: “{}”{default}.{note}", p.name, p.is.key(), p.wording)];
    lines.extend(p.published.iter().map(|f| format!("  published: {}, {}", f.value, f.who)));
    lines
}
