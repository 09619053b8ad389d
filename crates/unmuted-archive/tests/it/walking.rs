//! Which files a location has, and in which order.

use std::fs;

use unmuted_archive::location::{Which, local};
use unmuted_archive::{Listed, Location, Stamp};

use crate::common::{Archive, options};

fn paths(location: &dyn Location) -> Vec<String> {
    let mut paths = Vec::new();
    location
        .list(&mut |l| {
            paths.push(l.path().to_owned());
            true
        })
        .unwrap();
    paths
}

#[test]
fn a_folder_is_walked_in_order_of_whole_paths() {
    let archive = Archive::of(0);
    for path in ["b/1.mp4", "b.mp4", "b-1.mp4", "a/z/9.MKV", "a.txt", "a/.unmuted/x.mp4", ".hidden/v.mp4"] {
        archive.put(path, "encoder=e");
    }
    let folder = archive.location(Which::ByName).remove(0);
    let found = paths(&*folder);
    assert_eq!(found, [".hidden/v.mp4", "a/z/9.MKV", "b-1.mp4", "b.mp4", "b/1.mp4"]);
    assert_eq!((folder.count(), folder.name().as_str(), folder.kind()), (Some(5), "videos", "folder"));
    assert_eq!(paths(&*archive.location(Which::All).remove(0)).len(), 6);
    let inside = archive.videos().join("a");
    assert_eq!(paths(&*local(&archive.videos(), Which::ByName, &[inside]).unwrap()).len(), 4);
    let mut n = 0;
    folder
        .list(&mut |_| {
            n += 1;
            n < 2
        })
        .unwrap();
    assert_eq!(n, 2, "a walk ends when it is told to");
}

#[test]
#[cfg(unix)]
fn links_to_files_are_followed_and_links_to_folders_are_not() {
    use std::os::unix::fs::symlink;
    let archive = Archive::of(0);
    archive.put("a/1.mp4", "encoder=e");
    symlink(archive.videos(), archive.videos().join("a/loop")).unwrap();
    symlink(archive.videos(), archive.videos().join("a/loop.mp4")).unwrap();
    symlink(archive.videos().join("a/1.mp4"), archive.videos().join("link.mp4")).unwrap();
    symlink(archive.videos().join("nothing"), archive.videos().join("lost.mp4")).unwrap();
    let folder = archive.location(Which::ByName).remove(0);
    let mut found = Vec::new();
    folder
        .list(&mut |l| {
            found.push(match l {
                Listed::File(e) => (e.path, matches!(e.stamp, Stamp::Modified(_))),
                Listed::Unreadable { path, .. } => (path, false),
            });
            true
        })
        .unwrap();
    assert_eq!(found, [("a/1.mp4".into(), true), ("link.mp4".into(), true), ("lost.mp4".to_owned(), false)]);
    assert_eq!(archive.scan("out", &options(1)).unwrap().info.counts.unreadable, 1);
}

#[test]
#[cfg(target_os = "linux")]
fn a_name_that_is_no_text_is_read_all_the_same() {
    use std::os::unix::ffi::OsStrExt;
    let archive = Archive::of(0);
    archive.put("a.mp4", "encoder=e");
    let odd = archive.videos().join(std::ffi::OsStr::from_bytes(b"caf\xe9.mp4"));
    fs::write(odd, "encoder=e").unwrap();
    // A name that is text, and looks like the other one.
    archive.put(r"caf\xe9.mp4", "encoder=e");
    let outcome = archive.scan("out", &options(1)).unwrap();
    assert_eq!((outcome.info.counts.read, outcome.info.counts.unreadable), (3, 0));
    let found = paths(&*archive.location(Which::ByName).remove(0));
    assert_eq!(found, ["a.mp4", r"caf\xe9.mp4", r"caf\xe9.mp4\"]);
}

#[test]
fn lists_and_single_recordings_are_locations() {
    let archive = Archive::of(4);
    let list = archive.videos().join("list.txt");
    fs::write(&list, "# of the second shift\nu1/r00001.mp4\n\nu3/r00003.mp4\ngone.mp4\nu1/r00001.mp4\n").unwrap();
    let at = vec![local(&list, Which::ByName, &[]).unwrap()];
    assert_eq!(paths(&*at[0]), ["gone.mp4", "u1/r00001.mp4", "u3/r00003.mp4"]);
    let outcome = archive.scan_at(&at, "out", &options(1)).unwrap();
    assert_eq!((outcome.info.counts.read, outcome.info.counts.unreadable), (2, 1));
    let one = local(&archive.videos().join("u0/r00000.mp4"), Which::ByName, &[]).unwrap();
    assert_eq!((one.kind(), paths(&*one)), ("file", vec!["r00000.mp4".to_owned()]));
    for (text, what) in [(&b"\xff\xfe"[..], "not UTF-8"), (b"\n", "names no file")] {
        fs::write(&list, text).unwrap();
        let error = local(&list, Which::ByName, &[]).err().unwrap();
        assert!(error.what.contains(what), "{error}");
    }
    assert!(local(&archive.videos().join("no"), Which::ByName, &[]).err().unwrap().remedy.contains("folder"));
}

#[test]
fn files_of_any_name_are_recordings_by_their_bytes() {
    let archive = Archive::of(3);
    archive.put("u1/no-ending", "encoder=e1");
    archive.put("u1/notes", "text");
    let mut all = options(2);
    all.which = Which::All;
    let outcome = archive.scan("out", &all).unwrap();
    assert_eq!((outcome.info.counts.recordings, outcome.passed_over), (4, 1));
    archive.scanned();
    assert_eq!((archive.scan("out", &all).unwrap().passed_over, archive.scanned()), (1, 0));
}
