//! A table made ready: values interned, rows in an order that only their contents decide.

use std::hash::Hasher;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

use super::error::LinkError;
use super::model::{Learn, Model};
use super::table::{Column, FieldKind, Row, Table};
use super::tokens::Token;

/// Stands for a value that is not known.
pub(crate) const NONE: u32 = u32::MAX;
/// The same for a day.
pub(crate) const NO_DAY: i32 = i32::MIN;

/// A table made ready. Rows are numbered anew, so that neither the order of rows nor that of lists decides anything.
pub(crate) struct Data<'t> {
    pub rows: Vec<Row>,
    /// Place of each row in the table.
    pub at: Vec<u32>,
    /// List of each row, lists numbered by their names.
    pub list: Vec<u16>,
    /// That number, by the list's place in the table.
    pub list_number: Vec<u16>,
    pub columns: Vec<(&'t str, Col<'t>)>,
    /// Rows in each list.
    pub sizes: Vec<u64>,
}

/// One column made ready.
pub(crate) enum Col<'t> {
    Words { ids: Vec<u32>, words: Vec<&'t str>, share: Vec<f32>, collision: f32 },
    Names(Box<Names<'t>>),
    Days(Vec<i32>),
    Numbers(Vec<(f32, f32)>),
    Points(Vec<(f32, f32)>),
}

/// Names as tokens, one after the other.
pub(crate) struct Names<'t> {
    start: Vec<u32>,
    ids: Vec<u32>,
    pub tokens: Vec<Token<'t>>,
    /// Chance that two tokens drawn at random are alike without being the same.
    pub alike: f32,
    /// Share of tokens that begin with a byte.
    pub initial: [f32; 256],
    /// Rows whose name is known.
    pub known: u32,
}

impl Names<'_> {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.start.len().saturating_sub(1)
    }

    pub fn of(&self, row: u32) -> &[u32] {
        let at = row as usize;
        let from = self.start.get(at).map_or(0, |v| *v as usize);
        let to = self.start.get(at + 1).map_or(from, |v| *v as usize);
        self.ids.get(from..to).unwrap_or_default()
    }
}

impl Col<'_> {
    /// What it can be asked. Texts and categories are asked the same.
    pub fn kind(&self) -> FieldKind {
        match self {
            Self::Words { .. } => FieldKind::Text,
            Self::Names(_) => FieldKind::Name,
            Self::Days(_) => FieldKind::Date,
            Self::Numbers(_) => FieldKind::Interval,
            Self::Points(_) => FieldKind::Point,
        }
    }
}

impl<'t> Data<'t> {
    /// Interns all columns that the model speaks of.
    pub fn new(table: &'t Table, model: &Model) -> Result<Self, LinkError> {
        check(table)?;
        let n = table.rows.len();
        let hashes: Vec<u64> = (0..n).into_par_iter().map(|i| content(table, i)).collect();
        // NONE is taken, and `check` has counted the rows.
        let mut at: Vec<u32> = (0..n as u32).collect();
        at.par_sort_unstable_by_key(|i| {
            let row = table.rows[*i as usize];
            (hashes[*i as usize], row.list, row.row)
        });
        let rows: Vec<Row> = at.iter().map(|i| table.rows[*i as usize]).collect();
        let mut by_name: Vec<usize> = (0..table.lists.len()).collect();
        by_name.sort_by_key(|l| &table.lists[*l]);
        let mut list_number = vec![0; table.lists.len()];
        for (number, place) in (0..).zip(by_name) {
            list_number[place] = number;
        }
        let list: Vec<u16> = rows.iter().map(|r| list_number[usize::from(r.list)]).collect();
        let mut sizes = vec![0_u64; table.lists.len()];
        for l in &list {
            sizes[usize::from(*l)] += 1;
        }
        let wanted = model.columns();
        let used: Vec<&(String, Column)> =
            table.fields.iter().filter(|(name, _)| wanted.binary_search(&name.as_str()).is_ok()).collect();
        let mut columns: Vec<(&str, Col<'_>)> =
            used.into_par_iter().map(|(name, column)| (name.as_str(), ready(column, &at))).collect();
        for rule in &model.learn {
            learn(&mut columns, rule, model)?;
        }
        Ok(Self { rows, at, list, list_number, columns, sizes })
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|(n, _)| *n == name)
    }
}

fn check(table: &Table) -> Result<(), LinkError> {
    let n = table.rows.len();
    if n >= NONE as usize {
        let what = format!("a table has fewer than {NONE} rows, this one {n}");
        return Err(LinkError::table(what, "link it in parts, by year or by state"));
    }
    for (name, column) in &table.fields {
        if column.len() != n {
            let what = format!("column {name:?} has {} values for {n} rows", column.len());
            return Err(LinkError::table(what, "give one value for each row, none where nothing is known"));
        }
    }
    if let Some(row) = table.rows.iter().find(|r| usize::from(r.list) >= table.lists.len()) {
        let what = format!("a row says list {}, and there are {} lists", row.list, table.lists.len());
        return Err(LinkError::table(what, "name all lists"));
    }
    Ok(())
}

/// What a row says, as a number. Rows that say the same have the same one, wherever they stand.
fn content(table: &Table, row: usize) -> u64 {
    let mut h = FxHasher::default();
    let list = usize::from(table.rows[row].list);
    h.write(table.lists[list].as_bytes());
    for (name, column) in &table.fields {
        h.write(name.as_bytes());
        match column {
            Column::Name(v) => {
                for token in &v[row] {
                    h.write(token.as_bytes());
                    h.write_u8(0xff);
                }
            }
            Column::Date(v) => h.write_i32(v[row].unwrap_or(NO_DAY)),
            Column::Text(v) | Column::Category(v) => {
                h.write(v[row].as_deref().unwrap_or_default().as_bytes());
                h.write_u8(0xff);
            }
            Column::Interval(v) => {
                let (a, b) = v[row].unwrap_or((f32::NAN, f32::NAN));
                h.write_u32(a.to_bits());
                h.write_u32(b.to_bits());
            }
            Column::Point(v) => {
                let (a, b) = v[row].unwrap_or((f64::NAN, f64::NAN));
                h.write_u64(a.to_bits());
                h.write_u64(b.to_bits());
            }
        }
    }
    mix(h.finish())
}

/// Spreads the bits of a number (the finaliser of SplitMix64).
pub(crate) fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn ready<'t>(column: &'t Column, at: &[u32]) -> Col<'t> {
    match column {
        Column::Name(v) => Col::Names(Box::new(names(v, at))),
        Column::Text(v) | Column::Category(v) => words(v, at),
        Column::Date(v) => Col::Days(at.iter().map(|i| v[*i as usize].unwrap_or(NO_DAY)).collect()),
        Column::Interval(v) => {
            let value = |i: &u32| v[*i as usize].filter(|(a, b)| a <= b).unwrap_or((f32::NAN, f32::NAN));
            Col::Numbers(at.iter().map(value).collect())
        }
        Column::Point(v) => Col::Points(
            at.iter()
                .map(|i| {
                    let known = v[*i as usize].filter(|(a, b)| a.abs() <= 90.0 && b.abs() <= 180.0);
                    // A metre is enough here.
                    known.map_or((f32::NAN, f32::NAN), |(a, b)| (a as f32, b as f32))
                })
                .collect(),
        ),
    }
}

fn words<'t>(values: &'t [Option<Box<str>>], at: &[u32]) -> Col<'t> {
    let mut known: FxHashMap<&str, u32> = FxHashMap::default();
    let mut words: Vec<&str> = Vec::new();
    let mut counts: Vec<u32> = Vec::new();
    let ids: Vec<u32> = at
        .iter()
        .map(|i| {
            let Some(value) = values[*i as usize].as_deref().filter(|v| !v.is_empty()) else { return NONE };
            let id = *known.entry(value).or_insert_with(|| {
                words.push(value);
                counts.push(0);
                words.len() as u32 - 1
            });
            counts[id as usize] += 1;
            id
        })
        .collect();
    let total = counts.iter().map(|c| u64::from(*c)).sum::<u64>().max(1) as f64;
    let share: Vec<f32> = counts.iter().map(|c| (f64::from(*c) / total) as f32).collect();
    // Two rows drawn at random have the same value so often.
    let collision = counts.iter().map(|c| (f64::from(*c) / total).powi(2)).sum::<f64>() as f32;
    Col::Words { ids, words, share, collision }
}

fn names<'t>(values: &'t [Vec<Box<str>>], at: &[u32]) -> Names<'t> {
    let mut known: FxHashMap<&str, u32> = FxHashMap::default();
    let mut tokens: Vec<Token<'t>> = Vec::new();
    let mut counts: Vec<u32> = Vec::new();
    let mut start = Vec::with_capacity(at.len() + 1);
    let mut ids = Vec::with_capacity(at.len() * 2);
    start.push(0);
    let mut rows_known = 0;
    for i in at {
        let name = &values[*i as usize];
        let from = ids.len();
        for token in name {
            let id = *known.entry(token).or_insert_with(|| {
                tokens.push(Token::new(token));
                counts.push(0);
                tokens.len() as u32 - 1
            });
            // A set: what is said twice counts once.
            if !ids[from..].contains(&id) && ids.len() - from < 32 {
                ids.push(id);
                counts[id as usize] += 1;
            }
        }
        rows_known += u32::from(!name.is_empty());
        start.push(ids.len() as u32);
    }
    let mut initial = [0.0_f32; 256];
    for (token, count) in tokens.iter_mut().zip(&counts) {
        token.share = *count as f32 / rows_known.max(1) as f32;
        initial[usize::from(token.first())] += token.share;
    }
    let mut names = Names { start, ids, tokens, alike: 0.0, initial, known: rows_known };
    names.alike = super::tokens::chance_alike(&names);
    names
}

/// Great-circle distance in km, exact enough below some hundred km.
pub(crate) fn km(a: (f32, f32), b: (f32, f32)) -> f64 {
    let (lat, lon) = (f64::from(a.0 - b.0), f64::from(a.1 - b.1));
    let lon = if lon.abs() > 180.0 { 360.0 - lon.abs() } else { lon };
    let middle = f64::midpoint(f64::from(a.0), f64::from(b.0)).to_radians();
    (lat * 111.19).hypot(lon * 111.19 * middle.cos())
}

fn learn(columns: &mut [(&str, Col<'_>)], rule: &Learn, model: &Model) -> Result<(), LinkError> {
    let find = |(name, offset): &(String, usize)| {
        columns.iter().position(|(n, _)| n == name).ok_or_else(|| {
            LinkError::at(&model.text, *offset, format!("the table has no column {name:?}"), "name one that it has")
        })
    };
    let target = find(&rule.column)?;
    let from = rule.from.iter().map(find).collect::<Result<Vec<_>, _>>()?;
    let key = |row: usize| -> Option<Vec<u32>> {
        from.iter()
            .map(|c| match &columns[*c].1 {
                Col::Words { ids, .. } if ids[row] != NONE => Some(ids[row]),
                _ => None,
            })
            .collect()
    };
    let Col::Points(points) = &columns[target].1 else {
        let what = format!("{:?} is no column of places", rule.column.0);
        return Err(LinkError::at(&model.text, rule.column.1, what, "only coordinates are learnt"));
    };
    let keys: Vec<Option<Vec<u32>>> = (0..points.len()).map(key).collect();
    let mut seen: FxHashMap<&[u32], Vec<(f32, f32)>> = FxHashMap::default();
    for (key, point) in keys.iter().zip(points) {
        if let (Some(key), false) = (key, point.0.is_nan()) {
            seen.entry(key).or_default().push(*point);
        }
    }
    let middles: FxHashMap<&[u32], (f32, f32)> = seen
        .into_iter()
        .filter_map(|(key, all)| {
            let median = |mut v: Vec<f32>| {
                v.sort_by(f32::total_cmp);
                v.get(v.len() / 2).copied()
            };
            let lat = median(all.iter().map(|p| p.0).collect())?;
            let lon = median(all.iter().map(|p| p.1).collect())?;
            let near = all.iter().filter(|p| km(**p, (lat, lon)) <= rule.within_km).count();
            // One wrong coordinate in ten does not unsettle a town.
            (near * 10 >= all.len() * 9).then_some((key, (lat, lon)))
        })
        .collect();
    let filled: Vec<(f32, f32)> = points
        .iter()
        .zip(&keys)
        .map(|(p, key)| match key {
            Some(key) if p.0.is_nan() => middles.get(key.as_slice()).copied().unwrap_or(*p),
            _ => *p,
        })
        .collect();
    columns[target].1 = Col::Points(filled);
    Ok(())
}
