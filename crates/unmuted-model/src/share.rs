//! Intervals of a share, with the number behind it. Nothing here knows what is counted.

/// The 97.5 % point of the normal distribution, for intervals that hold with 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// How many, of how many.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Share {
    /// How many have it.
    pub have: u64,
    /// Of how many.
    pub of: u64,
}

impl Share {
    /// Counts one more, which has it or not.
    pub fn add(&mut self, has: bool) {
        self.have += u64::from(has);
        self.of += 1;
    }

    /// Counts what another share counted.
    pub fn join(&mut self, other: Self) {
        self.have += other.have;
        self.of += other.of;
    }

    /// The share, from 0 to 1; `None` of nothing.
    pub fn value(self) -> Option<f64> {
        (self.of > 0).then(|| self.have as f64 / self.of as f64)
    }

    /// Wilson's score interval, 95 % (Wilson 1927; as in Newcombe 1998, method 3); `None` of nothing.
    pub fn wilson(self) -> Option<[f64; 2]> {
        let p = self.value()?;
        let n = self.of as f64;
        let z2 = Z * Z;
        let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
        let half = Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt() / (1.0 + z2 / n);
        // At the ends the formula gives 0 and 1 but for rounding.
        let low = if self.have == 0 { 0.0 } else { (middle - half).max(0.0) };
        let high = if self.have == self.of { 1.0 } else { (middle + half).min(1.0) };
        Some([low, high])
    }

    /// The exact upper bound (Clopper and Pearson 1934), one-sided, 95 %: at a larger share, as few as these would be
    /// seen in less than one of twenty samples. `None` of nothing.
    pub fn at_most(self) -> Option<f64> {
        if self.of == 0 {
            return None;
        }
        if self.have >= self.of {
            return Some(1.0);
        }
        let (mut low, mut high) = (self.have as f64 / self.of as f64, 1.0);
        // P(at most `have`) falls as the share grows; halving finds where it is 0.05.
        for _ in 0..60 {
            let p = f64::midpoint(low, high);
            if binomial_at_most(self.have, self.of, p) > 0.05 { low = p } else { high = p }
        }
        Some(f64::midpoint(low, high))
    }

    /// The exact interval (Clopper and Pearson 1934), two-sided, 95 %: at a share below it, as many as these would be
    /// seen in less than one of forty samples, and at one above it, as few. `None` of nothing.
    pub fn exact(self) -> Option<[f64; 2]> {
        if self.of == 0 {
            return None;
        }
        let have = self.have.min(self.of);
        // P(at most k) falls as the share grows; halving finds where it is `level`.
        let solve = |k: u64, level: f64| {
            let (mut low, mut high) = (0.0, 1.0);
            for _ in 0..60 {
                let p = f64::midpoint(low, high);
                if binomial_at_most(k, self.of, p) > level { low = p } else { high = p }
            }
            f64::midpoint(low, high)
        };
        let low = if have == 0 { 0.0 } else { solve(have - 1, 0.975) };
        let high = if have == self.of { 1.0 } else { solve(have, 0.025) };
        Some([low, high])
    }

    /// The share if none, or all, of `unknown` more had it.
    pub fn with_unknown(self, unknown: u64) -> Option<[f64; 2]> {
        let of = self.of + unknown;
        (of > 0).then(|| [self.have as f64 / of as f64, (self.have + unknown) as f64 / of as f64])
    }
}

/// The middle 95 % of a Poisson distribution: the least number that is exceeded or reached with 97.5 %, and the least
/// that is not exceeded with 97.5 %.
pub fn poisson_band(mean: f64) -> [u64; 2] {
    if !mean.is_finite() || mean <= 0.0 {
        return [0, 0];
    }
    // Beyond this the normal distribution is within one of it.
    if mean > 10_000.0 {
        let half = Z * mean.sqrt();
        return [(mean - half).round().max(0.0) as u64, (mean + half).round() as u64];
    }
    let log_mean = mean.ln();
    let (mut k, mut sum, mut log_factorial) = (0_u64, 0.0, 0.0);
    let mut low = None;
    loop {
        sum += (k as f64 * log_mean - mean - log_factorial).exp();
        if low.is_none() && sum > 0.025 {
            low = Some(k);
        }
        if sum >= 0.975 || k > 20_000 {
            return [low.unwrap_or(k), k];
        }
        k += 1;
        log_factorial += (k as f64).ln();
    }
}

/// P(X <= k) of a binomial distribution, by the regularized incomplete beta function: I(1 - p; n - k, k + 1).
fn binomial_at_most(k: u64, n: u64, p: f64) -> f64 {
    incomplete_beta((n - k) as f64, k as f64 + 1.0, 1.0 - p)
}

/// The regularized incomplete beta function, by its continued fraction (Lentz's way; Abramowitz and Stegun 26.5.8).
fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(a, b, x) / a
    } else {
        1.0 - front * beta_fraction(b, a, 1.0 - x) / b
    }
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    // Terms needed grow as the root of the larger parameter; a million recordings need some thousands.
    for m in 1..20_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        let step = d * c;
        h *= step;
        if (step - 1.0).abs() < 1e-14 {
            break;
        }
    }
    h
}

/// The logarithm of the gamma function for x > 0 (Lanczos 1964, g = 7, nine terms; relative error about 1e-15).
fn ln_gamma(x: f64) -> f64 {
    const TERMS: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x < 0.5 {
        // Not reached by the shares above; here so that the function is right for all x > 0.
        return (std::f64::consts::PI / (std::f64::consts::PI * x).sin()).ln() - ln_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let sum = TERMS.iter().zip(1_u32..).fold(0.999_999_999_999_809_9, |s, (t, i)| s + t / (x + f64::from(i)));
    let t = x + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, wanted: f64, within: f64) {
        assert!((found - wanted).abs() <= within, "{found} is not {wanted} within {within}");
    }

    #[test]
    fn wilson_as_published_by_newcombe() {
        // Newcombe 1998, Statistics in Medicine 17, table I, method 3.
        for (have, of, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let [a, b] = Share { have, of }.wilson().unwrap();
            near(a, low, 5e-5);
            near(b, high, 5e-5);
        }
        assert_eq!(Share { have: 7, of: 7 }.wilson().unwrap()[1], 1.0);
        assert_eq!(Share::default().wilson(), None);
    }

    #[test]
    fn the_exact_interval_in_closed_form_and_as_published_by_newcombe() {
        // Of none it is 0 to 1 - 0.025^(1/n), and of all the mirror image.
        for n in [1_u64, 20, 8_762] {
            let high = 1.0 - 0.025_f64.powf(1.0 / n as f64);
            let [a, b] = Share { have: 0, of: n }.exact().unwrap();
            assert_eq!(a, 0.0);
            near(b, high, 1e-9);
            let [a, b] = Share { have: n, of: n }.exact().unwrap();
            near(a, 1.0 - high, 1e-9);
            assert_eq!(b, 1.0);
        }
        // Newcombe 1998, table I, method 5.
        for (have, of, low, high) in
            [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684), (1, 29, 0.0009, 0.1776)]
        {
            let [a, b] = Share { have, of }.exact().unwrap();
            near(a, low, 5e-5);
            near(b, high, 5e-5);
        }
        assert_eq!(Share::default().exact(), None);
    }

    #[test]
    fn the_exact_bound_as_published_and_in_closed_form() {
        // Of none the bound is 1 - 0.05^(1/n).
        for n in [1_u64, 20, 100, 400, 100_000] {
            near(Share { have: 0, of: n }.at_most().unwrap(), 1.0 - 0.05_f64.powf(1.0 / n as f64), 1e-9);
        }
        // Hahn and Meeker 1991, one-sided 95 %: 1 of 10 gives 0.394, 2 of 20 gives 0.283.
        near(Share { have: 1, of: 10 }.at_most().unwrap(), 0.3942, 5e-5);
        near(Share { have: 2, of: 20 }.at_most().unwrap(), 0.2826, 5e-5);
        assert_eq!(Share { have: 3, of: 3 }.at_most(), Some(1.0));
        assert_eq!(Share::default().at_most(), None);
    }

    #[test]
    fn the_exact_bound_holds_against_summed_terms() {
        for (have, of) in [(3_u64, 50_u64), (17, 60), (59, 60)] {
            let p = Share { have, of }.at_most().unwrap();
            let mut term = (1.0 - p).powi(i32::try_from(of).unwrap());
            let mut sum = 0.0;
            for k in 0..=have {
                sum += term;
                term *= (of - k) as f64 / (k + 1) as f64 * p / (1.0 - p);
            }
            near(sum, 0.05, 1e-9);
        }
    }

    #[test]
    fn poisson_bands_as_tabulated() {
        // Cumulative terms of Molina's tables: P(X <= 4 | 10) = 0.0293, P(X <= 16 | 10) = 0.9730, <= 17: 0.9857.
        assert_eq!(poisson_band(10.0), [4, 17]);
        assert_eq!(poisson_band(1.0), [0, 3]);
        assert_eq!(poisson_band(0.0), [0, 0]);
        let [low, high] = poisson_band(9_999.0);
        let [next_low, next_high] = poisson_band(10_001.0);
        assert!(low.abs_diff(next_low) <= 4 && high.abs_diff(next_high) <= 4, "the two ways meet");
    }

    #[test]
    fn what_is_not_known_widens() {
        assert_eq!(Share { have: 1, of: 8 }.with_unknown(2), Some([0.1, 0.3]));
        assert_eq!(Share::default().with_unknown(0), None);
    }
}
