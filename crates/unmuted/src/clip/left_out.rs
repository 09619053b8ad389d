//! How much is privileged, and so in nothing that leaves the case: counted by kind, never described.

use super::document::LeftOut;
use crate::case_files::CaseFiles;
use unmuted_model::SourceId;

/// Counts what is privileged in a case. `total` is what its review left out, which is the number that is told; what this
/// count has no kind for is among the others.
pub fn of(case: &CaseFiles, total: u32) -> LeftOut {
    let is = |id: &SourceId| case.sources.iter().any(|s| s.privileged && s.id == *id);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let marks = &case.marks;
    let mut left_out = LeftOut {
        total,
        sources: count(case.sources.iter().filter(|s| s.privileged).count()),
        marks: count(marks.marks.iter().filter(|m| m.privileged || is(&m.source)).count()),
        reviewed: count(marks.reviewed.iter().filter(|r| r.privileged || is(&r.source)).count()),
        anchors: count(marks.anchors.iter().filter(|a| a.privileged || is(&a.source) || is(&a.other)).count()),
        statements: count(case.statements.iter().filter(|s| s.found.source.as_ref().is_some_and(is)).count()),
        values: count(case.attributes.iter().filter(|a| is(&a.source)).count()),
        outcomes: count(case.outcomes.iter().filter(|o| o.source.as_ref().is_some_and(is)).count()),
        others: 0,
    };
    let known = [
        left_out.sources,
        left_out.marks,
        left_out.reviewed,
        left_out.anchors,
        left_out.statements,
        left_out.values,
        left_out.outcomes,
    ];
    left_out.others = total.saturating_sub(known.iter().sum());
    left_out
}

impl LeftOut {
    /// In words: `4 privileged entries were left out: 1 source, 3 marks`.
    pub fn words(&self) -> String {
        if self.total == 0 {
            return "Nothing of this case is privileged, and so nothing was left out for that.".into();
        }
        let kinds = [
            (self.sources, "source", "sources"),
            (self.marks, "mark", "marks"),
            (self.reviewed, "line about what was reviewed", "lines about what was reviewed"),
            (self.anchors, "anchor", "anchors"),
            (self.statements, "statement", "statements"),
            (self.values, "value", "values"),
            (self.outcomes, "outcome", "outcomes"),
            (self.others, "mark or note", "marks and notes"),
        ];
        let kinds: Vec<String> = kinds
            .iter()
            .filter(|(n, ..)| *n > 0)
            .map(|(n, one, many)| crate::report::text::count(*n, one, many))
            .collect();
        let entries = crate::report::text::count(self.total, "privileged entry was", "privileged entries were");
        format!("{entries} left out of the whole case: {}.", kinds.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counted_and_never_described() {
        assert!(LeftOut::default().words().starts_with("Nothing"));
        let some = LeftOut { total: 5, sources: 1, marks: 3, others: 1, ..LeftOut::default() };
        let words = "5 privileged entries were left out of the whole case: 1 source, 3 marks, 1 mark or note.";
        assert_eq!(some.words(), words);
    }
}
