//! AIFF and AIFF-C (Apple 1989 and 1991): PCM, most significant byte first, behind chunks.

use crate::bytes::{ReadAt, Windowed};
use crate::codec::{Coding, Pcm};
use crate::cursor::Cursor;
use crate::error::Error;
use crate::fault::{FaultKind, Faults, Limit, Location};
use crate::limits;
use crate::recording::Container;
use crate::wav::{Blocks, Layout};

/// Whether these are the first bytes of such a file.
pub(crate) fn is_aiff(head: &[u8]) -> bool {
    head.starts_with(b"FORM") && matches!(head.get(8..12), Some(b"AIFF" | b"AIFC"))
}

/// What the common chunk says.
struct Common {
    coding: Coding,
    name: String,
    channels: u16,
    rate_hz: u32,
    block: u64,
}

/// Reads the index.
pub(crate) fn open(bytes: &dyn ReadAt) -> Result<Blocks<'_>, Error> {
    let reader = Windowed::new(bytes);
    let mut faults = Faults::default();
    let (mut common, mut sound) = (None, None);
    let mut at = 12u64;
    for _ in 0..limits::CHILDREN {
        let mut head = [0u8; 8];
        let n = reader.read(at, &mut head).map_err(|e| Error::io(e, Location::at(at)))?;
        if n < 8 {
            break;
        }
        let [k0, k1, k2, k3, size @ ..] = head;
        let (claimed, body) = (u64::from(u32::from_be_bytes(size)), at + 8);
        let present = reader.size().saturating_sub(body);
        if claimed > present {
            faults.push(FaultKind::Truncated { claimed, present }, Location::path("a chunk", at));
        }
        let small = |most| reader.take(body, body + claimed, most).map_err(|e| Error::io(e, Location::at(body)));
        match &[k0, k1, k2, k3] {
            b"COMM" => common = read_common(&small(limits::CONFIG_BYTES)?),
            b"SSND" if sound.is_none() => {
                let offset = Cursor::new(&small(8)?).u32().map_or(0, u64::from);
                let end = body + claimed.min(present);
                sound = Some(((body + 8).saturating_add(offset).min(end), end));
            }
            _ => {}
        }
        at = body + claimed + (claimed & 1);
    }
    let common = common.ok_or_else(|| Error::missing("the common chunk (COMM)", Location::at(12)))?;
    let (start, end) = sound.ok_or_else(|| Error::missing("the sound chunk (SSND)", Location::at(12)))?;
    if !limits::RATE_HZ.contains(&common.rate_hz) || common.channels > limits::CHANNELS {
        return Err(Error::new(FaultKind::LimitReached { limit: Limit::Signal }, Location::path("COMM", 12)));
    }
    let Common { coding, name, channels, rate_hz, block } = common;
    let layout = Layout { start, end, block, block_frames: 1, rate_hz, frames: None };
    Ok(Blocks::new(bytes, Container::Aiff, coding, name, channels, layout, None, faults))
}

fn read_common(body: &[u8]) -> Option<Common> {
    let mut c = Cursor::new(body);
    let channels = c.u16()?;
    c.skip(4)?;
    let bits = c.u16()?;
    let rate_hz = extended(c.array()?);
    let compression: [u8; 4] = c.array().unwrap_or(*b"NONE");
    let whole = |big_endian| match bits.div_ceil(8) {
        n @ 1..=4 => Some(Pcm::Signed { bytes: n as u8, big_endian }),
        _ => None,
    };
    let pcm = match &compression {
        b"NONE" | b"twos" => whole(true),
        b"sowt" => whole(false),
        b"raw " => Some(Pcm::Unsigned8),
        b"in24" => Some(Pcm::Signed { bytes: 3, big_endian: true }),
        b"in32" => Some(Pcm::Signed { bytes: 4, big_endian: true }),
        b"fl32" | b"FL32" => Some(Pcm::Float32 { big_endian: true }),
        b"fl64" | b"FL64" => Some(Pcm::Float64 { big_endian: true }),
        b"ulaw" | b"ULAW" => Some(Pcm::MuLaw),
        b"alaw" | b"ALAW" => Some(Pcm::ALaw),
        _ => None,
    };
    let block = pcm.map_or(1, |p| p.bytes() as u64 * u64::from(channels.max(1)));
    Some(Common {
        name: pcm.map_or_else(|| String::from_utf8_lossy(&compression).into_owned(), Pcm::name),
        coding: pcm.map_or(Coding::Foreign, Coding::Pcm),
        channels,
        rate_hz,
        block,
    })
}

/// An 80-bit extended floating-point number (IEEE 754, double extended) as a whole one; zero where it is none.
fn extended(bytes: [u8; 10]) -> u32 {
    let [s, e, mantissa @ ..] = bytes;
    let exponent = i32::from(u16::from_be_bytes([s, e]) & 0x7fff) - 16_383;
    let mantissa = u64::from_be_bytes(mantissa);
    match exponent {
        0..=31 => (mantissa >> (63 - exponent)) as u32,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_extended_floats() {
        assert_eq!(extended([0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0]), 44_100);
        assert_eq!(extended([0x40, 0x0b, 0xfa, 0, 0, 0, 0, 0, 0, 0]), 8_000);
        assert_eq!(extended([0x7f, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0]), 0);
    }
}
