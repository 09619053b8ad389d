//! Surveying: what of a recording is silent, from its index and as few of its bytes as the question needs.

//!
//! The container's index says where packets are missing and how large they are ([`sizes`]); what sizes suggest is
//! shown by opening packets ([`opener`], [`spectrum`], [`runs`]), the ends are decoded ([`ends`]), and what is found is
//! classed as everywhere ([`crate::listen`]).

mod channels;
mod encoder;
mod ends;
pub(crate) mod opener;
mod runs;
pub(crate) mod shown;
mod sizes;
mod spectrum;
mod tone;
mod track;

use unmuted_model::{Nanos, RecordingClock, SpanSet};

use crate::bytes::ReadAt;
use crate::error::Error;
use crate::fault::{Fault, Faults};
use crate::foreign::ForeignDecoder;
use crate::heard::{Examined, Silence};
use crate::listen::{self, ListenOptions, examined, together};
use crate::recording::{AudioTrack, Recording};
use crate::source::Opened;

/// How much of a recording is looked at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Effort {
    /// Sizes from the index, proof of what they suggest, and probes elsewhere.
    Quick,
    /// Every packet's coded spectrum.
    Thorough,
    /// Every sample.
    Decode,
}

impl Effort {
    /// The name in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Thorough => "thorough",
            Self::Decode => "decode",
        }
    }
}

/// How to survey.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SurveyOptions {
    /// How much is looked at.
    pub effort: Effort,
    /// The shortest run of zeros that is reported: 0.05 s unless told.
    pub least_silence: Nanos,
    /// Whether to look for steady low levels as well, which decodes all sound.
    pub level: bool,
}

impl Default for SurveyOptions {
    fn default() -> Self {
        Self { effort: Effort::Quick, least_silence: Nanos::from_millis(50), level: false }
    }
}

/// What a survey found.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Survey {
    /// The recording as its container describes it.
    pub recording: Recording,
    /// Each audio track.
    pub tracks: Vec<SurveyedTrack>,
    /// When the recording as a whole is silent: no track has sound. In time order.
    pub silences: Vec<Silence>,
    /// What went wrong with the sound; what was wrong with the container is in `recording`.
    pub faults: Vec<Fault>,
}

/// What a survey found in one audio track.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SurveyedTrack {
    /// Its number, as in [`AudioTrack::number`](crate::AudioTrack::number).
    pub number: u32,
    /// Whether its sound could be judged.
    pub how: Examined,
    /// How much of it was looked at. More than was asked for where a probe found zeros that the sizes did not suggest.
    pub effort: Effort,
    /// Its silent spans, in time order.
    pub spans: Vec<TrackSilence>,
    /// The time in which silence would have been found.
    pub examined: SpanSet<RecordingClock>,
    /// Who packed the sound, as far as the packets tell.
    pub encoder: Encoder,
    /// Packets that the index lists.
    pub packets: u64,
    /// Packets whose size was judged.
    pub sized: u64,
    /// Packets whose first bytes were read.
    pub opened: u64,
    /// Packets that were decoded.
    pub decoded: u64,
    /// Packets outside all candidates that were opened to see whether the sizes can be trusted.
    pub probes: u64,
    /// How many of those turned out to be silent.
    pub probes_silent: u64,
}

/// One silent span of a track.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TrackSilence {
    /// The one channel that is silent, from zero; `None` where all of the track's channels are.
    pub channel: Option<u16>,
    /// The span.
    pub silence: Silence,
}

/// What tells one encoder's files from another's, in the few bytes that were read anyway.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Encoder {
    /// A short name made of codec, sample rate, channels, priming and how silence is coded. Files of one device and
    /// setting share it; it names no maker.
    pub fingerprint: String,
    /// A name that the encoder wrote into the file, where there is one.
    pub name: Option<String>,
}

/// Says when a recording is silent, from its index and as few of its bytes as the question needs.
///
/// Where a track's packets can be judged one by one (AAC by its coded spectrum, ALAC and FLAC in MP4 by decoding one
/// alone) they are, as densely as [`SurveyOptions::effort`] says; every other track is decoded as by
/// [`listen`](crate::listen()). The classes are the same, and so are the bounds: a span lies inside the true silence.
///
/// # Errors
/// Where nothing of the recording can be read. What is wrong with a part is in [`Survey::faults`].
pub fn survey(
    bytes: &dyn ReadAt,
    options: &SurveyOptions,
    foreign: Option<&dyn ForeignDecoder>,
    progress: &dyn Fn(Nanos, Nanos),
) -> Result<Survey, Error> {
    let opened = crate::container::open(bytes)?;
    let recording = opened.recording().clone();
    let mut faults = Faults::default();
    let mut tracks = Vec::new();
    let total = recording.audio.iter().fold(Nanos::ZERO, |sum, t| sum + (t.end - t.start));
    let mut before = Nanos::ZERO;
    for track in &recording.audio {
        let on_the_way = |done: Nanos| progress(before + done, total);
        let job = track::Job { bytes, opened: &*opened, recording: &recording, track, options };
        let by_index = match options.effort {
            Effort::Quick | Effort::Thorough if !options.level => job.by_index(&mut faults, &on_the_way),
            _ => None,
        };
        let surveyed = match by_index {
            Some(surveyed) => surveyed,
            None => decoded(bytes, &*opened, &recording, track, options, foreign, &mut faults, &on_the_way),
        };
        before = before + (track.end - track.start);
        progress(before, total);
        tracks.push(surveyed);
    }
    let each: Vec<Vec<Silence>> = tracks.iter().map(SurveyedTrack::of_all_channels).collect();
    let each: Vec<&[Silence]> = each.iter().map(Vec::as_slice).collect();
    let silences = together(&recording, &each, options.least_silence);
    drop(opened);
    Ok(Survey { recording, tracks, silences, faults: faults.into_vec() })
}

/// A track of which every sample is decoded.
#[allow(clippy::too_many_arguments)] // each of another type, from one caller
fn decoded(
    bytes: &dyn ReadAt,
    opened: &dyn Opened,
    recording: &Recording,
    track: &AudioTrack,
    options: &SurveyOptions,
    foreign: Option<&dyn ForeignDecoder>,
    faults: &mut Faults,
    progress: &dyn Fn(Nanos),
) -> SurveyedTrack {
    let listening = ListenOptions { least_silence: options.least_silence, mono: false, waveform: false };
    let job = listen::track::Job {
        bytes,
        opened,
        recording,
        track,
        options: &listening,
        with_mono: false,
        closely: options.level,
    };
    let (heard, more) = job.listen_closely(foreign, faults, progress);
    SurveyedTrack {
        number: heard.number,
        how: heard.how,
        effort: Effort::Decode,
        spans: with_channels(heard.silences, more.channels),
        examined: heard.examined,
        encoder: Encoder { fingerprint: encoder::fingerprint(recording, track), name: None },
        packets: heard.packets,
        sized: 0,
        opened: heard.packets,
        decoded: heard.packets,
        probes: 0,
        probes_silent: 0,
    }
}

/// A track's spans and those of single channels, without what says nothing new: a channel is silent where all are.
fn with_channels(all: Vec<Silence>, channels: Vec<(u16, Vec<Silence>)>) -> Vec<TrackSilence> {
    let mut out: Vec<TrackSilence> = Vec::new();
    for (channel, silences) in channels {
        out.extend(silences.into_iter().filter_map(|silence| {
            let inner = silence.extent.inner()?;
            let known = all.iter().any(|s| {
                let outer = s.extent.outer();
                outer.start() <= inner.start() && inner.end() <= outer.end()
            });
            (!known && silence.class.is_proven()).then_some(TrackSilence { channel: Some(channel), silence })
        }));
    }
    out.extend(all.into_iter().map(|silence| TrackSilence { channel: None, silence }));
    out.sort_by_key(|s| (s.silence.extent.start().latest(), s.channel));
    out
}

impl Survey {
    /// The time in which silence of the recording as a whole would have been found: that in which each of its tracks was
    /// examined. All of it where there is no audio track, and none where there is one that cannot be read.
    pub fn examined(&self) -> SpanSet<RecordingClock> {
        examined(&self.recording, self.tracks.iter().map(|t| &t.examined))
    }
}

impl SurveyedTrack {
    /// When all of its channels are silent.
    fn of_all_channels(&self) -> Vec<Silence> {
        self.spans.iter().filter(|s| s.channel.is_none()).map(|s| s.silence.clone()).collect()
    }
}
