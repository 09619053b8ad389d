//! The committed recordings and the truth about them.

use std::path::PathBuf;

use unmuted_media::{Heard, ListenOptions, Recording, listen, probe};

/// What is in one recording.
#[derive(Debug, Default)]
pub struct Truth {
    pub file: String,
    /// Class, from, to, in seconds.
    pub spans: Vec<(String, f64, f64)>,
    /// The middles of bursts, in seconds.
    pub bursts: Vec<f64>,
}

pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/material")
}

pub fn bytes(file: &str) -> Vec<u8> {
    std::fs::read(folder().join(file)).unwrap_or_else(|e| panic!("{file}: {e}"))
}

/// All recordings, in the order of `truth.tsv`.
pub fn all() -> Vec<Truth> {
    let mut out: Vec<Truth> = Vec::new();
    for line in std::fs::read_to_string(folder().join("truth.tsv")).unwrap().lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let number = |i: usize| fields[i].parse::<f64>().unwrap();
        match fields[..] {
            [file, "file"] => out.push(Truth { file: file.into(), ..Truth::default() }),
            [_, "burst", _] => out.last_mut().unwrap().bursts.push(number(2)),
            [_, what, _, _] => out.last_mut().unwrap().spans.push((what.into(), number(2), number(3))),
            _ => assert!(line.starts_with('#'), "{line}"),
        }
    }
    assert!(out.len() > 20);
    out
}

pub fn heard(bytes: &[u8]) -> (Recording, Heard) {
    let recording = probe(&bytes).unwrap();
    let heard = listen(&bytes, &recording, &ListenOptions::default(), None, &|_, _| {}).unwrap();
    (recording, heard)
}
