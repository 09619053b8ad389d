//! The case as only some of its reviewers see it: their marks, their reviewed spans, their decisions, and nobody
//! else's. Two people may differ; this shows what the sentences are to each.

use std::collections::BTreeSet;

use super::marks_jsonl::{Decided, Marks, Standing};

impl Marks {
    /// Leaves out what others than these people wrote. What they superseded of their own stays superseded.
    pub fn keep_only_by(&mut self, people: &BTreeSet<String>) {
        for mark in &mut self.marks {
            mark.decided = only_by(&mark.decided, people);
        }
        for anchor in &mut self.anchors {
            anchor.decided = only_by(&anchor.decided, people);
        }
        // Somebody else's mark counts as far as one of these people confirmed or rejected it.
        let decided: BTreeSet<_> =
            self.decisions.iter().filter(|d| people.contains(&d.by)).map(|d| d.target.clone()).collect();
        self.marks.retain(|m| people.contains(&m.by) || decided.contains(&m.id));
        self.anchors.retain(|a| people.contains(&a.by) || decided.contains(&a.id));
        self.reviewed.retain(|r| people.contains(&r.by));
        self.decisions.retain(|d| people.contains(&d.by));
        self.change_lines(|d| only_by(d, people));
    }
}

fn only_by(decided: &Decided, people: &BTreeSet<String>) -> Decided {
    let of = |names: &[String]| names.iter().filter(|n| people.contains(*n)).cloned().collect::<Vec<_>>();
    let (confirmed_by, rejected_by) = (of(&decided.confirmed_by), of(&decided.rejected_by));
    let standing = match (decided.standing, confirmed_by.is_empty(), rejected_by.is_empty()) {
        (out @ (Standing::Superseded | Standing::Contested), ..) => out,
        (_, false, false) => Standing::Disputed,
        (_, false, true) => Standing::Confirmed,
        (_, true, false) => Standing::Rejected,
        (_, true, true) => Standing::Lead,
    };
    let words = decided.words.clone().filter(|_| !confirmed_by.is_empty());
    let reasons = decided.reasons.iter().filter(|r| rejected_by.iter().any(|by| r.starts_with(&format!("{by}: "))));
    Decided { standing, words, reasons: reasons.cloned().collect(), confirmed_by, rejected_by }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_decided_counts_no_longer() {
        let names = |list: &[&str]| list.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let decided = Decided {
            standing: Standing::Disputed,
            confirmed_by: names(&["a"]),
            rejected_by: names(&["b"]),
            words: None,
            reasons: names(&["b: an echo"]),
        };
        let of = |who: &str| only_by(&decided, &BTreeSet::from([who.to_owned()]));
        assert_eq!(of("a").standing, Standing::Confirmed);
        assert_eq!((of("b").standing, of("b").reasons), (Standing::Rejected, names(&["b: an echo"])));
        assert_eq!(of("c").standing, Standing::Lead);
    }
}
