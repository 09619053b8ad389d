//! The number line of a finding: shaded is what was said or required, filled is what the record allows.

use std::fmt::Write as _;

use super::{e, width};
use crate::review::document::NumberLine;

const W: f64 = 420.0;
const EDGE: f64 = 8.0;
/// Units of measure, which stand beside their number; anything else is what was counted.
const MEASURES: [&str; 21] = [
    "mm",
    "cm",
    "m",
    "km",
    "in",
    "ft",
    "yd",
    "mi",
    "g",
    "kg",
    "lb",
    "ms",
    "s",
    "min",
    "h",
    "days",
    "business days",
    "weeks",
    "m/s",
    "km/h",
    "mph",
];

/// The drawing.
pub fn svg(line: &NumberLine, required: bool) -> String {
    let whole = !MEASURES.contains(&line.unit.as_str()) || line.unit.ends_with("days");
    let values: Vec<f64> = [Some(line.claimed), line.measured_low, line.measured_high]
        .into_iter()
        .flatten()
        .filter(|v| v.is_finite())
        .collect();
    let high = values.iter().copied().fold(1e-9, f64::max);
    let low = values.iter().copied().fold(0.0, f64::min);
    // What is asked about may lie far from zero; then the axis begins near it, and says so by its labels.
    let near = values.iter().copied().fold(f64::MAX, f64::min);
    let low = if near > 0.0 && high - near < 0.4 * high && !whole { near - (high - near).max(high * 0.1) } else { low };
    let step = nice((high - low) * 1.25, whole);
    let (min, max) = ((low / step).floor() * step, ((high + (high - low) * 0.12) / step).ceil() * step);
    let x = |v: f64| EDGE + (v.clamp(min, max) - min) / (max - min).max(1e-9) * (W - 2.0 * EDGE);
    let claim = x(line.claimed);
    let half = if whole { (W / (max - min) * 0.3).max(2.0) } else { 2.0 };
    let wanted = match line.comparison.as_str() {
        "=" => [claim - half, claim + half],
        c if c.starts_with('<') => [x(min), claim],
        _ => [claim, x(max)],
    };
    let unit = if MEASURES.contains(&line.unit.as_str()) { line.unit.as_str() } else { "" };
    let (said, found) = (wanted_words(line, required, unit), measured_words(line, unit));
    let mut out = format!(
        "<svg class=\"nl\" viewBox=\"0 0 {W} 76\" role=\"img\" aria-label=\"Measured: {}; {}\">",
        e(&found),
        e(&said)
    );
    let said_half = width(&said) / 2.0;
    let said_x = claim.clamp(said_half, (W - said_half).max(said_half));
    let _ = write!(
        out,
        "<rect x=\"{:.1}\" y=\"20\" width=\"{:.1}\" height=\"26\" opacity=\".1\"/><path d=\"M{claim:.1} 16V52\" stroke=\"#000\" \
         stroke-width=\"1.5\"/><text x=\"{said_x:.1}\" y=\"11\" text-anchor=\"middle\">{}</text><path d=\"M{EDGE} 52H{:.0}\" \
         stroke=\"#000\"/>",
        wanted[0],
        (wanted[1] - wanted[0]).max(0.0),
        e(&said),
        W - EDGE
    );
    let n = ((max - min) / step).round() as i64;
    for i in 0..=n.min(40) {
        let v = min + i as f64 * step;
        let (at, last) = (x(v), i == n);
        let text = if last && !unit.is_empty() { format!("{} {unit}", number(v)) } else { number(v) };
        let (tx, anchor) = if last { (at + EDGE, "end") } else { (at, "middle") };
        let _ = write!(
            out,
            "<path d=\"M{at:.1} 52v4\" stroke=\"#000\"/><text x=\"{tx:.1}\" y=\"68\" text-anchor=\"{anchor}\">{}</text>",
            e(&text)
        );
    }
    let (a, b) = (x(line.measured_low.unwrap_or(min)), x(line.measured_high.unwrap_or(max)));
    let bounded = line.measured_low.is_some() || line.measured_high.is_some();
    let (a, b) = (a.min(b - 3.0), b.max(a + 3.0));
    if bounded {
        let _ = write!(out, "<rect x=\"{a:.1}\" y=\"27\" width=\"{:.1}\" height=\"12\"/>", b - a);
        if line.measured_high.is_none() {
            let _ = write!(
                out,
                "<path d=\"M{:.1} 24l8 9l-8 9\" fill=\"none\" stroke=\"#000\" stroke-width=\"2\"/>",
                b - 7.0
            );
        }
        if line.measured_low.is_none() {
            let _ = write!(
                out,
                "<path d=\"M{:.1} 24l-8 9l8 9\" fill=\"none\" stroke=\"#000\" stroke-width=\"2\"/>",
                a + 7.0
            );
        }
    }
    let w = width(&found) * 1.1;
    let across = |from: f64| from < claim + 3.0 && from + w > claim - 3.0;
    let starts = [a - 7.0 - w, b + 7.0, b.max(claim) + 7.0, a.min(claim) - 7.0 - w];
    let at = starts.into_iter().find(|s| bounded && *s >= 0.0 && *s + w <= W + EDGE && !across(*s));
    let (tx, anchor) = at.map_or((W / 2.0, "middle"), |s| (s, "start"));
    let _ = write!(out, "<text class=\"v\" x=\"{tx:.1}\" y=\"37\" text-anchor=\"{anchor}\">{}</text>", e(&found));
    if unit.is_empty() && !line.unit.is_empty() {
        let _ = write!(out, "<text x=\"{W}\" y=\"80\" text-anchor=\"end\">{}, counted</text>", e(&line.unit));
    }
    out.push_str("</svg>");
    out
}

/// Round steps of 1, 2, 3 or 5 times a power of ten.
fn nice(range: f64, whole: bool) -> f64 {
    let raw = (if whole { range.max(4.0) } else { range }).max(1e-9) / 4.0;
    let power = 10f64.powf(raw.log10().floor());
    let step =
        [1.0, 2.0, 3.0, 5.0, 10.0].map(|m| m * power).into_iter().find(|s| *s >= raw * 0.999).unwrap_or(10.0 * power);
    if whole { step.round().max(1.0) } else { step }
}

/// A number without needless zeros, with a true minus.
fn number(v: f64) -> String {
    let rounded = (v * 1000.0).round() / 1000.0;
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded }).replace('-', "−")
}

fn with_unit(text: &str, unit: &str) -> String {
    if unit.is_empty() { text.to_owned() } else { format!("{text} {unit}") }
}

/// Bounds are rounded outward: a bound that is said must hold.
fn measured_words(line: &NumberLine, unit: &str) -> String {
    let tenths = |v: f64| if v.fract() == 0.0 { number(v) } else { format!("{v:.1}").replace('-', "−") };
    let least =
        |v: f64| if unit == "s" && v.fract() != 0.0 { tenths((v * 10.0 + 1e-6).floor() / 10.0) } else { number(v) };
    let most =
        |v: f64| if unit == "s" && v.fract() != 0.0 { tenths((v * 10.0 - 1e-6).ceil() / 10.0) } else { number(v) };
    match (line.measured_low, line.measured_high) {
        (None, None) => "not bounded by the record".into(),
        (None, Some(high)) => format!("at most {}", with_unit(&most(high), unit)),
        (Some(low), None) => format!("at least {}", with_unit(&least(low), unit)),
        (Some(low), Some(high)) if least(low) == most(high) => with_unit(&least(low), unit),
        (Some(low), Some(high)) => with_unit(&format!("{} to {}", least(low), most(high)), unit),
    }
}

fn wanted_words(line: &NumberLine, required: bool, unit: &str) -> String {
    let v = with_unit(&number(line.claimed), unit);
    let words = match line.comparison.as_str() {
        "<=" => format!("at most {v}"),
        "<" => format!("less than {v}"),
        ">=" => format!("at least {v}"),
        ">" => format!("more than {v}"),
        _ => v,
    };
    format!("{}: {words}", if required { "required" } else { "stated" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(comparison: &str, claimed: f64, low: Option<f64>, high: Option<f64>) -> NumberLine {
        NumberLine { unit: "s".into(), comparison: comparison.into(), claimed, measured_low: low, measured_high: high }
    }

    #[test]
    fn a_bound_that_is_said_holds() {
        let words = |low, high| measured_words(&line("<=", 60.0, low, high), "s");
        assert_eq!(words(Some(58.31), Some(60.82)), "58.3 to 60.9 s");
        assert_eq!(words(None, Some(60.82)), "at most 60.9 s");
        assert_eq!(words(Some(3.0), Some(3.0)), "3 s");
        assert_eq!(words(None, None), "not bounded by the record");
    }

    #[test]
    fn any_line_is_drawn() {
        for (c, v, a, b) in [
            ("<=", 60.0, Some(58.3), Some(60.9)),
            ("=", 0.0, None, None),
            (">", -5.0, Some(-9.0), None),
            ("<", 1e9, None, Some(0.001)),
        ] {
            let drawn = svg(&line(c, v, a, b), true);
            assert!(drawn.starts_with("<svg") && drawn.ends_with("</svg>") && !drawn.contains("NaN"), "{drawn}");
        }
    }
}
