//! The second search for what the first left open between groups, as the program makes it.

use unmuted_case::align::{AlignOptions, Features, Given, PairResult, Track, TrackExtent, look_closer, worth_a_closer_look};

/// Looks again at the pairs for which that can help, one after the other.
pub fn look_again(
    tracks: &[Track],
    prepared: &[Features],
    extents: &[TrackExtent],
    results: &mut [PairResult],
    options: &AlignOptions,
) {
    for i in worth_a_closer_look(extents, results, &Given::default(), options) {
        let at = |id: &str| tracks.iter().position(|t| t.id() == id).map(|k| (&tracks[k], &prepared[k]));
        if let (Some(one), Some(other)) = (at(&results[i].a), at(&results[i].b)) {
            results[i] = look_closer(one, other, &results[i]);
        }
    }
}
