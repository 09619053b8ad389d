//! Statements tested: each sentence parsed against the case's names and evaluated. Rules are tested in `rules.rs`,
//! and what a test found is shown in `finding.rs`.

use unmuted_case::language::{
    Assertion, Evaluator, Finding as Tested, Names, WordIs, complete, judge_statement, parse, parse_moment,
};
use unmuted_case::timeline::Timeline;
use unmuted_model::Truth;

use super::Shown;
use crate::case_files::{self, Problem, Sentence, Testable, ValueAt};
use crate::review::document::{Finding, Statement};
use crate::review::{Asked, Completed};

/// Tests all statements and rules. A sentence that cannot be read is a problem that points at the word; what it
/// was to test is undetermined.
pub struct Tester<'a> {
    pub(super) shown: &'a Shown<'a>,
    pub(super) timeline: &'a Timeline,
    evaluator: Evaluator<'a>,
    /// The record without what redacted copies show; nothing where none is redacted.
    unredacted: Option<Evaluator<'a>>,
    names: Names<'a>,
    pub(super) as_if: bool,
    problems: Vec<Problem>,
}

impl<'a> Tester<'a> {
    /// Makes the timeline ready, and the same without redacted copies. `as_if`: rules that were not in force are run as if they had been.
    pub fn new(shown: &'a Shown<'a>, timeline: &'a Timeline, unredacted: Option<&'a Timeline>, as_if: bool) -> Self {
        let evaluator = Evaluator::new(timeline, shown);
        let unredacted = unredacted.map(|t| Evaluator::new(t, shown));
        Self { shown, timeline, evaluator, unredacted, names: Names::of(timeline), as_if, problems: Vec::new() }
    }

    /// A sentence that the case does not have.
    pub fn ask(&self, sentence: &str) -> Asked {
        let tested = parse(sentence, &self.names).map(|assertion| {
            let tested = self.evaluator.evaluate(&assertion);
            (tested.truth, self.finding(&tested))
        });
        Asked { sentence: sentence.to_owned(), outcome: tested }
    }

    /// What could stand at a byte of a sentence that is being written.
    pub fn complete(&self, sentence: &str, cursor: usize) -> Vec<Completed> {
        let (range, words) = complete(sentence, cursor, &self.names);
        let meaning = |word: &str| {
            let vocabulary = &self.shown.case.vocabulary;
            vocabulary.kind(word).and_then(|k| vocabulary.meaning(k)).map(|m| m.words.clone()).unwrap_or_default()
        };
        let completed = words.into_iter().map(|c| Completed {
            what: if c.is == WordIs::Kind { meaning(&c.word) } else { String::new() },
            word: c.word,
            is: c.is,
            range: range.clone(),
        });
        completed.collect()
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

    pub(super) fn test(&mut self, sentence: &Sentence) -> Tested {
        match self.read(sentence) {
            Ok(assertion) => self.evaluator.evaluate(&assertion),
            Err(unread) => *unread,
        }
    }

    /// The same test without what redacted copies show, where any is redacted and something fails.
    pub(super) fn test_unredacted(&mut self, sentence: Option<&Sentence>, whole: &Tested) -> Option<Tested> {
        let evaluator = self.unredacted.as_ref().filter(|_| whole.truth == Truth::False)?;
        let assertion = parse(&sentence?.text, &self.names).ok()?;
        Some(evaluator.evaluate(&assertion))
    }

    /// Moments at which values are given: one that cannot be read is a problem, and its value fits no moment.
    pub fn moments(&mut self) {
        for value in &self.shown.case.attributes {
            let Some(ValueAt::Moment(moment)) = &value.at else { continue };
            if let Err(error) = parse_moment(&moment.text, &self.names) {
                let help = error.help.unwrap_or_else(|| "for example: at = \"first shot\"".into());
                let what = format!("the moment of {:?} cannot be read: {}", value.name, error.message);
                self.problems.push(moment.place.part(&moment.text, error.span).unread(what, help));
            }
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
}

/// Nobody has put it into a sentence yet.
pub(super) fn nothing_asserted() -> Tested {
    let mut tested = Tested::untested(String::new(), "No sentence tests it yet.".into());
    tested.would_change.push("A sentence under `asserts`; docs/assertions.md shows the forms.".into());
    tested
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
