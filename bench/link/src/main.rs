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
            &flag,
            &flags,
        ),
        Some("persons") => persons::run(&words[1..], &flag, &flags),
        Some("make") => make::run(&words[1..]),
        _ => Err("bench-link police|... : see bench/link/README.md".into()),
    }
}

fn police<'a>(
    data: &Path,
    model: &Path,
    names: &str,
    from: Option<i32>,
    to: Option<i32>,
    flag: &impl Fn(&str) -> Option<&'a str>,
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
    if let Some(path) = flag("export") {
        return lists::export(path, &all);
    }
    let table = lists::table(&all);
    let read = begun.elapsed();
    let linker = Linker::new(&table, &model)?;
    let prepared = begun.elapsed();
    let links = linker.link(None, &[])?;
    let done = begun.elapsed();
    let cpu_s = cpu();
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
    if flags.iter().any(|f| *f == "--doubts") {
        for l in links.links.iter().filter(|l| l.probability < 0.9 || l.bits < 8.0) {
            let show = |r: unmuted_record::link::Row| {
                let p = &all[usize::from(r.list)].rows[r.row as usize];
                format!(
                    "{} {} [{}] {}/{}/{} age {} {} {} ag:{} d{:?}",
                    all[usize::from(r.list)].name,
                    p.id,
                    p.name,
                    p.city,
                    p.county,
                    p.state,
                    p.age,
                    p.race,
                    p.gender,
                    p.agency,
                    p.date
                )
            };
            eprintln!("DOUBT {:.3}\n   {}\n   {}", l.probability, show(l.left), show(l.right));
        }
    }
    if flags.iter().any(|f| *f == "--ruled-out") {
        for d in links.review.iter().filter(|d| d.ruled_out) {
            let p = |r: unmuted_record::link::Row| &all[usize::from(r.list)].rows[r.row as usize];
            let (a, b) = (p(d.left), p(d.right));
            eprintln!(
                "{:.3} {} [{}] {} {:?} {} | {} [{}] {} {:?} {}",
                d.probability, a.id, a.name, a.city, a.date, a.age, b.id, b.name, b.city, b.date, b.age
            );
        }
    }
    let mut out = serde_json::json!({
        "lists": all.iter().map(|l| (l.name, l.rows.len())).collect::<Vec<_>>(),
        "rows": table.rows.len(),
        "incidents": links.incidents,
        "compared": links.compared,
        "scored": links.pairs().count(),
        "review": links.review.len(),
        "review_ruled_out": links.review.iter().filter(|d| d.ruled_out).count(),
        "duplicates": links.duplicate.iter().filter(|d| **d).count(),
        "seconds": { "read": read.as_secs_f64(), "prepare": (prepared - read).as_secs_f64(), "link": (done - prepared).as_secs_f64(), "all": done.as_secs_f64() },
        "cpu_s": cpu_s,
        "peak_mb": peak_mb(),
    });
    if let Some(path) = flag("pairs") {
        let mut file = csv::Writer::from_path(path)?;
        file.write_record(["source_dataset_l", "unique_id_l", "source_dataset_r", "unique_id_r", "match_weight"])?;
        for (a, b, bits) in links.pairs() {
            let (x, y) = (&all[usize::from(a.list)], &all[usize::from(b.list)]);
            let (p, q) = (&x.rows[a.row as usize].id, &y.rows[b.row as usize].id);
            file.write_record([x.name, p, y.name, q, &bits.to_string()])?;
        }
        file.flush()?;
    }
    let path: PathBuf = data.join("links-truth.csv");
    out["truth"] = truth::score(&path, &all, &table, &linker, &links, flags)?;
    println!("{}", serde_json::to_string_pretty(&out)?);
    Ok(())
}

/// CPU seconds of this process so far, all threads, user and system: what another load on the machine does not change.
pub fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let rest = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = rest.split_whitespace().skip(11).take(2).filter_map(|t| t.parse::<f64>().ok()).sum();
    ticks / 100.0
}

/// The most memory that this process has held, in MB.
pub fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}
