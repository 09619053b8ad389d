//! A device's usual silent lead-in, as the archive shows it, and recordings that have another.

use std::collections::BTreeMap;

use unmuted_model::SilenceClass;

use crate::rows::{LeadIn, RecordingRow, Scanned, State};

/// A span from so early on counts as from the first instant.
const AT_THE_START_NS: i64 = 100_000_000;
/// As many recordings must show it.
const AT_LEAST: u64 = 5;
/// A lead-in within so many seconds of the usual is usual.
const SLACK_S: i64 = 2;
/// Longer lead-ins are counted together: none is a buffer.
const LONGEST_S: i64 = 600;

/// How long a recording is silent from its first instant on, on all tracks; zero where it is not. `None` where there is
/// no audio track or nothing was read.
pub(crate) fn of(scanned: &Scanned) -> Option<i64> {
    let row = &scanned.recording;
    if row.state == State::Unreadable || row.audio_tracks == 0 {
        return None;
    }
    let whole = |track: Option<u32>, channel: Option<u16>| {
        channel.is_none() && if row.audio_tracks == 1 { track == Some(0) } else { track.is_none() }
    };
    let leads = |c| !matches!(c, SilenceClass::LowLevel | SilenceClass::Unknown | SilenceClass::TrackAbsent);
    let spans = scanned.spans.iter().filter(|s| whole(s.track, s.channel) && leads(s.class));
    Some(spans.filter(|s| s.start_ns <= AT_THE_START_NS).map(|s| s.end_ns).max().unwrap_or(0).max(0))
}

/// How often each length was met, in whole seconds.
type Lengths = BTreeMap<i64, u64>;

/// What the archive shows.
#[derive(Default)]
pub(crate) struct LeadIns {
    by_device: BTreeMap<String, Lengths>,
    by_encoder: BTreeMap<String, Lengths>,
}

impl LeadIns {
    /// Looks at one recording.
    pub(crate) fn see(&mut self, row: &RecordingRow) {
        let Some(ns) = row.lead_in_ns.filter(|_| row.state == State::Read) else { return };
        let s = seconds(ns).min(LONGEST_S);
        if let Some(device) = &row.device {
            count(&mut self.by_device, device, s);
        }
        count(&mut self.by_encoder, &row.encoder, s);
    }

    /// What is usual for each, once all were seen.
    pub(crate) fn usual(&self) -> Usual {
        let of = |lengths: &BTreeMap<String, Lengths>| {
            lengths.iter().filter_map(|(name, l)| Some((name.clone(), usual(l)?))).collect()
        };
        Usual { by_device: of(&self.by_device), by_encoder: of(&self.by_encoder) }
    }
}

fn count(all: &mut BTreeMap<String, Lengths>, name: &str, s: i64) {
    // Without a copy of the name for each recording.
    if let Some(lengths) = all.get_mut(name) {
        *lengths.entry(s).or_default() += 1;
    } else {
        all.insert(name.to_owned(), Lengths::from([(s, 1)]));
    }
}

fn seconds(ns: i64) -> i64 {
    (ns + 500_000_000).div_euclid(1_000_000_000)
}

/// The length that most have, give or take a second: at least five recordings and at least half of all. Where two
/// lengths have as many, the one that is met more often to the second, then the shorter one.
fn usual(lengths: &Lengths) -> Option<u32> {
    let all: u64 = lengths.values().sum();
    let near = |s: i64| lengths.range(s - 1..=s + 1).map(|(_, n)| n).sum::<u64>();
    let (s, _) = lengths.iter().max_by_key(|(s, n)| (near(**s), **n, std::cmp::Reverse(**s)))?;
    let n = near(*s);
    (n >= AT_LEAST && 2 * n >= all).then_some(u32::try_from(*s).ok()?)
}

/// What is usual.
#[derive(Default)]
pub(crate) struct Usual {
    by_device: BTreeMap<String, u32>,
    by_encoder: BTreeMap<String, u32>,
}

impl Usual {
    /// Compares a recording with what is usual for its device, or, where too few of that are known, for its encoder.
    pub(crate) fn judge(&self, row: &mut RecordingRow) {
        row.lead_in_usual_s = None;
        row.lead_in = None;
        let Some(ns) = row.lead_in_ns else { return };
        let of_device = row.device.as_ref().and_then(|d| self.by_device.get(d));
        let Some(usual) = of_device.or_else(|| self.by_encoder.get(&row.encoder)).copied() else { return };
        row.lead_in_usual_s = Some(usual);
        let usual_ns = i64::from(usual) * 1_000_000_000;
        let slack = SLACK_S * 1_000_000_000;
        row.lead_in = if ns > usual_ns + slack {
            Some(LeadIn::Longer)
        } else if ns >= usual_ns - slack {
            Some(LeadIn::Usual)
        } else if row.duration_ns < usual_ns - slack {
            // The recording is over before its lead-in could have been.
            None
        } else if ns < 1_000_000_000 {
            Some(LeadIn::Missing)
        } else {
            Some(LeadIn::Shorter)
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_is_what_at_least_half_have() {
        let of = |l: &[(i64, u64)]| usual(&l.iter().copied().collect());
        assert_eq!(of(&[(30, 5)]), Some(30));
        assert_eq!(of(&[(30, 4)]), None);
        assert_eq!(of(&[(29, 2), (30, 3), (0, 4)]), Some(30));
        assert_eq!(of(&[(30, 5), (0, 6)]), None);
        assert_eq!(of(&[(0, 9), (30, 2)]), Some(0));
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn another_lead_in_is_told() {
        let usual =
            Usual { by_device: BTreeMap::from([("c1".into(), 30)]), by_encoder: BTreeMap::from([("e".into(), 0)]) };
        let judge = |device: Option<&str>, lead_s: f64, duration_s: i64| {
            let fault =
                crate::rows::FaultRow { blame: String::new(), what: String::new(), place: String::new(), offset: None };
            let mut row = crate::one::unreadable(fault, 0, 0, "a").recording;
            row.device = device.map(str::to_owned);
            row.encoder = "e".into();
            row.lead_in_ns = Some((lead_s * 1e9) as i64);
            row.duration_ns = duration_s * 1_000_000_000;
            usual.judge(&mut row);
            (row.lead_in_usual_s, row.lead_in)
        };
        assert_eq!(judge(Some("c1"), 31.9, 600), (Some(30), Some(LeadIn::Usual)));
        assert_eq!(judge(Some("c1"), 32.1, 600), (Some(30), Some(LeadIn::Longer)));
        assert_eq!(judge(Some("c1"), 20.0, 600), (Some(30), Some(LeadIn::Shorter)));
        assert_eq!(judge(Some("c1"), 0.0, 600), (Some(30), Some(LeadIn::Missing)));
        assert_eq!(judge(Some("c1"), 0.0, 10), (Some(30), None));
        assert_eq!(judge(None, 30.0, 600), (Some(0), Some(LeadIn::Longer)));
        assert_eq!(judge(Some("c2"), 0.0, 600), (Some(0), Some(LeadIn::Usual)));
    }
}
