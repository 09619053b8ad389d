//! A line through points of which some are wrong (Theil 1950; Sen 1968, JASA 63(324)), and the robust
//! statistics around it. Up to 29 % of the points may be anywhere without moving the slope far.

/// Beyond this many points the pairs are thinned evenly, so that the work stays bounded.
const MAX_POINTS: usize = 600;

/// The median; zero of nothing. Reorders its input.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    let n = values.len();
    if n == 0 {
        return 0.0;
    }
    values.sort_unstable_by(f64::total_cmp);
    if n % 2 == 1 { values[n / 2] } else { (values[n / 2 - 1] + values[n / 2]) / 2.0 }
}

/// The value below which the weights of half of all values lie; zero of nothing.
pub(crate) fn weighted_median(values: &[(f64, f64)]) -> f64 {
    let mut sorted: Vec<(f64, f64)> = values.to_vec();
    sorted.sort_by(|x, y| x.0.total_cmp(&y.0));
    let half = sorted.iter().map(|v| v.1).sum::<f64>() / 2.0;
    let mut below = 0.0;
    for (value, weight) in &sorted {
        below += weight;
        if below >= half {
            return *value;
        }
    }
    0.0
}

/// Standard deviation estimated from the median absolute deviation (1.4826 for a normal distribution).
pub(crate) fn robust_deviation(values: &[f64]) -> f64 {
    let middle = median(&mut values.to_vec());
    let mut away: Vec<f64> = values.iter().map(|v| (v - middle).abs()).collect();
    1.4826 * median(&mut away)
}

/// The median of the slopes between all pairs of points that differ in `x`; zero where there is no pair.
pub(crate) fn slope(points: &[(f64, f64)]) -> f64 {
    let step = points.len().div_ceil(MAX_POINTS).max(1);
    let used: Vec<(f64, f64)> = points.iter().copied().step_by(step).collect();
    let mut slopes = Vec::with_capacity(used.len() * used.len().saturating_sub(1) / 2);
    for (i, p) in used.iter().enumerate() {
        slopes.extend(used[i + 1..].iter().filter(|q| q.0 != p.0).map(|q| (q.1 - p.1) / (q.0 - p.0)));
    }
    median(&mut slopes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_wrong_points_does_not_move_the_slope() {
        let points: Vec<(f64, f64)> =
            (0..40).map(|i| (f64::from(i), if i % 4 == 0 { 500.0 } else { 2.0 + 0.25 * f64::from(i) })).collect();
        assert!((slope(&points) - 0.25).abs() < 0.02);
    }

    #[test]
    fn medians_of_little() {
        assert_eq!(median(&mut []), 0.0);
        assert_eq!(median(&mut [3.0, 1.0]), 2.0);
        assert_eq!(weighted_median(&[(1.0, 1.0), (5.0, 10.0), (9.0, 1.0)]), 5.0);
        assert_eq!(slope(&[(1.0, 1.0)]), 0.0);
    }
}
