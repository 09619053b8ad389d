//! The stretch on one clock: a lane for each recording, and what people marked, as wide as the time in which it can have
//! happened.

use std::fmt::Write as _;

use super::lane::{self, Lane};
use super::{DEFS, Scale, e, packing, ruler, width};
use crate::clip::document::{Exhibit, Marked, Taken};
use crate::review::document::Bounds;
use crate::review::waveform::WaveformFile;

/// Rows of labels at most; what finds no room keeps its bar, and its label is in the table.
const ROWS: usize = 5;

/// The drawing, so wide. Narrow ones have the names above the lanes.
pub fn svg(x: &Exhibit, waveforms: &[WaveformFile], total: f64, id: &str) -> String {
    let narrow = total < 500.0;
    let gutter =
        if narrow { 0.0 } else { x.recordings.iter().map(|r| width(&r.name)).fold(60.0, f64::max).min(150.0) + 10.0 };
    let on_own = x.asked.on.is_some();
    let [from, to] = x.asked.times.incident_ns.or(x.asked.times.own_ns).unwrap_or([0, 1]);
    let [from, to] = if on_own { x.asked.times.own_ns.unwrap_or([from, to]) } else { [from, to] };
    let scale = Scale { from, to, left: gutter, right: total };
    // Round times of the wall's clock, where that is what is shown.
    let phase = x.wall.as_ref().filter(|_| !on_own).map(|w| {
        w.at_zero_unix_ms.saturating_add(i64::from(w.utc_offset_minutes) * 60_000).rem_euclid(86_400_000) * 1_000_000
    });
    let px_per_ns = (scale.right - scale.left) / (to - from).max(1) as f64;
    let (ticks, decimals) = ruler::ticks(from, to, (74.0 / px_per_ns) as i64, phase.unwrap_or(0));
    let pitch = if narrow { 52.0 } else { 38.0 };
    let half = 13.0;
    let middle = |i: usize| 20.0 + if narrow { 30.0 } else { 18.0 } + pitch * i as f64;
    let marks_top = middle(x.recordings.len()) - half + 2.0;
    let groups = groups(&x.events, on_own);
    let label = |g: &Group<'_>| {
        format!("{}{}", g.words, if g.standing == "confirmed" { String::new() } else { format!(" ({})", g.standing) })
    };
    // Left of the right edge a label stands behind its bar, at the edge before it.
    let place = |g: &Group<'_>| {
        let (a, b) = (scale.x(g.hull[0]), scale.x(g.hull[1]).max(scale.x(g.hull[0]) + 2.0));
        let w = width(&label(g)) + 5.0;
        if b + w <= scale.right { ([a, b + w], b + 4.0, "start") } else { ([a - w, b], a - 4.0, "end") }
    };
    let labels: Vec<[f64; 2]> = groups.iter().map(|g| place(g).0).collect();
    let rows = packing::rows(&labels, ROWS);
    let used = rows.iter().flatten().max().map_or(0, |r| r + 1);
    let head = if groups.is_empty() {
        0.0
    } else if narrow {
        16.0
    } else {
        4.0
    };
    let height = if groups.is_empty() { marks_top } else { marks_top + head + used.max(1) as f64 * 17.0 + 6.0 };

    let mut out = format!(
        "<svg class=\"{id}\" viewBox=\"0 0 {total} {height:.0}\" role=\"img\" aria-label=\"{}\">{}",
        e(&words(x, &groups)),
        // One set of patterns on the page is enough.
        if narrow { "" } else { DEFS }
    );
    for t in ticks {
        let at = scale.x(t);
        let text = ruler::label(t + phase.unwrap_or(0), phase.is_some(), decimals);
        let text = if phase.is_some() || on_own { text } else { format!("T+{text}").replace("T+−", "T−") };
        let _ = write!(out, "<path d=\"M{at:.1} 14V{:.0}\" stroke=\"#ccc\"/>", height - 2.0);
        if at + width(&text) < total + 8.0 {
            let _ = write!(
                out,
                "<text class=\"t\" x=\"{:.1}\" y=\"10\">{text}</text>",
                at + if at < 1.0 { 0.0 } else { 2.0 }
            );
        }
    }
    for (i, r) in x.recordings.iter().enumerate() {
        let m = middle(i);
        let y = if narrow { m - half - 5.0 } else { m + 4.0 };
        let _ = write!(out, "<text x=\"0\" y=\"{y:.1}\" font-weight=\"600\">{}</text>", e(&r.name));
        let on = |t: &crate::clip::clock::Times| if on_own { t.own_ns } else { t.incident_ns };
        let Some((has, own)) = on(&r.asked).zip(r.asked.own_ns) else { continue };
        let lane = Lane {
            has,
            own,
            waveform: waveforms.iter().find(|w| w.recording == r.id),
            silences: r.silences.iter().filter_map(|s| Some((on(&s.times)?, s))).collect(),
            middle: m,
            half,
        };
        lane::draw(&mut out, &lane, &scale);
    }
    if !groups.is_empty() {
        let y = if narrow { marks_top + 10.0 } else { marks_top + head + 12.0 };
        let _ = write!(out, "<text x=\"0\" y=\"{y:.1}\" font-weight=\"600\">Marked</text>");
    }
    for (g, row) in groups.iter().zip(&rows) {
        let top = marks_top + head + row.unwrap_or(0) as f64 * 17.0;
        for b in &g.bars {
            let (a, b) = (scale.x(b[0]), scale.x(b[1]));
            let w = (b - a).max(2.0);
            let style = match g.standing {
                "confirmed" => "",
                _ => " fill=\"none\" stroke=\"#000\" stroke-dasharray=\"2 2\"",
            };
            let _ = write!(out, "<rect x=\"{a:.1}\" y=\"{top:.1}\" width=\"{w:.1}\" height=\"14\"{style}/>");
        }
        if row.is_some() {
            let (_, at, anchor) = place(g);
            let _ = write!(
                out,
                "<text class=\"m\" x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>",
                top + 11.0,
                e(&label(g))
            );
        }
    }
    out.push_str("</svg>");
    out
}

/// Marks of one event: several people and several recordings.
struct Group<'a> {
    words: &'a str,
    standing: &'a str,
    bars: Vec<Bounds>,
    hull: Bounds,
}

/// Groups marks of one event, in order of time; what was rejected is not drawn.
fn groups(events: &[Marked], on_own: bool) -> Vec<Group<'_>> {
    let mut out: Vec<(String, Group<'_>)> = Vec::new();
    for m in events.iter().filter(|m| m.standing != "rejected") {
        let Some(b) = (if on_own { m.times.own_ns } else { m.times.incident_ns }) else { continue };
        let key = if m.event.is_empty() { m.id.clone() } else { format!("{} {} {}", m.event, m.kind, m.standing) };
        match out.iter_mut().find(|(k, _)| *k == key) {
            Some((_, g)) => {
                g.bars.push(b);
                g.hull = [g.hull[0].min(b[0]), g.hull[1].max(b[1])];
            }
            None => out.push((key, Group { words: &m.kind_words, standing: &m.standing, bars: vec![b], hull: b })),
        }
    }
    let mut out: Vec<Group<'_>> = out.into_iter().map(|(_, g)| g).collect();
    out.sort_by_key(|g| g.hull);
    out
}

/// The drawing in one sentence.
fn words(x: &Exhibit, groups: &[Group<'_>]) -> String {
    let of = |r: &Taken| match r.silences.len() {
        0 => format!("{}, no silent span", r.name),
        _ => {
            let all: Vec<&str> = r.silences.iter().map(|s| s.words.as_str()).collect();
            format!("{}, {}", r.name, all.join(" and "))
        }
    };
    let lanes: Vec<String> = x.recordings.iter().map(of).collect();
    let marks = match groups.len() {
        0 => "nothing was marked".to_owned(),
        1 => "one event was marked".to_owned(),
        n => format!("{n} events were marked"),
    };
    format!("Timeline of the stretch. {}; {marks}. The tables below have the times.", lanes.join("; "))
}
