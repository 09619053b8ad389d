//! What comes out of linking: incidents, the pairs that made them, and what to ask a person.

use super::block::Blocked;
use super::cluster::Scored;
use super::estimate::Weights;
use super::hand::Conflict;
use super::table::{Row, Table};

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
    /// How likely the pair is on its own; where it is ruled out, without the field that speaks most against it.
    pub probability: f64,
    /// They are in one incident as things stand.
    pub together: bool,
    /// A rule of the model keeps them apart, though all else agrees and neither has another partner there: two names,
    /// perhaps, of one person.
    pub ruled_out: bool,
}

/// What came out.
pub struct Links {
    /// Of each row, in the order of the table, its incident. Incidents are numbered by their first row.
    pub incident: Vec<u32>,
    /// How many incidents there are.
    pub incidents: u32,
    /// Of each row, in the order of the table, how likely it belongs to its incident: the surest of its pairs; of a
    /// duplicate, how likely it is one. 1 alone.
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
