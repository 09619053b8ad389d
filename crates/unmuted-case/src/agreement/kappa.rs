//! Cohen's kappa over time: whether two people say of each instant that it is in a span or that it is in none.

use unmuted_model::{RecordingClock, SpanSet};

/// Kappa over `common`; `None` where chance explains all agreement, since both mark all of it or both none.
pub(super) fn over_time(
    a: &SpanSet<RecordingClock>,
    b: &SpanSet<RecordingClock>,
    common: &SpanSet<RecordingClock>,
) -> Option<f64> {
    let (a, b) = (a.intersection(common), b.intersection(common));
    // A total of times would end where times do. Over centuries, eighths of the time are exact enough and leave room for
    // a product.
    let total = |set: &SpanSet<RecordingClock>| -> i128 {
        set.spans().iter().map(|s| i128::from(s.end().ns()) - i128::from(s.start().ns())).sum()
    };
    let share = if total(common) > 1 << 61 { 8 } else { 1 };
    let ns = |set: &SpanSet<RecordingClock>| total(set) / share;
    let (whole, in_a, in_b, in_both) = (ns(common), ns(&a), ns(&b), ns(&a.intersection(&b)));
    // With times instead of shares, times the square of the whole: exact until the one division.
    let agreed = (whole - in_a - in_b + 2 * in_both) * whole;
    let by_chance = in_a * in_b + (whole - in_a) * (whole - in_b);
    let beyond_chance = whole * whole - by_chance;
    (beyond_chance > 0).then(|| ((agreed - by_chance) as f64 / beyond_chance as f64).clamp(-1.0, 1.0))
}
