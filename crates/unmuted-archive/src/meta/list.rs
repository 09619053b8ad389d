//! The agency's own list of its recordings: a CSV, with its columns named by a mapping file or recognised by their
//! headers.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{Claimed, MetaError, Said};
use crate::os;

/// Which column of a list is what, by its header. Of a mapping file, as in
///
/// ```toml
/// path = "Video file"
/// device = "Camera serial"
/// started = "Record start"
/// started_format = "%m/%d/%Y %H:%M:%S"
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// The recording's path within the location, or its file's name, with its ending or without.
    pub path: Option<String>,
    /// The device.
    pub device: Option<String>,
    /// Its wearer.
    pub wearer: Option<String>,
    /// Unit or assignment.
    pub unit: Option<String>,
    /// Date and time of its beginning.
    pub started: Option<String>,
    /// How `started` is written, as `strptime` has it; without it, as `2018-03-18T21:26:14` with an offset or without.
    pub started_format: Option<String>,
    /// Whether it is a copy made for release.
    pub released_copy: Option<String>,
}

/// Headers that are recognised without a mapping file, in lower case, with a blank for `_` and `-`.
const KNOWN: [(&str, &[&str]); 6] = [
    ("path", &["path", "file", "filename", "file name", "video", "video file", "recording"]),
    (
        "device",
        &["device", "device id", "device serial", "camera", "camera id", "camera serial", "serial", "serial number"],
    ),
    ("wearer", &["wearer", "officer", "officer id", "badge", "badge number", "user", "owner", "assigned to"]),
    ("unit", &["unit", "assignment", "division", "district", "station", "group"]),
    (
        "started",
        &["started", "start", "start time", "started at", "recorded", "recorded at", "record start", "recorded on"],
    ),
    ("released_copy", &["released copy", "released", "redacted"]),
];

/// The agency's own list.
pub struct AgencyList {
    name: String,
    sha256: String,
    columns: Vec<(String, String)>,
    by_path: HashMap<String, Line>,
    problems: Vec<String>,
}

struct Line {
    /// `None` where two lines name the same recording and do not say the same.
    said: Option<Said>,
    line: u64,
    met: AtomicBool,
}

impl AgencyList {
    /// Reads a list; `mapping` is a TOML file with [`Columns`].
    ///
    /// # Errors
    /// Where one of the files cannot be read, a column that the mapping names is not there, or no column has the path.
    pub fn read(file: &Path, mapping: Option<&Path>) -> Result<Self, MetaError> {
        let name = file.file_name().map(os::name).unwrap_or_default();
        let columns = match mapping {
            None => Columns::default(),
            Some(mapping) => columns(mapping)?,
        };
        let bytes = fs::read(file).map_err(|e| {
            wrong(&name, "", &format!("it cannot be read: {e}"), "name the agency's list as a CSV file")
        })?;
        Self::parse(name, &bytes, &columns, mapping.is_some())
    }

    fn parse(name: String, bytes: &[u8], wanted: &Columns, mapped: bool) -> Result<Self, MetaError> {
        let sha256 = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
        let header = rows
            .headers()
            .map_err(|e| wrong(&name, ", line 1", &e.to_string(), "save it as CSV in UTF-8, with a header"))?
            .clone();
        let has = header.iter().map(str::trim).collect::<Vec<_>>().join(", ");
        let mut found: Vec<(&'static str, usize)> = Vec::new();
        for (key, names) in KNOWN {
            let asked = match key {
                "path" => &wanted.path,
                "device" => &wanted.device,
                "wearer" => &wanted.wearer,
                "unit" => &wanted.unit,
                "started" => &wanted.started,
                _ => &wanted.released_copy,
            };
            let at = match asked {
                Some(asked) => {
                    let at = header.iter().position(|h| h.trim() == asked.trim()).ok_or_else(|| {
                        let what = format!(
                            "it has no column `{asked}`, which the mapping names for {key}; its columns are: {has}"
                        );
                        wrong(&name, ", line 1", &what, "correct the mapping file")
                    })?;
                    Some(at)
                }
                // A mapping says which columns are used; what it leaves out is left out.
                None if mapped && key != "path" => None,
                None => names.iter().find_map(|n| header.iter().position(|h| plain(h) == *n)),
            };
            found.extend(at.map(|at| (key, at)));
        }
        let column = |key: &str| found.iter().find(|(k, _)| *k == key).map(|(_, at)| *at);
        let Some(path_at) = column("path") else {
            let what = format!("no column says which recording a line is about; its columns are: {has}");
            return Err(wrong(&name, ", line 1", &what, "name it in a mapping file (--columns): path = \"header\""));
        };
        let mut list = Self {
            columns: found
                .iter()
                .map(|(k, at)| ((*k).to_owned(), header.get(*at).unwrap_or_default().trim().to_owned()))
                .collect(),
            name,
            sha256,
            by_path: HashMap::new(),
            problems: Vec::new(),
        };
        for row in rows.records() {
            let row = match row {
                Ok(row) => row,
                Err(e) => {
                    let line = e.position().map_or(0, csv::Position::line);
                    list.problems.push(format!("line {line}: {e}"));
                    continue;
                }
            };
            let line = row.position().map_or(0, csv::Position::line);
            let cell = |key: &str| column(key).and_then(|at| row.get(at)).map(str::trim).filter(|t| !t.is_empty());
            let Some(path) = row.get(path_at).map(str::trim).filter(|t| !t.is_empty()) else {
                list.problems.push(format!("line {line}: it names no recording"));
                continue;
            };
            let started = cell("started").and_then(|text| {
                let read = match &wanted.started_format {
                    None => Claimed::read(text),
                    Some(format) => by_format(format, text),
                };
                if read.is_none() {
                    list.problems.push(format!(
                        "line {line}: `{text}` is no time as {}",
                        match &wanted.started_format {
                            None => "2018-03-18T21:26:14 (another form is named in the mapping file: started_format)"
                                .to_owned(),
                            Some(format) => format!("`{format}`"),
                        }
                    ));
                }
                read
            });
            let released_copy = cell("released_copy").and_then(|text| {
                let read = yes_or_no(text);
                if read.is_none() {
                    list.problems.push(format!("line {line}: `{text}` is neither yes nor no"));
                }
                read
            });
            let text = |key: &str| cell(key).map(str::to_owned);
            let said =
                Said { device: text("device"), wearer: text("wearer"), unit: text("unit"), started, released_copy };
            let path = path.replace('\\', "/");
            let path = path.trim_start_matches("./").to_owned();
            match list.by_path.entry(path) {
                std::collections::hash_map::Entry::Vacant(v) => {
                    v.insert(Line { said: Some(said), line, met: AtomicBool::new(false) });
                }
                std::collections::hash_map::Entry::Occupied(mut o) => {
                    let first = o.get_mut();
                    if first.said.as_ref().is_some_and(|s| *s != said) {
                        // Two values stay two values; neither is taken.
                        list.problems.push(format!(
                            "lines {} and {line} name the same recording and say different things: neither is used",
                            first.line
                        ));
                        first.said = None;
                    }
                }
            }
        }
        Ok(list)
    }

    /// What the list says about a recording: the line with its path, else the one with its file's name, else the one
    /// with that name without its ending.
    pub(super) fn of(&self, path: &str) -> Option<&Said> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let line = self.by_path.get(path).or_else(|| self.by_path.get(name)).or_else(|| self.by_path.get(stem))?;
        line.met.store(true, Ordering::Relaxed);
        line.said.as_ref()
    }

    /// Its file's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Which column is what: `(meaning, header)`.
    pub fn columns(&self) -> &[(String, String)] {
        &self.columns
    }

    /// What of it could not be read, each with its line.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// Lines that no recording met, by line: what the agency lists and the archive does not hold.
    pub fn without_recording(&self) -> Vec<(u64, &str)> {
        let mut lines: Vec<(u64, &str)> = self
            .by_path
            .iter()
            .filter(|(_, l)| !l.met.load(Ordering::Relaxed))
            .map(|(path, l)| (l.line, path.as_str()))
            .collect();
        lines.sort_unstable();
        lines
    }
}

fn columns(mapping: &Path) -> Result<Columns, MetaError> {
    let name = mapping.file_name().map(os::name).unwrap_or_default();
    let of = |what: String| {
        MetaError {
        what: format!("mapping {name}: {what}"),
        remedy: "it is TOML with path, device, wearer, unit, started, started_format, released_copy, each a header of the list"
            .into(),
    }
    };
    let text = fs::read_to_string(mapping).map_err(|e| of(format!("it cannot be read: {e}")))?;
    toml::from_str(&text).map_err(|e| of(e.to_string().trim_end().to_owned()))
}

fn plain(header: &str) -> String {
    header.trim().to_lowercase().replace(['_', '-'], " ")
}

fn by_format(format: &str, text: &str) -> Option<Claimed> {
    let broken = jiff::fmt::strtime::parse(format, text).ok()?;
    Some(Claimed { civil: broken.to_datetime().ok()?, offset: broken.offset() })
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "released" | "redacted" => Some(true),
        "no" | "n" | "false" | "0" | "original" => Some(false),
        _ => None,
    }
}

fn wrong(name: &str, place: &str, what: &str, remedy: &str) -> MetaError {
    MetaError { what: format!("list {name}{place}: {what}"), remedy: remedy.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str, columns: &Columns, mapped: bool) -> Result<AgencyList, MetaError> {
        AgencyList::parse("list.csv".into(), text.as_bytes(), columns, mapped)
    }

    #[test]
    fn usual_headers_are_recognised() {
        let l = list(
            "\u{feff}File Name,Camera_ID,Officer,Division,Recorded At,Redacted\na.mp4,C1,Roe,North,2018-03-18 21:26:14,no\n",
            &Columns::default(),
            false,
        )
        .unwrap();
        let s = l.of("x/a.mp4").unwrap();
        assert_eq!(
            (s.device.as_deref(), s.wearer.as_deref(), s.unit.as_deref()),
            (Some("C1"), Some("Roe"), Some("North"))
        );
        assert_eq!((s.started.unwrap().to_string().as_str(), s.released_copy), ("2018-03-18T21:26:14", Some(false)));
        assert!(l.problems().is_empty() && l.without_recording().is_empty());
        assert!(l.of("x/b.mp4").is_none());
    }

    #[test]
    fn a_mapping_names_columns_and_the_form_of_times() {
        let columns = Columns {
            path: Some("Evidence".into()),
            started: Some("When".into()),
            started_format: Some("%m/%d/%Y %H:%M".into()),
            ..Columns::default()
        };
        let l = list("Evidence,When,Device\na,03/18/2018 21:26,C1\nb,18.03.2018,C2\n", &columns, true).unwrap();
        let s = l.of("n/a.mp4").unwrap();
        assert_eq!((s.started.unwrap().to_string().as_str(), &s.device), ("2018-03-18T21:26:00", &None));
        assert_eq!(l.problems(), ["line 3: `18.03.2018` is no time as `%m/%d/%Y %H:%M`"]);
        assert_eq!(l.without_recording(), [(3, "b")]);
        let wrong = Columns { device: Some("Cam".into()), ..columns };
        assert!(list("Evidence,When\n", &wrong, true).err().unwrap().what.contains("no column `Cam`"));
        assert!(list("a,b\n", &Columns::default(), false).err().unwrap().what.contains("its columns are: a, b"));
    }

    #[test]
    fn two_lines_that_differ_are_not_used() {
        let l = list("path,device\na.mp4,C1\na.mp4,C2\nb.mp4,C1\nb.mp4,C1\n", &Columns::default(), false).unwrap();
        assert_eq!(l.of("a.mp4"), None);
        assert!(l.of("b.mp4").is_some());
        assert_eq!(l.problems(), ["lines 2 and 3 name the same recording and say different things: neither is used"]);
    }
}
