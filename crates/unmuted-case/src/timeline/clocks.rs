//! Carrying a time from one clock to another, with everything that is not known about the way.
//!
//! There are three kinds of clock here: each recording's, each group's, and the wall's. A time is carried along
//! the only way there is (recording, group, wall, group, recording), and grows by each step's bound. The result
//! always contains every instant that the bounds allow.

use super::{CLOCK_RATE_BOUND_PPM, Recording, Timeline, WallAnchor};
use unmuted_model::{
    Clock, IncidentFromRecording, IncidentTime, Interval, RecordingClock, RecordingTime, SourceId, Span, SpanSet, Time,
};

/// Whichever clock a question is being worked out on; only inside this crate, and only while it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub(crate) struct FrameClock;

impl Clock for FrameClock {
    const NAME: &'static str = "the clock asked on";
}

/// A closed range of nanoseconds on some clock, or of a length. `i64::MIN` and `i64::MAX` mean "no bound".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Bounds {
    pub lo: i64,
    pub hi: i64,
}

impl Bounds {
    pub const UNKNOWN: Self = Self { lo: i64::MIN, hi: i64::MAX };

    pub fn new(lo: i64, hi: i64) -> Self {
        Self { lo, hi }
    }
    pub fn of<C: Clock>(i: Interval<C>) -> Self {
        Self { lo: i.earliest().ns(), hi: i.latest().ns() }
    }
    pub fn widened(self, by: i64) -> Self {
        Self { lo: shift(self.lo, by.saturating_neg()), hi: shift(self.hi, by) }
    }
    pub fn shifted(self, by: i64) -> Self {
        Self { lo: shift(self.lo, by), hi: shift(self.hi, by) }
    }
    pub fn hull(self, other: Self) -> Self {
        Self { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }
    pub fn intersection(self, other: Self) -> Option<Self> {
        let (lo, hi) = (self.lo.max(other.lo), self.hi.min(other.hi));
        (lo <= hi).then_some(Self { lo, hi })
    }
    pub fn width(self) -> i64 {
        self.hi.saturating_sub(self.lo)
    }
    /// `later - earlier`, for two times on one clock that know nothing of each other.
    pub fn difference(later: Self, earlier: Self) -> Self {
        let lo =
            if later.lo == i64::MIN || earlier.hi == i64::MAX { i64::MIN } else { later.lo.saturating_sub(earlier.hi) };
        let hi =
            if later.hi == i64::MAX || earlier.lo == i64::MIN { i64::MAX } else { later.hi.saturating_sub(earlier.lo) };
        Self { lo, hi }
    }
    /// The same length, read off a clock whose rate is not known exactly, as true length.
    pub fn with_rate_slack(self) -> Self {
        Self {
            lo: shift(self.lo, clock_rate_slack(self.lo).saturating_neg()),
            hi: shift(self.hi, clock_rate_slack(self.hi)),
        }
    }
}

/// `x + by`, where an absent bound stays absent.
pub(crate) fn shift(x: i64, by: i64) -> i64 {
    if x == i64::MIN || x == i64::MAX { x } else { x.saturating_add(by) }
}

/// How far a length of `ns` can be wrong through the clock's rate alone, rounded up; both for a length read off
/// a clock and for one to be laid down on it (hence one part in a thousand of the bound on top).
pub(crate) fn clock_rate_slack(ns: i64) -> i64 {
    if ns == i64::MIN || ns == i64::MAX {
        return 0;
    }
    if let Some(scaled) = ns.checked_abs().and_then(|n| n.checked_mul(CLOCK_RATE_BOUND_PPM * 1_001)) {
        return scaled / 1_000_000_000 + i64::from(scaled % 1_000_000_000 > 0);
    }
    let scaled = i128::from(ns).abs() * i128::from(CLOCK_RATE_BOUND_PPM) * 1_001;
    i64::try_from((scaled + 999_999_999) / 1_000_000_000).unwrap_or(i64::MAX)
}

/// One of the clocks of a case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum ClockId {
    /// A recording's own, by its place in the timeline.
    Recording(usize),
    /// A group's incident clock, by its number.
    Group(u32),
    /// The clock on the wall.
    Wall,
}

/// All the clocks of a timeline, and the ways between them.
#[derive(Debug)]
pub(crate) struct Clocks<'a> {
    recordings: &'a [Recording],
    anchors: &'a [WallAnchor],
    /// The group that most recordings belong to; among equals that of the recording listed first.
    pub main_group: Option<u32>,
    /// Two readings of one length, off different recordings, never differ by more than this through sound's
    /// travel and rounding; beyond it, any one reading tells which of two moments came first.
    pub clear: i64,
}

impl<'a> Clocks<'a> {
    pub fn new(timeline: &'a Timeline) -> Self {
        let mut sizes: Vec<(u32, usize)> = Vec::new();
        for g in timeline.recordings.iter().filter_map(|r| r.placement).map(|p| p.group) {
            match sizes.iter_mut().find(|(h, _)| *h == g) {
                Some((_, n)) => *n += 1,
                None => sizes.push((g, 1)),
            }
        }
        let largest = sizes.iter().map(|&(_, n)| n).max();
        let main_group = sizes.iter().find(|&&(_, n)| Some(n) == largest).map(|&(g, _)| g);
        let travel = timeline.recordings.iter().filter_map(|r| r.placement);
        let travel = travel.map(|p| p.incident_from_recording.travel_bound.abs().get()).max().unwrap_or(0);
        let clear = travel.saturating_mul(4).saturating_add(100_000_000);
        Self { recordings: &timeline.recordings, anchors: &timeline.anchors, main_group, clear }
    }

    pub fn recording(&self, id: &SourceId) -> Option<usize> {
        self.recordings.iter().position(|r| r.id == *id)
    }

    /// The transform of a placed recording.
    pub fn transform(&self, recording: usize) -> Option<IncidentFromRecording> {
        Some(self.recordings.get(recording)?.placement?.incident_from_recording)
    }

    /// The group of a placed recording.
    pub fn group(&self, recording: usize) -> Option<u32> {
        Some(self.recordings.get(recording)?.placement?.group)
    }

    /// Where on `to` a time can lie that lies in `at` on `from`; `None` where there is no way between the two.
    pub fn carry(&self, at: Bounds, from: ClockId, to: ClockId) -> Option<Bounds> {
        if from == to {
            return Some(at);
        }
        // Up to the group, across the wall if it must be, and down again.
        let (group, at) = match from {
            ClockId::Recording(r) => (self.group(r)?, self.up(at, r)?),
            ClockId::Group(g) => (g, at),
            ClockId::Wall => return self.down_from_wall(at, to),
        };
        match to {
            ClockId::Group(g) if g == group => Some(at),
            ClockId::Recording(r) if self.group(r)? == group => self.down(at, r),
            ClockId::Wall => self.to_wall(at, group),
            _ => self.down_from_wall(self.to_wall(at, group)?, to),
        }
    }

    /// The time of `set` that, on clock `to`, certainly lies in it.
    pub fn carry_inner(&self, set: &SpanSet<RecordingClock>, from: usize, to: ClockId) -> SpanSet<FrameClock> {
        let from = ClockId::Recording(from);
        set.spans()
            .iter()
            .filter_map(|s| {
                let start = self.carry(Bounds::new(s.start().ns(), s.start().ns()), from, to)?;
                let end = self.carry(Bounds::new(s.end().ns(), s.end().ns()), from, to)?;
                Span::new(Time::from_ns(start.hi), Time::from_ns(end.lo))
            })
            .collect()
    }

    fn up(&self, at: Bounds, recording: usize) -> Option<Bounds> {
        let t = self.transform(recording)?;
        let end = |ns: i64, sign: i64| {
            if ns == i64::MIN || ns == i64::MAX {
                return ns;
            }
            let local = RecordingTime::from_ns(ns);
            shift(t.time(local).ns(), t.bound_at(local).abs().get().saturating_mul(sign))
        };
        Some(Bounds::new(end(at.lo, -1), end(at.hi, 1)))
    }

    fn down(&self, at: Bounds, recording: usize) -> Option<Bounds> {
        let t = self.transform(recording)?;
        // The bound grows away from the pivot, so the doubt about the recording's own time is the bound divided
        // by how fast incident time runs at its slowest; two nanoseconds cover the rounding of both directions.
        let slowest = 1_000_000_000_i128 + i128::from(t.drift_ppb) - i128::from(t.drift_bound_ppb.saturating_abs());
        let end = |ns: i64, sign: i64| {
            if ns == i64::MIN || ns == i64::MAX {
                return ns;
            }
            if slowest < 100_000_000 {
                return if sign < 0 { i64::MIN } else { i64::MAX };
            }
            let local = t.local(IncidentTime::from_ns(ns));
            let bound = t.bound_at(local).abs().get();
            // The same value either way; 128-bit division is slow, and hardly ever needed.
            let doubt = match (bound.checked_mul(1_000_000_000), i64::try_from(slowest)) {
                (Some(scaled), Ok(slowest)) => scaled / slowest + 4,
                _ => i64::try_from(i128::from(bound) * 1_000_000_000 / slowest + 4).unwrap_or(i64::MAX),
            };
            shift(local.ns(), doubt.saturating_mul(sign))
        };
        Some(Bounds::new(end(at.lo, -1), end(at.hi, 1)))
    }

    fn to_wall(&self, at: Bounds, group: u32) -> Option<Bounds> {
        let anchor = self.anchors.iter().find(|a| a.group == group)?;
        Some(across(at, anchor.at.ns(), Bounds::of(anchor.wall)))
    }

    fn down_from_wall(&self, at: Bounds, to: ClockId) -> Option<Bounds> {
        let group = match to {
            ClockId::Wall => return Some(at),
            ClockId::Group(g) => g,
            ClockId::Recording(r) => self.group(r)?,
        };
        let anchor = self.anchors.iter().find(|a| a.group == group)?;
        let wall = Bounds::of(anchor.wall);
        // The same step backwards: the anchor's incident time is exact, its wall time is not.
        let lo = if at.lo == i64::MIN { i64::MIN } else { step(anchor.at.ns(), at.lo.saturating_sub(wall.hi), -1) };
        let hi = if at.hi == i64::MAX { i64::MAX } else { step(anchor.at.ns(), at.hi.saturating_sub(wall.lo), 1) };
        let at = Bounds::new(lo, hi);
        match to {
            ClockId::Recording(r) => self.down(at, r),
            _ => Some(at),
        }
    }
}

/// `at` on a clock whose instant `pivot` was in `there` on another one.
fn across(at: Bounds, pivot: i64, there: Bounds) -> Bounds {
    let lo = if at.lo == i64::MIN { i64::MIN } else { step(there.lo, at.lo.saturating_sub(pivot), -1) };
    let hi = if at.hi == i64::MAX { i64::MAX } else { step(there.hi, at.hi.saturating_sub(pivot), 1) };
    Bounds::new(lo, hi)
}

fn step(from: i64, length: i64, sign: i64) -> i64 {
    shift(shift(from, length), clock_rate_slack(length).saturating_mul(sign))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::{Placement, Redacted};
    use proptest::prelude::*;
    use unmuted_model::Nanos;

    fn recording(placement: Option<Placement>) -> Recording {
        Recording {
            id: SourceId::new("r"),
            name: "R".into(),
            is_camera: true,
            has_picture: true,
            placement,
            extent: Span::between(RecordingTime::ZERO, RecordingTime::from_ns(1)),
            examined: SpanSet::empty(),
            silences: Vec::new(),
            redacted: Redacted::No,
        }
    }

    proptest! {
        /// Whatever exact placement the bounds allow, the true time lies in what is carried.
        #[test]
        fn carrying_loses_no_possible_time(
            offset in -1_000_000i64..1_000_000, drift in -200_000i64..200_000, doubt in 0i64..50_000,
            drift_doubt in 0i64..50_000, pivot in -1_000_000i64..1_000_000, local in -1_000_000_000i64..1_000_000_000,
            share in -1.0f64..1.0,
        ) {
            let t = IncidentFromRecording {
                offset: Nanos::new(offset), drift_ppb: drift, pivot: RecordingTime::from_ns(pivot),
                estimator_bound: Nanos::new(doubt), travel_bound: Nanos::ZERO, drift_bound_ppb: drift_doubt,
            };
            let timeline = Timeline {
                recordings: vec![recording(Some(Placement { group: 1, incident_from_recording: t }))],
                ..Timeline::default()
            };
            let clocks = Clocks::new(&timeline);
            let l = RecordingTime::from_ns(local);
            // One possible truth: anywhere within the bound.
            let truth = t.time(l).ns() + (t.bound_at(l).get() as f64 * share) as i64;
            let (own, common) = (ClockId::Recording(0), ClockId::Group(1));
            let up = clocks.carry(Bounds::new(local, local), own, common).unwrap();
            prop_assert!(up.lo <= truth && truth <= up.hi);
            let down = clocks.carry(Bounds::new(truth, truth), common, own).unwrap();
            prop_assert!(down.lo <= local && local <= down.hi, "{down:?} lacks {local}");
        }
    }

    #[test]
    fn there_is_no_way_to_an_unplaced_recording() {
        let timeline = Timeline { recordings: vec![recording(None)], ..Timeline::default() };
        let clocks = Clocks::new(&timeline);
        assert_eq!(clocks.carry(Bounds::new(0, 0), ClockId::Recording(0), ClockId::Group(0)), None);
        assert_eq!(clocks.carry(Bounds::new(0, 0), ClockId::Recording(0), ClockId::Wall), None);
    }
}
