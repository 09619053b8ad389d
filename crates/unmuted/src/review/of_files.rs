//! What a case's files alone say, without opening a recording: for commands that count and compare.

use std::path::Path;

use unmuted_case::timeline::Timeline;

use super::problems::Problems;
use super::{Options, document, leave_out_privileged, timeline};
use crate::case_files::{self, CaseFiles};

/// A case as its files say.
pub struct OfFiles {
    /// The case, without what is privileged.
    pub case: CaseFiles,
    /// The same as values: outcomes, attributes, marks; no recordings.
    pub timeline: Timeline,
    /// What could not be read or does not fit.
    pub problems: Vec<document::Problem>,
}

/// Reads a case's files.
///
/// # Errors
/// Only where there is no case: `case.toml` is missing or cannot be read.
pub fn of_files(dir: &Path, options: &Options) -> miette::Result<OfFiles> {
    let (mut case, read) = case_files::read_case(dir).map_err(|p| p.report())?;
    if let Some(date) = options.as_of {
        (case.as_of, case.as_of_given) = (date, true);
    }
    let mut problems = Problems::from(read);
    leave_out_privileged(&mut case, &mut problems);
    let timeline = timeline::build(&case, Vec::new(), 1, None);
    Ok(OfFiles { case, timeline, problems: problems.into_document() })
}
