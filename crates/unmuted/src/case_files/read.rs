//! Reads a whole case.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use unmuted_archive::audit::{AuditLog, AuditMap};
use unmuted_model::{Nanos, ObservationId, SourceId, Vocabulary};

use super::marks_jsonl::Context;
use super::names::Names;
use super::rule_use::Within;
use super::*;
use crate::imports::{self, Cue, dispatch_log::LogEntry};
use crate::rules::Library;

/// A case as its files say, checked; nothing measured and nothing derived but what stands of the marks.
#[derive(Debug)]
pub struct CaseFiles {
    /// The case's folder, as given.
    pub dir: PathBuf,
    /// What the incident is.
    pub incident: Incident,
    /// Ages and open days are counted to this date.
    pub as_of: Date,
    /// Whether the case gives `as_of`; else it is the newest date in the case.
    pub as_of_given: bool,
    /// What a sentence speaks of when it names no other span.
    pub scope: Scope,
    /// Where the scope is written, and what is wrong with it.
    pub scope_places: case_toml::ScopePlaces,
    /// Who was there.
    pub people: Vec<Person>,
    /// What can be observed.
    pub vocabulary: Vocabulary,
    /// Ties to the wall clock.
    pub anchors: Vec<Anchor>,
    /// Every source, in the order of `evidence.toml`.
    pub sources: Vec<Source>,
    /// Recordings that `timeline.toml` describes in words; only in a fictional case.
    pub described: Vec<Described>,
    /// What people marked, reviewed and decided.
    pub marks: Marks,
    /// Transcripts, in the order of their sources.
    pub transcripts: Vec<Transcript>,
    /// Dispatch logs, in the order of their sources.
    pub logs: Vec<DispatchLog>,
    /// Device audit logs, in the order of their sources.
    pub device_logs: Vec<DeviceLog>,
    /// What was said.
    pub statements: Vec<Statement>,
    /// What was required.
    pub rules: Vec<Rule>,
    /// Values with their sources.
    pub attributes: Vec<AttributeValue>,
    /// What followed.
    pub outcomes: Vec<Outcome>,
    names: ForMarks,
}

/// What new lines and entries are checked against, beside what the case holds anyway.
#[derive(Debug)]
struct ForMarks {
    kinds_lost: BTreeSet<String>,
    sources: Names,
    recordings: Names,
    people: Names,
    lines: BTreeSet<String>,
    lines_lost: BTreeSet<String>,
}

/// A transcript that could be read.
#[derive(Clone, Debug)]
pub struct Transcript {
    /// The source.
    pub source: SourceId,
    /// The recording that it transcribes.
    pub of: SourceId,
    /// Its lines, in the order of the file; times are on the recording's own clock.
    pub cues: Vec<Cue>,
}

/// A dispatch log that could be read.
#[derive(Clone, Debug)]
pub struct DispatchLog {
    /// The source.
    pub source: SourceId,
    /// Its entries, in the order of the file.
    pub entries: Vec<LogEntry>,
}

/// A device audit log that could be read.
#[derive(Clone, Debug)]
pub struct DeviceLog {
    /// The source.
    pub source: SourceId,
    /// SHA-256 as taken in.
    pub sha256: String,
    /// Whether the file that was read has that digest.
    pub as_received: bool,
    /// Whether the log was redacted before it was received.
    pub redacted: Stated,
    /// The mapping by which it was read.
    pub map: AuditMap,
    /// Its entries.
    pub log: AuditLog,
    /// How far its times and a recording's may differ, either way.
    pub tolerance: Nanos,
}

impl Transcript {
    /// The id of one of its lines: `transcript-1#4`.
    pub fn line_id(&self, cue: &Cue) -> ObservationId {
        line_id(&self.source, cue.number)
    }
}

impl DispatchLog {
    /// The id of one of its entries: `dispatch-log#3`.
    pub fn line_id(&self, entry: &LogEntry) -> ObservationId {
        line_id(&self.source, entry.number)
    }
}

fn line_id(source: &SourceId, number: usize) -> ObservationId {
    ObservationId::new(format!("{source}#{number}"))
}

impl CaseFiles {
    /// The source of that id.
    pub fn source(&self, id: &SourceId) -> Option<&Source> {
        self.sources.iter().find(|s| s.id == *id)
    }
    /// The recording of that id that `timeline.toml` describes in words.
    pub fn described(&self, id: &SourceId) -> Option<&Described> {
        self.described.iter().find(|d| d.id == *id)
    }
    /// The person of that id.
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|p| p.id.as_str() == id)
    }
    /// What a new line of `marks.jsonl` is checked against.
    pub fn marks_context(&self) -> Context<'_> {
        Context {
            vocabulary: &self.vocabulary,
            kinds_lost: &self.names.kinds_lost,
            recordings: &self.names.recordings,
            people: &self.names.people,
            lines: &self.names.lines,
            lines_lost: &self.names.lines_lost,
            device_logs: &self.device_logs,
        }
    }
    /// People and sources, as a statement names them.
    pub(super) fn statement_names(&self) -> (&Names, &Names) {
        (&self.names.people, &self.names.sources)
    }
    /// The name to show for a person's id or a free name.
    pub fn name_of<'a>(&'a self, id_or_name: &'a str) -> &'a str {
        self.person(id_or_name).map_or(id_or_name, |p| &p.name)
    }
}

/// Where the files of a case are.
#[derive(Clone, Copy)]
pub enum Files<'a> {
    /// In a folder.
    In(&'a Path),
    /// In a folder, but for one file, which reads as if it had these bytes.
    With(&'a Path, &'a str, &'a [u8]),
    /// In memory, by name, and without any evidence.
    Texts(&'a BTreeMap<&'static str, String>),
}

impl Files<'_> {
    /// A file as text; `None` where there is none.
    fn text(self, name: &str) -> Result<Option<FileText>, Box<Problem>> {
        match self {
            Self::With(_, with, bytes) if with == name => imports::decode(name, bytes).map(Some),
            Self::In(dir) | Self::With(dir, ..) => read_text(dir, name),
            Self::Texts(texts) => Ok(texts.get(name).map(|text| FileText::new(name, text))),
        }
    }

    fn bytes(self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match self {
            Self::With(_, with, bytes) if with == name => Ok(Some(bytes.to_vec())),
            Self::In(dir) | Self::With(dir, ..) => read_bytes(&dir.join(name)),
            Self::Texts(texts) => Ok(texts.get(name).map(|text| text.clone().into_bytes())),
        }
    }

    fn dir(&self) -> &Path {
        match self {
            Self::In(dir) | Self::With(dir, ..) => dir,
            Self::Texts(_) => Path::new(""),
        }
    }
}

/// Reads all files of a case, and the transcripts and logs among its evidence, with the rules that come with the
/// program. What cannot be read is left out and reported; the rest is there. Problems are in the order of the files.
///
/// # Errors
/// There is no `case.toml`, or it lacks what no case can do without.
pub fn read_case(dir: &Path) -> Result<(CaseFiles, Vec<Problem>), Box<Problem>> {
    read_case_with(Files::In(dir), Library::embedded())
}

/// The same, from wherever the files are and with another library of rules.
///
/// # Errors
/// As [`read_case`].
pub fn read_case_with(files: Files<'_>, library: &Library) -> Result<(CaseFiles, Vec<Problem>), Box<Problem>> {
    let mut problems = Vec::new();
    let dir = files.dir();
    let Some(file) = files.text(case_toml::FILE)? else {
        let there = matches!(files, Files::Texts(_)) || dir.is_dir();
        let what =
            if there { "there is no such file in this folder, so it is no case" } else { "there is no such folder" };
        let remedy = "name a case's folder, or make one with: unmuted new DIR";
        return Err(Box::new(Problem::of_file(case_toml::FILE, what, remedy)));
    };
    let mut case = case_toml::read(&file, &mut problems)?;
    let people = Names::new(
        "person",
        case_toml::FILE,
        case.people.iter().map(|p| p.id.to_string()),
        case.people_lost.clone(),
        false,
    );

    let incident = case.incident.clone();
    let described = optional(files, timeline_toml::FILE, &mut problems, |file, problems| {
        timeline_toml::read(file, &people, incident.fictional.is_some(), problems)
    })
    .unwrap_or_else(|lost| timeline_toml::TimelineToml { whole_file_lost: lost, ..Default::default() });
    let in_words: BTreeSet<String> =
        described.recordings.iter().map(|d| d.id.to_string()).chain(described.lost.iter().cloned()).collect();
    let evidence = optional(files, evidence_toml::FILE, &mut problems, |file, problems| {
        evidence_toml::read(file, &people, &in_words, problems)
    })
    .unwrap_or_else(|lost| evidence_toml::EvidenceToml { whole_file_lost: lost, ..Default::default() });
    let (sources, recordings) = source_names(&evidence, &described);

    let mut texts = Texts { dir, ids: BTreeSet::new(), lost: BTreeSet::new() };
    let (mut transcripts, mut logs, mut device_logs) = (Vec::new(), Vec::new(), Vec::new());
    for source in &evidence.sources {
        match &source.kind {
            SourceKind::Transcript { of } => {
                let (source, of) = (source, of.clone());
                transcripts.extend(texts.read(source, &mut problems, |file, problems, ids| {
                    let cues = imports::transcript(file, problems);
                    let read = Transcript { source: source.id.clone(), of, cues };
                    ids.extend(read.cues.iter().map(|c| read.line_id(c).to_string()));
                    read
                }));
            }
            SourceKind::DispatchLog(columns) => {
                logs.extend(texts.read(source, &mut problems, |file, problems, ids| {
                    let (date, zone) = (incident.date, &incident.zone);
                    let entries = imports::dispatch_log::read(file, columns, date, zone, problems);
                    let read = DispatchLog { source: source.id.clone(), entries };
                    ids.extend(read.entries.iter().map(|e| read.line_id(e).to_string()));
                    read
                }));
            }
            SourceKind::AuditLog(reading) => match device_log(files, source, reading, &mut texts, &mut problems) {
                Some(log) => device_logs.push(log),
                None => {
                    texts.lost.insert(source.id.to_string());
                }
            },
            _ => {}
        }
    }

    // Before marks, which may use the kinds that the rules bring; what is wrong with them is told in its place.
    let mut of_rules = Vec::new();
    let mut rules = optional(files, rules_toml::FILE, &mut of_rules, |file, problems| {
        let mut within = Within {
            library,
            people: &people,
            sources: &sources,
            vocabulary: &mut case.vocabulary,
            kinds_lost: &case.kinds_lost,
            applies_in: &case.incident.applies_in,
        };
        rules_toml::read(file, &mut within, problems)
    })
    .unwrap_or_default();
    rules_toml::name_versions_in_force(&mut rules, library, incident.date);

    let context = Context {
        vocabulary: &case.vocabulary,
        kinds_lost: &case.kinds_lost,
        recordings: &recordings,
        people: &people,
        lines: &texts.ids,
        lines_lost: &texts.lost,
        device_logs: &device_logs,
    };
    let marks = match files.bytes(marks_jsonl::FILE) {
        Ok(Some(bytes)) => marks_jsonl::read(&bytes, &context, &mut problems),
        Ok(None) => Marks::default(),
        Err(error) => {
            problems.push(unreadable(marks_jsonl::FILE, &error));
            Marks::default()
        }
    };
    let statements = optional(files, statements_toml::FILE, &mut problems, |file, problems| {
        statements_toml::read(file, &people, &sources, problems)
    })
    .unwrap_or_default();
    problems.append(&mut of_rules);
    let attributes = optional(files, attributes_toml::FILE, &mut problems, |file, problems| {
        attributes_toml::read(file, &sources, &recordings, problems)
    })
    .unwrap_or_default();
    let outcomes = optional(files, outcomes_toml::FILE, &mut problems, |file, problems| {
        outcomes_toml::read(file, &sources, &incident.zone, problems)
    })
    .unwrap_or_default();

    let Texts { ids: lines, lost: lines_lost, .. } = texts;
    let people_names = people;
    let (people, vocabulary, kinds_lost) = (case.people.clone(), case.vocabulary.clone(), case.kinds_lost.clone());
    let (anchors, scope, scope_places) = case.placed(&recordings, &logs, &lines_lost, &mut problems);
    let mut read = CaseFiles {
        dir: dir.to_owned(),
        as_of: incident.as_of.unwrap_or(incident.date),
        as_of_given: incident.as_of.is_some(),
        incident,
        scope,
        scope_places,
        people,
        vocabulary,
        anchors,
        sources: evidence.sources,
        described: described.recordings,
        marks,
        transcripts,
        logs,
        device_logs,
        statements,
        rules,
        attributes,
        outcomes,
        names: ForMarks { kinds_lost, sources, recordings, people: people_names, lines, lines_lost },
    };
    let lengths: BTreeMap<_, _> = read.described.iter().map(|d| (d.id.clone(), d.span)).collect();
    read.marks.keep_recorded(|id| lengths.get(id).copied(), &mut problems);
    if !read.as_of_given {
        read.as_of = newest_date(&read);
    }
    Ok((read, problems))
}

/// All sources, and the recordings among them, by name.
fn source_names(evidence: &evidence_toml::EvidenceToml, described: &timeline_toml::TimelineToml) -> (Names, Names) {
    let in_words = !described.recordings.is_empty() || !described.lost.is_empty() || described.whole_file_lost;
    let file = match (in_words, evidence.sources.is_empty() && evidence.lost.is_empty()) {
        (false, _) => evidence_toml::FILE,
        (true, true) => timeline_toml::FILE,
        (true, false) => "evidence.toml or timeline.toml",
    };
    let lost: BTreeSet<String> = evidence.lost.union(&described.lost).cloned().collect();
    let names = |what, sources: &mut dyn Iterator<Item = &Source>| {
        let known = sources.map(|s| s.id.to_string()).chain(described.recordings.iter().map(|d| d.id.to_string()));
        let whole_file_lost = evidence.whole_file_lost || described.whole_file_lost;
        Names::new(what, file, known.collect::<Vec<_>>(), lost.clone(), whole_file_lost)
    };
    let all = names("source", &mut evidence.sources.iter());
    let others: BTreeMap<_, _> =
        evidence.sources.iter().filter(|s| !s.is_recording()).map(|s| (s.id.to_string(), s.kind.key())).collect();
    let recordings = names("recording", &mut evidence.sources.iter().filter(|s| s.is_recording()));
    (all, recordings.with_others(others))
}

/// A device audit log with its mapping. Both are read where one cannot be, so that all that is wrong is told at once.
fn device_log(
    files: Files<'_>,
    source: &Source,
    reading: &LogReading,
    texts: &mut Texts<'_>,
    problems: &mut Vec<Problem>,
) -> Option<DeviceLog> {
    let map = match &reading.map {
        None => {
            problems.push(imports::device_log::without_map(source));
            None
        }
        Some(name) => match files.text(name) {
            Ok(Some(file)) => imports::device_log::map(source, &file, problems),
            Ok(None) => {
                problems.push(imports::device_log::map_not_there(source, name));
                None
            }
            Err(problem) => {
                problems.push(*problem);
                None
            }
        },
    };
    let (file, as_received) = texts.decoded(source, problems)?;
    let map = map?;
    let log = imports::device_log::read(source, &file, &map, problems)?;
    Some(DeviceLog {
        source: source.id.clone(),
        sha256: source.sha256.clone(),
        as_received,
        redacted: source.redacted,
        map,
        log,
        tolerance: reading.tolerance,
    })
}

/// Transcripts and logs as they are read.
struct Texts<'a> {
    dir: &'a Path,
    ids: BTreeSet<String>,
    lost: BTreeSet<String>,
}

impl Texts<'_> {
    fn read<T>(
        &mut self,
        source: &Source,
        problems: &mut Vec<Problem>,
        read: impl FnOnce(&FileText, &mut Vec<Problem>, &mut BTreeSet<String>) -> T,
    ) -> Option<T> {
        let (file, _) = self.decoded(source, problems)?;
        Some(read(&file, problems, &mut self.ids))
    }

    /// The text of a source's file, and whether the file has the digest with which it was taken in.
    fn decoded(&mut self, source: &Source, problems: &mut Vec<Problem>) -> Option<(FileText, bool)> {
        let name = source.location.file_name();
        let shown = match &source.location {
            Location::Within(file) => file.clone(),
            Location::Elsewhere(_) | Location::NotHeld => name,
        };
        let problem = match read_bytes(&source.location.path(self.dir)?) {
            Ok(Some(bytes)) => {
                let as_received = digests::sha256(&bytes) == source.sha256;
                if !as_received {
                    problems.push(source.place.doubt(
                        format!("{shown} is not the file that was taken in: its digest differs"),
                        "run \"unmuted verify\", and ask for the file again",
                    ));
                }
                match imports::decode(&shown, &bytes) {
                    Ok(file) => return Some((file, as_received)),
                    Err(problem) => *problem,
                }
            }
            Ok(None) => source
                .place
                .unread(format!("{shown} is not there"), "put the file back, or take the entry out of evidence.toml"),
            Err(error) => unreadable(&shown, &error),
        };
        self.lost.insert(source.id.to_string());
        problems.push(problem);
        None
    }
}

/// Reads a file of the case that may be missing. `Err(true)` where it is there and could not be read.
fn optional<T>(
    files: Files<'_>,
    name: &'static str,
    problems: &mut Vec<Problem>,
    read: impl FnOnce(&FileText, &mut Vec<Problem>) -> T,
) -> Result<T, bool> {
    match files.text(name) {
        Ok(Some(file)) => Ok(read(&file, problems)),
        Ok(None) => Err(false),
        Err(problem) => {
            problems.push(*problem);
            Err(true)
        }
    }
}

/// A file of the case as text; `None` where there is none.
///
/// # Errors
/// It cannot be opened, is too large, or is not text.
pub(super) fn read_text(dir: &Path, name: &str) -> Result<Option<FileText>, Box<Problem>> {
    match read_bytes(&dir.join(name)) {
        Ok(Some(bytes)) => imports::decode(name, &bytes).map(Some),
        Ok(None) => Ok(None),
        Err(error) => Err(Box::new(unreadable(name, &error))),
    }
}

/// A file's bytes, at most one more than are read; `None` where there is no such file.
pub(super) fn read_bytes(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    file.take(imports::MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

fn unreadable(name: &str, error: &io::Error) -> Problem {
    Problem::of_file(name, format!("it could not be read: {error}"), "check that the file may be read, and try again")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// The examples of `docs/case-format.md`, as a case.
    fn documented() -> tempfile::TempDir {
        let doc = include_str!("../../../../docs/case-format.md");
        let dir = tempfile::tempdir().unwrap();
        let mut heading = "";
        let mut rest = doc;
        while let Some((line, after)) = rest.split_once('\n') {
            rest = after;
            if let Some(name) = line.strip_prefix("## ") {
                heading = name;
            }
            if matches!(line, "```toml" | "```json") {
                let (block, after) = rest.split_once("\n```\n").unwrap();
                fs::write(dir.path().join(heading), format!("{block}\n")).unwrap();
                rest = after;
            }
        }
        dir
    }

    #[test]
    fn the_documented_case_is_read() {
        let dir = documented();
        let (case, problems) = read_case(dir.path()).unwrap();
        let told: Vec<_> = problems.iter().map(|p| format!("{p:?}")).collect();
        assert_eq!(case.sources.len(), 5, "{told:#?}");
        assert_eq!(case.people.len(), 1);
        assert_eq!(case.statements.len(), 2);
        assert_eq!(case.rules.len(), 2);
        assert_eq!(case.attributes.len(), 3);
        assert_eq!(case.described.len(), 2);
        assert_eq!(case.outcomes.len(), 1);
        assert_eq!(case.anchors.len(), 1);
        for p in &problems {
            println!("{:?}", p.report());
        }
    }
}
