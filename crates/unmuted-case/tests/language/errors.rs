//! What a sentence with a mistake says, and to which words it points. The whole message is kept here, because it
//! is what a person reads.

use crate::build::{Build, empty};
use proptest::prelude::*;
use unmuted_case::language::{Names, OwnClock, Sentence, evaluate, parse};
use unmuted_case::timeline::{Basis, Timeline};

fn sample() -> Timeline {
    empty()
        .camera("camera-1", 60.0, 0.0, 0.0)
        .camera("camera-2", 60.0, 1.0, 0.1)
        .mark("m1", "camera-1", "shot", 5.0, 5.1)
        .incident("2018-03-18", "2018-11-01")
        .number("wounds.entered", 8, "", Basis::Forensic)
        .number("distance.first_shot", 5, "m", Basis::Measured)
        .text("subject.facing", "officers", Basis::Document, Some("first shot"))
        .number("distance.both", 5, "ft", Basis::Measured)
        .number("distance.both", 5, "", Basis::Measured)
        .number("distance.mixed", 5, "", Basis::Measured)
        .text("distance.mixed", "near", Basis::Document, None)
        .outcome("release of video", Some("2018-04-16"))
}

/// The sentence, the words pointed at, the message, the help.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("count of shoot = 20", "shoot", "this case has no kind `shoot`", "did you mean `shot`?"),
    (
        "no helicopter",
        "helicopter",
        "this case has no kind `helicopter`",
        "its kinds are aid.begun, aid.requested, danger.declared, flash, impulse, muted, officers.conferring, shot and 2 more",
    ),
    ("count of shot by officer-3 = 1", "officer-3", "this case has no person `officer-3`", "did you mean `officer-1`?"),
    ("no shot on camera-11", "camera-11", "this case has no recording `camera-11`", "did you mean `camera-1`?"),
    (
        "count of shot = 20 s",
        "s",
        "a count has no unit, but `s` follows",
        "a length of time is asked for by `time from ... to ...`",
    ),
    ("count of shot = 2.5", "2.5", "things are counted in whole numbers", "for example: = 20"),
    (
        "count of shot",
        "",
        "expected `=`, `<=`, `<`, `>=` or `>` and the number counted, but the sentence ends",
        "for example: = 20",
    ),
    (
        "time from last shot to aid.begun <= 60",
        "",
        "expected a unit of time: ms, s, min or h, but the sentence ends",
        "for example: 60 s",
    ),
    (
        "time from last shot to aid.begun <= 60 mins",
        "mins",
        "expected a unit of time: ms, s, min or h, but `mins` stands here",
        "did you mean `ms`?",
    ),
    (
        "time from last shot aid.begun <= 60 s",
        "aid.begun",
        "expected `to` and the second moment, but `aid.begun` stands here",
        "",
    ),
    ("no shot between first shot or last shot", "or", "expected `and` and the second moment, but `or` stands here", ""),
    (
        "there was a shot",
        "there",
        "expected a sentence that begins with `some`, `no`, `count of`, `time from`, `duration of`, `recording on` or `every`, but `there` stands here",
        "for example: no silence between first shot and last shot",
    ),
    (
        "sone shot",
        "sone",
        "expected a sentence that begins with `some`, `no`, `count of`, `time from`, `duration of`, `recording on` or `every`, but `sone` stands here",
        "did you mean `some`?",
    ),
    (
        "no silence by officer-1",
        "by",
        "silence is a state of a recording; nobody does it",
        "name the recording: silence on camera-1",
    ),
    ("no silence matching \"x\"", "matching", "`silence` has no words to match", "words are matched in `speech`"),
    (
        "no muted while shot",
        "shot",
        "`shot` happens at an instant, so nothing is while it",
        "use `within 1 s before` or `within 1 s after`, or a kind that lasts",
    ),
    (
        "no muted after end of last shot",
        "end of last shot",
        "`shot` happens at an instant; it has no start and end",
        "write `first shot` or `last shot`",
    ),
    (
        "no muted before first shot on every camera",
        "shot on every camera",
        "`on every camera` names several moments where one is needed",
        "name one recording, or say `on any camera`",
    ),
    (
        "time from each shot to each shot < 1 s",
        "each",
        "one sentence can say `each` once",
        "write two sentences joined by `and`",
    ),
    (
        "some speech matching /(/",
        "/(/",
        "this pattern cannot be read: unclosed group",
        "for plain words write matching \"text\"",
    ),
    ("some speech matching \"police", "\"police", "this text has no closing quotation mark", "close it with \""),
    ("no shot on camera-1 on camera-2", "on", "`on` is said twice", ""),
    (
        "no shot no shot",
        "no",
        "the sentence is complete before `no`",
        "two sentences are joined by `and` or `or`; a count needs its comparison at the end",
    ),
    (
        "",
        "",
        "expected a sentence that begins with `some`, `no`, `count of`, `time from`, `duration of`, `recording on` or `every`, but the sentence ends",
        "for example: no silence between first shot and last shot",
    ),
    (
        "time from first shot to last shot = 99999999999 h",
        "99999999999 h",
        "this length is beyond the scale of 292 years",
        "",
    ),
    (
        "duration of shot > 1 s",
        "shot",
        "`shot` happens at an instant and has no duration",
        "ask for `count of`, or for the duration of a kind that lasts",
    ),
    (
        "duration of silence at once = 0 s",
        "at once",
        "`at once` needs several recordings",
        "for example: duration of silence on every camera at once",
    ),
    (
        "count of shot by any officr = 1",
        "officr",
        "nobody in this case has the role `officr`",
        "did you mean `officer`?",
    ),
    (
        "count of shot by officer = 1",
        "officer",
        "`officer` is a role, and `by` asks for a person",
        "write `by any officer`, or name a person",
    ),
    (
        "some speech on that camera",
        "that camera",
        "this speaks of the recording of `each` thing",
        "say `each` or `every` in the same sentence: some speech on that camera within 15 s before each muted",
    ),
    (
        "every shot aid.begun",
        "aid.begun",
        "expected `is followed by`, `is preceded by`, `overlaps` or `during`, but `aid.begun` stands here",
        "for example: every shot is followed by aid.begun within 60 s",
    ),
    (
        "first muted on camera-1 before officers.conferring",
        "before",
        "expected `overlaps` or `during`, but `before` stands here",
        "for example: first muted on camera-1 overlaps officers.conferring",
    ),
    (
        "shot overlaps officers.conferring",
        "shot",
        "`shot` happens at an instant and overlaps nothing",
        "use `within 1 s before` or `within 1 s after`, or a kind that lasts",
    ),
    (
        "duration of muted during officers.conferring > 1 s",
        "during officers.conferring",
        "`during` asks for things that lie wholly within another, and a duration is cut to size",
        "write `while`",
    ),
    ("some confirmed silence", "confirmed", "silence is measured; nobody confirms it", "leave out `confirmed`"),
    (
        "wounds.entred = 8",
        "wounds.entred",
        "no source of this case gives an attribute `wounds.entred`",
        "did you mean `wounds.entered`?",
    ),
    ("wounds.entered = \"eight\"", "\"eight\"", "`wounds.entered` is a number", "write: wounds.entered = 8"),
    (
        "subject.facing = \"oficers\" at first shot",
        "\"oficers\"",
        "no source gives `subject.facing` the value \"oficers\"",
        "did you mean \"officers\"? one value is written in one way",
    ),
    (
        "subject.facing = \"the two officers\" at first shot",
        "\"the two officers\"",
        "no source gives `subject.facing` the value \"the two officers\"",
        "did you mean \"officers\"? one value is written in one way",
    ),
    (
        "distance.first_shot <= 15 kg",
        "15 kg",
        "15 kg cannot be compared with a value in m",
        "write a value with a unit, such as 3 m",
    ),
    (
        "subject.facing >= \"officers\"",
        "\"officers\"",
        "only numbers are more or less than others",
        "write: subject.facing = …",
    ),
    (
        "time from incident to release of vidoe <= 45 days",
        "release of vidoe",
        "this case has no kind `release`",
        "did you mean `release of video`?",
    ),
    (
        "time from first shot to release of video <= 45 days",
        "45 days",
        "days are counted between days, and one of these is a moment of the footage",
        "count from `incident`, or write hours: <= 48 h",
    ),
    (
        "time from first shot to last shot <= 2 days",
        "2 days",
        "the time between moments of the footage is not counted in days",
        "write ms, s, min or h",
    ),
    (
        "time from incident to settlement <= 2.5 days",
        "2.5 days",
        "days are counted in whole numbers up to 36525",
        "for example: 45 days",
    ),
    (
        "some discipline before 2018-02-30",
        "2018-02-30",
        "the calendar has no day 2018-02-30",
        "write year, month and day: 2018-04-04",
    ),
    (
        "no shot before settlement",
        "settlement",
        "what is observed on a recording is not looked for between days",
        "name a moment of the footage: first shot, end of scope",
    ),
    (
        "no release of video before first shot",
        "first",
        "expected a day: `incident`, an outcome or a date, but `first` stands here",
        "for example: incident, release of video, 2018-04-04",
    ),
    ("recording at first shot", "at", "expected `on` after `recording`, but `at` stands here", ""),
    ("(no shot", "", "expected `)`, but the sentence ends", ""),
    (
        "no shot on camera-1 or camera-9",
        "camera-9",
        "this case has no recording `camera-9`",
        "did you mean `camera-1`?",
    ),
    ("count of shot by Officer 1 = 1", "Officer 1", "this case has no person `Officer 1`", "did you mean `officer-1`?"),
    ("time from first shot to last shot <= 1 min 30 s", "30 s", "a length is one number with one unit", "write 90 s"),
    (
        "no shot on camera-1, camera-2",
        ",",
        "the sentence is complete before `,`",
        "nothing is joined by a comma: write `or` or `and`, as in camera-1 or camera-2",
    ),
    (
        "no shot between 1:00 and 2:00",
        "1:00",
        "a time on a recording is no moment that a sentence can name",
        "name what happens then: first shot, start of camera-1; or bound all sentences by [scope] in case.toml",
    ),
    (
        "time from incident to release of video <= 45",
        "",
        "expected a unit: days, business days, weeks, months, years, h or min, but the sentence ends",
        "for example: 45 days, 10 business days, 48 h",
    ),
    (
        "time from incident to release of video <= 45 dasy",
        "dasy",
        "expected a unit: days, business days, weeks, months, years, h or min, but `dasy` stands here",
        "did you mean `days`?",
    ),
    ("count of shot => 2", "=>", "a comparison has its `=` behind", "write `>=`"),
    (
        "time from last shot to aid <= 60 s",
        "aid",
        "`aid` is a kind of outcome, and the case has no outcome of this kind",
        "did you mean `aid.begun`?",
    ),
    (
        "some speech matching police",
        "police",
        "expected \"text\" or /pattern/, but `police` stands here",
        "put words in quotation marks: matching \"police\"; a parameter too: \"{words}\"",
    ),
    (
        "distance.both <= 3 m",
        "3 m",
        "sources give `distance.both` in ft and without a unit",
        "write all values of it in one way in attributes.toml, each with its unit",
    ),
    (
        "distance.mixed <= 3",
        "3",
        "sources give `distance.mixed` as a number and as a text",
        "write all values of it in one way in attributes.toml, each with its unit",
    ),
];

#[test]
fn mistakes_point_at_the_word() {
    let timeline = sample();
    for (text, words, message, help) in MISTAKES {
        let e = parse(text, &Names::of(&timeline)).expect_err(text);
        assert_eq!(
            (&text[e.span.clone()], e.message.as_str(), e.help.as_deref().unwrap_or("")),
            (*words, *message, *help),
            "{text}"
        );
        if words.is_empty() {
            assert_eq!(e.span, text.len()..text.len(), "{text}: only the end is empty");
        }
    }
}

#[test]
fn a_text_can_hold_quotation_marks() {
    let timeline = sample();
    let read = |text: &str| match parse(text, &Names::of(&timeline)).expect(text).sentence {
        Sentence::Some(p) => p.pattern.matching,
        other => panic!("{other:?}"),
    };
    let [said] = &read(r#"some speech matching "said \"drop it\"""#)[..] else { panic!() };
    assert!(said.matches("he said \"drop it\" twice"));
    let [path] = &read(r#"some speech matching "a\\b""#)[..] else { panic!() };
    // Between words any punctuation will do.
    assert!(path.matches(r"a\b") && !path.matches("ab"));
}

#[test]
fn depth_and_length_are_bounded() {
    let timeline = sample();
    let names = Names::of(&timeline);
    assert!(parse(&"(".repeat(4_000), &names).is_err());
    assert!(parse(&"not ".repeat(1_000), &names).is_err());
    assert!(parse(&"if ".repeat(1_000), &names).is_err());
    assert!(parse(&"no shot and ".repeat(1_000), &names).unwrap_err().message.contains("at most"));
}

/// Words of the language in any order.
fn words() -> impl Strategy<Value = String> {
    let word = proptest::sample::select(vec![
        "every",
        "is",
        "followed",
        "preceded",
        "overlaps",
        "during",
        "that",
        "confirmed",
        "incident",
        "settlement",
        "release of video",
        "days",
        "business",
        "year",
        "wounds.entered",
        "subject.facing",
        "\"officers\"",
        "true",
        "ft",
        "officer",
        "2018-04-04",
        "some",
        "no",
        "count",
        "of",
        "time",
        "from",
        "to",
        "between",
        "and",
        "or",
        "not",
        "if",
        "then",
        "before",
        "after",
        "while",
        "within",
        "first",
        "last",
        "each",
        "start",
        "end",
        "scope",
        "by",
        "on",
        "any",
        "every",
        "camera",
        "recording",
        "matching",
        "duration",
        "at",
        "once",
        "shot",
        "silence",
        "muted",
        "speech",
        "aid.begun",
        "officers.conferring",
        "officer-1",
        "camera-1",
        "camera-2",
        "=",
        "<=",
        ">",
        "60",
        "0.5",
        "s",
        "ms",
        "min",
        "\"a\"",
        "/b/i",
        "(",
        ")",
        "\u{2264}",
    ]);
    proptest::collection::vec(word, 0..24).prop_map(|w| w.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    /// No text makes it panic, and each mistake points into the text, on borders of characters.
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,80}") {
        let timeline = sample();
        if let Err(e) = parse(&text, &Names::of(&timeline)) {
            prop_assert!(text.get(e.span.clone()).is_some(), "{e:?}");
            prop_assert!(!e.span.is_empty() || e.span.start == text.len(), "{e:?}");
        }
    }

    #[test]
    fn any_words_are_read_and_answered_or_refused(text in words()) {
        let timeline = sample();
        match parse(&text, &Names::of(&timeline)) {
            Ok(assertion) => {
                let finding = evaluate(&assertion, &timeline, &OwnClock);
                prop_assert!(!finding.answer.is_empty(), "{text}");
            }
            Err(e) => prop_assert!(text.get(e.span.clone()).is_some(), "{e:?}"),
        }
    }
}
