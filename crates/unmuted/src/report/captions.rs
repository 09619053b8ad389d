//! A WebVTT file for each recording (W3C, WebVTT: The Web Video Text Tracks Format): its transcript's lines and
//! its silent spans, on its own clock, so that any player shows both.

use std::fmt::Write;

use crate::review::document::{Recording, Review};

/// The captions of one recording.
pub fn render(review: &Review, recording: &Recording) -> String {
    let mut cues: Vec<(i64, i64, String)> = review
        .transcript
        .iter()
        .filter(|l| l.recording == recording.id && l.standing != "rejected")
        .map(|l| {
            let speaker = if l.speaker.is_empty() { String::new() } else { format!("<v {}>", escape(&l.speaker)) };
            let lead = if l.standing == "confirmed" { "" } else { " (not confirmed)" };
            (l.local_ns[0], l.local_ns[1], format!("{speaker}{}{lead}", escape(&l.text)))
        })
        .collect();
    // The drawn span is the one that is certain: from the latest start to the earliest end.
    cues.extend(recording.silences.iter().filter_map(|s| {
        let (start, end) = (s.start_ns[1], s.end_ns[0]);
        (start < end).then(|| (start, end, format!("[{}, {:.1} s]", s.words, (end - start) as f64 / 1e9)))
    }));
    cues.sort();
    let mut out = format!("WEBVTT - {}\n\n", escape(&recording.name));
    let _ = writeln!(
        out,
        "NOTE Times count from the first presented picture, or the first sound where there is no picture.\n\
         SHA-256 of the recording: {}\n",
        if recording.sha256.is_empty() { "not known" } else { &recording.sha256 }
    );
    for (i, (start, end, text)) in cues.iter().enumerate() {
        // A cue must not end before it starts, and WebVTT has no negative times.
        let (start, end) = ((*start).max(0), (*end).max(0));
        if start < end {
            let _ = writeln!(out, "{}\n{} --> {}\n{text}\n", i + 1, stamp(start), stamp(end));
        }
    }
    out
}

/// `HH:MM:SS.mmm`, rounded down.
pub fn stamp(ns: i64) -> String {
    let ms = ns / 1_000_000;
    format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
}

/// Text for a cue: WebVTT's own escapes, one line, and no `-->`, which would end the cue.
pub fn escape(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_cannot_leave_its_cue() {
        assert_eq!(escape("a --> b\n\n00:00 <c>"), "a --&gt; b 00:00 &lt;c&gt;");
        assert_eq!(stamp(3_723_004_999_999), "01:02:03.004");
    }
}
