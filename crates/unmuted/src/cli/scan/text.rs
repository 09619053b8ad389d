//! What a scan says at its end.

use std::path::Path;

use unmuted_archive::Outcome;
use unmuted_archive::meta::Metadata;
use unmuted_archive::tables::{FAULTS_FILE, Guard, INFO_FILE, RECORDINGS_FILE, SPANS_FILE, SQLITE_FILE, ScanInfo};
use unmuted_media::{Effort, SilenceClass};

use super::in_dir;

/// The text of a scan.
pub(super) fn scanned(outcome: &Outcome, metadata: &Metadata, dir: &Path) -> String {
    let mut lines = archive(&outcome.info);
    let new = match (outcome.read, outcome.info.counts.recordings) {
        (0, _) => "nothing was new or changed".to_owned(),
        (n, _) => format!("{} were new or had changed, and were read by this run", files(n)),
    };
    lines.insert(1, format!("  {new}"));
    if outcome.passed_over > 0 {
        lines.insert(2, format!("  {} are no recordings", files(outcome.passed_over)));
    }
    let of = outcome.info.counts.recordings;
    if metadata.pattern.is_some() {
        lines.push(format!("Names: {} of {of} fit the pattern", outcome.named));
    }
    if let Some(list) = &metadata.list {
        lines.push(format!("List {}: it has {} of {of} recordings", list.name(), outcome.listed));
        // A part of an archive meets only a part of its list.
        if outcome.info.shard.is_none() && !outcome.without_recording.is_empty() {
            lines.push(format!(
                "  {} of its lines name a recording that is not there, as in",
                outcome.without_recording.len()
            ));
            for (line, path) in outcome.without_recording.iter().take(5) {
                lines.push(format!("    line {line}: {path}"));
            }
        }
    }
    finish(lines, &outcome.info, dir)
}

/// The text of a merge.
pub(super) fn merged(info: &ScanInfo, dir: &Path) -> String {
    finish(archive(info), info, dir)
}

fn archive(info: &ScanInfo) -> Vec<String> {
    let c = &info.counts;
    let part = info.shard.map_or(String::new(), |s| format!(" (part {} of {})", s.number, s.of));
    let mut lines = vec![format!("{} recordings{part}, {}, {}", c.recordings, hours(c.duration_ns), bytes(c.size))];
    if c.unreadable + c.changed > 0 {
        lines.push(format!(
            "  {} could not be read, {} changed while being read: the view not_read has them",
            c.unreadable, c.changed
        ));
    }
    lines.push(format!(
        "  {} read in {} requests; silence would have been found in {} of the {}",
        bytes(c.bytes_read),
        c.requests,
        hours(c.examined_ns),
        hours(c.duration_ns)
    ));
    lines.push("No sound on any track:".into());
    for (class, ns) in std::iter::zip(SilenceClass::ALL, c.silent_ns) {
        if ns > 0 {
            let share = 100.0 * ns as f64 / (c.duration_ns.max(1)) as f64;
            lines.push(format!("  {:<26} {:>12}  {share:>6.2} %", class.words(), hours(ns)));
        }
    }
    if c.silent_ns.iter().all(|ns| *ns == 0) {
        lines.push("  none was found".into());
    }
    if info.options.effort == Effort::Quick {
        lines.extend(checks(&info.guard, info.options.seed));
    }
    lines
}

fn checks(guard: &Guard, seed: u64) -> Vec<String> {
    let mut lines = vec![format!(
        "Check of the quick results: {} were compared with a reading of all packets, {} gave the same spans",
        guard.checked, guard.agreed
    )];
    match guard.differ_at_most {
        Some(bound) => lines.push(format!(
            "  drawn by chance (seed {seed}): {}, of which {} differed; at most {:.2} % of quick results differ \
             (exact one-sided 95 % bound)",
            guard.sampled,
            guard.sampled_differed,
            100.0 * bound
        )),
        None => lines.push(format!("  drawn by chance (seed {seed}): none, so nothing bounds how many differ")),
    }
    if guard.in_full_anyway > 0 {
        lines.push(format!("  {} were read in full in any case", files(guard.in_full_anyway)));
    }
    if !guard.struck.is_empty() {
        lines.push(format!(
            "  sizes cannot be trusted for {} of {} encoders; all their recordings were read in full",
            guard.struck.len(),
            guard.fingerprints
        ));
    }
    lines
}

fn finish(mut lines: Vec<String>, info: &ScanInfo, dir: &Path) -> String {
    if let Some(as_of) = &info.as_of {
        lines.push(format!("As of {as_of}"));
    }
    let files = [SQLITE_FILE, RECORDINGS_FILE, SPANS_FILE, FAULTS_FILE, INFO_FILE];
    let names: Vec<String> = files.iter().map(|f| in_dir(dir, f)).collect();
    lines.push(format!("Tables: {}", names.join("\n        ")));
    lines.join("\n")
}

fn files(n: u64) -> String {
    if n == 1 { "1 file".into() } else { format!("{n} files") }
}

/// Time in hours, or in seconds where it is short.
fn hours(ns: i64) -> String {
    let s = ns as f64 / 1e9;
    if s < 600.0 { format!("{s:.1} s") } else { format!("{:.2} h", s / 3600.0) }
}

/// Bytes in the unit that fits.
pub(super) fn bytes(n: u64) -> String {
    let mut size = n as f64;
    let mut units = ["B", "kB", "MB", "GB", "TB", "PB"].iter();
    let mut unit = units.next().unwrap_or(&"");
    while size >= 1000.0
        && let Some(next) = units.next()
    {
        size /= 1000.0;
        unit = next;
    }
    if *unit == "B" { format!("{n} B") } else { format!("{size:.1} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_have_the_unit_that_fits() {
        assert_eq!([bytes(7), bytes(1500), bytes(2_280_000)], ["7 B", "1.5 kB", "2.3 MB"]);
        assert_eq!([hours(90_000_000_000), hours(5_400_000_000_000)], ["90.0 s", "1.50 h"]);
    }
}
