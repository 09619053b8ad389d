//! Where a ruler has ticks: on round times of the clock that is shown.

const SECOND: i64 = 1_000_000_000;
/// Steps in milliseconds.
const STEPS: [i64; 18] = [
    10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000,
    3_600_000,
];

/// Times from `from` to `to`, at least `least_ns` apart, that fall on round times when `phase_ns` is added; and how many
/// decimals of a second their labels need.
pub fn ticks(from: i64, to: i64, least_ns: i64, phase_ns: i64) -> (Vec<i64>, usize) {
    let step = STEPS.iter().map(|ms| ms * 1_000_000).find(|s| *s >= least_ns).unwrap_or(7200 * SECOND);
    let first = (from + phase_ns + step - 1).div_euclid(step) * step - phase_ns;
    let decimals = if step >= SECOND {
        0
    } else if step >= SECOND / 10 {
        1
    } else {
        2
    };
    let at = (0..200).map(|i| first + i * step).take_while(|t| *t <= to);
    (at.collect(), decimals)
}

/// A time of day or on a clock, with so many decimals.
pub fn label(ns: i64, of_day: bool, decimals: usize) -> String {
    let unit = 10i64.pow(decimals as u32);
    let n = (ns * unit + if ns < 0 { -SECOND / 2 } else { SECOND / 2 }) / SECOND;
    let (sign, n) = if n < 0 && !of_day { ("−", -n) } else { ("", n.rem_euclid(86_400 * unit)) };
    let (s, part) = (n / unit, n % unit);
    let clock = if of_day {
        format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
    } else if s >= 3600 {
        format!("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
    } else {
        format!("{}:{:02}", s / 60, s % 60)
    };
    if decimals > 0 { format!("{sign}{clock}.{part:0decimals$}") } else { format!("{sign}{clock}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_on_the_clock_that_is_shown() {
        let (at, decimals) = ticks(1_300_000_000, 5_000_000_000, 700_000_000, 500_000_000);
        assert_eq!((at, decimals), (vec![1_500_000_000, 2_500_000_000, 3_500_000_000, 4_500_000_000], 0));
        assert_eq!(label(84_600_000_000, false, 1), "1:24.6");
        assert_eq!(label(38_546_900_000_000, true, 0), "10:42:27");
        assert_eq!(label(-500_000_000, false, 1), "−0:00.5");
    }
}
