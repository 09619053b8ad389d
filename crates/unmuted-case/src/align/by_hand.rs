//! Places that a person heard in two recordings, as constraints of the clock.
//!
//! The person decides: an anchor joins what sound does not, and stands where sound says otherwise. Two anchors
//! between the same recordings that cannot both be right decide nothing. Whatever speaks against an anchor is told.

use unmuted_model::Nanos;

use super::given::{HandAnchor, HandResult};
use super::network::Edge;
use super::options::AlignOptions;
use super::parameters::{BOUND_DEVIATIONS, DRIFT_LIMIT_PPB, HAND_FLOOR_SECS};
use super::placement::Place;
use super::pool::{self, Link};
use super::track::TrackExtent;

/// An anchor between two known recordings, as indices.
#[derive(Clone, Copy)]
pub(crate) struct Hand<'a> {
    /// Which of those given.
    pub number: usize,
    pub a: usize,
    pub b: usize,
    pub anchor: &'a HandAnchor,
}

impl Hand<'_> {
    /// Time on the first recording minus time on the second, seconds.
    pub fn lag(&self) -> f64 {
        (self.anchor.at_a.since_zero() - self.anchor.at_b.since_zero()).as_secs_f64()
    }

    /// As an edge; recordings are indices into a group.
    pub fn edge(&self, a: usize, b: usize, options: &AlignOptions) -> Edge {
        // Nobody hears to less than a few milliseconds, whatever was typed.
        let (estimator, travel) =
            (self.anchor.plus_minus.as_secs_f64().max(HAND_FLOOR_SECS), options.travel_bound().as_secs_f64());
        Edge {
            a,
            b,
            pivot_a: self.anchor.at_a.as_secs_f64(),
            pivot_b: self.anchor.at_b.as_secs_f64(),
            drift_ppb: 0.0,
            drift_sigma_ppb: f64::INFINITY,
            sigma: (estimator / BOUND_DEVIATIONS).hypot(travel / BOUND_DEVIATIONS),
            trust: 1.0,
            // A person's bound is a bound; nothing narrower is known.
            interval: estimator,
            estimator,
            travel,
        }
    }
}

/// The anchors that enter: both recordings known and different, and no other anchor between the two against it.
pub(crate) fn usable<'a>(anchors: &'a [HandAnchor], tracks: &[TrackExtent], options: &AlignOptions) -> Vec<Hand<'a>> {
    let index = |id: &str| tracks.iter().position(|t| t.id == id);
    let mut all: Vec<Hand<'a>> = anchors
        .iter()
        .enumerate()
        .filter_map(|(number, anchor)| Some(Hand { number, a: index(&anchor.a)?, b: index(&anchor.b)?, anchor }))
        .filter(|h| h.a != h.b)
        .collect();
    all.sort_by(|x, y| x.anchor.id.cmp(&y.anchor.id).then(x.number.cmp(&y.number)));
    let stands = |h: &&Hand<'a>| !all.iter().any(|other| contradict(h, other, options));
    all.iter().filter(stands).copied().collect()
}

/// Whether two anchors between the same two recordings cannot both be right.
fn contradict(one: &Hand<'_>, other: &Hand<'_>, options: &AlignOptions) -> bool {
    let turned = (one.a, one.b) == (other.b, other.a);
    if one.number == other.number || !(turned || (one.a, one.b) == (other.a, other.b)) {
        return false;
    }
    let other_lag = if turned { -other.lag() } else { other.lag() };
    let apart = (one.anchor.at_a - if turned { other.anchor.at_b } else { other.anchor.at_a }).abs().as_secs_f64();
    // Each may be of another source of sound, on either side.
    let allowed = (one.anchor.plus_minus + other.anchor.plus_minus).as_secs_f64()
        + 2.0 * options.travel_bound().as_secs_f64()
        + apart * DRIFT_LIMIT_PPB as f64 * 1e-9;
    (one.lag() - other_lag).abs() > allowed
}

/// What became of every anchor.
pub(crate) fn results(
    anchors: &[HandAnchor],
    usable: &[Hand<'_>],
    tracks: &[TrackExtent],
    links: &[Link<'_>],
    places: &[Option<Place>],
    options: &AlignOptions,
) -> Vec<HandResult> {
    let index = |id: &str| tracks.iter().position(|t| t.id == id);
    let one = |(number, anchor): (usize, &HandAnchor)| {
        let used = usable.iter().any(|h| h.number == number);
        let mut result = HandResult { id: anchor.id.clone(), used, residual: None, sound: None, agrees: true };
        let (Some(a), Some(b)) = (index(&anchor.a), index(&anchor.b)) else { return result };
        // Of two known recordings, and yet not used: another anchor is against it.
        result.agrees = used;
        let allowed = anchor.plus_minus + options.travel_bound();
        if let (Some(Some(pa)), Some(Some(pb))) = (places.get(a), places.get(b))
            && pa.group == pb.group
        {
            let residual = pb.incident_from_recording.time(anchor.at_b) - pa.incident_from_recording.time(anchor.at_a);
            result.residual = Some(residual);
            result.agrees &= residual.abs() <= allowed;
        }
        let link = links.iter().find(|l| (l.a, l.b) == (a, b) || (l.a, l.b) == (b, a));
        if let Some((link, best)) = link.and_then(|l| Some((l, pool::decides_alone(l)?))) {
            let lag = if link.a == a { best.lag() } else { -best.lag() };
            let off = lag - (anchor.at_a.since_zero() - anchor.at_b.since_zero());
            // The anchor lies elsewhere than where the lag is meant.
            let apart = (anchor.at_a - if link.a == a { best.pivot_a } else { best.pivot_b }).abs();
            let allowed =
                allowed + Nanos::from_secs_f64(best.half_range.as_secs_f64()) + apart.scale_ppb(DRIFT_LIMIT_PPB);
            result.sound = Some(off);
            result.agrees &= off.abs() <= allowed;
        }
        result
    };
    anchors.iter().enumerate().map(one).collect()
}
