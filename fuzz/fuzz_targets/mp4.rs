//! MP4 and its relatives: the size of the first box is left as it comes, only its letters are given.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut bytes = data.to_vec();
    if let Some(kind) = bytes.get_mut(4..8) {
        kind.copy_from_slice(b"ftyp");
    }
    unmuted_fuzz::hear(&bytes);
});
