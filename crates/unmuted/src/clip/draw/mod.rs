//! Drawings of an exhibit, as SVG that needs no script: black on white, silence by pattern and words, marks as wide as
//! the time in which they can have happened.

mod bands;
mod lane;
pub mod number_line;
mod packing;
pub mod recording;
mod ruler;
pub mod timeline;
mod wave;

use crate::names;

/// Text as markup.
pub fn e(text: &str) -> String {
    let shown = names::shown(text);
    shown.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// How wide a text is at most, in pixels at 10.5 px: digits and small letters of the fonts in use are narrower.
pub fn width(text: &str) -> f64 {
    text.chars().count() as f64 * 5.9
}

/// From a time in nanoseconds to a place in pixels.
#[derive(Clone, Copy)]
pub struct Scale {
    pub from: i64,
    pub to: i64,
    pub left: f64,
    pub right: f64,
}

impl Scale {
    /// Where a time is; what lies outside is at the edge.
    pub fn x(&self, ns: i64) -> f64 {
        let share = (ns - self.from) as f64 / (self.to - self.from).max(1) as f64;
        self.left + share.clamp(0.0, 1.0) * (self.right - self.left)
    }
}

/// The patterns of silence, one for each class, and the fonts.
pub const DEFS: &str = "<defs><pattern id=\"p-pre_event\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\"><rect width=\"7\" height=\"7\" \
    fill=\"#fff\"/><circle cx=\"2\" cy=\"2\" r=\"1.05\"/><circle cx=\"5.5\" cy=\"5.5\" r=\"1.05\"/></pattern><pattern \
    id=\"p-digital_silence\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect \
    width=\"6\" height=\"6\" fill=\"#fff\"/><rect width=\"1.7\" height=\"6\"/></pattern><pattern id=\"p-dropped\" width=\"5\" \
    height=\"6\" patternUnits=\"userSpaceOnUse\"><rect width=\"5\" height=\"6\" fill=\"#fff\"/><rect width=\"2\" \
    height=\"6\"/></pattern><pattern id=\"p-track_ends_early\" width=\"6\" height=\"5\" patternUnits=\"userSpaceOnUse\"><rect \
    width=\"6\" height=\"5\" fill=\"#fff\"/><rect width=\"6\" height=\"1.1\" y=\"2\"/></pattern><pattern id=\"p-track_absent\" \
    width=\"6\" height=\"5\" patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"5\" fill=\"#fff\"/><rect width=\"6\" \
    height=\"1.1\" y=\"2\"/></pattern></defs>";
