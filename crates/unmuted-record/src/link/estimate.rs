//! The weights: how often a level holds for two rows of one person (m), and for two rows drawn at random (u).
//!
//! u comes from pairs of rows drawn at random, all but a few of which are different persons; where a level asks for the
//! same value and nothing else, exactly from the values' frequencies; and where it follows tokens, from the frequencies of
//! the very tokens in common. m and the share of pairs that are the same come from EM
//! over all pairs that blocking proposes, with u held. Because u and the prior speak of all pairs of the table and not of
//! those in a block, the blocks' rules do not bias them: no field has to be left out of a round, as where u and the prior
//! are those of a block.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::compare::{Comparer, DIGIT, LISTS, Rarity, SILENT};
use super::model::Model;
use super::prepare::mix;

/// Estimated weights. They can be kept, and used again for the same model.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Weights {
    /// Of each comparison.
    pub comparisons: Vec<ComparisonWeights>,
    /// Shares of all pairs that are one person: inside lists, then of each two lists (1 and 0, 2 and 0, 2 and 1, 3 and
    /// 0 ...).
    pub priors: Vec<f64>,
    /// Pairs drawn at random for u.
    pub random_pairs: u64,
    /// Pairs that EM saw, and its rounds.
    pub pairs: u64,
    /// Rounds of EM.
    pub rounds: u32,
}

/// Weights of one comparison.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ComparisonWeights {
    /// Its name in the model.
    pub name: String,
    /// Of each level, "otherwise" last.
    pub levels: Vec<LevelWeights>,
}

/// Weights of one level.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct LevelWeights {
    /// The level's words in the model.
    pub words: String,
    /// Chance among pairs of one person.
    pub m: f64,
    /// Chance among pairs drawn at random.
    pub u: f64,
    /// The weight follows the tokens in common: their frequencies stand in place of u.
    pub by_tokens: bool,
}

impl LevelWeights {
    /// The weight in bits, without the rarity of the values.
    pub(crate) fn bits(&self) -> f64 {
        if self.by_tokens { self.m.log2() } else { (self.m / self.u).log2() }
    }
}

/// Weights by digit of a pattern, ready to be summed.
pub(crate) struct Scorer {
    bits: Vec<[f64; 16]>,
    priors: Vec<f64>,
}

impl Scorer {
    pub fn new(weights: &Weights) -> Self {
        let bits = weights
            .comparisons
            .iter()
            .map(|c| {
                let mut bits = [0.0; 16];
                for (slot, level) in bits.iter_mut().skip(1).zip(&c.levels) {
                    *slot = level.bits();
                }
                bits
            })
            .collect();
        Self { bits, priors: weights.priors.iter().map(|p| log_odds(*p)).collect() }
    }

    /// log2 of the odds that two rows are one person.
    pub fn total(&self, pattern: u64, rarity: f32) -> f64 {
        let mut sum = self.prior(pattern) + f64::from(rarity);
        for (i, bits) in self.bits.iter().enumerate() {
            sum += bits[digit(pattern, i)];
        }
        sum
    }

    pub fn prior(&self, pattern: u64) -> f64 {
        let last = self.priors.len().saturating_sub(1);
        self.priors.get(((pattern >> LISTS) as usize).min(last)).copied().unwrap_or(0.0)
    }

    /// The bits of the comparison that speaks most against two rows being one; 0 where none does.
    pub fn worst(&self, pattern: u64) -> f64 {
        self.bits.iter().enumerate().map(|(i, bits)| bits[digit(pattern, i)]).fold(0.0, f64::min)
    }

    pub fn of(&self, comparison: usize, digit: u8) -> f64 {
        self.bits.get(comparison).map_or(0.0, |b| b[usize::from(digit) & 15])
    }
}

pub(crate) fn digit(pattern: u64, comparison: usize) -> usize {
    (pattern >> (DIGIT * comparison as u32)) as usize & 15
}

pub(crate) fn log_odds(p: f64) -> f64 {
    (p / (1.0 - p)).log2()
}

pub(crate) fn probability(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}

/// So many pairs of rows are drawn for u; of a small table, as many as it has.
const DRAWS: u64 = 300_000;
/// And so many for comparisons whose weights follow tokens: what is drawn then only says how often nothing agrees.
const DRAWS_OF_TOKENS: u64 = 50_000;

/// Starts the weights: u from random pairs, m from a rough belief that EM replaces.
pub(crate) fn start(comparer: &Comparer<'_, '_>, model: &Model) -> Weights {
    let data = comparer.data;
    let n = data.len() as u64;
    let within_too = model.decide.find_duplicates;
    let by_tokens: Vec<bool> = (0..model.compare.len()).map(|c| comparer.by_tokens(c)).collect();
    let counts = (0..DRAWS.min(n.saturating_mul(n) / 2))
        .into_par_iter()
        .fold(
            || vec![[0_u64; 16]; model.compare.len()],
            |mut counts, i| {
                if n < 2 {
                    return counts;
                }
                let (a, b) = ((mix(2 * i + 1) % n) as u32, (mix(2 * i + 2) % n) as u32);
                if a == b || (!within_too && data.list[a as usize] == data.list[b as usize]) {
                    return counts;
                }
                let pattern = comparer.levels_of(a, b, |c| i < DRAWS_OF_TOKENS || !by_tokens[c]);
                for (c, counts) in counts.iter_mut().enumerate() {
                    counts[digit(pattern, c)] += 1;
                }
                counts
            },
        )
        .reduce(
            || vec![[0; 16]; model.compare.len()],
            |mut a, b| {
                for (a, b) in a.iter_mut().zip(b) {
                    for (a, b) in a.iter_mut().zip(b) {
                        *a += b;
                    }
                }
                a
            },
        );
    let mut comparisons = Vec::with_capacity(model.compare.len());
    for ((c, counts), ready) in model.compare.iter().zip(&counts).zip(&comparer.levels) {
        let levels = c.levels.len() + 1;
        let total = counts.iter().skip(1).sum::<u64>() as f64;
        // The first level is what one expects of the same person; each further one is rarer.
        let rough: Vec<f64> = (0..levels).map(|l| 0.3_f64.powi(l as i32)).collect();
        let sum: f64 = rough.iter().sum();
        let words = c.levels.iter().map(|l| l.words.as_str()).chain([c.otherwise.as_str()]);
        let exact: Vec<Option<f64>> = ready.iter().map(|(r, _)| comparer.exactly(r).map(|u| u.max(1e-12))).collect();
        let rarity = ready.iter().map(|(_, r)| matches!(r, Rarity::Tokens(..))).chain([false]);
        let levels = words
            .zip(rarity)
            .enumerate()
            .map(|(l, (words, by_tokens))| LevelWeights {
                words: words.to_owned(),
                m: rough[l] / sum,
                u: exact.get(l).copied().flatten().unwrap_or_else(|| {
                    // What was not drawn is not impossible.
                    (counts[l + 1] as f64 + 0.5) / (total + 0.5 * levels as f64)
                }),
                by_tokens,
            })
            .collect();
        comparisons.push(ComparisonWeights { name: c.name.clone(), levels });
    }
    let random_pairs = counts.first().map_or(0, |c| c.iter().sum());
    let all = all_pairs(comparer);
    let several = comparer.data.sizes.len() > 1;
    let priors = all.iter().enumerate().map(|(at, pairs)| {
        let expected = if several && at == 0 { 0.001 } else { 0.3 };
        // Three in ten rows of the shorter list have a partner in the longer one; inside a list, hardly any.
        (pairs.sqrt() * expected / pairs.max(1.0)).clamp(1e-15, 0.5)
    });
    let priors = priors.collect();
    Weights { comparisons, priors, random_pairs, pairs: 0, rounds: 0 }
}

/// Pairs of rows inside lists, and of each two lists, in the order of [`Comparer::lists`].
fn all_pairs(comparer: &Comparer<'_, '_>) -> Vec<f64> {
    let sizes = &comparer.data.sizes;
    let mut all = vec![0.0];
    for (a, x) in sizes.iter().enumerate() {
        all[0] += *x as f64 * (*x as f64 - 1.0) / 2.0;
        for (b, y) in sizes.iter().enumerate().take(a) {
            // A table has fewer lists than u16 can count.
            let at = comparer.lists(a as u16, b as u16);
            all.resize(all.len().max(at + 1), 0.0);
            all[at] += *x as f64 * *y as f64;
        }
    }
    all
}

/// Bits of rarity are counted in such steps.
const STEP: f32 = 0.25;

/// Patterns and how often each occurs; the rarity is part of the pattern, in steps.
#[derive(Default)]
pub(crate) struct Patterns(FxHashMap<(u64, i16), u64>);

impl Patterns {
    pub fn add(&mut self, pattern: u64, rarity: f32) {
        // A rarity has some dozens of bits at most.
        let steps = (rarity / STEP).round() as i16;
        *self.0.entry((pattern, steps)).or_default() += 1;
    }

    pub fn merge(mut self, other: Self) -> Self {
        let (mut into, from) =
            if self.0.len() >= other.0.len() { (self, other) } else { (other, std::mem::take(&mut self)) };
        for (key, count) in from.0 {
            *into.0.entry(key).or_default() += count;
        }
        into
    }
}

/// Estimates m and the priors. Each pair counted stands for `each` pairs.
pub(crate) fn em(weights: &mut Weights, patterns: Patterns, each: f64, comparer: &Comparer<'_, '_>) {
    const MOST_ROUNDS: u32 = 200;
    const SMALL: f64 = 1e-5;
    let mut list: Vec<((u64, i16), u64)> = patterns.0.into_iter().collect();
    list.sort_unstable();
    weights.pairs = list.iter().map(|p| p.1).sum();
    let all = all_pairs(comparer);
    for round in 1..=MOST_ROUNDS {
        weights.rounds = round;
        let scorer = Scorer::new(weights);
        let mut found = vec![[0.0_f64; 16]; weights.comparisons.len()];
        let mut same = vec![0.0; all.len()];
        for ((pattern, steps), count) in &list {
            let p = probability(scorer.total(*pattern, f32::from(*steps) * STEP));
            let mass = p * *count as f64;
            if mass < 1e-12 {
                continue;
            }
            let lists = (pattern >> LISTS) as usize;
            if let Some(same) = same.get_mut(lists) {
                *same += mass;
            }
            for (c, found) in found.iter_mut().enumerate() {
                found[digit(*pattern, c)] += mass;
            }
        }
        let mut moved = 0.0_f64;
        for (c, found) in weights.comparisons.iter_mut().zip(&found) {
            let n = c.levels.len();
            let total: f64 = found.iter().skip(usize::from(SILENT) + 1).sum();
            for (level, found) in c.levels.iter_mut().zip(found.iter().skip(1)) {
                // What was never seen is not impossible.
                let m = (found + 0.5) / (total + 0.5 * n as f64);
                moved = moved.max((m - level.m).abs());
                level.m = m;
            }
        }
        weights.priors =
            same.iter().zip(&all).map(|(mass, all)| ((mass * each + 0.5) / (all + 1.0)).clamp(1e-15, 0.5)).collect();
        if moved < SMALL {
            break;
        }
    }
}
