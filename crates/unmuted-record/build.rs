//! Puts the maps of the lists, `lists/<source>/list.toml` of the repository, into the program as pairs of name and text.

use std::io;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let variable = |name: &str| env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(name.to_owned()));
    let folder = variable("CARGO_MANIFEST_DIR")?.join("../../lists");
    // Without the folder there is a program without lists, and nothing to watch.
    let maps = if folder.is_dir() { maps(&folder)? } else { Vec::new() };
    let pairs: String = maps
        .iter()
        .map(|(name, path)| format!("    ({name:?}, include_str!({:?})),\n", path.to_string_lossy()))
        .collect();
    let text = format!("/// The maps as `(source, text)`.\npub const LISTS: &[(&str, &str)] = &[\n{pairs}];\n");
    fs::write(variable("OUT_DIR")?.join("lists.rs"), text)
}

/// The folders that hold a `list.toml`, in order of name.
fn maps(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut maps = Vec::new();
    for entry in fs::read_dir(fs::canonicalize(folder)?)? {
        let path = entry?.path();
        let map = path.join("list.toml");
        if map.is_file() {
            println!("cargo::rerun-if-changed={}", map.display());
            maps.push((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), map));
        }
    }
    maps.sort();
    Ok(maps)
}
