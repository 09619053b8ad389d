//! Exact samples of a WAV: the same format chunk, and of the sound chunk the whole sample frames (or blocks) that touch
//! the stretch. Needs no other program.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::review::document::Bounds;

/// What of a WAV is needed to cut it.
struct Layout {
    /// The body of `fmt `, as it stands.
    format: Vec<u8>,
    /// Where the sound lies.
    start: u64,
    len: u64,
    rate_hz: u64,
    /// Bytes of a sample frame, or of a block of ADPCM; and the frames in it.
    block: u64,
    block_frames: u64,
}

/// Copies the sound between two times of the original, in nanoseconds from its first sample.
///
/// # Errors
/// The original is no WAV that can be cut, or either file fails.
pub fn copy(from: &Path, to: &Path, [start, end]: Bounds) -> io::Result<()> {
    let mut original = File::open(from)?;
    let layout = read(&mut original)?;
    let blocks = |ns: i64, up: bool| {
        let frames = i128::from(ns.max(0)) * i128::from(layout.rate_hz);
        let per = 1_000_000_000 * i128::from(layout.block_frames);
        let n = if up { (frames + per - 1) / per } else { frames / per };
        u64::try_from(n).unwrap_or(u64::MAX).min(layout.len / layout.block)
    };
    let (first, last) = (blocks(start, false), blocks(end, true));
    let len = last.saturating_sub(first) * layout.block;
    let format_len = layout.format.len() as u64 + (layout.format.len() as u64 & 1);
    // Compressed formats say how many samples they hold.
    let fact = if layout.block_frames > 1 || is_not_pcm(&layout.format) { 12 } else { 0 };
    let riff = 4 + 8 + format_len + fact + 8 + len + (len & 1);
    let size = |n: u64| {
        u32::try_from(n).map(u32::to_le_bytes).map_err(|_| io::Error::other("the stretch is longer than a WAV can be"))
    };
    let mut out = BufWriter::new(File::create_new(to)?);
    out.write_all(b"RIFF")?;
    out.write_all(&size(riff)?)?;
    out.write_all(b"WAVEfmt ")?;
    out.write_all(&size(layout.format.len() as u64)?)?;
    out.write_all(&layout.format)?;
    if layout.format.len() % 2 == 1 {
        out.write_all(&[0])?;
    }
    if fact > 0 {
        out.write_all(b"fact")?;
        out.write_all(&size(4)?)?;
        out.write_all(&size((last - first) * layout.block_frames)?)?;
    }
    out.write_all(b"data")?;
    out.write_all(&size(len)?)?;
    original.seek(SeekFrom::Start(layout.start + first * layout.block))?;
    let copied = io::copy(&mut original.take(len), &mut out)?;
    if copied != len {
        return Err(io::Error::other("the original is shorter than its header says"));
    }
    if len % 2 == 1 {
        out.write_all(&[0])?;
    }
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
}

fn is_not_pcm(format: &[u8]) -> bool {
    !matches!(format.get(..2), Some([1 | 0xfe, 0 | 0xff]))
}

fn read(file: &mut File) -> io::Result<Layout> {
    let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let size = file.metadata()?.len();
    let (mut at, mut format, mut data, mut data_64) = (12u64, None, None, None);
    while at + 8 <= size && (format.is_none() || data.is_none()) {
        let mut head = [0u8; 8];
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut head)?;
        let [a, b, c, d, len @ ..] = head;
        let (body, claimed) = (at + 8, u64::from(u32::from_le_bytes(len)));
        let present = size - body;
        let mut take = |most: u64| {
            let mut bytes = Vec::new();
            Read::by_ref(file).take(claimed.min(most)).read_to_end(&mut bytes).map(|_| bytes)
        };
        let mut len = claimed;
        match &[a, b, c, d] {
            b"fmt " => format = Some(take(1 << 16)?),
            b"ds64" => data_64 = take(64)?.get(8..16).and_then(|b| b.try_into().ok()).map(u64::from_le_bytes),
            b"data" => {
                // The real size stands in `ds64`; a recorder that was cut off writes nothing, or all ones.
                len = match claimed {
                    0xffff_ffff => data_64.unwrap_or(present),
                    0 => present,
                    n => n,
                }
                .min(present);
                data = Some((body, len));
            }
            _ => {}
        }
        at = body.saturating_add(len).saturating_add(len & 1);
    }
    let format = format.ok_or_else(|| wrong("it has no format chunk"))?;
    let (start, len) = data.ok_or_else(|| wrong("it has no sound chunk"))?;
    let u16_at = |i: usize| format.get(i..i + 2).and_then(|b| b.try_into().ok()).map(u16::from_le_bytes);
    let u32_at = |i: usize| format.get(i..i + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
    let (Some(tag), Some(rate), Some(align)) = (u16_at(0), u32_at(4), u16_at(12)) else {
        return Err(wrong("its format chunk is cut short"));
    };
    if rate == 0 || align == 0 {
        return Err(wrong("its format chunk gives no rate or no size of a sample"));
    }
    // Blocks of Microsoft's and IMA's ADPCM say how many samples they hold.
    let block_frames = if matches!(tag, 2 | 0x11) { u16_at(18).filter(|n| *n > 0).unwrap_or(1) } else { 1 };
    Ok(Layout {
        format,
        start,
        len,
        rate_hz: u64::from(rate),
        block: u64::from(align),
        block_frames: u64::from(block_frames),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_exact() {
        let dir = tempfile::tempdir().unwrap();
        let (from, to) = (dir.path().join("a.wav"), dir.path().join("b.wav"));
        let mut wav =
            b"RIFF\x24\x10\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\xe8\x03\0\0\xd0\x07\0\0\x02\0\x10\0data\0\x10\0\0"
                .to_vec();
        wav.extend((0..2048u16).flat_map(u16::to_le_bytes));
        std::fs::write(&from, &wav).unwrap();
        // 1,000 samples a second: 0.5 s to 0.7004 s are samples 500 to 700, the last one whole.
        copy(&from, &to, [500_000_000, 700_400_000]).unwrap();
        let cut = std::fs::read(&to).unwrap();
        assert_eq!(cut.len(), 44 + 201 * 2);
        assert_eq!(&cut[44..], &wav[44 + 1000..44 + 1402]);
        assert!(copy(&from, &to, [0, 1]).is_err(), "never over another file");
    }
}
