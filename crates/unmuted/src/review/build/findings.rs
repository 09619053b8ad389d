//! Statements and rules, tested: each sentence parsed against the case's names, evaluated, and shown with its
//! evidence on the incident clock.

use unmuted_case::language::{
    Assertion, Coverage, Evaluator, Evidence as Rests, Finding as Tested, Force, Judging, Names, OpenNumber, Quantity,
    RuleException as Claim, RuleFinding, judge_rule, judge_statement, parse, without_number,
};
use unmuted_case::timeline::Timeline;
use unmuted_model::{Extent, RecordingClock, SourceId};

use super::Shown;
use super::events::bounds;
use crate::case_files::{self, Problem, Sentence, Testable};
use crate::review::Asked;
use crate::review::document::{
    Bounds, CoverageGap, CoverageRow, Evidence, Exception, Finding, NumberLine, Parameter, Published, Rule,
    RuleVersion, Statement,
};

/// Tests all statements and rules. A sentence that cannot be read is a problem that points at the word; what it
/// was to test is undetermined.
pub struct Tester<'a> {
    shown: &'a Shown<'a>,
    timeline: &'a Timeline,
    evaluator: Evaluator<'a>,
    names: Names<'a>,
    as_if: bool,
    problems: Vec<Problem>,
}

impl<'a> Tester<'a> {
    /// Makes the timeline ready. `as_if`: rules that were not in force are run as if they had been.
    pub fn new(shown: &'a Shown<'a>, timeline: &'a Timeline, as_if: bool) -> Self {
        let evaluator = Evaluator::new(timeline, shown);
        Self { shown, timeline, evaluator, names: Names::of(timeline), as_if, problems: Vec::new() }
    }

    /// A sentence that the case does not have.
    pub fn ask(&self, sentence: &str) -> Asked {
        let tested = parse(sentence, &self.names).map(|assertion| {
            let tested = self.evaluator.evaluate(&assertion);
            (tested.truth, self.finding(&tested))
        });
        Asked { sentence: sentence.to_owned(), outcome: tested }
    }

    /// What was wrong with sentences.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// The statements in the order spoken: by day, then in the order of the file.
    pub fn statements(&mut self) -> Vec<Statement> {
        let mut given: Vec<&case_files::Statement> = self.shown.case.statements.iter().collect();
        given.sort_by_key(|s| (s.said.is_none(), s.said));
        given.into_iter().map(|s| self.statement(s)).collect()
    }

    fn statement(&mut self, s: &case_files::Statement) -> Statement {
        let (sentence, tested) = match &s.testable {
            Testable::By(sentence) => (sentence.text.clone(), Some(self.test(sentence))),
            Testable::Never { .. } => (String::new(), None),
            Testable::NoSentence => (String::new(), Some(nothing_asserted())),
        };
        let judged = judge_statement(tested);
        let finding = match (&judged.finding, &s.testable) {
            (Some(tested), _) => self.finding(tested),
            (None, Testable::Never { about }) => never(&format!(
                "No recording measures {}. It stands in the record as said.",
                match about.key() {
                    "belief" => "a belief",
                    "intent" => "an intent",
                    other => other,
                }
            )),
            (None, _) => never("No recording measures it. It stands in the record as said."),
        };
        Statement {
            id: s.id.clone(),
            by: s.by.clone(),
            by_name: self.shown.case.name_of(&s.by).to_owned(),
            quote: s.quote.clone(),
            said: s.said.map(|d| d.to_string()).unwrap_or_default(),
            setting: s.setting.clone(),
            found_source: s.found.source.as_ref().map(ToString::to_string).unwrap_or_default(),
            found_page: s.found.page.clone(),
            watched_video_first: s.watched_video_first.key().into(),
            sentence,
            verdict: judged.verdict.key().into(),
            verdict_words: judged.verdict.words().into(),
            finding,
            reply: s.reply.clone(),
        }
    }

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
        let force = Force { from: r.in_force_from, to: r.in_force_to };
        let how = Judging { force, day: self.shown.case.incident.date, as_if: self.as_if };
        let judged = judge_rule(tested, how, self.timeline, claims);
        let mut finding = self.finding(&judged.finding);
        if let Some(why) = not_in_force(r, &judged) {
            if judged.as_if.is_none() {
                finding.answer.clone_from(&why);
                finding.would_change.push("Nothing in the record: the rule did not bind on the day. `--as-if` runs it all the same, labelled so.".into());
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

    fn test(&mut self, sentence: &Sentence) -> Tested {
        match self.read(sentence) {
            Ok(assertion) => self.evaluator.evaluate(&assertion),
            Err(unread) => *unread,
        }
    }

    /// Reads a sentence of the case. One with a mistake is a problem that points at the word, and decides nothing.
    fn read(&mut self, sentence: &Sentence) -> Result<Assertion, Box<Tested>> {
        parse(&sentence.text, &self.names).map_err(|error| {
            let place = sentence.place.part(&sentence.text, error.span.clone());
            let help = error.help.clone().unwrap_or_else(|| "see docs/assertions.md".into());
            let why = format!("The sentence cannot be read: {}.", error.message.trim_end_matches('.'));
            let mut tested = Tested::untested(String::new(), why);
            tested.would_change.push(format!("The sentence, mended: {help}."));
            self.problems.push(place.unread(error.message, help));
            Box::new(tested)
        })
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

    fn finding(&self, f: &Tested) -> Finding {
        let coverage: Vec<CoverageRow> = f.coverage.iter().filter_map(|c| self.coverage(c)).collect();
        let asked = f.coverage.iter().filter_map(|c| self.asked(c)).reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])]);
        Finding {
            reading: f.reading.clone(),
            answer: f.answer.clone(),
            reasons: f.reasons.iter().map(ToString::to_string).collect(),
            would_change: f.would_change.clone(),
            margin: f.margin.clone().unwrap_or_default(),
            undetermined_by: f.undetermined_by.clone().unwrap_or_default(),
            bound: f.bound.clone(),
            number_line: f.measured.as_ref().map(|m| {
                let (unit, claimed, low, high) = match &m.quantity {
                    Quantity::Duration { least, most, claimed } => (
                        "s".to_owned(),
                        claimed.as_secs_f64(),
                        least.map(|n| n.as_secs_f64()),
                        most.map(|n| n.as_secs_f64()),
                    ),
                    Quantity::Count { least, most, claimed, of } => {
                        (of.clone(), f64::from(*claimed), Some(f64::from(*least)), most.map(f64::from))
                    }
                    Quantity::Days { least, most, claimed, business } => (
                        if *business { "business days" } else { "days" }.to_owned(),
                        *claimed as f64,
                        least.map(|n| n as f64),
                        most.map(|n| n as f64),
                    ),
                    Quantity::Value { least, most, claimed, unit } => {
                        (unit.clone(), claimed.as_f64(), least.map(|n| n.as_f64()), most.map(|n| n.as_f64()))
                    }
                };
                NumberLine {
                    unit,
                    comparison: m.comparison.sign().into(),
                    claimed,
                    measured_low: low,
                    measured_high: high,
                }
            }),
            coverage,
            asked_ns: asked,
            evidence: f.evidence.iter().map(|e| self.evidence(e)).collect(),
            leads: f.leads.iter().map(|e| self.evidence(e)).collect(),
            as_if: String::new(),
        }
    }

    fn evidence(&self, e: &Rests) -> Evidence {
        let outer = |x: Extent<RecordingClock>| [x.outer().start().ns(), x.outer().end().ns()];
        Evidence {
            id: e.id.to_string(),
            source: e.source.to_string(),
            sha256: self.shown.case.source(&e.source).map(|s| s.sha256.clone()).unwrap_or_default(),
            page: e.page.clone(),
            role: e.role.clone(),
            says: e.says.clone(),
            local_ns: e.on_recording.map(outer),
            // Best values, so that the players go to the place itself and not to the edge of its doubt.
            incident_ns: match (e.on_recording, e.on_wall) {
                (Some(x), _) => self.on_clock(&e.source, outer(x)),
                (None, Some(wall)) => self.shown.incident_of_wall(wall).map(bounds),
                (None, None) => None,
            },
        }
    }

    /// The span asked, on the incident clock.
    fn asked(&self, c: &Coverage) -> Option<Bounds> {
        let spans = c.asked.spans();
        let (first, last) = (spans.first()?, spans.last()?);
        self.on_clock(&c.recording, [first.start().ns(), last.end().ns()])
    }

    fn coverage(&self, c: &Coverage) -> Option<CoverageRow> {
        self.shown.transform(&c.recording)?;
        let covered =
            c.covered.spans().iter().filter_map(|s| self.on_clock(&c.recording, [s.start().ns(), s.end().ns()]));
        let silent = c.silent.iter().filter_map(|(class, extent)| {
            let drawn = [extent.start().latest().ns(), extent.end().earliest().ns().max(extent.start().latest().ns())];
            Some(CoverageGap { class: class.key().into(), span_ns: self.on_clock(&c.recording, drawn)? })
        });
        Some(CoverageRow {
            recording: c.recording.to_string(),
            covered_ns: covered.collect(),
            silent: silent.collect(),
        })
    }

    fn on_clock(&self, source: &SourceId, local: Bounds) -> Option<Bounds> {
        let t = self.shown.transform(source)?;
        Some(local.map(|ns| t.time(unmuted_model::RecordingTime::from_ns(ns)).ns()))
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

/// Nobody has put it into a sentence yet.
fn nothing_asserted() -> Tested {
    let mut tested = Tested::untested(String::new(), "No sentence tests it yet.".into());
    tested.would_change.push("A sentence under `asserts`; docs/assertions.md shows the forms.".into());
    tested
}

/// Where the wording was read, and what of the rule is not verified.
fn checked_note(r: &case_files::Rule) -> String {
    if r.source_words.is_empty() {
        return r.checked_note.clone();
    }
    let read = format!("Wording from: {}.", r.source_words.trim_end_matches('.'));
    if r.checked_note.is_empty() { read } else { format!("{read} {}", r.checked_note) }
}

/// Why a rule does not bind, what of its series did, and what it gives where it was run as if it had bound.
fn not_in_force(rule: &case_files::Rule, judged: &RuleFinding) -> Option<String> {
    let mut why = judged.not_in_force.clone()?;
    if let Some(then) = &rule.in_force_then {
        let citation = if then.citation.is_empty() { String::new() } else { format!(" ({})", then.citation) };
        why += &format!(" In force on the day: {}{citation}.", then.title);
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

/// What is said of something that is never tested.
fn never(answer: &str) -> Finding {
    Finding {
        reading: String::new(),
        answer: answer.to_owned(),
        reasons: Vec::new(),
        would_change: Vec::new(),
        margin: String::new(),
        undetermined_by: String::new(),
        bound: String::new(),
        number_line: None,
        coverage: Vec::new(),
        asked_ns: None,
        evidence: Vec::new(),
        leads: Vec::new(),
        as_if: String::new(),
    }
}
