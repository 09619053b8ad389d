//! The rule of `rules/README.md`, read, used in a case, and run.

use std::collections::BTreeMap;

use super::*;
use crate::case_files::{CaseFiles, FileText, Files, Problem, read_case_with};

/// The documented rule.
pub fn documented() -> &'static str {
    let readme = include_str!("../../../../rules/README.md");
    let (_, section) = readme.split_once("\n## A rule\n").unwrap();
    let (_, after) = section.split_once("```toml\n").unwrap();
    after.split_once("```").unwrap().0
}

fn read(text: &str) -> (Option<LibraryRule>, Vec<Problem>) {
    let mut problems = Vec::new();
    let rule = rule_toml::read(&FileText::new("rules/xa-millbrook-aid-2022.toml", text), &mut problems);
    (rule, problems)
}

fn rule() -> LibraryRule {
    let (rule, problems) = read(documented());
    assert_eq!(problems, []);
    rule.unwrap()
}

const CASE: &str = "format = 1\nid = \"c\"\ntitle = \"C\"\ndate = \"2026-05-14\"\ntime_zone = \"UTC\"\n\
    fictional = \"Fictional.\"\napplies_in = [\"XA/millbrook/training/range-2\"]\n";
const TIMELINE: &str = "format = 1\n[[recording]]\nid = \"camera-1\"\nlength = \"5:00\"\nstarts_at = \"0 s\"\n";
const MARK: &str = "{\"id\":\"m1\",\"do\":\"mark\",\"by\":\"a\",\"at\":\"2026-05-20T10:00:00Z\",\"source\":\"camera-1\",\
    \"kind\":\"shot\",\"span\":[\"1:00\",\"1:00.1\"]}\n";

fn case(case_toml: &str, rules_toml: &str) -> (CaseFiles, Vec<Problem>) {
    let texts = BTreeMap::from([
        ("case.toml", case_toml.to_owned()),
        ("timeline.toml", TIMELINE.to_owned()),
        ("marks.jsonl", MARK.to_owned()),
        ("rules.toml", format!("format = 1\n{rules_toml}\n")),
    ]);
    read_case_with(Files::Texts(&texts), &Library::of_rule(&rule())).unwrap()
}

const USE: &str = "[[use]]\nrule = \"xa-millbrook-aid-2022\"\n";

#[test]
fn every_key_is_explained() {
    let keys = [
        rule_toml::KEYS,
        rule_toml::EXCEPTION_KEYS,
        rule_toml::EXAMPLE_KEYS,
        crate::case_files::parameters::LIBRARY_PARAMETER_KEYS,
        crate::case_files::parameters::PUBLISHED_KEYS,
    ];
    let stands = |k: &str| {
        [format!("{k} ="), format!("[[{k}]]"), format!("[{k}]"), format!(".{k}]]")]
            .iter()
            .any(|f| documented().contains(f))
    };
    let missing: Vec<&&str> = keys.into_iter().flatten().filter(|k| !stands(k)).collect();
    assert!(missing.is_empty(), "rules/README.md does not explain: {missing:?}");
}

#[test]
fn the_documented_examples_come_out_as_they_say() {
    let rule = rule();
    for example in &rule.examples {
        let ran = run_example(&rule, example);
        assert_eq!(ran.problems, [], "{}", example.why);
        assert_eq!(ran.verdict, example.verdict, "{}: {}", example.why, ran.answer);
    }
}

#[test]
fn a_case_brings_its_number_and_the_rule_its_kinds() {
    let (read, problems) = case(CASE, &format!("{USE}set = {{ limit = \"3 min\" }}"));
    assert_eq!(problems, [], "the mark's kind is one that the rule brings");
    let r = &read.rules[0];
    assert_eq!(r.asserts.as_ref().unwrap().text, "time from last shot to first aid.begun <= 3 min");
    assert!(r.from_library && r.exceptions[0].claimed_by.is_none() && !r.parameters[0].is_default);
    assert_eq!(r.outcome_kinds, ["range closed"]);
    assert!(crate::review::described::InWords::of(&read).timeline.outcome_kinds.named("Range closed").is_some());
}

#[test]
fn without_a_number_the_rule_is_undetermined_and_says_why() {
    let (read, _) = case(CASE, USE);
    assert!(read.rules[0].asserts.is_none());
    let open = read.rules[0].asserts_open.as_ref().unwrap();
    assert!(open.text.contains("{limit}"));
    let (_, rules, problems) = crate::review::test_in_words(&read);
    assert_eq!(problems, []);
    assert_eq!(rules[0].verdict, "undetermined");
    assert!(
        rules[0].finding.answer.contains("The rule says “promptly” and gives no number"),
        "{}",
        rules[0].finding.answer
    );
}

#[test]
fn claims_name_an_exception_and_may_bring_their_own_test() {
    let claims = "set = { limit = \"30 s\" }\n[[use.claims]]\nexception = \"unsafe scene\"\nclaimed_by = \"Officer Q\"\n\
        claim = { page = \"2\" }\n[[use.claims]]\nexception = \"unsafe scene\"\nclaimed_by = \"Officer R\"\nasserts = \"some shot\"\n";
    let (read, problems) = case(CASE, &format!("{USE}{claims}"));
    assert_eq!(problems, []);
    let exceptions = &read.rules[0].exceptions;
    let tests: Vec<_> = exceptions.iter().map(|e| e.asserts.as_ref().unwrap().text.as_str()).collect();
    assert_eq!(tests, ["some danger.declared before first aid.begun", "some shot"]);
    assert_eq!(exceptions[0].claim.page, "2");
}

#[test]
fn a_case_keeps_its_own_meaning_of_a_kind_of_the_same_shape() {
    let own = |is: &str| format!("{CASE}[kinds]\nshot = {{ is = \"{is}\", sense = \"sound\", words = \"bang\" }}\n");
    let (read, problems) = case(&own("instant"), USE);
    assert_eq!(problems, []);
    let shot = read.vocabulary.kind("shot").unwrap();
    assert_eq!(read.vocabulary.meaning(shot).unwrap().words, "bang");
    let (read, problems) = case(&own("span"), USE);
    assert!(read.rules.is_empty());
    assert!(problems.iter().any(|p| p.what.contains("disagree on whether shot lasts")), "{problems:?}");
}

#[test]
fn what_is_wrong_in_a_use_is_named() {
    for (rules, says) in [
        ("[[use]]\nrule = \"xa-milbrook-aid-2022\"".to_owned(), "the library has no rule"),
        ("[[use]]\nset = { limit = \"3 min\" }".to_owned(), "has no rule"),
        (format!("{USE}set = {{ limt = \"3 min\" }}"), "no parameter \"limt\""),
        (format!("{USE}set = {{ limit = \"soon\" }}"), "is not a length of time"),
        (format!("{USE}set = {{ limit = true }}"), "should be a text"),
        (format!("{USE}limit = \"3 min\""), "no key \"limit\""),
        (format!("{USE}[[use.claims]]\nexception = \"unsafe seen\"\nclaimed_by = \"x\""), "names no exception"),
        (format!("{USE}[[use.claims]]\nexception = \"unsafe scene\""), "has no claimed_by"),
        (format!("{USE}{USE}"), "two rules"),
    ] {
        let (read, problems) = case(CASE, &rules);
        // The mark's kind is not there where the rule that brings it is not.
        let found: Vec<&Problem> = problems.iter().filter(|p| p.file == "rules.toml").collect();
        assert_eq!(found.len(), 1, "{rules}\n{problems:?}");
        assert!(found[0].what.contains(says) && !found[0].remedy.is_empty(), "{problems:?}");
        assert!(read.rules.len() <= 1);
    }
    let elsewhere = CASE.replace("XA/millbrook", "XB/oakdale");
    let (read, problems) = case(&elsewhere, USE);
    assert!(problems[0].what.contains("is one of XA/millbrook/training"), "{problems:?}");
    let (_, rules, _) = crate::review::test_in_words(&read);
    assert_eq!(rules[0].verdict, "not_in_force");
    assert_eq!(
        rules[0].finding.answer,
        "This rule binds in XA/millbrook/training; the case's `applies_in` names XB/oakdale/training/range-2."
    );
    let (read, problems) = case(&CASE.replace("XA/millbrook/training/range-2", "XA/millbrook"), USE);
    assert!(problems[0].what.contains("is one of XA/millbrook/training"), "{problems:?}");
    assert_eq!(read.rules[0].elsewhere, None, "a place within the case's may be where it was");
    let nowhere = CASE.replace("applies_in", "# applies_in");
    let (read, _) = case(&nowhere, USE);
    assert_eq!(read.rules[0].elsewhere, None, "a case that names no place may be in any");
}

#[test]
fn what_is_wrong_in_a_rule_is_named() {
    let without = |line: &str| {
        let start = documented().find(line).unwrap_or_else(|| panic!("{line}"));
        let end = start + documented()[start..].find('\n').unwrap() + 1;
        format!("{}{}", &documented()[..start], &documented()[end..])
    };
    for (text, says) in [
        (without("wording ="), "has no wording"),
        (without("source ="), "has no source"),
        (without("applies_in ="), "has no applies_in"),
        (without("checked_note ="), "does not say what of it is not verified"),
        (documented().replace("XA/millbrook/training\"", "Millbrook\""), "is not the code"),
        (documented().replace("id = \"xa-millbrook-aid-2022\"", "id = \"aid\""), "a file of another name"),
        (documented().replace("<= {limit}", "<= {limt}"), "{limt}"),
        (documented().replace("verdict = \"met\"", "verdict = \"yes\""), "none of its words"),
        (documented().replace("reviewed = [{ source", "reviewd = [{ source"), "no key \"reviewd\""),
        (documented().replace("holidays = [\"2026-05-25\"]", "holidays = \"2026-05-25\""), "list of dates"),
        (
            documented()
                .replace("claims = [{ exception = \"unsafe scene\", claimed_by = \"officer-1\" }]", "claims = \"x\""),
            "list of tables",
        ),
        (documented().replace("# default = \"15 s\"", "default = \"soon\""), "is not a length of time"),
        (
            documented()
                .replace("asserts = \"time from last shot to first aid.begun <= {limit}\"", "asserts = \"no shot\""),
            "stands in no sentence",
        ),
    ] {
        let (rule, problems) = read(&text);
        assert!(rule.is_none(), "{says}");
        assert!(problems.iter().any(|p| p.what.contains(says)), "{says}: {problems:?}");
    }
}

#[test]
fn a_problem_in_an_example_stands_where_the_example_stands() {
    let text = documented().replacen("kind = \"shot\", span = [\"1:00\"", "kind = \"shoot\", span = [\"1:00\"", 1);
    let rule = read(&text).0.unwrap();
    let ran = run_example(&rule, &rule.examples[0]);
    assert_eq!(ran.problems[0].file, "rules/xa-millbrook-aid-2022.toml");
    assert!(ran.problems[0].what.contains("example of \"met\"") && !ran.problems[0].place.is_empty());
}

#[test]
fn a_first_day_that_the_library_does_not_know_leaves_the_verdict_open() {
    let used = |days: &str, rules: &str| {
        let text = documented().replace("in_force_from = \"2022-01-01\"", days);
        let texts = BTreeMap::from([
            ("case.toml", CASE.to_owned()),
            ("timeline.toml", TIMELINE.to_owned()),
            ("marks.jsonl", MARK.to_owned()),
            ("rules.toml", format!("format = 1\n{rules}\n")),
        ]);
        let (rule, problems) = read(&text);
        assert_eq!(problems, []);
        let (case, _) = read_case_with(Files::Texts(&texts), &Library::of_rule(&rule.unwrap())).unwrap();
        let (_, rules, _) = crate::review::test_in_words(&case);
        (rules[0].verdict.clone(), rules[0].finding.clone())
    };
    let set = format!("{USE}set = {{ limit = \"3 min\" }}");
    let (verdict, finding) = used("", &set);
    assert_eq!(
        (verdict.as_str(), finding.answer.as_str()),
        ("undetermined", "From which day this rule was in force is not known.")
    );
    assert!(finding.would_change[0].contains("adopted"), "{:?}", finding.would_change);
    let (_, finding) = used("in_force_from = \"2022-01-01\"\nin_force_known_to = \"2024-01-01\"", &set);
    assert!(finding.answer.contains("it is known to 2023-12-31"), "{}", finding.answer);
    // A rule that the case itself writes without days is one that bound, as the case states it.
    let own = "[[rule]]\nid = \"r\"\nwording = \"w\"\nstatus = \"policy\"\nasserts = \"count of speech >= 0\"";
    assert_eq!(used("", own).0, "met");
    for wrong in ["2021-01-01", "2022-01-01", "2027-01-01"] {
        let days = format!("in_force_from = \"2022-01-01\"\nin_force_known_to = {wrong:?}");
        let (rule, problems) = read(&documented().replace("in_force_from = \"2022-01-01\"", &days));
        assert!(rule.is_none() && problems[0].what.contains("in_force_known_to"), "{problems:?}");
    }
}

#[test]
fn a_series_names_the_version_that_was_in_force() {
    let dir = tempfile::tempdir().unwrap();
    for (id, from, to) in [("r-1", "2010-01-01", "2020-01-01"), ("r-2", "2020-01-01", "2030-01-01")] {
        let text = documented().replace("\"xa-millbrook-aid-2022\"", &format!("{id:?}"));
        let text = text.replace("\"2022-01-01\"", &format!("{from:?}")).replace("\"2027-01-01\"", &format!("{to:?}"));
        std::fs::write(dir.path().join(format!("{id}.toml")), text).unwrap();
    }
    std::fs::write(dir.path().join("broken.toml"), "format = 1\n").unwrap();
    let library = Library::of(&[dir.path().to_owned()]).unwrap();
    assert_eq!(library.rules().count(), 2);
    assert!(library.problems().iter().all(|p| p.file.ends_with("/broken.toml")));
    let given = dir.path().to_string_lossy().into_owned();
    assert!(library.problems().iter().all(|p| !p.file.contains(&given)), "no absolute path");
    assert!(library.why_not("broken").0.contains("could not be read"));
    let texts = BTreeMap::from([
        ("case.toml", CASE.to_owned()),
        ("rules.toml", "format = 1\n[[use]]\nrule = \"r-1\"\n".to_owned()),
    ]);
    let (read, _) = read_case_with(Files::Texts(&texts), &library).unwrap();
    assert_eq!(read.rules[0].in_force_then.as_ref().unwrap().id, "r-2");
}

#[test]
fn every_rule_of_the_program_gives_the_verdicts_that_it_says() {
    let library = Library::embedded();
    assert_eq!(library.problems(), []);
    let mut wrong = Vec::new();
    for rule in library.rules() {
        for (i, example) in rule.examples.iter().enumerate() {
            let ran = run_example(rule, example);
            if ran.verdict != example.verdict || !ran.problems.is_empty() {
                let told = format!("{} #{} ({}): {} {}", rule.id, i + 1, example.verdict, ran.verdict, ran.answer);
                wrong.push(format!("{told} {:?}", ran.problems));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
