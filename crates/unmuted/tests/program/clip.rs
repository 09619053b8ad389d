//! `unmuted clip` over the exercise, and over recordings of other kinds made from it: what is cut is the original's own
//! packets, what is stated is where they stand, and what decodes is what the original decodes to.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use unmuted::Terminal;
use unmuted::clip::{self, Wanted};
use unmuted::review::{self, Reviewed};

use crate::common::{bytes_below, case_copy, files_and_times, json, unmuted, unmuted_without_ffmpeg, write_files};

/// What cameras record in: samples of a cut then fall on those of the original.
const RATE: usize = 48_000;

fn has_ffmpeg() -> bool {
    let ran = Command::new("ffmpeg").arg("-version").stdin(Stdio::null()).output();
    let has = ran.is_ok_and(|o| o.status.success());
    if !has {
        println!("skipped: needs ffmpeg");
    }
    has
}

/// Runs `ffmpeg` on test material, and gives what it wrote to its output.
fn ffmpeg(args: &[&str]) -> Vec<u8> {
    let out = Command::new("ffmpeg").args(["-v", "error", "-nostdin"]).args(args).output().unwrap();
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    out.stdout
}

/// The sound of a file as samples at 48 kHz.
fn sound(path: &Path) -> Vec<f64> {
    let rate = RATE.to_string();
    let bytes = ffmpeg(&["-i", path.to_str().unwrap(), "-vn", "-ac", "1", "-ar", &rate, "-f", "s16le", "-"]);
    bytes.chunks_exact(2).map(|b| f64::from(i16::from_le_bytes([b[0], b[1]]))).collect()
}

/// Small grey pictures, 12 a second as they are stored: one digest each.
fn pictures(path: &Path) -> Vec<Vec<u8>> {
    let args = ["-i", path.to_str().unwrap(), "-an", "-vsync", "passthrough", "-vf", "scale=64:36,format=gray", "-f"];
    let bytes = ffmpeg(&[&args[..], &["rawvideo", "-"]].concat());
    bytes.chunks_exact(64 * 36).map(<[u8]>::to_vec).collect()
}

fn exhibit(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("exhibit.json")).unwrap()).unwrap()
}

fn taken<'a>(x: &'a Value, id: &str) -> &'a Value {
    x["recordings"].as_array().unwrap().iter().find(|r| r["id"] == id).unwrap()
}

fn ns(v: &Value) -> i64 {
    v.as_i64().unwrap()
}

/// Every file is as `SHA256SUMS` says, and none is without a digest.
fn assert_sealed(folder: &Path) {
    let files = bytes_below(folder);
    let sums = String::from_utf8(files["SHA256SUMS"].clone()).unwrap();
    assert_eq!(sums.lines().count(), files.len() - 1);
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        assert_eq!(sum, unmuted::case_files::digests::sha256(&files[name]), "{name}");
    }
}

#[test]
fn the_exercise_as_an_exhibit() {
    if !has_ffmpeg() {
        return;
    }
    let case = case_copy("exercise");
    let before = files_and_times(&case.path().join("evidence"));
    let dir = case.path().to_str().unwrap();
    let args = ["clip", dir, "--from", "1:24", "--to", "1:50", "--finding", "aid-60", "--by", "me", "--json"];
    let out = unmuted(&args);
    let printed = json(&out);
    assert_eq!(printed["folder"], "report/exhibits/84-110");
    assert_eq!((printed["problems"].as_array().unwrap().len(), out.status.code()), (0, Some(0)));
    let folder = case.path().join("report/exhibits/84-110");
    assert_sealed(&folder);
    assert_eq!(before, files_and_times(&case.path().join("evidence")), "evidence was written to");

    let x = exhibit(&folder);
    for id in ["camera-1", "camera-2", "camera-3", "dispatch"] {
        let r = taken(&x, id);
        let cut = &r["cut"];
        assert_eq!(r["sha256"], r["sha256_at_export"]);
        assert_eq!(cut["how"], if id == "dispatch" { "exact_samples" } else { "stream_copy" }, "{id}");
        assert!(ns(&cut["offset_between_streams_ns"]) < 2_000_000, "{id}");
        for s in cut["streams"].as_array().unwrap() {
            assert_eq!(s["identical"], true, "{id}: {s}");
            // What was asked for is inside, and not much more: cameras have a key picture every 2 s.
            assert!(ns(&s["starts_earlier_ns"]) >= 0 && ns(&s["starts_earlier_ns"]) < 2_400_000_000, "{id}: {s}");
            assert!(ns(&s["ends_later_ns"]) >= 0 && ns(&s["ends_later_ns"]) < 400_000_000, "{id}: {s}");
        }
        let waveform = fs::read_to_string(folder.join(r["waveform"].as_str().unwrap())).unwrap();
        assert!(waveform.starts_with("<svg") && waveform.contains(r["sha256"].as_str().unwrap()));
    }
    assert_eq!(x["finding"]["id"], "aid-60");
    assert_eq!(x["finding"]["verdict"], "exception_claimed");
    assert!(x["transcript"].as_array().unwrap().iter().any(|l| l["text"] == "The bag is not clear. Stay back."));
    assert_eq!(x["left_out"]["total"], 0);

    let page = fs::read_to_string(folder.join("index.html")).unwrap();
    assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"));
    let machine = case.path().file_name().unwrap().to_str().unwrap();
    for (name, bytes) in bytes_below(&folder) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(dir) && !text.contains(machine), "{name} has a path of this machine");
    }

    // Twice is a second exhibit, and both are lines of a chain that holds.
    assert_eq!(json(&unmuted(&args))["folder"], "report/exhibits/84-110-2");
    let verified = unmuted(&["verify", dir, "--json"]);
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
    let exports = json(&verified)["exports"].clone();
    assert_eq!(exports.as_array().unwrap().len(), 2);
    assert!(exports.as_array().unwrap().iter().all(|e| e["found"] == "as_exported" && e["by"] == "me"));
    assert_eq!(exports[0]["sha256"], printed["sha256"]);
    fs::write(folder.join("transcript.vtt"), "WEBVTT\n").unwrap();
    let verified = unmuted(&["verify", dir]);
    assert_eq!(verified.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&verified.stdout).contains("differs from what was taken out: transcript.vtt"));
}

/// What a cut decodes to is what the original decodes to at the place that the exhibit states, to the sample and to the
/// picture.
#[test]
fn what_a_cut_shows_is_what_the_original_shows_there() {
    if !has_ffmpeg() {
        return;
    }
    let case = case_copy("exercise");
    let out = case.path().join("out");
    let (dir, to) = (case.path().to_str().unwrap(), out.to_str().unwrap());
    let made = unmuted(&["clip", dir, "--from", "1:33.3", "--to", "1:47.7", "--by", "me", "--out", to]);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    let x = exhibit(&out);
    for id in ["camera-1", "camera-2", "camera-3", "dispatch"] {
        let r = taken(&x, id);
        let (original, cut) =
            (case.path().join(r["file"].as_str().unwrap()), out.join(r["cut"]["file"].as_str().unwrap()));
        let begins = ns(&r["cut"]["begins"]["own_ns"][0]) as f64 / 1e9;
        let (whole, part) = (sound(&original), sound(&cut));
        // Past the first packets, which rest on what is not there; the middle of the stretch.
        let (skip, n) = (RATE / 2, RATE * 5);
        let at = (begins * RATE as f64).round() as usize + skip;
        let likeness = |shift: isize| {
            let from = at.checked_add_signed(shift).unwrap();
            let (a, b) = (&whole[from..from + n], &part[skip..skip + n]);
            let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
            dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
        };
        let best = (-100..=100).max_by(|a, b| likeness(*a).total_cmp(&likeness(*b))).unwrap();
        assert!(likeness(best) > 0.999, "{id}: another sound, {}", likeness(best));
        // Edit lists count in milliseconds, which are 48 samples.
        assert!(best.abs() <= 72, "{id}: the sound is {best} samples from where it is said to be");
        if id == "dispatch" {
            continue;
        }
        let (whole, part) = (pictures(&original), pictures(&cut));
        let stream = &r["cut"]["streams"][0];
        let first = ns(&stream["in_original"][0]) as usize - 1;
        assert_eq!(part.len(), ns(&stream["count"]) as usize, "{id}");
        // Key pictures come first in both orders, so the numbers are those of the order shown too.
        assert_eq!(part[..], whole[first..first + part.len()], "{id}: other pictures");
    }
}

/// A case of one recording.
fn case_of(file: &Path, dir: &Path) {
    let dir = dir.to_str().unwrap();
    assert!(unmuted(&["new", dir, "--title", "One"]).status.success());
    let added = unmuted(&["add", dir, file.to_str().unwrap(), "--as", "one", "--by", "me", "--from", "a test"]);
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
}

fn clip_of(dir: &Path, from: &str, to: &str) -> (Value, Value) {
    let out = unmuted(&["clip", dir.to_str().unwrap(), "--from", from, "--to", to, "--by", "me", "--json"]);
    let printed = json(&out);
    let x = exhibit(&dir.join(printed["folder"].as_str().unwrap()));
    (printed, x)
}

/// Every container and codec that cameras and recorders write: the packets are the original's, and what was asked for is
/// inside.
#[test]
fn recordings_of_other_kinds() {
    if !has_ffmpeg() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let source = crate::common::repository("cases/exercise/evidence/camera-2.mp4");
    let source = source.to_str().unwrap();
    let at = ["-ss", "75", "-t", "30", "-i", source];
    let kinds: [(&str, &[&str]); 11] = [
        ("sound.m4a", &["-vn", "-c:a", "aac"]),
        ("sound.mp3", &["-vn", "-c:a", "libmp3lame"]),
        ("sound.flac", &["-vn", "-c:a", "flac"]),
        ("sound.ogg", &["-vn", "-c:a", "libvorbis"]),
        ("stereo.wav", &["-vn", "-c:a", "pcm_s24le", "-ac", "2"]),
        ("blocks.wav", &["-vn", "-c:a", "adpcm_ms"]),
        ("camera.mkv", &["-c:a", "aac", "-c:v", "libx264", "-preset", "ultrafast", "-g", "30", "-bf", "2"]),
        (
            "fragments.mp4",
            &[
                "-c:a",
                "aac",
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-bf",
                "2",
                "-movflags",
                "frag_keyframe+empty_moov",
            ],
        ),
        ("plain.mov", &["-c:a", "pcm_s16le", "-c:v", "libx264", "-preset", "ultrafast"]),
        ("odd.mp4", &["-c:a", "mp2", "-c:v", "mpeg4"]),
        ("silent.mp4", &["-an", "-c:v", "libx264", "-preset", "ultrafast", "-bf", "2"]),
    ];
    for (name, how) in kinds {
        let file = dir.path().join(name);
        ffmpeg(&[&at[..], how, &["-y", file.to_str().unwrap()]].concat());
        let case = dir.path().join(format!("case-{name}"));
        case_of(&file, &case);
        let (printed, x) = clip_of(&case, "10.3", "17.25");
        let cut = &x["recordings"][0]["cut"];
        assert!(cut.is_object(), "{name}: {printed:#}");
        assert!(["stream_copy", "exact_samples"].contains(&cut["how"].as_str().unwrap()), "{name}: {printed:#}");
        assert_eq!(printed["problems"].as_array().unwrap().len(), 0, "{name}: {printed:#}");
        for s in cut["streams"].as_array().unwrap() {
            let (early, late) = (ns(&s["starts_earlier_ns"]), ns(&s["ends_later_ns"]));
            assert!(early >= -5_000_000 && late >= -5_000_000, "{name}: {s:#}");
            let most =
                if s["what"] == "picture" || cut["streams"].as_array().unwrap().len() > 1 { 25.0e9 } else { 1.0e9 };
            assert!((early as f64) < most && late < 1_500_000_000, "{name}: {s:#}");
        }
        if name.ends_with(".wav") && name.starts_with("stereo") {
            assert_eq!([&cut["streams"][0]["starts_earlier_ns"], &cut["streams"][0]["ends_later_ns"]], [0, 0]);
        }
    }
}

/// Where the cut cannot be had, all else is.
#[test]
fn without_ffmpeg_there_is_an_exhibit_without_media() {
    let case = case_copy("exercise");
    let dir = case.path().to_str().unwrap();
    let out = unmuted_without_ffmpeg(&["clip", dir, "--from", "1:24", "--to", "1:30", "--by", "me", "--json"]);
    assert_eq!(out.status.code(), Some(3));
    let printed = json(&out);
    let problems = printed["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 3, "a WAV needs none: {problems:#?}");
    assert!(problems.iter().all(|p| p["remedy"].as_str().unwrap().starts_with("install ffmpeg")));
    let folder = case.path().join(printed["folder"].as_str().unwrap());
    assert_sealed(&folder);
    assert!(folder.join("media/dispatch.wav").is_file() && folder.join("waveform-camera-1.svg").is_file());
    assert!(fs::read_to_string(folder.join("index.html")).unwrap().contains("install ffmpeg"));
    assert_eq!(taken(&exhibit(&folder), "dispatch")["cut"]["how"], "exact_samples");
}

fn reviewed(dir: &Path) -> Reviewed {
    review::review(dir, &review::Options::default(), &Terminal::new(true)).unwrap()
}

fn wanted(case: &Path, name: &str) -> Wanted {
    Wanted {
        from_ns: 84_000_000_000,
        to_ns: 90_000_000_000,
        by: "me".into(),
        at: "2026-11-02T10:00:00Z".into(),
        out: Some(case.join(name)),
        ..Wanted::default()
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let case = case_copy("exercise");
    let reviewed = reviewed(case.path());
    let make = |name: &str| {
        let made = clip::make(case.path(), &wanted(case.path(), name), &reviewed, &Terminal::new(true)).unwrap();
        (made.digest, bytes_below(&case.path().join(name)))
    };
    let (one, two) = (make("one"), make("two"));
    let differ: Vec<&String> = one.1.iter().filter(|(n, b)| two.1.get(*n) != Some(b)).map(|(n, _)| n).collect();
    assert!(differ.is_empty(), "{differ:?}");
    assert_eq!(one, two);
}

/// What is privileged is in no file of the exhibit; how much it was is said.
#[test]
fn privileged_material_is_left_out_and_counted() {
    let case = case_copy("exercise");
    let evidence = fs::read_to_string(case.path().join("evidence.toml")).unwrap();
    let marked = evidence.replacen("id = \"camera-2\"\n", "id = \"camera-2\"\nprivileged = true\n", 1);
    write_files(case.path(), &[("evidence.toml", marked.as_str())]);
    let dir = case.path().to_str().unwrap();
    let out = unmuted(&["clip", dir, "--from", "1:24", "--to", "1:50", "--by", "me", "--json"]);
    let printed = json(&out);
    let left_out = &printed["left_out"];
    assert_eq!(left_out["sources"], 1);
    let kinds = ["sources", "marks", "reviewed", "anchors", "statements", "values", "outcomes", "others"];
    let sum: i64 = kinds.iter().map(|k| left_out[k].as_i64().unwrap()).sum();
    assert_eq!(Some(sum), left_out["total"].as_i64());
    assert!(left_out["marks"].as_i64().unwrap() > 5 && left_out["reviewed"].as_i64().unwrap() >= 2, "{left_out}");
    let folder = case.path().join(printed["folder"].as_str().unwrap());
    for (name, bytes) in bytes_below(&folder) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!name.contains("camera-2") && !text.contains("\"camera-2\"") && !text.contains("Camera 2"), "{name}");
    }
    let page = fs::read_to_string(folder.join("index.html")).unwrap();
    assert!(page.contains("privileged entries were left out of the whole case: 1 source"), "not said");
}

#[test]
fn a_file_that_stands_elsewhere_is_cut_too() {
    let dir = tempfile::tempdir().unwrap();
    let original = dir.path().join("kept/radio.wav");
    fs::create_dir_all(original.parent().unwrap()).unwrap();
    fs::copy(crate::common::repository("cases/exercise/evidence/dispatch.wav"), &original).unwrap();
    let case: PathBuf = dir.path().join("case");
    let at = case.to_str().unwrap();
    assert!(unmuted(&["new", at, "--title", "One"]).status.success());
    let args =
        ["add", at, original.to_str().unwrap(), "--reference", "--as", "radio", "--by", "me", "--from", "a test"];
    assert!(unmuted(&args).status.success());
    let before = files_and_times(original.parent().unwrap());
    let (printed, x) = clip_of(&case, "radio@0:10.5", "radio@0:12");
    assert_eq!(printed["problems"].as_array().unwrap().len(), 0, "{printed:#}");
    assert_eq!(x["recordings"][0]["file"], "radio.wav");
    assert_eq!(x["recordings"][0]["cut"]["how"], "exact_samples");
    assert_eq!(before, files_and_times(original.parent().unwrap()));
    let kept = dir.path().to_str().unwrap();
    let folder = case.join(printed["folder"].as_str().unwrap());
    for (name, bytes) in bytes_below(&folder) {
        assert!(!String::from_utf8_lossy(&bytes).contains(kept), "{name} has a path of this machine");
    }
}

#[test]
fn what_cannot_be_is_said_with_its_remedy() {
    let case = case_copy("exercise");
    let dir = case.path().to_str().unwrap();
    let refused = |args: &[&str], parts: &[&str]| {
        let out = unmuted_without_ffmpeg(&[&["clip", dir, "--by", "me"], args].concat());
        let said = String::from_utf8_lossy(&out.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(out.status.code(), Some(2), "{args:?}: {said}");
        for part in parts {
            assert!(said.contains(part), "{args:?}: {part:?} is not in: {said}");
        }
    };
    refused(&["--from", "1:50", "--to", "1:24"], &["not before it", "--from"]);
    refused(&["--from", "1:24", "--to", "99:00"], &["outside of", "runs from"]);
    refused(&["--from", "camera1@1:24", "--to", "1:30"], &["no recording \"camera1\"", "camera-1"]);
    refused(&["--from", "camera-1@1:24", "--to", "camera-1@9:30"], &["outside of camera-1", "3:10.5"]);
    refused(&["--from", "1:24", "--to", "1:30", "--recording", "camra-3"], &["did you mean \"camera-3\""]);
    refused(&["--from", "0:01", "--to", "0:03", "--recording", "camera-3"], &["has nothing of this stretch"]);
    refused(&["--from", "1:24", "--to", "1:30", "--finding", "aid-6"], &["did you mean \"aid-60\""]);
    refused(&["--from", "half past", "--to", "1:30"], &["is not a time of this case", "84.6"]);
    refused(&["--from", "1:24", "--to", "1:30", "--out", dir], &["is there already"]);
    assert!(
        !case.path().join("report/exhibits").exists()
            || fs::read_dir(case.path().join("report/exhibits")).unwrap().next().is_none()
    );
}

/// Times of day are those of the case's zone, and T plus is the case's clock: the same stretch three times.
#[test]
fn a_stretch_can_be_typed_in_several_ways() {
    let case = case_copy("exercise");
    let dir = case.path().to_str().unwrap();
    let taken_out = |from: &str, to: &str| {
        let args = ["clip", dir, "--from", from, "--to", to, "--recording", "dispatch", "--by", "me", "--json"];
        let out = unmuted_without_ffmpeg(&args);
        let printed = json(&out);
        let x = exhibit(&case.path().join(printed["folder"].as_str().unwrap()));
        (x["asked"]["times"]["incident_ns"].clone(), x["asked"]["times"]["wall"].clone())
    };
    let (incident, wall) = taken_out("T+1:24", "90 s");
    assert_eq!(incident, serde_json::json!([84_000_000_000i64, 90_000_000_000i64]));
    let typed = |i: usize| wall[i].as_str().unwrap().to_owned();
    let of_day = |i: usize| typed(i)[11..typed(i).len() - 6].to_owned();
    for (from, to) in [(typed(0), typed(1)), (of_day(0), of_day(1))] {
        let (again, _) = taken_out(&from, &to);
        for i in 0..2 {
            assert!((ns(&again[i]) - ns(&incident[i])).abs() <= 500_000, "{from}: {again}");
        }
    }
}

/// A recording that shares no sound with the others is taken out by itself, on its own clock.
#[test]
fn a_recording_that_is_not_on_the_clock() {
    let case = case_copy("exercise");
    let dir = case.path().to_str().unwrap();
    // Noise that nothing else hears.
    let mut state = 1u32;
    let noise = (0..8000 * 40).flat_map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((state >> 20) as u16).to_le_bytes()
    });
    let mut wav =
        b"RIFF\x24\xc4\x09\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\xc4\x09\0"
            .to_vec();
    wav.extend(noise);
    let file = case.path().join("phone.wav");
    fs::write(&file, wav).unwrap();
    let args = ["add", dir, file.to_str().unwrap(), "--as", "phone", "--by", "me", "--from", "a test"];
    assert!(unmuted(&args).status.success());
    let out =
        unmuted_without_ffmpeg(&["clip", dir, "--from", "1:24", "--to", "1:30", "--recording", "phone", "--by", "me"]);
    let said = String::from_utf8_lossy(&out.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(said.contains("not on the case's clock") && said.contains("--from phone@"), "{said}");
    let out = unmuted_without_ffmpeg(&["clip", dir, "--from", "phone@0:10", "--to", "1:30", "--by", "me"]);
    assert!(String::from_utf8_lossy(&out.stderr).contains("write both times on it"));
    let (printed, x) = clip_of(case.path(), "phone@0:10", "phone@12.5");
    assert_eq!(printed["name"], "phone-10-12.5");
    assert_eq!(x["recordings"].as_array().unwrap().len(), 1);
    assert_eq!(x["asked"]["on"], "phone");
    assert!(x["recordings"][0]["asked"]["incident_ns"].is_null());
    assert_eq!(
        x["recordings"][0]["cut"]["streams"][0]["times"]["own_ns"],
        serde_json::json!([10_000_000_000i64, 12_500_000_000i64])
    );
}
