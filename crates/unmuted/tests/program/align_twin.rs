//! The small twin of `bench/align`: four scenes of `../shared/exam/scenes.py` with known clocks, through the program.
//!
//! Near and clean (A), a street with echoes and gain control (B), a chain that shares half a minute (E), and two
//! incidents that have nothing in common (J). What is held is what may never break: nothing is placed wrongly, the two
//! incidents stay apart, A and B are placed, and what is stated as a bound holds. How exact, how fast and how often
//! something stays open is the benchmark's.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::common::{json, repository, unmuted};
use serde_json::Value;

/// Chosen once; other seeds and more classes are the benchmark's.
const SEED: &str = "51";
/// How far a placed pair may lie beyond what sound's travel and the drift allow, seconds.
const WRONG_S: f64 = 0.05;
/// The same for recordings that share less than 15 s of sound, seconds.
const WRONG_WITHOUT_SOUND_S: f64 = 0.2;

/// Makes the scenes, or says why they cannot be made here.
fn make_scenes(into: &Path) -> Result<(), String> {
    let script = repository("../shared/exam/scenes.py");
    if !script.is_file() {
        return Err("skipped: needs ../shared".into());
    }
    let works =
        |program: &str, args: &[&str]| Command::new(program).args(args).output().is_ok_and(|out| out.status.success());
    if !works("ffmpeg", &["-version"]) {
        return Err("skipped: needs ffmpeg".into());
    }
    if !works("python3", &["-c", "import numpy, scipy, soundfile"]) {
        return Err("skipped: needs python3 with numpy, scipy and soundfile".into());
    }
    let made = Command::new("python3")
        .arg(script)
        .args(["make", into.to_str().unwrap(), "--classes", "A,B,E,J", "--seeds", "1", "--base", SEED])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    Ok(())
}

/// One scene: its truth, and what the program says.
struct Scene {
    name: String,
    truth: Value,
    said: Value,
}

/// A camera's truth beside its place in the document.
#[derive(Clone, Copy)]
struct Camera<'a> {
    truth: &'a Value,
    said: &'a Value,
}

fn f(v: &Value, key: &str) -> f64 {
    v[key].as_f64().unwrap_or_else(|| panic!("{key} in {v}"))
}

/// Seconds under `key_s`, or under `key_ns` of a part that counts in nanoseconds.
fn seconds(v: &Value, key: &str) -> Option<f64> {
    v[format!("{key}_s")].as_f64().or_else(|| Some(v[format!("{key}_ns")].as_f64()? / 1e9))
}

impl Camera<'_> {
    fn local(&self, world: f64) -> f64 {
        (world - f(self.truth, "t0")) / (1.0 + f(self.truth, "ppm") * 1e-6)
    }
    fn world(&self, local: f64) -> f64 {
        f(self.truth, "t0") + local * (1.0 + f(self.truth, "ppm") * 1e-6)
    }
    fn incident(&self, local: f64) -> f64 {
        f(self.said, "t0_s") + local * (1.0 + f(self.said, "drift_ppm") * 1e-6)
    }
    fn placed(&self) -> bool {
        self.said["placed"] == true
    }
    fn with(&self, other: &Camera<'_>) -> bool {
        self.placed() && other.placed() && self.said["group"] == other.said["group"]
    }
    /// Half-width of its drift's interval, as a share.
    fn drift(&self) -> f64 {
        let interval = &self.said["drift_interval_ppm"];
        let half = interval[0].as_f64().zip(interval[1].as_f64()).map(|(low, high)| (high - low) / 2.0);
        half.or_else(|| self.said["drift_bound_ppm"].as_f64()).unwrap() * 1e-6
    }
    /// What it says that it may be off by at its second `local`: estimator, drift and sound's travel time.
    fn stated(&self, local: f64) -> f64 {
        let estimator = seconds(self.said, "estimator_95").or_else(|| seconds(self.said, "estimator_bound")).unwrap();
        // An older document does not say where its place is known best: nothing is added for the distance to it.
        let away = seconds(self.said, "pivot").map_or(0.0, |pivot| (local - pivot).abs());
        estimator + away * self.drift() + f(self.said, "travel_bound_s")
    }
}

impl Scene {
    fn run(folder: &Path, class: &str) -> Self {
        let name = format!("{class}{SEED}");
        let folder = folder.join(&name);
        let truth: Value = serde_json::from_slice(&fs::read(folder.join("truth.json")).unwrap()).unwrap();
        let files: Vec<String> = truth["cams"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| folder.join(c["file"].as_str().unwrap()).to_str().unwrap().to_owned())
            .collect();
        let mut args = vec!["align", "--json"];
        args.extend(files.iter().map(String::as_str));
        let out = unmuted(&args);
        assert!(matches!(out.status.code(), Some(0 | 1)), "{name}: {}", String::from_utf8_lossy(&out.stderr));
        Self { name, truth, said: json(&out) }
    }

    fn cameras(&self) -> Vec<Camera<'_>> {
        let recordings = self.said["recordings"].as_array().unwrap();
        let said = |file: &str| recordings.iter().find(|r| r["file"].as_str().unwrap().ends_with(file)).unwrap();
        let cameras = self.truth["cams"].as_array().unwrap();
        cameras.iter().map(|c| Camera { truth: c, said: said(c["file"].as_str().unwrap()) }).collect()
    }

    fn camera(&self, id: &Value) -> Camera<'_> {
        self.cameras().into_iter().find(|c| c.truth["id"] == *id).unwrap()
    }

    fn all_placed(&self) -> bool {
        let cameras = self.cameras();
        cameras.iter().all(|c| c.with(&cameras[0]))
    }

    /// Nothing is placed wrongly, and what is stated as a bound holds.
    fn hold(&self) {
        for pair in self.truth["pairs"].as_array().unwrap() {
            let (a, b) = (self.camera(&pair["a"]), self.camera(&pair["b"]));
            let name = format!("{} {} {}", self.name, pair["a"], pair["b"]);
            if !a.with(&b) {
                continue;
            }
            assert_eq!(pair["same"], true, "{name}: two incidents are placed together");
            let both = pair["overlap"].as_f64().unwrap_or(0.0);
            // Without common sound, between the two.
            let middle = match (pair["t_lo"].as_f64(), pair["t_hi"].as_f64()) {
                (Some(low), Some(high)) => (low + high) / 2.0,
                _ => {
                    let end = |c: &Camera<'_>| c.world(f(c.truth, "dur"));
                    (f(a.truth, "t0").max(f(b.truth, "t0")) + end(&a).min(end(&b))) / 2.0
                }
            };
            let (on_a, on_b) = (a.local(middle), b.local(middle));
            let off = b.incident(on_b) - a.incident(on_a);
            if both < 15.0 {
                assert!(off.abs() <= WRONG_WITHOUT_SOUND_S, "{name}: placed {off} s off without common sound");
                continue;
            }
            let heard = f(pair, "off_mid") + off;
            let low = f(pair, "off_min") + pair["tdoa"][0].as_f64().unwrap().min(0.0);
            let high = f(pair, "off_max") + pair["tdoa"][1].as_f64().unwrap().max(0.0);
            assert!((low - WRONG_S..=high + WRONG_S).contains(&heard), "{name}: placed {off} s off");
            self.hold_between(&name, a, b, (on_a, on_b), off);
        }
        // The reference against itself says nothing.
        for camera in self.cameras().iter().filter(|c| c.placed() && c.said["grade"] != "reference") {
            let is_reference = |c: &&Camera<'_>| c.said["grade"] == "reference" && c.with(camera);
            let Some(reference) = self.cameras().into_iter().find(|c| is_reference(&c)) else { continue };
            for second in 0..f(camera.truth, "dur") as u32 {
                let local = f64::from(second);
                let on_reference = reference.local(camera.world(local));
                let off = camera.incident(local) - reference.incident(on_reference);
                let stated = camera.stated(local);
                let name = format!("{} {}", self.name, camera.truth["id"]);
                assert!(off.abs() <= stated, "{name} at {local} s: off by {off} s, {stated} s stated");
            }
        }
    }

    /// What the document says of the two against each other, where it does.
    fn hold_between(&self, name: &str, a: Camera<'_>, b: Camera<'_>, on: (f64, f64), off: f64) {
        let is = |pair: &Value| pair["a"] == a.said["file"] && pair["b"] == b.said["file"];
        let pairs = self.said["pairs"].as_array().unwrap();
        let pair = pairs.iter().find(|p| is(p)).unwrap_or_else(|| panic!("{name} was not compared"));
        let between = &pair["between"];
        if let (Some(at), Some(estimator), Some(travel)) =
            (seconds(between, "at_a"), seconds(between, "estimator_95"), seconds(between, "travel_bound"))
        {
            let stated = estimator + travel + (on.0 - at).abs() * (a.drift() + b.drift());
            assert!(off.abs() <= stated, "{name}: off by {off} s, {stated} s stated");
        }
    }
}

#[test]
fn scenes_with_known_clocks() {
    let dir = tempfile::tempdir().unwrap();
    if let Err(skipped) = make_scenes(dir.path()) {
        println!("{skipped}");
        return;
    }
    let [near, street, chain, apart] = ["A", "B", "E", "J"].map(|class| Scene::run(dir.path(), class));
    for scene in [&near, &street, &chain, &apart] {
        scene.hold();
    }
    for scene in [&near, &street] {
        assert!(scene.all_placed(), "{}: {:#}", scene.name, scene.said["recordings"]);
    }
    assert!(apart.cameras().iter().all(|c| !c.placed()), "{:#}", apart.said["recordings"]);
}
