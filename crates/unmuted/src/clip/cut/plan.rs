//! Where to cut: on whole pictures and packets, so that what was asked for is inside.

use unmuted_media::{Container, Contents, Recording as Index, StoredPicture};

use crate::clip::pick::Picked;
use crate::ffmpeg::{Seek, Stretch};

/// How one recording is cut.
pub struct Plan {
    /// The cut's file name ends with it.
    pub extension: &'static str,
    from: Seek,
    length_ns: i64,
    maps: Vec<&'static str>,
    output: Vec<&'static str>,
}

impl Plan {
    /// For `ffmpeg`.
    pub fn stretch(&self, _index: &Index) -> Stretch<'_> {
        Stretch { from: self.from, length_ns: self.length_ns, maps: &self.maps, output: &self.output }
    }
}

/// A reader of packets that finds a picture by when it is decoded may look this much too early, where pictures are shown
/// in another order: `ffmpeg` steps back by 3/23 s for containers that have no times of decoding.
const STEP_BACK_NS: i64 = 140_000_000;
/// How far behind the end a place is looked for at which no later picture is shown before an earlier one.
const REORDERED: usize = 64;

/// Plans the cut of one recording.
pub fn of(p: &Picked<'_>, contents: &Contents<'_>) -> Plan {
    let (index, pictures) = (contents.recording(), contents.pictures());
    let (extension, output) = container(index);
    let plan = |from, length_ns, maps| Plan { extension, from, length_ns, maps, output };
    let [from, to] = p.own;
    if let Some(key) = key_before(&pictures, from) {
        let start = pictures.get(key).copied();
        let shown = start.map_or(from, |k| k.shown.ns());
        let half = start.map_or(0, |k| k.length.get() / 2);
        // In the middle of the picture, so that rounding to microseconds does not fall before it.
        let seek = match index.container {
            Container::Matroska => (shown + STEP_BACK_NS).min(from.max(shown + half)),
            _ => shown + half,
        };
        let end = end_after(&pictures, key, to);
        return plan(Seek::Container(contents.zero().get() + seek), end - seek, vec!["0:v:0", "0:a?"]);
    }
    if index.video.is_some() {
        // Pictures whose places are not known: whatever key picture the tool finds.
        let seek = contents.zero().get() + from;
        return plan(Seek::Container(seek), to - from, vec!["0:v:0", "0:a?"]);
    }
    let lead = lead(index);
    let seek = (from - index.span.start().ns() - lead).max(0);
    let end = to - index.span.start().ns() + packet(index);
    plan(Seek::Start(seek), end - seek, vec!["0:a"])
}

/// The last picture that needs no other and is shown at or before `from`; the first such one where none is.
fn key_before(pictures: &[StoredPicture], from: i64) -> Option<usize> {
    let before = pictures.iter().rposition(|p| p.key && p.shown.ns() <= from);
    before.or_else(|| pictures.iter().position(|p| p.key))
}

/// Until when packets must be decoded so that every picture shown before `to` is there, and nothing shown before one
/// that is there is missing.
fn end_after(pictures: &[StoredPicture], key: usize, to: i64) -> i64 {
    let Some(last) = pictures.iter().rposition(|p| p.shown.ns() < to) else { return to };
    // By the times of decoding; where there are none, by those of showing.
    let at = |p: &StoredPicture| p.decoded.unwrap_or(p.shown).ns();
    let is_end = |n: usize| {
        let before = pictures.get(key..n).unwrap_or_default().iter().map(|p| p.shown).max();
        let after = pictures.iter().skip(n).take(REORDERED).map(|p| p.shown).min();
        pictures.get(n).is_none_or(|p| at(p) >= to) && before.zip(after).is_none_or(|(b, a)| b < a)
    };
    let Some(n) = (last + 1..last + 1 + REORDERED).find(|n| is_end(*n)) else { return to };
    match (pictures.get(n - 1), pictures.get(n)) {
        (Some(a), Some(b)) => to.max(at(a).midpoint(at(b))),
        // To the file's end, which nothing lies behind.
        _ => to.saturating_add(10_000_000_000),
    }
}

/// How a usual packet is.
fn packet(index: &Index) -> i64 {
    index.audio.first().map_or(0, |a| a.packet.get())
}

/// How much before the stretch lossy sound must begin so that its first samples come out as in the whole: what a packet
/// decodes to rests on those before it.
fn lead(index: &Index) -> i64 {
    let codec = index.audio.first().map(|a| a.codec.to_ascii_lowercase()).unwrap_or_default();
    let packets = match codec.as_str() {
        // The bit reservoir reaches back over some frames.
        c if c.contains("mp3") || c.contains("mpeg") => 10,
        c if c.contains("opus") => 5,
        c if c.contains("pcm") || c.contains("flac") || c.contains("alac") => 1,
        _ => 3,
    };
    packets * packet(index)
}

/// What the cut is packed in: the original's container, or MP4 where browsers play that and not the original's; and how
/// `ffmpeg` is to write it.
fn container(index: &Index) -> (&'static str, Vec<&'static str>) {
    let mp4 = vec!["-movflags", "+faststart", "-strict", "experimental", "-f", "mp4"];
    let plain = index.audio.iter().any(|a| {
        let codec = a.codec.to_ascii_lowercase();
        codec.contains("pcm") || codec.contains("g.711")
    });
    match index.container {
        Container::Mp4 | Container::FragmentedMp4 if plain => ("mov", vec!["-movflags", "+faststart", "-f", "mov"]),
        Container::Mp4 | Container::FragmentedMp4 if index.video.is_none() => ("m4a", mp4),
        Container::Mp4 | Container::FragmentedMp4 => ("mp4", mp4),
        Container::Matroska => {
            let video = index.video.as_ref().map_or("", |v| v.codec.as_str());
            let codecs: Vec<String> = index.audio.iter().map(|a| a.codec.to_ascii_lowercase()).collect();
            let all = |of: &[&str]| codecs.iter().all(|c| of.iter().any(|o| c.contains(o)));
            let webm = ["V_VP8", "V_VP9", "V_AV1", ""].contains(&video) && all(&["vorbis", "opus"]);
            let in_mp4 =
                video.starts_with("V_MPEG4/ISO/AVC") || video.starts_with("V_MPEGH/ISO/HEVC") || video.is_empty();
            if webm {
                ("webm", vec!["-f", "webm"])
            } else if in_mp4 && all(&["aac", "mp3", "mpeg", "opus", "flac", "alac", "ac-3"]) {
                (if video.is_empty() { "m4a" } else { "mp4" }, mp4)
            } else {
                ("mkv", vec!["-f", "matroska"])
            }
        }
        Container::Wav => ("wav", Vec::new()),
        Container::Aiff => ("aiff", vec!["-f", "aiff"]),
        Container::MpegAudio => ("mp3", vec!["-write_xing", "0", "-id3v2_version", "0", "-f", "mp3"]),
        // A bare stream would still say how long the whole was, and where in it each frame stood.
        Container::Flac => ("m4a", mp4),
        Container::Ogg => ("ogg", vec!["-f", "ogg"]),
        _ => ("mkv", vec!["-f", "matroska"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unmuted_model::{Nanos, RecordingTime};

    /// Pictures of 100 ms in the order decoded, given by when they are shown.
    fn pictures(shown: &[i64], keys: &[usize]) -> Vec<StoredPicture> {
        let one = |(i, s): (usize, &i64)| StoredPicture {
            offset: 0,
            size: 1,
            decoded: Some(RecordingTime::from_ns(i as i64 * 100 - 200)),
            shown: RecordingTime::from_ns(*s),
            length: Nanos::new(100),
            key: keys.contains(&i),
        };
        shown.iter().enumerate().map(one).collect()
    }

    #[test]
    fn a_cut_begins_at_the_key_picture_before() {
        let p = pictures(&[0, 100, 200, 300, 400, 500], &[0, 3]);
        let at = |from| key_before(&p, from);
        assert_eq!([at(0), at(299), at(300), at(9_999), at(-5)], [0, 0, 3, 3, 0].map(Some));
        assert_eq!(key_before(&[], 0), None);
    }

    #[test]
    fn a_cut_ends_where_no_earlier_picture_is_missing() {
        // I0 P3 B1 B2, P6 B4 B5.
        let p = pictures(&[0, 300, 100, 200, 600, 400, 500, 900, 700, 800], &[0]);
        // Shown before 250: I0, B1, B2, and so P3; decoding until after B2, which is the fourth, and until 250 itself.
        assert_eq!(end_after(&p, 0, 250), 450, "by 250 two more are decoded, and so all until the next that closes");
        assert!(end_after(&p, 0, 10_000) > 10_000);
    }
}
