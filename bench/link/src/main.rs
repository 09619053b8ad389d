//! Links tables with known answers and says how right, how fast and how large it was. `run.py` calls it.

mod lists;
mod make;
mod persons;
mod truth;

use std::path::{Path, PathBuf};
use std::time::Instant;

use unmuted_record::link::{Linker, Model};

type Problem = Box<dyn std::error::Error>;

fn main() -> Result<(), Problem> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (flags, words): (Vec<&String>, Vec<&String>) = args.iter().partition(|a| a.starts_with("--"));
    let flag = |name: &str| -> Option<&str> {
        flags.iter().find_map(|f| f.strip_prefix("--")?.strip_prefix(name)?.strip_prefix('='))
    };
    match words.first().map(|w| w.as_str()) {
        Some("police") => police(
            Path::new(flag("data").unwrap_or("../shared/data")),
            Path::new(flag("model").unwrap_or("lists/link/model.toml")),
            flag("lists").unwrap_or("wapo,mpv"),
            flag("from").and_then(lists::day),
            flag("to").and_then(lists::day),
            &flags,
        ),
        Some("persons") => persons::run(&words[1..], &flag, &flags),
        Some("make") => make::run(&words[1..]),
        _ => Err("bench-link police|... : see bench/link/README.md".into()),
    }
}

fn police(
    data: &Path,
    model: &Path,
    names: &str,
    from: Option<i32>,
    to: Option<i32>,
    flags: &[&String],
) -> Result<(), Problem> {
    let begun = Instant::now();
    let model = Model::parse(&std::fs::read_to_string(model)?)?;
    let mut all = Vec::new();
    for name in names.split(',') {
        let known = ["wapo", "mpv", "fe", "counted", "kbp"].into_iter().find(|k| *k == name).ok_or("no such list")?;
        let mut list = lists::list(data, known)?;
        list.rows.retain(|r| r.date.is_none_or(|d| from.is_none_or(|f| d >= f) && to.is_none_or(|t| d <= t)));
        all.push(list);
    }
    let table = lists::table(&all);
    let read = begun.elapsed();
    let linker = Linker::new(&table, &model)?;
    let prepared = begun.elapsed();
    let links = linker.link(None, &[])?;
    let done = begun.elapsed();
    if flags.iter().any(|f| *f == "--weights") {
        for c in &links.weights.comparisons {
            eprintln!("{}", c.name);
            for l in &c.levels {
                eprintln!("   m {:.5} u {:.6} {:7.2} bits  {}", l.m, l.u, (l.m / l.u).log2(), l.words);
            }
        }
        eprintln!("priors {:?} rounds {}", links.weights.priors, links.weights.rounds);
        eprintln!("{:#?}", links.blocked);
    }
    let mut out = serde_json::json!({
        "lists": all.iter().map(|l| (l.name, l.rows.len())).collect::<Vec<_>>(),
        "rows": table.rows.len(),
        "incidents": links.incidents,
        "compared": links.compared,
        "scored": links.pairs().count(),
        "review": links.review.len(),
        "duplicates": links.duplicate.iter().filter(|d| **d).count(),
        "seconds": { "read": read.as_secs_f64(), "prepare": (prepared - read).as_secs_f64(), "link": (done - prepared).as_secs_f64(), "all": done.as_secs_f64() },
        "peak_mb": peak_mb(),
    });
    let path: PathBuf = data.join("links-truth.csv");
    out["truth"] = truth::score(&path, &all, &table, &linker, &links, flags)?;
    println!("{}", serde_json::to_string_pretty(&out)?);
    Ok(())
}

/// The most memory that this process has held, in MB.
pub fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}
