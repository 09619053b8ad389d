//! Ids of incidents, and what became of those of the record that was built before in the same folder.

use std::collections::{BTreeMap, HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::build::Input;
use super::incident::{Incident, Member};
use super::linked::{RowName, name_of};

/// The record as it was built before: of each row the incident that it was in.
#[derive(Clone, Default, Debug)]
pub struct Before {
    /// Incidents by row.
    pub rows: HashMap<RowName, String>,
}

/// Gives each group its id: that of the incident of before with which it has most rows in common, or one made of its
/// first row.
pub(crate) fn name(inputs: &[Input], groups: Vec<Vec<Member>>, before: &Before) -> Vec<Incident> {
    let names = |members: &[Member]| -> Vec<RowName> {
        let mut names: Vec<_> = members.iter().filter_map(|m| name_of(inputs, m.file, m.row)).collect();
        names.sort();
        names
    };
    let mut ids: Vec<Option<String>> = vec![None; groups.len()];
    if !before.rows.is_empty() {
        // The most rows in common first; then by the old id, then by place, so that nothing is left to chance.
        let mut wishes: Vec<(usize, String, usize)> = Vec::new();
        for (group, at) in groups.iter().zip(0_usize..) {
            let mut common: BTreeMap<&String, usize> = BTreeMap::new();
            for name in names(group) {
                if let Some(old) = before.rows.get(&name) {
                    *common.entry(old).or_default() += 1;
                }
            }
            wishes.extend(common.into_iter().map(|(old, n)| (n, old.clone(), at)));
        }
        wishes.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        let mut taken: HashSet<String> = HashSet::new();
        for (_, old, at) in wishes {
            if let Some(id) = ids.get_mut(at)
                && id.is_none()
                && taken.insert(old.clone())
            {
                *id = Some(old);
            }
        }
    }
    let mut used: HashSet<String> = before.rows.values().cloned().collect();
    used.extend(ids.iter().flatten().cloned());
    let mut incidents = Vec::with_capacity(groups.len());
    for (members, id) in groups.into_iter().zip(ids) {
        let id = id.unwrap_or_else(|| {
            let first = names(&members).into_iter().next().map(|n| n.to_string()).unwrap_or_default();
            let digest: String = Sha256::digest(first.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
            // Ten digits are enough for a million incidents; where two would be one, the next is longer.
            let id = (10..=64)
                .map(|n| format!("i{}", digest.get(..n).unwrap_or(&digest)))
                .find(|id| !used.contains(id))
                .unwrap_or_else(|| format!("i{digest}"));
            used.insert(id.clone());
            id
        });
        incidents.push(Incident { id, members });
    }
    incidents.sort_by(|a, b| a.id.cmp(&b.id));
    incidents
}
