//! Timelines written down in a few words, in whole or fractional seconds.

use unmuted_case::language::{Finding, Names, OwnClock, evaluate, parse};
use unmuted_case::timeline::{
    AttributeAt, AttributeValue, Basis, Dated, Event, Outcome, Person, Placement, Recording, Redacted, Reviewed, Scope,
    Silence, Standing, Timeline, Value, WallAnchor, When,
};
use unmuted_model::{
    Decimal, Extent, IncidentFromRecording, IncidentTime, Interval, Kind, KindMeaning, Nanos, ObservationId, PersonId,
    RecordingTime, Sense, Shape, SilenceClass, SourceId, Span, SpanSet, WallTime,
};

pub fn t(secs: f64) -> RecordingTime {
    RecordingTime::from_secs_f64(secs)
}

pub fn kind(name: &str) -> Kind {
    Kind::new(name).unwrap()
}

/// From a day to a day, in UTC.
pub fn dated(first: &str, last: &str) -> Dated {
    let (first, last): (jiff::civil::Date, jiff::civil::Date) = (first.parse().unwrap(), last.parse().unwrap());
    let zero = jiff::civil::date(1970, 1, 1);
    let ns = |d: jiff::civil::Date| d.duration_since(zero).as_hours() * 3_600_000_000_000;
    let end = ns(last) + 86_400_000_000_000;
    Dated { first, last, wall: Interval::between(WallTime::from_ns(ns(first)), WallTime::from_ns(end)) }
}

/// A case with the kinds and people of the examples in `docs/assertions.md`, and no recording yet.
pub fn empty() -> Timeline {
    let mut timeline = Timeline::default();
    for (name, shape, sense, words) in [
        ("shot", Shape::Instant, Sense::Sound, "a shot"),
        ("flash", Shape::Instant, Sense::Picture, "a muzzle flash"),
        ("aid.begun", Shape::Instant, Sense::Either, "aid begun"),
        ("aid.requested", Shape::Instant, Sense::Sound, "aid requested"),
        ("danger.declared", Shape::Instant, Sense::Sound, "danger declared"),
        ("officers.conferring", Shape::Span, Sense::Either, "officers conferring"),
    ] {
        let meaning = KindMeaning { shape, sense, words: words.to_owned() };
        assert!(timeline.vocabulary.declare(kind(name), meaning));
    }
    for (id, role, name) in [
        ("officer-1", "officer", "Officer 1"),
        ("officer-2", "officer", "Officer 2"),
        ("dispatcher", "dispatcher", "Dispatcher"),
    ] {
        timeline.people.push(Person { id: PersonId::new(id), role: role.into(), name: name.into() });
    }
    timeline
}

/// Words for a timeline, each giving back the whole so that they can follow one another.
pub trait Build: Sized {
    /// A camera of `length` seconds, on the main clock `offset` seconds after its zero, known to `doubt` seconds.
    fn camera(self, id: &str, length: f64, offset: f64, doubt: f64) -> Self;
    /// A camera that could not be placed.
    fn unplaced(self, id: &str, length: f64) -> Self;
    /// A mark by reviewer-a of something that lies between two instants.
    fn mark(self, id: &str, on: &str, kind: &str, from: f64, to: f64) -> Self;
    /// A mark by reviewer-a of something that lasts, its ends known to a tenth of a second.
    fn lasting(self, id: &str, on: &str, kind: &str, from: f64, to: f64) -> Self;
    /// A line of a log, with a time of day in seconds since the epoch.
    fn logged(self, id: &str, kind: &str, from: f64, to: f64) -> Self;
    /// Changes the event added last.
    fn with(self, change: impl FnOnce(&mut Event)) -> Self;
    /// A span that reviewer-a went through.
    fn reviewed(self, on: &str, from: f64, to: f64, kinds: &[&str]) -> Self;
    /// A silent span.
    fn silent(self, on: &str, class: SilenceClass, from: f64, to: f64) -> Self;
    /// Changes the recording added last.
    fn recording(self, change: impl FnOnce(&mut Recording)) -> Self;
    /// The scope.
    fn scope(self, on: &str, from: f64, to: f64) -> Self;
    /// The wall clock at the incident clock's zero.
    fn wall(self, at: f64, doubt: f64) -> Self;
    /// The day of the incident, and the day to which the case speaks.
    fn incident(self, day: &str, as_of: &str) -> Self;
    /// An outcome with its day, or one that had not happened by the case's day.
    fn outcome(self, kind: &str, day: Option<&str>) -> Self;
    /// A whole number that a source gives.
    fn number(self, name: &str, n: i64, unit: &str, basis: Basis) -> Self;
    /// A text that a source gives, perhaps of a moment.
    fn text(self, name: &str, value: &str, basis: Basis, at: Option<&str>) -> Self;
    /// Changes the attribute's value added last.
    fn value(self, change: impl FnOnce(&mut AttributeValue)) -> Self;
    /// Tests a sentence.
    fn test(&self, sentence: &str) -> Finding;
}

impl Build for Timeline {
    fn camera(mut self, id: &str, length: f64, offset: f64, doubt: f64) -> Self {
        let incident_from_recording = IncidentFromRecording {
            offset: Nanos::from_secs_f64(offset),
            estimator_bound: Nanos::from_secs_f64(doubt),
            ..IncidentFromRecording::REFERENCE
        };
        self = self.unplaced(id, length);
        self.recording(|r| r.placement = Some(Placement { group: 1, incident_from_recording }))
    }

    fn unplaced(mut self, id: &str, length: f64) -> Self {
        let extent = Span::between(t(0.0), t(length));
        let name = id.replace("camera-", "Camera ").replace("dispatch", "Dispatch");
        self.recordings.push(Recording {
            id: SourceId::new(id),
            name,
            is_camera: id.starts_with("camera"),
            has_picture: true,
            placement: None,
            extent,
            examined: SpanSet::from_iter([extent]),
            silences: Vec::new(),
            redacted: Redacted::No,
        });
        self
    }

    fn mark(mut self, id: &str, on: &str, k: &str, from: f64, to: f64) -> Self {
        let extent = Extent::instant(Interval::between(t(from), t(to)));
        self.events.push(Event {
            id: ObservationId::new(id),
            kind: kind(k),
            when: When::OnRecording { source: SourceId::new(on), extent },
            standing: Standing::Decisive,
            event: None,
            subject: None,
            words: None,
            by: Some("reviewer-a".into()),
        });
        self
    }

    fn lasting(self, id: &str, on: &str, k: &str, from: f64, to: f64) -> Self {
        let at = |s: f64| Interval::exactly(t(s)).widened(Nanos::from_millis(100));
        let extent = Extent::new(at(from), at(to));
        self.mark(id, on, k, from, to).with(|e| e.when = When::OnRecording { source: SourceId::new(on), extent })
    }

    fn logged(self, id: &str, k: &str, from: f64, to: f64) -> Self {
        let at = Interval::between(WallTime::from_secs_f64(from), WallTime::from_secs_f64(to));
        self.mark(id, "log", k, 0.0, 0.0).with(|e| {
            e.when = When::OnWall { source: SourceId::new("dispatch-log"), at };
            e.by = None;
        })
    }

    fn with(mut self, change: impl FnOnce(&mut Event)) -> Self {
        change(self.events.last_mut().unwrap());
        self
    }

    fn reviewed(mut self, on: &str, from: f64, to: f64, kinds: &[&str]) -> Self {
        self.reviewed.push(Reviewed {
            id: ObservationId::new(format!("v{}", self.reviewed.len() + 1)),
            by: "reviewer-a".into(),
            source: SourceId::new(on),
            span: Span::between(t(from), t(to)),
            kinds: kinds.iter().map(|k| kind(k)).collect(),
        });
        self
    }

    fn silent(mut self, on: &str, class: SilenceClass, from: f64, to: f64) -> Self {
        let r = self.recordings.iter_mut().find(|r| r.id.as_str() == on).unwrap();
        let id = ObservationId::new(format!("{on}-silence-{}", r.silences.len() + 1));
        r.silences.push(Silence { id, class, extent: Extent::exactly(Span::between(t(from), t(to))) });
        self
    }

    fn recording(mut self, change: impl FnOnce(&mut Recording)) -> Self {
        change(self.recordings.last_mut().unwrap());
        self
    }

    fn scope(mut self, on: &str, from: f64, to: f64) -> Self {
        self.scope = Some(Scope { from: (SourceId::new(on), t(from)), to: (SourceId::new(on), t(to)) });
        self
    }

    fn wall(mut self, at: f64, doubt: f64) -> Self {
        let wall = Interval::exactly(WallTime::from_secs_f64(at)).widened(Nanos::from_secs_f64(doubt));
        self.anchors.push(WallAnchor { group: 1, at: IncidentTime::ZERO, wall });
        self
    }

    fn incident(mut self, day: &str, as_of: &str) -> Self {
        self.day = Some(dated(day, day));
        self.as_of = Some(as_of.parse().unwrap());
        self
    }

    fn outcome(mut self, kind: &str, day: Option<&str>) -> Self {
        self.outcome_kinds.declare(kind);
        self.outcomes.push(Outcome {
            id: ObservationId::new(format!("o{}", self.outcomes.len() + 1)),
            kind: kind.into(),
            what: format!("{kind} number {}", self.outcomes.len() + 1),
            when: day.map(|d| dated(d, d)),
            as_of: self.as_of.unwrap(),
            event: None,
            source: Some(SourceId::new("report")),
            page: String::new(),
        });
        self
    }

    fn number(self, name: &str, n: i64, unit: &str, basis: Basis) -> Self {
        let n = Decimal::whole(n);
        self.text(name, "", basis, None).value(|v| {
            v.value = Value::Number { least: n, most: n, about: false };
            v.unit = unit.into();
        })
    }

    fn text(mut self, name: &str, value: &str, basis: Basis, at: Option<&str>) -> Self {
        let n = self.attributes.len() + 1;
        self.attributes.push(AttributeValue {
            id: ObservationId::new(format!("attribute-{n}")),
            name: name.into(),
            value: Value::Text(value.into()),
            unit: String::new(),
            basis,
            at: at.map(|m| AttributeAt::Moment(m.into())),
            source: SourceId::new(format!("source-{n}")),
            page: String::new(),
            by: String::new(),
            repeats: None,
            note: String::new(),
        });
        self
    }

    fn value(mut self, change: impl FnOnce(&mut AttributeValue)) -> Self {
        change(self.attributes.last_mut().unwrap());
        self
    }

    fn test(&self, sentence: &str) -> Finding {
        let assertion = parse(sentence, &Names::of(self)).unwrap_or_else(|e| panic!("{sentence}: {e}"));
        evaluate(&assertion, self, &OwnClock)
    }
}
