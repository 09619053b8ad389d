//! Reads TOML value by value, so that one wrong value costs one entry and not the file, and every problem points
//! at its place. A derived reader would stop at the first error of a file.
//!
//! Every table names the keys it knows; any other key is a problem that names the nearest one. An entry with a
//! problem is left out as a whole: a mistyped `privileged` must not turn into `privileged = false`.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use unmuted_model::{Decimal, Interval, Nanos, RecordingClock, RecordingTime, Span, WallClock, WallTime, nearest};

use super::problem::{FileText, Place, Problem};
use super::text::{self, Unreadable};

/// The version of the case format that this program reads and writes.
pub const FORMAT: i64 = 1;

/// Keys under which times and lengths stand, in every table that has them.
const TIMES: &[&str] = &["length", "from", "to", "plus_minus"];

/// A TOML table with the keys that it may have, the problems found in it, and where it stands.
pub struct Table<'a> {
    file: &'a FileText,
    table: &'a DeTable<'a>,
    span: Range<usize>,
    what: &'a str,
    known: &'static [&'static str],
    problems: &'a mut Vec<Problem>,
    broken: bool,
}

/// Parses a file and hands its top table to `read`. `None`, with one problem, where it is not TOML.
pub fn parse<T>(
    file: &FileText,
    known: &'static [&'static str],
    problems: &mut Vec<Problem>,
    read: impl FnOnce(&mut Table<'_>) -> T,
) -> Option<T> {
    match DeTable::parse(file.text()) {
        Ok(top) => {
            let mut table =
                Table { file, table: top.get_ref(), span: 0..0, what: "this file", known, problems, broken: false };
            table.unknown_keys();
            if !table.format() {
                return None;
            }
            Some(read(&mut table))
        }
        Err(error) => {
            let place = error.span().map_or_else(|| file.whole(), |span| file.at(span));
            problems.push(place.unread(
                format!("this is not TOML: {}", error.message()),
                "mend this line; nothing of this file was read",
            ));
            None
        }
    }
}

impl<'a> Table<'a> {
    /// Where the table stands.
    pub fn place(&self) -> Place {
        self.file.at(self.span.clone())
    }

    /// Where a key's value stands; the table's place where it has no such key.
    pub fn place_of(&self, key: &str) -> Place {
        self.table.get(key).map_or_else(|| self.place(), |v| self.file.at(v.span()))
    }

    /// Whether anything in this table was wrong, so that it must be left out.
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// Reports something wrong with a key's value; the table is then left out.
    pub fn wrong(&mut self, key: &str, what: String, remedy: &str) {
        let place = self.place_of(key);
        self.problems.push(place.unread(what, remedy));
        self.broken = true;
    }

    /// Reports something that does not fit, without leaving the table out.
    pub fn doubt(&mut self, key: &str, what: String, remedy: &str) {
        let place = self.place_of(key);
        self.problems.push(place.doubt(what, remedy));
    }

    /// Adds a problem that was found while reading; the table is not left out for it.
    pub fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The text of a key, if it is there.
    pub fn text(&mut self, key: &str) -> Option<String> {
        debug_assert!(self.known.contains(&key), "{key} is not among the known keys");
        let value = self.table.get(key)?.get_ref();
        match value {
            DeValue::String(s) => Some(s.clone().into_owned()),
            // A date or time may stand without quotation marks.
            DeValue::Datetime(d) => Some(d.to_string()),
            other => {
                let found = kind_of(other);
                self.wrong(
                    key,
                    format!("{key} of {} is {found}, and should be a text", self.what),
                    "put it in quotation marks",
                );
                None
            }
        }
    }

    /// The text of a key, or an empty text where it is not there.
    pub fn text_or_empty(&mut self, key: &str) -> String {
        self.text(key).unwrap_or_default()
    }

    /// The text of a key that must be there and must say something.
    pub fn required(&mut self, key: &str) -> Option<String> {
        // A number where a time is wanted: the reader of times says which unit it lacks.
        if TIMES.contains(&key) && matches!(self.value(key), Some(DeValue::Integer(_) | DeValue::Float(_))) {
            return Some(String::new());
        }
        let text = if self.table.contains_key(key) { self.text(key)? } else { String::new() };
        if text.trim().is_empty() {
            self.wrong(key, format!("{} has no {key}", self.what), &format!("add a line: {key} = \"…\""));
            return None;
        }
        Some(text)
    }

    /// An id that must be there: letters, digits, hyphens, dots and underscores.
    pub fn id(&mut self) -> Option<String> {
        let id = self.required("id")?;
        if !is_id(&id) {
            self.wrong("id", format!("{id:?} cannot be an id"), ID_REMEDY);
            return None;
        }
        Some(id)
    }

    fn parsed<T>(&mut self, key: &str, read: impl FnOnce(&str) -> Result<T, Unreadable>) -> Option<T> {
        let text = self.text(key)?;
        match read(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.wrong(key, format!("{key} of {}: {}", self.what, error.what), &error.remedy);
                None
            }
        }
    }

    /// A date, if the key is there.
    pub fn date(&mut self, key: &str) -> Option<Date> {
        self.parsed(key, text::date)
    }
    /// A length with or without a minus sign, if the key is there.
    pub fn step(&mut self, key: &str) -> Option<Nanos> {
        self.parsed(key, text::step)
    }
    /// The wall times that a typed one can mean, if the key is there.
    pub fn wall_times(&mut self, key: &str) -> Option<Interval<WallClock>> {
        self.parsed(key, text::wall_times)
    }
    /// Reports a number that stands without its unit, and so without quotation marks.
    fn bare_number(&mut self, key: &str, forms: impl Fn(&str) -> String) -> bool {
        let number = match self.value(key) {
            Some(DeValue::Integer(n)) => n.as_str(),
            Some(DeValue::Float(n)) => n.as_str(),
            _ => return false,
        };
        let what = format!("{key} of {} is {number}, which has no unit", self.what);
        self.wrong(key, what, &format!("write it with its unit, in quotation marks: {}", forms(number)));
        true
    }
    /// A length, if the key is there.
    pub fn length(&mut self, key: &str) -> Option<Nanos> {
        if self.bare_number(key, |n| format!("{key} = \"{n} s\"")) {
            return None;
        }
        self.parsed(key, text::length)
    }
    /// A time on a recording, if the key is there.
    pub fn recording_time(&mut self, key: &str) -> Option<RecordingTime> {
        if self.bare_number(key, |n| format!("{key} = \"{n} s\", or minutes and seconds: \"5:00\"")) {
            return None;
        }
        self.parsed(key, text::recording_time)
    }
    /// A wall time, if the key is there.
    pub fn wall_time(&mut self, key: &str) -> Option<WallTime> {
        self.parsed(key, text::wall_time)
    }

    /// One of a few words, if the key is there.
    pub fn choice<T: Copy>(&mut self, key: &str, choices: &[(&'static str, T)]) -> Option<T> {
        let typed = self.text(key)?;
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == typed) {
            return Some(*value);
        }
        let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
        let remedy = match nearest(&typed, words.iter().copied()) {
            Some(near) => format!("did you mean {near:?}?"),
            None => format!("write one of: {}", words.join(", ")),
        };
        self.wrong(key, format!("{key} of {} is {typed:?}, which is none of its words", self.what), &remedy);
        None
    }

    /// `true` or `false`, if the key is there.
    pub fn boolean(&mut self, key: &str) -> Option<bool> {
        let value = self.value(key)?;
        let found = value.as_bool();
        if found.is_none() {
            let kind = kind_of(value);
            self.wrong(
                key,
                format!("{key} of {} is {kind}", self.what),
                "write true or false, without quotation marks",
            );
        }
        found
    }

    /// A whole number of at least 0, if the key is there.
    pub fn whole(&mut self, key: &str) -> Option<u64> {
        let value = self.value(key)?;
        let number = value.as_integer().and_then(|n| u64::from_str_radix(n.as_str(), n.radix()).ok());
        if number.is_none() {
            let what = match value {
                DeValue::Integer(n) => format!("{key} of {} is {}, and should be 0 or more", self.what, n.as_str()),
                other => {
                    let kind = kind_of(other);
                    format!("{key} of {} is {kind}, and should be a whole number of 0 or more", self.what)
                }
            };
            self.wrong(key, what, "write digits, without quotation marks");
        }
        number
    }

    /// A decimal number, exactly as written, if the key is there.
    pub fn decimal(&mut self, key: &str) -> Option<Decimal> {
        let value = self.value(key)?;
        let number = decimal_of(value);
        if number.is_none() {
            let kind = kind_of(value);
            let what = format!("{key} of {} is {kind}, and should be a number", self.what);
            self.wrong(key, what, NUMBER_REMEDY);
        }
        number
    }

    /// Every element of a list, if the key is there. `of` says what they are: "dates". One that cannot be read is
    /// reported at its place, and the table is left out.
    pub fn list<T>(
        &mut self,
        key: &str,
        of: &str,
        mut read: impl FnMut(&DeValue<'a>) -> Result<T, Unreadable>,
    ) -> Option<Vec<T>> {
        let value = self.value(key)?;
        let Some(array) = value.as_array() else {
            let kind = kind_of(value);
            let what = format!("{key} of {} is {kind}, and should be a list of {of}", self.what);
            self.wrong(key, what, &format!("write it in square brackets: {key} = [ … ]"));
            return None;
        };
        let mut all = Vec::new();
        for element in array.iter() {
            match read(element.get_ref()) {
                Ok(one) => all.push(one),
                Err(wrong) => {
                    let problem = self.file.at(element.span()).unread(wrong.what, wrong.remedy);
                    self.problems.push(problem);
                    self.broken = true;
                }
            }
        }
        Some(all)
    }

    /// A list of texts, if the key is there.
    pub fn texts(&mut self, key: &str) -> Option<Vec<String>> {
        self.list(key, "texts", |v| text_of(v).map(str::to_owned))
    }

    /// Two times on a recording, the earlier first, if the key is there.
    pub fn recording_span(&mut self, key: &str) -> Option<Span<RecordingClock>> {
        match span_of(self.value(key)?) {
            Ok(span) => Some(span),
            Err(wrong) => {
                self.wrong(key, format!("{key} of {}: {}", self.what, wrong.what), &wrong.remedy);
                None
            }
        }
    }

    /// The raw value of a key.
    pub fn value(&self, key: &str) -> Option<&'a DeValue<'a>> {
        debug_assert!(self.known.contains(&key), "{key} is not among the known keys");
        self.table.get(key).map(Spanned::get_ref)
    }

    /// A table under a key, if it is there.
    pub fn table<T>(
        &mut self,
        key: &str,
        known: &'static [&'static str],
        read: impl FnOnce(&mut Table<'_>) -> Option<T>,
    ) -> Option<T> {
        let value = self.value(key)?;
        let span = self.table.get(key).map_or_else(|| self.span.clone(), Spanned::span);
        let Some(inner) = value.as_table() else {
            let kind = kind_of(value);
            self.wrong(key, format!("{key} of {} is {kind}, and should be a table", self.what), "write it as { … }");
            return None;
        };
        let what = format!("{key} of {}", self.what);
        let mut table = Table {
            file: self.file,
            table: inner,
            span,
            what: &what,
            known,
            problems: &mut *self.problems,
            broken: false,
        };
        table.unknown_keys();
        let read = read(&mut table);
        let broken = table.broken;
        self.broken |= broken;
        read.filter(|_| !broken)
    }

    /// Every entry of an array of tables, `[[key]]`. An entry with a problem is left out; the second list
    /// holds the ids of those, so that what refers to one of them can say so.
    pub fn entries<T>(
        &mut self,
        key: &str,
        known: &'static [&'static str],
        mut read: impl FnMut(&mut Table<'_>) -> Option<T>,
    ) -> (Vec<T>, BTreeSet<String>) {
        let (mut good, mut lost) = (Vec::new(), BTreeSet::new());
        let Some(value) = self.value(key) else { return (good, lost) };
        let Some(array) = value.as_array().filter(|a| a.iter().all(|v| v.get_ref().is_table())) else {
            let kind = kind_of(value);
            self.wrong(
                key,
                format!("{key} of {} is {kind}", self.what),
                &format!("start each entry with a line [[{key}]]"),
            );
            return (good, lost);
        };
        let mut seen = BTreeSet::new();
        for (index, entry) in array.iter().enumerate() {
            let Some(inner) = entry.get_ref().as_table() else { continue };
            let id = inner.get("id").and_then(|v| v.get_ref().as_str()).map(str::to_owned);
            let what = match &id {
                Some(id) => format!("{key} {id:?}"),
                None => format!("the {key} number {}", index + 1),
            };
            let mut table = Table {
                file: self.file,
                table: inner,
                span: entry.span(),
                what: &what,
                known,
                problems: &mut *self.problems,
                broken: false,
            };
            table.unknown_keys();
            if let Some(id) = &id
                && !seen.insert(id.clone())
            {
                let what = format!("there are two entries {id:?}");
                table.wrong("id", what, "give each its own id; only the first was read");
            }
            let read = read(&mut table);
            match read {
                Some(read) if !table.broken => good.push(read),
                _ => lost.extend(id),
            }
        }
        (good, lost)
    }

    /// As [`entries`](Self::entries), where the table means something else without one of them: if one has a problem,
    /// the table is left out.
    pub fn all_entries<T>(
        &mut self,
        key: &str,
        known: &'static [&'static str],
        read: impl FnMut(&mut Table<'_>) -> Option<T>,
    ) -> Vec<T> {
        let written = self.value(key).and_then(|v| v.as_array()).map_or(0, |a| a.len());
        let (good, _) = self.entries(key, known, read);
        self.broken |= good.len() != written;
        good
    }

    /// Every key of the table with its value's place, in the order of the file; for tables whose keys a case chooses.
    pub fn chosen_keys(&self) -> Vec<String> {
        let mut keys: Vec<_> = self.table.iter().map(|(k, _)| (k.span().start, k.get_ref().to_string())).collect();
        keys.sort();
        keys.into_iter().map(|(_, k)| k).collect()
    }

    /// A table under a key that the case chose.
    pub fn chosen<T>(
        &mut self,
        key: &str,
        known: &'static [&'static str],
        read: impl FnOnce(&mut Table<'_>) -> Option<T>,
    ) -> Option<T> {
        let entry = self.table.get(key)?;
        let Some(inner) = entry.get_ref().as_table() else {
            let kind = kind_of(entry.get_ref());
            self.problems.push(self.file.at(entry.span()).unread(
                format!("{key} of {} is {kind}, and should be a table", self.what),
                "write it as { … }; a name with a dot stands in quotation marks",
            ));
            return None;
        };
        let what = format!("{key:?}");
        let mut table = Table {
            file: self.file,
            table: inner,
            span: entry.span(),
            what: &what,
            known,
            problems: &mut *self.problems,
            broken: false,
        };
        table.unknown_keys();
        let read = read(&mut table);
        read.filter(|_| !table.broken)
    }

    /// The text, or the number as written, under a key that the case chose.
    pub fn chosen_text(&mut self, key: &str) -> Option<String> {
        match self.table.get(key)?.get_ref() {
            DeValue::String(s) => Some(s.trim().to_owned()),
            DeValue::Integer(n) if n.radix() == 10 => Some(n.as_str().to_owned()),
            DeValue::Float(n) => Some(n.as_str().to_owned()),
            other => {
                let kind = kind_of(other);
                self.wrong(key, format!("{key:?} is {kind}, and should be a text"), "put it in quotation marks");
                None
            }
        }
    }

    fn unknown_keys(&mut self) {
        if self.known.is_empty() {
            return;
        }
        let mut unknown: Vec<_> =
            self.table.iter().filter(|(k, _)| !self.known.contains(&k.get_ref().as_ref())).map(|(k, _)| k).collect();
        unknown.sort_by_key(|k| k.span().start);
        for key in unknown {
            let remedy = unknown_key_remedy(key.get_ref(), self.known);
            let what = format!("{} has no key {:?}", self.what, key.get_ref());
            self.problems.push(self.file.at(key.span()).unread(what, remedy));
            self.broken = true;
        }
    }

    fn format(&mut self) -> bool {
        let Some(value) = self.table.get("format") else {
            self.problems.push(self.file.at(0..0).unread(
                "the file does not say which format it has",
                format!("add a first line: format = {FORMAT}; nothing of this file was read"),
            ));
            return false;
        };
        let found = value.get_ref().as_integer().and_then(|n| i64::from_str_radix(n.as_str(), n.radix()).ok());
        if found == Some(FORMAT) {
            return true;
        }
        let typed = self.file.text().get(value.span()).unwrap_or("").to_owned();
        self.problems.push(self.file.at(value.span()).unread(
            format!("format = {typed}: this program reads {FORMAT}"),
            "use the version of the program that wrote this file, or a newer one; nothing of this file was read",
        ));
        false
    }
}

/// What an id may be made of, in words.
pub const ID_REMEDY: &str = "use letters, digits, hyphens, dots and underscores, beginning with a letter or a digit";

/// Whether a text can be an id: it goes into file names and into references such as `transcript-1#4`.
pub fn is_id(text: &str) -> bool {
    text.len() <= 100
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
}

/// What to do about a key that is not known.
pub fn unknown_key_remedy(key: &str, known: &[&str]) -> String {
    match nearest(key, known.iter().copied()) {
        Some(near) => format!("did you mean {near:?}?"),
        None => format!("take it out; known keys are: {}", known.join(", ")),
    }
}

const NUMBER_REMEDY: &str = "write digits, at most nine of them behind the point, without quotation marks";

/// A number exactly as it is written, at most 10^12 in size and with at most nine places.
pub fn decimal_of(value: &DeValue<'_>) -> Option<Decimal> {
    match value {
        DeValue::Integer(n) if n.radix() == 10 => Decimal::parse(n.as_str()),
        DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix()).ok().and_then(Decimal::whole),
        DeValue::Float(n) => Decimal::parse(n.as_str()),
        _ => None,
    }
}

/// A text that says something.
///
/// # Errors
/// Another value, or an empty text.
pub fn text_of<'v>(value: &'v DeValue<'_>) -> Result<&'v str, Unreadable> {
    value.as_str().filter(|t| !t.trim().is_empty()).ok_or_else(|| Unreadable {
        what: format!("{} stands here, and should be a text", kind_of(value)),
        remedy: "put words in quotation marks".to_owned(),
    })
}

/// A date, with or without quotation marks.
///
/// # Errors
/// Another value, or no date.
pub fn date_of(value: &DeValue<'_>) -> Result<Date, Unreadable> {
    match value {
        DeValue::Datetime(d) => text::date(&d.to_string()),
        other => text_of(other).and_then(text::date),
    }
}

/// Two times on a recording, the earlier first.
///
/// # Errors
/// Another value, a time that cannot be read, or a span that holds no time.
pub fn span_of(value: &DeValue<'_>) -> Result<Span<RecordingClock>, Unreadable> {
    let unreadable = |what: &str| Unreadable {
        what: what.to_owned(),
        remedy: "write two times, the earlier first: [\"1:20\", \"1:30\"]".to_owned(),
    };
    let times: Vec<&DeValue<'_>> =
        value.as_array().map(|a| a.iter().map(Spanned::get_ref).collect()).unwrap_or_default();
    let [a, b] = times.as_slice() else { return Err(unreadable("this is not two times on a recording")) };
    let (a, b) = (text_of(a).and_then(text::recording_time)?, text_of(b).and_then(text::recording_time)?);
    Span::new(a, b).filter(|s| !s.is_empty()).ok_or_else(|| unreadable("the span holds no time"))
}

/// What a value is, in words.
pub fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or a time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
