//! A rule of the library, and every example in it, from its words to its verdict.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unmuted::case_files::FileText;
use unmuted::rules::{rule_toml, run_example};

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut problems = Vec::new();
    // The file's name is the rule's id.
    if let Some(rule) = rule_toml::read(&FileText::new("rules/x.toml", text), &mut problems) {
        for example in &rule.examples {
            problems.extend(run_example(&rule, example).problems);
        }
    }
    // What is wrong must be sayable.
    for p in problems {
        drop(format!("{:?}", p.report()));
    }
});
