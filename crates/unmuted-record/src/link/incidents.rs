//! Rows become incidents: which row stands for duplicates, how sure each is, what is left to ask.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::cluster::{Rules, Scored, cluster};
use super::compare::Comparer;
use super::estimate::{Scorer, Weights, log_odds, probability};
use super::hand::{Hand, settle};
use super::linker::Linker;
use super::links::{Doubt, Link, Links};
use super::table::Row;

impl Linker<'_> {
    /// Groups rows by their scored pairs and the answers; numbers the incidents.
    pub(crate) fn group(
        &self,
        comparer: &Comparer<'_, '_>,
        scorer: &Scorer,
        scored: &[Scored],
        ruled_out: &[Scored],
        hand: &[Hand],
    ) -> Links {
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
        let mut standing: FxHashMap<(u32, u16), u32> = FxHashMap::default();
        let mut doubled = vec![false; n];
        let mut order: Vec<u32> = if decide.one_per_list {
            (0..n as u32).filter(|r| best[*r as usize] > f32::NEG_INFINITY).collect()
        } else {
            Vec::new()
        };
        order.sort_unstable_by(|x, y| {
            let (x, y) = (*x as usize, *y as usize);
            support[y].total_cmp(&support[x]).then(self.data.rows[x].cmp(&self.data.rows[y]))
        });
        for row in order {
            let key = (together[row as usize], self.data.list[row as usize]);
            let stands = *standing.entry(key).or_insert(row);
            if stands != row {
                doubled[row as usize] = true;
                // It is in the incident as far as it is the row that stands for it.
                if best[row as usize] < f32::INFINITY {
                    best[row as usize] = best[row as usize].min(bits(row, stands) as f32);
                }
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
        let review = self.doubts(scored, ruled_out, hand, &together, &best);
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
            weights: Weights { comparisons: Vec::new(), priors: Vec::new(), random_pairs: 0, pairs: 0, rounds: 0 },
            scored: Vec::new(),
            rows: self.data.rows.clone(),
        }
    }

    /// Pairs in the model's band that no answer settles, and pairs that only a rule keeps apart. A pair between rows that
    /// are each surely linked elsewhere is not asked.
    fn doubts(
        &self,
        scored: &[Scored],
        ruled_out: &[Scored],
        hand: &[Hand],
        together: &[u32],
        best: &[f32],
    ) -> Vec<Doubt> {
        let decide = &self.model.decide;
        let (low, high) = (log_odds(decide.review[0]) as f32, log_odds(decide.review[1]) as f32);
        let mut answered: Vec<(Row, Row)> = hand.iter().map(|h| (h.left.min(h.right), h.left.max(h.right))).collect();
        answered.sort_unstable();
        let doubt = |s: &Scored, ruled_out: bool| {
            let (x, y) = (self.data.rows[s.a as usize], self.data.rows[s.b as usize]);
            let (left, right) = (x.min(y), x.max(y));
            let open = answered.binary_search(&(left, right)).is_err();
            let together = together[s.a as usize] == together[s.b as usize];
            open.then(|| Doubt { left, right, probability: probability(f64::from(s.bits)), together, ruled_out })
        };
        let unsettled =
            |s: &&Scored| s.bits >= low && s.bits <= high && !(best[s.a as usize] > high && best[s.b as usize] > high);
        let mut doubts: Vec<Doubt> = scored.iter().filter(unsettled).filter_map(|s| doubt(s, false)).collect();
        if !ruled_out.is_empty() {
            let held: FxHashSet<(u32, u16)> = together.iter().copied().zip(self.data.list.iter().copied()).collect();
            let lacks =
                |row: u32, other: u32| !held.contains(&(together[row as usize], self.data.list[other as usize]));
            let alone = ruled_out.iter().filter(|s| lacks(s.a, s.b) && lacks(s.b, s.a));
            doubts.extend(alone.filter_map(|s| doubt(s, true)));
        }
        doubts.sort_by(|x, y| {
            // What a rule keeps apart comes after what the weights leave open.
            let far = |d: &Doubt| (d.probability - 0.5).abs();
            x.ruled_out
                .cmp(&y.ruled_out)
                .then(far(x).total_cmp(&far(y)))
                .then((x.left, x.right).cmp(&(y.left, y.right)))
        });
        doubts
    }
}
