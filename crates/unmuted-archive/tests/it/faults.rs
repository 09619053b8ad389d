//! Whatever goes wrong with one file is its row, and the rest is scanned.

use std::fs;
use std::io;

use unmuted_archive::location::Which;
use unmuted_archive::{Entry, Listed, Location, Options, Scanned, Source, State};

use crate::common::{Archive, differing, options, rows};

fn of<'a>(rows: &'a [Scanned], path: &str) -> &'a Scanned {
    rows.iter().find(|r| r.recording.path == path).unwrap()
}

#[test]
fn a_panic_costs_one_row() {
    let archive = Archive::of(20);
    archive.put("u1/bad.mp4", "panic");
    let outcome = archive.scan("out", &options(2)).unwrap();
    assert_eq!((outcome.info.counts.recordings, outcome.info.counts.unreadable), (21, 1));
    let rows = rows(&archive.out("out"));
    let bad = of(&rows, "u1/bad.mp4");
    assert_eq!((bad.recording.state, bad.faults[0].blame.as_str()), (State::Unreadable, "unsupported"));
    // The same bytes would fail the same way.
    assert_eq!(archive.scan("out", &options(2)).unwrap().read, 0);
}

#[test]
fn a_file_that_grows_while_it_is_read_is_read_again() {
    let archive = Archive::of(5);
    archive.put("u9/live.mp4", "encoder=e9 grow");
    let outcome = archive.scan("out", &options(1)).unwrap();
    assert_eq!(outcome.info.counts.changed, 1);
    let found = rows(&archive.out("out"));
    let live = of(&found, "u9/live.mp4");
    assert_eq!(live.recording.state, State::Changed);
    assert!(live.faults.iter().any(|f| f.what.contains("changed while it was read")), "{:?}", live.faults);
    // It is done now, and nothing tells that it ever was not.
    fs::write(archive.videos().join("u9/live.mp4"), "encoder=e9 done").unwrap();
    assert_eq!(archive.scan("out", &options(1)).unwrap().info.counts.changed, 0);
    archive.scan("fresh", &options(1)).unwrap();
    assert_eq!(differing(&archive.outputs("fresh"), &archive.outputs("out")), [""; 0]);
}

/// A location that refuses some files, as disks and stores do.
struct Refusing(Box<dyn Location>, Option<io::ErrorKind>);

impl Location for Refusing {
    fn name(&self) -> String {
        self.0.name()
    }
    fn kind(&self) -> &'static str {
        self.0.kind()
    }
    fn list(&self, take: &mut dyn FnMut(Listed) -> bool) -> io::Result<()> {
        self.0.list(take)
    }
    fn open<'a>(&'a self, entry: &Entry) -> io::Result<Box<dyn Source + 'a>> {
        match self.1 {
            Some(kind) if entry.path.ends_with("3.mp4") => Err(kind.into()),
            _ => self.0.open(entry),
        }
    }
}

#[test]
fn refused_and_vanished_files_are_rows_and_are_tried_again() {
    for (kind, words) in [
        (io::ErrorKind::PermissionDenied, "permission denied"),
        (io::ErrorKind::NotFound, "not there any more"),
        (io::ErrorKind::TimedOut, "it cannot be read"),
    ] {
        let archive = Archive::of(10);
        let at = |kind| -> Vec<Box<dyn Location>> {
            vec![Box::new(Refusing(archive.location(Which::ByName).remove(0), kind))]
        };
        let outcome = archive.scan_at(&at(Some(kind)), "out", &options(2)).unwrap();
        assert_eq!((outcome.info.counts.recordings, outcome.info.counts.unreadable), (10, 1));
        let rows = rows(&archive.out("out"));
        let refused = of(&rows, "u3/r00003.mp4");
        assert_eq!(refused.faults[0].blame, "input_output");
        assert!(refused.faults[0].what.contains(words), "{:?}", refused.faults);
        let outcome = archive.scan_at(&at(None), "out", &options(2)).unwrap();
        assert!(outcome.read >= 1 && outcome.info.counts.unreadable == 0);
        archive.scan("fresh", &options(2)).unwrap();
        assert_eq!(differing(&archive.outputs("fresh"), &archive.outputs("out")), [""; 0]);
    }
}

/// A location that cannot be listed.
struct Gone;

impl Location for Gone {
    fn name(&self) -> String {
        "gone".into()
    }
    fn kind(&self) -> &'static str {
        "folder"
    }
    fn list(&self, _take: &mut dyn FnMut(Listed) -> bool) -> io::Result<()> {
        Err(io::ErrorKind::TimedOut.into())
    }
    fn open<'a>(&'a self, _entry: &Entry) -> io::Result<Box<dyn Source + 'a>> {
        Err(io::ErrorKind::TimedOut.into())
    }
}

#[test]
fn an_archive_that_cannot_be_reached_is_not_an_empty_one() {
    let archive = Archive::of(10);
    archive.scan("out", &options(2)).unwrap();
    let before = archive.outputs("out");
    let replacing = Options { replace: true, ..options(2) };
    let error = archive.scan_at(&[Box::new(Gone)], "out", &replacing).unwrap_err();
    assert!(error.what.contains("location gone cannot be listed"), "{error}");
    assert_eq!(differing(&before, &archive.outputs("out")), [""; 0]);
    assert_eq!(archive.scan("out", &options(2)).unwrap().read, 0);
}

#[test]
#[cfg(unix)]
fn a_folder_that_may_not_be_read_is_a_row() {
    use std::os::unix::fs::PermissionsExt;
    let archive = Archive::of(10);
    let closed = archive.videos().join("u2");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read_dir(&closed).is_ok() {
        println!("skipped: needs a user who may not read everything");
        return;
    }
    let outcome = archive.scan("out", &options(2)).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!((outcome.info.counts.recordings, outcome.info.counts.unreadable), (9, 1));
    assert_eq!(of(&rows(&archive.out("out")), "u2/").recording.state, State::Unreadable);
    assert_eq!(archive.scan("out", &options(2)).unwrap().info.counts.recordings, 10);
}
