//! `timeline.otio` opens in the library that editing programs use, in sync.

use super::common;
use std::process::Command;

#[test]
fn the_editing_timeline_opens_in_sync() {
    let has = Command::new("python3").args(["-c", "import opentimelineio"]).output();
    if !has.is_ok_and(|o| o.status.success()) {
        println!("skipped: needs python3 with the opentimelineio package (pip install opentimelineio)");
        return;
    }
    let case = common::case_copy("exercise");
    common::unmuted(&["review", case.path().to_str().unwrap()]);
    let checked = Command::new("python3")
        .arg(common::repository("tools/check_otio.py"))
        .arg(case.path().join("report"))
        .output()
        .unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    assert_eq!(String::from_utf8_lossy(&checked.stdout).trim(), "4 recordings in sync");
}
