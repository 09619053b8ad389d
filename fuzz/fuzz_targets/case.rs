//! The TOML files of a case: the first byte says which.
#![no_main]

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use unmuted::case_files::rule_use::Within;
use unmuted::case_files::{
    FileText, Names, attributes_toml, case_toml, evidence_toml, outcomes_toml, rules_toml, statements_toml,
    timeline_toml,
};
use unmuted::rules::Library;
use unmuted_model::Vocabulary;

fuzz_target!(|data: &[u8]| {
    let Some((which, rest)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let names = Names::new("source", "evidence.toml", ["camera-1".to_owned()], BTreeSet::new(), false);
    let (file, mut problems) = (FileText::new("x.toml", text), Vec::new());
    match which % 7 {
        0 => drop(case_toml::read(&file, &mut problems)),
        1 => drop(evidence_toml::read(&file, &names, &BTreeSet::new(), &mut problems)),
        2 => drop(statements_toml::read(&file, &names, &names, &mut problems)),
        3 => {
            let mut within = Within {
                library: Library::embedded(),
                people: &names,
                sources: &names,
                vocabulary: &mut Vocabulary::default(),
                kinds_lost: &BTreeSet::new(),
                applies_in: &["US-CA/sacramento/police".to_owned()],
            };
            drop(rules_toml::read(&file, &mut within, &mut problems));
        }
        4 => drop(attributes_toml::read(&file, &names, &names, &mut problems)),
        5 => drop(outcomes_toml::read(&file, &names, &TimeZone::UTC, &mut problems)),
        _ => drop(timeline_toml::read(&file, &names, true, &mut problems)),
    }
    // What is wrong must be sayable.
    for p in problems {
        drop(format!("{:?}", p.report()));
    }
});
