//! From candidates to runs of packets that were shown to be silent.

use super::opener::{Opener, Verdict};
use super::sizes::Candidate;

/// Packets, from the first to the last, that are silent on every channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Run {
    pub(crate) first: usize,
    pub(crate) last: usize,
}

/// How densely a candidate is opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Density {
    /// Packets between two that are opened among tiny ones: of a second.
    pub(super) tiny: usize,
    /// The same among flat ones, where live sound may have one size too: of a fifth of a second.
    pub(super) flat: usize,
}

/// The silent runs within a candidate and as far beyond it as packets go on being silent.
///
/// Packets at a distance are opened; between two that differ, the edge is found by halving, so that both ends of a run
/// are known to the packet. What lies between two that agree is taken to agree only where sizes leave no room for doubt:
/// every packet is opened that is not of the run's usual size; all are where that size could hold sound, and, among
/// packets that are flat, where `live_is_flat`: some packet that sounds is as flat as these.
pub(super) fn within(
    opener: &mut Opener<'_>,
    candidate: Candidate,
    count: usize,
    density: Density,
    live_is_flat: bool,
    size: impl Fn(usize) -> u32,
) -> Vec<Run> {
    let all = candidate.first..=candidate.last;
    let usual = usual(all.clone().map(&size));
    let step = if candidate.tiny { density.tiny } else { density.flat }.max(1);
    let odd = |i: usize| {
        if candidate.tiny { size(i) != usual } else { size(i).abs_diff(usual) > 1 }
    };
    let dense = if candidate.tiny { usual > HOLDS_NOTHING } else { live_is_flat };
    let mut marks: Vec<usize> = all.clone().step_by(step).collect();
    if !dense {
        marks.extend(all.clone().filter(|&i| odd(i)));
    }
    marks.push(candidate.last);
    marks.sort_unstable();
    marks.dedup();
    opener.will_open(marks.iter().copied(), false);
    let told: Vec<bool> = marks.iter().map(|&i| opener.verdict(i) == Verdict::Silent).collect();
    let mut runs: Vec<Run> = Vec::new();
    let mut open: Option<usize> = None;
    for (k, (&mark, &silent)) in marks.iter().zip(&told).enumerate() {
        let before = k.checked_sub(1).and_then(|j| Some((*marks.get(j)?, *told.get(j)?)));
        match (before, silent) {
            (Some((at, false)), true) => open = Some(edge(opener, at, mark)),
            (None, true) => open = Some(mark),
            (Some((at, true)), false) => {
                if let Some(first) = open.take() {
                    runs.push(Run { first, last: edge(opener, at, mark) - 1 });
                }
            }
            _ => {}
        }
    }
    if let Some(first) = open {
        runs.push(Run { first, last: candidate.last });
    }
    for run in &mut runs {
        extend(opener, run, count);
    }
    if dense {
        // Where to look is known; what is there is for each packet to say.
        return runs.into_iter().flat_map(|r| runs_of(opener, r.first, r.last, count)).collect();
    }
    runs
}

/// A packet of at most so many bytes that is of the size of a silent one has no room for more: 4 bytes is one silent
/// channel without anything else, 6 two, or one with eight bits of filling (ISO/IEC 14496-3, table 4.3 and below).
const HOLDS_NOTHING: u32 = 6;

/// Whether some packet that is known to sound lies in a stretch that is flat: then flatness says nothing of this encoder.
pub(super) fn live_is_flat(opener: &Opener<'_>, candidates: &[Candidate]) -> bool {
    let sounds = |c: &Candidate| {
        // Its edges may sound in any case; what lies well inside is told.
        let inside = c.first + 2..=c.last.saturating_sub(2);
        inside.clone().any(|i| matches!(opener.known(i), Some(Verdict::Sounds | Verdict::FirstSilent)))
    };
    candidates.iter().filter(|c| !c.tiny).any(sounds)
}

/// The most frequent of some sizes; of two as frequent ones the smaller.
fn usual(sizes: impl Iterator<Item = u32>) -> u32 {
    // Tiny packets have few sizes; bridged ones may have any.
    let mut counts: Vec<(u32, u64)> = Vec::new();
    for s in sizes {
        match counts.iter().position(|(size, _)| *size == s) {
            Some(i) => counts[i].1 += 1,
            None if counts.len() < 64 => counts.push((s, 1)),
            None => {}
        }
    }
    counts.into_iter().max_by_key(|&(s, n)| (n, std::cmp::Reverse(s))).map_or(0, |(s, _)| s)
}

/// The first packet after `from` whose verdict is that of `to`, by halving.
fn edge(opener: &mut Opener<'_>, from: usize, to: usize) -> usize {
    let wanted = opener.verdict(to) == Verdict::Silent;
    let (mut low, mut high) = (from, to);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if (opener.verdict(middle) == Verdict::Silent) == wanted { high = middle } else { low = middle }
    }
    high
}

/// Goes on to both sides while packets are silent.
fn extend(opener: &mut Opener<'_>, run: &mut Run, count: usize) {
    while run.first > 0 && opener.verdict(run.first - 1) == Verdict::Silent {
        run.first -= 1;
    }
    while run.last + 1 < count && opener.verdict(run.last + 1) == Verdict::Silent {
        run.last += 1;
    }
}

/// The silent runs from one packet to another, each packet opened.
pub(super) fn runs_of(opener: &mut Opener<'_>, first: usize, last: usize, count: usize) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for i in first..=last.min(count.saturating_sub(1)) {
        if opener.verdict(i) == Verdict::Silent {
            match runs.last_mut() {
                Some(run) if run.last + 1 == i => run.last = i,
                _ => runs.push(Run { first: i, last: i }),
            }
        }
    }
    for run in &mut runs {
        extend(opener, run, count);
    }
    runs.dedup();
    runs
}

/// Puts runs in order and makes one of those that meet.
pub(super) fn joined(mut runs: Vec<Run>) -> Vec<Run> {
    runs.sort_by_key(|r| (r.first, r.last));
    let mut out: Vec<Run> = Vec::new();
    for run in runs {
        match out.last_mut() {
            Some(last) if run.first <= last.last + 1 => last.last = last.last.max(run.last),
            _ => out.push(run),
        }
    }
    out
}
