//! Taking evidence in and checking it: as a user types it, with what goes wrong.

use std::fs;
use std::path::Path;

use super::common::{self, bytes_below, files_and_times, json, unmuted};

fn text(out: &std::process::Output) -> (String, String) {
    (String::from_utf8_lossy(&out.stdout).into_owned(), String::from_utf8_lossy(&out.stderr).into_owned())
}

/// An empty case, and two files to take in.
fn fresh() -> (tempfile::TempDir, String, [String; 2]) {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case").to_str().unwrap().to_owned();
    assert!(unmuted(&["new", &case, "--title", "A try"]).status.success());
    fs::create_dir(dir.path().join("received")).unwrap();
    let files = ["one.wav", "two.txt"].map(|n| {
        let path = dir.path().join("received").join(n);
        fs::write(&path, n.repeat(5000)).unwrap();
        path.to_str().unwrap().to_owned()
    });
    (dir, case, files)
}

#[test]
fn a_new_case_reads_without_problems_and_refuses_a_folder_in_use() {
    let (_dir, case, _) = fresh();
    let review = unmuted(&["review", &case, "--json"]);
    assert_eq!(json(&review)["problems"].as_array().unwrap().len(), 0);
    let again = unmuted(&["new", &case]);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again).1.contains("is not empty"));
}

#[test]
fn originals_are_left_alone_and_the_same_bytes_are_known_again() {
    let (dir, case, files) = fresh();
    let before = files_and_times(&dir.path().join("received"));
    let out = unmuted(&["add", &case, &files[0], &files[1], "--by", "me", "--json"]);
    assert!(out.status.success(), "{:?}", text(&out));
    let added = json(&out);
    assert_eq!(added["taken"][0]["source"], "one");
    let head = added["custody_head"].as_str().unwrap().to_owned();
    assert_eq!(head.len(), 64);
    assert_eq!(before, files_and_times(&dir.path().join("received")));

    // The same bytes under another name.
    let copy = dir.path().join("received/renamed.wav");
    fs::copy(&files[0], &copy).unwrap();
    let again = json(&unmuted(&["add", &case, copy.to_str().unwrap(), "--by", "me", "--json"]));
    assert_eq!(again["taken"][0]["already_present"], true);
    assert_eq!(again["taken"][0]["source"], "one");
    assert_eq!(again["custody_head"], head.as_str());

    // Other bytes under the same name do not overwrite.
    fs::write(&files[0], "other").unwrap();
    let other = json(&unmuted(&["add", &case, &files[0], "--by", "me", "--json"]));
    assert_eq!(
        (&other["taken"][0]["source"], &other["taken"][0]["file"]),
        (&"one-2".into(), &"evidence/one-2.wav".into())
    );
    assert!(unmuted(&["verify", &case]).status.success());
}

#[test]
fn verify_names_what_differs_and_the_line_that_breaks() {
    let (_dir, case, files) = fresh();
    unmuted(&["add", &case, &files[0], &files[1], "--by", "me"]);
    let evidence = Path::new(&case).join("evidence");
    for entry in fs::read_dir(&evidence).unwrap() {
        let path = entry.unwrap().path();
        let mut rights = fs::metadata(&path).unwrap().permissions();
        #[allow(clippy::permissions_set_readonly_false, reason = "a test that tampers")]
        rights.set_readonly(false);
        fs::set_permissions(&path, rights).unwrap();
    }
    let mut bytes = fs::read(evidence.join("one.wav")).unwrap();
    bytes[0] ^= 1;
    fs::write(evidence.join("one.wav"), bytes).unwrap();
    fs::write(evidence.join("smuggled.txt"), "x").unwrap();
    let custody = Path::new(&case).join("custody.jsonl");
    let line = fs::read_to_string(&custody).unwrap().replacen("\"by\":\"me\"", "\"by\":\"you\"", 1);
    fs::write(&custody, line).unwrap();
    let out = unmuted(&["verify", &case]);
    assert_eq!(out.status.code(), Some(1));
    let said = text(&out).0;
    for wanted in ["one (evidence/one.wav) differs", "evidence/smuggled.txt is named by no source", "breaks at line 2"]
    {
        assert!(said.contains(wanted), "{wanted:?} not in: {said}");
    }
    fs::remove_file(evidence.join("two.txt")).unwrap();
    assert_eq!(unmuted(&["verify", &case]).status.code(), Some(3));
    // A broken chain takes nothing more.
    assert_eq!(unmuted(&["add", &case, &files[1], "--by", "me"]).status.code(), Some(2));
}

#[test]
fn one_file_that_cannot_be_taken_in_does_not_stop_the_others() {
    let (dir, case, files) = fresh();
    let missing = dir.path().join("missing.wav");
    let out = unmuted(&["add", &case, missing.to_str().unwrap(), &files[0], "--by", "me"]);
    assert_eq!(out.status.code(), Some(3));
    assert!(text(&out).1.contains("missing.wav"));
    assert!(unmuted(&["verify", &case]).status.success());
    let nobody = unmuted(&["add", &case, &files[1]]);
    assert_eq!(nobody.status.code(), Some(2));
    assert!(text(&nobody).1.contains("--by"));
}

#[test]
fn two_intakes_at_once_keep_one_chain() {
    let (dir, case, _) = fresh();
    let threads: Vec<_> = (0..6)
        .map(|i| {
            let path = dir.path().join(format!("received/file-{i}.txt"));
            fs::write(&path, format!("file {i}")).unwrap();
            let case = case.clone();
            std::thread::spawn(move || unmuted(&["add", &case, path.to_str().unwrap(), "--by", "me"]).status.success())
        })
        .collect();
    assert!(threads.into_iter().all(|t| t.join().unwrap()));
    let verified = unmuted(&["verify", &case, "--json"]);
    assert_eq!(verified.status.code(), Some(0), "{:?}", text(&verified));
    assert_eq!(json(&verified)["custody_lines"], 6);
}

#[test]
fn a_file_can_stay_where_it_is_and_its_path_stays_out_of_the_report() {
    let case = common::case_copy("exercise");
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("elsewhere.wav");
    fs::write(&path, tone()).unwrap();
    let case = case.path().to_str().unwrap();
    let out = unmuted(&["add", case, path.to_str().unwrap(), "--reference", "--by", "me"]);
    assert!(out.status.success(), "{:?}", text(&out));
    assert!(!Path::new(case).join("evidence/elsewhere.wav").exists());
    unmuted(&["review", case]);
    for (name, bytes) in bytes_below(&Path::new(case).join("report")) {
        // The link to the file itself is a way to it, not a text.
        if !name.starts_with("media/") {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(dir.path().to_str().unwrap()), "{name} names a path of this machine");
        }
    }
}

/// A second of a quiet tone, 8 kHz, 16 bits.
fn tone() -> Vec<u8> {
    let samples: Vec<u8> = (0..8000u32)
        .flat_map(|i| ((f64::from(i) * 0.3).sin() * 3000.0).round().to_string().parse::<i16>().unwrap().to_le_bytes())
        .collect();
    let mut wav = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data".to_vec();
    wav.extend((samples.len() as u32).to_le_bytes());
    wav.extend(samples);
    let size = (wav.len() - 8) as u32;
    wav[4..8].copy_from_slice(&size.to_le_bytes());
    wav
}

#[test]
fn a_mark_is_checked_before_it_is_written() {
    let case = common::case_copy("exercise");
    let dir = case.path().to_str().unwrap();
    let before = fs::read(case.path().join("marks.jsonl")).unwrap();
    for (bad, hint) in [
        (["camera-1", "shoot", "1:00", "1:01"], "did you mean \"shot\""),
        (["camera-7", "shot", "1:00", "1:01"], "camera-"),
        (["camera-1", "shot", "1:99", "2:01"], ""),
    ] {
        let out = unmuted(&["mark", dir, "add", bad[0], bad[1], bad[2], bad[3], "--by", "me"]);
        assert_eq!(out.status.code(), Some(2), "{bad:?}");
        assert!(text(&out).1.contains(hint), "{hint:?} not in {}", text(&out).1);
    }
    assert_eq!(before, fs::read(case.path().join("marks.jsonl")).unwrap());
    let out = unmuted(&["mark", dir, "add", "camera-1", "shot", "1:00", "1:00.1", "--by", "me", "--unsure"]);
    assert!(out.status.success());
    let after = fs::read_to_string(case.path().join("marks.jsonl")).unwrap();
    assert!(after.as_bytes().starts_with(&before) && after.ends_with("\"sure\":false}\n"), "lines are only ever added");
    let listed = unmuted(&["mark", dir, "list", "--json"]);
    assert!(json(&listed).as_array().unwrap().iter().any(|m| m["standing"] == "lead" && m["by"] == "me"));
}

#[test]
fn an_entry_that_no_review_could_read_is_refused_before_anything_is_copied() {
    let (_dir, case, files) = fresh();
    let before = bytes_below(Path::new(&case));
    let bad_id = unmuted(&["add", &case, &files[0], "--as", "camera 1", "--by", "me"]);
    assert_eq!(bad_id.status.code(), Some(2));
    assert!(text(&bad_id).1.contains("cannot be an id"), "{:?}", text(&bad_id));
    let bad_of = unmuted(&["add", &case, &files[1], "--kind", "transcript", "--of", "nothing", "--by", "me"]);
    assert_eq!(bad_of.status.code(), Some(2));
    let after = bytes_below(Path::new(&case));
    let without_the_lock = |all: &std::collections::BTreeMap<String, Vec<u8>>| {
        all.iter()
            .filter(|(n, _)| !n.ends_with("custody.jsonl"))
            .map(|(n, b)| (n.clone(), b.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(without_the_lock(&before), without_the_lock(&after));
}

#[cfg(unix)]
#[test]
fn a_name_with_a_time_in_it_is_taken_in_and_kept_as_received() {
    let (dir, case, _) = fresh();
    let file = dir.path().join("2018-03-18T21:26:14.wav");
    fs::write(&file, "some bytes").unwrap();
    for already in [false, true] {
        let out = unmuted(&["add", &case, file.to_str().unwrap(), "--as", "camera-1", "--by", "me", "--json"]);
        assert!(out.status.success(), "{:?}", text(&out));
        let taken = &json(&out)["taken"][0];
        assert!(taken["file"].as_str().unwrap().ends_with("2018-03-18T21-26-14.wav"), "{taken}");
        assert_eq!(taken["already_present"], already);
    }
    let custody = fs::read_to_string(Path::new(&case).join("custody.jsonl")).unwrap();
    assert!(custody.contains("2018-03-18T21:26:14.wav"));
    assert!(unmuted(&["verify", &case]).status.success());
}

#[test]
fn verify_says_which_entry_it_could_not_read() {
    let (_dir, case, files) = fresh();
    unmuted(&["add", &case, &files[0], "--by", "me"]);
    let path = Path::new(&case).join("evidence.toml");
    let mistyped = fs::read_to_string(&path).unwrap().replace("kind =", "kidn =");
    fs::write(&path, mistyped).unwrap();
    let out = unmuted(&["verify", &case]);
    assert_eq!(out.status.code(), Some(3));
    assert!(text(&out).0.contains("has no key \"kidn\""), "{:?}", text(&out));
}
