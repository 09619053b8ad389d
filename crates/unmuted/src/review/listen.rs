//! Every recording read once: its digest, its index, its sound. In parallel, in any order; the results are in the
//! order asked for and do not depend on it.

use std::path::PathBuf;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use unmuted_media::{Error, Heard, ListenOptions, Method, Mono, Recording};
use unmuted_model::{Nanos, RecordingTime};

use super::cache::Cache;
use crate::ffmpeg::{self, Ffmpeg};
use crate::os::Stamp;
use crate::recording_file::RecordingFile;
use crate::terminal::Terminal;

/// A recording to listen to.
pub struct Wanted {
    /// Its id.
    pub id: String,
    /// Its name, for the bar.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// Its digest, if it is known from an unchanged stamp.
    pub digest: Option<String>,
}

/// A recording, listened to.
pub struct Listened {
    /// SHA-256 of the file, where it could be read.
    pub digest: Option<String>,
    /// What tells that the file is unchanged since; set when the digest was taken now.
    pub taken: Option<Stamp>,
    /// What was found, or why nothing could be.
    pub outcome: Result<Found, Unread>,
}

/// What one recording holds and what is heard.
#[derive(Clone, Serialize, Deserialize)]
pub struct Found {
    /// Its index.
    pub recording: Recording,
    /// What is heard; its `mono` is kept apart.
    pub heard: Heard,
}

/// Why a recording could not be read.
#[derive(Clone, Debug)]
pub struct Unread {
    /// What is wrong.
    pub what: String,
    /// Where.
    pub place: String,
    /// What to do next.
    pub remedy: String,
}

/// What decodes what we do not.
#[derive(Clone, Copy)]
pub enum Foreign<'a> {
    /// This, or nothing. Found first, because what is kept depends on it.
    Known(Option<&'a Ffmpeg>),
    /// What is found when it is needed: to look for it takes as long as a minute of sound.
    WhenNeeded,
}

/// Listens to all. The sound at 8 kHz is kept in the cache for the clock; a waveform is for a page.
pub fn all(
    wanted: &[Wanted],
    cache: &Cache,
    foreign: Foreign<'_>,
    waveform: bool,
    terminal: &Terminal,
) -> Vec<Listened> {
    let how = How { foreign, options: ListenOptions { waveform, ..ListenOptions::default() } };
    wanted.par_iter().map(|w| one(w, cache, how, terminal)).collect()
}

#[derive(Clone, Copy)]
struct How<'a> {
    foreign: Foreign<'a>,
    options: ListenOptions,
}

/// The sound at 8 kHz of a recording that was listened to, from the cache.
pub fn mono(cache: &Cache, digest: &str) -> Option<Mono> {
    if !cache.has_folder() {
        return cache.take(digest);
    }
    let kept: KeptMono = cache.get(&format!("mono/{digest}"))?;
    let samples = kept.bytes.chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]])).collect();
    Some(Mono { track: kept.track, rate_hz: kept.rate_hz, start: RecordingTime::from_ns(kept.start_ns), samples })
}

/// Sound as bytes, because a number at a time is slow to write.
#[derive(Serialize, Deserialize)]
struct KeptMono {
    track: u32,
    rate_hz: u32,
    start_ns: i64,
    bytes: Vec<u8>,
}

/// The cache's name for what was heard: the bytes, the method, and whether foreign decoders could help.
fn heard_name(digest: &str, how: How<'_>) -> String {
    let decoders = match how.foreign {
        Foreign::Known(None) => "own",
        Foreign::Known(Some(_)) | Foreign::WhenNeeded => "ffmpeg",
    };
    format!("heard/{digest}-{}-{decoders}", Method::VERSION)
}

fn one(wanted: &Wanted, cache: &Cache, how: How<'_>, terminal: &Terminal) -> Listened {
    if let Some(digest) = &wanted.digest
        && let Some(found) = cache.get::<Found>(&heard_name(digest, how))
    {
        return Listened { digest: Some(digest.clone()), taken: None, outcome: Ok(found) };
    }
    let bar = terminal.bar(&wanted.name, 100);
    bar.set_message("opening");
    let listened = afresh(wanted, cache, how, &bar);
    bar.finish_and_clear();
    listened
}

fn afresh(wanted: &Wanted, cache: &Cache, how: How<'_>, bar: &indicatif::ProgressBar) -> Listened {
    let file = match RecordingFile::open(&wanted.path, wanted.digest.is_none()) {
        Ok(file) => file,
        Err(e) => return Listened { digest: None, taken: None, outcome: Err(cannot_open(&e)) },
    };
    let outcome = hear(wanted, &file, how, bar);
    bar.set_message("taking its digest");
    bar.set_length(unmuted_media::ReadAt::size(&file).max(1));
    let (digest, taken) = match (&wanted.digest, file.digest(&|done| bar.set_position(done))) {
        (Some(known), _) => (known.clone(), None),
        (None, Ok(Some(digest))) => (digest, Some(file.stamp())),
        (None, Ok(None)) => return Listened { digest: None, taken: None, outcome: outcome.map(|(found, _)| found) },
        (None, Err(e)) => return Listened { digest: None, taken: None, outcome: Err(cannot_open(&e)) },
    };
    let outcome = outcome.map(|(found, mono)| {
        // A cache that cannot be written makes the next review slower and nothing else.
        let _slower = cache.put(&heard_name(&digest, how), &found);
        if let Some(mono) = mono {
            if !cache.has_folder() {
                cache.hold(&digest, mono);
                return found;
            }
            let bytes = mono.samples.iter().flat_map(|s| s.to_le_bytes()).collect();
            let kept = KeptMono { track: mono.track, rate_hz: mono.rate_hz, start_ns: mono.start.ns(), bytes };
            let _slower = cache.put(&format!("mono/{digest}"), &kept);
        }
        found
    });
    Listened { digest: Some(digest), taken, outcome }
}

fn hear(
    wanted: &Wanted,
    file: &RecordingFile,
    how: How<'_>,
    bar: &indicatif::ProgressBar,
) -> Result<(Found, Option<Mono>), Unread> {
    bar.set_message("reading its index");
    let recording = unmuted_media::probe(file).map_err(|e| cannot_read(&e))?;
    bar.set_message("listening");
    let known = match how.foreign {
        Foreign::Known(ffmpeg) => ffmpeg.map(|f| f.decoder(&wanted.path)),
        Foreign::WhenNeeded => None,
    };
    let late = ffmpeg::Late::new(&wanted.path);
    let foreign = match how.foreign {
        Foreign::Known(_) => known.as_ref().map(|d| d as &dyn unmuted_media::ForeignDecoder),
        Foreign::WhenNeeded => Some(&late as &dyn unmuted_media::ForeignDecoder),
    };
    let progress = |done: Nanos, total: Nanos| {
        bar.set_length(total.get().max(1).unsigned_abs());
        bar.set_position(done.get().max(0).unsigned_abs());
    };
    let listened = unmuted_media::listen(file, &recording, &how.options, foreign, &progress);
    let mut heard = listened.map_err(|e| cannot_read(&e))?;
    let mono = heard.mono.take();
    Ok((Found { recording, heard }, mono))
}

impl Unread {
    /// A file that cannot be opened or read.
    pub fn cannot_open(e: &std::io::Error) -> Self {
        cannot_open(e)
    }
}

fn cannot_open(e: &std::io::Error) -> Unread {
    let remedy = match e.kind() {
        std::io::ErrorKind::NotFound => "put the file back, or correct its `file` in evidence.toml",
        std::io::ErrorKind::PermissionDenied => "give yourself the right to read it; nothing is ever written to it",
        _ => "copy the file from where it was received and run `unmuted verify`",
    };
    Unread { what: format!("cannot be read: {e}"), place: String::new(), remedy: remedy.into() }
}

fn cannot_read(e: &Error) -> Unread {
    use unmuted_media::Blame;
    let remedy = match e.blame() {
        Blame::Unsupported => {
            "convert a copy to MP4 (AAC) or WAV with the maker's player or with ffmpeg, add the copy beside the \
             original, and say in its note how it was made"
        }
        Blame::InputOutput => "check the disk, copy the file again and run `unmuted verify`",
        Blame::LimitReached => "the file claims more than any recording holds; ask for it again from its source",
        Blame::Malformed | Blame::Note => {
            "compare its digest with its sender's; if they agree, ask for the original as the device wrote it"
        }
    };
    let fault = e.fault();
    Unread { what: fault.kind.to_string(), place: fault.at.to_string(), remedy: remedy.into() }
}
