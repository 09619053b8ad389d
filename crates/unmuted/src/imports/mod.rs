//! Reads what others wrote: dispatch logs, device audit logs and transcripts. Plain values out, problems beside them; nothing here
//! panics on foreign bytes, and nothing holds more than the text it was given.

mod cue;
mod decode;
pub mod device_log;
pub mod dispatch_log;
pub mod subrip;
pub mod webvtt;

pub use cue::Cue;
pub use decode::{MAX_BYTES, decode};

use crate::case_files::{FileText, Problem};

/// Reads a transcript, WebVTT or SubRip: its first line decides. `file` is the decoded text.
pub fn transcript(file: &FileText, problems: &mut Vec<Problem>) -> Vec<Cue> {
    if webvtt::is_webvtt(file.text()) { webvtt::read(file, problems) } else { subrip::read(file, problems) }
}
