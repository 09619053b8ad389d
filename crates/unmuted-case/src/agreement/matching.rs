//! Which marks of one person are marks of the same things as another's: as many as can be, each once, in order.

use unmuted_model::{Nanos, RecordingTime};

/// Where a mark is: the interval of an instant, or the span of what lasts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub from: RecordingTime,
    pub to: RecordingTime,
}

impl Place {
    /// Twice its middle, so that it is whole.
    fn middle(self) -> i128 {
        i128::from(self.from.ns()) + i128::from(self.to.ns())
    }

    /// Whether the two share an instant, or at most `gap` lies between them. Two spans that last and only touch do
    /// not meet where no gap is allowed.
    fn meets(self, other: Self, gap: Nanos) -> bool {
        let apart = |a: Self, b: Self| b.from - a.to;
        if gap == Nanos::ZERO && self.from < self.to && other.from < other.to {
            return self.from < other.to && other.from < self.to;
        }
        apart(self, other) <= gap && apart(other, self) <= gap
    }
}

/// The most pairs that can be made of marks that meet, each mark in one pair at most and both lists in the order of
/// their middles: the longest common subsequence, by Hunt and Szymanski (Commun ACM 20:350, 1977).
pub(super) fn most(a: &[Place], b: &[Place], gap: Nanos) -> usize {
    let ordered = |places: &[Place]| {
        let mut all = places.to_vec();
        all.sort_by_key(|p| (p.middle(), p.from));
        all
    };
    let (a, b) = (ordered(a), ordered(b));
    let length = |p: &Place| i128::from(p.to.ns()) - i128::from(p.from.ns());
    let longest = b.iter().map(length).max().unwrap_or(0);
    // For each number of pairs the least place in `b` at which so many can end.
    let mut ends: Vec<usize> = Vec::new();
    for place in &a {
        // Marks further away than this, twice over as the middles are, cannot meet it.
        let reach = length(place) + longest + 2 * i128::from(gap.get());
        let first = b.partition_point(|p| p.middle() < place.middle() - reach);
        let last = b.partition_point(|p| p.middle() <= place.middle() + reach);
        for (j, other) in b.iter().enumerate().take(last).skip(first).rev() {
            if place.meets(*other, gap) {
                let at = ends.partition_point(|end| *end < j);
                match ends.get_mut(at) {
                    Some(end) => *end = j,
                    None => ends.push(j),
                }
            }
        }
    }
    ends.len()
}
