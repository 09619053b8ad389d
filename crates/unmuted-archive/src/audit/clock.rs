//! Where a recording's zero lies on its device's clock.

use serde::{Deserialize, Serialize};
use unmuted_model::{Interval, Nanos, WallClock};

use super::log::AuditEvent;
use super::map::StartMeans;

/// What says where the recording's zero lies on the device's clock.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockFrom {
    /// The log's entry about this recording's beginning.
    Log {
        /// Its line.
        line: u64,
        /// Whether the time at which the recording claims to have begun differs from it by more than the tolerance.
        differs_from_claim: bool,
    },
    /// The time at which the recording claims to have begun; the same clock wrote both.
    Claim,
    /// Nothing.
    Nothing,
}

/// How long before the log's `recording_start` the recording's zero can lie, from shortest to longest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RecordingStart {
    /// Shortest.
    pub least: Nanos,
    /// Longest.
    pub most: Nanos,
}

impl RecordingStart {
    /// From what the mapping says, and from where the recording's silent lead-in ends.
    pub(super) fn of(means: Option<StartMeans>, lead_in_end: Option<Interval<unmuted_model::RecordingClock>>) -> Self {
        let least = lead_in_end.map_or(Nanos::ZERO, |e| e.earliest().since_zero());
        let most = lead_in_end.map_or(Nanos::ZERO, |e| e.latest().since_zero());
        match means {
            Some(StartMeans::FirstPicture) => Self { least: Nanos::ZERO, most: Nanos::ZERO },
            Some(StartMeans::Activation) => Self { least, most },
            // Nobody knows: it can be either.
            None => Self { least: Nanos::ZERO, most },
        }
    }
}

/// Where the zero lies, and what says so. `logged` is the log's entry about this recording's beginning.
pub(super) fn zero(
    logged: Option<&AuditEvent>,
    claimed: Option<Interval<WallClock>>,
    start: RecordingStart,
    tolerance: Nanos,
) -> (Option<Interval<WallClock>>, ClockFrom) {
    let Some(event) = logged else {
        return (claimed, if claimed.is_some() { ClockFrom::Claim } else { ClockFrom::Nothing });
    };
    let zero = Interval::between(event.at.earliest() - start.most, event.at.latest() - start.least);
    let near = zero.widened(tolerance);
    let differs_from_claim = claimed.is_some_and(|c| c.intersection(near).is_none());
    (Some(zero), ClockFrom::Log { line: event.line, differs_from_claim })
}

/// A recording's name as names are compared: without folders and capitals.
pub(super) fn file_name(path: &str) -> String {
    path.trim().rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase()
}

/// Whether a log's name for a recording is this file's: the same name, whatever stands before it, and with or
/// without its ending.
pub(super) fn same(logged: &str, path: &str) -> bool {
    let (logged, file) = (file_name(logged), file_name(path));
    !logged.is_empty() && (logged == file || file.rsplit_once('.').is_some_and(|(stem, _)| stem == logged))
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn names_of_recordings_are_compared_without_folder_and_ending() {
        assert!(same("V1.mp4", "unit 4/v1.MP4") && same("C:\\out\\v1", "v1.mp4") && same("v1.mp4", "v1.mp4"));
        assert!(!same("v1", "v10.mp4") && !same("", "v1.mp4") && !same("v1.mp4", "v1.mkv") && !same("mp4", "v1.mp4"));
    }
}
