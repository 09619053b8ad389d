//! How far reviewers agree, for the document.

use unmuted_case::agreement;
use unmuted_case::timeline::Timeline;

use super::Shown;
use crate::review::document::Agreement;

/// Each kind, recording and pair of reviewers.
pub fn shown(shown: &Shown<'_>, timeline: &Timeline) -> Vec<Agreement> {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let one = |row: agreement::Agreement| {
        let words = row.to_string();
        let [a, b] = row.people;
        Agreement {
            kind: row.kind.to_string(),
            kind_words: shown.kind_words(&row.kind),
            recording: row.recording.to_string(),
            a,
            b,
            reviewed_s: row.reviewed.as_secs_f64(),
            both: count(row.both),
            only_a: count(row.only[0]),
            only_b: count(row.only[1]),
            positive: row.positive,
            kappa: row.kappa,
            words,
        }
    };
    agreement::agreement(timeline).into_iter().map(one).collect()
}
