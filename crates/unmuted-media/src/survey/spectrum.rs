//! Whether an AAC packet's coded spectrum is zero, from its first bytes and without decoding: ISO/IEC 14496-3:2009,
//! 4.4.2 (syntax of `raw_data_block`), 4.5.2.3.2 (codebook 0, `ZERO_HCB`, means that nothing is coded).
//!
//! A channel's spectrum is zero where no scale factor band is transmitted (`max_sfb` is 0) or where every section has
//! codebook 0. Encoders do it either way. Temporal noise shaping filters a spectrum, and zeros filtered are zeros.
//! What may add to a spectrum (prediction, pulses, gain control, a coupling channel) makes the packet unknown, and so
//! does what this reader would have to decode before it can go on.

/// What a packet's first bytes show of each channel, in the order in which they are coded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Spectrum {
    /// Every channel's spectrum is zero.
    Zero,
    /// Something is coded. The mask has a bit for each channel that was shown to be zero all the same.
    Sounds {
        /// Channels, from the lowest bit on, whose spectrum is zero.
        zero: u32,
    },
    /// The syntax has something in it that this reader does not judge.
    Unknown,
    /// More bytes are needed.
    Cut,
}

/// How a packet's windows lie in time. A window of 2,048 samples begins with the packet; beside short windows its first
/// or last 448 samples are multiplied by zero (ISO/IEC 14496-3, 4.6.11.3.3), and so say nothing about sound.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Windows {
    /// A window of some channel is zero at its beginning.
    pub(crate) opens_late: bool,
    /// A window of some channel is zero at its end.
    pub(crate) closes_early: bool,
}

/// How the windows of a packet lie that was judged to be silent.
pub(super) fn windows(data: &[u8]) -> Windows {
    let mut parse = Parse { bits: Bits::new(data), channel: 0, zero: 0, sounds: false, windows: Windows::default() };
    // Whatever stops it: a silent packet was read to its end before.
    let _read = parse.block();
    parse.windows
}

/// Judges a packet of `size` bytes by its first bytes. Nothing but the number of bands depends on the sample rate, and no
/// band is looked up. Where silence is padded up to a constant rate, the padding need not be read: an element that says
/// that it reaches to the packet's end leaves room for nothing that sounds.
pub(super) fn judge(data: &[u8], size: usize) -> Spectrum {
    let whole = data.len() >= size;
    let mut parse = Parse { bits: Bits::new(data), channel: 0, zero: 0, sounds: false, windows: Windows::default() };
    match parse.block() {
        Ok(()) if parse.channel == 0 => Spectrum::Unknown,
        Ok(()) if !parse.sounds => Spectrum::Zero,
        Ok(()) => Spectrum::Sounds { zero: parse.zero },
        Err(Stop::Sounds) => Spectrum::Sounds { zero: parse.zero },
        Err(Stop::Unknown) => Spectrum::Unknown,
        // After the channels' elements only this one follows, and then the three bits that end the block.
        Err(Stop::Filling { to }) if parse.channel > 0 && to + 3 <= 8 * size && to + 3 + 8 > 8 * size => {
            if parse.sounds { Spectrum::Sounds { zero: parse.zero } } else { Spectrum::Zero }
        }
        Err(Stop::End | Stop::Filling { .. }) if whole => Spectrum::Unknown,
        Err(Stop::End | Stop::Filling { .. }) => Spectrum::Cut,
    }
}

/// Why reading ended before the end of the block.
enum Stop {
    /// Something is coded here, and what comes after it can be found only by decoding it.
    Sounds,
    Unknown,
    End,
    /// The bytes end within a filling element that goes on to this bit.
    Filling {
        to: usize,
    },
}

struct Parse<'a> {
    bits: Bits<'a>,
    /// The next channel's number.
    channel: u32,
    zero: u32,
    sounds: bool,
    windows: Windows,
}

/// `ics_info`: which bands are transmitted, and in how many groups of windows.
#[derive(Clone, Copy)]
struct Ics {
    short: bool,
    max_sfb: u32,
    groups: u32,
}

impl Parse<'_> {
    fn read(&mut self, n: u32) -> Result<u32, Stop> {
        self.bits.read(n).ok_or(Stop::End)
    }

    /// `raw_data_block`, table 4.3.
    fn block(&mut self) -> Result<(), Stop> {
        loop {
            match self.read(3)? {
                // A single channel, or the low-frequency channel, which has the same syntax.
                0 | 3 => {
                    self.read(4)?;
                    let alone = self.stream(None)?;
                    self.tell(alone);
                    if !alone {
                        return Err(Stop::Sounds);
                    }
                }
                1 => self.pair()?,
                // A data stream element.
                4 => {
                    self.read(4)?;
                    let align = self.read(1)? == 1;
                    let mut count = self.read(8)?;
                    if count == 255 {
                        count += self.read(8)?;
                    }
                    if align {
                        self.bits.align();
                    }
                    self.bits.skip(8 * count as usize).ok_or(Stop::End)?;
                }
                // Filling, which may hold spectral band replication; that only makes something out of something.
                6 => {
                    let mut count = self.read(4)?;
                    if count == 15 {
                        count += self.read(8)?;
                        count -= 1;
                    }
                    let to = self.bits.at + 8 * count as usize;
                    self.bits.skip(8 * count as usize).ok_or(Stop::Filling { to })?;
                }
                7 => return Ok(()),
                // A coupling channel adds to others; a program configuration says which channels there are.
                _ => return Err(Stop::Unknown),
            }
        }
    }

    /// One more channel, whose spectrum is zero or not.
    fn tell(&mut self, zero: bool) {
        if zero {
            self.zero |= 1u32.checked_shl(self.channel).unwrap_or(0);
        } else {
            self.sounds = true;
        }
        self.channel += 1;
    }

    /// `channel_pair_element`, table 4.5.
    fn pair(&mut self) -> Result<(), Stop> {
        self.read(4)?;
        let mut mixed = false;
        let common = if self.read(1)? == 1 {
            let ics = self.ics()?;
            let mask = self.read(2)?;
            match mask {
                0 => {}
                1 => {
                    for _ in 0..ics.groups * ics.max_sfb {
                        mixed |= self.read(1)? == 1;
                    }
                }
                2 => mixed = true,
                _ => return Err(Stop::Unknown),
            }
            Some(ics)
        } else {
            None
        };
        let first = self.stream(common)?;
        if !first {
            // The second channel comes after the first one's coded spectrum. With mid and side mixed, both sound.
            self.tell(false);
            self.channel += 1;
            return Err(Stop::Sounds);
        }
        let second = self.stream(common)?;
        if second || !mixed {
            self.tell(true);
            self.tell(second);
        } else {
            // Only the side is coded, and it sounds in both channels.
            self.tell(false);
            self.tell(false);
        }
        if second { Ok(()) } else { Err(Stop::Sounds) }
    }

    /// `individual_channel_stream`, table 4.44; whether its spectrum is zero. Where it is not, reading cannot go on.
    fn stream(&mut self, common: Option<Ics>) -> Result<bool, Stop> {
        self.read(8)?;
        let ics = match common {
            Some(ics) => ics,
            None => self.ics()?,
        };
        // `section_data`, table 4.46.
        let (length_bits, escape) = if ics.short { (3, 7) } else { (5, 31) };
        for _ in 0..ics.groups {
            let mut band = 0;
            while band < ics.max_sfb {
                if self.read(4)? != 0 {
                    return Ok(false);
                }
                loop {
                    let more = self.read(length_bits)?;
                    band += more;
                    if more != escape {
                        break;
                    }
                }
            }
            if band != ics.max_sfb {
                return Err(Stop::Unknown);
            }
        }
        // No scale factors follow codebook 0. Then pulses, noise shaping, gain control.
        if self.read(1)? == 1 {
            return Err(Stop::Unknown);
        }
        if self.read(1)? == 1 {
            self.noise_shaping(ics.short)?;
        }
        if self.read(1)? == 1 {
            return Err(Stop::Unknown);
        }
        Ok(true)
    }

    /// `ics_info`, table 4.6.
    fn ics(&mut self) -> Result<Ics, Stop> {
        self.read(1)?;
        // Only long, start, eight short, stop.
        let sequence = self.read(2)?;
        let short = sequence == 2;
        self.windows.opens_late |= sequence >= 2;
        self.windows.closes_early |= sequence == 1 || short;
        self.read(1)?;
        if short {
            let max_sfb = self.read(4)?;
            // A bit for each window after the first: whether it belongs to the group of the one before.
            let grouping = self.read(7)?;
            return Ok(Ics { short, max_sfb, groups: 8 - grouping.count_ones() });
        }
        let max_sfb = self.read(6)?;
        if self.read(1)? == 1 {
            // Prediction from earlier packets.
            return Err(Stop::Unknown);
        }
        Ok(Ics { short, max_sfb, groups: 1 })
    }

    /// `tns_data`, table 4.48: read over.
    fn noise_shaping(&mut self, short: bool) -> Result<(), Stop> {
        let (windows, filters, length, order) = if short { (8, 1, 4, 3) } else { (1, 2, 6, 5) };
        for _ in 0..windows {
            let n = self.read(filters)?;
            let fine = if n > 0 { self.read(1)? } else { 0 };
            for _ in 0..n {
                self.read(length)?;
                let order = self.read(order)?;
                if order > 0 {
                    self.read(1)?;
                    let compressed = self.read(1)?;
                    let bits = 3 + fine - compressed;
                    self.bits.skip((order * bits) as usize).ok_or(Stop::End)?;
                }
            }
        }
        Ok(())
    }
}

/// Bits, most significant first, many at a time.
struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0 }
    }
    /// The next `n` bits, at most 16.
    fn read(&mut self, n: u32) -> Option<u32> {
        let n = n as usize;
        if self.at + n > 8 * self.data.len() {
            return None;
        }
        let from = self.at / 8;
        let three = (0..3).fold(0u32, |all, i| (all << 8) | u32::from(self.data.get(from + i).copied().unwrap_or(0)));
        let value = (three << (8 + self.at % 8)) >> (32 - n.max(1));
        self.at += n;
        Some(if n == 0 { 0 } else { value })
    }
    fn skip(&mut self, n: usize) -> Option<()> {
        let to = self.at + n;
        if to > 8 * self.data.len() {
            return None;
        }
        self.at = to;
        Some(())
    }
    fn align(&mut self) {
        self.at = self.at.next_multiple_of(8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(hex: &str) -> Spectrum {
        let bytes: Vec<u8> =
            (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect();
        judge(&bytes, bytes.len())
    }

    #[test]
    fn packets_of_silence_as_encoders_write_them() {
        // ffmpeg, mono: no band is transmitted.
        assert_eq!(of("01182007"), Spectrum::Zero);
        // Players insert these for silence: one and two channels.
        assert_eq!(of("00c8008023 80".replace(' ', "").as_str()), Spectrum::Zero);
        assert_eq!(of("210049900219002380"), Spectrum::Zero);
        // The same one channel, cut short.
        assert_eq!(judge(&[0x01, 0x18], 4), Spectrum::Cut);
        assert_eq!(judge(&[], 4), Spectrum::Cut);
        assert_eq!(judge(&[], 0), Spectrum::Unknown);
    }

    /// Writes bits.
    #[derive(Default)]
    struct Write(Vec<bool>);
    impl Write {
        fn put(&mut self, value: u32, n: u32) -> &mut Self {
            self.0.extend((0..n).rev().map(|i| (value >> i) & 1 == 1));
            self
        }
        fn bytes(&self) -> Vec<u8> {
            self.0.chunks(8).map(|c| c.iter().enumerate().fold(0, |b, (i, &x)| b | (u8::from(x) << (7 - i)))).collect()
        }
        /// One channel of a long window: bands up to `max_sfb`, in sections of these codebooks and lengths.
        fn long(&mut self, info: bool, max_sfb: u32, sections: &[(u32, u32)], tns: bool) -> &mut Self {
            self.put(100, 8);
            if info {
                self.put(0, 1).put(0, 2).put(0, 1).put(max_sfb, 6).put(0, 1);
            }
            for &(book, mut length) in sections {
                self.put(book, 4);
                while length >= 31 {
                    self.put(31, 5);
                    length -= 31;
                }
                self.put(length, 5);
            }
            self.put(0, 1).put(u32::from(tns), 1);
            if tns {
                // Two filters: one of order 2 with compressed coefficients of 3 bits, one of order 0.
                self.put(2, 2).put(1, 1).put(40, 6).put(2, 5).put(0, 1).put(1, 1).put(5, 3).put(2, 3);
                self.put(10, 6).put(0, 5);
            }
            self.put(0, 1)
        }
    }

    #[test]
    fn both_forms_of_silence_and_what_is_not() {
        let mono = |sections: &[(u32, u32)], tns| {
            let mut w = Write::default();
            w.put(0, 3).put(0, 4).long(true, 40, sections, tns).put(7, 3);
            judge(&w.bytes(), w.bytes().len())
        };
        assert_eq!(mono(&[(0, 40)], false), Spectrum::Zero);
        assert_eq!(mono(&[(0, 12), (0, 28)], true), Spectrum::Zero);
        assert_eq!(mono(&[(0, 12), (1, 28)], false), Spectrum::Sounds { zero: 0 });
        // Noise and intensity are no zeros.
        assert_eq!(mono(&[(13, 40)], false), Spectrum::Sounds { zero: 0 });
        // Sections that reach beyond the last band.
        assert_eq!(mono(&[(0, 12), (0, 29)], false), Spectrum::Unknown);
    }

    #[test]
    fn each_channel_of_a_pair() {
        let pair = |mask: u32, first: &[(u32, u32)], second: &[(u32, u32)]| {
            let mut w = Write::default();
            w.put(1, 3).put(0, 4).put(1, 1).put(0, 1).put(0, 2).put(0, 1).put(30, 6).put(0, 1).put(mask, 2);
            w.long(false, 30, first, false).long(false, 30, second, false).put(7, 3);
            judge(&w.bytes(), w.bytes().len())
        };
        let (zero, sound) = (&[(0, 30)][..], &[(2, 30)][..]);
        assert_eq!(pair(0, zero, zero), Spectrum::Zero);
        assert_eq!(pair(2, zero, zero), Spectrum::Zero);
        assert_eq!(pair(0, zero, sound), Spectrum::Sounds { zero: 1 });
        // Mid is zero and side is not: both sound.
        assert_eq!(pair(2, zero, sound), Spectrum::Sounds { zero: 0 });
        assert_eq!(pair(0, sound, zero), Spectrum::Sounds { zero: 0 });
    }

    #[test]
    fn eight_short_windows_in_groups() {
        let mut w = Write::default();
        // Three groups (windows 1 to 3, 4 to 7, 8): five bits of seven say "the same group".
        w.put(0, 3).put(0, 4).put(100, 8).put(0, 1).put(2, 2).put(0, 1).put(14, 4).put(0b110_1110, 7);
        for _ in 0..3 {
            w.put(0, 4).put(7, 3).put(7, 3).put(0, 3);
        }
        w.put(0, 3).put(7, 3);
        assert_eq!(judge(&w.bytes(), w.bytes().len()), Spectrum::Zero);
    }

    #[test]
    fn what_stands_beside_the_sound_is_read_over() {
        let mut w = Write::default();
        // Filling of 16 bytes (15, and 2 more less one), a data stream of two bytes, aligned; then silence.
        w.put(6, 3).put(15, 4).put(2, 8);
        for _ in 0..16 {
            w.put(0xa5, 8);
        }
        w.put(4, 3).put(0, 4).put(1, 1).put(2, 8);
        while !w.0.len().is_multiple_of(8) {
            w.put(0, 1);
        }
        w.put(0xffff, 16).put(0, 3).put(0, 4).long(true, 0, &[], false).put(7, 3);
        assert_eq!(judge(&w.bytes(), w.bytes().len()), Spectrum::Zero);
    }

    #[test]
    fn padding_need_not_be_read() {
        // As an encoder with a constant rate writes it: silence, 165 bytes of filling, and the end.
        let mut w = Write::default();
        w.put(0, 3).put(0, 4).long(true, 40, &[(0, 40)], false).put(6, 3).put(15, 4).put(151, 8);
        for _ in 0..165 {
            w.put(0, 8);
        }
        w.put(7, 3);
        let bytes = w.bytes();
        assert_eq!(judge(&bytes, bytes.len()), Spectrum::Zero);
        assert_eq!(judge(&bytes[..32], bytes.len()), Spectrum::Zero);
        // Where something else would fit behind it, it has to be read.
        assert_eq!(judge(&bytes[..32], bytes.len() + 2), Spectrum::Cut);
        assert_eq!(judge(&bytes[..32], bytes.len() - 1), Spectrum::Cut);
    }

    proptest! {
        #[test]
        fn any_bytes_end(data in proptest::collection::vec(any::<u8>(), 0..200), more in 0usize..300) {
            judge(&data, data.len() + more);
        }
        /// A beginning never says other than the whole: it says the same, or that it is cut.
        #[test]
        fn a_beginning_agrees(data in proptest::collection::vec(prop_oneof![3 => Just(0u8), 1 => any::<u8>()], 1..60), n in 0usize..60) {
            let whole = judge(&data, data.len());
            let part = judge(&data[..n.min(data.len())], data.len());
            // What would fill a packet to its end may lack the three bits that end the block, or have others.
            let open = matches!(part, Spectrum::Zero | Spectrum::Sounds { .. }) && whole == Spectrum::Unknown;
            prop_assert!(part == Spectrum::Cut || part == whole || open, "{part:?} {whole:?}");
        }
    }
}
