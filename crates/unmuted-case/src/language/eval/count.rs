//! `count of X ... = N`.

use super::Test;
use super::found::{Item, at_least};
use super::outcome::{Outcome, said};
use super::record::is_per_recording;
use crate::language::ast::{Comparison, Count};
use crate::language::finding::{Measured, Quantity};
use crate::language::reason::Reason;
use crate::language::words::{capital, described, noun};
use unmuted_model::Truth;

impl Test<'_, '_> {
    pub(super) fn count(&self, c: &Count, bound: Option<&Item>) -> Outcome {
        let looked = self.look(&c.pattern, &c.window, bound);
        let certain: Vec<&Item> = looked.certain.iter().collect();
        let least = at_least(&certain, is_per_recording(&c.pattern.kind), self.record);
        let least = u32::try_from(least).unwrap_or(u32::MAX);
        // Marks of one event that exclude each other may be of more than one.
        let apart = |i: &&Item| self.record.happenings.get(i.happening).is_some_and(|h| h.contradictory);
        let torn: Vec<&Item> = looked.possible.iter().filter(apart).collect();
        let most = (looked.gaps.none() && torn.is_empty())
            .then(|| u32::try_from(looked.possible.len()).unwrap_or(u32::MAX).max(least));
        let truth =
            if looked.blocked.is_some() { Truth::Unknown } else { compare(c.comparison, c.number, least, most) };
        let of = noun(&c.pattern.kind, self.record.timeline);
        let mut out = Outcome::new(truth, String::new());
        out.coverage = self.coverage_rows(&c.pattern, &looked.asked);
        let counted = match most {
            Some(most) if most == least => counted(least, &of),
            Some(most) => format!("{least} to {most} counted"),
            None => counted_at_least(least),
        };
        let stands = match truth {
            Truth::Unknown if looked.blocked.is_some() => String::new(),
            Truth::Unknown => format!("{counted}. "),
            _ => format!("{counted}{}.", distance(c.number, least, most)),
        };
        out.answer = capital(&stands);
        out.margin = margin(c.comparison, c.number, least, most, truth);
        out.measured = Some(Measured {
            quantity: Quantity::Count { least, most, claimed: c.number, of },
            comparison: c.comparison,
            claimed_text: c.number.to_string(),
        });
        let what = described(&c.pattern, self.record.timeline);
        for item in &looked.certain {
            out.evidence.extend(self.evidence(item, &what));
            out.rests_on.extend(self.recordings_of(item));
        }
        if truth == Truth::Unknown {
            let mut reasons = Vec::new();
            let certainly_more = usize::try_from(least).unwrap_or(usize::MAX) < looked.certain.len();
            reasons.extend(looked.blocked.clone());
            if certainly_more && most.is_none_or(|m| m > least) {
                let marks = looked.certain.iter().flat_map(|i| self.marks_of(i)).map(|m| m.id.clone()).collect();
                reasons.push(Reason::PossiblyTheSame { what: what.clone(), marks });
            }
            for item in torn {
                let marks = self.marks_of(item).map(|m| m.id.clone()).collect();
                reasons.push(Reason::MarksContradict { marks });
            }
            let unsure: Vec<&Item> = looked.possible.iter().filter(|i| !i.sure).collect();
            if !unsure.is_empty() {
                reasons.push(self.doubtful(&c.pattern, &unsure));
            }
            for reason in self.open_reasons(&c.pattern, &c.window, &looked) {
                let repeats =
                    matches!(reason, Reason::AtTheEdge { .. }) && looked.possible.len() == looked.certain.len();
                if !reasons.contains(&reason) && !repeats {
                    reasons.push(reason);
                }
            }
            out.answer += &said(&reasons);
            out.would_change = self.remedies(&reasons);
            out.reasons = reasons;
            out.leads.extend(self.silent_in(&looked.gaps, &looked.asked));
        } else {
            // An upper bound rests on where more could have been and were not.
            let by_absence = self.covered_outcome(&c.pattern, &looked.asked, truth);
            if most.is_some() && needs_upper(c.comparison, truth) {
                out.rests_on.extend(by_absence.rests_on);
                out.evidence.extend(by_absence.evidence);
            }
            out.would_change.push("A further mark, or the rejection of one.".to_owned());
        }
        self.add_context(&mut out, &c.pattern, &looked);
        out
    }
}

pub(super) fn compare(c: Comparison, n: u32, least: u32, most: Option<u32>) -> Truth {
    let most_or = most.map_or(i64::MAX, i64::from);
    let (lo, n) = (i64::from(least), i64::from(n));
    let (all, none) = match c {
        Comparison::Exactly => (lo == n && most_or == n, n < lo || n > most_or),
        Comparison::AtMost => (most_or <= n, lo > n),
        Comparison::LessThan => (most_or < n, lo >= n),
        Comparison::AtLeast => (lo >= n, most_or < n),
        Comparison::MoreThan => (lo > n, most_or <= n),
    };
    match (all, none) {
        (true, _) => Truth::True,
        (_, true) => Truth::False,
        _ => Truth::Unknown,
    }
}

fn needs_upper(c: Comparison, truth: Truth) -> bool {
    match c {
        Comparison::Exactly => true,
        Comparison::AtMost | Comparison::LessThan => truth == Truth::True,
        Comparison::AtLeast | Comparison::MoreThan => truth == Truth::False,
    }
}

fn counted(n: u32, of: &str) -> String {
    match n {
        0 => format!("No {of} counted"),
        n => format!("{n} counted"),
    }
}

fn counted_at_least(n: u32) -> String {
    match n {
        0 => "None is certain".to_owned(),
        n => format!("At least {n} counted"),
    }
}

/// ": 2 more than stated".
fn distance(n: u32, least: u32, most: Option<u32>) -> String {
    match most {
        _ if least > n => format!(": {} more than {n}", least - n),
        Some(most) if most < n => format!(": {} fewer than {n}", n - most),
        _ => String::new(),
    }
}

fn margin(c: Comparison, n: u32, least: u32, most: Option<u32>, truth: Truth) -> Option<String> {
    let gap = match (truth, c) {
        (Truth::True, Comparison::AtLeast) => least - n,
        (Truth::True, Comparison::MoreThan) => least - n - 1,
        (Truth::True, Comparison::AtMost) => n - most?,
        (Truth::True, Comparison::LessThan) => n - most? - 1,
        (Truth::False, _) if least > n => least - n,
        (Truth::False, _) => n - most?.min(n),
        _ => return None,
    };
    Some(gap.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_without_upper_bound_is_never_exact() {
        assert_eq!(compare(Comparison::Exactly, 5, 5, None), Truth::Unknown);
        assert_eq!(compare(Comparison::Exactly, 4, 5, None), Truth::False);
        assert_eq!(compare(Comparison::AtLeast, 5, 5, None), Truth::True);
        assert_eq!(compare(Comparison::AtMost, 5, 5, None), Truth::Unknown);
        assert_eq!(compare(Comparison::LessThan, 5, 5, Some(9)), Truth::False);
    }
}
