//! What a file's name says, by a pattern: `{device}_{wearer}_{date:YYYYMMDD}_{time:HHMMSS}`, or `/a regular
//! expression/` with named groups.

use jiff::civil::{Date, DateTime, Time};
use regex::{Captures, Regex};

use super::{Claimed, MetaError, Said, time};

/// What parts a pattern may have.
const PARTS: &str = "{device}, {wearer}, {unit}, {date:YYYYMMDD}, {time:HHMMSS}, {zone}, {*}";
/// What groups a regular expression may have.
const GROUPS: [&str; 12] =
    ["device", "wearer", "unit", "date", "time", "zone", "year", "month", "day", "hour", "minute", "second"];

/// A pattern of file names.
pub struct NamePattern {
    text: String,
    regex: Regex,
    /// How many parts of a path it looks at, from the end; `None` for all of it, ending included.
    parts: Option<usize>,
}

impl NamePattern {
    /// Reads a pattern as typed.
    ///
    /// A pattern describes the whole name without its ending; with `/` in it, it describes as many folders as well.
    /// `{device}`, `{wearer}` and `{unit}` stand for one or more characters, `{device:8}` for exactly eight, and `{*}`
    /// for any that say nothing. `{date:…}` has `YYYY` or `YY`, `MM` and `DD`; `{time:…}` has `HH`, `MM` and perhaps
    /// `SS`; without a format they are `YYYYMMDD` and `HHMMSS`. `{zone}` is `Z` or an offset such as `+0200`. `{{` and
    /// `}}` are braces. A pattern between slashes is a regular expression that is searched for in the whole path.
    ///
    /// # Errors
    /// Where it is not one, with a mark under the wrong place.
    pub fn read(text: &str) -> Result<Self, MetaError> {
        let slashed = text.strip_prefix('/').and_then(|t| t.strip_suffix('/')).filter(|t| !t.is_empty());
        let (regex, parts) = match slashed {
            Some(inner) => (inner.to_owned(), None),
            None => (translate(text)?, Some(text.matches('/').count() + 1)),
        };
        let regex = Regex::new(&regex).map_err(|e| MetaError {
            what: format!("name pattern {text}: {e}"),
            remedy: "correct the regular expression; its syntax is that of the Rust crate regex".into(),
        })?;
        let known = |g: &&str| GROUPS.contains(g);
        if let Some(other) = regex.capture_names().flatten().find(|g| !known(g)) {
            let at = text.find(&format!("<{other}>")).map_or(0, |i| i + 1);
            return Err(wrong(text, at..at + other.len(), &format!("there is no group {other}"), &GROUPS.join(", ")));
        }
        if regex.capture_names().flatten().next().is_none() {
            let what = "it names nothing that could be read";
            return Err(wrong(text, 0..text.len(), what, if parts.is_some() { PARTS } else { "(?<device>…)" }));
        }
        Ok(Self { text: text.to_owned(), regex, parts })
    }

    /// As typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the pattern finds in a path; `None` where it does not fit, or a date or time in it is none.
    pub(super) fn said(&self, path: &str) -> Option<Said> {
        let subject = match self.parts {
            None => path,
            Some(parts) => {
                let from = path.rmatch_indices('/').nth(parts - 1).map_or(0, |(i, _)| i + 1);
                let tail = path.get(from..)?;
                let name_at = tail.rfind('/').map_or(0, |i| i + 1);
                let ending = tail.rfind('.').filter(|i| *i > name_at).unwrap_or(tail.len());
                tail.get(..ending)?
            }
        };
        let found = self.regex.captures(subject)?;
        let text = |name: &str| Some(found.name(name)?.as_str().trim()).filter(|t| !t.is_empty()).map(str::to_owned);
        let started = match date(&found) {
            Part::None => None,
            Part::Wrong => return None,
            Part::Of(date) => match clock(&found) {
                // A day alone says no instant.
                Part::None => None,
                Part::Wrong => return None,
                Part::Of(clock) => {
                    let offset = match found.name("zone") {
                        None => None,
                        Some(zone) => Some(time::offset(zone.as_str())?),
                    };
                    Some(Claimed { civil: DateTime::from_parts(date, clock), offset })
                }
            },
        };
        Some(Said { device: text("device"), wearer: text("wearer"), unit: text("unit"), started, released_copy: None })
    }
}

/// A part of a name that may be absent, or wrong.
enum Part<T> {
    None,
    Wrong,
    Of(T),
}

fn number(found: &Captures<'_>, name: &str) -> Option<i16> {
    found.name(name)?.as_str().parse().ok()
}

fn date(found: &Captures<'_>) -> Part<Date> {
    let (y, m, d) = if let Some(date) = found.name("date") {
        let digits: String = date.as_str().chars().filter(char::is_ascii_digit).collect();
        let part = |range: std::ops::Range<usize>| digits.get(range).and_then(|t| t.parse::<i16>().ok());
        if digits.len() != 8 {
            return Part::Wrong;
        }
        (part(0..4), part(4..6), part(6..8))
    } else if found.name("year").is_some() {
        (
            number(found, "year").map(|y| if y < 100 { y + 2000 } else { y }),
            number(found, "month"),
            number(found, "day"),
        )
    } else {
        return Part::None;
    };
    let (Some(y), Some(m), Some(d)) = (y, m, d) else { return Part::Wrong };
    Date::new(y, m as i8, d as i8).map_or(Part::Wrong, Part::Of)
}

fn clock(found: &Captures<'_>) -> Part<Time> {
    let (h, m, s) = if let Some(time) = found.name("time") {
        let digits: String = time.as_str().chars().filter(char::is_ascii_digit).collect();
        let part = |range: std::ops::Range<usize>| digits.get(range).and_then(|t| t.parse::<i16>().ok());
        if digits.len() != 6 && digits.len() != 4 {
            return Part::Wrong;
        }
        (part(0..2), part(2..4), part(4..6))
    } else if found.name("hour").is_some() {
        (number(found, "hour"), number(found, "minute"), number(found, "second"))
    } else {
        return Part::None;
    };
    let (Some(h), Some(m)) = (h, m) else { return Part::Wrong };
    Time::new(h as i8, m as i8, s.unwrap_or(0) as i8, 0).map_or(Part::Wrong, Part::Of)
}

/// The regular expression of a pattern.
fn translate(text: &str) -> Result<String, MetaError> {
    let mut regex = String::from("^");
    let mut rest = text;
    let mut used: Vec<String> = Vec::new();
    // Whether the part before this place has no fixed length.
    let mut open = false;
    while let Some(c) = rest.chars().next() {
        let at = text.len() - rest.len();
        if rest.starts_with("{{") || rest.starts_with("}}") {
            regex.push_str(if c == '{' { r"\{" } else { r"\}" });
            rest = &rest[2..];
            open = false;
        } else if c == '}' {
            return Err(wrong(text, at..at + 1, "this brace closes nothing", "write }} for a brace"));
        } else if c == '{' {
            let Some(length) = rest.find('}') else {
                return Err(wrong(text, at..text.len(), "this brace is not closed", "close it with }, or write {{"));
            };
            let inner = &rest[1..length];
            let place = at..at + length + 1;
            let (name, format) = inner.split_once(':').map_or((inner, None), |(n, f)| (n, Some(f)));
            if name != "*" && used.iter().any(|u| u == name) {
                return Err(wrong(
                    text,
                    place,
                    "this part is there twice",
                    "name each part once, and use {*} for others",
                ));
            }
            used.push(name.to_owned());
            let was_open = std::mem::replace(&mut open, false);
            let piece = match (name, format) {
                ("device" | "wearer" | "unit" | "*", format) => {
                    let length = match format {
                        None => {
                            if was_open {
                                let what = "nothing tells where the part before this one ends";
                                let remedy = "put a separator between them, or give a length, as in {device:8}";
                                return Err(wrong(text, place, what, remedy));
                            }
                            open = true;
                            "+?".to_owned()
                        }
                        Some(n) => match n.parse::<u8>() {
                            Ok(n) if n > 0 => format!("{{{n}}}"),
                            _ => {
                                let what = format!("`{n}` is no number of characters");
                                return Err(wrong(
                                    text,
                                    place,
                                    &what,
                                    "write a number from 1 to 255, as in {device:8}",
                                ));
                            }
                        },
                    };
                    if name == "*" { format!("[^/]{length}") } else { format!("(?<{name}>[^/]{length})") }
                }
                ("date", format) => digits(
                    format.unwrap_or("YYYYMMDD"),
                    &[
                        ("YYYY", "(?<year>[0-9]{4})"),
                        ("YY", "(?<year>[0-9]{2})"),
                        ("MM", "(?<month>[0-9]{2})"),
                        ("DD", "(?<day>[0-9]{2})"),
                    ],
                    &["year", "month", "day"],
                )
                .ok_or_else(|| {
                    wrong(
                        text,
                        place,
                        "this is no date",
                        "write YYYY (or YY), MM and DD once each, as in {date:YYYY-MM-DD}",
                    )
                })?,
                ("time", format) => digits(
                    format.unwrap_or("HHMMSS"),
                    &[("HH", "(?<hour>[0-9]{2})"), ("MM", "(?<minute>[0-9]{2})"), ("SS", "(?<second>[0-9]{2})")],
                    &["hour", "minute"],
                )
                .ok_or_else(|| {
                    wrong(
                        text,
                        place,
                        "this is no time",
                        "write HH, MM and perhaps SS once each, as in {time:HH.MM.SS}",
                    )
                })?,
                ("zone", None) => "(?<zone>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)".to_owned(),
                ("zone", Some(_)) => return Err(wrong(text, place, "a zone has no format", "write {zone}")),
                _ => {
                    return Err(wrong(
                        text,
                        place,
                        &format!("there is no part {{{name}}}"),
                        &format!("the parts are {PARTS}"),
                    ));
                }
            };
            regex.push_str(&piece);
            rest = &rest[length + 1..];
        } else {
            regex.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
            rest = &rest[c.len_utf8()..];
            open = false;
        }
    }
    regex.push('$');
    Ok(regex)
}

/// The regular expression of a date or a time; `None` where a letter group is there twice, is missing, or is none.
fn digits(format: &str, groups: &[(&str, &str)], needed: &[&str]) -> Option<String> {
    let mut regex = String::new();
    let mut rest = format;
    while let Some(c) = rest.chars().next() {
        if let Some((name, group)) = groups.iter().find(|(name, _)| rest.starts_with(name)) {
            let key = group.split('>').next()?;
            if regex.contains(key) {
                return None;
            }
            regex.push_str(group);
            rest = &rest[name.len()..];
        } else if c.is_alphanumeric() || c == '/' {
            return None;
        } else {
            regex.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
            rest = &rest[c.len_utf8()..];
        }
    }
    needed.iter().all(|n| regex.contains(&format!("<{n}>"))).then_some(regex)
}

/// An error with a mark under the wrong place.
fn wrong(text: &str, place: std::ops::Range<usize>, what: &str, remedy: &str) -> MetaError {
    let before = text.get(..place.start).unwrap_or_default().chars().count();
    let under = text.get(place).unwrap_or_default().chars().count().max(1);
    MetaError {
        what: format!("name pattern: {what}\n  {text}\n  {}{}", " ".repeat(before), "^".repeat(under)),
        remedy: remedy.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pattern: &str, path: &str) -> Option<Said> {
        NamePattern::read(pattern).unwrap().said(path)
    }

    #[test]
    fn a_pattern_reads_names() {
        let s = said("{device}_{wearer}_{date:YYYYMMDD}_{time:HHMMSS}", "x/X60A_b.roe_20180318_212614.mp4").unwrap();
        assert_eq!((s.device.as_deref(), s.wearer.as_deref()), (Some("X60A"), Some("b.roe")));
        assert_eq!(s.started.unwrap().to_string(), "2018-03-18T21:26:14");
        let s = said("{unit}/{*}/{date:DD.MM.YY} {time:HH-MM}{zone}", "a/north/x/18.03.18 21-26+0200.mkv").unwrap();
        assert_eq!(
            (s.unit.as_deref(), s.started.unwrap().to_string().as_str()),
            (Some("north"), "2018-03-18T21:26:00+02:00")
        );
        assert_eq!(said("{device:3}{wearer}", "abcdef.mp4").unwrap().wearer.as_deref(), Some("def"));
        assert_eq!(said("{device}", "a.b.mp4").unwrap().device.as_deref(), Some("a.b"));
        assert_eq!(said("{device}_{date}_{time}", "a_20181399_000000.mp4"), None);
        assert_eq!(said("{device}_{date}", "nothing.mp4"), None);
        assert_eq!(said("{device}_{date}", "a_20180318.mp4").unwrap().started, None);
        let s = said("/(?<unit>[a-z]+)/.*(?<date>[0-9-]{10})T(?<time>[0-9.]{5})/", "u/q/2018-03-18T21.26.mp4").unwrap();
        assert_eq!((s.unit.as_deref(), s.started.unwrap().to_string().as_str()), (Some("u"), "2018-03-18T21:26:00"));
    }

    #[test]
    fn a_wrong_pattern_is_marked_at_the_wrong_place() {
        let error = |p: &str| NamePattern::read(p).err().map(|e| e.what).unwrap_or_default();
        assert_eq!(
            error("x_{devise}_{date}"),
            "name pattern: there is no part {devise}\n  x_{devise}_{date}\n    ^^^^^^^^"
        );
        assert!(error("{device").ends_with("\n  {device\n  ^^^^^^^"));
        assert!(error("a}").ends_with("\n  a}\n   ^"));
        assert!(error("{device}{wearer}").contains("where the part before this one ends"));
        assert!(error("{device}_{device}").contains("twice"));
        assert!(error("{date:YYYY}").contains("no date"));
        assert!(error("{time:MMSS}").contains("no time"));
        assert!(error("plain").contains("names nothing"));
        assert!(error("/(?<devise>.)/").ends_with("\n  /(?<devise>.)/\n      ^^^^^^"));
        assert!(!error("/(/").is_empty());
    }
}
