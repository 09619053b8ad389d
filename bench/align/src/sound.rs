//! Sound for the method: mono, 8 kHz, 16 bits.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use unmuted_case::align::RATE_HZ;

use crate::Outcome;

/// All of a recording, by `ffmpeg`; kept beside it so that a second run reads it.
pub fn decode(path: &Path) -> Outcome<Vec<i16>> {
    first_seconds(path, f64::INFINITY)
}

/// Its first `seconds`. From what is kept no more is read than that, so that memory tells of the method alone.
pub fn first_seconds(path: &Path, seconds: f64) -> Outcome<Vec<i16>> {
    let kept = keep(path)?;
    let file = File::open(&kept)?;
    let all = file.metadata()?.len() / 2;
    let samples = (all as f64).min(seconds * f64::from(RATE_HZ)) as usize;
    let mut reader = BufReader::new(file);
    let mut out = Vec::with_capacity(samples);
    let mut two = [0; 2];
    while out.len() < samples {
        reader.read_exact(&mut two)?;
        out.push(i16::from_le_bytes(two));
    }
    Ok(out)
}

/// Decodes a recording if that was not done, and says where the samples are.
pub fn keep(path: &Path) -> Outcome<PathBuf> {
    let kept = path.with_extension("s16le");
    if !kept.exists() {
        let rate = RATE_HZ.to_string();
        // Written under another name first: what is kept is whole.
        let part = path.with_extension("s16le.part");
        let output = Command::new("ffmpeg")
            .args(["-v", "error", "-y", "-i"])
            .arg(path)
            .args(["-ac", "1", "-ar", &rate, "-f", "s16le"])
            .arg(&part)
            .output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(format!("{}: ffmpeg cannot decode it: {said}", path.display()).into());
        }
        std::fs::rename(&part, &kept)?;
    }
    Ok(kept)
}
