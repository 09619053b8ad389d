//! The method on scenes with known clocks: what an offset scorer reads, and whether the stated bounds hold.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::{Value, json};
use unmuted_case::align::{AlignOptions, Alignment, Features, Given, Place, Track, align_pair, features, solve};
use unmuted_model::{IncidentTime, RecordingTime, Span};

use crate::Outcome;
use crate::closer::look_again;
use crate::sound::decode;
use crate::truth::{number, word};

/// What is counted over all scenes.
#[derive(Default)]
struct Totals {
    sound_s: f64,
    features_s: f64,
    paired_s: f64,
    pairs_s: f64,
    slowest: f64,
    recordings: usize,
    within_at_pivot: usize,
    seconds: usize,
    seconds_within: usize,
    sigmas: Vec<f64>,
    /// Largest error over each recording, seconds.
    largest: Vec<f64>,
}

/// Aligns every scene of a folder.
pub fn run(folder: &Path, mut arguments: impl Iterator<Item = String>) -> Outcome<()> {
    let (mut classes, mut out, mut options) = (String::new(), None, AlignOptions::default());
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--out" => out = arguments.next().map(PathBuf::from),
            "--distance" => options.max_distance_m = arguments.next().ok_or("--distance needs metres")?.parse()?,
            _ => classes = argument,
        }
    }
    let mut scenes: Vec<PathBuf> = std::fs::read_dir(folder)?.filter_map(|e| Some(e.ok()?.path())).collect();
    scenes.retain(|s| {
        let name = s.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        s.join("truth.json").exists() && (classes.is_empty() || name.starts_with(|c| classes.contains(c)))
    });
    scenes.sort();
    let mut estimates = serde_json::Map::new();
    let mut totals = Totals::default();
    for scene in &scenes {
        let truth: Value = serde_json::from_str(&std::fs::read_to_string(scene.join("truth.json"))?)?;
        let (alignment, text) = one_scene(scene, &truth, &options, &mut totals)?;
        print!("{text}");
        estimates.insert(word(&truth["scene"]), estimate(&alignment, &truth));
    }
    if let Some(out) = out {
        std::fs::write(out, serde_json::to_string_pretty(&Value::Object(estimates))?)?;
    }
    report(&totals);
    Ok(())
}

fn one_scene(scene: &Path, truth: &Value, options: &AlignOptions, totals: &mut Totals) -> Outcome<(Alignment, String)> {
    let cameras = truth["cams"].as_array().ok_or("truth.json without cams")?;
    let mut tracks = Vec::new();
    for camera in cameras {
        let silent = camera["muted"].as_array().into_iter().flatten().map(|m| {
            Span::between(RecordingTime::from_secs_f64(number(&m[0])), RecordingTime::from_secs_f64(number(&m[1])))
        });
        let samples = decode(&scene.join(word(&camera["file"])))?;
        tracks.push(Track::new(word(&camera["id"]), 8_000, RecordingTime::ZERO, samples, silent.collect())?);
    }
    let length = |t: &Track| t.span().len().as_secs_f64();
    let start = Instant::now();
    let prepared: Vec<Features> = tracks.iter().map(features).collect();
    totals.features_s += start.elapsed().as_secs_f64();
    totals.sound_s += tracks.iter().map(length).sum::<f64>();
    let mut text = String::new();
    let mut results = Vec::new();
    for i in 0..tracks.len() {
        for j in i + 1..tracks.len() {
            let start = Instant::now();
            results.push(align_pair((&tracks[i], &prepared[i]), (&tracks[j], &prepared[j])));
            let took = start.elapsed().as_secs_f64();
            totals.pairs_s += took;
            totals.paired_s += length(&tracks[i]) + length(&tracks[j]);
            totals.slowest = totals.slowest.max(took);
        }
    }
    let extents: Vec<_> = tracks.iter().map(Track::extent).collect();
    let start = Instant::now();
    look_again(&tracks, &prepared, &extents, &mut results, options);
    totals.pairs_s += start.elapsed().as_secs_f64();
    let alignment = solve(&extents, &results, &Given::default(), options);
    for pair in &alignment.pairs {
        let best = pair.best.as_ref();
        let known = truth["pairs"].as_array().into_iter().flatten().find(|p| p["a"] == pair.a && p["b"] == pair.b);
        let off = best.zip(known).and_then(|(b, k)| Some(b.lag().as_secs_f64() - k["off_mid"].as_f64()?));
        writeln!(
            text,
            "{} {}|{} overlap {:.0} s: {} odds 10^{:.1} margin {:.1} moments {}; off by {}; {}",
            word(&truth["scene"]),
            pair.a,
            pair.b,
            known.map_or(0.0, |k| number(&k["overlap"])),
            if pair.verdict.is_ok() { "accepted" } else { "open" },
            best.map_or(0.0, |b| b.odds),
            pair.margin,
            best.map_or(0, |b| b.moments()),
            off.map_or("-".to_owned(), |o| format!("{o:.4} s")),
            match &pair.verdict {
                Ok(a) => format!("residual {:.1} ms", a.residual.as_secs_f64() * 1e3),
                Err(why) => why.to_string(),
            }
        )?;
    }
    for recording in &alignment.recordings {
        if let Err(why) = &recording.place {
            writeln!(text, "{} {} not placed: {why}", word(&truth["scene"]), recording.id)?;
        }
    }
    bounds(&alignment, cameras, totals, &mut text)?;
    Ok((alignment, text))
}

/// Counts at how many seconds of the placed recordings the true incident time lies within the stated bound.
fn bounds(alignment: &Alignment, cameras: &[Value], totals: &mut Totals, text: &mut String) -> Outcome<()> {
    let camera = |id: &str| cameras.iter().find(|c| c["id"] == id);
    let placed: Vec<(&str, &Place)> =
        alignment.recordings.iter().filter_map(|r| Some((r.id.as_str(), r.place.as_ref().ok()?))).collect();
    for (id, place) in &placed {
        let reference =
            placed.iter().find(|(_, p)| p.group == place.group && p.grade == unmuted_case::align::Grade::Reference);
        let (Some(own), Some((reference_id, reference))) = (camera(id), reference) else { continue };
        let Some(reference_camera) = camera(reference_id) else { continue };
        if id == reference_id || own["world"] != reference_camera["world"] {
            continue;
        }
        let true_time = |local: RecordingTime| -> IncidentTime {
            let world = number(&own["t0"]) + local.as_secs_f64() * (1.0 + number(&own["ppm"]) * 1e-6);
            let there = (world - number(&reference_camera["t0"])) / (1.0 + number(&reference_camera["ppm"]) * 1e-6);
            reference.incident_from_recording.time(RecordingTime::from_secs_f64(there))
        };
        let transform = &place.incident_from_recording;
        let off = |local: RecordingTime| (transform.time(local) - true_time(local)).abs();
        totals.recordings += 1;
        totals.within_at_pivot += usize::from(off(transform.pivot) <= transform.bound_at(transform.pivot));
        totals.sigmas.push(off(transform.pivot).as_secs_f64() / place.sigma_s.max(1e-9));
        let (mut within, mut all, mut largest) = (0, 0, 0f64);
        for second in 0..number(&own["dur"]) as i64 {
            let local = RecordingTime::from_secs_f64(second as f64);
            all += 1;
            largest = largest.max(off(local).as_secs_f64());
            within += usize::from(off(local) <= transform.bound_at(local));
        }
        totals.largest.push(largest);
        totals.seconds += all;
        totals.seconds_within += within;
        if within < all {
            writeln!(
                text,
                "{id} leaves its bound for {} of {all} s: off by {:.1} ms at the pivot, bound {:.1} + {:.1} ms, {:.0} ppb (bound {}), {}",
                all - within,
                off(transform.pivot).as_secs_f64() * 1e3,
                transform.estimator_bound.as_secs_f64() * 1e3,
                transform.travel_bound.as_secs_f64() * 1e3,
                transform.drift_ppb,
                transform.drift_bound_ppb,
                place.grade,
            )?;
        }
    }
    Ok(())
}

/// What a scorer reads: for every pair of one group the offset in the middle of their common audible time.
fn estimate(alignment: &Alignment, truth: &Value) -> Value {
    let muted = |id: &str, t: f64| {
        let camera = truth["cams"].as_array().into_iter().flatten().find(|c| c["id"] == id);
        camera.is_none_or(|c| {
            t < 0.0
                || t >= number(&c["dur"])
                || c["muted"].as_array().into_iter().flatten().any(|m| t >= number(&m[0]) && t < number(&m[1]))
        })
    };
    let mut pairs = serde_json::Map::new();
    for (i, a) in alignment.recordings.iter().enumerate() {
        for b in &alignment.recordings[i + 1..] {
            let offset = match (&a.place, &b.place) {
                (Ok(pa), Ok(pb)) if pa.group == pb.group => {
                    let (ta, tb) = (pa.incident_from_recording, pb.incident_from_recording);
                    let at = |quarter: i64| IncidentTime::from_ns(quarter * 250_000_000);
                    let both: Vec<i64> = (0..40_000)
                        .filter(|&q| {
                            !muted(&a.id, ta.local(at(q)).as_secs_f64()) && !muted(&b.id, tb.local(at(q)).as_secs_f64())
                        })
                        .collect();
                    let middle = at(both.get(both.len() / 2).copied().unwrap_or(0));
                    json!(ta.local(middle).as_secs_f64() - tb.local(middle).as_secs_f64())
                }
                _ => Value::Null,
            };
            pairs.insert(format!("{}|{}", a.id, b.id), offset);
        }
    }
    json!({ "pairs": pairs })
}

fn report(totals: &Totals) {
    println!("features: {:.0} x real time, one thread", totals.sound_s / totals.features_s);
    println!(
        "pairs: {:.0} x real time (both lengths), one thread; slowest {:.2} s",
        totals.paired_s / totals.pairs_s,
        totals.slowest
    );
    println!(
        "bounds: {} of {} recordings within at the pivot; {} of {} seconds ({:.2} %)",
        totals.within_at_pivot,
        totals.recordings,
        totals.seconds_within,
        totals.seconds,
        100.0 * totals.seconds_within as f64 / totals.seconds.max(1) as f64
    );
    let [median, most, nearly_all] = quantiles(&totals.sigmas);
    println!("error at the pivot in sigmas: median {median:.2}, 95 % {most:.2}, 99 % {nearly_all:.2}");
    let [median, most, nearly_all] = quantiles(&totals.largest).map(|s| s * 1e3);
    println!("largest error over a recording: median {median:.1} ms, 95 % {most:.1} ms, 99 % {nearly_all:.1} ms");
}

fn quantiles(values: &[f64]) -> [f64; 3] {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    [0.5, 0.95, 0.99].map(|share| sorted.get((sorted.len() as f64 * share) as usize).copied().unwrap_or(0.0))
}
