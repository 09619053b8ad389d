//! From a truth value to a verdict: on a statement, and on a rule with its dates, its exceptions and the copies
//! that were redacted.

use super::finding::Finding;
use super::reason::Reason;
use crate::timeline::Timeline;
use jiff::civil::Date;
use unmuted_model::{RuleVerdict, SourceId, StatementVerdict, Truth};

/// A statement's verdict, with the finding behind it.
#[derive(Clone, PartialEq, Debug)]
pub struct StatementFinding {
    /// The verdict.
    pub verdict: StatementVerdict,
    /// The test; `None` where the statement is about something that no recording measures.
    pub finding: Option<Finding>,
}

/// The verdict on a statement. `None` for one that is not testable: intent, belief, credibility, reasonableness.
pub fn judge_statement(finding: Option<Finding>) -> StatementFinding {
    let verdict = finding.as_ref().map_or(StatementVerdict::NotTestable, |f| StatementVerdict::from(f.truth));
    StatementFinding { verdict, finding }
}

/// The days on which a rule binds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Force {
    /// The first day; `None` where none is stated.
    pub from: Option<Date>,
    /// The first day on which it no longer binds; `None` where none is stated.
    pub to: Option<Date>,
    /// The first day on which it is not known whether it still bound: it was revised, and nobody read how.
    pub known_to: Option<Date>,
    /// Whether a first day that is not stated is one that is not known; else it bound on any earlier day.
    pub first_day_unknown: bool,
}

/// Whether a rule binds on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum InForce {
    /// It does.
    Yes,
    /// It does not: why, in a sentence.
    No(String),
    /// That is not known: why.
    NotKnown(Reason),
}

impl Force {
    /// Whether it binds on a day.
    pub fn on(&self, day: Date) -> InForce {
        let last = |to: Date| to.yesterday().unwrap_or(to);
        match *self {
            Self { from: Some(from), .. } if day < from => {
                InForce::No(format!("Does not bind this incident: it binds from {from}, after {day}."))
            }
            Self { to: Some(to), .. } if day >= to => {
                InForce::No(format!("Does not bind this incident: it bound to {}, before {day}.", last(to)))
            }
            Self { from: None, first_day_unknown: true, .. } => InForce::NotKnown(Reason::FirstDayNotKnown),
            Self { known_to: Some(to), .. } if day >= to => {
                InForce::NotKnown(Reason::StillInForceNotKnown { last: last(to), day })
            }
            _ => InForce::Yes,
        }
    }
}

/// An exception that a rule names.
#[derive(Clone, PartialEq, Debug)]
pub struct RuleException {
    /// Its name.
    pub name: String,
    /// Who claims it; `None` where nobody has.
    pub claimed_by: Option<String>,
    /// The test of the claim, where it can be tested.
    pub finding: Option<Finding>,
}

/// An exception and what the record says of it.
#[derive(Clone, PartialEq, Debug)]
pub struct ExceptionJudged {
    /// Its name.
    pub name: String,
    /// Who claims it; `None` where nobody has.
    pub claimed_by: Option<String>,
    /// The verdict on the claim itself; `NotTestable` where it has no sentence.
    pub verdict: StatementVerdict,
    /// The test of the claim.
    pub finding: Option<Finding>,
}

/// A rule's verdict, with the finding behind it.
#[derive(Clone, PartialEq, Debug)]
pub struct RuleFinding {
    /// The verdict.
    pub verdict: RuleVerdict,
    /// The test of what the rule requires. Where the rule was not in force, and it was not to be run as if it had
    /// been, only the sentence read back.
    pub finding: Finding,
    /// Where the rule did not bind, or nobody knows whether it did: why.
    pub not_in_force: Option<String>,
    /// Where the rule did not bind, or nobody knows whether it did, and it was run as if it had: what the verdict
    /// would have been. It is to be labelled so wherever it is shown.
    pub as_if: Option<RuleVerdict>,
    /// The exceptions that the rule names.
    pub exceptions: Vec<ExceptionJudged>,
}

/// A number that a rule does not give.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenNumber {
    /// The rule's own word for it: "promptly".
    pub wording: String,
    /// What has to be set: the parameter's name.
    pub parameter: String,
}

/// The finding of a rule that gives no number, from the test with any number in its place: what was measured stands,
/// and nothing is decided.
pub fn without_number(mut finding: Finding, numbers: &[OpenNumber]) -> Finding {
    let reasons: Vec<Reason> = numbers
        .iter()
        .map(|n| Reason::NoNumber { wording: n.wording.clone(), parameter: n.parameter.clone() })
        .collect();
    let measured = finding.measured.take().and_then(|m| Some((m.quantity.known_by(), m.quantity.range_words()?)));
    let told: Vec<String> = reasons.iter().map(ToString::to_string).collect();
    finding.answer = told.join(" ");
    if let Some((known_by, measured)) = measured {
        finding.answer += &format!(" {known_by}: {measured}.");
    }
    finding.truth = Truth::Unknown;
    // The number that stood in its place is no part of the rule: what depends on it is left out.
    finding.reading = String::new();
    finding.margin = None;
    finding.undetermined_by = None;
    finding.reasons.retain(|r| !matches!(r, Reason::RangeCrosses { .. } | Reason::Unbounded { .. }));
    finding.reasons.splice(0..0, reasons);
    finding.would_change =
        numbers.iter().map(|n| format!("A number for {}, set by whoever applies the rule.", n.parameter)).collect();
    finding
}

/// How a rule is judged.
#[derive(Clone, Debug)]
pub struct Judging {
    /// The rule's days.
    pub force: Force,
    /// Where it is a rule of another place, so that it binds on no day: that, in a sentence.
    pub elsewhere: Option<String>,
    /// The incident's day.
    pub day: Date,
    /// Whether a rule that did not bind is run as if it had.
    pub as_if: bool,
}

/// The verdict on a rule.
///
/// `unredacted` is the test of the same sentence against [`Timeline::without_redacted`]; `None` where no copy was
/// redacted. What is required and does not hold is not met; unless that is so only because of a copy that was
/// redacted before its release, and it is then undetermined, or somebody claims an exception that the rule names. A
/// claim whose own test is contradicted stays `exception_claimed`, with that verdict beside it: the rule's reader
/// decides what such a claim is worth.
pub fn judge_rule(
    finding: Finding,
    unredacted: Option<&Finding>,
    how: Judging,
    timeline: &Timeline,
    exceptions: Vec<RuleException>,
) -> RuleFinding {
    let in_force = match how.elsewhere {
        Some(why) => InForce::No(why),
        None => how.force.on(how.day),
    };
    let (instead, not_in_force, reason) = match in_force {
        InForce::Yes => (None, None, None),
        InForce::No(why) => (Some(RuleVerdict::NotInForce), Some(why), None),
        InForce::NotKnown(reason) => (Some(RuleVerdict::Undetermined), Some(reason.to_string()), Some(reason)),
    };
    if let (Some(verdict), Some(why), false) = (instead, &not_in_force, how.as_if) {
        let exceptions = exceptions.into_iter().map(|e| e.judged(false)).collect();
        let finding = Finding {
            would_change: reason.iter().filter_map(Reason::force_remedy).collect(),
            reasons: reason.into_iter().collect(),
            ..Finding::untested(finding.reading, why.clone())
        };
        return RuleFinding { verdict, finding, not_in_force, as_if: None, exceptions };
    }
    let (verdict, finding) = verdict(finding, unredacted, timeline, &exceptions);
    let exceptions = exceptions.into_iter().map(|e| e.judged(true)).collect();
    match instead {
        None => RuleFinding { verdict, finding, not_in_force, as_if: None, exceptions },
        Some(instead) => RuleFinding { verdict: instead, finding, not_in_force, as_if: Some(verdict), exceptions },
    }
}

/// What the verdict is on a day on which the rule binds.
fn verdict(
    mut finding: Finding,
    unredacted: Option<&Finding>,
    timeline: &Timeline,
    exceptions: &[RuleException],
) -> (RuleVerdict, Finding) {
    let redacted = |id: &SourceId| timeline.redacted().any(|(copy, _)| copy == id);
    // That a copy does not run at a moment rests on its length, which the weaker record keeps.
    let relied = |f: &Finding| f.truth != Truth::False || f.rests_on.iter().any(redacted);
    if finding.truth == Truth::False && unredacted.is_some_and(relied) {
        let sources: Vec<SourceId> =
            finding.rests_on.iter().chain(finding.evidence.iter().map(|e| &e.source)).cloned().collect();
        let among = |&(id, _): &(&SourceId, &str)| sources.contains(id);
        let mut names: Vec<&str> = timeline.redacted().filter(among).map(|(_, name)| name).collect();
        // Where what it rests on is not told apart, any of them.
        if names.is_empty() {
            names = timeline.redacted().map(|(_, name)| name).collect();
        }
        for name in names.into_iter().rev() {
            let reason = Reason::RedactedCopy { name: name.to_owned() };
            finding.answer = format!("{} {reason}", finding.answer);
            finding.would_change.insert(0, format!("The unredacted original of {name}."));
            finding.reasons.insert(0, reason);
        }
        return (RuleVerdict::Undetermined, finding);
    }
    if finding.truth == Truth::False && exceptions.iter().any(|e| e.claimed_by.is_some()) {
        return (RuleVerdict::ExceptionClaimed, finding);
    }
    (RuleVerdict::from(finding.truth), finding)
}

impl RuleException {
    /// The claim's own verdict; where the rule was not run, nothing of it was.
    fn judged(self, run: bool) -> ExceptionJudged {
        let finding = self.finding.filter(|_| run);
        let verdict = match (&finding, run) {
            (_, false) => StatementVerdict::Undetermined,
            (f, true) => judge_statement(f.clone()).verdict,
        };
        ExceptionJudged { verdict, name: self.name, claimed_by: self.claimed_by, finding }
    }
}
