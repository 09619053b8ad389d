//! `case.toml`: what the incident is, who was there, what can be observed, and the ties to the wall clock.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use unmuted_case::language::{is_own_word, is_quantity};
use unmuted_model::{
    Interval, Kind, KindMeaning, Nanos, ObservationId, PersonId, RecordingClock, RecordingTime, Sense, Shape, SourceId,
    Vocabulary, WallClock, WallTime,
};

use super::names::Names;
use super::problem::{FileText, Place, Problem};
use super::read::DispatchLog;
use super::toml_reader::{self, Table, date_of, text_of};
use super::{place_code, text};

/// The file's name.
pub const FILE: &str = "case.toml";

/// Keys of the file.
pub const KEYS: &[&str] = &[
    "format",
    "id",
    "title",
    "place",
    "time_zone",
    "date",
    "agency",
    "record",
    "fictional",
    "summary",
    "as_of",
    "applies_in",
    "holidays",
    "scope",
    "people",
    "kinds",
    "anchors",
];
/// Keys of `[scope]`.
pub const SCOPE_KEYS: &[&str] = &["from", "to"];
/// Keys of an end of `[scope]`.
pub const SCOPE_END_KEYS: &[&str] = &["source", "at"];
/// Keys of `[[people]]`.
pub const PEOPLE_KEYS: &[&str] = &["id", "role", "name"];
/// Keys of a kind in `[kinds]`.
pub const KIND_KEYS: &[&str] = &["is", "sense", "words"];
/// Keys of `[[anchors]]`.
pub const ANCHOR_KEYS: &[&str] = &["id", "source", "at", "wall", "log_entry", "plus_minus", "basis", "by"];

/// What `case.toml` says of the incident as a whole.
#[derive(Clone, Debug)]
pub struct Incident {
    /// The case's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where it happened, or empty.
    pub place: String,
    /// The zone that wall times are shown in.
    pub zone: TimeZone,
    /// The zone's IANA name, as written.
    pub zone_name: String,
    /// The day it happened, in that zone.
    pub date: Date,
    /// The agency, or empty.
    pub agency: String,
    /// The incident of the national record that this is, by its id there.
    pub record: Option<String>,
    /// The notice of a fictional case; `None` for a real one.
    pub fictional: Option<String>,
    /// One or two sentences, or empty.
    pub summary: String,
    /// `as_of` as written; the case's newest date stands in for it where it is left out.
    pub as_of: Option<Date>,
    /// Codes of the places and agencies whose rules may bind: `US-CA/sacramento/police`.
    pub applies_in: Vec<String>,
    /// Days that are no business days beside Saturdays and Sundays; `None` where nobody stated them.
    pub holidays: Option<BTreeSet<Date>>,
}

/// Someone who was there, or who spoke of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// The id that marks and sentences use.
    pub id: PersonId,
    /// A free word: officer, subject, witness.
    pub role: String,
    /// The name shown; the role where none is given.
    pub name: String,
}

/// One end of the scope: an instant on one recording.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScopeEnd {
    /// The recording.
    pub source: SourceId,
    /// The instant on its own clock.
    pub at: RecordingTime,
}

/// What a sentence speaks of when it names no other span. A missing end is the recordings' own.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Scope {
    /// Where it starts.
    pub from: Option<ScopeEnd>,
    /// Where it ends.
    pub to: Option<ScopeEnd>,
}

/// What to do about a scope that ends before it starts.
pub const SCOPE_ORDER: &str = "write the earlier moment under from and the later one under to";

/// Where the ends of the scope are written, and what is wrong with it: sentences cannot be tested before it is mended.
#[derive(Clone, Default, Debug)]
pub struct ScopePlaces {
    /// Of `from` and `to`.
    pub ends: [Option<Place>; 2],
    /// The first problem with it.
    pub wrong: Option<Problem>,
}

/// A tie between one recording's clock and the wall clock: a claim, with its own doubt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Anchor {
    /// Its id.
    pub id: String,
    /// The recording.
    pub source: SourceId,
    /// When on the recording, on its own clock.
    pub at: Interval<RecordingClock>,
    /// The wall time as typed.
    pub wall: WallTime,
    /// How far the wall time itself may be off, on either side.
    pub plus_minus: Nanos,
    /// What it rests on.
    pub basis: String,
    /// Who says so.
    pub by: String,
    /// The line of a dispatch log that the wall time is taken from: `dispatch-log#3`.
    pub log_entry: Option<ObservationId>,
}

/// An anchor as written: its wall time may stand in a log that is read later.
#[derive(Clone, Debug)]
struct Written {
    /// The anchor; without a `wall` of its own where it names a log's line.
    anchor: Anchor,
    source_place: Place,
    log_place: Option<Place>,
}

impl Anchor {
    /// The wall times that the instant can have.
    pub fn wall_interval(&self) -> Interval<WallClock> {
        Interval::exactly(self.wall).widened(self.plus_minus)
    }
}

/// `case.toml`, read as far as it can be without the other files.
pub struct CaseToml {
    /// The incident.
    pub incident: Incident,
    /// Who was there, in the order of the file.
    pub people: Vec<Person>,
    /// People whose entries could not be read.
    pub people_lost: BTreeSet<String>,
    /// Core kinds and the case's own.
    pub vocabulary: Vocabulary,
    /// Kinds whose entries could not be read.
    pub kinds_lost: BTreeSet<String>,
    /// Scope; its sources are not yet checked.
    pub scope: Scope,
    scope_places: [Option<Place>; 2],
    /// Anchors; their sources are not yet checked.
    anchors: Vec<Written>,
}

/// Reads the file's text.
///
/// # Errors
/// It is not TOML, has another format, or lacks what no case can do without: id, title, date, time zone.
pub fn read(file: &FileText, problems: &mut Vec<Problem>) -> Result<CaseToml, Box<Problem>> {
    let from = problems.len();
    let read = toml_reader::parse(file, KEYS, problems, |top| {
        let incident = incident(top)?;
        let mut scope_places = [None, None];
        let read_scope = top.table("scope", SCOPE_KEYS, |t| {
            scope_places = ["from", "to"].map(|k| t.value(k).map(|_| t.place_of(k)));
            Some(Scope {
                from: t.table("from", SCOPE_END_KEYS, scope_end),
                to: t.table("to", SCOPE_END_KEYS, scope_end),
            })
        });
        if top.value("scope").is_some() && read_scope.is_none() {
            // Sentences would be decided on another span than the one that is meant.
            return None;
        }
        let scope = read_scope.unwrap_or_default();
        let (people, people_lost) = top.entries("people", PEOPLE_KEYS, person);
        let (vocabulary, kinds_lost) = vocabulary(top);
        let (anchors, _) = top.entries("anchors", ANCHOR_KEYS, anchor);
        Some(CaseToml { incident, people, people_lost, vocabulary, kinds_lost, scope, scope_places, anchors })
    });
    match read.flatten() {
        Some(read) => Ok(read),
        None => {
            // The first problem that was met is why; the others would be met again once it is mended.
            let first = problems.drain(from..).next();
            Err(Box::new(first.unwrap_or_else(|| Problem::of_file(FILE, "it could not be read", ""))))
        }
    }
}

impl CaseToml {
    /// Anchors and scope whose recordings, and lines of logs, are in the case; the others are problems.
    pub fn placed(
        self,
        recordings: &Names,
        logs: &[DispatchLog],
        lost: &BTreeSet<String>,
        problems: &mut Vec<Problem>,
    ) -> (Vec<Anchor>, Scope, ScopePlaces) {
        let anchors = self
            .anchors
            .into_iter()
            .filter_map(|written| {
                let Written { anchor, source_place, log_place } = written;
                let id = anchor.id.clone();
                if let Err(unknown) = recordings.check(anchor.source.as_str()) {
                    problems.push(source_place.unread(format!("anchor {id:?}: {}", unknown.what), unknown.remedy));
                    return None;
                }
                let place = log_place.unwrap_or(source_place);
                let from_log = from_log(anchor, logs, lost);
                from_log
                    .map_err(|why| problems.push(place.unread(format!("anchor {id:?}: {}", why.what), why.remedy)))
                    .ok()
            })
            .collect();
        let mut wrong = None;
        let [from_place, to_place] = &self.scope_places;
        let mut end = |end: Option<ScopeEnd>, place: &Option<Place>| {
            let end = end?;
            match recordings.check(end.source.as_str()) {
                Ok(()) => Some(end),
                Err(unknown) => {
                    if let Some(place) = place {
                        let problem = place.unread(format!("scope: {}", unknown.what), unknown.remedy);
                        wrong.get_or_insert_with(|| problem.clone());
                        problems.push(problem);
                    }
                    None
                }
            }
        };
        let scope = Scope { from: end(self.scope.from, from_place), to: end(self.scope.to, to_place) };
        if let (Some(from), Some(to), Some(place)) = (&scope.from, &scope.to, to_place)
            && from.source == to.source
            && to.at <= from.at
        {
            let problem = place.unread("the scope holds no time: it ends before it starts", SCOPE_ORDER);
            wrong.get_or_insert_with(|| problem.clone());
            problems.push(problem);
        }
        (anchors, scope, ScopePlaces { ends: self.scope_places, wrong })
    }
}

fn incident(top: &mut Table<'_>) -> Option<Incident> {
    let id = top.id()?;
    let title = top.required("title")?;
    top.required("date")?;
    let date = top.date("date")?;
    let zone_name = top.required("time_zone")?;
    let zone = match TimeZone::get(&zone_name) {
        Ok(zone) => zone,
        Err(_) => {
            top.wrong(
                "time_zone",
                format!("the time zone {zone_name:?} is not known"),
                "write its IANA name: \"America/Los_Angeles\", \"Europe/Berlin\", \"UTC\"",
            );
            return None;
        }
    };
    Some(Incident {
        id,
        title,
        place: top.text_or_empty("place"),
        zone,
        zone_name,
        date,
        agency: top.text_or_empty("agency"),
        record: top.text("record").filter(|t| !t.trim().is_empty()),
        fictional: top.text("fictional").filter(|t| !t.trim().is_empty()),
        summary: top.text_or_empty("summary"),
        as_of: top.date("as_of"),
        applies_in: top.list("applies_in", "codes", |v| text_of(v).and_then(place_code::code)).unwrap_or_default(),
        holidays: top.list("holidays", "dates", date_of).map(BTreeSet::from_iter),
    })
}

fn person(t: &mut Table<'_>) -> Option<Person> {
    let id = t.id()?;
    let role = t.text_or_empty("role");
    not_a_quantity(t, &id)?;
    let name = t.text("name").filter(|n| !n.trim().is_empty());
    let name = name.unwrap_or_else(|| if role.is_empty() { id.clone() } else { role.clone() });
    Some(Person { id: PersonId::new(id), role, name })
}

/// Whether sentences can name a recording or a person so; else a problem.
pub(crate) fn not_a_quantity(t: &mut Table<'_>, id: &str) -> Option<()> {
    if is_quantity(id) {
        let what = format!("{id:?} cannot be an id: sentences say `{id} camera` or `{id} officer`");
        t.wrong("id", what, &format!("choose another, such as {id}-1"));
        return None;
    }
    Some(())
}

/// The kinds under `[kinds]`, and those whose entries could not be read.
pub(crate) fn vocabulary(top: &mut Table<'_>) -> (Vocabulary, BTreeSet<String>) {
    let mut vocabulary = Vocabulary::default();
    let mut lost = BTreeSet::new();
    // No fixed keys: a case chooses the names.
    top.table("kinds", &[], |kinds| {
        for name in kinds.chosen_keys() {
            let meaning = kinds.chosen(&name, KIND_KEYS, |t| {
                t.required("is")?;
                let shape = t.choice("is", &[("instant", Shape::Instant), ("span", Shape::Span)])?;
                t.required("sense")?;
                let senses = [("sound", Sense::Sound), ("picture", Sense::Picture), ("either", Sense::Either)];
                let sense = t.choice("sense", &senses)?;
                Some(KindMeaning { shape, sense, words: t.text_or_empty("words") })
            });
            let Some(mut meaning) = meaning else {
                lost.insert(name);
                continue;
            };
            if meaning.words.trim().is_empty() {
                meaning.words.clone_from(&name);
            }
            let Some(kind) = Kind::new(&name) else {
                let place = kinds.place_of(&name);
                kinds.report(place.unread(
                    format!("{name:?} cannot be the name of a kind"),
                    "use lower-case letters, digits, and . - _ between them; a name with a dot stands in quotation marks",
                ));
                lost.insert(name);
                continue;
            };
            if is_own_word(kind.as_str()) {
                let place = kinds.place_of(&name);
                kinds.report(place.unread(
                    format!("{name:?} cannot be the name of a kind: it is one of the language's own words"),
                    format!("choose another name, such as \"{name}.seen\""),
                ));
                lost.insert(name);
                continue;
            }
            if !vocabulary.declare(kind, meaning) {
                let place = kinds.place_of(&name);
                kinds.report(place.unread(
                    format!("{name:?} is a core kind, whose meaning is fixed"),
                    "take it out, or choose another name",
                ));
            }
        }
        Some(())
    });
    (vocabulary, lost)
}

/// One end of a scope.
pub(crate) fn scope_end(t: &mut Table<'_>) -> Option<ScopeEnd> {
    let source = t.required("source")?;
    t.required("at")?;
    let at = t.recording_time("at")?;
    Some(ScopeEnd { source: SourceId::new(source), at })
}

/// An anchor that names a line of a dispatch log has that line's wall time.
fn from_log(anchor: Anchor, logs: &[DispatchLog], lost: &BTreeSet<String>) -> Result<Anchor, text::Unreadable> {
    let Some(line) = &anchor.log_entry else { return Ok(anchor) };
    let wrong = |what: String, remedy: &str| Err(text::Unreadable { what, remedy: remedy.to_owned() });
    let source = line.as_str().split_once('#').map_or(line.as_str(), |(source, _)| source);
    if lost.contains(source) {
        return wrong(format!("the lines of {source:?} could not be read"), "mend that source first");
    }
    let Some(log) = logs.iter().find(|l| l.source.as_str() == source) else {
        return wrong(
            format!("log_entry names {:?}, and there is no dispatch log {source:?}", line.as_str()),
            "name a line of a source of kind dispatch_log: \"dispatch-log#3\" is its third",
        );
    };
    let Some(entry) = log.entries.iter().find(|e| log.line_id(e) == *line) else {
        let (first, last) = (log.entries.first().map_or(1, |e| e.number), log.entries.last().map_or(0, |e| e.number));
        return wrong(
            format!("log_entry names {:?}, and {source:?} has the lines {first} to {last}", line.as_str()),
            "name one of these",
        );
    };
    let half = entry.wall.width().get() / 2 + entry.wall.width().get() % 2;
    let basis = if anchor.basis.is_empty() {
        let said = [entry.unit.as_str(), entry.text.as_str()].into_iter().filter(|s| !s.is_empty());
        format!("dispatch entry {line}: {}", said.collect::<Vec<_>>().join(", "))
    } else {
        anchor.basis.clone()
    };
    Ok(Anchor {
        // The middle of the line's whole second or minute, all of which lies inside.
        wall: entry.wall.earliest() + Nanos::new(half),
        plus_minus: Nanos::new(half) + anchor.plus_minus,
        basis,
        ..anchor
    })
}

fn anchor(t: &mut Table<'_>) -> Option<Written> {
    let id = t.id()?;
    let source = t.required("source")?;
    let at = anchor_at(t)?;
    let log_entry = t.text("log_entry").filter(|l| !l.trim().is_empty());
    if log_entry.is_some() && t.value("wall").is_some() {
        t.wrong(
            "log_entry",
            "the anchor has a wall time of its own and a line of a log".to_owned(),
            "keep one of the two: log_entry takes the wall time from that line",
        );
        return None;
    }
    let (wall, plus_minus, basis) = if log_entry.is_some() {
        let plus_minus = if t.value("plus_minus").is_some() { t.length("plus_minus")? } else { Nanos::ZERO };
        (WallTime::from_ns(0), plus_minus, t.text_or_empty("basis"))
    } else {
        t.required("wall")?;
        let wall = t.wall_time("wall")?;
        t.required("plus_minus")?;
        (wall, t.length("plus_minus")?, t.required("basis")?)
    };
    let by = t.required("by")?;
    let source_place = t.place_of("source");
    let log_place = log_entry.as_ref().map(|_| t.place_of("log_entry"));
    let log_entry = log_entry.map(|l| ObservationId::new(l.trim()));
    let anchor = Anchor { id, source: SourceId::new(source), at, wall, plus_minus, basis, by, log_entry };
    Some(Written { anchor, source_place, log_place })
}

/// `"0:40.0"`, or `["0:40.0", "0:40.2"]`.
fn anchor_at(t: &mut Table<'_>) -> Option<Interval<RecordingClock>> {
    let Some(list) = t.value("at").and_then(|v| v.as_array()) else {
        t.required("at")?;
        return t.recording_time("at").map(Interval::exactly);
    };
    let times: Vec<_> =
        list.iter().map(|v| v.get_ref().as_str().map(text::recording_time)).map(|r| r.and_then(Result::ok)).collect();
    match times.as_slice() {
        [Some(a), Some(b)] if a <= b => Some(Interval::between(*a, *b)),
        _ => {
            t.wrong(
                "at",
                "at is not two times on the recording, the earlier first".to_owned(),
                "write at = [\"0:40.0\", \"0:40.2\"]: from the last picture without to the first with",
            );
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case_files::testing::each_is_one_problem;

    const HEAD: &str = "format = 1\nid = \"x\"\ntitle = \"X\"\ndate = \"2026-05-14\"\ntime_zone = \"UTC\"\n";

    fn incident(rest: &str) -> Incident {
        let mut problems = Vec::new();
        let read = read(&FileText::new(FILE, &format!("{HEAD}{rest}")), &mut problems).unwrap().incident;
        assert_eq!(problems, []);
        read
    }

    #[test]
    fn places_and_holidays() {
        let read = incident("applies_in = [\"US-CA\", \"US-CA/sacramento\"]\nholidays = [\"2026-05-25\", 2026-07-03]");
        assert_eq!(read.applies_in, ["US-CA", "US-CA/sacramento"]);
        assert_eq!(read.holidays.unwrap().len(), 2);
        assert_eq!(incident("holidays = []").holidays, Some(BTreeSet::new()), "stated: there are none");
        assert_eq!(incident("").holidays, None, "nobody stated them");
    }

    #[test]
    fn a_scope_with_a_mistake_is_no_scope() {
        let read =
            |scope: &str| read(&FileText::new(FILE, &format!("{HEAD}[scope]\n{scope}\n")), &mut Vec::new()).map(|_| ());
        let wrong = read("from = { source = \"a\", at = \"0:3O\" }").unwrap_err();
        assert!(wrong.what.contains("\"0:3O\" is not a time on a recording"), "{wrong:?}");
        assert!(read("form = { source = \"a\", at = \"0:30\" }").is_err());
        assert!(read("from = { source = \"a\", at = \"0:30\" }").is_ok());
    }

    #[test]
    fn words_of_the_language_name_nothing() {
        let kind = |name: &str| format!("[kinds]\n{name} = {{ is = \"instant\", sense = \"sound\" }}");
        let wrong = ["first", "every", "incident", "confirmed"].map(kind);
        let mut wrong: Vec<(&str, &str)> = wrong.iter().map(|w| (w.as_str(), "language's own words")).collect();
        wrong.push(("[[people]]\nid = \"any\"", "\"any\" cannot be an id"));
        each_is_one_problem(&wrong, |text| {
            let mut problems = Vec::new();
            let _ = read(&FileText::new(FILE, &format!("{HEAD}{text}")), &mut problems);
            problems
        });
    }

    #[test]
    fn wrong_places_and_holidays_are_named() {
        let wrong = [
            ("applies_in = \"US-CA\"", "should be a list of codes"),
            ("applies_in = [\"California\"]", "\"California\" is not the code"),
            ("applies_in = [3]", "a whole number stands here"),
            ("holidays = [\"May 25\"]", "\"May 25\" is not a date"),
            ("holidays = [true]", "true or false stands here"),
        ];
        each_is_one_problem(&wrong, |text| {
            let mut problems = Vec::new();
            let _ = read(&FileText::new(FILE, &format!("{HEAD}{text}")), &mut problems);
            problems
        });
    }
}
