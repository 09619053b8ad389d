//! What the page plays for each recording: the evidence itself where a browser can, a labelled copy where it
//! cannot and `ffmpeg` is installed, or nothing, with the remedy.

use std::fs;
use std::path::Path;

use unmuted_media::{Container, Recording};

use super::listen::Unread;
use crate::ffmpeg::{self, Ffmpeg};

/// What to play.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Playable {
    /// Relative to the report's folder; `None` where nothing can be played.
    pub media: Option<String>,
    /// Whether it is a copy made for playing.
    pub is_proxy: bool,
}

/// Where one recording's file is.
pub struct Place<'a> {
    /// The recording's id; names the copy.
    pub id: &'a str,
    /// The file.
    pub path: &'a Path,
    /// Its place in the case folder, with forward slashes; `None` for one that is kept elsewhere.
    pub in_case: Option<&'a str>,
    /// Its digest; a copy is made once for it.
    pub digest: &'a str,
}

/// Finds or makes what the page plays. `report` is the report's folder.
///
/// # Errors
/// Why nothing can be played, with the remedy. The review goes on.
pub fn find(at: &Place<'_>, recording: &Recording, report: &Path, ffmpeg: Option<&Ffmpeg>) -> Result<Playable, Unread> {
    if browsers_play(recording) {
        return match at.in_case {
            Some(file) => Ok(Playable { media: Some(format!("../{}", escaped(file))), is_proxy: false }),
            None => linked(at, report),
        };
    }
    let extension = if recording.video.is_some() { "mp4" } else { "m4a" };
    // The digest's first digits in the name: a copy of other bytes is never taken for this one's.
    let name = format!("{}-{}.{extension}", at.id, at.digest.get(..12).unwrap_or(at.digest));
    let to = report.join("media").join(&name);
    let proxy = Playable { media: Some(format!("media/{name}")), is_proxy: true };
    if to.is_file() {
        return Ok(proxy);
    }
    let Some(ffmpeg) = ffmpeg else {
        return Err(Unread {
            what: "browsers do not play this kind of file, so the page shows its lane without picture and sound".into(),
            place: String::new(),
            remedy: ffmpeg::INSTALL.into(),
        });
    };
    let made =
        fs::create_dir_all(report.join("media")).and_then(|()| ffmpeg.proxy(at.path, &to, recording.video.is_some()));
    made.map(|()| proxy).map_err(|e| Unread {
        what: format!("no copy that a browser plays could be made: {e}"),
        place: String::new(),
        remedy: "is there room on the disk? The findings do not need the copy".into(),
    })
}

/// Whether the browsers in use play it (MDN, Web media technologies, container and codec guides).
pub(crate) fn browsers_play(recording: &Recording) -> bool {
    let picture = recording.video.as_ref().is_none_or(|v| {
        matches!(v.codec.as_str(), "avc1" | "avc3" | "av01" | "vp08" | "vp09" | "V_VP8" | "V_VP9" | "V_AV1")
    });
    let sound = recording.audio.iter().all(|a| {
        let codec = a.codec.to_ascii_lowercase();
        ["aac", "mp3", "mpeg", "opus", "vorbis", "flac", "pcm", "g.711"].iter().any(|c| codec.contains(c))
            && !codec.contains("adpcm")
    });
    // Plain samples play from WAV, and not from MP4.
    let plain = |codec: &str| ["pcm", "g.711"].iter().any(|c| codec.to_ascii_lowercase().contains(c));
    let pcm = recording.audio.iter().any(|a| plain(&a.codec));
    picture
        && sound
        && match recording.container {
            Container::Mp4 | Container::FragmentedMp4 => !pcm,
            Container::Wav | Container::MpegAudio | Container::Flac | Container::Ogg => true,
            // Matroska plays only as WebM, which holds no other codecs than these.
            Container::Matroska => recording.video.as_ref().is_some_and(|v| v.codec.starts_with("V_VP")),
            _ => false,
        }
}

/// A name for a file that stands elsewhere: a link in the report's folder, so that no path of this machine gets
/// into the page.
#[cfg(unix)]
fn linked(at: &Place<'_>, report: &Path) -> Result<Playable, Unread> {
    let extension = at.path.extension().and_then(|e| e.to_str()).unwrap_or("media");
    let name = format!("{}.{extension}", at.id);
    let link = report.join("media").join(&name);
    let target = fs::canonicalize(at.path);
    let made = target.and_then(|target| {
        if fs::read_link(&link).is_ok_and(|old| old == target) {
            return Ok(());
        }
        fs::create_dir_all(report.join("media"))?;
        let _replaced = fs::remove_file(&link);
        std::os::unix::fs::symlink(target, &link)
    });
    made.map(|()| Playable { media: Some(format!("media/{}", escaped(&name))), is_proxy: false }).map_err(|e| Unread {
        what: format!("a file that is kept elsewhere could not be linked for playing: {e}"),
        place: String::new(),
        remedy: "may you write in the report's folder? The findings do not need the link".into(),
    })
}
#[cfg(not(unix))]
fn linked(_at: &Place<'_>, _report: &Path) -> Result<Playable, Unread> {
    Err(Unread {
        what: "the page cannot play a file that is kept outside the case folder".into(),
        place: String::new(),
        remedy: "copy the file into evidence/ with `unmuted add`".into(),
    })
}

/// A relative path as a URL: what a URL may not hold is escaped (RFC 3986, section 2).
fn escaped(path: &str) -> String {
    path.bytes().fold(String::new(), |mut out, b| {
        if b.is_ascii_alphanumeric() || b"-._~/".contains(&b) {
            out.push(char::from(b));
        } else {
            let _ = std::fmt::Write::write_fmt(&mut out, format_args!("%{b:02X}"));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_survive_as_urls() {
        assert_eq!(super::escaped("evidence/Camera #1 (copy).mp4"), "evidence/Camera%20%231%20%28copy%29.mp4");
    }
}
