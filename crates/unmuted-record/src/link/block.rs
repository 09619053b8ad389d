//! Which pairs of rows are compared at all: those with a blocking key in common. Each pair comes once.

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use smallvec::{SmallVec, smallvec};

use super::error::LinkError;
use super::measure::civil;
use super::model::{Block, Model, Part};
use super::prepare::{Col, Data, NO_DAY, NONE, mix};
use super::table::FieldKind;

type Keys = SmallVec<[u64; 6]>;

/// Rows grouped by the keys of all rules.
pub(crate) struct Blocks<'d, 't> {
    data: &'d Data<'t>,
    rules: Vec<Rule>,
    within_lists: bool,
}

struct Rule {
    parts: Vec<(usize, Part)>,
    /// A row can have several keys.
    many: bool,
    /// Groups of two rows and more: the key, and where its rows begin.
    groups: Vec<(u64, u32)>,
    rows: Vec<u32>,
    /// Keys of blocks that were left out.
    left_out: FxHashSet<u64>,
}

/// What one blocking rule did.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Blocked {
    /// The rule, as the model has it.
    pub rule: String,
    /// Pairs with a key in common, those of earlier rules included.
    pub pairs: u64,
    /// Blocks left out because they are larger than the model's `largest_block`.
    pub left_out: u64,
    /// Rows in these, and pairs that were not compared by this rule for that.
    pub left_out_rows: u64,
    /// Pairs in these.
    pub left_out_pairs: u64,
    /// Rows of the largest block, left out or not.
    pub largest: u64,
}

impl<'d, 't> Blocks<'d, 't> {
    /// Groups the rows. Says what each rule did.
    pub fn new(data: &'d Data<'t>, model: &Model) -> Result<(Self, Vec<Blocked>), LinkError> {
        let mut rules = Vec::with_capacity(model.block.len());
        let mut said = Vec::with_capacity(model.block.len());
        for block in &model.block {
            let parts = parts(data, block, model)?;
            let (rule, what) = Rule::group(data, parts, model.decide.largest_block);
            rules.push(rule);
            said.push(Blocked { rule: block.words.clone(), ..what });
        }
        let within_lists = model.decide.find_duplicates;
        Ok((Self { data, rules, within_lists }, said))
    }

    /// Calls `with` for each pair once, in parallel, and joins what it pushed, in an order that the data decide. Of the
    /// keys, one in `sample` is used.
    pub fn pairs<T: Send>(&self, sample: u64, with: impl Fn(u32, u32, &mut Vec<T>) + Sync) -> Vec<T> {
        let mut all: Vec<T> = Vec::new();
        for at in 0..self.rules.len() {
            let rule = &self.rules[at];
            let found: Vec<Vec<T>> = rule
                .groups
                .par_windows(2)
                .with_min_len(64)
                .fold(Vec::new, |mut found, two| {
                    let key = two[0].0;
                    if sample > 1 && !mix(key ^ 0x5eed).is_multiple_of(sample) {
                        return found;
                    }
                    let rows = &rule.rows[two[0].1 as usize..two[1].1 as usize];
                    for (i, a) in rows.iter().enumerate() {
                        for b in &rows[i + 1..] {
                            if self.fresh(at, key, *a, *b) {
                                with(*a, *b, &mut found);
                            }
                        }
                    }
                    found
                })
                .collect();
            all.reserve(found.iter().map(Vec::len).sum());
            for part in found {
                all.extend(part);
            }
        }
        all
    }

    /// Whether no earlier rule, and no smaller key of this one, has brought these two together.
    fn fresh(&self, at: usize, key: u64, a: u32, b: u32) -> bool {
        let lists = &self.data.list;
        if !self.within_lists && lists[a as usize] == lists[b as usize] {
            return false;
        }
        for earlier in &self.rules[..at] {
            if earlier.meet(self.data, a, b)
                && (earlier.left_out.is_empty() || earlier.least_common(self.data, a, b).is_some())
            {
                return false;
            }
        }
        let rule = &self.rules[at];
        !rule.many || rule.least_common(self.data, a, b) == Some(key)
    }
}

impl Rule {
    fn group(data: &Data<'_>, parts: Vec<(usize, Part)>, largest: usize) -> (Self, Blocked) {
        let many = parts.iter().any(|(_, p)| matches!(p, Part::Each | Part::Two | Part::Beside));
        let mut entries: Vec<(u64, u32)> = (0..data.len() as u32)
            .into_par_iter()
            .fold(Vec::new, |mut all, row| {
                all.extend(keys(data, &parts, row).into_iter().map(|k| (k, row)));
                all
            })
            .reduce(Vec::new, |mut a, mut b| {
                a.append(&mut b);
                a
            });
        entries.par_sort_unstable();
        let mut rule = Self { parts, many, groups: Vec::new(), rows: Vec::new(), left_out: FxHashSet::default() };
        let mut what = Blocked::default();
        for group in entries.chunk_by(|a, b| a.0 == b.0) {
            let n = group.len() as u64;
            what.largest = what.largest.max(n);
            if n < 2 {
                continue;
            }
            if group.len() > largest {
                what.left_out += 1;
                what.left_out_rows += n;
                what.left_out_pairs += n * (n - 1) / 2;
                rule.left_out.insert(group[0].0);
                continue;
            }
            what.pairs += n * (n - 1) / 2;
            rule.groups.push((group[0].0, rule.rows.len() as u32));
            rule.rows.extend(group.iter().map(|e| e.1));
        }
        rule.groups.push((u64::MAX, rule.rows.len() as u32));
        (rule, what)
    }

    /// Whether two rows have a key in common, left out or not. Cheaper than to make all keys.
    fn meet(&self, data: &Data<'_>, a: u32, b: u32) -> bool {
        self.parts.iter().all(|(column, part)| match (&data.columns[*column].1, part) {
            (Col::Words { ids, .. }, Part::Whole) => ids[a as usize] == ids[b as usize] && ids[a as usize] != NONE,
            (Col::Days(days), Part::Whole) => days[a as usize] == days[b as usize] && days[a as usize] != NO_DAY,
            (Col::Days(days), Part::Beside) => {
                let (x, y) = (days[a as usize], days[b as usize]);
                x != NO_DAY && y != NO_DAY && x.abs_diff(y) <= 1
            }
            _ => {
                let (x, y) = (values(data, *column, *part, a), values(data, *column, *part, b));
                x.iter().any(|v| y.contains(v))
            }
        })
    }

    /// The smallest key that two rows share and that was not left out.
    fn least_common(&self, data: &Data<'_>, a: u32, b: u32) -> Option<u64> {
        let (x, y) = (keys(data, &self.parts, a), keys(data, &self.parts, b));
        x.into_iter().filter(|k| y.contains(k) && !self.left_out.contains(k)).min()
    }
}

/// All keys of a row: one value of each part. None where a part says nothing.
fn keys(data: &Data<'_>, parts: &[(usize, Part)], row: u32) -> Keys {
    let mut keys: Keys = smallvec![0x9e37];
    for (column, part) in parts {
        let values = values(data, *column, *part, row);
        keys = keys.iter().flat_map(|k| values.iter().map(move |v| mix(k.rotate_left(17) ^ v))).collect();
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// What of a row's value enters the key.
fn values(data: &Data<'_>, column: usize, part: Part, row: u32) -> Keys {
    let at = row as usize;
    let one = |v: u64| smallvec![mix(v.wrapping_add(1))];
    match &data.columns[column].1 {
        Col::Words { ids, words, .. } => match (ids[at], part) {
            (NONE, _) => Keys::new(),
            (id, Part::Start(n)) => {
                let start = words[id as usize].chars().take(n);
                one(start.fold(7, |h, c| mix(h ^ u64::from(c))))
            }
            (id, _) => one(u64::from(id)),
        },
        Col::Days(days) => {
            let day = days[at];
            if day == NO_DAY {
                return Keys::new();
            }
            let number = |d: i64| mix(d.wrapping_sub(i64::from(i32::MIN)) as u64 + 1);
            match part {
                Part::Month => {
                    let (year, month, _) = civil(day);
                    smallvec![number(year * 12 + i64::from(month))]
                }
                Part::Year => smallvec![number(civil(day).0)],
                Part::Beside => smallvec![number(i64::from(day)), number(i64::from(day) + 1)],
                _ => smallvec![number(i64::from(day))],
            }
        }
        Col::Names(names) => {
            let mut of: SmallVec<[u32; 8]> = names.of(row).iter().copied().collect();
            match part {
                // An initial alone brings too many together.
                Part::Each => {
                    of.retain(|t| names.tokens[*t as usize].text.len() > 1);
                    of.iter().map(|t| mix(u64::from(*t) + 1)).collect()
                }
                Part::Two => {
                    of.retain(|t| names.tokens[*t as usize].text.len() > 1);
                    of.sort_unstable();
                    let two = |i: usize| of[i + 1..].iter().map(move |b| (i, *b));
                    (0..of.len())
                        .flat_map(two)
                        .map(|(i, b)| mix((u64::from(of[i]) << 32 | u64::from(b)).wrapping_add(1)))
                        .collect()
                }
                _ => {
                    of.sort_unstable();
                    if of.is_empty() { Keys::new() } else { one(of.iter().fold(3, |h, t| mix(h ^ u64::from(*t)))) }
                }
            }
        }
        Col::Numbers(numbers) => {
            let (from, to) = numbers[at];
            if from.is_nan() || from.to_bits() != to.to_bits() { Keys::new() } else { one(u64::from(from.to_bits())) }
        }
        Col::Points(_) => Keys::new(),
    }
}

fn parts(data: &Data<'_>, block: &Block, model: &Model) -> Result<Vec<(usize, Part)>, LinkError> {
    let mut parts = Vec::with_capacity(block.keys.len());
    for key in &block.keys {
        let wrong = |what: String, remedy: &str| Err(LinkError::at(&model.text, key.offset, what, remedy));
        let Some(column) = data.column(&key.column) else {
            return wrong(format!("the table has no column {:?}", key.column), "name one that it has");
        };
        let kind = data.columns[column].1.kind();
        let fits = match key.part {
            Part::Whole => kind != FieldKind::Point,
            Part::Start(_) => kind == FieldKind::Text,
            Part::Month | Part::Year | Part::Beside => kind == FieldKind::Date,
            Part::Each | Part::Two => kind == FieldKind::Name,
        };
        if !fits {
            let what = format!("{:?} has no such part: it is a column of kind {kind:?}", key.column);
            return wrong(what, "start is for texts; month, year, beside for days; each, two for names");
        }
        parts.push((column, key.part));
    }
    Ok(parts)
}
