//! Dispatch logs: CSV with columns named by the case.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unmuted::case_files::{LogColumns, Precision};
use unmuted::imports::{self, dispatch_log};

fuzz_target!(|data: &[u8]| {
    let Ok(file) = imports::decode("evidence/log.csv", data) else { return };
    let columns = LogColumns {
        date: None,
        time: "Time".into(),
        unit: Some("Unit".into()),
        text: "Entry".into(),
        precision: Precision::Minute,
        plus_minus: unmuted_model::Nanos::from_secs(2),
        dates: None,
    };
    let day = jiff::civil::date(2026, 4, 23);
    dispatch_log::read(&file, &columns, day, &jiff::tz::TimeZone::UTC, &mut Vec::new());
});
