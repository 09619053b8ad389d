//! How far two people agree who each went through the same stretch of a recording for the same kind of thing.
//!
//! Marks of one are set against marks of the other; who confirms another's mark has not marked it, and is not
//! counted. Figures: positive agreement (Cicchetti and Feinstein, J Clin Epidemiol 43:551, 1990), which needs no
//! number of things that neither marked; for kinds that last also Cohen's kappa (Educ Psychol Meas 20:37, 1960) over
//! the time that both reviewed.

mod kappa;
mod matching;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;

use unmuted_model::{Kind, Nanos, RecordingClock, Shape, SourceId, Span, SpanSet};

use crate::timeline::{Standing, Timeline, When};
use matching::Place;

/// Two marks of an instant are of one thing if at most so much lies between the intervals in which they put it:
/// about how far apart two people stop a video at one event. It is stated here, not measured.
pub const TOLERANCE: Nanos = Nanos::from_millis(500);

/// How far two people agree about one kind on one recording.
#[derive(Clone, PartialEq, Debug)]
pub struct Agreement {
    /// The kind.
    pub kind: Kind,
    /// The recording.
    pub recording: SourceId,
    /// The two, in the order of their names.
    pub people: [String; 2],
    /// How long a time both reviewed for it.
    pub reviewed: Nanos,
    /// Marks of either in that time that the other has too.
    pub both: usize,
    /// Marks of each alone.
    pub only: [usize; 2],
    /// Twice those that both have, of all marks of both; `None` where nobody marked anything.
    pub positive: Option<f64>,
    /// For a kind that lasts: agreement about each instant, beyond what two would have by chance who mark as much
    /// as these do. `None` where chance explains all, as where neither marked anything.
    pub kappa: Option<f64>,
}

/// For each kind, recording and pair of people who both reviewed some stretch of it for that kind; in this order,
/// recordings in the timeline's.
///
/// A mark whose author is not sure is no mark here; one that another person rejects is. An instant counts where the
/// middle of its interval lies in the time that both reviewed, a span where it has a part there.
pub fn agreement(timeline: &Timeline) -> Vec<Agreement> {
    let mut all = Vec::new();
    let reviewed: BTreeSet<(&Kind, &SourceId, &str)> = timeline
        .reviewed
        .iter()
        .flat_map(|r| r.kinds.iter().map(move |kind| (kind, &r.source, r.by.as_str())))
        .collect();
    let kinds: BTreeSet<&Kind> = reviewed.iter().map(|(kind, ..)| *kind).collect();
    for kind in kinds {
        for source in sources(timeline) {
            let people: Vec<&str> =
                reviewed.iter().filter(|(k, s, _)| *k == kind && *s == source).map(|(.., by)| *by).collect();
            for (i, a) in people.iter().enumerate() {
                for b in people.iter().skip(i + 1) {
                    all.extend(pair(timeline, kind, source, [a, b]));
                }
            }
        }
    }
    all
}

/// Sources that somebody reviewed: those of the timeline's recordings first, in their order.
fn sources(timeline: &Timeline) -> Vec<&SourceId> {
    let mut all: Vec<&SourceId> = timeline.recordings.iter().map(|r| &r.id).collect();
    let others: BTreeSet<&SourceId> = timeline.reviewed.iter().map(|r| &r.source).collect();
    for source in others {
        if !all.contains(&source) {
            all.push(source);
        }
    }
    all
}

fn pair(timeline: &Timeline, kind: &Kind, source: &SourceId, people: [&str; 2]) -> Option<Agreement> {
    let of = |who: &str| -> SpanSet<RecordingClock> {
        let own = timeline.reviewed.iter().filter(|r| r.by == who && r.source == *source && r.kinds.contains(kind));
        own.map(|r| r.span).collect()
    };
    let common = of(people[0]).intersection(&of(people[1]));
    if common.is_empty() {
        return None;
    }
    let lasts = timeline.vocabulary.meaning(kind).is_some_and(|m| m.shape == Shape::Span);
    let [a, b] = people.map(|who| marks(timeline, kind, source, who, lasts, &common));
    let gap = if lasts { Nanos::ZERO } else { TOLERANCE };
    let both = matching::most(&a, &b, gap);
    let all = a.len() + b.len();
    let span = |p: &Place| Span::between(p.from, p.to);
    Some(Agreement {
        kind: kind.clone(),
        recording: source.clone(),
        people: people.map(str::to_owned),
        reviewed: common.total(),
        both,
        only: [a.len() - both, b.len() - both],
        positive: (all > 0).then(|| 2.0 * both as f64 / all as f64),
        kappa: if lasts {
            kappa::over_time(&a.iter().map(span).collect(), &b.iter().map(span).collect(), &common)
        } else {
            None
        },
    })
}

/// One person's marks in the time that both reviewed: of instants the intervals in which they lie, of what lasts the
/// span between the middles of its ends.
fn marks(
    timeline: &Timeline,
    kind: &Kind,
    source: &SourceId,
    who: &str,
    lasts: bool,
    common: &SpanSet<RecordingClock>,
) -> Vec<Place> {
    let own = timeline.events.iter().filter(|e| {
        e.kind == *kind && e.by.as_deref() == Some(who) && e.standing != Standing::Lead && e.when.source() == source
    });
    let placed = own.filter_map(|e| match &e.when {
        When::OnRecording { extent, .. } if lasts => {
            let (from, to) = (extent.start().middle(), extent.end().middle());
            let span = Span::between(from, to);
            let inside = if span.is_empty() {
                common.contains(from)
            } else {
                !common.intersection(&SpanSet::from_iter([span])).is_empty()
            };
            inside.then_some(Place { from: span.start(), to: span.end() })
        }
        When::OnRecording { extent, .. } => {
            let at = extent.start().hull(extent.end());
            common.contains(at.middle()).then_some(Place { from: at.earliest(), to: at.latest() })
        }
        When::OnWall { .. } => None,
    });
    placed.collect()
}

impl fmt::Display for Agreement {
    /// `both have 3, reviewer-a alone 1, reviewer-b alone 0; positive agreement 0.86`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ([a, b], [only_a, only_b]) = (&self.people, self.only);
        match self.positive {
            None => return write!(f, "neither {a} nor {b} marked any"),
            Some(positive) => write!(
                f,
                "both have {}, {a} alone {only_a}, {b} alone {only_b}; positive agreement {positive:.2}",
                self.both
            )?,
        }
        match self.kappa {
            Some(kappa) => write!(f, ", kappa over time {kappa:.2}"),
            None => Ok(()),
        }
    }
}
