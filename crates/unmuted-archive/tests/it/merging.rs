//! Parts made on several machines are one scan.

use std::path::PathBuf;

use unmuted_archive::merge::merge;

use crate::common::{Archive, differing, options, shard};

fn parts(archive: &Archive, names: &[&str]) -> Vec<PathBuf> {
    names.iter().map(|n| archive.out(n)).collect()
}

#[test]
fn parts_merge_to_the_bytes_of_one_scan() {
    let archive = Archive::of(400);
    archive.put("u1/bad.mp4", "panic");
    archive.scan("whole", &options(2)).unwrap();
    for n in 1..=3 {
        archive.scan(&format!("p{n}"), &shard(n, 3)).unwrap();
    }
    merge(&parts(&archive, &["p3", "p1", "p2"]), &archive.out("merged"), false).unwrap();
    assert_eq!(differing(&archive.outputs("whole"), &archive.outputs("merged")), [""; 0]);
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let archive = Archive::of(30);
    archive.scan("whole", &options(2)).unwrap();
    for n in 1..=3 {
        archive.scan(&format!("p{n}"), &shard(n, 3)).unwrap();
    }
    archive.scan("half", &shard(1, 2)).unwrap();
    let mut other = shard(2, 3);
    other.survey.least_silence = unmuted_model::Nanos::from_millis(500);
    archive.scan("other", &other).unwrap();
    let refused = |names: &[&str]| merge(&parts(&archive, names), &archive.out("merged"), false).unwrap_err();
    let missing = refused(&["p1", "p3"]);
    assert_eq!(missing.what, "part 2 of 3 is missing");
    assert!(missing.remedy.contains("--shard 2/3"));
    assert!(refused(&["p1", "p2", "p3", "p1"]).what.contains("both part 1 of 3"));
    assert!(refused(&["p1", "half"]).what.contains("one of 3 parts, one of 2"));
    assert!(refused(&["p1", "other", "p3"]).what.ends_with("their options differ in least_silence_ns"));
    assert!(refused(&["p1", "whole"]).what.contains("holds no part of a scan"));
    let over = merge(&parts(&archive, &["p1", "p2", "p3"]), &archive.out("p2"), false).unwrap_err();
    assert!(over.what.contains("would overwrite"), "{over}");
    let part = archive.out("p2").join("scan.part");
    let bytes = std::fs::read(&part).unwrap();
    std::fs::write(&part, &bytes[..bytes.len() / 2]).unwrap();
    assert!(refused(&["p1", "p2", "p3"]).what.ends_with("is cut short"));
}

#[test]
fn a_probe_that_struck_in_one_part_counts_in_all() {
    let archive = Archive::of(0);
    for i in 0..40 {
        archive.put(&format!("{i}.mp4"), &format!("encoder=new {i}"));
    }
    archive.put("struck.mp4", "encoder=new struck");
    archive.scan("whole", &options(2)).unwrap();
    archive.scan("p1", &shard(1, 2)).unwrap();
    archive.scan("p2", &shard(2, 2)).unwrap();
    let names = parts(&archive, &["p1", "p2"]);
    let error = merge(&names, &archive.out("merged"), false).unwrap_err();
    assert!(error.what.starts_with("a probe struck for encoder new in another part"), "{error}");
    assert!(error.remedy.contains("--distrust \"new\""), "{}", error.remedy);
    for n in 1..=2 {
        let mut again = shard(n, 2);
        again.distrust = vec!["new".into()];
        archive.scan(&format!("p{n}"), &again).unwrap();
    }
    merge(&names, &archive.out("merged"), false).unwrap();
    assert_eq!(differing(&archive.outputs("whole"), &archive.outputs("merged")), [""; 0]);
}

#[test]
fn a_result_that_differed_in_one_part_counts_in_all() {
    let archive = Archive::of(0);
    for i in 10..50 {
        archive.put(&format!("{i}.mp4"), &format!("encoder=new {i}"));
    }
    // The first of the encoder in the whole archive; the other part's first gives what it gave quickly.
    archive.put("1.mp4", "encoder=new hidden");
    archive.scan("whole", &options(2)).unwrap();
    archive.scan("p1", &shard(1, 2)).unwrap();
    archive.scan("p2", &shard(2, 2)).unwrap();
    let names = parts(&archive, &["p1", "p2"]);
    let error = merge(&names, &archive.out("merged"), false).unwrap_err();
    assert!(
        error.what.starts_with("a quick result that was checked differed for encoder new in another part"),
        "{error}"
    );
    assert!(error.remedy.contains("--distrust \"new\""), "{}", error.remedy);
    for n in 1..=2 {
        let mut again = shard(n, 2);
        again.distrust = vec!["new".into()];
        archive.scan(&format!("p{n}"), &again).unwrap();
    }
    merge(&names, &archive.out("merged"), false).unwrap();
    assert_eq!(differing(&archive.outputs("whole"), &archive.outputs("merged")), [""; 0]);
}
