//! What followed by kind of step, for the document and for `unmuted clock`: days, and the limits on them.

use unmuted_case::accountability::{Counted, Kept, Limit, LimitOn, LimitState, Start, Step, steps};
use unmuted_case::timeline::Timeline;
use unmuted_model::ObservationId;

use crate::case_files::CaseFiles;
use crate::review::document;

/// Every kind of step of a case, with all limits on it.
pub fn of(case: &CaseFiles, timeline: &Timeline) -> Vec<Step> {
    let limits: Vec<Limit> = limits_of_rules(case, timeline).into_iter().chain(limits_of_outcomes(case)).collect();
    steps(timeline, &limits)
}

/// Limits that rules in force on the day set between the incident, or one kind of outcome, and another kind.
///
/// MERGE: the language does not yet say that a rule's sentence is such a limit. Where it does, each rule that was in
/// force and whose sentence is `time from A to B <= N days` (or business days) with A the incident or an outcome kind
/// and B an outcome kind gives a `Limit` here: `rule` its id, `citation` its citation.
fn limits_of_rules(_case: &CaseFiles, _timeline: &Timeline) -> Vec<Limit> {
    Vec::new()
}

/// Limits that outcomes carry themselves, each on that outcome and in calendar days from the incident.
fn limits_of_outcomes(case: &CaseFiles) -> impl Iterator<Item = Limit> {
    case.outcomes.iter().filter_map(|o| {
        Some(Limit {
            days: o.limit_days?,
            counted: Counted::Calendar,
            rule: o.id.clone(),
            citation: o.limit_source.clone(),
            on: LimitOn::Outcome(ObservationId::new(o.id.clone())),
            from: Start::Incident,
        })
    })
}

/// For the document.
pub fn shown(steps: &[Step]) -> Vec<document::Step> {
    steps.iter().map(step).collect()
}

/// A step for the document, which shows one limit: one that is past before one that is open before one that was
/// kept, and the first of those.
pub fn step(step: &Step) -> document::Step {
    let by_need = [Kept::Past, Kept::Open, Kept::Within];
    let limit = by_need.iter().find_map(|kept| step.limits.iter().find(|l| l.kept == *kept));
    document::Step {
        kind: step.kind.clone(),
        state: step.state.key().into(),
        words: step.to_string(),
        outcomes: step.outcomes.iter().map(ToString::to_string).collect(),
        days_low: step.days.map(|d| d.least),
        days_high: step.days.and_then(|d| d.most),
        open_days: step.open_days,
        as_of: step.as_of.map(|d| d.to_string()).unwrap_or_default(),
        limit: limit.map(limit_shown),
    }
}

/// A limit for the document.
pub fn limit_shown(state: &LimitState) -> document::Limit {
    document::Limit {
        days: state.limit.days,
        counted_in: state.limit.counted.key().into(),
        rule: state.limit.rule.clone(),
        citation: state.limit.citation.clone(),
        state: state.kept.key().into(),
    }
}
