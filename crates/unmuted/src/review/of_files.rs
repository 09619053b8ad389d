//! What a case's files alone say, without opening a recording: for commands that count and compare.

use std::path::Path;

use unmuted_case::timeline::{Recording, Timeline};
use unmuted_model::{RecordingTime, Span, SpanSet};

use super::problems::Problems;
use super::wall::Walls;
use super::{Options, described, document, leave_out_privileged, timeline};
use crate::case_files::{self, CaseFiles, Source};
use crate::rules::Library;

/// A case as its files say.
pub struct OfFiles {
    /// The case, without what is privileged.
    pub case: CaseFiles,
    /// The same as values: outcomes, attributes, marks; of recordings only that there are any, so that sentences
    /// can name them.
    pub timeline: Timeline,
    /// What could not be read or does not fit.
    pub problems: Vec<document::Problem>,
}

/// Reads a case's files.
///
/// # Errors
/// Only where there is no case: `case.toml` is missing or cannot be read.
pub fn of_files(dir: &Path, options: &Options) -> miette::Result<OfFiles> {
    let (mut case, read) =
        case_files::read_case_as(case_files::Files::In(dir), Library::embedded(), false).map_err(|p| p.report())?;
    if let Some(date) = options.as_of {
        (case.as_of, case.as_of_given) = (date, true);
    }
    let mut problems = Problems::from(read);
    leave_out_privileged(&mut case, &mut problems);
    let with_media = case.sources.iter().filter(|s| s.is_recording()).map(unopened);
    let in_words = case.described.iter().map(|d| described::recording(d, None));
    let timeline = timeline::build(&case, with_media.chain(in_words).collect(), 1, &Walls::default());
    Ok(OfFiles { case, timeline, problems: problems.into_document() })
}

fn unopened(source: &Source) -> Recording {
    Recording {
        id: source.id.clone(),
        name: source.name.clone(),
        is_camera: true,
        has_picture: true,
        placement: None,
        extent: Span::between(RecordingTime::ZERO, RecordingTime::ZERO),
        examined: SpanSet::empty(),
        silences: Vec::new(),
        redacted: timeline::redacted(source.redacted),
    }
}
