//! From pairs to incidents: the surest pair first, and never two rows of one list that are not duplicates.

use rustc_hash::{FxHashMap, FxHashSet};

use super::hand::Answers;

/// A pair and the log2 of its odds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Scored {
    pub a: u32,
    pub b: u32,
    pub bits: f32,
}

/// What joins groups, and what keeps them apart.
pub(crate) struct Rules<'r> {
    /// log2 odds of any two rows, whether blocking proposed them or not; minus infinity where it cannot be.
    pub bits: &'r dyn Fn(u32, u32) -> f64,
    pub list: &'r [u16],
    /// A list holds a person once, but for duplicates.
    pub one_per_list: bool,
    /// Least odds for two rows of one list, in bits.
    pub duplicate: f64,
    /// Least mean of all pairs across, in bits.
    pub together: f64,
}

/// Rows in groups.
pub(crate) struct Groups {
    up: Vec<u32>,
    /// Rings of the members of a group.
    next: Vec<u32>,
    size: Vec<u32>,
}

/// Of large groups so many members stand for all.
const MOST: usize = 16;
/// One pair does not outweigh all others.
const CAP: f64 = 30.0;

impl Groups {
    fn new(n: usize) -> Self {
        // The table has been checked to hold fewer than 2^32 rows.
        Self { up: (0..n as u32).collect(), next: (0..n as u32).collect(), size: vec![1; n] }
    }

    pub fn root(&mut self, mut row: u32) -> u32 {
        while self.up[row as usize] != row {
            let above = self.up[self.up[row as usize] as usize];
            self.up[row as usize] = above;
            row = above;
        }
        row
    }

    pub fn members(&self, row: u32) -> Vec<u32> {
        let mut all = vec![row];
        let mut at = self.next[row as usize];
        while at != row {
            all.push(at);
            at = self.next[at as usize];
        }
        all.sort_unstable();
        all
    }

    fn join(&mut self, x: u32, y: u32) {
        let (x, y) = (x.min(y), x.max(y));
        self.up[y as usize] = x;
        self.size[x as usize] += self.size[y as usize];
        self.next.swap(x as usize, y as usize);
    }
}

/// Joins what the answers join, then pairs from the surest down. `edges` is sorted so.
pub(crate) fn cluster(n: usize, edges: &[Scored], answers: &Answers, rules: &Rules<'_>) -> (Groups, Vec<Scored>) {
    let mut groups = Groups::new(n);
    let mut used = Vec::new();
    let mut refused: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    let apart: FxHashSet<(u32, u32)> = answers.apart.iter().copied().collect();
    // Rows joined by hand are one from here on: what speaks for one of them speaks for all.
    let mut unit: FxHashMap<u32, u32> = FxHashMap::default();
    for (a, b) in &answers.same {
        let (x, y) = (groups.root(*a), groups.root(*b));
        if x != y {
            groups.join(x, y);
        }
    }
    for (a, b) in &answers.same {
        for row in [*a, *b] {
            let root = groups.root(row);
            unit.insert(row, root);
        }
    }
    for edge in edges {
        let (x, y) = (groups.root(edge.a), groups.root(edge.b));
        if x == y {
            continue;
        }
        // Two groups that may not join are not asked again while they are what they were.
        let sizes = groups.size[x as usize] + groups.size[y as usize];
        let pair = (x.min(y), x.max(y));
        if refused.get(&pair) == Some(&sizes) {
            continue;
        }
        let single = groups.size[x as usize] == 1 && groups.size[y as usize] == 1;
        let free = |a: u32, b: u32| !apart.contains(&(a.min(b), a.max(b)));
        let may = if single {
            free(edge.a, edge.b)
        } else {
            let (left, right) = (groups.members(x), groups.members(y));
            left.iter().all(|a| right.iter().all(|b| free(*a, *b)))
                && rules.may_join(&left, &right, |row| unit.get(&row).copied().unwrap_or(row))
        };
        if may {
            groups.join(x, y);
            used.push(*edge);
        } else {
            refused.insert(pair, sizes);
        }
    }
    (groups, used)
}

impl Rules<'_> {
    fn may_join(&self, left: &[u32], right: &[u32], unit: impl Fn(u32) -> u32) -> bool {
        let few = |all: &[u32]| all.len().div_ceil(MOST);
        // The best pair of each two units.
        let mut best: Vec<((u32, u32), f64)> = Vec::new();
        for a in left.iter().step_by(few(left)) {
            for b in right.iter().step_by(few(right)) {
                let bits = (self.bits)(*a, *b);
                let one_list = self.list[*a as usize] == self.list[*b as usize];
                if self.one_per_list && one_list && bits < self.duplicate {
                    return false;
                }
                let units = (unit(*a), unit(*b));
                match best.iter_mut().find(|(u, _)| *u == units) {
                    Some((_, most)) => *most = most.max(bits),
                    None => best.push((units, bits)),
                }
            }
        }
        let sum: f64 = best.iter().map(|(_, bits)| bits.clamp(-CAP, CAP)).sum();
        best.iter().all(|(_, bits)| *bits > f64::NEG_INFINITY) && sum / (best.len().max(1) as f64) >= self.together
    }
}
