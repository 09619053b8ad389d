//! The whole way: prepare, block, compare, estimate, score, group.

use std::sync::OnceLock;

use rayon::prelude::*;

use super::block::Blocks;
use super::cluster::Scored;
use super::compare::Comparer;
use super::error::LinkError;
use super::estimate::{Patterns, Scorer, Weights, em, start};
use super::hand::Hand;
use super::links::Links;
use super::model::Model;
use super::prepare::Data;
use super::table::{Row, Table};

/// Up to so many pairs are kept with their patterns between EM and scoring; more are compared twice.
const MOST_HELD: u64 = 12_000_000;
/// Of more pairs, about so many are enough for EM.
const ENOUGH_FOR_EM: u64 = 6_000_000;
/// Pairs less likely than this (log2 of the odds) are forgotten.
const LEAST_BITS: f64 = -10.0;
/// Odds of what a model calls certain, in bits.
const CERTAIN_BITS: f64 = 60.0;

/// Links the rows of one table by one model.
pub struct Linker<'t> {
    pub(crate) table: &'t Table,
    pub(crate) model: &'t Model,
    pub(crate) data: Data<'t>,
    /// Rows and their numbers here, by row; made when first asked for.
    index: OnceLock<Vec<(Row, u32)>>,
}

/// A pair between EM and scoring.
struct Held {
    a: u32,
    b: u32,
    rarity: f32,
    never: bool,
    pattern: u64,
}

impl<'t> Linker<'t> {
    /// Makes a table ready.
    pub fn new(table: &'t Table, model: &'t Model) -> Result<Self, LinkError> {
        Ok(Self { table, model, data: Data::new(table, model)?, index: OnceLock::new() })
    }

    pub(crate) fn comparer(&self) -> Result<Comparer<'_, 't>, LinkError> {
        Comparer::new(&self.data, self.model)
    }

    /// Our number of a row of the table.
    pub(crate) fn number(&self, row: Row) -> Option<u32> {
        let index = self.index.get_or_init(|| {
            let mut index: Vec<(Row, u32)> = self.data.rows.iter().copied().zip(0..).collect();
            index.par_sort_unstable();
            index
        });
        index.binary_search_by_key(&row, |e| e.0).ok().map(|at| index[at].1)
    }

    /// Links all rows. Without `weights` they are estimated; `hand` always wins.
    pub fn link(&self, weights: Option<&Weights>, hand: &[Hand]) -> Result<Links, LinkError> {
        let comparer = self.comparer()?;
        if let Some(weights) = weights {
            self.fits(weights)?;
        }
        let (blocks, blocked) = Blocks::new(&self.data, self.model)?;
        let at_most: u64 = blocked.iter().map(|b| b.pairs).sum();
        let hold = at_most <= MOST_HELD;
        let mut held: Vec<Held> = Vec::new();
        if hold {
            held = blocks.pairs(1, |a, b, found| {
                let c = comparer.compare(a, b);
                found.push(Held { a, b, rarity: c.rarity, never: c.never, pattern: c.pattern });
            });
        }
        let weights = match weights {
            Some(w) => w.clone(),
            None => {
                let mut weights = start(&comparer, self.model);
                let (patterns, each) = if hold {
                    let patterns = held
                        .par_chunks(16_384)
                        .map(|chunk| {
                            let mut patterns = Patterns::default();
                            // What is certainly not one teaches nothing.
                            for h in chunk.iter().filter(|h| !h.never) {
                                patterns.add(h.pattern, h.rarity);
                            }
                            patterns
                        })
                        .reduce(Patterns::default, Patterns::merge);
                    (patterns, 1)
                } else {
                    let each = at_most.div_ceil(ENOUGH_FOR_EM);
                    let sample = blocks.pairs(each, |a, b, found| {
                        let c = comparer.compare(a, b);
                        if !c.never {
                            found.push((c.pattern, c.rarity));
                        }
                    });
                    let mut patterns = Patterns::default();
                    for (pattern, rarity) in sample {
                        patterns.add(pattern, rarity);
                    }
                    (patterns, each)
                };
                em(&mut weights, patterns, each as f64, &comparer);
                weights
            }
        };
        let scorer = Scorer::new(&weights);
        let judge = |h: &Held| -> Option<(Scored, bool)> {
            let bits = scorer.total(h.pattern, h.rarity);
            if h.never {
                // Kept to be asked about, where all else says that they are one.
                let bits = bits - scorer.worst(h.pattern);
                let asked = bits >= 0.0 && self.data.list[h.a as usize] != self.data.list[h.b as usize];
                return asked.then_some((Scored { a: h.a, b: h.b, bits: bits as f32 }, true));
            }
            if bits < LEAST_BITS && comparer.always.is_empty() {
                return None;
            }
            let bits = always(&comparer, h.a, h.b, bits);
            (bits >= LEAST_BITS).then_some((Scored { a: h.a, b: h.b, bits: bits as f32 }, false))
        };
        let compared;
        let judged: Vec<(Scored, bool)>;
        if hold {
            compared = held.len() as u64;
            judged = held.par_iter().filter_map(judge).collect();
            drop(held);
        } else {
            let count = std::sync::atomic::AtomicU64::new(0);
            judged = blocks.pairs(1, |a, b, found| {
                count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let c = comparer.compare(a, b);
                found.extend(judge(&Held { a, b, rarity: c.rarity, never: c.never, pattern: c.pattern }));
            });
            compared = count.into_inner();
        }
        let ruled_out: Vec<Scored> = judged.iter().filter(|j| j.1).map(|j| j.0).collect();
        let mut scored: Vec<Scored> = judged.into_iter().filter(|j| !j.1).map(|j| j.0).collect();
        drop(blocks);
        scored.par_sort_unstable_by(|x, y| y.bits.total_cmp(&x.bits).then((x.a, x.b).cmp(&(y.a, y.b))));
        let mut links = self.group(&comparer, &scorer, &scored, &ruled_out, hand);
        links.blocked = blocked;
        links.compared = compared;
        links.weights = weights;
        links.scored = scored;
        Ok(links)
    }

    /// log2 of the odds of any two of our rows, all rules of the model taken into account.
    pub(crate) fn odds(comparer: &Comparer<'_, '_>, scorer: &Scorer, a: u32, b: u32) -> f64 {
        // Compared in one order only, so that it is the same seen from either side.
        let (a, b) = (a.min(b), a.max(b));
        let c = comparer.compare(a, b);
        if c.never { f64::NEG_INFINITY } else { always(comparer, a, b, scorer.total(c.pattern, c.rarity)) }
    }

    /// Whether weights were estimated for this model.
    pub(crate) fn fits(&self, weights: &Weights) -> Result<(), LinkError> {
        let same = weights.comparisons.len() == self.model.compare.len()
            && weights.comparisons.iter().zip(&self.model.compare).all(|(w, c)| {
                w.name == c.name
                    && w.levels.len() == c.levels.len() + 1
                    && w.levels.iter().zip(&c.levels).all(|(w, l)| w.words == l.words)
            });
        if same {
            return Ok(());
        }
        Err(LinkError::table("the weights are those of another model", "estimate them anew"))
    }
}

/// Odds, or more where a rule of the model says that two rows are one.
fn always(comparer: &Comparer<'_, '_>, a: u32, b: u32, bits: f64) -> f64 {
    if !comparer.always.is_empty() && comparer.certain(&comparer.always, a, b).is_some() {
        return bits.max(CERTAIN_BITS);
    }
    bits
}
