//! What the readers' tests share.

use std::collections::BTreeSet;

use super::{FileText, Names, Problem};

/// The names that one file gives.
pub fn names(what: &'static str, known: &[&str]) -> Names {
    Names::new(what, "evidence.toml", known.iter().map(|k| (*k).to_owned()), BTreeSet::new(), false)
}

/// Reads a text, with what is wrong in it.
pub fn read<T>(text: &str, read: impl FnOnce(&FileText, &mut Vec<Problem>) -> T) -> (T, Vec<Problem>) {
    let mut problems = Vec::new();
    let read = read(&FileText::new("x.toml", text), &mut problems);
    (read, problems)
}

/// Each text has exactly one problem: it says this, has a remedy and points at a line.
pub fn each_is_one_problem(cases: &[(&str, &str)], problems: impl Fn(&str) -> Vec<Problem>) {
    for (text, says) in cases {
        let found = problems(text);
        let [problem] = found.as_slice() else { panic!("{text}\n{found:#?}") };
        assert!(problem.what.contains(says), "{text}\n{problem:?}");
        assert!(!problem.remedy.is_empty() && !problem.place.is_empty(), "{problem:?}");
    }
}
