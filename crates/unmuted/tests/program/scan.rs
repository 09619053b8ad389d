//! `unmuted scan` as a user runs it: killed at any point and run again, in parts, onto a full disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::common::{bytes_below, files_and_times, json, repository, unmuted};

const OUTPUTS: [&str; 5] = ["faults.parquet", "recordings.parquet", "scan.json", "scan.sqlite", "spans.parquet"];

/// An archive of `n` recordings: the committed ones under many names, one broken, one cut short.
fn archive(dir: &Path, n: usize) {
    let material = repository("crates/unmuted-media/tests/material");
    let mut recordings: Vec<_> = fs::read_dir(material)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e != "sh" && e != "tsv"))
        .collect();
    recordings.sort();
    for i in 0..n {
        let from = &recordings[i % recordings.len()];
        let folder = dir.join(format!("unit-{}", i % 3));
        fs::create_dir_all(&folder).unwrap();
        let ending = from.extension().unwrap().to_str().unwrap();
        fs::copy(from, folder.join(format!("X{}_roe_20180318_{:06}.{ending}", i % 4, 140_000 + i % 60))).unwrap();
    }
    fs::write(dir.join("broken.mp4"), b"no recording at all").unwrap();
    let whole = fs::read(repository("crates/unmuted-media/tests/material/moov_first.mp4")).unwrap();
    fs::write(dir.join("cut.mp4"), &whole[..whole.len() / 2]).unwrap();
}

fn outputs(dir: &Path) -> BTreeMap<&'static str, Vec<u8>> {
    OUTPUTS.into_iter().map(|n| (n, fs::read(dir.join(n)).unwrap_or_else(|e| panic!("{n}: {e}")))).collect()
}

fn differing(a: &Path, b: &Path) -> Vec<&'static str> {
    let (a, b) = (outputs(a), outputs(b));
    OUTPUTS.into_iter().filter(|n| a[n] != b[n]).collect()
}

fn scan(videos: &Path, out: &Path, more: &[&str]) -> std::process::Output {
    let mut args = vec!["scan", videos.to_str().unwrap(), "--out", out.to_str().unwrap()];
    args.extend_from_slice(more);
    unmuted(&args)
}

#[test]
fn killed_at_any_point_and_run_again_gives_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let (videos, whole, out) = (dir.path().join("videos"), dir.path().join("whole"), dir.path().join("out"));
    archive(&videos, 90);
    let evidence = files_and_times(&videos);
    let begun = Instant::now();
    assert_eq!(scan(&videos, &whole, &["--jobs", "2"]).status.code(), Some(3));
    let took = begun.elapsed();
    // From just after the start to about the end, in no order that suits the program.
    let mut number = 12345u64;
    for _ in 0..12 {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let wait = Duration::from_nanos((number >> 33) % (took.as_nanos() as u64 / 3).max(1));
        let mut program = Command::new(env!("CARGO_BIN_EXE_unmuted"));
        program.args(["scan", videos.to_str().unwrap(), "--jobs", "2", "--out", out.to_str().unwrap()]);
        let mut child = program.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(wait);
        child.kill().unwrap();
        child.wait().unwrap();
    }
    scan(&videos, &out, &["--jobs", "1"]);
    assert_eq!(differing(&whole, &out), [""; 0]);
    assert_eq!(evidence, files_and_times(&videos), "evidence is only read");
    let left: Vec<String> = bytes_below(&out).into_keys().filter(|n| n.ends_with(".part")).collect();
    assert_eq!(left, [""; 0], "nothing half-written stays");
}

#[test]
fn a_second_run_reads_nothing_and_parts_are_the_whole() {
    let dir = tempfile::tempdir().unwrap();
    let videos = dir.path().join("videos");
    archive(&videos, 40);
    let names =
        ["--name-pattern", "{device}_{wearer}_{date:YYYYMMDD}_{time:HHMMSS}", "--time-zone", "America/Los_Angeles"];
    let out = |n: &str| dir.path().join(n);
    let first = scan(&videos, &out("whole"), &names);
    let text = String::from_utf8(first.stdout).unwrap();
    assert!(text.starts_with("42 recordings, "), "{text}");
    assert!(text.contains("Names: 40 of 42 fit the pattern") && text.contains("As of 2018-03-18"), "{text}");
    let again = json(&scan(&videos, &out("whole"), &[&names[..], &["--json"]].concat()));
    assert_eq!((&again["read_now"], &again["scan"]["counts"]["unreadable"]), (&0.into(), &1.into()));
    for n in ["1/2", "2/2"] {
        scan(&videos, &out(&n.replace('/', "of")), &[&names[..], &["--shard", n]].concat());
    }
    let (one, two, merged) = (out("1of2"), out("2of2"), out("merged"));
    let merge = |parts: &[&Path]| {
        let mut args = vec!["scan", "merge"];
        args.extend(parts.iter().map(|p| p.to_str().unwrap()));
        args.extend(["--out", merged.to_str().unwrap()]);
        unmuted(&args)
    };
    assert_eq!(merge(&[&one, &two]).status.code(), Some(3));
    assert_eq!(differing(&out("whole"), &merged), [""; 0]);
    let lacking = merge(&[&two]);
    assert_eq!(lacking.status.code(), Some(2));
    let said = String::from_utf8(lacking.stderr).unwrap();
    assert!(said.contains("part 1 of 2 is missing") && said.contains("--shard 1/2"), "{said}");
    // Nothing that is written tells where anything lies on this machine.
    let here = dir.path().to_str().unwrap().as_bytes();
    for (name, bytes) in bytes_below(&out("whole")) {
        assert!(!bytes.windows(here.len()).any(|w| w == here), "{name}");
    }
}

#[test]
#[cfg(unix)]
fn a_full_disk_is_told_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (videos, whole, out) = (dir.path().join("videos"), dir.path().join("whole"), dir.path().join("out"));
    archive(&videos, 60);
    scan(&videos, &whole, &[]);
    // No file may grow beyond so many blocks of 512 bytes, and writing more is an error and no signal: like a disk that
    // is full. First the journal does not fit, then the tables.
    let sizes: Vec<u64> = ["scan.journal", "scan.sqlite"].map(|n| fs::metadata(whole.join(n)).unwrap().len()).to_vec();
    for limit in [sizes[0] / 2, sizes[0].min(sizes[1]) - 1] {
        let blocks = limit / 512;
        let line = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" scan \"$1\" --out \"$2\"");
        let mut shell = Command::new("sh");
        shell.args(["-c", &line, env!("CARGO_BIN_EXE_unmuted")]).args([&videos, &out]).stdin(Stdio::null());
        let done = shell.output().unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(2), "{said}");
        assert!(said.contains("output file scan.") && said.contains("is there room on the disk"), "{said}");
        assert!(!out.join("scan.sqlite").exists(), "no torn table takes a name");
    }
    let rest = json(&scan(&videos, &out, &["--json"]));
    assert!(rest["read_now"].as_u64().unwrap() < 60, "what was found before the disk was full is kept: {rest}");
    assert_eq!(differing(&whole, &out), [""; 0]);
}

#[test]
fn what_was_typed_wrong_is_shown_where() {
    let dir = tempfile::tempdir().unwrap();
    archive(&dir.path().join("v"), 1);
    let (videos, out) = (dir.path().join("v"), dir.path().join("out"));
    for (more, said) in [
        (&["--name-pattern", "{devise}_x"][..], "^^^^^^^^"),
        (&["--time-zone", "Pacific"], "there is no time zone Pacific"),
        (&["--shard", "3/2"], "1/4 for the first of four"),
        (&["--list-csv", "nowhere.csv"], "list nowhere.csv: it cannot be read"),
    ] {
        let done = scan(&videos, &out, more);
        let text = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(2), "{text}");
        assert!(text.contains(said), "{text}");
        assert!(!out.exists(), "nothing is written for a scan that was not asked for rightly");
    }
    let done = scan(&dir.path().join("nowhere"), &out, &[]);
    assert_eq!(done.status.code(), Some(2));
    assert_eq!(unmuted(&["scan", "--help"]).status.code(), Some(0));
    assert_eq!(unmuted(&["scan", "merge", "--help"]).status.code(), Some(0));
    assert_eq!(unmuted(&["scan"]).status.code(), Some(2));
}

#[test]
fn what_was_scanned_before_and_names_are_told_as_they_are() {
    let dir = tempfile::tempdir().unwrap();
    let (videos, out) = (dir.path().join("v"), dir.path().join("out"));
    archive(&videos, 1);
    let said =
        |done: std::process::Output| (done.status.code(), String::from_utf8(done.stderr).unwrap().replace('\n', " "));
    let (code, text) = said(scan(&videos, &out, &[videos.to_str().unwrap()]));
    assert!(code == Some(2) && text.contains("would count twice") && !out.exists(), "{text}");
    fs::write(&out, "a file").unwrap();
    let (code, text) = said(scan(&videos, &out, &[]));
    assert!(code == Some(2) && text.contains("is a file"), "{text}");
    fs::remove_file(&out).unwrap();
    assert_eq!(scan(&videos, &out, &[]).status.code(), Some(3));
    let other = videos.join("unit-0");
    let (code, text) = said(scan(&other, &out, &[]));
    assert!(code == Some(2) && text.contains("folder v") && text.contains("folder unit-0"), "{text}");
    assert!(text.contains("--replace"), "{text}");
    assert_eq!(scan(&other, &out, &["--replace"]).status.code(), Some(0));
}

#[test]
#[cfg(target_os = "linux")]
fn no_name_forges_a_line_and_a_lost_result_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let (videos, out) = (dir.path().join("v"), dir.path().join("out"));
    fs::create_dir(&videos).unwrap();
    let name = "a\u{1b}[31m\n  muted\u{202e}.mp4";
    fs::copy(repository("crates/unmuted-media/tests/material/moov_first.mp4"), videos.join(name)).unwrap();
    std::os::unix::fs::symlink(videos.join(name), videos.join("b\n.mp4")).unwrap();
    let text = String::from_utf8(scan(&videos, &out, &[]).stdout).unwrap();
    assert!(text.contains("    b\\u{a}.mp4\n") && text.contains("1 recording, "), "{text}");
    let typed = [videos.join(name)];
    for args in [["listen", typed[0].to_str().unwrap()], ["triage", out.to_str().unwrap()]] {
        let text = String::from_utf8(unmuted(&args).stdout).unwrap();
        assert!(!text.contains(['\u{1b}', '\u{202e}']) && !text.contains("\n  muted"), "{text}");
    }
    for args in
        [&["listen", typed[0].to_str().unwrap()][..], &["triage", out.to_str().unwrap()], &["--help"], &["--version"]]
    {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let done = Command::new(env!("CARGO_BIN_EXE_unmuted")).args(args).stdout(full).output().unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(2), "{args:?} {said}");
        assert!(said.contains("output stream"), "{said}");
    }
}
