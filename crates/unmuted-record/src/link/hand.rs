//! What a person decided: two rows are, or are not, the same. It always wins.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::table::Row;

/// One answer of a person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Hand {
    /// One row.
    pub left: Row,
    /// The other.
    pub right: Row,
    /// They are the same person in the same incident.
    pub same: bool,
    /// Who decided.
    pub by: String,
    /// When, in a form that sorts (RFC 3339).
    pub at: String,
}

/// An answer that contradicts later ones, and was not followed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// The answer not followed.
    pub answer: Hand,
    /// Why, in words.
    pub because: String,
}

/// Answers that agree with one another: which rows are one, which groups stay apart.
#[derive(Default)]
pub(crate) struct Answers {
    /// Rows joined by hand, in pairs.
    pub same: Vec<(u32, u32)>,
    /// Rows kept apart.
    pub apart: Vec<(u32, u32)>,
    pub conflicts: Vec<Conflict>,
}

/// Follows the answers from the latest to the earliest; one that contradicts those already followed is reported.
pub(crate) fn settle(hand: &[Hand], index: impl Fn(Row) -> Option<u32>) -> Answers {
    let mut order: Vec<&Hand> = hand.iter().collect();
    order.sort_by(|a, b| {
        let key = |h: &&Hand| (h.left.min(h.right), h.left.max(h.right), h.same);
        b.at.cmp(&a.at).then_with(|| key(a).cmp(&key(b)))
    });
    let mut answers = Answers::default();
    let mut group: FxHashMap<u32, u32> = FxHashMap::default();
    fn root(group: &FxHashMap<u32, u32>, mut row: u32) -> u32 {
        while let Some(up) = group.get(&row) {
            row = *up;
        }
        row
    }
    let mut seen: FxHashMap<(u32, u32), bool> = FxHashMap::default();
    for answer in order {
        let (Some(a), Some(b)) = (index(answer.left), index(answer.right)) else {
            let because = "one of its rows is not in the lists".to_owned();
            answers.conflicts.push(Conflict { answer: answer.clone(), because });
            continue;
        };
        let pair = (a.min(b), a.max(b));
        match seen.get(&pair) {
            // A later answer on the same two rows replaces this one: that is no contradiction.
            Some(_) => continue,
            None => seen.insert(pair, answer.same),
        };
        let (x, y) = (root(&group, a), root(&group, b));
        if answer.same {
            let kept = answers.apart.iter().any(|(p, q)| {
                let (p, q) = (root(&group, *p), root(&group, *q));
                (p == x && q == y) || (p == y && q == x)
            });
            if a == b || x == y {
                continue;
            }
            if kept {
                let because = "later answers keep these two, or rows joined to them by hand, apart".to_owned();
                answers.conflicts.push(Conflict { answer: answer.clone(), because });
                continue;
            }
            group.insert(x.max(y), x.min(y));
            answers.same.push(pair);
        } else if x == y {
            let because = "later answers join these two, through rows between them".to_owned();
            answers.conflicts.push(Conflict { answer: answer.clone(), because });
        } else {
            answers.apart.push(pair);
        }
    }
    answers
}
