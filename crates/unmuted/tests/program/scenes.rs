//! A case made of real recordings: a scene of `../shared/exam/scenes.py` with known clocks (speech, sirens, wind and
//! shots from real files, carried by simulated air to cameras that are silent for a third of the time or more), taken
//! in, marked, and reviewed as a user would.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::common::{json, repository, unmuted};
use serde_json::Value;

/// Class D: three or four cameras, 30 to 60 % of each silent.
const SCENE: (&str, &str) = ("D", "520");

/// Makes the scene, or says why it cannot be made here.
fn make_scene(into: &Path) -> Result<(), String> {
    let script = repository("../shared/exam/scenes.py");
    if !script.is_file() {
        return Err("skipped: needs ../shared".into());
    }
    let made = Command::new("python3")
        .arg(script)
        .args(["make", into.to_str().unwrap(), "--classes", SCENE.0, "--seeds", "1", "--base", SCENE.1])
        .output()
        .map_err(|_| "skipped: needs python3")?;
    if made.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&made.stderr).into_owned();
    if said.contains("ModuleNotFoundError") || said.contains("ffmpeg") {
        return Err("skipped: needs python3 with numpy, scipy and soundfile, and ffmpeg".into());
    }
    panic!("{said}");
}

fn f(v: &Value, key: &str) -> f64 {
    v[key].as_f64().unwrap()
}

/// Local time on a camera of an instant of the world.
fn local(camera: &Value, world: f64) -> f64 {
    (world - f(camera, "t0")) / (1.0 + f(camera, "ppm") * 1e-6)
}

fn run(args: &[&str]) -> std::process::Output {
    let out = unmuted(args);
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    out
}

#[test]
fn a_scene_of_real_recordings_is_reviewed() {
    let dir = tempfile::tempdir().unwrap();
    let scene = dir.path().join("scene");
    if let Err(skipped) = make_scene(&scene) {
        println!("{skipped}");
        return;
    }
    let scene = scene.join(format!("{}{}", SCENE.0, SCENE.1));
    let truth: Value = serde_json::from_slice(&fs::read(scene.join("truth.json")).unwrap()).unwrap();
    let cameras = truth["cams"].as_array().unwrap();
    let case = dir.path().join("case");
    let case = case.to_str().unwrap();
    run(&["new", case, "--title", "A scene of real sounds"]);

    // A kind and a statement for what is asked: was this many shots heard?
    let toml = fs::read_to_string(format!("{case}/case.toml")).unwrap();
    let kind = "\n[kinds]\nshot = { is = \"instant\", sense = \"sound\", words = \"shot\" }\n";
    assert!(!toml.contains("\n[kinds]"), "the template leaves kinds to the user");
    fs::write(format!("{case}/case.toml"), toml + kind).unwrap();
    for camera in cameras {
        let file = scene.join(camera["file"].as_str().unwrap());
        let id = camera["id"].as_str().unwrap().to_lowercase();
        run(&["add", case, file.to_str().unwrap(), "--as", &id, "--by", "tester"]);
    }

    // Each shot is marked on every camera that has sound there, as the interval in which it must have arrived:
    // no camera is more than 60 m away.
    let shots = truth["shots"].as_array().unwrap();
    let hears = |camera: &Value, t: f64| {
        (0.5..f(camera, "dur") - 0.5).contains(&t)
            && camera["muted"].as_array().unwrap().iter().all(|m| {
                let (from, to) = (m[0].as_f64().unwrap(), m[1].as_f64().unwrap());
                t + 0.4 < from || to < t - 0.2
            })
    };
    let mut heard = 0;
    for (i, shot) in shots.iter().enumerate() {
        let on: Vec<&Value> = cameras.iter().filter(|c| hears(c, local(c, f(shot, "t")))).collect();
        heard += usize::from(!on.is_empty());
        for camera in on {
            let t = local(camera, f(shot, "t"));
            let id = camera["id"].as_str().unwrap().to_lowercase();
            let (from, to) = (format!("{t:.3} s"), format!("{:.3} s", t + 0.18));
            let event = format!("shot-{i}");
            run(&["mark", case, "add", &id, "shot", &from, &to, "--event", &event, "--by", "tester"]);
        }
    }
    for camera in cameras {
        let id = camera["id"].as_str().unwrap().to_lowercase();
        let end = format!("{:.3} s", f(camera, "dur") - 0.1);
        run(&["mark", case, "reviewed", &id, "0 s", &end, "--kinds", "shot", "--by", "tester"]);
    }
    let statement = format!(
        "format = 1\n\n[[statement]]\nid = \"at-least\"\nby = \"tester\"\nquote = \"At least {heard}.\"\nasserts = \"count of shot >= {heard}\"\n\n\
         [[statement]]\nid = \"more\"\nby = \"tester\"\nquote = \"Sound throughout.\"\nasserts = \"no silence on any camera\"\n"
    );
    fs::write(format!("{case}/statements.toml"), statement).unwrap();

    let out = unmuted(&["review", case, "--json"]);
    assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stderr));
    let review = json(&out);
    let recording = |id: &str| {
        let id = id.to_lowercase();
        review["recordings"].as_array().unwrap().iter().find(|r| r["id"] == id.as_str()).unwrap()
    };

    // Silent spans: every true one, its ends within 50 ms, and no other.
    for camera in cameras {
        let found = recording(camera["id"].as_str().unwrap())["silences"].as_array().unwrap();
        let mut truly: Vec<(f64, f64)> = camera["muted"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| (m[0].as_f64().unwrap(), m[1].as_f64().unwrap()))
            .collect();
        truly.sort_by(|x, y| x.0.total_cmp(&y.0));
        assert_eq!(found.len(), truly.len(), "{}: {found:#?} {truly:?}", camera["id"]);
        for (s, (from, to)) in found.iter().zip(truly) {
            let end = |key: &str, i: usize| s[key][i].as_i64().unwrap() as f64 / 1e9;
            assert!(
                (end("start_ns", 1) - from).abs() < 0.05 && (end("end_ns", 0) - to).abs() < 0.05,
                "{from} {to} {s}"
            );
        }
    }

    // The clock: what is placed in one group is placed rightly, within what sound's travel allows.
    let mut pairs = 0;
    for (i, a) in cameras.iter().enumerate() {
        for b in &cameras[i + 1..] {
            let [pa, pb] = [a, b].map(|c| &recording(c["id"].as_str().unwrap())["placement"]);
            if pa["placed"] != true || pb["placed"] != true || pa["group"] != pb["group"] {
                continue;
            }
            let middle = (f(a, "t0").max(f(b, "t0")) + (f(a, "t0") + f(a, "dur")).min(f(b, "t0") + f(b, "dur"))) / 2.0;
            let at = |c: &Value, p: &Value| {
                p["offset_ns"].as_f64().unwrap() / 1e9
                    + local(c, middle) * (1.0 + p["drift_ppb"].as_f64().unwrap() * 1e-9)
            };
            let error = at(a, pa) - at(b, pb);
            assert!(error.abs() < 0.1, "{} and {}: {error:+.3} s", a["id"], b["id"]);
            pairs += 1;
        }
    }
    assert!(pairs > 0, "no two recordings share a clock: {:#}", review["clock"]["pairs"]);

    let verdict = |id: &str| {
        let s = review["statements"].as_array().unwrap().iter().find(|s| s["id"] == id).unwrap();
        (s["verdict"].as_str().unwrap().to_owned(), s["finding"]["answer"].as_str().unwrap().to_owned())
    };
    assert_eq!(verdict("at-least").0, "supported", "{heard} shots: {}", verdict("at-least").1);
}
