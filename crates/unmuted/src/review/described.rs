//! Recordings that a fictional case describes in words (`timeline.toml`): on a clock of their own, beside whatever
//! was put on one clock by its sound, and shown as recordings without media.

use std::collections::BTreeMap;

use unmuted_case::timeline::{Placement, Recording, Silence, Timeline};
use unmuted_model::{IncidentFromRecording, ObservationId, SourceId, SpanSet};

use super::build::recordings::{pair, pairs, silence_id};
use super::clock::OneClock;
use super::document;
use super::timeline;
use super::wall::{self, Solved, Walls};
use crate::case_files::{CaseFiles, Described};
use crate::report::text::clock_time;

/// What stands where container and codecs would.
const MEDIA_WORDS: &str = "described in words, no media";

/// Puts them on the clock: those that are placed make a group of their own, which is the main one where there is no
/// other.
pub fn place(one: &mut OneClock, described: &[Described]) {
    let group = one.groups.iter().map(|g| g.number).max().unwrap_or(0) + 1;
    let mut reference = true;
    for d in described {
        match d.placed {
            Some(t) => one.place_as_described(d.id.as_str(), group, t, std::mem::take(&mut reference)),
            None => one.leave_out(d.id.as_str(), "as described: it is not placed"),
        }
    }
    one.main_group = one.main_group.max(1);
}

/// For the timeline.
pub fn recording(d: &Described, placement: Option<Placement>) -> Recording {
    Recording {
        id: d.id.clone(),
        name: d.name.clone(),
        is_camera: d.is_camera,
        has_picture: d.has_picture,
        placement,
        extent: d.span,
        examined: d.examined.clone(),
        silences: d
            .silences
            .iter()
            .enumerate()
            .map(|(i, s)| Silence {
                id: ObservationId::new(silence_id(d.id.as_str(), i)),
                class: s.class,
                extent: s.extent,
            })
            .collect(),
        redacted: timeline::redacted(d.redacted),
    }
}

/// For the document.
pub fn shown(d: &Described, placement: document::Placement) -> document::Recording {
    let silent: SpanSet<_> = d.silences.iter().map(|s| s.extent.outer()).collect();
    let audible = d.examined.minus(&silent);
    let missing = d.examined.missing(d.span);
    let missing: Vec<String> = missing
        .spans()
        .iter()
        .map(|s| format!("{} to {}", clock_time(s.start().ns()), clock_time(s.end().ns())))
        .collect();
    let silences = d.silences.iter().enumerate().map(|(i, s)| document::Silence {
        id: silence_id(d.id.as_str(), i),
        class: s.class.key().into(),
        words: s.class.words().into(),
        start_ns: [s.extent.start().earliest().ns(), s.extent.start().latest().ns()],
        end_ns: [s.extent.end().earliest().ns(), s.extent.end().latest().ns()],
        method: "described".into(),
        evidence: "as described in timeline.toml".into(),
        possible_causes: s.class.possible_causes().iter().map(|c| c.words().to_owned()).collect(),
        cause: String::new(),
        device_log: Vec::new(),
    });
    let [start_ns, end_ns] = pair(d.span);
    document::Recording {
        id: d.id.to_string(),
        name: d.name.clone(),
        file: String::new(),
        media: None,
        media_is_proxy: false,
        shows: if d.has_picture { "video".into() } else { "audio".into() },
        device: String::new(),
        wearer: d.wearer.clone(),
        received: String::new(),
        redacted: d.redacted.key().into(),
        sha256: String::new(),
        size: 0,
        media_words: MEDIA_WORDS.into(),
        start_ns,
        end_ns,
        placement,
        silences: silences.collect(),
        // Words have no device.
        device_logs: Vec::new(),
        audible_ns: pairs(&audible),
        audible_total_ns: audible.total().get(),
        examined: missing.is_empty(),
        not_examined: if missing.is_empty() { String::new() } else { format!("not examined: {}", missing.join(", ")) },
        faults: Vec::new(),
        claims: Vec::new(),
    }
}

/// A case of which nothing but words is needed, ready to be tested: described recordings, marks, values, outcomes.
pub struct InWords {
    /// What sentences are tested against.
    pub timeline: Timeline,
    /// Recordings of the main group.
    pub transforms: BTreeMap<SourceId, IncidentFromRecording>,
    /// The tie to wall time.
    pub wall: Option<Solved>,
}

impl InWords {
    /// Puts it together, without opening any evidence: recordings that have media are not in it.
    pub fn of(case: &CaseFiles) -> Self {
        let mut one = OneClock::default();
        place(&mut one, &case.described);
        let mut recordings: Vec<Recording> =
            case.described.iter().map(|d| recording(d, one.timeline_placement(d.id.as_str()))).collect();
        wall::place_alone(case, &mut recordings, one.next_group());
        let transforms = timeline::transforms(&recordings, one.main_group);
        let walls = Walls::of(case, &recordings);
        let timeline = timeline::build(case, recordings, one.main_group, &walls);
        Self { timeline, transforms, wall: walls.group(one.main_group).cloned() }
    }
}
