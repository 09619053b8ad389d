//! Lines of transcripts in a stretch, and captions of them: one file for all, one beside each cut for its player.

use std::fmt::Write as _;

use super::clock::{Clocks, time};
use super::document::{Cut, Heard, Taken};
use super::pick::{Picked, in_span};
use super::wanted::Span;
use crate::report::captions::{escape, stamp};
use crate::review::document::Review;

/// The lines of the recordings taken out. What somebody rejected is not told again.
pub fn lines(span: &Span<'_>, picked: &[Picked<'_>], review: &Review, clocks: &Clocks) -> Vec<Heard> {
    let mut lines: Vec<Heard> = review
        .transcript
        .iter()
        .filter(|l| l.standing != "rejected")
        .filter_map(|l| {
            let p = picked.iter().find(|p| p.recording.id == l.recording)?;
            if !in_span(span, picked, p.recording, l.local_ns, review) {
                return None;
            }
            Some(Heard {
                id: l.id.clone(),
                recording: l.recording.clone(),
                recording_name: p.recording.name.clone(),
                speaker: l.speaker.clone(),
                text: l.text.clone(),
                standing: l.standing.clone(),
                by: l.by.clone(),
                times: clocks.on(p.recording, l.local_ns),
            })
        })
        .collect();
    lines.sort_by_key(|l| l.times.incident_ns.or(l.times.own_ns));
    lines
}

/// All lines, counted from the beginning of the stretch.
pub fn vtt(span: &Span<'_>, lines: &[Heard], review: &Review) -> String {
    let [from, to] = span.bounds();
    let mut out = format!("WEBVTT - {}\n\n", escape(&review.case.title));
    let whose = match span {
        Span::Incident(_) => "the case's clock".to_owned(),
        Span::On(r, _) => format!("{}'s own clock", escape(&r.name)),
    };
    let _ = writeln!(out, "NOTE Times count from {} on {whose}; the stretch ends at {}.\n", time(from), time(to));
    for l in lines {
        let at = match span {
            Span::Incident(_) => l.times.incident_ns,
            Span::On(..) => l.times.own_ns,
        };
        if let Some([a, b]) = at {
            cue(&mut out, l, [a - from, b - from]);
        }
    }
    out
}

/// A recording's lines for the player of its cut, which finds them by the file's name.
pub fn beside_media(cut: &Cut, of: &Taken, lines: &[Heard]) -> String {
    let mut out = format!("WEBVTT - {}\n\n", escape(&of.name));
    let zero = cut.begins.own_ns.map_or(0, |b| b[0]);
    let _ = writeln!(out, "NOTE Times count from the beginning of {}.\n", escape(&cut.file));
    for l in lines.iter().filter(|l| l.recording == of.id) {
        if let Some([a, b]) = l.times.own_ns {
            cue(&mut out, l, [a - zero, b - zero]);
        }
    }
    out
}

/// One line. A cue has no negative times and does not end before it starts.
fn cue(out: &mut String, l: &Heard, at: [i64; 2]) {
    let [start, end] = at.map(|ns| ns.max(0));
    if start >= end {
        return;
    }
    let speaker = if l.speaker.is_empty() { String::new() } else { format!("<v {}>", escape(&l.speaker)) };
    let lead = if l.standing == "confirmed" { "" } else { " (not confirmed)" };
    let _ = writeln!(out, "{}\n{} --> {}\n{speaker}{}{lead}\n", l.id, stamp(start), stamp(end), escape(&l.text));
}
