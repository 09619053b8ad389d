//! All maps that are known: those that come with the program, and those of folders that the user names.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use unmuted_model::nearest;

use super::map::ListMap;
use crate::Error;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/lists.rs"));
}

/// The name of a map in its folder.
const FILE: &str = "list.toml";

/// Maps by their ids.
#[derive(Clone, Default, Debug)]
pub struct Library {
    maps: BTreeMap<String, ListMap>,
}

impl Library {
    /// The maps that come with the program, and those of some folders: `FOLDER/list.toml` and `FOLDER/*/list.toml`. A map
    /// there takes the place of the program's map of the same id.
    ///
    /// # Errors
    /// A map cannot be read.
    pub fn with(folders: &[PathBuf]) -> Result<Self, Error> {
        let mut library = Self::default();
        for (name, text) in embedded::LISTS {
            library.add(&format!("lists/{name}/{FILE}"), text)?;
        }
        for folder in folders {
            let found = maps_in(folder)?;
            if found.is_empty() {
                return Err(Error::new(
                    format!("{}: there is no {FILE} in it", folder.display()),
                    "give a folder that holds list.toml, or folders that do",
                ));
            }
            for path in found {
                let bytes = fs::read(&path).map_err(|e| {
                    Error::new(
                        format!("{}: it cannot be read: {e}", path.display()),
                        "check the path, and that it may be read",
                    )
                })?;
                let text = String::from_utf8_lossy(&bytes);
                library.add(&path.display().to_string(), &text)?;
            }
        }
        Ok(library)
    }

    /// Adds a map.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), Error> {
        let map = ListMap::read(name, text)?;
        self.maps.insert(map.id.clone(), map);
        Ok(())
    }

    /// All maps, in order of id.
    pub fn maps(&self) -> impl Iterator<Item = &ListMap> {
        self.maps.values()
    }

    /// The map of that id, or of that other name.
    ///
    /// # Errors
    /// There is none; with the nearest.
    pub fn get(&self, id: &str) -> Result<&ListMap, Error> {
        let found = self.maps.get(id).or_else(|| self.maps.values().find(|m| m.aliases.iter().any(|a| a == id)));
        found.ok_or_else(|| {
            let names = self.maps.values().flat_map(|m| std::iter::once(&m.id).chain(&m.aliases)).map(String::as_str);
            let known: Vec<_> = self.maps.keys().map(String::as_str).collect();
            let remedy = match nearest(id, names) {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!("known are: {}; another one needs a list.toml (--lists FOLDER)", known.join(", ")),
            };
            Error::new(format!("there is no list {id:?}"), remedy)
        })
    }
}

fn maps_in(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let own = folder.join(FILE);
    if own.is_file() {
        return Ok(vec![own]);
    }
    let cannot = |e: std::io::Error| {
        Error::new(format!("{}: it cannot be read: {e}", folder.display()), "check the path, and that it may be read")
    };
    let mut maps = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let map = entry.map_err(cannot)?.path().join(FILE);
        if map.is_file() {
            maps.push(map);
        }
    }
    maps.sort();
    Ok(maps)
}
