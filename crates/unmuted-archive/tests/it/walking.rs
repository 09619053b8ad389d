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
    let outcome = archive.scan("out", &options(1)).unwrap();
    assert_eq!((outcome.info.counts.recordings, outcome.info.counts.unreadable), (2, 1));
    assert_eq!((outcome.links.number, outcome.links.first), (1, vec![(0, "link.mp4".to_owned())]));
}

#[test]
#[cfg(unix)]
fn a_file_that_several_links_reach_counts_once() {
    use std::os::unix::fs::symlink;
    let archive = Archive::of(0);
    archive.put("b/1.mp4", "encoder=e");
    // Before the file itself in order of path, and after it.
    for link in ["a.mp4", "c.mp4"] {
        symlink(archive.videos().join("b/1.mp4"), archive.videos().join(link)).unwrap();
    }
    let far = archive.out("far.mp4");
    fs::write(&far, "encoder=e").unwrap();
    for link in ["x.mp4", "y.mp4"] {
        symlink(&far, archive.videos().join(link)).unwrap();
    }
    // By its own name it is no recording, so the link is what counts.
    let odd = archive.videos().join("data.bin");
    fs::write(&odd, "encoder=e").unwrap();
    symlink(&odd, archive.videos().join("z.mp4")).unwrap();
    for jobs in [1, 4] {
        let outcome = archive.scan(&format!("out{jobs}"), &options(jobs)).unwrap();
        let found: Vec<String> =
            crate::common::rows(&archive.out(&format!("out{jobs}"))).into_iter().map(|r| r.recording.path).collect();
        assert_eq!(found, ["b/1.mp4", "x.mp4", "z.mp4"]);
        let first: Vec<String> = outcome.links.first.into_iter().map(|(_, path)| path).collect();
        assert_eq!((outcome.links.number, first), (3, ["a.mp4", "c.mp4", "y.mp4"].map(str::to_owned).to_vec()));
    }
}

#[test]
fn locations_that_lie_in_one_another_are_refused() {
    let archive = Archive::of(4);
    let open = |path: &std::path::Path| local(path, Which::ByName, &[]).unwrap();
    let list = archive.out("list.txt");
    fs::write(&list, "videos/u1/r00001.mp4\n").unwrap();
    let inside = archive.videos().join("u1");
    #[allow(unused_mut)]
    let mut pairs = vec![
        (archive.videos(), archive.videos(), "location 2 (videos) is, or lies in, location 1 (videos)"),
        (archive.videos(), inside.clone(), "location 2 (u1) is, or lies in, location 1 (videos)"),
        (inside.clone(), archive.videos(), "location 1 (u1) is, or lies in, location 2 (videos)"),
        (inside.clone(), inside.join("r00001.mp4"), "location 2 (r00001.mp4) is, or lies in, location 1 (u1)"),
        (list.clone(), inside.clone(), "location 1 (list.txt) is, or lies in, location 2 (u1)"),
        (list.clone(), inside.join("r00001.mp4"), "location 2 (r00001.mp4) is, or lies in, location 1 (list.txt)"),
    ];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(archive.videos(), archive.out("link")).unwrap();
        pairs.push((archive.videos(), archive.out("link"), "location 2 (videos) is, or lies in, location 1 (videos)"));
    }
    for (one, other, said) in pairs {
        let error = archive.scan_at(&[open(&one), open(&other)], "out", &options(1)).unwrap_err();
        assert!(error.what.starts_with(said), "{error}");
        assert_eq!(error.remedy, "name each place once");
        assert!(!archive.out("out").exists(), "nothing is written");
    }
    let beside = [open(&inside), open(&archive.videos().join("u2"))];
    assert_eq!(archive.scan_at(&beside, "out", &options(1)).unwrap().info.counts.recordings, 2);
}

#[test]
fn a_list_of_files_elsewhere_tells_no_absolute_path() {
    let archive = Archive::of(4);
    fs::create_dir_all(archive.out("lists")).unwrap();
    let list = archive.out("lists").join("list.txt");
    fs::write(archive.out("lists").join("own.mp4"), "encoder=e").unwrap();
    let far = archive.videos().join("u3/r00003.mp4");
    fs::write(&list, format!("own.mp4\n../videos/u1/r00001.mp4\n{}\ngone.mp4\n", far.display())).unwrap();
    let at = [local(&list, Which::ByName, &[]).unwrap()];
    let outcome = archive.scan_at(&at, "out", &options(1)).unwrap();
    assert_eq!((outcome.info.counts.read, outcome.info.counts.unreadable), (3, 1));
    let rows = crate::common::rows(&archive.out("out"));
    let found: Vec<&str> = rows.iter().map(|r| r.recording.path.as_str()).collect();
    assert_eq!(found, ["gone.mp4", "own.mp4", "u1/r00001.mp4", "u3/r00003.mp4"]);
    assert!(rows[0].faults[0].what.ends_with("counts from the list's own folder"), "{:?}", rows[0].faults);
    fs::write(&list, format!("{}\n/nowhere/b.mp4\n", far.display())).unwrap();
    let error = local(&list, Which::ByName, &[]).err().unwrap();
    assert!(error.what.contains("lies far apart") && error.remedy.contains("a list for each"), "{error:?}");
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
