//! From a truth value to a verdict: on a statement, and on a rule with its dates, its exceptions and the copies
//! that were redacted.

use super::finding::Finding;
use super::reason::Reason;
use crate::timeline::{Redacted, Timeline};
use jiff::civil::Date;
use unmuted_model::{RuleVerdict, StatementVerdict, Truth};

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
    /// The first day; `None` where none is stated, so that it bound on any earlier day.
    pub from: Option<Date>,
    /// The first day on which it no longer binds; `None` where none is stated.
    pub to: Option<Date>,
}

impl Force {
    /// Whether it binds on a day.
    pub fn on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to)
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
    /// The test of what the rule requires. Where the rule was not in force this is what the test would have
    /// said, and `as_if` says so.
    pub finding: Finding,
    /// Set where the rule did not bind: what `finding` then is, in words.
    pub as_if: Option<String>,
    /// What the verdict would have been had the rule bound; the verdict itself where it did.
    pub verdict_if_in_force: RuleVerdict,
    /// The exceptions that the rule names.
    pub exceptions: Vec<ExceptionJudged>,
}

/// The verdict on a rule.
///
/// `day` is the incident's. What is required and does not hold is not met; unless the answer rests on a copy
/// that was redacted before its release, which is then undetermined, or somebody claims an exception that the
/// rule names. A claim whose own test is contradicted stays `exception_claimed`, with that verdict beside it: the
/// rule's reader decides what such a claim is worth.
pub fn judge_rule(
    mut finding: Finding,
    force: Force,
    day: Date,
    timeline: &Timeline,
    exceptions: Vec<RuleException>,
) -> RuleFinding {
    let exceptions: Vec<ExceptionJudged> = exceptions
        .into_iter()
        .map(|e| ExceptionJudged {
            verdict: judge_statement(e.finding.clone()).verdict,
            name: e.name,
            claimed_by: e.claimed_by,
            finding: e.finding,
        })
        .collect();
    let redacted: Vec<&str> = timeline
        .recordings
        .iter()
        .filter(|r| r.redacted == Redacted::Yes && finding.rests_on.contains(&r.id))
        .map(|r| r.name.as_str())
        .collect();
    let verdict = match finding.truth {
        Truth::False if !redacted.is_empty() => {
            let reasons: Vec<Reason> =
                redacted.iter().map(|name| Reason::RedactedCopy { name: (*name).to_owned() }).collect();
            for reason in &reasons {
                finding.answer = format!("{} {reason}", finding.answer);
                if let Reason::RedactedCopy { name } = reason {
                    finding.would_change.insert(0, format!("The unredacted original of {name}."));
                }
            }
            finding.reasons.splice(0..0, reasons);
            RuleVerdict::Undetermined
        }
        Truth::False if exceptions.iter().any(|e| e.claimed_by.is_some()) => RuleVerdict::ExceptionClaimed,
        truth => RuleVerdict::from(truth),
    };
    if force.on(day) {
        return RuleFinding { verdict, finding, as_if: None, verdict_if_in_force: verdict, exceptions };
    }
    let when = match (force.from, force.to) {
        (Some(from), _) if day < from => format!("It binds from {from}, after {day}."),
        (_, Some(to)) => format!("It bound until {to}, before {day}."),
        _ => String::new(),
    };
    let as_if = format!("Does not bind this incident. {when} Run as if it had: {}.", verdict.words().to_lowercase());
    RuleFinding {
        verdict: RuleVerdict::NotInForce,
        finding,
        as_if: Some(as_if),
        verdict_if_in_force: verdict,
        exceptions,
    }
}
