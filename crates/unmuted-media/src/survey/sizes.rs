//! What packet sizes suggest. They decide nothing: they say where to look first.
//!
//! Encoders with a variable rate write silence in a few bytes; encoders with a constant rate pad it, so that its packets
//! are all of one size while live ones vary (measured on ten encoder settings: `docs/method-silence.md`). Where live
//! packets are of one size too, sizes say nothing, and every packet has to be opened.

/// A packet of at most so many bytes can hold next to nothing: silence took 3 to 23 bytes with every encoder that
/// writes it short.
pub(super) const TINY: u32 = 32;
/// Sizes are flat where they differ by no more than this many bytes...
const FLAT: u32 = 2;
/// ... over at least this many milliseconds.
pub(super) const FLAT_FOR_MS: i64 = 250;
/// Candidates that lie so few packets apart are one.
const BRIDGED: usize = 2;
/// Where flat candidates make up more than this part of all packets, sizes say nothing.
const UNINFORMATIVE: f64 = 0.9;

/// Packets, by number, that sizes suggest to be silent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Candidate {
    pub(super) first: usize,
    pub(super) last: usize,
    /// All but bridged packets are tiny; else they are flat.
    pub(super) tiny: bool,
}

/// What sizes suggest for a track.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Suggested {
    /// These packets.
    Candidates(Vec<Candidate>),
    /// Nothing: live packets are of one size too.
    Nothing,
}

/// Looks at the sizes of `count` packets. `flat_packets` is how many packets make up [`FLAT_FOR_MS`].
pub(super) fn suggest(count: usize, size: impl Fn(usize) -> u32, flat_packets: usize) -> Suggested {
    let mut found: Vec<Candidate> = Vec::new();
    let least_flat = flat_packets.max(3);
    // The open flat run: where it begins, and its smallest and largest size.
    let (mut begin, mut low, mut high) = (0usize, u32::MAX, 0u32);
    let mut tiny_since: Option<usize> = None;
    let mut flat_total = 0usize;
    for i in 0..=count {
        let s = if i < count { Some(size(i)) } else { None };
        match (s, tiny_since) {
            (Some(s), None) if s <= TINY => tiny_since = Some(i),
            (Some(s), Some(_)) if s <= TINY => {}
            (_, Some(since)) => {
                found.push(Candidate { first: since, last: i - 1, tiny: true });
                tiny_since = None;
            }
            _ => {}
        }
        if let Some(s) = s
            && s.max(high) - s.min(low) <= FLAT
        {
            (low, high) = (low.min(s), high.max(s));
            continue;
        }
        if i - begin >= least_flat && high > TINY {
            found.push(Candidate { first: begin, last: i - 1, tiny: false });
            flat_total += i - begin;
        }
        // The next run may begin within this one: as far back as sizes agree with this packet's.
        let Some(s) = s else { break };
        (begin, low, high) = (i, s, s);
        while begin > 0 && i - begin < least_flat {
            let before = size(begin - 1);
            if before.max(high) - before.min(low) > FLAT {
                break;
            }
            (low, high) = (low.min(before), high.max(before));
            begin -= 1;
        }
    }
    if flat_total as f64 > UNINFORMATIVE * count as f64 {
        return Suggested::Nothing;
    }
    found.sort_by_key(|c| (c.first, c.last));
    let mut joined: Vec<Candidate> = Vec::new();
    for c in found {
        match joined.last_mut() {
            Some(last) if c.first <= last.last + BRIDGED + 1 => {
                last.last = last.last.max(c.last);
                last.tiny &= c.tiny;
            }
            _ => joined.push(c),
        }
    }
    Suggested::Candidates(joined)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(sizes: &[u32]) -> Suggested {
        suggest(sizes.len(), |i| sizes[i], 12)
    }

    /// Sizes that vary as live ones do.
    fn live(n: usize) -> Vec<u32> {
        (0..n).map(|i| 150 + (i as u32 * 37) % 61).collect()
    }

    #[test]
    fn tiny_and_flat_stretches_are_found() {
        let sizes =
            [live(100), vec![4; 5], vec![21], vec![4; 20], live(60), vec![6, 121, 125], vec![170; 15], live(80)];
        let sizes = sizes.concat();
        assert_eq!(
            of(&sizes),
            Suggested::Candidates(vec![
                Candidate { first: 100, last: 125, tiny: true },
                // The one tiny packet and the flat ones behind it, over the two between.
                Candidate { first: 186, last: 203, tiny: false },
            ])
        );
    }

    #[test]
    fn one_size_throughout_says_nothing() {
        assert_eq!(of(&[192; 500]), Suggested::Nothing);
        assert_eq!(of(&[]), Suggested::Candidates(Vec::new()));
    }

    proptest! {
        /// Every tiny packet and every flat window lies in a candidate.
        #[test]
        fn nothing_is_left_out(sizes in proptest::collection::vec(prop_oneof![Just(4u32), 169u32..174, 100u32..400], 0..200)) {
            let Suggested::Candidates(found) = of(&sizes) else { return Ok(()) };
            let within = |i: usize| found.iter().any(|c| (c.first..=c.last).contains(&i));
            for (i, &s) in sizes.iter().enumerate() {
                prop_assert!(s > TINY || within(i));
            }
            for (i, w) in sizes.windows(12).enumerate() {
                let flat = w.iter().max().unwrap() - w.iter().min().unwrap() <= FLAT;
                prop_assert!(!flat || (i..i + 12).all(within), "{i}");
            }
            prop_assert!(found.windows(2).all(|w| w[0].last + BRIDGED + 1 < w[1].first));
        }
    }
}
