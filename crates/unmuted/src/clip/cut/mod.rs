//! Media of a stretch, cut from the original and held against it.
//!
//! The original is opened for reading only, its digest is taken again, and what is cut is whole pictures and packets, as
//! they are stored. Nothing is believed of the tool that cuts: [`proof`] looks for every packet of the cut in the
//! original, and where a packet is not found the cut is not called a copy.

mod plan;
mod proof;
mod wav;

use std::fs;
use std::path::Path;

use unmuted_media::{Container, Contents, ReadAt, Recording as Index};

use super::clock::Clocks;
use super::document::{Cut, FileOf};
use super::pick::Picked;
use crate::case_files::Source;
use crate::case_files::digests::digest_of;
use crate::ffmpeg::{Ffmpeg, INSTALL};
use crate::os;
use crate::recording_file::RecordingFile;
use crate::review::document::Problem;
use crate::review::{media_words, playable};
use crate::terminal::Terminal;

/// Where things are.
pub struct Place<'a> {
    /// The case.
    pub case_dir: &'a Path,
    /// The recording's entry, where it has a file.
    pub source: Option<&'a Source>,
    /// The exhibit's folder.
    pub folder: &'a Path,
}

/// What came of one recording.
pub struct Done {
    /// SHA-256 of the original as it was read.
    pub sha256_at_export: String,
    /// The media, if any could be cut.
    pub cut: Option<Cut>,
    /// What does not fit.
    pub problems: Vec<Problem>,
}

/// Cuts one recording.
///
/// # Errors
/// The original cannot be read, or is not what was taken in: nothing is cut from it.
pub fn cut(
    p: &Picked<'_>,
    at: &Place<'_>,
    ffmpeg: Option<&Ffmpeg>,
    clocks: &Clocks,
    terminal: &Terminal,
) -> Result<Done, Box<Problem>> {
    let file = p.recording.file.as_str();
    let refuse = |what: String, remedy: &str, kind: &str| Box::new(problem(file, what, remedy, kind));
    let path = at.source.and_then(|s| s.location.path(at.case_dir)).ok_or_else(|| {
        refuse(format!("{} has no media: it is told in words", p.recording.name), "nothing is to be done", "doubt")
    })?;
    let unread = |e: &dyn std::fmt::Display| {
        refuse(
            format!("no media could be cut: the original cannot be read: {e}"),
            "run `unmuted verify`, and take the file again from where it was received",
            "unread",
        )
    };
    let original = RecordingFile::open(&path, true).map_err(|e| unread(&e))?;
    let bar = terminal.bar(&p.recording.name, original.size().max(1));
    let digest = original.digest(&|n| bar.set_position(n));
    bar.finish_and_clear();
    let digest = digest.map_err(|e| unread(&e))?.unwrap_or_default();
    if digest != p.recording.sha256 {
        let what = format!(
            "no media was cut: the digest of the original is {digest}, not {}, so these are not the bytes taken in",
            p.recording.sha256
        );
        return Err(refuse(what, "run `unmuted verify`, and take the file again from where it was received", "doubt"));
    }
    let contents = Contents::open(&original).map_err(|e| unread(&e))?;
    let mut problems = Vec::new();
    let cut = made(p, at, &path, &contents, ffmpeg, clocks, &mut problems);
    if os_stamp(&path) != Some(original.stamp()) {
        problems.push(problem(
            file,
            "the original changed while it was cut".into(),
            "find out who writes to it, run `unmuted verify`, and make the exhibit again",
            "doubt",
        ));
    }
    Ok(Done { sha256_at_export: digest, cut, problems })
}

fn os_stamp(path: &Path) -> Option<os::Stamp> {
    fs::metadata(path).ok().map(|m| os::stamp(&m))
}

/// Cuts, looks the packets up, and makes a copy for playing where browsers do not play the cut.
fn made(
    p: &Picked<'_>,
    at: &Place<'_>,
    original: &Path,
    contents: &Contents<'_>,
    ffmpeg: Option<&Ffmpeg>,
    clocks: &Clocks,
    problems: &mut Vec<Problem>,
) -> Option<Cut> {
    let file = p.recording.file.as_str();
    let mut tell = |what: String, remedy: &str, kind: &str| problems.push(problem(file, what, remedy, kind));
    let index = contents.recording();
    let media = at.folder.join("media");
    if let Err(e) = fs::create_dir_all(&media) {
        tell(format!("no media could be cut: {e}"), crate::case_files::write::remedy(&e), "unread");
        return None;
    }
    let own = index.container == Container::Wav;
    let plan = plan::of(p, contents);
    let name = format!("media/{}.{}", p.recording.id, plan.extension);
    let to = at.folder.join(&name);
    let how = if own {
        wav::copy(original, &to, p.own).map(|()| "exact samples, by this program".to_owned()).map_err(|e| e.to_string())
    } else if let Some(ffmpeg) = ffmpeg {
        let made = ffmpeg.copy(original, &to, &plan.stretch(index));
        made.map(|()| format!("stream copy by ffmpeg {}", ffmpeg.version())).map_err(|e| e.to_string())
    } else {
        tell("no media was cut: the program ffmpeg, which cuts it, was not found".into(), MISSING, "unread");
        return None;
    };
    let how = match how {
        Ok(how) => how,
        Err(e) => {
            let _gone = fs::remove_file(&to);
            let remedy = "the exhibit has the rest; play the original beside it, from the times that it states";
            tell(format!("no media could be cut: {e}"), remedy, "unread");
            return None;
        }
    };
    let proven = RecordingFile::open(&to, false)
        .map_err(|e| e.to_string())
        .and_then(|cut| proof::of(p, contents, &cut, clocks).map_err(|e| e.to_string()));
    let digested = digest_of(&to, &mut |_| ());
    let (proven, digested) = match (proven, digested) {
        (Ok(proven), Ok(digested)) => (proven, digested),
        (proven, digested) => {
            let why = proven.err().or(digested.err().map(|e| e.to_string())).unwrap_or_default();
            let _gone = fs::remove_file(&to);
            let what = format!("no media could be cut: what came out cannot be read: {why}");
            tell(
                what,
                "the exhibit has the rest; play the original beside it, from the times that it states",
                "unread",
            );
            return None;
        }
    };
    for what in &proven.problems {
        tell(what.clone(), "compare the cut with the original before it is shown to anybody", "doubt");
    }
    let for_playing = match proxy(at.folder, &p.recording.id, &to, &proven.index, ffmpeg) {
        Ok(made) => made,
        Err(why) => {
            tell(why, INSTALL, "doubt");
            None
        }
    };
    let identical = proven.streams.iter().all(|s| s.identical) && !proven.streams.is_empty();
    let kind = match (identical, own) {
        (false, _) => "not_proven",
        (true, true) => "exact_samples",
        (true, false) => "stream_copy",
    };
    let how_words = if identical {
        how
    } else {
        format!(
            "cut by {}, and not found again in the original packet by packet",
            how.trim_start_matches("stream copy by ")
        )
    };
    Some(Cut {
        file: name,
        sha256: digested.sha256,
        size: digested.size,
        media_words: media_words(&proven.index),
        how: kind.into(),
        how_words,
        begins: clocks.on(p.recording, [proven.begins_ns, proven.begins_ns]),
        streams: proven.streams,
        offset_between_streams_ns: proven.offset_between_streams_ns,
        for_playing,
        not_copied: proven.not_copied,
    })
}

const MISSING: &str = "install ffmpeg (Debian, Ubuntu: apt install ffmpeg; Fedora: dnf install ffmpeg-free; macOS: brew install ffmpeg; \
     Windows: winget install ffmpeg) and make the exhibit again";

/// A copy that browsers play, made from the cut, where they do not play the cut itself.
fn proxy(
    folder: &Path,
    id: &str,
    cut: &Path,
    index: &Index,
    ffmpeg: Option<&Ffmpeg>,
) -> Result<Option<FileOf>, String> {
    if playable::browsers_play(index) {
        return Ok(None);
    }
    let Some(ffmpeg) = ffmpeg else {
        return Err("browsers do not play this kind of file, and no copy for playing could be made".into());
    };
    let extension = if index.video.is_some() { "mp4" } else { "m4a" };
    let name = format!("media/{id}-for-playing.{extension}");
    let to = folder.join(&name);
    let made = ffmpeg.proxy(cut, &to, index.video.is_some()).and_then(|()| digest_of(&to, &mut |_| ()));
    let made = made.map_err(|e| format!("no copy that a browser plays could be made: {e}"))?;
    Ok(Some(FileOf { name, size: made.size, sha256: made.sha256 }))
}

fn problem(file: &str, what: String, remedy: &str, kind: &str) -> Problem {
    Problem { file: file.into(), place: String::new(), what, remedy: remedy.into(), kind: kind.into() }
}
