//! The model as data: how fields are compared, which rows are held against each other at all, what is certain.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::condition::{Condition, LIST};
use super::error::LinkError;

/// How rows are compared and when they are linked. Read from TOML by [`Model::parse`].
#[derive(Clone, PartialEq, Debug)]
pub struct Model {
    pub(crate) compare: Vec<Compare>,
    pub(crate) block: Vec<Block>,
    pub(crate) never: Vec<Certain>,
    pub(crate) always: Vec<Certain>,
    pub(crate) learn: Vec<Learn>,
    /// When to link, and what to ask a person.
    pub decide: Decide,
    /// The text, for places in messages.
    pub(crate) text: String,
}

/// One comparison: levels, from the strongest agreement down.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Compare {
    pub name: String,
    pub levels: Vec<Level>,
    /// What is said where no level holds.
    pub otherwise: String,
}

/// One degree of agreement.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Level {
    pub words: String,
    pub when: Condition,
    /// The column whose values' frequencies the weight follows: to share a rare value says more.
    pub frequency: Option<(String, usize)>,
}

/// Rows that have a key in common are compared.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Block {
    pub keys: Vec<Key>,
    /// As the model writes it.
    pub words: String,
}

/// One part of a blocking key.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Key {
    pub column: String,
    pub part: Part,
    pub offset: usize,
}

/// What of a value enters the key.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Part {
    /// All of it.
    Whole,
    /// The first letters.
    Start(usize),
    /// The calendar month of a day.
    Month,
    /// The year of a day.
    Year,
    /// That day or one beside it, so that neighbours meet.
    Beside,
    /// Each token of a name.
    Each,
    /// Each two tokens of a name.
    Two,
}

/// A condition under which two rows are, or are not, the same, whatever their weights.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Certain {
    pub words: String,
    pub when: Condition,
}

/// Coordinates where a row has none, learnt from rows with the same words (a town's from the list that has them).
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Learn {
    pub column: (String, usize),
    pub from: Vec<(String, usize)>,
    /// Rows that know must lie within this of their middle, in km, or nothing is learnt.
    pub within_km: f64,
}

/// When to link.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Decide {
    /// Two rows of different lists are linked from this probability on.
    pub link: f64,
    /// Two rows of one list are duplicates from this probability on.
    pub duplicate: f64,
    /// Pairs whose probability lies between these two are asked of a person.
    pub review: [f64; 2],
    /// True: a list holds a person once, duplicates excepted that stand on their own. False: as often as it happens.
    pub one_per_list: bool,
    /// False: rows of one list are not held against each other.
    pub find_duplicates: bool,
    /// Two groups join only if the mean weight of all pairs across is at least this, in bits.
    pub together_bits: f64,
    /// Blocks of more rows than this are left out, and counted.
    pub largest_block: usize,
}

impl Default for Decide {
    fn default() -> Self {
        Self {
            link: 0.9,
            duplicate: 0.95,
            review: [0.05, 0.98],
            one_per_list: true,
            find_duplicates: true,
            together_bits: 0.0,
            largest_block: 2_000,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawModel {
    #[serde(default)]
    decide: Option<Spanned<Decide>>,
    compare: Vec<Spanned<RawCompare>>,
    block: Vec<RawBlock>,
    #[serde(default)]
    never: Vec<RawCertain>,
    #[serde(default)]
    always: Vec<RawCertain>,
    #[serde(default)]
    learn: Vec<RawLearn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCompare {
    name: String,
    #[serde(default = "differ")]
    otherwise: String,
    levels: Vec<RawLevel>,
}

fn differ() -> String {
    "different".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLevel {
    when: Spanned<String>,
    words: Option<String>,
    frequency: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBlock {
    on: Spanned<Vec<Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCertain {
    when: Spanned<String>,
    words: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLearn {
    column: Spanned<String>,
    from: Vec<Spanned<String>>,
    #[serde(default = "ten")]
    within_km: f64,
}

fn ten() -> f64 {
    10.0
}

/// So many fit a pattern of 64 bits.
const MOST_COMPARISONS: usize = 12;
/// And so many levels one of its digits: 0 is "says nothing", the last "otherwise".
const MOST_LEVELS: usize = 14;

impl Model {
    /// Reads a model. Errors name the line and column.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        let raw: RawModel = toml::from_str(text).map_err(|e| {
            let at = e.span().map_or(0, |s| s.start);
            LinkError::at(text, at, e.message().trim().to_owned(), "see docs/method-record.md for what a model holds")
        })?;
        let mut compare: Vec<Compare> = Vec::with_capacity(raw.compare.len());
        if raw.compare.is_empty() || raw.compare.len() > MOST_COMPARISONS {
            let what = format!("a model has 1 to {MOST_COMPARISONS} comparisons, not {}", raw.compare.len());
            return Err(LinkError::at(text, 0, what, "put conditions on several columns into one comparison"));
        }
        for c in raw.compare {
            let span: Range<usize> = c.span();
            let c = c.into_inner();
            if compare.iter().any(|other| other.name == c.name) {
                let what = format!("two comparisons are named {:?}", c.name);
                return Err(LinkError::at(text, span.start, what, "name each of them once"));
            }
            if c.levels.is_empty() || c.levels.len() > MOST_LEVELS {
                let what = format!("{:?} has {} levels; 1 to {MOST_LEVELS} are possible", c.name, c.levels.len());
                return Err(LinkError::at(text, span.start, what, "join levels by or"));
            }
            let levels = c.levels.into_iter().map(|l| level(text, l)).collect::<Result<_, _>>()?;
            compare.push(Compare { name: c.name, levels, otherwise: c.otherwise });
        }
        let block = raw.block.into_iter().map(|b| block(text, b)).collect::<Result<Vec<_>, _>>()?;
        if block.is_empty() {
            return Err(LinkError::at(text, 0, "the model has no [[block]]", "say which rows are compared at all"));
        }
        let certain = |list: Vec<RawCertain>| -> Result<Vec<Certain>, LinkError> {
            list.into_iter()
                .map(|c| {
                    let when = Condition::parse(text, c.when.get_ref(), c.when.span().start)?;
                    Ok(Certain { words: c.words.unwrap_or_else(|| c.when.into_inner()), when })
                })
                .collect()
        };
        let spot = |s: Spanned<String>| (s.get_ref().clone(), s.span().start);
        let learn = raw.learn.into_iter().map(|l| Learn {
            column: spot(l.column),
            from: l.from.into_iter().map(spot).collect(),
            within_km: l.within_km,
        });
        let decide = match raw.decide {
            None => Decide::default(),
            Some(d) => {
                let start = d.span().start;
                let d = d.into_inner();
                let chance = |v: f64| v > 0.0 && v < 1.0;
                if ![d.link, d.duplicate, d.review[0], d.review[1]].into_iter().all(chance) || d.review[0] > d.review[1]
                {
                    let what = "link, duplicate and review are probabilities between 0 and 1, review from low to high";
                    return Err(LinkError::at(text, start, what, "write for example link = 0.9"));
                }
                if d.largest_block < 2 || !d.together_bits.is_finite() {
                    let what = "largest_block is a number of rows, 2 or more, and together_bits a finite number";
                    return Err(LinkError::at(text, start, what, "write for example largest_block = 2000"));
                }
                d
            }
        };
        Ok(Self {
            compare,
            block,
            never: certain(raw.never)?,
            always: certain(raw.always)?,
            learn: learn.collect(),
            decide,
            text: text.to_owned(),
        })
    }

    /// Names of the comparisons, in order.
    pub fn comparisons(&self) -> impl Iterator<Item = &str> {
        self.compare.iter().map(|c| c.name.as_str())
    }

    /// All columns that it speaks of, once each.
    pub fn columns(&self) -> Vec<&str> {
        let conditions = self.compare.iter().flat_map(|c| c.levels.iter().map(|l| &l.when));
        let certain = self.never.iter().chain(&self.always).map(|c| &c.when);
        let mut all: Vec<&str> = conditions.chain(certain).flat_map(Condition::columns).collect();
        all.extend(self.block.iter().flat_map(|b| b.keys.iter().map(|k| k.column.as_str())));
        all.extend(self.learn.iter().flat_map(|l| l.from.iter().chain([&l.column]).map(|c| c.0.as_str())));
        all.retain(|c| *c != LIST);
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn level(text: &str, raw: RawLevel) -> Result<Level, LinkError> {
    let when = Condition::parse(text, raw.when.get_ref(), raw.when.span().start)?;
    let frequency = raw.frequency.map(|f| (f.get_ref().clone(), f.span().start));
    Ok(Level { words: raw.words.unwrap_or_else(|| raw.when.into_inner()), when, frequency })
}

fn block(text: &str, raw: RawBlock) -> Result<Block, LinkError> {
    let start = raw.on.span().start;
    let on = raw.on.into_inner();
    if on.is_empty() {
        return Err(LinkError::at(text, start, "a blocking rule names no column", "write for example on = [\"date\"]"));
    }
    let words = on.iter().map(|k| k.get_ref().as_str()).collect::<Vec<_>>().join(" + ");
    let keys = on.into_iter().map(|k| key(text, &k)).collect::<Result<_, _>>()?;
    Ok(Block { keys, words })
}

fn key(text: &str, raw: &Spanned<String>) -> Result<Key, LinkError> {
    let offset = raw.span().start;
    let (column, part) = raw.get_ref().split_once(' ').unwrap_or((raw.get_ref(), ""));
    let part = match part.trim() {
        "" => Part::Whole,
        "month" => Part::Month,
        "year" => Part::Year,
        "beside" => Part::Beside,
        "each" => Part::Each,
        "two" => Part::Two,
        other => match other.strip_prefix("start ").and_then(|n| n.trim().parse().ok()) {
            Some(n) if n > 0 => Part::Start(n),
            _ => {
                let what = format!("{other:?} is no part of a value");
                let remedy = "write the column alone, or after it: start 4, month, year, beside, each, two";
                return Err(LinkError::at(text, offset, what, remedy));
            }
        },
    };
    Ok(Key { column: column.to_owned(), part, offset })
}
