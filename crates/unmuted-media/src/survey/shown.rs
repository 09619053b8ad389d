//! Evidence: the packets of a silence, as they lie in the file. Surveying and listening give the same.

use unmuted_model::Nanos;

use super::ends::{LATE_OPENING, SLOPE};
use super::opener::{Opener, Verdict};
use super::runs::Run;
use crate::heard::{Method, PacketBytes, Silence};
use crate::listen::ear::ZeroRun;
use crate::recording::AudioTrack;
use crate::source::PacketIndex;

/// First bytes of a packet that are kept as evidence.
const SHOWN_BYTES: u32 = 8;

/// Packets that are silent, and the zeros that they give.
pub(crate) struct Shown {
    pub(crate) run: Run,
    pub(crate) zeros: ZeroRun,
    /// Whether both ends come from decoded samples as well.
    pub(crate) decoded: bool,
}

/// For zeros that were found by decoding everything: opens their packets, and lets each run reach as far as coded spectra
/// show.
pub(crate) fn by_spectra(
    opener: &mut Opener<'_>,
    index: &dyn PacketIndex,
    track: &AudioTrack,
    runs: &mut [ZeroRun],
) -> Vec<Shown> {
    let samples = |n: i64| Nanos::from_ticks(n, u64::from(track.rate_hz.max(1)));
    let time = |i: usize| index.packet(i).and_then(|p| p.time);
    let mut out = Vec::new();
    for zeros in runs {
        if zeros.end - zeros.start < track.packet {
            continue;
        }
        // Packets are in order of time; the first that may be silent throughout begins at most two before the zeros.
        let (mut low, mut high) = (0, index.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if time(middle).is_some_and(|t| t + track.packet + track.packet <= zeros.start) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let silent = |opener: &mut Opener<'_>, i: usize| opener.verdict(i) == Verdict::Silent;
        let Some(mut first) = (low..(low + 4).min(index.len())).find(|&i| silent(opener, i)) else { continue };
        // Packets that are not presented belong to it all the same.
        while first > 0 && silent(opener, first - 1) {
            first -= 1;
        }
        let mut last = first;
        while last + 1 < index.len() && time(last + 1).is_some_and(|t| t < zeros.end) && silent(opener, last + 1) {
            last += 1;
        }
        if let (Some(w), Some(t)) = (opener.windows(first).filter(|_| !zeros.from_edge), time(first)) {
            zeros.start = zeros.start.min(t + samples(if w.opens_late { LATE_OPENING } else { SLOPE }));
        }
        if let (Some(w), Some(t)) = (opener.windows(last).filter(|_| !zeros.to_edge), time(last)) {
            let window = track.packet + track.packet;
            let end = t + window - samples(if w.closes_early { LATE_OPENING } else { SLOPE });
            // What sounds between does not become silent by what comes after it.
            if time(last + 1).is_none_or(|next| next < zeros.end) {
                zeros.end = zeros.end.max(end);
            }
        }
        out.push(Shown { run: Run { first, last }, zeros: *zeros, decoded: true });
    }
    out
}

/// Puts the evidence to the silences that were made of the zeros.
pub(crate) fn attach(silences: &mut [Silence], shown: &[Shown], opener: &mut Opener<'_>, index: &dyn PacketIndex) {
    for silence in silences {
        let extent = silence.certain();
        let of: Vec<&Shown> =
            shown.iter().filter(|e| e.zeros.start < extent.end() && extent.start() < e.zeros.end).collect();
        let (Some(first), Some(last)) = (of.first(), of.last()) else { continue };
        let all_decoded = of.iter().all(|e| e.decoded);
        silence.method = match silence.method {
            Method::Decoded if !opener.by_spectrum() => Method::Decoded,
            Method::Decoded if all_decoded => Method::ZeroSpectrumAndDecoded,
            Method::Decoded => Method::ZeroSpectrum,
            other => other,
        };
        let e = &mut silence.evidence;
        e.packets = of.iter().map(|e| (e.run.last - e.run.first + 1) as u64).sum();
        let all = of.iter().flat_map(|e| e.run.first..=e.run.last);
        e.proven_packets = all.filter(|&i| opener.known(i) == Some(Verdict::Silent)).count() as u64;
        e.offset = e.offset.or(first.zeros.offset);
        let middle = first.run.first + (last.run.last - first.run.first) / 2;
        let mut numbers = vec![first.run.first, middle, last.run.last];
        numbers.dedup();
        e.first_bytes.clear();
        for i in numbers {
            if opener.known(i) == Some(Verdict::Silent) {
                let (offset, size) = index.place(i);
                let begins_with = opener.first_bytes(i, SHOWN_BYTES);
                e.first_bytes.push(PacketBytes { number: i as u64, offset, size, begins_with });
            }
        }
    }
}
