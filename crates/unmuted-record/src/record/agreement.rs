//! How often two lists say exactly the same: dependence made visible. Lists that copy one another agree more often than
//! lists that look for themselves, also where both are wrong.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::build::Record;
use super::conflicts::compared;
use super::shown::{Columns, said, shown};
use crate::list::{Attribute, Value};

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
    /// The share that would have the same value if each drew from its own values at random; of all years only.
    pub by_chance: Option<f64>,
    /// Incidents of which a third list says something else than at least one of the two.
    pub third_differs: usize,
    /// Of these, in how many the two agree with each other.
    pub same_against_third: usize,
}

#[derive(Clone, Copy, Default)]
struct Count {
    both: usize,
    same: usize,
    same_words: usize,
    third_differs: usize,
    same_against_third: usize,
}

/// Agreement of every two lists on every attribute by which lists are compared, for all years and for each.
pub fn agreements(record: &Record, allowed: &[bool]) -> Vec<Agreement> {
    let date = Columns::of(&record.inputs, "date");
    let years: Vec<Option<i16>> =
        record.incidents.par_iter().map(|i| shown(&record.inputs, &date, i, allowed).and_then(Value::year)).collect();
    let attributes: Vec<&'static Attribute> = compared().collect();
    let found: Vec<Vec<Agreement>> =
        attributes.par_iter().map(|attribute| of(record, attribute, &years, allowed)).collect();
    let mut all: Vec<Agreement> = found.into_iter().flatten().collect();
    all.sort_by(|a, b| (&a.left, &a.right, a.attribute, a.year).cmp(&(&b.left, &b.right, b.attribute, b.year)));
    all
}

fn of(record: &Record, attribute: &'static Attribute, years: &[Option<i16>], allowed: &[bool]) -> Vec<Agreement> {
    let columns = Columns::of(&record.inputs, attribute.name);
    let mut counts: BTreeMap<(&str, &str, Option<i16>), Count> = BTreeMap::new();
    // How often each value stands on either side, of all years: values by number.
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut values: BTreeMap<(&str, &str), [Vec<usize>; 2]> = BTreeMap::new();
    let mut at: Vec<usize> = Vec::new();
    for (incident, year) in record.incidents.iter().zip(years) {
        let said = said(&record.inputs, &columns, incident, allowed);
        if said.len() < 2 {
            continue;
        }
        at.clear();
        for s in &said {
            let text = s.value.text().unwrap_or_default();
            let next = numbers.len();
            let number = match numbers.get(&*text) {
                Some(n) => *n,
                None => *numbers.entry(text.into_owned()).or_insert(next),
            };
            at.push(number);
        }
        for (i, (a, x)) in said.iter().zip(&at).enumerate() {
            for (j, (b, y)) in said.iter().zip(&at).enumerate().skip(i + 1) {
                let same = x == y;
                let words = same && record.cell(a.file, a.row, a.column) == record.cell(b.file, b.row, b.column);
                let third = at.iter().enumerate().any(|(k, z)| k != i && k != j && (z != x || z != y));
                let (left, right, l, r) =
                    if a.list <= b.list { (a.list, b.list, *x, *y) } else { (b.list, a.list, *y, *x) };
                for year in [None, *year].into_iter().take(if year.is_some() { 2 } else { 1 }) {
                    let c = counts.entry((left, right, year)).or_default();
                    c.both += 1;
                    c.same += usize::from(same);
                    c.same_words += usize::from(words);
                    c.third_differs += usize::from(third);
                    c.same_against_third += usize::from(third && same);
                }
                let [ls, rs] = values.entry((left, right)).or_default();
                for (side, v) in [(ls, l), (rs, r)] {
                    if side.len() <= v {
                        side.resize(v + 1, 0);
                    }
                    if let Some(n) = side.get_mut(v) {
                        *n += 1;
                    }
                }
            }
        }
    }
    counts
        .into_iter()
        .map(|((left, right, year), c)| {
            let by_chance = values.get(&(left, right)).filter(|_| year.is_none()).map(|[l, r]| {
                let together: f64 = l.iter().zip(r).map(|(a, b)| *a as f64 * *b as f64).sum();
                together / (c.both as f64 * c.both as f64).max(1.0)
            });
            Agreement {
                left: left.to_owned(),
                right: right.to_owned(),
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
