//! One recording's lane: its waveform, and its silent spans by pattern and words.

use std::fmt::Write as _;

use super::{Scale, e, wave, width};
use crate::clip::document::Silent;
use crate::report::text::seconds;
use crate::review::document::Bounds;
use crate::review::waveform::WaveformFile;

/// What a lane shows. Times are on the clock of the scale.
pub struct Lane<'a> {
    /// What of the stretch the recording has.
    pub has: Bounds,
    /// The same on its own clock, which is that of the waveform.
    pub own: Bounds,
    /// The waveform, where there is sound.
    pub waveform: Option<&'a WaveformFile>,
    /// Silent spans with their times on the scale's clock.
    pub silences: Vec<(Bounds, &'a Silent)>,
    /// The middle of the lane, and half its height, in pixels.
    pub middle: f64,
    pub half: f64,
}

/// Draws a lane.
pub fn draw(out: &mut String, lane: &Lane<'_>, scale: &Scale) {
    let (m, h) = (lane.middle, lane.half);
    let (x0, x1) = (scale.x(lane.has[0]), scale.x(lane.has[1]));
    for (a, b) in [(scale.left, x0), (x1, scale.right)] {
        if b - a > width("not recording") {
            let _ = write!(
                out,
                "<text class=\"s\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">not recording</text>",
                (a + b) / 2.0,
                m + 3.5
            );
        }
    }
    let step = 1.5;
    let n = ((x1 - x0) / step).floor().max(1.0) as usize;
    let silent =
        |x: f64| lane.silences.iter().any(|(b, s)| s.class != "low_level" && scale.x(b[0]) <= x && x <= scale.x(b[1]));
    if let Some(file) = lane.waveform {
        let (mut peaks, mut means) = (String::new(), String::new());
        for (i, (peak, mean)) in wave::columns(file, lane.own, n).into_iter().enumerate() {
            let x = x0 + step * (i as f64 + 0.5);
            if silent(x) {
                continue;
            }
            // Sound too quiet for its height stays a line.
            let bar = |v: f64| (v * h).max(0.4);
            let _ = write!(peaks, "M{x:.1} {:.1}v{:.1}", m - bar(peak), 2.0 * bar(peak));
            let _ = write!(means, "M{x:.1} {:.1}v{:.1}", m - bar(mean), 2.0 * bar(mean));
        }
        let _ = write!(out, "<path d=\"{peaks}\" stroke=\"#999\"/><path d=\"{means}\" stroke=\"#222\"/>");
    } else {
        let _ = write!(out, "<path d=\"M{x0:.1} {m:.1}H{x1:.1}\" stroke=\"#999\" stroke-dasharray=\"1 3\"/>");
    }
    for (b, s) in &lane.silences {
        let (a, b) = (scale.x(b[0].max(lane.has[0])), scale.x(b[1].min(lane.has[1])));
        shape(out, &s.class, [a, b.max(a + 2.0)], [m - h, m + h]);
        words(out, s, [a, b], scale, m, h);
    }
}

/// A silent span's shape.
fn shape(out: &mut String, class: &str, [a, b]: [f64; 2], [top, bottom]: [f64; 2]) {
    let (w, tall, m) = (b - a, bottom - top, (top + bottom) / 2.0);
    let patterned = !matches!(class, "low_level" | "unknown");
    let fill = if patterned { format!("url(#p-{class})") } else { "#fff".into() };
    let stroke = if class == "digital_silence" { " stroke=\"#000\"" } else { "" };
    let _ = write!(
        out,
        "<rect x=\"{a:.1}\" y=\"{top:.1}\" width=\"{w:.1}\" height=\"{tall:.1}\" fill=\"{fill}\"{stroke}/>"
    );
    let torn = |x: f64| {
        (0..(tall / 4.0).ceil() as usize).fold(format!("M{x:.1} {top:.1}"), |mut d, i| {
            let _ = write!(d, "l{} 4", if i % 2 == 0 { 3 } else { -3 });
            d
        })
    };
    let _ = match class {
        "pre_event" => write!(
            out,
            "<path d=\"M{a:.1} {top:.1}V{bottom:.1}M{b:.1} {top:.1}V{bottom:.1}\" stroke=\"#000\" stroke-dasharray=\"1.5 2.5\"/>"
        ),
        "dropped" => {
            write!(out, "<path d=\"{}{}\" stroke=\"#000\" stroke-width=\"1.5\" fill=\"none\"/>", torn(a), torn(b))
        }
        "track_ends_early" => {
            write!(out, "<path d=\"M{a:.1} {:.1}V{:.1}\" stroke=\"#000\" stroke-width=\"4\"/>", top - 3.0, bottom + 3.0)
        }
        "low_level" => write!(
            out,
            "<path d=\"M{a:.1} {m:.1}H{b:.1}\" stroke=\"#000\"/><rect x=\"{a:.1}\" y=\"{top:.1}\" width=\"{w:.1}\" height=\"{tall:.1}\" fill=\"none\" stroke=\"#000\" stroke-dasharray=\"4 3\"/>"
        ),
        "unknown" => write!(
            out,
            "<rect x=\"{a:.1}\" y=\"{top:.1}\" width=\"{w:.1}\" height=\"{tall:.1}\" fill=\"none\" stroke=\"#000\" stroke-dasharray=\"4 3\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">?</text>",
            (a + b) / 2.0,
            m + 4.0
        ),
        _ => Ok(()),
    };
}

/// The class and the whole length of a silent span, on a plate within it; in fewer words where there is less room.
fn words(out: &mut String, s: &Silent, [a, b]: [f64; 2], scale: &Scale, m: f64, h: f64) {
    let length = s.times.own_ns.map(|t| seconds(t[1] - t[0])).unwrap_or_default();
    let whole = format!("{}, {length}", s.words);
    let fits = |text: &str| width(text) + 8.0 <= b - a;
    let text = [whole.as_str(), s.words.as_str(), length.as_str()].into_iter().find(|t| fits(t));
    let (text, x, anchor, y) = match text {
        Some(t) => (t, (a + b) / 2.0, "middle", m + 3.5),
        None if b + width(&whole) + 8.0 <= scale.right => (whole.as_str(), b + 4.0, "start", m - h + 7.0),
        None if a - width(&whole) - 8.0 >= scale.left => (whole.as_str(), a - 4.0, "end", m - h + 7.0),
        None => return,
    };
    let w = width(text) + 4.0;
    let left = match anchor {
        "middle" => x - w / 2.0,
        "end" => x - w + 2.0,
        _ => x - 2.0,
    };
    let _ = write!(
        out,
        "<rect x=\"{left:.1}\" y=\"{:.1}\" width=\"{w:.1}\" height=\"14\" fill=\"#fff\"/><text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>",
        y - 10.5,
        e(text)
    );
}
