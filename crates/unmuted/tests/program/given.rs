//! What does not come from the sound: times that are claimed, and places that people heard in two recordings.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use super::common::{repository, unmuted, write_files};

/// Reproducible noise: xorshift64* (Vigna 2016), uniform in -1..1.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }
}

const RATE: usize = 8_000;

/// Speech-like sound: syllables of changing colour and loudness, with pauses.
fn talk(seed: u64, seconds: usize) -> Vec<f64> {
    let mut noise = Noise(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut out = vec![0.0; seconds * RATE];
    let mut from = 0;
    while from < out.len() {
        let length = (0.2 + 0.08 * noise.next()) * RATE as f64;
        let (frequency, loudness) = (1_500.0 + 1_200.0 * noise.next(), 0.6 + 0.4 * noise.next());
        let (c, r) = ((std::f64::consts::TAU * frequency / RATE as f64).cos(), 0.95);
        let (mut y1, mut y2) = (0.0, 0.0);
        for i in 0..length as usize {
            let shape = (std::f64::consts::PI * i as f64 / length).sin();
            let y = noise.next() * shape + 2.0 * r * c * y1 - r * r * y2;
            (y2, y1) = (y1, y);
            if let Some(x) = out.get_mut(from + i) {
                *x += y * loudness * 800.0;
            }
        }
        from += length as usize;
        if noise.next() > 0.6 {
            from += ((1.2 + noise.next()) * RATE as f64) as usize;
        }
    }
    out
}

/// A WAV file of part of a scene, with a noise of its own.
fn wav(path: &Path, scene: &[f64], from_s: usize, seconds: usize, seed: u64) {
    let mut noise = Noise(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let part = scene.iter().skip(from_s * RATE).take(seconds * RATE);
    let data: Vec<u8> = part.flat_map(|x| ((x + 20.0 * noise.next()) as i16).to_le_bytes()).collect();
    let mut out = b"RIFF".to_vec();
    out.extend((36 + data.len() as u32).to_le_bytes());
    out.extend(b"WAVEfmt ");
    out.extend(16u32.to_le_bytes());
    out.extend([1u16, 1].iter().flat_map(|x| x.to_le_bytes()));
    out.extend([RATE as u32, 2 * RATE as u32].iter().flat_map(|x| x.to_le_bytes()));
    out.extend([2u16, 16].iter().flat_map(|x| x.to_le_bytes()));
    out.extend(b"data");
    out.extend((data.len() as u32).to_le_bytes());
    out.extend(data);
    fs::write(path, out).unwrap();
}

fn said(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

/// Words of an error or a help text: how wide the terminal is breaks lines elsewhere.
fn flat(text: &str) -> String {
    text.replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Two recordings of one scene, the second 20 s later, and one of another.
fn three(dir: &Path) -> [String; 3] {
    let (scene, elsewhere) = (talk(7, 90), talk(8, 60));
    let paths = ["one.wav", "two.wav", "elsewhere.wav"].map(|n| dir.join(n));
    wav(&paths[0], &scene, 0, 70, 1);
    wav(&paths[1], &scene, 20, 70, 2);
    wav(&paths[2], &elsewhere, 0, 60, 3);
    paths.map(|p| p.to_str().unwrap().to_owned())
}

fn keys(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(o) => o.iter().for_each(|(k, v)| {
            into.insert(k.clone());
            keys(v, into);
        }),
        Value::Array(a) => a.iter().for_each(|v| keys(v, into)),
        _ => {}
    }
}

#[test]
fn recordings_are_put_on_one_clock_and_what_is_given_is_held_against_it() {
    let dir = tempfile::tempdir().unwrap();
    let [one, two, elsewhere] = three(dir.path());
    let args = [
        "align",
        &one,
        &two,
        &elsewhere,
        "--json",
        // The second says an hour less than it should.
        "--anchor",
        "one.wav=2026-05-14T14:00:00-07:00±1s",
        "--anchor",
        "two.wav@0:10=2026-05-14T14:00:30-07:00±1s",
        "--anchor",
        "two.wav@0:20=2026-05-14T13:00:40-07:00±1s",
        "--anchor",
        "elsewhere.wav=2026-05-14T14:05:00-07:00±1s",
        "--max-distance",
        "20",
    ];
    let out = unmuted(&args);
    assert_eq!(out.status.code(), Some(1), "{}", said(&out));
    let document: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!((&document["format"], &document["version"]), (&"unmuted-align".into(), &2.into()));
    assert_eq!(document["max_distance_m"], 20.0);

    let t0 = |i: usize| document["recordings"][i]["t0_s"].as_f64();
    assert!((t0(1).unwrap() - t0(0).unwrap() - 20.0).abs() < 0.05, "{document:#}");
    assert_eq!((t0(2), &document["recordings"][2]["placed"]), (None, &false.into()));
    let interval = &document["recordings"][1]["t0_interval_s"];
    assert!(interval[0].as_f64() <= t0(1) && t0(1) <= interval[1].as_f64(), "{interval}");
    let pair = document["pairs"].as_array().unwrap().iter().find(|p| p["accepted"] == true).unwrap();
    assert!((pair["offset_s"].as_f64().unwrap().abs() - 20.0).abs() < 0.05, "{pair:#}");
    let windows = pair["windows"].as_array().unwrap();
    assert!(windows.iter().filter(|w| w["used"] == true).count() as u64 == pair["windows_agree"].as_u64().unwrap());
    assert!(windows.iter().filter(|w| w["used"] == true).all(|w| w["off_s"].as_f64().unwrap().abs() < 0.1));

    let claims = document["claimed_clocks"].as_array().unwrap();
    let agrees: Vec<&Value> = claims.iter().map(|c| &c["agrees"]).collect();
    assert_eq!(agrees, [&Value::Bool(true), &Value::Bool(true), &Value::Bool(false), &Value::Null]);
    assert!(claims[2]["words"].as_str().unwrap().contains("another time zone or daylight saving"), "{}", claims[2]);
    assert!(claims[2]["wall"].as_str().unwrap().ends_with("-07:00"), "{}", claims[2]);
    let wall = document["wall"].as_array().unwrap();
    assert_eq!(wall.len(), 2, "{wall:#?}");
    assert!(
        wall[0]["at_zero"].as_str().unwrap().starts_with("2026-05-14T13:59:5")
            || wall[0]["at_zero"].as_str().unwrap().starts_with("2026-05-14T14:00:0")
    );
    let tie = &document["claimed_ties"][0];
    assert!((tie["shift_s"].as_f64().unwrap() - 300.0).abs() < 1.0, "{tie}");
    assert!(tie["words"].as_str().unwrap().contains("sound does not test it"), "{tie}");

    let docs = fs::read_to_string(repository("docs/align-format.md")).unwrap();
    let mut all = BTreeSet::new();
    keys(&document, &mut all);
    for key in all {
        assert!(docs.contains(&format!("| `{key}`")), "docs/align-format.md does not name {key}");
    }

    // The same as text, and the same bytes for any number of threads.
    let again = unmuted(&[&args[..], &["--jobs", "1"]].concat());
    assert_eq!(again.stdout, out.stdout);
    let mut as_text = args.to_vec();
    as_text.retain(|a| *a != "--json");
    let text = said(&unmuted(&as_text));
    for part in
        ["Pairs", "windows of 2 s agree", "disagrees: 1 h 0 min", "zero of group 1: 2026-05-14T1", "no loop tests it"]
    {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
}

#[test]
fn a_place_given_by_hand_is_shown_with_what_became_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let [one, _, elsewhere] = three(dir.path());
    let tie = "one.wav@0:41.2=elsewhere.wav@12.9";
    let out = unmuted(&["align", &one, &elsewhere, "--json", "--tie", tie]);
    let document: Value = serde_json::from_slice(&out.stdout).unwrap();
    let hand = &document["hand_anchors"][0];
    assert_eq!((&hand["id"], &hand["at_b_s"], &hand["plus_minus_s"]), (&"--tie 1".into(), &12.9.into(), &0.05.into()));
    assert_eq!(hand["agrees"], true, "{hand}");

    // Two that cannot both be right are a finding.
    let out = unmuted(&["align", &one, &elsewhere, "--tie", tie, "--tie", "one.wav@0:41.2=elsewhere.wav@14"]);
    assert_eq!(out.status.code(), Some(1));
    let text = said(&out);
    assert!(text.contains("contradicted: --tie 2") && text.contains("1.10 s away"), "{text}");
}

#[test]
fn a_place_given_by_hand_places() {
    let dir = tempfile::tempdir().unwrap();
    let [one, _, elsewhere] = three(dir.path());
    let out = unmuted(&["align", &one, &elsewhere, "--json", "--tie", "one.wav@0:41.2=elsewhere.wav@12.9"]);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    let document: Value = serde_json::from_slice(&out.stdout).unwrap();
    let t0 = |i: usize| document["recordings"][i]["t0_s"].as_f64().unwrap();
    assert!((t0(1) - t0(0) - 28.3).abs() < 0.01, "{document:#}");
    let grades = [0, 1].map(|i| document["recordings"][i]["grade"].as_str().unwrap());
    assert!(grades.contains(&"by_hand"), "{grades:?}");
    let hand = &document["hand_anchors"][0];
    assert_eq!((&hand["used"], &hand["agrees"]), (&true.into(), &true.into()), "{hand}");
    assert!(hand["residual_s"].as_f64().unwrap().abs() < 0.002, "{hand}");
}

#[test]
fn what_is_typed_wrongly_is_refused_with_its_remedy() {
    let dir = tempfile::tempdir().unwrap();
    let [one, two, _] = three(dir.path());
    let refused = |more: &[&str], parts: &[&str]| {
        let out = unmuted(&[&["align", &one, &two], more].concat());
        assert_eq!(out.status.code(), Some(2), "{more:?}: {}", said(&out));
        let told = flat(&said(&out));
        for part in parts {
            assert!(told.contains(part), "{more:?}: {part:?} is not in {told}");
        }
    };
    refused(&["--max-distance", "0"], &["more than 0, and no more than 1000"]);
    refused(&["--max-distance", "1001"], &["more than 0, and no more than 1000"]);
    refused(&["--anchor", "tow.wav=2026-05-14T14:00:00Z"], &["\"tow.wav\" is none of the recordings", "two.wav"]);
    refused(&["--anchor", "two.wav=yesterday"], &["\"yesterday\" is not a wall time", "offset from UTC"]);
    refused(&["--anchor", "two.wav@9:00=2026-05-14T14:00:00Z"], &["9:00 lies outside of", "it runs from 0:00 to 1:10"]);
    refused(&["--tie", "one.wav=two.wav"], &["it does not name two places", "FILE@LOCAL=FILE@LOCAL"]);
}

const CASE: &str = r#"format = 1
id = "given"
title = "A case in words"
date = "2026-05-14"
time_zone = "America/Los_Angeles"
fictional = "Fictional."
[kinds]
shot = { is = "instant", sense = "sound", words = "shot" }
"#;
const TIMELINE: &str = r#"format = 1
[[recording]]
id = "camera-1"
length = "5:00"
starts_at = "0 s"
[[recording]]
id = "camera-2"
length = "4:00"
starts_at = "10 s"
plus_minus = "0.05 s"
[[recording]]
id = "alone"
length = "4:00"
"#;

fn case(more: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    write_files(dir.path(), &[("case.toml", format!("{CASE}{more}")), ("timeline.toml", TIMELINE.to_owned())]);
    dir
}

fn reviewed(dir: &Path) -> Value {
    unmuted(&["review", dir.to_str().unwrap()]);
    serde_json::from_slice(&fs::read(dir.join("report/review.json")).unwrap()).unwrap()
}

fn problems(review: &Value) -> Vec<String> {
    let all = review["problems"].as_array().unwrap();
    all.iter()
        .map(|p| {
            format!(
                "{}, {}: {}",
                p["file"].as_str().unwrap(),
                p["place"].as_str().unwrap(),
                p["what"].as_str().unwrap()
            )
        })
        .collect()
}

#[test]
fn hand_anchors_are_lines_that_people_add_and_dispute() {
    let dir = case("");
    let path = dir.path().to_str().unwrap();
    let mark = |args: &[&str]| unmuted(&[&["mark", path], args].concat());
    let out = mark(&["anchor", "camera-1@0:41.2", "camera-2@0:31.2", "--words", "a car door", "--by", "a"]);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out));
    let line: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(
        (&line["id"], &line["do"], &line["time"], &line["other_time"]),
        (&"m1".into(), &"anchor".into(), &"0:41.2".into(), &"0:31.2".into())
    );
    assert!(
        mark(&["anchor", "camera-2@0:31.2", "camera-1@0:44.2", "--plus-minus", "0.1 s", "--by", "b"]).status.success()
    );

    for (args, part) in [
        (&["anchor", "camera-1", "camera-2@1:00"][..], "does not say where on a recording"),
        (&["anchor", "camera-1@1:00", "camera-1@1:00"], "source and other are both \"camera-1\""),
        (&["anchor", "camera-1@1:00", "camera-3@1:00"], "\"camera-3\""),
        (&["anchor", "camera-1@1:00", "camera-2@1:75"], "60 or more"),
        (&["anchor", "camera-1@1:00", "camera-2@1:05", "--plus-minus", "5 min"], "more than 60 s"),
        (&["anchor", "camera-1@1:00", "camera-2@1:05", "--supersedes", "m1"], "which is a line of a"),
    ] {
        let out = mark(&[args, &["--by", "c"]].concat());
        assert_eq!(out.status.code(), Some(2), "{args:?}");
        assert!(flat(&said(&out)).contains(part), "{args:?}: {}", said(&out));
    }

    let list = said(&mark(&["list"]));
    assert!(list.contains("m1    0:41.2 of camera-1 is 0:31.2 of camera-2, ±0.05 s  by a: a car door"), "{list}");
    let review = reviewed(dir.path());
    let hand = review["clock"]["by_hand"].as_array().unwrap();
    assert_eq!(hand.len(), 2);
    assert!(hand[0]["verdict"].as_str().unwrap().contains("camera-1: it is described in words"), "{}", hand[0]);
    let told = problems(&review);
    assert!(
        told.iter()
            .any(|p| p.starts_with("marks.jsonl, 1:1: m1 of a says that 0:41.2 of camera-1 is 0:31.2 of camera-2")
                && p.contains("m2 of b says that")
                && p.contains("3.00 s away")),
        "{told:#?}"
    );

    let disputes = || {
        let out = unmuted(&["disputes", path]);
        (out.status.code(), said(&out))
    };
    let (code, told) = disputes();
    assert_eq!(code, Some(1));
    assert!(
        told.contains("m1: a place by hand is disputed\n  0:41.2 of camera-1 is 0:31.2 of camera-2, ±0.050 s"),
        "{told}"
    );
    assert!(
        told.contains("stands        a  a car door") && told.contains("contradicted  b  m2, 3.00 s away"),
        "{told}"
    );

    // Microphones a kilometre apart may hear one sound as far from each other as these two places are.
    unmuted(&["review", path, "--max-distance", "1000"]);
    let far: Value = serde_json::from_slice(&fs::read(dir.path().join("report/review.json")).unwrap()).unwrap();
    assert!(problems(&far).iter().all(|p| !p.contains("m1 of a")), "{:#?}", problems(&far));
    let out = unmuted(&["review", path, "--max-distance", "0"]);
    assert!(flat(&said(&out)).contains("more than 0, and no more than 1000"), "{}", said(&out));

    // What somebody else rejects is not used, and contradicts nobody.
    assert!(mark(&["reject", "m2", "--words", "another door", "--by", "a"]).status.success());
    let review = reviewed(dir.path());
    assert_eq!(review["clock"]["by_hand"][1]["verdict"], "not used; disputed: a rejects it (a: another door)");
    assert!(problems(&review).iter().all(|p| !p.contains("m1 of a")));
    assert!(said(&mark(&["list"])).contains("by b, disputed"));

    let (_, told) = disputes();
    assert!(
        told.contains("m2: a place by hand is disputed") && told.contains("rejected      a  another door"),
        "{told}"
    );
    let out = unmuted(&["disputes", path, "--json"]);
    let document: Value = serde_json::from_slice(&out.stdout).unwrap();
    let second = &document["anchors"][1];
    assert_eq!(
        (&second["id"], &second["confirmed_by"][0], &second["rejected_by"][0]),
        (&"m2".into(), &"b".into(), &"a".into())
    );
    assert_eq!((&second["at_b_s"], &second["against"][0]["id"]), (&44.2.into(), &"m1".into()));

    // A later line of the same person takes the earlier one's place.
    assert!(
        mark(&["anchor", "camera-1@0:41.3", "camera-2@0:31.3", "--supersedes", "m1", "--by", "a"]).status.success()
    );
    let review = reviewed(dir.path());
    let ids: Vec<_> =
        review["clock"]["by_hand"].as_array().unwrap().iter().map(|h| h["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["m2", "m4"]);
    let (_, told) = disputes();
    assert!(!told.contains("m1") && told.contains("m4: a place by hand is disputed"), "{told}");
    // Who takes back what they said disputes nothing any more.
    assert!(mark(&["reject", "m2", "--by", "b"]).status.success());
    let (code, told) = disputes();
    assert_eq!(code, Some(0), "{told}");
    assert!(flat(&told).contains("no place by hand is disputed."), "{told}");
}

const ANCHORS: &str = r#"
[[anchors]]
id = "seen"
source = "camera-1"
at = "0:40"
wall = "2026-05-14T14:02:40-07:00"
plus_minus = "1 s"
basis = "clock seen in the picture"
by = "a"
[[anchors]]
id = "spoken"
source = "alone"
at = "0:10"
log_entry = "dispatch-log#2"
by = "a"
"#;
const LOG: &str = "Time,Unit,Text\n14:02:00,D,call received\n14:05:00,D,shots fired\n";

/// A case with a dispatch log.
fn with_log(anchors: &str) -> tempfile::TempDir {
    let dir = case(anchors);
    let log = dir.path().join("cad.csv");
    fs::write(&log, LOG).unwrap();
    let path = dir.path().to_str().unwrap();
    let columns = "time=Time,unit=Unit,text=Text";
    let kind = ["--kind", "dispatch_log", "--columns", columns, "--as", "dispatch-log", "--by", "a"];
    let added = unmuted(&[&["add", path, log.to_str().unwrap()][..], &kind[..]].concat());
    assert!(added.status.success(), "{}", said(&added));
    dir
}

#[test]
fn a_line_of_a_log_ties_a_recording_that_shares_no_sound() {
    let dir = with_log(ANCHORS);
    let review = reviewed(dir.path());
    let anchors = review["clock"]["anchors"].as_array().unwrap();
    assert_eq!(anchors.len(), 2, "{:#?}", problems(&review));
    assert!(
        anchors[1]["basis"].as_str().unwrap().contains("dispatch entry dispatch-log#2: D, shots fired"),
        "{}",
        anchors[1]
    );
    assert!(anchors[1]["wall"].as_str().unwrap().starts_with("2026-05-14T14:05:00"), "{}", anchors[1]);
    assert_eq!(anchors[1]["agrees"], true, "alone on its clock: {}", anchors[1]);
    assert!(problems(&review).iter().all(|p| !p.contains("ties nothing")));
    let tie = &review["clock"]["claimed_ties"][0];
    assert_eq!(tie["b"], serde_json::json!(["alone"]));
    // 14:05:00 is at 0:10 of it, and 14:02:40 at 0:40 of the main clock.
    let shift = tie["shift_ns"].as_i64().unwrap() as f64 / 1e9;
    assert!((shift - 170.5).abs() < 0.1, "{tie}");

    // Wall time leads from one to the other.
    let sentence = "time from first shot on camera-1 to last shot on alone >= 100 s";
    fs::write(
        dir.path().join("marks.jsonl"),
        "{\"id\":\"m1\",\"do\":\"mark\",\"by\":\"a\",\"at\":\"2026-05-20T10:00:00Z\",\"source\":\"camera-1\",\"kind\":\"shot\",\"span\":[\"1:00\",\"1:00.1\"]}\n\
         {\"id\":\"m2\",\"do\":\"mark\",\"by\":\"a\",\"at\":\"2026-05-20T10:00:00Z\",\"source\":\"alone\",\"kind\":\"shot\",\"span\":[\"1:00\",\"1:00.1\"]}\n\
         {\"id\":\"m3\",\"do\":\"reviewed\",\"by\":\"a\",\"at\":\"2026-05-20T10:00:00Z\",\"source\":\"camera-1\",\"span\":[\"0:00\",\"5:00\"],\"kinds\":[\"shot\"]}\n\
         {\"id\":\"m4\",\"do\":\"reviewed\",\"by\":\"a\",\"at\":\"2026-05-20T10:00:00Z\",\"source\":\"alone\",\"span\":[\"0:00\",\"4:00\"],\"kinds\":[\"shot\"]}\n",
    )
    .unwrap();
    let out = said(&unmuted(&["test", dir.path().to_str().unwrap(), sentence]));
    assert!(out.contains("Holds") && out.contains("Between 168.8 and 172.2 s"), "{out}");
}

#[test]
fn times_that_files_claim_are_tested_and_tie_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let scene = talk(7, 90);
    let made: Vec<_> =
        [("a", 0, "2026-05-14T21:00:00Z"), ("b", 20, "2026-05-14T22:00:20Z"), ("c", 10, "1970-01-01T00:00:00Z")]
            .iter()
            .enumerate()
            .map(|(i, (name, from, created))| {
                let (sound, out) = (dir.path().join(format!("{name}.wav")), dir.path().join(format!("{name}.m4a")));
                wav(&sound, &scene, *from, 60, i as u64 + 1);
                let made = std::process::Command::new("ffmpeg")
                    .args([
                        "-v",
                        "error",
                        "-i",
                        sound.to_str().unwrap(),
                        "-metadata",
                        &format!("creation_time={created}"),
                    ])
                    .args(["-c:a", "aac", out.to_str().unwrap()])
                    .status();
                made.is_ok_and(|s| s.success()).then(|| out.to_str().unwrap().to_owned())
            })
            .collect();
    let [Some(a), Some(b), Some(c)] = made.as_slice() else {
        println!("skipped: needs ffmpeg");
        return;
    };
    let out = unmuted(&["align", a, b, c, "--json"]);
    assert_eq!(out.status.code(), Some(1), "{}", said(&out));
    let document: Value = serde_json::from_slice(&out.stdout).unwrap();
    let claims = document["claimed_clocks"].as_array().unwrap();
    assert_eq!(claims.len(), 2, "a time that was never set is no claim: {claims:#?}");
    for claim in claims {
        assert_eq!((&claim["agrees"], &claim["off_s"]), (&Value::Bool(false), &Value::Null));
        let words = claim["words"].as_str().unwrap();
        assert!(words.contains("which cannot be said") && words.contains("daylight saving"), "{words}");
    }
    assert_eq!(document["wall"], Value::Null);
    let said_of_c = document["recordings"][2]["claims"][0].as_str().unwrap();
    assert!(said_of_c.contains("never set") && said_of_c.contains("no time is claimed"), "{said_of_c}");

    // The same in a case: a finding with what rests on it, and no tie to wall time.
    let case = case("");
    let path = case.path().to_str().unwrap();
    assert!(unmuted(&["add", path, a, b, c, "--by", "a"]).status.success());
    let review = reviewed(case.path());
    assert_eq!(review["clock"]["claimed"].as_array().unwrap().len(), 2);
    assert_eq!(review["clock"]["wall"], Value::Null);
    let told = problems(&review);
    assert!(
        told.iter().any(|p| p.contains("claimed clock of b") && p.ends_with("no time in this review rests on it")),
        "{told:#?}"
    );
}

#[test]
fn a_line_that_no_log_has_is_named() {
    for (line, part) in [
        ("dispatch-log#9", "\"dispatch-log\" has the lines 1 to 2"),
        ("other-log#1", "there is no dispatch log \"other-log\""),
    ] {
        let dir = with_log(&ANCHORS.replace("dispatch-log#2", line));
        let told = problems(&reviewed(dir.path()));
        assert!(told.iter().any(|p| p.starts_with("case.toml") && p.contains(part)), "{told:#?}");
    }
    let both = "log_entry = \"dispatch-log#2\"\nwall = \"2026-05-14T14:02:40-07:00\"";
    let dir = with_log(&ANCHORS.replace("log_entry = \"dispatch-log#2\"", both));
    assert!(problems(&reviewed(dir.path())).iter().any(|p| p.contains("a wall time of its own and a line of a log")));
}

#[test]
fn anchors_that_an_hour_parts_say_so_with_an_ordinary_cause() {
    let third = |id: &str, wall: &str| {
        format!(
            "[[anchors]]\nid = \"{id}\"\nsource = \"camera-2\"\nat = \"0:30\"\nwall = \"2026-05-14T{wall}-07:00\"\n\
             plus_minus = \"1 s\"\nbasis = \"said on the radio\"\nby = \"a\"\n"
        )
    };
    let seen = ANCHORS.split("[[anchors]]\nid = \"spoken\"").next().unwrap();
    let dir = case(&format!("{seen}{}{}", third("radio", "14:02:40"), third("hour", "15:02:41")));
    let review = reviewed(dir.path());
    let claim = review["clock"]["claimed"].as_array().unwrap().iter().find(|c| c["id"] == "hour").unwrap();
    assert_eq!(claim["agrees"], false);
    assert!(claim["words"].as_str().unwrap().contains("another time zone or daylight saving"), "{claim}");
    assert!(problems(&review).iter().any(|p| p.contains("\"hour\" does not agree with the others")));
}
