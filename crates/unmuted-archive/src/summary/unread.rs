//! Files that could not be read, by reason.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::rows::{Scanned, State};

/// So many reasons are told apart; the rest are counted together.
const MOST_REASONS: usize = 100;
/// A reason is cut after so many characters.
const LONGEST_REASON: usize = 120;

/// A reason, and how many files have it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Reason {
    /// Whose fault it is, as in `FaultRow::blame`; `changed` for files that changed while they were read.
    pub blame: String,
    /// What was found, without the figures that differ between files.
    pub what: String,
    /// How many files.
    pub files: u64,
    /// The first of them, in the order of the tables.
    pub example: String,
}

/// Counts reasons.
#[derive(Clone, Default, Debug)]
pub struct Unread {
    reasons: BTreeMap<(String, String), (u64, String)>,
}

impl Unread {
    /// Counts a file that was not read.
    pub fn add(&mut self, scanned: &Scanned) {
        let (blame, what) = if scanned.recording.state == State::Changed {
            ("changed", "the file changed while it was read".to_owned())
        } else {
            let fault = scanned.faults.iter().find(|f| f.blame != "note").or(scanned.faults.first());
            fault.map_or(("unknown", "no reason is recorded".to_owned()), |f| (f.blame.as_str(), plain(&f.what)))
        };
        let mut key = (blame.to_owned(), what);
        if self.reasons.len() >= MOST_REASONS && !self.reasons.contains_key(&key) {
            key = ("other".to_owned(), "other reasons".to_owned());
        }
        self.reasons.entry(key).or_insert_with(|| (0, scanned.recording.path.clone())).0 += 1;
    }

    /// The most frequent first, then in the order of words.
    pub fn finish(self) -> Vec<Reason> {
        let mut all: Vec<Reason> = self
            .reasons
            .into_iter()
            .map(|((blame, what), (files, example))| Reason { blame, what, files, example })
            .collect();
        all.sort_by_key(|r| std::cmp::Reverse(r.files));
        all
    }
}

/// A fault's words without what differs from file to file: what stands in brackets, and numbers.
fn plain(what: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_u32;
    let mut in_number = false;
    for c in what.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            _ if c.is_ascii_digit() => {
                // A digit that ends a name (AC3, H264) belongs to it.
                if !in_number && out.ends_with(|c: char| c.is_alphanumeric()) {
                    out.push(c);
                } else if !in_number {
                    out.push('…');
                    in_number = true;
                }
            }
            _ => {
                in_number = false;
                out.push(c);
            }
        }
    }
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(LONGEST_REASON).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_one_file_are_left_out() {
        assert_eq!(
            plain("cut short: 100 bytes are claimed, 5 are there"),
            "cut short: … bytes are claimed, … are there"
        );
        assert_eq!(
            plain("not a container that unmuted reads (it begins with 00 01)"),
            "not a container that unmuted reads"
        );
        assert_eq!(plain("audio in AC3 is not decoded without ffmpeg"), "audio in AC3 is not decoded without ffmpeg");
        assert_eq!(plain("reading failed: Permission denied (os error 13)"), "reading failed: Permission denied");
    }
}
