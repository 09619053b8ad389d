//! A device's audit log inside a case: a fictional case of one recording with a known silent span, and logs that say
//! this and that of it.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::common::{case_copy, json, repository, unmuted, write_files};

/// The recording: 4 s with picture, silent from 1.234 to 2.019 s.
const RECORDING: &str = "crates/unmuted-media/tests/material/moov_last.mp4";
const CASE: &str = r#"format = 1
id = "millbrook"
title = "A device's log in Millbrook"
date = "2026-05-14"
time_zone = "America/Los_Angeles"
fictional = "Fictional. Made to test the program."
"#;
const MAP: &str = r#"[columns]
time = "Time"
device = "Device"
event = "Event"
recording = "Video"

[time]
zone = "America/Los_Angeles"
recording_start_is = "first_picture"

[events]
mute_on = ["Mute On"]
mute_off = ["Mute Off"]
recording_start = ["Record Start"]
recording_stop = ["Record Stop"]
other = ["Docked"]
"#;
/// Times are seconds after the recording's start.
const MUTED: [(&str, &str); 2] = [("01.240", "Mute On"), ("02.010", "Mute Off")];

/// What is put into a case.
struct Made {
    log: String,
    map: Option<&'static str>,
    /// Further keys of the recording's entry, and of the log's.
    recording_keys: &'static str,
    log_keys: &'static str,
    recording: Vec<u8>,
}

/// An entry of `evidence.toml`.
fn source(id: &str, kind: &str, file: &str, bytes: &[u8], keys: &str) -> String {
    let sha256: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
    let size = bytes.len();
    format!(
        "[[source]]\nid = \"{id}\"\nkind = \"{kind}\"\nfile = \"evidence/{file}\"\nsha256 = \"{sha256}\"\n\
         size = {size}\n{keys}\n"
    )
}

impl Made {
    /// A case whose log has these entries between the recording's start and its stop, a tenth of a second of tolerance.
    fn with(entries: &[(&str, &str)]) -> Self {
        let row = |at: &str, word: &str, video: &str| format!("2026-05-14 14:00:{at},CAM-7,{word},{video}\n");
        let mut log = "Time,Device,Event,Video\n".to_owned();
        log += &row("00.000", "Record Start", "camera-1.mp4");
        entries.iter().for_each(|(at, word)| log += &row(at, word, ""));
        log += &row("04.500", "Record Stop", "camera-1.mp4");
        Self {
            log,
            map: Some(MAP),
            recording_keys: "redacted = \"no\"\n",
            log_keys: "map = \"audit-map.toml\"\ntolerance_s = 0.1\n",
            recording: fs::read(repository(RECORDING)).unwrap(),
        }
    }

    fn write(&self) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let device = if self.recording_keys.contains("device") { "" } else { "device = \"cam-7\"\n" };
        let evidence = [
            "format = 1\n\n".to_owned(),
            source(
                "camera-1",
                "recording",
                "camera-1.mp4",
                &self.recording,
                &format!("{device}{}", self.recording_keys),
            ),
            source("audit-log", "audit_log", "audit.csv", self.log.as_bytes(), self.log_keys),
        ]
        .concat();
        write_files(dir.path(), &[("case.toml", CASE), ("evidence.toml", evidence.as_str())]);
        if let Some(map) = self.map {
            write_files(dir.path(), &[("audit-map.toml", map)]);
        }
        fs::create_dir(dir.path().join("evidence")).unwrap();
        write_files(&dir.path().join("evidence"), &[("camera-1.mp4", &self.recording)]);
        write_files(&dir.path().join("evidence"), &[("audit.csv", &self.log)]);
        dir
    }
}

fn in_case(dir: &Path, command: &str, more: &[&str]) -> Output {
    unmuted(&[&[command, dir.to_str().unwrap(), "--json"], more].concat())
}

/// `true`, `false` or `undetermined` of `no muted` and of `some muted`.
fn verdicts(dir: &Path) -> [String; 2] {
    let asked = json(&in_case(dir, "test", &["no muted on camera-1", "some muted on camera-1"]));
    [0, 1].map(|i| asked["asked"][i]["truth"].as_str().unwrap().to_owned())
}

/// The sources of the leads of `some muted`.
fn leads(dir: &Path, more: &[&str]) -> Vec<String> {
    let asked = json(&in_case(dir, "test", &[&["some muted on camera-1"], more].concat()));
    let leads = asked["asked"][0]["finding"]["leads"].as_array().unwrap().clone();
    leads.iter().map(|l| l["source"].as_str().unwrap().to_owned()).collect()
}

fn review(dir: &Path) -> (Value, Option<i32>) {
    let out = in_case(dir, "review", &[]);
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(!said.contains(dir.to_str().unwrap()), "an absolute path is printed");
    (json(&out), out.status.code())
}

/// The results of the first log on the only recording: word, certain or not, evidence or not.
fn results(review: &Value) -> Vec<(String, bool, bool)> {
    let of = |r: &Value| {
        let flag = |key: &str| r[key].as_bool().unwrap();
        (r["result"].as_str().unwrap().to_owned(), flag("certain"), flag("is_evidence"))
    };
    review["recordings"][0]["device_logs"][0]["results"].as_array().unwrap().iter().map(of).collect()
}

fn result(word: &str, certain: bool, evidence: bool) -> (String, bool, bool) {
    (word.to_owned(), certain, evidence)
}

fn first_note(review: &Value) -> &str {
    review["recordings"][0]["device_logs"][0]["results"][0]["note"].as_str().unwrap()
}

fn cause(review: &Value) -> &str {
    review["recordings"][0]["silences"][0]["cause"].as_str().unwrap()
}

fn problems(review: &Value) -> Vec<String> {
    let text = |p: &Value, key: &str| p[key].as_str().unwrap().to_owned();
    let told = |p: &Value| {
        format!(
            "{} {} {}: {}; {}",
            text(p, "kind"),
            text(p, "file"),
            text(p, "place"),
            text(p, "what"),
            text(p, "remedy")
        )
    };
    review["problems"].as_array().unwrap().iter().map(told).collect()
}

/// Whatever was found, no rendering accuses anybody, and nothing but evidence calls a silence muted.
fn nothing_accuses(review: &Value) {
    let text = review.to_string().to_lowercase();
    for word in ["tamper", "misconduct", "cover-up", "removed", "deleted", "hid ", " lie", "suspicious"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
}

#[test]
fn logged_and_silent_is_muted() {
    let made = Made::with(&MUTED);
    let dir = made.write();
    assert_eq!(verdicts(dir.path()), ["false", "true"]);
    let (review, status) = review(dir.path());
    assert_eq!(status, Some(1), "{}", review["problems"]);
    assert_eq!(problems(&review), [""; 0]);
    assert_eq!(results(&review), [result("logged_and_silent", true, true)]);
    assert_eq!(cause(&review), "muted, as the device's log says (audit-log, lines 3-4)");
    let recording = &review["recordings"][0];
    let log = &recording["device_logs"][0];
    assert_eq!(
        (&log["source"], &log["device"], &log["compared"]),
        (&"audit-log".into(), &"CAM-7".into(), &true.into())
    );
    assert!(log["words"].as_str().unwrap().contains("line 2 says when this recording began"), "{log}");
    let one = &log["results"][0];
    assert_eq!(
        one["entries"],
        serde_json::json!(["Mute On, 2026-05-14 14:00:01.240", "Mute Off, 2026-05-14 14:00:02.010"])
    );
    assert_eq!(one["silence"], "camera-1/silence-1");
    assert_eq!(recording["silences"][0]["device_log"], serde_json::json!([one["id"]]));
    // The part lies within the silent span, and its bounds hold the true ends of both.
    let ns = |v: &Value, i: usize| v[i].as_i64().unwrap();
    assert!(ns(&one["start_ns"], 0) <= 1_240_000_000 && 1_240_000_000 <= ns(&one["start_ns"], 1), "{one}");
    assert!(ns(&one["end_ns"], 0) <= 2_010_000_000 && 2_010_000_000 <= ns(&one["end_ns"], 1), "{one}");

    // The evidence of the verdict is the recording's span and the log's lines, each with its digest.
    let asked = json(&in_case(dir.path(), "test", &["some muted on camera-1"]));
    let evidence = asked["asked"][0]["finding"]["evidence"].as_array().unwrap();
    let of_log = evidence.iter().find(|e| e["source"] == "audit-log").unwrap();
    assert_eq!(of_log["role"], "the device's log, lines 3-4");
    assert!(of_log["says"].as_str().unwrap().starts_with("Mute On, 2026-05-14 14:00:01.240"));
    assert_eq!(of_log["sha256"], log["sha256"]);
    assert_eq!(log["sha256"].as_str().unwrap().len(), 64);
    assert!(evidence.iter().any(|e| e["source"] == "camera-1" && e["local_ns"].is_array()), "{evidence:?}");

    // What people read, and what spreadsheets read.
    let text = unmuted(&["review", dir.path().to_str().unwrap()]);
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(text.contains("muted, as the device's log says (audit-log, lines 3-4)"), "{text}");
    assert!(text.contains("Silence and the device's log") && text.contains("logged and silent, certain"), "{text}");
    let table = fs::read_to_string(dir.path().join("report/timeline.csv")).unwrap();
    assert!(table.contains("device_log,camera-1/audit-log/1,camera-1,logged_and_silent,certain,audit-log,"), "{table}");
    assert!(review["made_by"]["methods"].as_array().unwrap().iter().any(|m| m["name"] == "device log"));
    nothing_accuses(&review);
}

#[test]
fn the_same_for_any_number_of_threads() {
    let dir = Made::with(&MUTED).write();
    let of = |jobs: &str| in_case(dir.path(), "review", &["--jobs", jobs]).stdout;
    assert_eq!(of("1"), of("3"));
}

#[test]
fn logged_and_not_silent_is_a_fact_beside() {
    let dir = Made::with(&[("02.400", "Mute On"), ("03.300", "Mute Off")]).write();
    assert_eq!(verdicts(dir.path()), ["undetermined", "undetermined"]);
    let (review, status) = review(dir.path());
    assert_eq!(status, Some(1));
    assert_eq!(results(&review), [result("silent_not_logged", true, false), result("logged_not_silent", true, false)]);
    assert_eq!(cause(&review), "");
    nothing_accuses(&review);
}

#[test]
fn silent_and_not_logged_accuses_nobody() {
    let dir = Made::with(&[]).write();
    assert_eq!(verdicts(dir.path()), ["undetermined", "undetermined"]);
    let (review, _) = review(dir.path());
    assert_eq!(results(&review), [result("silent_not_logged", true, false)]);
    assert!(first_note(&review).contains("a microphone, an encoder or a log can fail"));
    assert_eq!(cause(&review), "");
    nothing_accuses(&review);
}

#[test]
fn a_redacted_copy_is_never_called_muted() {
    let made = Made { recording_keys: "redacted = \"yes\"\n", ..Made::with(&MUTED) };
    let dir = made.write();
    assert_eq!(verdicts(dir.path()), ["undetermined", "undetermined"]);
    let (review, _) = review(dir.path());
    assert_eq!(results(&review), [result("logged_and_silent", true, false)]);
    assert!(first_note(&review).contains("the silence may be the redaction"), "{}", first_note(&review));
    assert_eq!(cause(&review), "");
    assert!(leads(dir.path(), &[]).iter().all(|source| source != "audit-log"));
}

#[test]
fn what_is_only_possible_is_at_most_a_lead() {
    // Within two seconds either way, the two need not meet.
    let dir = Made { log_keys: "map = \"audit-map.toml\"\n", ..Made::with(&MUTED) }.write();
    assert_eq!(verdicts(dir.path()), ["undetermined", "undetermined"]);
    let (review, _) = review(dir.path());
    assert_eq!(results(&review), [result("logged_and_silent", false, false)]);
    assert_eq!(cause(&review), "");
    assert!(leads(dir.path(), &[]).iter().any(|source| source == "audit-log"));
    // Set aside where only confirmed material counts.
    assert!(leads(dir.path(), &["--confirmed-only"]).iter().all(|source| source != "audit-log"));
}

#[test]
fn what_speaks_against_a_log_keeps_it_from_deciding() {
    let with = |entries: &[(&str, &str)]| Made::with(entries);
    let muted = with(&MUTED);
    let cases = [
        // As a person's mark over more than a second of sound decides nothing.
        (with(&[MUTED[0], ("03.900", "Mute Off")]), "of sound, so the two disagree"),
        (
            Made { log: muted.log.replace("Mute Off", "Docked").replace("Record Stop", "Docked"), ..with(&[]) },
            "does not say when the mute ended",
        ),
        (
            Made { log: muted.log.replace("14:00:02.010", "two o'clock"), ..with(&[]) },
            "rows of the log that could not be read",
        ),
        (Made { log: muted.log.replace("Mute Off", "Mic Live"), ..with(&[]) }, "(\"Mic Live\")"),
        (
            Made { log_keys: "map = \"audit-map.toml\"\ntolerance_s = 0.1\nredacted = \"yes\"\n", ..with(&MUTED) },
            "this copy of the log is marked redacted",
        ),
    ];
    for (made, says) in cases {
        let dir = made.write();
        assert_eq!(verdicts(dir.path()), ["undetermined", "undetermined"], "{says}");
        let (review, _) = review(dir.path());
        let notes = review["recordings"][0]["device_logs"][0]["results"].to_string().replace('\\', "");
        assert!(notes.contains(says), "{says}: {notes}");
        assert_eq!(cause(&review), "", "{says}");
    }
    // A log that is not the file that was taken in.
    let dir = muted.write();
    fs::write(dir.path().join("evidence/audit.csv"), muted.log.replace("01.240", "01.250")).unwrap();
    assert_eq!(verdicts(dir.path()), ["undetermined", "undetermined"]);
    let (review, _) = review(dir.path());
    assert!(first_note(&review).contains("not those that were taken in"));
    assert!(problems(&review).iter().any(|p| p.contains("digest differs")), "{:?}", problems(&review));
}

#[test]
fn rows_that_cannot_be_read_are_told_and_the_rest_counts() {
    let mut made = Made::with(&MUTED);
    (0..12).for_each(|i| made.log += &format!("some time {i},CAM-7,Docked,\n"));
    let dir = made.write();
    // They stand after the mute's entries, so they change nothing about it.
    assert_eq!(verdicts(dir.path()), ["false", "true"]);
    let (review, status) = review(dir.path());
    assert_eq!(status, Some(3));
    let told = problems(&review);
    assert_eq!(told.len(), 11, "{told:#?}");
    assert!(told[0].starts_with("unread evidence/audit.csv line 6: audit log \"audit-log\": the time"), "{}", told[0]);
    assert!(told[10].contains("2 rows more like these, of which 2 could not be read"), "{}", told[10]);
    assert_eq!(in_case(dir.path(), "test", &["some muted on camera-1"]).status.code(), Some(3));
    // With one of them, what is silent and not logged is only possible.
    let mut made = Made::with(&[]);
    made.log += "some time,CAM-7,Mute On,\n";
    let dir = made.write();
    let out = super::audit_log::review(dir.path()).0;
    assert_eq!(results(&out), [result("silent_not_logged", false, false)]);
}

#[test]
fn a_log_that_cannot_be_read_is_a_problem_and_the_rest_goes_on() {
    let broken = |map: &'static str| Made { map: Some(map), ..Made::with(&MUTED) };
    let cases = [
        (
            broken("[columns]\ntime = \"Time\"\ndevise = \"Device\"\n"),
            "audit-map.toml 3:1: the mapping of the audit log",
            "did you mean device?",
        ),
        (broken("[columns\n"), "audit-map.toml 1:", "mend the line"),
        (
            Made { log: Made::with(&[]).log.replace("Event", "Evnt"), ..Made::with(&[]) },
            "evidence/audit.csv 1:",
            "Evnt",
        ),
        (
            Made { map: None, ..Made::with(&MUTED) },
            "audit-map.toml : there is no such file",
            "correct map in evidence.toml",
        ),
        (Made { log_keys: "", ..Made::with(&MUTED) }, "evidence/audit.csv : nothing says how", "add map = "),
    ];
    for (made, place, remedy) in cases {
        let dir = made.write();
        let (review, status) = review(dir.path());
        let told = problems(&review);
        assert_eq!(status, Some(3), "{told:?}");
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains(place) && told[0].contains(remedy), "{place}, {remedy}: {told:?}");
        let recording = &review["recordings"][0];
        assert_eq!(recording["device_logs"], serde_json::json!([]));
        assert_eq!(recording["silences"].as_array().unwrap().len(), 1);
        // The log could only have added to what is known; what is heard is heard.
        let asked = json(&in_case(dir.path(), "test", &["some silence on camera-1", "no muted on camera-1"]));
        assert_eq!(
            (&asked["asked"][0]["truth"], &asked["asked"][1]["truth"]),
            (&"true".into(), &"undetermined".into())
        );
    }
}

#[test]
fn a_log_of_another_device_says_nothing() {
    let dir = Made { recording_keys: "device = \"CAM-8\"\nredacted = \"no\"\n", ..Made::with(&MUTED) }.write();
    assert_eq!(verdicts(dir.path()), ["undetermined", "undetermined"]);
    let (review, status) = review(dir.path());
    assert_eq!(status, Some(1));
    assert_eq!(results(&review), [result("no_log", true, false)]);
    let log = &review["recordings"][0]["device_logs"][0];
    assert_eq!((&log["compared"], &log["device"]), (&false.into(), &"".into()));
    assert!(log["words"].as_str().unwrap().contains("no entry of the device \"CAM-8\""), "{log}");
}

#[test]
fn a_person_can_reject_what_a_log_says_and_confirm_a_lead() {
    let decide = |dir: &Path, what: &str, id: &str| {
        let out = unmuted(&["mark", dir.to_str().unwrap(), what, id, "--by", "reviewer-a"]);
        (out.status.success(), String::from_utf8_lossy(&out.stderr).into_owned())
    };
    let id = "camera-1/audit-log#3-4";
    let dir = Made::with(&MUTED).write();
    assert_eq!(decide(dir.path(), "reject", id), (true, String::new()));
    assert_eq!(verdicts(dir.path()), ["undetermined", "undetermined"]);
    let (rejected, status) = review(dir.path());
    assert_eq!((status, cause(&rejected)), (Some(1), ""));
    assert!(first_note(&rejected).contains("somebody rejected it"), "{}", first_note(&rejected));

    let dir = Made { log_keys: "map = \"audit-map.toml\"\n", ..Made::with(&MUTED) }.write();
    assert!(decide(dir.path(), "confirm", id).0);
    assert_eq!(verdicts(dir.path()), ["false", "true"]);
    let (confirmed, _) = review(dir.path());
    assert_eq!(cause(&confirmed), "muted, as the device's log says and reviewer-a confirmed (audit-log, lines 3-4)");
    assert_eq!(results(&confirmed), [result("logged_and_silent", false, true)]);

    // An entry that the log does not have, and another recording.
    for wrong in ["camera-1/audit-log#3-99", "camera-2/audit-log#3-4", "camera-1/other-log#3-4"] {
        assert!(!decide(dir.path(), "reject", wrong).0, "{wrong}");
    }
}

/// The recording with a creation time in its movie header: 14:00:00 on the day of the case, 2026-05-14T21:00:00Z.
fn created_at_two(mut recording: Vec<u8>) -> Vec<u8> {
    // Behind the box's name, its version and flags; in seconds since 1904.
    let at = recording.windows(4).position(|w| w == b"mvhd").unwrap() + 8;
    recording[at..at + 4].copy_from_slice(&(1_778_792_400_u32 + 2_082_844_800).to_be_bytes());
    recording
}

#[test]
fn without_an_entry_of_its_start_the_recordings_own_claim_places_it() {
    let unnamed = |made: Made| Made {
        log: made.log.replace("Record Start", "Docked").replace(",camera-1.mp4", ","),
        log_keys: "map = \"audit-map.toml\"\ntolerance_s = 0.05\n",
        ..made
    };
    let made = unnamed(Made::with(&MUTED));
    let (unplaced, _) = review(made.write().path());
    let log = &unplaced["recordings"][0]["device_logs"][0];
    assert_eq!((results(&unplaced), &log["compared"]), (vec![result("no_log", true, false)], &false.into()));
    assert!(log["words"].as_str().unwrap().contains("nothing says when the recording began"), "{log}");
    // A claim is a whole second, and the silence is shorter.
    let (placed, _) = review(Made { recording: created_at_two(made.recording.clone()), ..made }.write().path());
    let words = placed["recordings"][0]["device_logs"][0]["words"].as_str().unwrap();
    assert!(words.contains("the time that the recording itself claims"), "{words}");
    assert_eq!(results(&placed), [result("logged_and_silent", false, false)], "{words}");
    // This one is silent from 2.8 s to its end at 4 s: longer than the doubt.
    let ends_early = fs::read(repository("crates/unmuted-media/tests/material/ends_early.mp4")).unwrap();
    let made = Made {
        recording: created_at_two(ends_early),
        ..unnamed(Made::with(&[("02.900", "Mute On"), ("04.400", "Mute Off")]))
    };
    let dir = made.write();
    assert_eq!(verdicts(dir.path()), ["false", "true"]);
    let silences = review(dir.path()).0["recordings"][0]["silences"].clone();
    assert_eq!((&silences[1]["class"], &silences[0]["cause"]), (&"track_ends_early".into(), &"".into()));
    assert_eq!(silences[1]["cause"], "muted, as the device's log says (audit-log, lines 3-4)");
}

/// The exercise, whose camera 1 has a lead-in of 30 s without sound and is then silent from 2:01.94 to 2:41.51, where a
/// reviewer marked it as muted. The device begins to record 2.137 s after 10:41, and is activated 30 s later.
#[test]
fn a_mark_and_a_log_of_one_muting_are_one_muting() {
    let log = "Time,Device,Event,Video\n\
        2026-04-23 10:41:32,BODY CAMERA A-12,Record Start,camera-1.mp4\n\
        2026-04-23 10:43:04,Body camera A-12,Mute On,\n\
        2026-04-23 10:43:43,Body camera A-12,Mute Off,\n\
        2026-04-23 10:44:20,Body camera A-12,Record Stop,camera-1.mp4\n";
    let case = case_copy("exercise");
    let dir = case.path();
    let sentences = [
        "count of muted on camera-1 = 1",
        "count of muted by officer-1 on camera-1 = 1",
        "no muted on camera-1 between first shot and activity.ended",
    ];
    let ask = || {
        let asked = json(&in_case(dir, "test", &sentences));
        asked["asked"].as_array().unwrap().iter().map(|a| a["truth"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let verdicts = || {
        let all = json(&in_case(dir, "test", &[]));
        let of = |key: &str| all[key].as_array().unwrap().iter().map(|s| s["verdict"].clone()).collect::<Vec<_>>();
        [of("statements"), of("rules")].concat()
    };
    let (before, verdicts_before) = (ask(), verdicts());

    let evidence = fs::read_to_string(dir.join("evidence.toml")).unwrap();
    let entry = source("audit-log", "audit_log", "audit.csv", log.as_bytes(), "map = \"audit-map.toml\"\n");
    let map = MAP.replace("first_picture", "activation");
    write_files(dir, &[("evidence.toml", format!("{evidence}\n{entry}")), ("audit-map.toml", map)]);
    write_files(&dir.join("evidence"), &[("audit.csv", log)]);
    assert_eq!((ask(), verdicts()), (before, verdicts_before));

    let (review, _) = review(dir);
    // The exercise has a camera whose file is dated a minute late.
    let others: Vec<_> = problems(&review).into_iter().filter(|p| !p.contains("claimed clock of camera-3")).collect();
    assert_eq!(others, [""; 0]);
    let camera = review["recordings"].as_array().unwrap().iter().find(|r| r["id"] == "camera-1").unwrap();
    let results = camera["device_logs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 1, "the lead-in has a reason of its own: {results:?}");
    assert_eq!((&results[0]["result"], &results[0]["is_evidence"]), (&"logged_and_silent".into(), &true.into()));
    let cause = camera["silences"][1]["cause"].as_str().unwrap();
    assert!(cause.starts_with("muted, as marked by reviewer-a"), "{cause}");
    assert!(cause.ends_with("; muted, as the device's log says (audit-log, lines 3-4)"), "{cause}");
    // Without the mark, the log alone says it; who did it, it does not say.
    let marks = fs::read_to_string(dir.join("marks.jsonl")).unwrap();
    let without: String = marks.lines().filter(|l| !l.contains("\"m13\"")).map(|l| format!("{l}\n")).collect();
    fs::write(dir.join("marks.jsonl"), without).unwrap();
    assert_eq!(ask(), ["true", "undetermined", "false"]);
}

#[test]
fn a_privileged_log_stays_out() {
    let made = Made {
        log: Made::with(&MUTED).log + "some time,CAM-7,Secretword,\n",
        log_keys: "map = \"audit-map.toml\"\ntolerance_s = 0.1\nprivileged = true\n",
        ..Made::with(&[])
    };
    let dir = made.write();
    let (review, status) = review(dir.path());
    assert_eq!(status, Some(1), "{}", review["problems"]);
    assert_eq!(review["recordings"][0]["device_logs"], serde_json::json!([]));
    assert_eq!(cause(&review), "");
    assert!(!review.to_string().contains("audit-log"), "{review}");
}
