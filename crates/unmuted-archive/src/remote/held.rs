//! What is held of one file, and which requests bring what is wanted. Nothing here knows a network.

use std::collections::BTreeMap;
use std::ops::Range;

use bytes::Bytes;

/// Pieces of a file, disjoint, at most so many bytes together.
#[derive(Debug)]
pub(super) struct Held {
    pieces: BTreeMap<u64, Piece>,
    bytes: u64,
    limit: u64,
    clock: u64,
}

#[derive(Debug)]
struct Piece {
    bytes: Bytes,
    /// Announced, and not read to its end yet.
    awaited: bool,
    /// When it was last looked at.
    used: u64,
}

impl Held {
    pub(super) fn new(limit: u64) -> Self {
        Self { pieces: BTreeMap::new(), bytes: 0, limit, clock: 0 }
    }

    /// Copies what is held from `offset` on; zero bytes where nothing is.
    pub(super) fn copy(&mut self, offset: u64, buf: &mut [u8]) -> usize {
        self.clock += 1;
        let Some((start, piece)) = self.pieces.range_mut(..=offset).next_back() else { return 0 };
        let rest = usize::try_from(offset - start).ok().and_then(|from| piece.bytes.get(from..)).unwrap_or_default();
        let n = rest.len().min(buf.len());
        if let (Some(to), Some(from)) = (buf.get_mut(..n), rest.get(..n)) {
            to.copy_from_slice(from);
        }
        if n > 0 {
            piece.used = self.clock;
            piece.awaited &= n < rest.len();
        }
        n
    }

    /// The end of the last piece that ends at or before `offset`, or zero.
    pub(super) fn end_before(&self, offset: u64) -> u64 {
        self.pieces.range(..offset).next_back().map_or(0, |(start, p)| (start + len(p)).min(offset))
    }

    /// Where the first piece behind `offset` begins.
    pub(super) fn start_after(&self, offset: u64) -> Option<u64> {
        self.pieces.range(offset..).next().map(|(start, _)| *start)
    }

    /// The parts of a range that are not held.
    pub(super) fn missing(&self, range: Range<u64>) -> Vec<Range<u64>> {
        let mut from = range.start;
        let mut out = Vec::new();
        let first = self.pieces.range(..range.start).next_back();
        for (&start, piece) in first.into_iter().chain(self.pieces.range(range.start..range.end)) {
            if start > from {
                out.push(from..start);
            }
            from = from.max(start + len(piece));
        }
        if from < range.end {
            out.push(from..range.end);
        }
        out
    }

    /// Keeps what was fetched, and lets go of what was read longest ago. What is held already stays as it is.
    pub(super) fn keep(&mut self, start: u64, bytes: Bytes, awaited: bool) {
        self.clock += 1;
        let end = start + bytes.len() as u64;
        for part in self.missing(start..end) {
            let at = |offset: u64| usize::try_from(offset - start).unwrap_or(usize::MAX).min(bytes.len());
            // A copy where it is only a part, so that what is counted is what is held.
            let part_bytes = bytes.slice(at(part.start)..at(part.end));
            let part_bytes =
                if part_bytes.len() == bytes.len() { part_bytes } else { Bytes::copy_from_slice(&part_bytes) };
            self.bytes += part_bytes.len() as u64;
            self.pieces.insert(part.start, Piece { bytes: part_bytes, awaited, used: self.clock });
        }
        while self.bytes > self.limit {
            // What just came stays: somebody is about to read it. Few pieces are held, so looking through them all
            // costs nothing beside a request.
            let others = self.pieces.iter().filter(|(_, p)| p.used != self.clock);
            let oldest = others.min_by_key(|(_, p)| (p.awaited, p.used)).map(|(start, _)| *start);
            let Some(piece) = oldest.and_then(|start| self.pieces.remove(&start)) else { break };
            self.bytes -= len(&piece);
        }
    }

    /// Bytes that more may be kept of without letting go of what is still awaited.
    pub(super) fn room(&self) -> u64 {
        let awaited: u64 = self.pieces.values().filter(|p| p.awaited).map(len).sum();
        self.limit.saturating_sub(awaited)
    }
}

fn len(piece: &Piece) -> u64 {
    piece.bytes.len() as u64
}

/// Joins ranges that overlap or lie nearer to each other than `gap`, in order; none is longer than `longest`.
pub(super) fn joined(mut ranges: Vec<Range<u64>>, gap: u64, longest: u64) -> Vec<Range<u64>> {
    let longest = longest.max(1);
    ranges.retain(|r| r.start < r.end);
    ranges.sort_unstable_by_key(|r| (r.start, r.end));
    let mut out: Vec<Range<u64>> = Vec::new();
    for r in ranges {
        match out.last_mut() {
            Some(last) if r.start <= last.end.saturating_add(gap) && r.end.max(last.end) - last.start <= longest => {
                last.end = last.end.max(r.end);
            }
            last => {
                let mut from = last.map_or(r.start, |l| r.start.max(l.end));
                while from < r.end {
                    let to = r.end.min(from.saturating_add(longest));
                    out.push(from..to);
                    from = to;
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Every wanted byte is fetched once, no request is longer than allowed, and no two could have been one.
        #[test]
        fn joined_ranges_hold_what_was_wanted(
            raw in proptest::collection::vec((0u64..200, 0u64..30), 0..12), gap in 0u64..10, longest in 1u64..60,
        ) {
            let ranges: Vec<_> = raw.iter().map(|&(start, n)| start..start + n).collect();
            let out = joined(ranges.clone(), gap, longest);
            for byte in 0..240 {
                let wanted = ranges.iter().any(|r| r.contains(&byte));
                let fetched = out.iter().filter(|r| r.contains(&byte)).count();
                prop_assert!(fetched <= 1 && (!wanted || fetched == 1));
            }
            for pair in out.windows(2) {
                prop_assert!(pair[0].end <= pair[1].start);
                let near = pair[1].start - pair[0].end <= gap;
                prop_assert!(!near || pair[1].end - pair[0].start > longest || pair[0].end == pair[1].start);
            }
            prop_assert!(out.iter().all(|r| r.end - r.start <= longest && r.start < r.end));
        }

        /// Whatever is kept and let go, a byte that is given is the file's, and the limit holds.
        #[test]
        fn held_bytes_are_the_files(
            steps in proptest::collection::vec((0u64..300, 1u64..50, any::<bool>()), 1..40), limit in 50u64..120,
        ) {
            let byte = |at: u64| (at % 251) as u8;
            let mut held = Held::new(limit);
            for (start, n, awaited) in steps {
                let bytes: Vec<u8> = (start..start + n).map(byte).collect();
                let new = held.missing(start..start + n);
                held.keep(start, Bytes::from(bytes), awaited);
                prop_assert!(held.bytes <= limit);
                prop_assert!(new.into_iter().all(|r| held.missing(r).is_empty()));
                prop_assert_eq!(held.bytes, held.pieces.values().map(len).sum::<u64>());
                let mut buf = [0; 7];
                for at in 0..350 {
                    let got = held.copy(at, &mut buf);
                    let open = held.missing(at..at + 1);
                    prop_assert_eq!(got == 0, !open.is_empty());
                    prop_assert!(buf[..got].iter().zip(at..).all(|(b, at)| *b == byte(at)));
                }
            }
        }
    }

    #[test]
    fn what_is_awaited_stays_until_it_was_read() {
        let mut held = Held::new(100);
        held.keep(0, Bytes::from(vec![1; 60]), true);
        held.keep(1000, Bytes::from(vec![2; 30]), false);
        held.keep(2000, Bytes::from(vec![3; 30]), false);
        let mut buf = [0; 60];
        assert_eq!((held.copy(1000, &mut buf), held.copy(0, &mut buf)), (0, 60));
        // Read to its end, it is the first to go once another was looked at after it.
        assert_eq!(held.copy(2000, &mut buf), 30);
        held.keep(3000, Bytes::from(vec![4; 30]), false);
        assert_eq!(held.copy(0, &mut buf), 0);
        assert_eq!(held.room(), 100);
    }
}
