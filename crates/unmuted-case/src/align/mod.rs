//! One clock: recordings of one incident placed on one clock, from their sound alone.
//!
//! [`align`] does all of it. Its steps are public too, so that a caller can keep what costs time: [`features`]
//! once for a recording, [`align_pair`] once for a pair, and [`solve`], which is cheap, over all pairs.
//! The method, its numbers and what it was measured on: `docs/method-clock.md`.
//!
//! What it does not do: open files, resample, find silence, use wall-clock times or places. Where the sound does
//! not decide, a recording is *not placed*, with the reason; that is an answer and not a failure.

mod by_hand;
mod claims;
mod evidence;
mod features;
mod fine;
mod given;
mod network;
mod odds;
mod options;
mod pair;
mod parameters;
mod placement;
mod pool;
mod search;
mod solve;
mod theil_sen;
mod told;
mod track;
mod wave;
mod white;

pub use claims::{ClaimPlace, JudgedClaim, SolvedWall, WallTie, cause, difference, judge_claims, solve_wall};
pub use evidence::Window;
pub use features::{Features, features};
pub use given::{ClaimResult, ClaimedClock, ClaimedTie, Given, HandAnchor, HandResult};
pub use options::{AlignOptions, AlignProgress};
pub use pair::{Candidate, Heard, PairResult, align_pair, look_closer};
pub use parameters::{METHOD, RATE_HZ};
pub use placement::{
    Accepted, Alignment, Between, Cycle, Grade, NotPlaced, Pair, Place, PlacedRecording, odds_in_words,
};
pub use solve::{solve, worth_a_closer_look};
pub use track::{Track, TrackExtent, WrongRate};

use rayon::prelude::*;

/// Places all `tracks`, each of which has an id of its own, on as few clocks as their sound allows.
///
/// Runs on rayon's current pool; the result does not depend on how many threads that has.
pub fn align(tracks: &[Track], given: &Given, options: &AlignOptions, progress: &dyn AlignProgress) -> Alignment {
    let prepared: Vec<Features> = tracks
        .par_iter()
        .map(|track| {
            let features = features(track);
            progress.prepared(track.id());
            features
        })
        .collect();
    let pairs: Vec<(usize, usize)> =
        (0..tracks.len()).flat_map(|i| (i + 1..tracks.len()).map(move |j| (i, j))).collect();
    let ends = |(i, j): (usize, usize)| ((&tracks[i], &prepared[i]), (&tracks[j], &prepared[j]));
    let mut results: Vec<PairResult> = pairs
        .par_iter()
        .map(|&pair| {
            let (one, other) = ends(pair);
            let result = align_pair(one, other);
            progress.compared(&result.a, &result.b);
            result
        })
        .collect();
    let extents: Vec<TrackExtent> = tracks.iter().map(Track::extent).collect();
    let closer: Vec<(usize, PairResult)> = worth_a_closer_look(&extents, &results, given, options)
        .into_par_iter()
        .map(|i| {
            let (one, other) = ends(pairs[i]);
            (i, look_closer(one, other, &results[i]))
        })
        .collect();
    for (i, result) in closer {
        results[i] = result;
    }
    solve(&extents, &results, given, options)
}
