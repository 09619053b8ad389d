//! What tells one encoder's files from another's.

use super::opener::Opener;
use crate::recording::{AudioTrack, Priming, Recording};

/// A short name made of what one device and setting has in common in all its files: container, codec, sample rate,
/// channels, packet length and priming. It names no maker, and two makers may share it.
pub(super) fn fingerprint(recording: &Recording, track: &AudioTrack) -> String {
    let priming = match track.priming {
        Priming::None => "none".to_owned(),
        Priming::Codec => "codec".to_owned(),
        Priming::EditList { skipped } => format!("edit {}", samples(skipped, track.rate_hz)),
        Priming::ITunSmpb { skipped } => format!("tag {}", samples(skipped, track.rate_hz)),
        Priming::LameTag { skipped } => format!("lame {}", samples(skipped, track.rate_hz)),
        Priming::CodecDelay { skipped } => format!("delay {}", samples(skipped, track.rate_hz)),
        Priming::Unknown { .. } => "unsaid".to_owned(),
    };
    let video = recording.video.as_ref().map_or("", |v| v.codec.as_str());
    format!(
        "{}{}{video}, {} {} Hz x{}, packets of {}, priming {priming}",
        recording.container,
        if video.is_empty() { "" } else { " with " },
        track.codec,
        track.rate_hz,
        track.channels,
        samples(track.packet, track.rate_hz),
    )
}

fn samples(time: unmuted_model::Nanos, rate_hz: u32) -> i64 {
    let n = i128::from(time.get()) * i128::from(rate_hz) + 500_000_000;
    i64::try_from(n / 1_000_000_000).unwrap_or(i64::MAX)
}

/// The name that an encoder wrote into the track's first packet: ffmpeg's does (`Lavc59.37.100`).
pub(super) fn name(opener: &mut Opener<'_>) -> Option<String> {
    let first = opener.first_bytes(0, 64);
    let at = first.windows(3).position(|w| w == b"Lav")?;
    let text: String = first
        .get(at..)?
        .iter()
        .take_while(|b| b.is_ascii_graphic() || **b == b' ')
        .take(32)
        .map(|&b| char::from(b))
        .collect();
    (text.len() > 4).then_some(text)
}
