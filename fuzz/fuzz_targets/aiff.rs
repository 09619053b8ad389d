//! AIFF and AIFF-C.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| unmuted_fuzz::hear_as(b"FORM\0\0\0\0AIF", data));
