//! Where one clock meets wall time, from what is claimed of it.
//!
//! Each claim says: at this place on a recording, a clock showed this time, give or take. That leaves an interval
//! for the difference between the two clocks. Claims that are all right must leave something in common. Where
//! they do not, the difference on which most of them agree is taken, the others are said to disagree, and nothing
//! is swallowed; where no majority agrees, the interval that holds them all is taken.

use unmuted_model::{IncidentClock, IncidentTime, Interval, Nanos, WallClock, WallTime};

use super::super::given::ClaimedClock;
use super::ClaimPlace;
use crate::timeline::CLOCK_RATE_BOUND_PPM;

/// One claim on a common clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WallTie {
    /// When it was seen or heard.
    pub incident: Interval<IncidentClock>,
    /// What time it says it was.
    pub wall: Interval<WallClock>,
}

impl WallTie {
    /// A claim on the clock that its recording is on.
    pub fn of(claim: &ClaimedClock, place: &ClaimPlace) -> Self {
        Self {
            incident: place.incident_from_recording.interval(Interval::exactly(claim.at)),
            wall: Interval::exactly(claim.wall).widened(claim.plus_minus.abs()),
        }
    }
}

/// The tie that follows.
#[derive(Clone, Debug, PartialEq)]
pub struct SolvedWall {
    /// At this incident time, in the middle of the claims ...
    pub at: IncidentTime,
    /// ... it was this time.
    pub wall: Interval<WallClock>,
    /// Whether more than half of the claims agree on it.
    pub decided: bool,
    /// For each claim, whether it agrees within its bounds.
    pub agrees: Vec<bool>,
    /// For each claim, claimed minus solved, middles.
    pub residuals: Vec<Nanos>,
    /// For each claim, the wall times that it leaves for [`Self::at`].
    pub leaves: Vec<Interval<WallClock>>,
}

impl SolvedWall {
    /// The wall times that the clock's zero can have.
    pub fn at_zero(&self) -> Interval<WallClock> {
        let since = self.at.since_zero();
        self.wall.shifted(-since).widened(since.abs().scale_ppb(CLOCK_RATE_BOUND_PPM * 1000))
    }
}

/// Solves the tie; `None` without claims.
pub fn solve_wall(ties: &[WallTie]) -> Option<SolvedWall> {
    let first = ties.first()?;
    let hull = ties.iter().fold(first.incident, |h, t| h.hull(t.incident));
    let at = hull.middle();
    // The wall time at `at` that each claim leaves; away from the claim it is known less well, as no clock's
    // rate is known better than the stated bound.
    let leaves: Vec<Interval<WallClock>> = ties
        .iter()
        .map(|t| {
            let (early, late) = (at - t.incident.latest(), at - t.incident.earliest());
            let rate = early.abs().max(late.abs()).scale_ppb(CLOCK_RATE_BOUND_PPM * 1000);
            Interval::between(t.wall.earliest() + early, t.wall.latest() + late).widened(rate)
        })
        .collect();
    let (wall, votes) = most_agreed(&leaves)?;
    let decided = votes * 2 > leaves.len();
    let wall = if decided { wall } else { leaves.iter().fold(wall, |h, l| h.hull(*l)) };
    Some(SolvedWall {
        at,
        wall,
        decided,
        agrees: leaves.iter().map(|l| decided && l.intersection(wall).is_some()).collect(),
        residuals: leaves.iter().map(|l| l.middle() - wall.middle()).collect(),
        leaves,
    })
}

/// The interval on which most agree, and how many do; the earliest where several are agreed on alike.
fn most_agreed(intervals: &[Interval<WallClock>]) -> Option<(Interval<WallClock>, usize)> {
    let mut best: Option<(Interval<WallClock>, usize)> = None;
    let mut starts: Vec<WallTime> = intervals.iter().map(|i| i.earliest()).collect();
    starts.sort_unstable();
    for start in starts {
        let holding: Vec<_> = intervals.iter().filter(|i| i.earliest() <= start && start <= i.latest()).collect();
        let end = holding.iter().map(|i| i.latest()).min()?;
        if best.is_none_or(|(_, votes)| holding.len() > votes) {
            best = Some((Interval::between(start, end), holding.len()));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tie(incident_s: i64, wall_s: i64, plus_minus_ms: i64) -> WallTie {
        let ns = 1_000_000_000;
        WallTie {
            incident: Interval::exactly(IncidentTime::from_ns(incident_s * ns)),
            wall: Interval::exactly(WallTime::from_ns(wall_s * ns)).widened(Nanos::from_millis(plus_minus_ms)),
        }
    }

    #[test]
    fn claims_that_agree_narrow_each_other() {
        let solved = solve_wall(&[tie(10, 1010, 500), tie(20, 1020, 300)]).unwrap();
        assert_eq!(solved.agrees, [true, true]);
        assert_eq!(solved.at, IncidentTime::from_ns(15_000_000_000));
        assert!(solved.wall.width() <= Nanos::from_millis(602), "{:?}", solved.wall);
    }

    #[test]
    fn one_that_is_an_hour_off_is_named_and_does_not_win() {
        let solved = solve_wall(&[tie(10, 1010, 500), tie(20, 4620, 100), tie(30, 1030, 500)]).unwrap();
        assert_eq!(solved.agrees, [true, false, true]);
        assert!(solved.wall.width() < Nanos::from_secs(2));
        assert!(solved.residuals[1] > Nanos::from_secs(3500));
    }

    #[test]
    fn two_that_disagree_leave_all_that_either_allows() {
        let solved = solve_wall(&[tie(10, 1010, 500), tie(10, 1013, 500)]).unwrap();
        assert_eq!(solved.agrees, [false, false]);
        assert!(solved.wall.width() >= Nanos::from_secs(4));
    }
}
