//! PCM: numbers that need no decoder. One file for all widths, because they differ in how a number is read and in
//! nothing else. Integers are scaled so that the most negative one is -1 (as every decoder here does).

use crate::codec::Pcm;

/// Puts the samples of `data` into `planes`, one for each channel, and says how many each has got. A last sample
/// that is not whole on all channels is left out.
pub(super) fn read(pcm: Pcm, channels: usize, data: &[u8], planes: &mut Vec<Vec<f32>>) -> usize {
    let bytes = pcm.bytes();
    planes.resize_with(channels, Vec::new);
    for plane in planes.iter_mut() {
        plane.clear();
    }
    let frame = bytes * channels;
    match pcm {
        Pcm::Signed { bytes: 2, big_endian: false } => sixteen(data, planes, i16::from_le_bytes),
        Pcm::Signed { bytes: 2, big_endian: true } => sixteen(data, planes, i16::from_be_bytes),
        _ => {
            for frame in data.chunks_exact(frame) {
                for (plane, sample) in planes.iter_mut().zip(frame.chunks_exact(bytes)) {
                    plane.push(one(pcm, sample));
                }
            }
        }
    }
    data.len() / frame
}

/// What most recordings have: plane after plane, which is faster than sample after sample.
fn sixteen(data: &[u8], planes: &mut [Vec<f32>], read: impl Fn([u8; 2]) -> i16) {
    let scaled = |b: &[u8; 2]| f32::from(read(*b)) / 32_768.0;
    if let [plane] = planes {
        plane.extend(data.as_chunks::<2>().0.iter().map(scaled));
        return;
    }
    let frame = 2 * planes.len();
    for (c, plane) in planes.iter_mut().enumerate() {
        let samples = data.chunks_exact(frame).filter_map(|f| f.get(2 * c..)?.first_chunk::<2>());
        plane.extend(samples.map(scaled));
    }
}

fn one(pcm: Pcm, sample: &[u8]) -> f32 {
    match pcm {
        Pcm::Signed { big_endian, .. } => {
            // Left-aligned in 32 bits, whatever the width; `as f32` rounds what has more than 24 bits.
            let mut wide = [0u8; 4];
            for (i, &b) in sample.iter().enumerate().take(4) {
                let at = if big_endian { i } else { 4 - sample.len().min(4) + i };
                wide[at] = b;
            }
            let value = if big_endian { i32::from_be_bytes(wide) } else { i32::from_le_bytes(wide) };
            value as f32 / 2_147_483_648.0
        }
        Pcm::Unsigned8 => sample.first().map_or(0.0, |&b| (f32::from(b) - 128.0) / 128.0),
        Pcm::Float32 { big_endian } => sample
            .try_into()
            .map_or(0.0, |b| finite(f64::from(if big_endian { f32::from_be_bytes(b) } else { f32::from_le_bytes(b) }))),
        Pcm::Float64 { big_endian } => sample
            .try_into()
            .map_or(0.0, |b| finite(if big_endian { f64::from_be_bytes(b) } else { f64::from_le_bytes(b) })),
        Pcm::ALaw => sample.first().map_or(0.0, |&b| a_law(b)),
        Pcm::MuLaw => sample.first().map_or(0.0, |&b| mu_law(b)),
    }
}

/// Foreign floats may be anything; what is no number is not sound.
fn finite(x: f64) -> f32 {
    if x.is_finite() { x.clamp(-8.0, 8.0) as f32 } else { 0.0 }
}

/// ITU-T G.711, table 1a: the even bits are inverted; sign, three bits of segment, four of interval.
fn a_law(code: u8) -> f32 {
    let code = code ^ 0x55;
    let interval = i32::from(code & 0x0f);
    let segment = (code >> 4) & 0x07;
    let magnitude = match segment {
        0 => (interval << 4) + 8,
        s => ((interval << 4) + 0x108) << (s - 1),
    };
    (if code & 0x80 != 0 { magnitude } else { -magnitude }) as f32 / 32_768.0
}

/// ITU-T G.711, table 2a: all bits are inverted; sign, three bits of segment, four of interval, a bias of 33 (132 in
/// 16 bits).
fn mu_law(code: u8) -> f32 {
    let code = !code;
    let magnitude = (((i32::from(code & 0x0f) << 3) + 132) << ((code >> 4) & 0x07)) - 132;
    (if code & 0x80 != 0 { -magnitude } else { magnitude }) as f32 / 32_768.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(pcm: Pcm, data: &[u8]) -> f32 {
        let mut planes = Vec::new();
        assert_eq!(read(pcm, 1, data, &mut planes), 1);
        planes[0][0]
    }

    #[test]
    fn every_width_reads_its_extremes() {
        assert_eq!(first(Pcm::Signed { bytes: 2, big_endian: false }, &[0x00, 0x80]), -1.0);
        assert_eq!(first(Pcm::Signed { bytes: 2, big_endian: true }, &[0x40, 0x00]), 0.5);
        assert_eq!(first(Pcm::Signed { bytes: 3, big_endian: false }, &[0, 0, 0xc0]), -0.5);
        assert_eq!(first(Pcm::Signed { bytes: 1, big_endian: true }, &[0x80]), -1.0);
        assert_eq!(first(Pcm::Unsigned8, &[128]), 0.0);
        assert_eq!(first(Pcm::Float32 { big_endian: true }, &f32::NAN.to_be_bytes()), 0.0);
    }

    #[test]
    fn g711_reads_the_standards_extremes() {
        assert_eq!(first(Pcm::MuLaw, &[0xff]), 0.0);
        assert_eq!(first(Pcm::MuLaw, &[0x80]), 32_124.0 / 32_768.0);
        assert_eq!(first(Pcm::ALaw, &[0xd5]), Pcm::ALaw.floor());
        assert_eq!(first(Pcm::ALaw, &[0x2a]), -32_256.0 / 32_768.0);
    }

    #[test]
    fn channels_are_taken_apart() {
        let mut planes = Vec::new();
        let pcm = Pcm::Signed { bytes: 1, big_endian: false };
        assert_eq!(read(pcm, 2, &[64, 192, 0, 128, 7], &mut planes), 2);
        assert_eq!(planes, [[0.5, 0.0], [-0.5, -1.0]]);
        let pcm = Pcm::Signed { bytes: 2, big_endian: false };
        assert_eq!(read(pcm, 2, &[0, 64, 0, 192, 0, 0, 0, 128, 7, 7, 7], &mut planes), 2);
        assert_eq!(planes, [[0.5, 0.0], [-0.5, -1.0]]);
    }
}
