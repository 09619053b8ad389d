//! Reading numbers out of a slice of foreign bytes, where the end is always a possibility and never a panic.

/// A position in a slice; every read says `None` at the end and then moves no further.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    rest: &'a [u8],
    taken: usize,
}

macro_rules! numbers {
    ($($be:ident $le:ident $t:ty),*) => { $(
        #[allow(dead_code)] // the pairs are made together; not every width is met in both orders
        pub(crate) fn $be(&mut self) -> Option<$t> {
            self.array().map(<$t>::from_be_bytes)
        }
        #[allow(dead_code)] // as above
        pub(crate) fn $le(&mut self) -> Option<$t> {
            self.array().map(<$t>::from_le_bytes)
        }
    )* };
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(data: &'a [u8]) -> Self {
        Self { rest: data, taken: 0 }
    }
    pub(crate) fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.rest.split_at_checked(n)?;
        self.rest = tail;
        self.taken += n;
        Some(head)
    }
    pub(crate) fn skip(&mut self, n: usize) -> Option<()> {
        self.take(n).map(|_| ())
    }
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }
    /// How many bytes were taken so far.
    pub(crate) fn position(&self) -> usize {
        self.taken
    }
    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }
    pub(crate) fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[b]| b)
    }
    numbers!(u16 u16_le u16, u32 u32_le u32, u64 u64_le u64, i16 i16_le i16, i32 i32_le i32, i64 i64_le i64);
}

/// Bits, most significant first, as MPEG writes them.
pub(crate) struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    pub(crate) fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0 }
    }
    /// The next `n` bits (at most 32) as a number.
    pub(crate) fn read(&mut self, n: usize) -> Option<u32> {
        let mut out = 0u32;
        for _ in 0..n {
            let byte = *self.data.get(self.at / 8)?;
            out = (out << 1) | u32::from((byte >> (7 - self.at % 8)) & 1);
            self.at += 1;
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_past_the_end_is_none_and_stays_none() {
        let mut c = Cursor::new(&[1, 2, 3]);
        assert_eq!(c.u16(), Some(0x0102));
        assert_eq!(c.u16(), None);
        assert_eq!(c.u8(), Some(3));
        assert_eq!(c.u8(), None);
    }

    #[test]
    fn bits_come_most_significant_first() {
        let mut b = Bits::new(&[0b1010_0000, 0xff]);
        assert_eq!((b.read(3), b.read(7), b.read(7)), (Some(0b101), Some(0b11), None));
    }
}
