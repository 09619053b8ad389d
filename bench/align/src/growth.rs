//! Growth with the number of recordings and with their length: seconds and memory, each step in a process of its own.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::{Value, json};
use unmuted_case::align::{AlignOptions, Given, align};

use crate::Outcome;
use crate::cost::{peak_bytes, process_cpu_s};
use crate::sound::keep;
use crate::truth::Set;

/// Of `forty-10m`, so many recordings.
const RECORDINGS: [usize; 5] = [2, 4, 8, 16, 40];
/// Of `pair-120m`, so many minutes of each.
const MINUTES: [f64; 5] = [5.0, 10.0, 30.0, 60.0, 120.0];

/// Measures every step that the sets in `folder` allow, on `threads` threads.
pub fn run(folder: &Path, threads: usize) -> Outcome<Value> {
    let mut steps = Vec::new();
    for (name, counts, minutes) in [("forty-10m", &RECORDINGS[..], &[10.0][..]), ("pair-120m", &[2][..], &MINUTES[..])]
    {
        let path = folder.join(name);
        let Ok(set) = Set::open(&path) else {
            eprintln!("{name} is not there");
            continue;
        };
        // Decoded here, so that no step has to.
        for camera in set.cameras() {
            keep(&set.file(camera))?;
        }
        for &count in counts.iter().filter(|&&c| c <= set.cameras().len()) {
            let mut longest = 0.0;
            for &minutes in minutes {
                // A set that was made shorter has fewer steps.
                let seconds = f64::min(minutes * 60.0, set.shortest());
                if seconds > longest {
                    steps.push((path.clone(), count, seconds));
                    longest = seconds;
                }
            }
        }
    }
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for (path, count, seconds) in steps {
        let output = Command::new(std::env::current_exe()?)
            .arg("step")
            .arg(&path)
            .args([count.to_string(), seconds.to_string(), threads.to_string()])
            .stderr(Stdio::inherit())
            .output()?;
        if !output.status.success() {
            return Err(format!("{}, {count} recordings of {seconds} s: {}", path.display(), output.status).into());
        }
        let mut row: Value = serde_json::from_slice(&output.stdout)?;
        wrong.extend(row["wrong"].take().as_array().cloned().unwrap_or_default());
        eprintln!(
            "{}, {count} recordings of {:.0} minutes: {:.2} s, {:.0} MB",
            row["set"].as_str().unwrap_or_default(),
            seconds / 60.0,
            row["wall_s"].as_f64().unwrap_or_default(),
            row["peak"].as_f64().unwrap_or_default() / 1e6
        );
        rows.push(row);
    }
    if rows.is_empty() {
        return Err(format!("no set in {}; make them with make_long.py", folder.display()).into());
    }
    Ok(json!({ "growth": rows, "wrong": wrong }))
}

/// One step: prints what it took as JSON.
pub fn step(folder: &Path, recordings: usize, seconds: f64, threads: usize) -> Outcome<()> {
    let set = Set::open(folder)?;
    let tracks = set.tracks(recordings, seconds)?;
    let sound_s: f64 = tracks.iter().map(|t| t.span().len().as_secs_f64()).sum();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let (begin, cpu) = (Instant::now(), process_cpu_s());
    let alignment = pool.install(|| align(&tracks, &Given::default(), &AlignOptions::default(), &()));
    let (wall_s, cpu_s) = (begin.elapsed().as_secs_f64(), process_cpu_s() - cpu);
    let judged = set.judge(&alignment, seconds);
    let row = json!({
        "set": set.name, "recordings": tracks.len(), "minutes": seconds / 60.0, "threads": threads, "sound_s": sound_s,
        "wall_s": wall_s, "cpu_s": cpu_s, "real_time": sound_s / cpu_s, "peak": peak_bytes(),
        "samples_bytes": sound_s * f64::from(unmuted_case::align::RATE_HZ) * 2.0,
        "placed": judged.placed, "worst_s": judged.worst_s, "wrong": judged.wrong,
    });
    println!("{row}");
    Ok(())
}
