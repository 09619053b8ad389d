//! From a case folder to the review document, in the order in which the evidence speaks: the files are read, every
//! recording is listened to, all are put on one clock, the clock is tied to wall time, and only then are the
//! sentences tested.

mod build;
pub mod by_hand;
mod cache;
pub mod claimed;
pub mod clock;
pub mod described;
mod device_log;
pub mod document;
#[cfg(test)]
mod document_docs;
mod listen;
mod methods;
mod of_files;
mod placement;
pub(crate) mod playable;
mod problems;
mod scope;
mod timeline;
mod wall;
pub mod waveform;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use unmuted_case::align::{AlignOptions, Given};
use unmuted_case::language::{SentenceError, WordIs};
use unmuted_case::timeline::Standing;
use unmuted_model::{RecordingClock, SourceId, Span, Truth, nearest};

use crate::case_files::digests::{Checked, Digests};
use crate::case_files::{self, CaseFiles, Source};
use crate::ffmpeg::Ffmpeg;
use crate::rules::Library;
use crate::terminal::Terminal;
use build::Shown;
use build::findings::Tester;
use cache::Cache;
use document::Review;
use listen::{Found, Listened, Unread, Wanted};
use problems::Problems;
use wall::Walls;
use waveform::WaveformFile;

pub use build::accountability;
pub use build::recordings::{claims as claims_in_words, media_words};
pub use build::sources::{at_words, outcomes, repeats};
pub use cache::{Cache as Kept, build as build_of_program};
pub use listen::{Foreign, Listened as ListenedTo, Wanted as ToListenTo, all as listen_to_all};
pub use of_files::{OfFiles, of_files};

/// Why a recording takes no part in what is heard.
const NOT_HEARD: &str = "it could not be heard";

/// What can be asked of a review.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Ages are counted to this date instead of the case's.
    pub as_of: Option<Date>,
    /// Rules that were not in force are run as if they had been; what that gives is labelled so.
    pub as_if: bool,
    /// Only the marks and reviewed spans of these people count; empty for everybody's.
    pub by: Vec<String>,
    /// Unconfirmed and disputed material is set aside.
    pub confirmed_only: bool,
    /// How far apart microphones were.
    pub align: AlignOptions,
    /// Folders and files of rules beside those of the program.
    pub rules: Vec<PathBuf>,
    /// Further sentences to test.
    pub sentences: Vec<String>,
    /// A sentence that is being written, and the byte at which its cursor stands: what could stand there.
    pub complete: Option<(String, usize)>,
    /// Only sentences are asked about: nothing is made for a page to play or to draw.
    pub without_page: bool,
    /// What is privileged takes part: only for those who may see it, and never for what leaves the folder.
    pub with_privileged: bool,
    /// One of the case's files, by name, as if it had these bytes: what a line would do before it is added.
    pub as_if_written: Option<(&'static str, Vec<u8>)>,
}

/// A review.
pub struct Reviewed {
    /// What is written and shown.
    pub document: Review,
    /// What the page draws waveforms from.
    pub waveforms: Vec<WaveformFile>,
    /// When each digest was last checked, for the terminal; not part of the document, which is the same on any day.
    pub checked: Vec<String>,
    /// The further sentences that were asked, in their order.
    pub asked: Vec<Asked>,
    /// What could stand at the cursor of the sentence that is being written, best first.
    pub completed: Vec<Completed>,
}

/// A word that could stand in a sentence.
#[derive(Clone, Debug)]
pub struct Completed {
    /// The word.
    pub word: String,
    /// What it is.
    pub is: WordIs,
    /// Of a kind its words, else empty.
    pub what: String,
    /// The bytes of the sentence that it would replace.
    pub range: std::ops::Range<usize>,
}

/// A sentence that was asked beside those of the case.
pub struct Asked {
    /// As it was typed.
    pub sentence: String,
    /// Its test, or why it cannot be read: with the words to point at.
    pub outcome: Result<(Truth, document::Finding), SentenceError>,
}

/// Reviews the case in `dir`, on the current thread pool.
///
/// # Errors
/// Only where there is no case to review: `case.toml` is missing or cannot be read. What is wrong with a part is a
/// problem in the document.
pub fn review(dir: &Path, options: &Options, terminal: &Terminal) -> miette::Result<Reviewed> {
    let (mut case, read_problems) = read(dir, options)?;
    if let Some(date) = options.as_of {
        (case.as_of, case.as_of_given) = (date, true);
    }
    restrict(&mut case, &options.by)?;
    let (cache, ffmpeg) = (Cache::of(dir), Ffmpeg::find());
    let unread = timeline::unread(&read_problems);
    let mut problems = Problems::from(read_problems);
    let privileged = if options.with_privileged { 0 } else { leave_out_privileged(&mut case, &mut problems) };

    // Every recording read once.
    let recordings: Vec<&Source> = case.sources.iter().filter(|s| s.is_recording()).collect();
    let (listened, checked) = listen_all(dir, &recordings, &cache, ffmpeg.as_ref(), terminal, &mut problems);
    let others: Vec<&Source> = case.sources.iter().filter(|s| !s.is_recording()).collect();
    let checked = [checked, check_documents(dir, &others, terminal, &mut problems)].concat();

    // One clock for all that could be heard.
    let heard: Vec<(&Source, &Found, &str)> = recordings
        .iter()
        .zip(&listened)
        .filter_map(|(source, l)| Some((*source, l.outcome.as_ref().ok()?, l.digest.as_deref()?)))
        .collect();
    let spans: BTreeMap<SourceId, Span<RecordingClock>> =
        heard.iter().map(|(s, f, _)| (s.id.clone(), f.recording.span)).collect();
    let mut outside = Vec::new();
    case.marks.keep_recorded_anchors(|id| spans.get(id).copied(), &mut outside);
    let given_by_hand = by_hand::of_case(&case.marks);
    let claims = {
        let files: Vec<_> = heard.iter().map(|(s, f, _)| (s.id.clone(), *f)).collect();
        claimed::of_case(&case.anchors, &files, &case.incident.zone)
    };
    let given = Given {
        by_hand: by_hand::for_the_clock(&given_by_hand),
        claimed: claims.iter().map(|c| c.clock.clone()).collect(),
    };
    let mut one_clock = clock::solve(
        &heard.iter().map(|(s, f, d)| clock::Heard { id: s.id.as_str(), found: f, digest: d }).collect::<Vec<_>>(),
        &given,
        &options.align,
        &cache,
        terminal,
    );
    described::place(&mut one_clock, &case.described);
    let by_hand = {
        let why_not = |id: &str| {
            let in_words = case.described.iter().any(|d| d.id.as_str() == id);
            let in_words = in_words.then(|| "it is described in words, and is where they say".to_owned());
            in_words.or_else(|| (!heard.iter().any(|(s, ..)| s.id.as_str() == id)).then(|| NOT_HEARD.to_owned()))
        };
        let results = &one_clock.by_hand;
        by_hand::test(&given_by_hand, results, options.align.travel_bound(), &str::to_owned, &why_not)
    };
    let (claimed, claimed_ties) = {
        let with_media = heard.iter().map(|(s, ..)| &s.id);
        let all = with_media.chain(case.described.iter().map(|d| &d.id));
        let places: Vec<_> = all.map(|id| one_clock.claim_place(id.as_str())).collect();
        claimed::test(&places, claims, &str::to_owned)
    };
    let placement = |id: &SourceId| one_clock.timeline_placement(id.as_str());
    let with_media = heard.iter().map(|(source, found, _)| timeline::recording(source, found, placement(&source.id)));
    let in_words = case.described.iter().map(|d| described::recording(d, placement(&d.id)));
    let mut on_clock: Vec<_> = with_media.chain(in_words).collect();
    wall::place_alone(&case, &mut on_clock, one_clock.next_group());
    let transforms = timeline::transforms(&on_clock, one_clock.main_group);

    // What people marked is on the recordings, and so is the scope.
    let length = |id: &SourceId| case_length(&case.described, &on_clock, id);
    let mut marks = std::mem::take(&mut case.marks);
    marks.keep_recorded(length, &mut outside);
    case.marks = marks;
    problems.extend(outside);
    scope::check(&case, &on_clock, &transforms).map_err(|p| p.report())?;

    // What devices wrote down of being muted, against what was heard.
    let compared = device_log::compare(&case.device_logs, &heard, &case.marks);

    // The wall clock, where people tied it; and what else claims to know the time.
    let walls = Walls::of(&case, &on_clock);
    let solved = walls.group(one_clock.main_group).cloned();
    problems.anchors(&case, &walls);
    problems.by_hand(&by_hand);
    problems.claimed(&claimed, &walls, &case, &compared);

    // Sentences, tested against all of it.
    let mut timeline = timeline::build(&case, on_clock, one_clock.main_group, &walls);
    device_log::add_to(&mut timeline.events, &compared);
    if options.confirmed_only {
        timeline.events.retain(|e| e.standing == Standing::Decisive);
    }
    let shown = Shown { case: &case, wall: solved.as_ref(), transforms, compared: &compared };
    timeline.unread = unread;
    let unredacted = timeline.without_redacted();
    let mut tester = Tester::new(&shown, &timeline, unredacted.as_ref(), options.as_if);
    let (statements, rules) = (tester.statements(), tester.rules());
    tester.moments();
    let asked = options.sentences.iter().map(|s| tester.ask(s)).collect();
    let completed = options.complete.as_ref().map(|(s, at)| tester.complete(s, *at)).unwrap_or_default();
    problems.extend(tester.into_problems());

    // What the page plays.
    let report = dir.join("report");
    let playable: Vec<playable::Playable> = heard
        .iter()
        .map(|(source, found, digest)| {
            let path = source.location.path(dir).filter(|_| !options.without_page);
            let Some(path) = path else { return playable::Playable::default() };
            let place = playable::Place { id: source.id.as_str(), path: &path, in_case: in_case(source), digest };
            playable::find(&place, &found.recording, &report, ffmpeg.as_ref()).unwrap_or_else(|why| {
                problems.of_source(source, &why, "doubt");
                playable::Playable::default()
            })
        })
        .collect();

    let drawn = heard.iter().filter(|_| !options.without_page);
    let waveforms = drawn.filter_map(|(s, f, _)| build::recordings::waveform(s.id.as_str(), &f.heard)).collect();
    let parts = build::Parts {
        shown: &shown,
        timeline: &timeline,
        one_clock: &one_clock,
        walls: &walls,
        by_hand: &by_hand,
        claimed: &claimed,
        claimed_ties: &claimed_ties,
        recordings: &recordings,
        listened: &listened,
        playable: heard.iter().map(|(s, ..)| s.id.as_str()).zip(playable).collect(),
        documents: &others,
        statements,
        rules,
        scope: build::scope(&timeline, &shown, &one_clock),
        problems: problems.into_document(),
        privileged,
        ffmpeg: ffmpeg.is_some(),
        tested: document::Tested {
            as_if: options.as_if,
            by: options.by.clone(),
            confirmed_only: options.confirmed_only,
        },
    };
    Ok(Reviewed { document: build::document(parts), waveforms, checked, asked, completed })
}

/// The length of a recording that was opened; those described in words were looked at when the files were read.
fn case_length(
    described: &[case_files::Described],
    opened: &[unmuted_case::timeline::Recording],
    id: &SourceId,
) -> Option<Span<RecordingClock>> {
    let in_words = described.iter().any(|d| d.id == *id);
    opened.iter().find(|r| r.id == *id && !in_words).map(|r| r.extent)
}

/// Leaves out what others than these people marked; nobody means everybody.
fn restrict(case: &mut CaseFiles, by: &[String]) -> miette::Result<()> {
    if by.is_empty() {
        return Ok(());
    }
    let known = case.marks.reviewers();
    if let Some(stranger) = by.iter().find(|b| !known.contains(*b)) {
        let help = match nearest(stranger, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {near:?}?"),
            None if known.is_empty() => "marks.jsonl has no lines yet".to_owned(),
            None => format!("those who did are: {}", known.iter().cloned().collect::<Vec<_>>().join(", ")),
        };
        return Err(miette::miette!(help = help, "nobody named {stranger:?} has marked or reviewed anything here"));
    }
    case.marks.keep_only_by(&by.iter().cloned().collect());
    Ok(())
}

/// The case, with the program's rules and those that were named.
fn read(dir: &Path, options: &Options) -> miette::Result<(CaseFiles, Vec<case_files::Problem>)> {
    let files = match &options.as_if_written {
        None => case_files::Files::In(dir),
        Some((name, bytes)) => case_files::Files::With(dir, name, bytes),
    };
    let read = if options.rules.is_empty() {
        case_files::read_case_as(files, Library::embedded(), options.with_privileged)
    } else {
        case_files::read_case_as(files, &Library::with(&options.rules)?, options.with_privileged)
    };
    read.map_err(|p| p.report())
}

/// Tests the statements and rules of a case that needs no media, and says what was wrong with their sentences.
pub fn test_in_words(case: &CaseFiles) -> (Vec<document::Statement>, Vec<document::Rule>, Vec<case_files::Problem>) {
    let described::InWords { timeline, transforms, wall } = described::InWords::of(case);
    let shown = Shown { case, wall: wall.as_ref(), transforms, compared: &[] };
    let unredacted = timeline.without_redacted();
    let mut tester = Tester::new(&shown, &timeline, unredacted.as_ref(), false);
    let (statements, rules) = (tester.statements(), tester.rules());
    tester.moments();
    (statements, rules, tester.into_problems())
}

/// Privileged sources stay out of everything that leaves the folder, with what hangs on them; how many is said. Lines of
/// `marks.jsonl` were left out when the case was read.
fn leave_out_privileged(case: &mut CaseFiles, problems: &mut Problems) -> u32 {
    let privileged: Vec<SourceId> = case.sources.iter().filter(|s| s.privileged).map(|s| s.id.clone()).collect();
    let is = |id: &SourceId| privileged.contains(id);
    let files: Vec<String> = case.sources.iter().filter(|s| s.privileged).map(problems::shown_name).collect();
    case.sources.retain(|s| !is(&s.id));
    let log_of =
        |a: &case_files::Anchor| a.log_entry.as_ref().and_then(|l| l.as_str().split_once('#')).map(|l| l.0.to_owned());
    case.anchors.retain(|a| !is(&a.source) && log_of(a).is_none_or(|log| !is(&SourceId::new(log))));
    case.transcripts.retain(|t| !is(&t.source) && !is(&t.of));
    case.logs.retain(|l| !is(&l.source));
    case.device_logs.retain(|l| !is(&l.source));
    // A statement may be cited to a privileged source: the words were said elsewhere too, or they too stay out. What
    // is wrong with an entry that stays out is not told either.
    let mut left_out = Vec::new();
    let mut keep = |place: &case_files::Place, out: bool| {
        if out {
            left_out.push((place.file().to_owned(), place.entry_lines()));
        }
        !out
    };
    case.attributes.retain(|a| keep(&a.place, is(&a.source)));
    case.statements.retain(|s| keep(&s.place, s.found.source.as_ref().is_some_and(is)));
    case.outcomes.retain(|o| keep(&o.place, o.source.as_ref().is_some_and(is)));
    for end in [&mut case.scope.from, &mut case.scope.to] {
        if end.as_ref().is_some_and(|e| is(&e.source)) {
            *end = None;
        }
    }
    problems.forget_privileged(&privileged, &files);
    problems.forget_entries(&left_out);
    let all = privileged.len() + case.lines_left_out + left_out.len();
    u32::try_from(all).unwrap_or(u32::MAX)
}

/// The file's place in the case, where it is in it.
fn in_case(source: &Source) -> Option<&str> {
    match &source.location {
        case_files::Location::Within(file) => Some(file.as_str()),
        case_files::Location::Elsewhere(_) | case_files::Location::NotHeld => None,
    }
}

/// Listens to all recordings; digests that had to be taken are remembered, and one that differs is a problem.
fn listen_all(
    dir: &Path,
    recordings: &[&Source],
    cache: &Cache,
    ffmpeg: Option<&Ffmpeg>,
    terminal: &Terminal,
    problems: &mut Problems,
) -> (Vec<Listened>, Vec<String>) {
    let mut digests = Digests::load(dir);
    let known = |source: &Source, path: &PathBuf| {
        let meta = std::fs::metadata(path).ok()?;
        digests.of_unchanged(source.id.as_str(), &meta).map(|c| c.sha256.clone())
    };
    let wanted: Vec<Wanted> = recordings
        .iter()
        .filter_map(|s| {
            let path = s.location.path(dir)?;
            Some(Wanted { id: s.id.to_string(), name: s.name.clone(), digest: known(s, &path), path })
        })
        .collect();
    let listened = listen::all(&wanted, cache, listen::Foreign::Known(ffmpeg), true, terminal);
    let mut taken = false;
    for (source, l) in recordings.iter().zip(&listened) {
        if let (Some(sha256), Some(stamp)) = (&l.digest, l.taken) {
            let checked_at = checked_now();
            digests.set(source.id.as_str(), Checked { sha256: sha256.clone(), stamp, checked_at });
            taken = true;
        }
        problems.digest(source, l.digest.as_deref());
        match &l.outcome {
            Ok(found) => problems.found(source, found),
            Err(why) => problems.of_source(source, why, "unread"),
        }
    }
    if taken {
        // Not remembered: the next review takes them again, and nothing else.
        let _slower = digests.save(dir);
    }
    (listened, recordings.iter().map(|s| last_checked(s, &digests)).collect())
}

/// Digests of what is not listened to: taken again only where the file changed.
fn check_documents(dir: &Path, documents: &[&Source], terminal: &Terminal, problems: &mut Problems) -> Vec<String> {
    let mut digests = Digests::load(dir);
    let mut taken = false;
    for source in documents {
        // What is cited and not held has no bytes to check.
        let Some(path) = source.location.path(dir) else { continue };
        let unchanged = std::fs::metadata(&path)
            .ok()
            .and_then(|meta| digests.of_unchanged(source.id.as_str(), &meta).map(|c| c.sha256.clone()));
        let digest = match unchanged {
            Some(digest) => Some(digest),
            None => {
                let bar = terminal.bar(&source.name, source.size.max(1));
                let done = case_files::digests::digest_of(&path, &mut |n| bar.set_position(n));
                bar.finish_and_clear();
                match done {
                    Ok(d) => {
                        digests.set(source.id.as_str(), d.checked(&checked_now()));
                        taken = true;
                        Some(d.sha256)
                    }
                    Err(e) => {
                        problems.of_source(source, &Unread::cannot_open(&e), "unread");
                        None
                    }
                }
            }
        };
        problems.digest(source, digest.as_deref());
    }
    if taken {
        let _slower = digests.save(dir);
    }
    documents.iter().filter(|s| s.is_held()).map(|s| last_checked(s, &digests)).collect()
}

/// One line for the terminal. A digest is taken again only where size, modification time or inode differ.
fn last_checked(source: &Source, digests: &Digests) -> String {
    match digests.get(source.id.as_str()) {
        Some(c) => format!("{}: digest last checked {}", source.id, c.checked_at),
        None => format!("{}: digest not checked", source.id),
    }
}

/// The one place in a review where the clock on the wall is read: when a digest was taken. It is told on the
/// terminal and kept in `.unmuted/`, and decides nothing.
#[allow(clippy::disallowed_methods, reason = "when a digest was taken is a fact about now")]
fn checked_now() -> String {
    jiff::Timestamp::now().round(jiff::Unit::Second).map_or_else(|_| String::new(), |t| t.to_string())
}
