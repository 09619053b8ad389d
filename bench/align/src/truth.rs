//! A set of recordings with a known clock, as `make_long.py` and `scenes.py` write it, and the judging of an alignment.

use std::path::{Path, PathBuf};

use serde_json::Value;
use unmuted_case::align::{Alignment, Track};
use unmuted_model::{RecordingTime, Span};

use crate::Outcome;
use crate::sound::first_seconds;

/// How far an offset may lie beyond what the acoustics allow, seconds.
const WRONG_S: f64 = 0.05;

/// A folder of recordings beside its `truth.json`.
pub struct Set {
    /// Its name.
    pub name: String,
    folder: PathBuf,
    truth: Value,
}

impl Set {
    /// Reads what is known of the recordings in `folder`.
    pub fn open(folder: &Path) -> Outcome<Self> {
        let path = folder.join("truth.json");
        let text = std::fs::read_to_string(&path)
            .map_err(|e| format!("{}: {e}; make it with make_long.py", path.display()))?;
        let truth: Value = serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(Self { name: word(&truth["scene"]), folder: folder.to_owned(), truth })
    }

    /// Its recordings.
    pub fn cameras(&self) -> &[Value] {
        self.truth["cams"].as_array().map_or(&[], Vec::as_slice)
    }

    /// Where a recording is.
    pub fn file(&self, camera: &Value) -> PathBuf {
        self.folder.join(word(&camera["file"]))
    }

    /// Length of the shortest recording, seconds.
    pub fn shortest(&self) -> f64 {
        self.cameras().iter().map(|c| number(&c["dur"])).fold(f64::INFINITY, f64::min)
    }

    /// The first recordings, each no longer than `seconds`.
    pub fn tracks(&self, recordings: usize, seconds: f64) -> Outcome<Vec<Track>> {
        let mut tracks = Vec::new();
        for camera in self.cameras().iter().take(recordings) {
            let samples = first_seconds(&self.file(camera), seconds)?;
            let silent = camera["muted"].as_array().into_iter().flatten().map(|m| {
                Span::between(RecordingTime::from_secs_f64(number(&m[0])), RecordingTime::from_secs_f64(number(&m[1])))
            });
            tracks.push(Track::new(
                word(&camera["id"]),
                unmuted_case::align::RATE_HZ,
                RecordingTime::ZERO,
                samples,
                silent.collect(),
            )?);
        }
        Ok(tracks)
    }

    /// Holds an alignment of the recordings, cut to `seconds`, against the truth.
    pub fn judge(&self, alignment: &Alignment, seconds: f64) -> Judged {
        let mut judged = Judged::default();
        let camera = |id: &str| self.cameras().iter().find(|c| c["id"] == id);
        let placed: Vec<_> =
            alignment.recordings.iter().filter_map(|r| Some((camera(&r.id)?, r.place.as_ref().ok()?))).collect();
        judged.placed = placed.len();
        for (i, (a, pa)) in placed.iter().enumerate() {
            for (b, pb) in placed[i + 1..].iter().filter(|(_, p)| p.group == pa.group) {
                // In the middle of their common time.
                let start = number(&a["t0"]).max(number(&b["t0"]));
                let end = [a, b].map(|c| world(c, number(&c["dur"]).min(seconds)));
                let middle = (start + end[0].min(end[1])) / 2.0;
                let at = |c: &Value| RecordingTime::from_secs_f64(local(c, middle));
                let on_a = pa.incident_from_recording.time(at(a)).as_secs_f64();
                let on_b = pb.incident_from_recording.time(at(b)).as_secs_f64();
                let off = on_b - on_a;
                judged.worst_s = Some(judged.worst_s.unwrap_or(0.0).max(off.abs()));
                let beyond = off.abs() - self.acoustics(a, b);
                if beyond > WRONG_S {
                    let (name, a, b) = (&self.name, word(&a["id"]), word(&b["id"]));
                    judged.wrong.push(format!("{name}: {a} and {b} are {off:+.3} s off"));
                }
            }
        }
        judged
    }

    /// How far sound's travel time and the drift within their common time can move what is heard, seconds.
    fn acoustics(&self, a: &Value, b: &Value) -> f64 {
        let pairs = self.truth["pairs"].as_array().into_iter().flatten();
        let Some(pair) = pairs.into_iter().find(|p| p["a"] == a["id"] && p["b"] == b["id"]) else { return 0.0 };
        let travel = number(&pair["tdoa"][0]).abs().max(number(&pair["tdoa"][1]).abs());
        travel + (number(&pair["off_max"]) - number(&pair["off_min"])) / 2.0
    }
}

/// What is wrong with an alignment, and how far off it is.
#[derive(Default)]
pub struct Judged {
    /// Recordings with a place.
    pub placed: usize,
    /// Largest clock error of a pair in the middle of its common time, seconds.
    pub worst_s: Option<f64>,
    /// In words.
    pub wrong: Vec<String>,
}

/// World time of a camera's own second.
fn world(camera: &Value, at: f64) -> f64 {
    number(&camera["t0"]) + at * (1.0 + number(&camera["ppm"]) * 1e-6)
}

/// A camera's own second at a world time.
fn local(camera: &Value, world: f64) -> f64 {
    (world - number(&camera["t0"])) / (1.0 + number(&camera["ppm"]) * 1e-6)
}

/// A number, 0 where there is none.
pub fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(0.0)
}

/// A text, empty where there is none.
pub fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
