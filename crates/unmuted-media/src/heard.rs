//! What listening found: the result of [`listen`](crate::listen), plain data that can be kept and compared.

use std::borrow::Cow;

use unmuted_model::{Extent, Nanos, RecordingClock, RecordingTime, SilenceClass, Span, SpanSet};

use crate::fault::Fault;

/// What is heard in one recording and what is not.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Heard {
    /// Each audio track on its own.
    pub tracks: Vec<HeardTrack>,
    /// When the recording as a whole is silent: no track has sound. In time order.
    /// With one track these are that track's spans; with none there is one, of class `track_absent`.
    pub silences: Vec<Silence>,
    /// Where silence, had there been any, would have been found: all tracks were decoded, or the container
    /// proves that there is nothing to decode.
    pub examined: SpanSet<RecordingClock>,
    /// Where at least one track has sound. Conservative: it leaves out all time that a silent span may touch.
    pub audible: SpanSet<RecordingClock>,
    /// One channel at 8 kHz for alignment, from the first track that is not wholly silent.
    pub mono: Option<Mono>,
    /// What went wrong while listening; what was wrong with the container is in the
    /// [`Recording`](crate::Recording).
    pub faults: Vec<Fault>,
}

/// What is heard in one audio track.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct HeardTrack {
    /// Its number, as in [`AudioTrack::number`](crate::AudioTrack::number).
    pub number: u32,
    /// Whether its sound was reached.
    pub how: Examined,
    /// When its first presented sample is, as decoded.
    pub start: RecordingTime,
    /// When its last presented sample ends, as decoded.
    pub end: RecordingTime,
    /// Its silent spans, in time order.
    pub silences: Vec<Silence>,
    /// The time whose samples were decoded, or for which the container proves that there are none.
    pub examined: SpanSet<RecordingClock>,
    /// The time in which it has sound, without all time that a silent span may touch.
    pub audible: SpanSet<RecordingClock>,
    /// Packets that were decoded.
    pub packets: u64,
    /// Each channel over the whole track.
    pub channels: Vec<Channel>,
    /// How loud it is, for drawing.
    pub waveform: Waveform,
}

/// Whether and how a track's sound was reached.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Examined {
    /// It was decoded here.
    Decoded,
    /// Its codec's core was decoded here.
    CoreOnly,
    /// A foreign decoder decoded it.
    Foreign {
        /// Its name.
        by: String,
    },
    /// It was not heard. Only what the container proves is reported.
    Not {
        /// The codec that would be needed.
        codec: String,
    },
}

/// One channel over a whole track.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Channel {
    /// The largest sample, on the scale of [`Waveform`].
    pub peak: u8,
    /// No sample reached half of a 16-bit step.
    pub silent: bool,
}

/// A span without sound, its class, and how that is known. A measurement: it says nothing about why.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Silence {
    /// When. The inner span is certainly silent; the true ends lie within the two intervals.
    pub extent: Extent<RecordingClock>,
    /// Which class.
    pub class: SilenceClass,
    /// How it was found.
    pub method: Method,
    /// What was found.
    pub evidence: Evidence,
}

impl Silence {
    /// The part that is certainly silent. Where a file does not say where its sound begins, all of a short silence may lie
    /// sooner by more than it is long: then it is one instant, in the middle of what is known.
    pub fn certain(&self) -> Span<RecordingClock> {
        let (start, end) = (self.extent.start().latest(), self.extent.end().earliest());
        self.extent.inner().unwrap_or_else(|| {
            let middle = end + unmuted_model::Nanos::new((start - end).get() / 2);
            Span::between(middle, middle)
        })
    }
}

/// How a silent span was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Method {
    /// From the container's index alone: there are no packets.
    Index,
    /// From decoded samples.
    Decoded,
    /// From both: a stretch without packets beside one of zero samples.
    IndexAndDecoded,
    /// From coded spectra that are zero, without decoding: both ends are known to a packet.
    ZeroSpectrum,
    /// The same, with the ends from decoded samples.
    ZeroSpectrumAndDecoded,
    /// From decoded samples that are steady and low between two abrupt steps.
    LowPlateau,
}

impl Method {
    /// The version of the rules in this crate by which spans are found. It changes when a result may change.
    pub const VERSION: u32 = 2;

    /// The method's name in results.
    pub fn key(self) -> &'static str {
        match self {
            Self::Index => "container_index",
            Self::Decoded => "decoded_zero_run",
            Self::IndexAndDecoded => "container_index+decoded_zero_run",
            Self::ZeroSpectrum => "zero_spectrum",
            Self::ZeroSpectrumAndDecoded => "zero_spectrum+decoded_edges",
            Self::LowPlateau => "low_plateau",
        }
    }
}

/// What shows that a span is silent.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Evidence {
    /// Decoded samples, of each channel, none of which reaches half of a 16-bit step.
    pub zero_samples: u64,
    /// Samples a second of those.
    pub rate_hz: u32,
    /// Time for which there are no packets.
    pub missing: Nanos,
    /// Where in the file the packet begins that holds the first zero sample, or the first packet after a gap.
    pub offset: Option<u64>,
    /// The usual length of a pre-event buffer that the span is near, in seconds. See [`usual_buffer_near`].
    pub near_buffer_secs: Option<u32>,
    /// Whether the span reaches from the recording's first instant to its last.
    pub whole_recording: bool,
    /// What could explain it, never complete and never ranked.
    pub causes: Cow<'static, [unmuted_model::PossibleCause]>,
    /// Packets whose coded spectrum was shown to be zero, of how many that lie in the span: the proof without
    /// decoding. Both zero where that road was not taken.
    pub proven_packets: u64,
    /// Packets that lie in the span.
    pub packets: u64,
    /// The first bytes of some of them, so that anybody can look them up in the file.
    pub first_bytes: Vec<PacketBytes>,
    /// How loud a steady low level is, in tenths of a decibel below full scale, as a negative number.
    pub level_tenths_db: Option<i32>,
    /// A steady tone within a fifth of a second before the span's start or after its end, in hertz. Devices sound one when they
    /// are muted and unmuted; so does a redaction's bleep.
    pub tone_before_hz: Option<u32>,
    /// The same after its end.
    pub tone_after_hz: Option<u32>,
    /// A click, one sharp sound of at most 20 ms, within 50 ms before the start.
    pub click_before: bool,
    /// The same after its end.
    pub click_after: bool,
}

/// The first bytes of one packet, as they stand in the file.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PacketBytes {
    /// Its number in its track, from zero.
    pub number: u64,
    /// Where it lies, in bytes from the file's beginning.
    pub offset: u64,
    /// Its size in bytes.
    pub size: u32,
    /// Its first bytes, at most eight.
    pub begins_with: Vec<u8>,
}

/// The usual length of a pre-event buffer that `length` is near, in seconds: devices offer 15, 30, 45, 60, 90 and
/// 120 s (manufacturers' manuals; the default is 30). Near is within 2 s, which covers the time until the first
/// sound after a button is pressed and the granularity of pictures kept in a ring.
pub fn usual_buffer_near(length: Nanos) -> Option<u32> {
    [15u32, 30, 45, 60, 90, 120]
        .into_iter()
        .find(|&s| (length - Nanos::from_secs(i64::from(s))).abs() <= Nanos::from_secs(2))
}

/// One channel of sound at 8 kHz on the recording's clock, for alignment.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Mono {
    /// The audio track that it was made from.
    pub track: u32,
    /// Always 8,000 samples a second.
    pub rate_hz: u32,
    /// When sample 0 is; sample `k` is `k / 8000` s later, exactly.
    pub start: RecordingTime,
    /// All channels averaged, band-limited to 3.6 kHz; zero where there is no sound to decode. Full scale is 32,767.
    pub samples: Vec<i16>,
}

/// How loud a track is, at several zooms, for drawing.
///
/// A value is 0 for digital silence (below half of a 16-bit step) or no samples at all, and 1 to 255 for
/// -96 dBFS (or less) to 0 dBFS (or more), in equal steps of 96/254 dB.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Waveform {
    /// Bins a second of the first level: 100.
    pub bins_per_second: u32,
    /// When bin 0 of every level begins.
    pub start: RecordingTime,
    /// The levels; a bin of one covers four bins of the level before. None where it was not asked for.
    pub levels: Vec<Level>,
}

/// One zoom of a [`Waveform`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Level {
    /// The largest sample of any channel in each bin.
    pub peak: Vec<u8>,
    /// The root of the mean square over all channels in each bin.
    pub rms: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_is_named_only_when_near() {
        assert_eq!(usual_buffer_near(Nanos::from_millis(29_957)), Some(30));
        assert_eq!(usual_buffer_near(Nanos::from_millis(61_900)), Some(60));
        assert_eq!(usual_buffer_near(Nanos::from_secs(8)), None);
    }
}
