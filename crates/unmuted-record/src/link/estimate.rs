//! The weights: how often a level holds for two rows of one person (m), and for two rows drawn at random (u).
//!
//! u comes from pairs of rows drawn at random, all but a few of which are different persons, and, where a level follows
//! tokens, from the frequencies of the very tokens in common. m and the share of pairs that are the same come from EM
//! over all pairs that blocking proposes, with u held. Because u and the prior speak of all pairs of the table and not of
//! those in a block, the blocks' rules do not bias them: no field has to be left out of a round, as where u and the prior
//! are those of a block.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::compare::{Comparer, DIGIT, Rarity, SILENT, WITHIN};
use super::model::Model;
use super::prepare::mix;

/// Estimated weights. They can be kept, and used again for the same model.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Weights {
    /// Of each comparison.
    pub comparisons: Vec<ComparisonWeights>,
    /// Share of all pairs across lists that are one person.
    pub prior_across: f64,
    /// Share of all pairs inside a list that are one person.
    pub prior_within: f64,
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
    across: f64,
    within: f64,
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
        Self { bits, across: log_odds(weights.prior_across), within: log_odds(weights.prior_within) }
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
        if pattern & WITHIN != 0 { self.within } else { self.across }
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

/// So many pairs of rows are drawn for u.
fn draws(rows: usize) -> u64 {
    if rows > 200_000 { 1_000_000 } else { 500_000 }
}

/// Starts the weights: u from random pairs, m from a rough belief that EM replaces.
pub(crate) fn start(comparer: &Comparer<'_, '_>, model: &Model) -> Weights {
    let data = comparer.data;
    let n = data.len() as u64;
    let within_too = model.decide.find_duplicates;
    let counts = (0..draws(data.len()))
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
                let pattern = comparer.compare(a, b).pattern;
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
        let rarity = ready.iter().map(|(_, r)| matches!(r, Rarity::Tokens(..))).chain([false]);
        let levels = words
            .zip(rarity)
            .enumerate()
            .map(|(l, (words, by_tokens))| LevelWeights {
                words: words.to_owned(),
                m: rough[l] / sum,
                u: (counts[l + 1] as f64 + 0.5) / (total + 0.5 * levels as f64),
                by_tokens,
            })
            .collect();
        comparisons.push(ComparisonWeights { name: c.name.clone(), levels });
    }
    let random_pairs = counts.first().map_or(0, |c| c.iter().sum());
    let (across, within) = all_pairs(comparer);
    let prior = |pairs: f64, share: f64| (n as f64 * share / pairs.max(1.0)).clamp(1e-15, 0.5);
    let prior_within = prior(within, if across > 0.0 { 0.001 } else { 0.3 });
    Weights { comparisons, prior_across: prior(across, 0.3), prior_within, random_pairs, pairs: 0, rounds: 0 }
}

/// Pairs of rows across lists, and inside lists.
fn all_pairs(comparer: &Comparer<'_, '_>) -> (f64, f64) {
    let n = comparer.data.len() as f64;
    let squares: f64 = comparer.data.sizes.iter().map(|s| (*s as f64).powi(2)).sum();
    ((n * n - squares) / 2.0, (squares - n) / 2.0)
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
    let (across, within) = all_pairs(comparer);
    for round in 1..=MOST_ROUNDS {
        weights.rounds = round;
        let scorer = Scorer::new(weights);
        let mut found = vec![[0.0_f64; 16]; weights.comparisons.len()];
        let (mut same_across, mut same_within) = (0.0, 0.0);
        for ((pattern, steps), count) in &list {
            let p = probability(scorer.total(*pattern, f32::from(*steps) * STEP));
            let mass = p * *count as f64;
            if mass < 1e-12 {
                continue;
            }
            if pattern & WITHIN != 0 {
                same_within += mass
            } else {
                same_across += mass
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
        let prior = |mass: f64, all: f64| ((mass * each + 0.5) / (all + 1.0)).clamp(1e-15, 0.5);
        weights.prior_across = prior(same_across, across);
        weights.prior_within = prior(same_within, within);
        if moved < SMALL {
            break;
        }
    }
}
