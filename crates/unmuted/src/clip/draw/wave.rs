//! A waveform over a stretch, from the pyramid that the review computed.

use base64::Engine;

use crate::review::document::Bounds;
use crate::review::waveform::WaveformFile;

/// The loudest sample and the loudest mean of each column, as shares of half a lane's height.
pub fn columns(file: &WaveformFile, own: Bounds, columns: usize) -> Vec<(f64, f64)> {
    let length = (own[1] - own[0]).max(1) as f64;
    let column_ns = length / columns.max(1) as f64;
    let finest_ns = 1e9 / f64::from(file.bins_per_second.max(1));
    // The coarsest level whose bins are no longer than a column; the finest where none is.
    let level = (0..file.levels.len()).rev().find(|i| finest_ns * 4f64.powi(*i as i32) <= column_ns).unwrap_or(0);
    let Some(bins) = file.levels.get(level) else { return Vec::new() };
    let decode = |text: &str| base64::engine::general_purpose::STANDARD.decode(text).unwrap_or_default();
    let (peak, rms) = (decode(&bins.peak), decode(&bins.rms));
    let bin_ns = finest_ns * 4f64.powi(level as i32);
    let bin = |ns: f64| (ns - file.start_ns as f64) / bin_ns;
    let of = |c: usize| {
        let begin = bin(own[0] as f64 + column_ns * c as f64);
        let a = begin.floor().max(0.0) as usize;
        let b = (bin(own[0] as f64 + column_ns * (c + 1) as f64).ceil().max(0.0) as usize).max(a + 1);
        let loudest =
            |all: &[u8]| all.get(a..b.min(all.len())).and_then(|s| s.iter().max()).map_or(0.0, |v| height(*v));
        if begin < -1.0 { (0.0, 0.0) } else { (loudest(&peak), loudest(&rms)) }
    };
    (0..columns).map(of).collect()
}

/// Share of half the lane's height for a byte of the pyramid: 0 where every sample is zero, 1 at full scale. Quadratic in
/// decibels over 60 dB, as on the case's page.
fn height(byte: u8) -> f64 {
    if byte == 0 {
        return 0.0;
    }
    let db = f64::from(byte - 1) / 254.0 * 96.0 - 96.0;
    let share = ((db + 60.0) / 60.0).max(0.0);
    share * share
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::waveform::WaveformLevel;

    #[test]
    fn one_loud_bin_stays_visible() {
        let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
        let mut loud = vec![0u8; 400];
        loud[250] = 255;
        let coarse: Vec<u8> = loud.chunks(4).map(|c| *c.iter().max().unwrap()).collect();
        let level = |b: &[u8]| WaveformLevel { peak: encode(b), rms: encode(b) };
        let file = WaveformFile {
            recording: "a".into(),
            bins_per_second: 100,
            start_ns: 0,
            levels: vec![level(&loud), level(&coarse)],
        };
        for n in [4, 40, 400] {
            let drawn = columns(&file, [0, 4_000_000_000], n);
            let loudest: Vec<usize> = (0..n).filter(|i| drawn[*i].0 > 0.9).collect();
            assert_eq!(loudest, [250 * n / 400], "{n}");
        }
    }
}
