//! What could not be read or does not fit, from every step, as the document lists it.

use std::ops::Range;

use unmuted_media::{Blame, Fault};
use unmuted_model::SourceId;

use super::device_log::Compared;
use super::document;
use super::listen::{Found, Unread};
use super::wall::Walls;
use super::{by_hand, claimed};
use crate::case_files::{CaseFiles, Problem, Source};
use crate::ffmpeg;
use crate::report::text::seconds;

/// Collected in the order of the work: case files first, then recordings in the order of `evidence.toml`.
#[derive(Default)]
pub struct Problems {
    all: Vec<document::Problem>,
}

impl From<Vec<Problem>> for Problems {
    fn from(read: Vec<Problem>) -> Self {
        let mut problems = Self::default();
        problems.extend(read);
        problems
    }
}

impl Problems {
    /// Adds what is wrong in case files.
    pub fn extend(&mut self, read: Vec<Problem>) {
        self.all.extend(read.into_iter().map(|p| document::Problem {
            file: p.file,
            place: p.place,
            what: p.what,
            remedy: p.remedy,
            kind: p.kind.key().into(),
        }));
    }

    /// Something about one source.
    pub fn of_source(&mut self, source: &Source, why: &Unread, kind: &str) {
        self.all.push(document::Problem {
            file: shown_name(source),
            place: why.place.clone(),
            what: why.what.clone(),
            remedy: why.remedy.clone(),
            kind: kind.into(),
        });
    }

    /// A digest that is not the one that was taken in.
    pub fn digest(&mut self, source: &Source, found: Option<&str>) {
        if let Some(found) = found.filter(|f| *f != source.sha256) {
            let what =
                format!("its digest is {found}, not the one that was taken in, so these are not the bytes received");
            let remedy = "run `unmuted verify`, and take the file again from where it was received".to_owned();
            self.of_source(source, &Unread { what, place: String::new(), remedy }, "doubt");
        }
    }

    /// Faults of a recording, and tracks that could not be heard. Notes are in the recording's own list only.
    pub fn found(&mut self, source: &Source, found: &Found) {
        for fault in faults(found) {
            let (kind, remedy) = match fault.blame() {
                Blame::Note => continue,
                Blame::Unsupported => ("unread", ffmpeg::INSTALL),
                Blame::InputOutput => ("unread", "check the disk, copy the file again and run `unmuted verify`"),
                Blame::LimitReached => ("unread", "what lies beyond the limit was not examined; ask for the original"),
                Blame::Malformed => {
                    ("unread", "compare its digest with its sender's; if they agree, ask for the original")
                }
            };
            let why = Unread { what: fault.kind.to_string(), place: fault.at.to_string(), remedy: remedy.into() };
            self.of_source(source, &why, kind);
        }
    }

    /// Anchors that do not agree, and those on recordings that could not be heard.
    pub fn anchors(&mut self, case: &CaseFiles, walls: &Walls) {
        for (i, anchor) in case.anchors.iter().enumerate() {
            let what = match walls.of_anchor(i) {
                None => format!(
                    "anchor {:?} is on {}, which could not be heard, so it ties nothing",
                    anchor.id, anchor.source
                ),
                Some((s, at)) if s.agrees.get(at) == Some(&false) => {
                    let off = s.residuals.get(at).copied().unwrap_or_default();
                    format!(
                        "anchor {:?} does not agree with the others: {} from what they say",
                        anchor.id,
                        seconds(off.get())
                    )
                }
                _ => continue,
            };
            self.all.push(document::Problem {
                file: "case.toml".into(),
                place: format!("anchor {}", anchor.id),
                what,
                remedy: "look at the place again; a device's clock may be wrong by minutes or by an hour".into(),
                kind: "doubt".into(),
            });
        }
    }

    /// Hand anchors that the sound, or another anchor, contradicts.
    pub fn by_hand(&mut self, anchors: &[by_hand::Tested]) {
        for anchor in anchors {
            let Some(what) = anchor.problem() else { continue };
            let (file, place) = anchor.place.clone();
            self.all.push(document::Problem {
                file,
                place,
                what,
                remedy: "listen to both places again; whoever gave it can supersede it, and others can reject it"
                    .into(),
                kind: "doubt".into(),
            });
        }
    }

    /// Claimed clocks that do not agree, each with what rests on it. Anchors that disagree with each other have been
    /// told already.
    pub fn claimed(&mut self, claims: &[claimed::Tested], walls: &Walls, case: &CaseFiles, compared: &[Compared]) {
        for t in claims.iter().filter(|t| t.disagrees()) {
            let clock = &t.claim.clock;
            let (file, place, rests) = if t.claim.is_anchor {
                let Some(i) = case.anchors.iter().position(|a| a.id == clock.id) else { continue };
                if walls.of_anchor(i).is_some_and(|(s, at)| s.agrees.get(at) == Some(&false)) {
                    continue;
                }
                let rests = "the wall times of this review rest on the anchors and not on what files claim";
                ("case.toml".to_owned(), format!("anchor {}", clock.id), rests)
            } else {
                let source = case.sources.iter().find(|s| s.id.as_str() == clock.recording);
                let used = compared.iter().any(|c| c.rests_on_claim && c.recording.as_str() == clock.recording);
                let rests = if used {
                    "what is said of a device's log beside this recording rests on it"
                } else {
                    "no time in this review rests on it"
                };
                (source.map_or_else(|| clock.recording.clone(), shown_name), String::new(), rests)
            };
            self.all.push(document::Problem {
                file,
                place,
                what: format!("claimed clock of {} ({}): {}; {rests}", clock.recording, t.claim.what, t.words),
                remedy: "ask which clock the device and the export used, and how it was set".into(),
                kind: "doubt".into(),
            });
        }
    }

    /// Nothing that was said of a privileged source may stand in the document: `files` are these sources' own, as
    /// problems name them. A name is looked for as a whole, so that a short one takes nothing else away.
    pub fn forget_privileged(&mut self, privileged: &[SourceId], files: &[String]) {
        self.all.retain(|p| {
            let named = |id: &SourceId| names(&p.what, id.as_str()) || names(&p.remedy, id.as_str());
            !files.contains(&p.file) && !privileged.iter().any(named)
        });
    }

    /// Nor what is wrong with an entry that was left out: a file, and its lines there.
    pub fn forget_entries(&mut self, left_out: &[(String, Range<usize>)]) {
        self.all.retain(|p| {
            let line = p.place.split(':').next().and_then(|l| l.parse::<usize>().ok());
            !line.is_some_and(|line| left_out.iter().any(|(file, lines)| *file == p.file && lines.contains(&line)))
        });
    }

    /// As the document lists them.
    pub fn into_document(self) -> Vec<document::Problem> {
        self.all
    }
}

/// A source's file as problems name it: by its place in the case, or by the last part of a path elsewhere.
pub fn shown_name(source: &Source) -> String {
    super::in_case(source).map_or_else(|| source.location.file_name(), str::to_owned)
}

/// Whether a text names an id as a whole: not as a part of a longer one.
fn names(text: &str, id: &str) -> bool {
    let belongs = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.match_indices(id).any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + id.len()..).and_then(|t| t.chars().next());
        !before.is_some_and(belongs) && !after.is_some_and(|c| belongs(c) && c != '.')
    })
}

/// All faults of a recording, the container's first.
pub fn faults(found: &Found) -> impl Iterator<Item = &Fault> {
    found.recording.faults.iter().chain(&found.heard.faults)
}
