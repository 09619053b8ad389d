//! What a scan says at its end.

use std::collections::BTreeSet;
use std::path::Path;

use unmuted_archive::Outcome;
use unmuted_archive::meta::Metadata;
use unmuted_archive::tables::{FAULTS_FILE, Guard, INFO_FILE, RECORDINGS_FILE, SPANS_FILE, SQLITE_FILE, ScanInfo};
use unmuted_media::{Effort, SilenceClass};

use super::{SHOWN, in_dir};
use crate::names::shown;

/// The text of a scan.
pub(super) fn scanned(outcome: &Outcome, metadata: &Metadata, dir: &Path) -> String {
    let mut lines = archive(&outcome.info);
    let mut new = vec![match outcome.read {
        0 => "  nothing was new or changed".to_owned(),
        1 => "  1 file was new or had changed, and was read by this run".to_owned(),
        n => format!("  {n} files were new or had changed, and were read by this run"),
    }];
    if outcome.read_in_full > 0 {
        new.push(format!("  {} read in full by this run, to check quick results", was(outcome.read_in_full)));
    }
    if outcome.passed_over > 0 {
        let are = if outcome.passed_over == 1 { "is no recording" } else { "are no recordings" };
        new.push(format!("  {} {are}", some(outcome.passed_over, "file", "files")));
    }
    if outcome.links.number > 0 {
        let lead = if outcome.links.number == 1 { "link leads to a file" } else { "links lead to files" };
        let count = if outcome.links.number == 1 { "counts" } else { "count" };
        new.push(format!("  {} {lead} that another path has, and {count} by that:", outcome.links.number));
        for (location, path) in &outcome.links.first {
            let name = outcome.info.locations.get(*location as usize).map_or("", |l| l.name.as_str());
            let location = if outcome.info.locations.len() > 1 { format!("{}: ", shown(name)) } else { String::new() };
            new.push(format!("    {location}{}", shown(path)));
        }
        let more = outcome.links.number - outcome.links.first.len() as u64;
        if more > 0 {
            new.push(format!("    and {more} more"));
        }
    }
    lines.splice(1..1, new);
    let of = outcome.info.counts.recordings;
    if metadata.pattern.is_some() {
        lines.push(format!("Names: {} of {of} fit the pattern", outcome.named));
    }
    if let Some(list) = &metadata.list {
        lines.push(format!(
            "List {}: it has {} of {}",
            shown(list.name()),
            outcome.listed,
            some(of, "recording", "recordings")
        ));
        // A part of an archive meets only a part of its list.
        if outcome.info.shard.is_none() && !outcome.without_recording.is_empty() {
            let name = if outcome.without_recording.len() == 1 { "names" } else { "name" };
            lines.push(format!(
                "  {} of its lines {name} a recording that is not there, as in",
                outcome.without_recording.len()
            ));
            for (line, path) in outcome.without_recording.iter().take(5) {
                lines.push(format!("    line {line}: {}", shown(path)));
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
    let mut lines = vec![format!(
        "{}{part}, {}, {}",
        some(c.recordings, "recording", "recordings"),
        hours(c.duration_ns),
        bytes(c.size)
    )];
    if c.unreadable + c.changed > 0 {
        lines.push(format!(
            "  {} could not be read, {} changed while being read: the view not_read has them",
            c.unreadable, c.changed
        ));
    }
    lines.push(format!(
        "  {} read in {}; silence would have been found in {} of the {}",
        bytes(c.bytes_read),
        some(c.requests, "request", "requests"),
        hours(c.examined_ns),
        hours(c.duration_ns)
    ));
    lines.extend(not_decoded(info));
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
        "Check of the quick results: {} compared with a reading of all packets, {} gave the same spans",
        some(guard.checked, "was", "were"),
        guard.agreed
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
        lines.push(format!("  {} read in full in any case", was(guard.in_full_anyway)));
    }
    let distrusted: BTreeSet<&String> = guard.struck.iter().chain(&guard.differed).collect();
    if !distrusted.is_empty() {
        lines.push(format!(
            "  sizes cannot be trusted for {} of {}; all recordings of these were read in full:",
            distrusted.len(),
            some(guard.fingerprints, "encoder", "encoders")
        ));
        for encoder in distrusted.iter().take(SHOWN) {
            let why = match (guard.struck.contains(encoder), guard.differed.contains(encoder)) {
                (true, false) => "a probe found silence that sizes did not suggest",
                (false, _) => "a quick result that was checked differed",
                (true, true) => {
                    "a probe found silence that sizes did not suggest, and a quick result that was checked differed"
                }
            };
            lines.push(format!("    {}: {why}", shown(encoder)));
        }
        if distrusted.len() > SHOWN {
            lines.push(format!("    and {} more, in {INFO_FILE}", distrusted.len() - SHOWN));
        }
    }
    lines
}

/// Recordings whose sound could not be listened to, why, and what to do.
fn not_decoded(info: &ScanInfo) -> Vec<String> {
    let (mut recordings, mut ns) = (0u64, 0i64);
    for codec in &info.not_decoded {
        recordings += codec.recordings;
        ns = ns.saturating_add(codec.duration_ns);
    }
    if recordings == 0 {
        return Vec::new();
    }
    let mut lines = vec![format!(
        "  {} ({}) could not be listened to: for the codec, or the number of channels, of the sound this program has no \
         decoder",
        some(recordings, "recording", "recordings"),
        hours(ns)
    )];
    for codec in info.not_decoded.iter().take(SHOWN) {
        let number = some(codec.recordings, "recording", "recordings");
        lines.push(format!("    {}: {number}, {}", shown(&codec.codec), hours(codec.duration_ns)));
    }
    if info.not_decoded.len() > SHOWN {
        lines.push(format!("    and {} more codecs, in {INFO_FILE}", info.not_decoded.len() - SHOWN));
    }
    lines.push(
        "    a scan tells of these only what the container proves; unmuted listen RECORDING decodes them with ffmpeg, \
         where that is installed"
            .into(),
    );
    lines
}

fn finish(mut lines: Vec<String>, info: &ScanInfo, dir: &Path) -> String {
    if let Some(as_of) = &info.as_of {
        lines.push(format!("As of {}", shown(as_of)));
    }
    let files = [SQLITE_FILE, RECORDINGS_FILE, SPANS_FILE, FAULTS_FILE, INFO_FILE];
    let names: Vec<String> = files.iter().map(|f| in_dir(dir, f)).collect();
    lines.push(format!("Tables: {}", names.join("\n        ")));
    lines.join("\n")
}

/// A number with the word that goes with it.
fn some(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// So many files, of which something was done.
fn was(n: u64) -> String {
    some(n, "file was", "files were")
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
    use unmuted_archive::Links;
    use unmuted_archive::tables::{LocationInfo, NotDecoded};

    #[test]
    fn sizes_and_times_have_the_unit_that_fits() {
        assert_eq!([bytes(7), bytes(1500), bytes(2_280_000)], ["7 B", "1.5 kB", "2.3 MB"]);
        assert_eq!([hours(90_000_000_000), hours(5_400_000_000_000)], ["90.0 s", "1.50 h"]);
    }

    #[test]
    fn one_is_told_as_one_and_a_name_stays_on_its_line() {
        let mut info = ScanInfo {
            locations: vec![LocationInfo { name: "v".into(), kind: "folder".into(), recordings: 1 }],
            not_decoded: vec![NotDecoded { codec: "Opus".into(), recordings: 1, duration_ns: 40_000_000_000 }],
            ..ScanInfo::default()
        };
        (info.counts.recordings, info.counts.requests) = (1, 1);
        (info.guard.checked, info.guard.agreed, info.guard.fingerprints) = (1, 0, 1);
        info.guard.differed = vec!["e\nAs of 1999-01-01".into()];
        let mut outcome = Outcome {
            info,
            read: 1,
            read_in_full: 1,
            links: Links { number: 1, first: vec![(0, "a\u{1b}[2K.mp4".into())] },
            passed_over: 1,
            named: 0,
            listed: 0,
            without_recording: Vec::new(),
        };
        let text = scanned(&outcome, &Metadata::default(), Path::new("out"));
        for line in [
            "1 recording, 0.0 s, 0 B",
            "  1 file was new or had changed, and was read by this run",
            "  1 file was read in full by this run, to check quick results",
            "  1 file is no recording",
            "  1 link leads to a file that another path has, and counts by that:",
            "    a\\u{1b}[2K.mp4",
            "  1 recording (40.0 s) could not be listened to: for the codec, or the number of channels, of the sound this \
             program has no decoder",
            "    Opus: 1 recording, 40.0 s",
            "Check of the quick results: 1 was compared with a reading of all packets, 0 gave the same spans",
            "  sizes cannot be trusted for 1 of 1 encoder; all recordings of these were read in full:",
            "    e\\u{a}As of 1999-01-01: a quick result that was checked differed",
        ] {
            assert!(text.lines().any(|l| l == line), "{line}\n\n{text}");
        }
        outcome.read = 14;
        outcome.info.counts.recordings = 20;
        let text = scanned(&outcome, &Metadata::default(), Path::new("out"));
        assert!(text.contains("20 recordings,") && text.contains("  14 files were new"), "{text}");
    }
}
