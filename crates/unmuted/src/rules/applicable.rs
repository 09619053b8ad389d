//! Which rules of the library may bind in a case: those of its places and of what is wider, sorted by the day.

use jiff::civil::Date;
use unmuted_case::language::InForce;

use super::library::Library;
use super::rule_toml::LibraryRule;
use crate::case_files::place_code::covers;
use crate::case_files::{RuleStatus, RuleVersion};

/// How a rule stands to a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum OnTheDay {
    /// It bound.
    InForce,
    /// Whether it bound is not known.
    NotKnown,
    /// It begins later, or ended before.
    NotInForce,
    /// A model or a recommendation, which binds nobody by itself.
    BindsNobody,
}

impl OnTheDay {
    /// The name in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::NotKnown => "not_known",
            Self::NotInForce => "not_in_force",
            Self::BindsNobody => "binds_nobody",
        }
    }
}

/// A rule that a place of the case is covered by.
#[derive(Debug)]
pub struct Applicable<'l> {
    /// The rule.
    pub rule: &'l LibraryRule,
    /// How it stands to the day.
    pub on_the_day: OnTheDay,
    /// Where it was not in force: the version of its series that was.
    pub in_force_then: Option<RuleVersion>,
    /// The other versions of its series, in order of their first days.
    pub other_versions: Vec<&'l LibraryRule>,
}

/// The rules whose place covers one of these, first those that bound on the day, by status and id.
pub fn applicable<'l>(library: &'l Library, places: &[String], day: Date) -> Vec<Applicable<'l>> {
    let here = |r: &&LibraryRule| places.iter().any(|p| covers(&r.applies_in, p));
    let mut all: Vec<Applicable<'l>> = library.rules().filter(here).map(|r| stands(library, r, day)).collect();
    all.sort_by_key(|a| (a.on_the_day, rank(a.rule.status), a.rule.id.as_str()));
    all
}

fn stands<'l>(library: &'l Library, rule: &'l LibraryRule, day: Date) -> Applicable<'l> {
    let on_the_day = match rule.status {
        RuleStatus::Model | RuleStatus::Recommendation => OnTheDay::BindsNobody,
        _ => match rule.force().on(day) {
            InForce::Yes => OnTheDay::InForce,
            InForce::No(_) => OnTheDay::NotInForce,
            InForce::NotKnown(_) => OnTheDay::NotKnown,
        },
    };
    let of_series = |r: &&LibraryRule| !rule.series.is_empty() && r.series == rule.series && r.id != rule.id;
    let mut other_versions: Vec<&LibraryRule> = library.rules().filter(of_series).collect();
    other_versions.sort_by_key(|r| (r.in_force_from, r.id.as_str()));
    let in_force_then = match on_the_day {
        OnTheDay::NotInForce => library.in_force(&rule.series, day),
        _ => None,
    };
    Applicable { rule, on_the_day, in_force_then, other_versions }
}

fn rank(status: RuleStatus) -> usize {
    RuleStatus::CHOICES.iter().position(|(_, s)| *s == status).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_a_place_choose_among_the_rules_of_the_program() {
        let places = ["US-CA/sacramento/police".to_owned()];
        let day = jiff::civil::date(2018, 3, 18);
        let all = applicable(Library::embedded(), &places, day);
        assert!(all.iter().all(|a| covers(&a.rule.applies_in, &places[0])));
        let mute = all.iter().find(|a| a.rule.id == "us-ca-sacramento-pd-mute-2018").unwrap();
        assert_eq!(mute.on_the_day, OnTheDay::NotInForce);
        let training = all.iter().find(|a| a.rule.id == "us-ca-sacramento-pd-mute-training").unwrap();
        assert_eq!(training.on_the_day, OnTheDay::NotKnown, "its first day is not known");
        assert_eq!(mute.in_force_then.as_ref().unwrap().id, training.rule.id);
        assert!(all.is_sorted_by_key(|a| a.on_the_day));
        assert!(applicable(Library::embedded(), &[], day).is_empty());
    }
}
