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
        let since = (incident - (IncidentTime::ZERO + self.offset)).get();
        let per = 1_000_000_000_i64.saturating_add(self.drift_ppb.max(-999_999_999));
        // In parts, so that 128-bit division is hardly ever needed; the same value either way.
        let (whole, rest) = (since / per, since % per);
        let in_parts = || whole.checked_mul(1_000_000_000)?.checked_add(rest.checked_mul(1_000_000_000)? / per);
        RecordingTime::from_ns(in_parts().unwrap_or_else(|| {
            let scaled = i128::from(since) * 1_000_000_000 / i128::from(per);
            scaled.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
        }))
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
    fn in_parts_is_the_same_as_at_once() {
        for drift_ppb in [0, 1, -1, 20_000, -20_000, 100_000_000, -999_999_999, i64::MAX] {
            for ns in [0, 1, -1, 999_999_999, -1_000_000_001, 3_600_000_000_000, -7_200_123_456_789, i64::MAX, i64::MIN]
            {
                let t = IncidentFromRecording { drift_ppb, ..IncidentFromRecording::REFERENCE };
                let per = i128::from(1_000_000_000_i64.saturating_add(drift_ppb.max(-999_999_999)));
                let at_once = (i128::from(ns) * 1_000_000_000 / per).clamp(i128::from(i64::MIN), i128::from(i64::MAX));
                assert_eq!(i128::from(t.local(IncidentTime::from_ns(ns)).ns()), at_once, "{drift_ppb} {ns}");
            }
        }
    }

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
