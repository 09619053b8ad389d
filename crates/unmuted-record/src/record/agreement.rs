//! How often two lists say exactly the same: dependence made visible. Lists that copy one another agree more often than
//! lists that look for themselves, also where both are wrong.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::build::Record;
use super::conflicts::compared;
use super::shown::{Columns, said};
use crate::list::Attribute;

/// Agreement of two lists on one attribute, over the incidents that both have.
#[derive(Clone, PartialEq, Debug)]
pub struct Agreement {
    /// One list.
    pub left: String,
    /// The other.
    pub right: String,
    /// The attribute.
    pub attribute: &'static str,
    /// The year of the incidents; `None` for all.
    pub year: Option<i16>,
    /// Incidents of which both say something.
    pub both: usize,
    /// Of these, how many have exactly the same value.
    pub same: usize,
    /// Of these, how many have the publisher's words letter for letter.
    pub same_words: usize,
    /// The share that would have the same value if each drew from its own values at random.
    pub by_chance: f64,
    /// Incidents of which a third list says something else than at least one of the two.
    pub third_differs: usize,
    /// Of these, in how many the two agree with each other.
    pub same_against_third: usize,
}

#[derive(Default)]
struct Count {
    both: usize,
    same: usize,
    same_words: usize,
    third_differs: usize,
    same_against_third: usize,
    left: HashMap<String, usize>,
    right: HashMap<String, usize>,
}

/// Agreement of every two lists on every attribute by which lists are compared, for all years and for each.
pub fn agreements(record: &Record, allowed: &[bool]) -> Vec<Agreement> {
    let date = Columns::of(&record.inputs, "date");
    let attributes: Vec<&'static Attribute> = compared().collect();
    let found: Vec<Vec<Agreement>> =
        attributes.par_iter().map(|attribute| of(record, attribute, &date, allowed)).collect();
    let mut all: Vec<Agreement> = found.into_iter().flatten().collect();
    all.sort_by(|a, b| (&a.left, &a.right, a.attribute, a.year).cmp(&(&b.left, &b.right, b.attribute, b.year)));
    all
}

fn of(record: &Record, attribute: &'static Attribute, date: &Columns, allowed: &[bool]) -> Vec<Agreement> {
    let columns = Columns::of(&record.inputs, attribute.name);
    let mut counts: BTreeMap<(String, String, Option<i16>), Count> = BTreeMap::new();
    for incident in &record.incidents {
        let said = said(&record.inputs, &columns, incident, allowed);
        if said.len() < 2 {
            continue;
        }
        let year = super::shown::shown(&record.inputs, date, incident, allowed).and_then(crate::list::Value::year);
        let texts: Vec<String> = said.iter().map(|s| s.value.text().unwrap_or_default().into_owned()).collect();
        for (i, a) in said.iter().enumerate() {
            for (j, b) in said.iter().enumerate().skip(i + 1) {
                let (Some(ta), Some(tb)) = (texts.get(i), texts.get(j)) else { continue };
                let same = ta == tb;
                let words = same && record.raw(a.file, a.row, a.column) == record.raw(b.file, b.row, b.column);
                let third = texts.iter().enumerate().any(|(k, t)| k != i && k != j && (t != ta || t != tb));
                let (left, right, tl, tr) =
                    if a.list <= b.list { (a.list, b.list, ta, tb) } else { (b.list, a.list, tb, ta) };
                for year in [None, year].into_iter().take(if year.is_some() { 2 } else { 1 }) {
                    let c = counts.entry((left.to_owned(), right.to_owned(), year)).or_default();
                    c.both += 1;
                    c.same += usize::from(same);
                    c.same_words += usize::from(words);
                    c.third_differs += usize::from(third);
                    c.same_against_third += usize::from(third && same);
                    *c.left.entry(tl.clone()).or_default() += 1;
                    *c.right.entry(tr.clone()).or_default() += 1;
                }
            }
        }
    }
    counts
        .into_iter()
        .map(|((left, right, year), c)| {
            // In the order of the values: a sum of floating-point numbers depends on its order.
            let mut shares: Vec<(&String, f64)> =
                c.left.iter().filter_map(|(v, n)| c.right.get(v).map(|m| (v, *n as f64 * *m as f64))).collect();
            shares.sort_by(|a, b| a.0.cmp(b.0));
            let by_chance = shares.iter().map(|s| s.1).sum::<f64>() / (c.both as f64 * c.both as f64).max(1.0);
            Agreement {
                left,
                right,
                attribute: attribute.name,
                year,
                both: c.both,
                same: c.same,
                same_words: c.same_words,
                by_chance,
                third_differs: c.third_differs,
                same_against_third: c.same_against_third,
            }
        })
        .collect()
}
