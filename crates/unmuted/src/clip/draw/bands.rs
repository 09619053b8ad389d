//! Rows of bars below the lanes: what a finding rests on, and what people marked. A bar is as wide as the time in which
//! it can have happened.

use std::fmt::Write as _;

use super::{Scale, e, packing, width};
use crate::clip::clock::{Times, touch};
use crate::clip::document::{Exhibit, Marked};
use crate::review::document::Bounds;

/// Rows of labels at most; what finds no room keeps its bar, and its words are in the table.
const ROWS: usize = 5;
const PITCH: f64 = 17.0;

/// Bars of one event: what several people marked, and what several recordings show.
pub struct Group<'a> {
    words: &'a str,
    standing: &'a str,
    bars: Vec<Bounds>,
    hull: Bounds,
}

impl<'a> Group<'a> {
    fn label(&self) -> String {
        match self.standing {
            "confirmed" => self.words.to_owned(),
            other => format!("{} ({other})", self.words),
        }
    }

    /// Adds a bar to the group that `is_same`, or to a new one.
    fn add(all: &mut Vec<(String, Self)>, key: String, words: &'a str, standing: &'a str, b: Bounds) {
        match all.iter_mut().find(|(k, _)| *k == key) {
            Some((_, g)) => {
                g.bars.push(b);
                g.hull = [g.hull[0].min(b[0]), g.hull[1].max(b[1])];
            }
            None => all.push((key, Group { words, standing, bars: vec![b], hull: b })),
        }
    }

    fn in_order(all: Vec<(String, Self)>) -> Vec<Self> {
        let mut all: Vec<Self> = all.into_iter().map(|(_, g)| g).collect();
        all.sort_by_key(|g| g.hull);
        all
    }
}

/// What a finding rests on and lies in the stretch, by its role.
pub fn evidence<'a>(x: &'a Exhibit, asked: Bounds, on: &dyn Fn(&Times) -> Option<Bounds>) -> Vec<Group<'a>> {
    // Silence is drawn in its lane, and what was reviewed is no event.
    let silent = |id: &str| x.recordings.iter().flat_map(|r| &r.silences).any(|s| s.id == id);
    let reviewed = |id: &str| x.reviewed.iter().any(|r| r.id == id);
    let mut all = Vec::new();
    for p in x.finding.iter().flat_map(|a| &a.evidence).filter(|p| !p.lead && !silent(&p.id) && !reviewed(&p.id)) {
        if let Some(b) = on(&p.times).filter(|b| touch(*b, asked)) {
            Group::add(&mut all, p.role.clone(), &p.role, "confirmed", b);
        }
    }
    Group::in_order(all)
}

/// What people marked; what was rejected is not drawn.
pub fn marks<'a>(events: &'a [Marked], on: &dyn Fn(&Times) -> Option<Bounds>) -> Vec<Group<'a>> {
    let mut all = Vec::new();
    for m in events.iter().filter(|m| m.standing != "rejected") {
        let Some(b) = on(&m.times) else { continue };
        let key = if m.event.is_empty() { m.id.clone() } else { format!("{} {} {}", m.event, m.kind, m.standing) };
        Group::add(&mut all, key, &m.kind_words, &m.standing, b);
    }
    Group::in_order(all)
}

/// Draws one band from `top` down, and says where it ends.
pub fn draw(out: &mut String, name: &str, groups: &[Group<'_>], scale: &Scale, top: f64) -> f64 {
    if groups.is_empty() {
        return top;
    }
    // The name stands beside the rows, or above them where there is no room beside.
    let beside = scale.left > 0.0;
    let first = if beside { top } else { top + 16.0 };
    let y = if beside { first + 11.0 } else { top + 11.0 };
    let _ = write!(out, "<text x=\"0\" y=\"{y:.1}\" font-weight=\"600\">{}</text>", e(name));
    let places: Vec<([f64; 2], f64, &str)> = groups.iter().map(|g| place(g, scale)).collect();
    let extents: Vec<[f64; 2]> = places.iter().map(|p| p.0).collect();
    let rows = packing::rows(&extents, ROWS);
    let used = rows.iter().flatten().max().map_or(0, |r| r + 1);
    for ((g, row), (_, at, anchor)) in groups.iter().zip(&rows).zip(&places) {
        let y = first + row.unwrap_or(used) as f64 * PITCH;
        for b in &g.bars {
            let (a, b) = (scale.x(b[0]), scale.x(b[1]));
            let style = match g.standing {
                "confirmed" => "",
                _ => " fill=\"none\" stroke=\"#000\" stroke-dasharray=\"2 2\"",
            };
            let w = (b - a).max(2.0);
            let _ = write!(out, "<rect x=\"{a:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"14\"{style}/>");
        }
        if row.is_some() {
            let _ = write!(
                out,
                "<text class=\"m\" x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>",
                y + 10.5,
                e(&g.label())
            );
        }
    }
    // Bars without words have a row of their own below, so that they cross none.
    let used = used + usize::from(rows.contains(&None));
    first + used as f64 * PITCH + 5.0
}

/// What bars and label take together, where the label stands, and by which end: behind the bar, or before it at the
/// right edge.
fn place(g: &Group<'_>, scale: &Scale) -> ([f64; 2], f64, &'static str) {
    let a = scale.x(g.hull[0]);
    let b = scale.x(g.hull[1]).max(a + 2.0);
    let w = width(&g.label()) + 5.0;
    if b + w <= scale.right { ([a, b + w], b + 4.0, "start") } else { ([a - w, b], a - 4.0, "end") }
}
