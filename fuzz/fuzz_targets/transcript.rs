//! Transcripts: any bytes are a text with cues, or a problem that says why not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unmuted::imports;

fuzz_target!(|data: &[u8]| {
    if let Ok(file) = imports::decode("evidence/t.vtt", data) {
        let mut problems = Vec::new();
        for cue in imports::transcript(&file, &mut problems) {
            assert!(cue.span.start() <= cue.span.end());
        }
    }
});
