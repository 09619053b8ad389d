//! Speed after decoding, on one thread: a pair of 9 minutes, one of two hours, six recordings of 12 minutes.

use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};
use unmuted_case::align::{AlignOptions, Features, Given, PairResult, Track, align_pair, features, solve};

use crate::Outcome;
use crate::closer::look_again;
use crate::cost::thread_cpu_s;
use crate::truth::Set;

const SETS: [&str; 3] = ["pair-9m", "pair-120m", "six-12m"];

/// Seconds of one run.
struct Run {
    features_s: f64,
    pairs_s: f64,
    solve_s: f64,
    wall_s: f64,
}

impl Run {
    fn total_s(&self) -> f64 {
        self.features_s + self.pairs_s + self.solve_s
    }
}

/// CPU seconds of the method on two recordings of a scene, as JSON; the run with the median of three.
pub fn pair(folder: &Path, a: &str, b: &str) -> Outcome<Value> {
    let set = Set::open(folder)?;
    let mut tracks = set.tracks(usize::MAX, f64::INFINITY)?;
    tracks.retain(|t| t.id() == a || t.id() == b);
    if tracks.len() != 2 {
        return Err(format!("{} and {} are not both in {}", a, b, set.name).into());
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let mut all: Vec<f64> = (0..3).map(|_| pool.install(|| once(&tracks)).0.total_s()).collect();
    all.sort_by(f64::total_cmp);
    Ok(json!({ "cpu_s": all[1] }))
}

/// Measures each set that is there, `reps` times; the run with the median sum counts.
pub fn run(folder: &Path, reps: usize) -> Outcome<Value> {
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    // The method may use the current pool; it has one thread here.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    for name in SETS {
        let Ok(set) = Set::open(&folder.join(name)) else {
            eprintln!("{name} is not there");
            continue;
        };
        let tracks = set.tracks(usize::MAX, f64::INFINITY)?;
        let sound_s: f64 = tracks.iter().map(|t| t.span().len().as_secs_f64()).sum();
        let mut runs = Vec::new();
        let mut judged = None;
        for _ in 0..reps.max(1) {
            let (run, alignment) = pool.install(|| once(&tracks));
            runs.push(run);
            judged = Some(set.judge(&alignment, f64::INFINITY));
        }
        runs.sort_by(|a, b| a.total_s().total_cmp(&b.total_s()));
        let all: Vec<f64> = runs.iter().map(Run::total_s).collect();
        let (Some(judged), Some(middle)) = (judged, runs.get(runs.len() / 2)) else { continue };
        let real_time = sound_s / middle.total_s();
        eprintln!(
            "{name}: {:.0} s of sound in {:.3} s of CPU on one thread ({:.3} s by the clock): {real_time:.0} x real time",
            sound_s,
            middle.total_s(),
            middle.wall_s
        );
        rows.push(json!({
            "set": name, "recordings": tracks.len(), "sound_s": sound_s,
            "features_s": middle.features_s, "pairs_s": middle.pairs_s, "solve_s": middle.solve_s,
            "wall_s": middle.wall_s, "runs_s": all, "real_time": real_time,
            "placed": judged.placed, "worst_s": judged.worst_s,
        }));
        wrong.extend(judged.wrong);
    }
    if rows.is_empty() {
        return Err(format!("no set in {}; make them with make_long.py", folder.display()).into());
    }
    Ok(json!({ "speed": rows, "wrong": wrong }))
}

fn once(tracks: &[Track]) -> (Run, unmuted_case::align::Alignment) {
    let (begin, cpu) = (Instant::now(), thread_cpu_s());
    // Where the system does not count a thread's time, the clock has to do.
    let now = || if cpu > 0.0 { thread_cpu_s() - cpu } else { begin.elapsed().as_secs_f64() };
    let prepared: Vec<Features> = tracks.iter().map(features).collect();
    let features_s = now();
    let mut results: Vec<PairResult> = Vec::new();
    for i in 0..tracks.len() {
        for j in i + 1..tracks.len() {
            results.push(align_pair((&tracks[i], &prepared[i]), (&tracks[j], &prepared[j])));
        }
    }
    let extents: Vec<_> = tracks.iter().map(Track::extent).collect();
    look_again(tracks, &prepared, &extents, &mut results, &AlignOptions::default());
    let pairs_s = now() - features_s;
    // By the clock: often shorter than a tick.
    let solving = Instant::now();
    let alignment = solve(&extents, &results, &Given::default(), &AlignOptions::default());
    let solve_s = solving.elapsed().as_secs_f64();
    (Run { features_s, pairs_s, solve_s, wall_s: begin.elapsed().as_secs_f64() }, alignment)
}
