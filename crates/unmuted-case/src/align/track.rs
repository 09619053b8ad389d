//! What the method is given: the sound of one recording, and where that recording is silent.
//!
//! Sound comes as values; no file is opened here.

use std::fmt;
use std::sync::{Arc, OnceLock};

use unmuted_model::{Nanos, RecordingClock, RecordingTime, Span, SpanSet};

use super::features::Features;
use super::parameters::RATE_HZ;
use super::white::White;

/// One recording's sound, one channel at [`RATE_HZ`], placed on that recording's own clock.
#[derive(Clone, Debug)]
pub struct Track {
    id: String,
    start: RecordingTime,
    samples: Arc<[i16]>,
    silent: SpanSet<RecordingClock>,
    /// Made when a pair needs it; copies share it.
    white: Arc<OnceLock<White>>,
}

impl Track {
    /// Sound whose first sample is heard at `start`; `silent` are the spans without sound, which are left out.
    ///
    /// # Errors
    /// [`WrongRate`] unless `rate_hz` is [`RATE_HZ`]: resampling is the reader's work, not the comparer's.
    pub fn new(
        id: impl Into<String>,
        rate_hz: u32,
        start: RecordingTime,
        samples: impl Into<Arc<[i16]>>,
        silent: SpanSet<RecordingClock>,
    ) -> Result<Self, WrongRate> {
        if rate_hz != RATE_HZ {
            return Err(WrongRate { found_hz: rate_hz });
        }
        Ok(Self { id: id.into(), start, samples: samples.into(), silent, white: Arc::default() })
    }
    /// The recording's name; unique among the tracks that are aligned together.
    pub fn id(&self) -> &str {
        &self.id
    }
    /// The instant of the first sample.
    pub fn start(&self) -> RecordingTime {
        self.start
    }
    /// The samples.
    pub fn samples(&self) -> &[i16] {
        &self.samples
    }
    /// Where there is no sound.
    pub fn silent(&self) -> &SpanSet<RecordingClock> {
        &self.silent
    }
    /// Its sound evened over time and frequency; `features` are its own.
    pub(crate) fn white(&self, features: &Features) -> &White {
        self.white.get_or_init(|| White::of(&self.samples, features))
    }
    /// From the first sample to the end of the last.
    pub fn span(&self) -> Span<RecordingClock> {
        let length = Nanos::from_ticks(self.samples.len() as i64, u64::from(RATE_HZ));
        Span::between(self.start, self.start + length)
    }
    /// What [`super::solve`] needs to know of it.
    pub fn extent(&self) -> TrackExtent {
        let span = self.span();
        let silence: SpanSet<RecordingClock> = self.silent.intersection(&SpanSet::from_iter([span]));
        TrackExtent { id: self.id.clone(), span, audible: span.len() - silence.total() }
    }
}

/// A recording without its samples.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TrackExtent {
    /// The recording's name.
    pub id: String,
    /// From the first sample to the end of the last.
    pub span: Span<RecordingClock>,
    /// How much of that is not silent.
    pub audible: Nanos,
}

/// The sound has another sampling rate than the method compares.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WrongRate {
    /// The rate that was given, hertz.
    pub found_hz: u32,
}

impl fmt::Display for WrongRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sound at {} Hz; recordings are compared at {RATE_HZ} Hz, so resample it first", self.found_hz)
    }
}
impl std::error::Error for WrongRate {}
