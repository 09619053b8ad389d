//! No file counts twice: locations that lie in one another are refused, and a file that links reach again is passed
//! over.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{Entry, Location};

/// Two locations of which one lies in the other, or that are the same, as numbers from zero: the one within comes last.
pub(crate) fn overlapping(locations: &[Box<dyn Location>]) -> Option<(usize, usize)> {
    let mut roots: Vec<(PathBuf, usize)> = Vec::new();
    for (number, location) in locations.iter().enumerate() {
        roots.extend(location.roots().into_iter().map(|root| (root, number)));
    }
    // Part by part, so that what lies in a folder comes just after it.
    roots.sort();
    let mut outer: Option<&(PathBuf, usize)> = None;
    for root in &roots {
        match outer {
            Some((path, number)) if root.0.starts_with(path) => {
                if *number != root.1 {
                    return Some((*number, root.1));
                }
            }
            _ => outer = Some(root),
        }
    }
    // Of a store, names tell: a bucket, and what its keys begin with.
    let stores: Vec<(usize, String)> = locations
        .iter()
        .enumerate()
        .filter(|(_, l)| !matches!(l.kind(), "folder" | "list" | "file"))
        .map(|(number, l)| (number, l.identity()))
        .collect();
    let within = |outer: &str, inner: &str| {
        inner.strip_prefix(outer.trim_end_matches('/')).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    stores.iter().enumerate().find_map(|(i, (a, one))| {
        stores.iter().skip(i + 1).find_map(|(b, other)| match (within(one, other), within(other, one)) {
            (true, _) => Some((*a, *b)),
            (_, true) => Some((*b, *a)),
            _ => None,
        })
    })
}

/// Which files were reached through links so far. All must be asked about in order of location and path.
pub(crate) struct Once<'a> {
    locations: &'a [Box<dyn Location>],
    /// Digests of where links led, 16 bytes each: an archive may consist of links.
    seen: HashSet<[u8; 16]>,
}

impl<'a> Once<'a> {
    pub(crate) fn new(locations: &'a [Box<dyn Location>]) -> Self {
        Self { locations, seen: HashSet::new() }
    }

    /// Whether this entry is a link to a file that counts by another entry: by its own path, in whichever location, or
    /// else by the first link that leads to it.
    pub(crate) fn again(&mut self, entry: &Entry) -> bool {
        let Some(file) = &entry.leads_to else { return false };
        self.locations.iter().any(|l| l.holds(file)) || !self.seen.insert(digest(file))
    }
}

fn digest(file: &Path) -> [u8; 16] {
    let digest = Sha256::digest(file.as_os_str().as_encoded_bytes());
    digest.first_chunk().copied().unwrap_or_default()
}
