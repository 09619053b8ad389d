//! How many recordings would have something by an even spread alone: the sum of unlike coins, computed exactly.

/// The distribution of a number of recordings, each of which counts with a probability of its own (the
/// Poisson-binomial distribution), built up one recording at a time.
#[derive(Clone, PartialEq, Debug)]
pub struct EvenSpread {
    /// The number that the first entry of `weights` stands for.
    first: u64,
    /// Probability of each number from `first` on. Ends that are below 1e-18 are left out, so that it stays as short as
    /// about twenty standard deviations.
    weights: Vec<f64>,
    mean: f64,
}

/// Weights below this are left out; a billion of them do not move the second decimal of a bound.
const NOTHING: f64 = 1e-18;

impl Default for EvenSpread {
    fn default() -> Self {
        Self { first: 0, weights: vec![1.0], mean: 0.0 }
    }
}

impl EvenSpread {
    /// Adds a recording that counts with probability `p`.
    pub fn add(&mut self, p: f64) {
        if p.is_nan() || p <= 0.0 {
            return;
        }
        let p = p.min(1.0);
        self.mean += p;
        let mut carried = 0.0;
        for w in &mut self.weights {
            let here = *w;
            *w = here * (1.0 - p) + carried;
            carried = here * p;
        }
        self.weights.push(carried);
        while self.weights.len() > 1 && self.weights.last().is_some_and(|w| *w < NOTHING) {
            self.weights.pop();
        }
        let skip = self.weights.iter().position(|w| *w >= NOTHING).unwrap_or(0);
        if skip > 0 {
            self.weights.drain(..skip);
            self.first += skip as u64;
        }
    }

    /// The mean number.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The middle 95 %: below the first lie less than 2.5 %, above the second as well.
    pub fn band(&self) -> [u64; 2] {
        let (mut sum, mut low) = (0.0, None);
        for (w, k) in self.weights.iter().zip(self.first..) {
            sum += w;
            if low.is_none() && sum > 0.025 {
                low = Some(k);
            }
            if sum >= 0.975 {
                return [low.unwrap_or(k), k];
            }
        }
        let last = self.first + self.weights.len().saturating_sub(1) as u64;
        [low.unwrap_or(last), last]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_coins_are_binomial() {
        let mut spread = EvenSpread::default();
        (0..20).for_each(|_| spread.add(0.5));
        // Binomial(20, 1/2): P(X <= 5) = 0.0207, P(X <= 6) = 0.0577, P(X <= 14) = 0.9793, P(X <= 13) = 0.9423.
        assert_eq!(spread.band(), [6, 14]);
        assert!((spread.mean() - 10.0).abs() < 1e-12);
    }

    #[test]
    fn unlike_coins_by_hand() {
        let mut spread = EvenSpread::default();
        for p in [1.0, 0.0, 0.01, 0.01] {
            spread.add(p);
        }
        assert_eq!(spread.band(), [1, 1], "two more are seen in 2 % of cases, which 2.5 % leave out");
        assert_eq!(EvenSpread::default().band(), [0, 0]);
    }

    #[test]
    fn it_stays_short() {
        let mut spread = EvenSpread::default();
        (0..50_000).for_each(|_| spread.add(0.1));
        assert!(spread.weights.len() < 2_000, "{}", spread.weights.len());
        let [low, high] = spread.band();
        assert!(low.abs_diff(4869) <= 2 && high.abs_diff(5132) <= 2, "{low} to {high}");
    }
}
