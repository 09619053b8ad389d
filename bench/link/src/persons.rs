//! Any table of persons in CSV: columns named on the command line, the true group in one of them.

use std::collections::HashMap;
use std::time::Instant;

use serde_json::json;
use unmuted_record::link::{Column, Linker, Model, Row, Table, normal};

type Problem = Box<dyn std::error::Error>;

/// `persons FILE... --model=M --columns=first_name:text,dob:date --truth=cluster [--strip=rec-]`
pub fn run<'a>(files: &[&String], flag: &impl Fn(&str) -> Option<&'a str>, flags: &[&String]) -> Result<(), Problem> {
    let begun = Instant::now();
    let model = Model::parse(&std::fs::read_to_string(flag("model").ok_or("--model=FILE is missing")?)?)?;
    let columns: Vec<(&str, &str)> = flag("columns")
        .ok_or("--columns=NAME:KIND,... is missing")?
        .split(',')
        .map(|c| c.split_once(':').ok_or("write NAME:KIND"))
        .collect::<Result<_, _>>()?;
    let truth = flag("truth").ok_or("--truth=COLUMN is missing")?;
    let mut table = Table::default();
    let mut groups: Vec<Box<str>> = Vec::new();
    let mut texts: Vec<Vec<Option<Box<str>>>> = vec![Vec::new(); columns.len()];
    let mut names: Vec<Vec<Vec<Box<str>>>> = vec![Vec::new(); columns.len()];
    let mut dates: Vec<Vec<Option<i32>>> = vec![Vec::new(); columns.len()];
    for (l, file) in files.iter().enumerate() {
        table.lists.push((*file).clone());
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_path(file)?;
        let head = reader.headers()?.clone();
        let at = |name: &str| head.iter().position(|h| h == name).ok_or(format!("{file} has no column {name}"));
        let places = columns
            .iter()
            .map(|(name, _)| name.split('+').map(at).collect::<Result<Vec<_>, _>>())
            .collect::<Result<Vec<_>, _>>()?;
        let truth = at(truth)?;
        let mut record = csv::StringRecord::new();
        let mut row = 0;
        while reader.read_record(&mut record)? {
            table.rows.push(Row { list: l as u16, row });
            row += 1;
            // febrl: rec-12-org and rec-12-dup-0 are one person.
            let group = record.get(truth).unwrap_or_default();
            let group = group.split("-org").next().unwrap_or(group).split("-dup").next().unwrap_or(group);
            groups.push(group.into());
            for (c, place) in places.iter().enumerate() {
                let joined: String;
                let value = match place.as_slice() {
                    [one] => record.get(*one).unwrap_or_default(),
                    several => {
                        joined = several.iter().filter_map(|p| record.get(*p)).collect::<Vec<_>>().join(" ");
                        joined.as_str()
                    }
                };
                match columns[c].1 {
                    "name" => names[c]
                        .push(normal::plain(value).split(' ').filter(|t| !t.is_empty()).map(Into::into).collect()),
                    "date" => dates[c].push(crate::lists::day(value).or_else(|| {
                        let v = value;
                        (v.len() == 8)
                            .then(|| crate::lists::day(&format!("{}-{}-{}", v.get(..4)?, v.get(4..6)?, v.get(6..)?)))?
                    })),
                    "raw" => texts[c].push((!value.is_empty()).then(|| value.into())),
                    _ => texts[c].push((!value.is_empty()).then(|| value.to_lowercase().into())),
                }
            }
        }
    }
    for (c, (name, kind)) in columns.iter().enumerate() {
        let column = match *kind {
            "name" => Column::Name(std::mem::take(&mut names[c])),
            "date" => Column::Date(std::mem::take(&mut dates[c])),
            _ => Column::Text(std::mem::take(&mut texts[c])),
        };
        // What is made of several columns is their name.
        let name = if name.contains('+') { "name" } else { name };
        table.fields.push((name.to_owned(), column));
    }
    let read = begun.elapsed();
    let linker = Linker::new(&table, &model)?;
    let prepared = begun.elapsed();
    let links = linker.link(None, &[])?;
    let done = begun.elapsed();
    let cpu_s = crate::cpu();

    let at = |r: Row| -> usize {
        // Rows stand list after list, in order.
        let before: usize = (0..r.list).map(|l| table.rows.iter().filter(|x| x.list == l).count()).sum();
        before + r.row as usize
    };
    let offsets: Vec<usize> = (0..table.lists.len()).map(|l| at(Row { list: l as u16, row: 0 })).collect();
    let place = |r: Row| offsets[usize::from(r.list)] + r.row as usize;
    let across_only = table.lists.len() > 1;
    let sizes = |keys: &mut dyn Iterator<Item = u64>| {
        let mut count: HashMap<u64, u64> = HashMap::new();
        for k in keys {
            *count.entry(k).or_default() += 1;
        }
        count.values().map(|n| n * (n - 1) / 2).sum::<u64>()
    };
    let mut number: HashMap<&str, u64> = HashMap::new();
    let group: Vec<u64> = groups
        .iter()
        .map(|g| {
            let next = number.len() as u64;
            *number.entry(g).or_insert(next)
        })
        .collect();
    let truth_pairs = sizes(&mut group.iter().copied());
    let found_pairs = sizes(&mut links.incident.iter().map(|i| u64::from(*i)));
    let both = sizes(&mut group.iter().zip(&links.incident).map(|(g, i)| g << 32 | u64::from(*i)));
    let score = |tp: u64, found: u64| {
        let (p, r) = (tp as f64 / found.max(1) as f64, tp as f64 / truth_pairs.max(1) as f64);
        json!({ "precision": p, "recall": r, "f1": 2.0 * p * r / (p + r).max(1e-12), "pairs": found })
    };
    let mut curve = Vec::new();
    let mut scored: Vec<(f32, bool)> = links
        .pairs()
        .filter(|(a, b, _)| !across_only || a.list != b.list)
        .map(|(a, b, bits)| (bits, group[place(a)] == group[place(b)]))
        .collect();
    scored.sort_by(|x, y| y.0.total_cmp(&x.0));
    let (mut tp, mut n) = (0, 0);
    let mut thresholds: Vec<f32> = (-40..=160).rev().map(|b| b as f32 / 4.0).collect();
    let mut best = (0.0, 0.0);
    for (bits, same) in &scored {
        while thresholds.first().is_some_and(|t| bits < t) {
            let t = thresholds.remove(0);
            curve.push(json!([t, tp as f64 / (n as f64).max(1.0), tp as f64 / truth_pairs as f64]));
        }
        n += 1;
        tp += u64::from(*same);
        let (p, r) = (tp as f64 / n as f64, tp as f64 / truth_pairs as f64);
        let f1 = 2.0 * p * r / (p + r);
        if f1 > best.0 {
            best = (f1, *bits);
        }
    }
    let pairwise = |least: f32| {
        let above = scored.iter().take_while(|s| s.0 >= least);
        let (tp, n) = above.fold((0, 0), |(tp, n), s| (tp + u64::from(s.1), n + 1));
        score(tp, n)
    };
    if flags.iter().any(|f| *f == "--weights") {
        for c in &links.weights.comparisons {
            eprintln!("{}", c.name);
            for l in &c.levels {
                eprintln!("   m {:.5} u {:.8} {:7.2} bits  {}", l.m, l.u, (l.m / l.u).log2(), l.words);
            }
        }
        eprintln!("priors {:?} rounds {} pairs {}", links.weights.priors, links.weights.rounds, links.weights.pairs);
    }
    let out = json!({
        "rows": table.rows.len(), "true_pairs": truth_pairs, "compared": links.compared, "kept": links.pairs().count(),
        "blocked": links.blocked.iter().map(|b| json!({"rule": b.rule, "pairs": b.pairs, "left_out": b.left_out, "left_out_pairs": b.left_out_pairs, "largest": b.largest})).collect::<Vec<_>>(),
        "seconds": { "read": read.as_secs_f64(), "prepare": (prepared - read).as_secs_f64(), "link": (done - prepared).as_secs_f64(), "all": done.as_secs_f64() },
        "cpu_s": cpu_s,
        "peak_mb": crate::peak_mb(),
        "pairwise_50": pairwise(0.0), "pairwise_90": pairwise(3.17), "pairwise_95": pairwise(4.25), "pairwise_best": { "f1": best.0, "bits": best.1 },
        "clustered": score(both, found_pairs),
        "curve": if flags.iter().any(|f| *f == "--curve") { json!(curve) } else { json!(null) },
    });
    println!("{}", serde_json::to_string_pretty(&out)?);
    Ok(())
}
