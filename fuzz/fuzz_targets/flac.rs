//! Native FLAC.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| unmuted_fuzz::hear_as(b"fLaC", data));
