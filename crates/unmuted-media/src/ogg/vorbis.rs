//! What must be known of Vorbis without decoding it (Vorbis I specification, Xiph.Org 2020): how many samples a packet
//! gives, and whether its setup asks for tables that no memory should hold.

use crate::limits;

/// What the identification header says (4.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ident {
    pub(crate) channels: u8,
    pub(crate) rate_hz: u32,
    /// Samples of the short and the long window.
    pub(crate) short: u32,
    pub(crate) long: u32,
}

impl Ident {
    pub(crate) fn read(packet: &[u8]) -> Option<Self> {
        if packet.get(..7)? != b"\x01vorbis" {
            return None;
        }
        let rate_hz = u32::from_le_bytes(packet.get(12..16)?.try_into().ok()?);
        let (channels, sizes) = (*packet.get(11)?, *packet.get(28)?);
        let (short, long) = (1u32 << (sizes & 15), 1u32 << (sizes >> 4));
        // 6.3: from 64 to 8,192, the short one no longer than the long one.
        let fine = channels > 0 && short >= 64 && long <= 8192 && short <= long;
        fine.then_some(Self { channels, rate_hz, short, long })
    }
}

/// Which windows the modes of a stream use; with it, how many samples each packet gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Windows {
    ident: Ident,
    long: Vec<bool>,
    before: Option<u32>,
}

impl Windows {
    /// Reads the modes off the end of a setup header. They are its last field (4.2.4) and each is 41 bits of which 32
    /// are zero, so they are read backwards from the framing bit; what comes before them has no fixed length.
    pub(crate) fn read(ident: Ident, setup: &[u8]) -> Option<Self> {
        let mut end = setup.len() * 8;
        let bit = |at: usize| setup.get(at / 8).is_some_and(|b| (b >> (at % 8)) & 1 == 1);
        let number = |at: usize, n: usize| (0..n).fold(0u32, |x, i| x | (u32::from(bit(at + i)) << i));
        // The framing bit is the last one that is set.
        while end > 0 && !bit(end - 1) {
            end -= 1;
        }
        let modes_end = end.checked_sub(1)?;
        let mut best = None;
        for n in 1..=64usize {
            let Some(at) = modes_end.checked_sub(41 * n) else { break };
            if number(at + 1, 16) != 0 || number(at + 17, 16) != 0 {
                break;
            }
            // Six bits before the modes count them, less one.
            if at >= 6 && number(at - 6, 6) as usize == n - 1 {
                best = Some(n);
            }
        }
        let n = best?;
        let first = modes_end - 41 * n;
        Some(Self { ident, long: (0..n).map(|i| bit(first + 41 * i)).collect(), before: None })
    }

    /// How many samples the next packet gives: a quarter of its window and of the one before (4.3.8). The first packet
    /// gives none.
    pub(crate) fn samples(&mut self, packet: &[u8]) -> u32 {
        let first = packet.first().copied().unwrap_or(1);
        if first & 1 != 0 {
            return 0;
        }
        // One bit of packet type, then the mode in as many bits as the largest number takes.
        let bits = usize::BITS - (self.long.len() - 1).leading_zeros();
        let mode = usize::from(first >> 1) & ((1usize << bits) - 1);
        let window = if self.long.get(mode).copied().unwrap_or(false) { self.ident.long } else { self.ident.short };
        let samples = self.before.map_or(0, |before| before / 4 + window / 4);
        self.before = Some(window);
        samples
    }

    /// Forgets the packet before.
    pub(crate) fn forget(&mut self) {
        self.before = None;
    }
}

/// Whether a setup header's codebooks ask for lookup tables within the limit. They come first in the header (4.2.4),
/// and each must be walked to find the next (3.2.1).
pub(crate) fn tables_are_reasonable(setup: &[u8]) -> bool {
    walk_codebooks(setup).is_some_and(|numbers| numbers <= limits::VORBIS_LOOKUP)
}

fn walk_codebooks(setup: &[u8]) -> Option<u64> {
    if setup.get(..7)? != b"\x05vorbis" {
        return None;
    }
    let mut bits = Lsb { data: setup.get(7..)?, at: 0 };
    let books = bits.read(8)? + 1;
    let mut total = 0u64;
    for _ in 0..books {
        if bits.read(24)? != 0x56_4342 {
            return None;
        }
        let (dimensions, entries) = (bits.read(16)?, bits.read(24)?);
        total = total.saturating_add(u64::from(dimensions.max(1)) * u64::from(entries));
        if total > limits::VORBIS_LOOKUP {
            return Some(total);
        }
        if bits.read(1)? == 1 {
            // Ordered: lengths go up, and each says how many entries have it.
            bits.read(5)?;
            let mut done = 0u32;
            while done < entries {
                let n = bits.read(32 - (entries - done).leading_zeros())?;
                done = done.checked_add(n)?;
            }
        } else if bits.read(1)? == 1 {
            for _ in 0..entries {
                if bits.read(1)? == 1 {
                    bits.read(5)?;
                }
            }
        } else {
            bits.skip(u64::from(entries) * 5)?;
        }
        let lookup = bits.read(4)?;
        if lookup == 0 {
            continue;
        }
        bits.skip(64)?;
        let width = bits.read(4)? + 1;
        bits.read(1)?;
        let values = match lookup {
            1 => u64::from(lookup_1_values(entries, dimensions)),
            2 => u64::from(entries) * u64::from(dimensions),
            _ => return None,
        };
        bits.skip(values * u64::from(width))?;
    }
    Some(total)
}

/// The largest number whose `dimensions`-th power is at most `entries` (9.2.3).
fn lookup_1_values(entries: u32, dimensions: u32) -> u32 {
    if dimensions == 0 {
        return 0;
    }
    let fits = |v: u32| u64::from(v).checked_pow(dimensions).is_some_and(|p| p <= u64::from(entries));
    // From a first guess by logarithms, which rounding may put one off.
    let mut v = f64::from(entries).powf(1.0 / f64::from(dimensions)) as u32;
    while v > 0 && !fits(v) {
        v -= 1;
    }
    while fits(v + 1) {
        v += 1;
        if v > entries {
            break;
        }
    }
    v
}

/// Bits, least significant first, as Vorbis packs them (2.1.4).
struct Lsb<'a> {
    data: &'a [u8],
    at: u64,
}

impl Lsb<'_> {
    fn read(&mut self, n: u32) -> Option<u32> {
        let mut out = 0u32;
        for i in 0..n {
            let byte = self.data.get(usize::try_from(self.at / 8).ok()?)?;
            out |= u32::from((byte >> (self.at % 8)) & 1) << i;
            self.at += 1;
        }
        Some(out)
    }
    fn skip(&mut self, n: u64) -> Option<()> {
        self.at = self.at.checked_add(n)?;
        (self.at <= self.data.len() as u64 * 8).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Put(Vec<bool>);
    impl Put {
        fn put(&mut self, value: u32, n: u32) -> &mut Self {
            self.0.extend((0..n).map(|i| (value >> i) & 1 == 1));
            self
        }
        fn bytes(&self) -> Vec<u8> {
            self.0.chunks(8).map(|c| c.iter().enumerate().fold(0, |b, (i, &x)| b | (u8::from(x) << i))).collect()
        }
    }

    #[test]
    fn a_few_bytes_that_ask_for_gigabytes_are_refused() {
        let mut p = Put(Vec::new());
        p.put(255, 8);
        for _ in 0..256 {
            // 128 Ki entries of 32 dimensions, ordered, all of one length: 78 bits.
            p.put(0x56_4342, 24).put(32, 16).put(131_072, 24).put(1, 1).put(16, 5).put(131_072, 18).put(1, 4);
            p.put(0, 32).put(0, 32).put(0, 4).put(0, 1).put(0, 1);
        }
        let setup = [b"\x05vorbis".to_vec(), p.bytes()].concat();
        assert!(setup.len() < 6_000);
        assert!(!tables_are_reasonable(&setup));
    }

    #[test]
    fn modes_are_found_from_the_end() {
        let ident = Ident { channels: 1, rate_hz: 44_100, short: 256, long: 2048 };
        let mut p = Put(Vec::new());
        p.put(0b1011, 4).put(1, 6);
        p.put(0, 1).put(0, 32).put(0, 8);
        p.put(1, 1).put(0, 32).put(1, 8);
        p.put(1, 1);
        let mut w = Windows::read(ident, &p.bytes()).unwrap();
        assert_eq!(w.long, [false, true]);
        // Type bit 0, one bit of mode: short, then long, then long.
        assert_eq!([w.samples(&[0b00]), w.samples(&[0b10]), w.samples(&[0b10])], [0, 64 + 512, 1024]);
    }

    #[test]
    fn the_largest_root() {
        assert_eq!((lookup_1_values(81, 4), lookup_1_values(80, 4), lookup_1_values(7, 1)), (3, 2, 7));
        assert_eq!(lookup_1_values(0, 3), 0);
    }
}
