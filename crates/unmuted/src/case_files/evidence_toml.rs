//! `evidence.toml`: one entry for each source, with its digest and where it came from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use unmuted_archive::audit::MatchOptions;
use unmuted_model::{Nanos, SourceId};

use super::case_toml::not_a_quantity;
use super::names::Names;
use super::problem::{FileText, Place, Problem};
use super::toml_reader::{self, Table};

/// The file's name.
pub const FILE: &str = "evidence.toml";

/// Keys of the file.
pub const KEYS: &[&str] = &["format", "source"];
/// Keys of `[[source]]`.
pub const SOURCE_KEYS: &[&str] = &[
    "id",
    "name",
    "kind",
    "file",
    "reference",
    "sha256",
    "size",
    "device",
    "wearer",
    "received",
    "redacted",
    "privileged",
    "publisher",
    "published",
    "repeats",
    "note",
    "columns",
    "precision",
    "plus_minus",
    "dates",
    "of",
    "map",
    "tolerance_s",
];
/// Keys of `received`.
pub const RECEIVED_KEYS: &[&str] = &["from", "at", "how"];
/// Keys of `columns`.
pub const COLUMN_KEYS: &[&str] = &["date", "time", "unit", "text"];

/// What a source is, with what only that kind has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SourceKind {
    /// Sound, picture or both.
    Recording,
    /// A CSV file of typed entries.
    DispatchLog(LogColumns),
    /// WebVTT or SubRip.
    Transcript {
        /// The recording it transcribes.
        of: SourceId,
    },
    /// A device's own log.
    AuditLog(LogReading),
    /// Anything else that can be cited and whose file is held.
    Document,
    /// A source that is cited and not held: a report, an article, a page of the web.
    Publication,
}

impl SourceKind {
    /// The words of `kind`, in the order in which messages list them.
    pub const WORDS: [&'static str; 6] =
        ["recording", "dispatch_log", "transcript", "audit_log", "document", "publication"];
    /// Those of them that have a file, and so can be taken in.
    pub const HELD_WORDS: [&'static str; 5] = ["recording", "dispatch_log", "transcript", "audit_log", "document"];

    /// The name in files.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Recording => "recording",
            Self::DispatchLog(_) => "dispatch_log",
            Self::Transcript { .. } => "transcript",
            Self::AuditLog(_) => "audit_log",
            Self::Document => "document",
            Self::Publication => "publication",
        }
    }
}

/// How to read a dispatch log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogColumns {
    /// The column with the date, where it stands apart from the time.
    pub date: Option<String>,
    /// The column with the time.
    pub time: String,
    /// The column with the unit, if there is one.
    pub unit: Option<String>,
    /// The column with the entry.
    pub text: String,
    /// How exact the typed times are.
    pub precision: Precision,
    /// How far the log's clock may be off, on top of the precision.
    pub plus_minus: Nanos,
    /// How dates with slashes are written.
    pub dates: Option<DateOrder>,
}

/// How to read a device's audit log and how to compare it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogReading {
    /// The mapping: a TOML file of the case, by a path with forward slashes. Without one the log cannot be read.
    pub map: Option<String>,
    /// How far the log's times and a recording's may differ, either way.
    pub tolerance: Nanos,
}

/// How exact a typed time is: it means that whole second or minute.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Precision {
    /// To the second.
    Second,
    /// To the minute.
    Minute,
}

/// In which order a date with slashes is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DateOrder {
    /// 5/14/2026
    MonthFirst,
    /// 14/5/2026
    DayFirst,
}

/// Yes, no, or nobody said.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Stated {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Nobody said.
    #[default]
    NotStated,
}

impl Stated {
    /// Words and values, for files and the command line.
    pub const CHOICES: [(&'static str, Self); 3] =
        [("yes", Self::Yes), ("no", Self::No), ("not stated", Self::NotStated)];

    /// The word in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::NotStated => "not stated",
        }
    }
}

/// From whom a source was received, when and how; each may be unknown.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Received {
    /// From whom, or empty.
    pub from: String,
    /// When.
    pub at: Option<Date>,
    /// How, or empty.
    pub how: String,
}

impl Received {
    /// In words, for a page: `from Millbrook Training Unit, 2026-05-18, on a memory stick`; empty if nothing is known.
    pub fn words(&self) -> String {
        let from = if self.from.is_empty() { None } else { Some(format!("from {}", self.from)) };
        let how = if self.how.is_empty() { None } else { Some(self.how.clone()) };
        [from, self.at.map(|d| d.to_string()), how].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// Where a source's bytes are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Location {
    /// In the case folder, by a path with forward slashes that begins with `evidence/`.
    Within(String),
    /// Where it was, because it is too large to copy. Output names only its last part.
    Elsewhere(PathBuf),
    /// Nowhere in the case: the source is cited and not held.
    NotHeld,
}

impl Location {
    /// The path to open; `None` for a source that is not held.
    pub fn path(&self, case_dir: &Path) -> Option<PathBuf> {
        match self {
            Self::Within(file) => Some(file.split('/').fold(case_dir.to_owned(), |path, part| path.join(part))),
            // An absolute path stands for itself.
            Self::Elsewhere(path) => Some(case_dir.join(path)),
            Self::NotHeld => None,
        }
    }

    /// The file's own name, the only part that output shows; empty for a source that is not held.
    pub fn file_name(&self) -> String {
        match self {
            Self::NotHeld => String::new(),
            Self::Within(file) => file.rsplit('/').next().unwrap_or(file).to_owned(),
            Self::Elsewhere(path) => path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        }
    }
}

/// One source of the case.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// The name shown; the id where none is given.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// Where its bytes are.
    pub location: Location,
    /// SHA-256 as taken in, 64 lower-case hexadecimal digits; empty for a source that is not held.
    pub sha256: String,
    /// Bytes, as taken in; 0 for a source that is not held.
    pub size: u64,
    /// The device, or empty.
    pub device: String,
    /// Who wore it: a person's id or a name, or empty.
    pub wearer: String,
    /// From whom, when, how.
    pub received: Received,
    /// Whether it was redacted before it was received.
    pub redacted: Stated,
    /// Attorney work product: stays out of everything sealed or published.
    pub privileged: bool,
    /// Who published it, or empty.
    pub publisher: String,
    /// The day it was published, if known.
    pub published: Option<Date>,
    /// The source that this one as a whole repeats: the two are one origin.
    pub repeats: Option<SourceId>,
    /// The note, or empty.
    pub note: String,
    /// Where the entry stands, for problems found later.
    pub place: Place,
}

impl Source {
    /// Whether it is a recording.
    pub fn is_recording(&self) -> bool {
        self.kind == SourceKind::Recording
    }

    /// Whether its file is in the case, or within its reach.
    pub fn is_held(&self) -> bool {
        self.location != Location::NotHeld
    }
}

/// `evidence.toml` as read.
#[derive(Default)]
pub struct EvidenceToml {
    /// The sources, in the order of the file.
    pub sources: Vec<Source>,
    /// Ids of entries that could not be read.
    pub lost: BTreeSet<String>,
    /// Whether the file as a whole could not be read.
    pub whole_file_lost: bool,
}

/// Reads the file's text. `described` are the recordings that `timeline.toml` describes in words.
pub fn read(
    file: &FileText,
    people: &Names,
    described: &BTreeSet<String>,
    problems: &mut Vec<Problem>,
) -> EvidenceToml {
    let read = toml_reader::parse(file, KEYS, problems, |top| {
        let (mut found, mut lost) = top.entries("source", SOURCE_KEYS, |t| source(t, people, described));
        // What a transcript is of can be checked only when all entries are known.
        loop {
            let names = Names::new(
                "recording",
                FILE,
                found.iter().filter(|s| s.is_recording()).map(|s| s.id.to_string()).chain(described.iter().cloned()),
                lost.clone(),
                false,
            );
            let before = found.len();
            found.retain(|s| {
                let SourceKind::Transcript { of } = &s.kind else { return true };
                let Err(unknown) = names.check(of.as_str()) else { return true };
                top.report(s.place.unread(format!("source {:?}: {}", s.id.as_str(), unknown.what), unknown.remedy));
                lost.insert(s.id.to_string());
                false
            });
            if found.len() == before {
                break;
            }
        }
        repeats(&mut found, &lost, described, top);
        (found, lost)
    });
    match read {
        Some((sources, lost)) => EvidenceToml { sources, lost, whole_file_lost: false },
        None => EvidenceToml { whole_file_lost: true, ..EvidenceToml::default() },
    }
}

/// A source that repeats another: it must be there, and not in the end repeat itself. The source itself stays.
fn repeats(found: &mut [Source], lost: &BTreeSet<String>, described: &BTreeSet<String>, top: &mut Table<'_>) {
    let known = found.iter().map(|s| s.id.to_string()).chain(described.iter().cloned());
    let names = Names::new("source", FILE, known, lost.clone(), false);
    let of: BTreeMap<SourceId, SourceId> =
        found.iter().filter_map(|s| Some((s.id.clone(), s.repeats.clone()?))).collect();
    for s in found {
        let Some(other) = &s.repeats else { continue };
        let wrong = match names.check(other.as_str()) {
            Err(unknown) => (unknown.what, unknown.remedy),
            Ok(()) => {
                // As many steps as there are sources lead to an origin, or round and round.
                let steps = std::iter::successors(Some(other), |id| of.get(*id)).take(of.len() + 1);
                if steps.into_iter().all(|id| *id != s.id) {
                    continue;
                }
                ("it comes back to itself".to_owned(), "take repeats out at the source that came first".to_owned())
            }
        };
        top.report(s.place.doubt(format!("what source {:?} repeats: {}", s.id.as_str(), wrong.0), wrong.1));
        s.repeats = None;
    }
}

/// Keys that only sources of a kind have; a publication has none of those that speak of a file.
const ONLY: [(&str, &str); 7] = [
    ("columns", "dispatch_log"),
    ("precision", "dispatch_log"),
    ("plus_minus", "dispatch_log"),
    ("dates", "dispatch_log"),
    ("of", "transcript"),
    ("map", "audit_log"),
    ("tolerance_s", "audit_log"),
];
const OF_A_FILE: [&str; 7] = ["file", "reference", "sha256", "size", "device", "wearer", "received"];

fn source(t: &mut Table<'_>, people: &Names, described: &BTreeSet<String>) -> Option<Source> {
    let id = t.id()?;
    not_a_quantity(t, &id)?;
    if described.contains(&id) {
        let what = format!("timeline.toml describes a recording {id:?} too");
        t.wrong("id", what, "give one of the two another id");
    }
    let name = t.text("name").filter(|n| !n.trim().is_empty()).unwrap_or_else(|| id.clone());
    t.required("kind")?;
    let words = SourceKind::WORDS.map(|w| (w, w));
    let kind = t.choice("kind", &words)?;
    let kind = match kind {
        "recording" => SourceKind::Recording,
        "dispatch_log" => SourceKind::DispatchLog(columns(t)?),
        "transcript" => SourceKind::Transcript { of: SourceId::new(t.required("of")?) },
        "audit_log" => SourceKind::AuditLog(log_reading(t)?),
        "publication" => SourceKind::Publication,
        _ => SourceKind::Document,
    };
    for (key, of) in ONLY {
        if t.value(key).is_some() && kind.key() != of {
            t.wrong(
                key,
                format!("{key} is only for a source of kind {of}, and this is a {}", kind.key()),
                "take it out",
            );
        }
    }
    let (location, sha256, size) = if kind == SourceKind::Publication {
        for key in OF_A_FILE {
            if t.value(key).is_some() {
                let what = format!("a publication is cited and not held, and so has no {key}");
                t.wrong(key, what, "take it out; or take the file in with `unmuted add`, as a document");
            }
        }
        (Location::NotHeld, String::new(), 0)
    } else {
        held(t, &id)?
    };
    let wearer = t.text_or_empty("wearer");
    if let Some(near) = people.near_miss(&wearer) {
        let what = format!("the wearer {wearer:?} is nobody of case.toml");
        t.doubt("wearer", what, &format!("did you mean {near:?}?"));
    }
    Some(Source {
        id: SourceId::new(id),
        name,
        kind,
        location,
        sha256,
        size,
        device: t.text_or_empty("device"),
        wearer,
        received: t.table("received", RECEIVED_KEYS, received).unwrap_or_default(),
        redacted: t.choice("redacted", &Stated::CHOICES).unwrap_or_default(),
        privileged: t.boolean("privileged").unwrap_or(false),
        publisher: t.text_or_empty("publisher"),
        published: t.date("published"),
        repeats: t.text("repeats").filter(|r| !r.trim().is_empty()).map(SourceId::new),
        note: t.text_or_empty("note"),
        place: t.place(),
    })
}

/// Where the file is, its digest and its bytes.
fn held(t: &mut Table<'_>, id: &str) -> Option<(Location, String, u64)> {
    let location = location(t)?;
    let sha256 = t.required("sha256")?;
    if sha256.len() != 64 || !sha256.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        let remedy = "take the file in with \"unmuted add\", which writes the digest";
        t.wrong("sha256", "sha256 is not 64 lower-case hexadecimal digits".to_owned(), remedy);
    }
    if t.value("size").is_none() {
        t.wrong("size", format!("source {id:?} has no size"), "add a line: size = <bytes>");
    }
    Some((location, sha256, t.whole("size")?))
}

fn received(t: &mut Table<'_>) -> Option<Received> {
    Some(Received { from: t.text_or_empty("from"), at: t.date("at"), how: t.text_or_empty("how") })
}

fn columns(t: &mut Table<'_>) -> Option<LogColumns> {
    if t.value("columns").is_none() {
        let remedy =
            "add a line: columns = { time = \"Time\", unit = \"Unit\", text = \"Entry\" }, with the file's own names";
        t.wrong("columns", "the dispatch log does not say which columns it has".to_owned(), remedy);
    }
    let names = t.table("columns", COLUMN_KEYS, |c| {
        Some((c.text("date"), c.required("time")?, c.text("unit"), c.required("text")?))
    });
    let precision = t.choice("precision", &[("second", Precision::Second), ("minute", Precision::Minute)]);
    let plus_minus = t.length("plus_minus");
    let dates = t.choice("dates", &[("month first", DateOrder::MonthFirst), ("day first", DateOrder::DayFirst)]);
    let (date, time, unit, text) = names?;
    Some(LogColumns {
        date,
        time,
        unit,
        text,
        precision: precision.unwrap_or(Precision::Second),
        plus_minus: plus_minus.unwrap_or(Nanos::ZERO),
        dates,
    })
}

/// The widest tolerance: a day. A clock that is further off is set by its owner, in a copy of the log.
const MAX_TOLERANCE_S: i64 = 86_400;

fn log_reading(t: &mut Table<'_>) -> Option<LogReading> {
    let map = t.text("map").filter(|m| !m.trim().is_empty());
    if let Some(map) = &map
        && !leads_nowhere_else(map)
    {
        let remedy = "write a path in the case folder with forward slashes: map = \"audit-map.toml\"";
        t.wrong("map", format!("{map:?} is not a file in the case folder"), remedy);
        return None;
    }
    let tolerance = match t.decimal("tolerance_s") {
        Some(seconds) => match i64::try_from(seconds.billionths()).map(Nanos::new) {
            Ok(n) if (Nanos::ZERO..=Nanos::from_secs(MAX_TOLERANCE_S)).contains(&n) => n,
            _ => {
                let remedy = format!("write seconds from 0 to {MAX_TOLERANCE_S}, as in tolerance_s = 2");
                t.wrong("tolerance_s", "the tolerance is negative, or longer than a day".to_owned(), &remedy);
                return None;
            }
        },
        None if t.is_broken() => return None,
        None => MatchOptions::default().tolerance,
    };
    Some(LogReading { map, tolerance })
}

fn location(t: &mut Table<'_>) -> Option<Location> {
    match (t.text("file"), t.text("reference")) {
        (Some(file), None) => {
            if !is_within(&file) {
                let remedy = "write a path in the case folder with forward slashes: file = \"evidence/camera-1.mp4\"";
                t.wrong("file", format!("{file:?} is not a file in the case's evidence folder"), remedy);
                return None;
            }
            Some(Location::Within(file))
        }
        (None, Some(reference)) => Some(Location::Elsewhere(PathBuf::from(reference))),
        (Some(_), Some(_)) => {
            t.wrong("reference", "a source has either file or reference, not both".to_owned(), "take one of them out");
            None
        }
        (None, None) => {
            if !t.is_broken() {
                t.wrong(
                    "file",
                    "the source does not say where its file is".to_owned(),
                    "add a line: file = \"evidence/…\"; a source that is cited and not held is of kind \"publication\"",
                );
            }
            None
        }
    }
}

/// A path below `evidence/` that cannot lead out of it, on any operating system.
fn is_within(file: &str) -> bool {
    file.strip_prefix("evidence/").is_some_and(leads_nowhere_else)
}

/// A path that cannot lead out of the folder it begins in, on any operating system.
fn leads_nowhere_else(path: &str) -> bool {
    path.split('/').all(|part| !part.is_empty() && part != "." && part != "..") && !path.contains(['\\', ':', '\0'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case_files::testing::{self, each_is_one_problem};

    fn evidence(entries: &str) -> (EvidenceToml, Vec<Problem>) {
        let described = BTreeSet::from(["camera-9".to_owned()]);
        let text = format!("format = 1\n{entries}");
        testing::read(&text, |file, problems| read(file, &Names::default(), &described, problems))
    }

    const HELD: &str = "[[source]]\nid = \"a\"\nkind = \"document\"\nfile = \"evidence/a.txt\"\nsize = 1\n\
        sha256 = \"0000000000000000000000000000000000000000000000000000000000000000\"\n";

    #[test]
    fn a_publication_is_cited_and_not_held() {
        let entry = "[[source]]\nid = \"p\"\nkind = \"publication\"\npublisher = \"The Daily\"\n\
            published = \"2026-05-16\"\nrepeats = \"a\"\nprivileged = true\nredacted = \"no\"\nnote = \"n\"\n";
        let (read, problems) = evidence(&format!("{HELD}{entry}"));
        assert_eq!(problems, []);
        let p = &read.sources[1];
        assert!(!p.is_held() && p.location.path(Path::new("x")).is_none() && p.sha256.is_empty());
        assert_eq!((p.publisher.as_str(), p.repeats.as_ref().unwrap().as_str()), ("The Daily", "a"));
        assert_eq!(p.published.unwrap().to_string(), "2026-05-16");
    }

    #[test]
    fn a_transcript_may_be_of_a_described_recording() {
        let entry = HELD.replace("\"document\"", "\"transcript\"\nof = \"camera-9\"");
        assert_eq!(evidence(&entry).1, []);
    }

    #[test]
    fn an_audit_log_names_its_mapping_and_its_tolerance() {
        let log = HELD.replace("\"document\"", "\"audit_log\"");
        let reading = |keys: &str| match &evidence(&format!("{log}{keys}")).0.sources[0].kind {
            SourceKind::AuditLog(reading) => (reading.map.clone(), reading.tolerance),
            other => panic!("{other:?}"),
        };
        assert_eq!(reading(""), (None, Nanos::from_secs(2)));
        assert_eq!(
            reading("map = \"maps/audit.toml\"\ntolerance_s = 0.5\n"),
            (Some("maps/audit.toml".to_owned()), Nanos::from_millis(500))
        );
        let with = |keys: &str| format!("{log}{keys}\n");
        let cases = [
            (with("map = \"../audit.toml\""), "not a file in the case folder"),
            (with("map = \"/etc/audit.toml\""), "not a file in the case folder"),
            (with("map = 3"), "should be a text"),
            (with("tolerance_s = \"2 s\""), "should be a number"),
            (with("tolerance_s = -1"), "negative"),
            (with("tolerance_s = 100000"), "longer than a day"),
            (format!("{HELD}map = \"a.toml\"\n"), "only for a source of kind audit_log"),
            (format!("{HELD}tolerance_s = 1\n"), "only for a source of kind audit_log"),
        ];
        let cases: Vec<(&str, &str)> = cases.iter().map(|(text, says)| (text.as_str(), *says)).collect();
        each_is_one_problem(&cases, |text| evidence(text).1);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let publication = |key: &str| format!("[[source]]\nid = \"p\"\nkind = \"publication\"\n{key}\n");
        let held = |key: &str| format!("{HELD}{key}\n");
        let cases = [
            (publication("file = \"evidence/p.pdf\""), "has no file"),
            (publication("size = 3"), "has no size"),
            (publication("received = { from = \"x\" }"), "has no received"),
            (publication("published = \"in May\""), "is not a date"),
            (publication("repeats = \"b\""), "has no source \"b\""),
            (held("repeats = \"a\""), "comes back to itself"),
            (held("publisher = 3"), "should be a text"),
            (HELD.replace("id = \"a\"", "id = \"camera-9\""), "timeline.toml describes"),
        ];
        let cases: Vec<(&str, &str)> = cases.iter().map(|(text, says)| (text.as_str(), *says)).collect();
        each_is_one_problem(&cases, |text| evidence(text).1);
    }

    #[test]
    fn sources_that_repeat_each_other_are_found() {
        let other = HELD.replace("\"a\"", "\"b\"");
        let (read, problems) = evidence(&format!("{HELD}repeats = \"b\"\n{other}repeats = \"a\"\n"));
        assert_eq!(problems.len(), 2);
        assert!(read.sources.iter().all(|s| s.repeats.is_none()));
    }
}
