//! The library of rules as a user asks it.

use std::fs;

use super::common::{self, json, unmuted};

fn text(out: &std::process::Output) -> (String, String) {
    (String::from_utf8_lossy(&out.stdout).into_owned(), String::from_utf8_lossy(&out.stderr).into_owned())
}

/// A case of a place, with its incident on a day.
fn case(applies_in: &str, date: &str, rules: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let case = format!(
        "format = 1\nid = \"c\"\ntitle = \"C\"\ndate = \"{date}\"\ntime_zone = \"UTC\"\nfictional = \"Fictional.\"\n{applies_in}"
    );
    fs::write(dir.path().join("case.toml"), case).unwrap();
    fs::write(dir.path().join("rules.toml"), format!("format = 1\n{rules}")).unwrap();
    dir
}

const SACRAMENTO: &str = "applies_in = [\"US-CA/sacramento/police\"]\n";

#[test]
fn the_library_is_listed_and_each_rule_can_be_shown() {
    let listed = json(&unmuted(&["rules", "list", "--json"]));
    assert_eq!(listed["problems"], serde_json::json!([]));
    let rules = listed["rules"].as_array().unwrap();
    let files = fs::read_dir(common::repository("rules")).unwrap().map(|e| e.unwrap().path());
    assert_eq!(rules.len(), files.filter(|p| p.extension().is_some_and(|e| e == "toml")).count());
    for rule in rules {
        let id = rule["id"].as_str().unwrap();
        let shown = unmuted(&["rules", "show", id]);
        assert!(shown.status.success());
        assert!(text(&shown).0.contains(rule["citation"].as_str().unwrap()), "{id}");
    }
    let wrong = unmuted(&["rules", "show", "us-ca-sacramento-pd-mute-2019"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong).1.contains("us-ca-sacramento-pd-mute-2018"), "{}", text(&wrong).1);
}

#[test]
fn those_that_may_bind_are_named_by_the_day() {
    let used = "[[use]]\nrule = \"us-ca-sacramento-pd-mute-2018\"\n";
    let dir = case(SACRAMENTO, "2018-03-18", used);
    let path = dir.path().to_str().unwrap();
    let out = unmuted(&["rules", "applicable", path, "--json"]);
    assert_eq!(out.status.code(), Some(0));
    let named = json(&out);
    let of = |id: &str| named["rules"].as_array().unwrap().iter().find(|r| r["id"] == id).cloned();
    let mute = of("us-ca-sacramento-pd-mute-2018").unwrap();
    assert_eq!((&mute["on_the_day"], &mute["used"]), (&"not_in_force".into(), &true.into()));
    assert!(of("us-tx-ccp-2-33-aid-2021").is_none(), "another state");
    let told = text(&unmuted(&["rules", "applicable", path])).0;
    assert!(told.contains("Not in force on the day") && told.contains("the case uses it"), "{told}");

    let nowhere = case("", "2018-03-18", "");
    let out = unmuted(&["rules", "applicable", nowhere.path().to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out).1.contains("applies_in = ["), "{}", text(&out).1);
}

#[test]
fn a_rule_of_ones_own_is_checked_and_used() {
    let dir = tempfile::tempdir().unwrap();
    let from = common::repository("rules/us-ca-sacramento-pd-mute-2018.toml");
    let own = fs::read_to_string(from).unwrap().replace("id = \"us-ca-sacramento-pd-mute-2018\"", "id = \"own\"");
    fs::write(dir.path().join("own.toml"), &own).unwrap();
    let rules = dir.path().to_str().unwrap();
    let fine = unmuted(&["rules", "check", rules]);
    assert_eq!(fine.status.code(), Some(0), "{:?}", text(&fine));

    let case = case(SACRAMENTO, "2018-05-01", "[[use]]\nrule = \"own\"\n");
    let path = case.path().to_str().unwrap();
    let tested = json(&unmuted(&["test", path, "--rules", rules, "--json"]));
    assert_eq!(tested["rules"][0]["from_library"], true, "{tested}");
    assert_eq!(json(&unmuted(&["test", path, "--json"]))["rules"], serde_json::json!([]), "not without the folder");

    fs::write(dir.path().join("own.toml"), own.replacen("verdict = \"met\"", "verdict = \"not_met\"", 1)).unwrap();
    let wrong = unmuted(&["rules", "check", rules]);
    assert_eq!(wrong.status.code(), Some(1));
    let told = text(&wrong).0;
    assert!(told.contains("says not met, and met came out") && told.contains("has no example that is met"), "{told}");

    fs::write(dir.path().join("own.toml"), own.replacen("kind = \"muted\"", "kind = \"mutde\"", 1)).unwrap();
    let unread = unmuted(&["rules", "check", rules, "--json"]);
    assert_eq!(unread.status.code(), Some(3));
    assert!(json(&unread)["problems"][0]["file"].as_str().unwrap().ends_with("/own.toml"));
    assert_eq!(unmuted(&["rules", "check", "/no/such/folder"]).status.code(), Some(3));
}

#[test]
fn a_rule_of_another_place_is_not_decided_but_where_that_is_asked_for() {
    let used = "[[use]]\nrule = \"us-ca-sacramento-video-release-2016\"\n";
    let outcome =
        "format = 1\n[[outcome]]\nid = \"o\"\nkind = \"release of video\"\nwhat = \"Video\"\ndate = \"2018-09-01\"\n";
    let run = |applies_in: &str, date: &str, args: &[&str]| {
        let dir = case(applies_in, date, used);
        fs::write(dir.path().join("outcomes.toml"), outcome).unwrap();
        let path = dir.path().to_str().unwrap();
        let tested = json(&unmuted(&[&["test", path, "--json"], args].concat()))["rules"][0].clone();
        let clock = json(&unmuted(&["clock", path, "--json"]));
        let limited = clock.to_string().contains("\"state\":\"past\"");
        (tested, limited)
    };
    let colorado = "applies_in = [\"US-CO\"]\n";
    let (elsewhere, limited) = run(colorado, "2018-06-01", &[]);
    assert_eq!((&elsewhere["verdict"], limited), (&"not_in_force".into(), false), "{elsewhere}");
    let why = "This rule binds in US-CA/sacramento; the case's `applies_in` names US-CO.";
    assert_eq!(elsewhere["finding"]["answer"], why);
    let (as_if, _) = run(colorado, "2018-06-01", &["--as-if"]);
    assert_eq!((&as_if["verdict"], &as_if["as_if_verdict"]), (&"not_in_force".into(), &"not_met".into()));
    for here in [SACRAMENTO, ""] {
        let (here, limited) = run(here, "2018-06-01", &[]);
        assert_eq!((&here["verdict"], limited), (&"not_met".into(), true), "{here}");
    }
    // It was revised in 2020, and nobody read how.
    let (later, limited) = run(SACRAMENTO, "2020-01-01", &[]);
    assert_eq!((&later["verdict"], limited), (&"undetermined".into(), false));
    assert!(later["finding"]["answer"].as_str().unwrap().contains("known to 2019-12-31"), "{later}");
}

#[test]
fn a_rules_days_and_what_was_checked_are_told_in_full_words() {
    let used = "[[use]]\nrule = \"us-ca-sacramento-pd-mute-training\"\n";
    let dir = case(SACRAMENTO, "2018-03-18", used);
    let told = text(&unmuted(&["test", dir.path().to_str().unwrap(), "--explain"])).0;
    assert!(told.contains("in force before 2018-04-04, first day not stated;"), "{told}");
    assert!(told.contains("  Checked: read. Wording from: press reports"), "{told}");
}

#[test]
fn rules_that_could_not_be_read_are_not_rules_that_are_yet_to_be_added() {
    let dir = case("", "2018-03-18", "[[rule]]\nid = \"r\"\nwordin = \"w\"\nstatus = \"law\"\n");
    let told = text(&unmuted(&["test", dir.path().to_str().unwrap()])).0;
    assert!(told.contains("No rule could be read: what is wrong in rules.toml is told below."), "{told}");
    assert!(!told.contains("Add them"), "{told}");
}
