//! What a case lacks, as a list of requests that a person can edit and send: recordings that a log points to, gaps,
//! copies without redaction, pages, days, and sources that are cited and not held.
//!
//! It comes from plain values about what is held. It says what is not here and where that shows; it does not say
//! that something exists, and not why it is not here.

mod held;
mod names;
mod recordings;
#[cfg(test)]
mod tests;

pub use held::{Attribute, Cited, Held, Officer, Outcome, Ran, Recording, Redaction, Source, Statement, Unheard, Unit};

/// Something to ask for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// What is asked for.
    pub kind: RequestKind,
    /// Of what or whom: a unit, a source's id, a step.
    pub subject: String,
    /// What is asked for, as it can stand in a letter.
    pub what: String,
    /// Why: what shows that it is not here.
    pub why: String,
    /// What it rests on.
    pub cites: Vec<Cite>,
}

/// A place in the case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Cite {
    /// A source, a statement, an outcome: its id, or `dispatch-log#5` for a line.
    pub id: String,
    /// Where in it: a page, a time; or empty.
    pub place: String,
}

impl Cite {
    /// A place in a source.
    pub fn new(id: impl Into<String>, place: impl Into<String>) -> Self {
        Self { id: id.into(), place: place.into() }
    }
}

/// What is asked for, in the order in which requests are listed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum RequestKind {
    /// Recordings of a unit that a log names.
    UnitRecording,
    /// Recordings of an officer who was there.
    OfficerRecording,
    /// What lies between two files of one device.
    Gap,
    /// A copy that was not redacted.
    Unredacted,
    /// Whether a copy was redacted.
    RedactionNotStated,
    /// Why a recording is silent at a moment that nothing else recorded.
    Silence,
    /// Where a statement stands.
    StatementPlace,
    /// Whether and when something happened.
    OutcomeDay,
    /// Whether and when steps were taken of which no source speaks.
    Steps,
    /// A source that is cited and not held.
    Publication,
    /// A document for what only statements or press reports give.
    Attribute,
}

impl RequestKind {
    /// All of them, in order.
    pub const ALL: [Self; 11] = [
        Self::UnitRecording,
        Self::OfficerRecording,
        Self::Gap,
        Self::Unredacted,
        Self::RedactionNotStated,
        Self::Silence,
        Self::StatementPlace,
        Self::OutcomeDay,
        Self::Steps,
        Self::Publication,
        Self::Attribute,
    ];

    /// The word in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::UnitRecording => "unit_recording",
            Self::OfficerRecording => "officer_recording",
            Self::Gap => "gap",
            Self::Unredacted => "unredacted_copy",
            Self::RedactionNotStated => "redaction_not_stated",
            Self::Silence => "silence",
            Self::StatementPlace => "statement_place",
            Self::OutcomeDay => "outcome_day",
            Self::Steps => "steps",
            Self::Publication => "publication",
            Self::Attribute => "attribute",
        }
    }

    /// A heading over requests of this kind.
    pub fn heading(self) -> &'static str {
        match self {
            Self::UnitRecording => "Recordings of units that the dispatch log names",
            Self::OfficerRecording => "Recordings of officers who were there",
            Self::Gap => "Time between two files of one device",
            Self::Unredacted => "Copies that were not redacted",
            Self::RedactionNotStated => "Whether copies were redacted",
            Self::Silence => "Silence where nothing else recorded",
            Self::StatementPlace => "Where statements stand",
            Self::OutcomeDay => "What was open, and its day",
            Self::Steps => "Steps that no source held speaks of",
            Self::Publication => "Sources that are cited and not held",
            Self::Attribute => "What only statements or press reports give",
        }
    }
}

/// Everything to ask for, by kind, and within a kind in the order of what is held.
pub fn missing(held: &Held) -> Vec<Request> {
    let mut all = recordings::of_units(held);
    all.extend(recordings::of_officers(held));
    all.extend(recordings::gaps(held));
    all.extend(held.sources.iter().filter_map(|s| redaction(held, s)));
    all.extend(held.unheard.iter().map(unheard));
    all.extend(held.statements.iter().filter_map(statement));
    all.extend(held.outcomes.iter().map(outcome));
    all.extend(steps(held));
    all.extend(held.cited.iter().map(cited));
    all.extend(held.attributes.iter().map(attribute));
    all.sort_by_key(|r| r.kind);
    all
}

fn redaction(held: &Held, source: &Source) -> Option<Request> {
    let of_same = |other: &&Source| {
        let same = |a: &str, b: &str| !a.is_empty() && a == b;
        other.id != source.id && (same(&other.device, &source.device) || same(&other.wearer, &source.wearer))
    };
    let cites = vec![Cite::new(&source.id, "")];
    match source.redacted {
        Redaction::No => None,
        Redaction::Yes if held.sources.iter().filter(of_same).any(|s| s.redacted == Redaction::No) => None,
        Redaction::Yes => Some(Request {
            kind: RequestKind::Unredacted,
            subject: source.id.clone(),
            what: format!(
                "A copy of {} that was not redacted, or a list of what was redacted, where, and on what ground.",
                source.name
            ),
            why:
                "The copy received is marked as redacted, and no other copy of the same device or wearer is held that \
                  is not."
                    .into(),
            cites,
        }),
        Redaction::NotStated if !source.is_recording => None,
        Redaction::NotStated => Some(Request {
            kind: RequestKind::RedactionNotStated,
            subject: source.id.clone(),
            what: format!("Whether {} was redacted or cut before it was released.", source.name),
            why: "Nobody has said so for the copy received.".into(),
            cites,
        }),
    }
}

fn unheard(u: &Unheard) -> Request {
    let device = if u.device.is_empty() { String::new() } else { format!(" ({})", u.device) };
    Request {
        kind: RequestKind::Silence,
        subject: u.recording.clone(),
        what: if u.log_held {
            format!(
                "Any other recording of the time of {}{device} from {} to {} on its own clock.",
                u.name, u.from, u.to
            )
        } else {
            format!(
                "The device's audit log of {}{device} from {} to {} on the recording's own clock, and any other \
                 recording of that time.",
                u.name, u.from, u.to
            )
        },
        why: format!(
            "Its sound is silent there ({}), no other recording on the common clock was running, and this cannot be \
             decided: {}",
            u.class,
            u.asked_by.iter().map(|(_, sentence)| sentence.as_str()).collect::<Vec<_>>().join(" ")
        ),
        cites: std::iter::once(Cite::new(&u.recording, format!("{} to {}", u.from, u.to)))
            .chain(u.asked_by.iter().map(|(id, _)| Cite::new(id, "")))
            .collect(),
    }
}

fn statement(s: &Statement) -> Option<Request> {
    let (what, why) = if s.source.is_empty() {
        ("The document or recording in which it stands, with its page or time", "No source is named for it.")
    } else if s.page.is_empty() && s.source_has_pages {
        ("The page on which it stands", "Its source is named without a page.")
    } else {
        return None;
    };
    let mut cites = vec![Cite::new(&s.id, "")];
    if !s.source.is_empty() {
        cites.push(Cite::new(&s.source, ""));
    }
    Some(Request {
        kind: RequestKind::StatementPlace,
        subject: s.id.clone(),
        what: format!("{what}: {}, “{}”", s.by, s.quote),
        why: why.into(),
        cites,
    })
}

fn outcome(o: &Outcome) -> Request {
    let mut cites = vec![Cite::new(&o.id, "")];
    if !o.source.is_empty() {
        cites.push(Cite::new(&o.source, &o.page));
    }
    Request {
        kind: RequestKind::OutcomeDay,
        subject: o.id.clone(),
        what: format!(
            "Whether this has happened since, and on which day: {} ({}).",
            o.what.trim_end_matches('.'),
            o.kind
        ),
        why: format!("It was open as of {}.", o.as_of),
        cites,
    }
}

fn steps(held: &Held) -> Option<Request> {
    if held.steps.is_empty() {
        return None;
    }
    Some(Request {
        kind: RequestKind::Steps,
        subject: held.steps.join(", "),
        what: format!(
            "For each of these, whether it happened, on which day, and the record of it: {}.",
            held.steps.join(", ")
        ),
        why: "No source held speaks of them. That does not say that they did not happen.".into(),
        cites: Vec::new(),
    })
}

fn cited(c: &Cited) -> Request {
    let by = [&c.publisher, &c.published].into_iter().filter(|w| !w.is_empty()).cloned().collect::<Vec<_>>();
    let by = if by.is_empty() { String::new() } else { format!(" ({})", by.join(", ")) };
    Request {
        kind: RequestKind::Publication,
        subject: c.id.clone(),
        what: format!("A copy of {}{by}.", c.name),
        why: match c.cited_by.len() {
            0 => "It is listed as a source, and the case holds no copy.".into(),
            1 => "One entry rests on it, and the case holds no copy.".into(),
            n => format!("{n} entries rest on it, and the case holds no copy."),
        },
        cites: std::iter::once(&c.id).chain(&c.cited_by).map(|id| Cite::new(id, "")).collect(),
    }
}

fn attribute(a: &Attribute) -> Request {
    Request {
        kind: RequestKind::Attribute,
        subject: a.name.clone(),
        what: format!("A document, a measurement or a forensic finding that gives {}.", a.name),
        why: format!("Only statements or press reports give it: {}.", a.values.join("; ")),
        cites: a.sources.iter().map(|(id, page)| Cite::new(id, page)).collect(),
    }
}
