//! What of a case is in a stretch: which recordings have any of it, and what people marked, reviewed and wrote there.

use miette::miette;

use super::clock::{Clocks, own_part, part, touch};
use super::document::{Logged, Marked, Silent, Taken, WasReviewed};
use super::wanted::{Span, Wanted, on_clock, recording};
use crate::review::document::{Bounds, Recording, Review};

/// A recording, and what of the stretch it has on its own clock.
#[derive(Clone, Copy)]
pub struct Picked<'a> {
    /// The recording.
    pub recording: &'a Recording,
    /// On its own clock.
    pub own: Bounds,
}

/// The recordings that have any of the stretch: all of them, or those that were named.
///
/// # Errors
/// One that was named is not there, is not on the clock, or has nothing of the stretch; or none has.
pub fn recordings<'a>(span: &Span<'a>, wanted: &Wanted, review: &'a Review) -> miette::Result<Vec<Picked<'a>>> {
    let incident = match span {
        Span::On(r, own) => return Ok(vec![Picked { recording: r, own: *own }]),
        Span::Incident(b) => *b,
    };
    for id in &wanted.recordings {
        let r = recording(id, review)?;
        if !on_clock(r, review) {
            return Err(miette!(
                help = format!(
                    "ask for it alone, on its own clock: --from {id}@{} --to {id}@{}",
                    super::clock::time(r.start_ns.max(0)),
                    super::clock::time(r.end_ns)
                ),
                "{} is not on the case's clock ({}), so nobody can say which part of it this stretch is",
                r.name,
                r.placement.words
            ));
        }
        if own_part(r, incident, review).is_none() {
            let [a, b] = [r.start_ns, r.end_ns].map(|ns| super::clock::time(r.placement.incident(ns)));
            return Err(miette!(
                help = format!("it runs from {a} to {b} on the case's clock"),
                "{} has nothing of this stretch",
                r.name
            ));
        }
    }
    let is_wanted = |r: &Recording| wanted.recordings.is_empty() || wanted.recordings.contains(&r.id);
    let picked: Vec<Picked<'a>> = review
        .recordings
        .iter()
        .filter(|r| is_wanted(r))
        .filter_map(|r| Some(Picked { recording: r, own: own_part(r, incident, review)? }))
        .collect();
    if picked.is_empty() {
        return Err(miette!(
            help = "choose a stretch in which something recorded; `unmuted review` lists when each recording runs",
            "no recording has anything of this stretch"
        ));
    }
    Ok(picked)
}

/// A recording as the exhibit describes it, before anything is cut.
pub fn described(p: &Picked<'_>, review: &Review, clocks: &Clocks) -> Taken {
    let r = p.recording;
    Taken {
        id: r.id.clone(),
        name: r.name.clone(),
        file: r.file.clone(),
        shows: r.shows.clone(),
        device: r.device.clone(),
        wearer: name_of_person(&r.wearer, review),
        received: r.received.clone(),
        redacted: r.redacted.clone(),
        media_words: r.media_words.clone(),
        sha256: r.sha256.clone(),
        size: r.size,
        sha256_at_export: String::new(),
        placement: r.placement.words.clone(),
        asked: clocks.on(r, p.own),
        silences: silences(p, clocks),
        not_examined: r.not_examined.clone(),
        cut: None,
        waveform: String::new(),
    }
}

/// Silent spans that meet the stretch; each in full, so that its true length is told.
fn silences(p: &Picked<'_>, clocks: &Clocks) -> Vec<Silent> {
    let certain = |s: &crate::review::document::Silence| {
        let inner = [s.start_ns[1], s.end_ns[0]];
        if inner[0] < inner[1] { inner } else { [s.start_ns[0], s.end_ns[1]] }
    };
    let in_it = p.recording.silences.iter().filter(|s| part([s.start_ns[0], s.end_ns[1]], p.own).is_some());
    let silent = in_it.map(|s| Silent {
        id: s.id.clone(),
        class: s.class.clone(),
        words: s.words.clone(),
        times: clocks.on(p.recording, certain(s)),
        evidence: s.evidence.clone(),
        possible_causes: s.possible_causes.clone(),
        cause: s.cause.clone(),
    });
    silent.collect()
}

/// What people marked in the stretch. Superseded lines are not told again.
pub fn events(span: &Span<'_>, picked: &[Picked<'_>], review: &Review, clocks: &Clocks) -> Vec<Marked> {
    let mut found: Vec<Marked> = review
        .events
        .iter()
        .filter(|e| e.standing != "superseded")
        .filter_map(|e| {
            let r = review.recordings.iter().find(|r| r.id == e.source)?;
            let outer = [e.local_start_ns[0], e.local_end_ns[1]];
            if !in_span(span, picked, r, outer, review) {
                return None;
            }
            let bounds = e.start_ns.zip(e.end_ns).map(|(a, b)| [a[0], b[1]]);
            Some(Marked {
                id: e.id.clone(),
                kind: e.kind.clone(),
                kind_words: e.kind_words.clone(),
                source: e.source.clone(),
                standing: e.standing.clone(),
                by: e.by.clone(),
                at: e.at.clone(),
                words: e.words.clone(),
                event: e.event.clone(),
                times: clocks.on(r, outer),
                incident_bounds_ns: bounds,
            })
        })
        .collect();
    found.sort_by_key(|m| m.times.incident_ns.or(m.times.own_ns));
    found
}

/// Whether a stretch of a recording is in the asked one. Marks on recordings that were not taken out count too: they
/// speak about the same time.
pub fn in_span(span: &Span<'_>, picked: &[Picked<'_>], r: &Recording, own: Bounds, review: &Review) -> bool {
    match span {
        Span::On(..) => picked.iter().any(|p| p.recording.id == r.id && touch(own, p.own)),
        Span::Incident(asked) => on_clock(r, review) && touch(own.map(|ns| r.placement.incident(ns)), *asked),
    }
}

/// What people say they reviewed of the recordings taken out.
pub fn reviewed(picked: &[Picked<'_>], review: &Review, clocks: &Clocks) -> Vec<WasReviewed> {
    let lines = review.reviewed.iter().filter_map(|line| {
        let p = picked.iter().find(|p| p.recording.id == line.source)?;
        let both = part(line.local_ns, p.own)?;
        Some(WasReviewed {
            id: line.id.clone(),
            by: line.by.clone(),
            source: line.source.clone(),
            kinds: line.kinds.clone(),
            times: clocks.on(p.recording, both),
        })
    });
    lines.collect()
}

/// Entries of logs that may have been in the stretch.
pub fn log(span: &Span<'_>, review: &Review, clocks: &Clocks) -> Vec<Logged> {
    let Span::Incident(asked) = span else { return Vec::new() };
    let entries = review.log.iter().filter_map(|e| {
        let incident = e.incident_ns.filter(|b| touch(*b, *asked))?;
        let unit = if e.unit.is_empty() { String::new() } else { format!("{}: ", e.unit) };
        Some(Logged {
            id: e.id.clone(),
            source: e.source.clone(),
            typed: e.typed.clone(),
            text: format!("{unit}{}", e.text),
            times: clocks.incident(incident),
        })
    });
    entries.collect()
}

/// What was not examined, each a sentence.
pub fn not_examined(picked: &[Picked<'_>], review: &Review) -> Vec<String> {
    let mut out = Vec::new();
    for r in picked.iter().map(|p| p.recording) {
        if !r.not_examined.is_empty() {
            out.push(format!("{}: {}.", r.name, r.not_examined));
        }
        if r.redacted == "yes" {
            out.push(format!("{} is a redacted copy; the original was not received.", r.name));
        }
        for fault in &r.faults {
            out.push(format!("{}, a fault of the file: {fault}.", r.name));
        }
    }
    for p in picked {
        let seen = review.reviewed.iter().any(|l| l.source == p.recording.id && part(l.local_ns, p.own).is_some());
        if !seen {
            out.push(format!("Nobody has said that they reviewed this stretch of {}.", p.recording.name));
        }
    }
    let away = review.recordings.iter().filter(|r| !on_clock(r, review));
    for r in away.filter(|r| picked.iter().all(|p| p.recording.id != r.id)) {
        out.push(format!("{} is not on the case's clock ({}).", r.name, r.placement.words));
    }
    out.push("Pictures are not measured; what is said of them was marked by people.".into());
    out
}

/// A person's name by their id, or the id.
pub fn name_of_person(id: &str, review: &Review) -> String {
    review.case.people.iter().find(|p| p.id == id).map_or_else(|| id.to_owned(), |p| p.name.clone())
}
