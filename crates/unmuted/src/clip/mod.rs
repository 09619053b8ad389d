//! A stretch of a case taken out as an exhibit: one folder with playable media, a page for print, and everything that
//! says what it is and where it comes from.
//!
//! What is cut is cut from the originals, which are only read, and held against them packet by packet. The rest comes
//! from the review document, which holds nothing that is privileged. The folder is made beside its place and put there
//! as a whole; an exhibit that is there is never written over; and each one is a line of custody.

mod clock;
mod cut;
mod document;
mod draw;
mod finding;
mod folder;
mod left_out;
mod page;
mod pick;
mod transcript;
mod wanted;
pub mod when;

use std::path::Path;

use crate::case_files;
use crate::ffmpeg::Ffmpeg;
use crate::report;
use crate::review::Reviewed;
use crate::review::document::Problem;
use crate::terminal::Terminal;

use clock::Clocks;
use document::{Asked, CaseOf, Exhibit, MadeBy, Privacy};
use folder::Beside;

pub use document::{LeftOut, VERSION};
pub use wanted::Wanted;

/// An exhibit that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its folder: within the case with forward slashes, or for one that stands elsewhere as it was asked for.
    pub folder: String,
    /// Its name: `84.6-91.2`.
    pub name: String,
    /// SHA-256 of its `SHA256SUMS`, which has the digest of every other file.
    pub digest: String,
    /// The head of the custody chain with this export.
    pub custody_head: String,
    /// What is privileged and was left out.
    pub left_out: LeftOut,
    /// What could not be cut or does not fit, each with its remedy.
    pub problems: Vec<Problem>,
    /// Its files, `SHA256SUMS` last.
    pub files: Vec<String>,
}

/// Makes an exhibit of the case in `case_dir`, from its review. Prints nothing; `terminal` shows progress alone.
///
/// # Errors
/// What was asked for cannot be: times that are not on the clock, a recording or finding that is not there, a folder
/// that cannot be written. What could not be cut is a problem of the exhibit, which is made all the same.
pub fn make(case_dir: &Path, wanted: &Wanted, reviewed: &Reviewed, terminal: &Terminal) -> miette::Result<Made> {
    let review = &reviewed.document;
    let (case, _) = case_files::read_case(case_dir).map_err(|p| p.report())?;
    let clocks = Clocks::of(review);
    let span = wanted::checked(wanted, review)?;
    let picked = pick::recordings(&span, wanted, review)?;
    let (finding, touching) = finding::pick(&span, wanted, review, &clocks)?;
    let name = wanted.name();
    let beside = Beside::start(case_dir, wanted.out.as_deref(), &name)?;

    let ffmpeg = Ffmpeg::find();
    let mut problems: Vec<Problem> = Vec::new();
    let mut recordings = Vec::new();
    for p in &picked {
        let source = case.sources.iter().find(|s| s.id.as_str() == p.recording.id);
        let place = cut::Place { case_dir, source, folder: beside.path() };
        let mut shown = pick::described(p, review, &clocks);
        match cut::cut(p, &place, ffmpeg.as_ref(), &clocks, terminal) {
            Ok(done) => {
                problems.extend(done.problems);
                shown.sha256_at_export = done.sha256_at_export;
                shown.cut = done.cut;
            }
            Err(problem) => problems.push(*problem),
        }
        recordings.push(shown);
    }
    for (p, shown) in picked.iter().zip(&mut recordings) {
        if let Some(file) = reviewed.waveforms.iter().find(|w| w.recording == p.recording.id) {
            let drawing = draw::recording::svg(p, shown, file);
            let name = format!("waveform-{}.svg", p.recording.id);
            beside.put(&name, drawing.as_bytes())?;
            shown.waveform = name;
        }
    }
    let lines = transcript::lines(&span, &picked, review, &clocks);
    beside.put("transcript.vtt", transcript::vtt(&span, &lines, review).as_bytes())?;
    for shown in &recordings {
        if let Some(c) = shown.cut.as_ref().filter(|_| lines.iter().any(|l| l.recording == shown.id)) {
            let beside_media = transcript::beside_media(c, shown, &lines);
            beside.put(&format!("media/{}.vtt", shown.id), beside_media.as_bytes())?;
        }
    }

    let left_out = left_out::of(&case, review.totals.privileged_left_out);
    let exhibit = Exhibit {
        format: "unmuted-exhibit".into(),
        version: VERSION,
        name: name.clone(),
        made_by: MadeBy {
            program: "unmuted".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            methods: review.made_by.methods.clone(),
        },
        by: wanted.by.clone(),
        at: wanted.at.clone(),
        case: CaseOf::of(&review.case),
        asked: Asked::of(wanted, &span, &clocks),
        wall: review.clock.wall.clone(),
        wall_words: clocks.words(review),
        finding,
        touching,
        events: pick::events(&span, &picked, review, &clocks),
        reviewed: pick::reviewed(&picked, review, &clocks),
        log: pick::log(&span, review, &clocks),
        transcript: lines,
        not_examined: pick::not_examined(&picked, review),
        recompute: recompute(wanted, review),
        privacy: Privacy::new(&left_out),
        left_out,
        problems: problems.clone(),
        files: beside.digests()?,
        recordings,
    };
    let json = report::json(&exhibit)?;
    beside.put("exhibit.json", json.as_bytes())?;
    let page = page::render(&exhibit, &case_files::digests::sha256(json.as_bytes()), reviewed);
    beside.put("index.html", page.as_bytes())?;
    let sealed = beside.seal()?;
    let placed = sealed.into_place(case_dir, wanted)?;
    Ok(Made {
        folder: placed.folder,
        name,
        digest: placed.digest,
        custody_head: placed.custody_head,
        left_out: exhibit.left_out,
        problems,
        files: placed.files,
    })
}

/// What to type to come to the same exhibit again.
fn recompute(wanted: &Wanted, review: &crate::review::document::Review) -> Vec<String> {
    let mut lines = vec!["unmuted verify CASE".to_owned()];
    if let Some(id) = &wanted.finding {
        lines.push(format!("unmuted test CASE --only {id} --explain --as-of {}", review.case.as_of));
    }
    lines.push(wanted.typed());
    lines.push("sha256sum --check SHA256SUMS".to_owned());
    lines
}
