//! Walking boxes (ISO/IEC 14496-12, 4.2): a size, four letters, a body. Only headers are read here, so that a film of
//! many gigabytes costs a few reads; what a box claims beyond its parent is cut off and reported.

use crate::bytes::Windowed;
use crate::error::Error;
use crate::fault::{FaultKind, Faults, Limit, Location};

/// Where one box lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BoxAt {
    pub(super) kind: [u8; 4],
    /// Where its header begins.
    pub(super) start: u64,
    /// Where its body begins.
    pub(super) body: u64,
    /// Where it ends, never beyond its parent.
    pub(super) end: u64,
}

/// The boxes between two bytes, one after the other.
pub(super) struct Walk<'r, 'a> {
    reader: &'r Windowed<'a>,
    path: &'static str,
    at: u64,
    end: u64,
    left: usize,
}

impl<'r, 'a> Walk<'r, 'a> {
    /// The children of a box whose path is `path`.
    pub(super) fn children(reader: &'r Windowed<'a>, parent: &BoxAt, path: &'static str) -> Self {
        Self { reader, path, at: parent.body, end: parent.end, left: crate::limits::CHILDREN }
    }
    /// The boxes on the top level of the file.
    pub(super) fn top(reader: &'r Windowed<'a>) -> Self {
        Self { reader, path: "the file", at: 0, end: reader.size(), left: crate::limits::TOP_LEVEL_BOXES }
    }
    /// The same walk, `bytes` further in: some parents begin with fields of their own.
    pub(super) fn skip(mut self, bytes: u64) -> Self {
        self.at = self.at.saturating_add(bytes).min(self.end);
        self
    }

    /// The next box, or `None` at the end or where the sizes stop making sense (which is reported).
    pub(super) fn next(&mut self, faults: &mut Faults) -> Result<Option<BoxAt>, Error> {
        let start = self.at;
        let here = || Location::path(self.path, start);
        if self.end.saturating_sub(start) < 8 {
            return Ok(None);
        }
        if self.left == 0 {
            faults.limit(Limit::Boxes, here());
            return Ok(None);
        }
        self.left -= 1;
        let mut head = [0u8; 16];
        let n = self.reader.read(start, &mut head).map_err(|e| Error::io(e, here()))?;
        if n < 8 {
            return Ok(None);
        }
        let [s0, s1, s2, s3, k0, k1, k2, k3, large @ ..] = head;
        let kind = [k0, k1, k2, k3];
        let (header, size) = match u32::from_be_bytes([s0, s1, s2, s3]) {
            0 => (8, self.end - start),
            1 if n == 16 => (16, u64::from_be_bytes(large)),
            size => (8, u64::from(size)),
        };
        if size < header {
            faults.bad("a box's size", "is smaller than the box's own header", here());
            return Ok(None);
        }
        let claimed_end = start.saturating_add(size);
        if claimed_end > self.end {
            let kind = FaultKind::Truncated { claimed: size, present: self.end - start };
            faults.push(kind, Location::path(format!("{} {}", self.path, letters([k0, k1, k2, k3])), start));
        }
        let end = claimed_end.min(self.end);
        self.at = end;
        Ok(Some(BoxAt { kind, start, body: (start + header).min(end), end }))
    }
}

/// Four letters as text; what is no printable letter becomes a dot.
pub(super) fn letters(kind: [u8; 4]) -> String {
    kind.iter().map(|&b| if b.is_ascii_graphic() || b == b' ' { char::from(b) } else { '.' }).collect()
}

/// Version and flags, which begin a "full box" (4.2).
pub(super) fn version_and_flags(c: &mut crate::cursor::Cursor<'_>) -> Option<(u8, u32)> {
    c.u32().map(|x| ((x >> 24) as u8, x & 0x00ff_ffff))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_never_reaches_beyond_its_parent() {
        let bytes = [0, 0, 0, 200, b'm', b'o', b'o', b'v', 0, 0];
        let reader = Windowed::new(&bytes.as_slice() as &dyn crate::ReadAt).size();
        assert_eq!(reader, 10);
        let data = bytes.as_slice();
        let reader = Windowed::new(&data);
        let mut faults = Faults::default();
        let found = Walk::top(&reader).next(&mut faults).unwrap().unwrap();
        assert_eq!((found.body, found.end), (8, 10));
        assert_eq!(faults.into_vec()[0].kind, FaultKind::Truncated { claimed: 200, present: 10 });
    }

    #[test]
    fn a_size_smaller_than_the_header_ends_the_walk() {
        let data = [0u8, 0, 0, 7, b'f', b'r', b'e', b'e', 0, 0, 0, 8, b'f', b'r', b'e', b'e'].as_slice();
        let reader = Windowed::new(&data);
        let mut faults = Faults::default();
        assert_eq!(Walk::top(&reader).next(&mut faults).unwrap(), None);
        assert_eq!(faults.into_vec().len(), 1);
    }
}
