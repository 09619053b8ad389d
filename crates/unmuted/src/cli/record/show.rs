//! `unmuted record show`: one incident, the rows of all lists side by side.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::json;
use unmuted_record::record::{Claimed, Found, Opened};

use super::{get, object};
use crate::record::told;
use crate::report::{self, table};
use crate::{Exit, Terminal};

/// Show one incident: what each list says, side by side, in the publishers' own words
///
/// By name, by id, or by a row of a list (mpv/2021-04/M21-03442). Where lists differ, the line is marked; how many
/// origins a value has at most stands beside it, because a list that took a value from another is no second voice.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted record show \"Stephon Clark\" --record RECORD
  unmuted record show i90783f9536 --all --record RECORD

Exit status:
  0  found
  1  nothing of that name, or several: they are listed")]
pub struct Args {
    /// A name, an incident's id, or LIST/RELEASE/ID of a row
    #[arg(value_name = "NAME|ID")]
    wanted: String,
    /// The record's folder
    #[arg(long, value_name = "RECORD", default_value = ".")]
    record: PathBuf,
    /// Also earlier releases, and columns that no map names
    #[arg(long)]
    all: bool,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let record = Opened::open(&args.record).map_err(told)?;
    let found = record.find(&args.wanted).map_err(told)?;
    let one = match found.as_slice() {
        [one] => one,
        [] => {
            if args.json {
                terminal.result("[]");
            } else {
                terminal.result(&format!(
                    "No incident of the lists held has that name or id: {}. That it is not found here does not mean that it did not happen.",
                    args.wanted
                ));
            }
            return Ok(Exit::Found);
        }
        several => {
            several_found(several, args, terminal)?;
            return Ok(Exit::Found);
        }
    };
    let claims = record.claims(&one.id).map_err(told)?;
    let of = |table| record.of_incident(table, &one.id).map_err(told);
    let (conflicts, outcomes, links, changes, cases, leads) =
        (of("conflicts")?, of("outcomes")?, of("links")?, of("changes")?, of("cases")?, of("settlement_leads")?);
    if args.json {
        let rows = |r: &[Vec<(String, Option<String>)>]| r.iter().map(|c| object(c)).collect::<Vec<_>>();
        let all = json!({
            "incident": object(&one.columns), "rows": rows(&links), "values": claims, "conflicts": rows(&conflicts),
            "outcomes": rows(&outcomes), "changes": rows(&changes), "cases": rows(&cases), "settlement_leads": rows(&leads),
        });
        terminal.result(report::json(&all)?.trim_end());
        return Ok(Exit::Fine);
    }
    let lists = record.all("lists").map_err(told)?;
    let mut out = head(one, &links);
    out.push_str(&side_by_side(&claims, &conflicts, &lists, args.all, terminal.width()));
    if !conflicts.is_empty() {
        out.push_str("\nWhere lists say different things today\n");
        out.push_str(&conflicts_text(&conflicts, terminal.width()));
    }
    out.push_str("\nWhat followed, as each release tells it\n");
    out.push_str(&outcomes_text(&outcomes, terminal.width()));
    if !changes.is_empty() {
        out.push_str(&format!(
            "\n{} changes between releases: unmuted record changes --incident {}\n",
            changes.len(),
            one.id
        ));
    }
    for c in &cases {
        out.push_str(&format!(
            "\nCase folder: {} ({}), found by {}\n",
            get(c, "case_id"),
            get(c, "title"),
            get(c, "how")
        ));
    }
    for l in &leads {
        out.push_str(&format!(
            "\nA settlement that may be about it, not confirmed: {} in {} ({} agree)\n",
            get(l, "matter"),
            get(l, "release"),
            get(l, "why")
        ));
    }
    terminal.result(out.trim_end());
    Ok(Exit::Fine)
}

fn several_found(several: &[Found], args: &Args, terminal: &Terminal) -> miette::Result<()> {
    if args.json {
        let all: Vec<_> = several.iter().map(|f| object(&f.columns)).collect();
        terminal.result(report::json(&all)?.trim_end());
        return Ok(());
    }
    let mut rows = vec![["incident", "name", "date", "city", "state", "lists"].map(str::to_owned).to_vec()];
    for f in several {
        rows.push(
            ["incident", "name", "date", "city", "state", "lists"]
                .iter()
                .map(|c| get(&f.columns, c).to_owned())
                .collect(),
        );
    }
    terminal.result(&format!(
        "{} incidents have that name; show one by its id.\n{}",
        several.len(),
        table::render(&rows, 0, terminal.width()).trim_end()
    ));
    Ok(())
}

fn head(one: &Found, links: &[Vec<(String, Option<String>)>]) -> String {
    let c = |n| get(&one.columns, n);
    let who = if c("name").is_empty() { "Name not known to the lists held" } else { c("name") };
    let place = [c("city"), c("state")].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ");
    let mut out =
        format!("{who}\n{}, {place}. Incident {}, {} rows of {} lists.\n", c("date"), one.id, links.len(), c("lists"));
    if !c("event").is_empty() && c("event") != one.id {
        out.push_str(&format!("Others were killed or shot in the same event: {}.\n", c("event")));
    }
    out.push('\n');
    out
}

/// One line an attribute, one column a release. `*` marks what is in conflict today.
fn side_by_side(
    claims: &[Claimed],
    conflicts: &[Vec<(String, Option<String>)>],
    lists: &[Vec<(String, Option<String>)>],
    all: bool,
    width: usize,
) -> String {
    let today = |list: &str, release: &str| {
        lists.iter().any(|l| get(l, "list") == list && get(l, "release") == release && get(l, "today") == "1")
    };
    let mut sources: Vec<(&str, &str, i64)> = Vec::new();
    let mut attributes: Vec<&str> = Vec::new();
    for c in claims {
        if !all && !today(&c.list, &c.release) {
            continue;
        }
        let source = (c.list.as_str(), c.release.as_str(), c.row);
        if !sources.contains(&source) {
            sources.push(source);
        }
        // What no map names stands under the publisher's name.
        if (all || c.attribute != c.column || known(&c.attribute)) && !attributes.contains(&c.attribute.as_str()) {
            attributes.push(&c.attribute);
        }
    }
    let order = |a: &str| unmuted_record::list::ATTRIBUTES.iter().position(|k| k.name == a).unwrap_or(usize::MAX);
    attributes.sort_by_key(|a| order(a));
    if !all {
        attributes.retain(|a| {
            known(a) && !matches!(*a, "narrative" | "link" | "latitude" | "longitude" | "disposition" | "charges")
        });
    }
    let differs: BTreeSet<&str> = conflicts.iter().map(|c| get(c, "attribute")).collect();
    let mut rows = vec![
        std::iter::once(String::new()).chain(sources.iter().map(|(l, r, _)| format!("{l} {r}"))).collect::<Vec<_>>(),
    ];
    for a in attributes {
        let mark = if differs.contains(a) { "* " } else { "  " };
        let mut row = vec![format!("{mark}{}", a.replace('_', " "))];
        for (list, release, number) in &sources {
            let said: Vec<&Claimed> = claims
                .iter()
                .filter(|c| c.list == *list && c.release == *release && c.row == *number && c.attribute == a)
                .collect();
            row.push(said.first().map_or_else(
                || "–".to_owned(),
                |c| match (&c.value, &c.claims) {
                    (_, Some(from)) => format!("{} (says: from {from})", c.raw.trim()),
                    // A number that was looked up in another list of the publisher.
                    (Some(value), _) if a == "agency" && c.raw.bytes().all(|b| b.is_ascii_digit() || b == b';') => {
                        format!("{value} ({})", c.raw.trim())
                    }
                    _ => c.raw.trim().to_owned(),
                },
            ));
        }
        rows.push(row);
    }
    table::render(&rows, 0, width)
}

fn known(attribute: &str) -> bool {
    unmuted_record::list::attribute(attribute).is_some()
}

fn conflicts_text(conflicts: &[Vec<(String, Option<String>)>], width: usize) -> String {
    let mut rows = vec![["", "value", "said by", "origins", "in their words"].map(str::to_owned).to_vec()];
    let mut before = "";
    for c in conflicts {
        let attribute = get(c, "attribute");
        let name = if attribute == before { String::new() } else { attribute.replace('_', " ") };
        before = attribute;
        let drift = if get(c, "drift") == "1" { "; names a source that says otherwise" } else { "" };
        rows.push(vec![
            name,
            get(c, "value").to_owned(),
            get(c, "lists").replace(';', ", "),
            format!("at most {}{drift}", get(c, "origins_at_most")),
            get(c, "words").to_owned(),
        ]);
    }
    table::render(&rows, 2, width)
}

fn outcomes_text(outcomes: &[Vec<(String, Option<String>)>], width: usize) -> String {
    if outcomes.is_empty() {
        return "  No list held has a column for it.\n".to_owned();
    }
    let mut rows = vec![["as of", "list", "what", "in their words"].map(str::to_owned).to_vec()];
    // Several words of ours may stand for one cell.
    let mut cells: std::collections::BTreeMap<[&str; 6], Vec<String>> = std::collections::BTreeMap::new();
    for o in outcomes {
        let none = get(o, "kind") == "none_known";
        let kind = if none { "no known outcome" } else { get(o, "kind") };
        let key = [get(o, "as_of"), get(o, "list"), get(o, "release"), get(o, "words"), kind, get(o, "date")];
        cells.entry(key).or_default().push(get(o, "outcome").replace('-', " "));
    }
    for ([as_of, list, release, words, kind, date], outcome) in cells {
        let what = match kind {
            "no known outcome" => format!("{kind} ({})", outcome.join(", ")),
            kind => format!("{kind}: {}", outcome.join(", ")),
        };
        let on = if date.is_empty() { String::new() } else { format!(", {date}") };
        rows.push(vec![as_of.to_owned(), format!("{list} {release}"), format!("{what}{on}"), words.to_owned()]);
    }
    table::render(&rows, 2, width)
}
