//! Puts the library of rules, `rules/*.toml` of the repository, into the program as pairs of name and text.

use std::io;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let variable = |name: &str| env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(name.to_owned()));
    let folder = variable("CARGO_MANIFEST_DIR")?.join("../../rules");
    // Without the folder there is a program without rules, and nothing to watch.
    let rules = if folder.is_dir() { rules(&folder)? } else { Vec::new() };
    let pairs: String = rules
        .iter()
        .map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            format!("    ({name:?}, include_str!({:?})),\n", path.to_string_lossy())
        })
        .collect();
    let text =
        format!("/// The rules as `(name of the file, text)`.\npub const RULES: &[(&str, &str)] = &[\n{pairs}];\n");
    fs::write(variable("OUT_DIR")?.join("rules.rs"), text)
}

/// The folder's TOML files, in order of name.
fn rules(folder: &Path) -> io::Result<Vec<PathBuf>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut rules = Vec::new();
    for entry in fs::read_dir(fs::canonicalize(folder)?)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "toml") {
            rules.push(path);
        }
    }
    rules.sort();
    Ok(rules)
}
