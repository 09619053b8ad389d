//! Ids that a list asserts of another, held against what the rows themselves say.

use rustc_hash::FxHashMap;

use super::error::LinkError;
use super::estimate::{Scorer, probability};
use super::linker::Linker;
use super::links::Links;
use super::table::Row;

/// Why an assertion is doubted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Suspicion {
    /// The two rows do not agree, on their own, and another row may fit better.
    OtherPerson,
    /// One id is asserted by several rows that are not duplicates of one another.
    AssertedTwice,
}

/// An assertion that should be looked at.
#[derive(Clone, PartialEq, Debug)]
pub struct Suspect {
    /// The row that asserts.
    pub left: Row,
    /// The row that it names.
    pub right: Row,
    /// Why.
    pub why: Suspicion,
    /// How likely the two are one person, without the assertion.
    pub probability: f64,
    /// The row of the named list that fits the asserting row best, and how likely that is.
    pub instead: Option<(Row, f64)>,
}

impl Linker<'_> {
    /// Scores each asserted pair anew; the weights know nothing of the assertions. Suspect is what the evidence makes less
    /// likely than `least`, and of several rows that name one row, those that fit it less well. The least likely first.
    pub fn check(&self, links: &Links, asserted: &[(Row, Row)], least: f64) -> Result<Vec<Suspect>, LinkError> {
        let comparer = self.comparer()?;
        let scorer = Scorer::new(&links.weights);
        let bits = |a: u32, b: u32| Self::odds(&comparer, &scorer, a, b);
        let mut best: FxHashMap<(u32, u16), (u32, f32)> = FxHashMap::default();
        for s in &links.scored {
            for (row, other) in [(s.a, s.b), (s.b, s.a)] {
                // Sorted, the surest first.
                best.entry((row, self.data.list[other as usize])).or_insert((other, s.bits));
            }
        }
        let number = |row: Row| self.data.list_number.get(usize::from(row.list)).copied().unwrap_or(u16::MAX);
        let mut named: FxHashMap<(u32, u16), Vec<(u32, f64)>> = FxHashMap::default();
        let mut known = Vec::with_capacity(asserted.len());
        for (left, right) in asserted {
            let (Some(a), Some(b)) = (self.number(*left), self.number(*right)) else { continue };
            let p = probability(bits(a, b));
            named.entry((b, number(*left))).or_default().push((a, p));
            known.push((*left, *right, a, b, p));
        }
        let mut suspects = Vec::new();
        for (left, right, a, b, p) in known {
            let others = named.get(&(b, number(left))).map_or(&[][..], Vec::as_slice);
            // Of several that name one row, those are asked that do not fit it best.
            let fittest = others.iter().map(|o| o.1).fold(0.0, f64::max);
            let twice = others.iter().any(|(o, _)| *o != a && probability(bits(a, *o)) < self.model.decide.duplicate);
            let why = if p < least {
                Suspicion::OtherPerson
            } else if twice && p < fittest {
                Suspicion::AssertedTwice
            } else {
                continue;
            };
            let instead = best
                .get(&(a, number(right)))
                .filter(|(other, _)| *other != b)
                .map(|(other, bits)| (self.data.rows[*other as usize], probability(f64::from(*bits))));
            suspects.push(Suspect { left, right, why, probability: p, instead });
        }
        suspects
            .sort_by(|x, y| x.probability.total_cmp(&y.probability).then((x.left, x.right).cmp(&(y.left, y.right))));
        Ok(suspects)
    }
}
