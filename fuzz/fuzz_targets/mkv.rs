//! Matroska and WebM.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| unmuted_fuzz::hear_as(&[0x1a, 0x45, 0xdf, 0xa3], data));
