//! Arithmetic on a placement as the document gives it, for renderings that know nothing but the document.

use super::document::{Bounds, Placement};

impl Placement {
    /// Best incident time of an instant on the recording's own clock, both in nanoseconds.
    pub fn incident(&self, local_ns: i64) -> i64 {
        let drift = i128::from(local_ns) * i128::from(self.drift_ppb) / 1_000_000_000;
        self.offset_ns.saturating_add(local_ns).saturating_add(i64::try_from(drift).unwrap_or(0))
    }

    /// Best time on the recording's own clock of an instant of the incident clock: the inverse of
    /// [`incident`](Self::incident), to the nanosecond.
    pub fn own(&self, incident_ns: i64) -> i64 {
        let since = i128::from(incident_ns) - i128::from(self.offset_ns);
        let rate = 1_000_000_000 + i128::from(self.drift_ppb);
        i64::try_from((since * 1_000_000_000).div_euclid(rate.max(1))).unwrap_or(if since < 0 {
            i64::MIN
        } else {
            i64::MAX
        })
    }

    /// All incident times that an instant between `local[0]` and `local[1]` can have.
    pub fn incident_bounds(&self, local: Bounds) -> Bounds {
        [self.incident(local[0]) - self.bound(local[0]), self.incident(local[1]) + self.bound(local[1])]
    }

    /// Half-width of the placement's bound at an instant of the recording's own clock.
    pub fn bound(&self, local_ns: i64) -> i64 {
        let away = i128::from(local_ns.abs_diff(self.pivot_ns));
        let growth = away * i128::from(self.drift_bound_ppb) / 1_000_000_000;
        self.estimator_bound_ns + self.travel_bound_ns + i64::try_from(growth).unwrap_or(i64::MAX / 4)
    }
}
