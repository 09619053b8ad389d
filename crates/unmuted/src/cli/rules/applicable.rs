//! `unmuted rules applicable`: which rules may bind in a case.

use std::path::PathBuf;

use miette::miette;
use serde::Serialize;

use super::{More, json, tell};
use crate::case_files::{Files, read_case_with};
use crate::rules::{Applicable, OnTheDay, applicable};
use crate::{Exit, Terminal, report};

/// Name the rules whose place covers a case's, by how they stand to its day
///
/// The case says in case.toml whose rules may bind: applies_in = ["US-CA/sacramento/police"]. A rule of California
/// may then bind, and one of Texas may not. Where a version of a rule was not in force on the day, the version that
/// was is named. Models and recommendations bind nobody by themselves.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted rules applicable cases/2018-031
  unmuted rules applicable cases/2018-031 --json | jq -r '.rules[] | select(.on_the_day == \"in_force\") | .id'

Exit status:
  0  named; there may be none
  2  the case does not say where it is, or the command could not be carried out as typed
  3  a rule could not be read; the others are named")]
pub struct Args {
    /// The case folder
    dir: PathBuf,
    #[command(flatten)]
    more: More,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    version: u32,
    case: &'a str,
    day: String,
    applies_in: &'a [String],
    rules: Vec<Named<'a>>,
    problems: Vec<json::ProblemJson<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    /// `in_force`, `not_known`, `not_in_force` or `binds_nobody`.
    on_the_day: &'static str,
    /// The version of its series that was in force on the day, where this one was not.
    in_force_then: Option<&'a str>,
    /// The other versions of its series.
    other_versions: Vec<&'a str>,
    /// Whether the case uses it.
    used: bool,
    #[serde(flatten)]
    rule: json::RuleJson<'a>,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let library = args.more.library()?;
    let (case, _) = read_case_with(Files::In(&args.dir), &library).map_err(|p| p.report())?;
    let places = &case.incident.applies_in;
    if places.is_empty() {
        return Err(miette!(
            help = "add the code of its place or agency to case.toml: applies_in = [\"US-CA/sacramento/police\"]; \
                    docs/case-format.md says how codes are made",
            "case.toml does not say whose rules may bind"
        ));
    }
    let all = applicable(&library, places, case.incident.date);
    let used = |a: &Applicable<'_>| case.rules.iter().any(|r| r.id == a.rule.id);
    let day = case.incident.date.to_string();
    if args.json {
        let named = |a| named(a, used(a));
        let document = Document {
            format: "unmuted-rules-applicable",
            version: 1,
            case: &case.incident.id,
            day,
            applies_in: places,
            rules: all.iter().map(named).collect(),
            problems: json::problems(library.problems()),
        };
        terminal.result(report::json(&document)?.trim_end());
        return Ok(tell(library.problems(), terminal));
    }
    terminal.result(&format!("Rules that may bind in {}, on {day}", places.join(", ")));
    if all.is_empty() {
        terminal.result("\nThe library has none for this place. rules/README.md says how one is added.");
    }
    for (on_the_day, heading) in [
        (OnTheDay::InForce, "In force on the day"),
        (OnTheDay::NotKnown, "Whether they were in force on the day is not known"),
        (OnTheDay::NotInForce, "Not in force on the day"),
        (OnTheDay::BindsNobody, "Models and recommendations, which bind nobody by themselves"),
    ] {
        let of_it: Vec<&Applicable<'_>> = all.iter().filter(|a| a.on_the_day == on_the_day).collect();
        if !of_it.is_empty() {
            terminal.result(&format!("\n{heading}"));
        }
        for a in of_it {
            terminal.result(&text(a, used(a)));
        }
    }
    Ok(tell(library.problems(), terminal))
}

fn named<'a>(a: &'a Applicable<'_>, used: bool) -> Named<'a> {
    Named {
        on_the_day: a.on_the_day.key(),
        in_force_then: a.in_force_then.as_ref().map(|v| v.id.as_str()),
        other_versions: a.other_versions.iter().map(|r| r.id.as_str()).collect(),
        used,
        rule: json::rule(a.rule),
    }
}

fn text(a: &Applicable<'_>, used: bool) -> String {
    let r = a.rule;
    let used = if used { "; the case uses it" } else { "" };
    let mut lines = vec![
        format!("  {}  {}, {}, checked: {}{used}", r.id, r.status.key(), r.days(), r.checked.key()),
        format!("      {}", r.title),
    ];
    if a.on_the_day == OnTheDay::NotInForce {
        lines.push(match &a.in_force_then {
            Some(then) if then.in_force_from.is_none() => {
                format!("      in force then, if it had begun: {}, {}", then.id, then.title)
            }
            Some(then) => format!("      in force then: {}, {}", then.id, then.title),
            None => "      no version that was in force then is in the library".to_owned(),
        });
    }
    let others = a.other_versions.iter().filter(|o| a.in_force_then.as_ref().is_none_or(|t| t.id != o.id));
    let others: Vec<String> = others.map(|o| format!("{} ({})", o.id, o.days())).collect();
    if !others.is_empty() {
        lines.push(format!("      other versions: {}", others.join(", ")));
    }
    lines.join("\n")
}
