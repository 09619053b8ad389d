//! `timeline.otio`: the incident as an OpenTimelineIO timeline (Academy Software Foundation, JSON form, schemas
//! `Timeline.1`, `Stack.1`, `Track.1`, `Clip.2`, `Gap.1`, `Marker.2`), so that an editing program opens all
//! recordings in sync.
//!
//! A track for each recording of the main clock: a gap until it starts, then the whole recording. Times are
//! counted in samples of 48 kHz, fine enough that rounding is inaudible and coarse enough that editors take it.
//! A recording's drift is in the clip's metadata and is not applied, because editors apply it as a change of
//! speed; the clip is laid so that it is in sync at the place where its own clock is known best.

use miette::miette;
use serde_json::{Value, json};

use crate::review::document::{Recording, Review};

/// Ticks a second.
const RATE: f64 = 48_000.0;

/// The timeline as text.
pub fn render(review: &Review) -> miette::Result<String> {
    let main = Some(review.clock.main_group);
    let mut tracks = Vec::new();
    for r in review.recordings.iter().filter(|r| r.placement.placed && r.placement.group == main) {
        if r.shows == "video" {
            tracks.push(track(review, r, "Video"));
        }
        tracks.push(track(review, r, "Audio"));
    }
    let timeline = json!({
        "OTIO_SCHEMA": "Timeline.1",
        "name": review.case.title,
        "global_start_time": null,
        "metadata": { "unmuted": {
            "version": review.made_by.version,
            "incident_zero": review.clock.wall.as_ref().map(|w| w.at_zero.clone()),
            "starts_at_incident_ns": review.clock.start_ns,
        }},
        "tracks": {
            "OTIO_SCHEMA": "Stack.1",
            "name": "tracks",
            "source_range": null, "metadata": {}, "effects": [], "markers": [], "enabled": true,
            "children": tracks,
        },
    });
    let mut text = serde_json::to_string_pretty(&timeline).map_err(|e| miette!("cannot write timeline.otio: {e}"))?;
    text.push('\n');
    Ok(text)
}

fn track(review: &Review, r: &Recording, kind: &str) -> Value {
    // In sync at the pivot: where the clip's start would be if its clock ran at the incident's rate from there.
    let start = r.placement.incident(r.placement.pivot_ns) - (r.placement.pivot_ns - r.start_ns);
    let gap = (start - review.clock.start_ns).max(0);
    let length = r.end_ns - r.start_ns;
    let mut children = Vec::new();
    if gap > 0 {
        children.push(json!({
            "OTIO_SCHEMA": "Gap.1", "name": "not yet recording",
            "source_range": range(0, gap),
            "metadata": {}, "effects": [], "markers": [], "enabled": true,
        }));
    }
    children.push(json!({
        "OTIO_SCHEMA": "Clip.2",
        "name": r.name,
        "source_range": range(r.start_ns, length),
        "metadata": { "unmuted": {
            "id": r.id, "sha256": r.sha256,
            "offset_ns": r.placement.offset_ns, "drift_ppb": r.placement.drift_ppb,
            "bound_ns": r.placement.estimator_bound_ns + r.placement.travel_bound_ns,
        }},
        "effects": [],
        "markers": if kind == "Audio" { markers(review, r) } else { Vec::new() },
        "enabled": true,
        "active_media_reference_key": "DEFAULT_MEDIA",
        "media_references": { "DEFAULT_MEDIA": reference(r, length) },
    }));
    json!({
        "OTIO_SCHEMA": "Track.1",
        "name": r.name, "kind": kind,
        "source_range": null, "metadata": {}, "effects": [], "markers": [], "enabled": true,
        "children": children,
    })
}

fn reference(r: &Recording, length: i64) -> Value {
    match &r.media {
        Some(url) => json!({
            "OTIO_SCHEMA": "ExternalReference.1", "name": r.file, "metadata": {},
            "available_range": range(r.start_ns, length), "target_url": url, "available_image_bounds": null,
        }),
        None => json!({
            "OTIO_SCHEMA": "MissingReference.1", "name": r.file, "metadata": {},
            "available_range": range(r.start_ns, length), "available_image_bounds": null,
        }),
    }
}

/// Silent spans and confirmed marks, on the clip's own clock.
fn markers(review: &Review, r: &Recording) -> Vec<Value> {
    let marker = |name: String, color: &str, start: i64, end: i64, id: &str| {
        json!({
            "OTIO_SCHEMA": "Marker.2", "name": name, "color": color, "comment": "",
            "marked_range": range(start, (end - start).max(0)),
            "metadata": { "unmuted": { "id": id } },
        })
    };
    let silences = r
        .silences
        .iter()
        .map(|s| marker(s.words.clone(), "CYAN", s.start_ns[1], s.end_ns[0].max(s.start_ns[1]), &s.id));
    let events = review
        .events
        .iter()
        .filter(|e| e.source == r.id && e.standing == "confirmed")
        .map(|e| marker(e.kind_words.clone(), "MAGENTA", e.local_start_ns[0], e.local_end_ns[1], &e.id));
    silences.chain(events).collect()
}

fn range(start: i64, length: i64) -> Value {
    json!({ "OTIO_SCHEMA": "TimeRange.1", "start_time": time(start), "duration": time(length) })
}

fn time(ns: i64) -> Value {
    json!({ "OTIO_SCHEMA": "RationalTime.1", "rate": RATE, "value": (ns as f64 / 1e9 * RATE).round() })
}
