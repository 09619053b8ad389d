//! From one recording's clock to the incident's, with what is not known about the way.

use crate::time::{Extent, IncidentClock, IncidentTime, Interval, Nanos, RecordingClock, RecordingTime};

/// Takes times on one recording's clock to the incident clock.
///
/// `incident = offset + local × (1 + drift)`, with `drift` in parts per billion. The placement is known
/// best at `pivot` (the middle of the sound that supports it) and less well further away.
/// Named from target to source, so that neighbouring names match:
/// `shot_in_incident = incident_from_camera1.time(shot_in_camera1)`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct IncidentFromRecording {
    /// Incident time at the recording's zero.
    pub offset: Nanos,
    /// How much faster the incident clock runs, in parts per billion.
    pub drift_ppb: i64,
    /// Where on the recording the placement is known best.
    pub pivot: RecordingTime,
    /// Half-width of the estimator's 99.9 % bound at the pivot.
    pub estimator_bound: Nanos,
    /// Half-width of the worst case that sound's travel time allows (2.9 ms a metre), on top of the estimator's.
    pub travel_bound: Nanos,
    /// Half-width of the drift's bound, in parts per billion; grows the bound away from the pivot.
    pub drift_bound_ppb: i64,
}

impl IncidentFromRecording {
    /// The recording whose clock is the incident's: nothing to convert and nothing in doubt.
    pub const REFERENCE: Self = Self {
        offset: Nanos::ZERO,
        drift_ppb: 0,
        pivot: RecordingTime::ZERO,
        estimator_bound: Nanos::ZERO,
        travel_bound: Nanos::ZERO,
        drift_bound_ppb: 0,
    };

    /// The best single value; for drawing and for playing, never for deciding.
    pub fn time(&self, local: RecordingTime) -> IncidentTime {
        let local = local.since_zero();
        IncidentTime::ZERO + self.offset + local + local.scale_ppb(self.drift_ppb)
    }

    /// How far the true incident time of `local` can lie from [`Self::time`], on either side.
    pub fn bound_at(&self, local: RecordingTime) -> Nanos {
        self.estimator_bound + self.travel_bound + (local - self.pivot).abs().scale_ppb(self.drift_bound_ppb)
    }

    /// The incident times that an instant, itself uncertain on its own clock, can have.
    pub fn interval(&self, local: Interval<RecordingClock>) -> Interval<IncidentClock> {
        let (a, b) = (local.earliest(), local.latest());
        Interval::between(self.time(a) - self.bound_at(a), self.time(b) + self.bound_at(b))
    }

    /// The incident times of a stretch, each end on its own.
    pub fn extent(&self, local: Extent<RecordingClock>) -> Extent<IncidentClock> {
        Extent::new(self.interval(local.start()), self.interval(local.end()))
    }

    /// The recording's own time at an incident time, to a nanosecond or so; for playing.
    pub fn local(&self, incident: IncidentTime) -> RecordingTime {
        let since = incident - (IncidentTime::ZERO + self.offset);
        let scaled =
            i128::from(since.get()) * 1_000_000_000 / (1_000_000_000 + i128::from(self.drift_ppb.max(-999_999_999)));
        RecordingTime::from_ns(scaled.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAMERA: IncidentFromRecording = IncidentFromRecording {
        offset: Nanos::from_secs(8),
        drift_ppb: 20_000,
        pivot: RecordingTime::from_ns(60_000_000_000),
        estimator_bound: Nanos::from_millis(5),
        travel_bound: Nanos::from_millis(40),
        drift_bound_ppb: 30_000,
    };

    #[test]
    fn there_and_back() {
        for s in [0.0, 1.5, 60.0, 3600.0, -4.0] {
            let local = RecordingTime::from_secs_f64(s);
            let back = CAMERA.local(CAMERA.time(local));
            assert!((back - local).abs().get() <= 2, "{back:?} is not {local:?}");
        }
    }

    #[test]
    fn doubt_grows_away_from_the_pivot() {
        assert_eq!(CAMERA.bound_at(CAMERA.pivot), Nanos::from_millis(45));
        assert_eq!(CAMERA.bound_at(RecordingTime::from_ns(160_000_000_000)), Nanos::from_millis(48));
    }
}
