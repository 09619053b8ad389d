//! What a new release changes: rows that came, rows that are gone, and rows that are linked otherwise.

use std::collections::{BTreeMap, BTreeSet};

/// One difference between two links of the same lists. `K` names a row across releases.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Change<K> {
    /// A row that was not there before, and what it is linked with now.
    Came {
        /// The row.
        row: K,
        /// Rows of the same incident.
        with: Vec<K>,
    },
    /// A row that is there no more, and what it was linked with.
    Gone {
        /// The row.
        row: K,
        /// Rows of the incident that it was in.
        from: Vec<K>,
    },
    /// Two rows, in both releases, that are one incident only now.
    Joined(K, K),
    /// Two rows, in both releases, that were one incident and are no more.
    Parted(K, K),
}

/// Compares two links, each given as rows and the numbers of their incidents. The numbers need not agree. Sorted.
pub fn changes<K: Ord + Clone>(before: &[(K, u32)], after: &[(K, u32)]) -> Vec<Change<K>> {
    let groups = |rows: &[(K, u32)]| {
        let mut groups: BTreeMap<u32, BTreeSet<K>> = BTreeMap::new();
        for (row, incident) in rows {
            groups.entry(*incident).or_default().insert(row.clone());
        }
        groups
    };
    let (old, new) = (groups(before), groups(after));
    let keys = |rows: &[(K, u32)]| rows.iter().map(|r| r.0.clone()).collect::<BTreeSet<K>>();
    let (had, has) = (keys(before), keys(after));
    let others = |group: &BTreeSet<K>, row: &K| group.iter().filter(|k| *k != row).cloned().collect::<Vec<K>>();
    let pairs = |groups: &BTreeMap<u32, BTreeSet<K>>| {
        let mut pairs = BTreeSet::new();
        for group in groups.values() {
            let kept: Vec<&K> = group.iter().filter(|k| had.contains(k) && has.contains(k)).collect();
            for (i, a) in kept.iter().enumerate() {
                pairs.extend(kept[i + 1..].iter().map(|b| ((*a).clone(), (*b).clone())));
            }
        }
        pairs
    };
    let mut all = Vec::new();
    for group in new.values() {
        all.extend(
            group
                .iter()
                .filter(|k| !had.contains(k))
                .map(|row| Change::Came { row: row.clone(), with: others(group, row) }),
        );
    }
    for group in old.values() {
        all.extend(
            group
                .iter()
                .filter(|k| !has.contains(k))
                .map(|row| Change::Gone { row: row.clone(), from: others(group, row) }),
        );
    }
    let (was, is) = (pairs(&old), pairs(&new));
    all.extend(is.difference(&was).cloned().map(|(a, b)| Change::Joined(a, b)));
    all.extend(was.difference(&is).cloned().map(|(a, b)| Change::Parted(a, b)));
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_incidents_do_not_matter_and_every_difference_is_told() {
        let before = [("a1", 0), ("b1", 0), ("a2", 1), ("b2", 2), ("a3", 3), ("b3", 3)];
        assert_eq!(changes(&before, &before.map(|(k, n)| (k, n + 7))), []);
        let after = [("a1", 5), ("b1", 6), ("a2", 1), ("b2", 1), ("b3", 3), ("c3", 3)];
        assert_eq!(
            changes(&before, &after),
            [
                Change::Came { row: "c3", with: vec!["b3"] },
                Change::Gone { row: "a3", from: vec!["b3"] },
                Change::Joined("a2", "b2"),
                Change::Parted("a1", "b1"),
            ]
        );
    }
}
