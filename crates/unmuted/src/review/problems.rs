//! What could not be read or does not fit, from every step, as the document lists it.

use unmuted_media::{Blame, Fault};
use unmuted_model::SourceId;

use super::document;
use super::listen::{Found, Unread};
use super::wall::{Solved, Tie};
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

    /// Anchors that do not agree, and those on recordings that are not on the clock.
    pub fn anchors(&mut self, case: &CaseFiles, ties: &[(usize, Tie)], solved: Option<&Solved>) {
        for (i, anchor) in case.anchors.iter().enumerate() {
            let tied = ties.iter().position(|(t, _)| *t == i);
            let what = match (tied, solved) {
                (None, _) => format!(
                    "anchor {:?} is on {}, which is not on the main clock, so it ties nothing",
                    anchor.id, anchor.source
                ),
                (Some(t), Some(s)) if s.agrees.get(t) == Some(&false) => {
                    let off = s.residuals.get(t).copied().unwrap_or_default();
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

    /// Nothing that was said of a privileged source may stand in the document.
    pub fn forget_privileged(&mut self, privileged: &[SourceId]) {
        self.all.retain(|p| !privileged.iter().any(|id| p.file.contains(id.as_str()) || p.what.contains(id.as_str())));
    }

    /// As the document lists them.
    pub fn into_document(self) -> Vec<document::Problem> {
        self.all
    }
}

/// A source's file as problems name it: by its place in the case, or by the last part of a path elsewhere.
fn shown_name(source: &Source) -> String {
    super::in_case(source).map_or_else(|| source.location.file_name(), str::to_owned)
}

/// All faults of a recording, the container's first.
pub fn faults(found: &Found) -> impl Iterator<Item = &Fault> {
    found.recording.faults.iter().chain(&found.heard.faults)
}
