//! The waveform of one recording over the stretch, as a file of its own: on the recording's own clock, with the case's
//! clock below it.

use std::fmt::Write as _;

use super::lane::{self, Lane};
use super::{DEFS, Scale, e, ruler};
use crate::clip::clock;
use crate::clip::document::Taken;
use crate::clip::pick::Picked;
use crate::review::waveform::WaveformFile;

const WIDTH: f64 = 900.0;

/// The drawing.
pub fn svg(p: &Picked<'_>, shown: &Taken, file: &WaveformFile) -> String {
    let scale = Scale { from: p.own[0], to: p.own[1], left: 10.0, right: WIDTH - 10.0 };
    let [from, to] = p.own.map(clock::time);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} 150\" width=\"{WIDTH}\" height=\"150\" role=\"img\" \
         font-family=\"Liberation Sans, Arial, sans-serif\" font-size=\"10.5\"><title>{name}, {from} to {to} on its own \
         clock</title><desc>Waveform of {name}; SHA-256 of the recording {}. {}</desc><rect width=\"{WIDTH}\" height=\"150\" \
         fill=\"#fff\"/>{DEFS}",
        shown.sha256,
        e(&silences_in_words(shown)),
        name = e(&shown.name),
    );
    let _ = write!(out, "<text x=\"10\" y=\"14\" font-weight=\"600\">{}</text>", e(&shown.name));
    let px_per_ns = (scale.right - scale.left) / (scale.to - scale.from).max(1) as f64;
    let (ticks, decimals) = ruler::ticks(scale.from, scale.to, (80.0 / px_per_ns) as i64, 0);
    for t in ticks {
        let x = scale.x(t);
        let _ = write!(
            out,
            "<path d=\"M{x:.1} 22V120\" stroke=\"#ccc\"/><text x=\"{x:.1}\" y=\"132\" text-anchor=\"middle\">{}</text>",
            ruler::label(t, false, decimals)
        );
    }
    let lane = Lane {
        has: p.own,
        own: p.own,
        waveform: Some(file),
        silences: shown.silences.iter().filter_map(|s| Some((s.times.own_ns?, s))).collect(),
        middle: 71.0,
        half: 40.0,
    };
    lane::draw(&mut out, &lane, &scale);
    let case =
        shown.asked.incident.as_ref().map(|[a, b]| format!("; on the case's clock {a} to {b}")).unwrap_or_default();
    let _ = writeln!(out, "<text x=\"10\" y=\"146\">The recording's own clock, {from} to {to}{case}</text></svg>");
    out
}

fn silences_in_words(shown: &Taken) -> String {
    if shown.silences.is_empty() {
        return "No silent span was found in it.".into();
    }
    let one = |s: &crate::clip::document::Silent| {
        let [a, b] = s.times.own.clone().unwrap_or_default();
        format!("{}, {a} to {b}.", s.words)
    };
    shown.silences.iter().map(one).collect::<Vec<_>>().join(" ")
}
