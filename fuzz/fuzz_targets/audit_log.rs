//! Device audit logs and their mappings.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unmuted_archive::audit::{read_log, read_map};

const MAP: &str = "[columns]\ntime = \"Time\"\ndevice = \"Device\"\nevent = \"Event\"\n[time]\nzone = \"UTC\"\n[events]\nmute_on = [\"On\"]\nmute_off = [\"Off\"]\nrecording_start = \"Start\"\n";

fuzz_target!(|data: &[u8]| {
    let Ok(map) = read_map("map.toml", MAP) else { return };
    let _either = read_log("log.csv", data, &map);
    if let Ok(text) = std::str::from_utf8(data) {
        let _either = read_map("map.toml", text);
    }
});
