//! Drawings of the summary, as markup whose places are percentages: they fill any width, and their text keeps its size.

use std::fmt::Write as _;

use unmuted_archive::summary::{After, Share, Summary};
use unmuted_model::SilenceClass;

use super::html::escape;
use super::words::{count, length, percent, some};

/// Fewer recordings than this are drawn hollow: their interval is wide, and their number says little.
pub const FEW: u64 = 50;

/// A class's pattern.
pub fn swatch(class: SilenceClass) -> String {
    let mark = if class == SilenceClass::Unknown { "?" } else { "" };
    format!("<i class=\"sw {}\">{mark}</i>", class.key())
}

/// All time to scale, and the part without sound enlarged under it.
pub fn time(s: &Summary) -> String {
    let silent: i128 = s.classes.iter().map(|c| c.ns).sum();
    let rest = silent + s.unexamined_ns;
    let total = (s.sound_ns + rest).max(1);
    let part = |ns: i128, of: i128| ns as f64 / of.max(1) as f64 * 100.0;
    let sound = part(s.sound_ns, total);
    let mut out = format!(
        "<div class=\"time\" role=\"img\" aria-label=\"{} with sound, {} without, {} not examined; the same values are in the \
         table\">",
        length(s.sound_ns),
        length(silent),
        length(s.unexamined_ns)
    );
    let _written = write!(
        out,
        "<div class=\"whole\"><div class=\"sound\" style=\"width:{sound:.3}%\"><span>sound, {}</span></div><div \
         class=\"rest\"></div></div>",
        length(s.sound_ns)
    );
    if rest > 0 {
        let _written = write!(
            out,
            "<svg class=\"lens\" aria-hidden=\"true\"><line x1=\"{sound:.3}%\" y1=\"0\" x2=\"0\" y2=\"100%\"/><line \
             x1=\"100%\" y1=\"0\" x2=\"100%\" y2=\"100%\"/></svg><div class=\"parts\">"
        );
        let mut segment = |class: &str, words: &str, ns: i128| {
            if ns > 0 {
                let width = part(ns, rest);
                // Whether the words fit is decided by the page, which knows how wide the segment came out.
                let long = format!("{words}, {}", length(ns));
                let size = match long.chars().count() {
                    ..=20 => "fit-s",
                    21..=26 => "fit-m",
                    _ => "fit-l",
                };
                let _written = write!(
                    out,
                    "<div class=\"seg {class} {size}\" style=\"width:{width:.3}%\"><span class=\"long\">{}</span><span \
                     class=\"short\">{}</span></div>",
                    escape(&long),
                    length(ns)
                );
            }
        };
        for c in &s.classes {
            segment(c.class.key(), c.class.words(), c.ns);
        }
        segment("unexamined", "not examined", s.unexamined_ns);
        out.push_str("</div>");
    }
    out.push_str("</div><p class=\"legend\">");
    for c in s.classes.iter().filter(|c| c.ns > 0) {
        let _written = write!(out, "<span>{} {}, {}</span> ", swatch(c.class), c.class.words(), length(c.ns));
    }
    if s.unexamined_ns > 0 {
        let _written =
            write!(out, "<span><i class=\"sw unexamined\"></i> not examined, {}</span>", length(s.unexamined_ns));
    }
    out.push_str("</p>");
    out
}

/// A bar over a share's interval, on a scale from 0 to `scale`, with the line of all.
pub fn bar(share: Share, scale: f64, line: Option<f64>) -> String {
    let mut out = String::from("<svg class=\"bar\" aria-hidden=\"true\">");
    let x = |p: f64| (p / scale * 100.0).clamp(0.0, 100.0);
    if let Some([low, high]) = share.wilson() {
        let few = if share.of < FEW { " class=\"few\"" } else { "" };
        let (from, to) = (x(low), x(high));
        let _written =
            write!(out, "<rect{few} x=\"{from:.2}%\" y=\"5\" width=\"{:.2}%\" height=\"11\"/>", (to - from).max(0.4));
    }
    if let Some(p) = line.filter(|p| *p <= scale) {
        let _written = write!(out, "<line class=\"all\" x1=\"{0:.2}%\" x2=\"{0:.2}%\" y1=\"0\" y2=\"100%\"/>", x(p));
    }
    out.push_str("</svg>");
    out
}

/// The ends and the middle of a scale.
pub fn axis(scale: f64, line: Option<f64>) -> String {
    let mut out = String::from("<svg class=\"axis\" aria-hidden=\"true\">");
    let label = |p: f64| if scale < 0.1 { format!("{:.1}", p * 100.0) } else { format!("{:.0}", p * 100.0) };
    // The line of all is named above; the numbers of the scale stand below.
    if let Some(p) = line.filter(|p| *p <= scale) {
        let at = p / scale * 100.0;
        let anchor = if at < 15.0 {
            "start"
        } else if at > 85.0 {
            "end"
        } else {
            "middle"
        };
        let _written = write!(out, "<text x=\"{at:.2}%\" y=\"11\" text-anchor=\"{anchor}\">all, {}</text>", percent(p));
    }
    for (at, anchor) in [(0.0, "start"), (0.5, "middle"), (1.0, "end")] {
        let unit = if at == 1.0 { " %" } else { "" };
        let _written = write!(
            out,
            "<text class=\"q\" x=\"{:.0}%\" y=\"26\" text-anchor=\"{anchor}\">{}{unit}</text>",
            at * 100.0,
            label(at * scale)
        );
    }
    out.push_str("</svg>");
    out
}

/// A scale that holds the intervals of all rows with enough recordings behind them.
pub fn scale(shares: &[Share], all: Share) -> f64 {
    let high = |s: &Share| s.wilson().map_or(0.0, |w| w[1]);
    let of_many = shares.iter().filter(|s| s.of >= FEW).map(high).fold(high(&all), f64::max);
    let needed = if of_many > 0.0 { of_many } else { 1.0 };
    [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75].into_iter().find(|s| *s >= needed).unwrap_or(1.0)
}

/// Shares by hour of day.
pub fn by_hour(hours: &[Share; 24], all: Share, words: &str) -> String {
    let scale = scale(hours, all);
    let y = |p: f64| 100.0 - (p / scale * 100.0).clamp(0.0, 100.0);
    let mut out = format!(
        "<div class=\"plot\" role=\"img\" aria-label=\"{}; the same values are in the table\"><div class=\"ys\" \
         aria-hidden=\"true\"><span>{}</span><span>{}</span><span>0</span></div><div><svg class=\"area\" \
         aria-hidden=\"true\">",
        escape(words),
        percent(scale).replace(".0 %", " %"),
        percent(scale / 2.0).replace(".0 %", " %").replace(" %", "")
    );
    for at in [0, 50, 100] {
        let class = if at == 100 { "base" } else { "grid" };
        let _written = write!(out, "<line class=\"{class}\" x1=\"0\" x2=\"100%\" y1=\"{at}%\" y2=\"{at}%\"/>");
    }
    for (i, share) in hours.iter().enumerate() {
        if let Some([low, high]) = share.wilson() {
            let few = if share.of < FEW { " class=\"few\"" } else { "" };
            let _written = write!(
                out,
                "<rect{few} x=\"{:.2}%\" width=\"1.9%\" y=\"{:.2}%\" height=\"{:.2}%\"/>",
                i as f64 / 24.0 * 100.0 + 1.1,
                y(high),
                (y(low) - y(high)).max(1.0)
            );
        }
    }
    if let Some(p) = all.value() {
        let _written = write!(out, "<line class=\"all\" x1=\"0\" x2=\"100%\" y1=\"{0:.2}%\" y2=\"{0:.2}%\"/>", y(p));
    }
    out.push_str("</svg><svg class=\"hours\" aria-hidden=\"true\">");
    for (i, share) in hours.iter().enumerate() {
        let x = (i as f64 + 0.5) / 24.0 * 100.0;
        let wide = if i.is_multiple_of(6) { "t" } else { "t wide" };
        let _written = write!(
            out,
            "<text class=\"{wide}\" x=\"{x:.2}%\" y=\"13\" text-anchor=\"middle\">{i:02}</text><text class=\"z wide\" \
             x=\"{x:.2}%\" y=\"28\" text-anchor=\"middle\">{}</text>",
            count(share.of)
        );
    }
    out.push_str("</svg></div></div>");
    out
}

/// Beginnings by half minutes from an event, with the band that an even spread would give.
pub fn after(a: &After) -> String {
    let n = a.steps.len().max(1) as f64;
    let top = a.steps.iter().map(|s| s.starts.max(s.band[1])).max().unwrap_or(0).max(4) as f64 * 1.15;
    let y = |v: f64| 100.0 - v / top * 100.0;
    let width = 100.0 / n;
    let within = some(a.share.have, "recording", "recordings");
    let mut out = format!(
        "<div class=\"plot after\" role=\"img\" aria-label=\"Beginnings of digital silence by half minutes from the event; in \
         the two minutes after it in {within} of {}, {:.1} by an even spread; the same values are in the table\"><div \
         class=\"key\" aria-hidden=\"true\"><b>Beginnings of digital silence, each 30 s</b><span>grey: 95 % of what an even \
         spread would give</span></div><div><svg class=\"area\" aria-hidden=\"true\">",
        count(a.share.of),
        a.expected
    );
    for (i, step) in a.steps.iter().enumerate() {
        let x = i as f64 * width;
        let _written = write!(
            out,
            "<rect class=\"m\" x=\"{:.2}%\" width=\"{:.2}%\" y=\"{:.2}%\" height=\"{:.2}%\"/>",
            x + width * 0.07,
            width * 0.86,
            y(step.starts as f64),
            step.starts as f64 / top * 100.0
        );
        let [low, high] = step.band;
        let _written = write!(
            out,
            "<rect class=\"band\" x=\"{x:.2}%\" width=\"{width:.2}%\" y=\"{:.2}%\" height=\"{:.2}%\"/>",
            y(high as f64),
            ((high - low) as f64 / top * 100.0).max(0.8)
        );
        let class = if (0..120_000_000_000).contains(&step.from_ns) { "v wide" } else { "q wide" };
        let _written = write!(
            out,
            "<text class=\"{class}\" x=\"{:.2}%\" y=\"{:.2}%\" dy=\"-4\" text-anchor=\"middle\">{}</text>",
            x + width / 2.0,
            y(step.starts as f64),
            step.starts
        );
    }
    let zero = a.steps.iter().position(|s| s.from_ns == 0).unwrap_or(0) as f64 * width;
    let _written = write!(
        out,
        "<line class=\"base\" x1=\"0\" x2=\"100%\" y1=\"100%\" y2=\"100%\"/><line class=\"event\" x1=\"{zero:.2}%\" \
         x2=\"{zero:.2}%\" y1=\"0\" y2=\"100%\"/></svg><svg class=\"hours\" aria-hidden=\"true\">"
    );
    let last = a.steps.len();
    for (i, from) in a.steps.iter().map(|s| s.from_ns / 1_000_000_000).chain([720]).enumerate() {
        if from % 120 == 0 {
            let words = match from / 60 {
                0 if a.is_start => "start".to_owned(),
                0 => "event".to_owned(),
                m if m > 0 => format!("+{m} min"),
                m => format!("−{} min", -m),
            };
            let anchor = match i {
                0 => "start",
                _ if i == last => "end",
                _ => "middle",
            };
            let class = if from % 240 == 0 { "q" } else { "q wide" };
            let _written = write!(
                out,
                "<text class=\"{class}\" x=\"{:.2}%\" y=\"13\" text-anchor=\"{anchor}\">{words}</text>",
                i as f64 * width
            );
        }
    }
    out.push_str("</svg></div></div>");
    out
}
