//! Stopped anywhere and run again, changed and run again: always what one undisturbed scan gives.

use std::fs;

use unmuted_archive::location::{Which, local};
use unmuted_archive::{ErrorKind, Options};

use crate::common::{Archive, differing, options, rows};

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let archive = Archive::of(300);
    archive.scan("one", &options(1)).unwrap();
    archive.scan("four", &options(4)).unwrap();
    assert_eq!(differing(&archive.outputs("one"), &archive.outputs("four")), [""; 0]);
}

#[test]
fn a_second_run_reads_only_what_is_new_or_changed() {
    let archive = Archive::of(50);
    archive.scan("out", &options(2)).unwrap();
    archive.scanned();
    let first = archive.outputs("out");
    let outcome = archive.scan("out", &options(2)).unwrap();
    assert_eq!((outcome.read, archive.scanned()), (0, 0));
    assert_eq!(differing(&first, &archive.outputs("out")), [""; 0]);

    archive.put("u0/new.mp4", "encoder=e0 lead=30 new");
    archive.put("u1/r00001.mp4", "encoder=e1 lead=12 changed");
    fs::remove_file(archive.videos().join("u2/r00002.mp4")).unwrap();
    let outcome = archive.scan("out", &options(2)).unwrap();
    // One of the two may be the first of its encoder now, and is then checked as well.
    assert!((2..=4).contains(&outcome.read), "{}", outcome.read);
    assert_eq!(outcome.info.counts.recordings, 50);
    archive.scan("fresh", &options(2)).unwrap();
    assert_eq!(differing(&archive.outputs("fresh"), &archive.outputs("out")), [""; 0]);
    assert!(rows(&archive.out("out")).iter().all(|r| r.recording.path != "u2/r00002.mp4"));
}

#[test]
fn a_journal_that_is_torn_anywhere_is_as_good_as_its_whole_records() {
    let archive = Archive::of(40);
    archive.scan("whole", &options(2)).unwrap();
    let (whole, journal) = (archive.outputs("whole"), fs::read(archive.out("whole").join("scan.journal")).unwrap());
    for (i, cut) in (0..journal.len()).step_by(journal.len() / 23).enumerate() {
        let out = format!("cut{i}");
        fs::create_dir(archive.out(&out)).unwrap();
        let mut torn = journal[..cut].to_vec();
        // What a crash of the machine may leave behind the end.
        torn.extend_from_slice(&[0; 13][..i % 14]);
        fs::write(archive.out(&out).join("scan.journal"), torn).unwrap();
        archive.scanned();
        archive.scan(&out, &options(2)).unwrap();
        assert_eq!(differing(&whole, &archive.outputs(&out)), [""; 0], "cut at {cut}");
        assert!(cut < 200 || archive.scanned() < 46, "what was whole is not read again");
    }
}

#[test]
fn other_options_or_another_build_read_everything_again() {
    let archive = Archive::of(10);
    archive.scan("out", &options(2)).unwrap();
    let mut other = options(2);
    other.build = "another".into();
    assert!(archive.scan("out", &other).unwrap().read >= 10);
    other.survey.least_silence = unmuted_model::Nanos::from_millis(250);
    assert!(archive.scan("out", &other).unwrap().read >= 10);
    assert_eq!(archive.scan("out", &other).unwrap().read, 0);
}

#[test]
fn two_scans_do_not_write_into_one_folder() {
    let archive = Archive::of(3);
    archive.scan("out", &options(1)).unwrap();
    let journal = fs::File::open(archive.out("out").join("scan.journal")).unwrap();
    journal.lock().unwrap();
    let error = archive.scan("out", &options(1)).unwrap_err();
    assert_eq!((error.kind, error.what.as_str()), (ErrorKind::Usage, "another scan is writing into this folder"));
}

#[test]
fn an_output_that_cannot_be_written_keeps_what_was_there() {
    let archive = Archive::of(20);
    archive.scan("out", &options(2)).unwrap();
    let before = archive.outputs("out");
    archive.put("u0/new.mp4", "encoder=e0");
    // A folder where the new table should go.
    fs::create_dir(archive.out("out").join("spans.parquet.part")).unwrap();
    let error = archive.scan("out", &options(2)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Output);
    assert!(error.what.contains("spans.parquet"), "{error}");
    assert_eq!(differing(&before, &archive.outputs("out")), [""; 0]);
    fs::remove_dir(archive.out("out").join("spans.parquet.part")).unwrap();
    assert_eq!(archive.scan("out", &options(2)).unwrap().read, 0, "what was read is kept");
}

#[test]
fn a_journal_full_of_what_is_gone_is_written_anew() {
    let archive = Archive::of(30);
    let filler = "x".repeat(60_000);
    for i in 0..60 {
        archive.put(&format!("gone/{i}.mp4"), &format!("encoder={filler}{i}"));
    }
    archive.scan("out", &options(2)).unwrap();
    let before = fs::metadata(archive.out("out").join("scan.journal")).unwrap().len();
    fs::remove_dir_all(archive.videos().join("gone")).unwrap();
    archive.scan("out", &options(2)).unwrap();
    let after = fs::metadata(archive.out("out").join("scan.journal")).unwrap().len();
    assert!(after < before / 10, "{before} bytes before, {after} after");
    assert_eq!(archive.scan("out", &options(2)).unwrap().read, 0);
    archive.scan("fresh", &options(2)).unwrap();
    assert_eq!(differing(&archive.outputs("fresh"), &archive.outputs("out")), [""; 0]);
}

#[test]
fn a_scan_of_other_locations_is_not_written_over_unasked() {
    let archive = Archive::of(10);
    archive.scan("out", &options(2)).unwrap();
    let before = archive.outputs("out");
    let open = |path: &std::path::Path| local(path, Which::ByName, &[]).unwrap();
    let elsewhere = archive.out("elsewhere").join("videos");
    fs::create_dir_all(&elsewhere).unwrap();
    fs::write(elsewhere.join("a.mp4"), "encoder=e").unwrap();
    let (u1, u2) = (archive.videos().join("u1"), archive.videos().join("u2"));
    for (at, said) in [
        (vec![open(&u1)], "it has folder videos, and this is a scan of folder u1"),
        (vec![open(&u1), open(&u2)], "it has folder videos, and this is a scan of folder u1, folder u2"),
        (vec![open(&elsewhere)], "holds a scan of folder videos, of that name in another place"),
    ] {
        let error = archive.scan_at(&at, "out", &options(2)).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Usage);
        assert!(error.what.contains(said) && error.remedy.contains("--replace"), "{error} {}", error.remedy);
        assert_eq!(differing(&before, &archive.outputs("out")), [""; 0]);
        assert_eq!(archive.scan("out", &options(2)).unwrap().read, 0, "what was found is kept");
    }
    let replace = Options { replace: true, ..options(2) };
    let outcome = archive.scan_at(&[open(&elsewhere)], "out", &replace).unwrap();
    assert_eq!(outcome.info.counts.recordings, 1);
    archive.scan_at(&[open(&elsewhere)], "out", &options(2)).unwrap();
    archive.scan("out", &options(2)).unwrap_err();
    // In another order they are the same ones.
    archive.scan_at(&[open(&u1), open(&u2)], "two", &options(2)).unwrap();
    archive.scan_at(&[open(&u2), open(&u1)], "two", &options(2)).unwrap();
    archive.scan_at(&[open(&u1)], "two", &options(2)).unwrap_err();
}

#[test]
fn an_output_that_is_a_file_is_said_to_be_one() {
    let archive = Archive::of(1);
    fs::write(archive.out("out"), "a file").unwrap();
    let error = archive.scan("out", &options(1)).unwrap_err();
    assert!(error.what.ends_with("is a file, and tables go into a folder"), "{error}");
    assert_eq!(error.remedy, "name another folder with --out");
}

#[test]
fn files_that_are_only_checked_again_are_not_told_as_new() {
    let archive = Archive::of(1000);
    let outcome = archive.scan("out", &options(2)).unwrap();
    assert_eq!((outcome.read, outcome.read_in_full), (1000, outcome.info.guard.checked));
    let other = Options { seed: 2, ..options(2) };
    let outcome = archive.scan("out", &other).unwrap();
    assert!(outcome.read == 0 && outcome.read_in_full > 0, "{outcome:?}");
}
