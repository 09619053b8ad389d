//! Shares as an SVG file: 95 % interval bars against the line of all, hollow where few are counted, in the order of
//! names and never of size.

use std::fmt::Write as _;

use unmuted_model::Share;

/// Fewer than this are drawn hollow: their interval is wide, and their number says little.
pub const FEW: u64 = 50;

/// One bar.
pub struct Bar {
    /// What it is of.
    pub name: String,
    /// How many, of how many.
    pub share: Share,
}

/// What a drawing says beside its bars.
pub struct Words<'a> {
    /// What is drawn, in one line.
    pub title: &'a str,
    /// Where it is from and as of when.
    pub source: &'a str,
}

const ROW: f64 = 22.0;
const TOP: f64 = 78.0;

/// Draws bars into `width` pixels.
pub fn draw(words: &Words<'_>, all: Share, bars: &[Bar], width: f64) -> String {
    let longest =
        bars.iter().map(|b| b.name.chars().count()).max().unwrap_or(0).min(if width < 500.0 { 18 } else { 34 });
    let left = (longest as f64 * 6.6 + 12.0).max(48.0);
    let narrow = width < 500.0;
    let right = if narrow { 92.0 } else { 190.0 };
    let plot = (width - left - right).max(80.0);
    let height = TOP + ROW * bars.len() as f64 + 48.0;
    let scale = scale(bars, all);
    let x = |p: f64| left + (p / scale).clamp(0.0, 1.0) * plot;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         role=\"img\" aria-label=\"{}\">\n<title>{}</title>\n<desc>{}; each bar is a 95 % interval, and the numbers stand in the \
         table beside it.</desc>\n{STYLE}",
        escape(words.title),
        escape(words.title),
        escape(words.source)
    );
    let _written = writeln!(out, "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>");
    for (line, y) in crate::report::table::wrapped(words.title, (width / 8.4) as usize).iter().take(2).zip([18.0, 36.0])
    {
        let _written = writeln!(out, "<text class=\"title\" x=\"8\" y=\"{y}\">{}</text>", escape(line));
    }
    let base = TOP + ROW * bars.len() as f64;
    for at in [0.0, 0.5, 1.0] {
        let place = left + at * plot;
        let _written = writeln!(
            out,
            "<line class=\"grid\" x1=\"{place:.1}\" x2=\"{place:.1}\" y1=\"{:.1}\" y2=\"{base:.1}\"/>",
            TOP - 4.0
        );
        let unit = if at == 1.0 { " %" } else { "" };
        let _written = writeln!(
            out,
            "<text class=\"axis\" x=\"{place:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}{unit}</text>",
            base + 14.0,
            percent(at * scale, scale)
        );
    }
    for (bar, at) in bars.iter().zip(0_u32..) {
        let y = TOP + ROW * f64::from(at);
        let _written = writeln!(
            out,
            "<text class=\"name\" x=\"8\" y=\"{:.1}\">{}<title>{}</title></text>",
            y + 14.0,
            escape(&cut(&bar.name, longest)),
            escape(&bar.name)
        );
        if let Some([low, high]) = bar.share.exact() {
            let class = if bar.share.of < FEW { "few" } else { "bar" };
            let (from, to) = (x(low), x(high));
            let (top, to) = (y + 5.0, to.max(from + 2.0));
            // What goes beyond the scale is open at that end.
            let close = if high > scale { "" } else { "z" };
            let _written =
                writeln!(out, "<path class=\"{class}\" d=\"M{to:.1} {top:.1}H{from:.1}v10H{to:.1}{close}\"/>");
        }
        let count = if narrow {
            format!("{} of {}", grouped(bar.share.have), grouped(bar.share.of))
        } else {
            let share = bar
                .share
                .exact()
                .map_or_else(String::new, |[a, b]| format!(" ({} to {} %)", percent(a, scale), percent(b, scale)));
            format!("{} of {}{share}", grouped(bar.share.have), grouped(bar.share.of))
        };
        let _written =
            writeln!(out, "<text class=\"count\" x=\"{:.1}\" y=\"{:.1}\">{count}</text>", left + plot + 10.0, y + 14.0);
    }
    if let Some(p) = all.value().filter(|p| *p <= scale) {
        let place = x(p);
        let anchor = if (place - left) < plot * 0.2 { "start" } else { "middle" };
        let _written = writeln!(
            out,
            "<line class=\"all\" x1=\"{place:.1}\" x2=\"{place:.1}\" y1=\"{:.1}\" y2=\"{base:.1}\"/>",
            TOP - 10.0
        );
        let _written = writeln!(
            out,
            "<text class=\"axis\" x=\"{place:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">all, {} of {}</text>",
            TOP - 16.0,
            grouped(all.have),
            grouped(all.of)
        );
    }
    let few = bars.iter().any(|b| b.share.of < FEW);
    let key = if few { format!("95 % intervals; hollow under {FEW}. ") } else { "95 % intervals. ".to_owned() };
    let _written = writeln!(
        out,
        "<text class=\"source\" x=\"8\" y=\"{:.1}\">{}</text>",
        base + 36.0,
        escape(&cut(&format!("{key}{}", words.source), (width / 5.9) as usize))
    );
    out.push_str("</svg>\n");
    out
}

/// The page's own colours, light and dark; on paper black.
const STYLE: &str = "<style>
  text { font: 12px system-ui, sans-serif; font-variant-numeric: tabular-nums; fill: #15181c }
  .title { font-size: 15px; font-weight: 650 } .source, .axis { font-size: 11px; fill: #5f666e }
  .paper { fill: #ffffff } .bar { fill: #0a5d66 } .few { fill: none; stroke: #0a5d66; stroke-width: 1.2 }
  .grid { stroke: #82888f; stroke-width: .5 } .all { stroke: #15181c; stroke-dasharray: 3 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e9eae6 } .source, .axis { fill: #969da4 } .paper { fill: #191d21 } .bar { fill: #6cc0c8 }
    .few { stroke: #6cc0c8 } .grid { stroke: #6d757d } .all { stroke: #e9eae6 }
  }
  @media print { text { fill: #000 } .paper { fill: #fff } .bar { fill: #000 } .few, .all { stroke: #000 } }
</style>
";

/// A scale that holds the intervals of all bars with enough behind them.
fn scale(bars: &[Bar], all: Share) -> f64 {
    let high = |s: Share| s.exact().map_or(0.0, |[_, b]| b);
    let needed = bars.iter().filter(|b| b.share.of >= FEW).map(|b| high(b.share)).fold(high(all), f64::max);
    [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75].into_iter().find(|s| *s >= needed).unwrap_or(1.0)
}

fn percent(p: f64, scale: f64) -> String {
    if scale <= 0.1 { format!("{:.1}", p * 100.0) } else { format!("{:.0}", p * 100.0) }
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// A number with its thousands apart.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_an_interval_and_hollow_where_few_are_counted() {
        let all = Share { have: 150, of: 8_762 };
        let bars = [
            Bar { name: "2015 <script>".into(), share: Share { have: 20, of: 1_100 } },
            Bar { name: "2016".into(), share: Share { have: 1, of: 30 } },
        ];
        for width in [390.0, 720.0] {
            let svg = draw(&Words { title: "Any charge & \"none\"", source: "a list" }, all, &bars, width);
            assert_eq!(svg.matches("class=\"bar\"").count(), 1);
            assert_eq!(svg.matches("class=\"few\"").count(), 1);
            assert!(svg.contains("150 of 8,762") && svg.contains("20 of 1,100") && !svg.contains("<script"));
            assert!(svg.contains("hollow under 50"));
        }
    }
}
