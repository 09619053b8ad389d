//! Sets of stretches of time: what was audible, what somebody reviewed, what is left open.

use crate::time::{Clock, Nanos, Span, Time};

/// Disjoint, non-empty spans in order; touching spans are one.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(bound = ""))]
pub struct SpanSet<C: Clock> {
    spans: Vec<Span<C>>,
}

impl<C: Clock> Default for SpanSet<C> {
    fn default() -> Self {
        Self { spans: Vec::new() }
    }
}

impl<C: Clock> FromIterator<Span<C>> for SpanSet<C> {
    fn from_iter<I: IntoIterator<Item = Span<C>>>(spans: I) -> Self {
        let mut all: Vec<_> = spans.into_iter().filter(|s| !s.is_empty()).collect();
        all.sort_unstable();
        let mut out: Vec<Span<C>> = Vec::with_capacity(all.len());
        for s in all {
            match out.last_mut() {
                Some(last) if s.start() <= last.end() => {
                    *last = Span::between(last.start(), last.end().max(s.end()));
                }
                _ => out.push(s),
            }
        }
        Self { spans: out }
    }
}

impl<C: Clock> SpanSet<C> {
    /// Nothing.
    pub fn empty() -> Self {
        Self::default()
    }
    /// The spans, in order, disjoint.
    pub fn spans(&self) -> &[Span<C>] {
        &self.spans
    }
    /// Whether it holds no time.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }
    /// All its time together.
    pub fn total(&self) -> Nanos {
        self.spans.iter().fold(Nanos::ZERO, |sum, s| sum + s.len())
    }
    /// Time that is in either.
    pub fn union(&self, other: &Self) -> Self {
        self.spans.iter().chain(&other.spans).copied().collect()
    }
    /// Time that is in both.
    pub fn intersection(&self, other: &Self) -> Self {
        let (mut i, mut j, mut out) = (0, 0, Vec::new());
        while let (Some(a), Some(b)) = (self.spans.get(i), other.spans.get(j)) {
            out.extend(a.intersection(*b));
            if a.end() <= b.end() { i += 1 } else { j += 1 }
        }
        Self { spans: out }
    }
    /// Time that is in this and not in `other`.
    pub fn minus(&self, other: &Self) -> Self {
        let mut out = Vec::new();
        let mut j = 0;
        for a in &self.spans {
            let mut from = a.start();
            while other.spans.get(j).is_some_and(|b| b.end() <= from) {
                j += 1;
            }
            let mut k = j;
            while let Some(b) = other.spans.get(k).filter(|b| b.start() < a.end()) {
                out.extend(Span::new(from, b.start()).filter(|s| !s.is_empty()));
                from = from.max(b.end());
                k += 1;
            }
            out.extend(Span::new(from, a.end()).filter(|s| !s.is_empty()));
        }
        Self { spans: out }
    }
    /// Whether all of `span` lies in it. An empty span does always.
    pub fn covers(&self, span: Span<C>) -> bool {
        self.missing(span).is_empty()
    }
    /// What of `span` is not in it: what is left open.
    pub fn missing(&self, span: Span<C>) -> Self {
        Self::from_iter([span]).minus(self)
    }
    /// Whether the instant lies in it.
    pub fn contains(&self, t: Time<C>) -> bool {
        let i = self.spans.partition_point(|s| s.end() <= t);
        self.spans.get(i).is_some_and(|s| s.contains(t))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{RecordingClock, RecordingTime};
    use proptest::prelude::*;

    fn set(raw: &[(i64, i64)]) -> SpanSet<RecordingClock> {
        raw.iter().map(|&(a, b)| Span::between(RecordingTime::from_ns(a), RecordingTime::from_ns(b))).collect()
    }

    proptest! {
        /// Every operation agrees with asking each instant on its own.
        #[test]
        fn operations_agree_with_instants(
            a in proptest::collection::vec((0i64..40, 0i64..40), 0..6),
            b in proptest::collection::vec((0i64..40, 0i64..40), 0..6),
        ) {
            let (x, y) = (set(&a), set(&b));
            for t in 0..41 {
                let t = RecordingTime::from_ns(t);
                prop_assert_eq!(x.union(&y).contains(t), x.contains(t) || y.contains(t));
                prop_assert_eq!(x.intersection(&y).contains(t), x.contains(t) && y.contains(t));
                prop_assert_eq!(x.minus(&y).contains(t), x.contains(t) && !y.contains(t));
            }
        }
    }
}
