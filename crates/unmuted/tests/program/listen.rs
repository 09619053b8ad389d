//! `unmuted listen` on a minute of sound made here: the small twin of `bench/listen`. Mutes of a tenth of a second to ten
//! seconds, and quiet rooms that are none, packed by ffmpeg's AAC encoder in four containers. Needs ffmpeg.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

const RATE: usize = 48_000;
/// Where the sound is exact zeros, in samples: no edge is one of a packet of 1,024.
const MUTES: [(usize, usize); 8] = [
    (0, 144_007),           // a lead-in of 3 s
    (240_011, 244_811),     // 0.1 s
    (345_613, 357_613),     // 0.25 s
    (480_017, 504_017),     // 0.5 s
    (633_631, 681_631),     // 1 s
    (960_019, 1_056_019),   // 2 s
    (1_344_023, 1_464_023), // 2.5 s
    (1_920_029, 2_400_029), // 10 s
];
/// Quiet rooms of 3 s: from sample, standard deviation in 16-bit steps of about -65, -75, -80, -85 and -90 dBFS.
const BEDS: [(usize, f64); 5] =
    [(768_000, 18.4), (1_120_000, 5.8), (1_500_000, 3.3), (1_700_000, 1.84), (2_560_000, 1.04)];
/// Printed seconds may be rounded.
const ROUNDING: f64 = 0.0006;

/// A minute of 16-bit sound: noise that wanders between loud and soft, with the quiet rooms and the mutes.
fn sound() -> Vec<i16> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    // The sum of twelve even numbers is nearly normal, with deviation 1.
    let mut normal = || -> f64 {
        (0..12)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state >> 11) as f64 / (1u64 << 53) as f64
            })
            .sum::<f64>()
            - 6.0
    };
    let mut dull = 0.0;
    (0..60 * RATE)
        .map(|k| {
            let white = normal();
            dull = 0.9 * dull + white;
            if MUTES.iter().any(|&(a, b)| (a..b).contains(&k)) {
                return 0;
            }
            if let Some(&(_, deviation)) = BEDS.iter().find(|&&(a, _)| (a..a + 3 * RATE).contains(&k)) {
                return (white * deviation).round() as i16;
            }
            let t = k as f64 / RATE as f64;
            let level = 150.0 * (1.0 + 0.9 * (t * 0.7).sin());
            let syllables = (t * 9.0).sin().max(0.0) * (t * 0.9).sin().max(0.0) * 1_200.0;
            (dull * (level + syllables)).clamp(-32_768.0, 32_767.0) as i16
        })
        .collect()
}

fn ffmpeg(args: &[&str]) -> bool {
    let mut program = Command::new("ffmpeg");
    program.args(["-hide_banner", "-nostdin", "-v", "error", "-y"]).args(args).stdin(Stdio::null());
    match program.output() {
        Ok(out) => {
            assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
            true
        }
        Err(_) => false,
    }
}

/// The recordings, and whether each says how much its encoder put in front; or none where there is no ffmpeg.
fn recordings(dir: &Path) -> Option<Vec<(PathBuf, bool)>> {
    let path = |name: &str| dir.join(name).to_str().unwrap().to_owned();
    let raw: Vec<u8> = sound().iter().flat_map(|s| s.to_le_bytes()).collect();
    std::fs::write(path("sound.s16"), raw).unwrap();
    let sound = ["-f", "s16le", "-ar", "48000", "-ac", "1"];
    let picture = ["-f", "lavfi", "-i", "testsrc=s=64x48:r=30:d=60"];
    let aac = ["-c:a", "aac", "-b:a", "64k", "-c:v", "mpeg4", "-q:v", "31"];
    let (raw, first) = (path("sound.s16"), path("index_last.mp4"));
    if !ffmpeg(&[&picture[..], &sound, &["-i", &raw, "-map", "0:v", "-map", "1:a"], &aac, &[&first]].concat()) {
        return None;
    }
    let fragments = ["-movflags", "+frag_keyframe+empty_moov+default_base_moof"];
    for (name, how) in [
        ("index_first.mp4", &["-movflags", "+faststart"][..]),
        ("fragmented.mp4", &fragments),
        ("matroska.mkv", &[]),
        ("sound.m4a", &["-vn"]),
    ] {
        ffmpeg(&[&["-i", &first, "-c", "copy"], how, &[&path(name)]].concat());
    }
    let known = |name: &str| !matches!(name, "fragmented.mp4" | "matroska.mkv");
    let names = ["index_last.mp4", "index_first.mp4", "fragmented.mp4", "matroska.mkv", "sound.m4a"];
    Some(names.into_iter().map(|n| (dir.join(n), known(n))).collect())
}

/// What is wrong with what the program says of one recording.
fn wrong(lines: &[Value], known: bool) -> Vec<String> {
    let mut out = Vec::new();
    let mut count = |kind: &str, n: usize| {
        if lines.iter().filter(|l| l["type"] == kind).count() != n {
            out.push(format!("not {n} of {kind}"));
        }
    };
    count("recording", 1);
    count("end", 1);
    let bound = |s: &Value, key: &str, i: usize| s[key][i].as_f64().unwrap();
    let mut spans: Vec<&Value> = lines.iter().filter(|l| l["type"] == "span").collect();
    for (i, &(a, b)) in MUTES.iter().enumerate() {
        let (a, b) = (a as f64 / RATE as f64, b as f64 / RATE as f64);
        let touches = |s: &&Value| bound(s, "start_bounds_s", 0) < b - 0.01 && bound(s, "end_bounds_s", 1) > a + 0.01;
        let hits: Vec<&Value> = spans.iter().copied().filter(touches).collect();
        spans.retain(|s| !touches(s));
        let [s] = hits[..] else {
            out.push(format!("{} spans for the mute from {a:.3} to {b:.3} s", hits.len()));
            continue;
        };
        let class = if i == 0 { "pre_event" } else { "digital_silence" };
        if s["class"] != class || !s["channel"].is_null() || !s["file"].is_string() || !s["method"].is_string() {
            out.push(format!("from {a:.3} to {b:.3} s: {s}"));
        }
        // Before a lead-in there is nothing but what the encoder put in front.
        let at_start = |t: f64| if i == 0 { t.max(0.0) } else { t };
        let (low, high) = (at_start(bound(s, "start_bounds_s", 0)), at_start(bound(s, "start_bounds_s", 1)));
        let ends = (bound(s, "end_bounds_s", 0), bound(s, "end_bounds_s", 1));
        let holds = |low: f64, high: f64, t: f64| low - ROUNDING <= t && t <= high + ROUNDING;
        if !holds(low, high, a) || !holds(ends.0, ends.1, b) {
            out.push(format!("the mute from {a:.4} to {b:.4} s is not within the bounds of {s}"));
        }
        // The certain part lies inside. Without the encoder's delay, nothing of a short one may be certain.
        let (Some(start), Some(end)) = (s["start_s"].as_f64(), s["end_s"].as_f64()) else {
            if known {
                out.push(format!("nothing is certain of the mute from {a:.3} to {b:.3} s: {s}"));
            }
            continue;
        };
        let start = at_start(start);
        if start < a - ROUNDING || end > b + ROUNDING {
            out.push(format!("from {a:.4} to {b:.4} s reaches outside: {s}"));
        }
        // Two packets: what a codec's overlap can hide.
        if known && (start - a).max(b - end) > 2.0 * 1_024.0 / RATE as f64 {
            out.push(format!("from {a:.4} to {b:.4} s is far inside: {s}"));
        }
    }
    out.extend(spans.iter().map(|s| format!("false: {s}")));
    out
}

#[test]
fn every_mute_is_found_and_no_quiet_room() {
    let dir = tempfile::tempdir().unwrap();
    let Some(recordings) = recordings(dir.path()) else {
        println!("skipped: needs ffmpeg");
        return;
    };
    let mut all = Vec::new();
    for (path, known) in &recordings {
        for mode in [&[][..], &["--thorough"]] {
            // Named as it lies there: what is typed is repeated as typed, and nothing else names a place.
            let args = [&["listen", path.file_name().unwrap().to_str().unwrap(), "--json"], mode].concat();
            let mut program = Command::new(env!("CARGO_BIN_EXE_unmuted"));
            let out = program.args(args).current_dir(dir.path()).stdin(Stdio::null()).output().unwrap();
            let said = String::from_utf8(out.stdout).unwrap();
            let name = format!("{} {}", path.file_name().unwrap().to_string_lossy(), mode.concat());
            assert_eq!(out.status.code(), Some(1), "{name}: {}", String::from_utf8_lossy(&out.stderr));
            assert!(!said.contains(dir.path().to_str().unwrap()), "{name} prints an absolute path");
            let lines: Vec<Value> = said.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
            all.extend(wrong(&lines, *known).into_iter().map(|w| format!("{name}: {w}")));
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}
