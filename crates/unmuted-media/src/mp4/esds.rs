//! `esds`, the elementary stream descriptor (ISO/IEC 14496-14, 5.6; 14496-1, 7.2.6): which codec an `mp4a` track
//! really holds, and its decoder's configuration.

use super::boxes::version_and_flags;
use crate::cursor::Cursor;

/// What an `esds` says of a track's codec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Esds {
    /// The registered number of the codec (14496-1, table 5); 0x40 is MPEG-4 audio.
    pub(super) object_type: u8,
    /// The decoder's configuration; empty where there is none.
    pub(super) config: Vec<u8>,
}

impl Esds {
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let mut c = Cursor::new(body);
        version_and_flags(&mut c)?;
        let mut es = Cursor::new(descriptor(&mut c, 3)?);
        es.skip(2)?;
        let flags = es.u8()?;
        if flags & 0x80 != 0 {
            es.skip(2)?;
        }
        if flags & 0x40 != 0 {
            let url = usize::from(es.u8()?);
            es.skip(url)?;
        }
        if flags & 0x20 != 0 {
            es.skip(2)?;
        }
        let mut decoder = Cursor::new(descriptor(&mut es, 4)?);
        let object_type = decoder.u8()?;
        decoder.skip(12)?;
        let config = descriptor(&mut decoder, 5).unwrap_or_default().to_vec();
        Some(Self { object_type, config })
    }
}

/// The body of the next descriptor with this tag, others skipped. A length beyond the end is taken as up to the end,
/// because some writers count wrong.
fn descriptor<'a>(c: &mut Cursor<'a>, wanted: u8) -> Option<&'a [u8]> {
    loop {
        let tag = c.u8()?;
        let mut len = 0usize;
        for _ in 0..4 {
            let byte = c.u8()?;
            len = (len << 7) | usize::from(byte & 0x7f);
            if byte & 0x80 == 0 {
                break;
            }
        }
        let body = c.take(len.min(c.rest().len()))?;
        if tag == wanted {
            return Some(body);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_lengths() {
        let short: &[u8] = &[
            0, 0, 0, 0, 3, 22, 0, 1, 0, 4, 17, 0x40, 0x15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 2, 0x11, 0x88, 6, 1, 2,
        ];
        let long: &[u8] = &[
            0, 0, 0, 0, 3, 0x80, 0x80, 0x80, 28, 0, 1, 0, 4, 0x80, 0x80, 0x80, 20, 0x40, 0x15, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 5, 0x80, 0x80, 0x80, 2, 0x11, 0x88,
        ];
        for body in [short, long] {
            assert_eq!(Esds::read(body), Some(Esds { object_type: 0x40, config: vec![0x11, 0x88] }));
        }
        assert_eq!(Esds::read(&short[..9]), None);
    }
}
