//! The `ffmpeg` program, where it is installed: a way out for codecs that we do not decode, and the maker of
//! copies that a browser can play. Never needed for MP4 with AAC, WAV, MP3, FLAC, Ogg Vorbis.
//!
//! It is run as a program of its own, without a shell, without standard input, without the network protocols,
//! and with the evidence as input only.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use unmuted_media::{AudioTrack, ForeignDecoder, ForeignPcm};

/// How to get it, by system.
pub const INSTALL: &str = "install ffmpeg (Debian, Ubuntu: apt install ffmpeg; Fedora: dnf install ffmpeg-free; macOS: brew install \
     ffmpeg; Windows: winget install ffmpeg) and run the review again";

/// An `ffmpeg` that answers.
#[derive(Clone)]
pub struct Ffmpeg {
    version: String,
}

impl Ffmpeg {
    /// Looks for `ffmpeg` on the path. `UNMUTED_NO_FFMPEG` in the environment says to do without.
    pub fn find() -> Option<Self> {
        if std::env::var_os("UNMUTED_NO_FFMPEG").is_some() {
            return None;
        }
        let out = Command::new("ffmpeg").arg("-version").stdin(Stdio::null()).output().ok()?;
        let first = String::from_utf8_lossy(&out.stdout).lines().next()?.to_owned();
        let version = first.split_whitespace().nth(2)?.to_owned();
        out.status.success().then_some(Self { version })
    }

    /// The decoder for one file.
    pub fn decoder(&self, path: &Path) -> Decoder {
        Decoder { path: path.to_owned(), version: self.version.clone() }
    }

    /// Makes a copy that browsers play: H.264 and AAC in MP4, or AAC alone where there is no picture. Each frame
    /// keeps its time. Written beside `to` first, so that a half copy is never taken for a whole one.
    ///
    /// # Errors
    /// What `ffmpeg` said, or why it could not be run.
    pub fn proxy(&self, from: &Path, to: &Path, picture: bool) -> io::Result<()> {
        let part = to.with_extension("part.mp4");
        let mut command = base(from);
        if picture {
            command.args(["-map", "0:v:0", "-c:v", "libx264", "-preset", "veryfast", "-crf", "26"]);
            command.args(["-pix_fmt", "yuv420p", "-vf", "scale='min(1280,iw)':-2", "-g", "30"]);
        }
        command.args(["-map", "0:a:0?", "-c:a", "aac", "-b:a", "96k", "-ac", "1", "-movflags", "+faststart"]);
        // No names, no dates: the same input makes the same copy.
        command.args(["-map_metadata", "-1", "-fflags", "+bitexact", "-threads", "2", "-y"]).arg(&part);
        let out = command.stdout(Stdio::null()).output()?;
        if !out.status.success() {
            let _gone = std::fs::remove_file(&part);
            return Err(io::Error::other(last_line(&out.stderr)));
        }
        std::fs::rename(&part, to)
    }
}

/// A stretch to copy out of a file, packet by packet, without decoding any.
pub struct Stretch<'a> {
    /// Where reading begins: at the last picture at or before it that needs no other.
    pub from: Seek,
    /// How much from there on, by the times at which packets are decoded.
    pub length_ns: i64,
    /// Which streams, as `-map` names them.
    pub maps: &'a [&'a str],
    /// Further options of the output: how the container is written.
    pub output: &'a [&'a str],
}

/// Where to begin reading, in nanoseconds.
#[derive(Clone, Copy, Debug)]
pub enum Seek {
    /// By the container's own times.
    Container(i64),
    /// From the file's first packet on.
    Start(i64),
}

impl Ffmpeg {
    /// Its version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Copies a stretch into a new file, as stream copy: whole packets, none of them changed. Names, dates and chapters
    /// of the original do not go along, so that the same stretch makes the same file.
    ///
    /// # Errors
    /// What `ffmpeg` said, or why it could not be run.
    pub fn copy(&self, from: &Path, to: &Path, stretch: &Stretch<'_>) -> io::Result<()> {
        let mut command = Command::new("ffmpeg");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command.args(["-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe"]);
        match stretch.from {
            Seek::Container(ns) => command.args(["-seek_timestamp", "1", "-ss", &seconds(ns)]),
            Seek::Start(ns) => command.args(["-ss", &seconds(ns)]),
        };
        command.arg("-i").arg(from);
        for map in stretch.maps {
            command.args(["-map", map]);
        }
        command.args(["-c", "copy", "-t", &seconds(stretch.length_ns), "-avoid_negative_ts", "make_zero"]);
        command.args(["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"]);
        command.args(stretch.output).args(["-n"]).arg(to);
        let out = command.output()?;
        if out.status.success() { Ok(()) } else { Err(io::Error::other(last_line(&out.stderr))) }
    }
}

/// Seconds with six decimals, which is what `ffmpeg` counts in.
fn seconds(ns: i64) -> String {
    let us = (i128::from(ns) + 500).div_euclid(1000);
    let sign = if us < 0 { "-" } else { "" };
    format!("{sign}{}.{:06}", us.unsigned_abs() / 1_000_000, us.unsigned_abs() % 1_000_000)
}

/// Decodes one file's tracks through `ffmpeg`.
pub struct Decoder {
    path: PathBuf,
    version: String,
}

impl ForeignDecoder for Decoder {
    fn name(&self) -> String {
        format!("ffmpeg {}", self.version)
    }

    fn pcm(&self, track: &AudioTrack) -> io::Result<ForeignPcm> {
        let rate_hz = if track.rate_hz == 0 { 48_000 } else { track.rate_hz };
        let channels = track.channels.clamp(1, 8);
        let mut command = base(&self.path);
        command.args(["-map", &format!("0:{}", track.stream), "-vn", "-sn", "-dn"]);
        command.args(["-af", "aresample=async=1:min_hard_comp=0.01", "-f", "s16le", "-c:a", "pcm_s16le"]);
        command.args(["-ac", &channels.to_string(), "-ar", &rate_hz.to_string(), "pipe:1"]);
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let pipe = child.stdout.take().ok_or_else(|| io::Error::other("ffmpeg has no output"))?;
        let errors = child.stderr.take().ok_or_else(|| io::Error::other("ffmpeg has no error output"))?;
        // Read while it runs: a decoder that complains of every packet would else wait for us for ever.
        let said = std::thread::Builder::new().name("ffmpeg-errors".into()).spawn(move || last_of(errors))?;
        Ok(ForeignPcm { rate_hz, channels, samples: Box::new(Pipe { child, pipe, said: Some(said) }) })
    }
}

/// A decoder that looks for `ffmpeg` only when it is needed, which with most recordings it never is.
pub struct Late<'a> {
    path: &'a Path,
}

impl<'a> Late<'a> {
    /// For one file.
    pub fn new(path: &'a Path) -> Self {
        Self { path }
    }
}

impl ForeignDecoder for Late<'_> {
    fn name(&self) -> String {
        found().map_or_else(|| "ffmpeg".into(), |f| format!("ffmpeg {}", f.version))
    }

    fn pcm(&self, track: &AudioTrack) -> io::Result<ForeignPcm> {
        let ffmpeg = found().ok_or_else(|| io::Error::other("it is not installed"))?;
        ffmpeg.decoder(self.path).pcm(track)
    }
}

/// The `ffmpeg` of this run, looked for once.
fn found() -> Option<&'static Ffmpeg> {
    static FOUND: std::sync::OnceLock<Option<Ffmpeg>> = std::sync::OnceLock::new();
    FOUND.get_or_init(Ffmpeg::find).as_ref()
}

/// `ffmpeg` reading one file, quietly.
fn base(from: &Path) -> Command {
    let mut command = Command::new("ffmpeg");
    command.stdin(Stdio::null()).stderr(Stdio::piped());
    command.args(["-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe", "-i"]).arg(from);
    command
}

/// The output of a running `ffmpeg`; a failure at its end becomes an error of the last read.
struct Pipe {
    child: Child,
    pipe: std::process::ChildStdout,
    /// What it says meanwhile; taken when it has ended.
    said: Option<std::thread::JoinHandle<Vec<u8>>>,
}

impl Read for Pipe {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.pipe.read(buf)?;
        if n > 0 || buf.is_empty() {
            return Ok(n);
        }
        let Some(said) = self.said.take() else { return Ok(0) };
        let said = said.join().unwrap_or_default();
        if self.child.wait()?.success() { Ok(0) } else { Err(io::Error::other(last_line(&said))) }
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        // Stopped early: do not leave it running.
        if self.said.is_some() {
            let _gone = self.child.kill();
            let _gone = self.child.wait();
        }
    }
}

/// Reads to the end and keeps the last few thousand bytes.
fn last_of(mut from: impl Read) -> Vec<u8> {
    const KEPT: usize = 4096;
    let (mut kept, mut block) = (Vec::new(), [0; KEPT]);
    while let Ok(n @ 1..) = from.read(&mut block) {
        kept.extend_from_slice(block.get(..n).unwrap_or_default());
        let surplus = kept.len().saturating_sub(KEPT);
        kept.drain(..surplus);
    }
    kept
}

fn last_line(said: &[u8]) -> String {
    let text = String::from_utf8_lossy(said);
    // The message may begin with the input's path, which is nobody's business in a report.
    let line = text.lines().rev().find(|l| !l.trim().is_empty()).unwrap_or("ffmpeg ended without a word");
    line.rsplit_once(": ").map_or(line, |(_, tail)| tail).to_owned()
}
