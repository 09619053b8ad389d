//! Listening: one pass over a recording's sound, in bounded memory.
//!
//! Each audio track is decoded packet by packet ([`track`]); the samples are put on the recording's clock by the
//! container's own times ([`place`]), and three listeners hear them at once: one that looks for zeros ([`zeros`]),
//! one that draws ([`waveform`]), one that makes the mono signal for alignment ([`mono`]). What was found is then
//! classed ([`classify`]).

pub(crate) mod classify;
pub(crate) mod ear;
pub(crate) mod level;
mod mono;
mod place;
pub(crate) mod track;
mod waveform;
pub(crate) mod zeros;

use unmuted_model::{Extent, Interval, Nanos, RecordingClock, SilenceClass, SpanSet};

use crate::bytes::ReadAt;
use crate::error::Error;
use crate::fault::Faults;
use crate::foreign::ForeignDecoder;
use crate::heard::{Evidence, Heard, Method, Mono, Silence};
use crate::recording::Recording;

/// What to listen for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ListenOptions {
    /// The shortest run of zeros that is reported, 0.25 s unless told. Stretches without packets are reported
    /// whatever their length, from half a packet on.
    pub least_silence: Nanos,
    /// Whether to make the mono signal for alignment.
    pub mono: bool,
    /// Whether to draw: without it [`HeardTrack::waveform`](crate::HeardTrack::waveform) has no levels.
    pub waveform: bool,
}

impl Default for ListenOptions {
    fn default() -> Self {
        Self { least_silence: Nanos::from_millis(250), mono: true, waveform: true }
    }
}

/// Listens to a recording: decodes its sound in one pass and says when it is silent.
///
/// `recording` is what [`probe`](crate::probe) said of the same bytes. `foreign` decodes what this crate cannot;
/// without it such a track is reported as not examined, with its codec's name. `progress` is told how much media time
/// of how much is done.
///
/// Zeros are samples below half of a 16-bit step on all channels. What a lossy codec spreads over the edge of a
/// silence makes the run of decoded zeros shorter than the silence was: by up to one window (2,048 samples of
/// AAC-LC; ISO/IEC 14496-3, 4.6.11) on either side, and the bounds of each span say so.
///
/// # Errors
/// Where the recording cannot be opened at all. Whatever goes wrong with a part is in `Heard::faults`.
pub fn listen(
    bytes: &dyn ReadAt,
    recording: &Recording,
    options: &ListenOptions,
    foreign: Option<&dyn ForeignDecoder>,
    progress: &dyn Fn(Nanos, Nanos),
) -> Result<Heard, Error> {
    let opened = crate::container::open(bytes)?;
    let mut faults = Faults::default();
    let mut tracks = Vec::new();
    let mut mono: Option<Mono> = None;
    let total = recording.audio.iter().fold(Nanos::ZERO, |sum, t| sum + (t.end - t.start));
    let mut before = Nanos::ZERO;
    for track in &recording.audio {
        let job = track::Job {
            bytes,
            opened: &*opened,
            recording,
            track,
            options,
            with_mono: options.mono && mono.is_none(),
            closely: false,
        };
        let (heard, made) = job.listen(foreign, &mut faults, &|done| progress(before + done, total));
        before = before + (track.end - track.start);
        progress(before, total);
        // A track that is silent throughout has nothing to align by; the next one may.
        mono = mono.or(made.filter(|_| heard.channels.iter().any(|c| !c.silent)));
        tracks.push(heard);
    }
    let each: Vec<&[Silence]> = tracks.iter().map(|t| t.silences.as_slice()).collect();
    let silences = together(recording, &each, options.least_silence);
    let examined = examined(recording, tracks.iter().map(|t| &t.examined));
    let audible = tracks.iter().fold(SpanSet::empty(), |all, t| all.union(&t.audible));
    Ok(Heard { tracks, silences, examined, audible, mono, faults: faults.into_vec() })
}

/// When silence of the recording as a whole would have been found, from when it would have been in each track.
pub(crate) fn examined<'a>(
    recording: &Recording,
    mut tracks: impl Iterator<Item = &'a SpanSet<RecordingClock>>,
) -> SpanSet<RecordingClock> {
    match tracks.next() {
        None if recording.unread_audio > 0 => SpanSet::empty(),
        None => SpanSet::from_iter([recording.span]),
        Some(first) => tracks.fold(first.clone(), |all, t| all.intersection(t)),
    }
}

/// When no track has sound.
pub(crate) fn together(recording: &Recording, tracks: &[&[Silence]], least: Nanos) -> Vec<Silence> {
    let Some((first, rest)) = tracks.split_first() else {
        if recording.span.is_empty() {
            return Vec::new();
        }
        // A track that cannot be read is not absent: nothing is known.
        let class = if recording.unread_audio == 0 { SilenceClass::TrackAbsent } else { SilenceClass::Unknown };
        let evidence = Evidence {
            missing: recording.span.len(),
            whole_recording: true,
            causes: class.possible_causes().into(),
            ..Evidence::default()
        };
        return vec![Silence { extent: Extent::exactly(recording.span), class, method: Method::Index, evidence }];
    };
    rest.iter().fold(first.to_vec(), |all, others| {
        let mut both = Vec::new();
        let mut from = 0;
        for a in &all {
            // Both are in order of time: what ended before this one began is over for all that follow.
            while others.get(from).is_some_and(|b| b.extent.end().latest() <= a.extent.start().earliest()) {
                from += 1;
            }
            let rest = others.get(from..).unwrap_or_default().iter();
            for b in rest.take_while(|b| b.extent.start().earliest() < a.extent.end().latest()) {
                both.extend(intersect(a, b, least));
            }
        }
        both.truncate(crate::limits::SPANS);
        both
    })
}

/// The part that two silences share. Of two classes the more particular one stands (the order of the classes), except
/// that a part of which one is not known is not known.
fn intersect(a: &Silence, b: &Silence, least: Nanos) -> Option<Silence> {
    let (x, y) = (a.extent, b.extent);
    let later =
        |p: Interval<_>, q: Interval<_>| Interval::between(p.earliest().max(q.earliest()), p.latest().max(q.latest()));
    let sooner =
        |p: Interval<_>, q: Interval<_>| Interval::between(p.earliest().min(q.earliest()), p.latest().min(q.latest()));
    let extent = Extent::new(later(x.start(), y.start()), sooner(x.end(), y.end()));
    if extent.inner().is_none_or(|s| s.len() < least) {
        return None;
    }
    let class = match (a.class, b.class) {
        (SilenceClass::Unknown, _) | (_, SilenceClass::Unknown) => SilenceClass::Unknown,
        (p, q) => p.min(q),
    };
    let from = if class == a.class { a } else { b };
    let evidence = Evidence { causes: class.possible_causes().into(), ..from.evidence.clone() };
    Some(Silence { extent, class, method: a.method.max(b.method), evidence })
}
