//! `timeline.toml`: recordings described in words instead of media. Only a fictional case may have it: of a real
//! recording nobody's word is taken for what can be measured.

use std::collections::BTreeSet;

use unmuted_model::{
    Extent, IncidentFromRecording, Interval, Nanos, RecordingClock, RecordingTime, SilenceClass, SourceId, Span,
    SpanSet,
};

use super::case_toml::not_a_quantity;
use super::evidence_toml::Stated;
use super::names::Names;
use super::problem::{FileText, Place, Problem};
use super::toml_reader::{self, Table, span_of};

/// The file's name.
pub const FILE: &str = "timeline.toml";

/// Keys of the file.
pub const KEYS: &[&str] = &["format", "recording"];
/// Keys of `[[recording]]`.
pub const RECORDING_KEYS: &[&str] = &[
    "id",
    "name",
    "camera",
    "picture",
    "length",
    "starts_at",
    "plus_minus",
    "redacted",
    "wearer",
    "not_examined",
    "silent",
];
/// Keys of a span of `silent`.
pub const SILENT_KEYS: &[&str] = &["class", "from", "to", "plus_minus"];

/// A recording described in words.
#[derive(Clone, Debug)]
pub struct Described {
    /// Its id.
    pub id: SourceId,
    /// The name shown; the id where none is given.
    pub name: String,
    /// Whether it is a camera, and not a dispatch channel.
    pub is_camera: bool,
    /// Whether it has a picture.
    pub has_picture: bool,
    /// From its zero to its end, on its own clock.
    pub span: Span<RecordingClock>,
    /// Where it is on the clock that all described recordings share; `None` where it is not placed.
    pub placed: Option<IncidentFromRecording>,
    /// Whether it stands for a redacted copy.
    pub redacted: Stated,
    /// Who wore it: a person's id or a name, or empty.
    pub wearer: String,
    /// Where its sound was examined.
    pub examined: SpanSet<RecordingClock>,
    /// Its silent spans, in order of time.
    pub silences: Vec<DescribedSilence>,
    /// Where the entry stands.
    pub place: Place,
}

/// A silent span described in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DescribedSilence {
    /// Its class.
    pub class: SilenceClass,
    /// Where, on the recording's own clock.
    pub extent: Extent<RecordingClock>,
}

/// `timeline.toml` as read.
#[derive(Default, Debug)]
pub struct TimelineToml {
    /// The recordings, in the order of the file.
    pub recordings: Vec<Described>,
    /// Ids of entries that could not be read.
    pub lost: BTreeSet<String>,
    /// Whether the file as a whole could not be read.
    pub whole_file_lost: bool,
}

/// Reads the file's text. Of a case that is not fictional nothing is read.
pub fn read(file: &FileText, people: &Names, fictional: bool, problems: &mut Vec<Problem>) -> TimelineToml {
    if !fictional {
        problems.push(file.whole().unread(
            "it describes recordings in words, which only a fictional case may do, and this case is not said to be one",
            "take the recordings in with `unmuted add`; or say in case.toml that the case is fictional",
        ));
        return TimelineToml { whole_file_lost: true, ..TimelineToml::default() };
    }
    match toml_reader::parse(file, KEYS, problems, |top| entries(top, "recording", people)) {
        Some((recordings, lost)) => TimelineToml { recordings, lost, whole_file_lost: false },
        None => TimelineToml { whole_file_lost: true, ..TimelineToml::default() },
    }
}

/// The described recordings under a key, and the ids of those that could not be read.
pub(crate) fn entries(top: &mut Table<'_>, key: &str, people: &Names) -> (Vec<Described>, BTreeSet<String>) {
    // The first that is placed is the reference: its clock is the common one.
    let mut reference = None;
    top.entries(key, RECORDING_KEYS, |t| recording(t, people, &mut reference))
}

fn recording(t: &mut Table<'_>, people: &Names, reference: &mut Option<String>) -> Option<Described> {
    let id = t.id()?;
    not_a_quantity(t, &id)?;
    let name = t.text("name").filter(|n| !n.trim().is_empty()).unwrap_or_else(|| id.clone());
    let is_camera = t.boolean("camera").unwrap_or(true);
    let has_picture = t.boolean("picture").unwrap_or(is_camera);
    let placed = placed(t, &id, reference);
    t.required("length")?;
    let end = t.recording_time("length")?;
    if end <= RecordingTime::ZERO {
        t.wrong("length", format!("recording {id:?} holds no time"), "write its length: length = \"5:00\"");
        return None;
    }
    let span = Span::between(RecordingTime::ZERO, end);
    let not_examined: SpanSet<RecordingClock> =
        t.list("not_examined", "spans", span_of).unwrap_or_default().into_iter().collect();
    if !not_examined.minus(&SpanSet::from_iter([span])).is_empty() {
        let what = format!("a span that was not examined lies outside of recording {id:?}");
        t.wrong("not_examined", what, "times run from 0:00 to the recording's length");
    }
    let mut silences = t.all_entries("silent", SILENT_KEYS, |s| silence(s, span));
    silences.sort_by_key(|s| s.extent.outer());
    if silences.windows(2).any(|w| matches!(w, [a, b] if b.extent.start().middle() < a.extent.end().middle())) {
        let what = format!("two silent spans of recording {id:?} overlap");
        t.wrong("silent", what, "write them as one, or the second from where the first ends");
    }
    let wearer = t.text_or_empty("wearer");
    if let Some(near) = people.near_miss(&wearer) {
        let what = format!("the wearer {wearer:?} is nobody of case.toml");
        t.doubt("wearer", what, &format!("did you mean {near:?}?"));
    }
    Some(Described {
        id: SourceId::new(id),
        name,
        is_camera,
        has_picture,
        span,
        placed,
        redacted: t.choice("redacted", &Stated::CHOICES).unwrap_or_default(),
        wearer,
        examined: SpanSet::from_iter([span]).minus(&not_examined),
        silences,
        place: t.place(),
    })
}

fn placed(t: &mut Table<'_>, id: &str, reference: &mut Option<String>) -> Option<IncidentFromRecording> {
    let starts_at = t.step("starts_at");
    let plus_minus = t.length("plus_minus");
    let Some(offset) = starts_at else {
        if plus_minus.is_some() && t.value("starts_at").is_none() {
            let what = format!("recording {id:?} has plus_minus and no starts_at");
            t.wrong("plus_minus", what, "say where it starts: starts_at = \"4 s\"; or leave both out: not placed");
        }
        return None;
    };
    let bound = match reference {
        None => {
            *reference = Some(id.to_owned());
            if plus_minus.is_some_and(|p| p > Nanos::ZERO) {
                let what = format!("recording {id:?} is the first that is placed, so its clock is the common one");
                t.wrong("plus_minus", what, "take plus_minus out here; the others say how far off they may be");
            }
            Nanos::ZERO
        }
        Some(reference) => match plus_minus {
            Some(bound) => bound,
            None => {
                let what = format!("recording {id:?} does not say how far its start may be off");
                t.wrong("starts_at", what, &format!("add plus_minus = \"0.05 s\": against the clock of {reference}"));
                return None;
            }
        },
    };
    Some(IncidentFromRecording { offset, estimator_bound: bound, ..IncidentFromRecording::REFERENCE })
}

fn silence(t: &mut Table<'_>, whole: Span<RecordingClock>) -> Option<DescribedSilence> {
    t.required("class")?;
    let class = t.choice("class", &SilenceClass::ALL.map(|c| (c.key(), c)))?;
    t.required("from")?;
    t.required("to")?;
    let (from, to) = (t.recording_time("from")?, t.recording_time("to")?);
    let plus_minus = t.length("plus_minus").unwrap_or(Nanos::ZERO);
    if from >= to || from < whole.start() || whole.end() < to {
        let what = "the silent span holds no time, or lies outside of the recording".to_owned();
        t.wrong("to", what, "times run from 0:00 to the recording's length, the earlier first");
        return None;
    }
    if class == SilenceClass::TrackAbsent && (from, to) != (whole.start(), whole.end()) {
        let what = "a recording without an audio track is silent from its start to its end".to_owned();
        t.wrong("class", what, "write from = \"0:00\" and to = its length, or choose another class");
        return None;
    }
    // At the recording's own ends there is nothing to be unsure of.
    let end = |at: RecordingTime| {
        if at == whole.start() || at == whole.end() {
            return Interval::exactly(at);
        }
        let around = Interval::exactly(at).widened(plus_minus);
        Interval::between(around.earliest().max(whole.start()), around.latest().min(whole.end()))
    };
    Some(DescribedSilence { class, extent: Extent::new(end(from), end(to)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case_files::testing::{self, each_is_one_problem, names};

    fn timeline(entries: &str) -> (TimelineToml, Vec<Problem>) {
        let people = names("person", &["officer-1"]);
        testing::read(&format!("format = 1\n{entries}\n"), |file, problems| read(file, &people, true, problems))
    }

    const CAMERA: &str = "[[recording]]\nid = \"camera-1\"\nlength = \"5:00\"\n";

    fn secs(s: i64) -> RecordingTime {
        RecordingTime::ZERO + Nanos::from_secs(s)
    }

    #[test]
    fn a_recording_in_words() {
        let entries = format!(
            "{CAMERA}name = \"Camera 1\"\nstarts_at = \"0 s\"\nredacted = \"yes\"\nwearer = \"officer-1\"\n\
             not_examined = [[\"4:00\", \"5:00\"]]\n\
             silent = [{{ class = \"dropped\", from = \"3:00\", to = \"3:10\", plus_minus = \"0.5 s\" }},\n\
             {{ class = \"pre_event\", from = \"0:00\", to = \"0:30\" }}]\n\
             [[recording]]\nid = \"radio\"\ncamera = false\nlength = \"60 s\"\nstarts_at = \"-4 s\"\nplus_minus = \"1 s\"\n\
             [[recording]]\nid = \"lost\"\npicture = false\nlength = \"0:01:00\"\n"
        );
        let (read, problems) = timeline(&entries);
        assert_eq!(problems, []);
        let [camera, radio, lost] = read.recordings.as_slice() else { panic!("{read:?}") };
        assert_eq!(camera.examined, SpanSet::from_iter([Span::between(secs(0), secs(240))]));
        assert_eq!(camera.silences[0].class, SilenceClass::PreEvent, "in order of time");
        assert_eq!(camera.silences[1].extent.start().width(), Nanos::from_secs(1));
        assert_eq!(camera.placed, Some(IncidentFromRecording::REFERENCE));
        assert_eq!(camera.redacted, Stated::Yes);
        assert!(camera.is_camera && camera.has_picture && !radio.is_camera && !radio.has_picture);
        let placed = radio.placed.unwrap();
        assert_eq!((placed.offset, placed.estimator_bound), (Nanos::from_secs(-4), Nanos::from_secs(1)));
        assert!(lost.is_camera && !lost.has_picture && lost.placed.is_none());
    }

    #[test]
    fn only_a_fictional_case_may_have_it() {
        let (read, problems) =
            testing::read(&format!("format = 1\n{CAMERA}"), |file, p| read(file, &names("person", &[]), false, p));
        assert!(read.recordings.is_empty() && read.whole_file_lost);
        assert!(problems[0].what.contains("only a fictional case"), "{problems:?}");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let with = |keys: &str| format!("{CAMERA}{keys}\n");
        let silent = |s: &str| with(&format!("silent = [{{ {s} }}]"));
        let second = CAMERA.replace("camera-1", "camera-2");
        let cases = [
            (CAMERA.replace("5:00", "0:00"), "holds no time"),
            (CAMERA.replace("length", "lenght"), "has no key \"lenght\""),
            (with("camera = \"yes\""), "camera of"),
            (with("starts_at = \"soon\""), "has the unit \"soon\""),
            (with("plus_minus = \"1 s\""), "plus_minus and no starts_at"),
            (with("starts_at = \"0 s\"\nplus_minus = \"1 s\""), "the first that is placed"),
            (with(&format!("starts_at = \"0 s\"\n{second}starts_at = \"4 s\"")), "how far its start may be off"),
            (with("redacted = \"maybe\""), "none of its words"),
            (with("wearer = \"officer-2\""), "is nobody of case.toml"),
            (with("not_examined = [[\"4:00\", \"6:00\"]]"), "outside of recording"),
            (with("not_examined = [\"4:00\", \"5:00\"]"), "is not two times"),
            (silent("class = \"mute\", from = \"1:00\", to = \"2:00\""), "none of its words"),
            (silent("class = \"dropped\", from = \"2:00\", to = \"1:00\""), "holds no time"),
            (silent("class = \"dropped\", from = \"2:00\", to = \"5:01\""), "outside of the recording"),
            (silent("class = \"track_absent\", from = \"0:00\", to = \"4:00\""), "without an audio track"),
            (
                silent(
                    "class = \"dropped\", from = \"1:00\", to = \"2:00\" }, { class = \"dropped\", from = \"1:59\", to = \"3:00\"",
                ),
                "overlap",
            ),
        ];
        let cases: Vec<(&str, &str)> = cases.iter().map(|(text, says)| (text.as_str(), *says)).collect();
        // A mistyped required key is two problems: it is not known, and the one that was meant is not there.
        each_is_one_problem(&cases, |text| timeline(text).1.into_iter().take(1).collect());
        assert!(timeline(&silent("class = \"mute\", from = \"1:00\", to = \"2:00\"")).0.recordings.is_empty());
    }
}
