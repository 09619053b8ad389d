//! Clocks that recordings claim, held against the solved clock and against each other.
//!
//! A claim says: at this instant of this recording it was that time. Recordings on one clock, by their sound or by
//! a person, leave each claim an interval for the wall time of one common instant; claims that are all right must
//! leave something in common ([`solve_wall`]). What disagrees is named, and nothing moves: a claim is weak, and may
//! be wrong by an hour. Where recordings share no clock, claims are all there is, and what they say is passed on as
//! what it is: *if the claims are right*.

mod wall;
mod words;

use unmuted_model::{IncidentFromRecording, IncidentTime, Interval, Nanos, WallTime};

use super::given::{ClaimResult, ClaimedClock, ClaimedTie};
use super::placement::PlacedRecording;
use crate::timeline::CLOCK_RATE_BOUND_PPM;

pub use wall::{SolvedWall, WallTie, solve_wall};
pub use words::{cause, difference};

/// Where a recording is, as far as claims need it.
#[derive(Clone, PartialEq, Debug)]
pub struct ClaimPlace {
    /// The recording.
    pub id: String,
    /// Its group; `None` where it is on no clock but its own.
    pub group: Option<usize>,
    /// The group's clock from the recording's; the recording's own clock where it has no group.
    pub incident_from_recording: IncidentFromRecording,
}

impl ClaimPlace {
    /// A recording on no clock but its own.
    pub fn alone(id: impl Into<String>) -> Self {
        Self { id: id.into(), group: None, incident_from_recording: IncidentFromRecording::REFERENCE }
    }
}

impl From<&PlacedRecording> for ClaimPlace {
    fn from(r: &PlacedRecording) -> Self {
        match &r.place {
            Ok(p) => {
                Self { id: r.id.clone(), group: Some(p.group), incident_from_recording: p.incident_from_recording }
            }
            Err(_) => Self::alone(r.id.clone()),
        }
    }
}

/// What became of one claim, with what its words need.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JudgedClaim {
    /// The result.
    pub result: ClaimResult,
    /// How many other claims there are on the same clock.
    pub others: usize,
    /// Where the claims of its clock have no majority: the other claim that comes nearest to it, by its place among
    /// the claims, and this one's time minus that one's, for the same instant.
    pub nearest: Option<(usize, Nanos)>,
}

/// Every claim against the others on the same clock, in the order given, and what claims say about clocks that
/// have nothing else in common. A recording on no other clock is a clock of its own.
///
/// Ties are given against one clock, the first that has claims which agree: the group with the lowest number, then
/// recordings in their order. Every other tie follows by subtraction.
pub fn judge_claims(places: &[ClaimPlace], claims: &[ClaimedClock]) -> (Vec<JudgedClaim>, Vec<ClaimedTie>) {
    let mut judged: Vec<JudgedClaim> = claims.iter().map(unplaced).collect();
    let mut sides: Vec<Side> = Vec::new();
    for members in clocks(places) {
        let on = |c: &ClaimedClock| members.iter().map(|&m| &places[m]).find(|p| p.id == c.recording);
        let here: Vec<(usize, &ClaimPlace)> =
            claims.iter().enumerate().filter_map(|(i, c)| Some((i, on(c)?))).collect();
        let ties: Vec<WallTie> = here.iter().map(|&(i, place)| WallTie::of(&claims[i], place)).collect();
        let Some(solved) = solve_wall(&ties) else { continue };
        for (k, &(i, place)) in here.iter().enumerate() {
            judged[i] = one(&claims[i], place, &solved, k, &here);
        }
        if solved.decided {
            let agreeing = here.iter().zip(&solved.agrees).filter(|(_, agrees)| **agrees);
            sides.push(Side {
                recordings: members.iter().map(|&m| places[m].id.clone()).collect(),
                by: agreeing.map(|((i, _), _)| claims[*i].id.clone()).collect(),
                at: solved.at,
                wall: solved.wall,
            });
        }
    }
    let ties = match sides.split_first() {
        Some((first, rest)) => rest.iter().map(|other| tie(first, other)).collect(),
        None => Vec::new(),
    };
    (judged, ties)
}

/// The same for recordings as they were placed.
pub(crate) fn of_placed(
    recordings: &[PlacedRecording],
    claims: &[ClaimedClock],
) -> (Vec<ClaimResult>, Vec<ClaimedTie>) {
    let places: Vec<ClaimPlace> = recordings.iter().map(ClaimPlace::from).collect();
    let (judged, ties) = judge_claims(&places, claims);
    (judged.into_iter().map(|j| j.result).collect(), ties)
}

/// One clock whose claims agree.
struct Side {
    recordings: Vec<String>,
    by: Vec<String>,
    at: IncidentTime,
    wall: Interval<unmuted_model::WallClock>,
}

/// Recordings by the clock they are on, as places in the list: groups by their numbers, then those alone.
fn clocks(places: &[ClaimPlace]) -> Vec<Vec<usize>> {
    let mut numbers: Vec<usize> = places.iter().filter_map(|p| p.group).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let of = |n: usize| (0..places.len()).filter(|&i| places[i].group == Some(n)).collect();
    let groups = numbers.into_iter().map(of);
    let alone = (0..places.len()).filter(|&i| places[i].group.is_none()).map(|i| vec![i]);
    groups.chain(alone).collect()
}

/// A claim of which nothing can be said: nothing is known of its recording.
fn unplaced(claim: &ClaimedClock) -> JudgedClaim {
    let result =
        ClaimResult { id: claim.id.clone(), group: None, off: None, off_bound: claim.plus_minus.abs(), agrees: None };
    JudgedClaim { result, others: 0, nearest: None }
}

/// The claim at place `k` of those on one clock.
fn one(
    claim: &ClaimedClock,
    place: &ClaimPlace,
    solved: &SolvedWall,
    k: usize,
    here: &[(usize, &ClaimPlace)],
) -> JudgedClaim {
    let others = here.len() - 1;
    let half = |i: Interval<unmuted_model::WallClock>| Nanos::new(i.width().get() / 2);
    let mine = solved.leaves[k];
    let compared = others > 0;
    let nearest = (compared && !solved.decided).then(|| {
        let distance = |j: usize| mine.middle() - solved.leaves[j].middle();
        let nearest = (0..here.len()).filter(|j| *j != k).min_by_key(|&j| (distance(j).abs(), j));
        nearest.map(|j| (here[j].0, distance(j)))
    });
    JudgedClaim {
        result: ClaimResult {
            id: claim.id.clone(),
            group: place.group,
            off: (compared && solved.decided).then(|| solved.residuals[k]),
            off_bound: if compared && solved.decided { half(mine) + half(solved.wall) } else { half(mine) },
            agrees: compared.then(|| solved.agrees[k]),
        },
        others,
        nearest: nearest.flatten(),
    }
}

/// The second clock's zero on the first one's.
fn tie(a: &Side, b: &Side) -> ClaimedTie {
    let zero_of_b: WallTime = b.wall.middle() - b.at.since_zero();
    let since = zero_of_b - a.wall.middle();
    let shift = a.at.since_zero() + since;
    let half = |s: &Side| Nanos::new(s.wall.width().get() / 2 + 1);
    let plus_minus = half(a) + half(b) + rate_slack(since) + rate_slack(b.at.since_zero());
    ClaimedTie {
        a: a.recordings.clone(),
        b: b.recordings.clone(),
        shift,
        plus_minus,
        by: a.by.iter().chain(&b.by).cloned().collect(),
    }
}

fn rate_slack(length: Nanos) -> Nanos {
    length.abs().scale_ppb(CLOCK_RATE_BOUND_PPM * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use unmuted_model::RecordingTime;

    const S: i64 = 1_000_000_000;

    fn claim(id: &str, recording: &str, at_s: i64, wall_s: i64) -> ClaimedClock {
        ClaimedClock {
            id: id.into(),
            recording: recording.into(),
            at: RecordingTime::from_ns(at_s * S),
            wall: WallTime::from_ns(wall_s * S),
            plus_minus: Nanos::from_secs(1),
        }
    }

    fn place(id: &str, group: Option<usize>, offset_s: i64) -> ClaimPlace {
        let t = IncidentFromRecording { offset: Nanos::from_secs(offset_s), ..IncidentFromRecording::REFERENCE };
        ClaimPlace { id: id.into(), group, incident_from_recording: t }
    }

    #[test]
    fn one_claim_that_is_an_hour_off_is_named_and_two_that_agree_are_not() {
        let places = [place("a", Some(0), 0), place("b", Some(0), 10), place("c", Some(0), 20)];
        let claims = [claim("1", "a", 0, 1000), claim("2", "b", 0, 1010), claim("3", "c", 5, 4625)];
        let (judged, ties) = judge_claims(&places, &claims);
        let agrees: Vec<_> = judged.iter().map(|j| j.result.agrees).collect();
        assert_eq!(agrees, [Some(true), Some(true), Some(false)]);
        let off = judged[2].result.off.unwrap();
        assert!((off - Nanos::from_secs(3600)).abs() <= Nanos::from_secs(1), "{off:?}");
        assert_eq!((ties.len(), judged[2].others), (0, 2));
    }

    #[test]
    fn of_two_that_differ_neither_is_said_to_be_right() {
        let places = [place("a", Some(0), 0), place("b", Some(0), 10)];
        let (judged, _) = judge_claims(&places, &[claim("1", "a", 0, 1000), claim("2", "b", 0, 4610)]);
        for (j, (other, by)) in judged.iter().zip([(1, -3600), (0, 3600)]) {
            assert_eq!((j.result.agrees, j.result.off), (Some(false), None));
            assert_eq!(j.nearest, Some((other, Nanos::from_secs(by))));
        }
    }

    #[test]
    fn a_claim_alone_is_neither_right_nor_wrong() {
        let (judged, _) = judge_claims(&[place("a", Some(0), 0)], &[claim("1", "a", 0, 1000), claim("2", "z", 0, 5)]);
        assert_eq!((judged[0].result.agrees, judged[0].result.off, judged[0].result.group), (None, None, Some(0)));
        assert_eq!((judged[1].result.agrees, judged[1].result.group), (None, None));
    }

    #[test]
    fn clocks_without_common_sound_are_tied_by_what_they_claim() {
        let places = [place("a", Some(0), 0), place("b", Some(0), 10), ClaimPlace::alone("c"), ClaimPlace::alone("d")];
        let claims = [claim("1", "a", 0, 1000), claim("2", "b", 0, 1010), claim("3", "c", 2, 1032)];
        let (_, ties) = judge_claims(&places, &claims);
        let [tie] = ties.as_slice() else { panic!("{ties:?}") };
        // c's zero is at wall time 1030, which is 30 s after a's.
        assert!((tie.shift - Nanos::from_secs(30)).abs() < Nanos::from_millis(10), "{tie:?}");
        assert!(tie.plus_minus >= Nanos::from_secs(2) && tie.plus_minus < Nanos::from_millis(2100), "{tie:?}");
        assert_eq!(
            (&tie.a[..], &tie.b[..], &tie.by[..]),
            (
                &["a".to_owned(), "b".to_owned()][..],
                &["c".to_owned()][..],
                &["1".to_owned(), "2".to_owned(), "3".to_owned()][..]
            )
        );
    }
}
