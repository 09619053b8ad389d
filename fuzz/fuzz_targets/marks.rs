//! Marks: JSON lines that several people add to.
#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use unmuted::case_files::Names;
use unmuted::case_files::marks_jsonl::{self, Context};
use unmuted_model::Vocabulary;

fuzz_target!(|data: &[u8]| {
    let names = |what, known: &[&str]| {
        Names::new(what, "case.toml", known.iter().map(|k| (*k).to_owned()), BTreeSet::new(), false)
    };
    let (recordings, people) = (names("recording", &["camera-1"]), names("person", &["officer-1"]));
    let (vocabulary, none) = (Vocabulary::default(), BTreeSet::new());
    let context = Context {
        vocabulary: &vocabulary,
        kinds_lost: &none,
        recordings: &recordings,
        people: &people,
        lines: &none,
        lines_lost: &none,
        device_logs: &[],
    };
    marks_jsonl::read(data, &context, &mut Vec::new());
});
