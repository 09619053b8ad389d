//! `unmuted record share`: of how many deaths any charge is known.

use std::fs;
use std::path::PathBuf;

use serde_json::json;
use unmuted_record::record::{By, Group, Record, Shares, shares};
use unmuted_record::store::Store;

use super::More;
use crate::record::chart::{self, Bar, FEW, grouped};
use crate::record::told;
use crate::report::{self, table};
use crate::{Exit, Terminal};

/// Show of how many deaths any charge is known, by year, place, agency or race, with exact intervals
///
/// Counted are the rows of one release of one list: its outcomes are as of its day. That none is known is not that
/// there is none. Groups stand in the order of their names, never of their shares; under 50 rows a bar is hollow.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unmuted record share --list mpv --years 2013-2020 --record RECORD
  unmuted record share --by year --svg charges.svg --record RECORD
  unmuted record share --by state,year --json --record RECORD")]
pub struct Args {
    /// The record's folder
    #[arg(long, value_name = "RECORD", default_value = ".")]
    record: PathBuf,
    /// By what to group: year, state, county, city, agency, race; several by commas
    #[arg(long, value_name = "WHAT", value_delimiter = ',', value_parser = by)]
    by: Vec<By>,
    /// The list; the newest that tells of charges where it is not said
    #[arg(long, value_name = "LIST")]
    list: Option<String>,
    /// Its release; the newest where it is not said
    #[arg(long, value_name = "NAME")]
    release: Option<String>,
    /// Only events of these years: 2013-2020, 2015-, -2019 or 2018
    #[arg(long, value_name = "YEARS", value_parser = years, allow_hyphen_values = true)]
    years: Option<[Option<i16>; 2]>,
    /// Only groups with at least so many rows; the others are counted in one line
    #[arg(long, value_name = "N", default_value_t = 0)]
    least: u64,
    /// Draw the shares into this file
    #[arg(long, value_name = "FILE", requires = "by")]
    svg: Option<PathBuf>,
    /// The drawing's width in pixels
    #[arg(long, value_name = "PX", default_value_t = 720, value_parser = clap::value_parser!(u16).range(300..=2000))]
    width: u16,
    /// Write the table into this file, as CSV
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    #[command(flatten)]
    more: More,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

fn by(text: &str) -> Result<By, String> {
    By::ALL.iter().find(|(w, _)| *w == text).map(|(_, b)| *b).ok_or_else(|| {
        let words: Vec<&str> = By::ALL.iter().map(|(w, _)| *w).collect();
        match unmuted_model::nearest(text, words.iter().copied()) {
            Some(near) => format!("did you mean {near:?}?"),
            None => format!("write one of: {}", words.join(", ")),
        }
    })
}

fn years(text: &str) -> Result<[Option<i16>; 2], String> {
    let year = |t: &str| -> Result<Option<i16>, String> {
        if t.is_empty() {
            return Ok(None);
        }
        t.parse().ok().filter(|y| (1900..=2100).contains(y)).map(Some).ok_or_else(|| format!("{t:?} is no year"))
    };
    let span = match text.split_once('-') {
        Some((a, b)) => [year(a)?, year(b)?],
        None => [year(text)?, year(text)?],
    };
    match span {
        [None, None] => Err("write years, as in 2013-2020".to_owned()),
        [Some(a), Some(b)] if a > b => Err("the first year comes first: 2013-2020".to_owned()),
        span => Ok(span),
    }
}

/// Runs the command.
pub fn run(args: &Args, terminal: &Terminal) -> miette::Result<Exit> {
    let library = args.more.library()?;
    let store = Store::open(&args.record).map_err(told)?;
    let wanted = args.list.as_deref().map(|l| library.get(l).map(|m| m.id.clone())).transpose().map_err(told)?;
    let kind = |list: &str| library.get(list).is_ok_and(|m| m.kind.is_linked());
    let inputs =
        store.inputs(&library, |l| wanted.as_ref().map_or_else(|| kind(&l.list), |w| *w == l.list)).map_err(told)?;
    let record = Record::unlinked(inputs);
    let found = shares(&record, wanted.as_deref(), args.release.as_deref(), &args.by, args.years.unwrap_or_default())
        .map_err(told)?;
    let write = |path: &PathBuf, text: String| {
        fs::write(path, text)
            .map_err(|e| miette::miette!(help = "may it be written to?", "{} cannot be written: {e}", path.display()))
    };
    if let Some(path) = &args.svg {
        write(path, drawing(&found, args))?;
    }
    if let Some(path) = &args.csv {
        write(path, csv(&found)?)?;
    }
    if args.json {
        terminal.result(report::json(&document(&found))?.trim_end());
    } else {
        terminal.result(text(&found, args.least, terminal.width()).trim_end());
    }
    Ok(Exit::Fine)
}

fn span(years: [Option<i16>; 2]) -> String {
    match years {
        [Some(a), Some(b)] if a == b => format!(" of {a}"),
        [Some(a), Some(b)] => format!(" of {a} to {b}"),
        [Some(a), None] => format!(" from {a} on"),
        [None, Some(b)] => format!(" to {b}"),
        [None, None] => String::new(),
    }
}

fn percent(p: f64) -> String {
    format!("{:.2} %", p * 100.0)
}

fn interval(g: &Group) -> String {
    g.charged.exact().map_or_else(String::new, |[a, b]| format!("{:.2} to {:.2} %", a * 100.0, b * 100.0))
}

fn text(s: &Shares, least: u64, width: usize) -> String {
    let c = s.all.charged;
    let share =
        c.value().map_or_else(String::new, |p| format!(" ({}; 95 % interval {})", percent(p), interval(&s.all)));
    let as_of = s.as_of.as_deref().unwrap_or("a day that is not said");
    let mut out = format!(
        "Any charge is known of {} of {} deaths{}{share}: rows of {} {}, as of {as_of}.\n",
        grouped(c.have),
        grouped(c.of),
        span(s.years),
        s.list,
        s.release
    );
    out.push_str(&format!(
        "Of the others, an authority decided and no charge is known of {}, another outcome is known of {}, and of {} no outcome is known as of that day. That is not the same as none.\n",
        grouped(s.all.decided),
        grouped(s.all.other),
        grouped(s.all.open)
    ));
    if s.set_aside > 0 {
        out.push_str(&format!("{} rows could not be read and are not counted.\n", s.set_aside));
    }
    if s.open.rows > 0 {
        out.push_str(&format!(
            "Without known outcome for {} to {} days; half of them for more than {}, a quarter for more than {}, {} for more than two years.\n",
            grouped_i(s.open.least),
            grouped_i(s.open.most),
            grouped_i(s.open.middle),
            grouped_i(s.open.three_quarters),
            grouped(s.open.over_two_years)
        ));
    }
    if !s.groups.is_empty() {
        let mut rows = vec![
            s.by.iter()
                .map(|b| b.key().to_owned())
                .chain(
                    ["any charge", "share", "95 % interval", "decided without charge", "other", "no known outcome"]
                        .map(str::to_owned),
                )
                .collect::<Vec<_>>(),
        ];
        let mut small = (0, 0, 0);
        for g in &s.groups {
            if g.charged.of < least {
                small = (small.0 + 1, small.1 + g.charged.have, small.2 + g.charged.of);
                continue;
            }
            let few = if g.charged.of < FEW { " (few)" } else { "" };
            rows.push(
                g.names
                    .iter()
                    .cloned()
                    .chain([
                        format!("{} of {}{few}", grouped(g.charged.have), grouped(g.charged.of)),
                        g.charged.value().map_or_else(String::new, percent),
                        interval(g),
                        grouped(g.decided),
                        grouped(g.other),
                        grouped(g.open),
                    ])
                    .collect(),
            );
        }
        out.push('\n');
        out.push_str(&table::render(&rows, 0, width));
        if small.0 > 0 {
            out.push_str(&format!(
                "and {} groups of fewer than {least} rows: {} of {}\n",
                grouped(small.0),
                grouped(small.1),
                grouped(small.2)
            ));
        }
    }
    if !s.dispositions.is_empty() {
        out.push_str("\nWhat the column of dispositions says\n");
        let rows: Vec<Vec<String>> = s
            .dispositions
            .iter()
            .take(12)
            .map(|(w, n)| {
                vec![
                    w.replace('-', " ").replace(';', ", "),
                    grouped(*n),
                    percent(*n as f64 / s.all.charged.of.max(1) as f64),
                ]
            })
            .collect();
        out.push_str(&table::render(&rows, 2, width));
    }
    out
}

fn grouped_i(n: i64) -> String {
    u64::try_from(n).map_or_else(|_| n.to_string(), grouped)
}

fn group_json(g: &Group) -> serde_json::Value {
    let [low, high] = g.charged.exact().map_or([None, None], |[a, b]| [Some(a), Some(b)]);
    json!({
        "names": g.names, "charged": g.charged.have, "rows": g.charged.of, "share": g.charged.value(), "low": low, "high": high,
        "few": g.charged.of < FEW, "decided_without_charge": g.decided, "other_outcome": g.other, "no_known_outcome": g.open,
    })
}

fn document(s: &Shares) -> serde_json::Value {
    json!({
        "list": s.list, "release": s.release, "as_of": s.as_of, "years": s.years,
        "by": s.by.iter().map(|b| b.key()).collect::<Vec<_>>(),
        "interval": "Clopper-Pearson, 95 %", "all": group_json(&s.all),
        "groups": s.groups.iter().map(group_json).collect::<Vec<_>>(),
        "open_days": {
            "rows": s.open.rows, "least": s.open.least, "quarter": s.open.quarter, "middle": s.open.middle,
            "three_quarters": s.open.three_quarters, "most": s.open.most, "over_730": s.open.over_two_years,
        },
        "dispositions": s.dispositions, "set_aside": s.set_aside,
    })
}

fn drawing(s: &Shares, args: &Args) -> String {
    let bars: Vec<Bar> = s
        .groups
        .iter()
        // Of places and agencies there are thousands: those that are drawn have enough rows to say something.
        .filter(|g| g.charged.of >= args.least.max(if s.groups.len() > 120 { FEW } else { 0 }))
        .map(|g| Bar { name: g.names.join(", "), share: g.charged })
        .collect();
    let by: Vec<&str> = s.by.iter().map(|b| b.key()).collect();
    let title = format!("Deaths{} of which any charge is known, by {}", span(s.years), by.join(" and "));
    let left_out = s.groups.len() - bars.len();
    let left_out =
        if left_out > 0 { format!("; {left_out} groups with fewer rows are not drawn") } else { String::new() };
    let source =
        format!("{} {}, as of {}{left_out}", s.list, s.release, s.as_of.as_deref().unwrap_or("a day that is not said"));
    chart::draw(&chart::Words { title: &title, source: &source }, s.all.charged, &bars, f64::from(args.width))
}

fn csv(s: &Shares) -> miette::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let lost = |e: &dyn std::fmt::Display| miette::miette!("the table cannot be written: {e}");
    let columns =
        ["charged", "rows", "share", "low", "high", "decided_without_charge", "other_outcome", "no_known_outcome"];
    let head: Vec<&str> = s.by.iter().map(|b| b.key()).chain(columns).collect();
    writer.write_record(&head).map_err(|e| lost(&e))?;
    let all = std::iter::once(&s.all).filter(|_| s.by.is_empty());
    for g in all.chain(&s.groups) {
        let [low, high] = g.charged.exact().unwrap_or([0.0, 1.0]);
        let number = |p: f64| format!("{p:.6}");
        // An apostrophe before what a spreadsheet would compute.
        let names =
            g.names.iter().map(|n| if unmuted_record::list::is_formula(n) { format!("'{n}") } else { n.clone() });
        let cells = names.chain([
            g.charged.have.to_string(),
            g.charged.of.to_string(),
            g.charged.value().map_or_else(String::new, number),
            number(low),
            number(high),
            g.decided.to_string(),
            g.other.to_string(),
            g.open.to_string(),
        ]);
        writer.write_record(cells.collect::<Vec<_>>()).map_err(|e| lost(&e))?;
    }
    let bytes = writer.into_inner().map_err(|e| lost(&e))?;
    String::from_utf8(bytes).map_err(|e| lost(&e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_as_typed() {
        assert_eq!(years("2013-2020"), Ok([Some(2013), Some(2020)]));
        assert_eq!(years("2015-"), Ok([Some(2015), None]));
        assert_eq!(years("-2019"), Ok([None, Some(2019)]));
        assert_eq!(years("2018"), Ok([Some(2018), Some(2018)]));
        assert!(years("2020-2013").is_err() && years("x").is_err() && years("-").is_err());
        assert_eq!(by("yaer").unwrap_err(), "did you mean \"year\"?");
    }
}
