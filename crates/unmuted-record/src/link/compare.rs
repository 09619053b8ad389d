//! Two rows become a pattern: for each comparison the level that holds, and how rare the values are that agree.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::condition::{Condition, LIST, Term, Test};
use super::error::LinkError;
use super::measure::{days_within_edits, near, within_edits};
use super::model::{Certain, Model};
use super::prepare::{Col, Data, NO_DAY, NONE, km};
use super::tokens::{Likeness, likeness};

/// A level number of 0: the rows say nothing on it.
pub(crate) const SILENT: u8 = 0;
/// Bits of a pattern that one comparison takes.
pub(crate) const DIGIT: u32 = 4;
/// From this bit on, a pattern holds which two lists its rows are of ([`Comparer::lists`]).
pub(crate) const LISTS: u32 = 48;
/// With more lists than this, all pairs of lists have one prior.
const MOST_LISTS: usize = 128;

/// Conditions with their columns found.
pub(crate) struct Ready {
    any: Vec<Vec<ReadyTerm>>,
}

struct ReadyTerm {
    column: usize,
    other: Option<usize>,
    test: Test,
    negated: bool,
}

/// What a level's weight follows.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Rarity {
    None,
    /// The shared word's own frequency.
    Word(usize),
    /// The chance of all tokens in common, like ones included, or of the same ones only.
    Tokens(usize, bool),
}

/// All comparisons of a model, made ready for one table.
pub(crate) struct Comparer<'d, 't> {
    pub data: &'d Data<'t>,
    pub levels: Vec<Vec<(Ready, Rarity)>>,
    pub never: Vec<Ready>,
    pub always: Vec<Ready>,
}

/// Two rows, compared.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Compared {
    /// Levels, four bits each, the first comparison lowest: 0 silent, 1 the first level, one past the last otherwise.
    pub pattern: u64,
    /// Bits by which the rarity of what agrees changes the weight, without the u of levels that follow tokens.
    pub rarity: f32,
    /// A rule of the model says that they are not one.
    pub never: bool,
}

/// Remembers what was found out about the names of one pair.
#[derive(Default)]
pub(crate) struct Scratch {
    names: SmallVec<[(usize, Likeness); 3]>,
}

impl<'d, 't> Comparer<'d, 't> {
    /// Finds the columns of all conditions.
    pub fn new(data: &'d Data<'t>, model: &Model) -> Result<Self, LinkError> {
        let mut levels = Vec::with_capacity(model.compare.len());
        for c in &model.compare {
            let mut of = Vec::with_capacity(c.levels.len());
            for l in &c.levels {
                let ready = ready(data, &l.when, model)?;
                let rarity = match &l.frequency {
                    None => Rarity::None,
                    Some((name, offset)) => {
                        let column = find(data, name, *offset, model)?;
                        match &data.columns[column].1 {
                            Col::Words { .. } => Rarity::Word(column),
                            Col::Names(_) => {
                                let exact = l.when.0.iter().flatten().any(|t| {
                                    t.column == *name
                                        && !t.negated
                                        && matches!(t.test, Test::Shares(_) | Test::Holds(_))
                                });
                                Rarity::Tokens(column, exact)
                            }
                            _ => {
                                let what = format!("{name:?} is no column of words");
                                let remedy = "frequency follows names, texts and categories";
                                return Err(LinkError::at(&model.text, *offset, what, remedy));
                            }
                        }
                    }
                };
                of.push((ready, rarity));
            }
            levels.push(of);
        }
        let certain =
            |list: &[Certain]| list.iter().map(|c| ready(data, &c.when, model)).collect::<Result<Vec<_>, _>>();
        Ok(Self { data, levels, never: certain(&model.never)?, always: certain(&model.always)? })
    }

    /// The level of each comparison for two rows, and the rarity of what agrees.
    pub fn compare(&self, a: u32, b: u32) -> Compared {
        let mut scratch = Scratch::default();
        let mut pattern = (self.lists(self.data.list[a as usize], self.data.list[b as usize]) as u64) << LISTS;
        let mut rarity = 0.0;
        for (i, levels) in self.levels.iter().enumerate() {
            let (digit, bits) = self.level(levels, a, b, &mut scratch);
            pattern |= u64::from(digit) << (DIGIT * i as u32);
            rarity += bits;
        }
        let never = self.never.iter().any(|r| self.holds(r, a, b, &mut scratch) == Some(true));
        Compared { pattern, rarity, never }
    }

    /// The levels of those comparisons that are wanted, and nothing else: what random pairs are asked.
    pub fn levels_of(&self, a: u32, b: u32, wanted: impl Fn(usize) -> bool) -> u64 {
        let mut scratch = Scratch::default();
        let mut pattern = 0;
        for (i, levels) in self.levels.iter().enumerate().filter(|(i, _)| wanted(*i)) {
            pattern |= u64::from(self.level(levels, a, b, &mut scratch).0) << (DIGIT * i as u32);
        }
        pattern
    }

    /// Whether the weights of all levels of a comparison follow tokens.
    pub fn by_tokens(&self, comparison: usize) -> bool {
        self.levels.get(comparison).is_some_and(|l| l.iter().all(|(_, r)| matches!(r, Rarity::Tokens(..))))
    }

    /// A number for two lists, the same either way: 0 for one and the same list, whichever it is.
    pub fn lists(&self, a: u16, b: u16) -> usize {
        let (low, high) = (usize::from(a.min(b)), usize::from(a.max(b)));
        match low == high {
            true => 0,
            false if self.data.sizes.len() > MOST_LISTS => 1,
            false => 1 + high * (high - 1) / 2 + low,
        }
    }

    fn level(&self, levels: &[(Ready, Rarity)], a: u32, b: u32, scratch: &mut Scratch) -> (u8, f32) {
        let mut undecided = false;
        for (i, (ready, rarity)) in levels.iter().enumerate() {
            match self.holds(ready, a, b, scratch) {
                Some(true) => return (i as u8 + 1, self.rarity(*rarity, a, b, scratch)),
                Some(false) => {}
                None => undecided = true,
            }
        }
        (if undecided { SILENT } else { levels.len() as u8 + 1 }, 0.0)
    }

    /// The level's own share of [`Compared::rarity`], for the comparison of that place.
    pub fn rarity_of(&self, comparison: usize, a: u32, b: u32) -> f32 {
        self.level(&self.levels[comparison], a, b, &mut Scratch::default()).1
    }

    fn rarity(&self, rarity: Rarity, a: u32, b: u32, scratch: &mut Scratch) -> f32 {
        match rarity {
            Rarity::None => 0.0,
            Rarity::Word(column) => match &self.data.columns[column].1 {
                Col::Words { ids, share, collision, .. } => {
                    let (x, y) = (ids[a as usize], ids[b as usize]);
                    if x == NONE || y == NONE {
                        return 0.0;
                    }
                    // Of two spellings, the more frequent one could have been the other by chance.
                    let share = share[x as usize].max(share[y as usize]);
                    (collision / share).log2()
                }
                _ => 0.0,
            },
            Rarity::Tokens(column, exact) => match self.likeness(column, a, b, scratch) {
                Some(l) => -(if exact { l.shared_bits } else { l.chance_bits }),
                None => 0.0,
            },
        }
    }

    fn likeness(&self, column: usize, a: u32, b: u32, scratch: &mut Scratch) -> Option<Likeness> {
        let Col::Names(names) = &self.data.columns[column].1 else { return None };
        let (x, y) = (names.of(a), names.of(b));
        if x.is_empty() || y.is_empty() {
            return None;
        }
        if let Some((_, l)) = scratch.names.iter().find(|(c, _)| *c == column) {
            return Some(*l);
        }
        let l = likeness(names, x, y);
        scratch.names.push((column, l));
        Some(l)
    }

    /// Whether a condition holds; none where a missing value leaves it open.
    pub fn holds(&self, ready: &Ready, a: u32, b: u32, scratch: &mut Scratch) -> Option<bool> {
        let mut any = Some(false);
        for all in &ready.any {
            let mut each = Some(true);
            for term in all {
                match self.term(term, a, b, scratch) {
                    Some(true) => {}
                    Some(false) => {
                        each = Some(false);
                        break;
                    }
                    None => each = None,
                }
            }
            match each {
                Some(true) => return Some(true),
                Some(false) => {}
                None => any = None,
            }
        }
        any
    }

    /// How often two rows drawn at random have the same value, exactly, for a condition that asks nothing else.
    pub fn exactly(&self, ready: &Ready) -> Option<f64> {
        let [all] = ready.any.as_slice() else { return None };
        let [term] = all.as_slice() else { return None };
        if term.test != Test::Same || term.negated || term.other.is_some() {
            return None;
        }
        match &self.data.columns.get(term.column)?.1 {
            Col::Words { collision, .. } => Some(f64::from(*collision)),
            Col::Days(days) => {
                let mut counts: FxHashMap<i32, u64> = FxHashMap::default();
                for day in days.iter().filter(|d| **d != NO_DAY) {
                    *counts.entry(*day).or_default() += 1;
                }
                let total = counts.values().sum::<u64>().max(1) as f64;
                // Whole numbers are summed, so that the order of the map decides nothing.
                let squares: u128 = counts.values().map(|c| u128::from(*c) * u128::from(*c)).sum();
                Some(squares as f64 / total / total)
            }
            _ => None,
        }
    }

    /// The first certain rule of a list that holds.
    pub fn certain(&self, rules: &[Ready], a: u32, b: u32) -> Option<usize> {
        let mut scratch = Scratch::default();
        rules.iter().position(|r| self.holds(r, a, b, &mut scratch) == Some(true))
    }

    fn term(&self, t: &ReadyTerm, a: u32, b: u32, scratch: &mut Scratch) -> Option<bool> {
        let found = match t.other {
            None => self.ask(t, a, b, scratch),
            // Either row's value may be the one in the other column.
            Some(other) => {
                let one = self.across(t.column, other, t.test, a, b);
                match one {
                    Some(true) => one,
                    _ => match (one, self.across(t.column, other, t.test, b, a)) {
                        (_, Some(true)) => Some(true),
                        (Some(false), _) | (_, Some(false)) => Some(false),
                        _ => None,
                    },
                }
            }
        };
        found.map(|v| v != t.negated)
    }

    fn across(&self, column: usize, other: usize, test: Test, a: u32, b: u32) -> Option<bool> {
        let word = |column: usize, row: u32| match &self.data.columns[column].1 {
            Col::Words { ids, words, .. } => words.get(ids[row as usize] as usize).copied(),
            _ => None,
        };
        let (x, y) = (word(column, a)?, word(other, b)?);
        Some(match test {
            Test::Near(least) => x == y || near(x, y, least),
            _ => x == y,
        })
    }

    fn ask(&self, t: &ReadyTerm, a: u32, b: u32, scratch: &mut Scratch) -> Option<bool> {
        let (i, j) = (a as usize, b as usize);
        if t.column == usize::MAX {
            return Some(self.data.list[i] == self.data.list[j]);
        }
        match &self.data.columns[t.column].1 {
            Col::Words { ids, words, .. } => {
                let (x, y) = (ids[i], ids[j]);
                let unknown = x == NONE || y == NONE;
                if t.test == Test::Unknown {
                    return Some(unknown);
                }
                if unknown {
                    return None;
                }
                if x == y {
                    return Some(true);
                }
                let (x, y) = (words[x as usize], words[y as usize]);
                Some(match t.test {
                    Test::Near(least) => near(x, y, least),
                    Test::Edits(most) => within_edits(x, y, most),
                    Test::Starts(n) => {
                        let start = |w: &'t str| w.char_indices().nth(n).map_or(w, |(at, _)| &w[..at]);
                        start(x) == start(y)
                    }
                    _ => false,
                })
            }
            Col::Names(names) => {
                if t.test == Test::Unknown {
                    return Some(names.of(a).is_empty() || names.of(b).is_empty());
                }
                let l = self.likeness(t.column, a, b, scratch)?;
                Some(match t.test {
                    Test::Same => l.shared == l.longer,
                    Test::Shares(n) => l.shared >= n,
                    Test::Likes(n) => l.alike >= n,
                    Test::Holds(n) => l.shared >= l.shorter && l.shared >= n,
                    Test::Covers(n) => l.alike >= l.shorter && l.alike >= n,
                    _ => false,
                })
            }
            Col::Days(days) => {
                let (x, y) = (days[i], days[j]);
                let unknown = x == NO_DAY || y == NO_DAY;
                if t.test == Test::Unknown {
                    return Some(unknown);
                }
                if unknown {
                    return None;
                }
                Some(match t.test {
                    Test::Within(most) => f64::from(x.abs_diff(y)) <= most,
                    Test::Edits(most) => days_within_edits(x, y, most),
                    _ => x == y,
                })
            }
            Col::Numbers(numbers) => {
                let (x, y) = (numbers[i], numbers[j]);
                let unknown = x.0.is_nan() || y.0.is_nan();
                if t.test == Test::Unknown {
                    return Some(unknown);
                }
                if unknown {
                    return None;
                }
                let gap = (x.0 - y.1).max(y.0 - x.1).max(0.0);
                Some(match t.test {
                    Test::Within(most) => f64::from(gap) <= most,
                    Test::Overlaps => gap <= 0.0,
                    // An interval of five years is not the same as another: it could be any of 25 pairs.
                    _ => x.0.to_bits() == y.0.to_bits() && x.1.to_bits() == y.1.to_bits() && x.0 >= x.1,
                })
            }
            Col::Points(points) => {
                let (x, y) = (points[i], points[j]);
                let unknown = x.0.is_nan() || y.0.is_nan();
                match t.test {
                    Test::Unknown => Some(unknown),
                    _ if unknown => None,
                    Test::Within(most) => Some(km(x, y) <= most),
                    _ => Some(false),
                }
            }
        }
    }
}

fn find(data: &Data<'_>, name: &str, offset: usize, model: &Model) -> Result<usize, LinkError> {
    data.column(name).ok_or_else(|| {
        let has = data.columns.iter().map(|c| c.0).collect::<Vec<_>>().join(", ");
        let remedy = format!("name one that it has; of those that the model names, these are there: {has}");
        LinkError::at(&model.text, offset, format!("the table has no column {name:?}"), remedy)
    })
}

fn ready(data: &Data<'_>, condition: &Condition, model: &Model) -> Result<Ready, LinkError> {
    let one = |t: &Term| -> Result<ReadyTerm, LinkError> {
        if t.column == LIST {
            if t.test != Test::Same || t.other.is_some() {
                let what = "of list, only whether it is the same can be asked";
                return Err(LinkError::at(&model.text, t.offset, what, "write list same, or not list same"));
            }
            return Ok(ReadyTerm { column: usize::MAX, other: None, test: t.test, negated: t.negated });
        }
        let column = find(data, &t.column, t.offset, model)?;
        let other = t.other.as_ref().map(|o| find(data, o, t.offset, model)).transpose()?;
        let kind = data.columns[column].1.kind();
        let words = |c: usize| matches!(data.columns[c].1, Col::Words { .. });
        if !t.fits(kind) || other.is_some_and(|o| !words(o) || !words(column)) {
            let what = format!("{:?} cannot be asked that: it is a column of kind {kind:?}", t.column);
            return Err(LinkError::at(
                &model.text,
                t.offset,
                what,
                "see docs/method-record.md for what fits which kind",
            ));
        }
        Ok(ReadyTerm { column, other, test: t.test, negated: t.negated })
    };
    let any = condition.0.iter().map(|all| all.iter().map(one).collect()).collect::<Result<Vec<_>, _>>()?;
    Ok(Ready { any })
}
