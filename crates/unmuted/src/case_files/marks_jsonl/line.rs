//! One line of `marks.jsonl`, read and checked against the case, but not yet against other lines.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use unmuted_model::{
    Extent, Interval, Kind, Nanos, ObservationId, PersonId, RecordingClock, Shape, SourceId, Span, nearest,
};

use super::{
    ANCHOR_KEYS, Context, DECISION_KEYS, DEFAULT_ANCHOR_PLUS_MINUS, DEFAULT_PLUS_MINUS, DO_WORDS, Decided, Decision,
    HandAnchor, Line, MARK_KEYS, Mark, REVIEWED_KEYS, ReviewedSpan, Undo,
};
use crate::case_files::problem::{Place, Problem};
use crate::case_files::text::{self, Unreadable};
use crate::case_files::toml_reader::{ID_REMEDY, is_id, unknown_key_remedy};

/// The longest line that is read; a longer one is a problem. A mark is a few hundred bytes.
const MAX_LINE: usize = 1 << 20;

/// The least exact anchor that is taken; a vaguer one places nothing that a reader could use.
const MOST_ANCHOR_PLUS_MINUS: Nanos = Nanos::from_secs(60);

/// Reads one line and checks it against the case. On a problem also its id, where that could be read.
///
/// # Errors
/// Not a JSON object, an unknown or missing key, or a value that does not fit the case.
pub fn line(body: &str, place: &Place, context: &Context<'_>) -> Result<Line, (Option<String>, Box<Problem>)> {
    let fail = |id: Option<String>, what: String, remedy: String| (id, Box::new(place.unread(what, remedy)));
    if body.len() > MAX_LINE {
        return Err(fail(None, format!("the line is longer than {MAX_LINE} bytes"), "break it up".to_owned()));
    }
    let pairs: Pairs = serde_json::from_str(body).map_err(|e| {
        let place = place.part(body, e.column().saturating_sub(1)..e.column());
        (
            None,
            Box::new(place.unread(format!("this is not a JSON object on one line: {e}"), "mend this line".to_owned())),
        )
    })?;
    let mut keys = Keys { values: BTreeMap::new() };
    for (key, value) in pairs.0 {
        if keys.values.insert(key.clone(), value).is_some() {
            return Err(fail(None, format!("the key {key:?} stands twice"), "keep one of them".to_owned()));
        }
    }
    let id = keys.values.get("id").and_then(Value::as_str).map(str::to_owned);
    read_line(&keys, place, context)
        .map_err(|e| fail(id.clone(), id.map_or_else(|| e.what.clone(), |id| format!("{id}: {}", e.what)), e.remedy))
}

fn wrong(what: impl Into<String>, remedy: impl Into<String>) -> Unreadable {
    Unreadable { what: what.into(), remedy: remedy.into() }
}

fn read_line(keys: &Keys, place: &Place, context: &Context<'_>) -> Result<Line, Unreadable> {
    let does = keys.required("do")?;
    let known = match does.as_str() {
        "mark" => MARK_KEYS,
        "reviewed" => REVIEWED_KEYS,
        "anchor" => ANCHOR_KEYS,
        "confirm" | "reject" | "undo" => DECISION_KEYS,
        other => {
            let remedy = match nearest(other, DO_WORDS) {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!("write one of: {}", DO_WORDS.join(", ")),
            };
            return Err(wrong(format!("a line cannot do {other:?}"), remedy));
        }
    };
    if let Some(key) = keys.values.keys().find(|k| !known.contains(&k.as_str())) {
        let article = if matches!(does.as_str(), "anchor" | "undo") { "an" } else { "a" };
        return Err(wrong(format!("{article} {does} line has no key {key:?}"), unknown_key_remedy(key, known)));
    }
    let id = keys.required("id")?;
    if !is_id(&id) {
        return Err(wrong(format!("{id:?} cannot be an id"), ID_REMEDY));
    }
    let id = ObservationId::new(id);
    // By whom a line is recognised that was sent twice; it says nothing.
    keys.text("once")?;
    let by = keys.required("by")?;
    let at_typed = keys.required("at")?;
    let at = text::wall_time(&at_typed)?;
    let place = place.clone();
    match does.as_str() {
        "mark" => {
            let source = recording(keys, "source", context)?;
            let kind = kind(&keys.required("kind")?, context)?;
            if kind.as_str() == "silence" {
                return Err(wrong(
                    "silence is measured from the sound; a person does not mark it",
                    "take the line out; `muted` is the kind for a person's finding that a microphone was switched off",
                ));
            }
            let extent = extent(keys, &kind, context)?;
            let subject = keys.text("subject")?.filter(|s| !s.is_empty());
            if let Some(subject) = &subject {
                context.people.check(subject).map_err(|u| wrong(u.what, u.remedy))?;
            }
            Ok(Line::Mark(Mark {
                id,
                by,
                at,
                at_typed,
                source,
                kind,
                extent,
                event: keys.text("event")?.filter(|e| !e.trim().is_empty()),
                subject: subject.map(PersonId::new),
                words: keys.text("words")?.unwrap_or_default(),
                sure: keys.flag("sure")?.unwrap_or(true),
                supersedes: keys.text("supersedes")?.map(ObservationId::new),
                decided: Decided::nobody(),
                privileged: keys.flag("privileged")?.unwrap_or(false),
                place,
            }))
        }
        "reviewed" => {
            let source = recording(keys, "source", context)?;
            let (from, to) = keys.span()?;
            let span = Span::new(from, to).filter(|s| !s.is_empty());
            let span =
                span.ok_or_else(|| wrong("the reviewed span holds no time", "write its start before its end"))?;
            let kinds = keys.texts("kinds")?;
            if kinds.is_empty() {
                return Err(wrong("the line does not say for what the span was reviewed", "add kinds: [\"…\"]"));
            }
            let kinds = kinds.iter().map(|k| self::kind(k, context)).collect::<Result<Vec<_>, _>>()?;
            Ok(Line::Reviewed(ReviewedSpan {
                id,
                by,
                at,
                at_typed,
                source,
                span,
                kinds,
                supersedes: keys.text("supersedes")?.map(ObservationId::new),
                superseded: false,
                privileged: keys.flag("privileged")?.unwrap_or(false),
                place,
            }))
        }
        "anchor" => {
            let (source, other) = (recording(keys, "source", context)?, recording(keys, "other", context)?);
            if source == other {
                return Err(wrong(
                    format!("source and other are both {:?}", source.as_str()),
                    "name two recordings: an anchor says where one sound is heard in each",
                ));
            }
            let typed = |key: &str| keys.required(key).and_then(|t| text::recording_time(&t));
            let plus_minus = keys.text("plus_minus")?.map(|t| text::length(&t)).transpose()?;
            if plus_minus.is_some_and(|p| p > MOST_ANCHOR_PLUS_MINUS) {
                return Err(wrong(
                    "plus_minus is more than 60 s, which places nothing",
                    "look for a sharper sound, such as a door or a shot; for a clock seen in the picture write \
                     [[anchors]] in case.toml",
                ));
            }
            Ok(Line::Anchor(HandAnchor {
                id,
                by,
                at,
                at_typed,
                source,
                time: typed("time")?,
                other,
                other_time: typed("other_time")?,
                plus_minus: plus_minus.unwrap_or(DEFAULT_ANCHOR_PLUS_MINUS),
                words: keys.text("words")?.unwrap_or_default(),
                supersedes: keys.text("supersedes")?.map(ObservationId::new),
                decided: Decided::nobody(),
                privileged: keys.flag("privileged")?.unwrap_or(false),
                place,
            }))
        }
        "undo" => Ok(Line::Undo(Undo { id, by, at, target: ObservationId::new(keys.required("target")?), place })),
        _ => Ok(Line::Decision(Decision {
            id,
            by,
            at,
            at_typed,
            target: ObservationId::new(keys.required("target")?),
            confirms: does == "confirm",
            words: keys.text("words")?.unwrap_or_default(),
            place,
        })),
    }
}

fn recording(keys: &Keys, key: &str, context: &Context<'_>) -> Result<SourceId, Unreadable> {
    let source = keys.required(key)?;
    context.recordings.check(&source).map_err(|u| wrong(u.what, u.remedy))?;
    Ok(SourceId::new(source))
}

/// The kind of that name, if the case has it.
pub fn kind(name: &str, context: &Context<'_>) -> Result<Kind, Unreadable> {
    if let Some(kind) = context.vocabulary.kind(name) {
        return Ok(kind.clone());
    }
    if context.kinds_lost.contains(name) {
        return Err(wrong(
            format!("the kind {name:?} stands in case.toml, but its entry could not be read"),
            "mend that entry of case.toml first",
        ));
    }
    let remedy = match context.vocabulary.nearest(name) {
        Some(near) => format!("did you mean {near:?}?"),
        None => {
            let known: Vec<_> = context.vocabulary.kinds().map(|(k, _)| k.as_str()).collect();
            format!("declare it under [kinds] in case.toml; known kinds are: {}", known.join(", "))
        }
    };
    Err(wrong(format!("the case has no kind {name:?}"), remedy))
}

fn extent(keys: &Keys, kind: &Kind, context: &Context<'_>) -> Result<Extent<RecordingClock>, Unreadable> {
    let (a, b) = keys.span()?;
    let plus_minus = keys.text("plus_minus")?.map(|t| text::length(&t)).transpose()?;
    match context.vocabulary.meaning(kind).map(|m| m.shape) {
        Some(Shape::Span) => {
            if a == b {
                return Err(wrong(format!("{kind} lasts, and this span holds no time"), "write its start and its end"));
            }
            let doubt = plus_minus.unwrap_or(DEFAULT_PLUS_MINUS);
            let around = |t| Interval::exactly(t).widened(doubt);
            Ok(Extent::new(around(a), around(b)))
        }
        _ => {
            if plus_minus.is_some() {
                return Err(wrong(
                    format!("{kind} happens at an instant, which has no plus_minus"),
                    "widen span instead: it is the interval that the instant lies in",
                ));
            }
            Ok(Extent::instant(Interval::between(a, b)))
        }
    }
}

/// The values of a line, typed as they are asked for.
struct Keys {
    values: BTreeMap<String, Value>,
}

impl Keys {
    fn text(&self, key: &str) -> Result<Option<String>, Unreadable> {
        match self.values.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(s)) => Ok(Some(s.clone())),
            Some(_) => Err(wrong(format!("{key} is not a text"), "put it in quotation marks")),
        }
    }
    fn required(&self, key: &str) -> Result<String, Unreadable> {
        let text = self.text(key)?.filter(|t| !t.trim().is_empty());
        text.ok_or_else(|| wrong(format!("the line has no {key}"), format!("add \"{key}\": \"…\"")))
    }
    fn flag(&self, key: &str) -> Result<Option<bool>, Unreadable> {
        match self.values.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(b)) => Ok(Some(*b)),
            Some(_) => {
                Err(wrong(format!("{key} is not true or false"), "write true or false, without quotation marks"))
            }
        }
    }
    fn texts(&self, key: &str) -> Result<Vec<String>, Unreadable> {
        let wrong = || wrong(format!("{key} is not a list of texts"), format!("write \"{key}\": [\"…\", \"…\"]"));
        match self.values.get(key) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(list)) => list.iter().map(|v| v.as_str().map(str::to_owned).ok_or_else(wrong)).collect(),
            Some(_) => Err(wrong()),
        }
    }
    fn span(&self) -> Result<(unmuted_model::RecordingTime, unmuted_model::RecordingTime), Unreadable> {
        let texts = self.texts("span")?;
        let [a, b] = texts.as_slice() else {
            return Err(wrong("the line has no span of two times", "write \"span\": [\"1:24.6\", \"1:24.7\"]"));
        };
        let (a, b) = (text::recording_time(a)?, text::recording_time(b)?);
        if b < a {
            return Err(wrong("the span ends before it starts", "write the earlier time first"));
        }
        Ok((a, b))
    }
}

/// The members of a JSON object in their order, doubled keys included.
struct Pairs(Vec<(String, Value)>);

impl<'de> serde::Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Pairs;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object, { … }")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Object)
    }
}
