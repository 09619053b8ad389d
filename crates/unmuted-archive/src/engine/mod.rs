//! The scan of an archive: list, read what is new, check, write the tables.
//!
//! Three steps, each of which can be interrupted anywhere: every file is read once ([`pipeline`]) and its record added
//! to the journal; some are read again in full ([`guard`]); then tables are made of what the journal has. The tables
//! are a function of the archive, the options and the program alone.

mod error;
mod guard;
mod lead_in;
mod options;
mod output;
mod pipeline;
mod read_one;

use std::cell::Cell;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use sha2::{Digest, Sha256};
use unmuted_media::Effort;

pub use error::{ErrorKind, ScanError};
pub(crate) use guard::{Both, Selection, Tally, outcome};
pub(crate) use lead_in::LeadIns;
pub use options::{Options, SEED};
pub(crate) use output::{forget, make_folder, of_others};
pub use read_one::ScanOne;

use crate::journal::{Head, Index, Journal, Pass, Places, Record, Records, key};
use crate::location::{Cost, Listed, Location, Once, Stamp, overlapping};
use crate::merge;
use crate::meta::Metadata;
use crate::tables::{LocationInfo, ScanInfo, Shard, write};
use read_one::Job;

/// Is told how far a scan is. Nothing of it decides a result.
pub trait Watch: Sync {
    /// Whether files are counted beforehand, which walks folders once more.
    fn wants_count(&self) -> bool {
        false
    }
    /// So many files are expected in all, where that is known.
    fn expects(&self, _files: u64) {}
    /// So much is done.
    fn done(&self, _so_far: &SoFar) {}
    /// What is being done now.
    fn stage(&self, _stage: Stage) {}
}

/// Nobody watches.
impl Watch for () {}

/// What a scan does one after another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Every file is read, if it was not before.
    Reading,
    /// So many recordings are read again in full.
    Checking(u64),
    /// The tables are written.
    Writing,
}

/// How far a scan is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SoFar {
    /// Files that are done, those that were read before included.
    pub files: u64,
    /// How often files were read by this run: what is checked in full is read twice.
    pub read: u64,
    /// Length of the recordings that were read by this run, nanoseconds.
    pub duration_ns: i64,
    /// What reading them cost.
    pub cost: Cost,
}

/// What a run of a scan did. The result is in the tables.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// What went into `scan.json`.
    pub info: ScanInfo,
    /// Files that were new or had changed, and were read by this run; all others were unchanged.
    pub read: u64,
    /// Files that this run read in full to check quick results, whether or not they are among the new ones.
    pub read_in_full: u64,
    /// Links to files that count by another path, and so were passed over.
    pub links: Links,
    /// Files that are no recordings, where all files were looked at.
    pub passed_over: u64,
    /// Recordings whose names fit the pattern.
    pub named: u64,
    /// Recordings that the agency's list has.
    pub listed: u64,
    /// Lines of the agency's list that no recording met: `(line, path)`.
    pub without_recording: Vec<(u64, String)>,
}

/// Links that were passed over, so that no file counts twice.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Links {
    /// How many.
    pub number: u64,
    /// The first of them, by location and path: `(location, path)`.
    pub first: Vec<(u32, String)>,
}

/// So many links are named.
const LINKS_NAMED: usize = 5;

/// Scans locations and writes the tables into `dir`.
///
/// # Errors
/// Where two locations lie in one another, `dir` holds a scan of others, a location cannot be listed or the output cannot be written. What was found before is kept, and the next run
/// goes on from there. What is wrong with one file is a row and no error.
pub fn scan(
    locations: &[Box<dyn Location>],
    dir: &Path,
    options: &Options,
    watch: &dyn Watch,
) -> Result<Outcome, ScanError> {
    scan_with(&read_one::by_survey, locations, dir, options, watch)
}

/// The same with another way to scan one recording.
///
/// # Errors
/// As [`scan`].
pub fn scan_with(
    one: &ScanOne<'_>,
    locations: &[Box<dyn Location>],
    dir: &Path,
    options: &Options,
    watch: &dyn Watch,
) -> Result<Outcome, ScanError> {
    let names: Vec<String> = locations.iter().map(|l| l.name()).collect();
    if let Some((outer, inner)) = overlapping(locations) {
        let named = |n: usize| format!("{} ({})", n + 1, names.get(n).map_or("", String::as_str));
        return Err(ScanError::usage(
            format!("location {} is, or lies in, location {}: its files would count twice", named(inner), named(outer)),
            "name each place once",
        ));
    }
    make_folder(dir)?;
    let infos: Vec<LocationInfo> = std::iter::zip(locations, &names)
        .map(|(l, name)| LocationInfo { name: name.clone(), kind: l.kind().into(), recordings: 0 })
        .collect();
    let identities: Vec<String> = locations.iter().map(|l| l.identity()).collect();
    if !options.replace {
        of_others(dir, &infos, Some(&identities))?;
    }
    let (mut journal, index) = Journal::open(dir, &options.made_with())?;
    let workers = workers(locations, options);
    let mut run = Run {
        one,
        locations,
        names: &names,
        options,
        watch,
        workers,
        so_far: SoFar::default(),
        read: 0,
        read_in_full: 0,
    };
    watch.stage(Stage::Reading);
    let (mut slots, links) = run.first(&mut journal, &index)?;
    drop(index);
    run.full(&mut journal, &mut slots)?;
    journal.sync()?;

    watch.stage(Stage::Writing);
    let archive = Journaled { journal: &journal, slots: &slots, metadata: &options.metadata, seen: Cell::default() };
    let told = ScanInfo {
        format: ScanInfo::FORMAT.into(),
        version: ScanInfo::VERSION,
        program: options.program.clone(),
        locations: infos,
        options: options.told(),
        shard: options.shard,
        ..ScanInfo::default()
    };
    // A crash between the two leaves names alone to tell this scan from others.
    forget(dir)?;
    let info = tables(&archive, told, &options.distrust, dir)?;
    output::remember(dir, &identities)?;
    match options.shard {
        Some(_) => merge::write_part(&archive, &info, dir)?,
        None => merge::remove_part(dir)?,
    }
    let seen = archive.seen.get();
    tidy(journal, &slots)?;
    let list = options.metadata.list.as_ref();
    let without = list.map(|l| l.without_recording()).unwrap_or_default();
    let without_recording = without.into_iter().map(|(line, path)| (line, path.to_owned())).collect();
    let Seen { passed_over, named, listed } = seen;
    let (read, read_in_full) = (run.read, run.read_in_full);
    Ok(Outcome { info, read, read_in_full, links, passed_over, named, listed, without_recording })
}

/// Something that can hand over all recordings of a scan, in order of location and path, as often as needed.
pub(crate) trait Archive {
    fn each(&self, take: &mut dyn FnMut(Both) -> Result<(), ScanError>) -> Result<(), ScanError>;
}

/// Writes the tables of an archive into `dir` and says what came of it.
pub(crate) fn tables(
    archive: &dyn Archive,
    mut info: ScanInfo,
    distrust: &[String],
    dir: &Path,
) -> Result<ScanInfo, ScanError> {
    let guarded = info.options.effort == Effort::Quick;
    let mut selection = Selection::new(guarded, info.options.seed, distrust);
    archive.each(&mut |both| {
        selection.see(&both.first.recording);
        Ok(())
    })?;
    archive.each(&mut |both| {
        selection.compare(&both);
        Ok(())
    })?;
    let mut tally = Tally::default();
    let mut lead_ins = LeadIns::default();
    let mut unchecked = None;
    archive.each(&mut |both| {
        let (path, encoder) = (both.first.recording.path.clone(), both.first.recording.encoder.clone());
        match outcome(both, &selection, &mut tally) {
            Some(row) => lead_ins.see(&row.recording),
            None => unchecked = Some((path, encoder)),
        }
        Ok(())
    })?;
    if let Some((path, encoder)) = unchecked {
        return Err(ScanError::usage(
            format!(
                "{} for encoder {encoder} in another part of the archive, and {path} of that encoder was not read in \
                 full",
                selection.reason(&encoder)
            ),
            format!(
                "scan the parts again that have recordings of it, with the same words and --distrust {encoder:?}; \
                 only those recordings are read"
            ),
        ));
    }
    let usual = lead_ins.usual();
    info.guard = selection.report(&tally);
    let mut writer = write::Writer::begin(dir)?;
    archive.each(&mut |both| {
        let mut again = Tally::default();
        let Some(mut row) = outcome(both, &selection, &mut again) else { return Ok(()) };
        usual.judge(&mut row.recording);
        writer.add(row)
    })?;
    writer.finish(info)
}

/// A run of a scan.
struct Run<'a> {
    one: &'a ScanOne<'a>,
    locations: &'a [Box<dyn Location>],
    names: &'a [String],
    options: &'a Options,
    watch: &'a dyn Watch,
    workers: usize,
    so_far: SoFar,
    /// See [`Outcome`].
    read: u64,
    read_in_full: u64,
}

impl Run<'_> {
    /// Reads every file that was not read before. Gives where the records of all files are, in order of location and
    /// path.
    fn first(&mut self, journal: &mut Journal, index: &Index) -> Result<(Vec<Places>, Links), ScanError> {
        let (locations, names, options) = (self.locations, self.names, self.options);
        let unchanged = AtomicU64::new(0);
        let unordered = AtomicBool::new(false);
        let list = |send: &mut dyn FnMut(Job) -> bool| -> Result<(Vec<Places>, Links), ScanError> {
            let mut slots: Vec<Places> = Vec::new();
            let mut once = Once::new(locations);
            let mut links = Links::default();
            for (number, (location, name)) in std::iter::zip(locations, names).enumerate() {
                let number = u32::try_from(number).unwrap_or(u32::MAX);
                let mut last = String::new();
                let listed = location.list(&mut |listed| {
                    let path = listed.path();
                    // Tables, samples and merging rely on the order.
                    if !last.is_empty() && path <= last.as_str() {
                        unordered.store(true, Ordering::Relaxed);
                        return false;
                    }
                    path.clone_into(&mut last);
                    // Before parts are told apart: all parts must decide the same.
                    if matches!(&listed, Listed::File(e) if once.again(e)) {
                        links.number += 1;
                        if links.first.len() < LINKS_NAMED {
                            links.first.push((number, path.to_owned()));
                        }
                        return true;
                    }
                    if !options.shard.is_none_or(|s| is_in(path, s)) {
                        return true;
                    }
                    let known = match &listed {
                        Listed::File(e) => index.get(&key(number, name, &e.path, e.size, &e.stamp)).copied(),
                        Listed::Unreadable { .. } => None,
                    };
                    let known = known.filter(|places| places.first != 0);
                    slots.push(known.unwrap_or_default());
                    if known.is_some() {
                        unchanged.fetch_add(1, Ordering::Relaxed);
                        return true;
                    }
                    send(Job { slot: slots.len() - 1, location: number, listed, pass: Pass::First })
                });
                listed.map_err(|e| ScanError {
                    what: format!("location {name} cannot be listed: {e}"),
                    remedy: "nothing was changed: what was found before is kept; make it reachable, and scan again"
                        .into(),
                    kind: ErrorKind::Location,
                })?;
                if unordered.load(Ordering::Relaxed) {
                    return Err(ScanError {
                        what: format!("location {name} does not list its files in order of their paths"),
                        remedy: "list the files in a text file, and scan that".into(),
                        kind: ErrorKind::Location,
                    });
                }
            }
            Ok((slots, links))
        };
        let mut places: Vec<(usize, u64)> = Vec::new();
        let before = |files: u64, so_far: &SoFar| SoFar { files: files + so_far.files, ..*so_far };
        let watch = self.watch;
        let counted = std::thread::scope(|scope| {
            // Beside the reading: a folder is counted much faster than it is read.
            if watch.wants_count() {
                scope.spawn(move || {
                    let counts: Option<Vec<u64>> = locations.iter().map(|l| l.count()).collect();
                    let of = options.shard.map_or(1, |s| u64::from(s.of.max(1)));
                    if let Some(counts) = counts {
                        watch.expects(counts.iter().sum::<u64>() / of);
                    }
                });
            }
            self.read(journal, list, &mut |slot, at, so_far| {
                places.push((slot, at));
                watch.done(&before(unchanged.load(Ordering::Relaxed), so_far));
            })
        });
        let (mut slots, links) = counted??;
        for (slot, at) in places {
            if let Some(place) = slots.get_mut(slot) {
                place.first = at;
            }
        }
        self.so_far.files += unchanged.into_inner();
        self.watch.done(&self.so_far);
        Ok((slots, links))
    }

    /// Reads again in full what the guard chooses: first what it draws and what probes struck, then, where a quick
    /// result differed, all others of its encoder.
    fn full(&mut self, journal: &mut Journal, slots: &mut [Places]) -> Result<(), ScanError> {
        if !self.options.has_guard() {
            return Ok(());
        }
        let mut selection = Selection::new(true, self.options.seed, &self.options.distrust);
        let mut records = journal.records();
        for place in slots.iter() {
            if let Some(found) = &records.get(place.first)?.found {
                selection.see(&found.recording);
            }
        }
        drop(records);
        self.chosen(&selection, journal, slots)?;
        let (mut firsts, mut fulls) = (journal.records(), journal.records());
        for place in slots.iter().filter(|p| p.full != 0) {
            if let Some(first) = firsts.get(place.first)?.found {
                selection.compare(&Both { first, full: fulls.get(place.full)?.found });
            }
        }
        drop((firsts, fulls));
        self.chosen(&selection, journal, slots)
    }

    /// Reads in full what is chosen and was not read so before.
    fn chosen(&mut self, selection: &Selection, journal: &mut Journal, slots: &mut [Places]) -> Result<(), ScanError> {
        let mut records = journal.records();
        let mut chosen: Vec<usize> = Vec::new();
        for (slot, place) in slots.iter().enumerate().filter(|(_, p)| p.full == 0) {
            if let Some(found) = &records.get(place.first)?.found
                && selection.why(&found.recording).is_some()
            {
                chosen.push(slot);
            }
        }
        drop(records);
        if chosen.is_empty() {
            return Ok(());
        }
        self.watch.stage(Stage::Checking(chosen.len() as u64));
        let reader = journal.reader()?;
        let from: Vec<u64> = chosen.iter().filter_map(|slot| slots.get(*slot)).map(|p| p.first).collect();
        let mut places: Vec<(usize, u64)> = Vec::new();
        let watch = self.watch;
        let list = |send: &mut dyn FnMut(Job) -> bool| -> Result<(), ScanError> {
            let mut records = Records::of(&reader);
            for (slot, at) in std::iter::zip(&chosen, &from) {
                let head = records.get(*at)?.head;
                let location = head.location;
                let job = Job { slot: *slot, location, listed: Listed::File(head.entry()), pass: Pass::Full };
                if !send(job) {
                    break;
                }
            }
            Ok(())
        };
        self.read(journal, list, &mut |slot, at, so_far| {
            places.push((slot, at));
            watch.done(so_far);
        })??;
        for (slot, at) in places {
            if let Some(place) = slots.get_mut(slot) {
                place.full = at;
            }
        }
        Ok(())
    }

    /// Reads what `list` hands over and adds it to the journal; `took` is told where each record lies.
    fn read<T: Send>(
        &mut self,
        journal: &mut Journal,
        list: impl FnOnce(&mut dyn FnMut(Job) -> bool) -> T + Send,
        took: &mut dyn FnMut(usize, u64, &SoFar),
    ) -> Result<T, ScanError> {
        let (one, locations, names, options) = (self.one, self.locations, self.names, self.options);
        let work = |job: Job| read_one::read(one, locations, names, options, job);
        let (so_far, read, read_in_full) = (&mut self.so_far, &mut self.read, &mut self.read_in_full);
        // Both closures write to the journal, one after another.
        let journal = std::cell::RefCell::new(journal);
        let fed = pipeline::run(
            self.workers,
            list,
            &work,
            &mut |(slot, record, cost): (usize, Record, Cost)| {
                let at = journal.borrow_mut().add(&record)?;
                so_far.read += 1;
                let is_first = record.head.pass == Pass::First;
                so_far.files += u64::from(is_first);
                *(if is_first { &mut *read } else { &mut *read_in_full }) += 1;
                so_far.cost += cost;
                if let Some(found) = &record.found {
                    so_far.duration_ns = so_far.duration_ns.saturating_add(found.recording.duration_ns);
                }
                took(slot, at, so_far);
                Ok(())
            },
            &mut || journal.borrow_mut().flush(),
        )?;
        journal.borrow_mut().flush()?;
        Ok(fed)
    }
}

/// How many files are read at once.
fn workers(locations: &[Box<dyn Location>], options: &Options) -> usize {
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    let jobs = if options.jobs == 0 { processors() } else { options.jobs };
    let at_once = locations.iter().filter_map(|l| l.at_once()).max().unwrap_or(0);
    if options.jobs == 0 { jobs.max(at_once) } else { jobs }
}

/// Whether a path belongs to a part of the archive: the first eight bytes of the SHA-256 of its text, as a
/// little-endian number, modulo the number of parts.
pub(crate) fn is_in(path: &str, shard: Shard) -> bool {
    let digest = Sha256::digest(path.as_bytes());
    let number = digest.first_chunk::<8>().map_or(0, |b| u64::from_le_bytes(*b));
    number % u64::from(shard.of.max(1)) == u64::from(shard.number) - 1
}

/// The journal's records of the files that are there now.
struct Journaled<'a> {
    journal: &'a Journal,
    slots: &'a [Places],
    metadata: &'a Metadata,
    /// What the last time through met.
    seen: Cell<Seen>,
}

/// What names, lists and first bytes said of the files.
#[derive(Clone, Copy, Default)]
struct Seen {
    passed_over: u64,
    named: u64,
    listed: u64,
}

impl Archive for Journaled<'_> {
    fn each(&self, take: &mut dyn FnMut(Both) -> Result<(), ScanError>) -> Result<(), ScanError> {
        let (mut firsts, mut fulls) = (self.journal.records(), self.journal.records());
        let mut seen = Seen::default();
        for places in self.slots {
            let Some(mut first) = firsts.get(places.first)?.found else {
                seen.passed_over += 1;
                continue;
            };
            let applied = self.metadata.apply(&mut first.recording);
            seen.named += u64::from(applied.named);
            seen.listed += u64::from(applied.listed);
            let mut full = if places.full == 0 { None } else { fulls.get(places.full)?.found };
            if let Some(full) = &mut full {
                self.metadata.apply(&mut full.recording);
            }
            take(Both { first, full })?;
        }
        self.seen.set(seen);
        Ok(())
    }
}

/// Rewrites the journal where most of it is about files that are gone or have changed.
fn tidy(journal: Journal, slots: &[Places]) -> Result<(), ScanError> {
    let mut live: Vec<u64> = slots.iter().flat_map(|p| [p.first, p.full]).filter(|at| *at != 0).collect();
    live.sort_unstable();
    if journal.len() < TIDY_FROM {
        return Ok(());
    }
    let mut records = journal.records();
    let mut bytes = 0;
    for at in &live {
        bytes += records.length(*at)?;
    }
    drop(records);
    if journal.len() > 2 * bytes { journal.compact(&live) } else { Ok(()) }
}

/// A journal of fewer bytes is not worth rewriting.
const TIDY_FROM: u64 = 4 << 20;

/// A head without a file's own stamp, for what could only be listed.
fn head_of(location: u32, name: &str, listed: &Listed, pass: Pass) -> Head {
    let (native, size, stamp) = match listed {
        Listed::File(e) => (e.native.clone().map(std::path::PathBuf::into_os_string), e.size, e.stamp.clone()),
        Listed::Unreadable { .. } => (None, 0, Stamp::Unknown),
    };
    let again = stamp == Stamp::Unknown;
    Head { location, name: name.to_owned(), path: listed.path().to_owned(), native, size, stamp, pass, again }
}
