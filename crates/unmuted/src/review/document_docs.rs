//! `docs/review-format.md` is made from the comments in `document.rs`, so that it cannot drift. Run the tests with
//! `UNMUTED_WRITE_DOCS=1` to write it again.

use std::fmt::Write;

const SOURCE: &str = include_str!("document.rs");
const WAVEFORM: &str = include_str!("waveform.rs");

const HEAD: &str = "\
# review.json

The document that `unmuted review` writes, and the only thing that the page, the text on the terminal, `timeline.csv`, the captions and the editing timeline are drawn from.

- `version` rises when a key changes its meaning or goes; new keys may come without.
- Every time is a whole number of nanoseconds. *Own clock*: from the recording's first presented picture, or first sound where there is no picture. *Incident clock*: common to all recordings of one group; the recordings' placements lead there.
- A pair of times is `[earliest, latest]` for an instant that is not known exactly, or `[start, end]` where the text says span.
- Wall times are text (RFC 3339 with offset).
- The same program on the same files writes the same bytes, on any day and for any number of threads.

This file is made from the comments in `crates/unmuted/src/review/document.rs` and `waveform.rs`.
";

/// One struct: its name, its comment, its fields.
struct Described {
    name: String,
    about: String,
    fields: Vec<(String, String, String)>,
}

fn described(source: &str) -> Vec<Described> {
    let mut all: Vec<Described> = Vec::new();
    let mut comment = String::new();
    for line in source.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            if !comment.is_empty() {
                comment.push(' ');
            }
            comment.push_str(text.trim());
        } else if let Some(rest) = line.strip_prefix("pub struct ").filter(|r| !r.starts_with('$')) {
            let name = rest.trim_end_matches([' ', '{']).to_owned();
            all.push(Described { name, about: std::mem::take(&mut comment), fields: Vec::new() });
        } else if let (Some(current), Some((name, ty))) =
            (all.last_mut(), line.strip_prefix("pub ").and_then(|l| l.trim_end_matches(',').split_once(": ")))
        {
            current.fields.push((name.to_owned(), in_json(ty), std::mem::take(&mut comment)));
        } else if !line.starts_with("#[") {
            comment.clear();
        }
    }
    all
}

/// A Rust type as a reader of JSON would say it.
fn in_json(ty: &str) -> String {
    if let Some(inner) = ty.strip_prefix("Option<").and_then(|t| t.strip_suffix('>')) {
        return format!("{} or null", in_json(inner));
    }
    if let Some(inner) = ty.strip_prefix("Vec<").and_then(|t| t.strip_suffix('>')) {
        return format!("list of {}", in_json(inner));
    }
    match ty {
        "String" => "text".into(),
        "bool" => "true or false".into(),
        "Bounds" => "pair of ns".into(),
        "i64" | "u64" | "u32" | "i32" => "whole number".into(),
        "f64" => "number".into(),
        "[u32; 4]" | "[u32; 5]" => "list of whole numbers".into(),
        other => format!("[{other}](#{})", other.to_lowercase()),
    }
}

fn plain(comment: &str) -> String {
    comment.replace("[`VERSION`]", "above").replace('|', "\\|")
}

fn rendered() -> String {
    let mut out = HEAD.to_owned();
    let waveform = "\n# data/waveforms.js\n\nWhat the page draws waveforms from: `window.UNMUTED_WAVEFORMS`, a list of the first of these.\n";
    for (before, source) in [("", SOURCE), (waveform, WAVEFORM)] {
        out.push_str(before);
        for s in described(source) {
            let _ = write!(out, "\n## {}\n\n{}\n\n| key | value | |\n|---|---|---|\n", s.name, plain(&s.about));
            for (name, ty, about) in &s.fields {
                let _ = writeln!(out, "| `{name}` | {ty} | {} |", plain(about));
            }
        }
    }
    out
}

#[test]
fn the_documentation_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/review-format.md");
    let new = rendered();
    if std::env::var_os("UNMUTED_WRITE_DOCS").is_some() {
        std::fs::write(path, &new).unwrap();
    }
    let old = std::fs::read_to_string(path).unwrap_or_default();
    assert!(old == new, "docs/review-format.md is stale: run the tests with UNMUTED_WRITE_DOCS=1 and commit it");
    assert!(new.contains("| `bins_per_second` |") && new.contains("| `privileged_left_out` |"));
}
