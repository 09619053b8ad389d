//! Times that were stamped by a system's clock: early and late in turns, or in bursts, while the sound itself goes on
//! evenly. A step between two packets is a gap only if what follows does not make up for it; and where times jitter, the
//! even line through them is when the sound is.

use super::track::Entry;

/// So many packets after a step may make up for it: bursts of half a second.
const AHEAD: usize = 24;
/// Fewer packets show no line.
const FEWEST: usize = 64;
/// The line follows the mean of so many packets on either side.
const AROUND: usize = 32;

/// Whether something is missing between packet `a`, whose sound ends at `end`, and the one after it, where a packet lasts
/// `step` ticks, which need not be whole: all of the next
/// packets are late by more than `least`, as they would be if packets were missing.
pub(super) fn is_gap(packets: &[Entry], a: usize, end: i64, step: f64, least: i64) -> bool {
    let after = packets.iter().skip(a + 1).take(AHEAD).enumerate();
    let mut none = true;
    for (k, p) in after {
        none = false;
        if p.time.saturating_sub(end) as f64 - step * k as f64 <= least as f64 {
            return false;
        }
    }
    !none
}

/// Puts packets on the even line through their times, where these jitter by more than rounding, and says by how many
/// ticks they did at most. `least` is what counts as missing.
pub(super) fn settle(packets: &mut [Entry], usual: i64, step: f64, least: i64) -> i64 {
    if usual <= 0 || packets.len() < FEWEST {
        return 0;
    }
    let mut most = 0;
    let mut from = 0;
    for i in 0..packets.len() {
        let end = packets.get(i).map_or(0, |p| p.time.saturating_add(usual));
        let next = packets.get(i + 1).map(|p| p.time);
        let last = match next {
            None => true,
            // Too near the end nothing can make up for a step.
            Some(t) if packets.len() - i <= AHEAD / 2 => t.saturating_sub(end) > least.saturating_mul(AHEAD as i64),
            Some(t) => t.saturating_sub(end) > least && is_gap(packets, i, end, step, least),
        };
        if last {
            most = most.max(even(packets.get_mut(from..=i).unwrap_or_default(), usual));
            from = i + 1;
        }
    }
    most
}

/// The same for packets of which none is missing.
fn even(packets: &mut [Entry], usual: i64) -> i64 {
    let n = packets.len();
    let (Some(first), Some(last)) = (packets.first().map(|p| p.time), packets.last().map(|p| p.time)) else { return 0 };
    if n < 3 {
        return 0;
    }
    // Ticks may be coarse, and a packet no whole number of them.
    let mean = (last - first) as f64 / (n - 1) as f64;
    if (mean - usual as f64).abs() > usual as f64 / 10.0 {
        // Not one length with jitter, but packets of several lengths.
        return 0;
    }
    let step = mean;
    let off: Vec<f64> = packets.iter().enumerate().map(|(i, p)| (p.time - first) as f64 - step * i as f64).collect();
    let widest = off.iter().fold((0f64, 0f64), |(a, b), &x| (a.min(x), b.max(x)));
    // Rounding, and nothing else.
    let little = (usual as f64 / 16.0).max(2.0);
    if widest.1 - widest.0 <= little {
        return 0;
    }
    let mut sums = Vec::with_capacity(n + 1);
    sums.push(0.0);
    for x in &off {
        sums.push(sums.last().copied().unwrap_or(0.0) + x);
    }
    let line = |i: usize| {
        // As many on either side: a slope does not bend the line at its ends.
        let side = AROUND.min(i).min(n - 1 - i);
        let (a, b) = (i - side, i + side + 1);
        (sums.get(b).copied().unwrap_or(0.0) - sums.get(a).copied().unwrap_or(0.0)) / (b - a) as f64
    };
    let worst = off.iter().enumerate().map(|(i, x)| (x - line(i)).abs()).fold(0f64, f64::max);
    if worst <= little {
        return 0;
    }
    for (i, p) in packets.iter_mut().enumerate() {
        // At the very ends there is no other side: the line nearby goes on.
        let near = i.max(AROUND.min(n / 2)).min(n - 1 - AROUND.min(n / 2));
        p.time = first.saturating_add((step * i as f64 + line(near)).round() as i64);
        p.ticks = u32::try_from(usual).unwrap_or(p.ticks);
    }
    worst.ceil() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packets(times: impl Iterator<Item = i64>) -> Vec<Entry> {
        let times: Vec<i64> = times.collect();
        let ticks = |i: usize| times.get(i + 1).map_or(1024, |t| (t - times[i]).max(0)) as u32;
        times.iter().enumerate().map(|(i, &time)| Entry { offset: 0, time, size: 100, ticks: ticks(i) }).collect()
    }

    #[test]
    fn bursts_are_no_gaps_and_gaps_among_them_are() {
        // Eight packets at a time, and 60 s missing after 400 packets.
        let time = |i: i64| 1024 * (i / 8 * 8) + if i < 400 { 0 } else { 60 * 48_000 };
        let mut all = packets((0..800).map(time));
        let jitter = settle(&mut all, 1024, 1024.0, 512);
        assert!((1024 * 3..1024 * 8).contains(&jitter), "{jitter}");
        let steps: Vec<i64> = all.windows(2).map(|w| w[1].time - w[0].time).collect();
        let wide: Vec<usize> = (0..steps.len()).filter(|&i| steps[i] > 1536).collect();
        assert_eq!(wide, [399]);
        assert!((steps[399] - 1024 - 60 * 48_000).abs() < 8 * 1024, "{}", steps[399]);
        assert!(steps.iter().enumerate().all(|(i, s)| i == 399 || (s - 1024).abs() < 300));
    }

    #[test]
    fn even_and_rounded_times_stay() {
        for time in [|i: i64| 1024 * i, |i: i64| (i * 64 + 1) / 3] {
            let before = packets((0..500).map(time));
            let mut after = before.clone();
            let usual = before[0].ticks.max(1).into();
            assert_eq!(settle(&mut after, usual, usual as f64, usual / 2), 0);
            assert_eq!(before, after);
        }
    }
}
