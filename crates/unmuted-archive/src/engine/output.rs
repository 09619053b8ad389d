//! The folder that a scan writes into: made where it is not there, and not taken from a scan of something else.

use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::ScanError;
use crate::tables::{INFO_FILE, LocationInfo, ScanInfo};

/// The name of the file that tells where the locations of a finished scan lie: a digest of each place, one a line.
/// It is for this machine alone, and no part of the result.
const NAME: &str = "scan.places";

/// Makes the folder.
pub(crate) fn make_folder(dir: &Path) -> Result<(), ScanError> {
    if dir.exists() && !dir.is_dir() {
        return Err(ScanError::usage(
            format!("the output {} is a file, and tables go into a folder", dir.display()),
            "name another folder with --out",
        ));
    }
    fs::create_dir_all(dir).map_err(|e| ScanError::output("(the folder itself)", &e))
}

/// Refuses a folder that holds a finished scan of other locations. Without `identities` names alone are compared.
pub(crate) fn of_others(
    dir: &Path,
    locations: &[LocationInfo],
    identities: Option<&[String]>,
) -> Result<(), ScanError> {
    // What cannot be read as a scan is none, and is written over like any torn one.
    let there = fs::read(dir.join(INFO_FILE)).ok();
    let Some(there) = there.and_then(|text| serde_json::from_slice::<ScanInfo>(&text).ok()) else { return Ok(()) };
    let named = |all: &[LocationInfo]| {
        let mut names: Vec<String> = all.iter().map(|l| format!("{} {}", l.kind, l.name)).collect();
        names.sort();
        names
    };
    let (old, new) = (named(&there.locations), named(locations));
    let places = fs::read_to_string(dir.join(NAME)).ok();
    let moved = match (places, identities) {
        (Some(places), Some(identities)) => {
            let mut places: Vec<&str> = places.lines().collect();
            places.sort_unstable();
            let mut now: Vec<String> = identities.iter().map(|i| digest(i)).collect();
            now.sort_unstable();
            places != now
        }
        _ => false,
    };
    if old == new && !moved {
        return Ok(());
    }
    let what = if old == new {
        format!("the output folder {} holds a scan of {}, of that name in another place", dir.display(), old.join(", "))
    } else {
        format!(
            "the output folder {} holds a scan of other locations: it has {}, and this is a scan of {}",
            dir.display(),
            old.join(", "),
            new.join(", ")
        )
    };
    Err(ScanError::usage(what, "name another folder with --out, or say --replace, which writes over that scan"))
}

/// Notes where the locations of a finished scan lie.
pub(super) fn remember(dir: &Path, identities: &[String]) -> Result<(), ScanError> {
    let lines: String = identities.iter().map(|i| format!("{}\n", digest(i))).collect();
    let output = |e: io::Error| ScanError::output(NAME, &e);
    let new = dir.join("scan.places.part");
    fs::write(&new, lines).map_err(output)?;
    fs::rename(&new, dir.join(NAME)).map_err(output)
}

/// Removes that note: the tables will be of another scan.
pub(crate) fn forget(dir: &Path) -> Result<(), ScanError> {
    match fs::remove_file(dir.join(NAME)) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(ScanError::output(NAME, &e)),
        _ => Ok(()),
    }
}

fn digest(identity: &str) -> String {
    Sha256::digest(identity.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}
