//! Against the labelled links: recall, and precision where the labels are closed.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use serde_json::{Value, json};
use unmuted_record::link::{Linker, Links, Row, Table};

use crate::lists::List;

type Problem = Box<dyn std::error::Error>;

/// Counts, for each labelled pair of lists.
pub fn score(
    path: &Path,
    lists: &[List],
    table: &Table,
    linker: &Linker<'_>,
    links: &Links,
    flags: &[&String],
) -> Result<Value, Problem> {
    let place = |name: &str| lists.iter().position(|l| l.name == name);
    let Some(mpv) = place("mpv") else { return Ok(Value::Null) };
    let index: HashMap<(usize, &str), Row> = lists
        .iter()
        .enumerate()
        .flat_map(|(l, list)| {
            list.rows.iter().enumerate().map(move |(r, p)| ((l, p.id.as_str()), Row { list: l as u16, row: r as u32 }))
        })
        .collect();
    let mut labels: HashMap<&str, Vec<(Row, Row, String)>> = HashMap::new();
    let mut reader = csv::Reader::from_path(path)?;
    for record in reader.records() {
        let record = record?;
        let other = if &record[1] == "wapo" { "wapo" } else { "fe" };
        let Some(o) = place(other) else { continue };
        if let (Some(a), Some(b)) = (index.get(&(mpv, &record[0])), index.get(&(o, &record[2]))) {
            labels.entry(other).or_default().push((*a, *b, record[3].to_owned()));
        }
    }
    let members = links.members(table);
    let at: HashMap<Row, usize> = table.rows.iter().copied().zip(0..).collect();
    let incident = |r: &Row| links.incident[at[r]];
    let show = |r: &Row| {
        let p = &lists[usize::from(r.list)].rows[r.row as usize];
        let d = p.date.unwrap_or(0);
        format!(
            "{} {} [{}] {}/{}/{} z{} age {} {} {} ag:{} d{}",
            lists[usize::from(r.list)].name,
            p.id,
            p.name,
            p.city,
            p.county,
            p.state,
            p.zip,
            p.age,
            p.race,
            p.gender,
            p.agency,
            d
        )
    };
    if flags.iter().any(|f| *f == "--duplicates") {
        for rows in &members {
            for r in rows.iter().filter(|r| links.duplicate[at[*r]]) {
                eprintln!("DUPLICATE\n   {}", show(r));
                for o in rows.iter().filter(|o| *o != r) {
                    eprintln!("      {}", show(o));
                }
            }
        }
    }
    let mut out = json!({});
    for (other, labels) in labels {
        let o = place(other).ok_or("gone")?;
        let ok: Vec<_> = labels.iter().filter(|l| l.2 == "ok").collect();
        let truth: HashSet<(Row, Row)> = ok.iter().map(|l| (l.0, l.1)).collect();
        let (sides_a, sides_b): (HashSet<Row>, HashSet<Row>) = truth.iter().copied().unzip();
        let odd: HashSet<Row> = labels.iter().filter(|l| l.2 != "ok").flat_map(|l| [l.0, l.1]).collect();
        let (mut tp, mut wrong, mut wrong_duplicate, mut unjudged, mut predicted) = (0, 0, 0, 0, 0);
        for rows in &members {
            for a in rows.iter().filter(|r| usize::from(r.list) == mpv) {
                for b in rows.iter().filter(|r| usize::from(r.list) == o) {
                    predicted += 1;
                    if truth.contains(&(*a, *b)) {
                        tp += 1;
                    } else if sides_a.contains(a) || sides_b.contains(b) {
                        // Another row of the same list in the same incident has the label: a duplicate was found.
                        let twin = rows.iter().any(|r| truth.contains(&(*a, *r)))
                            || rows.iter().any(|r| truth.contains(&(*r, *b)));
                        if twin {
                            wrong_duplicate += 1
                        } else {
                            wrong += 1
                        }
                        if flags.iter().any(|f| *f == "--errors") {
                            eprintln!(
                                "{} {other}{}\n   {}\n   {}",
                                if twin { "DUP" } else { "WRONG" },
                                if odd.contains(a) || odd.contains(b) { " touches a suspect label" } else { "" },
                                show(a),
                                show(b)
                            );
                            for l in ok.iter().filter(|l| l.0 == *a || l.1 == *b) {
                                eprintln!("      label {} | {}", show(&l.0), show(&l.1));
                            }
                        }
                    } else {
                        unjudged += 1;
                    }
                }
            }
        }
        let missed: Vec<_> = ok.iter().filter(|l| incident(&l.0) != incident(&l.1)).collect();
        if flags.iter().any(|f| *f == "--errors") {
            for l in &missed {
                let why = linker.why(&links.weights, l.0, l.1)?.ok_or("row")?;
                let fields: Vec<String> = why.fields.iter().map(|f| format!("{} {:.1}", f.level, f.bits)).collect();
                eprintln!(
                    "MISSED {other} p {:.4} bits {:.1}: {}\n   {}\n   {}",
                    why.probability,
                    why.bits,
                    fields.join("; "),
                    show(&l.0),
                    show(&l.1)
                );
            }
        }
        let n = ok.len();
        out[other] = json!({
            "labels": n, "tp": tp, "missed": missed.len(), "recall": tp as f64 / n as f64,
            "wrong": wrong, "wrong_but_duplicate": wrong_duplicate, "unjudged": unjudged, "predicted": predicted,
            "closed_precision": tp as f64 / (tp + wrong) as f64,
            "closed_precision_strict": tp as f64 / (tp + wrong + wrong_duplicate) as f64,
        });
        let asserted: Vec<(Row, Row)> = labels.iter().map(|l| (l.0, l.1)).collect();
        let suspects = linker.check(links, &asserted, 0.5)?;
        let status: HashMap<(Row, Row), &str> = labels.iter().map(|l| ((l.0, l.1), l.2.as_str())).collect();
        let count = |s: &str| suspects.iter().filter(|x| status[&(x.left, x.right)] == s).count();
        let all = |s: &str| labels.iter().filter(|x| x.2 == s).count();
        out[other]["check"] = json!({
            "flagged": suspects.len(), "flagged_suspect": count("suspect"), "suspect": all("suspect"),
            "flagged_dup_id": count("dup-id"), "dup_id": all("dup-id"), "flagged_ok": count("ok"),
        });
        if flags.iter().any(|f| *f == "--suspects") {
            for s in &suspects {
                eprintln!(
                    "SUSPECT {} {:?} p {:.4}\n   {}\n   {}",
                    status[&(s.left, s.right)],
                    s.why,
                    s.probability,
                    show(&s.left),
                    show(&s.right)
                );
            }
            for l in
                labels.iter().filter(|l| l.2 == "suspect" && !suspects.iter().any(|s| (s.left, s.right) == (l.0, l.1)))
            {
                eprintln!("NOT FLAGGED\n   {}\n   {}", show(&l.0), show(&l.1));
            }
        }
    }
    Ok(out)
}
