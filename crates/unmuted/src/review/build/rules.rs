//! Rules tested: with their days, their exceptions, the numbers that they do not give, and as if they had bound.

use unmuted_case::language::{
    Finding as Tested, Force, Judging, OpenNumber, RuleException as Claim, RuleFinding, judge_rule, without_number,
};

use unmuted_model::RuleVerdict;

use super::findings::{Tester, nothing_asserted};
use crate::case_files::{self, Sentence};
use crate::review::document::{Exception, Parameter, Published, Rule, RuleVersion};

impl Tester<'_> {
    /// The rules in the order of the file.
    pub fn rules(&mut self) -> Vec<Rule> {
        self.shown.case.rules.iter().map(|r| self.rule(r)).collect()
    }

    fn rule(&mut self, r: &case_files::Rule) -> Rule {
        let tested = match (&r.asserts, &r.asserts_open) {
            (Some(sentence), _) => self.test(sentence),
            (None, Some(open)) => self.without_number(r, open),
            (None, None) if r.from_library => {
                Tested::untested(String::new(), "It asks for nothing that a sentence could test.".into())
            }
            (None, None) => nothing_asserted(),
        };
        let claims = r
            .exceptions
            .iter()
            .map(|e| Claim {
                name: e.name.clone(),
                claimed_by: e.claimed_by.clone(),
                finding: e.asserts.as_ref().map(|s| self.test(s)),
            })
            .collect();
        // What has no sentence decides nothing on any day.
        let tests = r.asserts.is_some() || r.asserts_open.is_some();
        let force = match r.force() {
            force if tests => force,
            force => Force { known_to: None, first_day_unknown: false, ..force },
        };
        let how =
            Judging { force, elsewhere: r.elsewhere.clone(), day: self.shown.case.incident.date, as_if: self.as_if };
        let unredacted = self.test_unredacted(r.asserts.as_ref(), &tested);
        let judged = judge_rule(tested, unredacted.as_ref(), how, self.timeline, claims);
        let mut finding = self.finding(&judged.finding);
        if let Some(why) = not_in_force(r, &judged) {
            if judged.as_if.is_none() {
                finding.answer.clone_from(&why);
                if judged.verdict == RuleVerdict::NotInForce {
                    let did_not = if r.elsewhere.is_some() { "binds elsewhere" } else { "did not bind on the day" };
                    finding.would_change.push(format!(
                        "Nothing in the record: the rule {did_not}. `--as-if` runs it all the same, labelled so."
                    ));
                }
            }
            finding.as_if = why;
        }
        let exceptions = r
            .exceptions
            .iter()
            .zip(judged.exceptions)
            .map(|(given, e)| Exception {
                name: e.name,
                wording: given.wording.clone(),
                claimed_by: e.claimed_by.map(|by| self.shown.case.name_of(&by).to_owned()).unwrap_or_default(),
                verdict: e.verdict.key().into(),
                verdict_words: e.verdict.words().into(),
                finding: e.finding.as_ref().map(|f| self.finding(f)),
            })
            .collect();
        Rule {
            id: r.id.clone(),
            title: r.title.clone(),
            wording: r.wording.clone(),
            citation: r.citation.clone(),
            jurisdiction: r.jurisdiction.clone(),
            binds: r.binds.clone(),
            status: r.status.key().into(),
            in_force_from: r.in_force_from.map(|d| d.to_string()).unwrap_or_default(),
            in_force_to: r.in_force_to.map(|d| d.to_string()).unwrap_or_default(),
            source: r.source.as_ref().map(ToString::to_string).unwrap_or_default(),
            series: r.series.clone(),
            wording_is: r.wording_is.map(|w| w.key().to_owned()).unwrap_or_default(),
            checked: r.checked.map(|c| c.key().to_owned()).unwrap_or_default(),
            checked_note: checked_note(r),
            leaves_open: r.leaves_open.clone(),
            parameters: r.parameters.iter().map(parameter).collect(),
            from_library: r.from_library,
            in_force_then: r.in_force_then.as_ref().map(version),
            as_if_verdict: judged.as_if.map(|v| v.key().to_owned()).unwrap_or_default(),
            as_if_words: judged.as_if.map(|v| v.words().to_owned()).unwrap_or_default(),
            sentence: r.asserts.as_ref().or(r.asserts_open.as_ref()).map(|s| s.text.clone()).unwrap_or_default(),
            verdict: judged.verdict.key().into(),
            verdict_words: judged.verdict.words().into(),
            finding,
            exceptions,
        }
    }

    /// A rule whose sentence waits for a number that it does not give: what can be measured is measured.
    fn without_number(&mut self, rule: &case_files::Rule, open: &Sentence) -> Tested {
        let named = |p: &&case_files::Parameter| open.text.contains(&format!("{{{}}}", p.name));
        let waits: Vec<&case_files::Parameter> =
            rule.parameters.iter().filter(|p| p.value.is_none()).filter(named).collect();
        let numbers: Vec<OpenNumber> = waits
            .iter()
            .map(|p| OpenNumber {
                wording: if p.wording.is_empty() { p.name.clone() } else { p.wording.clone() },
                parameter: p.name.clone(),
            })
            .collect();
        // Any number of the right sort will do: what is said of it is left out.
        let mut trial = rule.parameters.clone();
        for p in trial.iter_mut().filter(|p| p.value.is_none()) {
            p.value = p.is.example().map(str::to_owned);
        }
        let tested = match case_files::fill(open.clone(), &trial) {
            case_files::Filled::Whole(sentence) => self.test(&sentence),
            case_files::Filled::Open(_) => Tested::untested(String::new(), String::new()),
        };
        without_number(tested, &numbers)
    }
}

/// Why a rule does not bind, what of its series did, and what it gives where it was run as if it had bound.
fn not_in_force(rule: &case_files::Rule, judged: &RuleFinding) -> Option<String> {
    let mut why = judged.not_in_force.clone()?;
    if let Some(then) = &rule.in_force_then {
        let citation = if then.citation.is_empty() { String::new() } else { format!(" ({})", then.citation) };
        let begun = if then.in_force_from.is_none() { ", if it had begun" } else { "" };
        why += &format!(" In force on the day{begun}: {}{citation}.", then.title);
    }
    if let Some(verdict) = judged.as_if {
        why += &format!(" Run as if it had bound: {}.", verdict.words().to_lowercase());
    }
    Some(why)
}

fn version(v: &case_files::RuleVersion) -> RuleVersion {
    let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string()).unwrap_or_default();
    RuleVersion {
        id: v.id.clone(),
        title: v.title.clone(),
        citation: v.citation.clone(),
        in_force_from: day(v.in_force_from),
        in_force_to: day(v.in_force_to),
    }
}

fn parameter(p: &case_files::Parameter) -> Parameter {
    Parameter {
        name: p.name.clone(),
        wording: p.wording.clone(),
        value: p.value.clone().unwrap_or_default(),
        is_default: p.is_default,
        note: p.note.clone(),
        published: p.published.iter().map(|f| Published { value: f.value.clone(), who: f.who.clone() }).collect(),
    }
}

/// Where the wording was read, and what of the rule is not verified.
fn checked_note(r: &case_files::Rule) -> String {
    if r.source_words.is_empty() {
        return r.checked_note.clone();
    }
    let read = format!("Wording from: {}.", r.source_words.trim_end_matches('.'));
    if r.checked_note.is_empty() { read } else { format!("{read} {}", r.checked_note) }
}
