//! The assertion language: any text is a sentence that has an answer, or an error that points into it.
#![no_main]

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use unmuted_case::language::{Names, OwnClock, evaluate, parse, parse_moment};
use unmuted_case::timeline::{
    AttributeAt, AttributeValue, Basis, Dated, Event, Outcome, Person, Recording, Redacted, Reviewed, Silence,
    Standing, Timeline, Value, When,
};
use unmuted_model::{
    Decimal, Extent, Interval, Kind, KindMeaning, ObservationId, PersonId, RecordingTime, Sense, Shape, SilenceClass,
    SourceId, Span, SpanSet, WallTime,
};

static TIMELINE: LazyLock<Timeline> = LazyLock::new(timeline);

/// A case in which each form of sentence has something to speak of.
fn timeline() -> Timeline {
    let at = |s: i64| RecordingTime::from_ns(s * 1_000_000_000);
    let kind = |name: &str| Kind::new(name).unwrap();
    let mut t = Timeline::default();
    for (name, shape) in [("shot", Shape::Instant), ("aid.begun", Shape::Instant), ("talk", Shape::Span)] {
        t.vocabulary.declare(kind(name), KindMeaning { shape, sense: Sense::Sound, words: format!("a {name}") });
    }
    t.people.push(Person { id: PersonId::new("officer-1"), role: "officer".into(), name: "Officer 1".into() });
    let extent = Span::between(at(0), at(100));
    let silence = Extent::exactly(Span::between(at(30), at(50)));
    t.recordings.push(Recording {
        id: SourceId::new("camera-1"),
        name: "Camera 1".into(),
        is_camera: true,
        has_picture: true,
        placement: None,
        extent,
        examined: SpanSet::from_iter([extent]),
        silences: vec![Silence { id: ObservationId::new("s"), class: SilenceClass::DigitalSilence, extent: silence }],
        redacted: Redacted::No,
    });
    for (i, (name, from, to)) in [
        ("shot", 10, 10),
        ("shot", 12, 12),
        ("aid.begun", 60, 60),
        ("talk", 5, 70),
        ("muted", 30, 50),
        ("speech", 20, 22),
    ]
    .into_iter()
    .enumerate()
    {
        t.events.push(Event {
            id: ObservationId::new(format!("m{i}")),
            kind: kind(name),
            when: When::OnRecording {
                source: SourceId::new("camera-1"),
                extent: Extent::new(Interval::exactly(at(from)), Interval::exactly(at(to))),
            },
            standing: if i == 1 { Standing::Lead } else { Standing::Decisive },
            event: None,
            subject: (i == 0).then(|| PersonId::new("officer-1")),
            words: Some("police, stop".into()),
            by: Some("a".into()),
        });
        t.reviewed.push(Reviewed {
            id: ObservationId::new(format!("v{i}")),
            by: "a".into(),
            source: SourceId::new("camera-1"),
            span: Span::between(at(0), at(80)),
            kinds: vec![kind(name)],
        });
    }
    let dated =
        |first, last| Dated { first, last, wall: Interval::between(WallTime::from_ns(0), WallTime::from_ns(1)) };
    t.day = Some(dated(date(2018, 3, 18), date(2018, 3, 18)));
    t.as_of = Some(date(2018, 11, 1));
    for (i, (name, when)) in [("release of video", Some((date(2018, 3, 21), date(2018, 4, 16)))), ("discipline", None)]
        .into_iter()
        .enumerate()
    {
        t.outcomes.push(Outcome {
            id: ObservationId::new(format!("o{i}")),
            kind: name.into(),
            what: name.into(),
            when: when.map(|(a, b)| dated(a, b)),
            as_of: date(2018, 11, 1),
            event: None,
            source: None,
            page: String::new(),
        });
    }
    let number = Value::Number { least: Decimal::whole(5), most: Decimal::whole(8), about: false };
    for (i, (name, value, unit, at)) in [
        ("wounds.entered", number.clone(), "", None),
        ("distance", number, "m", None),
        ("facing", Value::Text("house".into()), "", Some("first shot")),
        ("cleared", Value::Flag(true), "", None),
    ]
    .into_iter()
    .enumerate()
    {
        t.attributes.push(AttributeValue {
            id: ObservationId::new(format!("attribute-{i}")),
            name: name.into(),
            value,
            unit: unit.into(),
            basis: Basis::Document,
            at: at.map(|m: &str| AttributeAt::Moment(m.into())),
            source: SourceId::new("report"),
            page: String::new(),
            by: String::new(),
            repeats: None,
            note: String::new(),
        });
    }
    t
}

fuzz_target!(|text: &str| {
    let names = Names::of(&TIMELINE);
    match parse(text, &names) {
        Ok(assertion) => {
            let finding = evaluate(&assertion, &TIMELINE, &OwnClock);
            assert!(!finding.answer.is_empty() && finding.reading.ends_with('.'), "{text}: {finding:?}");
        }
        Err(error) => assert!(text.get(error.span.clone()).is_some(), "{error:?} points outside the sentence"),
    }
    if let Err(error) = parse_moment(text, &names) {
        assert!(text.get(error.span.clone()).is_some(), "{error:?} points outside the moment");
    }
});
