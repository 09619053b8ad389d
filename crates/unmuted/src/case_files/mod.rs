//! The files of a case, read and written. [`read_case`] reads them all into [`CaseFiles`].
//!
//! One file here for each file of a case. What is read is checked: against its own form, and against the other
//! files, so that a mistyped name is a problem that names the nearest one and never a sentence about nothing.
//! The format is documented in `docs/case-format.md`; a test holds the two together.

#[cfg(test)]
mod any_text;
mod as_of;
pub mod attributes_toml;
pub mod case_toml;
pub mod custody_jsonl;
pub mod digests;
pub mod evidence_toml;
pub mod marks_jsonl;
mod names;
mod only_by;
pub mod outcomes_toml;
pub mod parameters;
pub mod place_code;
mod problem;
mod read;
pub mod rule_use;
pub mod rules_toml;
mod statement_add;
pub mod statements_toml;
#[cfg(test)]
mod testing;
pub mod text;
pub mod timeline_toml;
pub(crate) mod toml_reader;
pub mod write;

pub use as_of::newest_date;
pub use attributes_toml::{AttributeValue, Basis, Value, ValueAt};
pub use case_toml::{Anchor, Incident, Person, Scope, ScopeEnd};
pub use custody_jsonl::Custody;
pub use digests::{Checked, Digested, Digests, digest_of};
pub use evidence_toml::{DateOrder, Location, LogColumns, LogReading, Precision, Received, Source, SourceKind, Stated};
pub use marks_jsonl::{Decided, Decision, HandAnchor, Mark, Marks, ReviewedSpan, Standing};
pub use names::Names;
pub use outcomes_toml::Outcome;
pub use parameters::{Filled, Parameter, ParameterIs, Published, fill};
pub use problem::{FileText, Place, Problem, ProblemKind};
pub use read::{CaseFiles, DeviceLog, DispatchLog, Files, Transcript, read_case, read_case_with};
pub use rules_toml::{Rule, RuleChecked, RuleException, RuleStatus, RuleVersion, WordingIs};
pub use statement_add::{EnteredDraft, FoundDraft, StatementAdded, StatementDraft, add_statement};
pub use statements_toml::{Entered, Found, NotTestable, Sentence, Statement, Testable};
pub use timeline_toml::{Described, DescribedSilence};
