//! What the program's tests share: running it, a copy of a case to work on, looking at files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

/// Runs the program as a user would, without a terminal.
pub fn unmuted(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_unmuted")).args(args).stdin(Stdio::null()).output().unwrap()
}

/// Runs the program as on a machine without `ffmpeg`, which nothing in the exercise may need.
pub fn unmuted_without_ffmpeg(args: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_unmuted"));
    program.args(args).env("UNMUTED_NO_FFMPEG", "1").stdin(Stdio::null()).output().unwrap()
}

/// A folder of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// A case in a folder of its own, gone when dropped.
pub struct Case(tempfile::TempDir);

impl Case {
    /// The folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// Writes files of a case into a folder.
pub fn write_files<T: AsRef<[u8]>>(dir: &Path, files: &[(&str, T)]) {
    for (name, text) in files {
        fs::write(dir.join(name), text).unwrap();
    }
}

/// A copy of one of the repository's cases, without what is derived.
pub fn case_copy(name: &str) -> Case {
    let dir = tempfile::tempdir().unwrap();
    copy(&repository("cases").join(name), dir.path());
    Case(dir)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, name) = (entry.path(), entry.file_name());
        if name == "report" || name == ".unmuted" {
            continue;
        }
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// What the program printed, as JSON.
pub fn json(out: &Output) -> serde_json::Value {
    serde_json::from_slice(&out.stdout).unwrap_or_else(|e| {
        panic!("{e}\n{}\n{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
    })
}

/// All files below a folder, by relative name.
pub fn files_below(dir: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                names.push(path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    names.sort();
    names
}

/// All files below a folder with their bytes.
pub fn bytes_below(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    files_below(dir).into_iter().map(|n| (n.clone(), fs::read(dir.join(n)).unwrap())).collect()
}

/// All files below a folder with their sizes and when they were last written.
pub fn files_and_times(dir: &Path) -> BTreeMap<String, (u64, SystemTime)> {
    let stat = |n: &String| {
        let meta = fs::metadata(dir.join(n)).unwrap();
        (meta.len(), meta.modified().unwrap())
    };
    files_below(dir).into_iter().map(|n| (n.clone(), stat(&n))).collect()
}
