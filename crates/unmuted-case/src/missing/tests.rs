use super::*;

fn recording(id: &str, device: &str, wearer: &str) -> Recording {
    Recording {
        id: id.into(),
        name: format!("Recording {id}"),
        device: device.into(),
        wearer: wearer.into(),
        wearer_name: String::new(),
        ran: Vec::new(),
    }
}

fn ran(clock: &str, from: f64, to: f64, doubt: f64) -> Ran {
    let at = |s: f64| [s - doubt, s + doubt].map(|s| (s * 1e9) as i64);
    Ran {
        clock: clock.into(),
        from_ns: at(from),
        to_ns: at(to),
        from_words: format!("starts {from} s"),
        to_words: format!("ends {to} s"),
    }
}

fn source(id: &str, device: &str, redacted: Redaction) -> Source {
    Source {
        id: id.into(),
        name: format!("Source {id}"),
        is_recording: true,
        device: device.into(),
        wearer: String::new(),
        redacted,
    }
}

fn unit(name: &str, entries: usize) -> Unit {
    Unit { name: name.into(), entries, first: "log#3".into(), at: "10:42".into() }
}

fn subjects(held: &Held) -> Vec<(RequestKind, String)> {
    missing(held).into_iter().map(|r| (r.kind, r.subject)).collect()
}

#[test]
fn nothing_held_asks_for_nothing() {
    assert_eq!(missing(&Held::default()), []);
}

#[test]
fn a_unit_of_the_log_without_a_recording_is_asked_for() {
    let held = Held {
        day: "2026-04-23".into(),
        units: vec![unit("Unit 4", 3), unit("Unit 5", 1), unit("A12", 1), unit("Sgt. Hill", 2)],
        recordings: vec![
            recording("camera-1", "Body camera, unit 4", ""),
            recording("camera-2", "Body camera A-12", ""),
            Recording { wearer_name: "Sgt Hill".into(), ..recording("camera-3", "", "officer-3") },
        ],
        ..Held::default()
    };
    let all = missing(&held);
    let [r] = all.as_slice() else { panic!("{all:#?}") };
    assert_eq!((r.kind, r.subject.as_str()), (RequestKind::UnitRecording, "Unit 5"));
    assert_eq!(
        r.what,
        "Every recording of Unit 5 on 2026-04-23; if one of those given is of this unit, which; if none was made, that \
         none was."
    );
    assert_eq!(r.why, "One entry of the log names that unit, first at 10:42, and no recording held names it.");
    assert_eq!(r.cites, [Cite::new("log#3", "10:42")]);
}

#[test]
fn an_officer_whom_no_recording_has_as_wearer_is_asked_for() {
    let officer = |id: &str, name: &str| Officer { id: id.into(), name: name.into() };
    let held = Held {
        officers: vec![
            officer("officer-1", "Officer 1"),
            officer("officer-2", "Officer 2"),
            officer("officer-3", "O. Three"),
        ],
        recordings: vec![
            recording("camera-1", "", "officer-1"),
            recording("camera-3", "", "O. Three"),
            recording("phone", "", ""),
        ],
        ..Held::default()
    };
    assert_eq!(subjects(&held), [(RequestKind::OfficerRecording, "officer-2".into())]);
}

#[test]
fn a_gap_between_two_files_of_one_device_is_more_than_what_is_not_known_of_the_clock() {
    let two = |gap: f64, doubt: f64| {
        let a = Recording { ran: vec![ran("the common clock", 0.0, 60.0, doubt)], ..recording("a", "A-12", "") };
        let b = Recording {
            ran: vec![ran("the common clock", 60.0 + gap, 90.0 + gap, doubt)],
            ..recording("b", "A-12", "")
        };
        Held { recordings: vec![b, a], ..Held::default() }
    };
    assert_eq!(subjects(&two(0.4, 0.1)), [], "files of one device are parted a little");
    assert_eq!(subjects(&two(5.0, 2.5)), [], "may be none");
    let all = missing(&two(30.0, 2.5));
    let [r] = all.as_slice() else { panic!("{all:#?}") };
    assert_eq!(r.subject, "A-12");
    assert_eq!(
        r.what,
        "Every recording of A-12 between Recording a (ends 60 s) and Recording b (starts 90 s); if none was made, that \
         none was, and the device's audit log of that time."
    );
    assert_eq!(
        r.why,
        "These two follow one another among the files of that device that are held, by the common clock."
    );
}

#[test]
fn a_file_within_another_hides_no_gap_and_makes_none() {
    let of =
        |id: &str, from: f64, to: f64| Recording { ran: vec![ran("c", from, to, 0.0)], ..recording(id, "A-12", "") };
    let held =
        Held { recordings: vec![of("a", 0.0, 100.0), of("b", 10.0, 20.0), of("c", 100.5, 200.0)], ..Held::default() };
    assert_eq!(subjects(&held), []);
    let held =
        Held { recordings: vec![of("a", 0.0, 100.0), of("b", 10.0, 20.0), of("c", 110.0, 200.0)], ..Held::default() };
    let all = missing(&held);
    assert!(all.len() == 1 && all[0].what.contains("Recording a (ends 100 s)"), "{all:#?}");
}

#[test]
fn files_that_are_not_all_on_one_clock_have_no_gaps_that_can_be_told() {
    let a = Recording { ran: vec![ran("common", 0.0, 60.0, 0.0)], ..recording("a", "A-12", "") };
    let b = Recording { ran: vec![ran("common", 90.0, 99.0, 0.0)], ..recording("b", "A-12", "") };
    let unplaced = recording("c", "A-12", "");
    let other = Recording { ran: vec![ran("common", 300.0, 400.0, 0.0)], ..recording("d", "A-15", "") };
    let held = |recordings| Held { recordings, ..Held::default() };
    assert_eq!(subjects(&held(vec![a.clone(), b.clone(), other.clone()])).len(), 1, "devices are looked at one by one");
    assert_eq!(subjects(&held(vec![a.clone(), b.clone(), unplaced, other])), []);
    // A second clock serves where not all are on the first.
    let with = |mut r: Recording, from: f64, to: f64| {
        r.ran.push(ran("container", from, to, 1.0));
        r
    };
    let all = vec![with(a, 0.0, 60.0), with(recording("c", "A-12", ""), 61.0, 89.0), with(b, 200.0, 210.0)];
    let found = missing(&held(all));
    assert!(found.len() == 1 && found[0].why.ends_with("by container."), "{found:#?}");
}

#[test]
fn a_redacted_copy_is_asked_for_without_unless_there_is_one() {
    let held = |sources| Held { sources, ..Held::default() };
    let redacted = source("camera-1", "A-12", Redaction::Yes);
    assert_eq!(subjects(&held(vec![redacted.clone()])), [(RequestKind::Unredacted, "camera-1".into())]);
    let another = source("camera-1-full", "A-12", Redaction::No);
    assert_eq!(subjects(&held(vec![redacted.clone(), another])), []);
    let others = source("camera-2", "A-15", Redaction::No);
    assert_eq!(subjects(&held(vec![redacted, others])).len(), 1);
    // Two without a device are not one device.
    let (a, b) = (source("a", "", Redaction::Yes), source("b", "", Redaction::No));
    assert_eq!(subjects(&held(vec![a, b])).len(), 1);
}

#[test]
fn whether_a_recording_was_redacted_is_asked_where_nobody_said() {
    let document = Source { is_recording: false, ..source("letter", "", Redaction::NotStated) };
    let held = Held { sources: vec![source("camera-1", "", Redaction::NotStated), document], ..Held::default() };
    assert_eq!(subjects(&held), [(RequestKind::RedactionNotStated, "camera-1".into())]);
}

#[test]
fn a_silent_span_that_nothing_else_recorded_is_asked_about_with_the_sentence() {
    let held = Held {
        unheard: vec![Unheard {
            asked_by: vec![("st-4".into(), "Somebody talks about the shots.".into())],
            recording: "camera-1".into(),
            name: "Camera 1".into(),
            device: "Body camera A-12".into(),
            log_held: false,
            class: "digital silence".into(),
            from: "1:58.0".into(),
            to: "2:40.0".into(),
        }],
        ..Held::default()
    };
    let mut with_log = held.clone();
    with_log.unheard[0].log_held = true;
    let all = missing(&with_log);
    assert!(all[0].what.starts_with("Any other recording of the time of Camera 1 (Body camera A-12) from 1:58.0"));
    let all = missing(&held);
    assert!(all[0].what.starts_with("The device's audit log of Camera 1 (Body camera A-12) from 1:58.0 to 2:40.0"));
    assert!(!all[0].why.contains("muted"), "{}", all[0].why);
    assert_eq!(all[0].cites, [Cite::new("camera-1", "1:58.0 to 2:40.0"), Cite::new("st-4", "")]);
}

#[test]
fn where_a_statement_stands_is_asked_for_unless_it_is_told() {
    let said = |id: &str, source: &str, has_pages: bool, page: &str| Statement {
        id: id.into(),
        by: "Officer 1".into(),
        quote: "I called for the medic.".into(),
        source: source.into(),
        source_has_pages: has_pages,
        page: page.into(),
    };
    let held = Held {
        statements: vec![
            said("st-1", "", false, ""),
            said("st-2", "interviews", true, ""),
            said("st-3", "interviews", true, "2"),
            said("st-4", "newspaper", false, ""),
        ],
        ..Held::default()
    };
    let all = missing(&held);
    assert_eq!(all.iter().map(|r| r.subject.as_str()).collect::<Vec<_>>(), ["st-1", "st-2"]);
    assert_eq!(all[1].what, "The page on which it stands: Officer 1, “I called for the medic.”");
}

#[test]
fn what_is_not_recorded_is_not_said_not_to_have_happened() {
    let held = Held { steps: vec!["notification".into(), "discipline".into()], ..Held::default() };
    let all = missing(&held);
    assert_eq!(all[0].subject, "notification, discipline");
    assert_eq!(all[0].why, "No source held speaks of them. That does not say that they did not happen.");
}

#[test]
fn open_outcomes_cited_sources_and_thin_attributes_are_asked_about() {
    let held = Held {
        outcomes: vec![Outcome {
            id: "o-1".into(),
            kind: "discipline".into(),
            what: "Discipline of officer 1.".into(),
            as_of: "2026-11-01".into(),
            source: "letter".into(),
            page: "2".into(),
        }],
        cited: vec![Cited {
            id: "report".into(),
            name: "Report of the prosecutor".into(),
            publisher: "County".into(),
            published: "2019-03-02".into(),
            cited_by: vec!["o-2".into(), "st-1".into()],
        }],
        attributes: vec![Attribute {
            name: "wounds.entered".into(),
            values: vec!["8 (family)".into(), "7 (paper)".into()],
            sources: vec![("letter".into(), "1".into()), ("paper".into(), String::new())],
        }],
        ..Held::default()
    };
    let all = missing(&held);
    let [outcome, cited, attribute] = all.as_slice() else { panic!("{all:#?}") };
    assert_eq!(
        outcome.what,
        "Whether this has happened since, and on which day: Discipline of officer 1 (discipline)."
    );
    assert_eq!(outcome.why, "It was open as of 2026-11-01.");
    assert_eq!(outcome.cites, [Cite::new("o-1", ""), Cite::new("letter", "2")]);
    assert_eq!(cited.what, "A copy of Report of the prosecutor (County, 2019-03-02).");
    assert_eq!(cited.why, "2 entries rest on it, and the case holds no copy.");
    assert_eq!(attribute.why, "Only statements or press reports give it: 8 (family); 7 (paper).");
}

#[test]
fn requests_come_by_kind_in_the_order_of_the_kinds() {
    let held = Held {
        units: vec![unit("Unit 9", 1), unit("Unit 4", 1)],
        sources: vec![source("a", "", Redaction::NotStated), source("b", "", Redaction::Yes)],
        steps: vec!["discipline".into()],
        ..Held::default()
    };
    let all = subjects(&held);
    let kinds: Vec<RequestKind> = all.iter().map(|(k, _)| *k).collect();
    assert!(kinds.is_sorted_by_key(|k| RequestKind::ALL.iter().position(|a| a == k)), "{all:?}");
    assert_eq!((all[0].1.as_str(), all[1].1.as_str()), ("Unit 9", "Unit 4"), "units stay in the order of the log");
}

#[test]
fn no_request_accuses() {
    let words = ["lie", "claim", "admit", "fail", "cover", "prove", "refus", "hid", "destroy", "tamper"];
    for kind in RequestKind::ALL {
        let heading = kind.heading().to_lowercase();
        assert!(!words.iter().any(|w| heading.contains(w)), "{heading}");
    }
}
