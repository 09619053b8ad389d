//! A decoder that the caller brings.

use std::io::{self, Read};

use unmuted_media::{
    AudioTrack, Examined, FaultKind, ForeignDecoder, ForeignPcm, Hole, HoleKind, ListenOptions, SilenceClass, listen,
    probe,
};
use unmuted_model::{Extent, Interval, RecordingTime, Span};

use crate::{clicks, material, sounds};

/// Gives noise with a second of zeros, in reads of odd lengths, and may fail on the way.
struct Pretended {
    fails_after: Option<usize>,
}

struct Reader {
    data: Vec<u8>,
    at: usize,
    fails_after: Option<usize>,
}

impl Read for Reader {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.fails_after.is_some_and(|n| self.at >= n) {
            return Err(io::Error::other("no more"));
        }
        let n = buf.len().min(777).min(self.data.len() - self.at);
        buf[..n].copy_from_slice(&self.data[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

impl ForeignDecoder for Pretended {
    fn name(&self) -> String {
        "pretended 1.0".into()
    }
    fn pcm(&self, track: &AudioTrack) -> io::Result<ForeignPcm> {
        assert_eq!(track.codec, "Opus");
        let data = sounds::samples(64_000, 16_000, 32_000).iter().flat_map(|s| s.to_le_bytes()).collect();
        let reader = Reader { data, at: 0, fails_after: self.fails_after };
        Ok(ForeignPcm { rate_hz: 16_000, channels: 1, samples: Box::new(reader) })
    }
}

#[test]
fn its_samples_are_heard() {
    let bytes = material::bytes("opus.ogg");
    let recording = probe(&bytes).unwrap();
    let foreign = Pretended { fails_after: None };
    let heard = listen(&bytes, &recording, &ListenOptions::default(), Some(&foreign), &|_, _| {}).unwrap();
    assert_eq!(heard.tracks[0].how, Examined::Foreign { by: "pretended 1.0".into() });
    assert_eq!(heard.silences.len(), 1);
    assert_eq!(heard.silences[0].extent.inner().unwrap().start().as_secs_f64(), 1.0);
    assert_eq!(heard.silences[0].extent.inner().unwrap().end().as_secs_f64(), 2.0);
    assert_eq!(heard.mono.unwrap().samples.len(), 32_000);
}

#[test]
fn what_it_gave_before_it_failed_stands() {
    let bytes = material::bytes("opus.ogg");
    let recording = probe(&bytes).unwrap();
    let foreign = Pretended { fails_after: Some(80_000) };
    let heard = listen(&bytes, &recording, &ListenOptions::default(), Some(&foreign), &|_, _| {}).unwrap();
    assert!(heard.faults.iter().any(|f| matches!(f.kind, FaultKind::ForeignDecoder { .. })));
    let examined = heard.examined.total().as_secs_f64();
    assert!((2.4..2.6).contains(&examined), "{examined}");
}

#[test]
fn zeros_that_fill_a_gap_are_the_gap() {
    let bytes = material::bytes("opus.ogg");
    let mut recording = probe(&bytes).unwrap();
    let at = |s: f64| Interval::exactly(RecordingTime::from_secs_f64(s));
    recording.audio[0].holes.push(Hole {
        kind: HoleKind::Gap,
        extent: Extent::new(at(1.0), at(1.6)),
        offset_after: Some(3_000),
    });
    let foreign = Pretended { fails_after: None };
    let heard = listen(&bytes, &recording, &ListenOptions::default(), Some(&foreign), &|_, _| {}).unwrap();
    let found: Vec<_> = heard.silences.iter().map(|s| (s.class, s.extent.inner().unwrap())).collect();
    let span = |a: f64, b: f64| Span::between(RecordingTime::from_secs_f64(a), RecordingTime::from_secs_f64(b));
    assert_eq!(found, [(SilenceClass::Dropped, span(1.0, 1.6)), (SilenceClass::DigitalSilence, span(1.6, 2.0))]);
}

/// Runs the command that the documentation of [`ForeignPcm`] names.
struct Installed;

impl ForeignDecoder for Installed {
    fn name(&self) -> String {
        "ffmpeg".into()
    }
    fn pcm(&self, track: &AudioTrack) -> io::Result<ForeignPcm> {
        let (rate_hz, channels) = (track.rate_hz, track.channels);
        let out = std::process::Command::new("ffmpeg")
            .args(["-nostdin", "-v", "error", "-i"])
            .arg(material::folder().join("opus.ogg"))
            .args(["-map", &format!("0:{}", track.stream), "-af", "aresample=async=1:min_hard_comp=0.01"])
            .args(["-f", "s16le", "-ac", &channels.to_string(), "-ar", &rate_hz.to_string(), "-"])
            .output()?;
        Ok(ForeignPcm { rate_hz, channels, samples: Box::new(io::Cursor::new(out.stdout)) })
    }
}

#[test]
fn an_installed_ffmpeg_delivers_what_is_asked_of_it() {
    if std::process::Command::new("ffmpeg").arg("-version").output().is_err() {
        println!("skipped: needs ffmpeg");
        return;
    }
    let bytes = material::bytes("opus.ogg");
    let recording = probe(&bytes).unwrap();
    let heard = listen(&bytes, &recording, &ListenOptions::default(), Some(&Installed), &|_, _| {}).unwrap();
    // The sound is that of `low_rate.m4a`.
    let [silence] = &heard.silences[..] else { panic!("{:?}", heard.silences) };
    let (start, end) = (silence.extent.start(), silence.extent.end());
    assert!(start.earliest().as_secs_f64() <= 1.234 && 1.234 <= start.latest().as_secs_f64(), "{start:?}");
    assert!(end.earliest().as_secs_f64() <= 2.019 && 2.019 <= end.latest().as_secs_f64(), "{end:?}");
    let mono = heard.mono.unwrap();
    for at in [0.5, 2.5, 3.6] {
        let error = (clicks::find(&mono, at) - at).abs();
        assert!(error < 1e-3, "the burst at {at} s is {:.3} ms off", error * 1e3);
    }
}
