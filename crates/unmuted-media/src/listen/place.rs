//! Putting decoded samples on the recording's clock. A container stamps each packet with a time, rounded more or less
//! coarsely; a decoder gives samples that follow each other exactly. Within a stretch the samples are counted, so that
//! rounding does not show; where the container's time leaves the count by more than rounding explains, a new stretch
//! begins at the container's time. Many devices stamp packets by their system's clock, with jitter, while the sound is
//! clocked by the converter: so that the slow drift between the two does not add up, the count follows the mean of
//! the container's times as soon as that has moved by 2 ms.

use unmuted_model::{Nanos, RecordingTime};

use crate::source::{Before, Packet};

/// Where the next packet's samples go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// They follow the last ones.
    Follow,
    /// A new stretch begins at this time; nothing is missing, the count was corrected.
    Correct { at: RecordingTime },
    /// Packets are missing before them.
    Gap { from: RecordingTime, at: RecordingTime, why: Before },
    /// The container's time goes back: a new stretch begins, and what overlaps is left out.
    Back { at: RecordingTime },
}

/// Follows the samples of one track.
#[derive(Debug)]
pub(super) struct Placer {
    /// When the next sample is expected, once there was one.
    expected: Option<RecordingTime>,
    anchor: RecordingTime,
    counted: i64,
    rate_hz: u32,
    /// How far a container's time may be from the count before it is believed rather than the count.
    tolerance: Nanos,
    /// From how much on something is missing: half a usual packet.
    gap: Nanos,
    /// By how much the container's times lie behind the count, as a running mean over some 64 packets.
    lean: Nanos,
    /// How much of that is followed.
    most_lean: Nanos,
}

impl Placer {
    /// `tick` is how coarsely the container's times are rounded, `packet` the usual packet's length.
    pub(super) fn new(tick: Nanos, packet: Nanos, rate_hz: u32) -> Self {
        let gap = if packet > Nanos::ZERO { Nanos::new(packet.get() / 2) } else { Nanos::from_millis(10) };
        // Ten milliseconds: a third of a picture. Device clocks stamp packets with so much jitter; an encoder that
        // counts samples is never off by more than rounding.
        let tolerance = gap.min(Nanos::from_millis(10)).max(Nanos::new(tick.get().saturating_mul(2)));
        Self {
            expected: None,
            anchor: RecordingTime::ZERO,
            counted: 0,
            rate_hz,
            tolerance,
            gap: gap.max(tolerance),
            lean: Nanos::ZERO,
            most_lean: Nanos::from_millis(2).max(Nanos::new(tick.get().saturating_mul(2))),
        }
    }

    /// Decides for a packet, and takes its samples as given.
    pub(super) fn step(&mut self, packet: &Packet, frames: usize, rate_hz: u32) -> Step {
        let step = match (self.expected, packet.time) {
            (None, time) => Step::Correct { at: time.unwrap_or(RecordingTime::ZERO) },
            (Some(expected), time) => {
                let at = time.unwrap_or(expected);
                let off = at - expected;
                if off.abs() <= self.tolerance && rate_hz == self.rate_hz {
                    self.lean = self.lean + Nanos::new((off - self.lean).get() / 64);
                    if self.lean.abs() <= self.most_lean {
                        Step::Follow
                    } else {
                        Step::Correct { at: expected + self.lean }
                    }
                } else if off > self.gap {
                    Step::Gap { from: expected, at, why: packet.before }
                } else if off < Nanos::ZERO - self.tolerance {
                    Step::Back { at }
                } else {
                    Step::Correct { at }
                }
            }
        };
        if let Step::Correct { at } | Step::Gap { at, .. } | Step::Back { at } = step {
            self.anchor = at;
            self.counted = 0;
            self.rate_hz = rate_hz;
            self.lean = Nanos::ZERO;
        }
        self.advance(frames);
        step
    }

    /// A packet at `time` gave nothing, and would have lasted so long.
    pub(super) fn lost(&mut self, time: Option<RecordingTime>, length: Nanos) {
        let at = time.or(self.expected).unwrap_or(RecordingTime::ZERO);
        self.anchor = at + length;
        self.counted = 0;
        self.expected = Some(self.anchor);
    }

    /// How far the container's times may be from the count without being believed.
    pub(super) fn tolerance(&self) -> Nanos {
        self.tolerance
    }

    /// When the sample is that comes `n` after the first one of the packet of which `step` was told last.
    pub(super) fn expected(&self) -> Option<RecordingTime> {
        self.expected
    }

    fn advance(&mut self, frames: usize) {
        self.counted = self.counted.saturating_add(frames as i64);
        self.expected = Some(self.anchor + Nanos::from_ticks(self.counted, u64::from(self.rate_hz)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(secs: f64) -> Packet {
        Packet {
            time: Some(RecordingTime::from_secs_f64(secs)),
            from: RecordingTime::MIN,
            until: RecordingTime::MAX,
            offset: None,
            before: Before::Dropped,
            primes: false,
        }
    }

    #[test]
    fn a_slow_drift_is_followed_and_jitter_is_not() {
        // 16 kHz that is really 100 ppm slow for ten minutes, stamped 4 ms early and late in turns.
        let mut p = Placer::new(Nanos::new(62_500), Nanos::from_millis(64), 16_000);
        let (mut corrections, mut worst) = (0, 0.0f64);
        for k in 0..9_375 {
            let truth = f64::from(k) * 0.064 * 1.0001;
            let jitter = if k % 2 == 0 { 0.004 } else { -0.004 };
            let before = p.expected();
            match p.step(&packet(truth + jitter), 1024, 16_000) {
                Step::Follow => worst = worst.max((before.unwrap().as_secs_f64() - truth).abs()),
                Step::Correct { at } => {
                    corrections += 1;
                    if k > 0 {
                        worst = worst.max((at.as_secs_f64() - truth).abs());
                    }
                }
                step => panic!("{step:?}"),
            }
        }
        assert!((20..40).contains(&corrections), "{corrections}");
        assert!(worst < 0.005, "{worst}");
    }

    #[test]
    fn rounding_does_not_show_and_gaps_do() {
        // 1,024 samples at 48 kHz, stamped in whole milliseconds, as Matroska does.
        let exact = 1024.0 / 48_000.0;
        let mut p = Placer::new(Nanos::from_millis(1), Nanos::from_secs_f64(exact), 48_000);
        p.step(&packet(0.0), 1024, 48_000);
        for k in 1..1000 {
            let rounded = (f64::from(k) * exact * 1e3).round() / 1e3;
            assert_eq!(p.step(&packet(rounded), 1024, 48_000), Step::Follow);
        }
        assert_eq!(p.expected(), Some(RecordingTime::ZERO + Nanos::from_ticks(1_024_000, 48_000)));
        let from = p.expected().unwrap();
        let at = RecordingTime::from_secs_f64(60.0);
        assert_eq!(p.step(&packet(60.0), 1024, 48_000), Step::Gap { from, at, why: Before::Dropped });
        assert_eq!(p.step(&packet(10.0), 1024, 48_000), Step::Back { at: RecordingTime::from_secs_f64(10.0) });
    }
}
