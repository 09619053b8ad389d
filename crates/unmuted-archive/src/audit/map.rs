//! The mapping: a TOML file that says how one agency's log is to be read.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use unmuted_model::nearest;

use super::error::AuditError;

/// What an entry of a log tells of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Sound is not recorded from here on.
    MuteOn,
    /// Sound is recorded again from here on.
    MuteOff,
    /// One entry for a whole mute: its time is the beginning, its duration the length.
    Mute,
    /// A recording begins.
    RecordingStart,
    /// A recording ends.
    RecordingStop,
    /// The device is switched on.
    PowerOn,
    /// The device is switched off.
    PowerOff,
    /// Something else, named in the mapping so that it is no surprise.
    Other,
}

impl EventKind {
    const ALL: [(&'static str, Self); 8] = [
        ("mute_on", Self::MuteOn),
        ("mute_off", Self::MuteOff),
        ("mute", Self::Mute),
        ("recording_start", Self::RecordingStart),
        ("recording_stop", Self::RecordingStop),
        ("power_on", Self::PowerOn),
        ("power_off", Self::PowerOff),
        ("other", Self::Other),
    ];

    /// The name in the mapping and in outputs.
    pub fn key(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("other", |(key, _)| key)
    }
}

/// Which instant of a recording the log's `recording_start` is. A device with a pre-event buffer begins its recording
/// before somebody starts it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartMeans {
    /// The recording's first picture.
    FirstPicture,
    /// The moment at which it was started, after the pre-event buffer.
    Activation,
}

/// How a log is read.
#[derive(Clone, PartialEq, Debug)]
pub struct AuditMap {
    pub(super) time: String,
    pub(super) date: Option<String>,
    pub(super) device: String,
    pub(super) event: String,
    pub(super) wearer: Option<String>,
    pub(super) duration: Option<String>,
    pub(super) recording: Option<String>,
    /// As `strptime` takes it; `None` for the form `2026-03-18T21:26:14`.
    pub(super) format: Option<String>,
    /// `None` where each time says its offset itself.
    pub(super) zone: Option<TimeZone>,
    /// What `recording_start` means, where the agency could say.
    pub(super) start_means: Option<StartMeans>,
    /// Each word in lower case, with its kind.
    pub(super) words: BTreeMap<String, EventKind>,
}

const TOP: &[&str] = &["columns", "time", "events"];
const COLUMNS: &[&str] = &["time", "date", "device", "event", "wearer", "duration", "recording"];
const TIME: &[&str] = &["format", "zone", "offset", "recording_start_is"];

/// Reads a mapping. `name` is what the file is called in messages.
///
/// # Errors
/// Where it is not TOML, a key is unknown or missing, or a value cannot be used: the first of them, by place.
pub fn read_map(name: &str, text: &str) -> Result<AuditMap, AuditError> {
    let reader = Reader { name, text };
    let parsed = DeTable::parse(text).map_err(|e| {
        let span = e.span().unwrap_or(0..0);
        AuditError::at(name, text, span, format!("this is not TOML: {}", e.message()), "mend the line")
    })?;
    let top = parsed.get_ref();
    reader.known(top, "an audit mapping", TOP)?;
    let columns = reader.table(top, "columns", "columns name the log's columns, as in [columns] time = \"Time\"")?;
    reader.known(columns, "[columns]", COLUMNS)?;
    let need = |key: &'static str| -> Result<String, AuditError> {
        let remedy = format!("add {key} = \"…\" with the name that the column has in the log");
        reader.text(columns, key)?.ok_or_else(|| reader.at(0..0, format!("[columns] has no {key}"), remedy))
    };
    let (time, device, event) = (need("time")?, need("device")?, need("event")?);
    let column = |key| reader.text(columns, key);
    let (date, wearer) = (column("date")?, column("wearer")?);
    let (duration, recording) = (column("duration")?, column("recording")?);

    let empty = DeTable::new();
    let clock = if top.contains_key("time") { reader.table(top, "time", "")? } else { &empty };
    reader.known(clock, "[time]", TIME)?;
    let format = reader.format(clock)?;
    let zone = reader.zone(clock, format.as_deref())?;
    let start_means = reader.start_means(clock)?;

    let events =
        reader.table(top, "events", "it says which words mean what, as in [events] mute_on = [\"Mute On\"]")?;
    let words = reader.words(events, duration.is_some())?;
    Ok(AuditMap { time, date, device, event, wearer, duration, recording, format, zone, start_means, words })
}

struct Reader<'a> {
    name: &'a str,
    text: &'a str,
}

type Table<'a> = DeTable<'a>;

impl Reader<'_> {
    fn at(&self, span: Range<usize>, what: impl Into<String>, remedy: impl Into<String>) -> AuditError {
        AuditError::at(self.name, self.text, span, what, remedy)
    }

    fn known(&self, table: &Table<'_>, of: &str, known: &[&str]) -> Result<(), AuditError> {
        // The keys are in order of their names; the first by place is told.
        let unknown = table.keys().filter(|k| !known.contains(&k.get_ref().as_ref())).min_by_key(|k| k.span().start);
        let Some(key) = unknown else { return Ok(()) };
        let remedy = match nearest(key.get_ref(), known.iter().copied()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("known are: {}", known.join(", ")),
        };
        Err(self.at(key.span(), format!("{of} has no key {:?}", key.get_ref()), remedy))
    }

    fn table<'t, 'i>(&self, top: &'t Table<'i>, key: &str, remedy: &str) -> Result<&'t Table<'i>, AuditError> {
        match top.get(key) {
            None => Err(self.at(0..0, format!("there is no [{key}]"), remedy)),
            Some(value) => value
                .get_ref()
                .as_table()
                .ok_or_else(|| self.at(value.span(), format!("{key} is not a table"), format!("write [{key}]"))),
        }
    }

    fn text(&self, table: &Table<'_>, key: &str) -> Result<Option<String>, AuditError> {
        let Some(value) = table.get(key) else { return Ok(None) };
        match value.get_ref().as_str().map(str::trim).filter(|t| !t.is_empty()) {
            Some(text) => Ok(Some(text.to_owned())),
            None => Err(self.at(value.span(), format!("{key} is not a text"), "write it in quotation marks")),
        }
    }

    /// The format of times, tried out on one.
    fn format(&self, clock: &Table<'_>) -> Result<Option<String>, AuditError> {
        let Some(format) = self.text(clock, "format")? else { return Ok(None) };
        let span = clock.get("format").map_or(0..0, Spanned::span);
        let sample = jiff::Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC);
        match jiff::fmt::strtime::format(&format, &sample) {
            Ok(_) => Ok(Some(format)),
            Err(_) => Err(self.at(
                span,
                format!("the format {format:?} cannot be used"),
                "write it with %Y %m %d %H %M %S (or %I and %p), as in \"%m/%d/%Y %I:%M:%S %p\"",
            )),
        }
    }

    fn zone(&self, clock: &Table<'_>, format: Option<&str>) -> Result<Option<TimeZone>, AuditError> {
        let span = |key: &str| clock.get(key).map_or(0..0, Spanned::span);
        let zone = self.text(clock, "zone")?;
        let offset = self.text(clock, "offset")?;
        match (zone, offset) {
            (Some(_), Some(_)) => Err(self.at(
                span("offset"),
                "zone and offset are both given",
                "keep the one that the log's maker names",
            )),
            (Some(zone), None) => TimeZone::get(&zone).map(Some).map_err(|_| {
                let remedy = "write it as in \"America/Los_Angeles\", or \"UTC\"";
                self.at(span("zone"), format!("the time zone {zone:?} is not known"), remedy)
            }),
            (None, Some(offset)) => match read_offset(&offset) {
                Some(offset) => Ok(Some(TimeZone::fixed(offset))),
                None => {
                    Err(self.at(span("offset"), format!("the offset {offset:?} cannot be read"), "write \"-07:00\""))
                }
            },
            // Times that say their offset themselves need neither; each row shows whether they do.
            (None, None) if format.is_none_or(|f| f.contains("%z") || f.contains("%:z") || f.contains("%s")) => {
                Ok(None)
            }
            (None, None) => Err(self.at(
                span("format"),
                "nothing says which time zone the log's times are in",
                "add zone = \"America/Los_Angeles\" or offset = \"-07:00\" to [time]; ask the log's maker which",
            )),
        }
    }

    fn start_means(&self, clock: &Table<'_>) -> Result<Option<StartMeans>, AuditError> {
        let Some(text) = self.text(clock, "recording_start_is")? else { return Ok(None) };
        match text.as_str() {
            "first_picture" => Ok(Some(StartMeans::FirstPicture)),
            "activation" => Ok(Some(StartMeans::Activation)),
            _ => {
                let span = clock.get("recording_start_is").map_or(0..0, Spanned::span);
                let remedy = match nearest(&text, ["first_picture", "activation"]) {
                    Some(near) => format!("did you mean {near:?}?"),
                    None => "write \"first_picture\" or \"activation\", or leave it out where nobody knows".to_owned(),
                };
                Err(self.at(span, format!("recording_start_is = {text:?} is not known"), remedy))
            }
        }
    }

    fn words(&self, events: &Table<'_>, durations: bool) -> Result<BTreeMap<String, EventKind>, AuditError> {
        let keys: Vec<&str> = EventKind::ALL.iter().map(|(key, _)| *key).collect();
        self.known(events, "[events]", &keys)?;
        let mut words = BTreeMap::new();
        // By place, so that of two errors the first is told.
        let mut entries: Vec<(&Spanned<Cow<'_, str>>, &Spanned<DeValue<'_>>)> = events.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            let Some((_, kind)) = EventKind::ALL.iter().find(|(k, _)| *k == key.get_ref()) else { continue };
            let list: Vec<&Spanned<DeValue<'_>>> = match value.get_ref() {
                DeValue::Array(items) => items.iter().collect(),
                _ => vec![value],
            };
            for item in list {
                let Some(word) = item.get_ref().as_str().map(fold).filter(|w| !w.is_empty()) else {
                    let remedy = format!("write {} = [\"Word\", \"Other Word\"]", key.get_ref());
                    return Err(self.at(item.span(), "this is not a word of the log", remedy));
                };
                if let Some(other) = words.insert(word.clone(), *kind).filter(|other| other != kind) {
                    let what = format!("the word {word:?} means {} here and {} above", kind.key(), other.key());
                    return Err(self.at(item.span(), what, "keep one; capitals make no difference"));
                }
            }
            if *kind == EventKind::Mute && !durations {
                let what = "mute stands for entries that say how long, and no column says so";
                return Err(self.at(
                    key.span(),
                    what,
                    "add duration = \"…\" to [columns], or use mute_on and mute_off",
                ));
            }
        }
        if !words.values().any(|k| matches!(k, EventKind::MuteOn | EventKind::Mute)) {
            let what = "[events] has no word for being muted, so nothing could be matched";
            return Err(self.at(0..0, what, "add mute_on = [\"…\"] with the words of the log"));
        }
        Ok(words)
    }
}

/// A word as words are compared: without capitals, with single spaces.
pub(super) fn fold(word: &str) -> String {
    word.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// `-07:00`, `+0530`, `Z`.
fn read_offset(text: &str) -> Option<Offset> {
    if matches!(text, "Z" | "z" | "UTC") {
        return Some(Offset::UTC);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let digits: String = rest.chars().filter(|c| *c != ':').collect();
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes): (i32, i32) = (digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse().ok()?);
    (minutes < 60).then(|| Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()).flatten()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) const MAP: &str = r#"
[columns]
time = "Time"
device = "Device"
event = "Action"
duration = "Length"
recording = "File"

[time]
zone = "UTC"

[events]
mute_on = ["Mute On", "Audio Muted"]
mute_off = "Mute Off"
mute = ["Muted"]
recording_start = ["Record"]
recording_stop = ["Stop"]
power_off = ["Off"]
other = ["Battery"]
"#;

    #[test]
    fn a_mapping_is_read() {
        let map = read_map("map.toml", MAP).unwrap();
        assert_eq!((map.time.as_str(), map.duration.as_deref()), ("Time", Some("Length")));
        assert_eq!(map.words.get("audio muted"), Some(&EventKind::MuteOn));
        assert_eq!(map.words.get("mute off"), Some(&EventKind::MuteOff));
    }

    #[test]
    fn what_is_wrong_is_told_with_place_and_remedy() {
        let swap = |from: &str, to: &str| read_map("map.toml", &MAP.replace(from, to)).unwrap_err().to_string();
        for (from, to, place, words) in [
            ("mute_on", "mute_onn", "map.toml:13:1", "did you mean mute_on?"),
            ("device =", "devise =", "map.toml:4:1", "did you mean device?"),
            ("event = \"Action\"", "", "map.toml:1:1", "[columns] has no event"),
            ("\"UTC\"", "\"Mars/Base\"", "map.toml:10:8", "time zone \"Mars/Base\" is not known"),
            ("zone = \"UTC\"", "offset = \"7\"", "map.toml:10:10", "write \"-07:00\""),
            ("zone = \"UTC\"", "format = \"%Y %H\"", "map.toml:10:10", "which time zone"),
            ("zone = \"UTC\"", "zone = \"UTC\"\nformat = \"%!\"", "map.toml:11:10", "cannot be used"),
            (
                "zone = \"UTC\"",
                "zone = \"UTC\"\nrecording_start_is = \"activaton\"",
                "map.toml:11:22",
                "\"activation\"?",
            ),
            ("[\"Muted\"]", "[\"mute ON\"]", "map.toml:15:9", "means mute here and mute_on above"),
            ("duration = \"Length\"", "", "map.toml:15:1", "no column says so"),
            ("[\"Battery\"]", "[3]", "map.toml:19:10", "not a word"),
            ("[events]", "[events", "map.toml:12:", "not TOML"),
        ] {
            let error = swap(from, to);
            assert!(error.starts_with(place) && error.contains(words), "{error}");
        }
        let error = read_map("map.toml", "[columns]\ntime=\"a\"\ndevice=\"b\"\nevent=\"c\"\n[events]\nother=\"x\"\n");
        assert!(error.unwrap_err().to_string().contains("no word for being muted"));
    }

    #[test]
    fn the_mappings_of_the_guide_can_be_used() {
        let guide = include_str!("../../../../docs/audit-logs.md");
        let maps: Vec<&str> = guide.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        assert_eq!(maps.len(), 2);
        for map in maps {
            read_map("audit-map.toml", map).unwrap();
        }
    }

    #[test]
    fn offsets_are_read() {
        let seconds = |t| read_offset(t).map(Offset::seconds);
        assert_eq!((seconds("-07:00"), seconds("+0530"), seconds("Z")), (Some(-25_200), Some(19_800), Some(0)));
        assert!(["7", "-7:00", "+07:60", "+99:00", ""].iter().all(|t| read_offset(t).is_none()));
    }
}
