//! Silence of one channel alone, in tracks of several. Sizes do not show it, and a packet's first bytes show it of the
//! first channel only; so packets at a distance are decoded, and where one channel is silent all of them.

use unmuted_model::Nanos;

use super::ends::Ends;
use super::opener::Opener;
use super::runs::{Run, joined};
use crate::listen::ear::ZeroRun;

/// The zeros of one channel alone.
pub(super) struct Alone {
    pub(super) channel: u16,
    pub(super) zeros: Vec<ZeroRun>,
}

/// Decodes every `step`th packet, and says when single channels are silent. A silence that lies between two of them is
/// not seen. `least` is the shortest that is told.
pub(super) fn alone(
    ends: &mut Ends<'_>,
    opener: &mut Opener<'_>,
    channels: u16,
    step: usize,
    least: Nanos,
) -> Vec<Alone> {
    let count = ends.index.len();
    if count < 3 || ends.decoder.is_none() {
        return Vec::new();
    }
    let mut marks: Vec<usize> = (1..count - 1).step_by(step.max(1)).collect();
    if marks.last() != Some(&(count - 2)) {
        marks.push(count - 2);
    }
    let told: Vec<u32> = marks.iter().map(|&i| ends.silent_channels(opener, i)).collect();
    let every = 1u32.checked_shl(u32::from(channels)).map_or(u32::MAX, |n| n - 1);
    let mut out = Vec::new();
    for channel in 0..channels.min(32) {
        let bit = 1u32 << channel;
        // A channel that is silent only where all are is no finding of its own.
        if !told.iter().any(|&t| t & bit != 0 && t != every) {
            continue;
        }
        let mut runs: Vec<Run> = Vec::new();
        let mut open: Option<usize> = None;
        let mut before: Option<(usize, bool)> = None;
        for (&mark, &t) in marks.iter().zip(&told) {
            let silent = t & bit != 0;
            match (before, silent) {
                (None, true) => open = Some(0),
                (Some((at, false)), true) => open = Some(edge(ends, opener, (at, mark), bit, true)),
                (Some((at, true)), false) => {
                    if let Some(first) = open.take() {
                        runs.push(Run { first, last: edge(ends, opener, (at, mark), bit, false) - 1 });
                    }
                }
                _ => {}
            }
            before = Some((mark, silent));
        }
        if let Some(first) = open {
            runs.push(Run { first, last: count - 1 });
        }
        // What was found at a distance is only where to look: every packet of it is decoded.
        let zeros = joined(runs).into_iter().flat_map(|run| ends.zeros_of(opener, run, usize::from(channel), least));
        let zeros = zeros.collect();
        out.push(Alone { channel, zeros });
    }
    out
}

/// The first packet after one mark that agrees with the next, by halving.
fn edge(ends: &mut Ends<'_>, opener: &mut Opener<'_>, (from, to): (usize, usize), bit: u32, silent: bool) -> usize {
    let (mut low, mut high) = (from, to);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if (ends.silent_channels(opener, middle) & bit != 0) == silent { high = middle } else { low = middle }
    }
    high
}
