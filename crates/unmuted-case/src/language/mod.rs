//! The assertion language: sentences about a timeline that hold or do not, for statements and rules alike.
//!
//! [`parse`] reads a sentence against the names that a case knows, [`Evaluator`] tests it against a
//! [`Timeline`](crate::timeline::Timeline), and [`judge_statement`] and [`judge_rule`] turn the answer into a
//! verdict. What each form means is specified in `docs/assertions.md`, whose examples are run as tests.
//!
//! What it does not do: read any file, know the wall clock or a time zone (the program gives a [`Clockface`]),
//! and decide anything on unconfirmed material.

mod asks;
mod ast;
mod complete;
mod error;
mod eval;
mod finding;
mod judge;
mod limits;
mod matching;
mod names;
mod parse;
mod reading;
mod reason;
mod reserved;
mod token;
mod words;

pub use ast::{
    Assertion, Attribute, By, Comparison, Count, DayLength, DayMoment, DayOf, DayUnit, DayWindow, DaysBetween,
    Duration, Edge, Every, Happened, How, HowAsked, Length, Literal, Moment, MomentOf, On, Pattern, Pick, Presence,
    Relation, Running, Sentence, Target, TimeBetween, Which, Window,
};
pub use complete::{Completion, WordIs, complete};
pub use error::{SentenceError, SentenceErrorKind};
pub use eval::{Evaluator, evaluate};
pub use finding::{Clockface, Coverage, Evidence, Finding, Measured, OwnClock, Quantity};
pub use judge::{
    ExceptionJudged, Force, InForce, Judging, OpenNumber, RuleException, RuleFinding, StatementFinding, judge_rule,
    judge_statement, without_number,
};
pub use limits::DayLimit;
pub use matching::TextPattern;
pub use names::Names;
pub use parse::{MAX_SENTENCE_BYTES, parse, parse_moment};
pub use reason::{Reason, Stretch};
pub use reserved::{can_name_attribute, is_own_word, is_quantity};
