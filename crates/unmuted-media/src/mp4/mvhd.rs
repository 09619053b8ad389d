//! `mvhd`, the movie header (ISO/IEC 14496-12, 8.2.2): the movie's timescale and a claim about its creation.

use super::boxes::version_and_flags;
use crate::cursor::Cursor;

/// From 1904-01-01, from which these times count, to 1970-01-01, in seconds: 66 years of which 17 were leap years.
const FROM_1904_TO_1970_SECS: i64 = (66 * 365 + 17) * 86_400;

/// The movie header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mvhd {
    /// Ticks a second of edit lists.
    pub(super) timescale: u32,
    /// The claimed time of creation; `None` where the field is zero.
    pub(super) created_unix_secs: Option<i64>,
}

impl Mvhd {
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let mut c = Cursor::new(body);
        let created = match version_and_flags(&mut c)?.0 {
            1 => {
                let created = c.u64()?;
                c.skip(8)?;
                created
            }
            _ => {
                let created = c.u32()?;
                c.skip(4)?;
                u64::from(created)
            }
        };
        let timescale = c.u32()?;
        let created_unix_secs =
            i64::try_from(created).ok().filter(|&s| s != 0).map(|s| s.saturating_sub(FROM_1904_TO_1970_SECS));
        Some(Self { timescale, created_unix_secs })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn creation_counts_from_1904() {
        let mut body = vec![0u8; 16];
        body[4..8].copy_from_slice(&2_082_844_800u32.to_be_bytes());
        body[12..16].copy_from_slice(&1000u32.to_be_bytes());
        assert_eq!(Mvhd::read(&body), Some(Mvhd { timescale: 1000, created_unix_secs: Some(0) }));
    }
}
