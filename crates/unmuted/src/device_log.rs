//! A device's audit log on the command line: read once, matched with recordings that were listened to or scanned.

use std::fs;
use std::path::{Path, PathBuf};

use miette::miette;
use serde::Serialize;
use sha2::{Digest, Sha256};
use unmuted_archive::audit::{
    AuditError, AuditLog, AuditMap, AuditMatch, AuditResult, MatchOptions, match_row, match_survey, read_log, read_map,
};
use unmuted_archive::summary::InLog;
use unmuted_archive::{Scanned, SpanRow};
use unmuted_media::Survey;
use unmuted_model::{Interval, Nanos, WallClock};

use crate::Terminal;
use crate::case_files::digests::hex;

/// How a log is named on the command line.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct LogArgs {
    /// A device's audit log (CSV), to be matched with silence: docs/audit-logs.md
    #[arg(long, value_name = "FILE.csv", requires = "audit_map")]
    audit_log: Option<PathBuf>,
    /// Which columns and words of that log mean what
    #[arg(long, value_name = "FILE.toml", requires = "audit_log")]
    audit_map: Option<PathBuf>,
    /// How far the log's times and the recordings' may differ, in seconds [default: 2]
    #[arg(long, value_name = "SECONDS", requires = "audit_log")]
    tolerance: Option<f64>,
}

/// A log that was read.
pub struct DeviceLog {
    map: AuditMap,
    log: AuditLog,
    options: MatchOptions,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The file's name.
    pub name: String,
    /// Rows that could not be read.
    pub unread: u64,
}

/// Problems that are shown one by one.
const SHOWN: usize = 10;

impl LogArgs {
    /// Reads the log that is named, if one is, and tells what is wrong with it.
    ///
    /// # Errors
    /// Where the log or its mapping cannot be read at all.
    pub fn read(&self, terminal: &Terminal) -> miette::Result<Option<DeviceLog>> {
        let (Some(log), Some(map)) = (&self.audit_log, &self.audit_map) else { return Ok(None) };
        let tolerance = match self.tolerance {
            None => MatchOptions::default().tolerance,
            Some(s) if (0.0..=86_400.0).contains(&s) => Nanos::from_secs_f64(s),
            Some(s) => return Err(miette!(help = "write seconds, as in 5", "--tolerance {s} is no length of time")),
        };
        let device_log = DeviceLog::read(log, map, MatchOptions { tolerance, ..MatchOptions::default() })?;
        device_log.tell(terminal);
        Ok(Some(device_log))
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn bytes_of(path: &Path) -> miette::Result<Vec<u8>> {
    fs::read(path).map_err(|e| miette!(help = "check its name and the right to read it", "{}: {e}", name_of(path)))
}

fn wrong(e: AuditError) -> miette::Report {
    miette!(help = e.remedy.clone(), "{e}")
}

impl DeviceLog {
    fn read(log: &Path, map: &Path, options: MatchOptions) -> miette::Result<Self> {
        let text = String::from_utf8(bytes_of(map)?)
            .map_err(|_| miette!(help = "save it as UTF-8", "{}: it is no text", name_of(map)))?;
        let map = read_map(&name_of(map), &text).map_err(wrong)?;
        let bytes = bytes_of(log)?;
        let name = name_of(log);
        let sha256 = hex(&Sha256::digest(&bytes));
        let log = read_log(&name, &bytes, &map).map_err(wrong)?;
        Ok(Self { map, unread: log.rows_passed_over, log, options, sha256, name })
    }

    fn tell(&self, terminal: &Terminal) {
        for p in self.log.problems.iter().take(SHOWN) {
            terminal.warn(&format!("{}, line {}: {}", self.name, p.line, p.what), &p.remedy);
        }
        let shown = self.log.problems.len().min(SHOWN) as u64;
        if self.log.problems_in_all > shown {
            let more = self.log.problems_in_all - shown;
            terminal.warn(&format!("{}: {more} more rows have problems", self.name), "");
        }
        for w in self.log.unknown_words.iter().take(SHOWN) {
            let near = w.nearest.as_ref().map_or(String::new(), |n| format!("; is it “{n}”?"));
            let what =
                format!("{}, line {}: “{}” is not in the mapping, in {} rows{near}", self.name, w.line, w.word, w.rows);
            terminal.warn(&what, "add it to [events], under `other` where it means nothing here");
        }
    }

    /// Matches a recording that was listened to.
    pub fn of_survey(
        &self,
        survey: &Survey,
        name: &str,
        device: Option<&str>,
        started: Option<Interval<WallClock>>,
    ) -> AuditMatch {
        match_survey(&self.log, &self.map, survey, name, device, started, &self.options)
    }

    /// Matches a recording that was scanned: what is found, and what the log says of each of its spans.
    pub fn of_row(&self, scanned: &Scanned) -> (AuditMatch, Vec<Option<InLog>>) {
        let found = match_row(&self.log, &self.map, &scanned.recording, &scanned.spans, &self.options);
        // The match counts the recording's own spans only.
        let whole = |s: &SpanRow| s.channel.is_none() && (s.track.is_none() || scanned.recording.audio_tracks == 1);
        let places: Vec<usize> = scanned.spans.iter().enumerate().filter(|(_, s)| whole(s)).map(|(i, _)| i).collect();
        let mut said = vec![None; scanned.spans.len()];
        for (nth, place) in places.iter().enumerate() {
            let of = |result| found.matches.iter().any(|m| m.span == Some(nth) && m.certain && m.result == result);
            if let Some(slot) = said.get_mut(*place) {
                *slot = match (of(AuditResult::LoggedAndSilent), of(AuditResult::SilentNotLogged)) {
                    (true, _) => Some(InLog::Logged),
                    (false, true) => Some(InLog::NotLogged),
                    _ => None,
                };
            }
        }
        (found, said)
    }
}

/// One row of `log_matches.csv`.
#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    device: &'a str,
    result: &'a str,
    certain: bool,
    start_earliest_s: f64,
    start_s: f64,
    end_s: f64,
    end_latest_s: f64,
    log: &'a str,
    log_sha256: &'a str,
    lines: String,
}

/// `log_matches.csv`, as it grows.
pub struct Matches {
    out: csv::Writer<Vec<u8>>,
}

impl Default for Matches {
    fn default() -> Self {
        Self { out: csv::Writer::from_writer(Vec::new()) }
    }
}

impl Matches {
    /// The name of the file.
    pub const FILE: &'static str = "log_matches.csv";

    /// Adds what was found of one recording.
    ///
    /// # Errors
    /// Never, as long as there is memory.
    pub fn add(&mut self, log: &DeviceLog, path: &str, found: &AuditMatch) -> miette::Result<()> {
        for m in &found.matches {
            let (start, end) = (m.part.start(), m.part.end());
            let row = Row {
                path,
                device: found.device.as_deref().unwrap_or_default(),
                result: m.result.key(),
                certain: m.certain,
                start_earliest_s: start.earliest().as_secs_f64(),
                start_s: start.latest().as_secs_f64(),
                end_s: end.earliest().as_secs_f64(),
                end_latest_s: end.latest().as_secs_f64(),
                log: &log.name,
                log_sha256: &log.sha256,
                lines: m.lines.iter().map(u64::to_string).collect::<Vec<_>>().join(" "),
            };
            self.out.serialize(row).map_err(|e| miette!("cannot write {}: {e}", Self::FILE))?;
        }
        Ok(())
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// Never, as long as there is memory.
    pub fn bytes(mut self) -> miette::Result<Vec<u8>> {
        self.out.flush().map_err(|e| miette!("cannot write {}: {e}", Self::FILE))?;
        self.out.into_inner().map_err(|e| miette!("cannot write {}: {e}", Self::FILE))
    }
}
