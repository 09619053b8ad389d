//! What followed by kind of step, for the document and for `unmuted clock`: days, and the limits on them.

use unmuted_case::accountability::{Counted, Kept, Limit, LimitOn, LimitState, Start, Step, steps};
use unmuted_case::language::{Names, parse};
use unmuted_case::timeline::Timeline;
use unmuted_model::ObservationId;

use crate::case_files::CaseFiles;
use crate::review::document;

/// Every kind of step of a case, with all limits on it.
pub fn of(case: &CaseFiles, timeline: &Timeline) -> Vec<Step> {
    let limits: Vec<Limit> = limits_of_rules(case, timeline).into_iter().chain(limits_of_outcomes(case)).collect();
    steps(timeline, &limits)
}

/// Limits that rules in force on the day set between the incident, or one kind of outcome, and another kind. A
/// sentence that cannot be read sets none; its problem is told where it is tested.
fn limits_of_rules(case: &CaseFiles, timeline: &Timeline) -> Vec<Limit> {
    let names = Names::of(timeline);
    let in_force = case.rules.iter().filter(|r| r.in_force_on(case.incident.date));
    let read = in_force.filter_map(|r| Some((r, parse(&r.asserts.as_ref()?.text, &names).ok()?)));
    read.flat_map(|(r, assertion)| {
        assertion.day_limits().into_iter().map(|limit| Limit {
            days: limit.days,
            counted: if limit.business { Counted::Business } else { Counted::Calendar },
            rule: r.id.clone(),
            citation: r.citation.clone(),
            on: LimitOn::Kind(limit.to),
            from: limit.from.map_or(Start::Incident, Start::Kind),
        })
    })
    .collect()
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
        words: match limit.map(|l| &l.limit.from) {
            // The days shown beside it count from the incident.
            Some(Start::Kind(kind)) => format!("{step}; the limit counts from {kind}"),
            _ => step.to_string(),
        },
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
