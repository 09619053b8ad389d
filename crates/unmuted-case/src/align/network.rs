//! One group of recordings and the lags between them: the clocks that fit them all best.
//!
//! Rates first (least squares with each device's usual error as prior: Tarantola 2005, *Inverse Problem Theory*,
//! ch. 3), then offsets by least absolute deviations, which one wrong lag does not move (iteratively reweighted
//! least squares: Schlossmacher 1973, JASA 68(344)).

use super::parameters::{BOUND_DEVIATIONS, DEVICE_DRIFT_PPB};

/// The lag of one accepted pair within a group; recordings are indices into the group.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    pub a: usize,
    pub b: usize,
    /// The same instant on both, seconds of each one's own clock.
    pub pivot_a: f64,
    pub pivot_b: f64,
    pub drift_ppb: f64,
    pub drift_sigma_ppb: f64,
    /// One standard deviation of the lag, travel time included, seconds; what it counts in the fit is one over it …
    pub sigma: f64,
    /// … times how sure it is that the two belong there at all, 0 to 1: of three lags that do not close, the one with
    /// the least evidence is then the one that is off.
    pub trust: f64,
    /// Half-width of the estimator's 95 % interval, seconds.
    pub interval: f64,
    /// How far the windows alone may be wrong (99.9 %), seconds.
    pub estimator: f64,
    /// How far travel time may shift it, seconds.
    pub travel: f64,
}

impl Edge {
    /// Whether it is a lag of this recording.
    pub fn touches(&self, recording: usize) -> bool {
        self.a == recording || self.b == recording
    }
}

/// Clocks of a group: `group time = offset + local (1 + rate)`.
pub(crate) struct Clocks {
    pub offsets: Vec<f64>,
    /// Parts per billion, the reference's zero.
    pub rates: Vec<f64>,
    /// Standard deviations of the rates against the reference's, parts per billion.
    pub rate_sigmas: Vec<f64>,
}

impl Clocks {
    /// What is left of an edge's lag: positive where the second recording is placed too late.
    pub fn residual(&self, edge: &Edge) -> f64 {
        let on = |i: usize, t: f64| self.offsets[i] + t * (1.0 + self.rates[i] * 1e-9);
        on(edge.b, edge.pivot_b) - on(edge.a, edge.pivot_a)
    }
}

/// Fits the clocks of `n` recordings; `reference`'s offset is zero and its rate is the group's.
pub(crate) fn fit(n: usize, reference: usize, edges: &[Edge]) -> Clocks {
    let (rates, rate_sigmas) = fit_rates(n, reference, edges);
    let target: Vec<f64> =
        edges.iter().map(|e| e.pivot_a * (1.0 + rates[e.a] * 1e-9) - e.pivot_b * (1.0 + rates[e.b] * 1e-9)).collect();
    let mut offsets = vec![0.0; n];
    let mut weights: Vec<f64> = edges.iter().map(|e| e.trust / e.sigma).collect();
    for _ in 0..60 {
        let mut matrix = vec![vec![0.0; n]; n];
        let mut right = vec![0.0; n];
        for ((e, w), t) in edges.iter().zip(&weights).zip(&target) {
            matrix[e.a][e.a] += w;
            matrix[e.b][e.b] += w;
            matrix[e.a][e.b] -= w;
            matrix[e.b][e.a] -= w;
            right[e.b] += w * t;
            right[e.a] -= w * t;
        }
        // The reference is held at zero; a recording without an edge stays there too.
        for (i, row) in matrix.iter_mut().enumerate() {
            if i == reference || row[i] <= 0.0 {
                row.fill(0.0);
                row[i] = 1.0;
                right[i] = 0.0;
            }
        }
        offsets = solve(matrix, right);
        for ((e, w), t) in edges.iter().zip(&mut weights).zip(&target) {
            let off = (offsets[e.b] - offsets[e.a] - t).abs();
            // Least absolute deviations, each by its deviation; below a tenth of a deviation an edge counts as met.
            *w = e.trust / e.sigma / off.max(e.sigma / 10.0);
        }
    }
    Clocks { offsets, rates, rate_sigmas }
}

/// Rates against the reference's and their standard deviations.
fn fit_rates(n: usize, reference: usize, edges: &[Edge]) -> (Vec<f64>, Vec<f64>) {
    let mut matrix = vec![vec![0.0; n]; n];
    let mut right = vec![0.0; n];
    for (i, row) in matrix.iter_mut().enumerate() {
        row[i] += DEVICE_DRIFT_PPB.powi(-2);
    }
    for e in edges.iter().filter(|e| e.drift_sigma_ppb.is_finite()) {
        let w = e.drift_sigma_ppb.max(1.0).powi(-2);
        matrix[e.a][e.a] += w;
        matrix[e.b][e.b] += w;
        matrix[e.a][e.b] -= w;
        matrix[e.b][e.a] -= w;
        right[e.b] += w * e.drift_ppb;
        right[e.a] -= w * e.drift_ppb;
    }
    let absolute = solve(matrix.clone(), right);
    // Columns of the inverse are the covariances.
    let column = |j: usize| solve(matrix.clone(), (0..n).map(|i| if i == j { 1.0 } else { 0.0 }).collect());
    let of_reference = column(reference);
    let sigmas = (0..n)
        .map(|i| {
            let own = column(i);
            (own[i] + of_reference[reference] - 2.0 * of_reference[i]).max(0.0).sqrt()
        })
        .collect();
    let base = absolute[reference];
    (absolute.iter().map(|d| d - base).collect(), sigmas)
}

/// Solves a symmetric positive definite system by Gaussian elimination with pivoting; groups are small.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    for column in 0..n {
        let best = (column..n)
            .fold(column, |best, row| if matrix[row][column].abs() > matrix[best][column].abs() { row } else { best });
        matrix.swap(column, best);
        right.swap(column, best);
        let pivot = matrix[column][column];
        if pivot == 0.0 {
            continue;
        }
        for row in column + 1..n {
            let factor = matrix[row][column] / pivot;
            if factor != 0.0 {
                let (above, below) = matrix.split_at_mut(row);
                for (x, y) in below[0][column..].iter_mut().zip(&above[column][column..]) {
                    *x -= factor * y;
                }
                right[row] -= factor * right[column];
            }
        }
    }
    let mut out = vec![0.0; n];
    for row in (0..n).rev() {
        let rest: f64 = (row + 1..n).map(|k| matrix[row][k] * out[k]).sum();
        out[row] = if matrix[row][row] == 0.0 { 0.0 } else { (right[row] - rest) / matrix[row][row] };
    }
    out
}

/// How far a recording's clock can be from the reference's, along the best way of edges.
#[derive(Clone, Copy, PartialEq, Default, Debug)]
pub(crate) struct Way {
    /// Where on the recording its last edge has its pivot, seconds.
    pub pivot: f64,
    /// Half-width of the estimator's 95 % interval: independent errors add as squares.
    pub interval: f64,
    /// The estimator's bound of 99.9 %: bounds add up.
    pub estimator: f64,
    pub travel: f64,
}

/// For every recording the way to the reference with the least interval and travel time (Dijkstra 1959). Along a way bounds
/// add up: each edge's own, what the solution leaves of it, and the drift between the pivots of two edges.
pub(crate) fn ways(
    n: usize,
    reference: usize,
    edges: &[Edge],
    clocks: &Clocks,
    drift_bound_ppb: &[f64],
) -> Vec<Option<Way>> {
    let mut out: Vec<Option<Way>> = vec![None; n];
    let mut done = vec![false; n];
    out[reference] = Some(Way::default());
    loop {
        let total = |w: &Way| w.interval + w.travel;
        let next = (0..n)
            .filter(|&i| !done[i])
            .filter_map(|i| Some((total(out[i].as_ref()?), i)))
            .min_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
        let Some((_, from)) = next else { return out };
        done[from] = true;
        let Some(here) = out[from] else { return out };
        for e in edges {
            let (to, near, far) = if e.a == from {
                (e.b, e.pivot_a, e.pivot_b)
            } else if e.b == from {
                (e.a, e.pivot_b, e.pivot_a)
            } else {
                continue;
            };
            // The reference's own rate is the group's, so it drifts against nothing.
            let drift = if from == reference { 0.0 } else { (near - here.pivot).abs() * drift_bound_ppb[from] * 1e-9 };
            let way = Way {
                pivot: far,
                interval: here.interval.hypot(e.interval).hypot(clocks.residual(e)).hypot(drift / BOUND_DEVIATIONS),
                estimator: here.estimator + e.estimator + clocks.residual(e).abs() + drift,
                travel: here.travel + e.travel,
            };
            if !done[to] && out[to].as_ref().is_none_or(|w| total(&way) < total(w)) {
                out[to] = Some(way);
            }
        }
    }
}

/// Which recordings can be reached from `start` by the edges other than number `without`.
fn reach(n: usize, edges: &[Edge], without: Option<usize>, start: usize) -> Vec<bool> {
    let mut seen = vec![false; n];
    let mut stack = vec![start];
    seen[start] = true;
    while let Some(from) = stack.pop() {
        for (k, e) in edges.iter().enumerate() {
            let to = if e.a == from { e.b } else { e.a };
            if Some(k) != without && e.touches(from) && !seen[to] {
                seen[to] = true;
                stack.push(to);
            }
        }
    }
    seen
}

/// Which recordings the edges connect to `start`.
pub(crate) fn connected(n: usize, edges: &[Edge], start: usize) -> Vec<bool> {
    reach(n, edges, None, start)
}

/// Whether the edges other than number `without` still connect two recordings.
pub(crate) fn connects(n: usize, edges: &[Edge], without: usize, one: usize, other: usize) -> bool {
    reach(n, edges, Some(without), one)[other]
}

/// Which recordings stay connected to the reference whichever pair is taken away.
pub(crate) fn confirmed(n: usize, reference: usize, edges: &[Edge]) -> Vec<bool> {
    let mut out = reach(n, edges, None, reference);
    for one in edges {
        // Two edges between the same recordings are one witness.
        let others: Vec<Edge> = edges.iter().filter(|e| !(e.touches(one.a) && e.touches(one.b))).cloned().collect();
        for (o, s) in out.iter_mut().zip(reach(n, &others, None, reference)) {
            *o &= s;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(a: usize, b: usize, offset: f64) -> Edge {
        Edge {
            a,
            b,
            pivot_a: 100.0,
            pivot_b: 100.0 - offset,
            drift_ppb: 0.0,
            drift_sigma_ppb: f64::INFINITY,
            interval: 0.003,
            sigma: 0.01,
            trust: 1.0,
            estimator: 0.005,
            travel: 0.04,
        }
    }

    #[test]
    fn one_wrong_edge_among_six_does_not_move_the_rest() {
        let true_offsets = [0.0, 5.0, 11.0, 20.0];
        let mut edges = Vec::new();
        for a in 0..4 {
            for b in a + 1..4 {
                edges.push(edge(a, b, true_offsets[b] - true_offsets[a]));
            }
        }
        edges[5].pivot_b += 0.1;
        let clocks = fit(4, 0, &edges);
        for (found, true_one) in clocks.offsets.iter().zip(true_offsets) {
            assert!((found - true_one).abs() < 0.002, "{found} is not {true_one}");
        }
        assert!((clocks.residual(&edges[5]).abs() - 0.1).abs() < 0.002);
    }

    #[test]
    fn rates_come_from_the_edges_and_shrink_towards_none() {
        let mut e = edge(0, 1, 5.0);
        (e.drift_ppb, e.drift_sigma_ppb) = (30_000.0, 1_000.0);
        let sure = fit(2, 0, std::slice::from_ref(&e));
        assert!((sure.rates[1] - 30_000.0).abs() < 100.0);
        e.drift_sigma_ppb = 300_000.0;
        let unsure = fit(2, 0, &[e]);
        assert!(unsure.rates[1].abs() < 1_000.0 && unsure.rate_sigmas[1] > 25_000.0);
    }

    #[test]
    fn a_chain_hangs_on_each_pair_and_a_triangle_on_none() {
        let chain = [edge(0, 1, 1.0), edge(1, 2, 1.0)];
        assert_eq!(confirmed(3, 0, &chain), [true, false, false]);
        let triangle = [edge(0, 1, 1.0), edge(1, 2, 1.0), edge(0, 2, 2.0)];
        assert_eq!(confirmed(3, 0, &triangle), [true, true, true]);
        let clocks = fit(3, 0, &chain);
        let ways = ways(3, 0, &chain, &clocks, &[0.0, 0.0, 0.0]);
        assert!((ways[2].unwrap().travel - 0.08).abs() < 1e-9);
    }
}
