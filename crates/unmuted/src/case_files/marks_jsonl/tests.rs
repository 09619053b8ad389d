//! What stands of several lines together.

use super::*;
use crate::case_files::testing::names;

fn read_lines(lines: &[&str]) -> (Marks, Vec<Problem>) {
    let (vocabulary, none) = (Vocabulary::default(), BTreeSet::new());
    let (recordings, people) = (names("source", &["camera-1", "camera-2"]), names("person", &[]));
    let context = Context {
        vocabulary: &vocabulary,
        kinds_lost: &none,
        recordings: &recordings,
        people: &people,
        lines: &none,
        lines_lost: &none,
        device_logs: &[],
    };
    let mut problems = Vec::new();
    let marks = read(format!("{}\n", lines.join("\n")).as_bytes(), &context, &mut problems);
    (marks, problems)
}

fn anchor(id: &str, by: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","do":"anchor","by":"{by}","at":"2026-05-20T10:00:00Z","source":"camera-1","time":"1:24.6","other":"camera-2","other_time":"1:18.1"{more}}}"#
    )
}

fn decision(id: &str, does: &str, by: &str, target: &str) -> String {
    format!(r#"{{"id":"{id}","do":"{does}","by":"{by}","at":"2026-05-20T11:00:00Z","target":"{target}"}}"#)
}

fn standings(marks: &Marks) -> Vec<Standing> {
    marks.anchors.iter().map(|a| a.decided.standing).collect()
}

#[test]
fn an_anchor_is_read_with_its_defaults() {
    let (marks, problems) = read_lines(&[&anchor("m1", "a", ""), &anchor("m2", "b", r#","plus_minus":"0.2 s""#)]);
    assert_eq!(problems, []);
    let bounds: Vec<_> = marks.anchors.iter().map(|a| a.plus_minus).collect();
    assert_eq!(bounds, [DEFAULT_ANCHOR_PLUS_MINUS, Nanos::from_millis(200)]);
    assert_eq!(standings(&marks), [Standing::Confirmed; 2], "two people's anchors are both kept");
    assert_eq!(marks.reviewers(), BTreeSet::from(["a".to_owned(), "b".to_owned()]));
}

#[test]
fn others_dispute_an_anchor_and_its_author_replaces_it() {
    let lines = [
        anchor("m1", "a", ""),
        decision("m2", "reject", "b", "m1"),
        anchor("m3", "b", ""),
        anchor("m4", "b", r#","supersedes":"m3""#),
        anchor("m5", "c", ""),
        decision("m6", "reject", "c", "m5"),
    ];
    let (marks, problems) = read_lines(&lines.each_ref().map(String::as_str));
    assert_eq!(problems, []);
    let wanted = [Standing::Disputed, Standing::Superseded, Standing::Confirmed, Standing::Rejected];
    assert_eq!(standings(&marks), wanted);
    assert_eq!(marks.anchors[0].decided.rejected_by, ["b"]);
}

#[test]
fn nobody_replaces_what_another_said() {
    let (marks, problems) = read_lines(&[&anchor("m1", "a", ""), &anchor("m2", "b", r#","supersedes":"m1""#)]);
    assert!(problems[0].what.contains("which is a line of a"), "{problems:?}");
    assert_eq!(standings(&marks), [Standing::Confirmed; 2]);
}

#[test]
fn what_is_wrong_with_an_anchor_is_named_with_its_line() {
    let changed = |from: &str, to: &str| anchor("m1", "a", "").replace(from, to);
    for (line, part) in [
        (changed("camera-2", "camera-1"), "source and other are both"),
        (changed("camera-2", "camera-9"), "camera-9"),
        (changed("1:18.1", "1:78"), "60 or more"),
        (changed(r#","time":"1:24.6""#, ""), "the line has no time"),
        (anchor("m1", "a", r#","kind":"shot""#), "an anchor line has no key"),
        (anchor("m1", "a", r#","plus_minus":"2 min""#), "more than 60 s"),
    ] {
        let (marks, problems) = read_lines(&[&line]);
        let [problem] = problems.as_slice() else { panic!("{line}: {problems:?}") };
        assert!(problem.what.contains(part) && problem.place == "1:1" && !problem.remedy.is_empty(), "{problem:?}");
        assert!(marks.anchors.is_empty());
    }
}

#[test]
fn a_time_that_the_recording_does_not_have_counts_for_nothing() {
    let (mut marks, _) = read_lines(&[&anchor("m1", "a", "")]);
    let mut problems = Vec::new();
    let minute = Span::between(RecordingTime::ZERO, RecordingTime::from_ns(60_000_000_000));
    marks.keep_recorded_anchors(|id| (id.as_str() == "camera-2").then_some(minute), &mut problems);
    assert!(marks.anchors.is_empty() && problems[0].what.contains("m1: 1:18.1 lies outside"), "{problems:?}");
}

#[test]
fn only_some_peoples_anchors_count_where_only_theirs_are_asked_for() {
    let (mut marks, _) =
        read_lines(&[&anchor("m1", "a", ""), &anchor("m2", "b", ""), &decision("m3", "reject", "a", "m2")]);
    marks.keep_only_by(&BTreeSet::from(["a".to_owned()]));
    assert_eq!(standings(&marks), [Standing::Confirmed, Standing::Rejected]);
}

fn undone(marks: &Marks) -> Vec<&str> {
    marks.undone.iter().map(ObservationId::as_str).collect()
}

#[test]
fn what_is_undone_counts_as_if_it_had_not_been_written() {
    let lines = [
        anchor("m1", "a", ""),
        decision("m2", "reject", "b", "m1"),
        decision("m3", "undo", "b", "m2"),
        anchor("m4", "a", r#","supersedes":"m1""#),
        decision("m5", "undo", "a", "m4"),
    ];
    let (marks, problems) = read_lines(&lines.each_ref().map(String::as_str));
    assert_eq!(problems, []);
    assert_eq!(standings(&marks), [Standing::Confirmed], "m1 is in force again, without its rejection");
    assert_eq!(undone(&marks), ["m2", "m4"]);
    assert!(marks.decisions.is_empty());
}

#[test]
fn an_undo_can_be_undone() {
    let lines = [
        anchor("m1", "a", ""),
        decision("m2", "undo", "a", "m1"),
        decision("m3", "undo", "a", "m2"),
        anchor("m4", "a", ""),
        decision("m5", "undo", "a", "m4"),
        decision("m6", "undo", "a", "m5"),
        decision("m7", "undo", "a", "m6"),
    ];
    let (marks, problems) = read_lines(&lines.each_ref().map(String::as_str));
    assert_eq!(problems, []);
    assert_eq!(undone(&marks), ["m2", "m4", "m6"]);
    assert_eq!(marks.anchors.len(), 1);
}

#[test]
fn undo_reaches_only_earlier_lines_of_ones_own() {
    for (target, by, part) in [
        ("m1", "b", "b takes back \"m1\", which is a line of a"),
        ("m3", "a", "does not stand before it"),
        ("m9", "a", "there is no such line"),
    ] {
        let lines = [anchor("m1", "a", ""), decision("m2", "undo", by, target), anchor("m3", "a", "")];
        let (marks, problems) = read_lines(&lines.each_ref().map(String::as_str));
        let [problem] = problems.as_slice() else { panic!("{problems:?}") };
        assert!(problem.what.contains(part), "{problem:?}");
        assert_eq!(marks.anchors.len(), 2);
    }
}

#[test]
fn two_changes_of_one_line_leave_it_as_it_was_until_one_is_undone() {
    let two = r#","supersedes":"m1""#;
    let mut lines = vec![anchor("m1", "a", ""), anchor("m2", "a", two), anchor("m3", "a", two)];
    let texts: Vec<&str> = lines.iter().map(String::as_str).collect();
    let (marks, problems) = read_lines(&texts);
    assert_eq!(standings(&marks), [Standing::Confirmed, Standing::Contested, Standing::Contested]);
    assert!(problems[0].what.contains("\"m1\" is changed in 2 ways, by \"m2\" and \"m3\""), "{problems:?}");
    assert_eq!(marks.contested[0].lines.len(), 2);
    lines.push(decision("m4", "undo", "a", "m2"));
    let texts: Vec<&str> = lines.iter().map(String::as_str).collect();
    let (marks, problems) = read_lines(&texts);
    assert_eq!(problems, []);
    assert_eq!(standings(&marks), [Standing::Superseded, Standing::Confirmed]);
}
