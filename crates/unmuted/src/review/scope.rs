//! Whether the scope is a span of the recordings. What every sentence speaks of cannot be left out and the rest done.

use std::collections::BTreeMap;

use unmuted_case::timeline::Recording;
use unmuted_model::{IncidentFromRecording, SourceId};

use crate::case_files::case_toml::SCOPE_ORDER;
use crate::case_files::text::show_recording_time as show;
use crate::case_files::{CaseFiles, Problem};

/// Checks it.
///
/// # Errors
/// It could not be read, lies outside of its recording, or ends before it starts.
pub fn check(
    case: &CaseFiles,
    recordings: &[Recording],
    transforms: &BTreeMap<SourceId, IncidentFromRecording>,
) -> Result<(), Box<Problem>> {
    if let Some(wrong) = &case.scope_places.wrong {
        return Err(Box::new(wrong.clone()));
    }
    let ends = [&case.scope.from, &case.scope.to];
    for (end, place) in ends.into_iter().zip(&case.scope_places.ends) {
        let (Some(end), Some(place)) = (end, place) else { continue };
        let Some(whole) = recordings.iter().find(|r| r.id == end.source).map(|r| r.extent) else { continue };
        if end.at < whole.start() || whole.end() < end.at {
            let what = format!(
                "the scope is at {} of {}, which runs from {} to {}",
                show(end.at),
                end.source,
                show(whole.start()),
                show(whole.end())
            );
            return Err(Box::new(place.unread(what, "write a time that the recording has, or take this end out")));
        }
    }
    let on_clock = |end: &crate::case_files::ScopeEnd| Some(transforms.get(&end.source)?.time(end.at));
    if let [Some(from), Some(to)] = ends.map(|end| end.as_ref().and_then(on_clock))
        && to <= from
        && let Some(place) = &case.scope_places.ends[1]
    {
        return Err(Box::new(place.unread("the scope holds no time: it ends before it starts", SCOPE_ORDER)));
    }
    Ok(())
}
