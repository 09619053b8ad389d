//! One scan out of its parts, each made on a machine of its own with `--shard i/n`.
//!
//! A part's tables are not enough: which quick results are checked depends on the whole archive. So a part keeps, in
//! `scan.part`, what was read of each recording, and the merge decides again, on all of them.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::engine::{Archive, Both, ScanError, forget, make_folder, of_others, tables};
use crate::journal::frame::{self, Frames};
use crate::os;
use crate::tables::{ScanInfo, Shard};

/// The name of the file that a part keeps for merging.
const NAME: &str = "scan.part";
const FORMAT: &str = "unmuted scan part 2";

/// Writes what a merge needs of a part.
pub(crate) fn write_part(archive: &dyn Archive, info: &ScanInfo, dir: &Path) -> Result<(), ScanError> {
    let output = |e: io::Error| ScanError::output(NAME, &e);
    let new = dir.join("scan.part.new");
    let mut out = io::BufWriter::with_capacity(1 << 20, File::create(&new).map_err(output)?);
    let mut frame = Vec::new();
    let mut put = |body: postcard::Result<Vec<u8>>| -> Result<(), ScanError> {
        let body = body.map_err(|e| output(io::Error::other(e)))?;
        frame.clear();
        frame::put(&mut frame, &body).ok_or_else(|| output(io::Error::other("a record is too long")))?;
        out.write_all(&frame).map_err(output)
    };
    put(postcard::to_stdvec(&(FORMAT, info)))?;
    archive.each(&mut |both| put(postcard::to_stdvec(&Some(both))))?;
    // Without this last frame a part is not whole.
    put(postcard::to_stdvec(&None::<Both>))?;
    let file = out.into_inner().map_err(|e| output(e.into_error()))?;
    file.sync_all().map_err(output)?;
    fs::rename(&new, dir.join(NAME)).map_err(output)?;
    os::sync_folder(dir).map_err(output)
}

/// A whole scan needs none.
pub(crate) fn remove_part(dir: &Path) -> Result<(), ScanError> {
    match fs::remove_file(dir.join(NAME)) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(ScanError::output(NAME, &e)),
        _ => Ok(()),
    }
}

/// Merges the parts of a scan into one in `out`: the same tables, byte for byte, as one scan of the whole archive.
/// With `replace`, a finished scan of other locations in `out` is written over.
///
/// # Errors
/// Where a folder holds no part, parts are missing, there twice or made differently, a recording of an encoder that
/// another part distrusts was not read in full, `out` holds a scan of other locations, or the output cannot be written.
pub fn merge(parts: &[PathBuf], out: &Path, replace: bool) -> Result<ScanInfo, ScanError> {
    let parts: Vec<Part> = parts.iter().map(|p| Part::open(p)).collect::<Result<_, _>>()?;
    check(&parts, out)?;
    let Some(first) = parts.first() else {
        return Err(ScanError::usage("no part is named", "name the folders of all parts"));
    };
    make_folder(out)?;
    if !replace {
        of_others(out, &first.info.locations, None)?;
    }
    let mut locations = first.info.locations.clone();
    locations.iter_mut().for_each(|l| l.recordings = 0);
    let info = ScanInfo {
        format: ScanInfo::FORMAT.into(),
        version: ScanInfo::VERSION,
        program: first.info.program.clone(),
        locations,
        options: first.info.options.clone(),
        ..ScanInfo::default()
    };
    forget(out)?;
    let info = tables(&Merged { parts: &parts }, info, &[], out)?;
    remove_part(out)?;
    Ok(info)
}

struct Part {
    /// As typed.
    name: String,
    dir: PathBuf,
    file: File,
    info: ScanInfo,
    shard: Shard,
    /// Where the first recording lies.
    begin: u64,
}

impl Part {
    fn open(dir: &Path) -> Result<Self, ScanError> {
        let name = dir.display().to_string();
        let again = "name folders that `unmuted scan --shard i/n` wrote and finished";
        let file = File::open(dir.join(NAME)).map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => {
                ScanError::usage(format!("{name} holds no part of a scan: it has no finished {NAME}"), again)
            }
            _ => ScanError::usage(format!("{name}: {NAME} cannot be read: {e}"), again),
        })?;
        let mut frames = Frames::new(&file);
        let head = frames.get(0).map_err(|e| ScanError::usage(format!("{name}: {NAME} cannot be read: {e}"), again))?;
        let read = head.and_then(|(body, next)| {
            let (format, rest) = postcard::take_from_bytes::<String>(body).ok()?;
            (format == FORMAT).then_some(())?;
            Some((postcard::from_bytes::<ScanInfo>(rest).ok()?, next))
        });
        let Some((info, begin)) = read else {
            return Err(ScanError::usage(
                format!("{name}: {NAME} is damaged, or of another version of this program"),
                "scan that part again with this version",
            ));
        };
        let Some(shard) = info.shard else {
            return Err(ScanError::usage(format!("{name} is a whole scan and no part"), again));
        };
        Ok(Self { name, dir: dir.to_owned(), file, info, shard, begin })
    }
}

/// Whether the parts are all parts of one scan.
fn check(parts: &[Part], out: &Path) -> Result<(), ScanError> {
    let Some((first, others)) = parts.split_first() else { return Ok(()) };
    for p in others {
        let differ = |what: &str| {
            ScanError::usage(
                format!("{} and {} are parts of different scans: {what}", first.name, p.name),
                "scan all parts with the same words, but for --shard, --jobs, --distrust and --out",
            )
        };
        if first.shard.of != p.shard.of {
            return Err(differ(&format!("one of {} parts, one of {}", first.shard.of, p.shard.of)));
        }
        if first.info.program != p.info.program {
            return Err(differ(&format!("by {} and by {}", first.info.program, p.info.program)));
        }
        if first.info.options != p.info.options {
            return Err(differ(&format!("their options differ in {}", differing(&first.info, &p.info))));
        }
        let names = |i: &ScanInfo| i.locations.iter().map(|l| format!("{} {}", l.kind, l.name)).collect::<Vec<_>>();
        let (a, b) = (names(&first.info), names(&p.info));
        if a != b {
            return Err(differ(&format!("locations {} and {}", a.join(", "), b.join(", "))));
        }
    }
    for number in 1..=first.shard.of {
        let mut have = parts.iter().filter(|p| p.shard.number == number);
        match (have.next(), have.next()) {
            (None, _) => {
                return Err(ScanError::usage(
                    format!("part {number} of {} is missing", first.shard.of),
                    format!("scan it with --shard {number}/{}, and name its folder too", first.shard.of),
                ));
            }
            (Some(a), Some(b)) => {
                return Err(ScanError::usage(
                    format!("{} and {} are both part {number} of {}", a.name, b.name, first.shard.of),
                    "name each part once",
                ));
            }
            (Some(_), None) => {}
        }
    }
    let same = |p: &Part| fs::canonicalize(&p.dir).ok().is_some_and(|d| fs::canonicalize(out).ok() == Some(d));
    match parts.iter().find(|p| same(p)) {
        Some(p) => Err(ScanError::usage(
            format!("the merged tables would overwrite those of {}", p.name),
            "name another folder with --out",
        )),
        None => Ok(()),
    }
}

/// The names of the options that differ.
fn differing(a: &ScanInfo, b: &ScanInfo) -> String {
    let of =
        |i: &ScanInfo| serde_json::to_value(&i.options).ok().and_then(|v| v.as_object().cloned()).unwrap_or_default();
    let (a, b) = (of(a), of(b));
    a.iter().filter(|(k, v)| b.get(*k) != Some(*v)).map(|(k, _)| k.clone()).collect::<Vec<_>>().join(", ")
}

struct Merged<'a> {
    parts: &'a [Part],
}

impl Archive for Merged<'_> {
    fn each(&self, take: &mut dyn FnMut(Both) -> Result<(), ScanError>) -> Result<(), ScanError> {
        let mut readers: Vec<Reader<'_>> = self.parts.iter().map(Reader::begin).collect();
        for r in &mut readers {
            r.advance()?;
        }
        loop {
            // Parts are few, and every path is in one of them.
            let place =
                |r: &Reader<'_>| r.next.as_ref().map(|b| (b.first.recording.location, b.first.recording.path.clone()));
            let next = readers.iter_mut().filter(|r| r.next.is_some()).min_by_key(|r| place(r));
            let Some(reader) = next else { return Ok(()) };
            if let Some(both) = reader.next.take() {
                take(both)?;
            }
            reader.advance()?;
        }
    }
}

struct Reader<'a> {
    part: &'a Part,
    frames: Frames<'a>,
    at: u64,
    next: Option<Both>,
}

impl<'a> Reader<'a> {
    fn begin(part: &'a Part) -> Self {
        Self { part, frames: Frames::new(&part.file), at: part.begin, next: None }
    }

    fn advance(&mut self) -> Result<(), ScanError> {
        let broken =
            |what: String| ScanError::usage(format!("{}: {NAME} {what}", self.part.name), "scan that part again");
        let frame = self.frames.get(self.at).map_err(|e| broken(format!("cannot be read: {e}")))?;
        let (body, next) = frame.ok_or_else(|| broken("is cut short".into()))?;
        self.next = postcard::from_bytes::<Option<Both>>(body).map_err(|_| broken("is damaged".into()))?;
        self.at = next;
        Ok(())
    }
}
