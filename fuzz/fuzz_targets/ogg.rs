//! Ogg. Chance does not find checksums, so the pages are made here: the input's bytes stand for page headers and
//! bodies, and every page gets its right checksum.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| unmuted_fuzz::hear(&pages(data)));

/// Takes the input as pages where it has some, and mends their checksums; other bytes stay as they are.
fn pages(data: &[u8]) -> Vec<u8> {
    let mut out = data.to_vec();
    if let Some(magic) = out.get_mut(..4) {
        magic.copy_from_slice(b"OggS");
    }
    let mut at = 0;
    while let Some(found) = out.get(at..).and_then(|rest| rest.windows(4).position(|w| w == b"OggS")) {
        let start = at + found;
        let Some(&segments) = out.get(start + 26) else { break };
        let table = start + 27..start + 27 + usize::from(segments);
        let Some(sizes) = out.get(table.clone()) else { break };
        let end = table.end + sizes.iter().map(|&s| usize::from(s)).sum::<usize>();
        if end > out.len() {
            at = start + 4;
            continue;
        }
        out[start + 22..start + 26].fill(0);
        let sum = out[start..end].iter().fold(0u32, |r, &b| {
            (0..8).fold(r ^ (u32::from(b) << 24), |r, _| if r >> 31 == 1 { (r << 1) ^ 0x04c1_1db7 } else { r << 1 })
        });
        out[start + 22..start + 26].copy_from_slice(&sum.to_le_bytes());
        at = end;
    }
    out
}
