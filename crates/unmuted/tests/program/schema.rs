//! Schemas as a user gets them: with a new case, by name, into a folder.

use super::common::{json, unmuted};

#[test]
fn a_new_case_comes_with_schemas_and_an_old_one_can_get_them() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    assert!(unmuted(&["new", case.to_str().unwrap()]).status.success());
    assert!(case.join(".schemas/rules.json").is_file() && case.join(".taplo.toml").is_file());

    let old = dir.path().join("old");
    std::fs::create_dir(&old).unwrap();
    let path = old.to_str().unwrap();
    assert!(unmuted(&["schema", "--write", path]).status.success());
    assert!(old.join(".schemas/case.json").is_file());
    assert_eq!(unmuted(&["schema", "--write", "/no/such/folder"]).status.code(), Some(2));
}

#[test]
fn a_schema_is_printed_by_its_name() {
    let names = unmuted(&["schema"]);
    assert!(String::from_utf8_lossy(&names.stdout).starts_with("case "));
    assert_eq!(json(&unmuted(&["schema", "rules"]))["title"], "rules");
    let wrong = unmuted(&["schema", "evidnce"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("did you mean evidence?"));
}
