//! What stands at the edge of a silence: a steady tone, or a click. Devices beep when they are muted, unmuted or
//! reminded, a redaction may bleep; both are leads for a person's ear and nothing more.

use super::ends::Beside;

/// Samples of one look at the spectrum, at 8,000 to 48,000 samples a second: 11 to 64 ms.
const LOOK: usize = 512;
/// The part of all power that a tone's bin and its two neighbours must hold.
const PURE: f32 = 0.8;
/// Looks that must agree, half a look apart.
const LOOKS: usize = 5;
/// The lowest tone that is told from hum, in hertz, and the highest that small loudspeakers give.
const RANGE_HZ: std::ops::RangeInclusive<f32> = 250.0..=6_000.0;
/// A tone must reach -50 dBFS.
const LEAST: f32 = 0.003;

/// The frequency of a steady tone in the samples, in whole hertz, where there is one.
pub(super) fn tone(beside: &Beside) -> Option<u32> {
    let rate = beside.rate_hz as f32;
    let looks = beside.samples.len().saturating_sub(LOOK) / (LOOK / 2) + 1;
    if beside.samples.len() < LOOK || looks < LOOKS {
        return None;
    }
    // A tone has as many zero crossings in every look: that alone rules most sound out.
    let crossings: Vec<usize> = (0..looks)
        .map(|k| {
            beside
                .samples
                .get(k * LOOK / 2..k * LOOK / 2 + LOOK)
                .map_or(0, |look| look.windows(2).filter(|w| (w[0] >= 0.0) != (w[1] >= 0.0)).count())
        })
        .collect();
    let alike = |w: &[usize]| w.iter().max().zip(w.iter().min()).is_some_and(|(a, b)| a - b <= 3);
    let from = crossings.windows(LOOKS).position(alike)?;
    let window: Vec<f32> =
        (0..LOOK).map(|i| 0.5 - 0.5 * (std::f32::consts::TAU * (i as f32 + 0.5) / LOOK as f32).cos()).collect();
    let mut in_a_row = 0;
    let mut bin_before = usize::MAX;
    let mut best = None;
    for (k, &crossed) in crossings.iter().enumerate().skip(from) {
        let Some(look) = beside.samples.get(k * LOOK / 2..k * LOOK / 2 + LOOK) else { break };
        let shaped: Vec<f32> = look.iter().zip(&window).map(|(s, w)| s * w).collect();
        let total: f32 = shaped.iter().map(|s| s * s).sum();
        let found = if total < LEAST * LEAST * LOOK as f32 / 8.0 { None } else { peak(&shaped, crossed, rate, total) };
        let Some((bin, hz)) = found else {
            in_a_row = 0;
            continue;
        };
        in_a_row = if bin.abs_diff(bin_before) <= 1 { in_a_row + 1 } else { 1 };
        bin_before = bin;
        if in_a_row >= LOOKS {
            best = Some(hz);
        }
    }
    best.map(|hz| hz.round() as u32)
}

/// The strongest bin and its frequency, where it and its neighbours hold nearly all power.
fn peak(shaped: &[f32], crossings: usize, rate: f32, total: f32) -> Option<(usize, f32)> {
    // Zero crossings say which bin; three Goertzel filters about it say how much it holds.
    let bin = crossings.div_ceil(2);
    if bin < 2 || bin + 2 > LOOK / 2 {
        return None;
    }
    let power = |k: usize| goertzel(shaped, k as f32);
    let three: Vec<f32> = (bin - 1..=bin + 1).map(power).collect();
    let sum: f32 = three.iter().sum();
    // Parseval: all bins' powers together are LOOK times the energy; positive frequencies hold half.
    if sum < PURE * total * LOOK as f32 / 2.0 {
        return None;
    }
    let centre = three.iter().enumerate().map(|(i, p)| (bin as f32 - 1.0 + i as f32) * p).sum::<f32>() / sum;
    let hz = centre * rate / LOOK as f32;
    RANGE_HZ.contains(&hz).then_some((bin, hz))
}

/// The power of one bin (Goertzel 1958).
fn goertzel(samples: &[f32], bin: f32) -> f32 {
    let c = 2.0 * (std::f32::consts::TAU * bin / samples.len() as f32).cos();
    let (mut a, mut b) = (0f32, 0f32);
    for &s in samples {
        let next = s + c * a - b;
        b = a;
        a = next;
    }
    a * a + b * b - c * a * b
}

/// Whether one sharp sound of at most 20 ms stands within 50 ms of the silence, eight times as loud as what is around
/// it. `at_end` says that the silence comes after the samples, else before.
pub(super) fn click(beside: &Beside, at_end: bool) -> bool {
    let near = (beside.rate_hz / 20) as usize;
    let n = beside.samples.len();
    if near == 0 || n < 2 * near {
        return false;
    }
    let (close, rest) = if at_end {
        (beside.samples.get(n - near..), beside.samples.get(..n - near))
    } else {
        (beside.samples.get(..near), beside.samples.get(near..))
    };
    let (Some(close), Some(rest)) = (close, rest) else { return false };
    let peak = close.iter().fold(0f32, |m, s| m.max(s.abs()));
    let around = rest.iter().fold(0f32, |m, s| m.max(s.abs()));
    let loud = |s: &&f32| s.abs() > peak / 4.0;
    let (Some(a), Some(b)) = (close.iter().position(|s| loud(&s)), close.iter().rposition(|s| loud(&s))) else {
        return false;
    };
    peak > 0.02 && peak > 8.0 * around && b - a <= (beside.rate_hz / 50) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beside(f: impl Fn(f32) -> f32) -> Beside {
        Beside { rate_hz: 48_000, samples: (0..12_288).map(|i| f(i as f32 / 48_000.0)).collect() }
    }
    fn noise() -> impl FnMut() -> f32 {
        let mut state = 1u32;
        move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / 8_388_608.0 - 1.0
        }
    }

    #[test]
    fn a_beep_is_named_and_speech_like_sound_is_not() {
        let sine = |hz: f32| move |t: f32| 0.1 * (std::f32::consts::TAU * hz * t).sin();
        for hz in [440.0, 1000.0, 2730.0] {
            let found = tone(&beside(sine(hz))).unwrap();
            assert!((found as f32 - hz).abs() < 25.0, "{hz}: {found}");
        }
        // Hum, harmonics, noise, nothing.
        assert_eq!(tone(&beside(sine(60.0))), None);
        assert_eq!(tone(&beside(|t| (1..9).map(|k| sine(180.0 * k as f32)(t)).sum())), None);
        let mut n = noise();
        assert_eq!(tone(&Beside { rate_hz: 48_000, samples: (0..12_288).map(|_| 0.1 * n()).collect() }), None);
        assert_eq!(tone(&beside(|_| 0.0)), None);
    }

    #[test]
    fn a_click_is_sharp_and_near() {
        let mut quiet = beside(|t| 0.002 * (t * 900.0).sin());
        assert!(!click(&quiet, true));
        let n = quiet.samples.len();
        for i in 0..100 {
            quiet.samples[n - 1_000 + i] = if i % 2 == 0 { 0.5 } else { -0.5 };
        }
        assert!(click(&quiet, true) && !click(&quiet, false));
    }
}
