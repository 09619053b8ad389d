//! Which quick results are checked against a reading of all packets, and what that says about the others.
//!
//! Every decision is a function of the rows alone, so that it is the same for any number of threads, after any number
//! of interruptions, and for an archive that was scanned in parts.

use crate::summary::Share;
use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use unmuted_media::Effort;

use super::lead_in;
use crate::rows::{Checked, RecordingRow, Scanned, SpanRow, State};
use crate::tables::Guard;

/// Of how many recordings one is drawn.
const ONE_OF: u64 = 100;
/// Two spans are the same where their ends lie no further apart: two frames of AAC at 16 kHz.
const SAME_WITHIN_NS: i64 = 128_000_000;

/// One recording as it was read first, and in full where that was done.
#[derive(Clone, PartialEq, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Both {
    pub(crate) first: Scanned,
    pub(crate) full: Option<Scanned>,
}

/// Decides which quick results are checked.
#[derive(Default)]
pub(crate) struct Selection {
    enabled: bool,
    seed: u64,
    /// The first recording of each fingerprint whose sizes were relied on.
    first: BTreeMap<String, (u32, String)>,
    fingerprints: BTreeSet<String>,
    struck: BTreeSet<String>,
    /// Fingerprints of which a checked quick result differed.
    differed: BTreeSet<String>,
    distrusted: BTreeSet<String>,
}

/// Why a quick result is checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Why {
    pub(crate) drawn: bool,
    pub(crate) struck: bool,
}

/// What a first look through all recordings has chosen.
#[derive(Clone, Copy)]
struct Picked {
    drawn: bool,
    first: bool,
}

impl Selection {
    pub(crate) fn new(enabled: bool, seed: u64, distrust: &[String]) -> Self {
        Self { enabled, seed, distrusted: distrust.iter().cloned().collect(), ..Self::default() }
    }

    /// Looks at one recording. All must be shown, in order of location and path, before [`why`](Self::why) is asked.
    pub(crate) fn see(&mut self, row: &RecordingRow) {
        if row.state != State::Read || row.audio_tracks == 0 {
            return;
        }
        if !self.fingerprints.contains(&row.encoder) {
            self.fingerprints.insert(row.encoder.clone());
        }
        if row.guard_struck && !self.struck.contains(&row.encoder) {
            self.struck.insert(row.encoder.clone());
        }
        if is_quick(row) && !self.first.contains_key(&row.encoder) {
            self.first.insert(row.encoder.clone(), (row.location, row.path.clone()));
        }
    }

    /// Looks at one recording of which all packets were read as well. All that [`why`](Self::why) chose must be shown,
    /// after all were [seen](Self::see); then `why` is asked again: where one of the encoder's recordings differed, it
    /// chooses all others.
    ///
    /// Only what was drawn or is its encoder's first counts, not what was read in full for another reason: so the
    /// answer does not depend on earlier runs, on parts, or on who was distrusted by hand.
    pub(crate) fn compare(&mut self, both: &Both) {
        let row = &both.first.recording;
        let picked = self.picked(row).is_some_and(|p| p.drawn || p.first);
        if picked && !self.differed.contains(&row.encoder) && both.full.as_ref().is_some_and(|f| differ(&both.first, f))
        {
            self.differed.insert(row.encoder.clone());
        }
    }

    /// Whether a recording is read in full as well; `None` where not.
    pub(crate) fn why(&self, row: &RecordingRow) -> Option<Why> {
        let Picked { drawn, first } = self.picked(row)?;
        let struck = self.struck.contains(&row.encoder) || self.distrusted.contains(&row.encoder);
        let differed = self.differed.contains(&row.encoder);
        (struck || differed || drawn || first).then_some(Why { drawn, struck })
    }

    /// Whether a quick result is picked whatever the others gave; `None` where it is none.
    fn picked(&self, row: &RecordingRow) -> Option<Picked> {
        if !self.enabled || !is_quick(row) {
            return None;
        }
        let first = self.first.get(&row.encoder).is_some_and(|(l, p)| *l == row.location && *p == row.path);
        Some(Picked { drawn: self.is_drawn(row), first })
    }

    /// What a part of an archive must be told where a recording of `encoder` was not read in full.
    pub(crate) fn reason(&self, encoder: &str) -> &'static str {
        if self.differed.contains(encoder) { "a quick result that was checked differed" } else { "a probe struck" }
    }

    /// One of a hundred, by a hash of seed, path and size, and so the same share of every encoder and device.
    fn is_drawn(&self, row: &RecordingRow) -> bool {
        let mut sha = Sha256::new();
        sha.update(self.seed.to_le_bytes());
        sha.update(row.size.to_le_bytes());
        sha.update(row.path.as_bytes());
        let digest = sha.finalize();
        let number = digest.first_chunk::<8>().map_or(u64::MAX, |b| u64::from_le_bytes(*b));
        number < u64::MAX / ONE_OF
    }

    /// What is told about the check at the end.
    pub(crate) fn report(&self, tally: &Tally) -> Guard {
        Guard {
            fingerprints: self.fingerprints.len() as u64,
            struck: self.struck.iter().cloned().collect(),
            differed: self.differed.iter().cloned().collect(),
            in_full_anyway: tally.in_full_anyway,
            checked: tally.checked,
            agreed: tally.agreed,
            sampled: tally.sampled,
            sampled_differed: tally.sampled_differed,
            differ_at_most: upper_bound(tally.sampled_differed, tally.sampled),
        }
    }
}

fn is_quick(row: &RecordingRow) -> bool {
    row.state == State::Read && row.effort == Effort::Quick && row.audio_tracks > 0
}

/// How the checks went.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Tally {
    in_full_anyway: u64,
    checked: u64,
    agreed: u64,
    sampled: u64,
    sampled_differed: u64,
}

/// The row of a recording as it goes into the tables. `None` where it should have been read in full and was not.
pub(crate) fn outcome(both: Both, selection: &Selection, tally: &mut Tally) -> Option<Scanned> {
    let Both { first, full } = both;
    let mut row = match selection.why(&first.recording) {
        None => {
            let row = &first.recording;
            // Without packets there was nothing to read: sound in a codec that is not decoded.
            let read = row.state == State::Read && row.audio_tracks > 0 && row.packets > 0;
            if selection.enabled && read && row.effort != Effort::Quick {
                tally.in_full_anyway += 1;
            }
            first
        }
        Some(why) => {
            let full = full?;
            let agreed = same_spans(&first.spans, &full.spans);
            let (requests, bytes) = (first.recording.requests, first.recording.bytes_read);
            let read = full.recording.state;
            let mut row = match read {
                State::Read | State::Changed => full,
                // It could not be read a second time: what the first gave stands, and the fault beside it.
                State::Unreadable => {
                    let mut row = first;
                    row.faults.extend(full.faults);
                    row.recording.requests = full.recording.requests;
                    row.recording.bytes_read = full.recording.bytes_read;
                    row
                }
            };
            row.recording.requests = row.recording.requests.saturating_add(requests);
            row.recording.bytes_read = row.recording.bytes_read.saturating_add(bytes);
            if read == State::Read {
                row.recording.checked = Some(if agreed { Checked::Agreed } else { Checked::Differed });
                tally.checked += 1;
                tally.agreed += u64::from(agreed);
                // Where a probe struck, no quick result stands: the sample is to speak about those that do. Where one
                // of the sample differed, none stands either; but to leave those out would be to leave out what the
                // sample found.
                if why.drawn && !why.struck {
                    tally.sampled += 1;
                    tally.sampled_differed += u64::from(!agreed);
                }
            }
            row
        }
    };
    row.recording.lead_in_ns = lead_in::of(&row);
    Some(row)
}

/// Whether a reading of all packets gave other spans than the quick one.
fn differ(first: &Scanned, full: &Scanned) -> bool {
    full.recording.state == State::Read && !same_spans(&first.spans, &full.spans)
}

/// Whether two readings have the same spans: of the same track, channel and class, with ends that meet.
fn same_spans(a: &[SpanRow], b: &[SpanRow]) -> bool {
    let near = |x: i64, y: i64| x.abs_diff(y) <= SAME_WITHIN_NS as u64;
    a.len() == b.len()
        && a.iter().zip(b).all(|(a, b)| {
            (a.track, a.channel, a.class) == (b.track, b.channel, b.class)
                && near(a.start_ns, b.start_ns)
                && near(a.end_ns, b.end_ns)
        })
}

/// The upper end of the exact one-sided 95 % bound on a share of which `k` of `n` were seen (Clopper and Pearson,
/// Biometrika 26, 1934): the share at which `k` or fewer would be seen in one of twenty samples. Rounded up to 1e-6.
pub(crate) fn upper_bound(k: u64, n: u64) -> Option<f64> {
    let bound = Share { have: k, of: n }.at_most()?;
    // Upwards, so that what is printed is a bound as well.
    Some(((bound * 1e6).ceil() / 1e6).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_is_clopper_and_pearsons() {
        let near = |k, n, want: f64| {
            let got = upper_bound(k, n).unwrap();
            assert!((got - want).abs() < 2e-5, "{k} of {n}: {got}, not {want}");
        };
        // None of n: 1 - 0.05^(1/n).
        near(0, 1, 0.95);
        near(0, 100, 0.029_513);
        near(0, 200, 0.014_867);
        // Tables of the binomial distribution.
        near(1, 10, 0.394_163);
        near(5, 100, 0.102_253);
        assert_eq!(upper_bound(3, 3), Some(1.0));
        assert_eq!(upper_bound(0, 0), None);
    }

    #[test]
    fn about_one_of_a_hundred_is_drawn_and_the_seed_decides_which() {
        let mut row = crate::one::unreadable(
            crate::rows::FaultRow { blame: String::new(), what: String::new(), place: String::new(), offset: None },
            7,
            0,
            "",
        )
        .recording;
        let mut drawn = |seed| -> Vec<u32> {
            let selection = Selection::new(true, seed, &[]);
            (0..20_000)
                .filter(|i| {
                    row.path = format!("a/{i}.mp4");
                    selection.is_drawn(&row)
                })
                .collect()
        };
        let (one, two) = (drawn(1), drawn(2));
        assert!((140..260).contains(&one.len()), "{}", one.len());
        assert_ne!(one, two);
    }
}
