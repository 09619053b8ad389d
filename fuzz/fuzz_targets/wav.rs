//! WAV.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| unmuted_fuzz::hear_as(b"RIFF\0\0\0\0WAVE", data));
