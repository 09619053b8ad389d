//! Sample `k` of the mono signal is heard at `start + k / 8000` s: a burst whose middle is known must be found there, in
//! every container and codec, to a tenth of a millisecond.

use unmuted_media::{HoleKind, Mono, Priming};

use crate::material;

/// The burst that `make.sh` puts in, on the mono signal's grid, its middle `shift` samples after sample 0.
fn burst(shift: f64) -> Vec<f64> {
    (-40..=40)
        .map(|k| {
            let t = (f64::from(k) - shift) / 8000.0;
            (2.0 * std::f64::consts::PI * 1500.0 * t).cos() * (-0.5 * (t / 0.0006).powi(2)).exp()
        })
        .collect()
}

/// Where the burst near `about` is: the shift, in steps of a hundredth of a sample, that fits best.
pub fn find(mono: &Mono, about: f64) -> f64 {
    let middle = ((about - mono.start.as_secs_f64()) * 8000.0).round() as i64;
    let fit = |shift: f64| -> f64 {
        let whole = shift.round();
        let wave = burst(shift - whole);
        (-40..=40i64)
            .zip(&wave)
            .map(|(k, w)| {
                let i = usize::try_from(middle + whole as i64 + k).unwrap();
                f64::from(mono.samples.get(i).copied().unwrap_or(0)) * w
            })
            .sum()
    };
    // Within 2 ms at first, because a wave of 1.5 kHz fits itself again 0.67 ms further.
    let best = (-1600..=1600).map(|i| f64::from(i) / 100.0).max_by(|a, b| fit(*a).total_cmp(&fit(*b))).unwrap();
    mono.start.as_secs_f64() + (middle as f64 + best) / 8000.0
}

#[test]
fn every_burst_is_where_it_was_put() {
    let mut worst = (0.0f64, String::new());
    let mut bursts = 0;
    for truth in material::all() {
        let (recording, heard) = material::heard(&material::bytes(&truth.file));
        let Some(mono) = heard.mono.as_ref().filter(|_| !truth.bursts.is_empty()) else { continue };
        // Without a word of what the encoder put in front, and no picture beside it, nothing is exact.
        let known = match recording.audio[0].priming {
            Priming::Unknown { late_by_at_most } => {
                let shifted = recording.video.is_some();
                if !shifted {
                    let first = find(mono, truth.bursts[0] + late_by_at_most.as_secs_f64() / 2.0);
                    println!("{}: {:.2} ms late", truth.file, (first - truth.bursts[0]) * 1e3);
                }
                shifted
            }
            _ => true,
        };
        for &at in truth.bursts.iter().filter(|_| known) {
            let error = (find(mono, at) - at).abs();
            // An empty edit is counted in whole milliseconds by the file itself.
            if recording.audio[0].holes.iter().any(|h| h.kind == HoleKind::LateStart) {
                assert!(error < 1.1e-3, "{}", truth.file);
                continue;
            }
            assert!(error < 1e-4, "{}: the burst at {at} s is {:.3} ms off", truth.file, error * 1e3);
            if error > worst.0 {
                worst = (error, truth.file.clone());
            }
            bursts += 1;
        }
    }
    assert!(bursts > 40, "{bursts}");
    println!("{bursts} bursts, worst {:.4} ms off ({})", worst.0 * 1e3, worst.1);
}
