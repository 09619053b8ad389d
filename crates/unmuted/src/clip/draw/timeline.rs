//! The stretch on one clock: a lane for each recording, what the finding rests on, and what people marked.

use std::fmt::Write as _;

use super::lane::{self, Lane};
use super::{DEFS, Scale, bands, e, ruler, width};
use crate::clip::clock::Times;
use crate::clip::document::{Exhibit, Taken};
use crate::review::waveform::WaveformFile;

/// Half a lane's height.
const HALF: f64 = 13.0;

/// The drawing, so wide. A narrow one has the names above the lanes.
pub fn svg(x: &Exhibit, waveforms: &[WaveformFile], total: f64, class: &str) -> String {
    let narrow = total < 500.0;
    let names = x.recordings.iter().map(|r| width(&r.name)).fold(60.0, f64::max);
    let gutter = if narrow { 0.0 } else { names.min(150.0) + 10.0 };
    let on_own = x.asked.on.is_some();
    let on = |t: &Times| if on_own { t.own_ns } else { t.incident_ns };
    let [from, to] = on(&x.asked.times).unwrap_or([0, 1]);
    let scale = Scale { from, to, left: gutter, right: total };

    let mut body = String::new();
    let mut y = 16.0;
    for r in &x.recordings {
        y += if narrow { 18.0 } else { 4.0 };
        let name_y = if narrow { y - 5.0 } else { y + HALF + 4.0 };
        let _ = write!(body, "<text x=\"0\" y=\"{name_y:.1}\" font-weight=\"600\">{}</text>", e(&r.name));
        if let Some((has, own)) = on(&r.asked).zip(r.asked.own_ns) {
            let lane = Lane {
                has,
                own,
                waveform: waveforms.iter().find(|w| w.recording == r.id),
                silences: r.silences.iter().filter_map(|s| Some((on(&s.times)?, s))).collect(),
                middle: y + HALF,
                half: HALF,
            };
            lane::draw(&mut body, &lane, &scale);
        }
        y += 2.0 * HALF + 8.0;
    }
    let (evidence, marks) = (bands::evidence(x, [from, to], &on), bands::marks(&x.events, &on));
    y = bands::draw(&mut body, "Evidence", &evidence, &scale, y + 4.0);
    y = bands::draw(&mut body, "Marked", &marks, &scale, y);

    let words = words(x, marks.len());
    let mut out =
        format!("<svg class=\"{class}\" viewBox=\"0 0 {total} {y:.0}\" role=\"img\" aria-label=\"{}\">", e(&words));
    if !narrow {
        // One set of patterns on the page is enough.
        out.push_str(DEFS);
    }
    grid(&mut out, x, &scale, on_own, y);
    out.push_str(&body);
    out.push_str("</svg>");
    out
}

/// Lines at round times of the clock that is shown: the wall's where there is one, else the case's, or the recording's.
fn grid(out: &mut String, x: &Exhibit, scale: &Scale, on_own: bool, height: f64) {
    let phase = x.wall.as_ref().filter(|_| !on_own).map(|w| {
        w.at_zero_unix_ms.saturating_add(i64::from(w.utc_offset_minutes) * 60_000).rem_euclid(86_400_000) * 1_000_000
    });
    let px_per_ns = (scale.right - scale.left) / (scale.to - scale.from).max(1) as f64;
    let least = (74.0 / px_per_ns) as i64;
    let (ticks, decimals) = ruler::ticks(scale.from, scale.to, least, phase.unwrap_or(0));
    for t in ticks {
        let at = scale.x(t);
        let text = ruler::label(t + phase.unwrap_or(0), phase.is_some(), decimals);
        let text = if phase.is_some() || on_own { text } else { format!("T+{text}").replace("T+−", "T−") };
        let _ = write!(out, "<path d=\"M{at:.1} 14V{:.0}\" stroke=\"#ccc\"/>", height - 2.0);
        if at + width(&text) < scale.right + 8.0 {
            let _ = write!(out, "<text class=\"t\" x=\"{:.1}\" y=\"10\">{text}</text>", at + 2.0);
        }
    }
}

/// The drawing in one sentence.
fn words(x: &Exhibit, marks: usize) -> String {
    let of = |r: &Taken| match r.silences.len() {
        0 => format!("{}, no silent span", r.name),
        _ => {
            let all: Vec<&str> = r.silences.iter().map(|s| s.words.as_str()).collect();
            format!("{}, {}", r.name, all.join(" and "))
        }
    };
    let lanes: Vec<String> = x.recordings.iter().map(of).collect();
    let marks = match marks {
        0 => "nothing was marked".to_owned(),
        1 => "one event was marked".to_owned(),
        n => format!("{n} events were marked"),
    };
    format!("Timeline of the stretch. {}; {marks}. The tables below have the times.", lanes.join("; "))
}
