//! Which given names stand for one another: William is Bill. A small table of our own.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

static TABLE: OnceLock<FxHashMap<&'static str, SmallVec<[u16; 2]>>> = OnceLock::new();

fn table() -> &'static FxHashMap<&'static str, SmallVec<[u16; 2]>> {
    TABLE.get_or_init(|| {
        let mut table: FxHashMap<&str, SmallVec<[u16; 2]>> = FxHashMap::default();
        let lines = include_str!("nicknames.txt").lines().filter(|l| !l.starts_with('#'));
        for (group, line) in (0_u16..).zip(lines) {
            for name in line.split_whitespace() {
                let groups = table.entry(name).or_default();
                if !groups.contains(&group) {
                    groups.push(group);
                }
            }
        }
        table
    })
}

/// The groups that a token belongs to.
pub(crate) fn groups(token: &str) -> SmallVec<[u16; 2]> {
    table().get(token).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bill_is_william_and_not_robert() {
        let shares = |a: &str, b: &str| groups(a).iter().any(|g| groups(b).contains(g));
        assert!(shares("bill", "william"));
        assert!(!shares("bill", "robert"));
        assert!(groups("savela").is_empty());
    }

    #[test]
    fn the_table_is_tokens_as_names_are_normalised() {
        for line in include_str!("nicknames.txt").lines().filter(|l| !l.starts_with('#')) {
            for name in line.split_whitespace() {
                assert!(name.bytes().all(|b| b.is_ascii_lowercase()), "{name}");
            }
        }
    }
}
