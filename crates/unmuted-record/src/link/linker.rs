//! The whole way: prepare, block, compare, estimate, score, group.

use std::sync::OnceLock;

use rayon::prelude::*;

use super::block::{Blocked, Blocks};
use super::cluster::{Rules, Scored, cluster};
use super::compare::Comparer;
use super::error::LinkError;
use super::estimate::{Patterns, Scorer, Weights, em, log_odds, probability, start};
use super::hand::{Conflict, Hand, settle};
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

/// Two rows that were linked.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Link {
    /// One row, the smaller.
    pub left: Row,
    /// The other.
    pub right: Row,
    /// log2 of the odds that they are one person.
    pub bits: f32,
    /// The same as a probability.
    pub probability: f64,
    /// A person said so.
    pub by_hand: bool,
}

/// Two rows of which a person should say whether they are one.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Doubt {
    /// One row, the smaller.
    pub left: Row,
    /// The other.
    pub right: Row,
    /// How likely the pair is on its own.
    pub probability: f64,
    /// They are in one incident as things stand.
    pub together: bool,
}

/// What came out.
pub struct Links {
    /// Of each row, in the order of the table, its incident. Incidents are numbered by their first row.
    pub incident: Vec<u32>,
    /// How many incidents there are.
    pub incidents: u32,
    /// Of each row, in the order of the table, how likely it belongs to its incident: the surest of its pairs. 1 alone.
    pub sure: Vec<f64>,
    /// Of each row, in the order of the table, whether its list has another row in the incident that stands for both.
    pub duplicate: Vec<bool>,
    /// Pairs that joined rows, the surest first, those by hand before all.
    pub links: Vec<Link>,
    /// What to ask a person, the most doubtful first.
    pub review: Vec<Doubt>,
    /// Answers not followed.
    pub conflicts: Vec<Conflict>,
    /// What the blocking rules did.
    pub blocked: Vec<Blocked>,
    /// Pairs compared.
    pub compared: u64,
    /// The weights used.
    pub weights: Weights,
    /// All pairs that are not hopeless, in our numbers.
    pub(crate) scored: Vec<Scored>,
    pub(crate) rows: Vec<Row>,
}

impl Links {
    /// All pairs that are not hopeless, whether linked or not, with the log2 of their odds.
    pub fn pairs(&self) -> impl Iterator<Item = (Row, Row, f32)> + '_ {
        self.scored.iter().map(|s| {
            let (a, b) = (self.rows[s.a as usize], self.rows[s.b as usize]);
            (a.min(b), a.max(b), s.bits)
        })
    }

    /// The rows of each incident, sorted. `table` is the one that was linked.
    pub fn members(&self, table: &Table) -> Vec<Vec<Row>> {
        let mut all = vec![Vec::new(); self.incidents as usize];
        for (row, incident) in table.rows.iter().zip(&self.incident) {
            all[*incident as usize].push(*row);
        }
        for rows in &mut all {
            rows.sort_unstable();
        }
        all
    }
}

/// A pair between EM and scoring.
struct Held {
    a: u32,
    b: u32,
    rarity: f32,
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
                // What is certainly not one teaches EM nothing.
                if !c.never {
                    found.push(Held { a, b, rarity: c.rarity, pattern: c.pattern });
                }
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
                            for h in chunk {
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
        let judge = |a: u32, b: u32, pattern: u64, rarity: f32| -> Option<Scored> {
            let bits = scorer.total(pattern, rarity);
            if bits < LEAST_BITS && comparer.always.is_empty() {
                return None;
            }
            let bits = always(&comparer, a, b, bits);
            (bits >= LEAST_BITS).then_some(Scored { a, b, bits: bits as f32 })
        };
        let compared;
        let mut scored: Vec<Scored>;
        if hold {
            compared = held.len() as u64;
            scored = held.par_iter().filter_map(|h| judge(h.a, h.b, h.pattern, h.rarity)).collect();
            drop(held);
        } else {
            let count = std::sync::atomic::AtomicU64::new(0);
            scored = blocks.pairs(1, |a, b, found| {
                count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let c = comparer.compare(a, b);
                if !c.never {
                    found.extend(judge(a, b, c.pattern, c.rarity));
                }
            });
            compared = count.into_inner();
        }
        drop(blocks);
        scored.par_sort_unstable_by(|x, y| y.bits.total_cmp(&x.bits).then((x.a, x.b).cmp(&(y.a, y.b))));
        let mut links = self.group(&comparer, &scorer, &scored, hand);
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

    fn group(&self, comparer: &Comparer<'_, '_>, scorer: &Scorer, scored: &[Scored], hand: &[Hand]) -> Links {
        let n = self.data.len();
        let decide = &self.model.decide;
        let answers = settle(hand, |row| self.number(row));
        let bits = |a: u32, b: u32| Self::odds(comparer, scorer, a, b);
        let rules = Rules {
            bits: &bits,
            list: &self.data.list,
            one_per_list: decide.one_per_list,
            duplicate: log_odds(decide.duplicate),
            together: decide.together_bits,
        };
        let (across, within) = (log_odds(decide.link) as f32, log_odds(decide.duplicate) as f32);
        let one_list = |s: &Scored| self.data.list[s.a as usize] == self.data.list[s.b as usize];
        let edges: Vec<Scored> = scored
            .iter()
            .copied()
            .filter(|s| {
                let least = if one_list(s) && decide.one_per_list { within } else { across };
                s.bits >= least
            })
            .collect();
        let (mut groups, used) = cluster(n, &edges, &answers, &rules);
        drop(edges);

        // Numbers by the first row of each group; all that is handed out is in the order of the table.
        let mut root_of: Vec<u32> = (0..n as u32).map(|row| groups.root(row)).collect();
        let mut first: Vec<u32> = vec![u32::MAX; n];
        for (row, root) in root_of.iter().enumerate() {
            let slot = &mut first[*root as usize];
            if *slot == u32::MAX || self.data.rows[row] < self.data.rows[*slot as usize] {
                *slot = row as u32;
            }
        }
        let mut roots: Vec<u32> = (0..n as u32).filter(|r| first[*r as usize] != u32::MAX).collect();
        roots.par_sort_unstable_by_key(|r| self.data.rows[first[*r as usize] as usize]);
        let mut number = first;
        for (incident, root) in (0..).zip(&roots) {
            number[*root as usize] = incident;
        }
        for root in &mut root_of {
            *root = number[*root as usize];
        }
        let together = root_of;

        let mut best: Vec<f32> = vec![f32::NEG_INFINITY; n];
        let mut support: Vec<f32> = vec![0.0; n];
        for s in scored {
            if together[s.a as usize] == together[s.b as usize] {
                for row in [s.a, s.b] {
                    best[row as usize] = best[row as usize].max(s.bits);
                    if !one_list(s) {
                        support[row as usize] += s.bits;
                    }
                }
            }
        }
        let by_hand: Vec<(u32, u32)> = answers.same.clone();
        for (a, b) in &by_hand {
            best[*a as usize] = f32::INFINITY;
            best[*b as usize] = f32::INFINITY;
        }

        // Of several rows of a list in one incident, the one that other lists support best stands for all.
        let mut standing: rustc_hash::FxHashMap<(u32, u16), u32> = rustc_hash::FxHashMap::default();
        let mut doubled = vec![false; n];
        let mut order: Vec<u32> = (0..n as u32).filter(|r| best[*r as usize] > f32::NEG_INFINITY).collect();
        order.sort_unstable_by(|x, y| {
            let (x, y) = (*x as usize, *y as usize);
            support[y].total_cmp(&support[x]).then(self.data.rows[x].cmp(&self.data.rows[y]))
        });
        for row in order {
            let key = (together[row as usize], self.data.list[row as usize]);
            if *standing.entry(key).or_insert(row) != row {
                doubled[row as usize] = true;
            }
        }

        let mut incident = vec![0; n];
        let mut sure = vec![1.0; n];
        let mut duplicate = vec![false; n];
        for (row, at) in self.data.at.iter().enumerate() {
            incident[*at as usize] = together[row];
            duplicate[*at as usize] = doubled[row];
            if best[row] > f32::NEG_INFINITY {
                sure[*at as usize] = probability(f64::from(best[row]));
            }
        }
        let link = |a: u32, b: u32, bits: f32, by_hand: bool| {
            let (x, y) = (self.data.rows[a as usize], self.data.rows[b as usize]);
            let probability = if by_hand { 1.0 } else { probability(f64::from(bits)) };
            Link { left: x.min(y), right: x.max(y), bits, probability, by_hand }
        };
        let mut links: Vec<Link> = by_hand.iter().map(|(a, b)| link(*a, *b, bits(*a, *b) as f32, true)).collect();
        links.sort_unstable_by_key(|l| (l.left, l.right));
        links.extend(used.iter().map(|s| link(s.a, s.b, s.bits, false)));
        let review = self.doubts(scored, hand, &together, &best);
        Links {
            incident,
            incidents: roots.len() as u32,
            sure,
            duplicate,
            links,
            review,
            conflicts: answers.conflicts,
            blocked: Vec::new(),
            compared: 0,
            weights: Weights {
                comparisons: Vec::new(),
                priors: Vec::new(),
                random_pairs: 0,
                pairs: 0,
                rounds: 0,
            },
            scored: Vec::new(),
            rows: self.data.rows.clone(),
        }
    }

    /// Pairs in the model's band that no answer settles. A pair between rows that are each surely linked elsewhere in a
    /// way that excludes it is not asked.
    fn doubts(&self, scored: &[Scored], hand: &[Hand], together: &[u32], best: &[f32]) -> Vec<Doubt> {
        let decide = &self.model.decide;
        let (low, high) = (log_odds(decide.review[0]) as f32, log_odds(decide.review[1]) as f32);
        let mut answered: Vec<(Row, Row)> =
            hand.iter().map(|h| (h.left.min(h.right), h.left.max(h.right))).collect();
        answered.sort_unstable();
        let mut doubts: Vec<Doubt> = scored
            .iter()
            .filter(|s| s.bits >= low && s.bits <= high)
            .filter_map(|s| {
                let (a, b) = (s.a as usize, s.b as usize);
                let (x, y) = (self.data.rows[a], self.data.rows[b]);
                let pair = (x.min(y), x.max(y));
                let joined = together[a] == together[b];
                let settled = best[a] > high && best[b] > high;
                if answered.binary_search(&pair).is_ok() || settled {
                    return None;
                }
                let probability = probability(f64::from(s.bits));
                Some(Doubt { left: pair.0, right: pair.1, probability, together: joined })
            })
            .collect();
        doubts.sort_by(|x, y| {
            let far = |d: &Doubt| (d.probability - 0.5).abs();
            far(x).total_cmp(&far(y)).then((x.left, x.right).cmp(&(y.left, y.right)))
        });
        doubts
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
