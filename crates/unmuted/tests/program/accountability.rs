//! What followed in days, where sources differ, how far reviewers agree, and what a case lacks: as a user asks for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use super::common::{case_copy, files_and_times, json, unmuted, write_files};
use serde_json::Value;

const CASE: &str = r#"format = 1
id = "yard"
title = "The yard"
date = "2026-05-14"
time_zone = "America/Los_Angeles"
fictional = "Fictional."
as_of = "2026-11-01"
holidays = ["2026-05-25"]

[[people]]
id = "officer-1"
role = "officer"
name = "Officer 1"

[[people]]
id = "officer-2"
role = "officer"
name = "Officer 2"

[kinds]
shot = { is = "instant", sense = "sound", words = "a shot" }
conferring = { is = "span", sense = "either", words = "officers conferring" }
"#;
const TIMELINE: &str = r#"format = 1
[[recording]]
id = "camera-1"
name = "Camera 1"
length = "5:00"
starts_at = "0 s"
redacted = "no"
wearer = "officer-1"
silent = [ { class = "digital_silence", from = "1:58", to = "2:40" } ]
"#;
const MARKS: &str = r#"{"id":"m1","do":"mark","by":"a","at":"2026-05-20T10:00:00Z","source":"camera-1","kind":"shot","span":["1:00","1:00.1"]}
{"id":"m2","do":"mark","by":"a","at":"2026-05-20T10:00:00Z","source":"camera-1","kind":"shot","span":["1:02","1:02.1"]}
{"id":"m3","do":"mark","by":"b","at":"2026-05-20T10:00:00Z","source":"camera-1","kind":"shot","span":["1:00.2","1:00.3"]}
{"id":"m4","do":"mark","by":"a","at":"2026-05-20T10:00:00Z","source":"camera-1","kind":"conferring","span":["3:00","4:00"]}
{"id":"m5","do":"mark","by":"b","at":"2026-05-20T10:00:00Z","source":"camera-1","kind":"conferring","span":["3:00","4:00"]}
{"id":"m6","do":"reviewed","by":"a","at":"2026-05-20T10:00:00Z","source":"camera-1","span":["0:00","5:00"],"kinds":["shot","conferring"]}
{"id":"m7","do":"reviewed","by":"b","at":"2026-05-20T10:00:00Z","source":"camera-1","span":["0:00","5:00"],"kinds":["shot","conferring"]}
"#;
const EVIDENCE: &str = r#"format = 1
[[source]]
id = "report"
name = "Report of the prosecutor"
kind = "publication"
publisher = "The county"
published = "2026-09-01"
[[source]]
id = "paper"
name = "An article"
kind = "publication"
repeats = "report"
[[source]]
id = "family"
name = "A press conference"
kind = "publication"
[[source]]
id = "counsel"
name = "Notes of counsel"
kind = "publication"
privileged = true
"#;
const STATEMENTS: &str = r#"format = 1
[[statement]]
id = "s1"
by = "officer-1"
quote = "Three shots at most."
asserts = "count of shot <= 3"
"#;
const ATTRIBUTES: &str = r#"format = 1
[[attribute]]
name = "wounds.entered"
value = 8
source = "family"
by = "pathologist"
basis = "forensic"
[[attribute]]
name = "wounds.entered"
value = 7
source = "report"
page = "12"
basis = "document"
[[attribute]]
name = "wounds.entered"
value = 7
source = "paper"
basis = "press"
[[attribute]]
name = "distance"
at_least = 20
unit = "ft"
source = "report"
basis = "document"
[[attribute]]
name = "distance"
value = 6.4
unit = "m"
source = "family"
basis = "statement"
[[attribute]]
name = "height"
value = 6
unit = "ft"
source = "paper"
by = "caller"
basis = "press"
[[attribute]]
name = "secret"
value = 1
source = "counsel"
basis = "document"
"#;
const OUTCOMES: &str = r#"format = 1
[[outcome]]
id = "video"
kind = "release of video"
what = "First recordings published"
date = "2026-05-17"
[[outcome]]
id = "decision-1"
kind = "charge decision"
event = "decision"
what = "No charges"
date = "2026-09-01"
source = "report"
[[outcome]]
id = "decision-2"
kind = "charge decision"
event = "decision"
what = "No charges"
date = "2026-09-03"
source = "paper"
[[outcome]]
id = "discipline"
kind = "discipline"
what = "Discipline of either officer"
as_of = "2026-10-01"
limit_days = 120
limit_source = "Code 1.2"
[[outcome]]
id = "settled"
kind = "settlement"
what = "A settlement that counsel knows of"
date = "2026-10-30"
source = "counsel"
"#;

fn case(dir: &Path) -> String {
    fs::create_dir_all(dir).unwrap();
    let files = [
        ("case.toml", CASE),
        ("timeline.toml", TIMELINE),
        ("marks.jsonl", MARKS),
        ("evidence.toml", EVIDENCE),
        ("statements.toml", STATEMENTS),
        ("attributes.toml", ATTRIBUTES),
        ("outcomes.toml", OUTCOMES),
    ];
    write_files(dir, &files);
    dir.to_str().unwrap().to_owned()
}

fn text(out: &Output) -> String {
    String::from_utf8(out.stdout.clone()).unwrap()
}

fn step<'a>(case: &'a Value, kind: &str) -> &'a Value {
    case["steps"].as_array().unwrap().iter().find(|s| s["kind"] == kind).unwrap_or_else(|| panic!("no step {kind}"))
}

#[test]
fn one_case_is_a_list_of_steps() {
    let dir = tempfile::tempdir().unwrap();
    let path = case(dir.path());
    let out = unmuted(&["clock", &path]);
    assert_eq!(out.status.code(), Some(1), "a limit is past: {}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(
        text(&out),
        "\
The yard
Fictional.
2026-05-14. As of 2026-11-01, in days from the incident.

  aid                     not recorded
  notification            not recorded
  video to the family     not recorded
  release of video        after 3 days           2026-05-17
  release of names        not recorded
  autopsy                 not recorded
  investigation closed    not recorded
  prosecutor decision     after 110 to 112 days
                          after 110 days         2026-09-01        No charges
                          after 112 days         2026-09-03        No charges
  administrative finding  not recorded
  discipline              open for 140 days      as of 2026-10-01  past a limit
  policy change           not recorded
  settlement              not recorded
  law                     not recorded
  protest                 not recorded
  response                not recorded

Limits
  discipline  limit 120 days: at least 21 days past it (Code 1.2)

Not recorded: no source of the case speaks of it, which does not say that it did
not happen.
"
    );
}

#[test]
fn days_are_counted_to_the_date_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let path = case(dir.path());
    let out = unmuted(&["clock", &path, "--as-of", "2026-09-02", "--json"]);
    assert_eq!(out.status.code(), Some(0), "no limit was past then");
    let clock = json(&out);
    let yard = &clock["cases"][0];
    assert_eq!((&yard["as_of"], &yard["as_of_given"]), (&"2026-09-02".into(), &true.into()));
    let decision = step(yard, "prosecutor decision");
    assert_eq!((&decision["state"], &decision["days_low"]), (&"done".into(), &110.into()));
    let discipline = step(yard, "discipline");
    assert_eq!((&discipline["open_days"], &discipline["as_of"]), (&111.into(), &"2026-09-02".into()));
    assert_eq!(discipline["limits"][0]["state"], "open");
    assert_eq!(discipline["limits"][0]["words"], "limit 120 days: not past yet");
    let aid = step(yard, "aid");
    assert_eq!((&aid["state"], &aid["open_days"]), (&"not_recorded".into(), &Value::Null));
}

/// Cases beside one another, each with its own id.
fn several(dir: &Path, n: usize) -> Vec<String> {
    let one = |i: usize| {
        let path = case(&dir.join(format!("case-{i}")));
        let own = CASE.replace("id = \"yard\"", &format!("id = \"yard-{i}\""));
        fs::write(PathBuf::from(&path).join("case.toml"), own).unwrap();
        path
    };
    let paths: Vec<String> = (1..=n).map(one).collect();
    let second = OUTCOMES.replace("release of video", "training day");
    fs::write(PathBuf::from(&paths[1]).join("outcomes.toml"), second).unwrap();
    paths
}

fn clock_of(paths: &[String]) -> Output {
    let args: Vec<&str> = std::iter::once("clock").chain(paths.iter().map(String::as_str)).collect();
    unmuted(&args)
}

#[test]
fn a_few_cases_stand_side_by_side() {
    let dir = tempfile::tempdir().unwrap();
    let out = clock_of(&several(dir.path(), 3));
    assert_eq!(out.status.code(), Some(1));
    let text = text(&out);
    assert!(text.lines().all(|l| l.chars().count() <= 80), "{text}");
    let line = |start: &str| text.lines().find(|l| l.starts_with(start)).unwrap_or_else(|| panic!("{start}: {text}"));
    let words = |start: &str| line(start).split("  ").map(str::trim).filter(|w| !w.is_empty()).collect::<Vec<_>>();
    assert_eq!(words("incident"), ["incident", "2026-05-14", "2026-05-14", "2026-05-14"]);
    assert_eq!(words("release of video"), ["release of video", "3 days", "not recorded", "3 days"]);
    assert_eq!(words("training day"), ["training day", "not recorded", "3 days", "not recorded"]);
}

#[test]
fn many_cases_are_a_list_under_each_step_and_one_that_is_none_is_left_out() {
    let dir = tempfile::tempdir().unwrap();
    let mut paths = several(dir.path(), 5);
    let whole = text(&clock_of(&paths));
    assert!(
        whole.contains("release of video: done in 4, open in 0, not recorded in 1\n  yard-1  3 days  2026-05-17\n"),
        "{whole}"
    );
    paths.insert(2, dir.path().join("no-case").to_str().unwrap().to_owned());
    let out = clock_of(&paths);
    assert_eq!(out.status.code(), Some(3), "not all were counted");
    assert_eq!(text(&out), whole, "and the others were");
    assert!(String::from_utf8_lossy(&out.stderr).contains("no-case is left out"));
    assert_eq!(clock_of(&paths[2..3]).status.code(), Some(2));
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    let path = case(dir.path());
    fs::write(dir.path().join("outcomes.toml"), format!("{OUTCOMES}\n[[outcome]]\nid = \"x\"\n")).unwrap();
    let out = unmuted(&["clock", &path, "--json"]);
    assert_eq!(out.status.code(), Some(3));
    assert_eq!(step(&json(&out)["cases"][0], "release of video")["state"], "done");
    assert!(String::from_utf8_lossy(&out.stderr).contains("outcomes.toml"));
}

#[test]
fn disputes_name_who_says_what_and_how_many_origins_there_are() {
    let dir = tempfile::tempdir().unwrap();
    let path = case(dir.path());
    let out = unmuted(&["disputes", &path]);
    assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(
        text(&out),
        "\
The yard
Fictional.

wounds.entered: disputed; 2 independent origins
  8  pathologist   A press conference               forensic
  7  nobody named  Report of the prosecutor, p. 12  document
     nobody named  An article                       press, repeats report
     1 origin

distance: different, and all of it can be true; 2 independent origins
  at least 20 ft  nobody named  Report of the prosecutor  document
  6.4 m           nobody named  A press conference        statement

prosecutor decision: sources give different days
  No charges
  2026-09-01  Report of the prosecutor
  2026-09-03  An article
"
        .replace("prosecutor decision:", "charge decision:")
    );
    let document = json(&unmuted(&["disputes", &path, "--json"]));
    let wounds = &document["attributes"][0];
    assert_eq!((&wounds["standing"], &wounds["origins"]), (&"disputed".into(), &2.into()));
    assert_eq!(wounds["values"][0]["against"], serde_json::json!(["attribute-2"]));
    assert_eq!(wounds["values"][1]["given"][1]["repeats"], "report");
    assert_eq!(document["attributes"][1]["standing"], "compatible");
    assert_eq!(document["attributes"].as_array().unwrap().len(), 2, "what one source gives once is no dispute");

    fs::write(dir.path().join("attributes.toml"), "format = 1\n").unwrap();
    fs::write(dir.path().join("outcomes.toml"), "format = 1\n").unwrap();
    assert_eq!(unmuted(&["disputes", &path]).status.code(), Some(0));
}

#[test]
fn the_review_shows_steps_origins_and_agreement() {
    let dir = tempfile::tempdir().unwrap();
    let path = case(dir.path());
    let review = json(&unmuted(&["review", &path, "--json"]));
    let steps = review["accountability"].as_array().unwrap();
    assert_eq!(steps.len(), 15);
    let discipline = steps.iter().find(|s| s["kind"] == "discipline").unwrap();
    assert_eq!((&discipline["state"], &discipline["open_days"]), (&"open".into(), &140.into()));
    assert_eq!((&discipline["limit"]["rule"], &discipline["limit"]["state"]), (&"discipline".into(), &"past".into()));
    let decision = review["outcomes"].as_array().unwrap().iter().find(|o| o["id"] == "decision-1").unwrap();
    assert_eq!((&decision["date"], &decision["date_last"]), (&"2026-09-01".into(), &"2026-09-03".into()));
    let wounds = &review["attributes"][0];
    assert_eq!(
        (&wounds["name"], &wounds["disputed"], &wounds["origins"]),
        (&"wounds.entered".into(), &true.into(), &2.into())
    );
    assert_eq!(review["attributes"][1]["disputed"], false, "at least 20 ft and 6.4 m can both be true");

    let agreement = review["agreement"].as_array().unwrap();
    let [conferring, shot] = agreement.as_slice() else { panic!("{agreement:#?}") };
    assert_eq!((&conferring["kind"], &conferring["kappa"]), (&"conferring".into(), &1.0.into()));
    assert_eq!((&shot["both"], &shot["only_a"], &shot["only_b"]), (&1.into(), &1.into(), &0.into()));
    assert_eq!((&shot["a"], &shot["b"], &shot["reviewed_s"]), (&"a".into(), &"b".into(), &300.0.into()));
    let words = text(&unmuted(&["review", &path]));
    assert!(words.contains("both have 1, a alone 1, b alone 0; positive agreement 0.67"), "{words}");
    assert!(words.contains("  no source speaks of: aid, notification,"), "{words}");
}

#[test]
fn what_is_missing_is_a_draft() {
    let dir = tempfile::tempdir().unwrap();
    let path = case(dir.path());
    let out = unmuted(&["missing", &path, "--json"]);
    assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stderr));
    let document = json(&out);
    let found: Vec<(&str, &str)> = document["requests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["kind"].as_str().unwrap(), r["subject"].as_str().unwrap()))
        .collect();
    let steps = "aid, notification, video to the family, release of names, autopsy, investigation closed, \
                 administrative finding, policy change, settlement, law, protest, response";
    assert_eq!(
        found,
        [
            ("officer_recording", "officer-2"),
            ("silence", "camera-1"),
            ("statement_place", "s1"),
            ("outcome_day", "discipline"),
            ("steps", steps),
            ("publication", "report"),
            ("publication", "paper"),
            ("publication", "family"),
            ("attribute", "height"),
        ]
    );
    assert_eq!(document["written"], Value::Null);
    let draft = text(&unmuted(&["missing", &path]));
    assert!(draft.starts_with("# Requests: The yard\n\nDraft, to be edited and sent by a person.\n"), "{draft}");
    assert!(draft.contains("from 1:58.00 to 2:40.00 on the recording's own clock"), "{draft}");
    for word in ["lie", "claim", "admit", "fail", "cover", "prove", "refus", "muted", "counsel", "secret"] {
        assert!(!draft.to_lowercase().contains(word), "{word}: {draft}");
    }
    assert!(!dir.path().join("requests.md").exists(), "nothing is written unless it is asked for");
}

#[test]
fn a_draft_that_a_person_edited_is_never_written_over() {
    let case = case_copy("exercise");
    let path = case.path().to_str().unwrap();
    let out = unmuted(&["missing", path, "--write"]);
    assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stderr));
    assert!(text(&out).contains("requests.md is written"), "{}", text(&out));
    let file = case.path().join("requests.md");
    let draft = fs::read_to_string(&file).unwrap();
    assert!(draft.contains("1. Every recording of Unit 4 on 2026-04-23;"), "{draft}");
    assert!(draft.contains("Rests on: dispatch-log#2 (Dispatch log), 10:41."), "{draft}");
    assert!(!draft.contains("Control"), "who dispatches has no camera");

    let before = files_and_times(case.path());
    assert!(text(&unmuted(&["missing", path, "--write"])).contains("requests.md is as it was"));
    assert_eq!(before["requests.md"], files_and_times(case.path())["requests.md"]);

    let edited = draft.replace("Draft, to be edited", "Dear all. Draft, to be edited");
    fs::write(&file, &edited).unwrap();
    let again = json(&unmuted(&["missing", path, "--write", "--json"]));
    assert_eq!(again["written"], "requests-2.md");
    assert_eq!(fs::read_to_string(&file).unwrap(), edited);
    assert_eq!(fs::read_to_string(case.path().join("requests-2.md")).unwrap(), draft);
    // A draft is no evidence: the case is still as it was taken in.
    assert_eq!(unmuted(&["verify", path]).status.code(), Some(0));
}

#[test]
fn a_review_of_the_exercise_finds_no_agreement_where_nobody_reviewed_the_same() {
    let case = case_copy("exercise");
    let review = json(&unmuted(&["review", case.path().to_str().unwrap(), "--json"]));
    assert_eq!(review["agreement"], serde_json::json!([]));
}

#[test]
fn limits_come_from_rules_that_were_in_force() {
    let case = case_copy("fiction/10-days-and-business-days");
    let path = case.path().to_str().unwrap();
    let out = unmuted(&["clock", path, "--json"]);
    let clock = json(&out);
    let response = &step(&clock["cases"][0], "response")["limits"][0];
    assert_eq!((&response["counted_in"], &response["from"]), (&"business".into(), &"complaint".into()));
    assert_eq!((&response["days"], &response["state"]), (&10.into(), &"within".into()));
    let words = &step(&clock["cases"][0], "response")["words"];
    assert_eq!(
        words, "done after 19 days; the limit counts from complaint",
        "19 days from the incident, 15 from there"
    );
    // On a day before any of them was in force there are none.
    let file = case.path().join("case.toml");
    let earlier = fs::read_to_string(&file).unwrap().replace("date = \"2026-05-14\"", "date = \"1990-05-14\"");
    fs::write(&file, earlier).unwrap();
    let clock = json(&unmuted(&["clock", path, "--json"]));
    assert_eq!(step(&clock["cases"][0], "response")["limits"], serde_json::json!([]));
}

/// Adds to a file of a case.
fn add(path: &str, file: &str, more: &str) {
    let file = Path::new(path).join(file);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(file, text + more).unwrap();
}

#[test]
fn what_was_known_before_the_incident_is_not_open_for_fewer_than_no_days() {
    let dir = tempfile::tempdir().unwrap();
    let path = case(dir.path());
    for (id, as_of) in [("law-1", "2026-05-01"), ("law-2", "2026-05-02")] {
        let open = format!("[[outcome]]\nid = \"{id}\"\nkind = \"law\"\nwhat = \"A law\"\nas_of = \"{as_of}\"\n");
        add(&path, "outcomes.toml", &open);
    }
    let told = text(&unmuted(&["clock", &path]));
    let words = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("open, as of a day as of 2026-05-02 before the incident"), "{told}");
    assert!(!words.contains("-1 ") && words.contains("open, before the A law incident"), "{told}");
}

#[test]
fn one_number_stands_in_the_clock_and_in_the_rules_answer() {
    let dir = tempfile::tempdir().unwrap();
    let path = case(dir.path());
    let rule = "format = 1\n[[rule]]\nid = \"r\"\nwording = \"w\"\nstatus = \"law\"\ncitation = \"C\"\n\
        asserts = \"time from incident to settlement <= 45 days\"\n";
    fs::write(Path::new(&path).join("rules.toml"), rule).unwrap();
    for (as_of, past) in
        [("2026-06-28", Some("1 day past")), ("2026-06-27", None), ("2026-07-07", Some("10 days past"))]
    {
        let open =
            format!("format = 1\n[[outcome]]\nid = \"s\"\nkind = \"settlement\"\nwhat = \"s\"\nas_of = \"{as_of}\"\n");
        fs::write(Path::new(&path).join("outcomes.toml"), open).unwrap();
        let clock = text(&unmuted(&["clock", &path]));
        let tested = text(&unmuted(&["test", &path, "--only", "r"]));
        for told in [clock, tested] {
            assert_eq!(told.contains("days past") || told.contains("day past"), past.is_some(), "{as_of}: {told}");
            assert!(past.is_none_or(|past| told.contains(&format!("at least {past}"))), "{as_of}: {told}");
        }
    }
}

#[test]
fn each_figure_of_one_value_is_shown_as_entered() {
    let dir = tempfile::tempdir().unwrap();
    let path = case(dir.path());
    for (unit, value) in [("ft", "30"), ("m", "9.144")] {
        let given = format!(
            "[[attribute]]\nname = \"width\"\nvalue = {value}\nunit = \"{unit}\"\nsource = \"report\"\nbasis = \"document\"\n"
        );
        add(&path, "attributes.toml", &given);
    }
    let told = text(&unmuted(&["disputes", &path]));
    assert!(told.contains("  30 ft ") && told.contains("  9.144 m "), "{told}");
}

#[test]
fn agreement_is_told_with_the_kind_and_the_recording() {
    let dir = tempfile::tempdir().unwrap();
    let path = case(dir.path());
    let told = text(&unmuted(&["test", &path]));
    assert!(told.contains("  shot on Camera 1: both have 1, a alone 1, b alone 0"), "{told}");
}

#[test]
fn no_audit_log_is_asked_for_where_the_question_is_about_what_is_seen() {
    let dir = tempfile::tempdir().unwrap();
    let path = case(dir.path());
    add(
        &path,
        "case.toml",
        "\"gate.opened\" = { is = \"instant\", sense = \"picture\", words = \"an opening of the gate\" }\n",
    );
    add(&path, "case.toml", "order = { is = \"instant\", sense = \"sound\", words = \"an order\" }\n");
    for (asserts, asked) in [("no gate.opened", false), ("no order", true)] {
        let said = format!(
            "format = 1\n[[statement]]\nid = \"s1\"\nby = \"officer-1\"\nquote = \"q\"\nasserts = \"{asserts}\"\n"
        );
        fs::write(Path::new(&path).join("statements.toml"), said).unwrap();
        let draft = text(&unmuted(&["missing", &path]));
        assert_eq!(draft.contains("audit log of Camera 1"), asked, "{asserts}: {draft}");
    }
}
